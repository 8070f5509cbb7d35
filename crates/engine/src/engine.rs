//! The engine: equations compiled for a run, ready for any number of subjects.

use crate::block::Block;
use crate::compile::Compiled;
use crate::hybrid::{self, Hybrid};
use crate::lanes::{Instructions, Machine};
use crate::rescue::{self, Rescue};
use crate::scalar::path;
use crate::{Dose, DoseKind, EngineError, Finished, Method, Settings, Subject};
use lytic_model::{Equations, ExprId, Graph};

/// Memory of a block of lanes, in bytes, up to which more lanes share the cost of finding the next instruction. It may be
/// somewhat more than a usual second-level cache (1 MB): with 55 states, 32 lanes are a tenth faster than 16 and half as
/// fast again as 8, though each step then streams through all of it, and with 90 states still a tenth.
const BLOCK_BYTES: usize = 1280 * 1024;

/// Equations compiled for a run. Runs on one thread; several may use it at once.
#[derive(Debug)]
pub struct Engine {
    pub(crate) equations: Equations,
    pub(crate) settings: Settings,
    pub(crate) compiled: Compiled,
    pub(crate) machine: Machine,
    lanes: usize,
    method: Method,
    /// For subjects that are stiff though the pilot was not.
    rescue: Rescue,
    /// What jumps, in the hybrid method.
    pub(crate) hybrid: Option<Hybrid>,
}

/// What was done, over all subjects of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Subjects finished.
    pub subjects: u64,
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// Steps of whole blocks.
    pub block_steps: u64,
    /// Lanes that were at work, summed over the steps of blocks.
    pub busy_lanes: u64,
    /// Subjects handed to the plain solver, or to the implicit method because they are stiff.
    pub handed_over: u64,
    /// Floating-point operations of busy lanes (programs, linear algebra and sums of stages).
    pub flops: u64,
}

impl Engine {
    /// Compiles equations for a run, for the best instructions that the processor has.
    pub fn new(equations: &Equations, settings: &Settings) -> Result<Engine, EngineError> {
        Engine::with_instructions(equations, settings, None)
    }

    /// The same for chosen instructions. Results do not depend on them.
    pub fn with_instructions(
        equations: &Equations,
        settings: &Settings,
        instructions: Option<Instructions>,
    ) -> Result<Engine, EngineError> {
        check_settings(equations, settings)?;
        let machine = Machine::new(instructions)
            .ok_or(EngineError::Instructions(instructions.map_or("", Instructions::name)))?;
        let mut settings = settings.clone();
        if let Some(jumps) = settings.jumps {
            // What cannot jump is refused by name before what lanes cannot do.
            let prepared = hybrid::prepare(equations, jumps)?;
            path(equations).lanes_only()?;
            return Ok(Engine::compile_hybrid(prepared, settings, machine));
        }
        path(equations).lanes_only()?;
        let mut rescue = Rescue::none();
        if settings.method == Method::Automatic {
            (settings.method, rescue) = choose(equations, &settings, machine);
        }
        Ok(Engine::compile(equations.clone(), settings, machine, rescue))
    }

    /// The same equations for other settings, among them outputs that the graph may be made to hold.
    /// [`Method::Automatic`] keeps the method.
    pub fn with(&self, change: impl FnOnce(&mut Settings, &mut Graph)) -> Result<Engine, EngineError> {
        let (mut equations, mut settings) = (self.equations.clone(), self.settings.clone());
        settings.method = Method::Automatic;
        change(&mut settings, &mut equations.graph);
        let mut rescue = Rescue::none();
        if settings.method == Method::Automatic {
            (settings.method, rescue) = (self.method, self.rescue.anew());
        }
        check_settings(&equations, &settings)?;
        path(&equations).lanes_only()?;
        let mut engine = Engine::compile(equations, settings, self.machine, rescue);
        engine.hybrid.clone_from(&self.hybrid);
        Ok(engine)
    }

    /// Equations in which what is few jumps.
    fn compile_hybrid(
        (equations, hybrid): (Equations, Hybrid),
        mut settings: Settings,
        machine: Machine,
    ) -> Engine {
        let added = equations.states.len() - settings.absolute_tolerances.len();
        if !settings.absolute_tolerances.is_empty() {
            settings.absolute_tolerances.extend(std::iter::repeat_n(1.0, added));
        }
        settings.method = Method::Rodas5P;
        settings.max_steps = settings.max_steps.max(MOST_STEPS_BETWEEN_JUMPS);
        settings.laws.clone_from(&hybrid.laws);
        let mut engine = Engine::compile(equations, settings, machine, Rescue::none());
        engine.hybrid = Some(hybrid);
        engine
    }

    pub(crate) fn compile(
        equations: Equations,
        settings: Settings,
        machine: Machine,
        rescue: Rescue,
    ) -> Engine {
        let method = settings.method;
        let compiled = Compiled::new(&equations, &settings, method);
        let lanes = settings.lanes.unwrap_or_else(|| lanes_that_fit(compiled.slots as usize));
        Engine { equations, settings, compiled, machine, lanes, method, rescue, hybrid: None }
    }

    pub(crate) fn rescue(&self) -> &Rescue {
        &self.rescue
    }

    /// Floating-point operations of one step of one subject.
    pub(crate) fn flops_of_step(&self) -> u64 {
        self.compiled.flops(self.method)
    }

    /// The method that is used; never [`Method::Automatic`].
    pub fn method(&self) -> Method {
        self.method
    }

    /// Subjects that are integrated side by side.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Memory of one block of lanes, in bytes.
    pub fn block_bytes(&self) -> usize {
        self.compiled.slots as usize * self.lanes * size_of::<f64>()
    }

    /// Integrates subjects until `next` has no more. `next` writes the next subject into the one it is given, which
    /// holds a former one so that its memory can be used again; `finished` gets results in the order in which they are
    /// ready. A subject's result has the same bits whatever runs beside it.
    ///
    /// A run that a user may interrupt is [`Engine::run_while`].
    ///
    /// # Errors
    /// A subject that does not fit the model ends the run; subjects still under way are dropped.
    pub fn run(
        &self,
        next: &mut dyn FnMut(&mut Subject) -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> Result<Work, EngineError> {
        self.run_while(&|| true, next, finished)
    }

    /// [`Engine::run`] for as long as `goes_on` says so: it is asked before every step of the lanes (some microseconds to
    /// milliseconds, so it should only look at a flag). Once it says no, subjects under way are dropped, `next` and
    /// `finished` are not called again, and the work done so far comes back.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_while(
        &self,
        goes_on: &dyn Fn() -> bool,
        next: &mut dyn FnMut(&mut Subject) -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> Result<Work, EngineError> {
        if self.rescue.is_allowed() {
            return rescue::run(self, goes_on, next, finished);
        }
        Block::new(self, goes_on, self.settings.max_steps).run(next, finished)
    }

    /// Refuses a subject that does not fit the equations and settings.
    pub(crate) fn check_subject(&self, subject: &Subject) -> Result<(), EngineError> {
        let expected = self.compiled.parameters;
        if subject.parameters.len() != expected {
            let found = subject.parameters.len();
            return Err(EngineError::Parameters { subject: subject.id, expected, found });
        }
        check_doses(subject, &self.settings, |dose| {
            // What is zero stays so when it is multiplied.
            let scales = matches!(dose.kind, DoseKind::Scale(_));
            self.compiled.still.get(dose.state).is_some_and(|still| !still || scales)
        })
    }
}

/// Refuses doses that are out of place or cannot be given; `is_known` says whether the state of one takes it.
pub(crate) fn check_doses(
    subject: &Subject,
    settings: &Settings,
    is_known: impl Fn(&Dose) -> bool,
) -> Result<(), EngineError> {
    let end = settings.times.last().copied().unwrap_or(settings.start);
    let mut earliest = settings.start;
    for (index, dose) in subject.doses.iter().enumerate() {
        if !(dose.time >= earliest && dose.time <= end) {
            return Err(EngineError::DoseTime { subject: subject.id, dose: index, time: dose.time });
        }
        earliest = dose.time;
        let usable = match dose.kind {
            DoseKind::Bolus(amount) | DoseKind::Scale(amount) => amount.is_finite(),
            DoseKind::Infusion { amount, duration } => {
                amount.is_finite() && duration > 0.0 && (amount / duration).is_finite()
            }
        };
        let known = is_known(dose) && dose.stop.is_none_or(|stop| stop < settings.stop_conditions.len());
        if !usable || !known {
            return Err(EngineError::Dose { subject: subject.id, dose: index });
        }
    }
    Ok(())
}

/// Steps that a subject of the hybrid method may take: where a jump ends a step there are many.
const MOST_STEPS_BETWEEN_JUMPS: u64 = 10_000_000;

/// Steps that the pilot may take.
const PILOT_STEPS: u64 = 20_000;

/// Doses that the pilot may get: the first ones show what a dose sets in motion.
const PILOT_DOSES: usize = 100;

/// The method with which a pilot subject, the model as it is with [`Settings::pilot_doses`], takes less work: steps times
/// what a step reads, writes and computes. Counted, so it is the same on every machine.
fn choose(equations: &Equations, settings: &Settings, machine: Machine) -> (Method, Rescue) {
    let Some(end) = settings.times.last() else { return (Method::Rodas5P, Rescue::none()) };
    let mut pilot = Settings::new(settings.start, vec![*end], Vec::new());
    pilot.relative_tolerance = settings.relative_tolerance;
    pilot.absolute_tolerances.clone_from(&settings.absolute_tolerances);
    pilot.max_steps = settings.max_steps.min(PILOT_STEPS);
    let compiled = Compiled::new(equations, &pilot, Method::Rodas5P);
    let parameters: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
    let doses: Vec<Dose> = settings
        .pilot_doses
        .iter()
        .take(PILOT_DOSES)
        .map(|dose| Dose { stop: None, ..dose.clone() })
        .collect();
    let equations = equations.clone();
    let rescue = Rescue::none();
    let mut engine = Engine {
        equations,
        settings: pilot,
        compiled,
        machine,
        lanes: 8,
        method: Method::Rodas5P,
        rescue,
        hybrid: None,
    };
    let work = |engine: &Engine| -> Option<u64> {
        let mut left = Some(Subject { id: 0, parameters: parameters.clone(), doses: doses.clone() });
        let mut done = None;
        let mut next = |subject: &mut Subject| left.take().map(|pilot| *subject = pilot).is_some();
        let mut finished = |finished: Finished<'_>| {
            done = finished.failure.is_none().then_some(finished.steps + finished.rejected);
        };
        engine.run(&mut next, &mut finished).ok()?;
        Some(done? * engine.compiled.work(engine.method))
    };
    let Some(implicit) = work(&engine) else { return (Method::Rodas5P, Rescue::none()) };
    // The explicit method may do no more work than that.
    engine.method = Method::Explicit;
    engine.compiled = Compiled::new(&engine.equations, &engine.settings, Method::Explicit);
    engine.settings.max_steps = implicit / engine.compiled.work(Method::Explicit).max(1);
    match work(&engine) {
        Some(explicit) if explicit < implicit => {
            let steps = explicit / engine.compiled.work(Method::Explicit).max(1);
            (Method::Explicit, Rescue::after_pilot(steps))
        }
        _ => (Method::Rodas5P, Rescue::none()),
    }
}

/// Refuses settings that cannot be used, whatever integrates the equations.
pub(crate) fn check_settings(equations: &Equations, settings: &Settings) -> Result<(), EngineError> {
    check_times(settings.start, &settings.times)?;
    check_tolerances(equations, settings.relative_tolerance, &settings.absolute_tolerances)?;
    if let Some(lanes) = settings.lanes
        && ![8, 16, 32].contains(&lanes)
    {
        return Err(EngineError::Lanes(lanes));
    }
    check_expressions(equations, settings.outputs.iter().chain(&settings.stop_conditions))
}

/// Output times: finite, ascending, at least one, none before the start.
pub(crate) fn check_times(start: f64, times: &[f64]) -> Result<(), EngineError> {
    let ascending = times.windows(2).all(|pair| pair[0] <= pair[1]);
    let first = times.first().is_some_and(|&first| first >= start);
    let finite = start.is_finite() && times.iter().all(|time| time.is_finite());
    if finite && ascending && first { Ok(()) } else { Err(EngineError::Times) }
}

/// Tolerances: one for each state or none, of a size that arithmetic can keep.
pub(crate) fn check_tolerances(
    equations: &Equations,
    relative: f64,
    absolute: &[f64],
) -> Result<(), EngineError> {
    if !(1e-14..=0.1).contains(&relative)
        || !absolute.iter().all(|absolute| *absolute > 0.0 && absolute.is_finite())
    {
        return Err(EngineError::Tolerance);
    }
    let (expected, found) = (equations.states.len(), absolute.len());
    if found != 0 && found != expected {
        return Err(EngineError::ToleranceCount { expected, found });
    }
    Ok(())
}

/// Expressions of the equations' own graph.
pub(crate) fn check_expressions<'a>(
    equations: &Equations,
    mut all: impl Iterator<Item = &'a ExprId>,
) -> Result<(), EngineError> {
    let nodes = equations.graph.nodes().len();
    if all.any(|id| id.0 as usize >= nodes) { Err(EngineError::UnknownExpression) } else { Ok(()) }
}

/// The most lanes of which a block fits into the second-level cache.
fn lanes_that_fit(slots: usize) -> usize {
    [32, 16].into_iter().find(|lanes| slots * lanes * size_of::<f64>() <= BLOCK_BYTES).unwrap_or(8)
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
