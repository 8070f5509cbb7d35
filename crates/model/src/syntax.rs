//! Antimony text to [`ast::File`] and back.
//!
//! The language is Antimony (Smith, Bergmann, Chandran, Sauro 2009 Bioinformatics 25:2443) as libAntimony 3.3 reads
//! it, with few additions: a unit may be written out behind `has`, conditions may be `assert`ed with a message.
//!
//! ```text
//! file       = { import | module | function | statement }
//! module     = ("model" | "module") ["*"] name ["(" [port {"," port}] ")"] {statement} "end"
//! function   = "function" name "(" [name {"," name}] ")" expression "end"
//! statement  = declaration | assignment | reaction | event | instance | annotation | ...   then ";" or a line end
//! expression = unary operators, `^` above them and to the right, `* / %`, `+ -`, comparisons, `&& ||`
//! ```
//!
//! The parser is a recursive descent over tokens. A problem ends its statement; reading goes on behind the next `;`
//! or line end, so that all problems of a text come at once. Time is linear in the text.
//! Names are not resolved here: that is flattening's work.

mod annotations;
mod cursor;
mod events;
mod expressions;
mod file;
mod format;
mod lexer;
mod reactions;
mod statements;
mod units;

use crate::ast::{Expression, File};
use cursor::Parser;
use lytic_text::{Diagnostic, Message, SourceId, Span};

pub(crate) use annotations::is_qualifier;
pub use format::format_file;

/// Longest text that is read, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads an Antimony text. Reports all problems; what could be read is in the file.
pub fn parse(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> File {
    let whole = Span::new(source, 0, text.len());
    if text.len() > MAX_BYTES {
        diagnostics.push(Diagnostic::error(Message::new("E0110")).at(Span::new(source, 0, 0)));
        return File { source, imports: vec![], modules: vec![], functions: vec![], statements: vec![] };
    }
    let mut found = Vec::new();
    let file = Parser::new(text, whole, &mut found).file(source);
    // The lexer runs before the parser; people read from the top.
    found.sort_by_key(|diagnostic| diagnostic.span.map_or(u32::MAX, |span| span.start));
    diagnostics.append(&mut found);
    file
}

/// Reads one expression. `span` is the place of `text` in its source. `and`, `or` and `not` bind as people read
/// them: `not` looser than comparisons, `and` looser than `not`, `or` loosest.
pub fn parse_expression(span: Span, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Expression> {
    if text.len() > MAX_BYTES {
        diagnostics.push(Diagnostic::error(Message::new("E0110")).at(span));
        return None;
    }
    Parser::new(text, span, diagnostics).only_expression()
}

/// The same for a formula of SBML level 1: `-a^2` is `(-a)^2`, `a^b^c` is `(a^b)^c`, numbers have no units, and `true`
/// is a name as any other.
pub(crate) fn parse_level_1(span: Span, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Expression> {
    if text.len() > MAX_BYTES {
        diagnostics.push(Diagnostic::error(Message::new("E0110")).at(span));
        return None;
    }
    let mut parser = Parser::new(text, span, diagnostics);
    parser.level_1 = true;
    parser.only_expression()
}
