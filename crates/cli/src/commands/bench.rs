//! `lytic bench population`: patients per second on one core, on the two models that Lytic measures itself by and on a
//! patient of the library. `lytic bench assay`: single NK cells per second on one core.

use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use lytic_engine::bench::{Benchmark, Measured, Request, peak_gflops};
use lytic_engine::{EngineError, Method};
use lytic_nk::Library;
use lytic_study::{Assay, Overrides, Study, open_assay, prepare_assay};
use lytic_text::{Diagnostic, Message, Sources};
use std::fs;
use std::time::Instant;

/// Patients of each model: some seconds of work.
const PATIENTS: [(Benchmark, u64); 2] = [(Benchmark::Tumour, 20_000), (Benchmark::Network, 1_000)];
/// The scenario whose patients are measured, and how many.
const SCENARIO: (&str, u64) = ("aml-haploidentical", 1_000);
/// The model whose numbers also stand at the top of the JSON object.
const LARGE: Benchmark = Benchmark::Network;
/// Patients whose error is measured.
const CHECKED: u64 = 50;
/// Relative tolerance of the runs.
const RELATIVE_TOLERANCE: f64 = 1e-6;

/// Measures all models and prints a line each, or one object.
pub fn population(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let clock = || processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    match measure(json, console, &clock) {
        Ok(objects) => {
            if json {
                console.line(&format!(
                    "{{\"lytic\": \"{}\", {}}}",
                    env!("CARGO_PKG_VERSION"),
                    objects.join(", ")
                ));
            }
            Exit::Done
        }
        Err(error) => {
            console.problems(&[Diagnostic::error(error.message())], &Sources::new());
            Exit::Failed
        }
    }
}

/// Members of the JSON object, if it is asked for; else prints a line as soon as a model is measured.
fn measure(json: bool, console: &Console, clock: &dyn Fn() -> f64) -> Result<Vec<String>, EngineError> {
    let peak = peak_gflops(None, clock)?;
    let mut objects = Vec::new();
    let mut tell = |name: &str, measured: &Measured, large: bool| {
        let memory = peak_memory_mb();
        if !json {
            return console.line(&words(name, measured, peak, console));
        }
        if large {
            objects.insert(0, measured.json_members(memory, peak));
        }
        objects.push(format!("\"{name}\": {}", measured.json(memory, peak)));
    };
    for (model, patients) in PATIENTS {
        let request = Request {
            patients,
            relative_tolerance: RELATIVE_TOLERANCE,
            method: Method::Automatic,
            lanes: None,
            instructions: None,
            checked: CHECKED,
        };
        tell(model.name(), &model.measure(&request, clock)?, model == LARGE);
    }
    let (name, patients) = SCENARIO;
    if let Some(study) = built_in(name) {
        tell(name, &study.measure(patients, CHECKED, clock)?, false);
    }
    Ok(objects)
}

/// Wells of one NK cell and ten targets that `lytic bench assay` watches for twelve hours, in both states of the cells.
const WELLS: u64 = 50_000;

/// Measures 100,000 single NK cells over twelve hours and prints a line, or one object.
pub fn assay(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let clock = || processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let Some(assay) = single_cells() else { return Exit::Failed };
    let (cells, seconds) = assay.on_one_core(&clock);
    let per_second = cells as f64 / seconds;
    if json {
        let version = env!("CARGO_PKG_VERSION");
        console.line(&format!(
            "{{\"lytic\": \"{version}\", \"nk_cells\": {cells}, \"hours\": 12, \"seconds\": {seconds:.3}, \
             \"nk_cells_per_second\": {per_second:.0}}}"
        ));
    } else {
        let message = Message::new("cli.bench_assay")
            .with("cells", cells)
            .with("seconds", format!("{seconds:.1}"))
            .with("rate", format!("{per_second:.0}"));
        console.line(&message.text(console.lang));
    }
    Exit::Done
}

/// The assay of micro-wells with so many cells.
fn single_cells() -> Option<Assay> {
    let mut sources = Sources::new();
    let (scenario, _) = open_assay("assay-microwell", &Disk, &mut sources)?;
    let mut scenario = scenario?;
    let well = scenario.well.as_mut()?;
    (well.wells.as_mut()?.value, well.replicates.as_mut()?.value) = (WELLS, 1);
    let overrides = Overrides { duration: Some("12 h".to_owned()), ..Overrides::default() };
    prepare_assay(scenario, &Library::embedded(), &overrides, &sources).0
}

/// A built-in scenario made ready.
fn built_in(name: &str) -> Option<Study> {
    let mut sources = Sources::new();
    let (scenario, _) = lytic_study::open(name, &Disk, &mut sources);
    let library = Library::embedded();
    lytic_study::prepare(scenario?, &library, &Disk, Overrides::default(), &mut sources).0
}

fn words(name: &str, measured: &Measured, peak: f64, console: &Console) -> String {
    Message::new("cli.bench_line")
        .with("model", name)
        .with("patients", format!("{:.0}", measured.patients_per_second))
        .with("error", format!("{:.0e}", measured.relative_error_median))
        .with("steps", format!("{:.0}", measured.steps_per_patient))
        .with("lanes", measured.lanes)
        .with("use", format!("{:.0}", measured.lane_use * 100.0))
        .with("gflops", format!("{:.1}", measured.gflops))
        .with("peak", format!("{:.0}", measured.gflops / peak * 100.0))
        .text(console.lang)
}

/// Processor time of this thread, where the system tells it: other work on the machine does not count.
pub(super) fn processor_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds * 1e-9)
}

/// Most memory that this process has had, in megabytes, where the system tells it; else zero.
pub(super) fn peak_memory_mb() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
