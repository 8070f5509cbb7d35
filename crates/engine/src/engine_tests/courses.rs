//! Doses, infusions, conditions on time, amounts that reach zero: courses with a closed form, and what they cost.

use super::{dose, half_life, one, problem};
use crate::zoo::{self, Problem};
use crate::{DoseKind, Method};
use lytic_model::graph::Binary;

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

/// A drug is infused into a body that has none: its level turns as fast as it is cleared, however small its tolerance.
/// Steps that began as small as that tolerance would be more than a hundred.
#[test]
fn an_infusion_from_nothing_takes_few_steps() {
    for method in [Method::Rodas5P, Method::Explicit] {
        let steps = |doses: &[f64]| {
            let mut problem = problem(half_life, vec![0.0, 12.0]).with(method, 1e-6);
            problem.subject.doses = doses
                .iter()
                .map(|at| dose(*at, 0, DoseKind::Infusion { amount: 6.0, duration: 3.0 }))
                .collect();
            let outcome = one(&problem);
            assert_eq!(outcome.failure, None);
            assert!(outcome.rejected <= 4, "{method:?}: {} rejections", outcome.rejected);
            outcome.steps
        };
        let (none, first) = (steps(&[]), steps(&[0.5]));
        assert!(first - none < 40, "{method:?}: {none} and {first} steps");
    }
}

/// Mass that goes round, with pairs that meet and a dose: the sum is kept to 1e-12 by lanes with both methods, by the plain
/// solver and by the scalar path.
#[test]
fn closed_networks_keep_their_mass() {
    let times: Vec<f64> = (0..=50).map(f64::from).collect();
    let closed = |b: &mut zoo::Builder| {
        let [x, y, z] = ["x", "y", "z"].map(|name| b.state(name, if name == "x" { 100.0 } else { 0.0 }));
        let [fast, slow, back] = [20.0, 0.3, 0.05].map(|rate| b.number(rate));
        let meet = b.graph.multiply(x, y);
        let meet = b.graph.multiply(slow, meet);
        let turn = b.graph.multiply(fast, y);
        let turn = b.graph.add(meet, turn);
        let leave = b.graph.multiply(slow, x);
        let home = b.graph.multiply(back, z);
        // x -> y at `leave`, y -> z at `turn`, z -> x at `home`.
        for (state, gain, loss) in [(0, home, leave), (1, leave, turn), (2, turn, home)] {
            let change = b.graph.subtract(gain, loss);
            b.changes(state, change);
        }
    };
    let mut problem = problem(closed, times.clone());
    problem.subject.doses = vec![dose(10.0, 1, DoseKind::Bolus(50.0))];
    let keeps = |values: &[f64], dosed: bool, what: &str| {
        assert_eq!(values.len(), 3 * times.len());
        for (row, time) in values.chunks(3).zip(&times) {
            let total = if dosed && *time >= 10.0 { 150.0 } else { 100.0 };
            let sum: f64 = row.iter().sum();
            assert!((sum - total).abs() <= 1e-12 * total, "{what} at {time}: {sum} of {total}");
        }
    };
    for method in [Method::Rodas5P, Method::Explicit] {
        let problem = problem.with(method, 1e-7);
        keeps(&one(&problem).numbers(), true, &format!("lanes, {method:?}"));
        let plain = crate::reference::run(&problem.equations, &problem.settings, &problem.subject);
        keeps(&plain.values, true, &format!("plain solver, {method:?}"));
    }
    let settings = crate::scalar::Settings::new(0.0, times.clone(), problem.settings.outputs.clone());
    let found = crate::scalar::simulate(&problem.equations, &settings).unwrap();
    keeps(&found.values, false, "scalar path");
}
