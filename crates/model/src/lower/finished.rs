//! What a lowered model is handed on as: states, events, reactions one by one, rules, constraints, and what can be observed.

use super::order::{Phase, Step};
use super::{Class, Lowering};
use crate::equations::{self, Equations, Observable};
use crate::graph::ExprId;
use crate::model::{MathKind, SymbolId, SymbolKind};
use lytic_units::{Base, Unit};

impl Lowering<'_> {
    /// All of it.
    pub(super) fn equations(mut self) -> Equations {
        let model = self.model;
        let units = crate::check::symbol_units(model);
        let unit_of = |id: SymbolId| units.get(id.0 as usize).cloned().flatten();
        let mut states = Vec::with_capacity(self.states.len());
        for id in self.states.clone() {
            let Some(symbol) = model.symbols.get(id.0 as usize) else { continue };
            let is_free = self.is_free(id);
            let start = match is_free {
                true => self.start(symbol),
                false => self.value(Step { phase: Phase::Start, symbol: id }),
            };
            let derivative = self.value(Step { phase: Phase::RunRate, symbol: id });
            let (initial, size, unit) = match self.class(id) {
                Class::Amount(_, room) => {
                    let amount = self.amount_at_start(symbol, start, room);
                    let size = self.value(Step { phase: Phase::Run, symbol: room });
                    let unit = unit_of(id).zip(unit_of(room)).map(|(unit, room)| unit.multiply(&room));
                    (amount, Some(size), unit)
                }
                _ => (start, None, unit_of(id)),
            };
            let is_species = matches!(symbol.kind, SymbolKind::Species { .. });
            let counts = is_species || (symbol.rule.is_some() && counts_cells(unit.as_ref()));
            let nonnegative = counts && !model.allows_negative;
            states.push(equations::State {
                name: symbol.name.clone(),
                unit,
                initial,
                derivative,
                nonnegative,
                free: is_free,
                compartment_size: size,
                span: symbol.span,
            });
        }
        let events = model.events.iter().map(|event| self.event(event)).collect();
        let reactions = self.reactions();
        let algebraic = model
            .algebraic
            .iter()
            .map(|rule| equations::Algebraic {
                name: format!("0 = {}", crate::write::equation_text(model, &rule.residual)),
                residual: self.math(&rule.residual, Phase::Run),
                span: rule.span,
            })
            .collect();
        let constraints = model
            .constraints
            .iter()
            .map(|constraint| equations::Constraint {
                condition: self.math(&constraint.condition, Phase::Run),
                message: constraint.message.clone(),
                span: constraint.span,
            })
            .collect();
        let mut parameters = Vec::new();
        let mut observables = Vec::new();
        for (index, symbol) in model.symbols.iter().enumerate() {
            let id = SymbolId(index as u32);
            let unit = unit_of(id);
            let initial = symbol.initial.as_ref().map(|initial| &initial.kind);
            if let (Class::Parameter(_), Some(MathKind::Number(value, _))) = (self.class(id), initial) {
                let (name, origin) = (symbol.name.clone(), symbol.origin.clone());
                parameters.push(equations::Parameter { name, origin, unit: unit.clone(), value: *value });
            }
            let expression = self.value(Step { phase: Phase::Run, symbol: id });
            for name in std::iter::once(&symbol.name).chain(&symbol.aliases) {
                observables.push(Observable { name: name.clone(), expression, unit: unit.clone() });
            }
        }
        let time_unit = model.time_unit.clone();
        let (graph, draws) = (self.graph, self.draws);
        Equations {
            graph,
            states,
            parameters,
            observables,
            events,
            reactions,
            algebraic,
            constraints,
            draws,
            time_unit,
        }
    }

    /// Reactions one by one, with the net change of each state.
    fn reactions(&mut self) -> Vec<equations::Reaction> {
        let model = self.model;
        let mut reactions = Vec::with_capacity(model.reactions.len());
        for reaction in &model.reactions {
            let Some(symbol) = model.symbols.get(reaction.symbol.0 as usize) else { continue };
            let mut changes: Vec<(u32, ExprId)> = Vec::new();
            for (side, gains) in [(&reaction.reactants, false), (&reaction.products, true)] {
                for participant in side {
                    let index = match self.class(participant.species) {
                        Class::Plain(index) | Class::Amount(index, _) => index,
                        _ => continue,
                    };
                    if !self.is_changed_by_reactions(participant.species) {
                        continue;
                    }
                    let count = self.math(&participant.stoichiometry, Phase::Run);
                    let count = if gains { count } else { self.graph.negate(count) };
                    match changes.iter_mut().find(|(known, _)| *known == index) {
                        Some((_, sum)) => *sum = self.graph.add(*sum, count),
                        None => changes.push((index, count)),
                    }
                }
            }
            reactions.push(equations::Reaction {
                name: symbol.name.clone(),
                rate: self.value(Step { phase: Phase::Run, symbol: reaction.symbol }),
                changes,
                reversible: reaction.reversible,
                fast: reaction.fast,
                span: reaction.span,
            });
        }
        reactions
    }

    fn event(&mut self, event: &crate::model::Event) -> equations::Event {
        let trigger = self.math(&event.trigger, Phase::Run);
        self.at_a_moment = true;
        let delay = event.delay.as_ref().map(|delay| self.math(delay, Phase::Run));
        let priority = event.priority.as_ref().map(|priority| self.math(priority, Phase::Run));
        let mut assignments = Vec::with_capacity(event.assignments.len());
        let mut rescaled = Vec::new();
        for (target, value) in &event.assignments {
            let value = self.math(value, Phase::Run);
            match self.class(*target) {
                Class::Plain(index) => assignments.push((index, value)),
                Class::Amount(index, room) => {
                    let size = self.value(Step { phase: Phase::Run, symbol: room });
                    let moves =
                        self.graph.depends_on_time(size) || !self.graph.depends_on_states(size).is_empty();
                    if moves && event.from_trigger {
                        rescaled.push((assignments.len(), size));
                    }
                    assignments.push((index, self.graph.multiply(value, size)));
                }
                _ => {}
            }
        }
        self.at_a_moment = false;
        equations::Event {
            name: event.name.clone(),
            trigger,
            delay,
            priority,
            persistent: event.persistent,
            initially_true: event.initially_true,
            from_trigger: event.from_trigger,
            assignments,
            rescaled,
        }
    }
}

/// Whether a unit counts cells: `cells`, `cells/uL`.
fn counts_cells(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| unit.dimension().exponent(Base::Cells) == (1, 1))
}
