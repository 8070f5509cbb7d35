//! Names that every reader of Antimony accepts: no dots, unique, none that the language keeps for itself.

use crate::model::{Model, SymbolId};
use std::collections::BTreeSet;

/// Names that libAntimony 3.3 refuses for symbols, found by asking it.
const RESERVED: &[&str] = &[
    "DNA",
    "INF",
    "NaN",
    "abs",
    "acos",
    "acosh",
    "acot",
    "acoth",
    "acsc",
    "acsch",
    "after",
    "and",
    "arccos",
    "arccosh",
    "arccot",
    "arccoth",
    "arccsc",
    "arccsch",
    "arcsec",
    "arcsech",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "area",
    "asec",
    "asech",
    "asin",
    "asinh",
    "at",
    "atan",
    "atanh",
    "avogadro",
    "bernoulli",
    "binomial",
    "cauchy",
    "ceil",
    "ceiling",
    "chisquare",
    "compartment",
    "const",
    "constraint",
    "cos",
    "cosh",
    "cot",
    "coth",
    "csc",
    "csch",
    "delay",
    "delete",
    "divide",
    "end",
    "eq",
    "event",
    "exp",
    "exponential",
    "exponentiale",
    "extent",
    "extentconv",
    "factorial",
    "false",
    "floor",
    "formula",
    "function",
    "gamma",
    "gene",
    "geq",
    "gt",
    "has",
    "implies",
    "import",
    "in",
    "inf",
    "infinity",
    "is",
    "laplace",
    "length",
    "leq",
    "ln",
    "log",
    "log10",
    "lognormal",
    "lt",
    "max",
    "maximize",
    "min",
    "minimize",
    "minus",
    "model",
    "module",
    "nan",
    "neq",
    "normal",
    "not",
    "notanumber",
    "operator",
    "or",
    "pi",
    "piecewise",
    "plus",
    "poisson",
    "pow",
    "power",
    "quotient",
    "rateOf",
    "rayleigh",
    "reaction",
    "rem",
    "root",
    "sec",
    "sech",
    "sin",
    "sinh",
    "species",
    "sqr",
    "sqrt",
    "substance",
    "substanceOnly",
    "tan",
    "tanh",
    "time",
    "time_unit",
    "timeconv",
    "times",
    "true",
    "truncatedNormal",
    "uniform",
    "unit",
    "var",
    "volume",
    "xor",
];

/// Names of a model's symbols and events in a flat text.
pub(super) struct Names {
    symbols: Vec<String>,
    events: Vec<String>,
    model: String,
    taken: BTreeSet<String>,
    valid: fn(&str) -> String,
}

impl Names {
    /// Names for Antimony.
    pub fn new(model: &Model) -> Names {
        Names::with(model, valid)
    }

    /// Names for SBML, which keeps no words for itself.
    pub fn for_sbml(model: &Model) -> Names {
        Names::with(model, letters)
    }

    fn with(model: &Model, valid: fn(&str) -> String) -> Names {
        let mut names = Names {
            symbols: Vec::new(),
            events: Vec::new(),
            model: String::new(),
            taken: BTreeSet::new(),
            valid,
        };
        // Names that need no change come first, so that they keep theirs.
        let plain = |name: &str| valid(name) == name;
        let own: Vec<&str> = model.symbols.iter().map(|symbol| symbol.name.as_str()).collect();
        let own: Vec<&str> =
            own.into_iter().chain(model.events.iter().map(|event| event.name.as_str())).collect();
        let mut chosen: Vec<Option<String>> = own.iter().map(|_| None).collect();
        for wants_plain in [true, false] {
            for (name, slot) in own.iter().zip(&mut chosen) {
                if plain(name) == wants_plain {
                    *slot = Some(names.free(name));
                }
            }
        }
        let mut chosen = chosen.into_iter().flatten();
        names.symbols = chosen.by_ref().take(model.symbols.len()).collect();
        names.events = chosen.collect();
        // libAntimony takes a symbol that is called as its module for the module.
        names.model = names.free(&model.name);
        names
    }

    /// A valid name that nothing else has.
    pub fn free(&mut self, name: &str) -> String {
        let base = (self.valid)(name);
        let mut name = base.clone();
        let mut count = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{base}_{count}");
            count += 1;
        }
        name
    }

    pub fn symbol(&self, id: SymbolId) -> String {
        self.symbols.get(id.0 as usize).cloned().unwrap_or_default()
    }

    pub fn event(&self, index: usize) -> String {
        self.events.get(index).cloned().unwrap_or_default()
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    pub fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// The nearest name that the language allows.
pub(super) fn valid(name: &str) -> String {
    let mut valid = letters(name);
    if RESERVED.binary_search(&valid.as_str()).is_ok() || valid == "__main" {
        valid.push('_');
    }
    valid
}

/// The nearest name of letters, digits and underscores.
pub(super) fn letters(name: &str) -> String {
    let mut valid: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '_' })
        .collect();
    if !valid.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') {
        valid.insert(0, '_');
    }
    valid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_are_sorted() {
        assert!(RESERVED.is_sorted());
        assert_eq!(valid("gamma"), "gamma_");
        assert_eq!(valid("nk.blood"), "nk_blood");
        assert_eq!(valid("细胞"), "__");
    }
}
