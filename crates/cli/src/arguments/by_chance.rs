//! How patients are simulated: integrated, or by chance.

use super::words::Words;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, value_parser};
use lytic_study::Simulation;

/// `--method` and `--threshold`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ByChance {
    /// The method.
    pub method: Simulation,
    /// Counts below it jump in the hybrid method.
    pub threshold: Option<f64>,
}

impl ByChance {
    /// The options.
    pub(super) fn args(words: Words) -> [Arg; 2] {
        let names = Simulation::ALL.map(Simulation::name);
        [
            words
                .option("method", "METHOD", "help.run.method")
                .value_parser(PossibleValuesParser::new(names))
                .hide_possible_values(true)
                .conflicts_with("scan"),
            words
                .option("threshold", "CELLS", "help.run.threshold")
                .value_parser(value_parser!(f64))
                // A negative one is refused with the range that is allowed.
                .allow_negative_numbers(true)
                .requires("method"),
        ]
    }

    /// Reads what [`ByChance::args`] describes.
    pub(super) fn read(matches: &ArgMatches) -> ByChance {
        let name = matches.get_one::<String>("method");
        ByChance {
            method: name.and_then(|name| Simulation::parse(name)).unwrap_or_default(),
            threshold: matches.get_one("threshold").copied(),
        }
    }
}
