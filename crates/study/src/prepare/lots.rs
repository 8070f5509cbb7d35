//! `[product.X] lot = "factory-mb21"`: every patient gets cells of a lot of its own, made by a scenario of the kind `factory`.
//!
//! ```text
//! lot i of draw d  = patient i of draw d of the factory, with the same seed, for the dose and the weight of the patient
//! cells given      = what is asked for, as long as the lot lasts; nothing of a lot that is not released
//! activation       = that of the lot          division, engraftment = the patient's * the lot's
//! ```
//! The typical lot sets the typical values of the patient's parameters; patient `i` has them times lot `i` over the typical lot,
//! so that what differs between patients otherwise stays. Whatever else a lot tells is a parameter `X.lot_...`, which outcomes
//! and columns may use. A lot costs a few thousand steps of a small model, so those of a block of patients are made together,
//! by whichever thread takes the first of them. Analyses that move parameters alone (`lytic sensitivity`) take the typical lot.

use super::doses::weight_and_cells;
use super::{Notes, Overrides, Study, prepare};
use crate::hash::Hasher;
use crate::input::{Files, beside};
use crate::scenario::{Judged, Kind, Observe, OutcomeLine, ParameterLine, Patient, Placed, Scenario, Window};
use lytic_engine::{EngineError, Finished, Subject};
use lytic_model::{Equations, Observable, Origin, Parameter};
use lytic_nk::Library;
use lytic_text::{Diagnostic, Lang, Message, Sources, has_errors};
use lytic_units::{Quantity, Unit};

/// What is asked of a lot at its harvest: the factory's name of it, what the patient calls it after the product, its unit.
const TOLD: [(&str, &str, &str); 14] = [
    ("lot.released", "lot_released", "1"),
    ("lot.available", "lot_cells", "cells"),
    ("lot.doses", "lot_doses", "1"),
    ("lot.fold", "lot_fold", "1"),
    ("lot.viability", "lot_viability", "1"),
    ("lot.purity", "lot_purity", "1"),
    ("lot.potency", "lot_potency", "1"),
    ("lot.motile", "lot_motile", "1"),
    ("lot.killing", "lot_killing", "1"),
    ("lot.activation_given", "lot_activation", "1"),
    ("lot.persistence", "lot_persistence", "1"),
    ("lot.first_day", "lot_first_day", "1"),
    ("lot.t_cells_per_weight", "lot_t_cells_per_weight", "cells/kg"),
    ("lot.cost", "lot_cost", "1"),
];
const RELEASED: usize = 0;
const CELLS: usize = 1;
const ACTIVATION: usize = 9;
const PERSISTENCE: usize = 10;
const FIRST_DAY: usize = 11;

/// What a lot gives to the cells in the patient: parameter, which of [`TOLD`], whether it takes the value's place.
const GIVEN: [(&str, usize, bool); 3] = [
    ("nk.product_activation", ACTIVATION, true),
    ("nk.maximal_division", PERSISTENCE, false),
    ("nk.engrafting_fraction", FIRST_DAY, false),
];

/// What is told of one lot, in the order of [`TOLD`].
type Told = [f64; TOLD.len()];

/// What the typical lot does to a parameter of the patient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Gift {
    /// Its new value, in the parameter's unit.
    Is(f64),
    /// What it is multiplied by.
    Times(f64),
}

/// The factory of a product.
#[derive(Debug)]
pub(crate) struct Lot {
    /// The product.
    pub product: Placed<String>,
    /// The factory, as written.
    pub name: Placed<String>,
    study: Box<Study>,
    typical: Told,
    /// Where each of [`TOLD`] stands among the patient's parameters.
    told: Vec<usize>,
    /// Parameters of the patient with what multiplies them.
    moved: Vec<(usize, usize)>,
}

/// The factories of a scenario, by product.
#[derive(Debug, Default)]
pub(crate) struct Lots(Vec<Lot>);

/// Lots of a block of patients: for each factory, patient by patient.
pub(crate) type LotRows = Vec<Vec<Told>>;

/// The parameter that holds the cells of a product's lot; none where the product has no lot.
pub(super) fn stock_of(product: &str, equations: &Equations) -> Option<usize> {
    let (_, name, _) = TOLD.get(CELLS)?;
    equations.parameter(&format!("{product}.{name}"))
}

/// Makes the factories of all products ready and their typical lots; none where one of them cannot be.
pub(super) fn read(
    scenario: &Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: &Overrides,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) -> Option<Vec<Lot>> {
    let mut lots = Vec::new();
    let wanted = scenario.products.iter().filter(|product| product.lot.is_some()).count();
    for product in &scenario.products {
        let Some(name) = &product.lot else { continue };
        if scenario.kind == Kind::Factory {
            notes.error(Message::new("E2003").with("name", &product.name.value), name.span);
            continue;
        }
        let Some(study) = factory(scenario, &product.name, name, library, files, overrides, sources, notes)
        else {
            continue;
        };
        let mut lot = Lot {
            product: product.name.clone(),
            name: name.clone(),
            study: Box::new(study),
            typical: [f64::NAN; TOLD.len()],
            told: Vec::new(),
            moved: Vec::new(),
        };
        let typical = lot.study.people.typical(0);
        match lot.simulate(1, &|_, parameters| parameters.clone_from(&typical)) {
            Ok(made) => {
                lot.typical = made.first().copied().unwrap_or(lot.typical);
                if lot.typical.iter().all(|value| value.is_finite()) {
                    lots.push(lot);
                } else {
                    notes.error(Message::new("E2007").with("lot", &name.value), name.span);
                }
            }
            Err(error) => notes.error(error.message(), name.span),
        }
    }
    (lots.len() == wanted).then_some(lots)
}

/// The study of a factory, for this patient's dose and weight.
#[allow(clippy::too_many_arguments, reason = "a factory is made ready as a scenario is")]
fn factory(
    scenario: &Scenario,
    product: &Placed<String>,
    name: &Placed<String>,
    library: &Library,
    files: &dyn Files,
    overrides: &Overrides,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) -> Option<Study> {
    let known = crate::builtin::built_in(&name.value).is_some();
    let path = if known { name.value.clone() } else { beside(&name.value, &scenario.name) };
    let (found, problems) = crate::input::open(&path, files, sources);
    let mut all_right = true;
    let mut tell = |problems: Vec<Diagnostic>, notes: &mut Notes<'_>| {
        for problem in problems.into_iter().filter(Diagnostic::is_error) {
            all_right = false;
            let span = problem.span.or(name.span);
            notes.push(Diagnostic { span, ..problem });
        }
    };
    tell(problems, notes);
    let mut lot = found?;
    if lot.kind != Kind::Factory {
        notes.error(Message::new("E2004").with("lot", &name.value), name.span);
        return None;
    }
    let duration = lot.duration.clone()?;
    let end = Quantity {
        value: duration.value.value + lot.start.value.in_unit(&duration.value.unit).unwrap_or(0.0),
        unit: duration.value.unit.clone(),
    };
    let at_harvest = |(value, told, _): &(&str, &str, &str)| OutcomeLine {
        name: Placed::default_of((*told).to_owned()),
        judged: Judged::Value(Placed { value: (*value).to_owned(), span: name.span }, None),
        window: Window::At(Placed::default_of(end.clone())),
        label: String::new(),
        label_zh: String::new(),
    };
    lot.outcomes = TOLD.iter().map(at_harvest).collect();
    lot.criteria.clear();
    lot.timed.clear();
    lot.additions.clear();
    lot.plausible.clear();
    lot.observe = Observe { relative_tolerance: lot.observe.relative_tolerance.take(), ..Observe::default() };
    lot.observe.every = Some(Placed::default_of(duration.value.clone()));
    for_patient(&mut lot, scenario, product, name);
    let own = Overrides {
        patients: Some(scenario.cohort.patients.value),
        draws: Some(scenario.cohort.draws.value),
        seed: Some(scenario.cohort.seed.value),
        no_twin: true,
        outcomes_only: true,
        instructions: overrides.instructions,
        ..Overrides::default()
    };
    let (study, problems) = prepare(lot, library, files, own, sources);
    tell(problems, notes);
    study.filter(|_| all_right && !has_errors(notes.diagnostics))
}

/// Weight and dose of the patient take the place of the factory's own.
fn for_patient(lot: &mut Scenario, scenario: &Scenario, product: &Placed<String>, name: &Placed<String>) {
    let weight = scenario.patient.as_ref().and_then(|patient| patient.weight.clone());
    if let Some(weight) = weight {
        let span = scenario.patient.as_ref().map(|patient| patient.span);
        let nobody = |span| Patient { span, weight: None, height: None, hla: Vec::new(), fcgr3a: None };
        let patient = lot.patient.take().or_else(|| span.map(nobody));
        lot.patient = patient.map(|patient| Patient { weight: Some(weight), ..patient });
    }
    let is_of = |of: &Option<Placed<String>>| of.as_ref().is_some_and(|of| of.value == product.value);
    let amount =
        scenario.doses.iter().find(|line| is_of(&line.product)).and_then(|line| line.amount.as_ref());
    let Some((per_weight, flat)) = amount.and_then(|amount| weight_and_cells(&amount.value)) else { return };
    for (parameter, value) in [("release.dose_per_weight", per_weight), ("release.flat_dose", flat)] {
        lot.parameters.retain(|line| line.name.value != parameter);
        let name = Placed { value: parameter.to_owned(), span: name.span };
        lot.parameters.push(ParameterLine { value: Placed::default_of(value), name, between: None });
    }
}

/// Gives the patient's equations the parameters by which lots are told.
pub(super) fn publish(mut lots: Vec<Lot>, equations: &mut Equations) -> Lots {
    for lot in &mut lots {
        let product = lot.product.value.clone();
        for ((_, told, unit), value) in TOLD.iter().zip(lot.passed(&lot.typical)) {
            let index = equations.parameters.len();
            let (name, unit) = (format!("{product}.{told}"), Unit::parse(unit).ok());
            let expression = equations.graph.parameter(index);
            let origin = Origin { module: String::new(), symbol: String::new() };
            equations.parameters.push(Parameter { name: name.clone(), origin, unit: unit.clone(), value });
            equations.observables.push(Observable { name, expression, unit });
            lot.told.push(index);
        }
        for (parameter, told, _) in GIVEN {
            let holders = equations.parameters.iter().enumerate().filter(|(_, known)| {
                parameter.split_once('.')
                    == Some((known.origin.module.as_str(), known.origin.symbol.as_str()))
            });
            lot.moved.extend(holders.map(|(index, _)| (index, told)));
        }
    }
    Lots(lots)
}

impl Lot {
    /// What the typical lot gives to parameters of the patient.
    pub(super) fn gifts(&self) -> impl Iterator<Item = (&'static str, Gift)> {
        GIVEN.into_iter().filter_map(|(parameter, told, replaces)| {
            let value = *self.typical.get(told)?;
            Some((parameter, if replaces { Gift::Is(value) } else { Gift::Times(value) }))
        })
    }

    /// So many lots with these parameters.
    fn simulate(
        &self,
        count: u64,
        parameters: &dyn Fn(u64, &mut Vec<f64>),
    ) -> Result<Vec<Told>, EngineError> {
        let mut made = vec![[f64::NAN; TOLD.len()]; usize::try_from(count).unwrap_or_default()];
        let mut id = 0;
        let mut next = |subject: &mut Subject| {
            if id >= count {
                return false;
            }
            subject.id = id;
            parameters(id, &mut subject.parameters);
            self.study.doses.of_patient(&subject.parameters, &mut subject.doses);
            id += 1;
            true
        };
        let mut finished = |finished: Finished<'_>| {
            let judged = self.study.outputs.judge(finished.values, finished.id);
            let place = usize::try_from(finished.id).ok().and_then(|index| made.get_mut(index));
            if let (Some(place), Ok(told)) = (place, Told::try_from(judged)) {
                *place = told;
            }
        };
        self.study.engine.run(&mut next, &mut finished)?;
        Ok(made)
    }

    /// What the patient is told of a lot: one that failed, or of which nothing is known, holds no cells.
    fn passed(&self, told: &Told) -> Told {
        let released = told.get(RELEASED).is_some_and(|released| *released > 0.5);
        let mut passed = told.map(|value| if value.is_finite() { value } else { 0.0 });
        if let Some(cells) = passed.get_mut(CELLS).filter(|_| !released) {
            *cells = 0.0;
        }
        passed
    }
}

impl Lots {
    /// Whether no product has a lot.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lots of so many patients of a draw, from the first on.
    pub fn make(&self, draw: u64, first: u64, count: u64) -> Result<LotRows, EngineError> {
        let of_lot = |lot: &Lot| {
            let typical = lot.study.people.typical(draw);
            lot.simulate(count, &|index, parameters| {
                lot.study.people.patient(&typical, first + index, parameters);
            })
        };
        self.0.iter().map(of_lot).collect()
    }

    /// Writes what the lots of a patient, by its place in the block, bring into its parameters.
    pub fn give(&self, rows: &LotRows, place: u64, parameters: &mut [f64]) {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        for (lot, rows) in self.0.iter().zip(rows) {
            let Some(told) = rows.get(place) else { continue };
            for (index, value) in lot.told.iter().zip(lot.passed(told)) {
                if let Some(parameter) = parameters.get_mut(*index) {
                    *parameter = value;
                }
            }
            for (index, which) in &lot.moved {
                let (here, typical) = (told.get(*which), lot.typical.get(*which));
                let factor = here.zip(typical).map_or(f64::NAN, |(here, typical)| here / typical);
                if let Some(parameter) = parameters.get_mut(*index).filter(|_| factor.is_finite()) {
                    *parameter *= factor;
                }
            }
        }
    }

    /// Adds an outcome for each product: whether its lot failed. One of that name that the author wrote stays.
    pub(super) fn judged(&self, scenario: &mut Scenario) {
        for lot in &self.0 {
            let product = &lot.product.value;
            let name = format!("{product}_lot_failed");
            if scenario.outcomes.iter().any(|outcome| outcome.name.value == name) {
                continue;
            }
            let label = Message::new("factory.lot_failed").with("product", product);
            scenario.outcomes.push(OutcomeLine {
                name: Placed::default_of(name),
                judged: Judged::When(Placed::default_of(format!("{product}.lot_released < 0.5"))),
                window: Window::At(scenario.start.clone()),
                label: label.text(Lang::En),
                label_zh: label.text(Lang::Zh),
            });
        }
    }

    /// A hash of all factories; none where there are none.
    pub(super) fn hash(&self) -> Option<String> {
        let mut hasher = Hasher::new();
        for lot in &self.0 {
            hasher.text(&lot.product.value);
            lot.study.hashes.iter().for_each(|(_, hash)| hasher.text(hash));
        }
        (!self.is_empty()).then(|| hasher.finish())
    }
}
