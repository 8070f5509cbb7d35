//! `lytic sensitivity`: which parameters matter for an output.

use super::Place;
use super::words::{Words, count, text};
use clap::builder::PossibleValuesParser;
use clap::{ArgAction, ArgMatches, Command, value_parser};
use lytic_study::{Kinds, Overrides, Question};

/// Trajectories where the user does not say.
const TRAJECTORIES: u64 = 20;
/// Samples where the user does not say.
const SAMPLES: u64 = 1000;

/// `lytic sensitivity`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Built-in name, model of the library or file.
    pub scenario: String,
    /// What is asked.
    pub question: Question,
    /// What is changed in the scenario.
    pub overrides: Overrides,
    /// Threads; none: all cores.
    pub threads: Option<usize>,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Sensitivity {
    pub(super) fn command(words: Words) -> Command {
        words
            .command("sensitivity", "help.sensitivity")
            .arg(words.positional("scenario", "SCENARIO", "help.run.scenario"))
            .arg(words.option("output", "NAME", "help.sensitivity.output").required(true))
            .arg(words.option("at", "TIME", "help.sensitivity.at").allow_hyphen_values(true))
            .arg(
                words
                    .option("of", "KIND", "help.sensitivity.of")
                    .value_parser(PossibleValuesParser::new(Kinds::NAMES))
                    .hide_possible_values(true),
            )
            .arg(words.option("trajectories", "R", "help.sensitivity.trajectories").value_parser(count()))
            .arg(words.option("samples", "N", "help.sensitivity.samples").value_parser(count()))
            .arg(words.option("set", "NAME=VALUE", "help.run.set").action(ArgAction::Append))
            .arg(words.option("seed", "SEED", "help.run.seed").value_parser(value_parser!(u64)))
            .arg(
                words
                    .option("threads", "N", "help.run.threads")
                    .value_parser(value_parser!(u64).range(1..=1024)),
            )
            .arg(words.option("duration", "TIME", "help.run.duration"))
            .arg(words.option("every", "TIME", "help.run.every"))
            .args(words.place())
            .arg(words.json())
    }

    pub(super) fn read(matches: &ArgMatches) -> Option<Sensitivity> {
        let number = |id, default| matches.get_one::<u64>(id).copied().unwrap_or(default);
        Some(Sensitivity {
            scenario: text(matches, "scenario")?,
            question: Question {
                output: text(matches, "output")?,
                at: text(matches, "at"),
                of: text(matches, "of").and_then(|name| Kinds::parse(&name)).unwrap_or_default(),
                trajectories: number("trajectories", TRAJECTORIES),
                samples: number("samples", SAMPLES),
            },
            overrides: Overrides {
                set: matches.get_many::<String>("set").unwrap_or_default().cloned().collect(),
                seed: matches.get_one("seed").copied(),
                duration: text(matches, "duration"),
                every: text(matches, "every"),
                ..Overrides::default()
            },
            threads: matches.get_one::<u64>("threads").and_then(|count| usize::try_from(*count).ok()),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}
