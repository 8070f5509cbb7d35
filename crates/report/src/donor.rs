//! What is said of donors: words for the terminal, the object of `--json`, one HTML page.
//!
//! All three show the same: the patient, the rule, the ranking, then a section a donor with every model in both
//! directions, and what speaks for and against each model.

mod availability;
mod json;
mod page;
mod text;
mod words;

pub use availability::{AvailabilityReport, HlaSource, availability_json, availability_text};
pub use json::{allele_json, donor_json};
pub use page::donor_page;
pub use text::{allele_text, donor_text};

use lytic_nk::donor::{Assessment, Facts, Goal, Key, Tally, TelomericRule};
use lytic_nk::typing::{Counts, LigandGroups, Person};

/// A finished comparison of donors.
#[derive(Debug)]
pub struct DonorReport<'a> {
    /// The patient.
    pub patient: &'a Person,
    /// What the models see of the patient.
    pub patient_facts: &'a Facts,
    /// What the donor is chosen for.
    pub goal: Goal,
    /// The best donors, in order.
    pub donors: Vec<DonorEntry<'a>>,
    /// Counts over all donors.
    pub tally: Tally,
    /// What was read and refused of the patient's file.
    pub patients_read: &'a Counts,
    /// What was read and refused of the donors' file.
    pub donors_read: &'a Counts,
    /// Where ligand groups come from.
    pub groups: &'a LigandGroups,
    /// When the telomeric half is B/B.
    pub telomeric: TelomericRule,
    /// Version of Lytic.
    pub version: &'a str,
    /// Names of the two files.
    pub files: (String, String),
    /// The command that gives the same page.
    pub command: String,
}

/// A donor of the report.
#[derive(Debug)]
pub struct DonorEntry<'a> {
    /// Rank; equal donors share one.
    pub rank: u64,
    /// The donor.
    pub person: &'a Person,
    /// What the models see.
    pub facts: &'a Facts,
    /// What is compared.
    pub key: Key,
    /// Everything that is said.
    pub assessment: Assessment,
}
