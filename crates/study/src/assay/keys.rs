//! Every key of a scenario of the kind `assay`.

use crate::keys::{ABOUT, ABOUT_ZH, KINDS, Key, Section, Shape, TITLE, TITLE_ZH, key, required};

/// States of NK cells.
pub(super) const STATES: &[&str] = &["resting", "activated", "expanded"];
/// How NK cells were kept.
pub(super) const STORAGE: &[&str] = &["fresh", "frozen"];
/// Position 158 of FCGR3A.
pub(super) const FCGR3A: &[&str] = &["V/V", "V/F", "F/F"];
/// What cells may lack.
pub(super) const LACKS: &[&str] = &["perforin", "fasl", "shedding"];
/// What an antibody may block.
pub(super) const BLOCKS: &[&str] = &["kir", "nkg2a", "lilrb1", "pd1", "tigit"];
/// Inhibitory receptors of a clone.
pub(super) const RECEPTORS: &[&str] = &["2DL1", "2DL2", "2DL3", "3DL1", "NKG2A"];
/// Where cells meet.
pub(super) const VESSELS: &[&str] = &["dish", "micro-well", "gel"];
/// How cells decide.
pub(crate) const DECISIONS: &[&str] = &["weighted-signal", "vav-switch"];

/// Most cells or targets of a well.
pub(super) const MOST_CELLS: u64 = 1_000_000;
/// Most wells or replicates.
pub(super) const MOST_WELLS: u64 = 1_000_000;

/// The whole file.
pub(crate) static ASSAY: Section = Section {
    title: "@scenario.whole",
    keys: &[
        TITLE,
        TITLE_ZH,
        ABOUT,
        ABOUT_ZH,
        required(key("kind", Shape::Word(KINDS), "\"assay\"", "scenario.kind")),
        required(key("duration", Shape::Time, "\"4 h\"", "assay.key.duration")),
        required(TARGET),
        TARGET_HLA,
        key("decision", Shape::Word(DECISIONS), "\"weighted-signal\"", "assay.key.decision"),
        key("seed", Shape::Whole(0, i64::MAX as u64), "1", "scenario.cohort.seed"),
        key("draws", Shape::Whole(1, 1000), "1", "scenario.cohort.draws"),
        required(key("well", Shape::Table(&WELL), "{ vessel = \"dish\" }", "assay.key.well")),
        key("cells", Shape::Table(&CELLS), "{ state = \"resting\" }", "assay.key.cells"),
        key("arm", Shape::Named(&ARM), "{ state = \"activated\" }", "assay.key.arm"),
        key("antibody", Shape::Table(&ANTIBODY), "{ antigen = \"cd20\" }", "assay.key.antibody"),
        key(
            "parameters",
            Shape::Values(&PARAMETER),
            "{ \"killer.hit_rate\" = \"5 /h\" }",
            "scenario.parameters",
        ),
    ],
};

static PARAMETER: Section = Section {
    title: "[parameters]",
    keys: &[required(key("value", Shape::Quantity, "\"5 /h\"", "scenario.parameters.value"))],
};

static WELL: Section = Section {
    title: "[well]",
    keys: &[
        required(key("vessel", Shape::Word(VESSELS), "\"dish\"", "assay.well.vessel")),
        key("targets", Shape::Whole(1, MOST_CELLS), "400", "assay.well.targets"),
        key("effector_to_target", Shape::Numbers, "[1, 5, 10, 25]", "assay.well.ratios"),
        key("cells", Shape::Whole(1, MOST_CELLS), "1", "assay.well.cells"),
        key("wells", Shape::Whole(1, MOST_WELLS), "1000", "assay.well.wells"),
        key("replicates", Shape::Whole(1, 1000), "3", "assay.well.replicates"),
        key("density", Shape::Quantity, "\"1e6 cells/mL\"", "assay.well.density"),
    ],
};

const STATE: Key = key("state", Shape::Word(STATES), "\"resting\"", "assay.cells.state");
const STORED: Key = key("storage", Shape::Word(STORAGE), "\"fresh\"", "assay.cells.storage");
const LACK: Key = key("lacks", Shape::Texts, "[\"perforin\"]", "assay.cells.lacks");
const FC: Key = key("fcgr3a", Shape::Word(FCGR3A), "\"V/V\"", "assay.cells.fcgr3a");
const CLONE: Key = key("receptors", Shape::Names, "[\"2DL1\"]", "assay.cells.receptors");
const BLOCKED: Key = key("blocked", Shape::Texts, "[\"nkg2a\"]", "assay.cells.blocked");
const CAR_ANTIGEN: Key = key("car_antigen", Shape::Text, "\"cd33\"", "assay.cells.car_antigen");
const CAR_RECEPTORS: Key = key("car_receptors", Shape::Number, "4900", "assay.cells.car_receptors");
const HLA: Key = key("hla", Shape::Texts, "[\"B*07:02\", \"C*07:02\", \"C*07:01\"]", "assay.cells.hla");
const KIR: Key = key("kir", Shape::Text, "\"2DL1 2DL3 2DL4 2DS4 3DL1 3DL2 3DL3\"", "assay.cells.kir");
const TARGET: Key = key("target", Shape::Text, "\"k562\"", "assay.key.target");
const TARGET_HLA: Key = key("target_hla", Shape::Texts, "[\"C*04:01\", \"C*06:02\"]", "assay.key.target_hla");

/// What can be said of NK cells.
pub(crate) const CELL_KEYS: &[Key] =
    &[STATE, STORED, LACK, FC, CLONE, BLOCKED, CAR_ANTIGEN, CAR_RECEPTORS, HLA, KIR];

static CELLS: Section = Section { title: "[cells]", keys: CELL_KEYS };

static ARM: Section = Section {
    title: "[arm.NAME]",
    keys: &[
        key("label", Shape::Text, "\"IL-2 activated\"", "assay.arm.label"),
        key("label_zh", Shape::Text, "\"IL-2 激活\"", "assay.arm.label_zh"),
        TARGET,
        TARGET_HLA,
        STATE,
        STORED,
        LACK,
        FC,
        CLONE,
        BLOCKED,
        CAR_ANTIGEN,
        CAR_RECEPTORS,
        HLA,
        KIR,
    ],
};

static ANTIBODY: Section = Section {
    title: "[antibody]",
    keys: &[
        required(key("antigen", Shape::Text, "\"cd20\"", "assay.antibody.antigen")),
        key("affinity", Shape::Quantity, "\"5 nM\"", "assay.antibody.affinity"),
        required(key(
            "concentrations",
            Shape::Quantities,
            "[\"0.1 ng/mL\", \"1 ng/mL\", \"10 ng/mL\"]",
            "assay.antibody.concentrations",
        )),
    ],
};
