//! The same models as Rust functions, solved by diffsol.
//!
//! A run is cut at every dose, and each piece is a problem of its own that starts from the states after the dose: a
//! solver that was told of a dose in the middle of its course would have to be given a new step size and derivative by
//! hand.

#![allow(clippy::unwrap_used, reason = "tests only: they may stop")]

use diffsol::{MatrixCommon, NalgebraLU, NalgebraMat, OdeBuilder, OdeSolverMethod};

/// Adds the derivatives at a time and states to what is there (what infusions add).
pub(crate) type Derivatives = fn(f64, &[f64], &mut [f64]);

/// Something done to a state at a time.
pub(crate) enum Given {
    /// Amount added at once.
    Bolus(f64),
    /// Rate added from now on (negative: taken away again).
    Rate(f64),
}

/// Solves a non-stiff model; rows of states by time. `given` is ascending in time: when, state, what.
pub(crate) fn explicit(
    derivatives: Derivatives,
    initial: &[f64],
    times: &[f64],
    given: &[(f64, usize, Given)],
) -> Vec<Vec<f64>> {
    let mut states = initial.to_vec();
    let mut rates = vec![0.0; states.len()];
    let mut rows = vec![Vec::new(); times.len()];
    let mut time = 0.0;
    let mut next = 0;
    let end = times[times.len() - 1];
    loop {
        while next < given.len() && given[next].0 <= time {
            match given[next].2 {
                Given::Bolus(amount) => states[given[next].1] += amount,
                Given::Rate(rate) => rates[given[next].1] += rate,
            }
            next += 1;
        }
        for (row, _) in rows.iter_mut().zip(times).filter(|(_, at)| **at == time) {
            row.clone_from(&states);
        }
        if time >= end {
            return rows;
        }
        let until = given.get(next).map_or(end, |(at, _, _)| at.min(end));
        let inside: Vec<f64> =
            times.iter().copied().filter(|at| *at > time && *at < until).chain([until]).collect();
        let (from, added) = (states.clone(), rates.clone());
        let problem = OdeBuilder::<NalgebraMat<f64>>::new()
            .t0(time)
            .rtol(1e-10)
            .atol([1e-10])
            .rhs(move |x, _p, t, y| {
                let x: Vec<f64> = (0..added.len()).map(|i| x[i]).collect();
                let mut slopes = added.clone();
                derivatives(t, &x, &mut slopes);
                slopes.iter().enumerate().for_each(|(i, slope)| y[i] = *slope);
            })
            .init(
                move |_p, _t, y| from.iter().enumerate().for_each(|(i, state)| y[i] = *state),
                initial.len(),
            )
            .build()
            .unwrap();
        let (table, _) = problem.tsit45().unwrap().solve_dense(&inside).unwrap();
        assert_eq!(table.ncols(), inside.len());
        for (column, at) in inside.iter().enumerate() {
            states = (0..initial.len()).map(|state| table[(state, column)]).collect();
            for (row, _) in rows.iter_mut().zip(times).filter(|(_, time)| *time == at) {
                row.clone_from(&states);
            }
        }
        time = until;
    }
}

/// The Oregonator (Field and Noyes 1974), which is stiff, by BDF; rows of states by time.
pub(crate) fn oregonator(times: &[f64]) -> Vec<Vec<f64>> {
    const S: f64 = 77.27;
    const W: f64 = 0.161;
    const Q: f64 = 8.375e-6;
    let problem = OdeBuilder::<NalgebraMat<f64>>::new()
        .rtol(1e-10)
        .atol([1e-10])
        .rhs_implicit(
            |x, _p, _t, y| {
                y[0] = S * (x[1] - x[0] * x[1] + x[0] - Q * x[0] * x[0]);
                y[1] = (x[2] - x[1] - x[0] * x[1]) / S;
                y[2] = W * (x[0] - x[2]);
            },
            |x, _p, _t, v, y| {
                y[0] = S * ((1.0 - x[1] - 2.0 * Q * x[0]) * v[0] + (1.0 - x[0]) * v[1]);
                y[1] = (v[2] - (1.0 + x[0]) * v[1] - x[1] * v[0]) / S;
                y[2] = W * (v[0] - v[2]);
            },
        )
        .init(
            |_p, _t, y| {
                y[0] = 1.0;
                y[1] = 2.0;
                y[2] = 3.0;
            },
            3,
        )
        .build()
        .unwrap();
    let (table, _) = problem.bdf::<NalgebraLU<f64>>().unwrap().solve_dense(times).unwrap();
    (0..times.len()).map(|column| (0..3).map(|state| table[(state, column)]).collect()).collect()
}
