//! `validate.csv`: a line a row, numbers in full.

use lytic_study::Validation;

const HEADER: &str = "row,role,rule,inside,simulated,range_low,range_high,range_of,sampling_low,sampling_high,simulated_n,\
                      left_out,without_nk,observed,n,low,high,unit,quantity,condition,scenario,source,doi,note";

/// The table as CSV (RFC 4180 but for line feeds): what does not exist is empty.
pub fn evidence_csv(validation: &Validation) -> String {
    let mut out = format!("{HEADER}\n");
    for result in validation.rows() {
        let (row, found) = (&result.row, result.number());
        let number = |value: Option<f64>| {
            value.filter(|value| value.is_finite()).map_or_else(String::new, |value| value.to_string())
        };
        let whole = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
        let cells = [
            row.id.value.clone(),
            row.role.name().to_owned(),
            row.rule.map_or("", |rule| rule.name()).to_owned(),
            match result.inside {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            }
            .to_owned(),
            number(found.map(|found| found.value)),
            number(found.map(|found| found.range().0)),
            number(found.map(|found| found.range().1)),
            found
                .map_or("", |found| if found.ignorance.is_some() { "ignorance" } else { "sampling" })
                .to_owned(),
            number(found.map(|found| found.sampling.0)),
            number(found.map(|found| found.sampling.1)),
            whole(found.map(|found| found.n)),
            whole(found.map(|found| found.left_out)),
            number(found.and_then(|found| found.without_nk)),
            number(result.observed),
            whole(row.n),
            number(result.low),
            number(result.high),
            row.unit.clone(),
            row.quantity.clone(),
            row.condition.clone(),
            found.map_or_else(String::new, |found| found.scenario.clone()),
            row.cite.clone(),
            row.doi.clone(),
            row.note.clone(),
        ];
        out.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        out.push('\n');
    }
    out
}

/// A cell with quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
