//! What a field holds, the same bits on any number of threads, states that come back, input that cannot be.

use super::*;

/// Numbers from 0 to 1 that look random.
fn scattered(count: usize) -> Vec<f32> {
    let mut seed = 12345_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f32 / (1 << 24) as f32
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn a_closed_field_without_sources_keeps_what_it_holds() {
    let mut fields =
        Fields::new(grid([17, 11, 9], 20.0), vec![law("x", 3000.0)], Settings::default()).unwrap();
    let start: Vec<f32> = scattered(fields.grid().len()).iter().map(|value| value * value * 40.0).collect();
    fields.set_values(0, &start).unwrap();
    let (before, sources) = (fields.amount(0), fields.sources());
    for _ in 0..60 {
        fields.step(6.0, &sources).unwrap();
    }
    let change = (fields.amount(0) / before - 1.0).abs();
    assert!(change < 1e-6, "{change}");
}

#[test]
fn decay_alone_takes_its_share() {
    let law = FieldLaw { decay_per_min: 0.02, initial: 5.0, ..law("x", 500.0) };
    let mut fields = Fields::new(grid([5; 3], 20.0), vec![law], Settings::default()).unwrap();
    let (before, sources) = (fields.amount(0), fields.sources());
    fields.step(60.0, &sources).unwrap();
    assert!((fields.amount(0) / before / (-1.2_f64).exp() - 1.0).abs() < 1e-4);
}

/// A drug that has been washed out goes on to nothing, beyond what 32 bits can square, and ends no run.
#[test]
fn a_field_that_empties_can_always_be_solved() {
    let law = FieldLaw { faces: [Face::Fixed(0.0); 6], initial: 1.0, ..law("drug", 2e4) };
    let mut fields = Fields::new(grid([6; 3], 20.0), vec![law], Settings::default()).unwrap();
    let sources = fields.sources();
    for _ in 0..60 {
        fields.step(6.0, &sources).unwrap();
    }
    assert!(fields.values(0).iter().all(|value| value.abs() < 1e-12));
}

/// Two slow fields and a fast one with sources here and there.
fn busy() -> (Fields, Sources) {
    let oxygen =
        FieldLaw { fast: true, faces: [Face::Fixed(38.0); 6], decay_per_min: 0.1, ..law("oxygen", 1e5) };
    let laws =
        vec![oxygen, law("ifn_gamma", 3000.0), FieldLaw { decay_per_min: 0.3, ..law("tgf_beta", 1560.0) }];
    let mut fields = Fields::new(grid([70, 64, 60], 20.0), laws, Settings::default()).unwrap();
    let mut sources = fields.sources();
    for (voxel, random) in scattered(fields.grid().len()).into_iter().enumerate() {
        sources.add(0, voxel, 0.0, 3.0 * random);
        if random > 0.98 {
            sources.add(1, voxel, 2.0, 0.0);
            sources.add(2, voxel, random, 0.1);
        }
    }
    fields.fix(1, 1234, Some(7.0));
    (fields, sources)
}

#[test]
fn threads_do_not_change_a_bit() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (mut fields, sources) = busy();
        pool.install(|| fields.step(1.0, &sources)).unwrap();
        let mut state = Vec::new();
        fields.save(&mut state);
        state
    };
    let one = run(1);
    assert!(run(2) == one && run(5) == one);
}

#[test]
fn a_state_comes_back_and_goes_on_with_the_same_bits() {
    let (mut fields, sources) = busy();
    fields.step(1.0, &sources).unwrap();
    let mut state = Vec::new();
    fields.save(&mut state);
    let (mut other, _) = busy();
    let mut rest = state.as_slice();
    other.load(&mut rest).unwrap();
    assert!(rest.is_empty());
    fields.step(1.0, &sources).unwrap();
    other.step(1.0, &sources).unwrap();
    assert_eq!(fields.values(0), other.values(0));
    assert_eq!(fields.values(2), other.values(2));
    for cut in [0, 7, 100, state.len() - 1] {
        assert_eq!(other.load(&mut state.get(..cut).unwrap()), Err(TissueError::FieldState));
    }
}

#[test]
fn laws_that_cannot_be_are_refused_by_name() {
    let refused =
        |law: FieldLaw| Fields::new(grid([2; 3], 20.0), vec![law], Settings::default()).unwrap_err();
    let wrong = [
        FieldLaw { diffusion_um2_per_min: 0.0, ..law("x", 1.0) },
        FieldLaw { diffusion_um2_per_min: f64::NAN, ..law("x", 1.0) },
        FieldLaw { decay_per_min: -1.0, ..law("x", 1.0) },
        FieldLaw { initial: f64::INFINITY, ..law("x", 1.0) },
        FieldLaw { half_uptake: Some(0.0), ..law("x", 1.0) },
        FieldLaw { faces: [Face::Fixed(-1.0); 6], ..law("x", 1.0) },
    ];
    for law in wrong {
        assert!(matches!(refused(law), TissueError::FieldLaw { .. }));
    }
    let twice = Fields::new(grid([2; 3], 20.0), vec![law("x", 1.0), law("x", 2.0)], Settings::default());
    assert!(matches!(twice, Err(TissueError::FieldTwice { .. })));
}

#[test]
fn sources_that_are_no_numbers_end_the_run_with_the_field() {
    for fast in [true, false] {
        let law = FieldLaw { fast, decay_per_min: 1.0, ..law("x", 100.0) };
        let mut fields = Fields::new(grid([3; 3], 20.0), vec![law], Settings::default()).unwrap();
        let mut sources = fields.sources();
        sources.add(0, 4, f32::NAN, 0.0);
        assert!(matches!(fields.step(1.0, &sources), Err(TissueError::FieldUnsolved { .. })), "{fast}");
    }
}
