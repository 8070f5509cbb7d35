//! A well over hours: classes of NK cells that tire, targets that die.
//!
//! ```text
//! dT/dt = -sum_i K_i        dg_i/dt = (1 - g_i)/t_rec - q K_i/E_i      dr_i/dt = (1 - r_i)/t_rec - (1 - rho) r_i K_i/E_i
//! dD1/dt = sum K - 2 D1/t_grz,   dD2/dt = 2 (D1 - D2)/t_grz,   d dead/dt = 2 D2/t_grz
//! ```
//!
//! A doomed target dies Gamma(2, t_grz) later. Runge-Kutta of fourth order with equal steps: the equations are smooth, and
//! equal steps give the same bits everywhere and smooth derivatives to a fit. Sustained killing is at most
//! `1/(q t_rec)` = 5 a day and cell.

use super::cycle::Cycle;
use super::gauss_hermite::Class;
use super::network::kills_classes;
use crate::life::KillerRates;

/// Longest step, hours: within 1e-5 of lysis.
const LONGEST_STEP_H: f64 = 0.05;
/// Steps at most, so that no number of hours can hang.
const MOST_STEPS: f64 = 1e6;

/// NK cells and targets of one kind at the beginning, in the same measure (cells, or cells per volume).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// NK cells.
    pub effectors: f64,
    /// Targets.
    pub targets: f64,
    /// Contacts per free pair and hour.
    pub k_on: f64,
}

/// A well at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WellPoint {
    /// Hours since the beginning.
    pub time_h: f64,
    /// Share of targets that are doomed or dead.
    pub killed: f64,
    /// Share of targets that are dead: what an assay of release measures.
    pub dead: f64,
    /// Kills per NK cell.
    pub kills_per_cell: f64,
    /// Mean granule store of the NK cells.
    pub store: f64,
    /// Mean responsiveness of the NK cells.
    pub responsiveness: f64,
}

/// The well at `times_h` (rising, from 0). `respond(r factor)` is the probability of a response of a cell whose signal is
/// the median resting cell's times `r exp(sigma z)`.
pub fn time_course(
    rates: &KillerRates,
    mixture: &Mixture,
    classes: &[Class],
    times_h: &[f64],
    respond: &dyn Fn(f64) -> f64,
) -> Vec<WellPoint> {
    let well = Well { rates, mixture, classes, respond };
    let mut state = vec![1.0; 2 * classes.len()];
    state.extend([mixture.targets.max(0.0), 0.0, 0.0, 0.0]);
    let mut now = 0.0;
    times_h
        .iter()
        .map(|time| {
            let steps = ((time - now) / LONGEST_STEP_H).ceil().clamp(0.0, MOST_STEPS);
            for _ in 0..steps as u64 {
                well.step(&mut state, (time - now) / steps);
            }
            now = time.max(now);
            well.point(*time, &state)
        })
        .collect()
}

/// Kills of one NK cell on each of `days` days among targets that do not run out, of which it meets `contacts_per_h`
/// while it searches.
pub fn kills_per_cell_in_excess(
    rates: &KillerRates,
    classes: &[Class],
    contacts_per_h: f64,
    days: usize,
    respond: &dyn Fn(f64) -> f64,
) -> Vec<f64> {
    // So few NK cells that the targets stay.
    let mixture = Mixture { effectors: 1e-9, targets: 1.0, k_on: contacts_per_h };
    let times: Vec<f64> = (1..=days).map(|day| 24.0 * day as f64).collect();
    let course = time_course(rates, &mixture, classes, &times, respond);
    let mut before = 0.0;
    course
        .iter()
        .map(|point| {
            let kills = point.kills_per_cell - before;
            before = point.kills_per_cell;
            kills
        })
        .collect()
}

struct Well<'a> {
    rates: &'a KillerRates,
    mixture: &'a Mixture,
    classes: &'a [Class],
    respond: &'a dyn Fn(f64) -> f64,
}

impl Well<'_> {
    /// State: granules of each class, responsiveness of each class, targets, two stages of doomed ones, kills.
    fn rates_of_change(&self, state: &[f64]) -> Vec<f64> {
        let (rates, count) = (self.rates, self.classes.len());
        let (stores, rest) = state.split_at(count.min(state.len()));
        let (responses, tail) = rest.split_at(count.min(rest.len()));
        let [targets, first, second, _] = tail else { return vec![0.0; state.len()] };
        let mut effectors = Vec::with_capacity(count);
        let mut cycles = Vec::with_capacity(count);
        for ((class, g), r) in self.classes.iter().zip(stores).zip(responses) {
            let p = (self.respond)(r.max(0.0) * class.factor);
            effectors.push(self.mixture.effectors * class.weight);
            cycles.push(Cycle::new(rates, p, *g, self.mixture.k_on));
        }
        let kills = kills_classes(&effectors, &[targets.max(0.0)], &cycles);
        let per_cell = |kills: &f64, cells: &f64| if *cells > 0.0 { kills / cells } else { 0.0 };
        let rate: Vec<f64> = kills.iter().zip(&effectors).map(|(k, e)| per_cell(k, e)).collect();
        let total: f64 = kills.iter().sum();
        let mut change: Vec<f64> = Vec::with_capacity(state.len());
        change.extend(stores.iter().zip(&rate).map(|(g, rate)| (1.0 - g) / rates.t_rec_h - rates.q * rate));
        let lost = 1.0 - rates.rho;
        change
            .extend(responses.iter().zip(&rate).map(|(r, rate)| (1.0 - r) / rates.t_rec_h - lost * r * rate));
        let dying = 2.0 / rates.t_grz_h;
        change.extend([-total, total - dying * first, dying * (first - second), total]);
        change
    }

    fn step(&self, state: &mut [f64], h: f64) {
        let shifted = |by: f64, slope: &[f64], state: &[f64]| -> Vec<f64> {
            state.iter().zip(slope).map(|(x, s)| x + by * s).collect()
        };
        let k1 = self.rates_of_change(state);
        let k2 = self.rates_of_change(&shifted(0.5 * h, &k1, state));
        let k3 = self.rates_of_change(&shifted(0.5 * h, &k2, state));
        let k4 = self.rates_of_change(&shifted(h, &k3, state));
        for ((((x, a), b), c), d) in state.iter_mut().zip(&k1).zip(&k2).zip(&k3).zip(&k4) {
            *x += h / 6.0 * (a + 2.0 * (b + c) + d);
        }
    }

    fn point(&self, time_h: f64, state: &[f64]) -> WellPoint {
        let count = self.classes.len();
        let mean = |from: usize| -> f64 {
            self.classes.iter().zip(state.iter().skip(from)).map(|(class, x)| class.weight * x).sum()
        };
        let [.., left, first, second, kills] = state else { return WellPoint::default() };
        let share = |count: f64, of: f64| if of > 0.0 { count / of } else { 0.0 };
        WellPoint {
            time_h,
            killed: 1.0 - share(*left, self.mixture.targets),
            dead: share(self.mixture.targets - left - first - second, self.mixture.targets),
            kills_per_cell: share(*kills, self.mixture.effectors),
            store: mean(0),
            responsiveness: mean(count),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
mod tests {
    use super::super::cycle::respond;
    use super::super::gauss_hermite::classes;
    use super::*;
    use crate::library::Library;

    fn rates() -> KillerRates {
        KillerRates::from_library(&Library::embedded()).unwrap_or_default()
    }

    fn answer(rates: &KillerRates, activation: f64) -> impl Fn(f64) -> f64 + use<> {
        let (signal, n, p_max) = (rates.k562_signal * activation, rates.n, rates.p_max);
        move |factor| respond(signal * factor, n, p_max)
    }

    /// science/killing-equations.md: mean P .031, .086, .26; k_kill 3.3, 6.9, 14.3 a day; kills a day with targets
    /// in excess, of which a cell meets 30 an hour.
    #[test]
    fn the_table_of_three_states() {
        let rates = rates();
        let all = classes(rates.sigma, 8);
        for (c, p, k_kill, kills) in [
            (rates.c_resting, 0.031, 3.3, [1.5, 1.07, 1.04]),
            (rates.c_activated, 0.086, 6.9, [2.8, 1.9, 1.8]),
            (rates.c_expanded, 0.26, 14.3, [5.0, 3.0, 2.9]),
        ] {
            let answer = answer(&rates, c);
            let mean_p: f64 = all.iter().map(|class| class.weight * answer(class.factor)).sum();
            let rate =
                |class: &Class| 24.0 * Cycle::new(&rates, answer(class.factor), 1.0, 1.0).kill_rate_per_h();
            let mean_rate: f64 = all.iter().map(|class| class.weight * rate(class)).sum();
            let days = kills_per_cell_in_excess(&rates, &all, 30.0, 3, &answer);
            assert!((mean_p / p - 1.0).abs() < 0.03, "{mean_p}");
            assert!((mean_rate / k_kill - 1.0).abs() < 0.03, "{mean_rate}");
            for (found, written) in days.iter().zip(kills) {
                assert!((found / written - 1.0).abs() < 0.03, "{days:?}");
            }
        }
    }

    /// 24 h at E:T 0.3 and 8 contacts an hour: one class at the mean probability kills 0.50 instead of 0.31 (resting), 0.81 instead of 0.58.
    #[test]
    fn one_class_is_wrong() {
        let rates = rates();
        let mixture = Mixture { effectors: 0.3, targets: 1.0, k_on: 8.0 };
        for (c, one, all) in [(rates.c_resting, 0.50, 0.31), (rates.c_activated, 0.81, 0.58)] {
            let answer = answer(&rates, c);
            let many = classes(rates.sigma, 8);
            let mean_p: f64 = many.iter().map(|class| class.weight * answer(class.factor)).sum();
            let n = rates.n;
            // The median signal at which a cell answers with the mean probability.
            let signal = (mean_p / (rates.p_max - mean_p)).powf(1.0 / n);
            let p_max = rates.p_max;
            let alike =
                time_course(&rates, &mixture, &classes(0.0, 1), &[24.0], &|r| respond(signal * r, n, p_max));
            let varied = time_course(&rates, &mixture, &many, &[24.0], &answer);
            assert!((alike[0].killed - one).abs() < 0.01, "{alike:?}");
            assert!((varied[0].killed - all).abs() < 0.01, "{varied:?}");
        }
    }

    /// Few identical cells that do not tire: exponential decay of the targets, T = T0 exp(-k_on P s E t).
    #[test]
    fn sparse_wells_decay_exponentially() {
        let mut rates = rates();
        rates.q = 0.0;
        rates.rho = 1.0;
        let mixture = Mixture { effectors: 1.0, targets: 1.0, k_on: 1e-6 };
        let one = classes(0.0, 1);
        let course = time_course(&rates, &mixture, &one, &[1e5], &|_| 0.3);
        let expected = 1.0 - (-1e-6f64 * 0.3 * 4.0 / 4.3 * 1e5).exp();
        assert!((course[0].killed - expected).abs() < 1e-6, "{course:?}");
        assert_eq!((course[0].store, course[0].responsiveness), (1.0, 1.0));
    }

    /// Halving the step changes lysis by less than 1e-5; dead targets trail the doomed ones.
    #[test]
    fn steps_are_short_enough() {
        let rates = rates();
        let all = classes(rates.sigma, 8);
        let answer = answer(&rates, rates.c_expanded);
        let mixture = Mixture { effectors: 10.0, targets: 1.0, k_on: rates.k_on_t0_per_h };
        let coarse = time_course(&rates, &mixture, &all, &[4.0], &answer)[0];
        let times: Vec<f64> = (1..=400).map(|step| 0.01 * f64::from(step)).collect();
        let fine = *time_course(&rates, &mixture, &all, &times, &answer).last().unwrap_or(&coarse);
        assert!(
            (coarse.killed - fine.killed).abs() < 1e-5 && (coarse.dead - fine.dead).abs() < 1e-5,
            "{coarse:?} {fine:?}"
        );
        assert!(coarse.dead < coarse.killed && coarse.killed <= 1.0);
    }
}
