//! The population benchmark in diffsol, for `benches/peers/population.py`: equations as plain Rust, with exact products of
//! Jacobian and vector; a problem for each stretch between doses.
//!
//! ```text
//! diffsol_population tumour|network FOLDER PATIENTS TOLERANCE bdf|esdirk34|tsit45 VALUES
//! ```
//!
//! FOLDER is what `population MODEL export` wrote. Prints patients a second of processor time.

#![allow(clippy::unwrap_used, reason = "a program for measurements: it may stop")]

use diffsol::{MatrixCommon, NalgebraLU, NalgebraMat, OdeBuilder, OdeSolverMethod};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

/// Derivatives and products of the Jacobian with a vector.
trait Model {
    fn slopes(&self, x: &[f64], y: &mut [f64]);
    fn product(&self, x: &[f64], v: &[f64], y: &mut [f64]);
}

/// `x^n / (k^n + x^n)` and its derivative.
fn hill(x: f64, k: f64, n: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 0.0);
    }
    let (above, half) = (x.powf(n), k.powf(n));
    let h = above / (half + above);
    (h, n * h * (1.0 - h) / x)
}

struct Tumour(HashMap<String, f64>);

impl Tumour {
    fn p(&self, name: &str) -> f64 {
        self.0[name]
    }
}

/// Parameters of the tumour by position, so that none is looked up by name in the loop.
struct Flat {
    growth: f64,
    fitness: f64,
    capacity: f64,
    mutation: f64,
    drug_kill: f64,
    drug_half: f64,
    clearance: f64,
    kill: f64,
    half_kill: f64,
    evasion: f64,
    source: f64,
    division: f64,
    death: f64,
    nk_drug: f64,
    homing: f64,
    egress: f64,
    exhaustion: f64,
    il15_source: f64,
    il15_out: f64,
    uptake: f64,
    il15_half: f64,
    il15_hill: f64,
}

impl From<Tumour> for Flat {
    fn from(t: Tumour) -> Flat {
        Flat {
            growth: t.p("growth"),
            fitness: t.p("fitness"),
            capacity: t.p("capacity"),
            mutation: t.p("mutation_rate"),
            drug_kill: t.p("drug_kill"),
            drug_half: t.p("drug_half"),
            clearance: t.p("drug_clearance"),
            kill: t.p("kill_rate"),
            half_kill: t.p("half_kill"),
            evasion: t.p("evasion"),
            source: t.p("nk_source"),
            division: t.p("division"),
            death: t.p("nk_death_rate"),
            nk_drug: t.p("nk_drug_kill"),
            homing: t.p("homing_rate"),
            egress: t.p("egress_rate"),
            exhaustion: t.p("exhaustion_rate"),
            il15_source: t.p("il15_source"),
            il15_out: t.p("il15_elimination"),
            uptake: t.p("uptake"),
            il15_half: t.p("il15_half"),
            il15_hill: t.p("il15_hill"),
        }
    }
}

impl Model for Flat {
    fn slopes(&self, x: &[f64], y: &mut [f64]) {
        let &[s, r, nb, nt, c, d] = x else { return };
        let room = 1.0 - (s + r) / self.capacity;
        let effect = d * d / (self.drug_half * self.drug_half + d * d);
        let contacts = nt / (self.half_kill + nt + s + r);
        let (signal, _) = hill(c, self.il15_half, self.il15_hill);
        y[0] = self.growth * s * room
            - self.mutation * s
            - self.drug_kill * effect * s
            - self.kill * contacts * s;
        y[1] = self.fitness * self.growth * r * room + self.mutation * s
            - self.evasion * self.kill * contacts * r;
        y[2] = self.source + self.division * signal * nb
            - self.death * nb
            - self.nk_drug * effect * nb
            - self.homing * nb
            + self.egress * nt;
        y[3] = self.homing * nb - self.egress * nt - self.exhaustion * contacts * (s + r);
        y[4] = self.il15_source - self.il15_out * c - self.uptake * nb * c / (self.il15_half + c);
        y[5] = -self.clearance * d;
    }

    fn product(&self, x: &[f64], v: &[f64], y: &mut [f64]) {
        let &[s, r, nb, nt, c, d] = x else { return };
        let &[vs, vr, vnb, vnt, vc, vd] = v else { return };
        let room = 1.0 - (s + r) / self.capacity;
        let v_room = -(vs + vr) / self.capacity;
        let below = self.drug_half * self.drug_half + d * d;
        let effect = d * d / below;
        let v_effect = 2.0 * d * self.drug_half * self.drug_half / (below * below) * vd;
        let all = self.half_kill + nt + s + r;
        let contacts = nt / all;
        let v_contacts = vnt / all - nt / (all * all) * (vnt + vs + vr);
        let (signal, slope) = hill(c, self.il15_half, self.il15_hill);
        y[0] = self.growth * (vs * room + s * v_room)
            - self.mutation * vs
            - self.drug_kill * (v_effect * s + effect * vs)
            - self.kill * (v_contacts * s + contacts * vs);
        y[1] = self.fitness * self.growth * (vr * room + r * v_room) + self.mutation * vs
            - self.evasion * self.kill * (v_contacts * r + contacts * vr);
        y[2] = self.division * (slope * vc * nb + signal * vnb)
            - self.death * vnb
            - self.nk_drug * (v_effect * nb + effect * vnb)
            - self.homing * vnb
            + self.egress * vnt;
        y[3] = self.homing * vnb
            - self.egress * vnt
            - self.exhaustion * (v_contacts * (s + r) + contacts * (vs + vr));
        let near = self.il15_half + c;
        y[4] =
            -self.il15_out * vc - self.uptake * (vnb * c / near + nb * vc * self.il15_half / (near * near));
        y[5] = -self.clearance * vd;
    }
}

/// One Hill curve of the network: governor, half, exponent, whether it activates.
#[derive(Clone, Copy)]
struct Curve {
    governor: usize,
    half: f64,
    n: f64,
    activates: bool,
}

impl Curve {
    fn at(&self, x: &[f64]) -> (f64, f64) {
        let (h, slope) = hill(x[self.governor], self.half, self.n);
        if self.activates { (h, slope) } else { (1.0 - h, -slope) }
    }
}

#[derive(Default)]
struct Network {
    make: Vec<(f64, Curve, Option<Curve>)>,
    lose: Vec<f64>,
    turn: Vec<(usize, usize, f64)>,
}

impl Network {
    /// Reads the lines that the generator writes.
    fn read(text: &str, p: &HashMap<String, f64>) -> Network {
        let state = |word: &str| word[1..].parse::<usize>().unwrap() - 1;
        let curve = |text: &str| {
            let words: Vec<&str> =
                text.split(|c: char| " ()^/+".contains(c)).filter(|w| !w.is_empty()).collect();
            let &[above, n, half, _, governor, _] = &words[..6] else { panic!("{text}") };
            Curve { governor: state(governor), half: p[half], n: p[n], activates: above == governor }
        };
        let mut network = Network::default();
        for line in text.lines().map(str::trim) {
            let Some((name, rest)) = line.split_once(": ") else { continue };
            let (sides, rate) = rest.split_once(';').unwrap();
            let rate = rate.trim();
            if name.starts_with("making") {
                let (make, terms) = rate.split_once(" * (0.05 + ").unwrap();
                let (first, second) = match terms.split_once(" * (0.2 + ") {
                    Some((first, second)) => (first, Some(second)),
                    None => (terms, None),
                };
                network.make.push((p[make], curve(first), second.map(curve)));
            } else if name.starts_with("decay") {
                network.lose.push(p[rate.split_once(" * ").unwrap().0]);
            } else if name.starts_with("conversion") {
                let (from, to) = sides.split_once(" -> ").unwrap();
                network.turn.push((
                    state(from.trim()),
                    state(to.trim()),
                    p[rate.split_once(" * ").unwrap().0],
                ));
            }
        }
        network
    }
}

impl Model for Network {
    fn slopes(&self, x: &[f64], y: &mut [f64]) {
        for (i, (make, first, second)) in self.make.iter().enumerate() {
            let second = second.map_or(1.0, |curve| 0.2 + curve.at(x).0);
            y[i] = make * (0.05 + first.at(x).0) * second - self.lose[i] * x[i];
        }
        for &(from, to, rate) in &self.turn {
            y[from] -= rate * x[from];
            y[to] += rate * x[from];
        }
    }

    fn product(&self, x: &[f64], v: &[f64], y: &mut [f64]) {
        for (i, (make, first, second)) in self.make.iter().enumerate() {
            let (a, da) = first.at(x);
            let (b, db) = second.map_or((1.0, 0.0), |curve| {
                let (h, slope) = curve.at(x);
                (0.2 + h, slope * v[curve.governor])
            });
            y[i] = make * (da * v[first.governor] * b + (0.05 + a) * db) - self.lose[i] * v[i];
        }
        for &(from, to, rate) in &self.turn {
            y[from] -= rate * v[from];
            y[to] += rate * v[from];
        }
    }
}

/// All states on all days, those of a dose after it.
fn simulate(
    model: &Rc<dyn Model>,
    initial: &[f64],
    days: &[f64],
    doses: &[(f64, usize, f64)],
    (tolerance, method): (f64, &str),
    out: &mut Vec<f64>,
) {
    let n = initial.len();
    let mut states = initial.to_vec();
    let (mut time, end) = (0.0, days[days.len() - 1]);
    let mut day = days.iter().copied().peekable();
    let stops = doses.iter().copied().map(Some).chain([None]);
    for dose in stops {
        let until = dose.map_or(end, |dose| dose.0);
        while day.next_if(|at| *at <= time && *at < until).is_some() {
            out.extend(&states);
        }
        let mut inside: Vec<f64> = Vec::new();
        while let Some(at) = day.next_if(|at| *at < until || (dose.is_none() && *at <= until)) {
            inside.push(at);
        }
        let shown = inside.len();
        if inside.last() != Some(&until) {
            inside.push(until);
        }
        let (from, f, j) = (states.clone(), Rc::clone(model), Rc::clone(model));
        let problem = OdeBuilder::<NalgebraMat<f64>>::new()
            .t0(time)
            .rtol(tolerance)
            .atol([1e-12])
            .use_coloring(true)
            .rhs_implicit(
                move |x, _p, _t, y| f.slopes(x, y),
                move |x, _p, _t, v, y| {
                    j.product(x, v, y);
                },
            )
            .init(move |_p, _t, y| y.copy_from_slice(&from), n)
            .build()
            .unwrap();
        let table = match method {
            "bdf" => problem.bdf::<NalgebraLU<f64>>().unwrap().solve_dense(&inside).unwrap().0,
            "esdirk34" => problem.esdirk34::<NalgebraLU<f64>>().unwrap().solve_dense(&inside).unwrap().0,
            _ => problem.tsit45().unwrap().solve_dense(&inside).unwrap().0,
        };
        for column in 0..table.ncols() {
            states = (0..n).map(|state| table[(state, column)]).collect();
            if column < shown {
                out.extend(&states);
            }
        }
        if let Some((_, state, amount)) = dose {
            states[state] += amount;
        }
        time = until;
    }
}

fn seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, folder, patients, tolerance, method, values] = &arguments[..] else {
        panic!("diffsol_population tumour|network FOLDER PATIENTS TOLERANCE METHOD VALUES")
    };
    let read = |file: &str| fs::read_to_string(Path::new(folder).join(file)).unwrap();
    let text = read("model.ant");
    let names: Vec<String> = read("parameters.txt").lines().map(str::to_owned).collect();
    let states: Vec<String> = read("states.txt").lines().map(str::to_owned).collect();
    let days: Vec<f64> = read("days.txt").lines().map(|line| line.parse().unwrap()).collect();
    let doses: Vec<(f64, usize, f64)> = read("doses.txt")
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let state = states.iter().position(|state| state == words[1]).unwrap();
            (words[0].parse().unwrap(), state, words[2].parse().unwrap())
        })
        .collect();
    let mut given: HashMap<&str, f64> = HashMap::new();
    for assignment in text.lines().flat_map(|line| line.split(';')) {
        if let Some((left, right)) = assignment.split_once(" = ")
            && let Ok(value) = right.trim().parse()
        {
            given.insert(left.trim(), value);
        }
    }
    let initial: Vec<f64> = states.iter().map(|state| given[state.as_str()]).collect();
    let bytes = fs::read(Path::new(folder).join("patients.f64")).unwrap();
    let numbers: Vec<f64> = bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let count: usize = patients.parse().unwrap();
    let tolerance: f64 = tolerance.parse().unwrap();
    let mut out = Vec::new();
    let mut spent = 0.0;
    for row in numbers.chunks(names.len()).take(count) {
        let parameters = names.iter().cloned().zip(row.iter().copied()).collect();
        let model: Rc<dyn Model> = match name.as_str() {
            "tumour" => Rc::new(Flat::from(Tumour(parameters))),
            _ => Rc::new(Network::read(&text, &parameters)),
        };
        let begun = seconds();
        simulate(&model, &initial, &days, &doses, (tolerance, method), &mut out);
        spent += seconds() - begun;
    }
    fs::write(values, out.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    println!("{}", count as f64 / spent);
}
