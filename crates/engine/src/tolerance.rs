//! The error allowed for each state, from its unit.
//!
//! A step may be wrong by `relative * |y| + absolute` in each state (root mean square over states). The absolute part
//! decides what counts as nothing, and that depends on what the state is:
//!
//! - a count of cells: a hundredth of a cell, however many cells there are elsewhere;
//! - anything else: a millionth of the relative tolerance, times the largest value that this state or another one with
//!   the same unit has had so far in the same subject. States without a unit are one such group.
//!
//! So values are right to the relative tolerance down to a millionth of their kind's largest, whatever the unit:
//! nanograms and kilograms are treated alike. `Settings::absolute_tolerances` replaces the rule.

use crate::Settings;
use lytic_model::Equations;
use lytic_units::{Dimension, Unit};

/// Absolute tolerance of a count of cells, in cells.
const CELLS: f64 = 1e-2;

/// Share of the relative tolerance that is allowed absolutely, of the largest value of a group.
const SHARE: f64 = 1e-6;

/// Keeps the quotient error / tolerance defined for states that are exactly zero.
pub(crate) const LEAST: f64 = 1e-100;

/// What error is allowed.
#[derive(Clone, Debug)]
pub struct Tolerance {
    /// Relative to the size of the state.
    pub relative: f64,
    /// In the unit of each state.
    pub fixed: Vec<f64>,
    /// For each state, the group whose largest value counts, if any.
    pub group: Vec<Option<usize>>,
    /// Number of groups.
    pub groups: usize,
}

impl Tolerance {
    /// The tolerances of a run.
    pub fn new(equations: &Equations, settings: &Settings) -> Tolerance {
        let relative = settings.relative_tolerance;
        let count = equations.states.len();
        if settings.absolute_tolerances.len() == count && count > 0 {
            let fixed = settings.absolute_tolerances.iter().map(|absolute| absolute.max(LEAST)).collect();
            return Tolerance { relative, fixed, group: vec![None; count], groups: 0 };
        }
        let mut units: Vec<Option<&Unit>> = Vec::new();
        let mut fixed = Vec::with_capacity(count);
        let mut group = Vec::with_capacity(count);
        for state in &equations.states {
            let unit = state.unit.as_ref();
            if let Some(unit) = unit
                && *unit.dimension() == Dimension::CELLS
            {
                fixed.push(CELLS / unit.base_factor());
                group.push(None);
                continue;
            }
            let index = units.iter().position(|known| *known == unit).unwrap_or_else(|| {
                units.push(unit);
                units.len() - 1
            });
            fixed.push(LEAST);
            group.push(Some(index));
        }
        Tolerance { relative, fixed, group, groups: units.len() }
    }

    /// The absolute tolerance of a state, given the largest values of the groups so far.
    pub fn absolute(&self, state: usize, largest: &[f64]) -> f64 {
        let share = self.group[state].map_or(0.0, |group| largest[group]);
        (self.relative * SHARE).mul_add(share, self.fixed[state])
    }

    /// Factor of a group's largest value.
    pub(crate) fn share(&self) -> f64 {
        self.relative * SHARE
    }

    /// Takes values of all states into the largest values of their groups.
    pub fn widen(&self, largest: &mut [f64], values: &[f64]) {
        for (group, value) in self.group.iter().zip(values) {
            if let Some(group) = group
                && largest[*group] < value.abs()
            {
                largest[*group] = value.abs();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::zoo::Builder;

    #[test]
    fn a_hundredth_of_a_cell_whatever_the_unit_and_a_share_of_the_largest_of_its_kind_else() {
        let mut b = Builder::default();
        for name in ["cells", "thousands", "il15", "il6", "plain"] {
            b.state(name, 0.0);
        }
        let mut equations = b.equations();
        for (state, unit) in ["cell", "1e3 cell", "pg/mL", "pg/mL"].into_iter().enumerate() {
            equations.states[state].unit = Some(Unit::parse(unit).unwrap());
        }
        let settings = Settings::new(0.0, vec![1.0], vec![]);
        let tolerance = Tolerance::new(&equations, &settings);
        assert_eq!(tolerance.groups, 2);
        let mut largest = vec![0.0; tolerance.groups];
        tolerance.widen(&mut largest, &[1e9, 1e9, 3.0, -2000.0, 5.0]);
        let absolute: Vec<f64> = (0..5).map(|state| tolerance.absolute(state, &largest)).collect();
        let expected = [1e-2, 1e-5, 2e-9, 2e-9, 5e-12];
        for (absolute, expected) in absolute.iter().zip(expected) {
            assert!((absolute / expected - 1.0).abs() < 1e-12, "{absolute} for {expected}");
        }
        let mut settings = settings;
        settings.absolute_tolerances = vec![0.5; 5];
        assert_eq!(Tolerance::new(&equations, &settings).absolute(0, &[]), 0.5);
    }
}
