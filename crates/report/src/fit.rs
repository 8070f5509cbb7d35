//! What `lytic fit assay` shows: a summary in words, figures of data and model, a page, an object, a table.
//!
//! First what the data say and what they cannot tell apart, then the figure, then numbers.

mod charts;
mod object;
mod page;
mod table;

pub use charts::fit_figures;
pub use object::fit_json;
pub use page::fit_page;
pub use table::fit_csv;

use crate::number::Number;
use crate::words;
use lytic_nk::recognition::DecisionModel;
use lytic_study::{Fit, FitResults, FittedParameter, Meaning, Mechanism, Prediction, Verdict, decision_name};
use lytic_text::{Lang, Message};

/// Correlations from here on are told.
const TOGETHER: f64 = 0.98;

fn number(value: f64) -> String {
    Number::rounded(value, 3).to_string()
}

/// R2 with three decimals.
fn r2(value: f64) -> String {
    if value.is_finite() { format!("{value:.3}").replace('-', "−") } else { "–".to_owned() }
}

fn points(value: f64) -> String {
    if value.is_finite() { format!("{value:.1}").replace('-', "−") } else { "–".to_owned() }
}

fn decision(model: DecisionModel, lang: Lang) -> String {
    let key = match model {
        DecisionModel::WeightedSignal => "fit.model.weighted",
        DecisionModel::VavSwitch => "fit.model.vav",
    };
    Message::new(key).text(lang)
}

fn cycle(mechanism: Mechanism, lang: Lang) -> String {
    let key = match mechanism {
        Mechanism::Fixed => "fit.cycle.fixed",
        Mechanism::Free => "fit.cycle.free",
        Mechanism::MassAction => "fit.cycle.mass-action",
    };
    Message::new(key).text(lang)
}

/// `The weighted signal with the killer cell's fixed cycle`.
fn model_name(fit: &Fit, lang: Lang) -> String {
    Message::new("fit.name")
        .with("decision", decision(fit.decision, lang))
        .with("cycle", cycle(fit.mechanism, lang))
        .text(lang)
}

fn table_name(label: &str, lang: Lang) -> String {
    let key = match label {
        "bins" => "fit.table.bins",
        "histograms" => "fit.table.histograms",
        _ => "fit.table.none",
    };
    Message::new(key).text(lang)
}

/// Name of a model among others: with its molecules where there are several files.
fn among(results: &FitResults, fit: &Fit, lang: Lang) -> String {
    let name = model_name(fit, lang);
    if results.tables.len() < 2 { name } else { format!("{name}, {}", table_name(&fit.table, lang)) }
}

/// What a number is, in words.
fn meaning(results: &FitResults, parameter: &FittedParameter, lang: Lang) -> String {
    let arm = |arm: usize| results.arms.get(arm).map_or("", String::as_str);
    match parameter.meaning {
        Meaning::Natural(line) => {
            let target = results.targets.get(line).unwrap_or(&results.target);
            Message::new("fit.meaning.natural").with("target", target)
        }
        Meaning::ArmSignal(index) if results.targets.len() > 1 => {
            let target = results.target_of(index);
            Message::new("fit.meaning.arm").with("arm", format!("{}, {target}", arm(index)))
        }
        Meaning::ArmSignal(index) => Message::new("fit.meaning.arm").with("arm", arm(index)),
        Meaning::CarWeight => Message::new("fit.meaning.car"),
        Meaning::Adhesion => Message::new("fit.meaning.adhesion"),
        Meaning::ContactRate => Message::new("fit.meaning.contact"),
        Meaning::KillRate => Message::new("fit.meaning.kill"),
        Meaning::HalfSaturation => Message::new("fit.meaning.half"),
        Meaning::Hazard => Message::new("fit.meaning.hazard"),
    }
    .text(lang)
}

fn with_unit(value: f64, unit: &str, lang: Lang) -> String {
    let unit = words::unit(unit, lang);
    if unit.is_empty() { number(value) } else { format!("{}\u{a0}{unit}", number(value)) }
}

fn end(value: Option<f64>, lang: Lang) -> String {
    value.map_or_else(|| Message::new("fit.no_end").text(lang), number)
}

fn verdict(verdict: Verdict, lang: Lang) -> String {
    let key = match verdict {
        Verdict::Bounded => "fit.verdict.bounded",
        Verdict::OpenBelow => "fit.verdict.below",
        Verdict::OpenAbove => "fit.verdict.above",
        Verdict::Open => "fit.verdict.open",
        Verdict::NotAsked => return String::new(),
    };
    Message::new(key).text(lang)
}

/// How many arms, in words.
fn arm_count(count: usize, lang: Lang) -> String {
    let key = if count == 1 { "fit.one_arm" } else { "fit.arm_count" };
    Message::new(key).with("count", count).text(lang)
}

/// How well the shown model does, and against which others.
fn says(results: &FitResults, lang: Lang) -> Vec<String> {
    let Some(fit) = results.shown() else { return Vec::new() };
    let mut says = vec![
        Message::new("fit.shown")
            .with("model", among(results, fit, lang))
            .with("free", fit.parameters.len())
            .with("r2", r2(fit.r2))
            .with("rmse", points(fit.rmse))
            .text(lang),
    ];
    if results.targets.len() > 1 {
        let message = Message::new("fit.joint").with("targets", results.targets.join(", "));
        says.push(message.text(lang));
    }
    says.extend(comparison(results, fit, lang));
    says.extend(open_numbers(results, fit, lang));
    says.extend(fit.predictions.iter().map(|prediction| predicted(prediction, lang)));
    says
}

/// What the data can and cannot tell apart.
fn comparison(results: &FitResults, fit: &Fit, lang: Lang) -> Vec<String> {
    if results.fits.len() < 2 {
        return vec![Message::new("fit.not_compared").text(lang)];
    }
    let mut scores: Vec<(f64, &Fit)> = results.fits.iter().filter_map(|fit| Some((fit.aicc?, fit))).collect();
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (Some((best, first)), Some(own)) = (scores.first().copied(), fit.aicc) else {
        return vec![Message::new("fit.no_aicc").text(lang)];
    };
    let mut says = Vec::new();
    if own - best > 2.0 {
        let message = Message::new("fit.behind").with("delta", points(own - best));
        says.push(message.with("best", among(results, first, lang)).text(lang));
    }
    let undecided = results.undecided();
    if undecided.len() > 1 {
        let names: Vec<String> = undecided.iter().map(|fit| among(results, fit, lang)).collect();
        let joined = names.join(if lang == Lang::Zh { "；" } else { "; " });
        says.push(
            Message::new("fit.undecided").with("count", undecided.len()).with("models", joined).text(lang),
        );
    } else if own <= best {
        let next = scores.get(1).map_or(f64::NAN, |(next, _)| next - best);
        let message = Message::new("fit.decided").with("count", results.fits.len());
        says.push(message.with("delta", points(next)).text(lang));
    }
    if let [first, second, ..] = results.tables.as_slice() {
        let same = |label: &str| {
            let alike = |other: &&Fit| {
                (other.decision, other.mechanism, other.table.as_str())
                    == (fit.decision, fit.mechanism, label)
            };
            results
                .fits
                .iter()
                .find(alike)
                .and_then(|other| other.aicc)
                .map_or_else(|| "–".to_owned(), points)
        };
        let message = Message::new("fit.tables_disagree")
            .with("first", table_name(&first.0, lang))
            .with("second", table_name(&second.0, lang))
            .with("a", same(&first.0))
            .with("b", same(&second.0));
        says.push(message.text(lang));
    }
    says
}

/// What is not identifiable, in words.
fn open_numbers(results: &FitResults, fit: &Fit, lang: Lang) -> Vec<String> {
    let mut says = Vec::new();
    for parameter in &fit.parameters {
        let key = match parameter.verdict {
            Verdict::OpenBelow => "fit.open.below",
            Verdict::OpenAbove => "fit.open.above",
            Verdict::Open => "fit.open.both",
            Verdict::Bounded | Verdict::NotAsked => continue,
        };
        says.push(Message::new(key).with("name", meaning(results, parameter, lang)).text(lang));
    }
    let name = |index: usize| {
        fit.parameters.get(index).map_or_else(String::new, |parameter| meaning(results, parameter, lang))
    };
    for (first, second, value) in &fit.correlations {
        if value.abs() > TOGETHER {
            let message =
                Message::new("fit.correlated").with("first", name(*first)).with("second", name(*second));
            says.push(message.with("value", format!("{value:+.3}").replace('-', "−")).text(lang));
        }
    }
    if says.is_empty() {
        says.push(Message::new("fit.identifiable").text(lang));
    }
    if !fit.rested {
        says.push(Message::new("fit.not_rested").text(lang));
    }
    says
}

fn predicted(prediction: &Prediction, lang: Lang) -> String {
    if prediction.refitted.is_empty() {
        let message = Message::new("fit.predict.none").with("target", &prediction.target);
        return message.with("r2", r2(prediction.r2)).text(lang);
    }
    let names: Vec<String> =
        prediction.refitted.iter().map(|(name, value)| format!("{name} = {}", number(*value))).collect();
    Message::new("fit.predict.some")
        .with("target", &prediction.target)
        .with("count", prediction.refitted.len())
        .with("names", names.join(", "))
        .with("r2", r2(prediction.r2))
        .text(lang)
}

/// What was assumed and what was read.
fn assumed(results: &FitResults, lang: Lang) -> Vec<String> {
    let mut says = Vec::new();
    let mut rows = |file: &str, read: u64, refused: u64| {
        let message = Message::new("fit.rows").with("file", file).with("read", read - refused.min(read));
        says.push(message.with("refused", refused).text(lang));
    };
    rows(&results.file, results.rows.0, results.rows.1);
    for (_, file, read, refused) in &results.tables {
        rows(file, *read, *refused);
    }
    if results.weighted {
        says.push(Message::new("fit.weights").with("floor", number(results.sd_floor)).text(lang));
        if results.without_sd > 0 {
            says.push(Message::new("fit.without_sd").with("count", results.without_sd).text(lang));
        }
    } else {
        says.push(Message::new("fit.equal").text(lang));
    }
    if results.tables.is_empty() {
        says.push(Message::new("fit.no_molecules").text(lang));
    }
    if !results.left_out.is_empty() {
        let message = Message::new("fit.left_out").with("arms", results.left_out.join(", "));
        says.push(message.text(lang));
    }
    says
}

/// The summary for a terminal, a line a sentence.
pub fn fit_summary(results: &FitResults, lang: Lang) -> Vec<String> {
    let Some(fit) = results.shown() else { return vec![Message::new("report.caution").text(lang)] };
    let used = fit.arms.iter().filter(|arm| arm.used).count();
    let heading = Message::new("fit.heading")
        .with("target", &results.target)
        .with("points", fit.n)
        .with("arms", arm_count(used, lang));
    let mut lines = vec![heading.text(lang)];
    lines.extend(says(results, lang));
    for parameter in &fit.parameters {
        let value = with_unit(parameter.value, &parameter.unit, lang);
        let message = Message::new("fit.interval")
            .with("name", &parameter.name)
            .with("value", value)
            .with("low", end(parameter.low, lang))
            .with("high", end(parameter.high, lang));
        lines.push(message.text(lang));
    }
    lines.extend(assumed(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// Name of a model for programs: `weighted fixed bins`.
fn plain_name(fit: &Fit) -> String {
    let name = format!("{} {} {}", decision_name(fit.decision), fit.mechanism.name(), fit.table);
    name.trim_end().to_owned()
}

#[cfg(test)]
mod tests;
