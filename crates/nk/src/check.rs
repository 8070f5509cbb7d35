//! The library checks itself: every model reads, every constant has a parameter, every parameter is used and fits, and
//! agents and products name states and parameters that exist.

use crate::bind::{is_open, missing};
use crate::library::Library;
use lytic_model::{Model, SymbolId, read_antimony};
use lytic_text::{Diagnostic, Message, SourceId, Sources, nearest};
use std::collections::BTreeSet;

impl Library {
    /// All problems of the library's models and of what binds them to its parameters. Texts are added to `sources`;
    /// places of parameters are given in words, since they lie in [`Library::sources`].
    pub fn check(&self, sources: &mut Sources) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut used: BTreeSet<(String, String)> = BTreeSet::new();
        let mut states: BTreeSet<String> = BTreeSet::new();
        for name in self.model_names() {
            let text = self.model_text(name).unwrap_or_default();
            let (model, problems) = read_antimony(&Library::model_source_name(name), text, self, sources);
            diagnostics.extend(problems.into_iter().filter(Diagnostic::is_error));
            let Some(mut model) = model else { continue };
            if name.starts_with("patient/") {
                let names =
                    model.symbols.iter().flat_map(|symbol| symbol.aliases.iter().chain([&symbol.name]));
                states.extend(names.cloned());
            }
            for symbol in &model.symbols {
                let origin = (symbol.origin.module.clone(), symbol.origin.symbol.clone());
                match self.parameter_of(&origin.0, &origin.1) {
                    Some(entry) if is_open(symbol) => {
                        if symbol.unit.is_none() {
                            let message = Message::new("E0716").with("name", entry.name());
                            diagnostics.push(Diagnostic::error(message).at(symbol.span));
                        }
                        used.insert(origin);
                    }
                    // A module that has no parameter file at all: bind does not know it as the library's.
                    None if is_open(symbol) && symbol.constant => diagnostics.push(missing(symbol)),
                    _ => {}
                }
            }
            let mut problems = Vec::new();
            self.bind(&mut model, &mut problems);
            if problems.is_empty() {
                give_inputs(&mut model, text);
                problems = lytic_model::check(&model);
            }
            diagnostics.extend(problems.into_iter().filter(Diagnostic::is_error));
        }
        // Parameters of single cells and of tissues are read by typed Rust, whose tests see to it that each is used.
        let typed = ["cells", "tissue"];
        for entry in self.parameters().iter().filter(|entry| !typed.contains(&entry.group.as_str())) {
            if !used.contains(&(entry.module.clone(), entry.symbol.clone())) {
                let message =
                    Message::new("E0720").with("name", entry.name()).with("place", self.place(entry));
                diagnostics.push(Diagnostic::error(message));
            }
        }
        self.check_agents(&states, &mut diagnostics);
        self.check_products(&mut diagnostics);
        diagnostics.dedup();
        diagnostics
    }

    fn check_agents(&self, states: &BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
        for agent in self.agents() {
            for route in &agent.routes {
                for target in route.into.iter().filter(|target| !states.contains(&target.state)) {
                    let message =
                        Message::new("E0721").with("agent", &agent.key).with("state", &target.state);
                    let suggestion = nearest(&target.state, states.iter().map(String::as_str));
                    diagnostics.push(Diagnostic::error(message).suggest(suggestion));
                }
                if let Some(fraction) =
                    route.fraction.as_deref().filter(|name| self.parameter(name).is_none())
                {
                    diagnostics.push(self.no_such_parameter(&agent.key, fraction));
                }
            }
        }
    }

    fn check_products(&self, diagnostics: &mut Vec<Diagnostic>) {
        let products = self.products();
        for part in products.sources.iter().chain(&products.methods).chain(&products.edits) {
            for (name, value) in &part.sets {
                let Some(entry) = self.parameter(name) else {
                    diagnostics.push(self.no_such_parameter(&part.key, name));
                    continue;
                };
                if let Err(error) = value.expect(entry.value.unit.dimension()) {
                    diagnostics.push(Diagnostic::error(error.message()));
                }
            }
        }
    }

    fn no_such_parameter(&self, by: &str, name: &str) -> Diagnostic {
        let message = Message::new("E0722").with("by", by).with("name", name);
        Diagnostic::error(message).suggest(self.nearest_parameter(name))
    }
}

/// A module on its own lacks what a parent hands in through its ports: one of each, so that the rest can be checked.
fn give_inputs(model: &mut Model, text: &str) {
    let file = lytic_model::parse(SourceId(0), text, &mut Vec::new());
    let ports = file.modules.iter().find(|module| module.name.text == model.name).map(|module| &module.ports);
    let inputs: Vec<SymbolId> = model
        .symbols
        .iter()
        .zip(0..)
        .filter(|(symbol, _)| {
            is_open(symbol) && ports.is_some_and(|ports| ports.iter().any(|port| port.text == symbol.name))
        })
        .map(|(_, index)| SymbolId(index))
        .collect();
    for input in inputs {
        model.set_initial(input, 1.0);
    }
}
