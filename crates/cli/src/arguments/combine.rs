//! `lytic combine`: which scenario, what is added, in which orders and doses.

use super::words::{Words, text};
use super::{Place, Simulated};
use clap::{ArgAction, ArgMatches, Command};
use lytic_study::CombineQuestion;

/// `lytic combine`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Combine {
    /// Built-in name or file.
    pub scenario: String,
    /// What is added, and how.
    pub question: CombineQuestion,
    /// How all arms are changed and simulated.
    pub simulated: Simulated,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Combine {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("combine", "help.combine")
            .arg(words.positional("scenario", "SCENARIO", "help.run.scenario"))
            .arg(words.option("with", "A,B,C", "help.combine.with").required(true))
            .arg(words.flag("order", "help.combine.order"))
            .arg(
                words
                    .option("interval", "TIME", "help.combine.interval")
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true),
            )
            .arg(words.option("levels", "X,Y,Z", "help.combine.levels"))
            .args(words.simulated())
            .args(words.place())
            .arg(words.json())
    }

    /// Reads what [`Combine::command`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Option<Combine> {
        Some(Combine {
            scenario: text(matches, "scenario")?,
            question: CombineQuestion {
                with: text(matches, "with")?,
                order: matches.get_flag("order"),
                intervals: matches.get_many::<String>("interval").unwrap_or_default().cloned().collect(),
                levels: text(matches, "levels"),
            },
            simulated: Simulated::read(matches),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}
