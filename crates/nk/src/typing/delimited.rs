//! Records and cells of text between delimiters: quotes, comments, blank lines, places.

use std::borrow::Cow;

/// The place of the first line that is neither blank nor a comment.
pub(super) fn first_line(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() && !line.starts_with('#') {
            break;
        }
        start += line.len();
    }
    start
}

/// The next record at or after a place: where it begins, its text without the line break, and the place after it.
/// Blank lines and comments are skipped; a line break inside quotes belongs to the record.
pub(super) fn record(text: &str, mut at: usize) -> Option<(usize, &str, usize)> {
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let line = rest.get(..end)?;
        if line.trim().is_empty() || line.starts_with('#') {
            at += end;
            continue;
        }
        let mut whole = end;
        if line.contains('"') {
            let mut quotes = line.matches('"').count();
            while quotes % 2 == 1 {
                let Some(more) = rest.get(whole..).filter(|more| !more.is_empty()) else {
                    // The quote is never closed: the record ends with its line, and its cells are reported.
                    whole = end;
                    break;
                };
                let length = more.find('\n').map_or(more.len(), |newline| newline + 1);
                quotes += more.get(..length).map_or(0, |line| line.matches('"').count());
                whole += length;
            }
        }
        return Some((at, rest.get(..whole)?.trim_end_matches(['\n', '\r']), at + whole));
    }
}

/// The cells of a record with their places in it; quotes are taken off.
pub(super) fn cells(line: &str, delimiter: u8) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    let mut at = Some(0);
    let quoted = line.contains('"');
    std::iter::from_fn(move || {
        let start = at?;
        let rest = line.get(start..)?;
        if quoted && rest.starts_with('"') {
            let inner = rest.get(1..)?;
            let mut end = None;
            let mut from = 0;
            while let Some(found) = inner.get(from..).and_then(|rest| rest.find('"')) {
                let quote = from + found;
                if inner.as_bytes().get(quote + 1) == Some(&b'"') {
                    from = quote + 2;
                } else {
                    end = Some(quote);
                    break;
                }
            }
            let close = end.unwrap_or(inner.len());
            let content = inner.get(..close)?;
            let after = inner.get(close + 1..).unwrap_or("");
            let skipped = after.bytes().position(|byte| byte == delimiter);
            at = skipped.map(|skipped| start + 1 + close + 1 + skipped + 1);
            let content = if content.contains('"') {
                Cow::Owned(content.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(content)
            };
            return Some((start + 1, content));
        }
        let end = rest.bytes().position(|byte| byte == delimiter);
        at = end.map(|end| start + end + 1);
        let cell = rest.get(..end.unwrap_or(rest.len()))?;
        Some((start, Cow::Borrowed(cell)))
    })
}
