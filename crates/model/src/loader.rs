//! Where imported texts come from: handed in by the outer crate, so that this one reads no files.

/// Finds the text that an `import "path"` names.
pub trait Loader {
    /// The name shown in errors (unique for a text, so that a diamond import is read once) and the text.
    /// `importer` is the name of the text that holds the import. The error is the reason in words.
    fn load(&self, path: &str, importer: &str) -> Result<(String, String), String>;
}

/// A loader for texts that stand alone.
pub struct NoImports;

impl Loader for NoImports {
    fn load(&self, path: &str, _importer: &str) -> Result<(String, String), String> {
        Err(format!("{path} cannot be read from here"))
    }
}
