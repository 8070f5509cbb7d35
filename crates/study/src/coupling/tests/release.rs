//! Tumour cells that go from a block into blood, beside the patient's model.

use super::*;
use lytic_tissue::Tissue;

/// The patient whose blasts go into blood at this rate, come back from it at 2 a day and hardly die there.
pub(super) fn releasing(rate: &str) -> String {
    let traffic = format!(
        "[parameters]\n\"aml.release_to_blood\" = \"{rate}\"\n\"aml.return_to_marrow\" = \"2 /d\"\n\
        \"aml.loss_in_blood\" = \"0.01 /d\"\n[observe]"
    );
    AML.replacen("[observe]", &traffic, 1)
}

fn parameters(text: &str, parameters: &str) -> String {
    text.replacen("fields = []\n", &format!("fields = []\nparameters = {{ {parameters} }}\n"), 1)
}

/// Share of tumour cells that touch a vessel at the start times the rate at which they leave: 0.03 a day. As many come back as the rate
/// of return says of the blasts in blood.
#[test]
fn at_its_start_a_block_releases_what_the_model_says() {
    let coupling = ready(AML);
    let course = course_of(&coupling, &[]);
    let (block, release) = coupling.block(&course, &[]).unwrap();
    let Release::Open { at_vessels, per_day, solved: true } = release else { panic!("{release:?}") };
    // By hand: nobody comes or leaves for an hour, then tumour cells within touch of a cell of a vessel.
    let mut alone = block.plan.clone();
    (alone.arrivals, alone.treatments, alone.cell.detachment_rate_per_min) = (Vec::new(), Vec::new(), 0.0);
    let mut alone = Tissue::new(alone).unwrap();
    (0..10).for_each(|_| alone.advance().unwrap());
    let cells: Vec<_> = alone.table().iter().collect();
    let tumour = cells.iter().filter(|cell| cell.kind == Kind::Tumour && cell.alive());
    let touches = |cell: &&lytic_tissue::CellView| {
        cells.iter().filter(|wall| wall.kind == Kind::Endothelium).any(|wall| {
            let apart =
                (0..3).map(|axis| (cell.position_um[axis] - wall.position_um[axis]).powi(2)).sum::<f32>();
            apart.sqrt() <= 1.1 * (cell.radius_um + wall.radius_um)
        })
    };
    let touching = tumour.clone().filter(touches).count() as f64 / tumour.count() as f64;
    assert!(touching > 0.05 && (touching / at_vessels - 1.0).abs() < 1e-3, "{touching} {at_vessels}");
    assert!((1440.0 * block.plan.cell.detachment_rate_per_min * touching / 0.03 - 1.0).abs() < 1e-9);
    assert!((per_day / 1440.0 / block.plan.cell.detachment_rate_per_min - 1.0).abs() < 1e-12);
    let by_hand = 0.25 * coupling.scale(&course, 7.125) * course.at(column::RETURN, 7.125);
    assert!((coupling.returning(&course) / by_hand - 1.0).abs() < 0.02 && by_hand > 0.0);
    let came = |text: &str| -> u64 {
        let coupling = ready(text);
        let course = course_of(&coupling, &[]);
        (0..20)
            .map(|seed| {
                let mut seeded = ready(text);
                seeded.tissue.plan.seed = seed;
                let arrivals = block_of(&seeded, &course).plan.arrivals;
                let tumour = arrivals.iter().filter(|arrival| arrival.kind == Kind::Tumour);
                tumour.map(|arrival| arrival.count).sum::<u64>()
            })
            .sum()
    };
    let wanted = 20.0 * coupling.returning(&course);
    let came = came(AML) as f64;
    assert!((came - wanted).abs() < 4.0 * wanted.sqrt(), "{came} {wanted}");
}

/// Left over cell days, with its interval, stands beside the model's 0.5 a day; threads change no bit, and the counts add up. (Cells at a
/// vessel become fewer, so that the block is a little below.)
#[test]
fn what_left_stands_beside_the_model() {
    let text = releasing("0.5 /d").replacen("120 um", "200 um", 1).replacen("60 um", "80 um", 1);
    let coupling = ready(&text);
    let results = run(&coupling, 2);
    let piece = results.pieces()[0];
    let left = results.tissue.counts.last().unwrap().of(Kind::Tumour).left;
    assert!(left > 10 && left == piece.block.left && results.tissue.adds_up(), "{left}");
    let [_, _, found] = piece.compared(results.release);
    assert!((found.model.unwrap() - 0.5).abs() < 1e-6, "{found:?}");
    assert!((found.block.unwrap().value - left as f64 / piece.block.cell_days).abs() < 1e-12);
    let ratio = found.ratio().unwrap();
    assert!((0.5..1.3).contains(&ratio), "{ratio} of {left}");
    assert_eq!(run(&coupling, 1), results);
}

/// A factor of one half holds back half of the release r. Blood, which holds b = r/l of the marrow and loses l = 2.01 a day, falls by
/// `b/2 (1 - exp(-l t))` of the marrow, and the marrow gains that. The model's rate by itself is not touched, nor what lies before.
#[test]
fn a_factor_of_release_acts_on_the_flow() {
    let on = releasing("0.4 /d").replacen("fields = []\n", "fields = []\nread_back = \"on\"\n", 1);
    let coupling = ready(&on);
    let (plain, half) = (course_of(&coupling, &[]), course_of(&coupling, &[1.0, 1.0, 0.5]));
    let ratio = |column: usize, days: f64| half.at(column, days) / plain.at(column, days);
    let fallen = 0.5 * (1.0 - (-2.01f64 * 0.25).exp());
    let gained = (ratio(column::CELLS, 7.25) - 1.0) / (0.4 / 2.01 * fallen);
    assert!((gained - 1.0).abs() < 0.08, "{gained}");
    assert!((ratio(column::RETURN, 7.25) - (1.0 - fallen)).abs() < 0.03, "{}", ratio(column::RETURN, 7.25));
    assert_eq!((ratio(column::CELLS, 6.0), ratio(column::RETURN, 6.0)), (1.0, 1.0));
    assert_eq!(ratio(column::RELEASE, 7.2), 1.0);
}

/// Where next to no cell of the block leaves, the patient takes that over: hardly anything goes into blood, and the marrow keeps it.
#[test]
fn what_leaves_too_slowly_is_read_back() {
    let text = releasing("0.5 /d").replacen("120 um", "200 um", 1).replacen("60 um", "80 um", 1);
    let text = text.replacen("fields = []\n", "fields = []\nread_back = \"on\"\n", 1);
    let results = run(&ready(&parameters(&text, "\"tissue_cell.detachment_rate\" = \"1e-6 /d\"")), 2);
    let piece = results.pieces()[0];
    assert_eq!((piece.block.left, piece.found.release), (0, 1e-3), "{piece:?}");
    let (_, alone, with) = results.burden.iter().find(|row| row.0 >= 7.25 - 1e-9).copied().unwrap();
    let kept = (with / alone - 1.0) / (0.5 / 2.01 * (1.0 - (-2.01f64 * 0.25).exp()));
    assert!((kept - 1.0).abs() < 0.15, "{kept} {alone} {with}");
}

/// What the block is made to do follows the model by itself, not what a factor made of it: else a factor would act on itself, sweep by
/// sweep.
#[test]
fn a_factor_does_not_act_on_itself() {
    let coupling = ready(&AML.replacen("fields = []\n", "fields = []\nread_back = \"on\"\npieces = 2\n", 1));
    let of = |factors: [f64; 2]| {
        let used = factors.map(|factor| Factors { kill: 1.0, growth: factor, release: factor });
        let [first, second] = factors;
        let course = course_of(&coupling, &[1.0, 1.0, first, second, first, second]);
        coupling.block(&course, &used).unwrap().0.plan.cell
    };
    let (plain, other) = (of([1.0, 1.0]), of([0.5, 0.8]));
    assert!(
        (other.g1_time_min / plain.g1_time_min - 1.0).abs() < 0.01,
        "{} {}",
        other.g1_time_min,
        plain.g1_time_min
    );
    assert_eq!(other.detachment_rate_per_min, plain.detachment_rate_per_min);
}

/// A rate that the block sets is taken; a rate of zero is not compared, and a model without such a flow has no number.
#[test]
fn what_cannot_be_compared_is_not() {
    let set = ready(&parameters(AML, "\"tissue_cell.detachment_rate\" = \"0.5 /d\""));
    let (_, release) = set.block(&course_of(&set, &[]), &[]).unwrap();
    let Release::Open { per_day, solved: false, .. } = release else { panic!("{release:?}") };
    assert!((per_day - 0.5).abs() < 1e-12, "{per_day}");
    let closed = ready(&parameters(AML, "\"tissue_cell.detachment_rate\" = \"0 /d\""));
    let results = run(&closed, 2);
    let piece = results.pieces()[0];
    let [_, _, found] = piece.compared(results.release);
    assert_eq!((results.release, found.block, found.factor), (Release::Closed, None, None));
    assert!(found.model.is_some() && piece.block.left == 0 && piece.found.release == 1.0);
    let mut unknown = ready(AML);
    unknown.site.flow = None;
    let results = run(&unknown, 2);
    let piece = results.pieces()[0];
    let [_, _, found] = piece.compared(results.release);
    assert_eq!(
        (results.release, found.model, found.ratio(), found.factor),
        (Release::Unknown, None, None, None)
    );
    assert!(found.block.is_some() && piece.found.release == 1.0 && results.returning == 0.0);
}
