//! The command line: what was asked, as a typed [`Request`]; help and usage errors in both languages.

use clap::builder::{PossibleValuesParser, ValueParser, styling::Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use lytic_text::{Lang, Message};
use std::ffi::OsString;
use std::path::PathBuf;

/// What was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// `lytic run`
    Run(Run),
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
    /// Folder of the results.
    pub out: Option<PathBuf>,
    /// Replace another run's folder.
    pub overwrite: bool,
    /// How long to run.
    pub duration: Option<String>,
    /// Time between points of the curves.
    pub every: Option<String>,
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
    let matches = command(lang).try_get_matches_from(arguments).map_err(|error| refusal(&error, lang))?;
    request(&matches).ok_or_else(|| Refusal::Usage(Message::new("usage.missing_command").text(lang)))
}

fn request(matches: &ArgMatches) -> Option<Request> {
    let (name, matches) = matches.subcommand()?;
    let text = |matches: &ArgMatches, id: &str| matches.get_one::<String>(id).cloned();
    let path = |matches: &ArgMatches, id: &str| matches.get_one::<PathBuf>(id).cloned();
    let request = match name {
        "run" => Request::Run(Run {
            scenario: text(matches, "scenario")?,
            set: matches.get_many::<String>("set").unwrap_or_default().cloned().collect(),
            patients: matches.get_one("patients").copied(),
            draws: matches.get_one("draws").copied(),
            seed: matches.get_one("seed").copied(),
            threads: matches.get_one::<u64>("threads").map(|threads| *threads as usize),
            out: path(matches, "out"),
            overwrite: matches.get_flag("overwrite"),
            duration: text(matches, "duration"),
            every: text(matches, "every"),
            json: matches.get_flag("json"),
        }),
        "model" => match matches.subcommand()? {
            ("check", matches) => {
                Request::ModelCheck(matches.get_many::<String>("model")?.cloned().collect())
            }
            ("show", matches) => Request::ModelShow(text(matches, "model")?),
            (_, matches) => Request::ModelConvert {
                model: text(matches, "model")?,
                flat: matches.get_flag("flat"),
                out: path(matches, "out"),
            },
        },
        "parameters" => Request::Parameters { name: text(matches, "name"), json: matches.get_flag("json") },
        "bench" => {
            let (_, matches) = matches.subcommand()?;
            Request::BenchPopulation { json: matches.get_flag("json") }
        }
        "list" => Request::List,
        "new" => Request::New(path(matches, "file")?),
        _ => Request::Schema,
    };
    Some(request)
}

fn command(lang: Lang) -> Command {
    // Texts without arguments are static, as clap wants headings to be.
    let say = |key: &'static str| lytic_text::entry(key).map_or(key, |entry| entry.text(lang));
    let flag = |id: &'static str, help| Arg::new(id).long(id).action(ArgAction::SetTrue).help(say(help));
    let option =
        |id: &'static str, value: &'static str, help| Arg::new(id).long(id).value_name(value).help(say(help));
    let positional = |id: &'static str, value: &'static str, help| {
        Arg::new(id).value_name(value).required(true).help(say(help)).help_heading(say("help.arguments"))
    };
    let count = || ValueParser::new(value_parser!(u64).range(1..=1_000_000_000));
    let file = || value_parser!(PathBuf);
    let json = || flag("json", "help.json");
    let make = |name: &'static str, about| {
        Command::new(name)
            .about(say(about))
            .styles(Styles::plain())
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .help_template(format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}\n", say("help.usage")))
            .subcommand_help_heading(say("help.commands"))
            .next_help_heading(say("help.options"))
    };
    let run = make("run", "help.run")
        .arg(positional("scenario", "SCENARIO", "help.run.scenario"))
        .arg(option("set", "NAME=VALUE", "help.run.set").action(ArgAction::Append))
        .arg(option("patients", "N", "help.run.patients").value_parser(count()))
        .arg(option("draws", "K", "help.run.draws").value_parser(count()))
        .arg(option("seed", "SEED", "help.run.seed").value_parser(value_parser!(u64)))
        .arg(option("threads", "N", "help.run.threads").value_parser(value_parser!(u64).range(1..=1024)))
        .arg(option("duration", "TIME", "help.run.duration"))
        .arg(option("every", "TIME", "help.run.every"))
        .arg(option("out", "FOLDER", "help.run.out").value_parser(file()))
        .arg(flag("overwrite", "help.run.overwrite"))
        .arg(json());
    let model = make("model", "help.model")
        .subcommand_required(true)
        .subcommand(
            make("check", "help.model.check")
                .arg(positional("model", "MODEL", "help.model.file").num_args(1..)),
        )
        .subcommand(make("show", "help.model.show").arg(positional("model", "MODEL", "help.model.file")))
        .subcommand(
            make("convert", "help.model.convert")
                .arg(positional("model", "MODEL", "help.model.file"))
                .arg(flag("flat", "help.model.flat"))
                .arg(option("out", "FILE", "help.model.out").value_parser(file())),
        );
    make("lytic", "help.about")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .subcommand(run)
        .subcommand(make("list", "help.list"))
        .subcommand(
            make("new", "help.new").arg(positional("file", "FILE", "help.new.file").value_parser(file())),
        )
        .subcommand(make("schema", "help.schema"))
        .subcommand(model)
        .subcommand(
            make("parameters", "help.parameters")
                .arg(positional("name", "NAME", "help.parameters.name").required(false))
                .arg(json()),
        )
        .subcommand(
            make("bench", "help.bench")
                .subcommand_required(true)
                .subcommand(make("population", "help.bench.population").arg(json())),
        )
        .arg(
            option("lang", "LANG", "help.lang")
                .value_parser(PossibleValuesParser::new(["en", "zh"]))
                .hide_possible_values(true)
                .global(true),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(say("help.help"))
                .global(true),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(say("help.version")),
        )
}

fn refusal(error: &clap::Error, lang: Lang) -> Refusal {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Refusal::Shown(error.render().to_string());
        }
        ErrorKind::UnknownArgument => Message::new("usage.unknown_argument").with("argument", argument),
        ErrorKind::InvalidSubcommand => {
            Message::new("usage.unknown_command").with("argument", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => Message::new("usage.missing").with("argument", argument),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("usage.missing_command")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if context(ContextKind::InvalidValue).is_empty() =>
        {
            Message::new("usage.no_value").with("argument", argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = context(ContextKind::ValidValue);
            let choices = Message::new("usage.choices").with("choices", &valid).text(lang);
            Message::new("usage.bad_value")
                .with("value", context(ContextKind::InvalidValue))
                .with("argument", argument)
                .with("choices", if valid.is_empty() { String::new() } else { choices })
        }
        ErrorKind::ArgumentConflict => Message::new("usage.twice").with("argument", argument),
        kind => Message::new("usage.other").with("argument", kind),
    };
    let mut text = message.text(lang);
    let suggestion =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .map(context)
            .find(|name| !name.is_empty());
    if let Some(name) = suggestion {
        text = format!("{text} {}", Message::new("cli.did_you_mean").with("name", name).text(lang));
    }
    let see = Message::new("usage.see_help").with("command", "lytic").text(lang);
    Refusal::Usage(format!("{text}\n{see}"))
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
        assert_eq!((run.scenario.as_str(), run.set.len(), run.patients), ("aml", 2, Some(7)));
        assert!(run.json && !run.overwrite);
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
            chinese.contains("虚拟患者人数") && chinese.contains("用法：") && chinese.contains("选项"),
            "{chinese}"
        );
        assert!(shown("lytic --version", Lang::En).contains(env!("CARGO_PKG_VERSION")));
    }
}
