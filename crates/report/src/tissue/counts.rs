//! Curves of counts: living cells of each kind, deaths by cause, how tired NK cells are and how survivors answer.

use crate::figure::{Chart, Figure, Series};
use lytic_study::TissueResults;
use lytic_text::{Lang, Message};
use lytic_tissue::{Cause, Counts, Kind};

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// Name of a kind of cells.
pub(super) fn kind_name(kind: Kind, lang: Lang) -> String {
    text(
        match kind {
            Kind::Tumour => "tissue.kind.tumour",
            Kind::Nk => "tissue.kind.nk",
            Kind::Cd8 => "tissue.kind.cd8",
            Kind::Macrophage => "tissue.kind.macrophage",
            Kind::Stroma => "tissue.kind.stroma",
            Kind::Endothelium => "tissue.kind.endothelium",
        },
        lang,
    )
}

/// Name of a cause of death.
pub(super) fn cause_name(cause: Cause, lang: Lang) -> String {
    text(
        match cause {
            Cause::Apoptosis => "tissue.cause.apoptosis",
            Cause::Necrosis => "tissue.cause.necrosis",
            Cause::NkGranules => "tissue.cause.granules",
            Cause::NkReceptors => "tissue.cause.receptors",
            Cause::Cd8 => "tissue.cause.cd8",
            Cause::Drug => "tissue.cause.drug",
            Cause::Radiation => "tissue.cause.radiation",
            Cause::Activation => "tissue.cause.activation",
        },
        lang,
    )
}

/// All curves of counts, numbered from `first`.
pub fn tissue_count_figures(results: &TissueResults, first: usize, lang: Lang) -> Vec<Figure> {
    let mut charts = vec![living(results, lang)];
    charts.extend(deaths(results, lang));
    charts.extend(shares(results, lang));
    charts
        .iter()
        .enumerate()
        .map(|(index, chart)| chart.figure(&results.about, first + index, lang))
        .collect()
}

fn series(results: &TissueResults, name: String, of: impl Fn(&Counts) -> f64) -> Series {
    let points = results.counts.iter().map(|counts| (counts.minutes / 60.0, of(counts))).collect();
    Series { name, points, ..Series::default() }
}

fn chart(name: &str, title: &'static str, unit: &str, series: Vec<Series>, lang: Lang) -> Chart {
    Chart {
        name: name.to_owned(),
        title: text(title, lang),
        unit: unit.to_owned(),
        across: text("assay.axis.hours", lang),
        series,
        ..Chart::default()
    }
}

/// Living cells as a share of the most that there were, so that few NK cells are seen beside many tumour cells.
fn living(results: &TissueResults, lang: Lang) -> Chart {
    let of = |kind: Kind| {
        let most =
            results.counts.iter().map(|counts| counts.of(kind).living).max().filter(|most| *most > 0)?;
        let name = kind_name(kind, lang);
        Some(series(results, name, move |counts| 100.0 * counts.of(kind).living as f64 / most as f64))
    };
    let kinds = [Kind::Tumour, Kind::Nk, Kind::Cd8, Kind::Macrophage];
    let series = kinds.into_iter().filter_map(of).collect();
    chart("living", "tissue.figure.counts", "%", series, lang)
}

/// Tumour cells that have died, by cause.
fn deaths(results: &TissueResults, lang: Lang) -> Option<Chart> {
    let last = results.counts.last()?.of(Kind::Tumour).died;
    let of = |cause: Cause| {
        let name = cause_name(cause, lang);
        series(results, name, move |counts| counts.of(Kind::Tumour).died[cause as usize] as f64)
    };
    let causes = Cause::ALL.into_iter().filter(|cause| last[*cause as usize] > 0);
    let series: Vec<Series> = causes.map(of).collect();
    (!series.is_empty()).then(|| chart("deaths", "tissue.figure.deaths", "", series, lang))
}

/// Shares: NK cells that killed, NK cells without granules, hypoxic tumour cells, answer to IFN-gamma.
fn shares(results: &TissueResults, lang: Lang) -> Option<Chart> {
    let share = |part: u64, whole: u64| if whole > 0 { 100.0 * part as f64 / whole as f64 } else { 0.0 };
    let nk = |counts: &Counts| counts.of(Kind::Nk).living;
    let tumour = |counts: &Counts| counts.of(Kind::Tumour).living;
    let all = vec![
        series(results, text("tissue.curve.killers", lang), move |counts| share(counts.killers, nk(counts))),
        series(results, text("tissue.curve.exhausted", lang), move |counts| {
            share(counts.exhausted, nk(counts))
        }),
        series(results, text("tissue.curve.hypoxic", lang), move |counts| {
            share(counts.hypoxic, tumour(counts))
        }),
        series(results, text("tissue.curve.answer", lang), |counts| 100.0 * counts.response),
    ];
    let some = |series: &Series| series.points.iter().any(|(_, value)| *value > 0.0);
    let all: Vec<Series> = all.into_iter().filter(some).collect();
    (!all.is_empty()).then(|| chart("shares", "tissue.figure.shares", "%", all, lang))
}
