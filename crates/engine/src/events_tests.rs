//! The meaning of events, seen through the plain solver.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::reference;
use crate::zoo::{Builder, Problem};
use crate::{Dose, DoseKind, Failure};
use lytic_model::graph::Binary;

fn values(problem: &Problem) -> Vec<f64> {
    let solution = reference::run(&problem.equations, &problem.settings, &problem.subject);
    assert_eq!(solution.failure, None);
    solution.values
}

fn close(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + b.abs())), "{a:?} is not {b:?}");
}

/// `time >= at`.
fn since(b: &mut Builder, at: f64) -> ExprId {
    let (at, time) = (b.number(at), b.graph.time());
    b.graph.binary(Binary::LessEqual, at, time)
}

/// `time >= from && time < to`.
fn between(b: &mut Builder, from: f64, to: f64) -> ExprId {
    let (from, to, time) = (since(b, from), b.number(to), b.graph.time());
    let before = b.graph.binary(Binary::Less, time, to);
    b.graph.binary(Binary::And, from, before)
}

/// A state that falls at rate 1 from 10, so that steps can be as long as they like.
fn falling(b: &mut Builder) -> ExprId {
    let x = b.state("x", 10.0);
    let down = b.number(-1.0);
    b.changes(0, down);
    x
}

#[test]
fn an_event_at_the_time_of_a_dose_comes_after_it() {
    let mut b = Builder::default();
    let x = b.state("x", 1.0);
    let trigger = since(&mut b, 2.0);
    let ten = b.number(10.0);
    let tenfold = b.graph.multiply(ten, x);
    b.event(trigger, &[(0, tenfold)]);
    let mut problem = b.problem("dose and event", vec![1.999, 2.0, 3.0], vec![]);
    problem.subject.doses = vec![Dose { time: 2.0, state: 0, kind: DoseKind::Bolus(1.0), stop: None }];
    close(&values(&problem), &[1.0, 20.0, 20.0]);
}

#[test]
fn a_delayed_event_takes_its_values_from_firing_or_from_execution() {
    for (from_trigger, expected) in [(true, 80.0), (false, 65.0)] {
        let mut b = Builder::default();
        let x = falling(&mut b);
        b.state("y", 0.0);
        let trigger = since(&mut b, 2.0);
        let (ten, delay) = (b.number(10.0), b.number(1.5));
        let tenfold = b.graph.multiply(ten, x);
        let event = b.event(trigger, &[(1, tenfold)]);
        event.delay = Some(delay);
        event.from_trigger = from_trigger;
        let y = b.graph.state(1);
        let problem = b.problem("delay", vec![2.0, 3.49, 3.5, 5.0], vec![y]);
        close(&values(&problem), &[0.0, 0.0, expected, expected]);
    }
}

#[test]
fn a_trigger_that_turns_false_takes_back_what_is_not_persistent() {
    for (persistent, expected) in [(true, 1.0), (false, 0.0)] {
        let mut b = Builder::default();
        falling(&mut b);
        let y = b.state("y", 0.0);
        let trigger = between(&mut b, 2.0, 3.0);
        let (one, delay) = (b.number(1.0), b.number(1.5));
        let event = b.event(trigger, &[(1, one)]);
        event.delay = Some(delay);
        event.persistent = persistent;
        let problem = b.problem("persistent", vec![3.0, 3.6, 8.0], vec![y]);
        close(&values(&problem), &[0.0, expected, expected]);
    }
}

/// y -> 10 y + n for each event n that is due at 1: the digits tell the order.
fn order_of(priorities: [Option<f64>; 4], subject: u64) -> f64 {
    let mut b = Builder::default();
    let y = b.state("y", 0.0);
    let ten = b.number(10.0);
    let shifted = b.graph.multiply(ten, y);
    for (index, priority) in priorities.into_iter().enumerate() {
        let trigger = since(&mut b, 1.0);
        let digit = b.number(index as f64 + 1.0);
        let value = b.graph.add(shifted, digit);
        let priority = priority.map(|priority| b.number(priority));
        let event = b.event(trigger, &[(0, value)]);
        event.priority = priority;
        event.from_trigger = false;
    }
    let mut problem = b.problem("priority", vec![2.0], vec![]);
    problem.subject.id = subject;
    let by_plain_solver = values(&problem)[0];
    let engine = crate::Engine::new(&problem.equations, &problem.settings).unwrap();
    let (mut left, mut in_lanes) = (Some(problem.subject), f64::NAN);
    engine
        .run(&mut |next| left.take().map(|subject| *next = subject).is_some(), &mut |done| {
            in_lanes = done.values[0];
        })
        .unwrap();
    assert_eq!(by_plain_solver, in_lanes);
    in_lanes
}

#[test]
fn the_highest_priority_goes_first_then_the_first_declared() {
    assert_eq!(order_of([None, None, None, None], 0), 1234.0);
    assert_eq!(order_of([Some(1.0), Some(6.0), Some(-1.0), Some(5.0)], 0), 2413.0);
    assert_eq!(order_of([Some(-1.0), None, Some(2.0), Some(0.0)], 0), 3241.0);
}

#[test]
fn ties_of_given_priorities_are_drawn_for_each_subject() {
    let priorities = [Some(1.0), Some(5.0), Some(-1.0), Some(5.0)];
    let orders: Vec<f64> = (0..200).map(|subject| order_of(priorities, subject)).collect();
    assert!(orders.iter().all(|order| [2413.0, 4213.0].contains(order)), "{orders:?}");
    let second_first = orders.iter().filter(|order| **order == 2413.0).count();
    // Four standard deviations of 200 coins.
    assert!((72..=128).contains(&second_first), "{second_first}");
    assert_eq!(order_of(priorities, 7), orders[7]);
}

#[test]
fn triggers_are_looked_at_again_after_each_execution() {
    // The first event makes the second true, and takes the third, which is not persistent, back.
    let mut b = Builder::default();
    let (y, z) = (b.state("y", 0.0), b.state("z", 0.0));
    let (one, two, zero) = (b.number(1.0), b.number(2.0), b.number(0.0));
    let first = since(&mut b, 1.0);
    let still = b.graph.binary(Binary::Equal, y, zero);
    let third = b.graph.binary(Binary::And, first, still);
    let second = b.graph.binary(Binary::Less, zero, y);
    b.event(first, &[(0, one)]).priority = Some(one);
    b.event(second, &[(1, two)]);
    b.event(third, &[(1, one)]).persistent = false;
    close(&values(&b.problem("again", vec![0.5, 1.0], vec![y, z])), &[0.0, 0.0, 1.0, 2.0]);
}

#[test]
fn assignments_of_one_event_see_the_states_before_it() {
    let mut b = Builder::default();
    let (x, y) = (b.state("x", 3.0), b.state("y", 4.0));
    let trigger = since(&mut b, 1.0);
    b.event(trigger, &[(0, y), (1, x)]);
    close(&values(&b.problem("exchange", vec![1.0], vec![])), &[4.0, 3.0]);
}

#[test]
fn what_is_true_at_the_start_fires_if_it_counts_as_false_before() {
    for (initially_true, expected) in [(false, 1.0), (true, 0.0)] {
        let mut b = Builder::default();
        let y = b.state("y", 0.0);
        let trigger = since(&mut b, 0.0);
        let one = b.number(1.0);
        b.event(trigger, &[(0, one)]).initially_true = initially_true;
        close(&values(&b.problem("start", vec![0.0, 1.0], vec![y])), &[expected, expected]);
    }
}

#[test]
fn a_trigger_that_is_true_only_inside_a_step_is_seen() {
    let mut b = Builder::default();
    falling(&mut b);
    let y = b.state("y", 0.0);
    let trigger = between(&mut b, 4.1, 5.6);
    let one = b.number(1.0);
    let more = b.graph.add(y, one);
    b.event(trigger, &[(1, more)]);
    close(&values(&b.problem("inside", vec![4.0, 4.2, 10.0], vec![y])), &[0.0, 1.0, 1.0]);
}

#[test]
fn events_are_located_to_the_last_bits() {
    // x falls through zero at time 10 and is then held.
    let mut b = Builder::default();
    let x = falling(&mut b);
    let at = b.state("at", 0.0);
    let zero = b.number(0.0);
    let below = b.graph.binary(Binary::Less, x, zero);
    let time = b.graph.time();
    b.event(below, &[(1, time)]);
    let found = values(&b.problem("located", vec![20.0], vec![at]))[0];
    assert!((found - 10.0).abs() < 1e-10, "{found}");
}

#[test]
fn endless_events_are_reported() {
    let mut b = Builder::default();
    let y = b.state("y", 0.0);
    let (zero, one) = (b.number(0.0), b.number(1.0));
    let (low, high) = (b.graph.binary(Binary::Equal, y, zero), b.graph.binary(Binary::Equal, y, one));
    b.event(low, &[(0, one)]);
    b.event(high, &[(0, zero)]);
    let problem = b.problem("endless", vec![0.0, 1.0], vec![]);
    let solution = reference::run(&problem.equations, &problem.settings, &problem.subject);
    assert_eq!(solution.failure, Some(Failure::EndlessEvents(0.0)));
    assert!(solution.values.iter().all(|value| value.is_nan()));
}

/// A ball that keeps half its speed comes to rest after finite time and endlessly many bounces.
#[test]
fn bounces_that_never_end_are_reported() {
    let mut b = Builder::default();
    let (h, v) = (b.state("height", 1.0), b.state("speed", 0.0));
    let (zero, half, gravity) = (b.number(0.0), b.number(-0.5), b.number(-9.81));
    b.changes(0, v);
    b.changes(1, gravity);
    let below = b.graph.binary(Binary::Less, h, zero);
    let back = b.graph.multiply(half, v);
    b.event(below, &[(0, zero), (1, back)]);
    let problem = b.problem("rest", vec![0.1, 3.0], vec![]);
    let solution = reference::run(&problem.equations, &problem.settings, &problem.subject);
    // Rest would be reached at 3 sqrt(2/9.81).
    let rest = 3.0 * f64::sqrt(2.0 / 9.81);
    match solution.failure.unwrap() {
        Failure::EndlessEvents(time) | Failure::StepTooSmall(time) => {
            assert!((time - rest).abs() < 1e-3, "{time}")
        }
        other => panic!("{other:?}"),
    }
    assert!(solution.values[0].is_finite() && solution.values[2].is_nan());
}
