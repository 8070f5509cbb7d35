//! Symbolic derivatives, on the graph itself, so that they share their parts with the equations.
//!
//! Forward accumulation with sparse rows: each node has a row of its partial derivatives, and a parent's row is made
//! from its children's by the chain rule. Because equal expressions are one node, the derivative of a rate that feeds
//! ten states is built once.
//!
//! Conventions where mathematics leaves a choice:
//! - comparisons, `&&`, `||`, `!`, floor and ceil have derivative zero; `abs`, `min`, `max` and conditions take the
//!   derivative of the branch in force;
//! - `a ^ b` shares its own value, `d(a^b)/da = b a^b / a`, and stays finite at `a = 0`: there it is one where
//!   `b = 1`, and zero otherwise. For `b < 1`, and for `sqrt`, the true slope at zero is infinite: zero is given, since
//!   a Jacobian with an infinite element helps no solver;
//! - `d(a^b)/db = a^b ln a`, and zero at `a = 0`;
//! - what lies in the past does not change with the present: a delayed value has no derivative by a state. Its derivative
//!   by time is not known from the graph and counts as zero here; an engine that needs it takes it from the history;
//! - random numbers and their distributions have derivative zero;
//! - the factorial, continued by the gamma function, takes a central difference (relative error about 1e-8).

use crate::graph::{Binary, ExprId, Graph, Node, Unary};

/// Partial derivatives of one node that are not zero everywhere, ascending in the index of the variable.
type Row = Vec<(usize, ExprId)>;

/// Half of the interval of the central difference for the factorial.
const FACTORIAL_STEP: f64 = 1e-4;

impl Graph {
    /// All partial derivatives of an expression by states: index of the state and derivative, ascending. States that
    /// are not named have derivative zero.
    pub fn gradient(&mut self, of: ExprId) -> Vec<(usize, ExprId)> {
        self.gradients(&[of]).pop().unwrap_or_default()
    }

    /// [`Graph::gradient`] of several expressions: the rows of a Jacobian. Faster than one after the other.
    pub fn gradients(&mut self, of: &[ExprId]) -> Vec<Vec<(usize, ExprId)>> {
        self.gradients_with(of, &[], 0)
    }

    /// [`Graph::gradients`] where some expressions (`between`) count as variables of their own, the first with the index
    /// `first`: by the chain rule a derivative by a state is the one that holds them, and those by them times theirs.
    /// Rows of `of`, then rows of `between` themselves.
    pub fn gradients_with(
        &mut self,
        of: &[ExprId],
        between: &[ExprId],
        first: usize,
    ) -> Vec<Vec<(usize, ExprId)>> {
        self.rows(of, between, first, |node| match node {
            Node::State(index) => Some(index as usize),
            _ => None,
        })
    }

    /// Derivative of an expression by one leaf (time, a state or a parameter), all other leaves held.
    pub fn derivative(&mut self, of: ExprId, leaf: Node) -> ExprId {
        let rows = self.rows(&[of], &[], 0, |node| (node == leaf).then_some(0));
        let row = rows.into_iter().next().unwrap_or_default();
        match row.first() {
            Some((_, derivative)) => *derivative,
            None => self.number(0.0),
        }
    }

    /// Every node that the expressions are made of, themselves included, ascending (children first).
    pub fn reachable(&self, of: &[ExprId]) -> Vec<ExprId> {
        let Some(last) = of.iter().max() else { return Vec::new() };
        let mut wanted = vec![false; last.0 as usize + 1];
        for id in of {
            wanted[id.0 as usize] = true;
        }
        for index in (0..wanted.len()).rev() {
            if wanted[index] {
                let mut want = |child: ExprId| wanted[child.0 as usize] = true;
                match self.nodes()[index] {
                    Node::Number(_) | Node::Time | Node::State(_) | Node::Parameter(_) | Node::Uniform(_) => {
                    }
                    Node::Unary(_, a) => want(a),
                    Node::Binary(_, a, b) | Node::Delayed(a, b) => [a, b].into_iter().for_each(want),
                    Node::Select(a, b, c) | Node::Quantile(_, a, b, c) | Node::Probability(_, a, b, c) => {
                        [a, b, c].into_iter().for_each(want);
                    }
                }
            }
        }
        (0..wanted.len()).filter(|&index| wanted[index]).map(|index| ExprId(index as u32)).collect()
    }

    /// Whether a leaf (time, a state or a parameter) or any other node is part of an expression.
    pub fn depends_on(&self, of: ExprId, node: Node) -> bool {
        self.reachable(&[of]).into_iter().any(|id| self.node(id) == node)
    }

    /// Whether time is part of an expression, itself or through a delay.
    pub fn depends_on_time(&self, of: ExprId) -> bool {
        let reads = |id: ExprId| matches!(self.node(id), Node::Time | Node::Delayed(..));
        self.reachable(&[of]).into_iter().any(reads)
    }

    /// Whether a delay is part of any of the expressions.
    pub fn has_delays(&self, of: &[ExprId]) -> bool {
        self.reachable(of).into_iter().any(|id| matches!(self.node(id), Node::Delayed(..)))
    }

    /// Indices of the states that are part of an expression, ascending.
    pub fn depends_on_states(&self, of: ExprId) -> Vec<usize> {
        self.leaves(of, |node| match node {
            Node::State(index) => Some(index as usize),
            _ => None,
        })
    }

    /// Indices of the parameters that are part of an expression, ascending.
    pub fn depends_on_parameters(&self, of: ExprId) -> Vec<usize> {
        self.leaves(of, |node| match node {
            Node::Parameter(index) => Some(index as usize),
            _ => None,
        })
    }

    fn leaves(&self, of: ExprId, index: impl Fn(Node) -> Option<usize>) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.reachable(&[of]).into_iter().filter_map(|id| index(self.node(id))).collect();
        found.sort_unstable();
        found
    }

    /// Rows of derivatives by the leaves to which `variable` gives an index, and by the expressions `between` from
    /// `first` on; then the rows of these.
    fn rows(
        &mut self,
        of: &[ExprId],
        between: &[ExprId],
        first: usize,
        variable: impl Fn(Node) -> Option<usize>,
    ) -> Vec<Row> {
        let all: Vec<ExprId> = of.iter().chain(between).copied().collect();
        let reachable = self.reachable(&all);
        let mut rows_between = vec![Row::new(); between.len()];
        let mut rows: Vec<Row> = vec![Row::new(); reachable.last().map_or(0, |last| last.0 as usize + 1)];
        for id in reachable {
            let row = match self.node(id) {
                leaf @ (Node::Number(_) | Node::Time | Node::State(_) | Node::Parameter(_)) => {
                    match variable(leaf) {
                        Some(index) => vec![(index, self.number(1.0))],
                        None => Row::new(),
                    }
                }
                Node::Unary(function, a) => {
                    let row = &rows[a.0 as usize];
                    if row.is_empty() { Row::new() } else { self.unary_row(id, function, a, row) }
                }
                Node::Binary(function, a, b) => {
                    let (of_a, of_b) = (&rows[a.0 as usize], &rows[b.0 as usize]);
                    if of_a.is_empty() && of_b.is_empty() {
                        Row::new()
                    } else {
                        self.binary_row(id, function, (a, of_a), (b, of_b))
                    }
                }
                Node::Delayed(..) | Node::Uniform(_) | Node::Quantile(..) | Node::Probability(..) => {
                    Row::new()
                }
                Node::Select(condition, a, b) => {
                    let (of_a, of_b) = (&rows[a.0 as usize], &rows[b.0 as usize]);
                    merge(self, of_a, of_b, |graph, da, db| {
                        let (da, db) = (or_zero(graph, da), or_zero(graph, db));
                        graph.select(condition, da, db)
                    })
                }
            };
            let zero = self.number(0.0);
            let row: Row = row.into_iter().filter(|(_, derivative)| *derivative != zero).collect();
            rows[id.0 as usize] = match between.iter().position(|held| *held == id) {
                Some(place) => {
                    rows_between[place] = row;
                    vec![(first + place, self.number(1.0))]
                }
                None => row,
            };
        }
        of.iter().map(|id| rows[id.0 as usize].clone()).chain(rows_between).collect()
    }

    /// Row of `id = function(a)`.
    fn unary_row(&mut self, id: ExprId, function: Unary, a: ExprId, row: &Row) -> Row {
        let each = |graph: &mut Graph, of: fn(&mut Graph, ExprId, ExprId) -> ExprId, factor: ExprId| -> Row {
            row.iter().map(|&(index, da)| (index, of(graph, da, factor))).collect()
        };
        let one = self.number(1.0);
        match function {
            Unary::Not | Unary::Floor | Unary::Ceil => Row::new(),
            Unary::Negate => each(self, |graph, da, _| graph.negate(da), one),
            Unary::Exp => each(self, Graph::multiply, id),
            Unary::Ln => each(self, Graph::divide, a),
            Unary::Sqrt => {
                let (zero, half) = (self.number(0.0), self.number(0.5));
                let at_zero = self.binary(Binary::Equal, id, zero);
                let slope = self.divide(half, id);
                let slope = self.select(at_zero, zero, slope);
                each(self, Graph::multiply, slope)
            }
            Unary::Abs => {
                let zero = self.number(0.0);
                let negative = self.binary(Binary::Less, a, zero);
                each(
                    self,
                    |graph, da, negative| {
                        let mirrored = graph.negate(da);
                        graph.select(negative, mirrored, da)
                    },
                    negative,
                )
            }
            Unary::Factorial => {
                let step = self.number(FACTORIAL_STEP);
                let (above, below) = (self.add(a, step), self.subtract(a, step));
                let (above, below) = (self.unary(function, above), self.unary(function, below));
                let rise = self.subtract(above, below);
                let run = self.number(2.0 * FACTORIAL_STEP);
                let slope = self.divide(rise, run);
                each(self, Graph::multiply, slope)
            }
            Unary::Sin => {
                let slope = self.unary(Unary::Cos, a);
                each(self, Graph::multiply, slope)
            }
            Unary::Cos => {
                let sine = self.unary(Unary::Sin, a);
                let slope = self.negate(sine);
                each(self, Graph::multiply, slope)
            }
            Unary::Tan => {
                let square = self.multiply(id, id);
                let slope = self.add(one, square);
                each(self, Graph::multiply, slope)
            }
            Unary::Sinh => {
                let slope = self.unary(Unary::Cosh, a);
                each(self, Graph::multiply, slope)
            }
            Unary::Cosh => {
                let slope = self.unary(Unary::Sinh, a);
                each(self, Graph::multiply, slope)
            }
            Unary::Tanh => {
                let square = self.multiply(id, id);
                let slope = self.subtract(one, square);
                each(self, Graph::multiply, slope)
            }
            Unary::Atan => {
                let square = self.multiply(a, a);
                let divisor = self.add(one, square);
                each(self, Graph::divide, divisor)
            }
            Unary::Atanh => {
                let square = self.multiply(a, a);
                let divisor = self.subtract(one, square);
                each(self, Graph::divide, divisor)
            }
            Unary::Asin | Unary::Acos => {
                let square = self.multiply(a, a);
                let rest = self.subtract(one, square);
                let root = self.unary(Unary::Sqrt, rest);
                let divisor = if function == Unary::Asin { root } else { self.negate(root) };
                each(self, Graph::divide, divisor)
            }
            Unary::Asinh | Unary::Acosh => {
                let square = self.multiply(a, a);
                let rest =
                    if function == Unary::Asinh { self.add(square, one) } else { self.subtract(square, one) };
                let divisor = self.unary(Unary::Sqrt, rest);
                each(self, Graph::divide, divisor)
            }
        }
    }

    /// Row of `id = function(a, b)`.
    fn binary_row(
        &mut self,
        id: ExprId,
        function: Binary,
        (a, of_a): (ExprId, &Row),
        (b, of_b): (ExprId, &Row),
    ) -> Row {
        match function {
            Binary::Less
            | Binary::LessEqual
            | Binary::Equal
            | Binary::NotEqual
            | Binary::And
            | Binary::Or => Row::new(),
            Binary::Add => merge(self, of_a, of_b, sum),
            Binary::Subtract => merge(self, of_a, of_b, |graph, da, db| {
                let (da, db) = (or_zero(graph, da), or_zero(graph, db));
                graph.subtract(da, db)
            }),
            Binary::Multiply => merge(self, of_a, of_b, |graph, da, db| {
                let (da, db) = (da.map(|da| graph.multiply(da, b)), db.map(|db| graph.multiply(a, db)));
                sum(graph, da, db)
            }),
            // (a / b)' = (a' - (a / b) b') / b
            Binary::Divide => merge(self, of_a, of_b, |graph, da, db| match (da, db) {
                (Some(da), None) => graph.divide(da, b),
                (None, Some(db)) => {
                    let slope = graph.divide(id, b);
                    let slope = graph.negate(slope);
                    graph.multiply(slope, db)
                }
                (da, db) => {
                    let (da, db) = (or_zero(graph, da), or_zero(graph, db));
                    let correction = graph.multiply(id, db);
                    let rise = graph.subtract(da, correction);
                    graph.divide(rise, b)
                }
            }),
            Binary::Power => {
                let by_base = if of_a.is_empty() { None } else { Some(self.power_by_base(id, a, b)) };
                let by_exponent = if of_b.is_empty() { None } else { Some(self.power_by_exponent(id, a)) };
                merge(self, of_a, of_b, |graph, da, db| {
                    let da = da.zip(by_base).map(|(da, slope)| graph.multiply(slope, da));
                    let db = db.zip(by_exponent).map(|(db, slope)| graph.multiply(slope, db));
                    sum(graph, da, db)
                })
            }
            Binary::Min | Binary::Max => {
                let second = if function == Binary::Min { (b, a) } else { (a, b) };
                let second = self.binary(Binary::Less, second.0, second.1);
                merge(self, of_a, of_b, |graph, da, db| {
                    let (da, db) = (or_zero(graph, da), or_zero(graph, db));
                    graph.select(second, db, da)
                })
            }
            // a - b n with the whole number n = (a - remainder) / b
            Binary::Remainder => merge(self, of_a, of_b, |graph, da, db| {
                let da = or_zero(graph, da);
                let Some(db) = db else { return da };
                let multiple = graph.subtract(a, id);
                let count = graph.divide(multiple, b);
                let correction = graph.multiply(count, db);
                graph.subtract(da, correction)
            }),
            // atan2(a, b)' = (b a' - a b') / (a^2 + b^2)
            Binary::Atan2 => {
                let (aa, bb) = (self.multiply(a, a), self.multiply(b, b));
                let square = self.add(aa, bb);
                // No derivative at the origin: zero.
                let (zero, one) = (self.number(0.0), self.number(1.0));
                let at_origin = self.binary(Binary::Equal, square, zero);
                let square = self.select(at_origin, one, square);
                merge(self, of_a, of_b, |graph, da, db| {
                    let (da, db) = (or_zero(graph, da), or_zero(graph, db));
                    let (forth, back) = (graph.multiply(b, da), graph.multiply(a, db));
                    let rise = graph.subtract(forth, back);
                    graph.divide(rise, square)
                })
            }
        }
    }

    /// `d(a^b)/da` of `power = a^b`.
    fn power_by_base(&mut self, power: ExprId, a: ExprId, b: ExprId) -> ExprId {
        if let Some(exponent) = self.as_number(b).filter(|value| *value >= 2.0 && value.fract() == 0.0) {
            let less = self.number(exponent - 1.0);
            let rest = self.binary(Binary::Power, a, less);
            return self.multiply(b, rest);
        }
        let (zero, one) = (self.number(0.0), self.number(1.0));
        let at_zero = self.binary(Binary::Equal, a, zero);
        let straight = self.binary(Binary::Equal, b, one);
        let rise = self.multiply(b, power);
        let rise = self.select(at_zero, straight, rise);
        let run = self.select(at_zero, one, a);
        self.divide(rise, run)
    }

    /// `d(a^b)/db` of `power = a^b`.
    fn power_by_exponent(&mut self, power: ExprId, a: ExprId) -> ExprId {
        let (zero, one) = (self.number(0.0), self.number(1.0));
        let at_zero = self.binary(Binary::Equal, a, zero);
        let base = self.select(at_zero, one, a);
        let logarithm = self.unary(Unary::Ln, base);
        self.multiply(power, logarithm)
    }
}

fn or_zero(graph: &mut Graph, id: Option<ExprId>) -> ExprId {
    id.unwrap_or_else(|| graph.number(0.0))
}

fn sum(graph: &mut Graph, a: Option<ExprId>, b: Option<ExprId>) -> ExprId {
    match (a, b) {
        (Some(a), Some(b)) => graph.add(a, b),
        (a, b) => or_zero(graph, a.or(b)),
    }
}

/// Joins two rows; `join` gets what each has for a variable.
fn merge(
    graph: &mut Graph,
    a: &Row,
    b: &Row,
    mut join: impl FnMut(&mut Graph, Option<ExprId>, Option<ExprId>) -> ExprId,
) -> Row {
    let mut row = Row::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    loop {
        let index = match (a.peek(), b.peek()) {
            (None, None) => return row,
            (Some((i, _)), None) | (None, Some((i, _))) => *i,
            (Some((i, _)), Some((j, _))) => *i.min(j),
        };
        let of_a = a.next_if(|(i, _)| *i == index).map(|(_, id)| id);
        let of_b = b.next_if(|(i, _)| *i == index).map(|(_, id)| id);
        row.push((index, join(graph, of_a, of_b)));
    }
}

#[cfg(test)]
#[path = "derivative_tests.rs"]
mod tests;
