//! Everything that a tissue is to be, in numbers: no names to look up, no units to convert.

use crate::fields::FieldLaw;
use crate::grid::Grid;
use crate::kind::Kind;
use crate::mechanics::MechanicsSettings;
use crate::rules::Rules;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::Decision;
use lytic_nk::tissue::{TissueCellNumbers, TissueFieldNumbers, TissueImmuneNumbers, TissueStimulusNumbers};

/// A tissue to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Seed of all random numbers.
    pub seed: u64,
    /// How long, min.
    pub minutes: f64,
    /// The domain and its voxels.
    pub grid: Grid,
    /// Whether cells stay in one plane (a dish).
    pub flat: bool,
    /// Numbers of cells.
    pub cell: TissueCellNumbers,
    /// Numbers of leukocytes.
    pub immune: TissueImmuneNumbers,
    /// Numbers of molecules.
    pub field: TissueFieldNumbers,
    /// What IL-15 and IL-2 of the tissue make of NK cells, if the fields are there; none where activation comes from elsewhere.
    pub stimulus: Option<TissueStimulusNumbers>,
    /// Fields, in any order; which is which is told by their names ([`crate::FIELDS`]).
    pub laws: Vec<FieldLaw>,
    /// Damage that kills a tumour cell, in hits.
    pub theta: f64,
    /// Whether tumour cells grow, divide and die by themselves.
    pub grows: bool,
    /// Sorts of lymphocytes.
    pub sorts: Vec<Sort>,
    /// Cells at the start.
    pub start: Vec<Start>,
    /// Cells that come later.
    pub arrivals: Vec<Arrival>,
    /// What is done to the tissue.
    pub treatments: Vec<Treatment>,
    /// Concentrations of the antibody at which [`Sight::of_cd16`] is given, ug/mL, rising from 0; empty without one.
    pub antibody_ug_per_ml: Vec<f64>,
    /// Velocity per force and share of their speed that leukocytes keep in the matrix; 1 without one.
    pub mobility: f32,
    /// Behaviour by rules.
    pub rules: Rules,
    /// Steps.
    pub steps: Steps,
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    /// Fields, growth and death, min.
    pub biology_min: f64,
    /// Contacts and turns of leukocytes, min.
    pub immune_min: f64,
    /// Mechanics.
    pub mechanics: MechanicsSettings,
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { biology_min: 6.0, immune_min: 0.6, mechanics: MechanicsSettings::chosen(0.05) }
    }
}

/// Lymphocytes that are alike but for the spread between cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Sort {
    /// Its name.
    pub name: String,
    /// NK or CD8.
    pub kind: Kind,
    /// Rates of their life.
    pub rates: KillerRates,
    /// How they decide.
    pub decision: Decision,
    /// What they see of a tumour cell, from which minute on; the first from the start.
    pub eyes: Vec<Eyes>,
    /// Share that lives when it is put in.
    pub viable: f64,
    /// Share of the living that moves.
    pub motile: f64,
    /// Speed of those, um/min.
    pub speed_um_per_min: f64,
    /// Volume, um^3.
    pub volume_um3: f64,
    /// Share that knows the tumour's antigen; 1 for NK cells.
    pub specific: f64,
    /// Share a minute of those without a target that leaves with the blood.
    pub leaving_per_min: f64,
    /// Activation that its signals are of; cytokines of the tissue change it from there ([`Plan::stimulus`]).
    pub activation: f64,
}

/// What a sort sees from a time on.
#[derive(Clone, Debug, PartialEq)]
pub struct Eyes {
    /// From this minute on.
    pub from_min: f64,
    /// For each subset of the sort; the same subsets in the same order at all times.
    pub sights: Vec<Sight>,
}

/// The signal of the median cell of a subset on a tumour cell, in thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// Share of the sort.
    pub share: f64,
    /// On a cell as it is.
    pub plain: f64,
    /// On a cell that answers fully to IFN-gamma.
    pub answering: f64,
    /// On a cell that has shed all ligands of NKG2D.
    pub shed: f64,
    /// What CD16 adds at each concentration of the antibody.
    pub of_cd16: Vec<f64>,
    /// Share of the signal that goes with activation: all but what a chimeric receptor adds.
    pub driven: f64,
}

impl Sight {
    /// One signal, whatever the tumour cell.
    pub fn natural(share: f64, signal: f64) -> Sight {
        Sight { share, plain: signal, answering: signal, shed: signal, of_cd16: Vec::new(), driven: 1.0 }
    }

    /// The signal without antibody on a cell of this answer to IFN-gamma and share of shed ligands.
    pub(crate) fn signal(&self, response: f64, shed: f64) -> f64 {
        let answering = self.plain + response * (self.answering - self.plain);
        let kept = if self.plain > 0.0 { self.shed / self.plain } else { 1.0 };
        answering * (1.0 - shed * (1.0 - kept))
    }

    /// What CD16 adds at a concentration, along straight lines between those of the plan.
    pub(crate) fn cd16(&self, levels: &[f64], ug_per_ml: f64) -> f64 {
        let place = levels.partition_point(|level| *level <= ug_per_ml);
        let at = |place: usize| (levels.get(place).copied(), self.of_cd16.get(place).copied());
        match (place.checked_sub(1).map(at), at(place)) {
            (Some((Some(low), Some(below))), (Some(high), Some(above))) => {
                below + (above - below) * (ug_per_ml - low) / (high - low)
            }
            (Some((_, Some(below))), _) => below,
            _ => 0.0,
        }
    }
}

/// A cell at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Its kind.
    pub kind: Kind,
    /// Its sort, for lymphocytes.
    pub sort: usize,
    /// Where it is, um.
    pub position_um: [f32; 3],
    /// Its volume, um^3; none for the usual one.
    pub volume_um3: Option<f32>,
}

/// Where cells come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Around the tumour, outside of it.
    Around,
    /// Anywhere between the cells.
    Within,
    /// Out of vessels.
    Vessels,
}

/// Cells that come at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// When, min.
    pub minutes: f64,
    /// Their kind.
    pub kind: Kind,
    /// Their sort, for lymphocytes.
    pub sort: usize,
    /// How many.
    pub count: u64,
    /// Where.
    pub entry: Entry,
}

/// What is done to a tissue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Treatment {
    /// When, min.
    pub minutes: f64,
    /// What.
    pub what: What,
}

/// A treatment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Radiation: linear and quadratic death per Gy and Gy^2, and what lack of oxygen takes of the dose.
    Radiation {
        /// Gy.
        gray: f64,
        /// Per Gy.
        alpha_per_gy: f64,
        /// Per Gy^2.
        beta_per_gy2: f64,
        /// How many times more dose cells without oxygen bear.
        oxygen_enhancement: f64,
    },
    /// The concentration of a field around the tissue and in its vessels from now on, in the field's unit.
    Outside {
        /// The field.
        field: usize,
        /// Its concentration.
        value: f64,
    },
}
