//! Reactions in SBML: participants, modifiers, laws, and stoichiometries that are expressions.

use super::{Writer, about, attribute_number};
use crate::flatten::children;
use crate::model::{Math, MathKind, Model, Operation, Participant, Reaction, SymbolId, SymbolKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Parameters that stand for the stoichiometry of one species in one reaction.
pub(super) fn stoichiometries(model: &Model) -> BTreeSet<SymbolId> {
    let mut uses: BTreeMap<SymbolId, usize> = BTreeMap::new();
    for reaction in &model.reactions {
        for side in reaction.reactants.iter().chain(&reaction.products) {
            if let MathKind::Symbol(id) = side.stoichiometry.kind {
                *uses.entry(id).or_default() += 1;
            }
        }
    }
    let is_parameter = |id: &SymbolId| {
        model.symbols.get(id.0 as usize).is_some_and(|symbol| symbol.kind == SymbolKind::Parameter)
    };
    uses.into_iter().filter(|(_, count)| *count == 1).map(|(id, _)| id).filter(is_parameter).collect()
}

impl Writer<'_> {
    /// A line for each.
    pub(super) fn reactions(&mut self, version: u32) -> Vec<String> {
        let model = self.model;
        let mut lines = Vec::new();
        for reaction in &model.reactions {
            let Some(symbol) = model.symbols.get(reaction.symbol.0 as usize) else { continue };
            let fast = if version == 1 { format!(" fast=\"{}\"", reaction.fast) } else { String::new() };
            let mut line = format!(
                "<reaction id=\"{}\"{} reversible=\"{}\"{fast}>{}",
                self.names.symbol(reaction.symbol),
                about::attributes(&symbol.about, &self.names.symbol(reaction.symbol)),
                reaction.reversible,
                about::elements(&symbol.about, &self.names.symbol(reaction.symbol), false),
            );
            line += &self.side("listOfReactants", &reaction.reactants);
            line += &self.side("listOfProducts", &reaction.products);
            let modifiers = self.modifiers(reaction);
            if !modifiers.is_empty() {
                let _ = write!(line, "<listOfModifiers>{}</listOfModifiers>", modifiers.concat());
            }
            if let Some(law) = &reaction.law {
                let _ = write!(line, "<kineticLaw>{}</kineticLaw>", self.math.math(law));
            }
            line.push_str("</reaction>");
            lines.push(line);
        }
        lines
    }

    fn side(&mut self, list: &str, side: &[Participant]) -> String {
        if side.is_empty() {
            return String::new();
        }
        let mut line = format!("<{list}>");
        for participant in side {
            let species = self.names.symbol(participant.species);
            match participant.stoichiometry.kind {
                MathKind::Number(value, _) => {
                    let value = attribute_number(value);
                    let _ = write!(
                        line,
                        "<speciesReference species=\"{species}\" stoichiometry=\"{value}\" constant=\"true\"/>"
                    );
                }
                MathKind::Symbol(id) if self.stoichiometries.contains(&id) => {
                    let Some(symbol) = self.model.symbols.get(id.0 as usize) else { continue };
                    let value = Self::value(symbol);
                    let value = value.map(|value| format!(" stoichiometry=\"{}\"", attribute_number(value)));
                    let _ = write!(
                        line,
                        "<speciesReference id=\"{}\" species=\"{species}\"{} constant=\"{}\"/>",
                        self.names.symbol(id),
                        value.unwrap_or_default(),
                        symbol.constant,
                    );
                }
                _ => {
                    let constant = self.is_constant(&participant.stoichiometry);
                    let name = self.reference_name();
                    let math = self.math.math(&participant.stoichiometry);
                    if constant {
                        self.initial.push((name.clone(), math))
                    } else {
                        self.rules.push((name.clone(), math))
                    }
                    let _ = write!(
                        line,
                        "<speciesReference id=\"{name}\" species=\"{species}\" constant=\"{constant}\"/>"
                    );
                }
            }
        }
        let _ = write!(line, "</{list}>");
        line
    }

    /// A name for a species reference that nothing else has.
    fn reference_name(&mut self) -> String {
        loop {
            self.references += 1;
            let name = format!("stoichiometry_{}", self.references);
            if !self.names.is_taken(&name) && self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    fn is_constant(&self, math: &Math) -> bool {
        match &math.kind {
            MathKind::Symbol(id) => {
                self.model.symbols.get(id.0 as usize).is_some_and(|symbol| symbol.constant)
            }
            MathKind::Time => false,
            MathKind::Apply(Operation::Delay | Operation::RateOf | Operation::Draw(_), _) => false,
            _ => children(math).all(|child| self.is_constant(child)),
        }
    }

    /// Species that a law reads without being among its reaction's own.
    fn modifiers(&self, reaction: &Reaction) -> Vec<String> {
        let own: BTreeSet<SymbolId> =
            reaction.reactants.iter().chain(&reaction.products).map(|side| side.species).collect();
        let mut read = BTreeSet::new();
        if let Some(law) = &reaction.law {
            gather(law, &mut read);
        }
        let is_species = |id: &SymbolId| {
            let symbol = self.model.symbols.get(id.0 as usize);
            symbol.is_some_and(|symbol| matches!(symbol.kind, SymbolKind::Species { .. }))
        };
        let modifiers = read.into_iter().filter(|id| !own.contains(id)).filter(is_species);
        modifiers
            .map(|id| format!("<modifierSpeciesReference species=\"{}\"/>", self.names.symbol(id)))
            .collect()
    }
}

fn gather(math: &Math, read: &mut BTreeSet<SymbolId>) {
    match &math.kind {
        MathKind::Symbol(id) => {
            read.insert(*id);
        }
        _ => children(math).for_each(|child| gather(child, read)),
    }
}
