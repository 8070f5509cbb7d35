//! Files: imports, modules, functions, and the statements between them.

use super::cursor::{Parsed, Parser, shorten};
use super::lexer::{Mark, TokenKind};
use crate::ast::{
    DeclarationItem, DeclaredKind, File, Function, Import, Module, Name, Path, Statement, StatementKind,
};
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};

impl Parser<'_> {
    /// The whole text.
    pub(super) fn file(mut self, source: SourceId) -> File {
        let mut file = File {
            source,
            imports: Vec::new(),
            modules: Vec::new(),
            functions: Vec::new(),
            statements: Vec::new(),
        };
        // Comments before imports wait for the next module.
        loop {
            self.skip_separators();
            if self.peek().kind == TokenKind::End {
                break;
            }
            let from = self.mark_place();
            let read = if self.is_word("import") {
                self.import().map(|import| file.imports.push(import))
            } else if self.is_word("function") {
                self.function().map(|function| file.functions.push(function))
            } else if self.is_outer_word() || self.is_misspelt_module() {
                self.module().map(|module| file.modules.push(module))
            } else {
                self.statements(false, &mut file.statements);
                Ok(())
            };
            if read.is_err() {
                self.recover(from);
            }
        }
        let empty = file.imports.is_empty()
            && file.modules.is_empty()
            && file.functions.is_empty()
            && file.statements.is_empty();
        if empty && !self.has_problems() {
            self.report(Message::new("E0148"), self.span(0, 0));
        }
        file
    }

    /// `modle name(`: says so, and reads it as a module, so that its body gives no more problems.
    fn is_misspelt_module(&mut self) -> bool {
        let shape = self.is_name() && self.look(1).kind == TokenKind::Name && self.is_ahead(2, Mark::Open);
        let written = self.written(self.peek());
        let Some(suggestion) = nearest(written, ["model", "module"]) else {
            return false;
        };
        if shape {
            let message =
                Message::new("E0103").with("found", written).with("next", self.written(self.look(1)));
            let place = self.here();
            self.diagnose(Diagnostic::error(message).at(place).suggest(Some(suggestion)));
        }
        shape
    }

    fn import(&mut self) -> Parsed<Import> {
        let start = self.advance().start;
        let path = self.one_text()?;
        let span = self.span_from(start);
        if !self.is_statement_end() {
            let found = shorten(self.written(self.peek()));
            return Err(self.report(Message::new("E0117").with("found", found), self.here()));
        }
        Ok(Import { path, span })
    }

    fn module(&mut self) -> Parsed<Module> {
        let mut lead = self.comments_before();
        let from = self.mark_place();
        let opening = self.advance();
        let mut statements = Vec::new();
        let header = self.module_header(&mut statements);
        if header.is_err() {
            // The body is read all the same: it may have problems of its own.
            self.recover(from);
        }
        lead.extend(self.comment_after());
        self.statements(true, &mut statements);
        let mut tail = self.comments_before();
        if self.take_word("end") {
            tail.extend(self.comment_after());
        } else if let Ok((_, name, _)) = &header {
            let message = Message::new("E0140").with("name", &name.text);
            let diagnostic = Diagnostic::error(message)
                .at(self.here())
                .label(self.span(opening.start, opening.end).to(name.span), Message::new("model.begins"));
            self.diagnose(diagnostic);
        }
        let (is_main, name, ports) = header?;
        let span = self.span_from(opening.start);
        let comment = lead.join("\n");
        Ok(Module { name, is_main, ports, statements, span, comment, tail })
    }

    /// `*name(ports)`: whether it is the main one, its name, its ports.
    fn module_header(&mut self, marked: &mut Vec<Statement>) -> Parsed<(bool, Name, Vec<Name>)> {
        let is_main = self.take(Mark::Star);
        let name = self.name()?;
        let ports = if self.take(Mark::Open) { self.ports(marked)? } else { Vec::new() };
        Ok((is_main, name, ports))
    }

    /// Names up to the closing parenthesis. A `$` before one becomes a statement `$name`.
    fn ports(&mut self, marked: &mut Vec<Statement>) -> Parsed<Vec<Name>> {
        let mut ports = Vec::new();
        if self.take(Mark::Close) {
            return Ok(ports);
        }
        loop {
            let start = self.peek().start;
            let boundary = self.take(Mark::Dollar);
            let name = self.name()?;
            if boundary {
                marked.push(boundary_statement(&name, self.span_from(start)));
            }
            ports.push(name);
            if !self.take(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::Close, ")")?;
        Ok(ports)
    }

    fn function(&mut self) -> Parsed<Function> {
        let function = self.whole_function();
        if function.is_err() {
            // Its end is no news.
            while self.peek().kind != TokenKind::End && !self.take_word("end") && !self.begins_outer_line() {
                self.advance();
            }
        }
        function
    }

    /// Whether the next line begins with a word that only stands outside of functions.
    fn begins_outer_line(&self) -> bool {
        self.peek().kind == TokenKind::Newline
            && ["model", "module", "function", "import"].iter().any(|word| self.is_word_ahead(1, word))
    }

    fn whole_function(&mut self) -> Parsed<Function> {
        let lead = self.comments_before();
        let start = self.advance().start;
        let name = self.name()?;
        self.expect(Mark::Open, "(")?;
        let arguments = self.ports(&mut Vec::new())?;
        self.skip_separators();
        let body = self.expression()?;
        self.skip_separators();
        if !self.take_word("end") {
            return Err(self.unexpected("end"));
        }
        let comment = lead.into_iter().chain(self.comments_before()).collect::<Vec<_>>().join("\n");
        Ok(Function { name, arguments, body, span: self.span_from(start), comment })
    }

    /// Takes line ends and semicolons.
    pub(super) fn skip_separators(&mut self) {
        while self.peek().kind == TokenKind::Newline || self.is(Mark::Semicolon) {
            self.advance();
        }
    }
}

/// `$name;`
fn boundary_statement(name: &Name, span: Span) -> Statement {
    let target = Path { parts: vec![name.clone()], span: name.span };
    let item = DeclarationItem { boundary: true, target, compartment: None, value: None, unit: None };
    let kind = StatementKind::Declaration {
        constant: None,
        substance_only: false,
        kind: DeclaredKind::Parameter,
        kind_written: false,
        items: vec![item],
    };
    Statement { kind, span, comment: None, lead: Vec::new() }
}
