//! The hybrid method against closed forms, and against exact runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::{Dose, DoseKind, Engine, Failure, Finished, Settings, Subject};
use lytic_model::{NoImports, read_antimony};
use lytic_text::Sources;

fn equations(body: &str) -> Equations {
    let text = format!("model m()\n{body}\nend\n");
    let (model, found) = read_antimony("m", &text, &NoImports, &mut Sources::default());
    model.unwrap_or_else(|| panic!("{found:?}")).lower().unwrap()
}

struct Model {
    equations: Equations,
    settings: Settings,
}

impl Model {
    fn new(body: &str, times: &[f64], names: &[&str], threshold: f64) -> Model {
        let equations = equations(body);
        let outputs = names.iter().map(|name| equations.observable(name).unwrap().expression).collect();
        let mut settings = Settings::new(0.0, times.to_vec(), outputs);
        settings.jumps = Some(Jumps { threshold, seed: 1, sharing: 1 });
        Model { equations, settings }
    }

    fn subject(&self, id: u64, doses: &[Dose]) -> Subject {
        let parameters = self.equations.parameters.iter().map(|parameter| parameter.value).collect();
        Subject { id, parameters, doses: doses.to_vec() }
    }

    /// Values of subjects, by id.
    fn run(&self, ids: std::ops::Range<u64>, doses: &[Dose]) -> Vec<(Vec<f64>, Option<Failure>)> {
        let engine = Engine::new(&self.equations, &self.settings).unwrap_or_else(|error| panic!("{error}"));
        let first = ids.start;
        let mut all = vec![(Vec::new(), None); (ids.end - ids.start) as usize];
        let mut queue = ids;
        let mut next =
            |subject: &mut Subject| queue.next().map(|id| *subject = self.subject(id, doses)).is_some();
        let mut finished = |done: Finished<'_>| {
            all[(done.id - first) as usize] = (done.values.to_vec(), done.failure);
        };
        engine.run(&mut next, &mut finished).unwrap();
        all
    }

    fn values(&self, runs: u64, doses: &[Dose]) -> Vec<Vec<f64>> {
        let each = |(values, failure): (Vec<f64>, Option<Failure>)| {
            assert_eq!(failure, None);
            values
        };
        self.run(0..runs, doses).into_iter().map(each).collect()
    }
}

/// Mean and variance of one value.
fn moments(all: &[Vec<f64>], place: usize) -> [f64; 2] {
    let n = all.len() as f64;
    let mean = all.iter().map(|values| values[place]).sum::<f64>() / n;
    let squares = all.iter().map(|values| (values[place] - mean).powi(2)).sum::<f64>();
    [mean, squares / (n - 1.0)]
}

#[track_caller]
fn agrees(runs: usize, [mean, variance]: [f64; 2], [wanted, of]: [f64; 2]) {
    let n = runs as f64;
    let z = (mean - wanted) * (n / of).sqrt();
    let y = (variance / of - 1.0) * (n / 2.0).sqrt();
    assert!(
        z.abs() < 4.0 && y.abs() < 6.0,
        "mean {mean} for {wanted} (Z {z}), variance {variance} for {of} (Y {y})"
    );
}

#[test]
fn what_is_few_has_the_mean_and_variance_of_exact_runs() {
    let body = "species X; X = 60; b = 0.3; d = 0.4; birth: => X; b*X; death: X => ; d*X;";
    let model = Model::new(body, &[2.0, 6.0], &["X"], 1000.0);
    let all = model.values(2000, &[]);
    for (place, time) in [(0, 2.0f64), (1, 6.0)] {
        let growth = (-0.1 * time).exp();
        agrees(2000, moments(&all, place), [60.0 * growth, 60.0 * 0.7 / 0.1 * growth * (1.0 - growth)]);
    }
    assert!(all.iter().flatten().all(|value| value.fract() == 0.0));
}

/// Laws that read time, and laws that many change: waiting times are not exponential then.
#[test]
fn waiting_times_follow_rates_that_change() {
    let body = "species X; X = 50; drug = 1; drug' = -drug; death: X => ; (2*time + drug)*X;";
    let model = Model::new(body, &[0.5, 1.0], &["X"], 1000.0);
    let all = model.values(2000, &[]);
    for (place, time) in [(0, 0.5f64), (1, 1.0)] {
        let survives = (-time * time - (1.0 - (-time).exp())).exp();
        agrees(2000, moments(&all, place), [50.0 * survives, 50.0 * survives * (1.0 - survives)]);
    }
}

/// Pairs: the law changes with every jump.
#[test]
fn laws_of_second_order_agree_with_exact_runs() {
    let body = "species P, P2; P = 100; P2 = 0; k1 = 0.001; k2 = 0.01;
        join: 2 P => P2; k1*P*(P - 1)/2; part: P2 => 2 P; k2*P2;";
    let model = Model::new(body, &[10.0, 40.0], &["P", "P2"], 1000.0);
    let all = model.values(1500, &[]);
    assert!(all.iter().flat_map(|values| values.chunks(2)).all(|pair| pair[0] + 2.0 * pair[1] == 100.0));
    let settings = Settings::new(0.0, vec![10.0, 40.0], model.settings.outputs.clone());
    let exact = crate::stochastic::Stochastic::new(
        &model.equations,
        &settings,
        crate::stochastic::StochasticMethod::Direct,
    )
    .unwrap();
    let ensemble = crate::stochastic::Ensemble { runs: 20_000, seed: 9, threads: Some(2) };
    let found = ensemble.simulate(&exact, &exact.typical(0), &|| true).unwrap().unwrap();
    for place in [0, 2] {
        agrees(1500, moments(&all, place), [found.means[place], found.variances[place]]);
    }
}

/// A switch of one copy that drives something continuous: a jump ends the step, since it changes the slope of the rest.
/// Mean (k/d) p and variance (k/d)^2 p (1 - p) d/(d + on + off) in the long run (a two-state jump process through a
/// linear filter).
#[test]
fn a_switch_drives_what_is_continuous() {
    let body = "species off_state, on_state; off_state = 1; on_state = 0; P = 0; k = 500; d = 0.5; up = 0.8; down = 1.2;
        switch_on: off_state => on_state; up*off_state; switch_off: on_state => off_state; down*on_state;
        P' = k*on_state - d*P;";
    let model = Model::new(body, &[15.0], &["P"], 10.0);
    let all = model.values(400, &[]);
    let (p, gain) = (0.4, 1000.0);
    agrees(400, moments(&all, 0), [gain * p, gain * gain * p * (1.0 - p) * 0.5 / (0.5 + 0.8 + 1.2)]);
}

/// What few and many exchange is lost nowhere.
#[test]
fn few_and_many_together_are_conserved() {
    let body =
        "species A, B, C; A = 1e6; B = 0; C = 0; go: A => B; 1e-4*A; on: B => C; 2*B; back: C => A; 0.5*C;";
    let model = Model::new(body, &[1.0, 5.0, 20.0], &["A", "B", "C"], 400.0);
    for values in model.values(40, &[]) {
        for row in values.chunks(3) {
            let sum: f64 = row.iter().sum();
            assert!((sum / 1e6 - 1.0).abs() < 1e-12, "{row:?}");
        }
    }
    // B is Poisson in the long run: made at 100, lost at 2.
    let all = model.values(1000, &[]);
    let [mean, variance] = moments(&all, 7);
    assert!((mean - 50.0).abs() < 1.0 && (variance / mean - 1.0).abs() < 0.25, "{mean} {variance}");
}

#[test]
fn a_clone_dies_out_or_comes_back() {
    // Treated from many to few, then left alone: extinct with probability (d/b)^n for the n that is left.
    let body = "species X; X = 2e6; b = 0.5; d = 0.2; var kill; kill = 3;
        birth: => X; b*X; death: X => ; (d + kill)*X; end_of_treatment: at (time >= 5): kill = 0;";
    let model = Model::new(body, &[5.0, 30.0], &["X"], 1000.0);
    let all = model.values(600, &[]);
    let expected: f64 = all.iter().map(|values| 0.4f64.powf(values[0])).sum::<f64>() / 600.0;
    let extinct = all.iter().filter(|values| values[1] == 0.0).count() as f64 / 600.0;
    assert!(
        (extinct - expected).abs() < 4.0 * (expected * (1.0 - expected) / 600.0).sqrt() + 0.01,
        "{extinct} {expected}"
    );
    // The mean at 5 is that of the equation; those that come back grow by it.
    let mean = moments(&all, 0)[0];
    let wanted = 2e6 * (-2.7f64 * 5.0).exp();
    assert!((mean / wanted - 1.0).abs() < 0.25, "{mean} {wanted}");
    assert!(all.iter().all(|values| values[1] == 0.0 || values[1] > 1.0));
}

#[test]
fn doses_and_events_act_on_what_is_few() {
    let body =
        "species X; X = 0; d = 0.5; var seen; seen = 0; death: X => ; d*X; note: at (X > 700): seen = 1;";
    let model = Model::new(body, &[0.5, 1.0, 3.0], &["X", "seen"], 1000.0);
    let dose = |time, kind| Dose { time, state: 0, kind, stop: None };
    let doses = [dose(1.0, DoseKind::Bolus(500.0)), dose(2.0, DoseKind::Bolus(450.5))];
    let all = model.values(400, &doses);
    assert!(all.iter().all(|values| values[0] == 0.0 && values[2] == 500.0 && values[3] == 0.0));
    assert!(all.iter().all(|values| values[5] == 1.0), "the event fires at the second dose");
    let (first, second) = ((-1.0f64).exp(), (-0.5f64).exp());
    let wanted = 500.0 * first + 450.5 * second;
    let variance = 500.0 * first * (1.0 - first) + 450.5 * second * (1.0 - second) + 0.25 * second * second;
    agrees(400, moments(&all, 4), [wanted, variance]);
}

#[test]
fn every_dose_and_event_acts_on_few_and_on_many() {
    let dose = |time, kind| Dose { time, state: 0, kind, stop: None };
    for (size, threshold) in [(1.0, 1e6), (1e5, 10.0)] {
        // All few, and all many: 300, then half of it, then an infusion of 200, then an event that doubles.
        let body = "species X; X = 0; d = 0; death: X => ; d*X; twice: at (time >= 5): X = 2*X;";
        let model = Model::new(body, &[1.5, 2.5, 3.5, 4.5, 6.0], &["X"], threshold);
        let doses = [
            dose(1.0, DoseKind::Bolus(300.0 * size)),
            dose(2.0, DoseKind::Scale(0.5)),
            dose(3.0, DoseKind::Infusion { amount: 200.0 * size, duration: 1.0 }),
        ];
        let all = model.values(6, &doses);
        for values in &all {
            let expected = [300.0, 150.0, 250.0, 350.0, 700.0].map(|value| value * size);
            for (place, (value, expected)) in values.iter().zip(expected).enumerate() {
                // Of few, the half is binomial: five of its standard deviations, and twice as many when doubled.
                let chance = if size > 1.0 || place == 0 { 0.0 } else { 5.0 * 75f64.sqrt() };
                let allowed = chance * if place == 4 { 2.0 } else { 1.0 } + 0.5 + 1e-6 * expected;
                assert!((value - expected).abs() <= allowed, "{size}: {values:?}");
            }
        }
    }
    // Every one of a few is left by its own chance.
    let body = "species X; X = 100; d = 0; death: X => ; d*X;";
    let all = Model::new(body, &[2.0], &["X"], 1000.0).values(1000, &[dose(1.0, DoseKind::Scale(0.3))]);
    agrees(1000, moments(&all, 0), [30.0, 21.0]);
}

/// Delays, persistence and ties where cells jump.
#[test]
fn events_keep_their_meaning() {
    let body = "species X; X = 60; d = 20; death: X => ; d*X; var seen; seen = 0; var y; y = 0;
        late: at 1 after (X < 5): seen = 1;
        back: at 1.5 after (time >= 1 && time < 2), persistent = false: seen = 7;
        a: at (time >= 3), priority = 2, fromTrigger = false: y = 10*y + 1;
        b: at (time >= 3), priority = 2, fromTrigger = false: y = 10*y + 2;";
    let model = Model::new(body, &[0.9, 2.0, 4.0], &["X", "seen", "y"], 1000.0);
    let all = model.values(200, &[]);
    assert!(all.iter().all(|values| values[..2] == [0.0, 0.0] && values[4] == 1.0 && values[7] == 1.0));
    assert!(all.iter().all(|values| [12.0, 21.0].contains(&values[8])), "{all:?}");
    let heads = all.iter().filter(|values| values[8] == 12.0).count();
    assert!((72..=128).contains(&heads), "{heads}");
}

/// A clone in marrow and blood that chemotherapy brings down and that then comes back or dies out: the hybrid method with a
/// threshold far below the start, and exact runs. Means, variances and the share that is extinct agree within sampling.
#[test]
fn a_treated_clone_agrees_with_exact_runs() {
    let body = "species marrow, blood; marrow = 4000; blood = 400; var kill; kill = 1.6;
        divide: marrow => 2 marrow; 0.3*marrow; die: marrow => ; 0.1*marrow; poison: marrow => ; kill*marrow;
        leave: marrow => blood; 0.4*marrow; home: blood => marrow; 0.6*blood; lost: blood => ; (0.2 + kill)*blood;
        stop: at (time >= 5): kill = 0;";
    let times = [2.0, 5.0, 20.0];
    let model = Model::new(body, &times, &["marrow", "blood"], 200.0);
    let runs = 800;
    let all = model.values(runs, &[]);
    let settings = Settings::new(0.0, times.to_vec(), model.settings.outputs.clone());
    let exact = crate::stochastic::Stochastic::new(
        &model.equations,
        &settings,
        crate::stochastic::StochasticMethod::Direct,
    )
    .unwrap();
    let all_exact = exact_courses(&exact, runs);
    for place in 0..6 {
        let ([m, v], [n, w]) = (moments(&all, place), moments(&all_exact, place));
        let z = (m - n) / ((v + w) / runs as f64).sqrt();
        assert!(z.abs() < 4.0, "mean {place}: {m} for {n}");
    }
    let extinct = |all: &[Vec<f64>]| {
        all.iter().filter(|values| values[4] + values[5] == 0.0).count() as f64 / all.len() as f64
    };
    let (hybrid, exact) = (extinct(&all), extinct(&all_exact));
    let error = (2.0 * exact * (1.0 - exact) / runs as f64).sqrt();
    assert!(exact > 0.05 && exact < 0.95 && (hybrid - exact).abs() < 4.0 * error, "{hybrid} for {exact}");
}

fn exact_courses(model: &crate::stochastic::Stochastic, runs: u64) -> Vec<Vec<f64>> {
    let (mut ids, mut all) = (0..runs, Vec::new());
    let mut next = |subject: &mut Subject| {
        *subject = model.typical(0);
        ids.next().map(|id| subject.id = id).is_some()
    };
    let mut finished = |finished: Finished<'_>| {
        assert_eq!(finished.failure, None);
        all.push(finished.values.to_vec());
    };
    model.run_while(crate::stochastic::Seeds::new(9), &|| true, &mut next, &mut finished).unwrap();
    all
}

#[test]
fn what_is_many_is_integrated() {
    let body = "species X; X = 1e8; d = 1; death: X => ; d*X;";
    let model = Model::new(body, &[3.0], &["X"], 1000.0);
    let all = model.values(2, &[]);
    assert!((all[0][0] / (1e8 * (-3.0f64).exp()) - 1.0).abs() < 1e-5);
    assert_eq!(all[0][0].to_bits(), all[1][0].to_bits(), "nothing has been drawn");
}

#[test]
fn a_subject_has_the_same_bits_whatever_runs_beside_it() {
    let body = "species X, Y; X = 3000; Y = 5; k = 0.02; birth: => Y; 0.5*Y; death: Y => ; 0.6*Y; eat: X => ; k*X*Y/10;";
    let mut model = Model::new(body, &[1.0, 4.0, 9.0], &["X", "Y"], 1000.0);
    let together = model.run(0..40, &[]);
    let alone: Vec<_> = (0..40).flat_map(|id| model.run(id..id + 1, &[])).collect();
    assert_eq!(together, alone);
    model.settings.lanes = Some(8);
    assert_eq!(together, model.run(0..40, &[]));
    let engine =
        |instructions| Engine::with_instructions(&model.equations, &model.settings, Some(instructions));
    let mut plain = vec![Vec::new(); 40];
    let mut queue = 0..40;
    engine(crate::Instructions::Plain)
        .unwrap()
        .run(&mut |subject| queue.next().map(|id| *subject = model.subject(id, &[])).is_some(), &mut |done| {
            plain[done.id as usize] = done.values.to_vec()
        })
        .unwrap();
    assert!(together.iter().zip(&plain).all(|((values, _), plain)| values == plain));
}

/// Only what is counted in cells jumps where anything is; what a rate rule changes never does.
#[test]
fn units_say_what_jumps() {
    let body = "species X, level; X has cells; X = 3; level has dimensionless; level = 0.5; y = 1; y' = -y;
        death: X => ; 1*X; fall: level => ; 1*level;";
    let model = Model::new(body, &[1.0], &["X", "level", "y"], 1000.0);
    for values in model.values(5, &[]) {
        assert_eq!(values[0].fract(), 0.0);
        assert!(
            (values[1] - 0.5 * (-1.0f64).exp()).abs() < 1e-5 && (values[2] - (-1.0f64).exp()).abs() < 1e-5
        );
    }
}

#[test]
fn what_cannot_be_done_is_refused_by_name() {
    let refused = |body: &str, threshold: f64| {
        let model = Model::new(body, &[1.0], &[], threshold);
        match Engine::new(&model.equations, &model.settings) {
            Err(EngineError::Refused(refused)) => refused,
            other => panic!("{:?}", other.err()),
        }
    };
    assert_eq!(refused("x = 1; x' = -x;", 1000.0), [Refusal::NothingJumps]);
    assert_eq!(refused("species X; X = 1; a: X => ; X;", 0.0), [Refusal::Threshold]);
    // A one-way law that turns negative ends the run.
    let model = Model::new("species X; X = 5; a: X => ; 1 - time;", &[2.0], &["X"], 1000.0);
    let all = model.run(0..3, &[]);
    assert!(all.iter().all(|(_, failure)| matches!(failure, Some(Failure::NegativeRate(_, 0)))), "{all:?}");
}
