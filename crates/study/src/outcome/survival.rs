//! Curves of survival from the times of patients, some of them censored.
//!
//! With `d` events among the `r` patients at risk at each time (Kaplan and Meier 1958 J Am Stat Assoc 53:457):
//!
//! ```text
//! S(t)          product over times <= t of (1 - d/r)
//! var ln S      sum of d/(r (r - d))                       Greenwood
//! interval      S^exp(+- 1.96 sqrt(var ln S)/ln S)         log(-log) scale
//! median        first t with S <= 1/2; its interval: where the interval of S holds 1/2 (Brookmeyer and Crowley 1982
//!               Biometrics 38:29)
//! mean to h     area under S up to h; variance: sum of (area from t to h)^2 d/(r (r - d))
//! ```
//!
//! Exact up to [`MOST_EXACT`] patients; beyond that, times are counted in [`BINS`] equal parts of the follow-up. Memory
//! does not grow with patients. The difference between two arms of the same patients is taken within each patient,
//! `min(T, h)` with minus without, where nobody is censored before `h`; else from the two curves.

use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::gather::MOST_EXACT;
use crate::run::paired::{Column, each};
use lytic_engine::math;

/// Parts of the follow-up in which times are counted for more patients than can be held.
const BINS: usize = 10_000;
/// Points of a curve: its follow-up in equal parts.
pub(crate) const POINTS: usize = 201;
/// Shares of patients with the event whose times are told.
pub(crate) const SHARES: [f64; 3] = [0.25, 0.5, 0.75];
/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Patients at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Step {
    time: f64,
    events: u64,
    censored: u64,
}

/// Times of patients in the making.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    follow: f64,
    /// All of them, where they can be held.
    kept: Vec<(f64, bool)>,
    /// Events and censorings by bin.
    counted: Vec<[u64; 2]>,
}

impl Times {
    /// Room for so many patients who are followed for so many days.
    pub fn new(patients: u64, follow: f64) -> Times {
        let exact = patients <= MOST_EXACT;
        Times {
            follow,
            kept: if exact { Vec::with_capacity(patients as usize) } else { Vec::new() },
            counted: if exact { Vec::new() } else { vec![[0; 2]; BINS + 1] },
        }
    }

    /// Adds a patient: the time and whether the event came; who could not be judged is left out.
    pub fn add(&mut self, time: f64, event: f64) {
        if time.is_nan() || event.is_nan() {
            return;
        }
        let event = event != 0.0;
        if self.counted.is_empty() {
            self.kept.push((time, event));
            return;
        }
        let bin = (time / self.follow * BINS as f64).round().clamp(0.0, BINS as f64) as usize;
        if let Some(count) = self.counted.get_mut(bin).and_then(|counts| counts.get_mut(usize::from(!event)))
        {
            *count += 1;
        }
    }

    fn steps(mut self) -> Vec<Step> {
        if !self.counted.is_empty() {
            let bins =
                self.counted.iter().enumerate().filter(|(_, [events, censored])| events + censored > 0);
            return bins
                .map(|(bin, [events, censored])| Step {
                    time: self.follow * bin as f64 / BINS as f64,
                    events: *events,
                    censored: *censored,
                })
                .collect();
        }
        self.kept.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut steps: Vec<Step> = Vec::new();
        for (time, event) in self.kept {
            if steps.last().is_none_or(|last| last.time != time) {
                steps.push(Step { time, ..Step::default() });
            }
            if let Some(last) = steps.last_mut() {
                *(if event { &mut last.events } else { &mut last.censored }) += 1;
            }
        }
        steps
    }

    /// The curve. `restricted` is how far its mean looks.
    pub fn curve(self, restricted: f64) -> Curve {
        let follow = self.follow;
        let steps = self.steps();
        let n: u64 = steps.iter().map(|step| step.events + step.censored).sum();
        let mut curve = Curve { n, events: steps.iter().map(|step| step.events).sum(), ..Curve::default() };
        if n == 0 {
            let none = || vec![f64::NAN; POINTS];
            curve = Curve {
                survival: none(),
                low: none(),
                high: none(),
                at_risk: vec![0; POINTS],
                quantiles: vec![f64::NAN; SHARES.len()],
                median: (f64::NAN, f64::NAN),
                mean: f64::NAN,
                mean_error: f64::NAN,
                ..curve
            };
            return curve;
        }
        // The curve behind each time: survival, and the variance of its logarithm.
        let mut at_risk = n;
        let (mut survival, mut variance) = (1.0, 0.0);
        let mut after: Vec<(f64, f64, f64)> = Vec::new();
        // Events with the sum that the variance of the mean is made of.
        let mut weights: Vec<(f64, f64)> = Vec::new();
        for step in &steps {
            if step.events > 0 {
                let (d, r) = (step.events as f64, at_risk as f64);
                survival *= (r - d) / r;
                let part = d / (r * (r - d));
                variance += part;
                weights.push((step.time, part));
                after.push((step.time, survival, variance));
            }
            at_risk -= step.events + step.censored;
        }
        let at = |time: f64| {
            let place = after.partition_point(|(step, ..)| *step <= time);
            place.checked_sub(1).and_then(|place| after.get(place)).map_or((1.0, 0.0), |(_, s, v)| (*s, *v))
        };
        for point in 0..POINTS {
            let time = follow * point as f64 / (POINTS - 1) as f64;
            let (survival, variance) = at(time);
            let (low, high) = interval(survival, variance);
            let gone = steps.partition_point(|step| step.time < time);
            let gone: u64 =
                steps.get(..gone).unwrap_or_default().iter().map(|step| step.events + step.censored).sum();
            curve.survival.push(survival);
            curve.low.push(low);
            curve.high.push(high);
            curve.at_risk.push(n - gone);
        }
        // The first time at which something has fallen to a share; never: not a number.
        let reaches = |share: f64, of: &dyn Fn(f64, f64) -> f64| {
            let found = after.iter().find(|(_, s, v)| of(*s, *v) <= share + 1e-12);
            found.map_or(f64::NAN, |(time, ..)| *time)
        };
        curve.quantiles = SHARES.iter().map(|share| reaches(1.0 - share, &|s, _| s)).collect();
        curve.median = (reaches(0.5, &|s, v| interval(s, v).0), reaches(0.5, &|s, v| interval(s, v).1));
        (curve.mean, curve.mean_error) = restricted_mean(&after, &weights, restricted);
        curve
    }
}

/// The 95 % interval of a share of survivors on the log(-log) scale; the share itself where nobody or everybody is left.
fn interval(survival: f64, variance: f64) -> (f64, f64) {
    if survival <= 0.0 || survival >= 1.0 {
        return (survival, survival);
    }
    let ln = math::ln(survival);
    let spread = Z * math::sqrt(variance) / ln;
    // ln is below zero: the first power is the larger exponent, so the lower bound.
    let power = |sign: f64| math::exp(ln * math::exp(sign * spread));
    (power(-1.0), power(1.0))
}

/// Area under a curve up to `end` and its standard error.
fn restricted_mean(after: &[(f64, f64, f64)], weights: &[(f64, f64)], end: f64) -> (f64, f64) {
    // From the end to the front: the area behind each event.
    let (mut behind, mut next, mut variance) = (0.0, end, 0.0);
    for ((time, survival, _), (_, part)) in after.iter().zip(weights).rev() {
        if *time >= end {
            continue;
        }
        behind += survival * (next - time);
        next = *time;
        // Where everybody has had the event the area behind is nothing, whatever its weight.
        if behind > 0.0 {
            variance += behind * behind * part;
        }
    }
    (behind + next, math::sqrt(variance))
}

/// A curve of survival of one arm of one draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Curve {
    /// Patients who were judged.
    pub n: u64,
    /// Events among them.
    pub events: u64,
    /// Share without the event at [`POINTS`] times.
    pub survival: Vec<f64>,
    /// Its 95 % interval.
    pub low: Vec<f64>,
    /// The upper end.
    pub high: Vec<f64>,
    /// Patients at risk at each.
    pub at_risk: Vec<u64>,
    /// Days by which [`SHARES`] of the patients have had the event; NaN where fewer have.
    pub quantiles: Vec<f64>,
    /// 95 % interval of the median; an end that is not reached is NaN.
    pub median: (f64, f64),
    /// Restricted mean, in days.
    pub mean: f64,
    /// Its standard error.
    pub mean_error: f64,
}

impl Curve {
    /// The same with what is needed of draws that are not shown in full.
    fn reduced(self) -> Curve {
        Curve { low: Vec::new(), high: Vec::new(), at_risk: Vec::new(), ..self }
    }

    fn write(&self, writer: &mut Writer) {
        writer.wholes(&[self.n, self.events]);
        for numbers in [&self.survival, &self.low, &self.high, &self.quantiles] {
            writer.numbers(numbers);
        }
        writer.wholes(&self.at_risk);
        writer.numbers(&[self.median.0, self.median.1, self.mean, self.mean_error]);
    }

    fn read(bytes: &mut Bytes<'_>) -> Option<Curve> {
        let [n, events] = bytes.wholes()?.try_into().ok()?;
        let (survival, low, high, quantiles) =
            (bytes.numbers()?, bytes.numbers()?, bytes.numbers()?, bytes.numbers()?);
        let at_risk = bytes.wholes()?;
        let [first, second, mean, mean_error] = bytes.numbers()?.try_into().ok()?;
        let median = (first, second);
        Some(Curve { n, events, survival, low, high, at_risk, quantiles, median, mean, mean_error })
    }
}

/// Restricted means of two arms of the same patients.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Difference {
    /// Patients who were judged in both.
    pub n: u64,
    /// Second minus first, in days.
    pub days: f64,
    /// Its standard error.
    pub error: f64,
    /// Whether it was taken within each patient.
    pub paired: bool,
}

/// One event in one draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Drawn {
    /// A curve for each arm.
    pub arms: Vec<Curve>,
    /// Scenario minus twin; none without a twin.
    pub difference: Option<Difference>,
}

impl Drawn {
    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        writer.each(&self.arms, |writer, curve| curve.write(writer));
        let difference = self.difference.map(|found| {
            [found.n as f64, found.days, found.error, f64::from(u8::from(found.paired))].to_vec()
        });
        writer.numbers(&difference.unwrap_or_default());
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<Drawn> {
        let arms = bytes.each(Curve::read)?;
        let difference = match bytes.numbers()?.as_slice() {
            [n, days, error, paired] => {
                Some(Difference { n: *n as u64, days: *days, error: *error, paired: *paired != 0.0 })
            }
            _ => None,
        };
        Some(Drawn { arms, difference })
    }
}

/// Follow-up and horizon, in days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Horizon {
    /// How long patients are followed.
    pub follow: f64,
    /// How far the restricted mean looks.
    pub restricted: f64,
}

/// The curve of an arm: a pass over the times and events of its patients. `shown` is false for draws of which only the
/// ignorance is told.
pub(crate) fn curve(
    (patients, blocks): (u64, u64),
    horizon: Horizon,
    shown: bool,
    [time, event]: [Column<'_>; 2],
) -> Result<Curve, StudyError> {
    let mut times = Times::new(patients, horizon.follow);
    each(blocks, [time, event], |[time, event]| times.add(time, event))?;
    let curve = times.curve(horizon.restricted);
    Ok(if shown { curve } else { curve.reduced() })
}

/// The difference of two arms of the same patients, second minus first: `[time, event]` of each.
pub(crate) fn difference(
    blocks: u64,
    horizon: Horizon,
    [first, second]: [[Column<'_>; 2]; 2],
    curves: [&Curve; 2],
) -> Result<Difference, StudyError> {
    let end = horizon.restricted;
    let (mut n, mut sum, mut squares, mut censored) = (0_u64, 0.0, 0.0, false);
    let [[time_a, event_a], [time_b, event_b]] = [first, second];
    each(blocks, [time_a, event_a, time_b, event_b], |[time_a, event_a, time_b, event_b]| {
        if [time_a, event_a, time_b, event_b].iter().any(|value| value.is_nan()) {
            return;
        }
        let early = |time: f64, event: f64| event == 0.0 && time < end * (1.0 - 1e-9);
        censored |= early(time_a, event_a) || early(time_b, event_b);
        let gap = time_b.min(end) - time_a.min(end);
        n += 1;
        sum += gap;
        squares += gap * gap;
    })?;
    if n == 0 {
        return Ok(Difference { days: f64::NAN, error: f64::NAN, ..Difference::default() });
    }
    if censored {
        let [a, b] = curves;
        let error = math::sqrt(a.mean_error * a.mean_error + b.mean_error * b.mean_error);
        return Ok(Difference { n, days: b.mean - a.mean, error, paired: false });
    }
    let count = n as f64;
    let mean = sum / count;
    let variance = if n > 1 { ((squares - sum * mean) / (count - 1.0)).max(0.0) } else { f64::NAN };
    Ok(Difference { n, days: mean, error: math::sqrt(variance / count), paired: true })
}

/// The 95 % interval of a number with a standard error.
pub(crate) fn around(value: f64, error: f64) -> (f64, f64) {
    (value - Z * error, value + Z * error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64, error: f64) {
        assert!((found - wanted).abs() <= error, "{found} instead of {wanted}");
    }

    fn of(patients: u64, follow: f64, seen: &[(f64, bool)], restricted: f64) -> Curve {
        let mut times = Times::new(patients, follow);
        seen.iter().for_each(|(time, event)| times.add(*time, f64::from(u8::from(*event))));
        times.curve(restricted)
    }

    /// Six patients by hand: events at 2, 4, 4, 7; censored at 3 and 9.
    /// S: 5/6 at 2, 5/6 * 2/4 at 4, then half of it at 7.
    #[test]
    fn a_curve_worked_out_by_hand() {
        let seen = [(2.0, true), (3.0, false), (4.0, true), (4.0, true), (7.0, true), (9.0, false)];
        let curve = of(6, 10.0, &seen, 10.0);
        assert_eq!((curve.n, curve.events), (6, 4));
        let at = |day: f64| curve.survival.get((day * 20.0) as usize).copied().unwrap_or(f64::NAN);
        close(at(1.95), 1.0, 0.0);
        close(at(2.0), 5.0 / 6.0, 1e-15);
        close(at(3.95), 5.0 / 6.0, 1e-15);
        close(at(4.0), 5.0 / 12.0, 1e-15);
        close(at(7.0), 5.0 / 24.0, 1e-15);
        let risk = |day: f64| curve.at_risk.get((day * 20.0) as usize).copied().unwrap_or(0);
        assert_eq!(
            [risk(0.0), risk(2.0), risk(2.05), risk(4.0), risk(7.0), risk(9.0), risk(9.5)],
            [6, 6, 5, 4, 2, 1, 0]
        );
        assert_eq!(curve.quantiles, vec![4.0, 4.0, 7.0]);
        // Area: 2 + 2 * 5/6 + 3 * 5/12 + 3 * 5/24.
        close(curve.mean, 2.0 + 10.0 / 6.0 + 15.0 / 12.0 + 15.0 / 24.0, 1e-14);
        // Greenwood at 4: 1/(6*5) + 2/(4*2).
        let (low, high) = interval(5.0 / 12.0, 1.0 / 30.0 + 0.25);
        close(curve.low.get(80).copied().unwrap_or(f64::NAN), low, 1e-14);
        assert!(low < 5.0 / 12.0 && 5.0 / 12.0 < high);
    }

    /// Remission in weeks with 6-mercaptopurine (Freireich 1963, the classic table): S(6) 0.857, S(10) 0.753, S(23)
    /// 0.448; median 23 weeks.
    #[test]
    fn the_classic_table_of_remissions() {
        let events = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
        let censored = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0];
        let seen: Vec<(f64, bool)> =
            events.map(|time| (time, true)).into_iter().chain(censored.map(|time| (time, false))).collect();
        let curve = of(21, 40.0, &seen, 40.0);
        let at = |week: f64| curve.survival.get((week * 5.0) as usize).copied().unwrap_or(f64::NAN);
        for (week, wanted) in [
            (6.0, 0.857),
            (7.0, 0.807),
            (10.0, 0.753),
            (13.0, 0.690),
            (16.0, 0.627),
            (22.0, 0.538),
            (23.0, 0.448),
        ] {
            close(at(week), wanted, 5e-4);
        }
        assert_eq!(curve.quantiles.get(1), Some(&23.0));
        // Of the interval of the median the upper end is not reached.
        assert!(
            curve.median.0 >= 13.0 && curve.median.0 <= 16.0 && curve.median.1.is_nan(),
            "{:?}",
            curve.median
        );
    }

    /// 200,000 exponential times in bins against the same held: S(t) = exp(-h t), mean (1 - exp(-h L))/h.
    #[test]
    fn exponential_times_and_bins() {
        let (hazard, follow) = (0.03, 90.0);
        let n = 60_000_u64;
        let seen: Vec<(f64, bool)> = (0..n)
            .map(|patient| {
                let u = (patient as f64 + 0.5) / n as f64;
                let time = -math::ln(u) / hazard;
                (time.min(follow), time < follow)
            })
            .collect();
        let (exact, counted) = (of(n, follow, &seen, 60.0), of(MOST_EXACT + 1, follow, &seen, 60.0));
        for curve in [&exact, &counted] {
            for (point, survival) in curve.survival.iter().enumerate() {
                let time = follow * point as f64 / (POINTS - 1) as f64;
                close(*survival, math::exp(-hazard * time), 3e-4);
            }
            close(curve.mean, (1.0 - math::exp(-hazard * 60.0)) / hazard, 0.01);
            close(curve.quantiles.get(1).copied().unwrap_or(f64::NAN), math::ln(2.0) / hazard, 0.02);
        }
        assert_eq!(exact.n, counted.n);
    }

    #[test]
    fn nobody_and_everybody() {
        let none = of(0, 10.0, &[], 10.0);
        assert!(none.n == 0 && none.mean.is_nan() && none.survival.len() == POINTS);
        let all = of(2, 10.0, &[(1.0, true), (1.0, true)], 10.0);
        assert_eq!((all.mean, all.mean_error, all.quantiles.clone()), (1.0, 0.0, vec![1.0; 3]));
        let nobody = of(2, 10.0, &[(10.0, false), (10.0, false)], 10.0);
        assert!(nobody.mean == 10.0 && nobody.quantiles.iter().all(|time| time.is_nan()));
    }

    #[test]
    fn what_is_written_is_read() {
        let curve = of(2, 10.0, &[(1.0, true), (4.0, false)], 10.0);
        let difference = Some(Difference { n: 3, days: 1.5, error: 0.25, paired: true });
        let drawn = Drawn { arms: vec![curve.clone(), curve.reduced()], difference };
        let mut writer = Writer::default();
        drawn.write(&mut writer);
        let read = Drawn::read(&mut Bytes(&writer.0));
        // What is no number is not equal to itself.
        assert_eq!(format!("{read:?}"), format!("{:?}", Some(drawn)));
    }
}
