//! How long the first step after a bend is tried: at the start, after a dose, an event, the edge of an infusion.
//!
//! What limits a step there is how fast the slope turns. With all rates in tolerances (root mean square over states)
//!
//! ```text
//! h = max( 0.65 tolerance^(1/5) |f| / |df/dt|,  1 / |f|,  1 / sqrt |df/dt| ),      df/dt along the course
//! ```
//!
//! a share of the time in which the slope becomes another (the error of a step of order five grows as its fifth power),
//! or at least the time in which states change by their tolerance.
//! A state that an infusion starts to fill from zero has a tolerance of nothing, but its slope turns no faster than it
//! is cleared. That it is a guess costs little: a step may be followed by one many times longer, and one that was too
//! long is tried again much shorter.
//!
//! For the implicit method `df/dt = J f + df/dt|y`, with the Jacobian that the step needs anyway; for the explicit one a
//! difference of two slopes.

use crate::compile::Compiled;
use crate::math;

/// Share of the time in which the slope becomes another, over the fifth root of the relative tolerance. Tried on the
/// models of [`crate::bench`] and the AML patient: most first steps are then taken, with an error of about a half.
const SHARE: f64 = 0.65;

/// What is known of one lane where it starts anew.
pub(crate) struct Start<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a [f64],
    pub(crate) width: usize,
    pub(crate) lane: usize,
}

impl Start<'_> {
    fn get(&self, slot: u32) -> f64 {
        self.slots[slot as usize * self.width + self.lane]
    }

    /// Slopes of the active states, as stages see them: one that would push a state below zero is none.
    pub(crate) fn slopes(&self, out: &mut Vec<f64>) {
        let regions = &self.compiled.regions;
        out.clear();
        out.extend(self.compiled.active.iter().enumerate().map(|(index, active)| {
            let slope = self.get(regions.derivatives + index as u32);
            let state = self.get(regions.states + active.state as u32);
            if active.nonnegative && slope < 0.0 && state <= 0.0 { 0.0 } else { slope }
        }));
    }

    /// How fast the slopes turn, from the matrix of the stages. `slopes` are followed by what lies between.
    pub(crate) fn turning(&self, slopes: &mut Vec<f64>, out: &mut Vec<f64>) {
        let compiled = self.compiled;
        let active = compiled.active.len();
        out.clear();
        out.resize(active, 0.0);
        if compiled.time_dependent {
            for (index, turning) in out.iter_mut().enumerate() {
                *turning = self.get(compiled.regions.slope_in_time + index as u32);
            }
        }
        slopes.truncate(active);
        slopes.resize(active + compiled.between, 0.0);
        // What lies between depends on states and on what lies between before it.
        let (of_states, between) = compiled.jacobian.split_at(compiled.of_states);
        for &(row, column, slot) in between {
            slopes[row] -= self.get(slot) * slopes[column];
        }
        for &(row, column, slot) in of_states {
            out[row] += self.get(slot) * slopes[column];
        }
    }

    /// The length of the step, from slopes of the active states and how fast they turn; none where they say nothing.
    pub(crate) fn length(&self, slopes: &[f64], turning: &[f64]) -> Option<f64> {
        let compiled = self.compiled;
        let regions = &compiled.regions;
        let (mut speed, mut turn) = (0.0, 0.0);
        for (index, active) in compiled.active.iter().enumerate() {
            let largest = active.group.map_or(0.0, |group| self.get(regions.largest + group as u32));
            let absolute = compiled.tolerance.share().mul_add(largest, active.tolerance);
            let value = self.get(regions.values + index as u32).abs();
            let inverse = 1.0 / compiled.tolerance.relative.mul_add(value, absolute);
            let (a, b) = (slopes[index] * inverse, turning[index] * inverse);
            speed += a * a;
            turn += b * b;
        }
        let count = compiled.counted.max(1) as f64;
        let (speed, turn) = ((speed / count).sqrt(), (turn / count).sqrt());
        let share = SHARE * math::pow(compiled.tolerance.relative, 0.2);
        let length = [share * speed / turn, 1.0 / speed, 1.0 / turn.sqrt()]
            .into_iter()
            .filter(|length| length.is_finite())
            .fold(0.0, math::max);
        (length > 0.0).then_some(length)
    }
}
