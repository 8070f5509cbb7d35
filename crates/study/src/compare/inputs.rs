//! Which inputs of two scenarios differ: doses, schedules, products, patients, parameters, definitions.
//!
//! Lines that give the same thing are matched in order. A line that only one scenario has is one entry; a line that both
//! have is compared key by key.

use super::InputDifference;
use crate::prepare::{Study, joined, schedule_value, target};
use crate::results::ParameterChange;
use crate::scenario::{DoseLine, EventLine, Judged, Kept, OutcomeLine, Placed, Scenario, Schedule, Window};
use lytic_units::Quantity;
use std::collections::BTreeMap;

/// Name and value of one input, in an order that people would tell them in.
type Inputs = Vec<(String, String)>;

/// All inputs that differ, in the order of the first scenario and then of the second.
pub(super) fn differing(a: &Study, b: &Study) -> Vec<InputDifference> {
    let mut found = between(&whole(&a.scenario), &whole(&b.scenario));
    let doses = |study: &Study| named(&study.scenario.doses, "dose", target, dose);
    found.extend(lines(&doses(a), &doses(b)));
    let events = |study: &Study| named(&study.scenario.events, "event", |event| &event.of.value, event);
    found.extend(lines(&events(a), &events(b)));
    found.extend(parameters(&a.changes, &b.changes));
    found.extend(between(&judged(&a.scenario), &judged(&b.scenario)));
    found
}

fn difference(name: &str, a: &str, b: &str) -> InputDifference {
    InputDifference { name: name.to_owned(), a: a.to_owned(), b: b.to_owned() }
}

/// Entries whose values differ, and those of one only.
fn between(a: &Inputs, b: &Inputs) -> Vec<InputDifference> {
    let value = |inputs: &Inputs, name: &str| {
        inputs.iter().find(|(known, _)| known == name).map_or_else(String::new, |(_, value)| value.clone())
    };
    let names = a.iter().chain(b.iter().filter(|(name, _)| !a.iter().any(|(known, _)| known == name)));
    names
        .map(|(name, _)| difference(name, &value(a, name), &value(b, name)))
        .filter(|found| found.a != found.b)
        .collect()
}

/// What there is once in a scenario.
fn whole(scenario: &Scenario) -> Inputs {
    let quantity = |value: &Option<Placed<Quantity>>| value.as_ref().map(|value| value.value.to_string());
    let mut inputs: Inputs = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        inputs.extend(value.map(|value| (name.to_owned(), value)));
    };
    add("model", scenario.model.as_ref().map(|model| model.value.clone()));
    add("start", Some(scenario.start.value.to_string()));
    add("duration", quantity(&scenario.duration));
    if let Some(patient) = &scenario.patient {
        add("patient.weight", quantity(&patient.weight));
        add("patient.height", quantity(&patient.height));
        add("patient.hla", alleles(&patient.hla));
    }
    add("observe.every", quantity(&scenario.observe.every));
    let text = |value: &Option<Placed<String>>| value.as_ref().map(|value| value.value.clone());
    for product in &scenario.products {
        add(&format!("product.{}.source", product.name.value), text(&product.source));
        add(&format!("product.{}.method", product.name.value), text(&product.method));
        add(&format!("product.{}.lot", product.name.value), text(&product.lot));
        let edits: Vec<&str> = product.edits.iter().map(|edit| edit.value.as_str()).collect();
        add(
            &format!("product.{}.edits", product.name.value),
            Some(edits.join(", ")).filter(|edits| !edits.is_empty()),
        );
        add(&format!("product.{}.fcgr3a", product.name.value), text(&product.fcgr3a));
        add(&format!("product.{}.hla", product.name.value), alleles(&product.hla));
        add(&format!("product.{}.kir", product.name.value), text(&product.kir));
        add(&format!("product.{}.fit", product.name.value), text(&product.fit));
    }
    inputs
}

/// A typing in one text; none where nobody typed.
fn alleles(hla: &[Placed<String>]) -> Option<String> {
    (!hla.is_empty()).then(|| joined(hla))
}

/// A line with its name, all of it in one text, and its keys.
struct Line {
    name: String,
    text: String,
    keys: Inputs,
}

/// Lines with names: `dose.il2`, and `dose.il2#2` for the second of its kind.
fn named<T>(lines: &[T], head: &str, which: impl Fn(&T) -> &str, keys: impl Fn(&T) -> Inputs) -> Vec<Line> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    lines
        .iter()
        .map(|line| {
            let name = format!("{head}.{}", which(line));
            let times = seen.entry(name.clone()).or_default();
            *times += 1;
            let name = if *times > 1 { format!("{name}#{times}") } else { name };
            let keys = keys(line);
            let text = keys.iter().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
            let text = text.collect::<Vec<_>>().join(", ");
            Line { name, text, keys }
        })
        .collect()
}

fn lines(a: &[Line], b: &[Line]) -> Vec<InputDifference> {
    let mut found = Vec::new();
    for line in a {
        match b.iter().find(|other| other.name == line.name) {
            Some(other) => {
                let keys = between(&line.keys, &other.keys).into_iter();
                found.extend(
                    keys.map(|key| InputDifference { name: format!("{}.{}", line.name, key.name), ..key }),
                );
            }
            None => found.push(difference(&line.name, &line.text, "")),
        }
    }
    let only_b = b.iter().filter(|line| !a.iter().any(|other| other.name == line.name));
    found.extend(only_b.map(|line| difference(&line.name, "", &line.text)));
    found
}

fn schedule(at: &Option<Schedule>) -> String {
    at.as_ref().map_or_else(String::new, |at| schedule_value(at, "at"))
}

fn dose(line: &DoseLine) -> Inputs {
    let text = |value: &Option<Placed<String>>| value.as_ref().map_or("", |value| &value.value).to_owned();
    let quantity = |value: &Option<Placed<Quantity>>| {
        value.as_ref().map_or_else(String::new, |value| value.value.to_string())
    };
    // Two ways to write one amount are one amount.
    let amount =
        line.amount.as_ref().map_or_else(|| line.amount_text.clone(), |amount| amount.value.to_string());
    [
        ("amount", amount),
        ("route", text(&line.route)),
        ("at", schedule(&line.at)),
        ("product", text(&line.product)),
        ("duration", quantity(&line.duration)),
        ("lag", quantity(&line.lag)),
        ("give_when", text(&line.give_when)),
        ("at_most", line.at_most.as_ref().map_or_else(String::new, |most| most.value.to_string())),
        ("stop_when", text(&line.stop_when)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn event(line: &EventLine) -> Inputs {
    let states: Vec<&str> = line.states.iter().map(|state| state.value.as_str()).collect();
    vec![
        ("at".to_owned(), schedule(&line.at)),
        (
            "removes".to_owned(),
            line.removes.as_ref().map_or_else(String::new, |share| share.value.to_string()),
        ),
        ("states".to_owned(), states.join(", ")),
    ]
}

/// Parameters that one of the two changes; where the other does not, it has the library's value.
fn parameters(a: &[ParameterChange], b: &[ParameterChange]) -> Vec<InputDifference> {
    let text =
        |value: f64, unit: &str| if unit.is_empty() { value.to_string() } else { format!("{value} {unit}") };
    let used = |changes: &[ParameterChange], name: &str, other: &ParameterChange| {
        let found = changes.iter().find(|change| change.name == name);
        let value = found.map_or(other.library, |change| Some(change.used));
        value.map_or_else(String::new, |value| text(value, &other.unit))
    };
    let names = a.iter().chain(b.iter().filter(|change| !a.iter().any(|known| known.name == change.name)));
    names
        .map(|change| {
            difference(&change.name, &used(a, &change.name, change), &used(b, &change.name, change))
        })
        .filter(|found| found.a != found.b)
        .collect()
}

/// Definitions of what is judged and recorded, and what plausible patients keep.
fn judged(scenario: &Scenario) -> Inputs {
    let mut inputs: Inputs = scenario.outcomes.iter().map(outcome).collect();
    inputs.extend(scenario.observe.columns.iter().filter_map(|column| {
        let value = column.value.as_ref()?;
        let unit = column.unit.as_ref().map_or_else(String::new, |unit| format!(" [{}]", unit.value));
        Some((format!("column.{}", column.name.value), format!("{}{unit}", value.value)))
    }));
    inputs.extend(scenario.plausible.iter().map(|line| {
        let kept = match &line.kept {
            Kept::When(condition) => condition.value.clone(),
            Kept::Between { value, from, to, .. } => {
                let end = |end: &Option<Placed<Quantity>>| {
                    end.as_ref().map_or_else(|| "-".to_owned(), |end| end.value.to_string())
                };
                format!("{} from {} to {}", value.value, end(from), end(to))
            }
        };
        (format!("plausible.{}", line.name.value), format!("{kept}, {}", window(&line.window)))
    }));
    inputs
}

fn outcome(line: &OutcomeLine) -> (String, String) {
    let text = match &line.judged {
        Judged::When(condition) => condition.value.clone(),
        Judged::Value(value, unit) => {
            let unit = unit.as_ref().map_or_else(String::new, |unit| format!(" [{}]", unit.value));
            format!("{}{unit}", value.value)
        }
    };
    (format!("outcome.{}", line.name.value), format!("{text}, {}", window(&line.window)))
}

fn window(window: &Window) -> String {
    let ends = |from: &Option<Placed<Quantity>>, to: &Option<Placed<Quantity>>| {
        let say = |word: &str, time: &Option<Placed<Quantity>>| {
            time.as_ref().map_or_else(String::new, |time| format!(" {word} {}", time.value))
        };
        format!("{}{}", say("from", from), say("to", to))
    };
    match window {
        Window::At(at) => format!("at {}", at.value),
        Window::Ever(from, to) => format!("ever{}", ends(from, to)),
        Window::Always(from, to) => format!("always{}", ends(from, to)),
        Window::Over(asked, from, to) => format!("{asked:?}{}", ends(from, to)).to_lowercase(),
    }
}
