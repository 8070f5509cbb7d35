//! The equations of one subject as functions of time and states.

use crate::evaluate::Evaluator;
use lytic_model::{Equations, ExprId, Graph, Node};

/// Expressions of the derivatives of the derivatives: everything the solver evaluates that the model does not have.
pub(super) struct Expressions {
    graph: Graph,
    derivatives: Vec<ExprId>,
    /// Row, column, value.
    jacobian: Vec<(usize, usize, ExprId)>,
    by_time: Vec<ExprId>,
}

impl Expressions {
    pub(super) fn new(equations: &Equations) -> Expressions {
        let mut graph = equations.graph.clone();
        let derivatives: Vec<ExprId> = equations.states.iter().map(|state| state.derivative).collect();
        let rows = graph.gradients(&derivatives);
        let by_time = derivatives.iter().map(|of| graph.derivative(*of, Node::Time)).collect();
        let jacobian = rows
            .into_iter()
            .enumerate()
            .flat_map(|(row, elements)| elements.into_iter().map(move |(column, value)| (row, column, value)))
            .collect();
        Expressions { graph, derivatives, jacobian, by_time }
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }
}

/// Right-hand side and Jacobian of one subject.
pub(super) struct System<'a> {
    expressions: &'a Expressions,
    right_hand_side: Evaluator<'a>,
    linearised: Evaluator<'a>,
    parameters: &'a [f64],
    nonnegative: Vec<bool>,
    /// What infusions add to each derivative.
    pub(super) infused: Vec<f64>,
}

/// The equations linearised at a point.
pub(super) struct Linearised {
    /// Derivatives by states, by rows.
    pub(super) jacobian: Vec<Vec<f64>>,
    /// Derivatives by time.
    pub(super) by_time: Vec<f64>,
}

impl<'a> System<'a> {
    pub(super) fn new(
        equations: &Equations,
        expressions: &'a Expressions,
        parameters: &'a [f64],
    ) -> System<'a> {
        let elements = expressions.jacobian.iter().map(|(_, _, value)| *value);
        let linear: Vec<ExprId> = elements.chain(expressions.by_time.iter().copied()).collect();
        System {
            expressions,
            right_hand_side: Evaluator::new(&expressions.graph, &expressions.derivatives),
            linearised: Evaluator::new(&expressions.graph, &linear),
            parameters,
            nonnegative: equations.states.iter().map(|state| state.nonnegative).collect(),
            infused: vec![0.0; equations.states.len()],
        }
    }

    /// Number of states.
    pub(super) fn size(&self) -> usize {
        self.infused.len()
    }

    /// Whether a state must not fall below zero.
    pub(super) fn is_nonnegative(&self, state: usize) -> bool {
        self.nonnegative[state]
    }

    /// States as the model may see them: those that must not be negative cut off at zero.
    pub(super) fn admissible(&self, states: &[f64]) -> Vec<f64> {
        let cut =
            |(state, nonnegative): (&f64, &bool)| if *nonnegative && *state < 0.0 { 0.0 } else { *state };
        states.iter().zip(&self.nonnegative).map(cut).collect()
    }

    /// Derivatives by time. A state that must not be negative does not fall further from zero or below (Shampine,
    /// Thompson, Kierzenka and Byrne 2005, Appl Math Comput 170:556).
    pub(super) fn derivatives(&mut self, time: f64, states: &[f64]) -> Vec<f64> {
        self.right_hand_side.at(time, &self.admissible(states), self.parameters);
        let mut out = Vec::with_capacity(states.len());
        for (index, derivative) in self.expressions.derivatives.iter().enumerate() {
            let slope = self.right_hand_side.value(*derivative) + self.infused[index];
            let held = self.nonnegative[index] && states[index] <= 0.0 && slope < 0.0;
            out.push(if held { 0.0 } else { slope });
        }
        out
    }

    /// Jacobian and derivatives by time of the derivatives.
    pub(super) fn linearise(&mut self, time: f64, states: &[f64]) -> Linearised {
        self.linearised.at(time, &self.admissible(states), self.parameters);
        let mut jacobian = vec![vec![0.0; self.size()]; self.size()];
        for &(row, column, value) in &self.expressions.jacobian {
            jacobian[row][column] = self.linearised.value(value);
        }
        let by_time = self.expressions.by_time.iter().map(|value| self.linearised.value(*value)).collect();
        Linearised { jacobian, by_time }
    }
}
