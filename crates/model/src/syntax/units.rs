//! Units behind `has` and in `unit name = ...`: kept as text, read by `lytic-units`.

use super::cursor::{Parsed, Parser};
use super::lexer::{Mark, TokenKind};
use crate::ast::{StatementKind, UnitExpression};
use lytic_text::Message;

impl Parser<'_> {
    /// Everything up to a comma or the end of the statement that a unit can hold.
    pub(super) fn unit_expression(&mut self) -> Parsed<UnitExpression> {
        let start = self.peek().start;
        let mut parts: Vec<&str> = Vec::new();
        let mut end = start;
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Name | TokenKind::Number(_) => {}
                TokenKind::Mark(
                    Mark::Star
                    | Mark::Slash
                    | Mark::Caret
                    | Mark::Minus
                    | Mark::Plus
                    | Mark::Open
                    | Mark::Close
                    | Mark::Dot,
                ) => {}
                _ => break,
            }
            // Pieces that touch stay together, all others get one space: a comment or line end may lie between.
            if !parts.is_empty() && token.start > end {
                parts.push(" ");
            }
            parts.push(self.written(token));
            end = token.end;
            self.advance();
        }
        if parts.is_empty() {
            return Err(self.report(Message::new("E0125"), self.here()));
        }
        Ok(UnitExpression { text: parts.concat(), span: self.span(start, end) })
    }

    /// `unit name = expression`, from `unit` on.
    pub(super) fn unit_definition(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let name = self.name()?;
        self.expect(Mark::Equal, "=")?;
        let unit = self.unit_expression()?;
        Ok(StatementKind::UnitDefinition { name, unit })
    }
}
