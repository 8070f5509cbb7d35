//! What is not wrong but makes a careful reader ask: warnings.

use crate::model::Model;
use lytic_text::Diagnostic;

/// Adds the warnings of a model.
pub(crate) fn lint(_model: &Model, _diagnostics: &mut Vec<Diagnostic>) {}
