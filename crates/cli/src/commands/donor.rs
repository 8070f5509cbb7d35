//! `lytic donor`: donors for a patient, one allele, availability, import of protein files.

mod allele;
mod availability;
mod compare;
mod groups;
mod haplotypes;
mod import;

use crate::arguments::Donor;
use crate::console::Console;
use crate::exit::Exit;
use lytic_text::{Diagnostic, Message};
use std::path::Path;

/// Does what was asked.
pub fn donor(request: &Donor, console: &Console) -> Exit {
    match request {
        Donor::Compare(request) => compare::compare(request, console),
        Donor::Allele { names, groups, json } => allele::allele(names, groups, *json, console),
        Donor::Availability(request) => availability::availability(request, console),
        Donor::ImportIpd(request) => import::import(request, console),
    }
}

/// Bytes of a text are counted in 32 bits.
const MOST_BYTES: u64 = u32::MAX as u64;

/// The bytes of a file; `-` is standard input.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    let refuse = |reason: String| {
        let message = Message::new("E1101").with("path", path.display()).with("reason", reason);
        Box::new(Diagnostic::error(message))
    };
    match read {
        Ok(_) if bytes.len() as u64 > MOST_BYTES => Err(refuse("> 4 GiB".to_owned())),
        Ok(_) => Ok(bytes),
        Err(error) => Err(refuse(lytic_study::system_reason(&error))),
    }
}
