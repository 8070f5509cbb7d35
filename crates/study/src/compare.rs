//! Two scenarios on the same patients: what the second adds to the first.
//!
//! ```text
//! outcome, value of patient i:  difference(i) = B(i) - A(i)
//! share in B - share in A = (only in B - only in A) / judged in both
//! ```
//!
//! Patients, draws and seed are those of the first scenario, so both arms have the same people under the same ignorance:
//! whatever differs comes from the inputs that differ, and these are listed. What only one of the two has is told, not
//! dropped. Units of the second are converted to those of the first.
//!
//! Both run in the unfinished folder of the comparison, block by block, and leave the outcomes of their patients there;
//! [`crate::run::two_arms`] goes over both side by side.

mod inputs;

use crate::command::{options, quoted};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::input::Files;
use crate::manifest::{NOTE, folder_name_of, hashes, identity, stem};
use crate::parts::{self, Part};
use crate::prepare::{Overrides, Study, prepare};
use crate::results::*;
use crate::run::two_arms::{Same, TwoArms};
use crate::run::{Progress, pool};
use crate::scenario::Scenario;
use inputs::differing;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, has_errors};
use lytic_units::Unit;
use serde_json::{Value, json};

/// Two scenarios made ready.
#[derive(Debug)]
pub struct Comparison {
    /// The first.
    pub a: Study,
    /// The second.
    pub b: Study,
    changed: Vec<InputDifference>,
    overridden: Vec<InputDifference>,
    shared: Shared,
    overrides: Overrides,
}

/// An input that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputDifference {
    /// Name: `dose.nk_cells.amount`.
    pub name: String,
    /// What the first has, as written; empty for nothing.
    pub a: String,
    /// What the second has.
    pub b: String,
}

/// What is compared: indices in the first and second, and what turns the second's unit into the first's.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shared {
    outcomes: Vec<Same>,
    columns: Vec<(usize, usize, f64)>,
    only_a: Vec<Alone>,
    only_b: Vec<Alone>,
    unlike: Vec<InputDifference>,
}

/// Something that only one of the two has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alone {
    /// `outcome`, `value` or `column`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComparisonResults {
    /// The first scenario's, with command and hashes of the whole comparison.
    pub about: About,
    /// All results of the first.
    pub a: Results,
    /// All results of the second, its columns in the units of the first where both have them.
    pub b: Results,
    /// Inputs that differ.
    pub changed: Vec<InputDifference>,
    /// What the second says of patients, draws and seed and is not followed.
    pub overridden: Vec<InputDifference>,
    /// Outcomes of both: second minus first.
    pub outcomes: Vec<PairedOutcome>,
    /// Values of both: second minus first, in the unit of the first.
    pub values: Vec<PairedValue>,
    /// Events that both time, by name: what the second adds to the restricted mean of the first.
    pub survivals: Vec<(String, SurvivalDifference)>,
    /// Names of the columns that both have.
    pub columns: Vec<String>,
    /// What only the first has.
    pub only_a: Vec<Alone>,
    /// What only the second has.
    pub only_b: Vec<Alone>,
    /// What both have by name and yet cannot be compared: name, and the unit or kind in each.
    pub unlike: Vec<InputDifference>,
}

/// Makes two scenarios ready for the same patients. Problems of both come at once.
pub fn prepare_comparison(
    a: Scenario,
    mut b: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    sources: &mut Sources,
) -> (Option<Comparison>, Vec<Diagnostic>) {
    // One arm each: the other scenario takes the place of the twin.
    let own = Overrides { no_twin: true, ..overrides.clone() };
    let (mut first, mut diagnostics) = prepare(a.clone(), library, files, own.clone(), sources);
    let cohort = first.as_ref().map(|study| study.scenario.cohort.clone());
    let mut overridden = Vec::new();
    if let Some(cohort) = &cohort {
        let mut take = |name: &str, option: Option<u64>, from: u64, to: &mut u64| {
            if from != *to && option.is_none() {
                overridden.push(InputDifference {
                    name: name.to_owned(),
                    a: from.to_string(),
                    b: to.to_string(),
                });
            }
            *to = from;
        };
        let other = &mut b.cohort;
        take("cohort.patients", overrides.patients, cohort.patients.value, &mut other.patients.value);
        take("cohort.draws", overrides.draws, cohort.draws.value, &mut other.draws.value);
        take("cohort.seed", overrides.seed, cohort.seed.value, &mut other.seed.value);
    }
    let same = |number: fn(&crate::scenario::Cohort) -> u64| cohort.as_ref().map(number);
    let own = Overrides {
        patients: same(|cohort| cohort.patients.value),
        draws: same(|cohort| cohort.draws.value),
        seed: same(|cohort| cohort.seed.value),
        ..own
    };
    let (mut second, mut found) = prepare(b.clone(), library, files, own.clone(), sources);
    if let (Some(one), Some(other)) = (&first, &second)
        && one.scenario.kind.unit() != other.scenario.kind.unit()
    {
        // Two clocks cannot be laid side by side, two calendars can.
        let first_again = Overrides { in_days: true, no_twin: true, ..overrides.clone() };
        (first, diagnostics) = prepare(a, library, files, first_again, sources);
        (second, found) = prepare(b, library, files, Overrides { in_days: true, ..own }, sources);
    }
    // That the patients of one of the two do not differ is the question here, not a slip.
    found.retain(|found| !matches!(found.message.key, "W0305" | "W0306"));
    // What is wrong with an option for both alike is told once.
    found.retain(|found| !diagnostics.iter().any(|known| same_option(known, found, sources)));
    diagnostics.extend(found);
    let (Some(a), Some(b)) = (first, second) else { return (None, diagnostics) };
    let shared = Shared::of(&a, &b);
    if shared.outcomes.is_empty() && shared.columns.is_empty() {
        let message = Message::new("E0640").with("a", &a.scenario.name).with("b", &b.scenario.name);
        diagnostics.push(Diagnostic::error(message));
    }
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    let changed = differing(&a, &b);
    (Some(Comparison { a, b, changed, overridden, shared, overrides }), diagnostics)
}

/// Whether two problems are one and the same, in the text of an option that both scenarios were given.
fn same_option(a: &Diagnostic, b: &Diagnostic, sources: &Sources) -> bool {
    let option = |problem: &Diagnostic| {
        let span = problem.span?;
        let source = sources.get(span.source).filter(|source| source.name.starts_with("--"))?;
        Some((source, span.start, span.end))
    };
    a.message == b.message && option(a).is_some() && option(a) == option(b)
}

/// What turns one unit into another; none where they measure different things.
fn factor(from: &str, to: &str) -> Option<f64> {
    let unit = |text: &str| {
        if text.is_empty() { Some(Unit::dimensionless()) } else { Unit::parse(text).ok() }
    };
    if from == to { Some(1.0) } else { unit(from)?.factor_to(&unit(to)?).ok() }
}

impl Shared {
    fn of(a: &Study, b: &Study) -> Shared {
        let mut shared = Shared::default();
        let kind = |is_condition: bool| if is_condition { "outcome" } else { "value" };
        let with_unit = |kind: &str, unit: &str| {
            if unit.is_empty() { kind.to_owned() } else { format!("{kind} [{unit}]") }
        };
        let (of_a, of_b) = (&a.outputs.outcomes, &b.outputs.outcomes);
        // The time of an event is compared by its restricted mean.
        for (index, outcome) in of_a.iter().enumerate().filter(|(_, outcome)| outcome.listed) {
            let Some(other) = of_b.iter().position(|other| other.name == outcome.name) else {
                shared.only_a.push(Alone { kind: kind(outcome.is_condition), name: outcome.name.clone() });
                continue;
            };
            let Some(found) = of_b.get(other) else { continue };
            match factor(&found.unit, &outcome.unit).filter(|_| found.is_condition == outcome.is_condition) {
                Some(factor) => shared.outcomes.push((index, other, factor)),
                None => shared.unlike.push(InputDifference {
                    name: outcome.name.clone(),
                    a: with_unit(kind(outcome.is_condition), &outcome.unit),
                    b: with_unit(kind(found.is_condition), &found.unit),
                }),
            }
        }
        let new = |other: &&crate::prepare::Outcome| {
            other.listed && !of_a.iter().any(|outcome| outcome.name == other.name)
        };
        for outcome in of_b.iter().filter(new) {
            shared.only_b.push(Alone { kind: kind(outcome.is_condition), name: outcome.name.clone() });
        }
        let (of_a, of_b) = (&a.outputs.columns, &b.outputs.columns);
        for (index, column) in of_a.iter().enumerate() {
            let Some(other) = of_b.iter().position(|other| other.name == column.name) else {
                shared.only_a.push(Alone { kind: "column", name: column.name.clone() });
                continue;
            };
            let Some(found) = of_b.get(other) else { continue };
            match factor(&found.unit, &column.unit) {
                Some(factor) => shared.columns.push((index, other, factor)),
                None => shared.unlike.push(InputDifference {
                    name: column.name.clone(),
                    a: with_unit("column", &column.unit),
                    b: with_unit("column", &found.unit),
                }),
            }
        }
        for column in of_b.iter().filter(|other| !of_a.iter().any(|column| column.name == other.name)) {
            shared.only_b.push(Alone { kind: "column", name: column.name.clone() });
        }
        shared
    }
}

impl Comparison {
    /// Patients of both arms and all draws.
    pub fn subjects(&self) -> u64 {
        self.a.subjects().saturating_add(self.b.subjects())
    }

    /// What tells comparisons apart.
    pub fn identity(&self) -> Value {
        json!({ "compare": [identity(&self.a), identity(&self.b)] })
    }

    /// Name of its folder where the user does not say.
    pub fn folder_name(&self) -> String {
        let name = format!("{}-and-{}", stem(&self.a.scenario.name), stem(&self.b.scenario.name));
        folder_name_of(&name, &self.identity())
    }

    /// The manifest.
    pub fn manifest(&self, results: &ComparisonResults) -> Value {
        let about = &results.about;
        let list = |found: &[InputDifference]| -> Vec<Value> {
            found.iter().map(|input| json!({ "name": input.name, "a": input.a, "b": input.b })).collect()
        };
        json!({
            "lytic": about.version,
            "identity": self.identity(),
            "a": results.a.about.scenario,
            "b": results.b.about.scenario,
            "command": about.command,
            "seed": about.seed,
            "patients": about.patients,
            "draws": about.draws,
            "subjects": self.subjects(),
            "failed": results.a.failed.saturating_add(results.b.failed),
            "hashes": hashes(&about.hashes),
            "changed": list(&results.changed),
            "overridden": list(&results.overridden),
            "note": NOTE,
        })
    }

    /// Blocks of both that lie in the unfinished folder of an earlier command, and all blocks.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let plan = self.a.plan();
        (parts::kept(folder, &plan), plan.blocks().saturating_mul(2))
    }

    /// Runs both on all threads, in `folder`, and goes on with what is there. Results depend on neither.
    ///
    /// # Errors
    /// Where `progress` stops it, a file in the folder is another one or cannot be written, no candidate of the first draw
    /// is plausible, or the machine gives no threads.
    pub fn run(
        &self,
        folder: &RunFolder,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<ComparisonResults, StudyError> {
        let all = self.subjects();
        let stores =
            [Part::new(folder, &self.a, "a").store(true)?, Part::new(folder, &self.b, "b").store(true)?];
        let [of_a, of_b] = &stores;
        let a = self.a.run(threads, &|done, _| progress(done, all), of_a)?;
        let before = self.a.subjects();
        let mut b = self.b.run(threads, &|done, _| progress(before + done, all), of_b)?;
        let arms = TwoArms {
            studies: [&self.a, &self.b],
            stores: [of_a, of_b],
            results: [&a, &b],
            goes_on: &|| progress(all, all),
        };
        let (outcomes, values) = arms.paired(&pool(threads)?, &self.shared.outcomes)?;
        let survivals = arms.survivals()?;
        for (index, other, factor) in &self.shared.columns {
            if let (Some(column), Some(found)) = (a.columns.get(*index), b.columns.get_mut(*other)) {
                convert(found, *factor, &column.unit);
            }
        }
        let columns = self.shared.columns.iter().filter_map(|(index, ..)| a.columns.get(*index));
        Ok(ComparisonResults {
            about: self.about(&a.about, &b.about),
            changed: self.changed.clone(),
            overridden: self.overridden.clone(),
            outcomes,
            values,
            survivals,
            columns: columns.map(|column| column.name.clone()).collect(),
            only_a: self.shared.only_a.clone(),
            only_b: self.shared.only_b.clone(),
            unlike: self.shared.unlike.clone(),
            a,
            b,
        })
    }

    fn about(&self, a: &About, b: &About) -> About {
        let mut hasher = Hasher::new();
        for (of, hash) in a.hashes.iter().chain(&b.hashes) {
            hasher.text(of);
            hasher.text(hash);
        }
        let mut hashes: Vec<(String, String)> = Vec::new();
        for (arm, about) in [("a", a), ("b", b)] {
            let own = about.hashes.iter().map(|(of, hash)| (format!("{arm}.{of}"), hash.clone()));
            hashes.extend(own);
        }
        hashes.push(("results".to_owned(), hasher.finish()));
        let command = format!(
            "lytic compare {} {}{}",
            quoted(&self.a.scenario.name),
            quoted(&self.b.scenario.name),
            options(&self.overrides)
        );
        About { scenario: format!("{} / {}", a.scenario, b.scenario), hashes, command, ..a.clone() }
    }
}

/// A column in another unit of the same dimension.
fn convert(column: &mut ColumnResult, factor: f64, unit: &str) {
    column.unit = unit.to_owned();
    if factor == 1.0 {
        return;
    }
    let scale = |values: &mut Vec<f64>| values.iter_mut().for_each(|value| *value *= factor);
    column.quantiles.iter_mut().for_each(|(_, values)| scale(values));
    if let Some((low, high)) = &mut column.ignorance {
        scale(low);
        scale(high);
    }
    scale(&mut column.sampling.0);
    scale(&mut column.sampling.1);
}
