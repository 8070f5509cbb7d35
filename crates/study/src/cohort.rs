//! Virtual patients: how each differs from the typical one, and what we do not know of the typical one.
//!
//! A number is fixed by what it is for: `z = normal(seed, "between module.symbol", patient)`. So patient 17 is the same
//! person whatever the number of patients, threads, doses or arms, and all instances of a module share the patient's
//! value. Draw `d > 0` moves the typical values by `normal(seed, "uncertainty module.symbol", d)`; draw 0 has the
//! typical values as they are. With `z = 0` each law gives the typical value: it is the median patient's.

use crate::hash::Hasher;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};
use lytic_model::Equations;
use lytic_nk::Distribution;

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
}

/// The people of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    seed: u64,
    typical: Vec<f64>,
    varied: Vec<Varied>,
    purposes: Vec<[u64; 2]>,
}

impl People {
    /// `typical` holds all parameters of the equations, in order.
    pub fn new(seed: u64, typical: Vec<f64>, varied: Vec<Varied>) -> People {
        let purposes = varied
            .iter()
            .map(|varied| {
                [
                    purpose(&format!("between {}", varied.name)),
                    purpose(&format!("uncertainty {}", varied.name)),
                ]
            })
            .collect();
        People { seed, typical, varied, purposes }
    }

    /// The typical values of a draw.
    pub fn typical(&self, draw: u64) -> Vec<f64> {
        let mut values = self.typical.clone();
        if draw > 0 {
            for (varied, [_, uncertainty]) in self.varied.iter().zip(&self.purposes) {
                if let (Some(law), Some(value)) = (&varied.uncertainty, values.get_mut(varied.parameter)) {
                    *value = sample(law, *value, *value, &Stream::new(self.seed, *uncertainty, draw));
                }
            }
        }
        values
    }

    /// Writes the parameters of a patient over `values`. `typical` is that of the draw.
    pub fn patient(&self, typical: &[f64], patient: u64, values: &mut Vec<f64>) {
        values.clear();
        values.extend_from_slice(typical);
        for (varied, [between, _]) in self.varied.iter().zip(&self.purposes) {
            let known = self.typical.get(varied.parameter).copied().unwrap_or_default();
            if let (Some(law), Some(value)) = (&varied.between, values.get_mut(varied.parameter)) {
                *value = sample(law, known, *value, &Stream::new(self.seed, *between, patient));
            }
        }
    }

    /// A hash of all numbers: typical values, laws and what they are keyed by.
    pub fn hash(&self, equations: &Equations) -> String {
        let mut hasher = Hasher::new();
        for (parameter, typical) in equations.parameters.iter().zip(&self.typical) {
            hasher.text(&parameter.name);
            hasher.numbers(&[*typical]);
        }
        for varied in &self.varied {
            hasher.text(&format!("{} {:?} {:?}", varied.name, varied.between, varied.uncertainty));
        }
        hasher.finish()
    }

    /// Whether anything differs between patients.
    pub fn differ(&self) -> bool {
        self.varied.iter().any(|varied| varied.between.is_some())
    }

    /// Whether anything differs between draws.
    pub fn uncertain(&self) -> bool {
        self.varied.iter().any(|varied| varied.uncertainty.is_some())
    }
}

/// One value about the typical value `here`; `known` is the typical value for which the law was written (the two differ
/// in draws; a uniform law moves along).
fn sample(law: &Distribution, known: f64, here: f64, stream: &Stream) -> f64 {
    match law {
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => {
            here * math::exp(law.sd_of_ln().unwrap_or_default() * stream.normal(0))
        }
        Distribution::NormalSd(sd) => sd.mul_add(stream.normal(0), here),
        Distribution::LogitSd(sd) => {
            // odds = here/(1 - here) * exp(sd z), which is exact for z = 0 up to the rounding of a quotient
            let odds = math::exp(sd * stream.normal(0)) * here;
            odds / (1.0 - here + odds)
        }
        Distribution::Uniform(low, high) => (high - low).mul_add(stream.uniform(0), *low) + (here - known),
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
    use super::*;
    use crate::statistics::quantiles;

    fn people(between: Distribution, uncertainty: Option<Distribution>, typical: f64) -> People {
        let varied = Varied { parameter: 0, name: "nk.x".to_owned(), between: Some(between), uncertainty };
        People::new(7, vec![typical, 5.0], vec![varied])
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
        let two =
            |parameter| Varied { parameter, name: "nk.x".to_owned(), between: Some(law), uncertainty: None };
        let both = People::new(7, vec![2.0, 4.0], vec![two(0), two(1)]);
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
}
