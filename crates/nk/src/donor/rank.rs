//! Ranking of donors: a stated rule for each goal, criterion after criterion, and a stated tie-break.
//!
//! Each criterion gives a donor a worst and a best value over all that the typing leaves open; more is better. Donors are
//! compared by the worst values of the first criterion, then by the best ones, then by the second criterion, and so on:
//! what is certain counts before what is possible. Donors that are equal in all share a rank and stand in the order of
//! the file. No criteria are weighed against each other, and there is no single number.

use super::alloreactivity::{RECEPTOR_GENES, RECEPTORS, educated, ligand_ligand};
use super::content::{BContent, CONTENT_GENES, ContentClass, TelomericRule, b_content};
use super::facts::Facts;
use super::fraction::Repertoires;
use super::genes::GeneSet;
use super::subtype::{favourable, strengths};
use crate::typing::{LigandSet, Person};
use std::cmp::Ordering;

/// What the donor is chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// Haploidentical transplant.
    #[default]
    Haplo,
    /// Unrelated transplant.
    Unrelated,
    /// NK-cell infusion.
    NkInfusion,
}

/// One criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Whether a ligand of the donor is absent in the patient: 0 or 1.
    LigandMismatch,
    /// For how many ligands an educated receptor of the donor finds none in the patient: 0 to 3.
    EducatedLigands,
    /// B content: class, then score.
    BContent,
    /// Whether KIR3DL1 is weakly or not inhibited by the patient's HLA-B: 0 or 1.
    Subtype,
    /// Alloreactive share of NK cells, in whole per cent.
    Fraction,
    /// Whether the reverse direction (rejection) is free of a ligand mismatch: 0 or 1.
    NoRejectionMismatch,
}

/// How many criteria a rule has.
pub const CRITERIA: usize = 5;

impl Goal {
    /// All, in order.
    pub const ALL: [Goal; 3] = [Goal::Haplo, Goal::Unrelated, Goal::NkInfusion];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Goal::Haplo => "haplo",
            Goal::Unrelated => "unrelated",
            Goal::NkInfusion => "nk-infusion",
        }
    }

    /// The goal of a word of the command line.
    pub fn from_name(name: &str) -> Option<Goal> {
        Goal::ALL.into_iter().find(|goal| goal.name() == name)
    }

    /// Its rule: criteria, the weightiest first.
    pub fn criteria(self) -> [Criterion; CRITERIA] {
        match self {
            Goal::Haplo => [
                Criterion::LigandMismatch,
                Criterion::EducatedLigands,
                Criterion::BContent,
                Criterion::Fraction,
                Criterion::NoRejectionMismatch,
            ],
            Goal::Unrelated => [
                Criterion::BContent,
                Criterion::Subtype,
                Criterion::EducatedLigands,
                Criterion::Fraction,
                Criterion::NoRejectionMismatch,
            ],
            Goal::NkInfusion => [
                Criterion::Fraction,
                Criterion::EducatedLigands,
                Criterion::LigandMismatch,
                Criterion::BContent,
                Criterion::NoRejectionMismatch,
            ],
        }
    }
}

/// Worst and best value of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// In the worst case that the typing leaves open.
    pub worst: i32,
    /// In the best.
    pub best: i32,
}

impl Span {
    fn over(values: impl IntoIterator<Item = i32>) -> Span {
        let (worst, best) = values
            .into_iter()
            .fold((i32::MAX, i32::MIN), |(worst, best), value| (worst.min(value), best.max(value)));
        if worst > best { Span { worst: 0, best: 0 } } else { Span { worst, best } }
    }
}

/// What a donor has of each criterion of a goal; a greater key is a better donor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub [Span; CRITERIA]);

/// How donors are compared with one patient.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The patient.
    pub patient: Facts,
    /// Frequencies of receptors.
    pub repertoires: &'a Repertoires,
    /// When the telomeric half is B/B.
    pub rule: TelomericRule,
}

impl Comparison<'_> {
    /// A donor's key for a goal.
    pub fn key(&self, goal: Goal, donor: &Facts) -> Key {
        Key(goal.criteria().map(|criterion| self.value(criterion, donor)))
    }

    /// What a donor has of a criterion.
    pub fn value(&self, criterion: Criterion, donor: &Facts) -> Span {
        let pairs = || {
            donor.ligands.iter().flat_map(|own| self.patient.ligands.iter().map(move |theirs| (own, theirs)))
        };
        match criterion {
            Criterion::LigandMismatch => {
                Span::over(pairs().map(|(own, theirs)| i32::from(!ligand_ligand(own, theirs).is_empty())))
            }
            Criterion::NoRejectionMismatch => {
                Span::over(pairs().map(|(own, theirs)| i32::from(ligand_ligand(theirs, own).is_empty())))
            }
            Criterion::EducatedLigands => {
                let genes = donor.genes.completions(RECEPTOR_GENES);
                Span::over(
                    genes.iter().flat_map(|set| {
                        pairs().map(|(own, theirs)| ligands_seen(educated(own, *set, theirs)))
                    }),
                )
            }
            Criterion::BContent => {
                let genes = donor.genes.completions(CONTENT_GENES);
                Span::over(genes.iter().map(|set| content_value(b_content(*set, self.rule))))
            }
            Criterion::Subtype => Span::over(
                strengths(donor, &self.patient).iter().map(|strength| i32::from(favourable(*strength))),
            ),
            Criterion::Fraction => {
                let genes = donor.genes.completions(RECEPTOR_GENES);
                let (low, high) = self.repertoires.typical_range(&genes, donor.ligands, self.patient.ligands);
                Span { worst: whole_percent(low), best: whole_percent(high) }
            }
        }
    }
}

fn ligands_seen(genes: GeneSet) -> i32 {
    let seen: LigandSet =
        RECEPTORS.iter().filter(|(gene, _)| genes.contains(*gene)).map(|(_, ligand)| *ligand).collect();
    seen.len() as i32
}

/// Class before score: 0 to 24.
fn content_value(content: BContent) -> i32 {
    10 * content.class as i32 + i32::from(content.score)
}

/// The class and score of a value of [`Criterion::BContent`].
pub fn content_of(value: i32) -> (ContentClass, u8) {
    let class = match value / 10 {
        0 => ContentClass::Neutral,
        1 => ContentClass::Better,
        _ => ContentClass::Best,
    };
    (class, u8::try_from(value % 10).unwrap_or(0))
}

fn whole_percent(share: f64) -> i32 {
    (share * 100.0).round() as i32
}

/// A donor with a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// What is compared.
    pub key: Key,
    /// Place in the file, from 0: the tie-break.
    pub index: u64,
    /// The donor.
    pub person: Person,
    /// What the models see of the donor.
    pub facts: Facts,
}

impl Ranked {
    /// The better donor first; of equal ones the one that stands first in the file.
    fn order(&self, other: &Ranked) -> Ordering {
        other.key.cmp(&self.key).then(self.index.cmp(&other.index))
    }
}

/// The best donors so far, and counts over all.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    goal: Goal,
    most: usize,
    kept: Vec<Ranked>,
    /// Counts over all donors.
    pub tally: Tally,
}

/// Counts over all donors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Donors ranked.
    pub donors: u64,
    /// With a ligand mismatch (graft versus host) for certain.
    pub mismatched: u64,
    /// Perhaps: the typing leaves it open.
    pub perhaps_mismatched: u64,
    /// B content best, better, neutral for certain.
    pub best: u64,
    /// Better.
    pub better: u64,
    /// Neutral.
    pub neutral: u64,
    /// B content class left open.
    pub content_open: u64,
    /// With alloreactive cells for certain.
    pub alloreactive: u64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.donors += other.donors;
        self.mismatched += other.mismatched;
        self.perhaps_mismatched += other.perhaps_mismatched;
        self.best += other.best;
        self.better += other.better;
        self.neutral += other.neutral;
        self.content_open += other.content_open;
        self.alloreactive += other.alloreactive;
    }

    fn count(&mut self, mismatch: Span, content: Span, fraction: Span) {
        self.donors += 1;
        self.mismatched += u64::from(mismatch.worst > 0);
        self.perhaps_mismatched += u64::from(mismatch.worst == 0 && mismatch.best > 0);
        match (content_of(content.worst).0, content_of(content.best).0) {
            (ContentClass::Best, ContentClass::Best) => self.best += 1,
            (ContentClass::Better, ContentClass::Better) => self.better += 1,
            (ContentClass::Neutral, ContentClass::Neutral) => self.neutral += 1,
            _ => self.content_open += 1,
        }
        self.alloreactive += u64::from(fraction.worst > 0);
    }
}

impl Ranking {
    /// Of which at most so many are kept.
    pub fn new(goal: Goal, most: usize) -> Ranking {
        Ranking { goal, most, kept: Vec::new(), tally: Tally::default() }
    }

    /// Looks at a donor; keeps it if it is among the best so far.
    pub fn offer(&mut self, person: Person, facts: Facts, index: u64, comparison: &Comparison<'_>) {
        let key = comparison.key(self.goal, &facts);
        let value = |criterion| {
            let place = self.goal.criteria().iter().position(|known| *known == criterion);
            place
                .and_then(|place| key.0.get(place).copied())
                .unwrap_or_else(|| comparison.value(criterion, &facts))
        };
        let (mismatch, content, fraction) =
            (value(Criterion::LigandMismatch), value(Criterion::BContent), value(Criterion::Fraction));
        self.tally.count(mismatch, content, fraction);
        self.keep(Ranked { key, index, person, facts });
    }

    fn keep(&mut self, donor: Ranked) {
        if self.kept.len() >= self.most
            && self.kept.last().is_none_or(|last| last.order(&donor) != Ordering::Greater)
        {
            return;
        }
        let place = self.kept.partition_point(|kept| kept.order(&donor) == Ordering::Less);
        self.kept.insert(place, donor);
        self.kept.truncate(self.most);
    }

    /// Adds what another found; the order of adding does not matter.
    pub fn merge(&mut self, other: Ranking) {
        self.tally.add(other.tally);
        for donor in other.kept {
            self.keep(donor);
        }
    }

    /// The goal.
    pub fn goal(&self) -> Goal {
        self.goal
    }

    /// The best donors, each with its rank; equal donors share one.
    pub fn ranked(&self) -> Vec<(u64, &Ranked)> {
        let mut found: Vec<(u64, &Ranked)> = Vec::with_capacity(self.kept.len());
        for (place, donor) in (1u64..).zip(&self.kept) {
            let rank = match found.last() {
                Some((rank, last)) if last.key == donor.key => *rank,
                _ => place,
            };
            found.push((rank, donor));
        }
        found
    }
}
