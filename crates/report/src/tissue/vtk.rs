//! Files that ParaView and every other program on VTK opens: cells as points (`.vtp`), fields as images (`.vti`), and a
//! list of both over time (`.pvd`).
//!
//! Numbers stand behind the XML as raw little-endian bytes, each array after its length in bytes (64 bits). Fields are data
//! of image cells: a voxel is a cell of the image, so nothing is moved by half an edge.
//!
//! Source: VTK XML file formats, version 1.0.

use crate::error::ReportError;
use crate::figure::escape;
use crate::tables::whole;
use lytic_study::Storage;
use std::fmt::Write as _;
use std::path::Path;

/// The numbers of an array.
pub(crate) enum Numbers<'a> {
    /// 32-bit numbers.
    Float(&'a [f32]),
    /// Small whole numbers: kinds, states.
    Byte(&'a [u8]),
    /// Whole numbers: ids.
    Whole(&'a [u64]),
}

impl Numbers<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Numbers::Float(_) => "Float32",
            Numbers::Byte(_) => "UInt8",
            Numbers::Whole(_) => "UInt64",
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Numbers::Float(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Numbers::Byte(values) => values.to_vec(),
            Numbers::Whole(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

/// XML with raw bytes behind it.
#[derive(Default)]
struct Document {
    xml: String,
    raw: Vec<u8>,
}

impl Document {
    fn array(&mut self, name: &str, components: usize, numbers: &Numbers<'_>) {
        let _ = writeln!(
            self.xml,
            "<DataArray type=\"{}\" Name=\"{}\" NumberOfComponents=\"{components}\" format=\"appended\" offset=\"{}\"/>",
            numbers.kind(),
            escape(name),
            self.raw.len()
        );
        let bytes = numbers.bytes();
        self.raw.extend((bytes.len() as u64).to_le_bytes());
        self.raw.extend(bytes);
    }

    fn write(self, storage: &Storage, path: &Path, kind: &str) -> Result<(), ReportError> {
        whole::write(storage, path, |out| {
            let mut put = |bytes: &[u8]| out.write_all(bytes).map_err(ReportError::file(path));
            put(format!(
                "<?xml version=\"1.0\"?>\n<VTKFile type=\"{kind}\" version=\"1.0\" byte_order=\"LittleEndian\" \
                 header_type=\"UInt64\">\n{}<AppendedData encoding=\"raw\">\n_",
                self.xml
            )
            .as_bytes())?;
            put(&self.raw)?;
            put(b"\n</AppendedData>\n</VTKFile>\n")
        })
    }
}

/// Writes cells as points: positions of three numbers each, and arrays by name.
pub(crate) fn points(
    storage: &Storage,
    path: &Path,
    positions: &[f32],
    arrays: &[(&str, Numbers<'_>)],
) -> Result<(), ReportError> {
    let count = positions.len() / 3;
    let mut document = Document::default();
    let _ = writeln!(
        document.xml,
        "<PolyData>\n<Piece NumberOfPoints=\"{count}\" NumberOfVerts=\"{count}\" NumberOfLines=\"0\" \
         NumberOfStrips=\"0\" NumberOfPolys=\"0\">\n<PointData>"
    );
    for (name, numbers) in arrays {
        document.array(name, 1, numbers);
    }
    document.xml.push_str("</PointData>\n<Points>\n");
    document.array("Points", 3, &Numbers::Float(positions));
    document.xml.push_str("</Points>\n<Verts>\n");
    // A point each: the first vertex is point 0 and ends behind it.
    let each: Vec<u64> = (0..count as u64).collect();
    let ends: Vec<u64> = (1..=count as u64).collect();
    document.array("connectivity", 1, &Numbers::Whole(&each));
    document.array("offsets", 1, &Numbers::Whole(&ends));
    document.xml.push_str("</Verts>\n</Piece>\n</PolyData>\n");
    document.write(storage, path, "PolyData")
}

/// The place of an image.
pub(crate) struct Place {
    pub origin_um: [f64; 3],
    pub spacing_um: f64,
    pub counts: [usize; 3],
}

/// Writes fields on a grid: a number a voxel, x fastest.
pub(crate) fn image(
    storage: &Storage,
    path: &Path,
    place: &Place,
    arrays: &[(&str, Numbers<'_>)],
) -> Result<(), ReportError> {
    let ([x, y, z], [nx, ny, nz], edge) = (place.origin_um, place.counts, place.spacing_um);
    let extent = format!("0 {nx} 0 {ny} 0 {nz}");
    let mut document = Document::default();
    let _ = writeln!(
        document.xml,
        "<ImageData WholeExtent=\"{extent}\" Origin=\"{x} {y} {z}\" Spacing=\"{edge} {edge} {edge}\">\n\
         <Piece Extent=\"{extent}\">\n<CellData>"
    );
    for (name, numbers) in arrays {
        document.array(name, 1, numbers);
    }
    document.xml.push_str("</CellData>\n</Piece>\n</ImageData>\n");
    document.write(storage, path, "ImageData")
}

/// Writes the list of files over time, h: ParaView shows it as one series.
pub(crate) fn series(storage: &Storage, path: &Path, files: &[(f64, String)]) -> Result<(), ReportError> {
    let mut xml = String::from(
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n<Collection>\n",
    );
    for (hours, file) in files {
        let _ = writeln!(xml, "<DataSet timestep=\"{hours}\" part=\"0\" file=\"{}\"/>", escape(file));
    }
    xml.push_str("</Collection>\n</VTKFile>\n");
    whole::write(storage, path, |out| out.write_all(xml.as_bytes()).map_err(ReportError::file(path)))
}
