//! Events: `E: at 2 after (x > 3), priority = 1, persistent = false, t0 = true, fromTrigger = false: a = 1, b = 2`.
//!
//! A line may end behind the colon and behind a comma between assignments.

use super::cursor::{Parsed, Parser};
use super::lexer::Mark;
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
        if !self.take(Mark::Colon) {
            return Err(self.unexpected(":"));
        }
        self.skip_line_ends();
        loop {
            let target = self.path()?;
            self.expect(Mark::Equal, "=")?;
            let value = self.expression()?;
            event.assignments.push((target, value));
            if !self.take(Mark::Comma) && !self.take(Mark::Colon) {
                return Ok(event);
            }
            self.skip_line_ends();
        }
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
