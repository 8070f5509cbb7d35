//! The stochastic benchmark: birth and death, the same for Lytic and for its peers.
//!
//! Rates 0.1 and 0.11, 100,000 at the start, to time 50: about 830,000 reactions a run. The caller brings the clock.

use super::{Ensemble, Seeds, Stochastic, StochasticMethod};
use crate::{EngineError, Finished, Settings};
use lytic_model::{NoImports, read_antimony};
use lytic_text::Sources;

/// The model as Antimony text.
pub const TEXT: &str = "model birth_death()
  species X;
  X = 100000;
  birth: => X; birth_rate*X;
  death: X => ; death_rate*X;
  birth_rate = 0.1;
  death_rate = 0.11;
end
";
const BIRTH: f64 = 0.1;
const DEATH: f64 = 0.11;
const START: f64 = 1e5;
const END: f64 = 50.0;
const SEED: u64 = 1;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Runs.
    pub runs: u64,
    /// Reactions of all runs.
    pub reactions: u64,
    /// Processor time.
    pub seconds: f64,
    /// Mean at the end, in standard errors from `n e^((b - d) t)`.
    pub mean_off: f64,
    /// Sample variance at the end over what it should be.
    pub variance_ratio: f64,
}

impl Measured {
    /// Reactions a second.
    pub fn reactions_per_second(&self) -> f64 {
        self.reactions as f64 / self.seconds
    }
}

/// How the runs are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The direct method in lanes.
    Lanes,
    /// The direct method, one run after the other.
    OneByOne,
    /// The next-reaction method.
    NextReaction,
}

/// Simulates `runs` runs on one thread and measures; `clock` gives seconds, best of processor time.
///
/// # Errors
/// None that a user can bring about: the model is built in.
pub fn measure(way: Way, runs: u64, clock: &dyn Fn() -> f64) -> Result<Measured, EngineError> {
    let mut sources = Sources::default();
    let (model, _) = read_antimony("birth_death", TEXT, &NoImports, &mut sources);
    let equations = model.and_then(|model| model.lower().ok()).ok_or(EngineError::UnknownExpression)?;
    let output = equations.observable("X").map(|x| x.expression).ok_or(EngineError::UnknownExpression)?;
    let settings = Settings::new(0.0, vec![0.0, END], vec![output]);
    let method = match way {
        Way::Lanes | Way::OneByOne => StochasticMethod::Direct,
        Way::NextReaction => StochasticMethod::NextReaction,
    };
    let model = Stochastic::new(&equations, &settings, method)?;
    let begun = clock();
    let (mut reactions, mut sum, mut squares) = (0, 0.0, 0.0);
    let expected = START * crate::math::exp((BIRTH - DEATH) * END);
    if way == Way::Lanes {
        let ensemble = Ensemble { runs, seed: SEED, threads: Some(1) };
        let found = ensemble.simulate(&model, &model.typical(0), &|| true)?.unwrap_or_default();
        let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
        reactions = found.reactions;
        sum = (last(&found.means) - expected) * runs as f64;
        squares = last(&found.variances) * (runs as f64 - 1.0);
    } else {
        let mut left = 0..runs;
        let typical = model.typical(0);
        let mut next = |subject: &mut crate::Subject| {
            subject.clone_from(&typical);
            left.next().map(|id| subject.id = id).is_some()
        };
        let mut finished = |finished: Finished<'_>| {
            reactions += finished.steps;
            let off = finished.values.last().copied().unwrap_or(f64::NAN) - expected;
            sum += off;
            squares += off * off;
        };
        model.run_while(Seeds::new(SEED), &|| true, &mut next, &mut finished)?;
    }
    let seconds = clock() - begun;
    let n = runs as f64;
    let growth = BIRTH - DEATH;
    let variance = START * (BIRTH + DEATH) / growth
        * crate::math::exp(growth * END)
        * (crate::math::exp(growth * END) - 1.0);
    Ok(Measured {
        runs,
        reactions,
        seconds,
        mean_off: sum / n / crate::math::sqrt(variance / n),
        variance_ratio: squares / (n - 1.0) / variance,
    })
}
