//! Stochastic methods against closed forms.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::{Dose, Failure};
use lytic_model::{NoImports, read_antimony};
use lytic_text::Sources;

const BIRTH_DEATH: &str = "species X; X = 100; b = 0.1; d = 0.11; birth: => X; b*X; death: X => ; d*X;";
const DIMER: &str = "species P, P2; P = 100; P2 = 0; k1 = 0.001; k2 = 0.01;
    join: 2 P => P2; k1*P*(P - 1)/2; part: P2 => 2 P; k2*P2;";

pub(super) fn equations(body: &str) -> Equations {
    let text = format!("model m()\n{body}\nend\n");
    let (model, found) = read_antimony("m", &text, &NoImports, &mut Sources::default());
    model.unwrap_or_else(|| panic!("{found:?}")).lower().unwrap()
}

fn ready(body: &str, times: &[f64], names: &[&str], method: StochasticMethod) -> Stochastic {
    let equations = equations(body);
    let outputs = names.iter().map(|name| equations.observable(name).unwrap().expression).collect();
    let settings = Settings::new(0.0, times.to_vec(), outputs);
    Stochastic::new(&equations, &settings, method).unwrap_or_else(|error| panic!("{:?}", error.messages()))
}

fn statistics(model: &Stochastic, runs: u64, threads: usize) -> Statistics {
    let ensemble = Ensemble { runs, seed: 1, threads: Some(threads) };
    let found = ensemble.simulate(model, &model.typical(0), &|| true).unwrap().unwrap();
    assert_eq!((found.failed, found.runs), (0, runs), "{:?}", found.first_failure);
    found
}

/// The values of each run, one after the other on one thread.
fn courses(model: &Stochastic, runs: u64, doses: &[Dose]) -> Vec<Vec<f64>> {
    let (mut ids, mut all) = (0..runs, Vec::new());
    let mut next = |subject: &mut Subject| {
        *subject = Subject { doses: doses.to_vec(), ..model.typical(0) };
        ids.next().map(|id| subject.id = id).is_some()
    };
    let mut finished = |finished: Finished<'_>| {
        assert_eq!(finished.failure, None);
        all.push(finished.values.to_vec());
    };
    model.run_while(Seeds::new(1), &|| true, &mut next, &mut finished).unwrap();
    all
}

/// The rules of the DSMTS: Z and Y within 4 and 6 here, so that a right method fails once in ten thousand.
#[track_caller]
fn agrees(runs: u64, [mean, variance]: [f64; 2], [wanted, of]: [f64; 2]) {
    let n = runs as f64;
    let z = (mean - wanted) * (n / of).sqrt();
    let y = (variance / of - 1.0) * (n / 2.0).sqrt();
    assert!(
        z.abs() < 4.0 && y.abs() < 6.0,
        "mean {mean} for {wanted} (Z {z}), variance {variance} for {of} (Y {y})"
    );
}

/// Mean and variance of linear birth and death from `n`.
fn birth_death(n: f64, b: f64, d: f64, t: f64) -> [f64; 2] {
    let growth = ((b - d) * t).exp();
    [n * growth, n * (b + d) / (b - d) * growth * (growth - 1.0)]
}

#[test]
fn birth_and_death_have_their_mean_and_variance() {
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction] {
        let model = ready(BIRTH_DEATH, &[0.0, 5.0, 20.0], &["X"], method);
        let found = statistics(&model, 4000, 2);
        assert_eq!((found.means[0], found.variances[0]), (100.0, 0.0));
        for (place, time) in [(1, 5.0), (2, 20.0)] {
            let wanted = birth_death(100.0, 0.1, 0.11, time);
            agrees(4000, [found.means[place], found.variances[place]], wanted);
        }
    }
}

/// Immigration and death from nothing is Poisson at all times.
#[test]
fn immigration_and_death_are_poisson() {
    let body = "species X; X = 0; k = 5; d = 0.4; come: => X; k; go: X => ; d*X;";
    let model = ready(body, &[1.0, 8.0], &["X"], StochasticMethod::Direct);
    let found = statistics(&model, 4000, 1);
    for (place, time) in [(0, 1.0f64), (1, 8.0)] {
        let mean = 12.5 * (1.0 - (-0.4 * time).exp());
        agrees(4000, [found.means[place], found.variances[place]], [mean, mean]);
        // Of a Poisson number 3 + 1/mean; its estimate scatters by sqrt(24/n).
        let kurtosis = found.kurtoses[place];
        assert!((kurtosis - 3.0 - 1.0 / mean).abs() < 6.0 * (24.0f64 / 4000.0).sqrt(), "{kurtosis}");
    }
    let total: u64 = found.histograms[0].bins().map(|bin| bin.2).sum();
    assert_eq!(total, 4000);
    let zero = found.histograms[0].bins().find(|bin| bin.0 == 12.0).unwrap();
    let mean = 12.5 * (1.0 - (-3.2f64).exp());
    let expected = (12.0 * mean.ln() - mean - random::log_factorial(12.0)).exp();
    assert!((zero.2 as f64 / 4000.0 - expected).abs() < 0.02);
}

#[test]
fn runs_in_lanes_are_those_one_by_one_on_any_number_of_threads() {
    for body in [BIRTH_DEATH, DIMER, "species X; X = 10.5; k = 5; d = 1; come: => X; k; go: X => ; d*X;"] {
        let output = if body == DIMER { "P2" } else { "X" };
        let model = ready(body, &[0.0, 1.0, 10.0], &[output], StochasticMethod::Direct);
        assert!(lanes::fits(&model, &model.typical(0)));
        let single = courses(&model, 300, &[]);
        let found = statistics(&model, 300, 1);
        assert_eq!(found, statistics(&model, 300, 3));
        let mut in_lanes = vec![Vec::new(); 300];
        lanes::run(&model, 1, &model.typical(0), 0..300, &|| true, &mut |run| {
            in_lanes[run.id as usize] = run.values.to_vec();
        });
        assert_eq!(single, in_lanes);
    }
}

#[test]
fn counts_are_conserved_to_the_last_one() {
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        let model = ready(DIMER, &[1.0, 7.0, 40.0], &["P", "P2"], method);
        for values in courses(&model, 50, &[]) {
            for pair in values.chunks(2) {
                assert_eq!(pair[0] + 2.0 * pair[1], 100.0);
                assert!(pair[0] >= 0.0 && pair[1] >= 0.0);
            }
        }
    }
}

/// From n, birth b and death d leave none by time t with probability (d (g - 1) / (b g - d))^n, g = e^((b - d) t), which
/// tends to (d/b)^n (Kendall 1948, Ann Math Stat 19:1).
#[test]
fn extinction_has_its_probability() {
    let body = "species X; X = 3; b = 1; d = 0.6; birth: => X; b*X; death: X => ; d*X;";
    let times = [0.5, 2.0, 12.0];
    let model = ready(body, &times, &["X"], StochasticMethod::Direct);
    let runs = 4000;
    let found = statistics(&model, runs, 2);
    for (place, time) in times.into_iter().enumerate() {
        let growth = (0.4f64 * time).exp();
        let expected = (0.6 * (growth - 1.0) / (growth - 0.6)).powi(3);
        let share = found.zeros[place] as f64 / runs as f64;
        let error = (expected * (1.0 - expected) / runs as f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{time}: {share} for {expected}");
    }
    let limit = (0.6f64).powi(3);
    assert!((found.zeros[2] as f64 / runs as f64 - limit).abs() < 0.03);
}

/// Plain leaps err in proportion to their length: halving it halves the error of the mean.
#[test]
fn plain_leaps_converge_with_order_one() {
    let body = "species X; X = 1000000; d = 1; death: X => ; d*X;";
    let mut errors = Vec::new();
    for step in [1.0 / 8.0, 1.0 / 16.0, 1.0 / 32.0] {
        let model = ready(body, &[1.0], &["X"], StochasticMethod::Tau(Leap::Step(step)));
        let found = statistics(&model, 400, 2);
        errors.push((found.means[0] - 1e6 * (-1.0f64).exp()).abs());
    }
    for pair in errors.windows(2) {
        let slope = (pair[0] / pair[1]).log2();
        assert!((slope - 1.0).abs() < 0.1, "{slope} from {errors:?}");
    }
}

#[test]
fn leaps_with_error_control_agree_with_exact_runs() {
    let body = "species X; X = 2000; b = 0.1; d = 0.11; birth: => X; b*X; death: X => ; d*X;";
    let model = ready(body, &[5.0, 20.0], &["X"], StochasticMethod::Tau(Leap::Error(0.01)));
    let found = statistics(&model, 2000, 2);
    for (place, time) in [(0, 5.0), (1, 20.0)] {
        agrees(2000, [found.means[place], found.variances[place]], birth_death(2000.0, 0.1, 0.11, time));
    }
    // Far fewer leaps than reactions, and none below zero where few are left.
    let body = "species X; X = 200000; d = 1; death: X => ; d*X;";
    let model = ready(body, &[1.0, 30.0], &["X"], StochasticMethod::Tau(Leap::Error(0.03)));
    for values in courses(&model, 20, &[]) {
        assert!((values[0] / 200_000.0 - (-1.0f64).exp()).abs() < 0.02);
        assert_eq!(values[1], 0.0);
    }
}

fn dose(time: f64, kind: DoseKind) -> Dose {
    Dose { time, state: 0, kind, stop: None }
}

#[test]
fn doses_act_in_every_method() {
    let body = "species X; X = 0; d = 0.5; death: X => ; d*X;";
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        let model = ready(body, &[1.0, 3.0], &["X"], method);
        // 500 at 1; half of what is there is removed at 2.
        let doses = [dose(1.0, DoseKind::Bolus(500.0)), dose(2.0, DoseKind::Scale(0.5))];
        let all = courses(&model, 600, &doses);
        assert!(all.iter().all(|values| values[0] == 500.0));
        let survives = 0.5 * (-1.0f64).exp();
        let mean = all.iter().map(|values| values[1]).sum::<f64>() / 600.0;
        let error = (500.0 * survives * (1.0 - survives) / 600.0).sqrt();
        assert!((mean - 500.0 * survives).abs() < 4.0 * error, "{method:?}: {mean}");
        // Without death an infusion brings all of it, evenly.
        let still = body.replace("d = 0.5", "d = 0");
        let model = ready(&still, &[1.0, 2.0, 4.0], &["X"], method);
        let doses = [dose(1.0, DoseKind::Infusion { amount: 300.0, duration: 2.0 })];
        let all = courses(&model, 100, &doses);
        assert!(all.iter().all(|values| values[0] == 0.0 && values[2] == 300.0), "{method:?}");
        let middle = all.iter().map(|values| values[1]).sum::<f64>() / 100.0;
        assert!((middle - 150.0).abs() < 4.0 * (75.0f64 / 100.0).sqrt() + 1.0, "{method:?}: {middle}");
    }
}

#[test]
fn a_dose_of_a_part_is_given_by_chance() {
    let body = "species X; X = 0.25; d = 0; death: X => ; d*X;";
    let model = ready(body, &[0.0, 2.0], &["X"], StochasticMethod::Direct);
    let all = courses(&model, 4000, &[dose(1.0, DoseKind::Bolus(1.5))]);
    let means = [0, 1].map(|place| all.iter().map(|values| values[place]).sum::<f64>() / 4000.0);
    assert!((means[0] - 0.25).abs() < 0.03 && (means[1] - 1.75).abs() < 0.05, "{means:?}");
    assert!(all.iter().flatten().all(|value| value.fract() == 0.0));
}

#[test]
fn events_act_on_counts_and_at_times() {
    let reset = format!("{DIMER} reset: at (P2 > 30): P = 100, P2 = 0;");
    let timed = "species X; X = 100; d = 0; death: X => ; d*X; back: at (time >= 25): X = 50;";
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        let model = ready(&reset, &[5.0, 20.0, 50.0], &["P", "P2"], method);
        for values in courses(&model, 30, &[]) {
            assert!(values.chunks(2).all(|pair| pair[1] <= 31.0 && pair[0] + 2.0 * pair[1] == 100.0));
        }
        let model = ready(timed, &[24.9, 25.0, 26.0], &["X"], method);
        assert_eq!(courses(&model, 1, &[]), [[100.0, 50.0, 50.0]]);
    }
}

/// Every way of an event in every method, on counts that move: delayed from a time or a count, taken back, in order.
#[test]
fn events_keep_their_meaning_in_every_method() {
    let base = "species X; X = 60; d = 20; death: X => ; d*X; var seen; seen = 0;";
    let of = |events: &str, method| {
        let model = ready(&format!("{base} {events}"), &[0.9, 2.0, 4.0], &["X", "seen"], method);
        courses(&model, 20, &[])
    };
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        // All are gone by 0.9 (but for one run in a million); 1 after fewer than five are left is before 2.
        let all = of("late: at 1 after (X < 5): seen = 1;", method);
        assert!(all.iter().all(|values| values[..4] == [0.0, 0.0, 0.0, 1.0]), "{method:?}: {all:?}");
        // The trigger is false again before the delay is over.
        for (persistent, expected) in [("true", 1.0), ("false", 0.0)] {
            let event =
                format!("back: at 1.5 after (time >= 1 && time < 2), persistent = {persistent}: seen = 1;");
            let all = of(&event, method);
            assert!(all.iter().all(|values| values[5] == expected), "{method:?} {persistent}: {all:?}");
        }
        // A count that an event brings back takes back what waits; when it has fallen again, the next one waits from there.
        let all = of(
            "refill: at (time >= 1): X = 10000; waits: at 1.5 after (X < 5), persistent = false: seen = 1;",
            method,
        );
        assert!(all.iter().all(|values| values[3] == 0.0 && values[5] == 1.0), "{method:?}: {all:?}");
        // Values of the firing, not of the execution.
        let kept = of("keep: at 1 after (time >= 1), t0 = false, fromTrigger = true: seen = time;", method);
        assert!(kept.iter().all(|values| (values[5] - 1.0).abs() < 1e-12), "{method:?}: {kept:?}");
    }
}

/// Two events at one time with one priority: which goes first is a coin of each run; a higher priority goes before both.
#[test]
fn ties_of_events_are_drawn_in_every_method() {
    let body = "species X; X = 5; d = 0; death: X => ; d*X; var y; y = 0;
        a: at (time >= 1), priority = 2, fromTrigger = false: y = 10*y + 1;
        b: at (time >= 1), priority = 2, fromTrigger = false: y = 10*y + 2;
        c: at (time >= 1), priority = 3, fromTrigger = false: y = 10*y + 3;";
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    let mut first = Vec::new();
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        let all: Vec<f64> =
            courses(&ready(body, &[2.0], &["y"], method), 400, &[]).into_iter().flatten().collect();
        assert!(all.iter().all(|order| [312.0, 321.0].contains(order)), "{all:?}");
        let heads = all.iter().filter(|order| **order == 312.0).count();
        // Four standard deviations of 400 coins.
        assert!((160..=240).contains(&heads), "{method:?}: {heads}");
        // Keyed by seed and run, so the same in each method.
        first = if first.is_empty() { all.clone() } else { first };
        assert_eq!(first, all);
    }
}

/// A rate that an event changes: death stops at 2.
#[test]
fn an_event_changes_a_rate() {
    let body = "species X; X = 400; var d; d = 1; death: X => ; d*X; stop: at (time >= 2): d = 0;";
    let model = ready(body, &[2.0, 9.0], &["X"], StochasticMethod::Direct);
    let all = courses(&model, 400, &[]);
    assert!(all.iter().all(|values| values[0] == values[1]));
    let mean = all.iter().map(|values| values[0]).sum::<f64>() / 400.0;
    assert!((mean - 400.0 * (-2.0f64).exp()).abs() < 4.0 * (400.0 * 0.1353 * 0.8647 / 400.0f64).sqrt());
}

#[test]
fn what_is_not_there_is_not_taken() {
    let body = "species X; X = 5; k = 100; go: X => ; k;";
    let leaping = StochasticMethod::Tau(Leap::Error(0.03));
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction, leaping] {
        let model = ready(body, &[10.0], &["X"], method);
        assert_eq!(courses(&model, 3, &[]), [[0.0], [0.0], [0.0]]);
    }
}

#[test]
fn a_law_of_both_signs_goes_both_ways_and_a_one_way_law_must_not_turn_negative() {
    let body = "species A, B; A = 60; B = 0; k = 1; l = 2; turn: A -> B; k*A - l*B;";
    let model = ready(body, &[10.0], &["A"], StochasticMethod::Direct);
    assert_eq!(model.channels(), 2);
    let found = statistics(&model, 4000, 2);
    // Each of the 60 is in A with probability 2/3.
    agrees(4000, [found.means[0], found.variances[0]], [40.0, 60.0 * 2.0 / 9.0]);
    let one_way = body.replace("->", "=>").replace("A = 60; B = 0", "A = 0; B = 60");
    let model = ready(&one_way, &[10.0], &["A"], StochasticMethod::Direct);
    let found = Ensemble { runs: 9, seed: 1, threads: None }.simulate(&model, &model.typical(0), &|| true);
    let found = found.unwrap().unwrap();
    assert_eq!(found.failed, 9);
    assert!(matches!(found.first_failure, Some((0, Failure::NegativeRate(_, 0)))));
}

#[test]
fn laws_of_any_shape_are_computed() {
    // Saturated loss over a conserved total: the two methods agree with each other.
    let body = "species A, B; A = 50; B = 10; v = 8; k = 20; back = 0.3;
        share := A/(k + A); go: A => B; v*share; come: B => A; back*B;";
    let direct = statistics(&ready(body, &[4.0], &["A"], StochasticMethod::Direct), 3000, 2);
    let next = statistics(&ready(body, &[4.0], &["A"], StochasticMethod::NextReaction), 3000, 2);
    let error = ((direct.variances[0] + next.variances[0]) / 3000.0).sqrt();
    assert!((direct.means[0] - next.means[0]).abs() < 4.0 * error);
    assert!((direct.variances[0] / next.variances[0] - 1.0).abs() < 6.0 * (4.0f64 / 3000.0).sqrt());
}

#[test]
fn many_channels_go_through_the_tree_of_sums() {
    // A ring of 30 places that one goes round: uniform in the end.
    let mut body = String::from("k = 1;\n");
    for place in 0..30 {
        body += &format!("species S{place}; S{place} = {};\n", if place == 0 { 3000 } else { 0 });
        body += &format!("g{place}: S{place} => S{}; k*S{place};\n", (place + 1) % 30);
        body += &format!("h{place}: S{place} => S{}; k*S{place};\n", (place + 29) % 30);
    }
    let names: Vec<String> = (0..30).map(|place| format!("S{place}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for method in [StochasticMethod::Direct, StochasticMethod::NextReaction] {
        let model = ready(&body, &[200.0], &names, method);
        let values = courses(&model, 1, &[]).remove(0);
        assert_eq!(values.iter().sum::<f64>(), 3000.0);
        assert!(values.iter().all(|value| (value - 100.0).abs() < 50.0), "{method:?}: {values:?}");
    }
}

#[test]
fn what_cannot_jump_is_refused_by_name_all_at_once() {
    let body = "species A; A = 1; x = 0; x' = 1; a: => A; time; b: A => ; A;
        compartment c; c = 1; unit mgs = 1e-3 gram; species M in c; substanceOnly species N in c; N = 1; N has mgs; d: N => ; N;";
    let equations = equations(&body.replace("species M in c; ", ""));
    let settings = Settings::new(0.0, vec![1.0], vec![]);
    let Err(EngineError::Refused(refused)) = Stochastic::new(&equations, &settings, StochasticMethod::Direct)
    else {
        panic!("not refused");
    };
    assert!(refused.contains(&Refusal::RateRule("x".to_owned())), "{refused:?}");
    assert!(refused.contains(&Refusal::ReadsTime("a".to_owned())), "{refused:?}");
    let uncounted = Refusal::NotCounted { state: "N".to_owned(), reaction: "d".to_owned() };
    assert!(refused.contains(&uncounted), "{refused:?}");
    let none = super::tests::equations("x = 0; x' = 1;");
    let error = Stochastic::new(&none, &settings, StochasticMethod::Direct).unwrap_err();
    assert!(error.messages().len() == 2, "{:?}", error.messages());
    let leap = Stochastic::new(&none, &settings, StochasticMethod::Tau(Leap::Error(2.0))).unwrap_err();
    assert_eq!(leap, EngineError::Refused(vec![Refusal::Leap]));
}

#[test]
fn molecules_of_a_mole_are_counted() {
    // 50 molecules, as a part of a mole.
    let body = "species X; X has mole; X = 8.302695335584543e-23; d = 1; death: X => ; d*X;";
    let model = ready(body, &[0.0, 1.0], &["X"], StochasticMethod::Direct);
    let found = statistics(&model, 2000, 1);
    let molecules = 6.022_140_76e23;
    assert!((found.means[0] * molecules - 50.0).abs() < 1e-6);
    let share = (-1.0f64).exp();
    let scaled = [found.means[1] * molecules, found.variances[1] * molecules * molecules];
    agrees(2000, scaled, [50.0 * share, 50.0 * share * (1.0 - share)]);
}

#[test]
fn runs_without_end_are_stopped() {
    let body = "species X; X = 1; b = 5; birth: => X; b*X;";
    let model = ready(body, &[1e3], &["X"], StochasticMethod::Direct).with_most_reactions(10_000);
    for found in [
        Ensemble { runs: 2, seed: 1, threads: None }.simulate(&model, &model.typical(0), &|| true),
        Ensemble { runs: 2, seed: 1, threads: None }.simulate(
            &model.clone(),
            &Subject { doses: vec![dose(0.0, DoseKind::Bolus(1.0))], ..model.typical(0) },
            &|| true,
        ),
    ] {
        let found = found.unwrap().unwrap();
        assert!(matches!(found.first_failure, Some((_, Failure::TooManySteps(_)))), "{found:?}");
    }
    let stopped = Ensemble { runs: 2, seed: 1, threads: None }.simulate(&model, &model.typical(0), &|| false);
    assert_eq!(stopped.unwrap(), None);
}
