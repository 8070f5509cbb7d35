//! The whole way, from a scenario and a small model to what matters.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails should panic"
)]

use super::*;
use crate::open;

/// Assignments alone: the outputs are closed forms of the parameters. `x` gives the equations something to integrate.
const MODEL: &str = "
    model *forms()
      unit time_unit = day;
      const a; a = 1; const b; b = 1; const c; c = 1; const d; d = 1;
      line := 3*a - 2*b + 0*c;
      steep := exp(4*a) - b^3;
      ishigami := sin(a) + 7*sin(b)^2 + 0.1*c^4*sin(a);
      never := sqrt(-1 - a^2);
      species x; x = 1;
      loss: x => ; a*x;
    end";

struct Two(String);

impl Files for Two {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        Ok(if path.ends_with(".ant") { MODEL.into() } else { self.0.clone().into_bytes() })
    }
}

/// Three parameters that are uniform between two numbers.
fn scenario(low: f64, high: f64) -> String {
    let mut text = "model = \"forms.ant\"\nduration = \"1 d\"\n\
                    observe = { every = \"0.5 d\", columns = [\"line\", \"steep\", \"ishigami\", \"never\"] }\n"
        .to_owned();
    for name in ["a", "b", "c"] {
        let middle = 0.5 * (low + high);
        text.push_str(&format!(
            "parameters.{name} = {{ value = {middle:?}, between = {{ uniform = [{low:?}, {high:?}] }} }}\n"
        ));
    }
    text
}

fn question(output: &str) -> Question {
    Question { output: output.to_owned(), at: None, of: Kinds::Both, trajectories: 40, samples: 500 }
}

fn ready(text: &str, question: Question) -> Result<Sensitivity, Vec<String>> {
    ready_of("my.toml", text, question)
}

fn ready_of(name: &str, text: &str, question: Question) -> Result<Sensitivity, Vec<String>> {
    let files = Two(text.to_owned());
    let mut sources = Sources::new();
    let library = Library::embedded();
    let (scenario, mut problems) = if library.model_text(name).is_some() {
        (Some(Scenario::for_model(name)), Vec::new())
    } else {
        open(name, &files, &mut sources)
    };
    let (ready, found) = prepare_sensitivity(
        scenario.unwrap(),
        &library,
        &files,
        Overrides::default(),
        question,
        &mut sources,
    );
    problems.extend(found);
    let line = |problem: &Diagnostic| {
        let near = problem.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
        let place = problem.span.and_then(|span| sources.get(span.source));
        let place = place.map_or_else(String::new, |source| format!("{} ", source.name));
        format!("{place}{}{near}", problem.message.key)
    };
    match ready {
        Some(ready) => Ok(ready),
        None => Err(problems.iter().filter(|problem| problem.is_error()).map(line).collect()),
    }
}

fn run(text: &str, question: Question) -> SensitivityResults {
    ready(text, question).unwrap().run(Some(1), &|_, _| true).unwrap()
}

#[test]
fn a_linear_output_has_its_coefficients_times_the_ranges() {
    let found = run(&scenario(0.0, 10.0), question("line"));
    assert_eq!(found.runs, 40 * 4 + 500 + 7);
    assert_eq!((found.failed, found.without_number, found.typical), (0, 0, 5.0));
    assert_eq!(found.effective_samples, 498);
    let names: Vec<&str> = found.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    for (parameter, slope) in found.parameters.iter().zip([3.0, -2.0, 0.0_f64]) {
        let range = 0.9 * 10.0 * slope;
        assert!((parameter.morris.mu_star - range.abs()).abs() < 1e-9, "{parameter:?}");
        assert!((parameter.high - parameter.low - range).abs() < 1e-9, "{parameter:?}");
        assert_eq!((parameter.values[0], parameter.values[1], parameter.values[2]), (0.5, 5.0, 9.5));
        assert_eq!(parameter.kind, Spread::Between);
    }
    // Two parameters tell all of the output: held together their ranks leave only what ranks bend.
    let prcc = |index: usize| found.parameters[index].prcc.unwrap();
    assert!(prcc(0).value > 0.97 && prcc(1).value < -0.95 && prcc(2).value.abs() < 0.15, "{found:?}");
    assert!(prcc(2).interval.0 < 0.0 && prcc(2).interval.1 > 0.0);
}

#[test]
fn a_monotone_output_has_rank_correlations_near_one() {
    let found = run(&scenario(0.5, 1.5), question("steep"));
    assert!(found.parameters[0].name == "a" && found.parameters[0].prcc.unwrap().value > 0.98);
    assert!(found.parameters[0].morris.sigma > 0.2 * found.parameters[0].morris.mu_star, "curved");
}

/// Ishigami and Homma 1990: b acts alone and turns, so that its rank correlation is nothing though it matters; c acts
/// through a only.
#[test]
fn an_output_that_turns_is_seen_by_screening_not_by_ranks() {
    let pi = std::f64::consts::PI;
    let found = run(&scenario(-pi, pi), question("ishigami"));
    let of = |name: &str| found.parameters.iter().find(|parameter| parameter.name == name).unwrap();
    let (a, b, c) = (of("a"), of("b"), of("c"));
    assert!(b.prcc.unwrap().value.abs() < 0.15 && c.prcc.unwrap().value.abs() < 0.15, "{found:?}");
    assert!(a.prcc.unwrap().value > 0.3, "{found:?}");
    assert!(b.morris.mu_star > 2.0 && c.morris.sigma > c.morris.mu.abs(), "{found:?}");
    assert!((c.low - c.high).abs() < 1e-9, "with a at 0, c does nothing");
}

#[test]
fn results_do_not_depend_on_threads() {
    let ready = ready(&scenario(0.5, 1.5), question("steep")).unwrap();
    let one = ready.run(Some(1), &|_, _| true).unwrap();
    assert_eq!(one, ready.run(Some(3), &|_, _| true).unwrap());
    assert_eq!(ready.run(Some(2), &|done, _| done < 5), Err(StudyError::Interrupted));
    assert!(one.about.command.starts_with("lytic sensitivity my.toml --output steep --of both"));
}

#[test]
fn outputs_without_numbers_are_counted() {
    let found = run(&scenario(0.5, 1.5), question("never"));
    assert_eq!((found.failed, found.without_number), (0, found.runs));
    assert!(found.parameters.iter().all(|parameter| parameter.prcc.is_none() && parameter.low.is_nan()));
    let constant =
        run(&format!("{}[outcome.flat]\nvalue = \"d\"\nat = \"1 d\"", scenario(0.5, 1.5)), question("flat"));
    assert!(constant.parameters.iter().all(|parameter| parameter.prcc.is_none()));
    assert!(constant.parameters.iter().all(|parameter| parameter.morris.mu_star == 0.0));
}

/// Both kinds of spread of the library stand under labels of their own.
#[test]
fn ignorance_and_patients_are_labelled() {
    let ask = |of| Question { of, trajectories: 4, samples: 200, ..question("blood.nk_per_ul") };
    let asked = Question { at: Some("2 d".to_owned()), ..ask(Kinds::Both) };
    let both = ready_of("patient/healthy", "", asked).unwrap();
    let kinds = |ready: &Sensitivity, kind| ready.factors.iter().filter(|factor| factor.kind == kind).count();
    let (patients, ignorance) = (kinds(&both, Spread::Between), kinds(&both, Spread::Uncertainty));
    assert!(patients > 5 && ignorance > 20, "{patients} {ignorance}");
    let only = ready_of("patient/healthy", "", ask(Kinds::Patients)).unwrap();
    assert_eq!((only.factors.len(), kinds(&only, Spread::Uncertainty)), (patients, 0));
    let found = only.run(None, &|_, _| true).unwrap();
    assert!(found.failed == 0 && found.without_number == 0);
    assert!(found.parameters[0].grade.is_some() && found.parameters[0].morris.mu_star > 0.0);
    assert!(found.definition.starts_with("blood.nk_per_ul, at 100 d"), "{}", found.definition);
}

#[test]
fn each_mistake_is_told() {
    let text = format!(
        "{}[outcome.high]\nwhen = \"line > 2\"\nat = \"1 d\"\n[outcome.last]\nvalue = \"line\"\nat = \"1 d\"\n\
         [outcome.day]\nwhen = \"line > 2\"\nfirst = {{}}\n",
        scenario(0.0, 1.0)
    );
    let problems = |question| ready(&text, question).map(|_| ()).unwrap_err();
    let at = |output: &str, at: &str| Question { at: Some(at.to_owned()), ..question(output) };
    assert_eq!(problems(question("lines")), ["--output E0901 ~ line"]);
    assert_eq!(problems(question("high")), ["--output E0902"]);
    assert_eq!(problems(at("last", "1 d")), ["--output E0903"]);
    assert_eq!(problems(at("line", "1 mg")), ["--at E0007"]);
    assert_eq!(problems(at("line", "2 d")), ["--at E0339"]);
    assert_eq!(
        problems(Question { trajectories: 1, samples: 1, ..question("line") }),
        ["E0311", "E0311", "E0907"]
    );
    assert_eq!(problems(Question { of: Kinds::Ignorance, ..question("line") }), ["E0906"]);
    assert!(ready(&text, question("day")).is_ok() && ready(&text, at("line", "0.3 d")).is_ok());
    let same = "model = \"forms.ant\"\nduration = \"1 d\"\nobserve.columns = [\"line\"]";
    assert_eq!(ready(same, question("line")).map(|_| ()).unwrap_err(), ["E0904"]);
    assert_eq!(
        ready_of("patient/healthy", "", question("blood.nk_per_u")).map(|_| ()).unwrap_err(),
        ["--output E0263 ~ blood.nk_per_ul"]
    );
}

/// Stopped in its second piece, an analysis goes on with the first one and ends the same.
#[test]
fn a_stopped_analysis_goes_on() {
    use crate::folder::{Opened, open as open_folder};
    let analysis = ready(&scenario(0.5, 1.5), question("line")).unwrap();
    let whole = analysis.run(None, &|_, _| true).unwrap();
    let scratch = std::env::temp_dir().join(format!("lytic-sensitivity-{}", std::process::id()));
    let folder = || match open_folder(&scratch.join("it"), &analysis.identity(), false).unwrap() {
        Opened::New(folder) => folder,
        Opened::Finished(_) => panic!("it is not finished"),
    };
    assert_eq!(analysis.kept(&folder()), (0, 2));
    let stopped = analysis.run_in(&folder(), Some(2), &|done, _| done <= 600);
    assert!(matches!(stopped, Err(StudyError::Interrupted)));
    assert_eq!(analysis.kept(&folder()), (1, 2));
    assert_eq!(analysis.run_in(&folder(), Some(1), &|_, _| true).unwrap(), whole);
    std::fs::remove_dir_all(&scratch).unwrap();
}
