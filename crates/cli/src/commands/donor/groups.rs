//! Which ligand groups a command uses: the user's file, those imported before, or the built-in ones.
//!
//! `--ipd FILE` names a file, `--ipd none` the built-in groups. Without it the file that `import-ipd` wrote into the
//! user's data folder is used if there is one: `lytic/ipd.tsv` below `$XDG_DATA_HOME` or `~/.local/share`, on macOS below
//! `~/Library/Application Support`, on Windows below `%LOCALAPPDATA%`. Every answer says which groups it comes from.

use super::bytes_of;
use crate::arguments::GroupChoice;
use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::typing::{BwRule, HlaABw4, LigandGroups, add_text};
use lytic_text::Sources;
use std::env;
use std::path::{Path, PathBuf};

/// The groups that a command was asked to use.
pub(super) fn groups(choice: &GroupChoice, console: &Console) -> Result<LigandGroups, Exit> {
    let rule = if choice.motif { BwRule::Motif } else { BwRule::Ipd };
    let file = match &choice.ipd {
        Some(name) if name.as_path() == Path::new("none") => None,
        Some(file) => Some(file.clone()),
        None => data_file().filter(|file| file.exists()),
    };
    let groups = match file {
        None => LigandGroups::built_in().with_rule(rule).map_err(|problem| console.refuse(*problem))?,
        Some(file) => read(&file, rule, console)?,
    };
    let hla_a = choice.hla_a_bw4.as_deref().and_then(HlaABw4::from_name).unwrap_or_default();
    Ok(groups.with_hla_a_bw4(hla_a))
}

fn read(file: &Path, rule: BwRule, console: &Console) -> Result<LigandGroups, Exit> {
    let bytes = bytes_of(file).map_err(|problem| console.refuse(*problem))?;
    let mut sources = Sources::new();
    let (source, letters) = add_text(&file.to_string_lossy(), &bytes, &mut sources);
    let text = sources.get(source).map_or("", |source| source.text.as_str());
    let (groups, problems) = match letters {
        Some(problem) => (None, vec![problem]),
        None => LigandGroups::from_table(source, text, rule),
    };
    match (console.problems(&problems, &sources), groups) {
        (None, Some(groups)) => Ok(groups),
        (exit, _) => Err(exit.unwrap_or(Exit::BadInput)),
    }
}

/// Where imported groups are kept if no other place is named; none where the system names no folder.
pub(super) fn data_file() -> Option<PathBuf> {
    Some(data_folder(|name| env::var_os(name).map(PathBuf::from))?.join("lytic").join("ipd.tsv"))
}

fn data_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME").or_else(|| {
        if cfg!(windows) {
            absolute("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            Some(absolute("HOME")?.join("Library/Application Support"))
        } else {
            Some(absolute("HOME")?.join(".local/share"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_follows_the_system() {
        let of = |pairs: &'static [(&str, &str)]| {
            data_folder(move |name| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, path)| path.into())
            })
        };
        assert_eq!(of(&[("XDG_DATA_HOME", "/data"), ("HOME", "/home/a")]), Some("/data".into()));
        assert_eq!(of(&[("XDG_DATA_HOME", "relative")]), None);
        if cfg!(target_os = "linux") {
            assert_eq!(of(&[("HOME", "/home/a")]), Some("/home/a/.local/share".into()));
        }
    }
}
