//! The population benchmark: two models, virtual patients, doses; the same for Lytic and for its peers.
//!
//! - `tumour`: 6 states, a solid tumour under NK cells, IL-15 and a drug, 100 days, nine doses;
//! - `network`: 60 states and 200 parameters from a seeded generator, 80 Hill terms, 180 days, six doses.
//!
//! Models are Antimony texts, so that other tools load the very same equations. Every parameter of a patient is the
//! model's value times `exp(0.3 z)`, with z from the counter-based generator. The caller brings the clock.

mod network;
mod peak;

pub use peak::peak_gflops;

use crate::philox;
use crate::{Dose, DoseKind, Engine, EngineError, Finished, Instructions, Method, Settings, Subject, Work};
use lytic_model::{Equations, Graph, NoImports, read_antimony};
use lytic_text::{Diagnostic, Sources};

/// Spread of parameters between patients, of their natural logarithm.
const SPREAD: f64 = 0.3;
const SEED: u64 = 1;
/// Seconds for which something short is repeated to be timed: clocks of processor time tick every few milliseconds.
const REPEATED: f64 = 0.1;
/// Relative tolerance of the reference that errors are measured against.
const REFERENCE_TOLERANCE: f64 = 1e-11;
/// Part of a state's largest value below which its error is absolute.
const FLOOR: f64 = 1e-3;

/// One of the two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Benchmark {
    /// 6 states.
    Tumour,
    /// 60 states.
    Network,
}

/// What a run of a benchmark should be like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// Patients to simulate.
    pub patients: u64,
    /// Relative tolerance.
    pub relative_tolerance: f64,
    /// Method.
    pub method: Method,
    /// Lanes; none: chosen by the engine.
    pub lanes: Option<usize>,
    /// Instructions; none: the best there are.
    pub instructions: Option<Instructions>,
    /// Patients whose error is measured.
    pub checked: u64,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Patients for each second of the clock.
    pub patients_per_second: f64,
    /// Share of lanes at work.
    pub lane_use: f64,
    /// Steps, accepted and rejected, of a patient.
    pub steps_per_patient: f64,
    /// Median over patients of the largest error over states and times, |y - reference| / (|reference| + 1e-3 largest).
    pub relative_error_median: f64,
    /// Floating-point operations for each second, in 10^9.
    pub gflops: f64,
    /// From text to an engine with the method given, in seconds; zero where it was not measured.
    pub start_up_seconds: f64,
    /// What choosing the method by a pilot takes beside that, in seconds; zero where it was not measured.
    pub pilot_seconds: f64,
    /// The method.
    pub method: Method,
    /// Lanes side by side.
    pub lanes: usize,
    /// Memory of one block of lanes, in bytes.
    pub block_bytes: usize,
}

impl Measured {
    /// As one JSON object.
    pub fn json(&self, peak_memory_mb: f64, peak_gflops: f64) -> String {
        format!("{{{}}}", self.json_members(peak_memory_mb, peak_gflops))
    }

    /// The members of that object; the caller knows the memory and what the processor could do.
    pub fn json_members(&self, peak_memory_mb: f64, peak_gflops: f64) -> String {
        format!(
            "\"patients_per_second_per_core\": {:.1}, \"lane_use\": {:.4}, \"steps_per_patient\": {:.1}, \
             \"relative_error_median\": {:.2e}, \"peak_memory_mb\": {peak_memory_mb:.1}, \"gflops\": {:.2}, \
             \"peak_gflops\": {peak_gflops:.2}, \"fraction_of_peak\": {:.4}, \"start_up_seconds\": {:.6}, \
             \"pilot_seconds\": {:.6}, \"method\": \"{:?}\", \"lanes\": {}, \"block_bytes\": {}",
            self.patients_per_second,
            self.lane_use,
            self.steps_per_patient,
            self.relative_error_median,
            self.gflops,
            if peak_gflops > 0.0 { self.gflops / peak_gflops } else { 0.0 },
            self.start_up_seconds,
            self.pilot_seconds,
            self.method,
            self.lanes,
            self.block_bytes
        )
    }
}

impl Benchmark {
    /// By name: `tumour` or `network`.
    pub fn parse(name: &str) -> Option<Benchmark> {
        match name {
            "tumour" => Some(Benchmark::Tumour),
            "network" => Some(Benchmark::Network),
            _ => None,
        }
    }

    /// The name that [`Benchmark::parse`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Benchmark::Tumour => "tumour",
            Benchmark::Network => "network",
        }
    }

    /// The model as Antimony text.
    pub fn text(self) -> String {
        match self {
            Benchmark::Tumour => include_str!("bench/tumour.ant").to_owned(),
            Benchmark::Network => network::text(SEED),
        }
    }

    /// The equations of the model.
    pub fn equations(self) -> Result<Equations, Vec<Diagnostic>> {
        let mut sources = Sources::default();
        let (model, diagnostics) = read_antimony(self.name(), &self.text(), &NoImports, &mut sources);
        model.ok_or(diagnostics)?.lower()
    }

    /// Days at which all states are put out.
    pub fn days(self) -> Vec<f64> {
        let last = match self {
            Benchmark::Tumour => 100,
            Benchmark::Network => 180,
        };
        (0..=last).map(f64::from).collect()
    }

    /// Doses: day, name of the state, amount.
    pub fn doses(self) -> Vec<(f64, String, f64)> {
        match self {
            Benchmark::Tumour => {
                let cycles = [3.0, 31.0, 59.0].into_iter();
                cycles
                    .flat_map(|day| {
                        [(day, "drug", 300.0), (day + 7.0, "nk_blood", 5000.0), (day + 8.0, "il15", 2000.0)]
                    })
                    .map(|(day, state, amount)| (day, state.to_owned(), amount))
                    .collect()
            }
            Benchmark::Network => (0..6)
                .map(|cycle| (10.5 + 25.0 * f64::from(cycle), network::state(7 * cycle), 20.0))
                .collect(),
        }
    }

    /// A patient.
    pub fn subject(self, equations: &Equations, id: u64) -> Subject {
        let mut subject = Subject::default();
        self.write_subject(equations, id, &mut subject);
        subject
    }

    fn write_subject(self, equations: &Equations, id: u64, subject: &mut Subject) {
        subject.id = id;
        subject.parameters.clear();
        subject.parameters.extend(equations.parameters.iter().map(|parameter| {
            let purpose = philox::purpose(&parameter.name);
            parameter.value * crate::math::exp(SPREAD * philox::normal(SEED, purpose, id, 0))
        }));
        subject.doses.clear();
        subject.doses.extend(self.doses().into_iter().filter_map(|(time, name, amount)| {
            let state = equations.state(&name)?;
            Some(Dose { time, state, kind: DoseKind::Bolus(amount), stop: None })
        }));
    }

    /// The settings of a run: all states on all days.
    pub fn settings(self, equations: &mut Equations, request: &Request) -> Settings {
        let outputs = (0..equations.states.len()).map(|index| equations.graph.state(index)).collect();
        let mut settings = Settings::new(0.0, self.days(), outputs);
        settings.relative_tolerance = request.relative_tolerance;
        settings.method = request.method;
        settings.lanes = request.lanes;
        settings
    }

    /// The first patients.
    pub fn subjects(self, equations: &Equations, count: u64) -> Vec<Subject> {
        (0..count).map(|id| self.subject(equations, id)).collect()
    }

    /// Measures; `clock` gives seconds, best of processor time.
    pub fn measure(self, request: &Request, clock: &dyn Fn() -> f64) -> Result<Measured, EngineError> {
        let compile = |method: Method| {
            let mut equations = self.equations().map_err(|_| EngineError::UnknownExpression)?;
            let settings = Settings { method, ..self.settings(&mut equations, request) };
            Engine::with_instructions(&equations, &settings, request.instructions)
        };
        let given = if request.method == Method::Automatic { Method::Rodas5P } else { request.method };
        let start_up_seconds = seconds_each(clock, &mut || compile(given).map(|_| ()))?;
        let with_pilot = seconds_each(clock, &mut || compile(request.method).map(|_| ()))?;
        let pilot_seconds =
            if request.method == Method::Automatic { (with_pilot - start_up_seconds).max(0.0) } else { 0.0 };
        let engine = compile(request.method)?;
        let equations = &engine.equations;
        let subjects = self.subjects(equations, request.patients);
        let measured = measure(&engine, &subjects, request.checked, clock)?;
        Ok(Measured { start_up_seconds, pilot_seconds, ..measured })
    }
}

/// Measures an engine on subjects; the error on the first `checked` of them, over all states at the times of the run,
/// against Rodas5P at a tolerance of 1e-11. The caller knows how long it took to start.
pub fn measure(
    engine: &Engine,
    subjects: &[Subject],
    checked: u64,
    clock: &dyn Fn() -> f64,
) -> Result<Measured, EngineError> {
    let few = subjects.get(..checked as usize).unwrap_or(subjects);
    let states = engine.equations.states.len();
    let all_states = |settings: &mut Settings, graph: &mut Graph| {
        settings.outputs = (0..states).map(|index| graph.state(index)).collect();
    };
    let looked_at = engine.with(all_states)?;
    let reference = engine.with(|settings, graph| {
        all_states(settings, graph);
        settings.relative_tolerance = REFERENCE_TOLERANCE;
        settings.method = Method::Rodas5P;
    })?;
    let mut references: Vec<(u64, Vec<f64>)> = Vec::new();
    simulate(&reference, few, &mut |finished| references.push((finished.id, finished.values.to_vec())))?;
    references.sort_by_key(|(id, _)| *id);
    let mut errors = Vec::new();
    simulate(&looked_at, few, &mut |finished| {
        if let Ok(place) = references.binary_search_by_key(&finished.id, |(id, _)| *id)
            && let Some((_, reference)) = references.get(place)
        {
            errors.push(largest_error(finished.values, reference, states));
        }
    })?;

    let begun = clock();
    let work = simulate(engine, subjects, &mut |_| {})?;
    let seconds = clock() - begun;
    let subjects = work.subjects.max(1) as f64;
    Ok(Measured {
        patients_per_second: subjects / seconds,
        lane_use: work.busy_lanes as f64 / (work.block_steps * engine.lanes() as u64).max(1) as f64,
        steps_per_patient: (work.steps + work.rejected) as f64 / subjects,
        relative_error_median: median(&mut errors),
        gflops: work.flops as f64 / seconds * 1e-9,
        start_up_seconds: 0.0,
        pilot_seconds: 0.0,
        method: engine.method(),
        lanes: engine.lanes(),
        block_bytes: engine.block_bytes(),
    })
}

/// Seconds that something takes, on average over repetitions.
fn seconds_each(
    clock: &dyn Fn() -> f64,
    work: &mut dyn FnMut() -> Result<(), EngineError>,
) -> Result<f64, EngineError> {
    let begun = clock();
    let mut times = 0.0;
    loop {
        work()?;
        times += 1.0;
        let spent = clock() - begun;
        if spent >= REPEATED {
            return Ok(spent / times);
        }
    }
}

/// Simulates subjects in their order.
pub fn simulate(
    engine: &Engine,
    subjects: &[Subject],
    finished: &mut dyn FnMut(Finished<'_>),
) -> Result<Work, EngineError> {
    let mut queue = subjects.iter();
    engine.run(
        &mut |subject| match queue.next() {
            Some(next) => {
                subject.clone_from(next);
                true
            }
            None => false,
        },
        finished,
    )
}

/// Largest error over states and times, relative to the size of the reference and a thousandth of the state's largest.
fn largest_error(values: &[f64], reference: &[f64], states: usize) -> f64 {
    let mut worst = 0.0;
    for state in 0..states {
        let of =
            |values: &[f64]| values.iter().skip(state).step_by(states.max(1)).copied().collect::<Vec<f64>>();
        let (values, reference) = (of(values), of(reference));
        let largest = reference.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        for (value, reference) in values.iter().zip(&reference) {
            let error = (value - reference).abs() / (reference.abs() + FLOOR * largest + f64::MIN_POSITIVE);
            if error > worst || error.is_nan() {
                worst = error;
            }
        }
    }
    worst
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
