//! `lytic compare`: which two scenarios, and with which patients.

use super::words::{Words, file, path, text};
use super::{Place, Simulated};
use clap::{ArgMatches, Command};
use std::path::PathBuf;

/// `lytic compare`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// Built-in name or file of the first.
    pub a: String,
    /// Of the second.
    pub b: String,
    /// How both are changed and simulated.
    pub simulated: Simulated,
    /// Observed data to be laid over the figures.
    pub overlay: Option<PathBuf>,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Compare {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("compare", "help.compare")
            .arg(words.positional("a", "A", "help.compare.a"))
            .arg(words.positional("b", "B", "help.compare.b"))
            .args(words.simulated())
            .arg(words.option("overlay", "FILE", "help.run.overlay").value_parser(file()))
            .args(words.place())
            .arg(words.json())
    }

    /// Reads what [`Compare::command`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Option<Compare> {
        Some(Compare {
            a: text(matches, "a")?,
            b: text(matches, "b")?,
            simulated: Simulated::read(matches),
            overlay: path(matches, "overlay"),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}
