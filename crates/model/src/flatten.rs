//! From modules to one flat [`Model`].
//!
//! Modules are unfolded depth first: every instance gets its own copy of the module's symbols under a dotted path.
//! Statements work in the order in which they stand, as in libAntimony 3.3, so that the same value wins:
//!
//! - a port takes the parent's value where the parent has one, else the sub-model's;
//! - `a is b` keeps the shallower name (of two equally deep ones the right) and the value of `b` where it has one;
//! - a parent's `sub.x = ..` or `sub.x := ..` replaces what the sub-model says.
//!
//! Names in equations are looked up when everything has been unfolded; what is written is kept as text tree until then.
//! Beyond libAntimony: instances may be used above the line that declares them, files may be imported along two ways,
//! and a parent's own equations may read `sub.x`.

mod body;
mod draft;
mod finish;
mod functions;
mod imports;
mod instances;
mod resolve;
mod short_names;
mod traps;
mod unify;
mod units;

use crate::model::Model;
use crate::{Loader, ast};
use lytic_text::{Diagnostic, Message, Sources, Span, has_errors};

pub(crate) use finish::DIMENSIONS;
pub(crate) use functions::{Builtin, builtin, builtin_names};
pub(crate) use instances::constant;
pub(crate) use resolve::{apply as apply_builtin, children, operation};
pub(crate) use units::defined_unit;

/// Largest text that is read, in bytes.
pub const MAX_TEXT_BYTES: usize = 16 << 20;
/// Most sub-models of one model.
pub(crate) const MAX_INSTANCES: usize = 10_000;
/// Deepest nesting of sub-models.
pub(crate) const MAX_NESTING: usize = 64;
/// Most statements that unfolding may go through, so that a small text cannot fill the memory.
pub(crate) const MAX_STATEMENTS: usize = 2_000_000;
/// Deepest expression after functions have been inlined.
pub(crate) const MAX_DEPTH: usize = 400;
/// Most nodes of all expressions together after functions have been inlined.
pub(crate) const MAX_NODES: usize = 5_000_000;

/// Reads a model: parses `text`, imports what it asks for through `loader`, and flattens the main module (the one with
/// a star; else the statements outside of modules, if there are any; else the last module).
///
/// The texts go into `sources`. The model is there unless a problem is an error; all problems of a phase come at once.
pub fn read_antimony(
    name: &str,
    text: &str,
    loader: &dyn Loader,
    sources: &mut Sources,
) -> (Option<Model>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let files = imports::read_all(name, text, loader, sources, &mut diagnostics);
    // Names that a broken statement would have declared would all be reported as unknown: stop here.
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    let model = flatten(&files, sources, &mut diagnostics);
    (model.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

/// Flattens the main module of the first file; the others are what it imports, directly or not.
pub(crate) fn flatten(
    files: &[ast::File],
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Model> {
    let library = instances::Definitions::collect(files, sources, diagnostics);
    let main = main_module(files.first()?, diagnostics)?;
    let mut flattener = draft::Flattener::new(&library);
    flattener.unfold_main(main);
    let model = flattener.finish(main.name);
    diagnostics.append(&mut flattener.diagnostics);
    if !has_errors(diagnostics) {
        traps::warn(&model, diagnostics);
    }
    Some(model)
}

/// What is unfolded first.
#[derive(Clone, Copy)]
pub(crate) struct Main<'a> {
    pub name: &'a str,
    pub ports: &'a [ast::Name],
    pub statements: &'a [ast::Statement],
    pub comment: &'a str,
}

fn main_module<'a>(file: &'a ast::File, diagnostics: &mut Vec<Diagnostic>) -> Option<Main<'a>> {
    let is_unit =
        |statement: &&ast::Statement| matches!(statement.kind, ast::StatementKind::UnitDefinition { .. });
    let outside = file.statements.iter().find(|statement| !is_unit(statement));
    let starred = file.modules.iter().rev().find(|module| module.is_main);
    let chosen = match (starred, outside) {
        (Some(module), _) => Some(module),
        (None, Some(_)) => None,
        (None, None) => Some(file.modules.last().or_else(|| {
            diagnostics.push(Diagnostic::error(Message::new("E0205")).at(Span::new(file.source, 0, 0)));
            None
        })?),
    };
    let Some(module) = chosen else {
        return Some(Main { name: "__main", ports: &[], statements: &file.statements, comment: "" });
    };
    if let Some(statement) = outside {
        let message = Message::new("W0207").with("module", &module.name.text);
        diagnostics.push(Diagnostic::warning(message).at(statement.span));
    }
    let (ports, statements) = (&module.ports, &module.statements);
    Some(Main { name: &module.name.text, ports, statements, comment: &module.comment })
}
