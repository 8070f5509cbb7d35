//! What holds for every model: closed networks conserve, flat texts read back, and no text makes anything panic.
//!
//! Random models come from a small generator with fixed seeds, so a failure repeats. `LYTIC_FULL=1` runs a hundred
//! times as many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should panic")]

mod shared;

use lytic_model::graph::Node;
use lytic_model::{NoImports, check, equation_text, parse_expression, read_antimony, rows, write_antimony};
use lytic_text::{Diagnostic, Lang, Sources, Span, has_errors};
use shared::evaluate;
use std::fmt::Write;
use std::path::Path;

/// SplitMix64: enough for tests.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn times(normal: usize) -> usize {
    if std::env::var_os("LYTIC_FULL").is_some() { normal * 100 } else { normal }
}

/// A closed network in several compartments, one of which grows: amounts move between species and never vanish.
fn closed_network(random: &mut Random) -> String {
    let count = 2 + random.below(8);
    let mut text = String::from("model *closed()\n  compartment c0 = 1.5, c1 = 4, c2 = 2; c2' = 0.3;\n");
    for index in 0..count {
        let place = random.below(4);
        let declared = if place < 3 { format!(" in c{place}") } else { String::new() };
        let _ = writeln!(text, "  species S{index}{declared}; S{index} = {};", random.unit() * 10.0);
    }
    for index in 0..2 * count {
        let (from, to) = (random.below(count), random.below(count));
        // Masses are 1, so equal numbers go in and come out.
        let number = 1 + random.below(3);
        let rate = random.unit();
        let modifier = random.below(count);
        let _ = writeln!(
            text,
            "  R{index}: {number} S{from} {} {number} S{to}; {rate}*S{from}/(1 + S{modifier}^2);",
            random.pick(&["->", "=>"])
        );
    }
    text.push_str("end\n");
    text
}

#[test]
fn closed_networks_conserve_the_total_amount() {
    for seed in 0..times(300) {
        let text = closed_network(&mut Random(seed as u64));
        let mut sources = Sources::new();
        let (model, problems) = read_antimony("closed", &text, &NoImports, &mut sources);
        let model = model.unwrap_or_else(|| panic!("{problems:?}\n{text}"));
        let equations = model.lower().unwrap();
        let parameters: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
        let states: Vec<f64> =
            equations.states.iter().enumerate().map(|(index, _)| 1.0 + index as f64).collect();
        let values = evaluate(&equations.graph, 2.0, &states, &parameters);
        let amounts = equations.states.iter().filter(|state| state.name.starts_with('S'));
        let rates: Vec<f64> = amounts.map(|state| values[state.derivative.0 as usize]).collect();
        let (sum, size): (f64, f64) = (rates.iter().sum(), rates.iter().map(|rate| rate.abs()).sum());
        assert!(size.is_finite() && sum.abs() <= 1e-12 * size.max(1.0), "{sum} of {size}\n{text}");
    }
}

/// A random equation over these names.
fn equation(random: &mut Random, names: &[String], depth: usize) -> String {
    if depth == 0 || random.below(5) == 0 {
        return match random.below(6) {
            0 => format!("{}", random.below(20)),
            1 => format!("{:e}", random.unit() * 10f64.powi(random.below(40) as i32 - 20)),
            2 => "time".to_owned(),
            _ => random.pick(names).clone(),
        };
    }
    let mut part = || equation(random, names, depth - 1);
    let (a, b, c) = (part(), part(), part());
    match random.below(16) {
        0 | 1 => format!("({a} + {b})"),
        2 => format!("{a} - ({b})"),
        3 | 4 => format!("{a}*{b}"),
        5 => format!("({a})/({b})"),
        6 => format!("({a})^({b})"),
        7 => format!("-({a})"),
        8 => format!("exp({a})"),
        9 => format!("max({a}, {b}, {c})"),
        10 => format!("piecewise({a}, {b} > {c}, {a} < 2 && !({c} >= 1), {b})"),
        11 => format!("hill({a}, {b})"),
        12 => format!("log({a}, {b}) + ln({c})"),
        13 => format!("{a} - {b} + {c} - {a}"),
        14 => format!("{a}/{b}/{c}*{a} % 3"),
        _ => format!("root(3, {a})"),
    }
}

/// A random model with sub-models, rules, reactions and events.
fn random_model(random: &mut Random) -> String {
    let mut text = String::from("function hill(x, k) x^2/(k^2 + x^2); end\nunit time_unit = day;\n");
    text.push_str("model part(input)\n  species A, B in room; compartment room = 3; input = 1; A = 2; B = 1; k = 0.5;\n");
    text.push_str("  move: A -> 2 B; k*A*input; B has pg_per_mL; room has mL; gain := A*k; at (A < 1): A = A + 1;\nend\n");
    text.push_str("model *whole()\n");
    let parts = random.below(4);
    for index in 0..parts {
        let argument = random.pick(&["", "x0", "3.5"]);
        let _ = writeln!(text, "  p{index}: part({argument});");
    }
    let mut names: Vec<String> = (0..4).map(|index| format!("x{index}")).collect();
    for index in 0..parts {
        names.extend(["A", "B", "gain", "move"].map(|name| format!("p{index}.{name}")));
    }
    let _ = writeln!(text, "  x0 = 0.7; x1' = {}; x1 = 1;", equation(random, &names, 3));
    let _ = writeln!(text, "  x2 = {}; x3 = {};", random.unit(), random.below(9));
    for index in 4..4 + random.below(6) {
        let math = equation(random, &names, 4);
        let _ = writeln!(text, "  x{index} {} {math};", random.pick(&[":=", "="]));
        names.push(format!("x{index}"));
    }
    if random.below(2) == 0 {
        let (trigger, value) = (equation(random, &names, 2), equation(random, &names, 3));
        let option = random.pick(&[
            "",
            ", persistent = false",
            ", t0 = false, priority = x2",
            ", fromTrigger = false",
        ]);
        let _ = writeln!(text, "  E: at x3 after ({trigger} > 1){option}: x2 = {value};");
    }
    if parts > 1 {
        let _ = writeln!(
            text,
            "  {};",
            random.pick(&["p0.k = 2", "alias is p0.A", "p0.k := x2 + time", "p1.k is p0.k"])
        );
    }
    text.push_str("end\n");
    text
}

#[test]
fn flat_texts_read_back_to_the_same_equations() {
    let (mut lowered, mut circles) = (0, 0);
    for seed in 0..times(2_000) {
        let text = random_model(&mut Random(seed as u64 ^ 0x5eed));
        let mut sources = Sources::new();
        let (model, problems) = read_antimony("random", &text, &NoImports, &mut sources);
        let model = model.unwrap_or_else(|| panic!("{}\n{text}", words(&problems)));
        let flat = write_antimony(&model);
        let (again, problems) = read_antimony("flat", &flat, &NoImports, &mut sources);
        let again = again.unwrap_or_else(|| panic!("{}\n{text}\n{flat}", words(&problems)));
        assert_eq!(flat, write_antimony(&again), "{text}");
        match (model.lower(), again.lower()) {
            (Ok(a), Ok(b)) => {
                assert_eq!(a.graph.nodes(), b.graph.nodes(), "{text}\n{flat}");
                assert_eq!(a.events.len(), b.events.len());
                lowered += 1;
            }
            (Err(a), Err(b)) => {
                assert_eq!(a.len(), b.len());
                circles += 1;
            }
            _ => panic!("one lowers, the other does not\n{text}\n{flat}"),
        }
    }
    assert!(lowered > 100 && lowered > circles, "{lowered} {circles}");
}

fn words(problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| problem.message.text(Lang::En)).collect::<Vec<_>>().join("\n")
}

/// The golden models, as material for mutations.
fn corpus() -> Vec<String> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flatten");
    let mut paths: Vec<_> = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // The one that unfolds ten thousand instances on purpose would take all the time.
    let is_text = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|extension| extension == "ant") && !path.ends_with("limits.ant")
    };
    let mut texts: Vec<String> = paths
        .iter()
        .filter(|path| is_text(path))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for seed in 0..20 {
        texts.push(random_model(&mut Random(seed)));
        texts.push(closed_network(&mut Random(seed)));
    }
    texts
}

/// Pieces that mutations put in: words of the language in places where they do not belong.
const PIECES: &[&str] = &[
    "(",
    ")",
    ";",
    ":",
    ":=",
    "'",
    "=",
    "->",
    "is",
    "in",
    "has",
    "delete",
    "model",
    "end",
    "species",
    "$",
    "^",
    "-",
    "1e308",
    "0",
    "nan",
    "time",
    "piecewise(",
    "rateOf(",
    "at",
    "after",
    "unit",
    "import \"x\"",
    "*",
    ".",
    ",",
    "&&",
    "compartment",
    "const",
    "var",
    "function f(x)",
    "1e-300",
    "mL",
    "\u{7ec6}",
    "\"",
    "```",
    "//",
    "/*",
    "timeconv = ",
    "x is x",
    "s: part()",
    "fromTrigger = false",
    "E: at (1 > 0): x = x",
    "substanceOnly",
    "!",
    "10 ^ 400",
    "%",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..1 + random.below(4) {
        let at = random.below(letters.len() + 1);
        let length = random.below(30).min(letters.len() - at);
        match random.below(5) {
            0 => drop(letters.drain(at..at + length)),
            1 => drop(letters.splice(at..at, random.pick(PIECES).chars())),
            2 => drop(letters.splice(at..at + length.min(3), random.pick(PIECES).chars())),
            3 => {
                let piece: Vec<char> = letters[at..at + length].to_vec();
                let to = random.below(letters.len() + 1);
                drop(letters.splice(to..to, piece));
            }
            _ => {
                let other = random.below(letters.len().max(1));
                if at < letters.len() {
                    letters.swap(at, other);
                }
            }
        }
    }
    letters.into_iter().collect()
}

/// Everything that a model goes through.
fn whole_pipeline(text: &str) {
    let mut sources = Sources::new();
    let (model, problems) = read_antimony("mutated", text, &NoImports, &mut sources);
    problems
        .iter()
        .for_each(|problem| drop((problem.message.text(Lang::En), problem.message.help(Lang::Zh))));
    let Some(mut model) = model else {
        assert!(has_errors(&problems), "no model and no error\n{text}");
        return;
    };
    drop(check(&model));
    drop(rows(&model));
    let flat = write_antimony(&model);
    let (again, problems) = read_antimony("flat", &flat, &NoImports, &mut sources);
    let again = again.unwrap_or_else(|| panic!("{}\n{text}\n----\n{flat}", words(&problems)));
    assert_eq!(flat, write_antimony(&again), "{text}");
    if let Some(symbol) = model.symbols.first() {
        let name = symbol.name.clone();
        let id = model.symbol(&name).unwrap();
        model.set_initial(id, 2.0);
    }
    if let Ok(mut equations) = model.lower() {
        let states = equations.states.len();
        assert!(
            equations
                .states
                .iter()
                .all(|state| (state.derivative.0 as usize) < equations.graph.nodes().len())
        );
        let nodes: Vec<Node> = equations.graph.nodes().to_vec();
        assert!(nodes.iter().all(|node| !matches!(node, Node::State(index) if *index as usize >= states)));
        if let Some(name) = equations.observables.first().map(|observable| observable.name.clone()) {
            let source = sources.add("outcome", "");
            let mut problems = Vec::new();
            let outcome = format!("{name} > 1 and time < 3 mL or {name}/0 == nothing");
            if let Some(expression) = parse_expression(Span::new(source, 0, 0), &outcome, &mut problems) {
                let _ = equations.resolve(&expression);
            }
        }
    }
    if let Some(rule) = model.events.first() {
        drop(equation_text(&model, &rule.trigger));
    }
}

#[test]
fn mutated_models_never_panic() {
    let corpus = corpus();
    let mut random = Random(20_260_101);
    for _ in 0..times(10_000) {
        let text = random.pick(&corpus).clone();
        let text = mutate(&text, &mut random);
        if let Err(panic) = std::panic::catch_unwind(|| whole_pipeline(&text)) {
            eprintln!("this text:\n{text}");
            std::panic::resume_unwind(panic);
        }
    }
}
