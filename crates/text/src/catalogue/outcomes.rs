//! Texts of events, response criteria and combinations (E15xx, W15xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "E1501",
        "outcome `{name}` needs one of `event` (a condition), `hazard` (a rate) and `events` (names of events)",
        "结局 `{name}` 需要 `event`（条件）、`hazard`（速率）、`events`（事件名称）之一",
    ),
    Entry::new(
        "E1502",
        "outcome `{name}` lacks `{key}`, which the criteria `{criteria}` need",
        "结局 `{name}` 缺少标准 `{criteria}` 所需的 `{key}`",
    )
    .mend(
        "criteria need `value` and `visits`; `aml` needs `neutrophils` and `platelets` too",
        "疗效标准需要 `value` 与 `visits`；`aml` 还需要 `neutrophils` 与 `platelets`",
    ),
    Entry::new(
        "E1503",
        "`{name}` cannot look back from here",
        "`{name}` 在此处不能回顾过去",
    )
    .mend(
        "lowest(x), highest(x) and baseline(x) take one value that does not look back itself, and stand in sums, products and comparisons",
        "lowest(x)、highest(x)、baseline(x) 只取一个本身不回顾过去的值，并用于和、积与比较中",
    ),
    Entry::new("E1504", "there is no event `{name}`", "没有事件 `{name}`").mend(
        "events are outcomes with `event`, `hazard` or `events`, and NAME.progression of criteria: {known}",
        "事件是带有 `event`、`hazard` 或 `events` 的结局，以及疗效标准的 NAME.progression：{known}",
    ),
    Entry::new(
        "E1505",
        "these outcomes wait for each other: {names}",
        "这些结局互相等待：{names}",
    )
    .mend("name other events in `events` or `until`", "请在 `events` 或 `until` 中写其他事件"),
    Entry::new(
        "E1506",
        "the hazard of `{name}` must be a rate, such as 0.01 /d, and is in {found}",
        "`{name}` 的风险率必须是速率（如 0.01 /d），而其单位是 {found}",
    )
    .mend("divide by a time", "请除以时间"),
    Entry::new(
        "E1507",
        "the restricted mean of `{name}` looks {time} ahead, and patients are followed for {follow}",
        "`{name}` 的限制性平均看到 {time}，而患者只随访 {follow}",
    )
    .mend("make it shorter, or the run longer", "请缩短它，或延长模拟"),
    Entry::new(
        "E1508",
        "`{value}` is judged by the criteria `{criteria}` twice: `{name}` does so already",
        "`{value}` 被标准 `{criteria}` 判定了两次：`{name}` 已经这样做",
    )
    .mend("keep one of them", "请只保留一个"),
    Entry::new(
        "E1509",
        "the criteria `{criteria}` judge {measure} in {unit}, and this is in {found}",
        "标准 `{criteria}` 判定以 {unit} 计的{measure}，而这里的单位是 {found}",
    )
    .mend("name a value that measures that, or other criteria", "请写相应的量，或改用其他标准"),
    Entry::new(
        "E1510",
        "blood counts are cells per volume, and this is in {found}",
        "血细胞计数是每体积的细胞数，而这里的单位是 {found}",
    ),
    Entry::new(
        "E1511",
        "the thresholds of `{criteria}` are in the wrong order: `limit` is {limit} and must lie above 0 and below {most}",
        "`{criteria}` 的阈值顺序不对：`limit` 为 {limit}，必须大于 0 且小于 {most}",
    ),
    Entry::new(
        "E1512",
        "outcome `{name}` has a visit at {day}, and the run goes from {start} to {end}",
        "结局 `{name}` 有一次访视在 {day}，而模拟从 {start} 到 {end}",
    )
    .mend("move the visits, or make the run longer", "请移动访视，或延长模拟"),
    Entry::new(
        "E1513",
        "outcome `{name}` has a visit at {day}, not after its baseline at {baseline}",
        "结局 `{name}` 有一次访视在 {day}，不晚于基线 {baseline}",
    )
    .mend("set an earlier `baseline`, or later visits", "请把 `baseline` 提前，或推迟访视"),
    Entry::new(
        "E1514",
        "outcome `{name}` can confirm no response: it asks for {confirm} between two visits, and they go from {first} to {last}",
        "结局 `{name}` 无法确认任何缓解：要求两次访视间隔 {confirm}，而访视从 {first} 到 {last}",
    )
    .mend("add visits, or shorten `confirm`", "请增加访视，或缩短 `confirm`"),
    Entry::new(
        "E1515",
        "outcome `{name}` can find no stable disease: it counts from {after} after the baseline, and the last visit is {last} after it",
        "结局 `{name}` 无法判定疾病稳定：须在基线后 {after} 才计，而最后一次访视在其后 {last}",
    )
    .mend("add visits, or shorten `stable_after`", "请增加访视，或缩短 `stable_after`"),
    Entry::new("criteria.asked_here", "these criteria are asked for here", "此处要求该标准"),
    Entry::new("criteria.run_here", "the run is this long", "模拟的长度见此"),
    Entry::new("criteria.baseline_here", "the baseline is taken here", "基线见此"),
    Entry::new("criteria.visits_here", "these are the visits", "访视见此"),
    // names of criteria and categories
    Entry::new("criteria.recist", "RECIST 1.1", "RECIST 1.1"),
    Entry::new("criteria.lugano", "Lugano", "Lugano 标准"),
    Entry::new("criteria.aml", "ELN", "ELN 标准"),
    Entry::new("criteria.ca125", "CA-125 (GCIG)", "CA-125（GCIG）"),
    Entry::new("criteria.afp", "AFP", "AFP"),
    Entry::new("criteria.labelled", "{title}: {what}", "{title}：{what}"),
    Entry::new("criteria.objective_response", "objective response", "客观缓解"),
    Entry::new("criteria.disease_control", "disease control", "疾病控制"),
    Entry::new("criteria.remission", "complete remission of any kind (CR, CRh, CRi)", "任何完全缓解（CR、CRh、CRi）"),
    Entry::new("criteria.complete_response", "complete response", "完全缓解"),
    Entry::new("criteria.complete_remission", "complete remission (CR)", "完全缓解（CR）"),
    Entry::new(
        "criteria.complete_partial_recovery",
        "complete remission, counts partly recovered (CRh)",
        "完全缓解，血细胞部分恢复（CRh）",
    ),
    Entry::new(
        "criteria.complete_incomplete_recovery",
        "complete remission, counts not recovered (CRi)",
        "完全缓解，血细胞未恢复（CRi）",
    ),
    Entry::new("criteria.leukaemia_free", "leukaemia-free state (MLFS)", "形态学无白血病状态（MLFS）"),
    Entry::new("criteria.partial_response", "partial response", "部分缓解"),
    Entry::new("criteria.partial_remission", "partial remission (PR)", "部分缓解（PR）"),
    Entry::new("criteria.stable_disease", "stable disease", "疾病稳定"),
    Entry::new("criteria.no_response", "no response", "未缓解"),
    Entry::new("criteria.progressive_disease", "progressive disease", "疾病进展"),
    Entry::new("criteria.not_evaluable", "not evaluable", "不可评估"),
    Entry::new("criteria.time_to_response", "time to response", "达到缓解的时间"),
    Entry::new("criteria.best_change", "best change from the baseline", "相对基线的最佳变化"),
    Entry::new("criteria.measure.diameters", "a sum of diameters", "直径之和"),
    Entry::new("criteria.measure.diameter", "a diameter", "直径"),
    Entry::new("criteria.measure.blasts", "marrow blasts", "骨髓原始细胞"),
    Entry::new("criteria.measure.activity", "CA-125", "CA-125"),
    Entry::new("criteria.measure.concentration", "alpha-fetoprotein", "甲胎蛋白"),
    // curves of survival
    Entry::new("survival.title", "Times of events", "事件发生的时间"),
    Entry::new("survival.event", "Event", "事件"),
    Entry::new("survival.what", "Days from the start of the clock", "自计时起的天数"),
    Entry::new("survival.without", "{event}: without it", "{event}：未发生"),
    Entry::new("survival.at_risk", "Patients at risk", "风险人数"),
    Entry::new("survival.not_reached", "not reached", "未达到"),
    Entry::new("survival.twin", "twin", "配对对照"),
    Entry::new("survival.of", "{what}, {whose}", "{what}（{whose}）"),
    Entry::new("survival.median", "median", "中位数"),
    Entry::new("survival.mean", "mean up to {days}", "截至 {days} 的平均"),
    Entry::new("survival.difference", "difference of the means up to {days}, within each patient", "截至 {days} 平均的差值（每名患者自身）"),
    Entry::new("survival.difference.unpaired", "difference of the means up to {days}, from the curves", "截至 {days} 平均的差值（由曲线）"),
    Entry::new(
        "survival.small",
        "{events} events in {n}; {percent} % without at the end; 25 to 75 % of patients: {range}",
        "{n} 人中 {events} 起事件；结束时 {percent}% 未发生；25 至 75 % 的患者：{range}",
    ),
    Entry::new(
        "survival.sentence",
        "{event}: in {events} of {patients}; half of them by {median} (95 % interval {range}), {percent} % without it at the end",
        "{event}：{patients}中有 {events} 名；半数在 {median} 之前（95% 区间 {range}），结束时 {percent}% 未发生",
    ),
    Entry::new(
        "survival.sentence.not_reached",
        "{event}: in {events} of {patients}; {percent} % without it at the end, a median is not reached",
        "{event}：{patients}中有 {events} 名；结束时 {percent}% 未发生，未达到中位数",
    ),
    Entry::new(
        "survival.added",
        "; with minus without: {days} of the first {horizon} (95 % interval {low} to {high})",
        "；使用减不使用：前 {horizon} 内 {days}（95% 区间 {low} 至 {high}）",
    ),
    Entry::new(
        "survival.added.fixed",
        "; with minus without: {days} of the first {horizon} (95 % interval {low} to {high}; over draws {ignorance_low} to {ignorance_high})",
        "；使用减不使用：前 {horizon} 内 {days}（95% 区间 {low} 至 {high}；各次抽样 {ignorance_low} 至 {ignorance_high}）",
    ),
    Entry::new(
        "survival.added.size_open",
        "; with minus without: {days} of the first {horizon} (95 % interval {low} to {high}); what is known fixes the sign, not the size ({ignorance_low} to {ignorance_high} over draws)",
        "；使用减不使用：前 {horizon} 内 {days}（95% 区间 {low} 至 {high}）；现有知识确定方向而非大小（各次抽样 {ignorance_low} 至 {ignorance_high}）",
    ),
    Entry::new(
        "survival.added.sign_open",
        "; with minus without: {days} of the first {horizon} (95 % interval {low} to {high}); what is known does not fix even the sign ({ignorance_low} to {ignorance_high} over draws)",
        "；使用减不使用：前 {horizon} 内 {days}（95% 区间 {low} 至 {high}）；现有知识连方向也不能确定（各次抽样 {ignorance_low} 至 {ignorance_high}）",
    ),
    Entry::new(
        "survival.description",
        "{arm} {n} patients, {events} events, {percent} % without the event on day {day}.",
        "{arm} {n} 名患者，{events} 起事件，第 {day} 天 {percent}% 未发生。",
    ),
    Entry::new(
        "survival.note",
        "Kaplan-Meier curves of virtual patients: patients who have not had the event are censored at the end of the follow-up. The band is the 95 % interval of sampling, bars with feet go from 5 to 95 % over draws. A death by chance is the same draw in both arms; it ends what is counted, not the simulation of the body.",
        "虚拟患者的 Kaplan-Meier 曲线：未发生事件者在随访结束时删失。色带为抽样的 95% 区间，带脚竖线为各次抽样的 5% 至 95%。随机死亡在两组中取同一随机数；它终止计数，而不终止对身体的模拟。",
    ),
    // combinations
    Entry::new("E1520", "{count} additions: from 1 to {most} can be combined", "添加了 {count} 项：可组合 1 至 {most} 项"),
    Entry::new("E1521", "there is nothing called `{name}` to add", "没有可添加的 `{name}`").mend(
        "an addition is [addition.NAME] of the scenario, an agent that it gives, or one that a built-in scenario of the same model gives; this scenario has: {known}",
        "可添加的是场景的 [addition.NAME]、场景所给的药剂，或同一模型的内置场景所给的药剂；该场景有：{known}",
    ),
    Entry::new(
        "E1522",
        "`{name}` has no dose and no event, so that it has no place in an order",
        "`{name}` 没有剂量也没有事件，无法排列先后",
    )
    .mend("leave `--order` and `--interval` out", "请不用 `--order` 与 `--interval`"),
    Entry::new("E1523", "{count} arms are too many; the limit is {most}", "{count} 个组过多；上限为 {most}")
        .mend("combine fewer additions, intervals or levels", "请减少添加项、间隔或倍数"),
    Entry::new("E1524", "`{value}` is no factor of a dose", "`{value}` 不是剂量的倍数")
        .mend("write numbers above zero: --levels 0.25,0.5,2,4", "请写大于零的数：--levels 0.25,0.5,2,4"),
    Entry::new("E1525", "{count} levels beside 1: from 1 to {most} can be asked for", "除 1 外有 {count} 个倍数：可用 1 至 {most} 个"),
    Entry::new("E1526", "addition `{name}` adds nothing", "添加项 `{name}` 没有内容")
        .mend("give it a dose, an event or parameters", "请给出剂量、事件或参数"),
    Entry::new(
        "W1501",
        "additions such as `{name}` are not given here: `lytic combine` adds them",
        "此处不给予 `{name}` 等添加项：由 `lytic combine` 添加",
    ),
    Entry::new("combine.in_arm", "in the arm {arm}", "在 {arm} 组中"),
    Entry::new(
        "combine.in_arm.borrowed",
        "in the arm {arm}, dosed as in {scenario}; --set start=... and --duration make the run as long, an [addition] doses it otherwise",
        "在 {arm} 组中，剂量取自 {scenario}；可用 --set start=... 与 --duration 使模拟足够长，或用 [addition] 另定剂量",
    ),
    Entry::new("combine.none", "nothing added", "不添加"),
    Entry::new("combine.times", "{name} × {factor}", "{name} × {factor}"),
    Entry::new("combine.then", "{first}, then {second} {interval} later", "{first}在先，{interval} 后加 {second}"),
    Entry::new("combine.at_once", "{first} and {second} at once", "{first} 与 {second} 同时"),
    Entry::new("combine.more", "more than independent", "强于独立作用"),
    Entry::new("combine.less", "less than independent", "弱于独立作用"),
    Entry::new("combine.independent", "independent", "独立作用"),
    Entry::new("combine.alike", "The same in every arm: {names}", "各组相同：{names}"),
    Entry::new("combine.open", "what is known does not tell", "现有知识无法判断"),
    Entry::new("combine.open.sampling", "not told from independent", "与独立作用无法区分"),
    Entry::new("combine.undefined", "no index: nobody is left, or one helps and the other harms", "无指数：没有可比较的患者，或一者有益而另一者有害"),
    Entry::new("combine.loewe.not_asked", "not asked", "未询问"),
    Entry::new("combine.loewe.no_dose", "not defined: an addition has no doses", "无定义：某一添加项没有剂量"),
    Entry::new(
        "combine.loewe.not_monotone",
        "not defined: the effect of one alone does not go one way with its dose",
        "无定义：单独使用时效应不随剂量单调变化",
    ),
    Entry::new(
        "combine.loewe.out_of_reach",
        "not defined: no dose of one alone that was simulated does what both do",
        "无定义：所模拟的单药剂量均达不到联合的效应",
    ),
    Entry::new(
        "combine.heading",
        "{title}: {names} added, {arms} arms, {patients}, {draws}, seed {seed}",
        "{title}：添加 {names}，{arms} 个组，{patients}，{draws}，随机种子 {seed}",
    ),
    Entry::new("combine.shares", "{what}: {shares}", "{what}：{shares}"),
    Entry::new(
        "combine.pair",
        "  {arm}: {both} %, independent additions would give {expected} %; Bliss index {index} ({range}): {says}",
        "  {arm}：{both}%，独立作用应为 {expected}%；Bliss 指数 {index}（{range}）：{says}",
    ),
    Entry::new(
        "combine.orders",
        "  order: most with {most} ({most_share} %), least with {least} ({least_share} %)",
        "  先后：最多为 {most}（{most_share}%），最少为 {least}（{least_share}%）",
    ),
    Entry::new(
        "combine.orders.same",
        "  order: {most_share} % in every order and interval",
        "  先后：各种先后与间隔均为 {most_share}%",
    ),
    Entry::new(
        "combine.borrowed",
        "{name} is dosed as in the scenario {scenario}",
        "{name} 的剂量取自场景 {scenario}",
    ),
    Entry::new(
        "combine.reading",
        "All arms have the same {patients}. An index of 1 is independence: each addition leaves the same share of what the other leaves. Below 1 the two do more than that, above 1 less; what counts as little or much depends on how much each does alone.",
        "各组为同样的{patients}。指数为 1 表示独立作用：每一项都使另一项所余留的同一比例余留。低于 1 表示强于独立作用，高于 1 表示弱于独立作用；大小须结合各自单独的作用来看。",
    ),
    Entry::new("combine.maps", "Maps", "热图"),
    Entry::new(
        "combine.maps.note",
        "On the diagonal an addition alone. A number in brackets is an index of which what is known does not tell on which side of one it lies.",
        "对角线为单独添加。括号中的指数表示现有知识无法判断其在 1 的哪一侧。",
    ),
    Entry::new("combine.figure.pairs", "alone and in pairs ({none})", "单独与两两组合（{none}）"),
    Entry::new("combine.figure.bliss", "Bliss index: below 1 more than independent", "Bliss 指数：低于 1 为强于独立作用"),
    Entry::new("combine.figure.order", "row first, column {interval} later", "先行后列，间隔 {interval}"),
    Entry::new("combine.figure.open", "( ) what is known does not tell which side of one", "( ) 现有知识无法判断在 1 的哪一侧"),
    Entry::new("combine.additions", "What was added", "添加项"),
    Entry::new("combine.addition", "Addition", "添加项"),
    Entry::new("combine.given", "Doses", "剂量"),
    Entry::new("combine.dose", "{what} {amount}, day {days}", "{what} {amount}，第 {days} 天"),
    Entry::new("combine.origin", "From", "来源"),
    Entry::new("combine.origin.block", "a block of the scenario", "场景中的添加项"),
    Entry::new("combine.origin.scenario", "the scenario itself; the other arms lack it", "场景本身；其他组没有它"),
    Entry::new("combine.origin.borrowed", "as in the scenario {scenario}", "取自场景 {scenario}"),
    Entry::new("combine.interactions", "How pairs work together", "两两如何共同作用"),
    Entry::new(
        "combine.interactions.note",
        "Bliss: what both leave, over what independent additions would leave. For values it is taken within each patient, relative to nothing added. Loewe: 1/D of each addition, D being the multiple of its doses that alone does what both do.",
        "Bliss：两者所余留的，除以独立作用时应余留的；数值在每名患者自身内、相对于不添加计算。Loewe：各添加项 1/D 之和，D 为单独达到联合效应所需的剂量倍数。",
    ),
    Entry::new("combine.pair.head", "Pair", "组合"),
    Entry::new("combine.found", "Found", "所得"),
    Entry::new("combine.expected", "If independent", "独立作用应为"),
    Entry::new("combine.bliss", "Bliss index", "Bliss 指数"),
    Entry::new("combine.of_patients", "Index over patients", "患者间的指数"),
    Entry::new("combine.says", "What that says", "含义"),
    Entry::new("combine.loewe", "Loewe index", "Loewe 指数"),
    Entry::new("combine.arms", "Every arm", "各组"),
    Entry::new("combine.arm", "Arm", "组"),
    Entry::new("combine.added", "Minus nothing added", "减去不添加"),
    Entry::new("combine.mean_days", "{event}, restricted mean (d)", "{event}，限制性平均（d）"),
    Entry::new(
        "help.combine",
        "Add things to a scenario one at a time, in pairs and in either order, on the same patients",
        "在同样的患者上，向场景单独、两两、按先后添加",
    ),
    Entry::new(
        "help.combine.with",
        "what is added: blocks [addition.NAME], agents of the scenario, agents of a built-in scenario",
        "添加什么：[addition.NAME]、场景所给的药剂、内置场景所给的药剂",
    ),
    Entry::new("help.combine.order", "pairs in both orders, a day apart", "两种先后，间隔一天"),
    Entry::new(
        "help.combine.interval",
        "from the start of the first to the start of the second, such as \"2 d\"; may stand several times",
        "从前者开始到后者开始的间隔，如 \"2 d\"；可多次给出",
    ),
    Entry::new(
        "help.combine.levels",
        "factors of the doses of each addition alone, such as 0.25,0.5,2,4: gives Loewe's index",
        "单独添加时剂量的倍数，如 0.25,0.5,2,4：给出 Loewe 指数",
    ),
    Entry::new(
        "scenario.addition",
        "What `lytic combine` can add: [addition.NAME].",
        "`lytic combine` 可添加的内容：[addition.NAME]。",
    ),
    Entry::new("scenario.addition.dose", "Doses that it adds.", "它添加的剂量。"),
    Entry::new("scenario.addition.event", "Events that it adds.", "它添加的事件。"),
    Entry::new("scenario.addition.parameters", "Parameters that it sets.", "它设定的参数。"),
    Entry::new("scenario.addition.product", "Products that its doses use.", "其剂量所用的产品。"),
    // keys
    Entry::new(
        "scenario.outcome.event",
        "A condition; judged is when it first holds. It may look back: x > 1.2*lowest(x), x < 0.5*baseline(x).",
        "条件；判定其首次成立的时间。可以回顾：x > 1.2*lowest(x)、x < 0.5*baseline(x)。",
    ),
    Entry::new(
        "scenario.outcome.events",
        "Names of events; judged is the first of them.",
        "事件名称；判定其中最早的一个。",
    ),
    Entry::new(
        "scenario.outcome.hazard",
        "A rate at which chance strikes; judged is when it does.",
        "随机发生的速率；判定其发生的时间。",
    ),
    Entry::new(
        "scenario.outcome.from",
        "Where the clock of an event starts; the start of the run if left out.",
        "事件计时的起点；缺省为模拟开始。",
    ),
    Entry::new(
        "scenario.outcome.to",
        "Where patients are censored; the end of the run if left out.",
        "患者删失的时间；缺省为模拟结束。",
    ),
    Entry::new(
        "scenario.outcome.until",
        "An event behind which nothing more is seen.",
        "在该事件之后不再观察。",
    ),
    Entry::new(
        "scenario.outcome.restricted_mean",
        "How long after `from` the restricted mean looks; to the end if left out.",
        "限制性平均从 `from` 起看多久；缺省为到结束。",
    ),
    Entry::new(
        "scenario.outcome.criteria",
        "Response by these criteria, from `value` at `visits`.",
        "按此标准判定疗效，依据 `visits` 时的 `value`。",
    ),
    Entry::new("scenario.outcome.visits", "When patients are assessed.", "患者何时接受评估。"),
    Entry::new("scenario.visits.from", "First visit.", "首次访视。"),
    Entry::new("scenario.visits.every", "From one visit to the next.", "两次访视的间隔。"),
    Entry::new(
        "scenario.visits.count",
        "How many; to the end of the run if left out.",
        "访视次数；缺省为到模拟结束。",
    ),
    Entry::new(
        "scenario.outcome.baseline",
        "When the first measurement is taken; the start of the run if left out.",
        "基线测量的时间；缺省为模拟开始。",
    ),
    Entry::new(
        "scenario.outcome.confirm",
        "A response counts if a visit so much later finds it again.",
        "缓解须在这么久之后的访视中再次确认。",
    ),
    Entry::new(
        "scenario.outcome.stable_after",
        "Stable disease counts from so long after the baseline; 42 d if left out.",
        "疾病稳定须在基线后至少这么久；缺省为 42 d。",
    ),
    Entry::new(
        "scenario.outcome.limit",
        "recist: what is smaller counts as gone (5 mm); lugano: normal diameter (15 mm); aml: blasts (5 %); ca125: upper normal (35 U/mL); afp: evaluable from (20 ng/mL).",
        "recist：小于此值视为消失（5 mm）；lugano：正常直径（15 mm）；aml：原始细胞（5 %）；ca125：正常上限（35 U/mL）；afp：可评估下限（20 ng/mL）。",
    ),
    Entry::new(
        "scenario.outcome.fall",
        "Share by which a partial response lies below the baseline.",
        "部分缓解低于基线的比例。",
    ),
    Entry::new(
        "scenario.outcome.rise",
        "Share by which progression lies above the lowest value.",
        "进展高于最低值的比例。",
    ),
    Entry::new(
        "scenario.outcome.new_lesion",
        "A condition that means progression whatever is measured.",
        "无论测量值如何都意味着进展的条件。",
    ),
    Entry::new("scenario.outcome.neutrophils", "Neutrophils in blood.", "血中性粒细胞。"),
    Entry::new("scenario.outcome.platelets", "Platelets in blood.", "血小板。"),
    // A model by itself: runs and times, not patients and days.
    Entry::new(
        "survival.what.model",
        "Time from the start of the run",
        "自运行开始起的时间",
    ),
    Entry::new(
        "survival.at_risk.model",
        "Runs without it",
        "未发生的运行",
    ),
    Entry::new(
        "survival.small.model",
        "{events} events in {n}; {percent} % without at the end; 25 to 75 % of runs: {range}",
        "{n} 次中 {events} 起事件；结束时 {percent}% 未发生；25 至 75 % 的运行：{range}",
    ),
    Entry::new(
        "survival.sentence.model",
        "{event}: in {events} of {patients}; half of them by {median} (95 % interval {range}), {percent} % without it at the end",
        "{event}：{patients}中有 {events} 次；半数在 {median} 之前（95% 区间 {range}），结束时 {percent}% 未发生",
    ),
    Entry::new(
        "survival.sentence.not_reached.model",
        "{event}: in {events} of {patients}; {percent} % without it at the end, a median is not reached",
        "{event}：{patients}中有 {events} 次；结束时 {percent}% 未发生，未达到中位数",
    ),
    Entry::new(
        "survival.note.model",
        "Kaplan-Meier curves of runs: a run without the event is censored at its end. The band is the 95 % interval of sampling.",
        "各次运行的 Kaplan-Meier 曲线：未发生事件的运行在其结束时删失。色带为抽样的 95% 区间。",
    ),
    Entry::new(
        "survival.description.model",
        "{arm} {n} runs, {events} events, {percent} % without the event at {day}{time_unit}.",
        "{arm} {n} 次运行，{events} 起事件，{day}{time_unit} 时 {percent}% 未发生。",
    ),
];
