//! Texts of a block of tissue in a patient: codes E2250 to E2269, keys of `[tissue]`, words of its report.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "E2250",
        "{model} has no site `{site}` for a block of tissue",
        "{model} 没有可供组织块使用的部位 `{site}`",
    )
    .mend("sites of this model: {known}", "该模型的部位：{known}"),
    Entry::new(
        "E2251",
        "the block lives from day {from} to day {to}, but the run from day {start} to day {end}",
        "组织块为第 {from} 至 {to} 天，而运行为第 {start} 至 {end} 天",
    )
    .mend("move `from` and `to`, or lengthen `duration`", "请移动 `from` 与 `to`，或加长 `duration`"),
    Entry::new("E2252", "`to` ({to}) is not after `from` ({from})", "`to`（{to}）不在 `from`（{from}）之后")
        .mend(
            "both are times of the run, such as from = \"7 d\", to = \"8 d\"",
            "两者均为运行中的时间，如 from = \"7 d\"、to = \"8 d\"",
        ),
    Entry::new(
        "E2253",
        "blood comes through vessels, and this geometry has none",
        "血液经血管而来，而该几何形状没有血管",
    )
    .mend(
        "write shape = \"block\", edge = \"200 um\", vessels = \"80 um\"",
        "请写 shape = \"block\"、edge = \"200 um\"、vessels = \"80 um\"",
    ),
    Entry::new(
        "E2254",
        "`{key}` of these NK cells is the patient's and cannot be set",
        "这些 NK 细胞的 `{key}` 取自患者，不能设定",
    )
    .mend("leave it out: their activation follows the patient's model", "请删去：其活化程度遵循患者模型"),
    Entry::new(
        "E2255",
        "the blood sets the field `{name}`, which the block lacks",
        "血液设定了场 `{name}`，而组织块没有该场",
    )
    .mend("add it to `fields`", "请将其加入 `fields`"),
    Entry::new(
        "E2256",
        "a piece of the window lasts {hours} h, less than two rows of the counts ({every} h apart)",
        "窗口的一段为 {hours} 小时，短于计数表的两行（间隔 {every} 小时）",
    )
    .mend(
        "take fewer `pieces`, a longer window or a shorter `every`",
        "请减少 `pieces`、加长窗口或缩短 `every`",
    ),
    Entry::new("E2257", "{cells} cells would come into the block", "将有 {cells} 个细胞进入组织块").mend(
        "take a smaller block or a shorter window (at most 1,000,000 come in)",
        "请缩小组织块或缩短窗口（至多进入 1,000,000 个）",
    ),
    Entry::new(
        "E2258",
        "the patient of the block does not reach the end: {reason}",
        "组织块所属患者未到达终点：{reason}",
    )
    .mend(
        "run the patient without [tissue], or take another `patient`",
        "请去掉 [tissue] 运行该患者，或另选 `patient`",
    ),
    Entry::new(
        "E2259",
        "`outside` and `blood` both set the field `{name}`",
        "`outside` 与 `blood` 都设定了场 `{name}`",
    )
    .mend("keep one of them", "请只保留其一"),
    Entry::new(
        "E2260",
        "[tissue] is a block of tissue in a patient; lots of cells have none",
        "[tissue] 是患者体内的组织块；细胞批次没有组织块",
    )
    .mend("leave it out, or write kind = \"patient\"", "请删去，或写 kind = \"patient\""),
    Entry::new(
        "E2261",
        "on day {days} the {site} has too few tumour cells for one to be in the block",
        "第 {days} 天，{site} 的肿瘤细胞过少，组织块中一个也没有",
    )
    .mend("take an earlier window or a larger block", "请取更早的窗口或更大的组织块"),
    Entry::new(
        "E2262",
        "a block in a patient is filled from the patient's densities, not from a table",
        "患者体内的组织块按患者的密度填充，而不取自表格",
    )
    .mend("leave out `positions`", "请删去 `positions`"),
    Entry::new(
        "E2263",
        "nobody says what the tumour cells of the {site} carry",
        "未说明 {site} 的肿瘤细胞携带何种分子",
    )
    .mend(
        "write target = \"nsclc\" or another of `lytic list`",
        "请写 target = \"nsclc\" 或 `lytic list` 中的其他目标",
    ),
    Entry::new(
        "W2250",
        "edits of the product `{product}` are not in the block's NK cells",
        "产品 `{product}` 的改造未用于组织块的 NK 细胞",
    )
    .mend(
        "say car_antigen and car_receptors in [tissue.donor]",
        "请在 [tissue.donor] 中给出 car_antigen 与 car_receptors",
    ),
    Entry::new(
        "W2251",
        "this command simulates the patients alone, without the block of [tissue]",
        "此命令只模拟患者，不含 [tissue] 的组织块",
    )
    .mend("`lytic run` runs it", "`lytic run` 会运行它"),
    Entry::new(
        "block.key.tissue",
        "a block of tissue in one patient, whose blood flows through its vessels",
        "一名患者体内的组织块，其血液流经该块的血管",
    ),
    Entry::new(
        "block.key.site",
        "where the block lies: marrow (AML), liver (HCC), tumour (all solid tumours)",
        "组织块的部位：marrow（AML）、liver（HCC）、tumour（所有实体瘤）",
    ),
    Entry::new(
        "block.key.patient",
        "which patient of the cohort, from 0; the typical one where it is left out",
        "队列中的第几名患者，从 0 起；省略时为典型患者",
    ),
    Entry::new("block.key.from", "when the block begins", "组织块的开始时间"),
    Entry::new("block.key.to", "when the block ends", "组织块的结束时间"),
    Entry::new(
        "block.key.seed",
        "seed of the block; the cohort's where it is left out",
        "组织块的随机种子；省略时取队列的种子",
    ),
    Entry::new(
        "block.key.blood",
        "fields of the vessels that follow expressions of the patient's model",
        "血管中随患者模型表达式变化的场",
    ),
    Entry::new("block.blood.course", "an expression of the patient's model", "患者模型的表达式"),
    Entry::new(
        "block.key.donor",
        "what is said of the donor's NK cells beside what the patient's model says",
        "除患者模型所述外，对供者 NK 细胞的说明",
    ),
    Entry::new(
        "block.key.host",
        "the same of the patient's own NK and T cells",
        "对患者自身 NK 与 T 细胞的同样说明",
    ),
    Entry::new("block.key.t_cells", "whether CD8 T cells come with the blood", "CD8 T 细胞是否随血液进入"),
    Entry::new("block.key.parameters", "parameters of single cells and of tissue", "单细胞与组织的参数"),
    Entry::new(
        "block.key.read_back",
        "whether the patient takes over how fast the block kills, grows and releases tumour cells",
        "患者是否采用组织块的杀伤、生长与肿瘤细胞释放速率",
    ),
    Entry::new("block.key.pieces", "in how many pieces of the window that is done", "将窗口分为几段进行"),
    Entry::new("block.key.sweeps", "runs of patient and block at most", "患者与组织块至多运行几轮"),
    Entry::new("block.key.tolerance", "change of the factors at which sweeps end", "因子变化小于此值时停止"),
    Entry::new(
        "block.key.hold",
        "whether the patient keeps the last factors after the window",
        "窗口之后患者是否沿用最后的因子",
    ),
    Entry::new("block.site.marrow", "marrow", "骨髓"),
    Entry::new("block.site.liver", "liver tumour", "肝脏肿瘤"),
    Entry::new("block.site.tumour", "tumour", "肿瘤"),
    Entry::new("block.typical", "the typical patient", "典型患者"),
    Entry::new("block.patient", "patient {patient}", "患者 {patient}"),
    Entry::new(
        "block.heading",
        "A block of the {site} of {patient}, day {from} to {to}",
        "{patient}的{site}组织块，第 {from} 至 {to} 天",
    ),
    Entry::new(
        "block.says.filled",
        "Of {cells} cells at the start, {tumour} are tumour cells ({share} % of what fits, as the patient's density says); one cell of the block stands for {weight} of the patient.",
        "起始 {cells} 个细胞中有 {tumour} 个肿瘤细胞（按患者的密度占可容纳数的 {share}%）；组织块的一个细胞代表患者的 {weight} 个。",
    ),
    Entry::new(
        "block.says.entered",
        "Through its vessels the blood brings {donor} donor NK cells, {host} NK cells of the patient and {cd8} CD8 T cells (expected); {arrived} NK cells were in it or came in.",
        "血液经血管带来供者 NK 细胞 {donor} 个、患者 NK 细胞 {host} 个、CD8 T 细胞 {cd8} 个（期望值）；共有 {arrived} 个 NK 细胞在其中或进入其中。",
    ),
    Entry::new(
        "block.says.kill",
        "NK cells killed {block} ({low} to {high}) per tumour cell and day; the patient's model says {model} ({ratio}).",
        "每个肿瘤细胞每日被 NK 细胞杀伤 {block}（{low} 至 {high}）；患者模型为 {model}（{ratio}）。",
    ),
    Entry::new(
        "block.says.growth",
        "Without them tumour cells grow by {block} ({low} to {high}) a day; the patient's model says {model} ({ratio}).",
        "不计杀伤，肿瘤细胞每日生长 {block}（{low} 至 {high}）；患者模型为 {model}（{ratio}）。",
    ),
    Entry::new(
        "block.says.release",
        "Into blood left {block} ({low} to {high}) per tumour cell and day; the patient's model says {model} ({ratio}).",
        "每个肿瘤细胞每日进入血液 {block}（{low} 至 {high}）；患者模型为 {model}（{ratio}）。",
    ),
    Entry::new(
        "block.says.release_unknown",
        "Through vessels left {block} ({low} to {high}) per tumour cell and day; the patient's model has no flow of tumour cells into blood to compare with.",
        "每个肿瘤细胞每日经血管离开 {block}（{low} 至 {high}）；患者模型没有肿瘤细胞进入血液的流量可供比较。",
    ),
    Entry::new(
        "block.says.release_closed",
        "No tumour cell of the block can leave into blood (none touches a vessel at the start, or `parameters` sets a rate of zero): the model's {model} per tumour cell and day is not compared and stays as it is.",
        "组织块中没有肿瘤细胞能进入血液（起始时无一接触血管，或 `parameters` 将速率设为零）：模型的每细胞每日 {model} 不作比较，保持不变。",
    ),
    Entry::new(
        "block.says.tied",
        "{share} % of the tumour cells touch a vessel at the start and leave at {rate} a day, solved for so that the block then releases what the model says; {back} tumour cells come back with the blood (expected).",
        "起始时 {share}% 的肿瘤细胞接触血管，每日以 {rate} 的速率离开，该速率由求解得出，使组织块此时的释放与模型一致；预期有 {back} 个肿瘤细胞随血液返回。",
    ),
    Entry::new(
        "block.says.set",
        "{share} % of the tumour cells touch a vessel at the start and leave at {rate} a day, as `tissue_cell.detachment_rate` is set; {back} tumour cells come back with the blood (expected).",
        "起始时 {share}% 的肿瘤细胞接触血管，按所设的 `tissue_cell.detachment_rate` 每日以 {rate} 的速率离开；预期有 {back} 个肿瘤细胞随血液返回。",
    ),
    Entry::new(
        "block.says.cohort",
        "The cohort itself is simulated without the block.",
        "队列本身的模拟不含组织块。",
    ),
    Entry::new("block.ratio", "ratio {ratio}", "比值 {ratio}"),
    Entry::new("block.no_ratio", "no ratio", "无比值"),
    Entry::new(
        "block.says.settled",
        "Read back: after {sweeps} sweep(s) the factors changed by {change} at most, within the tolerance of {tolerance}.",
        "读回：经 {sweeps} 轮后，因子的最大变化为 {change}，在容差 {tolerance} 之内。",
    ),
    Entry::new(
        "block.says.unsettled",
        "Read back: after {sweeps} sweep(s) the factors still changed by {change}, more than the tolerance of {tolerance}.",
        "读回：经 {sweeps} 轮后，因子的变化仍为 {change}，超过容差 {tolerance}。",
    ),
    Entry::new(
        "block.says.burden",
        "Tumour cells of the site on day {day}: {alone} by the model alone, {with} with the block.",
        "第 {day} 天该部位的肿瘤细胞：仅按模型为 {alone}，计入组织块为 {with}。",
    ),
    Entry::new("block.page.section", "A block of tissue in one patient", "一名患者体内的组织块"),
    Entry::new("block.page.rates", "Block beside the patient's model", "组织块与患者模型的比较"),
    Entry::new("block.page.sweeps", "Sweeps", "各轮"),
    Entry::new("block.page.outcomes", "Outcomes of this patient", "该患者的结局"),
    Entry::new(
        "block.page.note",
        "Intervals are 95 % and hold what counting alone makes of the rates; kills of one NK cell come in bouts, so the true ones are wider. Files of the block: folder `tissue`.",
        "区间为 95%，仅含计数的随机性；同一 NK 细胞的杀伤成簇发生，故真实区间更宽。组织块的文件见文件夹 `tissue`。",
    ),
    Entry::new("block.head.days", "days", "天"),
    Entry::new("block.head.what", "per tumour cell and day", "每个肿瘤细胞每日"),
    Entry::new("block.head.block", "block", "组织块"),
    Entry::new("block.head.model", "model", "模型"),
    Entry::new("block.head.ratio", "ratio", "比值"),
    Entry::new("block.head.factor", "factor", "因子"),
    Entry::new("block.head.nk_block", "NK cells, block", "NK 细胞（组织块）"),
    Entry::new("block.head.nk_model", "NK cells, model", "NK 细胞（模型）"),
    Entry::new("block.head.kill", "killed by NK cells", "被 NK 细胞杀伤"),
    Entry::new("block.head.growth", "growth", "生长"),
    Entry::new("block.head.release", "left into blood", "进入血液"),
    Entry::new("block.head.sweep", "sweep", "轮"),
    Entry::new("block.head.kill_factor", "factor of killing", "杀伤因子"),
    Entry::new("block.head.growth_factor", "factor of growth", "生长因子"),
    Entry::new("block.head.release_factor", "factor of release", "释放因子"),
    Entry::new("block.head.change", "largest change", "最大变化"),
    Entry::new("block.head.outcome", "outcome", "结局"),
    Entry::new("block.head.alone", "model alone", "仅模型"),
    Entry::new("block.head.with", "with the block", "计入组织块"),
    Entry::new("block.yes", "yes", "是"),
    Entry::new("block.no", "no", "否"),
    Entry::new("block.figure.entering", "What the blood brings into the block", "血液带入组织块的细胞"),
    Entry::new("block.figure.entering.unit", "cells/d", "细胞/天"),
    Entry::new("block.figure.blood", "{field} in blood", "血中 {field}"),
    Entry::new("block.figure.burden", "Tumour cells of the site", "该部位的肿瘤细胞"),
    Entry::new("block.axis.days", "day", "天"),
    Entry::new("block.curve.donor", "donor NK cells", "供者 NK 细胞"),
    Entry::new("block.curve.host", "the patient's NK cells", "患者 NK 细胞"),
    Entry::new("block.curve.cd8", "CD8 T cells", "CD8 T 细胞"),
];
