//! What changes with depth below the surface: fields, and the share of tumour cells that live, at the start, in the
//! middle and at the end of a run.

use super::drawing::hours;
use super::slices::field_name;
use crate::figure::{Chart, Series};
use crate::words;
use lytic_text::{Lang, Message};
use lytic_tissue::watch::{Profile, Shell, Watch};

/// Fewest tumour cells of a shell of which a share is drawn.
const FEWEST: u64 = 5;

/// A chart for each field, and one of living tumour cells.
pub(super) fn profiles(watch: &Watch, lang: Lang) -> Vec<Chart> {
    let text = |key: &'static str| Message::new(key).text(lang);
    let shown = first_middle_last(&watch.profiles);
    let series = |of: &dyn Fn(&Shell) -> Option<f64>| -> Vec<Series> {
        let one = |profile: &&Profile| Series {
            name: hours(profile.minutes),
            points: profile
                .shells
                .iter()
                .filter_map(|shell| Some((shell.depth_um, of(shell)?)))
                .filter(|(_, value)| value.is_finite())
                .collect(),
            ..Series::default()
        };
        shown.iter().map(one).filter(|series| series.points.len() > 1).collect()
    };
    let mut charts = vec![Chart {
        name: "living-by-depth".to_owned(),
        title: text("tissue.figure.living"),
        unit: "%".to_owned(),
        across: text("tissue.axis.depth"),
        top: Some(100.0),
        series: series(&|shell| {
            let all = shell.tumour + shell.dead;
            (all >= FEWEST).then(|| 100.0 * shell.tumour as f64 / all as f64)
        }),
        description: text("tissue.figure.living.words"),
        ..Chart::default()
    }];
    for (field, (name, unit)) in watch.fields.iter().enumerate() {
        let series = series(&|shell| shell.fields.get(field).copied());
        // A field that nothing feeds has nothing to show.
        let any = series.iter().flat_map(|series| &series.points).any(|(_, value)| *value > 0.0);
        if any {
            let label = field_name(name, lang);
            charts.push(Chart {
                name: format!("{name}-by-depth"),
                title: Message::new("tissue.figure.field").with("field", &label).text(lang),
                unit: words::unit(unit, lang),
                across: text("tissue.axis.depth"),
                series,
                description: Message::new("tissue.figure.field.words").with("field", &label).text(lang),
                ..Chart::default()
            });
        }
    }
    charts.retain(|chart| !chart.series.is_empty());
    charts
}

fn first_middle_last(profiles: &[Profile]) -> Vec<&Profile> {
    let count = profiles.len();
    let mut places = vec![0, count / 2, count.saturating_sub(1)];
    places.dedup();
    places.into_iter().filter_map(|place| profiles.get(place)).collect()
}
