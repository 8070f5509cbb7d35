//! Plausible patients: bounds on outputs that every accepted patient keeps.
//!
//! Virtual patients are drawn parameter by parameter, so some combinations make a person whom nobody has met (Allen,
//! Rieger and Musante 2016 CPT Pharmacometrics Syst Pharmacol 5:140). A scenario names what is known of real patients
//! before or under treatment; candidates outside are refused, counted and told. Which candidate is refused depends on
//! that candidate alone.

use super::Notes;
use super::outputs::{Judge, Outputs, expression, judge, window_text};
use super::time::Clock;
use crate::scenario::{Kept, Placed, PlausibleLine};
use lytic_model::{Equations, ExprId};
use lytic_text::Message;
use lytic_units::{Quantity, Unit};

/// A bound, ready to be judged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plausible {
    /// Name as in the scenario.
    pub name: String,
    /// Its definition as written, with bounds and time: `platelets from 20 /uL to 500 /uL, at -7 d`.
    pub definition: String,
    /// Least and greatest value, in the unit of the output (infinite where there is none).
    low: f64,
    high: f64,
    is_condition: bool,
    pub(super) judge: Judge,
    /// Index in [`Outputs::expressions`].
    pub(super) output: usize,
}

impl Outputs {
    /// Whether a candidate keeps each of [`Outputs::bounds`], in their order, by the candidate's recorded values as the
    /// engine gives them (`values[time * outputs + output]`, as for [`Outputs::judge`]). What cannot be told, because a
    /// value is NaN (after a failure, say), counts as not kept. A candidate is accepted where all are true; with no bounds
    /// there is nothing to keep and everybody is accepted.
    pub fn keeps<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = bool> + 'a {
        self.bounds.iter().map(move |bound| {
            let holds = |time: usize| {
                let value = self.value(time, bound.output, values);
                let inside =
                    if bound.is_condition { value != 0.0 } else { (bound.low..=bound.high).contains(&value) };
                (!value.is_nan()).then_some(inside)
            };
            bound.judge.of(holds) == Some(true)
        })
    }
}

/// Plans all bounds into `outputs`; none where there are so many problems that looking for more helps nobody.
pub(super) fn plan(
    lines: &[PlausibleLine],
    equations: &mut Equations,
    clock: &Clock,
    outputs: &mut Outputs,
    notes: &mut Notes<'_>,
) -> Option<()> {
    for line in lines {
        if notes.full() {
            return None;
        }
        let judge = judge(&line.name, &line.window, clock, outputs, notes);
        let planned = match &line.kept {
            Kept::When(text) => condition(line, text, equations, notes),
            Kept::Between { value, from, to } => {
                between(line, value, from.as_ref(), to.as_ref(), equations, notes)
            }
        };
        let (Some(judge), Some((id, low, high, definition))) = (judge, planned) else { continue };
        let output = outputs.expressions.len();
        outputs.expressions.push(id);
        outputs.bounds.push(Plausible {
            name: line.name.value.clone(),
            definition: format!("{definition}, {}", window_text(&line.window, clock.kind())),
            low,
            high,
            is_condition: matches!(line.kept, Kept::When(_)),
            judge,
            output,
        });
    }
    Some(())
}

/// Expression, least and greatest value, and definition.
type Planned = (ExprId, f64, f64, String);

fn condition(
    line: &PlausibleLine,
    text: &Placed<String>,
    equations: &mut Equations,
    notes: &mut Notes<'_>,
) -> Option<Planned> {
    let (id, _, is_condition) = expression(text, equations, notes)?;
    if !is_condition {
        notes.error(Message::new("E0361").with("name", &line.name.value), text.span);
        return None;
    }
    Some((id, f64::NEG_INFINITY, f64::INFINITY, text.value.clone()))
}

fn between(
    line: &PlausibleLine,
    value: &Placed<String>,
    from: Option<&Placed<Quantity>>,
    to: Option<&Placed<Quantity>>,
    equations: &mut Equations,
    notes: &mut Notes<'_>,
) -> Option<Planned> {
    let (id, unit, is_condition) = expression(value, equations, notes)?;
    if is_condition {
        notes.error(Message::new("E0355").with("name", &line.name.value), value.span);
        return None;
    }
    let mut end = |quantity: Option<&Placed<Quantity>>, open: f64| match quantity {
        Some(quantity) => number(quantity, unit.as_ref(), notes),
        None => Some(open),
    };
    let (low, high) = (end(from, f64::NEG_INFINITY), end(to, f64::INFINITY));
    let (low, high) = (low?, high?);
    if low > high
        && let (Some(from), Some(to)) = (from, to)
    {
        let message = Message::new("E0398")
            .with("name", &line.name.value)
            .with("from", &from.value)
            .with("to", &to.value);
        notes.error(message, to.span);
        return None;
    }
    let mut definition = value.value.clone();
    for (word, quantity) in [("from", from), ("to", to)] {
        if let Some(quantity) = quantity {
            definition.push_str(&format!(" {word} {}", quantity.value));
        }
    }
    Some((id, low, high, definition))
}

/// A bound in the unit of its expression; where that has none (a model without units) the number as written.
fn number(quantity: &Placed<Quantity>, unit: Option<&Unit>, notes: &mut Notes<'_>) -> Option<f64> {
    let Some(unit) = unit else { return Some(quantity.value.value) };
    match quantity.value.in_unit(unit) {
        Ok(number) => Some(number),
        Err(error) => {
            notes.error(error.message(), quantity.span);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]
    use crate::{Files, Overrides, Study, open, prepare};
    use lytic_nk::Library;
    use lytic_text::Sources;

    const MODEL: &str = "
        model *tank()
          unit time_unit = day;
          const k has per_day; k = 1;
          species x has mg; x = 1;
          loss: x => ; k*x;
        end";

    struct Two(String);

    impl Files for Two {
        fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
            Ok(if path.ends_with(".ant") { MODEL.into() } else { self.0.clone().into_bytes() })
        }
    }

    /// The study of a scenario with these bounds, or `line:column code` of each problem.
    fn study(bounds: &str) -> Result<Study, Vec<String>> {
        let head = "model = \"tank.ant\"\nduration = \"2 d\"\nobserve = { every = \"1 d\" }\n";
        let files = Two(format!("{head}{bounds}"));
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
        Err(problems
            .iter()
            .map(|problem| {
                let place = place(problem.span.unwrap());
                format!("{}:{} {}", place.line, place.column, problem.message.key)
            })
            .collect())
    }

    const BOUNDS: &str = "
        [plausible.start]
        value = \"x\"
        from = \"0.5 mg\"
        to = \"2 mg\"
        at = \"1 d\"
        [plausible.low_once]
        value = \"x\"
        to = \"1 mg\"
        ever = {}
        [plausible.never_high]
        when = \"x < 3 mg\"
        always = { from = \"1 d\" }
        ";

    #[test]
    fn bounds_are_judged_in_the_units_of_their_outputs() {
        let study = study(BOUNDS).unwrap();
        let outputs = &study.outputs;
        let names: Vec<&str> = outputs.bounds.iter().map(|bound| bound.name.as_str()).collect();
        assert_eq!(names, ["start", "low_once", "never_high"]);
        let definitions: Vec<&str> = outputs.bounds.iter().map(|bound| bound.definition.as_str()).collect();
        assert_eq!(definitions[0], "x from 0.5 mg to 2 mg, at 1 d");
        assert_eq!(definitions[2], "x < 3 mg, always from 1 d");
        // x on days 0, 1 and 2; outputs are the three bounds' own expressions.
        let kept = |x: [f64; 3]| -> Vec<bool> {
            let values: Vec<f64> = x
                .iter()
                .flat_map(|x| [*x, *x, if x.is_nan() { f64::NAN } else { f64::from(u8::from(*x < 3.0)) }])
                .collect();
            outputs.keeps(&values).collect()
        };
        assert_eq!(kept([9.0, 0.5, 0.9]), [true, true, true]);
        assert_eq!(kept([9.0, 2.0, 1.5]), [true, false, true], "both ends belong to a bound");
        assert_eq!(kept([0.2, 0.4, 3.5]), [false, true, false]);
        assert_eq!(kept([0.2, f64::NAN, f64::NAN]), [false, true, false], "what is not known is not kept");
        assert_eq!(kept([9.0, 1.0, f64::NAN]), [true, true, false]);
        assert_eq!(kept([f64::NAN; 3]), [false; 3]);
    }

    #[test]
    fn each_mistake_has_its_place() {
        let problems = |text: &str| study(text).map(|_| ()).unwrap_err();
        let of = |lines: &str| problems(&format!("[plausible.a]\n{lines}"));
        assert_eq!(of("at = \"1 d\""), ["4:12 E0395"]);
        assert_eq!(of("value = \"x\"\nwhen = \"x > 1 mg\"\nat = \"1 d\""), ["4:12 E0395"]);
        assert_eq!(of("value = \"x\"\nat = \"1 d\""), ["4:12 E0396"]);
        assert_eq!(of("value = \"x\"\nto = \"1 mg\""), ["4:12 E0399"]);
        assert_eq!(of("when = \"x > 1 mg\"\nto = \"1 mg\"\nat = \"1 d\""), ["6:1 E0320"]);
        assert_eq!(of("value = \"x\"\nto = \"1 mg\"\nat = \"3 d\""), ["7:7 E0339"]);
        assert_eq!(of("value = \"x\"\nto = \"1 L\"\nat = \"1 d\""), ["6:7 E0007"]);
        assert_eq!(of("value = \"x\"\nfrom = 2\nat = \"1 d\""), ["6:8 E0008"]);
        assert_eq!(of("value = \"x\"\nfrom = \"2 mg\"\nto = \"1 mg\"\nat = \"1 d\""), ["7:7 E0398"]);
        assert_eq!(of("value = \"x > 1 mg\"\nto = \"1 mg\"\nat = \"1 d\""), ["5:10 E0355"]);
        assert_eq!(of("when = \"x\"\nat = \"1 d\""), ["5:9 E0361"]);
        assert_eq!(of("value = \"y\"\nto = \"1 mg\"\nat = \"1 d\""), ["5:10 E0263"]);
        assert_eq!(problems("plausible = 3"), ["4:13 E0308"]);
    }
}
