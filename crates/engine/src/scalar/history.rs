//! What the states were: the steps taken so far with their dense output.
//!
//! Before the start the states have their values of the start. Where a state jumps (an event), the past has two values
//! at one time; a step that begins or ends exactly then needs the one on its own side ([`Side`]).

use std::collections::VecDeque;

/// Which of two values counts where the past jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The value before the jump.
    Before,
    /// The value after it.
    After,
}

/// States over a step, by the fraction θ of it that has passed:
/// `(1-θ) start + θ (end + (1-θ) (b_1 + θ (b_2 + θ b_3)))`.
#[derive(Clone, Debug, Default)]
pub(super) struct Dense {
    pub start: Vec<f64>,
    pub end: Vec<f64>,
    /// Of the states that move: which, and their three coefficients.
    pub bends: Vec<(u32, [f64; 3])>,
}

impl Dense {
    /// Writes the states at a fraction of the step.
    pub(super) fn at(&self, fraction: f64, states: &mut [f64]) {
        let rest = 1.0 - fraction;
        for (state, start) in states.iter_mut().zip(&self.start) {
            *state = *start;
        }
        for (index, [first, second, third]) in &self.bends {
            let index = *index as usize;
            let bend = first + fraction * (second + fraction * third);
            states[index] = rest * self.start[index] + fraction * (self.end[index] + rest * bend);
        }
    }
}

#[derive(Clone, Debug)]
struct Segment {
    start: f64,
    end: f64,
    dense: Dense,
}

/// The past of a run.
#[derive(Clone, Debug)]
pub(super) struct History {
    start: f64,
    /// States at and before the start.
    initial: Vec<f64>,
    segments: VecDeque<Segment>,
    /// How far back anybody looks; none: to the start. Zero: nobody looks back.
    horizon: Option<f64>,
}

impl History {
    /// Before the first step.
    pub(super) fn new(start: f64, initial: Vec<f64>, horizon: Option<f64>) -> History {
        History { start, initial, segments: VecDeque::new(), horizon }
    }

    /// How far back anybody looks.
    pub(super) fn horizon(&self) -> Option<f64> {
        self.horizon
    }

    /// Whether a time lies before the start.
    pub(super) fn is_before(&self, time: f64) -> bool {
        time < self.start
    }

    /// Takes in a step.
    pub(super) fn push(&mut self, start: f64, end: f64, dense: &Dense) {
        if self.horizon == Some(0.0) || end <= start {
            return;
        }
        self.segments.push_back(Segment { start, end, dense: dense.clone() });
        if let Some(horizon) = self.horizon {
            while self.segments.front().is_some_and(|first| first.end < start - 1.01 * horizon) {
                self.segments.pop_front();
            }
        }
    }

    /// The last step was followed to here only.
    pub(super) fn cut(&mut self, end: f64) {
        if let Some(last) = self.segments.back_mut()
            && end < last.end
        {
            last.dense = shortened(&last.dense, (end - last.start) / (last.end - last.start));
            last.end = end;
        }
        if self.segments.back().is_some_and(|last| last.end <= last.start) {
            self.segments.pop_back();
        }
    }

    /// A time in the past as seen from `now`; one that differs from the edge of a step by rounding only is that edge.
    pub(super) fn snapped(&self, time: f64, now: f64) -> f64 {
        let near = 8.0 * f64::EPSILON * now.abs().max(time.abs());
        let next = self.segments.partition_point(|segment| segment.end < time - near);
        let edges = self.segments.get(next).map(|segment| [segment.start, segment.end]);
        let edges = edges.into_iter().flatten().chain([self.start]);
        edges.into_iter().find(|edge| (edge - time).abs() <= near).unwrap_or(time)
    }

    /// Writes the states at a time in the past. What lies behind the last step, but not later than `now`, is taken on a
    /// straight line to the states of now.
    pub(super) fn states_at(&self, time: f64, side: Side, now: (f64, &[f64]), states: &mut [f64]) {
        let copy = |from: &[f64], states: &mut [f64]| {
            for (state, from) in states.iter_mut().zip(from) {
                *state = *from;
            }
        };
        if time < self.start || time == self.start && (side == Side::Before || self.segments.is_empty()) {
            let from = if time == self.start && side == Side::After { now.1 } else { &self.initial };
            return copy(from, states);
        }
        let place = match side {
            Side::Before => self.segments.partition_point(|segment| segment.end < time),
            Side::After => self.segments.partition_point(|segment| segment.end <= time),
        };
        if let Some(segment) = self.segments.get(place) {
            let fraction = (time - segment.start) / (segment.end - segment.start);
            return segment.dense.at(fraction.clamp(0.0, 1.0), states);
        }
        let (last_time, last): (f64, &[f64]) = self
            .segments
            .back()
            .map_or((self.start, &self.initial), |segment| (segment.end, &segment.dense.end));
        if now.0 <= last_time || time >= now.0 {
            return copy(now.1, states);
        }
        let fraction = (time - last_time) / (now.0 - last_time);
        for ((state, last), now) in states.iter_mut().zip(last).zip(now.1) {
            *state = last + fraction * (now - last);
        }
    }
}

/// The dense output of the beginning of a step: the same curve by a fraction of the shorter step.
fn shortened(dense: &Dense, share: f64) -> Dense {
    let mut end = dense.start.clone();
    dense.at(share, &mut end);
    let bends = dense.bends.iter().map(|(index, [first, second, third])| {
        let (start, whole) = (dense.start[*index as usize], dense.end[*index as usize]);
        let square = share * share;
        // The curve as a polynomial of θ: c_1 θ + ... + c_4 θ^4 above its start.
        let c = [whole - start + first, second - first, third - second, -third];
        let [_, c2, c3, c4] = [c[0] * share, c[1] * square, c[2] * square * share, c[3] * square * square];
        // Back to the form of the dense output, which has -b_3, b_3 - b_2, b_2 - b_1 there.
        let third = -c4;
        let second = third - c3;
        let first = second - c2;
        (*index, [first, second, third])
    });
    Dense { start: dense.start.clone(), end, bends: bends.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_step_is_the_same_curve_and_jumps_have_two_sides() {
        let dense = Dense { start: vec![1.0], end: vec![2.0], bends: vec![(0, [0.7, -1.1, 0.4])] };
        let part = shortened(&dense, 0.3);
        for fraction in [0.0, 0.2, 0.5, 0.9, 1.0] {
            let (mut whole, mut short) = ([0.0], [0.0]);
            dense.at(0.3 * fraction, &mut whole);
            part.at(fraction, &mut short);
            assert!((whole[0] - short[0]).abs() < 1e-15);
        }
        let mut history = History::new(0.0, vec![0.5], None);
        history.push(0.0, 1.0, &dense);
        let later = Dense { start: vec![5.0], end: vec![5.0], bends: Vec::new() };
        history.push(1.0, 2.5, &later);
        history.cut(2.0);
        let at = |time: f64, side: Side| {
            let mut states = [0.0];
            history.states_at(time, side, (3.0, &[7.0]), &mut states);
            states[0]
        };
        assert_eq!([at(-1.0, Side::After), at(0.0, Side::Before), at(0.0, Side::After)], [0.5, 0.5, 1.0]);
        assert_eq!([at(1.0, Side::Before), at(1.0, Side::After), at(2.5, Side::After)], [2.0, 5.0, 6.0]);
        assert_eq!(history.snapped(1.0 + 4e-16, 2.0), 1.0);
    }
}
