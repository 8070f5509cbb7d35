//! What cells sense, and what their rules make of it.

use crate::crowd::NONE;
use crate::kind::{Kind, Phase};
use crate::rules::{Behaviour, Signal};
use crate::tissue::{HOUR, Tissue};
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

impl Tissue {
    /// A behaviour of a cell after its rules; the base where it has none.
    pub(crate) fn by_rule(&self, cell: usize, behaviour: Behaviour, base: f64) -> f64 {
        if self.plan.rules.is_empty() {
            return base;
        }
        match self.plan.rules.of(self.crowd.kind[cell], behaviour) {
            Some(rule) => rule.value(base, !self.crowd.lives(cell), &|signal| self.sense(cell, signal)),
            None => base,
        }
    }

    /// A signal of a cell.
    fn sense(&self, cell: usize, signal: Signal) -> f64 {
        let place = self.place(cell);
        let at = || self.crowd.bodies.position_um(place).map(f64::from);
        let yes = |is: bool| f64::from(u8::from(is));
        match signal {
            Signal::Field(field) => self.fields.value(field, at()),
            Signal::Gradient(field) => {
                let square: f64 = self.fields.gradient(field, at()).iter().map(|along| along * along).sum();
                square.sqrt()
            }
            Signal::Pressure => f64::from(self.crowd.bodies.pressures().get(place).copied().unwrap_or(0.0)),
            Signal::Volume => f64::from(self.crowd.volume_um3(cell)),
            Signal::Contact(kind) => self
                .touching(cell)
                .filter(|other| self.crowd.kind[*other] == kind && self.crowd.lives(*other))
                .count() as f64,
            Signal::LiveContact => {
                self.touching(cell).filter(|other| self.crowd.lives(*other)).count() as f64
            }
            Signal::DeadContact => {
                self.touching(cell).filter(|other| !self.crowd.lives(*other)).count() as f64
            }
            Signal::ContactIn(condition) => {
                self.touching(cell).filter(|other| self.crowd.condition[*other] == condition).count() as f64
            }
            Signal::Damage => {
                let wound = self.crowd.wounds.get(self.wound_of(cell));
                let rates = self.plan.sorts.first().map(|sort| &sort.rates);
                wound
                    .zip(rates)
                    .map_or(0.0, |(wound, rates)| wound.victim.damage(rates, self.minutes() / HOUR))
            }
            Signal::Time => self.minutes(),
            Signal::Attacking => {
                let link = self.crowd.link[cell] as usize;
                let engaged = if self.crowd.kind[cell].is_lymphocyte() {
                    self.crowd.lymphocytes.get(link).is_some_and(|one| one.partner != NONE)
                } else {
                    self.crowd.wounds.get(link).is_some_and(|wound| wound.holder != NONE)
                };
                yes(engaged)
            }
            Signal::Dead => yes(!self.crowd.lives(cell)),
            Signal::Is(condition) => yes(self.crowd.condition[cell] == condition),
        }
    }

    fn wound_of(&self, cell: usize) -> usize {
        if self.crowd.kind[cell].is_lymphocyte() { usize::MAX } else { self.crowd.link[cell] as usize }
    }

    /// Cells that a cell touches.
    pub(crate) fn touching(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        let place = self.place(cell);
        let (at, radius) = (self.crowd.bodies.position_um(place), self.crowd.bodies.radii_um()[place]);
        let touch = self.plan.immune.touch as f32;
        let near = self.mechanics.near(&self.crowd.bodies, at, self.mechanics.sight_um());
        near.filter(move |other| *other != place)
            .filter(move |other| {
                let from = self.crowd.bodies.position_um(*other);
                let square: f32 = (0..3).map(|axis| (from[axis] - at[axis]) * (from[axis] - at[axis])).sum();
                let reach = touch * (radius + self.crowd.bodies.radii_um()[*other]);
                square <= reach * reach
            })
            .map(|other| self.crowd.bodies.slots()[other] as usize)
    }

    /// What rules make cells give to fields and take from them, added to the sources.
    pub(crate) fn exchange_by_rule(&mut self) {
        let behaviours: Vec<(Kind, Behaviour)> = self
            .plan
            .rules
            .rules
            .iter()
            .filter(|rule| {
                matches!(
                    rule.behaviour,
                    Behaviour::Secretion(_) | Behaviour::Uptake(_) | Behaviour::Export(_)
                )
            })
            .map(|rule| (rule.kind, rule.behaviour))
            .collect();
        for (kind, behaviour) in behaviours {
            for cell in (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == kind) {
                let rate = self.by_rule(cell, behaviour, 0.0) as f32;
                let share = self.crowd.volume_um3(cell) / self.plan.grid.voxel_um3() as f32;
                let voxel = self.plan.grid.voxel(self.crowd.bodies.position_um(cell).map(f64::from));
                match behaviour {
                    Behaviour::Secretion(field) => self.sources.add(field, voxel, share * rate, 0.0),
                    Behaviour::Uptake(field) => self.sources.add(field, voxel, 0.0, share * rate),
                    Behaviour::Export(field) => {
                        self.sources.add(field, voxel, rate / self.plan.grid.voxel_um3() as f32, 0.0);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Adhesion and repulsion as rules want them.
    pub(crate) fn hold_by_rule(&mut self) {
        let rules = &self.plan.rules.rules;
        let asked = |wanted: Behaviour| rules.iter().any(|rule| rule.behaviour == wanted);
        let (adhesion, repulsion) = (asked(Behaviour::Adhesion), asked(Behaviour::Repulsion));
        if !adhesion && !repulsion {
            return;
        }
        let usual = (self.plan.cell.adhesion_um_per_min, self.plan.cell.repulsion_um_per_min);
        for cell in 0..self.crowd.len() {
            if !self.crowd.lives(cell) {
                continue;
            }
            let kind = self.crowd.kind[cell];
            if adhesion && self.plan.rules.of(kind, Behaviour::Adhesion).is_some() {
                // A lymphocyte clings to the target that it holds, and to nothing else.
                let link = self.crowd.link[cell] as usize;
                let clings = kind.sticks()
                    || kind.is_lymphocyte()
                        && self.crowd.lymphocytes.get(link).is_some_and(|one| one.partner != NONE);
                let base = if clings { usual.0 } else { 0.0 };
                let adhesion = self.by_rule(cell, Behaviour::Adhesion, base);
                self.crowd.bodies.set_adhesion(cell, adhesion as f32);
            }
            if repulsion && self.plan.rules.of(kind, Behaviour::Repulsion).is_some() {
                let repulsion = self.by_rule(cell, Behaviour::Repulsion, usual.1);
                self.crowd.bodies.set_repulsion(cell, repulsion as f32);
            }
        }
    }

    /// Cells become others, as rules want it: from one kind they leave, to the other they come. One that is wounded stays
    /// what it is until it is repaired.
    pub(crate) fn turn_into_others(&mut self, dt: f64) {
        if self.plan.rules.rules.iter().all(|rule| !matches!(rule.behaviour, Behaviour::Transition(_))) {
            return;
        }
        let stream = Stream::new(self.plan.seed, purpose("tissue transition"), self.step);
        for cell in 0..self.crowd.len() {
            let kind = self.crowd.kind[cell];
            if !self.crowd.lives(cell) || self.crowd.link[cell] != NONE {
                continue;
            }
            let rates: Vec<(Kind, f64)> = self
                .plan
                .rules
                .transitions(kind)
                .map(|(into, rule)| (into, self.by_rule(cell, rule.behaviour, 0.0)))
                .collect();
            let all: f64 = rates.iter().map(|(_, rate)| rate).sum();
            let id = u64::from(self.crowd.id[cell]);
            if all <= 0.0 || stream.uniform(2 * id) >= 1.0 - math::exp(-all * dt) {
                continue;
            }
            let mut left = stream.uniform(2 * id + 1) * all;
            let chosen = rates.iter().find(|(_, rate)| {
                left -= rate;
                left < 0.0
            });
            if let Some((into, _)) = chosen.or(rates.last()) {
                self.become_one(cell, *into);
            }
        }
    }

    fn become_one(&mut self, cell: usize, into: Kind) {
        let crowd = &mut self.crowd;
        self.counts.of_mut(crowd.kind[cell]).left += 1;
        self.counts.of_mut(into).arrived += 1;
        (crowd.kind[cell], crowd.phase[cell], crowd.clock[cell]) = (into, Phase::G1, 0.0);
        (crowd.response[cell], crowd.shed[cell]) = (0.0, 0.0);
        let adhesion = if into.sticks() { self.plan.cell.adhesion_um_per_min as f32 } else { 0.0 };
        crowd.bodies.set_adhesion(cell, adhesion);
        crowd.bodies.set_crawl(cell, [0.0; 3]);
    }
}
