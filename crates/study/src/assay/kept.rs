//! What is kept of an assay on its way: counts of each stretch of its wells, in the unfinished folder of its run.
//!
//! ```text
//! parts/d00000-s00000.part   draw, stretch: counts of the replicates that it touched; runs of zeros are one number
//! ```
//!
//! Counts are whole numbers and add up in any order, so that an assay that goes on ends with the same bits.

use crate::bytes::Bytes;
use crate::error::StudyError;
use crate::records::Records;
use lytic_assay::{Protocol, Tally, Unit};

/// Units of a stretch at most.
const MOST_UNITS: usize = 256;
/// Units of a stretch at least, so that every core has some, and cells from which on those are enough.
const FEWEST_UNITS: usize = 32;
const ENOUGH_CELLS: u64 = 400_000;

/// Counts of the replicates that a stretch touched: arm, replicate, counts.
pub(super) type Counts = Vec<(u32, u32, Tally)>;

/// The units of a protocol in stretches: the same whatever the number of threads.
pub(super) fn stretches(protocol: &Protocol) -> Vec<Vec<Unit>> {
    let mut all = Vec::new();
    let (mut stretch, mut cells) = (Vec::new(), 0_u64);
    for unit in protocol.units() {
        let arm = protocol.arms.get(unit.arm as usize);
        let of_well = arm.map_or(0, |arm| u64::from(arm.effectors) + u64::from(arm.targets));
        cells = cells.saturating_add(of_well.saturating_mul(u64::from(unit.wells)));
        stretch.push(unit);
        let full = stretch.len() >= MOST_UNITS || (stretch.len() >= FEWEST_UNITS && cells >= ENOUGH_CELLS);
        if full {
            all.push(std::mem::take(&mut stretch));
            cells = 0;
        }
    }
    if !stretch.is_empty() {
        all.push(stretch);
    }
    all
}

/// Adds the counts of units to those of their replicates.
pub(super) fn merged(stretch: &[Unit], tallies: &[Tally]) -> Counts {
    let mut counts: Counts = Vec::new();
    for (unit, tally) in stretch.iter().zip(tallies) {
        match counts.last_mut() {
            Some((arm, replicate, sum)) if (*arm, *replicate) == (unit.arm, unit.replicate) => sum.add(tally),
            _ => counts.push((unit.arm, unit.replicate, tally.clone())),
        }
    }
    counts
}

/// Counts of a stretch that is there already.
///
/// # Errors
/// As [`Records::read`].
pub(super) fn read(
    records: &Records<'_>,
    (draw, stretch): (usize, usize),
    frames: usize,
) -> Result<Option<Counts>, StudyError> {
    records.read(&name(draw, stretch), |bytes| counts(bytes, frames))
}

/// Keeps the counts of a stretch.
///
/// # Errors
/// As [`Records::write`].
pub(super) fn write(
    records: &Records<'_>,
    (draw, stretch): (usize, usize),
    counts: &Counts,
) -> Result<(), StudyError> {
    records.write(&name(draw, stretch), |writer| {
        writer.each(counts, |writer, (arm, replicate, tally)| {
            writer.wholes(&[u64::from(*arm), u64::from(*replicate)]);
            writer.wholes(&packed(&tally.numbers()));
        });
    })
}

fn name(draw: usize, stretch: usize) -> String {
    format!("d{draw:05}-s{stretch:05}")
}

fn counts(bytes: &mut Bytes<'_>, frames: usize) -> Option<Counts> {
    bytes.each(|bytes| {
        let [arm, replicate] = bytes.wholes()?.try_into().ok()?;
        let tally = Tally::of_numbers(frames, &unpacked(&bytes.wholes()?, frames)?)?;
        Some((u32::try_from(arm).ok()?, u32::try_from(replicate).ok()?, tally))
    })
}

/// Zeros before a number, then the number.
fn packed(numbers: &[u64]) -> Vec<u64> {
    let (mut packed, mut zeros) = (Vec::new(), 0);
    for number in numbers {
        if *number == 0 {
            zeros += 1;
        } else {
            packed.extend([zeros, *number]);
            zeros = 0;
        }
    }
    packed
}

/// The numbers again, with zeros to the end; none where there would be more than belong there.
fn unpacked(packed: &[u64], frames: usize) -> Option<Vec<u64>> {
    let mut numbers = Tally::new(frames).numbers();
    let mut place = 0;
    for pair in packed.chunks(2) {
        let [zeros, number] = pair else { return None };
        place += usize::try_from(*zeros).ok().filter(|zeros| *zeros < numbers.len())?;
        *numbers.get_mut(place)? = *number;
        place += 1;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn zeros_take_no_room() {
        let mut tally = Tally::new(3);
        (tally.wells, tally.kills) = (2, 9);
        let numbers = tally.numbers();
        let short = packed(&numbers);
        assert_eq!(short.len(), 4);
        assert_eq!(unpacked(&short, 3), Some(numbers));
        assert_eq!(unpacked(&[u64::MAX, 1], 3), None);
        assert_eq!(unpacked(&[1, 1, 1], 3), None);
    }
}
