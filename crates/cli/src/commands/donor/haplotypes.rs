//! Haplotype frequencies of the user: a table with the columns A, B, C and frequency.
//!
//! A haplotype carries the ligands of its three alleles, so that the linkage between the loci is that of the file.

use lytic_nk::donor::LigandHaplotypes;
use lytic_nk::typing::{Allele, LigandGroups, LigandSet, Locus};
use lytic_text::{Diagnostic, Message, SourceId, Span};

/// Reads the table: shares of haplotypes by ligands, and how many haplotypes there were; or everything that is wrong.
pub(super) fn haplotypes(
    source: SourceId,
    text: &str,
    groups: &LigandGroups,
) -> Result<(LigandHaplotypes, u64), Vec<Diagnostic>> {
    let mut lines = lines(text);
    let Some((start, head)) = lines.next() else {
        return Err(vec![Diagnostic::error(Message::new("E1105").with("column", "A"))]);
    };
    let delimiter = ['\t', ';', ','].into_iter().find(|letter| head.contains(*letter)).unwrap_or(',');
    let names: Vec<String> = cells(start, head, delimiter).map(|(_, name)| name.to_lowercase()).collect();
    let mut problems = Vec::new();
    let mut column = |title: &'static str, also: &str| {
        let found = names.iter().position(|name| {
            let bare = name.strip_prefix("hla-").unwrap_or(name);
            bare.eq_ignore_ascii_case(title) || bare == also
        });
        if found.is_none() {
            let place = Span::new(source, start, start + head.len());
            problems.push(Diagnostic::error(Message::new("E1105").with("column", title)).at(place));
        }
        found
    };
    let columns = [column("A", ""), column("B", ""), column("C", ""), column("frequency", "freq")];
    let [Some(a), Some(b), Some(c), Some(share)] = columns else { return Err(problems) };
    let mut found: Vec<(LigandSet, f64)> = Vec::new();
    for (start, line) in lines {
        let row: Vec<(usize, &str)> = cells(start, line, delimiter).collect();
        if row.len() != names.len() {
            let message = Message::new("E1107").with("found", row.len()).with("expected", names.len());
            problems.push(Diagnostic::error(message).at(Span::new(source, start, start + line.len())));
            continue;
        }
        let cell = |index: usize| row.get(index).copied().unwrap_or((start, ""));
        let mut ligands = Some(LigandSet::EMPTY);
        for (locus, index) in [(Locus::A, a), (Locus::B, b), (Locus::C, c)] {
            let (at, name) = cell(index);
            match carried(name, locus, groups) {
                Ok(carried) => ligands = ligands.map(|ligands| ligands.union(carried)),
                Err(problem) => {
                    ligands = None;
                    problems.push(problem.at(Span::new(source, at, at + name.len())));
                }
            }
        }
        let (at, number) = cell(share);
        let weight = number.parse::<f64>().ok().filter(|weight| weight.is_finite() && *weight >= 0.0);
        if weight.is_none() {
            let message = Message::new("E1106").with("text", number);
            problems.push(Diagnostic::error(message).at(Span::new(source, at, at + number.len())));
        }
        if let (Some(ligands), Some(weight)) = (ligands, weight) {
            found.push((ligands, weight));
        }
    }
    let count = found.len() as u64;
    match LigandHaplotypes::weighted(found) {
        _ if !problems.is_empty() => Err(problems),
        Some(haplotypes) => Ok((haplotypes, count)),
        None => Err(vec![Diagnostic::error(Message::new("E1108")).at(Span::new(source, 0, head.len()))]),
    }
}

/// Lines with something on them, with the byte at which each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(move |line| {
            let begins = start;
            start += line.len();
            (begins, line.trim_end_matches(['\r', '\n']))
        })
        .filter(|(_, line)| !line.trim().is_empty())
}

fn cells(start: usize, line: &str, delimiter: char) -> impl Iterator<Item = (usize, &str)> {
    let mut at = start;
    line.split(delimiter).map(move |cell| {
        let begins = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + delimiter.len_utf8();
        (begins, cell.trim().trim_matches('"'))
    })
}

/// Ligands of a haplotype's allele. A small g or a G group is its first allele: groups never mix ligand groups.
fn carried(name: &str, locus: Locus, groups: &LigandGroups) -> Result<LigandSet, Diagnostic> {
    let bare = name.strip_suffix('g').unwrap_or(name);
    let full = if bare.contains('*') { bare.to_owned() } else { format!("{}*{bare}", locus.letter()) };
    let Some(allele) = Allele::parse(&full) else {
        return Err(Diagnostic::error(Message::new("E1001").with("found", name)));
    };
    if allele.locus != locus {
        return Err(Diagnostic::error(Message::new("E1004").with("allele", allele).with("locus", locus)));
    }
    groups.answer(allele).map(|answer| answer.functional_ligand).map_err(|unknown| {
        let message = Message::new("E1002")
            .with("allele", allele)
            .with("release", groups.release().unwrap_or("@typing.release.unknown"));
        Diagnostic::error(message).suggest(unknown.nearest)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use lytic_nk::typing::Ligand;

    fn read(text: &str) -> Result<(LigandHaplotypes, u64), Vec<Diagnostic>> {
        haplotypes(SourceId(0), text, &LigandGroups::built_in())
    }

    #[test]
    fn linked_haplotypes_keep_their_linkage() {
        let text = "A,C,B,freq\nA*01:01g,07:01,B*08:01,3\nA*24:02,C*04:01,B*44:02,1\n";
        let (found, count) = read(text).unwrap();
        assert_eq!(count, 2);
        let shares: Vec<(LigandSet, f64)> = found.iter().collect();
        let one = LigandSet::of(&[Ligand::C1]);
        let two = LigandSet::of(&[Ligand::C2, Ligand::Bw4]);
        assert_eq!(shares, [(one, 0.75), (two, 0.25)]);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let keys = |text: &str| -> Vec<&str> {
            read(text).unwrap_err().iter().map(|problem| problem.message.key).collect()
        };
        assert_eq!(keys("A,B\n"), ["E1105", "E1105"]);
        let text = "A,B,C,frequency\nA*99:99,C*07:02,B*07:02,much\nA*01:01,B*07:02,C*07:02\n";
        assert_eq!(keys(text), ["E1002", "E1004", "E1004", "E1106", "E1107"]);
        assert_eq!(keys("A,B,C,frequency\nA*01:01,B*07:02,C*07:02,0\n"), ["E1108"]);
    }
}
