//! A scenario as its author wrote it: every value with its place, nothing looked up in a model yet.
//!
//! What it means for a model (states that receive doses, parameters that change, columns that are put out) is worked
//! out by [`crate::prepare`].

use crate::coupling::BlockLine;
use crate::outcome::{CriteriaLine, TimedLine};
use crate::read::days;
use lytic_nk::Distribution;
use lytic_text::{SourceId, Span};
use lytic_units::Quantity;

/// A value and where it was written (nowhere for defaults).
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Option<Span>,
}

impl<T> Placed<T> {
    /// A value from a text.
    pub fn at(value: T, span: Span) -> Placed<T> {
        Placed { value, span: Some(span) }
    }

    /// A value that nobody wrote.
    pub fn default_of(value: T) -> Placed<T> {
        Placed { value, span: None }
    }
}

/// Who the subjects of a cohort are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// People.
    #[default]
    Patient,
    /// Lots of cells.
    Factory,
    /// Runs of a model that stands by itself, without people in it.
    Model {
        /// In what it counts its time.
        time: crate::model_time::ModelTime,
    },
}

/// What a user wants simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Who the subjects are.
    pub kind: Kind,
    /// Built-in name, or the file as the user gave it.
    pub name: String,
    /// Its text among the sources of the command; none for one made from a bare model.
    pub source: Option<SourceId>,
    /// Title.
    pub title: String,
    /// Title in Chinese, or empty.
    pub title_zh: String,
    /// One sentence about it, or empty.
    pub about: String,
    /// The same in Chinese, or empty.
    pub about_zh: String,
    /// The model: a name of the library, or a path.
    pub model: Option<Placed<String>>,
    /// Where time starts.
    pub start: Placed<Quantity>,
    /// How long it runs; none after an error there.
    pub duration: Option<Placed<Quantity>>,
    /// Body of the patients.
    pub patient: Option<Patient>,
    /// Products, in the order of the file.
    pub products: Vec<Product>,
    /// Doses, in the order of the file.
    pub doses: Vec<DoseLine>,
    /// Events, in the order of the file.
    pub events: Vec<EventLine>,
    /// Parameters that the scenario sets, in the order of the file.
    pub parameters: Vec<ParameterLine>,
    /// Who is simulated.
    pub cohort: Cohort,
    /// What is recorded.
    pub observe: Observe,
    /// What is judged by a condition or a value, in the order of the file.
    pub outcomes: Vec<OutcomeLine>,
    /// What is judged by named response criteria, in the order of the file.
    pub criteria: Vec<CriteriaLine>,
    /// Events of which the time is judged, in the order of the file.
    pub timed: Vec<TimedLine>,
    /// What can be added, in the order of the file.
    pub additions: Vec<AdditionLine>,
    /// Values that go together in patients, in the order of the file.
    pub correlations: Vec<CorrelationLine>,
    /// What plausible patients keep, in the order of the file.
    pub plausible: Vec<PlausibleLine>,
    /// A block of tissue in one patient.
    pub block: Option<BlockLine>,
}

/// `[patient]`
#[derive(Clone, Debug, PartialEq)]
pub struct Patient {
    /// The section.
    pub span: Span,
    /// Body weight.
    pub weight: Option<Placed<Quantity>>,
    /// Body height.
    pub height: Option<Placed<Quantity>>,
    /// HLA alleles, in any form that laboratories use; empty where nobody typed.
    pub hla: Vec<Placed<String>>,
    /// Genotype of the Fc receptor: `V/F`.
    pub fcgr3a: Option<Placed<String>>,
}

/// `[product.NAME]`
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name.
    pub name: Placed<String>,
    /// Where the cells come from: `haploidentical`.
    pub source: Option<Placed<String>>,
    /// How they were made: `overnight-il2`.
    pub method: Option<Placed<String>>,
    /// The factory whose lots they are, one for each patient: a built-in name, or a file beside the scenario.
    pub lot: Option<Placed<String>>,
    /// What was changed in them: `car-cd19`.
    pub edits: Vec<Placed<String>>,
    /// Genotype of the donor's Fc receptor: `V/V`.
    pub fcgr3a: Option<Placed<String>>,
    /// HLA alleles of the donor; empty where nobody typed.
    pub hla: Vec<Placed<String>>,
    /// KIR genes of the donor.
    pub kir: Option<Placed<String>>,
    /// A fit of its cells to a killing assay: the file.
    pub fit: Option<Placed<String>>,
}

/// When something is done.
#[allow(clippy::large_enum_variant, reason = "a scenario has a handful of schedules")]
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// At each of these times.
    Times(Vec<Placed<Quantity>>),
    /// Again and again.
    Repeated {
        /// First time.
        from: Placed<Quantity>,
        /// From one to the next.
        every: Placed<Quantity>,
        /// How often in all.
        count: u64,
    },
}

impl Schedule {
    /// How many times.
    pub fn count(&self) -> u64 {
        match self {
            Schedule::Times(times) => times.len() as u64,
            Schedule::Repeated { count, .. } => *count,
        }
    }
}

/// What a dose goes into.
#[derive(Clone, Debug, PartialEq)]
pub enum DoseTarget {
    /// An agent of the library: `of = "fludarabine"`.
    Agent(Placed<String>),
    /// A symbol of the model: `into = "plasma.drug"`.
    State(Placed<String>),
}

/// `[[dose]]`
#[derive(Clone, Debug, PartialEq)]
pub struct DoseLine {
    /// The section.
    pub span: Span,
    /// What is given.
    pub target: DoseTarget,
    /// Which product of cells.
    pub product: Option<Placed<String>>,
    /// How much each time; none after an error there.
    pub amount: Option<Placed<Quantity>>,
    /// The amount as written.
    pub amount_text: String,
    /// How it is given: `iv`, `sc`.
    pub route: Option<Placed<String>>,
    /// When; none after an error there.
    pub at: Option<Schedule>,
    /// How long each lasts; none means at once.
    pub duration: Option<Placed<Quantity>>,
    /// How much later it arrives.
    pub lag: Option<Placed<Quantity>>,
    /// A dose is given only if this condition holds at its time; later ones ask again.
    pub give_when: Option<Placed<String>>,
    /// Of those that `give_when` asks for, at most so many are given to a patient.
    pub at_most: Option<Placed<u64>>,
    /// Once this condition holds at the time of a dose, no more are given.
    pub stop_when: Option<Placed<String>>,
}

/// `[addition.NAME]`: what `lytic combine` can add.
#[derive(Clone, Debug, PartialEq)]
pub struct AdditionLine {
    /// Its name.
    pub name: Placed<String>,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Doses that it adds.
    pub doses: Vec<DoseLine>,
    /// Events that it adds.
    pub events: Vec<EventLine>,
    /// Parameters that it sets.
    pub parameters: Vec<ParameterLine>,
    /// Products of cells that its doses use.
    pub products: Vec<Product>,
}

/// `[[event]]`
#[derive(Clone, Debug, PartialEq)]
pub struct EventLine {
    /// The section.
    pub span: Span,
    /// What it is called: `surgery`.
    pub of: Placed<String>,
    /// When; none after an error there.
    pub at: Option<Schedule>,
    /// Share that it removes, from 0 to 1; none after an error there.
    pub removes: Option<Placed<f64>>,
    /// Symbols of the model that it acts on.
    pub states: Vec<Placed<String>>,
}

/// One line of `[parameters]`
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterLine {
    /// `module.symbol` or the dotted name of a symbol.
    pub name: Placed<String>,
    /// Its typical value.
    pub value: Placed<Quantity>,
    /// How patients differ (inside: none for not at all); none keeps the library's spread about the new value.
    pub between: Option<Placed<Option<Distribution>>>,
}

/// `[cohort]`
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Patients.
    pub patients: Placed<u64>,
    /// Draws of what is not known: the first has the typical values.
    pub draws: Placed<u64>,
    /// Seed of all random numbers.
    pub seed: Placed<u64>,
    /// What the twin of each patient does not get; none: the NK cells, where the scenario gives any.
    pub without: Option<Vec<Placed<String>>>,
}

/// One column of `[observe]`
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnLine {
    /// Name in tables and figures.
    pub name: Placed<String>,
    /// How it is computed; none for the symbol of that name.
    pub value: Option<Placed<String>>,
    /// The unit in which it is put out, as written.
    pub unit: Option<Placed<String>>,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
}

/// `[observe]`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observe {
    /// The section.
    pub span: Option<Span>,
    /// Time between two records; none: two hundred records.
    pub every: Option<Placed<Quantity>>,
    /// What is recorded, in the order of the file.
    pub columns: Vec<ColumnLine>,
    /// Error of a step relative to the size of a state (no unit); none: that of the engine, 1e-6.
    pub relative_tolerance: Option<Placed<f64>>,
}

/// When an outcome is judged.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// At one time.
    At(Placed<Quantity>),
    /// It holds at one of the recorded times between these (none: start, end).
    Ever(Option<Placed<Quantity>>, Option<Placed<Quantity>>),
    /// It holds at each of the recorded times between these.
    Always(Option<Placed<Quantity>>, Option<Placed<Quantity>>),
    /// Something else is asked of the recorded times between these.
    Over(Asked, Option<Placed<Quantity>>, Option<Placed<Quantity>>),
}

/// What can be asked of a stretch of time; each answer is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The day at which a condition first holds.
    First,
    /// The day at which it last holds.
    Last,
    /// The largest value.
    Maximum,
    /// The smallest value.
    Minimum,
    /// The day of the largest value.
    TimeOfMaximum,
    /// Rate of exponential growth from the beginning to the end, per day.
    Growth,
    /// Rate of exponential decline, per day.
    Decline,
}

impl Asked {
    /// All, in the order of the documentation.
    pub const ALL: [Asked; 7] = [
        Asked::First,
        Asked::Last,
        Asked::Maximum,
        Asked::Minimum,
        Asked::TimeOfMaximum,
        Asked::Growth,
        Asked::Decline,
    ];

    /// As written in scenarios: `time_of_maximum`.
    pub fn name(self) -> &'static str {
        match self {
            Asked::First => "first",
            Asked::Last => "last",
            Asked::Maximum => "maximum",
            Asked::Minimum => "minimum",
            Asked::TimeOfMaximum => "time_of_maximum",
            Asked::Growth => "growth",
            Asked::Decline => "decline",
        }
    }

    /// Whether it is asked of a condition, not of a value.
    pub fn of_condition(self) -> bool {
        matches!(self, Asked::First | Asked::Last)
    }

    /// The unit of the answer where it is not that of the value.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Asked::First | Asked::Last | Asked::TimeOfMaximum => Some("d"),
            Asked::Growth | Asked::Decline => Some("/d"),
            Asked::Maximum | Asked::Minimum => None,
        }
    }
}

/// What an outcome judges.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// A condition, counted over patients.
    When(Placed<String>),
    /// A value, shown by its quantiles over patients, in a unit as written.
    Value(Placed<String>, Option<Placed<String>>),
}

/// `[outcome.NAME]`
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeLine {
    /// Its name.
    pub name: Placed<String>,
    /// What is judged.
    pub judged: Judged,
    /// When.
    pub window: Window,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
}

/// Which of its two spreads a parameter varies by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spread {
    /// How patients differ.
    Between,
    /// What is not known of the typical value.
    Uncertainty,
}

impl Spread {
    /// As written in files: `between`, `uncertainty`.
    pub fn name(self) -> &'static str {
        match self {
            Spread::Between => "between",
            Spread::Uncertainty => "uncertainty",
        }
    }
}

/// `[[correlation]]`
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationLine {
    /// The section.
    pub span: Span,
    /// The two parameters, by `module.symbol` or the dotted name in the model.
    pub of: [Placed<String>; 2],
    /// Correlation of their normal scores.
    pub value: Placed<f64>,
    /// Of which spread.
    pub kind: Spread,
}

/// What a plausible patient keeps.
#[allow(clippy::large_enum_variant, reason = "a scenario has a handful of bounds")]
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// A condition holds.
    When(Placed<String>),
    /// An expression lies between two bounds (one may be missing, not both).
    Between {
        /// The expression.
        value: Placed<String>,
        /// At least this.
        from: Option<Placed<Quantity>>,
        /// At most this.
        to: Option<Placed<Quantity>>,
    },
}

/// `[plausible.NAME]`
#[derive(Clone, Debug, PartialEq)]
pub struct PlausibleLine {
    /// Its name.
    pub name: Placed<String>,
    /// What is kept.
    pub kept: Kept,
    /// When.
    pub window: Window,
}

impl Scenario {
    /// Whether anything is judged.
    pub fn judges(&self) -> bool {
        !(self.outcomes.is_empty() && self.criteria.is_empty() && self.timed.is_empty())
    }

    /// The scenario of a bare model: all its states for 100 days, one patient, nothing given and nothing judged.
    pub fn for_model(model: &str) -> Scenario {
        let days = |value| Placed::default_of(Quantity { value, unit: days() });
        Scenario {
            kind: Kind::Patient,
            name: model.to_owned(),
            source: None,
            title: model.to_owned(),
            title_zh: String::new(),
            about: String::new(),
            about_zh: String::new(),
            model: Some(Placed::default_of(model.to_owned())),
            start: days(0.0),
            duration: Some(days(100.0)),
            patient: None,
            products: Vec::new(),
            doses: Vec::new(),
            events: Vec::new(),
            parameters: Vec::new(),
            cohort: Cohort {
                patients: Placed::default_of(1),
                draws: Placed::default_of(1),
                seed: Placed::default_of(1),
                without: None,
            },
            observe: Observe::default(),
            outcomes: Vec::new(),
            criteria: Vec::new(),
            timed: Vec::new(),
            additions: Vec::new(),
            correlations: Vec::new(),
            plausible: Vec::new(),
            block: None,
        }
    }
}
