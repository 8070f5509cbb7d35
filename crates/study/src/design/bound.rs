//! What a design must keep: `--bound "severe_cytokine_release <= 20 %"`.
//!
//! The number of an outcome is the share of patients with it, or the median over patients of a value. A bound is kept where it
//! holds in at least a share `sure` of the draws of what is not known; its excess is the quantile `sure` over draws of how far the
//! number lies on the wrong side, in units of the limit.

use super::target::Target;
use crate::prepare::Study;
use crate::statistics::quantile_of_sorted;
use lytic_text::{Diagnostic, Message, Sources, Span};
use lytic_units::{Quantity, Unit};

/// A bound on an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// As written.
    pub text: String,
    /// The outcome.
    pub of: Target,
    /// The limit in the outcome's unit; a share from 0 to 1.
    pub limit: f64,
    /// Whether the number must not lie above (else below) the limit.
    pub at_most: bool,
    pub(super) span: Span,
}

impl Bound {
    /// How far a number is on the wrong side, relative to the limit; not above zero where it is kept.
    fn excess(&self, number: f64) -> f64 {
        let scale = if self.limit == 0.0 { 1.0 } else { self.limit.abs() };
        let excess = if self.at_most { number - self.limit } else { self.limit - number } / scale;
        // What cannot be told keeps no bound.
        if excess.is_nan() { f64::INFINITY } else { excess }
    }

    /// Share of the draws in which it holds.
    pub(super) fn kept(&self, by_draw: &[f64]) -> f64 {
        let kept = by_draw.iter().filter(|number| self.excess(**number) <= 0.0).count();
        kept as f64 / by_draw.len().max(1) as f64
    }

    /// The excess that so many of the draws do not go beyond.
    pub(super) fn excess_of(&self, by_draw: &[f64], sure: f64) -> f64 {
        let mut excesses: Vec<f64> = by_draw.iter().map(|number| self.excess(*number)).collect();
        excesses.sort_by(f64::total_cmp);
        quantile_of_sorted(&excesses, sure)
    }
}

/// Reads the options; every problem of each is told.
pub(super) fn read(
    specs: &[String],
    study: &Study,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for spec in specs {
        let source = sources.add("--bound", spec.as_str());
        bounds.extend(bound(spec, Span::new(source, 0, spec.len()), study, diagnostics));
    }
    bounds
}

fn bound(spec: &str, whole: Span, study: &Study, diagnostics: &mut Vec<Diagnostic>) -> Option<Bound> {
    let sign =
        ["<=", ">=", "<", ">"].into_iter().find_map(|sign| spec.split_once(sign).map(|parts| (sign, parts)));
    let Some((sign, (name, limit))) = sign else {
        diagnostics.push(Diagnostic::error(Message::new("E2014").with("text", spec)).at(whole));
        return None;
    };
    let name_span = whole.part(0, name.len());
    let limit_span = whole.part(name.len() + sign.len(), spec.len());
    let of = Target::find(name.trim(), name_span, study, diagnostics);
    let quantity = match Quantity::parse(limit.trim()) {
        Ok(quantity) => Some(quantity),
        Err(error) => {
            diagnostics.push(error.diagnostic(limit_span));
            None
        }
    };
    let (of, quantity) = (of?, quantity?);
    let unit = Unit::parse(&of.unit).unwrap_or_else(|_| Unit::dimensionless());
    // A bare number has the outcome's unit.
    let number = if quantity.unit.is_plain() { Ok(quantity.value) } else { quantity.in_unit(&unit) };
    let limit = match number {
        Ok(limit) => limit,
        Err(error) => {
            diagnostics.push(Diagnostic::error(error.message()).at(limit_span));
            return None;
        }
    };
    let at_most = sign.starts_with('<');
    let impossible = of.is_condition && (if at_most { limit < 0.0 } else { limit > 1.0 });
    if impossible || !limit.is_finite() {
        let message = Message::new("E2015").with("name", &of.name).with("limit", &quantity);
        diagnostics.push(Diagnostic::error(message).at(limit_span));
        return None;
    }
    Some(Bound { text: spec.trim().to_owned(), of, limit, at_most, span: whole })
}
