//! From a scenario to runs: cohort, doses, outcomes, statistics.
//!
//! ```text
//! bytes --read_scenario--> Scenario --prepare(Library)--> Study --run(threads, store)--> Results
//!                                                                     '--> blocks of patients (memory, or a folder)
//! ```
//!
//! All that a user wrote is checked before anything runs, and all problems come at once. The same scenario, seed and
//! library give the same bits on any number of threads and after any stop; a patient is the same person in every cohort
//! and arm, and has a twin that does not get the NK cells. Memory does not grow with patients or draws.
//! Reads no files (they come through [`Files`]) but its own unfinished runs; the folder of a run is the one thing that it
//! writes, through [`Storage`].

mod assay;
mod builtin;
mod bytes;
mod cohort;
mod combine;
mod command;
mod compare;
mod coupling;
mod course;
mod design;
mod error;
mod evaluate;
mod evidence;
mod fields;
mod fit;
mod folder;
mod follow;
mod gather;
mod hash;
mod input;
mod keys;
mod manifest;
mod memory;
mod model_time;
mod outcome;
mod overlay;
mod parts;
mod prepare;
mod read;
mod records;
mod results;
mod run;
mod scan;
mod scenario;
mod schema;
mod sensitivity;
mod sink;
mod speed;
mod statistics;
mod storage;
mod store;
mod tissue;

pub use assay::{
    AntibodyLine, ArmLine, ArmResult, ArmTyping, Assay, AssayNumber, AssayPoint, AssayResults, AssayScenario,
    Band, CellLine, OwnTarget, PointResult, Vessel, WellLine, built_in_assays, open_assay, prepare_assay,
    read_assay,
};
pub use builtin::{BUILT_IN, BuiltIn, FACTORIES, TEMPLATE, built_in};
pub use combine::{
    Addition, ArmFound, ArmPlan, Combination, CombinationResults, CombineQuestion, Interaction, Loewe,
    Orders, Origin, OutcomeInteraction, Together, Undefined, ValueInteraction, prepare_combination,
};
pub use compare::{Alone, Comparison, ComparisonResults, InputDifference, prepare_comparison};
pub use coupling::{
    BlockLine, BlockOutcome, BlockRates, BloodCourse, Compared, Coupling, CouplingPiece, CouplingResults,
    Factor, Factors, Rate, Release, Sinks, Sweep, prepare_coupling,
};
pub use course::{Course, CourseColumn, CoursePoint, CourseQuestion, CourseResults, prepare_course};
pub use design::{
    Bound as DesignBound, BoundFound, Check, Design, DesignQuestion, DesignResults, EVALUATIONS, Evaluated,
    Lever, SURE, Target, Verdict as DesignVerdict, prepare_design,
};
pub use error::{StudyError, system_reason};
pub use evidence::Simulation as RowSimulation;
pub use evidence::*;
pub use fit::*;
pub use folder::{MANIFEST, Opened, RunFolder, open as open_folder, open_with as open_folder_with};
pub use follow::*;
pub use input::{Files, ModelLoader, NoFiles, is_model, open};
pub use lytic_engine::Instructions;
pub use lytic_engine::scalar::{Path as ModelPath, path as model_path};
pub use lytic_nk::Grade;
pub use manifest::{folder_name, folder_name_with, identity, identity_with, manifest, manifest_with};
pub use memory::{DrawOutcomes, InMemory};
pub use model_time::ModelTime;
pub use outcome::{CriteriaLine, Happening, Rules, TimedLine, Visits};
pub use overlay::{MOST_DRAWN, ObservedData, ObservedPoint, ObservedSeries, Overlay, read_observed};
pub use prepare::{Also, Overrides, Simulation, Study, USUAL_THRESHOLD, prepare};
pub use read::{DEFAULT_PATIENTS, MOST_BYTES, read_scenario, text_of};
pub use results::*;
pub use run::Progress;
pub use scan::{Axis, MOST_POINTS, Scan, ScanPoint, ScanResults, prepare_scan};
pub use scenario::*;
pub use schema::schema;
pub use sensitivity::{
    Kinds, Morris, ParameterSensitivity, Prcc, Question, SAMPLES, Sensitivity, SensitivityResults,
    TRAJECTORIES, prepare_sensitivity,
};
pub use sink::{ArmBlock, BLOCK_PATIENTS, Block, BlockSink, Layout, NoSink, SinkError};
pub use storage::{Step, Storage, Witness};
pub use store::BlockStore;
pub use store::folder::FolderStore;
pub use store::memory::MemoryStore;
pub use tissue::{
    Beside, GeometryLine, NothingSaved, StepsLine, TissueDose, TissueResults, TissueScenario, TissueSink,
    TissueSize, TissueStudy, built_in_tissues, open_tissue, prepare_tissue, read_tissue,
};
