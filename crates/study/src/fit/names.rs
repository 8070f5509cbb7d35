//! Names and units of fitted numbers: the library's where it has the number, a name of its own elsewhere.

use super::lysis::plain;
use super::model::Meaning;
use lytic_nk::Library;
use lytic_nk::recognition::DecisionModel;

/// Name and unit of a free number. A natural signal bears the name of its target where the library knows that one.
pub(super) fn name(
    meaning: Meaning,
    decision: DecisionModel,
    target: &str,
    arms: &[String],
) -> (String, &'static str) {
    let weighted = decision == DecisionModel::WeightedSignal;
    match meaning {
        Meaning::Natural if weighted => {
            let own = format!("killer.{}_signal", plain(target));
            (if in_library(&own) { own } else { "natural_signal".to_owned() }, "")
        }
        // Against the inhibitory complexes of a cell.
        Meaning::Natural => ("vav.natural_drive".to_owned(), "1/cell"),
        Meaning::ArmSignal(arm) => {
            let arm = arms.get(arm).map_or("", String::as_str);
            (format!("{}.{arm}", if weighted { "signal" } else { "vav.drive" }), "")
        }
        Meaning::CarWeight if weighted => ("killer.car_weight".to_owned(), ""),
        Meaning::CarWeight => ("vav.car_drive".to_owned(), ""),
        Meaning::ContactRate => ("killer.dish_contact_rate".to_owned(), "1/h"),
        Meaning::KillRate => ("assay.kill_rate".to_owned(), "1/h"),
        Meaning::HalfSaturation => ("assay.half_saturation".to_owned(), ""),
        Meaning::Hazard => ("assay.hazard".to_owned(), "1/h"),
    }
}

/// Whether the library has a parameter of that name.
pub(super) fn in_library(name: &str) -> bool {
    Library::embedded().parameter(name).is_some()
}
