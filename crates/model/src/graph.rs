//! The expression graph: equal expressions are one node (hash-consing), so shared work is done once.
//!
//! Truth is a number: zero is false, one is true. Nodes are made through [`Graph`]'s functions, which fold constants
//! and drop neutral elements (`0 + x`, `1 * x`, `0 * x`, `x ^ 1`). Children always stand before their parents, so one
//! pass over the nodes in order evaluates everything.

use std::collections::HashMap;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// Functions of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unary {
    Negate,
    Not,
    Exp,
    Ln,
    Sqrt,
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
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
}

/// Functions of two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Min,
    Max,
    /// `a - b * floor(a / b)`, sign of the dividend as in C for negative numbers (truncated division).
    Remainder,
    Atan2,
    Less,
    LessEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

/// Families of random numbers, each with two parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Distribution {
    /// Mean and standard deviation.
    Normal,
    /// Shape and scale.
    Gamma,
    /// Mean; the second is not used.
    Poisson,
    /// Number of trials and probability of success.
    Binomial,
}

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A number, as its bits (so that nodes can be compared).
    Number(u64),
    /// Time.
    Time,
    /// A state by index.
    State(u32),
    /// A parameter by index.
    Parameter(u32),
    /// One argument.
    Unary(Unary, ExprId),
    /// Two arguments.
    Binary(Binary, ExprId, ExprId),
    /// `if condition then a else b`.
    Select(ExprId, ExprId, ExprId),
    /// What the first had as its value the second's value ago: `Delayed(x, d)` at time `t` is `x` at `t - d`. Before the
    /// start, states have their values of the start, and time goes on backwards.
    Delayed(ExprId, ExprId),
    /// A random number in (0, 1), by the place where it is drawn: new for each start of a run and each execution of an
    /// event.
    Uniform(u32),
    /// Of a distribution with two parameters: the value below which a random number falls with the third's probability.
    Quantile(Distribution, ExprId, ExprId, ExprId),
    /// Of a distribution with two parameters: the probability of a number at most as large as the third.
    Probability(Distribution, ExprId, ExprId, ExprId),
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Node, ExprId>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Graph {
        Graph::default()
    }

    /// All nodes, children before parents.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of an id.
    pub fn node(&self, id: ExprId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// The value of a node that is a number.
    pub fn as_number(&self, id: ExprId) -> Option<f64> {
        match self.node(id) {
            Node::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn is(&self, id: ExprId, value: f64) -> bool {
        self.as_number(id) == Some(value)
    }

    fn intern(&mut self, node: Node) -> ExprId {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = ExprId(self.nodes.len() as u32);
        self.nodes.push(node);
        self.known.insert(node, id);
        id
    }

    /// A number. Minus zero is stored as zero, so that equal numbers are one node.
    pub fn number(&mut self, value: f64) -> ExprId {
        let value = if value == 0.0 { 0.0 } else { value };
        self.intern(Node::Number(value.to_bits()))
    }

    /// Time.
    pub fn time(&mut self) -> ExprId {
        self.intern(Node::Time)
    }

    /// A state.
    pub fn state(&mut self, index: usize) -> ExprId {
        self.intern(Node::State(index as u32))
    }

    /// A parameter.
    pub fn parameter(&mut self, index: usize) -> ExprId {
        self.intern(Node::Parameter(index as u32))
    }

    /// A function of one argument.
    pub fn unary(&mut self, function: Unary, a: ExprId) -> ExprId {
        if let Some(value) = self.as_number(a) {
            let folded = match function {
                Unary::Negate => Some(-value),
                Unary::Not => Some(f64::from(value == 0.0)),
                Unary::Abs => Some(value.abs()),
                Unary::Floor => Some(value.floor()),
                Unary::Ceil => Some(value.ceil()),
                Unary::Sqrt => Some(value.sqrt()),
                // The rest is the engine's: its functions decide the bits.
                _ => None,
            };
            if let Some(folded) = folded.filter(|folded| folded.is_finite()) {
                return self.number(folded);
            }
        }
        if let (Unary::Negate, Node::Unary(Unary::Negate, inner)) = (function, self.node(a)) {
            return inner;
        }
        self.intern(Node::Unary(function, a))
    }

    /// A function of two arguments.
    pub fn binary(&mut self, function: Binary, a: ExprId, b: ExprId) -> ExprId {
        if let (Some(x), Some(y)) = (self.as_number(a), self.as_number(b)) {
            let truth = |truth: bool| Some(f64::from(truth));
            let folded = match function {
                Binary::Add => Some(x + y),
                Binary::Subtract => Some(x - y),
                Binary::Multiply => Some(x * y),
                Binary::Divide => Some(x / y),
                Binary::Min => Some(x.min(y)),
                Binary::Max => Some(x.max(y)),
                Binary::Less => truth(x < y),
                Binary::LessEqual => truth(x <= y),
                Binary::Equal => truth(x == y),
                Binary::NotEqual => truth(x != y),
                Binary::And => truth(x != 0.0 && y != 0.0),
                Binary::Or => truth(x != 0.0 || y != 0.0),
                Binary::Power | Binary::Remainder | Binary::Atan2 => None,
            };
            if let Some(folded) = folded.filter(|folded| folded.is_finite()) {
                return self.number(folded);
            }
        }
        let zero = |graph: &mut Graph| graph.number(0.0);
        match function {
            Binary::Add if self.is(a, 0.0) => b,
            Binary::Add if self.is(b, 0.0) => a,
            Binary::Subtract if self.is(b, 0.0) => a,
            Binary::Subtract if self.is(a, 0.0) => self.unary(Unary::Negate, b),
            Binary::Multiply if self.is(a, 0.0) || self.is(b, 0.0) => zero(self),
            Binary::Multiply if self.is(a, 1.0) => b,
            Binary::Multiply if self.is(b, 1.0) => a,
            Binary::Multiply if self.is(a, -1.0) => self.unary(Unary::Negate, b),
            Binary::Multiply if self.is(b, -1.0) => self.unary(Unary::Negate, a),
            Binary::Divide if self.is(b, 1.0) => a,
            Binary::Divide if self.is(a, 0.0) && !self.is(b, 0.0) => zero(self),
            Binary::Power if self.is(b, 1.0) => a,
            Binary::Power if self.is(b, 0.0) => self.number(1.0),
            // Sums and products do not depend on the order of two: one node for both.
            Binary::Add | Binary::Multiply | Binary::Min | Binary::Max if b < a => {
                self.intern(Node::Binary(function, b, a))
            }
            _ => self.intern(Node::Binary(function, a, b)),
        }
    }

    /// `if condition then a else b`.
    pub fn select(&mut self, condition: ExprId, a: ExprId, b: ExprId) -> ExprId {
        match self.as_number(condition) {
            Some(value) if value != 0.0 => a,
            Some(_) => b,
            None if a == b => a,
            None => self.intern(Node::Select(condition, a, b)),
        }
    }

    /// The random number of a place.
    pub fn uniform(&mut self, place: u32) -> ExprId {
        self.intern(Node::Uniform(place))
    }

    /// The value below which a random number falls with this probability.
    pub fn quantile(&mut self, of: Distribution, [a, b]: [ExprId; 2], probability: ExprId) -> ExprId {
        self.intern(Node::Quantile(of, a, b, probability))
    }

    /// The probability of a number at most as large as this one.
    pub fn probability(&mut self, of: Distribution, [a, b]: [ExprId; 2], number: ExprId) -> ExprId {
        self.intern(Node::Probability(of, a, b, number))
    }

    /// The value of an expression some time ago. Nothing is left of the delay where it is the number zero, or where the
    /// expression is a number or a parameter.
    pub fn delayed(&mut self, expression: ExprId, by: ExprId) -> ExprId {
        if self.is(by, 0.0) || matches!(self.node(expression), Node::Number(_) | Node::Parameter(_)) {
            return expression;
        }
        self.intern(Node::Delayed(expression, by))
    }

    /// `a + b`.
    pub fn add(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(Binary::Add, a, b)
    }

    /// `a - b`.
    pub fn subtract(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(Binary::Subtract, a, b)
    }

    /// `a * b`.
    pub fn multiply(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(Binary::Multiply, a, b)
    }

    /// `a / b`.
    pub fn divide(&mut self, a: ExprId, b: ExprId) -> ExprId {
        self.binary(Binary::Divide, a, b)
    }

    /// `-a`.
    pub fn negate(&mut self, a: ExprId) -> ExprId {
        self.unary(Unary::Negate, a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_expressions_are_one_node() {
        let mut graph = Graph::new();
        let (x, k) = (graph.state(0), graph.parameter(0));
        let a = graph.multiply(k, x);
        let b = graph.multiply(x, k);
        assert_eq!(a, b);
        let zero = graph.number(0.0);
        assert_eq!(graph.add(a, zero), a);
        assert_eq!(graph.multiply(a, zero), zero);
    }
}
