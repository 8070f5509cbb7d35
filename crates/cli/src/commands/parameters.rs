//! `lytic parameters [NAME]`: values with units, spread, grade and source.

use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::{Library, ParameterRow};
use lytic_text::{Diagnostic, Lang, Message};
use serde_json::{Value, json};

/// More rows than this are printed a line each; fewer with everything that is known.
const MOST_IN_FULL: usize = 25;

/// Prints the parameters of a name, module or group; all without a name.
pub fn parameters(name: Option<&str>, json: bool, console: &Console) -> Exit {
    let library = Library::embedded();
    let rows = match library.rows(name, console.lang) {
        Ok(rows) => rows,
        Err(near) => {
            let message = Message::new("E0408").with("name", name.unwrap_or_default());
            return console.refuse(Diagnostic::error(message).suggest(near));
        }
    };
    if json {
        let all: Vec<Value> = rows.iter().map(|row| object(row, console.lang)).collect();
        console.line(&json!({ "lytic": env!("CARGO_PKG_VERSION"), "parameters": all }).to_string());
    } else if rows.len() > MOST_IN_FULL {
        console.print(&table(&rows));
    } else {
        let blocks: Vec<String> = rows.iter().map(|row| in_full(row, console.lang)).collect();
        console.print(&blocks.join("\n"));
    }
    Exit::Done
}

fn object(row: &ParameterRow, lang: Lang) -> Value {
    let words = |message: &Option<Message>| message.as_ref().map(|message| message.text(lang));
    json!({
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "between": words(&row.between),
        "uncertainty": words(&row.uncertainty),
        "grade": row.grade.to_string(),
        "source": row.source.text(lang),
        "note": row.note,
        "place": row.place,
    })
}

fn table(rows: &[ParameterRow]) -> String {
    let quantity = |row: &ParameterRow| format!("{} {}", row.value, row.unit).trim_end().to_owned();
    let names = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let values = rows.iter().map(|row| quantity(row).chars().count()).max().unwrap_or(0);
    rows.iter().fold(String::new(), |mut out, row| {
        out.push_str(&format!("{:names$}  {:values$}  {}\n", row.name, quantity(row), row.grade));
        out
    })
}

fn in_full(row: &ParameterRow, lang: Lang) -> String {
    let mut out = format!("{} = {} {}\n", row.name, row.value, row.unit).replace(" \n", "\n");
    let mut say = |key: &'static str, words: String| {
        out.push_str(&format!("    {}: {words}\n", Message::new(key).text(lang)));
    };
    if let Some(between) = &row.between {
        say("cli.between", between.text(lang));
    }
    if let Some(uncertainty) = &row.uncertainty {
        say("cli.uncertainty", uncertainty.text(lang));
    }
    say("cli.grade", format!("{}, {}", row.grade, Message::new(grade_words(row)).text(lang)));
    say("cli.source", row.source.text(lang));
    if let Some(note) = &row.note {
        say("cli.note", note.clone());
    }
    say("cli.place", row.place.clone());
    out
}

fn grade_words(row: &ParameterRow) -> &'static str {
    match row.grade {
        lytic_nk::Grade::A => "cli.grade_a",
        lytic_nk::Grade::B => "cli.grade_b",
        lytic_nk::Grade::C => "cli.grade_c",
        lytic_nk::Grade::D => "cli.grade_d",
    }
}
