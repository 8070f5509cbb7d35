//! What a validation found.

use super::{Role, Row, Simulation};

/// All rows that were asked for, judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validation {
    /// Version of Lytic.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Patients of one draw, in each scenario.
    pub patients: u64,
    /// Draws of what we do not know.
    pub draws: u64,
    /// The command that reproduces it.
    pub command: String,
    /// Groups with their rows, in the order of the evidence.
    pub groups: Vec<GroupResult>,
    /// Hashes (SHA-256, hexadecimal) by what they are of.
    pub hashes: Vec<(String, String)>,
    /// Patients that did not reach the end, of all scenarios and draws.
    pub failed: u64,
}

/// A group of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupResult {
    /// Its name: `V07`.
    pub id: String,
    /// Title in English.
    pub title: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Its rows.
    pub rows: Vec<RowResult>,
}

/// A row with what was simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct RowResult {
    /// The published row.
    pub row: Row,
    /// What was observed, as the simulated number is: a share for a binomial row.
    pub observed: Option<f64>,
    /// Lower end of what agrees: the exact one for a binomial row.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Simulated numbers: one, several for an order, none for a row that is not simulated yet.
    pub simulated: Vec<Estimate>,
    /// Whether it agrees; none for predictions and for rows that are not simulated yet.
    pub inside: Option<bool>,
}

impl RowResult {
    /// The simulated number of a row that has one.
    pub fn number(&self) -> Option<&Estimate> {
        self.simulated.first()
    }

    /// Why it is not simulated yet, in English and Chinese.
    pub fn pending(&self) -> Option<(&str, &str)> {
        match &self.row.simulation {
            Simulation::Pending(why, why_zh) => Some((why, why_zh)),
            Simulation::By(_) => None,
        }
    }
}

/// A number over the patients of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Scenario that it comes from.
    pub scenario: String,
    /// What was judged in each patient, as written.
    pub definition: String,
    /// The number at the typical values (draw 0), in the row's unit.
    pub value: f64,
    /// Patients that it is taken over.
    pub n: u64,
    /// Patients left out: what was asked never happened in them.
    pub left_out: u64,
    /// Sampling: 95 % interval that shrinks with the number of patients; NaN where it is not known.
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The number in each draw; the first has the typical values.
    pub by_draw: Vec<f64>,
    /// The same number in the same patients without the NK cells, where the scenario gives them.
    pub without_nk: Option<f64>,
}

impl Estimate {
    /// The range that is shown: over draws where there are several, else the sampling interval.
    pub fn range(&self) -> (f64, f64) {
        self.ignorance.unwrap_or(self.sampling)
    }
}

/// How many rows of a role agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that agree.
    pub inside: u64,
    /// Rows that were judged.
    pub judged: u64,
    /// Rows that are not simulated yet; they count nowhere else.
    pub pending: u64,
}

impl Validation {
    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &RowResult> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// How the rows of a role fared.
    pub fn tally(&self, role: Role) -> Tally {
        let mut tally = Tally::default();
        for row in self.rows().filter(|row| row.row.role == role) {
            tally.inside += u64::from(row.inside == Some(true));
            tally.judged += u64::from(row.inside.is_some());
            tally.pending += u64::from(row.pending().is_some());
        }
        tally
    }
}
