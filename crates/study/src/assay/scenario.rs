//! A killing assay as its author wrote it: every value with its place, nothing looked up yet.

use crate::scenario::Placed;
use lytic_nk::targets::Target;
use lytic_text::{SourceId, Span};
use lytic_units::Quantity;

/// A scenario of the kind `assay`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssayScenario {
    /// Built-in name, or the file as the user gave it.
    pub name: String,
    /// Its text among the sources of the command.
    pub source: Option<SourceId>,
    /// Title.
    pub title: String,
    /// Title in Chinese, or empty.
    pub title_zh: String,
    /// One sentence about it, or empty.
    pub about: String,
    /// The same in Chinese, or empty.
    pub about_zh: String,
    /// How long cells are together; none after an error there.
    pub duration: Option<Placed<Quantity>>,
    /// The target of arms that name no other.
    pub target: Option<Placed<String>>,
    /// HLA of the targets of arms that name no other.
    pub target_hla: Option<Vec<Placed<String>>>,
    /// Targets of files that it names, read.
    pub own_targets: Vec<OwnTarget>,
    /// How cells decide: `weighted-signal`.
    pub decision: Option<Placed<String>>,
    /// Seed.
    pub seed: Option<Placed<u64>>,
    /// Draws of what is not known.
    pub draws: Option<Placed<u64>>,
    /// The wells; none after an error there.
    pub well: Option<WellLine>,
    /// What all arms share.
    pub cells: CellLine,
    /// Arms, in the order of the file.
    pub arms: Vec<ArmLine>,
    /// An antibody and its concentrations.
    pub antibody: Option<AntibodyLine>,
    /// Parameters that it sets, in the order of the file.
    pub parameters: Vec<(Placed<String>, Placed<Quantity>)>,
}

/// `[well]`
#[derive(Clone, Debug, PartialEq)]
pub struct WellLine {
    /// The section.
    pub span: Span,
    /// `dish`, `micro-well` or `gel`.
    pub vessel: Option<Placed<String>>,
    /// Targets of a well.
    pub targets: Option<Placed<u64>>,
    /// NK cells for each target, one or several.
    pub ratios: Vec<Placed<f64>>,
    /// NK cells of a well, where no ratio is given.
    pub cells: Option<Placed<u64>>,
    /// Wells of a replicate.
    pub wells: Option<Placed<u64>>,
    /// Replicates.
    pub replicates: Option<Placed<u64>>,
    /// Targets per volume of a gel.
    pub density: Option<Placed<Quantity>>,
}

/// `[cells]`, and what an arm changes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellLine {
    /// `resting`, `activated`, `expanded`.
    pub state: Option<Placed<String>>,
    /// `fresh`, `frozen`.
    pub storage: Option<Placed<String>>,
    /// What cells lack: `perforin`, `fasl`.
    pub lacks: Option<Vec<Placed<String>>>,
    /// `V/V`, `V/F`, `F/F`.
    pub fcgr3a: Option<Placed<String>>,
    /// Inhibitory receptors of a clone.
    pub receptors: Option<Vec<Placed<String>>>,
    /// What an antibody blocks.
    pub blocked: Option<Vec<Placed<String>>>,
    /// Antigen of a chimeric receptor.
    pub car_antigen: Option<Placed<String>>,
    /// Chimeric receptors per NK cell.
    pub car_receptors: Option<Placed<f64>>,
    /// HLA of their donor: alleles, or a genotype.
    pub hla: Option<Vec<Placed<String>>>,
    /// KIR of their donor.
    pub kir: Option<Placed<String>>,
}

impl CellLine {
    /// What `self` says, and where it says nothing, what `base` says.
    pub fn over(&self, base: &CellLine) -> CellLine {
        CellLine {
            state: self.state.clone().or_else(|| base.state.clone()),
            storage: self.storage.clone().or_else(|| base.storage.clone()),
            lacks: self.lacks.clone().or_else(|| base.lacks.clone()),
            fcgr3a: self.fcgr3a.clone().or_else(|| base.fcgr3a.clone()),
            receptors: self.receptors.clone().or_else(|| base.receptors.clone()),
            blocked: self.blocked.clone().or_else(|| base.blocked.clone()),
            car_antigen: self.car_antigen.clone().or_else(|| base.car_antigen.clone()),
            car_receptors: self.car_receptors.clone().or_else(|| base.car_receptors.clone()),
            hla: self.hla.clone().or_else(|| base.hla.clone()),
            kir: self.kir.clone().or_else(|| base.kir.clone()),
        }
    }
}

/// `[arm.NAME]`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmLine {
    /// Its name.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Its target, where it is another.
    pub target: Option<Placed<String>>,
    /// HLA of its targets, where it is another.
    pub target_hla: Option<Vec<Placed<String>>>,
    /// What it changes of the cells.
    pub cells: CellLine,
}

/// A target of a file of the user.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTarget {
    /// As the scenario names it: `mine.toml`.
    pub name: String,
    /// What the file holds; none where it cannot be read, which has been told.
    pub target: Option<Target>,
}

/// `[antibody]`
#[derive(Clone, Debug, PartialEq)]
pub struct AntibodyLine {
    /// What it binds.
    pub antigen: Option<Placed<String>>,
    /// Its dissociation constant.
    pub affinity: Option<Placed<Quantity>>,
    /// Its concentrations.
    pub concentrations: Vec<Placed<Quantity>>,
}
