//! From a flat model to the equations that an engine integrates.
//!
//! What each symbol becomes:
//!
//! | symbol | becomes |
//! |---|---|
//! | assignment rule `:=`, reaction rate | inlined |
//! | rate rule `'`, species, target of an event | a state |
//! | constant that is a plain number | a parameter, so that cohorts can vary it |
//! | constant with an expression | inlined; a state of derivative zero where the expression reads time or draws |
//! | what an algebraic rule may determine | a state of derivative zero, marked free |
//!
//! A species in a compartment of size V whose symbol c is a concentration has the amount n = c V as its state:
//!
//! ```text
//! dn/dt = sum of stoichiometry * rate                  (reactions; rates are amounts per time)
//! dn/dt = V dc/dt + c dV/dt                            (rate rule for c)
//! ```
//!
//! so that a compartment that changes dilutes what is in it. Where an assignment rule sets V at all times, and a rate
//! rule the concentration, the state is c itself: dV/dt is not needed then. An event that sets a concentration sets
//! the amount for the volume that holds before the event, also where it sets both (SBML Test Suite, case 01780).

mod draws;
mod finished;
mod math;
mod order;
mod scenario;
mod slopes;

use crate::equations::Equations;
use crate::graph::{ExprId, Graph};
use crate::model::{Math, MathKind, Model, Operation, Rule, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, has_errors};
use order::{Phase, Step};
use std::collections::BTreeSet;

pub(crate) use order::{ordered_rules, ordered_units};
pub use scenario::Resolved;

/// What a symbol becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Inlined: an assignment rule.
    Assigned,
    /// Inlined: the rate of a reaction.
    Rate(u32),
    /// A state of its own value.
    Plain(u32),
    /// A state that is an amount; the symbol is the amount over the size of this compartment.
    Amount(u32, SymbolId),
    /// A parameter.
    Parameter(u32),
    /// A constant expression.
    Constant,
}

/// The work in hand.
struct Lowering<'m> {
    model: &'m Model,
    graph: Graph,
    classes: Vec<Class>,
    /// Values by phase and symbol; zero until known.
    values: [Vec<Option<ExprId>>; 6],
    /// For each species of reactions: reaction and signed stoichiometry.
    changes: Vec<Vec<(u32, bool, &'m Math)>>,
    /// Symbols of the states, in order.
    states: Vec<SymbolId>,
    /// Symbols that an algebraic rule may determine.
    free: Vec<bool>,
    /// Which nodes of the graph read time or draw.
    reads_time: Vec<bool>,
    /// Places where random numbers are drawn so far.
    draws: u32,
    /// Whether the equation in hand is computed at one moment only, so that it may draw.
    at_a_moment: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Model {
    /// The equations. Errors: symbols without a value, rules or initial values that depend on each other in a circle.
    pub fn lower(&self) -> Result<Equations, Vec<Diagnostic>> {
        let mut lowering = Lowering::new(self);
        lowering.check_values();
        lowering.compute_all();
        if has_errors(&lowering.diagnostics) {
            return Err(lowering.diagnostics);
        }
        Ok(lowering.equations())
    }
}

impl<'m> Lowering<'m> {
    fn new(model: &'m Model) -> Lowering<'m> {
        let count = model.symbols.len();
        let mut lowering = Lowering {
            model,
            graph: Graph::new(),
            classes: Vec::with_capacity(count),
            values: std::array::from_fn(|_| vec![None; count]),
            changes: vec![Vec::new(); count],
            states: Vec::new(),
            free: vec![false; count],
            reads_time: Vec::new(),
            draws: 0,
            at_a_moment: false,
            diagnostics: Vec::new(),
        };
        for (number, reaction) in model.reactions.iter().enumerate() {
            for (side, gains) in [(&reaction.reactants, false), (&reaction.products, true)] {
                for participant in side {
                    if let Some(changes) = lowering.changes.get_mut(participant.species.0 as usize) {
                        changes.push((number as u32, gains, &participant.stoichiometry));
                    }
                }
            }
        }
        lowering.classify();
        lowering
    }

    fn classify(&mut self) {
        let mut by_event = vec![false; self.model.symbols.len()];
        for event in &self.model.events {
            for (target, _) in &event.assignments {
                if let Some(flag) = by_event.get_mut(target.0 as usize) {
                    *flag = true;
                }
            }
        }
        let mut parameters = 0;
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            let next_state = self.states.len() as u32;
            let is_free = self.may_be_determined(index, symbol);
            if let Some(free) = self.free.get_mut(index) {
                *free = is_free;
            }
            let class = match (&symbol.kind, &symbol.rule) {
                (SymbolKind::Reaction(number), _) => Class::Rate(*number),
                (_, Some(Rule::Assignment(_))) => Class::Assigned,
                (SymbolKind::Species { compartment, substance_only, .. }, rule) if !symbol.constant => {
                    let room = compartment.filter(|_| !substance_only);
                    // Amounts follow a rate rule only where dV/dt is at hand.
                    let room = room.filter(|room| rule.is_none() || !self.is_assigned(*room));
                    room.map_or(Class::Plain(next_state), |room| Class::Amount(next_state, room))
                }
                (_, Some(Rule::Rate(_))) => Class::Plain(next_state),
                _ if is_free || by_event.get(index).copied().unwrap_or(false) => Class::Plain(next_state),
                _ => match symbol.initial.as_ref().map(|initial| &initial.kind) {
                    Some(MathKind::Number(..)) => {
                        parameters += 1;
                        Class::Parameter(parameters - 1)
                    }
                    _ => Class::Constant,
                },
            };
            if matches!(class, Class::Plain(_) | Class::Amount(..)) {
                self.states.push(SymbolId(index as u32));
            }
            self.classes.push(class);
        }
    }

    /// Whether an algebraic rule may determine a symbol: it varies, and neither a rule nor a reaction says how.
    fn may_be_determined(&self, index: usize, symbol: &Symbol) -> bool {
        if self.model.algebraic.is_empty() || symbol.constant || symbol.rule.is_some() {
            return false;
        }
        match symbol.kind {
            SymbolKind::Reaction(_) => false,
            SymbolKind::Species { boundary, .. } => {
                boundary || self.changes.get(index).is_none_or(Vec::is_empty)
            }
            SymbolKind::Compartment | SymbolKind::Parameter => true,
        }
    }

    fn is_free(&self, id: SymbolId) -> bool {
        self.free.get(id.0 as usize).copied().unwrap_or(false)
    }

    fn is_assigned(&self, id: SymbolId) -> bool {
        let symbol = self.model.symbols.get(id.0 as usize);
        symbol.is_some_and(|symbol| matches!(symbol.rule, Some(Rule::Assignment(_))))
    }

    fn class(&self, id: SymbolId) -> Class {
        self.classes.get(id.0 as usize).copied().unwrap_or(Class::Constant)
    }

    /// Every symbol needs a value at the start or a rule; the size of a compartment is one where nothing is said, as
    /// in other tools (the lints warn).
    fn check_values(&mut self) {
        for (symbol, class) in self.model.symbols.iter().zip(&self.classes) {
            if symbol.kind == SymbolKind::Compartment {
                continue;
            }
            if symbol.initial.is_none() && !matches!(class, Class::Assigned | Class::Rate(_)) {
                let message = Message::new("E0227").with("name", &symbol.name);
                self.diagnostics.push(Diagnostic::error(message).at(symbol.span));
            }
        }
    }

    fn value(&mut self, step: Step) -> ExprId {
        let known = self.values[step.phase as usize].get(step.symbol.0 as usize).copied().flatten();
        known.unwrap_or_else(|| self.graph.number(0.0))
    }

    /// Computes every symbol's value in the run and at the start, each after what it reads.
    fn compute_all(&mut self) {
        let symbols = 0..self.model.symbols.len() as u32;
        let mut read = Vec::new();
        for event in &self.model.events {
            let options = event.delay.iter().chain(&event.priority).chain([&event.trigger]);
            let values = event.assignments.iter().map(|(_, value)| value);
            options.chain(values).for_each(|math| order::reads(math, Phase::Run, &mut read));
        }
        let residuals = self.model.algebraic.iter().map(|rule| &rule.residual);
        let conditions = self.model.constraints.iter().map(|constraint| &constraint.condition);
        residuals.chain(conditions).for_each(|math| order::reads(math, Phase::Run, &mut read));
        let roots: Vec<Step> = symbols
            .flat_map(|index| [Phase::Start, Phase::Run].map(|phase| Step { phase, symbol: SymbolId(index) }))
            .chain(self.states.iter().map(|state| Step { phase: Phase::RunRate, symbol: *state }))
            .chain(read)
            .collect();
        let (steps, problems) = order::order(&roots, |step| self.needs(step), |cycle| self.cycle(cycle));
        // A circle of rules shows at the start and in the run.
        let mut known: BTreeSet<Vec<(&'static str, String)>> = BTreeSet::new();
        for problem in problems {
            if known.insert(problem.message.arguments.clone()) {
                self.diagnostics.push(problem);
            }
        }
        for step in steps {
            let value = self.compute(step);
            if let Some(slot) = self.values[step.phase as usize].get_mut(step.symbol.0 as usize) {
                *slot = Some(value);
            }
        }
    }

    /// What must be known before a step.
    fn needs(&self, step: Step) -> Vec<Step> {
        let mut needs = Vec::new();
        let Some(symbol) = self.model.symbols.get(step.symbol.0 as usize) else { return needs };
        let class = self.class(step.symbol);
        let (values, rates, slopes) = (step.phase.values(), step.phase.rates(), step.phase.slopes());
        let law = |number: u32| {
            self.model.reactions.get(number as usize).and_then(|reaction| reaction.law.as_ref())
        };
        match (step.phase, class) {
            (Phase::Run | Phase::Start, Class::Assigned) => {
                if let Some(Rule::Assignment(math)) = &symbol.rule {
                    order::reads(math, values, &mut needs);
                }
            }
            (Phase::Run | Phase::Start, Class::Rate(number)) => {
                if let Some(law) = law(number) {
                    order::reads(law, values, &mut needs);
                }
            }
            (Phase::Run, Class::Amount(_, room)) => needs.push(Step { phase: Phase::Run, symbol: room }),
            (Phase::Run, Class::Plain(_)) | (_, Class::Parameter(_)) => {}
            (Phase::Run, Class::Constant) => needs.push(Step { phase: Phase::Start, symbol: step.symbol }),
            (Phase::Start, class) => {
                if let Some(initial) = &symbol.initial {
                    order::reads(initial, Phase::Start, &mut needs);
                }
                if let (true, Class::Amount(_, room)) = (self.is_free(step.symbol), class) {
                    needs.push(Step { phase: Phase::Start, symbol: room });
                }
            }
            (Phase::RunRate | Phase::StartRate, _) => {
                if let Some(Rule::Rate(math)) = &symbol.rule {
                    order::reads(math, values, &mut needs);
                    if let Class::Amount(_, room) = class {
                        needs.push(Step { phase: values, symbol: room });
                        needs.push(Step { phase: values, symbol: step.symbol });
                        needs.push(Step { phase: slopes, symbol: room });
                    }
                }
                for (number, _, stoichiometry) in
                    self.changes.get(step.symbol.0 as usize).into_iter().flatten()
                {
                    order::reads(stoichiometry, values, &mut needs);
                    if let Some(reaction) = self.model.reactions.get(*number as usize) {
                        needs.push(Step { phase: values, symbol: reaction.symbol });
                    }
                }
            }
            (Phase::RunSlope | Phase::StartSlope, Class::Amount(_, room)) => {
                needs.push(Step { phase: rates, symbol: step.symbol });
                needs.push(Step { phase: values, symbol: step.symbol });
                needs.push(Step { phase: values, symbol: room });
                needs.push(Step { phase: slopes, symbol: room });
            }
            (Phase::RunSlope | Phase::StartSlope, Class::Plain(_)) => {
                needs.push(Step { phase: rates, symbol: step.symbol });
            }
            (Phase::RunSlope | Phase::StartSlope, Class::Assigned | Class::Rate(_)) => {
                needs.push(Step { phase: Phase::Run, symbol: step.symbol });
                if step.phase == Phase::StartSlope {
                    needs.push(Step { phase: Phase::RunSlope, symbol: step.symbol });
                }
                let equation = match (&symbol.rule, class) {
                    (_, Class::Rate(number)) => law(number),
                    (Some(Rule::Assignment(math)), _) => Some(math),
                    _ => None,
                };
                let mut read = Vec::new();
                if let Some(equation) = equation {
                    order::reads(equation, values, &mut read);
                }
                for one in read {
                    needs.push(Step { phase: slopes, symbol: one.symbol });
                    needs.push(Step { phase: values, symbol: one.symbol });
                }
            }
            (Phase::RunSlope | Phase::StartSlope, Class::Constant) => {}
        }
        needs
    }

    fn cycle(&self, cycle: &[Step]) -> Diagnostic {
        let symbol = |step: &Step| self.model.symbols.get(step.symbol.0 as usize);
        let mut names: Vec<&str> =
            cycle.iter().filter_map(symbol).map(|symbol| symbol.name.as_str()).collect();
        names.dedup();
        if let Some(first) = names.first().copied() {
            names.push(first);
        }
        let has = |phase: Phase| cycle.iter().any(|step| step.phase == phase);
        let rates = [Phase::RunRate, Phase::StartRate, Phase::RunSlope, Phase::StartSlope];
        let message = if rates.into_iter().any(has) {
            Message::new("E0245").with("name", names.first().copied().unwrap_or_default())
        } else if has(Phase::Run) || cycle.iter().all(|step| self.class(step.symbol) == Class::Assigned) {
            Message::new("E0220").with("cycle", names.join(" → "))
        } else {
            Message::new("E0221").with("cycle", names.join(" → "))
        };
        let mut diagnostic = Diagnostic::error(message);
        for (position, symbol) in cycle.iter().filter_map(symbol).enumerate() {
            let place = match (&symbol.rule, &symbol.initial) {
                (Some(Rule::Assignment(math) | Rule::Rate(math)), _) | (None, Some(math)) => math.span,
                (None, None) => symbol.span,
            };
            diagnostic = match position {
                0 => diagnostic.at(place),
                1..8 => diagnostic.label(place, Message::new("model.second")),
                _ => break,
            };
        }
        diagnostic
    }

    fn compute(&mut self, step: Step) -> ExprId {
        let model = self.model;
        let Some(symbol) = model.symbols.get(step.symbol.0 as usize) else { return self.graph.number(0.0) };
        let phase = step.phase.values();
        match (step.phase, self.class(step.symbol)) {
            (Phase::RunSlope | Phase::StartSlope, class) => self.slope(step, class),
            (Phase::Start, Class::Plain(index)) if self.is_free(step.symbol) => {
                self.graph.state(index as usize)
            }
            (Phase::Start, Class::Amount(index, room)) if self.is_free(step.symbol) => {
                let size = self.value(Step { phase, symbol: room });
                let amount = self.graph.state(index as usize);
                self.graph.divide(amount, size)
            }
            (Phase::Run | Phase::Start, Class::Assigned) => match &symbol.rule {
                Some(Rule::Assignment(math)) => self.math(math, phase),
                _ => self.graph.number(0.0),
            },
            (Phase::Run | Phase::Start, Class::Rate(number)) => {
                match model.reactions.get(number as usize).and_then(|reaction| reaction.law.as_ref()) {
                    Some(law) => self.math(law, phase),
                    None => self.graph.number(0.0),
                }
            }
            (Phase::Run | Phase::Start, Class::Parameter(index)) => self.graph.parameter(index as usize),
            (Phase::Run, Class::Plain(index)) => self.graph.state(index as usize),
            (Phase::Run, Class::Amount(index, room)) => {
                let size = self.value(Step { phase, symbol: room });
                let amount = self.graph.state(index as usize);
                self.graph.divide(amount, size)
            }
            (Phase::Run, Class::Constant) => {
                let value = self.value(Step { phase: Phase::Start, symbol: step.symbol });
                if !self.depends_on_time(value) {
                    return value;
                }
                // Its value is that of the start time: a state that keeps it.
                let index = self.states.len();
                self.states.push(step.symbol);
                if let Some(class) = self.classes.get_mut(step.symbol.0 as usize) {
                    *class = Class::Plain(index as u32);
                }
                self.graph.state(index)
            }
            (Phase::Start, _) => self.start(symbol),
            (Phase::RunRate | Phase::StartRate, class) => self.derivative(step, class, phase),
        }
    }

    /// What the text gives a symbol at the start.
    fn start(&mut self, symbol: &'m Symbol) -> ExprId {
        match &symbol.initial {
            Some(initial) => self.math_at_start(initial),
            None => self.graph.number(1.0),
        }
    }

    /// An equation that is computed once, at the start.
    fn math_at_start(&mut self, math: &Math) -> ExprId {
        self.at_a_moment = true;
        let value = self.math(math, Phase::Start);
        self.at_a_moment = false;
        value
    }

    /// The amount at the start of a species whose symbol is a concentration: what the text says where it says an amount
    /// (over the size of the compartment), so that it is not rounded twice.
    fn amount_at_start(&mut self, symbol: &'m Symbol, concentration: ExprId, room: SymbolId) -> ExprId {
        if let Some(MathKind::Apply(Operation::Divide, operands)) =
            symbol.initial.as_ref().map(|initial| &initial.kind)
            && let [amount, size] = operands.as_slice()
            && size.kind == MathKind::Symbol(room)
        {
            return self.math_at_start(amount);
        }
        let size = self.value(Step { phase: Phase::Start, symbol: room });
        self.graph.multiply(concentration, size)
    }

    /// Derivative of the state of a symbol (of the amount where that is the state).
    fn derivative(&mut self, step: Step, class: Class, phase: Phase) -> ExprId {
        let model = self.model;
        let rule = model.symbols.get(step.symbol.0 as usize).and_then(|symbol| symbol.rule.as_ref());
        if let Some(Rule::Rate(math)) = rule {
            let rate = self.math(math, phase);
            let Class::Amount(_, room) = class else { return rate };
            let size = self.value(Step { phase, symbol: room });
            let gain = self.graph.multiply(size, rate);
            let size_rate = self.value(Step { phase: step.phase.slopes(), symbol: room });
            let concentration = self.value(Step { phase, symbol: step.symbol });
            let dilution = self.graph.multiply(concentration, size_rate);
            return self.graph.add(gain, dilution);
        }
        let mut sum = self.graph.number(0.0);
        if !self.is_changed_by_reactions(step.symbol) {
            return sum;
        }
        for (number, gains, stoichiometry) in
            self.changes.get(step.symbol.0 as usize).cloned().unwrap_or_default()
        {
            let Some(reaction) = model.reactions.get(number as usize).filter(|reaction| !reaction.fast)
            else {
                continue;
            };
            let rate = self.value(Step { phase, symbol: reaction.symbol });
            let count = self.math(stoichiometry, phase);
            let term = self.graph.multiply(count, rate);
            sum = if gains { self.graph.add(sum, term) } else { self.graph.subtract(sum, term) };
        }
        sum
    }

    fn is_changed_by_reactions(&self, id: SymbolId) -> bool {
        self.model.symbols.get(id.0 as usize).is_some_and(|symbol| {
            matches!(symbol.kind, SymbolKind::Species { boundary: false, .. }) && !symbol.constant
        })
    }

    /// Whether a node reads time or draws a random number, directly or not.
    fn depends_on_time(&mut self, id: ExprId) -> bool {
        use crate::graph::Node;
        for index in self.reads_time.len()..self.graph.nodes().len() {
            let of = |child: ExprId| self.reads_time.get(child.0 as usize).copied().unwrap_or(false);
            let reads = match self.graph.nodes()[index] {
                Node::Time | Node::Uniform(_) | Node::Delayed(..) => true,
                // A value at the start that reads what an algebraic rule determines stays what it was.
                Node::State(_) => true,
                Node::Number(_) | Node::Parameter(_) => false,
                Node::Unary(_, a) => of(a),
                Node::Binary(_, a, b) => of(a) || of(b),
                Node::Select(a, b, c) | Node::Quantile(_, a, b, c) | Node::Probability(_, a, b, c) => {
                    of(a) || of(b) || of(c)
                }
            };
            self.reads_time.push(reads);
        }
        self.reads_time.get(id.0 as usize).copied().unwrap_or(false)
    }
}
