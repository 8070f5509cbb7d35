//! From files and wishes to a plan: what is read, who is who, which models are fitted.

use super::lysis::{self, Lysis, plain};
use super::model::Mechanism;
use super::molecules::{self, Molecules, Role, carries_car};
use lytic_nk::Library;
use lytic_nk::life::{KillerRates, ReleaseNumbers};
use lytic_nk::recognition::{ContactNumbers, DecisionModel};
use lytic_text::{Diagnostic, Message, SourceId, Sources, has_errors, nearest};

/// Problems that are told; of more, only how many.
const MOST_PROBLEMS: usize = 100;
/// Points of a fit at most.
const MOST_POINTS: usize = 400;

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
    /// Targets that are fitted together, with one number for all but their natural signals; none: the only one of the
    /// file.
    pub targets: Vec<String>,
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
    /// Adhesion has a weight of its own.
    pub adhesion: bool,
    /// Every point counts the same.
    pub equal_weights: bool,
    /// Least standard deviation, percent points; none: that of the typical point.
    pub sd_floor: Option<f64>,
    /// Refused rows are warnings, the others are used.
    pub skip_bad_rows: bool,
}

/// A file of molecules, read.
pub(super) struct TableOf {
    pub(super) label: &'static str,
    pub(super) name: String,
    pub(super) molecules: Molecules,
}

/// A fit made ready.
pub struct FitPlan {
    pub(super) request: FitRequest,
    pub(super) lysis: Lysis,
    pub(super) tables: Vec<TableOf>,
    pub(super) targets: Vec<usize>,
    /// Target and NK cells of each arm.
    pub(super) wells: Vec<(usize, usize)>,
    pub(super) predict: Vec<usize>,
    pub(super) used: Vec<bool>,
    pub(super) sd_floor: f64,
    pub(super) typical_sd: f64,
    pub(super) numbers: ContactNumbers,
    pub(super) release: ReleaseNumbers,
    pub(super) rates: KillerRates,
    pub(super) decisions: Vec<DecisionModel>,
    pub(super) mechanisms: Vec<Mechanism>,
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
    let release = ReleaseNumbers::from_library(library).map_err(|found| problems.extend(found)).ok();
    let targets = targets(&request, &lysis, &mut problems);
    let predict: Vec<usize> =
        request.predict.iter().filter_map(|name| named_target(name, &lysis, &mut problems)).collect();
    let used = used_arms(&request, &lysis, &mut problems);
    check_factors(&request, &lysis, &mut problems);
    if !targets.is_empty() {
        for table in &tables {
            let all = targets.iter().chain(&predict).copied();
            check_table(table, &lysis, &request, all, &mut problems);
        }
    }
    check_adhesion(&request, &tables, &lysis, &mut problems);
    if let Some(floor) = request.sd_floor.filter(|floor| !(floor.is_finite() && *floor > 0.0)) {
        problems.push(Diagnostic::error(Message::new("E1428").with("value", floor)));
    }
    let ready = (|| {
        if targets.is_empty() {
            return None;
        }
        let (typical_sd, sd_floor) = floors(&request, &lysis, &targets, &used);
        Some(FitPlan {
            decisions: request.decision.map_or_else(
                || vec![DecisionModel::WeightedSignal, DecisionModel::VavSwitch],
                |decision| vec![decision],
            ),
            mechanisms: request
                .mechanism
                .map_or_else(|| Mechanism::ALL.to_vec(), |mechanism| vec![mechanism]),
            wells: wells(&lysis, &targets, &used, tables.is_empty()),
            targets,
            numbers: numbers?,
            release: release?,
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

/// Targets to be fitted.
fn targets(request: &FitRequest, lysis: &Lysis, problems: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    if !request.targets.is_empty() {
        for name in &request.targets {
            match named_target(name, lysis, problems) {
                Some(target) if found.contains(&target) => {
                    let message = Message::new("E1433").with("name", name);
                    problems.push(Diagnostic::error(message));
                }
                target => found.extend(target),
            }
        }
        // Where a name is wrong nothing is fitted.
        return if found.len() == request.targets.len() { found } else { Vec::new() };
    }
    match lysis.targets.as_slice() {
        [_] => vec![0],
        [] => {
            // A file that gave nothing has said why, unless it has no rows.
            if !has_errors(problems) {
                problems.push(Diagnostic::error(Message::new("E1421")));
            }
            found
        }
        names => {
            problems.push(Diagnostic::error(Message::new("E1417").with("targets", names.join(", "))));
            found
        }
    }
}

/// Arms: each kind of NK cells that was measured on each target. Without molecules each needs a number of its own, so
/// that arms which take no part cannot be shown.
fn wells(lysis: &Lysis, targets: &[usize], used: &[bool], without_molecules: bool) -> Vec<(usize, usize)> {
    let of = |target: usize| {
        (0..lysis.effectors.len()).map(move |effector| (target, effector)).filter(move |(_, effector)| {
            let measured =
                lysis.points.iter().any(|point| (point.target, point.effector) == (target, *effector));
            measured && (!without_molecules || used.get(*effector) == Some(&true))
        })
    };
    targets.iter().flat_map(|target| of(*target)).collect()
}

/// Adhesion can be fitted only where its molecules are given.
fn check_adhesion(request: &FitRequest, tables: &[TableOf], lysis: &Lysis, problems: &mut Vec<Diagnostic>) {
    if !request.adhesion {
        return;
    }
    if tables.is_empty() {
        problems.push(Diagnostic::error(Message::new("E1434")));
    }
    for table in tables.iter().filter(|table| !table.molecules.distributions.is_empty()) {
        let on_nk = |arm: &String| table.molecules.on_effector(arm, &lysis.targets, Role::Adhesion).is_some();
        if !lysis.effectors.iter().any(on_nk) {
            problems.push(Diagnostic::error(Message::new("E1435").with("file", &table.name)));
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
fn floors(request: &FitRequest, lysis: &Lysis, targets: &[usize], used: &[bool]) -> (f64, f64) {
    let mut known: Vec<f64> = lysis
        .points
        .iter()
        .filter(|point| targets.contains(&point.target) && used.get(point.effector) == Some(&true))
        .filter_map(|point| point.sd_percent.filter(|sd| *sd > 0.0))
        .collect();
    known.sort_by(f64::total_cmp);
    let typical = known.get(known.len() / 2).copied().unwrap_or(1.0);
    (typical, request.sd_floor.unwrap_or(typical))
}

impl FitPlan {
    /// Too few points for that many free numbers.
    fn check_points(&self, problems: &mut Vec<Diagnostic>) {
        let n = self.data().iter().filter(|datum| datum.used).count();
        let (meetings, lines) = (self.meetings(0, None), self.lines());
        let (Some(decision), Some(mechanism)) = (self.decisions.first(), self.mechanisms.first()) else {
            return;
        };
        let free = self.model(*decision, *mechanism, (&meetings, &lines)).free().len();
        if n > MOST_POINTS {
            let message = Message::new("E1430").with("count", n).with("most", MOST_POINTS);
            problems.push(Diagnostic::error(message));
        }
        // Of rows that are refused it is known already that they are missing.
        if n <= free && !has_errors(problems) {
            let message = Message::new("E1420").with("points", n).with("free", free);
            problems.push(Diagnostic::error(message));
        }
    }
}
