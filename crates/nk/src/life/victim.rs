//! What a target remembers of the hits that it took: damage, its repair, and how it will die.
//!
//! Damage adds up, one a granule hit, and halves in `t_half`. A target is doomed when damage reaches `theta`. With
//! `theta` = 1 the first hit kills; with 2 and 72 min three hits do if they come within 50 min of each other, since
//! x + x^2 = 1 at x = 2^(-50/72).

use super::{Draws, KillerRates};
use lytic_engine::math;

/// How many steps death takes.
const STEPS_OF_DEATH: u32 = 2;

/// By which path a target was doomed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weapon {
    /// Perforin and granzymes.
    Granule,
    /// FasL or TRAIL.
    DeathReceptor,
}

/// A death that is certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Death {
    /// When it was sealed.
    pub doomed_h: f64,
    /// When the target dies.
    pub dies_h: f64,
    /// By which path.
    pub weapon: Weapon,
    /// Granule hits that it took, from all NK cells.
    pub hits: u32,
}

/// One target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Victim {
    theta: f64,
    damage: f64,
    struck_h: f64,
    hits: u32,
    death: Option<Death>,
}

impl Victim {
    /// An unharmed target that dies of damage `theta`, in hits.
    pub fn new(theta: f64) -> Victim {
        Victim { theta, damage: 0.0, struck_h: 0.0, hits: 0, death: None }
    }

    /// All that it is, for a checkpoint.
    pub fn numbers(&self) -> [f64; 8] {
        let death = self.death.map_or([0.0; 4], |death| {
            let weapon = match death.weapon {
                Weapon::Granule => 1.0,
                Weapon::DeathReceptor => 2.0,
            };
            [weapon, death.doomed_h, death.dies_h, f64::from(death.hits)]
        });
        let [weapon, doomed, dies, hits] = death;
        [self.theta, self.damage, self.struck_h, f64::from(self.hits), weapon, doomed, dies, hits]
    }

    /// The target of [`Victim::numbers`].
    pub fn of_numbers(numbers: [f64; 8]) -> Victim {
        let [theta, damage, struck_h, hits, weapon, doomed_h, dies_h, by] = numbers;
        let death = |weapon: Weapon| Some(Death { doomed_h, dies_h, weapon, hits: by as u32 });
        let death = match weapon as u8 {
            1 => death(Weapon::Granule),
            2 => death(Weapon::DeathReceptor),
            _ => None,
        };
        Victim { theta, damage, struck_h, hits: hits as u32, death }
    }

    /// Its death, if it is certain. A doomed target binds no one.
    pub fn death(&self) -> Option<&Death> {
        self.death.as_ref()
    }

    /// Whether it is dead.
    pub fn is_dead(&self, now_h: f64) -> bool {
        self.death.is_some_and(|death| death.dies_h <= now_h)
    }

    /// Damage that is not yet repaired: `damage 2^(-(now - struck)/t_half)`.
    pub fn damage(&self, rates: &KillerRates, now_h: f64) -> f64 {
        let since = (now_h - self.struck_h).max(0.0);
        if self.damage == 0.0 || since == 0.0 {
            return self.damage;
        }
        self.damage * math::exp(-std::f64::consts::LN_2 * since / rates.t_half_h)
    }

    /// Takes a granule hit; true if it is doomed by it.
    pub fn hit(&mut self, rates: &KillerRates, now_h: f64, draws: &mut Draws) -> bool {
        self.damage = self.damage(rates, now_h) + 1.0;
        self.struck_h = now_h;
        self.hits += 1;
        // Three hits exactly 50 min apart may not fail for a last bit.
        let lethal = self.damage >= self.theta * (1.0 - 1e-12);
        if lethal {
            self.doom(now_h, rates.t_grz_h, Weapon::Granule, draws);
        }
        lethal
    }

    /// Takes the signal of a death receptor, which is always lethal.
    pub fn receive_fasl(&mut self, rates: &KillerRates, now_h: f64, draws: &mut Draws) {
        self.doom(now_h, rates.t_dr_h, Weapon::DeathReceptor, draws);
    }

    fn doom(&mut self, now_h: f64, mean_h: f64, weapon: Weapon, draws: &mut Draws) {
        if self.death.is_none() {
            let dies_h = now_h + draws.gamma(STEPS_OF_DEATH, mean_h);
            self.death = Some(Death { doomed_h: now_h, dies_h, weapon, hits: self.hits });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;
    use lytic_engine::philox::purpose;

    /// V03: three hits kill a solid-tumour cell when less than 50 min apart, not when more; one kills a blood cell.
    #[test]
    fn three_hits_within_fifty_minutes() {
        let rates = KillerRates::from_library(&Library::embedded()).unwrap_or_default();
        let mut draws = Draws::new(1, purpose("hits"), 0);
        let mut hits = |theta: f64, gap_min: f64| {
            let mut victim = Victim::new(theta);
            (1..=20).find(|number| victim.hit(&rates, f64::from(*number) * gap_min / 60.0, &mut draws))
        };
        assert_eq!([1.0, 10.0, 40.0, 49.0].map(|gap| hits(rates.theta_solid, gap)), [Some(3); 4]);
        assert_eq!(hits(rates.theta_solid, 51.0), Some(4));
        assert_eq!(hits(rates.theta_solid, 75.0), None);
        assert_eq!(hits(rates.theta, 300.0), Some(1));
    }

    #[test]
    fn damage_halves_and_death_is_sealed_once() {
        let rates = KillerRates { t_half_h: 1.2, t_grz_h: 0.5, ..KillerRates::default() };
        let mut draws = Draws::new(1, purpose("hits"), 1);
        let mut victim = Victim::new(1.9);
        assert!(!victim.hit(&rates, 1.0, &mut draws));
        assert!((victim.damage(&rates, 2.2) - 0.5).abs() < 1e-15);
        assert!(victim.death().is_none() && !victim.is_dead(99.0));
        assert!(victim.hit(&rates, 1.01, &mut draws));
        let death = victim.death().copied();
        victim.receive_fasl(&rates, 1.5, &mut draws);
        assert_eq!(victim.death().copied(), death);
        assert!(
            death.is_some_and(|death| death.hits == 2 && death.dies_h > 1.01 && victim.is_dead(death.dies_h))
        );
    }
}
