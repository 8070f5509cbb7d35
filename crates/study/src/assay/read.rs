//! Reads a scenario of the kind `assay`, with all problems at once.

use super::keys::{ASSAY, BLOCKS, LACKS, RECEPTORS};
use super::scenario::{AntibodyLine, ArmLine, AssayScenario, CellLine, WellLine};
use crate::fields::{Field, Fields, Reader};
use crate::read::{document, is_of_kind};
use crate::scenario::Placed;
use lytic_text::{Diagnostic, Message, SourceId, nearest};
use lytic_units::Quantity;
use toml::de::DeTable;

/// Whether a text is a scenario of the kind `assay`.
pub(crate) fn is_assay(text: &str) -> bool {
    is_of_kind(text, "assay")
}

/// Reads the text of an assay that is already among the sources. It comes back even when there are problems, without the
/// faulty parts.
pub fn read_assay(name: &str, text: &str, source: SourceId) -> (Option<AssayScenario>, Vec<Diagnostic>) {
    document(text, source, |reader, table| reader.assay(name, table))
}

impl Reader<'_> {
    fn assay(&mut self, name: &str, table: &DeTable<'_>) -> AssayScenario {
        let start_of_file = self.span(0..0);
        let fields = self.fields(&ASSAY, start_of_file, table);
        let title = self.words(fields.get("title"));
        AssayScenario {
            name: name.to_owned(),
            source: Some(self.source),
            title: if title.is_empty() { name.to_owned() } else { title },
            title_zh: self.words(fields.get("title_zh")),
            about: self.words(fields.get("about")),
            about_zh: self.words(fields.get("about_zh")),
            duration: self.positive_time(fields.get("duration")),
            target: self.text(fields.get("target")),
            target_hla: self.some_texts(fields.get("target_hla")),
            own_targets: Vec::new(),
            decision: self.word(fields.get("decision")),
            seed: self.whole(fields.get("seed")),
            draws: self.whole(fields.get("draws")),
            well: self.well(fields.get("well")),
            cells: self
                .section(fields.get("cells"))
                .map(|(_, fields)| self.cells(&fields))
                .unwrap_or_default(),
            arms: self
                .named(fields.get("arm"))
                .into_iter()
                .map(|(name, fields)| self.arm(name.value, &fields))
                .collect(),
            antibody: self.antibody(fields.get("antibody")),
            parameters: self
                .parameters(fields.get("parameters"))
                .into_iter()
                .map(|line| (line.name, line.value))
                .collect(),
        }
    }

    fn well(&mut self, field: Option<Field<'_, '_>>) -> Option<WellLine> {
        let (span, fields) = self.section(field)?;
        Some(WellLine {
            span,
            vessel: self.word(fields.get("vessel")),
            targets: self.whole(fields.get("targets")),
            ratios: self.numbers(fields.get("effector_to_target")),
            cells: self.whole(fields.get("cells")),
            wells: self.whole(fields.get("wells")),
            replicates: self.whole(fields.get("replicates")),
            density: fields.get("density").and_then(|field| self.quantity(field.key, field.value)),
        })
    }

    pub(crate) fn cells(&mut self, fields: &Fields<'_, '_>) -> CellLine {
        CellLine {
            state: self.word(fields.get("state")),
            storage: self.word(fields.get("storage")),
            lacks: self.chosen(fields.get("lacks"), LACKS),
            fcgr3a: self.word(fields.get("fcgr3a")),
            receptors: self.chosen(fields.get("receptors"), RECEPTORS),
            blocked: self.chosen(fields.get("blocked"), BLOCKS),
            car_antigen: self.text(fields.get("car_antigen")),
            car_receptors: self.positive(fields.get("car_receptors")),
            hla: self.some_texts(fields.get("hla")),
            kir: self.text(fields.get("kir")),
        }
    }

    /// A list of texts; none where it is not written.
    fn some_texts(&mut self, field: Option<Field<'_, '_>>) -> Option<Vec<Placed<String>>> {
        Some(self.texts(field)).filter(|texts| !texts.is_empty())
    }

    fn arm(&mut self, name: String, fields: &Fields<'_, '_>) -> ArmLine {
        ArmLine {
            name,
            label: self.words(fields.get("label")),
            label_zh: self.words(fields.get("label_zh")),
            target: self.text(fields.get("target")),
            target_hla: self.some_texts(fields.get("target_hla")),
            cells: self.cells(fields),
        }
    }

    fn antibody(&mut self, field: Option<Field<'_, '_>>) -> Option<AntibodyLine> {
        let (_, fields) = self.section(field)?;
        Some(AntibodyLine {
            antigen: self.text(fields.get("antigen")),
            affinity: fields.get("affinity").and_then(|field| self.quantity(field.key, field.value)),
            concentrations: self.quantities(fields.get("concentrations")),
        })
    }

    /// A number above zero.
    fn positive(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<f64>> {
        let field = field?;
        let number = self.number(field.key, field.value)?;
        self.above_zero(field.key.name, number)
    }

    fn above_zero(&mut self, key: &str, number: Placed<f64>) -> Option<Placed<f64>> {
        if number.value > 0.0 {
            return Some(number);
        }
        let message = Message::new("E0316").with("key", key).with("value", number.value);
        self.report(Diagnostic { span: number.span, ..Diagnostic::error(message) });
        None
    }

    /// A list of numbers above zero.
    fn numbers(&mut self, field: Option<Field<'_, '_>>) -> Vec<Placed<f64>> {
        let Some(field) = field else { return Vec::new() };
        let Some(array) = field.value.get_ref().as_array().filter(|array| !array.is_empty()) else {
            self.wrong_type(field.key, self.place(field.value));
            return Vec::new();
        };
        let numbers: Vec<_> = array.iter().filter_map(|value| self.number(field.key, value)).collect();
        numbers.into_iter().filter_map(|number| self.above_zero(field.key.name, number)).collect()
    }

    /// A list of quantities, none negative.
    fn quantities(&mut self, field: Option<Field<'_, '_>>) -> Vec<Placed<Quantity>> {
        let Some(field) = field else { return Vec::new() };
        let Some(array) = field.value.get_ref().as_array().filter(|array| !array.is_empty()) else {
            self.wrong_type(field.key, self.place(field.value));
            return Vec::new();
        };
        let found: Vec<_> = array.iter().filter_map(|value| self.quantity(field.key, value)).collect();
        found
            .into_iter()
            .filter(|quantity| {
                let right = quantity.value.value >= 0.0;
                if !right {
                    let message =
                        Message::new("E0317").with("key", field.key.name).with("value", &quantity.value);
                    self.report(Diagnostic { span: quantity.span, ..Diagnostic::error(message) });
                }
                right
            })
            .collect()
    }

    /// A list of some of these words.
    fn chosen(
        &mut self,
        field: Option<Field<'_, '_>>,
        allowed: &'static [&'static str],
    ) -> Option<Vec<Placed<String>>> {
        let field = field?;
        let Some(array) = field.value.get_ref().as_array() else {
            self.wrong_type(field.key, self.place(field.value));
            return None;
        };
        let mut words: Vec<Placed<String>> = Vec::new();
        for value in array.iter() {
            let Some(word) = self.string(field.key, value) else { continue };
            if allowed.contains(&word.value.as_str()) {
                words.push(word);
                continue;
            }
            let message = Message::new("E0310")
                .with("key", field.key.name)
                .with("value", &word.value)
                .with("allowed", allowed.join(", "));
            let near = nearest(&word.value, allowed.iter().copied());
            self.report(Diagnostic { span: word.span, ..Diagnostic::error(message).suggest(near) });
        }
        Some(words)
    }
}
