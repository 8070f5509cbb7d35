//! From files and wishes to a plan: what is read, who is who, which models are fitted; then the fit itself.

use super::arm::Meeting;
use super::lysis::{self, Lysis, Point, plain};
use super::model::{AssayModel, Condition, Mechanism, decision_name};
use super::molecules::{self, Molecules, Role, carries_car};
use super::names;
use super::results::{Disagreement, Fit, FitResults, FittedParameter, Prediction, Verdict};
use super::solve::{self, Datum, Solved};
use crate::command::quoted;
use crate::error::StudyError;
use crate::hash::Hasher;
use crate::manifest::{folder_name_of, stem};
use crate::run::{Progress, pool};
use lytic_engine::math::exp;
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{ContactNumbers, DecisionModel};
use lytic_text::{Diagnostic, Message, SourceId, Sources, has_errors, nearest};
use serde_json::{Map, Value, json};

/// Problems that are told; of more, only how many.
const MOST_PROBLEMS: usize = 100;
/// Points of a fit at most.
const MOST_POINTS: usize = 400;
/// Share of the second file's cells within its largest believable number.
const SUPPORT: f64 = 0.999;
/// Means that differ by more than this factor are told.
const DIFFERENT: f64 = 1.25;

/// A file: its name as the user gave it, and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextFile {
    /// As the user gave it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What is asked of `lytic fit assay`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitRequest {
    /// Lysis.
    pub lysis: TextFile,
    /// Bins of receptors and ligands.
    pub bins: Option<TextFile>,
    /// Events of receptors and ligands.
    pub histograms: Option<TextFile>,
    /// The target of the fit; none: the only one of the file.
    pub target: Option<String>,
    /// Targets to be predicted.
    pub predict: Vec<String>,
    /// Arms that take no part in the fit.
    pub without: Vec<String>,
    /// By what the chimeric receptors of an arm are multiplied.
    pub car_factors: Vec<(String, f64)>,
    /// The decision; none: both, the weighted signal shown.
    pub decision: Option<DecisionModel>,
    /// The way of killing; none: all, the fixed cycle shown.
    pub mechanism: Option<Mechanism>,
    /// Every point counts the same.
    pub equal_weights: bool,
    /// Least standard deviation, percent points; none: that of the typical point.
    pub sd_floor: Option<f64>,
    /// Refused rows are warnings, the others are used.
    pub skip_bad_rows: bool,
}

/// A file of molecules, read.
struct TableOf {
    label: &'static str,
    name: String,
    molecules: Molecules,
}

/// A fit made ready.
pub struct FitPlan {
    request: FitRequest,
    lysis: Lysis,
    tables: Vec<TableOf>,
    target: usize,
    predict: Vec<usize>,
    used: Vec<bool>,
    sd_floor: f64,
    typical_sd: f64,
    numbers: ContactNumbers,
    rates: KillerRates,
    decisions: Vec<DecisionModel>,
    mechanisms: Vec<Mechanism>,
}

/// Makes a fit ready. All that is wrong comes back together; places are in `sources`.
pub fn prepare_fit(
    request: FitRequest,
    library: &Library,
    sources: &mut Sources,
) -> (Option<FitPlan>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut open = |file: &TextFile| -> SourceId { sources.add(file.name.clone(), file.text.clone()) };
    let lysis = lysis::read(open(&request.lysis), &request.lysis.text, request.skip_bad_rows, &mut problems);
    let files = [("bins", &request.bins), ("histograms", &request.histograms)];
    let tables: Vec<TableOf> = files
        .into_iter()
        .filter_map(|(label, file)| Some((label, file.as_ref()?)))
        .map(|(label, file)| TableOf {
            label,
            name: file.name.clone(),
            molecules: molecules::read(open(file), &file.text, &mut problems),
        })
        .collect();
    let numbers = ContactNumbers::from_library(library).map_err(|found| problems.extend(found)).ok();
    let rates = KillerRates::from_library(library).map_err(|found| problems.extend(found)).ok();
    let target = target(&request, &lysis, &mut problems);
    let predict: Vec<usize> =
        request.predict.iter().filter_map(|name| named_target(name, &lysis, &mut problems)).collect();
    let used = used_arms(&request, &lysis, &mut problems);
    check_factors(&request, &lysis, &mut problems);
    if let Some(target) = target {
        for table in &tables {
            check_table(
                table,
                &lysis,
                &request,
                std::iter::once(target).chain(predict.clone()),
                &mut problems,
            );
        }
    }
    if let Some(floor) = request.sd_floor.filter(|floor| !(floor.is_finite() && *floor > 0.0)) {
        problems.push(Diagnostic::error(Message::new("E1428").with("value", floor)));
    }
    let ready = (|| {
        let (typical_sd, sd_floor) = floors(&request, &lysis, target?, &used);
        Some(FitPlan {
            decisions: request.decision.map_or_else(
                || vec![DecisionModel::WeightedSignal, DecisionModel::VavSwitch],
                |decision| vec![decision],
            ),
            mechanisms: request
                .mechanism
                .map_or_else(|| Mechanism::ALL.to_vec(), |mechanism| vec![mechanism]),
            target: target?,
            numbers: numbers?,
            rates: rates?,
            request,
            lysis,
            tables,
            predict,
            used,
            sd_floor,
            typical_sd,
        })
    })();
    if let Some(plan) = &ready {
        plan.check_points(&mut problems);
    }
    let sound = !has_errors(&problems);
    shorten(&mut problems);
    (ready.filter(|_| sound), problems)
}

/// Keeps as many problems as anyone reads.
fn shorten(problems: &mut Vec<Diagnostic>) {
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    if more > 0 {
        let (has_errors, message) = (has_errors(problems), Message::new("E1432").with("count", more));
        problems.truncate(MOST_PROBLEMS);
        problems.push(if has_errors { Diagnostic::error(message) } else { Diagnostic::warning(message) });
    }
}

/// The target to be fitted.
fn target(request: &FitRequest, lysis: &Lysis, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    match (&request.target, lysis.targets.as_slice()) {
        (Some(name), _) => named_target(name, lysis, problems),
        (None, [_]) => Some(0),
        (None, []) => {
            // A file that gave nothing has said why, unless it has no rows.
            if !has_errors(problems) {
                problems.push(Diagnostic::error(Message::new("E1421")));
            }
            None
        }
        (None, names) => {
            problems.push(Diagnostic::error(Message::new("E1417").with("targets", names.join(", "))));
            None
        }
    }
}

fn named_target(name: &str, lysis: &Lysis, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let found = lysis.targets.iter().position(|known| plain(known) == plain(name));
    if found.is_none() && !lysis.targets.is_empty() {
        let message = Message::new("E1418").with("name", name).with("targets", lysis.targets.join(", "));
        let near = nearest(name, lysis.targets.iter().map(String::as_str)).map(str::to_owned);
        problems.push(Diagnostic::error(message).suggest(near));
    }
    found
}

/// The arm of this name; a name that is none is told.
fn named_arm(name: &str, lysis: &Lysis, problems: &mut Vec<Diagnostic>) -> Option<usize> {
    let found = lysis.effectors.iter().position(|known| plain(known) == plain(name));
    if found.is_none() && !lysis.effectors.is_empty() {
        let message = Message::new("E1419").with("name", name).with("arms", lysis.effectors.join(", "));
        let near = nearest(name, lysis.effectors.iter().map(String::as_str)).map(str::to_owned);
        problems.push(Diagnostic::error(message).suggest(near));
    }
    found
}

fn used_arms(request: &FitRequest, lysis: &Lysis, problems: &mut Vec<Diagnostic>) -> Vec<bool> {
    let out: Vec<usize> =
        request.without.iter().filter_map(|name| named_arm(name, lysis, problems)).collect();
    (0..lysis.effectors.len()).map(|arm| !out.contains(&arm)).collect()
}

fn check_factors(request: &FitRequest, lysis: &Lysis, problems: &mut Vec<Diagnostic>) {
    for (name, factor) in &request.car_factors {
        named_arm(name, lysis, problems);
        if !(factor.is_finite() && *factor > 0.0) {
            let message = Message::new("E1429").with("name", name).with("value", factor);
            problems.push(Diagnostic::error(message));
        }
    }
}

/// Whether a file of molecules knows the targets, and tells arms with different receptors apart.
fn check_table(
    table: &TableOf,
    lysis: &Lysis,
    request: &FitRequest,
    targets: impl Iterator<Item = usize>,
    problems: &mut Vec<Diagnostic>,
) {
    if table.molecules.distributions.is_empty() {
        return;
    }
    for target in targets.filter_map(|target| lysis.targets.get(target)) {
        if !table.molecules.knows_target(target) {
            let cells: Vec<&str> =
                table.molecules.distributions.iter().map(|found| found.cell.as_str()).collect();
            let near = nearest(target, cells.iter().copied()).map(str::to_owned);
            let message = Message::new("E1422").with("file", &table.name).with("target", target);
            problems.push(Diagnostic::error(message).suggest(near));
        }
    }
    let receptor = |arm: &String| table.molecules.on_effector(arm, &lysis.targets, Role::ChimericReceptor);
    let cars: Vec<&String> = lysis.effectors.iter().filter(|arm| carries_car(arm)).collect();
    let given = |arm: &str| request.car_factors.iter().any(|(name, _)| plain(name) == plain(arm));
    for (index, arm) in cars.iter().enumerate() {
        let Some(own) = receptor(arm) else { continue };
        let shared = cars.iter().take(index).find(|other| receptor(other) == Some(own));
        if let Some(other) = shared.filter(|other| !given(arm) && !given(other)) {
            let message = Message::new("W1408")
                .with("file", &table.name)
                .with("first", other)
                .with("second", arm)
                .with("molecule", &own.molecule);
            problems.push(Diagnostic::warning(message));
        }
    }
}

/// Standard deviation of the typical point of the fit, and the least that counts.
fn floors(request: &FitRequest, lysis: &Lysis, target: usize, used: &[bool]) -> (f64, f64) {
    let mut known: Vec<f64> = lysis
        .points
        .iter()
        .filter(|point| point.target == target && used.get(point.effector) == Some(&true))
        .filter_map(|point| point.sd_percent.filter(|sd| *sd > 0.0))
        .collect();
    known.sort_by(f64::total_cmp);
    let typical = known.get(known.len() / 2).copied().unwrap_or(1.0);
    (typical, request.sd_floor.unwrap_or(typical))
}

impl FitPlan {
    /// Too few points for that many free numbers.
    fn check_points(&self, problems: &mut Vec<Diagnostic>) {
        let n = self.data(self.target).iter().filter(|datum| datum.used).count();
        let meetings = self.meetings(0, self.target);
        let (Some(decision), Some(mechanism)) = (self.decisions.first(), self.mechanisms.first()) else {
            return;
        };
        let free = self.model(*decision, *mechanism, &meetings).free().len();
        if n > MOST_POINTS {
            let message = Message::new("E1430").with("count", n).with("most", MOST_POINTS);
            problems.push(Diagnostic::error(message));
        }
        if n <= free {
            let message = Message::new("E1420").with("points", n).with("free", free);
            problems.push(Diagnostic::error(message));
        }
    }

    fn data(&self, target: usize) -> Vec<Datum> {
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

    fn meetings(&self, table: usize, target: usize) -> Vec<Meeting> {
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

    fn model<'a>(
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

    /// Hashes of what goes in.
    fn hashes(&self) -> Vec<(String, String)> {
        let files = [
            ("data", Some(&self.request.lysis)),
            ("bins", self.request.bins.as_ref()),
            ("histograms", self.request.histograms.as_ref()),
        ];
        let of_files = files.into_iter().filter_map(|(name, file)| {
            let mut hasher = Hasher::new();
            hasher.bytes(file?.text.as_bytes());
            Some((name.to_owned(), hasher.finish()))
        });
        let mut parameters = Hasher::new();
        parameters.text(&format!("{:?} {:?}", self.numbers, self.rates));
        of_files.chain([("parameters".to_owned(), parameters.finish())]).collect()
    }

    /// The command that gives the same.
    fn command(&self) -> String {
        let request = &self.request;
        let mut words = format!("lytic fit assay --data {}", quoted(&request.lysis.name));
        let mut add = |option: &str, value: &str| words.push_str(&format!(" --{option} {}", quoted(value)));
        for (option, file) in [("molecules", &request.bins), ("histograms", &request.histograms)] {
            if let Some(file) = file {
                add(option, &file.name);
            }
        }
        if let Some(target) = &request.target {
            add("target", target);
        }
        request.predict.iter().for_each(|target| add("predict", target));
        request.without.iter().for_each(|arm| add("without", arm));
        request.car_factors.iter().for_each(|(arm, factor)| add("car-factor", &format!("{arm}={factor}")));
        if let Some(decision) = request.decision {
            add("model", decision_name(decision));
        }
        if let Some(mechanism) = request.mechanism {
            add("cycle", mechanism.name());
        }
        if let Some(floor) = request.sd_floor {
            add("sd-floor", &floor.to_string());
        }
        if request.equal_weights {
            words.push_str(" --equal-weights");
        }
        if request.skip_bad_rows {
            words.push_str(" --skip-bad-rows");
        }
        words
    }

    /// What tells fits apart: two commands with equal identity give equal results.
    pub fn identity(&self) -> Value {
        let hashes: Map<String, Value> =
            self.hashes().into_iter().map(|(name, hash)| (name, json!(hash))).collect();
        json!({ "version": env!("CARGO_PKG_VERSION"), "fit": self.command(), "hashes": hashes })
    }

    /// Name of the folder where the user gives none.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-fit", stem(&self.request.lysis.name)), &self.identity())
    }

    /// The whole manifest.
    pub fn manifest(&self, results: &FitResults) -> Value {
        let hashes: Map<String, Value> =
            results.hashes.iter().map(|(name, hash)| (name.clone(), json!(hash))).collect();
        json!({
            "lytic": results.version,
            "identity": self.identity(),
            "command": results.command,
            "target": results.target,
            "rows_read": results.rows.0,
            "rows_refused": results.rows.1,
            "models": results.fits.len(),
            "subjects": results.fits.len(),
            "failed": 0,
            "hashes": hashes,
            "note": "A simulation for research and teaching, not medical advice.",
        })
    }
}

fn disagreement(of: &str, a: &molecules::Distribution, b: &molecules::Distribution) -> Option<Disagreement> {
    let means = (a.mean(), b.mean());
    let ratio = means.0 / means.1;
    let beyond = a.above(b.quantile(SUPPORT));
    let apart = !(1.0 / DIFFERENT..=DIFFERENT).contains(&ratio);
    apart.then(|| Disagreement { of: of.to_owned(), molecule: a.molecule.clone(), means, beyond })
}
