//! Expressions, by precedence climbing.
//!
//! As libAntimony 3.3 reads them, from loose to tight:
//!
//! ```text
//! a || b, a && b          one level, from the left: a || b && c is (a || b) && c   (warned of: W0101)
//! a < b, a == b, ...      a < b <= c is a < b && b <= c
//! a + b, a - b
//! a * b, a / b, a % b
//! -a, +a, !a              -a^2 is -(a^2); -a * b is (-a) * b; !a > 1 is (!a) > 1
//! a ^ b                   from the right: a^b^c is a^(b^c); a^-b is read
//! ```
//!
//! In formulas of SBML level 1 signs hold tighter than `^`, which goes from the left: `-a^b^c` is `((-a)^b)^c`.
//!
//! In models `and`, `or` and `not` are other spellings of the marks. A number may have a unit behind it: `3 mL`.
//! In expressions that stand alone (scenarios) words bind as people read them: `not` is looser than comparisons,
//! `and` looser than `not`, `or` loosest.

use super::cursor::{MAX_DEPTH, Parsed, Parser, WORDS, shorten};
use super::lexer::{Mark, TokenKind};
use crate::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use lytic_text::{Diagnostic, Message};

/// Longest way from the top of an expression to a leaf: chains such as `a + b + ...` count too, since every later
/// walk over the tree descends them.
const MAX_HEIGHT: usize = 1000;

const OR_WORD: u8 = 1;
const MARKS: u8 = 2;
const AND_WORD: u8 = 3;
const COMPARISON: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;

/// An expression with the length of its longest branch.
struct Built {
    expression: Expression,
    height: usize,
    /// In parentheses: then precedence is what the writer meant.
    enclosed: bool,
}

impl Parser<'_> {
    /// The whole text as one expression.
    pub(super) fn only_expression(mut self) -> Option<Expression> {
        self.words = true;
        self.ignore_line_ends();
        let expression = self.expression().ok()?;
        match self.peek().kind {
            TokenKind::End => (!self.has_problems()).then_some(expression),
            TokenKind::Mark(Mark::Equal) => {
                self.report(Message::new("E0121"), self.here());
                None
            }
            _ => {
                let found = shorten(self.written(self.peek()));
                self.report(Message::new("E0120").with("found", found), self.here());
                None
            }
        }
    }

    /// One expression; stops at the first token that does not go on with it.
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.binary(OR_WORD).map(|built| built.expression)
    }

    fn binary(&mut self, loosest: u8) -> Parsed<Built> {
        let mut left = if self.level_1 { self.powers_from_the_left()? } else { self.unary()? };
        // The last operand of a chain of comparisons.
        let mut middle: Option<Expression> = None;
        while let Some((operator, level)) = self.operator() {
            if level < loosest {
                break;
            }
            let place = self.here();
            self.advance();
            let right = self.binary(level + 1)?;
            if level == MARKS {
                self.warn_of_mixture(operator, &left, place);
            }
            if level != COMPARISON {
                middle = None;
                left = self.join(operator, left, right)?;
                continue;
            }
            let last = right.expression.clone_if_simple();
            left = match middle.take() {
                None if left_is_chain(&left) => return Err(self.report(Message::new("E0122"), place)),
                None => self.join(operator, left, right)?,
                Some(shared) => {
                    let shared = Built { expression: shared, height: 1, enclosed: false };
                    let next = self.join(operator, shared, right)?;
                    self.join(BinaryOperator::And, left, next)?
                }
            };
            middle = last;
        }
        Ok(left)
    }

    /// `a || b && c` without parentheses: libAntimony reads it from the left, most people do not.
    fn warn_of_mixture(&mut self, operator: BinaryOperator, left: &Built, place: lytic_text::Span) {
        let after_or = matches!(left.expression.kind, ExpressionKind::Binary(BinaryOperator::Or, ..));
        if after_or && !left.enclosed && operator == BinaryOperator::And {
            self.warn(Diagnostic::warning(Message::new("W0101")).at(place));
        }
    }

    fn join(&mut self, operator: BinaryOperator, left: Built, right: Built) -> Parsed<Built> {
        let span = left.expression.span.to(right.expression.span);
        let height = 1 + left.height.max(right.height);
        if height > MAX_HEIGHT {
            let message = Message::new("E0119").with("limit", MAX_HEIGHT);
            return Err(self.report(message, right.expression.span));
        }
        let kind = ExpressionKind::Binary(operator, Box::new(left.expression), Box::new(right.expression));
        Ok(Built { expression: Expression { kind, span }, height, enclosed: false })
    }

    fn operator(&self) -> Option<(BinaryOperator, u8)> {
        let token = self.peek();
        let found = match token.kind {
            TokenKind::Mark(mark) => match mark {
                Mark::Or => (BinaryOperator::Or, MARKS),
                Mark::And => (BinaryOperator::And, MARKS),
                Mark::Less => (BinaryOperator::Less, COMPARISON),
                Mark::LessEqual => (BinaryOperator::LessEqual, COMPARISON),
                Mark::Greater => (BinaryOperator::Greater, COMPARISON),
                Mark::GreaterEqual => (BinaryOperator::GreaterEqual, COMPARISON),
                Mark::DoubleEqual => (BinaryOperator::Equal, COMPARISON),
                Mark::BangEqual => (BinaryOperator::NotEqual, COMPARISON),
                Mark::Plus => (BinaryOperator::Add, SUM),
                Mark::Minus => (BinaryOperator::Subtract, SUM),
                Mark::Star => (BinaryOperator::Multiply, PRODUCT),
                Mark::Slash => (BinaryOperator::Divide, PRODUCT),
                Mark::Percent => (BinaryOperator::Remainder, PRODUCT),
                _ => return None,
            },
            TokenKind::Name => match self.written(token) {
                "or" => (BinaryOperator::Or, if self.words { OR_WORD } else { MARKS }),
                "and" => (BinaryOperator::And, if self.words { AND_WORD } else { MARKS }),
                _ => return None,
            },
            _ => return None,
        };
        Some(found)
    }

    /// One level deeper; gives the problem when it is one too many.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            let message = Message::new("E0118").with("limit", MAX_DEPTH);
            return Err(self.report(message, self.here()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn unary(&mut self) -> Parsed<Built> {
        let token = self.peek();
        let (operator, word) = match token.kind {
            TokenKind::Mark(Mark::Minus) => (UnaryOperator::Minus, false),
            TokenKind::Mark(Mark::Plus) => (UnaryOperator::Plus, false),
            TokenKind::Mark(Mark::Bang) => (UnaryOperator::Not, false),
            // In models `not(a)` is a call, as libAntimony takes it.
            TokenKind::Name if self.is_word("not") && (self.words || !self.is_ahead(1, Mark::Open)) => {
                (UnaryOperator::Not, self.words)
            }
            _ => return self.power(),
        };
        self.advance();
        let operand = self.deeper(|parser| if word { parser.binary(COMPARISON) } else { parser.unary() })?;
        let span = self.span(token.start, token.end).to(operand.expression.span);
        let kind = ExpressionKind::Unary(operator, Box::new(operand.expression));
        Ok(Built { expression: Expression { kind, span }, height: operand.height + 1, enclosed: false })
    }

    fn power(&mut self) -> Parsed<Built> {
        let base = self.primary()?;
        if !self.take(Mark::Caret) {
            return Ok(base);
        }
        let exponent = self.deeper(Parser::unary)?;
        self.join(BinaryOperator::Power, base, exponent)
    }

    /// `a^b^c` of SBML level 1, which is `(a^b)^c`; signs hold tighter.
    fn powers_from_the_left(&mut self) -> Parsed<Built> {
        let mut base = self.signed()?;
        while self.take(Mark::Caret) {
            let exponent = self.signed()?;
            base = self.join(BinaryOperator::Power, base, exponent)?;
        }
        Ok(base)
    }

    fn signed(&mut self) -> Parsed<Built> {
        let token = self.peek();
        let operator = match token.kind {
            TokenKind::Mark(Mark::Minus) => UnaryOperator::Minus,
            TokenKind::Mark(Mark::Plus) => UnaryOperator::Plus,
            _ => return self.primary(),
        };
        self.advance();
        let operand = self.deeper(Parser::signed)?;
        let span = self.span(token.start, token.end).to(operand.expression.span);
        let kind = ExpressionKind::Unary(operator, Box::new(operand.expression));
        Ok(Built { expression: Expression { kind, span }, height: operand.height + 1, enclosed: false })
    }

    fn primary(&mut self) -> Parsed<Built> {
        let token = self.peek();
        match token.kind {
            TokenKind::Number(value) => {
                self.advance();
                let unit = if self.has_unit() { Some(self.name()?) } else { None };
                Ok(self.leaf(token.start, ExpressionKind::Number { value, unit }))
            }
            TokenKind::Mark(Mark::Open) => {
                self.advance();
                let inner = self.deeper(|parser| parser.binary(OR_WORD))?;
                self.expect(Mark::Close, ")")?;
                let span = self.span_from(token.start);
                Ok(Built { expression: Expression { span, ..inner.expression }, enclosed: true, ..inner })
            }
            TokenKind::Name => self.named(),
            TokenKind::Mark(Mark::Ellipsis) => Err(self.report(Message::new("E0141"), self.here())),
            TokenKind::Mark(Mark::OpenBrace) => Err(self.report(Message::new("E0142"), self.here())),
            _ if self.is_statement_end() => Err(self.report(Message::new("E0124"), self.here())),
            _ => {
                let found = shorten(self.written(token));
                Err(self.report(Message::new("E0123").with("found", found), self.here()))
            }
        }
    }

    fn leaf(&self, start: usize, kind: ExpressionKind) -> Built {
        Built { expression: Expression { kind, span: self.span_from(start) }, height: 1, enclosed: false }
    }

    /// Whether a name behind a number is its unit, and not a word that goes on with the statement.
    fn has_unit(&self) -> bool {
        let token = self.peek();
        if token.kind != TokenKind::Name || self.level_1 {
            return false;
        }
        let word = self.written(token);
        let before_text = matches!(self.look(1).kind, TokenKind::Text | TokenKind::LongText);
        let goes_on =
            WORDS.contains(&word) || matches!(word, "and" | "or" | "not") || word == "else" && before_text;
        !goes_on
    }

    /// A symbol, a call, `true` or `false`.
    fn named(&mut self) -> Parsed<Built> {
        let start = self.peek().start;
        match self.written(self.peek()) {
            word @ ("true" | "false") if !self.level_1 && !self.is_ahead(1, Mark::Dot) => {
                self.advance();
                return Ok(self.leaf(start, ExpressionKind::Boolean(word == "true")));
            }
            _ => {}
        }
        if !self.is_ahead(1, Mark::Open) {
            let path = self.path()?;
            return Ok(self.leaf(start, ExpressionKind::Symbol(path)));
        }
        let function = self.name()?;
        self.advance();
        let mut arguments = Vec::new();
        let mut height = 0;
        if !self.take(Mark::Close) {
            loop {
                let argument = self.deeper(|parser| parser.binary(OR_WORD))?;
                height = height.max(argument.height);
                arguments.push(argument.expression);
                if !self.take(Mark::Comma) {
                    break;
                }
            }
            self.expect(Mark::Close, ")")?;
        }
        let kind = ExpressionKind::Call { function, arguments };
        let expression = Expression { kind, span: self.span_from(start) };
        Ok(Built { expression, height: height + 1, enclosed: false })
    }
}

impl Expression {
    /// A copy of a number or symbol. Only these may stand in the middle of a chain of comparisons: copies of larger
    /// pieces inside each other would grow without bound.
    fn clone_if_simple(&self) -> Option<Expression> {
        matches!(self.kind, ExpressionKind::Number { .. } | ExpressionKind::Symbol(_)).then(|| self.clone())
    }
}

fn left_is_chain(left: &Built) -> bool {
    use BinaryOperator::*;
    !left.enclosed
        && matches!(
            left.expression.kind,
            ExpressionKind::Binary(Less | LessEqual | Greater | GreaterEqual | Equal | NotEqual | And, ..)
        )
}
