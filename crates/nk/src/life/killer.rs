//! One NK cell as a state machine.
//!
//! ```text
//! dg/dt = (1 - g)/t_rec,  dr/dt = (1 - r)/t_rec      always: granules and responsiveness recover
//! df/dt = (1 - f)/t_up                               while delivering: FasL comes to the surface
//! while delivering: a granule hit at r_h g^2 (g >= q; then g -= q), FasL at r_F f (once, after the lag), release at r_esc
//! after a kill: r *= rho, rest Exp(t_post), then with a small probability death by its own activation
//! CD16 c: dc/dt = -s (c - (1 - loss)) ln 2/t_shed    from an answer until it lets go; s: share of CD16 in the signal
//!         dc/dt = (1 - c)/t_c                        at all other times
//! rest on a coated target: t_post/(1 + s (shedding - 1)), since shed CD16 lets go
//! ```
//!
//! Competing events while delivering are drawn by thinning: candidates come at the sum of the greatest rates, and each is
//! one of the events or nothing.

use super::{Draws, KillerRates, Victim, Weapon};
use lytic_engine::math;

/// How many steps polarisation takes.
const STEPS_OF_POLARISATION: u32 = 4;

/// What a cell is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Free, looking for a target.
    Searching,
    /// In contact, without response.
    Unanswered,
    /// Committed; granules move to the synapse.
    Polarising,
    /// At the synapse, ready to hit.
    Delivering,
    /// After a kill.
    Resting,
    /// Dead of its own activation.
    Dead,
}

/// A contact, as whoever knows both cells sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contact {
    /// Probability that the NK cell answers.
    pub respond_probability: f64,
    /// Share of CD16 in the signal, 0 to 1: how fast it is shed.
    pub cd16_share: f64,
}

/// What has happened in a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happening {
    /// A candidate that came to nothing.
    Nothing,
    /// Granules have reached the synapse.
    Polarised,
    /// A granule hit that did not kill.
    Hit,
    /// The target is doomed; the cell has left it and rests.
    Kill(Weapon),
    /// The contact ended without a kill; the target is free.
    Left,
    /// Rest is over.
    Rested,
    /// Rest ended with its own death.
    Died,
}

/// Molecules that a cell has secreted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Secreted {
    /// IFN-gamma.
    pub ifn_gamma: f64,
    /// TNF.
    pub tnf: f64,
    /// GM-CSF.
    pub gm_csf: f64,
}

/// One NK cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Killer {
    /// Its normal number among the cells of its donor: its signal is `exp(sigma z)` times the median cell's.
    pub z: f64,
    /// Whether it makes cytokines when it answers.
    pub secretes: bool,
    factor: f64,
    store: f64,
    responsiveness: f64,
    updated_h: f64,
    fasl: f64,
    fasl_charged: bool,
    phase: Phase,
    contact_h: f64,
    since_h: f64,
    next_h: f64,
    cd16: f64,
    cd16_h: f64,
    cd16_share: f64,
    dies: bool,
    kills: u32,
    hits: u32,
    contacts: u32,
    responses: u32,
    secreted_h: f64,
    secretes_until_h: f64,
}

impl Killer {
    /// A rested cell at time 0; what it is like comes from its first two random numbers.
    pub fn new(rates: &KillerRates, draws: &mut Draws) -> Killer {
        let z = draws.normal();
        Killer {
            z,
            secretes: draws.uniform() < rates.secreting_share,
            factor: math::exp(rates.sigma * z),
            store: 1.0,
            responsiveness: 1.0,
            updated_h: 0.0,
            fasl: rates.f0,
            fasl_charged: true,
            phase: Phase::Searching,
            contact_h: 0.0,
            since_h: 0.0,
            next_h: f64::INFINITY,
            cd16: 1.0,
            cd16_h: 0.0,
            cd16_share: 0.0,
            dies: false,
            kills: 0,
            hits: 0,
            contacts: 0,
            responses: 0,
            secreted_h: 0.0,
            secretes_until_h: 0.0,
        }
    }

    /// All that it is, for a checkpoint.
    pub fn numbers(&self) -> [f64; 22] {
        let flag = |is: bool| f64::from(u8::from(is));
        [
            self.z,
            flag(self.secretes),
            self.factor,
            self.store,
            self.responsiveness,
            self.updated_h,
            self.fasl,
            flag(self.fasl_charged),
            f64::from(self.phase as u8),
            self.contact_h,
            self.since_h,
            self.next_h,
            self.cd16,
            self.cd16_h,
            self.cd16_share,
            flag(self.dies),
            f64::from(self.kills),
            f64::from(self.hits),
            f64::from(self.contacts),
            f64::from(self.responses),
            self.secreted_h,
            self.secretes_until_h,
        ]
    }

    /// The cell of [`Killer::numbers`]; none if they are of no cell.
    pub fn of_numbers(n: &[f64; 22]) -> Option<Killer> {
        const PHASES: [Phase; 6] = [
            Phase::Searching,
            Phase::Unanswered,
            Phase::Polarising,
            Phase::Delivering,
            Phase::Resting,
            Phase::Dead,
        ];
        Some(Killer {
            z: n[0],
            secretes: n[1] != 0.0,
            factor: n[2],
            store: n[3],
            responsiveness: n[4],
            updated_h: n[5],
            fasl: n[6],
            fasl_charged: n[7] != 0.0,
            phase: *PHASES.get(n[8] as usize)?,
            contact_h: n[9],
            since_h: n[10],
            next_h: n[11],
            cd16: n[12],
            cd16_h: n[13],
            cd16_share: n[14],
            dies: n[15] != 0.0,
            kills: n[16] as u32,
            hits: n[17] as u32,
            contacts: n[18] as u32,
            responses: n[19] as u32,
            secreted_h: n[20],
            secretes_until_h: n[21],
        })
    }

    /// What it is doing.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When its own next event comes; infinite while it searches.
    pub fn next_h(&self) -> f64 {
        self.next_h
    }

    /// Whether it may meet a target.
    pub fn is_searching(&self) -> bool {
        self.phase == Phase::Searching
    }

    /// Its granule store, 0 to 1: `1 - (1 - g) exp(-dt/t_rec)`.
    pub fn store(&self, rates: &KillerRates, now_h: f64) -> f64 {
        recovered(self.store, now_h - self.updated_h, rates.t_rec_h)
    }

    /// Its responsiveness, 0 to 1, which every kill lowers.
    pub fn responsiveness(&self, rates: &KillerRates, now_h: f64) -> f64 {
        recovered(self.responsiveness, now_h - self.updated_h, rates.t_rec_h)
    }

    /// By what its signal now exceeds that of the rested median cell: `r exp(sigma z)`.
    pub fn factor(&self, rates: &KillerRates, now_h: f64) -> f64 {
        self.responsiveness(rates, now_h) * self.factor
    }

    /// Whether its granules do not suffice for a hit.
    pub fn is_exhausted(&self, rates: &KillerRates, now_h: f64) -> bool {
        self.store(rates, now_h) < rates.q
    }

    /// Targets that it has doomed.
    pub fn kills(&self) -> u32 {
        self.kills
    }

    /// Granule hits in all.
    pub fn hits(&self) -> u32 {
        self.hits
    }

    /// Contacts in all.
    pub fn contacts(&self) -> u32 {
        self.contacts
    }

    /// Contacts that it answered.
    pub fn responses(&self) -> u32 {
        self.responses
    }

    /// When the present contact began; of no meaning where there is none.
    pub fn contact_h(&self) -> f64 {
        self.contact_h
    }

    /// What it has secreted.
    pub fn secreted(&self, rates: &KillerRates, now_h: f64) -> Secreted {
        let hours = self.secreted_h - (self.secretes_until_h - now_h).max(0.0);
        Secreted {
            ifn_gamma: hours * rates.ifn_gamma_per_h,
            tnf: hours * rates.tnf_per_h,
            gm_csf: hours * rates.gm_csf_per_h,
        }
    }

    /// Whether it has died of its own activation.
    pub fn is_dead(&self) -> bool {
        self.phase == Phase::Dead
    }

    /// Its CD16, relative to a cell that has shed none.
    pub fn cd16(&self, rates: &KillerRates, now_h: f64) -> f64 {
        let since_h = (now_h - self.cd16_h).max(0.0);
        let sheds = matches!(self.phase, Phase::Polarising | Phase::Delivering | Phase::Resting);
        if !sheds || self.cd16_share <= 0.0 {
            return recovered(self.cd16, since_h, rates.cd16_recovery_h);
        }
        // What stays on the surface however long it is shed; never more than there is.
        let kept = (1.0 - rates.cd16_loss).clamp(0.0, self.cd16.min(1.0));
        let halves = self.cd16_share * since_h / rates.cd16_shedding_h;
        kept + (self.cd16 - kept) * math::exp(-std::f64::consts::LN_2 * halves)
    }

    /// Brings CD16 up to date before what changes it begins or ends.
    fn settle_cd16(&mut self, rates: &KillerRates, now_h: f64) {
        self.cd16 = self.cd16(rates, now_h);
        self.cd16_h = now_h;
    }

    /// A contact begins. Nothing happens unless the cell is searching.
    pub fn meet(&mut self, rates: &KillerRates, now_h: f64, contact: Contact, draws: &mut Draws) {
        if !self.is_searching() {
            return;
        }
        self.contacts += 1;
        (self.contact_h, self.since_h) = (now_h, now_h);
        if draws.uniform() < contact.respond_probability {
            self.responses += 1;
            self.settle_cd16(rates, now_h);
            self.cd16_share = contact.cd16_share.clamp(0.0, 1.0);
            self.secrete(rates, now_h);
            self.phase = Phase::Polarising;
            self.next_h = now_h + draws.gamma(STEPS_OF_POLARISATION, rates.t_pol_h);
        } else {
            self.phase = Phase::Unanswered;
            self.next_h = now_h + draws.exponential(rates.t_non_h);
        }
    }

    /// Lets its next event happen, at [`Killer::next_h`]. `victim` is the target in contact, if any.
    pub fn step(&mut self, rates: &KillerRates, victim: Option<&mut Victim>, draws: &mut Draws) -> Happening {
        let now_h = self.next_h;
        match (self.phase, victim) {
            (Phase::Polarising, Some(_)) => {
                self.phase = Phase::Delivering;
                self.since_h = now_h;
                self.wait(rates, now_h, draws);
                Happening::Polarised
            }
            (Phase::Delivering, Some(victim)) => self.deliver(rates, now_h, victim, draws),
            (Phase::Resting, _) if self.dies => {
                self.settle_cd16(rates, now_h);
                self.secreted_h -= (self.secretes_until_h - now_h).max(0.0);
                self.secretes_until_h = self.secretes_until_h.min(now_h);
                (self.phase, self.next_h) = (Phase::Dead, f64::INFINITY);
                Happening::Died
            }
            (Phase::Resting, _) => {
                self.search(rates, now_h);
                Happening::Rested
            }
            _ => {
                self.leave(rates, now_h);
                Happening::Left
            }
        }
    }

    /// The contact ends from outside: the target died by another's hand, or was torn away.
    pub fn leave(&mut self, rates: &KillerRates, now_h: f64) {
        if self.phase == Phase::Delivering {
            self.raise_fasl(rates, now_h);
        }
        self.search(rates, now_h);
    }

    fn search(&mut self, rates: &KillerRates, now_h: f64) {
        self.settle_cd16(rates, now_h);
        self.phase = Phase::Searching;
        self.next_h = f64::INFINITY;
    }

    /// The next candidate while delivering: at the sum of the greatest rates.
    fn wait(&mut self, rates: &KillerRates, now_h: f64, draws: &mut Draws) {
        self.next_h = now_h + draws.exponential(1.0 / self.greatest(rates));
    }

    fn greatest(&self, rates: &KillerRates) -> f64 {
        let fasl = if self.fasl_charged { rates.r_f_per_h } else { 0.0 };
        rates.r_h_per_h + fasl + rates.r_esc_per_h
    }

    fn deliver(
        &mut self,
        rates: &KillerRates,
        now_h: f64,
        victim: &mut Victim,
        draws: &mut Draws,
    ) -> Happening {
        self.recover(rates, now_h);
        self.raise_fasl(rates, now_h);
        let hit = if self.store >= rates.q { rates.r_h_per_h * self.store * self.store } else { 0.0 };
        let may_signal = self.fasl_charged && now_h - self.contact_h > rates.fas_lag_h;
        let signal = if may_signal { rates.r_f_per_h * self.fasl } else { 0.0 };
        let chosen = draws.uniform() * self.greatest(rates);
        if chosen < hit {
            self.store -= rates.q;
            self.hits += 1;
            if victim.hit(rates, now_h, draws) {
                return self.kill(rates, now_h, Weapon::Granule, draws);
            }
            self.wait(rates, now_h, draws);
            Happening::Hit
        } else if chosen < hit + signal {
            self.fasl_charged = false;
            victim.receive_fasl(rates, now_h, draws);
            self.kill(rates, now_h, Weapon::DeathReceptor, draws)
        } else if chosen < hit + signal + rates.r_esc_per_h {
            self.search(rates, now_h);
            Happening::Left
        } else {
            self.wait(rates, now_h, draws);
            Happening::Nothing
        }
    }

    fn kill(&mut self, rates: &KillerRates, now_h: f64, weapon: Weapon, draws: &mut Draws) -> Happening {
        self.kills += 1;
        self.responsiveness *= rates.rho;
        self.phase = Phase::Resting;
        let shedding = 1.0 + self.cd16_share * (rates.shedding - 1.0).max(0.0);
        self.next_h = now_h + draws.exponential(rates.t_post_h / shedding);
        self.dies = rates.death_per_kill > 0.0 && draws.uniform() < rates.death_per_kill;
        Happening::Kill(weapon)
    }

    fn recover(&mut self, rates: &KillerRates, now_h: f64) {
        self.store = self.store(rates, now_h);
        self.responsiveness = self.responsiveness(rates, now_h);
        self.updated_h = now_h;
    }

    fn raise_fasl(&mut self, rates: &KillerRates, now_h: f64) {
        self.fasl = recovered(self.fasl, now_h - self.since_h, rates.t_up_h);
        self.since_h = now_h;
    }

    /// A response makes a secreting cell secrete for `secretion_h` from now on.
    fn secrete(&mut self, rates: &KillerRates, now_h: f64) {
        if self.secretes {
            let until_h = now_h + rates.secretion_h;
            self.secreted_h += until_h - self.secretes_until_h.max(now_h);
            self.secretes_until_h = until_h;
        }
    }
}

/// `1 - (1 - x) exp(-dt/time)`: `dx/dt = (1 - x)/time`.
fn recovered(x: f64, since_h: f64, time_h: f64) -> f64 {
    if x >= 1.0 || since_h <= 0.0 || time_h <= 0.0 {
        return x;
    }
    1.0 - (1.0 - x) * math::exp(-since_h / time_h)
}

#[cfg(test)]
mod tests;
