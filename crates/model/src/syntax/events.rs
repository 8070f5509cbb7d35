//! Events: `E: at 2 after (x > 3), priority = 1, persistent = false, t0 = true, fromTrigger = false: a = 1, b = 2`.
//!
//! A line may end behind the colon and behind a comma between assignments.

use super::cursor::{Parsed, Parser};
use super::lexer::{Mark, TokenKind};
use crate::ast::{Event, Expression, Path};
use lytic_text::{Diagnostic, Message, nearest};

const OPTIONS: [&str; 4] = ["priority", "persistent", "t0", "fromTrigger"];

impl Parser<'_> {
    /// From `at` on.
    pub(super) fn event(&mut self, name: Option<Path>) -> Parsed<Event> {
        self.advance();
        let first = self.expression()?;
        let (delay, trigger) =
            if self.take_word("after") { (Some(first), self.expression()?) } else { (None, first) };
        let mut event = Event {
            name,
            delay,
            trigger,
            priority: None,
            persistent: None,
            initially_true: None,
            from_trigger: None,
            assignments: Vec::new(),
        };
        while self.take(Mark::Comma) {
            self.skip_line_ends();
            self.event_option(&mut event)?;
        }
        self.expect(Mark::Colon, ":")?;
        loop {
            self.next_assignment_line()?;
            let target = self.path()?;
            self.expect(Mark::Equal, "=")?;
            let value = self.expression()?;
            event.assignments.push((target, value));
            if !self.take(Mark::Comma) && !self.take(Mark::Colon) {
                return Ok(event);
            }
        }
    }

    /// Goes on to the next line, if this one is at its end and the next one assigns something.
    fn next_assignment_line(&mut self) -> Parsed<()> {
        let line_ends = self.count_line_ends();
        let mut ahead = line_ends;
        while matches!(self.look(ahead).kind, TokenKind::Name | TokenKind::Mark(Mark::Dot)) {
            ahead += 1;
        }
        if line_ends == 0 || self.is_ahead(ahead, Mark::Equal) {
            if line_ends > 1 && self.last_kind() == Some(TokenKind::Mark(Mark::Comma)) {
                let next = self.look(line_ends);
                let place = self.span(next.start, next.end);
                self.warn(Diagnostic::warning(Message::new("W0102")).at(place));
            }
            self.skip_line_ends();
            return Ok(());
        }
        Err(self.report(Message::new("E0150"), self.here()))
    }

    fn event_option(&mut self, event: &mut Event) -> Parsed<()> {
        let place = self.here();
        let option = self.name()?;
        let slot: fn(&mut Event) -> &mut Option<Expression> = match option.text.as_str() {
            "priority" => |event| &mut event.priority,
            "persistent" => |event| &mut event.persistent,
            "t0" => |event| &mut event.initially_true,
            "fromTrigger" => |event| &mut event.from_trigger,
            other => {
                let message = Message::new("E0128").with("found", other);
                let diagnostic = Diagnostic::error(message).at(place).suggest(nearest(other, OPTIONS));
                return Err(self.diagnose(diagnostic));
            }
        };
        self.expect(Mark::Equal, "=")?;
        let value = self.expression()?;
        if slot(event).replace(value).is_some() {
            return Err(self.report(Message::new("E0129").with("found", option.text), place));
        }
        Ok(())
    }
}
