//! Compiled programs against plain evaluation of the graph, on expressions drawn at random.

use super::*;
use crate::emit::{SlotPlan, emit};
use crate::evaluate::Evaluator;
use crate::lanes::{Instructions, Slots};
use crate::low::LowGraph;
use crate::philox::Stream;
use lytic_model::graph::{ExprId, Graph};

const LANES: usize = 16;
const STATES: usize = 4;
const PARAMETERS: usize = 3;

/// Numbers drawn one after the other.
struct Draw(Stream, u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.1 += 1;
        (self.0.uniform(self.1) * count as f64) as usize
    }
}

/// A graph of `size` operations, and some of its expressions.
fn random_graph(draw: &mut Draw, size: usize) -> (Graph, Vec<ExprId>) {
    use Binary::{Add, Divide, Less, Max, Min, Multiply, Power, Subtract};
    let mut graph = Graph::new();
    let mut known: Vec<ExprId> = (0..STATES).map(|index| graph.state(index)).collect();
    known.extend((0..PARAMETERS).map(|index| graph.parameter(index)));
    known.extend([graph.time(), graph.number(2.5), graph.number(-1.0), graph.number(0.75)]);
    for _ in 0..size {
        let (a, b, c) =
            (known[draw.below(known.len())], known[draw.below(known.len())], known[draw.below(known.len())]);
        let made = match draw.below(14) {
            0 | 1 => graph.binary(Add, a, b),
            2 | 3 => graph.binary(Subtract, a, b),
            4..=6 => graph.binary(Multiply, a, b),
            7 => graph.binary(Divide, a, b),
            8 => {
                // Integers, halves, or anything.
                let exponent = match draw.below(3) {
                    0 => graph.number([-3.0, -1.0, 2.0, 3.0, 7.0][draw.below(5)]),
                    1 => graph.number([-1.5, -0.5, 0.5, 1.5, 2.5][draw.below(5)]),
                    _ => b,
                };
                let base = graph.unary(Unary::Abs, a);
                graph.binary(Power, base, exponent)
            }
            9 => graph.binary([Min, Max][draw.below(2)], a, b),
            10 => graph.unary(Unary::Negate, a),
            11 => {
                let small = graph.unary(Unary::Tanh, a);
                graph.unary(Unary::Exp, small)
            }
            12 => {
                let size = graph.unary(Unary::Abs, a);
                graph.unary(Unary::Ln, size)
            }
            _ => {
                let condition = graph.binary(Less, a, b);
                graph.select(condition, b, c)
            }
        };
        known.push(made);
    }
    let roots = (0..6).map(|_| known[known.len() - 1 - draw.below(size)]).collect();
    (graph, roots)
}

#[test]
fn programs_compute_what_the_graph_says() {
    let mut compared = 0;
    for seed in 0..300 {
        let mut draw = Draw(Stream::new(seed, 1, 0), 0);
        let size = 5 + draw.below(60);
        let (graph, roots) = random_graph(&mut draw, size);
        let mut low = LowGraph::default();
        let ids = low.take(&graph, &roots);
        let mut plan = SlotPlan::default();
        plan.time = plan.region(1);
        plan.states = plan.region(STATES);
        plan.parameters = plan.region(PARAMETERS);
        let out = plan.region(roots.len());
        let wanted: Vec<_> = ids.iter().enumerate().map(|(index, &id)| (id, out + index as u32)).collect();
        let program = emit(&low, &mut plan, &wanted, false);
        let fixed_roots = plan.fixed.clone();
        let fixed = emit(&low, &mut plan, &fixed_roots, true);

        let mut slots = Slots::new(plan.count as usize * LANES);
        for (value, slot) in &plan.constants {
            slots.get_mut()[*slot as usize * LANES..][..LANES].fill(*value);
        }
        let first = plan.time as usize * LANES;
        let inputs = (1 + STATES + PARAMETERS) * LANES;
        let values: Vec<f64> =
            (0..inputs).map(|index| 0.2 + 0.1 * draw.below(30) as f64 - 0.01 * (index % 3) as f64).collect();
        slots.get_mut()[first..first + inputs].copy_from_slice(&values);
        let mut plain = slots.get().to_vec();
        for machine in [Machine::new(None), Machine::new(Some(Instructions::Plain))].into_iter().flatten() {
            fixed.run(machine, LANES, slots.get_mut());
            program.run(machine, LANES, slots.get_mut());
        }
        fixed.run(Machine::plain(), LANES, &mut plain);
        program.run(Machine::plain(), LANES, &mut plain);
        let mut evaluator = Evaluator::new(&graph, &roots);
        for lane in 0..LANES {
            let at = |slot: usize| values[slot * LANES + lane];
            let states: Vec<f64> = (0..STATES).map(|index| at(1 + index)).collect();
            let parameters: Vec<f64> = (0..PARAMETERS).map(|index| at(1 + STATES + index)).collect();
            evaluator.at(at(0), &states, &parameters);
            for (index, &root) in roots.iter().enumerate() {
                let expected = evaluator.value(root);
                let place = (out as usize + index) * LANES + lane;
                let found = slots.get()[place];
                assert!(found.to_bits() == plain[place].to_bits() || found.is_nan(), "bits of {root:?}");
                if expected.is_finite() && expected.abs() < 1e9 && expected.abs() > 1e-9 {
                    compared += 1;
                    let error = (found - expected).abs() / expected.abs();
                    // Sums that cancel, and conditions at the very edge, may differ; they are few.
                    if error > 1e-6 {
                        compared -= 50;
                    }
                }
            }
        }
    }
    assert!(compared > 15_000, "{compared}");
}

#[test]
fn strength_is_reduced() {
    let mut graph = Graph::new();
    let (x, n, half) = (graph.state(0), graph.parameter(0), graph.number(0.5));
    let k = graph.parameter(1);
    let first = graph.binary(Binary::Power, x, n);
    let second = graph.binary(Binary::Power, x, k);
    let root = graph.binary(Binary::Power, x, half);
    let three = graph.number(3.0);
    let cube = graph.binary(Binary::Power, x, three);
    let quotient = graph.divide(x, k);
    let mut low = LowGraph::default();
    let ids = low.take(&graph, &[first, second, root, cube, quotient]);
    let mut plan = SlotPlan::default();
    plan.states = plan.region(1);
    plan.parameters = plan.region(2);
    let out = plan.region(5);
    let wanted: Vec<_> = ids.iter().enumerate().map(|(index, &id)| (id, out + index as u32)).collect();
    let ops = emit(&low, &mut plan, &wanted, false).ops;
    let count = |wanted: fn(&Op) -> bool| ops.iter().filter(|op| wanted(op)).count();
    assert_eq!(
        count(|op| matches!(op, Op::Call1 { function: Unary::Ln, .. })),
        1,
        "one logarithm for two powers"
    );
    assert_eq!(count(|op| matches!(op, Op::PowerOfLogarithm { .. })), 2);
    assert_eq!(count(|op| matches!(op, Op::Call1 { function: Unary::Sqrt, .. })), 1);
    assert_eq!(count(|op| matches!(op, Op::PowerInteger { n: 3, .. })), 1);
    assert_eq!(count(|op| matches!(op, Op::Divide { .. })), 0, "a product with the reciprocal");
}

#[test]
fn negative_bases_have_whole_powers() {
    let mut graph = Graph::new();
    let (x, n) = (graph.state(0), graph.parameter(0));
    let power = graph.binary(Binary::Power, x, n);
    let mut low = LowGraph::default();
    let ids = low.take(&graph, &[power]);
    let mut plan = SlotPlan::default();
    plan.states = plan.region(1);
    plan.parameters = plan.region(1);
    let out = plan.region(1);
    let program = emit(&low, &mut plan, &[(ids[0], out)], false);
    let mut slots = Slots::new(plan.count as usize);
    for (base, exponent, expected) in [(-2.0, 3.0, -8.0), (-2.0, 2.0, 4.0), (0.0, 0.0, 1.0), (0.0, 1.5, 0.0)]
    {
        slots.get_mut()[plan.states as usize] = base;
        slots.get_mut()[plan.parameters as usize] = exponent;
        program.run(Machine::plain(), 1, slots.get_mut());
        assert_eq!(slots.get()[out as usize], expected, "{base} ^ {exponent}");
    }
    slots.get_mut()[plan.states as usize] = -2.0;
    program.run(Machine::plain(), 1, slots.get_mut());
    assert!(slots.get()[out as usize].is_nan(), "(-2) ^ 1.5");
}
