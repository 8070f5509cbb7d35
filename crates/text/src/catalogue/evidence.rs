//! Texts of `lytic validate` (E08xx, W08xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // A file of evidence
    Entry::new("evidence.whole", "the file of evidence", "证据文件"),
    Entry::new(
        "E0801",
        "row `{row}` does not belong to the group `{group}`",
        "证据行 `{row}` 不属于 `{group}` 组",
    )
    .mend("a row is called GROUP.NUMBER", "证据行的名称为 组名.编号"),
    Entry::new("E0802", "row `{row}` lacks `{key}`", "证据行 `{row}` 缺少 `{key}`"),
    Entry::new(
        "E0803",
        "`{key}` has no place in row `{row}` as it stands",
        "证据行 `{row}` 中的 `{key}` 不合适",
    ),
    Entry::new(
        "E0804",
        "row `{row}` is simulated by {count} numbers; an order needs two or more, a contrast two and no order, any other rule one",
        "证据行 `{row}` 由 {count} 个数值模拟；顺序需要两个以上，对比需要两个且不可为顺序，其他规则只需一个",
    ),
    Entry::new(
        "E0805",
        "a simulated number needs either `outcome` (of the scenario) or `judge` (its own)",
        "模拟数值需要 `outcome`（场景的结局）或 `judge`（自行描述）之一",
    ),
    Entry::new(
        "E0806",
        "the ends of row `{row}` are not the exact interval {exact} of what was observed",
        "证据行 `{row}` 的区间端点与观测的精确区间 {exact} 不符",
    ),
    Entry::new("E0807", "unknown row or group `{name}` of the evidence", "未知的证据行或组 `{name}`")
        .mend("the groups are {groups}", "现有的组：{groups}"),
    Entry::new("E0808", "unknown scenario `{scenario}` of the evidence", "未知的证据场景 `{scenario}`"),
    Entry::new("E0809", "the scenario has no outcome `{name}`", "该场景没有结局 `{name}`"),
    // The command
    Entry::new(
        "help.validate",
        "Compare the model with published numbers, row by row",
        "逐行将模型与已发表的数值比较",
    ),
    Entry::new(
        "help.validate.row",
        "Rows (V07.3) or groups (V07) of the evidence; all if left out",
        "证据的行（V07.3）或组（V07）；缺省为全部",
    ),
    Entry::new(
        "help.validate.patients",
        "Virtual patients of each scenario [400]",
        "每个场景的虚拟患者数 [400]",
    ),
    Entry::new(
        "help.validate.draws",
        "Draws of what we do not know; 1 takes the typical values only [8]",
        "未知参数的抽取次数；1 表示只取典型值 [8]",
    ),
    Entry::new("cli.evidence", "evidence", "证据"),
    // What is shown
    Entry::new("evidence.inside", "inside", "区间内"),
    Entry::new("evidence.outside", "OUTSIDE", "区间外"),
    Entry::new("evidence.pending", "not yet", "尚未模拟"),
    Entry::new("evidence.predicted", "predicted", "预测"),
    Entry::new("evidence.role.input", "input", "输入"),
    Entry::new("evidence.role.fit", "fit", "拟合"),
    Entry::new("evidence.role.check", "check", "检验"),
    Entry::new("evidence.role.prediction", "prediction", "预测"),
    Entry::new("evidence.observed", "observed {observed}", "观测 {observed}"),
    Entry::new("evidence.at_least", "at least {end}", "至少 {end}"),
    Entry::new("evidence.at_most", "at most {end}", "至多 {end}"),
    Entry::new("evidence.fails", "{side}: {why}", "{side}：{why}"),
    Entry::new("evidence.fails.below", "{value} lies below {span}", "{value} 低于 {span}"),
    Entry::new("evidence.fails.above", "{value} lies above {span}", "{value} 高于 {span}"),
    Entry::new(
        "evidence.fails.order",
        "the numbers do not stand in the published order",
        "数值不符合所发表的顺序",
    ),
    Entry::new("evidence.fails.nobody", "no virtual patient fulfils the condition", "没有虚拟患者满足条件"),
    Entry::new("evidence.fails.unknown", "we do not know why", "原因未知"),
    Entry::new(
        "evidence.checks",
        "{inside} of {judged} checks lie inside what was observed.",
        "{judged} 项检验中有 {inside} 项落在观测区间内。",
    ),
    Entry::new(
        "evidence.no_checks",
        "None of these rows is a check: nothing here tests the model.",
        "这些行中没有检验：此处没有任何内容可检验模型。",
    ),
    Entry::new(
        "evidence.others",
        "Of {fits} fits {fits_inside} and of {inputs} inputs {inputs_inside} do: that is calibration, no test.",
        "{fits} 项拟合中有 {fits_inside} 项、{inputs} 项输入中有 {inputs_inside} 项如此：那是校准，不是检验。",
    ),
    Entry::new(
        "evidence.not_yet",
        "Not simulated yet, and not counted: {count}.",
        "尚未模拟且未计入：{count} 项。",
    ),
    Entry::new(
        "evidence.range.ignorance",
        "In brackets: simulated, the range (5 to 95 %) over {draws} draws of what we do not know, {patients} patients each; observed, what agrees.",
        "括号内：模拟值为 {draws} 次未知参数抽取的范围（5–95 %），每次 {patients} 名患者；观测值为相符的区间。",
    ),
    Entry::new(
        "evidence.range.sampling",
        "In brackets: simulated, the sampling interval (95 %) of {patients} patients at typical values, what we do not know left out; observed, what agrees.",
        "括号内：模拟值为典型参数下 {patients} 名患者的抽样区间（95 %），未计入我们所不知的；观测值为相符的区间。",
    ),
    Entry::new(
        "evidence.refute",
        "These trials are small: a number inside is not excluded, and no more.",
        "这些试验规模小：落在区间内只表示未被排除。",
    ),
    // The page
    Entry::new("evidence.page.title", "Lytic against published numbers", "Lytic 与已发表数值的比较"),
    Entry::new(
        "evidence.page.subtitle",
        "{rows} rows of evidence · {patients} and {draws} in each scenario",
        "{rows} 行证据 · 每个场景 {patients}、{draws}",
    ),
    Entry::new("evidence.page.verdict", "What the checks say", "检验的结论"),
    Entry::new("evidence.page.glance", "Observed and simulated", "观测与模拟"),
    Entry::new("evidence.page.rows", "Row by row", "逐行"),
    Entry::new(
        "evidence.roles",
        "An input went into a parameter, so its row only shows that it came through. A fit was tuned to. Only a check tests the model. A prediction has nothing observed.",
        "输入已写入参数，其行只表明数值得以保留。拟合曾用于调参。只有检验能检验模型。预测没有观测值。",
    ),
    Entry::new(
        "evidence.no_control",
        "No trial here had an arm without NK cells: a remission after chemotherapy and NK cells is not a remission by NK cells.",
        "这些试验都没有不输注 NK 细胞的对照组：化疗加 NK 细胞之后的缓解，并不等于 NK 细胞带来的缓解。",
    ),
    Entry::new("evidence.head.row", "Row", "证据行"),
    Entry::new("evidence.head.role", "Role", "角色"),
    Entry::new("evidence.head.verdict", "Verdict", "判定"),
    Entry::new("evidence.head.simulated", "Simulated", "模拟"),
    Entry::new("evidence.head.observed", "Observed", "观测"),
    Entry::new("evidence.head.source", "Source", "来源"),
    Entry::new("evidence.of", "{successes} of {n}", "{n} 例中 {successes} 例"),
    Entry::new("evidence.people", "n = {n}", "n = {n}"),
    Entry::new("evidence.sampling", "sampling {span}", "抽样 {span}"),
    Entry::new(
        "evidence.left_out",
        "{n} patients; in {left} it never happened",
        "{n} 名患者；{left} 名从未发生",
    ),
    Entry::new("evidence.without", "without NK cells {value}", "不输注 NK 细胞 {value}"),
    Entry::new("evidence.hash.evidence", "SHA-256 of the evidence", "证据的 SHA-256"),
    Entry::new("evidence.hash.scenarios", "SHA-256 of the scenarios", "场景的 SHA-256"),
    Entry::new("evidence.key.observed", "observed, and what agrees with it", "观测值及相符的区间"),
    Entry::new("evidence.key.simulated", "simulated, at typical values", "模拟值（典型参数）"),
    Entry::new(
        "evidence.key.sampling",
        "sampling: 95 % interval with {patients}",
        "抽样：{patients}的 95 % 区间",
    ),
    Entry::new(
        "evidence.key.ignorance",
        "what we do not know: 5 to 95 % over {draws}",
        "我们所不知：{draws}的 5–95 %",
    ),
    Entry::new(
        "evidence.figure.all",
        "{count} rows are judged; all lie inside.",
        "判定 {count} 行，均在区间内。",
    ),
    Entry::new(
        "evidence.figure.failing",
        "{count} rows are judged; outside: {rows}.",
        "判定 {count} 行；区间外：{rows}。",
    ),
    Entry::new(
        "E0810",
        "row `{row}`: a {statistic} of this outcome (unit {unit}) cannot be given in {wanted}",
        "证据行 `{row}`：该结局（单位 {unit}）的 {statistic} 无法以 {wanted} 表示",
    ),
];
