//! The hybrid method: what is few jumps, the rest is integrated in lanes.
//!
//! A state that is counted (cells, molecules: `stochastic::network`) and changed by reactions is *few* below a threshold and
//! *many* from twice the threshold on; in between it stays what it was. A reaction that changes anything that is few
//! happens one by one, at times drawn from its law; all others are part of the derivatives. So one cell is one cell where
//! it matters, and a clone of which the last cell has died stays dead.
//!
//! ```text
//! dx/dt  = sum over reactions r of  v_r a_r(x, t) prod_s many_s          many_s = 1 or 0, s counted and changed by r
//! jumps:   integral of  sum a_r(x(t), t)  from the last jump to the next = E,  E exponential of mean one
//! ```
//!
//! The factors `many_s` are states without derivative, appended to those of the model, so each lane has its own. Within a
//! step of the solver the laws of what jumps are looked at in five equally distant times of the dense output, through
//! which parabolas run; they are looked at anew as soon as a count has changed by more than a hundredth ([`STALE`]). What a
//! jump does to the derivatives of the rest waits for the end of the step as long as that makes an error of less than
//! [`JUMP_TOLERANCE`]; else the step is cut at a jump, at the first one if need be. `block/jumps` does all this.
//!
//! Where a state becomes few it is rounded to a whole number by chance, its mean kept. What this leaves out: a state is
//! looked at at the end of each step only, so it may already be somewhat below the threshold when it begins to jump; a
//! state that is being infused counts as many.

use crate::EngineError;
use crate::stochastic::network::{Channel, Network};
use crate::stochastic::{Refusal, law_factors};
use lytic_model::equations::State;
use lytic_model::graph::Node;
use lytic_model::{Equations, ExprId};
use lytic_text::{SourceId, Span};

/// Share of its count by which a state may change before laws are looked at anew.
pub(crate) const STALE: f64 = 0.01;
/// Error in the rest, relative to its size, that jumps may make within a step.
pub(crate) const JUMP_TOLERANCE: f64 = 1e-4;
/// A state is many again from so many thresholds on.
pub(crate) const MANY_AGAIN: f64 = 2.0;
/// The largest threshold: beyond, jumps alone would take days.
const LARGEST_THRESHOLD: f64 = 1e9;

/// How a run jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jumps {
    /// Counts below this jump, in cells, items or molecules.
    pub threshold: f64,
    /// Keys the random numbers, together with the number of the subject.
    pub seed: u64,
    /// Subjects that share their random numbers: the number of a subject is divided by this before. (The arms of a person
    /// have numbers that follow each other.)
    pub sharing: u64,
}

/// A channel that may jump.
#[derive(Clone, Debug)]
pub(crate) struct Jump {
    /// Places of the counted states that it changes, among [`Hybrid::counted`].
    pub(crate) counted: Vec<usize>,
    /// States and what one happening adds.
    pub(crate) changes: Vec<(usize, f64)>,
    /// Of the states that it changes, those that any law reads beside its factor, and those that are a law's factor.
    pub(crate) read: Vec<usize>,
    pub(crate) multiplied: Vec<usize>,
    /// Channels whose factor or partners it changes.
    pub(crate) affected: Vec<usize>,
    /// A counted state that the law is a multiple of.
    pub(crate) factor: Option<usize>,
    pub(crate) guarded: bool,
    pub(crate) reaction: u32,
    /// Whether it changes what triggers of events read.
    pub(crate) watched: bool,
}

/// A counted state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) state: usize,
    /// The state that says whether it is many.
    pub(crate) many: usize,
    /// One, in its unit.
    pub(crate) one: f64,
}

/// What jumps in a model.
#[derive(Clone, Debug)]
pub(crate) struct Hybrid {
    pub(crate) settings: Jumps,
    pub(crate) counted: Vec<Counted>,
    pub(crate) jumps: Vec<Jump>,
    /// Laws of the channels.
    pub(crate) laws: Vec<ExprId>,
    /// States that any channel changes, ascending.
    pub(crate) changed: Vec<usize>,
}

/// Equations in which reactions of what is few are switched off, and what jumps in their stead.
pub(crate) fn prepare(equations: &Equations, settings: Jumps) -> Result<(Equations, Hybrid), EngineError> {
    if !(settings.threshold >= 1.0 && settings.threshold <= LARGEST_THRESHOLD) {
        return Err(EngineError::Refused(vec![Refusal::Threshold]));
    }
    let network = Network::counted_part(equations).map_err(EngineError::Refused)?;
    let Network { mut equations, channels, one, .. } = network;
    let mut counted: Vec<Counted> = Vec::new();
    for (state, one) in one.iter().enumerate() {
        if let Some(one) = one {
            counted.push(Counted { state, many: equations.states.len() + counted.len(), one: *one });
        }
    }
    let triggers: Vec<ExprId> = equations.events.iter().map(|event| event.trigger).collect();
    let mut seen = vec![false; equations.states.len()];
    for trigger in triggers {
        for state in equations.graph.depends_on_states(trigger) {
            if let Some(seen) = seen.get_mut(state) {
                *seen = true;
            }
        }
    }
    let place_of = |state: usize| counted.iter().position(|counted| counted.state == state);
    let factor_of = |channel: &Channel| {
        law_factors(&equations.graph, channel.law).into_iter().flatten().find_map(|(factor, inverse)| {
            match equations.graph.node(factor) {
                Node::State(state) if !inverse => place_of(state as usize).map(|_| state as usize),
                _ => None,
            }
        })
    };
    let factors: Vec<Option<usize>> = channels.iter().map(factor_of).collect();
    let mut read = vec![false; equations.states.len()];
    for channel in &channels {
        for state in reads_beside_factor(&equations, channel.law, &place_of) {
            read[state] = true;
        }
    }
    let touches = |changes: &[(usize, f64)], other: &Channel, factor: &Option<usize>| {
        let changed = |state: usize| changes.iter().any(|(of, _)| *of == state);
        factor.is_some_and(changed)
            || (other.guarded && other.changes.iter().any(|(state, _)| changed(*state)))
    };
    let jumps: Vec<Jump> = channels
        .iter()
        .zip(&factors)
        .map(|(channel, factor)| Jump {
            read: channel.changes.iter().map(|(state, _)| *state).filter(|state| read[*state]).collect(),
            multiplied: channel
                .changes
                .iter()
                .map(|(state, _)| *state)
                .filter(|state| factors.contains(&Some(*state)))
                .collect(),
            affected: channels
                .iter()
                .zip(&factors)
                .enumerate()
                .filter(|(_, (other, factor))| touches(&channel.changes, other, factor))
                .map(|(index, _)| index)
                .collect(),
            factor: *factor,
            counted: channel.changes.iter().filter_map(|(state, _)| place_of(*state)).collect(),
            guarded: channel.guarded,
            reaction: channel.reaction as u32,
            watched: channel.changes.iter().any(|(state, _)| seen.get(*state).copied().unwrap_or(false)),
            changes: channel.changes.clone(),
        })
        .collect();
    let laws = channels.iter().map(|channel| channel.law).collect();
    let mut changed: Vec<usize> =
        channels.iter().flat_map(|channel| channel.changes.iter().map(|(state, _)| *state)).collect();
    changed.sort_unstable();
    changed.dedup();
    switch_off(&mut equations, &counted);
    Ok((equations, Hybrid { settings, counted, jumps, laws, changed }))
}

/// States that a law reads besides the counted factor that it is a multiple of, ascending.
fn reads_beside_factor(
    equations: &Equations,
    law: ExprId,
    place_of: &impl Fn(usize) -> Option<usize>,
) -> Vec<usize> {
    let graph = &equations.graph;
    let Some(factors) = law_factors(graph, law) else { return graph.depends_on_states(law) };
    let (mut reads, mut seen) = (Vec::new(), false);
    for (factor, inverse) in factors {
        match graph.node(factor) {
            Node::State(state) if !inverse && !seen && place_of(state as usize).is_some() => seen = true,
            _ => reads.extend(graph.depends_on_states(factor)),
        }
    }
    reads.sort_unstable();
    reads.dedup();
    reads
}

/// Appends the states `many` and multiplies reactions by them.
fn switch_off(equations: &mut Equations, counted: &[Counted]) {
    let one = equations.graph.number(1.0);
    let zero = equations.graph.number(0.0);
    for of in counted {
        let name = equations
            .states
            .get(of.state)
            .map_or_else(String::new, |state| format!("{} is many", state.name));
        equations.states.push(State {
            name,
            unit: None,
            initial: one,
            derivative: zero,
            nonnegative: false,
            free: false,
            compartment_size: None,
            span: Span::new(SourceId(0), 0, 0),
        });
    }
    let many_of = |state: u32| counted.iter().find(|of| of.state == state as usize).map(|of| of.many);
    // The rates of reactions that may be switched off, in their order.
    let reactions = equations.reactions.clone();
    let mut rates: Vec<Option<ExprId>> = Vec::with_capacity(reactions.len());
    let mut touched = vec![false; equations.states.len()];
    for reaction in &reactions {
        let gates: Vec<usize> = reaction.changes.iter().filter_map(|(state, _)| many_of(*state)).collect();
        let mut rate = reaction.rate;
        for gate in &gates {
            let gate = equations.graph.state(*gate);
            rate = equations.graph.multiply(gate, rate);
        }
        if !gates.is_empty() {
            reaction.changes.iter().for_each(|(state, _)| touched[*state as usize] = true);
        }
        rates.push((!reaction.fast).then_some(rate));
    }
    for state in (0..touched.len()).filter(|state| touched[*state]) {
        let mut sum = zero;
        for (reaction, rate) in reactions.iter().zip(&rates) {
            let change = reaction.changes.iter().find(|(of, _)| *of as usize == state);
            let (Some((_, change)), Some(rate)) = (change, rate) else { continue };
            let graph = &mut equations.graph;
            sum = match graph.as_number(*change) {
                Some(number) if number < 0.0 => {
                    let count = graph.number(-number);
                    let term = graph.multiply(count, *rate);
                    graph.subtract(sum, term)
                }
                _ => {
                    let term = graph.multiply(*change, *rate);
                    graph.add(sum, term)
                }
            };
        }
        if let Some(state) = equations.states.get_mut(state) {
            state.derivative = sum;
        }
    }
}

#[cfg(test)]
#[path = "hybrid_tests.rs"]
mod tests;
