//! A table in memory: named columns with units.

use lytic_study::Kind;

/// Head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Unit as scenarios write it; empty for pure numbers, texts and truths.
    pub unit: String,
}

impl Field {
    /// A head.
    pub fn new(name: &str, unit: &str) -> Field {
        Field { name: name.to_owned(), unit: unit.to_owned() }
    }

    /// The head of times: `time_days`, of a model by itself `time` in its own unit.
    pub fn time(kind: Kind) -> Field {
        Field::new(kind.key("time_days"), kind.time_unit())
    }
}

/// Cells of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Whole numbers: patients, draws.
    Whole(Vec<u64>),
    /// Numbers; NaN where there is none.
    Number(Vec<f64>),
    /// Yes, no, or unknown.
    Truth(Vec<Option<bool>>),
    /// Texts.
    Text(Vec<String>),
    /// One text for so many rows.
    Same(String, usize),
}

impl Cells {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Cells::Whole(cells) => cells.len(),
            Cells::Number(cells) => cells.len(),
            Cells::Truth(cells) => cells.len(),
            Cells::Text(cells) => cells.len(),
            Cells::Same(_, rows) => *rows,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A table that was read back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Heads.
    pub fields: Vec<Field>,
    /// Cells by column, all of one length.
    pub columns: Vec<Cells>,
    /// What the file says of its run: `lytic.version`, `lytic.seed`, `lytic.hash.scenario` ...
    pub metadata: Vec<(String, String)>,
}

impl Frame {
    /// Cells of a column by name.
    pub fn column(&self, name: &str) -> Option<&Cells> {
        let index = self.fields.iter().position(|field| field.name == name)?;
        self.columns.get(index)
    }
}
