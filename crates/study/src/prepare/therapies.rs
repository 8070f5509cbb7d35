//! What therapies ask of a patient and of a product's cells: the Fc receptor's genotype, antigens, and parts that can be edited.
//!
//! ```text
//! V/V, V/F, F/F -> 1, 0.5, 0: the share of 158V alleles of FCGR3A (antibody_contact.ant)
//! ```

use super::Notes;
use super::values::symbols;
use crate::scenario::{Placed, Scenario};
use lytic_model::Model;
use lytic_nk::ProductPart;
use lytic_text::{Diagnostic, Message, nearest};
use lytic_units::{Quantity, Unit};

/// Share of 158V alleles of the donor.
pub(super) const DONOR_VALINE: &str = "antibody_contact.donor_valine_share";
/// Share of 158V alleles of the patient.
pub(super) const HOST_VALINE: &str = "antibody_contact.host_valine_share";

/// The genotypes, as written, with their share of valine.
const GENOTYPES: [(&str, f64); 3] = [("V/V", 1.0), ("V/F", 0.5), ("F/F", 0.0)];

/// The share of valine of a genotype; none, and a word, where it is unknown or changes nothing. `replaced`: an edit gives
/// the cells another receptor.
pub(super) fn valine_share(
    genotype: &Placed<String>,
    replaced: bool,
    scenario: &Scenario,
    model: &Model,
    notes: &mut Notes<'_>,
) -> Option<Placed<Quantity>> {
    let plain = genotype.value.trim().to_uppercase().replace("F/V", "V/F");
    let Some((_, share)) = GENOTYPES.iter().find(|(name, _)| *name == plain) else {
        let message = Message::new("E1601").with("found", &genotype.value);
        let near = nearest(&plain, GENOTYPES.map(|(name, _)| name));
        notes.push(Diagnostic { span: genotype.span, ..Diagnostic::error(message).suggest(near) });
        return None;
    };
    if replaced {
        notes.warning(Message::new("W1602"), genotype.span);
        return None;
    }
    if symbols(model, HOST_VALINE).is_empty() {
        notes.warning(Message::new("W1601").with("model", name_of(scenario)), genotype.span);
        return None;
    }
    Some(Placed { value: Quantity { value: *share, unit: Unit::dimensionless() }, span: genotype.span })
}

/// Whether a model has what a part of a product needs: the antigen of a chimeric receptor, and cells that can be edited.
pub(super) fn takes_edit(
    scenario: &Scenario,
    part: &ProductPart,
    written: &Placed<String>,
    model: &Model,
    notes: &mut Notes<'_>,
) -> bool {
    let missing = part.sets.iter().find(|(name, _)| symbols(model, name).is_empty());
    if let Some((parameter, _)) = missing {
        let message = Message::new("E1605").with("parameter", parameter);
        notes.error(message.with("part", &written.value).with("model", name_of(scenario)), written.span);
        return false;
    }
    let Some(antigen) = &part.antigen else { return true };
    let symbol = format!("{antigen}_per_cell");
    let carried = model.symbols.iter().any(|known| known.name.rsplit('.').next() == Some(symbol.as_str()));
    if !carried {
        let message = Message::new("E1604").with("antigen", antigen.to_uppercase());
        notes.error(message.with("part", &written.value).with("model", name_of(scenario)), written.span);
    }
    carried
}

fn name_of(scenario: &Scenario) -> &str {
    scenario.model.as_ref().map_or("", |model| model.value.as_str())
}
