//! `[outcome.NAME]`: which of three kinds it is, and the two that look at a patient more than once.
//!
//! ```text
//! when or value                 a condition or a number, as `questions` reads it
//! event, hazard or events       the time of an event
//! criteria                      response by named criteria at visits
//! ```

use crate::fields::{Field, Fields, Reader};
use crate::keys::Shape;
use crate::outcome::{CriteriaLine, Happening, Rules, TimedLine, Visits};
use crate::scenario::{OutcomeLine, Placed};
use lytic_text::{Diagnostic, Message};
use lytic_units::Dimension;
use toml::de::DeValue;

/// All outcomes of a file.
#[derive(Default)]
pub(super) struct Judged {
    pub plain: Vec<OutcomeLine>,
    pub criteria: Vec<CriteriaLine>,
    pub timed: Vec<TimedLine>,
}

const TIMED: [&str; 3] = ["event", "hazard", "events"];
const TIMED_KEYS: [&str; 9] =
    ["event", "hazard", "events", "from", "to", "until", "restricted_mean", "label", "label_zh"];
const CRITERIA_KEYS: [&str; 9] =
    ["criteria", "value", "visits", "baseline", "confirm", "until", "limit", "label", "label_zh"];

/// Keys that only some criteria have.
fn own_keys(rules: Rules) -> &'static [&'static str] {
    match rules {
        Rules::Recist => &["fall", "rise", "new_lesion", "stable_after"],
        Rules::Lugano => &["fall", "rise", "new_lesion"],
        Rules::Aml => &["neutrophils", "platelets"],
        Rules::Ca125 => &["fall"],
        Rules::Afp => &["fall", "rise"],
    }
}

impl Reader<'_> {
    pub(super) fn outcomes(&mut self, field: Option<Field<'_, '_>>) -> Judged {
        let mut judged = Judged::default();
        for (name, fields) in self.named(field) {
            if fields.get("criteria").is_some() {
                judged.criteria.extend(self.criteria(name, &fields));
            } else if TIMED.iter().any(|key| fields.get(key).is_some()) {
                judged.timed.extend(self.timed(name, &fields));
            } else {
                judged.plain.extend(self.outcome(name, &fields));
            }
        }
        judged
    }

    /// Reports keys that have no meaning for this kind of outcome.
    pub(super) fn only(&mut self, fields: &Fields<'_, '_>, known: &[&str]) {
        for field in fields.all().iter().filter(|field| !known.contains(&field.key.name)) {
            let message = Message::new("E0320").with("key", field.key.name);
            self.report(Diagnostic::error(message).at(field.key_span));
        }
    }

    fn timed(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) -> Option<TimedLine> {
        self.only(fields, &TIMED_KEYS);
        let happenings: Vec<Field<'_, '_>> = TIMED.iter().filter_map(|key| fields.get(key)).collect();
        let what = match happenings.as_slice() {
            [field] if field.key.name == "event" => self.text(Some(*field)).map(Happening::When),
            [field] if field.key.name == "hazard" => self.text(Some(*field)).map(Happening::Hazard),
            [field] => {
                Some(self.texts(Some(*field))).filter(|names| !names.is_empty()).map(Happening::FirstOf)
            }
            _ => {
                let message = Message::new("E1501").with("name", &name.value);
                self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
                None
            }
        };
        Some(TimedLine {
            what: what?,
            from: self.time(fields.get("from")),
            to: self.time(fields.get("to")),
            until: self.text(fields.get("until")),
            restricted_mean: self.positive_time(fields.get("restricted_mean")),
            label: self.words(fields.get("label")),
            label_zh: self.words(fields.get("label_zh")),
            name,
        })
    }

    fn criteria(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) -> Option<CriteriaLine> {
        let word = self.word(fields.get("criteria"))?;
        let rules = Rules::ALL.into_iter().find(|rules| rules.name() == word.value)?;
        let known: Vec<&str> = CRITERIA_KEYS.iter().chain(own_keys(rules)).copied().collect();
        self.only(fields, &known);
        let mut needed = |key: &'static str| {
            let text = self.text(fields.get(key));
            if fields.get(key).is_none() {
                let message = Message::new("E1502")
                    .with("name", &name.value)
                    .with("key", key)
                    .with("criteria", rules.name());
                self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
            }
            text
        };
        let value = needed("value");
        let counts = match rules {
            Rules::Aml => {
                let (neutrophils, platelets) = (needed("neutrophils"), needed("platelets"));
                neutrophils.zip(platelets).map(|(neutrophils, platelets)| [neutrophils, platelets])
            }
            _ => None,
        };
        if fields.get("visits").is_none() {
            needed("visits");
        }
        let visits = self.visits(fields.get("visits"));
        let fall = self.within(fields.get("fall"), 0.01, 0.99);
        let rise = self.within(fields.get("rise"), 0.01, 100.0);
        if rules == Rules::Aml && counts.is_none() {
            return None;
        }
        Some(CriteriaLine {
            rules: Placed { value: rules, span: word.span },
            value: value?,
            counts,
            new_lesion: self.text(fields.get("new_lesion")),
            visits: visits?,
            baseline: self.time(fields.get("baseline")),
            confirm: self.positive_time(fields.get("confirm")),
            stable_after: self.time_from_zero(fields.get("stable_after")),
            until: self.text(fields.get("until")),
            limit: fields.get("limit").and_then(|field| self.quantity(field.key, field.value)),
            fall,
            rise,
            label: self.words(fields.get("label")),
            label_zh: self.words(fields.get("label_zh")),
            name,
        })
    }

    fn visits(&mut self, field: Option<Field<'_, '_>>) -> Option<Visits> {
        let field = field?;
        match field.value.get_ref() {
            DeValue::Table(table) => {
                let Shape::Schedule(section) = field.key.shape else { return None };
                let fields = self.fields(section, self.place(field.value), table);
                let from = self.time(fields.get("from"));
                let every = self.positive_time(fields.get("every"));
                let count = self.whole(fields.get("count"));
                Some(Visits::Every { from: from?, every: every?, count: count.map(|count| count.value) })
            }
            DeValue::Array(array) if !array.is_empty() => {
                let times: Vec<_> = array
                    .iter()
                    .filter_map(|value| {
                        let quantity = self.quantity(field.key, value)?;
                        self.of_dimension(quantity, &Dimension::TIME)
                    })
                    .collect();
                (times.len() == array.len()).then_some(Visits::Times(times))
            }
            _ => Some(Visits::Times(vec![self.time(Some(field))?])),
        }
    }
}
