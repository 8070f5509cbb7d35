//! Sums of states that nothing changes, kept against rounding.
//!
//! ```text
//! y_i' = sum_j N_ij v_j,   l N = 0   =>   l y(t + h) = l y(t)
//! ```
//!
//! A linear method keeps such a sum, but for rounding: a fast pair of fluxes v that nearly cancel leaves `eps v` in their
//! difference, and a step takes `h eps v` of it into the sum. With rates over six decades `h v` is a million times
//! what is there. Once a sum is off by some hundred roundings of its parts, the states are put back on it, each by a share
//! of its size,
//!
//! ```text
//! y -= W l^T (l W l^T)^-1 (l y - l y_0),   W = diag |y|
//! ```
//!
//! and the bends of the step the same way, so that what is read inside of it keeps the sum too. A state at zero stays at
//! zero. Steps without such trouble keep their bits.
//!
//! `v_j` are what the equations of several states have in common, times plain numbers; `l` is found once, in whole
//! numbers, and checked exactly.

use super::dense::{Factors, left_null_space};
use super::history::Dense;
use super::structure::{Kind, Row};
use lytic_model::graph::{Binary, Unary};
use lytic_model::{ExprId, Graph, Node};
use std::collections::BTreeMap;

/// Roundings of its parts by which a sum may be off. Roundings by chance need tens of thousands of steps to get there; those
/// of a stiff network at rest are the same in every step and add up.
const ROUNDINGS: f64 = 256.0;
/// Coefficients of each state inside of a step.
const BENDS: usize = 3;
/// Largest group of states in which sums are looked for.
const MOST_STATES: usize = 150;
/// Largest weight in a sum.
const MOST_WEIGHT: f64 = 1e6;
/// Terms of one equation, beyond which it is taken for a term of its own.
const MOST_TERMS: usize = 2_000;

/// Sums with a state in common, each as places among the rows and their weights.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    places: Vec<usize>,
    /// Weights of those places, sum by sum.
    sums: Vec<Vec<f64>>,
    /// What each sum is, as two numbers; none before the first step.
    known: Vec<Option<(f64, f64)>>,
}

/// All sums that nothing changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Closed {
    groups: Vec<Group>,
    factors: Factors,
}

impl Closed {
    /// Of these rows.
    pub(super) fn new(graph: &Graph, rows: &[Row]) -> Closed {
        let mut terms: BTreeMap<usize, BTreeMap<ExprId, f64>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == Kind::Flow) {
            terms.insert(place, linear(graph, row.expression));
        }
        prune(&mut terms);
        let groups = connected(&terms).into_iter().filter(|places| places.len() <= MOST_STATES);
        let groups = groups.filter_map(|places| group(&terms, places)).collect();
        Closed { groups, factors: Factors::default() }
    }

    /// Puts a step back on the sums that the states had, where rounding took it away.
    pub(super) fn keep(&mut self, rows: &[Row], step: &mut Dense) {
        let Closed { groups, factors } = self;
        for group in groups.iter_mut() {
            let states: Vec<usize> =
                group.places.iter().filter_map(|place| rows.get(*place)).map(|row| row.state).collect();
            let mut moved = Vec::with_capacity(group.sums.len());
            let mut far = false;
            for (sum, known) in group.sums.iter().zip(&mut group.known) {
                let size = |of: &[f64]| -> f64 {
                    sum.iter().zip(&states).map(|(weight, state)| (weight * of[*state]).abs()).sum()
                };
                let room = ROUNDINGS * f64::EPSILON * size(&step.start).max(size(&step.end));
                let start = exact(sum, &states, &step.start);
                // An event, or whatever came between two steps, gives another sum.
                let was = known.filter(|was| (start.0 - was.0 + (start.1 - was.1)).abs() <= 2.0 * room);
                let was = was.unwrap_or(start);
                *known = Some(was);
                let end = exact(sum, &states, &step.end);
                let by = end.0 - was.0 + (end.1 - was.1);
                // What is read inside of the step has at most a quarter of a bend in it.
                let bends = (0..BENDS).map(|power| bend(step, &group.places, sum, power).abs());
                far |= by.abs() > room || 0.25 * bends.fold(0.0, f64::max) > room;
                moved.push(by);
            }
            if !far {
                continue;
            }
            // W, and l W l^T of the sums in which there is anything.
            let sizes: Vec<f64> = states.iter().map(|state| step.end[*state].abs()).collect();
            let is_there = |(sum, _): &(&Vec<f64>, f64)| {
                sum.iter().zip(&sizes).any(|(weight, size)| weight * size != 0.0)
            };
            let (sums, moved): (Vec<&Vec<f64>>, Vec<f64>) =
                group.sums.iter().zip(moved).filter(is_there).unzip();
            let weighted = |one: &[f64], other: &[f64]| -> f64 {
                one.iter().zip(other).zip(&sizes).map(|((a, b), size)| a * b * size).sum()
            };
            let with_all =
                |one: &&Vec<f64>| -> Vec<f64> { sums.iter().map(|other| weighted(one, other)).collect() };
            let matrix: Vec<f64> = sums.iter().flat_map(with_all).collect();
            if factors.factor(sums.len(), &matrix).is_err() {
                continue;
            }
            let mut shares = Vec::new();
            let mut back = |amounts: &[f64]| -> Vec<f64> {
                factors.solve(amounts, &mut shares);
                let of_state = |place: usize| {
                    let weight: f64 = sums.iter().zip(&shares).map(|(sum, share)| sum[place] * share).sum();
                    sizes[place] * weight
                };
                (0..states.len()).map(of_state).collect()
            };
            let correction = back(&moved);
            if correction.iter().any(|of| !of.is_finite()) {
                continue;
            }
            for (state, of) in states.iter().zip(&correction) {
                step.end[*state] -= of;
            }
            for power in 0..BENDS {
                let amounts: Vec<f64> =
                    sums.iter().map(|sum| bend(step, &group.places, sum, power)).collect();
                let correction = back(&amounts);
                for (place, of) in group.places.iter().zip(&correction).filter(|(_, of)| of.is_finite()) {
                    if let Some((_, bends)) = step.bends.get_mut(*place) {
                        bends[power] -= of;
                    }
                }
            }
        }
    }
}

/// A sum of one of the three bends of the states at these places; the bends of a step stand in the order of the rows.
fn bend(step: &Dense, places: &[usize], sum: &[f64], power: usize) -> f64 {
    let of = |place: &usize| step.bends.get(*place).map_or(0.0, |(_, bends)| bends[power]);
    sum.iter().zip(places).map(|(weight, place)| weight * of(place)).sum()
}

/// A sum with weights, in twice the digits: its rounding is kept beside it (Dekker 1971, Numer Math 18:224).
fn exact(sum: &[f64], states: &[usize], values: &[f64]) -> (f64, f64) {
    let (mut high, mut low) = (0.0f64, 0.0);
    for (weight, state) in sum.iter().zip(states) {
        let part = weight * values[*state];
        let beside = weight.mul_add(values[*state], -part);
        let total = high + part;
        let of_part = total - high;
        low += (high - (total - of_part)) + (part - of_part) + beside;
        high = total;
    }
    (high, low)
}

/// An expression as a sum of terms times plain numbers.
fn linear(graph: &Graph, expression: ExprId) -> BTreeMap<ExprId, f64> {
    let mut terms = BTreeMap::new();
    let mut open = vec![(expression, 1.0)];
    let mut seen = 0;
    while let Some((id, factor)) = open.pop() {
        seen += 1;
        if seen > MOST_TERMS {
            return BTreeMap::from([(expression, 1.0)]);
        }
        // A rate that is a number belongs to its term: only stoichiometry, whole numbers and halves, is exact in sums.
        let number = |id: ExprId| match graph.node(id) {
            Node::Number(bits) => {
                Some(f64::from_bits(bits)).filter(|by| (2.0 * by).fract() == 0.0 && by.abs() <= MOST_WEIGHT)
            }
            _ => None,
        };
        match graph.node(id) {
            Node::Unary(Unary::Negate, inner) => open.push((inner, -factor)),
            Node::Binary(Binary::Add, a, b) => open.extend([(a, factor), (b, factor)]),
            Node::Binary(Binary::Subtract, a, b) => open.extend([(a, factor), (b, -factor)]),
            Node::Binary(Binary::Multiply, a, b) => match (number(a), number(b)) {
                (Some(by), _) => open.push((b, factor * by)),
                (None, Some(by)) => open.push((a, factor * by)),
                (None, None) => *terms.entry(id).or_default() += factor,
            },
            Node::Number(bits) if f64::from_bits(bits) == 0.0 => {}
            _ => *terms.entry(id).or_default() += factor,
        }
    }
    terms.retain(|_, factor| *factor != 0.0);
    terms
}

/// Leaves out states that cannot be in a sum: those with a term that no other state has, again and again.
fn prune(terms: &mut BTreeMap<usize, BTreeMap<ExprId, f64>>) {
    loop {
        let mut uses: BTreeMap<ExprId, usize> = BTreeMap::new();
        terms.values().flat_map(BTreeMap::keys).for_each(|term| *uses.entry(*term).or_default() += 1);
        let before = terms.len();
        terms.retain(|_, of| of.keys().all(|term| uses.get(term).is_some_and(|uses| *uses > 1)));
        if terms.len() == before {
            return;
        }
    }
}

/// States that have terms in common, directly or through others.
fn connected(terms: &BTreeMap<usize, BTreeMap<ExprId, f64>>) -> Vec<Vec<usize>> {
    let mut by_term: BTreeMap<ExprId, Vec<usize>> = BTreeMap::new();
    for (place, of) in terms {
        of.keys().for_each(|term| by_term.entry(*term).or_default().push(*place));
    }
    let mut left: BTreeMap<usize, &BTreeMap<ExprId, f64>> =
        terms.iter().map(|(place, of)| (*place, of)).collect();
    let mut groups = Vec::new();
    while let Some((first, of)) = left.pop_first() {
        let (mut group, mut open) = (vec![first], vec![of]);
        while let Some(of) = open.pop() {
            for place in of.keys().filter_map(|term| by_term.get(term)).flatten() {
                if let Some(of) = left.remove(place) {
                    group.push(*place);
                    open.push(of);
                }
            }
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// The sums of connected states; none where there are none in whole numbers.
fn group(terms: &BTreeMap<usize, BTreeMap<ExprId, f64>>, places: Vec<usize>) -> Option<Group> {
    let of = |place: &usize| terms.get(place);
    let mut columns: Vec<ExprId> = places.iter().filter_map(of).flat_map(BTreeMap::keys).copied().collect();
    columns.sort_unstable();
    columns.dedup();
    let row = |place: &usize| -> Vec<f64> {
        columns.iter().map(|term| of(place).and_then(|of| of.get(term)).copied().unwrap_or(0.0)).collect()
    };
    let changes: Vec<Vec<f64>> = places.iter().map(row).collect();
    let sums: Vec<Vec<f64>> =
        left_null_space(&changes).into_iter().filter_map(|sum| whole(&sum, &changes)).collect();
    let known = vec![None; sums.len()];
    (!sums.is_empty()).then_some(Group { places, sums, known })
}

/// A sum in whole numbers, if it is one and nothing changes it: exact, since all products are whole or short.
fn whole(sum: &[f64], changes: &[Vec<f64>]) -> Option<Vec<f64>> {
    let multiplied = (1..=60).map(f64::from).find_map(|by| {
        let near: Vec<f64> = sum.iter().map(|weight| (by * weight).round()).collect();
        let is = sum
            .iter()
            .zip(&near)
            .all(|(weight, near)| (by * weight - near).abs() < 1e-9 && near.abs() <= MOST_WEIGHT);
        is.then_some(near)
    })?;
    let columns = changes.first().map_or(0, Vec::len);
    let nothing = |column: usize| {
        multiplied.iter().zip(changes).map(|(weight, row)| weight * row[column]).sum::<f64>() == 0.0
    };
    (0..columns).all(nothing).then_some(multiplied)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A <-> B -> C in one group, and D that decays alone.
    fn network() -> (Closed, Vec<Row>) {
        let mut graph = Graph::new();
        let states: Vec<ExprId> = (0..4).map(|state| graph.state(state)).collect();
        let fluxes: Vec<ExprId> = [(0, 3.0), (1, 5.0), (1, 7.0), (3, 1.0)]
            .into_iter()
            .map(|(state, rate)| {
                let rate = graph.number(rate);
                graph.multiply(rate, states[state])
            })
            .collect();
        let back = graph.subtract(fluxes[1], fluxes[0]);
        let forth = graph.subtract(fluxes[0], fluxes[1]);
        let rates = [back, graph.subtract(forth, fluxes[2]), fluxes[2], graph.negate(fluxes[3])];
        let row = |(state, expression)| Row { state, kind: Kind::Flow, expression };
        let rows: Vec<Row> = rates.into_iter().enumerate().map(row).collect();
        (Closed::new(&graph, &rows), rows)
    }

    fn step(end: [f64; 4]) -> Dense {
        // The bends of the first three sum to zero.
        let bends = [1.0, 2.0, -3.0, 1.0].into_iter().zip(0..).map(|(bend, state)| (state, [bend, 0.0, 0.0]));
        let bends = bends.collect();
        Dense { start: vec![50.0, 30.0, 20.0, 1.0], end: end.to_vec(), bends }
    }

    #[test]
    fn what_goes_round_is_found_and_what_leaves_is_not() {
        let (closed, _) = network();
        assert_eq!(
            closed.groups,
            [Group { places: vec![0, 1, 2], sums: vec![vec![1.0; 3]], known: vec![None] }]
        );
    }

    #[test]
    fn a_sum_that_moved_comes_back_and_bits_stay_without_trouble() {
        let (mut closed, rows) = network();
        let mut moved = step([40.0, 30.0 + 1e-9, 30.0, 0.5]);
        closed.keep(&rows, &mut moved);
        let sum = |of: &[f64]| of.iter().take(3).sum::<f64>();
        assert!((sum(&moved.end) - 100.0).abs() < 3e-14, "{moved:?}");
        assert!((moved.end[0] - 40.0).abs() < 1e-9 && moved.end[3] == 0.5);
        assert_eq!(moved.bends[3].1[0], 1.0);
        let mut bent = step([40.0, 30.0, 30.0, 0.5]);
        bent.bends[0].1[0] += 1e-9;
        closed.keep(&rows, &mut bent);
        let bends: f64 = bent.bends.iter().take(3).map(|(_, bend)| bend[0]).sum();
        assert!(bends.abs() < 1e-14, "{bent:?}");
        let near = step([40.0, 30.0 + 4e-13, 30.0, 0.5]);
        let mut kept = near.clone();
        closed.keep(&rows, &mut kept);
        assert_eq!(kept.end, near.end);
        assert_eq!(kept.bends, near.bends);
    }

    #[test]
    fn a_state_at_zero_stays_at_zero() {
        let (mut closed, rows) = network();
        let mut moved = step([0.0, 70.0, 30.0 + 1e-9, 0.5]);
        closed.keep(&rows, &mut moved);
        assert_eq!(moved.end[0], 0.0);
    }
}
