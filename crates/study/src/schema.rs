//! The JSON Schema of a scenario file, from the one table of keys: editors complete and check with it.

use crate::assay::ASSAY;
use crate::keys::{Key, SCENARIO, Section, Shape};
use crate::tissue::TISSUE;
use lytic_text::{Lang, entry};
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

/// JSON Schema (draft 2020-12) of a scenario, described in a language: of an assay or a tissue where it says so, else of a patient.
pub fn schema(lang: Lang) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lytic scenario",
        "description": words("scenario.file", lang),
        "type": "object",
        "if": { "properties": { "kind": { "const": "assay" } }, "required": ["kind"] },
        "then": Value::Object(object(&ASSAY, lang)),
        "else": {
            "if": { "properties": { "kind": { "const": "tissue" } }, "required": ["kind"] },
            "then": Value::Object(object(&TISSUE, lang)),
            "else": Value::Object(object(&SCENARIO, lang)),
        },
    })
}

fn words(key: &str, lang: Lang) -> &'static str {
    entry(key).map_or("", |entry| entry.text(lang))
}

/// A table with known keys and no others.
fn object(section: &Section, lang: Lang) -> Map<String, Value> {
    let properties: Map<String, Value> =
        section.keys.iter().map(|key| (key.name.to_owned(), property(key, lang))).collect();
    let required: Vec<&str> = section.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object
}

fn property(key: &Key, lang: Lang) -> Value {
    let mut value = shape(&key.shape, lang);
    if let Value::Object(map) = &mut value {
        map.insert("description".to_owned(), json!(words(key.about, lang)));
        map.insert("examples".to_owned(), json!([example(key)]));
    }
    value
}

/// The example of a key as JSON; `[[dose]]` stands for an empty list.
fn example(key: &Key) -> Value {
    let line = format!("key = {}", key.example);
    DeTable::parse(&line)
        .ok()
        .and_then(|table| table.get_ref().get("key").map(|value| json_of(value.get_ref())))
        .unwrap_or_else(|| json!([]))
}

fn json_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json!(number.as_str().parse::<i64>().unwrap_or_default()),
        DeValue::Float(number) => json!(number.as_str().parse::<f64>().unwrap_or_default()),
        DeValue::Boolean(truth) => json!(truth),
        DeValue::Datetime(time) => json!(time.to_string()),
        DeValue::Array(array) => array.iter().map(|value| json_of(value.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref()))).collect(),
        ),
    }
}

fn shape(shape: &Shape, lang: Lang) -> Value {
    let text = || json!({ "type": "string", "minLength": 1 });
    let table = |section: &Section| Value::Object(object(section, lang));
    match shape {
        Shape::Text | Shape::Time => text(),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Quantity => json!({ "anyOf": [text(), { "type": "number" }] }),
        Shape::Schedule(section) => {
            json!({ "anyOf": [text(), { "type": "array", "items": text(), "minItems": 1 }, table(section)] })
        }
        Shape::Whole(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Shape::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Shape::Texts => json!({ "type": "array", "items": text(), "minItems": 1 }),
        Shape::Names => json!({ "type": "array", "items": text() }),
        Shape::TextsOrTables(section) => {
            json!({ "type": "array", "items": { "anyOf": [text(), table(section)] } })
        }
        Shape::Table(section) => table(section),
        Shape::Named(section) => json!({ "type": "object", "additionalProperties": table(section) }),
        Shape::Tables(section) => json!({ "type": "array", "items": table(section) }),
        // Names with dots may be tables in tables, so their depth is open.
        Shape::Values(section) => json!({
            "type": "object",
            "additionalProperties": { "anyOf": [text(), { "type": "number" }, table(section), { "type": "object" }] },
        }),
        Shape::Number => json!({ "type": "number", "minimum": 0 }),
        Shape::Signed => json!({ "type": "number" }),
        Shape::Pair => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })
        }
        Shape::Numbers => {
            json!({ "type": "array", "items": { "type": "number", "exclusiveMinimum": 0 }, "minItems": 1 })
        }
        Shape::Quantities => json!({ "type": "array", "items": text(), "minItems": 1 }),
        Shape::Spread(section) => {
            let mut one = object(section, lang);
            one.insert("minProperties".to_owned(), json!(1));
            one.insert("maxProperties".to_owned(), json!(1));
            json!({ "anyOf": [{ "const": "none" }, one] })
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test that fails should panic")]
    use super::*;

    /// Every key has a meaning in both languages, and its example is TOML.
    #[test]
    fn every_key_is_described() {
        fn walk(section: &Section) {
            for key in section.keys {
                assert!(entry(key.about).is_some(), "{} of {} is not described", key.name, section.title);
                if !key.example.starts_with("[[") {
                    let line = format!("key = {}", key.example);
                    assert!(DeTable::parse(&line).is_ok(), "{line}");
                }
                match key.shape {
                    Shape::Schedule(inner)
                    | Shape::TextsOrTables(inner)
                    | Shape::Table(inner)
                    | Shape::Named(inner)
                    | Shape::Tables(inner)
                    | Shape::Values(inner)
                    | Shape::Spread(inner) => walk(inner),
                    _ => {}
                }
            }
        }
        walk(&SCENARIO);
        walk(&ASSAY);
        walk(&TISSUE);
    }

    #[test]
    fn the_schema_names_all_keys() {
        let schema = schema(Lang::En);
        let patient = &schema["else"]["else"];
        let dose = &patient["properties"]["dose"]["items"];
        assert_eq!(dose["properties"]["amount"]["examples"][0], "25 mg/m2");
        assert_eq!(dose["required"], json!(["amount", "at"]));
        assert_eq!(patient["properties"]["kind"]["enum"][0], "patient");
        assert_eq!(schema["then"]["properties"]["well"]["properties"]["vessel"]["enum"][0], "dish");
    }
}
