//! Texts of `lytic sensitivity` (E09xx, W09xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E0901", "the scenario has no output `{name}`", "场景中没有输出 `{name}`").mend(
        "ask for an outcome that is a value or an observed column: {known}",
        "请选择数值型结局或记录的列：{known}",
    ),
    Entry::new(
        "E0902",
        "`{name}` is a condition: a patient has it or not, and nothing lies between",
        "`{name}` 是条件：患者要么满足要么不满足，没有中间值",
    )
    .mend(
        "ask for the value behind it, with `--at` for its time: {known}",
        "请选择其背后的数值，并用 `--at` 指定时间：{known}",
    ),
    Entry::new(
        "E0903",
        "outcome `{name}` has a time of its own: `--at` is for columns",
        "结局 `{name}` 有自己的时间：`--at` 只用于列",
    )
    .mend("leave `--at` out, or ask for a column", "请去掉 `--at`，或选择一列"),
    Entry::new(
        "E0904",
        "nothing varies: no parameter of this model has a spread",
        "没有可变的量：该模型的参数都没有分布",
    )
    .mend(
        "give parameters a spread: parameters.NAME = { value = \"1 /d\", between = { lognormal_cv = 0.3 } }",
        "请给参数加上分布：parameters.NAME = { value = \"1 /d\", between = { lognormal_cv = 0.3 } }",
    ),
    Entry::new(
        "E0905",
        "nothing varies: no parameter of this model differs between patients",
        "没有可变的量：该模型没有在患者间变化的参数",
    )
    .mend(
        "take `--of ignorance`, or give parameters a spread with `between`",
        "请改用 `--of ignorance`，或用 `between` 给参数加上分布",
    ),
    Entry::new(
        "E0906",
        "nothing varies: no parameter of this model has an uncertainty",
        "没有可变的量：该模型没有带不确定性的参数",
    )
    .mend(
        "take `--of patients`; uncertainties are those of the library's parameters",
        "请改用 `--of patients`；不确定性来自库中的参数",
    ),
    Entry::new(
        "E0907",
        "{samples} samples are too few for {count} parameters",
        "{samples} 个样本对 {count} 个参数来说太少",
    )
    .mend(
        "take at least --samples {least}; some hundred more are better",
        "请至少用 --samples {least}；再多几百更好",
    ),
    Entry::new(
        "W0901",
        "the bounds of plausible patients are not applied: parameters are moved one by one",
        "不使用合理患者的界限：参数是逐个改变的",
    ),
    Entry::new(
        "W0902",
        "correlations are left out: parameters are moved one by one",
        "不考虑相关：参数是逐个改变的",
    ),
];
