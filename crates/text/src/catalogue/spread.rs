//! Texts of patients, ignorance, sampling, twins and unfinished runs: codes E0380 to E0389, W0320 and on.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // Unfinished runs
    Entry::new(
        "E0383",
        "{folder} holds a run that is not finished, and another one; not the same: {differs}",
        "{folder} 中是另一个未完成的运行，不一致之处：{differs}",
    )
    .mend(
        "choose another folder with --out, or start anew with --overwrite",
        "用 --out 选择其他文件夹，或用 --overwrite 重新开始",
    ),
    Entry::new("E0384", "process {process} is filling {folder}", "进程 {process} 正在写入 {folder}")
        .mend("wait for it, or choose another folder with --out", "请等待其完成，或用 --out 选择其他文件夹"),
    Entry::new("E0385", "{file} cannot be used: {reason}", "无法使用 {file}：{reason}").mend(
        "delete that file, and the same command makes it again; or start anew with --overwrite",
        "删除该文件，同一命令会重新生成；或用 --overwrite 重新开始",
    ),
    Entry::new("block.short", "it is cut short", "文件不完整"),
    Entry::new("block.changed", "its content was changed", "内容被改动"),
    Entry::new("block.other_run", "it is of another run", "属于另一次运行"),
    Entry::new("block.gone", "it is gone", "文件已不存在"),
    Entry::new(
        "run.goes_on",
        "Going on: {there} of {all} blocks were there already.",
        "继续运行：{all} 个数据块中已有 {there} 个。",
    ),
    Entry::new(
        "run.stopped",
        "Interrupted. {there} of {all} blocks are kept: the same command goes on with them.",
        "已中断。{all} 个数据块中保留了 {there} 个：再次运行同一命令即可继续。",
    ),
    // Command line
    Entry::new(
        "help.run.no_twin",
        "Do not run the patients without the NK cells too",
        "不对同一批患者另做无 NK 细胞的模拟",
    ),
    Entry::new(
        "help.run.outcomes_only",
        "Outcomes only: no curves are computed or kept",
        "只判定结局：不计算也不保存曲线",
    ),
    Entry::new(
        "help.run.csv",
        "Tables of single patients as CSV too, even where there are more than 1,024 rows of outcomes",
        "单个患者的表格也写成 CSV，即使结局超过 1024 行",
    ),
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
