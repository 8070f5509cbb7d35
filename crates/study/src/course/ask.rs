//! What `lytic run MODEL` is asked, checked before anything runs: all problems at once, each with its place.

use super::set::{read, set, settable};
use super::{Course, CourseColumn};
use crate::hash::Hasher;
use crate::input::{Files, ModelLoader, is_model};
use crate::read::{MOST_BYTES, text_of};
use crate::scan::{Axis, read_axes};
use lytic_model::{Equations, Model, SymbolKind, ast, check, parse_expression, read_model};
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, Span, has_errors};
use lytic_units::{Dimension, Quantity};

/// Most numbers that a command may put out.
const MOST_NUMBERS: u64 = 50_000_000;
/// Columns observed where nobody says which: the first of the species, or of all states.
const USUAL_COLUMNS: usize = 60;

/// What is asked of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseQuestion {
    /// When the run ends: a number in the model's unit of time, or with a unit.
    pub to: String,
    /// Output times, the start and the end among them.
    pub points: u64,
    /// Symbols and expressions, separated by commas.
    pub observe: Vec<String>,
    /// `name=value`.
    pub set: Vec<String>,
    /// `name=from:to:count[:log]`.
    pub scan: Vec<String>,
    /// Seed: ties of events and draws of the model.
    pub seed: u64,
}

/// A symbol with another value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    symbol: usize,
    value: Value,
}

#[derive(Clone, Copy, Debug)]
enum Value {
    Number(f64),
    /// That of an axis, times a factor.
    Axis(usize, f64),
}

/// A model with its settings.
pub(super) struct Ready<'a> {
    pub model: &'a Model,
    pub settings: &'a [Setting],
    pub axes: &'a [Axis],
}

impl Ready<'_> {
    /// The equations at a point of the axes.
    pub(super) fn equations(&self, at: &[usize]) -> Result<Equations, Vec<Diagnostic>> {
        let mut model = self.model.clone();
        for setting in self.settings {
            let value = match setting.value {
                Value::Number(value) => value,
                Value::Axis(axis, factor) => {
                    let index = at.get(axis).copied().unwrap_or(0);
                    let value = self.axes.get(axis).and_then(|axis| axis.values.get(index)).copied();
                    factor * value.unwrap_or(f64::NAN)
                }
            };
            set(&mut model, setting.symbol, value);
        }
        model.lower()
    }
}

/// Reads a model and the options of `lytic run MODEL`.
pub fn prepare_course(
    name: &str,
    question: CourseQuestion,
    library: &Library,
    files: &dyn Files,
    sources: &mut Sources,
) -> (Option<Course>, Vec<Diagnostic>) {
    let (source_name, text) = match text_of_model(name, library, files) {
        Ok(found) => found,
        Err(problem) => return (None, vec![*problem]),
    };
    let loader = ModelLoader { library, files };
    let (model, mut problems) = read_model(&source_name, &text, &loader, sources);
    let Some(mut model) = model else { return (None, problems) };
    library.bind(&mut model, &mut problems);
    problems.extend(check(&model));
    let axes = read_axes(&question.scan, sources, &mut problems);
    let mut settings: Vec<Setting> = Vec::new();
    read_sets(&question, &model, sources, &mut settings, &mut problems);
    for (place, axis) in axes.iter().enumerate() {
        let (name_span, values_span) = axis.spans();
        let unit =
            lytic_units::Unit::parse(&axis.unit).unwrap_or_else(|_| lytic_units::Unit::dimensionless());
        match settable(&model, (&axis.name, name_span), (&unit, values_span)) {
            Ok((symbol, factor)) => settings.push(Setting { symbol, value: Value::Axis(place, factor) }),
            Err(problem) => problems.push(*problem),
        }
    }
    let times = times(&question, &model, sources, &mut problems);
    if has_errors(&problems) {
        // The model itself may have more to say.
        if let Err(found) = model.lower() {
            problems.extend(found);
        }
        return (None, problems);
    }
    let ready = Ready { model: &model, settings: &settings, axes: &axes };
    let mut equations = match ready.equations(&vec![0; axes.len()]) {
        Ok(equations) => equations,
        Err(found) => {
            problems.extend(found);
            return (None, problems);
        }
    };
    let time_unit = equations.time_unit.as_ref().map_or_else(String::new, ToString::to_string);
    let observed = observed(&question, &model, &mut equations, sources, &mut problems);
    let points = axes.iter().map(|axis| axis.values.len() as u64).product::<u64>();
    let numbers = points.saturating_mul(question.points).saturating_mul(observed.len() as u64);
    if numbers > MOST_NUMBERS {
        let message = Message::new("E2518").with("count", numbers).with("limit", MOST_NUMBERS);
        problems.push(Diagnostic::error(message));
    }
    if has_errors(&problems) {
        return (None, problems);
    }
    let mut hasher = Hasher::new();
    sources.iter().filter(|(_, source)| !source.name.starts_with("--")).for_each(|(_, source)| {
        hasher.text(&source.text);
    });
    let hashes = vec![("model".to_owned(), hasher.finish())];
    let name = name.to_owned();
    let course = Course { name, question, axes, times, model, settings, observed, time_unit, hashes };
    (Some(course), problems)
}

/// The text of a model: of the library, or a file.
fn text_of_model(
    name: &str,
    library: &Library,
    files: &dyn Files,
) -> Result<(String, String), Box<Diagnostic>> {
    if let Some(text) = library.model_text(name).filter(|_| !is_model(name)) {
        return Ok((Library::model_source_name(name), text.to_owned()));
    }
    let bytes = files.read(name, MOST_BYTES).map_err(|reason| {
        Box::new(Diagnostic::error(Message::new("E0305").with("file", name).with("reason", reason)))
    })?;
    Ok((name.to_owned(), text_of(name, &bytes)?))
}

fn read_sets(
    question: &CourseQuestion,
    model: &Model,
    sources: &mut Sources,
    settings: &mut Vec<Setting>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut seen: Vec<String> = Vec::new();
    for text in &question.set {
        let source = sources.add("--set", text.as_str());
        let whole = Span::new(source, 0, text.len());
        let found = read(text, whole).and_then(|((name, name_span), (quantity, value_span))| {
            if seen.iter().any(|known| known == name) || question.scan.iter().any(|scan| named(scan) == name)
            {
                let message = Message::new("E2517").with("name", name);
                return Err(Box::new(Diagnostic::error(message).at(name_span)));
            }
            seen.push(name.to_owned());
            let (symbol, factor) = settable(model, (name, name_span), (&quantity.unit, value_span))?;
            Ok(Setting { symbol, value: Value::Number(factor * quantity.value) })
        });
        match found {
            Ok(setting) => settings.push(setting),
            Err(problem) => problems.push(*problem),
        }
    }
}

fn named(scan: &str) -> &str {
    scan.split_once('=').map_or(scan, |(name, _)| name).trim()
}

/// Output times: from zero to the end, at equal distances.
fn times(
    question: &CourseQuestion,
    model: &Model,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<f64> {
    let source = sources.add("--to", question.to.as_str());
    let span = Span::new(source, 0, question.to.len());
    let mut refuse = |problem: Diagnostic| {
        problems.push(problem);
        Vec::new()
    };
    let quantity = match Quantity::parse(question.to.trim()) {
        Ok(quantity) => quantity,
        Err(error) => return refuse(error.diagnostic(span)),
    };
    let end = match (&model.time_unit, quantity.unit.is_plain()) {
        (_, true) => quantity.value,
        (Some(unit), false) => match quantity.in_unit(unit) {
            Ok(value) => value,
            Err(error) => return refuse(Diagnostic::error(error.message()).at(span)),
        },
        (None, false) => match quantity.expect(&Dimension::TIME) {
            Ok(()) => return refuse(Diagnostic::error(Message::new("E2512")).at(span)),
            Err(error) => return refuse(Diagnostic::error(error.message()).at(span)),
        },
    };
    if !(end > 0.0 && end.is_finite()) {
        return refuse(Diagnostic::error(Message::new("E2511").with("text", question.to.trim())).at(span));
    }
    let steps = question.points.saturating_sub(1).max(1);
    // One rounding each, so that whole numbers are whole: what happens at 57 has happened in the row of 57.
    (0..=steps).map(|index| if index == steps { end } else { end * index as f64 / steps as f64 }).collect()
}

/// What is observed: what is asked for; else the species, or all states where there are none.
fn observed(
    question: &CourseQuestion,
    model: &Model,
    equations: &mut Equations,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(CourseColumn, ast::Expression)> {
    let mut asked: Vec<String> = question.observe.iter().flat_map(|list| parts(list)).collect();
    if asked.is_empty() {
        let species = model.symbols.iter().filter(|symbol| matches!(symbol.kind, SymbolKind::Species { .. }));
        asked = species.map(|symbol| symbol.name.clone()).collect();
        if asked.is_empty() {
            asked = equations.states.iter().map(|state| state.name.clone()).collect();
        }
        if asked.is_empty() {
            let all = equations.observables.iter();
            asked = all.map(|observable| observable.name.clone()).collect();
        }
        asked.truncate(USUAL_COLUMNS);
    }
    let mut columns: Vec<(CourseColumn, ast::Expression)> = Vec::new();
    for name in asked {
        let source = sources.add("--observe", name.as_str());
        let span = Span::new(source, 0, name.len());
        if columns.iter().any(|(column, _)| column.name == name) {
            continue;
        }
        let Some(expression) = parse_expression(span, &name, problems) else { continue };
        match equations.resolve(&expression) {
            Ok(resolved) => {
                let label = super::set::symbol_of(model, &name)
                    .and_then(|index| model.symbols.get(index)?.about.display_name.clone())
                    .unwrap_or_default();
                let unit = resolved.unit.filter(|unit| !unit.is_plain());
                let unit = unit.map_or_else(String::new, |unit| unit.to_string());
                columns.push((CourseColumn { name, label, unit }, expression));
            }
            Err(found) => problems.extend(found),
        }
    }
    columns
}

/// The parts of a list between commas that are outside brackets.
pub(crate) fn parts(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut parts) = (0_i64, 0, Vec::new());
    for (index, letter) in list.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(&list[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
