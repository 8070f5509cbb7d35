//! Where words go: results to standard output, problems and progress to standard error.

use crate::exit::Exit;
use crate::problems;
use lytic_text::{Diagnostic, Lang, Message, Sources, has_errors};
use std::cell::RefCell;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// The two streams and the language.
#[derive(Debug)]
pub struct Console {
    /// Language of everything said.
    pub lang: Lang,
    /// Whether problems are coloured.
    pub colour: bool,
    /// Why a result could not be printed, if it could not.
    lost: RefCell<Option<io::Error>>,
}

impl Console {
    /// Colours only on a terminal, and not where `NO_COLOR` is set.
    pub fn new(lang: Lang, no_colour: bool) -> Console {
        let colour = io::stderr().is_terminal() && !no_colour;
        Console { lang, colour, lost: RefCell::new(None) }
    }

    /// The words of a text without arguments.
    pub fn words(&self, key: &'static str) -> String {
        Message::new(key).text(self.lang)
    }

    /// Prints a result. A reader that has gone away (`| head`) is no error; a full disk is one, told by
    /// [`Console::close`].
    pub fn print(&self, text: &str) {
        let mut out = io::stdout().lock();
        let text = problems::harmless(text);
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.lost.replace(Some(error));
        }
    }

    /// The exit code in the end: a result that could not be printed is a failure.
    pub fn close(&self, exit: Exit) -> Exit {
        let Some(error) = self.lost.take() else { return exit };
        let message = Message::new("E0411").with("reason", lytic_study::system_reason(&error));
        let failed = self.fail(Diagnostic::error(message));
        if exit == Exit::Done { failed } else { exit }
    }

    /// Shows why something failed that was begun.
    pub fn fail(&self, problem: Diagnostic) -> Exit {
        self.note(problems::render(&[problem], &Sources::new(), self.lang, self.colour).trim_end());
        Exit::Failed
    }

    /// Prints a line of a result.
    pub fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Prints a line that is no result.
    pub fn note(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Shows problems; with errors among them also how many, and the exit code for bad input.
    pub fn problems(&self, found: &[Diagnostic], sources: &Sources) -> Option<Exit> {
        let text = problems::render(found, sources, self.lang, self.colour);
        let _ = io::stderr().write_all(text.as_bytes());
        has_errors(found).then(|| {
            self.note(&problems::count(found, self.lang));
            Exit::BadInput
        })
    }

    /// Shows one problem that has no place in a text.
    pub fn refuse(&self, problem: Diagnostic) -> Exit {
        self.problems(&[problem], &Sources::new()).unwrap_or(Exit::BadInput)
    }
}
