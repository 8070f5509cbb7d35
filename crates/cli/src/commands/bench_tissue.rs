//! `lytic bench fields`: what the diffusing fields of a tissue cost, and how far oxygen is from a converged reference.
//! Beside it stand the numbers of other tools for the same size.

use super::bench::processor_seconds;
use crate::console::Console;
use crate::exit::Exit;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::fields::bench::{PEER_CPU_SECONDS, PEER_OXYGEN_L2_ERROR, measure};
use std::time::Instant;

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
