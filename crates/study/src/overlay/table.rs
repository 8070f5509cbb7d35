//! A table of measurements as spreadsheets write it: commas, semicolons or tabs between cells, with or without a mark in front,
//! any ends of lines.
//!
//! What stands between cells is what the first line that is no comment has most of. With semicolons a comma in a number is a
//! decimal comma, as those spreadsheets write it. The file is streamed; its bytes are hashed as they are.

use super::MOST_LINE;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// How much of a file is looked at to find what stands between cells.
const LOOKED_AT: usize = 64 * 1024;

/// Hashes what is read, and refuses what has no lines.
pub(crate) struct Hashed<R> {
    inner: R,
    hasher: Sha256,
    since_line: usize,
}

impl<R: Read> Hashed<R> {
    /// Nothing read yet.
    fn new(inner: R) -> Hashed<R> {
        Hashed { inner, hasher: Sha256::new(), since_line: 0 }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        self.hasher.update(bytes);
        self.since_line = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => count - last - 1,
            None => self.since_line + count,
        };
        if self.since_line > MOST_LINE { Err(io::Error::other("@system.too_large")) } else { Ok(count) }
    }
}

/// The first bytes of a file, put before the rest again.
struct Begun<R> {
    first: io::Cursor<Vec<u8>>,
    rest: Hashed<R>,
}

impl<R: Read> Read for Begun<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.first.read(buffer)?;
        if count > 0 || buffer.is_empty() { Ok(count) } else { self.rest.read(buffer) }
    }
}

/// Rows of cells.
pub(crate) struct Table<R> {
    reader: csv::Reader<Begun<R>>,
    /// Whether a comma in a number stands for a point.
    pub decimal_comma: bool,
}

impl<R: Read> Table<R> {
    /// Looks at the beginning of a file. The error is the reason in words.
    pub(crate) fn open(bytes: R) -> Result<Table<R>, String> {
        let mut hashed = Hashed::new(bytes);
        let mut first = Vec::new();
        (&mut hashed)
            .take(LOOKED_AT as u64)
            .read_to_end(&mut first)
            .map_err(|error| crate::error::system_reason(&error))?;
        if first.starts_with(b"\xef\xbb\xbf") {
            first.drain(..3);
        }
        let between = between(&first);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .delimiter(between)
            .trim(csv::Trim::All)
            .from_reader(Begun { first: io::Cursor::new(first), rest: hashed });
        Ok(Table { reader, decimal_comma: between == b';' })
    }

    /// The next row and its line; none behind the last. The error is the reason in words.
    pub(crate) fn next(&mut self, record: &mut csv::ByteRecord) -> Result<Option<u64>, String> {
        match self.reader.read_byte_record(record) {
            Ok(true) => Ok(Some(record.position().map_or(0, csv::Position::line))),
            Ok(false) => Ok(None),
            Err(error) => Err(match error.into_kind() {
                csv::ErrorKind::Io(error) => crate::error::system_reason(&error),
                other => format!("{other:?}"),
            }),
        }
    }

    /// SHA-256 of the bytes that were read, hexadecimal.
    pub(crate) fn hash(self) -> String {
        let hash = self.reader.into_inner().rest.hasher.finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What stands between cells.
fn between(first: &[u8]) -> u8 {
    let is_head = |line: &&[u8]| {
        let begins = line.iter().find(|byte| !byte.is_ascii_whitespace());
        begins.is_some_and(|byte| *byte != b'#')
    };
    let head = first.split(|byte| *byte == b'\n').find(is_head).unwrap_or_default();
    let count = |wanted: u8| {
        let mut quoted = false;
        let mut count = 0;
        for byte in head {
            quoted ^= *byte == b'"';
            count += usize::from(*byte == wanted && !quoted);
        }
        count
    };
    let (commas, semicolons, tabs) = (count(b','), count(b';'), count(b'\t'));
    match () {
        () if semicolons > commas && semicolons >= tabs => b';',
        () if tabs > commas => b'\t',
        () => b',',
    }
}

/// The text of a number as Rust reads it.
pub(crate) fn with_point(text: &str, decimal_comma: bool) -> std::borrow::Cow<'_, str> {
    if decimal_comma && text.contains(',') && !text.contains('.') {
        text.replacen(',', ".", 1).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    fn rows(text: &[u8]) -> (Vec<Vec<String>>, bool) {
        let mut table = Table::open(text).unwrap();
        let mut record = csv::ByteRecord::new();
        let mut rows = Vec::new();
        while table.next(&mut record).unwrap().is_some() {
            rows.push(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
        }
        (rows, table.decimal_comma)
    }

    #[test]
    fn any_spreadsheet_is_read() {
        let wanted = [["ID", "TIME [d]"], ["1", "2"]];
        for text in [
            "ID,TIME [d]\n1,2\n",
            "\u{feff}# made; up, by; hand\r\nID,TIME [d]\r\n1,2\r\n",
            "ID\tTIME [d]\n1\t2",
            "\u{feff}\"ID\",\"TIME [d]\"\n1,2",
        ] {
            assert_eq!(
                rows(text.as_bytes()),
                (wanted.map(|row| row.map(str::to_owned).to_vec()).to_vec(), false)
            );
        }
        assert_eq!(
            rows(b"ID;TIME [d]\n1;2\n"),
            (wanted.map(|row| row.map(str::to_owned).to_vec()).to_vec(), true)
        );
        assert_eq!(with_point("0,5", true), "0.5");
        assert_eq!(with_point("0,5", false), "0,5");
    }
}
