//! NK cells and targets of an arm: what is typed of them, and from both the kinds of cells that meet.
//!
//! ```text
//! hla of the cells    -> ligands that educated them    kir -> the repertoire; each subset of it is a kind of its own
//! hla of the targets  -> ligands that they show, in place of those of the target's file
//! ```
//!
//! Where typing leaves a ligand open, it counts as there on targets and as not there in education. What is not typed is
//! that of an average donor: every KIR gene by its carriers, education by all ligands.

use super::keys::STATES;
use super::prepare::Maker;
use super::scenario::{ArmLine, AssayScenario, CellLine};
use crate::prepare::{Notes, ligands_of};
use crate::scenario::Placed;
use lytic_assay::{Arm, Kind};
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{
    Antibody, Blocks, Car, CarSensing, Contact, Decision, DecisionModel, Effectors, Fcgr3a,
    RecognitionParameters,
};
use lytic_nk::repertoire::{Activation, Receptor, Subset, alloreactive_fraction, repertoire};
use lytic_nk::targets::{HlaChange, Molecule, Surface, Target, Tissue};
use lytic_nk::typing::{KirGenes, Leader, LigandGroups, LigandSet, Ligands, read_kir};
use lytic_text::{Diagnostic, Message};

/// One draw's numbers.
pub(crate) struct Numbers {
    pub rates: KillerRates,
    pub recognition: RecognitionParameters,
}

/// An arm with all that it names looked up.
#[derive(Clone)]
pub(crate) struct Known {
    pub line: ArmLine,
    pub cells: CellLine,
    pub target: Target,
    pub car: Option<Car>,
    /// Receptors that an antibody occupies in part, and which share of them; beside those that are blocked.
    pub occupied: Vec<(&'static str, f64)>,
    /// Whom the cells are from.
    donor: Donor,
    /// Ligands and leaders of the target's own typing.
    seen: Option<(LigandSet, Leader)>,
}

/// Whom NK cells are from.
#[derive(Clone, Debug, PartialEq)]
struct Donor {
    /// Ligands that educated them.
    own: LigandSet,
    leader: Leader,
    kir: KirGenes,
    /// Whether anything of it is typed.
    typed: bool,
}

/// What typing says of an arm, at the typical values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmTyping {
    /// KIR ligands that educated the NK cells: `C1|Bw4`; empty where they are not typed.
    pub donor: String,
    /// KIR ligands of the target.
    pub target: String,
    /// Share of the NK cells that their own ligands educated and no ligand of the target holds back.
    pub alloreactive: f64,
}

impl Maker<'_> {
    /// Looks up what an arm names.
    pub(crate) fn known(&mut self, line: &ArmLine, scenario: &AssayScenario) -> Option<Known> {
        let cells = line.cells.over(&scenario.cells);
        let named = line.target.as_ref().or(scenario.target.as_ref())?;
        let target = self.target(named, scenario);
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
        let donor = self.donor(&cells);
        let hla = line.target_hla.as_ref().or(scenario.target_hla.as_ref());
        let seen = match hla {
            Some(hla) => Some(self.seen(hla, target.as_ref())?),
            None => None,
        };
        let occupied = Vec::new();
        Some(Known { line: line.clone(), cells, target: target?, car: car?, occupied, donor: donor?, seen })
    }

    /// A target of the library, or of a file of the user.
    fn target(&mut self, named: &Placed<String>, scenario: &AssayScenario) -> Option<Target> {
        if let Some(own) = scenario.own_targets.iter().find(|own| own.name == named.value) {
            // What is wrong with the file was told when it was read.
            return own.target.clone();
        }
        let found = self.library.target(&named.value).cloned();
        if found.is_none() {
            let message = Message::new("E1302").with("name", &named.value);
            let near = self.library.nearest_target(&named.value).map(str::to_owned);
            self.problems.push(Diagnostic { span: named.span, ..Diagnostic::error(message).suggest(near) });
        }
        found
    }

    fn ligands(&mut self, alleles: &[Placed<String>]) -> Option<Ligands> {
        let mut notes = Notes { diagnostics: &mut self.problems };
        ligands_of(alleles, &LigandGroups::built_in(), &mut notes)
    }

    fn donor(&mut self, cells: &CellLine) -> Option<Donor> {
        let (own, leader) = match &cells.hla {
            Some(hla) => {
                let ligands = self.ligands(hla)?;
                (ligands.certain, ligands.leader)
            }
            None => (LigandSet::ALL, Leader::Unknown),
        };
        let kir = match &cells.kir {
            Some(text) => {
                let (kir, found) = read_kir(&text.value, text.span);
                self.problems.extend(found);
                kir?
            }
            None => KirGenes::unknown(),
        };
        if let (Some(text), Some(_)) = (&cells.kir, &cells.receptors) {
            let diagnostic = Diagnostic::warning(Message::new("W1304"));
            self.problems.push(Diagnostic { span: text.span, ..diagnostic });
        }
        Some(Donor { own, leader, kir, typed: cells.hla.is_some() || cells.kir.is_some() })
    }

    fn seen(&mut self, hla: &[Placed<String>], target: Option<&Target>) -> Option<(LigandSet, Leader)> {
        let place = hla.first().and_then(|first| first.span);
        let ligands = self.ligands(hla)?;
        let mut warn = |message: Message| {
            self.problems.push(Diagnostic { span: place, ..Diagnostic::warning(message) });
        };
        if ligands.conceivable() != ligands.certain {
            warn(Message::new("W1306"));
        }
        if let Some(target) = target
            && [Molecule::HlaC, Molecule::HlaBw4].iter().all(|molecule| target.per_cell(*molecule) <= 0.0)
        {
            warn(Message::new("W1305").with("target", &target.key));
        }
        Some((ligands.conceivable(), ligands.leader))
    }
}

impl Known {
    /// Receptors that the cells carry: one clone, or the repertoire of their donor.
    fn subsets(&self, recognition: &RecognitionParameters) -> Vec<(Subset, f64)> {
        let Some(clone) = &self.cells.receptors else {
            return repertoire(&self.donor.kir, &recognition.repertoire);
        };
        let chosen: Vec<Receptor> = Receptor::ALL
            .into_iter()
            .filter(|receptor| clone.iter().any(|name| receptor.name().ends_with(&name.value)))
            .collect();
        vec![(Subset::of(&chosen), 1.0)]
    }

    /// What a contact sees of the target. Typing takes the place of the ligands of the file; HLA-E follows the leaders
    /// only where the file does not give that of a cell of known HLA.
    fn surface(&self, target: &Target, recognition: &RecognitionParameters) -> Surface {
        match self.seen {
            None => target.surface(None, &HlaChange::NONE),
            Some((ligands, leader)) if target.ligands.is_none() => {
                let supply = recognition.education.leader_supply(leader);
                target.surface(Some((ligands, supply)), &HlaChange::NONE)
            }
            Some((ligands, _)) => {
                let typed = Target { ligands: Some(ligands), ..target.clone() };
                typed.surface(None, &HlaChange::NONE)
            }
        }
    }

    /// What its typing says; none where nothing is typed.
    pub(super) fn typing(&self, recognition: &RecognitionParameters) -> Option<ArmTyping> {
        if !self.donor.typed && self.seen.is_none() {
            return None;
        }
        let target = self.seen.map(|(ligands, _)| ligands).or(self.target.ligands).unwrap_or(LigandSet::ALL);
        let hla_e = self.surface(&self.target, recognition).hla_e > 0.0;
        Some(ArmTyping {
            donor: self.cells.hla.as_ref().map_or_else(String::new, |_| self.donor.own.to_string()),
            target: target.to_string(),
            alloreactive: alloreactive_fraction(&self.subsets(recognition), self.donor.own, target, hla_e),
        })
    }
}

pub(super) fn is(word: &Option<Placed<String>>, wanted: &str) -> bool {
    word.as_ref().is_some_and(|word| word.value == wanted)
}

pub(super) fn has(words: &Option<Vec<Placed<String>>>, wanted: &str) -> bool {
    words.as_ref().is_some_and(|words| words.iter().any(|word| word.value == wanted))
}

/// The state of cells and its activation c.
pub(crate) fn activation(cells: &CellLine, recognition: &RecognitionParameters) -> (Activation, f64) {
    let state = match cells.state.as_ref().and_then(|state| STATES.iter().position(|s| *s == state.value)) {
        Some(1) => Activation::Activated,
        Some(2) => Activation::Expanded,
        _ => Activation::Resting,
    };
    (state, recognition.activation(state))
}

/// The arm of a protocol: rates by what cells lack, kinds by what they carry and what the target shows.
pub(crate) fn arm(
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
    if has(&cells.lacks, "shedding") {
        (rates.cd16_loss, rates.shedding) = (0.0, 1.0);
    }
    rates.sigma = recognition.contact.spread_within_subset;
    let (activation, c) = activation(cells, recognition);
    if activation == Activation::Resting {
        // Only cells that were activated before die of it.
        rates.death_per_kill = 0.0;
    }
    let subsets = known.subsets(recognition);
    let occupied = |what: &str| {
        let share = known.occupied.iter().find(|(receptor, _)| *receptor == what);
        share.map_or(0.0, |(_, share)| *share)
    };
    let blocked = |what: &str| if has(&cells.blocked, what) { 1.0 } else { occupied(what) };
    let crowd = Effectors {
        repertoire: &subsets,
        own: known.donor.own,
        leader: known.donor.leader,
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
    let surface = known.surface(target, recognition);
    let kind = |subset: Subset, share: f64| {
        let contact = crowd.contact(subset, c, recognition);
        let signal = decision.signal(&contact, &surface);
        // Signals are linear in CD16: what is left without it is natural or of a chimeric receptor.
        let without = decision.signal(&Contact { antibody: None, ..contact }, &surface);
        Kind { share, signal, of_cd16: (signal - without).max(0.0) }
    };
    let frozen = is(&cells.storage, "frozen");
    Arm {
        effectors,
        targets,
        theta: match target.tissue {
            Tissue::Blood => rates.theta,
            Tissue::Solid => rates.theta_solid,
        },
        kinds: subsets.iter().map(|(subset, share)| kind(*subset, *share)).collect(),
        viable: if frozen { rates.viable_frozen } else { rates.viable_fresh },
        motile: if frozen { rates.motile_frozen } else { rates.motile_fresh },
        rates,
    }
}
