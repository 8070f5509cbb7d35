//! How observed data fit, in words: a check of prediction, n of n.

use crate::number::count;
use crate::words;
use lytic_study::{ColumnResult, Overlay};
use lytic_text::{Lang, Message};

/// One sentence for each observed column.
pub(crate) fn overlay_sentences(overlay: &Overlay, columns: &[ColumnResult], lang: Lang) -> Vec<String> {
    let name = |column: &str| {
        let found = columns.iter().find(|known| known.name == column);
        found.map_or_else(|| column.to_owned(), |found| words::column(found, lang))
    };
    let sentence = |series: &lytic_study::ObservedSeries| {
        Message::new("overlay.inside")
            .with("column", name(&series.column))
            .with("inside", count(series.inside_90))
            .with("n", count(series.n))
            .with("file", &overlay.file)
            .text(lang)
    };
    overlay.series.iter().map(sentence).collect()
}

/// How many rows had no value, where some had none.
pub(crate) fn skipped_sentence(overlay: &Overlay, lang: Lang) -> Option<String> {
    let skipped = Message::new("overlay.skipped").with("count", count(overlay.skipped));
    (overlay.skipped > 0).then(|| skipped.with("file", &overlay.file).text(lang))
}
