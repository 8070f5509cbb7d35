//! `lytic donor allele NAME...`: what alleles carry and what a KIR sees of them.

use super::groups::groups;
use crate::arguments::GroupChoice;
use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::typing::{ReadOptions, read_alleles};
use lytic_report::{allele_json, allele_text};
use lytic_text::{Sources, Span};

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
        let source = sources.add(console.words("donor.allele.typed"), name.clone());
        let span = Span::new(source, 0, name.len());
        let (answers, told) = read_alleles(name, Some(span), &ReadOptions::default(), &groups);
        found.extend(answers);
        problems.extend(told);
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
