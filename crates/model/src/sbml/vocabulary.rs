//! Which attributes and children SBML's elements may have, over all levels: what is none of these is reported, so that
//! a misspelt word is never silently ignored.

use super::draft::Draft;
use super::xml::{Element, Space};
use lytic_text::{Diagnostic, Message, nearest};

/// Attributes that every element may have.
const COMMON: &[&str] = &["metaid", "sboTerm", "id", "name"];
/// Children that every element may have.
const COMMON_CHILDREN: &[&str] = &["notes", "annotation", "annotations"];

/// Element, its attributes, its children.
type Entry = (&'static str, &'static [&'static str], &'static [&'static str]);

const ELEMENTS: &[Entry] = &[
    ("sbml", &["level", "version", "schemaLocation"], &["model"]),
    (
        "model",
        &[
            "substanceUnits",
            "timeUnits",
            "volumeUnits",
            "areaUnits",
            "lengthUnits",
            "extentUnits",
            "conversionFactor",
        ],
        &[
            "listOfFunctionDefinitions",
            "listOfUnitDefinitions",
            "listOfCompartmentTypes",
            "listOfSpeciesTypes",
            "listOfCompartments",
            "listOfSpecies",
            "listOfParameters",
            "listOfInitialAssignments",
            "listOfRules",
            "listOfConstraints",
            "listOfReactions",
            "listOfEvents",
        ],
    ),
    ("listOfFunctionDefinitions", &[], &["functionDefinition"]),
    ("functionDefinition", &[], &[]),
    ("listOfUnitDefinitions", &[], &["unitDefinition"]),
    ("unitDefinition", &[], &["listOfUnits"]),
    ("listOfUnits", &[], &["unit"]),
    ("unit", &["kind", "exponent", "scale", "multiplier", "offset"], &[]),
    ("listOfCompartmentTypes", &[], &["compartmentType"]),
    ("compartmentType", &[], &[]),
    ("listOfSpeciesTypes", &[], &["speciesType"]),
    ("speciesType", &[], &[]),
    ("listOfCompartments", &[], &["compartment"]),
    (
        "compartment",
        &["size", "volume", "units", "spatialDimensions", "constant", "outside", "compartmentType"],
        &[],
    ),
    ("listOfSpecies", &[], &["species", "specie"]),
    (
        "species",
        &[
            "compartment",
            "initialAmount",
            "initialConcentration",
            "substanceUnits",
            "units",
            "spatialSizeUnits",
            "hasOnlySubstanceUnits",
            "boundaryCondition",
            "constant",
            "charge",
            "speciesType",
            "conversionFactor",
        ],
        &[],
    ),
    ("specie", &["compartment", "initialAmount", "units", "boundaryCondition", "charge"], &[]),
    ("listOfParameters", &[], &["parameter"]),
    ("listOfLocalParameters", &[], &["localParameter"]),
    ("parameter", &["value", "units", "constant"], &[]),
    ("localParameter", &["value", "units"], &[]),
    ("listOfInitialAssignments", &[], &["initialAssignment"]),
    ("initialAssignment", &["symbol"], &[]),
    (
        "listOfRules",
        &[],
        &[
            "assignmentRule",
            "rateRule",
            "algebraicRule",
            "speciesConcentrationRule",
            "specieConcentrationRule",
            "compartmentVolumeRule",
            "parameterRule",
        ],
    ),
    ("assignmentRule", &["variable", "formula", "type"], &[]),
    ("rateRule", &["variable", "formula"], &[]),
    ("algebraicRule", &["formula"], &[]),
    ("speciesConcentrationRule", &["species", "formula", "type"], &[]),
    ("specieConcentrationRule", &["specie", "formula", "type"], &[]),
    ("compartmentVolumeRule", &["compartment", "formula", "type"], &[]),
    ("parameterRule", &["formula", "type", "units"], &[]),
    ("listOfConstraints", &[], &["constraint"]),
    ("constraint", &[], &["message"]),
    ("listOfReactions", &[], &["reaction"]),
    (
        "reaction",
        &["reversible", "fast", "compartment"],
        &["listOfReactants", "listOfProducts", "listOfModifiers", "kineticLaw"],
    ),
    ("listOfReactants", &[], &["speciesReference", "specieReference"]),
    ("listOfProducts", &[], &["speciesReference", "specieReference"]),
    ("listOfModifiers", &[], &["modifierSpeciesReference"]),
    ("speciesReference", &["species", "stoichiometry", "denominator", "constant"], &["stoichiometryMath"]),
    ("specieReference", &["specie", "stoichiometry", "denominator"], &[]),
    ("stoichiometryMath", &[], &[]),
    ("modifierSpeciesReference", &["species"], &[]),
    (
        "kineticLaw",
        &["formula", "timeUnits", "substanceUnits"],
        &["listOfParameters", "listOfLocalParameters"],
    ),
    ("listOfEvents", &[], &["event"]),
    (
        "event",
        &["useValuesFromTriggerTime", "timeUnits"],
        &["trigger", "delay", "priority", "listOfEventAssignments"],
    ),
    ("trigger", &["initialValue", "persistent"], &[]),
    ("delay", &[], &[]),
    ("priority", &[], &[]),
    ("listOfEventAssignments", &[], &["eventAssignment"]),
    ("eventAssignment", &["variable"], &[]),
];

/// Elements of which there may be only one in its parent.
const SINGLE: &[&str] =
    &["model", "kineticLaw", "trigger", "delay", "priority", "stoichiometryMath", "notes"];

impl Draft<'_> {
    /// Reports what is not SBML in an element and all that is in it.
    pub(super) fn vocabulary(&mut self, element: &Element) {
        let Some((_, attributes, children)) = ELEMENTS.iter().find(|(name, ..)| *name == element.name) else {
            return;
        };
        for attribute in element.attributes.iter().filter(|one| one.space == Space::Own) {
            let known = attributes.iter().chain(COMMON);
            if known.clone().any(|name| *name == attribute.name) {
                continue;
            }
            let message = Message::new("E2416").with("attribute", &attribute.name);
            let suggestion = nearest(&attribute.name, known.copied()).map(str::to_owned);
            let diagnostic = Diagnostic::error(message.with("element", &element.name)).at(attribute.span);
            self.report(diagnostic.suggest(suggestion));
        }
        let stray = element.text.split(super::xml::CHILD).map(str::trim).find(|text| !text.is_empty());
        if let Some(stray) = stray {
            let text: String = stray.chars().take(40).collect();
            let message = Message::new("E2418").with("text", text).with("element", &element.name);
            self.report(Diagnostic::error(message).at(element.span));
        }
        for (index, child) in element.children.iter().enumerate() {
            match child.space {
                Space::Core => {}
                Space::Math if child.name == "math" => continue,
                // Packages are looked at where they are read.
                _ => continue,
            }
            if COMMON_CHILDREN.contains(&child.name.as_str()) || child.name == "message" {
                continue;
            }
            if !children.contains(&child.name.as_str()) {
                let message = Message::new("E2417").with("name", &child.name).with("element", &element.name);
                let suggestion = nearest(&child.name, children.iter().copied()).map(str::to_owned);
                self.report(Diagnostic::error(message).at(child.span).suggest(suggestion));
                continue;
            }
            let first = element.children.iter().position(|other| other.is(Space::Core, &child.name));
            if SINGLE.contains(&child.name.as_str()) && first != Some(index) {
                let message = Message::new("E2419").with("name", &child.name).with("element", &element.name);
                self.report(Diagnostic::error(message).at(child.span));
            }
            self.vocabulary(child);
        }
    }
}
