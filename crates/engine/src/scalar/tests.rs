//! Closed forms.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::*;
use crate::zoo::{self, Builder};
use lytic_model::graph::{Binary, Unary};

/// Runs to these times and puts out all states.
fn run(equations: &Equations, times: &[f64]) -> Result<Vec<f64>, EngineError> {
    let outputs = equations.observables.iter().map(|of| of.expression).collect();
    let settings = Settings::new(0.0, times.to_vec(), outputs);
    simulate(equations, &settings).map(|course| course.values)
}

fn why(equations: &Equations, times: &[f64]) -> NoSolution {
    match run(equations, times) {
        Err(EngineError::NoSolution(of)) => *of,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within * expected.abs().max(1e-3), "{found} for {expected}");
}

#[test]
fn what_lanes_are_tested_with() {
    for problem in zoo::all() {
        if !problem.subject.doses.is_empty() || path(&problem.equations) != Path::Lanes {
            continue;
        }
        let mut settings = Settings::new(
            problem.settings.start,
            problem.settings.times.clone(),
            problem.settings.outputs.clone(),
        );
        settings.parameters = Some(problem.subject.parameters.clone());
        let course = simulate(&problem.equations, &settings).unwrap();
        let error = problem.error(&course.values);
        // In tolerances of the lanes, 1e-6.
        assert!(error < 0.05, "{}: {error} after {} steps", problem.name, course.steps);
    }
}

#[test]
fn an_algebraic_rule_determines_the_free_state_in_it() {
    let mut b = Builder::default();
    let (x, y) = (b.state("x", 1.0), b.state("y", 0.7));
    b.free(1);
    let fall = b.graph.negate(x);
    b.changes(0, fall);
    // 0 = y^2 - x: y = exp(-t/2)
    let square = b.graph.multiply(y, y);
    let residual = b.graph.subtract(square, x);
    b.algebraic(residual);
    let values = run(&b.equations(), &[0.0, 1.0, 4.0]).unwrap();
    near(values[1], 1.0, 1e-12);
    near(values[3], (-0.5f64).exp(), 1e-9);
    near(values[5], (-2.0f64).exp(), 1e-9);
}

#[test]
fn a_rule_for_a_state_that_flows_is_differentiated() {
    // x' = u, 0 = x - sin t: u = cos t.
    let mut b = Builder::default();
    let (x, u) = (b.state("x", 0.0), b.state("u", 0.0));
    b.free(1);
    b.changes(0, u);
    let time = b.graph.time();
    let sine = b.graph.unary(Unary::Sin, time);
    let residual = b.graph.subtract(x, sine);
    b.algebraic(residual);
    let values = run(&b.equations(), &[0.0, 2.0, 9.0]).unwrap();
    near(values[1], 1.0, 1e-12);
    for (place, time) in [(1, 2.0f64), (2, 9.0)] {
        near(values[2 * place], time.sin(), 1e-9);
        near(values[2 * place + 1], time.cos(), 1e-7);
    }
}

#[test]
fn rules_without_a_solution_end_in_an_error_that_names_them() {
    let mut b = Builder::default();
    let y = b.state("y", 1.0);
    b.free(0);
    let square = b.graph.multiply(y, y);
    let one = b.number(1.0);
    let residual = b.graph.add(square, one);
    b.algebraic(residual);
    let of = why(&b.equations(), &[1.0]);
    assert_eq!(
        (of.why, of.equation.as_deref(), of.state.as_deref()),
        (Why::Unsolved, Some("rule0"), Some("y"))
    );

    // Nothing is free: x = 1 - t is not exp(-t).
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    let fall = b.graph.negate(x);
    b.changes(0, fall);
    let time = b.graph.time();
    let sum = b.graph.add(x, time);
    let one = b.number(1.0);
    let residual = b.graph.subtract(sum, one);
    b.algebraic(residual);
    let of = why(&b.equations(), &[1.0]);
    assert_eq!(of.why, Why::RuleBroken);
    assert!(of.time < 0.1, "{}", of.time);
}

#[test]
fn a_constant_delay_by_the_method_of_steps() {
    // x' = -x(t - 1), x = 1 before: sum over k <= t + 1 of (-1)^k (t - k + 1)^k / k!
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    let one = b.number(1.0);
    let past = b.graph.delayed(x, one);
    let fall = b.graph.negate(past);
    b.changes(0, fall);
    let times = [0.5, 1.0, 1.7, 3.2, 6.0];
    let values = run(&b.equations(), &times).unwrap();
    for (value, time) in values.iter().zip(times) {
        let (mut sum, mut factorial) = (0.0, 1.0);
        for k in 0..=(time as i32 + 1) {
            if k > 0 {
                factorial *= f64::from(k);
            }
            sum += (-1.0f64).powi(k) * (time - f64::from(k) + 1.0).powi(k) / factorial;
        }
        near(*value, sum, 1e-9);
    }
}

#[test]
fn a_delay_that_grows_with_time() {
    // x' = x(t/2), the pantograph equation: sum of t^k / (k! 2^(k(k-1)/2)).
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    let (time, half) = (b.graph.time(), b.number(0.5));
    let by = b.graph.multiply(time, half);
    let past = b.graph.delayed(x, by);
    b.changes(0, past);
    let value = run(&b.equations(), &[2.0]).unwrap()[0];
    let (mut term, mut sum) = (1.0, 0.0);
    for k in 0..30 {
        sum += term;
        term *= 2.0 / (f64::from(k) + 1.0) * 0.5f64.powi(k);
    }
    near(value, sum, 1e-6);
}

#[test]
fn a_delay_sees_jumps_on_their_own_side_and_looks_back_before_the_start() {
    // y = x(t - 1), x jumps from 0 to 5 at 2; z' = y; w = time 3 ago.
    let mut b = Builder::default();
    let x = b.state("x", 0.0);
    b.state("z", 0.0);
    let (one, two, three, five) = (b.number(1.0), b.number(2.0), b.number(3.0), b.number(5.0));
    let y = b.graph.delayed(x, one);
    b.changes(1, y);
    let time = b.graph.time();
    let trigger = b.graph.binary(Binary::LessEqual, two, time);
    b.event(trigger, &[(0, five)]);
    let w = b.graph.delayed(time, three);
    let z = b.graph.state(1);
    let equations = b.equations();
    let settings = Settings::new(0.0, vec![0.0, 2.5, 3.0, 4.5], vec![x, y, z, w]);
    let values = simulate(&equations, &settings).unwrap().values;
    assert_eq!(values[0..4], [0.0, 0.0, 0.0, -3.0]);
    assert_eq!(values[4..8], [5.0, 0.0, 0.0, -0.5]);
    assert_eq!(values[8..11], [5.0, 5.0, 0.0]);
    near(values[14], 7.5, 1e-12);
}

#[test]
fn a_fast_reaction_is_at_equilibrium() {
    // A <-> B with K = 3, A is made with rate 1: A + B = 4 + t, B = 3 A.
    let mut b = Builder::default();
    let (a, c) = (b.state("A", 4.0), b.state("B", 0.0));
    let one = b.number(1.0);
    b.changes(0, one);
    let three = b.number(3.0);
    let forth = b.graph.multiply(three, a);
    let rate = b.graph.subtract(forth, c);
    b.fast(rate, &[(0, -1.0), (1, 1.0)]);
    let values = run(&b.equations(), &[0.0, 6.0]).unwrap();
    for (value, expected) in values.iter().zip([1.0, 3.0, 2.5, 7.5]) {
        near(*value, expected, 1e-10);
    }
}

#[test]
fn a_fast_binding_takes_the_root_that_it_would_reach() {
    // A + B -> C, infinitely fast and one way: what is less is used up.
    let mut b = Builder::default();
    let (a, c) = (b.state("A", 2.0), b.state("B", 5.0));
    b.state("C", 0.0);
    let rate = b.graph.multiply(a, c);
    b.fast(rate, &[(0, -1.0), (1, -1.0), (2, 1.0)]);
    let values = run(&b.equations(), &[0.0, 1.0]).unwrap();
    for (value, expected) in values.iter().zip([0.0, 3.0, 2.0, 0.0, 3.0, 2.0]) {
        assert!((value - expected).abs() < 1e-9, "{values:?}");
    }
}

#[test]
fn a_pulse_however_short_is_seen() {
    // x' = 1e6 between 5 and 5.000001, else 0.
    let mut b = Builder::default();
    let x = b.state("x", 0.0);
    b.state("y", 0.0);
    let (time, from, to) = (b.graph.time(), b.number(5.0), b.number(5.000_001));
    let after = b.graph.binary(Binary::LessEqual, from, time);
    let before = b.graph.binary(Binary::Less, time, to);
    let inside = b.graph.binary(Binary::And, after, before);
    let (zero, high) = (b.number(0.0), b.number(1e6));
    let pulse = b.graph.select(inside, high, zero);
    b.changes(0, pulse);
    // And a condition on a state: y grows until x + y reaches 7.3.
    let y = b.graph.state(1);
    let sum = b.graph.add(x, y);
    let limit = b.number(7.3);
    let below = b.graph.binary(Binary::Less, sum, limit);
    let one = b.number(1.0);
    let growth = b.graph.select(below, one, zero);
    b.changes(1, growth);
    let values = run(&b.equations(), &[4.0, 10.0]).unwrap();
    assert_eq!(values[0], 0.0);
    // Within the last bit of time.
    near(values[2], 1e6 * (5.000_001 - 5.0), 2e-9);
    near(values[3], 7.3 - values[2], 1e-12);
}

#[test]
fn priorities_go_first_and_ties_are_drawn() {
    // Two events with one trigger take turns at random: each puts the other off.
    let mut b = Builder::default();
    let (first, second) = (b.state("first", 0.0), b.state("second", 0.0));
    let last = b.state("last", 0.0);
    let (time, tenth, one) = (b.graph.time(), b.number(0.1), b.number(1.0));
    let since = b.graph.subtract(time, last);
    let trigger = b.graph.binary(Binary::LessEqual, tenth, since);
    let more = [b.graph.add(first, one), b.graph.add(second, one)];
    for (state, more) in more.into_iter().enumerate() {
        let event = b.event(trigger, &[(state as u32, more), (2, time)]);
        event.priority = Some(one);
        event.persistent = false;
        event.from_trigger = false;
    }
    let values = run(&b.equations(), &[100.05]).unwrap();
    let total = values[0] + values[1];
    assert!((999.0..=1000.0).contains(&total), "{values:?}");
    // Five standard deviations of a thousand coins.
    assert!((values[0] - 500.0).abs() < 80.0, "{values:?}");
}

#[test]
fn what_has_no_end_ends_in_an_error() {
    // x' = x^2 from 1: infinite at 1.
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    let square = b.graph.multiply(x, x);
    b.changes(0, square);
    let of = why(&b.equations(), &[2.0]);
    assert_eq!(of.state.as_deref(), Some("x"));
    near(of.time, 1.0, 1e-6);

    // Pushed to zero from both sides.
    let mut b = Builder::default();
    let x = b.state("x", 0.3);
    let (zero, up, down) = (b.number(0.0), b.number(1.0), b.number(-1.0));
    let positive = b.graph.binary(Binary::Less, zero, x);
    let rate = b.graph.select(positive, down, up);
    b.changes(0, rate);
    let of = why(&b.equations(), &[2.0]);
    near(of.time, 0.3, 1e-2);

    // An event that makes itself fire again.
    let mut b = Builder::default();
    let x = b.state("x", 0.0);
    let (one, minus) = (b.number(1.0), b.number(-1.0));
    let trigger = b.graph.binary(Binary::Less, x, one);
    let back = b.graph.multiply(minus, x);
    b.event(trigger, &[(0, one)]).from_trigger = false;
    let trigger = b.graph.binary(Binary::LessEqual, one, x);
    b.event(trigger, &[(0, back)]).from_trigger = false;
    let of = why(&b.equations(), &[2.0]);
    assert_eq!((of.why, of.time), (Why::EndlessEvents, 0.0));

    // Steps are counted where nothing moves.
    let mut b = Builder::default();
    let last = b.state("last", 0.0);
    let (time, tiny) = (b.graph.time(), b.number(1e-7));
    let since = b.graph.subtract(time, last);
    let trigger = b.graph.binary(Binary::LessEqual, tiny, since);
    b.event(trigger, &[(0, time)]);
    let mut settings = Settings::new(0.0, vec![1.0], Vec::new());
    settings.max_steps = 10_000;
    match simulate(&b.equations(), &settings) {
        Err(EngineError::NoSolution(of)) => assert_eq!(of.why, Why::TooManySteps),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_path_of_a_model() {
    let mut b = Builder::default();
    b.state("x", 1.0);
    assert_eq!(path(&b.equations()), Path::Lanes);
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    b.free(0);
    b.algebraic(x);
    let equations = b.equations();
    assert_eq!(path(&equations), Path::Scalar(vec![Reason::Algebraic]));
    let settings = crate::Settings::new(0.0, vec![1.0], vec![]);
    let refused = crate::Engine::new(&equations, &settings).unwrap_err();
    assert_eq!(refused, EngineError::NotForLanes(Reason::Algebraic));
    let english = lytic_text::Lang::En;
    for code in CODES {
        let message = lytic_text::Message::new(code);
        assert_ne!(message.text(english), code);
        assert!(message.help(english).is_some(), "{code}");
    }
}

#[test]
fn an_event_by_the_remainder_of_time_is_not_missed() {
    let text = "model m\n var x; x = 0; var y; y = 1; y' = -0.01*y;\n\
        at time - 28*floor(time/28) == 27 && time > 54: x = x + 1;\n\
        at piecewise(time - 30, time < 50, time - 60) == 0: x = x + 10;\nend";
    let mut sources = lytic_text::Sources::new();
    let (model, problems) = lytic_model::read_antimony("m.ant", text, &lytic_model::NoImports, &mut sources);
    let equations = model.unwrap_or_else(|| panic!("{problems:?}")).lower().unwrap();
    let x = equations.observable("x").unwrap().expression;
    let settings = Settings::new(0.0, vec![0.0, 54.9, 55.1, 100.0], vec![x]);
    // 55 and 83; 30 and 60.
    assert_eq!(simulate(&equations, &settings).unwrap().values, [0.0, 10.0, 11.0, 22.0]);
}

/// Closed networks of 3 to 12 states, with turnover and pairs that meet, and rates over six decades: all sums that nothing
/// changes are kept to 1e-12.
#[test]
fn stiff_closed_networks_keep_their_sums() {
    for seed in 0..100 {
        let stream = crate::philox::Stream::new(seed, crate::philox::purpose("closed networks"), 0);
        let mut drawn = 0;
        let mut draw = || {
            drawn += 1;
            stream.uniform(drawn)
        };
        let mut b = Builder::default();
        let count = 3 + (draw() * 10.0) as usize;
        let states: Vec<_> = (0..count)
            .map(|index| {
                let start = if draw() < 0.5 { 100.0 * draw() } else { 0.0 };
                b.state(&format!("x{index}"), start + f64::from(u8::from(index == 0)))
            })
            .collect();
        let mut changes = vec![b.graph.number(0.0); count];
        for reaction in 0..3 * count {
            let from = reaction % count;
            let to = (from + 1 + (draw() * (count - 1) as f64) as usize) % count;
            let rate = b.graph.number(10f64.powf(6.0 * draw() - 3.0));
            let mut flux = b.graph.multiply(rate, states[from]);
            if draw() < 0.3 {
                let other = states[(draw() * count as f64) as usize];
                let hundredth = b.graph.number(0.01);
                let other = b.graph.multiply(hundredth, other);
                flux = b.graph.multiply(flux, other);
            }
            changes[from] = b.graph.subtract(changes[from], flux);
            changes[to] = b.graph.add(changes[to], flux);
        }
        for (state, change) in changes.into_iter().enumerate() {
            b.changes(state, change);
        }
        let equations = b.equations();
        let times: Vec<f64> = (0..=100).map(f64::from).collect();
        let values = run(&equations, &times).unwrap_or_else(|error| panic!("{seed}: {error}"));
        let sum = |row: &[f64]| row.iter().sum::<f64>();
        let rows = values.chunks(count);
        let total = sum(&values[..count]);
        let worst = rows.map(|row| (sum(row) / total - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst <= 1e-12, "network {seed} of {count} states: {worst}");
    }
}
