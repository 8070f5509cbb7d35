//! Texts of `lytic fit assay`: codes E1401 to E1435 and W1401 to W1409, words of its page and summary.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E1401", "the table is empty", "表格是空的").mend(
        "write a line of column names and a row for each condition",
        "请写一行列名，并为每个条件写一行",
    ),
    Entry::new(
        "E1402",
        "no known column is found with comma, semicolon or tab",
        "用逗号、分号或制表符都找不到已知的列",
    )
    .mend(
        "separate cells by commas and name the columns {columns}",
        "请用逗号分隔各单元格，并把列命名为 {columns}",
    ),
    Entry::new("E1403", "the column `{name}` is missing", "缺少列 `{name}`")
        .mend("add it, or rename the column that holds it", "请补上该列，或改正对应列的名称"),
    Entry::new("E1404", "the column `{name}` stands twice", "列 `{name}` 出现了两次")
        .mend("keep one of them", "请只保留一列"),
    Entry::new(
        "E1405",
        "this row has {found} cells, the head has {wanted}",
        "该行有 {found} 个单元格，表头有 {wanted} 个",
    )
    .mend(
        "put a separator for each empty cell; quote cells that hold one",
        "空单元格也要有分隔符；含分隔符的单元格请加引号",
    ),
    Entry::new(
        "E1406",
        "the unit `{unit}` cannot be turned into {wanted}",
        "单位 `{unit}` 不能换算为 {wanted}",
    )
    .mend("write a unit of that kind in brackets, or none", "请在括号中写同类单位，或不写"),
    Entry::new("E1407", "`{column}` is empty", "`{column}` 为空").mend(
        "fill it in, or delete the row (`--skip-bad-rows` leaves such rows out and counts them)",
        "请填写，或删除该行（`--skip-bad-rows` 会跳过并计数）",
    ),
    Entry::new("E1408", "`{value}` in `{column}` is not a number", "`{column}` 中的 `{value}` 不是数")
        .mend("write a number like 12.5", "请写成 12.5 这样的数"),
    Entry::new(
        "E1409",
        "a lysis of {value} % is above 100 by more than noise ({room} points)",
        "裂解率 {value} % 高于 100，超出噪声范围（{room} 个百分点）",
    )
    .mend(
        "check the maximum release of this plate, or leave the row out",
        "请检查该板的最大释放，或去掉该行",
    ),
    Entry::new(
        "E1410",
        "a lysis of {value} % is below 0 by more than noise ({room} points)",
        "裂解率 {value} % 低于 0，超出噪声范围（{room} 个百分点）",
    )
    .mend(
        "check the spontaneous release of this plate, or leave the row out",
        "请检查该板的自发释放，或去掉该行",
    ),
    Entry::new(
        "E1411",
        "a ratio of NK cells to targets must be above 0, not `{value}`",
        "效靶比必须大于 0，而不是 `{value}`",
    )
    .mend(
        "write 10 or 10:1; rows without NK cells belong to the spontaneous release",
        "请写 10 或 10:1；没有 NK 细胞的行属于自发释放",
    ),
    Entry::new("E1412", "an assay of {value} hours cannot be fitted", "时长 {value} 小时的实验无法拟合")
        .mend(
            "write how many hours NK cells and targets were together, above 0 and at most {most}",
            "请写 NK 细胞与靶细胞共育的小时数，大于 0 且不超过 {most}",
        ),
    Entry::new("E1413", "a standard deviation cannot be {value}", "标准差不能是 {value}")
        .mend("write 0 or more, or leave it empty", "请写 0 或正数，或留空"),
    Entry::new("E1414", "`{value}` is not a number of replicates", "`{value}` 不是重复数")
        .mend("write a whole number from 1 on, or leave it empty", "请写 1 以上的整数，或留空"),
    Entry::new(
        "E1415",
        "one condition, two results: {first} % and {second} %, more than {times} standard deviations apart",
        "同一条件有两个结果：{first} % 与 {second} %，相差超过 {times} 个标准差",
    )
    .mend("find out which is right and delete the other one", "请查明哪个正确并删除另一个"),
    Entry::new("E1416", "one replicate has no standard deviation", "只有一个重复，没有标准差").mend(
        "write the number of replicates, or leave the standard deviation empty",
        "请写重复数，或将标准差留空",
    ),
    Entry::new("E1417", "the file holds several targets: {targets}", "文件中有多个靶细胞：{targets}").mend(
        "choose one with --target, or several to fit them together; others can be predicted with --predict",
        "请用 --target 选择一个，或多次给出以联合拟合；其余可用 --predict 预测",
    ),
    Entry::new("E1418", "there is no target `{name}`", "没有靶细胞 `{name}`")
        .mend("the file holds {targets}", "文件中有 {targets}"),
    Entry::new("E1419", "there are no NK cells called `{name}`", "没有名为 `{name}` 的 NK 细胞")
        .mend("the file holds {arms}", "文件中有 {arms}"),
    Entry::new("E1420", "{points} points cannot fix {free} numbers", "{points} 个点不足以确定 {free} 个数")
        .mend(
            "measure more ratios or arms; each model needs more points than free numbers",
            "请增加效靶比或组；点数须多于自由数",
        ),
    Entry::new("E1421", "no row is left to be fitted", "没有可拟合的行")
        .mend("add rows below the column names", "请在列名下方添加数据行"),
    Entry::new("E1422", "{file} says nothing of the target {target}", "{file} 中没有靶细胞 {target} 的数据")
        .mend(
            "name its cells as in the lysis, or leave the file out",
            "请按裂解数据中的名称命名，或不给该文件",
        ),
    Entry::new("E1424", "there is no number of molecules", "没有分子数").mend(
        "give `molecules_per_cell`, or `mfi` with `log10_slope` and `log10_offset`",
        "请给出 `molecules_per_cell`，或 `mfi` 与 `log10_slope`、`log10_offset`",
    ),
    Entry::new("E1425", "there is no weight", "没有权重").mend(
        "give `fraction_of_cells` (bins) or `count` (events)",
        "请给出 `fraction_of_cells`（分箱）或 `count`（事件）",
    ),
    Entry::new("E1426", "`{column}` cannot be {value}", "`{column}` 不能是 {value}")
        .mend("write 0 or more", "请写 0 或正数"),
    Entry::new("E1427", "all weights of {molecule} on {cell} are 0", "{cell} 上 {molecule} 的权重全为 0")
        .mend("give shares or counts of cells", "请给出细胞的比例或计数"),
    Entry::new("E1428", "a floor of {value} for standard deviations cannot be", "标准差下限不能是 {value}")
        .mend("write percent points above 0, such as --sd-floor 2", "请写大于 0 的百分点，如 --sd-floor 2"),
    Entry::new(
        "E1429",
        "the receptors of {name} cannot be multiplied with {value}",
        "{name} 的受体不能乘以 {value}",
    )
    .mend("write --car-factor {name}=10", "请写 --car-factor {name}=10"),
    Entry::new("E1430", "{count} points are too many (at most {most})", "{count} 个点过多（至多 {most}）")
        .mend(
            "give means of replicates, or only the targets of interest",
            "请给出重复的均值，或只保留相关的靶细胞",
        ),
    Entry::new(
        "E1431",
        "{count} pairs of cell and molecule are too many (at most {most})",
        "{count} 对细胞与分子过多（至多 {most}）",
    )
    .mend("check the columns `cell` and `molecule`", "请检查列 `cell` 与 `molecule`"),
    Entry::new("E1432", "{count} more problems are not shown", "另有 {count} 个问题未列出")
        .mend("mend those above first", "请先改正上面的问题"),
    Entry::new("E1433", "the target `{name}` is named twice", "靶细胞 `{name}` 给出了两次")
        .mend("leave one of them out", "请删去其一"),
    Entry::new("E1434", "adhesion cannot be fitted without molecules", "没有分子数时无法拟合黏附").mend(
        "give --molecules or --histograms with LFA-1 and ICAM-1",
        "请用 --molecules 或 --histograms 给出 LFA-1 与 ICAM-1",
    ),
    Entry::new("E1435", "{file} says nothing of LFA-1 on NK cells", "{file} 中没有 NK 细胞的 LFA-1 数据")
        .mend(
            "add rows of LFA-1 and ICAM-1, or leave --adhesion out",
            "请添加 LFA-1 与 ICAM-1 的行，或去掉 --adhesion",
        ),
    Entry::new("W1401", "read with {separator} instead of commas", "按{separator}而非逗号读取"),
    Entry::new("W1402", "the column `{name}` is not read", "列 `{name}` 未读取")
        .mend("columns are {known}", "可用的列为 {known}"),
    Entry::new("W1403", "a lysis of {value} % is kept as noise", "裂解率 {value} % 视为噪声，予以保留"),
    Entry::new("W1404", "the same row stands twice: it counts once", "同一行出现两次：只计一次"),
    Entry::new(
        "W1406",
        "shares of {molecule} on {cell} add up to {sum}: they are scaled to 1",
        "{cell} 上 {molecule} 的比例合计为 {sum}：已缩放为 1",
    ),
    Entry::new(
        "W1407",
        "{hours} h is long: targets grow meanwhile, which is left out",
        "{hours} 小时较长：其间靶细胞会增殖，模型未计入",
    ),
    Entry::new(
        "W1409",
        "{read} rows read, {refused} refused, nothing was fitted",
        "读取 {read} 行，拒绝 {refused} 行，未作拟合",
    )
    .mend("mend the rows, or leave them out with --skip-bad-rows", "请改正这些行，或用 --skip-bad-rows 略去"),
    Entry::new(
        "W1408",
        "{file}: {first} and {second} get the same numbers of {molecule}",
        "{file}：{first} 与 {second} 使用相同的 {molecule} 数目",
    )
    .mend(
        "where one of them carries more, write --car-factor {second}=10",
        "若其中一个携带更多，请写 --car-factor {second}=10",
    ),
    Entry::new("fit.first_here", "the other one", "另一行"),
    Entry::new("fit.semicolon", "semicolons", "分号"),
    Entry::new("fit.tab", "tabs", "制表符"),
    // Command line
    Entry::new("help.fit", "Fit data of an experiment", "拟合实验数据"),
    Entry::new(
        "help.fit.assay",
        "Fit a killing assay: numbers with intervals, models compared, another target predicted",
        "拟合杀伤实验：带区间的数值、模型比较、预测另一靶细胞",
    ),
    Entry::new(
        "help.fit.data",
        "Specific lysis: CSV of target, effector, effector_target_ratio, hours, specific_lysis_percent, sd_percent",
        "特异性裂解：CSV，列为 target、effector、effector_target_ratio、hours、specific_lysis_percent、sd_percent",
    ),
    Entry::new(
        "help.fit.molecules",
        "Receptors and ligands per cell, in bins",
        "每个细胞的受体与配体数（分箱）",
    ),
    Entry::new(
        "help.fit.histograms",
        "Receptors and ligands per cell, all events",
        "每个细胞的受体与配体数（全部事件）",
    ),
    Entry::new(
        "help.fit.target",
        "The target of the fit; several are fitted together, with a natural signal each",
        "要拟合的靶细胞；给出多个则联合拟合，各有一个天然信号",
    ),
    Entry::new(
        "help.fit.adhesion",
        "Fit a weight of adhesion (LFA-1 and ICAM-1) too",
        "同时拟合黏附（LFA-1 与 ICAM-1）的权重",
    ),
    Entry::new(
        "help.fit.predict",
        "Another target to be predicted from the fit",
        "由拟合结果预测的另一靶细胞",
    ),
    Entry::new("help.fit.without", "An arm that takes no part in the fit", "不参与拟合的组"),
    Entry::new(
        "help.fit.car_factor",
        "By what the chimeric receptors of an arm are multiplied",
        "某组嵌合受体数目的倍数",
    ),
    Entry::new(
        "help.fit.model",
        "Decision: weighted, vav or all; if left out all, weighted is shown",
        "决策模型：weighted、vav 或 all；默认 all，展示 weighted",
    ),
    Entry::new(
        "help.fit.cycle",
        "Killing: fixed, free or mass-action; if left out all, fixed is shown",
        "杀伤方式：fixed、free 或 mass-action；默认全部，展示 fixed",
    ),
    Entry::new(
        "help.fit.sd_floor",
        "Least standard deviation that counts, in percent points; if left out that of the typical point",
        "计入的最小标准差（百分点）；默认为典型点的标准差",
    ),
    Entry::new("help.fit.equal_weights", "All points count the same", "所有点权重相同"),
    Entry::new(
        "help.fit.skip_bad_rows",
        "Leave refused rows out and use the others",
        "跳过被拒绝的行，使用其余行",
    ),
    Entry::new("cli.fitting", "the models of {file}", "{file} 的模型"),
    Entry::new("count.models", "{count} fits", "{count} 次拟合"),
    // Page and summary
    Entry::new("fit.title", "Killing assay: {target}", "杀伤实验：{target}"),
    Entry::new(
        "fit.heading",
        "Killing assay on {target}: {points} points, {arms}",
        "{target} 杀伤实验：{points} 个点，{arms}",
    ),
    Entry::new(
        "fit.rows",
        "{file}: {read} rows read, {refused} refused",
        "{file}：读取 {read} 行，拒绝 {refused} 行",
    ),
    Entry::new(
        "fit.shown",
        "{model}: R² {r2} with {free} fitted numbers, typical distance {rmse} points",
        "{model}：用 {free} 个拟合的数得 R² {r2}，典型差距 {rmse} 个百分点",
    ),
    Entry::new("fit.table.none", "without molecules", "不含分子数"),
    Entry::new("fit.table.bins", "molecules in bins", "分箱分子数"),
    Entry::new("fit.table.histograms", "molecules of all events", "全部事件的分子数"),
    Entry::new("fit.model.weighted", "Weighted signal", "加权信号"),
    Entry::new("fit.model.vav", "Vav switch", "Vav 开关"),
    Entry::new("fit.cycle.fixed", "fixed cycle of the killer cell", "固定的杀伤周期"),
    Entry::new("fit.cycle.free", "double saturation of its own", "自由的双饱和"),
    Entry::new("fit.cycle.mass-action", "mass action", "质量作用"),
    Entry::new("fit.name", "{decision}, {cycle}", "{decision}，{cycle}"),
    Entry::new(
        "fit.joint",
        "Fitted together: {targets}. Each target has a natural signal of its own, all other numbers are shared",
        "联合拟合：{targets}。各靶细胞有自己的天然信号，其余各数共用",
    ),
    Entry::new(
        "fit.decided",
        "Of {count} models this one is met best by AICc; the next is {delta} behind",
        "在 {count} 个模型中按 AICc 此模型最佳；下一个相差 {delta}",
    ),
    Entry::new(
        "fit.undecided",
        "The data cannot tell {count} models apart (AICc within 2): {models}",
        "数据无法区分 {count} 个模型（AICc 相差不超过 2）：{models}",
    ),
    Entry::new(
        "fit.behind",
        "The shown model is {delta} behind the best by AICc: {best}",
        "所示模型按 AICc 比最佳模型差 {delta}：{best}",
    ),
    Entry::new(
        "fit.not_compared",
        "One model was asked for: nothing is compared",
        "只要求一个模型：未作比较",
    ),
    Entry::new(
        "fit.no_aicc",
        "Too few points for AICc: the models are not compared",
        "点数太少，无法计算 AICc：未作比较",
    ),
    Entry::new(
        "fit.tables_disagree",
        "The files say different things of molecules: the shown model has AICc {a} with {first} and {b} with {second}",
        "两份文件的分子数不同：所示模型用{first}的 AICc 为 {a}，用{second}的为 {b}",
    ),
    Entry::new(
        "fit.open.below",
        "{name} is not bounded below: any smaller value does as well",
        "{name} 没有下界：更小的值同样可行",
    ),
    Entry::new(
        "fit.open.above",
        "{name} is not bounded above: any greater value does as well",
        "{name} 没有上界：更大的值同样可行",
    ),
    Entry::new(
        "fit.open.both",
        "{name} is not identifiable: its profile is flat",
        "{name} 不可识别：其似然剖面是平的",
    ),
    Entry::new(
        "fit.correlated",
        "{first} and {second} move together (correlation {value}): the data fix only their combination",
        "{first} 与 {second} 同步变化（相关 {value}）：数据只能确定二者的组合",
    ),
    Entry::new(
        "fit.identifiable",
        "All fitted numbers have two-sided 95 % intervals",
        "所有拟合的数都有双侧 95 % 区间",
    ),
    Entry::new(
        "fit.one_minimum",
        "{agree} of {count} searches ended in the same minimum",
        "{count} 次搜索中有 {agree} 次到达同一极小值",
    ),
    Entry::new(
        "fit.not_rested",
        "The search did not come to rest: take the numbers as a first look",
        "搜索未收敛：结果仅供初步参考",
    ),
    Entry::new("fit.interval", "{name} = {value} ({low} to {high})", "{name} = {value}（{low} 至 {high}）"),
    Entry::new("fit.point_only", "{name} = {value}", "{name} = {value}"),
    Entry::new("fit.no_end", "open", "无界"),
    Entry::new(
        "fit.weights",
        "Points are weighted by their standard deviations; below {floor} points they count as {floor}",
        "各点按标准差加权；低于 {floor} 个百分点的按 {floor} 计",
    ),
    Entry::new("fit.equal", "All points count the same", "所有点权重相同"),
    Entry::new(
        "fit.without_sd",
        "{count} points have no standard deviation and got that of the typical point",
        "{count} 个点没有标准差，按典型点的标准差计",
    ),
    Entry::new("fit.left_out", "Took no part in the fit: {arms}", "未参与拟合：{arms}"),
    Entry::new(
        "fit.no_molecules",
        "No molecules are given: each arm has one signal, all its cells carry the same, and nothing is known of inhibition; the length of each step of the killer cell is the library's",
        "未给出分子数：每组一个信号，组内细胞相同，抑制未知；杀伤细胞各步骤的时长取自参数库",
    ),
    Entry::new(
        "fit.predict.none",
        "{target} predicted with nothing refitted: R² {r2}",
        "{target} 的预测（不重新拟合）：R² {r2}",
    ),
    Entry::new(
        "fit.predict.some",
        "{target} with {count} refitted ({names}): R² {r2}",
        "{target} 重新拟合 {count} 个数（{names}）：R² {r2}",
    ),
    Entry::new("fit.says", "What the data say", "数据说明了什么"),
    Entry::new("fit.figures", "Data and model", "数据与模型"),
    Entry::new(
        "fit.figures.note",
        "Rings: measured, bars one standard deviation. Line: the model; band: 95 % of its mean by the delta method on the logarithms of the fitted numbers. Predicted targets have no band: what is not known of them is not in the fit.",
        "圆圈：测量值，竖线为一个标准差。曲线：模型；带：按拟合数对数的 delta 方法得到的均值 95 % 范围。预测的靶细胞没有带：其未知之处不在拟合中。",
    ),
    Entry::new("fit.parameters", "Fitted numbers", "拟合的数"),
    Entry::new(
        "fit.parameters.note",
        "Intervals are 95 % profile likelihood: how far a number can go while all others make the best of it, with the size of the errors estimated from the residuals. The contact rate of a dish is not that of a tissue.",
        "区间为 95 % 似然剖面：其余各数取最佳值时该数可达的范围，误差大小由残差估计。培养皿的接触速率不同于组织。",
    ),
    Entry::new("fit.compared", "Models compared", "模型比较"),
    Entry::new(
        "fit.compared.note",
        "AICc counts the fitted numbers and the size of the errors; a difference below 2 says nothing, above 10 much. Mass action is the published form for the CAR-NK data, without a spread between cells that carry the same.",
        "AICc 计入拟合的数与误差大小；相差小于 2 说明不了什么，大于 10 则差别明显。质量作用是 CAR-NK 数据已发表的形式，相同细胞间无差异。",
    ),
    Entry::new("fit.arms", "Arm by arm", "逐组结果"),
    Entry::new("fit.predicted", "Another target predicted", "预测另一靶细胞"),
    Entry::new(
        "fit.predicted.note",
        "All numbers are those of the fit but those named. Little killing explained without refitting says that ligands matter which nobody measured.",
        "除所列之外，各数均取自拟合。不重新拟合时解释得少，说明有未测量的配体起作用。",
    ),
    Entry::new("fit.receptors", "Receptors and ligands", "受体与配体"),
    Entry::new(
        "fit.receptors.note",
        "Which NK cells of the file stand for which arm. Adhesion molecules count only where --adhesion is given.",
        "文件中的哪些 NK 细胞代表哪一组。黏附分子仅在给出 --adhesion 时计入。",
    ),
    Entry::new("fit.disagree", "Where the two files disagree", "两份文件的分歧"),
    Entry::new(
        "fit.disagree.note",
        "Cells beyond the support: share of the first file's cells with more molecules than 99.9 % of the second file's cells have. Both files are fitted; compare the rows of the table of models.",
        "超出支持范围：第一份文件中分子数高于第二份文件 99.9 % 细胞的细胞比例。两份文件均已拟合；请比较模型表中的各行。",
    ),
    Entry::new("fit.head.number", "Number", "数"),
    Entry::new("fit.head.value", "Best value", "最佳值"),
    Entry::new("fit.head.interval", "95 % interval", "95 % 区间"),
    Entry::new("fit.head.verdict", "What the data say", "数据的判断"),
    Entry::new("fit.head.model", "Model", "模型"),
    Entry::new("fit.head.molecules", "Molecules", "分子数"),
    Entry::new("fit.head.free", "Fitted", "拟合数"),
    Entry::new("fit.head.rmse", "Distance", "差距"),
    Entry::new("fit.head.aicc", "AICc", "AICc"),
    Entry::new("fit.head.delta", "Behind the best", "与最佳之差"),
    Entry::new("fit.head.arm", "Arm", "组"),
    Entry::new("fit.head.points", "Points", "点数"),
    Entry::new("fit.head.bias", "Model minus measured", "模型减测量"),
    Entry::new("fit.head.largest", "Largest", "最大差"),
    Entry::new("fit.head.refitted", "Fitted anew", "重新拟合"),
    Entry::new("fit.head.cell", "Cells of the file", "文件中的细胞"),
    Entry::new("fit.head.molecule", "Molecule", "分子"),
    Entry::new("fit.head.mean", "Mean per cell", "每细胞均值"),
    Entry::new("fit.head.of", "Of", "属于"),
    Entry::new("fit.head.beyond", "Cells beyond the support", "超出支持范围的细胞"),
    Entry::new("fit.verdict.bounded", "two-sided", "双侧有界"),
    Entry::new("fit.verdict.below", "open below", "下方无界"),
    Entry::new("fit.verdict.above", "open above", "上方无界"),
    Entry::new("fit.verdict.open", "not identifiable", "不可识别"),
    Entry::new("fit.not_used", "not fitted", "未参与拟合"),
    Entry::new("fit.nothing", "nothing", "无"),
    Entry::new("fit.times", "times {factor}", "{factor} 倍"),
    Entry::new("fit.arm_count", "{count} arms", "{count} 组"),
    Entry::new("fit.one_arm", "1 arm", "1 组"),
    Entry::new(
        "fit.meaning.natural",
        "Natural signal of the NK cells at {target}",
        "NK 细胞对 {target} 的天然信号",
    ),
    Entry::new("fit.meaning.arm", "Signal of {arm}", "{arm} 的信号"),
    Entry::new("fit.meaning.car", "Weight of the chimeric receptor", "嵌合受体的权重"),
    Entry::new("fit.meaning.adhesion", "Weight of adhesion", "黏附的权重"),
    Entry::new(
        "fit.meaning.contact",
        "Contacts of a searching NK cell in the dish",
        "培养皿中搜索 NK 细胞的接触速率",
    ),
    Entry::new("fit.meaning.kill", "Kills of a cell that always responds", "始终应答的细胞的杀伤速率"),
    Entry::new(
        "fit.meaning.half",
        "Crowd of half that rate, in targets at the beginning",
        "速率减半时的细胞数（以初始靶细胞计）",
    ),
    Entry::new(
        "fit.meaning.hazard",
        "Hazard of a target per NK cell and target",
        "每个 NK 细胞对靶细胞的风险",
    ),
    Entry::new("fit.figure.lysis", "{target}, {arm}", "{target}，{arm}"),
    Entry::new("fit.figure.lysis.hours", "{target}, {arm}, {hours} h", "{target}，{arm}，{hours} 小时"),
    Entry::new("fit.figure.predicted", "{target}, {arm}: predicted", "{target}，{arm}：预测"),
    Entry::new("fit.figure.across", "NK cells per target", "效靶比"),
    Entry::new("fit.figure.lysis.axis", "specific lysis", "特异性裂解"),
    Entry::new(
        "fit.figure.description",
        "{points} measured points; the model goes from {low} % to {high} %",
        "{points} 个测量点；模型从 {low} % 到 {high} %",
    ),
    Entry::new("fit.figure.measured", "measured, with one standard deviation", "测量值与一个标准差"),
    Entry::new("fit.figure.model", "model", "模型"),
    Entry::new("fit.figure.band", "95 % of its mean", "均值的 95 %"),
    Entry::new("fit.figure.blind", "nothing refitted", "不重新拟合"),
    Entry::new("fit.figure.one", "natural signal refitted", "重新拟合天然信号"),
    Entry::new("fit.figure.two", "rate refitted too", "并重新拟合速率"),
    Entry::new("fit.figure.profile", "Profile: {name}", "似然剖面：{name}"),
    Entry::new(
        "fit.figure.profile.axis",
        "rise of chi² (1: end of the 95 % interval)",
        "χ² 的升高（1：95 % 区间的端点）",
    ),
    Entry::new("report.hash.data", "Data", "数据"),
    Entry::new("report.hash.bins", "Molecules (bins)", "分子数（分箱）"),
    Entry::new("report.hash.histograms", "Molecules (events)", "分子数（事件）"),
];
