//! Every key of a scenario file: one table that the reader, `lytic schema` and the nearest right name all use.

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number with a unit in quotation marks.
    Quantity,
    /// A time: a number with a unit in quotation marks.
    Time,
    /// A time, a list of times, or `{ from, every, count }`.
    Schedule(&'static Section),
    /// A whole number within bounds.
    Whole(u64, u64),
    /// A number from 0 to 1.
    Share,
    /// A list of texts.
    Texts,
    /// A list of texts that may be empty.
    Names,
    /// A list of texts and tables.
    TextsOrTables(&'static Section),
    /// A table with known keys.
    Table(&'static Section),
    /// Tables with names of the author's choice: `[product.NAME]`.
    Named(&'static Section),
    /// A list of tables: `[[dose]]`.
    Tables(&'static Section),
    /// Names of parameters with quantities, or tables.
    Values(&'static Section),
    /// A number (finite), not below zero.
    Number,
    /// A number (finite) of either sign.
    Signed,
    /// Two numbers, ascending.
    Pair,
    /// A list of numbers above zero.
    Numbers,
    /// A list of quantities.
    Quantities,
    /// `"none"` or a table with one of the keys.
    Spread(&'static Section),
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// A right value, in TOML.
    pub example: &'static str,
    /// What it means, in the catalogue.
    pub about: &'static str,
}

/// A table of keys.
#[derive(Debug)]
pub struct Section {
    /// As shown in errors: `[[dose]]`, or a text of the catalogue.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Section {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

pub(crate) const fn key(name: &'static str, shape: Shape, example: &'static str, about: &'static str) -> Key {
    Key { name, shape, required: false, example, about }
}

pub(crate) const fn required(key: Key) -> Key {
    Key { required: true, ..key }
}

/// Kinds of scenario that the language has; only the first can be run now.
pub const KINDS: &[&str] = &["patient", "assay", "tissue", "factory"];

// What every kind of scenario says of itself.
pub(crate) const TITLE: Key = key("title", Shape::Text, "\"NK cells for relapsed AML\"", "scenario.title");
pub(crate) const TITLE_ZH: Key =
    key("title_zh", Shape::Text, "\"复发性急性髓系白血病的 NK 细胞治疗\"", "scenario.title_zh");
pub(crate) const ABOUT: Key =
    key("about", Shape::Text, "\"What it shows, in a sentence.\"", "scenario.about");
pub(crate) const ABOUT_ZH: Key = key("about_zh", Shape::Text, "\"一句话说明。\"", "scenario.about_zh");

/// The whole file.
pub static SCENARIO: Section = Section {
    title: "@scenario.whole",
    keys: &[
        TITLE,
        TITLE_ZH,
        ABOUT,
        ABOUT_ZH,
        key("kind", Shape::Word(KINDS), "\"patient\"", "scenario.kind"),
        required(key("model", Shape::Text, "\"patient/aml\"", "scenario.model")),
        key("start", Shape::Time, "\"-7 d\"", "scenario.start"),
        required(key("duration", Shape::Time, "\"97 d\"", "scenario.duration")),
        key("patient", Shape::Table(&PATIENT), "{ weight = \"70 kg\" }", "scenario.patient"),
        key("product", Shape::Named(&PRODUCT), "{ source = \"haploidentical\" }", "scenario.product"),
        key("dose", Shape::Tables(&DOSE), "[[dose]]", "scenario.dose"),
        key("event", Shape::Tables(&EVENT), "[[event]]", "scenario.event"),
        key(
            "parameters",
            Shape::Values(&PARAMETER),
            "{ \"nk.death_rate\" = \"0.07 /d\" }",
            "scenario.parameters",
        ),
        key("cohort", Shape::Table(&COHORT), "{ patients = 200 }", "scenario.cohort"),
        key("observe", Shape::Table(&OBSERVE), "{ every = \"0.5 d\" }", "scenario.observe"),
        key("outcome", Shape::Named(&OUTCOME), "{ when = \"il6 > 100\", at = \"8 d\" }", "scenario.outcome"),
        key(
            "addition",
            Shape::Named(&ADDITION),
            "{ parameters = { \"nk.death_rate\" = \"0.05 /d\" } }",
            "scenario.addition",
        ),
        key("correlation", Shape::Tables(&CORRELATION), "[[correlation]]", "scenario.correlation"),
        key(
            "tissue",
            Shape::Table(&crate::coupling::BLOCK),
            "{ site = \"marrow\", from = \"7 d\", to = \"8 d\", geometry = { shape = \"block\", vessels = \"80 um\" } }",
            "block.key.tissue",
        ),
        key(
            "plausible",
            Shape::Named(&PLAUSIBLE),
            "{ value = \"il6\", at = \"-7 d\", to = \"50 pg/mL\" }",
            "scenario.plausible",
        ),
    ],
};

/// A typing that can be written after `hla =`.
const HLA: &str = "[\"A*02:01\", \"A*11:01\", \"B*07:02\", \"B*44:02\", \"C*05:01\", \"C*07:02\"]";

static PATIENT: Section = Section {
    title: "[patient]",
    keys: &[
        key("weight", Shape::Quantity, "\"70 kg\"", "scenario.patient.weight"),
        key("height", Shape::Quantity, "\"172 cm\"", "scenario.patient.height"),
        key("hla", Shape::Texts, HLA, "scenario.patient.hla"),
        key("fcgr3a", Shape::Text, "\"V/F\"", "scenario.patient.fcgr3a"),
    ],
};

static PRODUCT: Section = Section {
    title: "[product.NAME]",
    keys: &[
        required(key("source", Shape::Text, "\"haploidentical\"", "scenario.product.source")),
        key("method", Shape::Text, "\"overnight-il2\"", "scenario.product.method"),
        key("lot", Shape::Text, "\"factory-mb21\"", "scenario.product.lot"),
        key("edits", Shape::Texts, "[\"car-cd19\", \"il15\"]", "scenario.product.edits"),
        key("hla", Shape::Texts, HLA, "scenario.product.hla"),
        key("fcgr3a", Shape::Text, "\"V/V\"", "scenario.product.fcgr3a"),
        key("kir", Shape::Text, "\"2DL1 2DL3 2DL4 3DL1 3DL2 3DL3 2DS4\"", "scenario.product.kir"),
        key("fit", Shape::Text, "\"fit.toml\"", "scenario.product.fit"),
    ],
};

static SCHEDULE: Section = Section {
    title: "at = { ... }",
    keys: &[
        required(key("from", Shape::Time, "\"-6 d\"", "scenario.at.from")),
        required(key("every", Shape::Time, "\"1 d\"", "scenario.at.every")),
        required(key("count", Shape::Whole(1, 100_000), "5", "scenario.at.count")),
    ],
};

static DOSE: Section = Section {
    title: "[[dose]]",
    keys: &[
        key("of", Shape::Text, "\"fludarabine\"", "scenario.dose.of"),
        key("into", Shape::Text, "\"plasma.drug\"", "scenario.dose.into"),
        key("product", Shape::Text, "\"haplo\"", "scenario.dose.product"),
        required(key("amount", Shape::Quantity, "\"25 mg/m2\"", "scenario.dose.amount")),
        key("route", Shape::Text, "\"iv\"", "scenario.dose.route"),
        required(key("at", Shape::Schedule(&SCHEDULE), "\"0 d\"", "scenario.dose.at")),
        key("duration", Shape::Time, "\"30 min\"", "scenario.dose.duration"),
        key("lag", Shape::Time, "\"2 h\"", "scenario.dose.lag"),
        key("give_when", Shape::Text, "\"crs_grade >= 2\"", "scenario.dose.give_when"),
        key("at_most", Shape::Whole(1, 1000), "4", "scenario.dose.at_most"),
        key("stop_when", Shape::Text, "\"crs_grade >= 2\"", "scenario.dose.stop_when"),
    ],
};

static EVENT: Section = Section {
    title: "[[event]]",
    keys: &[
        required(key("of", Shape::Text, "\"surgery\"", "scenario.event.of")),
        required(key("at", Shape::Schedule(&SCHEDULE), "\"-5 d\"", "scenario.event.at")),
        required(key("removes", Shape::Share, "0.95", "scenario.event.removes")),
        key("states", Shape::Texts, "[\"tumour.cells\"]", "scenario.event.states"),
    ],
};

static ADDITION: Section = Section {
    title: "[addition.NAME]",
    keys: &[
        key("dose", Shape::Tables(&DOSE), "[[addition.NAME.dose]]", "scenario.addition.dose"),
        key("event", Shape::Tables(&EVENT), "[[addition.NAME.event]]", "scenario.addition.event"),
        key(
            "parameters",
            Shape::Values(&PARAMETER),
            "{ \"nk.death_rate\" = \"0.05 /d\" }",
            "scenario.addition.parameters",
        ),
        key(
            "product",
            Shape::Named(&PRODUCT),
            "{ source = \"haploidentical\" }",
            "scenario.addition.product",
        ),
        key("label", Shape::Text, "\"Azacitidine\"", "scenario.outcome.label"),
        key("label_zh", Shape::Text, "\"阿扎胞苷\"", "scenario.outcome.label_zh"),
    ],
};

static PARAMETER: Section = Section {
    title: "[parameters]",
    keys: &[
        required(key("value", Shape::Quantity, "\"0.07 /d\"", "scenario.parameters.value")),
        key("between", Shape::Spread(&SPREAD), "{ lognormal_cv = 0.3 }", "scenario.parameters.between"),
    ],
};

static SPREAD: Section = Section {
    title: "between = { ... }",
    keys: &[
        key("lognormal_cv", Shape::Number, "0.3", "scenario.between.lognormal_cv"),
        key("lognormal_sd", Shape::Number, "0.3", "scenario.between.lognormal_sd"),
        key("normal_sd", Shape::Number, "0.3", "scenario.between.normal_sd"),
        key("logit_sd", Shape::Number, "0.5", "scenario.between.logit_sd"),
        key("uniform", Shape::Pair, "[1, 2]", "scenario.between.uniform"),
    ],
};

/// Most patients of one run.
pub const MOST_PATIENTS: u64 = 100_000_000;
/// Most draws of one run.
pub const MOST_DRAWS: u64 = 10_000;

static COHORT: Section = Section {
    title: "[cohort]",
    keys: &[
        key("patients", Shape::Whole(1, MOST_PATIENTS), "200", "scenario.cohort.patients"),
        key("draws", Shape::Whole(1, MOST_DRAWS), "1", "scenario.cohort.draws"),
        key("seed", Shape::Whole(0, i64::MAX as u64), "1", "scenario.cohort.seed"),
        key("without", Shape::Names, "[\"nk_cells\"]", "scenario.cohort.without"),
    ],
};

static OBSERVE: Section = Section {
    title: "[observe]",
    keys: &[
        key("every", Shape::Time, "\"0.5 d\"", "scenario.observe.every"),
        key("columns", Shape::TextsOrTables(&COLUMN), "[\"il6\"]", "scenario.observe.columns"),
        key("relative_tolerance", Shape::Number, "1e-9", "scenario.observe.relative_tolerance"),
    ],
};

static COLUMN: Section = Section {
    title: "columns = [{ ... }]",
    keys: &[
        required(key("name", Shape::Text, "\"donor_share\"", "scenario.column.name")),
        key("value", Shape::Text, "\"nk.blood / (nk.blood + host.blood)\"", "scenario.column.value"),
        key("unit", Shape::Text, "\"percent\"", "scenario.column.unit"),
        key("label", Shape::Text, "\"Donor share of NK cells\"", "scenario.column.label"),
        key("label_zh", Shape::Text, "\"供者 NK 细胞占比\"", "scenario.column.label_zh"),
    ],
};

static SPAN_OF_TIME: Section = Section {
    title: "{ from, to }",
    keys: &[
        key("from", Shape::Time, "\"0 d\"", "scenario.window.from"),
        key("to", Shape::Time, "\"28 d\"", "scenario.window.to"),
    ],
};

pub(crate) static OUTCOME: Section = Section {
    title: "[outcome.NAME]",
    keys: &[
        key("when", Shape::Text, "\"il6 > 100\"", "scenario.outcome.when"),
        key("value", Shape::Text, "\"il6\"", "scenario.outcome.value"),
        key("unit", Shape::Text, "\"pg/mL\"", "scenario.outcome.unit"),
        key("at", Shape::Time, "\"28 d\"", "scenario.outcome.at"),
        key(
            "ever",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"0 d\", to = \"28 d\" }",
            "scenario.outcome.ever",
        ),
        key(
            "always",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"0 d\", to = \"28 d\" }",
            "scenario.outcome.always",
        ),
        key("first", Shape::Table(&SPAN_OF_TIME), "{ from = \"0 d\" }", "scenario.outcome.first"),
        key("last", Shape::Table(&SPAN_OF_TIME), "{ from = \"0 d\" }", "scenario.outcome.last"),
        key("maximum", Shape::Table(&SPAN_OF_TIME), "{ from = \"0 d\" }", "scenario.outcome.maximum"),
        key("minimum", Shape::Table(&SPAN_OF_TIME), "{ from = \"0 d\" }", "scenario.outcome.minimum"),
        key(
            "time_of_maximum",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"0 d\" }",
            "scenario.outcome.time_of_maximum",
        ),
        key(
            "growth",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"7 d\", to = \"14 d\" }",
            "scenario.outcome.growth",
        ),
        key(
            "decline",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"14 d\", to = \"28 d\" }",
            "scenario.outcome.decline",
        ),
        key("event", Shape::Text, "\"marrow.blast_percent > 20\"", "scenario.outcome.event"),
        key("events", Shape::Texts, "[\"progression\", \"death\"]", "scenario.outcome.events"),
        key("hazard", Shape::Text, "\"death_hazard\"", "scenario.outcome.hazard"),
        key("from", Shape::Time, "\"0 d\"", "scenario.outcome.from"),
        key("to", Shape::Time, "\"90 d\"", "scenario.outcome.to"),
        key("until", Shape::Text, "\"death\"", "scenario.outcome.until"),
        key("restricted_mean", Shape::Time, "\"60 d\"", "scenario.outcome.restricted_mean"),
        key("criteria", Shape::Word(CRITERIA), "\"aml\"", "scenario.outcome.criteria"),
        key(
            "visits",
            Shape::Schedule(&VISITS),
            "{ from = \"28 d\", every = \"28 d\" }",
            "scenario.outcome.visits",
        ),
        key("baseline", Shape::Time, "\"-7 d\"", "scenario.outcome.baseline"),
        key("confirm", Shape::Time, "\"28 d\"", "scenario.outcome.confirm"),
        key("stable_after", Shape::Time, "\"42 d\"", "scenario.outcome.stable_after"),
        key("limit", Shape::Quantity, "\"5 mm\"", "scenario.outcome.limit"),
        key("fall", Shape::Share, "0.3", "scenario.outcome.fall"),
        key("rise", Shape::Number, "0.2", "scenario.outcome.rise"),
        key("new_lesion", Shape::Text, "\"lung.diameter > 5\"", "scenario.outcome.new_lesion"),
        key("neutrophils", Shape::Text, "\"neutrophils_per_ul\"", "scenario.outcome.neutrophils"),
        key("platelets", Shape::Text, "\"platelets_per_ul\"", "scenario.outcome.platelets"),
        key("label", Shape::Text, "\"Complete remission\"", "scenario.outcome.label"),
        key("label_zh", Shape::Text, "\"完全缓解\"", "scenario.outcome.label_zh"),
    ],
};

/// Named response criteria.
pub const CRITERIA: &[&str] = &["recist", "lugano", "aml", "ca125", "afp"];

static VISITS: Section = Section {
    title: "visits = { ... }",
    keys: &[
        required(key("from", Shape::Time, "\"28 d\"", "scenario.visits.from")),
        required(key("every", Shape::Time, "\"28 d\"", "scenario.visits.every")),
        key("count", Shape::Whole(1, 10_000), "6", "scenario.visits.count"),
    ],
};

/// What a correlation is of.
pub const CORRELATION_KINDS: &[&str] = &["between", "uncertainty"];

static CORRELATION: Section = Section {
    title: "[[correlation]]",
    keys: &[
        required(key(
            "of",
            Shape::Texts,
            "[\"nk.maximal_division\", \"rejection.growth\"]",
            "scenario.correlation.of",
        )),
        required(key("value", Shape::Signed, "0.6", "scenario.correlation.value")),
        key("kind", Shape::Word(CORRELATION_KINDS), "\"between\"", "scenario.correlation.kind"),
    ],
};

static PLAUSIBLE: Section = Section {
    title: "[plausible.NAME]",
    keys: &[
        key("value", Shape::Text, "\"platelets_per_ul\"", "scenario.plausible.value"),
        key("from", Shape::Quantity, "\"5 /uL\"", "scenario.plausible.from"),
        key("to", Shape::Quantity, "\"500 /uL\"", "scenario.plausible.to"),
        key("when", Shape::Text, "\"il6 < 50\"", "scenario.plausible.when"),
        key("at", Shape::Time, "\"-7 d\"", "scenario.plausible.at"),
        key(
            "ever",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"0 d\", to = \"28 d\" }",
            "scenario.plausible.ever",
        ),
        key(
            "always",
            Shape::Table(&SPAN_OF_TIME),
            "{ from = \"0 d\", to = \"28 d\" }",
            "scenario.plausible.always",
        ),
    ],
};
