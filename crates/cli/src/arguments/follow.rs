//! `lytic follow`: whose measurements, up to when, and which alarms.

use super::words::{Words, count, file, path, text};
use super::{Place, Simulated};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use lytic_study::{FollowQuestion, PARTICLES};
use std::path::PathBuf;

/// Options of a simulation that have no meaning for one patient.
const OF_COHORTS: [&str; 2] = ["patients", "draws"];

/// `lytic follow`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Follow {
    /// Built-in name or file.
    pub scenario: String,
    /// The measurements.
    pub data: PathBuf,
    /// What is asked.
    pub question: FollowQuestion,
    /// How virtual patients are simulated.
    pub simulated: Simulated,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Follow {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("follow", "help.follow")
            .arg(words.positional("scenario", "SCENARIO", "help.run.scenario"))
            .arg(words.option("data", "FILE", "help.follow.data").value_parser(file()).required(true))
            .arg(words.option("id", "ID", "help.follow.id"))
            .arg(words.option("day-zero", "DATE", "help.follow.day_zero"))
            .arg(words.option("at", "DAY", "help.follow.at").allow_hyphen_values(true))
            .arg(words.option("until", "DAY", "help.follow.until").allow_hyphen_values(true))
            .arg(words.option("alarm", "CONDITION", "help.follow.alarm").action(ArgAction::Append))
            .arg(words.option("within", "TIME", "help.follow.within"))
            .arg(words.option("error", "NAME=SHARE", "help.follow.error").action(ArgAction::Append))
            .arg(
                words
                    .option("particles", "N", "help.follow.particles")
                    .value_parser(value_parser!(u64).range(1..)),
            )
            .arg(
                words
                    .option("simulate", "N", "help.follow.simulate")
                    .value_parser(count())
                    .conflicts_with_all(["at", "until"]),
            )
            .args(words.simulated().into_iter().filter(|arg| !OF_COHORTS.contains(&arg.get_id().as_str())))
            .args(words.place())
            .arg(words.json())
    }

    /// Reads what [`Follow::command`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Option<Follow> {
        let each = |id| matches.get_many::<String>(id).unwrap_or_default().cloned().collect();
        Some(Follow {
            scenario: text(matches, "scenario")?,
            data: path(matches, "data")?,
            question: FollowQuestion {
                id: text(matches, "id"),
                day_zero: text(matches, "day-zero"),
                at: text(matches, "at"),
                until: text(matches, "until"),
                alarms: each("alarm"),
                within: text(matches, "within"),
                errors: each("error"),
                particles: matches.get_one("particles").copied().unwrap_or(PARTICLES),
                simulate: matches.get_one("simulate").copied(),
            },
            simulated: Simulated {
                set: each("set"),
                patients: None,
                draws: None,
                seed: matches.get_one("seed").copied(),
                threads: matches.get_one::<u64>("threads").map(|threads| *threads as usize),
                duration: text(matches, "duration"),
                every: text(matches, "every"),
            },
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}
