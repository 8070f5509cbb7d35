//! How likely a patient finds a donor: registries and families, simulated.
//!
//! A patient has two HLA haplotypes h1, h2; so has an unrelated donor. A parent or child shares one of the patient's and
//! has one random haplotype r: whatever the shared one carries the patient has, so the donor is ligand-mismatched
//! (graft versus host) exactly if r carries what h1 ∪ h2 lacks. Two parents have two such haplotypes, as one unrelated
//! donor has: the better of two parents equals one unrelated donor. A sibling takes one haplotype of each parent. KIR
//! haplotypes lie on another chromosome and are handed down in the same way.
//!
//! Shares are counted over simulated patients, with the error sqrt(p (1 - p) / n); the ligand mismatch is also summed
//! exactly over all haplotypes ([`exact`]), which the simulation must reproduce.

use super::alloreactivity::{COUNTED, educated, ligand_ligand};
use super::content::{ContentClass, TelomericRule, b_content};
use super::genes::GeneSet;
use super::population::{KirPopulation, LigandHaplotypes};
use crate::typing::LigandSet;
use lytic_engine::philox::{Stream, purpose};

/// Most unrelated donors that are simulated for a patient.
pub const MOST_DONORS: u32 = 100_000;

/// Whom the donor is chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// One unrelated donor.
    OneUnrelated,
    /// The best of this many unrelated donors.
    Unrelated(u32),
    /// One haploidentical parent or child.
    OneRelative,
    /// Both parents.
    BothParents,
    /// This many siblings, whatever they share.
    Siblings(u32),
}

/// A share of simulated patients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many of them.
    pub count: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// The share, 0 to 1.
    pub fn value(self) -> f64 {
        self.count as f64 / self.of.max(1) as f64
    }

    /// Its Monte Carlo error (one standard deviation).
    pub fn error(self) -> f64 {
        let share = self.value();
        lytic_engine::math::sqrt(share * (1.0 - share) / self.of.max(1) as f64)
    }
}

/// How often a party has at least one donor who...
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartyShares {
    /// Whom the donor is chosen from.
    pub party: Party,
    /// ... has a ligand that the patient lacks (ligand-ligand, graft versus host).
    pub mismatched: Share,
    /// The same summed exactly over all haplotypes; none for several siblings.
    pub mismatched_exactly: Option<f64>,
    /// ... has an educated receptor whose ligand the patient lacks.
    pub educated: Share,
    /// ... has B content better or best.
    pub better_or_best: Share,
    /// ... has B content best.
    pub best: Share,
    /// ... is ligand-mismatched and has B content better or best.
    pub mismatched_and_better: Share,
}

/// What is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// HLA haplotypes.
    pub hla: LigandHaplotypes,
    /// KIR haplotypes.
    pub kir: KirPopulation,
    /// Unrelated donors a patient.
    pub donors: u32,
    /// Siblings a patient.
    pub siblings: u32,
    /// Simulated patients.
    pub patients: u64,
    /// Seed.
    pub seed: u64,
    /// When the telomeric half is B/B.
    pub rule: TelomericRule,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Availability {
    /// Share of patients with C1, C2 and Bw4, who can never be ligand-mismatched.
    pub all_three: Share,
    /// The same exactly.
    pub all_three_exactly: f64,
    /// One row a party.
    pub parties: Vec<PartyShares>,
}

/// A donor as far as it matters here.
#[derive(Clone, Copy)]
struct Donor {
    ligands: LigandSet,
    genes: GeneSet,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    mismatched: u64,
    educated: u64,
    better_or_best: u64,
    best: u64,
    mismatched_and_better: u64,
}

/// Simulates patients and their possible donors.
pub fn simulate(plan: &Plan) -> Availability {
    let parties = [
        Party::OneUnrelated,
        Party::Unrelated(plan.donors),
        Party::OneRelative,
        Party::BothParents,
        Party::Siblings(1),
        Party::Siblings(plan.siblings),
    ];
    let mut kept: Vec<Party> = Vec::new();
    for party in parties {
        let doubled = matches!(party, Party::Unrelated(1)) || kept.contains(&party);
        if !doubled && !matches!(party, Party::Siblings(0) | Party::Unrelated(0)) {
            kept.push(party);
        }
    }
    let mut tallies = vec![Tally::default(); kept.len()];
    let mut all_three = 0;
    for patient in 0..plan.patients {
        let draws = Draws::new(plan, patient);
        let (h1, h2) = (draws.hla(0, 0), draws.hla(0, 1));
        let own = h1.union(h2);
        all_three += u64::from(own.is_superset(COUNTED));
        for (party, tally) in kept.iter().zip(&mut tallies) {
            count(tally, own, plan.rule, donors(*party, &draws, (h1, h2)));
        }
    }
    let share = |count| Share { count, of: plan.patients };
    Availability {
        all_three: share(all_three),
        all_three_exactly: exact::all_three(&plan.hla),
        parties: kept
            .into_iter()
            .zip(tallies)
            .map(|(party, tally)| PartyShares {
                party,
                mismatched: share(tally.mismatched),
                mismatched_exactly: exact::mismatched(&plan.hla, party),
                educated: share(tally.educated),
                better_or_best: share(tally.better_or_best),
                best: share(tally.best),
                mismatched_and_better: share(tally.mismatched_and_better),
            })
            .collect(),
    }
}

/// Adds what a patient's donors offer. Stops as soon as nothing more can be found: the numbers of a donor do not depend
/// on how many were looked at before.
fn count(tally: &mut Tally, patient: LigandSet, rule: TelomericRule, donors: impl Iterator<Item = Donor>) {
    let never = patient.is_superset(COUNTED);
    let (mut mismatched, mut taught, mut better, mut best, mut both) = (never, never, false, false, never);
    for donor in donors {
        let content = b_content(donor.genes, rule);
        let differs = !ligand_ligand(donor.ligands, patient).is_empty();
        let good = content.class >= ContentClass::Better;
        mismatched |= differs;
        taught |= !educated(donor.ligands, donor.genes, patient).is_empty();
        better |= good;
        best |= content.class == ContentClass::Best;
        both |= differs && good;
        if mismatched && taught && better && best && both {
            break;
        }
    }
    tally.mismatched += u64::from(mismatched && !never);
    tally.educated += u64::from(taught && !never);
    tally.better_or_best += u64::from(better);
    tally.best += u64::from(best);
    tally.mismatched_and_better += u64::from(both && !never);
}

/// The donors of a party. Person 0 is the patient, 1 and 2 are the parents, then siblings, then unrelated people.
fn donors<'a>(
    party: Party,
    draws: &'a Draws<'_>,
    (h1, h2): (LigandSet, LigandSet),
) -> Box<dyn Iterator<Item = Donor> + 'a> {
    let parent = move |own: LigandSet, person: u64| Donor {
        ligands: own.union(draws.hla(person, 0)),
        genes: draws.kir(0, person - 1).union(draws.kir(person, 0)),
    };
    let unrelated = move |index: u64| {
        let person = FIRST_UNRELATED + index;
        Donor {
            ligands: draws.hla(person, 0).union(draws.hla(person, 1)),
            genes: draws.kir(person, 0).union(draws.kir(person, 1)),
        }
    };
    let sibling = move |index: u64| {
        let [hla1, hla2, kir1, kir2] = draws.coins(FIRST_SIBLING + index);
        let (from1, from2) =
            (if hla1 { h1 } else { draws.hla(1, 0) }, if hla2 { h2 } else { draws.hla(2, 0) });
        Donor {
            ligands: from1.union(from2),
            genes: draws.kir(u64::from(!kir1), 0).union(if kir2 { draws.kir(0, 1) } else { draws.kir(2, 0) }),
        }
    };
    match party {
        Party::OneUnrelated => Box::new((0..1).map(unrelated)),
        Party::Unrelated(count) => Box::new((0..u64::from(count)).map(unrelated)),
        Party::OneRelative => Box::new(std::iter::once(parent(h1, 1))),
        Party::BothParents => Box::new([parent(h1, 1), parent(h2, 2)].into_iter()),
        Party::Siblings(count) => Box::new((0..u64::from(count)).map(sibling)),
    }
}

const FIRST_SIBLING: u64 = 3;
const FIRST_UNRELATED: u64 = 1 << 20;

/// The random numbers of one patient and everybody around: a block a person, 32 bits a haplotype.
struct Draws<'a> {
    plan: &'a Plan,
    stream: Stream,
}

impl<'a> Draws<'a> {
    fn new(plan: &'a Plan, patient: u64) -> Draws<'a> {
        Draws { plan, stream: Stream::new(plan.seed, purpose("donor availability"), patient) }
    }

    fn uniform(&self, person: u64, which: u64) -> f64 {
        let [first, second] = self.stream.bits(person);
        let word = match which {
            0 => first >> 32,
            1 => first & 0xffff_ffff,
            2 => second >> 32,
            _ => second & 0xffff_ffff,
        };
        (word as f64 + 0.5) / 4_294_967_296.0
    }

    fn hla(&self, person: u64, which: u64) -> LigandSet {
        self.plan.hla.at(self.uniform(person, which))
    }

    fn kir(&self, person: u64, which: u64) -> GeneSet {
        self.plan.kir.at(self.uniform(person, 2 + which))
    }

    fn coins(&self, person: u64) -> [bool; 4] {
        let [bits, _] = self.stream.bits(person);
        [0, 1, 2, 3].map(|index| bits >> (16 * index) & 1 == 1)
    }
}

/// Sums over all haplotypes instead of draws.
pub mod exact {
    use super::*;

    /// Distribution of the ligands of a person.
    fn people(hla: &LigandHaplotypes) -> Option<LigandHaplotypes> {
        let pairs = hla.iter().flat_map(|(one, p)| hla.iter().map(move |(two, q)| (one.union(two), p * q)));
        LigandHaplotypes::weighted(pairs)
    }

    /// Share of patients with C1, C2 and Bw4.
    pub fn all_three(hla: &LigandHaplotypes) -> f64 {
        let all = people(hla);
        all.iter()
            .flat_map(LigandHaplotypes::iter)
            .filter(|(own, _)| own.is_superset(COUNTED))
            .map(|(_, p)| p)
            .sum()
    }

    /// Probability that a party has a ligand-mismatched donor; none for several siblings, who share parents.
    pub fn mismatched(hla: &LigandHaplotypes, party: Party) -> Option<f64> {
        let people = people(hla)?;
        let matched_haplotype = |patient: LigandSet| -> f64 {
            hla.iter().filter(|(r, _)| ligand_ligand(*r, patient).is_empty()).map(|(_, p)| p).sum()
        };
        // Every haplotype of the donor that the patient does not share must carry nothing new.
        let new_haplotypes: u64 = match party {
            Party::OneUnrelated | Party::BothParents => 2,
            Party::Unrelated(count) => 2 * u64::from(count),
            Party::OneRelative => 1,
            Party::Siblings(1) => {
                // Both, one or none of the parents' other haplotypes: 1/4, 1/2, 1/4.
                let share = |new: i32| -> f64 {
                    people
                        .iter()
                        .map(|(own, p)| p * (1.0 - lytic_engine::math::powi(matched_haplotype(own), new)))
                        .sum()
                };
                return Some(0.5 * share(1) + 0.25 * share(2));
            }
            Party::Siblings(_) => return None,
        };
        let new = i32::try_from(new_haplotypes).unwrap_or(i32::MAX);
        Some(
            people
                .iter()
                .map(|(own, p)| p * (1.0 - lytic_engine::math::powi(matched_haplotype(own), new)))
                .sum(),
        )
    }
}
