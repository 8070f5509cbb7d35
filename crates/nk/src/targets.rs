//! Targets as data: what a cell shows to NK cells, in molecules per cell, each number with its grade and source.
//!
//! ```toml
//! # parameters/targets/k562.toml, or a file of a user
//! [target]
//! name    = "K562"
//! name_zh = "K562"
//! kind    = "cell line"           # cell line, tumour, infected, healthy
//! tissue  = "blood"               # blood or solid: how many hits kill
//! ligands = []                    # KIR ligands of its own HLA; left out, they are the patient's
//! leader  = "TT"                  # HLA-B leaders of its own HLA, where known
//! modules = ["leukaemia_cells"]   # modules of patients whose malignant cells it is: typing acts with its molecules there
//!
//! [nkg2d_ligands]                 # a density; those that are left out are none
//! value         = "6000 /cell"
//! between       = { lognormal_sd = 0.5 }     # how patients differ
//! between_cells = { lognormal_sd = 0.4 }     # how cells of one person differ
//! uncertainty   = { lognormal_sd = 0.7 }     # what we do not know
//! grade         = "D"
//! source        = "assumed"
//!
//! [hla.total_loss]                # a state of HLA that occurs in this share of patients
//! value   = "0.3"
//! class_i = 0.0                   # what is left of class I (HLA-C, Bw4 and the total)
//! hla_e   = 0.0                   # what is left of HLA-E
//! haplotype = false               # whether one haplotype is lost, with the ligands that only it carries
//! grade   = "C"
//! source  = { cite = "..." }
//! ```
//!
//! A [`Target`] becomes a [`Surface`], what one contact sees, once ligands and state of HLA are given.

mod read;
mod surface;

pub(crate) use read::read;
pub use surface::{Antigen, HlaChange, Molecule, Surface};

use crate::distribution::Distribution;
use crate::library::Library;
use crate::parameters::ParameterEntry;
use crate::typing::{Leader, LigandSet};
use lytic_text::{Diagnostic, Lang, Sources, nearest};
use lytic_units::Quantity;

/// What sort of cell a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A line in culture.
    CellLine,
    /// A tumour of a patient.
    Tumour,
    /// A cell with a virus.
    Infected,
    /// A healthy cell of the patient.
    Healthy,
}

impl Kind {
    /// All, in the order of lists.
    pub const ALL: [Kind; 4] = [Kind::CellLine, Kind::Tumour, Kind::Infected, Kind::Healthy];

    /// As target files write it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::CellLine => "cell line",
            Kind::Tumour => "tumour",
            Kind::Infected => "infected",
            Kind::Healthy => "healthy",
        }
    }
}

/// Where a target comes from: how much damage kills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tissue {
    /// A blood cell: dies of `killer.lethal_damage_blood`.
    Blood,
    /// A cell of solid tissue: dies of `killer.lethal_damage_solid`.
    Solid,
}

impl Tissue {
    /// Both.
    pub const ALL: [Tissue; 2] = [Tissue::Blood, Tissue::Solid];

    /// As target files write it.
    pub fn name(self) -> &'static str {
        match self {
            Tissue::Blood => "blood",
            Tissue::Solid => "solid",
        }
    }
}

/// How much of a molecule a target carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// Which molecule.
    pub molecule: Molecule,
    /// Typical number per cell, how patients differ, what we do not know, grade and source.
    pub entry: ParameterEntry,
    /// The typical number of molecules per cell.
    pub per_cell: f64,
    /// How cells of one person differ.
    pub between_cells: Option<Distribution>,
}

/// A state of HLA that a target can be in.
#[derive(Clone, Debug, PartialEq)]
pub struct HlaState {
    /// Its name in the file: `total_loss`.
    pub key: String,
    /// Share of patients in whom it occurs, with grade and source.
    pub entry: ParameterEntry,
    /// The typical share, 0 to 1.
    pub share: f64,
    /// What is left of class I.
    pub class_i: f64,
    /// What is left of HLA-E.
    pub hla_e: f64,
    /// Whether one haplotype is lost, with the ligands that only it carries.
    pub haplotype: bool,
}

impl HlaState {
    /// What it does to a cell; `lost` are the ligands that only the lost haplotype carries.
    pub fn change(&self, lost: LigandSet) -> HlaChange {
        let lost = if self.haplotype { lost } else { LigandSet::EMPTY };
        HlaChange { class_i: self.class_i, hla_e: self.hla_e, lost }
    }
}

/// A cell that NK cells may kill.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name in commands and scenarios, which is that of its file: `k562`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The same in Chinese.
    pub name_zh: Option<String>,
    /// What sort of cell it is.
    pub kind: Kind,
    /// How much damage kills it.
    pub tissue: Tissue,
    /// KIR ligands of its own HLA; none where they are the patient's.
    pub ligands: Option<LigandSet>,
    /// HLA-B leaders of its own HLA.
    pub leader: Leader,
    /// Modules of models: a patient that has one has malignant (or infected) cells that look like this target.
    pub modules: Vec<String>,
    /// What it carries; each molecule once.
    pub densities: Vec<Density>,
    /// States of HLA that it can be in, besides the usual one.
    pub hla_states: Vec<HlaState>,
    /// Soluble MICA around it, ng/mL: the median of patients, with grade and source.
    pub soluble_mica: Option<(f64, ParameterEntry)>,
    /// What else is to be said.
    pub note: Option<String>,
    /// The same in Chinese.
    pub note_zh: Option<String>,
}

impl Target {
    /// Reads a target file; `name` is its name without ending. What is wrong is reported, all of it, and then there is
    /// no target.
    pub fn read(name: &str, bytes: &[u8], sources: &mut Sources) -> (Option<Target>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let target = read::from_bytes(name, bytes, sources, &mut diagnostics);
        (target.filter(|_| !lytic_text::has_errors(&diagnostics)), diagnostics)
    }

    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name,
            Lang::Zh => self.name_zh.as_deref().unwrap_or(&self.name),
        }
    }

    /// Typical molecules per cell.
    pub fn per_cell(&self, molecule: Molecule) -> f64 {
        self.densities
            .iter()
            .find(|density| density.molecule == molecule)
            .map_or(0.0, |density| density.per_cell)
    }

    /// A state of HLA by its name.
    pub fn hla_state(&self, key: &str) -> Option<&HlaState> {
        self.hla_states.iter().find(|state| state.key == key)
    }

    /// The nearest name of a state of HLA.
    pub fn nearest_hla_state(&self, key: &str) -> Option<&str> {
        nearest(key, self.hla_states.iter().map(|state| state.key.as_str()))
    }

    /// All its numbers with their grades and sources, in the order of the file's kinds.
    pub fn entries(&self) -> impl Iterator<Item = &ParameterEntry> {
        self.densities
            .iter()
            .map(|density| &density.entry)
            .chain(self.hla_states.iter().map(|state| &state.entry))
            .chain(self.soluble_mica.iter().map(|(_, entry)| entry))
    }

    /// What a contact sees of it. Its own KIR ligands and leaders where it has some; else those of `patient`, and all
    /// of them where no patient is given.
    pub fn surface(&self, patient: Option<(LigandSet, f64)>, change: &HlaChange) -> Surface {
        let (ligands, supply) = match (self.ligands, patient) {
            (Some(own), _) => (own, 1.0),
            (None, Some(patient)) => patient,
            (None, None) => (LigandSet::ALL, 1.0),
        };
        surface::of(|molecule| self.per_cell(molecule), ligands, supply, change)
    }
}

impl Library {
    /// The built-in targets, in the order of their names.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// A target by its name: `k562`.
    pub fn target(&self, key: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.key == key)
    }

    /// The target that malignant cells of a model are: the one that names a module of it, the model's modules being those
    /// for which `has` is true.
    pub fn target_of_model(&self, has: impl Fn(&str) -> bool) -> Option<&Target> {
        self.targets.iter().find(|target| target.modules.iter().any(|module| has(module)))
    }

    /// The nearest name of a target.
    pub fn nearest_target(&self, key: &str) -> Option<&str> {
        nearest(key, self.targets.iter().map(|target| target.key.as_str()))
    }
}

/// A number of a target in molecules per cell.
pub(crate) fn per_cell(value: &Quantity) -> Result<f64, lytic_units::UnitError> {
    value.in_unit(&lytic_units::Unit::parse("1/cell")?)
}
