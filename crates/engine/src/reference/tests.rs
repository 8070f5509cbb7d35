//! The plain solver on the zoo, the order of its methods, and its failures.

#![allow(clippy::expect_used, reason = "tests")]

use super::*;
use crate::Dose;
use crate::zoo::{self, Builder, Problem};
use lytic_model::graph::{Binary, Unary};

fn solve(problem: &Problem) -> Solution {
    run(&problem.equations, &problem.settings, &problem.subject)
}

#[test]
fn solves_the_zoo() {
    for problem in zoo::all() {
        for method in [Method::Rodas5P, Method::Explicit] {
            if method == Method::Explicit && problem.stiff {
                continue;
            }
            let problem = problem.with(method, 1e-6);
            let solution = solve(&problem);
            assert_eq!(solution.failure, None, "{}", problem.name);
            problem.check(&solution.values);
        }
    }
}

#[test]
fn a_smaller_tolerance_gives_a_smaller_error() {
    for problem in zoo::all() {
        let solution = solve(&problem.with(Method::Rodas5P, 1e-9));
        let fine = problem.error(&solution.values);
        assert!(fine < 0.05 * problem.allowed, "{}: {fine}", problem.name);
    }
}

/// u + w = 2 tan(sin t), u - w = 2 / (1 + e^(-sin t)): nonlinear, driven by time, two coupled states.
fn coupled() -> Problem {
    let mut b = Builder::default();
    let (u, w) = (b.state("u", 0.5), b.state("w", -0.5));
    let (one, half) = (b.number(1.0), b.number(0.5));
    let g = &mut b.graph;
    let time = g.time();
    let drive = g.unary(Unary::Cos, time);
    let (sum, difference) = (g.add(u, w), g.subtract(u, w));
    let (y, z) = (g.multiply(half, sum), g.multiply(half, difference));
    let (yy, free) = (g.multiply(y, y), g.subtract(one, z));
    let (up, grown) = (g.add(one, yy), g.multiply(z, free));
    let (dy, dz) = (g.multiply(drive, up), g.multiply(drive, grown));
    let (du, dw) = (g.add(dy, dz), g.subtract(dy, dz));
    b.changes(0, du);
    b.changes(1, dw);
    b.problem("coupled", vec![1.0], vec![])
}

/// Largest error at the ends of `count` equal steps to time 1, and at fractions inside them.
fn errors(method: Method, count: u32) -> (f64, f64) {
    let problem = coupled();
    let exact = |t: f64| {
        let (y, z) = (t.sin().tan(), 1.0 / (1.0 + (-t.sin()).exp()));
        [y + z, y - z]
    };
    let expressions = Expressions::new(&problem.equations);
    let mut system = System::new(&problem.equations, &expressions, &[]);
    let length = 1.0 / f64::from(count);
    let mut states = exact(0.0).to_vec();
    let distance =
        |states: &[f64], t: f64| states.iter().zip(exact(t)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let (mut at_ends, mut inside) = (0.0f64, 0.0f64);
    for step in 0..count {
        let time = f64::from(step) * length;
        let tried = match method {
            Method::Explicit => methods::explicit(&mut system, time, &states, length),
            _ => methods::rosenbrock(&mut system, time, &states, length),
        };
        let dense = tried.expect("finite").dense;
        for fraction in [0.2, 0.4, 0.6, 0.8] {
            dense.at(fraction, &mut states);
            inside = inside.max(distance(&states, time + fraction * length));
        }
        states = dense.end;
        at_ends = at_ends.max(distance(&states, time + length));
    }
    (at_ends, inside)
}

/// Both methods have order 5. Their dense outputs have order 4, which is to say that the error inside a step falls with
/// the fifth power of its length, as the error at its end does.
#[test]
fn methods_converge_at_their_order() {
    for method in [Method::Rodas5P, Method::Explicit] {
        let (coarse, fine) = (errors(method, 32), errors(method, 64));
        let (at_ends, inside) = ((coarse.0 / fine.0).log2(), (coarse.1 / fine.1).log2());
        assert!((at_ends - 5.0).abs() < 0.1 && (inside - 5.0).abs() < 0.1, "{method:?}: {at_ends}, {inside}");
    }
}

#[test]
fn amounts_do_not_fall_below_zero() {
    // Elimination at a constant rate, past the end of the drug, and a power that is not a number below zero.
    for method in [Method::Rodas5P, Method::Explicit] {
        let mut b = Builder::default();
        let x = b.state("x", 1.0);
        let (rate, third, half) = (b.number(-0.7), b.number(1.0 / 3.0), b.number(-0.1));
        let root = b.graph.binary(Binary::Power, x, third);
        let slowed = b.graph.multiply(half, root);
        let change = b.graph.add(rate, slowed);
        b.changes(0, change);
        let mut equations = b.equations();
        equations.states[0].nonnegative = true;
        let mut settings =
            Settings::new(0.0, vec![0.5, 1.0, 1.5, 2.0, 5.0], vec![equations.observables[0].expression]);
        settings.method = method;
        let solution = run(&equations, &settings, &Subject::default());
        assert_eq!(solution.failure, None);
        assert!(solution.values.iter().all(|value| *value >= 0.0), "{:?}", solution.values);
        assert!(solution.values[0] > 0.5 && solution.values[3] < 1e-5, "{:?}", solution.values);
    }
}

#[test]
fn says_why_it_stopped() {
    // y' = y^2 from 1 is infinite at 1.
    let mut b = Builder::default();
    let y = b.state("y", 1.0);
    let square = b.graph.multiply(y, y);
    b.changes(0, square);
    let mut problem = b.problem("blow-up", vec![0.5, 2.0], vec![]);
    let solution = solve(&problem);
    match solution.failure {
        Some(Failure::StepTooSmall(time) | Failure::NotFinite(time)) => assert!((time - 1.0).abs() < 1e-3),
        other => panic!("{other:?}"),
    }
    assert!((solution.values[0] - 2.0).abs() < 1e-5 && solution.values[1].is_nan());

    problem.settings.max_steps = 3;
    assert!(matches!(solve(&problem).failure, Some(Failure::TooManySteps(_))));

    // Parameters that are missing are not numbers.
    let mut problem = zoo::chain();
    problem.subject.parameters.clear();
    assert_eq!(solve(&problem).failure, Some(Failure::NotFinite(0.0)));
}

#[test]
fn doses_after_the_end_are_not_given() {
    let mut problem = zoo::chain();
    let dose = |time| Dose { time, state: 1, kind: DoseKind::Bolus(1.0), stop: None };
    problem.subject.doses = vec![dose(0.0), dose(30.0), dose(30.1)];
    let solution = solve(&problem);
    assert_eq!(solution.doses_given, [true, true, false]);
    assert_eq!(solution.values[1], 1.0, "at the start the dose is in");
    assert!((solution.values[solution.values.len() - 2] - 1.0).abs() < 1e-5, "at the end too");
    let solution = solve(&zoo::stopped_doses());
    assert_eq!(solution.doses_given, [true, true, false, false, false, true]);
}

#[test]
fn overlapping_infusions_add_up() {
    let mut b = Builder::default();
    b.state("x", 0.0);
    let mut problem = b.problem("infusions", vec![1.0, 2.0, 3.0, 4.0], vec![]);
    let infusion = |time, amount, duration| Dose {
        time,
        state: 0,
        kind: DoseKind::Infusion { amount, duration },
        stop: None,
    };
    problem.subject.doses = vec![infusion(0.0, 4.0, 2.0), infusion(1.0, 3.0, 3.0)];
    let values = solve(&problem).values;
    assert!(values.iter().zip([2.0, 5.0, 6.0, 7.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{values:?}");
}
