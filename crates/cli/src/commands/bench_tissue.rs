//! `lytic bench fields`: what the diffusing fields of a tissue cost, and how far oxygen is from a converged reference.
//! Beside it stand the numbers of other tools for the same size. `lytic bench tissue`: what whole tissues cost.

use super::bench::{peak_memory_mb, processor_seconds};
use super::bench_mechanics::processor_seconds_of_all_threads;
use crate::console::Console;
use crate::exit::Exit;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::bench::{MeasuredTissue, Unmeasured, bytes_per_cell, measure_tissue};
use lytic_tissue::fields::bench::{PEER_CPU_SECONDS, PEER_OXYGEN_L2_ERROR, measure};
use std::time::Instant;

/// Tumour cells of whole tissues and how often they are run in a round, smaller ones first: memory is the most that the process
/// has had in the first round.
const WHOLE: [(u64, usize); 3] = [(10_000, 9), (100_000, 3), (1_000_000, 1)];
/// Rounds of all sizes in turn, so that all meet the same machine.
const ROUNDS: usize = 3;
/// Simulated minutes: the same for all, since a tissue that has just been laid out moves more than later.
const MINUTES: f64 = 12.0;

/// Measures whole tissues on one thread and prints a line each, or one object.
pub fn tissue(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let wall = || started.elapsed().as_secs_f64();
    let cpu = || processor_seconds_of_all_threads().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let sizes = match in_turn(&cpu, &wall) {
        Ok(sizes) => sizes,
        Err(unmeasured) => {
            let problems = match unmeasured {
                Unmeasured::Library(problems) => problems,
                Unmeasured::Tissue(error) => vec![Diagnostic::error(error.message())],
                Unmeasured::Threads(reason) => {
                    vec![Diagnostic::error(Message::new("E2207").with("reason", reason))]
                }
            };
            console.problems(&problems, &Sources::new());
            return Exit::Failed;
        }
    };
    let all: Vec<(MeasuredTissue, f64)> =
        sizes.into_iter().map(|(runs, memory)| (middle(runs), memory)).collect();
    for (measured, memory) in all.iter().filter(|_| !json) {
        let line = Message::new("cli.bench_tissue")
            .with("cells", measured.cells)
            .with("minutes", measured.minutes)
            .with("seconds", format!("{:.2}", measured.cpu_seconds))
            .with("start", format!("{:.2}", measured.start_seconds))
            .with("cost", format!("{:.3}", measured.microseconds()))
            .with("day", format!("{:.1}", measured.minutes_of_a_day()))
            .with("memory", format!("{memory:.0}"));
        console.line(&line.text(console.lang));
    }
    let costs: Vec<f64> = all.iter().map(|(measured, _)| measured.microseconds()).collect();
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let spread = costs.iter().copied().fold(0.0, f64::max) / least;
    if json {
        let sizes: Vec<String> = all.iter().map(|(measured, memory)| object(measured, *memory)).collect();
        console.line(&format!(
            "{{\"lytic\": \"{}\", \"bytes_per_cell\": {}, \"largest_over_smallest_cost\": {spread:.3}, \"sizes\": [{}]}}",
            env!("CARGO_PKG_VERSION"),
            bytes_per_cell(),
            sizes.join(", ")
        ));
    } else {
        let line = Message::new("cli.bench_tissue_end")
            .with("spread", format!("{spread:.2}"))
            .with("bytes", bytes_per_cell());
        console.line(&line.text(console.lang));
    }
    Exit::Done
}

/// All runs of each size, and the most memory, MB, that the process had had after its first.
fn in_turn(
    cpu: &(dyn Fn() -> f64 + Sync),
    wall: &(dyn Fn() -> f64 + Sync),
) -> Result<[(Vec<MeasuredTissue>, f64); WHOLE.len()], Unmeasured> {
    let mut sizes: [(Vec<MeasuredTissue>, f64); WHOLE.len()] = Default::default();
    for _ in 0..ROUNDS {
        for ((runs, memory), (cells, times)) in sizes.iter_mut().zip(WHOLE) {
            let is_first = runs.is_empty();
            for _ in 0..times {
                runs.push(measure_tissue((cells, MINUTES), 1, cpu, wall)?);
            }
            if is_first {
                *memory = peak_memory_mb();
            }
        }
    }
    Ok(sizes)
}

/// The run of middle cost; there is one at least.
fn middle(mut rounds: Vec<MeasuredTissue>) -> MeasuredTissue {
    rounds.sort_by(|one, other| one.cpu_seconds.total_cmp(&other.cpu_seconds));
    rounds[rounds.len() / 2]
}

fn object(measured: &MeasuredTissue, memory_mb: f64) -> String {
    format!(
        "{{\"cells\": {}, \"simulated_minutes\": {}, \"cpu_seconds\": {:.3}, \"start_cpu_seconds\": {:.3}, \
         \"microseconds_per_cell_minute\": {:.4}, \"cpu_minutes_per_day\": {:.2}, \"peak_memory_mb\": {memory_mb:.0}, \
         \"end_cells\": {}}}",
        measured.cells,
        measured.minutes,
        measured.cpu_seconds,
        measured.start_seconds,
        measured.microseconds(),
        measured.minutes_of_a_day(),
        measured.end_cells,
    )
}

/// Measures the fields on one thread and prints a line and the peers', or one object.
pub fn fields(json: bool, console: &Console) -> Exit {
    let started = Instant::now();
    let clock = || processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    let measured = match measure(&clock) {
        Ok(measured) => measured,
        Err(error) => {
            console.problems(&[Diagnostic::error(error.message())], &Sources::new());
            return Exit::Failed;
        }
    };
    if json {
        console.line(&format!(
            "{{\"lytic\": \"{}\", \"cpu_seconds\": {:.4}, \"voxel_iterations_per_second\": {:.0}, \
             \"oxygen_l2_error\": {:.3e}, \"oxygen_l2_error_half_minute_after_switch\": {:.3e}, \
             \"steps\": {}, \"rejected\": {}, \"solved\": {}, \"peers\": {{\"physicell_1_14\": \
             {{\"cpu_seconds\": [{}, {}], \"oxygen_l2_error\": {PEER_OXYGEN_L2_ERROR}}}}}}}",
            env!("CARGO_PKG_VERSION"),
            measured.cpu_seconds,
            measured.voxel_iterations_per_second,
            measured.oxygen_l2_error,
            measured.oxygen_l2_error_after_switch,
            measured.work.steps,
            measured.work.rejected,
            measured.work.solved,
            PEER_CPU_SECONDS[0],
            PEER_CPU_SECONDS[1],
        ));
        return Exit::Done;
    }
    let line = Message::new("cli.bench_fields")
        .with("seconds", format!("{:.2}", measured.cpu_seconds))
        .with("rate", format!("{:.0}", measured.voxel_iterations_per_second * 1e-6))
        .with("error", format!("{:.3}", measured.oxygen_l2_error * 100.0))
        .with("lag", format!("{:.2}", measured.oxygen_l2_error_after_switch * 100.0))
        .with("steps", measured.work.steps)
        .with("rejected", measured.work.rejected)
        .with("solved", measured.work.solved);
    console.line(&line.text(console.lang));
    console.line(&Message::new("cli.bench_fields_peers").text(console.lang));
    Exit::Done
}
