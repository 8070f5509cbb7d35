//! Several classes of NK cells and several targets at once.
//!
//! ```text
//! Ef_i = E_i/(1 + sum_j k_ij t_c,ij Tf_j),   Tf_j = T_j/(1 + sum_i k_ij t_a,ij Ef_i),   K_ij = k_ij P_ij s_ij Ef_i Tf_j
//! ```
//!
//! With the first put into the second one equation a target is left: `G_j = Tf_j (1 + sum_i k_ij t_a,ij Ef_i) - T_j = 0`.
//! For one target G rises and is concave, so that Newton from `Tf = 0` never overshoots. For several, Newton steps that
//! would leave `0 < Tf_j <= T_j` are shortened.

use super::cycle::Cycle;

/// Newton steps at most; five are usual.
const MOST_STEPS: usize = 100;
/// Relative change of the free targets that ends the search.
const CLOSE: f64 = 1e-13;

/// Kills per hour of each class `i` on each target `j`, row by row (`i * targets.len() + j`), as `cycles` are given.
/// Negative numbers of cells count as none; cycles that are not given kill nothing.
pub fn kills_classes(effectors: &[f64], targets: &[f64], cycles: &[Cycle]) -> Vec<f64> {
    let width = targets.len();
    let total: Vec<f64> = targets.iter().map(|t| positive(*t)).collect();
    let mut free = start(&total, effectors, cycles);
    for _ in 0..MOST_STEPS {
        let (rest, slopes) = balance(&free, &total, effectors, cycles);
        let Some(step) = solve(slopes, rest) else { break };
        let mut change: f64 = 0.0;
        for ((free, step), total) in free.iter_mut().zip(&step).zip(&total) {
            let wanted = *free - step;
            let next = if wanted <= 0.0 {
                0.1 * *free
            } else if wanted > *total {
                0.5 * (*free + total)
            } else {
                wanted
            };
            change = change.max((next - *free).abs() / total.max(f64::MIN_POSITIVE));
            *free = next;
        }
        if change <= CLOSE {
            break;
        }
    }
    let mut kills = Vec::with_capacity(effectors.len() * width);
    for (effector, row) in effectors.iter().zip(cycles.chunks(width.max(1))) {
        let free_killers = free_effectors(*effector, row, &free);
        kills.extend(
            row.iter().zip(&free).map(|(cycle, free)| cycle.k_on * cycle.p * cycle.s * free_killers * free),
        );
    }
    kills.resize(effectors.len() * width, 0.0);
    kills
}

fn positive(count: f64) -> f64 {
    if count > 0.0 { count } else { 0.0 }
}

/// The first guess: every NK cell is free. It is below the solution, since free NK cells occupy targets.
fn start(total: &[f64], effectors: &[f64], cycles: &[Cycle]) -> Vec<f64> {
    let mut occupied = vec![1.0; total.len()];
    for (effector, row) in effectors.iter().zip(cycles.chunks(total.len().max(1))) {
        for (occupied, cycle) in occupied.iter_mut().zip(row) {
            *occupied += cycle.k_on * cycle.t_a * positive(*effector);
        }
    }
    total.iter().zip(occupied).map(|(total, occupied)| total / occupied).collect()
}

fn free_effectors(effector: f64, row: &[Cycle], free: &[f64]) -> f64 {
    let busy: f64 = row.iter().zip(free).map(|(cycle, free)| cycle.k_on * cycle.t_c * free).sum();
    positive(effector) / (1.0 + busy)
}

/// `G` and its slopes, row by row.
fn balance(free: &[f64], total: &[f64], effectors: &[f64], cycles: &[Cycle]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let width = total.len();
    let mut occupied = vec![1.0; width];
    let mut slopes = vec![vec![0.0; width]; width];
    for (effector, row) in effectors.iter().zip(cycles.chunks(width.max(1))) {
        let busy: f64 = row.iter().zip(free).map(|(cycle, free)| cycle.k_on * cycle.t_c * free).sum();
        let killers = positive(*effector) / (1.0 + busy);
        for (((occupied, slopes), cycle), free) in occupied.iter_mut().zip(&mut slopes).zip(row).zip(free) {
            let held = cycle.k_on * cycle.t_a * killers;
            *occupied += held;
            for (slope, other) in slopes.iter_mut().zip(row) {
                *slope -= free * held * other.k_on * other.t_c / (1.0 + busy);
            }
        }
    }
    let mut rest = Vec::with_capacity(width);
    for (index, ((free, total), occupied)) in free.iter().zip(total).zip(occupied).enumerate() {
        rest.push(free * occupied - total);
        if let Some(slope) = slopes.get_mut(index).and_then(|row| row.get_mut(index)) {
            *slope += occupied;
        }
    }
    (rest, slopes)
}

/// Solves `A x = b` by elimination with the largest pivot; none where A has no inverse.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let size = b.len();
    for column in 0..size {
        let largest = (column..size).max_by(|p, q| {
            let at = |row: usize| a.get(row).and_then(|row| row.get(column)).map_or(0.0, |value| value.abs());
            at(*p).total_cmp(&at(*q))
        })?;
        a.swap(column, largest);
        b.swap(column, largest);
        let (head, tail) = a.split_at_mut(column + 1);
        let (pivot_row, pivot_value) = (head.last()?, *b.get(column)?);
        let pivot = *pivot_row.get(column)?;
        if pivot == 0.0 || !pivot.is_finite() {
            return None;
        }
        for (row, value) in tail.iter_mut().zip(b.iter_mut().skip(column + 1)) {
            let factor = *row.get(column)? / pivot;
            for (entry, above) in row.iter_mut().zip(pivot_row) {
                *entry -= factor * above;
            }
            *value -= factor * pivot_value;
        }
    }
    let mut x = vec![0.0; size];
    for row in (0..size).rev() {
        let coefficients = a.get(row)?;
        let known: f64 = coefficients.iter().zip(&x).skip(row + 1).map(|(a, x)| a * x).sum();
        *x.get_mut(row)? = (b.get(row)? - known) / coefficients.get(row)?;
    }
    Some(x)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
mod tests {
    use super::super::cycle::kills;
    use super::*;
    use lytic_engine::philox::{purpose, uniform};

    #[test]
    fn one_of_each_is_the_exact_root() {
        let cycle = Cycle { p: 0.3, s: 0.9, t_a: 0.2, t_c: 0.35, k_on: 0.8 };
        for (e, t) in [(1.0, 1.0), (0.01, 40.0), (70.0, 0.3), (1e6, 1e6), (1e6, 1.0), (1.0, 1e6)] {
            let found = kills_classes(&[e], &[t], &[cycle])[0];
            assert!((found / kills(&cycle, e, t) - 1.0).abs() < 1e-10, "{e} {t} {found}");
        }
        assert_eq!(kills_classes(&[-1.0], &[1.0], &[cycle]), [0.0]);
        assert_eq!(kills_classes(&[1.0], &[-1.0], &[cycle]), [0.0]);
        assert!(kills_classes(&[1.0], &[], &[]).is_empty());
    }

    /// Two like classes and two like targets are one of each.
    #[test]
    fn splitting_changes_nothing() {
        let cycle = Cycle { p: 0.3, s: 0.9, t_a: 0.2, t_c: 0.35, k_on: 0.8 };
        let parts = kills_classes(&[3.0, 7.0], &[4.0, 6.0, 10.0], &[cycle; 6]);
        let sum: f64 = parts.iter().sum();
        assert!((sum / kills(&cycle, 10.0, 20.0) - 1.0).abs() < 1e-11);
        assert!((parts[5] / sum - 0.7 * 0.5).abs() < 1e-11);
    }

    /// Random mixtures, from sparse to dense: all balances hold.
    #[test]
    fn every_balance_holds() {
        let draw = |case: u64, step: u64| uniform(4, purpose("network"), case, step);
        for case in 0..400 {
            let (n, m) = (1 + (draw(case, 0) * 6.0) as usize, 1 + (draw(case, 1) * 4.0) as usize);
            let crowd = 10f64.powf(6.0 * draw(case, 2) - 3.0);
            let effectors: Vec<f64> = (0..n as u64).map(|i| crowd * draw(case, 10 + i)).collect();
            let targets: Vec<f64> = (0..m as u64).map(|j| crowd * draw(case, 30 + j)).collect();
            let cycles: Vec<Cycle> = (0..(n * m) as u64)
                .map(|index| {
                    let t_a = 0.05 + draw(case, 100 + index);
                    let p = draw(case, 200 + index);
                    Cycle { p, s: 0.9, t_a, t_c: t_a + 0.5 * p, k_on: 0.2 + 2.0 * draw(case, 300 + index) }
                })
                .collect();
            let found = kills_classes(&effectors, &targets, &cycles);
            // Pairs Ef Tf from the kills; then both balances.
            let pairs: Vec<f64> = found.iter().zip(&cycles).map(|(k, c)| k / (c.p * c.s)).collect();
            let free_t: Vec<f64> = (0..m)
                .map(|j| targets[j] - (0..n).map(|i| pairs[i * m + j] * cycles[i * m + j].t_a).sum::<f64>())
                .collect();
            for i in 0..n {
                let free_e =
                    effectors[i] - (0..m).map(|j| pairs[i * m + j] * cycles[i * m + j].t_c).sum::<f64>();
                for j in 0..m {
                    let expected = cycles[i * m + j].k_on * free_e * free_t[j];
                    let close = (pairs[i * m + j] - expected).abs() <= 1e-6 * expected.max(1e-12 * crowd);
                    assert!(close, "case {case}: {} {expected}", pairs[i * m + j]);
                }
            }
        }
    }
}
