//! Derivatives of symbols by time, for `rateOf`.
//!
//! ```text
//! d/dt (n / V) = (dn/dt - c dV/dt) / V                       a concentration whose state is the amount
//! d/dt f(x, t) = sum over states of df/dx dx/dt + df/dt      what a rule or a rate law says
//! ```
//!
//! At the start the second is the first moment of the run: the run's expression with every state's value at the start
//! in its place.

use super::order::{Phase, Step};
use super::{Class, Lowering};
use crate::graph::{ExprId, Graph, Node};
use std::collections::BTreeMap;

impl Lowering<'_> {
    /// The derivative of a symbol.
    pub(super) fn slope(&mut self, step: Step, class: Class) -> ExprId {
        let (values, rates) = (step.phase.values(), step.phase.rates());
        match class {
            Class::Parameter(_) | Class::Constant => self.graph.number(0.0),
            Class::Plain(_) => self.value(Step { phase: rates, symbol: step.symbol }),
            Class::Amount(_, room) => {
                let rate = self.value(Step { phase: rates, symbol: step.symbol });
                let size = self.value(Step { phase: values, symbol: room });
                let size_slope = self.value(Step { phase: step.phase, symbol: room });
                let concentration = self.value(Step { phase: values, symbol: step.symbol });
                let dilution = self.graph.multiply(concentration, size_slope);
                let change = self.graph.subtract(rate, dilution);
                self.graph.divide(change, size)
            }
            Class::Assigned | Class::Rate(_) if step.phase == Phase::StartSlope => {
                let slope = self.value(Step { phase: Phase::RunSlope, symbol: step.symbol });
                self.at_the_start(slope)
            }
            Class::Assigned | Class::Rate(_) => {
                let value = self.value(Step { phase: Phase::Run, symbol: step.symbol });
                let mut slope = self.graph.derivative(value, Node::Time);
                for index in self.graph.depends_on_states(value) {
                    let Some(symbol) = self.states.get(index).copied() else { continue };
                    let by_state = self.graph.derivative(value, Node::State(index as u32));
                    let rate = self.value(Step { phase: Phase::RunRate, symbol });
                    let term = self.graph.multiply(by_state, rate);
                    slope = self.graph.add(slope, term);
                }
                slope
            }
        }
    }

    /// An expression of the run with each state's value at the start.
    fn at_the_start(&mut self, of: ExprId) -> ExprId {
        let mut now: BTreeMap<ExprId, ExprId> = BTreeMap::new();
        for id in self.graph.reachable(&[of]) {
            let at = |child: ExprId| now.get(&child).copied().unwrap_or(child);
            let value = match self.graph.node(id) {
                Node::State(index) => self.state_at_start(index, id),
                Node::Number(_) | Node::Time | Node::Parameter(_) | Node::Uniform(_) => id,
                Node::Unary(function, a) => self.graph.unary(function, at(a)),
                Node::Binary(function, a, b) => self.graph.binary(function, at(a), at(b)),
                Node::Select(c, a, b) => self.graph.select(at(c), at(a), at(b)),
                Node::Delayed(what, by) => Graph::delayed(&mut self.graph, at(what), at(by)),
                Node::Quantile(of, a, b, c) => self.graph.quantile(of, [at(a), at(b)], at(c)),
                Node::Probability(of, a, b, c) => self.graph.probability(of, [at(a), at(b)], at(c)),
            };
            now.insert(id, value);
        }
        now.get(&of).copied().unwrap_or(of)
    }

    fn state_at_start(&mut self, index: u32, itself: ExprId) -> ExprId {
        let Some(symbol) = self.states.get(index as usize).copied() else { return itself };
        let value = self.value(Step { phase: Phase::Start, symbol });
        match self.class(symbol) {
            Class::Amount(_, room) => {
                let size = self.value(Step { phase: Phase::Start, symbol: room });
                self.graph.multiply(value, size)
            }
            _ => value,
        }
    }
}
