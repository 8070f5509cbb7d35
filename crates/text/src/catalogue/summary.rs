//! Texts of `report`: the sentences of the summary, for the terminal and the page.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "summary.heading",
        "{title}: {patients}, day {start} to day {end}, seed {seed}",
        "{title}：{patients}，第 {start} 天至第 {end} 天，随机种子 {seed}",
    ),
    Entry::new(
        "summary.heading.draws",
        "{title}: {patients} in each of {draws}, day {start} to day {end}, seed {seed}",
        "{title}：{draws}，每次 {patients}，第 {start} 天至第 {end} 天，随机种子 {seed}",
    ),
    Entry::new(
        "summary.opening",
        "This run followed {patients} from day {start} to day {end}.",
        "本次模拟对 {patients}从第 {start} 天随访至第 {end} 天。",
    ),
    Entry::new(
        "summary.opening.draws",
        "This run followed {patients} from day {start} to day {end}, in each of {draws} of the values we do not know well.",
        "本次模拟对我们尚不确知的参数值作 {draws}，每次对 {patients}从第 {start} 天随访至第 {end} 天。",
    ),
    Entry::new("summary.at_day", "{what} at day {day}", "第 {day} 天{what}"),
    Entry::new(
        "summary.outcome",
        "{outcome}: {successes} of {patients} ({percent} %; 95 % sampling interval {low}–{high} %)",
        "{outcome}：{patients}中有 {successes} 名（{percent}%；95% 抽样区间 {low}%–{high}%）",
    ),
    Entry::new(
        "summary.outcome.draws",
        "{outcome}: {successes} of {patients} ({percent} %; 95 % sampling interval {low}–{high} %; ignorance {ignorance_low}–{ignorance_high} % over {draws} of what we do not know)",
        "{outcome}：{patients}中有 {successes} 名（{percent}%；95% 抽样区间 {low}%–{high}%；认知不确定性 {ignorance_low}%–{ignorance_high}%，来自未知参数的 {draws}）",
    ),
    Entry::new(
        "summary.value",
        "{value}: median {median} (90 % of {subjects} {low} – {high})",
        "{value}：中位数 {median}（90% 的{subjects}在 {low}–{high} 之间）",
    ),
    Entry::new(
        "summary.outcome.none",
        "{outcome}: no patient could be judged",
        "{outcome}：没有可判定的患者",
    ),
    Entry::new("summary.more_outcomes", "More outcomes in the report: {count}", "报告中还有 {count} 项结局"),
    Entry::new(
        "summary.column.peak",
        "{column}, median: peak {value} on day {day}, then {last} on day {last_day}",
        "{column}（中位数）：第 {day} 天达到峰值 {value}，第 {last_day} 天为 {last}",
    ),
    Entry::new(
        "summary.column.trough",
        "{column}, median: lowest {value} on day {day}, then {last} on day {last_day}",
        "{column}（中位数）：第 {day} 天降至最低 {value}，第 {last_day} 天为 {last}",
    ),
    Entry::new(
        "summary.column.ends",
        "{column}, median: {value} on day {day}, {last} on day {last_day}",
        "{column}（中位数）：第 {day} 天为 {value}，第 {last_day} 天为 {last}",
    ),
    Entry::new(
        "summary.failures",
        "{count} of {patients} could not be computed to the end (listed in the report).",
        "{patients}中有 {count} 名未能计算至终点（名单见报告）。",
    ),
    Entry::new("summary.value.one", "{value}: {median}", "{value}：{median}"),
    Entry::new(
        "summary.value.draws",
        "{value}: median {median} (90 % of {subjects} {low} – {high}; ignorance of the median {ignorance_low} – {ignorance_high})",
        "{value}：中位数 {median}（90% 的{subjects}在 {low}–{high} 之间；中位数的认知不确定性 {ignorance_low}–{ignorance_high}）",
    ),
    // With and without.
    Entry::new(
        "summary.paired.more",
        "{outcome}, with and without {agents}: {with} of {patients} with, {without} without: {difference} more in every 100 ({low} to {high} by sampling)",
        "{outcome}，使用与不使用 {agents}：{patients}中使用时 {with} 名，不使用时 {without} 名，即每 100 名多 {difference} 名（抽样误差 {low} 至 {high}）",
    ),
    Entry::new(
        "summary.paired.fewer",
        "{outcome}, with and without {agents}: {with} of {patients} with, {without} without: {difference} fewer in every 100 (a difference of {low} to {high} by sampling)",
        "{outcome}，使用与不使用 {agents}：{patients}中使用时 {with} 名，不使用时 {without} 名，即每 100 名少 {difference} 名（差值的抽样误差 {low} 至 {high}）",
    ),
    Entry::new(
        "summary.paired.same",
        "{outcome}, with and without {agents}: {with} of {patients} with, {without} without: no difference ({low} to {high} in every 100 by sampling)",
        "{outcome}，使用与不使用 {agents}：{patients}中使用时 {with} 名，不使用时 {without} 名，没有差别（每 100 名的抽样误差 {low} 至 {high}）",
    ),
    Entry::new(
        "summary.paired.value",
        "{value}, with minus without {agents} in the same patient: median {median} (90 % of {subjects} {low} to {high})",
        "{value}，同一患者使用减去不使用 {agents}：中位数 {median}（90% 的{subjects}在 {low} 至 {high} 之间）",
    ),
    Entry::new(
        "summary.paired.value.draws",
        "{value}, with minus without {agents} in the same patient: median {median} (90 % of {subjects} {low} to {high}; ignorance of the median {ignorance_low} to {ignorance_high})",
        "{value}，同一患者使用减去不使用 {agents}：中位数 {median}（90% 的{subjects}在 {low} 至 {high} 之间；中位数的认知不确定性 {ignorance_low} 至 {ignorance_high}）",
    ),
    Entry::new(
        "summary.paired.unjudged",
        "{outcome}, with and without {agents}: no patient could be judged in both",
        "{outcome}，使用与不使用 {agents}：没有两种情形均可判定的患者",
    ),
    Entry::new(
        "summary.attribution.fixed",
        "What is known fixes the share due to {agents} within a factor of three: from {low} to {high} in every 100",
        "现有知识可在三倍误差以内确定归因于 {agents}的比例：每 100 名 {low} 至 {high} 名",
    ),
    Entry::new(
        "summary.attribution.size_open",
        "What is known does not fix the share due to {agents}: from {low} to {high} in every 100",
        "现有知识不能确定归因于 {agents}的比例：每 100 名 {low} 至 {high} 名",
    ),
    Entry::new(
        "summary.attribution.any",
        "What is known does not fix the share due to {agents}, not even whether there is any: from {low} to {high} in every 100",
        "现有知识不能确定归因于 {agents}的比例，连有无差别都不能确定：每 100 名 {low} 至 {high} 名",
    ),
    Entry::new(
        "summary.attribution.sign_open",
        "What is known does not fix the share due to {agents}, not even whether it is more or fewer: from {low} to {high} in every 100",
        "现有知识不能确定归因于 {agents}的比例，连增加还是减少都不能确定：每 100 名 {low} 至 {high} 名",
    ),
    Entry::new(
        "summary.attribution.none",
        "In no draw of what we do not know does it differ with {agents}",
        "在未知参数的各次抽样中，{agents}均未改变该结局",
    ),
    Entry::new(
        "summary.not_asked",
        "One draw: how far what we do not know moves these numbers was not asked; --draws 20 asks it.",
        "仅一次抽样：未考察未知参数会使这些数值变动多少；可加上 --draws 20 考察。",
    ),
    Entry::new(
        "summary.donor_unknown",
        "The donor of {donor} is not typed and was taken as unknown: {percent} % of the cells meet no inhibiting HLA, as the library assumes of a mismatched donor, for every patient. Whether HLA and KIR match changes nothing here; [patient] hla and [product.NAME] hla, kir make it count.",
        "{donor} 的供者未分型，按未知处理：对每名患者，{percent}% 的细胞遇不到抑制性 HLA，即资料库对错配供者的假定。HLA 与 KIR 是否相合在此不起作用；给出 [patient] hla 与 [product.NAME] hla、kir 后方才计入。",
    ),
    Entry::new(
        "summary.donor_unknown.no_share",
        "The donor of {donor} is not typed and was taken as unknown, with the library's alloreactive cells for every patient. Whether HLA and KIR match changes nothing here; [patient] hla and [product.NAME] hla, kir make it count.",
        "{donor} 的供者未分型，按未知处理，每名患者均采用资料库的同种反应性细胞。HLA 与 KIR 是否相合在此不起作用；给出 [patient] hla 与 [product.NAME] hla、kir 后方才计入。",
    ),
    Entry::new(
        "summary.kir_unknown",
        "The KIR genes of the donor of {donor} are not typed: receptors were taken as frequent as they are among donors; [product.NAME] kir settles them.",
        "{donor} 的供者 KIR 基因未分型：受体按供者人群中的频率计；可由 [product.NAME] kir 确定。",
    ),
    Entry::new(
        "summary.cause.remission",
        "A remission after chemotherapy is not a remission by {agents}: only the difference between the two arms is due to {agents}.",
        "化疗后的缓解并不等于 {agents}带来的缓解：只有两组之间的差别才归因于 {agents}。",
    ),
    Entry::new(
        "summary.cause",
        "What follows the whole treatment is not yet what {agents} did: only the difference between the two arms is due to {agents}.",
        "整个治疗之后的结果并不等于 {agents}的作用：只有两组之间的差别才归因于 {agents}。",
    ),
    Entry::new(
        "summary.acceptance",
        "Plausible patients: {refused} of {candidates} candidates ({percent} %) were refused by the scenario's bounds",
        "合理患者：{candidates} 名候选患者中有 {refused} 名（{percent}%）因超出场景设定的界限而被剔除",
    ),
    Entry::new(
        "summary.not_cause",
        "These numbers are those of the whole treatment: on their own they do not show what the NK cells added.",
        "以上数值反映整个治疗方案的结果，单凭这些数值无法判断 NK 细胞本身的贡献。",
    ),
    // A model by itself: runs and times, not patients and days.
    Entry::new(
        "summary.heading.model",
        "{title}: {patients}, time {start} to {end}{time_unit}, seed {seed}",
        "{title}：{patients}，时间 {start} 至 {end}{time_unit}，随机种子 {seed}",
    ),
    Entry::new(
        "summary.opening.model",
        "The model ran by itself: {patients} from time {start} to {end}{time_unit}.",
        "模型单独运行：{patients}，时间自 {start} 至 {end}{time_unit}。",
    ),
    Entry::new(
        "summary.outcome.model",
        "{outcome}: {successes} of {patients} ({percent} %; 95 % sampling interval {low}–{high} %)",
        "{outcome}：{patients}中有 {successes} 次（{percent}%；95% 抽样区间 {low}%–{high}%）",
    ),
    Entry::new(
        "summary.outcome.none.model",
        "{outcome}: no run could be judged",
        "{outcome}：没有可判定的运行",
    ),
    Entry::new(
        "summary.column.peak.model",
        "{column}, median: peak {value} at {day}{time_unit}, then {last} at {last_day}{time_unit}",
        "{column}（中位数）：{day}{time_unit} 时达到峰值 {value}，{last_day}{time_unit} 时为 {last}",
    ),
    Entry::new(
        "summary.column.trough.model",
        "{column}, median: lowest {value} at {day}{time_unit}, then {last} at {last_day}{time_unit}",
        "{column}（中位数）：{day}{time_unit} 时降至最低 {value}，{last_day}{time_unit} 时为 {last}",
    ),
    Entry::new(
        "summary.column.ends.model",
        "{column}, median: {value} at {day}{time_unit}, {last} at {last_day}{time_unit}",
        "{column}（中位数）：{day}{time_unit} 时为 {value}，{last_day}{time_unit} 时为 {last}",
    ),
    Entry::new(
        "summary.failures.model",
        "{count} of {patients} could not be computed to the end (listed in the report).",
        "{patients}中有 {count} 次未能计算至终点（名单见报告）。",
    ),
];
