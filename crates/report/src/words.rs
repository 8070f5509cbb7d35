//! Names as people say them: columns, outcomes, agents, routes and units, in two languages.
//!
//! Scenarios and models speak in symbols (`marrow.blast_percent`, `cells/uL`). The catalogue of `lytic-text` knows the
//! words for those of the library; a user's own symbols keep the name that their model gives them, or their own.

use crate::number::{Number, count};
use lytic_study::{About, ColumnResult, Kind, Results};
use lytic_text::{Lang, Message, entry};

/// The catalogue's words for a key, if it has it.
pub(crate) fn known(key: &str, lang: Lang) -> Option<&'static str> {
    entry(key).map(|entry| entry.text(lang))
}

/// The catalogue's words for a symbol by its whole path, else by its last part.
fn known_symbol(kind: &str, symbol: &str, lang: Lang) -> Option<&'static str> {
    let last = symbol.rsplit('.').next().unwrap_or(symbol);
    known(&format!("{kind}.{symbol}"), lang).or_else(|| known(&format!("{kind}.{last}"), lang))
}

/// A symbol read aloud: `blast_percent` becomes "Blast percent".
fn spelled(symbol: &str) -> String {
    capital(symbol.replace(['_', '.'], " ").trim())
}

/// Name of a column: what the scenario or model says in that language, else the catalogue, else the other language,
/// else the symbol read aloud.
pub(crate) fn column(column: &ColumnResult, lang: Lang) -> String {
    let (own, other) = ordered(&column.label, &column.label_zh, lang);
    own.or_else(|| known_symbol("column", &column.name, lang).map(str::to_owned))
        .or(other)
        .map_or_else(|| spelled(&column.name), |name| heading(&name, plain_unit(column)))
}

/// Name of an outcome, and whether the scenario itself gives it (such a name may say its day already).
pub(crate) fn outcome(name: &str, label: &str, label_zh: &str, lang: Lang) -> (String, bool) {
    let (own, other) = ordered(label, label_zh, lang);
    let known = || known_symbol("outcome", name, lang).map(|known| (known.to_owned(), false));
    own.map(|own| (own, true))
        .or_else(known)
        .or_else(|| other.map(|other| (other, true)))
        .unwrap_or_else(|| (spelled(name), false))
}

/// The label of a language and that of the other; none where empty.
fn ordered(label: &str, label_zh: &str, lang: Lang) -> (Option<String>, Option<String>) {
    let text = |label: &str| Some(label.trim().to_owned()).filter(|label| !label.is_empty());
    match lang {
        Lang::En => (text(label), text(label_zh)),
        Lang::Zh => (text(label_zh), text(label)),
    }
}

/// A model's display name as a heading: a capital in front of a plain word ("blasts in marrow", but not "rhIL-15"), and
/// without a percent sign at its end where the unit says it.
fn heading(name: &str, unit: &str) -> String {
    let name = if matches!(unit, "percent" | "%") { name.trim_end_matches("(%)").trim_end() } else { name };
    let first = name.split([' ', '-']).next().unwrap_or("");
    if first.chars().all(|c| c.is_ascii_lowercase()) { capital(name) } else { name.to_owned() }
}

/// A text with a capital in front.
pub(crate) fn capital(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "1 virtual patient", "200 virtual patients"; "200 lots" of a factory.
pub(crate) fn patients(number: u64, kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::Patient => counted(number, "count.patient", "count.patients", lang),
        Kind::Factory => counted(number, "count.lot", "count.lots", lang),
        Kind::Model { .. } => counted(number, "count.run", "count.runs", lang),
    }
}

/// A text in the words for these subjects: for a model by itself `KEY.model`, where there is one, stands in the place of
/// `KEY`, which speaks of patients and days. `{time_unit}` is filled in there.
pub(crate) fn told(key: &'static str, kind: Kind) -> Message {
    let Kind::Model { .. } = kind else { return Message::new(key) };
    let own = entry(&format!("{key}.model")).map_or(key, |entry| entry.key);
    let unit = kind.time_unit();
    Message::new(own).with("time_unit", if unit.is_empty() { String::new() } else { format!(" {unit}") })
}

/// Subjects whose number is not told: "virtual patients", "lots".
pub(crate) fn subjects(kind: Kind, lang: Lang) -> String {
    let key = match kind {
        Kind::Patient => "count.patients.any",
        Kind::Factory => "count.lots.any",
        Kind::Model { .. } => "count.runs.any",
    };
    Message::new(key).text(lang)
}

/// Who was simulated in a draw: "200 virtual patients"; "261 candidates" where some may be refused.
pub(crate) fn simulated(results: &Results, lang: Lang) -> String {
    match &results.acceptance {
        Some(_) => counted(results.about.patients, "count.candidate", "count.candidates", lang),
        None => patients(results.about.patients, results.about.kind, lang),
    }
}

/// Whose medians and bands are shown: the patients of a draw, without candidates that were refused.
pub(crate) fn shown(results: &Results, lang: Lang) -> String {
    let accepted = results
        .acceptance
        .as_ref()
        .map(|acceptance| acceptance.candidates.saturating_sub(acceptance.refused));
    patients(accepted.unwrap_or(results.about.patients), results.about.kind, lang)
}

/// "1 draw", "20 draws"; a run without a number of draws has one.
pub(crate) fn draws(number: u64, lang: Lang) -> String {
    counted(number.max(1), "count.draw", "count.draws", lang)
}

fn counted(number: u64, one: &'static str, many: &'static str, lang: Lang) -> String {
    Message::new(if number == 1 { one } else { many }).with("count", count(number)).text(lang)
}

/// Names of what is given, in a row: "NK cells", "NK cells and IL-2".
pub(crate) fn agents(names: &[String], lang: Lang) -> String {
    let names: Vec<String> = names.iter().map(|name| agent(name, lang)).collect();
    match (names.as_slice(), lang) {
        ([first @ .., last], Lang::En) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (names, Lang::En) => names.concat(),
        (names, Lang::Zh) => names.join("、"),
    }
}

/// Name of what is given: a drug, cells, an event such as surgery.
pub(crate) fn agent(name: &str, lang: Lang) -> String {
    known_symbol("agent", name, lang).map_or_else(|| spelled(name), str::to_owned)
}

/// Its name in the few letters that fit beside a mark: `Flu`, `Cy`, `IL-2`.
pub(crate) fn agent_short(name: &str, lang: Lang) -> String {
    known_symbol("agent.short", name, lang).map_or_else(|| cut(&agent(name, lang), 14), str::to_owned)
}

/// Route of a dose: `iv` becomes "into a vein".
pub(crate) fn route(route: &str, lang: Lang) -> String {
    known_symbol("route", &route.to_lowercase(), lang).map_or_else(|| route.to_owned(), str::to_owned)
}

/// Title of the run in a language; a scenario without one is called by its name.
pub(crate) fn title(about: &About, lang: Lang) -> &str {
    let (first, second) = match lang {
        Lang::En => (&about.title, &about.title_zh),
        Lang::Zh => (&about.title_zh, &about.title),
    };
    [first, second, &about.scenario]
        .into_iter()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
        .unwrap_or("Lytic")
}

/// One sentence about the scenario, or nothing.
pub(crate) fn about(about: &About, lang: Lang) -> &str {
    let (first, second) = match lang {
        Lang::En => (&about.about, &about.about_zh),
        Lang::Zh => (&about.about_zh, &about.about),
    };
    if first.trim().is_empty() { second.trim() } else { first.trim() }
}

/// Whether an agent is living cells: their first infusion is what day 0 and the caution about causes are about.
pub(crate) fn is_cells(agent: &str) -> bool {
    let last = agent.rsplit('.').next().unwrap_or(agent);
    last.split('_').any(|word| matches!(word, "cells" | "nk" | "dli"))
}

/// Unit of a column as scenarios write it; a number called percent has one even where its model gives none.
pub(crate) fn plain_unit(column: &ColumnResult) -> &str {
    if column.unit.is_empty() && column.name.ends_with("percent") { "percent" } else { &column.unit }
}

/// A unit as printed: `cells/uL` becomes "cells/µL", in Chinese "个/µL"; a pure number has none.
pub(crate) fn unit(unit: &str, lang: Lang) -> String {
    let unit = unit.trim();
    if matches!(unit, "1" | "dimensionless") {
        return String::new();
    }
    let mut out = String::with_capacity(unit.len() + 4);
    let mut word = String::new();
    for c in unit.chars().chain(std::iter::once('\0')) {
        if c.is_alphanumeric() || c == '_' || c == '%' {
            word.push(c);
            continue;
        }
        out.push_str(&unit_word(&word, lang));
        word.clear();
        match c {
            '\0' => {}
            '*' => out.push('·'),
            '^' => {}
            other => out.push(other),
        }
    }
    out
}

fn unit_word(word: &str, lang: Lang) -> String {
    match (word, lang) {
        ("percent", _) => return "%".into(),
        ("cells" | "cell", Lang::Zh) => return "个".into(),
        _ => {}
    }
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &word[letters.len()..];
    let letters = match letters.strip_prefix('u') {
        Some(rest @ ("L" | "g" | "m" | "M" | "mol" | "s")) => format!("µ{rest}"),
        _ => letters.to_owned(),
    };
    let power = digits.parse::<i32>().ok().filter(|_| !letters.is_empty());
    match power {
        Some(power) => letters + &crate::number::superscript(power),
        None => letters + digits,
    }
}

/// A value with its unit in a sentence, with the two figures that a reader keeps: `45 cells/µL`, `24 %`.
pub(crate) fn quantity(value: f64, unit_text: &str, lang: Lang) -> String {
    join_unit(Number::rounded(value, 2).to_string(), &unit(unit_text, lang), lang)
}

/// A time that was asked for, with all its figures: `336 d`.
pub(crate) fn exact_days(days: f64, kind: Kind, lang: Lang) -> String {
    in_time_unit(crate::number::day(days), kind, lang)
}

/// A time as text with its unit.
pub(crate) fn in_time_unit(time: String, kind: Kind, lang: Lang) -> String {
    join_unit(time, &unit(kind.time_unit(), lang), lang)
}

/// The same for a value of a column whose figure shows nothing below `floor`: `<0.001 cells/µL`.
pub(crate) fn quantity_above(floor: Option<f64>, value: f64, unit_text: &str, lang: Lang) -> String {
    match floor {
        Some(floor) if value < floor && value > 0.0 => format!("<{}", quantity(floor, unit_text, lang)),
        _ => quantity(value, unit_text, lang),
    }
}

/// A number of a column for HTML with `figures` figures and without its unit.
pub(crate) fn number_html(floor: Option<f64>, value: f64, figures: usize) -> String {
    match floor {
        Some(floor) if value < floor && value > 0.0 => {
            format!("&lt;{}", Number::rounded(floor, figures).html())
        }
        _ => Number::rounded(value, figures).html(),
    }
}

fn join_unit(number: String, unit: &str, lang: Lang) -> String {
    match unit {
        "" => number,
        "%" if lang == Lang::Zh => number + "%",
        _ => number + "\u{a0}" + unit,
    }
}

/// An amount as a scenario writes it (`1e7 cells/kg`) with readable powers; anything else stays as it is. Escaped.
pub(crate) fn amount_html(amount: &str, lang: Lang) -> String {
    let amount = amount.trim();
    let (first, rest) = amount.split_once(char::is_whitespace).unwrap_or((amount, ""));
    match first.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            // Users chose these digits; keep up to six.
            join_unit(Number::rounded(value, 6).html(), &crate::figure::escape(&unit(rest, lang)), lang)
        }
        _ => crate::figure::escape(amount),
    }
}

/// At most `limit` letters, the last an ellipsis where something was cut.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_printed_in_both_languages() {
        let cases = [
            ("cells/uL", "cells/µL", "个/µL"),
            ("mg/m2", "mg/m²", "mg/m²"),
            ("pg/mL", "pg/mL", "pg/mL"),
            ("percent", "%", "%"),
            ("%", "%", "%"),
            ("/d", "/d", "/d"),
            ("dimensionless", "", ""),
            ("mL/(cells*d)", "mL/(cells·d)", "mL/(个·d)"),
        ];
        for (text, en, zh) in cases {
            assert_eq!(unit(text, Lang::En), en);
            assert_eq!(unit(text, Lang::Zh), zh);
        }
    }

    #[test]
    fn amounts_keep_the_users_digits() {
        assert_eq!(amount_html("1e7 cells/kg", Lang::En), "10<sup>7</sup>\u{a0}cells/kg");
        assert_eq!(amount_html("25 mg/m2", Lang::Zh), "25\u{a0}mg/m²");
        assert_eq!(amount_html("2.5e6 cells/kg", Lang::Zh), "2.5×10<sup>6</sup>\u{a0}个/kg");
        assert_eq!(amount_html("<b>", Lang::En), "&lt;b&gt;");
    }

    #[test]
    fn unknown_symbols_are_spelled_out_and_labels_win_in_english() {
        let own = ColumnResult { name: "my.odd_thing".into(), ..ColumnResult::default() };
        assert_eq!(column(&own, Lang::En), "My odd thing");
        let labelled = ColumnResult { label: "Serum thing".into(), ..own };
        assert_eq!(column(&labelled, Lang::En), "Serum thing");
        assert_eq!(heading("blasts in marrow (%)", "percent"), "Blasts in marrow");
        assert_eq!(heading("rhIL-15 in plasma", ""), "rhIL-15 in plasma");
        assert_eq!(column(&labelled, Lang::Zh), "Serum thing");
        assert_eq!(agent("fludarabine", Lang::Zh), "氟达拉滨");
        assert!(is_cells("nk_cells") && !is_cells("fludarabine") && !is_cells("il2"));
    }
}
