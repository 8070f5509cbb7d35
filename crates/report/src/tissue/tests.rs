//! Files of a small tissue are what their formats say, and figures are drawn whatever was seen.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use lytic_study::Storage;
use lytic_tissue::watch::{Kill, Watch};
use lytic_tissue::{
    Cause, CellTable, CellView, Condition, Face, FieldLaw, FieldSettings, Fields, Frame, Grid, Kind,
};
use std::fs;
use std::path::{Path, PathBuf};

fn tissue() -> (CellTable, Fields) {
    let grid = Grid::around([100.0, 80.0, 60.0], 20.0);
    let law = |name: &str, unit: &str| FieldLaw {
        name: name.to_owned(),
        unit: unit.to_owned(),
        diffusion_um2_per_min: 1e5,
        decay_per_min: 0.1,
        fast: true,
        faces: [Face::Fixed(38.0); 6],
        initial: 38.0,
        half_uptake: None,
    };
    let laws = vec![law("oxygen", "mmHg"), law("ifn_gamma", "pg/mL")];
    let mut fields = Fields::new(grid, laws, FieldSettings::default()).unwrap();
    let values: Vec<f32> = (0..grid.len()).map(|voxel| voxel as f32).collect();
    fields.set_values(0, &values).unwrap();
    let mut cells = CellTable::default();
    for id in 0..40_u64 {
        let along = |step: u64| ((id * step) % 37) as f32 * 4.0 - 74.0;
        cells.push(CellView {
            id,
            kind: Kind::ALL[(id % 6) as usize],
            condition: Condition::ALL[(id / 12) as usize],
            engaged: id % 5 == 0,
            position_um: [along(5), along(11), along(17)],
            radius_um: 8.0,
            kills: (id % 3) as u32,
        });
    }
    (cells, fields)
}

/// A folder that vanishes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lytic-report-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn written(name: &str) -> (Folder, CellTable, Fields) {
    let (cells, fields) = tissue();
    let folder = Folder::new(name);
    let about = [("lytic.version".to_owned(), "0.1.0".to_owned())];
    let saved = Saved { cells: true, fields: true };
    let files = TissueFiles::new(&folder.0, Storage::default(), saved, &[0.0, 6.0], &about);
    files.begin(&fields).unwrap();
    for (index, minutes) in [(0, 0.0), (1, 360.0)] {
        files.frame(&Frame { index, minutes, cells: &cells, fields: &fields }).unwrap();
    }
    (folder, cells, fields)
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_store_says_its_shape_and_holds_the_values() {
    let (folder, _, fields) = written("zarr");
    let store = folder.0.join("fields.zarr");
    let head = json(&store.join("oxygen/zarr.json"));
    assert_eq!(head["shape"], serde_json::json!([2, 6, 8, 10]));
    assert_eq!(head["dimension_names"], serde_json::json!(["time", "z", "y", "x"]));
    assert_eq!(head["attributes"]["units"], "mmHg");
    let group = json(&store.join("zarr.json"));
    assert_eq!(group["consolidated_metadata"]["metadata"]["oxygen"], head);
    let bytes = fs::read(store.join("oxygen/c/1/0/0/0")).unwrap();
    let values: Vec<f32> =
        bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
    assert_eq!(values, fields.values(0));
    let times = fs::read(store.join("time/c/0")).unwrap();
    assert_eq!(times, [0.0_f64, 6.0].iter().flat_map(|time| time.to_le_bytes()).collect::<Vec<_>>());
}

#[test]
fn vtk_arrays_begin_where_the_xml_says() {
    let (folder, cells, _) = written("vtk");
    for (name, array, expected) in
        [("cells_00001.vtp", "radius_um", 4 * cells.len()), ("fields_00000.vti", "ifn_gamma", 4 * 480)]
    {
        let bytes = fs::read(folder.0.join("vtk").join(name)).unwrap();
        let marker = b"<AppendedData encoding=\"raw\">\n_";
        let start = bytes.windows(marker.len()).position(|part| part == marker).unwrap() + marker.len();
        let xml = String::from_utf8(bytes[..start].to_vec()).unwrap();
        let of_array = xml.lines().find(|line| line.contains(&format!("Name=\"{array}\""))).unwrap();
        let offset: usize =
            of_array.split("offset=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        let length = u64::from_le_bytes(bytes[start + offset..start + offset + 8].try_into().unwrap());
        assert_eq!(length as usize, expected);
    }
    let series = fs::read_to_string(folder.0.join("vtk/cells.pvd")).unwrap();
    assert!(series.contains("timestep=\"6\"") && series.contains("cells_00001.vtp"));
}

#[test]
fn tables_and_frames_of_all_times_are_there() {
    let (folder, cells, _) = written("cells");
    let table = crate::read_table(&folder.0.join("cells/part-00001.parquet")).unwrap();
    assert_eq!(
        table.fields.iter().map(|field| field.name.as_str()).take(4).collect::<Vec<_>>(),
        ["time_hours", "id", "kind", "condition"]
    );
    assert!(matches!(&table.columns[1], crate::Cells::Whole(ids) if *ids == cells.id));
    let frame = fs::read(folder.0.join("movie/frame_00001.png")).unwrap();
    assert_eq!(frame[..8], *b"\x89PNG\r\n\x1a\n");
}

#[test]
fn figures_are_drawn_whatever_was_seen() {
    let (cells, fields) = tissue();
    let about = lytic_study::About::default();
    let mut watch = Watch::new(&fields);
    assert!(tissue_figures(&about, &watch, 3, Lang::En).is_empty());
    watch.look(0.0, &CellTable::default(), &fields, true);
    watch.look(60.0, &cells, &fields, true);
    watch.look(120.0, &cells, &fields, false);
    watch.track(0.0, &cells);
    watch.track(6.0, &cells);
    let position_um = [1.0, 2.0, 3.0];
    watch.kill(Kill { minutes: 3.0, killer: 1, cause: Cause::NkGranules, victim: 3, position_um });
    for lang in [Lang::En, Lang::Zh] {
        let figures = tissue_figures(&about, &watch, 3, lang);
        assert!(figures.len() >= 6);
        for figure in &figures {
            for svg in [figure.inline(), figure.standalone()] {
                assert!(!svg.contains("NaN") && !svg.contains("inf "), "{}", figure.name);
            }
            assert!(!figure.title.starts_with("tissue."), "{}", figure.title);
        }
        let names: std::collections::BTreeSet<&str> =
            figures.iter().map(|figure| figure.file_name()).collect();
        assert_eq!(names.len(), figures.len());
    }
}
