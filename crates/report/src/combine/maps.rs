//! Maps of pairs: shares or medians with an addition alone on the diagonal, Bliss's index beside it, and orders.

use super::{addition_name, arm_name, index_text, judged_name, range_text};
use crate::figure::{Figure, Matrix, MatrixKind};
use crate::number::percent;
use crate::quantile::quantile_at;
use crate::words;
use lytic_study::{ArmFound, CombinationResults, Interaction};
use lytic_text::{Lang, Message};

/// Outcomes and values that have maps at most.
const MOST: usize = 8;

/// Figures of a combination: for each outcome and value a map of shares or medians, a map of Bliss's index, and one for
/// each interval that was asked for.
pub fn combination_figures(results: &CombinationResults, lang: Lang) -> Vec<Figure> {
    let maps = maps(results, lang);
    maps.iter().enumerate().map(|(index, map)| map.figure(&results.about, index)).collect()
}

/// A number of an arm: a share in percent or a median.
type Pick<'a> = &'a dyn Fn(&ArmFound) -> Option<f64>;
/// An index of a pair: number, whether it is open, range.
type PickIndex<'a> = &'a dyn Fn(&Interaction) -> Option<(f64, bool, (f64, f64))>;

fn maps(results: &CombinationResults, lang: Lang) -> Vec<Matrix> {
    let Some(first) = results.arms.first() else { return Vec::new() };
    let mut maps = Vec::new();
    for (place, outcome) in first.outcomes.iter().enumerate().take(MOST) {
        let share = |arm: &ArmFound| {
            let outcome = arm.outcomes.get(place)?;
            (outcome.n > 0).then(|| 100.0 * outcome.successes as f64 / outcome.n as f64)
        };
        let index = |interaction: &Interaction| {
            let found = interaction.outcomes.iter().find(|found| found.name == outcome.name)?;
            let range = found.ignorance.unwrap_or(found.sampling);
            Some((found.index, !(range.1 < 1.0 || range.0 > 1.0), range))
        };
        let title = judged_name(results, &outcome.name, lang);
        add(results, &mut maps, (&outcome.name, &title, "%", MatrixKind::Share), &share, &index, lang);
    }
    for (place, value) in first.values.iter().enumerate().take(MOST / 2) {
        let median = |arm: &ArmFound| {
            let value = arm.values.get(place)?;
            let found = quantile_at(&value.quantiles, 0.5);
            found.is_finite().then_some(found)
        };
        let index = |interaction: &Interaction| {
            let found = interaction.values.iter().find(|found| found.name == value.name)?;
            let range = found.ignorance.unwrap_or(found.sampling);
            Some((found.index, !(range.1 < 1.0 || range.0 > 1.0), range))
        };
        let title =
            Message::new("scan.median").with("what", judged_name(results, &value.name, lang)).text(lang);
        let unit = words::unit(&value.unit, lang);
        add(results, &mut maps, (&value.name, &title, &unit, MatrixKind::Number), &median, &index, lang);
    }
    maps
}

fn add(
    results: &CombinationResults,
    maps: &mut Vec<Matrix>,
    (name, title, unit, kind): (&str, &str, &str, MatrixKind),
    pick: Pick<'_>,
    index: PickIndex<'_>,
    lang: Lang,
) {
    let additions = &results.additions;
    let names: Vec<String> = additions.iter().map(|addition| addition_name(addition, lang)).collect();
    let count = additions.len();
    let said = |arm: Option<&ArmFound>, value: Option<f64>| {
        let arm = arm.map_or_else(String::new, |arm| arm_name(additions, &arm.plan, lang));
        let number = match (value, kind) {
            (Some(value), MatrixKind::Share) => format!("{} %", percent(value / 100.0)),
            (Some(value), _) => words::quantity(value, unit, lang),
            (None, _) => "–".to_owned(),
        };
        format!("{arm}: {number}")
    };
    let find = |members: &[usize], interval: Option<f64>| {
        let fits = |arm: &&ArmFound| {
            arm.plan.members == members && arm.plan.interval_days == interval && arm.plan.factor.is_none()
        };
        results.arms.iter().find(fits)
    };
    let map = |suffix: &str, subtitle: String, unit: &str, kind, rows, columns, cells, description| Matrix {
        name: format!("{name} {suffix}"),
        title: title.to_owned(),
        subtitle,
        unit: unit.to_owned(),
        kind,
        rows,
        columns,
        cells,
        description,
        lang,
    };
    let none = find(&[], None).and_then(pick);
    let pairs = (0..count).flat_map(|row| (0..count).map(move |column| (row.min(column), row.max(column))));
    let cells: Vec<(Option<f64>, bool, String)> = pairs
        .clone()
        .map(|(a, b)| {
            let arm = if a == b { find(&[a], None) } else { find(&[a, b], None) };
            let value = arm.and_then(pick);
            (value, false, said(arm, value))
        })
        .collect();
    let subtitle = Message::new("combine.figure.pairs").with("none", said(find(&[], None), none)).text(lang);
    let words_of = |cells: &[(Option<f64>, bool, String)]| {
        cells.iter().map(|(_, _, said)| said.as_str()).collect::<Vec<_>>().join("; ")
    };
    let description = words_of(&cells);
    maps.push(map("pairs", subtitle, unit, kind, names.clone(), names.clone(), cells, description));
    if count > 1 {
        let of = |a: usize, b: usize| {
            let interaction = results.interactions.iter().find(|interaction| {
                let plan = results.arms.get(interaction.arm).map(|arm| &arm.plan);
                plan.is_some_and(|plan| plan.members == [a, b] && plan.interval_days.is_none())
            });
            interaction.and_then(index)
        };
        let cells: Vec<(Option<f64>, bool, String)> = pairs
            .map(|(a, b)| {
                let pair = [a, b].map(|one| names.get(one).map_or("", String::as_str)).join(" + ");
                match of(a, b).filter(|_| a != b) {
                    Some((index, open, range)) if index.is_finite() => {
                        (Some(index), open, format!("{pair}: {} ({})", index_text(index), range_text(range)))
                    }
                    _ if a == b => (None, false, pair),
                    _ => (None, false, format!("{pair}: {}", Message::new("combine.undefined").text(lang))),
                }
            })
            .collect();
        if cells.iter().any(|(value, ..)| value.is_some()) {
            let subtitle = Message::new("combine.figure.bliss").text(lang);
            let description = words_of(&cells);
            maps.push(map(
                "bliss",
                subtitle,
                "",
                MatrixKind::Index,
                names.clone(),
                names.clone(),
                cells,
                description,
            ));
        }
    }
    let mut intervals: Vec<f64> = results.arms.iter().filter_map(|arm| arm.plan.interval_days).collect();
    intervals.dedup();
    intervals.sort_by(f64::total_cmp);
    intervals.dedup();
    for interval in intervals.into_iter().filter(|interval| *interval > 0.0) {
        let cells: Vec<(Option<f64>, bool, String)> = (0..count)
            .flat_map(|row| (0..count).map(move |column| (row, column)))
            .map(|(first, second)| {
                let arm = if first == second { None } else { find(&[first, second], Some(interval)) };
                let value = arm.and_then(pick);
                (value, false, if first == second { String::new() } else { said(arm, value) })
            })
            .collect();
        let subtitle = Message::new("combine.figure.order")
            .with("interval", words::quantity(interval, "d", lang))
            .text(lang);
        let description = words_of(&cells).trim_matches([';', ' ']).to_owned();
        let suffix = format!("order {interval}");
        maps.push(map(&suffix, subtitle, unit, kind, names.clone(), names.clone(), cells, description));
    }
}
