//! `lytic bench mechanics`: cell-steps a second of cells that push, adhere and crawl. Beside it stand the numbers of
//! another tool for the same work.

use crate::console::Console;
use crate::exit::Exit;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::bench::{
    MeasuredMechanics, PEER_BYTES_PER_CELL, PEER_CELL_STEPS_PER_SECOND, bytes_per_cell, measure_mechanics,
};
use std::time::Instant;

/// Cells and steps of the measurements on one thread; the second stands at the top of the JSON object.
const SIZES: [(u64, u64); 3] = [(10_000, 1000), (100_000, 100), (1_000_000, 10)];
/// What is run on one thread and on two in turn, so that both meet the same machine, and how often.
const TWICE: (u64, u64) = (100_000, 40);
const PAIRS: usize = 9;

/// Measures all sizes and prints a line each, or one object.
pub fn mechanics(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let wall = || started.elapsed().as_secs_f64();
    let cpu = || processor_seconds_of_all_threads().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let measure = |size: &(u64, u64)| {
        let measured = measure_mechanics(*size, 1, &cpu, &wall)?;
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
    let all = || -> Result<(Vec<MeasuredMechanics>, Vec<f64>), String> {
        let measured = SIZES.iter().map(measure).collect::<Result<Vec<_>, _>>()?;
        let seconds =
            |threads| measure_mechanics(TWICE, threads, &cpu, &wall).map(|measured| measured.seconds);
        let pair = |_| Ok::<f64, String>(seconds(1)? / seconds(2)?);
        let mut pairs = (0..PAIRS).map(pair).collect::<Result<Vec<_>, _>>()?;
        pairs.sort_by(f64::total_cmp);
        Ok((measured, pairs))
    };
    let (measured, speed_ups) = match all() {
        Ok(found) => found,
        Err(reason) => {
            let message = Message::new("E2207").with("reason", reason);
            console.problems(&[Diagnostic::error(message)], &Sources::new());
            return Exit::Failed;
        }
    };
    if json {
        console.line(&object(&measured, &speed_ups));
        return Exit::Done;
    }
    let [least, middle, most] = spread(&speed_ups);
    let line = Message::new("cli.bench_mechanics_end")
        .with("speed_up", format!("{middle:.2}"))
        .with("least", format!("{least:.2}"))
        .with("most", format!("{most:.2}"))
        .with("pairs", PAIRS)
        .with("bytes", bytes_per_cell());
    console.line(&line.text(console.lang));
    console.line(&Message::new("cli.bench_mechanics_peers").text(console.lang));
    Exit::Done
}

/// The least, the middle and the greatest of ordered numbers.
fn spread(ordered: &[f64]) -> [f64; 3] {
    let at = |place: usize| ordered.get(place).copied().unwrap_or(f64::NAN);
    [at(0), at(ordered.len() / 2), at(ordered.len().saturating_sub(1))]
}

fn object(measured: &[MeasuredMechanics], speed_ups: &[f64]) -> String {
    let [least, middle, most] = spread(speed_ups);
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
         \"bytes_per_cell\": {}, \"two_threads_over_one\": {middle:.3}, \
         \"two_threads_over_one_range\": [{least:.3}, {most:.3}], \"sizes\": [{}], \
         \"peers\": {{\"physicell_1_14\": {{\"cell_steps_per_second\": [{:.0}, {:.0}], \
         \"cells\": [10000, 100000], \"bytes_per_cell\": {PEER_BYTES_PER_CELL}}}}}}}",
        env!("CARGO_PKG_VERSION"),
        bytes_per_cell(),
        sizes.join(", "),
        PEER_CELL_STEPS_PER_SECOND[0],
        PEER_CELL_STEPS_PER_SECOND[1],
    )
}

/// Processor seconds of all threads of this process, those that have ended too, where the system tells it.
#[cfg(unix)]
pub(super) fn processor_seconds_of_all_threads() -> Option<f64> {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

/// Processor seconds of all threads of this process, where the system tells it.
#[cfg(not(unix))]
pub(super) fn processor_seconds_of_all_threads() -> Option<f64> {
    None
}
