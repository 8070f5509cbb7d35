//! Derivatives against central differences, and at the points where formulas go wrong.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::graph::{Binary, ExprId, Graph, Node, Unary};
use proptest::prelude::*;

/// Values of all nodes, by the standard library's functions.
fn evaluate(graph: &Graph, time: f64, states: &[f64], parameters: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    let truth = f64::from;
    for node in graph.nodes() {
        let of = |id: ExprId| values[id.0 as usize];
        values.push(match *node {
            Node::Number(bits) => f64::from_bits(bits),
            Node::Time => time,
            Node::State(i) => states[i as usize],
            Node::Parameter(i) => parameters[i as usize],
            Node::Unary(function, a) => {
                let a = of(a);
                match function {
                    Unary::Negate => -a,
                    Unary::Not => truth(a == 0.0),
                    Unary::Exp => a.exp(),
                    Unary::Ln => a.ln(),
                    Unary::Sqrt => a.sqrt(),
                    Unary::Abs => a.abs(),
                    Unary::Floor => a.floor(),
                    Unary::Ceil => a.ceil(),
                    // Stirling's series from a + 10, enough for a test.
                    Unary::Factorial => {
                        let z = a + 11.0;
                        let ln = (z - 0.5) * z.ln() - z + 0.5 * std::f64::consts::TAU.ln() + 1.0 / (12.0 * z)
                            - 1.0 / (360.0 * z.powi(3))
                            + 1.0 / (1260.0 * z.powi(5));
                        ln.exp() / (1..=10).map(|i| a + f64::from(i)).product::<f64>()
                    }
                    Unary::Sin => a.sin(),
                    Unary::Cos => a.cos(),
                    Unary::Tan => a.tan(),
                    Unary::Asin => a.asin(),
                    Unary::Acos => a.acos(),
                    Unary::Atan => a.atan(),
                    Unary::Sinh => a.sinh(),
                    Unary::Cosh => a.cosh(),
                    Unary::Tanh => a.tanh(),
                    Unary::Asinh => a.asinh(),
                    Unary::Acosh => a.acosh(),
                    Unary::Atanh => a.atanh(),
                }
            }
            Node::Binary(function, a, b) => {
                let (a, b) = (of(a), of(b));
                match function {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    Binary::Divide => a / b,
                    Binary::Power => a.powf(b),
                    Binary::Min => a.min(b),
                    Binary::Max => a.max(b),
                    Binary::Remainder => a % b,
                    Binary::Atan2 => a.atan2(b),
                    Binary::Less => truth(a < b),
                    Binary::LessEqual => truth(a <= b),
                    Binary::Equal => truth(a == b),
                    Binary::NotEqual => truth(a != b),
                    Binary::And => truth(a != 0.0 && b != 0.0),
                    Binary::Or => truth(a != 0.0 || b != 0.0),
                }
            }
            Node::Delayed(..) | Node::Uniform(_) | Node::Quantile(..) | Node::Probability(..) => f64::NAN,
            Node::Select(c, a, b) => {
                if of(c) != 0.0 {
                    of(a)
                } else {
                    of(b)
                }
            }
        });
    }
    values
}

/// Value of one node.
fn value(graph: &Graph, of: ExprId, time: f64, states: &[f64], parameters: &[f64]) -> f64 {
    evaluate(graph, time, states, parameters)[of.0 as usize]
}

const UNARY: [Unary; 21] = [
    Unary::Negate,
    Unary::Not,
    Unary::Exp,
    Unary::Ln,
    Unary::Sqrt,
    Unary::Abs,
    Unary::Floor,
    Unary::Ceil,
    Unary::Factorial,
    Unary::Sin,
    Unary::Cos,
    Unary::Tan,
    Unary::Asin,
    Unary::Acos,
    Unary::Atan,
    Unary::Sinh,
    Unary::Cosh,
    Unary::Tanh,
    Unary::Asinh,
    Unary::Acosh,
    Unary::Atanh,
];

const BINARY: [Binary; 15] = [
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::Power,
    Binary::Min,
    Binary::Max,
    Binary::Remainder,
    Binary::Atan2,
    Binary::Less,
    Binary::LessEqual,
    Binary::Equal,
    Binary::NotEqual,
    Binary::And,
    Binary::Or,
];

/// Compares the derivative by a leaf with central differences; false if the differences themselves cannot be trusted.
fn compare(
    graph: &mut Graph,
    of: ExprId,
    leaf: Node,
    states: &[f64; 3],
    parameters: &[f64; 2],
    time: f64,
) -> bool {
    let derivative = graph.derivative(of, leaf);
    let at = |offset: f64| {
        let (mut time, mut states, mut parameters) = (time, *states, *parameters);
        match leaf {
            Node::State(i) => states[i as usize] += offset,
            Node::Parameter(i) => parameters[i as usize] += offset,
            _ => time += offset,
        }
        value(graph, of, time, &states, &parameters)
    };
    let difference = |h: f64| (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
    let (coarse, fine) = (difference(2e-4), difference(1e-4));
    let size = 1.0 + fine.abs() + at(0.0).abs();
    let values = evaluate(graph, time, states, parameters);
    let tame = graph.reachable(&[of]).into_iter().all(|id| values[id.0 as usize].abs() < 1e4);
    if !tame || fine.abs() > 1e4 || (coarse - fine).abs() > 1e-7 * size || (coarse - fine).is_nan() {
        return false;
    }
    let exact = value(graph, derivative, time, states, parameters);
    // The edge of a domain, such as asin(1), has no derivative.
    if !exact.is_finite() {
        return false;
    }
    assert!(
        (exact - fine).abs() < 1e-5 * size,
        "{leaf:?} of {:?}: {exact} but difference {fine}",
        graph.nodes()
    );
    true
}

#[test]
fn every_function_has_its_derivative() {
    let (states, parameters, time) = ([0.63, 0.41, 1.7], [1.3, 0.7], 0.9);
    let mut compared = 0;
    for unary in UNARY {
        for start in [0.0, 1.0] {
            let mut graph = Graph::new();
            let (x, y, shift) = (graph.state(0), graph.state(1), graph.number(start));
            let inner = graph.multiply(x, y);
            let inner = graph.add(inner, shift);
            let of = graph.unary(unary, inner);
            compared += u32::from(compare(&mut graph, of, Node::State(0), &states, &parameters, time));
        }
    }
    // Of the inner values 0.26 and 1.26, asin, acos and atanh take the first, acosh the second.
    assert_eq!(compared, 2 * 21 - 4);
    for binary in BINARY {
        for shape in 0..4 {
            let mut graph = Graph::new();
            let (x, y, t, p) = (graph.state(0), graph.state(2), graph.time(), graph.parameter(0));
            let xy = graph.multiply(x, y);
            let (a, b) = [(xy, p), (p, xy), (xy, y), (t, xy)][shape];
            let of = graph.binary(binary, a, b);
            for leaf in [Node::State(0), Node::State(2), Node::Time, Node::Parameter(0)] {
                assert!(compare(&mut graph, of, leaf, &states, &parameters, time), "{binary:?} {shape}");
            }
        }
    }
}

#[test]
fn powers_are_finite_at_zero() {
    let at_zero = |exponent: f64| {
        let mut graph = Graph::new();
        let (x, n) = (graph.state(0), graph.number(exponent));
        let of = graph.binary(Binary::Power, x, n);
        let by_literal = graph.derivative(of, Node::State(0));
        let p = graph.parameter(0);
        let of = graph.binary(Binary::Power, x, p);
        let (by_base, by_exponent) =
            (graph.derivative(of, Node::State(0)), graph.derivative(of, Node::Parameter(0)));
        let values = evaluate(&graph, 0.0, &[0.0], &[exponent]);
        (values[by_literal.0 as usize], values[by_base.0 as usize], values[by_exponent.0 as usize])
    };
    assert_eq!(at_zero(1.0), (1.0, 1.0, 0.0));
    for exponent in [0.5, 1.5, 2.0, 2.5, 3.0] {
        assert_eq!(at_zero(exponent), (0.0, 0.0, 0.0), "{exponent}");
    }
}

#[test]
fn a_sum_that_feeds_many_states_is_differentiated_once() {
    let mut graph = Graph::new();
    let total = (0..50).map(|i| graph.state(i)).collect::<Vec<_>>();
    let total = total.into_iter().reduce(|a, b| graph.add(a, b)).unwrap();
    let (k, one) = (graph.parameter(0), graph.number(1.0));
    let free = graph.add(k, total);
    let of = graph.divide(one, free);
    let row = graph.gradient(of);
    assert_eq!(row.len(), 50);
    assert!(row.iter().enumerate().all(|(i, &(index, id))| index == i && id == row[0].1));
}

#[test]
fn knows_what_an_expression_depends_on() {
    let mut graph = Graph::new();
    let (x, y, p, t) = (graph.state(4), graph.state(2), graph.parameter(1), graph.time());
    let xp = graph.multiply(x, p);
    let of = graph.add(xp, y);
    let all = graph.binary(Binary::Power, of, t);
    assert_eq!(graph.depends_on_states(of), [2, 4]);
    assert_eq!(graph.depends_on_parameters(of), [1]);
    assert!(!graph.depends_on_time(of) && graph.depends_on_time(all));
    assert!(graph.depends_on(of, Node::State(4)) && !graph.depends_on(of, Node::State(1)));
    assert_eq!(graph.gradient(p), []);
}

/// Builds an expression from random numbers: each entry adds a node over earlier ones.
fn build(graph: &mut Graph, recipe: &[(u8, u8, u8, u8)]) -> ExprId {
    let mut pool = vec![graph.state(0), graph.state(1), graph.state(2), graph.time()];
    pool.extend([graph.parameter(0), graph.parameter(1), graph.number(2.0), graph.number(0.5)]);
    for &(kind, a, b, c) in recipe {
        let pick = |choice: u8| pool[pool.len() - 1 - choice as usize % pool.len().min(10)];
        let (a, b, c) = (pick(a), pick(b), pick(c));
        let kind = kind as usize % (UNARY.len() + BINARY.len() + 1);
        pool.push(if kind < UNARY.len() && UNARY[kind] == Unary::Factorial {
            // Its poles and sheer size make differences worthless.
            continue;
        } else if kind < UNARY.len() {
            graph.unary(UNARY[kind], a)
        } else if kind < UNARY.len() + BINARY.len() {
            graph.binary(BINARY[kind - UNARY.len()], a, b)
        } else {
            graph.select(a, b, c)
        });
    }
    pool[pool.len() - 1]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn agrees_with_differences(
        recipe in prop::collection::vec(any::<(u8, u8, u8, u8)>(), 1..12),
        states in prop::array::uniform3(0.1f64..3.0),
        parameters in prop::array::uniform2(0.2f64..2.5),
        time in 0.1f64..2.0,
    ) {
        let mut graph = Graph::new();
        let of = build(&mut graph, &recipe);
        for leaf in [Node::State(0), Node::State(1), Node::State(2), Node::Parameter(0), Node::Time] {
            compare(&mut graph, of, leaf, &states, &parameters, time);
        }
        let row = graph.gradient(of);
        for (state, expected) in row {
            let single = graph.derivative(of, Node::State(state as u32));
            prop_assert_eq!(single, expected);
        }
    }
}
