#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::zoo::{self, Problem};
use crate::{Engine, Failure, Instructions, Method, Subject};

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

#[test]
fn known_answers_with_rodas5p() {
    for problem in zoo::all() {
        let problem = problem.with(Method::Rodas5P, 1e-6);
        let outcome = one(&problem);
        println!(
            "{}: {} steps, {} rejected, {} tolerances",
            problem.name,
            outcome.steps,
            outcome.rejected,
            problem.error(&outcome.numbers())
        );
    }
    for problem in zoo::all() {
        let problem = problem.with(Method::Rodas5P, 1e-6);
        let outcome = one(&problem);
        assert_eq!(outcome.failure, None, "{}", problem.name);
        problem.check(&outcome.numbers());
    }
}
