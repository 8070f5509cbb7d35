//! A flat model as SBML, Level 3 Version 2.
//!
//! Every symbol keeps its name, dots becoming underscores. A species whose symbol is a concentration has a compartment;
//! one without compartment is put into one of size one and has only substance units. Values that are expressions become
//! initial assignments; a stoichiometry that is one becomes a species reference that an assignment or a rule sets.
//!
//! Fast reactions were dropped from version 2: a model that has some is written as version 1.

mod about;
mod reactions;

use super::mathml::MathMl;
use super::names::Names;
use super::number_text;
use super::sbml_units::SbmlUnits;
use crate::flatten::children;
use crate::model::{Event, Math, MathKind, Model, Operation, Rule, Symbol, SymbolId, SymbolKind};
use reactions::stoichiometries;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The text of a model in SBML: one flat model with all values.
pub fn write_sbml(model: &Model) -> String {
    let mut names = Names::for_sbml(model);
    let room = model
        .symbols
        .iter()
        .any(|symbol| matches!(symbol.kind, SymbolKind::Species { compartment: None, .. }))
        .then(|| names.free("compartment_of_size_one"));
    let mut units = SbmlUnits::new(model, &names);
    let amounts: Vec<_> = (0..model.symbols.len()).filter_map(|index| amount_unit(model, index)).collect();
    amounts.iter().for_each(|unit| units.add(unit, None, &names));
    let math = MathMl { symbol: &|id| names.symbol(id), unit: &|unit| units.name(unit) };
    let mut writer = Writer {
        model,
        names: &names,
        units: &units,
        math,
        room,
        stoichiometries: stoichiometries(model),
        references: 0,
        taken: BTreeSet::new(),
        initial: Vec::new(),
        rules: Vec::new(),
        out: String::new(),
        depth: 0,
    };
    writer.document();
    writer.out
}

/// Unit of the amount of a species.
fn amount_unit(model: &Model, index: usize) -> Option<lytic_units::Unit> {
    let symbol = model.symbols.get(index)?;
    let SymbolKind::Species { compartment, substance_only, .. } = symbol.kind else { return None };
    let own = symbol.unit.as_ref()?.unit.clone();
    match compartment.filter(|_| !substance_only) {
        None => Some(own),
        Some(room) => {
            let room = model.symbols.get(room.0 as usize)?.unit.as_ref()?;
            Some(own.multiply(&room.unit))
        }
    }
}

/// Text between tags and quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What XML 1.0 has no place for.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push(' ')
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A number as an attribute.
fn attribute_number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "INF".to_owned() } else { "-INF".to_owned() }
    } else {
        number_text(value)
    }
}

struct Writer<'a> {
    model: &'a Model,
    names: &'a Names,
    units: &'a SbmlUnits,
    math: MathMl<'a>,
    /// The compartment of species without one.
    room: Option<String>,
    /// Parameters that are the stoichiometry of one species in one reaction and nothing else is: the species references.
    stoichiometries: BTreeSet<SymbolId>,
    references: usize,
    taken: BTreeSet<String>,
    /// Initial assignments and rules of stoichiometries.
    initial: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    out: String,
    depth: usize,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn open(&mut self, tag: &str) {
        self.line(&format!("<{tag}>"));
        self.depth += 1;
    }

    fn close(&mut self, tag: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.line(&format!("</{tag}>"));
    }

    /// A list, unless it would be empty.
    fn list(&mut self, tag: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.open(tag);
        lines.iter().for_each(|line| self.line(line));
        self.close(tag);
    }

    fn document(&mut self) {
        let model = self.model;
        let version = if model.reactions.iter().any(|reaction| reaction.fast) { 1 } else { 2 };
        let mut draws = false;
        crate::lint::for_each_equation(model, &mut |math| draws |= has_draw(math));
        let distrib = if draws {
            " xmlns:distrib=\"http://www.sbml.org/sbml/level3/version1/distrib/version1\" distrib:required=\"true\""
        } else {
            ""
        };
        self.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.open(&format!(
            "sbml xmlns=\"http://www.sbml.org/sbml/level3/version{version}/core\" level=\"3\" version=\"{version}\"{distrib}"
        ));
        let time = model.time_unit.as_ref().and_then(|unit| self.units.name(unit));
        let time = time.map(|time| format!(" timeUnits=\"{time}\"")).unwrap_or_default();
        let id = self.names.model().to_owned();
        let name = about::attributes(&model.about, &id);
        self.open(&format!("model id=\"{id}\"{name}{time}"));
        let said = about::elements(&model.about, &id, true);
        if !said.is_empty() {
            self.line(&said);
        }
        let definitions = self.units.definitions().to_vec();
        self.list("listOfUnitDefinitions", definitions);
        let compartments = self.compartments();
        self.list("listOfCompartments", compartments);
        let species = self.species();
        self.list("listOfSpecies", species);
        let parameters = self.parameters();
        self.list("listOfParameters", parameters);
        let reactions = self.reactions(version);
        let initial = self.initial_assignments();
        self.list("listOfInitialAssignments", initial);
        let rules = self.rules();
        self.list("listOfRules", rules);
        let constraints = self.constraints();
        self.list("listOfConstraints", constraints);
        self.list("listOfReactions", reactions);
        let events = self.events();
        self.list("listOfEvents", events);
        self.close("model");
        self.close("sbml");
    }

    fn of_kind(&self, is: fn(&SymbolKind) -> bool) -> Vec<(SymbolId, &'_ Symbol)> {
        let symbols = self.model.symbols.iter().enumerate();
        let symbols = symbols.map(|(index, symbol)| (SymbolId(index as u32), symbol));
        symbols.filter(|(_, symbol)| is(&symbol.kind)).collect()
    }

    fn unit(&self, symbol: &Symbol, attribute: &str) -> String {
        let name = symbol.unit.as_ref().and_then(|unit| self.units.name(&unit.unit));
        name.map(|name| format!(" {attribute}=\"{name}\"")).unwrap_or_default()
    }

    /// An element with what people say of it inside.
    fn element(&self, start: &str, id: SymbolId, symbol: &Symbol, tag: &str) -> String {
        let about = about::elements(&symbol.about, &self.names.symbol(id), false);
        if about.is_empty() { format!("<{start}/>") } else { format!("<{start}>{about}</{tag}>") }
    }

    fn value(symbol: &Symbol) -> Option<f64> {
        match symbol.initial.as_ref().map(|initial| &initial.kind) {
            Some(MathKind::Number(value, _)) => Some(*value),
            _ => None,
        }
    }

    fn compartments(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .of_kind(|kind| *kind == SymbolKind::Compartment)
            .into_iter()
            .map(|(id, symbol)| {
                // A size that is not said is one, here as everywhere.
                let given = symbol.initial.is_none() && !matches!(symbol.rule, Some(Rule::Assignment(_)));
                let size = Self::value(symbol).or(given.then_some(1.0));
                let size =
                    size.map(|size| format!(" size=\"{}\"", attribute_number(size))).unwrap_or_default();
                let start = format!(
                    "compartment id=\"{}\"{} spatialDimensions=\"{}\"{size}{} constant=\"{}\"",
                    self.names.symbol(id),
                    about::attributes(&symbol.about, &self.names.symbol(id)),
                    attribute_number(symbol.spatial_dimensions()),
                    self.unit(symbol, "units"),
                    symbol.constant,
                );
                self.element(&start, id, symbol, "compartment")
            })
            .collect();
        if let Some(room) = &self.room {
            lines.push(format!(
                "<compartment id=\"{room}\" spatialDimensions=\"3\" size=\"1\" constant=\"true\"/>"
            ));
        }
        lines
    }

    fn species(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, symbol) in self.of_kind(|kind| matches!(kind, SymbolKind::Species { .. })) {
            let SymbolKind::Species { compartment, boundary, substance_only } = symbol.kind else { continue };
            let room = match compartment {
                Some(room) => self.names.symbol(room),
                None => self.room.clone().unwrap_or_default(),
            };
            let only_substance = substance_only || compartment.is_none();
            let value = match (Self::value(symbol), own_amount(symbol, compartment)) {
                (Some(value), _) if only_substance => {
                    format!(" initialAmount=\"{}\"", attribute_number(value))
                }
                (Some(value), _) => format!(" initialConcentration=\"{}\"", attribute_number(value)),
                (None, Some(amount)) => format!(" initialAmount=\"{}\"", attribute_number(amount)),
                (None, None) => String::new(),
            };
            let unit = amount_unit(self.model, id.0 as usize).and_then(|unit| self.units.name(&unit));
            let unit = unit.map(|unit| format!(" substanceUnits=\"{unit}\"")).unwrap_or_default();
            let start = format!(
                "species id=\"{}\"{} compartment=\"{room}\"{value}{unit} hasOnlySubstanceUnits=\"{only_substance}\" \
                 boundaryCondition=\"{boundary}\" constant=\"{}\"",
                self.names.symbol(id),
                about::attributes(&symbol.about, &self.names.symbol(id)),
                symbol.constant,
            );
            lines.push(self.element(&start, id, symbol, "species"));
        }
        lines
    }

    fn parameters(&self) -> Vec<String> {
        self.of_kind(|kind| *kind == SymbolKind::Parameter)
            .into_iter()
            .filter(|(id, _)| !self.stoichiometries.contains(id))
            .map(|(id, symbol)| {
                let value = Self::value(symbol);
                let value = value.map(|value| format!(" value=\"{}\"", attribute_number(value)));
                let start = format!(
                    "parameter id=\"{}\"{}{}{} constant=\"{}\"",
                    self.names.symbol(id),
                    about::attributes(&symbol.about, &self.names.symbol(id)),
                    value.unwrap_or_default(),
                    self.unit(symbol, "units"),
                    symbol.constant,
                );
                self.element(&start, id, symbol, "parameter")
            })
            .collect()
    }

    fn initial_assignments(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            let Some(initial) = &symbol.initial else { continue };
            let room = match symbol.kind {
                SymbolKind::Species { compartment, .. } => compartment,
                _ => None,
            };
            let is_said = Self::value(symbol).is_some() || own_amount(symbol, room).is_some();
            if is_said || matches!(symbol.rule, Some(Rule::Assignment(_))) {
                continue;
            }
            let name = self.names.symbol(SymbolId(index as u32));
            let math = self.math.math(initial);
            lines.push(format!("<initialAssignment symbol=\"{name}\">{math}</initialAssignment>"));
        }
        lines.extend(
            self.initial.iter().map(|(name, math)| {
                format!("<initialAssignment symbol=\"{name}\">{math}</initialAssignment>")
            }),
        );
        lines
    }

    fn rules(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            let (tag, math) = match &symbol.rule {
                Some(Rule::Assignment(math)) => ("assignmentRule", math),
                Some(Rule::Rate(math)) => ("rateRule", math),
                None => continue,
            };
            let name = self.names.symbol(SymbolId(index as u32));
            lines.push(format!("<{tag} variable=\"{name}\">{}</{tag}>", self.math.math(math)));
        }
        lines.extend(
            self.rules
                .iter()
                .map(|(name, math)| format!("<assignmentRule variable=\"{name}\">{math}</assignmentRule>")),
        );
        for rule in &self.model.algebraic {
            lines.push(format!("<algebraicRule>{}</algebraicRule>", self.math.math(&rule.residual)));
        }
        lines
    }

    fn constraints(&self) -> Vec<String> {
        let constraints = self.model.constraints.iter().map(|constraint| {
            let message = constraint.message.as_ref().map(|message| {
                let words = escaped(message);
                format!("<message><p xmlns=\"http://www.w3.org/1999/xhtml\">{words}</p></message>")
            });
            let math = self.math.math(&constraint.condition);
            format!("<constraint>{math}{}</constraint>", message.unwrap_or_default())
        });
        constraints.collect()
    }

    fn events(&self) -> Vec<String> {
        self.model.events.iter().enumerate().map(|(index, event)| self.event(index, event)).collect()
    }

    fn event(&self, index: usize, event: &Event) -> String {
        let mut line = format!(
            "<event id=\"{}\" useValuesFromTriggerTime=\"{}\"><trigger initialValue=\"{}\" persistent=\"{}\">{}</trigger>",
            self.names.event(index),
            event.from_trigger,
            event.initially_true,
            event.persistent,
            self.math.math(&event.trigger),
        );
        if let Some(delay) = &event.delay {
            let _ = write!(line, "<delay>{}</delay>", self.math.math(delay));
        }
        if let Some(priority) = &event.priority {
            let _ = write!(line, "<priority>{}</priority>", self.math.math(priority));
        }
        if !event.assignments.is_empty() {
            line.push_str("<listOfEventAssignments>");
            for (target, value) in &event.assignments {
                let (name, math) = (self.names.symbol(*target), self.math.math(value));
                let _ = write!(line, "<eventAssignment variable=\"{name}\">{math}</eventAssignment>");
            }
            line.push_str("</listOfEventAssignments>");
        }
        line.push_str("</event>");
        line
    }
}

/// The amount at the start of a species that is said as one over the size of its compartment.
fn own_amount(symbol: &Symbol, room: Option<SymbolId>) -> Option<f64> {
    let MathKind::Apply(Operation::Divide, operands) = &symbol.initial.as_ref()?.kind else { return None };
    match operands.as_slice() {
        [Math { kind: MathKind::Number(amount, _), .. }, Math { kind: MathKind::Symbol(size), .. }]
            if Some(*size) == room =>
        {
            Some(*amount)
        }
        _ => None,
    }
}

fn has_draw(math: &Math) -> bool {
    matches!(math.kind, MathKind::Apply(Operation::Draw(_), _)) || children(math).any(has_draw)
}
