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
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
mod tests {
    use super::*;
    use crate::library::Library;
    use lytic_engine::philox::purpose;

    fn rates() -> KillerRates {
        KillerRates::from_library(&Library::embedded()).unwrap_or_default()
    }

    /// Mean results of committed contacts of fresh cells with one-hit targets.
    fn contacts(rates: &KillerRates, count: u64) -> (f64, f64, Vec<f64>) {
        let (mut kills, mut length, mut hit_h) = (0.0, 0.0, Vec::new());
        for cell in 0..count {
            let mut draws = Draws::new(5, purpose("contact"), cell);
            let mut killer = Killer::new(rates, &mut draws);
            let mut victim = Victim::new(1.0);
            let contact = Contact { respond_probability: 1.0, cd16_share: 0.0 };
            killer.meet(rates, 0.0, contact, &mut draws);
            loop {
                let now = killer.next_h();
                match killer.step(rates, Some(&mut victim), &mut draws) {
                    Happening::Kill(_) => {
                        kills += 1.0;
                        hit_h.push(now);
                        length += now;
                        break;
                    }
                    Happening::Left => {
                        length += now;
                        break;
                    }
                    _ => {}
                }
            }
        }
        hit_h.sort_by(f64::total_cmp);
        (kills / count as f64, length / count as f64, hit_h)
    }

    /// Without FasL, success and length of a contact are those of the mean field.
    #[test]
    fn a_contact_is_the_mean_fields() {
        let rates = KillerRates { r_f_per_h: 0.0, ..rates() };
        let expected = crate::mean_field::delivery(&rates, 1.0);
        let (s, length, hits) = contacts(&rates, 40_000);
        assert!((s - expected.s).abs() < 4.0 * (0.07 * 0.93f64 / 40_000.0).sqrt(), "{s} {expected:?}");
        assert!((length - expected.t_e_h).abs() < 0.006, "{length} {expected:?}");
        // Gamma(4) and exponential one after the other: half of the hits come within 20.4 min.
        let median = 60.0 * hits[hits.len() / 2];
        assert!((median - 20.4).abs() < 0.5, "{median}");
    }

    /// Granules: five hits at once empty the store; a day later 1 - 1/e is back.
    #[test]
    fn the_store_empties_and_refills() {
        let rates = KillerRates { r_h_per_h: 1e6, r_f_per_h: 0.0, r_esc_per_h: 1.0, t_pol_h: 0.0, ..rates() };
        let mut draws = Draws::new(5, purpose("store"), 1);
        let mut killer = Killer::new(&rates, &mut draws);
        let mut victim = Victim::new(1e9);
        killer.meet(&rates, 0.0, Contact { respond_probability: 1.0, cd16_share: 0.0 }, &mut draws);
        let mut hits = 0;
        let mut now = 0.0;
        while now < 1e-3 && !killer.is_searching() {
            now = killer.next_h();
            hits += u32::from(killer.step(&rates, Some(&mut victim), &mut draws) == Happening::Hit);
        }
        assert!((4..=5).contains(&hits), "{hits}");
        assert!(killer.is_exhausted(&rates, 1e-3));
        let left = killer.store(&rates, 0.0);
        let later = killer.store(&rates, killer.updated_h + 24.0);
        assert!((later - (1.0 - (1.0 - left) * (-1.0f64).exp())).abs() < 0.01, "{left} {later}");
    }

    /// Without perforin a cell has one FasL charge; a kill of FasL takes more than its lag.
    #[test]
    fn fasl_kills_once_and_late() {
        let rates = KillerRates { r_h_per_h: 0.0, r_esc_per_h: 0.0, ..rates() };
        let (share, _, hits) = contacts(&rates, 2000);
        assert!((share - 1.0).abs() < 1e-12 && hits[0] > 0.75);
        let mut draws = Draws::new(5, purpose("fasl"), 1);
        let mut killer = Killer::new(&rates, &mut draws);
        let rates = KillerRates { r_esc_per_h: 0.3, ..rates };
        for _ in 0..40 {
            let start = killer.updated_h.max(killer.since_h);
            let mut victim = Victim::new(1.0);
            killer.meet(&rates, start, Contact { respond_probability: 1.0, cd16_share: 0.0 }, &mut draws);
            while !killer.is_searching() {
                killer.step(&rates, Some(&mut victim), &mut draws);
            }
        }
        assert_eq!(killer.kills(), 1);
    }

    /// Shed CD16 halves the rest on a coated target.
    #[test]
    fn shedding_shortens_the_rest() {
        let rates = rates();
        let rest = |cd16_share: f64| -> f64 {
            let mut sum = 0.0;
            for cell in 0..20_000 {
                let mut draws = Draws::new(5, purpose("rest"), cell);
                let mut killer = Killer::new(&rates, &mut draws);
                killer.cd16_share = cd16_share;
                killer.kill(&rates, 0.0, Weapon::Granule, &mut draws);
                sum += killer.next_h();
            }
            sum / 20_000.0
        };
        assert!((rest(0.0) / rest(1.0) - 2.0).abs() < 1e-9 && (rest(0.0) / rest(0.5) - 1.5).abs() < 1e-9);
        assert!((rest(0.0) - 0.5).abs() < 0.015);
    }

    /// CD16 halves its way to what cannot be shed while the cell is engaged through it, and comes back afterwards.
    #[test]
    fn cd16_is_shed_and_comes_back() {
        let rates = KillerRates {
            r_h_per_h: 0.0,
            r_f_per_h: 0.0,
            r_esc_per_h: 1e-9,
            cd16_loss: 0.7,
            cd16_shedding_h: 1.0,
            cd16_recovery_h: 24.0,
            ..rates()
        };
        let engaged = |cd16_share: f64| {
            let mut draws = Draws::new(5, purpose("cd16"), 1);
            let mut killer = Killer::new(&rates, &mut draws);
            killer.meet(&rates, 1.0, Contact { respond_probability: 1.0, cd16_share }, &mut draws);
            killer
        };
        let mut killer = engaged(1.0);
        assert!((killer.cd16(&rates, 2.0) - (0.3 + 0.35)).abs() < 1e-12);
        assert!(
            (engaged(0.5).cd16(&rates, 3.0) - 0.65).abs() < 1e-12 && engaged(0.0).cd16(&rates, 9.0) == 1.0
        );
        killer.leave(&rates, 2.0);
        assert!((killer.cd16(&rates, 26.0) - (1.0 - 0.35 * (-1.0f64).exp())).abs() < 1e-12);
        // Where nothing is shed it stays.
        let kept = KillerRates { cd16_loss: 0.0, ..rates };
        assert_eq!(engaged(1.0).cd16(&kept, 9.0), 1.0);
    }

    /// A cell dies after so many of its kills, and then neither meets nor secretes any more.
    #[test]
    fn some_die_of_their_own_kills() {
        let rates = KillerRates { death_per_kill: 0.2, ..rates() };
        let mut dead = 0.0;
        for cell in 0..20_000 {
            let mut draws = Draws::new(5, purpose("death"), cell);
            let mut killer = Killer::new(&rates, &mut draws);
            killer.secretes = true;
            killer.secrete(&rates, 0.0);
            killer.kill(&rates, 0.0, Weapon::Granule, &mut draws);
            let end_h = killer.next_h();
            if killer.step(&rates, None, &mut draws) == Happening::Died {
                dead += 1.0;
                assert!(killer.is_dead() && !killer.is_searching() && killer.next_h().is_infinite());
                let wanted = rates.gm_csf_per_h * end_h.min(rates.secretion_h);
                assert!((killer.secreted(&rates, 99.0).gm_csf - wanted).abs() < 1e-6);
            }
        }
        assert!((dead / 20_000.0 - 0.2f64).abs() < 4.0 * (0.16f64 / 20_000.0).sqrt(), "{dead}");
    }

    /// Two responses an hour apart secrete for five hours, not eight.
    #[test]
    fn secretion_overlaps() {
        let rates = rates();
        let mut draws = Draws::new(5, purpose("secretion"), 1);
        let mut killer = Killer::new(&rates, &mut draws);
        killer.secretes = true;
        killer.secrete(&rates, 1.0);
        killer.secrete(&rates, 2.0);
        assert!((killer.secreted(&rates, 9.0).ifn_gamma - 5.0 * 36_000.0).abs() < 1e-6);
        assert!((killer.secreted(&rates, 3.0).tnf - 2.0 * 10_800.0).abs() < 1e-6);
    }
}
