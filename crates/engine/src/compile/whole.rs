//! From the whole equations to slots and programs, with some states left out or none.
//!
//! What decides the order of operations is taken from the whole equations, so that results have the same bits whatever is
//! left out: see [`super`].

use super::regions::lay_out;
use super::{Active, Compiled};
use crate::Settings;
use crate::emit::{SlotPlan, Task, emit_task};
use crate::low::{Class, LowGraph, LowId};
use crate::program::Program;
use crate::sparse_lu::SparseLu;
use crate::still::{Fate, Still};
use crate::tolerance::Tolerance;
use lytic_model::Equations;
use std::collections::HashMap;

/// The whole equations as nodes, before it is decided where they go.
pub(super) struct Whole<'a> {
    pub(super) equations: &'a Equations,
    pub(super) settings: &'a Settings,
    pub(super) low: LowGraph,
    pub(super) implicit: bool,
    pub(super) time_dependent: bool,
    pub(super) tolerance: Tolerance,
    /// All states that are not constant.
    pub(super) active: Vec<Active>,
    pub(super) derivatives: Vec<LowId>,
    pub(super) slopes: Vec<LowId>,
    /// Elements of the matrix of the stages without its diagonal, ascending by row and column.
    pub(super) jacobian: Vec<(usize, usize, LowId)>,
    pub(super) between: usize,
    /// Order of pivots.
    pub(super) order: Vec<usize>,
    pub(super) initial: Vec<LowId>,
    pub(super) outputs: Vec<LowId>,
    pub(super) conditions: Vec<LowId>,
    pub(super) triggers: Vec<LowId>,
    pub(super) switch: Vec<LowId>,
    pub(super) laws: Vec<LowId>,
    /// States that outputs and triggers see, ascending.
    pub(super) seen_by_outputs: Vec<usize>,
    pub(super) seen_by_triggers: Vec<usize>,
    pub(super) seen_by_laws: Vec<usize>,
}

impl Whole<'_> {
    /// Lays out slots and makes programs. Gives back, too, which values that depend on parameters only are computed;
    /// `fixed` are those of the whole equations.
    pub(super) fn compile(&self, still: &Still, fixed: &[LowId]) -> (Compiled, Vec<LowId>) {
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
        let law = program(&roots(&self.laws, regions.laws), &self.laws);
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
            law,
            seen_by_laws: self.seen_by_laws.clone(),
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

fn roots(expressions: &[LowId], first: u32) -> Vec<(LowId, u32)> {
    expressions.iter().enumerate().map(|(index, &id)| (id, first + index as u32)).collect()
}
