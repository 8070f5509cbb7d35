//! What became of each case, and the lines that say so.

use std::fmt;

/// What became of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Every value is within its tolerance.
    Passed,
    /// A number came out that is not; the reason says which.
    Wrong(String),
    /// No number came out; the reason names the feature.
    Refused(String),
}

/// A case.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number or name.
    pub id: String,
    /// What it tests.
    pub tags: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
}

/// All cases of a folder.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Those that count.
    pub rows: Vec<Row>,
    /// Those that do not: no course in time to compare, or no reference values.
    pub apart: Vec<Row>,
    /// All values that were compared, as comma-separated lines; empty where a part keeps none.
    pub values: String,
    /// Where this is other than the list of known differences says; none for a part without such a list.
    pub unexpected: Option<Vec<String>>,
}

impl Report {
    /// How many passed, are wrong, are refused.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |is: fn(&Outcome) -> bool| self.rows.iter().filter(|row| is(&row.outcome)).count();
        (
            count(|outcome| matches!(outcome, Outcome::Passed)),
            count(|outcome| matches!(outcome, Outcome::Wrong(_))),
            count(|outcome| matches!(outcome, Outcome::Refused(_))),
        )
    }
}

impl Report {
    /// Whether nothing is wrong, or all is as the list of known differences says.
    pub fn is_good(&self) -> bool {
        match &self.unexpected {
            Some(lines) => lines.is_empty(),
            None => self.counts().1 == 0,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, reason) = match &self.outcome {
            Outcome::Passed => ("passed", ""),
            Outcome::Wrong(reason) => ("wrong", reason.as_str()),
            Outcome::Refused(reason) => ("refused", reason.as_str()),
        };
        write!(f, "{}  {what}  [{}]  {reason}", self.id, self.tags.join(", "))
    }
}

impl fmt::Display for Report {
    /// A row per case that does not pass, then what does not count, then the counts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.rows.iter().filter(|row| row.outcome != Outcome::Passed) {
            writeln!(f, "{row}")?;
        }
        if !self.apart.is_empty() {
            writeln!(f, "not counted:")?;
            for row in &self.apart {
                writeln!(f, "  {row}")?;
            }
        }
        for line in self.unexpected.iter().flatten() {
            writeln!(f, "NOT AS KNOWN: {line}")?;
        }
        let (passed, wrong, refused) = self.counts();
        write!(f, "passed {passed} of {}, wrong {wrong}, refused {refused}", self.rows.len())
    }
}
