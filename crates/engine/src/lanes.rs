//! Lanes: the same arithmetic on W subjects at once, on whatever vector unit the machine has.
//!
//! A *slot* is one number per lane, W numbers side by side; all numbers of a block of lanes live in one array of
//! slots. A [`Kernel`] is written once, for any vector type, and compiled for AVX-512, AVX2 with FMA, and plain code;
//! which one runs is decided when an engine is made. Products that are to be fused are fused by name (`mul_add`,
//! exact everywhere), so that every path gives the same bits.

use pulp::{Arch, Simd, WithSimd};

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// Eight numbers at once.
    Avx512,
    /// Four numbers at once, with fused multiply-add.
    Avx2,
    /// Whatever every processor of this kind has.
    Plain,
}

impl Instructions {
    /// By name: `avx512`, `avx2` or `plain`.
    pub fn parse(name: &str) -> Option<Instructions> {
        match name {
            "avx512" => Some(Instructions::Avx512),
            "avx2" => Some(Instructions::Avx2),
            "plain" => Some(Instructions::Plain),
            _ => None,
        }
    }

    /// The name that [`Instructions::parse`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Instructions::Avx512 => "avx512",
            Instructions::Avx2 => "avx2",
            Instructions::Plain => "plain",
        }
    }
}

/// The way kernels are run on this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine(Arch);

impl Machine {
    /// The best that the processor has, or what was asked for; none if the processor lacks it.
    pub(crate) fn new(wanted: Option<Instructions>) -> Option<Machine> {
        match wanted {
            None => Some(Machine(Arch::new())),
            Some(Instructions::Plain) => Some(Machine(Arch::Scalar)),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Some(Instructions::Avx2) => pulp::x86::V3::try_new().map(|simd| Machine(Arch::V3(simd))),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Some(Instructions::Avx512) => pulp::x86::V4::try_new().map(|simd| Machine(Arch::V4(simd))),
            #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
            Some(_) => None,
        }
    }

    /// Plain code, for single lanes.
    pub(crate) fn plain() -> Machine {
        Machine(Arch::Scalar)
    }

    /// Runs a kernel on slots of `lanes` numbers.
    pub(crate) fn run<K: Kernel>(self, lanes: usize, kernel: K) -> K::Output {
        self.0.dispatch(Shaped { lanes, kernel })
    }
}

/// Arithmetic on slots. `U` vectors are worked on at a time; a slot has `vectors` of them, a multiple of `U`.
pub(crate) trait Kernel {
    /// What comes out.
    type Output;
    /// Runs it. Must be inlined: only so is it compiled for the vector unit.
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) -> Self::Output;
}

struct Shaped<K> {
    lanes: usize,
    kernel: K,
}

impl<K: Kernel> WithSimd for Shaped<K> {
    type Output = K::Output;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> K::Output {
        let vectors = self.lanes / S::F64_LANES;
        // More than four vectors at a time would not leave registers for operands.
        if vectors.is_multiple_of(4) {
            self.kernel.run::<S, 4>(simd, vectors)
        } else if vectors.is_multiple_of(2) {
            self.kernel.run::<S, 2>(simd, vectors)
        } else {
            self.kernel.run::<S, 1>(simd, vectors)
        }
    }
}

/// Slots as groups of `U` vectors each. `SINGLE`: a slot is one group, so that a slot's number is its place, and one look at
/// the bounds is all that it takes to find it.
pub(crate) struct Groups<'a, V, const U: usize, const SINGLE: bool> {
    slots: &'a mut [[V; U]],
    count: usize,
}

impl<'a, V: Copy, const U: usize, const SINGLE: bool> Groups<'a, V, U, SINGLE> {
    /// Slots of `vectors` vectors: `U` where `SINGLE` is set, else a multiple of it.
    #[inline(always)]
    pub(crate) fn new(slots: &'a mut [V], vectors: usize) -> Self {
        Groups { slots: slots.as_chunks_mut::<U>().0, count: vectors / U }
    }

    /// Groups of a slot.
    #[inline(always)]
    pub(crate) fn count(&self) -> usize {
        if SINGLE { 1 } else { self.count }
    }

    #[inline(always)]
    fn at(&self, slot: u32, group: usize) -> usize {
        if SINGLE { slot as usize } else { slot as usize * self.count + group }
    }

    /// One group of a slot.
    #[inline(always)]
    pub(crate) fn load(&self, slot: u32, group: usize) -> [V; U] {
        self.slots[self.at(slot, group)]
    }

    /// Writes one group of a slot.
    #[inline(always)]
    pub(crate) fn store(&mut self, slot: u32, group: usize, values: [V; U]) {
        let at = self.at(slot, group);
        self.slots[at] = values;
    }

    /// All vectors, side by side.
    #[inline(always)]
    pub(crate) fn flat(&mut self) -> &mut [V] {
        self.slots.as_flattened_mut()
    }
}

/// Vectors of one slot from the vector `at` on.
#[inline(always)]
pub(crate) fn load<T: Copy, const U: usize>(slots: &[T], at: usize) -> [T; U] {
    let mut out = [slots[at]; U];
    out.copy_from_slice(&slots[at..at + U]);
    out
}

/// Writes vectors of one slot.
#[inline(always)]
pub(crate) fn store<T: Copy, const U: usize>(slots: &mut [T], at: usize, values: [T; U]) {
    slots[at..at + U].copy_from_slice(&values);
}

/// An array of numbers that starts at a cache line, so that no vector lies across two.
#[derive(Debug)]
pub(crate) struct Slots {
    memory: Vec<f64>,
    first: usize,
    length: usize,
}

impl Slots {
    /// All zero.
    pub(crate) fn new(length: usize) -> Slots {
        let memory = vec![0.0; length + 8];
        let address = memory.as_ptr().addr();
        Slots { memory, first: (64 - address % 64) % 64 / 8, length }
    }

    pub(crate) fn get(&self) -> &[f64] {
        &self.memory[self.first..self.first + self.length]
    }

    pub(crate) fn get_mut(&mut self) -> &mut [f64] {
        &mut self.memory[self.first..self.first + self.length]
    }
}
