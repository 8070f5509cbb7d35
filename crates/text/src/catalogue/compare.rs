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
    Entry::new("scan.added", "{what}: with minus without {agents}", "{what}：有无{agents}之差"),
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
        "各点是相同的 {patients}：两点之间的差别只来自被扫描的量。曲线或热图说明模型如何响应，而不说明我们知道得有多准：请看未知的范围。",
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
    Entry::new("scan.legend.sampling", "sampling: 95 % interval with {patients}", "抽样：{patients}的 95 % 区间"),
    Entry::new("scan.legend.ignorance", "ignorance: 5 to 95 % over {draws}", "未知：{draws}的 5 % 至 95 %"),
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
];
