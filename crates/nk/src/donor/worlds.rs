//! What a typing leaves open, by sets: every result is evaluated over all completions.
//!
//! A *world* of a locus is a set of ligands that its two copies may give together. A typing allows some worlds of each
//! locus; the ligands of a person are the union over loci, so
//!
//! ```text
//! worlds(person) = { a ∪ b ∪ c : a in worlds(A), b in worlds(B), c in worlds(C) }
//! ```
//!
//! A result is determined when it is the same in every world and for every completion of the genes; otherwise all that
//! it can be is listed. Nothing is called undetermined merely because something is missing.

use crate::typing::LigandSet;

/// A set of sets of ligands: bit k stands for the ligand set with the bits k.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Worlds(u16);

impl Worlds {
    /// Exactly this set.
    pub const fn only(ligands: LigandSet) -> Worlds {
        Worlds(1 << ligands.bits())
    }

    /// Any of these sets; none if there is none.
    pub fn any_of(sets: impl IntoIterator<Item = LigandSet>) -> Option<Worlds> {
        let bits = sets.into_iter().fold(0, |bits, set| bits | Worlds::only(set).0);
        (bits != 0).then_some(Worlds(bits))
    }

    /// What is possible in either.
    pub const fn or(self, other: Worlds) -> Worlds {
        Worlds(self.0 | other.0)
    }

    /// Both together: each world of one joined with each of the other.
    pub fn with(self, other: Worlds) -> Worlds {
        let mut bits = 0;
        for one in self.iter() {
            for two in other.iter() {
                bits |= Worlds::only(one.union(two)).0;
            }
        }
        Worlds(bits)
    }

    /// The sets, in order.
    pub fn iter(self) -> impl Iterator<Item = LigandSet> {
        (0..16u8).filter(move |bits| self.0 & (1 << bits) != 0).map(LigandSet::from_bits)
    }

    /// The one set, if there is only one.
    pub fn single(self) -> Option<LigandSet> {
        (self.0.count_ones() == 1).then(|| LigandSet::from_bits(self.0.trailing_zeros() as u8))
    }

    /// Ligands of every world.
    pub fn certain(self) -> LigandSet {
        self.iter().fold(LigandSet::ALL, LigandSet::intersection)
    }

    /// Ligands of some world.
    pub fn possible(self) -> LigandSet {
        self.iter().fold(LigandSet::EMPTY, LigandSet::union)
    }
}

/// What a result can be: at least one value, in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes<T>(Vec<T>);

impl<T: Ord + Copy> Outcomes<T> {
    /// From the results of all completions; `fallback` where there is none, which a typing never leaves.
    pub fn of(results: impl IntoIterator<Item = T>, fallback: T) -> Outcomes<T> {
        let mut all: Vec<T> = results.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        if all.is_empty() {
            all.push(fallback);
        }
        Outcomes(all)
    }

    /// The result, where it is determined.
    pub fn determined(&self) -> Option<T> {
        match self.0.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// All that it can be.
    pub fn all(&self) -> &[T] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::typing::Ligand;

    #[test]
    fn loci_join() {
        let c =
            Worlds::any_of([LigandSet::of(&[Ligand::C1]), LigandSet::of(&[Ligand::C1, Ligand::C2])]).unwrap();
        let b = Worlds::any_of([LigandSet::EMPTY, LigandSet::of(&[Ligand::Bw4])]).unwrap();
        let both = c.with(b);
        assert_eq!(both.iter().count(), 4);
        assert_eq!(both.certain(), LigandSet::of(&[Ligand::C1]));
        assert_eq!(both.possible(), LigandSet::of(&[Ligand::C1, Ligand::C2, Ligand::Bw4]));
        assert_eq!(both.single(), None);
        assert_eq!(Worlds::only(LigandSet::EMPTY).single(), Some(LigandSet::EMPTY));
        assert_eq!(Worlds::any_of([]), None);
    }

    #[test]
    fn a_result_that_never_changes_is_determined() {
        assert_eq!(Outcomes::of([3, 3, 3], 0).determined(), Some(3));
        assert_eq!(Outcomes::of([3, 1, 3], 0).all(), [1, 3]);
    }
}
