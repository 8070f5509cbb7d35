//! `lytic validate`: which rows of the evidence, and with how many patients.

use super::Place;
use super::words::{Words, count};
use clap::{ArgMatches, Command, value_parser};

/// `lytic validate`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Validate {
    /// Rows or groups; none: all.
    pub rows: Vec<String>,
    /// Patients of each scenario.
    pub patients: Option<u64>,
    /// Draws of what is not known.
    pub draws: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Threads; none: all cores.
    pub threads: Option<usize>,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Validate {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("validate", "help.validate")
            .arg(words.positional("row", "ROW", "help.validate.row").required(false).num_args(0..))
            .arg(words.option("patients", "N", "help.validate.patients").value_parser(count()))
            .arg(words.option("draws", "K", "help.validate.draws").value_parser(count()))
            .arg(words.option("seed", "SEED", "help.run.seed").value_parser(value_parser!(u64)))
            .arg(
                words
                    .option("threads", "N", "help.run.threads")
                    .value_parser(value_parser!(u64).range(1..=1024)),
            )
            .args(words.place())
            .arg(words.json())
    }

    pub(super) fn read(matches: &ArgMatches) -> Validate {
        Validate {
            rows: matches.get_many::<String>("row").unwrap_or_default().cloned().collect(),
            patients: matches.get_one("patients").copied(),
            draws: matches.get_one("draws").copied(),
            seed: matches.get_one("seed").copied(),
            threads: matches.get_one::<u64>("threads").and_then(|count| usize::try_from(*count).ok()),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        }
    }
}
