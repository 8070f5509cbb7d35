//! The command that gives the same results, as a shell takes it.

use crate::prepare::{Overrides, Simulation};

/// `lytic run NAME` with its options.
pub(crate) fn command(name: &str, overrides: &Overrides) -> String {
    format!("lytic run {}{}", quoted(name), options(overrides))
}

/// The options of all commands that simulate a scenario, each with a blank before it.
pub(crate) fn options(overrides: &Overrides) -> String {
    let mut options = String::new();
    for (option, number) in
        [("--patients", overrides.patients), ("--draws", overrides.draws), ("--seed", overrides.seed)]
    {
        if let Some(number) = number {
            options.push_str(&format!(" {option} {number}"));
        }
    }
    for (option, text) in [("--duration", &overrides.duration), ("--every", &overrides.every)] {
        if let Some(text) = text {
            options.push_str(&format!(" {option} {}", quoted(text)));
        }
    }
    for names in &overrides.observe {
        options.push_str(&format!(" --observe {}", quoted(names)));
    }
    if let Some(save) = &overrides.save {
        options.push_str(&format!(" --save {}", quoted(&save.join(","))));
    }
    if overrides.method != Simulation::Ode {
        options.push_str(&format!(" --method {}", overrides.method.name()));
    }
    if let Some(threshold) = overrides.threshold {
        options.push_str(&format!(" --threshold {threshold}"));
    }
    for set in &overrides.set {
        options.push_str(&format!(" --set {}", quoted(set)));
    }
    options
}

/// An argument as a shell takes it.
pub(crate) fn quoted(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:".contains(letter);
    if argument.chars().all(plain) && !argument.is_empty() {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}
