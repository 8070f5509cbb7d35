//! `lytic bench mechanics`: cell-steps a second of cells that push, adhere and crawl. Beside it stand the numbers of
//! another tool for the same work.

use crate::console::Console;
use crate::exit::Exit;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::bench::{
    MeasuredMechanics, PEER_BYTES_PER_CELL, PEER_CELL_STEPS_PER_SECOND, bytes_per_cell, measure_mechanics,
};
use std::fs;
use std::time::Instant;

/// Cells and steps of the measurements on one thread; the second stands at the top of the JSON object.
const SIZES: [(u64, u64); 3] = [(10_000, 1000), (100_000, 100), (1_000_000, 10)];
/// Which of them is repeated on two threads.
const TWICE: (u64, u64) = SIZES[1];

/// Measures all sizes and prints a line each, or one object.
pub fn mechanics(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let wall = || started.elapsed().as_secs_f64();
    let cpu = || processor_seconds_of_all_threads().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let measure = |size: (u64, u64), threads: usize| {
        let measured = measure_mechanics(size, threads, &cpu, &wall)?;
        if !json {
            let line = Message::new("cli.bench_mechanics")
                .with("cells", measured.cells)
                .with("steps", measured.steps)
                .with("threads", measured.threads)
                .with("rate", format!("{:.2}", measured.cell_steps_per_second() * 1e-6))
                .with("seconds", format!("{:.2}", measured.seconds));
            console.line(&line.text(console.lang));
        }
        Ok::<MeasuredMechanics, String>(measured)
    };
    let all = || -> Result<(Vec<MeasuredMechanics>, f64), String> {
        let measured = SIZES.iter().map(|size| measure(*size, 1)).collect::<Result<Vec<_>, _>>()?;
        let two = measure(TWICE, 2)?;
        let one = measured.get(1).map_or(f64::NAN, |one| one.seconds);
        Ok((measured, one / two.seconds))
    };
    let (measured, speed_up) = match all() {
        Ok(found) => found,
        Err(reason) => {
            let message = Message::new("E2207").with("reason", reason);
            console.problems(&[Diagnostic::error(message)], &Sources::new());
            return Exit::Failed;
        }
    };
    if json {
        console.line(&object(&measured, speed_up));
        return Exit::Done;
    }
    let line = Message::new("cli.bench_mechanics_end")
        .with("speed_up", format!("{speed_up:.2}"))
        .with("bytes", bytes_per_cell());
    console.line(&line.text(console.lang));
    console.line(&Message::new("cli.bench_mechanics_peers").text(console.lang));
    Exit::Done
}

fn object(measured: &[MeasuredMechanics], speed_up: f64) -> String {
    let sizes: Vec<String> = measured
        .iter()
        .map(|one| {
            format!(
                "{{\"cells\": {}, \"steps\": {}, \"cell_steps_per_second\": {:.0}, \"cpu_seconds\": {:.4}}}",
                one.cells,
                one.steps,
                one.cell_steps_per_second(),
                one.cpu_seconds
            )
        })
        .collect();
    let (rate, seconds) =
        measured.get(1).map_or((f64::NAN, f64::NAN), |one| (one.cell_steps_per_second(), one.cpu_seconds));
    format!(
        "{{\"lytic\": \"{}\", \"cell_steps_per_second\": {rate:.0}, \"cpu_seconds\": {seconds:.4}, \
         \"bytes_per_cell\": {}, \"two_threads_over_one\": {speed_up:.3}, \"sizes\": [{}], \
         \"peers\": {{\"physicell_1_14\": {{\"cell_steps_per_second\": [{:.0}, {:.0}], \
         \"cells\": [10000, 100000], \"bytes_per_cell\": {PEER_BYTES_PER_CELL}}}}}}}",
        env!("CARGO_PKG_VERSION"),
        bytes_per_cell(),
        sizes.join(", "),
        PEER_CELL_STEPS_PER_SECOND[0],
        PEER_CELL_STEPS_PER_SECOND[1],
    )
}

/// Processor time of all threads of this process, where the system tells it.
pub(super) fn processor_seconds_of_all_threads() -> Option<f64> {
    let of = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    let threads = fs::read_dir("/proc/self/task").ok()?;
    let nanoseconds: Option<Vec<f64>> = threads.map(|entry| entry.ok().and_then(of)).collect();
    Some(nanoseconds?.iter().sum::<f64>() * 1e-9)
}
