//! What the processor could do at best: fused multiply-adds with nothing else in the way.

use crate::lanes::{Kernel, Machine};
use crate::{EngineError, Instructions};
use pulp::Simd;
use std::hint::black_box;

/// Running sums side by side: enough to hide how long one takes.
const SUMS: usize = 16;
/// Rounds between two looks at the clock.
const ROUNDS: u64 = 500_000;
/// How often it is measured; the best counts. For how many seconds each time: clocks of processor time tick every few
/// milliseconds.
const REPEATS: usize = 3;
const SECONDS: f64 = 0.25;

struct Peak;

impl Kernel for Peak {
    type Output = (u64, f64);

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, _vectors: usize) -> (u64, f64) {
        // Values that stay near one: x = x * 0.999 + 0.001.
        let (factor, term) = (simd.splat_f64s(0.999), simd.splat_f64s(0.001));
        // A start that the compiler does not know: else it would compute all this once, or beforehand.
        let mut sums = [simd.splat_f64s(black_box(0.5)); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = simd.mul_add_f64s(*sum, factor, term);
            }
        }
        let mut total = simd.splat_f64s(0.0);
        for sum in sums {
            total = simd.add_f64s(total, sum);
        }
        (2 * ROUNDS * (SUMS * S::F64_LANES) as u64, simd.reduce_sum_f64s(total))
    }
}

/// Most floating-point operations a second of one core on 64-bit numbers, in 10^9, a fused multiply-add as two; with the
/// best instructions or those asked for. `clock` gives seconds.
pub fn peak_gflops(instructions: Option<Instructions>, clock: &dyn Fn() -> f64) -> Result<f64, EngineError> {
    let machine = Machine::new(instructions)
        .ok_or(EngineError::Instructions(instructions.map_or("", Instructions::name)))?;
    let mut best = 0.0;
    for _ in 0..REPEATS {
        let begun = clock();
        let (mut operations, mut sum) = (0, 0.0);
        let mut seconds = 0.0;
        while seconds < SECONDS {
            let (more, of) = machine.run(32, Peak);
            operations += more;
            sum += of;
            seconds = clock() - begun;
        }
        let rate = operations as f64 / seconds * 1e-9;
        // The sum is looked at so that it must be computed.
        if sum.is_finite() && rate > best {
            best = rate;
        }
    }
    Ok(best)
}
