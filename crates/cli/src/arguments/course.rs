//! What is asked of a model that runs by itself.

use super::words::{Words, text};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

/// `--to`, `--points` and `--observe`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// When the run ends.
    pub to: Option<String>,
    /// Output times.
    pub points: Option<u64>,
    /// Symbols and expressions.
    pub observe: Vec<String>,
}

impl Course {
    /// The options.
    pub(super) fn args(words: Words) -> [Arg; 3] {
        [
            words.option("to", "TIME", "help.run.to").allow_hyphen_values(true),
            words
                .option("points", "N", "help.run.points")
                .value_parser(value_parser!(u64).range(2..=1_000_001)),
            words.option("observe", "NAME,NAME", "help.run.observe").action(ArgAction::Append),
        ]
    }

    /// Reads what [`Course::args`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Course {
        Course {
            to: text(matches, "to"),
            points: matches.get_one("points").copied(),
            observe: matches.get_many::<String>("observe").unwrap_or_default().cloned().collect(),
        }
    }

    /// The options that were given.
    pub fn given(&self) -> Vec<&'static str> {
        let all = [
            ("--to", self.to.is_some()),
            ("--points", self.points.is_some()),
            ("--observe", !self.observe.is_empty()),
        ];
        all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }
}
