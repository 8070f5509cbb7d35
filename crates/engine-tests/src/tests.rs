//! Three models: cells and a cytokine with doses, a drug with infusions and a daily rhythm, a stiff oscillator.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::outside::{self, Given};
use lytic_engine::{Dose, DoseKind, Engine, Method, Settings, Subject, reference};
use lytic_model::{Equations, ExprId, NoImports, read_antimony};
use lytic_text::Sources;

fn equations(text: &str) -> Equations {
    let mut sources = Sources::default();
    let (model, diagnostics) = read_antimony("model.ant", text, &NoImports, &mut sources);
    model.unwrap_or_else(|| panic!("{diagnostics:?}")).lower().unwrap()
}

/// Runs a model in lanes (each method that can) and in the plain solver, and compares all states.
fn compare(
    text: &str,
    states: &[&str],
    times: &[f64],
    doses: Vec<Dose>,
    methods: &[Method],
    expected: &[Vec<f64>],
) {
    let equations = equations(text);
    let outputs: Vec<ExprId> =
        states.iter().map(|name| equations.observable(name).unwrap().expression).collect();
    let subject =
        Subject { id: 0, parameters: equations.parameters.iter().map(|p| p.value).collect(), doses };
    for method in methods {
        let mut settings = Settings::new(0.0, times.to_vec(), outputs.clone());
        settings.relative_tolerance = 1e-8;
        settings.method = *method;
        let plain = reference::run(&equations, &settings, &subject);
        assert_eq!(plain.failure, None);
        near(&plain.values, expected, "plain");
        let engine = Engine::new(&equations, &settings).unwrap();
        let mut given = false;
        let mut values = Vec::new();
        engine
            .run(
                &mut |next| {
                    next.clone_from(&subject);
                    !std::mem::replace(&mut given, true)
                },
                &mut |finished| {
                    assert_eq!(finished.failure, None);
                    values = finished.values.to_vec();
                },
            )
            .unwrap();
        near(&values, expected, "lanes");
    }
}

/// Within 2e-6 of each state's size, or of a thousandth of its largest.
fn near(values: &[f64], expected: &[Vec<f64>], who: &str) {
    let count = expected[0].len();
    assert_eq!(values.len(), count * expected.len());
    for state in 0..count {
        let largest = expected.iter().map(|row| row[state].abs()).fold(0.0, f64::max);
        for (row, expected) in values.chunks(count).zip(expected) {
            let allowed = 2e-6 * (expected[state].abs() + 1e-3 * largest);
            let off = (row[state] - expected[state]).abs();
            assert!(off <= allowed, "{who}, state {state}: {} but {}", row[state], expected[state]);
        }
    }
}

fn dose(time: f64, state: usize, kind: DoseKind) -> Dose {
    Dose { time, state, kind, stop: None }
}

#[test]
fn effector_cells_and_a_cytokine() {
    let text = "
        model tumour
          species T, N, C
          T = 1e6; N = 1e3; C = 5
          grow = 0.2; room = 1e8; kill = 8; half = 3e5
          rise = 0.9; C50 = 20; h = 1.7; death = 0.25
          make = 30; clear = 6; uptake = 2e-6
          T' = grow*T*(1 - T/room) - kill*N*T/(T + half + N)
          N' = rise*N*C^h/(C50^h + C^h) - death*N
          C' = make - clear*C - uptake*N*C
        end";
    let derivatives: outside::Derivatives = |_, x, y| {
        let (t, n, c) = (x[0], x[1], x[2]);
        let hill = c.powf(1.7) / (20f64.powf(1.7) + c.powf(1.7));
        y[0] += 0.2 * t * (1.0 - t / 1e8) - 8.0 * n * t / (t + 3e5 + n);
        y[1] += 0.9 * n * hill - 0.25 * n;
        y[2] += 30.0 - 6.0 * c - 2e-6 * n * c;
    };
    let times = [0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0];
    let given = [
        (2.0, 1, Given::Bolus(5e4)),
        (2.0, 2, Given::Bolus(100.0)),
        (5.0, 1, Given::Bolus(2e4)),
        (5.5, 2, Given::Bolus(200.0)),
    ];
    let doses = [(2.0, 1, 5e4), (2.0, 2, 100.0), (5.0, 1, 2e4), (5.5, 2, 200.0)]
        .map(|(time, state, amount)| dose(time, state, DoseKind::Bolus(amount)));
    let expected = outside::explicit(derivatives, &[1e6, 1e3, 5.0], &times, &given);
    compare(text, &["T", "N", "C"], &times, doses.to_vec(), &[Method::Rodas5P, Method::Explicit], &expected);
}

#[test]
fn infusions_saturable_loss_and_a_daily_rhythm() {
    let text = "
        model drug
          A = 0; B = 0; E = 10
          fastest = 12; half = 3; out = 0.9; back = 0.4
          make = 5; lose = 0.5; most = 3; C50 = 4; h = 2.5
          A' = back*B - out*A - fastest*A/(half + A)
          B' = out*A - back*B
          E' = make*(1 + 0.3*sin(2*pi*time)) - lose*(1 + most*A^h/(C50^h + A^h))*E
        end";
    let derivatives: outside::Derivatives = |t, x, y| {
        let hill = x[0].max(0.0).powf(2.5);
        y[0] += 0.4 * x[1] - 0.9 * x[0] - 12.0 * x[0] / (3.0 + x[0]);
        y[1] += 0.9 * x[0] - 0.4 * x[1];
        y[2] += 5.0 * (1.0 + 0.3 * (std::f64::consts::TAU * t).sin())
            - 0.5 * (1.0 + 3.0 * hill / (4f64.powf(2.5) + hill)) * x[2];
    };
    let times = [0.0, 0.25, 0.5, 1.0, 1.25, 1.5, 2.0, 3.0, 4.5, 6.0];
    let given = [
        (0.25, 0, Given::Rate(40.0)),
        (1.25, 0, Given::Rate(10.0)),
        (1.5, 0, Given::Rate(-40.0)),
        (3.0, 0, Given::Bolus(6.0)),
        (3.25, 0, Given::Rate(-10.0)),
    ];
    let doses = vec![
        dose(0.25, 0, DoseKind::Infusion { amount: 50.0, duration: 1.25 }),
        dose(1.25, 0, DoseKind::Infusion { amount: 20.0, duration: 2.0 }),
        dose(3.0, 0, DoseKind::Bolus(6.0)),
    ];
    let expected = outside::explicit(derivatives, &[0.0, 0.0, 10.0], &times, &given);
    compare(text, &["A", "B", "E"], &times, doses, &[Method::Rodas5P, Method::Explicit], &expected);
}

#[test]
fn a_stiff_oscillator() {
    let text = "
        model oregonator
          x = 1; y = 2; z = 3
          s = 77.27; w = 0.161; q = 8.375e-6
          x' = s*(y - x*y + x - q*x^2)
          y' = (z - y - x*y)/s
          z' = w*(x - z)
        end";
    let times = [0.0, 1.0, 5.0, 10.0, 20.0, 30.0];
    let expected = outside::oregonator(&times);
    compare(text, &["x", "y", "z"], &times, vec![], &[Method::Rodas5P], &expected);
}
