//! Warnings of traps: texts that mean something else than they seem to say.

use super::resolve::children;
use crate::model::{Event, Math, MathKind, Model, Operation, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message};
use std::collections::BTreeMap;

/// Warns of events that lose a dose or never fire, and of flattened names that collide.
pub(super) fn warn(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    lost_doses(model, diagnostics);
    events_at_the_start(model, diagnostics);
    colliding_names(model, diagnostics);
}

/// Two events at one time that each add to a state, with values taken at the trigger: both add to the old value, and
/// the one that is executed last wins.
fn lost_doses(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut adding: BTreeMap<SymbolId, Vec<&Event>> = BTreeMap::new();
    for event in model.events.iter().filter(|event| event.from_trigger) {
        for (target, value) in &event.assignments {
            if reads(value, *target) {
                adding.entry(*target).or_default().push(event);
            }
        }
    }
    for (target, events) in adding {
        let (Some(symbol), Some(first)) = (model.symbols.get(target.0 as usize), events.first()) else {
            continue;
        };
        let together = events.iter().skip(1).find(|other| may_coincide(first, other));
        if let Some(second) = together {
            let message = Message::new("W0204")
                .with("first", &first.name)
                .with("second", &second.name)
                .with("name", &symbol.name);
            let diagnostic = Diagnostic::warning(message).at(second.span);
            diagnostics.push(diagnostic.label(first.span, Message::new("model.first")));
        }
    }
}

/// Whether an equation reads a symbol.
fn reads(math: &Math, symbol: SymbolId) -> bool {
    math.kind == MathKind::Symbol(symbol) || children(math).any(|child| reads(child, symbol))
}

/// Two events coincide unless both wait for different fixed times.
fn may_coincide(a: &Event, b: &Event) -> bool {
    match (fixed_time(&a.trigger), fixed_time(&b.trigger)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// The number in `time >= number`.
fn fixed_time(trigger: &Math) -> Option<f64> {
    let MathKind::Apply(operation, operands) = &trigger.kind else { return None };
    let [left, right] = operands.as_slice() else { return None };
    let number = |math: &Math| match math.kind {
        MathKind::Number(value, _) => Some(value),
        _ => None,
    };
    match operation {
        Operation::GreaterEqual | Operation::Greater if left.kind == MathKind::Time => number(right),
        Operation::LessEqual | Operation::Less if right.kind == MathKind::Time => number(left),
        _ => None,
    }
}

/// `time >= 0` counts as true before the start (`t0=true`, libAntimony's default), so it never changes to true.
fn events_at_the_start(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for event in model.events.iter().filter(|event| event.initially_true) {
        let now = Moment { model, time: 0.0 }.truth(&event.trigger);
        let before = Moment { model, time: -1e-9 }.truth(&event.trigger);
        if now == Some(true) && before == Some(false) {
            let message = Message::new("W0205").with("name", &event.name);
            diagnostics.push(Diagnostic::warning(message).at(event.span));
        }
    }
}

/// The model at a time near its start, as far as plain numbers tell.
struct Moment<'a> {
    model: &'a Model,
    time: f64,
}

impl Moment<'_> {
    fn truth(&self, math: &Math) -> Option<bool> {
        match &math.kind {
            MathKind::Boolean(truth) => Some(*truth),
            MathKind::Apply(operation, operands) => {
                let two = || Some((self.value(operands.first()?)?, self.value(operands.get(1)?)?));
                match operation {
                    Operation::Less => two().map(|(a, b)| a < b),
                    Operation::LessEqual => two().map(|(a, b)| a <= b),
                    Operation::Greater => two().map(|(a, b)| a > b),
                    Operation::GreaterEqual => two().map(|(a, b)| a >= b),
                    Operation::Equal => two().map(|(a, b)| a == b),
                    Operation::Not => operands.first().and_then(|a| self.truth(a)).map(|a| !a),
                    Operation::And => {
                        let all: Vec<Option<bool>> =
                            operands.iter().map(|operand| self.truth(operand)).collect();
                        if all.contains(&Some(false)) {
                            Some(false)
                        } else {
                            all.iter().all(Option::is_some).then_some(true)
                        }
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn value(&self, math: &Math) -> Option<f64> {
        match &math.kind {
            MathKind::Number(value, _) => Some(*value),
            MathKind::Time => Some(self.time),
            MathKind::Symbol(id) => match &self.model.symbols.get(id.0 as usize)?.initial.as_ref()?.kind {
                MathKind::Number(value, _) => Some(*value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Other tools write `nk.blood` as `nk_blood`: there it must not meet a symbol of that name.
fn colliding_names(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (index, symbol) in model.symbols.iter().enumerate() {
        let flat = symbol.name.replace('.', "_");
        let Some(first) = seen.insert(flat.clone(), index) else { continue };
        let Some(other) = model.symbols.get(first) else { continue };
        if matches!((symbol.kind, other.kind), (SymbolKind::Reaction(_), SymbolKind::Reaction(_)))
            && symbol.span == other.span
        {
            continue;
        }
        let message =
            Message::new("W0203").with("first", &other.name).with("second", &symbol.name).with("flat", flat);
        let diagnostic = Diagnostic::warning(message).at(symbol.span);
        diagnostics.push(diagnostic.label(other.span, Message::new("model.first")));
    }
}
