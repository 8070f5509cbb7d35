//! Straight-line programs on slots, and their interpreter.
//!
//! A program is a list of instructions without jumps; each takes whole slots (one number per lane) and writes one. The
//! interpreter's cost of finding the next instruction is shared by all lanes of a block. Sums of products are one
//! instruction whatever their length, so that the running sum stays in registers.

use crate::lanes::{Groups, Kernel, Machine, load, store};
use crate::{evaluate, math};
use lytic_model::graph::{Binary, Unary};
use pulp::{Simd, bytemuck};

/// One instruction. Operands and results are indices of slots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    /// `a`
    Copy { out: u32, a: u32 },
    /// `-a`
    Negate { out: u32, a: u32 },
    /// `a + b`
    Add { out: u32, a: u32, b: u32 },
    /// `a - b`
    Subtract { out: u32, a: u32, b: u32 },
    /// `a * b`
    Multiply { out: u32, a: u32, b: u32 },
    /// `a / b`
    Divide { out: u32, a: u32, b: u32 },
    /// `a * b + c`, fused
    MultiplyAdd { out: u32, a: u32, b: u32, c: u32 },
    /// `c - a * b`, fused
    MultiplySubtract { out: u32, a: u32, b: u32, c: u32 },
    /// Product of `count` operands, from the left.
    Product { out: u32, first: u32, count: u32 },
    /// `sum of plain operands - sum of minus operands + sum of products - sum of minus products`, each fused to the
    /// running sum, in this order. Operands: the plain ones, then pairs.
    Sum { out: u32, first: u32, counts: [u16; 4] },
    /// `a ^ n` by the chain of [`math::powi`].
    PowerInteger { out: u32, a: u32, n: i32 },
    /// `a ^ n = exp(n * ln a)` with `ln a` at hand.
    PowerOfLogarithm { out: u32, a: u32, ln: u32, n: u32 },
    /// `if condition then a else b`
    Select { out: u32, condition: u32, a: u32, b: u32 },
    /// A function of one argument.
    Call1 { out: u32, function: Unary, a: u32 },
    /// A function of two arguments.
    Call2 { out: u32, function: Binary, a: u32, b: u32 },
}

/// A list of instructions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(crate) ops: Vec<Op>,
    /// Operands of instructions with many.
    pub(crate) operands: Vec<u32>,
}

impl Program {
    /// Runs it on slots of `lanes` numbers.
    pub(crate) fn run(&self, machine: Machine, lanes: usize, slots: &mut [f64]) {
        machine.run(lanes, Run { program: self, slots });
    }

    /// Work for one lane in about the time of a load: numbers read and written, and what takes longer than those.
    pub(crate) fn work(&self) -> u64 {
        self.ops.iter().map(Op::work).sum()
    }

    /// Floating-point operations for one lane: one for a sum, product or comparison, two for a fused pair, the count
    /// of its steps for a function.
    pub(crate) fn flops(&self) -> u64 {
        self.ops.iter().map(Op::flops).sum()
    }
}

impl Op {
    fn work(&self) -> u64 {
        match *self {
            Op::Copy { .. } | Op::Negate { .. } => 2,
            Op::Add { .. } | Op::Subtract { .. } | Op::Multiply { .. } => 3,
            Op::Divide { .. } => 3 + DIVISION,
            Op::MultiplyAdd { .. } | Op::MultiplySubtract { .. } | Op::Select { .. } => 4,
            Op::Product { count, .. } => 1 + u64::from(count),
            Op::Sum { counts: [a, b, c, d], .. } => {
                1 + u64::from(a) + u64::from(b) + 2 * (u64::from(c) + u64::from(d))
            }
            Op::PowerInteger { n, .. } => 2 + self.flops() + if n < 0 { DIVISION } else { 0 },
            Op::PowerOfLogarithm { .. } => 5 + EXP_FLOPS,
            Op::Call1 { function: Unary::Sqrt, .. } => 2 + DIVISION,
            Op::Call1 { .. } => 2 + self.flops(),
            Op::Call2 { .. } => 3 + self.flops(),
        }
    }

    fn flops(&self) -> u64 {
        match *self {
            Op::Copy { .. } | Op::Select { .. } => 0,
            Op::Negate { .. }
            | Op::Add { .. }
            | Op::Subtract { .. }
            | Op::Multiply { .. }
            | Op::Divide { .. } => 1,
            Op::MultiplyAdd { .. } | Op::MultiplySubtract { .. } => 2,
            Op::Product { count, .. } => u64::from(count).saturating_sub(1),
            Op::Sum { counts: [a, b, c, d], .. } => {
                (u64::from(a) + u64::from(b) + 2 * (u64::from(c) + u64::from(d))).saturating_sub(1)
            }
            Op::PowerInteger { n, .. } => {
                let size = n.unsigned_abs();
                u64::from(size.checked_ilog2().unwrap_or(0) + size.count_ones()).saturating_sub(1)
                    + u64::from(n < 0)
            }
            Op::PowerOfLogarithm { .. } => 1 + EXP_FLOPS,
            Op::Call1 { function, .. } => match function {
                Unary::Exp => EXP_FLOPS,
                Unary::Ln => LN_FLOPS,
                Unary::Not | Unary::Sqrt | Unary::Abs | Unary::Floor | Unary::Ceil => 1,
                _ => 40,
            },
            Op::Call2 { function, .. } => match function {
                Binary::Power => 60,
                Binary::Remainder | Binary::Atan2 => 40,
                _ => 1,
            },
        }
    }
}

/// What a division or root takes more than a product, in loads.
const DIVISION: u64 = 8;

/// Operations of [`math::exp`] and [`math::ln`], fused ones as two.
const EXP_FLOPS: u64 = 33;
const LN_FLOPS: u64 = 29;

struct Run<'a> {
    program: &'a Program,
    slots: &'a mut [f64],
}

impl Kernel for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        if vectors == U {
            self.run_in::<S, U, true>(simd, vectors)
        } else {
            self.run_in::<S, U, false>(simd, vectors)
        }
    }
}

impl Run<'_> {
    /// The program on slots of one group of vectors, or of several.
    #[inline(always)]
    fn run_in<S: Simd, const U: usize, const SINGLE: bool>(self, simd: S, vectors: usize) {
        let Run { program, slots } = self;
        let operands = &program.operands[..];
        let mut groups = Groups::<S::f64s, U, SINGLE>::new(S::as_mut_simd_f64s(slots).0, vectors);
        let v = &mut groups;
        let zero = simd.splat_f64s(0.0);
        let one = simd.splat_f64s(1.0);
        let truth = |mask| simd.select_f64s(mask, one, zero);
        let ops = &program.ops[..];
        let mut next = 0;
        // Instructions of one kind that follow each other: a loop of their own.
        macro_rules! in_a_row {
            ($op:pat => $run:expr) => {{
                next -= 1;
                while let Some(&$op) = ops.get(next) {
                    $run;
                    next += 1;
                }
            }};
        }
        while let Some(op) = ops.get(next) {
            next += 1;
            match *op {
                Op::Copy { out, a } => map1::<S, U, SINGLE>(v, out, a, |a| a),
                Op::Negate { out, a } => map1::<S, U, SINGLE>(v, out, a, |a| simd.neg_f64s(a)),
                Op::Add { .. } => in_a_row!(
                    Op::Add { out, a, b } =>
                    map2::<S, U, SINGLE>(v, out, a, b, |a, b| simd.add_f64s(a, b))
                ),
                Op::Subtract { .. } => in_a_row!(
                    Op::Subtract { out, a, b } =>
                    map2::<S, U, SINGLE>(v, out, a, b, |a, b| simd.sub_f64s(a, b))
                ),
                Op::Multiply { .. } => in_a_row!(
                    Op::Multiply { out, a, b } =>
                    map2::<S, U, SINGLE>(v, out, a, b, |a, b| simd.mul_f64s(a, b))
                ),
                Op::Divide { .. } => in_a_row!(
                    Op::Divide { out, a, b } =>
                    map2::<S, U, SINGLE>(v, out, a, b, |a, b| simd.div_f64s(a, b))
                ),
                Op::MultiplyAdd { .. } => in_a_row!(
                    Op::MultiplyAdd { out, a, b, c } =>
                    map3::<S, U, SINGLE>(v, [out, a, b, c], |a, b, c| simd.mul_add_f64s(a, b, c))
                ),
                Op::MultiplySubtract { .. } => in_a_row!(
                    Op::MultiplySubtract { out, a, b, c } =>
                    map3::<S, U, SINGLE>(v, [out, a, b, c], |a, b, c| simd.negate_mul_add_f64s(a, b, c))
                ),
                Op::Product { out, first, count } => {
                    let list = &operands[first as usize..(first + count) as usize];
                    for group in 0..v.count() {
                        let mut product = [one; U];
                        for (index, &operand) in list.iter().enumerate() {
                            let a = v.load(operand, group);
                            for u in 0..U {
                                product[u] = if index == 0 { a[u] } else { simd.mul_f64s(product[u], a[u]) };
                            }
                        }
                        v.store(out, group, product);
                    }
                }
                Op::Sum { .. } => in_a_row!(
                    Op::Sum { out, first, counts } =>
                    sum::<S, U, SINGLE>(simd, v, operands, out, first, counts)
                ),
                Op::PowerInteger { out, a, n } => {
                    map1::<S, U, SINGLE>(v, out, a, |a| {
                        let mut left = n.unsigned_abs();
                        let (mut square, mut power) = (a, one);
                        while left > 0 {
                            if left & 1 == 1 {
                                power = simd.mul_f64s(power, square);
                            }
                            left >>= 1;
                            if left > 0 {
                                square = simd.mul_f64s(square, square);
                            }
                        }
                        if n < 0 { simd.div_f64s(one, power) } else { power }
                    });
                }
                Op::PowerOfLogarithm { out, a, ln, n } => {
                    each3::<S, _>(v.flat(), vectors, [out, a, ln, n], |_, ln, n| {
                        let power = math::exp(n * ln);
                        if n == 0.0 { 1.0 } else { power }
                    });
                    // A negative base has a power only for a whole exponent; rare, so not paid for otherwise.
                    let flat = v.flat();
                    let mut least = zero;
                    for vector in 0..vectors {
                        let base = flat[a as usize * vectors + vector];
                        least = simd.select_f64s(simd.less_than_f64s(base, least), base, least);
                    }
                    if simd.reduce_min_f64s(least) < 0.0 {
                        negative_bases(bytemuck::cast_slice_mut(flat), vectors * S::F64_LANES, [out, a, n]);
                    }
                }
                Op::Select { out, condition, a, b } => {
                    map3::<S, U, SINGLE>(v, [out, condition, a, b], |condition, a, b| {
                        simd.select_f64s(simd.equal_f64s(condition, zero), b, a)
                    });
                }
                Op::Call1 { out, function, a } => match function {
                    Unary::Negate => map1::<S, U, SINGLE>(v, out, a, |a| simd.neg_f64s(a)),
                    Unary::Not => map1::<S, U, SINGLE>(v, out, a, |a| truth(simd.equal_f64s(a, zero))),
                    Unary::Abs => map1::<S, U, SINGLE>(v, out, a, |a| simd.abs_f64s(a)),
                    Unary::Sqrt => map1::<S, U, SINGLE>(v, out, a, |a| simd.sqrt_f64s(a)),
                    Unary::Exp => each1::<S, _>(v.flat(), vectors, out, a, math::exp),
                    Unary::Ln => each1::<S, _>(v.flat(), vectors, out, a, math::ln),
                    _ => each1::<S, _>(v.flat(), vectors, out, a, |a| evaluate::unary(function, a)),
                },
                Op::Call2 { out, function, a, b } => match function {
                    // The first where they are equal or cannot be compared, as `math::min` has it.
                    Binary::Min => map2::<S, U, SINGLE>(v, out, a, b, |a, b| {
                        simd.select_f64s(simd.less_than_f64s(b, a), b, a)
                    }),
                    Binary::Max => map2::<S, U, SINGLE>(v, out, a, b, |a, b| {
                        simd.select_f64s(simd.less_than_f64s(a, b), b, a)
                    }),
                    Binary::Less => {
                        map2::<S, U, SINGLE>(v, out, a, b, |a, b| truth(simd.less_than_f64s(a, b)));
                    }
                    Binary::LessEqual => {
                        map2::<S, U, SINGLE>(v, out, a, b, |a, b| truth(simd.less_than_or_equal_f64s(a, b)));
                    }
                    Binary::Equal => map2::<S, U, SINGLE>(v, out, a, b, |a, b| truth(simd.equal_f64s(a, b))),
                    Binary::NotEqual => map2::<S, U, SINGLE>(v, out, a, b, |a, b| {
                        simd.select_f64s(simd.equal_f64s(a, b), zero, one)
                    }),
                    Binary::And => map2::<S, U, SINGLE>(v, out, a, b, |a, b| {
                        let either = simd.or_m64s(simd.equal_f64s(a, zero), simd.equal_f64s(b, zero));
                        simd.select_f64s(either, zero, one)
                    }),
                    Binary::Or => map2::<S, U, SINGLE>(v, out, a, b, |a, b| {
                        let both = simd.and_m64s(simd.equal_f64s(a, zero), simd.equal_f64s(b, zero));
                        simd.select_f64s(both, zero, one)
                    }),
                    Binary::Power => each2::<S, _>(v.flat(), vectors, out, a, b, math::pow),
                    _ => each2::<S, _>(v.flat(), vectors, out, a, b, |a, b| evaluate::binary(function, a, b)),
                },
            }
        }
    }
}

/// Powers of negative bases, lane by lane.
#[inline(never)]
fn negative_bases(slots: &mut [f64], lanes: usize, [out, a, n]: [u32; 3]) {
    for lane in 0..lanes {
        let base = slots[a as usize * lanes + lane];
        if base < 0.0 {
            slots[out as usize * lanes + lane] = math::pow(base, slots[n as usize * lanes + lane]);
        }
    }
}

#[inline(always)]
fn map1<S: Simd, const U: usize, const SINGLE: bool>(
    v: &mut Groups<'_, S::f64s, U, SINGLE>,
    out: u32,
    a: u32,
    f: impl Fn(S::f64s) -> S::f64s,
) {
    for group in 0..v.count() {
        // Loops, not `array::map`: that would be compiled without the vector unit.
        let mut x = v.load(a, group);
        for x in &mut x {
            *x = f(*x);
        }
        v.store(out, group, x);
    }
}

#[inline(always)]
fn map2<S: Simd, const U: usize, const SINGLE: bool>(
    v: &mut Groups<'_, S::f64s, U, SINGLE>,
    out: u32,
    a: u32,
    b: u32,
    f: impl Fn(S::f64s, S::f64s) -> S::f64s,
) {
    for group in 0..v.count() {
        let mut x = v.load(a, group);
        let y = v.load(b, group);
        for u in 0..U {
            x[u] = f(x[u], y[u]);
        }
        v.store(out, group, x);
    }
}

#[inline(always)]
fn map3<S: Simd, const U: usize, const SINGLE: bool>(
    v: &mut Groups<'_, S::f64s, U, SINGLE>,
    [out, a, b, c]: [u32; 4],
    f: impl Fn(S::f64s, S::f64s, S::f64s) -> S::f64s,
) {
    for group in 0..v.count() {
        let mut x = v.load(a, group);
        let y = v.load(b, group);
        let z = v.load(c, group);
        for u in 0..U {
            x[u] = f(x[u], y[u], z[u]);
        }
        v.store(out, group, x);
    }
}

#[inline(always)]
fn sum<S: Simd, const U: usize, const SINGLE: bool>(
    simd: S,
    v: &mut Groups<'_, S::f64s, U, SINGLE>,
    operands: &[u32],
    out: u32,
    first: u32,
    [plain, minus, products, minus_products]: [u16; 4],
) {
    let list = &operands[first as usize..];
    let (plain, list) = list.split_at(usize::from(plain));
    let (minus, list) = list.split_at(usize::from(minus));
    let (products, list) = list.split_at(2 * usize::from(products));
    let minus_products = &list[..2 * usize::from(minus_products)];
    for group in 0..v.count() {
        let mut sum = [simd.splat_f64s(0.0); U];
        let mut begun = false;
        for &operand in plain {
            let a = v.load(operand, group);
            for u in 0..U {
                sum[u] = if begun { simd.add_f64s(sum[u], a[u]) } else { a[u] };
            }
            begun = true;
        }
        for &operand in minus {
            let a = v.load(operand, group);
            for u in 0..U {
                sum[u] = simd.sub_f64s(sum[u], a[u]);
            }
        }
        for pair in products.chunks_exact(2) {
            let a = v.load(pair[0], group);
            let b = v.load(pair[1], group);
            for u in 0..U {
                sum[u] = simd.mul_add_f64s(a[u], b[u], sum[u]);
            }
        }
        for pair in minus_products.chunks_exact(2) {
            let a = v.load(pair[0], group);
            let b = v.load(pair[1], group);
            for u in 0..U {
                sum[u] = simd.negate_mul_add_f64s(a[u], b[u], sum[u]);
            }
        }
        v.store(out, group, sum);
    }
}

/// Numbers of one slot that a function of plain numbers works on at a time: as a loop that becomes vector code.
const CHUNK: usize = 8;

/// A function of one argument that is written for single numbers, lane by lane.
#[inline(always)]
pub(crate) fn each1<S: Simd, F: Fn(f64) -> f64>(v: &mut [S::f64s], vectors: usize, out: u32, a: u32, f: F) {
    each3::<S, _>(v, vectors, [out, a, a, a], |a, _, _| f(a));
}

#[inline(always)]
fn each2<S: Simd, F: Fn(f64, f64) -> f64>(v: &mut [S::f64s], vectors: usize, out: u32, a: u32, b: u32, f: F) {
    each3::<S, _>(v, vectors, [out, a, b, b], |a, b, _| f(a, b));
}

#[inline(always)]
fn each3<S: Simd, F: Fn(f64, f64, f64) -> f64>(
    v: &mut [S::f64s],
    vectors: usize,
    [out, a, b, c]: [u32; 4],
    f: F,
) {
    let lanes = vectors * S::F64_LANES;
    let slots = bytemuck::cast_slice_mut::<S::f64s, f64>(v);
    let at = |slot: u32| slot as usize * lanes;
    if lanes.is_multiple_of(CHUNK) {
        for chunk in (0..lanes).step_by(CHUNK) {
            let x = load::<_, CHUNK>(slots, at(a) + chunk);
            let y = load::<_, CHUNK>(slots, at(b) + chunk);
            let z = load::<_, CHUNK>(slots, at(c) + chunk);
            let mut result = [0.0; CHUNK];
            for lane in 0..CHUNK {
                result[lane] = f(x[lane], y[lane], z[lane]);
            }
            store(slots, at(out) + chunk, result);
        }
    } else {
        for lane in 0..lanes {
            slots[at(out) + lane] = f(slots[at(a) + lane], slots[at(b) + lane], slots[at(c) + lane]);
        }
    }
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
