//! What the reader of TOML finds, in words of the catalogue and at the place where a hand would mend it.

use super::{gaps, toml_reason as reason};
use crate::fields::{MOST_PROBLEMS, Reader};
use lytic_text::{Diagnostic, Label, Message};
use std::ops::Range;

/// What the reader of TOML says, and the text of the catalogue that says it.
const REASONS: &[(&str, &str)] = &[
    ("duplicate key", "@toml.duplicate_key"),
    ("recursion limit", "@toml.recursion"),
    ("cannot recurse further; max recursion depth met", "@toml.recurse"),
    ("invalid basic string", "@toml.string"),
    ("invalid multi-line basic string", "@toml.multi_string"),
    ("invalid literal string", "@toml.literal"),
    ("invalid multi-line literal string", "@toml.multi_literal"),
    ("string values must be quoted", "@toml.quoted"),
    ("missing opening quote", "@toml.opening_quote"),
    ("invalid unquoted key", "@toml.unquoted_key"),
    ("unquoted keys cannot be empty", "@toml.empty_key"),
    ("keys cannot be multi-line basic strings", "@toml.multi_key"),
    ("keys cannot be multi-line literal strings", "@toml.multi_key"),
    ("invalid key-value pair", "@toml.pair"),
    ("key with no value", "@toml.no_value"),
    ("missing value for key", "@toml.missing_value"),
    ("missing value", "@toml.missing_value"),
    ("unclosed array", "@toml.unclosed_array"),
    ("missing array opening", "@toml.unopened_array"),
    ("unclosed table", "@toml.unclosed_table"),
    ("missing table open", "@toml.unopened_table"),
    ("unclosed array table", "@toml.unclosed_array_table"),
    ("unclosed inline table", "@toml.unclosed_inline"),
    ("missing inline table opening", "@toml.unopened_inline"),
    ("invalid inline table element", "@toml.inline_element"),
    ("missing key for inline table element", "@toml.inline_key"),
    ("unexpected content", "@toml.unexpected"),
    ("unexpected content between comment and newline", "@toml.unexpected"),
    ("unexpected key or value", "@toml.unexpected_key"),
    ("unexpected `=` in array", "@toml.equals_in_array"),
    ("extra `=`", "@toml.extra_equals"),
    ("extra assignment between key-value pairs", "@toml.extra_equals"),
    ("missing assignment between key-value pairs", "@toml.equals"),
    ("carriage return must be followed by newline", "@toml.carriage"),
    ("missing comma between key-value pairs", "@toml.comma"),
    ("missing comma between array elements", "@toml.array_comma"),
    ("extra comma in array", "@toml.extra_comma"),
    ("extra comma in inline table", "@toml.extra_inline_comma"),
    ("missing escaped value", "@toml.escape"),
    ("too few unicode value digits", "@toml.unicode"),
    ("invalid floating-point number", "@toml.number"),
    ("floating-point number overflowed", "@toml.number"),
    ("invalid integer number", "@toml.integer"),
    ("integer number overflowed", "@toml.integer"),
    ("integers with a radix cannot be signed", "@toml.integer"),
    ("radix must be lowercase", "@toml.integer"),
    ("redundant integer number prefix", "@toml.integer"),
    ("redundant numeric sign", "@toml.sign"),
    ("unexpected sign", "@toml.sign"),
    ("`_` may only go between digits", "@toml.underscore"),
    ("unexpected leading zero", "@toml.leading_zero"),
    ("invalid value", "@toml.value"),
    ("invalid comment character", "@toml.control"),
    ("missing comment start", "@toml.comment"),
    ("invalid datetime", "@toml.date"),
];

/// The reason in the catalogue, or in the words of the reader of TOML.
pub(crate) fn toml_reason(words: &str) -> &str {
    let bare = words.split(", expected").next().unwrap_or(words);
    REASONS.iter().find(|(known, _)| *known == bare).map_or(words, |(_, key)| key)
}

impl Reader<'_> {
    /// Reports what makes the text no TOML. Behind a bracket that is never closed nothing is what it seems, so that the
    /// gap is told and what follows from it is not.
    pub(crate) fn toml_problems(&mut self, errors: &[toml::de::Error]) {
        let gap = if errors.is_empty() { None } else { gaps::first(self.text) };
        let believed = |range: &Range<usize>| {
            gap.as_ref().is_none_or(|gap| {
                range.start < gap.place.start || gap.line.end <= range.start && !gap.spoils_the_rest
            })
        };
        for error in errors.iter().take(MOST_PROBLEMS) {
            let range = error.span().map(|range| self.with_backslash(range));
            if range.as_ref().is_none_or(believed) {
                let span = range.map(|range| self.span(range));
                let message = Message::new("E0301").with("reason", reason(error.message()));
                self.report(Diagnostic { span, ..Diagnostic::error(message) });
            }
        }
        if let Some(gap) = &gap {
            let labels = gap.opened.as_ref().map(|opened| Label {
                span: self.span(opened.clone()),
                message: Message::new("toml.opened_here"),
            });
            let diagnostic = Diagnostic {
                labels: labels.into_iter().collect(),
                ..Diagnostic::error(Message::new("E0301").with("reason", gap.reason))
            };
            let place = self.span(gap.place.clone());
            self.report(diagnostic.at(place));
        }
    }

    /// A problem of an escape is shown with its backslash.
    fn with_backslash(&self, range: Range<usize>) -> Range<usize> {
        let before = self.text.get(..range.start).unwrap_or("");
        let digits = before.trim_end_matches(|letter: char| letter.is_ascii_hexdigit());
        match digits.strip_suffix(['x', 'u', 'U']).unwrap_or(digits).strip_suffix('\\') {
            Some(before) => before.len()..range.end,
            None => range,
        }
    }
}
