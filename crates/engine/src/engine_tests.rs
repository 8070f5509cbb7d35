//! The lane engine against the plain solver, closed forms and itself: the same bits whatever runs beside a subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::zoo::{self, Builder, Problem};
use crate::{Dose, DoseKind, Engine, EngineError, Failure, Instructions, Method, Settings, Subject};
use lytic_model::graph::Binary;

/// What comes back of one subject.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    id: u64,
    /// Bits of the values.
    values: Vec<u64>,
    doses_given: Vec<bool>,
    steps: u64,
    rejected: u64,
    failure: Option<Failure>,
}

impl Outcome {
    fn numbers(&self) -> Vec<f64> {
        self.values.iter().map(|bits| f64::from_bits(*bits)).collect()
    }
}

/// Runs subjects in their order; results by id.
fn run(engine: &Engine, subjects: &[Subject]) -> Vec<Outcome> {
    let mut queue = subjects.iter();
    let mut outcomes = Vec::new();
    engine
        .run(
            &mut |subject| match queue.next() {
                Some(next) => {
                    subject.clone_from(next);
                    true
                }
                None => false,
            },
            &mut |finished| {
                outcomes.push(Outcome {
                    id: finished.id,
                    values: finished.values.iter().map(|value| value.to_bits()).collect(),
                    doses_given: finished.doses_given.to_vec(),
                    steps: finished.steps,
                    rejected: finished.rejected,
                    failure: finished.failure,
                });
            },
        )
        .unwrap();
    outcomes.sort_by_key(|outcome| outcome.id);
    outcomes
}

fn one(problem: &Problem) -> Outcome {
    let engine = Engine::new(&problem.equations, &problem.settings).unwrap();
    let mut outcomes = run(&engine, std::slice::from_ref(&problem.subject));
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

/// The subject of a problem with parameters changed a little, so that lanes go different ways.
fn variants(problem: &Problem, count: u64) -> Vec<Subject> {
    (0..count)
        .map(|id| {
            let mut subject = problem.subject.clone();
            subject.id = id;
            for (index, parameter) in subject.parameters.iter_mut().enumerate() {
                *parameter *= 1.0 + 1e-3 * ((id * 7 + index as u64 * 3) % 11) as f64;
            }
            if id % 5 == 4 {
                subject.doses.pop();
            }
            subject
        })
        .collect()
}

fn engine(problem: &Problem, lanes: usize, instructions: Option<Instructions>) -> Engine {
    let mut settings = problem.settings.clone();
    settings.lanes = Some(lanes);
    Engine::with_instructions(&problem.equations, &settings, instructions).unwrap()
}

fn known_answers(method: Method) {
    for problem in zoo::all().into_iter().filter(|problem| method == Method::Rodas5P || !problem.stiff) {
        let problem = problem.with(method, 1e-6);
        let outcome = one(&problem);
        assert_eq!(outcome.failure, None, "{}", problem.name);
        problem.check(&outcome.numbers());
    }
}

#[test]
fn known_answers_with_rodas5p() {
    known_answers(Method::Rodas5P);
}

#[test]
fn known_answers_with_the_explicit_pair() {
    known_answers(Method::Explicit);
}

#[test]
fn the_method_is_chosen_by_counted_work() {
    let chosen = |problem: Problem| {
        let problem = problem.with(Method::Automatic, 1e-6);
        Engine::new(&problem.equations, &problem.settings).unwrap().method()
    };
    assert_eq!(chosen(zoo::lotka_volterra()), Method::Explicit);
    assert_eq!(chosen(zoo::robertson()), Method::Rodas5P);
    assert_eq!(chosen(zoo::van_der_pol()), Method::Rodas5P);
}

/// The contract: a subject's bits do not depend on lanes, instructions, order or company.
#[test]
fn same_bits_whatever_runs_beside_it() {
    for method in [Method::Rodas5P, Method::Explicit] {
        for problem in zoo::all().into_iter().filter(|problem| method == Method::Rodas5P || !problem.stiff) {
            let problem = problem.with(method, 1e-5);
            let subjects = variants(&problem, 21);
            let expected = run(&engine(&problem, 8, Some(Instructions::Plain)), &subjects);
            assert_eq!(expected.len(), subjects.len());
            for lanes in [8, 16, 32] {
                for instructions in [Instructions::Plain, Instructions::Avx2, Instructions::Avx512] {
                    if crate::lanes::Machine::new(Some(instructions)).is_none() {
                        continue;
                    }
                    let found = run(&engine(&problem, lanes, Some(instructions)), &subjects);
                    assert!(found == expected, "{}, {lanes} lanes, {instructions:?}", problem.name);
                }
            }
            let engine = engine(&problem, 16, None);
            let mut backwards = subjects.clone();
            backwards.reverse();
            assert!(run(&engine, &backwards) == expected, "{}: backwards", problem.name);
            let chunked: Vec<Outcome> = subjects.chunks(6).flat_map(|chunk| run(&engine, chunk)).collect();
            assert!(chunked == expected, "{}: in chunks", problem.name);
            let alone: Vec<Outcome> =
                subjects.iter().flat_map(|subject| run(&engine, std::slice::from_ref(subject))).collect();
            assert!(alone == expected, "{}: alone", problem.name);
        }
    }
}

/// A few hand-made equations with their settings.
fn problem(build: impl FnOnce(&mut Builder), times: Vec<f64>) -> Problem {
    let mut builder = Builder::default();
    build(&mut builder);
    builder.problem("by hand", times, vec![])
}

fn half_life(b: &mut Builder) {
    let k = b.parameter("k", 0.7);
    let x = b.state("x", 0.0);
    let flow = b.graph.multiply(k, x);
    let change = b.graph.negate(flow);
    b.changes(0, change);
}

fn dose(time: f64, state: usize, kind: DoseKind) -> Dose {
    Dose { time, state, kind, stop: None }
}

#[test]
fn doses_at_one_time_act_in_their_order_and_outputs_come_after_them() {
    let mut problem = problem(half_life, vec![0.0, 1.0, 2.0]).with(Method::Rodas5P, 1e-8);
    problem.subject.doses = vec![
        dose(0.0, 0, DoseKind::Bolus(8.0)),
        dose(1.0, 0, DoseKind::Scale(0.5)),
        dose(1.0, 0, DoseKind::Bolus(1.0)),
        dose(2.0, 0, DoseKind::Bolus(1.0)),
        dose(2.0, 0, DoseKind::Scale(0.5)),
    ];
    let outcome = one(&problem);
    let at_one = 4.0 * (-0.7f64).exp() + 1.0;
    let expected = [8.0, at_one, (at_one * (-0.7f64).exp() + 1.0) / 2.0];
    for (value, expected) in outcome.numbers().iter().zip(expected) {
        assert!((value - expected).abs() < 1e-7, "{value} for {expected}");
    }
    assert_eq!(outcome.doses_given, [true; 5]);
}

#[test]
fn overlapping_infusions_in_closed_form() {
    let mut problem = problem(half_life, (0..=20).map(|i| 0.5 * f64::from(i)).collect());
    problem.subject.doses = vec![
        dose(1.0, 0, DoseKind::Infusion { amount: 6.0, duration: 3.0 }),
        dose(2.5, 0, DoseKind::Infusion { amount: 4.0, duration: 4.0 }),
    ];
    for method in [Method::Rodas5P, Method::Explicit] {
        let outcome = one(&problem.with(method, 1e-8));
        let of = |t: f64, from: f64, to: f64, rate: f64| {
            let level = |t: f64| if t < 0.0 { 0.0 } else { rate / 0.7 * (1.0 - (-0.7 * t).exp()) };
            level(t - from) - level(t - to)
        };
        for (value, t) in outcome.numbers().iter().zip(&problem.settings.times) {
            let expected = of(*t, 1.0, 4.0, 2.0) + of(*t, 2.5, 6.5, 1.0);
            assert!((value - expected).abs() < 1e-7, "{method:?} at {t}: {value} for {expected}");
        }
    }
}

/// An infusion into a state without equation goes to the plain solver, and comes back the same way.
#[test]
fn infusion_into_a_state_that_nothing_else_changes() {
    let mut problem = problem(
        |b| {
            half_life(b);
            b.state("pump", 0.0);
        },
        vec![0.0, 1.0, 4.0],
    );
    problem.subject.doses = vec![dose(0.0, 1, DoseKind::Infusion { amount: 6.0, duration: 2.0 })];
    let outcome = one(&problem);
    for (value, expected) in outcome.numbers().iter().zip([0.0, 0.0, 0.0, 3.0, 0.0, 6.0]) {
        assert!((value - expected).abs() < 1e-6, "{:?}", outcome.numbers());
    }
}

/// Light from 6 to 18 o'clock written as conditions on time: steps must stop where they change.
#[test]
fn conditions_on_time_are_stops() {
    let problem = problem(
        |b| {
            let (on, off) = (b.parameter("on", 0.25), b.parameter("off", 0.75));
            let x = b.state("x", 0.0);
            let time = b.graph.time();
            let after = b.graph.binary(Binary::LessEqual, on, time);
            let before = b.graph.binary(Binary::Less, time, off);
            let light = b.graph.binary(Binary::And, after, before);
            let change = b.graph.subtract(light, x);
            b.changes(0, change);
        },
        vec![0.25, 0.5, 0.75, 1.5],
    );
    for method in [Method::Rodas5P, Method::Explicit] {
        let outcome = one(&problem.with(method, 1e-8));
        let at_end = 1.0 - (-0.5f64).exp();
        let expected = [0.0, 1.0 - (-0.25f64).exp(), at_end, at_end * (-0.75f64).exp()];
        for (value, expected) in outcome.numbers().iter().zip(expected) {
            assert!((value - expected).abs() < 1e-8, "{method:?}: {value} for {expected}");
        }
        assert!(outcome.rejected <= 2, "{method:?}: {} rejections", outcome.rejected);
    }
}

/// Amounts that decay to nothing, and one that a constant loss pushes below zero.
#[test]
fn amounts_never_fall_below_zero_and_sums_are_kept() {
    for method in [Method::Rodas5P, Method::Explicit] {
        let chain = zoo::chain().with(method, 1e-4);
        let mut settings = chain.settings.clone();
        settings.times = (0..=400).map(|i| 0.25 * f64::from(i)).collect();
        let problem = Problem { settings, ..chain };
        for row in one(&problem).numbers().chunks(3) {
            assert!(row.iter().all(|amount| *amount >= 0.0), "{method:?}: {row:?}");
            let sum: f64 = row.iter().sum();
            assert!((sum - 3.0).abs() < 1e-9, "{method:?}: the sum is {sum}");
        }
        let mut drained = problem_with_constant_loss();
        drained.settings.method = method;
        let outcome = one(&drained);
        assert_eq!(outcome.failure, None);
        let expected = [1.0, 0.5, 0.0, 0.0];
        for (value, expected) in outcome.numbers().iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6 && *value >= 0.0, "{method:?}: {:?}", outcome.numbers());
        }
    }
}

fn problem_with_constant_loss() -> Problem {
    let mut problem = problem(
        |b| {
            b.state("x", 1.0);
            let loss = b.number(-1.0);
            b.changes(0, loss);
        },
        vec![0.0, 0.5, 1.5, 3.0],
    );
    problem.equations.states[0].nonnegative = true;
    problem
}

#[test]
fn what_cannot_be_integrated_says_why() {
    // y' = y^2 from 1 is infinite at time 1.
    let explosion = problem(
        |b| {
            let y = b.state("y", 1.0);
            let square = b.graph.multiply(y, y);
            b.changes(0, square);
        },
        vec![0.5, 2.0],
    );
    for method in [Method::Rodas5P, Method::Explicit] {
        let outcome = one(&explosion.with(method, 1e-6));
        let numbers = outcome.numbers();
        assert!((numbers[0] - 2.0).abs() < 1e-4 && numbers[1].is_nan(), "{numbers:?}");
        let Some(Failure::NotFinite(time) | Failure::StepTooSmall(time)) = outcome.failure else {
            panic!("{:?}", outcome.failure)
        };
        assert!((time - 1.0).abs() < 1e-3, "{time}");
    }
    let mut tired = zoo::lotka_volterra().with(Method::Rodas5P, 1e-6);
    tired.settings.max_steps = 20;
    assert!(matches!(one(&tired).failure, Some(Failure::TooManySteps(time)) if time > 0.0));
}

#[test]
fn a_failure_in_one_lane_leaves_the_others_alone() {
    let problem = problem(
        |b| {
            let k = b.parameter("k", 1.0);
            let y = b.state("y", 1.0);
            let square = b.graph.multiply(y, y);
            let change = b.graph.multiply(k, square);
            b.changes(0, change);
        },
        vec![0.5, 0.9],
    );
    let subjects: Vec<Subject> = (0..40)
        .map(|id| Subject { id, parameters: vec![if id % 3 == 0 { 2.0 } else { 1.0 }], doses: vec![] })
        .collect();
    let engine = engine(&problem, 8, None);
    for outcome in run(&engine, &subjects) {
        assert_eq!(outcome.failure.is_some(), outcome.id % 3 == 0, "{}", outcome.id);
        let last = outcome.numbers()[1];
        assert!(if outcome.id % 3 == 0 { last.is_nan() } else { (last - 10.0).abs() < 1e-3 }, "{last}");
    }
}

#[test]
fn callers_are_told_what_is_wrong() {
    let good = problem(half_life, vec![0.0, 1.0]);
    let with = |change: &dyn Fn(&mut Settings)| {
        let mut settings = good.settings.clone();
        change(&mut settings);
        Engine::new(&good.equations, &settings).err()
    };
    assert_eq!(with(&|settings| settings.times = vec![]), Some(EngineError::Times));
    assert_eq!(with(&|settings| settings.times = vec![1.0, 0.5]), Some(EngineError::Times));
    assert_eq!(with(&|settings| settings.times = vec![-1.0, 0.5]), Some(EngineError::Times));
    assert_eq!(with(&|settings| settings.times = vec![0.0, f64::NAN]), Some(EngineError::Times));
    assert_eq!(with(&|settings| settings.relative_tolerance = 0.0), Some(EngineError::Tolerance));
    assert_eq!(with(&|settings| settings.absolute_tolerances = vec![-1.0]), Some(EngineError::Tolerance));
    let count = EngineError::ToleranceCount { expected: 1, found: 2 };
    assert_eq!(with(&|settings| settings.absolute_tolerances = vec![1.0; 2]), Some(count));
    assert_eq!(with(&|settings| settings.lanes = Some(7)), Some(EngineError::Lanes(7)));
    let foreign = lytic_model::ExprId(999);
    assert_eq!(with(&|settings| settings.outputs = vec![foreign]), Some(EngineError::UnknownExpression));

    let engine = engine(&good, 8, None);
    let refuse = |change: &dyn Fn(&mut Subject)| {
        let mut subject = good.subject.clone();
        change(&mut subject);
        let mut left = Some(subject);
        let mut next = |subject: &mut Subject| left.take().map(|next| *subject = next).is_some();
        engine.run(&mut next, &mut |_| {}).err()
    };
    let parameters = EngineError::Parameters { subject: 1, expected: 1, found: 0 };
    assert_eq!(refuse(&|subject| subject.parameters.clear()), Some(parameters));
    for (time, wrong) in [(-0.1, true), (1.1, true), (f64::NAN, true), (0.5, false)] {
        let found = refuse(&|subject| subject.doses = vec![dose(time, 0, DoseKind::Bolus(1.0))]);
        assert_eq!(matches!(found, Some(EngineError::DoseTime { .. })), wrong, "{time}");
    }
    let infusion = |amount, duration| DoseKind::Infusion { amount, duration };
    for kind in
        [DoseKind::Bolus(f64::NAN), DoseKind::Scale(f64::INFINITY), infusion(1.0, 0.0), infusion(1e308, 1e-9)]
    {
        let found = refuse(&|subject| subject.doses = vec![dose(0.5, 0, kind)]);
        assert_eq!(found, Some(EngineError::Dose { subject: 1, dose: 0 }), "{kind:?}");
    }
    assert!(refuse(&|subject| subject.doses = vec![dose(0.5, 3, DoseKind::Bolus(1.0))]).is_some());
    for code in crate::CODES {
        let message = lytic_text::Message::new(code);
        assert_ne!(message.text(lytic_text::Lang::En), code);
        assert_ne!(message.text(lytic_text::Lang::Zh), message.text(lytic_text::Lang::En));
    }
}

#[test]
fn lanes_agree_with_the_plain_solver() {
    for method in [Method::Rodas5P, Method::Explicit] {
        for problem in zoo::all().into_iter().filter(|problem| method == Method::Rodas5P || !problem.stiff) {
            let problem = problem.with(method, 1e-8);
            let plain = crate::reference::run(&problem.equations, &problem.settings, &problem.subject);
            let outcome = one(&problem);
            assert_eq!(outcome.doses_given, plain.doses_given);
            for (a, b) in outcome.numbers().iter().zip(&plain.values) {
                let error = (a - b).abs() / (b.abs() + problem.floor);
                assert!(error < 3e-6, "{}: {a} for {b}", problem.name);
            }
        }
    }
}

#[test]
fn a_run_that_is_not_to_go_on_ends_at_the_next_step() {
    for lanes in [8, 32] {
        let problem = zoo::lotka_volterra().with(Method::Explicit, 1e-10);
        let engine = engine(&problem, lanes, None);
        let (asked, finished) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        let goes_on = || {
            asked.set(asked.get() + 1);
            asked.get() <= 100
        };
        let mut taken = 0;
        let mut next = |subject: &mut Subject| {
            assert!(asked.get() <= 100, "a subject was taken after the end");
            subject.clone_from(&problem.subject);
            taken += 1;
            true
        };
        let work = engine.run_while(&goes_on, &mut next, &mut |_| finished.set(finished.get() + 1)).unwrap();
        // Asked once for each subject taken and each step of the block.
        assert_eq!(taken + work.block_steps, 100);
        assert_eq!((asked.get(), finished.get()), (101, work.subjects));
    }
}

#[test]
fn the_plain_solver_stops_too() {
    // An infusion into a state that nothing else changes is the plain solver's.
    let mut problem = zoo::lotka_volterra().with(Method::Explicit, 1e-10);
    let mut builder = Builder::default();
    builder.state("still", 0.0);
    let x = builder.state("x", 1.0);
    builder.changes(1, x);
    problem.equations = builder.equations();
    problem.subject = Subject {
        id: 0,
        parameters: Vec::new(),
        doses: vec![Dose {
            time: 0.0,
            state: 0,
            kind: DoseKind::Infusion { amount: 1.0, duration: 0.5 },
            stop: None,
        }],
    };
    problem.settings.outputs = vec![x];
    problem.settings.times = vec![0.0, 1.0];
    let engine = engine(&problem, 8, None);
    let asked = std::cell::Cell::new(0);
    let goes_on = || {
        asked.set(asked.get() + 1);
        asked.get() < 5
    };
    let mut next = |subject: &mut Subject| {
        subject.clone_from(&problem.subject);
        true
    };
    let work = engine.run_while(&goes_on, &mut next, &mut |_| panic!("nothing was finished")).unwrap();
    assert_eq!((work.subjects, asked.get()), (0, 5));
}

/// Nine kinds of cells that hold each other back through a saturating function of their sum: the sum becomes an unknown
/// of its own, and solutions are those of the plain solver, which does without.
#[test]
fn a_sum_that_is_an_unknown_of_its_own_changes_no_solution() {
    const KINDS: usize = 9;
    let mut crowd = problem(
        |b| {
            let states: Vec<_> =
                (0..KINDS).map(|i| b.state(&format!("x{i}"), 0.1 * (i + 1) as f64)).collect();
            let mut sum = b.number(0.0);
            for state in &states {
                sum = b.graph.add(sum, *state);
            }
            let half = b.parameter("half", 2.0);
            let below = b.graph.add(half, sum);
            let room = b.graph.divide(half, below);
            for (i, state) in states.iter().enumerate() {
                // Rates from 1 to 10^4: stiff.
                let rate = b.parameter(&format!("k{i}"), 10f64.powf(0.5 * i as f64));
                let target = b.graph.multiply(rate, room);
                let loss = b.graph.multiply(rate, *state);
                let change = b.graph.subtract(target, loss);
                b.changes(i, change);
            }
        },
        vec![0.0, 0.1, 1.0, 5.0],
    )
    .with(Method::Rodas5P, 1e-8);
    crowd.subject.doses = vec![dose(0.5, 3, DoseKind::Bolus(2.0))];
    let graph = &crowd.equations.graph;
    let derivatives: Vec<_> = crowd.equations.states.iter().map(|state| state.derivative).collect();
    let all: Vec<Option<usize>> = (0..KINDS).map(Some).collect();
    assert_eq!(crate::between::choose(graph, &derivatives, &all).len(), 1);

    let plain = crate::reference::run(&crowd.equations, &crowd.settings, &crowd.subject);
    let outcome = one(&crowd);
    assert_eq!((outcome.failure.clone(), plain.failure), (None, None));
    for (a, b) in outcome.numbers().iter().zip(&plain.values) {
        assert!((a - b).abs() < 1e-6 * (b.abs() + 1e-3), "{a} for {b}");
    }
    let subjects = variants(&crowd, 21);
    let expected = run(&engine(&crowd, 8, Some(Instructions::Plain)), &subjects);
    for lanes in [16, 32] {
        assert!(run(&engine(&crowd, lanes, None), &subjects) == expected, "{lanes} lanes");
    }
}
