//! Rates of an NK cell that kills, from the library's `killer.*` parameters, in hours and plain numbers.

use crate::library::Library;
use lytic_text::{Diagnostic, Message, nearest};
use lytic_units::{Quantity, Unit};

macro_rules! rates {
    ($($(#[doc = $doc:literal])+ $field:ident = $symbol:literal in $unit:literal,)*) => {
        /// Numbers of one kind of NK cell; typical values of the library unless set otherwise.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct KillerRates {
            $($(#[doc = $doc])+ pub $field: f64,)*
        }

        /// Symbols of the module `killer` with the unit in which [`KillerRates`] counts them.
        pub const NAMES: &[(&str, &str)] = &[$(($symbol, $unit)),*];

        impl KillerRates {
            fn field(&mut self, symbol: &str) -> Option<(&mut f64, &'static str)> {
                match symbol {
                    $($symbol => Some((&mut self.$field, $unit)),)*
                    _ => None,
                }
            }

            /// The number of a symbol (`hit_rate`), in the unit of [`NAMES`].
            pub fn get(&self, symbol: &str) -> Option<f64> {
                match symbol {
                    $($symbol => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

rates! {
    /// Signal of the median resting cell on K562, in thresholds.
    k562_signal = "k562_signal" in "1",
    /// Standard deviation of ln signal between cells of one donor.
    sigma = "signal_spread" in "1",
    /// Activation c of resting cells.
    c_resting = "activation_resting" in "1",
    /// Activation c of cells activated with IL-2 or IL-15.
    c_activated = "activation_activated" in "1",
    /// Activation c of expanded cells.
    c_expanded = "activation_expanded" in "1",
    /// Exponent n of the decision.
    n = "decision_exponent" in "1",
    /// Largest probability of a response.
    p_max = "largest_response" in "1",
    /// Mean length of a contact without response.
    t_non_h = "unanswered_time" in "h",
    /// Mean time from contact to the first chance of a hit; Gamma(4).
    t_pol_h = "polarisation_time" in "h",
    /// Granule hits per hour at a full store.
    r_h_per_h = "hit_rate" in "1/h",
    /// Share of a full store that a hit spends.
    q = "granule_share_per_hit" in "1",
    /// What a kill leaves of responsiveness.
    rho = "responsiveness_kept" in "1",
    /// Rate at which a delivering cell gives up.
    r_esc_per_h = "release_rate" in "1/h",
    /// Recovery time of granules and of responsiveness.
    t_rec_h = "recovery_time" in "h",
    /// FasL signals per hour at full FasL.
    r_f_per_h = "fasl_hit_rate" in "1/h",
    /// FasL before the first contact, of the most.
    f0 = "fasl_at_rest" in "1",
    /// Rise time of FasL while delivering.
    t_up_h = "fasl_rise_time" in "h",
    /// Contact time before FasL can signal.
    fas_lag_h = "fasl_lag" in "h",
    /// Mean time from the lethal granule hit to death; Gamma(2).
    t_grz_h = "granzyme_death_time" in "h",
    /// Mean time from the FasL signal to death; Gamma(2).
    t_dr_h = "receptor_death_time" in "h",
    /// Mean rest after a kill.
    t_post_h = "rest_time" in "h",
    /// How many times shorter the rest is on an antibody-coated target, by shedding of CD16.
    shedding = "shedding_detachment" in "1",
    /// Share of CD16 that a cell sheds at most while it is engaged through it.
    cd16_loss = "cd16_loss" in "1",
    /// Half-life of that share.
    cd16_shedding_h = "cd16_shedding_half_life" in "h",
    /// Time in which CD16 comes back.
    cd16_recovery_h = "cd16_recovery_time" in "h",
    /// Probability that an activated cell dies after a kill of its own.
    death_per_kill = "death_per_kill" in "1",
    /// Half-life of damage on a target.
    t_half_h = "damage_half_life" in "h",
    /// Lethal damage of a blood-borne target, in hits.
    theta = "lethal_damage_blood" in "1",
    /// Lethal damage of a solid-tumour cell, in hits.
    theta_solid = "lethal_damage_solid" in "1",
    /// Contacts of a searching cell with all targets of a dish, per hour.
    k_on_t0_per_h = "dish_contact_rate" in "1/h",
    /// Contacts of a searching cell in a micro-well whose targets all live, per hour.
    microwell_per_h = "microwell_contact_rate" in "1/h",
    /// Contact radius, um.
    contact_radius_um = "contact_radius" in "um",
    /// Speed of a motile cell in a gel, um/h.
    speed_um_per_h = "speed_in_gel" in "um/h",
    /// Share of fresh cells that move in a gel.
    motile_fresh = "motile_fresh" in "1",
    /// Share of frozen and thawed cells that move in a gel.
    motile_frozen = "motile_frozen" in "1",
    /// Share of living cells, fresh.
    viable_fresh = "viable_fresh" in "1",
    /// Share of living cells, frozen and thawed.
    viable_frozen = "viable_frozen" in "1",
    /// Complexes of half that signal.
    car_half = "car_half_complexes" in "1",
    /// Dissociation constant of rituximab on CD20, nM.
    antibody_kd_nm = "rituximab_affinity" in "nM",
    /// Molar mass of rituximab, g/mol.
    antibody_g_per_mol = "rituximab_mass" in "g/mol",
    /// Signal of CD16 at most.
    cd16_weight = "cd16_weight" in "1",
    /// Bound Fc of half that signal, FCGR3A 158 V/V.
    cd16_half_vv = "cd16_half_fc_vv" in "1",
    /// Bound Fc of half that signal, FCGR3A 158 F/F.
    cd16_half_ff = "cd16_half_fc_ff" in "1",
    /// Share of responding cells that secrete cytokines.
    secreting_share = "secreting_share" in "1",
    /// How long a cell secretes after a response.
    secretion_h = "secretion_time" in "h",
    /// IFN-gamma of a secreting cell, molecules per hour.
    ifn_gamma_per_h = "ifn_gamma_rate" in "molecules/h",
    /// TNF of a secreting cell, molecules per hour.
    tnf_per_h = "tnf_rate" in "molecules/h",
    /// GM-CSF of a secreting cell, molecules per hour.
    gm_csf_per_h = "gm_csf_rate" in "molecules/h",
}

impl KillerRates {
    /// The typical values of a library.
    ///
    /// # Errors
    /// Parameters that the library lacks or gives in another unit, all of them.
    pub fn from_library(library: &Library) -> Result<KillerRates, Vec<Diagnostic>> {
        KillerRates::from_values(|name, unit| crate::cells::typical(library, name, unit))
    }

    /// From any values: `value` gives the number of a parameter (`killer.hit_rate`) in a unit, or says what is wrong.
    ///
    /// # Errors
    /// All that `value` found wrong.
    pub fn from_values(
        mut value: impl FnMut(&str, &'static str) -> Result<f64, Diagnostic>,
    ) -> Result<KillerRates, Vec<Diagnostic>> {
        let mut rates = KillerRates::default();
        let mut problems = Vec::new();
        for (symbol, unit) in NAMES {
            match (rates.field(symbol), value(&format!("killer.{symbol}"), unit)) {
                (Some((field, _)), Ok(number)) => *field = number,
                (_, Err(problem)) => problems.push(problem),
                (None, Ok(_)) => {}
            }
        }
        if problems.is_empty() { Ok(rates) } else { Err(problems) }
    }

    /// Sets a number by its symbol (`hit_rate`), converted to the unit of [`NAMES`].
    ///
    /// # Errors
    /// Where there is no such symbol (with the nearest), or the unit does not fit.
    pub fn set(&mut self, symbol: &str, value: &Quantity) -> Result<(), Diagnostic> {
        let Some((field, unit)) = self.field(symbol) else {
            let message = Message::new("E1301").with("name", format!("killer.{symbol}"));
            let near = nearest(symbol, NAMES.iter().map(|(symbol, _)| *symbol));
            return Err(Diagnostic::error(message).suggest(near));
        };
        let unit = Unit::parse(unit).map_err(|error| Diagnostic::error(error.message()))?;
        *field = value.in_unit(&unit).map_err(|error| Diagnostic::error(error.message()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_file_is_read_in_hours() {
        let library = Library::embedded();
        let rates = KillerRates::from_library(&library).unwrap_or_default();
        assert_eq!((rates.r_h_per_h, rates.q, rates.t_rec_h), (4.0, 0.2, 24.0));
        assert!((rates.t_non_h - 0.1).abs() < 1e-15 && (rates.t_half_h - 1.2).abs() < 1e-15);
        assert!(
            (rates.speed_um_per_h - 300.0).abs() < 1e-12 && (rates.ifn_gamma_per_h - 36_000.0).abs() < 1e-9
        );
        let killer = library.parameters().iter().filter(|entry| entry.module == "killer");
        for entry in killer {
            assert!(rates.get(&entry.symbol).is_some(), "{} is read by nothing", entry.name());
        }
    }

    #[test]
    fn a_wrong_name_or_unit_is_told() {
        let mut rates = KillerRates::default();
        let wrong = rates.set("hit_rat", &Quantity { value: 1.0, unit: Unit::dimensionless() });
        assert_eq!(wrong.err().and_then(|problem| problem.suggestion).as_deref(), Some("hit_rate"));
        assert!(rates.set("hit_rate", &Quantity { value: 1.0, unit: Unit::dimensionless() }).is_err());
    }
}
