//! Reactions that happen one by one, by chance: what is counted in cells or molecules jumps.
//!
//! ```text
//! Equations --network--> channels (law, changes) --method--> one course per run --ensemble--> means, variances, histograms
//! ```
//!
//! | method | what it is | for |
//! |---|---|---|
//! | direct ([`direct`]) | exact | small networks; in lanes ([`lanes`]) where laws are products |
//! | next reaction ([`next_reaction`]) | exact | large networks in which a reaction touches few others |
//! | tau ([`tau`]) | leaps over many reactions with error control | large numbers |
//! | hybrid (`crate::hybrid`) | what is few jumps, the rest is integrated in lanes | patients |
//!
//! Random numbers are counters keyed by (seed, purpose, run) and counted within the run ([`random`]): the same bits on any
//! number of threads. Doses (bolus, infusion, scaling) and events act in every method ([`course`]).
//!
//! What these methods cannot do is refused by name ([`Refusal`]): rate rules, laws that read time, things that are not
//! counted, algebraic rules, fast reactions, delays.

pub mod bench;
mod course;
mod direct;
mod ensemble;
mod lanes;
mod law;
pub(crate) mod network;
mod next_reaction;
pub(crate) mod random;
mod refusal;
mod split;
mod sums;
mod tau;

#[cfg(test)]
mod tests;

pub use ensemble::{Ensemble, Histogram, Statistics};
pub(crate) use law::factors as law_factors;
pub use refusal::{CODES, Refusal};

use crate::evaluate::Evaluator;
use crate::lanes::Machine;
use crate::philox::{Stream, purpose};
use crate::scalar::path;
use crate::{DoseKind, EngineError, Finished, Settings, Subject};
use direct::Direct;
use law::Programs;
use lytic_model::{Equations, ExprId};
use network::Network;
use next_reaction::NextReaction;
use random::Draws;
use tau::{Order, Tau};

/// Reactions allowed for one run, where nothing else is said: an exact run takes about ten seconds for so many.
pub const MOST_REACTIONS: u64 = 1_000_000_000;
/// The error of tau-leaping that its authors use.
pub const USUAL_ERROR: f64 = 0.03;

/// How long the leaps are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leap {
    /// So long that propensities change by about this share (0 to 1); 0.03 is usual.
    Error(f64),
    /// All of this length, in the time unit of the model.
    Step(f64),
}

/// What keys the random numbers of runs, together with the number of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// The seed.
    pub seed: u64,
    /// Subjects that share their random numbers: the number of a subject is divided by this before. (The arms of a person
    /// have numbers that follow each other.)
    pub sharing: u64,
}

impl Seeds {
    /// Every subject for itself.
    pub fn new(seed: u64) -> Seeds {
        Seeds { seed, sharing: 1 }
    }

    pub(crate) fn stream(self, name: &str, subject: u64) -> Stream {
        Stream::new(self.seed, purpose(name), subject / self.sharing.max(1))
    }
}

/// A stochastic method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StochasticMethod {
    /// Exact, by the direct method.
    Direct,
    /// Exact, by the next-reaction method.
    NextReaction,
    /// Tau-leaping.
    Tau(Leap),
}

/// How a channel's law is computed.
#[derive(Clone, Copy, Debug)]
struct Form {
    /// Registers of the two factors, if it is a product.
    product: Option<[u32; 2]>,
    /// What is taken from the second.
    less: f64,
    guarded: bool,
    reaction: u32,
}

/// A model made ready for a stochastic method. Runs on one thread; several may use it at once.
#[derive(Clone, Debug)]
pub struct Stochastic {
    network: Network,
    settings: Settings,
    method: StochasticMethod,
    machine: Machine,
    programs: Programs,
    forms: Vec<Form>,
    /// Factors of the numbers of product laws: channel, place among the expressions, whether it divides.
    factors: Vec<(usize, usize, bool)>,
    /// Place of the first output and of the first stop condition among the expressions.
    outputs: usize,
    conditions: usize,
    /// Channels to compute again after each channel, one list after the other, and where each list begins.
    dependents: Vec<u32>,
    dependents_from: Vec<usize>,
    /// Whether each channel changes what triggers of events read; whether any does.
    watched: Vec<bool>,
    watches: bool,
    timed_triggers: bool,
    orders: Vec<Order>,
    most_reactions: u64,
}

impl Stochastic {
    /// Makes a model ready.
    ///
    /// # Errors
    /// Settings that cannot be used, and all that the method cannot do ([`EngineError::Refused`]).
    pub fn new(
        equations: &Equations,
        settings: &Settings,
        method: StochasticMethod,
    ) -> Result<Stochastic, EngineError> {
        crate::engine::check_settings(equations, settings)?;
        let usable = match method {
            StochasticMethod::Tau(Leap::Error(error)) => error > 0.0 && error < 1.0,
            StochasticMethod::Tau(Leap::Step(step)) => step > 0.0 && step.is_finite(),
            StochasticMethod::Direct | StochasticMethod::NextReaction => true,
        };
        if !usable {
            return Err(EngineError::Refused(vec![Refusal::Leap]));
        }
        let mut network = Network::new(equations).map_err(EngineError::Refused)?;
        path(equations).lanes_only()?;
        let one = network.equations.graph.number(1.0);
        let graph = &network.equations.graph;
        let states = network.equations.states.len();

        let mut expressions: Vec<ExprId> = network.channels.iter().map(|channel| channel.law).collect();
        let outputs = expressions.len();
        expressions.extend(&settings.outputs);
        let conditions = expressions.len();
        expressions.extend(&settings.stop_conditions);
        let mut factors = Vec::new();
        for (index, channel) in network.channels.iter().enumerate() {
            for (factor, inverse) in channel.product.iter().flat_map(|product| &product.fixed) {
                factors.push((index, expressions.len(), *inverse));
                expressions.push(*factor);
            }
        }
        let place_of_one = expressions.len();
        expressions.push(one);
        let programs = Programs::new(graph, states, &expressions);
        let one = programs.register_of(place_of_one);
        let forms = network
            .channels
            .iter()
            .map(|channel| Form {
                product: channel
                    .product
                    .as_ref()
                    .map(|product| product.factors.map(|factor| factor.map_or(one, |state| state as u32))),
                less: channel.product.as_ref().map_or(0.0, |product| product.less),
                guarded: channel.guarded,
                reaction: channel.reaction as u32,
            })
            .collect();
        let readers = |changed: &[(usize, f64)]| -> Vec<u32> {
            let reads = |reader: &network::Channel| {
                let takes =
                    |state: &usize| reader.guarded && reader.changes.iter().any(|(of, _)| of == state);
                changed.iter().any(|(state, _)| reader.reads.binary_search(state).is_ok() || takes(state))
            };
            let all = network.channels.iter().enumerate();
            all.filter(|(_, reader)| reads(reader)).map(|(index, _)| index as u32).collect()
        };
        let (mut dependents, mut dependents_from) = (Vec::new(), vec![0]);
        for channel in &network.channels {
            dependents.extend(readers(&channel.changes));
            dependents_from.push(dependents.len());
        }
        let triggers: Vec<ExprId> = network.equations.events.iter().map(|event| event.trigger).collect();
        let mut seen = vec![false; states];
        for trigger in &triggers {
            for state in graph.depends_on_states(*trigger) {
                if let Some(seen) = seen.get_mut(state) {
                    *seen = true;
                }
            }
        }
        let watched: Vec<bool> = network
            .channels
            .iter()
            .map(|channel| {
                channel.changes.iter().any(|(state, _)| seen.get(*state).copied().unwrap_or(false))
            })
            .collect();
        Ok(Stochastic {
            orders: orders(&network),
            watches: watched.iter().any(|watched| *watched),
            watched,
            timed_triggers: triggers.iter().any(|trigger| graph.depends_on_time(*trigger)),
            settings: settings.clone(),
            method,
            machine: Machine::new(None).unwrap_or(Machine::plain()),
            programs,
            forms,
            factors,
            outputs,
            conditions,
            dependents,
            dependents_from,
            most_reactions: MOST_REACTIONS,
            network,
        })
    }

    /// The same with another limit of reactions for one run.
    pub fn with_most_reactions(self, most_reactions: u64) -> Stochastic {
        Stochastic { most_reactions, ..self }
    }

    /// The equations, with a graph that holds the laws of both directions.
    pub fn equations(&self) -> &Equations {
        &self.network.equations
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The method.
    pub fn method(&self) -> StochasticMethod {
        self.method
    }

    /// Directions of reactions.
    pub fn channels(&self) -> usize {
        self.forms.len()
    }

    /// A subject with the parameters of the model and no doses.
    pub fn typical(&self, id: u64) -> Subject {
        let parameters = self.network.equations.parameters.iter().map(|parameter| parameter.value).collect();
        Subject { id, parameters, doses: Vec::new() }
    }

    /// Simulates subjects one after the other until `next` has no more or `goes_on` says no; the number of a subject keys
    /// its random numbers. `steps` of a result are the reactions that have happened.
    ///
    /// # Errors
    /// A subject that does not fit the model ends the run.
    pub fn run_while(
        &self,
        seeds: Seeds,
        goes_on: &dyn Fn() -> bool,
        next: &mut dyn FnMut(&mut Subject) -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> Result<(), EngineError> {
        let mut subject = Subject::default();
        while goes_on() && next(&mut subject) {
            self.check_subject(&subject)?;
            if !self.follow(seeds, &subject, goes_on, finished) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One course; false where the caller did not want to go on.
    fn follow(
        &self,
        seeds: Seeds,
        subject: &Subject,
        goes_on: &dyn Fn() -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> bool {
        let course = course::Course::new(self, seeds, subject, goes_on);
        match self.method {
            StochasticMethod::Direct => {
                let mut direct = Direct::new(self.forms.len());
                course.follow(|course, until| direct.advance(course, until, u64::MAX), finished)
            }
            StochasticMethod::NextReaction => {
                let mut clocks = NextReaction::new(self.forms.len());
                course.follow(|course, until| clocks.advance(course, until), finished)
            }
            StochasticMethod::Tau(leap) => {
                let mut tau = Tau::new(self, leap);
                course.follow(|course, until| tau.advance(course, until), finished)
            }
        }
    }

    /// Refuses a subject that does not fit the equations and settings.
    fn check_subject(&self, subject: &Subject) -> Result<(), EngineError> {
        let equations = &self.network.equations;
        let (expected, found) = (equations.parameters.len(), subject.parameters.len());
        if expected != found {
            return Err(EngineError::Parameters { subject: subject.id, expected, found });
        }
        for index in &self.network.kept {
            if let Some((of, value)) = equations.parameters.get(*index).zip(subject.parameters.get(*index))
                && of.value != *value
            {
                let (state, reaction) = (of.name.clone(), of.name.clone());
                return Err(EngineError::Refused(vec![Refusal::ChangingStoichiometry { state, reaction }]));
            }
        }
        crate::engine::check_doses(subject, &self.settings, |dose| {
            let counted = self.network.one.get(dose.state).copied().flatten().is_some();
            dose.state < equations.states.len()
                && (counted || !matches!(dose.kind, DoseKind::Infusion { .. }))
        })
    }

    /// Writes the states at the start; what is counted is made whole.
    fn start(&self, subject: &Subject, whole: &mut Draws, registers: &mut [f64]) {
        let equations = &self.network.equations;
        let initial: Vec<ExprId> = equations.states.iter().map(|state| state.initial).collect();
        let mut at_start = Evaluator::new(&equations.graph, &initial);
        at_start.at(self.settings.start, &[], &subject.parameters);
        for ((register, expression), one) in registers.iter_mut().zip(&initial).zip(&self.network.one) {
            let value = at_start.value(*expression);
            *register = match one {
                Some(one) if value.is_finite() => whole.whole(value.max(0.0) / one) * one,
                _ => value,
            };
        }
    }

    /// Channels to compute again after one has happened.
    #[inline(always)]
    fn dependents(&self, channel: usize) -> &[u32] {
        let (from, to) = (self.dependents_from[channel], self.dependents_from[channel + 1]);
        &self.dependents[from..to]
    }

    /// Whether a channel changes what triggers of events read.
    #[inline(always)]
    fn watched(&self, channel: usize) -> bool {
        self.watches && self.watched[channel]
    }

    /// Numbers of the product laws, from registers that hold the parameters.
    fn coefficients(&self, registers: &[f64]) -> Vec<f64> {
        let mut coefficients = vec![1.0; self.forms.len()];
        for (channel, place, inverse) in &self.factors {
            let factor =
                registers.get(self.programs.register_of(*place) as usize).copied().unwrap_or(f64::NAN);
            if *inverse {
                coefficients[*channel] /= factor;
            } else {
                coefficients[*channel] *= factor;
            }
        }
        coefficients
    }
}

/// For each state the highest order of a law that reads it.
fn orders(network: &Network) -> Vec<Order> {
    let mut orders = vec![Order::default(); network.equations.states.len()];
    for channel in &network.channels {
        for state in &channel.reads {
            let found = match &channel.product {
                Some(product) => {
                    let own = product.factors.iter().filter(|factor| **factor == Some(*state)).count();
                    Order { order: product.factors.iter().flatten().count() as u8, own: own as u8 }
                }
                // Whatever it is: as a law of third order.
                None => Order { order: 3, own: if channel.reads.len() == 1 { 3 } else { 1 } },
            };
            if let Some(order) = orders.get_mut(*state)
                && (order.order, order.own) < (found.order, found.own)
            {
                *order = found;
            }
        }
    }
    orders
}
