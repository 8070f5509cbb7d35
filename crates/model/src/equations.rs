//! The equations of a model: what an engine integrates. No names are looked up after this.
//!
//! Assignment rules, reaction rates and concentrations are inlined into one hash-consed graph; a state is an amount
//! (species in a compartment) or the symbol itself (all else). Parameters that an event may change are states with
//! derivative zero.

use crate::graph::{ExprId, Graph};
use crate::model::Origin;
use lytic_text::Span;
use lytic_units::Unit;

/// Equations over states and parameters.
#[derive(Clone, Debug)]
pub struct Equations {
    /// All expressions; leaves are time, `State(i)` and `Parameter(i)`.
    pub graph: Graph,
    /// States in order.
    pub states: Vec<State>,
    /// Parameters in order: every constant that has a number of its own.
    pub parameters: Vec<Parameter>,
    /// Every symbol of the model, by dotted name, as an expression: what can be observed.
    pub observables: Vec<Observable>,
    /// Events.
    pub events: Vec<Event>,
    /// Reactions, one by one: what jumps where molecules are counted. The derivatives of the states hold those that are
    /// not fast.
    pub reactions: Vec<Reaction>,
    /// What algebraic rules say.
    pub algebraic: Vec<Algebraic>,
    /// What the model asserts.
    pub constraints: Vec<Constraint>,
    /// Number of places where a random number is drawn ([`crate::Node::Uniform`]).
    pub draws: u32,
    /// The unit of time, if the model gives one.
    pub time_unit: Option<Unit>,
}

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// Dotted name of its symbol.
    pub name: String,
    /// Its unit: of the amount for a species in a compartment.
    pub unit: Option<Unit>,
    /// Value at the start, over parameters and time.
    pub initial: ExprId,
    /// Derivative by time; the number zero for a state that only events change.
    pub derivative: ExprId,
    /// Whether it must never fall below zero (species, and rate-rule symbols counted in cells).
    pub nonnegative: bool,
    /// Whether no reaction and no rate rule changes it, so that an algebraic rule may determine it. False for all where
    /// there are no algebraic rules.
    pub free: bool,
    /// For a species whose symbol is a concentration: the compartment's size (symbol = state / size).
    pub compartment_size: Option<ExprId>,
    /// Where it is declared.
    pub span: Span,
}

/// A reaction.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// Dotted name.
    pub name: String,
    /// How often it happens, per time.
    pub rate: ExprId,
    /// States and what one happening adds to each; every state once.
    pub changes: Vec<(u32, ExprId)>,
    /// Whether it is so fast that it is at equilibrium at all times: its rate is then zero, and no derivative holds it.
    pub fast: bool,
    /// Whether it also happens backwards, so that its rate may be negative.
    pub reversible: bool,
    /// Where it is written.
    pub span: Span,
}

/// An algebraic rule.
#[derive(Clone, Debug)]
pub struct Algebraic {
    /// As written.
    pub name: String,
    /// What is zero at all times.
    pub residual: ExprId,
    /// Where it is written.
    pub span: Span,
}

/// A condition that the model asserts. A run goes on where it does not hold, and says so.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What must hold.
    pub condition: ExprId,
    /// What to say if it does not.
    pub message: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Dotted name of its symbol.
    pub name: String,
    /// Module and symbol that declared it.
    pub origin: Origin,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Value in the model.
    pub value: f64,
}

/// Something that can be observed.
#[derive(Clone, Debug)]
pub struct Observable {
    /// Dotted name.
    pub name: String,
    /// Its value.
    pub expression: ExprId,
    /// Its unit.
    pub unit: Option<Unit>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Dotted name.
    pub name: String,
    /// Fires when this changes from zero to non-zero.
    pub trigger: ExprId,
    /// Time between firing and execution.
    pub delay: Option<ExprId>,
    /// Of several at one time, the highest goes first; none counts as zero.
    pub priority: Option<ExprId>,
    /// If false, a trigger that turns false again before execution takes the event back.
    pub persistent: bool,
    /// Value of the trigger before the start.
    pub initially_true: bool,
    /// Whether values are computed when it fires (else when it is executed).
    pub from_trigger: bool,
    /// State and new value (already as an amount where the state is one).
    pub assignments: Vec<(u32, ExprId)>,
    /// Values from the moment of firing that set concentrations: place among the assignments, and the size of the
    /// compartment. The amount is that for the size at execution.
    pub rescaled: Vec<(usize, ExprId)>,
}

impl Equations {
    /// Index of the state with this dotted name.
    pub fn state(&self, name: &str) -> Option<usize> {
        self.states.iter().position(|state| state.name == name)
    }

    /// Index of the parameter with this dotted name.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    /// The observable with this dotted name.
    pub fn observable(&self, name: &str) -> Option<&Observable> {
        self.observables.iter().find(|observable| observable.name == name)
    }
}
