//! What people write, what it is worth, what is said of mistakes; random texts.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

use lytic_text::{Lang, SourceId, Span, entry};
use lytic_units::{Base, CODES, Dimension, Quantity, Unit, UnitError};
use proptest::prelude::*;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn factor(from: &str, to: &str) -> f64 {
    unit(from).factor_to(&unit(to)).unwrap()
}

#[test]
fn conversions_are_exact() {
    for (from, to, expected) in [
        ("pg/mL", "pg/mL", 1.0),
        ("mg", "ug", 1000.0),
        ("ng/mL", "ug/L", 1.0),
        ("pg/mL", "ng/L", 1.0),
        ("cells/uL", "cells/mL", 1000.0),
        ("10^3/uL", "1e9/L", 1.0),
        ("MU/m2", "IU/m2", 1e6),
        ("MIU", "kIU", 1000.0),
        ("U/mL", "IU/mL", 1.0),
        ("d", "h", 24.0),
        ("/h", "/d", 24.0),
        ("week", "d", 7.0),
        ("min", "s", 60.0),
        ("uM", "nmol/mL", 1.0),
        ("nM", "pmol/mL", 1.0),
        ("dL", "mL", 100.0),
        ("m2", "cm2", 10_000.0),
        ("µL", "μL", 1.0),
        ("litre", "L", 1.0),
        ("mL", "cm3", 1.0),
        ("mg*h/L", "ug*h/L", 1000.0),
        ("%", "dimensionless", 0.01),
        ("cGy", "Gy", 0.01),
        ("mcg", "ug", 1.0),
        ("mol", "molecules", 6.022_140_76e23),
        ("kPa", "N/mm2", 1e-3),
        ("mL.min-1", "mL/min", 1.0),
        ("mg kg-1 d-1", "mg/kg/d", 1.0),
        ("cells per uL", "cells/uL", 1.0),
        ("mg/(kg*d)", "mg/kg/d", 1.0),
        ("m²", "m2", 1.0),
        ("kg / m ^ 2", "kg/m2", 1.0),
        ("s⁻¹", "Hz", 1.0),
        ("1e-12 gram / mL", "pg/mL", 1.0),
    ] {
        assert_eq!(factor(from, to), expected, "{from} -> {to}");
    }
    // There is no decimal for 1/86400; the nearest number is given, not a product of rounded ones.
    assert_eq!(factor("s", "d"), 1.0 / 86_400.0);
    assert_eq!(factor("/d", "/s"), 1.0 / 86_400.0);
    assert_eq!(unit("ug").convert(3.0, &unit("g")).unwrap(), 3e-6);
}

#[test]
fn cells_activity_and_radiation_are_dimensions_of_their_own() {
    assert_ne!(unit("cells/uL").dimension(), unit("/uL").dimension());
    assert_ne!(unit("IU/mL").dimension(), unit("mg/mL").dimension());
    assert_ne!(unit("Gy").dimension(), unit("J/kg").dimension());
    assert_eq!(unit("cells/uL").dimension(), &Dimension::CELLS.divide(&Dimension::VOLUME));
    assert_eq!(unit("m^(1/2)").dimension().exponent(Base::Length), (1, 2));
}

#[test]
fn quantities_as_people_write_them() {
    for (text, value, unit_text) in [
        ("1e7 cells/kg", 1e7, "cells/kg"),
        ("25 mg/m2", 25.0, "mg/m2"),
        ("10 MU/m2", 10.0, "MU/m2"),
        ("-7 d", -7.0, "d"),
        ("0.10 /d", 0.1, "/d"),
        ("1/d", 1.0, "/d"),
        ("10^3/uL", 1e3, "/uL"),
        ("5*10^3 cells", 5.0, "10^3 cells"),
        ("5 × 10^3 cells", 5.0, "10^3 cells"),
        ("70kg", 70.0, "kg"),
        ("30 %", 30.0, "%"),
        (".5 mL", 0.5, "mL"),
        ("0.3", 0.3, "1"),
        ("+2.0E-3 L", 2e-3, "L"),
    ] {
        let quantity = Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((quantity.value, quantity.unit.to_string().as_str()), (value, unit_text), "{text}");
        assert_eq!(Quantity::parse(&quantity.to_string()).unwrap(), quantity, "{text}");
    }
    assert_eq!(Quantity::parse("5*10^3 cells").unwrap().in_unit(&unit("cells")), Ok(5000.0));
}

#[test]
fn products_cancel_and_print_in_the_names_that_went_in() {
    assert_eq!(unit("pg/mL").multiply(&unit("mL")).to_string(), "pg");
    assert_eq!(unit("cells/uL").divide(&unit("cell")).to_string(), "/uL");
    assert_eq!(unit("mg").divide(&unit("mL*d")).to_string(), "mg/mL/d");
    assert_eq!(unit("cells/uL").power(1, 2).unwrap().to_string(), "cells^(1/2)/uL^(1/2)");
    assert!(unit("d").divide(&unit("day")).is_plain());
    assert!(!unit("mg/kg").is_plain() && unit("mg/kg").dimension().is_dimensionless());
    assert_eq!(unit("m").power(1, 7), None);
}

#[test]
fn identifiers_read_and_write() {
    for (identifier, text) in [
        ("cells_per_uL", "cells/uL"),
        ("per_day", "/d"),
        ("mg_per_m2", "mg/m2"),
        ("IU_per_mL", "IU/mL"),
        ("pg_per_mL_per_day", "pg/mL/d"),
        ("pg_per_mL_day", "pg/mL/d"),
        ("mg_h_per_L", "mg*h/L"),
        ("day", "d"),
        ("percent", "%"),
        ("dimensionless", "1"),
        ("per_cells_per_day", "/cells/d"),
    ] {
        let parsed = Unit::parse_identifier(identifier).unwrap();
        assert_eq!(parsed, unit(text), "{identifier}");
        let back = parsed.to_identifier().unwrap();
        assert_eq!(Unit::parse_identifier(&back).unwrap(), parsed, "{identifier} -> {back}");
    }
    for (wrong, range) in
        [("pg_per_", 7..7), ("pg_per_mLL", 7..10), ("pg__mL", 3..3), ("_pg", 0..0), ("per", 3..3)]
    {
        assert_eq!(Unit::parse_identifier(wrong).unwrap_err().range(), range, "{wrong}");
    }
    assert_eq!(unit("10^3/uL").to_identifier(), None);
    assert_eq!(unit("µg/%").to_identifier().as_deref(), Some("ug_per_percent"));
}

/// The bytes under the error, and the words.
fn wrong(text: &str) -> (String, String) {
    let error = Quantity::parse(text).unwrap_err();
    let range = error.range();
    (text.get(range).unwrap().to_owned(), error.message().text(Lang::En))
}

#[test]
fn mistakes_are_named_where_they_stand() {
    assert_eq!(wrong("25 mgg/m2"), ("mgg".into(), "`mgg` is not a unit".into()));
    assert_eq!(wrong("mg/m2").0, "mg/m2");
    assert_eq!(wrong("25 mg/m99999999").0, "99999999");
    assert_eq!(wrong("25 mg/m0").0, "0");
    assert_eq!(wrong("25 mg//m2"), ("/".into(), "a unit cannot go on with `/`".into()));
    assert_eq!(wrong("25 mg/"), (String::new(), "a unit cannot go on with its end here".into()));
    assert_eq!(wrong("25 mg/(kg").0, "");
    assert_eq!(wrong("25 mg#").0, "#");
    assert_eq!(wrong("1,000 cells").0, ",");
    for text in ["NaN mg", "inf mg", "-Infinity d", "1e999 mg", "1.2.3", "1.2.3 mg"] {
        assert!(matches!(Quantity::parse(text), Err(UnitError::BadNumber { .. })), "{text}");
    }
    for text in ["", "  "] {
        assert!(matches!(Quantity::parse(text), Err(UnitError::Empty { .. })), "{text}");
        assert!(matches!(Unit::parse(text), Err(UnitError::Empty { .. })), "{text}");
    }
    assert!(matches!(Unit::parse("0 mg"), Err(UnitError::BadNumber { .. })));
    assert!(matches!(Unit::parse("Ym20/ym20"), Err(UnitError::OutOfRange { .. })));
    assert!(matches!(Unit::parse(&"(".repeat(900)), Err(UnitError::TooLong { .. })));
    assert!(matches!(Unit::parse(&"m".repeat(2000)), Err(UnitError::TooLong { .. })));
    assert_eq!(Unit::parse("cels/uL").unwrap_err().suggestion().as_deref(), Some("cells"));
}

#[test]
fn a_wrong_dimension_is_told_in_words() {
    let area_dose = Dimension::MASS.divide(&Dimension::AREA);
    let error = Quantity::parse("5 cells/uL").unwrap().expect(&area_dose).unwrap_err();
    assert_eq!(error.to_string(), "`cells/uL` measures cells per volume, but mass per area is needed");
    assert_eq!(error.message().help(Lang::En).unwrap(), "write it as, for example, `mg/m2`");
    assert_eq!(error.message().text(Lang::Zh), "`cells/uL` 表示细胞浓度，而此处需要单位面积质量");
    let error = Quantity::parse("5").unwrap().in_unit(&unit("pg/mL")).unwrap_err();
    assert_eq!(error.to_string(), "`5` has no unit; mass concentration is needed");
    let whole = Span::new(SourceId(0), 10, 20);
    assert_eq!(error.diagnostic(whole).span, Some(whole));
}

#[test]
fn every_code_has_its_text() {
    for code in CODES {
        assert!(entry(code).is_some(), "{code}");
    }
}

/// Ten thousand; a million in `./test --full`.
fn inputs() -> u32 {
    if std::env::var_os("LYTIC_FULL").is_some() { 1_000_000 } else { 10_000 }
}

fn some_unit() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "mg",
        "ug",
        "kg",
        "mL",
        "uL",
        "L",
        "m",
        "cm",
        "cells",
        "IU",
        "MIU",
        "d",
        "h",
        "week",
        "nM",
        "mol",
        "%",
        "Gy",
        "molecules",
        "microlitre",
        "µg",
        "10^3",
        "2.5",
        "1e-12",
    ]);
    let exponent = prop::sample::select(vec!["", "2", "-1", "^3", "^(1/2)", "**2"]);
    let operator = prop::sample::select(vec!["*", "/", " "]);
    prop::collection::vec((name, exponent, operator), 1..6).prop_map(|parts| {
        let mut text = String::new();
        for (index, (name, exponent, operator)) in parts.into_iter().enumerate() {
            if index > 0 {
                text.push_str(operator);
            }
            text.push_str(name);
            let number = name.starts_with(|first: char| first.is_ascii_digit());
            text.push_str(if number { "" } else { exponent });
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs()))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let text = String::from_utf8_lossy(&bytes);
        let length = text.len();
        let errors = [Unit::parse(&text).err(), Unit::parse_identifier(&text).err(), Quantity::parse(&text).err()];
        for error in errors.into_iter().flatten() {
            prop_assert!(error.range().start <= length && error.range().end <= length + 1, "{error}");
        }
    }

    #[test]
    fn near_units_never_panic(text in "[0-9mgkLd/*^(). %eEµ²_+-]{0,30}") {
        let _ = (Unit::parse(&text), Unit::parse_identifier(&text), Quantity::parse(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_printed_reads_back(a in some_unit(), b in some_unit()) {
        let (a, b) = (unit(&a), unit(&b));
        prop_assert_eq!(&unit(&a.to_string()), &a);
        let product = a.multiply(&Unit::dimensionless());
        prop_assert_eq!(&unit(&product.to_string()), &product, "{}", product);
        let quotient = a.divide(&b);
        prop_assert_eq!(quotient.dimension(), &a.dimension().divide(b.dimension()));
        prop_assert!(a.divide(&a).is_plain());
        if let Some(identifier) = a.to_identifier() {
            prop_assert_eq!(&Unit::parse_identifier(&identifier).unwrap(), &a, "{}", identifier);
        }
    }

    #[test]
    fn quantities_read_back(value in any::<f64>().prop_filter("finite", |v| v.is_finite()), text in some_unit()) {
        let quantity = Quantity { value, unit: unit(&text) };
        prop_assert_eq!(Quantity::parse(&quantity.to_string()).unwrap(), quantity);
    }
}
