//! Texts of models that run by themselves: codes E2510 to E2519, options, summary and page.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "E2510",
        "{option} is for patients, {options} for a model by itself",
        "{option} 用于患者模拟，而 {options} 用于单独运行模型",
    )
    .mend("leave one of them out", "请去掉其中之一"),
    Entry::new("E2511", "`{text}` is not a time at which a run can end", "`{text}` 不能作为运行的结束时间")
        .mend("give a number greater than zero, such as 100 or 100 d", "请给出大于零的数，例如 100 或 100 d"),
    Entry::new("E2512", "the model has no unit of time", "模型未给出时间单位").mend(
        "give a plain number, or write `unit time_unit = day` into the model",
        "请给出不带单位的数，或在模型中写明 `unit time_unit = day`",
    ),
    Entry::new("E2513", "`{text}` is not `name=value`", "`{text}` 不是“名称=值”的形式")
        .mend("write for example --set k1=0.3", "例如写作 --set k1=0.3"),
    Entry::new("E2514", "the model has no symbol `{name}`", "模型中没有符号 `{name}`")
        .mend("`lytic model show` lists all names", "`lytic model show` 会列出所有名称"),
    Entry::new("E2515", "`{name}` is computed by an equation", "`{name}` 由方程计算得出").mend(
        "set what the equation is made of; `lytic model show` prints it",
        "请设置方程中的量；`lytic model show` 会显示该方程",
    ),
    Entry::new(
        "E2516",
        "`{name}` has no unit in the model, so {unit} cannot be converted",
        "`{name}` 在模型中没有单位，无法换算 {unit}",
    )
    .mend("give a plain number", "请给出不带单位的数"),
    Entry::new("E2517", "`{name}` is set twice", "`{name}` 被重复设置")
        .mend("give one value, or one range to scan", "请只给一个值或一个扫描范围"),
    Entry::new(
        "E2518",
        "the run would put out {count} numbers; {limit} is the most",
        "此次运行将输出 {count} 个数值，上限为 {limit}",
    )
    .mend("take fewer points, or observe less with --observe", "请减少点数，或用 --observe 减少观测量"),
    Entry::new(
        "E2519",
        "{options} is for a model by itself, and `{scenario}` is no model",
        "{options} 用于单独运行模型，而 `{scenario}` 不是模型",
    )
    .mend(
        "name a file that ends with .ant, .xml or .sbml; a scenario takes --duration, --every and [observe]",
        "请给出以 .ant、.xml 或 .sbml 结尾的文件；场景请使用 --duration、--every 和 [observe]",
    ),
    Entry::new(
        "help.run.to",
        "A model by itself: when the run ends, such as 100 or 10 d (default: 100)",
        "单独运行模型：结束时间，例如 100 或 10 d（默认：100）",
    ),
    Entry::new(
        "help.run.points",
        "A model by itself: output times from start to end (default: 201)",
        "单独运行模型：从开始到结束的输出时间点数（默认：201）",
    ),
    Entry::new(
        "help.run.observe",
        "A model by itself: symbols and expressions to put out, such as A,B,A/(A+B) (default: the species)",
        "单独运行模型：要输出的符号和表达式，例如 A,B,A/(A+B)（默认：各物种）",
    ),
    Entry::new("cli.model.path", "Simulated by", "模拟方式"),
    Entry::new("count.run", "{count} run", "{count} 次运行"),
    Entry::new("count.runs", "{count} runs", "{count} 次运行"),
    Entry::new("course.heading", "{title}: one run to time {to}", "{title}：运行至时间 {to}"),
    Entry::new(
        "course.heading.scan",
        "{title}: {points} runs to time {to} over {axes}",
        "{title}：在 {axes} 上运行 {points} 次，每次至时间 {to}",
    ),
    Entry::new(
        "course.sentence",
        "{name} ends at {end}; lowest {low} at {low_at}, highest {high} at {high_at}.",
        "{name} 终值为 {end}；最低 {low}（时间 {low_at}），最高 {high}（时间 {high_at}）。",
    ),
    Entry::new("course.constant", "{name} stays at {end}.", "{name} 始终为 {end}。"),
    Entry::new("course.nothing", "{name} has no value.", "{name} 没有数值。"),
    Entry::new(
        "course.sentence.scan",
        "{name} at the end: from {low} ({low_at}) to {high} ({high_at}).",
        "{name} 的终值：从 {low}（{low_at}）到 {high}（{high_at}）。",
    ),
    Entry::new("course.more", "{count} more in the report.", "另有 {count} 项见报告。"),
    Entry::new(
        "course.failed",
        "{count} runs did not reach the end; the first: {reason}.",
        "有 {count} 次运行未到达终点；第一个原因：{reason}。",
    ),
    Entry::new(
        "course.broken",
        "The model asserts something that does not hold from time {time} on: {text}",
        "模型声明的条件自时间 {time} 起不成立：{text}",
    ),
    Entry::new("course.figures", "Curves", "曲线"),
    Entry::new("course.figure", "Course of {names} over time.", "{names} 随时间的变化。"),
    Entry::new("course.time", "time", "时间"),
    Entry::new("course.numbers", "Numbers", "数值"),
    Entry::new(
        "course.path",
        "Integrated on the scalar path, at a relative tolerance of 1e-10. With --patients: {path}.",
        "由标量路径积分，相对容差 1e-10。使用 --patients 时：{path}。",
    ),
    Entry::new(
        "course.numbers.note",
        "All values stand in course.csv and course.parquet beside this page.",
        "全部数值见本页旁的 course.csv 与 course.parquet。",
    ),
    Entry::new("course.what", "what", "名称"),
    Entry::new("course.start", "start", "起始"),
    Entry::new("course.low", "lowest", "最低"),
    Entry::new("course.high", "highest", "最高"),
    Entry::new("course.end", "end", "终值"),
    Entry::new("course.at_end", "{name} at the end", "{name} 的终值"),
];
