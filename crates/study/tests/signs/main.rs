//! Signs that cancers and combinations must show, each over a cohort and over draws of what we do not know: the same
//! patients with and without something, and the paired difference in every draw. What a test prints (`--nocapture`) is what
//! docs/diseases.md says.
//!
//! ```text
//! timing       chemotherapy two days after the cells; NK cells before and after metastases seed
//! clones       what NK cells select, and what they do not
//! antibodies   anti-NKG2A where HLA-E is low and high; antibody and NK cells in lymphoma
//! solid        solid tumours respond modestly, and what helps in them
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod antibodies;
mod clones;
mod cohort;
#[path = "../files/mod.rs"]
mod files;
mod solid;
mod timing;
