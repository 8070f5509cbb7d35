//! One allele as people write it: `HLA-B*44:02`, `44:02`, `B*4402`, `B*44:XX`, `C*04:AB`, `A*02:01/02:05`, `B44`, `Cw7`.
//!
//! Whatever is read otherwise than written is said: older names, names without a star, small letters. What a
//! spreadsheet made of an allele (`07:02` to `7:02:00` or `07-Feb`) is refused with the name it probably was.

use super::findings::Findings;
use super::groups::{LigandGroups, rows};
use super::{Allele, Expression, Kir3dl1Table, Locus, NameKind, ReadOptions};
use lytic_text::{Diagnostic, Message, Span, nearest};
use std::collections::BTreeSet;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Blank,
    /// One allele.
    One(Allele),
    /// One of several alleles.
    Several(Vec<Allele>),
    /// A gene that is not HLA-A, -B or -C; it is not used.
    OtherGene,
}

/// Reads names; holds what they are checked against and what was found.
pub(super) struct NameReader<'a> {
    pub(super) groups: &'a LigandGroups,
    pub(super) options: &'a ReadOptions,
    pub(super) findings: Findings,
    pub(super) classes: Kir3dl1Table,
}

const SEROLOGY: &str = include_str!("../../../../donors/serology.csv");

impl<'a> NameReader<'a> {
    pub(super) fn new(groups: &'a LigandGroups, options: &'a ReadOptions) -> NameReader<'a> {
        NameReader { groups, options, findings: Findings::default(), classes: Kir3dl1Table::built_in() }
    }

    pub(super) fn error(&mut self, message: Message, span: Option<Span>, suggestion: Option<String>) {
        let mut diagnostic = Diagnostic::error(message).suggest(suggestion);
        diagnostic.span = span;
        self.findings.error(diagnostic);
    }

    /// One cell, of a locus if the place says which. None where it was refused.
    pub(super) fn cell(&mut self, text: &str, locus: Option<Locus>, span: Option<Span>) -> Option<Cell> {
        // The ordinary case first: nothing to be said, nothing allocated.
        if let Some(allele) = ordinary(text, locus)
            && self.groups.lookup(allele).is_some()
        {
            self.remark_on(allele, span);
            return Some(Cell::One(allele));
        }
        self.unusual(text, locus, span)
    }

    fn unusual(&mut self, text: &str, locus: Option<Locus>, span: Option<Span>) -> Option<Cell> {
        let trimmed = text.trim();
        if is_blank(trimmed) {
            return Some(Cell::Blank);
        }
        if trimmed.chars().any(|letter| ('\u{ff01}'..='\u{ff5e}').contains(&letter)) {
            self.findings.remark("W1022", "", span, || Message::new("W1022").with("found", trimmed));
            let narrow: String = trimmed.chars().map(narrow).collect();
            return self.unusual(&narrow, locus, span);
        }
        if trimmed.contains('/') && mangled(trimmed).is_none() {
            return self.alternatives(trimmed, locus, span);
        }
        if other_gene(trimmed) {
            self.findings.remark("W1010", "", span, || Message::new("W1010").with("found", trimmed));
            return Some(Cell::OtherGene);
        }
        match self.name(trimmed, locus, span)?.as_slice() {
            [] => None,
            [one] => Some(Cell::One(*one)),
            several => Some(Cell::Several(several.to_vec())),
        }
    }

    /// `A*02:01/A*02:05`, `A*02:01/02:05`, `A*02:01/05`: later parts take over what they leave out.
    fn alternatives(&mut self, text: &str, locus: Option<Locus>, span: Option<Span>) -> Option<Cell> {
        let mut alleles: Vec<Allele> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut good = true;
        let mut known_locus = locus;
        let mut first_field: Option<u16> = None;
        let mut offset = 0;
        for part in text.split('/') {
            let place = span.map(|span| span.part(offset, offset + part.len()));
            offset += part.len() + 1;
            let part = part.trim();
            if part.is_empty() {
                self.error(Message::new("E1011"), place, None);
                good = false;
                continue;
            }
            let digits = part.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            let second_only = digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            let whole = match first_field {
                Some(first) if second_only => format!("{first:02}:{part}"),
                _ => part.to_owned(),
            };
            // The locus of a column is checked, that of an earlier part may be left out but not contradicted.
            match self.name(&whole, known_locus, place) {
                Some(found) => {
                    if let Some(allele) = found.first() {
                        known_locus = Some(allele.locus);
                        first_field = allele.second().map(|_| allele.first());
                    }
                    for allele in found {
                        if seen.insert(allele) {
                            alleles.push(allele);
                        }
                    }
                }
                None => good = false,
            }
        }
        match (good, alleles.as_slice()) {
            (false, _) | (_, []) => None,
            (true, [one]) => Some(Cell::One(*one)),
            _ => Some(Cell::Several(alleles)),
        }
    }

    /// One name without `/`; a code or a broad antigen gives several alleles.
    fn name(&mut self, text: &str, locus: Option<Locus>, span: Option<Span>) -> Option<Vec<Allele>> {
        let given = without_prefix(text);
        if let Some(guess) = mangled(given) {
            let suggestion = guess.map(|allele| match locus {
                Some(locus) => format!("{}*{allele}", locus.letter()),
                None => allele,
            });
            self.error(Message::new("E1003").with("found", text), span, suggestion);
            return None;
        }
        if let Some(allele) = ordinary(given, locus) {
            return self.checked(allele, locus, span).map(|allele| vec![allele]);
        }
        if let Some(allele) = Allele::parse(given) {
            // A name of another locus than the place allows.
            return self.checked(allele, locus, span).map(|allele| vec![allele]);
        }
        if given.bytes().any(|byte| byte.is_ascii_lowercase())
            && !given.to_ascii_lowercase().starts_with("cw")
        {
            let upper = given.to_ascii_uppercase();
            self.findings
                .remark("W1001", "", span, || Message::new("W1001").with("found", text).with("read", &upper));
            return self.name(&upper, locus, span);
        }
        if let Some(expanded) = self.code(given, locus, span) {
            return expanded;
        }
        if let Some(antigens) = antigen(given, locus) {
            let mut alleles = Vec::with_capacity(antigens.len());
            for allele in antigens {
                alleles.push(self.checked(allele, locus, span)?);
            }
            self.findings.remark("W1004", "serology", span, || Message::new("W1004").with("found", text));
            return Some(alleles);
        }
        if let Some(allele) = older_name(given, locus) {
            self.findings
                .remark("W1002", "", span, || Message::new("W1002").with("found", text).with("read", allele));
            return self.checked(allele, locus, span).map(|allele| vec![allele]);
        }
        if let Some(allele) = without_star(given) {
            self.findings
                .remark("W1003", "", span, || Message::new("W1003").with("found", text).with("read", allele));
            return self.checked(allele, locus, span).map(|allele| vec![allele]);
        }
        let near = self.findings.shows("E1001").then(|| likely(given, locus, self.groups)).flatten();
        self.error(Message::new("E1001").with("found", text), span, near);
        None
    }

    /// `C*04:AB`, `C*04:XX`; none where the text has no such form.
    fn code(&mut self, text: &str, locus: Option<Locus>, span: Option<Span>) -> Option<Option<Vec<Allele>>> {
        let (head, code) = text.split_once(':')?;
        let letters = code.len() >= 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !letters {
            return None;
        }
        let first = ordinary(head, locus)
            .or_else(|| Allele::parse_fields(locus?, head.trim_start_matches('*').as_bytes()))
            .filter(|allele| allele.second().is_none())?;
        if code == "XX" {
            return Some(self.checked(first, locus, span).map(|allele| vec![allele]));
        }
        self.checked_locus(first, locus, span)?;
        let Some(codes) = &self.options.codes else {
            self.error(Message::new("E1008").with("code", code), span, None);
            return Some(None);
        };
        let Some(members) = codes.expand(first.locus, first.first(), code) else {
            let near = self.findings.shows("E1009").then(|| codes.nearest(code)).flatten();
            let suggestion = near.map(|near| format!("{}*{:02}:{near}", first.locus.letter(), first.first()));
            self.error(Message::new("E1009").with("code", code), span, suggestion);
            return Some(None);
        };
        let known: Vec<Allele> =
            members.iter().copied().filter(|member| self.groups.lookup(*member).is_some()).collect();
        if known.is_empty() {
            self.error(Message::new("E1007").with("code", code).with("found", text), span, None);
            return Some(None);
        }
        if known.len() < members.len() {
            let left_out = members.len() - known.len();
            self.findings.remark("W1023", "", span, || {
                Message::new("W1023").with("found", text).with("left_out", left_out)
            });
        }
        Some(Some(known))
    }

    fn checked_locus(&mut self, allele: Allele, locus: Option<Locus>, span: Option<Span>) -> Option<()> {
        match locus {
            Some(locus) if locus != allele.locus => {
                let message = Message::new("E1004").with("allele", allele).with("locus", locus);
                self.error(message, span, None);
                None
            }
            _ => Some(()),
        }
    }

    /// An allele that the place allows and a release holds.
    fn checked(&mut self, allele: Allele, locus: Option<Locus>, span: Option<Span>) -> Option<Allele> {
        self.checked_locus(allele, locus, span)?;
        match self.groups.lookup(allele) {
            Some(_) => {
                self.remark_on(allele, span);
                Some(allele)
            }
            None => {
                let release = self.groups.release().unwrap_or("@typing.release.unknown").to_owned();
                let message = Message::new("E1002").with("allele", allele).with("release", release);
                let near = self.findings.shows("E1002").then(|| self.groups.nearest(allele)).flatten();
                self.error(message, span, near);
                None
            }
        }
    }

    /// What is worth knowing of a name.
    fn remark_on(&mut self, allele: Allele, span: Option<Span>) {
        let key = match (allele.kind, allele.expression) {
            (NameKind::GGroup, _) => return self.remark_on_g_group(allele, span),
            (_, Expression::Null) => "W1005",
            (_, Expression::Secreted | Expression::Cytoplasmic) => "W1006",
            (_, Expression::Aberrant | Expression::Questionable) => "W1007",
            (NameKind::Allele, Expression::Usual) if allele.second().is_none() => "W1004",
            _ if self.groups.is_imported() => return self.remark_on_hidden_null(allele, span),
            _ => return,
        };
        self.findings.remark(key, "", span, || Message::new(key).with("found", allele));
    }

    /// A G group: what it mixes where the user's file says, else that it may.
    fn remark_on_g_group(&mut self, allele: Allele, span: Option<Span>) {
        let keys: &[&'static str] = match self.groups.g_groups.get(&super::g_groups::key(allele)) {
            Some(mixture) if mixture.null && mixture.leader => &["W1028", "W1029"],
            Some(mixture) if mixture.null => &["W1028"],
            Some(mixture) if mixture.leader => &["W1029"],
            Some(_) => &[],
            None => &["W1008"],
        };
        for key in keys {
            self.findings.remark(key, "", span, || Message::new(key).with("found", allele));
        }
    }

    /// An allele whose every name in the release ends in `N`, written without it.
    fn remark_on_hidden_null(&mut self, allele: Allele, span: Option<Span>) {
        let null = self.groups.lookup(allele).is_some_and(|answer| answer.group == super::Group::Null);
        if null {
            self.findings.remark("W1005", "", span, || Message::new("W1005").with("found", allele));
        }
    }
}

/// `HLA-B*44:02`, `B*44:02`; where the locus is known also `*44:02` and `44:02`.
fn ordinary(text: &str, locus: Option<Locus>) -> Option<Allele> {
    match (Allele::parse(text), locus) {
        (Some(allele), Some(locus)) if allele.locus != locus => None,
        (Some(allele), _) => Some(allele),
        (None, Some(locus)) => {
            let fields = text.strip_prefix('*').unwrap_or(text);
            // `44` in a column is an antigen or an allele of one field: both mean the same, and the antigen is read
            // by the slow way, which says so. A third field of 00 is a time of day.
            fields.contains(':').then(|| Allele::parse_fields(locus, fields.as_bytes())).flatten()
        }
        (None, None) => None,
    }
}

/// What people write for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["", "-", "--", ".", "?", "na", "n/a", "n.a.", "nan", "nt", "nd", "none", "unknown", "not typed"];
    text.len() <= 9 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Without `HLA-`.
pub(super) fn without_prefix(text: &str) -> &str {
    match text.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("HLA-") => text.get(4..).unwrap_or("").trim_start(),
        _ => text,
    }
}

/// A full-width letter as its narrow one.
fn narrow(letter: char) -> char {
    match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Names of HLA genes that no KIR of this program sees: DRB1, DQA1, DPB1, E, F, G, H, MICA.
fn other_gene(text: &str) -> bool {
    let bare = without_prefix(text);
    let Some((gene, _)) = bare.split_once('*') else { return false };
    let gene = gene.trim().to_ascii_uppercase();
    matches!(gene.as_str(), "E" | "F" | "G" | "H" | "MICA" | "MICB" | "TAP1" | "TAP2")
        || (gene.starts_with('D') && gene.len() >= 2 && gene.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// What a spreadsheet made of an allele: `7:02:00`, `07:02:00 AM`, `1900/1/7`, `07-Feb`, `Feb-07`, `2-Jan-07`. The
/// inner value is the two fields it probably was.
fn mangled(text: &str) -> Option<Option<String>> {
    let lower = text.to_ascii_lowercase();
    let clock = lower.trim_end_matches("am").trim_end_matches("pm").trim_end();
    let numbers: Vec<&str> = clock.split(':').collect();
    let digits = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if let [hours, minutes, "00"] = numbers.as_slice()
        && digits(hours, 1, 2)
        && digits(minutes, 2, 2)
    {
        return Some(Some(format!("{hours:0>2}:{minutes}")));
    }
    // One digit before the colon: the leading zero was lost.
    if let [hours, minutes] = numbers.as_slice()
        && digits(hours, 1, 1)
        && digits(minutes, 2, 3)
    {
        return Some(Some(format!("{hours:0>2}:{minutes}")));
    }
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = lower.split(['-', ' ', '/', '.']).filter(|part| !part.is_empty()).collect();
    let month = |part: &str| MONTHS.iter().position(|name| part == *name).map(|index| index + 1);
    match parts.as_slice() {
        [day, name] if digits(day, 1, 2) && month(name).is_some() => {
            Some(month(name).map(|second| format!("{day:0>2}:{second:02}")))
        }
        [name, day] if digits(day, 1, 2) && month(name).is_some() => {
            Some(month(name).map(|first| format!("{first:02}:{day:0>2}")))
        }
        [_, name, _] if month(name).is_some() => Some(None),
        [year, first, second] if lower.contains(['-', '/']) => {
            let date = digits(year, 4, 4) && digits(first, 1, 2) && digits(second, 1, 2)
                || digits(year, 1, 2) && digits(first, 1, 2) && digits(second, 4, 4);
            date.then_some(None)
        }
        _ => None,
    }
}

/// Names before 2010: `B*4402`, `B*440201`. `A*92xx` and `B*95xx` were the overflow of A\*02 and B\*15.
fn older_name(text: &str, locus: Option<Locus>) -> Option<Allele> {
    let (locus, rest) = match text.split_once('*') {
        Some((letter, rest)) => {
            (Locus::from_letter(*letter.as_bytes().first()?).filter(|_| letter.len() == 1)?, rest)
        }
        None => (locus?, text),
    };
    let digits = rest.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
    let suffix = rest.get(digits.len()..)?;
    if !matches!(digits.len(), 4 | 6 | 8) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut fields: Vec<String> = (0..digits.len())
        .step_by(2)
        .filter_map(|start| digits.get(start..start + 2))
        .map(str::to_owned)
        .collect();
    let overflow = match (locus, fields.first().map(String::as_str)) {
        (Locus::A, Some("92")) => Some("02"),
        (Locus::B, Some("95")) => Some("15"),
        _ => None,
    };
    if let (Some(first), [head, second, ..]) = (overflow, fields.as_mut_slice()) {
        *head = first.to_owned();
        *second = format!("1{second}");
    }
    Allele::parse_fields(locus, format!("{}{suffix}", fields.join(":")).as_bytes())
}

/// `A02:01` and `A0201`, as prediction programs write.
fn without_star(text: &str) -> Option<Allele> {
    let locus = Locus::from_letter(*text.as_bytes().first()?)?;
    let fields = text.get(1..)?.trim_start_matches(['*', ' ', '-', '_']);
    if fields.len() >= 4 && fields.bytes().all(|byte| byte.is_ascii_digit()) {
        return older_name(fields, Some(locus));
    }
    fields.contains(':').then(|| Allele::parse_fields(locus, fields.as_bytes())).flatten()
}

/// `B44`, `Cw7`, `C7`, `B44(12)`; in a column of a locus also `44`. Splits and broad antigens by table.
fn antigen(text: &str, locus: Option<Locus>) -> Option<Vec<Allele>> {
    let text = text.split_once('(').map_or(text, |(split, _)| split).trim();
    let bytes = text.as_bytes();
    let (locus, number) = match bytes {
        [b'C' | b'c', b'w' | b'W', ..] => (Locus::C, text.get(2..)?),
        [letter, ..] if letter.is_ascii_alphabetic() => (Locus::from_letter(*letter)?, text.get(1..)?),
        _ => (locus?, text),
    };
    let digits = !number.is_empty() && number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    let number = number.trim_start_matches('0');
    let letters = if locus == Locus::C { "Cw".to_owned() } else { locus.letter().to_string() };
    let name = format!("{letters}{number}");
    if let Some([_, alleles]) = rows::<2>(SEROLOGY).find(|[antigen, _]| *antigen == name) {
        return Some(
            alleles
                .split('/')
                .filter_map(Allele::parse)
                .map(|allele| match allele.second() {
                    None => Allele { kind: NameKind::Serology, ..allele },
                    Some(_) => allele,
                })
                .collect(),
        );
    }
    let first: u16 = number.parse().ok().filter(|first| (1..=99).contains(first))?;
    Some(vec![Allele {
        locus,
        fields: [first, 0, 0, 0],
        expression: Expression::Usual,
        kind: NameKind::Serology,
    }])
}

/// The nearest two-field name that the tables would know, for a text that is no name.
fn likely(text: &str, locus: Option<Locus>, groups: &LigandGroups) -> Option<String> {
    let bare: String = text.chars().filter(|letter| !letter.is_whitespace()).take(24).collect();
    let repaired = bare.to_ascii_uppercase().replace(['.', ';', '-', '_'], ":").replace("::", ":");
    let star = repaired.replace(":*", "*");
    let candidates = [star.clone(), star.replace('O', "0"), star.replacen(':', "*", 1)];
    let named = candidates.iter().find_map(|candidate| {
        let allele = ordinary(candidate, locus).or_else(|| without_star(candidate))?;
        groups.lookup(allele).map(|_| allele.to_string())
    });
    named.or_else(|| {
        let names: Vec<String> = Locus::ALL
            .into_iter()
            .filter(|known| locus.is_none_or(|locus| locus == *known))
            .flat_map(|locus| groups.first_fields(locus))
            .map(|allele| allele.to_string())
            .collect();
        nearest(&repaired, names.iter().map(String::as_str)).map(str::to_owned)
    })
}
