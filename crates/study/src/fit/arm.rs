//! One arm on one target: classes of NK cells and targets with the complexes that form between them.
//!
//! Complexes of R receptors and H ligands are those of `lytic_nk::recognition::complexes` with the dissociation constants
//! of `parameters/cells/release_assay.toml`. NK cells are classes of chimeric receptor by inhibitory receptor, targets classes of antigen by HLA class I;
//! which cell carries much of one says nothing about the other (the files give no joint numbers). Then
//!
//! ```text
//! weighted signal   S = (natural + w C/(C + K_C) + u C_LFA/(C_LFA + K_LFA))/(1 + v C_KIR/(C_KIR + K))
//! Vav switch        V = (a0 + b C + d C_LFA)/C_KIR
//! without molecules S or V = signal of the arm
//! ```
//!
//! Adhesion (u, d) is fitted where it is asked for; all cells of a kind have the mean number of its complexes.

use super::molecules::{Molecules, Role, carries_car};
use super::results::Receptor;
use lytic_nk::life::ReleaseNumbers;
use lytic_nk::recognition::{ContactNumbers, DecisionModel, complexes, saturation};

/// Fewer complexes than one are one: the switch divides by them.
const LEAST_COMPLEXES: f64 = 1.0;

/// Cells of one arm and one target, and their complexes; `[i * targets + j]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meeting {
    /// Shares of the classes of NK cells.
    pub effectors: Vec<f64>,
    /// Shares of the classes of targets.
    pub targets: Vec<f64>,
    /// Complexes of the chimeric receptor; empty where the arm has none or its numbers are not known.
    car: Vec<f64>,
    /// Complexes of the inhibitory receptor; empty where they are not known.
    inhibitory: Vec<f64>,
    /// Complexes of LFA-1 and ICAM-1 of the mean cells; none where they are not known.
    adhesion: Option<f64>,
    /// Where the numbers are from, for the report.
    pub receptors: Vec<Receptor>,
}

/// Drives of an arm: what is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drive {
    /// Natural signal, or the signal of the arm.
    pub natural: f64,
    /// Weight of the chimeric receptor.
    pub car: f64,
    /// Weight of adhesion; 0 where it is not fitted.
    pub adhesion: f64,
}

impl Meeting {
    /// One kind of NK cell and one of target, with nothing known of either.
    pub(super) fn unknown() -> Meeting {
        Meeting { effectors: vec![1.0], targets: vec![1.0], ..Meeting::default() }
    }

    /// Cells as a file of molecules has them. `factor` multiplies the chimeric receptors.
    pub(super) fn of(
        molecules: &Molecules,
        (effector, target): (&str, &str),
        targets: &[String],
        factor: f64,
        numbers: &ReleaseNumbers,
    ) -> Meeting {
        let mut receptors = Vec::new();
        let mut side = |found: Option<&super::molecules::Distribution>, factor: f64| -> Vec<(f64, f64)> {
            let Some(found) = found else { return Vec::new() };
            receptors.push(Receptor {
                arm: effector.to_owned(),
                cell: found.cell.clone(),
                molecule: found.molecule.clone(),
                mean: found.mean() * factor,
                values: found.len() as u64,
                factor,
            });
            found.classes().into_iter().map(|(value, share)| (value * factor, share)).collect()
        };
        let car = carries_car(effector);
        let of_nk = |role| molecules.on_effector(effector, targets, role);
        let of_target = |role| molecules.on_target(target, role, effector);
        let pair = |nk, target| of_nk(nk).zip(of_target(target));
        let (receptor, antigen) = match pair(Role::ChimericReceptor, Role::Antigen).filter(|_| car) {
            Some((receptor, antigen)) => (side(Some(receptor), factor), side(Some(antigen), 1.0)),
            None => (Vec::new(), Vec::new()),
        };
        let (kir, hla) = match pair(Role::InhibitoryReceptor, Role::InhibitoryLigand) {
            Some((kir, hla)) => (side(Some(kir), 1.0), side(Some(hla), 1.0)),
            None => (Vec::new(), Vec::new()),
        };
        let adhesion = pair(Role::Adhesion, Role::Adhesion).map(|(nk, target)| {
            side(Some(nk), 1.0);
            side(Some(target), 1.0);
            complexes(nk.mean(), target.mean(), numbers.adhesion_dissociation)
        });
        let one = |values: Vec<(f64, f64)>| if values.is_empty() { vec![(0.0, 1.0)] } else { values };
        let known = (!receptor.is_empty(), !kir.is_empty());
        let (receptor, antigen, kir, hla) = (one(receptor), one(antigen), one(kir), one(hla));
        let product = |a: &[(f64, f64)], b: &[(f64, f64)]| -> Vec<f64> {
            a.iter().flat_map(|(_, a)| b.iter().map(move |(_, b)| a * b)).collect()
        };
        let (mut of_car, mut of_kir) = (Vec::new(), Vec::new());
        for (receptor, _) in &receptor {
            for (kir, _) in &kir {
                for (antigen, _) in &antigen {
                    for (hla, _) in &hla {
                        of_car.push(complexes(*receptor, *antigen, numbers.car_dissociation));
                        of_kir.push(complexes(*kir, *hla, numbers.kir_dissociation));
                    }
                }
            }
        }
        Meeting {
            effectors: product(&receptor, &kir),
            targets: product(&antigen, &hla),
            car: if known.0 { of_car } else { Vec::new() },
            inhibitory: if known.1 { of_kir } else { Vec::new() },
            adhesion,
            receptors,
        }
    }

    /// Whether the chimeric receptor's numbers are known.
    pub(super) fn knows_car(&self) -> bool {
        !self.car.is_empty()
    }

    /// Whether adhesion is known.
    pub(super) fn knows_adhesion(&self) -> bool {
        self.adhesion.is_some()
    }

    /// Signals of the median cell of each class at each target.
    pub(super) fn signals(
        &self,
        model: DecisionModel,
        drive: Drive,
        (numbers, release): (&ContactNumbers, &ReleaseNumbers),
    ) -> Vec<f64> {
        let bonds = self.adhesion.unwrap_or(0.0);
        let count = self.effectors.len() * self.targets.len();
        let at = |complexes: &[f64], index: usize| complexes.get(index).copied();
        (0..count)
            .map(|index| {
                let car = at(&self.car, index).unwrap_or(0.0);
                let kir = at(&self.inhibitory, index);
                match model {
                    DecisionModel::WeightedSignal => {
                        let inhibition =
                            kir.map_or(0.0, |kir| numbers.kir2dl1 * saturation(kir, numbers.kir2d_half));
                        let adhesion = drive.adhesion * saturation(bonds, release.adhesion_half);
                        (drive.natural + drive.car * saturation(car, numbers.car_half) + adhesion)
                            / (1.0 + inhibition)
                    }
                    DecisionModel::VavSwitch => {
                        (drive.natural + drive.car * car + drive.adhesion * bonds)
                            / kir.map_or(1.0, |kir| kir.max(LEAST_COMPLEXES))
                    }
                }
            })
            .collect()
    }
}
