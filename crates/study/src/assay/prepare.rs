//! From an assay as written to protocols: what each arm's cells and targets are, how many of them, for each draw.

use super::keys::STATES;
use super::scenario::{ArmLine, AssayScenario, CellLine, WellLine};
use super::values::Values;
use crate::hash::Hasher;
use crate::prepare::Overrides;
use crate::results::{About, ParameterChange};
use crate::scenario::Placed;
use lytic_assay::{Arm, Kind, Protocol, Vessel};
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{
    Antibody, Blocks, Car, CarSensing, Decision, DecisionModel, Effectors, Fcgr3a, RecognitionParameters,
};
use lytic_nk::repertoire::{Activation, Receptor, Subset, repertoire};
use lytic_nk::targets::{Antigen, HlaChange, Molecule, Target, Tissue};
use lytic_nk::typing::{KirGenes, Leader, LigandSet};
use lytic_text::{Diagnostic, Message, Sources, nearest};
use lytic_units::{Quantity, Unit};

/// Times at which lysis is read, evenly spread, the last at the end.
const FRAMES: usize = 48;
/// Most cells and targets of a whole assay: what two cores do in an hour.
const MOST_SIMULATED: f64 = 1e9;

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

/// One draw's numbers.
struct Numbers {
    rates: KillerRates,
    recognition: RecognitionParameters,
}

/// An arm with all that it names looked up.
struct Known {
    line: ArmLine,
    cells: CellLine,
    target: Target,
    car: Option<Car>,
}

struct Maker<'a> {
    library: &'a Library,
    problems: Vec<Diagnostic>,
}

impl Maker<'_> {
    fn error(&mut self, message: Message, place: Option<lytic_text::Span>) {
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
        for draw in 0..draws {
            let numbers = match values.of_draw(draw) {
                Ok((rates, recognition)) => Numbers { rates, recognition },
                Err(problems) => {
                    self.problems.extend(problems);
                    return None;
                }
            };
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
        Some(Assay { arms, points, protocols, about, changes, scenario })
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

    fn known(&mut self, line: &ArmLine, scenario: &AssayScenario) -> Option<Known> {
        let cells = line.cells.over(&scenario.cells);
        let named = line.target.as_ref().or(scenario.target.as_ref())?;
        let target = self.library.target(&named.value).cloned();
        if target.is_none() {
            let message = Message::new("E1302").with("name", &named.value);
            let near = self.library.nearest_target(&named.value).map(str::to_owned);
            self.problems.push(Diagnostic { span: named.span, ..Diagnostic::error(message).suggest(near) });
        }
        let car = match (&cells.car_antigen, &cells.car_receptors) {
            (Some(antigen), Some(receptors)) => self.antigen(antigen).map(|antigen| {
                Some(Car { antigen, receptors_per_cell: receptors.value, sensing: CarSensing::default() })
            }),
            (None, None) => Some(None),
            (antigen, receptors) => {
                let place = antigen.as_ref().and_then(|antigen| antigen.span);
                let place = place.or(receptors.as_ref().and_then(|receptors| receptors.span));
                self.error(Message::new("E1309"), place);
                None
            }
        };
        Some(Known { line: line.clone(), cells, target: target?, car: car? })
    }

    fn antigen(&mut self, name: &Placed<String>) -> Option<Antigen> {
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

    fn in_unit(&mut self, quantity: &Placed<Quantity>, unit: &str) -> Option<f64> {
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

    fn shape(&mut self, well: &WellLine) -> Option<Shape> {
        let vessel = well.vessel.as_ref()?;
        let small = vessel.value == "micro-well";
        let density = well.density.as_ref().and_then(|density| self.in_unit(density, "cells/mL"));
        if vessel.value != "gel"
            && let Some(density) = &well.density
        {
            self.unused("density", &vessel.value, density.span);
        }
        if !small && let Some(wells) = &well.wells {
            self.unused("wells", &vessel.value, wells.span);
        }
        if let (Some(cells), false) = (&well.cells, well.ratios.is_empty()) {
            self.error(Message::new("E1307"), cells.span);
        }
        if !small && well.cells.is_none() && well.ratios.is_empty() {
            self.error(Message::new("E1310").with("vessel", &vessel.value), Some(well.span));
        }
        let number = |written: &Option<Placed<u64>>, default: u64| {
            written.as_ref().map_or(default, |number| number.value).try_into().unwrap_or(u32::MAX)
        };
        let targets: u32 = number(&well.targets, if small { 10 } else { 400 });
        let ratios = if well.ratios.is_empty() {
            let cells: u32 = number(&well.cells, 1);
            vec![(f64::from(cells) / f64::from(targets.max(1)), cells)]
        } else {
            let cells = |ratio: f64| (ratio * f64::from(targets)).round().clamp(1.0, 4e9) as u32;
            well.ratios.iter().map(|ratio| (ratio.value, cells(ratio.value))).collect()
        };
        Some(Shape {
            vessel: match vessel.value.as_str() {
                "micro-well" => Vessel::MicroWell,
                "gel" => Vessel::Gel { targets_per_ml: density.unwrap_or(1e6) },
                _ => Vessel::Dish,
            },
            targets,
            ratios,
            wells: if small { number(&well.wells, 1000) } else { 1 },
            replicates: number(&well.replicates, 3),
        })
    }

    fn unused(&mut self, key: &'static str, vessel: &str, place: Option<lytic_text::Span>) {
        self.error(Message::new("E1304").with("key", key).with("vessel", vessel), place);
    }

    /// Refuses what would take days.
    fn enough(&mut self, shape: &Shape, points: usize, draws: u64, well: Option<&WellLine>) -> Option<()> {
        let of_ratio = |(_, cells): &(f64, u32)| f64::from(*cells) + f64::from(shape.targets);
        let ratios: f64 = shape.ratios.iter().map(of_ratio).sum::<f64>() / shape.ratios.len().max(1) as f64;
        let wells = f64::from(shape.wells) * f64::from(shape.replicates);
        let all = ratios * wells * points as f64 * draws as f64;
        if all <= MOST_SIMULATED {
            return Some(());
        }
        let message = Message::new("E1308").with("count", format!("{all:.2e}")).with("most", MOST_SIMULATED);
        self.error(message, well.map(|well| well.span));
        None
    }
}

/// Wells as numbers.
struct Shape {
    vessel: Vessel,
    targets: u32,
    /// NK cells for each target, and how many cells that are.
    ratios: Vec<(f64, u32)>,
    wells: u32,
    replicates: u32,
}

fn arms_of(scenario: &AssayScenario) -> Vec<ArmLine> {
    if scenario.arms.is_empty() { vec![ArmLine::default()] } else { scenario.arms.clone() }
}

fn is(word: &Option<Placed<String>>, wanted: &str) -> bool {
    word.as_ref().is_some_and(|word| word.value == wanted)
}

fn has(words: &Option<Vec<Placed<String>>>, wanted: &str) -> bool {
    words.as_ref().is_some_and(|words| words.iter().any(|word| word.value == wanted))
}

/// The arm of a protocol: rates by what cells lack, kinds by what they carry and what the target shows.
fn arm(
    known: &Known,
    target: &Target,
    antibody: Option<Antibody>,
    (effectors, targets): (u32, u32),
    numbers: &Numbers,
    model: DecisionModel,
) -> Arm {
    let (cells, recognition) = (&known.cells, &numbers.recognition);
    let mut rates = numbers.rates;
    if has(&cells.lacks, "perforin") {
        rates.r_h_per_h = 0.0;
    }
    if has(&cells.lacks, "fasl") {
        rates.r_f_per_h = 0.0;
    }
    rates.sigma = recognition.contact.spread_within_subset;
    let (activation, c) =
        match cells.state.as_ref().and_then(|state| STATES.iter().position(|s| *s == state.value)) {
            Some(1) => (Activation::Activated, recognition.contact.activated),
            Some(2) => (Activation::Expanded, recognition.contact.expanded),
            _ => (Activation::Resting, recognition.contact.resting),
        };
    let subsets = match &cells.receptors {
        Some(clone) => {
            let chosen: Vec<Receptor> = Receptor::ALL
                .into_iter()
                .filter(|receptor| clone.iter().any(|name| receptor.name().ends_with(&name.value)))
                .collect();
            vec![(Subset::of(&chosen), 1.0)]
        }
        None => repertoire(&KirGenes::unknown(), &recognition.repertoire),
    };
    let blocked = |what: &str| if has(&cells.blocked, what) { 1.0 } else { 0.0 };
    let crowd = Effectors {
        repertoire: &subsets,
        own: LigandSet::ALL,
        leader: Leader::Unknown,
        activation,
        fcgr3a: match cells.fcgr3a.as_ref().map(|fcgr3a| fcgr3a.value.as_str()) {
            Some("V/V") => Fcgr3a::VV,
            Some("F/F") => Fcgr3a::FF,
            _ => Fcgr3a::VF,
        },
        expression: recognition.expression(),
        antibody,
        car: known.car,
        blocks: Blocks {
            kir: blocked("kir"),
            nkg2a: blocked("nkg2a"),
            lilrb1: blocked("lilrb1"),
            pd1: blocked("pd1"),
            tigit: blocked("tigit"),
        },
        soluble_mica_ng_per_ml: 0.0,
    };
    let decision = Decision::new(model, &recognition.contact);
    let surface = target.surface(None, &HlaChange::NONE);
    let signal = |subset: Subset| decision.signal(&crowd.contact(subset, c, recognition), &surface);
    let frozen = is(&cells.storage, "frozen");
    Arm {
        effectors,
        targets,
        theta: match target.tissue {
            Tissue::Blood => rates.theta,
            Tissue::Solid => rates.theta_solid,
        },
        kinds: subsets
            .iter()
            .map(|(subset, share)| Kind { share: *share, signal: signal(*subset) })
            .collect(),
        viable: if frozen { rates.viable_frozen } else { rates.viable_fresh },
        motile: if frozen { rates.motile_frozen } else { rates.motile_fresh },
        by_antibody: antibody.is_some_and(|antibody| antibody.concentration_nm > 0.0),
        rates,
    }
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
