//! The direct method on eight runs at once, where all laws are products of counts.
//!
//! ```text
//! for each channel, in all lanes:   a = k (x_a)(x_b - m),   sums a_1, a_1 + a_2, ...
//! E / sum -> next time;   V sum falls on a channel -> what it changes
//! ```
//!
//! Each lane is a run of its own, with its own time and random numbers; one that comes to its end takes the next. No lane
//! waits for a branch: which channel happens is a selection. A run has the same bits as in [`super::direct`], operation by
//! operation.

use super::Stochastic;
use super::random::{BATCH, Draws};
use crate::lanes::{Kernel, Machine};
use crate::philox::{Stream, purpose};
use crate::{Failure, Subject, math};
use pulp::Simd;

/// Runs side by side.
const WIDTH: usize = 8;
/// Channels and states up to which lanes are used.
const MOST: usize = 24;
/// Reactions of a lane between two questions whether to go on.
const BETWEEN_LOOKS: u32 = 4096;

type Lane = [f64; WIDTH];

/// What one channel does in all lanes.
#[derive(Clone, Debug)]
struct LaneChannel {
    coefficient: f64,
    factors: [usize; 2],
    less: f64,
    /// What it adds to each of the changing states, in their order.
    changes: Vec<f64>,
}

/// The result of one run.
pub(super) struct Run<'a> {
    /// Its number.
    pub(super) id: u64,
    /// Values by time, then output; NaN from a failure on.
    pub(super) values: &'a [f64],
    /// Reactions that have happened.
    pub(super) happened: u64,
    /// Why it did not reach the end.
    pub(super) failure: Option<Failure>,
}

/// Whether runs of this model and subject can be simulated in lanes.
pub(super) fn fits(model: &Stochastic, subject: &Subject) -> bool {
    let plain = |channel: &super::network::Channel| {
        channel.product.is_some() && !channel.guarded && !channel.may_be_negative
    };
    let channels = &model.network.channels;
    model.method == super::StochasticMethod::Direct
        && subject.doses.is_empty()
        && model.network.equations.events.is_empty()
        && (1..=MOST).contains(&channels.len())
        && model.network.equations.states.len() <= MOST
        && channels.iter().all(plain)
}

/// Simulates runs `first` to `first + count`.
pub(super) fn run(
    model: &Stochastic,
    seed: u64,
    subject: &Subject,
    runs: std::ops::Range<u64>,
    goes_on: &dyn Fn() -> bool,
    finished: &mut dyn FnMut(Run<'_>),
) {
    let mut registers = model.programs.registers(&subject.parameters);
    let coefficients = model.coefficients(&registers);
    let states = model.network.equations.states.len();
    let mut changing: Vec<usize> = model
        .network
        .channels
        .iter()
        .flat_map(|channel| channel.changes.iter().map(|(state, _)| *state))
        .collect();
    changing.sort_unstable();
    changing.dedup();
    let channels: Vec<LaneChannel> = model
        .network
        .channels
        .iter()
        .zip(&coefficients)
        .filter_map(|(channel, coefficient)| {
            let product = channel.product.as_ref()?;
            let change = |state: &usize| {
                channel.changes.iter().find(|(of, _)| of == state).map_or(0.0, |(_, change)| *change)
            };
            Some(LaneChannel {
                coefficient: *coefficient,
                factors: product.factors.map(|factor| factor.unwrap_or(states)),
                less: product.less,
                changes: changing.iter().map(change).collect(),
            })
        })
        .collect();
    let outputs = model.settings.outputs.len();
    let mut block = Block {
        machine: model.machine,
        stream: Stream::new(seed, purpose("reactions"), 0),
        counts: vec![[0.0; WIDTH]; states + 1],
        sums: vec![[0.0; WIDTH]; channels.len()],
        channels,
        changing,
        time: [f64::INFINITY; WIDTH],
        soft: [f64::NEG_INFINITY; WIDTH],
        exponentials: vec![[1.0; WIDTH]; BATCH],
        uniforms: vec![[0.5; WIDTH]; BATCH],
        at: 0,
        steps: [0; WIDTH],
        ids: [0; WIDTH],
        busy: [false; WIDTH],
    };
    block.counts[states] = [1.0; WIDTH];
    let mut values: Vec<Vec<f64>> = vec![vec![f64::NAN; model.settings.times.len() * outputs]; WIDTH];
    let mut next_output = [0usize; WIDTH];
    let mut queue = runs;
    let end = model.settings.times.last().copied().unwrap_or(model.settings.start);
    loop {
        // Lanes that cross an output or their end, one by one.
        for lane in 0..WIDTH {
            let mut next = block.next(lane);
            loop {
                if block.busy[lane] {
                    if next >= block.soft[lane] {
                        for (state, counts) in block.counts[..states].iter().enumerate() {
                            registers[state] = counts[lane];
                        }
                    }
                    // As in `Course`: what lies at the very end comes after all reactions.
                    while let Some(time) = model.settings.times.get(next_output[lane]).copied()
                        && (time < next.min(end) || (next >= end && time <= end))
                    {
                        registers[model.programs.time()] = time;
                        let row = next_output[lane] * outputs;
                        for output in 0..outputs {
                            let value = model.programs.value(model.outputs + output, &mut registers);
                            values[lane][row + output] = if value.is_nan() { f64::NAN } else { value };
                        }
                        next_output[lane] += 1;
                    }
                    let happened = block.steps[lane].wrapping_add(block.at as u64);
                    let too_many = happened >= model.most_reactions;
                    if next < end && !too_many && block.is_finite(lane) {
                        block.soft[lane] =
                            model.settings.times.get(next_output[lane]).copied().unwrap_or(end).min(end);
                        break;
                    }
                    let failure = if !block.is_finite(lane) {
                        Some(Failure::NotFinite(block.time[lane]))
                    } else if next < end {
                        Some(Failure::TooManySteps(block.time[lane]))
                    } else {
                        None
                    };
                    finished(Run { id: block.ids[lane], values: &values[lane], happened, failure });
                    block.busy[lane] = false;
                }
                let Some(id) = queue.next() else {
                    block.idle(lane);
                    break;
                };
                let subject = Subject { id, ..subject.clone() };
                let mut whole = Draws::new(Stream::new(seed, purpose("whole numbers"), id), model.machine);
                model.start(&subject, &mut whole, &mut registers);
                for (state, counts) in block.counts[..states].iter_mut().enumerate() {
                    counts[lane] = registers[state];
                }
                values[lane].fill(f64::NAN);
                next_output[lane] = 0;
                block.begin(lane, id, model.settings.start);
                block.soft[lane] = model.settings.times.first().copied().unwrap_or(end);
                next = block.next(lane);
            }
        }
        if !block.busy.iter().any(|busy| *busy) || !goes_on() {
            return;
        }
        model.machine.run(WIDTH, Advance { block: &mut block });
    }
}

/// Runs under way.
struct Block {
    machine: Machine,
    stream: Stream,
    channels: Vec<LaneChannel>,
    /// States that any channel changes.
    changing: Vec<usize>,
    /// States, and one that is always 1.
    counts: Vec<Lane>,
    sums: Vec<Lane>,
    time: Lane,
    /// The next output or end of each.
    soft: Lane,
    exponentials: Vec<Lane>,
    uniforms: Vec<Lane>,
    /// Place in the batch; the step of a lane's stream is `steps + at`.
    at: usize,
    steps: [u64; WIDTH],
    ids: [u64; WIDTH],
    busy: [bool; WIDTH],
}

impl Block {
    /// Puts a run into a lane; its random numbers begin at the present place.
    fn begin(&mut self, lane: usize, id: u64, start: f64) {
        self.ids[lane] = id;
        self.time[lane] = start;
        self.busy[lane] = true;
        self.steps[lane] = 0u64.wrapping_sub(self.at as u64);
        self.machine.run(WIDTH, Refill { block: self });
    }

    /// Leaves a lane empty: it crosses nothing.
    fn idle(&mut self, lane: usize) {
        self.time[lane] = f64::INFINITY;
        self.soft[lane] = f64::NAN;
        for counts in self.counts.iter_mut().rev().skip(1) {
            counts[lane] = 0.0;
        }
    }

    fn total(&self, lane: usize) -> f64 {
        self.channels.iter().fold(0.0, |sum, channel| {
            let [a, b] = channel.factors.map(|factor| self.counts[factor][lane]);
            sum + channel.coefficient * a * (b - channel.less)
        })
    }

    fn is_finite(&self, lane: usize) -> bool {
        self.total(lane).is_finite() && self.counts.iter().all(|counts| counts[lane].is_finite())
    }

    /// When the next reaction of a lane happens.
    fn next(&self, lane: usize) -> f64 {
        let total = self.total(lane);
        if total > 0.0 { self.time[lane] + self.exponentials[self.at][lane] / total } else { f64::INFINITY }
    }
}

/// Makes the random numbers of all lanes from the present place of the batch on.
struct Refill<'b> {
    block: &'b mut Block,
}

impl Kernel for Refill<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, _simd: S, _vectors: usize) {
        refill(self.block);
    }
}

#[inline(always)]
fn refill(block: &mut Block) {
    let Block { exponentials, uniforms, at, steps, ids, stream, .. } = block;
    for (place, (exponentials, uniforms)) in exponentials.iter_mut().zip(uniforms).enumerate().skip(*at) {
        let mut counters = *steps;
        for counter in &mut counters {
            *counter = counter.wrapping_add(place as u64);
        }
        let [first, second] = stream.open_units_of(*ids, counters);
        for lane in 0..WIDTH {
            exponentials[lane] = -math::ln(first[lane]);
        }
        *uniforms = second;
    }
}

/// Lets reactions happen until some lane crosses an output or its end.
struct Advance<'b> {
    block: &'b mut Block,
}

impl Kernel for Advance<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, _simd: S, _vectors: usize) {
        let block = self.block;
        for _ in 0..BETWEEN_LOOKS {
            let mut total = [0.0; WIDTH];
            for (channel, sums) in block.channels.iter().zip(&mut block.sums) {
                let (a, b) = (block.counts[channel.factors[0]], block.counts[channel.factors[1]]);
                for lane in 0..WIDTH {
                    total[lane] += channel.coefficient * a[lane] * (b[lane] - channel.less);
                }
                *sums = total;
            }
            let (exponentials, uniforms) = (block.exponentials[block.at], block.uniforms[block.at]);
            let (mut next, mut target) = ([0.0; WIDTH], [0.0; WIDTH]);
            let mut crosses = false;
            for lane in 0..WIDTH {
                next[lane] = block.time[lane] + exponentials[lane] / total[lane];
                target[lane] = uniforms[lane] * total[lane];
            }
            for (next, soft) in next.iter().zip(&block.soft) {
                crosses |= next >= soft || next.is_nan();
            }
            if crosses {
                return;
            }
            block.time = next;
            let last = block.channels.len() - 1;
            for (place, state) in block.changing.iter().enumerate() {
                let mut change = [block.channels[last].changes[place]; WIDTH];
                for (channel, sums) in block.channels.iter().zip(&block.sums).take(last).rev() {
                    let other = channel.changes[place];
                    for lane in 0..WIDTH {
                        change[lane] = if sums[lane] > target[lane] { other } else { change[lane] };
                    }
                }
                let counts = &mut block.counts[*state];
                for lane in 0..WIDTH {
                    counts[lane] += change[lane];
                }
            }
            block.at += 1;
            if block.at == BATCH {
                for steps in &mut block.steps {
                    *steps = steps.wrapping_add(BATCH as u64);
                }
                block.at = 0;
                refill(block);
            }
        }
    }
}
