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

use crate::between;
use crate::emit::{SlotPlan, Task, emit_task};
use crate::events::SAMPLES;
use crate::low::{Class, LowGraph, LowId};
use crate::program::Program;
use crate::sparse_lu::{self, SparseLu};
use crate::still::{Fate, Still};
use crate::tableau::rodas5p::STAGES;
use crate::tolerance::Tolerance;
use crate::{Method, Settings};
use lytic_model::Equations;
use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};
use std::collections::HashMap;

/// First slots of the regions of a block; one slot each unless said otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Regions {
    /// Time at which programs evaluate.
    pub(crate) time: u32,
    /// Time at the start of the step, and its bounds for stages.
    pub(crate) start: u32,
    pub(crate) earliest: u32,
    pub(crate) latest: u32,
    /// Length of the step, its reciprocal, and `1/(h*gamma)`.
    pub(crate) step: u32,
    pub(crate) inverse_step: u32,
    pub(crate) diagonal: u32,
    /// Growth of pivots.
    pub(crate) growth: u32,
    /// Error of the step, in tolerances; next step over this one; whether a state fell below zero.
    pub(crate) error: u32,
    pub(crate) factor: u32,
    pub(crate) negative: u32,
    /// Zero or one: whether the step is taken.
    pub(crate) accept: u32,
    /// Place in the step, zero to one, for dense output.
    pub(crate) theta: u32,
    /// All states, as equations and outputs see them.
    pub(crate) states: u32,
    /// Parameters.
    pub(crate) parameters: u32,
    /// Active states: values, values at a stage (after the last: at the end), derivatives, the rest of the right-hand
    /// side, forward substitution, df/dt.
    pub(crate) values: u32,
    pub(crate) staged: u32,
    pub(crate) derivatives: u32,
    pub(crate) rest: u32,
    pub(crate) work: u32,
    pub(crate) slope_in_time: u32,
    /// Stages: eight per active state.
    pub(crate) stages: u32,
    /// Coefficients of dense output: [`DENSE`] per active state.
    pub(crate) dense: u32,
    /// Largest value so far, by group of tolerances.
    pub(crate) largest: u32,
    /// The same if the step is taken.
    pub(crate) largest_at_end: u32,
    /// Results of programs: outputs, stop conditions, triggers of events.
    pub(crate) outputs: u32,
    pub(crate) conditions: u32,
    pub(crate) triggers: u32,
    /// Two per switch: difference at time zero, and slope.
    pub(crate) switches: u32,
}

/// Coefficients of dense output kept per active state.
pub(crate) const DENSE: usize = 3;

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

/// The whole equations as nodes, before it is decided where they go.
struct Whole<'a> {
    equations: &'a Equations,
    settings: &'a Settings,
    low: LowGraph,
    implicit: bool,
    time_dependent: bool,
    tolerance: Tolerance,
    /// All states that are not constant.
    active: Vec<Active>,
    derivatives: Vec<LowId>,
    slopes: Vec<LowId>,
    /// Elements of the matrix of the stages without its diagonal, ascending by row and column.
    jacobian: Vec<(usize, usize, LowId)>,
    between: usize,
    /// Order of pivots.
    order: Vec<usize>,
    initial: Vec<LowId>,
    outputs: Vec<LowId>,
    conditions: Vec<LowId>,
    triggers: Vec<LowId>,
    switch: Vec<LowId>,
    /// States that outputs and triggers see, ascending.
    seen_by_outputs: Vec<usize>,
    seen_by_triggers: Vec<usize>,
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

        let mut low = LowGraph::default();
        let mut take = |expressions: &[ExprId]| low.take(&graph, expressions);
        let derivative_nodes = derivatives;
        let derivatives = take(&derivative_nodes);
        let initial = take(&equations.states.iter().map(|state| state.initial).collect::<Vec<_>>());
        let outputs = take(&settings.outputs);
        let conditions = take(&settings.stop_conditions);
        let triggers = take(&triggers);
        let switch = take(&switch_pairs);
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
            seen_by_outputs,
            seen_by_triggers,
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

impl Whole<'_> {
    /// Lays out slots and makes programs. Gives back, too, which values that depend on parameters only are computed;
    /// `fixed` are those of the whole equations.
    fn compile(&self, still: &Still, fixed: &[LowId]) -> (Compiled, Vec<LowId>) {
        let Whole { equations, settings, low, .. } = self;
        // What is left of the unknowns, in their order.
        let left = self.unknowns_left(still);
        let mut place = vec![None; left.len()];
        let mut count = 0;
        for (place, _) in place.iter_mut().zip(&left).filter(|(_, left)| **left) {
            *place = Some(count);
            count += 1;
        }
        let keeps = |index: &usize| left.get(*index) == Some(&true);
        let kept: Vec<usize> = (0..self.active.len()).filter(keeps).collect();
        let active: Vec<Active> = kept.iter().map(|&index| self.active[index]).collect();
        let mut active_of = vec![None; equations.states.len()];
        for (index, active) in active.iter().enumerate() {
            active_of[active.state] = Some(index);
        }
        let size = active.len();
        let between = count - size;
        let derivatives: Vec<LowId> = kept.iter().map(|&index| self.derivatives[index]).collect();
        let slopes: Vec<LowId> = kept.iter().filter_map(|&index| self.slopes.get(index).copied()).collect();
        let time_dependent = self.time_dependent
            && (!still.any() || slopes.is_empty() || slopes.iter().any(|&id| !still.is_zero(id)));
        let slopes = if time_dependent { slopes } else { Vec::new() };

        let mut plan = SlotPlan::default();
        let unknowns = self.implicit.then_some(size + between);
        let switches = self.switch.len();
        let tolerance = &self.tolerance;
        let regions = lay_out(&mut plan, &active, equations, settings, tolerance, switches, unknowns);
        let zero_slot = plan.constant(0.0);

        let mut begin: Vec<(LowId, u32)> = roots(&derivatives, regions.derivatives);
        begin.extend(roots(&slopes, regions.slope_in_time));
        let mut place_of: HashMap<LowId, u32> = HashMap::new();
        for &(id, slot) in &begin {
            place_of.entry(still.seen(id)).or_insert(slot);
        }
        let mut placed = Vec::with_capacity(self.jacobian.len());
        for &(row, column, element) in &self.jacobian {
            let (Some(row), Some(column)) = (place[row], place[column]) else { continue };
            if still.is_zero(element) {
                continue;
            }
            let element = still.seen(element);
            let fixed = match still.fate(element) {
                Fate::Number(value) => Some(plan.constant(value)),
                _ => (low.class(element) < Class::Moving).then(|| plan.leaf(low, element)).flatten(),
            };
            let slot = fixed.unwrap_or_else(|| {
                *place_of.entry(element).or_insert_with(|| {
                    let slot = plan.region(1);
                    begin.push((element, slot));
                    slot
                })
            });
            placed.push((row, column, slot));
        }
        let lu = if self.implicit {
            let constants = [zero_slot, plan.constant(1.0)];
            let order: Vec<usize> = self.order.iter().filter_map(|&index| place[index]).collect();
            SparseLu::plan(&order, size, &placed, constants, || plan.region(1))
        } else {
            SparseLu::default()
        };

        let mut program = |roots: &[(LowId, u32)], whole: &[LowId]| {
            emit_task(low, &mut plan, Task { roots, whole, still, fixed: false })
        };
        let elements = self.jacobian.iter().map(|(.., element)| element);
        let at_start: Vec<LowId> =
            self.derivatives.iter().chain(&self.slopes).chain(elements).copied().collect();
        let derivative = program(&roots(&derivatives, regions.derivatives), &self.derivatives);
        let begin = if self.implicit { program(&begin, &at_start) } else { Program::default() };
        let initial = program(&roots(&self.initial, regions.states), &self.initial);
        let output = program(&roots(&self.outputs, regions.outputs), &self.outputs);
        let condition = program(&roots(&self.conditions, regions.conditions), &self.conditions);
        let trigger = program(&roots(&self.triggers, regions.triggers), &self.triggers);
        let switch_program = program(&roots(&self.switch, regions.switches), &self.switch);
        let fixed_roots = plan.fixed.clone();
        let own: Vec<LowId> = fixed_roots.iter().map(|(id, _)| *id).collect();
        let all_fixed = [fixed, &own].concat();
        let none = Still::default();
        let task = Task { roots: &fixed_roots, whole: &all_fixed, still: &none, fixed: true };
        let fixed = emit_task(low, &mut plan, task);

        let held = active
            .iter()
            .map(|a| if a.nonnegative { regions.states + a.state as u32 } else { u32::MAX })
            .collect();
        let indices = |states: &[usize]| -> Vec<u32> {
            states.iter().filter_map(|&state| active_of[state]).map(|index| index as u32).collect()
        };
        let compiled = Compiled {
            regions,
            slots: plan.count,
            constants: plan.constants,
            fixed_slots: fixed_roots.iter().map(|(_, slot)| *slot).collect(),
            seen_by_outputs: indices(&self.seen_by_outputs),
            seen_by_triggers: indices(&self.seen_by_triggers),
            active_of,
            every: (0..active.len() as u32).collect(),
            active,
            nonnegative: equations.states.iter().map(|state| state.nonnegative).collect(),
            held,
            parameters: equations.parameters.len(),
            outputs: settings.outputs.len(),
            conditions: settings.stop_conditions.len(),
            triggers: equations.events.len(),
            switches: switches / 2,
            time_dependent,
            fixed,
            initial,
            begin,
            derivative,
            output,
            condition,
            trigger,
            switch: switch_program,
            lu,
            of_states: placed.partition_point(|(row, ..)| *row < size),
            jacobian: placed,
            between,
            tolerance: self.tolerance.clone(),
            counted: self.active.len(),
            still: (0..equations.states.len()).map(|state| still.holds(state)).collect(),
        };
        (compiled, own)
    }

    /// Whether each unknown is left: a state that is not always zero, or what lies between, depends on such a state and
    /// is asked for by one.
    fn unknowns_left(&self, still: &Still) -> Vec<bool> {
        let states = self.active.len();
        let mut left: Vec<bool> = self.active.iter().map(|active| !still.holds(active.state)).collect();
        left.resize(states + self.between, true);
        if !still.any() {
            return left;
        }
        loop {
            let (mut across, mut down) = (vec![false; left.len()], vec![false; left.len()]);
            for &(row, column, element) in &self.jacobian {
                if left[row] && left[column] && row != column && !still.is_zero(element) {
                    across[row] = true;
                    down[column] = true;
                }
            }
            let idle = |index: &usize| left[*index] && !(across[*index] && down[*index]);
            let idle: Vec<usize> = (states..left.len()).filter(idle).collect();
            if idle.is_empty() {
                return left;
            }
            idle.into_iter().for_each(|index| left[index] = false);
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

fn roots(expressions: &[LowId], first: u32) -> Vec<(LowId, u32)> {
    expressions.iter().enumerate().map(|(index, &id)| (id, first + index as u32)).collect()
}

fn lay_out(
    plan: &mut SlotPlan,
    active: &[Active],
    equations: &Equations,
    settings: &Settings,
    tolerance: &Tolerance,
    switches: usize,
    unknowns: Option<usize>,
) -> Regions {
    let mut region = |count: usize| plan.region(count);
    let n = active.len();
    let of_implicit = if unknowns.is_some() { n } else { 0 };
    let regions = Regions {
        time: region(1),
        start: region(1),
        earliest: region(1),
        latest: region(1),
        step: region(1),
        inverse_step: region(1),
        diagonal: region(1),
        growth: region(1),
        error: region(1),
        factor: region(1),
        negative: region(1),
        accept: region(1),
        theta: region(1),
        states: region(equations.states.len()),
        parameters: region(equations.parameters.len()),
        values: region(n),
        staged: region(n),
        derivatives: region(n),
        rest: region(of_implicit),
        work: region(unknowns.unwrap_or(0)),
        slope_in_time: region(of_implicit),
        stages: region(STAGES * n),
        dense: region(DENSE * n),
        largest: region(tolerance.groups),
        largest_at_end: region(tolerance.groups),
        outputs: region(settings.outputs.len()),
        conditions: region(settings.stop_conditions.len()),
        triggers: region(equations.events.len()),
        switches: region(switches),
    };
    plan.time = regions.time;
    plan.states = regions.states;
    plan.parameters = regions.parameters;
    regions
}

/// Conditions in the derivatives that compare two sides of which the difference is linear in time and otherwise
/// depends on parameters only: they change at a time that is known beforehand. For each: difference, and its slope.
fn switches(graph: &mut Graph, derivatives: &[ExprId]) -> Vec<ExprId> {
    let mut pairs = Vec::new();
    for id in graph.reachable(derivatives) {
        if let Node::Binary(Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual, a, b) =
            graph.node(id)
        {
            let difference = graph.subtract(a, b);
            if degree_in_time(graph, difference) == Some(1) {
                let slope = graph.derivative(difference, Node::Time);
                if !pairs.contains(&difference) {
                    pairs.extend([difference, slope]);
                }
            }
        }
    }
    pairs
}

/// Zero or one for an expression of that degree in time without states; none for any other.
fn degree_in_time(graph: &Graph, of: ExprId) -> Option<u32> {
    let mut degrees: Vec<(ExprId, Option<u32>)> = Vec::new();
    for id in graph.reachable(&[of]) {
        let at = |child: ExprId| {
            degrees.binary_search_by_key(&child, |(id, _)| *id).ok().and_then(|place| degrees[place].1)
        };
        let degree = match graph.node(id) {
            Node::Time => Some(1),
            Node::Number(_) | Node::Parameter(_) => Some(0),
            Node::State(_) => None,
            Node::Unary(Unary::Negate, a) => at(a),
            Node::Unary(_, a) => at(a).filter(|degree| *degree == 0),
            Node::Binary(Binary::Add | Binary::Subtract, a, b) => at(a).zip(at(b)).map(|(a, b)| a.max(b)),
            Node::Binary(Binary::Multiply, a, b) => {
                at(a).zip(at(b)).map(|(a, b)| a + b).filter(|degree| *degree <= 1)
            }
            Node::Binary(Binary::Divide, a, b) => at(a).zip(at(b)).filter(|(_, b)| *b == 0).map(|(a, _)| a),
            Node::Binary(_, a, b) => at(a).zip(at(b)).map(|(a, b)| a.max(b)).filter(|degree| *degree == 0),
            Node::Select(c, a, b) => {
                at(c).zip(at(a)).zip(at(b)).map(|((c, a), b)| c.max(a).max(b)).filter(|degree| *degree == 0)
            }
        };
        degrees.push((id, degree));
    }
    degrees.last().and_then(|(_, degree)| *degree)
}
