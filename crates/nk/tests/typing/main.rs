//! HLA and KIR typing: known answers, every form of input, what is wrong with it, groups by residues, random texts.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

mod errors;
mod forms;
mod ipd;
mod random;
mod vectors;

use lytic_nk::typing::{Counts, LigandGroups, Person, ReadOptions, read_people};
use lytic_text::{Diagnostic, Lang, Sources};

/// What a text gives, and its diagnostics as `code line:column suggestion`.
struct Read {
    people: Vec<Person>,
    counts: Counts,
    said: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Read {
    let mut sources = Sources::new();
    let (people, counts, diagnostics) =
        read_people(name, bytes, options, &LigandGroups::built_in(), &mut sources);
    let said = diagnostics
        .iter()
        .map(|found| {
            for lang in [Lang::En, Lang::Zh] {
                let text = found.message.text(lang);
                assert!(text != found.message.key && !text.contains('{'), "{text}");
                assert!(!found.message.help(lang).unwrap_or_default().contains("{found}"));
            }
            let place = found.span.and_then(|span| sources.line_column(span));
            let place = place.map_or(String::new(), |place| format!(" {}:{}", place.line, place.column));
            let near = found.suggestion.as_ref().map_or(String::new(), |near| format!(" {near}"));
            format!("{}{place}{near}", found.message.key)
        })
        .collect();
    Read { people, counts, said, diagnostics }
}

fn read(name: &str, text: &str) -> Read {
    read_with(name, text.as_bytes(), &ReadOptions::default())
}

/// Ligands of the only person, certain and possible.
fn ligands(name: &str, text: &str) -> (String, String) {
    let read = read(name, text);
    assert_eq!(read.people.len(), 1, "{:?}", read.said);
    let own = &read.people[0].ligands;
    (own.certain.to_string(), own.possible.to_string())
}
