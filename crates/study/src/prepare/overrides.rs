//! What the command line changes in a scenario, and how it is put there.
//!
//! A value of the command line stands in the place of the scenario's; where it is wrong, it is told at the option. What a model by itself
//! is asked to observe becomes its columns.

use super::{Notes, time};
use crate::coupling::Factor;
use crate::course::parts;
use crate::keys::{MOST_DRAWS, MOST_PATIENTS};
use crate::scenario::{ColumnLine, Placed, Scenario};
use lytic_engine::Instructions;
use lytic_text::{Message, Sources, Span};

/// What the command line changes in a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `name=value` as given to `--set`, in order.
    pub set: Vec<String>,
    /// `--patients`
    pub patients: Option<u64>,
    /// `--draws`
    pub draws: Option<u64>,
    /// `--seed`
    pub seed: Option<u64>,
    /// `--duration`, such as `30 d`
    pub duration: Option<String>,
    /// `--every`, such as `1 h`
    pub every: Option<String>,
    /// `--save`, such as `cells` and `fields`: what a tissue keeps at the times of its tables; none as the scenario says.
    pub save: Option<Vec<String>>,
    /// `--no-twin`: the patients are not run without the NK cells.
    pub no_twin: bool,
    /// `--outcomes-only`: no curves are recorded.
    pub outcomes_only: bool,
    /// `--csv`: tables of single patients also as CSV, however many there are.
    pub csv: bool,
    /// What is recorded beside what the scenario observes.
    pub also: Also,
    /// `--method`
    pub method: Simulation,
    /// `--observe` of a model by itself: symbols and expressions that become columns; none: its states.
    pub observe: Vec<String>,
    /// Whether this is the deterministic run beside one by chance: a model by itself is asked the same.
    pub beside_chance: bool,
    /// Whether a model by itself is counted in days, if it has a unit of time: beside another one of another unit.
    pub in_days: bool,
    /// `--threshold`: counts below it jump in the hybrid method; none: [`USUAL_THRESHOLD`].
    pub threshold: Option<f64>,
    /// Factors on rates of the model, for a block of tissue; each becomes a parameter with the value 1.
    pub factors: Vec<Factor>,
    /// Forces a set of instructions; none: the best there is. Results do not depend on it, so it tells no runs apart.
    pub instructions: Option<Instructions>,
}

/// What is recorded beside what the scenario observes, for those who have measured it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Also {
    /// Symbols of the model that become columns where they are none; names that the model lacks are passed over.
    pub columns: Vec<String>,
    /// Times in days; those outside of the run are passed over.
    pub times_days: Vec<f64>,
}

/// How patients are simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Simulation {
    /// Integrated.
    #[default]
    Ode,
    /// Every reaction by chance, exactly.
    Ssa,
    /// The same by the next-reaction method.
    NextReaction,
    /// Every reaction by chance, leaping over many.
    Tau,
    /// What is few by chance, the rest integrated.
    Hybrid,
}

impl Simulation {
    /// All of them.
    pub const ALL: [Simulation; 5] =
        [Simulation::Ode, Simulation::Ssa, Simulation::NextReaction, Simulation::Tau, Simulation::Hybrid];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Simulation::Ode => "ode",
            Simulation::Ssa => "ssa",
            Simulation::NextReaction => "next-reaction",
            Simulation::Tau => "tau",
            Simulation::Hybrid => "hybrid",
        }
    }

    /// By that name.
    pub fn parse(name: &str) -> Option<Simulation> {
        Simulation::ALL.into_iter().find(|simulation| simulation.name() == name)
    }
}

/// Cells below which they jump one by one: chance moves a thousand of them by three percent.
pub const USUAL_THRESHOLD: f64 = 1000.0;

/// Puts the numbers of the command line into the scenario.
pub(super) fn apply(
    scenario: &mut Scenario,
    overrides: &Overrides,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) {
    let is_bare = scenario.source.is_none();
    let cohort = &mut scenario.cohort;
    for (name, number, (low, high), place) in [
        ("--patients", overrides.patients, (1, MOST_PATIENTS), &mut cohort.patients),
        ("--draws", overrides.draws, (1, MOST_DRAWS), &mut cohort.draws),
        ("--seed", overrides.seed, (0, u64::MAX), &mut cohort.seed),
    ] {
        let Some(number) = number else { continue };
        if !(low..=high).contains(&number) {
            notes.error(Message::new("E0311").with("key", name).with("low", low).with("high", high), None);
        }
        *place = Placed::default_of(number);
    }
    for (name, text, place) in [
        ("--duration", &overrides.duration, &mut scenario.duration),
        ("--every", &overrides.every, &mut scenario.observe.every),
    ] {
        if let Some(text) = text
            && let Some(quantity) = time::positive(name, text, is_bare, sources, notes)
        {
            *place = Some(quantity);
        }
    }
    for name in overrides.observe.iter().filter(|_| is_bare).flat_map(|list| parts(list)) {
        let source = sources.add("--observe", name.as_str());
        let span = Span::new(source, 0, name.len());
        scenario.observe.span = Some(span);
        if !scenario.observe.columns.iter().any(|column| column.name.value == name) {
            scenario.observe.columns.push(ColumnLine {
                name: Placed::at(name, span),
                value: None,
                unit: None,
                label: String::new(),
                label_zh: String::new(),
            });
        }
    }
}
