//! The cells of a tissue at one moment, as tables, pictures and profiles see them.

use crate::Fields;
use crate::kind::{Condition, Kind};

/// Cells side by side, one entry each, in an order that does not depend on threads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellTable {
    /// Number of the cell, never given twice in a run.
    pub id: Vec<u64>,
    /// Kind, an index into [`Kind::ALL`].
    pub kind: Vec<u8>,
    /// Condition, an index into [`Condition::ALL`].
    pub condition: Vec<u8>,
    /// Whether it touches a target, or is touched by a killer: 1 or 0.
    pub engaged: Vec<u8>,
    /// Position, um.
    pub x_um: Vec<f32>,
    /// Position, um.
    pub y_um: Vec<f32>,
    /// Position, um.
    pub z_um: Vec<f32>,
    /// Radius, um.
    pub radius_um: Vec<f32>,
    /// Cells that this one has killed so far.
    pub kills: Vec<u32>,
}

/// One cell of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellView {
    /// Number of the cell.
    pub id: u64,
    /// Kind.
    pub kind: Kind,
    /// How it is.
    pub condition: Condition,
    /// Whether it touches a target, or is touched by a killer.
    pub engaged: bool,
    /// Position, um.
    pub position_um: [f32; 3],
    /// Radius, um.
    pub radius_um: f32,
    /// Cells that it has killed.
    pub kills: u32,
}

impl CellView {
    /// Whether it lives.
    pub fn alive(&self) -> bool {
        self.condition == Condition::Living
    }

    /// Whether it is a living cell of this kind.
    pub fn is(&self, kind: Kind) -> bool {
        self.kind == kind && self.alive()
    }
}

impl CellTable {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: CellView) {
        let [x, y, z] = cell.position_um;
        self.id.push(cell.id);
        self.kind.push(cell.kind as u8);
        self.condition.push(cell.condition as u8);
        self.engaged.push(u8::from(cell.engaged));
        self.x_um.push(x);
        self.y_um.push(y);
        self.z_um.push(z);
        self.radius_um.push(cell.radius_um);
        self.kills.push(cell.kills);
    }

    /// Cell by cell. A number that is no kind or condition counts as the first.
    pub fn iter(&self) -> impl Iterator<Item = CellView> + '_ {
        let positions = self.x_um.iter().zip(&self.y_um).zip(&self.z_um);
        let is = self.kind.iter().zip(&self.condition).zip(&self.engaged);
        self.id.iter().zip(is).zip(positions).zip(self.radius_um.iter().zip(&self.kills)).map(
            |(((id, ((kind, condition), engaged)), ((x, y), z)), (radius, kills))| CellView {
                id: *id,
                kind: Kind::from_number(*kind).unwrap_or(Kind::Tumour),
                condition: Condition::ALL.get(usize::from(*condition)).copied().unwrap_or(Condition::Living),
                engaged: *engaged != 0,
                position_um: [*x, *y, *z],
                radius_um: *radius,
                kills: *kills,
            },
        )
    }
}

/// A moment that is saved or shown.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Its number among the saved moments, from 0.
    pub index: usize,
    /// When, min.
    pub minutes: f64,
    /// The cells.
    pub cells: &'a CellTable,
    /// The fields.
    pub fields: &'a Fields,
}
