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
use crate::crowd::{Crowd, NONE};
use crate::error::TissueError;
use crate::exchange::{Exchange, Roles};
use crate::fields::{Fields, Settings, Sources};
use crate::kind::Kind;
use crate::mechanics::{Mechanics, MechanicsSettings, Walls};
use crate::plan::Plan;
use crate::rules::Signal;
use crate::snapshot::{CellTable, CellView};
use crate::watch::Kill;

/// Minutes of an hour.
pub(crate) const HOUR: f64 = 60.0;
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
        self.leave(dt);
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

    /// Lengths of the phases, min.
    pub(crate) fn phase_minutes(&self) -> [f64; 4] {
        let cell = &self.plan.cell;
        [cell.g1_time_min, cell.s_time_min, cell.g2_time_min, cell.m_time_min]
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
