//! Outcomes that need more than one look at a patient: the time of an event, and named response criteria.
//!
//! ```text
//! event, hazard, events   -> a time and whether the event came by then (else the patient is censored): [`time`]
//! criteria = "recist" ... -> categories at scheduled visits, the best of them, the first progression: [`criteria`]
//! ```
//!
//! Each becomes some cells of a patient's row, beside the plain outcomes: `progression` (0 or 1) and
//! `progression.time`, `response.objective_response`, `response.complete_response` and so on. So they are kept in blocks,
//! paired with the twin and summed up like every other outcome. Curves of survival are made of two cells ([`survival`]).

pub(crate) mod criteria;
pub(crate) mod running;
pub(crate) mod survival;
pub(crate) mod time;

use crate::scenario::Placed;
use lytic_units::Quantity;

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// A condition first holds: `event = "..."`.
    When(Placed<String>),
    /// Chance strikes at this rate: `hazard = "..."`.
    Hazard(Placed<String>),
    /// The first of several: `events = ["progression", "death"]`.
    FirstOf(Vec<Placed<String>>),
}

/// `[outcome.NAME]` with `event`, `hazard` or `events`.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedLine {
    /// Its name.
    pub name: Placed<String>,
    /// What happens.
    pub what: Happening,
    /// Where the clock starts; none: the start of the run.
    pub from: Option<Placed<Quantity>>,
    /// Where patients are censored; none: the end of the run.
    pub to: Option<Placed<Quantity>>,
    /// Another event behind which nothing is seen.
    pub until: Option<Placed<String>>,
    /// How long after `from` the restricted mean looks; none: to the end.
    pub restricted_mean: Option<Placed<Quantity>>,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
}

/// Which response criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// RECIST 1.1 for solid tumours, on a sum of diameters.
    Recist,
    /// Lugano 2014 for lymphoma by computed tomography, on a diameter.
    Lugano,
    /// ELN 2022 for acute myeloid leukaemia, on marrow blasts and blood counts.
    Aml,
    /// GCIG 2011 for ovarian cancer, on CA-125.
    Ca125,
    /// Fall of alpha-fetoprotein in hepatocellular carcinoma.
    Afp,
}

impl Rules {
    /// All, in the order of [`crate::keys::CRITERIA`].
    pub const ALL: [Rules; 5] = [Rules::Recist, Rules::Lugano, Rules::Aml, Rules::Ca125, Rules::Afp];

    /// As written in scenarios.
    pub fn name(self) -> &'static str {
        match self {
            Rules::Recist => "recist",
            Rules::Lugano => "lugano",
            Rules::Aml => "aml",
            Rules::Ca125 => "ca125",
            Rules::Afp => "afp",
        }
    }
}

/// When patients are assessed.
#[allow(clippy::large_enum_variant, reason = "a scenario has a handful of schedules")]
#[derive(Clone, Debug, PartialEq)]
pub enum Visits {
    /// At these times.
    Times(Vec<Placed<Quantity>>),
    /// Again and again, to the end of the run where there is no count.
    Every {
        /// First visit.
        from: Placed<Quantity>,
        /// From one to the next.
        every: Placed<Quantity>,
        /// How many.
        count: Option<u64>,
    },
}

/// `[outcome.NAME]` with `criteria`.
#[derive(Clone, Debug, PartialEq)]
pub struct CriteriaLine {
    /// Its name.
    pub name: Placed<String>,
    /// Which criteria, and where that is written.
    pub rules: Placed<Rules>,
    /// What is measured: a sum of diameters, marrow blasts, a tumour marker.
    pub value: Placed<String>,
    /// Neutrophils and platelets, where blood counts are part of the criteria.
    pub counts: Option<[Placed<String>; 2]>,
    /// A condition that means progression whatever is measured.
    pub new_lesion: Option<Placed<String>>,
    /// When patients are assessed.
    pub visits: Visits,
    /// When the first measurement is taken; none: the start of the run.
    pub baseline: Option<Placed<Quantity>>,
    /// A response counts if it is still there so much later.
    pub confirm: Option<Placed<Quantity>>,
    /// Stable disease counts from so long after the baseline.
    pub stable_after: Option<Placed<Quantity>>,
    /// An event behind which nobody is assessed.
    pub until: Option<Placed<String>>,
    /// What counts as gone, normal or not evaluable.
    pub limit: Option<Placed<Quantity>>,
    /// Share by which a partial response falls below the baseline.
    pub fall: Option<Placed<f64>>,
    /// Share by which progression rises above the lowest value.
    pub rise: Option<Placed<f64>>,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
}
