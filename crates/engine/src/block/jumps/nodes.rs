//! Rates along a step, known at five equally distant times: two parabolas through them.
//!
//! ```text
//! y(s) = y0 + (-3 y0 + 4 y1 - y2) s + (2 y0 - 4 y1 + 2 y2) s^2      s from 0 to 1 over three of the times
//! ```
//!
//! The time of a jump is where the integral of the total rate reaches an exponential number.

use crate::math;

/// Times at which laws are looked at.
pub(super) const NODES: usize = 5;
/// Steps of the search for a jump's time, and the share of the span to which it is found.
const SEARCHES: u32 = 40;
const FOUND: f64 = 1e-12;

/// The whole of a parabola through three equally distant values, from 0 to `s` of its length.
fn parabola(values: [f64; 3], s: f64) -> f64 {
    let [y0, y1, y2] = values;
    let (b, a) = (-3.0 * y0 + 4.0 * y1 - y2, 2.0 * y0 - 4.0 * y1 + 2.0 * y2);
    s * (y0 + s * (0.5 * b + s * a / 3.0))
}

/// Two parabolas through five values: the integral from 0 to `u` of the whole length 1.
pub(super) fn integral(values: &[f64; NODES], u: f64) -> f64 {
    let [a, b, c, d, e] = *values;
    if u <= 0.5 {
        0.5 * parabola([a, b, c], 2.0 * u)
    } else {
        0.5 * (parabola([a, b, c], 1.0) + parabola([c, d, e], 2.0 * u - 1.0))
    }
}

/// The same parabolas at `u`, never below zero.
pub(super) fn value(values: &[f64; NODES], u: f64) -> f64 {
    let [a, b, c, d, e] = *values;
    let ([y0, y1, y2], s) = if u <= 0.5 { ([a, b, c], 2.0 * u) } else { ([c, d, e], 2.0 * u - 1.0) };
    let (b, a) = (-3.0 * y0 + 4.0 * y1 - y2, 2.0 * y0 - 4.0 * y1 + 2.0 * y2);
    math::max(y0 + s * (b + s * a), 0.0)
}

/// Where after `from` the integral of two parabolas reaches a value that lies before its end: Newton's steps as long as they
/// stay between what is known to be before and after, else halvings.
pub(super) fn reached(values: &[f64; NODES], from: f64, wanted: f64) -> f64 {
    let (mut before, mut after) = (from, 1.0);
    let mut at = 0.5 * (before + after);
    for _ in 0..SEARCHES {
        let off = integral(values, at) - wanted;
        if off < 0.0 {
            before = at;
        } else {
            after = at;
        }
        let next = at - off / value(values, at);
        let next = if next > before && next < after { next } else { 0.5 * (before + after) };
        if (next - at).abs() <= FOUND {
            return next;
        }
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parabolas_are_exact_for_what_they_can_be() {
        // 3 - 4 u + 5 u^2, and its integral.
        let f = |u: f64| 3.0 - 4.0 * u + 5.0 * u * u;
        let values: [f64; NODES] = std::array::from_fn(|node| f(node as f64 / 4.0));
        for part in 0..=20 {
            let u = f64::from(part) / 20.0;
            let whole = 3.0 * u - 2.0 * u * u + 5.0 / 3.0 * u * u * u;
            assert!((integral(&values, u) - whole).abs() < 1e-14, "{u}");
            assert!((value(&values, u) - f(u)).abs() < 1e-14, "{u}");
            if u > 0.3 && u < 1.0 {
                assert!((reached(&values, 0.2, whole) - u).abs() < 1e-11, "{u}");
            }
        }
    }
}
