//! Growth, division, death, and what cells follow slowly.
//!
//! ```text
//! N' = r_N (N* - N),  C' = r_C (ratio N* - C),  F' = r_F (f V - F)      N* doubles from S to M; exact over a step
//! G1 -> S at 1/g1 * clip((pO2 - least)/(most - least));  S, G2 and M last their time;  M ends in two cells of half the volume
//! necrosis at rate * clip((least - pO2)/(least - full));  apoptosis at its rate;  a drug kills cycling cells
//! a' = (ifn/(ifn + half) - a)/t                            answer of tumour cells to IFN-gamma, and so for what others follow
//! c' = rise e (expanded - c) - decline (1 - e) (c - resting)      activation of NK cells; e: drive of IL-15 and IL-2 above rest
//! ```
//!
//! An event of rate k happens in a step with probability `1 - exp(-k dt)`. Volumes: Ghaffarizadeh 2018 PLoS Comput Biol
//! 14:e1005991, as a public description.

use crate::arrivals::direction;
use crate::crowd::{NONE, Newcomer, Wound};
use crate::kind::{Cause, Condition, Kind, Phase};
use crate::mechanics::Body;
use crate::rules::Behaviour;
use crate::tissue::{HOUR, Tissue};
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

/// Mass of an international unit of IL-2, pg: 18 million IU are 1.1 mg (label of aldesleukin).
const IL2_PG_PER_IU: f64 = 61.1;
/// Damage that no longer matters, in hits.
const HEALED: f64 = 1e-3;

/// What happens to a value in a step that follows another one: `1 - exp(-dt/t)` of the way.
pub(crate) fn share(dt: f64, time: f64) -> f32 {
    if time > 0.0 { (1.0 - math::exp(-dt / time)) as f32 } else { 1.0 }
}

/// Four uniform numbers of a cell in a step, to 32 bits.
pub(crate) struct Chances(pub(crate) [f64; 4]);

impl Chances {
    pub(crate) fn of(stream: &Stream, id: u32) -> Chances {
        let [first, second] = stream.bits(u64::from(id));
        let part = |bits: u64| (f64::from(bits as u32) + 0.5) * (1.0 / 4_294_967_296.0);
        Chances([part(first), part(first >> 32), part(second), part(second >> 32)])
    }
}

impl Tissue {
    /// A biology step from `begin` on. All columns are in the order of bodies.
    pub(crate) fn live(&mut self, begin: f64, dt: f64) {
        let stream = Stream::new(self.plan.seed, purpose("tissue fate"), self.step);
        let now = begin + dt;
        let cells = self.crowd.len();
        let mut keep = vec![true; cells];
        let mut born = Vec::new();
        for (cell, keep) in keep.iter_mut().enumerate() {
            let chances = Chances::of(&stream, self.crowd.id[cell]);
            self.crowd.clock[cell] += dt as f32;
            match (self.crowd.condition[cell], self.crowd.kind[cell]) {
                (Condition::Living, Kind::Tumour) => {
                    if self.plan.grows {
                        self.tumour(cell, &chances, (now, dt), &mut born);
                    }
                    self.answer(cell, dt);
                }
                (Condition::Living, Kind::Nk | Kind::Cd8) => self.follow(cell, &chances, now, dt),
                (Condition::Living, Kind::Macrophage) => {
                    self.polarise(cell, dt);
                    self.die_by_rule(cell, &chances, (now, dt));
                }
                (Condition::Living, Kind::Stroma) => self.die_by_rule(cell, &chances, (now, dt)),
                (Condition::Living, Kind::Endothelium) => {}
                _ => *keep = self.decay(cell, &chances, dt),
            }
        }
        self.detach(&stream, dt, &mut keep);
        self.crowd.set_radii(self.plan.cell.adhesion_reach as f32);
        self.without_grip();
        self.turn_into_others(dt);
        self.hold_by_rule();
        let rates = self.plan.sorts.first().map(|sort| sort.rates);
        let needed = |wound: &Wound| {
            let hurt = rates.as_ref().is_some_and(|rates| wound.victim.damage(rates, now / HOUR) > HEALED);
            wound.holder != NONE || wound.victim.death().is_some() || hurt
        };
        self.crowd.retain(&keep, needed);
        for newcomer in born {
            let kind = newcomer.kind;
            let id = self.next_id;
            self.next_id += 1;
            self.crowd.push(&Newcomer { id, ..newcomer });
            self.counts.of_mut(kind).born += 1;
        }
    }

    /// A living tumour cell that grows.
    fn tumour(&mut self, cell: usize, chances: &Chances, (now, dt): (f64, f64), born: &mut Vec<Newcomer>) {
        let n = self.plan.cell;
        let oxygen = self.value(self.roles.oxygen, cell);
        let starved = oxygen.map_or(0.0, |oxygen| n.starved(oxygen));
        let fed = oxygen.map_or(1.0, |oxygen| n.fed(oxygen));
        let drug = self.value(self.roles.drug, cell).unwrap_or(0.0);
        let cycles = self.crowd.phase[cell] != Phase::G1;
        let poison = if cycles {
            self.plan.field.drug_death_rate_per_min * drug / (drug + self.plan.field.drug_half_um)
        } else {
            0.0
        };
        let hazards = [
            (Cause::Necrosis, self.by_rule(cell, Behaviour::Necrosis, n.necrosis_rate_per_min * starved)),
            (Cause::Apoptosis, self.by_rule(cell, Behaviour::Apoptosis, n.apoptosis_rate_per_min)),
            (Cause::Drug, poison),
        ];
        let all: f64 = hazards.iter().map(|(_, rate)| rate).sum();
        if chances.0[0] < 1.0 - math::exp(-all * dt) {
            let mut left = chances.0[1] * all;
            let cause = hazards.iter().find(|(_, rate)| {
                left -= rate;
                left < 0.0
            });
            self.die(cell, cause.map_or(Cause::Apoptosis, |(cause, _)| *cause), now);
            return;
        }
        let [g1, s, g2, m] = self.phase_minutes();
        let entry = self.by_rule(cell, Behaviour::CycleEntry, fed / g1);
        let clock = f64::from(self.crowd.clock[cell]);
        let next = match self.crowd.phase[cell] {
            Phase::G1 if chances.0[2] < 1.0 - math::exp(-dt * entry) => Some(Phase::S),
            Phase::S if clock >= s => Some(Phase::G2),
            Phase::G2 if clock >= g2 => Some(Phase::M),
            Phase::M if clock >= m => Some(Phase::G1),
            _ => None,
        };
        if let Some(next) = next {
            self.crowd.clock[cell] = 0.0;
            let divides = self.crowd.phase[cell] == Phase::M;
            self.crowd.phase[cell] = next;
            if divides {
                born.push(self.divide(cell, chances));
            }
        }
        self.grow(cell, dt);
    }

    /// Volumes of a living cell follow their targets.
    fn grow(&mut self, cell: usize, dt: f64) {
        let n = &self.plan.cell;
        let doubled = if self.crowd.phase[cell] == Phase::G1 { 1.0 } else { 2.0 };
        let nucleus = (doubled * n.nuclear_solid_um3) as f32;
        let cytoplasm = n.cytoplasm_ratio as f32 * nucleus;
        let crowd = &mut self.crowd;
        crowd.nucleus[cell] += share(dt * n.nuclear_rate_per_min, 1.0) * (nucleus - crowd.nucleus[cell]);
        crowd.cytoplasm[cell] +=
            share(dt * n.cytoplasm_rate_per_min, 1.0) * (cytoplasm - crowd.cytoplasm[cell]);
        // F' = r (f (F + solid) - F): towards f/(1 - f) of the solid at r (1 - f).
        let solid = crowd.nucleus[cell] + crowd.cytoplasm[cell];
        let fluid = (n.fluid_share / (1.0 - n.fluid_share)) as f32 * solid;
        crowd.fluid[cell] +=
            share(dt * n.fluid_rate_per_min * (1.0 - n.fluid_share), 1.0) * (fluid - crowd.fluid[cell]);
    }

    /// A cell becomes two of half its volume, a radius apart; the second is returned.
    fn divide(&mut self, cell: usize, chances: &Chances) -> Newcomer {
        let way = direction(chances.0[1], chances.0[3], self.plan.flat);
        let crowd = &mut self.crowd;
        for part in [&mut crowd.fluid, &mut crowd.nucleus, &mut crowd.cytoplasm] {
            part[cell] *= 0.5;
        }
        let at = crowd.bodies.position_um(cell);
        let apart = 0.5 * crowd.bodies.radii_um()[cell];
        let beside = |side: f32| {
            let place: [f32; 3] = std::array::from_fn(|axis| at[axis] + side * apart * way[axis] as f32);
            let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
            std::array::from_fn(|axis| place[axis].clamp(low[axis] as f32, high[axis] as f32))
        };
        let (own, other) = (beside(-1.0), beside(1.0));
        crowd.bodies.set_position_um(cell, own);
        let volumes_um3 = [crowd.fluid[cell], crowd.nucleus[cell], crowd.cytoplasm[cell]];
        let mut body = Body::standard(other, crate::crowd::radius_um(volumes_um3.iter().sum()));
        body.repulsion = self.plan.cell.repulsion_um_per_min as f32;
        body.adhesion = self.plan.cell.adhesion_um_per_min as f32;
        body.reach = self.plan.cell.adhesion_reach as f32;
        body.mobility = self.plan.mobility;
        Newcomer {
            id: NONE,
            parent: crowd.id[cell],
            kind: Kind::Tumour,
            phase: Phase::G1,
            clock_min: 0.0,
            volumes_um3,
            body,
            response: crowd.response[cell],
            shed: crowd.shed[cell],
        }
    }

    /// A tumour cell follows IFN-gamma, and sheds ligands while it is attacked.
    fn answer(&mut self, cell: usize, dt: f64) {
        if !self.crowd.lives(cell) {
            return;
        }
        let n = &self.plan.immune;
        let ifn = self.value(self.roles.ifn_gamma, cell).unwrap_or(0.0);
        let wanted = (ifn / (ifn + n.ifn_response_half_pg_per_ml)) as f32;
        self.crowd.response[cell] +=
            share(dt, n.ifn_response_time_min) * (wanted - self.crowd.response[cell]);
        if self.crowd.link[cell] != NONE {
            self.crowd.shed[cell] += share(dt * n.shedding_rate_per_min, 1.0) * (1.0 - self.crowd.shed[cell]);
        }
    }

    /// A cell that dies of nothing but what rules say.
    fn die_by_rule(&mut self, cell: usize, chances: &Chances, (now, dt): (f64, f64)) {
        let rate = self.by_rule(cell, Behaviour::Apoptosis, 0.0);
        if rate > 0.0 && chances.0[0] < 1.0 - math::exp(-rate * dt) {
            self.die(cell, Cause::Apoptosis, now);
        }
    }

    /// A lymphocyte follows TGF-beta and lack of oxygen, an NK cell also IL-15 and IL-2, and may die.
    fn follow(&mut self, cell: usize, chances: &Chances, now: f64, dt: f64) {
        let n = &self.plan.immune;
        let tgf_beta = self.value(self.roles.tgf_beta, cell).unwrap_or(0.0) as f32;
        let oxygen = self.value(self.roles.oxygen, cell).unwrap_or(f64::INFINITY);
        let lack = (1.0 - oxygen / n.hypoxia_oxygen_mmhg).clamp(0.0, 1.0) as f32;
        let rate = self.by_rule(cell, Behaviour::Apoptosis, n.death_rate_per_min);
        let dies = chances.0[0] < 1.0 - math::exp(-rate * dt);
        self.crowd.response[cell] += share(dt, n.tgf_beta_time_min) * (tgf_beta - self.crowd.response[cell]);
        self.crowd.shed[cell] += share(dt, n.hypoxia_time_min) * (lack - self.crowd.shed[cell]);
        self.stimulate(cell, dt);
        if dies && self.plan.grows {
            self.die(cell, Cause::Apoptosis, now);
        }
    }

    /// Activation of an NK cell follows IL-15 and IL-2 where there is a field of one of them.
    fn stimulate(&mut self, cell: usize, dt: f64) {
        let Some(n) = &self.plan.stimulus else { return };
        let (il15, il2) = (self.value(self.roles.il15, cell), self.value(self.roles.il2, cell));
        if self.crowd.kind[cell] != Kind::Nk || (il15, il2) == (None, None) {
            return;
        }
        let drive = n.drive_above_rest(il15.unwrap_or(0.0), il2.unwrap_or(0.0) / IL2_PG_PER_IU);
        if let Some(lymphocyte) = self.crowd.lymphocytes.get_mut(self.crowd.link[cell] as usize) {
            let before = f64::from(lymphocyte.activation);
            lymphocyte.activation = n.activation(before, drive, dt) as f32;
        }
    }

    /// Counts what is there.
    pub(crate) fn count(&mut self) {
        let mut counts = self.counts;
        counts.minutes = self.minutes();
        for of in &mut counts.kinds {
            (of.living, of.dead) = (0, 0);
        }
        (counts.exhausted, counts.killers, counts.most_kills, counts.hypoxic, counts.response) =
            (0, 0, 0, 0, 0.0);
        for cell in 0..self.crowd.len() {
            let lives = self.crowd.lives(cell);
            let of = counts.of_mut(self.crowd.kind[cell]);
            of.living += u64::from(lives);
            of.dead += u64::from(!lives);
            if lives && self.crowd.kind[cell] == Kind::Tumour {
                let oxygen = self.value(self.roles.oxygen, cell);
                let least = self.plan.cell.growth_oxygen_least_mmhg;
                counts.hypoxic += u64::from(oxygen.is_some_and(|oxygen| oxygen < least));
                counts.response += f64::from(self.crowd.response[cell]);
            }
        }
        counts.response /= counts.of(Kind::Tumour).living.max(1) as f64;
        let now_h = counts.minutes / HOUR;
        for lymphocyte in &self.crowd.lymphocytes {
            let cell = lymphocyte.cell as usize;
            let sort = self.plan.sorts.get(lymphocyte.sort as usize);
            if let Some(sort) = sort.filter(|sort| sort.kind == Kind::Nk && self.crowd.lives(cell)) {
                counts.exhausted += u64::from(lymphocyte.killer.is_exhausted(&sort.rates, now_h));
                counts.killers += u64::from(lymphocyte.killer.kills() > 0);
                counts.most_kills = counts.most_kills.max(u64::from(lymphocyte.killer.kills()));
            }
        }
        counts.radius_um = self.tumour_radius_um();
        self.counts = counts;
    }

    /// The distance from the middle of all living tumour cells within which nine of ten of them lie, um.
    fn tumour_radius_um(&self) -> f64 {
        let living: Vec<[f64; 3]> = (0..self.crowd.len())
            .filter(|cell| self.crowd.kind[*cell] == Kind::Tumour && self.crowd.lives(*cell))
            .map(|cell| self.crowd.bodies.position_um(cell).map(f64::from))
            .collect();
        let count = living.len().max(1) as f64;
        let middle: [f64; 3] =
            std::array::from_fn(|axis| living.iter().map(|at| at[axis]).sum::<f64>() / count);
        let mut squares: Vec<f64> = living
            .iter()
            .map(|at| (0..3).map(|axis| (at[axis] - middle[axis]) * (at[axis] - middle[axis])).sum())
            .collect();
        if squares.is_empty() {
            return 0.0;
        }
        let place = (squares.len() * 9 / 10).min(squares.len() - 1);
        let (_, square, _) = squares.select_nth_unstable_by(place, f64::total_cmp);
        math::sqrt(*square)
    }
}
