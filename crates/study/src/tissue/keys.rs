//! Every key of a scenario of the kind `tissue`.

use crate::assay::{CELL_KEYS, DECISIONS};
use crate::keys::{ABOUT, ABOUT_ZH, KINDS, Section, Shape, TITLE, TITLE_ZH, key, required};

/// Shapes of a tissue.
pub(super) const SHAPES: &[&str] = &["sphere", "block", "monolayer", "dish", "gel"];
/// Where cells come in.
pub(super) const ENTRIES: &[&str] = &["around", "within", "vessels"];
/// What is kept cell by cell or voxel by voxel.
pub(super) const KEPT: &[&str] = &["cells", "fields"];
/// Most cells at the start.
pub(super) const MOST_CELLS: u64 = 5_000_000;

/// The whole file.
pub(crate) static TISSUE: Section = Section {
    title: "@scenario.whole",
    keys: &[
        TITLE,
        TITLE_ZH,
        ABOUT,
        ABOUT_ZH,
        required(key("kind", Shape::Word(KINDS), "\"tissue\"", "scenario.kind")),
        required(key("duration", Shape::Time, "\"1 d\"", "tissue.key.duration")),
        required(key("target", Shape::Text, "\"hcc\"", "tissue.key.target")),
        key("target_hla", Shape::Texts, "[\"C*04:01\", \"C*06:02\"]", "assay.key.target_hla"),
        key("decision", Shape::Word(DECISIONS), "\"weighted-signal\"", "assay.key.decision"),
        key("seed", Shape::Whole(0, i64::MAX as u64), "1", "scenario.cohort.seed"),
        key("draw", Shape::Whole(0, 1000), "0", "tissue.key.draw"),
        required(key(
            "geometry",
            Shape::Table(&GEOMETRY),
            "{ shape = \"sphere\", cells = 5000 }",
            "tissue.key.geometry",
        )),
        key("fields", Shape::Names, "[\"oxygen\", \"ifn_gamma\"]", "tissue.key.fields"),
        key("outside", Shape::Values(&OUTSIDE), "{ oxygen = \"140 mmHg\" }", "tissue.key.outside"),
        key("rules", Shape::Text, "\"rules.csv\"", "tissue.key.rules"),
        key("product", Shape::Named(&PRODUCT), "{ state = \"expanded\" }", "tissue.key.product"),
        key("dose", Shape::Tables(&DOSE), "[[dose]]", "scenario.dose"),
        key("steps", Shape::Table(&STEPS), "{ biology = \"6 min\" }", "tissue.key.steps"),
        key("observe", Shape::Table(&OBSERVE), "{ every = \"1 h\" }", "tissue.key.observe"),
        key(
            "parameters",
            Shape::Values(&PARAMETER),
            "{ \"tissue_cell.g1_time\" = \"10 h\" }",
            "scenario.parameters",
        ),
    ],
};

pub(crate) static PARAMETER: Section = Section {
    title: "[parameters]",
    keys: &[required(key("value", Shape::Quantity, "\"10 h\"", "scenario.parameters.value"))],
};

pub(crate) static OUTSIDE: Section = Section {
    title: "[outside]",
    keys: &[required(key("value", Shape::Quantity, "\"140 mmHg\"", "tissue.key.outside"))],
};

pub(crate) static GEOMETRY: Section = Section {
    title: "[geometry]",
    keys: &[
        key("shape", Shape::Word(SHAPES), "\"sphere\"", "tissue.geometry.shape"),
        key("cells", Shape::Whole(1, MOST_CELLS), "5000", "tissue.geometry.cells"),
        key("radius", Shape::Quantity, "\"250 um\"", "tissue.geometry.radius"),
        key("edge", Shape::Quantity, "\"500 um\"", "tissue.geometry.edge"),
        key("density", Shape::Quantity, "\"1e6 cells/mL\"", "tissue.geometry.density"),
        key("margin", Shape::Quantity, "\"60 um\"", "tissue.geometry.margin"),
        key("voxel", Shape::Quantity, "\"20 um\"", "tissue.geometry.voxel"),
        key("vessels", Shape::Quantity, "\"100 um\"", "tissue.geometry.vessels"),
        key("matrix", Shape::Share, "0.5", "tissue.geometry.matrix"),
        key("positions", Shape::Text, "\"cells.csv\"", "tissue.geometry.positions"),
        key("growth", Shape::Word(&["on", "off"]), "\"on\"", "tissue.geometry.growth"),
    ],
};

static PRODUCT: Section = Section { title: "[product.NAME]", keys: CELL_KEYS };

static SCHEDULE: Section = Section {
    title: "at = { ... }",
    keys: &[
        required(key("from", Shape::Time, "\"0 h\"", "scenario.at.from")),
        required(key("every", Shape::Time, "\"1 d\"", "scenario.at.every")),
        required(key("count", Shape::Whole(1, 1000), "3", "scenario.at.count")),
    ],
};

static DOSE: Section = Section {
    title: "[[dose]]",
    keys: &[
        required(key("of", Shape::Text, "\"nk_cells\"", "tissue.dose.of")),
        key("product", Shape::Text, "\"expanded\"", "scenario.dose.product"),
        required(key("amount", Shape::Quantity, "\"500 cells\"", "tissue.dose.amount")),
        required(key("at", Shape::Schedule(&SCHEDULE), "\"0 h\"", "scenario.dose.at")),
        key("place", Shape::Word(ENTRIES), "\"around\"", "tissue.dose.place"),
    ],
};

pub(crate) static STEPS: Section = Section {
    title: "[steps]",
    keys: &[
        key("biology", Shape::Time, "\"6 min\"", "tissue.steps.biology"),
        key("contacts", Shape::Time, "\"0.6 min\"", "tissue.steps.contacts"),
        key("mechanics", Shape::Time, "\"0.1 min\"", "tissue.steps.mechanics"),
        key("tolerance", Shape::Quantity, "\"0.05 um\"", "tissue.steps.tolerance"),
    ],
};

static OBSERVE: Section = Section {
    title: "[observe]",
    keys: &[
        key("every", Shape::Time, "\"1 h\"", "tissue.observe.every"),
        key("save", Shape::Names, "[\"cells\", \"fields\"]", "tissue.observe.save"),
    ],
};
