//! What models become: states, parameters, derivatives and events, against values worked out by hand. The same models
//! give the same in libroadrunner 2.10 where it follows SBML.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should panic")]

mod shared;

use lytic_model::{Equations, Model, NoImports, RowKind, check, parse_expression, read_antimony, rows};
use lytic_text::{Diagnostic, Lang, Sources, Span};

fn model(text: &str) -> Model {
    let (model, problems) = read_antimony("test", text, &NoImports, &mut Sources::new());
    model.unwrap_or_else(|| panic!("{:?}", words(&problems)))
}

fn words(problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(|problem| problem.message.text(Lang::En)).collect()
}

fn keys(problems: &[Diagnostic]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.message.key).collect()
}

/// All nodes where every state has its value at the start.
struct Point {
    values: Vec<f64>,
    states: Vec<f64>,
}

fn evaluate(equations: &Equations, time: f64, states: &[f64]) -> Vec<f64> {
    let parameters: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
    shared::evaluate(&equations.graph, time, states, &parameters)
}

fn start(equations: &Equations, time: f64) -> Point {
    let before = evaluate(equations, time, &[]);
    let states: Vec<f64> = equations.states.iter().map(|state| before[state.initial.0 as usize]).collect();
    Point { values: evaluate(equations, time, &states), states }
}

impl Point {
    fn observed(&self, equations: &Equations, name: &str) -> f64 {
        self.values[equations.observable(name).unwrap().expression.0 as usize]
    }

    fn derivative(&self, equations: &Equations, name: &str) -> f64 {
        self.values[equations.states[equations.state(name).unwrap()].derivative.0 as usize]
    }

    fn amount(&self, equations: &Equations, name: &str) -> f64 {
        self.states[equations.state(name).unwrap()]
    }
}

/// A species in a compartment is an amount; its symbol is amount over size; reactions count amounts per time.
#[test]
fn concentrations_are_amounts_over_sizes() {
    let text =
        "model *m() compartment c = 4; species A in c = 3, B in c = 0; k = 0.5; J: A -> 2 B; k*A*c; end";
    let equations = model(text).lower().unwrap();
    let point = start(&equations, 0.0);
    assert_eq!(point.amount(&equations, "A"), 12.0);
    assert_eq!(point.observed(&equations, "A"), 3.0);
    // J = 0.5 * 3 * 4.
    assert_eq!(point.observed(&equations, "J"), 6.0);
    assert_eq!(point.derivative(&equations, "A"), -6.0);
    assert_eq!(point.derivative(&equations, "B"), 12.0);
    assert!(equations.states.iter().all(|state| state.nonnegative && state.compartment_size.is_some()));
}

/// dn/dt = V dc/dt + c dV/dt, so that the concentration follows its rule while the compartment grows.
#[test]
fn a_rate_rule_sets_the_concentration_while_the_compartment_grows() {
    let text = "model *m() compartment V = 2; V' = 1; species c in V = 3; c' = 0.5; n in V; n = 7; R: n -> ; 0; \
                slope := rateOf(c); dilution := rateOf(n); end";
    let equations = model(text).lower().unwrap();
    let point = start(&equations, 0.0);
    assert_eq!(point.derivative(&equations, "c"), 2.0 * 0.5 + 3.0 * 1.0);
    assert_eq!(point.observed(&equations, "slope"), 0.5);
    // The amount stays, so the concentration falls: -c/V dV/dt.
    assert_eq!(point.derivative(&equations, "n"), 0.0);
    assert_eq!(point.observed(&equations, "dilution"), -3.5);
}

/// Where a rule sets the size at all times, the state of a rate rule is the concentration itself.
#[test]
fn a_rate_rule_in_a_compartment_with_a_rule_is_the_concentration() {
    let text = "model *m() compartment V; V := 2 + time; species c in V = 3; c' = 0.5; end";
    let equations = model(text).lower().unwrap();
    let point = start(&equations, 0.0);
    assert_eq!(point.amount(&equations, "c"), 3.0);
    assert_eq!(point.derivative(&equations, "c"), 0.5);
    assert!(equations.states[0].compartment_size.is_none());
}

/// An event that sets concentration and size sets the amount for the size before it (SBML Test Suite, case 01780).
#[test]
fn events_set_amounts() {
    let text = "model *m() compartment V = 2; species A in V = 3; k = 1; x = 0; \
                E: at (time > 1): A = A + 5, V = 4; F: at (time > 2): k = 2; J: A -> ; k*A*V; end";
    let equations = model(text).lower().unwrap();
    let point = start(&equations, 0.0);
    let event = &equations.events[0];
    let set: Vec<(String, f64)> = event
        .assignments
        .iter()
        .map(|(state, value)| {
            (equations.states[*state as usize].name.clone(), point.values[value.0 as usize])
        })
        .collect();
    assert_eq!(set, [("A".to_owned(), 8.0 * 2.0), ("V".to_owned(), 4.0)]);
    // Parameters that events change are states; the others stay parameters.
    assert!(equations.state("k").is_some() && equations.parameter("k").is_none());
    assert!(equations.parameter("x").is_some());
    assert_eq!(point.derivative(&equations, "V"), 0.0);
}

/// Numbers are parameters, expressions of them are inlined, and what reads the start time is kept as a state.
#[test]
fn constants_become_parameters_or_are_inlined() {
    let text =
        "model *m() a = 2; b = 3*a; d = time + 1; x = 2*b; x' = -b*x; first = x + d; y := first + d; end";
    let equations = model(text).lower().unwrap();
    assert_eq!(equations.parameters.len(), 1);
    let point = start(&equations, 10.0);
    assert_eq!(point.observed(&equations, "b"), 6.0);
    assert_eq!(point.amount(&equations, "x"), 12.0);
    assert_eq!(point.amount(&equations, "d"), 11.0);
    assert_eq!(point.derivative(&equations, "d"), 0.0);
    let later = evaluate(&equations, 20.0, &point.states);
    assert_eq!(later[equations.observable("y").unwrap().expression.0 as usize], 12.0 + 11.0 + 11.0);
}

/// Remainder, quotient, logarithms, roots and truth as numbers.
#[test]
fn operations_mean_what_they_say() {
    let text = "model *m() a := quotient(-7, 2) + (7 % 4)*10; b := log(2, 8) + log10(1000); c := root(3, 27); \
                d := xor(1 > 2, 3 > 2, 5 > 4); e := piecewise(1, 1 > 2, 2, 3 > 2, 3); f := -2^2 + 2^3^2; \
                g := 1 - 2 - 3 + 8/4/2; h := 2 >= 2 && !(1 != 1) || 1 == 2; end";
    let equations = model(text).lower().unwrap();
    let point = start(&equations, 0.0);
    let close = |name: &str, expected: f64| {
        let value = point.observed(&equations, name);
        assert!((value - expected).abs() < 1e-12, "{name}: {value}");
    };
    close("a", -3.0 + 30.0);
    close("b", 3.0 + 3.0);
    close("c", 3.0);
    close("d", 0.0);
    close("e", 2.0);
    close("f", -4.0 + 512.0);
    close("g", -4.0 + 1.0);
    close("h", 1.0);
}

/// The library binds values by the module and symbol that own a symbol, whatever the parent calls it.
#[test]
fn symbols_remember_who_owns_them() {
    let text = "model drug(weight) var weight has kg; const clearance has L_per_day; x' = clearance*weight; x = 0; end \
                model *m() first: drug(body_weight); body_weight = 70 kg; mine is first.clearance; end";
    let mut model = model(text);
    let origin = |model: &Model, name: &str| {
        let symbol = &model.symbols[model.symbol(name).unwrap().0 as usize];
        (symbol.origin.module.clone(), symbol.origin.symbol.clone())
    };
    assert_eq!(origin(&model, "mine"), ("drug".to_owned(), "clearance".to_owned()));
    assert_eq!(origin(&model, "first.weight"), ("m".to_owned(), "body_weight".to_owned()));
    assert_eq!(model.symbol("first.clearance"), model.symbol("mine"));
    assert_eq!(model.symbol("nothing"), None);
    assert_eq!(keys(&model.lower().unwrap_err()), ["E0227"]);
    let id = model.symbol("mine").unwrap();
    model.set_initial(id, 2.5);
    let equations = model.lower().unwrap();
    assert_eq!(start(&equations, 0.0).derivative(&equations, "first.x"), 175.0);
    assert_eq!(equations.parameters[equations.parameter("mine").unwrap()].value, 2.5);
}

/// Outcomes are checked for names and units; a bare number takes the other side's unit.
#[test]
fn scenario_expressions_are_resolved_over_observables() {
    let text = "unit time_unit = day; model *m() species A has cells; A = 5e3 cells; J: A => ; 0.1 per_day*A; \
                limit = 1000 cells; share := 100 percent*A/limit; share has percent; end";
    let mut equations = model(text).lower().unwrap();
    let mut resolve = |outcome: &str| {
        let mut sources = Sources::new();
        let source = sources.add("outcome", outcome);
        let mut problems = Vec::new();
        let expression =
            parse_expression(Span::new(source, 0, outcome.len()), outcome, &mut problems).unwrap();
        equations.resolve(&expression)
    };
    let found = resolve("A < 3e3 and not share > 5 and time <= 3").unwrap();
    assert!(found.is_condition);
    assert_eq!(resolve("2*A/limit").unwrap().unit.unwrap().to_string(), "1");
    assert_eq!(resolve("J").unwrap().unit.unwrap().to_string(), "cells/day");
    assert_eq!(resolve("rateOf(A)").unwrap().unit.unwrap().to_string(), "cells/day");
    assert_eq!(keys(&resolve("A > 3 mL").unwrap_err()), ["E0255"]);
    assert_eq!(keys(&resolve("A + 3 percent > 2 and B > 1 and lim > 3").unwrap_err()), ["E0263", "E0263"]);
    let problems = resolve("limt > 3").unwrap_err();
    assert_eq!(problems[0].suggestion.as_deref(), Some("limit"));
}

/// Two sub-models with one parameter differ only by what the parent says.
#[test]
fn rows_describe_a_model() {
    let text = "model *m() compartment c = 2; species A in c = 1; // blasts\n k = 0.5 per_day; x' = -k*x; x = 1; \
                y := x + A; J: A -> 2 x2; k*A*c; species x2 = 0; E: at (y > 1): x = 0; end";
    let model = model(text);
    let table = rows(&model);
    let row = |name: &str| table.iter().find(|row| row.name == name).unwrap();
    assert_eq!(
        (row("A").kind, row("A").comment.trim(), row("A").value.as_str()),
        (RowKind::Species, "blasts", "1")
    );
    assert_eq!((row("k").unit.as_str(), row("k").value.as_str()), ("/day", "0.5"));
    assert_eq!((row("x").kind, row("x").equation.as_str()), (RowKind::Variable, "d/dt = -k*x"));
    assert_eq!((row("y").kind, row("y").equation.as_str()), (RowKind::Derived, "x + A"));
    assert_eq!(row("J").equation, "A -> 2 x2; k*A*c");
    assert_eq!(row("E").equation, "at y > 1: x = 0");
}

/// Rate rules in cells must not go below zero; others may.
#[test]
fn cells_are_not_negative() {
    let text = "unit time_unit = day; model *m() x' = 1 cells_per_uL_per_day; x has cells_per_uL; x = 0; y' = 1 per_day; \
                y has dimensionless; y = 0; end";
    let model = model(text);
    assert!(check(&model).is_empty(), "{:?}", words(&check(&model)));
    let equations = model.lower().unwrap();
    assert_eq!(equations.states.iter().map(|state| state.nonnegative).collect::<Vec<_>>(), [true, false]);
}
