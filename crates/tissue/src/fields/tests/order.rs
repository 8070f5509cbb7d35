//! Orders of convergence: the step in time, the laplacian, the gradient.

use super::*;
use std::f64::consts::PI;

/// A closed field that starts as 2 + cos(pi x / X) cos(pi y / Y), whose mode decays at a rate of `D pi^2 (1/X^2 + 1/Y^2)`.
fn waves(count: usize, settings: Settings, minutes: f64) -> (Vec<f32>, Vec<f64>) {
    let length = 400.0;
    let spacing = length / count as f64;
    let mut fields = Fields::new(grid([count, count, 1], spacing), vec![law("x", 3000.0)], settings).unwrap();
    let at = |voxel: usize, factor: f64| {
        let along = |place: usize| (PI * (place as f64 + 0.5) / count as f64).cos();
        2.0 + factor * along(voxel % count) * along(voxel / count)
    };
    let values: Vec<f32> = (0..count * count).map(|voxel| at(voxel, 1.0) as f32).collect();
    fields.set_values(0, &values).unwrap();
    let sources = fields.sources();
    fields.step(minutes, &sources).unwrap();
    // The mode of the grid, so that only time has an error: eigenvalue 4 D/h^2 sin^2(pi/(2 n)) for each axis.
    let sine = (PI / (2.0 * count as f64)).sin();
    let rate = 2.0 * 4.0 * 3000.0 / (spacing * spacing) * sine * sine;
    let right = (0..count * count).map(|voxel| at(voxel, (-rate * minutes).exp())).collect();
    (fields.values(0).to_vec(), right)
}

#[test]
fn sdirk2_is_of_order_two() {
    let error = |minutes: f64| {
        let (found, right) = waves(20, of_length(minutes), 8.0);
        distance(&found, right.into_iter())
    };
    let (coarse, fine) = (error(2.0), error(1.0));
    let order = (coarse / fine).log2();
    assert!((1.7..2.5).contains(&order), "{order}: {coarse} {fine}");
}

#[test]
fn a_step_whose_error_is_too_large_is_taken_again() {
    let careful = Settings { error: 1e-4, step_min: 2.0, shortest_min: 1e-3, ..exact() };
    let careless = of_length(2.0);
    let error = |settings| {
        let (found, right) = waves(20, settings, 8.0);
        distance(&found, right.into_iter())
    };
    assert!(error(careful) < 0.1 * error(careless));
}

#[test]
fn the_laplacian_is_of_order_two() {
    // At rest with production (lambda + 2 D pi^2 / X^2) cos cos the field is cos cos.
    let error = |count: usize| {
        let (length, diffusion, decay) = (400.0, 3000.0, 0.1);
        let spacing = length / count as f64;
        let law = FieldLaw { fast: true, decay_per_min: decay, ..law("x", diffusion) };
        let mut fields = Fields::new(grid([count, count, 1], spacing), vec![law], exact()).unwrap();
        let along = |place: usize| (PI * (place as f64 + 0.5) / count as f64).cos();
        let wave = |voxel: usize| along(voxel % count) * along(voxel / count);
        let made = decay + 2.0 * diffusion * (PI / length) * (PI / length);
        let mut sources = fields.sources();
        (0..count * count).for_each(|voxel| sources.add(0, voxel, (made * wave(voxel)) as f32, 0.0));
        fields.step(1.0, &sources).unwrap();
        distance(fields.values(0), (0..count * count).map(wave))
    };
    let (coarse, fine) = (error(8), error(16));
    let order = (coarse / fine).log2();
    assert!((1.8..2.2).contains(&order), "{order}: {coarse} {fine}");
}

#[test]
fn the_gradient_is_of_order_two_and_knows_the_faces() {
    let error = |count: usize| {
        let spacing = 400.0 / count as f64;
        let law = FieldLaw {
            // sin(pi x / 400) + 3 is 3 at both ends of x; in y it is even at both.
            faces: [
                Face::Fixed(3.0),
                Face::Fixed(3.0),
                Face::Closed,
                Face::Closed,
                Face::Closed,
                Face::Closed,
            ],
            ..law("x", 1.0)
        };
        let mut fields = Fields::new(grid([count, count, 1], spacing), vec![law], exact()).unwrap();
        let phase = |place: usize| PI * (place as f64 + 0.5) / count as f64;
        let values: Vec<f32> = (0..count * count)
            .map(|voxel| (3.0 + phase(voxel % count).sin() * phase(voxel / count).cos()) as f32)
            .collect();
        fields.set_values(0, &values).unwrap();
        let mut worst = 0.0_f64;
        for voxel in 0..count * count {
            let found = fields.gradient(0, fields.grid().middle_um(voxel));
            let (x, y) = (phase(voxel % count), phase(voxel / count));
            let right = [x.cos() * y.cos() * PI / 400.0, -x.sin() * y.sin() * PI / 400.0, 0.0];
            for (found, right) in found.iter().zip(right) {
                worst = worst.max((found - right).abs());
            }
        }
        worst
    };
    let order = (error(10) / error(20)).log2();
    assert!((1.8..2.2).contains(&order), "{order}");
}
