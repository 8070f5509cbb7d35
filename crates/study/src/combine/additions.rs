//! What can be added: blocks of the scenario, agents that it gives, agents that another scenario gives.
//!
//! ```text
//! --with x    [addition.x] of the scenario
//!             else its own doses of agent (or state) x and its events x, which the other arms then lack
//!             else the doses of x of the first built-in scenario of the same model that gives it
//! ```

use crate::builtin::BUILT_IN;
use crate::read::read_text;
use crate::scenario::{DoseLine, DoseTarget, EventLine, ParameterLine, Placed, Product, Scenario};
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span, nearest};

/// Additions of one command at most.
const MOST: usize = 8;

/// Where an addition comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// `[addition.NAME]`
    #[default]
    Block,
    /// The scenario gives it: the other arms lack it.
    Scenario,
    /// It is dosed as this built-in scenario does.
    Borrowed(String),
}

/// What an addition brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Content {
    pub doses: Vec<DoseLine>,
    pub events: Vec<EventLine>,
    pub parameters: Vec<ParameterLine>,
    pub products: Vec<Product>,
}

/// An addition.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// Its name.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Where it is named on the command line.
    pub(crate) span: Span,
    pub(crate) content: Content,
}

impl Addition {
    /// Whether its doses can be multiplied.
    pub fn has_doses(&self) -> bool {
        !self.content.doses.is_empty()
    }
}

/// What a dose line gives: the agent, or the state that it goes into.
fn target(line: &DoseLine) -> &str {
    match &line.target {
        DoseTarget::Agent(name) | DoseTarget::State(name) => &name.value,
    }
}

/// Finds what `--with` names; none after an error.
pub(super) fn choose(
    scenario: &Scenario,
    with: &str,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Addition>> {
    let source = sources.add("--with", with);
    let mut found: Vec<Addition> = Vec::new();
    let mut all_right = true;
    for (name, span) in parts(with, source) {
        if found.iter().any(|known| known.name == name) {
            diagnostics.push(Diagnostic::error(Message::new("E0321").with("name", &name)).at(span));
            all_right = false;
            continue;
        }
        let addition = of_block(scenario, &name, span)
            .or_else(|| of_scenario(scenario, &name, span))
            .or_else(|| borrowed(scenario, &name, span, sources));
        match addition {
            Some(addition) => found.push(addition),
            None => {
                diagnostics.push(unknown(scenario, &name).at(span));
                all_right = false;
            }
        }
    }
    if all_right && !(1..=MOST).contains(&found.len()) {
        let message = Message::new("E1520").with("count", found.len()).with("most", MOST);
        diagnostics.push(Diagnostic::error(message).at(Span::new(source, 0, with.len())));
        all_right = false;
    }
    all_right.then_some(found)
}

/// Parts of a list with their places.
pub(super) fn parts(list: &str, source: SourceId) -> Vec<(String, Span)> {
    let mut start = 0;
    let mut parts = Vec::new();
    for part in list.split(',') {
        let blanks = part.len() - part.trim_start().len();
        let name = part.trim().to_owned();
        let span = Span::new(source, start + blanks, start + blanks + name.len());
        if !name.is_empty() {
            parts.push((name, span));
        }
        start += part.len() + 1;
    }
    parts
}

fn of_block(scenario: &Scenario, name: &str, span: Span) -> Option<Addition> {
    let line = scenario.additions.iter().find(|line| line.name.value == name)?;
    Some(Addition {
        name: name.to_owned(),
        label: line.label.clone(),
        label_zh: line.label_zh.clone(),
        origin: Origin::Block,
        span,
        content: Content {
            doses: line.doses.clone(),
            events: line.events.clone(),
            parameters: line.parameters.clone(),
            products: line.products.clone(),
        },
    })
}

/// The lines of a scenario that give something, with the products that they use.
fn lines(scenario: &Scenario, name: &str) -> Option<Content> {
    let doses: Vec<DoseLine> = scenario.doses.iter().filter(|line| target(line) == name).cloned().collect();
    let events: Vec<EventLine> =
        scenario.events.iter().filter(|event| event.of.value == name).cloned().collect();
    (!doses.is_empty() || !events.is_empty()).then(|| Content { doses, events, ..Content::default() })
}

fn of_scenario(scenario: &Scenario, name: &str, span: Span) -> Option<Addition> {
    let content = lines(scenario, name)?;
    let (label, label_zh) = (String::new(), String::new());
    Some(Addition { name: name.to_owned(), label, label_zh, origin: Origin::Scenario, span, content })
}

/// The doses of the first built-in scenario of the same model that gives an agent of that name.
fn borrowed(scenario: &Scenario, name: &str, span: Span, sources: &mut Sources) -> Option<Addition> {
    let model = scenario.model.as_ref().map(|model| model.value.as_str());
    for known in BUILT_IN {
        let quick = format!("\"{name}\"");
        if !known.text.contains(&quick) {
            continue;
        }
        let mut own = Sources::new();
        let source = own.add(known.name, known.text);
        let (found, _) = read_text(known.name, known.text, source);
        let Some(found) = found else { continue };
        let same = found.model.as_ref().map(|model| model.value.as_str()) == model;
        if !same || lines(&found, name).is_none() {
            continue;
        }
        // Read again as a text of this command, so that places in it can be shown.
        let source = sources.add(format!("built-in:{}.toml", known.name), known.text);
        let (found, _) = read_text(known.name, known.text, source);
        let found = found?;
        let mut content = lines(&found, name)?;
        let used = |product: &&Product| {
            let uses =
                |dose: &DoseLine| dose.product.as_ref().is_some_and(|used| used.value == product.name.value);
            content.doses.iter().any(uses)
        };
        let products: Vec<Product> = found.products.iter().filter(used).cloned().collect();
        content.products = products;
        let (label, label_zh) = (String::new(), String::new());
        let origin = Origin::Borrowed(known.name.to_owned());
        return Some(Addition { name: name.to_owned(), label, label_zh, origin, span, content });
    }
    None
}

/// Nothing of that name: what there is, and the nearest.
fn unknown(scenario: &Scenario, name: &str) -> Diagnostic {
    let mut known: Vec<&str> = scenario.additions.iter().map(|line| line.name.value.as_str()).collect();
    known.extend(scenario.doses.iter().map(target));
    known.extend(scenario.events.iter().map(|event| event.of.value.as_str()));
    let mut once: Vec<&str> = Vec::new();
    for name in known {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    let list = if once.is_empty() { "–".to_owned() } else { once.join(", ") };
    let message = Message::new("E1521").with("name", name).with("known", list);
    let near = nearest(name, once.iter().copied()).map(str::to_owned);
    Diagnostic::error(message).suggest(near)
}

/// The scenario without what its additions bring back.
pub(super) fn without(scenario: &Scenario, added: &[Addition]) -> Scenario {
    let mut base = scenario.clone();
    let own: Vec<&str> = added
        .iter()
        .filter(|addition| addition.origin == Origin::Scenario)
        .map(|addition| addition.name.as_str())
        .collect();
    base.doses.retain(|line| !own.contains(&target(line)));
    base.events.retain(|event| !own.contains(&event.of.value.as_str()));
    base
}

/// Puts an addition into a scenario.
pub(super) fn add(scenario: &mut Scenario, content: &Content) {
    scenario.doses.extend(content.doses.iter().cloned());
    scenario.events.extend(content.events.iter().cloned());
    for line in &content.parameters {
        // What an addition sets stands in place of what the scenario says.
        scenario.parameters.retain(|known| known.name.value != line.name.value);
        scenario.parameters.push(line.clone());
    }
    for product in &content.products {
        let known = |known: &Placed<String>| known.value == product.name.value;
        if !scenario.products.iter().any(|product| known(&product.name)) {
            scenario.products.push(product.clone());
        }
    }
}
