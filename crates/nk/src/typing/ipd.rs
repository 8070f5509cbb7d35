//! Ligand groups from the user's protein files of IPD-IMGT/HLA, and the table in which they are kept.
//!
//! The files (`A_prot.fasta`, `B_prot.fasta`, `C_prot.fasta`, or `hla_prot.fasta` with all) are not shipped; what is kept
//! of them is one line for each two-field name: leader residue -21, mature residues 76, 77, 80, 82, 83, and the letter
//! of expression that all its names bear. `proteins.rs` reads sequences, `residues.rs` has the rules.
//!
//! With `hla_nom_g.txt` among the files, G groups that hold a null allele or mix the leader are known by name.

use super::findings::Findings;
use super::g_groups::{GGroups, Mixture, is_nom_g, key};
use super::groups::{Entry, slot};
use super::proteins::{Protein, Proteins, fasta};
use super::residues::group_of;
use super::{
    Allele, BwRule, Expression, Group, GroupSource, HlaABw4, LigandGroups, Locus, NameKind, Residues,
};
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span};
use std::collections::BTreeMap;

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
