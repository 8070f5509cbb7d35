//! Propensities, their sum, and the search for the one that a number falls on.
//!
//! Few are summed up anew each time. Many are the leaves of a tree of sums: a change costs as many sums as the tree is
//! high, and so does the search. Either way nothing is ever taken off a running sum, so no error builds up.

/// Propensities up to which they are summed up one by one.
const FEW: usize = 16;

/// Propensities that change one at a time.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    count: usize,
    /// Few: the numbers. Many: the sums from the root (1) to the leaves (from `leaves` on).
    values: Vec<f64>,
    leaves: usize,
}

impl Sums {
    /// All zero.
    pub(super) fn new(count: usize) -> Sums {
        let leaves = if count <= FEW { 0 } else { count.next_power_of_two() };
        Sums { count, values: vec![0.0; if leaves == 0 { count } else { 2 * leaves }], leaves }
    }

    /// Changes one of them.
    #[inline(always)]
    pub(super) fn set(&mut self, index: usize, value: f64) {
        let mut node = self.leaves + index;
        self.values[node] = value;
        if self.leaves > 0 {
            while node > 1 {
                node /= 2;
                self.values[node] = self.values[2 * node] + self.values[2 * node + 1];
            }
        }
    }

    /// Their sum.
    #[inline(always)]
    pub(super) fn total(&self) -> f64 {
        if self.leaves > 0 { self.values[1] } else { self.values.iter().fold(0.0, |sum, value| sum + value) }
    }

    /// The one on which a share of the sum falls; never one that is zero.
    #[inline(always)]
    pub(super) fn find(&self, share: f64, total: f64) -> usize {
        let mut target = share * total;
        if self.leaves == 0 {
            let (mut sum, mut found) = (0.0, 0);
            for value in &self.values {
                sum += value;
                found += usize::from(sum <= target);
            }
            return found.min(self.count.saturating_sub(1));
        }
        let mut node = 1;
        while node < self.leaves {
            let left = self.values[2 * node];
            // By rounding the rest may fall on an empty side.
            if target < left || self.values[2 * node + 1] == 0.0 {
                node *= 2;
            } else {
                target -= left;
                node = 2 * node + 1;
            }
        }
        node - self.leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_find_the_same() {
        for count in [1, 2, 16, 17, 40] {
            let mut sums = Sums::new(count);
            let value = |index: usize| if index % 3 == 1 { 0.0 } else { (index + 1) as f64 };
            for index in 0..count {
                sums.set(index, value(index));
            }
            let total: f64 = (0..count).map(value).sum();
            assert_eq!(sums.total(), total);
            for part in 0..200 {
                let share = (f64::from(part) + 0.5) / 200.0;
                let found = sums.find(share, total);
                let before: f64 = (0..found).map(value).sum();
                assert!(value(found) > 0.0 && before <= share * total, "{count} {part}");
                assert!(share * total < before + value(found), "{count} {part}");
            }
        }
    }
}
