//! A donor's NK cells against one kind of target, in a few classes of signal.
//!
//! Cells differ by subset (responsiveness and inhibition) and, within a subset, by a factor exp(sigma z). All of it is a
//! distribution of one number, the gain `g = eta exp(sigma z)/(1 + I)`: the signal is `S = g (c natural + added)`. What
//! mean field and patient need is the mean of P over cells at any activation c, so the distribution is replaced by n
//! classes of equal spacing in ln g, which share each piece of it with their neighbours.

use super::contact::{Antibody, Blocks, Car, Contact, Expression, Fcgr3a};
use super::decision::Decision;
use super::parameters::RecognitionParameters;
use crate::repertoire::{Activation, Subset};
use crate::targets::Surface;
use crate::typing::{Leader, LigandSet};
use lytic_engine::math::{exp, ln};

/// NK cells of one donor in one state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effectors<'a> {
    /// Subsets and their shares ([`crate::repertoire::repertoire`]).
    pub repertoire: &'a [(Subset, f64)],
    /// KIR ligands of the host that educated them: the donor.
    pub own: LigandSet,
    /// Leaders of that host.
    pub leader: Leader,
    /// Their state.
    pub activation: Activation,
    /// Their Fc receptor.
    pub fcgr3a: Fcgr3a,
    /// Their other receptors.
    pub expression: Expression,
    /// An antibody on the target.
    pub antibody: Option<Antibody>,
    /// A chimeric receptor.
    pub car: Option<Car>,
    /// Blocking antibodies.
    pub blocks: Blocks,
    /// Soluble MICA around them, ng/mL.
    pub soluble_mica_ng_per_ml: f64,
}

impl Effectors<'_> {
    /// The cells of a subset at a contact, at activation `c`.
    pub fn contact(&self, subset: Subset, c: f64, parameters: &RecognitionParameters) -> Contact {
        Contact {
            subset,
            responsiveness: parameters.education.relative_responsiveness(
                subset,
                self.own,
                self.leader,
                self.activation,
            ),
            activation: c,
            fcgr3a: self.fcgr3a,
            expression: self.expression,
            antibody: self.antibody,
            car: self.car,
            blocks: self.blocks,
            soluble_mica_ng_per_ml: self.soluble_mica_ng_per_ml,
        }
    }
}

/// A class of cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalClass {
    /// Share of the donor's cells.
    pub weight: f64,
    /// Signal per drive.
    pub gain: f64,
}

/// A donor's NK cells against one kind of target.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalClasses {
    /// Drive of natural receptors at activation 1.
    pub natural: f64,
    /// Drive of antibody and chimeric receptor.
    pub added: f64,
    /// Classes from the lowest gain to the highest; their weights sum to 1.
    pub classes: Vec<SignalClass>,
}

impl SignalClasses {
    /// The signal of a class at activation `c`.
    pub fn signal(&self, class: &SignalClass, c: f64) -> f64 {
        class.gain * (c * self.natural + self.added)
    }

    /// The mean probability of a response at activation `c`.
    pub fn mean_response(&self, decision: &Decision, c: f64) -> f64 {
        self.classes
            .iter()
            .map(|class| class.weight * decision.respond_probability(self.signal(class, c)))
            .sum()
    }
}

/// Classes of a donor's NK cells against a target, `count` of them (5 to 8 are enough).
pub fn signal_classes(
    decision: &Decision,
    effectors: &Effectors<'_>,
    surface: &Surface,
    parameters: &RecognitionParameters,
    count: usize,
) -> SignalClasses {
    let any = effectors.contact(Subset::NONE, 1.0, parameters);
    let (natural, added) = (decision.natural(&any, surface), decision.added(&any, surface));
    let gains = gains(decision, effectors, surface, parameters);
    SignalClasses { natural, added, classes: compressed(&gains, count.max(2)) }
}

/// Steps of z each way, and how many a unit of z has.
const STEPS_EACH_WAY: i32 = 48;
const STEPS_A_UNIT: f64 = 8.0;

/// The distribution of ln gain: subsets by z, as (ln gain, weight).
fn gains(
    decision: &Decision,
    effectors: &Effectors<'_>,
    surface: &Surface,
    parameters: &RecognitionParameters,
) -> Vec<(f64, f64)> {
    let z: Vec<(f64, f64)> = (-STEPS_EACH_WAY..=STEPS_EACH_WAY)
        .map(|step| f64::from(step) / STEPS_A_UNIT)
        .map(|z| (z, exp(-0.5 * z * z)))
        .collect();
    let total: f64 = z.iter().map(|(_, weight)| weight).sum();
    let sigma = parameters.contact.spread_within_subset;
    let mut gains = Vec::with_capacity(effectors.repertoire.len() * z.len());
    for (subset, share) in effectors.repertoire {
        let contact = effectors.contact(*subset, 1.0, parameters);
        let median = ln(contact.responsiveness / (1.0 + decision.inhibition(&contact, surface)));
        gains.extend(z.iter().map(|(z, weight)| (median + sigma * z, share * weight / total)));
    }
    gains
}

/// Nodes of equal spacing over what matters of the distribution; each piece is shared by its two neighbours.
fn compressed(gains: &[(f64, f64)], count: usize) -> Vec<SignalClass> {
    let mean: f64 = gains.iter().map(|(x, weight)| x * weight).sum();
    let variance: f64 = gains.iter().map(|(x, weight)| (x - mean) * (x - mean) * weight).sum();
    let sd = lytic_engine::math::sqrt(variance);
    let (low, high) = (mean - 2.0 * sd, mean + 4.0 * sd);
    let step = (high - low) / (count - 1) as f64;
    let mut weights = vec![0.0; count];
    for (x, weight) in gains {
        let place = if step > 0.0 { ((x - low) / step).clamp(0.0, (count - 1) as f64) } else { 0.0 };
        let share = place - place.floor();
        for (node, part) in [(place.floor() as usize, 1.0 - share), (place.floor() as usize + 1, share)] {
            if let Some(slot) = weights.get_mut(node) {
                *slot += weight * part;
            }
        }
    }
    weights
        .into_iter()
        .enumerate()
        .map(|(node, weight)| SignalClass { weight, gain: exp(low + step * node as f64) })
        .collect()
}
