//! A donor's NK cells against one kind of target, in a few classes of signal.
//!
//! Cells differ by subset (responsiveness and inhibition) and, within a subset, by a factor exp(sigma z). All of it is a
//! distribution of one number, the gain `g = eta exp(sigma z)/(1 + I)`: the signal is `S = g (c natural + added)`. What
//! mean field and patient need is the mean of P over cells at any activation c, so the distribution is replaced by n
//! classes of equal spacing in ln g, whose weights keep that mean over all drives (a least-squares fit, weights not negative
//! and of sum 1). Six classes and more keep it within 1 %, five within 3 %
//! (the switch is steeper and needs forty for that).

use super::contact::{Antibody, Blocks, Car, Contact, Expression, Fcgr3a};
use super::decision::Decision;
use super::least_squares;
use super::parameters::RecognitionParameters;
use crate::repertoire::{Activation, Subset};
use crate::targets::Surface;
use crate::typing::{Leader, LigandSet};
use lytic_engine::math::{exp, ln, sqrt};

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
    let gains = ln_gains(decision, effectors, surface, parameters);
    SignalClasses { natural, added, classes: compressed(&gains, decision, count.clamp(2, MOST_CLASSES)) }
}

/// More classes than the equations can tell apart.
const MOST_CLASSES: usize = 40;
/// Step of ln gain.
const STEP: f64 = 1.0 / 32.0;
/// How far cells of one subset are followed, in standard deviations.
const FARTHEST: f64 = 6.0;
/// Classes lie from so far below the mean ln gain to so far above it, in standard deviations: what is below hardly responds.
const LOWEST: f64 = 1.2;
const HIGHEST: f64 = 4.1;
/// The drives at which the mean response is kept: those that bring the mean cell to ln signals from -8 to 3.5.
const DRIVES: std::ops::RangeInclusive<i32> = -64..=28;
const STEPS_A_DRIVE: i32 = 4;

/// A distribution on equal steps of ln gain.
struct Distribution {
    lowest: f64,
    weights: Vec<f64>,
}

impl Distribution {
    /// Weights with their ln gain.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.weights.iter().zip(0u32..).map(|(weight, step)| (self.lowest + STEP * f64::from(step), *weight))
    }

    /// The mean of `f(ln gain)`.
    fn mean(&self, mut f: impl FnMut(f64) -> f64) -> f64 {
        self.points().map(|(x, weight)| weight * f(x)).sum()
    }
}

/// The distribution of ln gain: medians of the subsets, each spread by sigma z.
fn ln_gains(
    decision: &Decision,
    effectors: &Effectors<'_>,
    surface: &Surface,
    parameters: &RecognitionParameters,
) -> Distribution {
    let medians: Vec<(f64, f64)> = effectors
        .repertoire
        .iter()
        .map(|(subset, share)| {
            let contact = effectors.contact(*subset, 1.0, parameters);
            (ln(contact.responsiveness / (1.0 + decision.inhibition(&contact, surface))), *share)
        })
        .collect();
    let sigma = parameters.contact.spread_within_subset;
    let reach = (FARTHEST * sigma / STEP).ceil();
    let kernel = kernel(sigma, reach as i32);
    let least = medians.iter().fold(f64::INFINITY, |least, (x, _)| least.min(*x));
    let most = medians.iter().fold(f64::NEG_INFINITY, |most, (x, _)| most.max(*x));
    let steps = if most > least { ((most - least) / STEP).ceil() as usize } else { 0 };
    let mut weights = vec![0.0; steps + 1 + kernel.len()];
    for (x, share) in medians {
        // Each median is shared by the two steps about it, which keeps the mean.
        let place = (x - least) / STEP;
        let upper = place - place.floor();
        for (step, part) in [(0, 1.0 - upper), (1, upper)] {
            let slots = weights.iter_mut().skip(place.floor() as usize + step);
            slots.zip(&kernel).for_each(|(slot, density)| *slot += share * part * density);
        }
    }
    Distribution { lowest: least - STEP * reach, weights }
}

/// The normal law on steps, from `-reach` to `reach`; its weights sum to 1.
fn kernel(sigma: f64, reach: i32) -> Vec<f64> {
    let density = |step: i32| {
        let z = f64::from(step) * STEP / sigma;
        if step == 0 { 1.0 } else { exp(-0.5 * z * z) }
    };
    let kernel: Vec<f64> = (-reach..=reach).map(density).collect();
    let sum: f64 = kernel.iter().sum();
    kernel.into_iter().map(|weight| weight / sum).collect()
}

/// Nodes of equal spacing over what matters of the distribution, with the weights that keep the mean response best over
/// all drives, in relative terms.
fn compressed(gains: &Distribution, decision: &Decision, count: usize) -> Vec<SignalClass> {
    let mean = gains.mean(|x| x);
    let sd = sqrt(gains.mean(|x| (x - mean) * (x - mean)));
    let spacing = (LOWEST + HIGHEST) * sd / (count - 1) as f64;
    let nodes: Vec<f64> = (0..count).map(|node| mean - LOWEST * sd + spacing * node as f64).collect();
    // Drives are whole steps of ln gain, so that one table of responses serves them all.
    let first = DRIVES.start() * STEPS_A_DRIVE;
    let last = gains.weights.len() as i32 + DRIVES.end() * STEPS_A_DRIVE;
    let respond = |x: f64| decision.respond_probability(exp(x));
    let table: Vec<f64> =
        (first..last).map(|step| respond(gains.lowest - mean + STEP * f64::from(step))).collect();
    let equations: Vec<Vec<f64>> = DRIVES
        .zip(table.windows(gains.weights.len()).step_by(STEPS_A_DRIVE as usize))
        .map(|(drive, responses)| {
            let whole: f64 = gains.weights.iter().zip(responses).map(|(weight, p)| weight * p).sum();
            let drive = f64::from(drive * STEPS_A_DRIVE) * STEP - mean;
            nodes.iter().map(|node| respond(node + drive) / whole).collect()
        })
        .collect();
    let weights = least_squares::weights_that_sum_to_one(&equations, count);
    nodes.into_iter().zip(weights).map(|(node, weight)| SignalClass { weight, gain: exp(node) }).collect()
}
