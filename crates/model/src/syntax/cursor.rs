//! Walking over tokens: looking ahead, expecting, reporting, and starting again after a problem.

use super::lexer::{Comment, Lexed, Mark, Token, TokenKind, lex};
use crate::ast::{Name, Path};
use lytic_text::{Diagnostic, Message, Span};

/// A problem that has been reported already: the statement is given up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

/// What reading gives.
pub(super) type Parsed<T> = Result<T, Reported>;

/// Deepest nesting of parentheses, calls and signs.
pub(super) const MAX_DEPTH: usize = 200;

/// After so many problems nothing more is read: the text is not Antimony.
const MAX_PROBLEMS: usize = 1000;

/// Words of the language, which cannot be names.
pub(super) const WORDS: [&str; 27] = [
    "model",
    "module",
    "end",
    "import",
    "function",
    "species",
    "compartment",
    "formula",
    "reaction",
    "operator",
    "gene",
    "DNA",
    "event",
    "var",
    "const",
    "ext",
    "substanceOnly",
    "in",
    "is",
    "has",
    "at",
    "after",
    "unit",
    "delete",
    "constraint",
    "maximize",
    "minimize",
];

/// A text on its way to becoming a tree.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    whole: Span,
    tokens: Vec<Token>,
    at: usize,
    comments: std::iter::Peekable<std::vec::IntoIter<Comment>>,
    diagnostics: &'a mut Vec<Diagnostic>,
    problems: usize,
    /// Where tokens begin that the lexer has complained of.
    complaints: Vec<usize>,
    /// Levels of nesting around the present place.
    pub(super) depth: usize,
    /// Whether `and`, `or` and `not` bind as people read them, rather than as the marks do.
    pub(super) words: bool,
    /// Whether the text is a formula of SBML level 1, where signs hold tighter than `^` and `^` goes from the left.
    pub(super) level_1: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, whole: Span, diagnostics: &'a mut Vec<Diagnostic>) -> Parser<'a> {
        let mut problems = Vec::new();
        let Lexed { tokens, comments, reported: complaints } = lex(text, whole, &mut problems);
        let count = problems.len();
        if count >= MAX_PROBLEMS {
            problems.truncate(MAX_PROBLEMS - 1);
            problems.push(Diagnostic::error(Message::new("E0111")));
        }
        diagnostics.append(&mut problems);
        let comments = comments.into_iter().peekable();
        Parser {
            text,
            whole,
            tokens,
            at: 0,
            comments,
            diagnostics,
            problems: count,
            complaints,
            depth: 0,
            words: false,
            level_1: false,
        }
    }

    /// Line ends mean nothing from here on.
    pub(super) fn ignore_line_ends(&mut self) {
        self.tokens.retain(|token| token.kind != TokenKind::Newline);
    }

    // ---- places

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.whole.part(start, end)
    }

    /// From a byte to the end of the last token taken.
    pub(super) fn span_from(&self, start: usize) -> Span {
        self.span(start, self.last_end().max(start))
    }

    pub(super) fn here(&self) -> Span {
        let token = self.peek();
        self.span(token.start, token.end)
    }

    pub(super) fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.end)
    }

    pub(super) fn written(&self, token: Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    // ---- looking

    pub(super) fn last_kind(&self) -> Option<TokenKind> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| token.kind)
    }

    pub(super) fn peek(&self) -> Token {
        self.look(0)
    }

    /// The token `ahead` places further on; the end once there are no more.
    pub(super) fn look(&self, ahead: usize) -> Token {
        let end = Token { kind: TokenKind::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    pub(super) fn is(&self, mark: Mark) -> bool {
        self.is_ahead(0, mark)
    }

    pub(super) fn is_ahead(&self, ahead: usize, mark: Mark) -> bool {
        self.look(ahead).kind == TokenKind::Mark(mark)
    }

    pub(super) fn is_name(&self) -> bool {
        self.peek().kind == TokenKind::Name
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is_word_ahead(0, word)
    }

    pub(super) fn is_word_ahead(&self, ahead: usize, word: &str) -> bool {
        let token = self.look(ahead);
        token.kind == TokenKind::Name && self.written(token) == word
    }

    /// Whether nothing more of the statement is left.
    pub(super) fn is_statement_end(&self) -> bool {
        self.is_line_end() || self.is(Mark::Semicolon)
    }

    pub(super) fn is_line_end(&self) -> bool {
        matches!(self.peek().kind, TokenKind::Newline | TokenKind::End)
    }

    // ---- taking

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek();
        if self.at + 1 < self.tokens.len() || token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    pub(super) fn take(&mut self, mark: Mark) -> bool {
        let found = self.is(mark);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Goes back to the token that begins at a byte that has been passed.
    pub(super) fn go_back_to(&mut self, start: usize) {
        while self.at > 0 && self.peek().start > start {
            self.at -= 1;
        }
    }

    pub(super) fn skip_line_ends(&mut self) {
        while self.peek().kind == TokenKind::Newline {
            self.advance();
        }
    }

    pub(super) fn count_line_ends(&self) -> usize {
        self.tokens.iter().skip(self.at).take_while(|token| token.kind == TokenKind::Newline).count()
    }

    pub(super) fn expect(&mut self, mark: Mark, shown: &'static str) -> Parsed<()> {
        if self.take(mark) { Ok(()) } else { Err(self.unexpected(shown)) }
    }

    /// A name that is not a word of the language.
    pub(super) fn name(&mut self) -> Parsed<Name> {
        let token = self.peek();
        let text = self.written(token);
        if token.kind != TokenKind::Name {
            let message = if self.is_statement_end() {
                Message::new("E0113")
            } else {
                Message::new("E0112").with("found", shorten(text))
            };
            return Err(self.report(message, self.here()));
        }
        if WORDS.contains(&text) {
            return Err(self.report(Message::new("E0114").with("found", text), self.here()));
        }
        self.advance();
        Ok(Name { text: text.to_owned(), span: self.span(token.start, token.end) })
    }

    /// Names with dots between them.
    pub(super) fn path(&mut self) -> Parsed<Path> {
        let start = self.peek().start;
        let mut parts = vec![self.name()?];
        while self.is(Mark::Dot) && self.look(1).kind == TokenKind::Name {
            self.advance();
            parts.push(self.name()?);
        }
        Ok(Path { parts, span: self.span_from(start) })
    }

    /// `in compartment`, if it is there.
    pub(super) fn in_compartment(&mut self) -> Parsed<Option<Path>> {
        if self.take_word("in") { Ok(Some(self.path()?)) } else { Ok(None) }
    }

    // ---- reporting

    /// Keeps an error; the caller gives up what it was reading.
    pub(super) fn report(&mut self, message: Message, span: Span) -> Reported {
        self.diagnose(Diagnostic::error(message).at(span))
    }

    /// Keeps a problem, unless the lexer has named one at this token.
    pub(super) fn diagnose(&mut self, diagnostic: Diagnostic) -> Reported {
        if self.complaints.binary_search(&self.peek().start).is_ok() {
            return Reported;
        }
        self.problems += 1;
        if self.problems < MAX_PROBLEMS {
            self.diagnostics.push(diagnostic);
        } else if self.problems == MAX_PROBLEMS {
            self.diagnostics.push(Diagnostic::error(Message::new("E0111")));
            self.at = self.tokens.len().saturating_sub(1);
        }
        Reported
    }

    /// Keeps a warning.
    pub(super) fn warn(&mut self, diagnostic: Diagnostic) {
        if self.problems < MAX_PROBLEMS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports the present token where `expected` was needed.
    pub(super) fn unexpected(&mut self, expected: &str) -> Reported {
        let token = self.peek();
        let message = match token.kind {
            TokenKind::Newline | TokenKind::End => Message::new("E0116"),
            _ => Message::new("E0115").with("found", shorten(self.written(token))),
        };
        self.report(message.with("expected", expected), self.here())
    }

    pub(super) fn has_problems(&self) -> bool {
        self.problems > 0
    }

    // ---- starting again

    /// Skips to the end of the broken statement that began at token `from`. In a reaction the semicolon before the
    /// law is not the end; in an event or a list of texts a line that ends with a comma is not.
    pub(super) fn recover(&mut self, from: usize) {
        let mut before_law = false;
        let mut event = false;
        for token in self.tokens.get(from..self.at).unwrap_or(&[]) {
            match token.kind {
                TokenKind::Arrow(_) => before_law = true,
                TokenKind::Mark(Mark::Semicolon) => before_law = false,
                TokenKind::Name if self.written(*token) == "at" => event = true,
                _ => {}
            }
        }
        let mut last = None;
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::End => return,
                TokenKind::Newline
                    if last == Some(TokenKind::Mark(Mark::Comma)) && (event || self.texts_go_on()) => {}
                TokenKind::Newline => return,
                TokenKind::Mark(Mark::Semicolon) if before_law => before_law = false,
                TokenKind::Mark(Mark::Semicolon) => return,
                TokenKind::Arrow(_) => before_law = true,
                _ => {}
            }
            if token.kind != TokenKind::Newline {
                last = Some(token.kind);
            }
            self.advance();
        }
    }

    /// Whether the next line begins with a text: one more of a list.
    fn texts_go_on(&self) -> bool {
        matches!(self.look(self.count_line_ends()).kind, TokenKind::Text | TokenKind::LongText)
    }

    /// The number of the present token.
    pub(super) fn mark_place(&self) -> usize {
        self.at
    }

    // ---- comments

    /// The lines of all comments up to the present token that nothing has claimed yet.
    pub(super) fn comments_before(&mut self) -> Vec<String> {
        let limit = self.peek().start;
        let mut lines = Vec::new();
        while let Some(comment) = self.comments.next_if(|comment| comment.start < limit) {
            lines.extend(comment.lines);
        }
        lines
    }

    /// The comment between a statement and the end of its line, and comments inside of the statement.
    pub(super) fn comment_after(&mut self) -> Option<String> {
        if !self.is_line_end() {
            return None;
        }
        let lines = self.comments_before();
        let said: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        (!lines.is_empty()).then(|| said.join(" "))
    }
}

/// A piece of text short enough for a message.
pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(37).collect();
    short.push_str("...");
    short
}
