//! Why, when and where a run could not go on.

use crate::EngineError;
use lytic_text::Message;

/// The codes of the messages of the scalar path.
pub const CODES: [&str; 9] =
    ["E2501", "E2502", "E2503", "E2504", "E2505", "E2506", "E2507", "E2508", "E2509"];

/// Why, when and where a run could not go on.
#[derive(Clone, Debug, PartialEq)]
pub struct NoSolution {
    /// Why.
    pub why: Why,
    /// The time reached; not a number where it is known before the start.
    pub time: f64,
    /// The state that stands out, if one does.
    pub state: Option<String>,
    /// The equation, rule, reaction or event that does.
    pub equation: Option<String>,
}

/// Why a run could not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// More steps than allowed.
    TooManySteps,
    /// The step became too small.
    StepTooSmall,
    /// A value became infinite or not a number.
    NotFinite,
    /// Events or conditions followed each other without end.
    EndlessEvents,
    /// There are more algebraic rules than unknowns in them.
    RulesTooMany,
    /// An algebraic rule that nothing can make true does not hold.
    RuleBroken,
    /// No values satisfy an algebraic rule or the equilibrium of a fast reaction.
    Unsolved,
    /// What one happening of a fast reaction changes is not constant.
    FastStoichiometry,
}

impl NoSolution {
    /// Before the first step, of an equation.
    pub(super) fn of_equation(why: Why, equation: String) -> EngineError {
        NoSolution { why, time: f64::NAN, state: None, equation: Some(equation) }.into()
    }

    /// In words, with the mend as its help.
    pub fn message(&self) -> Message {
        let code = match self.why {
            Why::TooManySteps => "E2502",
            Why::StepTooSmall => "E2503",
            Why::NotFinite => "E2504",
            Why::EndlessEvents => "E2505",
            Why::RulesTooMany => "E2506",
            Why::RuleBroken => "E2507",
            Why::Unsolved => "E2508",
            Why::FastStoichiometry => "E2509",
        };
        let names = [self.state.as_deref(), self.equation.as_deref()].into_iter().flatten();
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let place = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        let message = Message::new(code).with("place", place);
        if self.time.is_nan() { message } else { message.with("time", self.time) }
    }
}

impl From<NoSolution> for EngineError {
    fn from(of: NoSolution) -> EngineError {
        EngineError::NoSolution(Box::new(of))
    }
}
