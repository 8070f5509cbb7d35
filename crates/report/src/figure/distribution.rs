//! How a value is distributed by chance: a histogram, with the same patients integrated as a broken line.
//!
//! Bars touch: a bin is as wide as what it holds. Where integrated values are all the same (a model by itself), the broken
//! line stands upright at that value.

use super::{Chart, Figure, Series};
use crate::number::Number;
use crate::words;
use lytic_study::{Bin, Distribution, Results};
use lytic_text::{Lang, Message};

/// Figures at most.
const MOST: usize = 24;

/// One figure for each value that differs between runs.
pub(super) fn distributions(results: &Results, lang: Lang) -> Vec<Figure> {
    let Some(chance) = &results.chance else { return Vec::new() };
    let told = chance.distributions.iter().filter(|of| of.bins.iter().any(|bin| bin.by_chance > 0));
    let first = results.columns.len() + results.survivals.len();
    told.take(MOST)
        .enumerate()
        .map(|(index, of)| chart(of, lang).figure(&results.about, first + index, lang))
        .collect()
}

/// A step along the bins, from and to zero.
fn steps(bins: &[Bin], height: impl Fn(&Bin) -> u64) -> Vec<(f64, f64)> {
    bins.iter().flat_map(|bin| [(bin.low, height(bin) as f64), (bin.high, height(bin) as f64)]).collect()
}

fn chart(of: &Distribution, lang: Lang) -> Chart {
    let by_chance = steps(&of.bins, |bin| bin.by_chance);
    let highest = of.bins.iter().map(|bin| bin.by_chance).max().unwrap_or_default() as f64;
    let is_one = of.bins.iter().filter(|bin| bin.deterministic > 0).count() == 1;
    let dashed = if is_one {
        vec![(of.deterministic_mean, 0.0), (of.deterministic_mean, highest)]
    } else {
        steps(&of.bins, |bin| bin.deterministic)
    };
    let name = words::outcome(&of.name, &of.label, &of.label_zh, lang).0;
    let unit = words::unit(&of.unit, lang);
    let across = Message::new("chance.figure.across").with("name", &name);
    let number = |value: f64| Number::rounded(value, 3).to_string();
    let description = Message::new("chance.figure")
        .with("name", &name)
        .with("n", of.n)
        .with("mean", number(of.mean))
        .with("deviation", number(of.deviation))
        .with("integrated", number(of.deterministic_mean))
        .with("zeros", of.zeros)
        .text(lang);
    Chart {
        name: format!("by chance {}", of.name),
        title: Message::new("chance.figure.title").with("name", &name).text(lang),
        across: if unit.is_empty() { across.text(lang) } else { format!("{} ({unit})", across.text(lang)) },
        distribution: true,
        series: vec![Series {
            band: by_chance.iter().map(|(x, y)| (*x, 0.0, *y)).collect(),
            points: by_chance,
            dashed,
            ..Series::default()
        }],
        description,
        ..Chart::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lytic_study::{About, Chance};

    #[test]
    fn bars_are_as_high_as_their_counts_and_the_integrated_value_stands_upright() {
        let bin = |low: f64, by_chance, deterministic| Bin { low, high: low + 1.0, by_chance, deterministic };
        let of = Distribution {
            name: "X.end".into(),
            n: 5,
            mean: 0.8,
            deviation: 0.84,
            deterministic_mean: 1.3,
            bins: vec![bin(-0.5, 2, 0), bin(0.5, 2, 5), bin(1.5, 1, 0)],
            ..Distribution::default()
        };
        let drawn = chart(&of, Lang::En);
        let series = &drawn.series[0];
        assert_eq!(series.points[0], (-0.5, 2.0));
        assert_eq!(series.points[5], (2.5, 1.0));
        assert_eq!(series.dashed, [(1.3, 0.0), (1.3, 2.0)]);
        let chance = Chance { distributions: vec![of, Distribution::default()], ..Chance::default() };
        let results = Results { about: About::default(), chance: Some(chance), ..Results::default() };
        for lang in [Lang::En, Lang::Zh] {
            let figures = distributions(&results, lang);
            assert_eq!(figures.len(), 1);
            assert!(figures[0].is_distribution() && !figures[0].inline().contains("NaN"));
        }
    }
}
