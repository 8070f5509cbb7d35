//! The order of instructions: those of one kind follow each other.
//!
//! The interpreter then runs through them in a short loop, and the processor foresees where it goes next. The fewer lanes
//! share an instruction, the more that is worth.

use std::collections::VecDeque;

/// Instructions that are looked at for the next one. So few that values live hardly longer, and slots stay as few.
const WINDOW: usize = 32;

/// Puts instructions in a new order, given their kinds and, for each, the earlier ones that it reads. Of the next
/// [`WINDOW`] the first is taken that is of the last one's kind and for which all that it reads is there, else the first
/// of all.
pub(super) fn gather(kinds: &[u8], reads: &[Vec<usize>]) -> Vec<usize> {
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); kinds.len()];
    for (reader, reads) in reads.iter().enumerate() {
        reads.iter().for_each(|&read| readers[read].push(reader));
    }
    let mut missing: Vec<usize> = reads.iter().map(Vec::len).collect();
    let mut coming = 0..kinds.len();
    let mut waiting: VecDeque<usize> = coming.by_ref().take(WINDOW).collect();
    let mut gathered = Vec::with_capacity(kinds.len());
    let mut last = None;
    loop {
        let like = waiting.iter().position(|&at| Some(kinds[at]) == last && missing[at] == 0);
        // The first has all that it reads: everything before it is there.
        let Some(at) = waiting.remove(like.unwrap_or(0)) else { return gathered };
        waiting.extend(coming.next());
        last = Some(kinds[at]);
        gathered.push(at);
        readers[at].iter().for_each(|&reader| missing[reader] -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_comes_together_and_nothing_before_what_it_reads() {
        // Four times a product, a sum of it, and a quotient of both.
        let kinds = [0, 1, 2].repeat(4);
        let reads: Vec<Vec<usize>> = (0..12)
            .map(|at| [vec![], vec![at.max(1) - 1], vec![at.max(2) - 2, at.max(1) - 1]][at % 3].clone())
            .collect();
        let order = gather(&kinds, &reads);
        assert_eq!(order, [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
    }

    #[test]
    fn long_chains_and_wide_programs_keep_their_order_of_reading() {
        let count = 500;
        let kinds: Vec<u8> = (0..count).map(|at| (at * 7 % 11 % 3) as u8).collect();
        let reads: Vec<Vec<usize>> =
            (0..count).map(|at| if at > 0 { vec![at / 2, at - 1 - at % 5 % at] } else { vec![] }).collect();
        let order = gather(&kinds, &reads);
        let mut place = vec![usize::MAX; count];
        order.iter().enumerate().for_each(|(place_of, &at)| place[at] = place_of);
        assert!(place.iter().all(|&place| place < count));
        assert!((0..count).all(|at| reads[at].iter().all(|&read| place[read] < place[at])));
        let changes = |kinds: &mut dyn Iterator<Item = u8>| -> usize {
            let mut last = None;
            kinds.filter(|kind| last.replace(*kind) != Some(*kind)).count()
        };
        let (before, after) =
            (changes(&mut kinds.iter().copied()), changes(&mut order.iter().map(|&at| kinds[at])));
        assert!(after < before, "{after} and {before}");
    }
}
