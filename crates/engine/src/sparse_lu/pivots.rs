//! The order of pivots, from the pattern alone.
//!
//! The diagonal element goes next that makes the fewest new entries; of equal ones the one with the smallest Markowitz
//! product (entries left in its row, less one, times those in its column, less one); of equal ones the first. In large
//! systems counting new entries would take longer than it saves: there the product alone decides.

/// Largest system in which new entries are counted.
const LARGEST: usize = 1000;

/// A set of small numbers.
#[derive(Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn insert(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn remove(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }

    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| 64 * place + bit)
        })
    }

    /// How many of these another set lacks.
    fn lacking_in(&self, other: &Bits) -> usize {
        self.0.iter().zip(&other.0).map(|(own, other)| (own & !other).count_ones() as usize).sum()
    }

    fn join(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }
}

/// The order of the pivots of a matrix of `size` rows with entries at these rows and columns, and on the diagonal.
pub(super) fn order(size: usize, entries: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut rows = vec![Bits(vec![0; size.div_ceil(64)]); size];
    (0..size).for_each(|index| rows[index].insert(index));
    let mut columns = rows.clone();
    for (row, column) in entries {
        rows[row].insert(column);
        columns[column].insert(row);
    }
    let mut sizes: Vec<(usize, usize)> =
        rows.iter().zip(&columns).map(|(row, column)| (row.len() - 1, column.len() - 1)).collect();
    let mut left: Vec<usize> = (0..size).collect();
    let mut order = Vec::with_capacity(size);
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
        let Some((_, place)) = best else { return order };
        let pivot = left.remove(place);
        order.push(pivot);
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
