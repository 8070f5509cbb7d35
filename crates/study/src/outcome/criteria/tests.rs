//! Visits judged by each criteria, case by case, and at random.

use super::*;
use Category::*;

fn visits(values: &[f64]) -> Vec<Finding> {
    values
        .iter()
        .enumerate()
        .map(|(index, value)| Finding { day: 28.0 * (index + 1) as f64, value: *value, ..Finding::default() })
        .collect()
}

fn judge(thresholds: Thresholds, baseline: f64, values: &[f64]) -> Assessed {
    assess(&thresholds, &Finding { value: baseline, ..Finding::default() }, &visits(values))
}

/// Sums of diameters in mm, a visit every 28 days; each row with the rule that decides it.
#[test]
fn recist_on_a_table_of_cases() {
    let cases: &[(&[f64], Category, Option<f64>)] = &[
        // Best response and progression, without confirmation.
        (&[70.0, 70.0], Partial, None),
        (&[71.0, 71.0], Stable, None),
        (&[0.0, 0.0], Complete, None),
        (&[60.0, 4.0, 60.0], Complete, Some(84.0)),
        // 20 % above the nadir, not above the baseline.
        (&[50.0, 59.0, 60.0], Partial, Some(84.0)),
        // 20 % and yet less than 5 mm above the nadir is no progression.
        (&[20.0, 24.9], Partial, None),
        (&[20.0, 25.0], Partial, Some(56.0)),
        // The baseline is a nadir too.
        (&[120.0], Progression, Some(28.0)),
        (&[119.9, 119.9], Stable, None),
        // Stable disease must last six weeks.
        (&[100.0, 130.0], Progression, Some(56.0)),
        (&[100.0], NotEvaluable, None),
        (&[100.0, 100.0, 130.0], Stable, Some(84.0)),
        // What comes after progression does not count.
        (&[130.0, 10.0], Progression, Some(28.0)),
        (&[], NotEvaluable, None),
    ];
    for (values, best, progression) in cases {
        let found = judge(Thresholds::published(Rules::Recist), 100.0, values);
        assert_eq!((found.best, found.progression), (*best, *progression), "{values:?}");
    }
    assert_eq!(judge(Thresholds::published(Rules::Recist), 9.0, &[0.0]).best, NotEvaluable);
}

/// Table 3 of RECIST 1.1: the first and the later category.
#[test]
fn responses_are_confirmed_or_become_stable_disease() {
    let thresholds = Thresholds { confirm: 28.0, ..Thresholds::published(Rules::Recist) };
    let cases: &[(&[f64], Category)] = &[
        (&[0.0, 0.0], Complete),
        (&[60.0, 0.0], Partial),
        (&[0.0, 60.0], Progression), // reappears: 60 mm above a nadir of nothing
        (&[60.0, 60.0], Partial),
        (&[60.0, 71.0], Stable),
        (&[60.0, 80.0], Progression),
        (&[60.0, 66.0, 80.0], Partial),
        (&[60.0], NotEvaluable),
        (&[60.0, 71.0, 71.0], Stable),
    ];
    for (values, best) in cases {
        assert_eq!(judge(thresholds, 100.0, values).best, *best, "{values:?}");
    }
    let found = judge(thresholds, 100.0, &[90.0, 65.0, 65.0]);
    assert_eq!((found.response, found.change), (Some(56.0), -35.0));
}

#[test]
fn a_new_lesion_is_progression() {
    let mut seen = visits(&[50.0, 40.0]);
    if let Some(second) = seen.last_mut() {
        second.new_lesion = true;
    }
    let baseline = Finding { value: 100.0, ..Finding::default() };
    let found = assess(&Thresholds::published(Rules::Recist), &baseline, &seen);
    assert_eq!((found.best, found.progression), (Partial, Some(56.0)));
}

#[test]
fn lugano_by_diameters() {
    let judge = |values: &[f64]| judge(Thresholds::published(Rules::Lugano), 40.0, values);
    assert_eq!(judge(&[15.0]).best, Complete);
    // 28.28 mm squared is half of 40 mm squared.
    assert_eq!(judge(&[28.2]).best, Partial);
    assert_eq!(judge(&[28.4]).best, Stable);
    // From 20 mm: 1.5 times the product is 24.5 mm, and 10 mm more are needed above 20 mm.
    assert_eq!(judge(&[20.0, 29.0]).progression, None);
    assert_eq!(judge(&[20.0, 30.0]).progression, Some(56.0));
    // A small node that stays normal does not progress.
    assert_eq!(judge(&[8.0, 15.0]).progression, None);
    assert_eq!(judge(&[10.0, 16.0]).progression, Some(56.0));
}

#[test]
fn leukaemia_by_blasts_and_counts() {
    let at = |day: f64, value: f64, neutrophils: f64, platelets: f64| Finding {
        day,
        value,
        counts: [neutrophils, platelets],
        new_lesion: false,
    };
    let judge = |visits: &[Finding]| {
        assess(&Thresholds::published(Rules::Aml), &at(0.0, 40.0, 300.0, 20_000.0), visits)
    };
    for (blasts, neutrophils, platelets, best) in [
        (4.9, 1000.0, 100_000.0, Complete),
        (4.9, 900.0, 100_000.0, PartialRecovery),
        (4.9, 400.0, 100_000.0, IncompleteRecovery),
        (4.9, 1500.0, 40_000.0, IncompleteRecovery),
        (4.9, 400.0, 40_000.0, LeukaemiaFree),
        (5.0, 1500.0, 150_000.0, Partial),
        (20.0, 1500.0, 150_000.0, Partial),
        (20.1, 1500.0, 150_000.0, Stable),
        (20.0, 1500.0, 40_000.0, Stable),
        (60.0, 1500.0, 150_000.0, Progression),
    ] {
        assert_eq!(judge(&[at(28.0, blasts, neutrophils, platelets)]).best, best, "{blasts} {neutrophils}");
    }
    // Relapse is five percent again after a remission.
    let found = judge(&[at(28.0, 2.0, 1500.0, 150_000.0), at(56.0, 6.0, 1500.0, 150_000.0)]);
    assert_eq!((found.best, found.progression), (Complete, Some(56.0)));
}

#[test]
fn ca125_halves_for_four_weeks_and_doubles_twice() {
    let judge = |values: &[f64]| judge(Thresholds::published(Rules::Ca125), 200.0, values);
    assert_eq!(judge(&[100.0, 90.0]).best, Partial);
    assert_eq!(judge(&[100.0, 110.0]).best, Stable);
    assert_eq!(judge(&[30.0, 30.0]).best, Complete);
    // The sample that confirms may be a tenth above the one before it, and no more; within the normal range any.
    assert_eq!(judge(&[60.0, 66.0]).best, Partial);
    assert_eq!(judge(&[60.0, 67.0]).best, Stable);
    assert_eq!(judge(&[10.0, 34.0]).best, Complete);
    // Normal once: twice 35 counts, seen twice.
    assert_eq!(judge(&[30.0, 70.0, 80.0]).progression, Some(56.0));
    assert_eq!(judge(&[30.0, 70.0, 60.0]).progression, None);
    // Never normal: twice the nadir.
    assert_eq!(judge(&[80.0, 150.0, 155.0]).progression, None);
    assert_eq!(judge(&[80.0, 160.0, 165.0]).progression, Some(56.0));
}

#[test]
fn afp_falls_by_a_fifth() {
    let published = Thresholds::published(Rules::Afp);
    assert_eq!(judge(published, 400.0, &[320.0]).best, Partial);
    assert_eq!(judge(published, 400.0, &[321.0]).best, Stable);
    assert_eq!(judge(Thresholds { fall: 0.5, ..published }, 400.0, &[320.0]).best, Stable);
    assert_eq!(judge(published, 10.0, &[1.0]).best, NotEvaluable);
}

use proptest::prelude::*;

proptest! {
    /// Whatever is measured, the verdict is a possible one.
    #[test]
    fn every_verdict_is_possible(
        rules in 0..Rules::ALL.len(),
        baseline in 0.0..200.0_f64,
        seen in prop::collection::vec((0.0..400.0_f64, 0.0..3000.0_f64, 0.0..3e5_f64, 0..20_u8), 0..9),
        confirm in prop::sample::select(vec![0.0, 28.0]),
    ) {
        let rules = Rules::ALL[rules];
        let thresholds = Thresholds { confirm, ..Thresholds::published(rules) };
        let visits: Vec<Finding> = seen
            .iter()
            .enumerate()
            .map(|(index, (value, neutrophils, platelets, new))| Finding {
                day: 28.0 * (index + 1) as f64,
                value: *value,
                counts: [*neutrophils, *platelets],
                new_lesion: *new == 0,
            })
            .collect();
        let found = assess(&thresholds, &Finding { value: baseline, ..Finding::default() }, &visits);
        let of_a_visit = |day: f64| visits.iter().any(|visit| visit.day == day);
        prop_assert!(categories(rules).contains(&found.best));
        prop_assert!(found.change.is_nan() || found.change >= -100.0);
        prop_assert_eq!(found.response.is_some(), found.best.responds());
        prop_assert!(found.response.is_none_or(|day| of_a_visit(day) && day <= found.last));
        prop_assert!(found.progression.is_none_or(|day| of_a_visit(day) && day == found.last));
        prop_assert!(found.evaluable || found.best == NotEvaluable && found.progression.is_none());
    }
}
