//! Reading a model and following it in time, for all kinds of cases.

use lytic_engine::scalar;
use lytic_model::{
    Equations, ExprId, Loader, Model, NoImports, SymbolKind, read_antimony, read_sbml, write_antimony,
    write_sbml,
};
use lytic_text::{Diagnostic, Lang, Sources, has_errors};
use std::fs;
use std::path::{Path, PathBuf};

/// Which quantity of a species is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// What its symbol means in equations.
    Symbol,
    /// Its amount.
    Amount,
    /// Its concentration.
    Concentration,
}

/// Texts beside a model.
pub struct Beside(pub PathBuf);

impl Loader for Beside {
    fn load(&self, path: &str, _importer: &str) -> Result<(String, String), String> {
        let path = path.strip_prefix("file:").unwrap_or(path);
        let text = fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())?;
        Ok((path.to_owned(), text))
    }
}

/// The first errors, as text.
pub fn words(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| {
            let place = diagnostic.span.and_then(|span| sources.line_column(span));
            let place = place.map(|place| format!(" at {}:{}", place.line, place.column)).unwrap_or_default();
            format!("{}{place} {}", diagnostic.message.key, diagnostic.message.text(Lang::En))
        })
        .collect();
    let more = errors.len().saturating_sub(2);
    let shown: Vec<String> = errors.into_iter().take(2).collect();
    let shown = shown.join("; ");
    if more > 0 { format!("{shown}; {more} more") } else { shown }
}

/// What a model goes through before it is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Through {
    /// Nothing: as it was read.
    #[default]
    Nothing,
    /// Written as SBML and read again.
    Sbml,
    /// Written as Antimony, read, written as SBML and read again.
    Antimony,
}

/// Reads and lowers a model. The error is why not.
pub fn open(path: &Path, through: Through) -> Result<(Model, Equations), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut sources = Sources::new();
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (model, diagnostics) = read_sbml(&name, &text, &Beside(folder), &mut sources);
    let Some(model) = model.filter(|_| !has_errors(&diagnostics)) else {
        return Err(words(&diagnostics, &sources));
    };
    let model = match through {
        Through::Nothing => model,
        Through::Sbml => again(&write_sbml(&model))?,
        Through::Antimony => {
            let flat = write_antimony(&model);
            let mut sources = Sources::new();
            let (read, diagnostics) = read_antimony("flat.ant", &flat, &NoImports, &mut sources);
            let read = read.ok_or_else(|| format!("as Antimony: {}", words(&diagnostics, &sources)))?;
            again(&write_sbml(&read))?
        }
    };
    let equations = model.lower().map_err(|diagnostics| words(&diagnostics, &sources))?;
    Ok((model, equations))
}

fn again(text: &str) -> Result<Model, String> {
    let mut sources = Sources::new();
    let (model, diagnostics) = read_sbml("again.xml", text, &NoImports, &mut sources);
    model.ok_or_else(|| format!("as SBML: {}", words(&diagnostics, &sources)))
}

/// An expression of a symbol's value. The error names the symbol.
pub fn output(
    model: &Model,
    equations: &mut Equations,
    name: &str,
    quantity: Quantity,
) -> Result<ExprId, String> {
    // Antimony keeps some words for itself: a symbol of that name gets an underscore.
    let id = model.symbol(name).or_else(|| model.symbol(&format!("{name}_")));
    let id = id.ok_or_else(|| format!("no symbol {name}"))?;
    let symbol = &model.symbols[id.0 as usize];
    let of = |equations: &Equations, name: &str| {
        equations
            .observable(name)
            .map(|observable| observable.expression)
            .ok_or_else(|| format!("no value of {name}"))
    };
    let value = of(equations, &symbol.name)?;
    let SymbolKind::Species { compartment: Some(room), substance_only, .. } = symbol.kind else {
        return Ok(value);
    };
    let size = of(equations, &model.symbols[room.0 as usize].name)?;
    Ok(match (quantity, substance_only) {
        (Quantity::Amount, false) => {
            let state = equations.state(&symbol.name);
            match state.filter(|index| equations.states[*index].compartment_size.is_some()) {
                Some(index) => equations.graph.state(index),
                None => equations.graph.multiply(value, size),
            }
        }
        (Quantity::Concentration, true) => equations.graph.divide(value, size),
        _ => value,
    })
}

/// Rows of outputs at times, within a relative tolerance; none: the usual one. The error is why there are none.
pub fn follow(
    equations: &Equations,
    start: f64,
    times: &[f64],
    outputs: &[ExprId],
    tolerance: Option<f64>,
) -> Result<Vec<Vec<f64>>, String> {
    let usual = scalar::Settings::new(start, times.to_vec(), outputs.to_vec());
    let relative_tolerance = tolerance.unwrap_or(usual.relative_tolerance);
    let settings = scalar::Settings { relative_tolerance, ..usual };
    let course = scalar::simulate(equations, &settings).map_err(|error| error.to_string())?;
    if outputs.is_empty() {
        return Ok(vec![Vec::new(); times.len()]);
    }
    Ok(course.values.chunks(outputs.len()).map(<[f64]>::to_vec).collect())
}
