//! The markup of notes: XHTML as it was read, so that it can be written again.
//!
//! It is kept beside the plain text of a note, where it is of XHTML's own vocabulary for texts, lists, tables, links and
//! pictures and not long. Anything else in it (scripts, formulas, drawings) and only the plain text is kept. Attributes stay but
//! for those with a prefix and those that run programs. Letters are escaped anew, so it is well-formed whatever was read.

use super::xml::{CHILD, Element, Space};
use crate::write::escaped;

/// Longest markup that is kept, in bytes.
const MAX_MARKUP: usize = 100_000;
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Elements of XHTML that say how a text looks; of those that have no content, `br`, `hr`, `img` and `col`.
const KNOWN: [&str; 60] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "meta",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "tt",
    "ul",
];

/// What stands in `<notes>`, as XHTML; none where it is no markup, too long, or of another vocabulary.
pub(super) fn markup(notes: &Element) -> Option<String> {
    if notes.children.is_empty() {
        return None;
    }
    let mut out = String::new();
    inside(notes, true, &mut out)?;
    Some(out.trim().to_owned())
}

/// Text and elements inside of an element.
fn inside(element: &Element, outermost: bool, out: &mut String) -> Option<()> {
    let mut children = element.children.iter();
    for piece in element.text.split_inclusive(CHILD) {
        out.push_str(&escaped(piece.trim_end_matches(CHILD)));
        if piece.ends_with(CHILD) {
            whole(children.next()?, outermost, out)?;
        }
    }
    (out.len() <= MAX_MARKUP).then_some(())
}

/// An element with its tags.
fn whole(element: &Element, outermost: bool, out: &mut String) -> Option<()> {
    let name = element.name.as_str();
    let is_known = matches!(element.space, Space::Other | Space::Core) && KNOWN.contains(&name);
    if out.len() > MAX_MARKUP || !is_known || element.declared.iter().any(|(_, address, _)| address != XHTML)
    {
        return None;
    }
    out.push('<');
    out.push_str(name);
    if outermost {
        out.push_str(&format!(" xmlns=\"{XHTML}\""));
    }
    for attribute in element.attributes.iter().filter(|attribute| attribute.prefix.is_empty()) {
        let runs = attribute.name.to_ascii_lowercase().starts_with("on")
            || attribute.value.trim_start().to_ascii_lowercase().starts_with("javascript:");
        if !runs {
            // A line feed in a value would come back as a space.
            let value = escaped(&attribute.value).replace(['\n', '\r', '\t'], " ");
            out.push_str(&format!(" {}=\"{value}\"", attribute.name));
        }
    }
    if element.children.is_empty() && element.text.is_empty() {
        out.push_str("/>");
        return Some(());
    }
    out.push('>');
    inside(element, false, out)?;
    out.push_str(&format!("</{name}>"));
    Some(())
}
