//! What one patient's model says over time: courses that a block follows.
//!
//! ```text
//! patient (typical, or one of the cohort) with factors --engine--> values at the recorded times --> straight lines between
//! ```

use crate::error::StudyError;
use crate::evaluate::Sets;
use crate::prepare::Study;
use crate::run::block::Failed;
use crate::run::{Progress, pool};
use crate::scenario::{ColumnLine, Placed};
use lytic_text::Lang;

/// An expression of the patient's model and the unit in which it is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub expression: Placed<String>,
    pub unit: Placed<String>,
}

impl Wanted {
    pub fn new(expression: &str, unit: &str) -> Wanted {
        let placed = |text: &str| Placed::default_of(text.to_owned());
        Wanted { expression: placed(expression), unit: placed(unit) }
    }

    /// As a column of a study, by its number.
    pub fn column(&self, number: usize) -> ColumnLine {
        ColumnLine {
            name: Placed::default_of(format!("tissue_block.{number}")),
            value: Some(self.expression.clone()),
            unit: Some(self.unit.clone()).filter(|unit| unit.value != "1"),
            label: String::new(),
            label_zh: String::new(),
        }
    }
}

/// Courses of a patient, one for each column, and the outcomes that the scenario judges.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Course {
    /// Recorded times, days.
    pub times_days: Vec<f64>,
    /// Values by column, then by time.
    pub columns: Vec<Vec<f64>>,
    /// Outcomes in their order.
    pub outcomes: Vec<f64>,
}

impl Course {
    /// A column at a time, along straight lines; 0 where the model gives no number (nothing is there).
    pub fn at(&self, column: usize, days: f64) -> f64 {
        let Some(values) = self.columns.get(column) else { return 0.0 };
        let after = self.times_days.partition_point(|time| *time <= days);
        let of = |place: usize| Some((*self.times_days.get(place)?, *values.get(place)?));
        let value = match (after.checked_sub(1).and_then(of), of(after)) {
            (Some((low, below)), Some((high, above))) => {
                below + (above - below) * (days - low) / (high - low)
            }
            (Some((_, value)), None) | (None, Some((_, value))) => value,
            (None, None) => 0.0,
        };
        if value.is_finite() { value } else { 0.0 }
    }

    /// The mean of what `of` makes of the time, over a stretch, by the trapezoid rule.
    pub fn mean(&self, (from, to): (f64, f64), of: impl Fn(f64) -> f64) -> f64 {
        const STEPS: u32 = 64;
        let at = |step: u32| of(from + (to - from) * f64::from(step) / f64::from(STEPS));
        let inner: f64 = (1..STEPS).map(at).sum();
        (0.5 * (at(0) + at(STEPS)) + inner) / f64::from(STEPS)
    }
}

/// Runs one patient of a study, `factors` at the places that the study keeps for them.
pub(super) fn run(
    study: &Study,
    patient: Option<u64>,
    factors: &[f64],
    progress: Progress<'_>,
) -> Result<Course, StudyError> {
    let pool = pool(Some(1))?;
    let parameters = |_: u64, values: &mut Vec<f64>| {
        let typical = study.people.typical(0);
        match patient {
            Some(patient) => study.people.patient(&typical, patient, values),
            None => values.clone_from(&typical),
        }
        for (place, factor) in study.factors.iter().zip(factors) {
            if let Some(value) = values.get_mut(*place) {
                *value = *factor;
            }
        }
    };
    let number = patient.unwrap_or_default();
    let sets =
        Sets { pool: &pool, range: number..number.saturating_add(1), parameters: &parameters, progress };
    let found = study.each(&sets, &|id, values, _| (values.to_vec(), study.outputs.judge(values, id)))?;
    let Some((_, (values, outcomes), failure)) = found.into_iter().next() else {
        return Err(StudyError::Interrupted);
    };
    if let Some(failure) = failure {
        let failed = Failed::new(number, 0, &failure);
        return Err(StudyError::BlockPatient {
            reason: failed.reason(study.scenario.kind, study.per_day).text(Lang::En),
        });
    }
    let outputs = &study.outputs;
    let of = |column: usize| {
        (0..outputs.times_days.len()).map(|time| outputs.value(time, column, &values)).collect::<Vec<f64>>()
    };
    let columns = (0..outputs.columns.len()).map(of).collect();
    Ok(Course { times_days: outputs.times_days.clone(), columns, outcomes })
}
