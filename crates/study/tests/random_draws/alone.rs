//! A draw is a patient with parameters and doses of its own, handed to the engine: one compilation for thousands of draws.
//!
//! Laws, amounts, routes, times and products are those of the studies in the file above. Doses are worked out here anew
//! (`amount per kg or m2 of the own body, times share of the state, times what arrives`), so nothing of a scenario is read.

use super::{CELLS, Dice, Found, Holds, Subject, USUAL, days, longest, read_model, widened};
use lytic_engine::philox::{Stream, normal_quantile, purpose};
use lytic_engine::{Dose, DoseKind, Engine, Failure, Finished, Settings, Subject as Patient};
use lytic_model::Equations;
use lytic_nk::{Distribution, Library};
use lytic_units::{Body, Quantity, Unit};

/// Draws of one piece.
pub const PIECE: u64 = 5_000;

/// Lanes: half as many as the engine would take, since the last patients of a piece keep a block busy alone.
const LANES: usize = 16;

/// How an agent reaches a state: index, the amount in its unit, and what the amount is counted by.
struct Into {
    state: usize,
    amount: f64,
    per: Per,
}

#[derive(Clone, Copy)]
enum Per {
    Patient,
    Kilogram,
    SquareMetre,
}

/// A route of an agent into this model.
struct Way {
    into: Vec<Into>,
    /// Parameter that says what arrives.
    arrives: Option<usize>,
    duration: Option<f64>,
    is_cells: bool,
}

/// All that the draws of a piece share.
struct Piece<'a> {
    library: &'a Library,
    equations: Equations,
    typical: Vec<f64>,
    /// Parameters of one name, and their law in the unit of the model.
    laws: Vec<(Vec<usize>, Distribution)>,
    /// What brings weight to kg and height to cm.
    weight: (usize, f64),
    height: (usize, f64),
    ways: Vec<Way>,
    start: f64,
    length: f64,
}

fn unit(text: &str) -> Unit {
    if text.is_empty() { Unit::dimensionless() } else { Unit::parse(text).unwrap() }
}

impl<'a> Piece<'a> {
    fn new(subject: &Subject, number: u64, library: &'a Library) -> Piece<'a> {
        let title = &subject.title;
        let model = read_model(&title.model.as_ref().unwrap().value, library);
        let equations = model.lower().unwrap();
        let state = |name: &str| {
            let symbol = &model.symbols[model.symbol(name).unwrap().0 as usize];
            equations.state(&symbol.name).unwrap()
        };
        let by_name = |name: &str| -> Vec<usize> {
            let of = |known: &lytic_model::equations::Parameter| {
                name.split_once('.') == Some((known.origin.module.as_str(), known.origin.symbol.as_str()))
            };
            (0..equations.parameters.len()).filter(|index| of(&equations.parameters[*index])).collect()
        };
        let in_unit = |name: &str, wanted: &str| {
            let index = by_name(name)[0];
            let own = equations.parameters[index].unit.as_ref().unwrap();
            (index, own.factor_to(&unit(wanted)).unwrap())
        };
        let mut laws = Vec::new();
        for entry in library.parameters() {
            let places = by_name(&entry.name());
            let Some(law) = widened(entry).filter(|_| !places.is_empty()) else { continue };
            let own = equations.parameters[places[0]].unit.clone().unwrap_or_else(Unit::dimensionless);
            laws.push((places, law.scaled(entry.value.unit.factor_to(&own).unwrap())));
        }
        let mut ways = Vec::new();
        for (of, route) in &subject.given {
            let (_, amount, text) = USUAL.iter().find(|(agent, ..)| agent == of).unwrap();
            let route = library.agent(of).unwrap().route(Some(route)).unwrap();
            let into = route.into.iter().map(|target| {
                let state = state(&target.state);
                let own = equations.states[state].unit.clone().unwrap_or_else(Unit::dimensionless);
                let (amount, per) = counted(*amount, text, &own);
                Into { state, amount: amount * target.share, per }
            });
            ways.push(Way {
                into: into.collect(),
                arrives: route.fraction.as_ref().map(|name| by_name(name)[0]),
                duration: route.default_duration.as_ref().map(days),
                is_cells: CELLS.contains(&of.as_str()),
            });
        }
        let length = days(&title.duration.as_ref().unwrap().value).min(longest(number));
        Piece {
            library,
            typical: equations.parameters.iter().map(|parameter| parameter.value).collect(),
            laws,
            weight: in_unit("body_size.weight", "kg"),
            height: in_unit("body_size.height", "cm"),
            ways,
            start: days(&title.start.value),
            length,
            equations,
        }
    }

    fn engine(&self, subject: &Subject) -> Engine {
        let expression = |name: &str| self.equations.observable(name).unwrap().expression;
        let outputs = subject.seen.iter().map(|(name, _)| expression(name)).collect();
        let times = (0..=20).map(|index| self.start + self.length * f64::from(index) / 20.0).collect();
        let mut settings = Settings::new(self.start, times, outputs);
        let mut dosed: Vec<usize> =
            self.ways.iter().flat_map(|way| way.into.iter().map(|into| into.state)).collect();
        dosed.sort_unstable();
        dosed.dedup();
        settings.dosed_states = Some(dosed);
        settings.lanes = Some(LANES);
        settings.pilot_doses = self.patient(0, true).doses;
        Engine::new(&self.equations, &settings).unwrap()
    }

    /// The patient of a number; `typical` ones have the parameters of the library.
    fn patient(&self, id: u64, typical: bool) -> Patient {
        let mut dice = Dice(Stream::new(2, purpose("random draws"), id), 0);
        let mut parameters = self.typical.clone();
        let mut product: Vec<&(String, Quantity)> = Vec::new();
        let products = self.library.products();
        for parts in [&products.sources, &products.methods] {
            product.extend(&parts[dice.below(parts.len())].sets);
        }
        if dice.below(3) == 0 {
            product.extend(&products.edits[dice.below(products.edits.len())].sets);
        }
        let mut doses = Vec::new();
        let body = |parameters: &[f64]| Body {
            weight_kg: parameters[self.weight.0] * self.weight.1,
            height_cm: parameters[self.height.0] * self.height.1,
        };
        let mut lines = Vec::new();
        for _ in 0..dice.below(9) {
            let way = &self.ways[dice.below(self.ways.len())];
            let times = 100f64.powf(2.0 * dice.uniform() - 1.0);
            let at: Vec<f64> = (0..1 + dice.below(6))
                .map(|_| (self.start + dice.uniform() * (self.length - 5.0)).max(self.start))
                .collect();
            let duration = (dice.below(3) == 0).then(|| 0.0001 + 4.9 * dice.uniform()).or(way.duration);
            lines.push((way, times, at, duration));
        }
        if lines.iter().any(|(way, ..)| way.is_cells) {
            self.set(&product, &mut parameters);
        }
        if !typical {
            for (places, law) in &self.laws {
                let score = dice.uniform();
                for place in places {
                    parameters[*place] = sample(law, parameters[*place], score);
                }
            }
        }
        let body = body(&parameters);
        for (way, times, at, duration) in lines {
            let arrives = way.arrives.map_or(1.0, |index| parameters[index]);
            for into in &way.into {
                let size = match into.per {
                    Per::Patient => 1.0,
                    Per::Kilogram => body.weight_kg,
                    Per::SquareMetre => body.surface_area_m2(),
                };
                let amount = into.amount * times * size * arrives;
                let kind = match duration {
                    Some(duration) => DoseKind::Infusion { amount, duration },
                    None => DoseKind::Bolus(amount),
                };
                doses.extend(at.iter().map(|time| Dose { time: *time, state: into.state, kind, stop: None }));
            }
        }
        doses.sort_by(|a, b| a.time.total_cmp(&b.time));
        Patient { id, parameters, doses }
    }

    /// What a product is, where no law says it.
    fn set(&self, product: &[&(String, Quantity)], parameters: &mut [f64]) {
        for (name, value) in product {
            for (index, known) in self.equations.parameters.iter().enumerate() {
                let is = name.split_once('.') == Some((&known.origin.module, &known.origin.symbol));
                if is && !self.laws.iter().any(|(places, _)| places.contains(&index)) {
                    let own = known.unit.clone().unwrap_or_else(Unit::dimensionless);
                    parameters[index] = value.in_unit(&own).unwrap();
                }
            }
        }
    }
}

/// An amount in the unit of a state, and what it is counted by.
fn counted(amount: f64, text: &str, own: &Unit) -> (f64, Per) {
    let (whole, per) = if let Some(whole) = text.strip_suffix("/kg") {
        (whole, Per::Kilogram)
    } else if let Some(whole) = text.strip_suffix("/m2") {
        (whole, Per::SquareMetre)
    } else {
        (text, Per::Patient)
    };
    (Quantity { value: amount, unit: unit(whole) }.in_unit(own).unwrap(), per)
}

/// A value by its law, at a place between 0 and 1 of it.
fn sample(law: &Distribution, here: f64, score: f64) -> f64 {
    match law {
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => {
            here * (law.sd_of_ln().unwrap() * normal_quantile(score)).exp()
        }
        Distribution::NormalSd(sd) => here + sd * normal_quantile(score),
        Distribution::LogitSd(sd) => {
            let odds = (sd * normal_quantile(score)).exp() * here;
            odds / (1.0 - here + odds)
        }
        Distribution::Uniform(low, high) => low + (high - low) * score,
    }
}

fn cause(failure: &Failure) -> &'static str {
    match failure {
        Failure::TooManySteps(_) => "too many steps",
        Failure::StepTooSmall(_) => "the step became too small",
        Failure::NotFinite(_) => "a value became infinite or not a number",
        Failure::EndlessEvents(_) => "events without end",
        Failure::NegativeRate(..) => "a negative rate",
    }
}

/// Runs a piece.
pub fn piece(subject: &Subject, number: u64, library: &Library, found: &mut Found) {
    let piece = Piece::new(subject, number, library);
    let engine = piece.engine(subject);
    let mut ids = number * PIECE..(number + 1) * PIECE;
    let mut next = |patient: &mut Patient| {
        ids.next().is_some_and(|id| {
            *patient = piece.patient(id, false);
            true
        })
    };
    let width = subject.seen.len();
    let mut finished = |done: Finished<'_>| {
        found.draws += 1;
        if let Some(failure) = &done.failure {
            *found.failures.entry(format!("{}: {}", subject.scenario, cause(failure))).or_default() += 1;
            return;
        }
        for (index, (name, holds)) in subject.seen.iter().enumerate() {
            let mut range = (f64::INFINITY, f64::NEG_INFINITY);
            let mut is_number = true;
            for value in done.values.iter().skip(index).step_by(width) {
                is_number &= value.is_finite();
                range = (range.0.min(*value), range.1.max(*value));
            }
            if !is_number || !Holds::of(holds, range.0, range.1) {
                let (id, low, high) = (done.id, range.0, range.1);
                found.wrong(name, || {
                    format!("{} piece {number} draw {id}: {name} from {low:e} to {high:e}", subject.scenario)
                });
            }
        }
    };
    engine.run(&mut next, &mut finished).unwrap();
}
