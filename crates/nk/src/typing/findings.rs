//! What was found wrong or worth knowing while people are read: errors by place, remarks once with their number.
//!
//! A file of a million donors can hold a million equal remarks. Errors are kept to [`MOST`] a code and the rest is
//! counted; remarks are kept once, at their first place, with how often they apply. Nothing is dropped unsaid.

use lytic_text::{Diagnostic, Message, Span};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Letters of what was written that a message repeats: a cell may hold a megabyte.
const LONGEST: usize = 80;

/// Cuts what a message repeats.
fn shorten(message: &mut Message) {
    for (_, value) in &mut message.arguments {
        if let Some((end, _)) = value.char_indices().nth(LONGEST) {
            value.truncate(end);
            value.push('…');
        }
    }
}

/// Errors of one code that are shown.
const MOST: u64 = 100;

/// Errors and remarks of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    errors: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, u64>,
    remarks: BTreeMap<(&'static str, String), Remark>,
}

#[derive(Clone, Debug)]
struct Remark {
    message: Message,
    span: Option<Span>,
    count: u64,
}

impl Findings {
    /// An error.
    pub(super) fn error(&mut self, mut diagnostic: Diagnostic) {
        shorten(&mut diagnostic.message);
        let count = self.counts.entry(diagnostic.message.key).or_insert(0);
        *count += 1;
        if *count <= MOST {
            self.errors.push(diagnostic);
        }
    }

    /// Whether one more error of a code would be shown, so that a search for the nearest name is worth while.
    pub(super) fn shows(&self, code: &str) -> bool {
        self.counts.get(code).is_none_or(|count| *count < MOST)
    }

    /// How many errors there were.
    pub(super) fn error_count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// A remark that is made once a code and kind; the message gets the argument `count`, how often it applies.
    pub(super) fn remark(
        &mut self,
        key: &'static str,
        kind: &str,
        span: Option<Span>,
        message: impl FnOnce() -> Message,
    ) {
        // An empty kind, the usual one, does not allocate.
        match self.remarks.entry((key, kind.to_owned())) {
            Entry::Occupied(mut known) => known.get_mut().count += 1,
            Entry::Vacant(place) => {
                let mut message = message();
                shorten(&mut message);
                place.insert(Remark { message, span, count: 1 });
            }
        }
    }

    /// Adds what was found in a later part of the same text.
    pub(super) fn append(&mut self, later: Findings) {
        for (key, count) in later.counts {
            *self.counts.entry(key).or_insert(0) += count;
        }
        for diagnostic in later.errors {
            let shown =
                self.errors.iter().filter(|known| known.message.key == diagnostic.message.key).count();
            if (shown as u64) < MOST {
                self.errors.push(diagnostic);
            }
        }
        for (key, remark) in later.remarks {
            self.remarks.entry(key).and_modify(|known| known.count += remark.count).or_insert(remark);
        }
    }

    /// Everything, errors first, each list in the order of the text.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut all = self.errors;
        all.sort_by_key(|diagnostic| diagnostic.span);
        for (key, count) in &self.counts {
            if *count > MOST {
                let message = Message::new("E1099").with("code", key).with("count", count - MOST);
                all.push(Diagnostic::error(message));
            }
        }
        let mut remarks: Vec<Diagnostic> = self
            .remarks
            .into_values()
            .map(|remark| Diagnostic {
                span: remark.span,
                ..Diagnostic::warning(remark.message.with("count", remark.count))
            })
            .collect();
        remarks.sort_by_key(|diagnostic| diagnostic.span);
        all.extend(remarks);
        all
    }
}
