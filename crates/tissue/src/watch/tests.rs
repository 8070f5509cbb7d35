//! Profiles by depth and slices of a small ball, and what was seen after bytes.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::fields::{Face, FieldLaw, Settings};
use crate::kind::{Cause, Condition, Kind};
use crate::{CellView, Grid};

/// A ball of tumour cells of 250 um on a lattice of 12.5 um, dead inside 100 um, with oxygen that falls to the middle and
/// one NK cell at the surface.
fn ball() -> (CellTable, Fields) {
    let grid = Grid::around([400.0; 3], 20.0);
    let law = FieldLaw {
        name: "oxygen".to_owned(),
        unit: "mmHg".to_owned(),
        diffusion_um2_per_min: 1e5,
        decay_per_min: 0.1,
        fast: true,
        faces: [Face::Closed; 6],
        initial: 38.0,
        half_uptake: None,
    };
    let mut fields = Fields::new(grid, vec![law], Settings::default()).unwrap();
    let radius = |at: [f64; 3]| at.iter().map(|x| x * x).sum::<f64>().sqrt();
    let oxygen: Vec<f32> =
        (0..grid.len()).map(|voxel| (0.1 * radius(grid.middle_um(voxel))) as f32).collect();
    fields.set_values(0, &oxygen).unwrap();
    let mut cells = CellTable::default();
    let cell = |id, kind, condition, position_um| CellView {
        id,
        kind,
        condition,
        engaged: false,
        position_um,
        radius_um: 8.4,
        kills: 0,
    };
    for (id, place) in (0..41_u64.pow(3)).enumerate() {
        let along = |axis: u32| (place / 41_u64.pow(axis) % 41) as f64 * 12.5 - 250.0;
        let at = [along(0), along(1), along(2)];
        if radius(at) <= 250.0 {
            let condition = if radius(at) < 100.0 { Condition::Necrotic } else { Condition::Living };
            cells.push(cell(id as u64, Kind::Tumour, condition, at.map(|x| x as f32)));
        }
    }
    cells.push(cell(1_000_000, Kind::Nk, Condition::Living, [245.0, 0.0, 0.0]));
    (cells, fields)
}

#[test]
fn a_profile_knows_radius_rim_and_hypoxia() {
    let (cells, fields) = ball();
    let mut watch = Watch::new(&fields);
    watch.look(60.0, &cells, &fields, true);
    let profile = watch.profiles.first().unwrap();
    assert!((profile.radius_um - 250.0).abs() < 4.0, "{}", profile.radius_um);
    let rim = profile.viable_rim_um().unwrap();
    assert!((rim - 150.0).abs() <= 12.0, "{rim}");
    // Oxygen is 10 at a radius of 100 um, 15 at 150: below 15 lie the 50 um next to the dead core.
    let hypoxic = profile.hypoxic_rim_um(0, 15.0).unwrap();
    assert!((hypoxic - 50.0).abs() <= 12.0, "{hypoxic}");
    let counted: u64 = profile.shells.iter().map(|shell| shell.tumour + shell.dead + shell.nk).sum();
    assert_eq!(counted, cells.len() as u64);
    let volume: f64 = profile.shells.iter().map(|shell| shell.volume_um3).sum();
    let whole = 4.0 / 3.0 * std::f64::consts::PI * (profile.radius_um + 100.0).powi(3);
    assert!((volume / whole - 1.0).abs() < 1e-9);
}

#[test]
fn a_slice_meets_the_cells_of_its_plane() {
    let (cells, fields) = ball();
    let slice = Slice::of(0.0, &cells, &fields);
    assert_eq!((slice.counts, slice.fields.len()), ([40, 40], 1));
    // Cells in the plane and in the planes next to it are farther apart than a radius: only those in the plane are cut.
    let expected = cells.iter().filter(|cell| cell.position_um[2].abs() < 8.4).count();
    assert_eq!(slice.discs.len(), expected);
}

#[test]
fn what_was_seen_comes_back_from_bytes() {
    let (cells, fields) = ball();
    let mut watch = Watch::new(&fields);
    watch.look(0.0, &cells, &fields, true);
    watch.track(0.0, &cells);
    watch.track(6.0, &cells);
    watch.kill(Kill {
        minutes: 3.0,
        killer: 1_000_000,
        cause: Cause::NkGranules,
        victim: 3,
        position_um: [1.0, 2.0, 3.0],
    });
    let mut bytes = Vec::new();
    watch.save(&mut bytes);
    let mut rest = bytes.as_slice();
    let other = Watch::load(&mut rest).unwrap();
    assert!(rest.is_empty());
    // Not-a-number is no equal of itself: the texts are compared.
    assert_eq!(format!("{watch:?}"), format!("{other:?}"));
    for cut in [0, 9, bytes.len() / 2, bytes.len() - 1] {
        assert!(Watch::load(&mut bytes.get(..cut).unwrap()).is_err());
    }
    let mut wild = bytes.clone();
    wild[0..8].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(Watch::load(&mut wild.as_slice()).is_err());
}
