//! The lane engine against the plain solver, closed forms and itself: the same bits whatever runs beside a subject.
//!
//! [`courses`] follows doses and bends of the course in closed form, [`ends`] is about runs that do not reach their end.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::zoo::{self, Builder, Problem};
use crate::{Dose, DoseKind, Engine, Failure, Instructions, Method, Subject};

#[path = "engine_tests/courses.rs"]
mod courses;
#[path = "engine_tests/ends.rs"]
mod ends;

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
