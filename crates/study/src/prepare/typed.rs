//! What is known of the HLA and KIR of the donors whose cells a scenario gives, for the words of a report.
//!
//! A donor who is not typed is taken as the library's: a share of alloreactive cells and signals that are one typical
//! number for every patient, with what we do not know of them. That is not what a typed donor would do, so a report says
//! it. A typed donor without KIR genes has receptors as often as donors have them on average.

use super::Notes;
use super::values::symbols;
use crate::results::DonorTyping;
use crate::scenario::{DoseLine, DoseTarget, Product, Scenario};
use lytic_model::Model;
use lytic_nk::{CellKind, Library};
use lytic_text::Message;

/// The parameter that typing sets first: a model without it knows no recognition of leukaemic cells.
const SHARE: &str = "recognition.alloreactive_share";

/// One entry for each product (or agent without one) that doses of NK cells use, in their order; none where the model
/// knows no recognition. `share` is the alloreactive share that the model has without typing.
pub(super) fn donors(
    scenario: &Scenario,
    library: &Library,
    model: &Model,
    share: Option<f64>,
) -> Vec<DonorTyping> {
    if symbols(model, SHARE).is_empty() {
        return Vec::new();
    }
    let patient = scenario.patient.as_ref().is_some_and(|patient| !patient.hla.is_empty());
    let mut found: Vec<DonorTyping> = Vec::new();
    for line in scenario.doses.iter().filter(|line| gives_nk_cells(line, library)) {
        let product = line.product.as_ref().and_then(|name| product(scenario, &name.value));
        let name = product.map_or_else(|| agent(line).to_owned(), |product| product.name.value.clone());
        if found.iter().all(|known| known.name != name) {
            found.push(DonorTyping {
                name,
                hla: patient && product.is_some_and(|product| !product.hla.is_empty()),
                kir: product.is_some_and(|product| product.kir.is_some()),
                alloreactive_share: share,
            });
        }
    }
    found
}

/// Says where the patient is typed and no donor is: then that typing changes nothing of what donor cells do.
pub(super) fn warn_of_idle_typing(scenario: &Scenario, donors: &[DonorTyping], notes: &mut Notes<'_>) {
    let Some(span) = scenario.patient.as_ref().and_then(|patient| patient.hla.first()?.span) else { return };
    if donors.is_empty() || donors.iter().any(|donor| donor.hla) {
        return;
    }
    let names: Vec<&str> = donors.iter().map(|donor| donor.name.as_str()).collect();
    notes.warning(Message::new("W1102").with("donors", names.join(", ")), Some(span));
}

fn product<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a Product> {
    scenario.products.iter().find(|product| product.name.value == name)
}

fn agent(line: &DoseLine) -> &str {
    match &line.target {
        DoseTarget::Agent(name) | DoseTarget::State(name) => &name.value,
    }
}

fn gives_nk_cells(line: &DoseLine, library: &Library) -> bool {
    matches!(line.target, DoseTarget::Agent(_))
        && library.agent(agent(line)).is_some_and(|agent| agent.cells == Some(CellKind::Nk))
}
