//! One statement of a module after the other.

use super::MAX_STATEMENTS;
use super::draft::{DraftId, EventParts, Flattener, Given, Instance, Kind, ReactionParts, RuleKind, ScopeId};
use super::unify::Winner;
use crate::ast::{self, AssignmentOperator, DeclaredKind, ExpressionKind, StatementKind};
use lytic_text::{Diagnostic, Message, Span};

impl<'a> Flattener<'a> {
    pub(super) fn statement(&mut self, scope: ScopeId, statement: &'a ast::Statement) {
        self.work += 1;
        if self.work > MAX_STATEMENTS {
            self.error(Message::new("E0238").with("limit", MAX_STATEMENTS), statement.span);
            self.stopped = true;
            return;
        }
        match &statement.kind {
            StatementKind::Declaration { constant, substance_only, kind, kind_written, items } => {
                for item in items {
                    let declaration = Declaration {
                        constant: *constant,
                        substance_only: *substance_only,
                        kind: kind_written.then_some(*kind),
                    };
                    self.declare(scope, declaration, item, statement);
                }
            }
            StatementKind::Assignment { target, operator, value, compartment } => {
                if let Some(id) = self.target(scope, target) {
                    self.assign(scope, id, *operator, value, statement.span);
                    self.owns(scope, id, target, statement);
                    if let Some(compartment) = compartment {
                        self.place(scope, id, compartment);
                    }
                }
            }
            StatementKind::Place { target, compartment } => {
                if let Some(id) = self.target(scope, target) {
                    self.place(scope, id, compartment);
                    self.owns(scope, id, target, statement);
                }
            }
            StatementKind::Same { left, right } => {
                if let (Some(left), Some(right)) = (self.target(scope, left), self.target(scope, right)) {
                    self.unify(left, right, Winner::Right, statement.span);
                }
            }
            StatementKind::HasUnit { target, unit } => {
                if let Some(id) = self.target(scope, target) {
                    self.set_unit(scope, id, unit);
                    self.owns(scope, id, target, statement);
                }
            }
            StatementKind::UnitDefinition { .. } => {}
            StatementKind::Reaction(reaction) => self.reaction(scope, reaction, statement),
            StatementKind::Event(event) => self.event(scope, event, statement),
            StatementKind::Instance { name, .. } => self.declare_instance(scope, name, statement),
            StatementKind::Delete { targets } => {
                for target in targets {
                    self.delete(scope, target, statement.span);
                }
            }
            StatementKind::DisplayName { target, text } => {
                self.about(scope, Some(target), |about| about.display_name = Some(text.clone()));
            }
            StatementKind::Notes { target, text } => {
                self.about(scope, target.as_ref(), |about| {
                    (about.notes, about.markup) = (Some(text.clone()), None);
                });
            }
            StatementKind::Annotation { target, qualifier, resources } => {
                self.about(scope, target.as_ref(), |about| {
                    about
                        .annotations
                        .extend(resources.iter().map(|resource| (qualifier.clone(), resource.clone())));
                });
            }
            StatementKind::SboTerm { target, term } => {
                self.about(scope, target.as_ref(), |about| about.sbo_term = Some(*term));
            }
            StatementKind::Constraint { condition, message, .. } => {
                let given = Given { scope, expression: condition, span: statement.span };
                self.constraints.push((given, message.as_deref()));
            }
            StatementKind::Algebraic { residual } => {
                self.algebraic.push(Given { scope, expression: residual, span: statement.span });
            }
            StatementKind::Fast { reactions } => {
                for target in reactions {
                    if let Some(id) = self.target(scope, target) {
                        self.set_kind(id, Kind::Reaction, target.span);
                        self.fast.push((id, target.span));
                    }
                }
            }
        }
    }

    /// Notes and annotations. Of a sub-model's own (`model notes`) only the main module's are kept.
    fn about(
        &mut self,
        scope: ScopeId,
        target: Option<&'a ast::Path>,
        change: impl FnOnce(&mut crate::model::About),
    ) {
        match target {
            None if scope == ScopeId(0) => change(&mut self.about),
            None => {}
            Some(path) => {
                // Sub-models and units may carry notes too; they are not symbols.
                if let [single] = path.parts.as_slice() {
                    let owner = self.scope(scope);
                    let is_symbol = self.names.contains_key(&format!("{}{}", owner.prefix, single.text));
                    let (name, units) = (single.text.as_str(), &owner.units);
                    if owner.instances.contains_key(name) || !is_symbol && units.contains_key(name) {
                        return;
                    }
                }
                if let Some(id) = self.target(scope, path) {
                    change(&mut self.draft(id).about);
                }
            }
        }
    }

    /// The module says more of its own symbol than its name: it is the symbol's home. Keeps the line's comment.
    fn owns(&mut self, scope: ScopeId, id: DraftId, path: &ast::Path, statement: &ast::Statement) {
        let [single] = path.parts.as_slice() else { return };
        let owner = self.scope(scope);
        let (module, depth) = (owner.module.to_owned(), owner.nesting);
        let draft = self.draft(id);
        // A parent that says something of a symbol it shares owns it, wherever the line stands.
        if !draft.declared || depth < draft.owner_depth {
            draft.declared = true;
            draft.owner_depth = depth;
            draft.origin = crate::model::Origin { module, symbol: single.text.clone() };
            draft.span = single.span;
        }
        if draft.about.comment.is_none() {
            draft.about.comment.clone_from(&statement.comment);
        }
    }

    fn declare(
        &mut self,
        scope: ScopeId,
        declaration: Declaration,
        item: &'a ast::DeclarationItem,
        statement: &'a ast::Statement,
    ) {
        let Some(id) = self.target(scope, &item.target) else { return };
        let span = item.target.span;
        if let Some(kind) = declaration.kind {
            self.set_kind(id, kind_of(kind), span);
        }
        let draft = self.draft(id);
        if let Some(constant) = declaration.constant {
            draft.constant = Some((constant, span));
        }
        draft.substance_only |= declaration.substance_only;
        draft.boundary |= item.boundary;
        if let Some(compartment) = &item.compartment {
            self.place(scope, id, compartment);
        }
        if let Some(unit) = &item.unit {
            self.set_unit(scope, id, unit);
        }
        if let Some((operator, value)) = &item.value {
            self.assign(scope, id, *operator, value, item.target.span.to(value.span));
        }
        self.owns(scope, id, &item.target, statement);
    }

    fn place(&mut self, scope: ScopeId, id: DraftId, compartment: &'a ast::Path) {
        if let Some(room) = self.target(scope, compartment) {
            self.set_kind(room, Kind::Compartment, compartment.span);
            self.draft(id).compartment = Some(room);
        }
    }

    /// `=`, `:=` or `'=`.
    fn assign(
        &mut self,
        scope: ScopeId,
        id: DraftId,
        operator: AssignmentOperator,
        value: &'a ast::Expression,
        span: Span,
    ) {
        let given = Given { scope, expression: value, span };
        let draft = self.draft(id);
        let name = draft.name.clone();
        match draft.kind {
            Some((Kind::Reaction, _)) => {
                if let Some(reaction) = &mut draft.reaction {
                    reaction.law = Some(given);
                }
                return;
            }
            Some((Kind::Event, first)) => {
                self.two_kinds(&name, (Kind::Event, first), (Kind::Parameter, span));
                return;
            }
            _ => {}
        }
        let clash = |key: &'static str, first: Given| {
            let diagnostic = Diagnostic::error(Message::new(key).with("name", &name)).at(span);
            diagnostic.label(first.span, Message::new("model.first"))
        };
        let from_here = |given: &Given| given.scope == scope;
        let (initial, rule) = (draft.initial, draft.rule);
        let problem = match (operator, initial, rule) {
            (AssignmentOperator::Initial, Some(first), _) if from_here(&first) => Some(clash("E0214", first)),
            (AssignmentOperator::Initial, _, Some((RuleKind::Assignment, first))) => {
                Some(clash("E0216", first))
            }
            (AssignmentOperator::Always, Some(first), _) if from_here(&first) => Some(clash("E0216", first)),
            (AssignmentOperator::Always, _, Some((RuleKind::Rate, first))) => Some(clash("E0217", first)),
            (AssignmentOperator::Rate, _, Some((RuleKind::Assignment, first))) => Some(clash("E0217", first)),
            (AssignmentOperator::Always | AssignmentOperator::Rate, _, Some((_, first)))
                if from_here(&first) =>
            {
                Some(clash("E0214", first))
            }
            _ => None,
        };
        match operator {
            AssignmentOperator::Initial => draft.initial = Some(given),
            AssignmentOperator::Rate => draft.rule = Some((RuleKind::Rate, given)),
            AssignmentOperator::Always => {
                draft.rule = Some((RuleKind::Assignment, given));
                draft.initial = None;
            }
        }
        // `k = 3 mL` gives the symbol its unit.
        let unit =
            number_unit(value).filter(|_| draft.unit.is_none() && operator != AssignmentOperator::Rate);
        if let Some(problem) = problem {
            self.report(problem);
        }
        if let Some(unit) = unit {
            self.set_unit_name(scope, id, unit);
        }
    }

    fn reaction(&mut self, scope: ScopeId, reaction: &'a ast::Reaction, statement: &'a ast::Statement) {
        if !matches!(reaction.arrow, ast::Arrow::Reversible | ast::Arrow::Irreversible) {
            // `A -o J1` says who influences whom; equations do not change. The names must exist all the same.
            for side in reaction.reactants.iter().chain(&reaction.products) {
                self.target(scope, &side.species);
            }
            return;
        }
        let id = match &reaction.name {
            Some(path) => self.target(scope, path),
            None => self.unnamed(scope, "_J", statement.span),
        };
        let reactants = self.side(scope, &reaction.reactants);
        let products = self.side(scope, &reaction.products);
        if let Some(compartment) = &reaction.compartment
            && let Some(room) = self.target(scope, compartment)
        {
            self.set_kind(room, Kind::Compartment, compartment.span);
        }
        let Some(id) = id else { return };
        let span = reaction.name.as_ref().map_or(statement.span, |path| path.span);
        let first = self.draft(id).reaction.as_ref().map(|parts| (parts.scope, parts.span));
        if let Some((_, first)) = first.filter(|(by, _)| *by == scope) {
            let message = Message::new("E0214").with("name", self.draft(id).name.clone());
            let diagnostic = Diagnostic::error(message).at(span).label(first, Message::new("model.first"));
            self.report(diagnostic);
            return;
        }
        self.set_kind(id, Kind::Reaction, span);
        let law = reaction.law.as_ref().map(|law| Given { scope, expression: law, span: law.span });
        let draft = self.draft(id);
        // `J = k*A` above the reaction is its law.
        let law = law.or(draft.rule.take().map(|(_, given)| given)).or(draft.initial.take());
        draft.reaction = Some(ReactionParts {
            scope,
            reactants,
            products,
            reversible: reaction.arrow == ast::Arrow::Reversible,
            law,
            span: statement.span,
        });
        draft.declared = true;
        draft.span = span;
        draft.about.comment = draft.about.comment.take().or(statement.comment.clone());
    }

    fn side(
        &mut self,
        scope: ScopeId,
        side: &'a [ast::Participant],
    ) -> Vec<(DraftId, Option<&'a ast::Expression>, Span)> {
        let mut found = Vec::with_capacity(side.len());
        for participant in side {
            let Some(id) = self.target(scope, &participant.species) else { continue };
            self.set_kind(id, Kind::Species, participant.species.span);
            self.draft(id).boundary |= participant.boundary;
            found.push((id, participant.stoichiometry.as_ref(), participant.species.span));
        }
        found
    }

    fn event(&mut self, scope: ScopeId, event: &'a ast::Event, statement: &'a ast::Statement) {
        let id = match &event.name {
            Some(path) => self.target(scope, path),
            None => self.unnamed(scope, "_E", statement.span),
        };
        let mut assignments = Vec::with_capacity(event.assignments.len());
        for (path, value) in &event.assignments {
            if let Some(id) = self.target(scope, path) {
                assignments.push((id, value));
            }
        }
        let Some(id) = id else { return };
        let span = event.name.as_ref().map_or(statement.span, |path| path.span);
        if let Some(first) = self.draft(id).event.as_ref().map(|parts| parts.span) {
            let message = Message::new("E0214").with("name", self.draft(id).name.clone());
            let diagnostic = Diagnostic::error(message).at(span).label(first, Message::new("model.first"));
            self.report(diagnostic);
            return;
        }
        self.set_kind(id, Kind::Event, span);
        self.draft(id).event = Some(EventParts { scope, event, assignments, span: statement.span });
    }

    /// A name for a reaction or event that has none: the first free of `_J0`, `_J1` and so on, as in libAntimony.
    fn unnamed(&mut self, scope: ScopeId, prefix: &str, span: Span) -> Option<DraftId> {
        loop {
            let owner = &mut self.scopes[scope.0];
            let count = if prefix == "_J" { &mut owner.unnamed_reactions } else { &mut owner.unnamed_events };
            let name = format!("{prefix}{count}");
            *count += 1;
            if !self.names.contains_key(&format!("{}{name}", self.scope(scope).prefix)) {
                return Some(self.create(scope, &name, span));
            }
        }
    }

    fn declare_instance(&mut self, scope: ScopeId, name: &'a ast::Name, statement: &'a ast::Statement) {
        // The first statement of a name holds it; a second one is an error.
        match self.scope(scope).instances.get(name.text.as_str()) {
            Some(Instance::Declared(first)) if !std::ptr::eq(*first, statement) => {}
            Some(Instance::Declared(_)) => {
                self.instance(scope, &name.text);
                self.check_shadow(scope, name);
                return;
            }
            Some(Instance::Unfolded(inner)) if self.scope(*inner).span == Some(statement.span) => {
                self.check_shadow(scope, name);
                return;
            }
            Some(Instance::Broken) | None => return,
            Some(Instance::Unfolded(_)) => {}
        }
        self.error(Message::new("E0214").with("name", &name.text), name.span);
    }

    /// A symbol and a sub-model cannot have one name.
    fn check_shadow(&mut self, scope: ScopeId, name: &ast::Name) {
        if self.names.contains_key(&format!("{}{}", self.scope(scope).prefix, name.text)) {
            self.error(Message::new("E0224").with("name", &name.text), name.span);
        }
    }

    /// Takes a symbol, reaction, event or whole sub-model out. What used it is dropped, with a warning, at the end.
    fn delete(&mut self, scope: ScopeId, path: &'a ast::Path, span: Span) {
        if let Some((last, outer)) = path.parts.split_last() {
            let Some(owner) = self.walk(scope, outer) else { return };
            if self.scope(owner).instances.contains_key(last.text.as_str()) {
                self.delete_instance(owner, &last.text, span);
                return;
            }
            let full = format!("{}{}", self.scope(owner).prefix, last.text);
            match self.names.get(&full).copied() {
                Some(id) => self.draft(id).deleted = Some(span),
                None => self.unknown_name(owner, &last.text, last.span),
            }
        }
    }

    fn delete_instance(&mut self, owner: ScopeId, name: &str, span: Span) {
        let Some(inner) = self.instance(owner, name) else { return };
        let prefix = self.scope(inner).prefix.clone();
        let own = self.names.range(prefix.clone()..).take_while(|(full, _)| full.starts_with(&prefix));
        let own: Vec<DraftId> = own.map(|(_, id)| *id).collect();
        for id in own {
            // A symbol that the parent shares stays.
            if self.draft(id).name.starts_with(&prefix) {
                self.draft(id).deleted = Some(span);
            }
        }
    }
}

/// What a declaration says of each of its items.
#[derive(Clone, Copy)]
struct Declaration {
    constant: Option<bool>,
    substance_only: bool,
    kind: Option<DeclaredKind>,
}

fn kind_of(kind: DeclaredKind) -> Kind {
    match kind {
        DeclaredKind::Species => Kind::Species,
        DeclaredKind::Compartment => Kind::Compartment,
        DeclaredKind::Parameter => Kind::Parameter,
        DeclaredKind::Reaction => Kind::Reaction,
        DeclaredKind::Event => Kind::Event,
    }
}

/// The unit behind a number that stands alone.
fn number_unit(expression: &ast::Expression) -> Option<&ast::Name> {
    match &expression.kind {
        ExpressionKind::Number { unit, .. } => unit.as_ref(),
        ExpressionKind::Unary(ast::UnaryOperator::Minus | ast::UnaryOperator::Plus, inner) => {
            number_unit(inner)
        }
        _ => None,
    }
}
