//! How likely a donor is found, in words and as JSON.

use super::text::table;
use super::words::say;
use crate::number::count;
use lytic_nk::donor::{
    Availability, KirPopulation, LINKED_POPULATION, LinkageQuantity, Party, PartyShares, Plan, Share,
    linkage_reference,
};
use lytic_text::{Lang, Message};
use serde_json::{Value, json};

/// Where the HLA haplotypes come from.
#[derive(Clone, Debug, PartialEq)]
pub enum HlaSource {
    /// A population of the tables.
    Population {
        /// Its name.
        name: String,
        /// How many people were typed, if the table says so.
        typed: Option<u64>,
        /// Whether its haplotypes keep the linkage between the loci.
        linked: bool,
    },
    /// The user's file, with how many haplotypes it has.
    File(String, u64),
}

/// A finished simulation.
#[derive(Debug)]
pub struct AvailabilityReport<'a> {
    /// Where the HLA haplotypes come from.
    pub hla: HlaSource,
    /// The KIR population.
    pub kir: &'a KirPopulation,
    /// Whether it was chosen by the name of the HLA population.
    pub kir_chosen: bool,
    /// What was simulated.
    pub plan: &'a Plan,
    /// What came out.
    pub found: &'a Availability,
    /// Version of Lytic.
    pub version: &'a str,
}

/// The simulation in words.
pub fn availability_text(report: &AvailabilityReport<'_>, lang: Lang) -> String {
    let title = match &report.hla {
        HlaSource::Population { name, typed: Some(typed), .. } => {
            Message::new("donor.availability.title").with("population", name).with("typed", count(*typed))
        }
        HlaSource::Population { name, typed: None, .. } => {
            Message::new("donor.availability.title_untold").with("population", name)
        }
        HlaSource::File(file, haplotypes) => {
            Message::new("donor.availability.file").with("file", file).with("count", count(*haplotypes))
        }
    };
    let chosen = match (report.kir_chosen, &report.hla) {
        (true, HlaSource::Population { .. }) => "@donor.availability.chosen",
        (true, HlaSource::File(..)) => "@donor.availability.by_default",
        (false, _) => "",
    };
    let kir = Message::new("donor.availability.kir")
        .with("population", &report.kir.name)
        .with("typed", count(report.kir.typed))
        .with("off", report.kir.worst_fit)
        .with("chosen", chosen);
    let patients = Message::new("donor.availability.patients")
        .with("patients", count(report.plan.patients))
        .with("seed", report.plan.seed);
    let found = report.found;
    let all_three = Message::new("donor.availability.all_three")
        .with("share", percent(found.all_three.value()))
        .with("error", percent_error(found.all_three))
        .with("exactly", percent(found.all_three_exactly));
    let mut lines = vec![title.text(lang), kir.text(lang), patients.text(lang), say("donor.caution", lang)];
    lines.extend([String::new(), all_three.text(lang), String::new()]);
    let mut rows = vec![vec![
        say("donor.availability.party", lang),
        say("donor.availability.mismatched", lang),
        say("donor.availability.exactly", lang),
        say("donor.availability.educated", lang),
        say("donor.availability.better", lang),
        say("donor.availability.best", lang),
        say("donor.availability.both", lang),
    ]];
    rows.extend(found.parties.iter().map(|party| {
        vec![
            party_name(party.party, lang),
            with_error(party.mismatched),
            party.mismatched_exactly.map_or_else(|| "–".to_owned(), percent),
            with_error(party.educated),
            with_error(party.better_or_best),
            with_error(party.best),
            with_error(party.mismatched_and_better),
        ]
    }));
    lines.extend(table(&rows));
    lines.push(say("donor.availability.errors", lang));
    match report.hla {
        HlaSource::Population { linked: true, .. } => lines.push(linkage("donor.availability.linked", lang)),
        HlaSource::Population { linked: false, .. } => {
            lines.push(linkage("donor.availability.linkage", lang))
        }
        HlaSource::File(..) => {}
    }
    lines.join("\n") + "\n"
}

/// What linkage changes, in one of two sentences: what it did here, or what leaving it out may have done.
fn linkage(key: &'static str, lang: Lang) -> String {
    let reference = linkage_reference();
    let of = |quantity| {
        let line = reference.iter().find(|line| line.quantity == quantity);
        line.map_or((f64::NAN, f64::NAN), |line| (line.with_linkage, line.without_linkage))
    };
    let (all3, one) = (of(LinkageQuantity::AllThree), of(LinkageQuantity::OneRelative));
    let (two, ten) = (of(LinkageQuantity::BothParents), of(LinkageQuantity::TenUnrelated));
    let share = |share: f64| format!("{share:.3}");
    Message::new(key)
        .with("population", LINKED_POPULATION)
        .with("all3_with", share(all3.0))
        .with("all3_without", share(all3.1))
        .with("one_with", share(one.0))
        .with("one_without", share(one.1))
        .with("two_with", share(two.0))
        .with("two_without", share(two.1))
        .with("ten_with", share(ten.0))
        .with("ten_without", share(ten.1))
        .text(lang)
}

fn party_name(party: Party, lang: Lang) -> String {
    let message = match party {
        Party::OneUnrelated => Message::new("donor.availability.one_unrelated"),
        Party::Unrelated(donors) => {
            Message::new("donor.availability.unrelated").with("count", count(u64::from(donors)))
        }
        Party::OneRelative => Message::new("donor.availability.one_relative"),
        Party::BothParents => Message::new("donor.availability.both_parents"),
        Party::Siblings(1) => Message::new("donor.availability.one_sibling"),
        Party::Siblings(siblings) => {
            Message::new("donor.availability.siblings").with("count", count(u64::from(siblings)))
        }
    };
    message.text(lang)
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

fn percent_error(share: Share) -> String {
    format!("{:.2}", share.error() * 100.0)
}

fn with_error(share: Share) -> String {
    format!("{} ± {}", percent(share.value()), percent_error(share))
}

/// The simulation as one JSON object on one line, without a line feed.
pub fn availability_json(report: &AvailabilityReport<'_>, lang: Lang) -> String {
    let hla = match &report.hla {
        HlaSource::Population { name, typed, linked } => {
            json!({ "population": name, "typed": typed, "linkage": linked })
        }
        HlaSource::File(file, haplotypes) => {
            json!({ "file": file, "haplotypes": haplotypes, "linkage": true })
        }
    };
    let reference: Vec<Value> = linkage_reference()
        .into_iter()
        .map(|line| {
            json!({
                "quantity": match line.quantity {
                    LinkageQuantity::AllThree => "all_three_ligands",
                    LinkageQuantity::OneRelative => "mismatch_one_haploidentical_relative",
                    LinkageQuantity::BothParents => "mismatch_better_of_two_parents",
                    LinkageQuantity::TenUnrelated => "mismatch_best_of_ten_unrelated",
                },
                "with_linkage": line.with_linkage,
                "without_linkage": line.without_linkage,
            })
        })
        .collect();
    json!({
        "lytic": report.version,
        "caution": say("donor.caution", lang),
        "hla": hla,
        "kir": {
            "population": report.kir.name,
            "typed": report.kir.typed,
            "chosen_by_name": report.kir_chosen,
            "largest_carrier_error": report.kir.worst_fit,
        },
        "patients": report.plan.patients,
        "seed": report.plan.seed,
        "all_three_ligands": share(report.found.all_three, Some(report.found.all_three_exactly)),
        "at_least_one_donor": report.found.parties.iter().map(party).collect::<Vec<_>>(),
        "linkage_reference": { "population": LINKED_POPULATION, "shares": reference },
    })
    .to_string()
}

fn party(shares: &PartyShares) -> Value {
    let (name, donors) = match shares.party {
        Party::OneUnrelated => ("unrelated", 1),
        Party::Unrelated(donors) => ("unrelated", donors),
        Party::OneRelative => ("haploidentical_parent_or_child", 1),
        Party::BothParents => ("parents", 2),
        Party::Siblings(siblings) => ("siblings", siblings),
    };
    json!({
        "among": name,
        "donors": donors,
        "ligand_mismatch": share(shares.mismatched, shares.mismatched_exactly),
        "educated_mismatch": share(shares.educated, None),
        "b_content_better_or_best": share(shares.better_or_best, None),
        "b_content_best": share(shares.best, None),
        "ligand_mismatch_and_b_content_better": share(shares.mismatched_and_better, None),
    })
}

fn share(share: Share, exactly: Option<f64>) -> Value {
    let mut object = json!({ "share": share.value(), "monte_carlo_error": share.error() });
    if let (Value::Object(object), Some(exactly)) = (&mut object, exactly) {
        object.insert("exactly".to_owned(), exactly.into());
    }
    object
}
