//! A person as the models see them: worlds of ligands by locus, known KIR genes, leader, HLA-B kind, KIR3DL1 class.

use super::genes::{GeneSet, KnownGenes};
use super::worlds::Worlds;
use crate::typing::{
    Allele, Group, Kir3dl1Class, Kir3dl1Table, KirGene, Leader, Ligand, LigandGroups, LigandSet, Locus,
    LocusTyping, Person, Presence, Surface,
};

/// The strongest kind of Bw4 on a person's HLA-B; Ile 80 counts before Thr 80 (as bosefalk/CTUtools does).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HlaBKind {
    /// No Bw4 on HLA-B.
    Bw6,
    /// Thr 80.
    Bw4T80,
    /// Ile 80.
    Bw4I80,
}

impl HlaBKind {
    /// As in tables.
    pub fn name(self) -> &'static str {
        self.group().name()
    }

    /// The group of such an allele.
    pub fn group(self) -> Group {
        match self {
            HlaBKind::Bw6 => Group::Bw6,
            HlaBKind::Bw4T80 => Group::Bw4T80,
            HlaBKind::Bw4I80 => Group::Bw4I80,
        }
    }
}

/// What a typing says of a person, as sets of what may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What each locus may give, in the order of [`Locus::ALL`].
    pub loci: [Worlds; 3],
    /// What all loci together may give.
    pub ligands: Worlds,
    /// Loci without typing.
    pub missing: Vec<Locus>,
    /// KIR genes.
    pub genes: KnownGenes,
    /// Leaders of HLA-B.
    pub leader: Leader,
    /// Kinds that HLA-B may be, in order.
    pub hla_b: Vec<HlaBKind>,
    /// Whether there is an HLA-A\*11.
    pub a11: Presence,
    /// Class of KIR3DL1, where its alleles are typed.
    pub class_3dl1: Option<Kir3dl1Class>,
    /// Ligands whose presence or absence rests on the default of a first field.
    pub inferred: LigandSet,
}

impl Facts {
    /// What the typing of a person says.
    pub fn of(person: &Person, groups: &LigandGroups, classes: &Kir3dl1Table) -> Facts {
        let loci = Locus::ALL.map(|locus| locus_worlds(person, locus, groups));
        let [a, b, c] = loci;
        Facts {
            loci,
            ligands: a.with(b).with(c),
            missing: person.ligands.missing.clone(),
            genes: KnownGenes::of(&person.kir),
            leader: person.ligands.leader,
            hla_b: hla_b(person),
            a11: a11(&person.hla.a),
            class_3dl1: classes.class_of(&person.kir),
            inferred: person.ligands.inferred,
        }
    }

    /// Everything known: for tests and for people out of a simulation.
    pub fn exactly(ligands: LigandSet, genes: GeneSet) -> Facts {
        let only = |locus| Worlds::only(ligands.intersection(crate::typing::could_supply(locus)));
        let kind = if ligands.contains(Ligand::Bw4) { HlaBKind::Bw4I80 } else { HlaBKind::Bw6 };
        Facts {
            loci: Locus::ALL.map(only),
            ligands: Worlds::only(ligands),
            missing: Vec::new(),
            genes: KnownGenes::exactly(genes),
            leader: Leader::Unknown,
            hla_b: vec![kind],
            a11: Presence::Absent,
            class_3dl1: None,
            inferred: LigandSet::EMPTY,
        }
    }
}

/// What an untyped copy of a locus may carry: rarer things than these are left aside.
fn untyped(locus: Locus) -> Worlds {
    let set = LigandSet::of;
    let copies: &[LigandSet] = match locus {
        Locus::A => &[LigandSet::EMPTY, set(&[Ligand::Bw4]), set(&[Ligand::A3A11])],
        Locus::B => &[LigandSet::EMPTY, set(&[Ligand::Bw4]), set(&[Ligand::C1])],
        Locus::C => &[set(&[Ligand::C1]), set(&[Ligand::C2])],
    };
    let copy = Worlds::any_of(copies.iter().copied()).unwrap_or(Worlds::only(LigandSet::EMPTY));
    copy.with(copy)
}

fn locus_worlds(person: &Person, locus: Locus, groups: &LigandGroups) -> Worlds {
    let copy = |alternatives: &[Allele]| {
        let each = alternatives.iter().map(|allele| copy_worlds(*allele, groups));
        each.reduce(Worlds::or).unwrap_or(Worlds::only(LigandSet::EMPTY))
    };
    match person.hla.locus(locus) {
        LocusTyping::Missing => untyped(locus),
        LocusTyping::Two([first, second]) => copy_worlds(*first, groups).with(copy_worlds(*second, groups)),
        LocusTyping::Ambiguous(readings) => readings
            .iter()
            .map(|reading| {
                let [first, second] = &reading.copies;
                copy(first).with(copy(second))
            })
            .reduce(Worlds::or)
            .unwrap_or_else(|| untyped(locus)),
    }
}

fn copy_worlds(allele: Allele, groups: &LigandGroups) -> Worlds {
    let Ok(answer) = groups.answer(allele) else { return Worlds::only(LigandSet::EMPTY) };
    let own = Worlds::only(answer.functional_ligand);
    // A and Q may be at the surface or not. Residues that no rule covers give nothing, as in the typing.
    let perhaps = if answer.expressed == Surface::Perhaps { Worlds::only(LigandSet::EMPTY) } else { own };
    own.or(perhaps)
}

fn hla_b(person: &Person) -> Vec<HlaBKind> {
    let kinds = &person.ligands.bw4_80;
    let mut found = Vec::new();
    let (isoleucine, threonine) = (kinds.b_isoleucine, kinds.b_threonine);
    if isoleucine != Presence::Present && threonine != Presence::Present {
        found.push(HlaBKind::Bw6);
    }
    if isoleucine != Presence::Present && threonine != Presence::Absent {
        found.push(HlaBKind::Bw4T80);
    }
    if isoleucine != Presence::Absent {
        found.push(HlaBKind::Bw4I80);
    }
    found
}

fn a11(typing: &LocusTyping) -> Presence {
    let is = |allele: &Allele| allele.first() == 11;
    match typing {
        LocusTyping::Missing => Presence::Unknown,
        LocusTyping::Two(pair) if pair.iter().any(is) => Presence::Present,
        LocusTyping::Two(_) => Presence::Absent,
        LocusTyping::Ambiguous(readings) => {
            let certain =
                readings.iter().all(|reading| reading.copies.iter().any(|copy| copy.iter().all(is)));
            let possible = readings.iter().any(|reading| reading.copies.iter().flatten().any(is));
            match (certain, possible) {
                (true, _) => Presence::Present,
                (false, true) => Presence::Unknown,
                (false, false) => Presence::Absent,
            }
        }
    }
}

/// Genes whose absence or presence some model asks for.
pub const ASKED: GeneSet =
    super::content::CONTENT_GENES.union(super::scores::KRIEGER_GENES).union(GeneSet::of(&[KirGene::KIR3DL1]));
