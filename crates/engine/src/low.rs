//! The expression graph, made cheap: strength reduction before instructions are chosen.
//!
//! - `x ^ n` for a whole number `n` is a chain of products, for halves a square root;
//! - any other power is `exp(n ln x)`, and `ln x` is one node however many powers of `x` there are;
//! - division by something that depends on parameters only is a product with its reciprocal, which is computed once
//!   per subject;
//! - products gather their constant factors.

use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};
use std::collections::{HashMap, HashSet};

/// Index of a [`Low`] node.
pub(crate) type LowId = u32;

/// Largest exponent that is worth a chain of products.
const LARGEST_CHAIN: f64 = 64.0;

/// A node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Low {
    Number(u64),
    Time,
    State(u32),
    Parameter(u32),
    Unary(Unary, LowId),
    Binary(Binary, LowId, LowId),
    Select(LowId, LowId, LowId),
    PowerInteger(LowId, i32),
    /// Base, its logarithm, exponent.
    PowerOfLogarithm(LowId, LowId, LowId),
}

/// What a node depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Nothing.
    Constant,
    /// Parameters.
    Fixed,
    /// Time or states.
    Moving,
}

/// The graph after strength reduction. Children stand before their parents.
#[derive(Debug, Default)]
pub(crate) struct LowGraph {
    nodes: Vec<Low>,
    classes: Vec<Class>,
    known: HashMap<Low, LowId>,
    /// Quotients that become products with the reciprocal of their divisor.
    turned_over: HashSet<ExprId>,
}

impl LowGraph {
    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, id: LowId) -> Low {
        self.nodes[id as usize]
    }

    pub(crate) fn class(&self, id: LowId) -> Class {
        self.classes[id as usize]
    }

    /// Takes in expressions of a graph; one node each.
    pub(crate) fn take(&mut self, graph: &Graph, expressions: &[ExprId]) -> Vec<LowId> {
        let mut of: HashMap<ExprId, LowId> = HashMap::new();
        for id in graph.reachable(expressions) {
            let low = match graph.node(id) {
                Node::Number(bits) => self.make(Low::Number(bits)),
                Node::Time => self.make(Low::Time),
                Node::State(index) => self.make(Low::State(index)),
                Node::Parameter(index) => self.make(Low::Parameter(index)),
                Node::Unary(function, a) => self.make(Low::Unary(function, of[&a])),
                Node::Binary(Binary::Power, a, b) => self.power(of[&a], of[&b]),
                Node::Binary(Binary::Divide, a, b) if self.turned_over.contains(&id) => {
                    let one = self.number(1.0);
                    let reciprocal = self.divide(one, of[&b]);
                    self.multiply(of[&a], reciprocal)
                }
                Node::Binary(Binary::Divide, a, b) => self.divide(of[&a], of[&b]),
                Node::Binary(Binary::Multiply, a, b) => self.multiply(of[&a], of[&b]),
                Node::Binary(function, a, b) => self.make(Low::Binary(function, of[&a], of[&b])),
                // Lanes keep no history and draw nothing; the engine refuses such equations before they come here.
                Node::Delayed(..) | Node::Uniform(_) | Node::Quantile(..) | Node::Probability(..) => {
                    self.number(f64::NAN)
                }
                Node::Select(c, a, b) => self.make(Low::Select(of[&c], of[&a], of[&b])),
            };
            of.insert(id, low);
        }
        expressions.iter().map(|id| of[id]).collect()
    }

    /// [`LowGraph::take`] for derivatives of quotients, which divide by the same again and again: a divisor of several
    /// quotients is turned over once. Quotients that `plain` expressions are made of stay what they are: where both
    /// sides are next to nothing, the reciprocal would be infinite.
    pub(crate) fn take_quotients(
        &mut self,
        graph: &Graph,
        expressions: &[ExprId],
        plain: &[ExprId],
    ) -> Vec<LowId> {
        let plain: HashSet<ExprId> = graph.reachable(plain).into_iter().collect();
        let mut quotients: HashMap<ExprId, Vec<ExprId>> = HashMap::new();
        for id in graph.reachable(expressions) {
            if let Node::Binary(Binary::Divide, _, divisor) = graph.node(id)
                && !plain.contains(&id)
            {
                quotients.entry(divisor).or_default().push(id);
            }
        }
        self.turned_over = quotients.into_values().filter(|of| of.len() > 1).flatten().collect();
        let taken = self.take(graph, expressions);
        self.turned_over.clear();
        taken
    }

    pub(crate) fn number(&mut self, value: f64) -> LowId {
        self.make(Low::Number(value.to_bits()))
    }

    fn make(&mut self, node: Low) -> LowId {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let class = match node {
            Low::Number(_) => Class::Constant,
            Low::Parameter(_) => Class::Fixed,
            Low::Time | Low::State(_) => Class::Moving,
            _ => children(node)
                .into_iter()
                .flatten()
                .map(|child| self.class(child))
                .max()
                .unwrap_or(Class::Constant),
        };
        let id = self.nodes.len() as LowId;
        self.nodes.push(node);
        self.classes.push(class);
        self.known.insert(node, id);
        id
    }

    fn as_number(&self, id: LowId) -> Option<f64> {
        match self.node(id) {
            Low::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn multiply(&mut self, a: LowId, b: LowId) -> LowId {
        // k (l x) = (k l) x: the product of what is fixed is computed once per subject.
        let (fixed, moving) = if self.class(a) < Class::Moving { (a, b) } else { (b, a) };
        if self.class(fixed) < Class::Moving
            && let Low::Binary(Binary::Multiply, c, d) = self.node(moving)
            && self.class(moving) == Class::Moving
        {
            for (inner, rest) in [(c, d), (d, c)] {
                if self.class(inner) < Class::Moving {
                    let product = self.multiply(fixed, inner);
                    return self.multiply(product, rest);
                }
            }
        }
        if let (Some(x), Some(y)) = (self.as_number(a), self.as_number(b))
            && (x * y).is_finite()
        {
            return self.number(x * y);
        }
        self.make(Low::Binary(Binary::Multiply, a.min(b), a.max(b)))
    }

    fn divide(&mut self, a: LowId, b: LowId) -> LowId {
        if self.class(a) == Class::Moving && self.class(b) < Class::Moving {
            let one = self.number(1.0);
            let reciprocal = match self.as_number(b) {
                Some(value) if (1.0 / value).is_finite() => self.number(1.0 / value),
                _ => self.make(Low::Binary(Binary::Divide, one, b)),
            };
            return self.multiply(a, reciprocal);
        }
        self.make(Low::Binary(Binary::Divide, a, b))
    }

    fn power(&mut self, a: LowId, b: LowId) -> LowId {
        if let Some(exponent) = self.as_number(b) {
            if exponent == 2.0 {
                return self.multiply(a, a);
            }
            if exponent.fract() == 0.0 && exponent.abs() <= LARGEST_CHAIN {
                return self.make(Low::PowerInteger(a, exponent as i32));
            }
            if (exponent - 0.5).fract() == 0.0 && exponent.abs() <= LARGEST_CHAIN {
                let root = self.make(Low::Unary(Unary::Sqrt, a));
                let whole = (exponent - 0.5) as i32;
                return match whole {
                    0 => root,
                    -1 => {
                        let one = self.number(1.0);
                        self.make(Low::Binary(Binary::Divide, one, root))
                    }
                    // x^-1.5 = root / x^2: the chain of a negative exponent would divide twice.
                    ..-1 => {
                        let chain = self.chain(a, -whole);
                        self.make(Low::Binary(Binary::Divide, root, chain))
                    }
                    1.. => {
                        let chain = self.chain(a, whole);
                        self.multiply(chain, root)
                    }
                };
            }
        }
        if self.class(a).max(self.class(b)) < Class::Moving {
            return self.make(Low::Binary(Binary::Power, a, b));
        }
        let ln = self.make(Low::Unary(Unary::Ln, a));
        self.make(Low::PowerOfLogarithm(a, ln, b))
    }

    fn chain(&mut self, a: LowId, n: i32) -> LowId {
        match n {
            1 => a,
            2 => self.multiply(a, a),
            _ => self.make(Low::PowerInteger(a, n)),
        }
    }
}

/// The nodes that a node is made of.
pub(crate) fn children(node: Low) -> [Option<LowId>; 3] {
    match node {
        Low::Number(_) | Low::Time | Low::State(_) | Low::Parameter(_) => [None; 3],
        Low::Unary(_, a) | Low::PowerInteger(a, _) => [Some(a), None, None],
        Low::Binary(_, a, b) => [Some(a), Some(b), None],
        Low::Select(a, b, c) | Low::PowerOfLogarithm(a, b, c) => [Some(a), Some(b), Some(c)],
    }
}
