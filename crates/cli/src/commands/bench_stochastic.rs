//! `lytic bench stochastic`: reactions per second on one core, birth and death from 100,000.

use super::bench::processor_seconds;
use crate::console::Console;
use crate::exit::Exit;
use lytic_engine::stochastic::bench::{Measured, TEXT, Way, measure};
use lytic_text::{Diagnostic, Message, Sources};
use std::time::Instant;

/// Ways, with the names that they have in words and in JSON, and how many runs are measured: some seconds.
const WAYS: [(Way, &str, u64); 3] =
    [(Way::Lanes, "direct", 320), (Way::OneByOne, "one_by_one", 40), (Way::NextReaction, "next_reaction", 8)];

/// Measures and prints a line each, or one object.
pub fn stochastic(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let clock = || processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let mut members = Vec::new();
    for (way, name, runs) in WAYS {
        let measured = match measure(way, runs, &clock) {
            Ok(measured) => measured,
            Err(error) => {
                console.problems(&[Diagnostic::error(error.message())], &Sources::new());
                return Exit::Failed;
            }
        };
        if json {
            if way == Way::Lanes {
                members.push(members_of(&measured));
            }
            members.push(format!("\"{name}\": {{{}}}", members_of(&measured)));
        } else {
            console.line(&words(name, &measured, console));
        }
    }
    if json {
        let (version, members) = (env!("CARGO_PKG_VERSION"), members.join(", "));
        console.line(&format!("{{\"lytic\": \"{version}\", \"model\": {}, {members}}}", quoted(TEXT)));
    }
    Exit::Done
}

fn members_of(measured: &Measured) -> String {
    format!(
        "\"reactions_per_second\": {:.0}, \"runs\": {}, \"reactions\": {}, \"seconds\": {:.4}, \
         \"seconds_per_run\": {:.6}, \"mean_off_in_standard_errors\": {:.2}, \"variance_ratio\": {:.4}",
        measured.reactions_per_second(),
        measured.runs,
        measured.reactions,
        measured.seconds,
        measured.seconds / measured.runs as f64,
        measured.mean_off,
        measured.variance_ratio
    )
}

fn words(name: &str, measured: &Measured, console: &Console) -> String {
    let key = match name {
        "direct" => "cli.bench_stochastic.direct",
        "one_by_one" => "cli.bench_stochastic.one_by_one",
        _ => "cli.bench_stochastic.next_reaction",
    };
    Message::new("cli.bench_stochastic")
        .with("way", console.words(key))
        .with("rate", format!("{:.1}", measured.reactions_per_second() * 1e-6))
        .with("runs", measured.runs)
        .with("seconds", format!("{:.2}", measured.seconds))
        .with("off", format!("{:.1}", measured.mean_off))
        .text(console.lang)
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
