//! The population benchmark for scripts that compare Lytic with other tools (`benches/peers/population.py`).
//!
//! ```text
//! population MODEL export FOLDER PATIENTS
//! population MODEL run PATIENTS TOLERANCE CHECKED VALUES [lanes] [avx512|avx2|plain] [rodas5p|explicit]
//! ```
//!
//! `run` prints one JSON object and writes the first CHECKED patients' states (patient, day, state; 64-bit numbers) to
//! the file VALUES.

use lytic_engine::bench::{Benchmark, Request, peak_gflops, simulate};
use lytic_engine::{Engine, Instructions, Method};
use std::error::Error;
use std::fs;
use std::path::Path;

/// Processor time of this thread where the system tells it, else the time of day.
fn seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = text.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    spent.map(|nanoseconds| nanoseconds * 1e-9).unwrap_or_else(|| {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0.0, |since| since.as_secs_f64())
    })
}

fn bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [model, "export", folder, patients] => {
            export(benchmark(model)?, Path::new(folder), patients.parse()?)
        }
        [model, "run", patients, tolerance, checked, values, ref rest @ ..] => {
            let request = Request {
                patients: patients.parse()?,
                relative_tolerance: tolerance.parse()?,
                method: if rest.get(2) == Some(&"explicit") { Method::Explicit } else { Method::Rodas5P },
                lanes: rest.first().and_then(|text| text.parse().ok()),
                instructions: rest.get(1).and_then(|name| Instructions::parse(name)),
                checked: checked.parse()?,
            };
            run(benchmark(model)?, &request, Path::new(values))
        }
        _ => {
            Err("population MODEL export FOLDER PATIENTS | run PATIENTS TOLERANCE CHECKED VALUES ...".into())
        }
    }
}

fn benchmark(name: &str) -> Result<Benchmark, Box<dyn Error>> {
    Benchmark::parse(name).ok_or_else(|| "the models are tumour and network".into())
}

fn export(benchmark: Benchmark, folder: &Path, patients: u64) -> Result<(), Box<dyn Error>> {
    let equations = benchmark.equations().map_err(|_| "the model does not read")?;
    let lines = |words: &mut dyn Iterator<Item = String>| words.collect::<Vec<_>>().join("\n");
    fs::write(folder.join("model.ant"), benchmark.text())?;
    fs::write(
        folder.join("parameters.txt"),
        lines(&mut equations.parameters.iter().map(|parameter| parameter.name.clone())),
    )?;
    fs::write(
        folder.join("states.txt"),
        lines(&mut equations.states.iter().map(|state| state.name.clone())),
    )?;
    fs::write(folder.join("days.txt"), lines(&mut benchmark.days().iter().map(f64::to_string)))?;
    let doses = benchmark.doses();
    let mut doses = doses.iter().map(|(day, state, amount)| format!("{day} {state} {amount}"));
    fs::write(folder.join("doses.txt"), lines(&mut doses))?;
    let subjects = benchmark.subjects(&equations, patients);
    let parameters: Vec<f64> = subjects.into_iter().flat_map(|subject| subject.parameters).collect();
    fs::write(folder.join("patients.f64"), bytes(&parameters))?;
    Ok(())
}

fn run(benchmark: Benchmark, request: &Request, file: &Path) -> Result<(), Box<dyn Error>> {
    let measured = benchmark.measure(request, &seconds)?;
    let mut equations = benchmark.equations().map_err(|_| "the model does not read")?;
    let settings = benchmark.settings(&mut equations, request);
    let engine = Engine::with_instructions(&equations, &settings, request.instructions)?;
    let mut values = vec![Vec::new(); request.checked as usize];
    simulate(&engine, &benchmark.subjects(&equations, request.checked), &mut |finished| {
        if let Some(place) = values.get_mut(finished.id as usize) {
            *place = finished.values.to_vec();
        }
    })?;
    fs::write(file, bytes(&values.concat()))?;
    println!("{}", measured.json(peak_memory_mb(), peak_gflops(request.instructions, &seconds)?));
    Ok(())
}

/// Most memory that this process has had, in megabytes (Linux; else zero).
fn peak_memory_mb() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
