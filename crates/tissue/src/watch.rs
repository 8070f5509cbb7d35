//! What is remembered of a run for figures and measurements, small beside the run itself: profiles by depth, slices
//! through the middle, kills, and the paths of some NK cells.
//!
//! Everything is taken from a [`CellTable`] and the [`Fields`] at times that the caller chooses; nothing flows back.

mod profile;
mod slice;
mod state;
#[cfg(test)]
mod tests;

pub use profile::{Profile, Shell};
pub use slice::{Disc, Slice};

use crate::kind::{Cause, Kind};
use crate::{CellTable, Fields};

/// A cell that was killed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kill {
    /// When, min.
    pub minutes: f64,
    /// Who killed.
    pub killer: u64,
    /// What the cell was killed by.
    pub cause: Cause,
    /// Who was killed.
    pub victim: u64,
    /// Where, um.
    pub position_um: [f32; 3],
}

/// The path of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// The cell.
    pub id: u64,
    /// Time and position, min and um.
    pub points: Vec<(f64, [f32; 3])>,
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    /// Names and units of the fields, in the order of the profiles.
    pub fields: Vec<(String, String)>,
    /// A profile for each time that was looked at.
    pub profiles: Vec<Profile>,
    /// Slices at some of them.
    pub slices: Vec<Slice>,
    /// All kills, in the order of time.
    pub kills: Vec<Kill>,
    /// Paths of the first cells that were followed.
    pub tracks: Vec<Track>,
}

/// Cells whose path is kept.
pub const TRACKED: usize = 24;
/// Points of a path at most: then every other point is dropped.
const MOST_POINTS: usize = 2000;

impl Watch {
    /// Nothing seen yet.
    pub fn new(fields: &Fields) -> Watch {
        let fields = fields.laws().map(|law| (law.name.clone(), law.unit.clone())).collect();
        Watch { fields, ..Watch::default() }
    }

    /// Takes the profile of a moment, and the slice through the middle if it is asked for.
    pub fn look(&mut self, minutes: f64, cells: &CellTable, fields: &Fields, with_slice: bool) {
        self.profiles.push(Profile::of(minutes, cells, fields));
        if with_slice {
            self.slices.push(Slice::of(minutes, cells, fields));
        }
    }

    /// Remembers a kill.
    pub fn kill(&mut self, kill: Kill) {
        self.kills.push(kill);
    }

    /// Adds a point to the paths of NK cells: of [`TRACKED`] of those that live when there are first any, evenly spread over
    /// the table, as long as they live.
    pub fn track(&mut self, minutes: f64, cells: &CellTable) {
        let living = || cells.iter().filter(|cell| cell.is(Kind::Nk));
        if self.tracks.is_empty() {
            let every = living().count().div_ceil(TRACKED).max(1);
            let chosen = living().step_by(every).map(|cell| Track { id: cell.id, points: Vec::new() });
            self.tracks = chosen.collect();
        }
        for cell in living() {
            let Some(track) = self.tracks.iter_mut().find(|track| track.id == cell.id) else { continue };
            track.points.push((minutes, cell.position_um));
            if track.points.len() > MOST_POINTS {
                let mut index = 0;
                track.points.retain(|_| {
                    index += 1;
                    index % 2 == 1
                });
            }
        }
    }
}
