//! The library: the models of `models/` and the values of `parameters/`, as embedded or as handed in.

use crate::agents::{self, Agent};
use crate::embedded;
use crate::measurements::{self, Measurement};
use crate::parameters::{self, ParameterEntry};
use crate::procedures::{self, Procedure};
use crate::products::{self, Products};
use crate::targets::{self, Target};
use lytic_model::Loader;
use lytic_text::{Diagnostic, Message, Sources, nearest};
use std::collections::BTreeMap;

/// Names of the library's texts begin with this, so that no file of a user has one.
const PREFIX: &str = "library:";

/// Models, parameters, agents and products.
#[derive(Clone, Debug, Default)]
pub struct Library {
    models: Vec<(String, String)>,
    parameters: Vec<ParameterEntry>,
    by_name: BTreeMap<(String, String), usize>,
    agents: Vec<Agent>,
    measurements: Vec<Measurement>,
    procedures: Vec<Procedure>,
    products: Products,
    pub(crate) targets: Vec<Target>,
    sources: Sources,
    problems: Vec<Diagnostic>,
}

impl Library {
    /// The library that is built in. That it has no faults is a test of this crate.
    pub fn embedded() -> Library {
        Library::read(embedded::MODELS, embedded::PARAMETERS)
    }

    /// A library from texts: `("body/il15.ant", text)` and `("body/il15.toml", text)`, paths below `models/` and
    /// `parameters/`. What is wrong with the parameter files is in [`Library::problems`].
    pub fn read(models: &[(&str, &str)], parameters: &[(&str, &str)]) -> Library {
        let mut library = Library {
            models: models.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
            ..Library::default()
        };
        let mut diagnostics = Vec::new();
        // Targets first: other files name their molecules.
        let (of_targets, others): (Vec<_>, Vec<_>) =
            parameters.iter().copied().partition(|(path, _)| path.starts_with("targets/"));
        for (path, text) in of_targets.into_iter().chain(others) {
            let source = library.sources.add(format!("{PREFIX}parameters/{path}"), text);
            match path {
                "agents.toml" => library.agents = agents::read(source, text, &mut diagnostics),
                "measurements.toml" => {
                    library.measurements = measurements::read(source, text, &mut diagnostics);
                }
                "procedures.toml" => library.procedures = procedures::read(source, text, &mut diagnostics),
                "products.toml" => library.products = products::read(source, text, &mut diagnostics),
                path if path.starts_with("targets/") => {
                    let key = path.trim_start_matches("targets/").trim_end_matches(".toml");
                    library.targets.extend(targets::read(key, source, text, &mut diagnostics));
                }
                _ => {
                    let stem = path.strip_suffix(".toml").unwrap_or(path);
                    let (group, module) = stem.rsplit_once('/').unwrap_or(("", stem));
                    let targets = &library.targets;
                    let entries = parameters::read(group, module, source, text, targets, &mut diagnostics);
                    library.add(entries, &mut diagnostics);
                }
            }
        }
        diagnostics.sort_by_key(|problem| problem.span);
        library.problems = diagnostics;
        library
    }

    /// What is wrong with the parameter files; places are in [`Library::sources`].
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    fn add(&mut self, entries: Vec<ParameterEntry>, diagnostics: &mut Vec<Diagnostic>) {
        for entry in entries {
            let key = (entry.module.clone(), entry.symbol.clone());
            if let Some(first) = self.by_name.get(&key).and_then(|index| self.parameters.get(*index)) {
                let message = Message::new("E0713").with("name", entry.name());
                let label = Message::new("nk.first_here");
                diagnostics.push(Diagnostic::error(message).at(entry.span).label(first.span, label));
                continue;
            }
            self.by_name.insert(key, self.parameters.len());
            self.parameters.push(entry);
        }
    }

    /// The library's parameter files, to show the places of [`ParameterEntry::span`].
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Names of all models, such as `patient/aml`, in the order of their paths.
    pub fn model_names(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(|(path, _)| path.strip_suffix(".ant").unwrap_or(path))
    }

    /// The text of a model by name (`patient/aml`).
    pub fn model_text(&self, name: &str) -> Option<&str> {
        let stem = name.strip_suffix(".ant").unwrap_or(name);
        self.models
            .iter()
            .find(|(path, _)| path.strip_suffix(".ant") == Some(stem))
            .map(|(_, text)| text.as_str())
    }

    /// The name under which a model's text appears in errors and in imports: `library:patient/aml.ant`.
    pub fn model_source_name(name: &str) -> String {
        format!("{PREFIX}{}.ant", name.strip_suffix(".ant").unwrap_or(name))
    }

    /// The nearest name of a model, for "did you mean".
    pub fn nearest_model(&self, name: &str) -> Option<&str> {
        nearest(name, self.model_names())
    }

    /// All parameters, file by file, in the order of each file.
    pub fn parameters(&self) -> &[ParameterEntry] {
        &self.parameters
    }

    /// A parameter by module and symbol: `nk.death_rate`.
    pub fn parameter(&self, name: &str) -> Option<&ParameterEntry> {
        let (module, symbol) = name.split_once('.')?;
        self.parameter_of(module, symbol)
    }

    /// A parameter by the module and symbol that declare it.
    pub fn parameter_of(&self, module: &str, symbol: &str) -> Option<&ParameterEntry> {
        let index = self.by_name.get(&(module.to_owned(), symbol.to_owned()))?;
        self.parameters.get(*index)
    }

    /// A parameter (`nk.death_rate`), or the density of a molecule on a target (`k562.nkg2d_ligands`).
    pub fn number(&self, name: &str) -> Option<&ParameterEntry> {
        self.parameter(name).or_else(|| {
            let (target, molecule) = name.split_once('.')?;
            let densities = &self.target(target)?.densities;
            Some(&densities.iter().find(|density| density.molecule.key() == molecule)?.entry)
        })
    }

    /// The nearest name of a parameter.
    pub fn nearest_parameter(&self, name: &str) -> Option<String> {
        let names: Vec<String> = self.parameters.iter().map(ParameterEntry::name).collect();
        nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// Everything that can be dosed.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// An agent by the name that scenarios use.
    pub fn agent(&self, key: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.key == key)
    }

    /// The nearest name of an agent.
    pub fn nearest_agent(&self, key: &str) -> Option<&str> {
        nearest(key, self.agents.iter().map(|agent| agent.key.as_str()))
    }

    /// What can be done beside giving something, such as surgery.
    pub fn procedures(&self) -> &[Procedure] {
        &self.procedures
    }

    /// How what is measured scatters.
    pub fn measurements(&self) -> &[Measurement] {
        &self.measurements
    }

    /// How an observable is measured: by its whole name, else by its last part.
    pub fn measurement_of(&self, observable: &str) -> Option<&Measurement> {
        let last = observable.rsplit('.').next().unwrap_or(observable);
        let of =
            |wanted: &str| self.measurements.iter().find(|known| known.of.iter().any(|name| name == wanted));
        of(observable).or_else(|| of(last))
    }

    /// What `[product.X]` sections can name.
    pub fn products(&self) -> &Products {
        &self.products
    }
}

impl Loader for Library {
    /// Finds `body/il15.ant` and `../body/il15.ant` beside the importing text of the library, then below its root.
    fn load(&self, path: &str, importer: &str) -> Result<(String, String), String> {
        let folder = importer
            .strip_prefix(PREFIX)
            .and_then(|importer| importer.rsplit_once('/'))
            .map_or("", |(folder, _)| folder);
        let bare = path.strip_prefix(PREFIX).unwrap_or(path);
        [joined(folder, bare), joined("", bare)]
            .into_iter()
            .flatten()
            .find_map(|path| Some((Library::model_source_name(&path), self.model_text(&path)?.to_owned())))
            .ok_or_else(|| {
                match self.nearest_model(bare.trim_start_matches("../").trim_end_matches(".ant")) {
                    Some(near) => format!("the library has no {path}; did you mean {near}.ant?"),
                    None => format!("the library has no {path}"),
                }
            })
    }
}

/// `a/b` and `../c` give `a/c`; none where the path leaves the root.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
