//! Antibodies that keep a receptor from its ligand: how much of it they occupy, and when.
//!
//! ```text
//! share of a receptor = c/(c + half)      c = sum over its antibodies of the amount that was given last, ug/mL between cells
//! ```
//!
//! The halves are those of the patient (`monalizumab.half_blockade`, `pd1_blockade.half_blockade`), which are assumed there
//! too. An amount is the concentration between the cells from its time on, all through the tissue; 0 washes it out.

use super::scenario::TissueDose;
use crate::assay::{Maker, Values};
use crate::scenario::Schedule;
use lytic_units::Unit;

/// An antibody, its receptor and the parameter of its half.
const BLOCKERS: [(&str, &str, &str); 3] = [
    ("monalizumab", "nkg2a", "monalizumab.half_blockade"),
    ("nivolumab", "pd1", "pd1_blockade.half_blockade"),
    ("pembrolizumab", "pd1", "pd1_blockade.half_blockade"),
];
/// Receptors that can be blocked by a dose.
const RECEPTORS: [&str; 2] = ["nkg2a", "pd1"];

/// Names of the antibodies.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BLOCKERS.into_iter().map(|(name, _, _)| name)
}

/// Whether a parameter is the half of one of them.
pub(super) fn reads(name: &str) -> bool {
    BLOCKERS.iter().any(|(_, _, half)| *half == name)
}

/// From which minute on which share of which receptors is blocked; nothing at first.
pub(super) fn course(
    maker: &mut Maker<'_>,
    doses: &[TissueDose],
    (values, draw): (&Values<'_>, u64),
) -> Vec<(f64, Vec<(&'static str, f64)>)> {
    let mut events: Vec<(f64, usize, f64)> = Vec::new();
    for dose in doses {
        let Some(which) = BLOCKERS.iter().position(|(name, _, _)| *name == dose.of.value) else { continue };
        let Some(amount) = dose.amount.as_ref().and_then(|amount| maker.in_unit(amount, "ug/mL")) else {
            continue;
        };
        events.extend(minutes(dose).into_iter().map(|minute| (minute, which, amount)));
    }
    events.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = |name: &str| values.number(name, "ug/mL", draw);
    let mut halves = Vec::new();
    for (_, _, name) in BLOCKERS {
        match half(name) {
            Ok(half) => halves.push(half),
            Err(problem) => maker.problems.push(problem),
        }
    }
    let mut there = [0.0; BLOCKERS.len()];
    let mut course = vec![(0.0, Vec::new())];
    for (minute, which, amount) in events {
        if let Some(there) = there.get_mut(which) {
            *there = amount;
        }
        let share = |receptor: &str| {
            let of = BLOCKERS.iter().zip(&halves).zip(there).filter(|(((_, of, _), _), _)| *of == receptor);
            // Antibodies to one receptor are alike: their amounts add up, each in its halves.
            let relative: f64 = of.map(|((_, half), amount)| amount / half.max(f64::MIN_POSITIVE)).sum();
            relative / (1.0 + relative)
        };
        course.push((minute, RECEPTORS.map(|receptor| (receptor, share(receptor))).to_vec()));
    }
    course
}

/// The times of a dose, min.
fn minutes(dose: &TissueDose) -> Vec<f64> {
    let Ok(minute) = Unit::parse("min") else { return Vec::new() };
    match &dose.at {
        Some(Schedule::Times(times)) => {
            times.iter().filter_map(|time| time.value.in_unit(&minute).ok()).collect()
        }
        Some(Schedule::Repeated { from, every, count }) => {
            let (Ok(from), Ok(every)) = (from.value.in_unit(&minute), every.value.in_unit(&minute)) else {
                return Vec::new();
            };
            (0..*count).map(|number| from + every * number as f64).collect()
        }
        None => Vec::new(),
    }
}
