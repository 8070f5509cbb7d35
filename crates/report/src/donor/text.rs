//! Donors in words, for the terminal.

use super::words::{self, say};
use super::{DonorEntry, DonorReport};
use lytic_nk::donor::evidence;
use lytic_nk::typing::{AlleleAnswer, LigandGroups, Surface};
use lytic_text::{Lang, Message};

/// The whole comparison in words.
pub fn donor_text(report: &DonorReport<'_>, lang: Lang) -> String {
    let title = Message::new("donor.title").with("patient", &report.patient.id).text(lang);
    let mut lines = vec![title, say("donor.caution", lang), String::new()];
    lines.push(words::counts(report, lang));
    lines.push(words::groups(report, lang));
    lines.push(String::new());
    lines.push(say("donor.heading.patient", lang));
    lines.extend(patient(report, lang));
    lines.push(String::new());
    lines.push(say("donor.heading.rule", lang));
    lines.extend(rule(report, lang));
    lines.push(String::new());
    lines.push(say("donor.heading.summary", lang));
    lines.extend(table(&ranking(report, lang)));
    lines.push(words::tally(report, lang));
    if words::all_equal(report) {
        lines.push(say("donor.equal", lang));
    }
    for entry in &report.donors {
        lines.push(String::new());
        lines.extend(donor(entry, lang));
    }
    lines.push(String::new());
    lines.push(say("donor.fraction.meaning", lang));
    lines.push(String::new());
    lines.push(say("donor.heading.models", lang));
    for model in evidence(lang) {
        lines.push(format!("{} - {}", model.name, model.definition));
        lines.push(format!("  + {}", model.result_for));
        lines.push(format!("  - {}", model.result_against));
        lines.push(format!("  {}", model.provenance));
    }
    lines.push(String::new());
    lines.push(say("donor.caution", lang));
    lines.join("\n") + "\n"
}

fn patient(report: &DonorReport<'_>, lang: Lang) -> Vec<String> {
    let person = report.patient;
    let mut lines = vec![
        line(&say("donor.line.hla", lang), &words::hla(person, lang)),
        line(&say("donor.line.kir", lang), &words::kir(person, lang)),
        line(&say("donor.line.ligands", lang), &words::own_ligands(&person.ligands, lang)),
    ];
    for proof in &person.ligands.proofs {
        lines.push(format!("    {}", words::proof(proof, lang)));
    }
    lines.push(line(&say("donor.line.leader", lang), person.ligands.leader.name()));
    lines
}

fn rule(report: &DonorReport<'_>, lang: Lang) -> Vec<String> {
    let goal = Message::new("donor.rule.goal").with("goal", report.goal.name()).text(lang);
    let mut lines = vec![goal];
    for (place, criterion) in (1..).zip(report.goal.criteria()) {
        lines.push(format!("  {place}. {}", say(words::criterion(criterion).0, lang)));
    }
    lines.push(say("donor.rule.worst", lang));
    lines.push(say("donor.rule.tie", lang));
    lines.push(say("donor.rule.caution", lang));
    lines
}

fn ranking(report: &DonorReport<'_>, lang: Lang) -> Vec<Vec<String>> {
    let criteria = report.goal.criteria();
    let mut head = vec![say("donor.head.rank", lang), say("donor.head.donor", lang)];
    head.extend(criteria.map(|criterion| say(words::criterion(criterion).1, lang)));
    let mut rows = vec![head];
    for entry in &report.donors {
        let mut row = vec![entry.rank.to_string(), entry.person.id.clone()];
        let values = criteria.iter().zip(entry.key.0);
        row.extend(values.map(|(criterion, span)| words::criterion_value(*criterion, span, lang)));
        rows.push(row);
    }
    rows
}

fn donor(entry: &DonorEntry<'_>, lang: Lang) -> Vec<String> {
    let heading =
        Message::new("donor.heading.donor").with("rank", entry.rank).with("donor", &entry.person.id);
    let mut lines = vec![heading.text(lang)];
    for (name, value) in words::facts(entry, lang) {
        lines.push(line(&name, &value));
    }
    for proof in &entry.person.ligands.proofs {
        lines.push(format!("    {}", words::proof(proof, lang)));
    }
    let names = evidence(lang);
    let mut rows = vec![vec![
        say("donor.head.model", lang),
        say("donor.head.gvh", lang),
        say("donor.head.rejection", lang),
    ]];
    for (id, gvh, back) in words::models(entry, lang) {
        let name = names.iter().find(|model| model.id == id).map_or(id, |model| model.name.as_str());
        rows.push(vec![name.to_owned(), gvh, back]);
    }
    lines.extend(table(&rows).into_iter().map(|row| format!("  {row}")));
    let mut rows = vec![vec![
        say("donor.head.receptor", lang),
        say("donor.head.carried", lang),
        say("donor.head.own", lang),
        say("donor.head.educated", lang),
        say("donor.head.patient", lang),
    ]];
    for receptor in &entry.assessment.education {
        rows.push(vec![
            format!("{}-{}", receptor.gene.short_name(), receptor.ligand),
            words::presence(receptor.carried, lang),
            words::presence(receptor.own_ligand, lang),
            words::presence(receptor.educated(), lang),
            words::presence(receptor.patient_ligand, lang),
        ]);
    }
    lines.extend(table(&rows).into_iter().map(|row| format!("  {row}")));
    let gaps = words::gaps(entry, lang);
    if gaps.is_empty() {
        lines.push(line(&say("donor.line.missing", lang), &say(words::no_gaps(entry), lang)));
    } else {
        lines.push(format!("  {} -> {}", say("donor.head.missing", lang), say("donor.head.changes", lang)));
        lines.extend(gaps.into_iter().map(|(what, changes)| format!("    {what} -> {changes}")));
    }
    lines
}

fn line(name: &str, value: &str) -> String {
    format!("  {name}: {value}")
}

/// Columns aligned by what a terminal shows: Chinese characters are two columns wide.
pub(super) fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns_of(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                format!("{cell}{}", " ".repeat(width.saturating_sub(columns_of(cell)) + 2))
            });
            format!("  {}", cells.collect::<String>()).trim_end().to_owned()
        })
        .collect()
}

fn columns_of(text: &str) -> usize {
    text.chars().map(|letter| if ('\u{1100}'..='\u{ffef}').contains(&letter) { 2 } else { 1 }).sum()
}

/// One allele in words.
pub fn allele_text(answer: &AlleleAnswer, groups: &LigandGroups, lang: Lang) -> String {
    let seen = words::ligands(answer.functional_ligand, lang);
    let seen = if answer.weak { format!("{seen} ({})", say("donor.allele.weak", lang)) } else { seen };
    let expressed = match answer.expressed {
        Surface::Yes => "donor.yes",
        Surface::Low => "donor.allele.low",
        Surface::Perhaps => "donor.allele.perhaps",
        Surface::No => "donor.no",
    };
    let leader = answer.leader.map_or_else(|| say("donor.unknown", lang), |letter| letter.to_string());
    let residues = answer.residues.to_string();
    let mut lines = vec![answer.allele.to_string()];
    lines.push(line(&say("donor.allele.group", lang), answer.group.name()));
    lines.push(line(&say("donor.allele.functional", lang), &seen));
    lines.push(line(&say("donor.allele.leader", lang), &leader));
    lines.push(line(&say("donor.allele.expressed", lang), &say(expressed, lang)));
    if !residues.is_empty() {
        lines.push(line(&say("donor.allele.residues", lang), &residues));
    }
    lines.push(line(&say("donor.allele.source", lang), &groups.source_message(answer.source).text(lang)));
    if answer.inferred && !answer.exceptions.is_empty() {
        lines.push(format!("  {}", say("donor.allele.inferred", lang)));
    }
    lines.join("\n") + "\n"
}
