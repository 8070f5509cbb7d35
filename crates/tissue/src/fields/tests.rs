//! Fields against closed forms, conservation, order of convergence, and the same bits on any number of threads.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod balance;
mod closed_forms;
mod order;

use super::*;

/// A closed field without decay.
fn law(name: &str, diffusion_um2_per_min: f64) -> FieldLaw {
    FieldLaw {
        name: name.to_owned(),
        unit: "uM".to_owned(),
        diffusion_um2_per_min,
        decay_per_min: 0.0,
        fast: false,
        faces: [Face::Closed; 6],
        initial: 0.0,
        half_uptake: None,
    }
}

fn grid(counts: [usize; 3], spacing_um: f64) -> Grid {
    Grid { origin_um: [0.0; 3], spacing_um, counts }
}

/// Small tolerances: what is measured is the scheme.
fn exact() -> Settings {
    Settings { tolerance: 1e-6, enough: 2e-6, ..Settings::default() }
}

/// Steps of one length, whatever their error.
fn of_length(minutes: f64) -> Settings {
    Settings { step_min: minutes, shortest_min: minutes, longest_min: minutes, ..exact() }
}

/// Root of the mean square of the difference, relative to that of `right`.
fn distance(found: &[f32], right: impl Iterator<Item = f64>) -> f64 {
    let (mut wrong, mut size) = (0.0, 0.0);
    for (found, right) in found.iter().zip(right) {
        wrong += (f64::from(*found) - right) * (f64::from(*found) - right);
        size += right * right;
    }
    (wrong / size).sqrt()
}
