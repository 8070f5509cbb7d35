//! What people say of things: names, notes, terms and references, without effect on equations.

use super::xml::{CHILD, Element, Space};
use crate::model::About;

/// Longest note that is kept, in characters: some models carry whole papers.
const MAX_NOTE: usize = 20_000;

/// Name, notes, SBO term and references of an element.
pub(super) fn about(element: &Element) -> About {
    // In level 1 the name is the id.
    let id = element.value("id");
    let display_name = element.value("name").filter(|name| id.is_some_and(|id| id != *name));
    let notes = element.child(Space::Core, "notes").map(note).filter(|text| !text.is_empty());
    let markup =
        element.child(Space::Core, "notes").filter(|_| notes.is_some()).and_then(super::markup::markup);
    let term = element.value("sboTerm").and_then(|term| term.strip_prefix("SBO:")?.parse().ok());
    let mut annotations = Vec::new();
    if let Some(annotation) = element.child(Space::Core, "annotation") {
        references(annotation, &mut annotations);
        let mut makers = Vec::new();
        // Other tools nest descriptions of their own in what they add.
        for own in annotation.children.iter().filter(|child| child.name == "RDF") {
            history(own, &mut 0, &mut makers);
        }
        annotations.append(&mut makers);
    }
    let display_name = display_name.map(str::to_owned);
    About { display_name, notes, markup, comment: None, annotations, sbo_term: term }
}

/// The text of a note: a line for each paragraph, spaces as one.
fn note(element: &Element) -> String {
    let mut out = String::new();
    gather(element, &mut out);
    let lines: Vec<String> = out
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<&str>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n").chars().take(MAX_NOTE).collect()
}

fn gather(element: &Element, out: &mut String) {
    let mut children = element.children.iter();
    for letter in element.text.chars() {
        match letter {
            CHILD => {
                let Some(child) = children.next() else { continue };
                let is_block = matches!(
                    child.name.as_str(),
                    "p" | "div" | "br" | "li" | "tr" | "h1" | "h2" | "h3" | "h4"
                );
                if is_block {
                    out.push('\n');
                }
                gather(child, out);
                if is_block {
                    out.push('\n');
                }
            }
            '\n' | '\r' | '\t' => out.push(' '),
            letter => out.push(letter),
        }
    }
}

/// Qualifier and resource of each `rdf:li` inside a `bqbiol` or `bqmodel` element.
fn references(element: &Element, found: &mut Vec<(String, String)>) {
    for child in &element.children {
        let qualifies = child.children.iter().any(|bag| matches!(bag.name.as_str(), "Bag" | "Seq" | "Alt"));
        if !qualifies {
            references(child, found);
            continue;
        }
        for resource in child.children.iter().flat_map(|bag| &bag.children).filter(|item| item.name == "li") {
            let address = resource.attributes.iter().find(|attribute| attribute.name == "resource");
            if let Some(address) = address {
                found.push((qualifier(&child.name), address.value.clone()));
            }
        }
    }
}

/// The name that Antimony gives a qualifier.
fn qualifier(name: &str) -> String {
    match name {
        "is" => "identity".to_owned(),
        other => other.to_owned(),
    }
}

/// Fields of a creator: elements of the two versions of the vCard vocabulary, and Antimony's names for them.
const CREATOR: [(&[&str], &str); 5] = [
    (&["Given", "given-name"], "givenName"),
    (&["Family", "family-name"], "familyName"),
    (&["FN", "fn"], "name"),
    (&["Orgname", "organization-name"], "organization"),
    (&["EMAIL", "hasEmail"], "email"),
];

/// Who made the model and when, as Antimony says it: `creator1.familyName`, `created`, `modified`.
fn history(element: &Element, creators: &mut usize, found: &mut Vec<(String, String)>) {
    for child in &element.children {
        match child.name.as_str() {
            "creator" => {
                let people = child.children.iter().flat_map(|bag| &bag.children);
                for person in people.filter(|item| item.name == "li") {
                    *creators += 1;
                    fields(person, *creators, found);
                }
            }
            "created" | "modified" => {
                let date = child.whole_text().split_whitespace().collect::<String>();
                if !date.is_empty() {
                    found.push((child.name.clone(), date));
                }
            }
            _ => history(child, creators, found),
        }
    }
}

fn fields(element: &Element, creator: usize, found: &mut Vec<(String, String)>) {
    for child in &element.children {
        match CREATOR.iter().find(|(names, _)| names.contains(&child.name.as_str())) {
            Some((_, field)) => {
                let text = child.whole_text().split_whitespace().collect::<Vec<&str>>().join(" ");
                if !text.is_empty() {
                    found.push((format!("creator{creator}.{field}"), text));
                }
            }
            None => fields(child, creator, found),
        }
    }
}
