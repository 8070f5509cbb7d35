//! What a run computes and keeps beside the scenario as written: the options of `lytic run` about twins and tables.

use super::words::Words;
use clap::{Arg, ArgMatches};

/// What is computed and kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The patients are not run without the NK cells.
    pub no_twin: bool,
    /// No curves.
    pub outcomes_only: bool,
    /// Tables of single patients also as CSV, however many there are.
    pub csv: bool,
}

impl Recorded {
    /// The options.
    pub(super) fn args(words: Words) -> [Arg; 3] {
        [
            words.flag("no-twin", "help.run.no_twin").conflicts_with("scan"),
            words.flag("outcomes-only", "help.run.outcomes_only").conflicts_with("scan"),
            words.flag("csv", "help.run.csv").conflicts_with("scan"),
        ]
    }

    /// Reads what [`Recorded::args`] describes.
    pub(super) fn read(matches: &ArgMatches) -> Recorded {
        Recorded {
            no_twin: matches.get_flag("no-twin"),
            outcomes_only: matches.get_flag("outcomes-only"),
            csv: matches.get_flag("csv"),
        }
    }
}
