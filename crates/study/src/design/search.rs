//! The search: CMA-ES in a box (crate `basin`), with the bounds in front of the objective.
//!
//! ```text
//! keeps all bounds     cost = -f/(1 + |f|)      f = objective over the standard's size, averaged over draws
//! breaks one           cost = 1 + e/(1 + e)     e = sum of the excesses: any that keeps the bounds is better
//! cannot be run        cost = 2
//! ```
//! CMA-ES compares costs and draws the next proposals about the better ones (Hansen 2016, arXiv:1604.00772). Proposals live in a
//! cube, one side a lever; they are rounded before they are simulated, and no proposal is simulated twice. The random numbers of
//! the search have a seed; the people and draws of all proposals are the same, so that noise between proposals cancels.

use super::results::Evaluated;
use crate::error::StudyError;
use basin::{
    BoundedCmaEs, BoxBounds, Constrained, ConstraintSet, ConstraintSolveError, CostFunction, DenseMatrix,
    Executor, PopulationProgress,
};
use std::cell::RefCell;

/// First step of the search, as a share of a lever.
const FIRST_STEP: f64 = 0.3;
/// Generations in a row that bring nothing new before the search ends.
const IDLE_GENERATIONS: u64 = 6;

/// Simulates a proposal: shares of the levers.
pub(super) type Simulate<'a> = dyn Fn(&[f64], usize) -> Result<Evaluated, StudyError> + 'a;

/// Why the search ends early.
#[derive(Debug)]
enum End {
    /// As many proposals were simulated as may be.
    Enough,
    /// A study could not be run.
    Trouble(StudyError),
}

struct Search<'a> {
    simulate: &'a Simulate<'a>,
    /// Where a proposal is rounded to.
    rounded: &'a dyn Fn(&[f64]) -> Vec<f64>,
    scale: f64,
    minimise: bool,
    most: usize,
    found: &'a RefCell<Vec<Evaluated>>,
    idle: RefCell<u64>,
    most_idle: u64,
}

impl CostFunction for Search<'_> {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = End;

    fn cost(&self, shares: &Vec<f64>) -> Result<f64, End> {
        let at = (self.rounded)(shares);
        let known = self.found.borrow().iter().find(|known| known.at == at).map(|known| self.cost_of(known));
        if let Some(cost) = known {
            *self.idle.borrow_mut() += 1;
            return if *self.idle.borrow() > self.most_idle { Err(End::Enough) } else { Ok(cost) };
        }
        *self.idle.borrow_mut() = 0;
        let number = self.found.borrow().len();
        if number >= self.most {
            return Err(End::Enough);
        }
        let evaluated = (self.simulate)(&at, number).map_err(End::Trouble)?;
        let cost = self.cost_of(&evaluated);
        self.found.borrow_mut().push(evaluated);
        Ok(cost)
    }
}

impl Search<'_> {
    fn cost_of(&self, evaluated: &Evaluated) -> f64 {
        cost(evaluated, self.scale, self.minimise)
    }
}

/// What CMA-ES makes small.
fn cost(evaluated: &Evaluated, scale: f64, minimise: bool) -> f64 {
    if evaluated.refused.is_some() || !evaluated.objective.is_finite() {
        return 2.0;
    }
    if !evaluated.keeps {
        let excess: f64 = evaluated.bounds.iter().map(|bound| bound.excess.max(0.0)).sum();
        return if excess.is_finite() { 1.0 + excess / (1.0 + excess) } else { 2.0 };
    }
    let better = if minimise { -evaluated.objective } else { evaluated.objective } / scale;
    -better / (1.0 + better.abs())
}

/// Searches from `start` (shares of the levers) until `most` proposals are there; `found` begins with the standard.
pub(super) fn search(
    start: Vec<f64>,
    (most, minimise, seed): (usize, bool, u64),
    rounded: &dyn Fn(&[f64]) -> Vec<f64>,
    simulate: &Simulate<'_>,
    found: Vec<Evaluated>,
) -> Result<Vec<Evaluated>, StudyError> {
    let levers = start.len();
    let standard = found.first().map_or(1.0, |standard| standard.objective.abs());
    let scale = if standard.is_finite() && standard > 0.0 { standard } else { 1.0 };
    let population = BoundedCmaEs::<Vec<f64>, DenseMatrix>::default_lambda(levers).max(4);
    let found = RefCell::new(found);
    let search = Search {
        simulate,
        rounded,
        scale,
        minimise,
        most,
        found: &found,
        idle: RefCell::new(0),
        most_idle: IDLE_GENERATIONS * (population as u64 + 1),
    };
    let cube = BoxBounds::new(Some(vec![0.0; levers]), Some(vec![1.0; levers]));
    let problem = Constrained::new(search, ConstraintSet::new().with_bounds(cube));
    let solver = BoundedCmaEs::<Vec<f64>, DenseMatrix>::new(seed, FIRST_STEP).with_lambda(population);
    let state = PopulationProgress::<Vec<f64>>::from_point(start);
    let ended = Executor::new(problem, solver, state).max_iter(most as u64).run();
    match ended {
        // The box and the shape of the problem are ours: nothing else can be wrong with them.
        Err(ConstraintSolveError::Evaluation(End::Trouble(error))) => Err(error),
        _ => Ok(found.into_inner()),
    }
}
