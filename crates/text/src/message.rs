//! A message: a key of the catalogue and its arguments.

use crate::catalogue::entry;
use std::borrow::Cow;

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A key of the catalogue with named arguments; it becomes words with [`Message::text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Key in the catalogue: a code such as `E0207`, or a name such as `summary.remission`.
    pub key: &'static str,
    /// Arguments by the name that stands in braces in the catalogue. A value `@key` with a key of the catalogue is
    /// that text, in the language asked for: `@dimension.mass` is "mass".
    pub arguments: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without arguments yet.
    pub fn new(key: &'static str) -> Message {
        Message { key, arguments: Vec::new() }
    }

    /// Adds an argument.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The words. A key that the catalogue lacks gives the key itself; the tests of each crate check its keys.
    pub fn text(&self, lang: Lang) -> String {
        match entry(self.key) {
            Some(entry) => self.fill(entry.text(lang), lang),
            None => self.key.to_owned(),
        }
    }

    /// The mend that goes with the message, if the catalogue has one.
    pub fn help(&self, lang: Lang) -> Option<String> {
        let help = entry(self.key)?.help(lang);
        (!help.is_empty()).then(|| self.fill(help, lang))
    }

    fn fill(&self, template: &str, lang: Lang) -> String {
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let after = &rest[open + 1..];
            let Some(close) = after.find('}') else {
                out.push_str(&rest[open..]);
                return out;
            };
            out.push_str(&self.argument(&after[..close], lang));
            rest = &after[close + 1..];
        }
        out.push_str(rest);
        out
    }

    fn argument<'a>(&'a self, name: &'a str, lang: Lang) -> Cow<'a, str> {
        match self.arguments.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => Cow::Borrowed(
                value.strip_prefix('@').and_then(entry).map_or(value.as_str(), |entry| entry.text(lang)),
            ),
            None => Cow::Owned(format!("{{{name}}}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_arguments_and_keeps_unknown_ones_visible() {
        let message = Message::new("x").with("name", "blasts");
        assert_eq!(message.fill("unknown `{name}` in {place}", Lang::En), "unknown `blasts` in {place}");
    }

    #[test]
    fn an_argument_can_be_a_text_of_the_catalogue() {
        let message = Message::new("x").with("is", "@dimension.mass").with("odd", "@nobody");
        assert_eq!(message.fill("{is} {odd}", Lang::Zh), "质量 @nobody");
    }
}
