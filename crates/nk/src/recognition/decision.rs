//! The two rival decisions: a weighted signal against a threshold, and the switch of Vav phosphorylation.

use super::contact::{CarSensing, Contact, Expression};
use super::equations::{
    bound_fc, complexes, goldbeter_koshland, hill_response, lognormal_mean, saturation, synergy,
};
use super::parameters::ContactNumbers;
use crate::repertoire::{Receptor, Subset};
use crate::targets::Surface;

/// Which decision is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionModel {
    /// [`WeightedSignal`].
    #[default]
    WeightedSignal,
    /// [`VavSwitch`].
    VavSwitch,
}

/// Weighted signals against a threshold that inhibition raises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedSignal(pub ContactNumbers);

/// The switch of Vav between kinase and phosphatase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VavSwitch(pub ContactNumbers);

/// One of the rival decisions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decision {
    /// Weighted signals against a threshold (default).
    WeightedSignal(WeightedSignal),
    /// The switch of Vav phosphorylation.
    VavSwitch(VavSwitch),
}

impl Decision {
    /// The decision of a model with these numbers.
    pub fn new(model: DecisionModel, numbers: &ContactNumbers) -> Decision {
        match model {
            DecisionModel::WeightedSignal => Decision::WeightedSignal(WeightedSignal(*numbers)),
            DecisionModel::VavSwitch => Decision::VavSwitch(VavSwitch(*numbers)),
        }
    }

    /// Which it is.
    pub fn model(&self) -> DecisionModel {
        match self {
            Decision::WeightedSignal(_) => DecisionModel::WeightedSignal,
            Decision::VavSwitch(_) => DecisionModel::VavSwitch,
        }
    }

    /// Its numbers.
    pub fn numbers(&self) -> &ContactNumbers {
        match self {
            Decision::WeightedSignal(WeightedSignal(numbers)) | Decision::VavSwitch(VavSwitch(numbers)) => {
                numbers
            }
        }
    }

    /// What natural receptors drive at activation 1, before responsiveness and inhibition.
    pub fn natural(&self, contact: &Contact, surface: &Surface) -> f64 {
        let numbers = self.numbers();
        let natural = natural_activation(numbers, contact, surface) / numbers.threshold();
        match self {
            Decision::WeightedSignal(_) => natural,
            Decision::VavSwitch(_) => numbers.vav_natural * natural,
        }
    }

    /// What antibody and chimeric receptor add, whatever the activation.
    pub fn added(&self, contact: &Contact, surface: &Surface) -> f64 {
        let numbers = self.numbers();
        let cd16 = cd16_occupancy(numbers, contact, surface) * contact.expression.cd16;
        let car = car_drive(numbers, contact, surface);
        match self {
            Decision::WeightedSignal(_) => {
                numbers.cd16 * cd16
                    + match car {
                        CarDrive::Complexes(complexes) => {
                            numbers.car * saturation(complexes, numbers.car_half)
                        }
                        CarDrive::Antigen(antigen) => {
                            numbers.car * saturation(antigen, numbers.car_antigen_half)
                        }
                    }
            }
            Decision::VavSwitch(_) => {
                let (CarDrive::Complexes(count) | CarDrive::Antigen(count)) = car;
                numbers.vav_cd16 * cd16 + numbers.vav_car * count
            }
        }
    }

    /// `I`: by how many times inhibition raises the threshold, less 1.
    pub fn inhibition(&self, contact: &Contact, surface: &Surface) -> f64 {
        match self {
            Decision::WeightedSignal(_) => inhibition(self.numbers(), contact, surface),
            Decision::VavSwitch(_) => phosphatase(self.numbers(), contact, surface),
        }
    }

    /// The signal S (or V) of the median cell of a subset.
    pub fn signal(&self, contact: &Contact, surface: &Surface) -> f64 {
        let drive = contact.activation * self.natural(contact, surface) + self.added(contact, surface);
        contact.responsiveness * drive / (1.0 + self.inhibition(contact, surface))
    }

    /// The probability that a cell of signal S responds at one contact.
    pub fn respond_probability(&self, signal: f64) -> f64 {
        let numbers = self.numbers();
        match self {
            Decision::WeightedSignal(_) => hill_response(signal, numbers.exponent, numbers.largest),
            Decision::VavSwitch(_) => {
                numbers.largest * goldbeter_koshland(signal, numbers.vav_k1, numbers.vav_k2)
            }
        }
    }

    /// The mean of [`Decision::respond_probability`] over cells whose ln signal is normal about that of the median cell.
    pub fn mean_response(&self, median_signal: f64, spread: f64) -> f64 {
        lognormal_mean(spread, |factor| self.respond_probability(median_signal * factor))
    }
}

impl ContactNumbers {
    /// The threshold theta of the decision, in units of the weights: what a resting cell of usual education makes of K562,
    /// which carries no HLA, over its signal in thresholds, `theta = A/((1 + I) S)`. One number ties all signals to dishes.
    pub fn threshold(&self) -> f64 {
        let expression = Expression {
            cd16: 1.0,
            lilrb1: self.expression_lilrb1,
            pd1: self.expression_pd1,
            tigit: self.expression_tigit,
        };
        let cell = Contact::resting(Subset::NONE, expression);
        let k562 = Surface::without_hla(
            self.k562_nkg2d_ligands,
            self.k562_dnam1_ligands,
            self.k562_ncr_ligands,
            self.k562_cd48,
        );
        natural_activation(self, &cell, &k562) / (1.0 + checkpoints(self, &cell, &k562)) / self.k562_signal
    }
}

/// `A`: natural activating signals with synergy, that of NKG2D weakened by soluble MICA.
fn natural_activation(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> f64 {
    let shed = 1.0 + contact.soluble_mica_ng_per_ml.max(0.0) / numbers.soluble_mica_half_ng_per_ml;
    let signals = [
        numbers.nkg2d * saturation(surface.nkg2d_ligands, numbers.nkg2d_half) / shed,
        numbers.dnam1 * saturation(surface.dnam1_ligands, numbers.dnam1_half),
        numbers.ncr * saturation(surface.ncr_ligands, numbers.ncr_half),
        numbers.cd244 * saturation(surface.cd48, numbers.cd244_half),
    ];
    synergy(&signals, numbers.synergy)
}

/// `G/(G + K16)`: how far CD16 is engaged by an antibody on the target.
fn cd16_occupancy(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> f64 {
    let Some(antibody) = contact.antibody else { return 0.0 };
    let fc = bound_fc(surface.antigen(antibody.antigen), antibody.concentration_nm, antibody.kd_nm);
    saturation(fc, numbers.cd16_half(contact.fcgr3a))
}

enum CarDrive {
    Complexes(f64),
    Antigen(f64),
}

/// What a chimeric receptor counts, in molecules per cell.
fn car_drive(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> CarDrive {
    let Some(car) = contact.car else { return CarDrive::Complexes(0.0) };
    let antigens = surface.antigen(car.antigen);
    match car.sensing {
        CarSensing::Complexes => {
            CarDrive::Complexes(complexes(car.receptors_per_cell, antigens, numbers.car_dissociation))
        }
        CarSensing::Antigen => CarDrive::Antigen(antigens),
    }
}

/// Molecules per cell that a receptor of the subset sees.
fn seen_by(receptor: Receptor, numbers: &ContactNumbers, surface: &Surface) -> f64 {
    match receptor {
        Receptor::Kir2dl1 => surface.hla_c2,
        Receptor::Kir2dl2 => surface.hla_c1 + numbers.kir2dl2_c2 * surface.hla_c2,
        Receptor::Kir2dl3 => surface.hla_c1,
        Receptor::Kir3dl1 => surface.hla_bw4,
        Receptor::Nkg2a => surface.hla_e,
    }
}

/// Inhibition at most and half value of a receptor.
fn strength(receptor: Receptor, numbers: &ContactNumbers) -> (f64, f64) {
    match receptor {
        Receptor::Kir2dl1 => (numbers.kir2dl1, numbers.kir2d_half),
        Receptor::Kir2dl2 => (numbers.kir2dl2, numbers.kir2d_half),
        Receptor::Kir2dl3 => (numbers.kir2dl3, numbers.kir2d_half),
        Receptor::Kir3dl1 => (numbers.kir3dl1, numbers.kir3dl1_half),
        Receptor::Nkg2a => (numbers.nkg2a, numbers.nkg2a_half),
    }
}

/// `I = sum v_k L_k/(L_k + K_k)` over the receptors of the subset and those of all cells, as far as they are not blocked.
fn inhibition(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> f64 {
    let subset: f64 = contact
        .subset
        .receptors()
        .map(|receptor| {
            let (most, half) = strength(receptor, numbers);
            let occupied = saturation(seen_by(receptor, numbers, surface), half);
            most * occupied * contact.blocks.free(receptor)
        })
        .sum();
    subset + checkpoints(numbers, contact, surface)
}

/// Inhibition by LILRB1, PD-1 and TIGIT.
fn checkpoints(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> f64 {
    let (expression, blocks) = (&contact.expression, &contact.blocks);
    let free = |blocked: f64| 1.0 - blocked.clamp(0.0, 1.0);
    [
        (numbers.lilrb1, surface.hla_class_i, numbers.lilrb1_half, expression.lilrb1, blocks.lilrb1),
        (numbers.pd1, surface.pd_l1, numbers.pd1_half, expression.pd1, blocks.pd1),
        (numbers.tigit, surface.dnam1_ligands, numbers.tigit_half, expression.tigit, blocks.tigit),
    ]
    .into_iter()
    .map(|(most, ligands, half, expressed, blocked)| {
        most * saturation(ligands, half) * expressed * free(blocked)
    })
    .sum()
}

/// Phosphatase beyond that of a free cell: complexes of inhibitory receptors, each relative to KIR2DL1, over the number
/// that doubles it; and the checkpoints as in the weighted signal.
fn phosphatase(numbers: &ContactNumbers, contact: &Contact, surface: &Surface) -> f64 {
    let bound: f64 = contact
        .subset
        .receptors()
        .map(|receptor| {
            let ligands = seen_by(receptor, numbers, surface);
            let (most, _) = strength(receptor, numbers);
            complexes(numbers.vav_receptors, ligands, numbers.vav_dissociation)
                * contact.blocks.free(receptor)
                * most
                / numbers.kir2dl1
        })
        .sum();
    bound / numbers.vav_half + checkpoints(numbers, contact, surface)
}
