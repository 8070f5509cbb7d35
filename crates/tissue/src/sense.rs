//! What cells sense, and what their rules make of it.

use crate::crowd::NONE;
use crate::kind::Kind;
use crate::rules::{Behaviour, Signal};
use crate::tissue::{HOUR, Tissue};

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
            Signal::DeadContact => {
                self.touching(cell).filter(|other| !self.crowd.lives(*other)).count() as f64
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
        }
    }

    fn wound_of(&self, cell: usize) -> usize {
        if self.crowd.kind[cell].is_lymphocyte() { usize::MAX } else { self.crowd.link[cell] as usize }
    }

    /// Cells that a cell touches.
    fn touching(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
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
            .filter(|rule| matches!(rule.behaviour, Behaviour::Secretion(_) | Behaviour::Uptake(_)))
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
                    _ => {}
                }
            }
        }
    }

    /// Adhesion as rules want it.
    pub(crate) fn adhere_by_rule(&mut self) {
        if self.plan.rules.rules.iter().all(|rule| rule.behaviour != Behaviour::Adhesion) {
            return;
        }
        let usual = self.plan.cell.adhesion_um_per_min;
        for cell in 0..self.crowd.len() {
            if self.crowd.lives(cell)
                && self.plan.rules.of(self.crowd.kind[cell], Behaviour::Adhesion).is_some()
            {
                let base = if self.crowd.kind[cell].is_lymphocyte() { 0.0 } else { usual };
                let adhesion = self.by_rule(cell, Behaviour::Adhesion, base);
                self.crowd.bodies.set_adhesion(cell, adhesion as f32);
            }
        }
    }
}
