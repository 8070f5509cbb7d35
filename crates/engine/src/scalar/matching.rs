//! Which unknown each algebraic rule determines: a matching between rules and unknowns of which each has at most one
//! partner (augmenting paths; Kuhn 1955, Naval Research Logistics Quarterly 2:83).

/// For each rule, the unknown it determines, if one is left for it; all rules that can be matched are. Each tier gives
/// the unknowns that may be taken, by rule; a tier holds those before it. Earlier ones are taken first.
pub(super) fn matching(tiers: &[Vec<Vec<usize>>], unknowns: usize) -> Vec<Option<usize>> {
    let rules = tiers.first().map_or(0, Vec::len);
    let mut rule_of: Vec<Option<usize>> = vec![None; unknowns];
    for candidates in tiers {
        for rule in 0..rules {
            if !rule_of.contains(&Some(rule)) {
                augment(rule, candidates, &mut rule_of, &mut vec![false; unknowns]);
            }
        }
    }
    let mut unknown_of = vec![None; rules];
    for (unknown, rule) in rule_of.iter().enumerate() {
        if let Some(rule) = rule {
            unknown_of[*rule] = Some(unknown);
        }
    }
    unknown_of
}

/// Finds an unknown for a rule, moving others to theirs if need be. Without recursion: models may have many rules.
fn augment(rule: usize, candidates: &[Vec<usize>], rule_of: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    // Rules on the way, the place of the next candidate of each, and the unknown taken to get to the next rule.
    let mut path: Vec<(usize, usize, Option<usize>)> = vec![(rule, 0, None)];
    while let Some((rule, place, taken)) = path.last_mut() {
        let Some(unknown) = candidates[*rule].get(*place).copied() else {
            path.pop();
            continue;
        };
        *place += 1;
        if seen[unknown] {
            continue;
        }
        seen[unknown] = true;
        *taken = Some(unknown);
        match rule_of[unknown] {
            Some(other) => path.push((other, 0, None)),
            None => {
                for (rule, _, taken) in &path {
                    if let Some(unknown) = taken {
                        rule_of[*unknown] = Some(*rule);
                    }
                }
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_can_be_matched_is() {
        // The first would take what the second needs.
        assert_eq!(matching(&[vec![vec![0, 1], vec![0]]], 2), [Some(1), Some(0)]);
        // Three rules for two unknowns.
        let found = matching(&[vec![vec![0, 1], vec![0, 1], vec![1, 0]]], 2);
        assert_eq!(found.iter().flatten().count(), 2);
        assert_eq!(matching(&[vec![vec![]]], 1), [None]);
        // The last unknown is taken only because there is no other way.
        let (first, all) = (vec![vec![1], vec![1]], vec![vec![0, 1], vec![1]]);
        assert_eq!(matching(&[first, all], 2), [Some(0), Some(1)]);
    }
}
