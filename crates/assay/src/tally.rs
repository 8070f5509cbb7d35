//! What is counted in wells: whole numbers, so that sums do not depend on their order.

use lytic_nk::life::{Death, Killer, KillerRates, Weapon};

/// Kills of a cell, numbers of a kill and hits of a death are counted up to this; more count as this.
pub const MOST_COUNTED: usize = 15;

/// Minutes from contact to hit or death are counted up to this, one by one; more count as this.
pub const MINUTES: usize = 600;

/// Targets at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Dead targets.
    pub dead: u64,
    /// Doomed and dead targets.
    pub killed: u64,
    /// NK cells that have killed.
    pub killers: u64,
}

/// Counts over wells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Wells.
    pub wells: u64,
    /// Targets put in.
    pub targets: u64,
    /// NK cells put in.
    pub put: u64,
    /// Living NK cells among them.
    pub cells: u64,
    /// Those of the living that died of their own activation.
    pub died: u64,
    /// Contacts.
    pub contacts: u64,
    /// Contacts that were answered.
    pub responses: u64,
    /// Granule hits.
    pub hits: u64,
    /// Kills.
    pub kills: u64,
    /// Living NK cells by their kills.
    pub cells_by_kills: [u64; MOST_COUNTED + 1],
    /// Kills by granules, by the number of the kill of its cell (first kill at 0).
    pub granule_kills: [u64; MOST_COUNTED],
    /// Kills by death receptors, likewise.
    pub receptor_kills: [u64; MOST_COUNTED],
    /// Granule kills by the hits that the target took.
    pub kills_by_hits: [u64; MOST_COUNTED + 1],
    /// Kills by whole minutes from contact to the lethal hit.
    pub hit_minutes: Vec<u64>,
    /// Granule kills by whole minutes from contact to death.
    pub granule_death_minutes: Vec<u64>,
    /// Receptor kills by whole minutes from contact to death.
    pub receptor_death_minutes: Vec<u64>,
    /// Targets at the times of the protocol.
    pub frames: Vec<Frame>,
    /// Cells whose store does not suffice for a hit at the end.
    pub exhausted: u64,
    /// Granule stores of all cells at the end, in units of 1e-6.
    pub stores_millionth: u64,
    /// Molecules of IFN-gamma, rounded for each cell.
    pub ifn_gamma: u64,
    /// Molecules of TNF, rounded for each cell.
    pub tnf: u64,
    /// Molecules of GM-CSF, rounded for each cell.
    pub gm_csf: u64,
    /// CD16 that is left on all cells at the end, in units of 1e-6 of a cell that shed none.
    pub cd16_millionth: u64,
}

impl Tally {
    /// Nothing counted yet, for so many times of reading.
    pub fn new(frames: usize) -> Tally {
        Tally {
            hit_minutes: vec![0; MINUTES + 1],
            granule_death_minutes: vec![0; MINUTES + 1],
            receptor_death_minutes: vec![0; MINUTES + 1],
            frames: vec![Frame::default(); frames],
            ..Tally::default()
        }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Tally) {
        for (sum, count) in self.scalars().into_iter().zip(other.clone().scalars()) {
            *sum += *count;
        }
        for (sums, counts) in self.counts().into_iter().zip(other.clone().counts()) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += *count);
        }
        for (sum, frame) in self.frames.iter_mut().zip(&other.frames) {
            sum.dead += frame.dead;
            sum.killed += frame.killed;
            sum.killers += frame.killers;
        }
    }

    fn scalars(&mut self) -> [&mut u64; 15] {
        [
            &mut self.wells,
            &mut self.targets,
            &mut self.put,
            &mut self.cells,
            &mut self.contacts,
            &mut self.responses,
            &mut self.hits,
            &mut self.kills,
            &mut self.exhausted,
            &mut self.stores_millionth,
            &mut self.ifn_gamma,
            &mut self.tnf,
            &mut self.gm_csf,
            &mut self.cd16_millionth,
            &mut self.died,
        ]
    }

    /// All counts one after the other; the same number of them for the same times of reading.
    pub fn numbers(&self) -> Vec<u64> {
        let mut copy = self.clone();
        let mut numbers: Vec<u64> = copy.scalars().into_iter().map(|count| *count).collect();
        for counts in copy.counts() {
            numbers.extend_from_slice(counts);
        }
        for frame in &self.frames {
            numbers.extend([frame.dead, frame.killed, frame.killers]);
        }
        numbers
    }

    /// The counts of [`Tally::numbers`] for so many times of reading; none where they are more or fewer.
    pub fn of_numbers(frames: usize, numbers: &[u64]) -> Option<Tally> {
        let mut tally = Tally::new(frames);
        let mut numbers = numbers.iter().copied();
        for count in tally.scalars() {
            *count = numbers.next()?;
        }
        for counts in tally.counts() {
            for count in counts {
                *count = numbers.next()?;
            }
        }
        for frame in &mut tally.frames {
            *frame = Frame { dead: numbers.next()?, killed: numbers.next()?, killers: numbers.next()? };
        }
        numbers.next().is_none().then_some(tally)
    }

    /// Lists of counts.
    fn counts(&mut self) -> [&mut [u64]; 7] {
        [
            &mut self.cells_by_kills,
            &mut self.granule_kills,
            &mut self.receptor_kills,
            &mut self.kills_by_hits,
            &mut self.hit_minutes,
            &mut self.granule_death_minutes,
            &mut self.receptor_death_minutes,
        ]
    }

    /// A kill: the `number`th of its cell, of a contact that began at `contact_h`.
    pub(crate) fn kill(&mut self, number: u32, contact_h: f64, death: &Death) {
        self.kills += 1;
        let index = (number.max(1) - 1) as usize;
        let by_number = match death.weapon {
            Weapon::Granule => &mut self.granule_kills,
            Weapon::DeathReceptor => &mut self.receptor_kills,
        };
        count(by_number, index);
        count(&mut self.hit_minutes, minutes(death.doomed_h - contact_h));
        let died = minutes(death.dies_h - contact_h);
        match death.weapon {
            Weapon::Granule => {
                count(&mut self.kills_by_hits, death.hits as usize);
                count(&mut self.granule_death_minutes, died);
            }
            Weapon::DeathReceptor => count(&mut self.receptor_death_minutes, died),
        }
    }

    /// An NK cell that lived when it was put in, at the end.
    pub(crate) fn cell(&mut self, killer: &Killer, rates: &KillerRates, now_h: f64) {
        self.cells += 1;
        self.contacts += u64::from(killer.contacts());
        self.responses += u64::from(killer.responses());
        self.hits += u64::from(killer.hits());
        count(&mut self.cells_by_kills, killer.kills() as usize);
        self.exhausted += u64::from(killer.is_exhausted(rates, now_h));
        self.stores_millionth += (1e6 * killer.store(rates, now_h)).round() as u64;
        let secreted = killer.secreted(rates, now_h);
        self.ifn_gamma += secreted.ifn_gamma.round() as u64;
        self.tnf += secreted.tnf.round() as u64;
        self.gm_csf += secreted.gm_csf.round() as u64;
        self.cd16_millionth += (1e6 * killer.cd16(rates, now_h)).round() as u64;
        self.died += u64::from(killer.is_dead());
    }

    /// Living NK cells that killed.
    pub fn killers(&self) -> u64 {
        self.cells_by_kills.iter().skip(1).sum()
    }
}

/// One more at an index; beyond the end, at the last.
fn count(counts: &mut [u64], index: usize) {
    let last = counts.len().saturating_sub(1);
    if let Some(count) = counts.get_mut(index.min(last)) {
        *count += 1;
    }
}

fn minutes(hours: f64) -> usize {
    (60.0 * hours) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_the_same_after_a_way_through_numbers() {
        let mut tally = Tally::new(2);
        (tally.wells, tally.gm_csf, tally.died) = (3, 5, 1);
        tally.frames = vec![Frame { dead: 7, killed: 8, killers: 9 }, Frame::default()];
        count(&mut tally.receptor_death_minutes, 44);
        let numbers = tally.numbers();
        assert_eq!(Tally::of_numbers(2, &numbers), Some(tally.clone()));
        assert_eq!((Tally::of_numbers(3, &numbers), Tally::of_numbers(1, &numbers)), (None, None));
        let mut twice = tally.clone();
        twice.add(&tally);
        assert_eq!(twice.numbers(), numbers.iter().map(|count| 2 * count).collect::<Vec<u64>>());
    }
}
