//! Random numbers of one run, in the order in which it asks for them.
//!
//! ```text
//! pair k of (seed, purpose, run) = halves of philox(counter = (k, run), key = (seed, purpose))
//!   first half  -> exponential number, -ln u          (when)
//!   second half -> uniform number                      (which)
//! ```
//!
//! Pairs are made [`BATCH`] at a time, in vector code. A run asks for them one after the other, so what it gets depends
//! on nothing but its own course. Poisson and binomial numbers are exact: by inversion where the mean is small, else by
//! transformed rejection (Hörmann 1993, Insurance: Mathematics and Economics 12:39, algorithm PTRS; Hörmann 1993, J Stat
//! Comput Simul 46:101, algorithm BTRS), which take as many pairs as they need.

use crate::lanes::{Kernel, Machine};
use crate::math;
use crate::philox::Stream;
use pulp::Simd;

/// Pairs that are made at a time.
pub(crate) const BATCH: usize = 64;

/// Mean from which on rejection is faster than inversion.
const SMALL_MEAN: f64 = 10.0;

/// The random numbers of one run.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    stream: Stream,
    machine: Machine,
    exponentials: [f64; BATCH],
    uniforms: [f64; BATCH],
    /// Step of the batch after the one at hand.
    next: u64,
    at: usize,
}

impl Draws {
    /// The numbers of a stream, from the first on.
    pub(crate) fn new(stream: Stream, machine: Machine) -> Draws {
        Draws { stream, machine, exponentials: [0.0; BATCH], uniforms: [0.0; BATCH], next: 0, at: BATCH }
    }

    /// An exponential number of mean one, and a uniform one between 0 and 1.
    #[inline(always)]
    pub(crate) fn pair(&mut self) -> (f64, f64) {
        if self.at >= BATCH {
            self.refill();
        }
        let at = self.at;
        self.at += 1;
        (self.exponentials[at % BATCH], self.uniforms[at % BATCH])
    }

    /// An exponential number of mean one.
    pub(crate) fn exponential(&mut self) -> f64 {
        self.pair().0
    }

    /// A uniform number between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.pair().1
    }

    #[inline(never)]
    fn refill(&mut self) {
        let (exponentials, uniforms) = (&mut self.exponentials, &mut self.uniforms);
        self.machine.run(8, Fill { stream: self.stream, first: self.next, exponentials, uniforms });
        self.next += BATCH as u64;
        self.at = 0;
    }

    /// A whole number with this mean that differs from it by less than one.
    pub(crate) fn whole(&mut self, mean: f64) -> f64 {
        let below = mean.floor();
        if below == mean { mean } else { below + f64::from(self.uniform() < mean - below) }
    }

    /// A Poisson number.
    pub(crate) fn poisson(&mut self, mean: f64) -> f64 {
        if mean.is_nan() || mean <= 0.0 {
            return 0.0;
        }
        if mean < SMALL_MEAN {
            // Multiplicative inversion: the number of exponential intervals that fit into the mean.
            let (mut sum, mut count) = (self.exponential(), 0.0);
            while sum < mean {
                sum += self.exponential();
                count += 1.0;
            }
            return count;
        }
        let b = 0.931 + 2.53 * math::sqrt(mean);
        let a = -0.059 + 0.02483 * b;
        let inverse = 1.1239 + 1.1328 / (b - 3.4);
        let squeeze = 0.9277 - 3.6224 / (b - 2.0);
        let log_mean = math::ln(mean);
        loop {
            let (first, second) = self.two_uniforms();
            let u = first - 0.5;
            let us = 0.5 - u.abs();
            let count = math::floor((2.0 * a / us + b) * u + mean + 0.43);
            if us >= 0.07 && second <= squeeze {
                return count;
            }
            if count < 0.0 || (us < 0.013 && second > us) {
                continue;
            }
            let accept = math::ln(second * inverse / (a / (us * us) + b));
            if accept <= count * log_mean - mean - log_factorial(count) {
                return count;
            }
        }
    }

    /// How many of a whole number of trials succeed.
    pub(crate) fn binomial(&mut self, trials: f64, share: f64) -> f64 {
        if !(trials > 0.0 && share > 0.0) {
            return 0.0;
        }
        if share >= 1.0 {
            return trials;
        }
        if share > 0.5 {
            return trials - self.binomial(trials, 1.0 - share);
        }
        if trials * share < SMALL_MEAN {
            // Waiting times: how many trials pass until the next success.
            let scale = -1.0 / math::ln(1.0 - share);
            let (mut passed, mut count) = (math::floor(self.exponential() * scale) + 1.0, 0.0);
            while passed <= trials {
                count += 1.0;
                passed += math::floor(self.exponential() * scale) + 1.0;
            }
            return count;
        }
        let spread = math::sqrt(trials * share * (1.0 - share));
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * share;
        let centre = trials * share + 0.5;
        let squeeze = 0.92 - 4.2 / b;
        let odds = math::ln(share / (1.0 - share));
        let alpha = (2.83 + 5.1 / b) * spread;
        let mode = math::floor((trials + 1.0) * share);
        loop {
            let (first, second) = self.two_uniforms();
            let u = first - 0.5;
            let us = 0.5 - u.abs();
            let count = math::floor((2.0 * a / us + b) * u + centre);
            if us >= 0.07 && second <= squeeze {
                return count;
            }
            if count < 0.0 || count > trials {
                continue;
            }
            let accept = math::ln(second * alpha / (a / (us * us) + b));
            let log_ratio = log_factorial_ratio(mode, count)
                + log_factorial_ratio(trials - mode, trials - count)
                + (count - mode) * odds;
            if accept <= log_ratio {
                return count;
            }
        }
    }

    fn two_uniforms(&mut self) -> (f64, f64) {
        (self.uniform(), self.uniform())
    }
}

/// `ln n!`: Stirling's series, relative error below 1e-15 for n >= 10; products below.
pub(super) fn log_factorial(n: f64) -> f64 {
    if n < 10.0 {
        return math::ln(math::factorial(n));
    }
    const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_7;
    let (inverse, x) = (1.0 / (n + 1.0), n + 1.0);
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            + square * (-1.0 / 360.0 + square * (1.0 / 1260.0 + square * (-1.0 / 1680.0 + square / 1188.0))));
    (x - 0.5) * math::ln(x) - x + HALF_LN_2_PI + series
}

/// `ln(a! / b!)` without the loss of digits that large factorials would bring.
fn log_factorial_ratio(a: f64, b: f64) -> f64 {
    if a < 10.0 || b < 10.0 {
        return log_factorial(a) - log_factorial(b);
    }
    let (x, y) = (a + 1.0, b + 1.0);
    let apart = x - y;
    let series = (1.0 / x - 1.0 / y) / 12.0 - (1.0 / (x * x * x) - 1.0 / (y * y * y)) / 360.0;
    (x - 0.5) * libm::log1p(apart / y) + apart * (math::ln(y) - 1.0) + series
}

/// Makes a batch of pairs.
struct Fill<'a> {
    stream: Stream,
    first: u64,
    exponentials: &'a mut [f64; BATCH],
    uniforms: &'a mut [f64; BATCH],
}

impl Kernel for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, _simd: S, _vectors: usize) {
        let Fill { stream, first, exponentials, uniforms } = self;
        let (exponentials, _) = exponentials.as_chunks_mut::<8>();
        let (uniforms, _) = uniforms.as_chunks_mut::<8>();
        for (group, (exponentials, uniforms)) in exponentials.iter_mut().zip(uniforms).enumerate() {
            let steps: [u64; 8] = std::array::from_fn(|lane| first + (group * 8 + lane) as u64);
            let [first, second] = stream.open_units(steps);
            for lane in 0..8 {
                exponentials[lane] = -math::ln(first[lane]);
                uniforms[lane] = second[lane];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::philox::purpose;

    fn draws(run: u64) -> Draws {
        Draws::new(Stream::new(1, purpose("test"), run), Machine::plain())
    }

    #[test]
    fn a_batch_is_the_stream_one_by_one_on_every_processor() {
        let stream = Stream::new(7, purpose("test"), 3);
        let machine = Machine::new(None).unwrap_or(Machine::plain());
        let (mut best, mut plain) = (Draws::new(stream, machine), Draws::new(stream, Machine::plain()));
        for step in 0..3 * BATCH as u64 {
            let (exponential, uniform) = best.pair();
            assert_eq!((exponential.to_bits(), uniform.to_bits()), {
                let (e, u) = plain.pair();
                (e.to_bits(), u.to_bits())
            });
            assert_eq!(exponential.to_bits(), (-math::ln(stream.uniform(step))).to_bits());
        }
    }

    /// Mean and variance within five standard errors, over small and large means.
    #[test]
    fn counts_have_their_moments() {
        const N: u64 = 40_000;
        let check = |name: &str, mean: f64, variance: f64, draw: &mut dyn FnMut(&mut Draws) -> f64| {
            let mut numbers = draws(purpose(name));
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..N {
                let count = draw(&mut numbers);
                assert!(count >= 0.0 && count.fract() == 0.0);
                sum += count - mean;
                squares += (count - mean) * (count - mean);
            }
            let n = N as f64;
            assert!((sum / n).abs() < 5.0 * (variance / n).sqrt(), "{name}: mean off by {}", sum / n);
            let ratio = squares / n / variance;
            let allowed = 5.0 * ((2.0 + 1.0 / variance) / n).sqrt();
            assert!((ratio - 1.0).abs() < allowed, "{name}: variance {ratio} of what it should be");
        };
        for mean in [0.1, 3.0, 9.9, 10.1, 80.0, 3e4, 1e9] {
            check(&format!("poisson {mean}"), mean, mean, &mut |draws| draws.poisson(mean));
        }
        for (trials, share) in
            [(5.0, 0.3), (1000.0, 0.004), (100.0, 0.4), (1e4, 0.95), (1e7, 0.2), (1e12, 1e-11)]
        {
            let mean = trials * share;
            check(&format!("binomial {trials} {share}"), mean, mean * (1.0 - share), &mut |draws| {
                draws.binomial(trials, share)
            });
        }
        check("whole", 2.3, 0.21, &mut |draws| draws.whole(2.3));
    }

    #[test]
    fn no_trials_and_no_mean_give_nothing() {
        let mut draws = draws(1);
        assert_eq!((draws.poisson(0.0), draws.poisson(-1.0), draws.poisson(f64::NAN)), (0.0, 0.0, 0.0));
        assert_eq!(
            (draws.binomial(0.0, 0.5), draws.binomial(7.0, 0.0), draws.binomial(7.0, 1.0)),
            (0.0, 0.0, 7.0)
        );
        assert_eq!(draws.whole(4.0), 4.0);
    }

    #[test]
    fn logarithms_of_factorials_are_exact_enough() {
        let mut sum = 0.0f64;
        for n in 1..200 {
            sum += f64::from(n).ln();
            assert!((log_factorial(f64::from(n)) - sum).abs() <= 1e-13 * sum.max(1.0), "{n}");
        }
    }
}
