//! `lytic donor allele NAME...`: what alleles carry and what a KIR sees of them.

use super::groups::groups;
use crate::arguments::GroupChoice;
use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::typing::{Allele, AlleleAnswer, LigandGroups};
use lytic_report::{allele_json, allele_text};
use lytic_text::{Diagnostic, Message, Sources, Span};

/// Prints what is known of each allele: words, or an object a line.
pub(super) fn allele(names: &[String], choice: &GroupChoice, json: bool, console: &Console) -> Exit {
    let groups = match groups(choice, console) {
        Ok(groups) => groups,
        Err(exit) => return exit,
    };
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for name in names {
        match answer(name, &groups) {
            Ok(answer) => found.push(answer),
            Err(problem) => {
                let source = sources.add(console.words("donor.allele.typed"), name.clone());
                problems.push(problem.at(Span::new(source, 0, name.len())));
            }
        }
    }
    if let Some(exit) = console.problems(&problems, &sources) {
        return exit;
    }
    for answer in &found {
        if json {
            console.line(&allele_json(answer, &groups, console.lang));
        } else {
            console.print(&allele_text(answer, &groups, console.lang));
        }
    }
    Exit::Done
}

fn answer(name: &str, groups: &LigandGroups) -> Result<AlleleAnswer, Diagnostic> {
    let Some(allele) = Allele::parse(name.trim()) else {
        return Err(Diagnostic::error(Message::new("E1001").with("found", name)));
    };
    groups.answer(allele).map_err(|unknown| {
        let message = Message::new("E1002")
            .with("allele", allele)
            .with("release", groups.release().unwrap_or("@typing.release.unknown"));
        Diagnostic::error(message).suggest(unknown.nearest)
    })
}
