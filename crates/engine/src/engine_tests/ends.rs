//! Runs that do not reach their end, and say why: what cannot be integrated, mistakes of callers, interruptions.

use super::{dose, engine, half_life, one, problem, run};
use crate::zoo::{self, Builder};
use crate::{Dose, DoseKind, Engine, EngineError, Failure, Method, Settings, Subject};

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

/// A ball that keeps nearly all of its speed bounces so often before it comes to rest that its steps run out.
#[test]
fn a_ball_that_comes_to_rest_is_told_from_one_that_flies_on() {
    let mut ball = zoo::bouncing_ball().with(Method::Explicit, 1e-6);
    ball.settings.times = vec![0.0, 1e4];
    ball.settings.max_steps = 6000;
    let mut ended = |kept: f64| {
        ball.subject.parameters[1] = kept;
        one(&ball).failure
    };
    assert!(matches!(ended(0.99), Some(Failure::EndlessEvents(_))));
    assert!(matches!(ended(1.0), Some(Failure::TooManySteps(_))));
}
