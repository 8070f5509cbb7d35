//! Therapies: antibodies and their receptors, edited cells, doses on demand.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "scenario.patient.fcgr3a",
        "Genotype of the patient's Fc receptor: V/V, V/F or F/F.",
        "患者 Fc 受体基因型：V/V、V/F 或 F/F。",
    ),
    Entry::new(
        "scenario.product.fcgr3a",
        "Genotype of the donor's Fc receptor: V/V, V/F or F/F.",
        "供者 Fc 受体基因型：V/V、V/F 或 F/F。",
    ),
    Entry::new(
        "scenario.product.edits",
        "What was changed in the cells: a chimeric receptor, CD16, own IL-15.",
        "对细胞的改造：嵌合受体、CD16、自分泌 IL-15 等。",
    ),
    Entry::new(
        "scenario.dose.give_when",
        "A dose is given only if this holds at its time; each time asks anew.",
        "仅当该条件在给药时刻成立时才给药；每次重新判断。",
    ),
    Entry::new("E1601", "`{found}` is no genotype of FCGR3A", "`{found}` 不是 FCGR3A 的基因型")
        .mend("write V/V, V/F or F/F", "请写 V/V、V/F 或 F/F"),
    Entry::new(
        "E1602",
        "`{agent}` binds {antigen}, which the cells of `{model}` do not carry",
        "`{agent}` 结合 {antigen}，而 `{model}` 的细胞不表达它",
    )
    .mend(
        "take the dose out, or choose a disease that carries {antigen}",
        "请删去该剂量，或选择表达 {antigen} 的疾病",
    ),
    Entry::new(
        "E1603",
        "the model `{model}` has no route `{route}` for `{agent}`",
        "模型 `{model}` 没有 `{agent}` 的给药途径 `{route}`",
    )
    .mend("it has: {known}", "可用途径：{known}"),
    Entry::new(
        "E1604",
        "the receptor of `{part}` binds {antigen}, which the cells of `{model}` do not carry",
        "`{part}` 的受体结合 {antigen}，而 `{model}` 的细胞不表达它",
    )
    .mend(
        "take the edit out, or choose a disease that carries {antigen}",
        "请删去该改造，或选择表达 {antigen} 的疾病",
    ),
    Entry::new(
        "E1605",
        "the model `{model}` does not take `{part}`: it has no `{parameter}`",
        "模型 `{model}` 不接受 `{part}`：没有 `{parameter}`",
    )
    .mend("take it out or choose another model", "请删去它或选择其他模型"),
    Entry::new(
        "E1606",
        "a dose cannot have both `give_when` and `stop_when`",
        "同一剂量不能同时有 `give_when` 与 `stop_when`",
    )
    .mend("write one condition, or two doses", "请只写一个条件，或分成两个剂量"),
    Entry::new(
        "E1607",
        "`give_when` asks {count} times, more than {limit}",
        "`give_when` 要判断 {count} 次，超过上限 {limit}",
    )
    .mend("ask less often or for a shorter time", "请减少次数或缩短时间"),
    Entry::new(
        "W1601",
        "the genotype of FCGR3A changes nothing: no antibody acts in `{model}`",
        "FCGR3A 基因型不起作用：`{model}` 中没有抗体起效",
    )
    .mend("take it out", "请删去"),
    Entry::new(
        "W1602",
        "the genotype of FCGR3A changes nothing: the edited cells have another CD16",
        "FCGR3A 基因型不起作用：改造细胞带有另一种 CD16",
    )
    .mend("take it out", "请删去"),
];
