//! Infections: antivirals where there is no such virus.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[Entry::new(
    "E1801",
    "`{agent}` acts on {virus}, which the patient of `{model}` does not have",
    "`{agent}` 作用于 {virus}，而 `{model}` 的患者没有该病毒",
)
.mend("take the dose out, or choose a patient who has {virus}", "请删去该剂量，或选择感染 {virus} 的患者")];
