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
    let other = "tumour,time,increases,cycle entry,2,1,4,0\n";
    assert_eq!(codes(&(row("increases", "1") + other)), ["E2239"]);
    let (_, problems) = read_rules("tumor,oxigen,rises,cycle,x,y,z,w", SourceId(0), &fields());
    assert_eq!(problems.len(), 8);
    assert_eq!(problems[0].suggestion.as_deref(), Some("tumour"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-z ,\n0-9.#-]{0,200}") {
        let (rules, _) = read_rules(&text, SourceId(0), &fields());
        prop_assert!(rules.rules.len() <= text.lines().count());
    }
}
