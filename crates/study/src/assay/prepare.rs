//! From an assay as written to protocols: what each arm's cells and targets are, how many of them, for each draw.

use super::cells::{ArmTyping, Known, Numbers, arm, is};
use super::scenario::{ArmLine, AssayScenario};
use super::values::Values;
use crate::hash::Hasher;
use crate::prepare::Overrides;
use crate::results::{About, ParameterChange};
use crate::scenario::Placed;
use lytic_assay::Protocol;
use lytic_nk::Library;
use lytic_nk::recognition::{Antibody, Decision, DecisionModel};
use lytic_nk::targets::{Antigen, Molecule};
use lytic_text::{Diagnostic, Message, Sources, nearest};
use lytic_units::{Quantity, Unit};

/// Times at which lysis is read, evenly spread, the last at the end.
const FRAMES: usize = 48;
/// A point of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct AssayPoint {
    /// Its arm, among [`Assay::arms`].
    pub arm: usize,
    /// NK cells for each target.
    pub ratio: f64,
    /// Concentration of the antibody, ng/mL of an IgG; none without one.
    pub antibody_ng_per_ml: Option<f64>,
}

/// An assay made ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Assay {
    /// What the user asked for.
    pub scenario: AssayScenario,
    /// Arms with their names; one without a name where the file has none.
    pub arms: Vec<ArmLine>,
    /// Points of all curves: arm by arm, concentration by concentration, ratio by ratio.
    pub points: Vec<AssayPoint>,
    /// For each draw, what is simulated; arms of a protocol are points.
    pub protocols: Vec<Protocol>,
    /// Title, seed, hashes.
    pub about: About,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
    /// For each arm, what its typing says; none where nothing is typed.
    pub typings: Vec<Option<ArmTyping>>,
}

/// Makes an assay ready. All that is wrong comes at once; warnings may come with an assay.
pub fn prepare_assay(
    scenario: AssayScenario,
    library: &Library,
    overrides: &Overrides,
    sources: &Sources,
) -> (Option<Assay>, Vec<Diagnostic>) {
    let mut maker = Maker { library, problems: Vec::new() };
    let assay = maker.make(scenario, overrides, sources);
    // Arms share lines: what is wrong with one is told once.
    let mut problems: Vec<Diagnostic> = Vec::new();
    for problem in maker.problems {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    (assay.filter(|_| !lytic_text::has_errors(&problems)), problems)
}

/// What is made ready, and what is wrong with it.
pub(crate) struct Maker<'a> {
    pub(crate) library: &'a Library,
    pub(crate) problems: Vec<Diagnostic>,
}

impl Maker<'_> {
    pub(crate) fn error(&mut self, message: Message, place: Option<lytic_text::Span>) {
        self.problems.push(Diagnostic { span: place, ..Diagnostic::error(message) });
    }

    fn make(&mut self, scenario: AssayScenario, overrides: &Overrides, sources: &Sources) -> Option<Assay> {
        let (seed, draws) = self.numbers_of_run(&scenario, overrides);
        let mut values = Values::new(self.library, seed);
        for (name, value) in &scenario.parameters {
            values.set(&name.value, &value.value, value.span, &mut self.problems);
        }
        self.set(overrides, &mut values);
        let hours = self.hours(&scenario, overrides);
        let known: Vec<Option<Known>> =
            arms_of(&scenario).iter().map(|arm| self.known(arm, &scenario)).collect();
        let (antigen, kd_nm, doses) = self.antibody(&scenario);
        let well = scenario.well.clone();
        let shape = well.as_ref().and_then(|well| self.shape(well));
        let known: Vec<Known> = known.into_iter().collect::<Option<_>>()?;
        self.unseen_antigens(&known, antigen.as_ref());
        self.without_effect(&scenario);
        let (hours, shape) = (hours?, shape?);
        let mut points = Vec::new();
        for arm in 0..known.len() {
            for dose in &doses {
                for (ratio, _) in &shape.ratios {
                    points.push(AssayPoint { arm, ratio: *ratio, antibody_ng_per_ml: *dose });
                }
            }
        }
        self.enough(&shape, points.len(), draws, scenario.well.as_ref())?;
        let model = match scenario.decision.as_ref().map(|decision| decision.value.as_str()) {
            Some("vav-switch") => DecisionModel::VavSwitch,
            _ => DecisionModel::WeightedSignal,
        };
        let mut protocols = Vec::new();
        let mut typings = Vec::new();
        for draw in 0..draws {
            let numbers = match values.of_draw(draw) {
                Ok((rates, recognition)) => Numbers { rates, recognition },
                Err(problems) => {
                    self.problems.extend(problems);
                    return None;
                }
            };
            if draw == 0 {
                typings = known.iter().map(|known| known.typing(&numbers.recognition)).collect();
            }
            let mut arms = Vec::with_capacity(points.len());
            for known in &known {
                let target = values.target(&known.target, draw);
                for dose in &doses {
                    let antibody = dose.zip(antigen.as_ref()).map(|(ng_per_ml, antigen)| Antibody {
                        antigen: antigen.value,
                        concentration_nm: numbers.recognition.rituximab_nm(ng_per_ml),
                        kd_nm: kd_nm.unwrap_or(numbers.recognition.contact.rituximab_kd_nm),
                    });
                    for (_, effectors) in &shape.ratios {
                        arms.push(arm(
                            known,
                            &target,
                            antibody,
                            (*effectors, shape.targets),
                            &numbers,
                            model,
                        ));
                    }
                }
            }
            protocols.push(Protocol {
                vessel: shape.vessel,
                decision: Decision::new(model, &numbers.recognition.contact),
                hours,
                frames_h: (1..=FRAMES).map(|frame| hours * frame as f64 / FRAMES as f64).collect(),
                arms,
                replicates: shape.replicates,
                wells: shape.wells,
                seed,
            });
        }
        let changes = values.changes().into_iter().map(|change| ParameterChange {
            name: change.name,
            unit: change.library.unit.to_string(),
            library: Some(change.library.value),
            used: change.used.in_unit(&change.library.unit).unwrap_or(change.used.value),
            place: String::new(),
        });
        let changes = changes.collect();
        let about = about(&scenario, overrides, seed, draws, hours, &protocols, sources);
        let arms = known.into_iter().map(|known| known.line).collect();
        Some(Assay { arms, points, protocols, about, changes, typings, scenario })
    }

    fn numbers_of_run(&mut self, scenario: &AssayScenario, overrides: &Overrides) -> (u64, u64) {
        for (option, given) in [
            ("--patients", overrides.patients.is_some()),
            ("--every", overrides.every.is_some()),
            ("--no-twin", overrides.no_twin),
            ("--outcomes-only", overrides.outcomes_only),
            ("--csv", overrides.csv),
        ] {
            if given {
                self.error(Message::new("E1306").with("option", option), None);
            }
        }
        let written = |number: &Option<Placed<u64>>| number.as_ref().map(|number| number.value);
        let seed = overrides.seed.or(written(&scenario.seed)).unwrap_or(1);
        (seed, overrides.draws.or(written(&scenario.draws)).unwrap_or(1).max(1))
    }

    /// `--set killer.hit_rate="5 /h"`.
    fn set(&mut self, overrides: &Overrides, values: &mut Values<'_>) {
        for set in &overrides.set {
            let (name, text) = set.split_once('=').unwrap_or((set, ""));
            match Quantity::parse(text.trim()) {
                Ok(value) => values.set(name.trim(), &value, None, &mut self.problems),
                Err(error) => self.problems.push(Diagnostic::error(error.message())),
            }
        }
    }

    fn hours(&mut self, scenario: &AssayScenario, overrides: &Overrides) -> Option<f64> {
        let hour = Unit::parse("h").ok()?;
        let Some(text) = &overrides.duration else {
            return scenario.duration.as_ref().and_then(|time| time.value.in_unit(&hour).ok());
        };
        match Quantity::parse(text).and_then(|time| time.in_unit(&hour)) {
            Ok(hours) if hours > 0.0 => Some(hours),
            Ok(_) => {
                self.error(Message::new("E0316").with("key", "--duration").with("value", text), None);
                None
            }
            Err(error) => {
                self.problems.push(Diagnostic::error(error.message()));
                None
            }
        }
    }

    pub(crate) fn antigen(&mut self, name: &Placed<String>) -> Option<Antigen> {
        let found = Antigen::from_key(&name.value);
        if found.is_none() {
            let message = Message::new("E1303").with("name", &name.value);
            let near = nearest(&name.value, Antigen::ALL.iter().map(|antigen| antigen.key()));
            self.problems.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
        }
        found
    }

    /// What the antibody binds, how well in nM, and its concentrations in ng/mL of an IgG; one "none" without antibody.
    #[allow(clippy::type_complexity, reason = "three things about one line")]
    fn antibody(
        &mut self,
        scenario: &AssayScenario,
    ) -> (Option<Placed<Antigen>>, Option<f64>, Vec<Option<f64>>) {
        let Some(line) = &scenario.antibody else { return (None, None, vec![None]) };
        let antigen = line
            .antigen
            .as_ref()
            .and_then(|name| self.antigen(name).map(|antigen| Placed { value: antigen, span: name.span }));
        let kd_nm = line.affinity.as_ref().and_then(|affinity| self.in_unit(affinity, "nM"));
        let molar = Unit::parse("nM").ok();
        let mass = self.library.parameter("killer.rituximab_mass").and_then(|entry| {
            let unit = Unit::parse("g/mol").ok()?;
            entry.value.in_unit(&unit).ok()
        });
        let mut doses = Vec::new();
        for concentration in &line.concentrations {
            // nM times g/mol is ug/L, which is ng/mL; a thousandth of it per nM.
            let by_amount = molar.as_ref().and_then(|unit| concentration.value.in_unit(unit).ok());
            let dose = match by_amount.zip(mass) {
                Some((nm, mass)) => Some(nm * mass / 1000.0),
                None => self.in_unit(concentration, "ng/mL"),
            };
            doses.extend(dose.map(Some));
        }
        (antigen, kd_nm, doses)
    }

    pub(crate) fn in_unit(&mut self, quantity: &Placed<Quantity>, unit: &str) -> Option<f64> {
        let unit = Unit::parse(unit).ok()?;
        quantity.value.in_unit(&unit).map_err(|error| self.error(error.message(), quantity.span)).ok()
    }

    /// An antigen that no target carries does nothing: who writes it did not mean that.
    fn unseen_antigens(&mut self, known: &[Known], antibody: Option<&Placed<Antigen>>) {
        let carried =
            |antigen: Antigen, known: &Known| known.target.per_cell(Molecule::Antigen(antigen)) > 0.0;
        if let Some(antigen) = antibody
            && !known.iter().any(|known| carried(antigen.value, known))
        {
            let message = Message::new("W1301").with("antigen", antigen.value.key());
            self.problems.push(Diagnostic { span: antigen.span, ..Diagnostic::warning(message) });
        }
        let unseen: Vec<_> = known
            .iter()
            .filter(|known| known.car.is_some_and(|car| !carried(car.antigen, known)))
            .map(|known| known.cells.car_antigen.as_ref().map(|name| (name.value.clone(), name.span)))
            .collect();
        for (name, span) in unseen.into_iter().flatten() {
            let message = Message::new("W1301").with("antigen", name);
            self.problems.push(Diagnostic { span, ..Diagnostic::warning(message) });
        }
    }

    /// Keys that change nothing: the form of CD16 without an antibody, freezing where cells need not travel.
    fn without_effect(&mut self, scenario: &AssayScenario) {
        let in_gel = scenario.well.as_ref().is_some_and(|well| is(&well.vessel, "gel"));
        let lines = || std::iter::once(&scenario.cells).chain(scenario.arms.iter().map(|arm| &arm.cells));
        let fcgr3a = lines().filter(|_| scenario.antibody.is_none()).filter_map(|line| line.fcgr3a.as_ref());
        let frozen = lines().filter(|_| !in_gel).filter_map(|line| line.storage.as_ref());
        let frozen = frozen.filter(|storage| storage.value == "frozen");
        let all = fcgr3a.map(|word| ("W1302", word.span)).chain(frozen.map(|word| ("W1303", word.span)));
        for (code, span) in all.collect::<Vec<_>>() {
            self.problems.push(Diagnostic { span, ..Diagnostic::warning(Message::new(code)) });
        }
    }
}

fn arms_of(scenario: &AssayScenario) -> Vec<ArmLine> {
    if scenario.arms.is_empty() { vec![ArmLine::default()] } else { scenario.arms.clone() }
}

fn about(
    scenario: &AssayScenario,
    overrides: &Overrides,
    seed: u64,
    draws: u64,
    hours: f64,
    protocols: &[Protocol],
    sources: &Sources,
) -> About {
    let hash = |text: &str| {
        let mut hasher = Hasher::new();
        hasher.text(text);
        hasher.finish()
    };
    let text =
        scenario.source.and_then(|source| sources.get(source)).map_or("", |source| source.text.as_str());
    let asked = [text, &overrides.set.join("\n"), overrides.duration.as_deref().unwrap_or("")].join("\0");
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        title_zh: scenario.title_zh.clone(),
        about: scenario.about.clone(),
        about_zh: scenario.about_zh.clone(),
        command: crate::command::command(&scenario.name, overrides),
        seed,
        draws,
        start_days: 0.0,
        end_days: hours / 24.0,
        hashes: vec![
            ("scenario".to_owned(), hash(&asked)),
            ("parameters".to_owned(), hash(&Values::numbers(protocols))),
        ],
        ..About::default()
    }
}
