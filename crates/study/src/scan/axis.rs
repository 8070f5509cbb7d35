//! The axes of a scan: `name=from:to:count[:log]`.

use lytic_engine::math;
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span, nearest};
use lytic_units::{Quantity, Unit};

/// Most points of a scan.
pub const MOST_POINTS: u64 = 10_000;
/// Most axes of a scan.
const MOST_AXES: usize = 2;

/// One scanned name with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The parameter or key: `dose.nk_cells.amount`.
    pub name: String,
    /// Unit of the values as printed; empty for pure numbers.
    pub unit: String,
    /// The values, from first to last.
    pub values: Vec<f64>,
    /// Whether neighbours have equal ratios instead of equal differences.
    pub logarithmic: bool,
    pub(super) name_span: Span,
    pub(super) values_span: Span,
}

impl Axis {
    /// An axis that nobody typed.
    pub fn new(name: &str, unit: &str, values: Vec<f64>, logarithmic: bool) -> Axis {
        let nowhere = Span::new(SourceId(u32::MAX), 0, 0);
        let (name, unit) = (name.to_owned(), unit.to_owned());
        Axis { name, unit, values, logarithmic, name_span: nowhere, values_span: nowhere }
    }

    /// Where its name and its values were typed.
    pub(crate) fn spans(&self) -> (Span, Span) {
        (self.name_span, self.values_span)
    }

    /// What `--set` takes for a value.
    pub fn setting(&self, index: usize) -> String {
        format!("{}={}", self.name, self.text(index))
    }

    /// A value with its unit, so that it reads back to the very same number.
    pub fn text(&self, index: usize) -> String {
        let value = self.values.get(index).copied().unwrap_or(f64::NAN);
        let unit = Unit::parse(&self.unit).unwrap_or_else(|_| Unit::dimensionless());
        let number = Quantity { value, unit: Unit::dimensionless() }.to_string();
        if unit.is_plain() { number } else { format!("{number} {}", self.unit) }
    }
}

/// Reads the options; every problem of each is told.
pub(crate) fn read(specs: &[String], sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    let before = diagnostics.len();
    for (number, spec) in specs.iter().enumerate() {
        let source = sources.add("--scan", spec.as_str());
        let whole = Span::new(source, 0, spec.len());
        if number >= MOST_AXES {
            diagnostics.push(Diagnostic::error(Message::new("E0616")).at(whole));
            continue;
        }
        let Some(axis) = axis(spec, whole, diagnostics) else { continue };
        if axes.iter().any(|other| other.name == axis.name) {
            diagnostics
                .push(Diagnostic::error(Message::new("E0617").with("name", &axis.name)).at(axis.name_span));
        }
        axes.push(axis);
    }
    let points = axes.iter().fold(1_u64, |points, axis| points.saturating_mul(axis.values.len() as u64));
    if points > MOST_POINTS && diagnostics.len() == before {
        let message = Message::new("E0615").with("count", points).with("limit", MOST_POINTS);
        diagnostics.push(Diagnostic {
            span: axes.first().map(|axis| axis.values_span),
            ..Diagnostic::error(message)
        });
    }
    axes
}

/// Two ends in one unit, which is that of both where only one says it: and the number of the last in the unit of the
/// first.
pub(crate) fn span_of(
    mut from: Quantity,
    mut to: Quantity,
    to_span: Span,
    both_span: Span,
) -> Result<(Quantity, Quantity, f64), Box<Diagnostic>> {
    if from.unit.is_plain() {
        from.unit = to.unit.clone();
    }
    if to.unit.is_plain() {
        to.unit = from.unit.clone();
    }
    let last =
        to.in_unit(&from.unit).map_err(|error| Box::new(Diagnostic::error(error.message()).at(to_span)))?;
    if from.value == last {
        let message = Message::new("E0613").with("value", &from);
        return Err(Box::new(Diagnostic::error(message).at(both_span)));
    }
    Ok((from, to, last))
}

fn axis(spec: &str, whole: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Axis> {
    let malformed = |span: Span| Diagnostic::error(Message::new("E0610").with("text", spec)).at(span);
    let Some((name, values)) = spec.split_once('=') else {
        diagnostics.push(malformed(whole));
        return None;
    };
    let values_span = whole.part(name.len() + 1, spec.len());
    let name_span = whole.part(0, name.len());
    let parts = pieces(values, name.len() + 1, whole);
    let (from, to, count, log) = match parts.as_slice() {
        [from, to, count] => (from, to, count, None),
        [from, to, count, log] => (from, to, count, Some(log)),
        _ => {
            diagnostics.push(malformed(values_span));
            return None;
        }
    };
    if name.trim().is_empty() {
        diagnostics.push(malformed(whole));
    }
    let before = diagnostics.len();
    if let Some((word, span)) = log.filter(|(word, _)| word.trim() != "log") {
        let message = Message::new("E0611").with("text", word.trim());
        let near = nearest(word.trim(), ["log"]);
        diagnostics.push(Diagnostic::error(message).at(*span).suggest(near));
    }
    let logarithmic = log.is_some();
    let count = number_of_values(count, diagnostics);
    let (from, to) = (end(from, diagnostics), end(to, diagnostics));
    let (from, to) = (from?, to?);
    if diagnostics.len() > before {
        return None;
    }
    let to_span = parts.get(1).map_or(whole, |(_, span)| *span);
    let (from, to, last) =
        span_of(from, to, to_span, values_span).map_err(|problem| diagnostics.push(*problem)).ok()?;
    let first = from.value;
    if logarithmic && (first <= 0.0 || last <= 0.0) {
        let value = if first <= 0.0 { &from } else { &to };
        diagnostics.push(Diagnostic::error(Message::new("E0614").with("value", value)).at(values_span));
        return None;
    }
    let unit = if from.unit.is_plain() { String::new() } else { from.unit.to_string() };
    let values = values_of(first, last, count?, logarithmic);
    Some(Axis { name: name.trim().to_owned(), unit, values, logarithmic, name_span, values_span })
}

/// The parts between colons with their places.
fn pieces(values: &str, start: usize, whole: Span) -> Vec<(&str, Span)> {
    let mut from = start;
    let mut parts = Vec::new();
    for part in values.split(':') {
        let blank = part.len() - part.trim_start().len();
        parts.push((part, whole.part(from + blank, (from + part.trim_end().len()).max(from + blank))));
        from += part.len() + 1;
    }
    parts
}

fn end((text, span): &(&str, Span), diagnostics: &mut Vec<Diagnostic>) -> Option<Quantity> {
    match Quantity::parse(text.trim()) {
        Ok(quantity) if quantity.value.is_finite() => Some(quantity),
        Ok(_) => {
            diagnostics.push(Diagnostic::error(Message::new("E0312").with("key", text.trim())).at(*span));
            None
        }
        Err(error) => {
            diagnostics.push(error.diagnostic(*span));
            None
        }
    }
}

fn number_of_values((text, span): &(&str, Span), diagnostics: &mut Vec<Diagnostic>) -> Option<u64> {
    match text.trim().parse::<u64>() {
        Ok(count) if (2..=MOST_POINTS).contains(&count) => Some(count),
        _ => {
            let message = Message::new("E0612").with("text", text.trim()).with("limit", MOST_POINTS);
            diagnostics.push(Diagnostic::error(message).at(*span));
            None
        }
    }
}

/// The values, rounded to twelve figures so that they can be typed; the ends as they were given.
fn values_of(first: f64, last: f64, count: u64, logarithmic: bool) -> Vec<f64> {
    let steps = count.saturating_sub(1).max(1);
    let value = |index: u64| {
        let share = index as f64 / steps as f64;
        match index {
            0 => first,
            index if index == steps => last,
            _ if logarithmic => {
                rounded(math::exp((1.0 - share).mul_add(math::ln(first), share * math::ln(last))))
            }
            // Not `first + share (last - first)`, whose difference could overflow.
            _ => rounded((1.0 - share).mul_add(first, share * last)),
        }
    };
    (0..count).map(value).collect()
}

fn rounded(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}
