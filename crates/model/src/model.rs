//! A flat model: one level of symbols, reactions, rules and events, names resolved, modules gone.
//!
//! Function definitions are inlined. Every symbol remembers its instance path (`nk.blood`) and the module and symbol
//! that declared it (`nk_donor`, `blood`): the library's parameters bind by the latter.

use lytic_text::Span;
use lytic_units::Unit;

/// Index of a symbol in [`Model::symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(pub u32);

/// A flat model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Name of the main module.
    pub name: String,
    /// All symbols, in order of first appearance, depth first.
    pub symbols: Vec<Symbol>,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// Events.
    pub events: Vec<Event>,
    /// Units that the text defines, by name.
    pub units: Vec<UnitDefinition>,
    /// Conditions that the text asserts.
    pub constraints: Vec<Constraint>,
    /// Notes and annotations of the model itself.
    pub about: About,
    /// The unit of time (`unit time_unit = day`), if the text gives one.
    pub time_unit: Option<Unit>,
    /// Equations that hold at all times without saying which symbol they determine.
    pub algebraic: Vec<AlgebraicRule>,
    /// Whether species may fall below zero: true for models read from SBML, which says nothing against it.
    pub allows_negative: bool,
}

/// `0 = residual`.
#[derive(Clone, Debug)]
pub struct AlgebraicRule {
    /// What is zero at all times.
    pub residual: Math,
    /// Where.
    pub span: Span,
}

/// A named unit of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDefinition {
    /// Its name.
    pub name: String,
    /// What it is.
    pub unit: Unit,
}

/// What people say of a thing; without effect on equations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Display name.
    pub display_name: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// The same with their markup, as XHTML, where they came with one.
    pub markup: Option<String>,
    /// The comment at the end of the declaring line.
    pub comment: Option<String>,
    /// Qualifier and resource.
    pub annotations: Vec<(String, String)>,
    /// SBO term.
    pub sbo_term: Option<u32>,
}

/// Where a symbol was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The module.
    pub module: String,
    /// The symbol in that module.
    pub symbol: String,
}

/// A symbol.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// Dotted instance path: `nk.blood`, unique.
    pub name: String,
    /// Every other name that `is` gave it.
    pub aliases: Vec<String>,
    /// Module and symbol that declared it.
    pub origin: Origin,
    /// What it is.
    pub kind: SymbolKind,
    /// Whether it keeps its value for the whole run (after `const`, `var` and the rules have been weighed).
    pub constant: bool,
    /// Its unit.
    pub unit: Option<DeclaredUnit>,
    /// Its value at the start. For a species with a compartment and not `substance_only`: a concentration.
    pub initial: Option<Math>,
    /// A rule that sets it.
    pub rule: Option<Rule>,
    /// Of a compartment: the number of its dimensions, where the text gives it (3 a volume, 2 an area, 1 a length).
    pub dimensions: Option<f64>,
    /// What people say of it.
    pub about: About,
    /// Where it was declared.
    pub span: Span,
}

impl Symbol {
    /// The number of a compartment's dimensions: as the text gives it, else what its unit says.
    pub fn spatial_dimensions(&self) -> f64 {
        self.dimensions.unwrap_or_else(|| self.dimensions_of_unit())
    }

    /// The number of dimensions that a compartment's unit says: two of an area, one of a length, else three.
    pub(crate) fn dimensions_of_unit(&self) -> f64 {
        let Some(declared) = &self.unit else { return 3.0 };
        let is =
            |text: &str| Unit::parse(text).is_ok_and(|known| known.dimension() == declared.unit.dimension());
        match (is("m2"), is("metre")) {
            (true, _) => 2.0,
            (_, true) => 1.0,
            _ => 3.0,
        }
    }
}

/// A unit with the words that named it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredUnit {
    /// The unit.
    pub unit: Unit,
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A compartment; its value is its size.
    Compartment,
    /// A species.
    Species {
        /// Where it is; none means a compartment of size one (then concentration and amount are the same).
        compartment: Option<SymbolId>,
        /// Whether reactions leave it alone (`$`).
        boundary: bool,
        /// Whether the symbol means the amount even where it has a compartment.
        substance_only: bool,
    },
    /// A parameter.
    Parameter,
    /// The rate of a reaction: index in [`Model::reactions`].
    Reaction(u32),
}

/// A rule.
#[derive(Clone, Debug)]
pub enum Rule {
    /// `x := math`.
    Assignment(Math),
    /// `x' = math`.
    Rate(Math),
}

/// A reaction.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// Its symbol.
    pub symbol: SymbolId,
    /// Left side.
    pub reactants: Vec<Participant>,
    /// Right side.
    pub products: Vec<Participant>,
    /// Whether `->` was written.
    pub reversible: bool,
    /// Amount per time; none means zero (and a warning).
    pub law: Option<Math>,
    /// Whether it is so fast that it is in equilibrium at all times.
    pub fast: bool,
    /// The whole line.
    pub span: Span,
}

/// One term of a reaction.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The species.
    pub species: SymbolId,
    /// How many.
    pub stoichiometry: Math,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its dotted name.
    pub name: String,
    /// Fires when this changes from false to true.
    pub trigger: Math,
    /// Time between firing and execution.
    pub delay: Option<Math>,
    /// Of several at one time, the highest goes first.
    pub priority: Option<Math>,
    /// If false, a trigger that turns false again before execution takes the event back.
    pub persistent: bool,
    /// Value of the trigger before the start.
    pub initially_true: bool,
    /// Whether values are computed when it fires (else when it is executed).
    pub from_trigger: bool,
    /// What it sets.
    pub assignments: Vec<(SymbolId, Math)>,
    /// The whole line.
    pub span: Span,
}

/// A condition that the text asserts.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What must hold.
    pub condition: Math,
    /// What to say if it does not.
    pub message: Option<String>,
    /// Where.
    pub span: Span,
}

/// A resolved expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Math {
    /// What it is.
    pub kind: MathKind,
    /// Where it was written (inside a function's body for inlined functions).
    pub span: Span,
}

/// The kinds of resolved expression.
#[derive(Clone, Debug, PartialEq)]
pub enum MathKind {
    /// A number; a unit where one was written behind it.
    Number(f64, Option<Unit>),
    /// `true`, `false`.
    Boolean(bool),
    /// A symbol's value.
    Symbol(SymbolId),
    /// Time.
    Time,
    /// An operation or function on its arguments.
    Apply(Operation, Vec<Math>),
    /// Pairs (value, condition), first that holds, then the value otherwise.
    Piecewise(Vec<(Math, Math)>, Option<Box<Math>>),
}

/// Operations and functions of the language. Sums, products, `And`, `Or`, `Min` and `Max` take two or more arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Remainder,
    Quotient,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Xor,
    Not,
    Min,
    Max,
    Exp,
    Ln,
    Log10,
    /// `log(base, x)`.
    LogBase,
    Sqrt,
    /// `root(degree, x)`.
    Root,
    Abs,
    Floor,
    Ceil,
    Factorial,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    /// `rateOf(x)`: the derivative of a symbol.
    RateOf,
    /// `delay(x, by)`: what an expression was some time ago.
    Delay,
    /// A random number, drawn anew each time the value at the start or of an event is computed.
    Draw(Distribution),
}

/// Distributions that numbers are drawn from, by the definitions of SBML's package `distrib`, version 1. All take a
/// least and a largest value as two further arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Distribution {
    /// Between two numbers.
    Uniform,
    /// Mean and standard deviation.
    Normal,
    /// Mean and standard deviation of the logarithm.
    LogNormal,
    /// Rate.
    Exponential,
    /// Shape and scale.
    Gamma,
    /// Mean.
    Poisson,
    /// Probability of one; zero otherwise.
    Bernoulli,
    /// Number of trials and probability of success.
    Binomial,
    /// Location and scale.
    Cauchy,
    /// Degrees of freedom.
    ChiSquare,
    /// Location and scale.
    Laplace,
    /// Scale.
    Rayleigh,
}

impl Distribution {
    /// All, with the names that both Antimony and `distrib` give them, in alphabetical order.
    pub const ALL: [(&'static str, Distribution); 12] = [
        ("bernoulli", Distribution::Bernoulli),
        ("binomial", Distribution::Binomial),
        ("cauchy", Distribution::Cauchy),
        ("chisquare", Distribution::ChiSquare),
        ("exponential", Distribution::Exponential),
        ("gamma", Distribution::Gamma),
        ("laplace", Distribution::Laplace),
        ("lognormal", Distribution::LogNormal),
        ("normal", Distribution::Normal),
        ("poisson", Distribution::Poisson),
        ("rayleigh", Distribution::Rayleigh),
        ("uniform", Distribution::Uniform),
    ];

    /// The distribution of a name.
    pub fn from_name(name: &str) -> Option<Distribution> {
        Distribution::ALL.iter().find(|(known, _)| *known == name).map(|(_, distribution)| *distribution)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Distribution::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// How many numbers describe it.
    pub fn arguments(self) -> usize {
        match self {
            Distribution::Exponential
            | Distribution::Poisson
            | Distribution::Bernoulli
            | Distribution::ChiSquare
            | Distribution::Rayleigh => 1,
            _ => 2,
        }
    }

    /// Whether it may be called with so many arguments: its own, or those and two bounds. `uniform` has no bounds but
    /// its own, and a coin has none; a Cauchy and a Laplace variable may be given by their scale alone, about zero.
    pub fn takes(self, arguments: usize) -> bool {
        let own = self.arguments();
        match self {
            Distribution::Uniform | Distribution::Bernoulli => arguments == own,
            Distribution::Cauchy | Distribution::Laplace => matches!(arguments, 1 | 2 | 4),
            _ => arguments == own || arguments == own + 2,
        }
    }
}
