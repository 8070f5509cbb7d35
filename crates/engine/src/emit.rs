//! From expressions to instructions: order, fusion, and slots that are used again when their value is done with.
//!
//! Nodes that one other node uses melt into it: additions into one sum, products into the sum's fused terms or into one
//! longer product. What is left is put in order (depth first, so that values are used soon after they are made), and
//! gets a slot from the first instruction that writes it to the last that reads it.

mod gather;
mod slots;

pub(crate) use slots::SlotPlan;

use crate::low::{Class, Low, LowGraph, LowId, children};
use crate::program::{Op, Program};
use crate::still::{Fate, Still};
use lytic_model::graph::{Binary, Unary};
use std::collections::HashMap;

/// What a program is to compute.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    /// Expressions, and the slots for them.
    pub(crate) roots: &'a [(LowId, u32)],
    /// Expressions that decide what is fused with what: all that the program would compute if no state were left out.
    pub(crate) whole: &'a [LowId],
    /// The states that are left out.
    pub(crate) still: &'a Still,
    /// Whether fixed values are computed; else they are taken from their slots.
    pub(crate) fixed: bool,
}

/// A program that computes each expression into its slot. With `fixed`, fixed values are computed, else they are taken
/// from their slots.
#[cfg(test)]
pub(crate) fn emit(graph: &LowGraph, plan: &mut SlotPlan, roots: &[(LowId, u32)], fixed: bool) -> Program {
    let whole: Vec<LowId> = roots.iter().map(|(id, _)| *id).collect();
    emit_task(graph, plan, Task { roots, whole: &whole, still: &Still::default(), fixed })
}

/// A program for a task.
pub(crate) fn emit_task(graph: &LowGraph, plan: &mut SlotPlan, task: Task<'_>) -> Program {
    let Task { roots, whole, still, fixed } = task;
    let roots: Vec<(LowId, u32)> = roots.iter().map(|&(id, slot)| (still.seen(id), slot)).collect();
    let mut emitter = Emitter {
        graph,
        still,
        fixed,
        uses: HashMap::new(),
        melted: HashMap::new(),
        slot: HashMap::new(),
        last_use: HashMap::new(),
        program: Program::default(),
    };
    emitter.count(whole);
    emitter.melt();
    let order = emitter.order(&roots);
    let order = emitter.gather(&order);
    emitter.generate(plan, &roots, &order);
    emitter.program
}

/// How a node melts into its only user.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Melt {
    /// Its terms join the user's sum.
    IntoSum,
    /// It is a fused term of the user's sum.
    AsTerm,
    /// Its factors join the user's product.
    IntoProduct,
}

/// Terms of a sum: values, and products of two values.
#[derive(Default)]
struct Terms {
    plain: Vec<LowId>,
    minus: Vec<LowId>,
    products: Vec<(LowId, LowId)>,
    minus_products: Vec<(LowId, LowId)>,
}

struct Emitter<'a> {
    graph: &'a LowGraph,
    still: &'a Still,
    fixed: bool,
    /// Uses of nodes that the program computes; ascending order is children first.
    uses: HashMap<LowId, u32>,
    melted: HashMap<LowId, Melt>,
    slot: HashMap<LowId, u32>,
    last_use: HashMap<LowId, usize>,
    program: Program,
}

impl Emitter<'_> {
    /// Whether the program computes this node (else it has a slot already, or a state that is left out makes it a number).
    fn computes(&self, id: LowId) -> bool {
        self.still.fate(id) == Fate::Computed && self.would_compute(id)
    }

    /// The same if no state were left out.
    fn would_compute(&self, id: LowId) -> bool {
        match self.graph.node(id) {
            Low::Number(_) | Low::Time | Low::State(_) | Low::Parameter(_) => false,
            _ => self.fixed || self.graph.class(id) == Class::Moving,
        }
    }

    fn count(&mut self, roots: &[LowId]) {
        let mut open: Vec<LowId> = Vec::new();
        for &id in roots {
            if self.would_compute(id) {
                // A root counts twice: it must have a slot of its own.
                if !self.uses.contains_key(&id) {
                    open.push(id);
                }
                *self.uses.entry(id).or_insert(0) += 2;
            }
            while let Some(id) = open.pop() {
                for child in children(self.graph.node(id)).into_iter().flatten() {
                    if self.would_compute(child) {
                        let count = self.uses.entry(child).or_insert(0);
                        if *count == 0 {
                            open.push(child);
                        }
                        *count += 1;
                    }
                }
            }
        }
    }

    fn melt(&mut self) {
        let mut ids: Vec<LowId> = self.uses.keys().copied().collect();
        ids.sort_unstable();
        // Parents before children, since what becomes of a product depends on what became of its user.
        for &id in ids.iter().rev() {
            let node = self.graph.node(id);
            for child in children(node).into_iter().flatten() {
                if self.uses.get(&child) != Some(&1) {
                    continue;
                }
                let inner = self.graph.node(child);
                let how = match (is_sum(node), is_product(node)) {
                    (true, _) if is_sum(inner) => Some(Melt::IntoSum),
                    (true, _) if is_product(inner) => Some(Melt::AsTerm),
                    // The two factors of a fused term are values.
                    (_, true) if is_product(inner) && self.melted.get(&id) != Some(&Melt::AsTerm) => {
                        Some(Melt::IntoProduct)
                    }
                    _ => None,
                };
                if let Some(how) = how {
                    self.melted.insert(child, how);
                }
            }
        }
    }

    /// The values that the instruction of a node reads.
    fn operands(&self, id: LowId) -> Vec<LowId> {
        let node = self.graph.node(id);
        if is_sum(node) {
            let terms = self.terms(id);
            let pairs = terms.products.iter().chain(&terms.minus_products).flat_map(|&(a, b)| [a, b]);
            terms.plain.iter().chain(&terms.minus).copied().chain(pairs).collect()
        } else if is_product(node) {
            self.factors(id)
        } else {
            children(node).into_iter().flatten().map(|id| self.still.seen(id)).collect()
        }
    }

    fn terms(&self, id: LowId) -> Terms {
        let seen = |id: LowId| self.still.seen(id);
        let mut terms = Terms::default();
        // Taken from the top of the stack, so pushed in reverse: terms keep the order of the text.
        let mut open = vec![(id, true)];
        while let Some((at, plus)) = open.pop() {
            let melted = at == id || self.melted.contains_key(&at);
            if self.still.is_zero(at) {
                continue;
            }
            match self.graph.node(at) {
                Low::Binary(Binary::Add, a, b) if melted => open.extend([(b, plus), (a, plus)]),
                Low::Binary(Binary::Subtract, a, b) if melted => open.extend([(b, !plus), (a, plus)]),
                Low::Unary(Unary::Negate, a) if melted => open.push((a, !plus)),
                Low::Binary(Binary::Multiply, a, b) if melted && plus => {
                    terms.products.push((seen(a), seen(b)));
                }
                Low::Binary(Binary::Multiply, a, b) if melted => {
                    terms.minus_products.push((seen(a), seen(b)));
                }
                _ if plus => terms.plain.push(seen(at)),
                _ => terms.minus.push(seen(at)),
            }
        }
        terms
    }

    fn factors(&self, id: LowId) -> Vec<LowId> {
        let mut factors = Vec::new();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            match self.graph.node(at) {
                Low::Binary(Binary::Multiply, a, b)
                    if at == id || self.melted.get(&at) == Some(&Melt::IntoProduct) =>
                {
                    open.extend([b, a]);
                }
                _ => factors.push(self.still.seen(at)),
            }
        }
        // What has become one does nothing.
        factors.retain(|&factor| self.still.fate(factor) != Fate::Number(1.0));
        factors
    }

    /// Nodes with an instruction of their own, each after those that it reads.
    fn order(&self, roots: &[(LowId, u32)]) -> Vec<LowId> {
        let mut order = Vec::new();
        let mut done: HashMap<LowId, bool> = HashMap::new();
        for &(root, _) in roots {
            let mut open = vec![(root, false)];
            while let Some((id, ready)) = open.pop() {
                if !self.computes(id) || done.get(&id) == Some(&true) {
                    continue;
                }
                if ready {
                    done.insert(id, true);
                    order.push(id);
                } else {
                    open.push((id, true));
                    open.extend(self.operands(id).into_iter().rev().map(|operand| (operand, false)));
                }
            }
        }
        order
    }

    /// The same in an order in which instructions of one kind follow each other.
    fn gather(&self, order: &[LowId]) -> Vec<LowId> {
        let place: HashMap<LowId, usize> = order.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let made_before = |operand: LowId| place.get(&operand).copied();
        let reads: Vec<Vec<usize>> =
            order.iter().map(|&id| self.operands(id).into_iter().filter_map(made_before).collect()).collect();
        let kinds: Vec<u8> = order.iter().map(|&id| self.kind(id)).collect();
        gather::gather(&kinds, &reads).into_iter().map(|place| order[place]).collect()
    }

    /// A number for the kind of instruction.
    fn kind(&self, id: LowId) -> u8 {
        let node = self.graph.node(id);
        if is_sum(node) {
            let terms = self.terms(id);
            let products = (terms.products.len(), terms.minus_products.len());
            return match (terms.plain.len(), terms.minus.len(), products) {
                (2, 0, (0, 0)) => 0,
                (1, 1, (0, 0)) => 1,
                (0, 1, (0, 0)) => 2,
                (0, 0, (1, 0)) => 3,
                (1, 0, (1, 0)) => 4,
                (1, 0, (0, 1)) => 5,
                _ => 6,
            };
        }
        if is_product(node) {
            return if self.factors(id).len() == 2 { 3 } else { 7 };
        }
        match node {
            Low::Binary(Binary::Divide, ..) => 8,
            Low::Binary(..) => 9,
            Low::Unary(..) => 10,
            Low::Select(..) => 11,
            _ => 12,
        }
    }

    fn generate(&mut self, plan: &mut SlotPlan, roots: &[(LowId, u32)], order: &[LowId]) {
        for (position, &id) in order.iter().enumerate() {
            for operand in self.operands(id) {
                self.last_use.insert(operand, position);
            }
        }
        let mut free: Vec<u32> = plan.pool.iter().rev().copied().collect();
        for &(id, slot) in roots {
            if self.computes(id) {
                self.slot.entry(id).or_insert(slot);
            }
        }
        for (position, &id) in order.iter().enumerate() {
            let operands = self.operands(id);
            let out = match self.slot.get(&id) {
                Some(slot) => *slot,
                None => {
                    // Taken before operands are given back: an instruction never writes what it reads.
                    let slot = free.pop().unwrap_or_else(|| {
                        let slot = plan.region(1);
                        plan.pool.push(slot);
                        plan.pooled.insert(slot);
                        slot
                    });
                    self.slot.insert(id, slot);
                    slot
                }
            };
            self.instruction(plan, id, out);
            let mut given_back: Vec<LowId> = Vec::new();
            for operand in operands {
                let slot = self.slot.get(&operand).copied();
                if let Some(slot) = slot
                    && self.last_use.get(&operand) == Some(&position)
                    && plan.pooled.contains(&slot)
                    && !given_back.contains(&operand)
                {
                    given_back.push(operand);
                    free.push(slot);
                }
            }
        }
        for &(id, slot) in roots {
            let from = self.place(plan, id);
            if from != slot {
                self.program.ops.push(Op::Copy { out: slot, a: from });
            }
        }
    }

    /// The slot of a value.
    fn place(&self, plan: &mut SlotPlan, id: LowId) -> u32 {
        let id = self.still.seen(id);
        match self.still.fate(id) {
            Fate::Zero => return plan.constant(0.0),
            Fate::Number(value) => return plan.constant(value),
            Fate::Computed | Fate::Same(_) => {}
        }
        match self.slot.get(&id) {
            Some(slot) => *slot,
            // Every node is a leaf or has been given a slot; the order guarantees it.
            None => plan.leaf(self.graph, id).unwrap_or_default(),
        }
    }

    fn instruction(&mut self, plan: &mut SlotPlan, id: LowId, out: u32) {
        let node = self.graph.node(id);
        let op = if is_sum(node) {
            let terms = self.terms(id);
            self.sum(plan, out, &terms)
        } else if is_product(node) {
            let factors: Vec<u32> =
                self.factors(id).into_iter().map(|factor| self.place(plan, factor)).collect();
            match factors[..] {
                [a] => Op::Copy { out, a },
                [a, b] => Op::Multiply { out, a, b },
                _ => Op::Product { out, first: self.list(&factors), count: factors.len() as u32 },
            }
        } else {
            match node {
                Low::Binary(Binary::Divide, a, b) => {
                    Op::Divide { out, a: self.place(plan, a), b: self.place(plan, b) }
                }
                Low::Binary(function, a, b) => {
                    Op::Call2 { out, function, a: self.place(plan, a), b: self.place(plan, b) }
                }
                Low::Unary(function, a) => Op::Call1 { out, function, a: self.place(plan, a) },
                Low::PowerInteger(a, n) => Op::PowerInteger { out, a: self.place(plan, a), n },
                Low::PowerOfLogarithm(a, ln, n) => Op::PowerOfLogarithm {
                    out,
                    a: self.place(plan, a),
                    ln: self.place(plan, ln),
                    n: self.place(plan, n),
                },
                Low::Select(condition, a, b) => Op::Select {
                    out,
                    condition: self.place(plan, condition),
                    a: self.place(plan, a),
                    b: self.place(plan, b),
                },
                Low::Number(_) | Low::Time | Low::State(_) | Low::Parameter(_) => {
                    Op::Copy { out, a: self.place(plan, id) }
                }
            }
        };
        self.program.ops.push(op);
    }

    fn sum(&mut self, plan: &mut SlotPlan, out: u32, terms: &Terms) -> Op {
        let mut at = |ids: &[LowId]| -> Vec<u32> { ids.iter().map(|&id| self.place(plan, id)).collect() };
        let (plain, minus) = (at(&terms.plain), at(&terms.minus));
        let mut pairs = |pairs: &[(LowId, LowId)]| -> Vec<u32> {
            pairs.iter().flat_map(|&(a, b)| [self.place(plan, a), self.place(plan, b)]).collect()
        };
        let (products, minus_products) = (pairs(&terms.products), pairs(&terms.minus_products));
        match (&plain[..], &minus[..], &products[..], &minus_products[..]) {
            (&[a, b], [], [], []) => return Op::Add { out, a, b },
            (&[a], &[b], [], []) => return Op::Subtract { out, a, b },
            ([], &[a], [], []) => return Op::Negate { out, a },
            // What is left of a sum of which the other terms are zero.
            ([], [], &[a, b], []) => return Op::Multiply { out, a, b },
            (&[c], [], &[a, b], []) => return Op::MultiplyAdd { out, a, b, c },
            (&[c], [], [], &[a, b]) => return Op::MultiplySubtract { out, a, b, c },
            _ => {}
        }
        // Parts of at most 2^14 terms of a kind; each but the first begins with what is there.
        const PART: usize = 1 << 14;
        let lists = [&plain, &minus, &products, &minus_products];
        let sizes = [PART, PART, 2 * PART, 2 * PART];
        let parts = (0..4).map(|kind| lists[kind].len().div_ceil(sizes[kind])).max().unwrap_or(1);
        let mut op = Op::Copy { out, a: out };
        for part in 0..parts {
            let slices: [&[u32]; 4] = std::array::from_fn(|kind| {
                let end = lists[kind].len().min((part + 1) * sizes[kind]);
                &lists[kind][end.min(part * sizes[kind])..end]
            });
            let mut operands: Vec<u32> = if part == 0 { Vec::new() } else { vec![out] };
            operands.extend(slices.into_iter().flatten());
            let before = usize::from(part > 0);
            let counts = [
                (slices[0].len() + before) as u16,
                slices[1].len() as u16,
                (slices[2].len() / 2) as u16,
                (slices[3].len() / 2) as u16,
            ];
            if part > 0 {
                self.program.ops.push(op);
            }
            op = Op::Sum { out, first: self.list(&operands), counts };
        }
        op
    }

    fn list(&mut self, operands: &[u32]) -> u32 {
        let first = self.program.operands.len() as u32;
        self.program.operands.extend_from_slice(operands);
        first
    }
}

fn is_sum(node: Low) -> bool {
    matches!(node, Low::Binary(Binary::Add | Binary::Subtract, ..) | Low::Unary(Unary::Negate, _))
}

fn is_product(node: Low) -> bool {
    matches!(node, Low::Binary(Binary::Multiply, ..))
}
