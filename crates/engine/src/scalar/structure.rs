//! What is integrated: the equations of a model as a semi-explicit system of differential and algebraic equations,
//!
//! ```text
//! M y' = f(t, y)        M = 1 for a state that flows, 0 for one that an equation determines
//! ```
//!
//! - **Algebraic rules** (`0 = g`): each determines one of the free states in it ([`super::matching`]). Targets of events
//!   come last. A rule in which no free state is left is differentiated along the flow (`g' = dg/dt + dg/dy f`), up to
//!   [`MOST_DIFFERENTIATIONS`] times, until one is (index reduction; Mattsson and Soderlind 1993, SIAM J Sci Comput
//!   14:677); the rule itself is then kept true by projection. A rule that determines nothing is only watched.
//! - **Fast reactions**: with `N` the changes of the fast reactions, `N = B C` of full rank and `L N = 0`, the states `x`
//!   that they change are determined by `L x = w` and `C v(x) = 0`, and the sums `w` flow: `w' = L f`. This is the limit
//!   of ever faster reactions (Gear 1971, IEEE Trans Circuit Theory 18:89, for the form). A fast reaction whose rate is
//!   zero whatever is there (its constant is zero) does not happen and is left out while that is so.
//! - A state that nothing but events changes is still: no row.

use super::before::before;
use super::dense;
use super::matching::matching;
use super::no_solution::{NoSolution, Why};
use super::program::{Moment, Source};
use super::switches::Switches;
use crate::EngineError;
use lytic_model::{Equations, ExprId, Graph, Node};
use std::collections::BTreeMap;

/// How often a rule may be differentiated.
const MOST_DIFFERENTIATIONS: usize = 3;

/// Why a row is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The state's derivative.
    Flow,
    /// An algebraic rule, by its index.
    Rule(usize),
    /// A sum that fast reactions leave alone.
    Balance,
    /// The equilibrium of fast reactions; the index of one of them.
    Equilibrium(usize),
}

/// One equation and the state that it moves or determines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub state: usize,
    pub kind: Kind,
    /// The derivative, or what is zero.
    pub expression: ExprId,
}

/// What is true of the states without determining one: a rule that was differentiated, or a rule too many.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub rule: usize,
    pub residual: ExprId,
    /// Derivatives by states.
    pub gradient: Vec<(usize, ExprId)>,
    /// Whether states are moved to keep it true.
    pub projected: bool,
}

/// Fast reactions.
#[derive(Clone, Debug, Default)]
pub(super) struct Fast {
    /// Rates, by reaction.
    pub rates: Vec<ExprId>,
    /// Index in the model, by reaction.
    pub reactions: Vec<usize>,
    /// By reaction: states and what one happening adds.
    pub changes: Vec<Vec<(usize, f64)>>,
    /// The state of each sum, and the weights of the states in it.
    pub sums: Vec<(usize, Vec<(usize, f64)>)>,
}

/// The whole system.
#[derive(Clone, Debug)]
pub(super) struct System {
    pub graph: Graph,
    /// States, sums of fast reactions included.
    pub count: usize,
    pub rows: Vec<Row>,
    /// Row, column (a position among the rows) and derivative.
    pub jacobian: Vec<(usize, usize, ExprId)>,
    /// Derivatives of the rows by time; none where a delay hides them.
    pub by_time: Option<Vec<ExprId>>,
    pub watched: Vec<Watched>,
    pub fast: Fast,
    pub switches: Switches,
    /// Equations before the start ([`super::before`]).
    pub before: BTreeMap<ExprId, ExprId>,
}

impl System {
    /// The system of a model at these parameters. `active` says which fast reactions happen; none: all.
    pub(super) fn new(
        equations: &Equations,
        parameters: &[f64],
        active: Option<&[bool]>,
    ) -> Result<System, EngineError> {
        let mut graph = equations.graph.clone();
        let before = before(equations, &mut graph);
        let zero = graph.number(0.0);
        let mut rows: Vec<Row> = Vec::new();
        let mut count = equations.states.len();
        let fast = fast_rows(equations, (parameters, active), &mut graph, &mut rows, &mut count)?;
        let taken: Vec<usize> = rows.iter().map(|row| row.state).collect();
        for (state, of) in equations.states.iter().enumerate() {
            if of.derivative != zero && !taken.contains(&state) {
                rows.push(Row { state, kind: Kind::Flow, expression: of.derivative });
            }
        }
        let watched = rule_rows(equations, &mut graph, &mut rows)?;
        rows.sort_by_key(|row| row.state);

        let expressions: Vec<ExprId> = rows.iter().map(|row| row.expression).collect();
        let mut position: Vec<Option<usize>> = vec![None; count];
        for (place, row) in rows.iter().enumerate() {
            position[row.state] = Some(place);
        }
        let mut jacobian = Vec::new();
        for (row, elements) in graph.gradients(&expressions).into_iter().enumerate() {
            let columns = elements.into_iter().filter_map(|(state, of)| {
                position.get(state).copied().flatten().map(|column| (row, column, of))
            });
            jacobian.extend(columns);
        }
        let by_time = (!graph.has_delays(&expressions))
            .then(|| expressions.iter().map(|of| graph.derivative(*of, Node::Time)).collect());
        let moving: Vec<bool> = (0..count).map(|state| position[state].is_some()).collect();
        let triggers: Vec<ExprId> = equations.events.iter().map(|event| event.trigger).collect();
        let switches = Switches::new(&mut graph, &expressions, &triggers, &moving);
        Ok(System { graph, count, rows, jacobian, by_time, watched, fast, switches, before })
    }

    /// Positions of the rows that determine their state.
    pub(super) fn determined(&self) -> Vec<usize> {
        let places = self.rows.iter().enumerate();
        places.filter(|(_, row)| row.kind != Kind::Flow).map(|(place, _)| place).collect()
    }

    /// What a row is to the user: its equation.
    pub(super) fn equation(&self, equations: &Equations, row: &Row) -> String {
        match row.kind {
            Kind::Flow => format!("{}'", name_of(equations, row.state)),
            Kind::Rule(rule) => rule_name(equations, rule),
            Kind::Balance => format!("{}'", name_of(equations, row.state)),
            Kind::Equilibrium(reaction) => {
                equations.reactions.get(reaction).map_or_else(String::new, |reaction| reaction.name.clone())
            }
        }
    }
}

/// Name of a state; sums of fast reactions have that of none.
pub(super) fn name_of(equations: &Equations, state: usize) -> String {
    equations.states.get(state).map_or_else(|| "fast".to_owned(), |state| state.name.clone())
}

/// An algebraic rule as written.
pub(super) fn rule_name(equations: &Equations, rule: usize) -> String {
    equations.algebraic.get(rule).map_or_else(String::new, |rule| rule.name.clone())
}

/// A rule that is at work, perhaps differentiated.
struct Residual {
    rule: usize,
    expression: ExprId,
    differentiated: usize,
}

/// Adds a row for each algebraic rule; what is watched besides.
fn rule_rows(
    equations: &Equations,
    graph: &mut Graph,
    rows: &mut Vec<Row>,
) -> Result<Vec<Watched>, EngineError> {
    let is_target = |state: usize| {
        equations.events.iter().any(|event| event.assignments.iter().any(|(to, _)| *to as usize == state))
    };
    let taken: Vec<usize> = rows.iter().map(|row| row.state).collect();
    let candidates: Vec<usize> = (0..equations.states.len())
        .filter(|state| equations.states[*state].free && !taken.contains(state))
        .collect();
    let mut residuals: Vec<Residual> = equations
        .algebraic
        .iter()
        .enumerate()
        .map(|(rule, of)| Residual { rule, expression: of.residual, differentiated: 0 })
        .collect();
    let mut watched = Vec::new();
    loop {
        let all: Vec<Vec<usize>> = residuals
            .iter()
            .map(|residual| {
                let inside = graph.depends_on_states(residual.expression);
                (0..candidates.len()).filter(|place| inside.contains(&candidates[*place])).collect()
            })
            .collect();
        let first: Vec<Vec<usize>> = all
            .iter()
            .map(|places| places.iter().copied().filter(|place| !is_target(candidates[*place])).collect())
            .collect();
        let found = matching(&[first, all.clone()], candidates.len());
        let Some(left) = found.iter().position(Option::is_none) else {
            for (residual, unknown) in residuals.iter().zip(found) {
                if let Some(unknown) = unknown {
                    let (state, kind) = (candidates[unknown], Kind::Rule(residual.rule));
                    rows.push(Row { state, kind, expression: residual.expression });
                }
            }
            return Ok(watched);
        };
        let Residual { rule, expression, differentiated } = residuals[left];
        if all[left].iter().any(|_| true) {
            // It speaks of unknowns only that other rules determine already.
            return Err(NoSolution::of_equation(Why::RulesTooMany, rule_name(equations, rule)));
        }
        let gradient = graph.gradient(expression);
        let next = (differentiated < MOST_DIFFERENTIATIONS && !graph.has_delays(&[expression]))
            .then(|| along_the_flow(graph, expression, &gradient, rows));
        watched.push(Watched { rule, residual: expression, gradient, projected: next.is_some() });
        match next {
            Some(next) if graph.as_number(next).is_none() => {
                residuals[left] = Residual { rule, expression: next, differentiated: differentiated + 1 };
            }
            _ => {
                // Nothing can make it true: it is, or there is no solution.
                watched.iter_mut().filter(|of| of.rule == rule).for_each(|of| of.projected = false);
                watched.retain(|of| of.rule != rule || of.residual == equations.algebraic[rule].residual);
                residuals.remove(left);
            }
        }
    }
}

/// The derivative of an expression by time, with the states in it.
fn along_the_flow(graph: &mut Graph, of: ExprId, gradient: &[(usize, ExprId)], rows: &[Row]) -> ExprId {
    let mut sum = graph.derivative(of, Node::Time);
    for (state, slope) in gradient {
        let flow = rows.iter().find(|row| row.state == *state && row.kind == Kind::Flow);
        if let Some(flow) = flow {
            let term = graph.multiply(*slope, flow.expression);
            sum = graph.add(sum, term);
        }
    }
    sum
}

/// Adds the rows of fast reactions and of their sums.
fn fast_rows(
    equations: &Equations,
    (parameters, active): (&[f64], Option<&[bool]>),
    graph: &mut Graph,
    rows: &mut Vec<Row>,
    count: &mut usize,
) -> Result<Fast, EngineError> {
    let mut fast = Fast::default();
    for (index, reaction) in equations.reactions.iter().enumerate().filter(|(_, reaction)| reaction.fast) {
        let counts: Vec<ExprId> = reaction.changes.iter().map(|(_, count)| *count).collect();
        let changing =
            counts.iter().any(|of| graph.depends_on_time(*of) || !graph.depends_on_states(*of).is_empty());
        if changing {
            return Err(NoSolution::of_equation(Why::FastStoichiometry, reaction.name.clone()));
        }
        let mut program = Source { graph, parameters, before: &BTreeMap::new() }.program(&counts);
        program.run(&Moment::nowhere());
        let changes: Vec<(usize, f64)> = reaction
            .changes
            .iter()
            .zip(program.values())
            .filter(|(_, count)| *count != 0.0)
            .map(|((state, _), count)| (*state as usize, count))
            .collect();
        if !changes.is_empty() {
            fast.rates.push(reaction.rate);
            fast.reactions.push(index);
            fast.changes.push(changes);
        }
    }
    let happens = |reaction: usize| active.is_none_or(|active| active.get(reaction) == Some(&true));
    let at_work: Vec<usize> = (0..fast.rates.len()).filter(|reaction| happens(*reaction)).collect();
    if at_work.is_empty() {
        return Ok(fast);
    }
    let mut states: Vec<usize> =
        at_work.iter().flat_map(|reaction| &fast.changes[*reaction]).map(|(state, _)| *state).collect();
    states.sort_unstable();
    states.dedup();
    let place = |state: usize| states.iter().position(|other| *other == state);
    // By state, then reaction.
    let mut matrix = vec![vec![0.0; at_work.len()]; states.len()];
    for (column, reaction) in at_work.iter().enumerate() {
        for (state, count) in &fast.changes[*reaction] {
            if let Some(place) = place(*state) {
                matrix[place][column] += count;
            }
        }
    }
    let mut expressions: Vec<(Kind, ExprId)> = Vec::new();
    for weights in dense::left_null_space(&matrix) {
        let weights: Vec<(usize, f64)> =
            states.iter().copied().zip(weights).filter(|(_, weight)| *weight != 0.0).collect();
        let sum = *count;
        *count += 1;
        let mut flow = graph.number(0.0);
        let mut residual = graph.state(sum);
        residual = graph.negate(residual);
        for (state, weight) in &weights {
            let weight = graph.number(*weight);
            if let Some(of) = equations.states.get(*state) {
                let term = graph.multiply(weight, of.derivative);
                flow = graph.add(flow, term);
            }
            let value = graph.state(*state);
            let term = graph.multiply(weight, value);
            residual = graph.add(residual, term);
        }
        rows.push(Row { state: sum, kind: Kind::Flow, expression: flow });
        expressions.push((Kind::Balance, residual));
        fast.sums.push((sum, weights));
    }
    for (pivot, weights) in dense::row_space(&matrix) {
        let mut residual = graph.number(0.0);
        for (reaction, weight) in at_work.iter().zip(weights) {
            let weight = graph.number(weight);
            let term = graph.multiply(weight, fast.rates[*reaction]);
            residual = graph.add(residual, term);
        }
        expressions.push((Kind::Equilibrium(fast.reactions[at_work[pivot]]), residual));
    }
    for (state, (kind, expression)) in states.into_iter().zip(expressions) {
        rows.push(Row { state, kind, expression });
    }
    Ok(fast)
}
