//! From a plan to results: each model fitted, the shown one with profiles and bands, another target predicted.

use super::arm::Meeting;
use super::lysis::{Point, plain};
use super::model::{AssayModel, Condition, Meaning, Mechanism};
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
    /// The place of an arm; of a predicted target that of the same NK cells on the first target that met them.
    fn arm_of(&self, target: usize, effector: usize) -> Option<usize> {
        let own = self.wells.iter().position(|well| *well == (target, effector));
        let predicted = || self.wells.iter().position(|(_, known)| *known == effector);
        if self.targets.contains(&target) { own } else { predicted() }
    }

    /// Points of the fit.
    pub(super) fn data(&self) -> Vec<Datum> {
        self.targets.iter().flat_map(|target| self.data_at(*target)).collect()
    }

    /// Points of a target.
    fn data_at(&self, target: usize) -> Vec<Datum> {
        let of = self.lysis.points.iter().filter(move |point| point.target == target);
        of.filter_map(|point: &Point| {
            let sd = point.sd_percent;
            let weight = if self.request.equal_weights {
                1.0
            } else {
                sd.filter(|sd| *sd > 0.0).unwrap_or(self.typical_sd).max(self.sd_floor)
            };
            let arm = self.arm_of(target, point.effector)?;
            Some(Datum {
                condition: Condition { arm, ratio: point.ratio, hours: point.hours },
                observed: point.lysis_percent,
                sd,
                weight,
                used: self.used.get(point.effector).copied().unwrap_or(false),
            })
        })
        .collect()
    }

    /// NK cells of each arm.
    fn arm_names(&self) -> Vec<String> {
        self.wells.iter().filter_map(|(_, effector)| self.lysis.effectors.get(*effector).cloned()).collect()
    }

    /// Names of arms that tell the targets of a joint fit apart: `wild_type, HL-60`.
    fn joint_names(&self) -> Vec<String> {
        let names = self.arm_names().into_iter().zip(&self.wells);
        let joint = self.targets.len() > 1;
        let of = |(arm, (target, _)): (String, &(usize, usize))| {
            if joint { format!("{arm}, {}", self.target_name(*target)) } else { arm }
        };
        names.map(of).collect()
    }

    /// The target of each arm, by its place among those of the fit.
    pub(super) fn lines(&self) -> Vec<usize> {
        let place = |target: usize| self.targets.iter().position(|known| *known == target).unwrap_or(0);
        self.wells.iter().map(|(target, _)| place(*target)).collect()
    }

    fn target_name(&self, target: usize) -> &str {
        self.lysis.targets.get(target).map_or("", String::as_str)
    }

    /// Names of the targets that are fitted.
    fn target_names(&self) -> Vec<String> {
        self.targets.iter().map(|target| self.target_name(*target).to_owned()).collect()
    }

    /// Cells of all arms with their targets, or with another target.
    pub(super) fn meetings(&self, table: usize, other: Option<usize>) -> Vec<Meeting> {
        let of = |(target, effector): &(usize, usize)| {
            let arm = self.lysis.effectors.get(*effector).map_or("", String::as_str);
            let name = self.target_name(other.unwrap_or(*target));
            match self.tables.get(table) {
                Some(table) => {
                    let given = self.request.car_factors.iter().find(|(name, _)| plain(name) == plain(arm));
                    let factor = given.map_or(1.0, |(_, factor)| *factor);
                    let targets = &self.lysis.targets;
                    Meeting::of(&table.molecules, (arm, name), targets, factor, &self.release)
                }
                None => Meeting::unknown(),
            }
        };
        self.wells.iter().map(of).collect()
    }

    pub(super) fn model<'a>(
        &'a self,
        decision: DecisionModel,
        mechanism: Mechanism,
        (meetings, lines): (&'a [Meeting], &'a [usize]),
    ) -> AssayModel<'a> {
        AssayModel {
            decision,
            mechanism,
            molecular: !self.tables.is_empty(),
            meetings,
            lines,
            adhesion: self.request.adhesion,
            numbers: &self.numbers,
            release: &self.release,
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
        let (meetings, lines) = (self.meetings(table, None), self.lines());
        let model = self.model(decision, mechanism, (&meetings, &lines));
        let data = self.data();
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
            let meetings = self.meetings(table, Some(*target));
            let model = self.model(decision, mechanism, (&meetings, &lines));
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
            arms: solve::by_arm(&points, &self.joint_names()),
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
        let data = self.data_at(target);
        let arms = self.arm_names();
        (0..=2)
            .map(|count| {
                let predicted = solve::predict(model, solved, &data, count);
                let (r2, rmse) = solve::overall(&predicted.points);
                let name =
                    |meaning| names::name(meaning, model.decision, self.target_name(target), &arms, false).0;
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
                let line = match free.meaning {
                    Meaning::Natural(line) => line,
                    _ => 0,
                };
                let target = self.targets.get(line).map_or("", |target| self.target_name(*target));
                let joint = self.targets.len() > 1;
                let (name, unit) = names::name(free.meaning, decision, target, arms, joint);
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
        let targets: Vec<usize> = self.targets.iter().chain(&self.predict).copied().collect();
        let mut arms = self.arm_names();
        arms.sort_unstable();
        arms.dedup();
        for arm in arms {
            for role in [Role::ChimericReceptor, Role::InhibitoryReceptor, Role::Adhesion] {
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
            for role in [Role::Antigen, Role::InhibitoryLigand, Role::Adhesion] {
                let of = |table: &TableOf| table.molecules.on_target(name, role, "").cloned();
                found.extend(of(first).zip(of(second)).and_then(|(a, b)| disagreement(name, &a, &b)));
            }
        }
        found
    }

    fn results(&self, fits: Vec<Fit>) -> FitResults {
        let data = self.data();
        let receptors = self.meetings(0, None).into_iter().flat_map(|meeting| meeting.receptors).collect();
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
            target: self.target_names().join(" + "),
            targets: self.target_names(),
            arms: self.arm_names(),
            arm_targets: self.lines(),
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
