//! A tissue as its author wrote it: every value with its place, nothing looked up yet.

use crate::assay::CellLine;
use crate::scenario::{Placed, Schedule};
use lytic_text::{SourceId, Span};
use lytic_units::Quantity;

/// A scenario of the kind `tissue`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TissueScenario {
    /// Built-in name, or the file as the user gave it.
    pub name: String,
    /// Its text among the sources of the command.
    pub source: Option<SourceId>,
    /// Title, and the same in Chinese (may be empty).
    pub title: String,
    /// Title in Chinese, or empty.
    pub title_zh: String,
    /// A sentence about it, or empty.
    pub about: String,
    /// The same in Chinese, or empty.
    pub about_zh: String,
    /// How long.
    pub duration: Option<Placed<Quantity>>,
    /// What tumour cells carry: a target of the library.
    pub target: Option<Placed<String>>,
    /// Their HLA.
    pub target_hla: Option<Vec<Placed<String>>>,
    /// How NK cells decide.
    pub decision: Option<Placed<String>>,
    /// Seed.
    pub seed: Option<Placed<u64>>,
    /// Which draw of what is not known; 0 has the typical values.
    pub draw: Option<Placed<u64>>,
    /// Shape and size.
    pub geometry: Option<GeometryLine>,
    /// Fields; none for the usual ones.
    pub fields: Option<Vec<Placed<String>>>,
    /// Concentrations around the tissue.
    pub outside: Vec<(Placed<String>, Placed<Quantity>)>,
    /// A table of rules, beside the scenario.
    pub rules: Option<Beside>,
    /// Products, by name.
    pub products: Vec<(Placed<String>, CellLine)>,
    /// Doses.
    pub doses: Vec<TissueDose>,
    /// Steps.
    pub steps: StepsLine,
    /// Time between two rows of the tables.
    pub every: Option<Placed<Quantity>>,
    /// What is kept cell by cell or voxel by voxel.
    pub save: Option<Vec<Placed<String>>>,
    /// Parameters that it changes.
    pub parameters: Vec<(Placed<String>, Placed<Quantity>)>,
}

/// A file that a scenario names.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// As the scenario names it.
    pub name: Placed<String>,
    /// Its text; none where it cannot be read, which has been told, or has not been read yet.
    pub text: Option<(SourceId, String)>,
}

/// `[geometry]`
#[derive(Clone, Debug, PartialEq)]
pub struct GeometryLine {
    /// Where it stands.
    pub span: Span,
    /// sphere, block, monolayer, dish or gel.
    pub shape: Option<Placed<String>>,
    /// Tumour cells at the start.
    pub cells: Option<Placed<u64>>,
    /// Radius of a sphere or monolayer, instead of cells.
    pub radius: Option<Placed<Quantity>>,
    /// Edge of a block, dish or gel.
    pub edge: Option<Placed<Quantity>>,
    /// Targets per volume of a gel.
    pub density: Option<Placed<Quantity>>,
    /// Medium around the cells.
    pub margin: Option<Placed<Quantity>>,
    /// Edge of a voxel.
    pub voxel: Option<Placed<Quantity>>,
    /// Distance between vessels of a block.
    pub vessels: Option<Placed<Quantity>>,
    /// Share of mobility that the matrix takes.
    pub matrix: Option<Placed<f64>>,
    /// A table of cells, beside the scenario, instead of a shape.
    pub positions: Option<Beside>,
    /// Whether tumour cells grow and die by themselves.
    pub growth: Option<Placed<String>>,
}

/// `[[dose]]`
#[derive(Clone, Debug, PartialEq)]
pub struct TissueDose {
    /// Where it stands.
    pub span: Span,
    /// Cells, a drug, an antibody or radiation.
    pub of: Placed<String>,
    /// Which product, for cells.
    pub product: Option<Placed<String>>,
    /// How much.
    pub amount: Option<Placed<Quantity>>,
    /// When.
    pub at: Option<Schedule>,
    /// Where cells come in.
    pub place: Option<Placed<String>>,
}

/// `[steps]`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepsLine {
    /// Fields, growth, death.
    pub biology: Option<Placed<Quantity>>,
    /// Contacts and turns.
    pub contacts: Option<Placed<Quantity>>,
    /// Mechanics, where steps have one length.
    pub mechanics: Option<Placed<Quantity>>,
    /// Error of a step of mechanics, where steps are chosen.
    pub tolerance: Option<Placed<Quantity>>,
}
