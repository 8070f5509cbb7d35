//! What an Antimony text says, as it says it: every piece with its place.

use lytic_text::{SourceId, Span};

/// An identifier with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A name with dots: `il15.uptake`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// At least one part.
    pub parts: Vec<Name>,
    /// Where the whole stands.
    pub span: Span,
}

/// One text.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Which.
    pub source: SourceId,
    /// Imports, in order.
    pub imports: Vec<Import>,
    /// Modules, in order.
    pub modules: Vec<Module>,
    /// Functions, in order.
    pub functions: Vec<Function>,
    /// Statements outside of any module: libAntimony's `__main`. They also hold the units of the file.
    pub statements: Vec<Statement>,
}

/// `import "path"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The path between the quotes.
    pub path: String,
    /// Where.
    pub span: Span,
}

/// `model *name(ports) ... end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Its name.
    pub name: Name,
    /// Whether a star marks it as the main one.
    pub is_main: bool,
    /// Ports.
    pub ports: Vec<Name>,
    /// Body.
    pub statements: Vec<Statement>,
    /// The whole.
    pub span: Span,
    /// Comment lines that stand directly before the module, without the slashes.
    pub comment: String,
    /// Comment lines between the last statement and `end`, without the slashes.
    pub tail: Vec<String>,
}

/// `function name(a, b) expression; end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Arguments.
    pub arguments: Vec<Name>,
    /// What it returns.
    pub body: Expression,
    /// The whole.
    pub span: Span,
    /// Comment lines before and in it, without the slashes.
    pub comment: String,
}

/// What a declaration says a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclaredKind {
    /// `species`.
    Species,
    /// `compartment`.
    Compartment,
    /// `formula` or `operator`, or only `var` or `const`.
    Parameter,
    /// `reaction`.
    Reaction,
    /// `event`.
    Event,
}

/// One statement of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// The whole.
    pub span: Span,
    /// The comment at the end of its line, without the slashes (kept for `lytic model show`).
    pub comment: Option<String>,
    /// Comment lines between the statement before and this one, without the slashes.
    pub lead: Vec<String>,
}

/// The kinds of statement.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a text has few statements; a box would be in the way of every reader"
)]
pub enum StatementKind {
    /// `const species $a in c, b = 2;`
    Declaration {
        /// `const` (true), `var` (false) or neither.
        constant: Option<bool>,
        /// `substanceOnly`.
        substance_only: bool,
        /// What they are.
        kind: DeclaredKind,
        /// Whether the kind was written (not only `const` or `var`).
        kind_written: bool,
        /// Each item.
        items: Vec<DeclarationItem>,
    },
    /// `a = expression`, `a := expression`, `a' = expression`, each with an optional `in compartment`.
    Assignment {
        /// What is set.
        target: Path,
        /// How.
        operator: AssignmentOperator,
        /// To what.
        value: Expression,
        /// `in compartment`.
        compartment: Option<Path>,
    },
    /// `a in compartment;`
    Place {
        /// What.
        target: Path,
        /// In what.
        compartment: Path,
    },
    /// `a is b`: one symbol in two places.
    Same {
        /// Left.
        left: Path,
        /// Right.
        right: Path,
    },
    /// `a is "words"`.
    DisplayName {
        /// Of what.
        target: Path,
        /// The words.
        text: String,
    },
    /// `a has unit`.
    HasUnit {
        /// Of what.
        target: Path,
        /// The unit.
        unit: UnitExpression,
    },
    /// `unit name = expression`.
    UnitDefinition {
        /// Its name.
        name: Name,
        /// What it is.
        unit: UnitExpression,
    },
    /// `J0: 2 A + $B -> C; k*A in c`.
    Reaction(Reaction),
    /// `E: at (trigger), options: assignments`.
    Event(Event),
    /// `a: module(x, y)`.
    Instance {
        /// The instance.
        name: Name,
        /// The module.
        module: Name,
        /// What its ports are given.
        arguments: Vec<Expression>,
        /// `timeconv = ...`: a number or a symbol.
        time_conversion: Option<Expression>,
        /// `extentconv = ...`: a number or a symbol.
        extent_conversion: Option<Expression>,
    },
    /// `delete a.b, a.c`.
    Delete {
        /// What.
        targets: Vec<Path>,
    },
    /// `a notes "text"` or ``` a notes ```text``` ```.
    Notes {
        /// Of what; none for `model notes`.
        target: Option<Path>,
        /// The text.
        text: String,
    },
    /// `a identity "uri", "uri"`, `model creator1 "name"` and so on.
    Annotation {
        /// Of what; none for `model ...`.
        target: Option<Path>,
        /// The qualifier as written: `identity`, `hasPart`, `creator1.name`.
        qualifier: String,
        /// What it points to.
        resources: Vec<String>,
    },
    /// `a.sboTerm = 236` or `a.sboTerm = SBO:0000236`.
    SboTerm {
        /// Of what; none for `model.sboTerm`.
        target: Option<Path>,
        /// The number.
        term: u32,
    },
    /// `C: assert x < 3 else "words"`.
    Constraint {
        /// Its name.
        name: Option<Name>,
        /// What must hold.
        condition: Expression,
        /// What to say if it does not.
        message: Option<String>,
    },
    /// `0 = expression`: holds at all times and does not say which symbol it determines.
    Algebraic {
        /// What is zero.
        residual: Expression,
    },
    /// `fast reaction J0, J1`: in equilibrium at all times.
    Fast {
        /// Which.
        reactions: Vec<Path>,
    },
}

/// One item of a declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclarationItem {
    /// `$`.
    pub boundary: bool,
    /// What.
    pub target: Path,
    /// `in compartment`.
    pub compartment: Option<Path>,
    /// `= value` or `:= value`.
    pub value: Option<(AssignmentOperator, Expression)>,
    /// `has unit`. (In `= 3 unit` the unit is that of the number.)
    pub unit: Option<UnitExpression>,
}

/// The three ways to give a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentOperator {
    /// `=`: at the start.
    Initial,
    /// `:=`: always.
    Always,
    /// `'=`: the derivative.
    Rate,
}

/// A reaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Reaction {
    /// Its name, if it has one.
    pub name: Option<Path>,
    /// Left side.
    pub reactants: Vec<Participant>,
    /// Right side.
    pub products: Vec<Participant>,
    /// Modifiers of an interaction line (`A -o J1`): kept, without effect on the equations.
    pub arrow: Arrow,
    /// The kinetic law.
    pub law: Option<Expression>,
    /// `in compartment`.
    pub compartment: Option<Path>,
}

/// The arrow of a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `->`
    Reversible,
    /// `=>`
    Irreversible,
    /// `-o`: activates.
    Activates,
    /// `-|`: inhibits.
    Inhibits,
    /// `-(`: influences.
    Influences,
}

/// One term of a reaction's side.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// `$`.
    pub boundary: bool,
    /// The number or symbol before the species.
    pub stoichiometry: Option<Expression>,
    /// The species.
    pub species: Path,
}

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name, if it has one.
    pub name: Option<Path>,
    /// `at delay after trigger`.
    pub delay: Option<Expression>,
    /// When it fires: at the change from false to true.
    pub trigger: Expression,
    /// `priority = ...`.
    pub priority: Option<Expression>,
    /// `persistent = ...`: default true.
    pub persistent: Option<Expression>,
    /// `t0 = ...`: whether the trigger counts as true before the start. Default true (libAntimony).
    pub initially_true: Option<Expression>,
    /// `fromTrigger = ...`: whether values are taken at the trigger. Default true.
    pub from_trigger: Option<Expression>,
    /// What it sets.
    pub assignments: Vec<(Path, Expression)>,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// A number, with a unit if one stands behind it (`3 mL`).
    Number {
        /// Its value.
        value: f64,
        /// Its unit.
        unit: Option<Name>,
    },
    /// `true`, `false`.
    Boolean(bool),
    /// A symbol (`time`, `pi`, `avogadro` and so on too, until names are resolved).
    Symbol(Path),
    /// `-a`, `!a`, `+a`.
    Unary(UnaryOperator, Box<Expression>),
    /// `a + b` and so on.
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
    /// `f(a, b)`.
    Call {
        /// The function.
        function: Name,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-a`
    Minus,
    /// `+a`
    Plus,
    /// `!a`
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

/// A unit as Antimony writes it: `1e-12 gram / mL`, `per_day`.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitExpression {
    /// The text between `has` or `=` and the semicolon.
    pub text: String,
    /// Where.
    pub span: Span,
}
