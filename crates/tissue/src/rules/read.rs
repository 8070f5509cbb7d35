//! Reads a table of rules; all problems at once, each with its place.

use super::{Behaviour, Rule, Rules, Signal, Term, words};
use crate::kind::Kind;
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};

/// Columns of a row.
const COLUMNS: usize = 8;
/// A cell of the table with its place.
struct Cell<'a> {
    text: &'a str,
    span: Span,
}

/// One row, understood.
struct Row {
    kind: Kind,
    behaviour: Behaviour,
    raises: bool,
    saturation: f64,
    term: Term,
    span: Span,
}

/// Compiles a table for a tissue with these fields, in this order. Empty lines and those that begin with `//` or `#` say
/// nothing. Rows with problems are left out.
pub fn read_rules(text: &str, source: SourceId, fields: &[String]) -> (Rules, Vec<Diagnostic>) {
    let mut reader = Reader { fields, problems: Vec::new() };
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let says = content.trim();
        if !says.is_empty() && !says.starts_with("//") && !says.starts_with('#') {
            rows.extend(reader.row(content, start, source));
        }
        start += line.len();
    }
    let rules = reader.compile(&rows);
    (rules, reader.problems)
}

struct Reader<'a> {
    fields: &'a [String],
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, message: Message, span: Span, near: Option<String>) {
        self.problems.push(Diagnostic { span: Some(span), ..Diagnostic::error(message).suggest(near) });
    }

    fn row(&mut self, line: &str, start: usize, source: SourceId) -> Option<Row> {
        let whole = Span::new(source, start, start + line.len());
        let mut at = start;
        let mut cells = Vec::new();
        for part in line.split(',') {
            let inside = at + (part.len() - part.trim_start().len());
            let text = part.trim();
            cells.push(Cell { text, span: Span::new(source, inside, inside + text.len().max(1)) });
            at += part.len() + 1;
        }
        let count = cells.len();
        let Ok(cells) = <[Cell<'_>; COLUMNS]>::try_from(cells) else {
            let message = Message::new("E2230").with("count", count).with("wanted", COLUMNS);
            self.error(message, whole, None);
            return None;
        };
        let [kind_cell, signal, direction, behaviour_cell, saturation, half, power, dead] = &cells;
        // All cells of a row are looked at, so that all its problems are told.
        let kind = self.kind(kind_cell);
        let signal = self.signal(signal);
        let raises = self.direction(direction);
        let behaviour = self.behaviour(behaviour_cell);
        let suits = kind.zip(behaviour).is_none_or(|both| self.suits(kind_cell, behaviour_cell, both));
        let saturation = self.number(saturation, "saturation value", 0.0);
        let half = self.number(half, "half-maximum", f64::MIN_POSITIVE);
        let power = self.number(power, "Hill power", f64::MIN_POSITIVE);
        let of_dead = self.truth(dead);
        let term = Term { signal: signal?, half: half?, power: power?, of_dead: of_dead? };
        suits.then_some(())?;
        Some(Row {
            kind: kind?,
            behaviour: behaviour?,
            raises: raises?,
            saturation: saturation?,
            term,
            span: whole,
        })
    }

    fn kind(&mut self, cell: &Cell<'_>) -> Option<Kind> {
        let found = Kind::from_key(cell.text);
        if found.is_none() {
            let near = nearest(cell.text, Kind::ALL.iter().map(|kind| kind.key())).map(str::to_owned);
            self.error(Message::new("E2231").with("name", cell.text), cell.span, near);
        }
        found
    }

    fn signal(&mut self, cell: &Cell<'_>) -> Option<Signal> {
        let found = words::signal(cell.text, self.fields);
        if found.is_none() {
            let names = words::signals(self.fields);
            let near = nearest(cell.text, names.iter().map(String::as_str)).map(str::to_owned);
            self.error(Message::new("E2232").with("name", cell.text), cell.span, near);
        }
        found
    }

    fn direction(&mut self, cell: &Cell<'_>) -> Option<bool> {
        match cell.text {
            "increases" => Some(true),
            "decreases" => Some(false),
            other => {
                let near = nearest(other, ["increases", "decreases"]).map(str::to_owned);
                self.error(Message::new("E2233").with("word", other), cell.span, near);
                None
            }
        }
    }

    fn behaviour(&mut self, cell: &Cell<'_>) -> Option<Behaviour> {
        let found = words::behaviour(cell.text, self.fields);
        if found.is_none() {
            let names = words::behaviours(self.fields);
            let near = nearest(cell.text, names.iter().map(String::as_str)).map(str::to_owned);
            self.error(Message::new("E2234").with("name", cell.text), cell.span, near);
        }
        found
    }

    /// A behaviour that the kind has; a rule on another one would be silently ignored.
    fn suits(&mut self, kind: &Cell<'_>, behaviour: &Cell<'_>, (of, what): (Kind, Behaviour)) -> bool {
        let suits = what.is_of(of);
        if !suits {
            let message = Message::new("E2228").with("kind", kind.text).with("behaviour", behaviour.text);
            self.error(message, behaviour.span, None);
        }
        suits
    }

    fn number(&mut self, cell: &Cell<'_>, what: &'static str, least: f64) -> Option<f64> {
        let number = cell.text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= least);
        if number.is_none() {
            let message = Message::new("E2235").with("what", what).with("text", cell.text);
            self.error(message, cell.span, None);
        }
        number
    }

    fn truth(&mut self, cell: &Cell<'_>) -> Option<bool> {
        match cell.text {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            other => {
                self.error(Message::new("E2236").with("text", other), cell.span, None);
                None
            }
        }
    }

    /// Rows of one kind and behaviour become one rule; rows that contradict each other are refused.
    fn compile(&mut self, rows: &[Row]) -> Rules {
        let mut rules: Vec<Rule> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let same = |other: &&Row| {
                other.kind == row.kind
                    && other.behaviour == row.behaviour
                    && other.term.signal == row.term.signal
            };
            if let Some(before) = rows.iter().take(index).find(same) {
                let code = if before.raises == row.raises { "E2237" } else { "E2238" };
                self.error(Message::new(code), row.span, None);
                continue;
            }
            let side = |other: &&Row| {
                other.kind == row.kind && other.behaviour == row.behaviour && other.raises == row.raises
            };
            if rows.iter().take(index).filter(side).any(|other| other.saturation != row.saturation) {
                self.error(Message::new("E2239").with("value", row.saturation), row.span, None);
                continue;
            }
            // Signals that raise it must not lead to less than those that lower it.
            let against = |other: &&Row| {
                let (high, low) = if row.raises { (row, *other) } else { (*other, row) };
                other.kind == row.kind
                    && other.behaviour == row.behaviour
                    && other.raises != row.raises
                    && high.saturation < low.saturation
            };
            if let Some(other) = rows.iter().take(index).find(against) {
                let (up, down) = if row.raises { (row, other) } else { (other, row) };
                let message = Message::new("E2227").with("up", up.saturation).with("down", down.saturation);
                self.error(message, row.span, None);
                continue;
            }
            let place =
                rules.iter().position(|rule| rule.kind == row.kind && rule.behaviour == row.behaviour);
            let place = place.unwrap_or_else(|| {
                let none = || (0.0, Vec::new());
                rules.push(Rule { kind: row.kind, behaviour: row.behaviour, up: none(), down: none() });
                rules.len() - 1
            });
            if let Some(rule) = rules.get_mut(place) {
                let side = if row.raises { &mut rule.up } else { &mut rule.down };
                side.0 = row.saturation;
                side.1.push(row.term);
            }
        }
        Rules { rules }
    }
}
