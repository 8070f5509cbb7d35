//! Stiff subjects among others that are not.
//!
//! The method of a run is chosen on a pilot subject. Where that is not stiff, the explicit method does the work, but a
//! subject with other parameters may be stiff all the same: its steps stay as short as its fastest rate demands, and it
//! would end with too many of them. Such a subject is run again with the implicit method. Whether it is depends on its
//! own steps only, so its bits do not depend on its neighbours.

use crate::block::Block;
use crate::engine::{Engine, Work};
use crate::{EngineError, Failure, Finished, Method, Subject};
use std::cell::RefCell;
use std::sync::OnceLock;

/// A subject that takes so many times the pilot's explicit steps counts as stiff, but not with fewer steps than these.
const TIMES_PILOT: u64 = 10;
const FEWEST_EXPLICIT_STEPS: u64 = 2_000;

/// The engine for stiff subjects: compiled when the first one comes.
#[derive(Debug)]
pub(crate) struct Rescue {
    /// Steps of the explicit method after which a subject counts as stiff; none where the method was not chosen by the
    /// engine, or is the implicit one.
    most: Option<u64>,
    engine: OnceLock<Box<Engine>>,
}

impl Rescue {
    /// None at all.
    pub fn none() -> Rescue {
        Rescue { most: None, engine: OnceLock::new() }
    }

    /// For a run whose pilot took so many explicit steps.
    pub fn after_pilot(steps: u64) -> Rescue {
        let most = steps.saturating_mul(TIMES_PILOT).max(FEWEST_EXPLICIT_STEPS);
        Rescue { most: Some(most), engine: OnceLock::new() }
    }

    /// The same for an engine made of another.
    pub fn anew(&self) -> Rescue {
        Rescue { most: self.most, engine: OnceLock::new() }
    }

    /// Whether stiff subjects are run again.
    pub fn is_allowed(&self) -> bool {
        self.most.is_some()
    }

    fn engine(&self, of: &Engine) -> &Engine {
        self.engine.get_or_init(|| {
            let mut settings = of.settings.clone();
            settings.method = Method::Rodas5P;
            Box::new(Engine::compile(of.equations.clone(), settings, of.machine, Rescue::none()))
        })
    }
}

/// A subject on its way, with the number that its owner gave it.
struct UnderWay {
    number: u64,
    subject: Subject,
}

/// A subject that turned out to be stiff.
struct Stiff {
    subject: Subject,
    steps: u64,
    rejected: u64,
}

/// Runs subjects with the explicit method, and those that are stiff with the implicit one.
pub(crate) fn run(
    engine: &Engine,
    goes_on: &dyn Fn() -> bool,
    next: &mut dyn FnMut(&mut Subject) -> bool,
    finished: &mut dyn FnMut(Finished<'_>),
) -> Result<Work, EngineError> {
    let under_way: RefCell<Vec<UnderWay>> = RefCell::default();
    let mut stiff = Vec::new();
    let mut taken = 0;
    // Numbers of their own, as two subjects may have the same.
    let mut numbered = |subject: &mut Subject| {
        let more = next(subject);
        if more {
            under_way.borrow_mut().push(UnderWay { number: taken, subject: subject.clone() });
            subject.id = taken;
            taken += 1;
        }
        more
    };
    let mut sorted = |done: Finished<'_>| {
        let mut under_way = under_way.borrow_mut();
        let Some(index) = under_way.iter().position(|one| one.number == done.id) else { return };
        let UnderWay { subject, .. } = under_way.swap_remove(index);
        drop(under_way);
        if matches!(done.failure, Some(Failure::TooManySteps(_))) {
            stiff.push(Stiff { subject, steps: done.steps, rejected: done.rejected });
        } else {
            finished(Finished { id: subject.id, ..done });
        }
    };
    let most = engine.rescue().most.unwrap_or(u64::MAX).min(engine.settings.max_steps);
    let ran = Block::new(engine, goes_on, most).run(&mut numbered, &mut sorted);
    // A subject that is refused is the last one that was taken.
    let refused = || under_way.borrow().last().map_or(0, |last| last.subject.id);
    let mut work = ran.map_err(|error| error.of_subject(refused()))?;
    if stiff.is_empty() {
        return Ok(work);
    }
    let implicit = engine.rescue().engine(engine);
    let mut left = stiff.iter().enumerate();
    let mut again = |place: &mut Subject| {
        left.next().is_some_and(|(index, one)| {
            place.clone_from(&one.subject);
            place.id = index as u64;
            true
        })
    };
    let mut done = |done: Finished<'_>| {
        let Some(one) = usize::try_from(done.id).ok().and_then(|index| stiff.get(index)) else { return };
        let (steps, rejected) = (done.steps + one.steps, done.rejected + one.rejected);
        finished(Finished { id: one.subject.id, steps, rejected, ..done });
    };
    let more = Block::new(implicit, goes_on, implicit.settings.max_steps).run(&mut again, &mut done)?;
    work.handed_over += stiff.len() as u64;
    work.steps += more.steps;
    work.rejected += more.rejected;
    work.block_steps += more.block_steps;
    work.busy_lanes += more.busy_lanes;
    work.flops += more.flops;
    Ok(work)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use crate::zoo::Builder;
    use crate::{Engine, EngineError, Finished, Instructions, Method, Settings, Subject};

    /// y goes to one at the rate k and z follows: for k = 1 a few steps of any method, for k = 1e6 millions of explicit
    /// ones.
    fn settings() -> (lytic_model::Equations, Settings) {
        let mut b = Builder::default();
        let k = b.parameter("k", 1.0);
        let (y, z) = (b.state("y", 0.0), b.state("z", 0.0));
        let one = b.number(1.0);
        let distance = b.graph.subtract(one, y);
        let change = b.graph.multiply(k, distance);
        b.changes(0, change);
        let change = b.graph.subtract(y, z);
        b.changes(1, change);
        let problem = b.problem("follower", vec![1.0, 5.0], vec![y, z]);
        (problem.equations, problem.settings)
    }

    fn run(
        settings: &Settings,
        equations: &lytic_model::Equations,
        rates: &[f64],
    ) -> Vec<(u64, Vec<u64>, bool)> {
        let engine = Engine::with_instructions(equations, settings, Some(Instructions::Plain)).unwrap();
        let mut rates = rates.iter();
        let mut next = |subject: &mut Subject| {
            rates.next().is_some_and(|rate| {
                // Two arms of a patient have one number.
                *subject = Subject { id: 7, parameters: vec![*rate], doses: Vec::new() };
                true
            })
        };
        let mut found = Vec::new();
        let mut finished = |done: Finished<'_>| {
            let bits = done.values.iter().map(|value| value.to_bits()).collect();
            found.push((done.id, bits, done.failure.is_some()));
        };
        engine.run(&mut next, &mut finished).unwrap();
        found.sort();
        found
    }

    #[test]
    fn a_stiff_subject_among_others_is_solved_as_if_alone() {
        let (equations, mut settings) = settings();
        settings.method = Method::Automatic;
        assert_eq!(Engine::new(&equations, &settings).unwrap().method(), Method::Explicit);
        let found = run(&settings, &equations, &[1.0, 1e6, 2.0, 1e7, 0.5]);
        assert_eq!(found.len(), 5);
        assert!(found.iter().all(|(id, _, failed)| *id == 7 && !failed), "{found:?}");
        let alone: Vec<_> = [0.5, 1.0, 2.0, 1e6, 1e7]
            .into_iter()
            .flat_map(|rate| run(&settings, &equations, &[rate]))
            .collect();
        assert!(alone.iter().all(|one| found.contains(one)));
        // z = 1 - exp(-t) to the tolerance where y is at once at one.
        let last = f64::from_bits(alone[4].1[3]);
        assert!((last - (1.0 - (-5.0_f64).exp())).abs() < 1e-5, "{last}");
        // Chosen by the caller, the explicit method fails and says so.
        settings.method = Method::Explicit;
        assert!(run(&settings, &equations, &[1e7])[0].2);
    }

    #[test]
    fn a_subject_that_is_refused_is_called_by_its_number() {
        let (equations, mut settings) = settings();
        settings.method = Method::Automatic;
        let engine = Engine::new(&equations, &settings).unwrap();
        let mut next = |subject: &mut Subject| {
            *subject = Subject { id: 42, parameters: Vec::new(), doses: Vec::new() };
            true
        };
        let found = engine.run(&mut next, &mut |_| {});
        assert_eq!(found, Err(EngineError::Parameters { subject: 42, expected: 1, found: 0 }));
    }
}
