//! exp, ln, log10 and powers, without branches.
//!
//! ```text
//! exp x = 2^n e^r          n = round(x / ln 2), |r| <= ln(2)/2, e^r - 1 - r = r^2 P(r)
//! ln x  = k ln 2 + ln m    m in [sqrt(1/2), sqrt 2), s = (m - 1) / (m + 1), ln m = 2 s + s^3 Q(s^2)
//! x^y   = exp(y ln x)      ln x as a sum of two numbers, good to 2^-65, since its error grows by y ln x
//! ```
//!
//! P and Q are minimax polynomials found with the Remez exchange at 200 bits; their relative errors are below 2^-57
//! (2^-73 for the one in the extended logarithm). Conditions are selections of computed values, so both sides of each
//! are harmless.

use std::f64::consts::{LOG2_E, LOG10_E};

/// 1.5 * 2^52: adding it puts the nearest whole number into the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// ln 2 to 42 bits: its product with an exponent is exact.
const LN_2_HIGH: f64 = 0.6931471805598903;
/// The rest of ln 2.
const LN_2_LOW: f64 = 5.497923018708371e-14;
/// What f64 cuts off 2/3.
const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;
/// What f64 cuts off log10 e.
const LOG10_E_LOW: f64 = 1.098319650216765e-17;
/// Bits of the square root of 1/2 and of one.
const SQRT_HALF_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
/// 2^52, and its bits: a whole number below 2^52 in the mantissa bits is this plus the number.
const TWO_52: f64 = 4_503_599_627_370_496.0;
const TWO_52_BITS: u64 = 0x4330_0000_0000_0000;
/// 2^54, which lifts subnormal numbers.
const TWO_54: f64 = 18_014_398_509_481_984.0;

/// `e^x`.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// Natural logarithm: NaN below zero, minus infinity at zero.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let (m, k) = split(x);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let q = 0.14796068148242766f64;
    let q = q.mul_add(z, 0.153140398493373);
    let q = q.mul_add(z, 0.18183564696079318);
    let q = q.mul_add(z, 0.22222198567102774);
    let q = q.mul_add(z, 0.2857142874243524);
    let q = q.mul_add(z, 0.39999999999414526);
    let q = q.mul_add(z, 0.6666666666666734);
    // 2 s + s z q = f - (f^2/2 - s (f^2/2 + z q)), in which the first term is exact.
    let half_square = 0.5 * f * f;
    let correction = k.mul_add(LN_2_LOW, s * q.mul_add(z, half_square));
    let finite = k.mul_add(LN_2_HIGH, f - (half_square - correction));
    logarithm_at_edges(x, finite)
}

/// Logarithm to base ten; exact at powers of ten.
#[inline(always)]
pub fn log10(x: f64) -> f64 {
    let (high, low) = extended_ln(x);
    let product = high * LOG10_E;
    let rest = high.mul_add(LOG10_E, -product);
    let rest = low.mul_add(LOG10_E, high.mul_add(LOG10_E_LOW, rest));
    logarithm_at_edges(x, product + rest)
}

/// `x^y`. As IEEE 754: one where `y` is zero or `x` is one; a negative `x` needs a whole `y`, else NaN.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let size = x.abs();
    let (high, low) = extended_ln(size);
    let product = y * high;
    let rest = y.mul_add(low, y.mul_add(high, -product));
    // Beyond the range of exp the rest does not matter, and may be NaN.
    let rest = if product.abs() < 1000.0 { rest } else { 0.0 };
    let power = exp_of_sum(product, rest);

    let towards_zero = (size < 1.0) == (y > 0.0);
    let at_edge = if towards_zero { 0.0 } else { f64::INFINITY };
    let power = if size == 0.0 || size == f64::INFINITY { at_edge } else { power };
    let power = if x.is_nan() || y.is_nan() { f64::NAN } else { power };

    let whole = is_whole(y);
    let odd = whole && !is_whole(0.5 * y);
    let negative = x.to_bits() >> 63 == 1;
    let power = if negative && odd { -power } else { power };
    let power = if x < 0.0 && size < f64::INFINITY && !whole { f64::NAN } else { power };
    let one = x == 1.0 || y == 0.0 || (x == -1.0 && y.abs() == f64::INFINITY);
    if one { 1.0 } else { power }
}

/// `x^n` by repeated squaring; for a negative `n` the reciprocal of `x^-n`. Exact products for small whole numbers,
/// otherwise an error of about log2 |n| ulp.
#[inline(always)]
pub fn powi(x: f64, n: i32) -> f64 {
    let mut left = n.unsigned_abs();
    let (mut square, mut power) = (x, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            power *= square;
        }
        left >>= 1;
        if left > 0 {
            square *= square;
        }
    }
    if n < 0 { 1.0 / power } else { power }
}

/// `e^(x + rest)` for a `rest` that is small beside one.
#[inline(always)]
fn exp_of_sum(x: f64, rest: f64) -> f64 {
    // From here on the result is 0 or infinite anyway. NaN passes.
    let x = if x > 720.0 { 720.0 } else { x };
    let x = if x < -760.0 { -760.0 } else { x };
    let n = x.mul_add(LOG2_E, ROUNDER) - ROUNDER;
    let r = n.mul_add(-LN_2_HIGH, x) + n.mul_add(-LN_2_LOW, rest);
    let p = 2.500000833243082e-08f64;
    let p = p.mul_add(r, 2.7630248485211643e-07);
    let p = p.mul_add(r, 2.7557586548670366e-06);
    let p = p.mul_add(r, 2.480149309891094e-05);
    let p = p.mul_add(r, 0.00019841269506377436);
    let p = p.mul_add(r, 0.0013888888943629745);
    let p = p.mul_add(r, 0.008333333333494555);
    let p = p.mul_add(r, 0.04166666666653016);
    let p = p.mul_add(r, 0.16666666666666413);
    let p = p.mul_add(r, 0.5000000000000011);
    let power = 1.0 + (r * r).mul_add(p, r);
    // 2^n in two factors, so that subnormal results and those next to infinity come out right.
    let first = n.mul_add(0.5, ROUNDER);
    let second = (n - (first - ROUNDER)) + ROUNDER;
    power * power_of_two(first) * power_of_two(second)
}

/// 2^n for a number that holds `n` in its lowest bits (n from -1022 to 1023).
#[inline(always)]
fn power_of_two(rounded: f64) -> f64 {
    f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52)
}

/// `x = m 2^k` with m from sqrt(1/2) to sqrt(2), for finite x > 0; anything harmless for others.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let lifted = if subnormal { x * TWO_54 } else { x };
    let bias = if subnormal { 1023.0 + 54.0 } else { 1023.0 };
    let bits = lifted.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let exponent = f64::from_bits((bits >> 52) | TWO_52_BITS) - TWO_52;
    let m = f64::from_bits((bits & MANTISSA) + SQRT_HALF_BITS);
    (m, exponent - bias)
}

/// ln x as the sum of two numbers with a relative error below 2^-65, for finite x > 0.
#[inline(always)]
fn extended_ln(x: f64) -> (f64, f64) {
    let (m, k) = split(x);
    let f = m - 1.0;
    // s = f / (m + 1) in two parts
    let divisor = 1.0 + m;
    let divisor_low = m - (divisor - 1.0);
    let inverse = 1.0 / divisor;
    let s = f * inverse;
    let s_low = inverse * s.mul_add(-divisor_low, s.mul_add(-divisor, f));
    // s^2, s^3 and 2/3 s^3 in two parts
    let z = s * s;
    let z_low = (2.0 * s).mul_add(s_low, s.mul_add(s, -z));
    let cube = s * z;
    let cube_low = z.mul_add(s_low, s.mul_add(z_low, s.mul_add(z, -cube)));
    let second = cube * (2.0 / 3.0);
    let second_low = cube.mul_add(2.0 / 3.0, -second);
    let second_low = cube_low.mul_add(2.0 / 3.0, cube.mul_add(TWO_THIRDS_LOW, second_low));
    let q = 0.11988912635160327f64;
    let q = q.mul_add(z, 0.11674831813495753);
    let q = q.mul_add(z, 0.13336316688689445);
    let q = q.mul_add(z, 0.15384556892430074);
    let q = q.mul_add(z, 0.18181818869953958);
    let q = q.mul_add(z, 0.22222222217539916);
    let q = q.mul_add(z, 0.28571428571445096);
    let q = q.mul_add(z, 0.3999999999999998);
    let tail = (cube * z).mul_add(q, second_low + k.mul_add(LN_2_LOW, 2.0 * s_low));
    // Each sum is of a larger and a smaller number, and keeps what rounding cuts off.
    let (sum, cut) = add(k * LN_2_HIGH, 2.0 * s);
    let (sum, cut_too) = add(sum, second);
    add(sum, tail + (cut + cut_too))
}

/// The sum of two numbers, the first not smaller in size (or zero), and what its rounding cut off.
#[inline(always)]
fn add(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// Puts the values of a logarithm at zero, below it, at infinity and for NaN.
#[inline(always)]
fn logarithm_at_edges(x: f64, finite: f64) -> f64 {
    let value = if x < f64::INFINITY { finite } else { x };
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    if x < 0.0 { f64::NAN } else { value }
}

/// Whether a number is whole; infinity counts.
#[inline(always)]
fn is_whole(x: f64) -> bool {
    let size = x.abs();
    size >= TWO_52 || (size + TWO_52) - TWO_52 == size
}
