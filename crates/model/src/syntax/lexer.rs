//! Text to tokens.
//!
//! Never fails: what it does not know is reported and left out. Newlines are tokens, because they end statements;
//! a backslash before a newline takes it away. Comments are kept aside with their places. Linear in the text.

use crate::ast::Arrow;
use lytic_text::{Diagnostic, Message, Span};

/// A token and its bytes in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A name or word of the language.
    Name,
    /// A number without sign.
    Number(f64),
    /// `"..."`.
    Text,
    /// ```` ```...``` ````: may run over lines.
    LongText,
    /// End of a line.
    Newline,
    /// End of the text.
    End,
    /// `->`, `=>`, `-|`. (`-o` and `-(` are only arrows between the sides of a reaction: see `reactions`.)
    Arrow(Arrow),
    /// Any other mark.
    Mark(Mark),
    /// What means nothing; reported.
    Junk,
}

/// Marks of one or two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub(super) enum Mark {
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Caret,
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Comma,
    Semicolon,
    Colon,
    Dot,
    Ellipsis,
    Dollar,
    Apostrophe,
    Equal,
    DoubleEqual,
    Bang,
    BangEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Tilde,
    At,
}

/// A comment, kept aside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comment {
    /// First byte of its marks.
    pub start: usize,
    /// Its lines without marks.
    pub lines: Vec<String>,
}

/// What the lexer hands to the parser.
pub(super) struct Lexed {
    /// Ends with [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// In order.
    pub comments: Vec<Comment>,
    /// Where the tokens begin that have been complained of, in order: the parser need not do it again.
    pub reported: Vec<usize>,
}

/// Cuts a text into tokens; `whole` is where the text lies in its source.
pub(super) fn lex(text: &str, whole: Span, diagnostics: &mut Vec<Diagnostic>) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        whole,
        diagnostics,
        tokens: Vec::new(),
        comments: Vec::new(),
        reported: Vec::new(),
    };
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    while lexer.step() {}
    let end = text.len();
    lexer.tokens.push(Token { kind: TokenKind::End, start: end, end });
    Lexed { tokens: lexer.tokens, comments: lexer.comments, reported: lexer.reported }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    whole: Span,
    diagnostics: &'a mut Vec<Diagnostic>,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
    reported: Vec<usize>,
}

/// Marks, longer ones before their beginnings.
const MARKS: [(&str, TokenKind); 38] = {
    use Mark::*;
    use TokenKind::{Arrow as Divider, Mark as Plain};
    [
        ("<==>", Divider(Arrow::Reversible)),
        ("...", Plain(Ellipsis)),
        ("->", Divider(Arrow::Reversible)),
        ("=>", Divider(Arrow::Irreversible)),
        ("-|", Divider(Arrow::Inhibits)),
        ("==", Plain(DoubleEqual)),
        ("!=", Plain(BangEqual)),
        ("<=", Plain(LessEqual)),
        (">=", Plain(GreaterEqual)),
        ("&&", Plain(And)),
        ("||", Plain(Or)),
        ("+", Plain(Plus)),
        ("-", Plain(Minus)),
        ("*", Plain(Star)),
        ("/", Plain(Slash)),
        ("%", Plain(Percent)),
        ("^", Plain(Caret)),
        ("(", Plain(Open)),
        (")", Plain(Close)),
        ("{", Plain(OpenBrace)),
        ("}", Plain(CloseBrace)),
        (",", Plain(Comma)),
        (";", Plain(Semicolon)),
        (":", Plain(Colon)),
        (".", Plain(Dot)),
        ("$", Plain(Dollar)),
        ("'", Plain(Apostrophe)),
        ("=", Plain(Equal)),
        ("!", Plain(Bang)),
        ("<", Plain(Less)),
        (">", Plain(Greater)),
        ("~", Plain(Tilde)),
        ("@", Plain(At)),
        // One of these alone is a slip of the finger; the parser says so.
        ("&", Plain(And)),
        ("|", Plain(Or)),
        // What keyboards of other scripts write instead.
        ("；", Plain(Semicolon)),
        ("，", Plain(Comma)),
        ("：", Plain(Colon)),
    ]
};

/// Whether no token begins with it.
fn is_strange(letter: char) -> bool {
    match letter {
        '?' | '[' | ']' | '`' => true,
        '\0' | '\t' | '\n' | '\r' | '\u{c}' | '；' | '，' | '：' => false,
        _ => letter.is_ascii_control() || !letter.is_ascii() && !letter.is_alphabetic(),
    }
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn report(&mut self, start: usize, end: usize, message: Message) {
        self.reported.push(start);
        self.diagnostics.push(Diagnostic::error(message).at(self.whole.part(start, end)));
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, start: self.at, end: self.at + length });
        self.at += length;
    }

    /// Reads one token or one piece of nothing; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return false;
        };
        match first {
            ' ' | '\t' | '\u{c}' => self.at += 1,
            '\r' if rest.starts_with("\r\n") => self.push(TokenKind::Newline, 2),
            '\n' | '\r' => self.push(TokenKind::Newline, 1),
            '\\' => self.continuation(),
            '"' => self.text_string(),
            '`' if rest.starts_with("```") => self.long_text(),
            '#' => self.line_comment(1),
            '/' if rest.starts_with("//") => self.line_comment(2),
            '/' if rest.starts_with("/*") => self.block_comment(),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            c if c.is_ascii_digit() => self.number(),
            c if c.is_alphabetic() || c == '_' => self.name(),
            _ => self.mark(first),
        }
        true
    }

    /// A name; letters of other scripts are reported, and read so that the statement around them is understood.
    fn name(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..length];
        if !word.is_ascii() {
            let found: String = word.chars().take(20).collect();
            self.report(self.at, self.at + length, Message::new("E0102").with("found", found));
        }
        self.push(TokenKind::Name, length);
    }

    fn mark(&mut self, first: char) {
        let rest = self.rest();
        match MARKS.iter().find(|(mark, _)| rest.starts_with(mark)) {
            Some((mark, kind)) => {
                let (mark, kind) = (*mark, *kind);
                if matches!(mark, "&" | "|") {
                    let message = Message::new("E0104").with("found", mark);
                    self.report(self.at, self.at + 1, message);
                }
                if !mark.is_ascii() {
                    let message = Message::new("E0105").with("found", mark);
                    self.report(self.at, self.at + mark.len(), message);
                }
                self.push(kind, mark.len());
            }
            None if first == '\0' => self.strangers("E0101", |c| c == '\0'),
            None => self.strangers("E0102", is_strange),
        }
    }

    /// Reports a run of characters that no rule knows, as one problem.
    fn strangers(&mut self, key: &'static str, strange: impl Fn(char) -> bool) {
        let rest = self.rest();
        let length = rest.find(|c| !strange(c)).unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { length };
        let found: String = rest[..length].chars().take(12).collect::<String>().escape_debug().collect();
        self.report(self.at, self.at + length, Message::new(key).with("found", found));
        self.push(TokenKind::Junk, length);
    }

    /// A backslash takes away the line end behind it (and blank space around it).
    fn continuation(&mut self) {
        let after = &self.rest()[1..];
        let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
        let line_end = &after[blank..];
        let length = if line_end.starts_with("\r\n") {
            2
        } else if line_end.starts_with(['\n', '\r']) {
            1
        } else {
            self.report(self.at, self.at + 1, Message::new("E0102").with("found", "\\"));
            return self.push(TokenKind::Junk, 1);
        };
        self.at += 1 + blank + length;
    }

    fn number(&mut self) {
        let bytes = self.rest().as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut length = digits(0);
        if bytes.get(length) == Some(&b'.') && bytes.get(length + 1) != Some(&b'.') {
            length += 1;
            length += digits(length);
        }
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let exponent = digits(length + 1 + sign);
            if exponent > 0 {
                length += 1 + sign + exponent;
            }
        }
        let written = &self.rest()[..length];
        let value = written.parse::<f64>().unwrap_or(f64::NAN);
        if !value.is_finite() {
            let message = Message::new("E0106").with("found", written.chars().take(40).collect::<String>());
            self.report(self.at, self.at + length, message);
        }
        self.push(TokenKind::Number(if value.is_finite() { value } else { 0.0 }), length);
    }

    fn text_string(&mut self) {
        let bytes = self.rest().as_bytes();
        let mut length = 1;
        while let Some(&byte) = bytes.get(length) {
            match byte {
                b'"' => return self.push(TokenKind::Text, length + 1),
                b'\n' | b'\r' => break,
                // A backslash keeps the quote behind it from ending the text. (What else stands there may be the
                // first byte of several; the others are passed in turn.)
                b'\\' if !matches!(bytes.get(length + 1), None | Some(b'\n' | b'\r')) => length += 2,
                _ => length += 1,
            }
        }
        self.report(self.at, self.at + length, Message::new("E0107"));
        self.push(TokenKind::Text, length);
    }

    fn long_text(&mut self) {
        match self.rest()[3..].find("```") {
            Some(length) => self.push(TokenKind::LongText, length + 6),
            None => {
                self.report(self.at, self.at + 3, Message::new("E0108"));
                // The rest of the line is its content: what follows is read as usual.
                let rest = self.rest();
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                self.push(TokenKind::LongText, length);
            }
        }
    }

    fn line_comment(&mut self, marks: usize) {
        let rest = self.rest();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = &rest[marks..length];
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned();
        self.comments.push(Comment { start: self.at, lines: vec![line] });
        self.at += length;
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let (content, length) = match rest[2..].find("*/") {
            Some(length) => (&rest[2..2 + length], length + 4),
            None => (&rest[2..], rest.len()),
        };
        let closed = length == content.len() + 4;
        let mut lines: Vec<String> = content
            .split(['\n', '\r'])
            .map(|line| line.trim().trim_start_matches('*').trim().to_owned())
            .collect();
        lines.retain(|line| !line.is_empty());
        if !closed {
            self.report(self.at, self.at + 2, Message::new("E0109"));
        }
        self.comments.push(Comment { start: self.at, lines });
        self.at += length;
    }
}
