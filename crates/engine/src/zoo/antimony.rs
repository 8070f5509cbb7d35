//! The zoo once more, as the texts that people write: read, flattened and lowered, they have the same answers.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::Problem;
use crate::{Engine, reference};
use lytic_model::{NoImports, read_antimony};
use lytic_text::Sources;

/// A problem, its text, and what to observe in place of its outputs.
type Case = (fn() -> Problem, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    (
        super::chain,
        "species A, B, C; k1 = 2; k2 = 0.5; A = 3; B = 0; C = 0
         J1: A -> B; k1*A
         J2: B -> C; k2*B",
        &["A", "B", "C"],
    ),
    (
        super::robertson,
        "x = 1; y = 0; z = 0; k1 = 0.04; k2 = 1e4; k3 = 3e7
         slow := k1*x; back := k2*y*z; fast := k3*y^2
         x' = back - slow
         y' = slow - back - fast
         z' = fast",
        &["x", "y", "z"],
    ),
    (
        super::van_der_pol,
        "x = 2; v = 0; mu = 1000
         x' = v
         v' = mu*(1 - x^2)*v - x",
        &["x", "v"],
    ),
    (
        super::lotka_volterra,
        "x = 1; y = 2; a = 1.5; b = 1; c = 3; d = 1
         x' = a*x - b*x*y
         y' = d*x*y - c*y
         conserved := d*x - c*ln(x) + b*y - a*ln(y)",
        &["conserved"],
    ),
    (
        super::two_compartments,
        "species centre, outer; centre = 0; outer = 0; k10 = 0.3; k12 = 0.8; k21 = 0.4
         elimination: centre -> ; k10*centre
         exchange: centre -> outer; k12*centre - k21*outer",
        &["centre", "outer"],
    ),
    (
        super::logistic,
        "rate = 2; start = 0.01; x = start
         x' = rate*x*(1 - x)",
        &["x"],
    ),
    (
        super::bouncing_ball,
        "g = 9.81; e = 0.8; height = 10; speed = 0; bounces = 0
         height' = speed
         speed' = -g
         at height < 0 && speed < 0: height = 0, speed = -e*speed, bounces = bounces + 1",
        &["height", "bounces"],
    ),
    (
        super::driven,
        "k = 1000; y = 1
         y' = -k*(y - cos(time)) - sin(time)",
        &["y"],
    ),
    (
        super::hill,
        "x = 5; y = 0; h = 2.7; p = 2
         x' = -x
         y' = 1 - y^p
         effect := x^h/(1 + x^h)",
        &["effect", "y"],
    ),
];

#[test]
fn texts_have_the_answers_of_the_zoo() {
    for (problem, text, observed) in CASES {
        let mut problem = problem();
        let mut sources = Sources::default();
        let text = format!("model zoo\n{text}\nend\n");
        let (model, diagnostics) = read_antimony(problem.name, &text, &NoImports, &mut sources);
        let model = model.unwrap_or_else(|| panic!("{}: {diagnostics:?}", problem.name));
        let equations = model.lower().unwrap();
        // Doses and tolerances of the problem go by the index of a state.
        let names = |equations: &lytic_model::Equations| -> Vec<String> {
            equations.states.iter().map(|state| state.name.clone()).collect()
        };
        let order = |name: &String| equations.state(name).unwrap();
        let old: Vec<usize> = names(&problem.equations).iter().map(order).collect();
        for dose in &mut problem.subject.doses {
            dose.state = old[dose.state];
        }
        let tolerances = std::mem::take(&mut problem.settings.absolute_tolerances);
        if !tolerances.is_empty() {
            let mut moved = vec![0.0; equations.states.len()];
            tolerances.iter().zip(&old).for_each(|(tolerance, to)| moved[*to] = *tolerance);
            problem.settings.absolute_tolerances = moved;
        }
        problem.settings.outputs =
            observed.iter().map(|name| equations.observable(name).unwrap().expression).collect();
        problem.subject.parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
        problem.equations = equations;

        let plain = reference::run(&problem.equations, &problem.settings, &problem.subject);
        assert_eq!(plain.failure, None, "{}", problem.name);
        problem.check(&plain.values);

        let engine = Engine::new(&problem.equations, &problem.settings).unwrap();
        let (mut given, mut values) = (false, Vec::new());
        engine
            .run(
                &mut |next| {
                    next.clone_from(&problem.subject);
                    !std::mem::replace(&mut given, true)
                },
                &mut |finished| values = finished.values.to_vec(),
            )
            .unwrap();
        problem.check(&values);
    }
}
