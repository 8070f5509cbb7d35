//! `lytic bench population`: patients per second on one core, on the two models that Lytic measures itself by.

use crate::console::Console;
use crate::exit::Exit;
use lytic_engine::Method;
use lytic_engine::bench::{Benchmark, Measured, Request};
use lytic_text::{Diagnostic, Message, Sources};
use std::fs;
use std::time::Instant;

/// Patients of each model: some seconds of work.
const PATIENTS: [(Benchmark, u64); 2] = [(Benchmark::Tumour, 20_000), (Benchmark::Network, 1_000)];
/// Patients whose error is measured.
const CHECKED: u64 = 50;
/// Relative tolerance of the runs.
const RELATIVE_TOLERANCE: f64 = 1e-6;

/// Measures both models and prints a line or an object each.
pub fn population(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let clock = || processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let mut objects = Vec::new();
    for (model, patients) in PATIENTS {
        let request = Request {
            patients,
            relative_tolerance: RELATIVE_TOLERANCE,
            method: Method::Automatic,
            lanes: None,
            instructions: None,
            checked: CHECKED,
        };
        match model.measure(&request, &clock) {
            Ok(measured) if json => {
                objects.push(format!("\"{}\":{}", model.name(), measured.json(peak_memory_mb())))
            }
            Ok(measured) => console.line(&words(model, &measured, console)),
            Err(error) => {
                console.problems(&[Diagnostic::error(error.message())], &Sources::new());
                return Exit::Failed;
            }
        }
    }
    if json {
        console.line(&format!("{{\"lytic\":\"{}\",{}}}", env!("CARGO_PKG_VERSION"), objects.join(",")));
    }
    Exit::Done
}

fn words(model: Benchmark, measured: &Measured, console: &Console) -> String {
    Message::new("cli.bench_line")
        .with("model", model.name())
        .with("patients", format!("{:.0}", measured.patients_per_second))
        .with("error", format!("{:.0e}", measured.relative_error_median))
        .with("steps", format!("{:.0}", measured.steps_per_patient))
        .with("lanes", measured.lanes)
        .with("use", format!("{:.0}", measured.lane_use * 100.0))
        .with("gflops", format!("{:.1}", measured.gflops))
        .text(console.lang)
}

/// Processor time of this thread, where the system tells it: other work on the machine does not count.
fn processor_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds * 1e-9)
}

/// Most memory that this process has had, in megabytes, where the system tells it; else zero.
fn peak_memory_mb() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
