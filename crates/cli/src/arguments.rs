//! The command line: what was asked, as a typed [`Request`]; help and usage errors in both languages.

mod by_chance;
mod combine;
mod compare;
mod course;
mod design;
mod donor;
mod fit;
mod follow;
mod recorded;
mod sensitivity;
mod usage;
mod validate;
mod words;

pub use by_chance::ByChance;
pub use combine::Combine;
pub use compare::Compare;
pub use course::Course;
pub use design::Design;
pub use donor::{AskAvailability, CompareDonors, Donor, GroupChoice, ImportIpd};
pub use fit::Fit;
pub use follow::Follow;
pub use recorded::Recorded;
pub use sensitivity::Sensitivity;
pub use validate::Validate;
pub use words::{Place, Simulated};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use lytic_text::{Lang, Message};
use std::ffi::OsString;
use std::path::PathBuf;
use words::{Words, file, path, text};

/// A language that models are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelLanguage {
    /// Text for people.
    Antimony,
    /// XML for exchange.
    Sbml,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// `lytic run`
    Run(Run),
    /// `lytic combine`
    Combine(Box<Combine>),
    /// `lytic compare`
    Compare(Compare),
    /// `lytic design`
    Design(Box<Design>),
    /// `lytic model check`
    ModelCheck(Vec<String>),
    /// `lytic model show`
    ModelShow(String),
    /// `lytic model convert`
    ModelConvert {
        /// Library name or file.
        model: String,
        /// One level with all values.
        flat: bool,
        /// The language to write; none: by the name of the file.
        to: Option<ModelLanguage>,
        /// Where to write; none prints.
        out: Option<PathBuf>,
    },
    /// `lytic parameters`
    Parameters {
        /// A parameter or module; none shows all.
        name: Option<String>,
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench population`
    BenchPopulation {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench assay`
    BenchAssay {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench mechanics`
    BenchMechanics {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench fields`
    BenchFields {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench tissue`
    BenchTissue {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic bench stochastic`
    BenchStochastic {
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic fit assay`
    Fit(Box<Fit>),
    /// `lytic follow`
    Follow(Box<Follow>),
    /// `lytic sensitivity`
    Sensitivity(Box<Sensitivity>),
    /// `lytic validate`
    Validate(Validate),
    /// `lytic donor`
    Donor(Donor),
    /// `lytic list`
    List,
    /// `lytic new`
    New(PathBuf),
    /// `lytic schema`
    Schema,
}

/// `lytic run`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Built-in name or file.
    pub scenario: String,
    /// How it is changed and simulated.
    pub simulated: Simulated,
    /// `name=from:to:count[:log]`, in order; none: a run.
    pub scan: Vec<String>,
    /// What is computed and kept.
    pub recorded: Recorded,
    /// What a tissue keeps at the times of its tables; none as its scenario says.
    pub save: Option<Vec<String>>,
    /// Integrated, or by chance.
    pub by_chance: ByChance,
    /// What is asked of a model that runs by itself.
    pub course: Course,
    /// Observed data to be laid over the figures.
    pub overlay: Option<PathBuf>,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

/// Why there is no request.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Help or version was asked for: print it, done.
    Shown(String),
    /// The command line is wrong.
    Usage(String),
}

/// Reads a command line (with the program's name first).
pub fn parse(arguments: &[OsString], lang: Lang) -> Result<Request, Refusal> {
    let matches =
        command(lang).try_get_matches_from(arguments).map_err(|error| usage::refusal(&error, lang))?;
    request(&matches).ok_or_else(|| Refusal::Usage(Message::new("usage.missing_command").text(lang)))
}

fn request(matches: &ArgMatches) -> Option<Request> {
    let (name, matches) = matches.subcommand()?;
    let request = match name {
        "run" => Request::Run(Run {
            scenario: text(matches, "scenario")?,
            simulated: Simulated::read(matches),
            scan: matches.get_many::<String>("scan").unwrap_or_default().cloned().collect(),
            recorded: Recorded::read(matches),
            save: text(matches, "save")
                .map(|save| save.split(',').map(|word| word.trim().to_owned()).collect()),
            by_chance: ByChance::read(matches),
            course: Course::read(matches),
            overlay: path(matches, "overlay"),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        }),
        "combine" => Request::Combine(Box::new(Combine::read(matches)?)),
        "compare" => Request::Compare(Compare::read(matches)?),
        "design" => Request::Design(Box::new(Design::read(matches)?)),
        "model" => match matches.subcommand()? {
            ("check", matches) => {
                Request::ModelCheck(matches.get_many::<String>("model")?.cloned().collect())
            }
            ("show", matches) => Request::ModelShow(text(matches, "model")?),
            (_, matches) => Request::ModelConvert {
                model: text(matches, "model")?,
                flat: matches.get_flag("flat"),
                to: matches.get_one::<String>("to").map(|to| match to.as_str() {
                    "sbml" => ModelLanguage::Sbml,
                    _ => ModelLanguage::Antimony,
                }),
                out: path(matches, "out"),
            },
        },
        "parameters" => Request::Parameters { name: text(matches, "name"), json: matches.get_flag("json") },
        "bench" => {
            let (what, matches) = matches.subcommand()?;
            let json = matches.get_flag("json");
            match what {
                "assay" => Request::BenchAssay { json },
                "mechanics" => Request::BenchMechanics { json },
                "fields" => Request::BenchFields { json },
                "tissue" => Request::BenchTissue { json },
                "stochastic" => Request::BenchStochastic { json },
                _ => Request::BenchPopulation { json },
            }
        }
        "fit" => Request::Fit(Box::new(Fit::read(matches)?)),
        "follow" => Request::Follow(Box::new(Follow::read(matches)?)),
        "sensitivity" => Request::Sensitivity(Box::new(Sensitivity::read(matches)?)),
        "validate" => Request::Validate(Validate::read(matches)),
        "donor" => Request::Donor(Donor::read(matches)?),
        "list" => Request::List,
        "new" => Request::New(path(matches, "file")?),
        _ => Request::Schema,
    };
    Some(request)
}

fn command(lang: Lang) -> Command {
    let words = Words(lang);
    let run = words
        .command("run", "help.run")
        .arg(words.positional("scenario", "SCENARIO", "help.run.scenario"))
        .args(words.simulated())
        .arg(words.option("scan", "NAME=FROM:TO:COUNT[:log]", "help.run.scan").action(ArgAction::Append))
        .arg(words.option("overlay", "FILE", "help.run.overlay").value_parser(file()))
        .arg(words.option("save", "WHAT", "help.run.save").conflicts_with("scan"))
        .args(ByChance::args(words))
        .args(Course::args(words))
        .args(Recorded::args(words))
        .args(words.place())
        .arg(words.json());
    let model = words
        .command("model", "help.model")
        .subcommand_required(true)
        .subcommand(
            words
                .command("check", "help.model.check")
                .arg(words.positional("model", "MODEL", "help.model.file").num_args(1..)),
        )
        .subcommand(words.command("show", "help.model.show").arg(words.positional(
            "model",
            "MODEL",
            "help.model.file",
        )))
        .subcommand(
            words
                .command("convert", "help.model.convert")
                .arg(words.positional("model", "MODEL", "help.model.file"))
                .arg(words.flag("flat", "help.model.flat"))
                .arg(
                    words
                        .option("to", "LANGUAGE", "help.model.to")
                        .value_parser(PossibleValuesParser::new(["antimony", "sbml"]))
                        .hide_possible_values(true),
                )
                .arg(words.option("out", "FILE", "help.model.out").value_parser(file())),
        );
    words
        .command("lytic", "help.about")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .subcommand(run)
        .subcommand(Compare::command(words))
        .subcommand(Combine::command(words))
        .subcommand(Design::command(words))
        .subcommand(Fit::command(words))
        .subcommand(Follow::command(words))
        .subcommand(Sensitivity::command(words))
        .subcommand(Validate::command(words))
        .subcommand(Donor::command(words))
        .subcommand(words.command("list", "help.list"))
        .subcommand(
            words
                .command("new", "help.new")
                .arg(words.positional("file", "FILE", "help.new.file").value_parser(file())),
        )
        .subcommand(words.command("schema", "help.schema"))
        .subcommand(model)
        .subcommand(
            words
                .command("parameters", "help.parameters")
                .arg(words.positional("name", "NAME", "help.parameters.name").required(false))
                .arg(words.json()),
        )
        .subcommand(
            words
                .command("bench", "help.bench")
                .subcommand_required(true)
                .subcommand(words.command("population", "help.bench.population").arg(words.json()))
                .subcommand(words.command("assay", "help.bench.assay").arg(words.json()))
                .subcommand(words.command("mechanics", "help.bench.mechanics").arg(words.json()))
                .subcommand(words.command("fields", "help.bench.fields").arg(words.json()))
                .subcommand(words.command("tissue", "help.bench.tissue").arg(words.json()))
                .subcommand(words.command("stochastic", "help.bench.stochastic").arg(words.json())),
        )
        .arg(
            words
                .option("lang", "LANG", "help.lang")
                .value_parser(PossibleValuesParser::new(["en", "zh"]))
                .hide_possible_values(true)
                .global(true),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(words.say("help.help"))
                .global(true),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(words.say("help.version")),
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn read(text: &str, lang: Lang) -> Result<Request, Refusal> {
        let words: Vec<OsString> = text.split(' ').map(OsString::from).collect();
        parse(&words, lang)
    }

    #[test]
    fn the_definition_is_sound() {
        command(Lang::En).debug_assert();
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn reads_a_run() {
        let Ok(Request::Run(run)) =
            read("lytic run aml --set a=1 --set b=2 --patients 7 --json --lang zh", Lang::En)
        else {
            panic!("not read")
        };
        assert_eq!(
            (run.scenario.as_str(), run.simulated.set.len(), run.simulated.patients),
            ("aml", 2, Some(7))
        );
        assert!(run.json && !run.place.overwrite);
    }

    #[test]
    fn usage_errors_name_the_word_and_the_nearest() {
        let usage = |text: &str, lang| match read(text, lang) {
            Err(Refusal::Usage(words)) => words,
            other => panic!("{other:?}"),
        };
        assert!(usage("lytic rum x", Lang::En).contains("did you mean `run`?"));
        assert!(usage("lytic run x --patient 3", Lang::Zh).contains("`--patients`"));
        assert!(usage("lytic run x --patients -3", Lang::En).contains("-3"));
        assert!(usage("lytic run x --patients 0", Lang::En).contains("`0` is not a value"));
        assert!(usage("lytic run x --lang fr", Lang::En).contains("one of en, zh"));
        assert!(usage("lytic run", Lang::En).contains("SCENARIO"));
        assert!(usage("lytic", Lang::En).contains("a command is needed"));
    }

    #[test]
    fn help_comes_in_both_languages() {
        let shown = |text: &str, lang| match read(text, lang) {
            Err(Refusal::Shown(words)) => words,
            other => panic!("{other:?}"),
        };
        assert!(shown("lytic --help", Lang::En).contains("Run a scenario"));
        let chinese = shown("lytic run --help", Lang::Zh);
        assert!(
            chinese.contains("虚拟患者人数") && chinese.contains("用法： lytic run [选项] <SCENARIO>"),
            "{chinese}"
        );
        assert!(shown("lytic --version", Lang::En).contains(env!("CARGO_PKG_VERSION")));
    }
}
