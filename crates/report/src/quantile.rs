//! One quantile of those that a value carries.

/// The quantile at `probability`; not a number where it was not asked for.
pub(crate) fn quantile_at(quantiles: &[(f64, f64)], probability: f64) -> f64 {
    let found = quantiles.iter().find(|(known, _)| (known - probability).abs() < 1e-9);
    found.map_or(f64::NAN, |(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::quantile_at;

    #[test]
    fn a_quantile_is_found_by_its_probability() {
        let quantiles = [(0.05, -1.0), (0.5, 2.0)];
        assert_eq!(quantile_at(&quantiles, 0.5).to_bits(), 2f64.to_bits());
        assert!(quantile_at(&quantiles, 0.25).is_nan());
    }
}
