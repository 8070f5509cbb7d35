//! Reads a scenario of the kind `tissue`, with all problems at once.

use super::keys::TISSUE;
use super::scenario::{Beside, GeometryLine, StepsLine, TissueDose, TissueScenario};
use crate::fields::{Field, Fields, Reader};
use crate::read::{document, is_of_kind};
use crate::scenario::Placed;
use lytic_text::{Diagnostic, SourceId, Span};
use lytic_units::{Dimension, Quantity};
use toml::de::DeTable;

/// Whether a text is a scenario of the kind `tissue`.
pub(crate) fn is_tissue(text: &str) -> bool {
    is_of_kind(text, "tissue")
}

/// Reads the text of a tissue that is already among the sources. It comes back even when there are problems, without the
/// faulty parts.
pub fn read_tissue(name: &str, text: &str, source: SourceId) -> (Option<TissueScenario>, Vec<Diagnostic>) {
    document(text, source, |reader, table| reader.tissue(name, table))
}

impl Reader<'_> {
    fn tissue(&mut self, name: &str, table: &DeTable<'_>) -> TissueScenario {
        let start_of_file = self.span(0..0);
        let fields = self.fields(&TISSUE, start_of_file, table);
        let title = self.words(fields.get("title"));
        let observe = self.section(fields.get("observe"));
        let every = observe.as_ref().and_then(|(_, fields)| self.positive_time(fields.get("every")));
        let save = observe.as_ref().and_then(|(_, fields)| self.names(fields.get("save")));
        TissueScenario {
            name: name.to_owned(),
            source: Some(self.source),
            title: if title.is_empty() { name.to_owned() } else { title },
            title_zh: self.words(fields.get("title_zh")),
            about: self.words(fields.get("about")),
            about_zh: self.words(fields.get("about_zh")),
            duration: self.positive_time(fields.get("duration")),
            target: self.text(fields.get("target")),
            target_hla: Some(self.texts(fields.get("target_hla"))).filter(|texts| !texts.is_empty()),
            decision: self.word(fields.get("decision")),
            seed: self.whole(fields.get("seed")),
            draw: self.whole(fields.get("draw")),
            geometry: self.geometry(fields.get("geometry")),
            fields: self.names(fields.get("fields")),
            outside: self.quantities_by_name(fields.get("outside")),
            rules: self.text(fields.get("rules")).map(|name| Beside { name, text: None }),
            products: self
                .named(fields.get("product"))
                .into_iter()
                .map(|(name, fields)| (name, self.cells(&fields)))
                .collect(),
            doses: self.each_table(fields.get("dose"), Reader::tissue_dose),
            steps: self.steps(fields.get("steps")),
            every,
            save,
            parameters: self.quantities_by_name(fields.get("parameters")),
        }
    }

    /// Names with quantities.
    pub(crate) fn quantities_by_name(
        &mut self,
        field: Option<Field<'_, '_>>,
    ) -> Vec<(Placed<String>, Placed<Quantity>)> {
        self.parameters(field).into_iter().map(|line| (line.name, line.value)).collect()
    }

    fn length(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        let quantity = self.quantity_of(field, &Dimension::LENGTH)?;
        self.if_number(field, quantity, |number| number > 0.0, "E0316")
    }

    /// `[geometry]`
    pub(crate) fn geometry(&mut self, field: Option<Field<'_, '_>>) -> Option<GeometryLine> {
        let (span, fields) = self.section(field)?;
        Some(GeometryLine {
            span,
            shape: self.word(fields.get("shape")),
            cells: self.whole(fields.get("cells")),
            radius: self.length(fields.get("radius")),
            edge: self.length(fields.get("edge")),
            density: fields.get("density").and_then(|field| self.quantity(field.key, field.value)),
            margin: self.length(fields.get("margin")),
            voxel: self.length(fields.get("voxel")),
            vessels: self.length(fields.get("vessels")),
            matrix: self.share(fields.get("matrix")),
            positions: self.text(fields.get("positions")).map(|name| Beside { name, text: None }),
            growth: self.word(fields.get("growth")),
        })
    }

    fn tissue_dose(&mut self, span: Span, fields: &Fields<'_, '_>) -> Option<TissueDose> {
        Some(TissueDose {
            span,
            product: self.text(fields.get("product")),
            amount: self.amount(fields.get("amount")),
            at: self.schedule(fields.get("at")),
            place: self.word(fields.get("place")),
            of: self.text(fields.get("of"))?,
        })
    }

    /// `[steps]`
    pub(crate) fn steps(&mut self, field: Option<Field<'_, '_>>) -> StepsLine {
        let Some((_, fields)) = self.section(field) else { return StepsLine::default() };
        StepsLine {
            biology: self.positive_time(fields.get("biology")),
            contacts: self.positive_time(fields.get("contacts")),
            mechanics: self.positive_time(fields.get("mechanics")),
            tolerance: self.length(fields.get("tolerance")),
        }
    }
}
