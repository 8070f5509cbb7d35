//! `[tissue]` as its author wrote it: every value with its place, nothing looked up yet.

use crate::assay::CellLine;
use crate::scenario::Placed;
use crate::tissue::{GeometryLine, StepsLine};
use lytic_text::Span;
use lytic_units::Quantity;

/// `[tissue]` in the scenario of a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockLine {
    /// The section.
    pub span: Span,
    /// Where in the body: marrow, liver, tumour.
    pub site: Option<Placed<String>>,
    /// Which patient of the cohort; none for the typical one.
    pub patient: Option<Placed<u64>>,
    /// When it begins.
    pub from: Option<Placed<Quantity>>,
    /// When it ends.
    pub to: Option<Placed<Quantity>>,
    /// Shape and size.
    pub geometry: Option<GeometryLine>,
    /// What tumour cells carry; none for what the site has.
    pub target: Option<Placed<String>>,
    /// Their HLA; none for the patient's.
    pub target_hla: Option<Vec<Placed<String>>>,
    /// How NK cells decide.
    pub decision: Option<Placed<String>>,
    /// Seed of the block; none for the cohort's.
    pub seed: Option<Placed<u64>>,
    /// Fields.
    pub fields: Option<Vec<Placed<String>>>,
    /// Concentrations that do not follow the blood.
    pub outside: Vec<(Placed<String>, Placed<Quantity>)>,
    /// Field and the expression of the patient's model that it follows.
    pub blood: Vec<(Placed<String>, Placed<String>)>,
    /// What is said of the donor's NK cells.
    pub donor: CellLine,
    /// What is said of the patient's own.
    pub host: CellLine,
    /// Whether CD8 T cells enter.
    pub t_cells: bool,
    /// Time between two rows of the tables.
    pub every: Option<Placed<Quantity>>,
    /// What is kept cell by cell or voxel by voxel.
    pub save: Option<Vec<Placed<String>>>,
    /// Steps.
    pub steps: StepsLine,
    /// Parameters of single cells and of tissue that it changes.
    pub parameters: Vec<(Placed<String>, Placed<Quantity>)>,
    /// Whether the patient takes over what the block does.
    pub read_back: bool,
    /// In how many pieces of the window.
    pub pieces: u64,
    /// After how many sweeps it stops at the latest.
    pub sweeps: u64,
    /// Change of the factors at which it stops.
    pub tolerance: f64,
    /// Whether the patient keeps the last factors after the window.
    pub hold: bool,
}
