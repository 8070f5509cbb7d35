//! How a command ends.

/// Exit codes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// The input was right, but the run failed.
    Failed = 1,
    /// The input is wrong; nothing was run or written.
    BadInput = 2,
    /// The command line is wrong.
    BadUsage = 64,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        std::process::ExitCode::from(exit as u8)
    }
}
