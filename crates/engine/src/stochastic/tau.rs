//! Tau-leaping with error control (Cao, Gillespie and Petzold 2006, J Chem Phys 124:044109).
//!
//! In a leap of length tau every reaction happens a Poisson number of times, with the propensities at its start. The leap
//! is so short that no propensity is expected to change by more than about a share `e` of itself:
//!
//! ```text
//! tau = min over species i that laws read of   max(e x_i/g_i, 1)/|mu_i|   and   max(e x_i/g_i, 1)^2/sigma_i^2
//! mu_i = sum of v_ij a_j      sigma_i^2 = sum of v_ij^2 a_j      g_i from the highest order of a law in x_i
//! ```
//!
//! Reactions that could use up a partner within [`CRITICAL`] times are critical: they happen at most once in a leap, at
//! their own exponential time. Where a leap would hold fewer than [`WORTH`] reactions, [`EXACT`] of them are done exactly.
//! A leap that would take what is not there is halved and drawn again, so nothing falls below zero.
//!
//! With [`Leap::Step`] all leaps have the same length and none is refined: the plain method, whose mean and variance err
//! in proportion to the length.

use super::course::{Course, Reached};
use super::direct::Direct;
use super::{Leap, Stochastic};
use crate::Failure;

/// Times that a reaction must be able to happen not to be critical.
const CRITICAL: f64 = 10.0;
/// Reactions that a leap must hold to be worth it.
const WORTH: f64 = 10.0;
/// Reactions that are done exactly instead.
const EXACT: u64 = 100;
/// Halvings of one leap after which reactions are done exactly.
const MOST_HALVINGS: u32 = 30;
/// Leaps between two questions whether to go on.
const BETWEEN_LOOKS: u64 = 256;

/// The highest order in which a law holds a state, and how often the state itself is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Order {
    pub(super) order: u8,
    pub(super) own: u8,
}

/// What the method keeps between stops.
#[derive(Clone, Debug)]
pub(super) struct Tau {
    leap: Leap,
    exact: Direct,
    propensities: Vec<f64>,
    critical: Vec<bool>,
    means: Vec<f64>,
    variances: Vec<f64>,
    counts: Vec<f64>,
    /// What is left of the exponential number of the critical reactions.
    wait: Option<f64>,
    leaps: u64,
}

impl Tau {
    pub(super) fn new(model: &Stochastic, leap: Leap) -> Tau {
        let (channels, states) = (model.forms.len(), model.network.equations.states.len());
        Tau {
            leap,
            exact: Direct::new(channels),
            propensities: vec![0.0; channels],
            critical: vec![false; channels],
            means: vec![0.0; states],
            variances: vec![0.0; states],
            counts: vec![0.0; channels],
            wait: None,
            leaps: 0,
        }
    }

    /// Lets reactions happen up to a time, or until a trigger changes.
    pub(super) fn advance(&mut self, course: &mut Course<'_>, until: f64) -> Result<Reached, Failure> {
        let model = course.model;
        while course.time < until {
            let mut limit = course.next_output_time().min(until);
            // A trigger that reads time only is met exactly.
            if let Some(time) = course.trigger_in_time(limit) {
                limit = time;
            }
            self.leaps += 1;
            if self.leaps.is_multiple_of(BETWEEN_LOOKS) && !course.may_go_on() {
                return Ok(Reached::Interrupted);
            }
            if self.leaps >= model.most_reactions {
                return Err(Failure::TooManySteps(course.time));
            }
            let total = self.look(course)?;
            let longest = match self.leap {
                Leap::Step(step) => step,
                Leap::Error(error) => self.longest(course, error),
            };
            let by_error = matches!(self.leap, Leap::Error(_));
            if by_error && total > 0.0 && longest < WORTH / total {
                match self.exactly(course, until)? {
                    Reached::Stop => continue,
                    other => return Ok(other),
                }
            }
            if !self.leap(course, longest, limit) {
                match self.exactly(course, until)? {
                    Reached::Stop => continue,
                    other => return Ok(other),
                }
            }
            if (model.watches || model.timed_triggers) && course.trigger_changed() {
                return Ok(Reached::Trigger);
            }
            if course.time < until {
                course.put_out_before(course.time.next_up());
            }
        }
        Ok(Reached::Stop)
    }

    /// Propensities, and which reactions are critical. The sum of all.
    fn look(&mut self, course: &mut Course<'_>) -> Result<f64, Failure> {
        let mut total = 0.0;
        let by_error = matches!(self.leap, Leap::Error(_));
        for (channel, of) in course.model.network.channels.iter().enumerate() {
            let propensity = course.propensity(channel)?;
            self.propensities[channel] = propensity;
            total += propensity;
            let uses_up = |(state, change): &(usize, f64)| {
                *change < 0.0 && course.registers[*state] < CRITICAL * -change
            };
            self.critical[channel] = by_error && propensity > 0.0 && of.changes.iter().any(uses_up);
        }
        Ok(total)
    }

    /// The longest leap in which the reactions that are not critical change no propensity by much.
    fn longest(&mut self, course: &Course<'_>, error: f64) -> f64 {
        let model = course.model;
        self.means.fill(0.0);
        self.variances.fill(0.0);
        for (channel, of) in model.network.channels.iter().enumerate() {
            if self.critical[channel] || self.propensities[channel] == 0.0 {
                continue;
            }
            for (state, change) in &of.changes {
                self.means[*state] += change * self.propensities[channel];
                self.variances[*state] += change * change * self.propensities[channel];
            }
        }
        let mut longest = f64::INFINITY;
        for (state, order) in model.orders.iter().enumerate() {
            if order.order == 0 || self.variances[state] == 0.0 {
                continue;
            }
            let one = model.network.one.get(state).copied().flatten().unwrap_or(1.0);
            let there = course.registers[state];
            let allowed = (error * there / rank(*order, there / one)).max(one);
            longest = longest.min(allowed / self.means[state].abs());
            longest = longest.min(allowed * allowed / self.variances[state]);
        }
        longest
    }

    /// One leap, at most to a time. Whether it could be done without using up what is not there.
    fn leap(&mut self, course: &mut Course<'_>, mut longest: f64, limit: f64) -> bool {
        let channels = self.propensities.len();
        let critical: f64 = (0..channels)
            .filter(|channel| self.critical[*channel])
            .map(|channel| self.propensities[channel])
            .sum();
        let wait = match self.wait {
            Some(wait) => wait,
            None => course.draws.exponential(),
        };
        let own_time = if critical > 0.0 { wait / critical } else { f64::INFINITY };
        let left = limit - course.time;
        for _ in 0..MOST_HALVINGS {
            let length = longest.min(own_time).min(left);
            let happens = critical > 0.0 && length == own_time;
            for channel in 0..channels {
                self.counts[channel] = if self.critical[channel] {
                    0.0
                } else {
                    course.draws.poisson(self.propensities[channel] * length)
                };
            }
            if happens {
                let chosen = self.chosen(course.draws.uniform() * critical);
                self.counts[chosen] = 1.0;
            }
            if !self.is_there(course) {
                course.rejected += 1;
                longest = 0.5 * length;
                continue;
            }
            for channel in 0..channels {
                if self.counts[channel] > 0.0 {
                    course.happen(channel, self.counts[channel]);
                    course.happened += self.counts[channel] as u64;
                }
            }
            course.time = if length == left { limit } else { course.time + length };
            self.wait = if happens { None } else { Some((wait - critical * length).max(0.0)) };
            return true;
        }
        false
    }

    /// The critical reaction on which a part of their sum falls.
    fn chosen(&self, target: f64) -> usize {
        let (mut sum, mut last) = (0.0, 0);
        for (channel, propensity) in self.propensities.iter().enumerate() {
            if self.critical[channel] {
                sum += propensity;
                last = channel;
                if sum > target {
                    break;
                }
            }
        }
        last
    }

    /// Whether all states stay at zero or above.
    fn is_there(&mut self, course: &Course<'_>) -> bool {
        self.means.fill(0.0);
        for (count, of) in self.counts.iter().zip(&course.model.network.channels) {
            if *count > 0.0 {
                of.changes.iter().for_each(|(state, change)| self.means[*state] += count * change);
            }
        }
        let ones = &course.model.network.one;
        let states = self.means.iter().zip(&course.registers).zip(ones);
        states.into_iter().all(|((change, state), one)| one.is_none_or(|one| state + change > -0.5 * one))
    }

    /// Some reactions exactly.
    fn exactly(&mut self, course: &mut Course<'_>, until: f64) -> Result<Reached, Failure> {
        self.wait = None;
        self.exact.forget();
        self.exact.advance(course, until, EXACT)
    }
}

/// By how much more a propensity changes than the count it depends on (Cao, Gillespie and Petzold 2006, section III).
fn rank(order: Order, count: f64) -> f64 {
    let more = |part: f64, less: f64| if count > less { part / (count - less) } else { part };
    match (order.order, order.own) {
        (0 | 1, _) => 1.0,
        (2, 2) => 2.0 + more(1.0, 1.0),
        (2, _) => 2.0,
        (_, 3) => 3.0 + more(1.0, 1.0) + more(2.0, 2.0),
        (_, 2) => 1.5 * (2.0 + more(1.0, 1.0)),
        _ => 3.0,
    }
}
