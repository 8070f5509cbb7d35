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
];
