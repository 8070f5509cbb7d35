//! The filter: what is believed of a patient after each of the measurements, in order of time.
//!
//! ```text
//! prior     a pool of virtual patients, each with scores of what is not known and of how patients differ
//! measure   weights times the likelihood; where that leaves fewer than half of the particles, only as large a power of it as
//!           leaves half (tempering), and then
//! move      particles are copied by weight, and each takes steps that leave the posterior as it is ([`super::reference`]), each
//!           step a run of the model from the start; then the rest of the likelihood, and so on
//! ```
//! States follow from parameters and doses, so there is nothing to be drawn between measurements: a move of the parameters from the
//! start is what keeps particles apart (resample-move: Gilks and Berzuini 2001 J R Stat Soc B 63:127; tempered by effective sample
//! size: Del Moral, Doucet and Jasra 2006 J R Stat Soc B 68:411). Random numbers are those of (seed, purpose, patient and particle,
//! step), and sums run in the order of particles: the bits do not depend on threads.

use super::law::{Law, Read};
use super::particles::{Cloud, Particle};
use super::reference::{Reference, Speaking, Way};
use crate::error::StudyError;
use crate::evaluate::Sets;
use crate::prepare::Study;
use crate::scenario::Spread;
use lytic_engine::philox::{Stream, purpose};
use lytic_engine::{Failure, math};
use std::cell::Cell;

/// Particles of the prior for each of those that are kept: before the first move a particle costs one run and no more.
pub(super) const POOL: u64 = 4;
/// Memory of the paths of the pool, in bytes, beyond which it is made smaller.
const POOL_BYTES: u64 = 512 << 20;
/// Share of the particles that the effective sample size stays above.
const EFFECTIVE: f64 = 0.5;
/// Powers of one likelihood at most.
const MOST_STAGES: u64 = 15;
/// Rounds of steps of a move: at least, at most.
const ROUNDS: (usize, usize) = (4, 16);
/// What is forgotten of where a particle came from, each way, after which a move ends: a step of the length `b` that is accepted keeps
/// the part `sqrt(1 - b^2)`, and steps are enough once `exp(-1)` is kept on average.
const FORGOTTEN: f64 = 1.0;
/// Every second step each way is this much shorter, so that steps of two sizes are tried.
const SHORTER: f64 = 0.35;
/// Steps become shorter where fewer than the first share are accepted, longer where more than the second are.
const ACCEPTED: (f64, f64) = (0.15, 0.45);
/// By so much.
const CHANGE: f64 = 1.5;
/// Shortest and longest steps.
const LENGTHS: (f64, f64) = (0.05, 0.95);
/// Share of distinct particles below which they have collapsed.
const COLLAPSED: f64 = 0.1;

/// A measurement as the filter takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// Index of the recorded time.
    pub time: usize,
    /// Index of the column.
    pub column: usize,
    /// What was read.
    pub read: Read,
}

/// What a set of measurements of one time did.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Step {
    /// Effective sample size after it.
    pub effective: f64,
    /// Moves that it took.
    pub moves: u64,
    /// Share of the steps that were accepted; NaN without a move.
    pub accepted: f64,
    /// Share of particles that are no copies.
    pub distinct: f64,
    /// Whether too few particles are left that fit.
    pub collapsed: bool,
    /// Logarithm of its probability, up to what no patient changes.
    pub log_evidence: f64,
}

/// What is needed to filter.
pub(super) struct Filter<'a> {
    pub study: &'a Study,
    pub pool: &'a rayon::ThreadPool,
    /// Laws by column.
    pub laws: &'a [Law],
    /// Particles.
    pub count: usize,
    pub seed: u64,
    /// Which patient: random numbers are its own.
    pub patient: u64,
    /// Whether to go on; asked after every run of the model.
    pub goes_on: &'a (dyn Fn() -> bool + Sync),
    /// Runs of the model so far.
    pub runs: Cell<u64>,
}

/// What is believed, and what led there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Belief {
    pub cloud: Cloud,
    /// Measurements that are in it.
    readings: Vec<Reading>,
    /// Moves and resamplings so far.
    clock: u64,
    /// Lengths of the steps, along and across.
    lengths: [f64; 2],
}

impl Belief {
    /// Before any measurement.
    pub(super) fn prior(cloud: Cloud) -> Belief {
        Belief { cloud, lengths: [LENGTHS.1; 2], ..Belief::default() }
    }
}

/// A simulated virtual patient and whether it can be one at all.
type Made = (Vec<f64>, bool);

impl Filter<'_> {
    /// Outputs of one recorded time.
    fn width(&self) -> usize {
        self.study.outputs.expressions.len()
    }

    /// The value of a column at a recorded time on a path.
    pub(super) fn value(&self, path: &[f64], time: usize, column: usize) -> f64 {
        path.get(time * self.width() + column).copied().unwrap_or(f64::NAN)
    }

    /// Particles of the pool for so many that are kept.
    pub(super) fn pool_size(&self) -> u64 {
        let bytes = (self.width() * self.study.outputs.times_days.len() * size_of::<f64>()) as u64;
        let most = (POOL_BYTES / bytes.max(1)).max(self.count as u64);
        (POOL * self.count as u64).min(most)
    }

    /// The pool: people of the scenario's cohort under as many draws of what is not known.
    pub(super) fn prior(&self) -> Result<Cloud, StudyError> {
        let people = &self.study.people;
        let count = self.pool_size();
        let scores = |point: u64| -> Vec<f64> {
            let mut scores = people.normal_scores(Spread::Uncertainty, point);
            scores.extend(people.normal_scores(Spread::Between, point));
            scores
        };
        let made = self.simulate(count, &scores)?;
        let mut refused = 0;
        let mut particles = Vec::with_capacity(made.len());
        let mut possible = Vec::with_capacity(made.len());
        for (number, (path, is_possible)) in made.into_iter().enumerate() {
            refused += u64::from(!is_possible);
            possible.push(is_possible);
            let number = number as u64;
            particles.push(Particle { scores: scores(number).into(), path: path.into(), number });
        }
        if refused == count {
            return Err(StudyError::NobodyToFollow { candidates: count });
        }
        Ok(Cloud::new(particles, &possible))
    }

    /// Runs the model for people with these scores.
    pub(super) fn simulate(
        &self,
        count: u64,
        scores: &(dyn Fn(u64) -> Vec<f64> + Sync),
    ) -> Result<Vec<Made>, StudyError> {
        let people = &self.study.people;
        let unknown = people.axes(Spread::Uncertainty).len();
        let outputs = &self.study.outputs;
        let parameters = |id: u64, values: &mut Vec<f64>| {
            let scores = scores(id);
            let (uncertainty, between) = scores.split_at(unknown.min(scores.len()));
            people.somebody(uncertainty, between, values);
        };
        let read = |_: u64, values: &[f64], failure: Option<&Failure>| -> Made {
            (values.to_vec(), failure.is_none() && outputs.keeps(values).all(|keeps| keeps))
        };
        let progress = |_: u64, _: u64| (self.goes_on)();
        let sets = Sets { pool: self.pool, range: 0..count, parameters: &parameters, progress: &progress };
        let made = self.study.each(&sets, &read)?;
        self.runs.set(self.runs.get() + count);
        Ok(made.into_iter().map(|(_, made, _)| made).collect())
    }

    fn log_likelihood(&self, path: &[f64], readings: &[Reading]) -> f64 {
        let of = |reading: &Reading| {
            let value = self.value(path, reading.time, reading.column);
            self.laws.get(reading.column).map_or(0.0, |law| law.log_likelihood(reading.read, value))
        };
        readings.iter().map(of).sum()
    }

    /// What the particles say of each measurement, on the scale of its error.
    fn measured(&self, cloud: &Cloud, readings: &[Reading]) -> Vec<Vec<f64>> {
        let of = |particle: &Particle| {
            let scale = |reading: &Reading| {
                let value = self.value(&particle.path, reading.time, reading.column);
                self.laws.get(reading.column).map_or(f64::NAN, |law| law.scale(value))
            };
            readings.iter().map(scale).collect()
        };
        cloud.particles.iter().map(of).collect()
    }

    /// Takes the measurements of one time into what is believed.
    pub(super) fn assimilate(
        &self,
        prior: &Cloud,
        belief: &mut Belief,
        group: &[Reading],
    ) -> Result<Step, StudyError> {
        let wanted = EFFECTIVE * self.count as f64;
        let mut step = Step { accepted: f64::NAN, ..Step::default() };
        let (mut left, mut tried, mut accepted) = (1.0, 0_u64, 0_u64);
        loop {
            let logs: Vec<f64> =
                belief.cloud.particles.iter().map(|found| self.log_likelihood(&found.path, group)).collect();
            if logs.iter().all(|log| *log == f64::NEG_INFINITY) {
                // No virtual patient can give this: nothing is learned from it.
                step.collapsed = true;
                step.log_evidence = f64::NEG_INFINITY;
                break;
            }
            let share = belief.cloud.share_for(&logs, left, wanted);
            if share >= left || step.moves >= MOST_STAGES {
                step.collapsed |= share < left;
                step.log_evidence += belief.cloud.weigh(&logs, left);
                break;
            }
            step.log_evidence += belief.cloud.weigh(&logs, share);
            left -= share;
            let (of_move, steps) = self.rejuvenate(prior, belief, group, 1.0 - left)?;
            accepted += of_move;
            tried += steps;
            step.moves += 1;
        }
        belief.readings.extend_from_slice(group);
        if tried > 0 {
            step.accepted = accepted as f64 / tried as f64;
        }
        step.effective = belief.cloud.effective();
        step.distinct = belief.cloud.distinct();
        step.collapsed |= step.distinct < COLLAPSED || step.effective < COLLAPSED * self.count as f64;
        Ok(step)
    }

    /// Copies particles by weight and moves each; `share` is the power of the likelihood of `group` that holds by now. Gives back
    /// accepted and tried steps.
    fn rejuvenate(
        &self,
        prior: &Cloud,
        belief: &mut Belief,
        group: &[Reading],
        share: f64,
    ) -> Result<(u64, u64), StudyError> {
        let all: Vec<Reading> = belief.readings.iter().chain(group).copied().collect();
        // What is new comes first: its direction must not be left out.
        let newest: Vec<Reading> = all.iter().rev().copied().collect();
        let (before, now) = (self.measured(prior, &newest), self.measured(&belief.cloud, &newest));
        let reference = Reference::fit(
            &Speaking { cloud: prior, measured: &before },
            &Speaking { cloud: &belief.cloud, measured: &now },
        );
        let patient = Stream::new(self.seed, purpose("follow resample"), self.patient);
        belief.cloud = belief.cloud.resampled(self.count, patient.uniform(belief.clock));
        belief.clock += 1;
        let target = |path: &[f64], scores: &[f64]| {
            let past = self.log_likelihood(path, &belief.readings);
            let now = if share > 0.0 { share * self.log_likelihood(path, group) } else { 0.0 };
            past + now + reference.log_ratio(scores)
        };
        let mut now: Vec<f64> =
            belief.cloud.particles.iter().map(|found| target(&found.path, &found.scores)).collect();
        let (mut accepted, mut tried) = (0_u64, 0_u64);
        let mut forgotten = [0.0_f64; 2];
        for round in 0..ROUNDS.1 {
            let enough = forgotten.iter().all(|forgotten| *forgotten >= FORGOTTEN);
            if round >= ROUNDS.0 && enough {
                break;
            }
            let (way, index_of_way) = if round % 2 == 0 { (Way::Along, 0) } else { (Way::Across, 1) };
            let longest = belief.lengths.get(index_of_way).copied().unwrap_or(LENGTHS.1);
            let short = round % 4 >= 2;
            let length = if short { SHORTER * longest } else { longest };
            let before = accepted;
            let clock = belief.clock;
            let stream = |name: &str, particle: usize| {
                Stream::new(self.seed, purpose(name), (self.patient << 24) | particle as u64)
            };
            let proposals: Vec<Vec<f64>> = belief
                .cloud
                .particles
                .iter()
                .enumerate()
                .map(|(index, found)| {
                    let stream = stream("follow move", index);
                    let normal: Vec<f64> = (0..found.scores.len() as u64)
                        .map(|place| stream.normal((clock << 20) | place))
                        .collect();
                    reference.step(&found.scores, way, length, &normal)
                })
                .collect();
            let first = self.runs.get();
            let made = self
                .simulate(self.count as u64, &|id| proposals.get(id as usize).cloned().unwrap_or_default())?;
            for (index, ((path, possible), scores)) in made.into_iter().zip(proposals).enumerate() {
                tried += 1;
                if !possible {
                    continue;
                }
                let then = target(&path, &scores);
                let chance = stream("follow accept", index).uniform(clock);
                let (Some(now), Some(place)) = (now.get_mut(index), belief.cloud.particles.get_mut(index))
                else {
                    continue;
                };
                if then > f64::NEG_INFINITY && math::ln(chance) < then - *now {
                    *now = then;
                    *place =
                        Particle { scores: scores.into(), path: path.into(), number: first + index as u64 };
                    accepted += 1;
                }
            }
            belief.clock += 1;
            let share = (accepted - before) as f64 / self.count as f64;
            if let Some(forgotten) = forgotten.get_mut(index_of_way) {
                *forgotten -= 0.5 * share * math::ln(1.0 - length * length);
            }
            if let Some(longest) = belief.lengths.get_mut(index_of_way).filter(|_| !short) {
                let change = match share {
                    share if share < ACCEPTED.0 => 1.0 / CHANGE,
                    share if share > ACCEPTED.1 => CHANGE,
                    _ => 1.0,
                };
                *longest = (*longest * change).clamp(LENGTHS.0, LENGTHS.1);
            }
        }
        Ok((accepted, tried))
    }
}
