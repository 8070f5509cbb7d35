//! Rules as users write them: what is read, what is refused, and what they do to a rate.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use super::*;
use lytic_text::SourceId;
use proptest::prelude::*;

fn fields() -> Vec<String> {
    ["oxygen", "ifn_gamma"].map(str::to_owned).to_vec()
}

fn codes(text: &str) -> Vec<&'static str> {
    let (_, problems) = read_rules(text, SourceId(0), &fields());
    problems.iter().map(|problem| problem.message.key).collect()
}

#[test]
fn a_table_is_compiled() {
    let text = "// cells breathe\ntumour,oxygen,increases,cycle entry,0.001,21.5,4,0\n\
        tumour,pressure,decreases,cycle entry,0,1,4,0\n\nnk,ifn_gamma,increases,migration speed,8,10,2,0\n";
    let (rules, problems) = read_rules(text, SourceId(0), &fields());
    assert_eq!((problems, rules.rules.len()), (Vec::new(), 2));
    let entry = rules.of(Kind::Tumour, Behaviour::CycleEntry).unwrap();
    assert!(rules.senses(Signal::Pressure) && !rules.senses(Signal::Time));
    let at = |oxygen: f64, pressure: f64| {
        entry.value(0.0, false, &|signal| if signal == Signal::Pressure { pressure } else { oxygen })
    };
    // Half at half the signal; nothing left under great pressure.
    assert!((at(21.5, 0.0) - 0.0005).abs() < 1e-15);
    assert!((at(21.5, 1.0) - 0.00025).abs() < 1e-15);
    assert!(at(21.5, 1e300) == 0.0 && at(0.0, 0.0) == 0.0);
    // The dead do not sense what is not for them.
    assert_eq!(entry.value(7.0, true, &|_| 1e9), 7.0);
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    for (text, code) in [
        ("tumor,oxygen,increases,cycle entry,1,1,4,0", "E2231"),
        ("tumour,oxigen,increases,cycle entry,1,1,4,0", "E2232"),
        ("tumour,glucose,increases,cycle entry,1,1,4,0", "E2232"),
        ("tumour,oxygen,raises,cycle entry,1,1,4,0", "E2233"),
        ("tumour,oxygen,increases,cycle,1,1,4,0", "E2234"),
        ("tumour,oxygen,increases,cycle entry,-1,1,4,0", "E2235"),
        ("tumour,oxygen,increases,cycle entry,1,0,4,0", "E2235"),
        ("tumour,oxygen,increases,cycle entry,1,1,nan,0", "E2235"),
        ("tumour,oxygen,increases,cycle entry,1,1,4,maybe", "E2236"),
        ("tumour,oxygen,increases,cycle entry,1,1,4", "E2230"),
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
    let row = |direction: &str, value: &str| format!("tumour,oxygen,{direction},cycle entry,{value},1,4,0\n");
    assert_eq!(codes(&(row("increases", "1") + &row("decreases", "0"))), ["E2238"]);
    assert_eq!(codes(&(row("increases", "1") + &row("increases", "1"))), ["E2237"]);
    let (above, below) = (row("increases", "1"), "tumour,time,decreases,cycle entry,2,1,4,0\n");
    assert_eq!(codes(&(above.clone() + below)), ["E2227"]);
    assert_eq!(codes(&(below.to_owned() + &above)), ["E2227"]);
    let other = "tumour,time,increases,cycle entry,2,1,4,0\n";
    assert_eq!(codes(&(row("increases", "1") + other)), ["E2239"]);
    let (_, problems) = read_rules("tumor,oxigen,rises,cycle,x,y,z,w", SourceId(0), &fields());
    assert_eq!(problems.len(), 8);
    assert_eq!(problems[0].suggestion.as_deref(), Some("tumour"));
}

/// A rule on what a kind has not is refused, and so is what only other programs know.
#[test]
fn a_rule_that_would_say_nothing_is_refused() {
    for (kind, behaviour) in [
        ("nk", "cycle entry"),
        ("stroma", "migration speed"),
        ("tumour", "migration bias"),
        ("macrophage", "attack tumour"),
        ("nk", "phagocytose dead cell"),
        ("endothelium", "apoptosis"),
        ("nk", "transition to tumour"),
        ("tumour", "transition to cd8"),
        ("tumour", "transition to tumour"),
    ] {
        assert_eq!(
            codes(&format!("{kind},time,increases,{behaviour},1,1,4,0")),
            ["E2228"],
            "{kind} {behaviour}"
        );
    }
    for signal in ["contact with basement membrane", "intracellular oxygen", "custom:x", "total_attack_time"]
    {
        assert_eq!(codes(&format!("tumour,{signal},increases,apoptosis,1,1,4,0")), ["E2232"], "{signal}");
    }
    for behaviour in
        ["fuse to nk", "exit from cycle phase 1", "cell-BM adhesion", "attack nk", "transition to x"]
    {
        assert_eq!(codes(&format!("tumour,time,increases,{behaviour},1,1,4,0")), ["E2234"], "{behaviour}");
    }
}

/// Names that mean the same are the same rule; all words are read.
#[test]
fn words_of_the_grammar() {
    let same = |one: &str, other: &str| {
        let read = |text: &str| read_rules(text, SourceId(0), &fields());
        assert_eq!(read(one), read(other), "{one} and {other}");
        assert_eq!(read(one).1, Vec::new(), "{one}");
    };
    same(
        "tumour,time,increases,cycle entry,1,1,4,0",
        "tumour,global time,increases,exit from cycle phase 0,1,1,4,0",
    );
    same(
        "nk,oxygen gradient,increases,migration bias,1,1,4,0",
        "nk,grad(oxygen),increases,migration bias,1,1,4,0",
    );
    same(
        "stroma,dead,increases,transition to tumour,1,1,4,1",
        "stroma,is dead,increases,transform to tumour,1,1,4,1",
    );
    for signal in super::words::signals(&fields()) {
        assert_eq!(codes(&format!("tumour,{signal},increases,apoptosis,1,1,4,0")), Vec::<&str>::new());
    }
    for behaviour in super::words::behaviours(&fields()) {
        let codes = codes(&format!("tumour,time,increases,{behaviour},1,1,4,0"));
        assert!(codes.is_empty() || codes == ["E2228"], "{behaviour}: {codes:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-z ,\n0-9.#-]{0,200}") {
        let (rules, _) = read_rules(&text, SourceId(0), &fields());
        prop_assert!(rules.rules.len() <= text.lines().count());
    }
}
