//! Runs a tissue, keeps it on its way, and goes on from there.
//!
//! ```text
//! parts/tissue.part   counts so far, what figures need, and the whole state: written whole, checked by its hash
//! ```

use super::prepare::TissueStudy;
use super::results::TissueResults;
use super::sink::TissueSink;
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::manifest::{self, folder_name_of, stem};
use crate::records::Records;
use crate::run::Progress;
use lytic_tissue::watch::Watch;
use lytic_tissue::{Counts, Frame, Tissue};
use serde_json::{Value, json};

/// Cells times steps of biology, and steps, between two checkpoints at least: a tenth of a second of work, and a hundredth of
/// the time for a large tissue's file.
const BETWEEN_CHECKPOINTS: u64 = 10_000;
const STEPS_BETWEEN_CHECKPOINTS: u64 = 5;
/// Slices through the middle that figures show.
const SLICES: usize = 4;
/// The piece of the folder that holds the state.
const STATE: &str = "tissue";

/// A run on its way.
struct Way {
    tissue: Tissue,
    counts: Vec<Counts>,
    watch: Watch,
}

impl TissueStudy {
    /// Runs it on `threads` threads (none: all cores); in a folder it goes on where an earlier run was stopped.
    ///
    /// # Errors
    /// A tissue that cannot start or diverges; where `progress` stops it; a file that was changed or cannot be written.
    pub fn run(
        &self,
        folder: Option<&RunFolder>,
        threads: Option<usize>,
        sink: &dyn TissueSink,
        progress: Progress<'_>,
    ) -> Result<TissueResults, StudyError> {
        self.run_part(folder, STATE, threads, sink, progress)
    }

    /// The same as a part of another command, whose folder keeps its state in the piece `name`.
    pub(crate) fn run_part(
        &self,
        folder: Option<&RunFolder>,
        name: &str,
        threads: Option<usize>,
        sink: &dyn TissueSink,
        progress: Progress<'_>,
    ) -> Result<TissueResults, StudyError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|error| StudyError::Threads(error.to_string()))?;
        let records = Records::new(folder, &self.identity());
        pool.install(|| self.go((&records, name), sink, progress))
    }

    fn go(
        &self,
        (records, name): (&Records<'_>, &str),
        sink: &dyn TissueSink,
        progress: Progress<'_>,
    ) -> Result<TissueResults, StudyError> {
        let kept = records.read(name, |bytes| {
            let (counts, watch, state) = (bytes.octets()?, bytes.octets()?, bytes.octets()?);
            Some((counts.to_vec(), watch.to_vec(), state.to_vec()))
        })?;
        let mut way = match kept {
            Some((counts, watch, state)) => self.again(&counts, &watch, &state)?,
            None => {
                let tissue = Tissue::new(self.plan.clone())?;
                let watch = Watch::new(tissue.fields());
                Way { tissue, counts: Vec::new(), watch }
            }
        };
        sink.begin(way.tissue.fields()).map_err(StudyError::Sink)?;
        let steps = self.steps();
        let every = (self.every_min / self.plan.steps.biology_min).round().max(1.0) as u64;
        let (mut since, mut steps_since) = (0, 0);
        loop {
            let step = way.tissue.steps();
            let last = way.tissue.is_done();
            if (step.is_multiple_of(every) || last) && way.counts.len() as u64 <= step.div_ceil(every) {
                self.look(&mut way, sink)?;
            }
            if last {
                break;
            }
            way.tissue.advance()?;
            let table = way.tissue.table();
            way.watch.track(way.tissue.minutes(), &table);
            way.tissue.take_kills().into_iter().for_each(|kill| way.watch.kill(kill));
            (since, steps_since) = (since + table.len() as u64, steps_since + 1);
            if since >= BETWEEN_CHECKPOINTS && steps_since >= STEPS_BETWEEN_CHECKPOINTS {
                self.keep((records, name), &way)?;
                (since, steps_since) = (0, 0);
            }
            if !progress(way.tissue.steps(), steps) {
                self.keep((records, name), &way)?;
                return Err(StudyError::Interrupted);
            }
        }
        if name != STATE {
            // The command goes on after this: it is not simulated again.
            self.keep((records, name), &way)?;
        }
        let mut hasher = Hasher::new();
        hasher.bytes(&way.tissue.save());
        hasher.text(&format!("{:?}", way.counts));
        let mut about = self.about.clone();
        about.hashes.push(("results".to_owned(), hasher.finish()));
        Ok(TissueResults {
            about,
            size: self.size(),
            counts: way.counts,
            watch: way.watch,
            changes: self.changes.clone(),
        })
    }

    /// A row of the tables, and what is saved beside it.
    fn look(&self, way: &mut Way, sink: &dyn TissueSink) -> Result<(), StudyError> {
        let rows = (self.plan.minutes / self.every_min).ceil() as usize;
        let index = way.counts.len();
        way.counts.push(*way.tissue.counts());
        let with_slice = (0..SLICES).any(|slice| index == slice * rows / (SLICES - 1));
        let (minutes, table) = (way.tissue.minutes(), way.tissue.table());
        way.watch.look(minutes, &table, way.tissue.fields(), with_slice);
        let frame = Frame { index, minutes, cells: &table, fields: way.tissue.fields() };
        sink.frame(&frame).map_err(StudyError::Sink)
    }

    fn keep(&self, (records, name): (&Records<'_>, &str), way: &Way) -> Result<(), StudyError> {
        let counts: Vec<u8> = way.counts.iter().flat_map(Counts::bytes).collect();
        let (mut watch, state) = (Vec::new(), way.tissue.save());
        way.watch.save(&mut watch);
        records.write(name, |writer| {
            writer.octets(&counts);
            writer.octets(&watch);
            writer.octets(&state);
        })
    }

    /// The way that was kept.
    fn again(&self, counts: &[u8], watch: &[u8], state: &[u8]) -> Result<Way, StudyError> {
        let tissue = Tissue::load(self.plan.clone(), state)?;
        let watch = Watch::load(&mut &watch[..])?;
        let counts = Counts::of_bytes(counts)?;
        Ok(Way { tissue, counts, watch })
    }

    /// Times of the rows of the tables, h.
    pub fn times_hours(&self) -> Vec<f64> {
        let rows = (self.plan.minutes / self.every_min * (1.0 - 1e-12)).ceil() as u64;
        let end = self.steps() as f64 * self.plan.steps.biology_min;
        (0..=rows).map(|row| (row as f64 * self.every_min).min(end) / 60.0).collect()
    }

    /// Steps of biology in all.
    pub fn steps(&self) -> u64 {
        (self.plan.minutes / self.plan.steps.biology_min * (1.0 - 1e-12)).ceil() as u64
    }

    /// Steps that a folder holds, and all.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let records = Records::new(Some(folder), &self.identity());
        let found = records.read(STATE, |bytes| {
            let (_, _, state) = (bytes.octets()?, bytes.octets()?, bytes.octets()?);
            Tissue::steps_of(state)
        });
        (found.ok().flatten().unwrap_or(0), self.steps())
    }

    /// What tells runs apart.
    pub fn identity(&self) -> Value {
        manifest::identity_of_cells("tissue", &self.about, json!({}))
    }

    /// Name of the folder of a run.
    pub fn folder_name(&self) -> String {
        folder_name_of(&stem(&self.scenario.name), &self.identity())
    }

    /// The manifest of a finished run.
    pub fn manifest(&self, results: &TissueResults) -> Value {
        let own = json!({
            "draws": 1,
            "hours": self.plan.minutes / 60.0,
            "cells": results.size.cells,
            "subjects": 1,
        });
        manifest::of_cells(&results.about, &self.identity(), &results.changes, own)
    }
}
