//! Plans response criteria: what is measured in which unit, thresholds, visits, and the names of their cells.

use super::super::time::{day_text, in_days};
use super::plan::Planner;
use super::{Judging, Part};
use crate::outcome::criteria::{Category, MEASURABLE_MM, PARTIAL_BLASTS, Thresholds, categories};
use crate::outcome::{CriteriaLine, Rules, Visits};
use crate::scenario::Placed;
use lytic_text::{Diagnostic, Lang, Message, Span};
use lytic_units::{Quantity, Unit};

/// Visits of one line at most.
const MOST_VISITS: f64 = 10_000.0;

/// Days of visits and where they were written; without a count they go to the end of the run.
pub(super) fn visit_days(visits: &Visits, end: f64) -> Vec<(f64, Option<Span>)> {
    match visits {
        Visits::Times(times) => times.iter().map(|time| (in_days(&time.value), time.span)).collect(),
        Visits::Every { from, every, count } => {
            let (first, step) = (in_days(&from.value), in_days(&every.value));
            let fits = ((end - first) / step + 1e-9).floor() + 1.0;
            let count = count.map_or(fits, |count| count as f64).clamp(0.0, MOST_VISITS);
            // A first visit behind the end is told as such.
            (0..(count as u64).max(1))
                .map(|index| {
                    ((index as f64).mul_add(step, first), if index == 0 { from.span } else { every.span })
                })
                .collect()
        }
    }
}

/// Two names in one language: the label, or what stands for it.
fn labelled(label: &str, label_zh: &str, otherwise: &'static str) -> [String; 2] {
    let or = |text: &str, other: &str, lang| match (text.is_empty(), other.is_empty()) {
        (false, _) => text.to_owned(),
        (true, false) => other.to_owned(),
        (true, true) => Message::new(otherwise).text(lang),
    };
    [or(label, label_zh, Lang::En), or(label_zh, label, Lang::Zh)]
}

impl Planner<'_, '_> {
    /// The same criteria twice on one lesion would give two answers to one question.
    pub fn same_lesion_twice(&mut self) {
        let lines = &self.scenario.criteria;
        let plain = |text: &Placed<String>| text.value.split_whitespace().collect::<String>();
        for (index, line) in lines.iter().enumerate() {
            let same = |other: &&CriteriaLine| {
                other.rules.value == line.rules.value && plain(&other.value) == plain(&line.value)
            };
            let Some(first) = lines.iter().take(index).find(same) else { continue };
            let message = Message::new("E1508")
                .with("criteria", line.rules.value.name())
                .with("value", &line.value.value)
                .with("name", &first.name.value);
            let mut problem = Diagnostic { span: line.value.span, ..Diagnostic::error(message) };
            if let Some(span) = first.value.span {
                problem = problem.label(span, Message::new("people.first_here"));
            }
            self.notes.push(problem);
        }
    }

    pub fn criteria(&mut self, line: &CriteriaLine) -> Option<Judging> {
        let (name, rules) = (&line.name, line.rules.value);
        let unit = unit_of(rules);
        let wrong = |found: String| {
            Message::new("E1509")
                .with("criteria", rules.name())
                .with("measure", format!("@{}", measure_of(rules)))
                .with("unit", unit)
                .with("found", found)
        };
        let value = self.number(&name.value, &line.value, &[unit], wrong);
        let wrong_count = |found: String| Message::new("E1510").with("found", found);
        let counts = line.counts.as_ref().map(|counts| {
            counts.each_ref().map(|text| self.number(&name.value, text, &["cells/uL", "/uL"], wrong_count))
        });
        let new_lesion = line.new_lesion.as_ref().map(|text| self.truth("new_lesion", text));
        let thresholds = self.thresholds(line);
        let baseline = line.baseline.as_ref().map_or(Some(0), |time| self.time(name, time));
        let visits = self.visits(line, baseline);
        let until = match &line.until {
            Some(until) => Some(self.other(until)?),
            None => None,
        };
        let counts = match counts {
            Some([neutrophils, platelets]) => Some([neutrophils?, platelets?]),
            None => None,
        };
        let new_lesion = match new_lesion {
            Some(output) => Some(output?),
            None => None,
        };
        Some(Judging {
            thresholds: thresholds?,
            value: value?,
            counts,
            new_lesion,
            baseline: baseline?,
            visits: visits?,
            until,
        })
    }

    /// Two lines that cannot both hold: the problem at the one, and the other beside it.
    fn contradiction(
        &mut self,
        message: Message,
        here: Option<Span>,
        other: Option<Span>,
        says: &'static str,
    ) {
        let mut problem = Diagnostic { span: here.or(other), ..Diagnostic::error(message) };
        if let Some(other) = other.filter(|other| here.is_some_and(|here| here != *other)) {
            problem = problem.label(other, Message::new(says));
        }
        self.notes.push(problem);
    }

    fn thresholds(&mut self, line: &CriteriaLine) -> Option<Thresholds> {
        let rules = line.rules.value;
        let published = Thresholds::published(rules);
        let unit = unit_of(rules);
        let mut all_right = true;
        let limit = match &line.limit {
            None => published.limit,
            Some(limit) => {
                let parsed = Unit::parse(unit).ok();
                let found = parsed.map(|parsed| {
                    // A bare number has the unit of the criteria.
                    if limit.value.unit.is_plain() && limit.value.unit.to_string().is_empty() {
                        Ok(limit.value.value)
                    } else {
                        limit.value.in_unit(&parsed)
                    }
                });
                match found {
                    Some(Ok(found)) => found,
                    Some(Err(error)) => {
                        self.error(error.message(), limit.span);
                        return None;
                    }
                    None => published.limit,
                }
            }
        };
        let most = match rules {
            Rules::Recist => MEASURABLE_MM,
            Rules::Aml => PARTIAL_BLASTS,
            _ => f64::INFINITY,
        };
        if !(limit > 0.0 && limit < most) {
            let message = Message::new("E1511")
                .with("criteria", rules.name())
                .with("limit", limit)
                .with("most", if most.is_finite() { format!("{most} {unit}") } else { "∞".to_owned() });
            let here = line.limit.as_ref().and_then(|limit| limit.span);
            self.contradiction(message, here, line.rules.span, "criteria.asked_here");
            all_right = false;
        }
        let days = |time: &Option<Placed<Quantity>>, published: f64| {
            time.as_ref().map_or(published, |time| in_days(&time.value))
        };
        all_right.then_some(Thresholds {
            rules,
            limit,
            fall: line.fall.as_ref().map_or(published.fall, |fall| fall.value),
            rise: line.rise.as_ref().map_or(published.rise, |rise| rise.value),
            confirm: days(&line.confirm, published.confirm),
            stable_after: days(&line.stable_after, published.stable_after),
        })
    }

    fn visits(&mut self, line: &CriteriaLine, baseline: Option<usize>) -> Option<Vec<usize>> {
        let name = &line.name;
        let (start, end) = (self.clock.days(self.clock.start), self.clock.days(self.clock.end));
        let days = visit_days(&line.visits, end);
        let baseline_day = self.outputs.times_days.get(baseline?).copied().unwrap_or(f64::NAN);
        let near = 1e-9 * (end - start);
        let outside = days.iter().find(|(day, _)| !(*day >= start - near && *day <= end + near));
        if let Some((day, span)) = outside {
            let message = Message::new("E1512")
                .with("name", &name.value)
                .with("day", day_text(*day))
                .with("start", day_text(start))
                .with("end", day_text(end));
            let run = self.scenario.duration.as_ref().and_then(|duration| duration.span);
            self.contradiction(message, *span, run, "criteria.run_here");
            return None;
        }
        if let Some((day, span)) = days.iter().find(|(day, _)| *day <= baseline_day + near) {
            let message = Message::new("E1513")
                .with("name", &name.value)
                .with("day", day_text(*day))
                .with("baseline", day_text(baseline_day));
            let other = line.baseline.as_ref().and_then(|time| time.span);
            self.contradiction(message, *span, other.or(self.scenario.start.span), "criteria.baseline_here");
            return None;
        }
        let (first, last) = (days.first()?, days.last()?);
        let confirm = line
            .confirm
            .as_ref()
            .map_or(Thresholds::published(line.rules.value).confirm, |time| in_days(&time.value));
        if confirm > last.0 - first.0 + near {
            let message = Message::new("E1514")
                .with("name", &name.value)
                .with("confirm", day_text(confirm))
                .with("first", day_text(first.0))
                .with("last", day_text(last.0));
            let here = line.confirm.as_ref().and_then(|time| time.span);
            self.contradiction(message, here.or(first.1), first.1, "criteria.visits_here");
            return None;
        }
        if let Some(after) = &line.stable_after
            && in_days(&after.value) > last.0 - baseline_day + near
        {
            let message = Message::new("E1515")
                .with("name", &name.value)
                .with("after", day_text(in_days(&after.value)))
                .with("last", day_text(last.0 - baseline_day));
            self.contradiction(message, after.span, first.1, "criteria.visits_here");
            return None;
        }
        let mut visits: Vec<usize> = days.iter().map(|(day, _)| self.outputs.nearest_time(*day)).collect();
        visits.sort_unstable();
        visits.dedup();
        Some(visits)
    }

    pub fn criteria_cells(&mut self, line: &CriteriaLine, index: usize) {
        let rules = line.rules.value;
        let title = labelled(&line.label, &line.label_zh, rules_key(rules));
        let [en, zh] = &title;
        let label = |key: &'static str| {
            [(Lang::En, en), (Lang::Zh, zh)].map(|(lang, title)| {
                let what = Message::new(key).text(lang);
                Message::new("criteria.labelled").with("title", title).with("what", what).text(lang)
            })
        };
        let definition = line.definition();
        let name = |part: &str| format!("{}.{part}", line.name.value);
        let mut cells: Vec<(String, [String; 2], &str, Part)> = vec![(
            name("objective_response"),
            label("criteria.objective_response"),
            "",
            Part::Response(index),
        )];
        if rules == Rules::Aml {
            cells.push((name("remission"), label("criteria.remission"), "", Part::Remission(index)));
        } else {
            cells.push((
                name("disease_control"),
                label("criteria.disease_control"),
                "",
                Part::Control(index),
            ));
        }
        for category in categories(rules) {
            let part = Part::Best(index, *category);
            cells.push((name(category.name()), label(category_key(rules, *category)), "", part));
        }
        cells.push((
            name("time_to_response"),
            label("criteria.time_to_response"),
            "d",
            Part::TimeToResponse(index),
        ));
        cells.push((name("best_change"), label("criteria.best_change"), "%", Part::Change(index)));
        for (name, labels, unit, part) in cells {
            self.cell(name, labels, definition.clone(), unit, part);
        }
    }
}

/// The unit in which criteria are written.
fn unit_of(rules: Rules) -> &'static str {
    match rules {
        Rules::Recist | Rules::Lugano => "mm",
        Rules::Aml => "%",
        Rules::Ca125 => "U/mL",
        Rules::Afp => "ng/mL",
    }
}

/// What criteria are judged by, in the catalogue.
fn measure_of(rules: Rules) -> &'static str {
    match rules {
        Rules::Recist => "criteria.measure.diameters",
        Rules::Lugano => "criteria.measure.diameter",
        Rules::Aml => "criteria.measure.blasts",
        Rules::Ca125 => "criteria.measure.activity",
        Rules::Afp => "criteria.measure.concentration",
    }
}

fn rules_key(rules: Rules) -> &'static str {
    match rules {
        Rules::Recist => "criteria.recist",
        Rules::Lugano => "criteria.lugano",
        Rules::Aml => "criteria.aml",
        Rules::Ca125 => "criteria.ca125",
        Rules::Afp => "criteria.afp",
    }
}

fn category_key(rules: Rules, category: Category) -> &'static str {
    match (category, rules) {
        (Category::Complete, Rules::Aml) => "criteria.complete_remission",
        (Category::Complete, _) => "criteria.complete_response",
        (Category::PartialRecovery, _) => "criteria.complete_partial_recovery",
        (Category::IncompleteRecovery, _) => "criteria.complete_incomplete_recovery",
        (Category::LeukaemiaFree, _) => "criteria.leukaemia_free",
        (Category::Partial, Rules::Aml) => "criteria.partial_remission",
        (Category::Partial, _) => "criteria.partial_response",
        (Category::Stable, Rules::Aml) => "criteria.no_response",
        (Category::Stable, _) => "criteria.stable_disease",
        (Category::Progression, _) => "criteria.progressive_disease",
        (Category::NotEvaluable, _) => "criteria.not_evaluable",
    }
}

impl CriteriaLine {
    /// The definition as written, with its visits.
    pub(crate) fn definition(&self) -> String {
        let visits = match &self.visits {
            Visits::Times(times) => {
                let times: Vec<String> = times.iter().map(|time| time.value.to_string()).collect();
                times.join(", ")
            }
            Visits::Every { from, every, count } => {
                let count = count.map_or_else(String::new, |count| format!(", {count} times"));
                format!("from {} every {}{count}", from.value, every.value)
            }
        };
        let confirm = self
            .confirm
            .as_ref()
            .map_or_else(String::new, |time| format!(", confirmed after {}", time.value));
        let until = self.until.as_ref().map_or_else(String::new, |until| format!(", until {}", until.value));
        format!("{} {}; visits {visits}{confirm}{until}", self.rules.value.name(), self.value.value)
    }
}
