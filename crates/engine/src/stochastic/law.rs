//! Laws as they are computed at every jump.
//!
//! Most laws are products of a number that stays the same and one or two counts:
//!
//! ```text
//! k x y      k x (x - 1)      k x      k        =  k (x_a) (x_b - m)
//! ```
//!
//! with a count that is always one in the place of a missing factor ([`Product`]). All others are lists of instructions on
//! registers ([`Programs`]): one number each, states first, then time.

use crate::evaluate;
use crate::stochastic::split::is_partners_left;
use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};
use std::collections::HashMap;
use std::ops::Range;

/// Most factors that a product is looked through for.
const MOST_FACTORS: usize = 64;

/// A law `k (x_a) (x_b - m)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Product {
    /// Factors of `k`, and whether each divides.
    pub(super) fixed: Vec<(ExprId, bool)>,
    /// The states; none stands for one.
    pub(super) factors: [Option<usize>; 2],
    /// What is taken from the second.
    pub(super) less: f64,
}

/// Factors of a product (true: it divides), however they are nested; none if there are too many.
pub(crate) fn factors(graph: &Graph, law: ExprId) -> Option<Vec<(ExprId, bool)>> {
    let (mut open, mut found) = (vec![(law, false)], Vec::new());
    while let Some((id, inverse)) = open.pop() {
        if open.len() + found.len() > MOST_FACTORS {
            return None;
        }
        match graph.node(id) {
            Node::Binary(Binary::Multiply, a, b) => open.extend([(a, inverse), (b, inverse)]),
            Node::Binary(Binary::Divide, a, b) => open.extend([(a, inverse), (b, !inverse)]),
            Node::Binary(Binary::Power, a, b) if graph.as_number(b) == Some(2.0) => {
                open.extend([(a, inverse), (a, inverse)]);
            }
            _ => found.push((id, inverse)),
        }
    }
    Some(found)
}

/// The law as such a product, if it is one.
pub(super) fn product(graph: &Graph, law: ExprId) -> Option<Product> {
    let mut found = Product { fixed: Vec::new(), factors: [None, None], less: 0.0 };
    let mut moving: Vec<(usize, f64)> = Vec::new();
    for (factor, inverse) in factors(graph, law)? {
        match graph.node(factor) {
            Node::State(state) if !inverse => moving.push((state as usize, 0.0)),
            Node::Binary(Binary::Subtract, a, b) if !inverse && is_partners_left(graph, a, b) => {
                let (Node::State(state), Some(number)) = (graph.node(a), graph.as_number(b)) else {
                    return None;
                };
                moving.push((state as usize, number));
            }
            _ if is_fixed(graph, factor) => found.fixed.push((factor, inverse)),
            _ => return None,
        }
    }
    // The one that is whole goes first.
    moving.sort_by(|a, b| a.1.total_cmp(&b.1));
    match moving.as_slice() {
        [] => {}
        [(a, 0.0)] => found.factors = [Some(*a), None],
        [(a, 0.0), (b, less)] => (found.factors, found.less) = ([Some(*a), Some(*b)], *less),
        _ => return None,
    }
    Some(found)
}

/// Whether it depends on parameters and numbers only.
pub(super) fn is_fixed(graph: &Graph, of: ExprId) -> bool {
    graph.reachable(&[of]).into_iter().all(|id| {
        matches!(
            graph.node(id),
            Node::Number(_) | Node::Parameter(_) | Node::Unary(..) | Node::Binary(..) | Node::Select(..)
        )
    })
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Function {
    Add,
    Subtract,
    Multiply,
    Divide,
    Unary(Unary),
    Binary(Binary),
    Select,
}

/// One instruction on registers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Op {
    function: Function,
    out: u32,
    a: u32,
    b: u32,
    c: u32,
}

/// Expressions as instructions. What depends on parameters only is computed once for a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    count: usize,
    states: usize,
    numbers: Vec<(u32, f64)>,
    parameters: Vec<(u32, usize)>,
    fixed: Vec<Op>,
    ops: Vec<Op>,
    /// Instructions of each expression, and the register with its value.
    of: Vec<(Range<usize>, u32)>,
}

impl Programs {
    /// Instructions for expressions over `states` states. The graph holds no history and no random numbers
    /// ([`super::network`] sees to that); such a leaf would be NaN.
    pub(super) fn new(graph: &Graph, states: usize, expressions: &[ExprId]) -> Programs {
        let mut programs = Programs { count: states + 1, states, ..Programs::default() };
        let mut registers: HashMap<ExprId, u32> = HashMap::new();
        let mut moving: HashMap<ExprId, bool> = HashMap::new();
        for id in graph.reachable(expressions) {
            let of = |child: &ExprId| moving.get(child).copied().unwrap_or(true);
            let moves = match graph.node(id) {
                Node::Number(_) | Node::Parameter(_) => false,
                Node::Time | Node::State(_) => true,
                Node::Unary(_, a) => of(&a),
                Node::Binary(_, a, b) => of(&a) || of(&b),
                Node::Select(c, a, b) => of(&c) || of(&a) || of(&b),
                _ => true,
            };
            moving.insert(id, moves);
            let register = match graph.node(id) {
                Node::State(index) if (index as usize) < states => index,
                Node::Time => states as u32,
                _ => programs.register(),
            };
            registers.insert(id, register);
            match graph.node(id) {
                Node::Number(bits) => programs.numbers.push((register, f64::from_bits(bits))),
                Node::Parameter(index) => programs.parameters.push((register, index as usize)),
                node if !moves => programs.fixed.extend(op(node, register, &registers)),
                _ => {}
            }
        }
        for expression in expressions {
            let first = programs.ops.len();
            for id in graph.reachable(&[*expression]) {
                if moving.get(&id).copied().unwrap_or(true)
                    && let Some(register) = registers.get(&id)
                {
                    programs.ops.extend(op(graph.node(id), *register, &registers));
                }
            }
            let out = registers.get(expression).copied().unwrap_or(states as u32);
            programs.of.push((first..programs.ops.len(), out));
        }
        programs
    }

    fn register(&mut self) -> u32 {
        self.count += 1;
        (self.count - 1) as u32
    }

    /// Registers for a run with these parameters; states and time are still to be written.
    pub(super) fn registers(&self, parameters: &[f64]) -> Vec<f64> {
        let mut registers = vec![f64::NAN; self.count];
        for (register, number) in &self.numbers {
            registers[*register as usize] = *number;
        }
        for (register, index) in &self.parameters {
            registers[*register as usize] = parameters.get(*index).copied().unwrap_or(f64::NAN);
        }
        run(&self.fixed, &mut registers);
        registers
    }

    /// The register of an expression.
    pub(super) fn register_of(&self, expression: usize) -> u32 {
        self.of.get(expression).map_or(self.states as u32, |(_, out)| *out)
    }

    /// The register of time.
    pub(super) fn time(&self) -> usize {
        self.states
    }

    /// The value of an expression at the states and the time in the registers.
    #[inline]
    pub(super) fn value(&self, expression: usize, registers: &mut [f64]) -> f64 {
        let Some((range, out)) = self.of.get(expression) else { return f64::NAN };
        run(self.ops.get(range.clone()).unwrap_or_default(), registers);
        registers.get(*out as usize).copied().unwrap_or(f64::NAN)
    }
}

fn op(node: Node, out: u32, registers: &HashMap<ExprId, u32>) -> Option<Op> {
    let of = |id: ExprId| registers.get(&id).copied().unwrap_or(0);
    Some(match node {
        Node::Unary(function, a) => Op { function: Function::Unary(function), out, a: of(a), b: 0, c: 0 },
        Node::Binary(function, a, b) => {
            let function = match function {
                Binary::Add => Function::Add,
                Binary::Subtract => Function::Subtract,
                Binary::Multiply => Function::Multiply,
                Binary::Divide => Function::Divide,
                other => Function::Binary(other),
            };
            Op { function, out, a: of(a), b: of(b), c: 0 }
        }
        Node::Select(c, a, b) => Op { function: Function::Select, out, a: of(a), b: of(b), c: of(c) },
        _ => return None,
    })
}

fn run(ops: &[Op], registers: &mut [f64]) {
    for op in ops {
        let of = |register: u32| registers[register as usize];
        let value = match op.function {
            Function::Add => of(op.a) + of(op.b),
            Function::Subtract => of(op.a) - of(op.b),
            Function::Multiply => of(op.a) * of(op.b),
            Function::Divide => of(op.a) / of(op.b),
            Function::Unary(function) => evaluate::unary(function, of(op.a)),
            Function::Binary(function) => evaluate::binary(function, of(op.a), of(op.b)),
            Function::Select => {
                if of(op.c) != 0.0 {
                    of(op.a)
                } else {
                    of(op.b)
                }
            }
        };
        registers[op.out as usize] = value;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn products_are_recognised_in_any_order() {
        let mut g = Graph::new();
        let (x, y, k, size) = (g.state(0), g.state(1), g.parameter(0), g.parameter(1));
        let (one, two) = (g.number(1.0), g.number(2.0));
        let concentration = g.divide(x, size);
        let law = g.multiply(k, concentration);
        let found = product(&g, law).unwrap();
        assert_eq!((found.factors, found.less), ([Some(0), None], 0.0));
        assert_eq!(found.fixed.len(), 2);
        let left = g.subtract(x, one);
        let (pair, halved) = (g.multiply(left, x), g.divide(k, two));
        let law = g.multiply(pair, halved);
        let found = product(&g, law).unwrap();
        assert_eq!((found.factors, found.less), ([Some(0), Some(0)], 1.0));
        let law = g.multiply(y, x);
        assert_eq!(product(&g, law).unwrap().factors.iter().flatten().count(), 2);
        let squared = g.binary(Binary::Power, x, two);
        assert_eq!(product(&g, squared).unwrap().factors, [Some(0), Some(0)]);
        assert_eq!(product(&g, k).unwrap().factors, [None, None]);
        let three = g.multiply(law, x);
        let saturated = {
            let sum = g.add(x, k);
            g.divide(x, sum)
        };
        assert_eq!((product(&g, three), product(&g, saturated)), (None, None));
    }

    #[test]
    fn programs_compute_what_the_graph_says() {
        let mut g = Graph::new();
        let (x, t, k) = (g.state(0), g.time(), g.parameter(0));
        let fixed = g.unary(Unary::Exp, k);
        let (sum, product) = (g.add(x, fixed), g.multiply(x, t));
        let below = g.binary(Binary::Less, x, t);
        let choice = g.select(below, sum, product);
        let programs = Programs::new(&g, 1, &[choice, x, fixed]);
        let mut registers = programs.registers(&[0.0]);
        (registers[0], registers[programs.time()]) = (3.0, 2.0);
        assert_eq!(programs.value(0, &mut registers), 6.0);
        registers[programs.time()] = 4.0;
        assert_eq!(programs.value(0, &mut registers), 4.0);
        assert_eq!((programs.value(1, &mut registers), programs.value(2, &mut registers)), (3.0, 1.0));
        assert!(programs.value(9, &mut registers).is_nan());
    }
}
