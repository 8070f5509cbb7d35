//! Building blocks of the command line: texts from the catalogue, options that several commands share.

use clap::builder::{ValueParser, styling::Styles};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use lytic_text::Lang;
use std::path::PathBuf;

/// Makes commands and arguments whose texts are in one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub Lang);

impl Words {
    /// A text of the catalogue. Texts without arguments are static, as clap wants headings to be.
    pub fn say(self, key: &'static str) -> &'static str {
        lytic_text::entry(key).map_or(key, |entry| entry.text(self.0))
    }

    /// A command.
    pub fn command(self, name: &'static str, about: &'static str) -> Command {
        Command::new(name)
            .about(self.say(about))
            .styles(Styles::plain())
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .help_template(format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}\n", self.say("help.usage")))
            .subcommand_help_heading(self.say("help.commands"))
            .next_help_heading(self.say("help.options"))
    }

    /// `--id`
    pub fn flag(self, id: &'static str, help: &'static str) -> Arg {
        Arg::new(id).long(id).action(ArgAction::SetTrue).help(self.say(help))
    }

    /// `--id VALUE`
    pub fn option(self, id: &'static str, value: &'static str, help: &'static str) -> Arg {
        Arg::new(id).long(id).value_name(value).help(self.say(help))
    }

    /// A word that must be there.
    pub fn positional(self, id: &'static str, value: &'static str, help: &'static str) -> Arg {
        Arg::new(id)
            .value_name(value)
            .required(true)
            .help(self.say(help))
            .help_heading(self.say("help.arguments"))
    }

    /// `--json`
    pub fn json(self) -> Arg {
        self.flag("json", "help.json")
    }

    /// What every command has that simulates a scenario; read by [`Simulated::read`].
    pub fn simulated(self) -> [Arg; 7] {
        [
            self.option("set", "NAME=VALUE", "help.run.set").action(ArgAction::Append),
            self.option("patients", "N", "help.run.patients").value_parser(count()),
            self.option("draws", "K", "help.run.draws").value_parser(count()),
            self.option("seed", "SEED", "help.run.seed").value_parser(value_parser!(u64)),
            self.option("threads", "N", "help.run.threads").value_parser(value_parser!(u64).range(1..=1024)),
            self.option("duration", "TIME", "help.run.duration"),
            self.option("every", "TIME", "help.run.every"),
        ]
    }

    /// Where a folder of results goes; read by [`Place::read`].
    pub fn place(self) -> [Arg; 2] {
        [
            self.option("out", "FOLDER", "help.run.out").value_parser(file()),
            self.flag("overwrite", "help.run.overwrite"),
        ]
    }
}

/// A number of things: one to a thousand million.
pub(super) fn count() -> ValueParser {
    ValueParser::new(value_parser!(u64).range(1..=1_000_000_000))
}

/// A path.
pub(super) fn file() -> ValueParser {
    value_parser!(PathBuf)
}

/// The text of an argument.
pub(super) fn text(matches: &ArgMatches, id: &str) -> Option<String> {
    matches.get_one::<String>(id).cloned()
}

/// The path of an argument.
pub(super) fn path(matches: &ArgMatches, id: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(id).cloned()
}

/// How a scenario is changed and simulated: the options of every command that runs one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulated {
    /// `name=value`, in order.
    pub set: Vec<String>,
    /// Overrides the scenario's number of patients.
    pub patients: Option<u64>,
    /// Overrides the scenario's number of draws.
    pub draws: Option<u64>,
    /// Overrides the scenario's seed.
    pub seed: Option<u64>,
    /// Threads; none: all cores.
    pub threads: Option<usize>,
    /// How long to run.
    pub duration: Option<String>,
    /// Time between points of the curves.
    pub every: Option<String>,
}

impl Simulated {
    /// Reads what [`Words::simulated`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Simulated {
        Simulated {
            set: matches.get_many::<String>("set").unwrap_or_default().cloned().collect(),
            patients: matches.get_one("patients").copied(),
            draws: matches.get_one("draws").copied(),
            seed: matches.get_one("seed").copied(),
            threads: matches.get_one::<u64>("threads").map(|threads| *threads as usize),
            duration: text(matches, "duration"),
            every: text(matches, "every"),
        }
    }
}

/// Where a folder of results goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The folder; none: named after the run, below the present one.
    pub out: Option<PathBuf>,
    /// Replace another run's folder.
    pub overwrite: bool,
}

impl Place {
    /// Reads what [`Words::place`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Place {
        Place { out: path(matches, "out"), overwrite: matches.get_flag("overwrite") }
    }
}
