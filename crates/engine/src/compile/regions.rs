//! Where a block of lanes keeps its numbers.

use super::Active;
use crate::Settings;
use crate::emit::SlotPlan;
use crate::tableau::rodas5p::STAGES;
use crate::tolerance::Tolerance;
use lytic_model::Equations;

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
    /// Results of programs: outputs, stop conditions, triggers of events, laws of what may jump.
    pub(crate) outputs: u32,
    pub(crate) conditions: u32,
    pub(crate) triggers: u32,
    pub(crate) laws: u32,
    /// Two per switch: difference at time zero, and slope.
    pub(crate) switches: u32,
}

/// Coefficients of dense output kept per active state.
pub(crate) const DENSE: usize = 3;

/// Gives each region its slots.
pub(super) fn lay_out(
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
        laws: region(settings.laws.len()),
        switches: region(switches),
    };
    plan.time = regions.time;
    plan.states = regions.states;
    plan.parameters = regions.parameters;
    regions
}
