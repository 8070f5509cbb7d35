//! Virtual patients: how each differs from the typical one, and what we do not know of the typical one.
//!
//! A number is fixed by what it is for: the score of a parameter in patient `i` is `z = F(u)`, with `F` the quantile
//! function of the normal law and `u` the coordinate of point `i` in the dimension of that parameter ([`points`]). So
//! patient 17 is the same person whatever the number of patients, threads, doses or arms, and all instances of a module
//! share the patient's value. A dimension is fixed by the place of the name in the library's list, whether or not the
//! model uses or varies the others; parameters of users' own models have a list of their own. Draw `d > 0` moves the
//! typical values by point `d - 1` of another set; draw 0 has the typical values as they are. With `z = 0` each law gives
//! the typical value: it is the median patient's. Correlations join the scores of parameters ([`copula`]).

pub(crate) mod copula;
pub(crate) mod points;

use crate::hash::Hasher;
use crate::scenario::Spread;
use copula::Copula;
use lytic_engine::math;
use lytic_engine::philox::normal_quantile;
use lytic_model::Equations;
use lytic_nk::Distribution;
use points::Dimension;

/// A parameter that differs between patients or draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// Index in the parameters of the equations.
    pub parameter: usize,
    /// `module.symbol`, or the dotted name in a user's model: what its random numbers are keyed by.
    pub name: String,
    /// How patients differ.
    pub between: Option<Distribution>,
    /// What is not known of the typical value.
    pub uncertainty: Option<Distribution>,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
}

impl Varied {
    fn law(&self, kind: Spread) -> Option<&Distribution> {
        match kind {
            Spread::Between => self.between.as_ref(),
            Spread::Uncertainty => self.uncertainty.as_ref(),
        }
    }
}

/// A name with a spread: one score a patient or draw, shared by all instances.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// `module.symbol`, or the dotted name in a user's model.
    pub name: String,
    dimension: Dimension,
}

/// One kind of spread.
#[derive(Clone, Debug, Default, PartialEq)]
struct Space {
    /// By name.
    axes: Vec<Axis>,
    /// The axis of each of [`People::varied`] that has this spread.
    axis_of: Vec<Option<usize>>,
    copula: Copula,
}

/// The people of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    seed: u64,
    typical: Vec<f64>,
    varied: Vec<Varied>,
    between: Space,
    uncertainty: Space,
}

/// Where a parameter lies in its law.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Score {
    /// The share of the law below it.
    Uniform(f64),
    /// The normal number with the same share below it.
    Normal(f64),
}

impl Score {
    fn uniform(self) -> f64 {
        match self {
            Score::Uniform(u) => u,
            Score::Normal(z) => normal_probability(z),
        }
    }

    fn normal(self) -> f64 {
        match self {
            Score::Uniform(u) => normal_quantile(u),
            Score::Normal(z) => z,
        }
    }
}

impl Space {
    fn new(kind: Spread, varied: &[Varied], dimension: &dyn Fn(Spread, &str) -> Dimension) -> Space {
        let with = |varied: &&Varied| varied.law(kind).is_some();
        let mut names: Vec<&str> = varied.iter().filter(with).map(|varied| varied.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let axis = |varied: &Varied| {
            varied.law(kind)?;
            names.binary_search(&varied.name.as_str()).ok()
        };
        Space {
            axis_of: varied.iter().map(axis).collect(),
            axes: names
                .iter()
                .map(|name| Axis { name: (*name).to_owned(), dimension: dimension(kind, name) })
                .collect(),
            copula: Copula::default(),
        }
    }

    /// The scores of a point.
    fn scores(&self, seed: u64, point: u64) -> Vec<Option<Score>> {
        let of = |axis: &Axis| Some(Score::Uniform(axis.dimension.coordinate(seed, point)));
        self.joined(self.axes.iter().map(of).collect())
    }

    /// Independent scores with the correlations in them.
    fn joined(&self, mut scores: Vec<Option<Score>>) -> Vec<Option<Score>> {
        let members = self.copula.members();
        let independent: Vec<f64> =
            members.iter().filter_map(|axis| Some(scores.get(*axis)?.as_ref()?.normal())).collect();
        for (axis, z) in members.iter().zip(self.copula.scores(&independent)) {
            if let Some(score) = scores.get_mut(*axis) {
                *score = Some(Score::Normal(z));
            }
        }
        scores
    }
}

impl People {
    /// `typical` holds all parameters of the equations, in order; `dimension` tells where a name stands among all names
    /// that could vary.
    pub(crate) fn new(
        seed: u64,
        typical: Vec<f64>,
        varied: Vec<Varied>,
        dimension: &dyn Fn(Spread, &str) -> Dimension,
    ) -> People {
        let between = Space::new(Spread::Between, &varied, dimension);
        let uncertainty = Space::new(Spread::Uncertainty, &varied, dimension);
        People { seed, typical, varied, between, uncertainty }
    }

    fn space(&self, kind: Spread) -> &Space {
        match kind {
            Spread::Between => &self.between,
            Spread::Uncertainty => &self.uncertainty,
        }
    }

    /// Joins the scores of axes of one kind.
    pub(crate) fn correlate(&mut self, kind: Spread, copula: Copula) {
        match kind {
            Spread::Between => self.between.copula = copula,
            Spread::Uncertainty => self.uncertainty.copula = copula,
        }
    }

    /// What varies by this kind of spread, by name.
    pub(crate) fn axes(&self, kind: Spread) -> &[Axis] {
        &self.space(kind).axes
    }

    /// Index of the first parameter on an axis, and its unit.
    pub(crate) fn holder(&self, kind: Spread, axis: usize) -> (usize, String) {
        let first = self.space(kind).axis_of.iter().position(|found| *found == Some(axis));
        let varied = first.and_then(|first| self.varied.get(first));
        varied.map_or((usize::MAX, String::new()), |varied| (varied.parameter, varied.unit.clone()))
    }

    /// The typical values of a draw.
    pub fn typical(&self, draw: u64) -> Vec<f64> {
        let mut values = self.typical.clone();
        if draw > 0 {
            let scores = self.uncertainty.scores(self.seed, draw - 1);
            self.vary(Spread::Uncertainty, &scores, &mut values);
        }
        values
    }

    /// Writes the parameters of a patient over `values`. `typical` is that of the draw.
    pub fn patient(&self, typical: &[f64], patient: u64, values: &mut Vec<f64>) {
        values.clear();
        values.extend_from_slice(typical);
        self.vary(Spread::Between, &self.between.scores(self.seed, patient), values);
    }

    /// Writes the parameters at given places of their laws over `values`: for each of [`People::axes`] the share of the
    /// law below it, or none for the typical value. Correlations have no part in it: each parameter is moved alone.
    pub(crate) fn at(&self, uncertainty: &[Option<f64>], between: &[Option<f64>], values: &mut Vec<f64>) {
        values.clear();
        values.extend_from_slice(&self.typical);
        for (kind, shares) in [(Spread::Uncertainty, uncertainty), (Spread::Between, between)] {
            let scores: Vec<Option<Score>> = shares.iter().map(|share| share.map(Score::Uniform)).collect();
            self.vary(kind, &scores, values);
        }
    }

    /// Independent normal scores of a point of this kind of spread, one for each of [`People::axes`].
    pub(crate) fn normal_scores(&self, kind: Spread, point: u64) -> Vec<f64> {
        let of = |axis: &Axis| normal_quantile(axis.dimension.coordinate(self.seed, point));
        self.space(kind).axes.iter().map(of).collect()
    }

    /// Writes the parameters of somebody with these independent normal scores over `values`: first those of what is not known,
    /// then those of how people differ. Correlations are put in.
    pub(crate) fn somebody(&self, uncertainty: &[f64], between: &[f64], values: &mut Vec<f64>) {
        values.clear();
        values.extend_from_slice(&self.typical);
        for (kind, scores) in [(Spread::Uncertainty, uncertainty), (Spread::Between, between)] {
            let scores = scores.iter().map(|score| Some(Score::Normal(*score))).collect();
            self.vary(kind, &self.space(kind).joined(scores), values);
        }
    }

    /// What varies, in the order of the parameters.
    pub(crate) fn varied(&self) -> &[Varied] {
        &self.varied
    }

    /// Moves all parameters that have this spread.
    fn vary(&self, kind: Spread, scores: &[Option<Score>], values: &mut [f64]) {
        for (varied, axis) in self.varied.iter().zip(&self.space(kind).axis_of) {
            let score = axis.and_then(|axis| scores.get(axis).copied().flatten());
            let known = self.typical.get(varied.parameter).copied().unwrap_or_default();
            if let (Some(law), Some(score), Some(value)) =
                (varied.law(kind), score, values.get_mut(varied.parameter))
            {
                *value = sample(law, known, *value, score);
            }
        }
    }

    /// A hash of all numbers: typical values, laws, how they go together and what they are keyed by.
    pub fn hash(&self, equations: &Equations) -> String {
        let mut hasher = Hasher::new();
        hasher.text(points::METHOD);
        for (parameter, typical) in equations.parameters.iter().zip(&self.typical) {
            hasher.text(&parameter.name);
            hasher.numbers(&[*typical]);
        }
        for varied in &self.varied {
            hasher.text(&format!("{} {:?} {:?}", varied.name, varied.between, varied.uncertainty));
        }
        for space in [&self.between, &self.uncertainty] {
            hasher.text(&format!("{:?} {:?}", space.axes, space.copula));
        }
        hasher.finish()
    }

    /// Whether anything differs between patients.
    pub fn differ(&self) -> bool {
        !self.between.axes.is_empty()
    }

    /// Whether anything differs between draws.
    pub fn uncertain(&self) -> bool {
        !self.uncertainty.axes.is_empty()
    }
}

/// The share of the normal law below `z`.
fn normal_probability(z: f64) -> f64 {
    0.5 * math::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value of a law about its typical value at a normal score.
pub(crate) fn at_score(law: &Distribution, typical: f64, normal: f64) -> f64 {
    sample(law, typical, typical, Score::Normal(normal))
}

/// One value about the typical value `here`; `known` is the typical value for which the law was written (the two differ
/// in draws; a uniform law moves along).
fn sample(law: &Distribution, known: f64, here: f64, score: Score) -> f64 {
    match law {
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => {
            here * math::exp(law.sd_of_ln().unwrap_or_default() * score.normal())
        }
        Distribution::NormalSd(sd) => sd.mul_add(score.normal(), here),
        Distribution::LogitSd(sd) => {
            // odds = here/(1 - here) * exp(sd z), which is exact for z = 0 up to the rounding of a quotient
            let odds = math::exp(sd * score.normal()) * here;
            odds / (1.0 - here + odds)
        }
        Distribution::Uniform(low, high) => (high - low).mul_add(score.uniform(), *low) + (here - known),
    }
}

/// Whether a law can stand about a typical value. A log-normal or logit law about zero is zero for everyone.
pub fn fits(law: &Distribution, typical: f64) -> bool {
    match law {
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => typical >= 0.0,
        Distribution::NormalSd(_) => true,
        Distribution::LogitSd(_) => (0.0..=1.0).contains(&typical),
        Distribution::Uniform(low, high) => (*low..=*high).contains(&typical),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;
    use crate::statistics::quantiles;

    fn people(between: Distribution, uncertainty: Option<Distribution>, typical: f64) -> People {
        let varied = Varied {
            parameter: 0,
            name: "nk.x".to_owned(),
            between: Some(between),
            uncertainty,
            unit: String::new(),
        };
        People::new(7, vec![typical, 5.0], vec![varied], &dimension)
    }

    fn dimension(kind: Spread, name: &str) -> Dimension {
        Dimension::new(kind, "test", usize::from(name == "nk.y"), name)
    }

    fn values(people: &People, draw: u64, patients: u64) -> Vec<f64> {
        let typical = people.typical(draw);
        let mut row = Vec::new();
        (0..patients)
            .map(|patient| {
                people.patient(&typical, patient, &mut row);
                assert_eq!(row[1], 5.0);
                row[0]
            })
            .collect()
    }

    /// Median and spread of 20,000 patients against the law, within four standard errors.
    #[test]
    fn patients_follow_their_law() {
        let spread = |law, typical| {
            let mut found = values(&people(law, None, typical), 0, 20_000);
            quantiles(&mut found, &[0.158_655_253_931_457, 0.5, 0.841_344_746_068_543])
        };
        let near = |found: &[f64], wanted: [f64; 3]| {
            for (found, wanted) in found.iter().zip(wanted) {
                assert!((found - wanted).abs() < 0.02 * wanted.abs(), "{found} instead of {wanted}");
            }
        };
        near(
            &spread(Distribution::LogNormalSd(0.4), 3.0),
            [3.0 * (-0.4_f64).exp(), 3.0, 3.0 * 0.4_f64.exp()],
        );
        near(&spread(Distribution::NormalSd(2.0), 10.0), [8.0, 10.0, 12.0]);
        near(
            &spread(Distribution::LogitSd(1.0), 0.5),
            [1.0 / (1.0 + 1.0_f64.exp()), 0.5, 1.0 / (1.0 + (-1.0_f64).exp())],
        );
        near(
            &spread(Distribution::Uniform(1.0, 3.0), 2.0),
            [1.317_310_507_862_914, 2.0, 2.682_689_492_137_086],
        );
    }

    #[test]
    fn a_patient_is_the_same_person_in_every_cohort_and_instance() {
        let law = Distribution::LogNormalSd(0.5);
        let few = values(&people(law, None, 2.0), 0, 5);
        let many = values(&people(law, None, 2.0), 0, 50);
        assert_eq!(few, many[..5]);
        let two = |parameter| Varied {
            parameter,
            name: "nk.x".to_owned(),
            between: Some(law),
            uncertainty: None,
            unit: String::new(),
        };
        let both = People::new(7, vec![2.0, 4.0], vec![two(0), two(1)], &dimension);
        let mut row = Vec::new();
        both.patient(&both.typical(0), 3, &mut row);
        assert_eq!(row[1], 2.0 * row[0]);
        assert_eq!(row[0], few[3]);
    }

    #[test]
    fn draws_move_all_patients_together() {
        let people = people(Distribution::LogNormalSd(0.5), Some(Distribution::LogNormalSd(0.2)), 2.0);
        assert_eq!(people.typical(0)[0], 2.0);
        let moved = people.typical(1)[0] / 2.0;
        assert!(moved != 1.0);
        let (first, second) = (values(&people, 0, 3), values(&people, 1, 3));
        for (first, second) in first.iter().zip(&second) {
            assert!((second / first / moved - 1.0).abs() < 1e-14);
        }
    }

    /// Each parameter keeps its law; the scores of the two have the correlation, their ranks 6/pi asin(r/2).
    #[test]
    fn correlated_patients_follow_the_copula() {
        const N: usize = 20_000;
        let varied = |parameter, name: &str, law| Varied {
            parameter,
            name: name.to_owned(),
            between: Some(law),
            uncertainty: None,
            unit: String::new(),
        };
        let laws = vec![
            varied(0, "nk.x", Distribution::LogNormalSd(0.4)),
            varied(1, "nk.y", Distribution::Uniform(1.0, 3.0)),
        ];
        let mut people = People::new(7, vec![2.0, 2.0], laws, &dimension);
        let alone = people.clone();
        people.correlate(Spread::Between, Copula::new(&[(0, 1, -0.6)]).unwrap());
        let typical = people.typical(0);
        let (mut x, mut y, mut row) = (Vec::new(), Vec::new(), Vec::new());
        for patient in 0..N as u64 {
            people.patient(&typical, patient, &mut row);
            x.push(row[0]);
            y.push(row[1]);
            if patient == 17 {
                let mut other = Vec::new();
                alone.patient(&typical, patient, &mut other);
                assert_eq!(row[0], other[0], "the first of the names keeps its value");
            }
        }
        let correlation = |a: &[f64], b: &[f64]| {
            let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
            let (ma, mb) = (mean(a), mean(b));
            let sum = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
                a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum()
            };
            sum(a, ma, b, mb) / (sum(a, ma, a, ma) * sum(b, mb, b, mb)).sqrt()
        };
        let scores =
            |v: &[f64], score: &dyn Fn(f64) -> f64| -> Vec<f64> { v.iter().map(|v| score(*v)).collect() };
        let zx = scores(&x, &|x| (x / 2.0).ln() / 0.4);
        let zy = scores(&y, &|y| normal_quantile((y - 1.0) / 2.0));
        let error = 4.0 * (1.0 - 0.36) / (N as f64).sqrt();
        let found = correlation(&zx, &zy);
        assert!((found + 0.6).abs() < error, "Pearson's of the scores: {found}");
        let ranks = |v: &[f64]| {
            let mut order: Vec<usize> = (0..v.len()).collect();
            order.sort_by(|a, b| v[*a].total_cmp(&v[*b]));
            let mut ranks = vec![0.0; v.len()];
            order.into_iter().enumerate().for_each(|(rank, index)| ranks[index] = rank as f64);
            ranks
        };
        let spearman = correlation(&ranks(&x), &ranks(&y));
        let wanted = 6.0 / std::f64::consts::PI * (-0.3_f64).asin();
        assert!((spearman - wanted).abs() < error, "Spearman's: {spearman} instead of {wanted}");
        let mut median = y.clone();
        let quartiles = quantiles(&mut median, &[0.25, 0.5, 0.75]);
        for (found, wanted) in quartiles.iter().zip([1.5, 2.0, 2.5]) {
            assert!((found - wanted).abs() < 0.03, "{found} instead of {wanted}");
        }
    }

    /// Draw by draw and patient by patient: another parameter that varies, or a correlation elsewhere, changes nothing.
    #[test]
    fn others_that_vary_change_nobody() {
        let law = Distribution::LogNormalSd(0.5);
        let varied = |parameter, name: &str, between| Varied {
            parameter,
            name: name.to_owned(),
            between,
            uncertainty: Some(law),
            unit: String::new(),
        };
        let x = |between| varied(0, "nk.x", between);
        let y = varied(1, "nk.y", Some(law));
        let one = People::new(7, vec![2.0, 5.0], vec![x(Some(law))], &dimension);
        let two = People::new(7, vec![2.0, 5.0], vec![y, x(Some(law))], &dimension);
        for point in 0..50 {
            assert_eq!(one.typical(point)[0], two.typical(point)[0]);
            assert_eq!(values(&one, 0, 50), {
                let mut row = Vec::new();
                let typical = two.typical(0);
                let of = |patient| {
                    two.patient(&typical, patient, &mut row);
                    row[0]
                };
                (0..50).map(of).collect::<Vec<f64>>()
            });
        }
    }

    #[test]
    fn parameters_stand_at_given_places_of_their_laws() {
        let people = people(Distribution::NormalSd(1.0), Some(Distribution::Uniform(8.0, 14.0)), 10.0);
        let at = |uncertainty, between| {
            let mut values = Vec::new();
            people.at(&[uncertainty], &[between], &mut values);
            values[0]
        };
        assert_eq!(at(None, None), 10.0, "typical, though it is not the middle of the uniform law");
        assert_eq!(at(Some(0.5), None), 11.0);
        assert_eq!(at(None, Some(0.975)), 10.0 + normal_quantile(0.975));
        assert_eq!(at(Some(0.5), Some(0.5)), 11.0);
        for z in [-8.0, -1.0, 0.0, 0.3, 2.0] {
            assert!((normal_quantile(normal_probability(z)) - z).abs() < 1e-13 * (1.0 + z * z * z.abs()));
        }
    }
}
