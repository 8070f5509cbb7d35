//! A problem found in what a user wrote.

use crate::{Message, Span};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is stopped.
    Warning,
    /// Nothing is run.
    Error,
}

/// A second place that explains a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub message: Message,
}

/// A problem with its code (the message's key), place and mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What is wrong; its key is the code that is shown, its catalogue help is the mend.
    pub message: Message,
    /// Where, if it is in a text.
    pub span: Option<Span>,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// The nearest right name or value, shown as "did you mean `...`?".
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(message: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Error, message, span: None, labels: Vec::new(), suggestion: None }
    }

    /// A warning.
    pub fn warning(message: Message) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(message) }
    }

    /// Sets the place.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.span = Some(span);
        self
    }

    /// Adds a second place.
    pub fn label(mut self, span: Span, message: Message) -> Diagnostic {
        self.labels.push(Label { span, message });
        self
    }

    /// Sets the nearest right name, if there is one.
    pub fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Diagnostic {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    /// Whether it stops the run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether any of these stops the run.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
