//! Sparse LU of `W = J - I/(h*gamma)`, with or without more unknowns ([`crate::between`]), as straight-line code. With
//! this sign elements of J are taken as they are made.
//!
//! The order of pivots is fixed once per model, from the pattern alone ([`pivots`]). No rows are exchanged when numbers are known, so all lanes run the same code. What that can cost is
//! watched: a pivot is what is left of `|J_kk| + 1/(h*gamma)` after subtractions, and how much smaller it became is the
//! growth of rounding errors ([`Factor`] reports the largest).
//!
//! ```text
//! u_kj =  w_kj - sum_m l_km u_mj            j >= k
//! l_ik = (w_ik - sum_m l_im u_mk) / u_kk    i >  k
//! ```
//!
//! Every element is one running sum kept in registers (Crout's order).

mod pivots;

pub(crate) use pivots::Bits;

use crate::lanes::{Groups, Kernel};
use pulp::Simd;
use std::collections::BTreeSet;

/// One element of L or U that takes arithmetic.
#[derive(Clone, Copy, Debug)]
struct Element {
    out: u32,
    /// Slot of the element of the matrix, without `1/(h*gamma)`.
    from: u32,
    /// Where its products begin, and how many.
    first: u32,
    count: u32,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Upper,
    /// Times the reciprocal of the pivot in this slot ([`ONE`] if the pivot is one).
    Lower(u32),
    /// The reciprocal of the pivot is what is kept; with `1/(h*gamma)` taken off before.
    Shifted,
    /// The same without.
    Unshifted,
}

/// In place of the slot of a pivot: it is one.
const ONE: u32 = u32::MAX;

/// One row of a triangular solve: its own index, and where its pairs (slot, index of the unknown) are.
#[derive(Clone, Copy, Debug)]
struct Row {
    index: u32,
    /// Slot of the reciprocal of the pivot.
    pivot: u32,
    /// Pairs with shifted unknowns come first, then those with the others.
    first: u32,
    count: u32,
}

/// The plan of a factorisation and of solves with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct SparseLu {
    elements: Vec<Element>,
    products: Vec<(u32, u32)>,
    forward: Vec<Row>,
    backward: Vec<Row>,
    /// Slot of an element, and index of the unknown that it meets.
    pairs: Vec<(u32, u32)>,
    /// Rows with `-1/(h*gamma)` on the diagonal.
    shifted: u32,
    /// Elements of L and U, for those who wonder.
    pub(crate) nonzeros: usize,
}

/// Elements of the factors of a matrix with entries at these rows and columns, and products to make them.
pub(crate) fn counts(size: usize, entries: impl Iterator<Item = (usize, usize)>) -> (usize, usize) {
    let pivots = pivots::pivots(size, entries);
    (pivots.elements, pivots.products)
}

/// The order of pivots of a matrix of `size` rows with entries at these rows and columns, and on the diagonal.
pub(crate) fn order(size: usize, entries: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    pivots::pivots(size, entries).order
}

impl SparseLu {
    /// Plans the factorisation of a matrix with this order of pivots, whose elements are in given slots: (row, column,
    /// slot), ascending by row and column, each pair once. The first `shifted` rows have `1/(h*gamma)` taken off their diagonal
    /// element, which may be missing; the others have one there, which is not among the elements. `zero` and `one` are
    /// slots that hold zero and one; new slots are taken from `region`.
    pub(crate) fn plan(
        order: &[usize],
        shifted: usize,
        elements: &[(usize, usize, u32)],
        [zero, one]: [u32; 2],
        mut region: impl FnMut() -> u32,
    ) -> SparseLu {
        let size = order.len();
        let mut position = vec![0; size];
        for (place, &index) in order.iter().enumerate() {
            position[index] = place;
        }

        // Slots by place in the order, with fill-in as it arises.
        let mut initial: Vec<Vec<(usize, u32)>> = vec![Vec::new(); size];
        for &(row, column, slot) in elements {
            initial[position[row]].push((position[column], slot));
        }
        let mut upper: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); size];
        let mut lower_columns: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); size];
        for (row, elements) in initial.iter().enumerate() {
            for &(column, _) in elements {
                if column > row {
                    upper[row].insert(column);
                } else if column < row {
                    lower_columns[column].insert(row);
                }
            }
        }
        for pivot in 0..size {
            let below: Vec<usize> = lower_columns[pivot].iter().copied().collect();
            let right: Vec<usize> = upper[pivot].iter().copied().collect();
            for &row in &below {
                for &column in &right {
                    if column > row {
                        upper[row].insert(column);
                    } else if column < row {
                        lower_columns[column].insert(row);
                    }
                }
            }
        }
        let mut lower_rows: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); size];
        for (column, below) in lower_columns.iter().enumerate() {
            for &row in below {
                lower_rows[row].insert(column);
            }
        }

        let start = |row: usize, column: usize| -> Option<u32> {
            initial[row].iter().find(|(at, _)| *at == column).map(|(_, slot)| *slot)
        };
        let mut lu = SparseLu { shifted: shifted as u32, ..SparseLu::default() };
        // Slots of finished elements, by row, ascending in column.
        let mut slots: Vec<Vec<(usize, u32)>> = vec![Vec::new(); size];
        let slot_at = |slots: &[Vec<(usize, u32)>], row: usize, column: usize| -> Option<u32> {
            slots[row].iter().find(|(at, _)| *at == column).map(|(_, slot)| *slot)
        };
        for pivot in 0..size {
            let mut make = |lu: &mut SparseLu,
                            slots: &mut Vec<Vec<(usize, u32)>>,
                            row: usize,
                            column: usize,
                            kind: Kind| {
                let first = lu.products.len() as u32;
                for &inner in lower_rows[row].range(..pivot) {
                    if upper[inner].contains(&column)
                        && let (Some(l), Some(u)) =
                            (slot_at(slots, row, inner), slot_at(slots, inner, column))
                    {
                        lu.products.push((l, u));
                    }
                }
                let count = lu.products.len() as u32 - first;
                let from = match kind {
                    Kind::Unshifted => Some(one),
                    _ => start(row, column),
                };
                let slot = match (kind, from, count) {
                    // Nothing to compute: the element is that of the matrix.
                    (Kind::Upper | Kind::Lower(ONE), Some(slot), 0) => slot,
                    (Kind::Unshifted, _, 0) => ONE,
                    _ => {
                        let (out, from) = (region(), from.unwrap_or(zero));
                        lu.elements.push(Element { out, from, first, count, kind });
                        out
                    }
                };
                slots[row].push((column, slot));
                slot
            };
            let kind = if order[pivot] < shifted { Kind::Shifted } else { Kind::Unshifted };
            let reciprocal = make(&mut lu, &mut slots, pivot, pivot, kind);
            for &column in &upper[pivot] {
                make(&mut lu, &mut slots, pivot, column, Kind::Upper);
            }
            for &row in &lower_columns[pivot] {
                make(&mut lu, &mut slots, row, pivot, Kind::Lower(reciprocal));
            }
        }
        for row in 0..size {
            let pivot = match slot_at(&slots, row, row) {
                Some(ONE) => one,
                Some(slot) => slot,
                None => zero,
            };
            let mut solve_row = |columns: &mut dyn Iterator<Item = usize>| {
                let first = lu.pairs.len() as u32;
                let of_row =
                    columns.filter_map(|column| Some((slot_at(&slots, row, column)?, order[column] as u32)));
                let (of_shifted, others): (Vec<_>, Vec<_>) =
                    of_row.partition(|(_, index)| (*index as usize) < shifted);
                lu.pairs.extend(&of_shifted);
                lu.pairs.extend(&others);
                let count = lu.pairs.len() as u32 - first;
                Row { index: order[row] as u32, pivot, first, count }
            };
            let forward = solve_row(&mut lower_rows[row].iter().copied());
            let backward = solve_row(&mut upper[row].iter().copied());
            lu.forward.push(forward);
            lu.backward.push(backward);
        }
        lu.backward.reverse();
        lu.nonzeros = slots.iter().map(Vec::len).sum();
        lu
    }

    fn pairs_of(&self, row: &Row) -> &[(u32, u32)] {
        &self.pairs[row.first as usize..(row.first + row.count) as usize]
    }

    /// Work of one factorisation, as [`crate::program::Program::work`] counts it.
    pub(crate) fn factor_work(&self) -> u64 {
        2 * self.products.len() as u64 + 3 * self.elements.len() as u64
    }

    /// Work of one solve.
    pub(crate) fn solve_work(&self) -> u64 {
        2 * self.pairs.len() as u64 + 8 * self.forward.len() as u64
    }

    /// Floating-point operations of one factorisation.
    pub(crate) fn factor_flops(&self) -> u64 {
        2 * self.products.len() as u64 + 2 * self.elements.len() as u64
    }

    /// Floating-point operations of one solve.
    pub(crate) fn solve_flops(&self) -> u64 {
        2 * self.pairs.len() as u64 + 2 * self.forward.len() as u64
    }
}

/// Computes L and U. The slot `growth` gets the largest growth of any pivot, at least one.
pub(crate) struct Factor<'a> {
    pub(crate) lu: &'a SparseLu,
    pub(crate) slots: &'a mut [f64],
    /// Slot of `1/(h*gamma)`.
    pub(crate) diagonal: u32,
    /// Slot for the growth.
    pub(crate) growth: u32,
}

impl Kernel for Factor<'_> {
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

impl Factor<'_> {
    /// On slots of one group of vectors, or of several.
    #[inline(always)]
    fn run_in<S: Simd, const U: usize, const SINGLE: bool>(self, simd: S, vectors: usize) {
        let Factor { lu, slots, diagonal, growth } = self;
        let mut groups = Groups::<S::f64s, U, SINGLE>::new(S::as_mut_simd_f64s(slots).0, vectors);
        let v = &mut groups;
        let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
        for group in 0..v.count() {
            let shift = v.load(diagonal, group);
            let mut worst = [one; U];
            for element in &lu.elements {
                let from = v.load(element.from, group);
                let mut sum = from;
                let mut size = [zero; U];
                match element.kind {
                    Kind::Shifted => {
                        for u in 0..U {
                            sum[u] = simd.sub_f64s(sum[u], shift[u]);
                            size[u] = simd.add_f64s(shift[u], simd.abs_f64s(from[u]));
                        }
                    }
                    Kind::Unshifted => size = from,
                    Kind::Upper | Kind::Lower(_) => {}
                }
                for &(l, r) in &lu.products[element.first as usize..(element.first + element.count) as usize]
                {
                    let a = v.load(l, group);
                    let b = v.load(r, group);
                    for u in 0..U {
                        sum[u] = simd.negate_mul_add_f64s(a[u], b[u], sum[u]);
                    }
                }
                match element.kind {
                    Kind::Upper | Kind::Lower(ONE) => {}
                    Kind::Lower(pivot) => {
                        let pivot = v.load(pivot, group);
                        for u in 0..U {
                            sum[u] = simd.mul_f64s(sum[u], pivot[u]);
                        }
                    }
                    Kind::Shifted | Kind::Unshifted => {
                        for u in 0..U {
                            sum[u] = simd.div_f64s(one, sum[u]);
                            let grown = simd.abs_f64s(simd.mul_f64s(size[u], sum[u]));
                            worst[u] =
                                simd.select_f64s(simd.less_than_f64s(worst[u], grown), grown, worst[u]);
                        }
                    }
                }
                v.store(element.out, group, sum);
            }
            v.store(growth, group, worst);
        }
    }
}

/// Solves `W x = -(d + g)` where a state's element of `d` counts as zero if it would push a state below zero, and rows that
/// are not shifted have zero on the right.
pub(crate) struct Solve<'a> {
    pub(crate) lu: &'a SparseLu,
    pub(crate) slots: &'a mut [f64],
    /// First slot of `d`.
    pub(crate) derivative: u32,
    /// First slot of `g`.
    pub(crate) rest: u32,
    /// First slot of what forward substitution leaves; at the end, of all unknowns.
    pub(crate) work: u32,
    /// Slot of the first unknown, and slots from one to the next.
    pub(crate) out: u32,
    pub(crate) stride: u32,
    /// Slot of the state as the equations see it if it must not fall below zero, by row; else `u32::MAX`.
    pub(crate) held: &'a [u32],
}

impl Kernel for Solve<'_> {
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

impl Solve<'_> {
    /// On slots of one group of vectors, or of several.
    #[inline(always)]
    fn run_in<S: Simd, const U: usize, const SINGLE: bool>(self, simd: S, vectors: usize) {
        let Solve { lu, slots, derivative, rest, work, out, stride, held } = self;
        let mut groups = Groups::<S::f64s, U, SINGLE>::new(S::as_mut_simd_f64s(slots).0, vectors);
        let v = &mut groups;
        let zero = simd.splat_f64s(0.0);
        for group in 0..v.count() {
            // One store at the end of a row, and none in its branches: several would be merged into one that takes its
            // numbers from memory, where each row would wait for them.
            for row in &lu.forward {
                let mut sum = [zero; U];
                if row.index < lu.shifted {
                    sum = v.load(derivative + row.index, group);
                    let g = v.load(rest + row.index, group);
                    let seen = held[row.index as usize];
                    if seen != u32::MAX {
                        let state = v.load(seen, group);
                        for u in 0..U {
                            let falls = simd.less_than_f64s(sum[u], zero);
                            let empty = simd.less_than_or_equal_f64s(state[u], zero);
                            sum[u] = simd.select_f64s(simd.and_m64s(falls, empty), zero, sum[u]);
                        }
                    }
                    for u in 0..U {
                        sum[u] = simd.neg_f64s(simd.add_f64s(sum[u], g[u]));
                    }
                }
                sum = minus::<S, U, SINGLE>(simd, v, sum, lu.pairs_of(row), group, work);
                v.store(work + row.index, group, sum);
            }
            // Unknowns take the place of what forward substitution left. Rows read them there, side by side, and not
            // where they are wanted: with a stride of eight slots they would fall on few sets of the first-level cache.
            for row in &lu.backward {
                let mut sum = v.load(work + row.index, group);
                sum = minus::<S, U, SINGLE>(simd, v, sum, lu.pairs_of(row), group, work);
                let pivot = v.load(row.pivot, group);
                for u in 0..U {
                    sum[u] = simd.mul_f64s(sum[u], pivot[u]);
                }
                v.store(work + row.index, group, sum);
                if row.index < lu.shifted {
                    v.store(out + row.index * stride, group, sum);
                }
            }
        }
    }
}

/// `sum` less the products of elements with unknowns, of which `first` is the first slot. A function, because a closure
/// would be compiled without the vector unit.
#[inline(always)]
fn minus<S: Simd, const U: usize, const SINGLE: bool>(
    simd: S,
    v: &Groups<'_, S::f64s, U, SINGLE>,
    mut sum: [S::f64s; U],
    pairs: &[(u32, u32)],
    group: usize,
    first: u32,
) -> [S::f64s; U] {
    for &(element, index) in pairs {
        let a = v.load(element, group);
        let b = v.load(first + index, group);
        for u in 0..U {
            sum[u] = simd.negate_mul_add_f64s(a[u], b[u], sum[u]);
        }
    }
    sum
}

#[cfg(test)]
#[path = "sparse_lu_tests.rs"]
mod tests;
