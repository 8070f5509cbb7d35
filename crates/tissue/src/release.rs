//! Tumour cells that leave through vessels.
//!
//! ```text
//! touches  |x - x_v| <= touch (R + R_v)             of any cell of a vessel's wall
//! leaves   with probability 1 - exp(-rate dt)       living, held by nobody, not about to die; once, however many cells it touches
//! ```

use crate::biology::{Chances, share};
use crate::crowd::NONE;
use crate::kind::Kind;
use crate::tissue::Tissue;
use lytic_engine::philox::Stream;

impl Tissue {
    /// Living tumour cells that touch a vessel, now.
    pub fn tumour_at_vessels(&self) -> u64 {
        self.at_vessels().into_iter().filter(|touches| *touches).count() as u64
    }

    /// Whether each cell is a living tumour cell that touches a vessel.
    fn at_vessels(&self) -> Vec<bool> {
        let mut touches = vec![false; self.crowd.len()];
        let vessels = (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Endothelium);
        for cell in vessels.flat_map(|vessel| self.touching(vessel)) {
            touches[cell] |= self.crowd.kind[cell] == Kind::Tumour && self.crowd.lives(cell);
        }
        touches
    }

    /// Tumour cells that touch a vessel may leave through it.
    pub(crate) fn detach(&mut self, stream: &Stream, dt: f64, keep: &mut [bool]) {
        let leaves = f64::from(share(dt * self.plan.cell.detachment_rate_per_min, 1.0));
        if leaves <= 0.0 {
            return;
        }
        let touches = self.at_vessels();
        for (cell, keep) in keep.iter_mut().enumerate().filter(|(cell, _)| touches[*cell]) {
            let held = self.crowd.wounds.get(self.crowd.link[cell] as usize);
            let free = held.is_none_or(|wound| wound.holder == NONE && wound.victim.death().is_none());
            if *keep && free && Chances::of(stream, self.crowd.id[cell]).0[3] < leaves {
                *keep = false;
                self.counts.of_mut(Kind::Tumour).left += 1;
            }
        }
    }
}
