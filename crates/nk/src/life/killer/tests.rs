//! One cell: contacts of the mean field, granules, FasL, CD16, its own death, secretion.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

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
    assert!((engaged(0.5).cd16(&rates, 3.0) - 0.65).abs() < 1e-12 && engaged(0.0).cd16(&rates, 9.0) == 1.0);
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
