//! Files: imports, modules, functions, and the statements between them.

use super::cursor::{Parsed, Parser, shorten};
use super::lexer::{Mark, TokenKind};
use crate::ast::{File, Function, Import, Module, Name};
use lytic_text::{Diagnostic, Message, SourceId};

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
            while self.peek().kind == TokenKind::Newline || self.is(Mark::Semicolon) {
                self.advance();
            }
            if self.peek().kind == TokenKind::End {
                break;
            }
            let from = self.mark_place();
            let read = if self.is_word("import") {
                self.import().map(|import| file.imports.push(import))
            } else if self.is_word("function") {
                self.function().map(|function| file.functions.push(function))
            } else if self.is_outer_word() {
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
        let opening = self.advance();
        let is_main = self.take(Mark::Star);
        let name = self.name()?;
        let ports = if self.take(Mark::Open) { self.ports()? } else { Vec::new() };
        lead.extend(self.comment_after());
        let mut statements = Vec::new();
        // A line end or `;` behind the ports is usual but not needed.
        self.statements(true, &mut statements);
        let mut tail = self.comments_before();
        if self.take_word("end") {
            tail.extend(self.comment_after());
        } else {
            let message = Message::new("E0140").with("name", &name.text);
            let diagnostic = Diagnostic::error(message)
                .at(self.here())
                .label(self.span(opening.start, opening.end).to(name.span), Message::new("model.begins"));
            self.diagnose(diagnostic);
        }
        let span = self.span_from(opening.start);
        let comment = lead.join("\n");
        Ok(Module { name, is_main, ports, statements, span, comment, tail })
    }

    /// Names up to the closing parenthesis.
    fn ports(&mut self) -> Parsed<Vec<Name>> {
        let mut ports = Vec::new();
        if self.take(Mark::Close) {
            return Ok(ports);
        }
        loop {
            self.take(Mark::Dollar);
            ports.push(self.name()?);
            if !self.take(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::Close, ")")?;
        Ok(ports)
    }

    fn function(&mut self) -> Parsed<Function> {
        let lead = self.comments_before();
        let start = self.advance().start;
        let name = self.name()?;
        self.expect(Mark::Open, "(")?;
        let arguments = self.ports()?;
        self.skip_separators();
        let body = self.expression()?;
        self.skip_separators();
        if !self.take_word("end") {
            return Err(self.unexpected("end"));
        }
        let comment = lead.into_iter().chain(self.comments_before()).collect::<Vec<_>>().join("\n");
        Ok(Function { name, arguments, body, span: self.span_from(start), comment })
    }

    fn skip_separators(&mut self) {
        while self.peek().kind == TokenKind::Newline || self.is(Mark::Semicolon) {
            self.advance();
        }
    }
}
