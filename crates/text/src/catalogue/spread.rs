//! Texts of patients, ignorance, sampling, twins and unfinished runs: codes E0380 to E0389, W0320 and on.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // Twins
    Entry::new(
        "scenario.cohort.without",
        "What the twin of each patient does not get; the NK cells if left out; [] for no twin.",
        "每位患者的对照（同一患者）不接受的药剂；缺省为 NK 细胞；[] 表示不设对照。",
    ),
    Entry::new(
        "E0380",
        "`{name}` cannot be left out: this scenario does not give it",
        "无法去除 `{name}`：此场景没有给予它",
    )
    .mend("it gives: {known}", "它给予：{known}"),
    Entry::new(
        "E0381",
        "`{name}` cannot be left out: this scenario gives nothing",
        "无法去除 `{name}`：此场景没有给予任何药剂",
    )
    .mend("write without = [], or leave it out", "请写 without = []，或省略"),
    Entry::new(
        "E0382",
        "without curves there is nothing to compute: the scenario judges no outcomes",
        "不记录曲线就没有可计算的内容：此场景没有定义结局",
    )
    .mend(
        "add an [outcome.NAME], or leave out --outcomes-only",
        "请添加 [outcome.NAME]，或不使用 --outcomes-only",
    ),
];
