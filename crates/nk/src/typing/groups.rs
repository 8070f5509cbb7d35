//! Which ligand group an allele carries: built-in defaults and exceptions, or the user's own IPD protein files.
//!
//! The built-in tables (`donors/`) give each first field its default group and list the two-field alleles that differ;
//! together they say what the residue rules say of every expressed two-field allele of their release. They do not list
//! the alleles that follow the default, so a name is called unknown only where its number is far beyond those counted.
//!
//! From group to what a KIR sees ([`LigandGroups::answer`]): B\*13:01 and B\*13:02 carry Bw4-80T and do not engage
//! KIR3DL1; of HLA-A the option [`HlaABw4`] decides; A\*03 and A\*11 are seen by KIR3DL2; alleles that are not at the
//! surface give nothing (Foley 2008, Stern 2008).

use super::g_groups::{GGroups, key};
use super::{Allele, Expression, Group, Ligand, LigandSet, Locus, NameKind, Residues, Surface};
use lytic_text::{Message, nearest};

/// Which HLA-A alleles with Bw4 count as ligands of KIR3DL1: published experiments disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HlaABw4 {
    /// All; A\*23 and A\*25 weakly (Foley 2008).
    Foley,
    /// All but A\*25 (Stern 2008).
    #[default]
    Stern,
    /// None.
    None,
}

impl HlaABw4 {
    /// The option of a word: `foley`, `stern`, `none`.
    pub fn from_name(name: &str) -> Option<HlaABw4> {
        match name {
            "foley" => Some(HlaABw4::Foley),
            "stern" => Some(HlaABw4::Stern),
            "none" => Some(HlaABw4::None),
            _ => None,
        }
    }
}

/// Where the group of an allele comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupSource {
    /// The built-in default of its first field.
    Default,
    /// The built-in list of exceptions.
    Exception,
    /// The residues of the user's IPD protein files.
    Residues,
}

/// All that is said of one allele.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlleleAnswer {
    /// The allele that was asked for.
    pub allele: Allele,
    /// What it carries by its residues; `null` where it makes no protein.
    pub group: Group,
    /// What a KIR sees of it; empty where it is not at the surface. For `A` and `Q` it is possible only.
    pub functional_ligand: LigandSet,
    /// Whether a source calls the ligand weak (A\*23 and A\*25 under [`HlaABw4::Foley`]).
    pub weak: bool,
    /// Residue -21 of the leader, as a letter; none for null alleles and where it is not known.
    pub leader: Option<char>,
    /// Whether it stands on the surface.
    pub expressed: Surface,
    /// The residues that prove the group, as far as the source states them.
    pub residues: Residues,
    /// Where the group comes from.
    pub source: GroupSource,
    /// Whether only the first field is known, so that its default was taken.
    pub inferred: bool,
    /// Where inferred: what other alleles of the first field give or lack; else empty.
    pub exceptions: LigandSet,
}

/// An allele name that no release holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAllele {
    /// The name as read.
    pub allele: Allele,
    /// The nearest known name.
    pub nearest: Option<String>,
}

/// What is known of a two-field allele.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Whether this table holds it.
    pub(super) source: Option<GroupSource>,
    /// Its group.
    pub(super) group: Group,
    /// Residue -21; 0 unknown.
    pub(super) leader: u8,
    /// Residues of the group.
    pub(super) residues: Residues,
    /// The letter that all its names bear.
    pub(super) expression: Expression,
}

impl Entry {
    /// A place without an allele.
    pub(super) const ABSENT: Entry = Entry {
        source: None,
        group: Group::Unclassified,
        leader: 0,
        residues: Residues([0; 5]),
        expression: Expression::Usual,
    };
}

/// The alleles of one first field.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstField {
    /// Group and leader of most; none where the first field does not exist.
    pub(super) default: Option<(Group, u8)>,
    /// How many expressed two-field alleles were counted.
    pub(super) count: u16,
    /// What is known, by second field.
    pub(super) seconds: Vec<Entry>,
    /// Ligands that some allele of the field has and the default lacks, or the reverse.
    pub(super) exceptions: LigandSet,
}

/// Ligand groups of all alleles, with their source.
#[derive(Clone, Debug)]
pub struct LigandGroups {
    /// By locus, then by first field.
    pub(super) loci: [Vec<FirstField>; 3],
    /// The release of IPD-IMGT/HLA, if it is known.
    pub(super) release: Option<String>,
    /// Whether the table comes from the user's files and lists every allele.
    pub(super) imported: bool,
    /// What G groups mix, where the user's file says.
    pub(super) g_groups: GGroups,
    /// Names that were withdrawn.
    pub(super) withdrawn: Vec<Allele>,
    /// The rule for HLA-B.
    pub(super) rule: super::BwRule,
    /// The option for HLA-A.
    pub(super) hla_a_bw4: HlaABw4,
}

const DEFAULTS: &str = include_str!("../../../../donors/hla_first_field_default.csv");
const EXCEPTIONS: &str = include_str!("../../../../donors/hla_exceptions_two_field.csv");
const WITHDRAWN: &str = include_str!("../../../../donors/hla_withdrawn.csv");
const LEADERS: &str = include_str!("../../../../donors/hla_leader_exceptions.csv");

/// The release of the built-in tables.
pub const BUILT_IN_RELEASE: &str = "3.58.0";

impl LigandGroups {
    /// The built-in defaults and exceptions.
    pub fn built_in() -> LigandGroups {
        let mut groups = LigandGroups {
            loci: [Vec::new(), Vec::new(), Vec::new()],
            release: Some(BUILT_IN_RELEASE.to_owned()),
            imported: false,
            g_groups: GGroups::new(),
            withdrawn: rows(WITHDRAWN).filter_map(|[name, _]| Allele::parse(name)).collect(),
            rule: super::BwRule::Ipd,
            hla_a_bw4: HlaABw4::Stern,
        };
        for [_, name, group, ordinary, exceptional, leader] in rows(DEFAULTS) {
            let (Some(allele), Some(group)) = (Allele::parse(name), Group::from_name(group)) else {
                continue;
            };
            let field = groups.field_mut(allele.locus, allele.first());
            field.default = Some((group, leader.bytes().next().unwrap_or(0)));
            let number = |text: &str| text.parse::<u16>().unwrap_or(0);
            field.count = number(ordinary).saturating_add(number(exceptional));
        }
        for [_, name, group, _] in rows(EXCEPTIONS) {
            let (Some(allele), Some(group)) = (Allele::parse(name), Group::from_name(group)) else {
                continue;
            };
            let entry = groups.exception_mut(allele);
            entry.group = group;
            entry.source = Some(GroupSource::Exception);
        }
        for [name, leader, _] in rows(LEADERS) {
            let Some(allele) = Allele::parse(name) else { continue };
            groups.exception_mut(allele).leader = leader.bytes().next().unwrap_or(0);
        }
        groups.note_exceptions();
        groups
    }

    /// The same groups with another decision on HLA-A.
    pub fn with_hla_a_bw4(mut self, choice: HlaABw4) -> LigandGroups {
        self.hla_a_bw4 = choice;
        self.note_exceptions();
        self
    }

    /// The decision on HLA-A.
    pub fn hla_a_bw4(&self) -> HlaABw4 {
        self.hla_a_bw4
    }

    /// The release of IPD-IMGT/HLA the groups come from, if it is known.
    pub fn release(&self) -> Option<&str> {
        self.release.as_deref()
    }

    /// Whether the groups were computed from the user's IPD files.
    pub fn is_imported(&self) -> bool {
        self.imported
    }

    /// In words: where the group of an allele comes from, with the release.
    pub fn source_message(&self, source: GroupSource) -> Message {
        let release = self.release.clone().unwrap_or_else(|| "@typing.release.unknown".to_owned());
        let key = match source {
            GroupSource::Default => "typing.source.default",
            GroupSource::Exception => "typing.source.exception",
            GroupSource::Residues => "typing.source.residues",
        };
        Message::new(key).with("release", release)
    }

    /// What is known of an allele.
    ///
    /// # Errors
    /// The name stands in no release as far as the tables tell; the error has the nearest name.
    pub fn answer(&self, allele: Allele) -> Result<AlleleAnswer, UnknownAllele> {
        self.lookup(allele).ok_or_else(|| UnknownAllele { allele, nearest: self.nearest(allele) })
    }

    /// The first fields of a locus, as names of one field.
    pub fn first_fields(&self, locus: Locus) -> impl Iterator<Item = Allele> {
        let fields = self.loci.get(locus as usize).map_or(&[][..], Vec::as_slice);
        fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.default.is_some())
            .map(move |(first, _)| Allele::two_field(locus, u16::try_from(first).unwrap_or(0), 0))
    }

    /// What is known of an allele, none where it is unknown.
    pub(super) fn lookup(&self, allele: Allele) -> Option<AlleleAnswer> {
        let field = self.loci.get(allele.locus as usize)?.get(usize::from(allele.first()))?;
        let (default, leader) = field.default?;
        let default_source = if self.imported { GroupSource::Residues } else { GroupSource::Default };
        let by_default = Entry {
            source: Some(default_source),
            group: default,
            leader,
            residues: Residues::default(),
            expression: Expression::Usual,
        };
        let known = allele.second().and_then(|second| field.seconds.get(usize::from(second)));
        let inferred = allele.second().is_none();
        let entry = match (allele.second(), known) {
            (None, _) => by_default,
            (Some(_), Some(entry)) if entry.source.is_some() => *entry,
            (Some(_), _) if self.imported => return None,
            (Some(second), entry) => {
                let withdrawn = self
                    .withdrawn
                    .iter()
                    .any(|gone| gone.locus == allele.locus && gone.fields[..2] == allele.fields[..2]);
                if second > beyond(field.count) || withdrawn {
                    return None;
                }
                // A leader of its own with the default group.
                let leader = entry.map_or(0, |entry| entry.leader);
                Entry { leader: if leader == 0 { by_default.leader } else { leader }, ..by_default }
            }
        };
        let leader = if entry.leader == 0 { by_default.leader } else { entry.leader };
        let expression = match allele.expression {
            Expression::Usual if allele.kind == NameKind::Allele => entry.expression,
            said => said,
        };
        let expressed = expression.at_surface();
        let null = expression == Expression::Null;
        let group = if null { Group::Null } else { entry.group };
        let (ligand, weak) = self.functional(allele, group, expressed);
        let mixed =
            allele.kind == NameKind::GGroup && self.g_groups.get(&key(allele)).is_some_and(|mix| mix.leader);
        let residues = match entry.residues {
            stated if stated != Residues::default() => stated,
            _ => implied(allele.locus, entry.group),
        };
        Some(AlleleAnswer {
            allele,
            group,
            functional_ligand: ligand,
            weak,
            leader: (!null && !mixed && leader != 0).then_some(char::from(leader)),
            expressed,
            residues,
            source: entry.source.unwrap_or(default_source),
            inferred,
            exceptions: if inferred { field.exceptions } else { LigandSet::EMPTY },
        })
    }

    /// What a KIR sees of a group on this allele, and whether a source calls it weak.
    fn functional(&self, allele: Allele, group: Group, expressed: Surface) -> (LigandSet, bool) {
        let mut set = LigandSet::EMPTY;
        let mut weak = false;
        if expressed == Surface::No {
            return (set, weak);
        }
        match group {
            Group::C1 | Group::C1Bw6 => set.insert(Ligand::C1),
            Group::C2 => set.insert(Ligand::C2),
            Group::Bw4I80 | Group::Bw4T80 if allele.locus == Locus::A => {
                let first = allele.first();
                let counts = match self.hla_a_bw4 {
                    HlaABw4::Foley => {
                        weak = first == 23 || first == 25;
                        true
                    }
                    HlaABw4::Stern => first != 25,
                    HlaABw4::None => false,
                };
                if counts {
                    set.insert(Ligand::Bw4);
                }
            }
            // B*13 by its first field alone stands for its common alleles, 13:01 and 13:02.
            Group::Bw4I80 | Group::Bw4T80 => {
                let silent = allele.first() == 13 && matches!(allele.second(), None | Some(1 | 2));
                if !silent {
                    set.insert(Ligand::Bw4);
                }
            }
            Group::Bw6 | Group::None | Group::Unclassified | Group::Null => {}
        }
        if allele.locus == Locus::A && matches!(allele.first(), 3 | 11) && group != Group::Null {
            set.insert(Ligand::A3A11);
        }
        (set, weak)
    }

    /// The nearest known name.
    pub(super) fn nearest(&self, allele: Allele) -> Option<String> {
        let name = Allele { fields: [allele.first(), allele.fields[1], 0, 0], ..allele }.to_string();
        let fields = self.loci.get(allele.locus as usize)?;
        let mut candidates = Vec::new();
        match fields.get(usize::from(allele.first())).filter(|field| field.default.is_some()) {
            Some(field) => {
                let last = if self.imported { field.seconds.len() } else { usize::from(field.count) };
                let names = (1..=u16::try_from(last).unwrap_or(u16::MAX))
                    .map(|second| Allele::two_field(allele.locus, allele.first(), second))
                    .filter(|known| self.lookup(*known).is_some());
                candidates.extend(names.map(|known| known.to_string()));
            }
            None => {
                let second = allele.fields[1];
                for (first, _) in fields.iter().enumerate().filter(|(_, field)| field.default.is_some()) {
                    let first = u16::try_from(first).unwrap_or(0);
                    candidates.push(Allele { fields: [first, second, 0, 0], ..allele }.to_string());
                }
            }
        }
        nearest(&name, candidates.iter().map(String::as_str)).map(str::to_owned)
    }

    pub(super) fn field_mut(&mut self, locus: Locus, first: u16) -> &mut FirstField {
        let fields = match locus {
            Locus::A => &mut self.loci[0],
            Locus::B => &mut self.loci[1],
            Locus::C => &mut self.loci[2],
        };
        slot(fields, usize::from(first), FirstField::default())
    }

    fn exception_mut(&mut self, allele: Allele) -> &mut Entry {
        let field = self.field_mut(allele.locus, allele.first());
        let second = usize::from(allele.fields[1]);
        let (group, leader) = field.default.unwrap_or((Group::Unclassified, 0));
        let entry = slot(&mut field.seconds, second, Entry::ABSENT);
        if entry.source.is_none() {
            *entry = Entry {
                source: Some(GroupSource::Default),
                group,
                leader: if entry.leader == 0 { leader } else { entry.leader },
                ..Entry::ABSENT
            };
        }
        entry
    }

    /// Notes for each first field which ligands its default does not settle.
    pub(super) fn note_exceptions(&mut self) {
        for locus in Locus::ALL {
            let index = locus as usize;
            let count = self.loci.get(index).map_or(0, Vec::len);
            for first in 0..count {
                let first_number = u16::try_from(first).unwrap_or(0);
                let Some(field) = self.loci.get(index).and_then(|fields| fields.get(first)) else { continue };
                let Some((group, _)) = field.default else { continue };
                let named = |second: u16| Allele::two_field(locus, first_number, second);
                let usual = self.functional(named(0), group, Surface::Yes).0;
                let mut different = LigandSet::EMPTY;
                for (second, entry) in field.seconds.iter().enumerate() {
                    if entry.source.is_some() && entry.expression.at_surface() != Surface::No {
                        let second = u16::try_from(second).unwrap_or(0);
                        let own = self.functional(named(second), entry.group, Surface::Yes).0;
                        different = different.union(own.minus(usual)).union(usual.minus(own));
                    }
                }
                if let Some(field) = self.loci.get_mut(index).and_then(|fields| fields.get_mut(first)) {
                    field.exceptions = different;
                }
            }
        }
    }
}

/// A number of a second field beyond which the built-in tables call a name unknown: names are given in order, null and
/// withdrawn ones take numbers too, and later releases add some.
fn beyond(count: u16) -> u16 {
    count.saturating_add(count / 2).saturating_add(20)
}

/// The residues that a group implies.
fn implied(locus: Locus, group: Group) -> Residues {
    match (locus, group) {
        (Locus::C, Group::C1) => Residues::stated(&[(80, b'N')]),
        (Locus::C, Group::C2) => Residues::stated(&[(80, b'K')]),
        (_, Group::C1 | Group::C1Bw6) => Residues::stated(&[(76, b'V'), (80, b'N')]),
        (Locus::A, Group::Bw4I80) => Residues::stated(&[(80, b'I'), (82, b'L'), (83, b'R')]),
        (Locus::A, Group::Bw4T80) => Residues::stated(&[(80, b'T'), (82, b'L'), (83, b'R')]),
        (_, Group::Bw4I80) => Residues::stated(&[(77, b'N'), (80, b'I')]),
        (_, Group::Bw4T80) => Residues::stated(&[(80, b'T')]),
        (_, Group::Bw6) => Residues::stated(&[(80, b'N')]),
        _ => Residues::default(),
    }
}

/// The place of an index in a list that grows as needed.
pub(super) fn slot<T: Clone>(list: &mut Vec<T>, index: usize, empty: T) -> &mut T {
    if list.len() <= index {
        list.resize(index + 1, empty);
    }
    &mut list[index]
}

/// Rows of a built-in table of N columns: no quotes, comments begin with `#`, the first other line is the header.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.splitn(N, ',').collect();
        <[&str; N]>::try_from(cells).ok()
    })
}
