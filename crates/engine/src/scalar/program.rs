//! Expressions as straight-line code: one slot for each node, what depends on parameters only computed once.
//!
//! Two things set it apart from [`crate::evaluate::Evaluator`]:
//!
//! - **A past.** `Delayed(x, d)` at time `t` is `x` at `t - d`, with the states that the [`History`] has for that time.
//!   `x` is a program of its own, so that it may look back further.
//! - **Held conditions.** A function that jumps or bends (a comparison, `floor`, `abs`, `min`, ...) can be held in the
//!   mode in which it was when a step began: the equations are then smooth over the whole step, whatever the stages
//!   of the step look at. [`super::switches`] finds where the mode changes.
//!
//! ```text
//! comparison   mode (0 or 1)                 abs a        mode * a        mode = -1 or 1
//! floor, ceil  mode (a whole number)         min, max     a or b          mode = 0 or 1
//! remainder    a - b * mode                  mode = a / b cut to a whole number
//! ```

use super::history::{History, Side};
use crate::evaluate::{binary, unary};
use crate::{distribution, math};
use lytic_model::graph::{Binary, Distribution, ExprId, Graph, Node, Unary};
use std::collections::BTreeMap;

/// Where and when a program is run.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub time: f64,
    pub states: &'a [f64],
    /// Modes of the switches; none: every function as it is.
    pub modes: Option<&'a [f64]>,
    /// None: nothing is known of it.
    pub past: Option<&'a History>,
    /// Which of two values the past has where it jumps.
    pub side: Side,
    /// Random numbers by place.
    pub draws: &'a [f64],
}

/// A function with modes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Switch {
    Comparison(Binary),
    Floor,
    Ceil,
    Abs,
    Min,
    Max,
    Remainder,
}

impl Switch {
    /// The function of a node that jumps or bends, and its arguments (the second is the first where there is one).
    pub(super) fn of(node: Node) -> Option<(Switch, ExprId, ExprId)> {
        Some(match node {
            Node::Unary(Unary::Floor, a) => (Switch::Floor, a, a),
            Node::Unary(Unary::Ceil, a) => (Switch::Ceil, a, a),
            Node::Unary(Unary::Abs, a) => (Switch::Abs, a, a),
            Node::Binary(Binary::Min, a, b) => (Switch::Min, a, b),
            Node::Binary(Binary::Max, a, b) => (Switch::Max, a, b),
            Node::Binary(Binary::Remainder, a, b) => (Switch::Remainder, a, b),
            Node::Binary(
                function @ (Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual),
                a,
                b,
            ) => (Switch::Comparison(function), a, b),
            _ => return None,
        })
    }

    /// The mode at these arguments.
    pub(super) fn mode(self, a: f64, b: f64) -> f64 {
        match self {
            Switch::Comparison(function) => binary(function, a, b),
            Switch::Floor => math::floor(a),
            Switch::Ceil => math::ceil(a),
            Switch::Abs => {
                if a < 0.0 {
                    -1.0
                } else {
                    1.0
                }
            }
            Switch::Min => f64::from(b < a),
            Switch::Max => f64::from(a < b),
            Switch::Remainder => (a / b).trunc(),
        }
    }

    /// The value in a mode.
    fn held(self, mode: f64, a: f64, b: f64) -> f64 {
        match self {
            Switch::Comparison(_) | Switch::Floor | Switch::Ceil => mode,
            Switch::Abs => mode * a,
            Switch::Min | Switch::Max => {
                if mode == 0.0 {
                    a
                } else {
                    b
                }
            }
            Switch::Remainder => a - b * mode,
        }
    }

    /// The value as it is.
    fn free(self, a: f64, b: f64) -> f64 {
        match self {
            Switch::Comparison(function) => binary(function, a, b),
            Switch::Floor => math::floor(a),
            Switch::Ceil => math::ceil(a),
            Switch::Abs => a.abs(),
            Switch::Min => math::min(a, b),
            Switch::Max => math::max(a, b),
            Switch::Remainder => math::remainder(a, b),
        }
    }
}

/// One instruction; operands are slots.
#[derive(Clone, Copy, Debug)]
enum Code {
    Time,
    State(u32),
    Unary(Unary, u32),
    Binary(Binary, u32, u32),
    Select(u32, u32, u32),
    /// A switch with its place among the modes.
    Switch(Switch, u32, u32, u32),
    /// What is looked back at (index of a program), and by how much.
    Delayed(u32, u32),
    Uniform(u32),
    Quantile(Distribution, u32, u32, u32),
    Probability(Distribution, u32, u32, u32),
}

#[derive(Clone, Copy, Debug)]
struct Instruction {
    out: u32,
    code: Code,
}

/// What programs are made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub graph: &'a Graph,
    pub parameters: &'a [f64],
    /// For what is looked back at: the same before the start, where values at the start read time.
    pub before: &'a BTreeMap<ExprId, ExprId>,
}

impl Source<'_> {
    /// A program for expressions whose switches are never held.
    pub(super) fn program(&self, expressions: &[ExprId]) -> Program {
        self.held(expressions, &BTreeMap::new())
    }

    /// A program in which the switches with a place among the modes can be held.
    pub(super) fn held(&self, expressions: &[ExprId], places: &BTreeMap<ExprId, u32>) -> Program {
        Program::new(self, expressions, places)
    }
}

/// A program for chosen expressions.
#[derive(Clone, Debug)]
pub(super) struct Program {
    slots: Vec<f64>,
    instructions: Vec<Instruction>,
    roots: Vec<u32>,
    past: Vec<Past>,
    /// States at a time in the past.
    scratch: Vec<f64>,
}

/// What is looked back at, and the same before the start.
#[derive(Clone, Debug)]
struct Past {
    what: Program,
    before: Option<Program>,
}

impl Program {
    fn new(source: &Source<'_>, expressions: &[ExprId], places: &BTreeMap<ExprId, u32>) -> Program {
        let Source { graph, parameters, before } = *source;
        let mut program = Program {
            slots: Vec::new(),
            instructions: Vec::new(),
            roots: Vec::new(),
            past: Vec::new(),
            scratch: Vec::new(),
        };
        let needed = present(graph, expressions);
        let mut slot_of: Vec<u32> = vec![0; needed.last().map_or(0, |last| last.0 as usize + 1)];
        let mut is_fixed: Vec<bool> = Vec::with_capacity(needed.len());
        for (slot, id) in needed.iter().enumerate() {
            let at = |child: ExprId| slot_of.get(child.0 as usize).copied().unwrap_or(0);
            let node = graph.node(*id);
            let switch = Switch::of(node).zip(places.get(id).copied());
            let code = match (node, switch) {
                (_, Some(((switch, a, b), place))) => Some(Code::Switch(switch, place, at(a), at(b))),
                (Node::Number(_) | Node::Parameter(_), _) => None,
                (Node::Time, _) => Some(Code::Time),
                (Node::State(index), _) => Some(Code::State(index)),
                (Node::Unary(function, a), _) => Some(Code::Unary(function, at(a))),
                (Node::Binary(function, a, b), _) => Some(Code::Binary(function, at(a), at(b))),
                (Node::Select(c, a, b), _) => Some(Code::Select(at(c), at(a), at(b))),
                (Node::Delayed(what, by), _) => {
                    let before = before.get(&what).map(|before| source.program(&[*before]));
                    program.past.push(Past { what: source.program(&[what]), before });
                    Some(Code::Delayed(program.past.len() as u32 - 1, at(by)))
                }
                (Node::Uniform(place), _) => Some(Code::Uniform(place)),
                (Node::Quantile(of, a, b, c), _) => Some(Code::Quantile(of, at(a), at(b), at(c))),
                (Node::Probability(of, a, b, c), _) => Some(Code::Probability(of, at(a), at(b), at(c))),
            };
            let value = match node {
                Node::Number(bits) => f64::from_bits(bits),
                Node::Parameter(index) => parameters.get(index as usize).copied().unwrap_or(f64::NAN),
                _ => f64::NAN,
            };
            program.slots.push(value);
            let fixed = code.is_none_or(|code| {
                operands(code).is_some_and(|operands| {
                    operands.into_iter().flatten().all(|operand| is_fixed[operand as usize])
                })
            });
            is_fixed.push(fixed);
            if let Some(code) = code {
                let instruction = Instruction { out: slot as u32, code };
                if fixed {
                    // Nothing that it reads moves: it is computed here, once.
                    program.compute(instruction, &Moment::nowhere());
                } else {
                    program.instructions.push(instruction);
                }
            }
            slot_of[id.0 as usize] = slot as u32;
        }
        program.roots =
            expressions.iter().map(|id| slot_of.get(id.0 as usize).copied().unwrap_or(0)).collect();
        program
    }

    /// Computes everything at a moment.
    pub(super) fn run(&mut self, moment: &Moment<'_>) {
        for index in 0..self.instructions.len() {
            let instruction = self.instructions[index];
            self.compute(instruction, moment);
        }
    }

    fn compute(&mut self, instruction: Instruction, moment: &Moment<'_>) {
        let of = |slot: u32| self.slots[slot as usize];
        let value = match instruction.code {
            Code::Time => moment.time,
            Code::State(index) => moment.states.get(index as usize).copied().unwrap_or(f64::NAN),
            Code::Unary(function, a) => unary(function, of(a)),
            Code::Binary(function, a, b) => binary(function, of(a), of(b)),
            Code::Select(c, a, b) => {
                if of(c) != 0.0 {
                    of(a)
                } else {
                    of(b)
                }
            }
            Code::Switch(switch, place, a, b) => {
                let mode = moment.modes.and_then(|modes| modes.get(place as usize));
                match mode {
                    Some(mode) => switch.held(*mode, of(a), of(b)),
                    None => switch.free(of(a), of(b)),
                }
            }
            Code::Uniform(place) => moment.draws.get(place as usize).copied().unwrap_or(f64::NAN),
            Code::Quantile(kind, a, b, c) => distribution::quantile(kind, of(a), of(b), of(c)),
            Code::Probability(kind, a, b, c) => distribution::probability(kind, of(a), of(b), of(c)),
            Code::Delayed(what, by) => {
                let by = of(by);
                self.look_back(what as usize, by, moment)
            }
        };
        self.slots[instruction.out as usize] = value;
    }

    /// An expression some time ago.
    fn look_back(&mut self, what: usize, by: f64, moment: &Moment<'_>) -> f64 {
        let Some(Past { what: program, before }) = self.past.get_mut(what) else { return f64::NAN };
        if by == 0.0 {
            program.run(moment);
            return program.value(0);
        }
        // The future is not known.
        let Some(past) = moment.past.filter(|_| by > 0.0) else { return f64::NAN };
        let time = past.snapped(moment.time - by, moment.time);
        let program = if past.is_before(time) { before.as_mut().unwrap_or(program) } else { program };
        self.scratch.resize(moment.states.len(), 0.0);
        past.states_at(time, moment.side, (moment.time, moment.states), &mut self.scratch);
        program.run(&Moment { time, states: &self.scratch, modes: None, ..*moment });
        program.value(0)
    }

    /// The value of the expression with this position.
    pub(super) fn value(&self, root: usize) -> f64 {
        self.roots.get(root).map_or(f64::NAN, |slot| self.slots[*slot as usize])
    }

    /// All values, in the order of the expressions.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.roots.iter().map(|slot| self.slots[*slot as usize])
    }
}

impl Moment<'_> {
    /// For what depends on nothing.
    pub(super) fn nowhere() -> Moment<'static> {
        Moment { time: f64::NAN, states: &[], modes: None, past: None, side: Side::After, draws: &[] }
    }
}

/// What an instruction reads, if nothing else than other slots.
fn operands(code: Code) -> Option<[Option<u32>; 3]> {
    match code {
        Code::Time | Code::State(_) | Code::Uniform(_) | Code::Delayed(..) => None,
        Code::Unary(_, a) => Some([Some(a), None, None]),
        Code::Binary(_, a, b) | Code::Switch(_, _, a, b) => Some([Some(a), Some(b), None]),
        Code::Select(a, b, c) | Code::Quantile(_, a, b, c) | Code::Probability(_, a, b, c) => {
            Some([Some(a), Some(b), Some(c)])
        }
    }
}

/// Every node that the expressions are made of at present, ascending: what is looked back at is left out.
pub(super) fn present(graph: &Graph, expressions: &[ExprId]) -> Vec<ExprId> {
    let Some(last) = expressions.iter().max() else { return Vec::new() };
    let mut wanted = vec![false; last.0 as usize + 1];
    for id in expressions {
        wanted[id.0 as usize] = true;
    }
    for index in (0..wanted.len()).rev() {
        if wanted[index] {
            let mut want = |child: ExprId| wanted[child.0 as usize] = true;
            match graph.node(ExprId(index as u32)) {
                Node::Number(_) | Node::Time | Node::State(_) | Node::Parameter(_) | Node::Uniform(_) => {}
                Node::Unary(_, a) | Node::Delayed(_, a) => want(a),
                Node::Binary(_, a, b) => [a, b].into_iter().for_each(want),
                Node::Select(a, b, c) | Node::Quantile(_, a, b, c) | Node::Probability(_, a, b, c) => {
                    [a, b, c].into_iter().for_each(want);
                }
            }
        }
    }
    (0..wanted.len()).filter(|&index| wanted[index]).map(|index| ExprId(index as u32)).collect()
}
