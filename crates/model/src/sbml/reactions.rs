//! Reactions: their species with stoichiometries, their laws with parameters of their own.
//!
//! A species reference that has an id is a symbol of its own, so that equations can read it and rules, assignments and
//! events can set it. A conversion factor multiplies the stoichiometry.

use super::draft::{Draft, Known, plain};
use super::mathml::{Place, Side};
use super::xml::{Element, Space};
use crate::model::{Math, MathKind, Operation, Participant, Reaction, Rule, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message};
use std::collections::BTreeMap;

impl<'e> Draft<'e> {
    /// Declares reactions, their own parameters and species references with ids.
    pub(super) fn declare_reactions(&mut self, model: &'e Element) {
        let mut number = 0;
        for element in model.listed(Space::Core, "listOfReactions") {
            let declared = self.add_symbol(element, SymbolKind::Reaction(number));
            let Some(symbol) = declared else {
                self.reactions.push((element, None));
                continue;
            };
            number += 1;
            let reversible = self.flag(element, "reversible").unwrap_or(true);
            let fast = self.flag(element, "fast").unwrap_or(false);
            self.model.reactions.push(Reaction {
                symbol,
                reactants: Vec::new(),
                products: Vec::new(),
                reversible,
                law: None,
                fast,
                span: element.span,
            });
            self.reactions.push((element, Some(symbol)));
            for list in ["listOfReactants", "listOfProducts"] {
                for reference in element.listed(Space::Core, list) {
                    self.declare_reference(reference);
                }
            }
            for modifier in element.listed(Space::Core, "listOfModifiers") {
                if let Some(id) = modifier.attribute("id") {
                    self.declare(id, Known::Other);
                }
            }
        }
    }

    fn declare_reference(&mut self, reference: &'e Element) {
        let Some(id) = reference.attribute("id") else { return };
        let Some(number) = self.next_symbol() else { return };
        if !self.declare(id, Known::Symbol(number)) {
            return;
        }
        self.push_symbol(&id.value, SymbolKind::Parameter, id.span, super::about::about(reference));
        let constant = self.flag(reference, "constant").unwrap_or(self.level < 3);
        let is_math = reference.child(Space::Core, "stoichiometryMath").is_some();
        self.declared_constant.insert(number, constant && !is_math);
        let value = self.number(reference, "stoichiometry");
        // Before level 3 a stoichiometry that is not given is one.
        let value = value.or_else(|| (self.level < 3).then_some(1.0));
        if let Some(symbol) = self.symbol_mut(number) {
            symbol.initial = value.map(|value| plain(value, reference.span));
        }
    }

    /// Reads what reactions say.
    pub(super) fn reaction_equations(&mut self) {
        for (element, symbol) in std::mem::take(&mut self.reactions) {
            let mut number = None;
            if let Some(SymbolKind::Reaction(index)) =
                symbol.and_then(|symbol| self.symbol(symbol)).map(|symbol| symbol.kind)
            {
                number = Some(index as usize);
            }
            let reactants = self.side(element, "listOfReactants");
            let products = self.side(element, "listOfProducts");
            for modifier in element.listed(Space::Core, "listOfModifiers") {
                self.species_reference(modifier);
            }
            let law = self.law(element, symbol);
            if let Some(reaction) = number.and_then(|number| self.model.reactions.get_mut(number)) {
                reaction.reactants = reactants;
                reaction.products = products;
                reaction.law = law;
            }
        }
    }

    fn side(&mut self, element: &'e Element, list: &'static str) -> Vec<Participant> {
        let mut side = Vec::new();
        for reference in element.listed(Space::Core, list) {
            let species = self.species_reference(reference);
            let stoichiometry = self.stoichiometry(reference);
            let (Some(species), Some(stoichiometry)) = (species, stoichiometry) else { continue };
            let factor = self.conversions.get(&species).copied().or(self.conversion);
            let stoichiometry = match factor {
                None => stoichiometry,
                Some(factor) => {
                    let span = reference.span;
                    let factor = Math { kind: MathKind::Symbol(factor), span };
                    Math { kind: MathKind::Apply(Operation::Multiply, vec![stoichiometry, factor]), span }
                }
            };
            side.push(Participant { species, stoichiometry });
        }
        side
    }

    /// The species that a reference names.
    fn species_reference(&mut self, reference: &Element) -> Option<SymbolId> {
        let attribute = if reference.attribute("specie").is_some() { "specie" } else { "species" };
        let id = self.reference(reference, attribute)?;
        let is_species =
            self.symbol(id).is_some_and(|symbol| matches!(symbol.kind, SymbolKind::Species { .. }));
        if !is_species {
            let named = reference.attribute(attribute);
            let message = Message::new("E2443").with("name", named.map_or("", |named| &named.value));
            self.report(Diagnostic::error(message).at(named.map_or(reference.span, |named| named.span)));
        }
        is_species.then_some(id)
    }

    fn stoichiometry(&mut self, reference: &'e Element) -> Option<Math> {
        let span = reference.span;
        let math = reference.child(Space::Core, "stoichiometryMath");
        let math = match math {
            Some(math) => Some(self.equation(math, &mut Place::default())?),
            None => None,
        };
        let own = reference.value("id").and_then(|id| self.known(id));
        if let Some(Known::Symbol(symbol)) = own {
            if let (Some(math), Some(own)) = (math, self.symbol_mut(symbol)) {
                own.rule = Some(Rule::Assignment(math));
            }
            return Some(Math { kind: MathKind::Symbol(symbol), span });
        }
        if math.is_some() {
            return math;
        }
        let value = match reference.attribute("stoichiometry") {
            Some(_) => self.number(reference, "stoichiometry")?,
            None => 1.0,
        };
        let divisor = match reference.attribute("denominator") {
            Some(_) => self.number(reference, "denominator")?,
            None => 1.0,
        };
        Some(plain(if divisor == 1.0 { value } else { value / divisor }, span))
    }

    fn law(&mut self, element: &'e Element, symbol: Option<SymbolId>) -> Option<Math> {
        let law = element.child(Space::Core, "kineticLaw")?;
        let reaction = symbol.and_then(|symbol| self.symbol(symbol)).map(|symbol| symbol.name.clone());
        let reaction = reaction.unwrap_or_default();
        let mut locals: BTreeMap<String, SymbolId> = BTreeMap::new();
        for list in ["listOfParameters", "listOfLocalParameters"] {
            for parameter in law.listed(Space::Core, list) {
                let name = if self.level == 1 { "name" } else { "id" };
                let Some(id) = self.required(parameter, name) else { continue };
                if !super::draft::is_id(&id.value) {
                    let message = Message::new("E2415").with("id", &id.value);
                    self.report(Diagnostic::error(message).at(id.span));
                    continue;
                }
                let Some(number) = self.next_symbol() else { continue };
                if let Some(first) = locals.get(&id.value).and_then(|first| self.symbol(*first)) {
                    let first = first.span;
                    let diagnostic = Diagnostic::error(Message::new("E2413").with("id", &id.value));
                    self.report(diagnostic.at(id.span).label(first, Message::new("model.first")));
                    continue;
                }
                let full = format!("{reaction}.{}", id.value);
                self.push_symbol(&full, SymbolKind::Parameter, id.span, super::about::about(parameter));
                self.declared_constant.insert(number, true);
                self.value_and_unit(parameter, number);
                locals.insert(id.value.clone(), number);
            }
        }
        let mut place = Place::with_locals(locals);
        place.sides = ["listOfReactants", "listOfProducts"].map(|list| size_of_side(element, list));
        self.equation(law, &mut place)
    }
}

/// How many references and molecules a side has.
fn size_of_side(reaction: &Element, list: &'static str) -> Side {
    let mut side = Side { references: 0, molecules: Some(0) };
    for reference in reaction.listed(Space::Core, list) {
        side.references += 1;
        let whole = reference.value("denominator").is_none_or(|denominator| denominator.trim() == "1");
        let count = reference.value("stoichiometry").map_or(Some(1), |count| count.trim().parse().ok());
        side.molecules = side
            .molecules
            .zip(count.filter(|_| whole))
            .and_then(|(sum, count): (usize, usize)| sum.checked_add(count));
    }
    side
}
