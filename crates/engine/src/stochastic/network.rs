//! A model as reactions that happen one by one.
//!
//! A [`Channel`] is one direction of a reaction: how often it happens, and by how much it changes each state. What is
//! counted one by one is decided by units: cells, items and molecules (one is 1/6.02214076e23 of a mole), plain numbers,
//! and what has no unit. A model that counts anything in cells counts only what is in cells: its plain numbers are shares
//! and levels.
//!
//! A channel never takes what is not there: where the law does not see to that itself, the channel stands still while a
//! partner is missing.

use super::law::{self, Product};
use super::refusal::Refusal;
use super::split::{Positive, split};
use crate::evaluate::Evaluator;
use lytic_model::Equations;
use lytic_model::graph::{ExprId, Graph, Node};
use lytic_units::{Dimension, Unit};

/// Molecules in a mole (exact, SI 2019).
const MOLECULES_PER_MOLE: f64 = 6.022_140_76e23;

/// One direction of a reaction.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// The reaction.
    pub(crate) reaction: usize,
    /// How often it happens, per time.
    pub(crate) law: ExprId,
    /// The law as a product of counts, if it is one.
    pub(super) product: Option<Product>,
    /// States, and what one happening adds to each, in the state's unit.
    pub(crate) changes: Vec<(usize, f64)>,
    /// States that the law reads, ascending.
    pub(crate) reads: Vec<usize>,
    /// Whether the law might turn negative.
    pub(super) may_be_negative: bool,
    /// Whether partners must be looked for, because the law is not zero where they are missing.
    pub(crate) guarded: bool,
}

/// Reactions, one by one.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// The equations, their graph grown by the channels' laws.
    pub(crate) equations: Equations,
    pub(crate) channels: Vec<Channel>,
    /// For each state that is counted: one, in the state's unit.
    pub(crate) one: Vec<Option<f64>>,
    /// Parameters that say how many are made or used up: they keep the model's values.
    pub(crate) kept: Vec<usize>,
}

/// One of what a state counts, in its unit; none if it is no count.
fn one_of(unit: Option<&Unit>) -> Option<f64> {
    let Some(unit) = unit else { return Some(1.0) };
    let factor = unit.base_factor();
    if *unit.dimension() == Dimension::CELLS {
        return Some(1.0 / factor);
    }
    if *unit.dimension() == Dimension::SUBSTANCE {
        let one = 1.0 / (factor * MOLECULES_PER_MOLE);
        return Some(if (one - 1.0).abs() < 1e-9 { 1.0 } else { one });
    }
    (unit.dimension().is_dimensionless() && factor == 1.0).then_some(1.0)
}

/// For each state that is counted and changed by reactions: one, in its unit.
fn counts(equations: &Equations) -> Vec<Option<f64>> {
    let mut changed = vec![false; equations.states.len()];
    for reaction in equations.reactions.iter().filter(|reaction| !reaction.fast) {
        for (state, _) in &reaction.changes {
            if let Some(flag) = changed.get_mut(*state as usize) {
                *flag = true;
            }
        }
    }
    let is_cells = |unit: &Unit| *unit.dimension() == Dimension::CELLS;
    let in_cells = equations.states.iter().any(|state| state.unit.as_ref().is_some_and(is_cells));
    equations
        .states
        .iter()
        .zip(changed)
        .map(|(state, changed)| {
            let counted = !in_cells || state.unit.as_ref().is_some_and(is_cells);
            if changed && counted { one_of(state.unit.as_ref()) } else { None }
        })
        .collect()
}

/// Whether an expression holds what only the scalar path knows: the past, random numbers.
fn is_beyond(graph: &Graph, of: ExprId) -> bool {
    graph.reachable(&[of]).into_iter().any(|id| {
        !matches!(
            graph.node(id),
            Node::Number(_)
                | Node::Time
                | Node::State(_)
                | Node::Parameter(_)
                | Node::Unary(..)
                | Node::Binary(..)
                | Node::Select(..)
        )
    })
}

/// What no stochastic method can do, whichever it is.
fn refused_by_all(equations: &Equations) -> Vec<Refusal> {
    let graph = &equations.graph;
    let mut refused = Vec::new();
    for reaction in &equations.reactions {
        if reaction.fast {
            refused.push(Refusal::Fast(reaction.name.clone()));
        } else if is_beyond(graph, reaction.rate) {
            refused.push(Refusal::Past(reaction.name.clone()));
        }
    }
    refused.extend(equations.algebraic.iter().map(|rule| Refusal::Algebraic(rule.name.clone())));
    for state in &equations.states {
        if is_beyond(graph, state.derivative) || is_beyond(graph, state.initial) {
            let of_reaction = |refusal: &Refusal| matches!(refusal, Refusal::Past(_));
            if !refused.iter().any(of_reaction) || is_beyond(graph, state.initial) {
                refused.push(Refusal::Past(state.name.clone()));
            }
        }
    }
    for event in &equations.events {
        let values = event.assignments.iter().map(|(_, value)| *value);
        let all = [Some(event.trigger), event.delay, event.priority].into_iter().flatten().chain(values);
        if all.into_iter().any(|expression| is_beyond(graph, expression)) {
            refused.push(Refusal::Past(event.name.clone()));
        }
    }
    refused
}

impl Network {
    /// All reactions as channels, for methods in which everything jumps.
    pub(crate) fn new(equations: &Equations) -> Result<Network, Vec<Refusal>> {
        let mut refused = refused_by_all(equations);
        let one = counts(equations);
        let graph = &equations.graph;
        let mut changed = vec![false; equations.states.len()];
        for reaction in equations.reactions.iter().filter(|reaction| !reaction.fast) {
            for (state, change) in &reaction.changes {
                let index = *state as usize;
                let Some(of) = equations.states.get(index) else { continue };
                changed[index] = true;
                let (state, reaction) = (of.name.clone(), reaction.name.clone());
                if one.get(index).copied().flatten().is_none() {
                    refused.push(Refusal::NotCounted { state, reaction });
                } else if !law::is_fixed(graph, *change) {
                    refused.push(Refusal::ChangingStoichiometry { state, reaction });
                }
            }
            if graph.depends_on_time(reaction.rate) {
                refused.push(Refusal::ReadsTime(reaction.name.clone()));
            }
        }
        for (state, changed) in equations.states.iter().zip(&changed) {
            if !changed && graph.as_number(state.derivative) != Some(0.0) {
                refused.push(Refusal::RateRule(state.name.clone()));
            }
        }
        if equations.reactions.is_empty() {
            refused.push(Refusal::NoReactions);
        }
        if !refused.is_empty() {
            return Err(once(refused));
        }
        let mut network =
            Network { equations: equations.clone(), channels: Vec::new(), one, kept: Vec::new() };
        for index in 0..equations.reactions.len() {
            if let Err(refusal) = network.add(index) {
                refused.push(refusal);
            }
        }
        if refused.is_empty() { Ok(network) } else { Err(refused) }
    }

    /// The reactions that change what is counted, for the hybrid method: what cannot jump stays as it is, and so do
    /// the states that it changes.
    pub(crate) fn counted_part(equations: &Equations) -> Result<Network, Vec<Refusal>> {
        let refused = refused_by_all(equations);
        if !refused.is_empty() {
            return Err(refused);
        }
        let graph = &equations.graph;
        let mut one = counts(equations);
        for reaction in &equations.reactions {
            let counted: Vec<(usize, f64)> = reaction
                .changes
                .iter()
                .filter_map(|(state, _)| {
                    Some((*state as usize, one.get(*state as usize).copied().flatten()?))
                })
                .collect();
            let alike = counted.windows(2).all(|pair| match pair {
                [(_, a), (_, b)] => a == b,
                _ => true,
            });
            let whole = reaction
                .changes
                .iter()
                .all(|(_, change)| law::is_fixed(graph, *change) && is_whole(number(equations, *change)));
            if !alike || !whole {
                counted.iter().for_each(|(state, _)| one[*state] = None);
            }
        }
        let mut network =
            Network { equations: equations.clone(), channels: Vec::new(), one, kept: Vec::new() };
        for (index, reaction) in equations.reactions.iter().enumerate() {
            let counts =
                |(state, _): &(u32, ExprId)| network.one.get(*state as usize).copied().flatten().is_some();
            if reaction.changes.iter().any(counts) {
                network.add(index).map_err(|refusal| vec![refusal])?;
            }
        }
        if network.channels.is_empty() { Err(vec![Refusal::NothingJumps]) } else { Ok(network) }
    }

    /// Adds the channels of a reaction.
    fn add(&mut self, index: usize) -> Result<(), Refusal> {
        let Some(reaction) = self.equations.reactions.get(index).cloned() else { return Ok(()) };
        let mut changes: Vec<(usize, f64)> = Vec::new();
        let mut unit: Option<(usize, f64)> = None;
        for (state, change) in &reaction.changes {
            let (index, amount) = (*state as usize, number(&self.equations, *change));
            let name =
                |index: usize| self.equations.states.get(index).map_or("", |state| &state.name).to_owned();
            self.kept.extend(self.equations.graph.depends_on_parameters(*change));
            if amount == 0.0 {
                continue;
            }
            let Some(one) = self.one.get(index).copied().flatten() else {
                // In the hybrid method something that is not counted may change along with what is.
                changes.push((index, amount));
                continue;
            };
            if !is_whole(amount) {
                return Err(Refusal::BrokenStoichiometry { state: name(index), reaction: reaction.name });
            }
            match unit {
                Some((other, size)) if size != one => {
                    let states = [name(other), name(index)];
                    return Err(Refusal::DifferentCounts { reaction: reaction.name, states });
                }
                _ => unit = Some((index, one)),
            }
            changes.push((index, amount));
        }
        let Some((_, one)) = unit else { return Ok(()) };
        for (_, change) in &mut changes {
            *change *= one;
        }
        let positive = self.positive();
        let graph = &mut self.equations.graph;
        let law = if one == 1.0 {
            reaction.rate
        } else {
            let one = graph.number(one);
            graph.divide(reaction.rate, one)
        };
        let sides = if reaction.reversible { split(graph, law, &positive) } else { [Some(law), None] };
        for (side, sign) in sides.into_iter().zip([1.0, -1.0]) {
            let Some(law) = side else { continue };
            let changes: Vec<(usize, f64)> =
                changes.iter().map(|(state, change)| (*state, sign * change)).collect();
            let graph = &self.equations.graph;
            let product = law::product(graph, law);
            let guarded = self.needs_guard(product.as_ref(), &changes);
            self.channels.push(Channel {
                reaction: index,
                law,
                changes,
                reads: graph.depends_on_states(law),
                may_be_negative: !positive.holds(graph, law),
                guarded,
                product,
            });
        }
        Ok(())
    }

    /// What never falls below zero here: what is counted, and parameters that are not negative.
    fn positive(&self) -> Positive {
        let parameters = self.equations.parameters.iter().map(|parameter| parameter.value >= 0.0).collect();
        let states = self.equations.states.iter().zip(&self.one);
        Positive {
            states: states.map(|(state, one)| state.nonnegative || one.is_some()).collect(),
            parameters,
        }
    }

    /// Whether a law may be greater than zero where what the channel takes is not there.
    fn needs_guard(&self, product: Option<&Product>, changes: &[(usize, f64)]) -> bool {
        changes.iter().any(|(state, change)| {
            let Some(one) = self.one.get(*state).copied().flatten() else { return false };
            if *change >= 0.0 {
                return false;
            }
            let Some(product) = product else { return true };
            let taken = -change / one;
            let single = product.factors.contains(&Some(*state)) && taken == 1.0;
            let pair = product.factors == [Some(*state), Some(*state)] && product.less == 1.0 && taken == 2.0;
            !(single || pair)
        })
    }
}

/// Each refusal once, and each state that is not counted once, with the first reaction that changes it.
fn once(refused: Vec<Refusal>) -> Vec<Refusal> {
    let mut kept: Vec<Refusal> = Vec::new();
    let same = |a: &Refusal, b: &Refusal| match (a, b) {
        (Refusal::NotCounted { state: a, .. }, Refusal::NotCounted { state: b, .. }) => a == b,
        _ => a == b,
    };
    for refusal in refused {
        if !kept.iter().any(|known| same(known, &refusal)) {
            kept.push(refusal);
        }
    }
    kept
}

/// A fixed expression at the parameters of the model.
fn number(equations: &Equations, of: ExprId) -> f64 {
    if let Some(number) = equations.graph.as_number(of) {
        return number;
    }
    let parameters: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
    let mut evaluator = Evaluator::new(&equations.graph, &[of]);
    evaluator.at(0.0, &[], &parameters);
    evaluator.value(of)
}

fn is_whole(number: f64) -> bool {
    number.is_finite() && number.fract() == 0.0
}
