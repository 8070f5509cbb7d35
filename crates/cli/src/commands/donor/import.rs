//! `lytic donor import-ipd FASTA...`: the groups of all alleles, computed once and kept in a file.

use super::bytes_of;
use super::groups::data_file;
use crate::arguments::ImportIpd;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{replace, write_new};
use lytic_nk::typing::{BwRule, LigandGroups, add_text};
use lytic_text::{Diagnostic, Message, Sources};
use std::io::ErrorKind;

/// Reads protein files and writes the table of groups, whole or not at all.
pub(super) fn import(request: &ImportIpd, console: &Console) -> Exit {
    let mut sources = Sources::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut files = Vec::new();
    for path in &request.files {
        match bytes_of(path) {
            Ok(bytes) => {
                let (source, letters) = add_text(&path.to_string_lossy(), &bytes, &mut sources);
                files.push(source);
                problems.extend(letters);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    if let Some(exit) = console.problems(&problems, &sources) {
        return exit;
    }
    let (groups, counts, problems) =
        LigandGroups::from_ipd(&sources, &files, request.release.as_deref(), BwRule::Ipd);
    let groups = match (console.problems(&problems, &sources), groups) {
        (None, Some(groups)) => groups,
        (exit, _) => return exit.unwrap_or(Exit::BadInput),
    };
    let Some(path) = request.out.clone().or_else(data_file) else {
        return console.refuse(Diagnostic::error(Message::new("E1109")));
    };
    // What stands in the user's data folder is a cache of these files: a newer import takes its place.
    let ours = request.out.is_none();
    let made = match path.parent() {
        Some(folder) if ours => std::fs::create_dir_all(folder),
        _ => Ok(()),
    };
    let text = groups.to_table();
    let written = made.and_then(|()| {
        if ours || request.overwrite { replace(&path, &text) } else { write_new(&path, &text) }
    });
    if let Err(error) = written {
        let key = if error.kind() == ErrorKind::AlreadyExists { "E0407" } else { "E0406" };
        let message = Message::new(key).with("path", path.display());
        return console.refuse(Diagnostic::error(message.with("reason", lytic_study::system_reason(&error))));
    }
    let [a, b, c] = counts.two_field;
    let written = Message::new("donor.import.written")
        .with("path", path.display())
        .with("release", groups.release().unwrap_or("@donor.unknown"))
        .with("a", a)
        .with("b", b)
        .with("c", c);
    console.line(&written.text(console.lang));
    let then = if ours { "donor.import.default" } else { "donor.import.use" };
    console.line(&Message::new(then).with("path", path.display()).text(console.lang));
    Exit::Done
}
