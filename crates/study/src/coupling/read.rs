//! Reads `[tissue]` of a patient's scenario.

use super::keys::BLOCK;
use super::scenario::BlockLine;
use crate::assay::CellLine;
use crate::fields::{Field, Reader};
use crate::keys::Shape;

/// Pieces, sweeps and tolerance where the scenario does not say.
const PIECES: u64 = 1;
const SWEEPS: u64 = 4;
const TOLERANCE: f64 = 0.05;

impl Reader<'_> {
    /// `[tissue]`, if it is there.
    pub(crate) fn block(&mut self, field: Option<Field<'_, '_>>) -> Option<BlockLine> {
        let (span, fields) = self.section(field)?;
        let is_on = |reader: &mut Self, name: &str, usual: bool| {
            reader.word(fields.get(name)).map_or(usual, |word| word.value == "on")
        };
        let blood = match (fields.get("blood"), BLOCK.key("blood").map(|key| key.shape)) {
            (Some(field), Some(Shape::Table(_))) => {
                self.section(Some(field)).map_or_else(Vec::new, |(_, blood)| {
                    let names = blood.all().iter().map(|field| {
                        (crate::scenario::Placed::at(field.key.name.to_owned(), field.key_span), *field)
                    });
                    names
                        .collect::<Vec<_>>()
                        .into_iter()
                        .filter_map(|(name, field)| Some((name, self.text(Some(field))?)))
                        .collect()
                })
            }
            _ => Vec::new(),
        };
        let line = |reader: &mut Self, name: &str| -> CellLine {
            let section = reader.section(fields.get(name));
            section.map(|(_, fields)| reader.cells(&fields)).unwrap_or_default()
        };
        Some(BlockLine {
            span,
            site: self.word(fields.get("site")),
            patient: self.whole(fields.get("patient")),
            from: self.time(fields.get("from")),
            to: self.time(fields.get("to")),
            geometry: self.geometry(fields.get("geometry")),
            target: self.text(fields.get("target")),
            target_hla: Some(self.texts(fields.get("target_hla"))).filter(|texts| !texts.is_empty()),
            decision: self.word(fields.get("decision")),
            seed: self.whole(fields.get("seed")),
            fields: self.names(fields.get("fields")),
            outside: self.quantities_by_name(fields.get("outside")),
            blood,
            donor: line(self, "donor"),
            host: line(self, "host"),
            t_cells: is_on(self, "t_cells", true),
            every: self.positive_time(fields.get("every")),
            save: self.names(fields.get("save")),
            steps: self.steps(fields.get("steps")),
            parameters: self.quantities_by_name(fields.get("parameters")),
            read_back: is_on(self, "read_back", false),
            pieces: self.whole(fields.get("pieces")).map_or(PIECES, |pieces| pieces.value),
            sweeps: self.whole(fields.get("sweeps")).map_or(SWEEPS, |sweeps| sweeps.value),
            tolerance: self.share(fields.get("tolerance")).map_or(TOLERANCE, |share| share.value),
            hold: is_on(self, "hold", true),
        })
    }
}
