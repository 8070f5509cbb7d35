//! Tables: what is written is what is read back, by our own reader and, for CSV, by an independent one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at the first surprise

mod example;

use lytic_report::{Cells, Format, Tables, read_table, write_summary};
use lytic_study::{About, ArmBlock, Block, BlockSink, Layout};
use lytic_text::Lang;
use std::path::PathBuf;

/// A folder that goes with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("lytic-report-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn layout() -> Layout {
    let pair = |name: &str, unit: &str| (name.to_owned(), unit.to_owned());
    Layout {
        times_days: vec![-7.0, 0.0, 0.1],
        columns: vec![pair("marrow.blast_percent", "percent"), pair("odd, \"name\"", "cells/uL")],
        outcomes: vec![pair("remission", ""), pair("peak", "pg/mL")],
        conditions: vec![true, false],
        ..Layout::default()
    }
}

/// Three patients; the last one fails after the first time.
fn curves() -> Vec<f64> {
    let mut curves: Vec<f64> =
        (0..18).map(|index| 0.1 * f64::from(index) * 1e3_f64.powi(index % 5)).collect();
    curves[14..].fill(f64::NAN);
    curves
}

fn write(folder: &std::path::Path, format: Format) {
    let about = About { version: "9.9".into(), scenario: "mine.toml".into(), seed: 42, ..About::default() };
    let tables = Tables::new(folder, &about, format, Lang::En);
    let (curves, outcomes) = (curves(), [1.0, 12.5, 0.0, 3.0, f64::NAN, f64::NAN]);
    let reached_end = [true, true, false];
    let arm = ArmBlock { curves: &curves, outcomes: &outcomes, reached_end: &reached_end };
    let block = Block { draw: 1, number: 0, first_patient: 5, patients: 3, arms: vec![arm], accepted: &[] };
    let arm = ArmBlock { curves: &curves[..6], outcomes: &outcomes[..2], reached_end: &reached_end[..1] };
    let next = Block { number: 1, first_patient: 8, patients: 1, arms: vec![arm], ..block.clone() };
    // Blocks come as they are complete.
    tables.block(&layout(), &next).unwrap();
    tables.block(&layout(), &block).unwrap();
}

#[test]
fn parquet_keeps_values_units_and_provenance() {
    let scratch = Scratch::new("parquet");
    write(&scratch.0, Format::Parquet);
    let frame = read_table(&scratch.0.join("curves/part-00000.parquet")).unwrap();
    let names: Vec<&str> = frame.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["draw", "patient", "time_days", "marrow.blast_percent", "odd, \"name\""]);
    assert_eq!(frame.fields[3].unit, "percent");
    assert_eq!(frame.fields[4].unit, "cells/uL");
    assert!(frame.metadata.contains(&("lytic.version".into(), "9.9".into())));
    assert!(frame.metadata.contains(&("lytic.seed".into(), "42".into())));
    assert_eq!(frame.column("patient"), Some(&Cells::Whole(vec![5, 5, 5, 6, 6, 6, 7, 7, 7])));
    assert_eq!(frame.column("time_days"), Some(&Cells::Number([-7.0, 0.0, 0.1].repeat(3))));
    let Some(Cells::Number(found)) = frame.column("odd, \"name\"") else { panic!("no numbers") };
    let wanted: Vec<u64> = curves().iter().skip(1).step_by(2).map(|value| value.to_bits()).collect();
    assert_eq!(found.iter().map(|value| value.to_bits()).collect::<Vec<_>>(), wanted);

    let frame = read_table(&scratch.0.join("outcomes/part-00000.parquet")).unwrap();
    assert_eq!(frame.column("remission"), Some(&Cells::Truth(vec![Some(true), Some(false), None])));
    assert_eq!(frame.column("reached_end"), Some(&Cells::Truth(vec![Some(true), Some(true), Some(false)])));
    assert!(scratch.0.join("outcomes/part-00001.parquet").exists());
    assert!(!scratch.0.join("curves/part-00000.csv").exists());
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (one, other) = (Scratch::new("bytes-one"), Scratch::new("bytes-other"));
    write(&one.0, Format::Both);
    write(&other.0, Format::Both);
    for file in ["curves/part-00000.parquet", "curves/part-00000.csv", "outcomes/part-00001.parquet"] {
        let bytes = |scratch: &Scratch| std::fs::read(scratch.0.join(file)).unwrap();
        assert!(bytes(&one) == bytes(&other), "{file} differs");
    }
}

#[test]
fn csv_is_read_by_others() {
    let scratch = Scratch::new("csv");
    write(&scratch.0, Format::Csv);
    let mut reader = csv::Reader::from_path(scratch.0.join("curves/part-00000.csv")).unwrap();
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        heads,
        ["draw", "patient", "time_days [d]", "marrow.blast_percent [%]", "odd, \"name\" [cells/uL]"]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 9);
    let found = rows.iter().flat_map(|row| [row[3].parse::<f64>(), row[4].parse::<f64>()]);
    for (found, wanted) in found.zip(curves()) {
        assert_eq!(found.map(f64::to_bits).unwrap_or(f64::NAN.to_bits()), wanted.to_bits());
    }
    let text = std::fs::read_to_string(scratch.0.join("outcomes/part-00000.csv")).unwrap();
    assert_eq!(
        text,
        "draw,patient,remission,peak [pg/mL],reached_end\n1,5,true,12.5,true\n1,6,false,3,true\n1,7,,,false\n"
    );
}

#[test]
fn the_summary_has_a_row_a_column_and_time() {
    let scratch = Scratch::new("summary");
    let results = example::results();
    write_summary(&scratch.0, &results, Format::Both).unwrap();
    let frame = read_table(&scratch.0.join("summary.parquet")).unwrap();
    let Some(Cells::Number(median)) = frame.column("q0.5") else { panic!("no median") };
    assert_eq!(median.len(), results.columns.len() * results.times_days.len());
    assert_eq!(median[results.times_days.len()], results.columns[1].quantiles[2].1[0]);
    assert!(scratch.0.join("summary.csv").exists() && frame.column("without_q0.5").is_none());
}

#[test]
fn the_summary_has_the_ranges_of_the_median_and_the_twin() {
    let scratch = Scratch::new("ranges");
    let results = example::full();
    write_summary(&scratch.0, &results, Format::Both).unwrap();
    let frame = read_table(&scratch.0.join("summary.parquet")).unwrap();
    let first = results.times_days.len();
    let at = |name: &str| match frame.column(name) {
        Some(Cells::Number(values)) => values[first],
        other => panic!("{name} is {other:?}"),
    };
    let column = &results.columns[1];
    let (low, high) = column.ignorance.as_ref().unwrap();
    assert_eq!((at("median_low"), at("median_high")), (low[0], high[0]));
    assert_eq!((at("sampling_low"), at("sampling_high")), (column.sampling.0[0], column.sampling.1[0]));
    assert_eq!(at("without_q0.5"), results.twin.as_ref().unwrap().columns[1].quantiles[2].1[0]);
}

#[test]
fn a_wrong_shape_and_a_foreign_file_are_refused_and_leave_nothing() {
    let scratch = Scratch::new("refused");
    let tables = Tables::new(&scratch.0, &About::default(), Format::Both, Lang::En);
    let arm = ArmBlock { curves: &[1.0], outcomes: &[], reached_end: &[true, true] };
    let block = Block { draw: 0, number: 0, first_patient: 0, patients: 2, arms: vec![arm], accepted: &[] };
    assert!(tables.block(&layout(), &block).unwrap_err().0.contains("12"));
    assert!(!scratch.0.exists());
    std::fs::create_dir_all(&scratch.0).unwrap();
    let path = scratch.0.join("foreign.parquet");
    std::fs::write(&path, "PAR1 not really").unwrap();
    assert!(read_table(&path).unwrap_err().to_string().contains("foreign.parquet"));
}

#[test]
fn a_folder_that_cannot_be_written_gives_an_error_in_words() {
    let scratch = Scratch::new("blocked");
    std::fs::write(&scratch.0, "a file where a folder should be").unwrap();
    let error = write_summary(&scratch.0, &example::results(), Format::Parquet).unwrap_err();
    assert!(error.message().text(Lang::Zh).contains("无法读写"));
    std::fs::remove_file(&scratch.0).unwrap();
}

#[test]
fn arms_and_acceptance_are_columns() {
    let scratch = Scratch::new("arms");
    let layout =
        Layout { arms: vec!["as written".to_owned(), "without".to_owned()], accepts: true, ..layout() };
    let curves = curves();
    let outcomes = [1.0, 12.5, f64::NAN, f64::NAN, 0.0, 2.0];
    let arm = ArmBlock { curves: &curves, outcomes: &outcomes, reached_end: &[true; 3] };
    let accepted = [true, false, true];
    let block = Block {
        draw: 0,
        number: 7,
        first_patient: 0,
        patients: 3,
        arms: vec![arm, arm],
        accepted: &accepted,
    };
    let tables = Tables::new(&scratch.0, &About::default(), Format::Both, Lang::En);
    tables.block(&layout, &block).unwrap();
    let frame = read_table(&scratch.0.join("outcomes/part-00007.parquet")).unwrap();
    let names: Vec<&str> = frame.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["draw", "arm", "patient", "remission", "peak", "accepted", "reached_end"]);
    let Some(Cells::Text(arms)) = frame.column("arm") else { panic!("no arms") };
    assert_eq!((arms.len(), arms[2].as_str(), arms[3].as_str()), (6, "as written", "without"));
    assert_eq!(
        frame.column("accepted"),
        Some(&Cells::Truth(accepted.repeat(2).into_iter().map(Some).collect()))
    );
    // Curves are those of the patients, and of nobody who was refused.
    let frame = read_table(&scratch.0.join("curves/part-00007.parquet")).unwrap();
    let patients: Vec<u64> = [0, 0, 0, 2, 2, 2].repeat(2);
    assert_eq!(frame.column("patient"), Some(&Cells::Whole(patients)));
    let text = std::fs::read_to_string(scratch.0.join("outcomes/part-00007.csv")).unwrap();
    assert!(text.contains("0,without,1,,,false,true\n"), "{text}");
}
