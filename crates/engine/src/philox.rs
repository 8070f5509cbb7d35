//! Random numbers that are computed from what they are for, not from what was drawn before.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC'11) is a keyed bijection of 128-bit counters: ten rounds of
//! multiply, exchange and exclusive or. A number is fixed by
//!
//! ```text
//! (seed, purpose, subject, step)
//! key     = first half of philox(counter = purpose, key = seed)
//! counter = (step, subject)
//! ```
//!
//! so it is the same on any number of threads, in any order, with or without other numbers; two arms of a trial share
//! their patients. A purpose is named by a text, e.g. `purpose("between nk.death_rate")`.
//!
//! A uniform number takes 52 bits and is never 0 or 1. A normal number is the inverse of the normal distribution
//! function at a uniform one (Wichura 1988, Applied Statistics 37:477, algorithm AS 241, PPND16), so that equal
//! uniform numbers give equal ranks.

use crate::math;

/// Multipliers of a round, and what is added to the key after each (Salmon et al. 2011).
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
const KEY_STEPS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];
const ROUNDS: u32 = 10;

/// [`block`] of eight counters under one key: the low and the high 64 bits of each. The loops over lanes become vector
/// code where the caller's code is compiled for it.
#[inline(always)]
fn eight_blocks(steps: [u64; 8], subjects: [u64; 8], key: [u32; 2]) -> [[u64; 8]; 2] {
    const LOW: u64 = 0xffff_ffff;
    let [mut c0, mut c1, mut c2, mut c3] = [[0; 8]; 4];
    for lane in 0..8 {
        (c0[lane], c1[lane]) = (steps[lane] & LOW, steps[lane] >> 32);
        (c2[lane], c3[lane]) = (subjects[lane] & LOW, subjects[lane] >> 32);
    }
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        for lane in 0..8 {
            let first = (c0[lane] & LOW) * u64::from(MULTIPLIERS[0]);
            let second = (c2[lane] & LOW) * u64::from(MULTIPLIERS[1]);
            c0[lane] = (second >> 32) ^ c1[lane] ^ u64::from(k0);
            c1[lane] = second & LOW;
            c2[lane] = (first >> 32) ^ c3[lane] ^ u64::from(k1);
            c3[lane] = first & LOW;
        }
        k0 = k0.wrapping_add(KEY_STEPS[0]);
        k1 = k1.wrapping_add(KEY_STEPS[1]);
    }
    let (mut low, mut high) = ([0; 8], [0; 8]);
    for lane in 0..8 {
        low[lane] = c0[lane] | c1[lane] << 32;
        high[lane] = c2[lane] | c3[lane] << 32;
    }
    [low, high]
}

/// One block of Philox4x32-10: 128 random bits for a counter under a key.
pub fn block(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..ROUNDS {
        let first = u64::from(c0) * u64::from(MULTIPLIERS[0]);
        let second = u64::from(c2) * u64::from(MULTIPLIERS[1]);
        (c0, c1, c2, c3) =
            ((second >> 32) as u32 ^ c1 ^ k0, second as u32, (first >> 32) as u32 ^ c3 ^ k1, first as u32);
        k0 = k0.wrapping_add(KEY_STEPS[0]);
        k1 = k1.wrapping_add(KEY_STEPS[1]);
    }
    [c0, c1, c2, c3]
}

/// The number of a purpose named by a text (its 64-bit FNV-1a hash).
pub const fn purpose(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        index += 1;
    }
    hash
}

/// The random numbers of one subject (patient, cell) for one purpose, by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    subject: u64,
}

impl Stream {
    /// The stream of (seed, purpose, subject).
    pub fn new(seed: u64, purpose: u64, subject: u64) -> Stream {
        let ([p0, p1], [s0, s1]) = (halves(purpose), halves(seed));
        let [k0, k1, _, _] = block([p0, p1, 0, 0], [s0, s1]);
        Stream { key: [k0, k1], subject }
    }

    /// 128 random bits.
    pub fn bits(&self, step: u64) -> [u64; 2] {
        let ([t0, t1], [s0, s1]) = (halves(step), halves(self.subject));
        let [b0, b1, b2, b3] = block([t0, t1, s0, s1], self.key);
        [u64::from(b0) | u64::from(b1) << 32, u64::from(b2) | u64::from(b3) << 32]
    }

    /// Two uniform numbers of one step; the first is [`Stream::uniform`].
    pub(crate) fn pair(&self, step: u64) -> [f64; 2] {
        self.bits(step).map(open_unit)
    }

    /// Two uniform numbers for each of eight steps; the first ones are [`Stream::uniform`].
    #[inline(always)]
    pub(crate) fn open_units(&self, steps: [u64; 8]) -> [[f64; 8]; 2] {
        self.open_units_of([self.subject; 8], steps)
    }

    /// The same, each lane of a subject of its own instead of the stream's.
    #[inline(always)]
    pub(crate) fn open_units_of(&self, subjects: [u64; 8], steps: [u64; 8]) -> [[f64; 8]; 2] {
        let [low, high] = eight_blocks(steps, subjects, self.key);
        let mut units = [[0.0; 8]; 2];
        for lane in 0..8 {
            units[0][lane] = open_unit_by_bits(low[lane]);
            units[1][lane] = open_unit_by_bits(high[lane]);
        }
        units
    }

    /// A uniform number, greater than 0 and less than 1.
    pub fn uniform(&self, step: u64) -> f64 {
        open_unit(self.bits(step)[0])
    }

    /// A normal number of mean 0 and variance 1.
    pub fn normal(&self, step: u64) -> f64 {
        normal_quantile(self.uniform(step))
    }
}

/// A uniform number, greater than 0 and less than 1, fixed by its four arguments.
pub fn uniform(seed: u64, purpose: u64, subject: u64, step: u64) -> f64 {
    Stream::new(seed, purpose, subject).uniform(step)
}

/// A normal number of mean 0 and variance 1, fixed by its four arguments.
pub fn normal(seed: u64, purpose: u64, subject: u64, step: u64) -> f64 {
    Stream::new(seed, purpose, subject).normal(step)
}

fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// The middle of one of 2^52 equal parts of (0, 1).
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// [`open_unit`] without a conversion from whole numbers, which most vector units lack: the bits become a number between
/// one and two. All steps are exact, so both give the same number.
#[inline(always)]
fn open_unit_by_bits(bits: u64) -> f64 {
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const HALF_A_PART: f64 = 1.0 / (1u64 << 53) as f64;
    (f64::from_bits(bits >> 12 | ONE) - 1.0) + HALF_A_PART
}

/// The `z` below which a normal number falls with probability `p`: relative error about 1e-15. Minus infinity at
/// 0, infinity at 1, NaN outside.
pub fn normal_quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        return from_middle * ratio(&MIDDLE, 0.180_625 - from_middle * from_middle);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if tail == 0.0 {
        return from_middle.signum() * f64::INFINITY;
    }
    let depth = math::sqrt(-math::ln(tail));
    let size = if depth <= 5.0 { ratio(&NEAR_TAIL, depth - 1.6) } else { ratio(&FAR_TAIL, depth - 5.0) };
    if from_middle < 0.0 { -size } else { size }
}

/// Numerator and denominator of a rational function, from the constant up.
type Rational = ([f64; 8], [f64; 8]);

fn ratio((above, below): &Rational, x: f64) -> f64 {
    let polynomial =
        |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0f64, |sum, c| sum.mul_add(x, *c));
    polynomial(above) / polynomial(below)
}

// Coefficients of PPND16 (Wichura 1988).
const MIDDLE: Rational = (
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);
const NEAR_TAIL: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);
const FAR_TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that come with Random123 for philox4x32 with 10 rounds.
    #[test]
    fn gives_the_known_answers() {
        assert_eq!(block([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(block([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            block([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    /// Values computed with mpmath 1.3 at 300 bits.
    #[test]
    fn quantiles_agree_with_long_arithmetic() {
        let known: [(f64, f64); 18] = [
            (1e-300, -37.0470962993612),
            (1e-20, -9.262340089798407),
            (1e-10, -6.361340902404057),
            (1e-05, -4.264890793922825),
            (0.001, -3.0902323061678136),
            (0.025, -1.9599639845400543),
            (0.0749, -1.4402382675279637),
            (0.0751, -1.43882539275254),
            (0.1, -1.2815515655446004),
            (0.25, -0.6744897501960817),
            (0.4, -0.2533471031357997),
            (0.49999, -2.5066282748960008e-05),
            (0.6, 0.2533471031357997),
            (0.75, 0.6744897501960817),
            (0.9, 1.2815515655446006),
            (0.975, 1.9599639845400538),
            (0.999, 3.090232306167813),
            (0.9999999999999999, 8.209536151601387),
        ];
        for (p, z) in known {
            let value = normal_quantile(p);
            assert!((value - z).abs() <= 2e-15 * z.abs(), "{p}: {z}, not {value}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(
            normal_quantile(-0.1).is_nan()
                && normal_quantile(1.1).is_nan()
                && normal_quantile(f64::NAN).is_nan()
        );
    }

    #[test]
    fn uniform_numbers_never_touch_their_ends() {
        assert_eq!(open_unit(0), 2f64.powi(-53));
        assert_eq!(open_unit(u64::MAX), 1.0 - 2f64.powi(-53));
    }

    #[test]
    fn eight_steps_at_once_are_the_same_numbers() {
        let stream = Stream::new(1 << 40 | 3, purpose("eight"), 5 << 33 | 1);
        let steps = [0, 1, 2, u64::MAX, 1 << 32, 77, 1 << 63, 8];
        let [low, high] = stream.open_units(steps);
        for (lane, step) in steps.into_iter().enumerate() {
            let bits = stream.bits(step);
            assert_eq!((low[lane], high[lane]), (open_unit(bits[0]), open_unit(bits[1])));
        }
        for bits in [0, u64::MAX, 1 << 12, 1 << 63, 0x0123_4567_89ab_cdef] {
            assert_eq!(open_unit(bits).to_bits(), open_unit_by_bits(bits).to_bits());
        }
    }

    #[test]
    fn each_part_of_the_key_changes_the_number() {
        let base = uniform(1, purpose("between"), 7, 0);
        assert_eq!(base.to_bits(), Stream::new(1, purpose("between"), 7).uniform(0).to_bits());
        for other in [
            uniform(2, purpose("between"), 7, 0),
            uniform(1, purpose("uncertainty"), 7, 0),
            uniform(1, purpose("between"), 8, 0),
            uniform(1, purpose("between"), 7, 1),
            uniform(1 << 32, purpose("between"), 7, 0),
            uniform(1, purpose("between"), 7 << 32, 0),
            uniform(1, purpose("between"), 7, 1 << 32),
        ] {
            assert_ne!(base.to_bits(), other.to_bits());
        }
    }

    /// Mean, variance, and correlation of neighbours and of purposes, within four standard errors.
    #[test]
    fn normal_numbers_have_their_moments() {
        const N: u64 = 100_000;
        let draw = |name: &str, subject: u64| normal(42, purpose(name), subject, 0);
        let (mut sum, mut squares, mut neighbours, mut purposes) = (0.0, 0.0, 0.0, 0.0);
        for subject in 0..N {
            let z = draw("a", subject);
            sum += z;
            squares += z * z;
            neighbours += z * draw("a", subject + 1);
            purposes += z * draw("b", subject);
        }
        let n = N as f64;
        let error = 4.0 / n.sqrt();
        assert!((sum / n).abs() < error);
        assert!((squares / n - 1.0).abs() < error * 2f64.sqrt());
        assert!((neighbours / n).abs() < error && (purposes / n).abs() < error);
    }
}
