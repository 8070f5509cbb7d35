//! `lytic`: arguments in, words, files and an exit code out. Everything else is done by the crates below.

mod arguments;
mod commands;
mod console;
mod exit;
mod files;
mod language;
mod problems;
mod progress;

use arguments::Refusal;
use console::Console;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let lang = language::choose(&words, |name| std::env::var(name).ok());
    let console = Console::new(lang, std::env::var_os("NO_COLOR").is_some());
    let exit = match arguments::parse(&words, lang) {
        Ok(request) => commands::perform(request, &console),
        Err(Refusal::Shown(text)) => {
            console.print(&text);
            Exit::Done
        }
        Err(Refusal::Usage(text)) => {
            console.note(&text);
            Exit::BadUsage
        }
    };
    console.close(exit).into()
}
