//! A model by itself: closed form, scans on any threads, all that is wrong at once.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::input::Files;
use lytic_nk::Library;
use lytic_text::{Sources, has_errors};

struct One(&'static str);

impl Files for One {
    fn read(&self, _path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }
}

const DECAY: &str = "model m\n  species A, B; A = 10; B = 0; k = 0.5; twice := 2*A\n  J: A -> B; k*A\nend\n";

fn question() -> CourseQuestion {
    CourseQuestion {
        to: "4".into(),
        points: 5,
        observe: vec!["A,twice".into(), "A/(A+B)".into()],
        set: Vec::new(),
        scan: Vec::new(),
        seed: 1,
    }
}

fn prepared(change: impl FnOnce(&mut CourseQuestion)) -> (Option<Course>, Vec<Diagnostic>) {
    let mut question = question();
    change(&mut question);
    prepare_course("m.ant", question, &Library::embedded(), &One(DECAY), &mut Sources::new())
}

fn refused(change: impl FnOnce(&mut CourseQuestion)) -> Vec<Diagnostic> {
    let (course, problems) = prepared(change);
    assert!(course.is_none() && has_errors(&problems));
    problems
}

#[test]
fn a_run_has_the_closed_form_and_values_can_be_set() {
    let (course, problems) = prepared(|question| question.set = vec!["k=0.25".into(), "A=20".into()]);
    let course = course.unwrap_or_else(|| panic!("{problems:?}"));
    let results = course.run(Some(1), &|_, _| true).unwrap();
    let values = &results.points[0].values;
    for (row, time) in [0.0f64, 1.0, 2.0, 3.0, 4.0].into_iter().enumerate() {
        let a = 20.0 * (-0.25 * time).exp();
        for (value, expected) in values[3 * row..3 * row + 3].iter().zip([a, 2.0 * a, a / 20.0]) {
            assert!((value / expected - 1.0).abs() < 1e-8, "{value} for {expected}");
        }
    }
    assert_eq!(
        course.command(),
        "lytic run m.ant --to 4 --points 5 --observe 'A,twice' --observe 'A/(A+B)' --set k=0.25 --set A=20"
    );
}

#[test]
fn a_scan_is_the_same_on_any_number_of_threads() {
    let scan = |question: &mut CourseQuestion| question.scan = vec!["k=0.1:1:4:log".into(), "A=1:2:3".into()];
    let course = prepared(scan).0.unwrap();
    assert_eq!(course.points(), 12);
    let (one, three) =
        (course.run(Some(1), &|_, _| true).unwrap(), course.run(Some(3), &|_, _| true).unwrap());
    assert_eq!(one.points, three.points);
    assert_eq!(one.points[1].at, [0.1, 1.5]);
    let end = one.points[11].values[12];
    assert!((end / (2.0 * (-4.0f64).exp()) - 1.0).abs() < 1e-8);
    assert!(matches!(course.run(Some(2), &|_, _| false), Err(StudyError::Interrupted)));
}

#[test]
fn what_is_wrong_is_told_all_at_once() {
    let found = refused(|question| {
        question.to = "-3".into();
        question.set = vec!["kk=1".into(), "twice=2".into(), "k".into(), "A=nan".into()];
        question.scan = vec!["k=1:1:3".into()];
    });
    let keys: Vec<&str> = found.iter().filter(|of| of.is_error()).map(|of| of.message.key).collect();
    for key in ["E2511", "E2514", "E2515", "E2513"] {
        assert!(keys.contains(&key), "{key} in {keys:?}");
    }
    assert!(keys.len() >= 6, "{keys:?}");
    let near = found.iter().find(|of| of.message.key == "E2514").unwrap();
    assert_eq!(near.suggestion.as_deref(), Some("k"));
    let found = refused(|question| question.observe = vec!["twise,A+".into()]);
    assert!(found.iter().any(|of| of.suggestion.as_deref() == Some("twice")), "{found:?}");
    let found = refused(|question| question.to = "3 d".into());
    assert!(found.iter().any(|of| of.message.key == "E2512"));
    let found = refused(|question| question.scan = vec!["k=0.1:1:3".into(), "k=1:2:3".into()]);
    assert!(found.iter().any(|of| of.message.key == "E0617"));
    let found =
        refused(|question| (question.set, question.scan) = (vec!["k=1".into()], vec!["k=1:2:3".into()]));
    assert!(found.iter().any(|of| of.message.key == "E2517"));
    let found = refused(|question| (question.points, question.scan) = (1_000_000, vec!["k=1:2:1000".into()]));
    assert!(found.iter().any(|of| of.message.key == "E2518"));
}
