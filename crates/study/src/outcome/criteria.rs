//! Response by the field's criteria: a category at each visit, the best of them, the first progression.
//!
//! With `b` the baseline and `n` the lowest value before the visit (the nadir, the baseline with it):
//!
//! ```text
//! recist   size s      complete  s < limit (5 mm)          partial  s <= (1 - 0.3) b
//!                      progression  s >= 1.2 n and s - n >= 5 mm        measurable: b >= 10 mm
//! lugano   diameter d  complete  d <= 15 mm                partial  d^2 <= 0.5 b^2
//!                      progression  d > 15 mm, d^2 >= 1.5 n^2, and d - n >= 5 mm (10 mm where d > 20 mm)
//! aml      blasts %    complete  < 5 %, neutrophils >= 1000/uL and platelets >= 100000/uL
//!                      CRh  >= 500 and >= 50000            CRi  one of the two recovered
//!                      leukaemia-free  < 5 %               partial  5 to 25 %, <= b/2, counts as for complete
//!                      progression  >= 5 % after a remission, or 1.5 b (and 15 points where b < 30 %)
//! ca125    U/mL        partial  <= 0.5 b, there still 28 days later, no sample till then more than 10 % above the one
//!                      before it unless normal; complete  and normal (<= 35)
//!                      progression  twice the normal limit, or twice the nadir where it never was normal; again a week on
//! afp      ng/mL       partial  <= (1 - 0.2) b;  progression  >= 1.2 n;  evaluable: b >= limit (20 ng/mL)
//! ```
//!
//! Sources: RECIST 1.1, Eisenhauer 2009 Eur J Cancer 45:228; Lugano, Cheson 2014 J Clin Oncol 32:3059 (a single
//! representative lesion, its product of diameters as the square); ELN, Doehner 2022 Blood 140:1345, and for progressive
//! disease Doehner 2017 Blood 129:424; GCIG, Rustin 2011 Int J Gynecol Cancer 21:419; a fall of AFP by 20 %: Lee 2015
//! J Hepatocell Carcinoma 2:39 (others take 50 % of at least 200 ng/mL: Memon 2012 J Hepatol 56:1112).
//! Assumed: the diameter below which a lesion counts as gone in `recist`; progression of AFP, for which no rule is agreed.

use super::Rules;

/// What a patient is at a visit, or at best. The order is that of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Category {
    Complete,
    /// Complete with partial recovery of blood counts (CRh).
    PartialRecovery,
    /// Complete with incomplete recovery (CRi).
    IncompleteRecovery,
    /// Morphologic leukaemia-free state.
    LeukaemiaFree,
    Partial,
    Stable,
    Progression,
    NotEvaluable,
}

impl Category {
    /// Part of the name of its cell.
    pub fn name(self) -> &'static str {
        match self {
            Category::Complete => "complete_response",
            Category::PartialRecovery => "complete_partial_recovery",
            Category::IncompleteRecovery => "complete_incomplete_recovery",
            Category::LeukaemiaFree => "leukaemia_free",
            Category::Partial => "partial_response",
            Category::Stable => "stable_disease",
            Category::Progression => "progressive_disease",
            Category::NotEvaluable => "not_evaluable",
        }
    }

    /// Whether it is a response.
    pub fn responds(self) -> bool {
        self <= Category::Partial
    }

    /// Whether the disease is under control.
    pub fn controls(self) -> bool {
        self <= Category::Stable
    }

    /// Whether it is a remission of leukaemia.
    pub fn remits(self) -> bool {
        self <= Category::IncompleteRecovery
    }
}

/// The categories that criteria know.
pub(crate) fn categories(rules: Rules) -> &'static [Category] {
    use Category::*;
    match rules {
        Rules::Recist | Rules::Lugano | Rules::Ca125 => {
            &[Complete, Partial, Stable, Progression, NotEvaluable]
        }
        Rules::Aml => &[
            Complete,
            PartialRecovery,
            IncompleteRecovery,
            LeukaemiaFree,
            Partial,
            Stable,
            Progression,
            NotEvaluable,
        ],
        Rules::Afp => &[Partial, Stable, Progression, NotEvaluable],
    }
}

/// Thresholds, in the unit of the criteria (mm, %, U/mL, ng/mL) and days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Thresholds {
    pub rules: Rules,
    pub limit: f64,
    pub fall: f64,
    pub rise: f64,
    pub confirm: f64,
    pub stable_after: f64,
}

/// Smallest sum of diameters that can be measured (mm): RECIST 1.1.
pub(crate) const MEASURABLE_MM: f64 = 10.0;
/// Marrow blasts at which a partial remission ends (%): ELN.
pub(crate) const PARTIAL_BLASTS: f64 = 25.0;
/// What a sample of CA-125 may rise above the one before it while a response is confirmed: GCIG, for the assay's error.
const ASSAY_ERROR: f64 = 0.1;

impl Thresholds {
    /// Those of the publication.
    pub fn published(rules: Rules) -> Thresholds {
        let (limit, fall, rise, confirm, stable_after) = match rules {
            Rules::Recist => (5.0, 0.3, 0.2, 0.0, 42.0),
            Rules::Lugano => (15.0, 0.5, 0.5, 0.0, 0.0),
            Rules::Aml => (5.0, 0.5, 0.5, 0.0, 0.0),
            Rules::Ca125 => (35.0, 0.5, 1.0, 28.0, 0.0),
            Rules::Afp => (20.0, 0.2, 0.2, 0.0, 0.0),
        };
        Thresholds { rules, limit, fall, rise, confirm, stable_after }
    }
}

/// What was found at one visit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Finding {
    pub day: f64,
    pub value: f64,
    /// Neutrophils and platelets per microlitre, where they count.
    pub counts: [f64; 2],
    pub new_lesion: bool,
}

/// What became of a patient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Assessed {
    /// Whether the baseline can be judged.
    pub evaluable: bool,
    /// The best category, after confirmation.
    pub best: Category,
    /// Day of the first visit of the (confirmed) best response; none without a response.
    pub response: Option<f64>,
    /// Day of the first progression; none where none was seen.
    pub progression: Option<f64>,
    /// Day of the last visit that was judged.
    pub last: f64,
    /// Greatest fall or smallest rise from the baseline, in percent of it; NaN without a baseline above zero.
    pub change: f64,
}

/// Whether one number is at most another, give or take the last digits of a product.
fn at_most(value: f64, limit: f64) -> bool {
    value <= limit + 1e-9 * limit.abs()
}

fn at_least(value: f64, limit: f64) -> bool {
    at_most(limit, value)
}

/// Judges a patient by the findings at the baseline and at the visits, in order of time; findings behind the first
/// progression are not looked at.
pub(crate) fn assess(thresholds: &Thresholds, baseline: &Finding, visits: &[Finding]) -> Assessed {
    let evaluable = match thresholds.rules {
        Rules::Recist => baseline.value >= MEASURABLE_MM,
        Rules::Lugano => baseline.value > thresholds.limit,
        Rules::Aml => baseline.value >= thresholds.limit,
        Rules::Ca125 => baseline.value >= 2.0 * thresholds.limit,
        Rules::Afp => baseline.value >= thresholds.limit,
    };
    let lowest = visits.iter().map(|visit| visit.value).fold(f64::INFINITY, f64::min);
    let change = if baseline.value > 0.0 && lowest.is_finite() {
        100.0 * (lowest / baseline.value - 1.0)
    } else {
        f64::NAN
    };
    let none = Assessed {
        evaluable,
        best: Category::NotEvaluable,
        response: None,
        progression: None,
        last: baseline.day,
        change,
    };
    if !evaluable || visits.is_empty() {
        return none;
    }
    let mut judged: Vec<Judged> = Vec::new();
    let mut before = Before { nadir: baseline.value, remission: false };
    for (index, visit) in visits.iter().enumerate() {
        let later = visits.get(index + 1..).unwrap_or_default();
        let category = at_visit(thresholds, baseline, &before, visit, later);
        judged.push(Judged { day: visit.day, value: visit.value, category });
        if category == Category::Progression {
            break;
        }
        before.nadir = before.nadir.min(visit.value);
        before.remission |= category.remits();
    }
    let last = judged.last().map_or(baseline.day, |last| last.day);
    let ended = judged.last().is_some_and(|last| last.category == Category::Progression);
    let (best, response) = best(thresholds, baseline.day, &judged);
    Assessed { evaluable, best, response, progression: ended.then_some(last), last, change }
}

/// A visit with its category.
#[derive(Clone, Copy, Debug)]
struct Judged {
    day: f64,
    value: f64,
    category: Category,
}

/// What came before a visit.
struct Before {
    nadir: f64,
    remission: bool,
}

fn at_visit(
    thresholds: &Thresholds,
    baseline: &Finding,
    before: &Before,
    visit: &Finding,
    later: &[Finding],
) -> Category {
    let Thresholds { limit, fall, rise, .. } = *thresholds;
    let (value, nadir) = (visit.value, before.nadir);
    if visit.new_lesion {
        return Category::Progression;
    }
    match thresholds.rules {
        Rules::Recist if at_least(value, (1.0 + rise) * nadir) && at_least(value - nadir, 5.0) => {
            Category::Progression
        }
        Rules::Recist if value < limit => Category::Complete,
        Rules::Recist if at_most(value, (1.0 - fall) * baseline.value) => Category::Partial,
        Rules::Lugano => {
            let (square, grown) = (value * value, if value > 20.0 { 10.0 } else { 5.0 });
            if value > limit
                && at_least(square, (1.0 + rise) * nadir * nadir)
                && at_least(value - nadir, grown)
            {
                Category::Progression
            } else if at_most(value, limit) {
                Category::Complete
            } else if at_most(square, (1.0 - fall) * baseline.value * baseline.value) {
                Category::Partial
            } else {
                Category::Stable
            }
        }
        Rules::Aml => leukaemia(thresholds, baseline, before, visit),
        Rules::Ca125 => {
            let normal = nadir <= limit;
            let bound = if normal { 2.0 * limit } else { 2.0 * nadir };
            let again = later.iter().find(|next| next.day - visit.day >= 7.0);
            if at_least(value, bound) && again.is_some_and(|next| at_least(next.value, bound)) {
                Category::Progression
            } else if at_most(value, (1.0 - fall) * baseline.value) {
                if at_most(value, limit) { Category::Complete } else { Category::Partial }
            } else {
                Category::Stable
            }
        }
        Rules::Afp if at_least(value, (1.0 + rise) * nadir) => Category::Progression,
        Rules::Afp if at_most(value, (1.0 - fall) * baseline.value) => Category::Partial,
        Rules::Recist | Rules::Afp => Category::Stable,
    }
}

fn leukaemia(thresholds: &Thresholds, baseline: &Finding, before: &Before, visit: &Finding) -> Category {
    let [neutrophils, platelets] = visit.counts;
    let recovered = [neutrophils >= 1000.0, platelets >= 100_000.0];
    let blasts = visit.value;
    if blasts < thresholds.limit {
        return match recovered {
            [true, true] => Category::Complete,
            _ if neutrophils >= 500.0 && platelets >= 50_000.0 => Category::PartialRecovery,
            [true, false] | [false, true] => Category::IncompleteRecovery,
            [false, false] => Category::LeukaemiaFree,
        };
    }
    let grown = at_least(blasts, 1.5 * baseline.value)
        && (baseline.value >= 30.0 || at_least(blasts - baseline.value, 15.0));
    if before.remission || grown {
        return Category::Progression;
    }
    let partial = blasts <= PARTIAL_BLASTS && at_most(blasts, (1.0 - thresholds.fall) * baseline.value);
    if partial && recovered == [true, true] { Category::Partial } else { Category::Stable }
}

/// The best category and, for a response, the day on which it was first seen.
///
/// A response counts if `confirm` is zero, or if a visit at least so much later and all visits between are as good: a
/// complete response that is only partial later counts as partial, one that is not confirmed at all as stable disease.
/// Stable disease counts from `stable_after` on; before that it is what follows it: progression, or nothing known
/// (RECIST 1.1, table 3 and section 4.6).
fn best(thresholds: &Thresholds, start: f64, judged: &[Judged]) -> (Category, Option<f64>) {
    let mut best: Option<(Category, f64)> = None;
    for (index, visit) in judged.iter().enumerate().filter(|(_, visit)| visit.category.responds()) {
        let confirmed = if thresholds.confirm > 0.0 {
            confirmed(thresholds, judged.get(index..).unwrap_or_default())
        } else {
            Some(visit.category)
        };
        if let Some(found) = confirmed
            && best.is_none_or(|(known, _)| found < known)
        {
            best = Some((found, visit.day));
        }
    }
    if let Some((category, day)) = best {
        return (category, Some(day));
    }
    let stable =
        |visit: &Judged| visit.category.controls() && at_least(visit.day - start, thresholds.stable_after);
    let ended = judged.last().is_some_and(|last| last.category == Category::Progression);
    let category = match () {
        () if judged.iter().any(stable) => Category::Stable,
        () if ended => Category::Progression,
        () => Category::NotEvaluable,
    };
    (category, None)
}

/// What the first of some visits is worth once a later one has confirmed it.
fn confirmed(thresholds: &Thresholds, judged: &[Judged]) -> Option<Category> {
    let first = judged.first()?;
    let (mut worst, mut before) = (first.category, first.value);
    for visit in judged {
        let risen = thresholds.rules == Rules::Ca125
            && visit.value > thresholds.limit
            && !at_most(visit.value, (1.0 + ASSAY_ERROR) * before);
        if !visit.category.responds() || risen {
            return None;
        }
        worst = worst.max(visit.category);
        if at_least(visit.day - first.day, thresholds.confirm) {
            return Some(worst);
        }
        before = visit.value;
    }
    None
}

#[cfg(test)]
mod tests;
