//! Allele codes (MAC): short letters for lists of alleles, from a file that the user supplies.
//!
//! A line is `code<TAB>alleles`, or `*<TAB>code<TAB>alleles` as in the published file. Alleles of a *generic* code are
//! second fields (`AB` = `01/02`) and join the first field of the typing: `C*04:AB` = `C*04:01/C*04:02`. Alleles of an
//! *allele-specific* code are two fields (`BYHR` = `25:01/26:01`) and may cross first fields. Members that no release
//! holds (`C*04:02`) are left out, as long as one remains.

use super::{Allele, Locus};
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use std::collections::BTreeMap;

/// Codes of a file.
#[derive(Clone, Debug, Default)]
pub struct AlleleCodes {
    codes: BTreeMap<String, String>,
}

impl AlleleCodes {
    /// Reads a file of codes. Lines that begin with `#`, blank lines and a header are skipped; lines of another form
    /// are reported and the rest is read.
    pub fn read(source: SourceId, text: &str) -> (AlleleCodes, Vec<Diagnostic>) {
        let mut codes = AlleleCodes::default();
        let mut diagnostics = Vec::new();
        let mut offset = 0;
        for (index, whole) in text.split_inclusive('\n').enumerate() {
            let start = offset;
            offset += whole.len();
            let line = whole.trim_end_matches(['\n', '\r']);
            let line = if index == 0 { line.trim_start_matches('\u{feff}') } else { line };
            if line.trim().is_empty() || line.starts_with('#') || line.starts_with("LAST UPDATED") {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim);
            let (code, alleles) = match (cells.next(), cells.next(), cells.next()) {
                (Some("*" | ""), Some(code), Some(alleles)) => (code, alleles),
                (Some(code), Some(alleles), _) => (code, alleles),
                _ => ("", ""),
            };
            let is_header = code.eq_ignore_ascii_case("code");
            if is_header {
                continue;
            }
            let code_is_good = code.len() >= 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            let list_is_good = !alleles.is_empty()
                && alleles.split('/').all(|member| {
                    member.split(':').count() <= 2
                        && member.split(':').all(|field| {
                            let digits = field.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
                            digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
                        })
                });
            if code_is_good && list_is_good {
                codes.codes.insert(code.to_owned(), alleles.to_owned());
            } else {
                let message = Message::new("E1010").with("line", line.chars().take(40).collect::<String>());
                diagnostics.push(Diagnostic::error(message).at(Span::new(source, start, start + line.len())));
            }
        }
        (codes, diagnostics)
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The alleles of `locus*first:code`, whether or not a release holds them; none for an unknown code.
    pub fn expand(&self, locus: Locus, first: u16, code: &str) -> Option<Vec<Allele>> {
        let list = self.codes.get(code)?;
        let alleles = list
            .split('/')
            .filter_map(|member| match member.contains(':') {
                true => Allele::parse_fields(locus, member.as_bytes()),
                false => Allele::parse_fields(locus, format!("{first:02}:{member}").as_bytes()),
            })
            .collect();
        Some(alleles)
    }

    /// The nearest known code.
    pub fn nearest(&self, code: &str) -> Option<&str> {
        // A file has tens of thousands of codes: only those of about the same length are compared.
        let like = self.codes.keys().filter(|known| known.len().abs_diff(code.len()) <= 1);
        nearest(code, like.map(String::as_str))
    }
}
