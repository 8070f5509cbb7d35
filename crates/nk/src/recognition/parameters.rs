//! Numbers of the decision, from the library: module `recognition`, and those it shares with the killer cell's life.

use super::subtypes::SubtypeNumbers;
use crate::cells::cell_parameters;
use crate::library::Library;
use crate::recognition::{Expression, Fcgr3a};
use crate::repertoire::{Activation, EducationRules, RepertoireRules};
use lytic_engine::math::sqrt;
use lytic_text::Diagnostic;

cell_parameters! {
    /// Numbers of a contact; densities and half values in molecules per cell.
    pub struct ContactNumbers {
        /// Signal of NKG2D at most, in units of the weights.
        nkg2d = "recognition.weight_nkg2d" in "1",
        /// Ligands of half that signal.
        nkg2d_half = "recognition.half_nkg2d" in "1/cell",
        /// Signal of DNAM-1 at most.
        dnam1 = "recognition.weight_dnam1" in "1",
        /// Ligands of half that signal.
        dnam1_half = "recognition.half_dnam1" in "1/cell",
        /// Signal of the natural cytotoxicity receptors at most.
        ncr = "recognition.weight_ncr" in "1",
        /// Ligands of half that signal.
        ncr_half = "recognition.half_ncr" in "1/cell",
        /// Signal of 2B4 at most.
        cd244 = "recognition.weight_2b4" in "1",
        /// CD48 of half that signal.
        cd244_half = "recognition.half_2b4" in "1/cell",
        /// Synergy of each pair of activating signals.
        synergy = "recognition.synergy" in "1",
        /// Signal of a resting cell of usual education on K562, in thresholds; with ligands of that line it gives the
        /// threshold theta ([`ContactNumbers::threshold`]).
        k562_signal = "killer.k562_signal" in "1",
        /// Ligands of NKG2D on K562.
        k562_nkg2d_ligands = "k562.nkg2d_ligands" in "1/cell",
        /// Ligands of DNAM-1 and TIGIT on K562.
        k562_dnam1_ligands = "k562.dnam1_ligands" in "1/cell",
        /// Ligands of the natural cytotoxicity receptors on K562.
        k562_ncr_ligands = "k562.ncr_ligands" in "1/cell",
        /// CD48 on K562.
        k562_cd48 = "k562.cd48" in "1/cell",
        /// Soluble MICA that halves the signal of NKG2D.
        soluble_mica_half_ng_per_ml = "recognition.soluble_mica_half" in "ng/mL",
        /// Inhibition by KIR2DL1 at most.
        kir2dl1 = "recognition.inhibition_2dl1" in "1",
        /// Inhibition by KIR2DL2 at most.
        kir2dl2 = "recognition.inhibition_2dl2" in "1",
        /// Inhibition by KIR2DL3 at most.
        kir2dl3 = "recognition.inhibition_2dl3" in "1",
        /// HLA-C of half that inhibition.
        kir2d_half = "recognition.half_kir2d" in "1/cell",
        /// C2 counts so much of C1 for KIR2DL2.
        kir2dl2_c2 = "recognition.c2_for_2dl2" in "1",
        /// Inhibition by KIR3DL1 at most.
        kir3dl1 = "recognition.inhibition_3dl1" in "1",
        /// Bw4 of half that inhibition.
        kir3dl1_half = "recognition.half_3dl1" in "1/cell",
        /// Inhibition by NKG2A at most.
        nkg2a = "recognition.inhibition_nkg2a" in "1",
        /// HLA-E of half that inhibition.
        nkg2a_half = "recognition.half_nkg2a" in "1/cell",
        /// Inhibition by LILRB1 at most.
        lilrb1 = "recognition.inhibition_lilrb1" in "1",
        /// HLA class I of half that inhibition.
        lilrb1_half = "recognition.half_lilrb1" in "1/cell",
        /// Inhibition by PD-1 at most.
        pd1 = "recognition.inhibition_pd1" in "1",
        /// PD-L1 of half that inhibition.
        pd1_half = "recognition.half_pd1" in "1/cell",
        /// Inhibition by TIGIT at most.
        tigit = "recognition.inhibition_tigit" in "1",
        /// Its ligands (those of DNAM-1) of half that inhibition.
        tigit_half = "recognition.half_tigit" in "1/cell",
        /// LILRB1 on an NK cell of blood, of the cells that carry it.
        expression_lilrb1 = "recognition.expression_lilrb1" in "1",
        /// PD-1 on an NK cell of blood.
        expression_pd1 = "recognition.expression_pd1" in "1",
        /// TIGIT on an NK cell of blood.
        expression_tigit = "recognition.expression_tigit" in "1",
        /// Antigen of half a chimeric receptor's signal, where that is counted on antigen.
        car_antigen_half = "recognition.half_car_antigen" in "1/cell",
        /// Dissociation constant of a chimeric receptor's complexes.
        car_dissociation = "recognition.dissociation_car" in "1/cell",
        /// Spread of ln signal between cells of one subset.
        spread_within_subset = "recognition.spread_within_subset" in "1",
        /// Vav switch: what natural signals drive, at the threshold of the weighted signal.
        vav_natural = "recognition.vav_natural" in "1",
        /// Vav switch: what a bound CD16 drives at most.
        vav_cd16 = "recognition.vav_cd16" in "1",
        /// Vav switch: drive of one complex of a chimeric receptor.
        vav_car = "recognition.vav_car" in "cell",
        /// Vav switch: inhibitory receptors of one kind on a cell that carries them.
        vav_receptors = "recognition.vav_receptors" in "1/cell",
        /// Vav switch: dissociation constant of their complexes.
        vav_dissociation = "recognition.vav_dissociation" in "1/cell",
        /// Vav switch: complexes that double the phosphatase.
        vav_half = "recognition.vav_half_complexes" in "1/cell",
        /// Vav switch: K1 of the kinase.
        vav_k1 = "recognition.vav_k1" in "1",
        /// Vav switch: K2 of the phosphatase.
        vav_k2 = "recognition.vav_k2" in "1",
        /// Exponent n of the response.
        exponent = "killer.decision_exponent" in "1",
        /// Largest probability of a response.
        largest = "killer.largest_response" in "1",
        /// Spread of ln signal between all cells of a donor.
        spread = "killer.signal_spread" in "1",
        /// Activation c of resting cells.
        resting = "killer.activation_resting" in "1",
        /// Activation c of activated cells.
        activated = "killer.activation_activated" in "1",
        /// Activation c of expanded cells.
        expanded = "killer.activation_expanded" in "1",
        /// Signal of CD16 at most, in thresholds.
        cd16 = "killer.cd16_weight" in "1",
        /// Bound Fc of half that signal, FCGR3A V/V.
        cd16_half_vv = "killer.cd16_half_fc_vv" in "1",
        /// Bound Fc of half that signal, FCGR3A F/F.
        cd16_half_ff = "killer.cd16_half_fc_ff" in "1",
        /// Signal of a chimeric receptor at most, in thresholds.
        car = "recognition.weight_car" in "1",
        /// Complexes of half that signal.
        car_half = "killer.car_half_complexes" in "1",
        /// Affinity of rituximab, nM.
        rituximab_kd_nm = "killer.rituximab_affinity" in "nM",
        /// Molar mass of rituximab, g/mol.
        rituximab_g_per_mol = "killer.rituximab_mass" in "g/mol",
    }
}

/// All numbers of recognition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecognitionParameters {
    /// The repertoire.
    pub repertoire: RepertoireRules,
    /// Education and responsiveness.
    pub education: EducationRules,
    /// The decision at a contact.
    pub contact: ContactNumbers,
    /// What typing by allele changes of it.
    pub subtypes: SubtypeNumbers,
}

impl RecognitionParameters {
    /// Parameters that it reads, with the unit in which it counts each.
    pub fn parameters() -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            RepertoireRules::PARAMETERS,
            EducationRules::PARAMETERS,
            ContactNumbers::PARAMETERS,
            SubtypeNumbers::PARAMETERS,
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    /// The typical values of a library.
    ///
    /// # Errors
    /// Parameters that the library lacks or gives in another unit, all of them.
    pub fn from_library(library: &Library) -> Result<RecognitionParameters, Vec<Diagnostic>> {
        RecognitionParameters::from_values(|name, unit| crate::cells::typical(library, name, unit))
    }

    /// From any values: `value` gives the number of a parameter in a unit, or says what is wrong.
    ///
    /// # Errors
    /// All that `value` found wrong.
    pub fn from_values(
        mut value: impl FnMut(&'static str, &'static str) -> Result<f64, Diagnostic>,
    ) -> Result<RecognitionParameters, Vec<Diagnostic>> {
        let repertoire = RepertoireRules::from_values(&mut value);
        let education = EducationRules::from_values(&mut value);
        let contact = ContactNumbers::from_values(&mut value);
        let subtypes = SubtypeNumbers::from_values(&mut value);
        match (repertoire, education, contact, subtypes) {
            (Ok(repertoire), Ok(education), Ok(contact), Ok(subtypes)) => {
                Ok(RecognitionParameters { repertoire, education, contact, subtypes })
            }
            (repertoire, education, contact, subtypes) => {
                let problems = [repertoire.err(), education.err(), contact.err(), subtypes.err()];
                Err(problems.into_iter().flatten().flatten().collect())
            }
        }
    }

    /// Activation c of a state.
    pub fn activation(&self, state: Activation) -> f64 {
        match state {
            Activation::Resting => self.contact.resting,
            Activation::Activated => self.contact.activated,
            Activation::Expanded => self.contact.expanded,
        }
    }

    /// What blood NK cells carry besides their subset.
    pub fn expression(&self) -> Expression {
        Expression {
            cd16: 1.0,
            lilrb1: self.contact.expression_lilrb1,
            pd1: self.contact.expression_pd1,
            tigit: self.contact.expression_tigit,
        }
    }

    /// Concentration in nM of so much rituximab in ng/mL.
    pub fn rituximab_nm(&self, ng_per_ml: f64) -> f64 {
        // ng/mL = ug/L; divided by g/mol that is umol/L, a thousand nM.
        ng_per_ml / self.contact.rituximab_g_per_mol * 1000.0
    }
}

impl ContactNumbers {
    /// Bound Fc of half the signal of CD16; one of each allele lies at the geometric mean.
    pub fn cd16_half(&self, fcgr3a: Fcgr3a) -> f64 {
        match fcgr3a {
            Fcgr3a::VV => self.cd16_half_vv,
            Fcgr3a::VF => sqrt(self.cd16_half_vv * self.cd16_half_ff),
            Fcgr3a::FF => self.cd16_half_ff,
        }
    }
}
