//! Macrophages: they crawl, engulf dead cells, and lean to M1 or M2.
//!
//! ```text
//! m' = (ifn/(ifn + half) - tgf/(tgf + half) - m)/t      from -1, M2, to 1, M1
//! touches a dead cell and is hungry: engulfs it with probability 1 - exp(-appetite dt); hungry again after digestion
//! ```

use crate::arrivals::direction;
use crate::crowd::NONE;
use crate::kind::Kind;
use crate::rules::Behaviour;
use crate::tissue::Tissue;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

impl Tissue {
    /// A macrophage follows IFN-gamma and TGF-beta.
    pub(crate) fn polarise(&mut self, cell: usize, dt: f64) {
        let n = &self.plan.immune;
        let ifn = self.value(self.roles.ifn_gamma, cell).unwrap_or(0.0);
        let tgf_beta = 1e-3 * self.value(self.roles.tgf_beta, cell).unwrap_or(0.0);
        let wanted =
            ifn / (ifn + n.ifn_response_half_pg_per_ml) - tgf_beta / (tgf_beta + n.tgf_beta_half_ng_per_ml);
        let way = (1.0 - math::exp(-dt / n.polarisation_time_min)) as f32;
        self.crowd.response[cell] += way * (wanted as f32 - self.crowd.response[cell]);
    }

    /// Macrophages turn, and those that are hungry engulf a dead cell that they touch. Cells that are engulfed lie, with no
    /// volume left, until the next biology step removes them.
    pub(crate) fn meals(&mut self, dt: f64, now: f64) {
        if self.counts.of(Kind::Macrophage).living == 0 {
            return;
        }
        let n = self.plan.immune;
        let stream = Stream::new(self.plan.seed, purpose("tissue macrophages"), (now * 1e3).round() as u64);
        for cell in 0..self.crowd.len() {
            if self.crowd.kind[cell] != Kind::Macrophage || !self.crowd.lives(cell) {
                continue;
            }
            let id = u64::from(self.crowd.id[cell]);
            let place = self.place(cell);
            let keeps = self.by_rule(cell, Behaviour::Persistence, n.persistence_min);
            if stream.uniform(4 * id) < 1.0 - math::exp(-dt / keeps) {
                let random =
                    direction(stream.uniform(4 * id + 1), stream.uniform(4 * id + 2), self.plan.flat);
                let way = self.way(place, random, self.by_rule(cell, Behaviour::MigrationBias, n.chemotaxis));
                let speed = self.by_rule(cell, Behaviour::MigrationSpeed, n.macrophage_speed_um_per_min)
                    * f64::from(self.plan.mobility);
                self.crowd.bodies.set_crawl(place, way.map(|along| (along * speed) as f32));
            }
            let hungry = f64::from(self.crowd.clock[cell]) >= n.macrophage_digestion_min;
            let appetite = self.by_rule(cell, Behaviour::Phagocytosis, n.macrophage_appetite_per_min);
            let eats = stream.uniform(4 * id + 3) < 1.0 - math::exp(-appetite * dt);
            if hungry
                && eats
                && let Some(meal) = self.dead_beside(place)
            {
                self.crowd.clock[cell] = 0.0;
                self.crowd.clock[meal] = f32::INFINITY;
                self.counts.engulfed += 1;
            }
        }
    }

    /// The nearest dead cell that touches a place and is not engulfed yet; of two the older.
    fn dead_beside(&self, place: usize) -> Option<usize> {
        let crowd = &self.crowd;
        let (at, radius) = (crowd.bodies.position_um(place), crowd.bodies.radii_um()[place]);
        let touch = self.plan.immune.touch as f32;
        let near = self.mechanics.near(&crowd.bodies, at, self.mechanics.sight_um());
        let touching = near.filter_map(|other| {
            let cell = crowd.bodies.slots()[other] as usize;
            let from = crowd.bodies.position_um(other);
            let square: f32 = (0..3).map(|axis| (from[axis] - at[axis]) * (from[axis] - at[axis])).sum();
            let reach = touch * (radius + crowd.bodies.radii_um()[other]);
            let free = crowd.clock[cell].is_finite() && (crowd.link[cell] == NONE || !crowd.lives(cell));
            (!crowd.lives(cell) && free && square <= reach * reach).then_some((square, crowd.id[cell], cell))
        });
        touching
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
            .map(|(_, _, cell)| cell)
    }
}
