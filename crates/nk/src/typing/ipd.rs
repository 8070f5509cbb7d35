//! Ligand groups by residues, from the user's protein files of IPD-IMGT/HLA.
//!
//! The files (`A_prot.fasta`, `B_prot.fasta`, `C_prot.fasta`, or `hla_prot.fasta` with all) are not shipped; what is kept
//! of them is one line for each two-field name: leader residue -21, mature residues 76, 77, 80, 82, 83, and the letter
//! of expression that all its names bear.
//!
//! | locus | rule |
//! |---|---|
//! | HLA-C | 80 Asn: C1; 80 Lys: C2 |
//! | HLA-B, IPD rule | (77, 80) = (N,I): Bw4-80I; (N,T), (D,T), (S,T): Bw4-80T; (G,N), (S,N): Bw6 |
//! | HLA-B, motif rule | 82 Leu, 83 Arg, 80 Ile or Thr: Bw4; 80 Asn, 82 Arg, 83 Gly: Bw6 |
//! | HLA-B | 76 Val and 80 Asn: the C1 epitope |
//! | HLA-A | 82 Leu, 83 Arg, 80 Ile or Thr: Bw4 |
//!
//! With `hla_nom_g.txt` among the files, G groups that hold a null allele or mix the leader are known by name.
//!
//! A sequence may be whole or lack its leader. Its first mature residue is found by residues that class I molecules
//! share, so that numbers do not depend on where the sequence begins.

use super::findings::Findings;
use super::g_groups::{GGroups, Mixture, is_nom_g, key};
use super::groups::{Entry, slot};
use super::{
    Allele, BwRule, Expression, Group, GroupSource, HlaABw4, LigandGroups, Locus, NameKind, Residues,
};
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span};
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

/// How many sequences were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Sequences of HLA-A, -B and -C.
    pub sequences: [usize; 3],
    /// Names of two fields.
    pub two_field: [usize; 3],
    /// Sequences too short or too different to show their residues.
    pub left_out: usize,
}

/// The group that residues mean.
pub fn group_of(locus: Locus, residues: Residues, rule: BwRule) -> Group {
    let at = |position| residues.at(position);
    let bw4 = |isoleucine: bool| if isoleucine { Group::Bw4I80 } else { Group::Bw4T80 };
    match locus {
        Locus::C => match at(80) {
            Some('N') => Group::C1,
            Some('K') => Group::C2,
            _ => Group::Unclassified,
        },
        Locus::A => match (at(80), at(82), at(83)) {
            (Some(residue @ ('I' | 'T')), Some('L'), Some('R')) => bw4(residue == 'I'),
            (Some(_), Some(_), Some(_)) => Group::None,
            _ => Group::Unclassified,
        },
        Locus::B => {
            let c1 = at(76) == Some('V') && at(80) == Some('N');
            let serological = match rule {
                BwRule::Ipd => match (at(77), at(80)) {
                    (Some('N'), Some('I')) => Group::Bw4I80,
                    (Some('N' | 'D' | 'S'), Some('T')) => Group::Bw4T80,
                    (Some('G' | 'S'), Some('N')) => Group::Bw6,
                    _ => Group::Unclassified,
                },
                BwRule::Motif => match (at(80), at(82), at(83)) {
                    (Some(residue @ ('I' | 'T')), Some('L'), Some('R')) => bw4(residue == 'I'),
                    (Some('N'), Some('R'), Some('G')) => Group::Bw6,
                    _ => Group::Unclassified,
                },
            };
            match (c1, serological) {
                (true, Group::Bw6) => Group::C1Bw6,
                (true, _) => Group::C1,
                (false, group) => group,
            }
        }
    }
}

/// What the sequences say of one two-field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Protein {
    leader: u8,
    residues: Residues,
    /// The letter that all names so far bear.
    expression: Expression,
    /// Whether the residues come from a name without a letter.
    usual: bool,
}

type Proteins = BTreeMap<(Locus, u16, u16), Protein>;

impl LigandGroups {
    /// Computes the groups from protein files that stand among the sources.
    ///
    /// `release` overrides the release that a file's name or a comment gives. None where a locus is missing or no text
    /// is such a file; what is wrong is told with its place.
    pub fn from_ipd(
        sources: &Sources,
        files: &[SourceId],
        release: Option<&str>,
        rule: BwRule,
    ) -> (Option<LigandGroups>, ImportCounts, Vec<Diagnostic>) {
        let mut findings = Findings::default();
        let mut counts = ImportCounts::default();
        let mut proteins = Proteins::new();
        let mut found_release = release.map(str::to_owned);
        let mut g_files = Vec::new();
        for id in files {
            let Some(file) = sources.get(*id) else { continue };
            found_release = found_release.or_else(|| release_in(&file.name));
            let comments = file.text.lines().take_while(|line| line.starts_with(['#', ';']));
            for line in comments {
                found_release = found_release.or_else(|| release_in(line));
            }
            match is_nom_g(&file.text) {
                true => g_files.push(*id),
                false => fasta(*id, &file.text, &mut proteins, &mut counts, &mut findings),
            }
        }
        for (locus, number) in Locus::ALL.into_iter().zip(counts.sequences) {
            if number == 0 {
                findings.error(Diagnostic::error(Message::new("E1033").with("locus", locus)));
            }
        }
        if found_release.is_none() {
            findings.remark("W1025", "", None, || Message::new("W1025"));
        }
        for (locus, ..) in proteins.keys() {
            if let Some(count) = counts.two_field.get_mut(*locus as usize) {
                *count += 1;
            }
        }
        let mut groups = build(&proteins, found_release, rule);
        for id in g_files {
            if let Some(file) = sources.get(id) {
                groups.note_g_groups(id, &file.text, &mut findings);
            }
        }
        let failed = findings.error_count() > 0;
        ((!failed).then_some(groups), counts, findings.into_diagnostics())
    }

    /// The groups as a table that [`LigandGroups::from_table`] reads back; empty for the built-in groups, which hold no
    /// residues.
    pub fn to_table(&self) -> String {
        let mut out = String::new();
        if !self.imported {
            return out;
        }
        out.push_str(
            "# Ligand groups of HLA class I, computed by Lytic from protein files of IPD-IMGT/HLA.\n",
        );
        out.push_str("# allele, leader residue -21, mature residues 76 77 80 82 83, letter of expression; . is not known.\n");
        out.push_str("format\t1\n");
        if let Some(release) = &self.release {
            out.push_str(&format!("release\t{release}\n"));
        }
        let letter = |byte: u8| if byte == 0 { '.' } else { char::from(byte) };
        for (locus, fields) in Locus::ALL.into_iter().zip(&self.loci) {
            for (first, field) in fields.iter().enumerate() {
                for (second, entry) in
                    field.seconds.iter().enumerate().filter(|(_, entry)| entry.source.is_some())
                {
                    let residues: String = entry.residues.0.iter().map(|byte| letter(*byte)).collect();
                    let expression = entry.expression.letter().unwrap_or('.');
                    out.push_str(&format!(
                        "{}*{first:02}:{second:02}\t{}\t{residues}\t{expression}\n",
                        locus.letter(),
                        letter(entry.leader)
                    ));
                }
            }
        }
        for ((locus, [first, second, third]), mixture) in &self.g_groups {
            let mark = |mixed: bool, letter: char| if mixed { letter } else { '.' };
            out.push_str(&format!(
                "group\t{}*{first:02}:{second:02}:{third:02}G\t{}{}\n",
                locus.letter(),
                mark(mixture.null, 'N'),
                mark(mixture.leader, 'L')
            ));
        }
        out
    }

    /// Reads a table that [`LigandGroups::to_table`] wrote. None where a line does not belong in one.
    pub fn from_table(source: SourceId, text: &str, rule: BwRule) -> (Option<LigandGroups>, Vec<Diagnostic>) {
        let mut findings = Findings::default();
        let mut proteins = Proteins::new();
        let mut g_groups = GGroups::new();
        let mut release = None;
        let mut offset = 0;
        for whole in text.split_inclusive('\n') {
            let place = Span::new(source, offset, offset + whole.trim_end().len());
            offset += whole.len();
            let line = whole.trim_end();
            if line.is_empty() || line.starts_with('#') || line == "format\t1" {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let read = match cells.as_slice() {
                ["release", named] => {
                    release = Some((*named).to_owned());
                    continue;
                }
                ["group", name, mixture] => match group_line(name, mixture) {
                    Some((key, mixture)) => {
                        g_groups.insert(key, mixture);
                        continue;
                    }
                    None => None,
                },
                [name, leader, residues, expression] => table_line(name, leader, residues, expression),
                _ => None,
            };
            match read {
                Some((key, protein)) => {
                    proteins.insert(key, protein);
                }
                None => {
                    let shown: String = line.chars().take(60).collect();
                    findings.error(Diagnostic::error(Message::new("E1034").with("line", shown)).at(place));
                }
            }
        }
        for locus in Locus::ALL {
            if !proteins.keys().any(|(known, ..)| *known == locus) {
                findings.error(Diagnostic::error(Message::new("E1033").with("locus", locus)));
            }
        }
        let failed = findings.error_count() > 0;
        let groups = (!failed).then(|| LigandGroups { g_groups, ..build(&proteins, release, rule) });
        (groups, findings.into_diagnostics())
    }

    /// The same alleles with another rule for HLA-B.
    ///
    /// # Errors
    /// The motif rule asked of the built-in groups, which hold no residues (E1035).
    pub fn with_rule(mut self, rule: BwRule) -> Result<LigandGroups, Box<Diagnostic>> {
        if rule == self.rule {
            return Ok(self);
        }
        if !self.imported {
            return Err(Box::new(Diagnostic::error(Message::new("E1035"))));
        }
        self.rule = rule;
        for entry in self.loci.iter_mut().skip(1).take(1).flatten().flat_map(|field| &mut field.seconds) {
            if entry.source.is_some() {
                entry.group = group_of(Locus::B, entry.residues, rule);
            }
        }
        self.settle();
        Ok(self)
    }

    /// The rule for HLA-B.
    pub fn rule(&self) -> BwRule {
        self.rule
    }

    /// Sets the default of each first field to what most of its expressed alleles carry.
    fn settle(&mut self) {
        for field in self.loci.iter_mut().flatten() {
            let mut groups: BTreeMap<Group, u16> = BTreeMap::new();
            let mut leaders: BTreeMap<u8, u16> = BTreeMap::new();
            let known = field.seconds.iter().filter(|entry| entry.source.is_some());
            for entry in known.filter(|entry| entry.expression != Expression::Null) {
                *groups.entry(entry.group).or_insert(0) += 1;
                if entry.leader != 0 {
                    *leaders.entry(entry.leader).or_insert(0) += 1;
                }
            }
            field.count = groups.values().fold(0, |sum: u16, count| sum.saturating_add(*count));
            let most = |counts: Vec<(u8, u16)>| {
                counts.into_iter().max_by_key(|(_, count)| *count).map(|(key, _)| key)
            };
            let group = groups.into_iter().max_by_key(|(_, count)| *count).map(|(group, _)| group);
            let any = field.seconds.iter().any(|entry| entry.source.is_some());
            let leader = most(leaders.into_iter().collect()).unwrap_or(0);
            field.default = any.then(|| (group.unwrap_or(Group::Unclassified), leader));
        }
        self.note_exceptions();
    }
}

/// Groups of all proteins.
fn build(proteins: &Proteins, release: Option<String>, rule: BwRule) -> LigandGroups {
    let mut groups = LigandGroups {
        loci: [Vec::new(), Vec::new(), Vec::new()],
        release,
        imported: true,
        g_groups: GGroups::new(),
        withdrawn: Vec::new(),
        rule,
        hla_a_bw4: HlaABw4::Stern,
    };
    for ((locus, first, second), protein) in proteins {
        let field = groups.field_mut(*locus, *first);
        *slot(&mut field.seconds, usize::from(*second), Entry::ABSENT) = Entry {
            source: Some(GroupSource::Residues),
            group: group_of(*locus, protein.residues, rule),
            leader: protein.leader,
            residues: protein.residues,
            expression: protein.expression,
        };
    }
    groups.settle();
    groups
}

fn group_line(name: &str, mixture: &str) -> Option<((Locus, [u16; 3]), Mixture)> {
    let allele = Allele::parse(name).filter(|allele| allele.kind == NameKind::GGroup)?;
    let mixture = match mixture {
        ".." => Mixture { null: false, leader: false },
        "N." => Mixture { null: true, leader: false },
        ".L" => Mixture { null: false, leader: true },
        "NL" => Mixture { null: true, leader: true },
        _ => return None,
    };
    Some((key(allele), mixture))
}

fn table_line(
    name: &str,
    leader: &str,
    residues: &str,
    expression: &str,
) -> Option<((Locus, u16, u16), Protein)> {
    let allele = Allele::parse(name)?;
    let letter = |byte: u8| match byte {
        b'.' => Some(0),
        b'A'..=b'Z' => Some(byte),
        _ => None,
    };
    let [leader] = leader.as_bytes() else { return None };
    let residues: [u8; 5] = residues.as_bytes().try_into().ok()?;
    let mut read = [0; 5];
    for (slot, byte) in read.iter_mut().zip(residues) {
        *slot = letter(byte)?;
    }
    let expression = match expression.as_bytes() {
        [b'.'] => Expression::Usual,
        [byte] => Expression::from_letter(*byte)?,
        _ => return None,
    };
    let protein = Protein { leader: letter(*leader)?, residues: Residues(read), expression, usual: true };
    Some(((allele.locus, allele.first(), allele.second()?), protein))
}

/// All sequences of a FASTA text.
fn fasta(
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
    let silent = allele.expression.at_surface() == super::Surface::No;
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

/// A release such as `3.58.0` in a text.
fn release_in(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let dot = |index: usize| bytes.get(index) == Some(&b'.');
    (0..bytes.len()).find_map(|at| {
        let found =
            digit(at) && dot(at + 1) && digit(at + 2) && digit(at + 3) && dot(at + 4) && digit(at + 5);
        let alone = at == 0 || !(digit(at - 1) || dot(at - 1));
        (found && alone).then(|| text.get(at..at + 6).map(str::to_owned)).flatten()
    })
}
