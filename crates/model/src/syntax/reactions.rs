//! Reactions: `J0 in c: 2 A + n $B -> C; k*A*B in c`.
//!
//! The semicolon before the law must be there, the law may be empty. `-o`, `-|` and `-(` say that a species acts on
//! a reaction; they have the same form and no effect on the equations.

use super::cursor::{Parsed, Parser};
use super::lexer::{Mark, TokenKind};
use crate::ast::{Arrow, Expression, ExpressionKind, Participant, Path, Reaction};
use lytic_text::Message;

impl Parser<'_> {
    /// Whether an arrow comes before anything that only other statements have. Looks no further than the statement.
    pub(super) fn has_arrow_ahead(&self) -> bool {
        let mut ahead = 0;
        loop {
            if self.arrow_at(ahead).is_some() {
                return true;
            }
            match self.look(ahead).kind {
                TokenKind::Name | TokenKind::Number(_) => {}
                TokenKind::Mark(
                    Mark::Plus | Mark::Star | Mark::Dollar | Mark::Dot | Mark::Colon | Mark::Comma,
                ) => {}
                _ => return false,
            }
            let asserts = self.is_word_ahead(ahead, "assert") && self.starts_operand(ahead + 1);
            if asserts || self.is_word_ahead(ahead, "at") || self.is_word_ahead(ahead, "is") {
                return false;
            }
            ahead += 1;
        }
    }

    /// The arrow at a place, with the number of its tokens. `-o` and `-(` are arrows only here, between sides:
    /// in expressions they are a minus and what follows.
    fn arrow_at(&self, ahead: usize) -> Option<(Arrow, usize)> {
        let token = self.look(ahead);
        match token.kind {
            TokenKind::Arrow(arrow) => Some((arrow, 1)),
            TokenKind::Mark(Mark::Minus) if self.look(ahead + 1).start == token.end => {
                if self.is_word_ahead(ahead + 1, "o") {
                    Some((Arrow::Activates, 2))
                } else {
                    self.is_ahead(ahead + 1, Mark::Open).then_some((Arrow::Influences, 2))
                }
            }
            _ => None,
        }
    }

    /// Sides, law and place; the name has been read.
    pub(super) fn reaction(&mut self, name: Option<Path>, place: Option<Path>) -> Parsed<Reaction> {
        let reactants = self.side()?;
        let Some((arrow, tokens)) = self.arrow_at(0) else {
            return Err(self.unexpected("->"));
        };
        for _ in 0..tokens {
            self.advance();
        }
        let products = self.side()?;
        if !self.take(Mark::Semicolon) {
            return Err(if self.is_line_end() {
                self.report(Message::new("E0126"), self.here())
            } else {
                self.unexpected(";")
            });
        }
        let law = if self.is_statement_end() || self.is_word("in") { None } else { Some(self.expression()?) };
        let behind = self.in_compartment()?;
        Ok(Reaction { name, reactants, products, arrow, law, compartment: behind.or(place) })
    }

    fn side(&mut self) -> Parsed<Vec<Participant>> {
        let mut participants = Vec::new();
        if self.arrow_at(0).is_some() || self.is_statement_end() {
            return Ok(participants);
        }
        loop {
            participants.push(self.participant()?);
            if !self.take(Mark::Plus) {
                return Ok(participants);
            }
        }
    }

    /// `2 A`, `2A`, `n A`, `$A`, `2 $A`.
    fn participant(&mut self) -> Parsed<Participant> {
        let token = self.peek();
        let stoichiometry = match token.kind {
            TokenKind::Number(value) => {
                self.advance();
                let kind = ExpressionKind::Number { value, unit: None };
                Some(Expression { kind, span: self.span(token.start, token.end) })
            }
            TokenKind::Mark(Mark::Dollar) => None,
            _ => {
                let path = self.path()?;
                // `in` and other words of the language do not begin a species.
                let goes_on = self.is_name() && !self.is_word("in") && self.arrow_at(0).is_none();
                if !goes_on && !self.is(Mark::Dollar) && !self.is(Mark::Star) {
                    return Ok(Participant { boundary: false, stoichiometry: None, species: path });
                }
                let span = path.span;
                Some(Expression { kind: ExpressionKind::Symbol(path), span })
            }
        };
        if self.is(Mark::Star) {
            return Err(self.report(Message::new("E0127"), self.here()));
        }
        let boundary = self.take(Mark::Dollar);
        let species = self.path()?;
        Ok(Participant { boundary, stoichiometry, species })
    }
}
