//! The page of a combination.

use super::{
    addition_name, arm_name, arm_of, index_text, judged_name, loewe_text, notes, range_text, sentences,
    together,
};
use crate::error::ReportError;
use crate::figure::Figure;
use crate::html::points;
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count, percent};
use crate::quantile::quantile_at;
use crate::scan::provenance;
use crate::words;
use lytic_study::{CombinationResults, Origin};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// The report of a combination as one HTML text; `figures` as [`super::combination_figures`] makes them.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn combination_html(
    results: &CombinationResults,
    figures: &[Figure],
    lang: Lang,
) -> Result<String, ReportError> {
    let about = &results.about;
    let mut says = Section::new("says", Message::new("report.says"), lang);
    says.says = sentences(results, usize::MAX, lang);
    says.says.extend(notes(results, lang));
    says.note = Message::new("combine.reading")
        .with("patients", words::patients(about.patients, about.kind, lang))
        .text(lang);
    let mut maps = Section::new("maps", Message::new("combine.maps"), lang);
    maps.figures = figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    maps.note = Message::new("combine.maps.note").text(lang);
    let mut sections = vec![says, additions(results, lang), maps];
    if !results.interactions.is_empty() {
        sections.push(interactions(results, lang));
    }
    sections.push(arms(results, lang));
    let names: Vec<String> = results.additions.iter().map(|addition| addition_name(addition, lang)).collect();
    page(
        Content {
            title: words::title(about, lang).to_owned(),
            subtitle: format!(
                "{} · {} · {} · {}",
                about.scenario,
                names.join(", "),
                words::patients(about.patients, about.kind, lang),
                words::draws(about.draws, lang)
            ),
            sections,
            provenance: provenance(about, lang),
            command: about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// What can be added, from where, with which doses.
fn additions(results: &CombinationResults, lang: Lang) -> Section {
    let mut section = Section::new("additions", Message::new("combine.additions"), lang);
    let rows = results.additions.iter().enumerate().map(|(index, addition)| {
        let origin = match &addition.origin {
            Origin::Block => Message::new("combine.origin.block"),
            Origin::Scenario => Message::new("combine.origin.scenario"),
            Origin::Borrowed(scenario) => Message::new("combine.origin.borrowed").with("scenario", scenario),
        };
        // What an arm gives beyond the arm with nothing added.
        let given = |arm: &lytic_study::ArmFound| arm.plan.members == [index] && arm.plan.factor.is_none();
        let base = results.arms.first().map_or(&[][..], |arm| arm.doses.as_slice());
        let doses = results.arms.iter().find(|arm| given(arm)).map_or_else(String::new, |arm| {
            let added = arm.doses.iter().filter(|dose| !base.contains(dose));
            let said = added.map(|dose| {
                let days: Vec<String> = dose.times_days.iter().map(|day| crate::number::day(*day)).collect();
                Message::new("combine.dose")
                    .with("what", words::agent(&dose.of, lang))
                    .with("amount", &dose.amount)
                    .with("days", days.join(", "))
                    .text(lang)
            });
            said.collect::<Vec<_>>().join("; ")
        });
        vec![
            Cell::words(addition_name(addition, lang)).code(&addition.name),
            Cell::words(doses),
            Cell::words(origin.text(lang)),
        ]
    });
    section.tables.push(Table {
        heading: String::new(),
        head: ["combine.addition", "combine.given", "combine.origin"]
            .map(|key| Head::words(key, lang))
            .to_vec(),
        rows: rows.collect(),
    });
    section
}

/// Every pair and order: found, expected, indices.
fn interactions(results: &CombinationResults, lang: Lang) -> Section {
    let mut section = Section::new("interactions", Message::new("combine.interactions"), lang);
    section.note = Message::new("combine.interactions.note").text(lang);
    let asked = results.about.draws > 1;
    let with_loewe = !results.levels.is_empty();
    let heads = |first: &'static str| {
        let mut heads = vec![
            Head::words("combine.pair.head", lang),
            Head::numbers(first, "", lang),
            Head::numbers("combine.expected", "", lang),
            Head::numbers("combine.bliss", "", lang),
            Head::numbers("report.part.ignorance", "5–95 %", lang),
            Head::numbers("report.part.sampling", "95 %", lang),
            Head::words("combine.says", lang),
        ];
        if with_loewe {
            heads.push(Head::words("combine.loewe", lang));
        }
        heads
    };
    let ignorance = |range: Option<(f64, f64)>| {
        range.map_or_else(|| Message::new("report.not_asked").text(lang), range_text)
    };
    let names =
        |pick: fn(&lytic_study::ArmFound) -> Vec<String>| results.arms.first().map(pick).unwrap_or_default();
    for name in names(|arm| arm.outcomes.iter().map(|outcome| outcome.name.clone()).collect()) {
        let rows = results.interactions.iter().filter_map(|interaction| {
            let arm = arm_of(results, interaction)?;
            let found = interaction.outcomes.iter().find(|found| found.name == name)?;
            let [.., both] = found.counts;
            let share = |share: f64| if share.is_finite() { percent(share) + " %" } else { "–".to_owned() };
            let mut row = vec![
                Cell::words(arm_name(&results.additions, &arm.plan, lang)),
                Cell::number(share(both as f64 / found.n as f64)).strong(),
                Cell::number(share(found.expected)),
                Cell::number(index_text(found.index)).strong(),
                Cell::number(ignorance(found.ignorance)),
                Cell::number(range_text(found.sampling)),
                Cell::words(together(found.together, asked, lang)),
            ];
            if with_loewe {
                row.push(Cell::words(loewe_text(found.loewe.as_ref(), lang)));
            }
            Some(row)
        });
        section.tables.push(Table {
            heading: judged_name(results, &name, lang),
            head: heads("combine.found"),
            rows: rows.collect(),
        });
    }
    for name in names(|arm| arm.values.iter().map(|value| value.name.clone()).collect()) {
        let rows: Vec<Vec<Cell>> = results
            .interactions
            .iter()
            .filter_map(|interaction| {
                let arm = arm_of(results, interaction)?;
                let found = interaction.values.iter().find(|found| found.name == name)?;
                let at = |p: f64| {
                    let value = found.quantiles.iter().find(|(known, _)| (known - p).abs() < 1e-9);
                    value.map_or(f64::NAN, |(_, value)| *value)
                };
                let mut row = vec![
                    Cell::words(arm_name(&results.additions, &arm.plan, lang)),
                    Cell::number(count(found.n)),
                    Cell::number(range_text((at(0.05), at(0.95)))),
                    Cell::number(index_text(found.index)).strong(),
                    Cell::number(ignorance(found.ignorance)),
                    Cell::number(range_text(found.sampling)),
                    Cell::words(together(found.together, asked, lang)),
                ];
                if with_loewe {
                    row.push(Cell::words(loewe_text(found.loewe.as_ref(), lang)));
                }
                Some(row)
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let mut head = heads("report.judged");
        if let Some(second) = head.get_mut(2) {
            *second = Head::numbers("combine.of_patients", "90 %", lang);
        }
        section.tables.push(Table { heading: judged_name(results, &name, lang), head, rows });
    }
    section
}

/// Every arm: shares or medians, and what is added to nothing.
fn arms(results: &CombinationResults, lang: Lang) -> Section {
    let mut section = Section::new("arms", Message::new("combine.arms"), lang);
    let Some(first) = results.arms.first() else { return section };
    let not_asked = || Message::new("report.not_asked").text(lang);
    let name = |arm: &lytic_study::ArmFound| Cell::words(arm_name(&results.additions, &arm.plan, lang));
    let head = |what: &'static str, small: &str| {
        vec![
            Head::words("combine.arm", lang),
            Head::numbers(what, "", lang),
            Head::numbers("report.part.ignorance", "5–95 %", lang),
            Head::numbers("report.part.sampling", "95 %", lang),
            Head::numbers("combine.added", small, lang),
            Head::numbers("report.part.ignorance", "5–95 %", lang),
            Head::numbers("report.part.sampling", "95 %", lang),
        ]
    };
    for (place, outcome) in first.outcomes.iter().enumerate() {
        let shares = |(low, high): (f64, f64)| format!("{} – {} %", percent(low), percent(high));
        let differences = |(low, high): (f64, f64)| {
            if low.is_finite() { format!("{} – {}", points(low), points(high)) } else { "–".to_owned() }
        };
        let rows = results.arms.iter().filter_map(|arm| {
            let found = arm.outcomes.get(place)?;
            let paired = arm.paired_outcomes.iter().find(|paired| paired.name == found.name);
            let share = if found.n == 0 {
                "–".to_owned()
            } else {
                percent(found.successes as f64 / found.n as f64) + " %"
            };
            let counted = Message::new("report.n_of")
                .with("successes", count(found.successes))
                .with("n", count(found.n))
                .text(lang);
            Some(vec![
                name(arm),
                Cell::number(share).small(counted).strong(),
                Cell::number(found.ignorance.map_or_else(not_asked, shares)),
                Cell::number(shares(found.interval)),
                Cell::number(paired.map_or_else(|| "–".to_owned(), |paired| points(paired.difference)))
                    .strong(),
                Cell::number(paired.map_or_else(
                    || "–".to_owned(),
                    |paired| paired.ignorance.map_or_else(not_asked, differences),
                )),
                Cell::number(paired.map_or_else(|| "–".to_owned(), |paired| differences(paired.sampling))),
            ])
        });
        section.tables.push(Table {
            heading: judged_name(results, &outcome.name, lang),
            head: head("report.part.patients", &Message::new("scan.points").text(lang)),
            rows: rows.collect(),
        });
    }
    let number =
        |value: f64| if value.is_finite() { Number::rounded(value, 3).html() } else { "–".to_owned() };
    let range = |(low, high): (f64, f64)| format!("{} – {}", number(low), number(high));
    for (place, value) in first.values.iter().enumerate() {
        let middle = |quantiles: &[(f64, f64)]| quantile_at(quantiles, 0.5);
        let rows =
            results.arms.iter().filter_map(|arm| {
                let found = arm.values.get(place)?;
                let paired = arm.paired_values.iter().find(|paired| paired.name == found.name);
                Some(vec![
                    name(arm),
                    Cell::number(number(middle(&found.quantiles))).strong(),
                    Cell::number(found.ignorance.map_or_else(not_asked, range)),
                    Cell::number(range(found.sampling)),
                    Cell::number(
                        paired.map_or_else(|| "–".to_owned(), |paired| number(middle(&paired.quantiles))),
                    )
                    .strong(),
                    Cell::number(paired.map_or_else(
                        || "–".to_owned(),
                        |paired| paired.ignorance.map_or_else(not_asked, range),
                    )),
                    Cell::number(paired.map_or_else(|| "–".to_owned(), |paired| range(paired.sampling))),
                ])
            });
        section.tables.push(Table {
            heading: super::super::figure::with_unit(
                &judged_name(results, &value.name, lang),
                &words::unit(&value.unit, lang),
                lang,
            ),
            head: head("report.median", ""),
            rows: rows.collect(),
        });
    }
    for (place, survival) in first.survivals.iter().enumerate() {
        let rows =
            results.arms.iter().filter_map(|arm| {
                let found = &arm.survivals.get(place)?.curve;
                let added = arm
                    .paired_survivals
                    .iter()
                    .find(|(known, _)| *known == survival.name)
                    .map(|(_, added)| added);
                Some(vec![
                    name(arm),
                    Cell::number(number(found.mean)).strong(),
                    Cell::number(found.mean_ignorance.map_or_else(not_asked, range)),
                    Cell::number(range(found.mean_sampling)),
                    Cell::number(added.map_or_else(|| "–".to_owned(), |added| number(added.days))).strong(),
                    Cell::number(added.map_or_else(
                        || "–".to_owned(),
                        |added| added.ignorance.map_or_else(not_asked, range),
                    )),
                    Cell::number(added.map_or_else(|| "–".to_owned(), |added| range(added.sampling))),
                ])
            });
        let event = crate::survival::event_name(survival, lang);
        section.tables.push(Table {
            heading: Message::new("combine.mean_days").with("event", event).text(lang),
            head: head("report.part.patients", ""),
            rows: rows.collect(),
        });
    }
    section
}
