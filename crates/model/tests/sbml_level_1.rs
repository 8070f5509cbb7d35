//! SBML level 1: formulas as text, ready-made functions and rate laws, and the words that later levels changed.
//!
//! Equations are compared with those that the specification prints (SBML Level 1 Version 2, appendix C), worked out here
//! in the form in which they stand there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should panic")]

mod shared;

use lytic_model::{Equations, Model, NoImports, read_antimony, read_sbml, write_antimony, write_sbml};
use lytic_text::{Lang, Sources};

/// A model with a text, and what was said of it.
fn read(text: &str) -> (Option<Model>, Vec<String>) {
    let mut sources = Sources::new();
    let (model, problems) = read_sbml("old.xml", text, &NoImports, &mut sources);
    let said =
        problems.iter().map(|problem| format!("{} {}", problem.message.key, problem.message.text(Lang::En)));
    (model, said.collect())
}

fn document(version: u32, model: &str) -> String {
    format!(
        "<sbml xmlns=\"http://www.sbml.org/sbml/level1\" level=\"1\" version=\"{version}\">\
         <model name=\"old\">{model}</model></sbml>"
    )
}

/// Parameters `names` with the values 0.3, 0.7, 1.1 ..., and `r`, which the formula sets.
fn with_formula(version: u32, names: &[&str], formula: &str) -> String {
    let parameters: String = names
        .iter()
        .enumerate()
        .map(|(place, name)| format!("<parameter name=\"{name}\" value=\"{}\"/>", value_of(place)))
        .collect();
    document(
        version,
        &format!(
            "<listOfParameters>{parameters}<parameter name=\"r\" value=\"0\"/></listOfParameters>\
             <listOfRules><parameterRule name=\"r\" formula=\"{formula}\"/></listOfRules>"
        ),
    )
}

fn value_of(place: usize) -> f64 {
    0.3 + 0.4 * place as f64
}

/// All nodes at the start.
fn evaluate(equations: &Equations) -> Vec<f64> {
    let parameters: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
    let at = |states: &[f64]| shared::evaluate(&equations.graph, 0.0, states, &parameters);
    // States follow from parameters alone in these models: the second round has them.
    let before = at(&[]);
    let states: Vec<f64> = equations.states.iter().map(|state| before[state.initial.0 as usize]).collect();
    at(&states)
}

fn observed(model: &Model, name: &str) -> f64 {
    let equations = model.lower().unwrap();
    evaluate(&equations)[equations.observable(name).unwrap().expression.0 as usize]
}

fn derivative(model: &Model, name: &str) -> f64 {
    let equations = model.lower().unwrap();
    let state = &equations.states[equations.state(name).unwrap()];
    evaluate(&equations)[state.derivative.0 as usize]
}

/// The value of a formula of the parameters `a`, `b`, `c` = 0.3, 0.7, 1.1.
fn formula(text: &str) -> f64 {
    let (model, said) = read(&with_formula(2, &["a", "b", "c"], text));
    observed(&model.unwrap_or_else(|| panic!("{text}: {said:?}")), "r")
}

fn assert_close(value: f64, expected: f64, what: &str) {
    assert!((value - expected).abs() <= 1e-14 * expected.abs(), "{what}: {value}, expected {expected}");
}

#[test]
fn functions_are_those_of_level_1() {
    let (a, b, c) = (value_of(0), value_of(1), value_of(2));
    for (text, expected) in [
        ("abs(a - c)", c - a),
        ("acos(a)", a.acos()),
        ("asin(a)", a.asin()),
        ("atan(a)", a.atan()),
        ("ceil(c)", 2.0),
        ("cos(a)", a.cos()),
        ("exp(a)", a.exp()),
        ("floor(c)", 1.0),
        // The natural one, other than in MathML.
        ("log(c)", c.ln()),
        ("log10(c)", c.log10()),
        ("pow(a, b)", a.powf(b)),
        ("sqr(c)", c * c),
        ("sqrt(b)", b.sqrt()),
        ("sin(a)", a.sin()),
        ("tan(a)", a.tan()),
    ] {
        assert_close(formula(text), expected, text);
    }
}

/// "negation" has precedence 5, `^` 4 and goes from the left, as C does for all others.
#[test]
fn signs_hold_tighter_than_powers_which_go_from_the_left() {
    let (a, b, c) = (value_of(0), value_of(1), value_of(2));
    for (text, expected) in [
        ("-c^2", c * c),
        ("a - c^2", a - c * c),
        ("a^b^c", a.powf(b).powf(c)),
        ("a^(b^c)", a.powf(b.powf(c))),
        ("c^-2", 1.0 / (c * c)),
        ("2*-c^2", 2.0 * c * c),
        ("a - b - c", a - b - c),
        ("a / b / c", a / b / c),
        ("a / b * c", a / b * c),
        ("a + b*c", a + b * c),
        ("1e-1*a + .5", 0.1 * a + 0.5),
    ] {
        assert_close(formula(text), expected, text);
    }
    // The same after writing in the other two languages, where signs hold less.
    let (model, _) = read(&with_formula(2, &["a", "b", "c"], "-c^2 + a^b^c"));
    let model = model.unwrap();
    let (again, said) = read(&write_sbml(&model));
    let expected = observed(&model, "r");
    assert_eq!(observed(&again.unwrap_or_else(|| panic!("{said:?}")), "r"), expected);
    let flat = write_antimony(&model);
    let (third, _) = read_antimony("flat.ant", &flat, &NoImports, &mut Sources::new());
    assert_eq!(observed(&third.unwrap_or_else(|| panic!("{flat}")), "r"), expected);
}

#[test]
fn what_is_no_formula_is_refused() {
    for (text, code) in [
        ("2 a", "E0120"),
        ("a b", "E0120"),
        ("true", "E2427"),
        ("a +", "E0124"),
        ("halli(a, b)", "E0211"),
        ("usir(a, b, c, a, b, c, a)", "E2454"),
        ("ordbbr(a, b, c, a, b, c, a, b, c, a, b, c, a, b)", "E2454"),
        ("uui(a, b)", "E2455"),
        ("mass(a)", "E2455"),
        ("massr(a, b, c)", "E2455"),
        // No reaction says which is a reactant.
        ("massr(a, b, c, a)", "E2456"),
    ] {
        let (model, said) = read(&with_formula(2, &["a", "b", "c"], text));
        assert!(model.is_none(), "{text} was read");
        assert!(said.iter().any(|line| line.starts_with(code)), "{text}: {said:?}");
    }
    let (_, said) = read(&with_formula(2, &["a"], "uuii(a, a, a)"));
    assert!(said[0].contains("uuii"), "{said:?}");
}

type Law = (&'static str, usize, fn(&[f64]) -> f64);

/// Name, number of arguments, and the equation as the specification prints it.
const LAWS: &[Law] = &[
    ("uui", 3, |x| x[1] * x[0] / (x[2] + x[0])),
    ("uur", 6, |x| (x[2] * x[0] / x[4] - x[3] * x[1] / x[5]) / (1.0 + x[0] / x[4] + x[1] / x[5])),
    ("uuhr", 6, |x| (x[2] / x[3]) * (x[0] - x[1] / x[5]) / (1.0 + x[0] / x[3] + x[1] / x[4])),
    ("isouur", 7, |x| {
        x[2] * (x[0] - x[1] / x[6]) / (x[0] * (1.0 + x[1] / x[5]) + x[3] * (1.0 + x[1] / x[4]))
    }),
    ("hilli", 4, |x| x[1] * x[0].powf(x[3]) / (x[2].powf(x[3]) + x[0].powf(x[3]))),
    ("hillr", 7, |x| {
        let both = x[0] / x[3] + x[1] / x[4];
        (x[2] * x[0] / x[3]) * (1.0 - x[1] / (x[0] * x[6])) * both.powf(x[5] - 1.0) / (1.0 + both.powf(x[5]))
    }),
    ("hillmr", 10, |x| {
        let (s, p, m, s05, p05, m05, vf, keq, h, alpha) =
            (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9]);
        let both = s / s05 + p / p05;
        let k2 = (1.0 + (m / m05).powf(h)) / (1.0 + alpha * (m / m05).powf(h));
        (vf * s / s05) * (1.0 - p / (s * keq)) * both.powf(h - 1.0) / (both.powf(h) + k2)
    }),
    ("hillmmr", 18, |x| {
        let (s, p, s05, p05, ma, ma05, mb, mb05) = (x[0], x[1], x[3], x[4], x[6], x[7], x[8], x[9]);
        let (vf, keq, h, a1, a2, a12) = (x[10], x[11], x[12], x[15], x[16], x[17]);
        let both = s / s05 + p / p05;
        let (ma, mb) = ((ma / ma05).powf(h), (mb / mb05).powf(h));
        let k2 = (1.0 + ma + mb) / (1.0 + a1 * ma + a2 * mb + a1 * a2 * a12 * ma * mb);
        (vf * s / s05) * (1.0 - p / (s * keq)) * both.powf(h - 1.0) / (both.powf(h) + k2)
    }),
    ("usii", 4, |x| x[1] * (x[0] / x[2]) / (1.0 + x[0] / x[2] + x[0] * x[0] / x[3])),
    ("uai", 4, |x| {
        let squared = (x[0] / x[2]).powi(2);
        x[1] * squared / (1.0 + x[0] / x[3] + squared + x[0] / x[2])
    }),
    ("ucii", 5, |x| (x[2] * x[0] / x[3]) / (1.0 + x[0] / x[3] + x[1] / x[4])),
    ("ucir", 8, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6]) / (1.0 + x[0] / x[5] + x[1] / x[6] + x[2] / x[7])
    }),
    ("unii", 5, |x| {
        let inhibited = 1.0 + x[1] / x[4];
        (x[2] * x[0] / x[3]) / (inhibited + (x[0] / x[3]) * inhibited)
    }),
    ("unir", 8, |x| {
        let inhibited = 1.0 + x[2] / x[7];
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6]) / (inhibited + (x[0] / x[5] + x[1] / x[6]) * inhibited)
    }),
    ("uuci", 5, |x| (x[2] * x[0] / x[3]) / (1.0 + (x[0] / x[3]) * (1.0 + x[1] / x[4]))),
    ("uucr", 8, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6]) / (1.0 + (x[0] / x[5] + x[1] / x[6]) * (1.0 + x[2] / x[7]))
    }),
    ("umi", 6, |x| (x[2] * x[0] / x[3]) / (1.0 + x[1] / x[4] + (x[0] / x[3]) * (1.0 + x[1] / x[5]))),
    ("umr", 9, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6])
            / (1.0 + x[2] / x[7] + (x[0] / x[5] + x[1] / x[6]) * (1.0 + x[2] / x[8]))
    }),
    ("uaii", 5, |x| (x[2] * x[0] / x[3]) / (1.0 + x[0] / x[3] + x[4] / x[1])),
    ("uar", 8, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6]) / (1.0 + x[0] / x[5] + x[1] / x[6] + x[7] / x[2])
    }),
    ("ucti", 5, |x| (x[2] * x[0] / x[3]) / (1.0 + x[4] / x[1] + (x[0] / x[3]) * (1.0 + x[4] / x[1]))),
    ("uctr", 8, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6])
            / (1.0 + x[7] / x[2] + (x[0] / x[5] + x[1] / x[6]) * (1.0 + x[7] / x[2]))
    }),
    ("umai", 6, |x| (x[2] * x[0] / x[3]) / (1.0 + x[4] / x[1] + (x[0] / x[3]) * (1.0 + x[5] / x[1]))),
    ("umar", 9, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6])
            / (1.0 + x[7] / x[2] + (x[0] / x[5] + x[1] / x[6]) * (1.0 + x[8] / x[2]))
    }),
    ("uhmi", 7, |x| {
        (x[2] * x[0] / x[3]) * (1.0 + x[6] * x[1] / (x[5] * x[4]))
            / (1.0 + x[1] / x[4] + (x[0] / x[3]) * (1.0 + x[1] / (x[5] * x[4])))
    }),
    ("uhmr", 10, |x| {
        (x[3] * x[0] / x[5] - x[4] * x[1] / x[6]) * (1.0 + x[9] * x[2] / (x[8] * x[7]))
            / (1.0 + x[2] / x[7] + (x[0] / x[5] + x[1] / x[6]) * (1.0 + x[2] / (x[8] * x[7])))
    }),
    ("ualii", 7, |x| {
        let bound = 1.0 + x[0] / x[3];
        x[2] * (x[0] / x[3]) * bound.powf(x[5] - 1.0)
            / (x[6] * (1.0 + x[1] / x[4]).powf(x[5]) + bound.powf(x[5]))
    }),
    ("ordubr", 10, |x| {
        let (a, p, q, vf, vr, kma, kmq, kmp, kip, keq) =
            (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9]);
        vf * (a - p * q / keq) / (kma + a * (1.0 + p / kip) + (vf / (vr * keq)) * (kmq * p + kmp * q + p * q))
    }),
    ("ordbur", 10, |x| {
        let (a, b, p, vf, vr, kma, kmb, kmp, kia, keq) =
            (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9]);
        vf * (a * b - p / keq) / (a * b + kma * b + kmb * a + (vf / (vr * keq)) * (kmp + p * (1.0 + a / kia)))
    }),
    ("ppbr", 13, |x| {
        let (a, b, p, q, vf, vr) = (x[0], x[1], x[2], x[3], x[4], x[5]);
        let (kma, kmb, kmp, kmq, kia, kiq, keq) = (x[6], x[7], x[8], x[9], x[10], x[11], x[12]);
        let k1 = (vf / (vr * keq)) * (kmq * p * (1.0 + a / kia) + q * (kmp + p));
        vf * (a * b - p * q / keq) / (a * b + kmb * a + kma * b * (1.0 + q / kiq) + k1)
    }),
];

#[test]
fn rate_laws_are_those_of_the_specification() {
    for (name, count, equation) in LAWS {
        let names: Vec<String> = (0..*count).map(|place| format!("x{place}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (model, said) = read(&with_formula(2, &names, &format!("2*{name}({})", names.join(", "))));
        let model = model.unwrap_or_else(|| panic!("{name}: {said:?}"));
        let values: Vec<f64> = (0..*count).map(value_of).collect();
        let (value, expected) = (observed(&model, "r"), 2.0 * equation(&values));
        assert!((value - expected).abs() <= 1e-13 * expected.abs(), "{name}: {value}, expected {expected}");
        let doubtful = said.iter().any(|line| line.starts_with("W2418"));
        assert_eq!(doubtful, *name == "usii", "{name}: {said:?}");
        let one_more = format!("{name}({}, x0)", names.join(", "));
        let (model, said) = read(&with_formula(2, &names, &one_more));
        assert!(model.is_none() && said[0].starts_with("E2455"), "{name}: {said:?}");
    }
}

/// An argument may be an equation and stands for itself wherever the law uses it; names in the law are not the model's.
#[test]
fn arguments_of_rate_laws_are_equations() {
    // The law's own names, with other values.
    let (model, _) = read(&with_formula(2, &["S", "Vm", "Km"], "uui(Km - S, 2*S, uui(Vm, S, S))"));
    let (s, vm, km) = (value_of(0), value_of(1), value_of(2));
    let inner = s * vm / (s + vm);
    let expected = 2.0 * s * (km - s) / (inner + (km - s));
    assert_close(observed(&model.unwrap(), "r"), expected, "nested");
    // Each level has five times the nodes of the one before: that ends in an error and not in all memory.
    let mut deep = "a".to_owned();
    for _ in 0..40 {
        deep = format!("uai({deep}, a, a, a)");
    }
    let (model, said) = read(&with_formula(2, &["a"], &deep));
    assert!(model.is_none(), "{said:?}");
}

/// In version 1 two laws are called `uai`, and the equation of `ualii` lacks a factor.
#[test]
fn version_1_calls_two_laws_by_one_name() {
    let names = ["x0", "x1", "x2", "x3", "x4", "x5", "x6"];
    let law = |name: &str| LAWS.iter().find(|(known, ..)| *known == name).unwrap().2;
    let values: Vec<f64> = (0..7).map(value_of).collect();
    let (model, _) = read(&with_formula(1, &names, "uai(x0, x1, x2, x3, x4)"));
    assert_close(observed(&model.unwrap(), "r"), law("uaii")(&values), "uai of five");
    let (model, _) = read(&with_formula(1, &names, "uai(x0, x1, x2, x3)"));
    assert_close(observed(&model.unwrap(), "r"), law("uai")(&values), "uai of four");
    let (model, said) = read(&with_formula(2, &names, "uai(x0, x1, x2, x3, x4)"));
    assert!(model.is_none() && said[0].starts_with("E2455"), "{said:?}");
    for (version, warned) in [(1, true), (2, false)] {
        let (model, said) = read(&with_formula(version, &names, "ualii(x0, x1, x2, x3, x4, x5, x6)"));
        assert_close(observed(&model.unwrap(), "r"), law("ualii")(&values), "ualii");
        assert_eq!(said.iter().any(|line| line.starts_with("W2418")), warned, "{said:?}");
    }
}

/// Nothing is divided by a concentration of zero where the limit is finite.
#[test]
fn laws_have_values_where_nothing_is_there() {
    for (call, expected) in [
        ("uaii(a, 0, b, c, a)", 0.0),
        ("umar(a, b, 0, c, a, b, c, a, b)", 0.0),
        // -Vf P/(S05 Keq) (P/P05)^(h - 1) / (1 + (P/P05)^h) with h = 2, the others 1 but P = a.
        ("hillr(0, a, 1, 1, 1, 2, 1)", -0.3 * 0.3 / (1.0 + 0.3 * 0.3)),
        ("hilli(0, a, b, c)", 0.0),
    ] {
        let value = formula(call);
        assert!((value - expected).abs() < 1e-15, "{call}: {value}, expected {expected}");
    }
}

/// `A + 2 B -> C` and the like, in a compartment of size 2 with A = 1.5, B = 0.5 and C = 2 in concentration.
fn reaction(version: u32, sides: (&str, &str), law: &str) -> (Option<Model>, Vec<String>) {
    let (specie, rest) = if version == 1 { ("specie", "specie") } else { ("species", "species") };
    let species: String = [("A", 3), ("B", 1), ("C", 4)]
        .iter()
        .map(|(name, amount)| {
            format!(
                "<{specie} name=\"{name}\" compartment=\"cell\" initialAmount=\"{amount}\" units=\"mole\" \
                 boundaryCondition=\"false\" charge=\"-2\"/>"
            )
        })
        .collect();
    let side = |side: &str| -> String {
        side.split_whitespace()
            .map(|term| {
                let (count, name) = term.split_at(term.len() - 1);
                let (above, below) = count.split_once('/').unwrap_or((count, "1"));
                let above = if above.is_empty() { "1" } else { above };
                format!(
                    "<{rest}Reference {rest}=\"{name}\" stoichiometry=\"{above}\" denominator=\"{below}\"/>"
                )
            })
            .collect()
    };
    read(&document(
        version,
        &format!(
            "<listOfCompartments><compartment name=\"cell\" volume=\"2\"/></listOfCompartments>\
             <listOfSpecies>{species}</listOfSpecies>\
             <listOfParameters><parameter name=\"k\" value=\"0.25\"/></listOfParameters>\
             <listOfReactions><reaction name=\"J\" reversible=\"true\">\
             <listOfReactants>{}</listOfReactants><listOfProducts>{}</listOfProducts>\
             <kineticLaw formula=\"{law}\"><listOfParameters><parameter name=\"q\" value=\"0.125\"/></listOfParameters>\
             </kineticLaw></reaction></listOfReactions>",
            side(sides.0),
            side(sides.1)
        ),
    ))
}

#[test]
fn mass_action_takes_what_the_reaction_says() {
    for (sides, law, expected) in [
        (("A", "C"), "massi(A, k)", 0.25 * 1.5),
        (("A B", "C"), "mass(A, B, k)", 0.25 * 1.5 * 0.5),
        (("A", "C"), "massr(A, C, k, q)", 0.25 * 1.5 - 0.125 * 2.0),
        (("A B", "C"), "massr(A, B, C, k, q)", 0.25 * 1.5 * 0.5 - 0.125 * 2.0),
        (("A", "B C"), "massr(A, B, C, k, q)", 0.25 * 1.5 - 0.125 * 0.5 * 2.0),
        // Once for the reference, or once for each molecule.
        (("2A", "C"), "massr(A, C, k, q)", 0.25 * 1.5 - 0.125 * 2.0),
        (("2A", "C"), "massr(A, A, C, k, q)", 0.25 * 1.5 * 1.5 - 0.125 * 2.0),
    ] {
        let (model, said) = reaction(2, sides, law);
        let model = model.unwrap_or_else(|| panic!("{law}: {said:?}"));
        assert_eq!(observed(&model, "J"), expected, "{law}");
    }
    for (sides, law) in [(("2A", "C"), "massr(A, B, C, A, k, q)"), (("1/2A", "C"), "massr(A, A, C, k, q)")] {
        let (model, said) = reaction(2, sides, law);
        assert!(model.is_none() && said[0].starts_with("E2456"), "{law}: {said:?}");
    }
}

/// Version 1 says `specie`; stoichiometries are fractions; rates are amounts per time.
#[test]
fn both_versions_say_the_same_in_their_own_words() {
    for version in [1, 2] {
        let (model, said) = reaction(version, ("3/2A", "2B"), "k*q*A");
        let model = model.unwrap_or_else(|| panic!("version {version}: {said:?}"));
        let rate = 0.25 * 0.125 * 1.5;
        assert_eq!(observed(&model, "A"), 1.5, "a symbol is a concentration");
        assert_eq!(observed(&model, "J"), rate);
        assert_eq!(derivative(&model, "A"), -1.5 * rate);
        assert_eq!(derivative(&model, "B"), 2.0 * rate);
    }
}

/// Rules of all kinds. `size' = 0.5`, `[S]' = k`, `r = 2 k`; T has half of what is in `cell`.
#[test]
fn rules_name_what_they_set() {
    for (species, name, list) in [("specie", "specie", 1), ("species", "species", 2)] {
        let text = document(
            list,
            &format!(
                "<listOfUnitDefinitions><unitDefinition name=\"warm\"><listOfUnits><unit kind=\"celsius\"/>\
                 </listOfUnits></unitDefinition></listOfUnitDefinitions>\
                 <listOfCompartments><compartment name=\"cell\" volume=\"4\" units=\"Liter\" outside=\"all\"/>\
                 <compartment name=\"all\"/></listOfCompartments>\
                 <listOfSpecies><{species} name=\"S\" compartment=\"cell\" initialAmount=\"2\" \
                 boundaryCondition=\"true\"/>\
                 <{species} name=\"T\" compartment=\"all\" initialAmount=\"0\" boundaryCondition=\"true\"/>\
                 </listOfSpecies><listOfParameters><parameter name=\"k\" value=\"3\"/>\
                 <parameter name=\"r\" value=\"0\"/><parameter name=\"t\" value=\"1\" units=\"warm\"/>\
                 </listOfParameters>\
                 <listOfRules><compartmentVolumeRule compartment=\"cell\" type=\"rate\" formula=\"0.5\"/>\
                 <{name}ConcentrationRule {name}=\"S\" type=\"rate\" formula=\"k\"/>\
                 <{name}ConcentrationRule {name}=\"T\" type=\"scalar\" formula=\"S/2\"/>\
                 <parameterRule name=\"t\" type=\"rate\" formula=\"-t\"/>\
                 <parameterRule name=\"r\" formula=\"2*k\"/></listOfRules>"
            ),
        );
        let (model, said) = read(&text);
        let model = model.unwrap_or_else(|| panic!("{said:?}"));
        assert_eq!(derivative(&model, "cell"), 0.5);
        // The amount is concentration times size: 4 * 3 + 0.5 * 0.5.
        assert_eq!(derivative(&model, "S"), 4.0 * 3.0 + 0.5 * 0.5);
        assert_eq!(observed(&model, "T"), 0.25);
        assert_eq!(observed(&model, "r"), 6.0);
        assert_eq!(derivative(&model, "t"), -1.0);
        assert_eq!(observed(&model, "all"), 1.0, "a volume that is not given is one");
    }
}
