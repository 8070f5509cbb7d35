//! Small problems with known answers, for the tests of all solvers.
//!
//! Closed forms where there are any; otherwise published values:
//! - Robertson's kinetics and the van der Pol oscillator (mu = 1000) at their last times: Mazzia and Magherini 2008,
//!   Test Set for Initial Value Problem Solvers. Robertson at earlier times: Radau IIA of order 9 with 30 digits,
//!   converged to all digits given.

#![allow(clippy::expect_used, reason = "tests only")]

mod antimony;
mod networks;

use crate::{Dose, DoseKind, Method, Settings, Subject};
use lytic_model::equations::{Algebraic, Event, Observable, Parameter, Reaction, State};
use lytic_model::graph::{Binary, Graph, Unary};
use lytic_model::{Equations, ExprId};
use lytic_text::{SourceId, Span};

/// A problem with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) name: &'static str,
    pub(crate) equations: Equations,
    /// Times, outputs, tolerance 1e-6.
    pub(crate) settings: Settings,
    pub(crate) subject: Subject,
    /// By time, then output.
    pub(crate) expected: Vec<f64>,
    /// Size below which an output's error is absolute.
    pub(crate) floor: f64,
    /// Error allowed, in relative tolerances.
    pub(crate) allowed: f64,
    /// Whether an explicit method cannot be asked to solve it.
    pub(crate) stiff: bool,
}

impl Problem {
    /// Largest error of an output, in relative tolerances.
    pub(crate) fn error(&self, values: &[f64]) -> f64 {
        assert_eq!(values.len(), self.expected.len(), "{}", self.name);
        let errors = values.iter().zip(&self.expected).map(|(value, expected)| {
            (value - expected).abs() / (self.settings.relative_tolerance * (expected.abs() + self.floor))
        });
        errors.fold(0.0, |worst, error| if error > worst || error.is_nan() { error } else { worst })
    }

    /// Checks values (by time, then output) against the answer.
    #[track_caller]
    pub(crate) fn check(&self, values: &[f64]) {
        let error = self.error(values);
        assert!(error <= self.allowed, "{}: error of {error} tolerances: {values:?}", self.name);
    }

    /// The same problem with another method and relative tolerance.
    pub(crate) fn with(&self, method: Method, relative_tolerance: f64) -> Problem {
        let mut problem = self.clone();
        problem.settings.method = method;
        problem.settings.relative_tolerance = relative_tolerance;
        problem
    }
}

/// All problems.
pub(crate) fn all() -> Vec<Problem> {
    vec![
        chain(),
        robertson(),
        van_der_pol(),
        lotka_volterra(),
        two_compartments(),
        logistic(),
        bouncing_ball(),
        driven(),
        hill(),
        stopped_doses(),
    ]
}

/// Equations being written by hand.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) graph: Graph,
    states: Vec<State>,
    parameters: Vec<Parameter>,
    events: Vec<Event>,
    reactions: Vec<Reaction>,
    algebraic: Vec<Algebraic>,
}

impl Builder {
    /// A number.
    pub(crate) fn number(&mut self, value: f64) -> ExprId {
        self.graph.number(value)
    }

    /// A new parameter.
    pub(crate) fn parameter(&mut self, name: &str, value: f64) -> ExprId {
        let origin = Default::default();
        self.parameters.push(Parameter { name: name.to_owned(), origin, unit: None, value });
        self.graph.parameter(self.parameters.len() - 1)
    }

    /// A new state that starts at a number and so far does not change.
    pub(crate) fn state(&mut self, name: &str, initial: f64) -> ExprId {
        let initial = self.number(initial);
        let derivative = self.number(0.0);
        self.states.push(State {
            name: name.to_owned(),
            unit: None,
            initial,
            derivative,
            nonnegative: false,
            free: false,
            compartment_size: None,
            span: Span::new(SourceId(0), 0, 0),
        });
        self.graph.state(self.states.len() - 1)
    }

    /// Says what a state starts at.
    pub(crate) fn starts(&mut self, state: usize, initial: ExprId) {
        self.states[state].initial = initial;
    }

    /// Says how a state changes.
    pub(crate) fn changes(&mut self, state: usize, derivative: ExprId) {
        self.states[state].derivative = derivative;
    }

    /// Says that a state is determined by an algebraic rule, if by anything.
    pub(crate) fn free(&mut self, state: usize) {
        self.states[state].free = true;
    }

    /// Adds an algebraic rule: what is zero.
    pub(crate) fn algebraic(&mut self, residual: ExprId) {
        let name = format!("rule{}", self.algebraic.len());
        self.algebraic.push(Algebraic { name, residual, span: Span::new(SourceId(0), 0, 0) });
    }

    /// Adds a fast reaction.
    pub(crate) fn fast(&mut self, rate: ExprId, changes: &[(u32, f64)]) {
        let changes = changes.iter().map(|&(state, count)| (state, self.graph.number(count))).collect();
        let name = format!("fast{}", self.reactions.len());
        self.reactions.push(Reaction {
            name,
            rate,
            changes,
            fast: true,
            reversible: true,
            span: Span::new(SourceId(0), 0, 0),
        });
    }

    /// Adds an event; the caller fills in what differs from: no delay, no priority, persistent, false before the
    /// start, values from the moment of firing.
    pub(crate) fn event(&mut self, trigger: ExprId, assignments: &[(u32, ExprId)]) -> &mut Event {
        self.events.push(Event {
            name: format!("event{}", self.events.len()),
            trigger,
            delay: None,
            priority: None,
            persistent: true,
            initially_true: false,
            from_trigger: true,
            assignments: assignments.to_vec(),
            rescaled: Vec::new(),
        });
        self.events.last_mut().expect("just pushed")
    }

    /// The equations. Every state is observable.
    pub(crate) fn equations(mut self) -> Equations {
        let observables = (0..self.states.len())
            .map(|index| Observable {
                name: self.states[index].name.clone(),
                expression: self.graph.state(index),
                unit: None,
            })
            .collect();
        Equations {
            graph: self.graph,
            states: self.states,
            parameters: self.parameters,
            observables,
            events: self.events,
            reactions: self.reactions,
            algebraic: self.algebraic,
            constraints: Vec::new(),
            draws: 0,
            time_unit: None,
        }
    }

    /// A problem from them: outputs are `outputs`, or all states if there are none.
    pub(crate) fn problem(self, name: &'static str, times: Vec<f64>, outputs: Vec<ExprId>) -> Problem {
        let equations = self.equations();
        let states = equations.observables.iter().map(|observable| observable.expression).collect();
        let outputs = if outputs.is_empty() { states } else { outputs };
        let parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
        Problem {
            name,
            equations,
            settings: Settings::new(0.0, times, outputs),
            subject: Subject { id: 1, parameters, doses: Vec::new() },
            expected: Vec::new(),
            floor: 1e-3,
            allowed: 10.0,
            stiff: false,
        }
    }
}

/// Rows by time of a known solution.
fn rows<const N: usize>(times: &[f64], solution: impl Fn(f64) -> [f64; N]) -> Vec<f64> {
    times.iter().flat_map(|time| solution(*time)).collect()
}

/// A -> B -> C at rates 2 and 0.5 from A = 3 (Bateman's equations); amounts that must not be negative.
pub(crate) fn chain() -> Problem {
    let mut b = Builder::default();
    let (k1, k2) = (b.parameter("k1", 2.0), b.parameter("k2", 0.5));
    let (first, second) = (b.state("A", 3.0), b.state("B", 0.0));
    b.state("C", 0.0);
    let (v1, v2) = (b.graph.multiply(k1, first), b.graph.multiply(k2, second));
    let (out, between) = (b.graph.negate(v1), b.graph.subtract(v1, v2));
    b.changes(0, out);
    b.changes(1, between);
    b.changes(2, v2);
    b.states.iter_mut().for_each(|state| state.nonnegative = true);
    let mut problem = b.problem("chain", vec![0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0], vec![]);
    problem.expected = rows(&problem.settings.times, |t| {
        let (a, b) =
            (3.0 * (-2.0 * t).exp(), 3.0 * 2.0 / (0.5 - 2.0) * ((-2.0 * t).exp() - (-0.5 * t).exp()));
        [a, b, 3.0 - a - b]
    });
    problem
}

/// Robertson's kinetics (1966): rates 0.04, 1e4 and 3e7 over eleven decades of time.
pub(crate) fn robertson() -> Problem {
    let mut b = Builder::default();
    let (k1, k2, k3) = (b.parameter("k1", 0.04), b.parameter("k2", 1e4), b.parameter("k3", 3e7));
    let (x, y, z) = (b.state("x", 1.0), b.state("y", 0.0), b.state("z", 0.0));
    let slow = b.graph.multiply(k1, x);
    let yz = b.graph.multiply(y, z);
    let back = b.graph.multiply(k2, yz);
    let yy = b.graph.multiply(y, y);
    let fast = b.graph.multiply(k3, yy);
    let dx = b.graph.subtract(back, slow);
    let lost = b.graph.add(dx, fast);
    let dy = b.graph.negate(lost);
    b.changes(0, dx);
    b.changes(1, dy);
    b.changes(2, fast);
    let times = vec![0.4, 4.0, 40.0, 400.0, 4e3, 4e4, 4e5, 4e6, 4e7, 4e8, 4e9, 4e10, 1e11];
    let mut problem = b.problem("Robertson", times, vec![]);
    problem.settings.absolute_tolerances = vec![1e-13, 1e-18, 1e-13];
    #[rustfmt::skip]
    let expected = vec![
        0.985172113861, 3.38639537897e-05, 0.0147940221852,
        0.905518678584, 2.24047568758e-05, 0.0944589166589,
        0.715827068719, 9.18553476465e-06, 0.284163745746,
        0.450518668471, 3.22290144167e-06, 0.549478108628,
        0.183202257776, 8.94237125276e-07, 0.816796847986,
        0.0389833770854, 1.62176831591e-07, 0.961016460738,
        0.00493827452097, 1.98499408795e-08, 0.995061705629,
        0.000516809601492, 2.06829449122e-09, 0.99948318833,
        5.20307184412e-05, 2.08133573189e-10, 0.999947969073,
        5.20770210357e-06, 2.08309155942e-11, 0.999994792277,
        5.20827661144e-07, 2.0833117166e-12, 0.99999947917,
        5.2083451768e-08, 2.08333817793e-13, 0.999999947916,
        2.0833401497e-08, 8.33336077033e-14, 0.999999979167,
    ];
    problem.expected = expected;
    problem.floor = 1e-13;
    problem.allowed = 200.0;
    problem.stiff = true;
    problem
}

/// x'' = mu (1 - x^2) x' - x with mu = 1000, from (2, 0) to time 2000.
pub(crate) fn van_der_pol() -> Problem {
    let mut b = Builder::default();
    let mu = b.parameter("mu", 1000.0);
    let (x, v) = (b.state("x", 2.0), b.state("v", 0.0));
    let one = b.number(1.0);
    let xx = b.graph.multiply(x, x);
    let damping = b.graph.subtract(one, xx);
    let damping = b.graph.multiply(mu, damping);
    let force = b.graph.multiply(damping, v);
    let force = b.graph.subtract(force, x);
    b.changes(0, v);
    b.changes(1, force);
    let mut problem = b.problem("van der Pol", vec![2000.0], vec![]);
    problem.settings.absolute_tolerances = vec![1e-9, 1e-9];
    problem.expected = vec![1.706_167_732_170_483, -0.892_809_701_024_797_5e-3];
    problem.floor = 1e-6;
    problem.allowed = 200.0;
    problem.stiff = true;
    problem
}

/// Prey and predator; the output is what they conserve, d x - c ln x + b y - a ln y.
pub(crate) fn lotka_volterra() -> Problem {
    let mut b = Builder::default();
    let rates =
        [("a", 1.5), ("b", 1.0), ("c", 3.0), ("d", 1.0)].map(|(name, value)| b.parameter(name, value));
    let (x, y) = (b.state("x", 1.0), b.state("y", 2.0));
    let [birth, eaten, death, fed] = rates;
    let (g, xy) = (&mut b.graph, [x, y]);
    let meet = g.multiply(xy[0], xy[1]);
    let (ax, bxy, dxy, cy) =
        (g.multiply(birth, x), g.multiply(eaten, meet), g.multiply(fed, meet), g.multiply(death, y));
    let (dx, dy) = (g.subtract(ax, bxy), g.subtract(dxy, cy));
    let (lnx, lny) = (g.unary(Unary::Ln, x), g.unary(Unary::Ln, y));
    let (fx, by, cl, al) =
        (g.multiply(fed, x), g.multiply(eaten, y), g.multiply(death, lnx), g.multiply(birth, lny));
    let (left, right) = (g.subtract(fx, cl), g.subtract(by, al));
    let conserved = g.add(left, right);
    b.changes(0, dx);
    b.changes(1, dy);
    let mut problem =
        b.problem("Lotka-Volterra", (0..=40).map(|i| 0.5 * f64::from(i)).collect(), vec![conserved]);
    let start = 1.0 + 2.0 - 1.5 * 2f64.ln();
    problem.expected = vec![start; problem.settings.times.len()];
    problem.allowed = 50.0;
    problem
}

/// Central and peripheral amounts after an infusion and a bolus into the centre, by superposition.
pub(crate) fn two_compartments() -> Problem {
    let (k10, k12, k21) = (0.3, 0.8, 0.4);
    let mut b = Builder::default();
    let (out, to, from) = (b.parameter("k10", k10), b.parameter("k12", k12), b.parameter("k21", k21));
    let (centre, outer) = (b.state("centre", 0.0), b.state("outer", 0.0));
    let g = &mut b.graph;
    let (lost, gone, back) = (g.multiply(out, centre), g.multiply(to, centre), g.multiply(from, outer));
    let exchange = g.subtract(gone, back);
    let leaving = g.add(lost, exchange);
    let change = g.negate(leaving);
    b.changes(0, change);
    b.changes(1, exchange);
    b.states.iter_mut().for_each(|state| state.nonnegative = true);
    let times = vec![0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 12.0, 24.0];
    let mut problem = b.problem("two compartments", times, vec![]);
    let (infused, duration, bolus, at) = (10.0, 1.5, 4.0, 3.0);
    let dose = |time, kind| Dose { time, state: 0, kind, stop: None };
    problem.subject.doses =
        vec![dose(0.5, DoseKind::Infusion { amount: infused, duration }), dose(at, DoseKind::Bolus(bolus))];
    // Response to a unit bolus: c1 e^-αt + c2 e^-βt in the centre, k12/(α-β) (e^-βt - e^-αt) outside.
    let (sum, product) = (k10 + k12 + k21, k10 * k21);
    let root = f64::sqrt(sum * sum - 4.0 * product);
    let (alpha, beta) = (0.5 * (sum + root), 0.5 * (sum - root));
    let weights = [[(alpha - k21) / root, (k21 - beta) / root], [-k12 / root, k12 / root]];
    problem.expected = rows(&problem.settings.times, |t| {
        weights.map(|[fast, slow]| {
            let unit =
                |t: f64| if t < 0.0 { 0.0 } else { fast * (-alpha * t).exp() + slow * (-beta * t).exp() };
            let area = |t: f64| {
                let grown = |rate: f64| if t < 0.0 { 0.0 } else { -(-rate * t).exp_m1() / rate };
                fast * grown(alpha) + slow * grown(beta)
            };
            infused / duration * (area(t - 0.5) - area(t - 0.5 - duration)) + bolus * unit(t - at)
        })
    });
    problem
}

/// Logistic growth from 0.01 to capacity 1 at rate 2, with the starting value a parameter, and the surgery (times 0.1)
/// at time 5.
pub(crate) fn logistic() -> Problem {
    let mut b = Builder::default();
    let (rate, start) = (b.parameter("rate", 2.0), b.parameter("start", 0.01));
    let x = b.state("x", 0.0);
    b.starts(0, start);
    let one = b.number(1.0);
    let free = b.graph.subtract(one, x);
    let growth = b.graph.multiply(rate, x);
    let growth = b.graph.multiply(growth, free);
    b.changes(0, growth);
    let mut problem = b.problem("logistic", vec![0.0, 1.0, 2.0, 4.0, 5.0, 6.0, 8.0, 12.0], vec![]);
    problem.subject.doses = vec![Dose { time: 5.0, state: 0, kind: DoseKind::Scale(0.1), stop: None }];
    let grown = |x0: f64, t: f64| x0 / (x0 + (1.0 - x0) * (-2.0 * t).exp());
    problem.expected = rows(&problem.settings.times, |t| {
        [if t < 5.0 { grown(0.01, t) } else { grown(0.1 * grown(0.01, 5.0), t - 5.0) }]
    });
    problem
}

/// A ball dropped from 10 that keeps 0.8 of its speed at each bounce: height and count of bounces.
pub(crate) fn bouncing_ball() -> Problem {
    let (gravity, keeps, height) = (9.81, 0.8, 10.0);
    let mut b = Builder::default();
    let (g, e) = (b.parameter("g", gravity), b.parameter("e", keeps));
    let (h, v, n) = (b.state("height", height), b.state("speed", 0.0), b.state("bounces", 0.0));
    let down = b.graph.negate(g);
    b.changes(0, v);
    b.changes(1, down);
    let (zero, one) = (b.number(0.0), b.number(1.0));
    let below = b.graph.binary(Binary::Less, h, zero);
    let falling = b.graph.binary(Binary::Less, v, zero);
    let trigger = b.graph.binary(Binary::And, below, falling);
    let kept = b.graph.multiply(e, v);
    let back = b.graph.negate(kept);
    let more = b.graph.add(n, one);
    b.event(trigger, &[(0, zero), (1, back), (2, more)]);
    let times: Vec<f64> = (0..=40).map(|i| 0.2 * f64::from(i)).collect();
    let mut problem = b.problem("bouncing ball", times, vec![h, n]);
    problem.expected = rows(&problem.settings.times, |t| {
        let fall = (2.0 * height / gravity).sqrt();
        if t < fall {
            return [height - 0.5 * gravity * t * t, 0.0];
        }
        let (mut at, mut speed, mut bounces) = (fall, keeps * gravity * fall, 1.0);
        while t >= at + 2.0 * speed / gravity {
            at += 2.0 * speed / gravity;
            speed *= keeps;
            bounces += 1.0;
        }
        [speed * (t - at) - 0.5 * gravity * (t - at) * (t - at), bounces]
    });
    problem.floor = 1.0;
    problem.allowed = 100.0;
    problem
}

/// y' = -1000 (y - cos t) - sin t, whose solution from 1 is cos t: stiff, and time drives it (Prothero and Robinson
/// 1974).
pub(crate) fn driven() -> Problem {
    let mut b = Builder::default();
    let k = b.parameter("k", 1000.0);
    let y = b.state("y", 1.0);
    let t = b.graph.time();
    let g = &mut b.graph;
    let (cosine, sine) = (g.unary(Unary::Cos, t), g.unary(Unary::Sin, t));
    let off = g.subtract(cosine, y);
    let pull = g.multiply(k, off);
    let change = g.subtract(pull, sine);
    b.changes(0, change);
    let mut problem = b.problem("driven", (0..=20).map(|i| 0.5 * f64::from(i)).collect(), vec![]);
    problem.expected = rows(&problem.settings.times, |t| [t.cos()]);
    problem.floor = 1.0;
    problem.allowed = 50.0;
    problem
}

/// The effect x^h / (1 + x^h) of a drug that decays from 5, and y' = 1 - y^p, whose power has a parameter for its
/// exponent (2, so that y = tanh t) and starts at zero.
pub(crate) fn hill() -> Problem {
    let mut b = Builder::default();
    let (h, two) = (b.parameter("h", 2.7), b.parameter("two", 2.0));
    let (x, y) = (b.state("x", 5.0), b.state("y", 0.0));
    let one = b.number(1.0);
    let g = &mut b.graph;
    let decay = g.negate(x);
    let square = g.binary(Binary::Power, y, two);
    let rise = g.subtract(one, square);
    let power = g.binary(Binary::Power, x, h);
    let below = g.add(one, power);
    let effect = g.divide(power, below);
    b.changes(0, decay);
    b.changes(1, rise);
    let mut problem = b.problem("Hill", vec![0.0, 0.3, 1.0, 2.0, 4.0, 8.0], vec![effect, y]);
    problem.expected = rows(&problem.settings.times, |t| {
        let power = (5.0 * (-t).exp()).powf(2.7);
        [power / (1.0 + power), t.tanh()]
    });
    problem
}

/// Daily doses of 1 into x' = -x, which stop for good once x is above 0.45 at the time of a dose.
pub(crate) fn stopped_doses() -> Problem {
    let mut b = Builder::default();
    let x = b.state("x", 0.0);
    let change = b.graph.negate(x);
    b.changes(0, change);
    let limit = b.number(0.45);
    let above = b.graph.binary(Binary::Less, limit, x);
    let mut problem = b.problem("stopped doses", (0..=12).map(|i| 0.5 * f64::from(i)).collect(), vec![]);
    problem.settings.stop_conditions = vec![above];
    let dose = |day: u32, stop| Dose { time: f64::from(day), state: 0, kind: DoseKind::Bolus(1.0), stop };
    // Before the doses x is 0, 0.368, 0.503: the third and all later ones are stopped, but for the one at day 5,
    // which has no condition.
    problem.subject.doses = (0..6).map(|day| dose(day, (day < 5).then_some(0))).collect();
    problem.expected = rows(&problem.settings.times, |t| {
        let after = |day: f64| if t < day { 0.0 } else { (day - t).exp() };
        [after(0.0) + after(1.0) + after(5.0)]
    });
    problem
}
