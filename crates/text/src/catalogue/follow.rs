//! One patient followed: codes E2101 to E2199.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "help.follow",
        "Follow one patient: what dated measurements say of what is to come (research and teaching, never care)",
        "跟踪一名患者：带日期的测值对后续病程的提示（仅供研究与教学，不得用于诊疗）",
    ),
    Entry::new(
        "help.follow.data",
        "Measurements: CSV with DVID, DV, UNIT and TIME [d] or DATE; also ID, LLOQ, CENS, MDV",
        "测值：CSV，含 DVID、DV、UNIT 及 TIME [d] 或 DATE；可含 ID、LLOQ、CENS、MDV",
    ),
    Entry::new("help.follow.id", "Whose measurements, where the file has several patients", "文件含多名患者时，指定患者"),
    Entry::new("help.follow.day_zero", "The date that is day 0 of the scenario, such as 2026-03-01", "场景第 0 天的日期，如 2026-03-01"),
    Entry::new("help.follow.at", "Today, a day or a date: later measurements are refused", "当前日（天数或日期）：其后的测值会被拒绝"),
    Entry::new(
        "help.follow.until",
        "Take measurements up to this day or date; later ones are compared with the forecast",
        "只采用到该日（天数或日期）为止的测值；其后的与预测比较",
    ),
    Entry::new(
        "help.follow.alarm",
        "A condition, or the name of an outcome, of which the probability is told; may be repeated",
        "给出其概率的条件或结局名称；可重复",
    ),
    Entry::new("help.follow.within", "How far alarms look, such as \"28 d\"", "警报的时间范围，如 \"28 d\""),
    Entry::new("help.follow.error", "Relative error of an observable, such as il6=30%; may be repeated", "观测量的相对误差，如 il6=30%；可重复"),
    Entry::new("help.follow.particles", "Particles: weighted virtual patients (500)", "粒子数：带权重的虚拟患者（500）"),
    Entry::new(
        "help.follow.simulate",
        "Simulate N patients measured as the file plans it, and compare bands and alarms with the truth",
        "按文件的计划模拟 N 名患者的测值，并将区间与警报同真值比较",
    ),
    Entry::new("E2101", "{file}, line {line}: the file has several patients ({known})", "{file} 第 {line} 行：文件含多名患者（{known}）")
        .mend("choose one with --id", "请用 --id 选择一名"),
    Entry::new("E2102", "{file}: there is no patient `{id}`", "{file}：没有患者 `{id}`").mend("it has {known}", "其中有 {known}"),
    Entry::new("E2103", "the measurements have dates, and nothing says which is day 0 of the scenario", "测值带日期，但未说明哪一天是场景的第 0 天")
        .mend("add --day-zero 2026-03-01 with the date of day 0", "请加上 --day-zero 2026-03-01，写第 0 天的日期"),
    Entry::new("E2104", "nothing has a date, so that a day zero is of no use", "没有任何日期，第 0 天的日期没有用处")
        .mend("take --day-zero out, or put a column DATE in the place of TIME", "请删去 --day-zero，或以 DATE 列代替 TIME"),
    Entry::new("E2105", "{file}, line {line}, {column}: `{value}` is no date", "{file} 第 {line} 行 {column}：`{value}` 不是日期")
        .mend("write 2026-03-14 or 2026-03-14T08:30", "请写 2026-03-14 或 2026-03-14T08:30"),
    Entry::new(
        "E2106",
        "{file}, line {line}, {column}: {time} stands after {before} (line {earlier})",
        "{file} 第 {line} 行 {column}：{time} 排在 {before}（第 {earlier} 行）之后",
    )
    .mend("correct the time, or put the rows in order of time", "请改正时间，或按时间排列各行"),
    Entry::new(
        "E2107",
        "{file}, line {line}: `{name}` at {time} stands on line {earlier} already",
        "{file} 第 {line} 行：`{name}` 在 {time} 的测值已在第 {earlier} 行",
    )
    .mend("keep one of them, or their mean", "请只保留其一，或取平均值"),
    Entry::new(
        "E2108",
        "{file}, line {line}, {column}: {time} is later than today, {at}",
        "{file} 第 {line} 行 {column}：{time} 晚于当前日 {at}",
    )
    .mend(
        "correct the time or --at; to hold later measurements back, use --until",
        "请改正时间或 --at；若要保留其后的测值作比较，请用 --until",
    ),
    Entry::new("E2109", "{file}, line {line}, {column}: `{value}` is negative", "{file} 第 {line} 行 {column}：`{value}` 为负数")
        .mend("write 0 or <LIMIT where nothing was found", "未检出时请写 0 或 <检测限"),
    Entry::new("E2110", "{file}, line {line}, {column}: `{value}` is more than the whole", "{file} 第 {line} 行 {column}：`{value}` 超过总体")
        .mend("a percentage ends at 100; check the unit", "百分数至多为 100；请检查单位"),
    Entry::new("E2111", "{file}, line {line}, {column}: the limit `{value}` is not above zero", "{file} 第 {line} 行 {column}：检测限 `{value}` 不大于零")
        .mend("leave it empty where there is none", "没有检测限时请留空"),
    Entry::new(
        "E2112",
        "{file}, line {line}, {column}: the value is below a limit, and nothing says which",
        "{file} 第 {line} 行 {column}：测值低于检测限，但未给出检测限",
    )
    .mend("write the limit into DV or LLOQ", "请在 DV 或 LLOQ 中写出检测限"),
    Entry::new("E2113", "{file}, line {line}: more than {limit} rows of one patient", "{file} 第 {line} 行：一名患者的行数超过 {limit}")
        .mend("leave out rows; a filter learns little from the ten-thousandth", "请减少行数；过多的测值几乎不再提供信息"),
    Entry::new(
        "E2114",
        "{option}: {time} lies outside of the scenario, {start} to {end}",
        "{option}：{time} 在场景时间 {start} 至 {end} 之外",
    ),
    Entry::new("E2115", "nothing is unknown or differs between patients in `{scenario}`: data can teach nothing", "`{scenario}` 中没有未知量，患者之间也无差异：数据无从提供信息")
        .mend(
            "use a scenario of the library, or give parameters a spread: { value = \"...\", between = { lognormal_sd = 0.3 } }",
            "请使用库中的场景，或给参数设分布：{ value = \"...\", between = { lognormal_sd = 0.3 } }",
        ),
    Entry::new("E2116", "`{name}` does not ask whether a condition ever holds", "`{name}` 不是“某条件是否曾经成立”的结局").mend(
        "write the condition itself, such as \"marrow.blast_percent > 5\"; probabilities of all outcomes are told anyway",
        "请直接写条件，如 \"marrow.blast_percent > 5\"；各结局的概率总会给出",
    ),
    Entry::new("E2117", "the scenario has no outcome `{name}`", "场景没有结局 `{name}`")
        .mend("its outcomes are {known}; or write a condition, such as \"il6 > 100\"", "其结局为 {known}；也可写条件，如 \"il6 > 100\""),
    Entry::new("E2118", "{file}, line {line}: no column says when", "{file} 第 {line} 行：没有表示时间的列")
        .mend("add TIME [d], or DATE with dates such as 2026-03-14", "请加上 TIME [d]，或 DATE 列（日期如 2026-03-14）"),
    Entry::new("E2119", "{file}, line {line}: both TIME and DATE say when", "{file} 第 {line} 行：TIME 与 DATE 同时表示时间").mend("keep one of them", "请只保留其一"),
    Entry::new("E2120", "{file}, line {line}: there is no column {column}, by which --id could choose", "{file} 第 {line} 行：没有 {column} 列，--id 无从选择")
        .mend("take --id out: the file is of one patient", "请删去 --id：该文件只有一名患者"),
    Entry::new("E2121", "none of {candidates} virtual patients is plausible and reaches the end", "{candidates} 名虚拟患者中没有一名合理且能到达终点")
        .mend("run the scenario to see why: `lytic run` tells which bounds refuse them", "请运行该场景查看原因：`lytic run` 会给出拒绝他们的界限"),
    Entry::new("E2122", "{option}: `{value}` is no date", "{option}：`{value}` 不是日期").mend("write 2026-03-14", "请写 2026-03-14"),
    Entry::new("E2123", "{file}: there is no measured value up to {time}", "{file}：到 {time} 为止没有测值")
        .mend("choose a later day; `lytic run` shows what is expected without data", "请选择较晚的日期；无数据时的预期见 `lytic run`"),
    Entry::new("E2124", "{option}: `{value}` is a date, and nothing says which date is day 0", "{option}：`{value}` 是日期，但未说明第 0 天的日期")
        .mend("write a day, such as \"28 d\", or add --day-zero", "请写天数，如 \"28 d\"，或加上 --day-zero"),
    Entry::new("E2125", "there is no alarm that could look so far", "没有可用此时间范围的警报").mend("add --alarm \"CONDITION\", or take --within out", "请加上 --alarm \"条件\"，或删去 --within"),
    Entry::new("E2126", "data until {until}, though today is {at}", "数据至 {until}，但当前日为 {at}").mend("use one of --at and --until", "请只用 --at 与 --until 之一"),
    Entry::new("E2127", "`{text}` is no error of measurement", "`{text}` 不是测量误差")
        .mend("write NAME=SHARE with a share from 0.1 % to 300 %, such as il6=30%", "请写 名称=比例，比例为 0.1 % 至 300 %，如 il6=30%"),
    Entry::new("E2128", "nobody measured `{name}`", "没有 `{name}` 的测值").mend("measured are {known}", "有测值的为 {known}"),
    Entry::new("count.times", "{count} times of measurement", "{count} 个测量时刻"),
    Entry::new(
        "follow.caution",
        "For research and teaching. Not for the care of a patient: no number here may guide a diagnosis or a treatment.",
        "仅供研究与教学。不得用于患者诊疗：此处任何数字都不能指导诊断或治疗。",
    ),
    Entry::new(
        "follow.heading",
        "{title}: {who} followed to {cut}, {points} measurements ({file})",
        "{title}：{who}跟踪至{cut}，{points} 个测值（{file}）",
    ),
    Entry::new("follow.who", "patient {id}", "患者 {id} "),
    Entry::new("follow.somebody", "one patient", "一名患者"),
    Entry::new("follow.title", "{who}: forecast from {cut}", "{who}：自{cut}起的预测"),
    Entry::new("follow.day", "day {day}", "第 {day} 天"),
    Entry::new(
        "follow.state",
        "{column} on {cut}: {median} ({low} to {high}, 90 %); before the data {before}",
        "{cut}的{column}：{median}（90 % 区间 {low} 至 {high}）；无数据时为 {before}",
    ),
    Entry::new(
        "follow.later",
        "{column} on {end}: {median} ({low} to {high}, 90 %, true value without an error of measurement)",
        "{end}的{column}：{median}（{low} 至 {high}，90 %，真值，不含测量误差）",
    ),
    Entry::new(
        "follow.alarm",
        "Alarm “{alarm}” between {cut} and {end}: probability {probability} (± {sampling} from the number of particles); before the data {before}",
        "警报“{alarm}”，{cut}至{end}：概率 {probability}（粒子数带来的误差 ± {sampling}）；无数据时为 {before}",
    ),
    Entry::new("follow.alarm.now", "It holds on {cut} already with probability {now}", "在{cut}已成立的概率为 {now}"),
    Entry::new(
        "follow.alarm.lead",
        "Where it is still to come, it comes after {median} days ({low} to {high}, 90 %)",
        "若尚未成立而将成立，则在 {median} 天后（{low} 至 {high}，90 %）",
    ),
    Entry::new("follow.outcome", "{outcome}: {after} given the data, {before} before", "{outcome}：有数据时 {after}，无数据时 {before}"),
    Entry::new("follow.fits", "No measurement contradicts the model (none of {points} had a tail below 1 %)", "没有测值与模型相矛盾（{points} 个测值的尾概率均不低于 1 %）"),
    Entry::new(
        "follow.contradicts",
        "{count} of {points} measurements contradict the model; about {chance} would by chance. Either they are wrong, or the model is not of this patient",
        "{points} 个测值中有 {count} 个与模型相矛盾；偶然情况下约有 {chance} 个。要么测值有误，要么模型不适合该患者",
    ),
    Entry::new(
        "follow.contradiction",
        "line {line}, {time}: {column} {value}, where {low} to {high} was expected (probability of one so far out {tail})",
        "第 {line} 行，{time}：{column} 为 {value}，预期 {low} 至 {high}（偏离至此的概率为 {tail}）",
    ),
    Entry::new(
        "follow.collapsed",
        "Particles collapsed at {times}: few virtual patients fit these measurements, and the bands are too narrow. Use more --particles, or look at what contradicts the model",
        "粒子在 {times} 塌缩：符合这些测值的虚拟患者太少，区间过窄。请增加 --particles，或查看与模型矛盾的测值",
    ),
    Entry::new(
        "follow.effective",
        "{particles} particles worth {effective} independent ones in the end; {runs} runs of the model",
        "{particles} 个粒子，最终相当于 {effective} 个独立粒子；模型运行 {runs} 次",
    ),
    Entry::new("follow.held_back", "{count} later measurements were held back: {inside} lie in the 90 % of what a measurement was forecast to show", "保留未用的 {count} 个后续测值中，{inside} 个位于预测的 90 % 测量区间内"),
    Entry::new("follow.missing", "Rows without a value: {count}", "无测值的行数：{count}"),
    Entry::new("follow.others", "Rows of other patients, not read: {count}", "其他患者的行数（未采用）：{count}"),
    Entry::new("follow.typical_lot", "Cells come from the typical lot of the factory, the same for every virtual patient", "细胞来自工厂的典型批次，所有虚拟患者相同"),
    Entry::new("follow.curves", "Curves", "曲线"),
    Entry::new(
        "follow.curves.note",
        "Bands are of the true value, without an error of measurement: middle 50 % and 90 % of what is believed of this patient, before the upright line given all data, behind it forecast. Dotted lines hold 90 % of what a measurement would show, with its error. Rings are measurements; filled ones contradict the model. The broken line is the median before the data.",
        "色带为真值（不含测量误差）：对该患者所信的中间 50 % 与 90 %，竖线之前利用全部数据，之后为预测。点线为测量值（含误差）的 90 % 范围。圆圈为测值，实心者与模型矛盾。虚线为无数据时的中位数。",
    ),
    Entry::new("follow.key.median", "median, given the data", "有数据时的中位数"),
    Entry::new("follow.key.band50", "middle 50 %", "中间 50 %"),
    Entry::new("follow.key.band90", "middle 90 %, without error of measurement", "中间 90 %，不含测量误差"),
    Entry::new("follow.key.measured", "90 % of measurements, with their error", "测量值的 90 %，含误差"),
    Entry::new("follow.key.before", "median before the data", "无数据时的中位数"),
    Entry::new("follow.key.seen", "measured", "测值"),
    Entry::new("follow.key.limit", "below a limit", "低于检测限"),
    Entry::new("follow.key.odd", "contradicts the model", "与模型矛盾"),
    Entry::new("follow.key.cut", "end of the data", "数据终点"),
    Entry::new("follow.figure.description", "{median} on {cut} ({low} to {high}); {later} on {end} ({later_low} to {later_high}).", "{cut}为 {median}（{low} 至 {high}）；{end}为 {later}（{later_low} 至 {later_high}）。"),
    Entry::new("follow.figure.alarm", "Alarm by then (%)", "届时已报警（%）"),
    Entry::new("follow.figure.days", "days after {cut}", "{cut}之后的天数"),
    Entry::new("follow.measurements", "Measurements", "测值"),
    Entry::new(
        "follow.measurements.note",
        "Expected: 5 to 95 % of what a measurement would have shown, with its error, as forecast from all earlier ones. Tail: probability of something at least as far out; below 1 % it contradicts the model.",
        "预期：由此前全部测值预测的测量值（含误差）的 5 % 至 95 %。尾概率：偏离至少如此之远的概率；低于 1 % 即与模型矛盾。",
    ),
    Entry::new("follow.head.when", "When", "时间"),
    Entry::new("follow.head.what", "What", "观测量"),
    Entry::new("follow.head.value", "Measured", "测值"),
    Entry::new("follow.head.expected", "Expected", "预期"),
    Entry::new("follow.head.tail", "Tail", "尾概率"),
    Entry::new("follow.head.line", "Line", "行"),
    Entry::new("follow.forecast", "Held back and compared with the forecast", "保留并与预测比较的测值"),
    Entry::new("follow.chances", "Outcomes of the scenario", "场景的结局"),
    Entry::new("follow.head.outcome", "Outcome", "结局"),
    Entry::new("follow.head.before", "Before the data", "无数据时"),
    Entry::new("follow.head.after", "Given the data", "有数据时"),
    Entry::new("follow.alarms", "Alarms", "警报"),
    Entry::new("follow.learned", "What the data taught", "数据提供的信息"),
    Entry::new(
        "follow.learned.note",
        "Median and 90 % of parameters before and after, for this patient; bits are the relative entropy of the two, as if both were normal. A parameter may stand for others that the data cannot tell from it.",
        "该患者各参数在数据前后的中位数与 90 % 区间；比特为两者按正态近似的相对熵。某参数可能代表数据无法区分的其他参数。",
    ),
    Entry::new("follow.head.parameter", "Parameter", "参数"),
    Entry::new("follow.head.bits", "Bits", "比特"),
    Entry::new("follow.how", "How it was done", "方法"),
    Entry::new(
        "follow.how.note",
        "States follow from parameters and doses; particles are virtual patients of the scenario with weights, moved by runs from the start where few are left that fit. Measurements scatter on the logarithm (percentages: on the log odds) with these errors.",
        "状态由参数与给药决定；粒子为该场景带权重的虚拟患者，当符合者过少时从起点重新运行而移动。测值在对数（百分数在对数优势）上按下列误差分布。",
    ),
    Entry::new("follow.head.error", "Error", "误差"),
    Entry::new("follow.head.floor", "Floor", "误差下限"),
    Entry::new("follow.head.limit", "Limit", "检测限"),
    Entry::new("follow.head.source", "Source", "来源"),
    Entry::new("follow.head.effective", "Effective particles", "有效粒子"),
    Entry::new("follow.head.moves", "Moves", "移动次数"),
    Entry::new("follow.head.accepted", "Accepted", "接受率"),
    Entry::new("follow.head.distinct", "Distinct", "互异比例"),
    Entry::new("follow.source.assumed", "assumed", "假定"),
    Entry::new("follow.source.user", "given on the command line", "命令行给出"),
    Entry::new("follow.yes", "contradicts the model", "与模型矛盾"),
    Entry::new("follow.collapsed.short", "collapsed", "塌缩"),
    Entry::new("trial.heading", "{title}: {patients} simulated patients followed, {planned} measurements each ({file})", "{title}：跟踪 {patients} 名模拟患者，每名 {planned} 个测值（{file}）"),
    Entry::new("trial.title", "Following simulated patients", "跟踪模拟患者"),
    Entry::new(
        "trial.next",
        "The 90 % band of the next measurement held it in {share} of {n} ({low} to {high}, 95 % interval)",
        "下一测值的 90 % 区间在 {n} 次中有 {share} 包含测值（95 % 区间 {low} 至 {high}）",
    ),
    Entry::new(
        "trial.course",
        "The 90 % band of the true course behind two thirds of the measurements held it in {share} of {n} ({low} to {high})",
        "三分之二测值之后真实病程的 90 % 区间在 {n} 次中有 {share} 包含真值（{low} 至 {high}）",
    ),
    Entry::new("trial.sound", "Both lie between 85 and 95 %: the bands mean what they say where the model is right", "两者均在 85 % 至 95 % 之间：在模型正确时，区间名副其实"),
    Entry::new("trial.unsound", "At least one lies outside of 85 to 95 %: use more --particles, and more patients to be sure", "至少一个不在 85 % 至 95 % 之间：请增加 --particles，并增加患者以确认"),
    Entry::new("trial.contradictions", "{count} of {n} measurements were called contradictions, though the model is right ({share})", "在模型正确时，{n} 个测值中有 {count} 个被称为矛盾（{share}）"),
    Entry::new(
        "trial.alarm",
        "Alarm “{alarm}”, asked {asked} times while it did not hold, {events} of them followed by it: area {area}; raised from {threshold} on it finds {sensitivity} of them with {false} false alarms, {lead} days ahead (median)",
        "警报“{alarm}”：在尚未成立时询问 {asked} 次，其中 {events} 次随后成立：曲线下面积 {area}；以 {threshold} 为阈值可发现 {sensitivity}，误报率 {false}，提前 {lead} 天（中位数）",
    ),
    Entry::new("trial.alarm.none", "Alarm “{alarm}”: asked {asked} times, and an event came {events} times: too few to judge it", "警报“{alarm}”：询问 {asked} 次，事件出现 {events} 次：太少，无法评价"),
    Entry::new("trial.effective", "Least effective sample size of {particles} particles, median of patients: {effective}; particles collapsed in {collapsed} patients; {runs} runs of the model", "{particles} 个粒子的最小有效样本量（患者中位数）：{effective}；{collapsed} 名患者的粒子塌缩；模型运行 {runs} 次"),
    Entry::new("trial.coverage", "Coverage of 90 % bands", "90 % 区间的覆盖率"),
    Entry::new("trial.coverage.note", "Patients are drawn from the scenario and are nobody of the pool. Intervals take all numbers of a patient as one. This shows the filter, not the model: where a patient is not like the model, no band helps.", "患者由场景抽取，且不在粒子池中。区间将同一患者的所有数作为一个整体。这里检验的是滤波方法而非模型：若患者与模型不符，任何区间都无济于事。"),
    Entry::new("trial.all", "all", "全部"),
    Entry::new("trial.head.next", "Next measurement", "下一测值"),
    Entry::new("trial.head.course", "True course", "真实病程"),
    Entry::new("trial.figure.places", "Where measurements lay in what was forecast", "测值在预测分布中的位置"),
    Entry::new("trial.figure.tenth", "tenth of the forecast (1 lowest)", "预测分布的十分位（1 最低）"),
    Entry::new("trial.figure.roc", "Alarm: found against false alarms", "警报：发现率与误报率"),
    Entry::new("trial.figure.false", "false alarms, %", "误报率，%"),
    Entry::new("trial.figure.calibration", "Alarm: what was said and what came", "警报：所说与所至"),
    Entry::new("trial.figure.said", "probability that was said, %", "所给概率，%"),
    Entry::new("trial.alarm.heading", "Alarm “{alarm}” within {within}", "警报“{alarm}”，{within}内"),
    Entry::new("trial.to_the_end", "the rest of the scenario", "场景余下时间"),
    Entry::new("trial.head.threshold", "Raised from", "阈值"),
    Entry::new("trial.head.sensitivity", "Found", "发现率"),
    Entry::new("trial.head.false", "False alarms", "误报率"),
    Entry::new("trial.head.precision", "Right among raised", "警报中正确者"),
    Entry::new("trial.head.lead", "Days ahead (median)", "提前天数（中位数）"),
];
