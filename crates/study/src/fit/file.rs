//! `fit.toml`: a fit that a patient scenario can name, `[product.X] fit = "fit.toml"`.
//!
//! ```toml
//! [fit]
//! kind = "assay"
//! decision = "weighted"
//! data_sha256 = "..."
//!
//! [parameter."release_assay.kasumi1_signal"]
//! value = 0.29
//! low = 0.24        # ends of the 95 % profile interval; a side that the data leave open is missing
//! high = 0.35
//! unit = "1"
//! library = true    # a parameter of the library
//! ```
//!
//! Numbers of the well alone (contact rates of a dish, kill rates per hour of a well) are in it for completeness; they
//! are not those of a tissue, and `scope = "well"` says so.

use super::model::{Meaning, decision_name};
use super::results::{FitResults, FittedParameter};
use std::fmt::Write;

/// The file of the shown fit; empty where nothing was fitted.
pub fn fit_toml(results: &FitResults) -> String {
    let Some(fit) = results.shown() else { return String::new() };
    let hash =
        |name: &str| results.hashes.iter().find(|(known, _)| known == name).map_or("", |(_, hash)| hash);
    let mut out = format!("# {}\n\n[fit]\nkind = \"assay\"\n", one_line(&results.command));
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    line("decision", text(decision_name(fit.decision)));
    line("cycle", text(fit.mechanism.name()));
    line("target", text(&results.target));
    line("molecules", text(&fit.table));
    line("lytic", text(&results.version));
    line("data", text(&results.file));
    line("data_sha256", text(hash("data")));
    line("r2", number(fit.r2));
    line("rmse_percent", number(fit.rmse));
    for parameter in &fit.parameters {
        let _ = write!(out, "\n{}", entry(parameter));
    }
    out
}

fn entry(parameter: &FittedParameter) -> String {
    let mut out = format!("[parameter.{}]\nvalue = {}\n", text(&parameter.name), number(parameter.value));
    for (key, end) in [("low", parameter.low), ("high", parameter.high)] {
        if let Some(end) = end {
            let _ = writeln!(out, "{key} = {}", number(end));
        }
    }
    let unit = if parameter.unit.is_empty() { "1" } else { &parameter.unit };
    let of_well = matches!(
        parameter.meaning,
        Meaning::ContactRate | Meaning::KillRate | Meaning::HalfSaturation | Meaning::Hazard
    );
    let scope = if of_well { "well" } else { "cell" };
    let _ =
        writeln!(out, "unit = {}\nlibrary = {}\nscope = {}", text(unit), parameter.in_library, text(scope));
    out
}

/// A TOML string.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04X}", letter as u32);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A TOML number that is read back to the same bits.
fn number(value: f64) -> String {
    match () {
        () if value.is_nan() => "nan".to_owned(),
        () if value.is_infinite() => if value > 0.0 { "inf" } else { "-inf" }.to_owned(),
        () => format!("{value:?}"),
    }
}
