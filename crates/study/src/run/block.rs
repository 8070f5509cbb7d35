//! A block: up to 1,024 patients of one draw in all arms, from their first lane to the file.
//!
//! While it is open, patients arrive in any order, each a row. Once complete it is read cell by cell: a cell is one value
//! (a column at a time, or an outcome) of all its patients. Cells stand in this order, so that the quantiles of a cell
//! need only a slice of each block:
//!
//! ```text
//! for each arm: curves (time, column), outcomes; then, where candidates are accepted by bounds, the outcomes of all
//! candidates of the first arm
//! ```
//! Values of candidates who are refused are NaN everywhere but in that last part.

use crate::bytes::{Bytes, Writer, bits_of};
use crate::scenario::Kind;
use crate::sink::{ArmBlock, BLOCK_PATIENTS, Block};
use lytic_engine::Failure;
use lytic_text::Message;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Cells that are turned from rows at a time.
const CELLS_AT_ONCE: usize = 64;

/// What the blocks of a run hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Arms: one, or two with a twin.
    pub arms: usize,
    /// Recorded times.
    pub times: usize,
    /// Columns at each time.
    pub columns: usize,
    /// Outcomes.
    pub outcomes: usize,
    /// Bounds that plausible patients keep.
    pub bounds: usize,
}

impl Shape {
    /// Cells of the curves of one arm.
    pub fn curve_cells(&self) -> usize {
        self.times * self.columns
    }

    /// The same without curves and candidates.
    pub fn outcomes_only(&self) -> Shape {
        Shape { times: 0, columns: 0, bounds: 0, ..*self }
    }

    fn arm_cells(&self) -> usize {
        self.curve_cells() + self.outcomes
    }

    /// All cells.
    pub fn cells(&self) -> usize {
        self.arms * self.arm_cells() + if self.bounds > 0 { self.outcomes } else { 0 }
    }

    /// The first cell of an arm's curves.
    pub fn curves_of(&self, arm: usize) -> usize {
        arm * self.arm_cells()
    }

    /// The cell of an outcome in an arm.
    pub fn outcome_of(&self, arm: usize, outcome: usize) -> usize {
        self.curves_of(arm) + self.curve_cells() + outcome
    }

    /// The cell of an outcome of all candidates, accepted or not.
    pub fn candidates_of(&self, outcome: usize) -> usize {
        self.arms * self.arm_cells() + outcome
    }

    /// Memory of a whole block, in bytes.
    pub fn block_bytes(&self, patients: u64) -> usize {
        self.cells() * patients.min(BLOCK_PATIENTS as u64) as usize * size_of::<f64>()
    }
}

/// Which block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockId {
    /// Draw, from 0.
    pub draw: u64,
    /// Block of that draw, from 0.
    pub index: u64,
}

/// A patient that did not reach the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failed {
    /// Patient, from 0.
    pub patient: u64,
    /// Arm.
    pub arm: u64,
    /// 0 too many steps, 1 step too small, 2 not finite, 3 endless events, 4 negative rate.
    pub kind: u64,
    /// Time reached, in the unit of the model.
    pub time: f64,
}

impl Failed {
    /// A patient and how it failed.
    pub fn new(patient: u64, arm: u64, failure: &Failure) -> Failed {
        let (kind, time) = match failure {
            Failure::TooManySteps(time) => (0, *time),
            Failure::StepTooSmall(time) => (1, *time),
            Failure::NotFinite(time) => (2, *time),
            Failure::EndlessEvents(time) => (3, *time),
            Failure::NegativeRate(time, _) => (4, *time),
        };
        Failed { patient, arm, kind, time }
    }

    /// Why it did not reach the end, with the day; `per_day` is a day (of a model by itself: its unit of time) in the
    /// unit of the model.
    pub fn reason(&self, who: Kind, per_day: f64) -> Message {
        const KEYS: [[&str; 2]; 5] = [
            ["failure.too_many_steps", "failure.too_many_steps.model"],
            ["failure.step_too_small", "failure.step_too_small.model"],
            ["failure.not_finite", "failure.not_finite.model"],
            ["failure.endless_events", "failure.endless_events.model"],
            ["failure.negative_rate", "failure.negative_rate.model"],
        ];
        let [of_people, of_model] = KEYS.get(self.kind as usize).copied().unwrap_or(KEYS[2]);
        let rounded = |time: f64| (time * 100.0).round() / 100.0;
        match who {
            Kind::Model { .. } => {
                Message::new(of_model).with("time", who.time_text(rounded(self.time / per_day)))
            }
            Kind::Patient | Kind::Factory => {
                Message::new(of_people).with("day", rounded(self.time / per_day))
            }
        }
    }

    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        [self.patient, self.arm, self.kind].iter().for_each(|number| writer.whole(*number));
        writer.number(self.time);
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<Failed> {
        let (patient, arm, kind) = (bytes.whole()?, bytes.whole()?, bytes.whole()?);
        Some(Failed { patient, arm, kind, time: bytes.number()? })
    }
}

/// What is counted in a block, and what tells where it belongs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// Which block.
    pub id: BlockId,
    /// First patient, from 0.
    pub first_patient: u64,
    /// How many candidates.
    pub patients: u64,
    /// How many of them are accepted: all, without bounds.
    pub accepted: u64,
    /// Candidates outside each bound.
    pub refused: Vec<u64>,
    /// Accepted steps of all arms.
    pub steps: u64,
    /// Rejected steps of all arms.
    pub rejected: u64,
    /// Those who did not reach the end, by patient, then arm.
    pub failed: Vec<Failed>,
    /// Arms, cells: what the values are.
    pub shape: Shape,
}

impl Head {
    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        let shape = &self.shape;
        for number in [self.id.draw, self.id.index, self.first_patient, self.patients, self.accepted] {
            writer.whole(number);
        }
        for number in [shape.arms, shape.times, shape.columns, shape.outcomes, shape.bounds] {
            writer.whole(number as u64);
        }
        writer.wholes(&self.refused);
        writer.whole(self.steps);
        writer.whole(self.rejected);
        writer.each(&self.failed, |writer, failed| failed.write(writer));
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<Head> {
        let id = BlockId { draw: bytes.whole()?, index: bytes.whole()? };
        let (first_patient, patients, accepted) = (bytes.whole()?, bytes.whole()?, bytes.whole()?);
        let mut size = || bytes.whole().and_then(|number| usize::try_from(number).ok());
        let shape =
            Shape { arms: size()?, times: size()?, columns: size()?, outcomes: size()?, bounds: size()? };
        let refused = bytes.wholes()?;
        let (steps, rejected) = (bytes.whole()?, bytes.whole()?);
        let failed = bytes.each(Failed::read)?;
        Some(Head { id, first_patient, patients, accepted, refused, steps, rejected, failed, shape })
    }
}

/// The values of one arm, a row a patient.
#[derive(Clone, Debug, Default, PartialEq)]
struct Arm {
    curves: Vec<f64>,
    outcomes: Vec<f64>,
    reached_end: Vec<bool>,
}

/// A block and its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockData {
    /// What is counted in it.
    pub head: Head,
    arms: Vec<Arm>,
    candidates: Vec<f64>,
    accepted: Vec<bool>,
    /// Rows that have not come yet.
    missing: usize,
}

impl BlockData {
    /// A block whose patients have still to come.
    pub fn new(id: BlockId, first_patient: u64, patients: u64, shape: Shape) -> BlockData {
        let count = patients as usize;
        let arm = Arm {
            curves: vec![f64::NAN; count * shape.curve_cells()],
            outcomes: vec![f64::NAN; count * shape.outcomes],
            reached_end: vec![true; count],
        };
        let refused = vec![0; shape.bounds];
        BlockData {
            head: Head { id, first_patient, patients, accepted: patients, refused, shape, ..Head::default() },
            arms: vec![arm; shape.arms],
            candidates: Vec::new(),
            accepted: if shape.bounds > 0 { vec![true; count] } else { Vec::new() },
            missing: count * shape.arms,
        }
    }

    /// Puts a patient's row of an arm in its place: curves (a recorded time after the other, `width` values each of which
    /// the first are the columns), outcomes, work, and whether each bound is kept. True when it was the last.
    pub fn put(&mut self, place: usize, arm: usize, row: Row<'_>) -> bool {
        let Shape { columns, outcomes, .. } = self.head.shape;
        let cells = self.head.shape.curve_cells();
        if let Some(kept) = self.arms.get_mut(arm) {
            if columns > 0
                && let Some(curves) = kept.curves.get_mut(place * cells..(place + 1) * cells)
            {
                for (to, from) in curves.chunks_mut(columns).zip(row.values.chunks(row.width.max(1))) {
                    to.copy_from_slice(from.get(..columns).unwrap_or_default());
                }
            }
            if let Some(judged) = kept.outcomes.get_mut(place * outcomes..(place + 1) * outcomes) {
                judged.iter_mut().zip(row.outcomes).for_each(|(to, from)| *to = from);
            }
            if let Some(reached) = kept.reached_end.get_mut(place) {
                *reached = row.failure.is_none();
            }
        }
        let mut accepted = true;
        for (count, keeps) in self.head.refused.iter_mut().zip(row.keeps) {
            *count += u64::from(!keeps);
            accepted &= keeps;
        }
        if let Some(known) = self.accepted.get_mut(place) {
            *known &= accepted;
        }
        if let Some(failure) = row.failure {
            let patient = self.head.first_patient + place as u64;
            self.head.failed.push(Failed::new(patient, arm as u64, failure));
        }
        self.head.steps += row.steps;
        self.head.rejected += row.rejected;
        self.missing = self.missing.saturating_sub(1);
        self.missing == 0
    }

    /// Called once, when all rows are there: candidates who are refused lose their values.
    pub fn complete(&mut self) {
        self.head.failed.sort_by_key(|failed| (failed.patient, failed.arm));
        if self.accepted.is_empty() {
            return;
        }
        self.candidates = self.arms.first().map_or_else(Vec::new, |arm| arm.outcomes.clone());
        self.head.accepted = self.accepted.iter().filter(|accepted| **accepted).count() as u64;
        let Shape { outcomes, .. } = self.head.shape;
        let cells = self.head.shape.curve_cells();
        for arm in &mut self.arms {
            for (place, _) in self.accepted.iter().enumerate().filter(|(_, accepted)| !**accepted) {
                for (values, each) in [(&mut arm.curves, cells), (&mut arm.outcomes, outcomes)] {
                    if let Some(row) = values.get_mut(place * each..(place + 1) * each) {
                        row.fill(f64::NAN);
                    }
                }
            }
        }
    }

    /// As tables see it; `number` is that of the block in the run.
    pub fn seen(&self, number: u64) -> Block<'_> {
        Block {
            draw: self.head.id.draw,
            number,
            first_patient: self.head.first_patient,
            patients: self.head.patients as usize,
            arms: self
                .arms
                .iter()
                .map(|arm| ArmBlock {
                    curves: &arm.curves,
                    outcomes: &arm.outcomes,
                    reached_end: &arm.reached_end,
                })
                .collect(),
            accepted: &self.accepted,
        }
    }

    /// Writes cells, one after the other, each with all patients, over `values`.
    pub fn cells(&self, cells: Range<usize>, values: &mut Vec<f64>) {
        let patients = self.head.patients as usize;
        let shape = &self.head.shape;
        values.clear();
        values.resize(cells.len() * patients, f64::NAN);
        let first = cells.start;
        let mut from = |rows: &[f64], each: usize, start: usize| {
            let wanted = cells.start.max(start)..cells.end.min(start + each);
            if wanted.is_empty() {
                return;
            }
            for (patient, row) in rows.chunks(each).enumerate() {
                let row = row.get(wanted.start - start..wanted.end - start).unwrap_or_default();
                for (cell, value) in wanted.clone().zip(row) {
                    if let Some(place) = values.get_mut((cell - first) * patients + patient) {
                        *place = *value;
                    }
                }
            }
        };
        for (index, arm) in self.arms.iter().enumerate() {
            from(&arm.curves, shape.curve_cells(), shape.curves_of(index));
            from(&arm.outcomes, shape.outcomes, shape.outcome_of(index, 0));
        }
        from(&self.candidates, shape.outcomes, shape.candidates_of(0));
    }

    /// Hands out head and cells as the bytes of a file, and gives back their hash.
    pub fn stream<E>(&self, put: &mut dyn FnMut(&[u8]) -> Result<(), E>) -> Result<Hash, E> {
        let mut hasher = Sha256::new();
        let mut head = Writer::default();
        self.head.write(&mut head);
        hasher.update(&head.0);
        put(&head.0)?;
        let cells = self.head.shape.cells();
        let (mut values, mut bytes) = (Vec::new(), Vec::new());
        for first in (0..cells).step_by(CELLS_AT_ONCE) {
            self.cells(first..(first + CELLS_AT_ONCE).min(cells), &mut values);
            bytes.clear();
            bytes.extend(values.iter().flat_map(|value| bits_of(*value).to_le_bytes()));
            hasher.update(&bytes);
            put(&bytes)?;
        }
        Ok(hasher.finalize().into())
    }

    /// Its outcomes without curves and candidates: a smaller block of the same patients.
    pub fn outcomes_only(&self) -> BlockData {
        let shape = self.head.shape.outcomes_only();
        let arm = |arm: &Arm| Arm { outcomes: arm.outcomes.clone(), ..Arm::default() };
        BlockData {
            head: Head { shape, ..self.head.clone() },
            arms: self.arms.iter().map(arm).collect(),
            ..BlockData::default()
        }
    }

    /// Outcomes of an arm: `[patient * outcomes + outcome]`.
    pub fn outcomes(&self, arm: usize) -> &[f64] {
        self.arms.get(arm).map_or(&[], |arm| &arm.outcomes)
    }

    /// Curves of an arm: `[(patient * times + time) * columns + column]`.
    pub fn curves(&self, arm: usize) -> &[f64] {
        self.arms.get(arm).map_or(&[], |arm| &arm.curves)
    }

    /// Lets the curves go.
    pub fn forget_curves(&mut self) {
        self.arms.iter_mut().for_each(|arm| arm.curves = Vec::new());
    }
}

/// What a lane found for a patient in an arm.
pub struct Row<'a> {
    /// Recorded values, `width` a time.
    pub values: &'a [f64],
    /// Outputs a time: the columns first.
    pub width: usize,
    /// Judged outcomes.
    pub outcomes: &'a mut dyn Iterator<Item = f64>,
    /// Whether each bound is kept; nothing in the twin.
    pub keeps: &'a mut dyn Iterator<Item = bool>,
    /// Why the patient did not reach the end.
    pub failure: Option<&'a Failure>,
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
}
