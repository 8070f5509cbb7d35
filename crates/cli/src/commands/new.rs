//! `lytic new` and `lytic schema`: what one needs to write a scenario.

use crate::console::Console;
use crate::exit::Exit;
use crate::files::write_new;
use lytic_text::{Diagnostic, Message};
use std::io::ErrorKind;
use std::path::Path;

/// Writes a commented scenario. An existing file is left alone.
pub fn new(path: &Path, console: &Console) -> Exit {
    let shown = path.display();
    match write_new(path, lytic_study::TEMPLATE) {
        Ok(()) => {
            console.line(&Message::new("cli.written").with("path", shown).text(console.lang));
            Exit::Done
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            console.refuse(Diagnostic::error(Message::new("E0407").with("path", shown)))
        }
        Err(error) => {
            let reason = lytic_study::system_reason(&error);
            console
                .refuse(Diagnostic::error(Message::new("E0406").with("path", shown).with("reason", reason)))
        }
    }
}

/// Prints the JSON Schema of scenario files.
pub fn schema(console: &Console) -> Exit {
    console.line(&format!("{:#}", lytic_study::schema(console.lang)));
    Exit::Done
}
