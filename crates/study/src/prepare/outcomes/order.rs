//! The order in which events and criteria of a patient are worked out: each after those that it needs.

use super::plan::Planner;
use crate::outcome::time::{Other, Source};
use crate::scenario::Placed;
use lytic_text::Message;

impl Planner<'_, '_> {
    /// Puts events and criteria into an order in which each comes after those that it needs.
    pub fn order(&mut self) {
        let looks = &self.outputs.looks;
        // After an error in a line the others are not complete.
        let (timed, criteria) = (looks.timed.len(), looks.criteria.len());
        if timed != self.scenario.timed.len() || criteria != self.scenario.criteria.len() {
            return;
        }
        let needs = |node: Other| -> Vec<Other> {
            match node {
                Other::Timed(index) => looks.timed.get(index).map_or_else(Vec::new, |timed| {
                    let first = match &timed.source {
                        Source::FirstOf(others) => others.as_slice(),
                        _ => &[],
                    };
                    first.iter().copied().chain(timed.until).collect()
                }),
                Other::Progression(index) => {
                    looks.criteria.get(index).and_then(|judging| judging.until).into_iter().collect()
                }
            }
        };
        let place = |node: Other| match node {
            Other::Progression(index) => index,
            Other::Timed(index) => criteria + index,
        };
        let nodes: Vec<Other> =
            (0..criteria).map(Other::Progression).chain((0..timed).map(Other::Timed)).collect();
        let mut waits: Vec<usize> = nodes.iter().map(|node| needs(*node).len()).collect();
        let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (index, node) in nodes.iter().enumerate() {
            for need in needs(*node) {
                if let Some(waiting) = waiting.get_mut(place(need)) {
                    waiting.push(index);
                }
            }
        }
        let mut order: Vec<usize> = (0..nodes.len()).filter(|index| waits.get(*index) == Some(&0)).collect();
        let mut next = 0;
        while let Some(done) = order.get(next).copied() {
            next += 1;
            for index in waiting.get(done).cloned().unwrap_or_default() {
                if let Some(left) = waits.get_mut(index) {
                    *left -= 1;
                    if *left == 0 {
                        order.push(index);
                    }
                }
            }
        }
        if order.len() < nodes.len() {
            let stuck = (0..nodes.len()).filter(|index| !order.contains(index));
            let names: Vec<&Placed<String>> = stuck
                .filter_map(|index| match nodes.get(index)? {
                    Other::Timed(index) => self.scenario.timed.get(*index).map(|line| &line.name),
                    Other::Progression(index) => self.scenario.criteria.get(*index).map(|line| &line.name),
                })
                .collect();
            let list = names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
            let message = Message::new("E1505").with("names", list);
            self.notes.error(message, names.first().and_then(|name| name.span));
            return;
        }
        self.outputs.looks.order = order.iter().filter_map(|index| nodes.get(*index).copied()).collect();
    }
}
