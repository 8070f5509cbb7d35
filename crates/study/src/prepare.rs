//! From what the user wrote to what it means: a scenario and a model become a [`Study`] that can be run.
//!
//! ```text
//! model text -> Model -> library values -> product, [parameters], --set, [patient] -> check -> Equations
//! columns, outcomes, stop conditions -> expressions of the equations
//! doses, events -> times, states, amounts (per kg and per m2 for each patient's own body)
//! ```
//!
//! After this nothing can fail for the user's reasons. All problems come at once, as far as each step lets the next
//! one look.

mod alone;
mod doses;
mod fitted;
mod lots;
mod narrow;
mod outcomes;
mod outputs;
mod overrides;
mod people;
mod plausible;
mod settings;
mod stretch;
mod therapies;
mod time;
mod twin;
mod typed;
mod typing;
mod values;

use crate::cohort::People;
use crate::fields::MOST_PROBLEMS;
use crate::hash::Hasher;
use crate::input::{Files, LIBRARY, ModelLoader, model_text};
use crate::model_time;
use crate::results::{DonorTyping, DoseMark, InputChange, ParameterChange};
use crate::scenario::{Placed, Scenario};
use doses::DosePlan;
pub(crate) use lots::{LotRows, Lots};
use lytic_engine::stochastic::{Leap, Seeds, Stochastic, StochasticMethod, USUAL_ERROR};
use lytic_engine::{Engine, Jumps, Settings};
use lytic_model::{Equations, Model, read_model};
use lytic_nk::{Binding, Library};
use lytic_text::{Diagnostic, Message, Severity, Sources, Span, has_errors};
pub(crate) use outcomes::Survival;
#[cfg(test)]
pub(crate) use outputs::Judge;
pub(crate) use outputs::Outputs;
pub(crate) use outputs::{Column, Outcome};
use overrides::apply;
pub use overrides::{Also, Overrides, Simulation, USUAL_THRESHOLD};
pub(crate) use settings::{joined, schedule_value, target};
use time::Clock;
pub(crate) use time::day_text;
use twin::Twin;
pub(crate) use typing::ligands as ligands_of;

/// Subjects of one arm from which on a second engine saves more time than it takes to compile.
const WORTH_A_SECOND_ENGINE: u64 = 100;

/// A scenario made ready: equations compiled, patients and doses planned.
#[derive(Debug)]
pub struct Study {
    /// What the user asked for, with the overrides in it.
    pub scenario: Scenario,
    pub(crate) engine: Engine,
    /// The same for the twin, whose doses are fewer: with fewer states, and the same bits.
    pub(crate) twin_engine: Option<Engine>,
    /// The same by chance, for methods in which every reaction jumps.
    pub(crate) by_chance: Option<Stochastic>,
    pub(crate) people: People,
    pub(crate) doses: DosePlan,
    /// The factories whose lots are given, one lot a patient.
    pub(crate) lots: Lots,
    /// The same patients without the NK cells.
    pub(crate) twin: Option<Twin>,
    pub(crate) outputs: Outputs,
    pub(crate) marks: Vec<DoseMark>,
    pub(crate) changes: Vec<ParameterChange>,
    pub(crate) inputs: Vec<InputChange>,
    pub(crate) donors: Vec<DonorTyping>,
    pub(crate) hashes: Vec<(String, String)>,
    pub(crate) overrides: Overrides,
    /// Where the factors of a block of tissue stand among the parameters.
    pub(crate) factors: Vec<usize>,
    /// Model time units in a day, or in what a model by itself counts its time in.
    pub(crate) per_day: f64,
    /// Error allowed relative to a state's size.
    pub(crate) relative_tolerance: f64,
}

/// Where problems are collected while a scenario is made ready.
pub(crate) struct Notes<'a> {
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Notes<'_> {
    /// An error at a place, if it has one.
    pub fn error(&mut self, message: Message, span: Option<Span>) {
        self.push(Diagnostic { span, ..Diagnostic::error(message) });
    }

    /// A warning at a place, if it has one.
    pub fn warning(&mut self, message: Message, span: Option<Span>) {
        self.push(Diagnostic { span, ..Diagnostic::warning(message) });
    }

    /// Whether there are so many problems that looking for more helps nobody (and could take for ever).
    pub fn full(&self) -> bool {
        self.diagnostics.len() >= MOST_PROBLEMS
    }

    /// Any problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Makes a scenario ready. `sources` gets the texts of the models; problems of the scenario itself (from
/// [`crate::read_scenario`]) are not repeated here.
pub fn prepare(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    sources: &mut Sources,
) -> (Option<Study>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut notes = Notes { diagnostics: &mut diagnostics };
    let sets = settings::read(&overrides.set, sources, &mut notes);
    apply(&mut scenario, &overrides, sources, &mut notes);
    if overrides.threshold.is_some() && overrides.method != Simulation::Hybrid {
        notes.error(Message::new("E2614").with("method", overrides.method.name()), None);
    }
    if let Some(addition) = scenario.additions.first() {
        notes.warning(Message::new("W1501").with("name", &addition.name.value), addition.name.span);
    }
    let study = ready(scenario, library, files, overrides, sets, sources, &mut notes);
    let study = study.filter(|_| !has_errors(&diagnostics));
    (study, diagnostics)
}

fn ready(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    sets: Vec<settings::Setting>,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) -> Option<Study> {
    let name = scenario.model.clone()?;
    let loader = ModelLoader { library, files };
    let text = match model_text(&scenario, &name.value, &loader) {
        Ok(text) => text,
        Err(diagnostic) => {
            notes.push(Diagnostic { span: name.span, ..diagnostic });
            return None;
        }
    };
    let first_model_text = sources.iter().count();
    let (model, found) = read_model(&text.name, &text.text, &loader, sources);
    keep(found, sources, notes);
    let mut model = model?;
    let models_hash = hash_of_texts(sources, first_model_text);

    let mut from_library = Vec::new();
    let bindings = library.bind(&mut model, &mut from_library);
    keep(from_library, sources, notes);
    let taken = settings::Taken { duration: overrides.duration.is_some() };
    let is_parameter = |name: &str| !values::symbols(&model, name).is_empty();
    let (sets, inputs) = settings::apply(&mut scenario, sets, is_parameter, taken, notes);
    // Without a lot the names of what it tells would all be unknown.
    let lots = lots::read(&scenario, library, files, &overrides, sources, notes)?;
    let mut changed = values::Values::new(&model, &bindings);
    let fits: Vec<Option<fitted::Fitted>> = scenario
        .products
        .iter()
        .map(|product| {
            let name = product.fit.as_ref()?;
            fitted::read(name, &scenario.name, library, files, sources, notes)
        })
        .collect();
    changed.products(&scenario, library, &fits, &mut model, notes);
    for lot in &lots {
        changed.lot(lot, library, &mut model, notes);
    }
    changed.genotype(&scenario, library, &mut model, notes);
    let body = changed.body(&scenario, &mut model);
    changed.parameters(&scenario, library, &mut model, body, notes);
    changed.settings(&sets, library, &mut model, notes);
    let share = changed.present(&model, "recognition.alloreactive_share");
    let donors = typed::donors(&scenario, library, &model, share);
    typed::warn_of_idle_typing(&scenario, &donors, notes);
    let per_day = model.time_unit.as_ref().and_then(|unit| crate::read::days().factor_to(unit).ok());
    crate::coupling::put(&mut model, &overrides.factors, per_day.unwrap_or(1.0));
    let found = lytic_model::check(&model);
    keep(found, sources, notes);
    let mut equations = match model.lower() {
        Ok(equations) => equations,
        Err(found) => {
            keep(found, sources, notes);
            return None;
        }
    };

    let lots = lots::publish(lots, &mut equations);
    lots.judged(&mut scenario);
    if scenario.source.is_none() {
        if overrides.patients.is_none() {
            // One run of a bare model means the model as it stands, not one of its possible patients.
            changed.same_for_everyone();
        }
        let differ = changed.varied(&model, &equations).iter().any(|(_, varied)| varied.between.is_some());
        if differ || name.value.starts_with("patient/") {
            notes.diagnostics.extend(model_time::without_unit(&scenario));
        } else {
            let unit = equations.time_unit.as_ref();
            notes.diagnostics.extend(model_time::of_its_own(&mut scenario, unit, overrides.in_days));
        }
    }
    let clock = Clock::new(&scenario, &equations, notes)?;
    let mut stops = doses::Conditions::default();
    let doses = doses::plan(&scenario, &model, &mut equations, library, &clock, &mut stops, notes);
    doses.check_body(&scenario, &name.value, notes);
    if scenario.source.is_none() && (overrides.method != Simulation::Ode || overrides.beside_chance) {
        alone::ask(&mut scenario, &equations);
    }
    let outputs = outputs::plan(&scenario, &model, &mut equations, &clock, &overrides, notes)?;
    let twin = twin::plan(&scenario, library, &doses, overrides.no_twin, notes);
    if has_errors(notes.diagnostics) {
        return None;
    }

    let people = people::plan(&scenario, library, &model, &equations, &changed, notes)?;
    let asked = scenario.cohort.patients.span.is_some() || overrides.patients.is_some();
    if !people.differ() && !asked {
        // Nobody asked for a number, and all patients would be one and the same.
        scenario.cohort.patients.value = 1;
    }
    // By chance, equal patients have different courses.
    if overrides.method == Simulation::Ode {
        warn_of_idle_numbers(&scenario, &people, notes);
    }
    let mut settings = Settings::new(clock.start, outputs.model_times.clone(), outputs.expressions.clone());
    settings.stop_conditions = stops.expressions;
    if let Some(tolerance) = &scenario.observe.relative_tolerance {
        settings.relative_tolerance = tolerance.value;
    }
    doses.of_patient(&people.typical(0), &mut settings.pilot_doses);
    settings.dosed_states = Some(doses.states());
    // Both arms of a person share what is drawn.
    let sharing = if twin.is_some() { 2 } else { 1 };
    let seed = scenario.cohort.seed.value;
    settings.seeds = Seeds { seed, sharing };
    let by_chance = by_chance(&equations, &settings, &overrides, notes)?;
    if overrides.method == Simulation::Hybrid {
        let threshold = overrides.threshold.unwrap_or(USUAL_THRESHOLD);
        settings.jumps = Some(Jumps { threshold, seed, sharing });
    }
    let engine = match Engine::with_instructions(&equations, &settings, overrides.instructions) {
        Ok(engine) => engine,
        Err(error) => {
            error.messages().into_iter().for_each(|message| notes.error(message, None));
            return None;
        }
    };
    let subjects = scenario.cohort.patients.value.saturating_mul(scenario.cohort.draws.value);
    let twin_engine = match &twin {
        Some(twin) if subjects >= WORTH_A_SECOND_ENGINE => {
            engine.with(|settings, _| settings.dosed_states = Some(twin.doses.states())).ok()
        }
        _ => None,
    };
    let mut hashes = vec![
        ("scenario".to_owned(), hash_of_scenario(&scenario, &overrides, sources)),
        ("models".to_owned(), models_hash),
        ("parameters".to_owned(), people.hash(&equations)),
    ];
    if fits.iter().any(Option::is_some) {
        let mut hasher = Hasher::new();
        fits.iter().flatten().for_each(|fit| hasher.text(&fit.text));
        hashes.push(("fits".to_owned(), hasher.finish()));
    }
    if let Some(hash) = lots.hash() {
        hashes.push(("lots".to_owned(), hash));
    }
    let marks = doses::marks(&scenario, &clock, library);
    let factors = crate::coupling::places(&equations, &overrides.factors);
    Some(Study {
        scenario,
        engine,
        twin_engine,
        by_chance,
        people,
        doses,
        lots,
        twin,
        outputs,
        marks,
        changes: changed.differing(),
        inputs,
        donors,
        hashes,
        overrides,
        factors,
        per_day: clock.per_day,
        relative_tolerance: settings.relative_tolerance,
    })
}

/// The model for methods in which every reaction jumps; none (outside) where it cannot be.
fn by_chance(
    equations: &Equations,
    settings: &Settings,
    overrides: &Overrides,
    notes: &mut Notes<'_>,
) -> Option<Option<Stochastic>> {
    let method = match overrides.method {
        Simulation::Ode | Simulation::Hybrid => return Some(None),
        Simulation::Ssa => StochasticMethod::Direct,
        Simulation::NextReaction => StochasticMethod::NextReaction,
        Simulation::Tau => StochasticMethod::Tau(Leap::Error(USUAL_ERROR)),
    };
    match Stochastic::new(equations, settings, method) {
        Ok(model) => Some(Some(model)),
        Err(error) => {
            error.messages().into_iter().for_each(|message| notes.error(message, None));
            None
        }
    }
}

/// Keeps problems but for warnings about the library's own models: those are for whoever edits them.
fn keep(found: Vec<Diagnostic>, sources: &Sources, notes: &mut Notes<'_>) {
    let of_library =
        |span: Span| sources.get(span.source).is_some_and(|source| source.name.starts_with(LIBRARY));
    for diagnostic in found {
        let hidden = diagnostic.severity == Severity::Warning && diagnostic.span.is_none_or(of_library);
        if !hidden {
            notes.push(diagnostic);
        }
    }
}

fn warn_of_idle_numbers(scenario: &Scenario, people: &People, notes: &mut Notes<'_>) {
    let (patients, draws) = (&scenario.cohort.patients, &scenario.cohort.draws);
    if patients.value > 1 && !people.differ() {
        notes.warning(Message::new("W0306").with("patients", patients.value), patients.span);
    }
    if draws.value > 1 && !people.uncertain() {
        notes.warning(Message::new("W0305").with("draws", draws.value), draws.span);
    }
}

fn hash_of_texts(sources: &Sources, first: usize) -> String {
    let mut hasher = Hasher::new();
    for (_, source) in sources.iter().skip(first) {
        hasher.text(&source.text);
    }
    hasher.finish()
}

/// What the user asked for: the text of the scenario (or the name of the bare model) and what the command line changed.
fn hash_of_scenario(scenario: &Scenario, overrides: &Overrides, sources: &Sources) -> String {
    let mut hasher = Hasher::new();
    match scenario.source.and_then(|source| sources.get(source)) {
        Some(source) => hasher.text(&source.text),
        None => hasher.text(&scenario.name),
    }
    overrides.set.iter().for_each(|set| hasher.text(set));
    for text in [&overrides.duration, &overrides.every] {
        hasher.text(text.as_deref().unwrap_or(""));
    }
    overrides.observe.iter().for_each(|name| hasher.text(name));
    if overrides.method != Simulation::Ode {
        hasher.text(overrides.method.name());
        hasher.text(&overrides.threshold.unwrap_or(USUAL_THRESHOLD).to_string());
    }
    hasher.finish()
}

/// Bindings of the library as this room needs them.
pub(crate) type Bindings<'a> = [Binding<'a>];

/// The state of a symbol by dotted name or alias: its index, or why there is none.
pub(crate) fn state_of(
    model: &Model,
    equations: &lytic_model::Equations,
    name: &Placed<String>,
    notes: &mut Notes<'_>,
) -> Option<usize> {
    let Some(symbol) = model.symbol(&name.value).and_then(|id| model.symbols.get(id.0 as usize)) else {
        let message = Message::new("E0335").with("name", &name.value);
        let near = lytic_text::nearest(&name.value, names(model)).map(str::to_owned);
        notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
        return None;
    };
    let state = equations.state(&symbol.name);
    if state.is_none() {
        notes.error(Message::new("E0336").with("name", &name.value), name.span);
    }
    state
}

/// All names of a model's symbols.
pub(crate) fn names(model: &Model) -> impl Iterator<Item = &str> {
    model.symbols.iter().flat_map(|symbol| {
        std::iter::once(symbol.name.as_str()).chain(symbol.aliases.iter().map(String::as_str))
    })
}
