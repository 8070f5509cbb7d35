//! From a dose as written to cells that arrive and treatments that begin, each at its minute.

use super::Ready;
use crate::scenario::{Placed, Schedule};
use crate::tissue::scenario::TissueDose;
use crate::tissue::sorts::{self, Given};
use lytic_nk::tissue::TissueCellNumbers;
use lytic_text::Message;
use lytic_tissue::{Arrival, Entry, FieldLaw, Kind, Start, Treatment, What};
use lytic_units::{Quantity, Unit};

impl Ready<'_> {
    /// Arrivals and treatments of a dose.
    pub(super) fn dose(
        &mut self,
        (dose, sort): (&TissueDose, Option<(Kind, usize)>),
        (tumour, start, minutes): (usize, &[Start], f64),
        (laws, cell): (&[FieldLaw], &TissueCellNumbers),
        (arrivals, treatments): (&mut Vec<Arrival>, &mut Vec<Treatment>),
    ) {
        let times = self.times(dose, minutes);
        let (Some(amount), Some(given)) = (&dose.amount, sorts::given(&mut self.maker, dose)) else { return };
        let mut treat = |what: What| {
            treatments.extend(times.iter().map(|time| Treatment { minutes: *time, what }));
        };
        let outside = |name: &str| {
            let place = laws.iter().position(|law| law.name == name)?;
            Some((place, laws.get(place)?.unit.as_str()))
        };
        match given {
            Given::Cells(kind) => {
                let (kind, sort) = match (kind, sort) {
                    (Kind::Macrophage, _) => (kind, 0),
                    (_, Some(found)) => found,
                    _ => return,
                };
                let entry = match dose.place.as_ref().map(|place| place.value.as_str()) {
                    Some("within") => Entry::Within,
                    Some("vessels") => Entry::Vessels,
                    _ => Entry::Around,
                };
                let Some(count) = self.count(amount, tumour) else { return };
                if entry == Entry::Vessels && !start.iter().any(|cell| cell.kind == Kind::Endothelium) {
                    self.error(Message::new("E2218"), dose.place.as_ref().and_then(|place| place.span));
                    return;
                }
                arrivals.extend(times.iter().map(|time| Arrival {
                    minutes: *time,
                    kind,
                    sort,
                    count,
                    entry,
                }));
            }
            Given::Radiation => {
                let Some(gray) = self.maker.in_unit(amount, "Gy") else { return };
                treat(What::Radiation {
                    gray,
                    alpha_per_gy: cell.radiation_alpha_per_gy,
                    beta_per_gy2: cell.radiation_beta_per_gy2,
                    oxygen_enhancement: cell.oxygen_enhancement,
                });
            }
            Given::Drug | Given::Marks(_) => {
                let name = if matches!(given, Given::Drug) { "drug" } else { "antibody" };
                let Some((field, unit)) = outside(name) else { return };
                let Some(value) = self.maker.in_unit(amount, unit) else { return };
                treat(What::Outside { field, value });
            }
            // What it does to lymphocytes is in their eyes.
            Given::Blocks => {}
        }
    }

    /// A number of cells: `500 cells`, or `0.1` of the tumour cells.
    fn count(&mut self, amount: &Placed<Quantity>, tumour: usize) -> Option<u64> {
        let one = Unit::parse("1").ok()?;
        let count = match amount.value.in_unit(&one) {
            Ok(share) => share * tumour as f64,
            Err(_) => self.maker.in_unit(amount, "cells")?,
        };
        let most = crate::tissue::keys::MOST_CELLS as f64;
        if count > most {
            let message = Message::new("E2216").with("count", format!("{count:.3e}")).with("most", most);
            self.error(message, amount.span);
            return None;
        }
        Some(count.round() as u64)
    }

    /// Times of a dose, min; those outside the run are refused.
    fn times(&mut self, dose: &TissueDose, minutes: f64) -> Vec<f64> {
        let Ok(minute) = Unit::parse("min") else { return Vec::new() };
        let of = |time: &Placed<Quantity>| time.value.in_unit(&minute).unwrap_or(0.0);
        let (times, place): (Vec<f64>, _) = match &dose.at {
            Some(Schedule::Times(times)) => {
                (times.iter().map(of).collect(), times.first().and_then(|time| time.span))
            }
            Some(Schedule::Repeated { from, every, count }) => {
                ((0..*count).map(|number| of(from) + of(every) * number as f64).collect(), from.span)
            }
            None => return Vec::new(),
        };
        if times.iter().any(|time| !(0.0..=minutes).contains(time)) {
            self.error(Message::new("E2219").with("of", &dose.of.value), place);
        }
        times
    }
}
