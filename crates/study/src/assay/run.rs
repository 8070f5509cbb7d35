//! Runs an assay: all wells of all draws, on all cores.
//!
//! Units of work are simulated in stretches, each in parallel, and merged in their order, so that neither memory nor
//! results depend on the number of wells or threads. In a folder each stretch is kept, so that an assay that was stopped
//! goes on with the next one.

use super::kept::{self, merged, stretches};
use super::prepare::Assay;
use super::results::{AssayResults, PointResult};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::manifest::{self, folder_name_of, stem};
use crate::records::Records;
use crate::run::Progress;
use lytic_assay::{Arm, Protocol, Tally, Vessel, outcome};
use lytic_nk::mean_field::{Class, Mixture, WellPoint, classes, time_course};
use rayon::prelude::*;
use serde_json::{Value, json};

/// Classes of z for each kind of cells in the mean field.
const CLASSES: usize = 8;

impl Assay {
    /// Runs all wells on `threads` threads (none: all cores) and keeps nothing of them.
    ///
    /// # Errors
    /// Where `progress` stops it, or the machine gives no threads.
    pub fn run(&self, threads: Option<usize>, progress: Progress<'_>) -> Result<AssayResults, StudyError> {
        self.run_with(&Records::new(None, &self.identity()), threads, progress)
    }

    /// The same in the folder of the run: goes on where an earlier one was stopped, and keeps what is done.
    ///
    /// # Errors
    /// As [`Assay::run`], and where a file that is there was changed, or none can be written.
    pub fn run_in(
        &self,
        folder: &RunFolder,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<AssayResults, StudyError> {
        self.run_with(&Records::new(Some(folder), &self.identity()), threads, progress)
    }

    /// Parts of the assay that a folder holds, and all.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let all = self.protocols.iter().map(|protocol| stretches(protocol).len() as u64).sum();
        (Records::new(Some(folder), &self.identity()).count().min(all), all)
    }

    fn run_with(
        &self,
        records: &Records<'_>,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<AssayResults, StudyError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|error| StudyError::Threads(error.to_string()))?;
        let all = self.cells();
        let mut done = 0;
        let mut points: Vec<PointResult> = self.empty_points();
        let mut hasher = Hasher::new();
        for (draw, protocol) in self.protocols.iter().enumerate() {
            let merged = run_protocol(protocol, &pool, (records, draw), &mut |cells| {
                done += cells;
                progress(done, all)
            })?;
            for (point, replicates) in points.iter_mut().zip(&merged) {
                replicates.iter().for_each(|tally| hash(tally, &mut hasher));
                if draw == 0 {
                    point.replicates =
                        replicates.iter().map(|tally| outcome(std::slice::from_ref(tally))).collect();
                }
                point.draws.push(outcome(replicates));
            }
        }
        self.add_mean_field(&mut points, &pool);
        let first = self.protocols.first();
        let mut about = self.about.clone();
        about.hashes.push(("results".to_owned(), hasher.finish()));
        Ok(AssayResults {
            about,
            vessel: first.map_or(Vessel::Dish, |protocol| protocol.vessel),
            hours: first.map_or(0.0, |protocol| protocol.hours),
            times_h: first.map_or_else(Vec::new, |protocol| protocol.frames_h.clone()),
            targets: first.and_then(|protocol| protocol.arms.first()).map_or(0, |arm| arm.targets),
            wells: first.map_or(0, |protocol| protocol.wells),
            replicates: first.map_or(0, |protocol| protocol.replicates),
            cells: all,
            arms: self.arms.clone(),
            typings: self.typings.clone(),
            points,
            changes: self.changes.clone(),
        })
    }

    /// NK cells of the first draw, and the seconds of `clock` that they take on this thread alone.
    pub fn on_one_core(&self, clock: &dyn Fn() -> f64) -> (u64, f64) {
        let start = clock();
        let run = self.protocols.first().map(Protocol::run);
        let cells = run.iter().flatten().flatten().map(|tally| tally.put).sum();
        (cells, clock() - start)
    }

    fn empty_points(&self) -> Vec<PointResult> {
        let arms = self.protocols.first().map_or(&[][..], |protocol| &protocol.arms);
        self.points
            .iter()
            .zip(arms)
            .map(|(point, arm)| PointResult {
                point: point.clone(),
                effectors: arm.effectors,
                draws: Vec::new(),
                replicates: Vec::new(),
                mean_field: Vec::new(),
            })
            .collect()
    }

    fn add_mean_field(&self, points: &mut [PointResult], pool: &rayon::ThreadPool) {
        let Some(protocol) = self.protocols.first().filter(|protocol| protocol.vessel == Vessel::Dish) else {
            return;
        };
        pool.install(|| {
            // Its equations are of targets that die of one hit.
            let of_one_hit = points.par_iter_mut().zip(&protocol.arms).filter(|(_, arm)| arm.theta <= 1.0);
            of_one_hit.for_each(|(point, arm)| point.mean_field = mean_field(protocol, arm));
        });
    }

    /// What tells runs apart: version, scenario with its overrides, parameters, seed, draws.
    pub fn identity(&self) -> Value {
        manifest::identity_of_cells("assay", &self.about, json!({ "draws": self.about.draws }))
    }

    /// Name of the folder of a run.
    pub fn folder_name(&self) -> String {
        folder_name_of(&stem(&self.scenario.name), &self.identity())
    }

    /// The manifest of a finished run.
    pub fn manifest(&self, results: &AssayResults) -> Value {
        let own = json!({
            "draws": results.about.draws,
            "hours": results.hours,
            "cells": results.cells,
            "subjects": results.cells,
        });
        manifest::of_cells(&results.about, &self.identity(), &results.changes, own)
    }
}

/// All replicates of all arms; `tell` is told of NK cells that are done, and stops the run with false.
fn run_protocol(
    protocol: &Protocol,
    pool: &rayon::ThreadPool,
    (records, draw): (&Records<'_>, usize),
    tell: &mut dyn FnMut(u64) -> bool,
) -> Result<Vec<Vec<Tally>>, StudyError> {
    let frames = protocol.frames_h.len();
    let mut sums = vec![vec![Tally::new(frames); protocol.replicates as usize]; protocol.arms.len()];
    for (number, stretch) in stretches(protocol).iter().enumerate() {
        let counts = match kept::read(records, (draw, number), frames)? {
            Some(counts) => counts,
            None => {
                let tallies: Vec<Tally> =
                    pool.install(|| stretch.par_iter().map(|unit| protocol.simulate(unit)).collect());
                let counts = merged(stretch, &tallies);
                kept::write(records, (draw, number), &counts)?;
                counts
            }
        };
        let mut cells = 0;
        for (arm, replicate, tally) in &counts {
            cells += tally.put;
            let replicates = sums.get_mut(*arm as usize);
            if let Some(sum) = replicates.and_then(|replicates| replicates.get_mut(*replicate as usize)) {
                sum.add(tally);
            }
        }
        if !tell(cells) {
            return Err(StudyError::Interrupted);
        }
    }
    Ok(sums)
}

fn mean_field(protocol: &Protocol, arm: &Arm) -> Vec<WellPoint> {
    let nodes = classes(arm.rates.sigma, CLASSES);
    let mixed: Vec<Class> = arm
        .kinds
        .iter()
        .flat_map(|kind| {
            let of_kind = |node: &Class| Class {
                factor: kind.signal * node.factor,
                weight: kind.share * node.weight,
                ..*node
            };
            nodes.iter().map(of_kind).collect::<Vec<_>>()
        })
        .collect();
    let mixture = Mixture {
        effectors: arm.viable * f64::from(arm.effectors) / f64::from(arm.targets.max(1)),
        targets: 1.0,
        k_on: arm.rates.k_on_t0_per_h,
    };
    let decision = &protocol.decision;
    time_course(&arm.rates, &mixture, &mixed, &protocol.frames_h, &|signal| {
        decision.respond_probability(signal)
    })
}

fn hash(tally: &Tally, hasher: &mut Hasher) {
    // Whole numbers in a fixed order; the text of the counts is as unique as they are.
    hasher.text(&format!("{tally:?}"));
}
