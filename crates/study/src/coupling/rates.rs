//! From counts of a block to rates per tumour cell and day, with intervals for what chance alone makes of them.
//!
//! ```text
//! kill    = killed by NK cells/integral of living tumour cells         exact Poisson interval (Garwood 1936 Biometrika 28:437)
//! growth  = (born - died of anything but leukocytes)/the same           (b - d +- 1.96 sqrt(b + d))/integral
//! release = left through vessels/the same                               as of kills
//! ```
//!
//! Divisions and deaths are counted as if they came independently of each other. Kills of one NK cell come in bouts, so that the true
//! interval is wider than the one of counting.

use lytic_engine::math;
use lytic_tissue::{Cause, Counts, Kind};

/// Quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// Minutes of a day.
const DAY: f64 = 1440.0;

/// A rate with its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    /// Per cell and day.
    pub value: f64,
    /// 95 % interval.
    pub interval: (f64, f64),
}

/// What a block did in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BlockRates {
    /// Integral of living tumour cells, cells times days.
    pub cell_days: f64,
    /// Tumour cells killed by NK cells, by T cells, born, and died otherwise.
    pub kills: u64,
    /// Killed by CD8 T cells.
    pub cd8_kills: u64,
    /// Born.
    pub births: u64,
    /// Died of themselves, of lack of oxygen, of drug or radiation.
    pub deaths: u64,
    /// Mean number of living NK cells.
    pub nk: f64,
    /// NK cells that came in.
    pub nk_arrived: u64,
    /// Killed by NK cells, per tumour cell and day.
    pub kill: Rate,
    /// Growth without what leukocytes kill, per tumour cell and day.
    pub growth: Rate,
    /// Tumour cells that left through vessels.
    pub left: u64,
    /// Those per tumour cell and day.
    pub release: Rate,
}

/// Rates between two rows of the counts.
pub(super) fn between(counts: &[Counts], (first, last): (usize, usize)) -> BlockRates {
    let Some(rows) = counts.get(first..=last) else { return BlockRates::default() };
    let (Some(before), Some(after)) = (rows.first(), rows.last()) else { return BlockRates::default() };
    let integral = |of: &dyn Fn(&Counts) -> u64| -> f64 {
        let piece = |pair: &[Counts]| match pair {
            [one, next] => 0.5 * (of(one) + of(next)) as f64 * (next.minutes - one.minutes) / DAY,
            _ => 0.0,
        };
        rows.windows(2).map(piece).sum()
    };
    let died = |causes: &[Cause]| -> u64 {
        let of = |counts: &Counts| {
            causes.iter().filter_map(|cause| counts.of(Kind::Tumour).died.get(*cause as usize)).sum::<u64>()
        };
        of(after).saturating_sub(of(before))
    };
    let cell_days = integral(&|counts| counts.of(Kind::Tumour).living);
    let days = (after.minutes - before.minutes) / DAY;
    let kills = died(&[Cause::NkGranules, Cause::NkReceptors]);
    let births = after.of(Kind::Tumour).born.saturating_sub(before.of(Kind::Tumour).born);
    let deaths = died(&[Cause::Apoptosis, Cause::Necrosis, Cause::Drug, Cause::Radiation]);
    let (net, spread) = (births as f64 - deaths as f64, Z * math::sqrt((births + deaths) as f64));
    let left = after.of(Kind::Tumour).left.saturating_sub(before.of(Kind::Tumour).left);
    let per = |count: f64| if cell_days > 0.0 { count / cell_days } else { 0.0 };
    let counted = |count: u64| {
        let (low, high) = poisson(count);
        Rate { value: per(count as f64), interval: (per(low), per(high)) }
    };
    BlockRates {
        cell_days,
        kills,
        cd8_kills: died(&[Cause::Cd8]),
        births,
        deaths,
        nk: if days > 0.0 { integral(&|counts| counts.of(Kind::Nk).living) / days } else { 0.0 },
        nk_arrived: after.of(Kind::Nk).arrived.saturating_sub(before.of(Kind::Nk).arrived),
        kill: counted(kills),
        growth: Rate { value: per(net), interval: (per(net - spread), per(net + spread)) },
        left,
        release: counted(left),
    }
}

/// The exact 95 % interval of the mean of a Poisson count.
pub(super) fn poisson(count: u64) -> (f64, f64) {
    const TAIL: f64 = 0.025;
    // P(X >= count) = TAIL at the lower end, P(X <= count) = TAIL at the upper one.
    let low = count.checked_sub(1).map_or(0.0, |less| solve(count, |mean| 1.0 - at_most(less, mean) < TAIL));
    (low, solve(count, |mean| at_most(count, mean) > TAIL))
}

/// The largest mean for which `below` holds, by bisection; it is below twelve standard deviations and some above the count.
fn solve(count: u64, below: impl Fn(f64) -> bool) -> f64 {
    let count = count as f64;
    let (mut low, mut high) = (0.0, count + 12.0 * math::sqrt(count) + 12.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// `P(X <= count)` of a Poisson number: `sum of exp(k ln mean - mean - ln k!)`.
fn at_most(count: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let (log_mean, mut log_factorial, mut sum) = (math::ln(mean), 0.0, 0.0);
    for k in 0..=count {
        if k > 1 {
            log_factorial += math::ln(k as f64);
        }
        sum += math::exp(k as f64 * log_mean - mean - log_factorial);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Garwood's limits as tabulated: 0 (0, 3.689), 1 (0.0253, 5.572), 10 (4.795, 18.390), 100 (81.36, 121.63).
    #[test]
    fn the_interval_of_a_count_is_the_tabulated_one() {
        for (count, low, high) in
            [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.36, 121.63)]
        {
            let (found_low, found_high) = poisson(count);
            assert!(
                (found_low - low).abs() < 0.006 && (found_high - high).abs() < 0.006,
                "{count}: {found_low} {found_high}"
            );
        }
    }

    #[test]
    fn rates_are_counts_over_cell_days() {
        let row = |minutes: f64, living: u64, born: u64, killed: u64, died: u64| {
            let mut counts = Counts { minutes, ..Counts::default() };
            let of = &mut counts.kinds[Kind::Tumour as usize];
            (of.living, of.born, of.left) = (living, born, born / 2);
            of.died[Cause::NkGranules as usize] = killed;
            of.died[Cause::Apoptosis as usize] = died;
            counts
        };
        let counts = [row(0.0, 100, 0, 0, 0), row(720.0, 110, 20, 6, 4), row(1440.0, 100, 24, 16, 8)];
        let found = between(&counts, (0, 2));
        assert!((found.cell_days - 105.0).abs() < 1e-12);
        assert_eq!((found.kills, found.births, found.deaths), (16, 24, 8));
        assert!((found.kill.value - 16.0 / 105.0).abs() < 1e-12);
        assert!((found.growth.value - 16.0 / 105.0).abs() < 1e-12);
        assert_eq!(found.left, 12);
        assert!((found.release.value - 12.0 / 105.0).abs() < 1e-12);
        // Garwood: 12 (6.201, 20.962).
        let (low, high) = found.release.interval;
        assert!((105.0 * low - 6.201).abs() < 0.006 && (105.0 * high - 20.962).abs() < 0.006);
        assert_eq!(between(&counts, (1, 2)).kills, 10);
        assert_eq!(between(&counts, (1, 2)).left, 2);
        assert_eq!(between(&counts, (2, 5)), BlockRates::default());
    }
}
