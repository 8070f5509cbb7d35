//! What was given and when, as figures show it on the axis of time.

use crate::prepare::time::Clock;
use crate::results::DoseMark;
use crate::scenario::{DoseTarget, Scenario, Schedule};
use lytic_nk::Library;

/// Doses and events for the time axis.
pub(crate) fn marks(scenario: &Scenario, clock: &Clock, library: &Library) -> Vec<DoseMark> {
    let days = |schedule: Option<&Schedule>| {
        schedule.map_or_else(Vec::new, |schedule| {
            Clock::occurrences(schedule)
                .into_iter()
                .map(|time| clock.days(time.value * clock.per_day))
                .collect()
        })
    };
    let doses = scenario.doses.iter().map(|line| {
        let (of, route) = match &line.target {
            DoseTarget::State(name) => (name.value.clone(), String::new()),
            DoseTarget::Agent(name) => {
                let route = line.route.as_ref().map(|route| route.value.clone());
                let usual = || library.agent(&name.value)?.route(None).map(|route| route.key.clone());
                (name.value.clone(), route.or_else(usual).unwrap_or_default())
            }
        };
        DoseMark { of, route, amount: line.amount_text.clone(), times_days: days(line.at.as_ref()) }
    });
    let events = scenario.events.iter().map(|event| DoseMark {
        of: event.of.value.clone(),
        route: String::new(),
        amount: event
            .removes
            .as_ref()
            .map_or_else(String::new, |share| format!("-{} %", share.value * 100.0)),
        times_days: days(event.at.as_ref()),
    });
    doses.chain(events).collect()
}
