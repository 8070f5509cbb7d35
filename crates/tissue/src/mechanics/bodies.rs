//! What mechanics knows of cells: columns of 32-bit numbers, in the order of bins.
//!
//! All columns end with a few numbers that belong to no cell, so that eight neighbours can always be read at once.

use rayon::prelude::*;

/// Cells that are read at once.
pub(super) const LANES: usize = 8;

/// Places of the columns in [`Bodies`].
pub(super) mod column {
    pub const X: usize = 0;
    pub const Y: usize = 1;
    pub const Z: usize = 2;
    pub const RADIUS: usize = 3;
    pub const REACH: usize = 4;
    pub const PUSH: usize = 5;
    pub const CLING: usize = 6;
    pub const MOBILITY: usize = 7;
    pub const CRAWL: usize = 8;
    pub const BEFORE: usize = 11;
    pub const ALL: usize = 14;
}

/// One cell, as it is put in or read out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Its middle, um.
    pub position_um: [f32; 3],
    /// Its radius, um; greater than 0.
    pub radius_um: f32,
    /// How far its adhesion reaches, in radii.
    pub reach: f32,
    /// Repulsion k, um/min.
    pub repulsion: f32,
    /// Adhesion A, um/min.
    pub adhesion: f32,
    /// Velocity per force, 1 where nothing but other cells is in the way.
    pub mobility: f32,
    /// Its own motion, um/min.
    pub crawl_um_per_min: [f32; 3],
}

impl Body {
    /// PhysiCell's default cell at a place.
    pub fn standard(position_um: [f32; 3], radius_um: f32) -> Body {
        Body {
            position_um,
            radius_um,
            reach: super::REACH_IN_RADII,
            repulsion: super::REPULSION_UM_PER_MIN,
            adhesion: super::ADHESION_UM_PER_MIN,
            mobility: 1.0,
            crawl_um_per_min: [0.0; 3],
        }
    }
}

/// Cells as mechanics sees them. A cell's *place* is where it stands now, its *slot* where it stood when the owner last
/// called [`Bodies::settle`]: sorting changes places, not slots.
#[derive(Clone, Debug)]
pub struct Bodies {
    pub(super) columns: [Vec<f32>; column::ALL],
    /// Slot of the cell at each place.
    pub(super) slots: Vec<u32>,
    /// Velocities of forces at the last step, um/min; by place.
    pub(super) velocity: [Vec<f32>; 3],
    /// How much shorter a step they want ([`super::hurry`]), as of the last look, min^-4; by place.
    pub(super) hurry: Vec<f32>,
    /// Sum of (1 - d/R)^2 over neighbours, as of the last look; by place.
    pub(super) pressure: Vec<f32>,
    /// Room to reorder in, one for each thread that does.
    spares: Vec<Vec<f32>>,
    spare_slots: Vec<u32>,
}

impl Default for Bodies {
    fn default() -> Bodies {
        Bodies {
            columns: std::array::from_fn(|_| vec![0.0; LANES]),
            slots: Vec::new(),
            velocity: std::array::from_fn(|_| Vec::new()),
            hurry: Vec::new(),
            pressure: Vec::new(),
            spares: Vec::new(),
            spare_slots: Vec::new(),
        }
    }
}

impl Bodies {
    /// Cells.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Adds a cell at the last place, with the next slot.
    pub fn push(&mut self, body: &Body) {
        let place = self.len();
        let [x, y, z] = body.position_um;
        let [cx, cy, cz] = body.crawl_um_per_min;
        let numbers = [
            x,
            y,
            z,
            body.radius_um,
            body.reach * body.radius_um,
            body.repulsion.sqrt(),
            body.adhesion.sqrt(),
            body.mobility,
            cx,
            cy,
            cz,
            0.0,
            0.0,
            0.0,
        ];
        for (column, number) in self.columns.iter_mut().zip(numbers) {
            column.push(0.0);
            column[place] = number;
        }
        self.slots.push(place as u32);
        self.velocity.iter_mut().for_each(|column| column.push(0.0));
        self.hurry.push(0.0);
        self.pressure.push(0.0);
    }

    /// Numbers of a column, one a cell.
    pub(super) fn column(&self, which: usize) -> &[f32] {
        &self.columns[which][..self.slots.len()]
    }

    /// Middle of the cell at a place, um.
    pub fn position_um(&self, place: usize) -> [f32; 3] {
        [self.columns[column::X][place], self.columns[column::Y][place], self.columns[column::Z][place]]
    }

    /// Moves the cell at a place, um.
    pub fn set_position_um(&mut self, place: usize, position_um: [f32; 3]) {
        for (axis, along) in position_um.into_iter().enumerate() {
            self.columns[column::X + axis][place] = along;
        }
    }

    /// Coordinates of all cells, um, by place.
    pub fn coordinates_um(&self) -> [&[f32]; 3] {
        [self.column(column::X), self.column(column::Y), self.column(column::Z)]
    }

    /// Radii of all cells, um, by place.
    pub fn radii_um(&self) -> &[f32] {
        self.column(column::RADIUS)
    }

    /// Changes a radius; `reach` in radii.
    pub fn set_radius(&mut self, place: usize, radius_um: f32, reach: f32) {
        self.columns[column::RADIUS][place] = radius_um;
        self.columns[column::REACH][place] = reach * radius_um;
    }

    /// Changes adhesion, um/min.
    pub fn set_adhesion(&mut self, place: usize, adhesion: f32) {
        self.columns[column::CLING][place] = adhesion.max(0.0).sqrt();
    }

    /// Changes repulsion, um/min.
    pub fn set_repulsion(&mut self, place: usize, repulsion: f32) {
        self.columns[column::PUSH][place] = repulsion.max(0.0).sqrt();
    }

    /// Changes mobility.
    pub fn set_mobility(&mut self, place: usize, mobility: f32) {
        self.columns[column::MOBILITY][place] = mobility;
    }

    /// Own motion of the cell at a place, um/min.
    pub fn crawl(&self, place: usize) -> [f32; 3] {
        std::array::from_fn(|axis| self.columns[column::CRAWL + axis][place])
    }

    /// Changes own motion, um/min.
    pub fn set_crawl(&mut self, place: usize, crawl_um_per_min: [f32; 3]) {
        for (axis, along) in crawl_um_per_min.into_iter().enumerate() {
            self.columns[column::CRAWL + axis][place] = along;
        }
    }

    /// Sum of (1 - d/R)^2 over the neighbours of each cell, by place, as of the last look.
    pub fn pressures(&self) -> &[f32] {
        &self.pressure
    }

    /// Slot of the cell at each place.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Reorders: the cell that stood at `order[place]` comes to `place`.
    pub(super) fn permute(&mut self, order: &[u32]) {
        let count = self.len();
        // What a column was is room for the next one.
        let reorder = |columns: &mut [Vec<f32>], spare: &mut Vec<f32>| {
            for column in columns {
                spare.clear();
                spare.extend(order.iter().map(|from| column[*from as usize]));
                spare.resize(count + LANES, 0.0);
                std::mem::swap(column, spare);
            }
        };
        let threads = if count < super::steps::MANY_CELLS { 1 } else { rayon::current_num_threads() };
        let share = column::ALL.div_ceil(threads.clamp(1, column::ALL));
        self.spares.resize_with(column::ALL.div_ceil(share), Vec::new);
        match self.spares.as_mut_slice() {
            [only] => reorder(&mut self.columns, only),
            several => {
                let shares = self.columns.par_chunks_mut(share).zip(several);
                shares.for_each(|(columns, spare)| reorder(columns, spare));
            }
        }
        self.spare_slots.clear();
        self.spare_slots.extend(order.iter().map(|from| self.slots[*from as usize]));
        std::mem::swap(&mut self.slots, &mut self.spare_slots);
        if let Some(spare) = self.spares.first_mut() {
            spare.clear();
            spare.extend(order.iter().map(|from| self.pressure[*from as usize]));
            self.pressure.copy_from_slice(spare);
        }
    }

    /// Slots become places: to be called once the owner has brought its own columns into the order of [`Bodies::slots`].
    pub fn settle(&mut self) {
        for (place, slot) in self.slots.iter_mut().enumerate() {
            *slot = place as u32;
        }
    }

    /// Keeps the cells of which `keep` says so, in their order, and settles.
    pub fn retain(&mut self, keep: &[bool]) {
        let count = self.len();
        for column in &mut self.columns {
            let mut to = 0;
            for (from, keep) in (0..count).zip(keep) {
                if *keep {
                    column[to] = column[from];
                    to += 1;
                }
            }
            column.truncate(to);
            column.resize(to + LANES, 0.0);
        }
        let kept = self.columns[0].len() - LANES;
        self.slots.truncate(kept);
        self.hurry.truncate(kept);
        self.pressure.truncate(kept);
        self.velocity.iter_mut().for_each(|column| column.truncate(kept));
        self.settle();
    }

    /// Bytes of a cell here.
    pub const BYTES_PER_CELL: usize = 4 * (column::ALL + 3 + 1 + 1 + 1) + 2 * 4;

    /// Numbers of a cell in a checkpoint.
    pub(crate) const NUMBERS: usize = column::ALL;

    /// All numbers of the columns, for a checkpoint; places must be settled.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f32> {
        (0..column::ALL).flat_map(|which| self.column(which)).copied()
    }

    /// Cells with these numbers ([`Bodies::numbers`]); none if they are not whole cells.
    pub(crate) fn of_numbers(numbers: &[f32]) -> Option<Bodies> {
        if !numbers.len().is_multiple_of(column::ALL) {
            return None;
        }
        let count = numbers.len() / column::ALL;
        let mut bodies = Bodies::default();
        for (which, column) in bodies.columns.iter_mut().enumerate() {
            *column = numbers[which * count..(which + 1) * count].to_vec();
            column.resize(count + LANES, 0.0);
        }
        bodies.slots = (0..count as u32).collect();
        bodies.velocity = std::array::from_fn(|_| vec![0.0; count]);
        bodies.hurry = vec![0.0; count];
        bodies.pressure = vec![0.0; count];
        Some(bodies)
    }
}
