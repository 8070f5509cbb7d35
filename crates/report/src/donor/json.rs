//! Donors as one JSON object. Names of keys and words of values are English and do not change with the language.

use super::{DonorEntry, DonorReport};
use lytic_nk::donor::{
    Criterion, Direction, GeneSet, Outcomes, ResultKind, Span, TelomericRule, Unknown, content_of, evidence,
};
use lytic_nk::typing::{
    AlleleAnswer, Counts, HlaABw4, KirGene, LigandGroups, LigandSet, Locus, LocusTyping, Person, Presence,
    Surface,
};
use lytic_text::{Lang, Message};
use serde_json::{Map, Value, json};

/// The comparison as one JSON object on one line, without a line feed.
pub fn donor_json(report: &DonorReport<'_>, lang: Lang) -> String {
    let criteria = report.goal.criteria();
    let mut models = Map::new();
    for model in evidence(lang) {
        models.insert(
            model.id,
            json!({
                "name": model.name,
                "definition": model.definition,
                "needs": model.needs,
                "for": model.result_for,
                "against": model.result_against,
                "provenance": model.provenance,
            }),
        );
    }
    let tally = &report.tally;
    let object = json!({
        "lytic": report.version,
        "caution": Message::new("donor.caution").text(lang),
        "goal": report.goal.name(),
        "rule": criteria.map(criterion_name),
        "tie_break": "order of the file; donors equal in all criteria share a rank",
        "groups": groups(report.groups),
        "telomeric_bb": match report.telomeric {
            TelomericRule::EitherAbsent => "either",
            TelomericRule::BothAbsent => "both",
        },
        "read": { "patient": counts(report.patients_read), "donors": counts(report.donors_read) },
        "patient": person(report.patient),
        "tally": {
            "donors": tally.donors,
            "ligand_mismatch_certain": tally.mismatched,
            "ligand_mismatch_possible": tally.perhaps_mismatched,
            "b_content": {
                "best": tally.best,
                "better": tally.better,
                "neutral": tally.neutral,
                "open": tally.content_open,
            },
            "alloreactive_cells_certain": tally.alloreactive,
        },
        "donors": report.donors.iter().map(|entry| donor(entry, &criteria)).collect::<Vec<_>>(),
        "models": models,
        "alloreactive_fraction_meaning": Message::new("donor.fraction.meaning").text(lang),
    });
    object.to_string()
}

fn counts(counts: &Counts) -> Value {
    json!({ "read": counts.read, "refused": counts.refused, "repeated": counts.repeated })
}

fn groups(groups: &LigandGroups) -> Value {
    json!({
        "source": if groups.is_imported() { "imported" } else { "built-in" },
        "release": groups.release(),
        "hla_a_bw4": match groups.hla_a_bw4() {
            HlaABw4::Foley => "foley",
            HlaABw4::Stern => "stern",
            HlaABw4::None => "none",
        },
    })
}

fn set(ligands: LigandSet) -> Value {
    ligands.iter().map(|ligand| ligand.name()).collect()
}

fn genes(genes: GeneSet) -> Value {
    genes.iter().map(KirGene::name).collect()
}

/// A result: its value where it is determined, else null, and all that it can be.
fn outcomes<T: Ord + Copy>(outcomes: &Outcomes<T>, show: impl Fn(T) -> Value) -> Value {
    json!({
        "value": outcomes.determined().map(&show),
        "possible": outcomes.all().iter().map(|case| show(*case)).collect::<Vec<_>>(),
    })
}

fn person(person: &Person) -> Value {
    let ligands = &person.ligands;
    let mut hla = Map::new();
    for locus in Locus::ALL {
        let typing = person.hla.locus(locus);
        let value = match typing {
            LocusTyping::Missing => Value::Null,
            LocusTyping::Two(pair) => pair.iter().map(ToString::to_string).collect(),
            LocusTyping::Ambiguous(_) => {
                json!({ "any_of": typing.alleles().iter().map(ToString::to_string).collect::<Vec<_>>() })
            }
        };
        hla.insert(locus.letter().to_string(), value);
    }
    let of = |wanted| -> Vec<&str> {
        KirGene::ALL
            .into_iter()
            .filter(|gene| person.kir.presence(*gene) == wanted)
            .map(KirGene::name)
            .collect()
    };
    let proofs = ligands.proofs.iter().map(|proof| {
        json!({
            "ligand": proof.ligand.name(),
            "allele": proof.allele.to_string(),
            "group": proof.group.name(),
            "residues": proof.residues.to_string(),
            "inferred": proof.inferred,
        })
    });
    json!({
        "id": person.id,
        "hla": hla,
        "kir": {
            "present": of(Presence::Present),
            "absent": of(Presence::Absent),
            "unknown": of(Presence::Unknown),
        },
        "ligands": {
            "certain": set(ligands.certain),
            "possible": set(ligands.possible),
            "conceivable": set(ligands.conceivable()),
            "low_expression": set(ligands.low),
            "inferred": set(ligands.inferred),
            "proofs": proofs.collect::<Vec<_>>(),
            "loci_not_typed": ligands.missing.iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
        "leader": ligands.leader.name(),
    })
}

fn direction(direction: &Direction) -> Value {
    json!({
        "ligand_ligand": outcomes(&direction.ligand_ligand, set),
        "receptor_ligand": outcomes(&direction.receptor_ligand, genes),
        "missing_ligand": outcomes(&direction.missing_ligands, Value::from),
        "educated": outcomes(&direction.educated, genes),
    })
}

fn donor(entry: &DonorEntry<'_>, criteria: &[Criterion]) -> Value {
    let found = &entry.assessment;
    let mut object = person(entry.person);
    let more = json!({
        "rank": entry.rank,
        "criteria": criteria
            .iter()
            .zip(entry.key.0)
            .map(|(criterion, span)| criterion_value(*criterion, span))
            .collect::<Vec<_>>(),
        "graft_versus_host": direction(&found.graft_versus_host),
        "rejection": direction(&found.rejection),
        "b_content": outcomes(&found.content, |content| json!({
            "class": content.class.name(),
            "score": content.score,
            "centromeric": content.centromeric.name(),
            "telomeric": content.telomeric.name(),
        })),
        "ikir_score": outcomes(&found.ikir, |score| score.value().into()),
        "krieger": outcomes(&found.krieger, |scores| json!({
            "kirl": scores.kirl.value(),
            "im_kir": scores.im_kir.value(),
            "w_kir": scores.w_kir.value(),
        })),
        "leader_match": {
            "donor": found.leader.donor.name(),
            "patient": found.leader.patient.name(),
            "same": found.leader.same(),
        },
        "kir3dl1": {
            "classes": found.classes_3dl1.iter().map(|class| class.name()).collect::<Vec<_>>(),
            "inhibition": outcomes(&found.subtype, |strength| strength.name().into()),
        },
        "education": found.education.iter().map(|receptor| json!({
            "receptor": receptor.gene.name(),
            "ligand": receptor.ligand.name(),
            "carried": presence(receptor.carried),
            "own_ligand": presence(receptor.own_ligand),
            "educated": presence(receptor.educated()),
            "patient_ligand": presence(receptor.patient_ligand),
        })).collect::<Vec<_>>(),
        "tuned_down_by_2ds1": presence(found.tuned_by_2ds1),
        "alloreactive_fraction": {
            "typical": [found.fraction.typical.0, found.fraction.typical.1],
            "interval_90": [found.fraction.interval.0, found.fraction.interval.1],
        },
        "not_known": found.gaps.iter().map(|gap| json!({
            "what": unknown(gap.unknown),
            "could_change": gap.changes.iter().map(|change| result(*change)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "inferred_from_first_field": { "donor": set(found.inferred.0), "patient": set(found.inferred.1) },
    });
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

/// Present, absent or not known as true, false and null.
fn presence(presence: Presence) -> Value {
    match presence {
        Presence::Present => true.into(),
        Presence::Absent => false.into(),
        Presence::Unknown => Value::Null,
    }
}

fn criterion_name(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::LigandMismatch => "ligand_mismatch",
        Criterion::EducatedLigands => "educated_ligands",
        Criterion::BContent => "b_content",
        Criterion::Subtype => "kir3dl1_weak",
        Criterion::Fraction => "alloreactive_percent",
        Criterion::NoRejectionMismatch => "no_rejection_mismatch",
    }
}

fn criterion_value(criterion: Criterion, span: Span) -> Value {
    let show = |value: i32| -> Value {
        match criterion {
            Criterion::LigandMismatch | Criterion::Subtype | Criterion::NoRejectionMismatch => {
                (value > 0).into()
            }
            Criterion::EducatedLigands | Criterion::Fraction => value.into(),
            Criterion::BContent => {
                let (class, score) = content_of(value);
                json!({ "class": class.name(), "score": score })
            }
        }
    };
    json!({
        "criterion": criterion_name(criterion),
        "worst": show(span.worst),
        "best": show(span.best),
    })
}

fn unknown(unknown: Unknown) -> String {
    match unknown {
        Unknown::PatientLocus(locus) => format!("patient {locus}"),
        Unknown::DonorLocus(locus) => format!("donor {locus}"),
        Unknown::PatientGene(gene) => format!("patient {gene}"),
        Unknown::DonorGene(gene) => format!("donor {gene}"),
        Unknown::DonorAlleles => "donor KIR3DL1 alleles".to_owned(),
    }
}

fn result(result: ResultKind) -> &'static str {
    match result {
        ResultKind::LigandLigand => "graft_versus_host.ligand_ligand",
        ResultKind::ReceptorLigand => "graft_versus_host.receptor_ligand",
        ResultKind::MissingLigand => "graft_versus_host.missing_ligand",
        ResultKind::Educated => "graft_versus_host.educated",
        ResultKind::RejectionLigandLigand => "rejection.ligand_ligand",
        ResultKind::RejectionReceptorLigand => "rejection.receptor_ligand",
        ResultKind::RejectionMissingLigand => "rejection.missing_ligand",
        ResultKind::RejectionEducated => "rejection.educated",
        ResultKind::BContent => "b_content",
        ResultKind::Subtype => "kir3dl1",
        ResultKind::Ikir => "ikir_score",
        ResultKind::Krieger => "krieger",
        ResultKind::Fraction => "alloreactive_fraction",
        ResultKind::Leader => "leader_match",
    }
}

/// What is said of one allele as JSON: an object on one line.
pub fn allele_json(answer: &AlleleAnswer, groups: &LigandGroups, lang: Lang) -> String {
    let functional = if answer.functional_ligand.is_empty() {
        "none".to_owned()
    } else {
        answer.functional_ligand.to_string()
    };
    // At the surface: true, false, or null where that is not known.
    let (expressed, expression) = match answer.expressed {
        Surface::Yes => (Value::from(true), "usual"),
        Surface::Low => (Value::from(true), "low"),
        Surface::Perhaps => (Value::Null, "unknown"),
        Surface::No => (Value::from(false), "none"),
    };
    json!({
        "allele": answer.allele.to_string(),
        "group": answer.group.name(),
        "functional_ligand": functional,
        "leader": answer.leader.map(|letter| letter.to_string()),
        "expressed": expressed,
        "expression": expression,
        "inferred": answer.inferred,
        "residues": answer.residues.to_string(),
        "source": groups.source_message(answer.source).text(lang),
    })
    .to_string()
}
