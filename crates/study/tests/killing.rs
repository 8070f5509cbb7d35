//! The patient's killing is the mean field of the single cell: its module on a wide grid against `lytic_nk::mean_field`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

use lytic_engine::{Engine, Settings, Subject};
use lytic_model::{Equations, read_antimony};
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::mean_field::{Class, Cycle, classes, kills_classes, kills_per_cell_in_excess, respond};
use lytic_text::Sources;

/// NK cells and targets of one site that stay as they are; the donor's may tire.
fn site() -> String {
    let mut text = String::from(
        "import \"body/killer.ant\"\nimport \"body/killing.ant\"\nimport \"body/signal_classes.ant\"\nmodel *site()\n  unit time_unit = day;\n  \
         killer: killer(); killing: killing(); tired: nk_memory();\n  const memory = 0 has dimensionless;\n",
    );
    let mut line = |left: &str, right: &str| text += &format!("  {left} {right};\n");
    for name in ["plain", "hla_high", "donor", "host"] {
        line("const", &format!("{name} = 1e9 has cells"));
        line(&format!("killing.{name}"), &format!(":= {name}"));
        line(&format!("killing.{name}_in_blood"), &format!(":= {name}"));
    }
    line("killing.volume", &format!("= {VOLUME_UL}"));
    line("killing.blood_volume", &format!("= {VOLUME_UL}"));
    line("const", "spread = 1 has dimensionless");
    for (kind, signals) in ["donor", "host"].iter().zip(SIGNALS) {
        for (target, signal) in ["", "_to_hla_high"].iter().zip(signals) {
            line("const", &format!("{kind}_signal{target} = {signal} has dimensionless"));
            if *kind == "host" {
                line(&format!("killing.host_signal{target}"), &format!(":= host_signal{target}"));
                line(&format!("killing.host_spread{target}"), ":= spread");
                continue;
            }
            let classes = format!("classes_of_one(donor_signal{target}, spread, killer.decision_exponent)");
            line(&format!("classes{target}:"), &classes);
            for of in ["level", "width"] {
                line(&format!("killing.donor_{of}{target}"), &format!(":= classes{target}.{of}"));
            }
            for class in ["median", "strong", "strongest"] {
                line(&format!("killing.in_{class}{target}"), &format!(":= classes{target}.in_{class}"));
            }
        }
        line(&format!("killing.{kind}_gain"), "= 1");
        line(&format!("killing.{kind}_gain_on_hla_high"), "= 1");
    }
    for name in ["donor_readiness", "host_readiness", "donor_activation", "host_activation"] {
        line("const", &format!("{name} = 1 has dimensionless"));
        line(&format!("killing.{name}"), &format!(":= {name}"));
    }
    for name in [
        "contact_volume",
        "decision_exponent",
        "largest_response",
        "unanswered_time",
        "polarisation_time",
        "hit_rate",
        "granule_share_per_hit",
        "responsiveness_kept",
        "release_rate",
        "rest_time",
    ] {
        line(&format!("killing.{name}"), &format!(":= killer.{name}"));
    }
    line("tired.cells", ":= donor");
    line("tired.leaving", "= 0");
    line("tired.recovery_time", ":= killer.recovery_time");
    for class in ["median", "strong", "strongest"] {
        line(&format!("tired.kills_of_{class}"), &format!(":= killing.of_donor.kills_of_{class}"));
        line(&format!("killing.recent_kills_of_{class}"), &format!(":= memory*tired.{class}"));
    }
    text + "end\n"
}

/// Signals of the median cell of donor and host on plain and on HLA-high targets, as in [`site`].
const SIGNALS: [[f64; 2]; 2] = [[0.5, 0.3], [0.1, 0.01]];
const VOLUME_UL: f64 = 1e6;
/// Share of the volume that a cell searches in an hour: pi (14 um)^2 5 um/min, 0.31 of the cells move.
const SEARCH_PER_H: f64 = std::f64::consts::PI * 14e-3 * 14e-3 * 5e-3 * 60.0 * 0.31 / VOLUME_UL;

fn equations(library: &Library) -> Equations {
    let (model, problems) = read_antimony("site.ant", &site(), library, &mut Sources::new());
    let mut model = model.unwrap_or_else(|| panic!("{problems:?}"));
    let mut problems = Vec::new();
    library.bind(&mut model, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    model.lower().unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Values of observables at days, for each set of changed constants.
fn simulate(
    equations: &Equations,
    changes: &[Vec<(&str, f64)>],
    outputs: &[&str],
    days: &[f64],
) -> Vec<Vec<f64>> {
    let outputs = outputs.iter().map(|name| equations.observable(name).unwrap().expression).collect();
    let mut settings = Settings::new(0.0, days.to_vec(), outputs);
    settings.relative_tolerance = 1e-10;
    let engine = Engine::new(equations, &settings).unwrap();
    let mut next = 0;
    let mut found = vec![Vec::new(); changes.len()];
    engine
        .run(
            &mut |subject: &mut Subject| {
                let Some(change) = changes.get(next) else { return false };
                subject.id = next as u64;
                subject.parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
                for (name, value) in change {
                    subject.parameters[equations.parameter(name).unwrap()] = *value;
                }
                next += 1;
                true
            },
            &mut |finished| {
                assert_eq!(finished.failure, None, "{:?}", changes[finished.id as usize]);
                found[finished.id as usize] = finished.values.to_vec();
            },
        )
        .unwrap();
    found
}

/// Classes of the donor's cells: levels at equal steps, each with the density of cells there; the lowest has the rest.
fn levels(rates: &KillerRates) -> Vec<Class> {
    let mut all: Vec<Class> = [-0.7, 0.42, 1.54, 2.66]
        .map(|z: f64| {
            let weight = 1.12 / (2.0 * std::f64::consts::PI).sqrt() * (-0.5 * z * z).exp();
            Class { z, factor: (rates.sigma * z).exp(), weight }
        })
        .to_vec();
    all[0].weight = 1.0 - all[1..].iter().map(|class| class.weight).sum::<f64>();
    all
}

/// Classes of the host's cells: five of Gauss and Hermite, of which the weakest (one cell in ninety) counts as weak.
fn four(rates: &KillerRates) -> Vec<Class> {
    let mut classes = classes(rates.sigma, 5);
    let weakest = classes.remove(0);
    classes[0].weight += weakest.weight;
    classes
}

/// Kill rates of the two kinds of targets per day, by the exact root with the same classes.
fn exact(rates: &KillerRates, cells: [f64; 2], targets: [f64; 2]) -> [f64; 2] {
    let kinds = [levels(rates), four(rates)];
    // The limit of few targets where there are none.
    let targets = targets.map(|count| if count > 0.0 { count } else { 1e-6 });
    let search = SEARCH_PER_H;
    let (mut effectors, mut cycles) = (Vec::new(), Vec::new());
    for ((count, signals), all) in cells.iter().zip(SIGNALS).zip(&kinds) {
        for class in all {
            effectors.push(count * class.weight);
            cycles.extend(signals.map(|signal| {
                Cycle::new(rates, respond(signal * class.factor, rates.n, rates.p_max), 1.0, search)
            }));
        }
    }
    let kills = kills_classes(&effectors, &targets, &cycles);
    [0, 1].map(|j| 24.0 * kills.iter().skip(j).step_by(2).sum::<f64>() / targets[j])
}

/// Targets and cells of a grid from none to more than a body can hold.
fn grid() -> Vec<([f64; 2], [f64; 2])> {
    let cells = [[0.0; 2], [1e3, 1.0], [3e8, 1e9], [1e10, 1e7], [3e12, 1e13]];
    let targets = [0.0, 1.0, 1e7, 1e9, 3e10, 1e13]
        .into_iter()
        .flat_map(|plain| [0.0, 1e8, 1e12].map(|hla_high| [plain, hla_high]));
    targets.flat_map(|targets| cells.map(|cells| (targets, cells))).collect()
}

fn at_site(targets: [f64; 2], cells: [f64; 2]) -> Vec<(&'static str, f64)> {
    vec![("plain", targets[0]), ("hla_high", targets[1]), ("donor", cells[0]), ("host", cells[1])]
}

/// In the tissue the exact root; in blood the exact root where NK cells are few, for any number of NK cells, since all
/// targets are free there. What that leaves out is in proportion to the NK cells: at 1,000 NK cells/uL less than 1 %.
#[test]
fn killing_is_the_exact_root_of_the_single_cell() {
    let library = Library::embedded();
    let rates = KillerRates::from_library(&library).unwrap();
    let equations = equations(&library);
    let grid = grid();
    let changes: Vec<_> = grid.iter().map(|(targets, cells)| at_site(*targets, *cells)).collect();
    let outputs = [
        "killing.kill_rate",
        "killing.kill_rate_of_hla_high",
        "killing.kill_rate_in_blood",
        "killing.kill_rate_of_hla_high_in_blood",
    ];
    let found = simulate(&equations, &changes, &outputs, &[0.0, 1.0, 3.0]);
    let mut worst: f64 = 0.0;
    for ((targets, cells), found) in grid.iter().zip(&found) {
        // So few NK cells that they take no target from each other.
        const FEW: f64 = 1e-12;
        let in_blood = exact(&rates, cells.map(|count| FEW * count), *targets).map(|rate| rate / FEW);
        let expected = exact(&rates, *cells, *targets).into_iter().chain(in_blood);
        for (found, expected) in found[8..].iter().zip(expected) {
            let error = (found - expected).abs() / expected.max(1e-30);
            worst = worst.max(error);
            assert!(error < 1e-6, "{targets:?} {cells:?}: {found} {expected}");
        }
    }
    println!("largest relative error {worst:.1e}");
    // A thousand NK cells and a thousand targets per uL.
    let dense = [1e9, 0.0];
    let targets = [1e9, 0.0];
    let all_free = exact(&rates, dense.map(|count| 1e-12 * count), targets)[0] / 1e-12;
    let left_out = all_free / exact(&rates, dense, targets)[0] - 1.0;
    println!("kills in blood too high by {left_out:.4} at 1,000 NK cells/uL");
    assert!((0.0..0.01).contains(&left_out), "{left_out}");
}

/// Parameters that nobody has: no number is infinite, no share above one, and a response is one or none.
#[test]
fn no_parameter_makes_a_response_infinite() {
    let library = Library::embedded();
    let equations = equations(&library);
    let absurd = [
        vec![("killer.decision_exponent", 1e4), ("spread", 1e3)],
        vec![("killer.decision_exponent", 1e4), ("spread", 1e-3)],
        vec![("killer.decision_exponent", 900.0), ("donor_activation", 1e-6), ("memory", 1.0)],
        vec![("killer.decision_exponent", 900.0), ("donor_activation", 1e6), ("host_activation", 0.0)],
        vec![("donor_signal", 0.0), ("host_signal", 0.0)],
        vec![("donor_signal", 1e300), ("host_signal_to_hla_high", 1e-300)],
        vec![("killer.hit_rate", 1e12), ("killer.release_rate", 1e-12), ("memory", 1.0)],
        vec![("killer.granule_share_per_hit", 1.0), ("killer.recovery_time", 1e4), ("memory", 1.0)],
    ];
    let mut changes = Vec::new();
    for change in &absurd {
        for (targets, cells) in grid() {
            changes.push([at_site(targets, cells), change.clone()].concat());
        }
    }
    let outputs = [
        "killing.kill_rate",
        "killing.kill_rate_of_hla_high",
        "killing.kill_rate_in_blood",
        "killing.free_share",
        "killing.free_share_of_hla_high",
        "tired.strongest",
    ];
    let found = simulate(&equations, &changes, &outputs, &[0.0, 1.0, 3.0]);
    for (change, found) in changes.iter().zip(&found) {
        for values in found.chunks(outputs.len()) {
            assert!(values.iter().all(|value| value.is_finite() && *value >= 0.0), "{change:?}: {values:?}");
            assert!(values[3] <= 1.0 && values[4] <= 1.0, "{change:?}: {values:?}");
        }
    }
}

/// Kills a day and cell with targets in excess, as the mean field gives them with a store and a responsiveness for each
/// class: the patient's cells follow the steady state of both, so a little less at first.
#[test]
fn cells_tire_as_single_cells_do() {
    let library = Library::embedded();
    let rates = KillerRates::from_library(&library).unwrap();
    let equations = equations(&library);
    let signals = [rates.c_resting, rates.c_activated, rates.c_expanded].map(|c| rates.k562_signal * c);
    let contacts_per_h = 1.5;
    let changes: Vec<Vec<(&str, f64)>> = signals
        .iter()
        .map(|signal| {
            vec![
                ("memory", 1.0),
                ("donor_signal", *signal),
                ("plain", contacts_per_h / SEARCH_PER_H),
                ("hla_high", 0.0),
                ("donor", 1e6),
                ("host", 0.0),
            ]
        })
        .collect();
    let days: Vec<f64> = (0..=120).map(|hour| f64::from(hour) / 24.0).collect();
    let found = simulate(&equations, &changes, &["killing.kills"], &days);
    let four = levels(&rates);
    for (kills, signal) in found.iter().zip(signals) {
        let exact = kills_per_cell_in_excess(&rates, &four, contacts_per_h, 5, &|factor| {
            respond(signal * factor, rates.n, rates.p_max)
        });
        let by_day: Vec<f64> = kills
            .windows(25)
            .step_by(24)
            .map(|day| {
                // Simpson's rule over the hours of a day.
                let sum: f64 = day
                    .iter()
                    .enumerate()
                    .map(|(hour, rate)| {
                        rate * if hour == 0 || hour == 24 {
                            1.0
                        } else if hour % 2 == 1 {
                            4.0
                        } else {
                            2.0
                        }
                    })
                    .sum();
                sum / 72.0 / 1e6
            })
            .collect();
        println!("signal {signal:.3}: exact {exact:.3?}, patient {by_day:.3?}");
        for (day, (found, exact)) in by_day.iter().zip(&exact).enumerate() {
            let allowed = if day == 0 { 0.02 } else { 0.01 };
            assert!((found / exact - 1.0).abs() < allowed, "{by_day:?} {exact:?}");
        }
    }
}

/// Two kinds of donor cells as one distribution: the mean response at any activation. Where the other cells respond a
/// seventh as strongly it would be 12 % off.
#[test]
fn two_kinds_of_cells_respond_as_one_distribution() {
    let library = Library::embedded();
    let text = "import \"body/killing_at_sites.ant\"\nmodel *two()\n  unit time_unit = day;\n  \
         const share = 0.3 has dimensionless, first = 0.1 has dimensionless, second = 0.05 has dimensionless;\n  \
         const gain = 1 has dimensionless, within = 1 has dimensionless, n = 2.3 has dimensionless;\n  \
         all: assumed_cells(share, first, second, n);\n  \
         both: one_distribution(all.alloreactive_half, all.alloreactive_whole, all.other_half, all.other_whole, gain, gain, within, n);\n  \
         species clock has dimensionless; clock = 0; const pace = 1 has per_day; tick: => clock; pace;\nend\n";
    let (model, problems) = read_antimony("two.ant", text, &library, &mut Sources::new());
    let equations = model.unwrap_or_else(|| panic!("{problems:?}")).lower().unwrap();
    let (n, largest) = (2.3, 0.95);
    let mut changes = Vec::new();
    for share in [0.0, 0.01, 0.1, 0.3, 0.5, 0.9, 1.0] {
        for ratio in [1.0, 0.7, 0.5, 0.3] {
            changes.push(vec![("share", share), ("first", 0.095), ("second", 0.095 * ratio)]);
        }
    }
    let found = simulate(&equations, &changes, &["both.signal", "both.spread"], &[0.0, 1.0]);
    // Of spread 1: the nodes themselves.
    let cells = classes(1.0, 40);
    let mut worst: f64 = 0.0;
    for (change, found) in changes.iter().zip(&found) {
        let [share, first, second] = [0, 1, 2].map(|index: usize| change[index].1);
        for activation in [1.0, 1.95, 3.0, 5.0, 10.0] {
            let mean = |signal: f64, spread: f64| -> f64 {
                let of = |c: &Class| respond(activation * signal * c.factor.powf(spread), n, largest);
                cells.iter().map(|c| c.weight * of(c)).sum()
            };
            let exact = share * mean(first, 1.0) + (1.0 - share) * mean(second, 1.0);
            let error = mean(found[0], found[1]) / exact - 1.0;
            worst = worst.max(error.abs());
            let allowed = if second / first > 0.49 { 0.01 } else { 0.04 };
            assert!(error.abs() < allowed, "{change:?} at activation {activation}: {error:.4}");
        }
    }
    println!("largest error of the mean response {worst:.4}");
}
