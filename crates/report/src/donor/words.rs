//! Results in words, for the terminal and the page.

use super::{DonorEntry, DonorReport};
use lytic_nk::donor::{
    BContent, ContentClass, Criterion, GeneSet, Hundredths, Krieger, LeaderMatch, Outcomes, ResultKind, Span,
    TelomericRule, Unknown, content_of,
};
use lytic_nk::typing::{
    HlaABw4, Kir3dl1Strength, KirGene, Ligand, LigandSet, Ligands, Locus, LocusTyping, Person, Presence,
    Proof,
};
use lytic_text::{Lang, Message};

/// A text without arguments.
pub(super) fn say(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

pub(super) fn join(parts: impl IntoIterator<Item = String>, lang: Lang) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    if parts.is_empty() { say("donor.none", lang) } else { parts.join(&say("donor.comma", lang)) }
}

pub(super) fn ligands(set: LigandSet, lang: Lang) -> String {
    join(set.iter().map(|ligand| ligand.name().to_owned()), lang)
}

pub(super) fn genes(set: GeneSet, lang: Lang) -> String {
    join(set.iter().map(|gene| gene.short_name().to_owned()), lang)
}

pub(super) fn presence(presence: Presence, lang: Lang) -> String {
    let key = match presence {
        Presence::Present => "donor.yes",
        Presence::Absent => "donor.no",
        Presence::Unknown => "donor.unknown",
    };
    say(key, lang)
}

/// Cases listed one by one at most.
const MOST_CASES: usize = 4;

/// A result of sets: itself, its few cases, or what is certain and what is possible.
pub(super) fn sets<T: Ord + Copy>(
    outcomes: &Outcomes<T>,
    name: impl Fn(T) -> String,
    both: impl Fn(T, T) -> T,
    either: impl Fn(T, T) -> T,
    lang: Lang,
) -> String {
    if let Some(only) = outcomes.determined() {
        return name(only);
    }
    if outcomes.all().len() <= MOST_CASES {
        // Between cases stands "or", so that within one there must be no comma.
        let case = |case: &T| name(*case).replace(&say("donor.comma", lang), "+");
        return open(outcomes.all().iter().map(case), lang);
    }
    let certain = outcomes.all().iter().copied().reduce(both).map(&name).unwrap_or_default();
    let possible = outcomes.all().iter().copied().reduce(either).map(&name).unwrap_or_default();
    Message::new("donor.open_sets").with("certain", certain).with("possible", possible).text(lang)
}

pub(super) fn ligand_sets(outcomes: &Outcomes<LigandSet>, lang: Lang) -> String {
    let name = |set| ligands(set, lang);
    sets(outcomes, name, LigandSet::intersection, LigandSet::union, lang)
}

pub(super) fn gene_sets(outcomes: &Outcomes<GeneSet>, lang: Lang) -> String {
    sets(outcomes, |set| genes(set, lang), GeneSet::intersection, GeneSet::union, lang)
}

/// Cases that the typing leaves open.
pub(super) fn open(cases: impl Iterator<Item = String>, lang: Lang) -> String {
    let cases: Vec<String> = cases.collect();
    Message::new("donor.open").with("cases", cases.join(&say("donor.or", lang))).text(lang)
}

/// A number: itself or its range.
pub(super) fn range<T: Ord + Copy>(outcomes: &Outcomes<T>, name: impl Fn(T) -> String, lang: Lang) -> String {
    match (outcomes.determined(), outcomes.all()) {
        (Some(only), _) => name(only),
        (None, [low, .., high]) => open(std::iter::once(low_to_high(name(*low), name(*high), lang)), lang),
        (None, _) => say("donor.unknown", lang),
    }
}

fn low_to_high(low: String, high: String, lang: Lang) -> String {
    Message::new("donor.range").with("low", low).with("high", high).text(lang)
}

pub(super) fn class(class: ContentClass) -> &'static str {
    match class {
        ContentClass::Neutral => "donor.class.neutral",
        ContentClass::Better => "donor.class.better",
        ContentClass::Best => "donor.class.best",
    }
}

pub(super) fn content(outcomes: &Outcomes<BContent>, lang: Lang) -> String {
    if let Some(content) = outcomes.determined() {
        return Message::new("donor.line.content_is")
            .with("class", format!("@{}", class(content.class)))
            .with("score", content.score)
            .with("cen", content.centromeric.name())
            .with("tel", content.telomeric.name())
            .text(lang);
    }
    let mut classes: Vec<ContentClass> = outcomes.all().iter().map(|content| content.class).collect();
    classes.dedup();
    let scores = outcomes.all().iter().map(|content| content.score);
    let (least, most) = (scores.clone().min().unwrap_or(0), scores.max().unwrap_or(0));
    let names = classes.into_iter().map(|known| say(class(known), lang));
    let score = if least == most {
        least.to_string()
    } else {
        low_to_high(least.to_string(), most.to_string(), lang)
    };
    format!("{} ({score})", open(names, lang))
}

pub(super) fn strength(strength: Kir3dl1Strength) -> &'static str {
    match strength {
        Kir3dl1Strength::Noninhibiting => "donor.strength.none",
        Kir3dl1Strength::Weak => "donor.strength.weak",
        Kir3dl1Strength::Strong => "donor.strength.strong",
    }
}

pub(super) fn strengths(outcomes: &Outcomes<Kir3dl1Strength>, lang: Lang) -> String {
    match outcomes.determined() {
        Some(only) => say(strength(only), lang),
        None => open(outcomes.all().iter().map(|case| say(strength(*case), lang)), lang),
    }
}

pub(super) fn score(score: Hundredths) -> String {
    score.value().to_string()
}

pub(super) fn krieger(outcomes: &Outcomes<Krieger>, lang: Lang) -> String {
    let part = |pick: fn(&Krieger) -> Hundredths| {
        range(&Outcomes::of(outcomes.all().iter().map(pick), Hundredths(0)), score, lang)
    };
    Message::new("donor.line.krieger_is")
        .with("kirl", part(|scores| scores.kirl))
        .with("im", part(|scores| scores.im_kir))
        .with("w", part(|scores| scores.w_kir))
        .text(lang)
}

pub(super) fn leaders(leaders: &LeaderMatch, lang: Lang) -> String {
    let same = match leaders.same() {
        Some(true) => "@donor.leader.same",
        Some(false) => "@donor.leader.different",
        None => "@donor.unknown",
    };
    Message::new("donor.line.leaders")
        .with("donor", leaders.donor)
        .with("patient", leaders.patient)
        .with("same", same)
        .text(lang)
}

/// A share in per cent, as many digits as make sense for it.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 {
        "0".to_owned()
    } else if percent < 0.1 {
        "<0.1".to_owned()
    } else {
        format!("{percent:.1}")
    }
}

pub(super) fn fraction(entry: &DonorEntry<'_>, lang: Lang) -> String {
    let fraction = &entry.assessment.fraction;
    let (low, high) = (percent(fraction.typical.0), percent(fraction.typical.1));
    let typical = if low == high { low } else { low_to_high(low, high, lang) };
    if fraction.interval == (0.0, 0.0) {
        return format!("{typical} %");
    }
    Message::new("donor.line.fraction_is")
        .with("typical", typical)
        .with("low", percent(fraction.interval.0))
        .with("high", percent(fraction.interval.1))
        .text(lang)
}

/// `A*02:01, A*24:02; B*...`: the typing as it was read.
pub(super) fn hla(person: &Person, lang: Lang) -> String {
    let loci = Locus::ALL.into_iter().filter_map(|locus| match person.hla.locus(locus) {
        LocusTyping::Missing => None,
        LocusTyping::Two([first, second]) => Some(format!("{first}+{second}")),
        ambiguous @ LocusTyping::Ambiguous(_) => {
            let alleles = ambiguous.alleles();
            let shown: Vec<String> = alleles.iter().take(MOST_CASES).map(ToString::to_string).collect();
            let more = if alleles.len() > MOST_CASES { "/…" } else { "" };
            Some(format!("{}{more}", shown.join("/")))
        }
    });
    let mut all: Vec<String> = loci.collect();
    let missing: Vec<String> = person
        .ligands
        .missing
        .iter()
        .map(|locus| format!("{locus}: {}", say("donor.unknown", lang)))
        .collect();
    all.extend(missing);
    all.join("  ")
}

pub(super) fn kir(person: &Person, lang: Lang) -> String {
    let of = |wanted| {
        KirGene::ALL.into_iter().filter(move |gene| {
            // What nearly everybody has, and pseudogenes, say nothing where they are not typed.
            let silent = KirGene::FRAMEWORK.contains(gene) || *gene == KirGene::KIR2DP1;
            person.kir.presence(*gene) == wanted && !(wanted == Presence::Unknown && silent)
        })
    };
    let names = |wanted| join(of(wanted).map(|gene| gene.short_name().to_owned()), lang);
    if person.kir.is_unknown() {
        return say("donor.unknown", lang);
    }
    if of(Presence::Unknown).next().is_none() {
        return names(Presence::Present);
    }
    Message::new("donor.line.kir_open")
        .with("present", names(Presence::Present))
        .with("unknown", names(Presence::Unknown))
        .text(lang)
}

/// Ligands of a person: certain ones, and what else is possible or not typed.
pub(super) fn own_ligands(ligands_of: &Ligands, lang: Lang) -> String {
    let (certain, possible) = (ligands_of.certain, ligands_of.conceivable());
    let mut line = if certain == possible {
        ligands(certain, lang)
    } else {
        Message::new("donor.open_sets")
            .with("certain", ligands(certain, lang))
            .with("possible", ligands(possible, lang))
            .text(lang)
    };
    if !ligands_of.low.is_empty() {
        let low = Message::new("donor.line.low").with("ligands", ligands(ligands_of.low, lang));
        line = format!("{line} ({})", low.text(lang));
    }
    line
}

/// An allele with the residues that prove its ligand.
pub(super) fn proof(proof: &Proof, lang: Lang) -> String {
    let mut why = residues(proof, lang);
    if proof.inferred {
        why = format!("{why}{}{}", say("donor.comma", lang), say("donor.line.inferred", lang));
    }
    Message::new("donor.line.proof")
        .with("ligand", proof.ligand)
        .with("allele", proof.allele)
        .with("group", proof.group)
        .with("residues", why)
        .text(lang)
}

/// The residues that prove a ligand; A3/A11 is a matter of the name.
pub(super) fn residues(proof: &Proof, lang: Lang) -> String {
    let residues = proof.residues.to_string();
    match (proof.ligand, residues.is_empty()) {
        (Ligand::A3A11, _) => say("donor.line.by_name", lang),
        (_, true) => say("donor.line.no_residues", lang),
        (_, false) => residues,
    }
}

pub(super) fn criterion(criterion: Criterion) -> (&'static str, &'static str) {
    match criterion {
        Criterion::LigandMismatch => ("donor.criterion.ligand_mismatch", "donor.head.ligand_mismatch"),
        Criterion::EducatedLigands => ("donor.criterion.educated_ligands", "donor.head.educated_ligands"),
        Criterion::BContent => ("donor.criterion.b_content", "donor.head.b_content"),
        Criterion::Subtype => ("donor.criterion.subtype", "donor.head.subtype"),
        Criterion::Fraction => ("donor.criterion.fraction", "donor.head.fraction"),
        Criterion::NoRejectionMismatch => {
            ("donor.criterion.no_rejection_mismatch", "donor.head.no_rejection_mismatch")
        }
    }
}

/// A criterion's value: one, or worst to best.
pub(super) fn criterion_value(criterion: Criterion, span: Span, lang: Lang) -> String {
    let one = |value: i32| match criterion {
        Criterion::LigandMismatch | Criterion::Subtype | Criterion::NoRejectionMismatch => {
            say(if value > 0 { "donor.yes" } else { "donor.no" }, lang)
        }
        Criterion::EducatedLigands => value.to_string(),
        Criterion::BContent => {
            let (found, score) = content_of(value);
            format!("{} {score}", say(class(found), lang))
        }
        Criterion::Fraction => format!("{value} %"),
    };
    if span.worst == span.best {
        one(span.worst)
    } else {
        format!("{}{}{}", one(span.worst), say("donor.or_to", lang), one(span.best))
    }
}

pub(super) fn unknown(unknown: Unknown, lang: Lang) -> String {
    let of = |key, what: String| Message::new(key).with("what", what).text(lang);
    match unknown {
        Unknown::PatientLocus(locus) => of("donor.gap.patient_locus", locus.to_string()),
        Unknown::DonorLocus(locus) => of("donor.gap.donor_locus", locus.to_string()),
        Unknown::PatientGene(gene) => of("donor.gap.patient_locus", gene.to_string()),
        Unknown::DonorGene(gene) => of("donor.gap.donor_locus", gene.to_string()),
        Unknown::DonorAlleles => say("donor.gap.alleles", lang),
    }
}

pub(super) fn result(result: ResultKind) -> &'static str {
    match result {
        ResultKind::LigandLigand => "donor.result.ligand_ligand",
        ResultKind::ReceptorLigand => "donor.result.receptor_ligand",
        ResultKind::MissingLigand => "donor.result.missing_ligand",
        ResultKind::Educated => "donor.result.educated",
        ResultKind::RejectionLigandLigand => "donor.result.rejection_ligand_ligand",
        ResultKind::RejectionReceptorLigand => "donor.result.rejection_receptor_ligand",
        ResultKind::RejectionMissingLigand => "donor.result.rejection_missing_ligand",
        ResultKind::RejectionEducated => "donor.result.rejection_educated",
        ResultKind::BContent => "donor.result.b_content",
        ResultKind::Subtype => "donor.result.subtype",
        ResultKind::Ikir => "donor.result.ikir",
        ResultKind::Krieger => "donor.result.krieger",
        ResultKind::Fraction => "donor.result.fraction",
        ResultKind::Leader => "donor.result.leader",
    }
}

/// What is not known and could change something: gaps with the same effects in one line.
pub(super) fn gaps(entry: &DonorEntry<'_>, lang: Lang) -> Vec<(String, String)> {
    let mut lines: Vec<(Vec<String>, &[ResultKind])> = Vec::new();
    for gap in entry.assessment.gaps.iter().filter(|gap| !gap.changes.is_empty()) {
        let name = unknown(gap.unknown, lang);
        match lines.iter_mut().find(|(_, changes)| *changes == gap.changes.as_slice()) {
            Some((names, _)) => names.push(name),
            None => lines.push((vec![name], &gap.changes)),
        }
    }
    lines
        .into_iter()
        .map(|(names, changes)| {
            (join(names, lang), join(changes.iter().map(|change| say(result(*change), lang)), lang))
        })
        .collect()
}

/// Where there is no gap that changes anything: whether there is none at all.
pub(super) fn no_gaps(entry: &DonorEntry<'_>) -> &'static str {
    if entry.assessment.gaps.is_empty() { "donor.missing.nothing" } else { "donor.missing.harmless" }
}

/// The four models: id in the table of evidence, graft versus host, rejection.
pub(super) fn models(entry: &DonorEntry<'_>, lang: Lang) -> Vec<(&'static str, String, String)> {
    let (gvh, back) = (&entry.assessment.graft_versus_host, &entry.assessment.rejection);
    let count = |outcomes| range(outcomes, |count: u8| count.to_string(), lang);
    vec![
        ("ligand_ligand", ligand_sets(&gvh.ligand_ligand, lang), ligand_sets(&back.ligand_ligand, lang)),
        ("receptor_ligand", gene_sets(&gvh.receptor_ligand, lang), gene_sets(&back.receptor_ligand, lang)),
        ("missing_ligand", count(&gvh.missing_ligands), count(&back.missing_ligands)),
        ("educated", gene_sets(&gvh.educated, lang), gene_sets(&back.educated, lang)),
    ]
}

/// Everything else that is said of a donor, by name.
pub(super) fn facts(entry: &DonorEntry<'_>, lang: Lang) -> Vec<(String, String)> {
    let found = &entry.assessment;
    let mut lines = vec![
        (say("donor.line.hla", lang), hla(entry.person, lang)),
        (say("donor.line.kir", lang), kir(entry.person, lang)),
        (say("donor.line.ligands", lang), own_ligands(&entry.person.ligands, lang)),
        (say("donor.line.content", lang), content(&found.content, lang)),
        (say("donor.line.fraction", lang), fraction(entry, lang)),
        (say("donor.line.subtype", lang), strengths(&found.subtype, lang)),
        (say("donor.line.leader", lang), leaders(&found.leader, lang)),
        (say("donor.line.ikir", lang), range(&found.ikir, score, lang)),
        (say("donor.line.krieger", lang), krieger(&found.krieger, lang)),
    ];
    if found.tuned_by_2ds1 == Presence::Present {
        lines.push((say("donor.line.tuned", lang), say("donor.tuned.present", lang)));
    }
    lines
}

/// Where ligand groups come from, and the options.
pub(super) fn groups(report: &DonorReport<'_>, lang: Lang) -> String {
    let release = report.groups.release().unwrap_or("@donor.unknown");
    let key = if report.groups.is_imported() { "donor.groups.imported" } else { "donor.groups.built_in" };
    let hla_a = match report.groups.hla_a_bw4() {
        HlaABw4::Foley => "@donor.hla_a.foley",
        HlaABw4::Stern => "@donor.hla_a.stern",
        HlaABw4::None => "@donor.hla_a.none",
    };
    let telomeric = match report.telomeric {
        TelomericRule::EitherAbsent => "@donor.telomeric.either",
        TelomericRule::BothAbsent => "@donor.telomeric.both",
    };
    Message::new("donor.groups")
        .with("source", Message::new(key).with("release", release).text(lang))
        .with("hla_a", hla_a)
        .with("telomeric", telomeric)
        .text(lang)
}

pub(super) fn counts(report: &DonorReport<'_>, lang: Lang) -> String {
    Message::new("donor.counts")
        .with("patients", report.patients_read.read)
        .with("patients_refused", report.patients_read.refused)
        .with("donors", report.donors_read.read)
        .with("donors_refused", report.donors_read.refused)
        .with("repeated", report.donors_read.repeated)
        .text(lang)
}

pub(super) fn tally(report: &DonorReport<'_>, lang: Lang) -> String {
    let tally = &report.tally;
    Message::new("donor.tally")
        .with("donors", tally.donors)
        .with("mismatched", tally.mismatched)
        .with("perhaps", tally.perhaps_mismatched)
        .with("best", tally.best)
        .with("better", tally.better)
        .with("neutral", tally.neutral)
        .with("open", tally.content_open)
        .with("alloreactive", tally.alloreactive)
        .text(lang)
}

/// Whether the rule tells no donors apart.
pub(super) fn all_equal(report: &DonorReport<'_>) -> bool {
    let mut keys = report.donors.iter().map(|donor| &donor.key);
    let first = keys.next();
    report.donors.len() > 1
        && report.tally.donors == report.donors.len() as u64
        && keys.all(|key| Some(key) == first)
}
