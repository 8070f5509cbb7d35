//! Reads a table of rules; all problems at once, each with its place.

use super::{Behaviour, Rule, Rules, Signal, Term};
use crate::kind::Kind;
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};

/// Columns of a row.
const COLUMNS: usize = 8;
/// Signals and behaviours that need no field, as the table writes them.
const SIGNALS: [&str; 6] = ["pressure", "volume", "damage", "time", "attacking", "dead"];
const BEHAVIOURS: [(&str, Behaviour); 8] = [
    ("cycle entry", Behaviour::CycleEntry),
    ("apoptosis", Behaviour::Apoptosis),
    ("necrosis", Behaviour::Necrosis),
    ("migration speed", Behaviour::MigrationSpeed),
    ("migration bias", Behaviour::MigrationBias),
    ("cell-cell adhesion", Behaviour::Adhesion),
    ("attack tumour", Behaviour::Attack),
    ("phagocytose dead cell", Behaviour::Phagocytosis),
];

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
        let [kind, signal, direction, behaviour, saturation, half, power, dead] = &cells;
        // All cells of a row are looked at, so that all its problems are told.
        let kind = self.kind(kind);
        let signal = self.signal(signal);
        let raises = self.direction(direction);
        let behaviour = self.behaviour(behaviour);
        let saturation = self.number(saturation, "saturation value", 0.0);
        let half = self.number(half, "half-maximum", f64::MIN_POSITIVE);
        let power = self.number(power, "Hill power", f64::MIN_POSITIVE);
        let of_dead = self.truth(dead);
        let term = Term { signal: signal?, half: half?, power: power?, of_dead: of_dead? };
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

    fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field == name)
    }

    fn signal(&mut self, cell: &Cell<'_>) -> Option<Signal> {
        let text = cell.text;
        let of_field = text.strip_suffix(" gradient").map_or_else(
            || self.field(text).map(Signal::Field),
            |name| self.field(name).map(Signal::Gradient),
        );
        let of_contact = text.strip_prefix("contact with ").and_then(|what| match what {
            "dead cell" => Some(Signal::DeadContact),
            kind => Kind::from_key(kind).map(Signal::Contact),
        });
        let plain = match text {
            "pressure" => Some(Signal::Pressure),
            "volume" => Some(Signal::Volume),
            "damage" => Some(Signal::Damage),
            "time" => Some(Signal::Time),
            "attacking" => Some(Signal::Attacking),
            "dead" => Some(Signal::Dead),
            _ => None,
        };
        let found = of_field.or(of_contact).or(plain);
        if found.is_none() {
            let mut names: Vec<String> = self.fields.to_vec();
            names.extend(self.fields.iter().map(|field| format!("{field} gradient")));
            names.extend(SIGNALS.map(str::to_owned));
            names.extend(Kind::ALL.map(|kind| format!("contact with {}", kind.key())));
            names.push("contact with dead cell".to_owned());
            let near = nearest(text, names.iter().map(String::as_str)).map(str::to_owned);
            self.error(Message::new("E2232").with("name", text), cell.span, near);
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
        let text = cell.text;
        let plain = BEHAVIOURS.iter().find(|(name, _)| *name == text).map(|(_, behaviour)| *behaviour);
        let of_field = || {
            let secretion = text.strip_suffix(" secretion").and_then(|name| self.field(name));
            let uptake = text.strip_suffix(" uptake").and_then(|name| self.field(name));
            secretion.map(Behaviour::Secretion).or(uptake.map(Behaviour::Uptake))
        };
        let found = plain.or_else(of_field);
        if found.is_none() {
            let mut names: Vec<String> = BEHAVIOURS.map(|(name, _)| name.to_owned()).to_vec();
            names.extend(self.fields.iter().map(|field| format!("{field} secretion")));
            names.extend(self.fields.iter().map(|field| format!("{field} uptake")));
            let near = nearest(text, names.iter().map(String::as_str)).map(str::to_owned);
            self.error(Message::new("E2234").with("name", text), cell.span, near);
        }
        found
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
