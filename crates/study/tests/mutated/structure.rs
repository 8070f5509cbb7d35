//! Structure that is certainly wrong: keys, sections, brackets, quotation marks, things said twice or not at all.

use super::base::{Base, Dice, Leaf, Mutation, Place};
use super::values::misspelt;
use std::collections::BTreeSet;
use std::ops::Range;

/// Keys without which a section is refused, or which another key of it needs: by path, never left out.
const NEEDED: [&str; 25] = [
    "model",
    "duration",
    "product.*.source",
    "product.*.method",
    "dose.of",
    "dose.into",
    "dose.amount",
    "dose.at",
    "dose.at.from",
    "dose.at.every",
    "dose.at.count",
    "event.of",
    "event.at",
    "event.at.from",
    "event.at.every",
    "event.at.count",
    "event.removes",
    "event.states",
    "observe.columns[].name",
    "outcome.*.when",
    "outcome.*.value",
    "correlation.of",
    "correlation.value",
    "plausible.*.value",
    "plausible.*.when",
];

/// A key that nobody knows.
pub fn misspelt_key(base: &Base, known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let places: Vec<&Place> = base
        .places
        .iter()
        .filter(|place| place.leaf != Leaf::Section && place.key.is_some() && !place.path.ends_with('*'))
        .collect();
    let place = *dice.pick(&places)?;
    let key = place.key.clone()?;
    let wrong = misspelt(base.at(&key), known, dice)?;
    Some(base.replace(format!("misspelt key {}", place.path), key, &wrong))
}

/// A section that nobody knows.
pub fn misspelt_section(base: &Base, known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let header = dice.pick(&base.headers())?.clone();
    let start = header.start + base.at(&header).len() - base.at(&header).trim_start_matches('[').len();
    let name = base.at(&(start..header.end));
    let end = start + name.find(['.', ']'])?;
    let wrong = misspelt(&base.text[start..end], known, dice)?;
    Some(base.replace(format!("misspelt section {}", &base.text[start..end]), start..end, &wrong))
}

/// A key or section in the wrong place, or a line that is no key.
pub fn stray_line(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let lines: Vec<Range<usize>> =
        base.lines().into_iter().filter(|line| !base.in_brackets(line.start) && line.start > 0).collect();
    let at = dice.pick(&lines)?.start;
    let line = dice.text(&[
        "???",
        "= 5",
        "colour",
        "colour =",
        "colour = red",
        "colour = \"red",
        "colour = 'red",
        "colour = \"\\q\"",
        "colour = 007",
        "colour = 1__0",
        "colour = 1 size = 2",
        "colour = [1, 2",
        "colour = { a = 1",
        "colour = [1,, 2]",
        "colour = { a = 1, a = 2 }",
        "colour: 5",
        "colour = \"\"\"",
        "<<<<<<< HEAD",
        "a..b = 1",
        "[colour",
        "[colour]]",
        "[[colour]",
        "[]",
        "[[]]",
        "[a.]",
        "[colour] = 5",
        "\u{1}",
        "weight ＝ 5",
        "“title” = 5",
        "；",
        "- colour",
        "{",
        "}",
        "]",
        "[[[[[[[[",
        "colour = [[[[[[[[",
        "colour = ]",
        "\"colour = 1",
        "=",
        "\u{feff}colour = 1",
    ]);
    let mutation = base.insert(format!("stray line {line:?}"), at, &format!("{line}\n"));
    // What is opened and never closed is missed at the next line.
    let next = at + line.len() + 1;
    Some(mutation.or(next..next + 1))
}

/// A key of another section, rightly written.
pub fn unknown_key(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let key = dice.text(&[
        "colour = \"red\"",
        "colour = 5",
        "colour = { a = 1 }",
        "colour = [1, 2]",
        "\"\" = 1",
        "\"a b\" = 1",
        "colour.of = 1",
    ]);
    let headers = base.headers();
    let at = if dice.below(8) == 0 { 0 } else { base.line(dice.pick(&headers)?.start).end };
    if base.text[..at].lines().last() == Some("[parameters]") && key.contains("1, 2") {
        return None;
    }
    let inserted = if at == 0 { "the file" } else { base.text[..at].lines().last()?.trim() };
    Some(base.insert(format!("unknown key in {inserted}"), at, &format!("{key}\n")))
}

/// A key that is needed and gone: told where its section begins.
pub fn missing_key(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let places = base.of(&NEEDED);
    let place = *dice.pick(&places)?;
    let key = place.key.clone()?;
    // Surgery of a tumour needs no list of states.
    if place.path == "event.states" {
        return None;
    }
    let class = format!("missing key {}", place.path);
    let around = base.places.iter().filter(|other| {
        other.leaf == Leaf::Inline && other.value.start < key.start && key.start < other.value.end
    });
    // Inside `{ ... }` the key goes with a comma, and the place is that of the table or of its key.
    if let Some(table) = around.min_by_key(|other| other.value.len()) {
        let after = base.text[place.value.end..].find([',', '}'])? + place.value.end;
        let comma = base.at(&(after..after + 1)) == ",";
        let before = base.text[..key.start].trim_end().len();
        let range = if comma { key.start..after + 1 } else { before - 1..place.value.end };
        let cut = range.len();
        let mut mutation = base.replace(class, range, "");
        mutation.wrong.push(table.value.start..table.value.end - cut);
        mutation.wrong.extend(table.key.clone());
        return Some(mutation);
    }
    let header = base.headers().into_iter().rfind(|header| header.start < key.start).unwrap_or(0..0);
    let name = header.start..header.end;
    let mut mutation = base.replace(class, base.line(key.start), "");
    if place.value.end > base.line(key.start).end {
        return None;
    }
    mutation.wrong.push(name);
    Some(mutation)
}

/// A section that is needed and gone: told where it is needed.
pub fn missing_section(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let headers: Vec<Range<usize>> =
        base.headers().into_iter().filter(|header| base.at(header).starts_with("[product.")).collect();
    let header = dice.pick(&headers)?.clone();
    let end = base.headers().into_iter().find(|next| next.start > header.start)?.start;
    let cut = header.start..end;
    let mut mutation = base.replace("missing product", cut.clone(), "");
    mutation.wrong.clear();
    for place in base.of(&["dose.product"]) {
        let shift = |offset: usize| if offset >= cut.end { offset - cut.len() } else { offset };
        mutation.wrong.push(shift(place.value.start)..shift(place.value.end));
    }
    Some(mutation)
}

/// Something said twice.
pub fn twice(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    match dice.below(5) {
        0 => {
            // A line with a key of a section of its own.
            let places: Vec<&Place> = base
                .places
                .iter()
                .filter(|place| {
                    let Some(key) = &place.key else { return false };
                    place.leaf != Leaf::Section
                        && base.text[base.line_start(key.start)..key.start].trim_matches('"').is_empty()
                        && base.line(key.start).end >= place.value.end
                })
                .collect();
            let place = *dice.pick(&places)?;
            let line = base.line(place.value.start);
            let text = base.at(&line).to_owned();
            Some(base.insert(format!("key twice: {}", place.path), line.end, &text).or(line))
        }
        1 => {
            let headers: Vec<Range<usize>> =
                base.headers().into_iter().filter(|header| !base.at(header).starts_with("[[")).collect();
            let header = dice.pick(&headers)?.clone();
            let at = dice.pick(&base.headers())?.start;
            let text = format!("{}\n", base.at(&header).split('#').next()?.trim_end());
            let mutation = base.insert("section twice", at, &text);
            // The second of the two is the wrong one.
            let shifted =
                if header.start >= at { header.start + text.len()..header.end + text.len() } else { header };
            Some(mutation.or(shifted))
        }
        2 => {
            let columns = base.of(&["observe.columns[]"]);
            let columns: Vec<&&Place> = columns.iter().filter(|place| place.leaf == Leaf::Text).collect();
            let column = dice.pick(&columns)?;
            let text = format!("{}, ", base.at(&column.value));
            let second = column.value.start + text.len()..column.value.end + text.len();
            Some(base.insert("column twice", column.value.start, &text).or(second))
        }
        3 => {
            // The same parameter by its name in quotation marks and by a name with dots.
            let places: Vec<&Place> = base
                .of(&["parameters.*"])
                .into_iter()
                .filter(|place| place.key.as_ref().is_some_and(|key| base.at(key).starts_with('"')))
                .collect();
            let place = *dice.pick(&places)?;
            let line = base.line(place.value.start);
            let text = base.at(&line).replacen('"', "", 2);
            Some(base.insert("parameter twice", line.end, &text).or(line))
        }
        _ => {
            // A section of the other kind: [dose] and [[cohort]].
            let header = dice.pick(&base.headers())?.clone();
            let line = base.at(&header).split('#').next()?.trim_end();
            let (cut, other) = if line.starts_with("[[") {
                (header.start..header.start + line.len(), line[1..line.len() - 1].to_owned())
            } else {
                (header.start..header.start + line.len(), format!("[{line}]"))
            };
            let doubles = base.headers().iter().filter(|other| base.at(other).trim_end() == line).count();
            let name = line.trim_matches(['[', ']']);
            let mut mutation = base.replace(format!("other kind of section: {name}"), cut.clone(), &other);
            if doubles > 1 {
                // TOML finds it where the next one follows.
                let more = base.headers().into_iter().filter(|other| base.at(other).trim_end() == line);
                for next in more.filter(|next| next.start > header.start) {
                    let shift = 2;
                    mutation.wrong.push(next.start - shift..next.end - shift);
                }
            }
            Some(mutation)
        }
    }
}

/// Keys that do not go together.
pub fn contradiction(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let (path, line, place) = *dice.pick(&[
        ("outcome.*.when", "value = \"il6\"", "header"),
        ("outcome.*.value", "when = \"il6 > 3\"", "header"),
        ("outcome.*.at", "ever = { from = \"1 d\" }", "header"),
        ("outcome.*.ever", "at = \"1 d\"", "header"),
        ("outcome.*.when", "unit = \"d\"", "line"),
        ("dose.of", "into = \"n803.amount\"", "header"),
        ("dose.into", "route = \"iv\"", "line"),
        ("dose.into", "product = \"haplo\"", "line"),
        ("dose.route", "duration = \"-2 h\"", "line"),
        ("event.removes", "amount = \"1 mg\"", "line"),
    ])?;
    let places = base.of(&[path]);
    let found = *dice.pick(&places)?;
    let at = base.line(found.key.clone()?.start).start;
    let header = base.headers().into_iter().rfind(|header| header.start < at)?;
    let mutation = base.insert(format!("{line} beside {path}"), at, &format!("{line}\n"));
    Some(if place == "header" { mutation.or(header) } else { mutation })
}

/// Other things that cannot be.
pub fn impossible(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let lines = |paths: &[&str]| base.of(paths).into_iter().cloned().collect::<Vec<Place>>();
    let whole = |class: &str, place: &Place, with: &str| Some(base.replace(class, place.value.clone(), with));
    match dice.below(10) {
        0 => {
            let place = dice.pick(&lines(&["outcome.*.always"]))?.clone();
            let mutation =
                whole("window that ends before it begins", &place, "{ from = \"9 d\", to = \"1 d\" }")?;
            let header = base.headers().into_iter().rfind(|header| header.start < place.value.start)?;
            Some(mutation.or(header))
        }
        1 => whole("too many records", dice.pick(&lines(&["observe.every"]))?, "\"1e-3 s\""),
        2 => whole("empty list", dice.pick(&lines(&["dose.at", "event.at", "event.states"]))?, "[]"),
        3 => whole("empty table", dice.pick(&lines(&["parameters.*.between", "parameters.*"]))?, "{}"),
        4 => {
            let with = dice.text(&[
                "{ lognormal_cv = 0.1, normal_sd = 1 }",
                "{ lognormal = 0.3 }",
                "\"some\"",
                "0.3",
                "[0.3]",
                "{ uniform = [5, 1] }",
                "{ uniform = [1] }",
                "{ uniform = [1, 2, 3] }",
                "{ uniform = 3 }",
                "{ uniform = [1e8, 1e9] }",
                "{ normal_sd = -1 }",
                "{ normal_sd = \"1 d\" }",
            ]);
            let place = dice.pick(&lines(&["parameters.*.between"]))?.clone();
            // The value that a spread does not hold may be the wrong one as well.
            let value = lines(&["parameters.*.value"])
                .into_iter()
                .rfind(|value| value.value.end < place.value.start)?;
            Some(whole("spread that is none", &place, &with)?.or(value.value))
        }
        5 => {
            let with = dice.text(&[
                "{ from = \"0 d\" }",
                "{ from = \"0 d\", every = \"1 d\" }",
                "{}",
                "5",
                "true",
                "{ from = \"0 d\", evry = \"1 d\", count = 2 }",
                "[5]",
                "[\"1 d\", \"x\"]",
                "[[\"1 d\"]]",
            ]);
            let place = dice.pick(&lines(&["dose.at", "event.at"]))?.clone();
            Some(whole("schedule that is none", &place, &with)?.or(place.key?))
        }
        6 => {
            let with = dice.text(&[
                "[1]",
                "[\"il6\", 5]",
                "\"il6\"",
                "[[\"il6\"]]",
                "[{}]",
                "[{ name = 5 }]",
                "[{ name = \"a\", values = \"il6\" }]",
                "[\"\"]",
                "5",
                "{ a = \"il6\" }",
            ]);
            whole("columns that are none", dice.pick(&lines(&["observe.columns"]))?, &with)
        }
        7 => {
            let deep = 3 + dice.below(300);
            let (open, close) = *dice.pick(&[("[", "]"), ("{ a = ", " }"), ("[", ""), ("{ a = ", "")])?;
            let rubbish = format!("{}1{}", open.repeat(deep), close.repeat(deep));
            let place = dice
                .pick(&base.places.iter().filter(|place| place.leaf != Leaf::Section).collect::<Vec<_>>())
                .map(|place| (*place).clone())?;
            let mutation = whole(&format!("nested rubbish {open:?} {close:?}"), &place, &rubbish)?;
            let end = place.value.start + rubbish.len();
            // What is never closed is missed at the next thing.
            let rest = &mutation.text[end..];
            let next = end + rest.len() - rest.trim_start().len();
            Some(if close.is_empty() { mutation.or(next..next + 1) } else { mutation })
        }
        8 => {
            let place = dice.pick(&lines(&["parameters.*"]))?.clone();
            let key = place.key.clone()?;
            let name = dice.text(&[
                "nk.deth_rate",
                "weight",
                "body",
                "a.b.c.d",
                // Its whole name is a level of the patients that make it.
                "il6_of_none",
                "il6.no_such",
                "\"\"",
                "crs_grade",
            ]);
            Some(base.replace("unknown parameter", key, &format!("\"{name}\"").replace("\"\"\"\"", "\"\"")))
        }
        _ => {
            // Cells need a product, drugs have none.
            let of = dice.pick(&lines(&["dose.of"]))?.clone();
            let header = base.line(of.key.clone()?.start);
            let cells = base.at(&of.value) == "\"nk_cells\"";
            if cells {
                let product = base
                    .of(&["dose.product"])
                    .into_iter()
                    .find(|place| place.value.start > of.value.start)?;
                let line = base.line(product.value.start);
                let mutation = base.replace("cells without a product", line, "");
                Some(mutation.or(of.value.clone()))
            } else {
                Some(base.insert("product of a drug", header.end, "product = \"haplo\"\n"))
            }
        }
    }
}
