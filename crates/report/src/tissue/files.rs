//! Files of a tissue, written while it runs: tables of cells, fields, and frames of a movie, for each saved time.
//!
//! ```text
//! cells/part-00012.parquet             a row a cell
//! fields.zarr/...                      all fields over time, for zarr and xarray
//! vtk/cells_00012.vtp, vtk/cells.pvd   cells as points, for ParaView
//! vtk/fields_00012.vti, vtk/fields.pvd fields as images
//! movie/frame_00012.png                a slice through the middle
//! ```

use super::{movie, vtk, zarr};
use crate::error::ReportError;
use crate::tables::{Cells, Field, parquet};
use lytic_study::Storage;
use lytic_tissue::watch::Slice;
use lytic_tissue::{CellTable, Condition, Fields, Frame, Grid, Kind};
use std::path::{Path, PathBuf};

/// What is saved of a tissue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Tables and points of cells, and the movie.
    pub cells: bool,
    /// Fields.
    pub fields: bool,
}

/// Writes the saved times of a tissue into a folder.
#[derive(Debug)]
pub struct TissueFiles {
    folder: PathBuf,
    storage: Storage,
    saved: Saved,
    times_h: Vec<f64>,
    about: Vec<(String, String)>,
}

impl TissueFiles {
    /// Files in `folder` for the times that will be saved, h. `about` is said in every file that can say it: version,
    /// scenario, seed, hashes.
    pub fn new(
        folder: &Path,
        storage: Storage,
        saved: Saved,
        times_h: &[f64],
        about: &[(String, String)],
    ) -> TissueFiles {
        TissueFiles {
            folder: folder.to_owned(),
            storage,
            saved,
            times_h: times_h.to_vec(),
            about: about.to_vec(),
        }
    }

    /// Writes what belongs to the whole run: heads of the store and lists of files over time.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn begin(&self, fields: &Fields) -> Result<(), ReportError> {
        let files = |stem: &str, end: &str| -> Vec<(f64, String)> {
            let name = |(index, hours): (usize, &f64)| (*hours, format!("{stem}_{index:05}.{end}"));
            self.times_h.iter().enumerate().map(name).collect()
        };
        if self.saved.cells {
            vtk::series(&self.storage, &self.folder.join("vtk/cells.pvd"), &files("cells", "vtp"))?;
        }
        if self.saved.fields {
            vtk::series(&self.storage, &self.folder.join("vtk/fields.pvd"), &files("fields", "vti"))?;
            let names = names(fields);
            self.store(fields.grid(), &names, &self.folder.join("fields.zarr")).begin(&self.about)?;
        }
        Ok(())
    }

    /// Writes one saved moment.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn frame(&self, frame: &Frame<'_>) -> Result<(), ReportError> {
        let Frame { index, minutes, cells, fields } = *frame;
        if self.saved.cells {
            self.table(index, minutes, cells)?;
            self.points(index, cells)?;
            let picture = movie::picture(&Slice::of(minutes, cells, fields));
            let path = self.folder.join(format!("movie/frame_{index:05}.png"));
            movie::write(&self.storage, &path, &picture)?;
        }
        if self.saved.fields {
            self.fields(index, fields)?;
        }
        Ok(())
    }

    fn store<'a>(&'a self, grid: &Grid, fields: &'a [(String, String)], folder: &'a Path) -> zarr::Store<'a> {
        zarr::Store {
            folder,
            storage: &self.storage,
            origin_um: grid.origin_um,
            spacing_um: grid.spacing_um,
            counts: grid.counts,
            times_h: &self.times_h,
            fields,
        }
    }

    fn fields(&self, index: usize, fields: &Fields) -> Result<(), ReportError> {
        let (names, folder) = (names(fields), self.folder.join("fields.zarr"));
        let store = self.store(fields.grid(), &names, &folder);
        for (field, (name, _)) in names.iter().enumerate() {
            store.values(name, index, fields.values(field))?;
        }
        let grid = fields.grid();
        let place =
            vtk::Place { origin_um: grid.origin_um, spacing_um: grid.spacing_um, counts: grid.counts };
        let arrays: Vec<(&str, vtk::Numbers<'_>)> = names
            .iter()
            .enumerate()
            .map(|(field, (name, _))| (name.as_str(), vtk::Numbers::Float(fields.values(field))))
            .collect();
        let path = self.folder.join(format!("vtk/fields_{index:05}.vti"));
        vtk::image(&self.storage, &path, &place, &arrays)
    }

    fn points(&self, index: usize, cells: &CellTable) -> Result<(), ReportError> {
        let positions: Vec<f32> = cells.iter().flat_map(|cell| cell.position_um).collect();
        let arrays = [
            ("id", vtk::Numbers::Whole(&cells.id)),
            ("kind", vtk::Numbers::Byte(&cells.kind)),
            ("condition", vtk::Numbers::Byte(&cells.condition)),
            ("engaged", vtk::Numbers::Byte(&cells.engaged)),
            ("radius_um", vtk::Numbers::Float(&cells.radius_um)),
        ];
        let path = self.folder.join(format!("vtk/cells_{index:05}.vtp"));
        vtk::points(&self.storage, &path, &positions, &arrays)
    }

    fn table(&self, index: usize, minutes: f64, cells: &CellTable) -> Result<(), ReportError> {
        let kind = |cell: &u8| Kind::from_number(*cell).map_or("", Kind::key).to_owned();
        let condition = |cell: &u8| {
            Condition::ALL.get(usize::from(*cell)).map_or("", |condition| condition.key()).to_owned()
        };
        let numbers = |list: &[f32]| Cells::Number(list.iter().map(|value| f64::from(*value)).collect());
        let columns = vec![
            (Field::new("time_hours", "h"), Cells::Number(vec![minutes / 60.0; cells.len()])),
            (Field::new("id", ""), Cells::Whole(cells.id.clone())),
            (Field::new("kind", ""), Cells::Text(cells.kind.iter().map(kind).collect())),
            (Field::new("condition", ""), Cells::Text(cells.condition.iter().map(condition).collect())),
            (
                Field::new("engaged", ""),
                Cells::Truth(cells.engaged.iter().map(|is| Some(*is != 0)).collect()),
            ),
            (Field::new("x_um", "um"), numbers(&cells.x_um)),
            (Field::new("y_um", "um"), numbers(&cells.y_um)),
            (Field::new("z_um", "um"), numbers(&cells.z_um)),
            (Field::new("radius_um", "um"), numbers(&cells.radius_um)),
            (
                Field::new("kills", ""),
                Cells::Whole(cells.kills.iter().map(|count| u64::from(*count)).collect()),
            ),
        ];
        let (fields, cells): (Vec<Field>, Vec<Cells>) = columns.into_iter().unzip();
        let path = self.folder.join(format!("cells/part-{index:05}.parquet"));
        parquet::write(&self.storage, &path, &fields, &self.about, std::iter::once(cells))
    }
}

fn names(fields: &Fields) -> Vec<(String, String)> {
    fields.laws().map(|law| (law.name.clone(), law.unit.clone())).collect()
}
