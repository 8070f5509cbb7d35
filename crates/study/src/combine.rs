//! Combinations: one scenario with nothing added, with each addition alone, with pairs of them, in either order.
//!
//! ```text
//! --with nk_cells,il2,azacitidine
//! none | each alone | each pair | all | (--order, --interval: first A then B, first B then A) | (--levels: doses times a factor)
//! ```
//!
//! An addition is a block of the scenario (`[addition.NAME]`), or an agent: what the scenario itself gives of it is taken
//! out of the other arms, and an agent that the scenario does not give is dosed as a built-in scenario of the same model
//! does ([`additions`]). All arms have the same patients under the same ignorance, so that whatever differs comes from what
//! was added. How two additions work together is measured against independence ([`interaction`], Bliss) and against more
//! of one of them ([`loewe`], Loewe).
//!
//! Arms run one after the other in the unfinished folder of the command, block by block, and leave the outcomes of their
//! patients there: memory does not grow with patients, and a command that is stopped goes on with its blocks.

mod additions;
mod arms;
mod interaction;
mod loewe;

pub use additions::{Addition, Origin};
pub use arms::{ArmPlan, Orders};
pub use interaction::{Interaction, OutcomeInteraction, Together, ValueInteraction};
pub use loewe::{Loewe, Undefined};

use crate::command::{options, quoted};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::input::Files;
use crate::manifest::{folder_name_of, identity, of_studies, stem};
use crate::parts::{self, Part};
use crate::prepare::{Overrides, Study, prepare};
use crate::results::*;
use crate::run::two_arms::{Same, TwoArms};
use crate::run::{Progress, pool};
use crate::scenario::Scenario;
use crate::store::folder::FolderStore;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Label, Message, Sources, Span, has_errors};
use serde_json::{Value, json};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CombineQuestion {
    /// `--with a,b,c`, as typed.
    pub with: String,
    /// `--order`: pairs in both orders.
    pub order: bool,
    /// `--interval "2 d"`, in order: from the start of the first to the start of the second.
    pub intervals: Vec<String>,
    /// `--levels 0.25,0.5,2,4`: factors of the doses of each addition alone, for Loewe's index.
    pub levels: Option<String>,
}

/// A combination made ready.
#[derive(Debug)]
pub struct Combination {
    /// What can be added.
    pub additions: Vec<Addition>,
    /// The arms: the first has nothing added.
    pub arms: Vec<ArmPlan>,
    studies: Vec<Study>,
    scenario: String,
    question: CombineQuestion,
    overrides: Overrides,
}

/// What one arm found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmFound {
    /// Which arm.
    pub plan: ArmPlan,
    /// As in [`Results::outcomes`].
    pub outcomes: Vec<OutcomeResult>,
    /// As in [`Results::values`].
    pub values: Vec<ValueResult>,
    /// As in [`Results::survivals`].
    pub survivals: Vec<SurvivalResult>,
    /// Outcomes with nothing added (first) and in this arm (second); empty for the first arm.
    pub paired_outcomes: Vec<PairedOutcome>,
    /// Values: this arm minus nothing added, within each patient.
    pub paired_values: Vec<PairedValue>,
    /// Events by name: what the arm adds to the restricted mean.
    pub paired_survivals: Vec<(String, SurvivalDifference)>,
    /// Doses.
    pub doses: Vec<DoseMark>,
    /// Patients that did not reach the end.
    pub failed: u64,
}

/// What a combination found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CombinationResults {
    /// What was run; hashes and command are those of the whole combination.
    pub about: About,
    /// What was added.
    pub additions: Vec<Addition>,
    /// Arms, in the order of [`Combination::arms`].
    pub arms: Vec<ArmFound>,
    /// How pairs work together, in the order of their arms.
    pub interactions: Vec<Interaction>,
    /// Whether Loewe's index was asked for.
    pub levels: Vec<f64>,
    /// Parameters that differ from the library's in all arms alike.
    pub changes: Vec<ParameterChange>,
    /// Patients of all arms that did not reach the end.
    pub failed: u64,
}

/// Reads the question and makes all arms ready; problems of all of them come at once.
pub fn prepare_combination(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    question: &CombineQuestion,
    sources: &mut Sources,
) -> (Option<Combination>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let name = scenario.name.clone();
    if !scenario.judges() {
        diagnostics.push(Diagnostic::error(Message::new("E0620").with("scenario", &name)));
    }
    let rest = settle(&mut scenario, library, files, &overrides, sources, &mut diagnostics);
    let found = additions::choose(&scenario, &question.with, sources, &mut diagnostics);
    let orders = arms::orders(question, sources, &mut diagnostics);
    let levels = loewe::levels(question.levels.as_deref(), sources, &mut diagnostics);
    let (Some(added), Some(orders), Some(levels)) = (found, orders, levels) else {
        return (None, diagnostics);
    };
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    // Outcomes do not depend on what is recorded besides.
    scenario.observe.columns.clear();
    scenario.additions.clear();
    scenario.cohort.without = None;
    let base = additions::without(&scenario, &added);
    let plans = arms::plan(&added, &orders, &levels, &mut diagnostics);
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    let own = Overrides { no_twin: true, set: rest, ..overrides.clone() };
    let mut studies: Vec<Study> = Vec::new();
    let texts = sources.clone();
    for plan in &plans {
        let with = arms::scenario_of(&base, &added, plan);
        let mut own_sources = texts.clone();
        let (study, found) = prepare(with, library, files, own.clone(), &mut own_sources);
        let mut told = false;
        for mut problem in found {
            // What is wrong in several arms is told once; a product that this arm does not use is no slip.
            let known = |other: &Diagnostic| other.message == problem.message && other.span == problem.span;
            if problem.message.key == "W0301" || diagnostics.iter().any(known) {
                told |= problem.is_error();
                continue;
            }
            if problem.is_error() && !plan.members.is_empty() {
                let borrowed =
                    plan.members.iter().filter_map(|member| added.get(*member)).find_map(|addition| {
                        match &addition.origin {
                            Origin::Borrowed(scenario) => Some(scenario),
                            _ => None,
                        }
                    });
                let label = match borrowed {
                    Some(scenario) => Message::new("combine.in_arm.borrowed").with("scenario", scenario),
                    None => Message::new("combine.in_arm"),
                };
                let label = label.with("arm", plan.name(&added));
                problem
                    .labels
                    .push(Label { span: problem.span.unwrap_or(added_span(&added, plan)), message: label });
            }
            if problem.is_error() || studies.is_empty() {
                told |= problem.is_error();
                diagnostics.push(problem);
            }
        }
        if told || studies.is_empty() {
            // Its texts are those that the places of its problems stand in.
            *sources = own_sources;
        }
        if told {
            return (None, diagnostics);
        }
        match study {
            Some(study) => studies.push(study),
            None => return (None, diagnostics),
        }
    }
    let combination = Combination {
        additions: added,
        arms: plans,
        studies,
        scenario: name,
        question: question.clone(),
        overrides,
    };
    (Some(combination), diagnostics)
}

/// Puts those `--set` options that are keys of the file into the scenario before it is taken apart, so that `dose.2` is the
/// second dose as written, whichever arm gives it; gives back the others, which are parameters of the model.
fn settle(
    scenario: &mut Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: &Overrides,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    if overrides.set.is_empty() {
        return Vec::new();
    }
    let mut whole = scenario.clone();
    whole.additions.clear();
    let (study, found) = prepare(whole, library, files, overrides.clone(), sources);
    // A setting that changes nothing is told, and is not one for the arms either.
    let idle = |name: &str| {
        let says = |problem: &Diagnostic| {
            problem.message.key == "W0304" && problem.message == Message::new("W0304").with("name", name)
        };
        found.iter().any(says)
    };
    let mut rest = overrides.set.clone();
    if let Some(study) = study {
        rest.retain(|set| {
            let name = set.split('=').next().unwrap_or_default().trim();
            !idle(name) && !study.inputs.iter().any(|input| input.name == name)
        });
        let settled = study.scenario;
        scenario.start = settled.start;
        scenario.duration = settled.duration;
        scenario.patient = settled.patient;
        scenario.products = settled.products;
        scenario.doses = settled.doses;
        scenario.events = settled.events;
    }
    diagnostics
        .extend(found.into_iter().filter(|problem| problem.is_error() || problem.message.key == "W0304"));
    rest
}

fn added_span(added: &[Addition], plan: &ArmPlan) -> Span {
    let first = plan.members.first().and_then(|member| added.get(*member));
    first.map_or(Span::new(lytic_text::SourceId(0), 0, 0), |addition| addition.span)
}

impl Combination {
    /// Patients of all arms and draws.
    pub fn subjects(&self) -> u64 {
        self.studies.iter().fold(0, |sum, study| sum.saturating_add(study.subjects()))
    }

    /// What tells combinations apart.
    pub fn identity(&self) -> Value {
        let arms: Vec<Value> = self.arms.iter().map(|arm| json!(arm.name(&self.additions))).collect();
        let additions: Vec<String> = self
            .additions
            .iter()
            .map(|addition| format!("{:?}", (&addition.name, &addition.content)))
            .collect();
        let mut hasher = Hasher::new();
        additions.iter().for_each(|addition| hasher.text(addition));
        json!({
            "combine": arms,
            "additions": hasher.finish(),
            "set": self.overrides.set,
            "first": self.studies.first().map(identity),
        })
    }

    /// Name of its folder where the user does not say.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-combine", stem(&self.scenario)), &self.identity())
    }

    /// The manifest.
    pub fn manifest(&self, results: &CombinationResults) -> Value {
        let own = json!({
            "arms": results.arms.len(),
            "subjects": self.subjects(),
            "failed": results.failed,
        });
        of_studies(&results.about, &self.identity(), own)
    }

    /// Blocks of all arms that need not be run again, and all blocks.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let Some(plan) = self.studies.first().map(Study::plan) else { return (0, 0) };
        (parts::kept(folder, &plan), plan.blocks().saturating_mul(self.arms.len() as u64))
    }

    /// Runs all arms on all threads, in `folder`, and goes on with what is there. Results depend on neither.
    ///
    /// # Errors
    /// Where `progress` stops it, a file in the folder is another one or cannot be written, no candidate of the first draw
    /// is plausible, or the machine gives no threads.
    pub fn run(
        &self,
        folder: &RunFolder,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<CombinationResults, StudyError> {
        let all = self.subjects();
        let mut stores: Vec<FolderStore<'_>> = Vec::new();
        let mut found: Vec<Results> = Vec::new();
        let mut done = 0;
        for (index, study) in self.studies.iter().enumerate() {
            let store = Part::new(folder, study, format!("{index:03}")).store(true)?;
            found.push(study.run(threads, &|patients, _| progress(done + patients, all), &store)?);
            stores.push(store);
            done += study.subjects();
        }
        let pool = pool(threads)?;
        let goes_on = || if progress(all, all) { Ok(()) } else { Err(StudyError::Interrupted) };
        let more = || progress(all, all);
        let mut arms = Vec::new();
        for (index, (plan, results)) in self.arms.iter().zip(&found).enumerate() {
            goes_on()?;
            let mut arm = ArmFound {
                plan: plan.clone(),
                outcomes: results.outcomes.clone(),
                values: results.values.clone(),
                survivals: results.survivals.clone(),
                doses: results.doses.clone(),
                failed: results.failed,
                ..ArmFound::default()
            };
            let first = self.studies.first().zip(stores.first()).zip(found.first());
            let own = self.studies.get(index).zip(stores.get(index)).filter(|_| index > 0);
            if let (Some(((none, of_none), without)), Some((study, store))) = (first, own) {
                let two = TwoArms {
                    studies: [none, study],
                    stores: [of_none, store],
                    results: [without, results],
                    goes_on: &more,
                };
                let listed = none.outputs.outcomes.iter().enumerate().filter(|(_, outcome)| outcome.listed);
                let same: Vec<Same> = listed.map(|(index, _)| (index, index, 1.0)).collect();
                (arm.paired_outcomes, arm.paired_values) = two.paired(&pool, &same)?;
                arm.paired_survivals = two.survivals()?;
            }
            arms.push(arm);
        }
        let mut interactions = Vec::new();
        for (index, plan) in self.arms.iter().enumerate() {
            let [first, second] = plan.members.as_slice() else { continue };
            if plan.factor.is_some() {
                continue;
            }
            let (Some(a), Some(b)) = (arms::alone(&self.arms, *first), arms::alone(&self.arms, *second))
            else {
                continue;
            };
            goes_on()?;
            let four =
                [Some(0), Some(a), Some(b), Some(index)].map(|arm| arm.and_then(|arm| stores.get(arm)));
            let [Some(none), Some(a), Some(b), Some(both)] = four else { continue };
            let mut interaction = self.interaction(&pool, index, [none, a, b, both])?;
            loewe::judge(self, &found, index, [*first, *second], &mut interaction);
            interactions.push(interaction);
        }
        let about = self.about(&found);
        let changes = found.first().map(|results| results.changes.clone()).unwrap_or_default();
        Ok(CombinationResults {
            about,
            additions: self.additions.clone(),
            arms,
            interactions,
            levels: self.arms.iter().filter_map(|arm| arm.factor.map(|(_, factor)| factor)).collect(),
            changes,
            failed: found.iter().map(|results| results.failed).sum(),
        })
    }

    fn first(&self) -> Option<&Study> {
        self.studies.first()
    }

    fn about(&self, found: &[Results]) -> About {
        let mut hasher = Hasher::new();
        for results in found {
            for (of, hash) in &results.about.hashes {
                hasher.text(of);
                hasher.text(hash);
            }
        }
        let mut about = found.first().map(|results| results.about.clone()).unwrap_or_default();
        let of_arm = |name: &str| name == "results" || name == "parameters";
        about.hashes.retain(|(name, _)| !of_arm(name));
        about.hashes.push(("results".to_owned(), hasher.finish()));
        about.command = self.command();
        about
    }

    /// The command that gives the same results.
    fn command(&self) -> String {
        let question = &self.question;
        let mut command =
            format!("lytic combine {} --with {}", quoted(&self.scenario), quoted(&question.with));
        if question.order {
            command.push_str(" --order");
        }
        for interval in &question.intervals {
            command.push_str(&format!(" --interval {}", quoted(interval)));
        }
        if let Some(levels) = &question.levels {
            command.push_str(&format!(" --levels {}", quoted(levels)));
        }
        command + &options(&self.overrides)
    }
}
