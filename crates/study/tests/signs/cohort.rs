//! A built-in scenario with some lines more, less or elsewhere, asked for values of all its patients.

use super::files::Texts;
use lytic_nk::Library;
use lytic_study::{BUILT_IN, DoseLine, DoseTarget, MemoryStore, Overrides, Placed, Schedule, open, prepare};
use lytic_text::Sources;
use lytic_units::{Quantity, Unit};

/// What is asked of which patients.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// A built-in scenario.
    pub scenario: &'a str,
    /// Agents that are not given.
    pub without: &'a [&'a str],
    /// Agents that are given so many days later.
    pub later: &'a [(&'a str, f64)],
    /// More lines.
    pub more: &'a str,
    /// Lines of `[parameters]`.
    pub parameters: &'a str,
    /// `--set`
    pub set: &'a [&'a str],
    /// Expressions and the days on which they are read.
    pub what: &'a [(&'a str, f64)],
    pub patients: u64,
    pub draws: u64,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Ask {
            scenario: "",
            without: &[],
            later: &[],
            more: "",
            parameters: "",
            set: &[],
            what: &[],
            patients: 6,
            draws: 6,
        }
    }
}

/// Values of an expression in one draw: of all patients with NK cells, and of the same patients without.
pub struct Arms {
    pub with: Vec<f64>,
    pub without: Vec<f64>,
}

/// Values: `[draw][expression]`.
pub type Values = Vec<Vec<Arms>>;

fn target(line: &DoseLine) -> &str {
    match &line.target {
        DoseTarget::Agent(name) | DoseTarget::State(name) => &name.value,
    }
}

fn in_days(quantity: &Quantity) -> f64 {
    quantity.in_unit(&Unit::parse("d").unwrap()).unwrap()
}

fn later(schedule: &mut Schedule, days: f64) {
    let moved = |time: &mut Placed<Quantity>| {
        time.value = Quantity::parse(&format!("{} d", in_days(&time.value) + days)).unwrap();
    };
    match schedule {
        Schedule::Times(times) => times.iter_mut().for_each(moved),
        Schedule::Repeated { from, .. } => moved(from),
    }
}

impl Ask<'_> {
    fn text(&self) -> String {
        let text = BUILT_IN.iter().find(|scenario| scenario.name == self.scenario).unwrap().text;
        // Its own outcomes and additions are left out: only what is asked here is judged.
        let text = text.split("\n[outcome.").next().unwrap().split("\n[addition.").next().unwrap();
        let asked: String = self
            .what
            .iter()
            .enumerate()
            .map(|(index, (value, day))| {
                format!("\n[outcome.o{index}]\nvalue = \"{value}\"\nat = \"{day} d\"\n")
            })
            .collect();
        let parameters = match text.contains("\n[parameters]\n") {
            true => text.replace("\n[parameters]\n", &format!("\n[parameters]\n{}\n", self.parameters)),
            false => format!("{text}\n[parameters]\n{}\n", self.parameters),
        };
        format!("{parameters}\n{}\n{asked}", self.more)
    }

    /// Runs it, no longer than to the last day that is asked for.
    pub fn values(&self) -> Values {
        let files = Texts::of([("scenario.toml", self.text())]);
        let mut sources = Sources::new();
        let (scenario, problems) = open("scenario.toml", &files, &mut sources);
        assert!(problems.is_empty(), "{problems:?}");
        let mut scenario = scenario.unwrap();
        // Lines that were added stay as they are.
        let added = self.more.matches("[[dose]]").count();
        let own = scenario.doses.len() - added;
        for line in scenario.doses.iter_mut().take(own) {
            if self.without.contains(&target(line)) {
                line.at = None;
            }
            let by = self.later.iter().find(|(agent, _)| *agent == target(line));
            if let (Some((_, days)), Some(at)) = (by, &mut line.at) {
                later(at, *days);
            }
        }
        let last = self.what.iter().map(|(_, day)| *day).fold(0.0, f64::max);
        let start = in_days(&scenario.start.value);
        // What would be given after that day is not.
        for line in &mut scenario.doses {
            match &mut line.at {
                Some(Schedule::Times(times)) => times.retain(|time| in_days(&time.value) <= last),
                Some(Schedule::Repeated { from, every, count }) => {
                    let fits = (last - in_days(&from.value)) / in_days(&every.value);
                    *count = (*count).min((fits + 1.0).max(0.0) as u64);
                }
                None => {}
            }
        }
        scenario.doses.retain(|line| line.at.as_ref().is_some_and(|at| at.count() > 0));
        let overrides = Overrides {
            patients: Some(self.patients),
            draws: Some(self.draws),
            set: self.set.iter().map(|set| (*set).to_owned()).collect(),
            duration: Some(format!("{} d", last - start)),
            outcomes_only: true,
            ..Overrides::default()
        };
        let (study, problems) = prepare(scenario, &Library::embedded(), &files, overrides, &mut sources);
        let problems: Vec<_> = problems.into_iter().filter(lytic_text::Diagnostic::is_error).collect();
        assert!(problems.is_empty(), "{problems:?}");
        let kept = MemoryStore::new();
        let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
        // A patient of a far draw may not reach the end; his values are NaN in both arms and count nowhere.
        assert!(results.failed <= 1, "{:?}", results.failures);
        let every = self.what.len();
        (0..self.draws)
            .map(|draw| {
                let [with, without] = [0, 1].map(|arm| kept.outcomes(draw, arm));
                let of = |values: &[f64], index: usize| {
                    values.iter().skip(index).step_by(every).copied().collect()
                };
                (0..every)
                    .map(|index| Arms { with: of(&with, index), without: of(&without, index) })
                    .collect()
            })
            .collect()
    }
}

/// The mean of the values that there are.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean over patients of a number of two values of the same patient.
pub fn paired(first: &[f64], second: &[f64], of: impl Fn(f64, f64) -> f64) -> f64 {
    assert_eq!(first.len(), second.len());
    mean(first.iter().zip(second).map(|(first, second)| of(*first, *second)))
}

/// What NK cells take off: the mean over patients of the value without them minus the value with them, in each draw.
pub fn benefit(values: &Values, index: usize) -> Vec<f64> {
    values
        .iter()
        .map(|draw| paired(&draw[index].without, &draw[index].with, |without, with| without - with))
        .collect()
}

/// Each draw's ratio of two numbers.
pub fn ratio(above: &[f64], below: &[f64]) -> Vec<f64> {
    above.iter().zip(below).map(|(above, below)| above / below).collect()
}

/// A sign holds at the library's values, and in two thirds of the draws of what we do not know or more.
pub fn mostly(draws: &[f64], holds: impl Fn(f64) -> bool) -> bool {
    let so = draws.iter().filter(|draw| holds(**draw)).count();
    draws.first().is_some_and(|library| holds(*library)) && 3 * so >= 2 * draws.len()
}

/// Prints a number: as the library has it (the first draw), and its range over the draws.
pub fn say(what: &str, draws: &[f64]) {
    let low = draws.iter().copied().fold(f64::INFINITY, f64::min);
    let high = draws.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    println!("{what}: {:.4} ({low:.4} to {high:.4} over {} draws)", draws[0], draws.len());
}
