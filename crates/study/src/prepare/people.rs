//! Who is simulated: which parameters vary, where each stands among all that could, and which of them go together.

use super::Notes;
use super::values::{Values, symbols};
use crate::cohort::copula::Copula;
use crate::cohort::points::Dimension;
use crate::cohort::{People, Varied};
use crate::scenario::{CorrelationLine, Placed, Scenario, Spread};
use lytic_model::{Equations, Model, SymbolId};
use lytic_nk::{Library, ParameterEntry};
use lytic_text::{Diagnostic, Message, nearest};

/// The people of a study; none after an error in their correlations.
pub(super) fn plan(
    scenario: &Scenario,
    library: &Library,
    model: &Model,
    equations: &Equations,
    values: &Values<'_>,
    notes: &mut Notes<'_>,
) -> Option<People> {
    let typical = equations.parameters.iter().map(|parameter| parameter.value).collect();
    let varied = values.varied(model, equations);
    let names = Names::new(library, equations);
    let laws = varied.iter().map(|(_, varied)| varied.clone()).collect();
    let dimension = |kind: Spread, name: &str| names.dimension(kind, name);
    let mut people = People::new(scenario.cohort.seed.value, typical, laws, &dimension);
    let mut all_right = true;
    for kind in [Spread::Between, Spread::Uncertainty] {
        let lines: Vec<&CorrelationLine> =
            scenario.correlations.iter().filter(|line| line.kind == kind).collect();
        match copula(kind, &lines, &people, model, &varied, notes) {
            Some(copula) => people.correlate(kind, copula),
            None => all_right = false,
        }
    }
    all_right.then_some(people)
}

/// All names that could vary, whether they do or not, so that a name keeps its place whatever the others do.
struct Names {
    /// Of the library: first those that the library varies between patients, then the others.
    between: Vec<String>,
    /// The same for uncertainty.
    uncertainty: Vec<String>,
    /// Parameters of the model by dotted name.
    own: Vec<String>,
}

impl Names {
    fn new(library: &Library, equations: &Equations) -> Names {
        let listed = |has: fn(&ParameterEntry) -> bool| {
            let mut entries: Vec<(bool, String)> =
                library.parameters().iter().map(|entry| (!has(entry), entry.name())).collect();
            entries.sort_unstable();
            entries.into_iter().map(|(_, name)| name).collect()
        };
        let mut own: Vec<String> =
            equations.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        own.sort_unstable();
        Names {
            between: listed(|entry| entry.between.is_some()),
            uncertainty: listed(|entry| entry.uncertainty.is_some()),
            own,
        }
    }

    fn dimension(&self, kind: Spread, name: &str) -> Dimension {
        let library = match kind {
            Spread::Between => &self.between,
            Spread::Uncertainty => &self.uncertainty,
        };
        match library.iter().position(|known| known == name) {
            Some(index) => Dimension::new(kind, "library", index, name),
            None => {
                let index = self.own.partition_point(|known| known.as_str() < name);
                Dimension::new(kind, "own", index, name)
            }
        }
    }
}

fn copula(
    kind: Spread,
    lines: &[&CorrelationLine],
    people: &People,
    model: &Model,
    varied: &[(SymbolId, Varied)],
    notes: &mut Notes<'_>,
) -> Option<Copula> {
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    let mut places: Vec<&CorrelationLine> = Vec::new();
    let mut all_right = true;
    for line in lines {
        if notes.full() {
            return None;
        }
        let found = [&line.of[0], &line.of[1]].map(|name| axis(kind, name, people, model, varied, notes));
        let [Some(first), Some(second)] = found else {
            all_right = false;
            continue;
        };
        if first == second {
            notes.error(Message::new("E0321").with("name", &line.of[1].value), line.of[1].span);
            all_right = false;
            continue;
        }
        let pair = (first.min(second), first.max(second));
        if let Some(earlier) = pairs.iter().position(|(a, b, _)| (*a, *b) == pair) {
            let message =
                Message::new("E0393").with("first", &line.of[0].value).with("second", &line.of[1].value);
            let mut diagnostic = Diagnostic { span: line.of[0].span, ..Diagnostic::error(message) };
            if let Some(span) = places.get(earlier).and_then(|line| line.of[0].span) {
                diagnostic = diagnostic.label(span, Message::new("people.first_here"));
            }
            notes.push(diagnostic);
            all_right = false;
            continue;
        }
        pairs.push((pair.0, pair.1, line.value.value));
        places.push(line);
    }
    if !all_right {
        return None;
    }
    match Copula::new(&pairs) {
        Ok(copula) => Some(copula),
        Err(impossible) => {
            // Rounded down, so that what is advised does work.
            let factor = (impossible.largest_factor * 100.0).floor() / 100.0;
            let message = Message::new("E0394").with("kind", kind_text(kind)).with("factor", factor);
            let mut spans = places.iter().filter_map(|line| line.value.span);
            let span = spans.next();
            let mut diagnostic = Diagnostic { span, ..Diagnostic::error(message) };
            for span in spans {
                diagnostic = diagnostic.label(span, Message::new("people.with_this"));
            }
            notes.push(diagnostic);
            None
        }
    }
}

fn kind_text(kind: Spread) -> &'static str {
    match kind {
        Spread::Between => "@people.between",
        Spread::Uncertainty => "@people.uncertainty",
    }
}

/// The axis of a name: by its own, or by the symbol that it means.
fn axis(
    kind: Spread,
    name: &Placed<String>,
    people: &People,
    model: &Model,
    varied: &[(SymbolId, Varied)],
    notes: &mut Notes<'_>,
) -> Option<usize> {
    let axes = people.axes(kind);
    let by_name = |wanted: &str| axes.binary_search_by(|axis| axis.name.as_str().cmp(wanted)).ok();
    if let Some(index) = by_name(&name.value) {
        return Some(index);
    }
    let ids = symbols(model, &name.value);
    let meant = varied.iter().find(|(id, _)| ids.contains(id));
    if let Some(index) = meant.and_then(|(_, varied)| by_name(&varied.name)) {
        return Some(index);
    }
    if ids.is_empty() {
        let near = nearest(&name.value, axes.iter().map(|axis| axis.name.as_str()));
        let message = Message::new("E0390").with("name", &name.value);
        notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
    } else {
        let message = Message::new("E0391").with("name", &name.value).with("kind", kind_text(kind));
        notes.error(message, name.span);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]
    use crate::{Files, Overrides, Spread, Study, open, prepare};
    use lytic_nk::Library;
    use lytic_text::Sources;

    const MODEL: &str = "
        model *tank()
          unit time_unit = day;
          const k has per_day; k = 1;
          const m has per_day; m = 2;
          const n has per_day; n = 3;
          species x has mg; x = 1;
          loss: x => ; k*m*n/(1 per_day)^2*x;
        end";

    struct Two(String);

    impl Files for Two {
        fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
            Ok(if path.ends_with(".ant") { MODEL.into() } else { self.0.clone().into_bytes() })
        }
    }

    /// The study of a scenario with these correlations, or `line:column code` of each problem.
    fn study(correlations: &str) -> Result<Study, Vec<String>> {
        let spread = "between = { lognormal_sd = 0.5 }";
        let head = format!(
            "model = \"tank.ant\"\nduration = \"2 d\"\nparameters.k = {{ value = \"1 /d\", {spread} }}\n\
             parameters.m = {{ value = \"2 /d\", {spread} }}\n"
        );
        let files = Two(format!("{head}{correlations}"));
        let mut sources = Sources::new();
        let (scenario, mut problems) = open("my.toml", &files, &mut sources);
        let (study, more) =
            prepare(scenario.unwrap(), &Library::embedded(), &files, Overrides::default(), &mut sources);
        problems.extend(more);
        problems.retain(|problem| problem.is_error());
        if problems.is_empty() {
            return Ok(study.expect("a study where nothing is wrong"));
        }
        let place = |span| sources.line_column(span).unwrap();
        let line = |problem: &lytic_text::Diagnostic| {
            let place = place(problem.span.unwrap());
            let near = problem.suggestion.as_deref().map_or(String::new(), |near| format!(" ~ {near}"));
            format!("{}:{} {}{near}", place.line, place.column, problem.message.key)
        };
        Err(problems.iter().map(line).collect())
    }

    #[test]
    fn correlations_reach_the_patients() {
        let with = study("[[correlation]]\nof = [\"m\", \"k\"]\nvalue = 0.999").unwrap().people;
        let without = study("").unwrap().people;
        let parameters = |people: &crate::cohort::People| {
            let mut values = Vec::new();
            people.patient(&people.typical(0), 3, &mut values);
            values.iter().map(|value| value.ln()).collect::<Vec<f64>>()
        };
        let (with, without) = (parameters(&with), parameters(&without));
        assert_eq!(with[0], without[0]);
        assert!((with[1] - with[0] - 2.0_f64.ln()).abs() < 0.1, "{with:?}");
        assert!((without[1] - without[0] - 2.0_f64.ln()).abs() > 0.1, "{without:?}");
    }

    #[test]
    fn each_mistake_has_its_place() {
        let problems = |text: &str| study(text).map(|_| ()).unwrap_err();
        let of = |of: &str, value: &str| problems(&format!("[[correlation]]\nof = {of}\nvalue = {value}"));
        let good = r#"["k", "m"]"#;
        assert_eq!(of(r#"["kk", "m"]"#, "0.5"), ["6:8 E0390 ~ k"]);
        assert_eq!(of(r#"["k", "n"]"#, "0.5"), ["6:13 E0391"]);
        assert_eq!(of(r#"["k", "k"]"#, "0.5"), ["6:13 E0321"]);
        assert_eq!(of(good, "1"), ["7:9 E0392"]);
        assert_eq!(of(good, "-1.5"), ["7:9 E0392"]);
        assert_eq!(of(good, "nan"), ["7:9 E0312"]);
        assert_eq!(of(good, "\"0.5\""), ["7:9 E0308"]);
        assert_eq!(of(r#"["k"]"#, "0.5"), ["6:6 E0308"]);
        assert_eq!(of(r#"["k", "m", "n"]"#, "0.5"), ["6:6 E0308"]);
        assert_eq!(of("[]", "0.5"), ["6:6 E0308"]);
        assert_eq!(of(good, "0.5\nkind = \"uncertainty\""), ["6:8 E0391", "6:13 E0391"]);
        assert_eq!(of(good, "0.5\nkind = \"betwen\""), ["8:9 E0310 ~ between"]);
        assert_eq!(problems("[[correlation]]"), ["5:1 E0307", "5:1 E0307"]);
        let twice = r#"
[[correlation]]
of = ["k", "m"]
value = 0.5
[[correlation]]
of = ["m", "k"]
value = 0.5"#;
        assert_eq!(problems(twice), ["10:8 E0393"]);
        let impossible = r#"
parameters.n = { value = "3 /d", between = { normal_sd = 1 } }
[[correlation]]
of = ["k", "m"]
value = 0.9
[[correlation]]
of = ["m", "n"]
value = 0.9"#;
        assert_eq!(problems(impossible), ["9:9 E0394"]);
        assert!(study(&impossible.replace("0.9", "0.7")).is_ok());
    }

    /// A place among all names that could vary is the same whatever else does.
    #[test]
    fn patients_are_the_same_whatever_else_varies() {
        let more = "parameters.n = { value = \"3 /d\", between = { uniform = [1, 5] } }";
        let (few, many) = (study("").unwrap().people, study(more).unwrap().people);
        assert_eq!((few.axes(Spread::Between).len(), many.axes(Spread::Between).len()), (2, 3));
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for patient in 0..100 {
            few.patient(&few.typical(0), patient, &mut a);
            many.patient(&many.typical(0), patient, &mut b);
            assert_eq!(a[..2], b[..2]);
        }
    }
}
