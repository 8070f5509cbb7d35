//! Lymphocytes of a tissue: for each product that a dose gives, its rates and what it sees of the tumour cells; the same
//! numbers as in a killing assay.

use super::blockade;
use super::scenario::{TissueDose, TissueScenario};
use crate::assay::{ArmLine, AssayScenario, CellLine, Known, Maker, Numbers, Values, activation, arm};
use lytic_nk::recognition::{Antibody, Decision, DecisionModel};
use lytic_nk::targets::{Antigen, Molecule, Target};
use lytic_nk::tissue::TissueImmuneNumbers;
use lytic_text::{Diagnostic, Message, nearest};
use lytic_tissue::{Eyes, Kind, Sight, Sort};

/// Concentrations of an antibody at which its signal is computed, ug/mL.
const LEVELS_UG_PER_ML: [f64; 9] = [0.0, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1000.0];
/// ng/mL of a ug/mL.
const NG_PER_UG: f64 = 1000.0;
/// What else can be given.
const GIVEN: [&str; 5] = ["nk_cells", "cd8_cells", "macrophages", "irradiation", "drug"];
/// Minutes of an hour.
const HOUR: f64 = 60.0;

/// All sorts, and which of them each dose gives.
pub(super) struct Made {
    pub sorts: Vec<Sort>,
    /// For each dose of the scenario; none for what is no lymphocyte.
    pub of_doses: Vec<Option<(Kind, usize)>>,
    pub theta: f64,
    pub antibody_ug_per_ml: Vec<f64>,
}

/// What a dose is, as far as its name says.
pub(super) enum Given {
    /// NK, CD8 or macrophages.
    Cells(Kind),
    Radiation,
    Drug,
    /// An antibody that marks cells for CD16.
    Marks(Antigen),
    /// An antibody that blocks a receptor ([`super::blockade`]).
    Blocks,
}

/// What a dose is; none for an unknown name, which is told.
pub(super) fn given(maker: &mut Maker<'_>, dose: &TissueDose) -> Option<Given> {
    let name = dose.of.value.as_str();
    if blockade::names().any(|blocker| blocker == name) {
        return Some(Given::Blocks);
    }
    match name {
        "nk_cells" => return Some(Given::Cells(Kind::Nk)),
        "cd8_cells" => return Some(Given::Cells(Kind::Cd8)),
        "macrophages" => return Some(Given::Cells(Kind::Macrophage)),
        "irradiation" => return Some(Given::Radiation),
        "drug" => return Some(Given::Drug),
        _ => {}
    }
    let marks =
        maker.library.agent(name).and_then(|agent| agent.antigen.as_deref()).and_then(Antigen::from_key);
    if let Some(antigen) = marks {
        return Some(Given::Marks(antigen));
    }
    let markers = maker.library.agents().iter().filter(|agent| agent.antigen.is_some());
    let mut names: Vec<&str> = GIVEN.into_iter().chain(blockade::names()).collect();
    names.extend(markers.map(|agent| agent.key.as_str()));
    let near = nearest(name, names).map(str::to_owned);
    let message = Message::new("E2220").with("name", name);
    maker.problems.push(Diagnostic { span: dose.of.span, ..Diagnostic::error(message).suggest(near) });
    None
}

/// Makes all sorts.
pub(super) fn make(
    maker: &mut Maker<'_>,
    scenario: &TissueScenario,
    (values, draw): (&Values<'_>, u64),
    immune: &TissueImmuneNumbers,
) -> Option<Made> {
    let numbers = match values.of_draw(draw) {
        Ok((rates, recognition)) => Numbers { rates, recognition },
        Err(problems) => {
            maker.problems.extend(problems);
            return None;
        }
    };
    let mut seen = Seen::new(maker, scenario, numbers, (values, draw));
    let (mut sorts, mut of_doses) = (Vec::new(), Vec::new());
    let mut made: Vec<(Kind, String)> = Vec::new();
    for dose in &scenario.doses {
        let Some(Given::Cells(kind)) = given(seen.maker, dose) else {
            refuse(
                seen.maker,
                dose,
                "product",
                dose.product.as_ref().and_then(|product| product.span),
                dose.product.is_some(),
            );
            let place = dose.place.as_ref();
            refuse(seen.maker, dose, "place", place.and_then(|place| place.span), place.is_some());
            of_doses.push(None);
            continue;
        };
        if kind == Kind::Macrophage {
            refuse(
                seen.maker,
                dose,
                "product",
                dose.product.as_ref().and_then(|product| product.span),
                dose.product.is_some(),
            );
            of_doses.push(None);
            continue;
        }
        let Some((name, line)) = product(seen.maker, scenario, dose) else {
            of_doses.push(None);
            continue;
        };
        let place = made.iter().position(|(of, known)| *of == kind && *known == name);
        let index = match place {
            Some(index) => Some(index),
            None => seen.sort(kind, &name, &line, immune, (values, draw)).map(|sort| {
                sorts.push(sort);
                made.push((kind, name));
                sorts.len() - 1
            }),
        };
        of_doses.push(index.map(|index| (kind, index)));
    }
    unused_products(seen.maker, scenario);
    let theta = seen.theta((values, draw))?;
    let antibody_ug_per_ml = if seen.marks.is_some() { LEVELS_UG_PER_ML.to_vec() } else { Vec::new() };
    Some(Made { sorts, of_doses, theta, antibody_ug_per_ml })
}

/// A key that means nothing for what is given.
fn refuse(
    maker: &mut Maker<'_>,
    dose: &TissueDose,
    key: &str,
    place: Option<lytic_text::Span>,
    written: bool,
) {
    if written {
        maker.error(Message::new("E2222").with("key", key).with("of", &dose.of.value), place);
    }
}

/// The product of a dose of cells; without a name the only one, or cells as they are where there is none.
fn product(
    maker: &mut Maker<'_>,
    scenario: &TissueScenario,
    dose: &TissueDose,
) -> Option<(String, CellLine)> {
    let known = || scenario.products.iter();
    match &dose.product {
        Some(name) => {
            let found = known().find(|(product, _)| product.value == name.value);
            if found.is_none() {
                let near = nearest(&name.value, known().map(|(product, _)| product.value.as_str()))
                    .map(str::to_owned);
                let message = Message::new("E2221").with("name", &name.value);
                maker
                    .problems
                    .push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
            }
            found.map(|(name, line)| (name.value.clone(), line.clone()))
        }
        None => match scenario.products.as_slice() {
            [] => Some((dose.of.value.clone(), CellLine::default())),
            [(name, line)] => Some((name.value.clone(), line.clone())),
            _ => {
                maker.error(Message::new("E2223").with("of", &dose.of.value), Some(dose.span));
                None
            }
        },
    }
}

/// A product that no dose gives does nothing.
fn unused_products(maker: &mut Maker<'_>, scenario: &TissueScenario) {
    let only = scenario.products.len() == 1;
    for (name, _) in &scenario.products {
        let is_given = scenario.doses.iter().any(|dose| match &dose.product {
            Some(product) => product.value == name.value,
            None => only && matches!(dose.of.value.as_str(), "nk_cells" | "cd8_cells"),
        });
        if !is_given {
            let message = Message::new("W2201").with("name", &name.value);
            maker.problems.push(Diagnostic { span: name.span, ..Diagnostic::warning(message) });
        }
    }
}

/// What stands behind all sorts.
struct Seen<'m, 'l> {
    maker: &'m mut Maker<'l>,
    scenario: AssayScenario,
    numbers: Numbers,
    model: DecisionModel,
    /// What an antibody of the scenario marks.
    marks: Option<Antigen>,
    /// From which minute on which share of which receptors is blocked.
    blocked: Vec<(f64, Vec<(&'static str, f64)>)>,
}

impl<'m, 'l> Seen<'m, 'l> {
    fn new(
        maker: &'m mut Maker<'l>,
        tissue: &TissueScenario,
        numbers: Numbers,
        values: (&Values<'_>, u64),
    ) -> Seen<'m, 'l> {
        let scenario = AssayScenario {
            target: tissue.target.clone(),
            target_hla: tissue.target_hla.clone(),
            ..AssayScenario::default()
        };
        let model = match tissue.decision.as_ref().map(|decision| decision.value.as_str()) {
            Some("vav-switch") => DecisionModel::VavSwitch,
            _ => DecisionModel::WeightedSignal,
        };
        let mut marks: Option<Antigen> = None;
        for dose in &tissue.doses {
            if let Some(Given::Marks(antigen)) = given(maker, dose) {
                if marks.is_some_and(|other| other != antigen) {
                    maker.error(Message::new("E2224"), Some(dose.span));
                }
                marks = Some(antigen);
            }
        }
        let blocked = blockade::course(maker, &tissue.doses, values);
        Seen { maker, scenario, numbers, model, marks, blocked }
    }

    fn known(&mut self, line: &CellLine) -> Option<Known> {
        let arm = ArmLine { cells: line.clone(), ..ArmLine::default() };
        self.maker.known(&arm, &self.scenario)
    }

    /// Hits that kill a tumour cell.
    fn theta(&mut self, (values, draw): (&Values<'_>, u64)) -> Option<f64> {
        let known = self.known(&CellLine::default())?;
        let target = values.target(&known.target, draw);
        Some(arm(&known, &target, None, (1, 1), &self.numbers, self.model).theta)
    }

    fn sort(
        &mut self,
        kind: Kind,
        name: &str,
        line: &CellLine,
        immune: &TissueImmuneNumbers,
        (values, draw): (&Values<'_>, u64),
    ) -> Option<Sort> {
        let known = self.known(line)?;
        let target = values.target(&known.target, draw);
        let plain = arm(&known, &target, None, (1, 1), &self.numbers, self.model);
        let rests = line.state.as_ref().is_none_or(|state| state.value == "resting");
        let size = if rests { 1.0 } else { immune.activated_size };
        let mut eyes = Vec::new();
        for (from_min, blocked) in self.blocked.clone() {
            let mut now = known.clone();
            now.occupied = blocked;
            let sights = if kind == Kind::Cd8 {
                let whole = now.cells.blocked.iter().flatten().any(|receptor| receptor.value == "pd1");
                let part = now.occupied.iter().find(|(receptor, _)| *receptor == "pd1");
                let free = if whole { 0.0 } else { 1.0 - part.map_or(0.0, |(_, share)| *share) };
                vec![specific(immune, free)]
            } else {
                let mut sights = self.sights(&now, &target, immune);
                if now.car.is_some() {
                    now.car = None;
                    let natural = self.sights(&now, &target, immune);
                    for (sight, natural) in sights.iter_mut().zip(&natural) {
                        sight.driven = if sight.plain > 0.0 { natural.plain / sight.plain } else { 1.0 };
                    }
                }
                sights
            };
            eyes.push(Eyes { from_min, sights });
        }
        Some(Sort {
            name: name.to_owned(),
            kind,
            rates: plain.rates,
            decision: Decision::new(self.model, &self.numbers.recognition.contact),
            eyes,
            viable: plain.viable,
            motile: plain.motile,
            speed_um_per_min: plain.rates.speed_um_per_h / HOUR,
            volume_um3: immune.resting_volume_um3 * size,
            specific: if kind == Kind::Cd8 { immune.cd8_specific } else { 1.0 },
            leaving_per_min: 0.0,
            activation: activation(&known.cells, &self.numbers.recognition).1,
        })
    }

    /// What each subset sees of a tumour cell: as it is, answering to IFN-gamma, without ligands of NKG2D, and marked.
    fn sights(&self, known: &Known, target: &Target, immune: &TissueImmuneNumbers) -> Vec<Sight> {
        let signals = |target: &Target, antibody: Option<Antibody>| {
            arm(known, target, antibody, (1, 1), &self.numbers, self.model).kinds
        };
        let answering = changed(target, |molecule| match molecule {
            Molecule::HlaClassI | Molecule::HlaC | Molecule::HlaBw4 => immune.hla_i_gain,
            Molecule::HlaE => immune.hla_e_gain,
            Molecule::Antigen(Antigen::PdL1) => immune.pd_l1_gain,
            _ => 1.0,
        });
        let shed = changed(target, |molecule| if molecule == Molecule::Nkg2dLigands { 0.0 } else { 1.0 });
        let (plain, answering, shed) =
            (signals(target, None), signals(&answering, None), signals(&shed, None));
        let marked: Vec<_> = self
            .marks
            .into_iter()
            .flat_map(|antigen| {
                LEVELS_UG_PER_ML.map(|level| {
                    let recognition = &self.numbers.recognition;
                    signals(
                        target,
                        Some(Antibody {
                            antigen,
                            concentration_nm: recognition.rituximab_nm(level * NG_PER_UG),
                            kd_nm: recognition.contact.rituximab_kd_nm,
                        }),
                    )
                })
            })
            .collect();
        plain
            .iter()
            .enumerate()
            .map(|(subset, kind)| Sight {
                share: kind.share,
                plain: kind.signal,
                answering: answering.get(subset).map_or(kind.signal, |kind| kind.signal),
                shed: shed.get(subset).map_or(kind.signal, |kind| kind.signal),
                of_cd16: marked
                    .iter()
                    .map(|kinds| kinds.get(subset).map_or(0.0, |kind| kind.of_cd16))
                    .collect(),
                driven: 1.0,
            })
            .collect()
    }
}

/// A target with other amounts of some molecules.
fn changed(target: &Target, factor: impl Fn(Molecule) -> f64) -> Target {
    let mut target = target.clone();
    for density in &mut target.densities {
        density.per_cell *= factor(density.molecule);
    }
    target
}

/// What a specific CD8 T cell sees: its antigen, and PD-L1 as far as PD-1 is free, 0 to 1.
fn specific(immune: &TissueImmuneNumbers, free_pd1: f64) -> Sight {
    let loss = free_pd1 * immune.cd8_pd1_loss / (1.0 + immune.cd8_pd_l1_half);
    let signal = immune.cd8_signal;
    Sight {
        share: 1.0,
        plain: signal,
        answering: signal * (1.0 - loss),
        shed: signal,
        of_cd16: Vec::new(),
        driven: 1.0,
    }
}
