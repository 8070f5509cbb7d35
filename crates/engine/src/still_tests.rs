//! Which states are left out, and that nothing else changes by a bit.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::compile::Compiled;
use crate::zoo::{Builder, Problem};
use crate::{Dose, DoseKind, Engine, EngineError, Method, Subject};
use lytic_model::ExprId;
use lytic_model::graph::{Binary, Unary};

/// Names of the states that are left out if doses may change these.
fn left_out(builder: Builder, dosed: &[usize]) -> Vec<String> {
    let problem = builder.problem("still", vec![1.0], vec![]);
    let mut settings = problem.settings.clone();
    settings.dosed_states = Some(dosed.to_vec());
    let compiled = Compiled::new(&problem.equations, &settings, Method::Rodas5P);
    let states = problem.equations.states.iter().zip(&compiled.still);
    states.filter(|(_, still)| **still).map(|(state, _)| state.name.clone()).collect()
}

/// depot -> blood -> effect, which fades; and a state beside them.
fn chain() -> (Builder, [ExprId; 4]) {
    let mut b = Builder::default();
    let k = b.parameter("k", 0.7);
    let x: [ExprId; 4] = ["depot", "blood", "effect", "beside"].map(|name| b.state(name, 0.0));
    let flow = b.graph.multiply(k, x[0]);
    let rate = b.graph.negate(flow);
    b.changes(0, rate);
    let cleared = b.graph.multiply(x[1], k);
    let rate = b.graph.subtract(flow, cleared);
    b.changes(1, rate);
    let faded = b.graph.multiply(x[2], k);
    let rate = b.graph.subtract(x[1], faded);
    b.changes(2, rate);
    let one = b.number(1.0);
    let rate = b.graph.subtract(one, x[3]);
    b.changes(3, rate);
    (b, x)
}

#[test]
fn a_chain_that_nothing_fills_is_left_out_from_where_it_is_empty() {
    assert_eq!(left_out(chain().0, &[]), ["depot", "blood", "effect"]);
    assert_eq!(left_out(chain().0, &[2]), ["depot", "blood"]);
    assert_eq!(left_out(chain().0, &[1]), ["depot"]);
    assert_eq!(left_out(chain().0, &[0]), [""; 0]);
    // What a parameter says could be anything.
    let (mut b, _) = chain();
    let start = b.parameter("start", 0.0);
    b.starts(1, start);
    assert_eq!(left_out(b, &[]), ["depot"]);
}

#[test]
fn a_cycle_stays_empty_until_one_of_it_is_filled() {
    let cycle = |inflow: f64| {
        let mut b = Builder::default();
        let (a, c) = (b.state("a", 0.0), b.state("c", 0.0));
        let rate = b.graph.subtract(c, a);
        let inflow = b.number(inflow);
        let filled = b.graph.add(rate, inflow);
        b.changes(0, filled);
        let rate = b.graph.subtract(a, c);
        b.changes(1, rate);
        b
    };
    assert_eq!(left_out(cycle(0.0), &[]), ["a", "c"]);
    assert_eq!(left_out(cycle(0.5), &[]), [""; 0]);
    assert_eq!(left_out(cycle(0.0), &[1]), [""; 0]);
}

#[test]
fn an_event_that_assigns_keeps_its_state() {
    let (mut b, _) = chain();
    let (time, two) = (b.graph.time(), b.number(2.0));
    let later = b.graph.binary(Binary::Less, two, time);
    b.event(later, &[(1, two)]);
    assert_eq!(left_out(b, &[]), ["depot"]);
    // But not one that empties what is empty.
    let (mut b, _) = chain();
    let (time, two, zero) = (b.graph.time(), b.number(2.0), b.number(0.0));
    let later = b.graph.binary(Binary::Less, two, time);
    b.event(later, &[(1, zero)]);
    assert_eq!(left_out(b, &[]), ["depot", "blood", "effect"]);
}

/// The derivative `of` the state itself and a parameter; whether it is zero at zero.
fn stays(of: impl Fn(&mut Builder, ExprId, ExprId) -> ExprId) -> bool {
    let mut b = Builder::default();
    let (x, p) = (b.state("x", 0.0), b.parameter("p", 1.5));
    let rate = of(&mut b, x, p);
    b.changes(0, rate);
    !left_out(b, &[]).is_empty()
}

#[test]
fn zero_by_structure_and_not_by_chance() {
    let power = |n: f64| {
        stays(move |b, x, _| {
            let n = b.number(n);
            b.graph.binary(Binary::Power, x, n)
        })
    };
    assert!(power(2.0) && power(3.0) && power(0.5) && power(1.5) && power(1.3) && power(70.0));
    assert!(!power(-1.0) && !power(-1.3));
    assert!(!stays(|b, x, p| b.graph.binary(Binary::Power, x, p)), "0 ^ 0 is one");
    assert!(stays(|b, x, p| b.graph.divide(x, p)));
    assert!(!stays(|b, x, _| b.graph.unary(Unary::Exp, x)));
    let largest = |b: &mut Builder, x, other: f64| {
        let other = b.number(other);
        b.graph.binary(Binary::Max, x, other)
    };
    assert!(stays(|b, x, _| largest(b, x, 0.0)));
    assert!(!stays(|b, x, _| largest(b, x, 1.0)));
    let chosen = |b: &mut Builder, [x, p]: [ExprId; 2], zero_is_positive: bool| {
        let zero = b.number(0.0);
        let positive = if zero_is_positive {
            b.graph.binary(Binary::LessEqual, zero, x)
        } else {
            b.graph.binary(Binary::Less, zero, x)
        };
        b.graph.select(positive, p, x)
    };
    assert!(stays(|b, x, p| chosen(b, [x, p], false)));
    assert!(!stays(|b, x, p| chosen(b, [x, p], true)));
    // Equal terms cancel in exact arithmetic only.
    assert!(!stays(|b, x, p| {
        let (above, below) = (b.graph.add(x, p), b.graph.subtract(x, p));
        b.graph.add(above, below)
    }));
}

/// Two drugs that act on cells, with values that all share and a Hill effect; only the first is given.
fn two_drugs() -> Problem {
    let mut b = Builder::default();
    let [k, clearance, half, growth] = [("k", 0.9), ("clearance", 0.31), ("half", 1.7), ("growth", 0.23)]
        .map(|(name, value)| b.parameter(name, value));
    let drugs: Vec<[ExprId; 2]> = ["first", "second"]
        .map(|name| ["depot", "blood"].map(|place| b.state(&format!("{name}.{place}"), 0.0)))
        .to_vec();
    let cells: Vec<ExprId> =
        (0..6).map(|index| b.state(&format!("cells{index}"), 1.0 + 0.3 * index as f64)).collect();
    let (one, three) = (b.number(1.0), b.number(3.0));
    let mut shared = b.number(0.1);
    let mut effects = Vec::new();
    for (index, [depot, blood]) in drugs.iter().enumerate() {
        let flow = b.graph.multiply(k, *depot);
        let rate = b.graph.negate(flow);
        b.changes(2 * index, rate);
        let cleared = b.graph.multiply(clearance, *blood);
        // Taken up by cells: what both drugs share.
        let uptake = b.graph.multiply(*blood, cells[index]);
        let uptake = b.graph.multiply(uptake, growth);
        let rate = b.graph.subtract(flow, cleared);
        let rate = b.graph.subtract(rate, uptake);
        b.changes(2 * index + 1, rate);
        let cubed = b.graph.binary(Binary::Power, *blood, three);
        let both = b.graph.add(half, cubed);
        let effect = b.graph.divide(cubed, both);
        shared = b.graph.add(shared, effect);
        effects.push(effect);
        let weighted = b.graph.multiply(uptake, k);
        shared = b.graph.add(shared, weighted);
    }
    for cell in &cells {
        shared = b.graph.add(shared, *cell);
    }
    for (index, cell) in cells.iter().enumerate() {
        let killed = b.graph.multiply(effects[index % 2], *cell);
        let crowd = b.graph.divide(*cell, shared);
        let next = b.graph.multiply(cells[(index + 1) % 6], growth);
        // A brake by the second drug: one without it.
        let brake = b.graph.multiply(half, drugs[1][1]);
        let brake = b.graph.add(one, brake);
        let grown = b.graph.multiply(growth, crowd);
        let grown = b.graph.divide(grown, brake);
        let rate = b.graph.subtract(next, killed);
        let rate = b.graph.add(rate, grown);
        let lost = b.graph.multiply(*cell, clearance);
        let rate = b.graph.subtract(rate, lost);
        b.changes(4 + index, rate);
    }
    // At some time the second drug is washed out, which nobody notices, and cells are added.
    let (time, when, zero, two) = (b.graph.time(), b.number(8.3), b.number(0.0), b.number(2.0));
    let later = b.graph.binary(Binary::LessEqual, when, time);
    b.event(later, &[(3, zero), (4, two)]);
    let mut problem = b.problem("two drugs", (0..20).map(f64::from).collect(), vec![]);
    problem.subject.doses = vec![
        Dose { time: 1.0, state: 0, kind: DoseKind::Bolus(3.0), stop: None },
        Dose { time: 4.0, state: 1, kind: DoseKind::Infusion { amount: 2.0, duration: 0.7 }, stop: None },
        Dose { time: 6.0, state: 3, kind: DoseKind::Scale(0.5), stop: None },
    ];
    problem
}

/// Bits of the values, steps and failures of some subjects.
fn results(problem: &Problem, dosed: Option<&[usize]>) -> Vec<(u64, Vec<u64>, u64, u64, bool)> {
    let mut settings = problem.settings.clone();
    settings.dosed_states = dosed.map(<[usize]>::to_vec);
    let engine = Engine::new(&problem.equations, &settings).unwrap();
    assert_eq!(engine.method(), settings.method);
    let mut id = 0;
    let mut results = Vec::new();
    engine
        .run(
            &mut |subject| {
                subject.clone_from(&problem.subject);
                subject.id = id;
                subject.parameters.iter_mut().for_each(|value| *value *= 1.0 + 0.07 * id as f64);
                id += 1;
                id <= 20
            },
            &mut |finished| {
                let values = finished.values.iter().map(|value| value.to_bits()).collect();
                let failed = finished.failure.is_some();
                results.push((finished.id, values, finished.steps, finished.rejected, failed));
            },
        )
        .unwrap();
    results.sort();
    results
}

#[test]
fn leaving_states_out_changes_no_bit() {
    for method in [Method::Rodas5P, Method::Explicit] {
        let problem = two_drugs().with(method, 1e-7);
        let mut settings = problem.settings.clone();
        let whole = Compiled::new(&problem.equations, &settings, method);
        settings.dosed_states = Some(vec![0, 1]);
        let less = Compiled::new(&problem.equations, &settings, method);
        assert_eq!(whole.active.len() - less.active.len(), 2);
        assert!(less.work(method) < whole.work(method), "{} of {}", less.work(method), whole.work(method));
        let expected = results(&problem, None);
        assert!(expected.iter().all(|(.., failed)| !failed));
        assert_eq!(results(&problem, Some(&[0, 1])), expected, "{method:?}");
        // States that could be dosed, though no subject is.
        assert_eq!(results(&problem, Some(&[0, 1, 3])), expected, "{method:?}");
    }
}

#[test]
fn states_that_are_left_out_are_shown_as_zero_and_take_no_dose() {
    let problem = two_drugs().with(Method::Rodas5P, 1e-6);
    let width = problem.settings.outputs.len();
    for (_, values, ..) in results(&problem, Some(&[0, 1])) {
        assert!(values.chunks(width).all(|row| row[2] == 0 && row[3] == 0));
    }
    let mut settings = problem.settings.clone();
    settings.dosed_states = Some(vec![0, 1]);
    let engine = Engine::new(&problem.equations, &settings).unwrap();
    let dose = Dose { time: 1.0, state: 2, kind: DoseKind::Bolus(1.0), stop: None };
    let mut left = Some(Subject { doses: vec![dose], ..problem.subject.clone() });
    let refused = engine
        .run(&mut |subject| left.take().map(|next| *subject = next).is_some(), &mut |_| {})
        .unwrap_err();
    assert_eq!(refused, EngineError::Dose { subject: problem.subject.id, dose: 0 });
}
