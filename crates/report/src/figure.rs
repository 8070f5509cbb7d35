//! Figures: one panel a column, as SVG that follows the theme of the page it stands in.
//!
//! A panel shows patients (median, middle 50 % and 90 %), sampling and ignorance apart (`marks.rs`), what is laid over
//! them ([`Layers`]), and the doses over a time axis in days. Marks carry classes and `currentColor`, never fixed colours: inside the report the page's style paints them, light, dark or
//! in print; a file of its own carries the same style with colours written out ([`Figure::standalone`]), because drawing
//! programs do not know CSS variables.
//!
//! No plotting crate: see `Cargo.toml`.

mod axis;
mod chart;
mod distribution;
mod dose;
mod evidence;
mod fit;
mod forecast;
mod forest;
mod heat;
mod layers;
mod legend;
mod marks;
mod matrix;
mod panel;
mod scan;
mod shade;
mod sheet;
mod style;
mod survival;
mod tornado;

pub(crate) use layers::observed;
pub use layers::{Layers, Observed, Other, Point};

pub(crate) use chart::{Chart, Series};
pub(crate) use dose::{GLYPH as GLYPH_SIZE, agents, glyph};
pub(crate) use evidence::evidence_figure;
pub(crate) use fit::{FitChart, FitLine};
pub(crate) use forecast::Forecast;
pub(crate) use legend::{HEIGHT as KEY_HEIGHT, items as legend_items};
pub(crate) use matrix::{Kind as MatrixKind, Matrix};
pub(crate) use panel::{WIDTH as PANEL_WIDTH, median, quantile};
pub(crate) use scan::{Measured, Paper, full_title, printed, with_unit};
pub(crate) use shade::Shades;
pub(crate) use sheet::language_tag;
pub(crate) use style::page_palette;
pub(crate) use survival::{
    Arm as SurvivalArm, Survival as SurvivalFigure, days_or_not, range_of_days, survivals,
};
pub(crate) use tornado::tornado;

use lytic_study::{ColumnResult, Results};
use lytic_text::Lang;

/// The style of marks, shared by the report and by files of their own.
pub(crate) const FIGURE_STYLE: &str = include_str!("../assets/figure.css");

/// A figure of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Symbol of the column: `marrow.blast_percent`.
    pub name: String,
    /// What it shows, in the language asked for, without the unit.
    pub title: String,
    file_name: String,
    inline: String,
    standalone: String,
    forest: bool,
    survival: bool,
    distribution: bool,
}

impl Figure {
    /// A drawing as wide as a panel, with its name for files, title and description; `index` makes ids and file name
    /// unique.
    pub(crate) fn drawn(
        about: &lytic_study::About,
        index: usize,
        (name, title, description): (&str, &str, &str),
        (body, height): (&str, f64),
        lang: Lang,
    ) -> Figure {
        let id = format!("drawing{index}-{}", identifier(name));
        let results = Results { about: about.clone(), ..Results::default() };
        Figure {
            name: name.to_owned(),
            title: title.to_owned(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(name)),
            inline: sheet::inline("fig", &id, title, description, body, height),
            standalone: sheet::alone(&results, title, description, body, height, lang),
            forest: false,
            survival: false,
            distribution: false,
        }
    }

    /// An `<svg>` element without a style of its own, for a page that has one (the report's).
    pub fn inline(&self) -> &str {
        &self.inline
    }

    /// A complete SVG file that opens alone, light or dark, with its legend and where it comes from.
    pub fn standalone(&self) -> &str {
        &self.standalone
    }

    /// Whether it is the figure of differences with and without NK cells, not a curve.
    pub fn is_forest(&self) -> bool {
        self.forest
    }

    /// Whether it is a curve of survival.
    pub fn is_survival(&self) -> bool {
        self.survival
    }

    /// Whether it shows how a value is distributed by chance.
    pub(crate) fn is_distribution(&self) -> bool {
        self.distribution
    }

    /// A file name for it, different for each figure of a run: `03-blood-donor-nk-per-ul.svg`.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }
}

/// Figures of all columns: first what an AML trial is read by (burden, blasts, donor NK cells, cytokines, blood
/// counts), then the others in the order of the scenario; then curves of survival, and how values are distributed by chance; at the end the differences that the NK
/// cells make, where the run has a twin.
pub fn figures(results: &Results, lang: Lang) -> Vec<Figure> {
    figures_with(results, &Layers::of(results, lang), lang)
}

/// The same with layers of one's own: other runs, measured points.
pub fn figures_with(results: &Results, layers: &Layers<'_>, lang: Lang) -> Vec<Figure> {
    let left = panel::shared_left(&results.columns, layers);
    let mut figures: Vec<Figure> = in_order(&results.columns)
        .into_iter()
        .enumerate()
        .map(|(index, column)| {
            let panel = panel::Panel::new(results, column, layers, left, lang);
            Figure {
                name: column.name.clone(),
                title: panel.title().to_owned(),
                file_name: format!("{:02}-{}.svg", index + 1, identifier(&column.name)),
                inline: panel.inline(index),
                standalone: sheet::single(results, &panel, lang),
                forest: false,
                survival: false,
                distribution: false,
            }
        })
        .collect();
    figures.extend(survivals(results, lang));
    figures.extend(distribution::distributions(results, lang));
    figures.extend(forest::Forest::new(results, lang).map(|forest| Figure {
        name: "paired".into(),
        title: forest.title(),
        file_name: "with-and-without.svg".into(),
        inline: forest.inline(),
        standalone: forest.standalone(),
        forest: true,
        survival: false,
        distribution: false,
    }));
    figures
}

/// The differences between two scenarios that were compared, as a figure.
pub(crate) fn differences(
    results: &Results,
    outcomes: &[lytic_study::PairedOutcome],
    lang: Lang,
) -> Option<Figure> {
    let forest = forest::Forest::between(results, outcomes, lang)?;
    Some(Figure {
        name: "differences".into(),
        title: forest.title(),
        file_name: "differences.svg".into(),
        inline: forest.inline(),
        standalone: forest.standalone(),
        forest: true,
        survival: false,
        distribution: false,
    })
}

/// All panels on one sheet, two a row: a complete SVG file.
pub fn overview(results: &Results, lang: Lang) -> String {
    overview_with(results, &Layers::of(results, lang), lang)
}

/// The same with layers of one's own.
pub fn overview_with(results: &Results, layers: &Layers<'_>, lang: Lang) -> String {
    let left = panel::shared_left(&results.columns, layers);
    let panels: Vec<panel::Panel<'_>> = in_order(&results.columns)
        .into_iter()
        .map(|column| panel::Panel::new(results, column, layers, left, lang))
        .collect();
    sheet::grid(results, layers, &panels, lang)
}

/// The lowest value of a column that is shown, where its axis is logarithmic: lower ones are printed as less than it.
pub(crate) fn floor(column: &ColumnResult, layers: &Layers<'_>) -> Option<f64> {
    axis::Values::of(column, layers, 1.0, 0.0).floor
}

/// Columns in the order in which they are shown.
pub(crate) fn in_order(columns: &[ColumnResult]) -> Vec<&ColumnResult> {
    let mut order: Vec<&ColumnResult> = columns.iter().collect();
    order.sort_by_key(|column| rank(&column.name));
    order
}

/// Place of a column in the main order; all others share the last.
pub(crate) fn rank(name: &str) -> usize {
    let has = |part: &str| name.contains(part);
    let donor_nk = has("nk") && (has("donor") || name.starts_with("nk"));
    match () {
        () if has("burden") || has("marrow_blasts") => 0,
        () if has("blast") => 1,
        () if donor_nk && has("blood") => 2,
        () if donor_nk && has("marrow") => 3,
        () if has("il15") => 4,
        () if has("il6") => 5,
        () if has("neutrophil") => 6,
        () if has("platelet") => 7,
        () => 8,
    }
}

/// Text made safe for XML and HTML, in content and in quoted attributes. Characters that XML forbids are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A name as an XML id and a file name.
pub(crate) fn identifier(name: &str) -> String {
    let out: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(60)
        .collect();
    if out.is_empty() { "column".into() } else { out }
}

/// Estimated width of a text: a little more than system fonts need, so that nothing touches.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' | '|' => 0.3,
            ' ' | '(' | ')' | '-' | 't' | 'f' | 'r' | '/' => 0.4,
            'm' | 'w' | 'M' | 'W' | '%' => 0.9,
            c if (c as u32) >= 0x2e80 => 1.0,
            c if c.is_uppercase() => 0.68,
            _ => 0.58,
        })
        .sum();
    em * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_order_is_kept() {
        let names = [
            "platelets_per_ul",
            "il6",
            "blood.donor_nk_per_ul",
            "marrow.donor_nk",
            "x",
            "marrow.blast_percent",
        ];
        let columns: Vec<ColumnResult> = names
            .iter()
            .map(|name| ColumnResult { name: (*name).into(), ..ColumnResult::default() })
            .collect();
        let order: Vec<&str> = in_order(&columns).iter().map(|column| column.name.as_str()).collect();
        let wanted = [
            "marrow.blast_percent",
            "blood.donor_nk_per_ul",
            "marrow.donor_nk",
            "il6",
            "platelets_per_ul",
            "x",
        ];
        assert_eq!(order, wanted);
    }

    #[test]
    fn names_are_made_safe() {
        assert_eq!(escape("<a href='x'>\u{0}&"), "&lt;a href=&#39;x&#39;&gt;&amp;");
        assert_eq!(identifier("marrow.Blast<x>"), "marrow-blast-x-");
    }
}
