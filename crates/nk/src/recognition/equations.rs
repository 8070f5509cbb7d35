//! The equations of a contact, one a function.

use lytic_engine::math::{exp, pow, sqrt};

/// `x/(x + half)`; 0 where both are 0.
pub fn saturation(x: f64, half: f64) -> f64 {
    if x > 0.0 { x / (x + half) } else { 0.0 }
}

/// `sum a_i + sigma sum_{i<j} sqrt(a_i a_j)`: activating signals that help each other.
pub fn synergy(signals: &[f64], strength: f64) -> f64 {
    let sum: f64 = signals.iter().sum();
    let pairs: f64 = signals
        .iter()
        .enumerate()
        .map(|(first, a)| signals.iter().skip(first + 1).map(|b| sqrt(a * b)).sum::<f64>())
        .sum();
    sum + strength * pairs
}

/// Fc parts bound to a target: `N A/(A + K_d)`, antigen N per cell, antibody and K_d in nM.
pub fn bound_fc(antigens_per_cell: f64, antibody_nm: f64, kd_nm: f64) -> f64 {
    antigens_per_cell * saturation(antibody_nm, kd_nm)
}

/// Complexes of R receptors and H ligands at equilibrium, all in molecules per cell:
/// `(s - sqrt(s^2 - 4RH))/2`, `s = R + H + K`, written as `2RH/(s + sqrt(s^2 - 4RH))` that loses no digits.
pub fn complexes(receptors: f64, ligands: f64, dissociation: f64) -> f64 {
    let sum = receptors + ligands + dissociation;
    if receptors <= 0.0 || ligands <= 0.0 {
        return 0.0;
    }
    let root = sqrt((sum * sum - 4.0 * receptors * ligands).max(0.0));
    2.0 * receptors * ligands / (sum + root)
}

/// `p_max S^n/(1 + S^n)`.
pub fn hill_response(signal: f64, exponent: f64, largest: f64) -> f64 {
    if signal <= 0.0 {
        return 0.0;
    }
    // As 1/(1 + S^-n), which neither overflows nor loses small values.
    largest / (1.0 + pow(signal, -exponent))
}

/// The Goldbeter-Koshland share W of phosphorylated protein where its kinase is V times as fast as its phosphatase:
/// the root in 0 to 1 of `(1 - V) W^2 - (1 - V + K1 + V K2) W + V K2 = 0`.
///
/// `W = 2 V K2/(B + sqrt(B^2 - 4 (1 - V) V K2))`, `B = 1 - V + K1 + V K2`, has no hole at V = 1; where B is negative (V
/// well above 1) the other form of the same root loses no digits.
pub fn goldbeter_koshland(ratio: f64, kinase_half: f64, phosphatase_half: f64) -> f64 {
    if ratio <= 0.0 {
        return 0.0;
    }
    if ratio == f64::INFINITY {
        return 1.0;
    }
    let supply = ratio * phosphatase_half;
    let b = 1.0 - ratio + kinase_half + supply;
    let root = sqrt((b * b - 4.0 * (1.0 - ratio) * supply).max(0.0));
    if b >= 0.0 { 2.0 * supply / (b + root) } else { (root - b) / (2.0 * (ratio - 1.0)) }
}

/// The mean of `f(exp(sigma z))` over a standard normal z: trapezoids from -8 to 8, exact to about 1e-12 for smooth f.
pub fn lognormal_mean(sigma: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    const STEPS_EACH_WAY: i32 = 64;
    let (mut sum, mut weights) = (0.0, 0.0);
    for step in -STEPS_EACH_WAY..=STEPS_EACH_WAY {
        let z = f64::from(step) / 8.0;
        let weight = exp(-0.5 * z * z);
        sum += weight * f(exp(sigma * z));
        weights += weight;
    }
    sum / weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saturation_is_half_at_half() {
        assert_eq!((saturation(6e3, 6e3), saturation(0.0, 0.0), saturation(3.0, 1.0)), (0.5, 0.0, 0.75));
    }

    #[test]
    fn synergy_of_equal_signals_is_a_closed_form() {
        // n signals a: n a + s n(n-1)/2 a.
        let total = synergy(&[0.2; 4], 0.25);
        assert!((total - (0.8 + 0.25 * 6.0 * 0.2)).abs() < 1e-15);
        assert_eq!(synergy(&[0.3, 0.0], 0.25), 0.3);
    }

    #[test]
    fn bound_fc_is_linear_far_below_the_affinity() {
        let fc = bound_fc(1e5, 6.9e-3, 5.0);
        assert!((fc - 1e5 * 6.9e-3 / 5.0).abs() / fc < 2e-3);
        assert_eq!(bound_fc(1e5, 5.0, 5.0), 5e4);
    }

    #[test]
    fn complexes_obey_mass_action_and_never_exceed_what_is_there() {
        for (r, h, k) in [(5e3, 7e3, 1e3), (1.0, 1e9, 1e-3), (1e9, 1.0, 1e9), (1e5, 1e5, 1e-6)] {
            let c = complexes(r, h, k);
            assert!(c > 0.0 && c <= r.min(h) * (1.0 + 1e-12));
            // (R - C)(H - C) = K C
            let (left, right) = ((r - c) * (h - c), k * c);
            assert!((left - right).abs() <= 1e-9 * (r * h), "{r} {h} {k}: {left} {right}");
        }
        assert_eq!(complexes(0.0, 5.0, 0.0), 0.0);
        // Loosely bound: R H/K.
        assert!((complexes(1e-3, 1e-3, 1e6) / 1e-12 - 1.0).abs() < 1e-8);
    }

    #[test]
    fn the_response_is_half_at_the_threshold() {
        assert_eq!(hill_response(1.0, 2.3, 0.95), 0.475);
        assert_eq!((hill_response(0.0, 2.3, 0.95), hill_response(f64::INFINITY, 2.3, 0.95)), (0.0, 0.95));
        let small = hill_response(1e-3, 2.0, 1.0);
        assert!((small / 1e-6 - 1.0).abs() < 2e-6);
    }

    #[test]
    fn the_switch_solves_its_equation_without_a_hole() {
        let (k1, k2) = (0.0015, 0.0462);
        for v in [1e-6, 0.01, 0.5, 0.999_999, 1.0, 1.000_001, 1.05, 2.0, 1e3, 1e12] {
            let w = goldbeter_koshland(v, k1, k2);
            assert!((0.0..=1.0).contains(&w), "{v}: {w}");
            let residual = (1.0 - v) * w * w - (1.0 - v + k1 + v * k2) * w + v * k2;
            assert!(residual.abs() < 1e-12 * (1.0 + v), "{v}: {residual}");
        }
        // At V = 1 the quadratic is linear: W = K2/(K1 + K2).
        assert!((goldbeter_koshland(1.0, k1, k2) - k2 / (k1 + k2)).abs() < 1e-14);
        assert_eq!((goldbeter_koshland(0.0, k1, k2), goldbeter_koshland(f64::INFINITY, k1, k2)), (0.0, 1.0));
    }

    #[test]
    fn the_mean_over_cells_is_that_of_a_lognormal() {
        // E[exp(sigma z)^2.3] = exp((2.3 sigma)^2/2)
        let mean = lognormal_mean(0.9, |factor| pow(factor, 2.3));
        assert!((mean / exp((2.3f64 * 0.9).powi(2) / 2.0) - 1.0).abs() < 1e-8);
        assert!((lognormal_mean(1.0, |_| 1.0) - 1.0).abs() < 1e-14);
    }
}
