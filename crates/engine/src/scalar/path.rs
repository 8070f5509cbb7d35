//! Which path serves a model: lanes, or the scalar path, and why.

use crate::error::EngineError;
use lytic_model::{Equations, Node};
use lytic_text::Message;

/// Why lanes do not serve a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Algebraic rules.
    Algebraic,
    /// `delay()`.
    Delay,
    /// Fast reactions.
    Fast,
    /// Random numbers in initial values or events.
    Draws,
}

impl Reason {
    /// In words.
    pub fn message(self) -> Message {
        Message::new(match self {
            Reason::Algebraic => "engine.path.algebraic",
            Reason::Delay => "engine.path.delay",
            Reason::Fast => "engine.path.fast",
            Reason::Draws => "engine.path.draws",
        })
    }
}

/// What integrates a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// Lanes, many subjects at once.
    Lanes,
    /// One run at a time.
    Scalar(Vec<Reason>),
}

impl Path {
    /// In words: the reasons are said one by one by [`Reason::message`].
    pub fn message(&self) -> Message {
        Message::new(match self {
            Path::Lanes => "engine.path.lanes",
            Path::Scalar(_) => "engine.path.scalar",
        })
    }

    /// An error where it is not lanes.
    pub(crate) fn lanes_only(&self) -> Result<(), EngineError> {
        match self {
            Path::Scalar(reasons) if !reasons.is_empty() => Err(EngineError::NotForLanes(reasons[0])),
            _ => Ok(()),
        }
    }
}

/// The path that serves these equations.
pub fn path(equations: &Equations) -> Path {
    let nodes = equations.graph.nodes();
    let is_draw = |node: &Node| matches!(node, Node::Uniform(_) | Node::Quantile(..) | Node::Probability(..));
    let reasons = [
        (Reason::Algebraic, !equations.algebraic.is_empty()),
        (Reason::Delay, nodes.iter().any(|node| matches!(node, Node::Delayed(..)))),
        (Reason::Fast, equations.reactions.iter().any(|reaction| reaction.fast)),
        (Reason::Draws, equations.draws > 0 || nodes.iter().any(is_draw)),
    ];
    let reasons: Vec<Reason> =
        reasons.into_iter().filter(|(_, applies)| *applies).map(|(reason, _)| reason).collect();
    if reasons.is_empty() { Path::Lanes } else { Path::Scalar(reasons) }
}
