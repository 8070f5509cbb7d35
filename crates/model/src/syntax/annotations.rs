//! What people say of things: display names, notes, annotations, SBO terms.
//!
//! ```text
//! a is "words"                      a notes "words"      model notes ```words over lines```
//! a identity "uri", "uri"           model creator1.givenName "Ada"
//! a.sboTerm = 236                   a.sboTerm = SBO:0000236
//! ```

use super::cursor::{Parsed, Parser, shorten};
use super::lexer::{Mark, Token, TokenKind};
use crate::ast::{Path, StatementKind};
use lytic_text::{Diagnostic, Message, nearest};

/// Qualifiers of MIRIAM annotations under both names that Antimony knows, and dates.
const QUALIFIERS: [&str; 38] = [
    "identity",
    "biological_entity_is",
    "model_entity_is",
    "hasPart",
    "part",
    "isPartOf",
    "parthood",
    "isVersionOf",
    "hypernym",
    "hasVersion",
    "version",
    "isHomologTo",
    "homolog",
    "isDescribedBy",
    "description",
    "isEncodedBy",
    "encoder",
    "encodes",
    "encodement",
    "occursIn",
    "container",
    "hasProperty",
    "property",
    "isPropertyOf",
    "propertyBearer",
    "hasTaxon",
    "taxon",
    "isDerivedFrom",
    "origin",
    "isInstanceOf",
    "class",
    "hasInstance",
    "instance",
    "created",
    "modified",
    "model_source",
    "publication",
    "biological_system",
];

/// What can be said of a creator.
const CREATOR_FIELDS: [&str; 6] =
    ["name", "givenName", "familyName", "organization", "email", "organisation"];

impl Parser<'_> {
    /// Whether a qualifier and its text follow: a name (perhaps with dots) and a text.
    pub(super) fn has_annotation_ahead(&self, mut ahead: usize) -> bool {
        while self.look(ahead).kind == TokenKind::Name {
            match self.look(ahead + 1).kind {
                TokenKind::Text | TokenKind::LongText => return true,
                TokenKind::Mark(Mark::Dot) => ahead += 2,
                _ => return false,
            }
        }
        false
    }

    /// Whether the present word says something of a thing even where its text is missing.
    pub(super) fn has_qualifier(&self) -> bool {
        let word = self.written(self.peek());
        word == "notes" || is_qualifier(word)
    }

    /// Qualifier and texts; the target has been read (none: the model itself).
    pub(super) fn annotation(&mut self, target: Option<Path>) -> Parsed<StatementKind> {
        let start = self.peek().start;
        while matches!(self.peek().kind, TokenKind::Name | TokenKind::Mark(Mark::Dot)) {
            self.advance();
        }
        let place = self.span_from(start);
        let qualifier: String =
            self.text.get(start..self.last_end()).unwrap_or("").split_ascii_whitespace().collect();
        if qualifier == "notes" {
            let text = self.one_text()?;
            return Ok(StatementKind::Notes { target, text });
        }
        if !is_qualifier(&qualifier) {
            let known = QUALIFIERS.into_iter().chain(["notes", "is"]);
            let diagnostic = Diagnostic::error(Message::new("E0130").with("found", shorten(&qualifier)))
                .at(place)
                .suggest(nearest(&qualifier, known));
            return Err(self.diagnose(diagnostic));
        }
        let mut resources = vec![self.one_text()?];
        while self.take(Mark::Comma) {
            self.skip_line_ends();
            resources.push(self.one_text()?);
        }
        Ok(StatementKind::Annotation { target, qualifier, resources })
    }

    /// One text in either kind of quotes.
    pub(super) fn one_text(&mut self) -> Parsed<String> {
        let token = self.peek();
        match token.kind {
            TokenKind::Text | TokenKind::LongText => {
                self.advance();
                Ok(self.content(token))
            }
            _ => Err(self.unexpected("\"...\"")),
        }
    }

    /// What a text says, without quotes. In `"..."` a backslash stands for the letter behind it,
    /// in backticks for itself, as in libAntimony. A line end right behind the
    /// opening or before the closing backticks is not part of the text.
    fn content(&self, token: Token) -> String {
        let written = self.written(token);
        if token.kind == TokenKind::LongText {
            let inner = written.strip_prefix("```").unwrap_or(written);
            let inner = inner.strip_suffix("```").unwrap_or(inner).replace("\r\n", "\n");
            let inner = inner.strip_prefix('\n').unwrap_or(&inner);
            return inner.strip_suffix('\n').unwrap_or(inner).to_owned();
        }
        let inner = written.strip_prefix('"').unwrap_or(written);
        let mut content = String::with_capacity(inner.len());
        let mut letters = inner.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => content.extend(letters.next()),
                _ => content.push(letter),
            }
        }
        content
    }

    /// `a.sboTerm = 236` or `SBO:0000236`; the path up to before `.sboTerm` has been read, `=` too.
    pub(super) fn sbo_term(&mut self, target: Option<Path>) -> Parsed<StatementKind> {
        if self.is_name()
            && self.written(self.peek()).eq_ignore_ascii_case("sbo")
            && self.is_ahead(1, Mark::Colon)
        {
            self.advance();
            self.advance();
        }
        let token = self.peek();
        if let TokenKind::Number(_) = token.kind
            && let Ok(term) = self.written(token).parse::<u32>()
        {
            self.advance();
            return Ok(StatementKind::SboTerm { target, term });
        }
        let found = shorten(self.written(token));
        Err(self.report(Message::new("E0131").with("found", found.trim()), self.here()))
    }
}

/// Whether it is one of the known qualifiers, or `creator.name`, `creator2.email`.
pub(crate) fn is_qualifier(word: &str) -> bool {
    if QUALIFIERS.contains(&word) {
        return true;
    }
    let Some(rest) = word.strip_prefix("creator") else {
        return false;
    };
    let field = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    field.strip_prefix('.').is_some_and(|field| CREATOR_FIELDS.contains(&field))
}
