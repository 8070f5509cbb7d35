//! One cycle of a killer cell, and the kills of many identical ones.
//!
//! ```text
//! h = r_h g^2,  s = h/(h + r_esc),  t_e = t_pol + 1/(h + r_esc)
//! t_a = (1-P) t_non + P t_e,        t_c = t_a + P s t_post
//! ```

use crate::life::KillerRates;
use lytic_engine::math;

/// Where a product of two numbers of such a size would overflow, the dense limit is used.
const DENSE: f64 = 1e150;

/// What a committed cell does on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// Share of committed contacts that kill.
    pub s: f64,
    /// Mean length of a committed contact, hours.
    pub t_e_h: f64,
}

/// Success and length of a committed contact with granule store `g`, from 0 to 1:
/// `s = h/(h + r_esc)`, `t_e = t_pol + 1/(h + r_esc)`, `h = r_h g^2`.
pub fn delivery(rates: &KillerRates, g: f64) -> Delivery {
    let store = g.clamp(0.0, 1.0);
    let h = rates.r_h_per_h * store * store;
    let total = h + rates.r_esc_per_h;
    if total <= 0.0 {
        return Delivery { s: 0.0, t_e_h: rates.t_pol_h };
    }
    Delivery { s: h / total, t_e_h: rates.t_pol_h + 1.0 / total }
}

/// Probability of a response to signal `S`, in thresholds: `p_max S^n/(1 + S^n)`.
pub fn respond(signal: f64, n: f64, p_max: f64) -> f64 {
    if signal.is_nan() || signal <= 0.0 {
        return 0.0;
    }
    // 1/(1 + S^-n) neither overflows nor loses a small S.
    p_max / (1.0 + math::pow(signal, -n))
}

/// The cycle of one kind of NK cell on one kind of target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cycle {
    /// Probability that a contact is answered.
    pub p: f64,
    /// Share of answered contacts that kill.
    pub s: f64,
    /// Mean time that a contact occupies the target, hours.
    pub t_a: f64,
    /// Mean time that a contact occupies the NK cell, hours.
    pub t_c: f64,
    /// Contacts per free pair and hour: volume per cell and hour where cells are counted per volume.
    pub k_on: f64,
}

impl Cycle {
    /// The cycle of a cell that answers with probability `p` and has granule store `g`.
    pub fn new(rates: &KillerRates, p: f64, g: f64, k_on: f64) -> Cycle {
        let p = if p.is_nan() { 0.0 } else { p.clamp(0.0, 1.0) };
        let Delivery { s, t_e_h } = delivery(rates, g);
        let t_a = (1.0 - p) * rates.t_non_h + p * t_e_h;
        Cycle { p, s, t_a, t_c: t_a + p * s * rates.t_post_h, k_on }
    }

    /// Kills per NK cell and hour where targets are in excess: `P s/t_c`.
    pub fn kill_rate_per_h(&self) -> f64 {
        if self.t_c > 0.0 { self.p * self.s / self.t_c } else { 0.0 }
    }

    /// Targets at which a lone NK cell kills at half its greatest rate: `1/(k_on t_c)`.
    pub fn half_saturation(&self) -> f64 {
        1.0 / (self.k_on * self.t_c)
    }
}

/// Kills per hour of `e` NK cells among `t` targets, the exact root of the quasi-steady state. Symmetric and stable:
/// `z = 2 E T/(B + sqrt(1 + 2(a + b) + (a - b)^2))`, `a = k_on t_c T`, `b = k_on t_a E`, `B = 1 + a + b`,
/// `K = k_on P s z`. Negative numbers count as none. Dense limits: `P s E/t_c` or `P s T/t_a`, whichever is less.
pub fn kills(cycle: &Cycle, e: f64, t: f64) -> f64 {
    let present = |count: f64| count > 0.0;
    if !(present(e) && present(t) && present(cycle.k_on)) {
        return 0.0;
    }
    let (a, b) = (cycle.k_on * cycle.t_c * t, cycle.k_on * cycle.t_a * e);
    if a > DENSE || b > DENSE {
        let (by_killers, by_targets) = (e / cycle.t_c, t / cycle.t_a);
        return cycle.p * cycle.s * math::min(by_killers, by_targets);
    }
    let root = math::sqrt(1.0 + 2.0 * (a + b) + (a - b) * (a - b));
    let pairs = 2.0 * e * t / (1.0 + a + b + root);
    cycle.k_on * cycle.p * cycle.s * pairs
}

/// Kills per hour to leading order, `k_kill E T/(H + T + eps E)`, `k_kill = P s/t_c`, `H = 1/(k_on t_c)`,
/// `eps = t_a/t_c`. Up to 50 % too low where both populations are dense, by `(1 - sqrt(H/(H + T)))/2` at worst: for
/// comparison only.
pub fn kills_leading_order(cycle: &Cycle, e: f64, t: f64) -> f64 {
    if !(e > 0.0 && t > 0.0 && cycle.k_on > 0.0) {
        return 0.0;
    }
    let eps = cycle.t_a / cycle.t_c;
    cycle.kill_rate_per_h() * e * t / (cycle.half_saturation() + t + eps * e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle() -> Cycle {
        Cycle { p: 0.3, s: 0.9, t_a: 0.2, t_c: 0.35, k_on: 0.8 }
    }

    /// The root solves both balances.
    #[test]
    fn the_root_solves_the_balances() {
        let c = cycle();
        for (e, t) in [(1.0, 1.0), (0.01, 40.0), (70.0, 0.3), (1e4, 1e4)] {
            let pairs = kills(&c, e, t) / (c.k_on * c.p * c.s);
            // Ef = E - k_on t_c Ef Tf, Tf = T - k_on t_a Ef Tf.
            let (free_e, free_t) = (e - c.k_on * c.t_c * pairs, t - c.k_on * c.t_a * pairs);
            assert!((free_e * free_t / pairs - 1.0).abs() < 1e-9, "{e} {t}");
        }
    }

    /// At `E = (H + T) t_c/t_a` leading order is worst, by `(1 - sqrt(H/(H + T)))/2`: 16 % at H = 0.83 T, 29 % at 0.21 T,
    /// 50 % as H goes to 0.
    #[test]
    fn leading_order_is_too_low_where_both_are_dense() {
        let c = cycle();
        let bias = |h_over_t: f64| {
            let t = c.half_saturation() / h_over_t;
            let worst = (t + c.half_saturation()) * c.t_c / c.t_a;
            let at = |e: f64| kills_leading_order(&c, e, t) / kills(&c, e, t) - 1.0;
            assert!(at(worst) <= at(0.9 * worst) && at(worst) <= at(1.1 * worst));
            assert!((at(worst) + 0.5 * (1.0 - (h_over_t / (1.0 + h_over_t)).sqrt())).abs() < 1e-9);
            at(worst)
        };
        assert!((bias(0.83) + 0.16).abs() < 0.005, "{}", bias(0.83));
        assert!((bias(0.21) + 0.29).abs() < 0.005, "{}", bias(0.21));
        assert!((bias(1e-9) + 0.5).abs() < 1e-4, "{}", bias(1e-9));
    }

    #[test]
    fn guards_and_limits() {
        let c = cycle();
        for (e, t) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 5.0), (5.0, -1.0), (f64::NAN, 1.0)] {
            assert_eq!(kills(&c, e, t), 0.0);
            assert_eq!(kills_leading_order(&c, e, t), 0.0);
        }
        // Sparse: mass action. Dense: whichever side is fully occupied.
        assert!((kills(&c, 1e-9, 1e-9) / (c.k_on * c.p * c.s * 1e-18) - 1.0).abs() < 1e-8);
        for (e, t) in [(1e8, 1e9), (1e9, 1e8), (1e200, 1e250), (1e250, 1e200)] {
            let limit = c.p * c.s * (e / c.t_c).min(t / c.t_a);
            assert!((kills(&c, e, t) / limit - 1.0).abs() < 1e-6, "{e} {t}");
        }
        assert_eq!(respond(0.0, 2.3, 0.95), 0.0);
        assert_eq!(respond(f64::NAN, 2.3, 0.95), 0.0);
        assert!((respond(1.0, 2.3, 0.95) - 0.475).abs() < 1e-15);
        assert_eq!(respond(1e300, 2.3, 0.95), 0.95);
    }

    #[test]
    fn an_empty_store_kills_nothing() {
        let rates = KillerRates { r_h_per_h: 4.0, r_esc_per_h: 0.3, t_pol_h: 0.2, ..KillerRates::default() };
        assert_eq!(delivery(&rates, 0.0), Delivery { s: 0.0, t_e_h: 0.2 + 1.0 / 0.3 });
        let full = delivery(&rates, 1.0);
        assert!((full.s - 4.0 / 4.3).abs() < 1e-15 && (full.t_e_h - 0.2 - 1.0 / 4.3).abs() < 1e-15);
    }
}
