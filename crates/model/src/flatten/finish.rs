//! The last step: drafts become the symbols, reactions and events of a [`Model`].

use super::draft::{DraftId, Flattener, Given, Kind, RuleKind, ScopeId};
use super::resolve::Failure;
use crate::ast;
use crate::model::{
    AlgebraicRule, Constraint, DeclaredUnit, Event, Math, MathKind, Model, Operation, Participant, Reaction,
    Rule, Symbol, SymbolId, SymbolKind,
};
use lytic_text::{Diagnostic, Message, Span};
use std::collections::BTreeSet;

impl<'a> Flattener<'a> {
    /// The flat model. Problems go to the diagnostics.
    pub(super) fn finish(&mut self, name: &str) -> Model {
        let order = self.number();
        let changed = self.changed_by_events();
        let mut model =
            Model { name: name.to_owned(), about: std::mem::take(&mut self.about), ..Model::default() };
        (model.time_unit, model.units) = self.all_units();
        for root in &order {
            let symbol = self.symbol_of(*root, changed.contains(root), &mut model);
            model.symbols.push(symbol);
        }
        self.default_units(&mut model);
        self.collect_aliases(&mut model);
        self.short_names(&mut model);
        self.events(&mut model);
        self.check_rules_and_reactions(&model);
        for given in std::mem::take(&mut self.algebraic) {
            if let Some(residual) = self.math(given, "0") {
                model.algebraic.push(AlgebraicRule { residual, span: given.span });
            }
        }
        for (id, _) in std::mem::take(&mut self.fast) {
            let root = self.root(id);
            if self.drafts[root.0].deleted.is_some() {
                continue;
            }
            let symbol = self.symbol_id(root);
            for reaction in model.reactions.iter_mut().filter(|reaction| reaction.symbol == symbol) {
                reaction.fast = true;
            }
        }
        for (given, message) in std::mem::take(&mut self.constraints) {
            if let Some(condition) = self.math(given, "assert") {
                model.constraints.push(Constraint {
                    condition,
                    message: message.map(str::to_owned),
                    span: given.span,
                });
            }
        }
        model
    }

    /// Numbers the symbols in order of first appearance; events are none.
    fn number(&mut self) -> Vec<DraftId> {
        let mut order = Vec::new();
        self.numbers = vec![None; self.drafts.len()];
        for index in 0..self.drafts.len() {
            let root = self.root(DraftId(index));
            let draft = &self.drafts[root.0];
            let is_event = matches!(draft.kind, Some((Kind::Event, _)));
            if self.numbers[root.0].is_none() && draft.deleted.is_none() && !is_event {
                self.numbers[root.0] = u32::try_from(order.len()).ok();
                order.push(root);
            }
        }
        order
    }

    fn changed_by_events(&mut self) -> BTreeSet<DraftId> {
        let mut changed = BTreeSet::new();
        for index in 0..self.drafts.len() {
            let Some(event) = self.drafts[index].event.clone() else { continue };
            if self.root(DraftId(index)) == DraftId(index) && self.drafts[index].deleted.is_none() {
                changed.extend(event.assignments.iter().map(|(id, _)| self.root(*id)));
            }
        }
        changed
    }

    fn collect_aliases(&mut self, model: &mut Model) {
        for index in 0..self.drafts.len() {
            let root = self.root(DraftId(index));
            if root != DraftId(index)
                && let Some(number) = self.numbers[root.0]
                && let Some(symbol) = model.symbols.get_mut(number as usize)
            {
                symbol.aliases.push(self.drafts[index].name.clone());
            }
        }
    }

    /// An equation; none if it fails, with a warning if that is because it used what `delete` took out.
    fn math(&mut self, given: Given<'a>, owner: &str) -> Option<Math> {
        match self.resolve(given) {
            Ok(math) => Some(math),
            Err(Failure::Reported) => None,
            Err(Failure::Deleted(gone)) => {
                self.dropped(gone, owner, given.span);
                None
            }
        }
    }

    fn dropped(&mut self, gone: DraftId, owner: &str, span: Span) {
        let draft = &self.drafts[gone.0];
        let message = Message::new("W0201").with("deleted", &draft.name).with("owner", owner);
        let mut diagnostic = Diagnostic::warning(message).at(span);
        if let Some(deleted) = draft.deleted {
            diagnostic = diagnostic.label(deleted, Message::new("model.deleted"));
        }
        // Each instance loses its own equation: no merging of equal places.
        self.diagnostics.push(diagnostic);
    }

    fn symbol_of(&mut self, root: DraftId, changed_by_event: bool, model: &mut Model) -> Symbol {
        let draft = &mut self.drafts[root.0];
        let (name, span) = (draft.name.clone(), draft.span);
        let (initial, rule, reaction) = (draft.initial, draft.rule, draft.reaction.clone());
        let (boundary, substance_only, room) = (draft.boundary, draft.substance_only, draft.compartment);
        let kind = draft.kind.map(|(kind, _)| kind);
        let declared_constant = draft.constant;
        let about = std::mem::take(&mut draft.about);
        let (origin, unit): (_, Option<DeclaredUnit>) = (draft.origin.clone(), draft.unit.clone());
        let kind = kind.unwrap_or(if room.is_some() { Kind::Species } else { Kind::Parameter });
        let rule = rule.and_then(|(kind, given)| {
            let math = self.math(given, &name)?;
            Some(match kind {
                RuleKind::Assignment => Rule::Assignment(math),
                RuleKind::Rate => Rule::Rate(self.converted(math, given.scope, Operation::Divide, false)),
            })
        });
        let mut initial = initial.and_then(|given| self.math(given, &name));
        // A port that is given `3 mL` takes the unit too; and where the unit is known, the number need not repeat it.
        let mut unit = unit;
        if let (Some(Math { kind: MathKind::Number(_, Some(own)), span }), None) = (&initial, &unit) {
            unit = Some(DeclaredUnit { unit: own.clone(), text: own.to_string(), span: *span });
        }
        if let (Some(Math { kind: MathKind::Number(_, own), .. }), Some(unit)) = (&mut initial, &unit)
            && own.as_ref() == Some(&unit.unit)
        {
            *own = None;
        }
        let changed = rule.is_some() || changed_by_event;
        if let Some((true, place)) = declared_constant
            && changed
        {
            let message = Message::new("W0206").with("name", &name);
            self.report(Diagnostic::warning(message).at(place));
        }
        let constant = !changed
            && match (kind, declared_constant) {
                (_, Some((constant, _))) => constant,
                (Kind::Compartment | Kind::Parameter, None) => true,
                _ => false,
            };
        let kind = match kind {
            Kind::Compartment => SymbolKind::Compartment,
            Kind::Species => {
                let compartment =
                    room.map(|room| self.root(room)).filter(|room| self.numbers[room.0].is_some());
                SymbolKind::Species {
                    compartment: compartment.map(|room| self.symbol_id(room)),
                    boundary: boundary || constant,
                    substance_only,
                }
            }
            Kind::Reaction => {
                let number = u32::try_from(model.reactions.len()).unwrap_or(u32::MAX);
                let reaction = self.reaction_of(root, &name, reaction, span);
                model.reactions.push(reaction);
                SymbolKind::Reaction(number)
            }
            Kind::Parameter | Kind::Event => SymbolKind::Parameter,
        };
        let mut about = about;
        let dimensions =
            if kind == SymbolKind::Compartment { said_dimensions(&mut about.comment) } else { None };
        Symbol {
            name,
            aliases: Vec::new(),
            origin,
            kind,
            constant,
            unit,
            initial,
            rule,
            dimensions,
            about,
            span,
        }
    }

    fn reaction_of(
        &mut self,
        root: DraftId,
        name: &str,
        parts: Option<super::draft::ReactionParts<'a>>,
        span: Span,
    ) -> Reaction {
        let symbol = self.symbol_id(root);
        let Some(parts) = parts else {
            // `reaction J;` without a line of its own.
            return Reaction {
                symbol,
                reactants: vec![],
                products: vec![],
                reversible: true,
                law: None,
                fast: false,
                span,
            };
        };
        let law = parts.law.and_then(|given| {
            let math = self.math(given, name)?;
            let math = self.converted(math, parts.scope, Operation::Divide, false);
            Some(self.converted(math, parts.scope, Operation::Multiply, true))
        });
        let reactants = self.participants(&parts.reactants, parts.scope, name);
        let products = self.participants(&parts.products, parts.scope, name);
        Reaction {
            symbol,
            reactants,
            products,
            reversible: parts.reversible,
            law,
            fast: false,
            span: parts.span,
        }
    }

    fn participants(
        &mut self,
        side: &[(DraftId, Option<&'a ast::Expression>, Span)],
        scope: ScopeId,
        reaction: &str,
    ) -> Vec<Participant> {
        let mut found = Vec::with_capacity(side.len());
        for (id, stoichiometry, span) in side {
            let root = self.root(*id);
            if self.drafts[root.0].deleted.is_some() {
                self.dropped(root, reaction, *span);
                continue;
            }
            let stoichiometry = match stoichiometry {
                None => Some(Math { kind: MathKind::Number(1.0, None), span: *span }),
                Some(expression) => self.math(Given { scope, expression, span: *span }, reaction),
            };
            if let Some(stoichiometry) = stoichiometry {
                found.push(Participant { species: self.symbol_id(root), stoichiometry });
            }
        }
        found
    }

    fn events(&mut self, model: &mut Model) {
        for index in 0..self.drafts.len() {
            if self.root(DraftId(index)) != DraftId(index) || self.drafts[index].deleted.is_some() {
                continue;
            }
            let Some(parts) = self.drafts[index].event.take() else { continue };
            let name = self.drafts[index].name.clone();
            let (event, scope, span) = (parts.event, parts.scope, parts.span);
            let given = |expression: &'a ast::Expression| Given { scope, expression, span: expression.span };
            let trigger = self.math(given(&event.trigger), &name);
            let delay = event.delay.as_ref().and_then(|delay| self.math(given(delay), &name));
            let delay = delay.map(|delay| self.converted(delay, scope, Operation::Multiply, false));
            let priority = event.priority.as_ref().and_then(|priority| self.math(given(priority), &name));
            let persistent = self.flag(event.persistent.as_ref(), scope);
            let initially_true = self.flag(event.initially_true.as_ref(), scope);
            let from_trigger = self.flag(event.from_trigger.as_ref(), scope);
            let mut assignments = Vec::with_capacity(parts.assignments.len());
            for (id, value) in parts.assignments {
                let root = self.root(id);
                if self.drafts[root.0].deleted.is_some() {
                    self.dropped(root, &name, value.span);
                    continue;
                }
                self.check_event_target(root, value.span);
                if let Some(math) = self.math(given(value), &name) {
                    assignments.push((self.symbol_id(root), math));
                }
            }
            let Some(trigger) = trigger else { continue };
            model.events.push(Event {
                name,
                trigger,
                delay,
                priority,
                persistent,
                initially_true,
                from_trigger,
                assignments,
                span,
            });
        }
    }

    /// An event sets what keeps a value: not a reaction's rate, not what a rule sets at all times.
    fn check_event_target(&mut self, root: DraftId, span: Span) {
        let draft = &self.drafts[root.0];
        let message = match (draft.kind, draft.rule) {
            (Some((Kind::Reaction | Kind::Event, _)), _) => Message::new("E0243"),
            (_, Some((RuleKind::Assignment, _))) => Message::new("E0244"),
            _ => return,
        };
        let message = message.with("name", &draft.name);
        self.error(message, span);
    }

    /// `persistent`, `t0`, `fromTrigger`: true unless the text says otherwise.
    fn flag(&mut self, expression: Option<&'a ast::Expression>, scope: ScopeId) -> bool {
        let Some(expression) = expression else { return true };
        match self.resolve(Given { scope, expression, span: expression.span }) {
            Ok(Math { kind: MathKind::Boolean(truth), .. }) => truth,
            Ok(Math { kind: MathKind::Number(value, None), .. }) if value == 0.0 || value == 1.0 => {
                value == 1.0
            }
            _ => {
                self.error(Message::new("E0223"), expression.span);
                true
            }
        }
    }

    /// A species of a reaction cannot be set by a rule as well, unless it is a boundary species.
    fn check_rules_and_reactions(&mut self, model: &Model) {
        for reaction in &model.reactions {
            for participant in reaction.reactants.iter().chain(&reaction.products) {
                let Some(symbol) = model.symbols.get(participant.species.0 as usize) else { continue };
                let free = matches!(symbol.kind, SymbolKind::Species { boundary: false, .. });
                if let (true, Some(rule)) = (free, &symbol.rule) {
                    let place = match rule {
                        Rule::Assignment(math) | Rule::Rate(math) => math.span,
                    };
                    let message = Message::new("E0218").with("name", &symbol.name);
                    let diagnostic = Diagnostic::error(message).at(place);
                    self.report(diagnostic.label(reaction.span, Message::new("model.reaction")));
                }
            }
        }
    }
}

impl Model {
    /// The symbol with a dotted name, be it the one that stayed or one that `is` or a port gave.
    pub fn symbol(&self, name: &str) -> Option<SymbolId> {
        let number = self.symbols.iter().position(|symbol| symbol.name == name).or_else(|| {
            self.symbols.iter().position(|symbol| symbol.aliases.iter().any(|alias| alias == name))
        })?;
        Some(SymbolId(number as u32))
    }

    /// Gives a symbol a number at the start, in place of what the text says. A symbol that a rule sets at all times
    /// has none: it stays as it is.
    pub fn set_initial(&mut self, id: SymbolId, value: f64) {
        if let Some(symbol) = self.symbols.get_mut(id.0 as usize)
            && !matches!(symbol.rule, Some(Rule::Assignment(_)))
        {
            symbol.initial = Some(Math { kind: MathKind::Number(value, None), span: symbol.span });
        }
    }
}

/// How a declaration's comment begins that says the number of a compartment's dimensions. Antimony has no word for it:
/// libAntimony 3.3 takes every compartment for a volume. So it is a comment, which other tools pass over.
pub(crate) const DIMENSIONS: &str = "spatialDimensions = ";

/// The number of dimensions in a declaration's comment, which keeps the rest: `spatialDimensions = 2; the membrane`.
fn said_dimensions(comment: &mut Option<String>) -> Option<f64> {
    let text = comment.as_deref()?.trim_start().strip_prefix(DIMENSIONS)?;
    let (number, rest) = text.split_once(';').unwrap_or((text, ""));
    let number: f64 = number.trim().parse().ok()?;
    let rest = rest.trim();
    *comment = (!rest.is_empty()).then(|| rest.to_owned());
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::said_dimensions;

    #[test]
    fn the_comment_of_a_compartment_may_say_its_dimensions() {
        for (comment, number, rest) in [
            ("spatialDimensions = 2", Some(2.0), None),
            ("spatialDimensions = 2.5; the membrane", Some(2.5), Some("the membrane")),
            ("spatialDimensions = two", None, Some("spatialDimensions = two")),
            ("a membrane", None, Some("a membrane")),
        ] {
            let mut comment = Some(comment.to_owned());
            assert_eq!(said_dimensions(&mut comment), number);
            assert_eq!(comment.as_deref(), rest);
        }
    }
}
