//! Closed forms: decay length, a sphere that takes up, sinks in a closed box, a well-stirred secretion.

use super::*;

#[test]
fn a_fixed_face_feeds_an_exponential_of_the_decay_length() {
    // L = sqrt(D / lambda) = 100 um, 1,000 um long: rho = 38 cosh((X - x)/L) / cosh(X/L).
    let law = FieldLaw {
        faces: [Face::Fixed(38.0), Face::Closed, Face::Closed, Face::Closed, Face::Closed, Face::Closed],
        decay_per_min: 10.0,
        fast: true,
        ..law("oxygen", 1e5)
    };
    let mut fields = Fields::new(grid([100, 3, 2], 10.0), vec![law], exact()).unwrap();
    let sources = fields.sources();
    fields.step(1.0, &sources).unwrap();
    let right = |voxel: usize| {
        let x = ((voxel % 100) as f64 + 0.5) * 10.0;
        38.0 * ((1000.0 - x) / 100.0).cosh() / 10_f64.cosh()
    };
    let error = distance(fields.values(0), (0..600).map(right));
    // Second order: (h/L)^2 / 24 and less.
    assert!(error < 2e-3, "{error}");
}

#[test]
fn a_sphere_that_takes_up_oxygen_has_the_rim_of_the_closed_form() {
    // Inside R = 250 um cells take up 10/min, outside the medium is held at 38 mmHg:
    // rho = 38 R sinh(r/L) / (r sinh(R/L)), L = 100 um.
    let (count, spacing) = (64, 10.0);
    let law = FieldLaw { fast: true, initial: 38.0, ..law("oxygen", 1e5) };
    let grid = Grid::around([0.5 * count as f64 * spacing; 3], spacing);
    let mut fields = Fields::new(grid, vec![law], exact()).unwrap();
    let mut sources = fields.sources();
    let radius = |voxel: usize| grid.middle_um(voxel).iter().map(|x| x * x).sum::<f64>().sqrt();
    for voxel in 0..grid.len() {
        if radius(voxel) > 250.0 {
            fields.fix(0, voxel, Some(38.0));
        } else {
            sources.add(0, voxel, 0.0, 10.0);
        }
    }
    fields.step(1.0, &sources).unwrap();
    let right = |r: f64| 38.0 * 250.0 * (r / 100.0).sinh() / (r * 2.5_f64.sinh());
    let inside: Vec<usize> = (0..grid.len()).filter(|voxel| radius(*voxel) < 245.0).collect();
    let found: Vec<f32> = inside.iter().map(|voxel| fields.values(0)[*voxel]).collect();
    let error = distance(&found, inside.iter().map(|voxel| right(radius(*voxel))));
    // The sphere has steps of a voxel: of first order in h/R = 0.04.
    assert!(error < 0.03, "{error}");
    let middle = fields.value(0, [1.0, 1.0, 1.0]);
    assert!((middle / right(8.7) - 1.0).abs() < 0.03, "{middle}");
}

#[test]
fn saturated_uptake_makes_the_parabola_of_a_zero_order_sink() {
    // Between two faces at 100, uptake of 2e5/min whatever the concentration: rho = 100 - q/(2 D) x (X - x).
    let faces =
        [Face::Fixed(100.0), Face::Fixed(100.0), Face::Closed, Face::Closed, Face::Closed, Face::Closed];
    for fast in [true, false] {
        let half = 0.01;
        let law = FieldLaw { faces, fast, initial: 100.0, half_uptake: Some(half), ..law("oxygen", 1e5) };
        let mut fields = Fields::new(grid([40, 1, 1], 10.0), vec![law], exact()).unwrap();
        let mut sources = fields.sources();
        (0..40).for_each(|voxel| sources.add_saturable(0, voxel, (300.0 / half) as f32));
        fields.step(30.0, &sources).unwrap();
        let right = |voxel: usize| {
            let x = (voxel as f64 + 0.5) * 10.0;
            100.0 - 300.0 / 2e5 * x * (400.0 - x)
        };
        let error = distance(fields.values(0), (0..40).map(right));
        assert!(error < 2e-3, "{fast}: {error}");
    }
}

/// The public benchmark for cell-based models (bioRxiv 2025.07.16.664358): a closed cube of 60 um at 10 uM,
/// D 2,000 um^2/min, cells of 2,494 um^3 that take up at 20/min of what is there, 10 min.
fn cube_with_sinks(cells: usize) -> f64 {
    let grid = grid([6; 3], 10.0);
    let law = FieldLaw { initial: 10.0, ..law("substrate", 2000.0) };
    let mut fields = Fields::new(grid, vec![law], Settings::default()).unwrap();
    let mut sources = fields.sources();
    let loss = (2494.0 / grid.voxel_um3() * 20.0) as f32;
    for cell in 0..cells {
        // One in the middle, a thousand in a lattice that fills the cube.
        let place = |axis: u32| (cell / 10_usize.pow(axis) % 10) as f64 * 6.0 + 3.0;
        let position = if cells == 1 { [29.0; 3] } else { [place(0), place(1), place(2)] };
        // A thousand share what one takes, so that both cubes lose alike if they were stirred.
        sources.add(0, grid.voxel(position), 0.0, loss / cells as f32);
    }
    fields.step(10.0, &sources).unwrap();
    fields.amount(0) / 60_f64.powi(3)
}

#[test]
fn one_sink_and_a_thousand_empty_the_cube_at_their_pace() {
    // Stirred: 10 exp(-20 x 2494/216000 x 10) = 0.993 uM. A thousand cells are nearly that.
    let stirred = 10.0 * (-20.0 * 2494.0 / 216_000.0 * 10.0_f64).exp();
    let thousand = cube_with_sinks(1000);
    assert!((thousand / stirred - 1.0).abs() < 0.03, "{thousand} {stirred}");
    // One cell waits for what diffuses to it: slower. Its voxel is a sink of strength k = 49.88/min x 1,000 um^3.
    let one = cube_with_sinks(1);
    assert!(one > 1.2 * stirred && one < 4.0, "{one}");
}

#[test]
fn secretion_leads_to_the_saturation_of_the_law() {
    // d rho/dt = S (rho* - rho) in every voxel alike: rho = rho* (1 - exp(-S t)).
    let mut fields = Fields::new(grid([4, 3, 2], 20.0), vec![law("x", 100.0)], of_length(0.05)).unwrap();
    let mut sources = fields.sources();
    (0..24).for_each(|voxel| sources.add(0, voxel, 0.5 * 8.0, 0.5));
    fields.step(3.0, &sources).unwrap();
    let right = 8.0 * (1.0 - (-1.5_f64).exp());
    assert!(fields.values(0).iter().all(|value| (f64::from(*value) / right - 1.0).abs() < 1e-4));
}

#[test]
fn a_fast_field_that_nothing_removes_has_no_rest() {
    let law = FieldLaw { fast: true, ..law("x", 100.0) };
    let mut fields = Fields::new(grid([2; 3], 20.0), vec![law], exact()).unwrap();
    let sources = fields.sources();
    assert!(matches!(fields.step(1.0, &sources), Err(TissueError::FieldWithoutRest { .. })));
    fields.fix(0, 3, Some(2.0));
    fields.step(1.0, &sources).unwrap();
    assert!(fields.values(0).iter().all(|value| (value - 2.0).abs() < 1e-4));
}
