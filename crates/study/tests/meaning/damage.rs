//! A damaged scenario gives problems or runs.

use crate::drug_with;
use lytic_study::Overrides;
use proptest::prelude::*;

fn cases() -> u32 {
    if std::env::var_os("LYTIC_FULL").is_some() { 100_000 } else { 2_000 }
}

/// A whole scenario for the little model, to be damaged.
const WHOLE: &str = r#"
[patient]
weight = "70 kg"
[[dose]]
into = "drug"
amount = "1 mg/kg"
at = { from = "0 d", every = "24 h", count = 2 }
stop_when = "drug > 15"
lag = "12 h"
[[event]]
of = "exchange"
at = "9 d"
removes = 0.75
states = ["drug"]
[parameters]
loss = { value = "0.25 /d", between = { lognormal_cv = 0.3 } }
[observe]
every = "0.5 d"
columns = ["drug", { name = "amount", value = "drug*plasma", unit = "ug" }]
[outcome.ever]
when = "drug > 9.9 and not (drug > 20)"
ever = { from = "2 d" }
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged scenarios give problems or run; they never panic. (The reader alone is tried on many more.)
    #[test]
    fn damaged_scenarios_never_panic(
        at in 0..WHOLE.len(), length in 0..12_usize, from in 0..WHOLE.len(), taken in 0..12_usize,
    ) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        let piece: Vec<u8> = WHOLE.as_bytes().iter().skip(from).take(taken).copied().collect();
        bytes.splice(at..(at + length).min(WHOLE.len()), piece);
        let overrides = Overrides { patients: Some(1), every: Some("5 d".to_owned()), ..Overrides::default() };
        drop(drug_with(&String::from_utf8_lossy(&bytes), overrides));
    }
}
