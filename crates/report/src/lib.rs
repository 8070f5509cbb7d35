//! From results to what people read: figures, the one-file report, a summary in words, the object of `--json`, tables.
//!
//! In: [`lytic_study::Results`], and blocks of the values of single patients for the tables. Out: text and files. Nothing
//! is computed here that is not arithmetic on what is there; nothing is simulated. No type of a foreign crate is public.

mod assay;
mod combine;
mod compare;
mod course;
mod design;
mod donor;
mod error;
mod evidence;
mod figure;
mod fit;
mod follow;
mod html;
mod json;
mod number;
mod quantile;
mod scan;
mod sensitivity;
mod summary;
mod survival;
mod tables;
mod tissue;
mod words;

pub use assay::{assay_csv, assay_figures, assay_json, assay_page, assay_summary};
pub use combine::{combination_figures, combination_html, combination_summary, write_combination};
pub use compare::{
    comparison_figures, comparison_html, comparison_overview, comparison_summary, write_comparison,
};
pub use course::{course_figures, course_json, course_page, course_summary, write_course};
pub use design::{design_figures, design_html, design_json, design_summary, write_design};
pub use donor::{
    AvailabilityReport, DonorEntry, DonorReport, HlaSource, allele_json, allele_text, availability_json,
    availability_text, donor_json, donor_page, donor_text,
};
pub use error::ReportError;
pub use evidence::{evidence_csv, evidence_figures, evidence_json, evidence_page, evidence_summary};
pub use figure::{Figure, Layers, Observed, Other, Point, figures, figures_with, overview, overview_with};
pub use fit::{fit_csv, fit_figures, fit_json, fit_page, fit_summary};
pub use follow::{follow_figures, follow_json, follow_page, follow_summary, write_follow};
pub use html::{html, html_with};
pub use json::{combination_json, comparison_json, json, scan_json};
pub use scan::{scan_figures, scan_html, scan_summary, write_scan};
pub use sensitivity::{
    sensitivity_figures, sensitivity_html, sensitivity_json, sensitivity_summary, write_sensitivity,
};
pub use summary::{MOST_LINES, summary};
pub use tables::{Cells, Field, Format, Frame, Tables, read_table, write_summary, write_summary_through};
pub use tissue::{
    Saved, TissueFiles, block_csv, tissue_count_figures, tissue_csv, tissue_figures, tissue_json,
    tissue_page, tissue_summary,
};
