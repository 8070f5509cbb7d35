//! A tissue as bytes and back: all that decides how it goes on, little end first.
//!
//! ```text
//! mark, steps, counts, next id, arrivals and treatments done, mechanics | columns | lymphocytes | wounds | fields
//! ```
//!
//! The plan is not kept: who goes on makes it again. Reading never trusts a length or an index.

use crate::counts::{Counts, OfKind};
use crate::crowd::{Crowd, Lymphocyte, NONE, Wound};
use crate::error::TissueError;
use crate::fields::Face;
use crate::kind::{Cause, Condition, Kind, Phase};
use crate::mechanics::Bodies;
use crate::plan::{Plan, What};
use crate::tissue::Tissue;
use lytic_engine::philox::purpose;
use lytic_nk::life::{Draws, Killer, Victim};

/// What the bytes of a tissue begin with; another version has another mark.
const MARK: u64 = 0x4c59_5449_5353_0002;
/// Numbers of a lymphocyte beside its life: cell, sort, sight, specific, speed, activation, partner, last, handed, draws.
const OF_LYMPHOCYTE: usize = 11;

/// Bytes in the making.
#[derive(Default)]
struct Out(Vec<u8>);

impl Out {
    fn whole(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn number(&mut self, number: f64) {
        self.whole(number.to_bits());
    }

    fn singles(&mut self, numbers: impl IntoIterator<Item = f32>) {
        numbers.into_iter().for_each(|number| self.0.extend_from_slice(&number.to_le_bytes()));
    }

    fn shorts(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|number| self.0.extend_from_slice(&number.to_le_bytes()));
    }
}

/// Bytes that are read from the front.
struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    fn whole(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<f64> {
        self.whole().map(f64::from_bits)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Some(numbers)
    }

    fn four<T>(&mut self, count: usize, make: impl Fn([u8; 4]) -> T) -> Option<Vec<T>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.as_chunks::<4>().0.iter().map(|bytes| make(*bytes)).collect())
    }

    fn singles(&mut self, count: usize) -> Option<Vec<f32>> {
        self.four(count, f32::from_le_bytes)
    }

    fn shorts(&mut self, count: usize) -> Option<Vec<u32>> {
        self.four(count, u32::from_le_bytes)
    }

    /// A count of things that take at least so many bytes each.
    fn count(&mut self, least: usize) -> Option<usize> {
        let count = usize::try_from(self.whole()?).ok()?;
        (count <= self.0.len() / least.max(1)).then_some(count)
    }

    fn of<T: Copy>(&mut self, count: usize, all: &[T]) -> Option<Vec<T>> {
        self.take(count)?.iter().map(|number| all.get(usize::from(*number)).copied()).collect()
    }
}

impl Counts {
    /// As bytes, of one length.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Out::default();
        out.number(self.minutes);
        for of in &self.kinds {
            [of.living, of.dead, of.arrived, of.born, of.left].iter().for_each(|number| out.whole(*number));
            of.died.iter().for_each(|number| out.whole(*number));
        }
        let whole = [
            self.contacts,
            self.responses,
            self.exhausted,
            self.killers,
            self.most_kills,
            self.engulfed,
            self.hypoxic,
        ];
        whole.iter().for_each(|number| out.whole(*number));
        [self.radius_um, self.response].iter().for_each(|number| out.number(*number));
        out.0
    }

    fn read(from: &mut In<'_>) -> Option<Counts> {
        let mut counts = Counts { minutes: from.number()?, ..Counts::default() };
        for of in &mut counts.kinds {
            let mut whole = || from.whole();
            *of = OfKind {
                living: whole()?,
                dead: whole()?,
                arrived: whole()?,
                born: whole()?,
                left: whole()?,
                died: [0; Cause::ALL.len()],
            };
            for died in &mut of.died {
                *died = from.whole()?;
            }
        }
        for number in [
            &mut counts.contacts,
            &mut counts.responses,
            &mut counts.exhausted,
            &mut counts.killers,
            &mut counts.most_kills,
            &mut counts.engulfed,
            &mut counts.hypoxic,
        ] {
            *number = from.whole()?;
        }
        (counts.radius_um, counts.response) = (from.number()?, from.number()?);
        Some(counts)
    }

    /// All counts of bytes that [`Counts::bytes`] made, one after the other.
    ///
    /// # Errors
    /// Bytes that end within one.
    pub fn of_bytes(bytes: &[u8]) -> Result<Vec<Counts>, TissueError> {
        let mut from = In(bytes);
        let mut all = Vec::new();
        while !from.0.is_empty() {
            all.push(Counts::read(&mut from).ok_or(TissueError::Checkpoint { reason: CUT })?);
        }
        Ok(all)
    }
}

/// Reasons, in the catalogue.
const CUT: &str = "@tissue.checkpoint.cut";
const OTHER: &str = "@tissue.checkpoint.other";
const WRONG: &str = "@tissue.checkpoint.wrong";

impl Tissue {
    /// Biology steps done.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// The steps that kept bytes have done; none if they are of no tissue.
    pub fn steps_of(bytes: &[u8]) -> Option<u64> {
        let mut from = In(bytes);
        from.whole().filter(|mark| *mark == MARK)?;
        from.whole()
    }

    /// All that decides how it goes on.
    pub fn save(&self) -> Vec<u8> {
        let mut out = Out::default();
        out.whole(MARK);
        out.whole(self.step);
        out.0.extend(self.counts.bytes());
        [u64::from(self.next_id), self.arrived as u64, self.treated as u64]
            .iter()
            .for_each(|number| out.whole(*number));
        let (before_min, last_move_um) = self.mechanics.memory();
        out.number(before_min);
        out.number(f64::from(last_move_um));
        let crowd = &self.crowd;
        out.whole(crowd.len() as u64);
        out.singles(crowd.bodies.numbers());
        [&crowd.id, &crowd.parent, &crowd.link].iter().for_each(|column| out.shorts(column));
        out.0.extend(crowd.kind.iter().map(|kind| *kind as u8));
        out.0.extend(crowd.condition.iter().map(|condition| *condition as u8));
        out.0.extend(crowd.phase.iter().map(|phase| *phase as u8));
        for column in
            [&crowd.clock, &crowd.fluid, &crowd.nucleus, &crowd.cytoplasm, &crowd.response, &crowd.shed]
        {
            out.singles(column.iter().copied());
        }
        out.whole(crowd.lymphocytes.len() as u64);
        for one in &crowd.lymphocytes {
            let (block, kept) = one.draws.used();
            out.shorts(&[one.cell, one.sort, one.sight, u32::from(one.specific), one.partner, one.last]);
            out.singles([one.speed_um_per_min, one.activation]);
            out.number(one.handed);
            out.whole(block);
            out.whole(u64::from(kept.is_some()));
            out.whole(kept.unwrap_or(0));
            one.killer.numbers().iter().for_each(|number| out.number(*number));
        }
        out.whole(crowd.wounds.len() as u64);
        for wound in &crowd.wounds {
            out.shorts(&[wound.cell, wound.holder, wound.killer as u32, wound.killer_id]);
            wound.victim.numbers().iter().for_each(|number| out.number(*number));
        }
        self.fields.save(&mut out.0);
        out.0
    }

    /// Goes on from [`Tissue::save`] with the plan of the same run.
    ///
    /// # Errors
    /// Bytes that are cut short, of another version or plan, or that point nowhere.
    pub fn load(plan: Plan, bytes: &[u8]) -> Result<Tissue, TissueError> {
        let mut from = In(bytes);
        if from.whole() != Some(MARK) {
            return Err(TissueError::Checkpoint { reason: OTHER });
        }
        let mut tissue = Tissue::new(Plan { start: Vec::new(), ..plan })?;
        tissue.read(&mut from).ok_or(TissueError::Checkpoint { reason: CUT })?;
        tissue.fields.load(&mut from.0)?;
        tissue.outside_again();
        let sound = tissue.crowd.is_sound(tissue.plan.sorts.len()) && tissue.counts_are_of_its_cells();
        if !from.0.is_empty() || !sound {
            return Err(TissueError::Checkpoint { reason: WRONG });
        }
        // Cells are in order already: bins and pressures come again as they were.
        tissue.put_in_order();
        Ok(tissue)
    }

    /// Whether counts add up and are those of the cells that are there, and no cell has a number yet to be given.
    fn counts_are_of_its_cells(&self) -> bool {
        let mut there = [(0u64, 0u64); Kind::ALL.len()];
        for (kind, condition) in self.crowd.kind.iter().zip(&self.crowd.condition) {
            if let Some((living, dead)) = there.get_mut(*kind as usize) {
                let lives = *condition == Condition::Living;
                *living += u64::from(lives);
                *dead += u64::from(!lives);
            }
        }
        let same = self.counts.kinds.iter().zip(there).all(|(of, there)| (of.living, of.dead) == there);
        same && self.counts.add_up()
            && self.arrived <= self.plan.arrivals.len()
            && self.treated <= self.plan.treatments.len()
            && self.counts.minutes.to_bits() == self.minutes().to_bits()
            && self.crowd.id.iter().all(|id| *id < self.next_id)
    }

    /// Faces as treatments have left them: the fields keep their values only.
    fn outside_again(&mut self) {
        for treatment in self.plan.treatments.iter().take(self.treated) {
            if let What::Outside { field, value } = treatment.what {
                self.fields.set_faces(field, [Face::Fixed(value); 6]);
            }
        }
    }

    fn read(&mut self, from: &mut In<'_>) -> Option<()> {
        self.step = from.whole()?;
        self.counts = Counts::read(from)?;
        self.next_id = u32::try_from(from.whole()?).ok()?;
        self.arrived = usize::try_from(from.whole()?).ok()?;
        self.treated = usize::try_from(from.whole()?).ok()?;
        self.mechanics.remember((from.number()?, from.number()? as f32));
        let count = from.count(Crowd::BYTES_PER_CELL / 3)?;
        let numbers = from.singles(count.checked_mul(Bodies::NUMBERS)?)?;
        let crowd = &mut self.crowd;
        crowd.bodies = Bodies::of_numbers(&numbers)?;
        for column in [&mut crowd.id, &mut crowd.parent, &mut crowd.link] {
            *column = from.shorts(count)?;
        }
        crowd.kind = from.of(count, &Kind::ALL)?;
        crowd.condition = from.of(count, &Condition::ALL)?;
        crowd.phase = from.of(count, &Phase::ALL)?;
        for column in [
            &mut crowd.clock,
            &mut crowd.fluid,
            &mut crowd.nucleus,
            &mut crowd.cytoplasm,
            &mut crowd.response,
            &mut crowd.shed,
        ] {
            *column = from.singles(count)?;
        }
        let seed = self.plan.seed;
        let lymphocytes = from.count(8 * OF_LYMPHOCYTE)?;
        for _ in 0..lymphocytes {
            let [cell, sort, sight, specific, partner, last] = from.shorts(6)?.try_into().ok()?;
            let [speed_um_per_min, activation] = from.singles(2)?.try_into().ok()?;
            let handed = from.number()?;
            let (block, has, kept) = (from.whole()?, from.whole()?, from.whole()?);
            let killer = Killer::of_numbers(&from.numbers()?)?;
            let id = *self.crowd.id.get(cell as usize)?;
            let mut draws = Draws::new(seed, purpose("tissue life"), u64::from(id));
            draws.go_on((block, (has != 0).then_some(kept)));
            let specific = specific != 0;
            self.crowd.lymphocytes.push(Lymphocyte {
                cell,
                sort,
                sight,
                specific,
                speed_um_per_min,
                activation,
                killer,
                draws,
                partner,
                last,
                handed,
            });
        }
        for _ in 0..from.count(80)? {
            let [cell, holder, killer, killer_id] = from.shorts(4)?.try_into().ok()?;
            let victim = Victim::of_numbers(from.numbers()?);
            let killer = *Kind::ALL.get(killer as usize)?;
            self.crowd.wounds.push(Wound { cell, victim, holder, killer, killer_id });
        }
        Some(())
    }
}

impl Crowd {
    /// Whether all indices point somewhere.
    fn is_sound(&self, sorts: usize) -> bool {
        let cells = self.len();
        let links = self.link.iter().zip(&self.kind).all(|(link, kind)| {
            let pool = if kind.is_lymphocyte() { self.lymphocytes.len() } else { self.wounds.len() };
            *link == NONE || (*link as usize) < pool
        });
        let lymphocytes = self.lymphocytes.iter().all(|one| {
            let partner = one.partner == NONE || (one.partner as usize) < self.wounds.len();
            (one.cell as usize) < cells && (one.sort as usize) < sorts && partner
        });
        let wounds = self.wounds.iter().all(|wound| {
            let holder = wound.holder == NONE || (wound.holder as usize) < self.lymphocytes.len();
            (wound.cell as usize) < cells && holder
        });
        links && lymphocytes && wounds
    }
}
