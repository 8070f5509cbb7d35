//! `lytic donor availability`: how likely patients of a population find a donor.

use super::bytes_of;
use super::groups::groups;
use super::haplotypes::haplotypes;
use crate::arguments::AskAvailability;
use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::donor::{
    LigandHaplotypes, Plan, TelomericRule, find_name, hla_populations, kir_population_for, kir_populations,
    simulate,
};
use lytic_nk::typing::add_text;
use lytic_report::{AvailabilityReport, HlaSource, availability_json, availability_text};
use lytic_text::{Diagnostic, Message, Sources};
use std::path::Path;

/// Simulates registries and families, or lists the populations.
pub(super) fn availability(request: &AskAvailability, console: &Console) -> Exit {
    if request.list {
        return list(console);
    }
    match prepare(request, console) {
        Ok((hla, haplotypes, kir)) => show(request, hla, haplotypes, &kir, console),
        Err(exit) => exit,
    }
}

fn prepare(
    request: &AskAvailability,
    console: &Console,
) -> Result<(HlaSource, LigandHaplotypes, String), Exit> {
    let mut problems = Vec::new();
    let mut hla = None;
    if let Some(file) = &request.haplotypes {
        hla = Some(from_file(file, request, console)?);
    } else if let Some(name) = &request.population {
        let populations = hla_populations();
        match find_name(name, populations.iter().map(|population| population.name.as_str())) {
            Ok(found) => {
                let found = populations.iter().find(|population| population.name == found);
                hla = found.map(|population| {
                    let source = HlaSource::Population {
                        name: population.name.clone(),
                        typed: population.typed,
                        linked: population.linked,
                    };
                    (source, population.haplotypes.clone())
                });
            }
            Err(near) => {
                problems.push(Diagnostic::error(Message::new("E1102").with("name", name)).suggest(near));
            }
        }
    } else {
        problems.push(Diagnostic::error(Message::new("E1110")));
    }
    let kir = kir_name(request, hla.as_ref().map(|(source, _)| source), &mut problems);
    if let Some(exit) = console.problems(&problems, &Sources::new()) {
        return Err(exit);
    }
    let (source, haplotypes) = hla.ok_or(Exit::BadInput)?;
    Ok((source, haplotypes, kir))
}

fn kir_name(request: &AskAvailability, hla: Option<&HlaSource>, problems: &mut Vec<Diagnostic>) -> String {
    let populations = kir_populations();
    let names = populations.iter().map(|population| population.name.as_str());
    let wanted = match (&request.kir_population, hla) {
        (Some(name), _) => name.as_str(),
        (None, Some(HlaSource::Population { name, .. })) => kir_population_for(name),
        (None, _) => kir_population_for(""),
    };
    match find_name(wanted, names) {
        Ok(found) => found.to_owned(),
        Err(near) => {
            problems.push(Diagnostic::error(Message::new("E1103").with("name", wanted)).suggest(near));
            String::new()
        }
    }
}

fn from_file(
    file: &Path,
    request: &AskAvailability,
    console: &Console,
) -> Result<(HlaSource, LigandHaplotypes), Exit> {
    let groups = groups(&request.groups, console)?;
    let bytes = bytes_of(file).map_err(|problem| console.refuse(*problem))?;
    let mut sources = Sources::new();
    let (source, letters) = add_text(&file.to_string_lossy(), &bytes, &mut sources);
    let text = sources.get(source).map_or("", |source| source.text.as_str());
    let found = match letters {
        Some(problem) => Err(vec![problem]),
        None => haplotypes(source, text, &groups),
    };
    match found {
        Ok((haplotypes, count)) => Ok((HlaSource::File(file.display().to_string(), count), haplotypes)),
        Err(problems) => Err(console.problems(&problems, &sources).unwrap_or(Exit::BadInput)),
    }
}

fn show(
    request: &AskAvailability,
    hla: HlaSource,
    haplotypes: LigandHaplotypes,
    kir: &str,
    console: &Console,
) -> Exit {
    let Some(kir) = kir_populations().into_iter().find(|population| population.name == kir) else {
        return Exit::BadInput;
    };
    let rule = if request.telomeric_both { TelomericRule::BothAbsent } else { TelomericRule::EitherAbsent };
    let plan = Plan {
        hla: haplotypes,
        kir,
        donors: request.donors,
        siblings: request.siblings,
        patients: request.patients,
        seed: request.seed,
        rule,
    };
    let found = simulate(&plan);
    let report = AvailabilityReport {
        hla,
        kir: &plan.kir,
        kir_chosen: request.kir_population.is_none(),
        plan: &plan,
        found: &found,
        version: env!("CARGO_PKG_VERSION"),
    };
    if request.json {
        console.line(&availability_json(&report, console.lang));
    } else {
        console.print(&availability_text(&report, console.lang));
    }
    Exit::Done
}

fn list(console: &Console) -> Exit {
    console.line(&console.words("donor.availability.hla_list"));
    for population in hla_populations() {
        let told = match population.typed {
            Some(typed) => typed.to_string(),
            None => console.words("donor.availability.linked_list"),
        };
        console.line(&format!("  {} ({told})", population.name));
    }
    console.line(&format!("\n{}", console.words("donor.availability.kir_list")));
    for population in kir_populations() {
        console.line(&format!("  {} ({})", population.name, population.typed));
    }
    Exit::Done
}
