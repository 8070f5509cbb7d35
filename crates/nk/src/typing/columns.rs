//! What the columns of a table of people hold, by their names.

use super::delimited::cells;
use super::{KirGene, Locus};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Id,
    Copy(Locus, usize),
    Both(Locus),
    Kir(KirGene),
    KirText,
    Gl,
    Unused,
}

/// The delimiter and the columns of a first line; none where it is no header of a table of people.
pub(super) fn header(line: &str) -> Option<(u8, Vec<Column>)> {
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| line.bytes().filter(|byte| byte == delimiter).count())?;
    let columns: Vec<Column> = cells(line, delimiter).map(|(_, cell)| column(&cell)).collect();
    let typed = columns.iter().any(|column| !matches!(column, Column::Id | Column::Unused));
    let divided = columns.len() > 1;
    (typed && (divided || columns.iter().any(|column| matches!(column, Column::Gl | Column::KirText))))
        .then_some((delimiter, columns))
}

fn column(name: &str) -> Column {
    let bare: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if let Some(gene) = KirGene::from_name(&bare) {
        return Column::Kir(gene);
    }
    const IDS: [&str; 16] = [
        "id",
        "donor",
        "donorid",
        "patient",
        "patientid",
        "recipient",
        "recipientid",
        "sample",
        "sampleid",
        "subject",
        "subjectid",
        "person",
        "编号",
        "供者",
        "患者",
        "样本",
    ];
    if IDS.contains(&bare.as_str()) {
        return Column::Id;
    }
    match bare.as_str() {
        "kir" | "kirstring" | "kirgenotype" | "kirgenes" => return Column::KirText,
        "gl" | "glstring" | "hla" | "hlagl" | "hlagenotype" | "glstrings" => return Column::Gl,
        _ => {}
    }
    let hla = bare.strip_prefix("hla").unwrap_or(&bare);
    let hla = match hla.strip_prefix("cw") {
        Some(rest) => format!("c{rest}"),
        None => hla.to_owned(),
    };
    match hla.as_bytes() {
        [letter @ (b'a' | b'b' | b'c')] => Locus::from_letter(*letter).map_or(Column::Unused, Column::Both),
        [letter @ (b'a' | b'b' | b'c'), copy @ (b'1' | b'2')] => Locus::from_letter(*letter)
            .map_or(Column::Unused, |locus| Column::Copy(locus, usize::from(copy - b'1'))),
        _ => Column::Unused,
    }
}
