//! What `lytic parameters [NAME]` shows, as rows; the binary prints them.

use crate::library::Library;
use crate::parameters::{Grade, ParameterEntry};
use crate::targets::Target;
use lytic_text::{Lang, Message, nearest};

/// One parameter, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// `nk.death_rate`.
    pub name: String,
    /// Folder of its file: `body`.
    pub group: String,
    /// The number, as short as it reads back.
    pub value: String,
    /// The unit; empty for a plain number.
    pub unit: String,
    /// How patients differ.
    pub between: Option<Message>,
    /// What we do not know of the typical value.
    pub uncertainty: Option<Message>,
    /// How good the evidence is.
    pub grade: Grade,
    /// Where it comes from.
    pub source: Message,
    /// What else is to be said.
    pub note: Option<String>,
    /// Where it stands: `parameters/body/nk.toml:12`.
    pub place: String,
}

impl Library {
    /// Rows for all parameters and numbers of targets, or for those of a group (`body`, `targets`), a module (`nk`,
    /// `body/nk`, `k562`) or of one name (`nk.death_rate`, `k562.cd48`). For a name that is none of these: the nearest that is.
    pub fn rows(&self, name: Option<&str>, lang: Lang) -> Result<Vec<ParameterRow>, Option<String>> {
        let wanted = |entry: &&ParameterEntry| match name {
            None => true,
            Some(name) => {
                name == entry.group
                    || name == entry.module
                    || name == entry.name()
                    || name.strip_prefix(&entry.group).and_then(|rest| rest.strip_prefix('/'))
                        == Some(&entry.module)
            }
        };
        let rows: Vec<ParameterRow> =
            self.listed().filter(wanted).map(|entry| self.row(entry, lang)).collect();
        match name {
            Some(name) if rows.is_empty() => Err(self.nearest_listed(name)),
            _ => Ok(rows),
        }
    }

    /// Parameters, then the numbers of targets.
    fn listed(&self) -> impl Iterator<Item = &ParameterEntry> {
        self.parameters().iter().chain(self.targets().iter().flat_map(Target::entries))
    }

    fn nearest_listed(&self, name: &str) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for entry in self.listed() {
            names.extend([entry.group.clone(), entry.module.clone(), entry.name()]);
        }
        nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }

    fn row(&self, entry: &ParameterEntry, lang: Lang) -> ParameterRow {
        let quantity = entry.value.to_string();
        let (value, unit) = quantity.split_once(' ').unwrap_or((&quantity, ""));
        ParameterRow {
            name: entry.name(),
            group: entry.group.clone(),
            value: value.to_owned(),
            unit: unit.to_owned(),
            between: entry.between.map(|spread| spread.message(&entry.value.unit)),
            uncertainty: entry.uncertainty.map(|spread| spread.message(&entry.value.unit)),
            grade: entry.grade,
            source: entry.source.message(),
            note: entry.note(lang).map(str::to_owned),
            place: self.place(entry),
        }
    }

    /// Where a parameter stands: `parameters/body/nk.toml:12`.
    pub fn place(&self, entry: &ParameterEntry) -> String {
        let file = self.sources().get(entry.span.source).map_or("", |source| source.name.as_str());
        let line = self.sources().line_column(entry.span).map_or(0, |place| place.line);
        format!("{}:{line}", file.strip_prefix("library:").unwrap_or(file))
    }
}
