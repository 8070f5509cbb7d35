//! What a user asks for by one word: a built-in scenario, a scenario file, or a model file.
//!
//! This crate reads no files: they come through [`Files`], which the outer crate hands in.

use crate::builtin::built_in;
use crate::read::{MOST_BYTES, read_scenario, read_text, text_of};
use crate::scenario::Scenario;
use lytic_model::Loader;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, nearest};
use std::path::{Component, Path, PathBuf};

/// Where files come from.
pub trait Files {
    /// The bytes of a file; at most `limit + 1` of them, so that one too large is known without reading it all. The
    /// error is the reason in words.
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String>;
}

/// No files at all: for built-in scenarios only.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        Err(format!("{path} cannot be read from here"))
    }
}

/// Reads what `argument` names: a built-in scenario, a `.toml` scenario, or a `.ant` model (which becomes a scenario by
/// [`Scenario::for_model`]).
pub fn open(argument: &str, files: &dyn Files, sources: &mut Sources) -> (Option<Scenario>, Vec<Diagnostic>) {
    if let Some(scenario) = built_in(argument) {
        let source = sources.add(format!("built-in:{argument}.toml"), scenario.text);
        return read_text(argument, scenario.text, source);
    }
    if crate::builtin::ASSAYS.iter().any(|assay| assay.name == argument) {
        return (None, vec![Diagnostic::error(Message::new("E1314"))]);
    }
    if is_model(argument) {
        return (Some(Scenario::for_model(argument)), Vec::new());
    }
    match files.read(argument, MOST_BYTES) {
        Ok(bytes) => read_scenario(argument, &bytes, sources),
        Err(reason) => {
            let message = Message::new("E0305").with("file", argument).with("reason", reason);
            let known = crate::builtin::BUILT_IN
                .iter()
                .chain(crate::builtin::FACTORIES)
                .chain(crate::builtin::ASSAYS);
            let names = known.map(|scenario| scenario.name);
            let near = nearest(argument, names);
            (None, vec![Diagnostic::error(message).suggest(near)])
        }
    }
}

/// Whether a name is that of a model file: Antimony or SBML.
pub fn is_model(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "ant" || extension == "xml" || extension == "sbml")
}

/// Models come from files beside the one that names them, or else from the library.
pub struct ModelLoader<'a> {
    /// The library.
    pub library: &'a Library,
    /// The files.
    pub files: &'a dyn Files,
}

impl Loader for ModelLoader<'_> {
    fn load(&self, path: &str, importer: &str) -> Result<(String, String), String> {
        if importer.starts_with(LIBRARY) {
            return self.library.load(path, importer);
        }
        let beside = beside(path, importer);
        match self.files.read(&beside, MOST_BYTES) {
            Ok(bytes) => match text_of(&beside, &bytes) {
                Ok(text) => Ok((beside, text)),
                Err(diagnostic) => Err(match diagnostic.message.key {
                    "E0302" => "@system.empty",
                    "E0303" => "@system.too_large",
                    _ => "@system.no_utf8",
                }
                .to_owned()),
            },
            Err(reason) => self.library.load(path, LIBRARY).map_err(|_| reason),
        }
    }
}

/// How the names of the library's texts begin.
pub const LIBRARY: &str = "library:";

/// A path relative to the folder of another file, with `..` worked out, so that one file has one name.
pub fn beside(path: &str, importer: &str) -> String {
    let folder = Path::new(importer).parent().unwrap_or(Path::new(""));
    let mut clean = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean.to_string_lossy().into_owned()
}

/// The text of a model with its name among the sources, and whether it is the library's.
pub(crate) struct ModelText {
    /// Name shown in errors.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Finds the model of a scenario: a name of the library, or a path relative to the scenario.
pub(crate) fn model_text(
    scenario: &Scenario,
    name: &str,
    loader: &ModelLoader<'_>,
) -> Result<ModelText, Diagnostic> {
    if is_model(name) {
        let importer = if is_model(&scenario.name) { "" } else { scenario.name.as_str() };
        let path = beside(name, importer);
        let bytes = loader.files.read(&path, MOST_BYTES).map_err(|reason| {
            Diagnostic::error(Message::new("E0305").with("file", &path).with("reason", reason))
        })?;
        return text_of(&path, &bytes).map(|text| ModelText { name: path, text });
    }
    match loader.library.model_text(name) {
        Some(text) => Ok(ModelText { name: Library::model_source_name(name), text: text.to_owned() }),
        None => {
            let near = loader.library.nearest_model(name);
            Err(Diagnostic::error(Message::new("E0330").with("model", name)).suggest(near))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_beside_a_file() {
        assert_eq!(beside("b.ant", "a.ant"), "b.ant");
        assert_eq!(beside("../b.ant", "x/y/a.toml"), "x/b.ant");
        assert_eq!(beside("./b.ant", "/x/a.toml"), "/x/b.ant");
        assert_eq!(beside("/b.ant", "/x/a.toml"), "/b.ant");
        assert_eq!(beside("../../b.ant", "x/a.toml"), "../b.ant");
    }
}
