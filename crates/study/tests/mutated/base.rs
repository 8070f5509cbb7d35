//! Right scenarios, where things stand in them, and dice that fall the same on every machine.

use lytic_engine::philox::{Stream, purpose};
use lytic_study::BUILT_IN;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Random choices, fixed by the number of the mutation.
pub struct Dice {
    stream: Stream,
    step: u64,
}

impl Dice {
    pub fn new(number: u64) -> Dice {
        Dice { stream: Stream::new(1, purpose("mutated scenarios"), number), step: 0 }
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.step += 1;
        (self.stream.bits(self.step)[0] % n.max(1) as u64) as usize
    }

    /// One of these.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }

    /// One of these texts.
    pub fn text(&mut self, of: &[&str]) -> String {
        self.pick(of).map_or_else(String::new, |text| (*text).to_owned())
    }
}

/// What kind of value stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    Text,
    Number,
    Array,
    /// `{ ... }`
    Inline,
    /// `[...]` or `[[...]]` of its own
    Section,
}

/// A value in a scenario.
#[derive(Clone, Debug)]
pub struct Place {
    /// Keys with dots; names of the author's choice are `*`, members of a list `[]`: `dose[].at.from`.
    pub path: String,
    /// The key; none for members of a list.
    pub key: Option<Range<usize>>,
    /// The value with its quotation marks; the header of a section.
    pub value: Range<usize>,
    pub leaf: Leaf,
}

/// A right scenario.
pub struct Base {
    pub name: String,
    pub text: String,
    pub places: Vec<Place>,
}

/// A wrong scenario, and where it is wrong: a problem must be told at one of these places.
pub struct Mutation {
    pub class: String,
    pub text: String,
    pub wrong: Vec<Range<usize>>,
}

impl Mutation {
    /// Another place that may be named.
    pub fn or(mut self, place: Range<usize>) -> Mutation {
        self.wrong.push(place);
        self
    }
}

impl Base {
    pub fn new(name: &str, text: String) -> Base {
        let document = DeTable::parse(&text).unwrap();
        let mut places = Vec::new();
        walk(document.get_ref(), "", &text, &mut places);
        places.sort_by_key(|place| (place.value.start, place.value.end));
        Base { name: name.to_owned(), places, text: text.clone() }
    }

    /// The text with `range` replaced.
    pub fn replace(&self, class: impl Into<String>, range: Range<usize>, with: &str) -> Mutation {
        let mut text = self.text.clone();
        text.replace_range(range.clone(), with);
        let place = range.start..range.start + with.len();
        Mutation { class: class.into(), text, wrong: Vec::from([place]) }
    }

    /// The text with something put in.
    pub fn insert(&self, class: impl Into<String>, at: usize, text: &str) -> Mutation {
        self.replace(class, at..at, text)
    }

    pub fn at(&self, range: &Range<usize>) -> &str {
        &self.text[range.clone()]
    }

    /// The content of a text without its quotation marks.
    pub fn inside(&self, place: &Place) -> Range<usize> {
        place.value.start + 1..place.value.end - 1
    }

    /// Places whose path is one of these.
    pub fn of(&self, paths: &[&str]) -> Vec<&Place> {
        self.places.iter().filter(|place| paths.contains(&place.path.as_str())).collect()
    }

    /// Where the line begins that holds an offset.
    pub fn line_start(&self, offset: usize) -> usize {
        self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The whole line that holds an offset, with its end.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline + 1);
        self.line_start(offset)..end
    }

    /// Headers of sections, in order.
    pub fn headers(&self) -> Vec<Range<usize>> {
        let lines = self.lines();
        lines.into_iter().filter(|line| self.at(line).starts_with('[')).collect()
    }

    /// All lines.
    pub fn lines(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut lines = Vec::new();
        for line in self.text.split_inclusive('\n') {
            lines.push(start..start + line.len());
            start += line.len();
        }
        lines
    }

    /// Whether an offset lies inside a list or table that goes over several lines.
    pub fn in_brackets(&self, offset: usize) -> bool {
        self.places.iter().any(|place| {
            matches!(place.leaf, Leaf::Array | Leaf::Inline)
                && place.value.start < offset
                && offset < place.value.end
        })
    }
}

/// Names of the author's choice stand below these.
const NAMED: [&str; 4] = ["product", "outcome", "parameters", "plausible"];

fn walk(table: &DeTable<'_>, path: &str, text: &str, places: &mut Vec<Place>) {
    for (key, value) in table.iter() {
        let name = if NAMED.contains(&path) { "*" } else { key.get_ref().as_ref() };
        let path = match path {
            "" => name.to_owned(),
            // `nk.share = 1` in [parameters] is a table in a table, and means what "nk.share" means.
            "parameters.*" if !["value", "between"].contains(&name) => path.to_owned(),
            _ => format!("{path}.{name}"),
        };
        value_at(value, &path, Some(key.span()), text, places);
    }
}

fn value_at(
    value: &Spanned<DeValue<'_>>,
    path: &str,
    key: Option<Range<usize>>,
    text: &str,
    places: &mut Vec<Place>,
) {
    let range = value.span();
    let leaf = match value.get_ref() {
        DeValue::String(_) => Leaf::Text,
        DeValue::Array(_) if text[range.clone()].starts_with("[[") => Leaf::Section,
        DeValue::Array(_) => Leaf::Array,
        DeValue::Table(_) if text[range.clone()].starts_with('{') => Leaf::Inline,
        DeValue::Table(_) => Leaf::Section,
        _ => Leaf::Number,
    };
    match value.get_ref() {
        DeValue::Array(array) => {
            for member in array.iter() {
                let path = if leaf == Leaf::Section { path.to_owned() } else { format!("{path}[]") };
                value_at(member, &path, None, text, places);
            }
        }
        DeValue::Table(table) => walk(table, path, text, places),
        _ => {}
    }
    places.push(Place { path: path.to_owned(), key, value: range, leaf });
}

/// Every built-in scenario as it is, and with lines that use the rest of the language.
pub fn bases() -> Vec<Base> {
    let mut bases = Vec::new();
    // Keys of additions are names of the author's choice in more places than are told apart here.
    for scenario in BUILT_IN.iter().filter(|scenario| !scenario.text.contains("[addition.")) {
        bases.push(Base::new(scenario.name, scenario.text.to_owned()));
        // The graft of stem cells has a body of its own, without what is added here.
        if !scenario.text.contains("patient/stem_cell_transplant") {
            bases.push(Base::new(&format!("{} and more", scenario.name), extended(scenario.text)));
        }
    }
    bases
}

/// Sections and keys that the built-in scenarios do not use.
fn extended(text: &str) -> String {
    let column = "columns = [\n  { name = \"twice\", value = \"2 * il6\", unit = \"ng/L\", label = \"Twice\", label_zh = \"两倍\" },\n";
    let text = text.replace("columns = [\n", column);
    let has_without = text.lines().any(|line| line.starts_with("without"));
    let without = if has_without { "" } else { "without  = [\"n803.amount\"]\n" };
    let text = text.replace("[cohort]\n", &format!("[cohort]\n{without}"));
    let text = text.replace("[parameters]\n", &format!("[parameters]\n{PARAMETERS}"));
    let parameters = if text.contains("[parameters]") { "" } else { "[parameters]\n" };
    let lines = if parameters.is_empty() { "" } else { PARAMETERS };
    format!("{text}\n{parameters}{lines}{MORE}")
}

const PARAMETERS: &str = "\
\"il6.other_clearance\" = { value = \"1.5 /d\", between = { lognormal_cv = 0.3 } }
il15.decay = \"8 /d\"
\"neutrophils.resting\" = { value = \"4500 cells/uL\", between = { uniform = [4000, 5000] } }
\"host_nk.steroid_function_loss\" = { value = 0.3, between = { logit_sd = 0.5 } }
";

const MORE: &str = r#"
[[dose]]
into      = "n803.amount"
amount    = "2 ug/kg"
at        = "3 d"
duration  = "2 h"
lag       = "30 min"
stop_when = "crs_grade >= 3"

[[event]]
of      = "apheresis"
at      = { from = "2 d", every = "1 d", count = 3 }
removes = 0.25
states  = ["n803.amount", "n803.depot"]

[[event]]
of      = "surgery"
at      = ["20 d", "480 h"]
removes = 1
states  = ["n803.depot"]

[outcome.more_twice]
value = "2 * il6"
unit  = "ng/L"
at    = "5 d"

[outcome.more_peak]
value   = "il6"
maximum = { from = "1 d", to = "9 d" }

[outcome.more_first]
when  = "il6 > 3"
first = { from = "2 d" }

[[correlation]]
of    = ["il6.other_clearance", "host_nk.steroid_function_loss"]
value = 0.4
kind  = "between"

[plausible.more_il6]
value = "il6"
from  = "0.01 pg/mL"
to    = "1e5 pg/mL"
at    = "1 d"

[plausible.more_calm]
when   = "il6 < 1e6"
always = { from = "1 d", to = "9 d" }

[outcome.more_quiet]
when   = "il6 < 1000 and not crs_grade > 3"
always = { from = "1 d", to = "9 d" }
"#;
