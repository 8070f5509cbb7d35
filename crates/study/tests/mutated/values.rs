//! Values that are certainly wrong: kind, unit, range, name, expression.

use super::base::{Base, Dice, Leaf, Mutation, Place};
use std::collections::BTreeSet;

/// Times, by path.
const TIMES: [&str; 23] = [
    "start",
    "duration",
    "observe.every",
    "dose.at",
    "dose.at[]",
    "dose.at.from",
    "dose.at.every",
    "dose.duration",
    "dose.lag",
    "event.at",
    "event.at[]",
    "event.at.from",
    "event.at.every",
    "outcome.*.at",
    "outcome.*.ever.from",
    "outcome.*.always.from",
    "outcome.*.always.to",
    "plausible.*.at",
    "plausible.*.always.from",
    "plausible.*.always.to",
    "outcome.*.maximum.from",
    "outcome.*.maximum.to",
    "outcome.*.first.from",
];
/// Times that must lie in the run.
const WITHIN: [&str; 15] = [
    "dose.at",
    "dose.at[]",
    "dose.at.from",
    "event.at[]",
    "event.at.from",
    "outcome.*.at",
    "outcome.*.ever.from",
    "outcome.*.always.from",
    "outcome.*.always.to",
    "plausible.*.at",
    "plausible.*.always.from",
    "plausible.*.always.to",
    "outcome.*.maximum.from",
    "outcome.*.maximum.to",
    "outcome.*.first.from",
];
/// Times above zero.
const LENGTHS: [&str; 5] = ["duration", "observe.every", "dose.at.every", "dose.duration", "event.at.every"];
const WORDS: [&str; 9] = [
    "title",
    "title_zh",
    "about",
    "about_zh",
    "outcome.*.label",
    "outcome.*.label_zh",
    "observe.columns[].label",
    "observe.columns[].label_zh",
    "observe.columns[].name",
];
const EXPRESSIONS: [&str; 6] = [
    "outcome.*.when",
    "outcome.*.value",
    "observe.columns[].value",
    "dose.stop_when",
    "plausible.*.when",
    "plausible.*.value",
];
const CONDITIONS: [&str; 3] = ["outcome.*.when", "dose.stop_when", "plausible.*.when"];
const PARAMETERS: [&str; 2] = ["parameters.*", "parameters.*.value"];

/// Texts that are no number with a unit of any kind.
const NO_QUANTITIES: [&str; 24] = [
    "many",
    "five",
    "1,5",
    "1.2.3",
    "1e",
    "--5",
    "++5",
    "0x10",
    "1_0",
    "５",
    "5,0",
    "five d",
    "d 5",
    "d",
    "5 dd",
    "5 fortnight",
    "5 d^",
    "5 (d",
    "5 d)",
    "5 d//d",
    "5 m g",
    "5 mgg/m2",
    "5 kgg",
    "5 $",
];
const NOT_FINITE: [&str; 5] = ["nan", "inf", "-inf", "1e999", "-1e999"];

/// A value of the wrong kind, whatever was wanted.
const RUBBISH: [&str; 7] = ["\"\"", "\"   \"", "true", "1979-05-27", "{ a = 1 }", "07:32:00", "[[]]"];

/// One wrong value at a random place.
pub fn value(base: &Base, known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let places: Vec<&Place> =
        base.places.iter().filter(|place| matches!(place.leaf, Leaf::Text | Leaf::Number)).collect();
    let place = *dice.pick(&places)?;
    let path = place.path.as_str();
    let class = |what: &str| format!("{what} for {path}");
    let whole = |what: &str, with: String| Some(base.replace(class(what), place.value.clone(), &with));
    let quoted = |text: String| format!("\"{text}\"");
    let old = base.at(&place.value).trim_matches('"').to_owned();
    let (number, unit) = old.split_once(' ').unwrap_or((old.as_str(), ""));
    let quantity = TIMES.contains(&path)
        || PARAMETERS.contains(&path)
        || ["patient.weight", "patient.height", "dose.amount", "plausible.*.from", "plausible.*.to"]
            .contains(&path);
    if dice.below(4) == 0 {
        return whole("wrong kind of value", dice.text(&RUBBISH));
    }
    if quantity {
        match dice.below(6) {
            0 => return whole("no quantity", quoted(dice.text(&NO_QUANTITIES))),
            1 => return whole("not finite", quoted(format!("{} {unit}", dice.text(&NOT_FINITE)))),
            2 if !unit.is_empty() => {
                let written = if dice.below(2) == 0 { quoted(number.to_owned()) } else { bare(number) };
                return whole("missing unit", written);
            }
            3 if !unit.is_empty() => {
                let wrong = dice.text(wrong_units(path));
                // A dose of radiation is in grays.
                let wrong = if wrong == unit { "K" } else { wrong.as_str() };
                return whole("wrong unit", quoted(format!("{number} {wrong}")));
            }
            4 => {
                return whole(
                    "list for a quantity",
                    dice.text(&["[]", "[1]", "[\"\"]", "{}", "[\"5 kg\", 3]"]),
                );
            }
            _ => {}
        }
    }
    if WITHIN.contains(&path) && dice.below(2) == 0 {
        let start = base.text.lines().find_map(|line| line.strip_prefix("start")?.split('"').nth(1));
        let start: f64 = start.and_then(|start| start.strip_suffix(" d")?.parse().ok()).unwrap_or(0.0);
        let just_before = format!("{} d", start - 0.01);
        let time = dice.text(&["-9000 d", "9000 d", &just_before, "1e9 h", "-1e300 yr"]);
        return whole("time outside the run", quoted(time));
    }
    if LENGTHS.contains(&path) {
        return whole("length not above zero", quoted(dice.text(&["0 d", "-1 d", "-1e-9 s", "-0 h"])));
    }
    match path {
        "dose.lag" => whole("negative lag", quoted(dice.text(&["-1 min", "-3 d"]))),
        "dose.amount" => whole("negative amount", quoted(format!("-{old}"))),
        "patient.weight" => whole(
            "body that nobody has",
            quoted(dice.text(&["-70 kg", "0 kg", "70 g", "70 t", "7e4 kg", "100 pg"])),
        ),
        "patient.height" => whole(
            "body that nobody has",
            quoted(dice.text(&["-172 cm", "0 cm", "172 m", "1.72 cm", "172 mm"])),
        ),
        "kind" => {
            whole("unknown word", quoted(dice.text(&["patiant", "Patient", "assay", "tissue", "mouse"])))
        }
        "model" => {
            let name = dice.text(&[
                "patient/am",
                "patient/AML",
                "aml",
                "patient",
                "nothing.ant",
                "/",
                "../x.ant",
                "patient\\\\aml",
            ]);
            whole("unknown model", quoted(name))
        }
        "cohort.patients" | "cohort.draws" => whole(
            "number out of range",
            dice.text(&[
                "0",
                "-1",
                "1.5",
                "1e3",
                "\"200\"",
                "999999999999",
                "99999999999999999999",
                "nan",
                "[]",
            ]),
        ),
        "cohort.seed" => {
            whole("number out of range", dice.text(&["-1", "0.5", "\"1\"", "9223372036854775808", "inf"]))
        }
        "dose.at.count" | "event.at.count" => {
            whole("number out of range", dice.text(&["0", "-3", "2.5", "\"5\"", "100001", "50000"]))
        }
        "correlation.value" => whole(
            "correlation out of range",
            dice.text(&["1", "-1", "1.5", "\"0.4\"", "nan", "[0.4]", "inf"]),
        ),
        "correlation.kind" => whole("unknown word", quoted(dice.text(&["betwen", "patients", "Between"]))),
        "event.removes" => whole(
            "share out of range",
            dice.text(&["-0.1", "1.0001", "2", "\"half\"", "\"0.5\"", "nan", "[0.5]"]),
        ),
        "parameters.*.between.lognormal_cv" | "parameters.*.between.logit_sd" => {
            whole("spread out of range", dice.text(&["-0.3", "nan", "inf", "\"30 %\"", "[0.3]", "-1e300"]))
        }
        "parameters.*.between.uniform[]" => {
            whole("spread out of range", dice.text(&["nan", "\"4000\"", "true"]))
        }
        "correlation.of[]" | "cohort.without[]" | "dose.of" | "dose.route" | "dose.product" | "dose.into"
        | "event.states[]" | "product.*.source" | "product.*.method" | "observe.columns[]" => {
            let inside = base.inside(place);
            let wrong = misspelt(base.at(&inside), known, dice)?;
            Some(base.replace(class("unknown name"), inside, &wrong))
        }
        "outcome.*.unit" | "observe.columns[].unit" => {
            whole("wrong unit", quoted(dice.text(&["d", "kg", "cells", "nope", "ng//L", "ng/L)", "5"])))
        }
        _ if EXPRESSIONS.contains(&path) => expression(base, place, known, dice),
        _ if WORDS.contains(&path) => {
            whole("number for a text", dice.text(&["5", "1.5", "false", "[]", "[\"a\"]", "nan"]))
        }
        _ => None,
    }
}

fn bare(number: &str) -> String {
    if number.parse::<f64>().is_ok() { number.to_owned() } else { "1".to_owned() }
}

/// Units that cannot stand at a place.
fn wrong_units(path: &str) -> &'static [&'static str] {
    match path {
        "patient.weight" => &["d", "mL", "cells", "kg2", "/kg", "cm"],
        "patient.height" => &["d", "L", "cells", "cm2", "/cm", "kg"],
        "plausible.*.from" | "plausible.*.to" => &["d", "kg", "cells", "%", "IU/mL", "/d"],
        "dose.amount" => &["d", "K", "A", "V", "Hz", "cells/d", "mg/d", "/d", "Gy", "%"],
        "parameters.*" | "parameters.*.value" => &["K", "A", "cd", "kg2/A", "Gy"],
        _ => &["kg", "mL", "IU", "cells", "/d", "d2", "m", "pg/mL", "%"],
    }
}

/// A name with a typing error that makes it unknown.
pub fn misspelt(name: &str, known: &BTreeSet<String>, dice: &mut Dice) -> Option<String> {
    for _ in 0..20 {
        let mut letters: Vec<char> = name.chars().collect();
        let at = dice.below(letters.len());
        match dice.below(5) {
            0 => {
                letters.remove(at);
            }
            1 => letters.insert(at, *dice.pick(&['x', 'q', 'e', 'k'])?),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            3 => letters.insert(at, letters[at]),
            _ => letters[at] = *dice.pick(&['z', 'w', 'o', 'j'])?,
        }
        let wrong: String = letters.into_iter().collect();
        let starts_well = wrong.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
        let ends_well = !wrong.ends_with('.') && !wrong.contains("..");
        if wrong != name && starts_well && ends_well && !known.contains(&wrong) {
            return Some(wrong);
        }
    }
    None
}

/// A broken expression.
fn expression(base: &Base, place: &Place, known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let path = place.path.as_str();
    let class = |what: &str| format!("{what} in {path}");
    let inside = base.inside(place);
    let text = base.at(&inside).to_owned();
    let condition = CONDITIONS.contains(&path);
    // Words of the expression with their places.
    let mut names = Vec::new();
    let mut from = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric() || letter == '_' || letter == '.', from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                names.push(inside.start + start..inside.start + at);
                from = None;
            }
            _ => {}
        }
    }
    let is_name = |range: &std::ops::Range<usize>| {
        base.at(range).starts_with(|c: char| c.is_alphabetic())
            && !["and", "or", "not"].contains(&base.at(range))
    };
    let operands: Vec<_> = names.iter().filter(|range| is_name(range)).cloned().collect();
    match dice.below(9) {
        0 => {
            let name = dice.pick(&operands)?.clone();
            let wrong = misspelt(base.at(&name), known, dice)?;
            Some(base.replace(class("unknown name"), name, &wrong))
        }
        1 => {
            let tail = dice.text(&[
                " +", " and", " <", "(", ")", " *", " 5", " il6", ".5.", " !", " ?", " &", ";", " = ", ", 1",
            ]);
            Some(base.insert(class("rest after the end"), inside.end, &tail))
        }
        2 => {
            let head = dice.text(&["* ", "and ", "< ", ")", "/ ", "5 ", "% ", "$", "nosuch("]);
            // What opens the expression and never ends is found at its end.
            let opened = head == "nosuch(";
            let mutation = base.insert(class("start of an expression"), inside.start, &head);
            let end = mutation.text[inside.start..].find('"').unwrap_or_default() + inside.start;
            Some(if opened { mutation.or(end..end) } else { mutation })
        }
        3 => {
            // A name gone, with nothing between two operators.
            let name = dice.pick(&operands)?.clone();
            // Without the name of a function brackets are left, which may stay.
            if base.text[name.end..].starts_with('(') {
                return None;
            }
            let mutation = base.replace(class("operand left out"), name.clone(), "");
            let rest = &mutation.text[name.start..];
            let next = name.start + rest.len() - rest.trim_start_matches(' ').len();
            Some(mutation.or(next..next + 1))
        }
        4 => {
            let wrong = if condition {
                dice.text(&["il6", "1 + il6", "-il6"])
            } else {
                dice.text(&["il6 > 3", "true", "not (il6 > 3)"])
            };
            Some(base.replace(
                class(if condition { "number for a condition" } else { "condition for a number" }),
                inside,
                &wrong,
            ))
        }
        5 => {
            let wrong =
                dice.text(&["il6 + platelets_per_ul", "il6 - neutrophils_per_ul", "il15 + crs_grade"]);
            let wrong = if condition { format!("{wrong} > 3") } else { wrong };
            Some(base.replace(class("units that do not fit"), inside, &wrong))
        }
        6 => {
            let deep = 10 + dice.below(3000);
            let open = dice.text(&["(", "not ", "-(", "sqrt("]);
            Some(base.replace(class("nested rubbish"), inside, &open.repeat(deep)))
        }
        7 => {
            let wrong = dice.text(&[
                "nosuch(il6) > 3",
                "sqrt() > 3",
                "sqrt(il6, il6, il6) > 3",
                "il6 > > 3",
                "il6 => 3",
                "il6 <> 3",
                "il6 > 3 and",
                "(il6 > 3",
                "il6 > 3)",
                "il6 >",
                "il6 == ",
                "il6 >= 3 il6",
                "il6 @ 3",
                "il6 ＞ 3",
                "大于 3",
                "1..2 > il6",
                "1e > il6",
                "il6.",
                ".il6 > 3",
                "il6 > 'a'",
                "il6[1] > 3",
            ]);
            Some(base.replace(class("broken expression"), inside, &wrong))
        }
        _ => {
            let compares: Vec<usize> =
                text.match_indices(['<', '>']).map(|(at, _)| inside.start + at).collect();
            let at = *dice.pick(&compares)?;
            let double = base.at(&(at..at + 1)).to_owned();
            Some(base.insert(class("operator twice"), at, &format!("{double} ")))
        }
    }
}
