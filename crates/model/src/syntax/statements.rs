//! Statements: which kind one is, told from its first tokens; declarations, assignments, instances, the small ones.

use super::cursor::{Parsed, Parser, Reported, WORDS, shorten};
use super::lexer::{Mark, TokenKind};
use crate::ast::{AssignmentOperator, DeclarationItem, DeclaredKind, Name, Path, Statement, StatementKind};
use lytic_text::{Diagnostic, Message, nearest};

impl Parser<'_> {
    /// Statements up to `end`, the end of the text, or a word that only stands outside of modules.
    pub(super) fn statements(&mut self, inside_module: bool, into: &mut Vec<Statement>) {
        loop {
            self.skip_separators();
            let imports = inside_module && self.is_word("import");
            if self.peek().kind == TokenKind::End || self.is_outer_word() && !imports {
                return;
            }
            if !inside_module && self.is_word("end") {
                self.report(Message::new("E0132"), self.here());
                self.advance();
                continue;
            }
            if self.is_word("end") {
                return;
            }
            if imports {
                self.report(Message::new("E0151"), self.here());
                self.recover(self.mark_place());
                continue;
            }
            self.statement(into);
            if !inside_module {
                return;
            }
        }
    }

    /// Whether a module, function or import begins here.
    pub(super) fn is_outer_word(&self) -> bool {
        let opens_module = self.is_word("model") || self.is_word("module");
        let says_of_model =
            self.has_annotation_ahead(1) || self.is_ahead(1, Mark::Dot) && self.is_word_ahead(2, "sboTerm");
        opens_module && !says_of_model || self.is_word("function") || self.is_word("import")
    }

    /// One statement with its comments, and its end.
    fn statement(&mut self, into: &mut Vec<Statement>) {
        let lead = self.comments_before();
        let start = self.peek().start;
        let from = self.mark_place();
        let kind = self.statement_kind().and_then(|kind| {
            if self.is_statement_end() { Ok(kind) } else { Err(self.junk_behind_statement()) }
        });
        let span = self.span_from(start);
        if kind.is_err() {
            self.recover(from);
        }
        self.take(Mark::Semicolon);
        let comment = self.comment_after();
        if let Ok(kind) = kind {
            into.push(Statement { kind, span, comment, lead });
        }
    }

    /// Something follows a statement that was whole.
    fn junk_behind_statement(&mut self) -> Reported {
        let token = self.peek();
        let key = if token.kind == TokenKind::Mark(Mark::Equal) { "E0121" } else { "E0117" };
        self.report(Message::new(key).with("found", shorten(self.written(token))), self.here())
    }

    fn statement_kind(&mut self) -> Parsed<StatementKind> {
        let token = self.peek();
        if token.kind == TokenKind::Name {
            match self.written(token) {
                "model" | "module" => return self.about_model(),
                "var" | "const" | "ext" | "substanceOnly" | "species" | "compartment" | "formula"
                | "operator" | "reaction" | "event" => return self.declaration(),
                "gene" | "DNA" | "DNAstrand" | "DNApart" => return Err(self.unsupported("E0143")),
                "maximize" | "minimize" => return Err(self.unsupported("E0144")),
                "unit" => return self.unit_definition(),
                "delete" => return self.deletion(),
                "at" => return Ok(StatementKind::Event(self.event(None)?)),
                "constraint" => return self.constraint_line(),
                "assert" if self.starts_operand(1) => return self.assertion(None),
                "fast" if self.is_word_ahead(1, "reaction") => return self.fast_reactions(),
                _ => {}
            }
        }
        if self.has_arrow_ahead() {
            return self.reaction_line();
        }
        match token.kind {
            TokenKind::Number(0.0) if self.is_ahead(1, Mark::Equal) => self.algebraic_rule(),
            TokenKind::Number(_) | TokenKind::Mark(Mark::Open | Mark::Bang) => self.condition(None),
            TokenKind::Mark(Mark::Minus) if self.is_ahead(1, Mark::Minus) => Err(self.unsupported("E0143")),
            TokenKind::Mark(Mark::Minus) => self.condition(None),
            TokenKind::Mark(Mark::At) => Err(self.unsupported("E0145")),
            TokenKind::Mark(Mark::Dollar) => self.boundary_line(),
            TokenKind::Name => self.named_statement(),
            _ => {
                let found = shorten(self.written(token));
                Err(self.report(Message::new("E0133").with("found", found), self.here()))
            }
        }
    }

    pub(super) fn unsupported(&mut self, key: &'static str) -> Reported {
        self.report(Message::new(key), self.here())
    }

    /// Whether the token at a place can begin an operand.
    pub(super) fn starts_operand(&self, ahead: usize) -> bool {
        let token = self.look(ahead);
        match token.kind {
            TokenKind::Name => !WORDS.contains(&self.written(token)),
            TokenKind::Number(_) | TokenKind::Mark(Mark::Open | Mark::Bang) => true,
            TokenKind::Mark(Mark::Minus | Mark::Plus) => self.look(ahead + 1).start == token.end,
            _ => false,
        }
    }

    // ---- declarations

    fn declaration(&mut self) -> Parsed<StatementKind> {
        let constant = match self.written(self.peek()) {
            "var" => Some(false),
            "const" | "ext" => Some(true),
            _ => None,
        };
        if constant.is_some() {
            self.advance();
        }
        let substance_only = self.take_word("substanceOnly");
        let written_kind = match self.written(self.peek()) {
            "species" => Some(DeclaredKind::Species),
            "compartment" => Some(DeclaredKind::Compartment),
            "formula" | "operator" => Some(DeclaredKind::Parameter),
            "reaction" => Some(DeclaredKind::Reaction),
            "event" => Some(DeclaredKind::Event),
            "gene" | "DNA" if self.is_name() => return Err(self.unsupported("E0143")),
            _ => None,
        };
        if written_kind.is_some() {
            self.advance();
        }
        let kind = written_kind.unwrap_or(if substance_only {
            DeclaredKind::Species
        } else {
            DeclaredKind::Parameter
        });
        if substance_only && kind != DeclaredKind::Species {
            return Err(self.report(Message::new("E0134"), self.here()));
        }
        let mut items = vec![self.declaration_item()?];
        while self.take(Mark::Comma) {
            items.push(self.declaration_item()?);
        }
        Ok(StatementKind::Declaration {
            constant,
            substance_only,
            kind,
            kind_written: written_kind.is_some(),
            items,
        })
    }

    /// `$a in c = 3`, `a := b`, `a has mL`.
    fn declaration_item(&mut self) -> Parsed<DeclarationItem> {
        let boundary = self.take(Mark::Dollar);
        let target = self.path()?;
        let compartment = self.in_compartment()?;
        let value = match self.assignment_operator() {
            Some(operator) => Some((operator, self.expression()?)),
            None => None,
        };
        let unit = if self.take_word("has") { Some(self.unit_expression()?) } else { None };
        Ok(DeclarationItem { boundary, target, compartment, value, unit })
    }

    /// Takes `=`, `:=` or `' =`.
    fn assignment_operator(&mut self) -> Option<AssignmentOperator> {
        let before = match self.peek().kind {
            TokenKind::Mark(Mark::Equal) => {
                self.advance();
                return Some(AssignmentOperator::Initial);
            }
            TokenKind::Mark(Mark::Colon) => AssignmentOperator::Always,
            TokenKind::Mark(Mark::Apostrophe) => AssignmentOperator::Rate,
            _ => return None,
        };
        self.is_ahead(1, Mark::Equal).then(|| {
            self.advance();
            self.advance();
            before
        })
    }

    // ---- statements that begin with a name

    /// A label (`J0 in c:`) and a reaction.
    fn reaction_line(&mut self) -> Parsed<StatementKind> {
        let mut ahead = 0;
        while matches!(self.look(ahead).kind, TokenKind::Name | TokenKind::Mark(Mark::Dot)) {
            ahead += 1;
        }
        let (name, place) = if self.is_ahead(ahead, Mark::Colon) {
            let name = self.path()?;
            let place = self.in_compartment()?;
            self.expect(Mark::Colon, ":")?;
            (Some(name), place)
        } else {
            (None, None)
        };
        Ok(StatementKind::Reaction(self.reaction(name, place)?))
    }

    /// `model notes "words"`, `model.sboTerm = 236`.
    fn about_model(&mut self) -> Parsed<StatementKind> {
        self.advance();
        if !self.take(Mark::Dot) {
            return self.annotation(None);
        }
        self.advance();
        self.expect(Mark::Equal, "=")?;
        self.sbo_term(None)
    }

    /// `$a in c = 3`: `$` says that reactions leave `a` alone.
    fn boundary_line(&mut self) -> Parsed<StatementKind> {
        let items = vec![self.declaration_item()?];
        let kind = DeclaredKind::Parameter;
        Ok(StatementKind::Declaration {
            constant: None,
            substance_only: false,
            kind,
            kind_written: false,
            items,
        })
    }

    fn named_statement(&mut self) -> Parsed<StatementKind> {
        let start = self.peek().start;
        let target = self.path()?;
        let compartment = self.in_compartment()?;
        if let Some(operator) = self.assignment_operator() {
            return self.assignment(target, operator, compartment);
        }
        if self.is(Mark::Colon) && compartment.is_none() {
            self.advance();
            return self.labelled(target);
        }
        if let Some(compartment) = compartment {
            return Ok(StatementKind::Place { target, compartment });
        }
        match self.peek().kind {
            TokenKind::Name if self.is_word("is") => self.sameness(target),
            TokenKind::Name if self.is_word("has") => {
                self.advance();
                Ok(StatementKind::HasUnit { target, unit: self.unit_expression()? })
            }
            TokenKind::Name if self.has_annotation_ahead(0) || self.has_qualifier() => {
                self.annotation(Some(target))
            }
            TokenKind::Mark(
                Mark::Less
                | Mark::LessEqual
                | Mark::Greater
                | Mark::GreaterEqual
                | Mark::DoubleEqual
                | Mark::BangEqual,
            ) => self.condition_from(start),
            TokenKind::Mark(Mark::Tilde) => Err(self.unsupported("E0146")),
            TokenKind::Mark(Mark::Minus) if self.is_ahead(1, Mark::Minus) => Err(self.unsupported("E0143")),
            TokenKind::Mark(Mark::Open) => Err(self.report(Message::new("E0135"), self.span_from(start))),
            _ => Err(self.says_nothing(&target)),
        }
    }

    /// A name that no statement begins with like this: perhaps a misspelt word of the language.
    fn says_nothing(&mut self, target: &Path) -> Reported {
        let written = target.parts.first().map_or("", |part| part.text.as_str());
        let known =
            WORDS.into_iter().filter(|word| !matches!(*word, "in" | "is" | "has" | "after" | "using"));
        let alone = target.parts.len() == 1 && written.len() > 1;
        let suggestion = if alone { nearest(written, known) } else { None };
        let mut message = Message::new("E0136").with("found", shorten(written));
        if !self.is_statement_end() {
            let next = shorten(self.written(self.peek()));
            message = Message::new("E0103").with("found", shorten(written)).with("next", next);
        }
        self.diagnose(Diagnostic::error(message).at(target.span).suggest(suggestion))
    }

    fn assignment(
        &mut self,
        target: Path,
        operator: AssignmentOperator,
        compartment: Option<Path>,
    ) -> Parsed<StatementKind> {
        if operator == AssignmentOperator::Initial && compartment.is_none() && target.parts.len() > 1 {
            let mut owner = target.clone();
            if let Some(last) = owner.parts.pop() {
                if last.text.eq_ignore_ascii_case("sboTerm") {
                    return self.sbo_term(Some(owner));
                }
                if matches!(last.text.as_str(), "mean" | "stdev" | "variance" | "distribution")
                    && self.is_uncertain()
                {
                    return Err(self.report(Message::new("E0146"), target.span));
                }
            }
        }
        if operator == AssignmentOperator::Initial && self.is_statement_end() {
            // libAntimony writes this where a symbol has no value.
            self.warn(Diagnostic::warning(Message::new("W0103")).at(target.span));
            return Err(Reported);
        }
        let value = self.expression()?;
        Ok(StatementKind::Assignment { target, operator, value, compartment })
    }

    /// `x.distribution = normal(...)` describes uncertainty; `part.mean = 3` sets a symbol of an instance.
    fn is_uncertain(&self) -> bool {
        self.is(Mark::OpenBrace) || self.is_name() && self.is_ahead(1, Mark::Open) && self.is_word("normal")
    }

    /// What follows `name:`.
    fn labelled(&mut self, name: Path) -> Parsed<StatementKind> {
        if self.is_word("at") {
            return Ok(StatementKind::Event(self.event(Some(name))?));
        }
        if self.is(Mark::At) {
            return Err(self.unsupported("E0145"));
        }
        if self.is_word("maximize") || self.is_word("minimize") {
            return Err(self.unsupported("E0144"));
        }
        if self.is(Mark::Minus)
            || self.is_name() && self.is_ahead(1, Mark::Minus) && self.is_ahead(2, Mark::Minus)
        {
            return Err(self.unsupported("E0143"));
        }
        if self.is_word("assert") && self.starts_operand(1) {
            let name = self.single(name)?;
            return self.assertion(Some(name));
        }
        if self.is_name() && self.is_ahead(1, Mark::Open) {
            let name = self.single(name)?;
            return self.instance(name);
        }
        match self.peek().kind {
            TokenKind::Number(0.0) if self.is_ahead(1, Mark::Equal) => return self.algebraic_rule(),
            TokenKind::Number(_) if self.is_ahead(1, Mark::Equal) => return Err(self.unsupported("E0152")),
            _ => {}
        }
        Err(self.report(Message::new("E0137"), self.here()))
    }

    /// The only part of a path that must not have dots.
    fn single(&mut self, path: Path) -> Parsed<Name> {
        let span = path.span;
        let mut parts = path.parts.into_iter();
        match (parts.next(), parts.next()) {
            (Some(name), None) => Ok(name),
            _ => Err(self.report(Message::new("E0138"), span)),
        }
    }

    /// `sub: module(x, y), timeconv = 60, extentconv = n`.
    fn instance(&mut self, name: Name) -> Parsed<StatementKind> {
        let module = self.name()?;
        self.expect(Mark::Open, "(")?;
        let mut arguments = Vec::new();
        if !self.take(Mark::Close) {
            loop {
                arguments.push(self.expression()?);
                if !self.take(Mark::Comma) {
                    break;
                }
            }
            self.expect(Mark::Close, ")")?;
        }
        let (mut time_conversion, mut extent_conversion) = (None, None);
        while self.take(Mark::Comma) {
            let place = self.here();
            let option = self.name()?;
            let slot = match option.text.as_str() {
                "timeconv" => &mut time_conversion,
                "extentconv" => &mut extent_conversion,
                other => {
                    let message = Message::new("E0139").with("found", other);
                    let suggestion = nearest(other, ["timeconv", "extentconv"]);
                    return Err(self.diagnose(Diagnostic::error(message).at(place).suggest(suggestion)));
                }
            };
            self.expect(Mark::Equal, "=")?;
            let value = self.expression()?;
            if slot.replace(value).is_some() {
                return Err(self.report(Message::new("E0129").with("found", option.text), place));
            }
        }
        if self.is_word("in") {
            return Err(self.unsupported("E0149"));
        }
        Ok(StatementKind::Instance { name, module, arguments, time_conversion, extent_conversion })
    }

    /// `a is "words"`, `a is b`.
    fn sameness(&mut self, target: Path) -> Parsed<StatementKind> {
        self.advance();
        if matches!(self.peek().kind, TokenKind::Text | TokenKind::LongText) {
            return Ok(StatementKind::DisplayName { target, text: self.one_text()? });
        }
        let right = self.path()?;
        if self.is(Mark::Slash) || self.is(Mark::Star) {
            return Err(self.unsupported("E0147"));
        }
        Ok(StatementKind::Same { left: target, right })
    }

    fn deletion(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let mut targets = vec![self.path()?];
        while self.take(Mark::Comma) {
            targets.push(self.path()?);
        }
        Ok(StatementKind::Delete { targets })
    }

    /// `fast reaction J0, J1`.
    fn fast_reactions(&mut self) -> Parsed<StatementKind> {
        self.advance();
        self.advance();
        let mut reactions = vec![self.path()?];
        while self.take(Mark::Comma) {
            reactions.push(self.path()?);
        }
        Ok(StatementKind::Fast { reactions })
    }

    /// `0 = expression`.
    fn algebraic_rule(&mut self) -> Parsed<StatementKind> {
        self.advance();
        self.advance();
        Ok(StatementKind::Algebraic { residual: self.expression()? })
    }

    // ---- conditions that must hold

    /// `constraint: x < 3` and `constraint name: x < 3`.
    fn constraint_line(&mut self) -> Parsed<StatementKind> {
        self.advance();
        let name = if self.is(Mark::Colon) { None } else { Some(self.name()?) };
        self.expect(Mark::Colon, ":")?;
        self.condition(name)
    }

    /// `assert x < 3 else "words"`, from `assert` on.
    fn assertion(&mut self, name: Option<Name>) -> Parsed<StatementKind> {
        self.advance();
        self.condition(name)
    }

    fn condition(&mut self, name: Option<Name>) -> Parsed<StatementKind> {
        let is_number = matches!(self.peek().kind, TokenKind::Number(_));
        let condition = self.expression()?;
        if is_number && self.is(Mark::Equal) {
            return Err(self.unsupported("E0152"));
        }
        let message = if self.take_word("else") { Some(self.one_text()?) } else { None };
        Ok(StatementKind::Constraint { name, condition, message })
    }

    /// A condition whose first symbol has been taken already: goes back to it.
    fn condition_from(&mut self, start: usize) -> Parsed<StatementKind> {
        self.go_back_to(start);
        self.condition(None)
    }
}
