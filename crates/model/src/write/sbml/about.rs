//! What people say of things, in SBML: names, SBO terms, notes, and references as RDF.
//!
//! A reference stands under the `metaid` of its element: `meta_` and the id. Creators, dates and what other tools put into
//! annotations are not written.

use super::escaped;
use crate::model::About;
use std::fmt::Write;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const BIOLOGY: &str = "http://biomodels.net/biology-qualifiers/";
const MODEL: &str = "http://biomodels.net/model-qualifiers/";

/// Antimony's names of a qualifier, and that of the standard.
const QUALIFIERS: &[(&[&str], &str)] = &[
    (&["identity", "biological_entity_is", "model_entity_is"], "is"),
    (&["hasPart", "part"], "hasPart"),
    (&["isPartOf", "parthood"], "isPartOf"),
    (&["isVersionOf", "hypernym"], "isVersionOf"),
    (&["hasVersion", "version"], "hasVersion"),
    (&["isHomologTo", "homolog"], "isHomologTo"),
    (&["isDescribedBy", "description", "publication"], "isDescribedBy"),
    (&["isEncodedBy", "encoder"], "isEncodedBy"),
    (&["encodes", "encodement"], "encodes"),
    (&["occursIn", "container", "biological_system"], "occursIn"),
    (&["hasProperty", "property"], "hasProperty"),
    (&["isPropertyOf", "propertyBearer"], "isPropertyOf"),
    (&["hasTaxon", "taxon"], "hasTaxon"),
    (&["isDerivedFrom", "origin", "model_source"], "isDerivedFrom"),
    (&["isInstanceOf", "class"], "isInstanceOf"),
    (&["hasInstance", "instance"], "hasInstance"),
];

/// Those that only models have; `is` and `isDescribedBy` are both.
const OF_MODELS: [&str; 3] = ["isDerivedFrom", "isInstanceOf", "hasInstance"];

/// The standard's name of a qualifier, and whether it is one for models.
fn qualifier(name: &str, of_model: bool) -> Option<(&'static str, bool)> {
    let (_, standard) = QUALIFIERS.iter().find(|(names, _)| names.contains(&name))?;
    let both = matches!(*standard, "is" | "isDescribedBy");
    Some((standard, OF_MODELS.contains(standard) || both && of_model))
}

/// References that can be written, in order: the qualifier with its prefix, and the resource.
fn references(about: &About, of_model: bool) -> impl Iterator<Item = (String, &str)> {
    about.annotations.iter().filter_map(move |(name, resource)| {
        let (standard, for_models) = qualifier(name, of_model)?;
        let prefix = if for_models { "bqmodel" } else { "bqbiol" };
        Some((format!("{prefix}:{standard}"), resource.as_str()))
    })
}

/// Attributes: name, SBO term, and the `metaid` that references need.
pub(super) fn attributes(about: &About, id: &str) -> String {
    let name = about.display_name.as_ref().map(|name| format!(" name=\"{}\"", escaped(name)));
    let term = about.sbo_term.map(|term| format!(" sboTerm=\"SBO:{term:07}\""));
    let meta = references(about, false).next().map(|_| format!(" metaid=\"meta_{id}\""));
    format!("{}{}{}", name.unwrap_or_default(), term.unwrap_or_default(), meta.unwrap_or_default())
}

/// Elements: notes (the comment of the declaring line where there are none) and references.
pub(super) fn elements(about: &About, id: &str, of_model: bool) -> String {
    let notes = about.notes.as_ref().or(about.comment.as_ref()).map_or("", String::as_str);
    let paragraphs: String = notes
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<p xmlns=\"http://www.w3.org/1999/xhtml\">{}</p>", escaped(line.trim())))
        .collect();
    let mut out = String::new();
    if !paragraphs.is_empty() {
        let _ = write!(out, "<notes>{paragraphs}</notes>");
    }
    let said: String = references(about, of_model)
        .map(|(qualifier, resource)| {
            let item = format!("<rdf:Bag><rdf:li rdf:resource=\"{}\"/></rdf:Bag>", escaped(resource));
            format!("<{qualifier}>{item}</{qualifier}>")
        })
        .collect();
    if !said.is_empty() {
        let _ = write!(
            out,
            "<annotation><rdf:RDF xmlns:rdf=\"{RDF}\" xmlns:bqbiol=\"{BIOLOGY}\" xmlns:bqmodel=\"{MODEL}\">\
             <rdf:Description rdf:about=\"#meta_{id}\">{said}</rdf:Description></rdf:RDF></annotation>"
        );
    }
    out
}
