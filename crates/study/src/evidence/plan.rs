//! From rows to runs: each scenario is simulated once for all rows that need it.
//!
//! A scenario keeps of its own outcomes those that rows name, gets the outcomes that rows describe, and records no
//! curves. All scenarios have the same number of patients, draws and the same seed: patient 17 is the same person in
//! each, as far as the scenarios share parameters.

use super::assays::{self, AssayRun};
use super::read::evidence;
use super::statistic::Statistic;
use super::tissues::{self, TissueRunOfRows};
use super::{EVIDENCE, Group, Measure, Of, Row, SCENARIOS, Simulation};
use crate::assay::is_assay;
use crate::builtin::{ASSAYS, BUILT_IN, TISSUES, built_in};
use crate::hash::Hasher;
use crate::input::NoFiles;
use crate::prepare::{Overrides, Study, prepare};
use crate::read::{days, read_text};
use crate::scenario::{OutcomeLine, Placed, Scenario, Window};
use crate::tissue::is_tissue;
use lytic_engine::Instructions;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, has_errors, nearest};
use lytic_units::{Quantity, Unit};

/// Patients of each scenario where the user does not say: with them the sampling error is small against the intervals
/// of the trials, which had 5 to 42 people.
const PATIENTS: u64 = 400;
/// Draws of what is not known where the user does not say.
const DRAWS: u64 = 8;
/// Scale of rows whose number a treatment is given credit for: they are also simulated without the NK cells.
const TRIAL: &str = "trial";

/// What a user asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceRequest {
    /// Names of rows (`V07.3`) or groups (`V07`); none: all.
    pub rows: Vec<String>,
    /// `--patients`
    pub patients: Option<u64>,
    /// `--draws`
    pub draws: Option<u64>,
    /// `--seed`
    pub seed: Option<u64>,
    /// Forces a set of instructions; results do not depend on it.
    pub instructions: Option<Instructions>,
}

/// Rows made ready to be simulated.
#[derive(Debug)]
pub struct EvidencePlan {
    pub(super) groups: Vec<Group>,
    pub(super) runs: Vec<Run>,
    pub(super) assays: Vec<AssayRun>,
    pub(super) tissues: Vec<TissueRunOfRows>,
    /// Patients, draws and seed of every scenario.
    pub(super) cohort: (u64, u64, u64),
    pub(super) asked: EvidenceRequest,
    pub(super) hashes: Vec<(String, String)>,
}

/// One scenario with what rows want of it.
#[derive(Debug)]
pub(super) struct Run {
    pub study: Study,
    pub wants: Vec<Want>,
}

/// A number of a row: of which outcome of the run, among whom.
#[derive(Debug)]
pub(super) struct Want {
    pub group: usize,
    pub row: usize,
    pub statistic: Statistic,
    pub outcome: usize,
    pub among: Option<usize>,
    /// Who has what the value is to tell.
    pub positive: Option<usize>,
    /// From the unit of the outcome to that of the row.
    pub factor: f64,
}

/// Where a row stands: group, row, measure.
type Place<'a> = (usize, usize, &'a Row, &'a Measure);

/// Chooses rows and makes their scenarios ready. Problems of what the user typed, or (which tests exclude) of the
/// evidence itself; `sources` gets the texts that they point into.
pub fn plan_evidence(
    request: EvidenceRequest,
    library: &Library,
    sources: &mut Sources,
) -> Result<EvidencePlan, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let all = evidence(sources, &mut problems);
    let groups = chosen(all, &request.rows, &mut problems);
    if has_errors(&problems) {
        return Err(problems);
    }
    plan_groups(groups, request, library, sources)
}

/// The rows of the names that were asked for; unknown names are reported.
fn chosen(groups: Vec<Group>, names: &[String], problems: &mut Vec<Diagnostic>) -> Vec<Group> {
    if names.is_empty() {
        return groups;
    }
    let known: Vec<&str> = groups
        .iter()
        .flat_map(|group| {
            std::iter::once(group.id.as_str()).chain(group.rows.iter().map(|row| row.id.value.as_str()))
        })
        .collect();
    for name in names {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let near = nearest(name, known.iter().copied()).map(str::to_owned);
            let groups: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
            let message = Message::new("E0807").with("name", name).with("groups", groups.join(", "));
            problems.push(Diagnostic::error(message).suggest(near));
        }
    }
    let named = |id: &str| names.iter().any(|name| name.eq_ignore_ascii_case(id));
    let mut groups = groups;
    for group in &mut groups {
        let whole = named(&group.id);
        group.rows.retain(|row| whole || named(&row.id.value));
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

/// Makes groups of rows ready, whoever wrote them.
pub(super) fn plan_groups(
    groups: Vec<Group>,
    asked: EvidenceRequest,
    library: &Library,
    sources: &mut Sources,
) -> Result<EvidencePlan, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let cohort = (asked.patients.unwrap_or(PATIENTS), asked.draws.unwrap_or(DRAWS), asked.seed.unwrap_or(1));
    let places: Vec<Place<'_>> = groups
        .iter()
        .enumerate()
        .flat_map(|(group, of)| of.rows.iter().enumerate().map(move |(row, line)| (group, row, line)))
        .flat_map(|(group, row, line)| measures(line).iter().map(move |measure| (group, row, line, measure)))
        .collect();
    let mut names: Vec<&Placed<String>> = Vec::new();
    for (.., measure) in &places {
        if !names.iter().any(|name| name.value == measure.scenario.value) {
            names.push(&measure.scenario);
        }
    }
    let (mut runs, mut assay_runs, mut tissue_runs) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        let of_it: Vec<Place<'_>> =
            places.iter().filter(|place| place.3.scenario.value == name.value).copied().collect();
        if let Some(text) = scenario_text(&name.value).filter(|text| is_assay(text)) {
            let of_it: Vec<_> =
                of_it.iter().map(|(group, row, _, measure)| (*group, *row, *measure)).collect();
            let asked = (cohort.1, cohort.2);
            let ready = assays::prepare((&name.value, text), &of_it, asked, library, sources, &mut problems);
            assay_runs.extend(ready);
            continue;
        }
        if let Some(text) = scenario_text(&name.value).filter(|text| is_tissue(text)) {
            let of_it: Vec<_> =
                of_it.iter().map(|(group, row, _, measure)| (*group, *row, *measure)).collect();
            let ready = tissues::prepare(
                (&name.value, text),
                &of_it,
                (cohort.1, cohort.2),
                library,
                sources,
                &mut problems,
            );
            tissue_runs.extend(ready);
            continue;
        }
        runs.extend(run(name, &of_it, cohort, asked.instructions, library, sources, &mut problems));
    }
    if has_errors(&problems) {
        return Err(problems);
    }
    let hashes = hashes(&groups, &runs, &assay_runs, &tissue_runs);
    Ok(EvidencePlan { groups, runs, assays: assay_runs, tissues: tissue_runs, cohort, asked, hashes })
}

fn measures(row: &Row) -> &[Measure] {
    match &row.simulation {
        Simulation::Pending(..) => &[],
        Simulation::By(measures) => measures,
    }
}

fn hashes(
    groups: &[Group],
    runs: &[Run],
    assays: &[AssayRun],
    tissues: &[TissueRunOfRows],
) -> Vec<(String, String)> {
    let (mut evidence, mut scenarios) = (Hasher::new(), Hasher::new());
    for (id, text) in EVIDENCE {
        if groups.iter().any(|group| group.id == *id) {
            evidence.text(text);
        }
    }
    let (mut models, mut parameters) = (Hasher::new(), Hasher::new());
    let of_assays = assays.iter().map(|run| &run.assay.about.hashes);
    let of_tissues = tissues.iter().flat_map(|run| run.tissues.first()).map(|tissue| &tissue.about.hashes);
    for of_run in runs.iter().map(|run| &run.study.hashes).chain(of_assays).chain(of_tissues) {
        for (of, hash) in of_run {
            match of.as_str() {
                "scenario" => scenarios.text(hash),
                "models" => models.text(hash),
                _ => parameters.text(hash),
            }
        }
    }
    [("evidence", evidence), ("scenarios", scenarios), ("models", models), ("parameters", parameters)]
        .into_iter()
        .map(|(of, hasher)| (of.to_owned(), hasher.finish()))
        .collect()
}

/// The text of a scenario of the evidence or of the built-in ones.
fn scenario_text(name: &str) -> Option<&'static str> {
    let own = SCENARIOS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    let assay = || ASSAYS.iter().find(|known| known.name == name).map(|assay| assay.text);
    let tissue = || TISSUES.iter().find(|known| known.name == name).map(|tissue| tissue.text);
    own.or_else(|| built_in(name).map(|scenario| scenario.text)).or_else(assay).or_else(tissue)
}

/// A scenario with the outcomes that its rows want, made ready.
fn run(
    name: &Placed<String>,
    places: &[Place<'_>],
    (patients, draws, seed): (u64, u64, u64),
    instructions: Option<Instructions>,
    library: &Library,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Run> {
    let Some(text) = scenario_text(&name.value) else {
        let known = SCENARIOS.iter().map(|(name, _)| *name).chain(BUILT_IN.iter().map(|known| known.name));
        let message = Message::new("E0808").with("scenario", &name.value);
        let problem = Diagnostic::error(message).suggest(nearest(&name.value, known).map(str::to_owned));
        problems.push(Diagnostic { span: name.span, ..problem });
        return None;
    };
    let source = sources.add(format!("evidence:scenarios/{}.toml", name.value), text);
    let (scenario, found) = read_text(&name.value, text, source);
    problems.extend(found);
    let mut scenario = scenario?;
    let wanted = Wanted::of(&mut scenario, places, problems);
    scenario.observe.columns.clear();
    end_when_judged(&mut scenario);
    let overrides = Overrides {
        patients: Some(patients),
        draws: Some(draws),
        seed: Some(seed),
        no_twin: places.iter().all(|(.., row, _)| row.scale != TRIAL),
        instructions,
        ..Overrides::default()
    };
    let (study, found) = prepare(scenario, library, &NoFiles, overrides, sources);
    problems.extend(found.into_iter().filter(Diagnostic::is_error));
    let study = study?;
    let wants = wanted
        .into_iter()
        .zip(places)
        .filter_map(|(wanted, (group, row, line, measure))| {
            let wanted = wanted?;
            let among = match &wanted.among {
                Some(among) => Some(among.place(&study, &measure.scenario, problems)?),
                None => None,
            };
            let positive = match &wanted.positive {
                Some(positive) => Some(positive.place(&study, &measure.scenario, problems)?),
                None => None,
            };
            let place = wanted.outcome.place(&study, &measure.scenario, problems)?;
            let outcome = study.outputs.outcomes.get(place)?;
            let factor = factor(&outcome.unit, outcome.is_condition, line, measure, problems)?;
            Some(Want {
                group: *group,
                row: *row,
                statistic: measure.statistic,
                outcome: place,
                among,
                positive,
                factor,
            })
        })
        .collect();
    Some(Run { study, wants })
}

/// Nothing is simulated after the last time that is asked for; a question without an end keeps the scenario's.
fn end_when_judged(scenario: &mut Scenario) {
    // Criteria and events look at the whole run.
    if !scenario.criteria.is_empty() || !scenario.timed.is_empty() {
        return;
    }
    let mut latest: Option<f64> = None;
    for outcome in &scenario.outcomes {
        let end = match &outcome.window {
            Window::At(end) => Some(end),
            Window::Ever(_, end) | Window::Always(_, end) | Window::Over(_, _, end) => end.as_ref(),
        };
        let Some(Ok(end)) = end.map(|end| end.value.in_unit(&days())) else { return };
        latest = Some(latest.map_or(end, |latest: f64| latest.max(end)));
    }
    if let (Some(latest), Ok(start)) = (latest, scenario.start.value.in_unit(&days()))
        && latest > start
    {
        scenario.duration = Some(Placed::default_of(Quantity { value: latest - start, unit: days() }));
    }
}

/// An outcome that a measure wants.
#[derive(Clone)]
enum Cell {
    /// A condition or value, by its index in the scenario.
    Plain(usize),
    /// A part of what criteria say, or an event, by its name: `response.objective_response`.
    Part(Placed<String>),
}

impl Cell {
    /// Its index among the outcomes of the study; said where there is none of that name.
    fn place(
        &self,
        study: &Study,
        scenario: &Placed<String>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let name = match self {
            Cell::Plain(index) => return Some(*index),
            Cell::Part(name) => name,
        };
        let outcomes = &study.outputs.outcomes;
        let found = outcomes.iter().position(|outcome| outcome.name == name.value);
        if found.is_none() {
            let message = Message::new("E0809").with("name", &name.value);
            let near = nearest(&name.value, outcomes.iter().map(|outcome| outcome.name.as_str()));
            let problem = Diagnostic::error(message).suggest(near.map(str::to_owned));
            problems.push(Diagnostic { span: name.span.or(scenario.span), ..problem });
        }
        found
    }
}

/// The outcomes that a measure wants.
struct Wanted {
    outcome: Cell,
    among: Option<Cell>,
    positive: Option<Cell>,
}

impl Wanted {
    /// Puts the outcomes of rows into a scenario and drops those that no row wants.
    fn of(
        scenario: &mut Scenario,
        places: &[Place<'_>],
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Option<Wanted>> {
        let own = std::mem::take(&mut scenario.outcomes);
        let criteria = scenario.criteria.iter().map(|line| line.name.value.clone());
        let of_several: Vec<String> =
            criteria.chain(scenario.timed.iter().map(|line| line.name.value.clone())).collect();
        let mut kept: Vec<OutcomeLine> = Vec::new();
        let mut index = |name: &Placed<String>, problems: &mut Vec<Diagnostic>| {
            if let Some(index) = kept_index(&kept, &name.value) {
                return Some(Cell::Plain(index));
            }
            if of_several.iter().any(|known| is_part(&name.value, known)) {
                return Some(Cell::Part(name.clone()));
            }
            let Some(line) = own.iter().find(|line| line.name.value == name.value) else {
                let message = Message::new("E0809").with("name", &name.value);
                let near = nearest(&name.value, own.iter().map(|line| line.name.value.as_str()));
                let problem = Diagnostic::error(message).suggest(near.map(str::to_owned));
                problems.push(Diagnostic { span: name.span, ..problem });
                return None;
            };
            kept.push(line.clone());
            Some(Cell::Plain(kept.len() - 1))
        };
        let mut wanted: Vec<[Option<Cell>; 3]> = Vec::new();
        for (.., measure) in places {
            let outcome = match &measure.of {
                Of::Outcome(name) => index(name, problems),
                Of::Judge(_) => None,
                Of::Assay(_) | Of::Tissue(_) => {
                    let message = Message::new("E1312").with("scenario", &measure.scenario.value);
                    problems.push(Diagnostic { span: measure.scenario.span, ..Diagnostic::error(message) });
                    None
                }
            };
            let mut of = |name: &Option<Placed<String>>| name.as_ref().and_then(|name| index(name, problems));
            wanted.push([outcome, of(&measure.among), of(&measure.positive)]);
        }
        // Outcomes of rows follow those of the scenario, whose indices stand now.
        let mut found = Vec::new();
        for ((.., measure), [outcome, among, positive]) in places.iter().zip(wanted) {
            let outcome = match &measure.of {
                Of::Outcome(_) | Of::Assay(_) | Of::Tissue(_) => outcome,
                Of::Judge(line) => {
                    kept.push((**line).clone());
                    Some(Cell::Plain(kept.len() - 1))
                }
            };
            found.push(outcome.map(|outcome| Wanted { outcome, among, positive }));
        }
        scenario.outcomes = kept;
        let parts = found.iter().flatten().flat_map(|wanted: &Wanted| {
            [Some(&wanted.outcome), wanted.among.as_ref(), wanted.positive.as_ref()]
        });
        if !parts.flatten().any(|cell| matches!(cell, Cell::Part(_))) {
            scenario.criteria.clear();
            scenario.timed.clear();
        }
        found
    }
}

/// Whether a name is that of a line or of one of its parts.
fn is_part(name: &str, line: &str) -> bool {
    name.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn kept_index(kept: &[OutcomeLine], name: &str) -> Option<usize> {
    kept.iter().position(|line| line.name.value == name)
}

/// What turns the unit of an outcome into that of the row. A share is taken of conditions only, and has no unit.
fn factor(
    unit: &str,
    is_condition: bool,
    row: &Row,
    measure: &Measure,
    problems: &mut Vec<Diagnostic>,
) -> Option<f64> {
    let fits = is_condition == (measure.statistic == Statistic::Share);
    let factor = match (fits, Unit::parse(unit_text(unit)), Unit::parse(unit_text(&row.unit))) {
        (true, Ok(unit), Ok(wanted)) => unit.factor_to(&wanted).ok(),
        _ => None,
    };
    if factor.is_none() {
        let message = Message::new("E0810")
            .with("row", &row.id.value)
            .with("statistic", measure.statistic.name())
            .with("unit", unit_text(unit))
            .with("wanted", unit_text(&row.unit));
        problems.push(Diagnostic { span: row.id.span, ..Diagnostic::error(message) });
    }
    factor
}

fn unit_text(unit: &str) -> &str {
    if unit.is_empty() { "1" } else { unit }
}
