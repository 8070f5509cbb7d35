//! Reads the tables that are part of Lytic: comma-separated, a head, quotes around cells that need them, comments after `#`.
//!
//! What users hand in is read elsewhere (`typing`), with places and mends; here a cell that is not there is empty.

/// A table with named columns.
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// From its text.
    pub(super) fn read(text: &str) -> Table {
        let mut rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(cells);
        let head = rows.next().unwrap_or_default();
        Table { head, rows: rows.collect() }
    }

    /// Its rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { head: &self.head, cells })
    }

    /// Names of its columns.
    pub(super) fn head(&self) -> &[String] {
        &self.head
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    head: &'a [String],
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// The text of a column; empty where there is none.
    pub(super) fn text(&self, column: &str) -> &'a str {
        let found = self.head.iter().position(|name| name == column);
        found.and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    /// The number of a column, if it has one.
    pub(super) fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => push(&mut cells, letter),
        }
    }
    cells
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn quotes_keep_commas() {
        let table = Table::read("# said above\na,b,c\n\"x, \"\"y\"\"\",2,\n");
        let row = table.rows().next().unwrap();
        assert_eq!((row.text("a"), row.number("b"), row.text("c")), ("x, \"y\"", Some(2.0), ""));
        assert_eq!(row.text("d"), "");
    }
}
