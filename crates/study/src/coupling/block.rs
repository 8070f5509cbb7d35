//! The block as the courses of its patient make it: who is there, who enters and leaves, what flows through its vessels, how
//! active NK cells are, how fast the cycle turns.
//!
//! ```text
//! density = tumour cells of the site/volume of the site          share of tumour cells in the block = min(1, density/full density)
//! scale   = volume of the block/volume of the site * min(1, full density/density)
//! NK and T cells of the block: scale * those of the site at the beginning, scale * rate through vessels, at their sites of the body
//! tumour cells at a vessel leave at release/(share of tumour cells that touch one at the beginning); scale * return come back
//! ```
//!
//! Where tumour cells fill less than the block, the other places hold stroma (normal cells, which stand in the way). Where the
//! site is denser than the block can be, cells are scaled by tumour cells, so that NK cells per tumour cell are the patient's.

use super::course::Course;
use super::prepare::Coupling;
use super::results::{Factors, Release};
use super::sight::{self, Whose};
use crate::error::StudyError;
use crate::hash::Hasher;
use crate::run::pool;
use crate::tissue::TissueStudy;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};
use lytic_nk::recognition::{Decision, VavSwitch, WeightedSignal};
use lytic_tissue::supply::{self, Supply};
use lytic_tissue::{Arrival, Entry, Eyes, Kind, Plan, Sort, Tissue, Treatment, What};

/// Minutes of a day.
const DAY: f64 = 1440.0;
/// Times of a window at which the courses are handed over, less one.
const RECORDS: u32 = 96;
/// Most cells that come in.
const MOST: f64 = 1e6;
/// From this activation on NK cells have the size of activated ones.
const LARGE: f64 = 1.5;
/// Within this time the lattice of the start comes to rest, min.
const REST_MIN: f64 = 60.0;
/// A mean time in G1 that is as good as none ends, min.
const NEVER_MIN: f64 = 1e9;

/// Where each course stands, in the order of [`Site::wanted`].
pub(super) mod column {
    pub const CELLS: usize = 0;
    pub const VOLUME: usize = 1;
    pub const KILLS: usize = 2;
    pub const GROWTH: usize = 3;
    /// Of the first guests; three more follow, then those of the next.
    pub const GUESTS: usize = 4;
    pub const OF_GUESTS: usize = 4;
    pub const ACTIVATION: usize = 16;
    pub const READINESS: usize = 18;
    /// Signals of NK cells ([`super::super::sight`]), eight of them.
    pub const SIGHT: usize = 20;
    /// Of models that know of tumour cells in blood.
    pub const RELEASE: usize = 28;
    pub const RETURN: usize = 29;
}

impl Coupling {
    /// Tumour cells of the site per volume that the full block would have, cells/uL.
    fn full_density(&self) -> f64 {
        self.full.0 as f64 / self.full.1
    }

    /// What a number of cells of the site is multiplied by to be that of the block, at a time.
    pub(super) fn scale(&self, course: &Course, days: f64) -> f64 {
        let (cells, volume) = (course.at(column::CELLS, days), course.at(column::VOLUME, days));
        if volume <= 0.0 || cells <= 0.0 {
            return 0.0;
        }
        self.full.1 / volume * (self.full_density() * volume / cells).min(1.0)
    }

    /// The block of a course that was run with these factors.
    ///
    /// # Errors
    /// Where nothing of the site would be in it, or more cells come in than can be.
    pub(super) fn block(
        &self,
        course: &Course,
        factors: &[Factors],
    ) -> Result<(TissueStudy, Release), StudyError> {
        let mut tissue = self.tissue.clone();
        let (from, to) = self.window_days;
        self.put_stroma(course, &mut tissue)?;
        if self.paced {
            tissue.plan.cell.g1_time_min = self.g1_minutes((course, factors), &tissue);
        }
        let release = self.release((course, factors), &mut tissue)?;
        let guests: Vec<(Kind, usize)> = tissue.plan.sorts.iter().map(|sort| sort.kind).zip(0..).collect();
        let mut supplies = Vec::new();
        let mut here = Vec::new();
        for (number, (kind, sort)) in guests.into_iter().enumerate() {
            if kind == Kind::Cd8 && !self.line.t_cells {
                continue;
            }
            let first = column::GUESTS + number * column::OF_GUESTS;
            let rate = |of: usize| -> Vec<(f64, f64)> {
                let at = |record: u32| {
                    let days = from + (to - from) * f64::from(record) / f64::from(RECORDS);
                    ((days - from) * DAY, self.scale(course, days) * course.at(first + of, days) / DAY)
                };
                (0..=RECORDS).map(at).collect()
            };
            supplies.push(Supply { kind, sort, entry: Entry::Vessels, course: rate(1) });
            supplies.push(Supply { kind, sort, entry: Entry::Within, course: rate(2) });
            let count = self.scale(course, from) * course.at(first, from);
            let luck = Stream::new(tissue.plan.seed, purpose("tissue guests"), number as u64).uniform(0);
            // A part of a cell is a cell by its chance; what is no number is none.
            let count = if count > 0.0 { count.min(MOST) } else { 0.0 } + luck;
            here.push(Arrival { minutes: 0.0, kind, sort, count: count as u64, entry: Entry::Within });
            let leaving = course.mean((from, to), |days| course.at(first + 3, days)) / DAY;
            if let Some(sort) = tissue.plan.sorts.get_mut(sort) {
                // Those that live in tissue die there anyway at the rate of the block.
                sort.leaving_per_min = (leaving - tissue.plan.immune.death_rate_per_min).max(0.0);
            }
        }
        if self.site.flow.is_some() {
            let at = |record: u32| {
                let days = from + (to - from) * f64::from(record) / f64::from(RECORDS);
                ((days - from) * DAY, self.scale(course, days) * course.at(column::RETURN, days) / DAY)
            };
            let course = (0..=RECORDS).map(at).collect();
            supplies.push(Supply { kind: Kind::Tumour, sort: 0, entry: Entry::Vessels, course });
        }
        let expected: f64 = supplies.iter().map(Supply::expected).sum();
        if expected > MOST {
            return Err(StudyError::BlockCrowded { cells: expected });
        }
        // How active NK cells are the patient says.
        tissue.plan.stimulus = None;
        let step = tissue.plan.steps.biology_min;
        here.extend(supply::arrivals(&supplies, tissue.plan.seed, step, 2 * MOST as usize));
        tissue.plan.arrivals = here;
        tissue.plan.treatments = self.flow(course, &tissue);
        for (number, sort) in
            tissue.plan.sorts.iter_mut().enumerate().filter(|(_, sort)| sort.kind == Kind::Nk)
        {
            self.wake(course, number, sort, tissue.plan.immune.activated_size);
        }
        let mut hasher = Hasher::new();
        hasher.text(&format!("{:?}", tissue.plan));
        let hash = hasher.finish();
        for (of, known) in &mut tissue.about.hashes {
            if of == "parameters" {
                known.clone_from(&hash);
            }
        }
        Ok((tissue, release))
    }

    /// What the factor of a piece has made of the course of the release.
    pub(super) fn in_release(&self, factors: &Factors) -> f64 {
        if self.constant_release { 1.0 } else { factors.release }
    }

    /// The mean over the window of a rate of the model by itself, without the factors with which it was run.
    fn by_itself(&self, course: &Course, of: impl Fn(f64) -> f64, in_piece: &[f64]) -> f64 {
        let edges = self.edges_days.get(1..self.edges_days.len().saturating_sub(1)).unwrap_or_default();
        course.mean(self.window_days, |days| {
            let piece = edges.partition_point(|edge| *edge <= days);
            of(days) / in_piece.get(piece).copied().unwrap_or(1.0)
        })
    }

    /// How fast cells at a vessel leave, and what of that can be compared with the model. Where nobody sets it, the block releases at
    /// its start what the model says: `rate = release of the model/share of tumour cells that touch a vessel`.
    fn release(
        &self,
        (course, factors): (&Course, &[Factors]),
        tissue: &mut TissueStudy,
    ) -> Result<Release, StudyError> {
        if self.site.flow.is_none() {
            return Ok(Release::Unknown);
        }
        let at_vessels = at_vessels(tissue)?;
        if self.released {
            let by: Vec<f64> = factors.iter().map(|factors| self.in_release(factors)).collect();
            let model = self.by_itself(course, |days| course.at(column::RELEASE, days), &by) / DAY;
            tissue.plan.cell.detachment_rate_per_min =
                if at_vessels > 0.0 { model.max(0.0) / at_vessels } else { 0.0 };
        }
        let per_day = tissue.plan.cell.detachment_rate_per_min * DAY;
        if per_day > 0.0 {
            Ok(Release::Open { at_vessels, per_day, solved: self.released })
        } else {
            Ok(Release::Closed)
        }
    }

    /// Tumour cells that the site expects to come back with the blood in the window.
    pub(super) fn returning(&self, course: &Course) -> f64 {
        let (from, to) = self.window_days;
        if self.site.flow.is_none() {
            return 0.0;
        }
        course.mean((from, to), |at| self.scale(course, at) * course.at(column::RETURN, at)) * (to - from)
    }

    /// Whether a sort of NK cells sees tumour cells by a chimeric receptor too.
    fn has_car(&self, number: usize) -> bool {
        let line = if number == 0 { &self.line.donor } else { &self.line.host };
        line.car_antigen.is_some()
    }

    /// Cells that the site expects to enter the block through its vessels in the window: of donor, patient and T cells.
    pub(super) fn expected(&self, course: &Course) -> [f64; 3] {
        let window = self.window_days;
        std::array::from_fn(|number| {
            let entering = column::GUESTS + number * column::OF_GUESTS + 1;
            let days = window.1 - window.0;
            course.mean(window, |at| self.scale(course, at) * course.at(entering, at)) * days
        })
    }

    /// Makes those tumour cells stroma that the site has no tumour cells for, by lot.
    fn put_stroma(&self, course: &Course, tissue: &mut TissueStudy) -> Result<(), StudyError> {
        let from = self.window_days.0;
        let (cells, volume) = (course.at(column::CELLS, from), course.at(column::VOLUME, from));
        let share = if volume > 0.0 { cells / volume / self.full_density() } else { 0.0 };
        let stream = Stream::new(tissue.plan.seed, purpose("tissue stroma"), 0);
        let mut left = 0;
        for (number, cell) in tissue.plan.start.iter_mut().enumerate() {
            if cell.kind == Kind::Tumour && stream.uniform(number as u64) >= share {
                cell.kind = Kind::Stroma;
            }
            left += u64::from(cell.kind == Kind::Tumour);
        }
        if left == 0 { Err(StudyError::BlockEmpty { site: self.site.word, days: from }) } else { Ok(()) }
    }

    /// The mean time in G1 with which cells at a vessel grow as the patient's do: a population whose G1 is exponential with
    /// mean T and whose other phases last t grows at g with `2 exp(-r t) = 1 + r T`, r = g + deaths of themselves.
    fn g1_minutes(&self, (course, factors): (&Course, &[Factors]), tissue: &TissueStudy) -> f64 {
        let by: Vec<f64> = factors.iter().map(|factors| factors.growth).collect();
        let growth = self.by_itself(course, |days| course.at(column::GROWTH, days), &by) / DAY;
        let cell = &tissue.plan.cell;
        let rate = growth + cell.apoptosis_rate_per_min;
        let rest = cell.s_time_min + cell.g2_time_min + cell.m_time_min;
        let oxygen = tissue.plan.laws.iter().find(|law| law.name == "oxygen").map(|law| law.initial);
        let fed = oxygen.map_or(1.0, |oxygen| cell.fed(oxygen));
        let time = if rate > 0.0 { (2.0 * math::exp(-rate * rest) - 1.0) / rate } else { NEVER_MIN };
        let fed = if fed > 0.0 { fed } else { 1.0 };
        (time * fed).clamp(1.0, NEVER_MIN)
    }

    /// What the blood brings to the vessels, at the times of the records.
    fn flow(&self, course: &Course, tissue: &TissueStudy) -> Vec<Treatment> {
        let (from, to) = self.window_days;
        let step = tissue.plan.steps.biology_min;
        let mut all = Vec::new();
        for (field, place) in &self.followed {
            let mut before = f64::NAN;
            for record in 0..RECORDS {
                let days = from + (to - from) * f64::from(record) / f64::from(RECORDS);
                let value = course.at(*place, days).max(0.0);
                if value != before {
                    let minutes = ((days - from) * DAY / step).round() * step;
                    all.push(Treatment { minutes, what: What::Outside { field: *field, value } });
                }
                before = value;
            }
        }
        all
    }

    /// By what the signals of a sort of NK cells are multiplied to be those of the patient's.
    pub(super) fn sharpness(&self, course: &Course, number: usize, sort: &Sort) -> f64 {
        let window = self.window_days;
        let activation = course.mean(window, |days| course.at(column::ACTIVATION + number, days).max(0.0));
        let respond = |signal: f64| sort.decision.respond_probability(activation * signal);
        let wanted = sight::mean_over_cells(course, window, Whose::of(number), &respond);
        let natural = self.natural.get(number).map_or(&[][..], Vec::as_slice);
        sight::factor(sort, natural, activation, wanted)
    }

    /// NK cells see as much as the patient's, as much more as they are more active than resting ones, and respond as far as suppression
    /// lets them.
    fn wake(&self, course: &Course, number: usize, sort: &mut Sort, activated_size: f64) {
        let (from, to) = self.window_days;
        let activation = |days: f64| course.at(column::ACTIVATION + number, days).max(0.0);
        let readiness =
            course.mean((from, to), |days| course.at(column::READINESS + number, days)).clamp(0.0, 1.0);
        let sharpness = self.sharpness(course, number, sort);
        let (Decision::WeightedSignal(WeightedSignal(numbers)) | Decision::VavSwitch(VavSwitch(numbers))) =
            &mut sort.decision;
        numbers.largest *= readiness;
        if activation(from) >= LARGE {
            sort.volume_um3 *= activated_size;
        }
        let base = std::mem::take(&mut sort.eyes);
        let mut times: Vec<f64> =
            (0..RECORDS).map(|record| (to - from) * DAY * f64::from(record) / f64::from(RECORDS)).collect();
        times.extend(base.iter().map(|eyes| eyes.from_min));
        times.sort_by(f64::total_cmp);
        times.dedup();
        for from_min in times {
            let Some(eyes) = base.iter().rfind(|eyes| eyes.from_min <= from_min).or(base.first()) else {
                continue;
            };
            let by = activation(from + from_min / DAY);
            let mut sights = eyes.sights.clone();
            let natural = self.natural.get(number).map_or(&[][..], Vec::as_slice);
            for (subset, sight) in sights.iter_mut().enumerate() {
                let added = match natural.get(subset) {
                    Some(natural) if self.has_car(number) => natural.clone(),
                    _ => sight.clone(),
                };
                sight.plain = by * (sight.plain + (sharpness - 1.0) * added.plain);
                sight.answering = by * (sight.answering + (sharpness - 1.0) * added.answering);
                sight.shed = by * (sight.shed + (sharpness - 1.0) * added.shed);
            }
            sort.eyes.push(Eyes { from_min, sights });
        }
    }
}

/// The share of tumour cells that touch a vessel once the lattice on which they are put has come to rest among itself, before anybody
/// comes or leaves.
pub(super) fn at_vessels(tissue: &TissueStudy) -> Result<f64, StudyError> {
    let (arrivals, treatments, laws) = (Vec::new(), Vec::new(), Vec::new());
    let mut plan = Plan { arrivals, treatments, laws, minutes: REST_MIN, ..tissue.plan.clone() };
    plan.cell.detachment_rate_per_min = 0.0;
    let mut start = Tissue::new(plan)?;
    pool(Some(1))?.install(|| -> Result<(), StudyError> {
        while !start.is_done() {
            start.advance()?;
        }
        Ok(())
    })?;
    let living = start.counts().of(Kind::Tumour).living as f64;
    Ok(start.tumour_at_vessels() as f64 / living.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::site::Site;
    use super::*;

    /// The places of the courses are those of the list.
    #[test]
    fn columns_stand_where_they_are_looked_for() {
        for word in ["marrow", "liver", "tumour"] {
            let Some(site) = Site::of(word, |_| true) else { panic!("{word}") };
            let all: Vec<String> = site.wanted().into_iter().map(|wanted| wanted.expression.value).collect();
            assert_eq!(all[column::CELLS], site.cells);
            assert_eq!(all[column::VOLUME], site.volume);
            assert_eq!(
                (all[column::KILLS].as_str(), all[column::GROWTH].as_str()),
                (site.kills, site.growth)
            );
            assert_eq!(all[column::GUESTS + column::OF_GUESTS + 1], site.guests[1].entering);
            assert_eq!(all[column::ACTIVATION], site.activation[0]);
            assert_eq!(all[column::READINESS + 1], site.readiness[1]);
            assert_eq!(all[column::SIGHT], site.drive);
            let Some(flow) = site.flow else { panic!("{word}") };
            assert_eq!(
                (all[column::RELEASE].as_str(), all[column::RETURN].as_str()),
                (flow.rate[0], flow.returning)
            );
            assert_eq!(all.len(), column::SIGHT + 10);
        }
        // A model that knows of no tumour cells in blood has neither course.
        let without =
            Site::of("tumour", |name| name != "tumour.release").map(|site| (site.flow, site.wanted()));
        assert!(without.is_some_and(|(flow, all)| flow.is_none() && all.len() == column::SIGHT + 8));
    }
}
