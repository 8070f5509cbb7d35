//! Arms of a combination: who gets what, and when.
//!
//! With an order, the addition that is first begins when the earlier of the two would begin as written, the other an
//! interval later; all doses and events of an addition move together.

use super::additions::{self, Addition, Content, parts};
use super::{CombineQuestion, loewe};
use crate::read::days;
use crate::scenario::{Placed, Scenario, Schedule};
use lytic_text::{Diagnostic, Message, Sources, Span};
use lytic_units::{Dimension, Quantity};

/// Arms of one command at most.
const MOST: usize = 200;
/// The interval of `--order` where none is given, in days.
const DEFAULT_INTERVAL: f64 = 1.0;

/// One arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmPlan {
    /// Additions in it, by index; the first of two begins first where there is an interval.
    pub members: Vec<usize>,
    /// Days from the start of the first to the start of the second, where an order is asked for.
    pub interval_days: Option<f64>,
    /// The addition whose doses are multiplied, and by what.
    pub factor: Option<(usize, f64)>,
}

impl ArmPlan {
    /// What is in it, in symbols: `none`, `nk_cells`, `nk_cells + il2`, `il2 > nk_cells 2 d`, `il2 x 0.5`.
    pub fn name(&self, additions: &[Addition]) -> String {
        let names: Vec<&str> = self
            .members
            .iter()
            .filter_map(|member| additions.get(*member))
            .map(|addition| addition.name.as_str())
            .collect();
        match (names.as_slice(), self.interval_days, self.factor) {
            ([], ..) => "none".to_owned(),
            ([one], _, Some((_, factor))) => format!("{one} x {factor}"),
            ([first, second], Some(interval), _) => format!("{first} > {second} {interval} d"),
            (names, ..) => names.join(" + "),
        }
    }
}

/// What is asked of orders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Orders {
    /// Intervals in days; none where pairs are given as written only.
    pub intervals_days: Vec<f64>,
    span: Option<Span>,
}

/// Reads `--order` and `--interval`; none after an error.
pub(super) fn orders(
    question: &CombineQuestion,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Orders> {
    let mut orders = Orders::default();
    let mut all_right = true;
    for text in &question.intervals {
        let source = sources.add("--interval", text.as_str());
        for (part, span) in parts(text, source) {
            orders.span = orders.span.or(Some(span));
            let read = Quantity::parse(&part)
                .and_then(|quantity| quantity.expect(&Dimension::TIME).map(|()| quantity));
            match read {
                Ok(quantity) if quantity.value >= 0.0 && quantity.value.is_finite() => {
                    let found = quantity.in_unit(&days()).unwrap_or(f64::NAN);
                    if !orders.intervals_days.contains(&found) {
                        orders.intervals_days.push(found);
                    }
                }
                Ok(quantity) => {
                    let message = Message::new("E0317").with("key", "--interval").with("value", quantity);
                    diagnostics.push(Diagnostic::error(message).at(span));
                    all_right = false;
                }
                Err(error) => {
                    diagnostics.push(error.diagnostic(span));
                    all_right = false;
                }
            }
        }
    }
    if question.order && orders.intervals_days.is_empty() {
        orders.intervals_days.push(DEFAULT_INTERVAL);
    }
    all_right.then_some(orders)
}

/// All arms: none, each alone, pairs, all of three and more, orders, levels.
pub(super) fn plan(
    added: &[Addition],
    orders: &Orders,
    levels: &[f64],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ArmPlan> {
    let count = added.len();
    let mut plans = vec![ArmPlan::default()];
    plans.extend((0..count).map(|one| ArmPlan { members: vec![one], ..ArmPlan::default() }));
    let pairs: Vec<[usize; 2]> = (0..count).flat_map(|a| (a + 1..count).map(move |b| [a, b])).collect();
    plans.extend(pairs.iter().map(|pair| ArmPlan { members: pair.to_vec(), ..ArmPlan::default() }));
    if count > 2 {
        plans.push(ArmPlan { members: (0..count).collect(), ..ArmPlan::default() });
    }
    for interval in &orders.intervals_days {
        for [a, b] in &pairs {
            for addition in [a, b].into_iter().filter_map(|member| added.get(*member)) {
                if start(&addition.content).is_none() {
                    let message = Message::new("E1522").with("name", &addition.name);
                    diagnostics.push(Diagnostic::error(message).at(addition.span));
                    return plans;
                }
            }
            // At once is one order only.
            let both: &[[usize; 2]] = if *interval == 0.0 { &[[*a, *b]] } else { &[[*a, *b], [*b, *a]] };
            plans.extend(both.iter().map(|members| ArmPlan {
                members: members.to_vec(),
                interval_days: Some(*interval),
                factor: None,
            }));
        }
    }
    for (index, _) in added.iter().enumerate().filter(|(_, addition)| addition.has_doses()) {
        plans.extend(levels.iter().filter(|level| **level != 1.0).map(|level| ArmPlan {
            members: vec![index],
            interval_days: None,
            factor: Some((index, *level)),
        }));
    }
    if plans.len() > MOST {
        let message = Message::new("E1523").with("count", plans.len()).with("most", MOST);
        let span = added.first().map(|addition| addition.span);
        diagnostics.push(Diagnostic { span, ..Diagnostic::error(message) });
    }
    plans
}

/// The arm with one addition as written and nothing else.
pub(super) fn alone(plans: &[ArmPlan], addition: usize) -> Option<usize> {
    plans.iter().position(|plan| plan.members == [addition] && plan.factor.is_none())
}

/// The scenario of an arm.
pub(super) fn scenario_of(base: &Scenario, added: &[Addition], plan: &ArmPlan) -> Scenario {
    let mut scenario = base.clone();
    let chosen: Vec<&Addition> = plan.members.iter().filter_map(|member| added.get(*member)).collect();
    let starts: Vec<Option<f64>> = chosen.iter().map(|addition| start(&addition.content)).collect();
    let anchor = starts.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    for (place, addition) in chosen.iter().enumerate() {
        let mut content = addition.content.clone();
        if let (Some(interval), Some(Some(own))) = (plan.interval_days, starts.get(place)) {
            let wanted = if place == 0 { anchor } else { anchor + interval };
            shift(&mut content, wanted - own);
        }
        if let Some((_, factor)) = plan.factor {
            loewe::multiply(&mut content, factor);
        }
        additions::add(&mut scenario, &content);
    }
    scenario
}

fn in_days(time: &Placed<Quantity>) -> f64 {
    time.value.in_unit(&days()).unwrap_or(f64::NAN)
}

/// The day on which an addition begins; none where it has neither doses nor events.
fn start(content: &Content) -> Option<f64> {
    let schedules =
        content.doses.iter().map(|dose| &dose.at).chain(content.events.iter().map(|event| &event.at));
    let first = |schedule: &Schedule| match schedule {
        Schedule::Times(times) => times.iter().map(in_days).fold(f64::INFINITY, f64::min),
        Schedule::Repeated { from, .. } => in_days(from),
    };
    let first = schedules.flatten().map(first).fold(f64::INFINITY, f64::min);
    first.is_finite().then_some(first)
}

/// Moves all doses and events by some days.
fn shift(content: &mut Content, by: f64) {
    if by == 0.0 {
        return;
    }
    let moved = |time: &mut Placed<Quantity>| {
        time.value = Quantity { value: in_days(time) + by, unit: days() };
    };
    let schedules = content
        .doses
        .iter_mut()
        .map(|dose| &mut dose.at)
        .chain(content.events.iter_mut().map(|event| &mut event.at));
    for schedule in schedules.flatten() {
        match schedule {
            Schedule::Times(times) => times.iter_mut().for_each(moved),
            Schedule::Repeated { from, .. } => moved(from),
        }
    }
}
