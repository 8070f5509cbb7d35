//! Rows of the tables of single patients, from a block.

use super::frame::{Cells, Field};
use lytic_study::{ArmBlock, Block, Layout};
use std::iter::repeat_n;
use std::ops::Range;

/// The rows of a block.
pub(crate) struct Rows<'a> {
    pub layout: &'a Layout,
    pub block: &'a Block<'a>,
}

impl Rows<'_> {
    /// Heads that both tables begin with.
    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::new("draw", "")];
        if self.has_arms() {
            fields.push(Field::new("arm", ""));
        }
        fields.push(Field::new("patient", ""));
        fields
    }

    /// Their cells for rows with these numbers of patients.
    fn cells(&self, arm: usize, patients: Vec<u64>) -> Vec<Cells> {
        let rows = patients.len();
        let mut cells = vec![Cells::Whole(vec![self.block.draw; rows])];
        if self.has_arms() {
            cells.push(Cells::Same(self.layout.arms.get(arm).cloned().unwrap_or_default(), rows));
        }
        cells.push(Cells::Whole(patients));
        cells
    }

    fn has_arms(&self) -> bool {
        self.layout.arms.len() > 1
    }

    fn arm(&self, arm: usize) -> ArmBlock<'_> {
        let nothing = ArmBlock { curves: &[], outcomes: &[], reached_end: &[] };
        self.block.arms.get(arm).copied().unwrap_or(nothing)
    }

    /// Whether a candidate is one of the patients.
    fn is_accepted(&self, patient: usize) -> bool {
        self.block.accepted.get(patient).copied().unwrap_or(true)
    }

    /// Heads of the table of curves.
    pub fn curve_fields(&self) -> Vec<Field> {
        let mut fields = self.fields();
        fields.push(Field::time(self.layout.kind));
        fields.extend(self.layout.columns.iter().map(|(name, unit)| Field::new(name, unit)));
        fields
    }

    /// A row a patient and time; the shape of the block was checked before.
    pub fn curves(&self, arm: usize, patients: Range<usize>) -> Vec<Cells> {
        let (times, columns) = (self.layout.times_days.len(), self.layout.columns.len());
        let accepted: Vec<usize> = patients.filter(|patient| self.is_accepted(*patient)).collect();
        let numbers =
            accepted.iter().flat_map(|patient| repeat_n(self.block.first_patient + *patient as u64, times));
        let mut cells = self.cells(arm, numbers.collect());
        let days = accepted.iter().flat_map(|_| self.layout.times_days.iter().copied());
        cells.push(Cells::Number(days.collect()));
        let curves = self.arm(arm).curves;
        for column in 0..columns {
            let of = |patient: &usize| {
                let row = curves.get(patient * times * columns..(patient + 1) * times * columns);
                row.unwrap_or_default().iter().skip(column).step_by(columns).copied()
            };
            cells.push(Cells::Number(accepted.iter().flat_map(of).collect()));
        }
        cells
    }

    /// Heads of the table of outcomes.
    pub fn outcome_fields(&self) -> Vec<Field> {
        let mut fields = self.fields();
        fields.extend(self.layout.outcomes.iter().map(|(name, unit)| Field::new(name, unit)));
        if self.layout.accepts {
            fields.push(Field::new("accepted", ""));
        }
        fields.push(Field::new("reached_end", ""));
        fields
    }

    /// A row a patient.
    pub fn outcomes(&self, arm: usize) -> Vec<Cells> {
        let patients = self.block.patients;
        let numbers = (0..patients as u64).map(|patient| self.block.first_patient + patient);
        let mut cells = self.cells(arm, numbers.collect());
        let ArmBlock { outcomes, reached_end, .. } = self.arm(arm);
        let count = self.layout.outcomes.len();
        for outcome in 0..count {
            let values = outcomes.iter().skip(outcome).step_by(count).copied();
            cells.push(if self.layout.conditions.get(outcome) == Some(&true) {
                Cells::Truth(values.map(|value| (!value.is_nan()).then_some(value != 0.0)).collect())
            } else {
                Cells::Number(values.collect())
            });
        }
        if self.layout.accepts {
            cells.push(Cells::Truth((0..patients).map(|patient| Some(self.is_accepted(patient))).collect()));
        }
        let reached = |patient: usize| reached_end.get(patient).copied();
        cells.push(Cells::Truth((0..patients).map(reached).collect()));
        cells
    }
}
