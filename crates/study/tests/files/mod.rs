//! Files that no disk holds, for tests that write their scenarios themselves.

use lytic_study::Files;

/// Texts by name.
pub struct Texts(Vec<(&'static str, String)>);

impl Texts {
    pub fn of<T: Into<String>, const N: usize>(texts: [(&'static str, T); N]) -> Texts {
        Texts(texts.into_iter().map(|(name, text)| (name, text.into())).collect())
    }
}

impl Files for Texts {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}
