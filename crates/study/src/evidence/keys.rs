//! Every key of a file of `evidence/`.

use super::tissues::NUMBERS;
use crate::keys::{OUTCOME, Section, Shape, key, required};

pub(super) const RULES: &[&str] = &["interval", "log", "binomial", "inequality", "order"];
pub(super) const CONTRASTS: &[&str] = &["ratio", "hazard_ratio"];
pub(super) const ROLES: &[&str] = &["input", "fit", "check", "prediction"];
pub(super) const ORDERS: &[&str] = &["falls", "rises"];
pub(super) const STATISTICS: &[&str] = &["share", "median", "mean", "auc"];
pub(super) const SCALES: &[&str] =
    &["patient", "trial", "assay", "tissue", "tumour", "infection", "transplant", "factory", "drug"];

pub(super) static EVIDENCE_FILE: Section = Section {
    title: "@evidence.whole",
    keys: &[
        required(key("title", Shape::Text, "\"Remission of AML\"", "")),
        required(key("title_zh", Shape::Text, "\"AML 缓解\"", "")),
        required(key("row", Shape::Named(&ROW), "{ role = \"check\" }", "")),
    ],
};

static ROW: Section = Section {
    title: "[row.NAME]",
    keys: &[
        required(key("scale", Shape::Word(SCALES), "\"patient\"", "")),
        required(key("quantity", Shape::Text, "\"Share that expands\"", "")),
        required(key("quantity_zh", Shape::Text, "\"扩增比例\"", "")),
        required(key("condition", Shape::Text, "\"with IL-2\"", "")),
        required(key("condition_zh", Shape::Text, "\"联合 IL-2\"", "")),
        key("rule", Shape::Word(RULES), "\"binomial\"", ""),
        key("order", Shape::Word(ORDERS), "\"falls\"", ""),
        key("contrast", Shape::Word(CONTRASTS), "\"ratio\"", ""),
        key("observed", Shape::Signed, "4", ""),
        key("n", Shape::Whole(1, 1_000_000_000), "42", ""),
        key("low", Shape::Signed, "0.027", ""),
        key("high", Shape::Signed, "0.226", ""),
        key("unit", Shape::Text, "\"cells/uL\"", ""),
        required(key("role", Shape::Word(ROLES), "\"check\"", "")),
        required(key("source", Shape::Table(&SOURCE), "{ cite = \"Miller 2005 Blood 105:3051\" }", "")),
        key("note", Shape::Text, "\"a median\"", ""),
        key("note_zh", Shape::Text, "\"中位数\"", ""),
        key("why", Shape::Text, "\"because ...\"", ""),
        key("why_zh", Shape::Text, "\"因为……\"", ""),
        key("pending", Shape::Text, "\"the library has no cord blood cells yet\"", ""),
        key("pending_zh", Shape::Text, "\"库中尚无脐血细胞\"", ""),
        key("simulate", Shape::Tables(&SIMULATE), "[[row.NAME.simulate]]", ""),
    ],
};

static SOURCE: Section = Section {
    title: "source = { ... }",
    keys: &[
        required(key("cite", Shape::Text, "\"Miller 2005 Blood 105:3051\"", "")),
        key("doi", Shape::Text, "\"10.1182/blood-2004-07-2974\"", ""),
    ],
};

static SIMULATE: Section = Section {
    title: "[[row.NAME.simulate]]",
    keys: &[
        required(key("scenario", Shape::Text, "\"aml-il2\"", "")),
        key("statistic", Shape::Word(STATISTICS), "\"share\"", ""),
        key("outcome", Shape::Text, "\"expansion\"", ""),
        key("judge", Shape::Table(&OUTCOME), "{ value = \"il6\", at = \"7 d\" }", ""),
        key("among", Shape::Text, "\"expansion\"", ""),
        key("positive", Shape::Text, "\"rejection\"", ""),
        key("number", Shape::Word(NUMBERS), "\"share_without_kill\"", ""),
        key("kill", Shape::Whole(1, 10), "2", ""),
        key("arm", Shape::Text, "\"resting\"", ""),
        key("minus", Shape::Text, "\"frozen\"", ""),
        key("divided_by", Shape::Text, "\"frozen\"", ""),
    ],
};
