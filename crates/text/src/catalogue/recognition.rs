//! Texts of recognition: codes E1201 to E1208, targets.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "cli.library_targets",
        "Targets of NK cells (lytic parameters NAME):",
        "NK 细胞的靶细胞（lytic parameters 名称）：",
    ),
    Entry::new(
        "E1201",
        "recognition needs the parameter `{name}`, which the library lacks",
        "识别模型需要参数 `{name}`，但库中没有",
    ),
    Entry::new("E1202", "the target file is not UTF-8 text from here on", "靶细胞文件从此处起不是 UTF-8 文本")
        .mend("save it as UTF-8", "请以 UTF-8 保存"),
    Entry::new("E1203", "a target has no `{key}`", "靶细胞没有 `{key}` 这一项").mend(
        "densities have names such as nkg2d_ligands, hla_c, hla_e, cd20; besides them there are [target], [hla.NAME] and [soluble_mica]",
        "密度的名称如 nkg2d_ligands、hla_c、hla_e、cd20；此外还有 [target]、[hla.名称] 与 [soluble_mica]",
    ),
    Entry::new("E1204", "`{found}` is not a value of `{key}`", "`{found}` 不是 `{key}` 的取值")
        .mend("known are: {known}", "可用的有：{known}"),
    Entry::new("E1205", "`{name}` is below zero", "`{name}` 小于零")
        .mend("amounts are zero or more", "数量必须大于或等于零"),
    Entry::new(
        "E1206",
        "the share of patients with `{name}` is not between 0 and 1",
        "出现 `{name}` 的患者份额不在 0 与 1 之间",
    )
    .mend("write 0.3 for 30 %", "30 % 请写成 0.3"),
    Entry::new("E1207", "no target has the molecule `{name}`", "没有靶细胞具有分子 `{name}`").mend(
        "write the target and its molecule, as in \"nsclc.hla_e\"",
        "请写靶细胞及其分子，如 \"nsclc.hla_e\"",
    ),
    Entry::new("E1208", "`{target}` has no state of HLA `{name}`", "`{target}` 没有名为 `{name}` 的 HLA 状态")
        .mend("name a section [hla.NAME] of the target file", "请写靶细胞文件中的一个 [hla.名称] 节"),
];
