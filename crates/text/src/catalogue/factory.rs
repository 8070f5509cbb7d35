//! The cell factory and the design of schedules: codes E2001 to E2099 and W2001 to W2099.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("cli.library_factories", "Cell factories:", "细胞工厂："),
    Entry::new(
        "scenario.product.lot",
        "A factory (a built-in name or a file): each patient gets cells of a lot of its own.",
        "细胞工厂（内置名称或文件）：每名患者使用各自批次的细胞。",
    ),
    Entry::new("factory.lot_failed", "Lot of {product} not released", "{product} 的批次未放行"),
    Entry::new("E2001", "the product `{name}` does not say how it was made", "产品 `{name}` 未说明制备方法").mend(
        "write method = \"overnight-il2\", or lot = \"factory-mb21\" for cells of a simulated lot",
        "请写 method = \"overnight-il2\"，或用 lot = \"factory-mb21\" 使用模拟批次的细胞",
    ),
    Entry::new("E2002", "the product `{name}` has both `method` and `lot`", "产品 `{name}` 同时有 `method` 与 `lot`")
        .mend("take `method` out: the lot says how the cells were made", "请删去 `method`：批次已说明制备方法"),
    Entry::new("E2003", "a factory takes no lot of another: `{name}`", "细胞工厂不能使用另一批次：`{name}`").mend(
        "take `lot` out; the starting material is part of the factory's model",
        "请删去 `lot`；起始材料属于工厂模型本身",
    ),
    Entry::new("E2004", "`{lot}` is no factory", "`{lot}` 不是细胞工厂").mend(
        "name a scenario of the kind `factory`, such as factory-mb21; `lytic list` shows them",
        "请写 `factory` 类场景，如 factory-mb21；`lytic list` 可列出",
    ),
    Entry::new("E2006", "the model has no `{parameter}`, which a lot sets", "模型没有批次要设定的 `{parameter}`")
        .mend("use a model of a patient who takes NK cells", "请使用接受 NK 细胞的患者模型"),
    Entry::new("E2007", "the typical lot of `{lot}` does not reach its harvest", "`{lot}` 的典型批次未能到达收获时刻")
        .mend("run the factory alone to see why", "请单独运行该工厂场景查看原因"),
    Entry::new(
        "E2010",
        "`{text}` says nothing that could be moved",
        "`{text}` 未说明要改变什么",
    )
    .mend(
        "write NAME=FROM:TO or NAME=FROM:TO:log, such as \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:log\"",
        "请写 名称=起点:终点 或 名称=起点:终点:log，如 \"dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:log\"",
    ),
    Entry::new(
        "E2011",
        "nothing is given that a design could move",
        "未给出可改变的量",
    )
    .mend(
        "add --vary NAME=FROM:TO",
        "请加上 --vary 名称=起点:终点",
    ),
    Entry::new(
        "E2012",
        "more than {limit} things to move",
        "要改变的量多于 {limit} 个",
    )
    .mend(
        "fix some of them with --set",
        "请用 --set 固定其中一些",
    ),
    Entry::new(
        "E2013",
        "`{name}` is moved twice",
        "`{name}` 被改变两次",
    )
    .mend(
        "take one of the two out",
        "请删去其一",
    ),
    Entry::new(
        "E2014",
        "`{text}` is no bound",
        "`{text}` 不是一个限制",
    )
    .mend(
        "write \"OUTCOME <= LIMIT\" or \"OUTCOME >= LIMIT\", such as \"severe_cytokine_release <= 20 %\"",
        "请写 \"结局 <= 限值\" 或 \"结局 >= 限值\"，如 \"severe_cytokine_release <= 20 %\"",
    ),
    Entry::new(
        "E2015",
        "nothing can meet this bound: the share of patients with `{name}` lies between 0 and 1, and the limit is {limit}",
        "此限制无法满足：`{name}` 的患者比例在 0 与 1 之间，而限值为 {limit}",
    )
    .mend(
        "write a share such as 0.2, or 20 %",
        "请写 0 与 1 之间的比例，如 0.2 或 20 %",
    ),
    Entry::new(
        "E2016",
        "the scenario has no outcome `{name}`",
        "场景没有结局 `{name}`",
    )
    .mend(
        "it has: {known}",
        "可用的结局：{known}",
    ),
    Entry::new(
        "E2017",
        "none of {proposals} proposals keeps the bounds; nearest: {bounds}",
        "{proposals} 个方案均不能满足限制；最接近者：{bounds}",
    )
    .mend(
        "loosen a bound, move the levers further, or allow more proposals (--evaluations)",
        "请放宽限制、扩大可变范围或增加方案数（--evaluations）",
    ),
    Entry::new(
        "help.design",
        "Find a feeding or dosing schedule that makes an outcome large under bounds on others, and say whether it beats the standard",
        "寻找在限制条件下使结局最优的补料或给药方案，并说明是否优于标准方案",
    ),
    Entry::new(
        "help.design.maximise",
        "Outcome to be made large: the share of patients with it, or the median of a value",
        "要增大的结局：出现该结局的患者比例，或数值的中位数",
    ),
    Entry::new(
        "help.design.minimise",
        "Outcome to be made small",
        "要减小的结局",
    ),
    Entry::new(
        "help.design.bound",
        "Bound that must be kept, such as 'severe_cytokine_release <= 20 %'; may be given again",
        "必须满足的限制，如 'severe_cytokine_release <= 20 %'；可重复",
    ),
    Entry::new(
        "help.design.vary",
        "What may be moved, as for --set, with its ends, such as 'dose.il2.count=0:14'; may be given again",
        "可改变的量（名称同 --set）及其两端，如 'dose.il2.count=0:14'；可重复",
    ),
    Entry::new(
        "help.design.evaluations",
        "Most proposals that are simulated (40)",
        "最多模拟的方案数（40）",
    ),
    Entry::new(
        "help.design.sure",
        "Share of the draws of what is not known in which a bound must hold (0.8)",
        "限制必须成立的未知量抽样比例（0.8）",
    ),
    Entry::new("design.value", "with {value}", "取 {value} 时"),
    Entry::new(
        "design.title",
        "Design: {outcome}",
        "方案设计：{outcome}",
    ),
    Entry::new(
        "design.heading",
        "{title}: {proposals} proposals, {patients}, {draws} draws of what is not known",
        "{title}：{proposals} 个方案，{patients}，{draws} 次未知量抽样",
    ),
    Entry::new(
        "design.better",
        "Better than the standard: {outcome} on people that the search did not see, beyond sampling and in 95 % of the draws.",
        "优于标准方案：在搜索未见过的人群中，{outcome} 的差异超出抽样误差，且在 95 % 的抽样中成立。",
    ),
    Entry::new(
        "design.not_better",
        "Not better than the standard: what the search found for {outcome} is not borne out beyond sampling and ignorance.",
        "不优于标准方案：搜索所得的 {outcome} 差异未超出抽样误差与未知量范围。",
    ),
    Entry::new(
        "design.nothing_better",
        "Not better than the standard: no proposal had a better {outcome} even on the people of the search.",
        "不优于标准方案：即使在搜索所用人群中，也没有方案使 {outcome} 更好。",
    ),
    Entry::new(
        "design.keeps_bounds",
        "The standard breaks a bound; this schedule keeps all of them, and {outcome} is no worse.",
        "标准方案违反限制；此方案满足全部限制，且 {outcome} 不差。",
    ),
    Entry::new(
        "design.keeps_bounds_at_a_cost",
        "The standard breaks a bound; keeping all of them costs some of {outcome}.",
        "标准方案违反限制；满足全部限制会损失部分 {outcome}。",
    ),
    Entry::new(
        "design.breaks_bounds",
        "No answer: the best of the search for {outcome} breaks a bound on people that the search did not see.",
        "没有结论：搜索所得的最佳方案（{outcome}）在未见过的人群中违反限制。",
    ),
    Entry::new(
        "design.best",
        "Best of the search: {schedule}",
        "搜索所得最佳：{schedule}",
    ),
    Entry::new(
        "design.standard",
        "the scenario as written",
        "原场景",
    ),
    Entry::new(
        "design.check",
        "On other people, {outcome}: {standard} with the standard, {best} with the best of the search ({difference})",
        "在其他人群中，{outcome}：标准方案 {standard}，最佳方案 {best}（{difference}）",
    ),
    Entry::new(
        "design.points",
        "{number} points",
        "{number} 个百分点",
    ),
    Entry::new(
        "design.ignorance",
        "What is not known moves that difference from {low} to {high} (5 to 95 % of the draws)",
        "未知量使该差异在 {low} 至 {high} 之间变动（抽样的 5 % 至 95 %）",
    ),
    Entry::new(
        "design.no_ignorance",
        "One draw: nobody asked how far what is not known moves that difference; --draws 8 asks it",
        "仅一次抽样：未考察未知量对该差异的影响；请用 --draws 8",
    ),
    Entry::new(
        "design.sampling",
        "{patients} leave it open by ±{half} points",
        "{patients}的抽样误差为 ±{half} 个百分点",
    ),
    Entry::new(
        "design.bound",
        "Bound {bound} on {outcome}: {standard} with the standard (kept in {standard_kept} of the draws), {best} with the best ({best_kept})",
        "限制 {bound}（{outcome}）：标准方案 {standard}（{standard_kept} 的抽样满足），最佳方案 {best}（{best_kept}）",
    ),
    Entry::new(
        "design.how",
        "{proposals} proposals by CMA-ES, all on the same people and draws; a bound must hold in {sure} of the draws. The best and the standard were then simulated on other people and draws (seed {seed}), since the best of many noisy numbers looks better than it is.",
        "以 CMA-ES 产生 {proposals} 个方案，均在同一人群与抽样上模拟；限制须在 {sure} 的抽样中成立。随后在其他人群与抽样（种子 {seed}）上比较最佳与标准方案，因为从许多带噪声的数中选出的最佳会显得过好。",
    ),
    Entry::new(
        "design.course",
        "Course of the search",
        "搜索过程",
    ),
    Entry::new(
        "design.course.note",
        "Number 0 is the standard. A point is the mean over draws; bars go from the least to the most favourable draw.",
        "0 号为标准方案。点为各抽样的均值，竖条为抽样范围。",
    ),
    Entry::new(
        "design.proposal_axis",
        "proposal",
        "方案",
    ),
    Entry::new(
        "design.proposals",
        "Proposals, best first",
        "方案（由优到劣）",
    ),
    Entry::new(
        "design.proposal",
        "Proposal",
        "方案",
    ),
    Entry::new(
        "design.schedule",
        "Schedule",
        "安排",
    ),
    Entry::new(
        "design.keeps",
        "Keeps the bounds",
        "满足限制",
    ),
    Entry::new(
        "design.kept",
        "kept in {share} of draws",
        "{share} 的抽样满足",
    ),
    Entry::new(
        "design.yes",
        "yes",
        "是",
    ),
    Entry::new(
        "design.no",
        "no",
        "否",
    ),
];
