//! A page made of sections: what scans and comparisons show. Same style, script and policy as the report of a run.

use super::{SCRIPT, SECTION, STYLE, policy, safe};
use crate::error::ReportError;
use crate::figure::{FIGURE_STYLE, language_tag, page_palette};
use lytic_text::{Lang, Message, entry};
use minijinja::{AutoEscape, Environment, Value};
use serde::Serialize;
use std::borrow::Cow;

const TEMPLATE: &str = include_str!("../../assets/page.html");

/// What stands on a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub title: String,
    pub subtitle: String,
    pub sections: Vec<Section>,
    /// Names and values: versions, seeds, hashes.
    pub provenance: Vec<(String, String)>,
    /// The command that gives the same page.
    pub command: String,
    /// What the script reads out under the pointer, as JSON that is safe in a page; or empty.
    pub data: String,
}

/// A section: words, figures, tables, in this order.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Section {
    /// Unique on its page.
    pub id: Cow<'static, str>,
    pub heading: String,
    pub says: Vec<String>,
    pub legend: Vec<(Value, String, String)>,
    pub figures: Vec<Value>,
    /// Figures that take the whole width.
    pub wide: Vec<Value>,
    pub tables: Vec<Table>,
    pub note: String,
}

impl Section {
    /// An empty section.
    pub(crate) fn new(id: &'static str, heading: Message, lang: Lang) -> Section {
        Section { id: Cow::Borrowed(id), heading: heading.text(lang), ..Section::default() }
    }
}

/// A table; the first cell of a row names it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Table {
    pub heading: String,
    pub head: Vec<Head>,
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Head {
    pub text: String,
    pub small: String,
    pub number: bool,
}

impl Head {
    /// A head over words.
    pub(crate) fn words(key: &'static str, lang: Lang) -> Head {
        Head { text: Message::new(key).text(lang), ..Head::default() }
    }

    /// A head over numbers.
    pub(crate) fn numbers(key: &'static str, small: &str, lang: Lang) -> Head {
        Head { text: Message::new(key).text(lang), small: small.to_owned(), number: true }
    }
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Cell {
    pub text: Value,
    pub small: String,
    pub code: String,
    pub number: bool,
    pub strong: bool,
}

impl Cell {
    /// Words of anyone: escaped.
    pub(crate) fn words(text: impl Into<String>) -> Cell {
        Cell { text: Value::from(text.into()), ..Cell::default() }
    }

    /// A number that is HTML already.
    pub(crate) fn number(html: impl Into<String>) -> Cell {
        Cell { text: safe(html.into()), number: true, ..Cell::default() }
    }

    /// The same in bold.
    pub(crate) fn strong(self) -> Cell {
        Cell { strong: true, ..self }
    }

    /// A line in code letters below.
    pub(crate) fn code(self, code: impl Into<String>) -> Cell {
        Cell { code: code.into(), ..self }
    }

    /// A quiet line below.
    pub(crate) fn small(self, small: impl Into<String>) -> Cell {
        Cell { small: small.into(), ..self }
    }
}

#[derive(Serialize)]
struct Page {
    lang: &'static str,
    title: String,
    subtitle: String,
    policy: String,
    style: Value,
    script: Value,
    data: Value,
    sections: Vec<Section>,
    provenance: Vec<(String, String)>,
    command: String,
}

/// The page as one HTML text.
pub(crate) fn page(content: Content, lang: Lang) -> Result<String, ReportError> {
    let failed = |error: minijinja::Error| ReportError::Template(format!("{error:#}"));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_function("t", move |key: &str| match entry(key) {
        Some(entry) => Ok(entry.text(lang)),
        None => Err(minijinja::Error::new(minijinja::ErrorKind::UndefinedError, format!("no text `{key}`"))),
    });
    environment.add_template("section", SECTION).map_err(failed)?;
    environment.add_template("page", TEMPLATE).map_err(failed)?;
    let style = format!("{}{FIGURE_STYLE}{STYLE}", page_palette());
    let data =
        if content.data.is_empty() { "{\"times\":[],\"columns\":[]}".to_owned() } else { content.data };
    let page = Page {
        lang: language_tag(lang),
        title: content.title,
        subtitle: content.subtitle,
        policy: policy(&style),
        style: safe(style),
        script: safe(SCRIPT.to_owned()),
        data: safe(data),
        sections: content.sections,
        provenance: content.provenance,
        command: content.command,
    };
    let page = Value::from(minijinja::value::Serde(page));
    environment.get_template("page").and_then(|template| template.render(page)).map_err(failed)
}
