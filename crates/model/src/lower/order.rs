//! In which order values can be computed: each after all that it reads. Works without recursion, since models may
//! chain a hundred thousand rules.

use crate::flatten::children;
use crate::model::{Math, MathKind, Model, Operation, Rule, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message};
use std::collections::HashMap;

/// Which value of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Phase {
    /// During the run.
    Run,
    /// At the start.
    Start,
    /// The derivative of its state during the run.
    RunRate,
    /// The derivative of its state at the start.
    StartRate,
    /// Its own derivative during the run: of a concentration where the state is an amount, of what a rule says.
    RunSlope,
    /// Its own derivative at the start.
    StartSlope,
}

impl Phase {
    /// The phase in which plain values are read.
    pub fn values(self) -> Phase {
        match self {
            Phase::Run | Phase::RunRate | Phase::RunSlope => Phase::Run,
            Phase::Start | Phase::StartRate | Phase::StartSlope => Phase::Start,
        }
    }

    /// The same moment's derivatives of symbols.
    pub fn slopes(self) -> Phase {
        if self.values() == Phase::Run { Phase::RunSlope } else { Phase::StartSlope }
    }

    /// The same moment's derivatives of states.
    pub fn rates(self) -> Phase {
        if self.values() == Phase::Run { Phase::RunRate } else { Phase::StartRate }
    }
}

/// One value to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Step {
    pub phase: Phase,
    pub symbol: SymbolId,
}

/// What an equation reads, in a phase (`Run` or `Start`).
pub(super) fn reads(math: &Math, phase: Phase, needs: &mut Vec<Step>) {
    match &math.kind {
        MathKind::Symbol(symbol) => needs.push(Step { phase, symbol: *symbol }),
        MathKind::Apply(Operation::RateOf, operands) => {
            for operand in operands {
                if let MathKind::Symbol(symbol) = operand.kind {
                    needs.push(Step { phase: phase.slopes(), symbol });
                }
            }
        }
        _ => children(math).for_each(|child| reads(child, phase, needs)),
    }
}

/// All steps that the roots need, in an order that works, and a diagnostic for each circle found.
pub(super) fn order(
    roots: &[Step],
    needs: impl Fn(Step) -> Vec<Step>,
    circle: impl Fn(&[Step]) -> Diagnostic,
) -> (Vec<Step>, Vec<Diagnostic>) {
    // Some(position on the path) while open, None when done.
    let mut known: HashMap<Step, Option<usize>> = HashMap::new();
    let (mut ordered, mut problems) = (Vec::new(), Vec::new());
    let mut path: Vec<(Step, std::vec::IntoIter<Step>)> = Vec::new();
    for root in roots {
        if known.contains_key(root) {
            continue;
        }
        known.insert(*root, Some(0));
        path.push((*root, needs(*root).into_iter()));
        while let Some((step, rest)) = path.last_mut() {
            let step = *step;
            match rest.next() {
                Some(next) => match known.get(&next) {
                    None => {
                        known.insert(next, Some(path.len()));
                        path.push((next, needs(next).into_iter()));
                    }
                    Some(None) => {}
                    Some(Some(start)) => {
                        let steps: Vec<Step> = path.iter().skip(*start).map(|(step, _)| *step).collect();
                        problems.push(circle(&steps));
                    }
                },
                None => {
                    known.insert(step, None);
                    ordered.push(step);
                    path.pop();
                }
            }
        }
    }
    (ordered, problems)
}

/// All symbols, each after those that its rule, law or constant expression reads. Circles end early for those in them.
pub(crate) fn ordered_rules(model: &Model) -> Vec<SymbolId> {
    ordered(model, |_| true)
}

/// The same, as far as units must be told: the equation of a symbol that has a unit is not looked into.
pub(crate) fn ordered_units(model: &Model) -> Vec<SymbolId> {
    ordered(model, |symbol| symbol.unit.is_none())
}

fn ordered(model: &Model, look_into: impl Fn(&Symbol) -> bool) -> Vec<SymbolId> {
    let roots: Vec<Step> = (0..model.symbols.len() as u32)
        .map(|index| Step { phase: Phase::Run, symbol: SymbolId(index) })
        .collect();
    let needs = |step: Step| {
        let mut needs = Vec::new();
        let Some(symbol) = model.symbols.get(step.symbol.0 as usize).filter(|symbol| look_into(symbol))
        else {
            return needs;
        };
        match (&symbol.kind, &symbol.rule, &symbol.initial) {
            (SymbolKind::Reaction(number), _, _) => {
                if let Some(law) =
                    model.reactions.get(*number as usize).and_then(|reaction| reaction.law.as_ref())
                {
                    reads(law, Phase::Run, &mut needs);
                }
            }
            (_, Some(Rule::Assignment(math)), _) => reads(math, Phase::Run, &mut needs),
            (SymbolKind::Parameter | SymbolKind::Compartment, None, Some(math)) => {
                reads(math, Phase::Run, &mut needs);
            }
            _ => {}
        }
        needs.iter_mut().for_each(|need| need.phase = Phase::Run);
        needs
    };
    let (steps, _) = order(&roots, needs, |_| Diagnostic::error(Message::new("E0220")));
    steps.into_iter().map(|step| step.symbol).collect()
}
