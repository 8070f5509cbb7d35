//! From a geometry as written, or a table of positions, to places of cells and the grid around them.

use super::{Ready, positions};
use crate::tissue::scenario::{Beside, GeometryLine, TissueScenario};
use lytic_nk::tissue::TissueCellNumbers;
use lytic_text::Message;
use lytic_tissue::{Grid, Start, geometry};

/// Cells where the scenario does not say how many or how large.
const USUAL_CELLS: u64 = 5000;
/// Edge of a voxel and medium around the cells, um.
const USUAL_VOXEL_UM: f64 = 20.0;
const USUAL_MARGIN_UM: f64 = 80.0;
/// Distance of cells at rest, in radii of the usual cell: where repulsion and adhesion cancel.
const AT_REST_IN_RADII: f64 = 1.9;
/// Longest half of an edge of a domain, um.
const MOST_HALF_UM: f64 = 20_000.0;

/// What a geometry is as numbers.
pub(super) struct Shape {
    pub(super) start: Vec<Start>,
    pub(super) grid: Grid,
    pub(super) flat: bool,
    pub(super) mobility: f32,
    pub(super) grows: bool,
}

impl Ready<'_> {
    /// Places of the cells, and the grid around them.
    pub(super) fn shape(
        &mut self,
        scenario: &TissueScenario,
        cell: &TissueCellNumbers,
        seed: u64,
    ) -> Option<Shape> {
        let line = scenario.geometry.as_ref()?;
        if let Some(file) = &line.positions {
            return self.measured(line, file, cell);
        }
        let Some(shape) = line.shape.as_ref().map(|shape| shape.value.as_str()) else {
            self.error(Message::new("E2245"), Some(line.span));
            return None;
        };
        let round = matches!(shape, "sphere" | "monolayer");
        for (key, given, fits) in [
            ("radius", line.radius.as_ref().and_then(|value| value.span), round),
            ("edge", line.edge.as_ref().and_then(|value| value.span), !round),
            ("density", line.density.as_ref().and_then(|value| value.span), shape == "gel"),
            ("vessels", line.vessels.as_ref().and_then(|value| value.span), shape == "block"),
            ("cells", line.cells.as_ref().and_then(|value| value.span), shape != "block"),
        ] {
            if given.is_some() && !fits {
                self.error(Message::new("E2214").with("key", key).with("shape", shape), given);
            }
        }
        if let (Some(cells), true) = (&line.cells, line.radius.is_some() || line.density.is_some()) {
            self.error(Message::new("E2215"), cells.span);
        }
        let voxel = self.in_unit(&line.voxel, "um", USUAL_VOXEL_UM)?;
        let margin = self.in_unit(&line.margin, "um", USUAL_MARGIN_UM)?;
        let edge = self.in_unit(&line.edge, "um", 400.0)?;
        let radius = line.radius.as_ref().map(|radius| self.maker.in_unit(radius, "um"));
        let density = line.density.as_ref().map(|density| self.maker.in_unit(density, "cells/mL"));
        let vessels = line.vessels.as_ref().map(|vessels| self.maker.in_unit(vessels, "um"));
        let cell_radius = third_root(cell.volume_um3 * 3.0 / (4.0 * std::f64::consts::PI));
        let distance = AT_REST_IN_RADII * cell_radius;
        let flat = matches!(shape, "monolayer" | "dish");
        let asked = line.cells.as_ref().map_or(USUAL_CELLS, |cells| cells.value) as f64;
        let (low, high) = (1.0, crate::tissue::keys::MOST_CELLS as f64);
        // Points of a dense lattice: sqrt 2/d^3 a volume, 2/(sqrt 3 d^2) an area.
        let count = match (shape, radius, density) {
            ("sphere", Some(radius), _) => {
                let radius = radius?;
                4.0 / 3.0 * std::f64::consts::PI * radius * radius * radius * 2f64.sqrt()
                    / (distance * distance * distance)
            }
            ("monolayer", Some(radius), _) => {
                let radius = radius?;
                std::f64::consts::PI * radius * radius * 2.0 / 3f64.sqrt() / (distance * distance)
            }
            ("gel", _, Some(density)) => density? * edge * edge * edge * 1e-12,
            ("block", ..) => edge * edge * edge * 2f64.sqrt() / (distance * distance * distance),
            _ => asked,
        };
        if !(low..=high).contains(&count.round()) {
            let message = Message::new("E2216").with("count", format!("{count:.3e}")).with("most", high);
            self.error(message, Some(line.span));
            return None;
        }
        if !(2.0..=200.0).contains(&voxel) {
            let message =
                Message::new("E0311").with("key", "voxel").with("low", "2 um").with("high", "200 um");
            self.error(message, line.voxel.as_ref().and_then(|voxel| voxel.span));
            return None;
        }
        let cells = count.round() as usize;
        let half = 0.5 * edge;
        let start = match shape {
            "sphere" => geometry::ball(cells, distance, seed),
            "monolayer" => geometry::disc(cells, distance, seed),
            "block" => {
                let apart = match vessels {
                    Some(apart) => Some(apart?),
                    None => None,
                };
                geometry::block(half, distance, apart.filter(|apart| *apart > 2.0 * distance), seed)
            }
            _ => {
                let start = geometry::scattered(cells, half, 2.2 * cell_radius, flat, seed);
                if start.len() < cells {
                    let message = Message::new("E2217").with("count", cells).with("most", start.len());
                    self.error(message, Some(line.span));
                    return None;
                }
                start
            }
        };
        let reach =
            start.iter().flat_map(|cell| cell.position_um).fold(0f32, |most, along| most.max(along.abs()));
        let half = match shape {
            "sphere" | "monolayer" => f64::from(reach) + margin,
            "block" => 0.5 * edge,
            _ => half.max(f64::from(reach) + 1.0),
        };
        let thick = if flat { 0.5 * voxel.max(2.0 * cell_radius) } else { half };
        Some(Shape {
            grid: Grid::around([half, half, thick], voxel),
            start,
            flat,
            mobility: mobility(line),
            grows: grows(line),
        })
    }

    /// Cells of a table in the box around them.
    fn measured(&mut self, line: &GeometryLine, file: &Beside, cell: &TissueCellNumbers) -> Option<Shape> {
        for (key, place) in [
            ("shape", line.shape.as_ref().map(|value| value.span)),
            ("cells", line.cells.as_ref().map(|value| value.span)),
            ("radius", line.radius.as_ref().map(|value| value.span)),
            ("edge", line.edge.as_ref().map(|value| value.span)),
            ("density", line.density.as_ref().map(|value| value.span)),
            ("vessels", line.vessels.as_ref().map(|value| value.span)),
        ] {
            if let Some(place) = place {
                self.error(Message::new("E2214").with("key", key).with("shape", "positions"), place);
            }
        }
        let (source, text) = file.text.as_ref()?;
        let (start, problems) = positions::read(text, *source, cell.volume_um3);
        let wrong = !problems.is_empty();
        self.maker.problems.extend(problems);
        let voxel = self.in_unit(&line.voxel, "um", USUAL_VOXEL_UM)?;
        let margin = self.in_unit(&line.margin, "um", USUAL_MARGIN_UM)?;
        if wrong {
            return None;
        }
        let ends = |axis: usize| {
            start
                .iter()
                .map(|cell| f64::from(cell.position_um[axis]))
                .fold((0.0f64, 0.0f64), |(low, high), at| (low.min(at), high.max(at)))
        };
        let flat = ends(2) == (0.0, 0.0);
        let radius = third_root(cell.volume_um3 * 3.0 / (4.0 * std::f64::consts::PI));
        let half = |axis: usize| {
            let (low, high) = ends(axis);
            high.max(-low) + margin
        };
        let thick = if flat { 0.5 * voxel.max(2.0 * radius) } else { half(2) };
        let halves = [half(0), half(1), thick];
        // A cell a thousand metres away would ask for more voxels than there is memory for.
        if halves.iter().any(|half| *half > MOST_HALF_UM) {
            let message = Message::new("E2246").with("most", MOST_HALF_UM * 2e-3);
            self.error(message, file.name.span);
            return None;
        }
        Some(Shape {
            grid: Grid::around(halves, voxel),
            start,
            flat,
            mobility: mobility(line),
            grows: grows(line),
        })
    }
}

/// What the matrix leaves of mobility.
fn mobility(line: &GeometryLine) -> f32 {
    1.0 - line.matrix.as_ref().map_or(0.0, |matrix| matrix.value as f32).min(0.999)
}

fn grows(line: &GeometryLine) -> bool {
    line.growth.as_ref().is_none_or(|growth| growth.value == "on")
}

pub(super) fn third_root(x: f64) -> f64 {
    lytic_engine::math::pow(x, 1.0 / 3.0)
}
