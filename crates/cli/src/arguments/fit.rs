//! `lytic fit assay`: numbers of a killing assay from its lysis.

use super::Place;
use super::words::{Words, file, path, text};
use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{ArgAction, ArgMatches, Command, value_parser};
use lytic_nk::recognition::DecisionModel;
use lytic_study::Mechanism;
use std::path::PathBuf;

/// `lytic fit assay`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Lysis.
    pub data: PathBuf,
    /// Molecules in bins.
    pub molecules: Option<PathBuf>,
    /// Molecules of all events.
    pub histograms: Option<PathBuf>,
    /// Targets of the fit.
    pub targets: Vec<String>,
    /// Targets to be predicted.
    pub predict: Vec<String>,
    /// Arms that take no part.
    pub without: Vec<String>,
    /// Factors on the chimeric receptors of arms.
    pub car_factors: Vec<(String, f64)>,
    /// The decision; none: both.
    pub decision: Option<DecisionModel>,
    /// The way of killing; none: all.
    pub mechanism: Option<Mechanism>,
    /// Least standard deviation.
    pub sd_floor: Option<f64>,
    /// Adhesion has a weight.
    pub adhesion: bool,
    /// All points count the same.
    pub equal_weights: bool,
    /// Refused rows are left out.
    pub skip_bad_rows: bool,
    /// Threads; none: all cores.
    pub threads: Option<usize>,
    /// Folder of the results.
    pub place: Place,
    /// JSON instead of words.
    pub json: bool,
}

impl Fit {
    pub(super) fn command(words: Words) -> Command {
        let assay = words
            .command("assay", "help.fit.assay")
            .arg(words.option("data", "FILE", "help.fit.data").value_parser(file()).required(true))
            .arg(words.option("molecules", "FILE", "help.fit.molecules").value_parser(file()))
            .arg(words.option("histograms", "FILE", "help.fit.histograms").value_parser(file()))
            .arg(words.option("target", "NAME", "help.fit.target").action(ArgAction::Append))
            .arg(words.option("predict", "NAME", "help.fit.predict").action(ArgAction::Append))
            .arg(words.option("without", "ARM", "help.fit.without").action(ArgAction::Append))
            .arg(
                words
                    .option("car-factor", "ARM=FACTOR", "help.fit.car_factor")
                    .action(ArgAction::Append)
                    .value_parser(ValueParser::new(car_factor)),
            )
            .arg(
                words
                    .option("model", "MODEL", "help.fit.model")
                    .value_parser(PossibleValuesParser::new(["weighted", "vav", "all"]))
                    .hide_possible_values(true),
            )
            .arg(
                words
                    .option("cycle", "CYCLE", "help.fit.cycle")
                    .value_parser(PossibleValuesParser::new(Mechanism::NAMES))
                    .hide_possible_values(true),
            )
            .arg(words.option("sd-floor", "POINTS", "help.fit.sd_floor").value_parser(value_parser!(f64)))
            .arg(words.flag("adhesion", "help.fit.adhesion"))
            .arg(words.flag("equal-weights", "help.fit.equal_weights"))
            .arg(words.flag("skip-bad-rows", "help.fit.skip_bad_rows"))
            .arg(
                words
                    .option("threads", "N", "help.run.threads")
                    .value_parser(value_parser!(u64).range(1..=1024)),
            )
            .args(words.place())
            .arg(words.json());
        words.command("fit", "help.fit").subcommand_required(true).subcommand(assay)
    }

    pub(super) fn read(matches: &ArgMatches) -> Option<Fit> {
        let (_, matches) = matches.subcommand()?;
        let texts = |id: &str| matches.get_many::<String>(id).unwrap_or_default().cloned().collect();
        Some(Fit {
            data: path(matches, "data")?,
            molecules: path(matches, "molecules"),
            histograms: path(matches, "histograms"),
            targets: texts("target"),
            predict: texts("predict"),
            without: texts("without"),
            car_factors: matches.get_many("car-factor").unwrap_or_default().cloned().collect(),
            decision: match text(matches, "model").as_deref() {
                Some("weighted") => Some(DecisionModel::WeightedSignal),
                Some("vav") => Some(DecisionModel::VavSwitch),
                _ => None,
            },
            mechanism: text(matches, "cycle").and_then(|name| Mechanism::parse(&name)),
            sd_floor: matches.get_one("sd-floor").copied(),
            adhesion: matches.get_flag("adhesion"),
            equal_weights: matches.get_flag("equal-weights"),
            skip_bad_rows: matches.get_flag("skip-bad-rows"),
            threads: matches.get_one::<u64>("threads").and_then(|count| usize::try_from(*count).ok()),
            place: Place::read(matches),
            json: matches.get_flag("json"),
        })
    }
}

/// `ARM=FACTOR`.
fn car_factor(text: &str) -> Result<(String, f64), String> {
    let parts = text.rsplit_once('=').and_then(|(arm, factor)| Some((arm, factor.trim().parse().ok()?)));
    match parts {
        Some((arm, factor)) if !arm.trim().is_empty() => Ok((arm.trim().to_owned(), factor)),
        _ => Err("ARM=FACTOR".to_owned()),
    }
}
