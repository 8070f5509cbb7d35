//! Reads a file of `evidence/`: rows with their places, all problems at once.

use super::assays::{self, Against, AssayMeasure};
use super::contrast::Contrast;
use super::judge::{Order, Rule, exact_interval};
use super::keys::EVIDENCE_FILE;
use super::statistic::Statistic;
use super::tissues::{self, TissueMeasure, TissueNumber};
use super::{EVIDENCE, Group, Measure, Of, Role, Row, Simulation};
use crate::fields::{Field, Fields, MOST_PROBLEMS, Reader};
use crate::read::toml_reason;
use crate::scenario::Placed;
use lytic_text::{Diagnostic, Message, Sources, Span};
use lytic_units::Unit;
use toml::de::DeTable;

/// How far a written end of a binomial row may lie from the exact one: three decimals.
const ROUNDING: f64 = 6e-4;

/// The evidence that is built in. That it has no faults is a test.
pub fn evidence(sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Group> {
    EVIDENCE.iter().filter_map(|(id, text)| read_evidence(id, text, sources, diagnostics)).collect()
}

/// Reads the text of a file called `id`.
pub fn read_evidence(
    id: &str,
    text: &str,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Group> {
    let source = sources.add(format!("evidence:{id}.toml"), text);
    let mut found = Vec::new();
    let mut reader = Reader { source, text, diagnostics: &mut found };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(MOST_PROBLEMS) {
        let span = error.span().map(|range| reader.span(range));
        let message = Message::new("E0301").with("reason", toml_reason(error.message()));
        reader.report(Diagnostic { span, ..Diagnostic::error(message) });
    }
    let group = errors.is_empty().then(|| reader.group(id, document.get_ref()));
    found.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics.extend(found);
    group
}

impl Reader<'_> {
    fn group(&mut self, id: &str, table: &DeTable<'_>) -> Group {
        let start = self.span(0..0);
        let fields = self.fields(&EVIDENCE_FILE, start, table);
        let rows = self.named(fields.get("row"));
        Group {
            id: id.to_owned(),
            title: self.words(fields.get("title")),
            title_zh: self.words(fields.get("title_zh")),
            rows: rows.into_iter().filter_map(|(name, fields)| self.row(id, name, &fields)).collect(),
        }
    }

    fn row(&mut self, group: &str, id: Placed<String>, fields: &Fields<'_, '_>) -> Option<Row> {
        if !id.value.strip_prefix(group).is_some_and(|rest| rest.starts_with('.')) {
            self.problem("E0801", &id, "group", group);
        }
        let mut number = |key: &str| {
            let field: Field<'_, '_> = fields.get(key)?;
            self.number(field.key, field.value).map(|number| number.value)
        };
        let (observed, mut low, mut high) = (number("observed"), number("low"), number("high"));
        let n = self.whole(fields.get("n")).map(|n| n.value);
        let role = self.word(fields.get("role"));
        let role = Role::ALL.into_iter().find(|known| role.as_ref().is_some_and(|r| r.value == known.name()));
        let rule = self.rule(&id, fields);
        self.complete(&id, role?, rule, (observed, n, low, high));
        if let (Some(Rule::Binomial), Some(observed), Some(n)) = (rule, observed, n) {
            let exact = exact_interval(observed, n);
            let differs = |written: Option<f64>, exact: f64| {
                written.is_some_and(|written| (written - exact).abs() > ROUNDING)
            };
            if observed > n as f64 || differs(low, exact.0) || differs(high, exact.1) {
                self.problem("E0806", &id, "exact", &format!("{:.3}–{:.3}", exact.0, exact.1));
            }
            (low, high) = (Some(exact.0), Some(exact.1));
        }
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            self.problem("E0803", &id, "key", "low");
        }
        let unit = self.text(fields.get("unit"));
        if let Some(Placed { value, span: Some(span) }) = &unit
            && let Err(error) = Unit::parse(value)
        {
            self.report(error.diagnostic(*span));
        }
        let (_, source) = self.section(fields.get("source"))?;
        let (cite, doi) = (self.words(source.get("cite")), self.words(source.get("doi")));
        let contrast = self.word(fields.get("contrast")).map(|contrast| match contrast.value.as_str() {
            "ratio" => Contrast::Ratio,
            _ => Contrast::HazardRatio,
        });
        Some(Row {
            simulation: self.simulation(&id, rule, contrast, fields)?,
            contrast,
            scale: self.words(fields.get("scale")),
            quantity: self.words(fields.get("quantity")),
            quantity_zh: self.words(fields.get("quantity_zh")),
            condition: self.words(fields.get("condition")),
            condition_zh: self.words(fields.get("condition_zh")),
            rule,
            observed,
            n,
            low,
            high,
            unit: unit.map_or_else(String::new, |unit| unit.value),
            role: role?,
            cite,
            doi,
            note: self.words(fields.get("note")),
            note_zh: self.words(fields.get("note_zh")),
            why: self.words(fields.get("why")),
            why_zh: self.words(fields.get("why_zh")),
            id,
        })
    }

    fn problem(&mut self, code: &'static str, id: &Placed<String>, name: &'static str, value: &str) {
        let message = Message::new(code).with("row", &id.value).with(name, value);
        self.report(Diagnostic { span: id.span, ..Diagnostic::error(message) });
    }

    fn rule(&mut self, id: &Placed<String>, fields: &Fields<'_, '_>) -> Option<Rule> {
        let order = self.word(fields.get("order")).map(|order| match order.value.as_str() {
            "falls" => Order::Falls,
            _ => Order::Rises,
        });
        let rule = match self.word(fields.get("rule"))?.value.as_str() {
            "interval" => Rule::Interval,
            "log" => Rule::Log,
            "binomial" => Rule::Binomial,
            "inequality" => Rule::Inequality,
            _ => {
                if order.is_none() {
                    self.problem("E0802", id, "key", "order");
                }
                return Some(Rule::Order(order.unwrap_or(Order::Falls)));
            }
        };
        if order.is_some() {
            self.problem("E0803", id, "key", "order");
        }
        Some(rule)
    }

    /// What each rule needs must be there.
    fn complete(
        &mut self,
        id: &Placed<String>,
        role: Role,
        rule: Option<Rule>,
        (observed, n, low, high): (Option<f64>, Option<u64>, Option<f64>, Option<f64>),
    ) {
        if role == Role::Prediction {
            if rule.is_some() || observed.is_some() {
                self.problem("E0803", id, "key", if rule.is_some() { "rule" } else { "observed" });
            }
            return;
        }
        let needs = match rule {
            None => vec![("rule", true)],
            Some(Rule::Order(_)) => Vec::new(),
            Some(Rule::Binomial) => vec![("observed", observed.is_none()), ("n", n.is_none())],
            Some(Rule::Inequality) => {
                vec![("observed", observed.is_none()), ("low", low.is_none() && high.is_none())]
            }
            Some(Rule::Interval | Rule::Log) => {
                vec![("observed", observed.is_none()), ("low", low.is_none()), ("high", high.is_none())]
            }
        };
        for (key, _) in needs.into_iter().filter(|(_, missing)| *missing) {
            self.problem("E0802", id, "key", key);
        }
    }

    fn simulation(
        &mut self,
        id: &Placed<String>,
        rule: Option<Rule>,
        contrast: Option<Contrast>,
        fields: &Fields<'_, '_>,
    ) -> Option<Simulation> {
        let pending = self.text(fields.get("pending"));
        let simulate = fields.get("simulate");
        match (pending, simulate) {
            (Some(why), None) => Some(Simulation::Pending(why.value, self.words(fields.get("pending_zh")))),
            (None, Some(_)) => {
                let tables = self.each_table(simulate, Reader::measure);
                let measures: Vec<Measure> = tables.into_iter().map(|measure| measure.named(id)).collect();
                let fits = match (rule, contrast) {
                    (Some(Rule::Order(_)), None) => measures.len() > 1,
                    (Some(Rule::Order(_)), Some(_)) => false,
                    (_, Some(_)) => measures.len() == 2,
                    (_, None) => measures.len() < 2,
                };
                if !fits {
                    self.problem("E0804", id, "count", &measures.len().to_string());
                }
                Some(Simulation::By(measures))
            }
            _ => {
                self.problem("E0802", id, "key", "simulate");
                None
            }
        }
    }

    fn measure(&mut self, span: Span, fields: &Fields<'_, '_>) -> Option<Measure> {
        let (of_assay, of_patients) = (
            ["number", "kill", "arm", "minus", "divided_by"],
            ["statistic", "outcome", "judge", "among", "positive"],
        );
        let assay = of_assay.iter().any(|key| fields.get(key).is_some());
        let wrong = if assay { &of_patients[..] } else { &[] };
        let missing = if assay { ["number"].as_slice() } else { &["statistic"] };
        if wrong.iter().any(|key| fields.get(key).is_some())
            || missing.iter().any(|key| fields.get(key).is_none())
        {
            self.report(Diagnostic::error(Message::new("E1313")).at(span));
            return None;
        }
        if assay {
            return self.assay_measure(fields);
        }
        let statistic = match self.word(fields.get("statistic"))?.value.as_str() {
            "share" => Statistic::Share,
            "median" => Statistic::Median,
            "auc" => Statistic::Auc,
            _ => Statistic::Mean,
        };
        let outcome = self.text(fields.get("outcome"));
        let judged = self.section(fields.get("judge"));
        let of = match (outcome, judged) {
            (Some(outcome), None) => Of::Outcome(outcome),
            (None, Some((_, judged))) => {
                Of::Judge(Box::new(self.outcome(Placed::at(String::from("judge"), span), &judged)?))
            }
            _ => {
                self.report(Diagnostic::error(Message::new("E0805")).at(span));
                return None;
            }
        };
        let positive = self.text(fields.get("positive"));
        if positive.is_some() != (statistic == Statistic::Auc) {
            self.report(Diagnostic::error(Message::new("E1901")).at(span));
            return None;
        }
        Some(Measure {
            statistic,
            of,
            positive,
            among: self.text(fields.get("among")),
            scenario: self.text(fields.get("scenario"))?,
        })
    }
}

impl Reader<'_> {
    /// A number of a killing assay.
    fn assay_measure(&mut self, fields: &Fields<'_, '_>) -> Option<Measure> {
        let name = self.word(fields.get("number"))?;
        if let Some(number) = tissues::number(&name.value) {
            return self.tissue_measure(number, &name, fields);
        }
        if fields.get("arm").is_none() {
            let problem = Diagnostic::error(Message::new("E1313"));
            self.report(Diagnostic { span: name.span, ..problem });
            return None;
        }
        let kill = self.whole(fields.get("kill")).map_or(1, |kill| kill.value);
        let minus = self.text(fields.get("minus")).map(|arm| (Against::Minus, arm));
        let divided = self.text(fields.get("divided_by")).map(|arm| (Against::DividedBy, arm));
        let measure = AssayMeasure {
            number: assays::number(&name.value, kill)?,
            arm: self.text(fields.get("arm"))?,
            with: minus.or(divided),
        };
        Some(Measure {
            statistic: Statistic::Mean,
            of: Of::Assay(Box::new(measure)),
            among: None,
            positive: None,
            scenario: self.text(fields.get("scenario"))?,
        })
    }
}

impl Reader<'_> {
    /// A number of a tissue: it has no arms and no kills by number.
    fn tissue_measure(
        &mut self,
        number: TissueNumber,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
    ) -> Option<Measure> {
        if ["kill", "arm", "minus", "divided_by"].iter().any(|key| fields.get(key).is_some()) {
            let problem = Diagnostic::error(Message::new("E1313"));
            self.report(Diagnostic { span: name.span, ..problem });
            return None;
        }
        Some(Measure {
            statistic: Statistic::Mean,
            of: Of::Tissue(TissueMeasure { number }),
            among: None,
            positive: None,
            scenario: self.text(fields.get("scenario"))?,
        })
    }
}

impl Measure {
    /// An outcome that the row describes itself is called by the row.
    fn named(mut self, row: &Placed<String>) -> Measure {
        if let Of::Judge(line) = &mut self.of {
            line.name.value.clone_from(&row.value);
        }
        self
    }
}
