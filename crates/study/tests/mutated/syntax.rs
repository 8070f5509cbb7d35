//! Marks that are certainly missing or too many: quotation marks, brackets, commas, and letters of other keyboards.

use super::base::{Base, Dice, Leaf, Mutation, Place};
use std::collections::BTreeSet;
use std::ops::Range;

/// The place of a mark that is gone, with the blanks about it: the reader of TOML may stop before or behind them.
fn gap(mutation: &Mutation, at: usize) -> Range<usize> {
    let before = mutation.text[..at].trim_end().len();
    let rest = &mutation.text[at..];
    let after = at + rest.len() - rest.trim_start().len();
    before..after
}

fn cut(base: &Base, class: &str, at: usize) -> Mutation {
    let mutation = base.replace(class, at..at + 1, "");
    let place = gap(&mutation, at);
    mutation.or(place)
}

/// One mark too few.
pub fn missing_mark(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let all =
        |leaf: Leaf| base.places.iter().filter(move |place| place.leaf == leaf).collect::<Vec<&Place>>();
    match dice.below(8) {
        0 => Some(cut(base, "quotation mark before a text", dice.pick(&all(Leaf::Text))?.value.start)),
        1 => {
            // Without its end a text goes on to the end of its line.
            let at = dice.pick(&all(Leaf::Text))?.value.end - 1;
            let mutation = cut(base, "quotation mark after a text", at);
            let line = base.line(at);
            Some(mutation.or(at..line.end - 1))
        }
        2 => {
            let place = *dice.pick(&all(Leaf::Array))?;
            Some(cut(base, "bracket before a list", place.value.start))
        }
        3 => Some(cut(base, "bracket after a list", dice.pick(&all(Leaf::Array))?.value.end - 1)),
        4 => Some(cut(base, "brace before a table", dice.pick(&all(Leaf::Inline))?.value.start)),
        5 => Some(cut(base, "brace after a table", dice.pick(&all(Leaf::Inline))?.value.end - 1)),
        6 => {
            let header = dice.pick(&base.headers())?.clone();
            let end = header.start + base.at(&header).rfind(']')?;
            let at = if dice.below(2) == 0 { header.start } else { end };
            Some(base.replace("bracket of a section", at..at + 1, "").or(header.start..end))
        }
        _ => {
            let places: Vec<&Place> = base
                .places
                .iter()
                .filter(|place| place.key.is_some() && place.leaf != Leaf::Section)
                .collect();
            let place = *dice.pick(&places)?;
            let key = place.key.clone()?;
            let at = key.end + base.text[key.end..place.value.start].find('=')?;
            Some(cut(base, "equals sign", at))
        }
    }
}

/// A comma too few or too many.
pub fn comma(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let lists: Vec<&Place> =
        base.places.iter().filter(|place| matches!(place.leaf, Leaf::Array | Leaf::Inline)).collect();
    let list = *dice.pick(&lists)?;
    let text = base.at(&list.value);
    let mut in_text = false;
    let mut in_comment = false;
    let mut commas = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' => in_comment = false,
            '#' if !in_text => in_comment = true,
            '"' if !in_comment => in_text = !in_text,
            // A comma before the end is allowed, and so is its absence.
            ',' if !in_text && !in_comment => commas.push(list.value.start + at),
            _ => {}
        }
    }
    let at = *dice.pick(&commas)?;
    if dice.below(2) == 0 {
        return Some(base.insert("comma twice", at, ", ").or(at..at + 3));
    }
    let follows = base.text[at + 1..list.value.end]
        .lines()
        .map(|line| line.split('#').next().unwrap_or("").trim())
        .find(|line| !line.is_empty())?;
    if follows.starts_with([']', '}']) {
        return None;
    }
    let mutation = base.replace("comma left out", at..at + 1, "");
    // Told at the member that follows, which may stand behind a comment.
    let next = at + mutation.text[at..].find(follows)?;
    Some(mutation.or(gap_of(at, next)))
}

fn gap_of(at: usize, next: usize) -> Range<usize> {
    at..next + 1
}

/// A comment without its mark.
pub fn bare_comment(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let comments: Vec<usize> = base
        .lines()
        .iter()
        .filter_map(|line| {
            let text = base.at(line);
            let at = text.find('#')?;
            (text[..at].matches('"').count().is_multiple_of(2)).then_some(line.start + at)
        })
        .collect();
    let at = *dice.pick(&comments)?;
    let mutation = base.replace("comment without its mark", at..at + 1, "");
    let end = at + mutation.text[at..].find('\n')?;
    Some(mutation.or(at..end))
}

/// Letters of other keyboards, of word processors and of nobody.
pub fn odd_letter(base: &Base, _known: &BTreeSet<String>, dice: &mut Dice) -> Option<Mutation> {
    let texts: Vec<&Place> = base.places.iter().filter(|place| place.leaf == Leaf::Text).collect();
    let place = *dice.pick(&texts)?;
    let value = place.value.clone();
    let inside = base.inside(place);
    match dice.below(8) {
        0 => {
            let curly = format!("“{}”", base.at(&inside));
            Some(base.replace("curly quotation marks", value, &curly))
        }
        1 => {
            let full = format!("＂{}＂", base.at(&inside));
            Some(base.replace("wide quotation marks", value, &full))
        }
        2 => {
            let key = place.key.clone()?;
            let at = key.end + base.text[key.end..value.start].find('=')?;
            Some(base.replace("wide equals sign", at..at + 1, "＝"))
        }
        3 => {
            let key = place.key.clone()?;
            Some(base.insert("blank that does not break", key.end, "\u{a0}"))
        }
        4 => {
            let odd = dice.text(&["\u{0}", "\u{1}", "\u{1b}", "\u{7f}", "\r"]);
            Some(base.insert("control character in a text", inside.start, &odd))
        }
        5 => {
            let odd = dice.text(&["\\q", "\\u12", "\\xz", "\\U00110000", "\\ud800", "\\ "]);
            Some(base.insert("wrong escape", inside.start, &odd))
        }
        6 => {
            let line = base.line(value.start);
            Some(base.insert(
                "control character in a line",
                line.end - 1,
                &dice.text(&["\u{0}", "\u{8}", " \u{1f}"]),
            ))
        }
        _ => {
            let more = dice.text(&[" x", " 5", "\"", " \"x\"", "]", "}", " = 3", " [a]", ";"]);
            let allowed = more == "]" && base.in_brackets(value.end);
            (!allowed).then(|| base.insert("rest after a value", value.end, &more))
        }
    }
}
