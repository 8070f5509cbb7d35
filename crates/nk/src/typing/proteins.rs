//! Sequences of protein files: where the mature protein begins, and its residues by two-field name.
//!
//! A sequence may be whole or lack its leader. Its first mature residue is found by residues that class I molecules
//! share, so that numbers do not depend on where the sequence begins.

use super::findings::Findings;
use super::ipd::ImportCounts;
use super::{Allele, Expression, Locus, Residues, Surface};
use lytic_text::{Diagnostic, Message, SourceId, Span};
use std::collections::BTreeMap;

/// Mature residues that nearly all alleles of HLA-A, -B and -C share, by position.
const SHARED: [(usize, u8); 26] = [
    (2, b'S'),
    (3, b'H'),
    (5, b'M'),
    (7, b'Y'),
    (8, b'F'),
    (15, b'P'),
    (18, b'G'),
    (22, b'F'),
    (26, b'G'),
    (27, b'Y'),
    (29, b'D'),
    (33, b'F'),
    (34, b'V'),
    (36, b'F'),
    (37, b'D'),
    (38, b'S'),
    (47, b'P'),
    (48, b'R'),
    (51, b'W'),
    (59, b'Y'),
    (60, b'W'),
    (84, b'Y'),
    (85, b'Y'),
    (86, b'N'),
    (87, b'Q'),
    (88, b'S'),
];

/// What the sequences say of one two-field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Protein {
    /// Residue -21; 0 where it is not known.
    pub(super) leader: u8,
    /// Mature residues.
    pub(super) residues: Residues,
    /// The letter that all names so far bear.
    pub(super) expression: Expression,
    /// Whether the residues come from a name without a letter.
    pub(super) usual: bool,
}

/// By locus, first and second field.
pub(super) type Proteins = BTreeMap<(Locus, u16, u16), Protein>;

/// All sequences of a FASTA text.
pub(super) fn fasta(
    source: SourceId,
    text: &str,
    proteins: &mut Proteins,
    counts: &mut ImportCounts,
    findings: &mut Findings,
) {
    let mut any = false;
    let mut offset = 0;
    let mut header: Option<(Allele, Span)> = None;
    let mut sequence: Vec<u8> = Vec::new();
    for whole in text.split_inclusive('\n') {
        let place = Span::new(source, offset, offset + whole.trim_end().len());
        offset += whole.len();
        let line = whole.trim();
        if let Some(title) = line.strip_prefix('>') {
            enter(header.take(), &sequence, proteins, counts, findings);
            sequence.clear();
            any = true;
            let names = title.split([' ', '\t', '|']);
            header = names
                .clone()
                .find_map(Allele::parse)
                .filter(|allele| allele.second().is_some())
                .map(|allele| (allele, place));
            let other = names.clone().any(|name| name.contains('*'));
            if header.is_none() && other {
                let found = names.into_iter().find(|name| name.contains('*')).unwrap_or("").to_owned();
                findings.remark("W1010", "", Some(place), || Message::new("W1010").with("found", found));
            } else if header.is_none() {
                let shown: String = title.chars().take(40).collect();
                findings.error(Diagnostic::error(Message::new("E1032").with("found", shown)).at(place));
            }
        } else if !line.starts_with(['#', ';']) {
            sequence.extend(
                line.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| byte.to_ascii_uppercase()),
            );
        }
    }
    enter(header, &sequence, proteins, counts, findings);
    if !any {
        let shown: String = text.chars().take_while(|letter| *letter != '\n').take(40).collect();
        let place = Span::new(source, 0, shown.len());
        findings.error(Diagnostic::error(Message::new("E1032").with("found", shown)).at(place));
    }
}

fn enter(
    header: Option<(Allele, Span)>,
    sequence: &[u8],
    proteins: &mut Proteins,
    counts: &mut ImportCounts,
    findings: &mut Findings,
) {
    let Some((allele, place)) = header else { return };
    if let Some(count) = counts.sequences.get_mut(allele.locus as usize) {
        *count += 1;
    }
    let start = mature_start(sequence);
    let residue = |start: isize, position: isize| {
        let index = usize::try_from(start + position).ok()?;
        sequence.get(index).copied().filter(|byte| byte.is_ascii_alphabetic() && *byte != b'X')
    };
    let silent = allele.expression.at_surface() == Surface::No;
    let protein = match start {
        Some(start) => {
            let mut residues = Residues::default();
            for (known, slot) in Residues::POSITIONS.iter().zip(residues.0.iter_mut()) {
                *slot = residue(start, isize::from(*known) - 1).unwrap_or(0);
            }
            // Position -21 stands 21 before position 1.
            let leader = residue(start, -21).unwrap_or(0);
            Protein {
                leader,
                residues,
                expression: allele.expression,
                usual: allele.expression == Expression::Usual,
            }
        }
        // A null allele may end before the residues: it is known all the same.
        None if silent => {
            Protein { leader: 0, residues: Residues::default(), expression: allele.expression, usual: false }
        }
        None => {
            counts.left_out += 1;
            findings.remark("W1026", "", Some(place), || Message::new("W1026").with("found", allele));
            return;
        }
    };
    let key = (allele.locus, allele.first(), allele.fields[1]);
    match proteins.get_mut(&key) {
        None => {
            proteins.insert(key, protein);
        }
        Some(known) => merge(known, protein, allele, place, findings),
    }
}

/// Several names of one protein: residues of names without a letter count before others, known ones before missing.
fn merge(known: &mut Protein, other: Protein, allele: Allele, place: Span, findings: &mut Findings) {
    if known.expression != other.expression {
        known.expression = Expression::Usual;
    }
    if other.usual && !known.usual {
        let expression = known.expression;
        let missing = *known;
        *known = Protein { expression, ..other };
        fill(known, missing);
        return;
    }
    let differ = |a: u8, b: u8| a != 0 && b != 0 && a != b;
    let different = known.residues.0.iter().zip(other.residues.0).any(|(a, b)| differ(*a, b));
    if different && other.usual == known.usual {
        findings.remark("W1027", "", Some(place), || Message::new("W1027").with("found", allele));
    }
    fill(known, other);
}

fn fill(known: &mut Protein, other: Protein) {
    for (slot, byte) in known.residues.0.iter_mut().zip(other.residues.0) {
        if *slot == 0 {
            *slot = byte;
        }
    }
    if known.leader == 0 {
        known.leader = other.leader;
    }
}

/// The index of mature residue 1 (below zero where the sequence begins later); none for a sequence that does not
/// show residue 83 or resembles class I nowhere.
fn mature_start(sequence: &[u8]) -> Option<isize> {
    let score = |start: isize| {
        let mut inside = 0_usize;
        let mut alike = 0_usize;
        for (position, letter) in SHARED {
            let index = start + isize::try_from(position).unwrap_or(0) - 1;
            if let Some(found) = usize::try_from(index).ok().and_then(|index| sequence.get(index)) {
                inside += 1;
                alike += usize::from(*found == letter);
            }
        }
        (alike, inside)
    };
    let good = |start: isize| {
        let (alike, inside) = score(start);
        let end = usize::try_from(start + 83).unwrap_or(0);
        (inside >= 12 && alike * 10 >= inside * 7 && sequence.len() >= end).then_some(alike)
    };
    // Whole sequences have a leader of 24 residues; those without exon 1 begin at mature residue 2.
    for usual in [24, -1] {
        if good(usual).is_some_and(|alike| alike * 10 >= SHARED.len() * 9) {
            return Some(usual);
        }
    }
    (-70..=80)
        .filter_map(|start| Some((good(start)?, start)))
        .max_by_key(|(alike, start)| (*alike, -start.abs()))
        .map(|(_, start)| start)
}
