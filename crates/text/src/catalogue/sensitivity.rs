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
    // Command line
    Entry::new(
        "help.sensitivity",
        "Tell which parameters matter for an output: screening, rank correlation, tornado",
        "找出对某个输出重要的参数：筛选、秩相关、龙卷风图",
    ),
    Entry::new(
        "help.sensitivity.output",
        "An outcome that is a value, or an observed column",
        "数值型结局，或记录的列",
    ),
    Entry::new(
        "help.sensitivity.at",
        "When a column is looked at, such as 28 d (default: at the end)",
        "查看列的时间，例如 28 d（默认：结束时）",
    ),
    Entry::new(
        "help.sensitivity.of",
        "What varies: patients, ignorance or both (default)",
        "变化的内容：patients（患者差异）、ignorance（未知）或 both（两者，默认）",
    ),
    Entry::new(
        "help.sensitivity.trajectories",
        "Trajectories of the screening (default: 20)",
        "筛选的轨迹数（默认：20）",
    ),
    Entry::new(
        "help.sensitivity.samples",
        "Samples of the rank correlation (default: 1000)",
        "秩相关的样本数（默认：1000）",
    ),
    // Report
    Entry::new("sensitivity.kind.patients", "patients", "患者差异"),
    Entry::new("sensitivity.kind.ignorance", "ignorance", "未知"),
    Entry::new("sensitivity.grade", "evidence {grade}", "证据等级 {grade}"),
    Entry::new("sensitivity.at_day", "{name} at day {day}", "第 {day} 天的{name}"),
    Entry::new("sensitivity.title", "What matters for {output}", "什么影响{output}"),
    Entry::new("sensitivity.heading", "{title}: what matters for {output}", "{title}：什么影响{output}"),
    Entry::new(
        "sensitivity.runs",
        "{runs} runs of one patient, {parameters} parameters, {trajectories} trajectories, {samples} samples, seed {seed}",
        "单个患者模拟 {runs} 次，{parameters} 个参数，{trajectories} 条轨迹，{samples} 个样本，种子 {seed}",
    ),
    Entry::new(
        "sensitivity.typical",
        "With typical values: {output} is {value}.",
        "取典型值时：{output}为 {value}。",
    ),
    Entry::new("sensitivity.nothing", "No parameter that varies changes it.", "没有任何可变参数能改变它。"),
    Entry::new(
        "sensitivity.top",
        "Of the {count} that move it most, {patients} are differences between patients and {ignorance} are what we do not know; assumed values (evidence D) among these: {assumed}.",
        "影响最大的 {count} 项中，{patients} 项是患者间的差异，{ignorance} 项是我们的未知（其中 {assumed} 项为假定值，证据等级 D）。",
    ),
    Entry::new(
        "sensitivity.lost",
        "{failed} of {runs} runs did not reach the end and {without} gave no number; the methods go on without them.",
        "{runs} 次模拟中有 {failed} 次未能完成，{without} 次没有给出数值；各方法在剔除后计算。",
    ),
    Entry::new(
        "sensitivity.sentence",
        "{name} ({kind}, {range}): alone from {low} to {high}; mean change {mu} ({mu_low}–{mu_high}); {rank}",
        "{name}（{kind}，{range}）：单独改变时由 {low} 到 {high}；平均改变 {mu}（{mu_low}–{mu_high}）；{rank}",
    ),
    Entry::new(
        "sensitivity.rank",
        "rank correlation {value} ({low} to {high})",
        "秩相关 {value}（{low} 至 {high}）",
    ),
    Entry::new("sensitivity.no_rank", "no rank correlation", "无法计算秩相关"),
    Entry::new(
        "sensitivity.more",
        "and {count} more: see the report and sensitivity.csv",
        "另有 {count} 项，见报告与 sensitivity.csv",
    ),
    Entry::new(
        "sensitivity.one_patient",
        "Each run is one patient. Patients: how people differ. Ignorance: what we do not know of typical values. Shares of a cohort need whole cohorts: lytic run.",
        "每次模拟是一位患者。患者差异：人与人之间的不同。未知：我们对典型值的不了解。群体中的比例需要整个队列：lytic run。",
    ),
    Entry::new("sensitivity.figure", "From where to where", "变化范围"),
    Entry::new(
        "sensitivity.figure.title",
        "{output}: what moves it, one parameter at a time",
        "{output}：逐个参数的影响",
    ),
    Entry::new(
        "sensitivity.figure.row",
        "{name} ({kind}): from {low} to {high}.",
        "{name}（{kind}）：由 {low} 到 {high}。",
    ),
    Entry::new(
        "sensitivity.figure.more",
        "{count} more parameters are in the table.",
        "另有 {count} 个参数见表。",
    ),
    Entry::new(
        "sensitivity.figure.note",
        "Bars: one parameter is moved to its 5 % and 95 % value, all others stay typical. Mean change: the same range, while all others lie anywhere in theirs (Morris screening, mu*). A long bar with a short mean change, or the reverse, is an interaction. Rank correlation (PRCC): how regularly the output rises or falls with the parameter, the others held; near zero for a relation that turns.",
        "条形：一个参数移至其 5 % 与 95 % 分位值，其余保持典型值。平均改变：同一范围内移动，而其余参数处于各自范围内任意位置（Morris 筛选，mu*）。条形长而平均改变小（或相反）表示存在交互作用。秩相关（PRCC）：在控制其他参数时，输出随该参数升降的规律程度；对先升后降的关系接近零。",
    ),
    Entry::new("sensitivity.legend.patients", "how patients differ", "患者间的差异"),
    Entry::new("sensitivity.legend.ignorance", "what we do not know", "我们的未知"),
    Entry::new("sensitivity.legend.low", "parameter at its 5 % value", "参数取 5 % 分位值"),
    Entry::new("sensitivity.legend.high", "at its 95 % value", "取 95 % 分位值"),
    Entry::new("sensitivity.legend.interval", "95 % interval", "95 % 区间"),
    Entry::new("sensitivity.head.names", "parameter, 5–95 % values", "参数，5–95 % 分位值"),
    Entry::new("sensitivity.head.bars", "output", "输出"),
    Entry::new("sensitivity.head.typical", "typical {value}", "典型值 {value}"),
    Entry::new("sensitivity.numbers", "All parameters", "所有参数"),
    Entry::new("sensitivity.kind", "What varies", "变化的内容"),
    Entry::new("sensitivity.values", "Values", "取值"),
    Entry::new("sensitivity.output", "Output, alone", "单独改变时的输出"),
    Entry::new("sensitivity.mu_star", "Mean change", "平均改变"),
    Entry::new("sensitivity.sigma", "sigma", "sigma"),
    Entry::new("sensitivity.prcc", "Rank correlation", "秩相关"),
    Entry::new(
        "sensitivity.numbers.note",
        "Mean change (mu*) and sigma: {trajectories} trajectories; sigma is large where the change depends on the other parameters or on where it starts. Rank correlation: {samples} samples, as certain as {effective} of one parameter alone. Evidence: A measured in people, B in human cells, C animal or unchecked, D assumed.",
        "平均改变（mu*）与 sigma：{trajectories} 条轨迹；sigma 大表示改变取决于其他参数或起点。秩相关：{samples} 个样本，其确定程度相当于单一参数的 {effective} 个样本。证据等级：A 人体测得，B 人细胞测得，C 动物或未核对，D 假定。",
    ),
    Entry::new("sensitivity.run", "Run", "模拟"),
    Entry::new("sensitivity.all_runs", "Runs", "模拟次数"),
];
