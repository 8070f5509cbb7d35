//! Fits one model to one target: searches from several places, intervals, bands, and the other target.
//!
//! Searches begin at the corners of a small grid; the best three go down, and how many of them end in the same minimum is
//! told. Bands are those of the delta method on the logarithms of the free numbers: with J the slopes of the curve and C the
//! covariance `chi2/(n - p) (J'J)^-1` of the fit, half a band is `t sqrt(J C J')`.

use super::levenberg::{Found, Residuals, Search, cost_of, dot, inverse, jacobian, minimise};
use super::measures::{aicc, r2, rmse, student_95};
use super::model::{AssayModel, Condition, Free, Meaning};
use super::profile::{Around, Profile, profile};
use super::results::{ArmFit, Curve, FittedPoint};
use lytic_engine::math::{exp, ln, sqrt};

/// Corners of the grid that are looked at.
const MOST_CORNERS: usize = 16;
/// Searches that go down.
const SEARCHES: usize = 3;
/// Steps of a search at most.
const STEPS: usize = 60;
/// Minima whose chi2 differs by less than this share are the same.
const SAME: f64 = 1e-4;
/// How often a profile may find a better fit before it is taken as it is.
const RESTARTS: usize = 3;
/// Points of a curve.
const CURVE_POINTS: usize = 25;

/// A measured point as a fit sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Datum {
    pub condition: Condition,
    pub observed: f64,
    pub sd: Option<f64>,
    /// What its residual is divided by.
    pub weight: f64,
    /// Whether it takes part.
    pub used: bool,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    pub free: Vec<Free>,
    pub found: Found,
    pub agreeing: (u64, u64),
    /// Inverse of J'J; none where it has none.
    pub inverse: Option<Vec<Vec<f64>>>,
    /// Points of the fit.
    pub n: usize,
}

/// Residuals of the points that take part, in units of their weights.
fn residuals(model: &AssayModel<'_>, free: &[Free], data: &[Datum], x: &[f64]) -> Vec<f64> {
    let used: Vec<&Datum> = data.iter().filter(|datum| datum.used).collect();
    let conditions: Vec<Condition> = used.iter().map(|datum| datum.condition).collect();
    let lysis = model.lysis_percent(free, x, &conditions);
    lysis.iter().zip(used).map(|(fitted, datum)| (fitted - datum.observed) / datum.weight).collect()
}

/// Corners of the grid of starts: all of a small one, of a larger one both ends and one number moved at a time.
fn corners(free: &[Free]) -> Vec<Vec<f64>> {
    let start = |index: usize, high: bool| free.get(index).map_or(0.0, |free| free.starts[usize::from(high)]);
    let count = free.len();
    if count < 5 {
        return (0..1_usize << count)
            .map(|bits| (0..count).map(|index| start(index, bits >> index & 1 == 1)).collect())
            .collect();
    }
    let one = |moved: Option<usize>, high: bool| -> Vec<f64> {
        (0..count).map(|index| start(index, high != (moved == Some(index)))).collect()
    };
    let moved = (0..count).flat_map(|index| [one(Some(index), false), one(Some(index), true)]);
    [one(None, false), one(None, true)].into_iter().chain(moved).take(MOST_CORNERS).collect()
}

fn sides(free: &[Free]) -> Vec<(f64, f64)> {
    free.iter().map(|free| free.sides).collect()
}

/// The best fit of a model.
pub(super) fn solve(model: &AssayModel<'_>, data: &[Datum]) -> Solved {
    let free = model.free();
    let of = |x: &[f64]| residuals(model, &free, data, x);
    let mut starts: Vec<(f64, Vec<f64>)> =
        corners(&free).into_iter().map(|start| (cost_of(&of(&start)), start)).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (sides, held) = (sides(&free), vec![false; free.len()]);
    let search = Search { sides: &sides, held: &held, steps: STEPS };
    let mut ends: Vec<Found> =
        starts.iter().take(SEARCHES).map(|(_, start)| minimise(&of, start, &search)).collect();
    ends.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let best = ends.first().map_or(f64::INFINITY, |end| end.cost);
    let agreeing = ends.iter().filter(|end| end.cost <= best * (1.0 + SAME) + 1e-12).count() as u64;
    let searches = ends.len() as u64;
    let found = ends.into_iter().next().unwrap_or(Found {
        x: Vec::new(),
        residuals: Vec::new(),
        cost: f64::INFINITY,
        rested: false,
    });
    finished(&of, free.clone(), found, (agreeing, searches), data)
}

fn finished(
    of: &Residuals<'_>,
    free: Vec<Free>,
    found: Found,
    agreeing: (u64, u64),
    data: &[Datum],
) -> Solved {
    let held = vec![false; free.len()];
    let slopes = jacobian(of, &found.x, &found.residuals, &sides(&free), &held);
    let matrix: Vec<Vec<f64>> =
        slopes.iter().map(|row| slopes.iter().map(|other| dot(row, other)).collect()).collect();
    let n = data.iter().filter(|datum| datum.used).count();
    Solved { free, found, agreeing, inverse: inverse(&matrix), n }
}

impl Solved {
    fn degrees(&self) -> usize {
        self.n.saturating_sub(self.free.len())
    }

    /// Variance of the errors in units of the weights.
    fn variance(&self) -> f64 {
        self.found.cost / self.degrees() as f64
    }

    /// AICc of the fit.
    pub(super) fn aicc(&self) -> Option<f64> {
        aicc(self.found.cost, self.n, self.free.len())
    }

    /// Correlations of the logarithms of the free numbers.
    pub(super) fn correlations(&self) -> Vec<(usize, usize, f64)> {
        let Some(inverse) = &self.inverse else { return Vec::new() };
        let at = |row: usize, column: usize| {
            inverse.get(row).and_then(|row| row.get(column)).copied().unwrap_or(f64::NAN)
        };
        let pairs =
            (0..self.free.len()).flat_map(|row| (row + 1..self.free.len()).map(move |other| (row, other)));
        pairs
            .map(|(row, other)| (row, other, at(row, other) / sqrt(at(row, row) * at(other, other))))
            .collect()
    }

    /// Profiles of all free numbers. Where one finds a better fit, that becomes the fit and all begin anew.
    pub(super) fn profiles(&mut self, model: &AssayModel<'_>, data: &[Datum]) -> Vec<Profile> {
        let free = self.free.clone();
        let of = |x: &[f64]| residuals(model, &free, data, x);
        let sides = sides(&free);
        let mut restarts = 0;
        loop {
            let t = student_95(self.degrees());
            let errors: Vec<f64> = (0..free.len())
                .map(|index| {
                    let own =
                        self.inverse.as_ref().and_then(|inverse| inverse.get(index)?.get(index).copied());
                    own.map_or(f64::NAN, |own| sqrt(own * self.variance()))
                })
                .collect();
            let around = Around {
                residuals: &of,
                best: &self.found,
                sides: &sides,
                threshold: self.found.cost + t * t * self.variance(),
                errors: &errors,
            };
            let mut profiles = Vec::with_capacity(free.len());
            let mut better = None;
            for index in 0..free.len() {
                let found = profile(&around, index);
                if found.better.is_some() && restarts < RESTARTS {
                    better = found.better;
                    break;
                }
                profiles.push(found);
            }
            let Some(start) = better else { return profiles };
            restarts += 1;
            let held = vec![false; free.len()];
            let found = minimise(&of, &start, &Search { sides: &sides, held: &held, steps: STEPS });
            *self = finished(&of, free.clone(), found, (1, self.agreeing.1), data);
        }
    }

    /// All points with what the model makes of them.
    pub(super) fn points(&self, model: &AssayModel<'_>, data: &[Datum]) -> Vec<FittedPoint> {
        points(model, &self.free, &self.found.x, data)
    }

    /// Lines through the arms of `data` with their bands.
    pub(super) fn curves(&self, model: &AssayModel<'_>, data: &[Datum]) -> Vec<Curve> {
        let lines = lines(data);
        let conditions: Vec<Condition> = lines.iter().flat_map(|line| line.conditions()).collect();
        let of = |x: &[f64]| model.lysis_percent(&self.free, x, &conditions);
        let middle = of(&self.found.x);
        let half = self.half_bands(&of, &middle);
        let mut from = 0;
        lines
            .into_iter()
            .map(|line| {
                let part = from..from + line.ratios.len();
                from = part.end;
                let lysis = middle.get(part.clone()).unwrap_or_default().to_vec();
                let half = half.as_ref().and_then(|half| half.get(part)).unwrap_or_default();
                let side = |sign: f64| {
                    lysis.iter().zip(half).map(|(y, half)| (y + sign * half).clamp(0.0, 100.0)).collect()
                };
                Curve {
                    arm: line.arm,
                    hours: line.hours,
                    low: side(-1.0),
                    high: side(1.0),
                    lysis,
                    ratios: line.ratios,
                }
            })
            .collect()
    }

    fn half_bands(&self, of: &Residuals<'_>, middle: &[f64]) -> Option<Vec<f64>> {
        let inverse = self.inverse.as_ref()?;
        let held = vec![false; self.free.len()];
        let slopes = jacobian(of, &self.found.x, middle, &sides(&self.free), &held);
        let t = student_95(self.degrees());
        let half = (0..middle.len()).map(|point| {
            let slope: Vec<f64> = slopes.iter().map(|row| row.get(point).copied().unwrap_or(0.0)).collect();
            let spread: f64 = inverse.iter().zip(&slope).map(|(row, own)| own * dot(row, &slope)).sum();
            t * sqrt((spread * self.variance()).max(0.0))
        });
        Some(half.collect())
    }
}

/// A line to be drawn.
struct Line {
    arm: usize,
    hours: f64,
    ratios: Vec<f64>,
}

impl Line {
    fn conditions(&self) -> impl Iterator<Item = Condition> {
        self.ratios.iter().map(|ratio| Condition { arm: self.arm, ratio: *ratio, hours: self.hours })
    }
}

/// A line for each arm and length of the assay, a little beyond the measured ratios.
fn lines(data: &[Datum]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for datum in data {
        let Condition { arm, ratio, hours } = datum.condition;
        match lines.iter_mut().find(|line| line.arm == arm && line.hours == hours) {
            Some(line) => line.ratios.push(ratio),
            None => lines.push(Line { arm, hours, ratios: vec![ratio] }),
        }
    }
    for line in &mut lines {
        let low = ln(line.ratios.iter().copied().fold(f64::INFINITY, f64::min) / 1.2);
        let high = ln(line.ratios.iter().copied().fold(0.0, f64::max) * 1.2);
        let step = (high - low) / (CURVE_POINTS - 1) as f64;
        line.ratios = (0..CURVE_POINTS).map(|index| exp(low + step * index as f64)).collect();
    }
    lines
}

fn points(model: &AssayModel<'_>, free: &[Free], x: &[f64], data: &[Datum]) -> Vec<FittedPoint> {
    let conditions: Vec<Condition> = data.iter().map(|datum| datum.condition).collect();
    let fitted = model.lysis_percent(free, x, &conditions);
    let both = data.iter().zip(fitted);
    both.map(|(datum, fitted)| FittedPoint {
        arm: datum.condition.arm,
        ratio: datum.condition.ratio,
        hours: datum.condition.hours,
        observed: datum.observed,
        sd: datum.sd,
        fitted,
        used: datum.used,
    })
    .collect()
}

/// R2 and root mean square difference of the points that took part.
pub(super) fn overall(points: &[FittedPoint]) -> (f64, f64) {
    let pairs: Vec<(f64, f64)> =
        points.iter().filter(|point| point.used).map(|point| (point.observed, point.fitted)).collect();
    (r2(&pairs), rmse(&pairs))
}

/// How each arm is met.
pub(super) fn by_arm(points: &[FittedPoint], arms: &[String]) -> Vec<ArmFit> {
    let of = |arm: usize| points.iter().filter(move |point| point.arm == arm);
    let all = arms.iter().enumerate().filter(|(arm, _)| of(*arm).next().is_some());
    all.map(|(arm, name)| {
        let pairs: Vec<(f64, f64)> = of(arm).map(|point| (point.observed, point.fitted)).collect();
        let differences = || pairs.iter().map(|(observed, fitted)| fitted - observed);
        ArmFit {
            arm: name.clone(),
            used: of(arm).any(|point| point.used),
            n: pairs.len() as u64,
            r2: r2(&pairs),
            rmse: rmse(&pairs),
            bias: differences().sum::<f64>() / pairs.len() as f64,
            largest: differences()
                .fold(0.0, |most: f64, next| if next.abs() > most.abs() { next } else { most }),
        }
    })
    .collect()
}

/// Another target with the numbers of a fit, of which `count` are fitted anew: none, the natural signal, and the rate.
pub(super) struct Predicted {
    pub refitted: Vec<(Meaning, f64)>,
    pub points: Vec<FittedPoint>,
    pub x: Vec<f64>,
}

/// Predicts another target from the numbers of a fit. Arms without molecules share one factor on their signals.
pub(super) fn predict(model: &AssayModel<'_>, solved: &Solved, data: &[Datum], count: usize) -> Predicted {
    let free = &solved.free;
    let is_signal = |meaning: Meaning| matches!(meaning, Meaning::Natural(_) | Meaning::ArmSignal(_));
    let is_rate =
        |meaning: Meaning| matches!(meaning, Meaning::ContactRate | Meaning::KillRate | Meaning::Hazard);
    // Of several targets the predicted one has the mean of the natural signals.
    let natural: Vec<f64> = free
        .iter()
        .zip(&solved.found.x)
        .filter(|(free, _)| matches!(free.meaning, Meaning::Natural(_)))
        .map(|(_, x)| *x)
        .collect();
    let mean = natural.iter().sum::<f64>() / natural.len().max(1) as f64;
    let start = |free: &Free, x: f64| if matches!(free.meaning, Meaning::Natural(_)) { mean } else { x };
    // Shifts of the logarithms: of signals, then of the rate.
    let shifted = |shifts: &[f64]| -> Vec<f64> {
        let shift = |meaning: Meaning| match meaning {
            meaning if is_signal(meaning) => shifts.first(),
            meaning if is_rate(meaning) => shifts.get(1),
            _ => None,
        };
        free.iter()
            .zip(&solved.found.x)
            .map(|(free, x)| start(free, *x) + shift(free.meaning).copied().unwrap_or(0.0))
            .collect()
    };
    let of = |shifts: &[f64]| residuals(model, free, data, &shifted(shifts));
    let wide = vec![(-6.0, 6.0); count];
    let held = vec![false; count];
    let search = Search { sides: &wide, held: &held, steps: STEPS };
    let ends = [0.0, 0.7].map(|start| {
        let mut begin = vec![0.0; count];
        if let Some(first) = begin.first_mut() {
            *first = start;
        }
        minimise(&of, &begin, &search)
    });
    let best = ends.iter().fold(&ends[0], |best, next| if next.cost < best.cost { next } else { best });
    let x = shifted(&best.x);
    // Of several natural signals, which are one here, the first stands for all.
    let once = |meaning: Meaning| !matches!(meaning, Meaning::Natural(line) if line > 0);
    let changed = |meaning: Meaning| {
        once(meaning) && ((is_signal(meaning) && count > 0) || (is_rate(meaning) && count > 1))
    };
    let refitted = free
        .iter()
        .zip(&x)
        .filter(|(free, _)| changed(free.meaning))
        .map(|(free, x)| (free.meaning, exp(*x)))
        .collect();
    Predicted { refitted, points: points(model, free, &x, data), x }
}

/// Lines of a predicted target, without bands: what is not known of it is not in the fit's covariance.
pub(super) fn predicted_curves(
    model: &AssayModel<'_>,
    solved: &Solved,
    predicted: &Predicted,
    data: &[Datum],
) -> Vec<Curve> {
    let lines = lines(data);
    let conditions: Vec<Condition> = lines.iter().flat_map(|line| line.conditions()).collect();
    let mut lysis = model.lysis_percent(&solved.free, &predicted.x, &conditions).into_iter();
    let curve = |line: Line| Curve {
        arm: line.arm,
        hours: line.hours,
        lysis: lysis.by_ref().take(line.ratios.len()).collect(),
        ratios: line.ratios,
        ..Curve::default()
    };
    lines.into_iter().map(curve).collect()
}
