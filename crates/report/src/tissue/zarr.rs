//! Fields as a Zarr store (version 3) that zarr-python and xarray open.
//!
//! ```text
//! fields.zarr/zarr.json                 the group, with the metadata of all arrays once more (consolidated)
//! fields.zarr/oxygen/zarr.json          an array: time, z, y, x; float32, little-endian, not compressed
//! fields.zarr/oxygen/c/0/0/0/0          its values at the first time: one chunk a time
//! fields.zarr/{time,z,y,x}/...          coordinates: hours, um
//! ```
//!
//! A writer of its own: what is written is JSON and raw numbers, a hundredth of what a general crate brings along. A time
//! that was not reached has no chunk and reads as not-a-number.
//!
//! Source: Zarr core specification, version 3.

use crate::error::ReportError;
use crate::tables::whole;
use lytic_study::Storage;
use serde_json::{Value, json};
use std::path::Path;

/// What all arrays of a store share.
pub(crate) struct Store<'a> {
    /// The folder, `.../fields.zarr`.
    pub folder: &'a Path,
    /// How files are written.
    pub storage: &'a Storage,
    /// The lowest corner and the edge of a voxel, um.
    pub origin_um: [f64; 3],
    /// Edge of a voxel, um.
    pub spacing_um: f64,
    /// Voxels along x, y, z.
    pub counts: [usize; 3],
    /// Times, h.
    pub times_h: &'a [f64],
    /// Name and unit of each field.
    pub fields: &'a [(String, String)],
}

/// Names of the dimensions in the order of the arrays.
const DIMENSIONS: [&str; 4] = ["time", "z", "y", "x"];

impl Store<'_> {
    /// Writes the metadata and the coordinates. `about` are attributes of the group.
    pub(crate) fn begin(&self, about: &[(String, String)]) -> Result<(), ReportError> {
        let mut metadata = serde_json::Map::new();
        let [nx, ny, nz] = self.counts;
        let middles = |axis: usize, count: usize| -> Vec<f64> {
            let from = self.origin_um.get(axis).copied().unwrap_or_default();
            (0..count).map(|place| from + (place as f64 + 0.5) * self.spacing_um).collect()
        };
        let coordinates = [
            ("time", "h", self.times_h.to_vec()),
            ("z", "um", middles(2, nz)),
            ("y", "um", middles(1, ny)),
            ("x", "um", middles(0, nx)),
        ];
        for (name, unit, values) in coordinates {
            let head = array(&[values.len()], &[values.len()], &[name], "float64", unit);
            self.json(&format!("{name}/zarr.json"), &head)?;
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            self.bytes(&format!("{name}/c/0"), &bytes)?;
            metadata.insert(name.to_owned(), head);
        }
        for (name, unit) in self.fields {
            let shape = [self.times_h.len(), nz, ny, nx];
            let head = array(&shape, &[1, nz, ny, nx], &DIMENSIONS, "float32", unit);
            self.json(&format!("{name}/zarr.json"), &head)?;
            metadata.insert(name.clone(), head);
        }
        let attributes: serde_json::Map<String, Value> =
            about.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
        let group = json!({
            "zarr_format": 3,
            "node_type": "group",
            "attributes": attributes,
            "consolidated_metadata": {"kind": "inline", "must_understand": false, "metadata": metadata},
        });
        self.json("zarr.json", &group)
    }

    /// Writes the values of a field at a time, x fastest.
    pub(crate) fn values(&self, field: &str, time: usize, values: &[f32]) -> Result<(), ReportError> {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.bytes(&format!("{field}/c/{time}/0/0/0"), &bytes)
    }

    fn json(&self, path: &str, value: &Value) -> Result<(), ReportError> {
        self.bytes(path, format!("{value:#}\n").as_bytes())
    }

    fn bytes(&self, path: &str, bytes: &[u8]) -> Result<(), ReportError> {
        let path = self.folder.join(path);
        whole::write(self.storage, &path, |out| out.write_all(bytes).map_err(ReportError::file(&path)))
    }
}

/// The metadata of an array.
fn array(shape: &[usize], chunk: &[usize], dimensions: &[&str], kind: &str, unit: &str) -> Value {
    json!({
        "zarr_format": 3,
        "node_type": "array",
        "shape": shape,
        "data_type": kind,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": "NaN",
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "attributes": {"units": unit},
        "dimension_names": dimensions,
    })
}
