//! A network of 60 substances and 200 parameters, drawn from a seed.
//!
//! Every substance is made at a rate that others govern through Hill curves (each by one, twenty of them by a second;
//! half of the curves activate, half repress), and decays; twenty pairs turn into each other. Rates of decay range over
//! three decades, so that fast substances follow slow ones.
//!
//! Parameters: 60 rates of production, 60 of decay, 40 half-concentrations, 20 exponents, 20 rates of conversion.

use crate::philox::Stream;
use std::fmt::Write;

const SUBSTANCES: u32 = 60;
const SECOND_GOVERNORS: u32 = 20;
const HALVES: u32 = 40;
const EXPONENTS: u32 = 20;
const CONVERSIONS: u32 = 20;

/// Name of a substance.
pub(super) fn state(index: u32) -> String {
    format!("x{}", index % SUBSTANCES + 1)
}

/// The model.
pub(super) fn text(seed: u64) -> String {
    let draw =
        |what: &str, index: u32| Stream::new(seed, crate::philox::purpose(what), u64::from(index)).uniform(0);
    let pick = |what: &str, index: u32, count: u32| (draw(what, index) * f64::from(count)) as u32;
    let logarithmic = |what: &str, index: u32, low: f64, high: f64| {
        let value = low * crate::math::pow(high / low, draw(what, index));
        // Four digits, so that every tool reads the same number.
        format!("{value:.3e}")
    };
    let hill = |term: u32, governor: u32| {
        let (x, half, n) =
            (state(governor), format!("half{}", term % HALVES + 1), format!("n{}", term % EXPONENTS + 1));
        let activates = draw("activates", term) < 0.5;
        let above = if activates { &x } else { &half };
        format!("{above}^{n} / ({half}^{n} + {x}^{n})")
    };

    let mut text = String::from("// A network drawn from a seed, for measuring solvers.\nmodel network\n");
    let mut line = |line: String| {
        text.push_str("  ");
        text.push_str(&line);
        text.push('\n');
    };
    let names: Vec<String> = (0..SUBSTANCES).map(state).collect();
    line(format!("species {}", names.join(", ")));
    for index in 0..SUBSTANCES {
        let mut rate =
            format!("make{} * (0.05 + {})", index + 1, hill(index, pick("governor", index, SUBSTANCES)));
        if index < SECOND_GOVERNORS {
            let term = SUBSTANCES + index;
            let _ = write!(rate, " * (0.2 + {})", hill(term, pick("governor", term, SUBSTANCES)));
        }
        line(format!("making{}: -> {}; {rate}", index + 1, state(index)));
        line(format!("decay{}: {} -> ; lose{} * {}", index + 1, state(index), index + 1, state(index)));
    }
    for index in 0..CONVERSIONS {
        let from = pick("from", index, SUBSTANCES);
        let to = from + 1 + pick("to", index, SUBSTANCES - 1);
        let (from, to) = (state(from), state(to));
        line(format!("conversion{}: {from} -> {to}; turn{} * {from}", index + 1, index + 1));
    }
    for index in 0..SUBSTANCES {
        let lose = crate::math::pow(1e3, draw("lose", index)) * 0.03;
        let level = 0.5 + 4.0 * draw("level", index);
        line(format!("{} = {:.3}", state(index), level * draw("initial", index)));
        line(format!("lose{} = {lose:.3e}; make{} = {:.3e}", index + 1, index + 1, 2.0 * level * lose));
    }
    for index in 0..HALVES {
        line(format!("half{} = {}", index + 1, logarithmic("half", index, 0.5, 5.0)));
    }
    for index in 0..EXPONENTS {
        line(format!("n{} = {:.2}", index + 1, 1.0 + 3.0 * draw("exponent", index)));
    }
    for index in 0..CONVERSIONS {
        line(format!("turn{} = {}", index + 1, logarithmic("turn", index, 0.01, 1.0)));
    }
    text.push_str("end\n");
    text
}
