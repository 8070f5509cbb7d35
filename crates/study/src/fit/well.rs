//! A well in which many kinds of NK cells meet many kinds of targets, fast enough for a fit.
//!
//! NK cells of class i (share e_i, ratio E:T times as many as targets) and targets of class j (share t_j) have a signal
//! each. Three ways from signals to lysis, all counted in targets at the beginning (T0 = 1) and hours:
//!
//! ```text
//! cycle        Ef_i = E_i/(1 + k sum_j t_c,ij Tf_j),  Tf_j = T_j/(1 + k sum_i t_a,ij Ef_i),  K_ij = k P_ij s_i Ef_i Tf_j
//!              dT_j/dt = -sum_i K_ij, granules and responsiveness of each class tire    (crates/nk mean_field)
//! saturation   dT_j/dt = -kappa T_j sum_i P_ij E_i/(H + sum E + sum T)                  (double saturation)
//! mass action  dT_j/dt = -kappa T_j sum_i P_ij E_i
//! ```
//!
//! Targets are carried as ln(T_j/t_j): their rates change slowly, so that steps of an hour are exact enough and no number
//! turns negative. It is the mean field of `lytic_nk::mean_field` with many targets, and agrees with it (see the tests); this one multiplies
//! matrices where that one solves for each pair. A doomed target counts as lysed.

use lytic_engine::math::{exp, pow};
use lytic_nk::life::KillerRates;
use lytic_nk::mean_field::delivery;
use lytic_nk::recognition::goldbeter_koshland;

/// Longest step, hours: within 0.05 percent points of lysis (see the tests), far below the noise of any assay.
const LONGEST_STEP_H: f64 = 1.0;
/// Steps at most, so that no number of hours can hang.
const MOST_STEPS: f64 = 400.0;
/// Rounds of the search for free cells at most.
const MOST_ROUNDS: usize = 300;
/// Relative change of the free targets that ends it.
const CLOSE: f64 = 1e-9;

/// From a signal to the probability of a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Response {
    /// `p_max x/(1 + x)`; the signals of the well are the odds x = S^n.
    Odds { exponent: f64, largest: f64 },
    /// `p_max W(V, K1, K2)`; the signals of the well are V.
    Switch { k1: f64, k2: f64, largest: f64 },
}

/// From meetings to lysis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Killing {
    /// The cycle of the killer cell; contacts of a searching cell with all targets per hour.
    Cycle { contacts_per_h: f64 },
    /// Kill rate and half-saturation (in targets at the beginning) of their own.
    Saturation { kills_per_h: f64, half: f64 },
    /// Kill rate of their own, no saturation.
    MassAction { kills_per_h: f64 },
}

/// Cells of a well.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Well<'a> {
    pub rates: &'a KillerRates,
    pub response: Response,
    /// Shares of the classes of NK cells.
    pub effectors: Vec<f64>,
    /// Shares of the classes of targets.
    pub targets: Vec<f64>,
    /// Signal of NK class i at target class j: `signals[i * targets + j]`.
    pub signals: Vec<f64>,
}

impl Well<'_> {
    /// Share of targets killed after `hours` at a ratio of NK cells to targets.
    pub(crate) fn killed(&self, killing: Killing, ratio: f64, hours: f64) -> f64 {
        let left = match killing {
            Killing::MassAction { kills_per_h } => {
                let hazards = self.hazards(ratio * kills_per_h);
                self.targets.iter().zip(hazards).map(|(share, hazard)| share * exp(-hazard * hours)).sum()
            }
            Killing::Saturation { kills_per_h, half } => {
                let hazards = self.hazards(ratio * kills_per_h);
                let still = vec![0.0; self.targets.len()];
                self.left(hours, still, &mut |state, slope| {
                    let crowd = half + ratio + self.remaining(state);
                    for (slope, hazard) in slope.iter_mut().zip(&hazards) {
                        *slope = -hazard / crowd;
                    }
                })
            }
            Killing::Cycle { contacts_per_h } => {
                let mut cycle = Cycle::new(self, ratio, contacts_per_h);
                let mut state = vec![0.0; self.targets.len()];
                state.resize(state.len() + 2 * self.effectors.len(), 1.0);
                self.left(hours, state, &mut |state, slope| cycle.slope(state, slope))
            }
        };
        1.0 - left
    }

    /// `factor sum_i P_ij e_i` of each class of targets, for cells that do not tire.
    fn hazards(&self, factor: f64) -> Vec<f64> {
        let fresh = vec![1.0; self.effectors.len()];
        let mut responses = vec![0.0; self.signals.len()];
        self.respond(&fresh, &mut responses);
        let mut hazards = vec![0.0; self.targets.len()];
        for (row, share) in responses.chunks(self.targets.len().max(1)).zip(&self.effectors) {
            for (hazard, p) in hazards.iter_mut().zip(row) {
                *hazard += factor * share * p;
            }
        }
        hazards
    }

    /// Probabilities of a response of cells with responsiveness r.
    fn respond(&self, responsiveness: &[f64], responses: &mut [f64]) {
        let width = self.targets.len().max(1);
        let rows = self.signals.chunks(width).zip(responses.chunks_mut(width)).zip(responsiveness);
        for ((signals, responses), r) in rows {
            match self.response {
                Response::Odds { exponent, largest } => {
                    let factor = if *r >= 1.0 { 1.0 } else { pow(r.max(0.0), exponent) };
                    for (p, odds) in responses.iter_mut().zip(signals) {
                        let odds = odds * factor;
                        // Infinite odds are certain.
                        *p = if odds < 1e300 { largest * (odds / (1.0 + odds)) } else { largest };
                    }
                }
                Response::Switch { k1, k2, largest } => {
                    for (p, ratio) in responses.iter_mut().zip(signals) {
                        *p = largest * goldbeter_koshland(ratio * r, k1, k2);
                    }
                }
            }
        }
    }

    /// Targets that are left, from the logarithms at the beginning of the state.
    fn remaining(&self, state: &[f64]) -> f64 {
        self.targets.iter().zip(state).map(|(share, log)| share * exp(*log)).sum()
    }

    /// Targets that are left after `hours`: Runge-Kutta of fourth order, equal steps.
    fn left(&self, hours: f64, mut state: Vec<f64>, slope: &mut dyn FnMut(&[f64], &mut [f64])) -> f64 {
        let steps = (hours / LONGEST_STEP_H).ceil().clamp(1.0, MOST_STEPS);
        let h = hours / steps;
        let mut stages = [0, 1, 2, 3].map(|_| vec![0.0; state.len()]);
        let mut there = state.clone();
        for _ in 0..steps as u64 {
            let [k1, k2, k3, k4] = &mut stages;
            slope(&state, k1);
            shift(&mut there, &state, 0.5 * h, k1);
            slope(&there, k2);
            shift(&mut there, &state, 0.5 * h, k2);
            slope(&there, k3);
            shift(&mut there, &state, h, k3);
            slope(&there, k4);
            for ((((x, a), b), c), d) in state.iter_mut().zip(k1).zip(k2).zip(k3).zip(k4) {
                *x += h / 6.0 * (*a + 2.0 * (*b + *c) + *d);
            }
        }
        self.remaining(&state)
    }
}

fn shift(to: &mut [f64], from: &[f64], by: f64, slope: &[f64]) {
    for ((to, from), slope) in to.iter_mut().zip(from).zip(slope) {
        *to = from + by * slope;
    }
}

/// The cycle in a well on its way: buffers, and free targets as the first guess of the next search.
struct Cycle<'a> {
    well: &'a Well<'a>,
    ratio: f64,
    k: f64,
    responses: Vec<f64>,
    free_targets: Vec<f64>,
    free_effectors: Vec<f64>,
    /// By how many times more targets there are than free ones.
    held: Vec<f64>,
    /// Targets of each class.
    present: Vec<f64>,
    /// Success, extra length for the target, extra length for the NK cell of a response, by class of NK cells.
    deliveries: Vec<(f64, f64, f64)>,
}

impl<'a> Cycle<'a> {
    fn new(well: &'a Well<'a>, ratio: f64, k: f64) -> Cycle<'a> {
        Cycle {
            well,
            ratio,
            k,
            responses: vec![0.0; well.signals.len()],
            free_targets: well.targets.clone(),
            free_effectors: vec![0.0; well.effectors.len()],
            held: vec![0.0; well.targets.len()],
            present: vec![0.0; well.targets.len()],
            deliveries: Vec::with_capacity(well.effectors.len()),
        }
    }

    /// State: ln of the share of each class of targets that is left, granules of each class of NK cells, responsiveness
    /// of each.
    fn slope(&mut self, state: &[f64], slope: &mut [f64]) {
        let (rates, width) = (self.well.rates, self.well.targets.len());
        let (logs, cells) = state.split_at(width.min(state.len()));
        for ((present, share), log) in self.present.iter_mut().zip(&self.well.targets).zip(logs) {
            *present = share * exp(*log);
        }
        let (stores, responsiveness) = cells.split_at(self.well.effectors.len().min(cells.len()));
        self.well.respond(responsiveness, &mut self.responses);
        self.deliveries.clear();
        self.deliveries.extend(stores.iter().map(|store| {
            let found = delivery(rates, *store);
            let target = found.t_e_h - rates.t_non_h;
            (found.s, target, target + found.s * rates.t_post_h)
        }));
        self.find_free();
        let (change, rest) = slope.split_at_mut(width.min(slope.len()));
        let (granules, fatigue) = rest.split_at_mut(self.well.effectors.len().min(rest.len()));
        change.fill(0.0);
        let rows = self.responses.chunks(width.max(1)).zip(&self.deliveries).zip(&self.free_effectors);
        let cells = self.well.effectors.iter().zip(stores).zip(responsiveness);
        let tired = granules.iter_mut().zip(fatigue);
        for (((row, (success, ..)), free), (((share, store), r), (granules, fatigue))) in
            rows.map(|((row, delivery), free)| ((row, *delivery), free)).zip(cells.zip(tired))
        {
            let reach = self.k * success * free;
            let mut kills = 0.0;
            for ((change, p), target) in change.iter_mut().zip(row).zip(&self.free_targets) {
                *change -= reach * p;
                kills += reach * p * target;
            }
            let cells = self.ratio * share;
            let rate = if cells > 0.0 { kills / cells } else { 0.0 };
            *granules = (1.0 - store) / rates.t_rec_h - rates.q * rate;
            *fatigue = (1.0 - r) / rates.t_rec_h - (1.0 - rates.rho) * r * rate;
        }
        for (change, held) in change.iter_mut().zip(&self.held) {
            *change /= held;
        }
    }

    /// Free cells: NK cells for given free targets, targets for given free NK cells, in turn. The two steps together
    /// are a rising map, so that the search goes one way.
    fn find_free(&mut self) {
        let width = self.well.targets.len().max(1);
        let idle = self.well.rates.t_non_h;
        for _ in 0..MOST_ROUNDS {
            let all_targets: f64 = self.free_targets.iter().sum();
            self.held.fill(0.0);
            let mut all_effectors = 0.0;
            let rows = self.responses.chunks(width).zip(&self.deliveries).zip(&self.well.effectors);
            for (((row, (_, for_target, for_cell)), share), free) in rows.zip(&mut self.free_effectors) {
                let met: f64 = row.iter().zip(&self.free_targets).map(|(p, target)| p * target).sum();
                *free = self.ratio * share / (1.0 + self.k * (idle * all_targets + for_cell * met));
                all_effectors += *free;
                let hold = *free * for_target;
                for (held, p) in self.held.iter_mut().zip(row) {
                    *held += hold * p;
                }
            }
            let mut change: f64 = 0.0;
            for ((free, held), target) in self.free_targets.iter_mut().zip(&mut self.held).zip(&self.present)
            {
                *held = 1.0 + self.k * (idle * all_effectors + *held);
                let next = target / *held;
                change = change.max((next - *free).abs() / next.max(1e-12));
                *free = next;
            }
            if change <= CLOSE {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;
    use lytic_nk::Library;
    use lytic_nk::mean_field::{Cycle as OneCycle, Mixture, classes, kills_classes, respond, time_course};

    fn rates() -> KillerRates {
        KillerRates::from_library(&Library::embedded()).unwrap()
    }

    fn well<'a>(rates: &'a KillerRates, signal: f64, targets: &[(f64, f64)]) -> Well<'a> {
        let all = classes(rates.sigma, 6);
        let odds = |factor: f64, at: f64| pow(factor * signal * at, rates.n);
        Well {
            rates,
            response: Response::Odds { exponent: rates.n, largest: rates.p_max },
            effectors: all.iter().map(|class| class.weight).collect(),
            targets: targets.iter().map(|(share, _)| *share).collect(),
            signals: all
                .iter()
                .flat_map(|class| targets.iter().map(move |(_, at)| odds(class.factor, *at)))
                .collect(),
        }
    }

    #[test]
    fn one_kind_of_target_is_the_mean_field_of_the_library() {
        let rates = rates();
        let all = classes(rates.sigma, 6);
        for (signal, ratio, k_on) in [(0.3, 10.0, 1.5), (0.6, 0.6, 1.5), (2.0, 2.5, 20.0), (5.0, 20.0, 5.0)] {
            let mixture = Mixture { effectors: ratio, targets: 1.0, k_on };
            let answer = |factor: f64| respond(signal * factor, rates.n, rates.p_max);
            let known = time_course(&rates, &mixture, &all, &[4.0], &answer)[0].killed;
            let killing = Killing::Cycle { contacts_per_h: k_on };
            let found = well(&rates, signal, &[(1.0, 1.0)]).killed(killing, ratio, 4.0);
            assert!((found - known).abs() < 5e-4, "{signal} {ratio} {k_on}: {found} {known}");
        }
    }

    #[test]
    fn several_kinds_of_targets_are_the_network_of_the_library() {
        let rates = rates();
        let kinds = [(0.5, 0.4), (0.3, 1.0), (0.2, 3.0)];
        let well = well(&rates, 0.5, &kinds);
        let (ratio, k) = (3.0, 4.0);
        let mut cycle = Cycle::new(&well, ratio, k);
        let mut state = vec![0.0; well.targets.len()];
        state.resize(state.len() + 2 * well.effectors.len(), 1.0);
        let mut slope = vec![0.0; state.len()];
        cycle.slope(&state, &mut slope);
        let all = classes(rates.sigma, 6);
        let effectors: Vec<f64> = all.iter().map(|class| ratio * class.weight).collect();
        let cycles: Vec<OneCycle> = all
            .iter()
            .flat_map(|class| {
                kinds.map(|(_, at)| {
                    let p = respond(0.5 * class.factor * at, rates.n, rates.p_max);
                    OneCycle::new(&rates, p, 1.0, k)
                })
            })
            .collect();
        let kills = kills_classes(&effectors, &well.targets, &cycles);
        for j in 0..3 {
            let known: f64 = (0..all.len()).map(|i| kills[3 * i + j]).sum();
            let found = -slope[j] * well.targets[j];
            assert!((found - known).abs() < 1e-7 * known, "{j}: {found} {known}");
        }
    }

    #[test]
    fn mass_action_is_an_exponential_of_each_kind() {
        let rates = rates();
        let well = well(&rates, 0.5, &[(0.5, 0.5), (0.5, 2.0)]);
        let found = well.killed(Killing::MassAction { kills_per_h: 0.2 }, 2.0, 4.0);
        let known: f64 = [0.5, 2.0]
            .iter()
            .map(|at| {
                let mean: f64 = classes(rates.sigma, 6)
                    .iter()
                    .map(|class| class.weight * respond(0.5 * class.factor * at, rates.n, rates.p_max))
                    .sum();
                0.5 * (1.0 - (-0.2 * 2.0 * 4.0 * mean).exp())
            })
            .sum();
        assert!((found - known).abs() < 1e-12, "{found} {known}");
    }

    #[test]
    fn a_great_half_saturation_is_mass_action() {
        let rates = rates();
        let well = well(&rates, 0.8, &[(0.4, 0.5), (0.6, 1.5)]);
        let plain = well.killed(Killing::MassAction { kills_per_h: 0.1 }, 1.5, 4.0);
        let loose = well.killed(Killing::Saturation { kills_per_h: 0.1 * 1e7, half: 1e7 }, 1.5, 4.0);
        assert!((plain - loose).abs() < 1e-5, "{plain} {loose}");
    }

    #[test]
    fn nothing_breaks_at_the_edges() {
        let rates = rates();
        let nobody = well(&rates, 0.0, &[(1.0, 1.0)]);
        assert_eq!(nobody.killed(Killing::Cycle { contacts_per_h: 1.5 }, 10.0, 4.0), 0.0);
        let certain = Well { signals: vec![f64::INFINITY; 6], ..well(&rates, 1.0, &[(1.0, 1.0)]) };
        for k in [0.0, 1e-9, 1e3] {
            let killed = certain.killed(Killing::Cycle { contacts_per_h: k }, 5.0, 4.0);
            assert!((0.0..=1.0).contains(&killed), "{k}: {killed}");
        }
    }
}
