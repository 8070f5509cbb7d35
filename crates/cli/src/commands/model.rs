//! `lytic model check|show|convert`.

use crate::arguments::ModelLanguage;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{Disk, write_new};
use lytic_model::{
    Model, RowKind, ast, check as check_model, format_file, is_sbml, parse, write_antimony, write_sbml,
};
use lytic_nk::{Library, Provenance};
use lytic_study::{Files, MOST_BYTES, ModelLoader, ModelPath, is_model, model_path, system_reason, text_of};
use lytic_text::{Diagnostic, Message, SourceId, Sources, has_errors};
use std::io::ErrorKind;
use std::path::Path;

/// A model that was read, with its text and what was found in it.
struct Opened {
    sources: Sources,
    text: String,
    model: Option<Model>,
    problems: Vec<Diagnostic>,
}

/// Reads models and reports every problem; the exit code tells of errors in any.
pub fn check(models: &[String], console: &Console) -> Exit {
    let library = Library::embedded();
    let mut exit = Exit::Done;
    for name in models {
        let opened = match open(name, &library) {
            Ok(opened) => opened,
            Err(problem) => {
                exit = console.refuse(*problem);
                continue;
            }
        };
        if let Some(failed) = console.problems(&opened.problems, &opened.sources) {
            exit = failed;
        } else {
            let key = if opened.problems.is_empty() { "cli.no_problems" } else { "cli.only_warnings" };
            let count = opened.problems.len();
            console.line(&Message::new(key).with("name", name).with("count", count).text(console.lang));
        }
    }
    exit
}

/// Prints symbols, equations, units and where each value comes from.
pub fn show(name: &str, console: &Console) -> Exit {
    let library = Library::embedded();
    let opened = match open(name, &library) {
        Ok(opened) => opened,
        Err(problem) => return console.refuse(*problem),
    };
    if let Some(exit) = console.problems(&opened.problems, &opened.sources) {
        return exit;
    }
    let Some(model) = &opened.model else { return Exit::BadInput };
    let origins = library.binding_report(model);
    let mut shown = None;
    for row in lytic_model::rows(model) {
        if shown != Some(row.kind) {
            shown = Some(row.kind);
            console.line(&format!("\n{}", console.words(heading(row.kind))));
        }
        let value = match (row.value.as_str(), row.unit.as_str()) {
            ("", unit) => format!("[{unit}]").replace("[]", ""),
            (value, unit) => format!("= {value} {unit}").trim_end().to_owned(),
        };
        let mut line = format!("  {} {value}", row.name).trim_end().to_owned();
        if !row.equation.is_empty() {
            line.push_str(&format!("\n      {}", row.equation));
        }
        if !row.comment.is_empty() {
            line.push_str(&format!("\n      // {}", row.comment));
        }
        let origin = origins.iter().find(|bound| bound.name == row.name).map(|bound| &bound.from);
        if let Some(Provenance::Library(parameter) | Provenance::Changed(parameter)) = origin {
            let source = parameter.source.message().text(console.lang);
            line.push_str(&format!("\n      {} ({}) {source}", parameter.name(), parameter.grade));
        }
        console.line(&line);
    }
    show_path(model, console);
    Exit::Done
}

/// What integrates the model, and why.
fn show_path(model: &Model, console: &Console) {
    let Ok(equations) = model.lower() else { return };
    let path = model_path(&equations);
    console.line(&format!("\n{}", console.words("cli.model.path")));
    console.line(&format!("  {}", path.message().text(console.lang)));
    if let ModelPath::Scalar(reasons) = path {
        for reason in reasons {
            console.line(&format!("      {}", reason.message().text(console.lang)));
        }
    }
}

fn heading(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Compartment => "cli.kind_compartment",
        RowKind::Species => "cli.kind_species",
        RowKind::Variable => "cli.kind_variable",
        RowKind::Derived => "cli.kind_derived",
        RowKind::Parameter => "cli.kind_parameter",
        RowKind::Reaction => "cli.kind_reaction",
        RowKind::Event => "cli.kind_event",
    }
}

/// Writes a model as Antimony, as it stands and tidied, with `flat` one level with all values; or as SBML, which is flat.
pub fn convert(
    name: &str,
    flat: bool,
    to: Option<ModelLanguage>,
    out: Option<&Path>,
    console: &Console,
) -> Exit {
    let library = Library::embedded();
    let opened = match open(name, &library) {
        Ok(opened) => opened,
        Err(problem) => return console.refuse(*problem),
    };
    if let Some(exit) = console.problems(&opened.problems, &opened.sources) {
        return exit;
    }
    let by_name = out.and_then(|out| out.extension()).is_some_and(|end| end == "xml" || end == "sbml");
    let to = to.unwrap_or(if by_name { ModelLanguage::Sbml } else { ModelLanguage::Antimony });
    let text = match (&opened.model, to) {
        (Some(model), ModelLanguage::Sbml) => write_sbml(model),
        (Some(model), ModelLanguage::Antimony) if flat || is_sbml(&opened.text) => write_antimony(model),
        _ => format_file(&syntax(&opened)),
    };
    let Some(path) = out else {
        console.print(&text);
        return Exit::Done;
    };
    let refuse = |key: &'static str, reason: String| {
        let message = Message::new(key).with("path", path.display()).with("reason", reason);
        console.refuse(Diagnostic::error(message))
    };
    match write_new(path, &text) {
        Ok(()) => {
            console.line(&Message::new("cli.written").with("path", path.display()).text(console.lang));
            Exit::Done
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => refuse("E0407", String::new()),
        Err(error) => refuse("E0406", system_reason(&error)),
    }
}

fn syntax(opened: &Opened) -> ast::File {
    // It was read before without an error, so there is nothing new to report.
    parse(SourceId(0), &opened.text, &mut Vec::new())
}

/// Reads a library model or a file, gives it the library's values and checks it.
fn open(name: &str, library: &Library) -> Result<Opened, Box<Diagnostic>> {
    let (source_name, text) = text(name, library)?;
    let mut sources = Sources::new();
    let loader = ModelLoader { library, files: &Disk };
    let (mut model, mut problems) = lytic_model::read_model(&source_name, &text, &loader, &mut sources);
    if let Some(model) = &mut model {
        library.bind(model, &mut problems);
        problems.extend(
            check_model(model).into_iter().filter(|problem| !is_used_by_doses(problem, model, library)),
        );
        if !has_errors(&problems)
            && let Err(found) = model.lower()
        {
            problems.extend(found);
        }
    }
    Ok(Opened { sources, text, model, problems })
}

/// Whether this warns of a parameter that no equation uses, though doses do (a bioavailability).
fn is_used_by_doses(problem: &Diagnostic, model: &Model, library: &Library) -> bool {
    let mut fractions =
        library.agents().iter().flat_map(|agent| &agent.routes).filter_map(|route| route.fraction.as_ref());
    let unused = problem.message.arguments.first().filter(|_| problem.message.key == "W0220");
    let symbol = unused.and_then(|(_, name)| model.symbols.iter().find(|symbol| symbol.name == *name));
    symbol.is_some_and(|symbol| {
        let name = format!("{}.{}", symbol.origin.module, symbol.origin.symbol);
        fractions.any(|fraction| *fraction == name)
    })
}

fn text(name: &str, library: &Library) -> Result<(String, String), Box<Diagnostic>> {
    if let Some(text) = library.model_text(name) {
        return Ok((Library::model_source_name(name), text.to_owned()));
    }
    if !is_model(name) && !Path::new(name).exists() {
        let message = Message::new("E0330").with("model", name);
        return Err(Box::new(Diagnostic::error(message).suggest(library.nearest_model(name))));
    }
    let bytes = Disk.read(name, MOST_BYTES).map_err(|reason| {
        Diagnostic::error(Message::new("E0305").with("file", name).with("reason", reason))
    })?;
    Ok((name.to_owned(), text_of(name, &bytes)?))
}
