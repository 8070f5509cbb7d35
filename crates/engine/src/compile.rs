//! Equations to lane programs: which slots hold what, and which instructions fill them.
//!
//! ```text
//! when a lane is filled      fixed (parameter-only values), initial (states), switches (times of known breaks)
//! at the start of a step     f, -J and df/dt together, since they share most of their parts
//! at every further stage     f
//! when asked for             outputs, conditions
//! ```
//!
//! A state whose derivative is zero changes only by doses and events; it is a slot like a parameter and takes no part
//! in the linear algebra. The others are *active*, but for those that are zero from start to end ([`crate::still`]).
//!
//! What decides the order of operations is taken from the whole equations, with no state left out: which values are
//! fused, the order of pivots, the unknowns between states and derivatives, how many states the norm of the error counts.
//! So results have the same bits whether states are left out or not.

mod regions;
mod switches;
mod whole;

pub(crate) use regions::{DENSE, Regions};

use crate::between;
use crate::events::SAMPLES;
use crate::low::{LowGraph, LowId};
use crate::program::Program;
use crate::sparse_lu::{self, SparseLu};
use crate::still::Still;
use crate::tableau::rodas5p::STAGES;
use crate::tolerance::Tolerance;
use crate::{Method, Settings};
use lytic_model::Equations;
use lytic_model::graph::{ExprId, Node};
use switches::switches;
use whole::Whole;

/// An active state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Active {
    /// Index among all states.
    pub(crate) state: usize,
    /// Whether it must not fall below zero.
    pub(crate) nonnegative: bool,
    /// Group of tolerances.
    pub(crate) group: Option<usize>,
    /// Fixed part of its absolute tolerance.
    pub(crate) tolerance: f64,
}

/// Everything that a block of lanes needs.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) regions: Regions,
    pub(crate) slots: u32,
    pub(crate) constants: Vec<(f64, u32)>,
    /// Slots of values that depend on parameters only.
    pub(crate) fixed_slots: Vec<u32>,
    pub(crate) active: Vec<Active>,
    /// For each state its place among the active ones.
    pub(crate) active_of: Vec<Option<usize>>,
    /// Active states that outputs and triggers of events see, and all of them; ascending.
    pub(crate) seen_by_outputs: Vec<u32>,
    pub(crate) seen_by_triggers: Vec<u32>,
    pub(crate) every: Vec<u32>,
    pub(crate) nonnegative: Vec<bool>,
    /// For each active state the slot of the state if it is held at zero, else `u32::MAX`.
    pub(crate) held: Vec<u32>,
    pub(crate) parameters: usize,
    pub(crate) outputs: usize,
    pub(crate) conditions: usize,
    pub(crate) triggers: usize,
    pub(crate) switches: usize,
    pub(crate) time_dependent: bool,
    pub(crate) fixed: Program,
    pub(crate) initial: Program,
    pub(crate) begin: Program,
    pub(crate) derivative: Program,
    pub(crate) output: Program,
    pub(crate) condition: Program,
    pub(crate) trigger: Program,
    pub(crate) switch: Program,
    /// Laws of what may jump, and the states that they read.
    pub(crate) law: Program,
    pub(crate) seen_by_laws: Vec<usize>,
    pub(crate) lu: SparseLu,
    /// Elements of the Jacobian (row, column, slot), those of states' rows first; how many these are; and how many unknowns
    /// lie between states and derivatives, which follow the states in rows and columns. Elements of their rows have the
    /// other sign.
    pub(crate) jacobian: Vec<(usize, usize, u32)>,
    pub(crate) of_states: usize,
    pub(crate) between: usize,
    pub(crate) tolerance: Tolerance,
    /// States that the norms of errors and slopes count: the active ones, and those that are left out.
    pub(crate) counted: usize,
    /// Whether each state is left out because it is zero from start to end.
    pub(crate) still: Vec<bool>,
}

impl Compiled {
    /// Compiles equations for a run with a method; the explicit one needs no Jacobian.
    pub(crate) fn new(equations: &Equations, settings: &Settings, method: Method) -> Compiled {
        let mut graph = equations.graph.clone();
        let tolerance = Tolerance::new(equations, settings);
        let zero = graph.number(0.0);
        let mut active = Vec::new();
        let mut active_of = vec![None; equations.states.len()];
        for (index, state) in equations.states.iter().enumerate() {
            if state.derivative != zero {
                active_of[index] = Some(active.len());
                active.push(Active {
                    state: index,
                    nonnegative: state.nonnegative,
                    group: tolerance.group[index],
                    tolerance: tolerance.fixed[index],
                });
            }
        }
        let derivatives: Vec<ExprId> = active.iter().map(|a| equations.states[a.state].derivative).collect();
        let implicit = method != Method::Explicit;
        let time_dependent = derivatives.iter().any(|&of| graph.depends_on_time(of));
        let switch_pairs = switches(&mut graph, &derivatives);

        // The matrix of the stages without its diagonal, ascending by row and column: active states, then what lies
        // between them and their derivatives, with the other sign (see `sparse_lu`).
        let mut jacobian: Vec<(usize, usize, ExprId)> = Vec::new();
        let (states, size) = (equations.states.len(), active.len());
        let between = if implicit { between::choose(&graph, &derivatives, &active_of) } else { Vec::new() };
        let gradients =
            if implicit { graph.gradients_with(&derivatives, &between, states) } else { Vec::new() };
        for (row, gradient) in gradients.into_iter().enumerate() {
            for (variable, element) in gradient {
                let column = match variable.checked_sub(states) {
                    Some(place) => Some(size + place),
                    None => active_of[variable],
                };
                if let Some(column) = column
                    && element != zero
                {
                    let element = if row < size { element } else { graph.negate(element) };
                    jacobian.push((row, column, element));
                }
            }
        }
        let slopes: Vec<ExprId> = if time_dependent && implicit {
            derivatives.iter().map(|&of| graph.derivative(of, Node::Time)).collect()
        } else {
            Vec::new()
        };

        let seen_by = |expressions: &[ExprId]| -> Vec<usize> {
            let nodes = graph.reachable(expressions);
            let mut seen: Vec<usize> = nodes
                .into_iter()
                .filter_map(|id| match graph.node(id) {
                    Node::State(state) => Some(state as usize),
                    _ => None,
                })
                .collect();
            seen.sort_unstable();
            seen
        };
        let seen_by_outputs = seen_by(&settings.outputs);
        let triggers: Vec<ExprId> = equations.events.iter().map(|event| event.trigger).collect();
        let seen_by_triggers = seen_by(&triggers);
        let seen_by_laws = seen_by(&settings.laws);

        let mut low = LowGraph::default();
        let mut take = |expressions: &[ExprId]| low.take(&graph, expressions);
        let derivative_nodes = derivatives;
        let derivatives = take(&derivative_nodes);
        let initial = take(&equations.states.iter().map(|state| state.initial).collect::<Vec<_>>());
        let outputs = take(&settings.outputs);
        let conditions = take(&settings.stop_conditions);
        let triggers = take(&triggers);
        let switch = take(&switch_pairs);
        let laws = take(&settings.laws);
        let elements = jacobian.iter().map(|element| element.2);
        let at_start: Vec<ExprId> = elements.chain(slopes).collect();
        let at_start = low.take_quotients(&graph, &at_start, &derivative_nodes);
        let (elements, slopes) = at_start.split_at(jacobian.len());
        let pattern = jacobian.iter().map(|&(row, column, _)| (row, column));
        let order =
            if implicit { sparse_lu::order(size + between.len(), pattern.clone()) } else { Vec::new() };
        let whole = Whole {
            equations,
            settings,
            implicit,
            time_dependent,
            tolerance,
            active,
            derivatives,
            slopes: slopes.to_vec(),
            jacobian: pattern.zip(elements).map(|((row, column), &element)| (row, column, element)).collect(),
            between: between.len(),
            order,
            initial,
            outputs,
            conditions,
            triggers,
            switch,
            laws,
            seen_by_outputs,
            seen_by_triggers,
            seen_by_laws,
            low,
        };
        let (compiled, fixed) = whole.compile(&Still::default(), &[]);
        let Some(dosed) = &settings.dosed_states else { return compiled };
        let by_state: Vec<(usize, LowId)> =
            whole.active.iter().zip(&whole.derivatives).map(|(active, &of)| (active.state, of)).collect();
        let still = Still::find(&whole.low, equations, &by_state, dosed);
        if still.any() { whole.compile(&still, &fixed).0 } else { compiled }
    }

    /// Work of one step for one lane, by which methods are compared: numbers that are read and written, since lanes wait
    /// for memory more than for arithmetic; divisions, roots and functions count as what they take more.
    pub(crate) fn work(&self, method: Method) -> u64 {
        let states = self.active.len() as u64;
        let triggers = u64::from(SAMPLES) * self.trigger.work();
        triggers
            + match method {
                Method::Explicit => 6 * self.derivative.work() + states * (EXPLICIT_LOADS + JUDGE_LOADS),
                Method::Automatic | Method::Rodas5P => {
                    let stages = STAGES as u64;
                    self.begin.work()
                        + (stages - 1) * self.derivative.work()
                        + self.lu.factor_work()
                        + stages * self.lu.solve_work()
                        + states * (ROSENBROCK_LOADS + JUDGE_LOADS)
                }
            }
    }

    /// Floating-point operations of one step for one lane.
    pub(crate) fn flops(&self, method: Method) -> u64 {
        let states = self.active.len() as u64;
        match method {
            Method::Explicit => 6 * self.derivative.flops() + states * EXPLICIT_SUMS,
            Method::Automatic | Method::Rodas5P => {
                let stages = STAGES as u64;
                self.begin.flops()
                    + (stages - 1) * self.derivative.flops()
                    + self.lu.factor_flops()
                    + stages * self.lu.solve_flops()
                    + states * ROSENBROCK_SUMS
            }
        }
    }
}

/// Floating-point operations of the sums of stages and of the judgement of a step, for one state: 15 products for
/// arguments and 28 for the rest of the right-hand side, 2 sums, 7 products with 1/h; 8 to judge.
const ROSENBROCK_SUMS: u64 = 2 * (15 + 28) + 2 + 7 + 8;
/// 21 products for arguments, 6 with h, 7 for the error; 8 to judge.
const EXPLICIT_SUMS: u64 = 2 * (21 + 6 + 7) + 8;

/// What sums of stages read and write, for one state: the stages before each stage, and five or six numbers a stage.
const ROSENBROCK_LOADS: u64 = 28 + 8 * 5;
const EXPLICIT_LOADS: u64 = 21 + 6 * 6 + 8;
/// To judge a step, take it, and look into it.
const JUDGE_LOADS: u64 = 30;
