//! What flattening keeps while it unfolds: drafts of symbols, one name table, and which drafts are the same symbol.

use super::instances::Definitions;
use crate::ast;
use crate::model::{About, DeclaredUnit, Origin};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Index of a draft; [`Flattener::root`] gives the one that stands for all that are the same symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DraftId(pub usize);

/// Index of an unfolded module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ScopeId(pub usize);

/// An expression and the module in which its names are looked up.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub scope: ScopeId,
    pub expression: &'a ast::Expression,
    /// The statement or item that gives it.
    pub span: Span,
}

/// What a draft turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Compartment,
    Species,
    Parameter,
    Reaction,
    Event,
}

impl Kind {
    /// Its Antimony keyword, which no language translates.
    pub fn keyword(self) -> &'static str {
        match self {
            Kind::Compartment => "compartment",
            Kind::Species => "species",
            Kind::Parameter => "formula",
            Kind::Reaction => "reaction",
            Kind::Event => "event",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RuleKind {
    Assignment,
    Rate,
}

/// A reaction before its names are looked up.
#[derive(Clone)]
pub(super) struct ReactionParts<'a> {
    pub scope: ScopeId,
    pub reactants: Vec<(DraftId, Option<&'a ast::Expression>, Span)>,
    pub products: Vec<(DraftId, Option<&'a ast::Expression>, Span)>,
    pub reversible: bool,
    pub law: Option<Given<'a>>,
    pub span: Span,
}

/// An event before its names are looked up.
#[derive(Clone)]
pub(super) struct EventParts<'a> {
    pub scope: ScopeId,
    pub event: &'a ast::Event,
    pub assignments: Vec<(DraftId, &'a ast::Expression)>,
    pub span: Span,
}

/// A symbol, reaction or event under construction.
pub(super) struct Draft<'a> {
    /// Dotted path.
    pub name: String,
    /// Number of dots in it.
    pub depth: usize,
    /// The module and symbol that own it, and whether that module says more of it than its name.
    pub origin: Origin,
    pub declared: bool,
    pub owner_depth: usize,
    pub kind: Option<(Kind, Span)>,
    pub constant: Option<(bool, Span)>,
    pub boundary: bool,
    pub substance_only: bool,
    pub compartment: Option<DraftId>,
    pub initial: Option<Given<'a>>,
    pub rule: Option<(RuleKind, Given<'a>)>,
    pub unit: Option<DeclaredUnit>,
    pub about: About,
    pub span: Span,
    pub deleted: Option<Span>,
    pub reaction: Option<ReactionParts<'a>>,
    pub event: Option<EventParts<'a>>,
}

/// Where an instance stands.
#[derive(Clone, Copy)]
pub(super) enum Instance<'a> {
    /// Declared by this statement, not yet unfolded.
    Declared(&'a ast::Statement),
    Unfolded(ScopeId),
    /// It could not be unfolded; reported already.
    Broken,
}

/// An unfolded module.
pub(super) struct Scope<'a> {
    /// Empty for the main module, else the path with a dot at its end.
    pub prefix: String,
    pub module: &'a str,
    pub parent: Option<ScopeId>,
    pub nesting: usize,
    pub instances: BTreeMap<&'a str, Instance<'a>>,
    pub units: BTreeMap<String, Unit>,
    /// Factors by which this module's time and extent are converted, innermost first.
    pub time_conversions: Vec<Given<'a>>,
    pub extent_conversions: Vec<Given<'a>>,
    pub unnamed_reactions: usize,
    pub unnamed_events: usize,
    pub span: Option<Span>,
}

/// The state of flattening.
pub(crate) struct Flattener<'a> {
    pub(super) definitions: &'a Definitions<'a>,
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) drafts: Vec<Draft<'a>>,
    /// For each draft another that is the same symbol, or itself.
    pub(super) same: Vec<DraftId>,
    /// Full dotted name to draft.
    pub(super) names: BTreeMap<String, DraftId>,
    pub(super) constraints: Vec<(Given<'a>, Option<&'a str>)>,
    pub(super) algebraic: Vec<Given<'a>>,
    /// Reactions that are said to be fast, and where.
    pub(super) fast: Vec<(DraftId, Span)>,
    pub(super) about: About,
    /// Statements gone through.
    pub(super) work: usize,
    /// Nodes of resolved expressions.
    pub(super) nodes: usize,
    /// Codes and places of the problems that have been reported.
    reported: BTreeSet<(&'static str, Option<Span>)>,
    /// Unknown names that have been reported, with their module.
    pub(super) unknown: BTreeSet<(String, String)>,
    /// Number of each draft's symbol in the model, once they are numbered.
    pub(super) numbers: Vec<Option<u32>>,
    /// Set when a limit was passed: nothing more is unfolded.
    pub(super) stopped: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Flattener<'a> {
    pub(crate) fn new(definitions: &'a Definitions<'a>) -> Flattener<'a> {
        Flattener {
            definitions,
            scopes: Vec::new(),
            drafts: Vec::new(),
            same: Vec::new(),
            names: BTreeMap::new(),
            constraints: Vec::new(),
            algebraic: Vec::new(),
            fast: Vec::new(),
            about: About::default(),
            work: 0,
            nodes: 0,
            reported: BTreeSet::new(),
            unknown: BTreeSet::new(),
            numbers: Vec::new(),
            stopped: false,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0]
    }

    pub(super) fn error(&mut self, message: Message, span: Span) {
        self.report(Diagnostic::error(message).at(span));
    }

    /// Reports a problem. The same line may be unfolded a thousand times: its problem is reported once.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert((diagnostic.message.key, diagnostic.span)) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The draft that stands for all that are the same symbol. Paths are halved on the way, so chains stay short.
    pub(super) fn root(&mut self, id: DraftId) -> DraftId {
        let mut at = id;
        while self.same[at.0] != at {
            let next = self.same[self.same[at.0].0];
            self.same[at.0] = next;
            at = next;
        }
        at
    }

    /// The draft of the symbol.
    pub(super) fn draft(&mut self, id: DraftId) -> &mut Draft<'a> {
        let root = self.root(id);
        &mut self.drafts[root.0]
    }

    /// Makes a symbol of a module.
    pub(super) fn create(&mut self, scope: ScopeId, name: &str, span: Span) -> DraftId {
        let id = DraftId(self.drafts.len());
        let owner = &self.scopes[scope.0];
        let full = format!("{}{name}", owner.prefix);
        self.drafts.push(Draft {
            name: full.clone(),
            depth: owner.nesting,
            origin: Origin { module: owner.module.to_owned(), symbol: name.to_owned() },
            declared: false,
            owner_depth: owner.nesting,
            kind: None,
            constant: None,
            boundary: false,
            substance_only: false,
            compartment: None,
            initial: None,
            rule: None,
            unit: None,
            about: About::default(),
            span,
            deleted: None,
            reaction: None,
            event: None,
        });
        self.same.push(id);
        self.names.insert(full, id);
        id
    }

    /// Says what a symbol is; an error if it was something else.
    pub(super) fn set_kind(&mut self, id: DraftId, kind: Kind, span: Span) {
        let draft = self.draft(id);
        match draft.kind {
            None => draft.kind = Some((kind, span)),
            Some((known, _)) if known == kind => {}
            Some((known, first)) => {
                let name = draft.name.clone();
                self.two_kinds(&name, (known, first), (kind, span));
            }
        }
    }

    pub(super) fn two_kinds(&mut self, name: &str, first: (Kind, Span), second: (Kind, Span)) {
        let message = Message::new("E0215")
            .with("name", name)
            .with("first", first.0.keyword())
            .with("second", second.0.keyword());
        let diagnostic = Diagnostic::error(message).at(second.1).label(first.1, Message::new("model.first"));
        self.report(diagnostic);
    }
}
