//! From a tissue as written to its plan: numbers, places, sorts of lymphocytes, doses; all problems at once.

mod doses;
mod numbers;
mod shape;

use super::blockade;
use super::keys::KEPT;
use super::positions;
use super::scenario::{TissueDose, TissueScenario};
use super::sorts;
use crate::assay::{Maker, Values, is_read};
use crate::hash::Hasher;
use crate::prepare::Overrides;
use crate::results::{About, ParameterChange};
use crate::scenario::Placed;
use lytic_nk::tissue::{TissueCellNumbers, TissueFieldNumbers, TissueImmuneNumbers, TissueStimulusNumbers};
use lytic_nk::{Library, ParameterEntry};
use lytic_text::{Diagnostic, Message, Sources, nearest};
use lytic_tissue::mechanics::MechanicsSettings;
use lytic_tissue::rules::{Rules, read_rules};
use lytic_tissue::{FIELDS, FieldLaw, Kind, Plan, Steps, law};
use lytic_units::{Quantity, Unit};

/// Fields where the scenario does not say.
const USUAL_FIELDS: [&str; 6] = ["oxygen", "ifn_gamma", "tgf_beta", "adenosine", "lactate", "chemokine"];
/// Longest run, d.
const MOST_DAYS: f64 = 3650.0;
/// Shortest step of mechanics, min.
const SHORTEST_MIN: f64 = 1e-3;
/// Most bytes of a tissue.
const MOST_BYTES: f64 = 64e9;
/// Bytes of a voxel of one field, with what its solver keeps.
const BYTES_PER_VOXEL: f64 = 64.0;
/// Bytes that a cell takes beside its columns, in the list of the start, in tables and in the state on its way to disk, and those of
/// the program: measured on a million cells.
const BYTES_AROUND_A_CELL: f64 = 400.0;
const BYTES_OF_THE_PROGRAM: f64 = 2.5e7;
/// Bytes of a saved cell (a row and a point), of a saved voxel of a field (two formats), and of a picture.
const BYTES_OF_A_ROW: f64 = 110.0;
const BYTES_OF_A_VOXEL: f64 = 8.0;
const BYTES_OF_A_PICTURE: f64 = 5e4;

/// A tissue made ready.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueStudy {
    /// What the user asked for.
    pub scenario: TissueScenario,
    /// What is simulated.
    pub plan: Plan,
    /// Minutes between two rows of the tables.
    pub every_min: f64,
    /// Whether cells, and whether fields, are kept at those times.
    pub saves: (bool, bool),
    /// Title, seed, hashes.
    pub about: About,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
}

/// What a tissue will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TissueSize {
    /// Cells at the start.
    pub cells: u64,
    /// Voxels.
    pub voxels: u64,
    /// Fields.
    pub fields: u64,
    /// Memory at the start, bytes.
    pub memory_bytes: f64,
    /// What is saved cell by cell and voxel by voxel, before compression, bytes.
    pub saved_bytes: f64,
}

/// Whether a tissue reads a parameter.
pub(crate) fn reads(entry: &ParameterEntry) -> bool {
    let name = entry.name();
    is_read(entry)
        || TissueStimulusNumbers::PARAMETERS.iter().any(|(read, _)| *read == name)
        || entry.group == "tissue"
        || entry.module == "microenvironment"
        || blockade::reads(&entry.name())
}

/// Makes a tissue ready. All that is wrong comes at once; warnings may come with it.
pub fn prepare_tissue(
    scenario: TissueScenario,
    library: &Library,
    overrides: &Overrides,
    sources: &Sources,
) -> (Option<TissueStudy>, Vec<Diagnostic>) {
    let mut ready = Ready { maker: Maker { library, problems: Vec::new() } };
    let study = ready.make(scenario, overrides, sources);
    let mut problems: Vec<Diagnostic> = Vec::new();
    for problem in ready.maker.problems {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    (study.filter(|_| !lytic_text::has_errors(&problems)), problems)
}

struct Ready<'a> {
    maker: Maker<'a>,
}

impl Ready<'_> {
    fn error(&mut self, message: Message, place: Option<lytic_text::Span>) {
        self.maker.error(message, place);
    }

    fn make(
        &mut self,
        scenario: TissueScenario,
        overrides: &Overrides,
        sources: &Sources,
    ) -> Option<TissueStudy> {
        self.options(overrides);
        let written = |number: &Option<Placed<u64>>| number.as_ref().map(|number| number.value);
        let seed = overrides.seed.or(written(&scenario.seed)).unwrap_or(1);
        let draw = written(&scenario.draw).unwrap_or(0);
        let mut values = Values::reading(self.maker.library, seed, reads, "E2210");
        for (name, value) in &scenario.parameters {
            values.set(&name.value, &value.value, value.span, &mut self.maker.problems);
            self.can_be(&name.value, &value.value, value.span);
        }
        for set in &overrides.set {
            let (name, text) = set.split_once('=').unwrap_or((set, ""));
            match Quantity::parse(text.trim()) {
                Ok(value) => {
                    values.set(name.trim(), &value, None, &mut self.maker.problems);
                    self.can_be(name.trim(), &value, None);
                }
                Err(error) => self.maker.problems.push(Diagnostic::error(error.message())),
            }
        }
        let cell = self.numbers(TissueCellNumbers::from_values(|name, unit| values.number(name, unit, draw)));
        let immune =
            self.numbers(TissueImmuneNumbers::from_values(|name, unit| values.number(name, unit, draw)));
        let field =
            self.numbers(TissueFieldNumbers::from_values(|name, unit| values.number(name, unit, draw)));
        let stimulus =
            self.numbers(TissueStimulusNumbers::from_values(|name, unit| values.number(name, unit, draw)));
        let minutes = self.minutes(&scenario.duration, overrides.duration.as_deref(), "--duration");
        if minutes.is_some_and(|minutes| minutes > MOST_DAYS * 1440.0) {
            let place = scenario.duration.as_ref().and_then(|time| time.span);
            let message = Message::new("E0311").with("key", "duration").with("low", "0 d");
            self.error(message.with("high", format!("{MOST_DAYS} d")), place);
            return None;
        }
        let every = self.minutes(&scenario.every, overrides.every.as_deref(), "--every");
        let saves = self.kept(&scenario, overrides);
        let (cell, immune, field, stimulus) = (cell?, immune?, field?, stimulus?);
        let laws = self.fields(&scenario, &field);
        let rules = self.rules(&scenario, &laws);
        let shape = self.shape(&scenario, &cell, seed);
        let steps = self.steps(&scenario, &cell);
        let made = sorts::make(&mut self.maker, &scenario, (&values, draw), &immune);
        let (minutes, shape, steps) = (minutes?, shape?, steps?);
        let tumour = shape.start.iter().filter(|start| start.kind == Kind::Tumour).count();
        let mut arrivals = Vec::new();
        let mut treatments = Vec::new();
        let made = made?;
        for (dose, sort) in scenario.doses.iter().zip(&made.of_doses) {
            let lists = (&mut arrivals, &mut treatments);
            self.dose((dose, *sort), (tumour, &shape.start, minutes), (&laws, &cell), lists);
        }
        let plan = Plan {
            seed,
            minutes,
            grid: shape.grid,
            flat: shape.flat,
            cell,
            immune,
            field,
            stimulus: Some(stimulus),
            laws,
            theta: made.theta,
            grows: shape.grows,
            sorts: made.sorts,
            start: shape.start,
            arrivals,
            treatments,
            antibody_ug_per_ml: made.antibody_ug_per_ml,
            mobility: shape.mobility,
            rules,
            steps,
        };
        let size = size(&plan, saves, every.unwrap_or(60.0));
        if size.memory_bytes > MOST_BYTES {
            let place = scenario.geometry.as_ref().map(|geometry| geometry.span);
            let message = Message::new("E2211").with("size", format!("{:.1}", size.memory_bytes * 1e-9));
            self.error(message.with("most", format!("{:.0}", MOST_BYTES * 1e-9)), place);
            return None;
        }
        let changes = changes(&values);
        let about = about(&scenario, overrides, seed, minutes, &plan, sources);
        // At most some hundred rows where the scenario does not say.
        let every_min = every.unwrap_or_else(|| (minutes / 96.0 / 6.0).ceil().max(1.0) * 6.0);
        let every_min = (every_min / plan.steps.biology_min).round().max(1.0) * plan.steps.biology_min;
        Some(TissueStudy { scenario, plan, every_min, saves, about, changes })
    }

    /// Options that mean nothing here.
    fn options(&mut self, overrides: &Overrides) {
        for (option, given) in [
            ("--patients", overrides.patients.is_some()),
            ("--draws", overrides.draws.is_some()),
            ("--no-twin", overrides.no_twin),
            ("--outcomes-only", overrides.outcomes_only),
            ("--csv", overrides.csv),
        ] {
            if given {
                self.error(Message::new("E2212").with("option", option), None);
            }
        }
    }

    fn numbers<T>(&mut self, found: Result<T, Vec<Diagnostic>>) -> Option<T> {
        found.map_err(|problems| self.maker.problems.extend(problems)).ok()
    }

    /// A time in minutes, from the command line or the scenario.
    fn minutes(
        &mut self,
        written: &Option<Placed<Quantity>>,
        given: Option<&str>,
        option: &str,
    ) -> Option<f64> {
        let minute = Unit::parse("min").ok()?;
        let Some(text) = given else {
            return written.as_ref().and_then(|time| time.value.in_unit(&minute).ok());
        };
        match Quantity::parse(text).and_then(|time| time.in_unit(&minute)) {
            Ok(minutes) if minutes > 0.0 => Some(minutes),
            Ok(_) => {
                self.error(Message::new("E0316").with("key", option).with("value", text), None);
                None
            }
            Err(error) => {
                self.maker.problems.push(Diagnostic::error(error.message()));
                None
            }
        }
    }

    fn kept(&mut self, scenario: &TissueScenario, overrides: &Overrides) -> (bool, bool) {
        let written = scenario.save.clone().unwrap_or_default();
        let given = overrides.save.iter().flatten().map(|word| Placed { value: word.clone(), span: None });
        let words: Vec<Placed<String>> = if overrides.save.is_some() { given.collect() } else { written };
        for word in &words {
            if !KEPT.contains(&word.value.as_str()) {
                let message = Message::new("E0310")
                    .with("key", "save")
                    .with("value", &word.value)
                    .with("allowed", KEPT.join(", "));
                let near = nearest(&word.value, KEPT.iter().copied());
                let problem = Diagnostic { span: word.span, ..Diagnostic::error(message).suggest(near) };
                self.maker.problems.push(problem);
            }
        }
        let has = |wanted: &str| words.iter().any(|word| word.value == wanted);
        (has("cells"), has("fields"))
    }

    fn in_unit(&mut self, quantity: &Option<Placed<Quantity>>, unit: &str, usual: f64) -> Option<f64> {
        match quantity {
            Some(quantity) => self.maker.in_unit(quantity, unit),
            None => Some(usual),
        }
    }

    /// Laws of the fields that the scenario names, or of the usual ones, with what a dose needs.
    fn fields(&mut self, scenario: &TissueScenario, numbers: &TissueFieldNumbers) -> Vec<FieldLaw> {
        let mut names: Vec<Placed<String>> = match &scenario.fields {
            Some(names) => names.clone(),
            None => {
                USUAL_FIELDS.iter().map(|name| Placed { value: (*name).to_owned(), span: None }).collect()
            }
        };
        let asked = |name: &str| scenario.doses.iter().any(|dose| dose.of.value == name);
        let binds = |dose: &TissueDose| {
            self.maker.library.agent(&dose.of.value).is_some_and(|agent| agent.antigen.is_some())
        };
        if asked("drug") {
            names.push(Placed { value: "drug".to_owned(), span: None });
        }
        if scenario.doses.iter().any(binds) {
            names.push(Placed { value: "antibody".to_owned(), span: None });
        }
        let mut laws: Vec<FieldLaw> = Vec::new();
        for name in &names {
            if laws.iter().any(|law| law.name == name.value) {
                continue;
            }
            match law(&name.value, numbers, None) {
                Some(law) => laws.push(law),
                None => self.unknown_field(name),
            }
        }
        for (name, value) in &scenario.outside {
            let Some(place) = laws.iter().position(|law| law.name == name.value) else {
                self.unknown_field(name);
                continue;
            };
            let unit = laws.get(place).map_or_else(String::new, |law| law.unit.clone());
            if let Some(number) = self.maker.in_unit(value, &unit)
                && let Some(fixed) = law(&name.value, numbers, Some(number))
                && let Some(slot) = laws.get_mut(place)
            {
                if number < 0.0 {
                    let message = Message::new("E0317").with("key", &name.value).with("value", &value.value);
                    self.error(message, value.span);
                } else {
                    *slot = fixed;
                }
            }
        }
        laws
    }

    fn rules(&mut self, scenario: &TissueScenario, laws: &[FieldLaw]) -> Rules {
        let Some((source, text)) = scenario.rules.as_ref().and_then(|file| file.text.as_ref()) else {
            return Rules::default();
        };
        let names: Vec<String> = laws.iter().map(|law| law.name.clone()).collect();
        let (rules, problems) = read_rules(text, *source, &names);
        self.maker.problems.extend(problems);
        rules
    }

    fn unknown_field(&mut self, name: &Placed<String>) {
        let near = nearest(&name.value, FIELDS.iter().map(|(name, _)| *name));
        let message = Message::new("E2213").with("name", &name.value);
        self.maker.problems.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
    }

    fn steps(&mut self, scenario: &TissueScenario, cell: &TissueCellNumbers) -> Option<Steps> {
        let line = &scenario.steps;
        let usual = Steps::default();
        let biology_min = self.in_unit(&line.biology, "min", usual.biology_min)?;
        let immune_min = self.in_unit(&line.contacts, "min", usual.immune_min.min(biology_min))?;
        let fixed = line.mechanics.as_ref().and_then(|step| self.maker.in_unit(step, "min"));
        let tolerance = self.in_unit(&line.tolerance, "um", 0.05)?;
        for (key, value, low, high, place) in [
            ("biology", biology_min, 0.5, 60.0, &line.biology),
            ("contacts", immune_min, 0.05, biology_min, &line.contacts),
            ("tolerance", tolerance, 1e-4, 1.0, &line.tolerance),
        ] {
            if !(low..=high).contains(&value) {
                let message = Message::new("E0311").with("key", key).with("low", low).with("high", high);
                self.error(message, place.as_ref().and_then(|place| place.span));
            }
        }
        if let Some(step) = fixed {
            let radius = shape::third_root(cell.volume_um3 * 3.0 / (4.0 * std::f64::consts::PI));
            let longest = MechanicsSettings::longest_stable_min(radius, cell.repulsion_um_per_min);
            let place = line.mechanics.as_ref().and_then(|step| step.span);
            if step > longest {
                let longest = format!("{longest:.2}");
                self.error(Message::new("E2205").with("step", step).with("longest", longest), place);
            } else if step < SHORTEST_MIN {
                let message = Message::new("E0311").with("key", "mechanics").with("low", SHORTEST_MIN);
                self.error(message.with("high", format!("{longest:.2}")), place);
            }
        }
        let mechanics = match fixed {
            Some(step) => MechanicsSettings::fixed(step),
            None => MechanicsSettings::chosen(tolerance),
        };
        Some(Steps { biology_min, immune_min, mechanics })
    }
}

/// What a plan will take, with this much saved every so many minutes.
fn size(plan: &Plan, saves: (bool, bool), every_min: f64) -> TissueSize {
    let voxels = plan.grid.counts.iter().map(|count| *count as f64).product::<f64>();
    let cells = plan.start.len() as f64;
    let coming: f64 = plan.arrivals.iter().map(|arrival| arrival.count as f64).sum();
    let (per_cell, per_lymphocyte) = lytic_tissue::bench::bytes();
    let memory_bytes = BYTES_OF_THE_PROGRAM
        + (cells + coming) * BYTES_AROUND_A_CELL
        + cells * per_cell as f64
        + coming * (per_cell + per_lymphocyte) as f64
        + voxels * plan.laws.len() as f64 * BYTES_PER_VOXEL;
    let frames = (plan.minutes / every_min).floor() + 1.0;
    let of_cells =
        if saves.0 { frames * ((cells + coming) * BYTES_OF_A_ROW + BYTES_OF_A_PICTURE) } else { 0.0 };
    let of_fields = if saves.1 { frames * voxels * plan.laws.len() as f64 * BYTES_OF_A_VOXEL } else { 0.0 };
    TissueSize {
        cells: plan.start.len() as u64,
        voxels: voxels as u64,
        fields: plan.laws.len() as u64,
        memory_bytes,
        saved_bytes: of_cells + of_fields,
    }
}

impl TissueStudy {
    /// What it will take.
    pub fn size(&self) -> TissueSize {
        size(&self.plan, self.saves, self.every_min)
    }
}

fn changes(values: &Values<'_>) -> Vec<ParameterChange> {
    let change = |change: crate::assay::Change| ParameterChange {
        name: change.name,
        unit: change.library.unit.to_string(),
        library: Some(change.library.value),
        used: change.used.in_unit(&change.library.unit).unwrap_or(change.used.value),
        place: String::new(),
    };
    values.changes().into_iter().map(change).collect()
}

fn about(
    scenario: &TissueScenario,
    overrides: &Overrides,
    seed: u64,
    minutes: f64,
    plan: &Plan,
    sources: &Sources,
) -> About {
    let hash = |text: &str| {
        let mut hasher = Hasher::new();
        hasher.text(text);
        hasher.finish()
    };
    let text =
        scenario.source.and_then(|source| sources.get(source)).map_or("", |source| source.text.as_str());
    let given = |option: &Option<String>| option.clone().unwrap_or_default();
    let save = overrides.save.as_ref().map_or_else(String::new, |save| save.join(","));
    let asked =
        [text, &overrides.set.join("\n"), &given(&overrides.duration), &given(&overrides.every), &save]
            .join("\0");
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        title_zh: scenario.title_zh.clone(),
        about: scenario.about.clone(),
        about_zh: scenario.about_zh.clone(),
        command: crate::command::command(&scenario.name, overrides),
        seed,
        draws: 1,
        start_days: 0.0,
        end_days: minutes / 1440.0,
        // Numbers, places and doses: all that a plan is.
        hashes: vec![
            ("scenario".to_owned(), hash(&asked)),
            ("parameters".to_owned(), hash(&format!("{plan:?}"))),
        ],
        ..About::default()
    }
}
