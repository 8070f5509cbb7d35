//! The names of units: symbols and words, with SI prefixes.
//!
//! Exact names come before prefix and name, so `cd` is candela, `min` a minute, `Pa` pascal, `mol` mole. Cells, days and
//! other names of counts and of calendar times take no prefix: `Tcells` would be a typing error, never tera-cells.

use crate::dimension::Dimension;
use crate::scale::Scale;

/// One unit with all its names.
struct Named {
    symbols: &'static [&'static str],
    words: &'static [&'static str],
    prefixed: bool,
    /// Factor to base units: `number * 10^exponent / divisor`.
    factor: (u128, i32, u128),
    /// Whole exponents over the ten bases.
    dimension: [i8; 10],
}

const fn unit(
    symbols: &'static [&'static str],
    words: &'static [&'static str],
    factor: (u128, i32, u128),
    dimension: [i8; 10],
) -> Named {
    Named { symbols, words, prefixed: true, factor, dimension }
}

const fn fixed(
    symbols: &'static [&'static str],
    words: &'static [&'static str],
    factor: (u128, i32, u128),
    dimension: [i8; 10],
) -> Named {
    Named { symbols, words, prefixed: false, factor, dimension }
}

const ONE: (u128, i32, u128) = (1, 0, 1);
const NUMBER: [i8; 10] = [0; 10];
const TIME: [i8; 10] = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0];

/// Bases in order: kg, m, s, mol, cell, IU, Gy, K, A, cd.
const UNITS: &[Named] = &[
    unit(&["g"], &["gram", "grams"], (1, -3, 1), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["L", "l"], &["litre", "liter", "litres", "liters"], (1, -3, 1), [0, 3, 0, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["m"], &["metre", "meter", "metres", "meters"], ONE, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    fixed(&[], &["cells", "cell"], ONE, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    fixed(&["d"], &["day", "days"], (86_400, 0, 1), TIME),
    fixed(&["h"], &["hour", "hours", "hr"], (3600, 0, 1), TIME),
    fixed(&["min"], &["minute", "minutes"], (60, 0, 1), TIME),
    unit(&["s"], &["second", "seconds", "sec"], ONE, TIME),
    fixed(&["wk"], &["week", "weeks"], (604_800, 0, 1), TIME),
    // A Julian year, 365.25 days.
    fixed(&["yr"], &["year", "years"], (31_557_600, 0, 1), TIME),
    unit(&["IU", "U"], &[], ONE, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    unit(&["mol"], &["mole", "moles"], ONE, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    unit(&["M"], &["molar"], (1, 3, 1), [0, -3, 0, 1, 0, 0, 0, 0, 0, 0]),
    // Avogadro's number is 6.02214076e23 by definition (SI 2019).
    fixed(&[], &["molecules", "molecule"], (1, -15, 602_214_076), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    fixed(&["mcg"], &[], (1, -9, 1), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["Gy"], &["gray", "grays"], ONE, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
    unit(&["Sv"], &["sievert", "sieverts"], ONE, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
    fixed(&["%"], &["percent"], (1, -2, 1), NUMBER),
    fixed(&[], &["dimensionless"], ONE, NUMBER),
    // Counts that no other count is converted to.
    fixed(
        &[],
        &["copies", "copy", "virions", "virion", "items", "item", "events", "counts", "count"],
        ONE,
        NUMBER,
    ),
    fixed(&[], &["avogadro"], (602_214_076, 15, 1), NUMBER),
    unit(&["rad"], &["radian", "radians"], ONE, NUMBER),
    unit(&["sr"], &["steradian", "steradians"], ONE, NUMBER),
    unit(&["K"], &["kelvin"], ONE, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
    unit(&["A"], &["ampere", "amperes"], ONE, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
    unit(&["cd"], &["candela", "candelas"], ONE, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    unit(&["Hz"], &["hertz"], ONE, [0, 0, -1, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["Bq"], &["becquerel", "becquerels"], ONE, [0, 0, -1, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["kat"], &["katal", "katals"], ONE, [0, 0, -1, 1, 0, 0, 0, 0, 0, 0]),
    unit(&["N"], &["newton", "newtons"], ONE, [1, 1, -2, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["Pa"], &["pascal", "pascals"], ONE, [1, -1, -2, 0, 0, 0, 0, 0, 0, 0]),
    // Conventional millimetre of mercury.
    fixed(&["mmHg"], &[], (133_322_387_415, -9, 1), [1, -1, -2, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["J"], &["joule", "joules"], ONE, [1, 2, -2, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["W"], &["watt", "watts"], ONE, [1, 2, -3, 0, 0, 0, 0, 0, 0, 0]),
    unit(&["V"], &["volt", "volts"], ONE, [1, 2, -3, 0, 0, 0, 0, 0, -1, 0]),
    // SBML's other units, by their words only: the letters C, F, H, S and T mean too many things in a model of cells.
    unit(&[], &["coulomb", "coulombs"], ONE, [0, 0, 1, 0, 0, 0, 0, 0, 1, 0]),
    unit(&[], &["farad", "farads"], ONE, [-1, -2, 4, 0, 0, 0, 0, 0, 2, 0]),
    unit(&[], &["henry", "henries"], ONE, [1, 2, -2, 0, 0, 0, 0, 0, -2, 0]),
    unit(&[], &["siemens"], ONE, [-1, -2, 3, 0, 0, 0, 0, 0, 2, 0]),
    unit(&[], &["ohm", "ohms"], ONE, [1, 2, -3, 0, 0, 0, 0, 0, -2, 0]),
    unit(&[], &["tesla", "teslas"], ONE, [1, 0, -2, 0, 0, 0, 0, 0, -1, 0]),
    unit(&[], &["weber", "webers"], ONE, [1, 2, -2, 0, 0, 0, 0, 0, -1, 0]),
    unit(&[], &["lumen", "lumens"], ONE, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    unit(&[], &["lux"], ONE, [0, -2, 0, 0, 0, 0, 0, 0, 0, 1]),
];

/// Symbol, word, power of ten.
const PREFIXES: &[(&str, &str, i32)] = &[
    ("k", "kilo", 3),
    ("d", "deci", -1),
    ("c", "centi", -2),
    ("m", "milli", -3),
    ("u", "micro", -6),
    // U+00B5, the micro sign of keyboards, and U+03BC, the Greek letter of other keyboards.
    ("µ", "micro", -6),
    ("μ", "micro", -6),
    ("n", "nano", -9),
    ("p", "pico", -12),
    ("f", "femto", -15),
    ("a", "atto", -18),
    ("z", "zepto", -21),
    ("y", "yocto", -24),
    ("da", "deca", 1),
    ("h", "hecto", 2),
    ("M", "mega", 6),
    ("G", "giga", 9),
    ("T", "tera", 12),
    ("P", "peta", 15),
    ("E", "exa", 18),
    ("Z", "zetta", 21),
    ("Y", "yotta", 24),
];

/// Factor to base units and dimension of a name such as `mg`, `microlitre` or `cells`.
pub(crate) fn look_up(name: &str) -> Option<(Scale, Dimension)> {
    let exact = UNITS.iter().find(|unit| unit.symbols.contains(&name) || unit.words.contains(&name));
    if let Some(unit) = exact {
        return Some(meaning(unit, 0));
    }
    PREFIXES.iter().find_map(|(symbol, word, ten)| {
        let behind = |prefix: &str, words: bool| {
            let base = name.strip_prefix(prefix)?;
            UNITS
                .iter()
                .filter(|unit| unit.prefixed)
                .find(|unit| if words { unit.words } else { unit.symbols }.contains(&base))
        };
        behind(symbol, false).or_else(|| behind(word, true)).map(|unit| meaning(unit, *ten))
    })
}

fn meaning(unit: &Named, ten: i32) -> (Scale, Dimension) {
    let (number, exponent, divisor) = unit.factor;
    (Scale::ratio(number, exponent + ten, divisor), Dimension::of(unit.dimension))
}

/// What people of the field write most; the first of equally near names is proposed.
const COMMON: &[&str] = &[
    "mg", "ug", "ng", "pg", "kg", "g", "d", "h", "min", "s", "mL", "uL", "dL", "L", "m2", "cells", "IU",
    "MIU", "kIU", "MU", "nM", "uM", "pM", "mM", "week", "Gy", "cGy", "mol", "nmol", "cm", "mm", "um", "nm",
];

/// The nearest right name.
pub(crate) fn nearest(name: &str) -> Option<String> {
    let mut all: Vec<String> = COMMON.iter().map(|common| (*common).to_owned()).collect();
    for unit in UNITS {
        all.extend(unit.symbols.iter().chain(unit.words).map(|own| (*own).to_owned()));
        for (symbol, word, _) in PREFIXES.iter().filter(|_| unit.prefixed) {
            all.extend(unit.symbols.iter().map(|own| format!("{symbol}{own}")));
            all.extend(unit.words.iter().map(|own| format!("{word}{own}")));
        }
    }
    lytic_text::nearest(name, all.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_prefixed_name_that_is_also_a_name_is_known() {
        let mut exact = BTreeMap::new();
        for unit in UNITS {
            for name in unit.symbols.iter().chain(unit.words) {
                assert!(exact.insert((*name).to_owned(), meaning(unit, 0)).is_none(), "{name} stands twice");
            }
        }
        let mut prefixed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for unit in UNITS.iter().filter(|unit| unit.prefixed) {
            for (prefix, _, _) in PREFIXES {
                for symbol in unit.symbols {
                    prefixed.entry(format!("{prefix}{symbol}")).or_default().push(symbol);
                }
            }
        }
        let hidden: Vec<&str> =
            prefixed.keys().map(String::as_str).filter(|name| exact.contains_key(*name)).collect();
        // cd: candela, not centi-day (days take no prefix, so it is not even here). Pa: not peta-year. Nothing else.
        assert_eq!(hidden, Vec::<&str>::new());
        let twice: Vec<_> = prefixed.iter().filter(|(_, units)| units.len() > 1).collect();
        assert!(twice.is_empty(), "{twice:?} mean two things");
    }

    #[test]
    fn words_and_symbols_agree() {
        for (a, b) in
            [("ug", "microgram"), ("µL", "uL"), ("μL", "microliter"), ("mcg", "µg"), ("nM", "nanomolar")]
        {
            assert_eq!(look_up(a).unwrap(), look_up(b).unwrap(), "{a} {b}");
        }
        assert!(look_up("Tcells").is_none() && look_up("kd").is_none() && look_up("").is_none());
    }

    #[test]
    fn proposes_what_the_field_writes() {
        assert_eq!(nearest("MG").as_deref(), Some("mg"));
        assert_eq!(nearest("cels").as_deref(), Some("cells"));
        assert_eq!(nearest("miligram").as_deref(), Some("milligram"));
        assert_eq!(nearest("furlongs"), None);
    }
}
