//! Lymphocytes between tumour cells: events of their lives, contacts, turns.
//!
//! ```text
//! touches a free target (d < touch (R_i + R_j)):  engages it with probability 1 - exp(-touch_rate dt)
//! signal = (sight(answer to IFN-gamma, shed ligands) * activation + CD16) * factor of the cell * weakening
//! weakening = 1/(1 + TGF-beta/half) * (1 - a ado/(ado + half)) * (1 - h lack of oxygen) / (1 + lactate/half)
//! searching: with probability 1 - exp(-dt/persistence) a new direction, normalise(b up the gradient + (1 - b) uniform)
//! ```
//!
//! What follows a contact is the life of [`lytic_nk::life`]: the same as in a well. A target that is held or doomed
//! engages nobody else; nobody touches the same target twice in a row. TGF-beta and lack of oxygen act as far as a cell
//! has followed them (`biology`), adenosine and lactate at once; activation follows IL-15 and IL-2 (`biology`) from that of
//! the sort on.

use crate::arrivals::direction;
use crate::crowd::{Lymphocyte, NONE};
use crate::kind::{Cause, Condition, Kind};
use crate::rules::Behaviour;
use crate::tissue::{HOUR, Tissue};
use lytic_engine::math;
use lytic_nk::life::{Contact, Happening};

/// ng/mL in a pg/mL.
const NG_PER_PG: f64 = 1e-3;

impl Tissue {
    /// From `begin` on for so many minutes: what lymphocytes do. Mechanics has just moved cells.
    pub(crate) fn immune(&mut self, begin: f64, dt: f64) {
        self.mechanics.sort(&mut self.crowd.bodies);
        let slots = self.crowd.bodies.slots();
        self.places.resize(slots.len(), 0);
        for (place, slot) in slots.iter().enumerate() {
            self.places[*slot as usize] = place as u32;
        }
        let now = begin + dt;
        for index in 0..self.crowd.lymphocytes.len() {
            if self.crowd.lives(self.crowd.lymphocytes[index].cell as usize) {
                self.events(index, now);
            }
            // It may have died of its own activation.
            if self.crowd.lives(self.crowd.lymphocytes[index].cell as usize) {
                self.seek(index, now, dt);
                self.turn(index, dt);
            }
        }
        self.doomed(now);
        self.meals(dt, now);
    }

    /// Lets all events of a lymphocyte happen that come up to now.
    fn events(&mut self, index: usize, now: f64) {
        let now_h = now / HOUR;
        while self.crowd.lymphocytes[index].killer.next_h() <= now_h {
            let lymphocyte = &mut self.crowd.lymphocytes[index];
            let Some(sort) = self.plan.sorts.get(lymphocyte.sort as usize) else { return };
            let wound = self.crowd.wounds.get_mut(lymphocyte.partner as usize);
            let victim = wound.map(|wound| &mut wound.victim);
            match lymphocyte.killer.step(&sort.rates, victim, &mut lymphocyte.draws) {
                Happening::Left => self.release(index),
                Happening::Kill(_) => {
                    let (partner, cell) = (lymphocyte.partner as usize, lymphocyte.cell as usize);
                    if let Some(wound) = self.crowd.wounds.get_mut(partner) {
                        (wound.killer, wound.killer_id) = (self.crowd.kind[cell], self.crowd.id[cell]);
                    }
                    self.release(index);
                }
                Happening::Died => {
                    let cell = self.crowd.lymphocytes[index].cell as usize;
                    self.die(cell, Cause::Activation, now);
                    return;
                }
                Happening::Nothing | Happening::Polarised | Happening::Hit | Happening::Rested => {}
            }
        }
    }

    /// A lymphocyte lets go of its target.
    pub(crate) fn release(&mut self, index: usize) {
        let lymphocyte = &mut self.crowd.lymphocytes[index];
        if let Some(wound) = self.crowd.wounds.get_mut(lymphocyte.partner as usize) {
            wound.holder = NONE;
            lymphocyte.last = self.crowd.id[wound.cell as usize];
        }
        let target = self.crowd.wounds.get(lymphocyte.partner as usize).map(|wound| wound.cell as usize);
        lymphocyte.partner = NONE;
        let (cell, speed) = (lymphocyte.cell as usize, lymphocyte.speed_um_per_min * self.plan.mobility);
        let walks = lymphocyte.killer.is_searching();
        let place = self.place(cell);
        self.crowd.bodies.set_adhesion(place, 0.0);
        if let (Some(target), true) = (target, walks) {
            // It walks away from what it leaves.
            let (at, from) =
                (self.crowd.bodies.position_um(place), self.crowd.bodies.position_um(self.place(target)));
            let way: [f32; 3] = std::array::from_fn(|axis| at[axis] - from[axis]);
            let length = way.iter().map(|along| along * along).sum::<f32>().sqrt().max(1e-3);
            self.crowd.bodies.set_crawl(place, way.map(|along| speed * along / length));
        }
    }

    /// Where a cell stands among the bodies.
    pub(crate) fn place(&self, cell: usize) -> usize {
        self.places.get(cell).map_or(cell, |place| *place as usize)
    }

    /// A lymphocyte stands still.
    pub(crate) fn stop(&mut self, index: usize) {
        let place = self.place(self.crowd.lymphocytes[index].cell as usize);
        self.crowd.bodies.set_crawl(place, [0.0; 3]);
    }

    /// A searching lymphocyte may engage the nearest free target that it touches.
    fn seek(&mut self, index: usize, now: f64, dt: f64) {
        let lymphocyte = &self.crowd.lymphocytes[index];
        if !lymphocyte.killer.is_searching() {
            return;
        }
        let Some(target) = self.nearest_target(lymphocyte) else { return };
        let cell = lymphocyte.cell as usize;
        let rate = self.by_rule(cell, Behaviour::Attack, self.plan.immune.touch_rate_per_min);
        let attempt = self.crowd.lymphocytes[index].draws.uniform();
        if attempt >= 1.0 - math::exp(-rate * dt) {
            return;
        }
        let contact = self.contact(index, target, now);
        let wound = self.crowd.wound(target, self.plan.theta);
        let lymphocyte = &mut self.crowd.lymphocytes[index];
        let Some(sort) = self.plan.sorts.get(lymphocyte.sort as usize) else { return };
        lymphocyte.killer.meet(&sort.rates, now / HOUR, contact, &mut lymphocyte.draws);
        lymphocyte.partner = wound;
        self.counts.contacts += 1;
        self.counts.responses += u64::from(lymphocyte.killer.phase() == lytic_nk::life::Phase::Polarising);
        self.crowd.wounds[wound as usize].holder = index as u32;
        // It clings to its target.
        let place = self.place(self.crowd.lymphocytes[index].cell as usize);
        self.crowd.bodies.set_adhesion(place, self.plan.cell.adhesion_um_per_min as f32);
        self.stop(index);
    }

    /// The nearest target that it touches, lives, is held by nobody and is not the last one; of two at one distance the
    /// older.
    fn nearest_target(&self, lymphocyte: &Lymphocyte) -> Option<usize> {
        let crowd = &self.crowd;
        let place = self.place(lymphocyte.cell as usize);
        let (at, radius) = (crowd.bodies.position_um(place), crowd.bodies.radii_um()[place]);
        let touch = self.plan.immune.touch as f32;
        let sight = self.mechanics.sight_um();
        let mut nearest: Option<(f32, u32, usize)> = None;
        for other in self.mechanics.near(&crowd.bodies, at, sight) {
            let cell = crowd.bodies.slots()[other] as usize;
            if crowd.kind[cell] != Kind::Tumour || !crowd.lives(cell) || crowd.id[cell] == lymphocyte.last {
                continue;
            }
            let held = crowd.wounds.get(crowd.link[cell] as usize);
            if held.is_some_and(|wound| wound.holder != NONE || wound.victim.death().is_some()) {
                continue;
            }
            let from = crowd.bodies.position_um(other);
            let square: f32 = (0..3).map(|axis| (from[axis] - at[axis]) * (from[axis] - at[axis])).sum();
            let reach = touch * (radius + crowd.bodies.radii_um()[other]);
            let better = nearest.is_none_or(|(best, id, _)| (square, crowd.id[cell]) < (best, id));
            if square <= reach * reach && better {
                nearest = Some((square, crowd.id[cell], cell));
            }
        }
        nearest.map(|(_, _, cell)| cell)
    }

    /// What a lymphocyte makes of a target.
    fn contact(&self, index: usize, target: usize, now: f64) -> Contact {
        let lymphocyte = &self.crowd.lymphocytes[index];
        let nothing = Contact { respond_probability: 0.0, cd16_share: 0.0 };
        let Some(sort) = self.plan.sorts.get(lymphocyte.sort as usize) else { return nothing };
        let eyes = sort.eyes.iter().rfind(|eyes| eyes.from_min <= now).or(sort.eyes.first());
        let Some(sight) = eyes.and_then(|eyes| eyes.sights.get(lymphocyte.sight as usize)) else {
            return nothing;
        };
        if !lymphocyte.specific {
            return nothing;
        }
        let (rates, now_h) = (&sort.rates, now / HOUR);
        let (response, shed) = (f64::from(self.crowd.response[target]), f64::from(self.crowd.shed[target]));
        let at = |field: Option<usize>| {
            let position = self.crowd.bodies.position_um(self.place(lymphocyte.cell as usize)).map(f64::from);
            field.map_or(0.0, |field| self.fields.value(field, position))
        };
        let active = f64::from(lymphocyte.activation) / sort.activation;
        let natural = sight.signal(response, shed) * (1.0 + sight.driven * (active - 1.0));
        let cd16_left = lymphocyte.killer.cd16(rates, now_h);
        let cd16 = cd16_left * sight.cd16(&self.plan.antibody_ug_per_ml, at(self.roles.antibody));
        let all = (natural + cd16) * self.weakening(lymphocyte, &at) * lymphocyte.killer.factor(rates, now_h);
        Contact {
            respond_probability: sort.decision.respond_probability(all),
            cd16_share: if natural + cd16 > 0.0 { cd16 / (natural + cd16) } else { 0.0 },
        }
    }

    /// What the surroundings leave of a signal.
    fn weakening(&self, lymphocyte: &Lymphocyte, at: &dyn Fn(Option<usize>) -> f64) -> f64 {
        let n = &self.plan.immune;
        let cell = lymphocyte.cell as usize;
        let tgf_beta = NG_PER_PG * f64::from(self.crowd.response[cell]);
        let adenosine = at(self.roles.adenosine);
        let lactate = at(self.roles.lactate);
        let lack = f64::from(self.crowd.shed[cell]);
        (1.0 - n.largest_adenosine_loss * adenosine / (adenosine + n.adenosine_half_um))
            * (1.0 - n.hypoxia_loss * lack)
            / ((1.0 + tgf_beta / n.tgf_beta_half_ng_per_ml) * (1.0 + lactate / n.lactate_half_mm))
    }

    /// Direction and speed of a lymphocyte.
    fn turn(&mut self, index: usize, dt: f64) {
        let lymphocyte = &self.crowd.lymphocytes[index];
        let speed = lymphocyte.speed_um_per_min;
        if speed == 0.0 || !lymphocyte.killer.is_searching() {
            return;
        }
        let place = self.place(lymphocyte.cell as usize);
        let still = self.crowd.bodies.crawl(place) == [0.0; 3];
        let blocked = self.walks_into_a_wall(place);
        let lymphocyte = &mut self.crowd.lymphocytes[index];
        let [turns, u, v] = [0; 3].map(|_| lymphocyte.draws.uniform());
        let cell = self.crowd.lymphocytes[index].cell as usize;
        let keeps = self.by_rule(cell, Behaviour::Persistence, self.plan.immune.persistence_min);
        if !still && !blocked && turns >= 1.0 - math::exp(-dt / keeps) {
            return;
        }
        let random = direction(u, v, self.plan.flat);
        let bias = self.by_rule(cell, Behaviour::MigrationBias, self.plan.immune.chemotaxis);
        let speed =
            self.by_rule(cell, Behaviour::MigrationSpeed, f64::from(speed)) * f64::from(self.plan.mobility);
        let way = self.way(place, random, bias);
        self.crowd.bodies.set_crawl(place, way.map(|along| (along * speed) as f32));
    }

    /// Whether a cell touches the edge of the domain and heads out.
    fn walks_into_a_wall(&self, place: usize) -> bool {
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        let (at, way) = (self.crowd.bodies.position_um(place), self.crowd.bodies.crawl(place));
        let radius = f64::from(self.crowd.bodies.radii_um()[place]);
        (0..3).any(|axis| {
            let at = f64::from(at[axis]);
            (way[axis] < 0.0 && at < low[axis] + radius) || (way[axis] > 0.0 && at > high[axis] - radius)
        })
    }

    /// A random direction bent up the gradient of chemokine by at most a share.
    pub(crate) fn way(&self, place: usize, random: [f64; 3], bias: f64) -> [f64; 3] {
        let Some(field) = self.roles.chemokine else { return random };
        let mut up = self.fields.gradient(field, self.crowd.bodies.position_um(place).map(f64::from));
        if self.plan.flat {
            up[2] = 0.0;
        }
        let steep = math::sqrt(up.iter().map(|along| along * along).sum());
        if steep <= 0.0 {
            return random;
        }
        let across = steep * 2.0 * f64::from(self.crowd.bodies.radii_um()[place]);
        let share = bias * across / (across + self.plan.immune.chemokine_half_pg_per_ml);
        let mixed: [f64; 3] =
            std::array::from_fn(|axis| share * up[axis] / steep + (1.0 - share) * random[axis]);
        let length = math::sqrt(mixed.iter().map(|along| along * along).sum());
        if length > 0.0 { mixed.map(|along| along / length) } else { random }
    }

    /// Targets die whose time has come.
    fn doomed(&mut self, now: f64) {
        for wound in 0..self.crowd.wounds.len() {
            let (cell, killer) = (self.crowd.wounds[wound].cell as usize, self.crowd.wounds[wound].killer);
            let death = self.crowd.wounds[wound].victim.death().copied();
            if let Some(death) = death.filter(|death| death.dies_h <= now / HOUR)
                && self.crowd.condition[cell] == Condition::Living
            {
                self.die(cell, Cause::of_kill(killer, death.weapon), death.dies_h * HOUR);
            }
        }
    }
}
