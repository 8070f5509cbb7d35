//! Texts of comparison, scans and observed data (E06xx, W06xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // --set on keys of the scenario
    Entry::new("E0601", "`{name}` is set by the option `{option}`", "`{name}` 由选项 `{option}` 设定"),
    Entry::new("E0602", "the scenario has no `{name}` that can be set", "场景中没有可设定的 `{name}`").mend(
        "a parameter as `lytic parameters` lists it, or a key: duration, start, patient.weight, product.NAME.method, dose.AGENT.amount, dose.2.count, event.NAME.removes; this scenario has {doses}",
        "请写 `lytic parameters` 所列的参数，或场景的键：duration、start、patient.weight、product.NAME.method、dose.AGENT.amount、dose.2.count、event.NAME.removes；该场景有 {doses}",
    ),
    Entry::new(
        "E0603",
        "several lines of the scenario give `{which}`, and `{name}` could mean each of them",
        "场景中有多行涉及 `{which}`，`{name}` 指哪一行不明确",
    )
    .mend("set them by their numbers: {numbers}", "请按编号设定：{numbers}"),
    Entry::new(
        "E0604",
        "`{name}` cannot be set: the times of this line are not at equal distances",
        "不能设定 `{name}`：该行的时间间隔不相等",
    )
    .mend(
        "set `at` as a whole: at=[\"0 d\", \"3 d\"] or at={ from = \"0 d\", every = \"1 d\", count = 5 }",
        "请整体设定 `at`：at=[\"0 d\", \"3 d\"] 或 at={ from = \"0 d\", every = \"1 d\", count = 5 }",
    ),
    Entry::new(
        "E0605",
        "`{name}` has no meaning for something that is done once",
        "只进行一次时，`{name}` 没有意义",
    )
    .mend("set `count` as well", "请同时设定 `count`"),
    Entry::new(
        "E0606",
        "`{name}` asks for several times, and nothing says how far apart they are",
        "`{name}` 要求多次，但没有给出间隔",
    )
    .mend("set `every` as well", "请同时设定 `every`"),
    // --scan
    Entry::new("E0610", "`{text}` is no scan", "`{text}` 不是扫描的写法").mend(
        "write NAME=FROM:TO:COUNT or NAME=FROM:TO:COUNT:log, such as \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:5:log\"",
        "请写成 NAME=FROM:TO:COUNT 或 NAME=FROM:TO:COUNT:log，例如 \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:5:log\"",
    ),
    Entry::new("E0611", "`{text}` is no spacing of a scan", "`{text}` 不是扫描的间距")
        .mend("write `:log` for equal ratios, or nothing for equal differences", "等比请写 `:log`，等差则不写"),
    Entry::new(
        "E0612",
        "`{text}` cannot be the number of values of a scan",
        "`{text}` 不能作为扫描的取值个数",
    )
    .mend("write a whole number from 2 to {limit}", "请写 2 至 {limit} 的整数"),
    Entry::new("E0613", "the scan begins and ends at {value}", "扫描的起点与终点都是 {value}")
        .mend("give two different values, or use --set", "请给出两个不同的值，或使用 --set"),
    Entry::new(
        "E0614",
        "equal ratios cannot reach {value}",
        "等比间距不能到达 {value}",
    )
    .mend("with `:log` both ends must be above zero", "使用 `:log` 时两端都必须大于零"),
    Entry::new(
        "E0615",
        "the scan has {count} points; the limit is {limit}",
        "扫描共有 {count} 个点，上限为 {limit}",
    )
    .mend("ask for fewer values", "请减少取值个数"),
    Entry::new("label.scan_value", "with {value} of this scan", "此扫描取 {value} 时"),
    Entry::new("E0616", "a scan has one or two axes, and this is a third", "扫描最多两个轴，此处是第三个"),
    Entry::new("E0617", "`{name}` is scanned twice", "`{name}` 被扫描了两次"),
    Entry::new(
        "E0618",
        "`{name}` is counted in whole numbers, and the scan asks for {value}",
        "`{name}` 是整数，而扫描要求 {value}",
    )
    .mend("choose ends and number so that all values are whole", "请选择使所有取值都是整数的两端与个数"),
    Entry::new(
        "E0619",
        "the point {point} cannot be run: {reason}",
        "无法运行扫描点 {point}：{reason}",
    ),
    Entry::new(
        "E0620",
        "a scan shows outcomes, and {scenario} judges none",
        "扫描显示结局，而 {scenario} 没有判定任何结局",
    )
    .mend(
        "add [outcome.NAME] with `when` or `value` to a scenario file",
        "请在场景文件中加入含 `when` 或 `value` 的 [outcome.NAME]",
    ),
    // What a scan says
    Entry::new("scan.of", "{key} of {what}", "{what}的{key}"),
    Entry::new("scan.key.amount", "dose", "剂量"),
    Entry::new("scan.key.count", "number of doses", "给药次数"),
    Entry::new("scan.key.every", "time between doses", "给药间隔"),
    Entry::new("scan.key.from", "time of the first dose", "首次给药时间"),
    Entry::new("scan.key.duration", "length of the infusion", "输注时长"),
    Entry::new("scan.key.lag", "delay", "延迟"),
    Entry::new("scan.key.weight", "body weight", "体重"),
    Entry::new("scan.key.height", "body height", "身高"),
    Entry::new("scan.key.run.duration", "length of the run", "模拟时长"),
    Entry::new("scan.key.run.start", "start of the run", "模拟起点"),
    Entry::new("scan.axis", "{name} from {from} to {to} {unit} ({count} values)", "{name}：{from} 至 {to} {unit}（{count} 个取值）"),
    Entry::new(
        "scan.axis.log",
        "{name} from {from} to {to} {unit} ({count} values, equal ratios)",
        "{name}：{from} 至 {to} {unit}（{count} 个取值，等比）",
    ),
    Entry::new(
        "scan.heading",
        "{title}: {axes}; {points} points, the same {patients} at each, {draws}, seed {seed}",
        "{title}：{axes}；共 {points} 个点，各点为相同的 {patients}，{draws}，种子 {seed}",
    ),
    Entry::new("scan.added", "with minus without {agents}", "有无{agents}之差"),
    Entry::new("scan.points", "percentage points", "个百分点"),
    Entry::new("scan.median", "{what}, median", "{what}（中位数）"),
    Entry::new(
        "scan.sentence",
        "{what}: from {low} ({low_at}) to {high} ({high_at})",
        "{what}：最低 {low}（{low_at}），最高 {high}（{high_at}）",
    ),
    Entry::new("scan.same", "{what}: {low} at every point", "{what}：各点均为 {low}"),
    Entry::new("scan.unjudged", "{what}: nobody could be judged", "{what}：没有患者可以判定"),
    Entry::new("scan.nobody", "Nobody could be judged.", "没有患者可以判定。"),
    Entry::new("scan.more", "and {count} more in the report", "报告中还有 {count} 项"),
    Entry::new(
        "scan.failed",
        "{count} patients of all points did not reach the end",
        "所有点中共有 {count} 名患者未到终点",
    ),
    Entry::new(
        "scan.reading",
        "All points have the same {patients}: what differs between two points is due to what was scanned. A curve or a map says how the model answers, not how well that is known: see ignorance.",
        "各点是相同的 {patients}：两点之间的差别只来自被扫描的量。曲线或热图说明模型如何响应，而不说明我们知道得有多准：请看认知不确定性。",
    ),
    Entry::new("scan.figures", "Over the scan", "扫描结果"),
    Entry::new("scan.figure.description", "Least: {low}, {low_at}. Most: {high}, {high_at}.", "最低：{low}，{low_at}。最高：{high}，{high_at}。"),
    Entry::new("scan.figure.log", "{name}, logarithmic", "{name}，对数轴"),
    Entry::new(
        "scan.figure.open",
        "in brackets: what is known does not fix the sign",
        "括号内：现有知识不能确定正负",
    ),
    Entry::new("scan.legend.value", "share of patients, or median patient", "患者占比，或中位患者"),
    Entry::new("scan.legend.band50", "patients: middle 50 %", "患者：中间 50 %"),
    Entry::new("scan.legend.band90", "patients: middle 90 %", "患者：中间 90 %"),
    Entry::new("scan.legend.sampling", "sampling: 95 % interval with {patients}", "抽样误差：{patients}的 95 % 区间"),
    Entry::new("scan.legend.ignorance", "ignorance: 5 to 95 % over {draws}", "认知不确定性：{draws}的 5 % 至 95 %"),
    Entry::new("scan.numbers", "The numbers", "数值"),
    Entry::new("scan.point", "point", "点"),
    Entry::new("scan.value", "share or median", "占比或中位数"),
    Entry::new("scan.table.note", "All points stand in scan.csv and scan.parquet.", "所有点见 scan.csv 与 scan.parquet。"),
    Entry::new("scan.before", "in the scenario or library", "场景或库中"),
    Entry::new("scan.after", "here", "此处"),
    Entry::new("compare.input", "input", "输入"),
    Entry::new(
        "help.run.scan",
        "Run at many values of a parameter or key, such as \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:5:log\"; twice gives a heat map",
        "在一个参数或键的多个取值下运行，例如 \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:5:log\"；写两次得到热图",
    ),
    Entry::new(
        "help.run.overlay",
        "Lay observed points of a CSV file over the figures (columns ID, TIME [d], DV, DVID, UNIT)",
        "将 CSV 文件中的观测点叠加在图上（列为 ID、TIME [d]、DV、DVID、UNIT）",
    ),
    Entry::new("E0630", "a scan has no curves over time to lay data over", "扫描没有可叠加数据的时间曲线")
        .mend("use --overlay without --scan", "请不要同时使用 --scan 与 --overlay"),
    // lytic compare
    Entry::new(
        "E0640",
        "{a} and {b} have no outcome, value or column in common",
        "{a} 与 {b} 没有共同的结局、数值或列",
    )
    .mend("give outcomes or columns the same names in both", "请在两者中使用相同的结局或列名"),
    Entry::new("compare.title", "{a} / {b}", "{a} / {b}"),
    Entry::new("compare.arm", "{arm}: {title}", "{arm}：{title}"),
    Entry::new(
        "compare.heading",
        "A: {a}; B: {b}; the same {patients} in both, {draws}, seed {seed}",
        "A：{a}；B：{b}；两者为相同的 {patients}，{draws}，种子 {seed}",
    ),
    Entry::new(
        "compare.outcome",
        "{what}: A {a} of {n}, B {b} of {n}; B minus A {difference} in every hundred (sampling, 95 %: {low} to {high})",
        "{what}：A 为 {a}/{n}，B 为 {b}/{n}；每百人 B 减 A 为 {difference}（抽样误差 95 % 区间：{low} 至 {high}）",
    ),
    Entry::new(
        "compare.value",
        "{what}: B minus A in the median patient {median} (90 % of patients: {low} to {high})",
        "{what}：中位患者 B 减 A 为 {median}（90 % 的患者：{low} 至 {high}）",
    ),
    Entry::new(
        "compare.fixed",
        "; ignorance leaves {low} to {high}",
        "；认知不确定性范围为 {low} 至 {high}",
    ),
    Entry::new(
        "compare.size_open",
        "; what is known fixes the sign, not the size: {low} to {high}",
        "；现有知识能确定正负，不能确定大小：{low} 至 {high}",
    ),
    Entry::new(
        "compare.sign_open",
        "; what is known does not fix the sign: {low} to {high}",
        "；现有知识不能确定正负：{low} 至 {high}",
    ),
    Entry::new("compare.same_inputs", "No input differs", "没有不同的输入"),
    Entry::new("compare.inputs", "Inputs that differ: {names}", "不同的输入：{names}"),
    Entry::new(
        "compare.inputs.more",
        "Inputs that differ: {names} and {count} more",
        "不同的输入：{names}，另有 {count} 项",
    ),
    Entry::new(
        "compare.overridden",
        "B has the patients of A instead of its own: {list}",
        "B 使用 A 的患者而非自己的：{list}",
    ),
    Entry::new("compare.only_a", "Only A has: {list}", "仅 A 有：{list}"),
    Entry::new("compare.only_b", "Only B has: {list}", "仅 B 有：{list}"),
    Entry::new(
        "compare.unlike",
        "Cannot be compared, as units or kinds differ: {list}",
        "单位或类型不同，无法比较：{list}",
    ),
    Entry::new(
        "compare.failed",
        "{count} patients of both did not reach the end",
        "两者共有 {count} 名患者未到终点",
    ),
    Entry::new(
        "compare.reading",
        "Both scenarios have the same {patients}: each is compared with themselves, so what differs is due to the inputs that differ, all of them together.",
        "两个场景是相同的 {patients}：每名患者与自己比较，差别来自全部不同的输入。",
    ),
    Entry::new("compare.changed", "Inputs that differ", "不同的输入"),
    Entry::new("compare.a", "A", "A"),
    Entry::new("compare.b", "B", "B"),
    Entry::new("compare.difference", "B minus A", "B 减 A"),
    Entry::new("compare.outcomes", "Outcomes in the same patients", "同一批患者的结局"),
    Entry::new("compare.values", "Values in the same patients, B minus A", "同一批患者的数值，B 减 A"),
    Entry::new("compare.value_difference", "difference", "差别"),
    Entry::new("compare.alone", "Not compared", "未比较"),
    Entry::new("compare.name", "name", "名称"),
    Entry::new("compare.kind", "what it is", "类型"),
    Entry::new("compare.kind.outcome", "outcome", "结局"),
    Entry::new("compare.kind.value", "value", "数值"),
    Entry::new("compare.kind.column", "column", "列"),
    Entry::new("compare.kind.unlike", "units or kinds differ", "单位或类型不同"),
    Entry::new("compare.forest", "Difference between B and A", "B 与 A 的差别"),
    Entry::new("compare.forest.more", "more in B", "B 较多"),
    Entry::new("compare.forest.fewer", "fewer in B", "B 较少"),
    Entry::new("help.compare", "Compare two scenarios on the same patients", "在同一批患者上比较两个场景"),
    Entry::new("help.compare.a", "Built-in scenario or file; its patients and seed count", "内置场景或文件；以其患者与种子为准"),
    Entry::new("help.compare.b", "The other scenario", "另一个场景"),
    // --overlay
    Entry::new("E0650", "{file}, line {line}: unknown column `{column}`", "{file} 第 {line} 行：未知的列 `{column}`")
        .mend("columns are {known}", "可用的列为 {known}"),
    Entry::new("E0651", "{file}, line {line}: the column {column} is missing", "{file} 第 {line} 行：缺少列 {column}")
        .mend("a file needs ID, TIME [d], DV and DVID", "文件需要 ID、TIME [d]、DV 与 DVID"),
    Entry::new("E0652", "{file}, line {line}: the column `{column}` stands twice", "{file} 第 {line} 行：列 `{column}` 出现了两次"),
    Entry::new("E0653", "{file}, line {line}: `{column}` has no unit", "{file} 第 {line} 行：`{column}` 不带单位")
        .mend("only TIME and DV have one", "只有 TIME 与 DV 带单位"),
    Entry::new("E0654", "{file}, line {line}: {column} has no unit", "{file} 第 {line} 行：{column} 缺少单位")
        .mend("write it into the head: TIME [d]", "请写在列名中：TIME [d]"),
    Entry::new("E0655", "{file}, line {line}: {column} in {unit} is no time", "{file} 第 {line} 行：{column} 的单位 {unit} 不是时间")
        .mend("write it into the head: TIME [d]", "请写在列名中：TIME [d]"),
    Entry::new("E0656", "{file}, line {line}: {column} has no unit", "{file} 第 {line} 行：{column} 缺少单位").mend(
        "write it into the head, DV [cells/uL], or add a column UNIT",
        "请写在列名中，如 DV [cells/uL]，或增加 UNIT 列",
    ),
    Entry::new(
        "E0657",
        "{file}, line {line}: {found} cells, and the head has {wanted}",
        "{file} 第 {line} 行：有 {found} 个单元格，而表头有 {wanted} 个",
    ),
    Entry::new(
        "E0658",
        "{file}, line {line}, cell {column}: not UTF-8",
        "{file} 第 {line} 行第 {column} 个单元格：不是 UTF-8",
    ),
    Entry::new(
        "E0659",
        "{file}, line {line}, {column}: `{value}` is neither 0 nor 1",
        "{file} 第 {line} 行 {column}：`{value}` 既不是 0 也不是 1",
    ),
    Entry::new("E0660", "{file}, line {line}: {column} is empty", "{file} 第 {line} 行：{column} 为空"),
    Entry::new(
        "E0661",
        "{file}, line {line}, {column}: the scenario observes no `{value}`",
        "{file} 第 {line} 行 {column}：场景没有观测 `{value}`",
    )
    .mend("it observes {known}", "场景观测的列为 {known}"),
    Entry::new(
        "E0662",
        "{file}, line {line}, {column}: {time} lies outside of the run, {start} to {end}",
        "{file} 第 {line} 行 {column}：{time} 在模拟时间 {start} 至 {end} 之外",
    ),
    Entry::new("E0663", "{file}, line {line}, {column}: {reason}", "{file} 第 {line} 行 {column}：{reason}"),
    Entry::new("E0664", "{file}, line {line}: {column} is empty", "{file} 第 {line} 行：{column} 为空")
        .mend("write the unit, such as {unit}", "请写出单位，例如 {unit}"),
    Entry::new(
        "E0665",
        "{file}, line {line}, {column}: {unit} cannot be converted to {wanted}, the unit of `{name}`",
        "{file} 第 {line} 行 {column}：{unit} 不能换算为 `{name}` 的单位 {wanted}",
    ),
    Entry::new(
        "E0666",
        "{file}, line {line}, {column}: `{value}` is not a number",
        "{file} 第 {line} 行 {column}：`{value}` 不是数",
    )
    .mend("write a number with a point, or set MDV to 1 where no value was taken", "请写带小数点的数；没有测值时将 MDV 设为 1"),
    Entry::new("E0667", "{file}, line {line}: there is no observed value ({column})", "{file} 第 {line} 行：没有观测值（{column}）"),
    Entry::new(
        "E0668",
        "{file}, line {line}, {column}: more than {limit} observed points ({size} MB)",
        "{file} 第 {line} 行 {column}：观测点超过 {limit} 个（{size} MB）",
    )
    .mend("leave out points or split the file", "请减少点数或拆分文件"),
    Entry::new("E0669", "{file}: {count} more problems", "{file}：另有 {count} 个问题"),
    Entry::new(
        "overlay.inside",
        "{column}: {inside} of {n} observed points lie within the 90 % of patients ({file})",
        "{column}：{n} 个观测点中有 {inside} 个位于 90 % 患者的范围内（{file}）",
    ),
    Entry::new("overlay.skipped", "rows of {file} that were skipped since no value was taken: {count}", "{file} 中因无测值而跳过的行数：{count}"),
    Entry::new("report.hash.overlay", "Observed data", "观测数据"),
];
