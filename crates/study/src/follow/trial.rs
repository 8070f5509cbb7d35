//! Following simulated patients, of whom the truth is known: do the bands hold what they should, and what is an alarm worth?
//!
//! ```text
//! truth       scores and path of a patient who is nobody of the pool; measurements with their errors, by the plan of the file
//! next        90 % band of the next measurement, forecast before it is seen: it should hold it in 90 of 100
//! course      90 % band of the true course behind the first two thirds of the measurements
//! alarm       asked after each time of measurements while the condition does not hold, as the probability that it comes, given the
//!             data and that it does not hold yet:
//!             sensitivity = raised and followed by the event within the horizon / all that were followed by it
//!             false alarms = raised and not followed / all that were not followed
//! ```
//! Where truth and particles are alike to the last bit (no donor cells yet), the place of the truth among them is drawn, so that
//! such times count as the others do. The intervals take all numbers of a patient as one (a ratio of sums over patients).

use super::Follow;
use super::filter::{Belief, Filter, Reading};
use super::particles::Cloud;
use super::results::{AlarmCurve, AlarmRow, Coverage, TrialResults};
use crate::error::StudyError;
use crate::results::About;
use crate::scenario::Spread;
use crate::statistics::quantiles;
use lytic_engine::philox::{Stream, purpose};
use std::cell::Cell;

/// Candidates for each patient until one is plausible, at most.
const MOST_CANDIDATES: u64 = 200;
/// Ends of the band.
const BAND: [f64; 2] = [0.05, 0.95];
/// Days at which the course of a patient is looked at, at most.
const MOST_DAYS: usize = 8;
/// Thresholds of the table of alarms.
const THRESHOLDS: [f64; 13] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
/// Classes of probability in which what was said is compared with what came.
const CLASSES: usize = 10;

/// A true patient.
struct Truth {
    path: Vec<f64>,
}

/// Something that was inside or not: patient, column.
type Looked = (usize, usize, bool);

/// An alarm asked of a patient: probability, days to the event where it came in time.
type Asked = (usize, f64, Option<f64>);

/// What is gathered over patients.
#[derive(Default)]
struct Gathered {
    next: Vec<Looked>,
    course: Vec<Looked>,
    histogram: [u64; 10],
    contradictions: u64,
    alarms: Vec<Vec<Asked>>,
    collapsed: u64,
    effective: Vec<f64>,
}

impl Follow {
    /// Simulates and follows `patients` patients.
    pub(super) fn trial(
        &self,
        patients: u64,
        pool: &rayon::ThreadPool,
        goes_on: &(dyn Fn() -> bool + Sync),
        show: &dyn Fn(u64),
    ) -> Result<TrialResults, StudyError> {
        let (prior, laws, mut runs) = self.begin(pool, goes_on)?;
        let filter = |patient: u64| Filter { patient, ..self.filter(pool, &laws, goes_on) };
        let truths = self.truths(&filter(0), patients, &mut runs)?;
        let mut gathered = Gathered { alarms: vec![Vec::new(); self.alarms.len()], ..Gathered::default() };
        for (index, truth) in truths.iter().enumerate() {
            let filter = filter(index as u64 + 1);
            self.follow_truth(&filter, &prior, index, truth, &mut gathered)?;
            runs += filter.runs.get();
            show(index as u64 + 1);
        }
        Ok(self.trial_results(gathered, truths.len() as u64, runs, &laws))
    }

    /// People of the scenario who are not those of the pool.
    fn truths(&self, filter: &Filter<'_>, patients: u64, runs: &mut u64) -> Result<Vec<Truth>, StudyError> {
        let people = &self.study.people;
        let count = people.axes(Spread::Uncertainty).len() + people.axes(Spread::Between).len();
        let (mut truths, mut first) = (Vec::new(), 0);
        while (truths.len() as u64) < patients {
            if first >= MOST_CANDIDATES * patients {
                return Err(StudyError::NobodyToFollow { candidates: first });
            }
            let scores = |id: u64| -> Vec<f64> {
                let stream = Stream::new(self.seed(), purpose("follow truth"), first + id);
                (0..count as u64).map(|place| stream.normal(place)).collect()
            };
            let made = filter.simulate(patients, &scores)?;
            truths.extend(made.into_iter().filter(|(_, possible)| *possible).map(|(path, _)| Truth { path }));
            first += patients;
        }
        truths.truncate(patients as usize);
        *runs += filter.runs.get();
        Ok(truths)
    }

    fn follow_truth(
        &self,
        filter: &Filter<'_>,
        prior: &Cloud,
        patient: usize,
        truth: &Truth,
        gathered: &mut Gathered,
    ) -> Result<(), StudyError> {
        let stream = |name: &str| Stream::new(self.seed(), purpose(name), patient as u64);
        let (noise, place) = (stream("follow noise"), stream("follow place"));
        let readings: Vec<Reading> = self
            .measured
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let time = self.study.outputs.nearest_time(row.time_days);
                let value = filter.value(&truth.path, time, row.column);
                let law = filter.laws.get(row.column).cloned().unwrap_or_default();
                let read = law.read(value, noise.uniform(index as u64), row.limit);
                Reading { time, column: row.column, read }
            })
            .collect();
        let mut belief = Belief::prior(prior.clone());
        let groups: Vec<&[Reading]> = readings.chunk_by(|a, b| a.time == b.time).collect();
        let looks_ahead = (2 * groups.len()).div_ceil(3).max(1);
        let (mut least, mut collapsed) = (f64::INFINITY, false);
        let draws = Cell::new(0_u64);
        let drawn = || {
            draws.set(draws.get() + 1);
            place.uniform(draws.get())
        };
        for (index, group) in groups.iter().enumerate() {
            let weights = belief.cloud.weights();
            for reading in *group {
                let expected = filter.expect(&belief.cloud, &weights, reading);
                let at = expected.place(drawn());
                gathered.next.push((patient, reading.column, is_inside(at)));
                let part = ((at * 10.0) as usize).min(9);
                if let Some(count) = gathered.histogram.get_mut(part) {
                    *count += 1;
                }
                gathered.contradictions +=
                    u64::from(expected.tail(reading.read) < super::results::CONTRADICTS);
            }
            let step = filter.assimilate(prior, &mut belief, group)?;
            least = least.min(step.effective);
            collapsed |= step.collapsed;
            let cut = group.first().map_or(0, |reading| reading.time);
            self.ask(filter, &belief.cloud, cut, patient, truth, gathered);
            if index + 1 == looks_ahead {
                self.look_ahead(filter, &belief.cloud, cut, patient, truth, &drawn, gathered);
            }
        }

        gathered.effective.push(least);
        gathered.collapsed += u64::from(collapsed);
        Ok(())
    }

    /// Asks the alarms of a patient in whom the condition does not hold yet.
    fn ask(
        &self,
        filter: &Filter<'_>,
        cloud: &Cloud,
        cut: usize,
        patient: usize,
        truth: &Truth,
        gathered: &mut Gathered,
    ) {
        let times = &self.study.outputs.times_days;
        let day = times.get(cut).copied().unwrap_or_default();
        if times.last().is_some_and(|last| day >= *last) {
            return;
        }
        for (alarm, asked) in self.alarms.iter().zip(&mut gathered.alarms) {
            let seen = alarm.seen(filter, &truth.path, cut, alarm.end(day, times));
            if !seen.now {
                asked.push((patient, alarm.onset(filter, cloud, cut), seen.after));
            }
        }
    }

    /// Looks whether the band of what was measured holds its later course.
    #[allow(clippy::too_many_arguments, reason = "what is known of one patient at one time")]
    fn look_ahead(
        &self,
        filter: &Filter<'_>,
        cloud: &Cloud,
        cut: usize,
        patient: usize,
        truth: &Truth,
        drawn: &dyn Fn() -> f64,
        gathered: &mut Gathered,
    ) {
        let last = self.study.outputs.times_days.len();
        let later: Vec<usize> = (cut + 1..last).collect();
        let stride = later.len().div_ceil(MOST_DAYS).max(1);
        let weights = cloud.weights();
        for column in self.columns() {
            for time in later.iter().rev().step_by(stride) {
                let true_value = filter.value(&truth.path, *time, column);
                let (mut below, mut alike, mut all) = (0.0, 0.0, 0.0);
                for (value, weight) in filter.values(cloud, *time, column).iter().zip(&weights) {
                    below += if *value < true_value { *weight } else { 0.0 };
                    alike += if *value == true_value { *weight } else { 0.0 };
                    all += if value.is_nan() { 0.0 } else { *weight };
                }
                let at = drawn().mul_add(alike, below) / all;
                gathered.course.push((patient, column, is_inside(at)));
            }
        }
    }

    fn trial_results(
        &self,
        gathered: Gathered,
        patients: u64,
        runs: u64,
        laws: &[super::Law],
    ) -> TrialResults {
        let mut effective = gathered.effective;
        let measured = self.measured_columns(laws, &|_| true);
        let index = |column: usize| self.columns().iter().position(|known| *known == column);
        let coverages = |looked: &[Looked]| -> Vec<Coverage> {
            let mut all = vec![coverage(looked, patients, None)];
            for column in self.columns() {
                let own: Vec<Looked> =
                    looked.iter().copied().filter(|(_, found, _)| *found == column).collect();
                all.push(coverage(&own, patients, index(column)));
            }
            all
        };
        TrialResults {
            about: About { patients, draws: 1, ..About::default() },
            file: self.file.clone(),
            planned: self.measured.rows.len() as u64,
            measured,
            next: coverages(&gathered.next),
            course: coverages(&gathered.course),
            histogram: gathered.histogram,
            contradictions: gathered.contradictions,
            alarms: self
                .alarms
                .iter()
                .zip(&gathered.alarms)
                .map(|(alarm, asked)| curve(alarm.clone(), asked))
                .collect(),
            particles: self.question.particles,
            runs,
            collapsed: gathered.collapsed,
            effective: quantiles(&mut effective, &[0.5]).first().copied().unwrap_or(f64::NAN),
            typical_lot: !self.study.lots.is_empty(),
        }
    }
}

fn is_inside(place: f64) -> bool {
    (BAND[0]..=BAND[1]).contains(&place)
}

/// The share that was inside: `p = sum I/sum n` with the variance `sum (I - p n)^2/(sum n)^2 N/(N - 1)` over patients.
fn coverage(looked: &[Looked], patients: u64, column: Option<usize>) -> Coverage {
    let mut of_patient = vec![(0.0, 0.0); patients as usize];
    for (patient, _, inside) in looked {
        if let Some((held, all)) = of_patient.get_mut(*patient) {
            *held += f64::from(u8::from(*inside));
            *all += 1.0;
        }
    }
    let inside = looked.iter().filter(|(.., inside)| *inside).count() as u64;
    let n = looked.len() as u64;
    let share = inside as f64 / n as f64;
    let squares: f64 = of_patient
        .iter()
        .map(|(held, all)| {
            let off = held - share * all;
            off * off
        })
        .sum();
    let count = patients as f64;
    let error = squares.sqrt() / n as f64 * (count / (count - 1.0)).sqrt();
    let half = if patients > 1 { 1.96 * error } else { f64::NAN };
    Coverage { column, inside, n, interval: ((share - half).max(0.0), (share + half).min(1.0)) }
}

/// An alarm over all that it was asked.
fn curve(alarm: super::Alarm, asked: &[Asked]) -> AlarmCurve {
    let events: Vec<&Asked> = asked.iter().filter(|(.., after)| after.is_some()).collect();
    let calm: Vec<&Asked> = asked.iter().filter(|(.., after)| after.is_none()).collect();
    let mut with_event: Vec<usize> = events.iter().map(|(patient, ..)| *patient).collect();
    with_event.dedup();
    let row = |threshold: &f64| {
        let raised =
            |of: &[&Asked]| of.iter().filter(|(_, probability, _)| probability >= threshold).count() as f64;
        let (right, wrong) = (raised(&events), raised(&calm));
        // Times of a patient come in order: the first right alarm is the one with the longest lead.
        let mut leads: Vec<f64> = with_event
            .iter()
            .filter_map(|patient| {
                let first =
                    events.iter().find(|(own, probability, _)| own == patient && probability >= threshold);
                first.and_then(|(.., after)| *after)
            })
            .collect();
        AlarmRow {
            threshold: *threshold,
            sensitivity: right / events.len() as f64,
            false_alarms: wrong / calm.len() as f64,
            precision: right / (right + wrong),
            lead_days: quantiles(&mut leads, &[0.5]).first().copied().unwrap_or(f64::NAN),
        }
    };
    let mut calibration = vec![(0_u64, 0.0, 0_u64); CLASSES];
    for (_, probability, after) in asked {
        let class = ((probability * CLASSES as f64) as usize).min(CLASSES - 1);
        if let Some((count, sum, came)) = calibration.get_mut(class) {
            *count += 1;
            *sum += probability;
            *came += u64::from(after.is_some());
        }
    }
    calibration.iter_mut().for_each(|(count, sum, _)| *sum /= *count as f64);
    AlarmCurve {
        alarm,
        asked: asked.len() as u64,
        events: events.len() as u64,
        patients: with_event.len() as u64,
        area: area(&events, &calm),
        rows: THRESHOLDS.iter().map(row).collect(),
        calibration,
    }
}

/// The share of pairs of an event and a calm time of which the event was given the higher probability, equal ones counting half.
fn area(events: &[&Asked], calm: &[&Asked]) -> f64 {
    let mut of_calm: Vec<f64> = calm.iter().map(|(_, probability, _)| *probability).collect();
    of_calm.sort_by(f64::total_cmp);
    let higher: f64 = events
        .iter()
        .map(|(_, probability, _)| {
            let below = of_calm.partition_point(|other| other < probability) as f64;
            let upto = of_calm.partition_point(|other| other <= probability) as f64;
            0.5 * (below + upto)
        })
        .sum();
    higher / (events.len() as f64 * calm.len() as f64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn a_perfect_alarm_and_an_idle_one() {
        let perfect = [(0, 0.9, Some(7.0)), (0, 0.95, Some(3.0)), (1, 0.02, None), (2, 0.03, None)];
        let found = curve(super::super::Alarm::default(), &perfect);
        assert_eq!((found.asked, found.events, found.patients, found.area), (4, 2, 1, 1.0));
        let at = |threshold: f64| {
            let row = found.rows.iter().find(|row| row.threshold == threshold);
            row.copied().unwrap_or_default()
        };
        let row = at(0.5);
        assert_eq!((row.sensitivity, row.false_alarms, row.precision, row.lead_days), (1.0, 0.0, 1.0, 7.0));
        assert_eq!(at(0.95).sensitivity, 0.5);
        assert_eq!(at(0.95).lead_days, 3.0);
        let idle = [(0, 0.5, Some(1.0)), (1, 0.5, None)];
        assert_eq!(curve(super::super::Alarm::default(), &idle).area, 0.5);
    }

    #[test]
    fn intervals_take_a_patient_as_one() {
        // Two of four patients all inside, two all outside: no more is known than from four numbers.
        let looked: Vec<Looked> = (0..400).map(|index| (index % 4, 0, index % 4 < 2)).collect();
        let found = coverage(&looked, 4, None);
        assert_eq!(found.share(), 0.5);
        let half = 1.96 * (0.25_f64 / 3.0).sqrt();
        assert!((found.interval.1 - 0.5 - half.min(0.5)).abs() < 1e-12, "{:?}", found.interval);
    }
}
