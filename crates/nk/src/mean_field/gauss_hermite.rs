//! Classes that stand for all NK cells of a donor: Gauss-Hermite nodes of the normal number z of each cell.
//!
//! The mean over cells of any smooth f(exp(sigma z)), z ~ N(0, 1), is sum_i w_i f(exp(sigma z_i)). The nodes are the roots
//! of the Hermite polynomial He_n (`He_{k+1} = z He_k - k He_{k-1}`), the weights `n!/(n He_{n-1}(z_i))^2` (Abramowitz and
//! Stegun 25.4.46, rescaled).

use lytic_engine::math;

/// One class of NK cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// The normal number that its cells share.
    pub z: f64,
    /// By what its cells' signal exceeds the median cell's: `exp(sigma z)`.
    pub factor: f64,
    /// Share of all cells.
    pub weight: f64,
}

/// More classes than anybody needs.
pub const MOST_CLASSES: usize = 40;

/// `n` classes of cells whose ln signal has standard deviation `sigma`; 1 to [`MOST_CLASSES`]. Weights add up to 1.
/// 8 classes are within 0.3 %, 5 within 2 %.
pub fn classes(sigma: f64, n: usize) -> Vec<Class> {
    let n = n.clamp(1, MOST_CLASSES);
    let mut found: Vec<Class> = roots(n)
        .into_iter()
        .map(|z| {
            let (_, before) = hermite(n, z);
            // he is scaled by sqrt(k!), so that weights stay in range: w = 1/(n he_{n-1}^2).
            Class { z, factor: math::exp(sigma * z), weight: 1.0 / (n as f64 * before * before) }
        })
        .collect();
    let sum: f64 = found.iter().map(|class| class.weight).sum();
    found.iter_mut().for_each(|class| class.weight /= sum);
    found
}

/// `he_n(z)` and `he_{n-1}(z)`, `he_k = He_k/sqrt(k!)`.
fn hermite(n: usize, z: f64) -> (f64, f64) {
    let (mut now, mut before) = (1.0, 0.0);
    for k in 0..n {
        let k = k as f64;
        (now, before) = ((z * now - math::sqrt(k) * before) / math::sqrt(k + 1.0), now);
    }
    (now, before)
}

/// All roots of He_n in rising order, between sign changes on a grid that is finer than their distances.
fn roots(n: usize) -> Vec<f64> {
    let reach = 2.0 * math::sqrt(n as f64) + 1.0;
    let cells = 64 * n;
    let width = 2.0 * reach / cells as f64;
    // Half a cell off the middle, so that the root at zero of an odd n is not an edge.
    let edge = |index: usize| -reach + (index as f64 + 0.5) * width;
    let mut found = Vec::with_capacity(n);
    for index in 0..cells {
        let (mut low, mut high) = (edge(index), edge(index + 1));
        let sign = hermite(n, low).0 > 0.0;
        if sign == (hermite(n, high).0 > 0.0) {
            continue;
        }
        for _ in 0..80 {
            let middle = 0.5 * (low + high);
            if (hermite(n, middle).0 > 0.0) == sign { low = middle } else { high = middle }
        }
        found.push(0.5 * (low + high));
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
mod tests {
    use super::*;

    /// Exact for polynomials up to degree 2 n - 1: moments 1, 0, 1, 0, 3, 0, 15 of a normal number.
    #[test]
    fn moments_are_exact() {
        for n in [1, 2, 5, 6, 7, 8, 20, MOST_CLASSES] {
            let nodes = classes(0.0, n);
            assert_eq!(nodes.len(), n);
            for (power, moment) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
                if power < 2 * n {
                    let sum: f64 = nodes.iter().map(|node| node.weight * node.z.powi(power as i32)).sum();
                    assert!((sum - moment).abs() < 1e-11 * moment.max(1.0), "{n} {power} {sum}");
                }
            }
        }
    }

    /// Abramowitz and Stegun table 25.10, n = 5, rescaled by sqrt(2): 1.355626, 2.856970; weights 0.533333, 0.222076, 0.011257.
    #[test]
    fn five_nodes_of_the_table() {
        let nodes = classes(1.0, 5);
        for (node, (z, weight)) in nodes.iter().zip([
            (-2.856_970_013_872_8, 0.011_257_411_327_72),
            (-1.355_626_179_974_3, 0.222_075_922_005_61),
            (0.0, 0.533_333_333_333_33),
        ]) {
            assert!((node.z - z).abs() < 1e-12 && (node.weight - weight).abs() < 1e-13, "{node:?}");
            assert!((node.factor - node.z.exp()).abs() < 1e-12);
        }
    }
}
