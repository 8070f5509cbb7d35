//! The straight-line factorisation against dense elimination, and its guard of pivot growth.

use super::*;
use crate::lanes::{Machine, Slots};
use crate::philox::Stream;

const LANES: usize = 8;

fn order_of(size: usize, pattern: &[(usize, usize, u32)]) -> Vec<usize> {
    order(size, pattern.iter().map(|&(row, column, _)| (row, column)))
}

/// Solves `(D - M) x = b` for random sparse M, in lanes, and puts x back into the equations. D is the shift in the first
/// rows; in the others, where M has no diagonal and b is zero, it is `(I + M) x = 0`.
#[test]
fn random_sparse_systems() {
    for seed in 0..100u64 {
        let stream = Stream::new(seed, 3, 0);
        let mut step = 0;
        let mut draw = || {
            step += 1;
            stream.uniform(step)
        };
        let size = 1 + (draw() * 14.0) as usize;
        let shifted = size - (draw() * 0.4 * size as f64) as usize;
        let mut pattern = Vec::new();
        let mut next = 3u32;
        for row in 0..size {
            for column in 0..size {
                if draw() < 0.3 && (row < shifted || row != column) {
                    pattern.push((row, column, next));
                    next += 1;
                }
            }
        }
        let (zero, shift, one) = (0u32, 1u32, 2u32);
        let derivative = next;
        let (rest, work, out) =
            (derivative + size as u32, derivative + 2 * size as u32, derivative + 3 * size as u32);
        let growth = out + size as u32;
        let mut count = growth + 1;
        let lu = SparseLu::plan(&order_of(size, &pattern), shifted, &pattern, [zero, one], || {
            count += 1;
            count - 1
        });
        let mut slots = Slots::new(count as usize * LANES);
        let slots = slots.get_mut();
        let place = |slot: u32, lane: usize| slot as usize * LANES + lane;
        for lane in 0..LANES {
            slots[place(shift, lane)] = 4.0 + lane as f64;
            slots[place(one, lane)] = 1.0;
            for &(_, _, slot) in &pattern {
                slots[place(slot, lane)] = 0.2 * (2.0 * draw() - 1.0);
            }
            for row in 0..size as u32 {
                slots[place(derivative + row, lane)] = draw();
                slots[place(rest + row, lane)] = draw();
            }
        }
        let held = vec![u32::MAX; size];
        for machine in [Machine::plain(), Machine::new(None).unwrap_or(Machine::plain())] {
            machine.run(LANES, Factor { lu: &lu, slots, diagonal: shift, growth });
            machine.run(LANES, Solve { lu: &lu, slots, derivative, rest, work, out, stride: 1, held: &held });
            for lane in 0..LANES {
                for row in 0..size {
                    let at = |slot: u32| slots[place(slot, lane)];
                    let x = |row: usize| at(if row < shifted { out } else { work } + row as u32);
                    let mut residual = at(if row < shifted { shift } else { one }) * x(row);
                    for &(r, column, slot) in pattern.iter().filter(|element| element.0 == row) {
                        assert_eq!(r, row);
                        let sign = if row < shifted { -1.0 } else { 1.0 };
                        residual += sign * at(slot) * x(column);
                    }
                    if row < shifted {
                        residual -= at(derivative + row as u32) + at(rest + row as u32);
                    }
                    assert!(residual.abs() < 1e-10, "seed {seed}, lane {lane}, row {row}: {residual}");
                }
                assert!(slots[place(growth, lane)] >= 1.0);
            }
        }
    }
}

#[test]
fn an_arrow_fills_nothing_in() {
    // A full first row, first column and the diagonal: taking the first pivot first would fill everything in.
    let size = 12;
    let mut pattern = Vec::new();
    let mut next = 1;
    for row in 0..size {
        for column in 0..size {
            if row == 0 || column == 0 || row == column {
                pattern.push((row, column, next));
                next += 1;
            }
        }
    }
    let lu = SparseLu::plan(&order_of(size, &pattern), size, &pattern, [0, 0], || 0);
    assert_eq!(lu.nonzeros, pattern.len());
}

#[test]
fn growth_of_pivots_is_reported() {
    // The second pivot is what is left of 2 - 1/(1/(2 - 1e-12)).
    let pattern = [(0, 0, 2), (0, 1, 3), (1, 0, 4), (1, 1, 5)];
    let mut count = 16;
    let lu = SparseLu::plan(&order_of(2, &pattern), 2, &pattern, [0, 0], || {
        count += 1;
        count - 1
    });
    let mut slots = Slots::new(64);
    let slots = slots.get_mut();
    slots[1] = 1.0;
    for (slot, value) in [(2, 0.0), (3, 1.0), (4, 1.0), (5, 1e-12)] {
        slots[slot] = value;
    }
    Machine::plain().run(1, Factor { lu: &lu, slots, diagonal: 1, growth: 15 });
    assert!(slots[15] > 1e11, "{}", slots[15]);
}
