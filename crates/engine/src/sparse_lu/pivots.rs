//! The order of pivots, from the pattern alone.
//!
//! The diagonal element goes next that makes the fewest new entries; of equal ones the one with the smallest Markowitz
//! product (entries left in its row, less one, times those in its column, less one); of equal ones the first. In large
//! systems counting new entries would take longer than it saves: there the product alone decides.

/// Largest system in which new entries are counted.
const LARGEST: usize = 1000;

/// A set of small numbers.
#[derive(Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// An empty one for numbers below `size`.
    pub(crate) fn new(size: usize) -> Bits {
        Bits(vec![0; size.div_ceil(64)])
    }

    pub(crate) fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(64 * place + bit)
            })
        })
    }

    /// How many of these another set lacks.
    fn lacking_in(&self, other: &Bits) -> usize {
        self.0.iter().zip(&other.0).map(|(own, other)| (own & !other).count_ones() as usize).sum()
    }

    pub(crate) fn join(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }
}

/// The pivots of a matrix.
pub(super) struct Pivots {
    /// Their order.
    pub(super) order: Vec<usize>,
    /// Elements of the factors, and products that it takes to make them.
    pub(super) elements: usize,
    pub(super) products: usize,
}

/// The pivots of a matrix of `size` rows with entries at these rows and columns, and on the diagonal.
pub(super) fn pivots(size: usize, entries: impl Iterator<Item = (usize, usize)>) -> Pivots {
    let mut rows = vec![Bits::new(size); size];
    (0..size).for_each(|index| rows[index].insert(index));
    let mut columns = rows.clone();
    for (row, column) in entries {
        rows[row].insert(column);
        columns[column].insert(row);
    }
    let mut sizes: Vec<(usize, usize)> =
        rows.iter().zip(&columns).map(|(row, column)| (row.len() - 1, column.len() - 1)).collect();
    let mut left: Vec<usize> = (0..size).collect();
    let mut pivots = Pivots { order: Vec::with_capacity(size), elements: 0, products: 0 };
    loop {
        let mut best: Option<((usize, usize), usize)> = None;
        for (place, &index) in left.iter().enumerate() {
            let product = sizes[index].0 * sizes[index].1;
            let fill = if product == 0 || size > LARGEST {
                0
            } else {
                columns[index].iter().map(|row| rows[index].lacking_in(&rows[row])).sum()
            };
            if best.is_none_or(|(least, _)| (fill, product) < least) {
                best = Some(((fill, product), place));
                if product == 0 {
                    break;
                }
            }
        }
        let Some((_, place)) = best else { return pivots };
        let pivot = left.remove(place);
        pivots.order.push(pivot);
        let (across, down) = sizes[pivot];
        pivots.elements += 1 + across + down;
        pivots.products += across * down;
        let (mut right, mut below) = (rows[pivot].clone(), columns[pivot].clone());
        right.remove(pivot);
        below.remove(pivot);
        for row in below.iter() {
            rows[row].join(&right);
            rows[row].remove(pivot);
            sizes[row].0 = rows[row].len() - 1;
        }
        for column in right.iter() {
            columns[column].join(&below);
            columns[column].remove(pivot);
            sizes[column].1 = columns[column].len() - 1;
        }
    }
}
