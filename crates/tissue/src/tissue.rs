//! A tissue in time: fields, mechanics, leukocytes, growth and death, each with its own step.
//!
//! ```text
//! every biology step (6 min):   arrivals and treatments -> fields -> immune steps -> growth, division, death -> counts
//! every immune step (0.6 min):  mechanics (steps by tolerance) -> events of killers -> contacts -> turns
//! ```
//!
//! After each biology step all columns stand in the order of bins and a [`Tissue`] can be kept ([`Tissue::save`]) and go
//! on with the same bits. Random numbers: `fate` of a cell by step, `life` of a lymphocyte one after the other.

use crate::counts::Counts;
use crate::crowd::{Crowd, Lymphocyte, NONE, Newcomer};
use crate::error::TissueError;
use crate::exchange::{Exchange, Roles};
use crate::fields::{Face, Fields, Settings, Sources};
use crate::kind::{Cause, Condition, Kind, Phase};
use crate::mechanics::{Body, Mechanics, MechanicsSettings, Walls};
use crate::plan::{Entry, Plan, What};
use crate::rules::Signal;
use crate::snapshot::{CellTable, CellView};
use crate::watch::Kill;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};
use lytic_nk::life::{Draws, Killer};

/// Minutes of an hour.
pub(crate) const HOUR: f64 = 60.0;
/// Volume of a cell that starts between S and M, of one in G1.
const GROWN: f64 = 1.5;
/// Cells closer than this share of the smaller radius lie in one place.
const SAME_PLACE: f32 = 0.1;

/// A tissue at a moment.
#[derive(Clone, Debug)]
pub struct Tissue {
    pub(crate) plan: Plan,
    pub(crate) crowd: Crowd,
    pub(crate) fields: Fields,
    pub(crate) mechanics: Mechanics,
    pub(crate) counts: Counts,
    /// Biology steps done.
    pub(crate) step: u64,
    pub(crate) next_id: u32,
    /// Arrivals and treatments that are done.
    pub(crate) arrived: usize,
    pub(crate) treated: usize,
    pub(crate) roles: Roles,
    pub(crate) kills: Vec<Kill>,
    exchange: Exchange,
    pub(crate) sources: Sources,
    pub(crate) places: Vec<u32>,
}

impl Tissue {
    /// The tissue of a plan at its start.
    ///
    /// # Errors
    /// Cells without position, outside the domain or in one place; a step that cannot be stable; a field that cannot be.
    pub fn new(mut plan: Plan) -> Result<Tissue, TissueError> {
        plan.arrivals.sort_by(|one, other| one.minutes.total_cmp(&other.minutes));
        plan.treatments.sort_by(|one, other| one.minutes.total_cmp(&other.minutes));
        if plan.steps.mechanics.tolerance_um.is_none() {
            let radius = crate::crowd::radius_um(plan.cell.volume_um3 as f32);
            let longest_min =
                MechanicsSettings::longest_stable_min(f64::from(radius), plan.cell.repulsion_um_per_min);
            if plan.steps.mechanics.longest_min > longest_min {
                let step_min = plan.steps.mechanics.longest_min;
                return Err(TissueError::StepUnstable { step_min, longest_min });
            }
        }
        let fields = Fields::new(plan.grid, plan.laws.clone(), Settings::default())?;
        let (low, high) = (plan.grid.origin_um, plan.grid.end_um());
        let walls = Walls {
            low_um: low.map(|along| along as f32),
            high_um: high.map(|along| along as f32),
            flat: plan.flat,
        };
        let roles = Roles::of(&fields);
        let mut tissue = Tissue {
            exchange: Exchange::new(&plan, roles),
            sources: fields.sources(),
            mechanics: Mechanics::new(plan.steps.mechanics, walls),
            crowd: Crowd::default(),
            counts: Counts::default(),
            step: 0,
            next_id: 0,
            arrived: 0,
            treated: 0,
            roles,
            kills: Vec::new(),
            places: Vec::new(),
            fields,
            plan,
        };
        for start in std::mem::take(&mut tissue.plan.start) {
            tissue.add(start.kind, start.sort, start.position_um, start.volume_um3);
        }
        tissue.check_places()?;
        tissue.vessels();
        tissue.put_in_order();
        tissue.count();
        Ok(tissue)
    }

    /// Minutes since the start.
    pub fn minutes(&self) -> f64 {
        self.step as f64 * self.plan.steps.biology_min
    }

    /// Whether all minutes of the plan are over.
    pub fn is_done(&self) -> bool {
        self.minutes() >= self.plan.minutes * (1.0 - 1e-12)
    }

    /// Counts now.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The fields now.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The plan, without the cells of its start.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Kills since this was last called.
    pub fn take_kills(&mut self) -> Vec<Kill> {
        std::mem::take(&mut self.kills)
    }

    /// All cells now.
    pub fn table(&self) -> CellTable {
        let mut table = CellTable::default();
        for cell in 0..self.crowd.len() {
            let kind = self.crowd.kind[cell];
            let link = self.crowd.link[cell] as usize;
            let (engaged, kills) = if kind.is_lymphocyte() {
                let life = self.crowd.lymphocytes.get(link);
                life.map_or((false, 0), |life| (life.partner != NONE, life.killer.kills()))
            } else {
                (self.crowd.wounds.get(link).is_some_and(|wound| wound.holder != NONE), 0)
            };
            table.push(CellView {
                id: u64::from(self.crowd.id[cell]),
                kind,
                condition: self.crowd.condition[cell],
                engaged,
                position_um: self.crowd.bodies.position_um(cell),
                radius_um: self.crowd.bodies.radii_um()[cell],
                kills,
            });
        }
        table
    }

    /// One biology step. To be run inside the pool of threads that it is to use.
    ///
    /// # Errors
    /// A cell that moves beyond reason, a field without solution.
    pub fn advance(&mut self) -> Result<(), TissueError> {
        let (from, dt) = (self.minutes(), self.plan.steps.biology_min);
        self.treat(from);
        self.arrive(from)?;
        self.exchange.fill(&self.plan, &mut self.crowd, &self.fields, &mut self.sources, (from / HOUR, dt));
        self.exchange_by_rule();
        self.fields.step(dt, &self.sources)?;
        self.mechanics.unsettle();
        let parts =
            if self.crowd.lymphocytes.is_empty() && self.crowd.wounds.is_empty() && !self.has_macrophages() {
                1
            } else {
                (dt / self.plan.steps.immune_min).round().max(1.0) as u64
            };
        for part in 0..parts {
            let (begin, part_min) = (from + dt * part as f64 / parts as f64, dt / parts as f64);
            let moved = self.mechanics.advance(&mut self.crowd.bodies, part_min);
            moved.map_err(|lost| TissueError::CellLost {
                cell: u64::from(self.crowd.id[self.crowd.bodies.slots()[lost.place] as usize]),
                hours: begin / HOUR,
                speed_um_per_min: f64::from(lost.speed_um_per_min),
            })?;
            if parts > 1 {
                self.immune(begin, part_min);
            }
        }
        self.put_in_order();
        self.live(from, dt);
        self.put_in_order();
        self.step += 1;
        self.count();
        Ok(())
    }

    /// Sorts all cells into bins; from here on places are indices.
    pub(crate) fn put_in_order(&mut self) {
        self.mechanics.unsettle();
        self.mechanics.sort(&mut self.crowd.bodies);
        self.crowd.settle();
        self.places.clear();
        if self.plan.rules.senses(Signal::Pressure) {
            self.mechanics.squeeze(&mut self.crowd.bodies);
        }
    }

    fn has_macrophages(&self) -> bool {
        self.counts.of(Kind::Macrophage).living > 0
    }

    /// Adds a cell from outside; returns its index.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        sort: usize,
        position_um: [f32; 3],
        volume_um3: Option<f32>,
    ) -> usize {
        let (cell, immune) = (&self.plan.cell, &self.plan.immune);
        let id = self.next_id;
        self.next_id += 1;
        let usual = match kind {
            Kind::Nk | Kind::Cd8 => {
                self.plan.sorts.get(sort).map_or(immune.resting_volume_um3, |sort| sort.volume_um3)
            }
            Kind::Macrophage => immune.macrophage_volume_um3,
            _ => cell.volume_um3,
        };
        let volume = f64::from(volume_um3.unwrap_or(usual as f32));
        let solid = 1.0 - cell.fluid_share;
        let nucleus = volume * solid / (1.0 + cell.cytoplasm_ratio);
        let mut volumes = [volume * cell.fluid_share, nucleus, volume * solid - nucleus];
        let mut body = Body::standard(position_um, 1.0);
        body.repulsion = cell.repulsion_um_per_min as f32;
        body.mobility = self.plan.mobility;
        let sticks = matches!(kind, Kind::Tumour | Kind::Stroma | Kind::Endothelium);
        body.adhesion = if sticks { cell.adhesion_um_per_min as f32 } else { 0.0 };
        let (mut phase, mut clock) = (Phase::G1, 0.0);
        if kind == Kind::Tumour && self.plan.grows && volume_um3.is_none() {
            (phase, clock) = self.somewhere_in_the_cycle(id);
            if phase != Phase::G1 {
                // On its way to two cells.
                volumes = volumes.map(|part| part * GROWN);
            }
        }
        if kind == Kind::Endothelium {
            // The wall of a vessel stays where it is.
            body.mobility = 0.0;
        }
        let volumes_um3 = volumes.map(|part| part as f32);
        body.radius_um = crate::crowd::radius_um(volumes_um3.iter().sum());
        body.reach = cell.adhesion_reach as f32;
        let newcomer = Newcomer {
            id,
            parent: NONE,
            kind,
            phase,
            clock_min: clock,
            volumes_um3,
            body,
            response: 0.0,
            shed: 0.0,
        };
        let index = self.crowd.push(&newcomer);
        self.counts.of_mut(kind).arrived += 1;
        if kind.is_lymphocyte() {
            self.begin_life(index, sort);
        }
        index
    }

    /// Where a cell of a growing tumour stands: shares and times of the phases in proportion to their lengths, G1 as long
    /// as the oxygen around the tissue makes it.
    fn somewhere_in_the_cycle(&self, id: u32) -> (Phase, f32) {
        let mut lengths = self.phase_minutes();
        let outside =
            self.roles.oxygen.and_then(|field| self.fields.laws().nth(field)).map(|law| law.initial);
        lengths[0] /= outside.map_or(1.0, |oxygen| self.fed(oxygen)).max(1e-3);
        let whole: f64 = lengths.iter().sum();
        let mut at = Stream::new(self.plan.seed, purpose("tissue start"), u64::from(id)).uniform(0) * whole;
        for (phase, length) in Phase::ALL.into_iter().zip(lengths) {
            if at < length {
                return (phase, at as f32);
            }
            at -= length;
        }
        (Phase::G1, 0.0)
    }

    /// What oxygen leaves of the rate at which cells enter the cycle.
    pub(crate) fn fed(&self, oxygen_mmhg: f64) -> f64 {
        let n = &self.plan.cell;
        let range = n.growth_oxygen_most_mmhg - n.growth_oxygen_least_mmhg;
        ((oxygen_mmhg - n.growth_oxygen_least_mmhg) / range).clamp(0.0, 1.0)
    }

    /// Lengths of the phases, min.
    pub(crate) fn phase_minutes(&self) -> [f64; 4] {
        let cell = &self.plan.cell;
        [cell.g1_time_min, cell.s_time_min, cell.g2_time_min, cell.m_time_min]
    }

    /// Gives a lymphocyte its life; dead at once if it does not survive its way in.
    fn begin_life(&mut self, index: usize, sort: usize) {
        let Some(of) = self.plan.sorts.get(sort) else { return };
        let id = self.crowd.id[index];
        let mut draws = Draws::new(self.plan.seed, purpose("tissue life"), u64::from(id));
        let now_h = self.minutes() / HOUR;
        let killer = Killer::new(&of.rates, &mut draws);
        let (sight, alive, moves) = (draws.uniform(), draws.uniform(), draws.uniform());
        let specific = draws.uniform() < of.specific;
        let sights = of.eyes.first().map_or(&[][..], |eyes| &eyes.sights);
        let mut sum = 0.0;
        let chosen = sights.iter().position(|of| {
            sum += of.share;
            sight < sum
        });
        let handed = killer.secreted(&of.rates, now_h).ifn_gamma;
        self.crowd.link[index] = self.crowd.lymphocytes.len() as u32;
        self.crowd.lymphocytes.push(Lymphocyte {
            cell: index as u32,
            sort: sort as u32,
            sight: chosen.unwrap_or(sights.len().saturating_sub(1)) as u32,
            specific,
            speed_um_per_min: if moves < of.motile { of.speed_um_per_min as f32 } else { 0.0 },
            killer,
            draws,
            partner: NONE,
            last: NONE,
            handed,
        });
        if alive >= of.viable {
            self.die(index, Cause::Apoptosis, self.minutes());
        }
    }

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

    /// Cells of an arrival come in at places drawn for them.
    fn arrive(&mut self, from: f64) -> Result<(), TissueError> {
        while let Some(arrival) = self.plan.arrivals.get(self.arrived).copied() {
            if arrival.minutes > from + 1e-9 {
                break;
            }
            let door = self.door(arrival.entry);
            for number in 0..arrival.count {
                let place = self.entry(&door, number);
                self.add(arrival.kind, arrival.sort, place, None);
            }
            self.arrived += 1;
        }
        Ok(())
    }

    /// What all cells of an arrival share: where they come in.
    fn door(&self, entry: Entry) -> Door {
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        let middle = std::array::from_fn(|axis| 0.5 * (low[axis] + high[axis]));
        let mut vessels = Vec::new();
        if entry == Entry::Vessels {
            vessels.extend((0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Endothelium));
        }
        Door { entry, middle, reach: self.reach_um(middle), vessels }
    }

    /// Where a cell of an arrival comes in.
    fn entry(&self, door: &Door, number: u64) -> [f32; 3] {
        let stream = Stream::new(self.plan.seed, purpose("tissue entry"), self.arrived as u64);
        let [u, v, w] = [0, 1, 2].map(|step: u64| stream.uniform(8 * number + step));
        let direction = direction(u, v, self.plan.flat);
        let chosen = (w * door.vessels.len() as f64) as usize;
        let (from, away) = match door.vessels.get(chosen.min(door.vessels.len().saturating_sub(1))) {
            Some(vessel) => {
                let at = self.crowd.bodies.position_um(*vessel).map(f64::from);
                (at, 1.5 * f64::from(self.crowd.bodies.radii_um()[*vessel]))
            }
            // A shell of two cells' width around the farthest tumour cell, or anywhere in a ball as large as the tumour.
            None if door.entry == Entry::Around => (door.middle, door.reach + 8.0 + 20.0 * w),
            None => (door.middle, door.reach * cube_root(w)),
        };
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        std::array::from_fn(|axis| {
            (from[axis] + away * direction[axis]).clamp(low[axis] + 1.0, high[axis] - 1.0) as f32
        })
    }

    /// The farthest living tumour cell from a point, um.
    fn reach_um(&self, middle: [f64; 3]) -> f64 {
        let far = (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Tumour).map(|cell| {
            let at = self.crowd.bodies.position_um(cell);
            (0..3)
                .map(|axis| (f64::from(at[axis]) - middle[axis]) * (f64::from(at[axis]) - middle[axis]))
                .sum::<f64>()
        });
        far.fold(0.0, f64::max).sqrt()
    }

    /// What is done to the tissue at this time.
    fn treat(&mut self, from: f64) {
        while let Some(treatment) = self.plan.treatments.get(self.treated).copied() {
            if treatment.minutes > from + 1e-9 {
                break;
            }
            match treatment.what {
                What::Outside { field, value } => {
                    self.fields.set_faces(field, [Face::Fixed(value); 6]);
                    self.vessels_of(field, value);
                }
                What::Radiation { gray, alpha_per_gy, beta_per_gy2, oxygen_enhancement } => {
                    self.irradiate(gray, (alpha_per_gy, beta_per_gy2, oxygen_enhancement));
                }
            }
            self.treated += 1;
        }
    }

    /// Linear-quadratic death: `1 - exp(-alpha d - beta d^2)`, d smaller by up to the oxygen enhancement without oxygen
    /// (Alper and Howard-Flanders: half of it at 3 mmHg).
    fn irradiate(&mut self, gray: f64, (alpha, beta, enhancement): (f64, f64, f64)) {
        let stream = Stream::new(self.plan.seed, purpose("tissue radiation"), self.treated as u64);
        let minutes = self.minutes();
        for cell in 0..self.crowd.len() {
            let kind = self.crowd.kind[cell];
            if !matches!(kind, Kind::Tumour | Kind::Nk | Kind::Cd8) || !self.crowd.lives(cell) {
                continue;
            }
            let oxygen = self.value(self.roles.oxygen, cell).unwrap_or(160.0);
            let dose = gray * (enhancement * oxygen + 3.0) / (oxygen + 3.0) / enhancement;
            let dies = 1.0 - math::exp(-alpha * dose - beta * dose * dose);
            if stream.uniform(u64::from(self.crowd.id[cell])) < dies {
                self.die(cell, Cause::Radiation, minutes);
            }
        }
    }

    /// Vessels hold what comes with the blood at its value.
    fn vessels(&mut self) {
        let laws: Vec<(usize, Face)> = self.fields.laws().map(|law| law.faces[0]).enumerate().collect();
        for (field, face) in laws {
            if let Face::Fixed(value) = face {
                self.vessels_of(field, value);
            }
        }
    }

    fn vessels_of(&mut self, field: usize, value: f64) {
        for cell in (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Endothelium) {
            let voxel = self.plan.grid.voxel(self.crowd.bodies.position_um(cell).map(f64::from));
            self.fields.fix(field, voxel, Some(value));
        }
    }

    /// A field where a cell is; none for a field that the tissue lacks. Bodies must be settled.
    pub(crate) fn value(&self, field: Option<usize>, cell: usize) -> Option<f64> {
        field.map(|field| self.fields.value(field, self.crowd.bodies.position_um(cell).map(f64::from)))
    }

    /// Cells must have a place of their own in the domain.
    fn check_places(&mut self) -> Result<(), TissueError> {
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        for cell in 0..self.crowd.len() {
            let position_um = self.crowd.bodies.position_um(cell);
            let id = u64::from(self.crowd.id[cell]);
            if position_um.iter().any(|along| !along.is_finite()) {
                return Err(TissueError::CellNowhere { cell: id });
            }
            if (0..3).any(|axis| !(low[axis]..=high[axis]).contains(&f64::from(position_um[axis]))) {
                return Err(TissueError::CellOutside { cell: id, position_um });
            }
        }
        self.mechanics.sort(&mut self.crowd.bodies);
        self.crowd.settle();
        for cell in 0..self.crowd.len() {
            let distance = SAME_PLACE * self.crowd.bodies.radii_um()[cell];
            let near = self.mechanics.near(&self.crowd.bodies, self.crowd.bodies.position_um(cell), distance);
            if let Some(other) = near.filter(|other| *other != cell).min() {
                let id = |cell: usize| u64::from(self.crowd.id[cell]);
                let (first, second) = (id(cell).min(id(other)), id(cell).max(id(other)));
                return Err(TissueError::CellsOverlap { cell: first, other: second });
            }
        }
        Ok(())
    }
}

/// Where the cells of an arrival come in.
struct Door {
    entry: Entry,
    middle: [f64; 3],
    /// The farthest tumour cell, um.
    reach: f64,
    /// Cells of vessels, if they come out of those.
    vessels: Vec<usize>,
}

/// A direction from two uniform numbers: evenly on the sphere, or on the circle.
pub(crate) fn direction(u: f64, v: f64, flat: bool) -> [f64; 3] {
    let angle = 2.0 * std::f64::consts::PI * u;
    let z = if flat { 0.0 } else { 2.0 * v - 1.0 };
    let across = math::sqrt((1.0 - z * z).max(0.0));
    [across * math::cos(angle), across * math::sin(angle), z]
}

fn cube_root(x: f64) -> f64 {
    if x > 0.0 { math::pow(x, 1.0 / 3.0) } else { 0.0 }
}
