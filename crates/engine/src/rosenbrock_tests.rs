//! The order conditions of Rosenbrock methods on rooted trees (Hairer and Wanner 1996, Solving Ordinary Differential
//! Equations II, IV.7), and what fixed steps show.

use super::*;
use crate::compile::Compiled;
use crate::lanes::Slots;
use crate::step;
use crate::zoo::Builder;
use crate::{Method, Settings};
use lytic_model::Equations;
use lytic_model::graph::{Binary, Unary};

type Matrix = [[f64; STAGES]; STAGES];

/// Inverse of a lower triangular matrix, by forward substitution.
fn inverse(lower: &Matrix) -> Matrix {
    let mut out: Matrix = [[0.0; STAGES]; STAGES];
    for row in 0..STAGES {
        out[row] = std::array::from_fn(|column| {
            let unit = if row == column { 1.0 } else { 0.0 };
            let sum: f64 = (0..row).map(|k| lower[row][k] * out[k][column]).sum();
            (unit - sum) / lower[row][row]
        });
    }
    out
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..STAGES).map(|k| a[i][k] * b[k][j]).sum()))
}

/// The method in its original form: alpha, gamma (with the diagonal), and weights of both results.
fn original() -> (Matrix, Matrix, [f64; STAGES], [f64; STAGES]) {
    // C = diag(1/gamma) - Gamma^-1, a = alpha Gamma^-1, m = b Gamma^-1
    let gamma_inverse =
        std::array::from_fn(|i| std::array::from_fn(|j| if i == j { 1.0 / GAMMA } else { -C[i][j] }));
    let gamma = inverse(&gamma_inverse);
    let alpha = product(&A, &gamma);
    let weights = |last: f64| {
        let m: [f64; STAGES] = std::array::from_fn(|j| if j == STAGES - 1 { last } else { A[STAGES - 1][j] });
        std::array::from_fn(|j| (0..STAGES).map(|k| m[k] * gamma[k][j]).sum())
    };
    (alpha, gamma, weights(1.0), weights(0.0))
}

/// A rooted tree by its branches.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
struct Tree(Vec<Tree>);

impl Tree {
    fn order(&self) -> usize {
        1 + self.0.iter().map(Tree::order).sum::<usize>()
    }

    /// gamma(t): the order times those of the branches.
    fn density(&self) -> f64 {
        self.order() as f64 * self.0.iter().map(Tree::density).product::<f64>()
    }

    /// Phi(t) by stage: one branch goes through beta = alpha + gamma, several through alpha.
    fn weight(&self, alpha: &Matrix, beta: &Matrix) -> [f64; STAGES] {
        let through = if self.0.len() == 1 { beta } else { alpha };
        let mut weight = [1.0; STAGES];
        for branch in &self.0 {
            let inner = branch.weight(alpha, beta);
            for (i, weight) in weight.iter_mut().enumerate() {
                *weight *= (0..STAGES).map(|j| through[i][j] * inner[j]).sum::<f64>();
            }
        }
        weight
    }
}

/// All trees of an order.
fn trees(order: usize) -> Vec<Tree> {
    fn forests(order: usize, largest: Option<&Tree>) -> Vec<Vec<Tree>> {
        if order == 0 {
            return vec![Vec::new()];
        }
        let mut out = Vec::new();
        for size in 1..=order {
            for first in trees(size) {
                if largest.is_none_or(|largest| first <= *largest) {
                    for mut rest in forests(order - size, Some(&first)) {
                        rest.insert(0, first.clone());
                        out.push(rest);
                    }
                }
            }
        }
        out
    }
    forests(order - 1, None).into_iter().map(Tree).collect()
}

#[test]
fn order_conditions_hold() {
    let (alpha, gamma, b, embedded) = original();
    let beta: Matrix = std::array::from_fn(|i| std::array::from_fn(|j| alpha[i][j] + gamma[i][j]));
    let count: usize = (1..=5).map(|order| trees(order).len()).sum();
    assert_eq!(count, 17);
    for order in 1..=5 {
        for tree in trees(order) {
            let phi = tree.weight(&alpha, &beta);
            let sum = |weights: &[f64; STAGES]| weights.iter().zip(&phi).map(|(b, phi)| b * phi).sum::<f64>();
            let wanted = 1.0 / tree.density();
            assert!((sum(&b) - wanted).abs() < 1e-13, "{tree:?}: {} for {wanted}", sum(&b));
            if order <= 4 {
                assert!((sum(&embedded) - wanted).abs() < 1e-13, "embedded {tree:?}");
            }
        }
    }
    // The estimate is worth something only if the embedded method is not of order five, too.
    let misses = trees(5).iter().any(|tree| {
        let phi = tree.weight(&alpha, &beta);
        let sum: f64 = embedded.iter().zip(&phi).map(|(b, phi)| b * phi).sum();
        (sum - 1.0 / tree.density()).abs() > 1e-4
    });
    assert!(misses);
}

#[test]
fn sums_of_rows_are_the_times_and_weights_of_df_dt() {
    let (alpha, gamma, ..) = original();
    for i in 0..STAGES {
        assert!((alpha[i].iter().sum::<f64>() - TIMES[i]).abs() < 1e-13, "row {i}");
        assert!((gamma[i].iter().sum::<f64>() - D[i]).abs() < 1e-12, "row {i}");
    }
}

/// `y' = y^2 cos t / (1 + z)`, `z' = y - z exp(sin t)`: not linear, and time is in it.
fn equations() -> Equations {
    let mut b = Builder::default();
    let (y, z, t) = (b.state("y", 0.5), b.state("z", 1.0), b.graph.time());
    let one = b.number(1.0);
    let g = &mut b.graph;
    let (cosine, sine) = (g.unary(Unary::Cos, t), g.unary(Unary::Sin, t));
    let two = g.number(2.0);
    let square = g.binary(Binary::Power, y, two);
    let above = g.multiply(square, cosine);
    let below = g.add(one, z);
    let first = g.divide(above, below);
    let grown = g.unary(Unary::Exp, sine);
    let loss = g.multiply(z, grown);
    let second = g.subtract(y, loss);
    b.changes(0, first);
    b.changes(1, second);
    b.equations()
}

/// Eight lanes with steps of different lengths, all to time 2: values at the end.
fn fixed_steps(method: Method, counts: [u32; 8]) -> Vec<[f64; 2]> {
    let equations = equations();
    let settings = Settings::new(0.0, vec![2.0], vec![]);
    let compiled = Compiled::new(&equations, &settings, Method::Rodas5P);
    let machine = Machine::plain();
    let lanes = 8;
    let mut slots = Slots::new(compiled.slots as usize * lanes);
    let slots = slots.get_mut();
    let row = |slot: u32| slot as usize * lanes..(slot as usize + 1) * lanes;
    for (value, slot) in &compiled.constants {
        slots[row(*slot)].fill(*value);
    }
    let r = compiled.regions;
    slots[row(r.latest)].fill(f64::INFINITY);
    slots[row(r.earliest)].fill(f64::NEG_INFINITY);
    slots[row(r.values)].fill(0.5);
    slots[row(r.values + 1)].fill(1.0);
    for (lane, count) in counts.into_iter().enumerate() {
        slots[row(r.step)][lane] = 2.0 / f64::from(count);
    }
    for done in 0..counts.into_iter().max().unwrap_or(0) {
        for (lane, count) in counts.into_iter().enumerate() {
            slots[row(r.start)][lane] = f64::from(done) * 2.0 / f64::from(count);
            slots[row(r.accept)][lane] = f64::from(done < count);
        }
        match method {
            Method::Explicit => {
                crate::explicit::begin(&compiled, machine, lanes, slots, &|_| {});
                crate::explicit::attempt(&compiled, machine, lanes, slots, &|_| {});
            }
            _ => {
                begin(&compiled, machine, lanes, slots);
                attempt(&compiled, machine, lanes, slots, &|_| {});
            }
        }
        machine.run(lanes, step::Commit { compiled: &compiled, slots });
    }
    (0..lanes).map(|lane| [slots[row(r.values)][lane], slots[row(r.values + 1)][lane]]).collect()
}

#[test]
fn fixed_steps_converge_with_order_five() {
    for method in [Method::Rodas5P, Method::Explicit] {
        let ends = fixed_steps(method, [16, 24, 32, 48, 64, 96, 128, 2000]);
        let exact = ends[7];
        let error = |lane: usize| (ends[lane][0] - exact[0]).hypot(ends[lane][1] - exact[1]);
        for lane in [2, 3, 4] {
            // From twice the steps: lanes 2 and 4, 3 and 5, 4 and 6.
            let slope = (error(lane) / error(lane + 2)).log2();
            assert!((slope - 5.0).abs() < 0.35, "{method:?}: slope {slope}");
        }
        let slope = (error(4) / error(6)).log2();
        assert!((slope - 5.0).abs() < 0.1, "{method:?}: slope {slope}");
    }
}
