//! What people say of things, in SBML: names, SBO terms, notes, and references as RDF.
//!
//! A reference stands under the `metaid` of its element: `meta_` and the id. Creators and dates stand before references, as
//! SBML wants them. What other tools put into annotations is not written.

use super::escaped;
use crate::model::About;
use std::fmt::Write;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const BIOLOGY: &str = "http://biomodels.net/biology-qualifiers/";
const MODEL: &str = "http://biomodels.net/model-qualifiers/";

/// Vocabularies of creators and dates.
const HISTORY: &str =
    " xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:vCard4=\"http://www.w3.org/2006/vcard/ns#\"";

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

/// Creators in order, then dates: when made, when changed.
fn history(about: &About) -> String {
    let mut creators: Vec<&str> = Vec::new();
    for (name, _) in &about.annotations {
        if let Some((creator, _)) = name.split_once('.').filter(|(creator, _)| creator.starts_with("creator"))
            && !creators.contains(&creator)
        {
            creators.push(creator);
        }
    }
    let people: String = creators.iter().map(|creator| person(about, creator)).collect();
    let mut out = String::new();
    if !people.is_empty() {
        let _ = write!(out, "<dcterms:creator><rdf:Bag>{people}</rdf:Bag></dcterms:creator>");
    }
    for when in ["created", "modified"] {
        for (_, date) in about.annotations.iter().filter(|(name, _)| name == when) {
            let date = format!("<dcterms:W3CDTF>{}</dcterms:W3CDTF>", escaped(date));
            let _ = write!(out, "<dcterms:{when} rdf:parseType=\"Resource\">{date}</dcterms:{when}>");
        }
    }
    out
}

fn person(about: &About, creator: &str) -> String {
    let fields = |wanted: &[&str], tag: &str| -> String {
        let is_wanted = |name: &str| {
            name.split_once('.').is_some_and(|(of, field)| of == creator && wanted.contains(&field))
        };
        let said = about.annotations.iter();
        said.filter(|(name, _)| is_wanted(name))
            .map(|(_, text)| format!("<vCard4:{tag}>{}</vCard4:{tag}>", escaped(text)))
            .collect()
    };
    let name = fields(&["familyName"], "family-name") + &fields(&["givenName"], "given-name");
    let name = match name.is_empty() {
        true => name,
        false => format!("<vCard4:hasName rdf:parseType=\"Resource\">{name}</vCard4:hasName>"),
    };
    let rest = fields(&["name"], "fn")
        + &fields(&["email"], "hasEmail")
        + &fields(&["organization", "organisation"], "organization-name");
    format!("<rdf:li rdf:parseType=\"Resource\">{name}{rest}</rdf:li>")
}

/// Attributes: name, SBO term, and the `metaid` that references need.
pub(super) fn attributes(about: &About, id: &str) -> String {
    let name = about.display_name.as_ref().map(|name| format!(" name=\"{}\"", escaped(name)));
    let term = about.sbo_term.map(|term| format!(" sboTerm=\"SBO:{term:07}\""));
    let has_rdf = references(about, false).next().is_some() || !history(about).is_empty();
    let meta = has_rdf.then(|| format!(" metaid=\"meta_{id}\""));
    format!("{}{}{}", name.unwrap_or_default(), term.unwrap_or_default(), meta.unwrap_or_default())
}

/// Elements: notes with their markup (the comment of the declaring line where there are none) and references.
pub(super) fn elements(about: &About, id: &str, of_model: bool) -> String {
    let notes = about.notes.as_ref().or(about.comment.as_ref()).map_or("", String::as_str);
    let paragraphs: String = notes
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<p xmlns=\"http://www.w3.org/1999/xhtml\">{}</p>", escaped(line.trim())))
        .collect();
    let mut out = String::new();
    let notes = about.markup.as_ref().unwrap_or(&paragraphs);
    if !notes.is_empty() {
        let _ = write!(out, "<notes>{notes}</notes>");
    }
    let said: String = references(about, of_model)
        .map(|(qualifier, resource)| {
            let item = format!("<rdf:Bag><rdf:li rdf:resource=\"{}\"/></rdf:Bag>", escaped(resource));
            format!("<{qualifier}>{item}</{qualifier}>")
        })
        .collect();
    let said = history(about) + &said;
    if !said.is_empty() {
        let vocabularies = if said.contains("<dcterms:") { HISTORY } else { "" };
        let _ = write!(
            out,
            "<annotation><rdf:RDF xmlns:rdf=\"{RDF}\"{vocabularies} xmlns:bqbiol=\"{BIOLOGY}\" xmlns:bqmodel=\"{MODEL}\">\
             <rdf:Description rdf:about=\"#meta_{id}\">{said}</rdf:Description></rdf:RDF></annotation>"
        );
    }
    out
}
