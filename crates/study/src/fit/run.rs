//! From a plan to results: each model fitted, the shown one with profiles and bands, another target predicted.

use super::arm::Meeting;
use super::lysis::{Point, plain};
use super::model::{AssayModel, Condition, Mechanism};
use super::molecules::{self, Role, carries_car};
use super::names;
use super::plan::{FitPlan, TableOf};
use super::results::{Disagreement, Fit, FitResults, FittedParameter, Prediction, Verdict};
use super::solve::{self, Datum, Solved};
use crate::error::StudyError;
use crate::hash::Hasher;
use crate::run::{Progress, pool};
use lytic_engine::math::exp;
use lytic_nk::recognition::DecisionModel;

/// Share of the second file's cells within its largest believable number.
const SUPPORT: f64 = 0.999;
/// Means that differ by more than this factor are told.
const DIFFERENT: f64 = 1.25;

impl FitPlan {
    pub(super) fn data(&self, target: usize) -> Vec<Datum> {
        let arms = self.arms_at(self.target);
        let of = self.lysis.points.iter().filter(move |point| point.target == target);
        of.filter_map(|point: &Point| {
            let sd = point.sd_percent;
            let weight = if self.request.equal_weights {
                1.0
            } else {
                sd.filter(|sd| *sd > 0.0).unwrap_or(self.typical_sd).max(self.sd_floor)
            };
            Some(Datum {
                condition: Condition {
                    arm: arms.iter().position(|arm| *arm == point.effector)?,
                    ratio: point.ratio,
                    hours: point.hours,
                },
                observed: point.lysis_percent,
                sd,
                weight,
                used: self.used.get(point.effector).copied().unwrap_or(false),
            })
        })
        .collect()
    }

    /// Arms that were measured on a target. Without molecules each needs a number of its own, so that arms which take no
    /// part cannot be shown.
    fn arms_at(&self, target: usize) -> Vec<usize> {
        let mut arms: Vec<usize> = (0..self.lysis.effectors.len())
            .filter(|arm| {
                self.lysis.points.iter().any(|point| point.target == target && point.effector == *arm)
            })
            .collect();
        if self.tables.is_empty() {
            arms.retain(|arm| self.used.get(*arm) == Some(&true));
        }
        arms
    }

    fn arm_names(&self) -> Vec<String> {
        let of = self.arms_at(self.target).into_iter();
        of.filter_map(|arm| self.lysis.effectors.get(arm).cloned()).collect()
    }

    fn target_name(&self, target: usize) -> &str {
        self.lysis.targets.get(target).map_or("", String::as_str)
    }

    pub(super) fn meetings(&self, table: usize, target: usize) -> Vec<Meeting> {
        let name = self.target_name(target);
        let of = |arm: String| match self.tables.get(table) {
            Some(table) => {
                let given = self.request.car_factors.iter().find(|(name, _)| plain(name) == plain(&arm));
                let factor = given.map_or(1.0, |(_, factor)| *factor);
                Meeting::of(&table.molecules, (&arm, name), &self.lysis.targets, factor)
            }
            None => Meeting::unknown(),
        };
        self.arm_names().into_iter().map(of).collect()
    }

    pub(super) fn model<'a>(
        &'a self,
        decision: DecisionModel,
        mechanism: Mechanism,
        meetings: &'a [Meeting],
    ) -> AssayModel<'a> {
        AssayModel {
            decision,
            mechanism,
            molecular: !self.tables.is_empty(),
            meetings,
            numbers: &self.numbers,
            rates: &self.rates,
        }
    }

    /// Models to be fitted, the shown one first.
    fn candidates(&self) -> Vec<(DecisionModel, Mechanism, usize)> {
        let tables = self.tables.len().max(1);
        (0..tables)
            .flat_map(|table| {
                self.decisions.iter().flat_map(move |decision| {
                    self.mechanisms.iter().map(move |mechanism| (*decision, *mechanism, table))
                })
            })
            .collect()
    }

    /// How many pieces of work it takes.
    pub fn pieces(&self) -> u64 {
        self.candidates().len() as u64 + 1
    }

    /// Fits all models on `threads` threads (none: all cores). Results do not depend on their number.
    ///
    /// # Errors
    /// Where `progress` stops it, or the machine gives no threads.
    pub fn run(&self, threads: Option<usize>, progress: Progress<'_>) -> Result<FitResults, StudyError> {
        let pool = pool(threads)?;
        let candidates = self.candidates();
        let all = self.pieces();
        let mut fits = Vec::with_capacity(candidates.len());
        for (index, (decision, mechanism, table)) in candidates.into_iter().enumerate() {
            if !progress(index as u64, all) {
                return Err(StudyError::Interrupted);
            }
            fits.extend(pool.install(|| self.fit(decision, mechanism, table, index == 0)));
        }
        // The shown one stays first.
        if let Some(rest) = fits.get_mut(1..) {
            let score = |fit: &Fit| fit.aicc.unwrap_or(f64::INFINITY);
            rest.sort_by(|a, b| score(a).total_cmp(&score(b)));
        }
        if !progress(all, all) {
            return Err(StudyError::Interrupted);
        }
        Ok(self.results(fits))
    }

    /// One model, with profiles and curves where it is the shown one; none where there are too few points for it.
    fn fit(&self, decision: DecisionModel, mechanism: Mechanism, table: usize, shown: bool) -> Option<Fit> {
        let meetings = self.meetings(table, self.target);
        let model = self.model(decision, mechanism, &meetings);
        let data = self.data(self.target);
        let used = data.iter().filter(|datum| datum.used).count();
        if used <= model.free().len() {
            return None;
        }
        let mut solved = solve::solve(&model, &data);
        let profiles = if shown { solved.profiles(&model, &data) } else { Vec::new() };
        let arms = self.arm_names();
        let points = solved.points(&model, &data);
        let (r2, rmse) = solve::overall(&points);
        let predictions = self.predict.iter().flat_map(|target| {
            let meetings = self.meetings(table, *target);
            let model = self.model(decision, mechanism, &meetings);
            self.predictions(&model, &solved, *target, shown)
        });
        let predictions = predictions.collect();
        Some(Fit {
            decision,
            mechanism,
            table: self.tables.get(table).map_or("", |table| table.label).to_owned(),
            parameters: self.parameters(decision, &solved, &profiles, &arms),
            r2,
            rmse,
            chi2: solved.found.cost,
            aicc: solved.aicc(),
            n: solved.n as u64,
            agreeing: solved.agreeing,
            rested: solved.found.rested,
            correlations: solved.correlations(),
            arms: solve::by_arm(&points, &arms),
            curves: if shown { solved.curves(&model, &data) } else { Vec::new() },
            points,
            predictions,
        })
    }

    fn predictions(
        &self,
        model: &AssayModel<'_>,
        solved: &Solved,
        target: usize,
        shown: bool,
    ) -> Vec<Prediction> {
        let data = self.data(target);
        let arms = self.arm_names();
        (0..=2)
            .map(|count| {
                let predicted = solve::predict(model, solved, &data, count);
                let (r2, rmse) = solve::overall(&predicted.points);
                let name = |meaning| names::name(meaning, model.decision, self.target_name(target), &arms).0;
                Prediction {
                    target: self.target_name(target).to_owned(),
                    refitted: predicted
                        .refitted
                        .iter()
                        .map(|(meaning, value)| (name(*meaning), *value))
                        .collect(),
                    r2,
                    rmse,
                    arms: solve::by_arm(&predicted.points, &arms),
                    curves: if shown {
                        solve::predicted_curves(model, solved, &predicted, &data)
                    } else {
                        Vec::new()
                    },
                    points: predicted.points,
                }
            })
            .collect()
    }

    fn parameters(
        &self,
        decision: DecisionModel,
        solved: &Solved,
        profiles: &[super::profile::Profile],
        arms: &[String],
    ) -> Vec<FittedParameter> {
        solved
            .free
            .iter()
            .zip(&solved.found.x)
            .enumerate()
            .map(|(index, (free, x))| {
                let profile = profiles.get(index);
                let end = |end: Option<f64>| end.map(exp);
                let (low, high) = profile.map_or((None, None), |found| (end(found.low), end(found.high)));
                let (name, unit) = names::name(free.meaning, decision, self.target_name(self.target), arms);
                FittedParameter {
                    meaning: free.meaning,
                    in_library: names::in_library(&name),
                    name,
                    unit: unit.to_owned(),
                    value: exp(*x),
                    low,
                    high,
                    verdict: match (profile, low, high) {
                        (None, ..) => Verdict::NotAsked,
                        (_, Some(_), Some(_)) => Verdict::Bounded,
                        (_, None, Some(_)) => Verdict::OpenBelow,
                        (_, Some(_), None) => Verdict::OpenAbove,
                        (_, None, None) => Verdict::Open,
                    },
                    sides: (exp(free.sides.0), exp(free.sides.1)),
                    profile: profile.map_or_else(Vec::new, |found| {
                        found.trace.iter().map(|(x, rise)| (exp(*x), *rise)).collect()
                    }),
                }
            })
            .collect()
    }

    /// Molecules of which the two files say different things.
    fn disagreements(&self) -> Vec<Disagreement> {
        let [first, second] = self.tables.as_slice() else { return Vec::new() };
        let mut found: Vec<Disagreement> = Vec::new();
        let targets: Vec<usize> = std::iter::once(self.target).chain(self.predict.iter().copied()).collect();
        for arm in self.arm_names() {
            for role in [Role::ChimericReceptor, Role::InhibitoryReceptor] {
                if role == Role::ChimericReceptor && !carries_car(&arm) {
                    continue;
                }
                let of =
                    |table: &TableOf| table.molecules.on_effector(&arm, &self.lysis.targets, role).cloned();
                found.extend(of(first).zip(of(second)).and_then(|(a, b)| disagreement(&arm, &a, &b)));
            }
        }
        for target in targets {
            let name = self.target_name(target);
            for role in [Role::Antigen, Role::InhibitoryLigand] {
                let of = |table: &TableOf| table.molecules.on_target(name, role, "").cloned();
                found.extend(of(first).zip(of(second)).and_then(|(a, b)| disagreement(name, &a, &b)));
            }
        }
        found
    }

    fn results(&self, fits: Vec<Fit>) -> FitResults {
        let data = self.data(self.target);
        let receptors =
            self.meetings(0, self.target).into_iter().flat_map(|meeting| meeting.receptors).collect();
        let mut hasher = Hasher::new();
        for fit in &fits {
            let values: Vec<f64> = fit.parameters.iter().map(|parameter| parameter.value).collect();
            hasher.numbers(&values);
            hasher.numbers(&[fit.chi2]);
            hasher.numbers(&fit.points.iter().map(|point| point.fitted).collect::<Vec<f64>>());
        }
        let mut hashes = self.hashes();
        hashes.push(("results".to_owned(), hasher.finish()));
        FitResults {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: self.command(),
            file: self.request.lysis.name.clone(),
            rows: (self.lysis.rows, self.lysis.refused),
            tables: self
                .tables
                .iter()
                .map(|table| {
                    let found = &table.molecules;
                    (table.label.to_owned(), table.name.clone(), found.rows, found.refused)
                })
                .collect(),
            target: self.target_name(self.target).to_owned(),
            arms: self.arm_names(),
            left_out: self
                .lysis
                .effectors
                .iter()
                .zip(&self.used)
                .filter(|(_, used)| !**used)
                .map(|(arm, _)| arm.clone())
                .collect(),
            weighted: !self.request.equal_weights,
            sd_floor: self.sd_floor,
            without_sd: data.iter().filter(|datum| datum.used && datum.sd.is_none_or(|sd| sd <= 0.0)).count()
                as u64,
            receptors,
            disagreements: self.disagreements(),
            fits,
            hashes,
        }
    }
}

fn disagreement(of: &str, a: &molecules::Distribution, b: &molecules::Distribution) -> Option<Disagreement> {
    let means = (a.mean(), b.mean());
    let ratio = means.0 / means.1;
    let beyond = a.above(b.quantile(SUPPORT));
    let apart = !(1.0 / DIFFERENT..=DIFFERENT).contains(&ratio);
    apart.then(|| Disagreement { of: of.to_owned(), molecule: a.molecule.clone(), means, beyond })
}
