//! Which G groups hold a null allele or mix the leader, from the user's `hla_nom_g.txt` of IPD-IMGT/HLA.
//!
//! A line is `C*;04:01:01:01/04:09N/...;04:01:01G`. All members of a group share exons 2 and 3 and with them the ligand
//! group; exon 1, where the leader is, and expression may differ.

use super::findings::Findings;
use super::groups::LigandGroups;
use super::{Allele, Locus, NameKind, Surface};
use lytic_text::{Diagnostic, Message, SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What the members of a G group do not share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mixture {
    /// A member makes no protein, or none at the surface.
    pub(super) null: bool,
    /// Members differ in residue -21 of the leader.
    pub(super) leader: bool,
}

/// G groups by locus and three fields.
pub(super) type GGroups = BTreeMap<(Locus, [u16; 3]), Mixture>;

/// The key of a G group.
pub(super) fn key(allele: Allele) -> (Locus, [u16; 3]) {
    let [first, second, third, _] = allele.fields;
    (allele.locus, [first, second, third])
}

/// Whether a text is such a file.
pub(super) fn is_nom_g(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or("");
    line.split_once("*;").is_some_and(|(gene, rest)| {
        gene.len() <= 5 && gene.bytes().all(|byte| byte.is_ascii_alphanumeric()) && rest.contains(';')
    })
}

impl LigandGroups {
    /// Notes the mixtures of a file; leaders are those of these groups.
    pub(super) fn note_g_groups(&mut self, source: SourceId, text: &str, findings: &mut Findings) {
        let mut offset = 0;
        for whole in text.split_inclusive('\n') {
            let place = Span::new(source, offset, offset + whole.trim_end().len());
            offset += whole.len();
            let line = whole.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let parts: Vec<&str> = line.split(';').collect();
            let [gene, members, name] = parts.as_slice() else {
                findings.error(Diagnostic::error(Message::new("E1036").with("line", line)).at(place));
                continue;
            };
            let Some(locus) = gene
                .strip_suffix('*')
                .filter(|gene| gene.len() == 1)
                .and_then(|gene| gene.bytes().next().and_then(Locus::from_letter))
            else {
                continue;
            };
            let Some(group) =
                Allele::parse_fields(locus, name.as_bytes()).filter(|name| name.kind == NameKind::GGroup)
            else {
                continue;
            };
            let mut mixture = Mixture::default();
            let mut leaders = BTreeSet::new();
            for member in
                members.split('/').filter_map(|member| Allele::parse_fields(locus, member.as_bytes()))
            {
                if member.expression.at_surface() == Surface::No {
                    mixture.null = true;
                } else if let Some(leader) = self.lookup(member).and_then(|answer| answer.leader) {
                    leaders.insert(leader);
                }
            }
            mixture.leader = leaders.len() > 1;
            self.g_groups.insert(key(group), mixture);
        }
    }
}
