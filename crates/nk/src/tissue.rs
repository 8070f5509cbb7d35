//! Numbers of a tissue: its cells, its leukocytes, the molecules between them. Module of the library: the three of
//! `parameters/tissue`, and what tumours do to NK cells (`parameters/disease/microenvironment.toml`). Minutes and um.

use crate::cells::cell_parameters;
use lytic_engine::math;

cell_parameters! {
    /// Cells: volume, cycle, death.
    pub struct TissueCellNumbers {
        /// Volume: a living cell at the start of its cycle.
        volume_um3 = "tissue_cell.volume" in "um3",
        /// Fluid share: fluid share of the default cell.
        fluid_share = "tissue_cell.fluid_share" in "1",
        /// Nuclear solid: solid part of the nucleus.
        nuclear_solid_um3 = "tissue_cell.nuclear_solid" in "um3",
        /// Cytoplasm ratio: solid cytoplasm over solid nucleus.
        cytoplasm_ratio = "tissue_cell.cytoplasm_ratio" in "1",
        /// Fluid rate: rate of fluid exchange, 0.05/min.
        fluid_rate_per_min = "tissue_cell.fluid_rate" in "1/min",
        /// Cytoplasm rate: biomass of the cytoplasm, 0.0045/min.
        cytoplasm_rate_per_min = "tissue_cell.cytoplasm_rate" in "1/min",
        /// Nuclear rate: biomass of the nucleus, 0.0055/min.
        nuclear_rate_per_min = "tissue_cell.nuclear_rate" in "1/min",
        /// Repulsion: cell-cell repulsion.
        repulsion_um_per_min = "tissue_cell.repulsion" in "um/min",
        /// Adhesion: between tumour cells.
        adhesion_um_per_min = "tissue_cell.adhesion" in "um/min",
        /// Adhesion reach: in radii.
        adhesion_reach = "tissue_cell.adhesion_reach" in "1",
        /// G1 time: mean time in G0/G1 where oxygen is ample.
        g1_time_min = "tissue_cell.g1_time" in "min",
        /// S time.
        s_time_min = "tissue_cell.s_time" in "min",
        /// G2 time.
        g2_time_min = "tissue_cell.g2_time" in "min",
        /// M time.
        m_time_min = "tissue_cell.m_time" in "min",
        /// Growth oxygen least: oxygen below which cells do not proliferate.
        growth_oxygen_least_mmhg = "tissue_cell.growth_oxygen_least" in "mmHg",
        /// Growth oxygen most: oxygen above which proliferation no longer rises.
        growth_oxygen_most_mmhg = "tissue_cell.growth_oxygen_most" in "mmHg",
        /// Necrosis oxygen: oxygen below which cells become necrotic.
        necrosis_oxygen_mmhg = "tissue_cell.necrosis_oxygen" in "mmHg",
        /// Necrosis full at: oxygen at which necrosis is fastest, as a share of the oxygen at which it begins.
        necrosis_full_at = "tissue_cell.necrosis_full_at" in "1",
        /// Necrosis rate: cells survive six hours of anoxia.
        necrosis_rate_per_min = "tissue_cell.necrosis_rate" in "1/min",
        /// Apoptosis rate: background apoptosis, 5.316e-5/min.
        apoptosis_rate_per_min = "tissue_cell.apoptosis_rate" in "1/min",
        /// Apoptosis time: after that time the cell is gone.
        apoptosis_time_min = "tissue_cell.apoptosis_time" in "min",
        /// Apoptotic shrinkage: one rate for all parts.
        apoptotic_shrinkage_per_min = "tissue_cell.apoptotic_shrinkage" in "1/min",
        /// Necrotic swelling: rate at which a necrotic cell takes up fluid.
        necrotic_swelling_per_min = "tissue_cell.necrotic_swelling" in "1/min",
        /// Rupture ratio: volume at which a necrotic cell bursts, in its volume at death.
        rupture_ratio = "tissue_cell.rupture_ratio" in "1",
        /// Debris rate: shrinkage of a burst cell.
        debris_rate_per_min = "tissue_cell.debris_rate" in "1/min",
        /// Debris time: mean time until a burst cell has gone.
        debris_time_min = "tissue_cell.debris_time" in "min",
        /// Radiation alpha: linear death by radiation.
        radiation_alpha_per_gy = "tissue_cell.radiation_alpha" in "1/Gy",
        /// Radiation beta: quadratic death by radiation.
        radiation_beta_per_gy2 = "tissue_cell.radiation_beta" in "1/Gy2",
        /// Detachment rate: tumour cells that touch a vessel leave through it.
        detachment_rate_per_min = "tissue_cell.detachment_rate" in "1/min",
        /// How many times more dose cells without oxygen bear.
        oxygen_enhancement = "radiotherapy.oxygen_enhancement" in "1",
    }
}

cell_parameters! {
    /// Leukocytes: motion, contacts, what weakens them.
    pub struct TissueImmuneNumbers {
        /// Resting volume: a lymphocyte of 8 um.
        resting_volume_um3 = "tissue_immune.resting_volume" in "um3",
        /// Activated size: volume over that of a resting cell.
        activated_size = "tissue_immune.activated_size" in "1",
        /// Macrophage volume.
        macrophage_volume_um3 = "tissue_immune.macrophage_volume" in "um3",
        /// Persistence: time for which a leukocyte keeps its direction.
        persistence_min = "tissue_immune.persistence" in "min",
        /// Chemotaxis: share of a new direction that the gradient of chemokine sets where it is steep.
        chemotaxis = "tissue_immune.chemotaxis" in "1",
        /// Chemokine half: difference of chemokine across a cell at which chemotaxis is half of its most.
        chemokine_half_pg_per_ml = "tissue_immune.chemokine_half" in "pg/mL",
        /// Macrophage speed.
        macrophage_speed_um_per_min = "tissue_immune.macrophage_speed" in "um/min",
        /// Touch: cells touch that are closer than this share of the sum of their radii.
        touch = "tissue_immune.touch" in "1",
        /// Touch rate: rate at which a searching cell engages a target that it touches.
        touch_rate_per_min = "tissue_immune.touch_rate" in "1/min",
        /// Ifn response half: IFN-gamma of half the response of a tumour cell.
        ifn_response_half_pg_per_ml = "tissue_immune.ifn_response_half" in "pg/mL",
        /// Ifn response time: time in which HLA and PD-L1 follow IFN-gamma.
        ifn_response_time_min = "tissue_immune.ifn_response_time" in "min",
        /// Hla i gain: HLA class I of a fully responding cell, of one that does not respond.
        hla_i_gain = "tissue_immune.hla_i_gain" in "1",
        /// Hla e gain: likewise HLA-E.
        hla_e_gain = "tissue_immune.hla_e_gain" in "1",
        /// Pd l1 gain: likewise PD-L1.
        pd_l1_gain = "tissue_immune.pd_l1_gain" in "1",
        /// Shedding rate: ligands of NKG2D that a tumour cell under attack sheds.
        shedding_rate_per_min = "tissue_immune.shedding_rate" in "1/min",
        /// Tgf beta time: time in which a cell follows TGF-beta.
        tgf_beta_time_min = "tissue_immune.tgf_beta_time" in "min",
        /// Hypoxia oxygen: oxygen below which receptors are lost.
        hypoxia_oxygen_mmhg = "tissue_immune.hypoxia_oxygen" in "mmHg",
        /// Hypoxia time: time in which a cell follows oxygen.
        hypoxia_time_min = "tissue_immune.hypoxia_time" in "min",
        /// Lactate half: 10 to 20 mM.
        lactate_half_mm = "tissue_immune.lactate_half" in "mM",
        /// Cd8 specific: share of CD8 T cells of the tumour that know its antigen.
        cd8_specific = "tissue_immune.cd8_specific" in "1",
        /// Cd8 signal: signal of a specific CD8 T cell, in thresholds.
        cd8_signal = "tissue_immune.cd8_signal" in "1",
        /// Cd8 pd1 loss: what PD-L1 takes from that signal at most.
        cd8_pd1_loss = "tissue_immune.cd8_pd1_loss" in "1",
        /// Cd8 pd l1 half: response to IFN-gamma of half that loss.
        cd8_pd_l1_half = "tissue_immune.cd8_pd_l1_half" in "1",
        /// Macrophage appetite: rate at which a macrophage engulfs a dead cell that it touches.
        macrophage_appetite_per_min = "tissue_immune.macrophage_appetite" in "1/min",
        /// Macrophage digestion: time between two meals.
        macrophage_digestion_min = "tissue_immune.macrophage_digestion" in "min",
        /// Polarisation time: time in which a macrophage follows IFN-gamma and TGF-beta.
        polarisation_time_min = "tissue_immune.polarisation_time" in "min",
        /// Death rate: of NK and T cells in tissue.
        death_rate_per_min = "tissue_immune.death_rate" in "1/min",
        /// TGF-beta that halves the signal of a cell which has followed it.
        tgf_beta_half_ng_per_ml = "microenvironment.tgf_beta_half" in "ng/mL",
        /// Adenosine of half the loss.
        adenosine_half_um = "microenvironment.adenosine_half" in "uM",
        /// What adenosine takes at most.
        largest_adenosine_loss = "microenvironment.largest_adenosine_loss" in "1",
        /// What lack of oxygen takes at most.
        hypoxia_loss = "microenvironment.hypoxia_loss" in "1",
    }
}

cell_parameters! {
    /// Molecules between cells.
    pub struct TissueFieldNumbers {
        /// Oxygen diffusion: default of BioFVM.
        oxygen_diffusion_um2_per_min = "tissue_field.oxygen_diffusion" in "um2/min",
        /// Oxygen decay: default of BioFVM.
        oxygen_decay_per_min = "tissue_field.oxygen_decay" in "1/min",
        /// Oxygen outside: 5 % oxygen around the tissue.
        oxygen_outside_mmhg = "tissue_field.oxygen_outside" in "mmHg",
        /// Oxygen solubility: of plasma at body temperature.
        oxygen_solubility_um_per_mmhg = "tissue_field.oxygen_solubility" in "uM/mmHg",
        /// Oxygen consumption: of a tumour cell.
        oxygen_consumption_mol_per_min = "tissue_field.oxygen_consumption" in "mol/min",
        /// Oxygen half: oxygen of half the consumption.
        oxygen_half_mmhg = "tissue_field.oxygen_half" in "mmHg",
        /// Ifn gamma diffusion: a dimer of 34 kDa by its size.
        ifn_gamma_diffusion_um2_per_min = "tissue_field.ifn_gamma_diffusion" in "um2/min",
        /// Ifn gamma decay: reach of 500 um without cells.
        ifn_gamma_decay_per_min = "tissue_field.ifn_gamma_decay" in "1/min",
        /// Ifn gamma mass: interferon gamma is a dimer.
        ifn_gamma_mass_g_per_mol = "tissue_field.ifn_gamma_mass" in "g/mol",
        /// Ifn gamma uptake: by tumour cells, of what is in their volume.
        ifn_gamma_uptake_per_min = "tissue_field.ifn_gamma_uptake" in "1/min",
        /// Tgf beta diffusion: active dimer of 25 kDa.
        tgf_beta_diffusion_um2_per_min = "tissue_field.tgf_beta_diffusion" in "um2/min",
        /// Tgf beta decay: active TGF-beta has a half-life of two to three minutes.
        tgf_beta_decay_per_min = "tissue_field.tgf_beta_decay" in "1/min",
        /// Tgf beta mass: a dimer of 25 kDa.
        tgf_beta_mass_g_per_mol = "tissue_field.tgf_beta_mass" in "g/mol",
        /// Tgf beta secretion: active molecules of a tumour cell: about 0.3 ng/mL in dense tissue.
        tgf_beta_secretion_per_min = "tissue_field.tgf_beta_secretion" in "1/min",
        /// Adenosine diffusion: 300 to 700.
        adenosine_diffusion_um2_per_min = "tissue_field.adenosine_diffusion" in "um2/min",
        /// Adenosine decay: deaminase and uptake: reach of 20 to 70 um.
        adenosine_decay_per_min = "tissue_field.adenosine_decay" in "1/min",
        /// Adenosine production: in the volume of a hypoxic tumour cell: about 2 uM in dense hypoxic tissue.
        adenosine_production_um_per_min = "tissue_field.adenosine_production" in "uM/min",
        /// Lactate diffusion: unchecked.
        lactate_diffusion_um2_per_min = "tissue_field.lactate_diffusion" in "um2/min",
        /// Lactate production: of a tumour cell.
        lactate_production_mol_per_min = "tissue_field.lactate_production" in "mol/min",
        /// Lactate outside.
        lactate_outside_mm = "tissue_field.lactate_outside" in "mM",
        /// Chemokine diffusion: 8 to 10 kDa, bound to matrix.
        chemokine_diffusion_um2_per_min = "tissue_field.chemokine_diffusion" in "um2/min",
        /// Chemokine decay: reach of 100 to 500 um.
        chemokine_decay_per_min = "tissue_field.chemokine_decay" in "1/min",
        /// Chemokine mass.
        chemokine_mass_g_per_mol = "tissue_field.chemokine_mass" in "g/mol",
        /// Chemokine secretion: molecules of a tumour cell.
        chemokine_secretion_per_min = "tissue_field.chemokine_secretion" in "1/min",
        /// Drug diffusion: a small molecule.
        drug_diffusion_um2_per_min = "tissue_field.drug_diffusion" in "um2/min",
        /// Drug uptake: of what is in the volume of a cell.
        drug_uptake_per_min = "tissue_field.drug_uptake" in "1/min",
        /// Drug half: drug of half the largest rate of death.
        drug_half_um = "tissue_field.drug_half" in "uM",
        /// Drug death rate: of cycling cells at most.
        drug_death_rate_per_min = "tissue_field.drug_death_rate" in "1/min",
        /// Antibody diffusion: unchecked.
        antibody_diffusion_um2_per_min = "tissue_field.antibody_diffusion" in "um2/min",
        /// Glucose diffusion: in spheroids.
        glucose_diffusion_um2_per_min = "tissue_field.glucose_diffusion" in "um2/min",
        /// Glucose consumption: of a tumour cell.
        glucose_consumption_mol_per_min = "tissue_field.glucose_consumption" in "mol/min",
        /// Glucose half: glucose of half the consumption.
        glucose_half_mm = "tissue_field.glucose_half" in "mM",
        /// Glucose outside.
        glucose_outside_mm = "tissue_field.glucose_outside" in "mM",
        /// TNF diffusion: a trimer by its size.
        tnf_diffusion_um2_per_min = "tissue_field.tnf_diffusion" in "um2/min",
        /// TNF decay: as in serum.
        tnf_decay_per_min = "tissue_field.tnf_decay" in "1/min",
        /// TNF mass: the trimer.
        tnf_mass_g_per_mol = "tissue_field.tnf_mass" in "g/mol",
        /// TNF secretion: of a fully inflammatory macrophage, molecules.
        tnf_secretion_per_min = "tissue_field.tnf_secretion" in "1/min",
        /// IL-2 diffusion.
        il2_diffusion_um2_per_min = "tissue_field.il2_diffusion" in "um2/min",
        /// IL-2 decay: without cells.
        il2_decay_per_min = "tissue_field.il2_decay" in "1/min",
        /// IL-2 mass.
        il2_mass_g_per_mol = "tissue_field.il2_mass" in "g/mol",
        /// IL-2 secretion: of a T cell that holds a target, molecules.
        il2_secretion_per_min = "tissue_field.il2_secretion" in "1/min",
        /// IL-2 clearance: by an NK or T cell.
        il2_clearance_um3_per_min = "tissue_field.il2_clearance" in "um3/min",
        /// IL-15 diffusion.
        il15_diffusion_um2_per_min = "tissue_field.il15_diffusion" in "um2/min",
        /// IL-15 decay.
        il15_decay_per_min = "tissue_field.il15_decay" in "1/min",
        /// IL-15 mass.
        il15_mass_g_per_mol = "tissue_field.il15_mass" in "g/mol",
        /// IL-15 secretion: of a macrophage, molecules.
        il15_secretion_per_min = "tissue_field.il15_secretion" in "1/min",
        /// IL-6 diffusion.
        il6_diffusion_um2_per_min = "tissue_field.il6_diffusion" in "um2/min",
        /// IL-6 decay.
        il6_decay_per_min = "tissue_field.il6_decay" in "1/min",
        /// IL-6 mass.
        il6_mass_g_per_mol = "tissue_field.il6_mass" in "g/mol",
        /// IL-6 secretion: of a macrophage, molecules.
        il6_secretion_per_min = "tissue_field.il6_secretion" in "1/min",
    }
}

cell_parameters! {
    /// What cytokines make of NK cells: the same numbers as in the patient (`models/body/nk_stimulation.ant`,
    /// `models/body/nk_activation.ant`).
    pub struct TissueStimulusNumbers {
        /// IL-15 of half the drive, alone.
        il15_half_pg_per_ml = "nk_stimulation.il15_half" in "pg/mL",
        /// IL-2 of half the drive, alone.
        il2_half_iu_per_ml = "nk_stimulation.il2_half" in "IU/mL",
        /// IL-15 of a body at rest.
        il15_at_rest_pg_per_ml = "il15.resting" in "pg/mL",
        /// Rise of activation under full drive.
        rise_per_min = "nk_activation.rise" in "1/min",
        /// Decline of activation without drive.
        decline_per_min = "nk_activation.decline" in "1/min",
        /// Activation of resting cells.
        resting = "killer.activation_resting" in "1",
        /// Activation of cells expanded for weeks.
        expanded = "killer.activation_expanded" in "1",
    }
}

impl TissueStimulusNumbers {
    /// The drive above rest, 0 to 1, of IL-15 (pg/mL) and IL-2 (IU/mL).
    pub fn drive_above_rest(&self, il15_pg_per_ml: f64, il2_iu_per_ml: f64) -> f64 {
        let drive = |pull: f64| pull * pull / (1.0 + pull * pull);
        let rest = drive(self.il15_at_rest_pg_per_ml / self.il15_half_pg_per_ml);
        let pull = il15_pg_per_ml / self.il15_half_pg_per_ml + il2_iu_per_ml / self.il2_half_iu_per_ml;
        // Very much of both is no number: the drive is then full.
        let now = if pull * pull < f64::INFINITY { drive(pull) } else { 1.0 };
        ((now - rest) / (1.0 - rest)).max(0.0)
    }

    /// Activation after so many minutes at a drive above rest: the solution of the equation of `nk_activation.ant`.
    pub fn activation(&self, before: f64, drive_above_rest: f64, minutes: f64) -> f64 {
        let up = self.rise_per_min * drive_above_rest;
        let down = self.decline_per_min * (1.0 - drive_above_rest);
        if up + down <= 0.0 {
            return before;
        }
        let end = (up * self.expanded + down * self.resting) / (up + down);
        end + (before - end) * math::exp(-(up + down) * minutes)
    }
}

impl TissueCellNumbers {
    /// What oxygen leaves of the rate at which cells enter the cycle: none at the least, all at the most, linear between.
    pub fn fed(&self, oxygen_mmhg: f64) -> f64 {
        rising(oxygen_mmhg, self.growth_oxygen_least_mmhg, self.growth_oxygen_most_mmhg)
    }

    /// What share of the fastest necrosis lack of oxygen brings: none where it begins, all at a share of that, linear between.
    pub fn starved(&self, oxygen_mmhg: f64) -> f64 {
        1.0 - rising(
            oxygen_mmhg,
            self.necrosis_full_at * self.necrosis_oxygen_mmhg,
            self.necrosis_oxygen_mmhg,
        )
    }
}

/// 0 below `from`, 1 from `to` on, linear between; a step at `to` where the two change places, so that no number of a user
/// turns the answer round.
fn rising(x: f64, from: f64, to: f64) -> f64 {
    if x >= to {
        1.0
    } else if x <= from {
        0.0
    } else {
        (x - from) / (to - from)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;
    use crate::library::Library;

    #[test]
    fn cytokines_drive_activation() {
        let n = TissueStimulusNumbers::from_library(&Library::embedded()).unwrap();
        let day = 1440.0;
        // A day of full drive takes resting cells to 1.95, as the overnight culture does; half the drive is at the half.
        let overnight = n.activation(1.0, 1.0, day);
        assert!((overnight - (5.0 - 4.0 * (-0.27f64).exp())).abs() < 1e-6, "{overnight}");
        let rest = (3.0f64 / 48.0).powi(2) / (1.0 + (3.0f64 / 48.0).powi(2));
        let at_half = n.drive_above_rest(48.0, 0.0);
        assert!((at_half - (0.5 - rest) / (1.0 - rest)).abs() < 1e-12, "{at_half}");
        assert_eq!(n.drive_above_rest(0.0, 0.25), at_half, "IL-2 pulls at the same chains");
        assert_eq!((n.drive_above_rest(3.0, 0.0), n.drive_above_rest(f64::MAX, f64::MAX)), (0.0, 1.0));
        let lost = n.activation(5.0, 0.0, day);
        assert!((lost - (1.0 + 4.0 * (-0.7f64).exp())).abs() < 1e-6, "{lost}");
        let twice = n.activation(n.activation(2.0, 0.3, 200.0), 0.3, 300.0);
        assert!((twice - n.activation(2.0, 0.3, 500.0)).abs() < 1e-12);
    }

    #[test]
    fn every_number_of_the_files_is_read() {
        let library = Library::embedded();
        TissueCellNumbers::from_library(&library).unwrap();
        TissueFieldNumbers::from_library(&library).unwrap();
        let immune = TissueImmuneNumbers::from_library(&library).unwrap();
        assert!((immune.persistence_min - 3.0).abs() < 1e-12);
        let read =
            [TissueCellNumbers::PARAMETERS, TissueImmuneNumbers::PARAMETERS, TissueFieldNumbers::PARAMETERS]
                .concat();
        for entry in library.parameters().iter().filter(|entry| entry.group == "tissue") {
            assert!(
                read.iter().any(|(name, _)| *name == entry.name()),
                "{} is read by nothing",
                entry.name()
            );
        }
    }

    #[test]
    fn lack_of_oxygen_stops_growth_and_kills_below_its_thresholds_in_every_draw() {
        let library = Library::embedded();
        let numbers = TissueCellNumbers::from_library(&library).unwrap();
        let half = 0.5 * (numbers.growth_oxygen_least_mmhg + numbers.growth_oxygen_most_mmhg);
        assert!((numbers.fed(half) - 0.5).abs() < 1e-12);
        assert_eq!((numbers.fed(0.0), numbers.fed(1000.0)), (0.0, 1.0));
        assert_eq!((numbers.starved(5.0), numbers.starved(2.5), numbers.starved(3.75)), (0.0, 1.0, 0.5));
        // Where drawn numbers change places nothing dies of want in air.
        let turned = TissueCellNumbers {
            necrosis_full_at: 1.5,
            growth_oxygen_least_mmhg: 20.0,
            growth_oxygen_most_mmhg: 10.0,
            ..numbers
        };
        assert_eq!(
            (turned.starved(140.0), turned.starved(4.9), turned.fed(140.0), turned.fed(9.0)),
            (0.0, 1.0, 1.0, 0.0)
        );
    }
}
