//! Random closed reaction networks: what goes round is kept, nothing falls below zero, lanes and plain solver agree.
//!
//! Reactions are A -> B and A + B -> C + D by mass action, some sped up by a third species through a Hill term, with
//! rates over six decades; so the sum over species is constant, and most networks are stiff. What is left of the sum's error is
//! rounding of the large rates that cancel; `closed_networks_keep_their_mass` has one without such rates.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::{Builder, Problem};
use crate::philox::{Stream, purpose};
use crate::{Dose, DoseKind, Engine, Method, reference};
use lytic_model::ExprId;
use lytic_model::graph::Binary;

/// The network of a number.
fn network(number: u64) -> Problem {
    let stream = Stream::new(1, purpose("random network"), number);
    let mut step = 0;
    let mut uniform = || {
        step += 1;
        stream.uniform(step)
    };
    let mut pick = |count: usize| ((uniform() * count as f64) as usize).min(count - 1);
    let size = 3 + pick(6);
    let mut b = Builder::default();
    let species: Vec<ExprId> = (0..size)
        .map(|index| b.state(&format!("s{index}"), if index % 3 == 0 { 10.0 } else { 0.0 }))
        .collect();
    let mut changes = vec![b.number(0.0); size];
    for reaction in 0..2 * size {
        let decade = pick(7) as i32 - 3;
        let rate = b.parameter(&format!("k{reaction}"), 10f64.powi(decade) * (1.0 + pick(8) as f64));
        let (from, to) = (pick(size), pick(size));
        let mut flux = b.graph.multiply(rate, species[from]);
        let mut moves = vec![(from, false), (to, true)];
        if pick(3) == 0 {
            let (with, into) = (pick(size), pick(size));
            flux = b.graph.multiply(flux, species[with]);
            moves.extend([(with, false), (into, true)]);
        }
        if pick(3) == 0 {
            let (helper, one, power) = (species[pick(size)], b.number(1.0), b.number(2.5));
            let power = b.graph.binary(Binary::Power, helper, power);
            let room = b.graph.add(one, power);
            let help = b.graph.divide(power, room);
            flux = b.graph.multiply(flux, help);
        }
        for (state, gains) in moves {
            changes[state] = if gains {
                b.graph.add(changes[state], flux)
            } else {
                b.graph.subtract(changes[state], flux)
            };
        }
    }
    changes.into_iter().enumerate().for_each(|(state, change)| b.changes(state, change));
    b.states.iter_mut().for_each(|state| state.nonnegative = true);
    let mut problem = b.problem("network", vec![0.0, 0.01, 0.1, 1.0, 3.0, 10.0, 50.0], vec![]);
    problem.subject.doses = vec![Dose { time: 2.0, state: 1, kind: DoseKind::Bolus(5.0), stop: None }];
    problem.with(Method::Rodas5P, 1e-7)
}

#[test]
fn random_networks_keep_their_sum_and_their_sign() {
    for number in 0..60 {
        let problem = network(number);
        let size = problem.equations.states.len();
        let plain = reference::run(&problem.equations, &problem.settings, &problem.subject);
        assert_eq!(plain.failure, None, "network {number}");
        let engine = Engine::new(&problem.equations, &problem.settings).unwrap();
        let (mut given, mut lanes) = (false, Vec::new());
        engine
            .run(
                &mut |next| {
                    next.clone_from(&problem.subject);
                    !std::mem::replace(&mut given, true)
                },
                &mut |finished| {
                    assert_eq!(finished.failure, None, "network {number}");
                    lanes = finished.values.to_vec();
                },
            )
            .unwrap();
        let start: f64 = plain.values[..size].iter().sum();
        for (row, time) in problem.settings.times.iter().enumerate() {
            let total = if *time < 2.0 { start } else { start + 5.0 };
            for values in [&plain.values, &lanes] {
                let values = &values[row * size..][..size];
                let sum: f64 = values.iter().sum();
                assert!(
                    (sum - total).abs() < 1e-10 * total,
                    "network {number}, time {time}: {sum} of {total}"
                );
                assert!(
                    values.iter().all(|value| *value >= 0.0),
                    "network {number}, time {time}: {values:?}"
                );
            }
            for (plain, lanes) in plain.values[row * size..][..size].iter().zip(&lanes[row * size..]) {
                let off = (plain - lanes).abs();
                assert!(off < 1e-5 * total, "network {number}, time {time}: {plain} but {lanes}");
            }
        }
    }
}
