//! Doses and events: when, into which states, how much for each patient.
//!
//! `amount = written amount (per kg, per m2 of the patient) * share of the state * bioavailability of the patient`

mod conditions;
mod events;
mod marks;
mod on_demand;

pub(crate) use conditions::Conditions;
pub(crate) use marks::marks;

use super::time::Clock;
use super::values::{HEIGHT, WEIGHT};
use super::{Notes, lots, state_of};
use crate::scenario::{DoseLine, DoseTarget, Placed, Scenario, Schedule};
use lytic_engine::{Dose, DoseKind};
use lytic_model::{Equations, Model};
use lytic_nk::{Agent, Library, Route};
use lytic_text::{Diagnostic, Message, Span, nearest};
use lytic_units::{Body, Dimension, Quantity, Unit};

/// Most doses of one patient.
const MOST_DOSES: u64 = 100_000;

/// What an amount is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Per {
    Patient,
    Kilogram,
    SquareMetre,
}

/// A size of the body: a parameter of the model or a number of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    /// Index in the parameters of the equations, and what turns its unit into kg or cm.
    Parameter(usize, f64),
    /// In kg or cm.
    Fixed(f64),
    /// Nobody says.
    Unknown,
}

/// One act on one state at one time.
#[derive(Clone, Debug, PartialEq)]
struct Act {
    time: f64,
    state: usize,
    what: What,
    stop: Option<usize>,
    /// Index of the scenario's dose that it belongs to; none for events.
    line: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// An amount in the state's unit (per kg or m2), the parameter that multiplies it, the length of the infusion, and the
    /// parameter that holds the cells of the lot from which all of it comes.
    Give { amount: f64, per: Per, fraction: Option<usize>, duration: Option<f64>, stock: Option<usize> },
    /// A factor.
    Scale(f64),
}

/// All doses of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DosePlan {
    acts: Vec<Act>,
    weight: Size,
    height: Size,
}

impl DosePlan {
    /// The doses of a patient with these parameters, in order of time.
    pub fn of_patient(&self, parameters: &[f64], doses: &mut Vec<Dose>) {
        let body = Body { weight_kg: self.weight.of(parameters), height_cm: self.height.of(parameters) };
        let mut stocks: Vec<(usize, f64)> = Vec::new();
        doses.clear();
        for act in &self.acts {
            let kind = match &act.what {
                What::Scale(factor) => DoseKind::Scale(*factor),
                What::Give { amount, per, fraction, duration, stock } => {
                    let size = match per {
                        Per::Patient => 1.0,
                        Per::Kilogram => body.weight_kg,
                        Per::SquareMetre => body.surface_area_m2(),
                    };
                    let arrives = fraction.and_then(|index| parameters.get(index)).copied().unwrap_or(1.0);
                    let wanted = amount * size;
                    let given = stock.map_or(wanted, |stock| taken(stock, wanted, parameters, &mut stocks));
                    let amount = given * arrives;
                    match duration {
                        Some(duration) => DoseKind::Infusion { amount, duration: *duration },
                        None => DoseKind::Bolus(amount),
                    }
                }
            };
            doses.push(Dose { time: act.time, state: act.state, kind, stop: act.stop });
        }
    }

    /// The same plan with the events and only those of the scenario's doses that `stays` says.
    pub fn with_lines(&self, stays: impl Fn(usize) -> bool) -> DosePlan {
        let acts = self.acts.iter().filter(|act| act.line.is_none_or(&stays)).cloned().collect();
        DosePlan { acts, weight: self.weight, height: self.height }
    }

    /// The states that something is given to, ascending.
    pub fn states(&self) -> Vec<usize> {
        let given = self.acts.iter().filter(|act| matches!(act.what, What::Give { .. }));
        let mut states: Vec<usize> = given.map(|act| act.state).collect();
        states.sort_unstable();
        states.dedup();
        states
    }

    fn uses(&self, wanted: Per) -> bool {
        self.acts.iter().any(|act| matches!(act.what, What::Give { per, .. } if per == wanted))
    }

    /// Reports a body that nobody asks for, and one that is asked for and missing.
    pub fn check_body(&self, scenario: &Scenario, model_name: &str, notes: &mut Notes<'_>) {
        let by_weight = self.uses(Per::Kilogram) || self.uses(Per::SquareMetre);
        let by_height = self.uses(Per::SquareMetre);
        let missing = |size: Size, used: bool| used && size == Size::Unknown;
        if missing(self.weight, by_weight) || missing(self.height, by_height) {
            notes.error(Message::new("E0349"), scenario.patient.as_ref().map(|patient| patient.span));
        }
        let Some(patient) = &scenario.patient else { return };
        for (written, size, used, symbol) in [
            (&patient.weight, self.weight, by_weight, WEIGHT),
            (&patient.height, self.height, by_height, HEIGHT),
        ] {
            let idle = matches!(size, Size::Fixed(_)) && !used;
            if let Some(written) = written.as_ref().filter(|_| idle) {
                let message = Message::new("E0348").with("model", model_name).with("symbol", symbol);
                notes.error(message, written.span);
            }
        }
    }
}

/// What a lot can still give of what is wanted; `stocks` holds what is left of each lot.
fn taken(stock: usize, wanted: f64, parameters: &[f64], stocks: &mut Vec<(usize, f64)>) -> f64 {
    let index = stocks.iter().position(|(known, _)| *known == stock).unwrap_or_else(|| {
        stocks.push((stock, parameters.get(stock).copied().unwrap_or(0.0)));
        stocks.len() - 1
    });
    let Some((_, left)) = stocks.get_mut(index) else { return 0.0 };
    let given = wanted.min(*left).max(0.0);
    *left -= given;
    given
}

impl Size {
    fn of(self, parameters: &[f64]) -> f64 {
        match self {
            Size::Parameter(index, factor) => parameters.get(index).map_or(f64::NAN, |value| value * factor),
            Size::Fixed(size) => size,
            Size::Unknown => f64::NAN,
        }
    }

    fn new(
        name: &str,
        unit: &str,
        written: Option<&Placed<Quantity>>,
        model: &Model,
        equations: &Equations,
    ) -> Size {
        let Ok(unit) = Unit::parse(unit) else { return Size::Unknown };
        // The patient may call it by a longer name: person.body.weight.
        let symbol = model.symbol(name).and_then(|id| model.symbols.get(id.0 as usize));
        let parameter = symbol.and_then(|symbol| equations.parameter(&symbol.name)).and_then(|index| {
            let own = equations.parameters.get(index)?.unit.as_ref()?;
            Some(Size::Parameter(index, own.factor_to(&unit).ok()?))
        });
        let fixed = written.and_then(|written| written.value.in_unit(&unit).ok()).map(Size::Fixed);
        parameter.or(fixed).unwrap_or(Size::Unknown)
    }
}

/// A dose of cells as cells per kg and cells; none where it is counted otherwise.
pub(super) fn weight_and_cells(amount: &Quantity) -> Option<(Quantity, Quantity)> {
    let (per_weight, cells) = (Unit::parse("cells/kg").ok()?, Unit::parse("cells").ok()?);
    let of = |value: f64, unit: &Unit| Quantity { value, unit: unit.clone() };
    if let Ok(value) = amount.in_unit(&per_weight) {
        return Some((of(value, &per_weight), of(0.0, &cells)));
    }
    let value = amount.in_unit(&cells).ok()?;
    Some((of(0.0, &per_weight), of(value, &cells)))
}

/// Everything that a line needs to be worked out.
struct Planner<'a, 'n> {
    scenario: &'a Scenario,
    model: &'a Model,
    library: &'a Library,
    clock: &'a Clock,
    notes: &'a mut Notes<'n>,
}

/// Works out the doses and events of a scenario.
pub(crate) fn plan(
    scenario: &Scenario,
    model: &Model,
    equations: &mut Equations,
    library: &Library,
    clock: &Clock,
    stops: &mut Conditions,
    notes: &mut Notes<'_>,
) -> DosePlan {
    let patient = scenario.patient.as_ref();
    let weight =
        Size::new(WEIGHT, "kg", patient.and_then(|patient| patient.weight.as_ref()), model, equations);
    let height =
        Size::new(HEIGHT, "cm", patient.and_then(|patient| patient.height.as_ref()), model, equations);
    let mut acts = Vec::new();
    let schedules =
        scenario.doses.iter().map(|line| &line.at).chain(scenario.events.iter().map(|event| &event.at));
    let count: u64 = schedules.flatten().map(Schedule::count).sum();
    if count > MOST_DOSES {
        notes.error(Message::new("E0352").with("count", count).with("limit", MOST_DOSES), None);
        return DosePlan { acts, weight, height };
    }
    for (index, line) in scenario.doses.iter().enumerate() {
        if notes.full() {
            break;
        }
        let demand = on_demand::demand(line, index, equations, stops, notes);
        if let (Some(give), Some(stop)) = (&line.give_when, &line.stop_when) {
            let problem = Diagnostic { span: stop.span, ..Diagnostic::error(Message::new("E1606")) };
            let label = Message::new("people.first_here");
            notes.push(match give.span {
                Some(span) => problem.label(span, label),
                None => problem,
            });
        }
        let stop = line.stop_when.as_ref().and_then(|condition| stops.index(condition, equations, notes));
        let mut planner = Planner { scenario, model, library, clock, notes: &mut *notes };
        let mut own = Vec::new();
        planner.dose(line, equations, stop, &mut own);
        own.iter_mut().for_each(|act| act.line = Some(index));
        if let Some(demand) = demand {
            on_demand::ask_each_time(&mut own, index, &demand, line.give_when.as_ref(), stops, notes);
        }
        acts.append(&mut own);
    }
    let mut planner = Planner { scenario, model, library, clock, notes };
    planner.events(equations, &mut acts);
    // Stable: what stands first in the scenario is done first.
    acts.sort_by(|a, b| a.time.total_cmp(&b.time));
    DosePlan { acts, weight, height }
}

impl Planner<'_, '_> {
    fn dose(&mut self, line: &DoseLine, equations: &Equations, stop: Option<usize>, acts: &mut Vec<Act>) {
        let targets = match &line.target {
            DoseTarget::State(name) => state_of(self.model, equations, name, self.notes)
                .map(|state| (vec![(state, 1.0)], None, None)),
            DoseTarget::Agent(name) => self.agent(line, name, equations),
        };
        let times = self.times(line.at.as_ref(), line.lag.as_ref(), None);
        let (Some((states, fraction, default_duration)), Some(amount)) = (targets, &line.amount) else {
            return;
        };
        let duration = line.duration.as_ref().map(|duration| &duration.value).or(default_duration.as_ref());
        let duration = duration.map(|duration| self.clock.of(duration));
        if let (Some(duration), Some(last)) = (duration, times.last())
            && last + duration > self.clock.end
        {
            let message = Message::new("W0308")
                .with("time", self.clock.text(*last))
                .with("end", self.clock.text(self.clock.end));
            self.notes.warning(message, line.duration.as_ref().map_or(amount.span, |duration| duration.span));
        }
        let stock = line.product.as_ref().and_then(|product| lots::stock_of(&product.value, equations));
        for (state, share) in states {
            let Some((number, per)) = self.amount(amount, state, equations) else { return };
            let amount = number * share;
            acts.extend(times.iter().map(|time| Act {
                time: *time,
                state,
                what: What::Give { amount, per, fraction, duration, stock },
                stop,
                line: None,
            }));
        }
    }

    /// States with shares, the parameter that multiplies, and the usual length of an infusion.
    #[allow(clippy::type_complexity, reason = "three things that belong to a route, used once")]
    fn agent(
        &mut self,
        line: &DoseLine,
        name: &Placed<String>,
        equations: &Equations,
    ) -> Option<(Vec<(usize, f64)>, Option<usize>, Option<Quantity>)> {
        let Some(agent) = self.library.agent(&name.value) else {
            if self.library.procedures().iter().any(|procedure| procedure.key == name.value) {
                self.notes.error(Message::new("E1611").with("name", &name.value), name.span);
                return None;
            }
            let known = self.library.agents().iter().map(|agent| agent.key.as_str()).collect::<Vec<_>>();
            let message = Message::new("E0331").with("agent", &name.value).with("known", known.join(", "));
            let near = self.library.nearest_agent(&name.value);
            self.notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
            return None;
        };
        let route = self.route(line, name, agent)?;
        self.product(line, name, route);
        let mut states = Vec::new();
        for target in &route.into {
            let symbol =
                self.model.symbol(&target.state).and_then(|id| self.model.symbols.get(id.0 as usize));
            match symbol.and_then(|symbol| equations.state(&symbol.name)) {
                Some(state) => states.push((state, target.share)),
                None => {
                    self.not_taken(line, name, agent, &target.state, equations);
                    return None;
                }
            }
        }
        let fraction = match &route.fraction {
            None => None,
            Some(parameter) => {
                let index = equations.parameters.iter().position(|known| {
                    parameter.split_once('.')
                        == Some((known.origin.module.as_str(), known.origin.symbol.as_str()))
                });
                if index.is_none() {
                    let message = Message::new("E0334")
                        .with("model", self.scenario.model.as_ref().map_or("", |model| model.value.as_str()))
                        .with("agent", &name.value)
                        .with("symbol", parameter);
                    self.notes.error(message, name.span);
                    return None;
                }
                index
            }
        };
        Some((states, fraction, route.default_duration.clone()))
    }

    /// Says why a model does not take an agent: another route would do, the antigen or the virus is not there, or nothing
    /// of it is.
    fn not_taken(
        &mut self,
        line: &DoseLine,
        name: &Placed<String>,
        agent: &Agent,
        state: &str,
        equations: &Equations,
    ) {
        let model = self.scenario.model.as_ref().map_or("", |model| model.value.as_str());
        let has = |route: &Route| {
            route.into.iter().all(|target| {
                let symbol = self.model.symbol(&target.state);
                let symbol = symbol.and_then(|id| self.model.symbols.get(id.0 as usize));
                symbol.is_some_and(|symbol| equations.state(&symbol.name).is_some())
            })
        };
        let others: Vec<&str> =
            agent.routes.iter().filter(|route| has(route)).map(|route| route.key.as_str()).collect();
        let route = line.route.as_ref();
        let (message, span) = if !others.is_empty() {
            let written = route.map_or("", |route| route.value.as_str());
            let message = Message::new("E1603").with("route", written).with("known", others.join(", "));
            (message, route.and_then(|route| route.span))
        } else if let Some(antigen) = &agent.antigen {
            (Message::new("E1602").with("antigen", antigen.to_uppercase()), None)
        } else if let Some(virus) = &agent.against {
            (Message::new("E1801").with("virus", virus.to_uppercase()), None)
        } else {
            (Message::new("E0334").with("symbol", state), None)
        };
        self.notes.error(message.with("model", model).with("agent", &name.value), span.or(name.span));
    }

    fn route<'l>(&mut self, line: &DoseLine, name: &Placed<String>, agent: &'l Agent) -> Option<&'l Route> {
        let written = line.route.as_ref().map(|route| route.value.as_str());
        let found = agent.route(written);
        if found.is_none() {
            let keys: Vec<&str> = agent.routes.iter().map(|route| route.key.as_str()).collect();
            let code = if written.is_some() { "E0332" } else { "E0333" };
            let message = Message::new(code)
                .with("agent", &name.value)
                .with("route", written.unwrap_or(""))
                .with("known", keys.join(", "));
            let near = written.and_then(|written| nearest(written, keys.iter().copied()));
            let span = line.route.as_ref().and_then(|route| route.span).or(name.span);
            self.notes.push(Diagnostic { span, ..Diagnostic::error(message).suggest(near) });
        }
        found
    }

    fn product(&mut self, line: &DoseLine, name: &Placed<String>, route: &Route) {
        match &line.product {
            None if route.needs_product => {
                self.notes.error(Message::new("E0359").with("agent", &name.value), name.span);
            }
            None => {}
            Some(product) if !route.needs_product => {
                self.notes.error(Message::new("E0350").with("agent", &name.value), product.span);
            }
            Some(product) => {
                let names: Vec<&str> =
                    self.scenario.products.iter().map(|known| known.name.value.as_str()).collect();
                if !names.contains(&product.value.as_str()) {
                    let message = Message::new("E0345").with("name", &product.value);
                    let near = nearest(&product.value, names.iter().copied());
                    self.notes
                        .push(Diagnostic { span: product.span, ..Diagnostic::error(message).suggest(near) });
                }
            }
        }
    }

    /// The amount in the state's unit, for one patient, one kg or one m2.
    fn amount(
        &mut self,
        amount: &Placed<Quantity>,
        state: usize,
        equations: &Equations,
    ) -> Option<(f64, Per)> {
        let state = equations.states.get(state)?;
        let unit = state.unit.clone().unwrap_or_else(Unit::dimensionless);
        let found = amount.value.unit.dimension();
        let per = [
            (Per::Patient, None),
            (Per::Kilogram, Some((Dimension::MASS, "kg"))),
            (Per::SquareMetre, Some((Dimension::AREA, "m2"))),
        ];
        for (per, size) in per {
            let whole = match size {
                None => Some(amount.value.unit.clone()),
                Some((dimension, _)) if found.multiply(&dimension) != *unit.dimension() => None,
                // A bare number is no amount per kg, though `mg/kg` has no dimension either.
                Some((dimension, _)) if !amount.value.unit.is_per(&dimension) => None,
                Some((_, name)) => Unit::parse(name).ok().map(|size| amount.value.unit.multiply(&size)),
            };
            let number = whole
                .filter(|whole| whole.dimension() == unit.dimension())
                .and_then(|whole| Quantity { value: amount.value.value, unit: whole }.in_unit(&unit).ok());
            if let Some(number) = number.filter(|number| number.is_finite()) {
                return Some((number, per));
            }
        }
        let message =
            Message::new("E0337").with("name", &state.name).with("found", &amount.value).with("wanted", unit);
        self.notes.error(message, amount.span);
        None
    }

    /// All times in the model's unit, with the lag; those outside of the run are reported, once a line, as those of the
    /// event of this name or of a dose.
    fn times(
        &mut self,
        schedule: Option<&Schedule>,
        lag: Option<&Placed<Quantity>>,
        event: Option<&str>,
    ) -> Vec<f64> {
        let Some(schedule) = schedule else { return Vec::new() };
        let lag = lag.map_or(0.0, |lag| self.clock.of(&lag.value));
        let mut times = Vec::new();
        let repeated = matches!(schedule, Schedule::Repeated { .. });
        let mut reported: Option<Option<Span>> = None;
        for Placed { value, span } in Clock::occurrences(schedule) {
            let time = value.mul_add(self.clock.per_day, lag);
            if self.clock.holds(time) {
                times.push(time);
            } else if reported.is_none() || !repeated && reported != Some(span) {
                reported = Some(span);
                let message = event
                    .map_or(Message::new("E0338"), |name| Message::new("E0339").with("name", name))
                    .with("time", self.clock.text(time))
                    .with("start", self.clock.text(self.clock.start))
                    .with("end", self.clock.text(self.clock.end));
                self.notes.error(message, span);
            }
        }
        times
    }
}
