//! What a model without a scenario is asked where it runs by chance.
//!
//! ```text
//! X.end     X, at the end of the run           each state
//! X.gone    event X == 0 && highest(X) > 0     each state that reactions change: when, and in how many runs
//! ```
//!
//! What was never there is not gone: a state that starts at zero is gone when it has come and went.
//!
//! The deterministic run beside it is asked the same, so that the report can tell what chance makes of it.

use super::outputs::MOST_DEFAULT_COLUMNS;
use crate::outcome::{Happening, TimedLine};
use crate::scenario::{Judged, OutcomeLine, Placed, Scenario, Window};
use lytic_model::Equations;
use lytic_text::{Lang, Message};

/// States of which the time of extinction is told.
const MOST_TIMES: usize = 12;

/// Adds the questions to the scenario of a model, whose duration is known.
pub(super) fn ask(scenario: &mut Scenario, equations: &Equations) {
    let Some(end) = scenario.duration.clone() else { return };
    let is_plain = |name: &str| {
        name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
    };
    let jumps = |index: usize| {
        let changes = |(state, _): &(u32, _)| *state as usize == index;
        equations.reactions.iter().any(|reaction| reaction.changes.iter().any(changes))
    };
    let labels = |key: &'static str, name: &str| {
        let text = |lang| Message::new(key).with("name", name).text(lang);
        (text(Lang::En), text(Lang::Zh))
    };
    for (index, state) in equations.states.iter().enumerate().take(MOST_DEFAULT_COLUMNS) {
        let name = &state.name;
        if !is_plain(name) || equations.observable(name).is_none() {
            continue;
        }
        let (label, label_zh) = labels("chance.end", name);
        scenario.outcomes.push(OutcomeLine {
            name: Placed::default_of(format!("{name}.end")),
            judged: Judged::Value(Placed::default_of(name.clone()), None),
            window: Window::At(end.clone()),
            label,
            label_zh,
        });
        if jumps(index) && scenario.timed.len() < MOST_TIMES {
            let (label, label_zh) = labels("chance.gone", name);
            scenario.timed.push(TimedLine {
                name: Placed::default_of(format!("{name}.gone")),
                what: Happening::When(Placed::default_of(format!("{name} == 0 && highest({name}) > 0"))),
                from: None,
                to: None,
                until: None,
                restricted_mean: None,
                label,
                label_zh,
            });
        }
    }
}
