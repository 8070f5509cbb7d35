//! The nearest right name for a misspelt one.

/// The candidate with the smallest edit distance (letters changed, added, dropped or swapped), if it is at most a
/// third of the name's length (at least 1), and something of the name is left: `k` is not nearly `A`. Case does not
/// count. Of equally near ones those that begin alike come first, then the first candidate.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(MAX_LENGTH).collect();
    let limit = (wanted.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().take(MAX_LENGTH).collect();
            let begins_otherwise = letters.first() != wanted.first();
            (distance(&wanted, &letters), begins_otherwise, letters.len().max(wanted.len()), candidate)
        })
        .filter(|(distance, _, longer, _)| *distance <= limit && distance < longer)
        .min_by_key(|(distance, begins_otherwise, ..)| (*distance, *begins_otherwise))
        .map(|(.., candidate)| candidate)
}

/// Longer names are compared by their beginning: a megabyte of letters must not take an hour.
const MAX_LENGTH: usize = 80;

/// Optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_previous: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut current = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (previous[j] + 1).min(current[j - 1] + 1).min(previous[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_previous[j - 2] + 1);
            }
            current.push(best);
        }
        before_previous = std::mem::replace(&mut previous, current);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_swap_and_refuses_a_stranger() {
        let keys = ["patients", "draws", "seed"];
        assert_eq!(nearest("patiens", keys), Some("patients"));
        assert_eq!(nearest("sede", keys), Some("seed"));
        assert_eq!(nearest("weight", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest("k", ["A", "b"]), None, "another letter is another name");
        assert_eq!(nearest("K", ["A", "k"]), Some("k"));
        assert_eq!(nearest("k", ["k1"]), Some("k1"));
        assert_eq!(nearest("k2", ["S2", "k1"]), Some("k1"), "names that begin alike are more often meant");
    }
}
