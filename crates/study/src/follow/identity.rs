//! What tells one `follow` from another, and what stands beside its results: identity, manifest, command, hash.

use super::{Follow, Followed, PARTICLES};
use crate::command::{options as simulation_options, quoted};
use crate::hash::Hasher;
use crate::manifest::{folder_name_of, identity, of_studies, stem};
use serde_json::{Value, json};

impl Follow {
    /// What tells it from others.
    pub fn identity(&self) -> Value {
        let question = &self.question;
        json!({
            "follow": {
                "data": self.sha256,
                "id": question.id,
                "day_zero": question.day_zero,
                "at": question.at,
                "until": question.until,
                "alarms": question.alarms,
                "within": question.within,
                "errors": question.errors,
                "particles": question.particles,
                "simulate": question.simulate,
                "laws": self.laws_hash(),
            },
            "first": identity(&self.study),
        })
    }

    /// The laws of what was measured: they are no parameters of the model.
    fn laws_hash(&self) -> String {
        let mut hasher = Hasher::new();
        for column in self.columns() {
            let Some(law) = self.measured.laws.get(column) else { continue };
            hasher.numbers(&[law.sd, law.floor, law.limit.unwrap_or(f64::NAN), law.top.unwrap_or(f64::NAN)]);
        }
        hasher.finish()
    }

    /// Name of its folder where the user does not say.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-follow", stem(&self.study.scenario.name)), &self.identity())
    }

    /// The manifest.
    pub fn manifest(&self, found: &Followed) -> Value {
        let (about, own) = match found {
            Followed::One(results) => (
                &results.about,
                json!({
                    "data": { "file": self.file, "sha256": self.sha256 },
                    "patient": results.patient,
                    "cut_days": results.cut_days,
                    "measurements": results.points.len(),
                    "contradictions": results.contradictions().count(),
                    "particles": results.particles,
                    "effective": results.effective,
                    "collapsed": results.collapsed(),
                    "subjects": results.runs,
                    "failed": 0,
                }),
            ),
            Followed::Trial(results) => (
                &results.about,
                json!({
                    "data": { "file": self.file, "sha256": self.sha256 },
                    "simulated": results.about.patients,
                    "particles": results.particles,
                    "collapsed": results.collapsed,
                    "subjects": results.runs,
                    "failed": 0,
                }),
            ),
        };
        of_studies(about, &self.identity(), own)
    }

    /// The command that gives the same results.
    pub(super) fn command(&self) -> String {
        let question = &self.question;
        let name = &self.study.scenario.name;
        let mut command = format!("lytic follow {} --data {}", quoted(name), quoted(&self.file));
        for (option, value) in [
            ("--id", &question.id),
            ("--day-zero", &question.day_zero),
            ("--at", &question.at),
            ("--until", &question.until),
        ] {
            if let Some(value) = value {
                command.push_str(&format!(" {option} {}", quoted(value)));
            }
        }
        for (option, values) in [("--alarm", &question.alarms), ("--error", &question.errors)] {
            for value in values {
                command.push_str(&format!(" {option} {}", quoted(value)));
            }
        }
        if let Some(within) = &question.within {
            command.push_str(&format!(" --within {}", quoted(within)));
        }
        if let Some(simulate) = question.simulate {
            command.push_str(&format!(" --simulate {simulate}"));
        }
        if question.particles != PARTICLES {
            command.push_str(&format!(" --particles {}", question.particles));
        }
        command + &simulation_options(&self.study.overrides)
    }
}

/// The hash of what came out.
pub(super) fn hash_of(found: &Followed) -> String {
    let mut hasher = Hasher::new();
    match found {
        Followed::One(results) => {
            for column in &results.columns {
                column.quantiles.iter().for_each(|(_, values)| hasher.numbers(values));
            }
            for point in results.points.iter().chain(&results.held_back) {
                hasher.numbers(&[point.tail]);
            }
            for alarm in &results.alarms {
                hasher.numbers(&[alarm.probability, alarm.now]);
            }
            results.outcomes.iter().for_each(|chance| hasher.numbers(&[chance.after]));
        }
        Followed::Trial(results) => {
            for coverage in results.next.iter().chain(&results.course) {
                hasher.numbers(&[coverage.inside as f64, coverage.n as f64]);
            }
            for row in results.alarms.iter().flat_map(|alarm| &alarm.rows) {
                hasher.numbers(&[row.sensitivity, row.false_alarms, row.precision, row.lead_days]);
            }
        }
    }
    hasher.finish()
}
