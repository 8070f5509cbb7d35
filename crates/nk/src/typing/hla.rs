//! HLA typing of a person: for each locus nothing, two alleles, or several readings.

use super::{
    Allele, AlleleAnswer, Bw4Kinds, Group, Leader, Ligand, LigandGroups, LigandSet, Ligands, Locus, Presence,
    Proof, Surface,
};
use std::collections::BTreeSet;

/// One reading of a locus: for each of the two copies the alleles it may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Genotype {
    /// Alternatives of each copy; never empty.
    pub copies: [Vec<Allele>; 2],
}

/// What is known of one locus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LocusTyping {
    /// Not typed.
    #[default]
    Missing,
    /// Two alleles (the same twice for a homozygous person).
    Two([Allele; 2]),
    /// Several readings; at least one.
    Ambiguous(Box<[Genotype]>),
}

impl LocusTyping {
    /// Every allele that some reading has, each once, in the order of the typing.
    pub fn alleles(&self) -> Vec<Allele> {
        let mut found: Vec<Allele> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut add = |allele: Allele| {
            if seen.insert(allele) {
                found.push(allele);
            }
        };
        match self {
            LocusTyping::Missing => {}
            LocusTyping::Two(pair) => pair.iter().copied().for_each(&mut add),
            LocusTyping::Ambiguous(readings) => {
                readings.iter().flat_map(|reading| &reading.copies).flatten().copied().for_each(&mut add);
            }
        }
        found
    }

    /// Whether the locus was typed.
    pub fn is_typed(&self) -> bool {
        *self != LocusTyping::Missing
    }
}

/// HLA-A, -B and -C of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hla {
    /// HLA-A.
    pub a: LocusTyping,
    /// HLA-B.
    pub b: LocusTyping,
    /// HLA-C.
    pub c: LocusTyping,
}

impl Hla {
    /// The typing of a locus.
    pub fn locus(&self, locus: Locus) -> &LocusTyping {
        match locus {
            Locus::A => &self.a,
            Locus::B => &self.b,
            Locus::C => &self.c,
        }
    }

    /// The typing of a locus, to be changed.
    pub fn locus_mut(&mut self, locus: Locus) -> &mut LocusTyping {
        match locus {
            Locus::A => &mut self.a,
            Locus::B => &mut self.b,
            Locus::C => &mut self.c,
        }
    }

    /// Whether no locus was typed.
    pub fn is_empty(&self) -> bool {
        Locus::ALL.iter().all(|locus| !self.locus(*locus).is_typed())
    }

    /// The KIR ligands of this typing. Alleles that the groups do not know add nothing (readers refuse them).
    pub fn ligands(&self, groups: &LigandGroups) -> Ligands {
        let mut ligands = Ligands { proofs: Vec::with_capacity(6), ..Ligands::default() };
        let mut strong = LigandSet::EMPTY;
        for locus in Locus::ALL {
            let seen = match self.locus(locus) {
                LocusTyping::Missing => {
                    ligands.missing.push(locus);
                    continue;
                }
                LocusTyping::Two(pair) => {
                    let copies = pair.map(|allele| Traits::of(allele, groups, &mut ligands, &mut strong));
                    Reading::of(copies[0], copies[1])
                }
                LocusTyping::Ambiguous(readings) => readings
                    .iter()
                    .map(|reading| {
                        let [first, second] = &reading.copies;
                        let mut alternatives = |copy: &[Allele]| {
                            copy.iter()
                                .map(|allele| Traits::of(*allele, groups, &mut ligands, &mut strong))
                                .reduce(Traits::or)
                                .unwrap_or_default()
                        };
                        let first = alternatives(first);
                        Reading::of(first, alternatives(second))
                    })
                    .reduce(Reading::or)
                    .unwrap_or_default(),
            };
            ligands.certain = ligands.certain.union(seen.certain.ligands());
            ligands.possible = ligands.possible.union(seen.possible.ligands());
            let presence = |bit: u8| match (seen.certain.0 & bit != 0, seen.possible.0 & bit != 0) {
                (true, _) => Presence::Present,
                (false, true) => Presence::Unknown,
                (false, false) => Presence::Absent,
            };
            match locus {
                Locus::A => ligands.bw4_80.a = presence(BW4),
                Locus::B => {
                    ligands.bw4_80.b_isoleucine = presence(ISOLEUCINE);
                    ligands.bw4_80.b_threonine = presence(THREONINE);
                    ligands.leader = seen.leader();
                }
                Locus::C => {}
            }
        }
        ligands.low = ligands.possible.minus(strong);
        ligands.proofs = each_once(ligands.proofs);
        ligands
    }
}

const BW4: u8 = 1 << Ligand::Bw4 as u8;
const ISOLEUCINE: u8 = 1 << 4;
const THREONINE: u8 = 1 << 5;

/// Ligands in the lower four bits, kind of Bw4 above.
#[derive(Clone, Copy, Debug, Default)]
struct Bits(u8);

impl Bits {
    fn ligands(self) -> LigandSet {
        LigandSet::from_bits(self.0)
    }
}

/// What one copy has for certain and perhaps, and the number of Met leaders it has at least and at most.
#[derive(Clone, Copy, Debug, Default)]
struct Traits {
    certain: Bits,
    possible: Bits,
    met: (u8, u8),
}

impl Traits {
    fn of(allele: Allele, groups: &LigandGroups, ligands: &mut Ligands, strong: &mut LigandSet) -> Traits {
        let Some(answer) = groups.lookup(allele) else {
            return Traits { met: (0, 1), ..Traits::default() };
        };
        let own = answer.functional_ligand;
        if answer.expressed != Surface::Low && !answer.weak {
            *strong = strong.union(own);
        }
        if answer.inferred {
            ligands.inferred = ligands.inferred.union(answer.exceptions);
        }
        for ligand in own.iter() {
            prove(ligands, ligand, &answer);
        }
        let mut bits = own.bits();
        if allele.locus == Locus::B && own.contains(Ligand::Bw4) {
            bits |= match answer.group {
                Group::Bw4I80 => ISOLEUCINE,
                Group::Bw4T80 => THREONINE,
                _ => 0,
            };
        }
        let certain = if answer.expressed == Surface::Perhaps { 0 } else { bits };
        let met = match (answer.leader, answer.group) {
            (Some('M'), _) => (u8::from(answer.expressed != Surface::Perhaps), 1),
            (Some(_), _) | (None, Group::Null) => (0, 0),
            (None, _) => (0, 1),
        };
        Traits { certain: Bits(certain), possible: Bits(bits), met }
    }

    /// One or the other.
    fn or(self, other: Traits) -> Traits {
        Traits {
            certain: Bits(self.certain.0 & other.certain.0),
            possible: Bits(self.possible.0 | other.possible.0),
            met: (self.met.0.min(other.met.0), self.met.1.max(other.met.1)),
        }
    }
}

/// What a genotype has for certain and perhaps.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    certain: Bits,
    possible: Bits,
    met: (u8, u8),
}

impl Reading {
    /// Both copies.
    fn of(first: Traits, second: Traits) -> Reading {
        Reading {
            certain: Bits(first.certain.0 | second.certain.0),
            possible: Bits(first.possible.0 | second.possible.0),
            met: (first.met.0 + second.met.0, first.met.1 + second.met.1),
        }
    }

    /// One genotype or the other.
    fn or(self, other: Reading) -> Reading {
        Reading {
            certain: Bits(self.certain.0 & other.certain.0),
            possible: Bits(self.possible.0 | other.possible.0),
            met: (self.met.0.min(other.met.0), self.met.1.max(other.met.1)),
        }
    }

    fn leader(self) -> Leader {
        match self.met {
            (2, 2) => Leader::MM,
            (1, 1) => Leader::MT,
            (0, 0) => Leader::TT,
            _ => Leader::Unknown,
        }
    }
}

/// Each proof once, in the order of the typing.
fn each_once(proofs: Vec<Proof>) -> Vec<Proof> {
    // Two alleles of each locus are the rule and need no set.
    const FEW: usize = 8;
    if proofs.len() <= FEW {
        let mut kept: Vec<Proof> = Vec::with_capacity(proofs.len());
        for proof in proofs {
            if !kept.contains(&proof) {
                kept.push(proof);
            }
        }
        return kept;
    }
    let mut seen = BTreeSet::new();
    proofs.into_iter().filter(|proof| seen.insert(*proof)).collect()
}

fn prove(ligands: &mut Ligands, ligand: Ligand, answer: &AlleleAnswer) {
    let proof = Proof {
        ligand,
        allele: answer.allele,
        group: answer.group,
        residues: answer.residues,
        source: answer.source,
        inferred: answer.inferred,
    };
    ligands.proofs.push(proof);
}

/// Nothing is known of Bw4 yet.
impl Bw4Kinds {
    /// Whether HLA-B with residue 80 Ile or Thr is seen by KIR3DL1, in either kind.
    pub fn on_b(&self) -> Presence {
        match (self.b_isoleucine, self.b_threonine) {
            (Presence::Present, _) | (_, Presence::Present) => Presence::Present,
            (Presence::Absent, Presence::Absent) => Presence::Absent,
            _ => Presence::Unknown,
        }
    }
}
