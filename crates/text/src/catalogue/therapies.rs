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
    Entry::new(
        "scenario.dose.at_most",
        "With `give_when`: how many are given to a patient in all.",
        "与 `give_when` 合用：每名患者总共最多给几次。",
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
        "E1608",
        "`{name}` cannot be done in `{model}`, which has no `{state}`",
        "`{model}` 中不能进行 `{name}`：没有 `{state}`",
    )
    .mend(
        "take it out, choose a patient with a solid tumour, or name `states`",
        "请删去它，选择有实体瘤的患者，或写出 `states`",
    ),
    Entry::new(
        "E1609",
        "the event `{name}` does not say which states it acts on",
        "事件 `{name}` 没有说明作用于哪些状态",
    )
    .mend(
        "write `states = [\"...\"]`; without it there is: {known}",
        "请写 `states = [\"...\"]`；无需写出的有：{known}",
    ),
    Entry::new(
        "E1610",
        "`at_most` limits doses on demand, and this dose has no `give_when`",
        "`at_most` 限制按需给药的次数，而该剂量没有 `give_when`",
    )
    .mend("write `give_when`, or give `count` times", "请写 `give_when`，或改用 `count`"),
    Entry::new("E1611", "`{name}` is an event, not a dose", "`{name}` 是事件，不是剂量")
        .mend("write it as [[event]], with `removes`", "请写成 [[event]]，并给出 `removes`"),
    Entry::new("E1612", "`{name}` is given as a dose, not as an event", "`{name}` 是剂量，不是事件")
        .mend("write it as [[dose]]", "请写成 [[dose]]"),
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
