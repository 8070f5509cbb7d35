//! One well, event by event.
//!
//! A contact of any searching cell with any free target comes at rate `k_on` times their numbers; between two events these
//! do not change, and an exponential time has no memory, so it may be drawn anew after each event. Events of cells wait in
//! a queue, ordered by time and then by number.

use crate::protocol::{Arm, Kind, Protocol, Vessel};
use crate::tally::Tally;
use lytic_engine::philox::purpose;
use lytic_nk::life::{Contact, Draws, Happening, Killer, Victim};
use lytic_nk::recognition::Decision;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::f64::consts::PI;

/// Cells of a well have numbers below this.
const CELLS_OF_A_WELL: u64 = 1 << 24;
/// mL in a cubic um.
const ML_PER_UM3: f64 = 1e-12;

/// How a cell comes to targets.
#[derive(Clone, Debug, PartialEq)]
enum Reach {
    /// It was dead when it was put in.
    Nothing,
    /// It died.
    Nowhere,
    /// It travels.
    Anywhere,
    /// It stays and touches these.
    Neighbours(Vec<usize>),
}

#[derive(Clone, Debug)]
struct Cell {
    killer: Killer,
    draws: Draws,
    kind: Kind,
    reach: Reach,
    /// The target in contact.
    partner: Option<usize>,
}

/// Numbers from a list, any of which can be taken out.
#[derive(Clone, Debug, Default)]
struct Pool {
    members: Vec<usize>,
    places: Vec<usize>,
}

const NOWHERE: usize = usize::MAX;

impl Pool {
    fn clear(&mut self, size: usize) {
        self.members.clear();
        self.places.clear();
        self.places.resize(size, NOWHERE);
    }

    fn insert(&mut self, member: usize) {
        if let Some(place) = self.places.get_mut(member).filter(|place| **place == NOWHERE) {
            *place = self.members.len();
            self.members.push(member);
        }
    }

    fn remove(&mut self, member: usize) {
        let Some(place) = self.places.get(member).copied().filter(|place| *place != NOWHERE) else { return };
        self.members.swap_remove(place);
        if let Some(moved) = self.members.get(place)
            && let Some(moved_place) = self.places.get_mut(*moved)
        {
            *moved_place = place;
        }
        if let Some(own) = self.places.get_mut(member) {
            *own = NOWHERE;
        }
    }

    fn has(&self, member: usize) -> bool {
        self.places.get(member).is_some_and(|place| *place != NOWHERE)
    }
}

/// An event in the queue: its time as bits (times are not negative, so that bits are in the order of times), then the
/// cell, and whether it is an attempt to touch a neighbour.
type Event = Reverse<(u64, usize, bool)>;

/// A well that is used again and again.
pub(crate) struct Well<'a> {
    protocol: &'a Protocol,
    arm: &'a Arm,
    cells: Vec<Cell>,
    victims: Vec<Victim>,
    searching: Pool,
    free: Pool,
    queue: BinaryHeap<Event>,
    first_kills_h: Vec<f64>,
}

impl<'a> Well<'a> {
    pub(crate) fn new(protocol: &'a Protocol, arm: &'a Arm) -> Well<'a> {
        Well {
            protocol,
            arm,
            cells: Vec::new(),
            victims: Vec::new(),
            searching: Pool::default(),
            free: Pool::default(),
            queue: BinaryHeap::new(),
            first_kills_h: Vec::new(),
        }
    }

    /// Simulates the well of a number and counts what happens.
    pub(crate) fn run(&mut self, id: u64, tally: &mut Tally) {
        self.fill(id);
        let mut clock = Draws::new(self.protocol.seed, purpose("assay contacts"), id);
        let per_pair = self.contacts_per_pair_h();
        let hours = self.protocol.hours;
        let mut now = 0.0;
        loop {
            let pairs = self.searching.members.len() as f64 * self.free.members.len() as f64;
            let rate = per_pair * pairs;
            let contact_h = if rate > 0.0 { now + clock.exponential(1.0 / rate) } else { f64::INFINITY };
            let event =
                self.queue.peek().map(|Reverse((time, cell, touch))| (f64::from_bits(*time), *cell, *touch));
            match event {
                Some((time, cell, touch)) if time <= contact_h => {
                    if time > hours {
                        break;
                    }
                    self.queue.pop();
                    now = time;
                    if touch { self.touch(cell, now) } else { self.step(cell, now, tally) }
                }
                _ => {
                    if contact_h > hours || contact_h.is_infinite() {
                        break;
                    }
                    now = contact_h;
                    let cell =
                        self.searching.members.get(clock.one_of(self.searching.members.len())).copied();
                    let target = self.free.members.get(clock.one_of(self.free.members.len())).copied();
                    if let (Some(cell), Some(target)) = (cell, target) {
                        self.meet(cell, target, now);
                    }
                }
            }
        }
        self.count(tally);
    }

    /// Contacts of one pair per hour.
    fn contacts_per_pair_h(&self) -> f64 {
        let rates = &self.arm.rates;
        let all = match self.protocol.vessel {
            Vessel::Dish => rates.k_on_t0_per_h,
            Vessel::MicroWell => rates.microwell_per_h,
            Vessel::Gel { targets_per_ml } => {
                let swept = PI * rates.contact_radius_um * rates.contact_radius_um * rates.speed_um_per_h;
                swept * ML_PER_UM3 * targets_per_ml
            }
        };
        all / f64::from(self.arm.targets.max(1))
    }

    fn fill(&mut self, id: u64) {
        let (arm, seed) = (self.arm, self.protocol.seed);
        let targets = arm.targets as usize;
        self.victims.clear();
        self.victims.resize(targets, Victim::new(arm.theta));
        self.free.clear(targets);
        (0..targets).for_each(|target| self.free.insert(target));
        self.cells.clear();
        self.queue.clear();
        self.first_kills_h.clear();
        self.searching.clear(arm.effectors as usize);
        for number in 0..u64::from(arm.effectors) {
            let mut draws = Draws::new(seed, purpose("assay cell"), id * CELLS_OF_A_WELL + number);
            let killer = Killer::new(&arm.rates, &mut draws);
            let (kind, alive, moves) = (draws.uniform(), draws.uniform(), draws.uniform());
            let reach = if alive >= arm.viable {
                Reach::Nothing
            } else {
                match self.protocol.vessel {
                    Vessel::Gel { targets_per_ml } if moves >= arm.motile => {
                        Reach::Neighbours(self.neighbours(targets_per_ml, &mut draws))
                    }
                    _ => Reach::Anywhere,
                }
            };
            self.cells.push(Cell { killer, draws, kind: self.kind(kind), reach, partner: None });
        }
        (0..self.cells.len()).for_each(|cell| self.search(cell, 0.0));
    }

    /// The kind of cells in which `place`, from 0 to 1, falls.
    fn kind(&self, place: f64) -> Kind {
        let mut sum = 0.0;
        let inside = self.arm.kinds.iter().find(|kind| {
            sum += kind.share;
            place < sum
        });
        inside.or(self.arm.kinds.last()).copied().unwrap_or(Kind::natural(1.0, 0.0))
    }

    /// Targets within a contact radius of a cell that does not move: Poisson with mean `4/3 pi R^3` times their density.
    fn neighbours(&self, targets_per_ml: f64, draws: &mut Draws) -> Vec<usize> {
        let radius = self.arm.rates.contact_radius_um;
        let mean = 4.0 / 3.0 * PI * radius * radius * radius * ML_PER_UM3 * targets_per_ml;
        let count = draws.poisson(mean);
        (0..count).map(|_| draws.one_of(self.victims.len())).collect()
    }

    /// A cell begins to search.
    fn search(&mut self, index: usize, now: f64) {
        let Some(cell) = self.cells.get_mut(index) else { return };
        match &cell.reach {
            Reach::Nothing | Reach::Nowhere => {}
            Reach::Anywhere => self.searching.insert(index),
            Reach::Neighbours(neighbours) => {
                // It tries at the rate of a micro-well as long as there is somebody to touch.
                if !neighbours.is_empty() && self.arm.rates.microwell_per_h > 0.0 {
                    let time = now + cell.draws.exponential(1.0 / self.arm.rates.microwell_per_h);
                    self.queue.push(Reverse((time.to_bits(), index, true)));
                }
            }
        }
    }

    /// A cell that does not move tries to touch one of its neighbours.
    fn touch(&mut self, index: usize, now: f64) {
        let Some(cell) = self.cells.get_mut(index) else { return };
        let Reach::Neighbours(neighbours) = &mut cell.reach else { return };
        let victims = &self.victims;
        neighbours.retain(|target| victims.get(*target).is_some_and(|victim| victim.death().is_none()));
        let chosen = neighbours.get(cell.draws.one_of(neighbours.len())).copied();
        match chosen {
            Some(target) if self.free.has(target) => self.meet(index, target, now),
            Some(_) => self.search(index, now),
            None => {}
        }
    }

    fn meet(&mut self, index: usize, target: usize, now: f64) {
        let (rates, decision): (_, &Decision) = (&self.arm.rates, &self.protocol.decision);
        let Some(cell) = self.cells.get_mut(index) else { return };
        let cd16 = cell.killer.cd16(rates, now);
        let signal = cell.kind.signal_with(cd16) * cell.killer.factor(rates, now);
        let contact = Contact {
            respond_probability: decision.respond_probability(signal),
            cd16_share: cell.kind.cd16_share(cd16),
        };
        cell.killer.meet(rates, now, contact, &mut cell.draws);
        cell.partner = Some(target);
        self.queue.push(Reverse((cell.killer.next_h().to_bits(), index, false)));
        self.searching.remove(index);
        self.free.remove(target);
    }

    /// The next event of a cell.
    fn step(&mut self, index: usize, now: f64, tally: &mut Tally) {
        let Some(cell) = self.cells.get_mut(index) else { return };
        let partner = cell.partner;
        let victim = partner.and_then(|target| self.victims.get_mut(target));
        match cell.killer.step(&self.arm.rates, victim, &mut cell.draws) {
            Happening::Left => {
                cell.partner = None;
                if let Some(target) = partner {
                    self.free.insert(target);
                }
                self.search(index, now);
            }
            Happening::Rested => self.search(index, now),
            Happening::Died => cell.reach = Reach::Nowhere,
            Happening::Kill(_) => {
                cell.partner = None;
                if cell.killer.kills() == 1 {
                    self.first_kills_h.push(now);
                }
                let death = partner.and_then(|target| self.victims.get(target)).and_then(Victim::death);
                if let Some(death) = death {
                    tally.kill(cell.killer.kills(), cell.killer.contact_h(), death);
                }
                self.queue.push(Reverse((cell.killer.next_h().to_bits(), index, false)));
            }
            Happening::Nothing | Happening::Polarised | Happening::Hit => {
                self.queue.push(Reverse((cell.killer.next_h().to_bits(), index, false)));
            }
        }
    }

    fn count(&self, tally: &mut Tally) {
        let (protocol, arm) = (self.protocol, self.arm);
        tally.wells += 1;
        tally.targets += u64::from(arm.targets);
        tally.put += u64::from(arm.effectors);
        for cell in self.cells.iter().filter(|cell| cell.reach != Reach::Nothing) {
            tally.cell(&cell.killer, &arm.rates, protocol.hours);
        }
        for death in self.victims.iter().filter_map(Victim::death) {
            for (frame, time) in tally.frames.iter_mut().zip(&protocol.frames_h) {
                frame.dead += u64::from(death.dies_h <= *time);
                frame.killed += u64::from(death.doomed_h <= *time);
            }
        }
        for kill_h in &self.first_kills_h {
            for (frame, time) in tally.frames.iter_mut().zip(&protocol.frames_h) {
                frame.killers += u64::from(kill_h <= time);
            }
        }
    }
}
