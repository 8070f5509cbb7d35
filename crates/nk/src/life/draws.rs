//! Random numbers of one cell: a stream of (seed, purpose, cell), and how many of it are used.

use lytic_engine::math;
use lytic_engine::philox::{Stream, normal_quantile};

/// Random numbers one after the other; two from each block of 128 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    stream: Stream,
    step: u64,
    kept: Option<u64>,
}

impl Draws {
    /// From the beginning of the stream of (seed, purpose, cell); a purpose is `philox::purpose("name")`.
    pub fn new(seed: u64, purpose: u64, cell: u64) -> Draws {
        Draws { stream: Stream::new(seed, purpose, cell), step: 0, kept: None }
    }

    /// How many blocks are used, and what is left of the last one: what a checkpoint keeps.
    pub fn used(&self) -> (u64, Option<u64>) {
        (self.step, self.kept)
    }

    /// Goes on where [`Draws::used`] was read.
    pub fn go_on(&mut self, (step, kept): (u64, Option<u64>)) {
        (self.step, self.kept) = (step, kept);
    }

    /// A uniform number, greater than 0 and less than 1.
    pub fn uniform(&mut self) -> f64 {
        let bits = match self.kept.take() {
            Some(bits) => bits,
            None => {
                let [first, second] = self.stream.bits(self.step);
                self.step += 1;
                self.kept = Some(second);
                first
            }
        };
        ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
    }

    /// A normal number of mean 0 and variance 1.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// An exponential time with this mean; infinite for an infinite mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        let uniform = self.uniform();
        if mean > 0.0 { -mean * math::ln(uniform) } else { 0.0 }
    }

    /// A gamma-distributed time with this mean and a whole shape: the sum of so many exponential ones.
    pub fn gamma(&mut self, shape: u32, mean: f64) -> f64 {
        let product = (0..shape).fold(1.0, |product, _| product * self.uniform());
        if mean > 0.0 { -mean / f64::from(shape.max(1)) * math::ln(product) } else { 0.0 }
    }

    /// A Poisson number of this mean (at most 50 of it are meant: neighbours of a cell), by products of uniform numbers.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let limit = math::exp(-mean.clamp(0.0, 50.0));
        let (mut product, mut count) = (self.uniform(), 0);
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }

    /// One of `count` things: 0 to `count - 1`; 0 where there is none.
    pub fn one_of(&mut self, count: usize) -> usize {
        let index = (self.uniform() * count as f64) as usize;
        index.min(count.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lytic_engine::philox::purpose;

    /// Means and variances of 100,000 draws within four standard errors: exponential 1, 1; Gamma(4) 1, 1/4; Poisson 2, 2.
    #[test]
    fn draws_have_their_moments() {
        const N: u32 = 100_000;
        let mut draws = Draws::new(7, purpose("moments"), 3);
        let mut check = |name: &str, mean: f64, variance: f64, draw: &dyn Fn(&mut Draws) -> f64| {
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..N {
                let x = draw(&mut draws);
                sum += x;
                squares += (x - mean) * (x - mean);
            }
            let n = f64::from(N);
            assert!((sum / n - mean).abs() < 4.0 * (variance / n).sqrt(), "{name}");
            assert!((squares / n / variance - 1.0).abs() < 0.05, "{name}");
        };
        check("uniform", 0.5, 1.0 / 12.0, &|draws| draws.uniform());
        check("normal", 0.0, 1.0, &|draws| draws.normal());
        check("exponential", 1.0, 1.0, &|draws| draws.exponential(1.0));
        check("gamma", 1.0, 0.25, &|draws| draws.gamma(4, 1.0));
        check("poisson", 2.0, 2.0, &|draws| f64::from(draws.poisson(2.0)));
        assert_eq!((draws.exponential(0.0), draws.gamma(4, 0.0), draws.one_of(0)), (0.0, 0.0, 0));
        assert!((0..1000).all(|_| draws.one_of(3) < 3));
    }
}
