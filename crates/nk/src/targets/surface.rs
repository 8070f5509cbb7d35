//! What a contact sees of a target: molecules per cell, after HLA type and HLA loss.

use crate::typing::{Ligand, LigandSet};
use std::fmt;

/// Something an antibody or a chimeric receptor binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Antigen {
    /// CD7.
    Cd7,
    /// CD19.
    Cd19,
    /// CD20.
    Cd20,
    /// CD22.
    Cd22,
    /// CD30.
    Cd30,
    /// CD33.
    Cd33,
    /// CD38.
    Cd38,
    /// CD123.
    Cd123,
    /// BCMA.
    Bcma,
    /// EGFR.
    Egfr,
    /// FLT3.
    Flt3,
    /// Glypican-3.
    Gpc3,
    /// HER2.
    Her2,
    /// Mesothelin.
    Mesothelin,
    /// PD-L1.
    PdL1,
}

impl Antigen {
    /// All, in the order of lists.
    pub const ALL: [Antigen; 15] = [
        Antigen::Cd7,
        Antigen::Cd19,
        Antigen::Cd20,
        Antigen::Cd22,
        Antigen::Cd30,
        Antigen::Cd33,
        Antigen::Cd38,
        Antigen::Cd123,
        Antigen::Bcma,
        Antigen::Egfr,
        Antigen::Flt3,
        Antigen::Gpc3,
        Antigen::Her2,
        Antigen::Mesothelin,
        Antigen::PdL1,
    ];

    /// As files write it: `cd33`.
    pub fn key(self) -> &'static str {
        match self {
            Antigen::Cd7 => "cd7",
            Antigen::Cd19 => "cd19",
            Antigen::Cd20 => "cd20",
            Antigen::Cd22 => "cd22",
            Antigen::Cd30 => "cd30",
            Antigen::Cd33 => "cd33",
            Antigen::Cd38 => "cd38",
            Antigen::Cd123 => "cd123",
            Antigen::Bcma => "bcma",
            Antigen::Egfr => "egfr",
            Antigen::Flt3 => "flt3",
            Antigen::Gpc3 => "gpc3",
            Antigen::Her2 => "her2",
            Antigen::Mesothelin => "mesothelin",
            Antigen::PdL1 => "pd_l1",
        }
    }

    /// The antigen of a name in a file.
    pub fn from_key(key: &str) -> Option<Antigen> {
        Antigen::ALL.into_iter().find(|antigen| antigen.key() == key)
    }
}

impl fmt::Display for Antigen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A molecule on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Molecule {
    /// Ligands of NKG2D: MICA, MICB, ULBP.
    Nkg2dLigands,
    /// Ligands of DNAM-1 (and TIGIT): CD155, CD112.
    Dnam1Ligands,
    /// Ligands of the natural cytotoxicity receptors: B7-H6 and others.
    NcrLigands,
    /// CD48, the ligand of 2B4.
    Cd48,
    /// ICAM-1.
    Icam1,
    /// All HLA class I.
    HlaClassI,
    /// HLA-C, both alleles together.
    HlaC,
    /// HLA with Bw4, where the type has it.
    HlaBw4,
    /// HLA-E, where both leaders of HLA-B carry Met.
    HlaE,
    /// An antigen.
    Antigen(Antigen),
}

impl Molecule {
    /// All, in the order of lists.
    pub fn all() -> impl Iterator<Item = Molecule> {
        [
            Molecule::Nkg2dLigands,
            Molecule::Dnam1Ligands,
            Molecule::NcrLigands,
            Molecule::Cd48,
            Molecule::Icam1,
            Molecule::HlaClassI,
            Molecule::HlaC,
            Molecule::HlaBw4,
            Molecule::HlaE,
        ]
        .into_iter()
        .chain(Antigen::ALL.into_iter().map(Molecule::Antigen))
    }

    /// As files write it: `nkg2d_ligands`.
    pub fn key(self) -> &'static str {
        match self {
            Molecule::Nkg2dLigands => "nkg2d_ligands",
            Molecule::Dnam1Ligands => "dnam1_ligands",
            Molecule::NcrLigands => "ncr_ligands",
            Molecule::Cd48 => "cd48",
            Molecule::Icam1 => "icam1",
            Molecule::HlaClassI => "hla_class_i",
            Molecule::HlaC => "hla_c",
            Molecule::HlaBw4 => "hla_bw4",
            Molecule::HlaE => "hla_e",
            Molecule::Antigen(antigen) => antigen.key(),
        }
    }

    /// The molecule of a name in a file.
    pub fn from_key(key: &str) -> Option<Molecule> {
        Molecule::all().find(|molecule| molecule.key() == key)
    }
}

/// What became of a target's HLA.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HlaChange {
    /// Class I relative to the usual amount: 0 lost, above 1 raised (by IFN-gamma, say).
    pub class_i: f64,
    /// HLA-E relative to the usual amount.
    pub hla_e: f64,
    /// KIR ligands that are gone with a lost haplotype.
    pub lost: LigandSet,
}

impl HlaChange {
    /// HLA as it is.
    pub const NONE: HlaChange = HlaChange { class_i: 1.0, hla_e: 1.0, lost: LigandSet::EMPTY };
}

impl Default for HlaChange {
    fn default() -> HlaChange {
        HlaChange::NONE
    }
}

/// Molecules per cell that a contact sees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Surface {
    /// Ligands of NKG2D.
    pub nkg2d_ligands: f64,
    /// Ligands of DNAM-1 and TIGIT.
    pub dnam1_ligands: f64,
    /// Ligands of the natural cytotoxicity receptors.
    pub ncr_ligands: f64,
    /// CD48.
    pub cd48: f64,
    /// ICAM-1.
    pub icam1: f64,
    /// All HLA class I.
    pub hla_class_i: f64,
    /// HLA-C with C1.
    pub hla_c1: f64,
    /// HLA-C with C2.
    pub hla_c2: f64,
    /// HLA with Bw4.
    pub hla_bw4: f64,
    /// HLA-E.
    pub hla_e: f64,
    /// PD-L1.
    pub pd_l1: f64,
    antigens: [f64; Antigen::ALL.len()],
}

impl Surface {
    /// Natural ligands alone, molecules per cell: no HLA and no antigen.
    pub fn without_hla(nkg2d_ligands: f64, dnam1_ligands: f64, ncr_ligands: f64, cd48: f64) -> Surface {
        Surface { nkg2d_ligands, dnam1_ligands, ncr_ligands, cd48, ..Surface::default() }
    }

    /// Molecules of an antigen per cell.
    pub fn antigen(&self, antigen: Antigen) -> f64 {
        self.antigens.get(antigen as usize).copied().unwrap_or(0.0)
    }

    /// Sets the molecules of an antigen per cell.
    pub fn set_antigen(&mut self, antigen: Antigen, per_cell: f64) {
        if let Some(slot) = self.antigens.get_mut(antigen as usize) {
            *slot = per_cell;
        }
        if antigen == Antigen::PdL1 {
            self.pd_l1 = per_cell;
        }
    }
}

/// The surface of these molecules. HLA-C is shared half and half where both C1 and C2 are there.
pub(super) fn of(
    per_cell: impl Fn(Molecule) -> f64,
    ligands: LigandSet,
    leader_supply: f64,
    change: &HlaChange,
) -> Surface {
    let (was, left) = (ligands, ligands.minus(change.lost));
    // With a haplotype its ligand goes; the other one keeps what it had.
    let alleles = if was.contains(Ligand::C1) && was.contains(Ligand::C2) { 0.5 } else { 1.0 };
    let amount = |ligand: Ligand, molecule: Molecule, share: f64| {
        if left.contains(ligand) { per_cell(molecule) * share * change.class_i } else { 0.0 }
    };
    let mut surface = Surface {
        nkg2d_ligands: per_cell(Molecule::Nkg2dLigands),
        dnam1_ligands: per_cell(Molecule::Dnam1Ligands),
        ncr_ligands: per_cell(Molecule::NcrLigands),
        cd48: per_cell(Molecule::Cd48),
        icam1: per_cell(Molecule::Icam1),
        hla_class_i: per_cell(Molecule::HlaClassI) * change.class_i,
        hla_c1: amount(Ligand::C1, Molecule::HlaC, alleles),
        hla_c2: amount(Ligand::C2, Molecule::HlaC, alleles),
        hla_bw4: amount(Ligand::Bw4, Molecule::HlaBw4, 1.0),
        hla_e: per_cell(Molecule::HlaE) * leader_supply * change.hla_e,
        ..Surface::default()
    };
    for antigen in Antigen::ALL {
        surface.set_antigen(antigen, per_cell(Molecule::Antigen(antigen)));
    }
    surface
}
