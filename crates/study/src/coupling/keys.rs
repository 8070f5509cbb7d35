//! Every key of `[tissue]` in the scenario of a patient.

use super::site::SITES;
use crate::assay::{CELL_KEYS, DECISIONS};
use crate::keys::{Key, Section, Shape, key, required};
use crate::tissue::{GEOMETRY, OUTSIDE, PARAMETER, STEPS};

/// Most sweeps of the relaxation, and most pieces of a window.
const MOST_SWEEPS: u64 = 20;
const MOST_PIECES: u64 = 100;
/// Yes and no.
const SWITCH: &[&str] = &["on", "off"];

/// `[tissue]`
pub(crate) static BLOCK: Section = Section {
    title: "[tissue]",
    keys: &[
        required(key("site", Shape::Word(SITES), "\"marrow\"", "block.key.site")),
        key("patient", Shape::Whole(0, 1_000_000_000), "0", "block.key.patient"),
        required(key("from", Shape::Time, "\"7 d\"", "block.key.from")),
        required(key("to", Shape::Time, "\"8 d\"", "block.key.to")),
        required(key(
            "geometry",
            Shape::Table(&GEOMETRY),
            "{ shape = \"block\", edge = \"200 um\", vessels = \"80 um\" }",
            "tissue.key.geometry",
        )),
        key("target", Shape::Text, "\"aml_blasts\"", "tissue.key.target"),
        key("target_hla", Shape::Texts, "[\"C*04:01\", \"C*06:02\"]", "assay.key.target_hla"),
        key("decision", Shape::Word(DECISIONS), "\"weighted-signal\"", "assay.key.decision"),
        key("seed", Shape::Whole(0, i64::MAX as u64), "1", "block.key.seed"),
        key("fields", Shape::Names, "[\"oxygen\", \"ifn_gamma\"]", "tissue.key.fields"),
        key("outside", Shape::Values(&OUTSIDE), "{ oxygen = \"50 mmHg\" }", "tissue.key.outside"),
        key("blood", Shape::Table(&BLOOD), "{ il15 = \"il15\" }", "block.key.blood"),
        key("donor", Shape::Table(&DONOR), "{ storage = \"frozen\" }", "block.key.donor"),
        key("host", Shape::Table(&HOST), "{ fcgr3a = \"V/F\" }", "block.key.host"),
        key("t_cells", Shape::Word(SWITCH), "\"on\"", "block.key.t_cells"),
        key("every", Shape::Time, "\"1 h\"", "tissue.observe.every"),
        key("save", Shape::Names, "[\"cells\", \"fields\"]", "tissue.observe.save"),
        key("steps", Shape::Table(&STEPS), "{ biology = \"6 min\" }", "tissue.key.steps"),
        key(
            "parameters",
            Shape::Values(&PARAMETER),
            "{ \"tissue_immune.touch_rate\" = \"1 /min\" }",
            "block.key.parameters",
        ),
        key("read_back", Shape::Word(SWITCH), "\"off\"", "block.key.read_back"),
        key("pieces", Shape::Whole(1, MOST_PIECES), "2", "block.key.pieces"),
        key("sweeps", Shape::Whole(1, MOST_SWEEPS), "4", "block.key.sweeps"),
        key("tolerance", Shape::Share, "0.05", "block.key.tolerance"),
        key("hold", Shape::Word(SWITCH), "\"on\"", "block.key.hold"),
    ],
};

const fn course(name: &'static str, example: &'static str) -> Key {
    key(name, Shape::Text, example, "block.blood.course")
}

/// Which course of the patient's blood each field of the block's vessels follows.
static BLOOD: Section = Section {
    title: "blood = { ... }",
    keys: &[
        course("oxygen", "\"40 mmHg\""),
        course("glucose", "\"5 mM\""),
        course("drug", "\"cytarabine.concentration/(243.2 g_per_mol)\""),
        course("antibody", "\"rituximab.concentration\""),
        course("ifn_gamma", "\"ifn_gamma\""),
        course("tnf", "\"tnf\""),
        course("il2", "\"il2*(60 pg_per_IU)\""),
        course("il15", "\"il15\""),
        course("il6", "\"il6\""),
    ],
};

static DONOR: Section = Section { title: "[tissue.donor]", keys: CELL_KEYS };
static HOST: Section = Section { title: "[tissue.host]", keys: CELL_KEYS };
