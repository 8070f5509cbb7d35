//! Values of parameters: the library's, then the product's, the scenario's, the command line's and the patient's body.
//!
//! A name is first that of a module's symbol (`nk.death_rate`: all instances of the module `nk`), then a dotted name in
//! the model (`body.weight`). A value that someone sets is that person's statement: its uncertainty is dropped
//! (but not that of a value that a product sets). How
//! patients differ stays, unless that is set too.

use super::fitted::Fitted;
use super::lots::{Gift, Lot};
use super::settings::{Setting, quantity};
use super::{Bindings, Notes, names, therapies, typing};
use crate::cohort::{Varied, fits};
use crate::results::ParameterChange;
use crate::scenario::{ParameterLine, Placed, Product, Scenario};
use lytic_model::{Equations, MathKind, Model, Rule, SymbolId, SymbolKind};
use lytic_nk::recognition::RecognitionParameters;
use lytic_nk::targets::Target;
use lytic_nk::{Distribution, Library, ParameterEntry};
use lytic_text::{Diagnostic, Message, nearest};
use lytic_units::{Quantity, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a parameter beside its value in the model.
struct Known<'a> {
    entry: Option<&'a ParameterEntry>,
    between: Option<Distribution>,
    uncertainty: Option<Distribution>,
    library: Option<f64>,
}

/// The values of a model on their way from library to run.
pub(crate) struct Values<'a> {
    known: BTreeMap<SymbolId, Known<'a>>,
    /// What was set, in order.
    changes: Vec<ParameterChange>,
}

impl<'a> Values<'a> {
    /// The library's values as they were bound.
    pub fn new(model: &Model, bindings: &Bindings<'a>) -> Values<'a> {
        let mut known = BTreeMap::new();
        for binding in bindings {
            let entry = binding.parameter;
            let unit = model.symbols.get(binding.symbol.0 as usize).and_then(|symbol| symbol.unit.as_ref());
            let in_unit = unit.and_then(|declared| entry.in_unit(&declared.unit).ok());
            let (between, uncertainty) = in_unit
                .map_or((entry.between, entry.uncertainty), |in_unit| (in_unit.between, in_unit.uncertainty));
            known.insert(
                binding.symbol,
                Known { entry: Some(entry), between, uncertainty, library: Some(binding.value) },
            );
        }
        Values { known, changes: Vec::new() }
    }

    /// What the products that doses use set: their source, their method, typing, and a fit of their cells (`fits`, as
    /// many as products).
    pub fn products(
        &mut self,
        scenario: &Scenario,
        library: &Library,
        fits: &[Option<Fitted>],
        model: &mut Model,
        notes: &mut Notes<'_>,
    ) {
        let mut set: BTreeMap<String, Quantity> = BTreeMap::new();
        for (product, fit) in scenario.products.iter().zip(fits) {
            if notes.full() {
                return;
            }
            let used = scenario
                .doses
                .iter()
                .any(|dose| dose.product.as_ref().is_some_and(|name| name.value == product.name.value));
            if !used {
                let message = Message::new("W0301").with("name", &product.name.value);
                notes.warning(message, product.name.span);
            }
            let products = library.products();
            let parts = [
                (product.source.as_slice(), products.sources.as_slice()),
                (product.method.as_slice(), products.methods.as_slice()),
                (product.edits.as_slice(), products.edits.as_slice()),
            ];
            let parts =
                parts.iter().flat_map(|(written, parts)| written.iter().map(move |one| (one, *parts)));
            for (written, parts) in parts {
                let Some(part) = parts.iter().find(|part| part.key == written.value) else {
                    let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
                    let message =
                        Message::new("E0346").with("value", &written.value).with("known", keys.join(", "));
                    let near = nearest(&written.value, keys.iter().copied());
                    notes.push(Diagnostic { span: written.span, ..Diagnostic::error(message).suggest(near) });
                    continue;
                };
                let fits = !used || therapies::takes_edit(scenario, part, written, model, notes);
                for (name, quantity) in part.sets.iter().filter(|_| used && fits) {
                    match set.get(name) {
                        Some(other) if other != quantity => {
                            notes.error(Message::new("E0347").with("name", name), written.span);
                        }
                        Some(_) => {}
                        None => {
                            set.insert(name.clone(), quantity.clone());
                            let name = Placed { value: name.clone(), span: written.span };
                            let value = Placed { value: quantity.clone(), span: written.span };
                            let place = format!("{PRODUCT}{}", product.name.value);
                            self.set(&name, &value, None, &place, library, model, notes);
                        }
                    }
                }
            }
            if let Some(genotype) = product.fcgr3a.as_ref().filter(|_| used) {
                let replaced = set.contains_key(therapies::DONOR_VALINE);
                if let Some(value) = therapies::valine_share(genotype, replaced, scenario, model, notes) {
                    let name = Placed { value: therapies::DONOR_VALINE.to_owned(), span: genotype.span };
                    let place = format!("{PRODUCT}{}", product.name.value);
                    self.set(&name, &value, Some(None), &place, library, model, notes);
                }
            }
            if used {
                self.own_cells(scenario, product, fit.as_ref(), library, model, notes);
            }
        }
    }

    /// What the typical lot of a factory makes of the cells; the lots of patients differ from it (see [`super::lots`]).
    pub fn lot(&mut self, lot: &Lot, library: &Library, model: &mut Model, notes: &mut Notes<'_>) {
        let place = format!("{PRODUCT}{}", lot.product.value);
        for (parameter, factor) in lot.gifts() {
            let Some(present) = self.present(model, parameter) else {
                let message = Message::new("E2006").with("parameter", parameter);
                notes.error(message, lot.name.span);
                continue;
            };
            let unit = symbols(model, parameter).first().and_then(|id| unit_of(model, *id));
            let value = match factor {
                Gift::Is(value) => value,
                Gift::Times(factor) => factor * present,
            };
            let value = Quantity { value, unit: unit.unwrap_or_else(Unit::dimensionless) };
            let name = Placed { value: parameter.to_owned(), span: lot.name.span };
            self.set(&name, &Placed { value, span: lot.name.span }, None, &place, library, model, notes);
        }
    }

    /// What typing and a fit say of a product's own cells.
    fn own_cells(
        &mut self,
        scenario: &Scenario,
        product: &Product,
        fit: Option<&Fitted>,
        library: &Library,
        model: &mut Model,
        notes: &mut Notes<'_>,
    ) {
        let asked = product.hla.first().or(product.kir.as_ref()).or(product.fit.as_ref());
        let Some(span) = asked.map(|asked| asked.span) else { return };
        if symbols(model, SIGNALS[0]).is_empty() {
            notes.warning(Message::new("W0331"), span);
            return;
        }
        let place = format!("{PRODUCT}{}", product.name.value);
        let read = |name: &str, unit: &str| {
            let unit = Unit::parse(unit).map_err(|error| Diagnostic::error(error.message()))?;
            let fitted = fit.and_then(|fit| fit.number(name, &unit));
            let typical = || library.number(name).and_then(|entry| entry.value.in_unit(&unit).ok());
            fitted.or_else(typical).ok_or_else(|| Diagnostic::error(Message::new("E0340").with("name", name)))
        };
        let numbers = match RecognitionParameters::from_values(read) {
            Ok(numbers) => numbers,
            Err(problems) => {
                problems.into_iter().for_each(|problem| notes.push(problem));
                return;
            }
        };
        let target = disease(library, model);
        for (name, value) in typing::parameters(scenario, product, library, target, &numbers, notes) {
            let changes = self.changes.len();
            let name = Placed { value: name.to_owned(), span: value.span };
            self.set(&name, &value, None, &place, library, model, notes);
            // Typing as numbers is no change of a parameter; what follows from it is.
            if !typing::replaces_typing(&name.value) {
                self.changes.truncate(changes);
            }
        }
        let Some(fit) = fit else { return };
        let mut idle: Vec<&str> = fit.unknown.iter().map(String::as_str).collect();
        for (name, quantity) in &fit.numbers {
            let of_typing = typing::is_for_typed_donors(&name.value) && product.hla.is_empty();
            if !symbols(model, &name.value).is_empty() && !of_typing {
                let value = Placed { value: quantity.clone(), span: name.span };
                self.set(name, &value, None, &place, library, model, notes);
            } else if product.hla.is_empty()
                || !RecognitionParameters::parameters().any(|(known, _)| known == name.value)
            {
                idle.push(name.value.as_str());
            }
        }
        if !idle.is_empty() {
            notes.warning(Message::new("W0332").with("names", idle.join(", ")), span);
        }
        if let Some(factor) = fit.response {
            for signal in SIGNALS {
                let Some(present) = self.present(model, signal) else { continue };
                let value = Quantity { value: factor * present, unit: Unit::dimensionless() };
                let name = Placed { value: signal.to_owned(), span };
                self.set(&name, &Placed { value, span }, None, &place, library, model, notes);
            }
        }
    }

    /// The patient's genotype of the Fc receptor.
    pub fn genotype(
        &mut self,
        scenario: &Scenario,
        library: &Library,
        model: &mut Model,
        notes: &mut Notes<'_>,
    ) {
        let Some(genotype) = scenario.patient.as_ref().and_then(|patient| patient.fcgr3a.as_ref()) else {
            return;
        };
        if let Some(value) = therapies::valine_share(genotype, false, scenario, model, notes) {
            let name = Placed { value: therapies::HOST_VALINE.to_owned(), span: genotype.span };
            self.set(&name, &value, Some(None), "patient", library, model, notes);
        }
    }

    /// The number that a parameter has in the model now.
    pub fn present(&self, model: &Model, name: &str) -> Option<f64> {
        let id = symbols(model, name).first().copied()?;
        match model.symbols.get(id.0 as usize)?.initial.as_ref()?.kind {
            MathKind::Number(value, _) => Some(value),
            _ => None,
        }
    }

    /// `[parameters]` of the scenario; `seen` is what other sections of it have set.
    pub fn parameters(
        &mut self,
        scenario: &Scenario,
        library: &Library,
        model: &mut Model,
        mut seen: BTreeSet<SymbolId>,
        notes: &mut Notes<'_>,
    ) {
        for ParameterLine { name, value, between } in &scenario.parameters {
            if notes.full() {
                return;
            }
            let spread = between.as_ref().map(|placed| placed.value);
            if typing::replaces_typing(&name.value) && self.present(model, typing::TYPED) == Some(1.0) {
                let off =
                    Placed { value: Quantity { value: 0.0, unit: Unit::dimensionless() }, span: value.span };
                let typed = Placed { value: typing::TYPED.to_owned(), span: name.span };
                self.set(&typed, &off, None, "scenario", library, model, notes);
            }
            for id in self.set(name, value, spread, "scenario", library, model, notes) {
                if !seen.insert(id) {
                    notes.error(Message::new("E0343").with("name", &name.value), name.span);
                }
            }
        }
    }

    /// `--set` of the command line.
    pub fn settings(
        &mut self,
        settings: &[Setting],
        library: &Library,
        model: &mut Model,
        notes: &mut Notes<'_>,
    ) {
        let mut seen = BTreeSet::new();
        for setting in settings {
            let Some(value) = quantity(setting, notes) else { continue };
            let name = &setting.name;
            for id in self.set(name, &value, None, "--set", library, model, notes) {
                if !seen.insert(id) {
                    notes.error(Message::new("E0343").with("name", &name.value), name.span);
                }
            }
        }
    }

    /// Weight and height of `[patient]`, the same for all; gives back the symbols that hold them.
    pub fn body(&mut self, scenario: &Scenario, model: &mut Model) -> BTreeSet<SymbolId> {
        let mut set = BTreeSet::new();
        let Some(patient) = &scenario.patient else { return set };
        for (name, value) in [(WEIGHT, &patient.weight), (HEIGHT, &patient.height)] {
            let (Some(value), Some(id)) = (value, settable(model, name)) else { continue };
            let Some(unit) = unit_of(model, id) else { continue };
            if let Ok(number) = value.value.in_unit(&unit) {
                model.set_initial(id, number);
                // The scenario's body is no change of the library's: it is who the patient is.
                self.known.insert(id, Known { entry: None, between: None, uncertainty: None, library: None });
                set.insert(id);
            }
        }
        set
    }

    /// Sets all symbols of a name; gives back which.
    #[allow(clippy::too_many_arguments, reason = "one value with its spread, its place and where it goes")]
    fn set(
        &mut self,
        name: &Placed<String>,
        value: &Placed<Quantity>,
        spread: Option<Option<Distribution>>,
        place: &str,
        library: &Library,
        model: &mut Model,
        notes: &mut Notes<'_>,
    ) -> Vec<SymbolId> {
        let ids = symbols(model, &name.value);
        if ids.is_empty() {
            let message = Message::new("E0340").with("name", &name.value);
            let near = library
                .parameters()
                .iter()
                .map(ParameterEntry::name)
                .filter(|known| !symbols(model, known).is_empty())
                .chain(names(model).map(str::to_owned))
                .collect::<Vec<_>>();
            let near = nearest(&name.value, near.iter().map(String::as_str));
            notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
            return Vec::new();
        }
        let mut out = Vec::new();
        for id in ids {
            let Some(symbol) = model.symbols.get(id.0 as usize) else { continue };
            if matches!(symbol.rule, Some(Rule::Assignment(_)))
                || matches!(symbol.kind, SymbolKind::Reaction(_))
            {
                notes.error(Message::new("E0341").with("name", &name.value), name.span);
                return out;
            }
            let unit =
                symbol.unit.as_ref().map_or_else(Unit::dimensionless, |declared| declared.unit.clone());
            let number = match value.value.in_unit(&unit) {
                Ok(number) => number,
                Err(error) => {
                    let span = value.span.or(name.span);
                    notes.push(Diagnostic { span, ..Diagnostic::error(error.message()) });
                    return out;
                }
            };
            let unfit = match symbol.kind {
                SymbolKind::Species { .. } if number < 0.0 => Some("E0317"),
                SymbolKind::Compartment if number <= 0.0 => Some("E0316"),
                _ if !number.is_finite() => Some("E0312"),
                _ => None,
            };
            if let Some(code) = unfit {
                let message = Message::new(code).with("key", &name.value).with("value", &value.value);
                notes.error(message, value.span.or(name.span));
                return out;
            }
            let before = match symbol.initial.as_ref().map(|math| &math.kind) {
                Some(MathKind::Number(before, _)) => Some(*before),
                _ => None,
            };
            let entry = self.known.get(&id).and_then(|known| known.entry);
            let library_value = self.known.get(&id).map_or(before, |known| known.library);
            let between = match spread {
                Some(law) => law,
                None => self.known.get(&id).and_then(|known| known.between),
            };
            if between.as_ref().is_some_and(|law| !fits(law, number)) {
                notes.error(Message::new("E0344").with("name", &name.value), value.span.or(name.span));
            }
            if before == Some(number) && spread.is_none() && !place.starts_with(PRODUCT) {
                notes.warning(Message::new("W0304").with("name", &name.value), name.span);
            }
            if entry.is_some() && number < 0.0 && library_value.is_some_and(|known| known >= 0.0) {
                let message = Message::new("W0307").with("name", &name.value).with("value", &value.value);
                notes.warning(message, value.span.or(name.span));
            }
            if matches!(spread, Some(Some(_))) && !symbol.constant {
                notes.error(Message::new("E0360").with("name", &name.value), name.span);
            }
            // A product's values are the library's own, and no better known than those that they replace.
            let of_library = place.starts_with(PRODUCT);
            let uncertainty = self.known.get(&id).and_then(|known| known.uncertainty).filter(|_| of_library);
            let known = Known { entry, between, uncertainty, library: library_value };
            self.known.insert(id, known);
            let change = ParameterChange {
                name: name.value.clone(),
                unit: text_of(&unit),
                library: library_value,
                used: number,
                place: place.to_owned(),
            };
            self.changes.retain(|earlier| earlier.name != change.name);
            self.changes.push(change);
            model.set_initial(id, number);
            out.push(id);
        }
        out
    }

    /// Takes the differences between patients away.
    pub fn same_for_everyone(&mut self) {
        self.known.values_mut().for_each(|known| known.between = None);
    }

    /// What differs from the library or from the model's own text.
    pub fn differing(&self) -> Vec<ParameterChange> {
        self.changes.iter().filter(|change| change.library != Some(change.used)).cloned().collect()
    }

    /// The parameters that have a spread, with the symbols that hold them.
    pub fn varied(&self, model: &Model, equations: &Equations) -> Vec<(SymbolId, Varied)> {
        let mut varied = Vec::new();
        let typed = self.present(model, typing::TYPED) == Some(1.0);
        for (id, known) in &self.known {
            if known.between.is_none() && known.uncertainty.is_none() {
                continue;
            }
            let Some(symbol) = model.symbols.get(id.0 as usize) else { continue };
            let Some(parameter) = equations.parameter(&symbol.name) else { continue };
            let name = known.entry.map_or_else(|| symbol.name.clone(), ParameterEntry::name);
            if !typed && typing::is_for_typed_donors(&name) {
                continue;
            }
            let (between, uncertainty) = (known.between, known.uncertainty);
            let unit = symbol.unit.as_ref().map_or_else(String::new, |declared| text_of(&declared.unit));
            varied.push((*id, Varied { parameter, name, between, uncertainty, unit }));
        }
        varied
    }
}

/// What the malignant cells of a model look like: the target that names one of its modules, else leukaemic blasts.
fn disease<'a>(library: &'a Library, model: &Model) -> Option<&'a Target> {
    let has = |module: &str| model.symbols.iter().any(|symbol| symbol.origin.module == module);
    library.target_of_model(has).or_else(|| library.target(typing::BLASTS))
}

/// Signals of the donor's cells on malignant cells.
const SIGNALS: [&str; 4] = [
    "recognition.alloreactive_signal",
    "recognition.alloreactive_signal_to_hla_high",
    "recognition.other_signal",
    "recognition.other_signal_to_hla_high",
];
/// How the place of a value begins that a product sets.
const PRODUCT: &str = "product ";
/// Body weight in the library's models.
pub(crate) const WEIGHT: &str = "body.weight";
/// Body height in the library's models.
pub(crate) const HEIGHT: &str = "body.height";

/// A unit as printed in results: nothing for a pure number.
pub(crate) fn text_of(unit: &Unit) -> String {
    if unit.is_plain() { String::new() } else { unit.to_string() }
}

/// The symbols that a name means: all that a module of that name declares, or the one of that dotted name.
pub(crate) fn symbols(model: &Model, name: &str) -> Vec<SymbolId> {
    if let Some((module, symbol)) = name.split_once('.') {
        let ids: Vec<SymbolId> = model
            .symbols
            .iter()
            .enumerate()
            .filter(|(_, known)| known.origin.module == module && known.origin.symbol == symbol)
            .map(|(index, _)| SymbolId(index as u32))
            .collect();
        if !ids.is_empty() {
            return ids;
        }
    }
    model.symbol(name).into_iter().collect()
}

fn settable(model: &Model, name: &str) -> Option<SymbolId> {
    let id = model.symbol(name)?;
    let symbol = model.symbols.get(id.0 as usize)?;
    (!matches!(symbol.rule, Some(Rule::Assignment(_)))).then_some(id)
}

fn unit_of(model: &Model, id: SymbolId) -> Option<Unit> {
    model.symbols.get(id.0 as usize)?.unit.as_ref().map(|declared| declared.unit.clone())
}
