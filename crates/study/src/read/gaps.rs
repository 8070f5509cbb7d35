//! Brackets and quotation marks that are opened and never closed, or closed and never opened.
//!
//! A reader of TOML notices a missing bracket where something cannot stand inside of it, and takes all that follows for
//! a part of it. People want to know where the bracket is missing. A scenario is written in lines, so that
//!
//! ```text
//! [section]      and      key =      (in a list)      begin something new,
//! ```
//!
//! and the gap is at the end of what stands before.

use std::ops::Range;

/// The first gap of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// Where it is: from the last letter before it to the end of that line, or what should have been opened.
    pub place: Range<usize>,
    /// The line of the place.
    pub line: Range<usize>,
    /// What was opened.
    pub opened: Option<Range<usize>>,
    /// What is wrong, in the catalogue.
    pub reason: &'static str,
    /// Whether what follows cannot be told from what is inside.
    pub spoils_the_rest: bool,
}

/// A bracket that waits for its end.
struct Open {
    at: usize,
    bracket: u8,
    /// Whether something follows it on its line, so that it is meant to end there.
    on_one_line: bool,
}

struct Scan<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// Where the value of the present line begins.
    value: Option<usize>,
    /// The last letter that is no blank and no comment.
    last: usize,
    /// The same before the present word.
    before_word: usize,
    /// Where the present word ends.
    word_end: usize,
    /// Where the present line ends.
    line_end: usize,
}

/// The first gap in a text, if there is one. Takes time in proportion to its length.
pub(super) fn first(text: &str) -> Option<Gap> {
    let mut scan =
        Scan { text, open: Vec::new(), value: None, last: 0, before_word: 0, word_end: 0, line_end: 0 };
    let mut at = 0;
    while at < text.len() {
        let starts_line = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
        if starts_line {
            scan.line_end = scan.end_of_line(at);
            if let Some(gap) = scan.new_line(at) {
                return Some(gap);
            }
            if scan.open.is_empty() && scan.rest(at).trim_start().starts_with('[') {
                // The header of a section.
                at = scan.line_end.max(at + 1);
                continue;
            }
        }
        match scan.step(at) {
            Ok(next) => at = next,
            Err(gap) => return Some(gap),
        }
    }
    let open = scan.open.last()?;
    Some(scan.gap_after(scan.last, open))
}

impl<'t> Scan<'t> {
    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or("")
    }

    /// Where the line ends, before its newline.
    fn end_of_line(&self, at: usize) -> usize {
        self.rest(at).find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    fn line(&self, at: usize) -> Range<usize> {
        let start =
            self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        start..self.end_of_line(at)
    }

    /// The gap of a bracket behind what stands at `last`.
    fn gap_after(&self, last: usize, open: &Open) -> Gap {
        let line = self.line(last);
        Gap {
            place: last..line.end.max(last),
            line,
            opened: Some(open.at..open.at + 1),
            reason: if open.bracket == b'[' { "@toml.unclosed_array" } else { "@toml.unclosed_inline" },
            spoils_the_rest: true,
        }
    }

    /// What the beginning of a line tells of the brackets that are open.
    fn new_line(&mut self, at: usize) -> Option<Gap> {
        let line = self.text.get(at..self.line_end).unwrap_or("").trim_start();
        let Some(open) = self.open.last() else {
            self.value = None;
            return None;
        };
        let goes_on = matches!(self.text.as_bytes().get(self.last), Some(b',' | b'{'));
        let says_something = !line.is_empty() && !line.starts_with(['#', '}']);
        // A table goes on in the next line with a key, behind a comma.
        let cut_short =
            open.bracket == b'{' && open.on_one_line && says_something && !(goes_on && is_key(line));
        let ended = is_header(line) || cut_short;
        ended.then(|| self.gap_after(self.last, open))
    }

    /// Goes on over one letter, text or comment; the next offset, or a gap.
    fn step(&mut self, at: usize) -> Result<usize, Gap> {
        let rest = self.rest(at);
        let Some(letter) = rest.chars().next() else { return Ok(at + 1) };
        let mut next = at + letter.len_utf8();
        match letter {
            '#' => return Ok(self.line_end),
            '\n' => return Ok(next),
            '"' | '\'' => next = self.text_end(at)?,
            '=' => match self.open.last() {
                // A key is no member of a list.
                Some(open) if open.bracket == b'[' => return Err(self.gap_after(self.before_word, open)),
                _ => self.value = Some(next),
            },
            '[' | '{' if self.value.is_some() => {
                let behind = self.rest(next).trim_start_matches([' ', '\t', '\r']);
                let on_one_line = !behind.is_empty() && !behind.starts_with(['\n', '#']);
                self.open.push(Open { at, bracket: letter as u8, on_one_line });
            }
            ']' | '}' => self.close(at, letter)?,
            _ => {}
        }
        if is_of_key(letter) {
            if self.word_end != at {
                self.before_word = self.last;
            }
            self.word_end = next;
        }
        if !letter.is_whitespace() {
            // The last letter of a text is its quotation mark.
            self.last = next - if matches!(letter, '"' | '\'') { 1 } else { letter.len_utf8() };
        }
        Ok(next)
    }

    fn close(&mut self, at: usize, letter: char) -> Result<(), Gap> {
        let wanted = if letter == ']' { b'[' } else { b'{' };
        let was_opened = self.open.iter().any(|open| open.bracket == wanted);
        let in_list = self.open.last().is_some_and(|open| open.bracket == b'[');
        match (self.open.pop(), self.value) {
            (Some(open), _) if open.bracket == wanted => Ok(()),
            (Some(open), _) if was_opened => Err(self.gap_after(self.last, &open)),
            (_, Some(value)) => {
                let line = self.line(at);
                let blanks = self.rest(value).len() - self.rest(value).trim_start().len();
                // In a list of several lines only the bracket itself is to be seen.
                let start = if in_list { at } else { value + blanks };
                let reason = if letter == ']' { "@toml.unopened_array" } else { "@toml.unopened_inline" };
                Err(Gap { place: start.min(at)..at + 1, line, opened: None, reason, spoils_the_rest: false })
            }
            (_, None) => Ok(()),
        }
    }

    /// Behind the end of a text. One of one line that does not end, ends with the line; that is told by the reader.
    fn text_end(&self, at: usize) -> Result<usize, Gap> {
        let rest = self.rest(at);
        for mark in ["\"\"\"", "'''"] {
            if let Some(inside) = rest.strip_prefix(mark) {
                return match end_of_text(inside, mark) {
                    Some(length) => Ok(at + 3 + length),
                    None => Err(Gap {
                        place: at..at + 3,
                        line: self.line(at),
                        opened: None,
                        reason: if mark == "'''" { "@toml.multi_literal" } else { "@toml.multi_string" },
                        spoils_the_rest: true,
                    }),
                };
            }
        }
        let line = self.text.get(at + 1..self.line_end).unwrap_or("");
        let mark = if rest.starts_with('"') { "\"" } else { "'" };
        Ok(end_of_text(line, mark).map_or(at + 1 + line.len(), |length| at + 1 + length))
    }
}

/// The length of a text up to and with its closing mark.
fn end_of_text(inside: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = inside.get(at..).and_then(|rest| rest.find(['\\', '"', '\''])) {
        let here = at + found;
        let rest = inside.get(here..).unwrap_or("");
        if rest.starts_with(mark) {
            return Some(here + mark.len());
        }
        let escapes = rest.starts_with('\\') && mark.starts_with('"');
        let skipped = rest.chars().take(if escapes { 2 } else { 1 }).map(char::len_utf8).sum::<usize>();
        at = here + skipped;
    }
    None
}

/// Whether a line is the header of a section: `[cohort]`, `[[dose]]`, `[outcome.relapse]`.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or("").trim_end();
    let name = line.trim_start_matches('[');
    let opened = line.len() - name.len();
    let bare = name.trim_end_matches(']');
    let first = bare.chars().next();
    (1..=2).contains(&opened)
        && name.len() - bare.len() == opened
        && first.is_some_and(|letter| letter.is_alphabetic() || letter == '_')
        && !["true", "false", "nan", "inf"].contains(&bare)
        && bare.chars().all(|letter| letter.is_alphanumeric() || "_-. ".contains(letter))
}

/// Whether a line begins with a key and its `=`.
fn is_key(line: &str) -> bool {
    let Some((key, _)) = line.split_once('=') else { return false };
    let key = key.trim_end();
    !key.is_empty() && key.chars().all(is_of_key)
}

/// Whether a letter can be a part of a key.
fn is_of_key(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.\"'".contains(letter)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    /// The text of the gap and its reason.
    fn gap(text: &str) -> Option<(&str, &'static str)> {
        first(text).map(|gap| (&text[gap.place], gap.reason))
    }

    #[test]
    fn brackets_that_are_closed() {
        for text in [
            "a = [1, 2]\n[b]\nc = { d = 1 }\n",
            "a = [\n  [1, 2],\n  [\"x\"], # ]\n]\nb = 1\n",
            "a = \"[\"\nb = '{'\nc = \"\"\"\n[x]\n[\"\"\"\n# [\nd = \"\\\"[\"\n",
            "a = {\n  b = 1,\n  c = 2\n}\n",
            "a = { b = 1,\n  c = 2\n}\n",
            "a = { b = 1, # one\n\n  # two\n  \"c\" = 2 }\n",
            "a = [\n  { b = 1 },\n]\n[[c]]\n",
        ] {
            assert_eq!(gap(text), None, "{text}");
        }
    }

    #[test]
    fn a_gap_is_where_the_bracket_is_missing() {
        let array = "@toml.unclosed_array";
        assert_eq!(gap("a = [1, 2\nb = 3\n"), Some(("2", array)));
        assert_eq!(gap("a = [\n  1,\n  2,\n\n[b]\n"), Some((",", array)));
        assert_eq!(gap("a = [1, 2"), Some(("2", array)));
        assert_eq!(gap("a = [[[[\n[[dose]]\n"), Some(("[", array)));
        let table = "@toml.unclosed_inline";
        assert_eq!(gap("a = { b = { c = 1 }\nd = 2\n"), Some(("}", table)));
        assert_eq!(gap("a = { b = [1, c = 1 }\n"), Some((", c = 1 }", array)));
        assert_eq!(gap("a = [{ b = 1 ]\n"), Some(("1 ]", table)));
        assert_eq!(gap("a = 1, 2]\nb = 1\n"), Some(("1, 2]", "@toml.unopened_array")));
        assert_eq!(gap("a = [\n  { b = 1 ,\n  \"c\",\n]\n"), Some((",", table)));
        assert_eq!(gap("a = { b = 1, 2] }\n"), Some(("1, 2]", "@toml.unopened_array")));
        assert_eq!(gap("a = \"\"\"x\nb = 1\n"), Some(("\"\"\"", "@toml.multi_string")));
        assert_eq!(gap("a = [\n 1, # one\n\nb = 2"), Some((", # one", array)));
    }
}
