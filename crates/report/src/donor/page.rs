//! Donors as one HTML page in the style of the other pages.

use super::words::{self, say};
use super::{DonorEntry, DonorReport};
use crate::error::ReportError;
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::count;
use lytic_nk::donor::{Fraction, evidence};
use lytic_nk::typing::Person;
use lytic_text::{Lang, Message};

/// The page as one HTML text that needs nothing from elsewhere.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn donor_page(report: &DonorReport<'_>, lang: Lang) -> Result<String, ReportError> {
    let mut sections = vec![patient(report, lang), rule(report, lang), summary(report, lang)];
    sections.extend((1..).zip(&report.donors).map(|(place, entry)| donor(entry, place, lang)));
    sections.push(models(lang));
    let subtitle = Message::new("donor.subtitle")
        .with("goal", report.goal.name())
        .with("donors", count(report.tally.donors))
        .with("shown", count(report.donors.len() as u64));
    let content = Content {
        title: Message::new("donor.title").with("patient", &report.patient.id).text(lang),
        subtitle: subtitle.text(lang),
        sections,
        provenance: vec![
            (say("report.version", lang), format!("Lytic {}", report.version)),
            (say("donor.patient_file", lang), report.files.0.clone()),
            (say("donor.donors_file", lang), report.files.1.clone()),
            (say("donor.allele.source", lang), words::groups(report, lang)),
        ],
        command: report.command.clone(),
        data: String::new(),
    };
    page(content, lang)
}

fn patient(report: &DonorReport<'_>, lang: Lang) -> Section {
    let mut section = Section::new("patient", Message::new("donor.heading.patient"), lang);
    let person = report.patient;
    section.says = vec![say("donor.caution", lang)];
    let rows = vec![
        pair(say("donor.line.hla", lang), words::hla(person, lang)),
        pair(say("donor.line.kir", lang), words::kir(person, lang)),
        pair(say("donor.line.ligands", lang), words::own_ligands(&person.ligands, lang)),
        pair(say("donor.line.leader", lang), person.ligands.leader.name().to_owned()),
    ];
    section.tables = vec![two_columns("", rows, lang), proofs(person, lang)];
    section.note = words::counts(report, lang);
    section
}

fn rule(report: &DonorReport<'_>, lang: Lang) -> Section {
    let mut section = Section::new("rule", Message::new("donor.heading.rule"), lang);
    section.says = vec![Message::new("donor.rule.goal").with("goal", report.goal.name()).text(lang)];
    let criteria = (1..).zip(report.goal.criteria());
    section.says.extend(
        criteria.map(|(place, criterion)| format!("{place}. {}", say(words::criterion(criterion).0, lang))),
    );
    section.says.push(say("donor.rule.worst", lang));
    section.says.push(say("donor.rule.tie", lang));
    section.note = say("donor.rule.caution", lang);
    section
}

fn summary(report: &DonorReport<'_>, lang: Lang) -> Section {
    let mut section = Section::new("ranking", Message::new("donor.heading.summary"), lang);
    let criteria = report.goal.criteria();
    let mut head = vec![Head::words("donor.head.donor", lang), Head::numbers("donor.head.rank", "", lang)];
    head.extend(criteria.map(|criterion| Head::words(words::criterion(criterion).1, lang)));
    let most = axis_end(report);
    let scale = Message::new("donor.head.share").with("most", (most * 100.0).round());
    head.push(Head { text: scale.text(lang), ..Head::default() });
    let rows = report.donors.iter().map(|entry| {
        let mut row = vec![Cell::words(&entry.person.id), Cell::number(entry.rank.to_string())];
        let values = criteria.iter().zip(entry.key.0);
        row.extend(
            values.map(|(criterion, span)| Cell::words(words::criterion_value(*criterion, span, lang))),
        );
        row.push(Cell { number: false, ..Cell::number(share_bar(&entry.assessment.fraction, most)) });
        row
    });
    section.tables = vec![Table { heading: String::new(), head, rows: rows.collect() }];
    section.note = words::tally(report, lang);
    if words::all_equal(report) {
        section.says.push(say("donor.equal", lang));
    }
    section
}

/// Where the axis of shares ends: a step of five per cent above every interval.
fn axis_end(report: &DonorReport<'_>) -> f64 {
    let highest = report.donors.iter().map(|entry| entry.assessment.fraction.interval.1).fold(0.0, f64::max);
    0.05 * (highest / 0.05).ceil().max(1.0)
}

/// A share on a line from 0: the point (or the cases that the typing leaves open, thick) and its interval, as a picture
/// without words; the numbers stand in the donor's section.
fn share_bar(fraction: &Fraction, most: f64) -> String {
    let x = |share: f64| 4.0 + 112.0 * (share / most).clamp(0.0, 1.0);
    let (low, high) = fraction.interval;
    let reach =
        format!("<path class=\"reach\" d=\"M{:.1} 5v10M{:.1} 5v10M{0:.1} 10H{1:.1}\"/>", x(low), x(high));
    let (least, most_typical) = fraction.typical;
    let typical = if least == most_typical {
        format!("<circle class=\"point\" cx=\"{:.1}\" cy=\"10\" r=\"3.4\"/>", x(least))
    } else {
        format!("<path class=\"interval\" d=\"M{:.1} 10H{:.1}\"/>", x(least), x(most_typical))
    };
    format!(
        "<svg class=\"fig share\" viewBox=\"0 0 120 24\" aria-hidden=\"true\">\
         <path class=\"axis\" d=\"M4 10H116M4 6v8M60 8v4M116 6v8\"/>{reach}{typical}</svg>"
    )
}

fn donor(entry: &DonorEntry<'_>, place: usize, lang: Lang) -> Section {
    let heading =
        Message::new("donor.heading.donor").with("rank", entry.rank).with("donor", &entry.person.id);
    let mut section = Section::new("donor", heading, lang);
    section.id = format!("donor-{place}").into();
    let facts = words::facts(entry, lang).into_iter().map(|(name, value)| pair(name, value)).collect();
    section.tables = vec![
        models_of(entry, lang),
        two_columns("donor.table.results", facts, lang),
        education(entry, lang),
        proofs(entry.person, lang),
    ];
    let gaps = words::gaps(entry, lang);
    if gaps.is_empty() {
        section.note = format!("{}: {}", say("donor.line.missing", lang), say(words::no_gaps(entry), lang));
    } else {
        section.tables.push(Table {
            heading: say("donor.line.missing", lang),
            head: vec![Head::words("donor.head.missing", lang), Head::words("donor.head.changes", lang)],
            rows: gaps.into_iter().map(|(what, changes)| pair(what, changes)).collect(),
        });
    }
    section.tables.retain(|table| !table.rows.is_empty());
    section
}

fn models_of(entry: &DonorEntry<'_>, lang: Lang) -> Table {
    let names = evidence(lang);
    let rows = words::models(entry, lang).into_iter().map(|(id, gvh, back)| {
        let model = names.iter().find(|model| model.id == id);
        let name = model.map_or_else(|| id.to_owned(), |model| model.name.clone());
        vec![Cell::words(name), Cell::words(gvh), Cell::words(back)]
    });
    of_words(
        "donor.table.models",
        &["donor.head.model", "donor.head.gvh", "donor.head.rejection"],
        rows.collect(),
        lang,
    )
}

fn education(entry: &DonorEntry<'_>, lang: Lang) -> Table {
    let rows = entry.assessment.education.iter().map(|receptor| {
        vec![
            Cell::words(format!("{}–{}", receptor.gene.short_name(), receptor.ligand)),
            Cell::words(words::presence(receptor.carried, lang)),
            Cell::words(words::presence(receptor.own_ligand, lang)),
            Cell::words(words::presence(receptor.educated(), lang)),
            Cell::words(words::presence(receptor.patient_ligand, lang)),
        ]
    });
    of_words(
        "donor.table.education",
        &[
            "donor.head.receptor",
            "donor.head.carried",
            "donor.head.own",
            "donor.head.educated",
            "donor.head.patient",
        ],
        rows.collect(),
        lang,
    )
}

fn proofs(person: &Person, lang: Lang) -> Table {
    let rows = person.ligands.proofs.iter().map(|proof| {
        let allele = Cell::words(proof.allele.to_string());
        let allele = if proof.inferred { allele.small(say("donor.line.inferred", lang)) } else { allele };
        vec![
            Cell::words(proof.ligand.name()),
            allele,
            Cell::words(proof.group.name()),
            Cell::words(words::residues(proof, lang)),
        ]
    });
    of_words(
        "donor.table.proofs",
        &["donor.head.ligand", "donor.head.allele", "donor.head.group", "donor.head.residues"],
        rows.collect(),
        lang,
    )
}

fn models(lang: Lang) -> Section {
    let mut section = Section::new("models", Message::new("donor.heading.models"), lang);
    let rows = evidence(lang).into_iter().map(|model| {
        vec![
            Cell::words(model.name),
            Cell::words(model.definition).small(model.provenance),
            Cell::words(model.result_for),
            Cell::words(model.result_against),
        ]
    });
    section.tables = vec![of_words(
        "",
        &["donor.head.model", "donor.head.counts", "donor.head.for", "donor.head.against"],
        rows.collect(),
        lang,
    )];
    section.note = say("donor.fraction.meaning", lang);
    section
}

fn pair(name: String, value: String) -> Vec<Cell> {
    vec![Cell::words(name), Cell::words(value)]
}

fn two_columns(heading: &'static str, rows: Vec<Vec<Cell>>, lang: Lang) -> Table {
    of_words(heading, &["donor.head.quantity", "donor.head.value"], rows, lang)
}

/// A table whose heading (none if empty) and columns are texts of the catalogue.
fn of_words(heading: &'static str, columns: &[&'static str], rows: Vec<Vec<Cell>>, lang: Lang) -> Table {
    Table {
        heading: if heading.is_empty() { String::new() } else { say(heading, lang) },
        head: columns.iter().map(|column| Head::words(column, lang)).collect(),
        rows,
    }
}
