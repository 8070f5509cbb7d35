//! Texts that users wrote, and places in them.

/// One text of a [`Sources`] collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets past 4 GiB are clamped (inputs are limited to 16 MB).
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that holds both; `other` is ignored when it lies in another source.
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of this span from `start` to `end`, counted in bytes from its beginning (for a unit inside a string).
    pub fn part(self, start: usize, end: usize) -> Span {
        let from = |offset: usize| self.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        Span { source: self.source, start: from(start).min(self.end), end: from(end).min(self.end) }
    }
}

/// A named text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name shown in errors: a path as the user gave it, or `library:body/il15.ant`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A place as people count it: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All texts of one command, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// The text of an id, if it is one of these.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.texts.get(id.0 as usize)
    }

    /// All texts.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.texts.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    /// The characters under a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|source| source.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }

    /// Line and column of the first character of a span.
    pub fn line_column(&self, span: Span) -> Option<LineColumn> {
        let text = &self.get(span.source)?.text;
        let mut offset = (span.start as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(LineColumn {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let mut sources = Sources::new();
        let id = sources.add("a.toml", "细胞 = 1\nsecond = 2\n");
        let text = &sources.get(id).unwrap().text;
        let at = text.find("= 1").unwrap();
        assert_eq!(sources.line_column(Span::new(id, at, at + 1)), Some(LineColumn { line: 1, column: 4 }));
        let at = text.find("= 2").unwrap();
        assert_eq!(sources.line_column(Span::new(id, at, at + 1)), Some(LineColumn { line: 2, column: 8 }));
        assert_eq!(sources.slice(Span::new(id, at, at + 3)), "= 2");
    }
}
