//! What NK cells of a block see of a tumour cell is as much as those of the patient see: one number a sort.
//!
//! ```text
//! patient   P = sum over classes i of share_i R(e^(level + z_i width) drive a)          R(S) = largest S^n/(1 + S^n)
//!           (the patient's own cells: ln signal normal about that of their median cell)
//! block     P(f) = sum over subsets k of share_k E[R(f a s_k e^(sigma z))]              solved for f:  P(f) = P
//! ```
//!
//! a is the mean activation in the window. Subsets of a block's NK cells come from molecules (parameters/targets) and a repertoire; the
//! patient's model ties the level of all of them to K562 or to typing (models/body/recognition.ant). Without f the two differ by several
//! times, and the block would say so of killing. How subsets differ, and what IFN-gamma, shed ligands, antibodies to receptors and
//! antibodies on cells change, stays the block's. What a chimeric receptor adds is not multiplied by f.

use super::block::column;
use super::course::Course;
use lytic_engine::math;
use lytic_nk::recognition::lognormal_mean;
use lytic_tissue::{Sight, Sort};

/// Classes of signals of models/body/signal_classes.ant, in widths from the level.
const CLASSES: [f64; 4] = [-0.7, 0.42, 1.54, 2.66];
/// f is looked for between e to the minus this and e to this.
const WIDEST: f64 = 14.0;

/// Whose NK cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Donor,
    Host,
}

impl Whose {
    /// Of the number of a sort.
    pub fn of(number: usize) -> Whose {
        if number == 0 { Whose::Donor } else { Whose::Host }
    }
}

/// Signals of a patient's rested NK cells on plain tumour cells at the activation of resting cells, ln of thresholds: the mean of
/// something of the signal over cells.
pub(super) fn mean_over_cells(
    course: &Course,
    window: (f64, f64),
    whose: Whose,
    of: &dyn Fn(f64) -> f64,
) -> f64 {
    let mean = |place: usize| course.mean(window, |days| course.at(column::SIGHT + place, days));
    let drive = mean(0);
    match whose {
        Whose::Donor => {
            let (level, width) = (mean(1), mean(2));
            let upper = [mean(3), mean(4), mean(5)];
            let weak = (1.0 - upper.iter().sum::<f64>()).max(0.0);
            let shares = [weak, upper[0], upper[1], upper[2]];
            let class = |(share, z): (f64, f64)| share * of(math::exp(level + z * width) * drive);
            shares.into_iter().zip(CLASSES).map(class).sum()
        }
        Whose::Host => {
            let (signal, spread) = (mean(6), mean(7));
            lognormal_mean(spread, |factor| of(signal * drive * factor))
        }
    }
}

/// By what signals of a sort are multiplied so that it answers as often as `wanted`, at an activation.
pub(super) fn factor(sort: &Sort, natural: &[Sight], activation: f64, wanted: f64) -> f64 {
    let answers = |f: f64| -> f64 {
        let of = |sight: &Sight| {
            sight.share * sort.decision.mean_response(f * activation * sight.plain, sort.rates.sigma)
        };
        natural.iter().map(of).sum()
    };
    if wanted <= 0.0 || activation <= 0.0 {
        return if wanted <= 0.0 { 0.0 } else { 1.0 };
    }
    let (mut low, mut high) = (-WIDEST, WIDEST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if answers(math::exp(middle)) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    math::exp(0.5 * (low + high))
}
