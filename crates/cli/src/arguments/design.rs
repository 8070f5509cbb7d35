//! `lytic design`: which outcome, under which bounds, by moving what.

use super::words::{Words, count, text};
use super::{Place, Simulated};
use clap::{ArgAction, ArgGroup, ArgMatches, Command, value_parser};
use lytic_study::{DesignQuestion, EVALUATIONS, SURE};

/// `lytic design`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Built-in name or file.
    pub scenario: String,
    /// What is asked.
    pub question: DesignQuestion,
    /// How proposals are simulated.
    pub simulated: Simulated,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Design {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("design", "help.design")
            .arg(words.positional("scenario", "SCENARIO", "help.run.scenario"))
            .arg(words.option("maximise", "OUTCOME", "help.design.maximise"))
            .arg(words.option("minimise", "OUTCOME", "help.design.minimise"))
            .group(ArgGroup::new("objective").args(["maximise", "minimise"]).required(true))
            .arg(words.option("bound", "'OUTCOME <= LIMIT'", "help.design.bound").action(ArgAction::Append))
            .arg(
                words
                    .option("vary", "NAME=FROM:TO[:log]", "help.design.vary")
                    .action(ArgAction::Append)
                    .required(true),
            )
            .arg(words.option("evaluations", "N", "help.design.evaluations").value_parser(count()))
            .arg(words.option("sure", "SHARE", "help.design.sure").value_parser(value_parser!(f64)))
            .args(words.simulated())
            .args(words.place())
            .arg(words.json())
    }

    /// Reads what [`Design::command`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Option<Design> {
        let each = |id| matches.get_many::<String>(id).unwrap_or_default().cloned().collect();
        Some(Design {
            scenario: text(matches, "scenario")?,
            question: DesignQuestion {
                maximise: text(matches, "maximise"),
                minimise: text(matches, "minimise"),
                bounds: each("bound"),
                vary: each("vary"),
                evaluations: matches.get_one("evaluations").copied().unwrap_or(EVALUATIONS),
                sure: matches.get_one("sure").copied().unwrap_or(SURE),
            },
            simulated: Simulated::read(matches),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}
