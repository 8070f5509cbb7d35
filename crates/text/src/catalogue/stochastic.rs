//! Texts of stochastic simulation: codes E2601 to E2615.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "summary.chance",
        "{outcome}, {method}: {by_chance} of {patients} ({percent} %); the same patients integrated: {integrated} ({percent_integrated} %). Difference {difference} in every hundred (95 % {low} to {high}); {only_by_chance} only by chance, {only_integrated} only integrated",
        "{outcome}（{method}）：{patients}中 {by_chance} 名（{percent} %）；同一批患者积分所得：{integrated} 名（{percent_integrated} %）。每百名相差 {difference}（95 % {low} 至 {high}）；仅随机情形 {only_by_chance} 名，仅积分情形 {only_integrated} 名",
    ),
    Entry::new(
        "summary.chance.same",
        "No outcome differs in any patient from the deterministic run ({method})",
        "没有患者的任何结局与确定性运行不同（{method}）",
    ),
    Entry::new(
        "summary.chance.hybrid",
        "cells by chance below {threshold}",
        "低于 {threshold} 个细胞时随机",
    ),
    Entry::new(
        "summary.chance.value",
        "{name}: mean {mean} by chance (standard deviation {deviation}), {integrated} integrated; {zeros} of {n} are zero",
        "{name}：随机均值 {mean}（标准差 {deviation}），积分所得 {integrated}；{n} 次中 {zeros} 次为零",
    ),
    Entry::new(
        "summary.chance.time",
        "{name}: {by_chance} of {n} by chance, {integrated} integrated; by chance the mean time differs by {days} days (95 % {low} to {high})",
        "{name}：{n} 个中随机 {by_chance} 个，积分 {integrated} 个；随机时平均时间相差 {days} 天（95 % {low} 至 {high}）",
    ),
    Entry::new("chance.end", "{name} at the end", "末时 {name}"),
    Entry::new("chance.gone", "None of {name} left", "{name} 全部消失"),
    Entry::new("chance.heading", "By chance and integrated", "随机与积分"),
    Entry::new(
        "chance.lead",
        "The same runs twice: {method}; and with everything integrated, as if there were fractions of a cell.",
        "同样的运行各做两次：{method}；以及全部积分，如同存在细胞的分数。",
    ),
    Entry::new("chance.outcome", "Outcomes", "结局"),
    Entry::new("chance.value", "Values", "数值"),
    Entry::new("chance.event", "Times of events (mean days below)", "事件时间（下行为平均天数）"),
    Entry::new("chance.by_chance", "By chance", "随机"),
    Entry::new("chance.integrated", "Integrated", "积分"),
    Entry::new("chance.only", "{by_chance} only by chance, {integrated} only integrated", "仅随机 {by_chance}，仅积分 {integrated}"),
    Entry::new("chance.mean", "Mean by chance", "随机均值"),
    Entry::new("chance.deviation", "Standard deviation", "标准差"),
    Entry::new("chance.median_difference", "Median difference", "差值中位数"),
    Entry::new("chance.days", "Days longer by chance", "随机时延长的天数"),
    Entry::new(
        "chance.note",
        "Differences are by chance minus integrated, within each patient or run. Histograms: bars by chance, broken line integrated.",
        "差值为同一患者或运行内随机减积分。直方图：柱为随机，虚线为积分。",
    ),
    Entry::new("chance.figure.title", "{name}, by chance", "{name}（随机）"),
    Entry::new("chance.figure.across", "{name}; upwards: how many runs", "{name}；纵轴：运行次数"),
    Entry::new(
        "chance.figure",
        "Histogram of {name} over {n} runs: mean {mean}, standard deviation {deviation}, {zeros} at zero; integrated {integrated}",
        "{n} 次运行的 {name} 直方图：均值 {mean}，标准差 {deviation}，{zeros} 次为零；积分 {integrated}",
    ),
    Entry::new("summary.chance.all", "all by chance, {method}", "全部随机，{method}"),
    Entry::new(
        "help.run.method",
        "ode integrates (default); hybrid lets what is few jump by chance; ssa, next-reaction and tau let everything jump",
        "ode 积分（默认）；hybrid 使数量少者随机逐个变化；ssa、next-reaction、tau 使一切逐个变化",
    ),
    Entry::new(
        "help.run.threshold",
        "Counts below it jump in the hybrid method (1000)",
        "混合方法中，低于此数者逐个变化（默认 1000）",
    ),
    Entry::new(
        "help.bench.stochastic",
        "Reactions per second by chance, on one core",
        "单核每秒模拟的随机反应数",
    ),
    Entry::new(
        "cli.bench_stochastic",
        "{way}: {rate} million reactions a second, {runs} runs in {seconds} s, mean off by {off} standard errors",
        "{way}：每秒 {rate} 百万次反应，{runs} 次运行用时 {seconds} 秒，均值偏差 {off} 个标准误",
    ),
    Entry::new("cli.bench_stochastic.direct", "direct method, in lanes", "直接法，多通道"),
    Entry::new("cli.bench_stochastic.one_by_one", "direct method, one run at a time", "直接法，逐次运行"),
    Entry::new("cli.bench_stochastic.next_reaction", "next-reaction method", "下一反应法"),
    Entry::new(
        "failure.negative_rate",
        "the rate of a reaction turned negative on day {day}, though the reaction goes one way only",
        "第 {day} 天某个反应的速率变为负值，而该反应只能单向进行",
    ),
    Entry::new("E2601", "the model has no reactions, so nothing can happen by chance", "模型没有反应，因此没有可随机发生的事件").mend(
        "write what changes as reactions, e.g. `death: X => ; rate*X;`, or use `--method ode`",
        "请把变化写成反应，例如 `death: X => ; rate*X;`，或使用 `--method ode`",
    ),
    Entry::new(
        "E2602",
        "a rate rule changes `{name}` continuously: exact and leaping methods cannot jump",
        "`{name}` 由速率规则连续改变：精确方法与 tau 跳跃法无法处理",
    )
    .mend(
        "use `--method hybrid`, which integrates it, or write its changes as reactions",
        "请使用 `--method hybrid`（对其积分），或把它的变化写成反应",
    ),
    Entry::new(
        "E2603",
        "reaction `{reaction}` changes `{name}`, which is not counted one by one",
        "反应 `{reaction}` 改变 `{name}`，而它不是逐个计数的量",
    )
    .mend(
        "give its amount in cells, items or molecules (or mole and its parts), or use `--method hybrid`, which integrates it",
        "请以细胞、个数或分子（或摩尔及其分单位）表示其数量，或使用 `--method hybrid`（对其积分）",
    ),
    Entry::new(
        "E2604",
        "the law of reaction `{reaction}` reads time: its waiting times are not exponential",
        "反应 `{reaction}` 的速率式含时间：其等待时间不服从指数分布",
    )
    .mend(
        "use `--method hybrid`, or change a parameter by an event at that time",
        "请使用 `--method hybrid`，或用事件在相应时间改变参数",
    ),
    Entry::new(
        "E2605",
        "how much of `{name}` reaction `{reaction}` makes or uses up is not one number for all runs",
        "反应 `{reaction}` 生成或消耗 `{name}` 的数量不是各次运行通用的固定值",
    )
    .mend("give it as a number", "请给出固定数值"),
    Entry::new(
        "E2606",
        "reaction `{reaction}` makes or uses up a part of one `{name}`",
        "反应 `{reaction}` 生成或消耗的 `{name}` 不是整数个",
    )
    .mend("stoichiometries of what is counted are whole numbers", "逐个计数的量，其化学计量数必须是整数"),
    Entry::new(
        "E2607",
        "reaction `{reaction}` is fast (at equilibrium at all times): stochastic methods have no such reactions",
        "反应 `{reaction}` 为快速反应（始终处于平衡）：随机方法不支持此类反应",
    )
    .mend("give it rates, or use `--method ode`", "请给出其速率，或使用 `--method ode`"),
    Entry::new(
        "E2608",
        "the algebraic rule `{name}` cannot be kept by stochastic methods",
        "随机方法无法维持代数规则 `{name}`",
    )
    .mend("solve it for one symbol and write an assignment rule, or use `--method ode`", "请解出其中一个量并写成赋值规则，或使用 `--method ode`"),
    Entry::new(
        "E2609",
        "`{name}` looks into the past or draws a random number of its own: stochastic methods cannot do that",
        "`{name}` 依赖过去的值或自行抽取随机数：随机方法不支持",
    )
    .mend("use `--method ode`", "请使用 `--method ode`"),
    Entry::new(
        "E2610",
        "reaction `{reaction}` changes `{first}` and `{second}`, which are counted in different units",
        "反应 `{reaction}` 同时改变 `{first}` 与 `{second}`，而二者的计数单位不同",
    )
    .mend("give both in the same unit", "请使用相同的单位"),
    Entry::new(
        "E2611",
        "the error of tau-leaping lies between 0 and 1 (0.03 is usual); a fixed leap is longer than zero",
        "tau 跳跃法的误差须在 0 与 1 之间（常用 0.03）；固定步长须大于零",
    ),
    Entry::new(
        "E2612",
        "the threshold of the hybrid method is a number of cells from 1 to 1e9",
        "混合方法的阈值为 1 至 1e9 个细胞",
    ),
    Entry::new(
        "E2613",
        "nothing in this model may jump: no reaction changes anything that is counted in cells, items or molecules",
        "此模型中没有可逐个变化的量：没有任何反应改变以细胞、个数或分子计数的量",
    )
    .mend("use `--method ode`", "请使用 `--method ode`"),
    Entry::new(
        "E2614",
        "`--threshold` belongs to the hybrid method: with `--method {method}` nothing reads it",
        "`--threshold` 只用于混合方法：`--method {method}` 不读取它",
    )
    .mend("leave it out, or use `--method hybrid`", "请去掉它，或使用 `--method hybrid`"),
    // A model by itself: runs and times, not patients and days.
    Entry::new(
        "failure.negative_rate.model",
        "the rate of a reaction turned negative at time {time}, though the reaction goes one way only",
        "时间 {time} 时某个反应的速率变为负值，而该反应只能单向进行",
    ),
    Entry::new(
        "summary.chance.model",
        "{outcome}, {method}: {by_chance} of {patients} ({percent} %); integrated: {integrated} ({percent_integrated} %). Difference {difference} in every hundred (95 % {low} to {high}); {only_by_chance} only by chance, {only_integrated} only integrated",
        "{outcome}（{method}）：{patients}中 {by_chance} 次（{percent} %）；积分所得：{integrated} 次（{percent_integrated} %）。每百次相差 {difference}（95 % {low} 至 {high}）；仅随机情形 {only_by_chance} 次，仅积分情形 {only_integrated} 次",
    ),
    Entry::new(
        "summary.chance.same.model",
        "No outcome differs in any run from the deterministic one ({method})",
        "没有任何一次运行的结局与确定性运行不同（{method}）",
    ),
    Entry::new(
        "summary.chance.time.model",
        "{name}: {by_chance} of {n} by chance, {integrated} integrated; by chance the mean time differs by {days}{time_unit} (95 % {low} to {high})",
        "{name}：{n} 次中随机 {by_chance} 次，积分 {integrated} 次；随机时平均时间相差 {days}{time_unit}（95 % {low} 至 {high}）",
    ),
    Entry::new(
        "chance.note.model",
        "Differences are by chance minus integrated, within each run. Histograms: bars by chance, broken line integrated.",
        "差值为同一次运行内随机减积分。直方图：柱为随机，虚线为积分。",
    ),
    Entry::new(
        "chance.event.model",
        "Times of events (mean below)",
        "事件时间（下行为平均）",
    ),
    Entry::new(
        "chance.days.model",
        "Longer by chance",
        "随机时延长",
    ),
];
