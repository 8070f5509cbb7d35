//! Progress on standard error: a line with the time left on a terminal, a single line elsewhere. Ctrl-C stops a run.

use crate::console::Console;
use crate::exit::Exit;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lytic_study::Kind;
use lytic_text::Message;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The progress of one run.
pub struct Progress {
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
}

impl Progress {
    /// Begins a run of `patients` patients and listens for Ctrl-C from now on.
    pub fn start(scenario: &str, patients: u64, console: &Console) -> Progress {
        Progress::of_kind(Kind::Patient, scenario, patients, console)
    }

    /// Begins a run of so many patients, or lots.
    pub fn of_kind(kind: Kind, scenario: &str, subjects: u64, console: &Console) -> Progress {
        let counted = Message::new(match (kind, subjects) {
            (Kind::Patient, 1) => "count.patient",
            (Kind::Patient, _) => "count.patients",
            (Kind::Factory, 1) => "count.lot",
            (Kind::Factory, _) => "count.lots",
            (Kind::Model { .. }, 1) => "count.run",
            (Kind::Model { .. }, _) => "count.runs",
        });
        Progress::of(scenario, counted.with("count", subjects), subjects, console)
    }

    /// The same for anything that is counted: `counted` says how many of what.
    pub fn of(scenario: &str, counted: Message, count: u64, console: &Console) -> Progress {
        let counted = counted.text(console.lang);
        let words = Message::new("cli.simulating")
            .with("patients", counted)
            .with("scenario", scenario)
            .text(console.lang);
        let on_terminal = std::io::stderr().is_terminal();
        let target = if on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(count), target);
        if let Ok(style) = ProgressStyle::with_template("{msg}  {bar:30}  {pos}/{len}  {eta}") {
            bar.set_style(style);
        }
        if on_terminal {
            bar.set_message(words);
        } else {
            console.note(&words);
        }
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        // Where no handler can be set, Ctrl-C ends the process at once, which leaves no half-written folder either.
        let _ = ctrlc::set_handler(move || {
            // The first asks the run to end after the patients at hand; who asks again does not want to wait for them.
            // The hidden folder that is left then goes with the next run of the name.
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Interrupted as i32);
            }
        });
        Progress { bar, interrupted }
    }

    /// Shows how many patients are done; false after Ctrl-C.
    pub fn show(&self, done: u64) -> bool {
        self.bar.set_position(done);
        !self.interrupted.load(Ordering::Relaxed)
    }

    /// Clears the line.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}
