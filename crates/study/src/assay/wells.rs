//! Wells as numbers: vessel, cells and targets of each; keys that mean nothing in a vessel are refused.

use super::prepare::Maker;
use super::scenario::WellLine;
use crate::scenario::Placed;
use lytic_assay::Vessel;
use lytic_text::Message;

/// Most cells and targets of a whole assay: what two cores do in an hour.
const MOST_SIMULATED: f64 = 1e9;

/// Wells as numbers.
pub(super) struct Shape {
    /// Where cells meet.
    pub vessel: Vessel,
    /// Targets of a well.
    pub targets: u32,
    /// NK cells for each target, and how many cells that are.
    pub ratios: Vec<(f64, u32)>,
    /// Wells of a replicate.
    pub wells: u32,
    /// Replicates.
    pub replicates: u32,
}

impl Maker<'_> {
    pub(super) fn shape(&mut self, well: &WellLine) -> Option<Shape> {
        let vessel = well.vessel.as_ref()?;
        let small = vessel.value == "micro-well";
        let density = well.density.as_ref().and_then(|density| self.in_unit(density, "cells/mL"));
        if vessel.value != "gel"
            && let Some(density) = &well.density
        {
            self.unused("density", &vessel.value, density.span);
        }
        if !small && let Some(wells) = &well.wells {
            self.unused("wells", &vessel.value, wells.span);
        }
        if let (Some(cells), false) = (&well.cells, well.ratios.is_empty()) {
            self.error(Message::new("E1307"), cells.span);
        }
        if !small && well.cells.is_none() && well.ratios.is_empty() {
            self.error(Message::new("E1310").with("vessel", &vessel.value), Some(well.span));
        }
        let number = |written: &Option<Placed<u64>>, default: u64| {
            written.as_ref().map_or(default, |number| number.value).try_into().unwrap_or(u32::MAX)
        };
        let targets: u32 = number(&well.targets, if small { 10 } else { 400 });
        let ratios = if well.ratios.is_empty() {
            let cells: u32 = number(&well.cells, 1);
            vec![(f64::from(cells) / f64::from(targets.max(1)), cells)]
        } else {
            let cells = |ratio: f64| (ratio * f64::from(targets)).round().clamp(1.0, 4e9) as u32;
            well.ratios.iter().map(|ratio| (ratio.value, cells(ratio.value))).collect()
        };
        Some(Shape {
            vessel: match vessel.value.as_str() {
                "micro-well" => Vessel::MicroWell,
                "gel" => Vessel::Gel { targets_per_ml: density.unwrap_or(1e6) },
                _ => Vessel::Dish,
            },
            targets,
            ratios,
            wells: if small { number(&well.wells, 1000) } else { 1 },
            replicates: number(&well.replicates, 3),
        })
    }

    fn unused(&mut self, key: &'static str, vessel: &str, place: Option<lytic_text::Span>) {
        self.error(Message::new("E1304").with("key", key).with("vessel", vessel), place);
    }

    /// Refuses what would take days.
    pub(super) fn enough(
        &mut self,
        shape: &Shape,
        points: usize,
        draws: u64,
        well: Option<&WellLine>,
    ) -> Option<()> {
        let of_ratio = |(_, cells): &(f64, u32)| f64::from(*cells) + f64::from(shape.targets);
        let ratios: f64 = shape.ratios.iter().map(of_ratio).sum::<f64>() / shape.ratios.len().max(1) as f64;
        let wells = f64::from(shape.wells) * f64::from(shape.replicates);
        let all = ratios * wells * points as f64 * draws as f64;
        if all <= MOST_SIMULATED {
            return Some(());
        }
        let message = Message::new("E1308").with("count", format!("{all:.2e}")).with("most", MOST_SIMULATED);
        self.error(message, well.map(|well| well.span));
        None
    }
}
