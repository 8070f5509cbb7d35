//! Cells from a table: positions that were measured, or made elsewhere.
//!
//! ```text
//! x,y,z,type,volume      um, um, um, a kind of cell (tumour, stroma, macrophage, endothelium), um^3
//! ```
//!
//! The first line names the columns, in any order; `z`, `type` and `volume` may be left out (0, tumour, the usual).

use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use lytic_tissue::{Kind, Start};

const COLUMNS: [&str; 5] = ["x", "y", "z", "type", "volume"];
/// Volumes of a cell, um^3: the largest is a ball of 124 um.
const VOLUMES_UM3: (f64, f64) = (1.0, 1e6);
/// Problems that are told of one table.
const MOST_TOLD: usize = 50;

/// Reads a table; all problems at once. `usual_um3` is the volume of cells of which the table does not say it.
pub(super) fn read(text: &str, source: SourceId, usual_um3: f64) -> (Vec<Start>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut lines = Lines { text, at: 0 };
    let Some((head, start)) = lines.next() else {
        let span = Span::new(source, 0, text.len());
        return (Vec::new(), vec![Diagnostic::error(Message::new("E2240")).at(span)]);
    };
    let names: Vec<(&str, Span)> = cells(head, start, source).collect();
    let mut columns = [None; COLUMNS.len()];
    for (index, (name, span)) in names.iter().enumerate() {
        match COLUMNS.iter().position(|column| column == name) {
            Some(place) => {
                if let Some(column) = columns.get_mut(place) {
                    *column = Some(index);
                }
            }
            None => {
                let message = Message::new("E2241").with("name", name);
                let near = nearest(name, COLUMNS).map(str::to_owned);
                problems.push(Diagnostic { span: Some(*span), ..Diagnostic::error(message).suggest(near) });
            }
        }
    }
    let [x, y, z, kind, volume] = columns;
    for (column, name) in [(x, "x"), (y, "y")] {
        if column.is_none() {
            let span = Span::new(source, start, start + head.len());
            problems.push(Diagnostic::error(Message::new("E2242").with("name", name)).at(span));
        }
    }
    let (Some(x), Some(y)) = (x, y) else { return (Vec::new(), problems) };
    let (mut starts, mut spans) = (Vec::new(), Vec::new());
    while let Some((line, start)) = lines.next() {
        let row: Vec<(&str, Span)> = cells(line, start, source).collect();
        let mut number = |column: usize, (least, most): (f64, f64)| -> Option<f32> {
            let (text, span) =
                row.get(column).copied().unwrap_or(("", Span::new(source, start, start + line.len())));
            let found = text.parse::<f64>().ok().filter(|number| (least..=most).contains(number));
            if found.is_none() && problems.len() < MOST_TOLD {
                problems.push(Diagnostic::error(Message::new("E2243").with("text", text)).at(span));
            }
            found.map(|number| number as f32)
        };
        let any = (f64::MIN, f64::MAX);
        let place = [number(x, any), number(y, any), z.map_or(Some(0.0), |z| number(z, any))];
        let volume_um3 = volume.map(|volume| number(volume, VOLUMES_UM3));
        let of = kind
            .and_then(|kind| row.get(kind).copied())
            .unwrap_or(("tumour", Span::new(source, start, start)));
        let found = Kind::from_key(of.0).filter(|kind| !kind.is_lymphocyte());
        if found.is_none() && problems.len() < MOST_TOLD {
            let near = nearest(of.0, Kind::ALL.iter().map(|kind| kind.key())).map(str::to_owned);
            let message = Message::new("E2244").with("name", of.0);
            problems.push(Diagnostic { span: Some(of.1), ..Diagnostic::error(message).suggest(near) });
        }
        if let ([Some(x), Some(y), Some(z)], Some(kind)) = (place, found) {
            starts.push(Start { kind, sort: 0, position_um: [x, y, z], volume_um3: volume_um3.flatten() });
            spans.push(Span::new(source, start, start + line.len()));
        }
    }
    if starts.is_empty() && problems.is_empty() {
        let span = Span::new(source, 0, text.len());
        problems.push(Diagnostic::error(Message::new("E2240")).at(span));
    }
    if problems.is_empty() {
        for (cell, other) in in_one_place(&starts, usual_um3).into_iter().take(MOST_TOLD) {
            let message = Message::new("E2203").with("cell", cell + 1).with("other", other + 1);
            let span = spans.get(other).copied();
            problems.push(Diagnostic { span, ..Diagnostic::error(message) });
        }
    }
    (starts, problems)
}

/// Pairs of cells whose middles are nearer than a tenth of the smaller radius, each second one once: along x only neighbours
/// have to be compared.
fn in_one_place(cells: &[Start], usual_um3: f64) -> Vec<(usize, usize)> {
    let least = |cell: &Start| {
        let volume = cell.volume_um3.map_or(usual_um3, f64::from);
        0.1 * (volume * 3.0 / (4.0 * std::f64::consts::PI)).cbrt()
    };
    let x = |cell: &Start| cell.position_um.first().copied().map_or(0.0, f64::from);
    let mut order: Vec<(usize, &Start)> = cells.iter().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| x(one).total_cmp(&x(other)));
    let mut found = std::collections::BTreeMap::new();
    for (place, (index, cell)) in order.iter().enumerate() {
        let near = order.iter().skip(place + 1).take_while(|(_, other)| x(other) - x(cell) <= least(cell));
        for (other_index, other) in near {
            let square: f64 = cell
                .position_um
                .iter()
                .zip(other.position_um)
                .map(|(one, other)| f64::from(*one - other) * f64::from(*one - other))
                .sum();
            if square.sqrt() <= least(cell).min(least(other)) {
                let (first, second) = (*index.min(other_index), *index.max(other_index));
                found.entry(second).or_insert(first);
                if found.len() > MOST_TOLD {
                    break;
                }
            }
        }
    }
    found.into_iter().map(|(second, first)| (first, second)).collect()
}

/// Lines that say something, with their places.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<(&'a str, usize)> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let line = rest.split_inclusive('\n').next()?;
            let start = self.at;
            self.at += line.len();
            let says = line.trim_end_matches(['\n', '\r']);
            if !says.trim().is_empty() && !says.trim_start().starts_with('#') {
                return Some((says, start));
            }
        }
    }
}

/// Cells of a line, with their places.
fn cells(line: &str, start: usize, source: SourceId) -> impl Iterator<Item = (&str, Span)> {
    let mut at = start;
    line.split(',').map(move |cell| {
        let inside = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + 1;
        let text = cell.trim();
        (text, Span::new(source, inside, inside + text.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        read(text, SourceId(0), 2494.0).1.iter().map(|problem| problem.message.key).collect()
    }

    #[test]
    fn cells_are_read() {
        let (cells, problems) =
            read("# measured\nx, y,type\n1,2,tumour\n\n-3.5,4e1,stroma\n", SourceId(0), 2494.0);
        assert_eq!(problems, []);
        let places: Vec<_> = cells.iter().map(|cell| (cell.kind, cell.position_um)).collect();
        assert_eq!(places, [(Kind::Tumour, [1.0, 2.0, 0.0]), (Kind::Stroma, [-3.5, 40.0, 0.0])]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(codes("x,y\n1,nan\n"), ["E2243"]);
        assert_eq!(codes("x,y\n1\n"), ["E2243"]);
        assert_eq!(codes("x,y,volume\n1,2,1e30\n3,4,0\n5,6,2e3\n"), ["E2243", "E2243"]);
        assert_eq!(codes("x,w\n1,2\n"), ["E2241", "E2242"]);
        assert_eq!(codes("x,y,type\n1,2,tumor\n3,4,nk\n"), ["E2244", "E2244"]);
        assert_eq!((codes(""), codes("x,y\n")), (vec!["E2240"], vec!["E2240"]));
        // A tenth of the radius of 2,494 um^3 is 0.84 um.
        assert_eq!(codes("x,y\n0,0\n30,0\n0,0.9\n30.5,0.5\n0,0\n"), ["E2203", "E2203"]);
    }
}
