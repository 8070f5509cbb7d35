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
    joint: bool,
) -> (String, &'static str) {
    let weighted = decision == DecisionModel::WeightedSignal;
    match meaning {
        Meaning::Natural(_) if weighted => {
            let own = format!("release_assay.{}_signal", plain(target));
            let of_target =
                if joint { format!("natural_signal.{target}") } else { "natural_signal".to_owned() };
            (if in_library(&own) { own } else { of_target }, "")
        }
        // Against the inhibitory complexes of a cell.
        Meaning::Natural(_) if joint => (format!("vav.natural_drive.{target}"), "1/cell"),
        Meaning::Natural(_) => ("vav.natural_drive".to_owned(), "1/cell"),
        Meaning::ArmSignal(arm) => {
            let arm = arms.get(arm).map_or("", String::as_str);
            (format!("{}.{arm}", if weighted { "signal" } else { "vav.drive" }), "")
        }
        // Not the weight of cells/recognition: here all HLA class I inhibits every cell.
        Meaning::CarWeight if weighted => ("assay.car_weight".to_owned(), ""),
        Meaning::CarWeight => ("vav.car_drive".to_owned(), ""),
        Meaning::Adhesion if weighted => ("assay.adhesion_weight".to_owned(), ""),
        Meaning::Adhesion => ("vav.adhesion_drive".to_owned(), ""),
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
