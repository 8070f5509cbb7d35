//! Which slots hold what, over all programs of a block.

use crate::low::{Class, Low, LowGraph, LowId};
use std::collections::{HashMap, HashSet};

/// Where slots are: fixed regions, and a pool for values that live within one program.
#[derive(Debug, Default)]
pub(crate) struct SlotPlan {
    /// Slots in all.
    pub(crate) count: u32,
    /// Time of evaluation.
    pub(crate) time: u32,
    /// First of the states, as the equations see them.
    pub(crate) states: u32,
    /// First of the parameters.
    pub(crate) parameters: u32,
    /// Numbers and their slots.
    pub(crate) constants: Vec<(f64, u32)>,
    constant_of: HashMap<u64, u32>,
    /// Values that depend on parameters only, and their slots.
    pub(crate) fixed: Vec<(LowId, u32)>,
    fixed_of: HashMap<LowId, u32>,
    /// Slots that a program may use for values of its own, and the same to look up.
    pub(super) pool: Vec<u32>,
    pub(super) pooled: HashSet<u32>,
}

impl SlotPlan {
    /// A region of `count` slots; its first.
    pub(crate) fn region(&mut self, count: usize) -> u32 {
        let first = self.count;
        self.count += count as u32;
        first
    }

    /// The slot of a number.
    pub(crate) fn constant(&mut self, value: f64) -> u32 {
        if let Some(slot) = self.constant_of.get(&value.to_bits()) {
            return *slot;
        }
        let slot = self.region(1);
        self.constant_of.insert(value.to_bits(), slot);
        self.constants.push((value, slot));
        slot
    }

    /// The slot of a node that needs no instruction in a program: a leaf, or something fixed.
    pub(crate) fn leaf(&mut self, graph: &LowGraph, id: LowId) -> Option<u32> {
        match graph.node(id) {
            Low::Number(bits) => Some(self.constant(f64::from_bits(bits))),
            Low::Time => Some(self.time),
            Low::State(index) => Some(self.states + index),
            Low::Parameter(index) => Some(self.parameters + index),
            _ if graph.class(id) < Class::Moving => {
                if let Some(slot) = self.fixed_of.get(&id) {
                    return Some(*slot);
                }
                let slot = self.region(1);
                self.fixed_of.insert(id, slot);
                self.fixed.push((id, slot));
                Some(slot)
            }
            _ => None,
        }
    }
}
