//! Places of a patient's model from which a block can be cut: what is there, what comes and goes with the blood, and what
//! the model says that it does.
//!
//! ```text
//! cells a day into the site     entering = rate of the model * cells in blood    (out of vessels)
//!                               born     = division * cells of the site          (within)
//! share a day out of it         leaving  = return to blood + death + rejection
//! tumour cells into blood       release * tumour cells of the site    (and back)
//! ```
//!
//! All are expressions of the patient's model in its own words; a site belongs to a model if the model has its symbols.

use super::course::Wanted;

/// Words for sites.
pub(super) const SITES: &[&str] = &["marrow", "liver", "tumour"];

/// A kind of lymphocyte of the site, as expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guests {
    /// Cells at the site.
    pub here: &'static str,
    /// Cells a day that come with the blood.
    pub entering: &'static str,
    /// Cells a day that are born there.
    pub born: &'static str,
    /// Share a day that is lost from there.
    pub leaving: &'static str,
}

/// Tumour cells that go from the site into blood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// Symbols by which the model is known to have it.
    known_by: &'static [&'static str],
    /// The symbol that says how fast they go, 1/d of those at the site: what a block corrects.
    pub rate: &'static [&'static str],
    /// Tumour cells a day that come back with the blood.
    pub returning: &'static str,
}

/// A site of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// The word.
    pub word: &'static str,
    /// Symbols by which the model is known to have it.
    pub known_by: &'static [&'static str],
    /// What its tumour cells carry where the scenario does not say.
    pub target: &'static str,
    /// Tumour cells.
    pub cells: &'static str,
    /// Volume that they share with NK cells, uL.
    pub volume: &'static str,
    /// Tumour cells that NK cells kill a day there.
    pub kills: &'static str,
    /// Growth of tumour cells without what kills them, 1/d.
    pub growth: &'static str,
    /// The donor's NK cells, the patient's own, and CD8 T cells.
    pub guests: [Guests; 3],
    /// Activation of NK cells of donor and patient, in that of a resting cell.
    pub activation: [&'static str; 2],
    /// What suppression and steroid leave of their responses.
    pub readiness: [&'static str; 2],
    /// By what signals relative to K562 are multiplied to be those of rested cells on plain tumour cells, in thresholds.
    pub drive: &'static str,
    /// Symbols that say how fast NK cells kill there, and how fast tumour cells grow: what a block corrects.
    pub killing: &'static [&'static str],
    pub growing: &'static [&'static str],
    /// Tumour cells into blood; none in a model that knows of none.
    pub flow: Option<Flow>,
}

/// NK cells of donor and patient in the marrow, and T cells at the rates of the patient's NK cells.
const MARROW: [Guests; 3] = [
    Guests {
        here: "nk.killers_in_marrow",
        entering: "nk.return_rate*nk.marrow_per_blood*nk.killers_in_blood",
        born: "nk.division*nk.killers_in_marrow",
        leaving: "nk.return_rate + nk.removal",
    },
    Guests {
        here: "host_nk.killers_in_marrow",
        entering: "(host_nk.return_rate + host_nk.loss_rate)*host_nk.marrow_per_blood*host_nk.killers_in_blood",
        // Below rest division is a loss of survival.
        born: "max(0, host_nk.division)*host_nk.killers_in_marrow",
        leaving: "host_nk.return_rate + host_nk.removal + max(0, -host_nk.division)",
    },
    Guests {
        here: "host_nk.marrow_per_blood*cd8.in_blood",
        entering: "(host_nk.return_rate + host_nk.loss_rate)*host_nk.marrow_per_blood*cd8.in_blood",
        born: "0*host_nk.loss_rate*cd8.in_blood",
        leaving: "host_nk.return_rate + host_nk.loss_rate",
    },
];

/// The same in a solid tumour, which the donor's cells enter at this rate.
const fn tumour(entering: &'static str) -> [Guests; 3] {
    [
        Guests {
            here: "(1 - nk.exhausted_share)*infiltration.donor_in_primary",
            entering,
            born: "microenvironment.donor_function*nk.division*(1 - nk.exhausted_share)*infiltration.donor_in_primary",
            leaving: "infiltration.leaving + nk.removal",
        },
        Guests {
            here: "infiltration.host_in_primary",
            entering: "infiltration.entering_primary*host_nk.killers_in_blood",
            born: "0*infiltration.leaving*infiltration.host_in_primary",
            leaving: "infiltration.leaving",
        },
        Guests {
            here: "infiltration.entering_primary/infiltration.leaving*cd8.in_blood",
            entering: "infiltration.entering_primary*cd8.in_blood",
            born: "0*infiltration.leaving*cd8.in_blood",
            leaving: "infiltration.leaving",
        },
    ]
}

/// Signals of a patient's NK cells relative to K562: classes of the donor's (level and width of ln signal, shares of the upper three), the
/// median cell of the patient's own and how its cells differ.
const SIGNALS: [&str; 7] = [
    "killing.recognition.level",
    "killing.recognition.width",
    "killing.recognition.in_median",
    "killing.recognition.in_strong",
    "killing.recognition.in_strongest",
    "killing.recognition.host_signal",
    "killing.killer.signal_spread",
];

const SOLID: Site = Site {
    word: "tumour",
    known_by: &["tumour.primary", "infiltration.donor_in_primary", "killing.kill_of_plain_in_tissue"],
    target: "",
    cells: "tumour.primary",
    volume: "tumour.primary/tumour.density",
    kills: "killing.kill_of_plain_in_tissue*tumour.plain + killing.kill_of_hla_high_in_tissue*tumour.primary_hla_high + killing.kill_of_shed_in_tissue*tumour.primary_shed + killing.kill_of_lost_in_tissue*tumour.primary_lost",
    growth: "tumour.growth",
    guests: tumour("infiltration.entering_primary*nk.killers_in_blood"),
    activation: ["killing.donor_activation.level", "killing.host_activation.level"],
    readiness: ["nk.readiness", "host_nk.readiness"],
    drive: "killing.killer.k562_signal*killing.ligands*killing.visibility",
    killing: &[
        "killing.kill_of_plain_in_tissue",
        "killing.kill_of_hla_high_in_tissue",
        "killing.kill_of_shed_in_tissue",
        "killing.kill_of_lost_in_tissue",
    ],
    growing: &["tumour.growth"],
    // Cells that circulate die there; metastases are seeded elsewhere.
    flow: Some(Flow {
        known_by: &["tumour.release"],
        rate: &["tumour.release"],
        returning: "0*tumour.release*tumour.primary",
    }),
};

/// All sites of all models.
const ALL: [Site; 3] = [
    Site {
        word: "marrow",
        known_by: &["aml.marrow_blasts", "killing.tissue.kill_rate", "nk.killers_in_marrow"],
        target: "aml_blasts",
        cells: "aml.marrow_blasts",
        volume: "sites.marrow",
        kills: "killing.tissue.kills",
        growth: "aml.growth",
        guests: MARROW,
        activation: ["killing.donor_activation.level", "killing.host_activation.level"],
        readiness: ["nk.readiness", "host_nk.readiness"],
        drive: "killing.killer.k562_signal",
        killing: &["killing.tissue.kill_rate", "killing.tissue.kill_rate_of_hla_high"],
        growing: &["aml.growth"],
        flow: Some(Flow {
            known_by: &["aml.release_to_blood", "aml.return_to_marrow", "aml.blood_blasts"],
            rate: &["aml.release_to_blood"],
            returning: "aml.return_to_marrow*aml.blood_blasts",
        }),
    },
    Site {
        word: "liver",
        known_by: &["tumour.primary", "hepatic_artery.donor_nk"],
        target: "hcc",
        guests: tumour(
            "infiltration.entering_primary*nk.killers_in_blood + (1 - nk.exhausted_share)*hepatic_artery.flow*hepatic_artery.into_tumour*hepatic_artery.donor_nk",
        ),
        ..SOLID
    },
    SOLID,
];

impl Site {
    /// The site of a word in a model that has these symbols.
    pub fn of(word: &str, has: impl Fn(&str) -> bool) -> Option<Site> {
        let site =
            ALL.into_iter().find(|site| site.word == word && site.known_by.iter().all(|name| has(name)))?;
        let flow = site.flow.filter(|flow| flow.known_by.iter().all(|name| has(name)));
        Some(Site { flow, ..site })
    }

    /// Words of all sites of a model.
    pub fn words(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
        let known = |site: &&Site| site.known_by.iter().all(|name| has(name));
        ALL.iter().filter(known).map(|site| site.word).collect()
    }

    /// All courses that a block needs, in the order of [`super::course::Course`].
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut all = vec![
            Wanted::new(self.cells, "cells"),
            Wanted::new(self.volume, "uL"),
            Wanted::new(self.kills, "cells/d"),
            Wanted::new(self.growth, "1/d"),
        ];
        for guests in &self.guests {
            all.push(Wanted::new(guests.here, "cells"));
            all.push(Wanted::new(guests.entering, "cells/d"));
            all.push(Wanted::new(guests.born, "cells/d"));
            all.push(Wanted::new(guests.leaving, "1/d"));
        }
        let plain = self.activation.into_iter().chain(self.readiness);
        let plain = plain.chain([self.drive]).chain(SIGNALS);
        all.extend(plain.map(|expression| Wanted::new(expression, "1")));
        if let Some(flow) = &self.flow {
            all.extend(flow.rate.iter().map(|rate| Wanted::new(rate, "1/d")));
            all.push(Wanted::new(flow.returning, "cells/d"));
        }
        all
    }
}
