//! Death, and what becomes of the dead.
//!
//! ```text
//! apoptotic   V' = -k V, gone after its time              engulfed   gone at the next biology step
//! necrotic    F' = k (1.1 V_burst - V), bursts at V_burst = ratio V_death; then debris: F' = -k F, gone at a rate
//! ```

use crate::biology::{Chances, share};
use crate::crowd::NONE;
use crate::kind::{Cause, Condition};
use crate::tissue::{HOUR, Tissue};
use crate::watch::Kill;

/// A swelling cell heads for so many times the volume at which it bursts.
const BEYOND_RUPTURE: f32 = 1.1;

impl Tissue {
    /// A living cell dies. What holds it lets go, and it lets go of what it holds.
    pub(crate) fn die(&mut self, cell: usize, cause: Cause, minutes: f64) {
        if self.crowd.condition[cell] != Condition::Living {
            return;
        }
        let necrosis = cause == Cause::Necrosis;
        self.crowd.condition[cell] = if necrosis { Condition::Necrotic } else { Condition::Apoptotic };
        self.crowd.clock[cell] = 0.0;
        self.crowd.response[cell] = self.crowd.volume_um3(cell);
        let kind = self.crowd.kind[cell];
        self.counts.of_mut(kind).died[cause as usize] += 1;
        let link = self.crowd.link[cell];
        if matches!(cause, Cause::NkGranules | Cause::NkReceptors | Cause::Cd8) {
            let killer = self.crowd.wounds.get(link as usize).map_or(NONE, |wound| wound.killer_id);
            let position_um = self.crowd.bodies.position_um(self.place(cell));
            let (killer, victim) = (u64::from(killer), u64::from(self.crowd.id[cell]));
            self.kills.push(Kill { minutes, killer, cause, victim, position_um });
        }
        if link == NONE {
            return;
        }
        let now_h = minutes / HOUR;
        if kind.is_lymphocyte() {
            self.release(link as usize);
            self.stop(link as usize);
        } else {
            let holder = self.crowd.wounds[link as usize].holder;
            if let Some(lymphocyte) = self.crowd.lymphocytes.get_mut(holder as usize) {
                if let Some(sort) = self.plan.sorts.get(lymphocyte.sort as usize) {
                    lymphocyte.killer.leave(&sort.rates, now_h);
                }
                self.release(holder as usize);
            }
        }
    }

    /// A dead cell shrinks, or swells and bursts; false when it has gone.
    pub(crate) fn decay(&mut self, cell: usize, chances: &Chances, dt: f64) -> bool {
        let n = self.plan.cell;
        let crowd = &mut self.crowd;
        // Engulfed by a macrophage.
        if crowd.clock[cell].is_infinite() {
            return false;
        }
        match crowd.condition[cell] {
            Condition::Apoptotic => {
                let kept = 1.0 - share(dt * n.apoptotic_shrinkage_per_min, 1.0);
                for part in [&mut crowd.fluid, &mut crowd.nucleus, &mut crowd.cytoplasm] {
                    part[cell] *= kept;
                }
                f64::from(crowd.clock[cell]) < n.apoptosis_time_min
            }
            Condition::Necrotic => {
                let bursts = n.rupture_ratio as f32 * crowd.response[cell];
                let way = BEYOND_RUPTURE * bursts - crowd.volume_um3(cell);
                crowd.fluid[cell] += share(dt * n.necrotic_swelling_per_min, 1.0) * way.max(0.0);
                if crowd.volume_um3(cell) >= bursts {
                    (crowd.condition[cell], crowd.clock[cell]) = (Condition::Debris, 0.0);
                    // What it held is free: the hull and the solid parts are left.
                    crowd.fluid[cell] = 0.5 * crowd.response[cell];
                }
                true
            }
            _ => {
                let kept = 1.0 - share(dt * n.debris_rate_per_min, 1.0);
                crowd.fluid[cell] *= kept;
                chances.0[3] >= f64::from(share(dt, n.debris_time_min))
            }
        }
    }

    /// Dead cells adhere to nothing.
    pub(crate) fn without_grip(&mut self) {
        for cell in 0..self.crowd.len() {
            if !self.crowd.lives(cell) {
                let radius = self.crowd.bodies.radii_um()[cell];
                self.crowd.bodies.set_radius(cell, radius, 1.0);
                self.crowd.bodies.set_adhesion(cell, 0.0);
            }
        }
    }
}
