//! Texts of the life of an NK cell and of killing assays: codes E1301 to E1314 and W1301 to W1306, keys of their scenarios, words of
//! their reports.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E1301", "the library has no parameter `{name}`", "库中没有参数 `{name}`").mend(
        "`lytic parameters killer` lists those of a killer cell",
        "`lytic parameters killer` 列出杀伤细胞的参数",
    ),
    Entry::new("E1302", "unknown target `{name}`", "未知的目标 `{name}`")
        .mend(
            "targets are k562, daudi, kasumi1 and others of docs/assay.md, or a file of your own: target = \"mine.toml\"",
            "目标有 k562、daudi、kasumi1 等，见 docs/assay.zh.md；也可用自己的文件：target = \"mine.toml\"",
        ),
    Entry::new("E1303", "unknown antigen `{name}`", "未知的抗原 `{name}`")
        .mend("antigens are written like cd20, cd33, her2", "抗原写作 cd20、cd33、her2 等"),
    Entry::new("E1304", "`{key}` means nothing in a {vessel}", "`{key}` 在 {vessel} 中没有意义").mend(
        "density belongs to a gel, wells to micro-wells; leave it out here",
        "density 用于凝胶（gel），wells 用于微孔（micro-well）；此处请删去",
    ),
    Entry::new("E1305", "an assay has no parameter `{name}`", "杀伤实验没有参数 `{name}`").mend(
        "assays read the parameters of single cells: `lytic parameters killer` and `lytic parameters cells/recognition`",
        "杀伤实验读取单细胞参数：`lytic parameters killer` 与 `lytic parameters cells/recognition`",
    ),
    Entry::new("E1306", "{option} does not apply to an assay", "{option} 不适用于杀伤实验")
        .mend("assays know --seed, --draws, --duration, --set, --threads", "杀伤实验可用 --seed、--draws、--duration、--set、--threads"),
    Entry::new("E1307", "`cells` and `effector_to_target` both say how many NK cells there are", "`cells` 与 `effector_to_target` 都规定了 NK 细胞数")
        .mend("keep one of them", "请只保留其一"),
    Entry::new("E1308", "{count} cells and targets are too many (at most {most})", "{count} 个细胞与目标过多（至多 {most}）")
        .mend("take fewer targets, wells, replicates, points or draws", "请减少目标、孔、重复、点或抽样的数目"),
    Entry::new("E1309", "a chimeric receptor needs `car_antigen` and `car_receptors`", "嵌合受体需要 `car_antigen` 与 `car_receptors`")
        .mend("write car_antigen = \"cd33\" and car_receptors = 4900", "请写 car_antigen = \"cd33\" 与 car_receptors = 4900"),
    Entry::new("E1310", "a {vessel} does not say how many NK cells it holds", "{vessel} 未说明含多少 NK 细胞")
        .mend("write effector_to_target = [1, 5, 10] or cells = 1000", "请写 effector_to_target = [1, 5, 10] 或 cells = 1000"),
    Entry::new("E1311", "the assay has no arm `{name}`", "该实验没有名为 `{name}` 的组"),
    Entry::new("E1312", "what is taken of `{scenario}` does not fit its kind", "对 `{scenario}` 所取的数与其类型不符")
        .mend("assays have `number` and `arm`, patients `statistic` and `outcome`", "杀伤实验用 `number` 与 `arm`，患者用 `statistic` 与 `outcome`"),
    Entry::new("E1313", "a measure is either of an assay or of patients", "一个量要么取自杀伤实验，要么取自患者")
        .mend("write `number` and `arm`, or `statistic` with `outcome` or `judge`", "请写 `number` 与 `arm`，或 `statistic` 与 `outcome`/`judge`"),
    Entry::new("E1314", "a killing assay cannot be used here", "此处不能使用杀伤实验").mend(
        "`lytic run` simulates killing assays; comparisons, scans and sensitivity take scenarios of patients",
        "`lytic run` 可模拟杀伤实验；比较、扫描与敏感性分析使用患者场景",
    ),
    Entry::new("W1301", "no target here carries {antigen}: what binds it does nothing", "此处没有目标带有 {antigen}：与之结合者不起作用")
        .mend("name another antigen or another target", "请换用其他抗原或目标"),
    Entry::new("W1302", "the form of FCGR3A changes nothing without an antibody", "没有抗体时 FCGR3A 的型别不起作用")
        .mend("add [antibody], or leave fcgr3a out", "请加入 [antibody]，或删去 fcgr3a"),
    Entry::new("W1303", "freezing changes how many cells move, which matters in a gel alone", "冻存只改变能运动的细胞数，仅在凝胶中有影响")
        .mend("take vessel = \"gel\" to see its effect", "取 vessel = \"gel\" 可见其影响"),
    Entry::new("W1304", "`kir` changes nothing where `receptors` names a clone", "已用 `receptors` 指定克隆，`kir` 不起作用")
        .mend("keep one of them", "请只保留其一"),
    Entry::new("W1305", "`{target}` shows neither HLA-C nor Bw4: its typing changes nothing", "`{target}` 表面无 HLA-C 与 Bw4：其分型不起作用")
        .mend("leave target_hla out, or name a target that shows HLA", "请删去 target_hla，或换用带有 HLA 的目标"),
    Entry::new("W1306", "the target's typing leaves KIR ligands open; they are taken as present", "目标的分型未能确定全部 KIR 配体；未定者视为存在")
        .mend("type HLA-A, -B and -C at two fields", "请以两个字段给出 HLA-A、-B、-C 的分型"),
    // Keys of a scenario of the kind `assay`.
    Entry::new("assay.key.duration", "How long cells are together", "细胞共处的时间"),
    Entry::new("assay.key.target", "The target: a name of the library, or a file of a target (`mine.toml`)", "目标：库中的名称，或目标文件（`mine.toml`）"),
    Entry::new("assay.key.target_hla", "HLA alleles of the targets, which say what KIR ligands they show; left out, those of the target's file, or all", "目标的 HLA 等位基因，决定其 KIR 配体；省略则取目标文件所载，或全部"),
    Entry::new("assay.cells.hla", "HLA alleles of the cells' donor, whose KIR ligands educated them; left out, all ligands", "供者的 HLA 等位基因，其 KIR 配体教育这些细胞；省略则为全部配体"),
    Entry::new("assay.cells.kir", "KIR genes of the cells' donor, from which the repertoire follows; left out, those of an average donor", "供者的 KIR 基因，由此得受体谱；省略则为平均供者"),
    Entry::new("assay.key.decision", "How an NK cell decides at a contact", "NK 细胞在接触时如何决定"),
    Entry::new("assay.key.well", "The wells", "孔"),
    Entry::new("assay.key.cells", "The NK cells of all arms", "各组共有的 NK 细胞设定"),
    Entry::new("assay.key.arm", "An arm: what it changes of the cells", "一组：对细胞设定的更改"),
    Entry::new("assay.key.antibody", "An antibody and its concentrations", "抗体及其浓度"),
    Entry::new("assay.well.vessel", "Where cells meet: a stirred dish, micro-wells, a gel", "细胞相遇之处：混匀的孔、微孔或凝胶"),
    Entry::new("assay.well.targets", "Targets of a well", "每孔目标数"),
    Entry::new("assay.well.ratios", "NK cells for each target", "效靶比"),
    Entry::new("assay.well.cells", "NK cells of a well", "每孔 NK 细胞数"),
    Entry::new("assay.well.wells", "Micro-wells of a replicate", "每个重复的微孔数"),
    Entry::new("assay.well.replicates", "Replicates", "重复数"),
    Entry::new("assay.well.density", "Targets per volume of a gel", "凝胶单位体积的目标数"),
    Entry::new("assay.cells.state", "State of the NK cells", "NK 细胞的状态"),
    Entry::new("assay.cells.storage", "Fresh, or frozen and thawed", "新鲜，或冻存复苏"),
    Entry::new("assay.cells.lacks", "What the NK cells lack", "NK 细胞缺乏什么"),
    Entry::new("assay.cells.fcgr3a", "Position 158 of FCGR3A", "FCGR3A 第 158 位"),
    Entry::new("assay.cells.receptors", "Inhibitory receptors of a clone; left out, the repertoire of an average donor", "克隆的抑制性受体；省略则为平均供者的受体谱"),
    Entry::new("assay.cells.blocked", "Receptors that an antibody blocks", "被抗体阻断的受体"),
    Entry::new("assay.cells.car_antigen", "Antigen of a chimeric receptor", "嵌合受体的抗原"),
    Entry::new("assay.cells.car_receptors", "Chimeric receptors per NK cell", "每个 NK 细胞的嵌合受体数"),
    Entry::new("assay.arm.label", "Display name", "显示名称"),
    Entry::new("assay.arm.label_zh", "Display name in Chinese", "中文显示名称"),
    Entry::new("assay.antibody.antigen", "What the antibody binds", "抗体结合的抗原"),
    Entry::new("assay.antibody.affinity", "Its dissociation constant; left out, that of rituximab", "解离常数；省略则取利妥昔单抗的数值"),
    Entry::new("assay.antibody.concentrations", "Its concentrations", "浓度"),
    // Words of reports and of the command line.
    Entry::new("count.assays", "killing assays: {count}", "杀伤实验：{count} 个"),
    Entry::new("count.nk_cells", "{count} NK cells", "{count} 个 NK 细胞"),
    Entry::new(
        "cli.bench_assay",
        "{cells} single NK cells over 12 h: {seconds} s on one core, {rate} cells/s",
        "{cells} 个单 NK 细胞，12 小时：单核 {seconds} 秒，每秒 {rate} 个细胞",
    ),
    Entry::new("help.bench.assay", "Single NK cells per second, on one core", "单核每秒模拟的单 NK 细胞数"),
    Entry::new("cli.library_assays", "Killing assays:", "杀伤实验："),
    Entry::new(
        "assay.heading",
        "{title}: {hours} h, {cells} NK cells, {draws}, seed {seed}",
        "{title}：{hours} 小时，{cells} 个 NK 细胞，{draws}，种子 {seed}",
    ),
    Entry::new(
        "assay.lysis",
        "{arm}: lysis {first} % at {first_at}:1 and {last} % at {last_at}:1 (replicates {low}–{high} %)",
        "{arm}：效靶比 {first_at}:1 时裂解率 {first}%，{last_at}:1 时 {last}%（各重复 {low}–{high}%）",
    ),
    Entry::new(
        "assay.lysis.one",
        "{arm}: lysis {last} % at {last_at}:1 (replicates {low}–{high} %)",
        "{arm}：效靶比 {last_at}:1 时裂解率 {last}%（各重复 {low}–{high}%）",
    ),
    Entry::new(
        "assay.titration",
        "{arm}: half of the effect at {half} ng/mL, greatest lysis {most} %",
        "{arm}：{half} ng/mL 达半数效应，最大裂解率 {most}%",
    ),
    Entry::new(
        "assay.killers",
        "{arm}: {none} % of the NK cells kill none, {kills} kills per cell, at most {most}; the more active half of the killers makes {top} % of the kills",
        "{arm}：{none}% 的 NK 细胞不杀伤，平均每个细胞杀伤 {kills} 个，至多 {most} 个；较活跃的一半杀伤细胞占全部杀伤的 {top}%",
    ),
    Entry::new(
        "assay.weapons",
        "{arm}: granzyme makes {first} % of first kills, half of the lethal hits come within {minutes} min of contact",
        "{arm}：首次杀伤的 {first}% 由颗粒酶完成，半数致死打击在接触后 {minutes} 分钟内发生",
    ),
    Entry::new(
        "assay.weapons.later",
        "{arm}: granzyme makes {first} % of first kills and {later} % of kills number {number}; half of the lethal hits come within {minutes} min of contact",
        "{arm}：首次杀伤的 {first}%、第 {number} 次杀伤的 {later}% 由颗粒酶完成；半数致死打击在接触后 {minutes} 分钟内发生",
    ),
    Entry::new(
        "assay.secretion",
        "{arm}: a cell secretes {ifn_gamma} molecules of IFN-gamma, {tnf} of TNF and {gm_csf} of GM-CSF on average",
        "{arm}：平均每个细胞分泌 {ifn_gamma} 个 IFN-γ、{tnf} 个 TNF 与 {gm_csf} 个 GM-CSF 分子",
    ),
    Entry::new(
        "assay.fate",
        "{arm}: {died} % of the NK cells die of their own activation",
        "{arm}：{died}% 的 NK 细胞因自身激活而死亡",
    ),
    Entry::new("assay.cd16", "{arm}: {cd16} % of the CD16 is left at the end", "{arm}：结束时 CD16 尚存 {cd16}%"),
    Entry::new(
        "assay.typing",
        "{arm}: {share} % of the NK cells were educated by their own ligands ({donor}) and find none that holds them back on the target ({target})",
        "{arm}：{share}% 的 NK 细胞经自身配体（{donor}）教育，而目标（{target}）上没有能抑制它们的配体",
    ),
    Entry::new("assay.typing.average", "not typed", "未分型"),
    Entry::new(
        "assay.ignorance",
        "{arm}: what is not known of the parameters leaves lysis between {low} and {high} %",
        "{arm}：参数的未知使裂解率介于 {low}% 与 {high}% 之间",
    ),
    Entry::new(
        "assay.bias",
        "The mean field differs from the cells by {bias} percentage points of lysis at most",
        "平均场与逐个细胞的模拟相差至多 {bias} 个百分点的裂解率",
    ),
    Entry::new("assay.at.ratio", ", at {ratio}:1", "，效靶比 {ratio}:1"),
    Entry::new("assay.at.dose", ", at {dose} ng/mL", "，{dose} ng/mL"),
    Entry::new("assay.axis.ratio", "NK cells for each target", "效靶比"),
    Entry::new("assay.axis.dose", "Antibody (ng/mL)", "抗体（ng/mL）"),
    Entry::new("assay.axis.hours", "Hours", "小时"),
    Entry::new("assay.axis.kills", "Kills of one NK cell", "单个 NK 细胞的杀伤数"),
    Entry::new("assay.axis.number", "Number of the kill of its cell", "该细胞的第几次杀伤"),
    Entry::new("assay.axis.hits", "Granule hits that the target took", "目标所受颗粒打击次数"),
    Entry::new("assay.figure.lysis", "Lysis", "裂解率"),
    Entry::new(
        "assay.figure.lysis.words",
        "Lysis of each arm with the range of its replicates; dotted, the mean field.",
        "各组裂解率及其重复的范围；点线为平均场。",
    ),
    Entry::new("assay.figure.time", "Lysis over time", "裂解率随时间的变化"),
    Entry::new(
        "assay.figure.time.words",
        "Dead targets over hours with the range of replicates; dotted, the mean field.",
        "死亡目标随时间的变化及重复的范围；点线为平均场。",
    ),
    Entry::new("assay.figure.kills", "NK cells by their kills", "NK 细胞按杀伤数的分布"),
    Entry::new("assay.figure.kills.words", "Share of living NK cells by how many targets each killed.", "存活 NK 细胞按各自杀伤目标数的比例。"),
    Entry::new("assay.figure.first", "NK cells that have killed", "已杀伤过的 NK 细胞"),
    Entry::new("assay.figure.first.words", "Share of living NK cells that have made their first kill, over hours.", "已完成首次杀伤的存活 NK 细胞比例随时间的变化。"),
    Entry::new("assay.figure.granzyme", "Kills by granzyme", "颗粒酶杀伤的比例"),
    Entry::new("assay.figure.granzyme.words", "Share of kills by granzyme, by the number of the kill of its cell.", "颗粒酶杀伤的比例，按该细胞的第几次杀伤。"),
    Entry::new("assay.figure.hits", "Hits per kill", "每次杀伤的打击次数"),
    Entry::new("assay.figure.hits.words", "Granule kills by the number of hits that the target took.", "颗粒杀伤按目标所受打击次数的分布。"),
    Entry::new("assay.page.subtitle", "{scenario} · {hours} h · {cells} NK cells · {replicates} replicates", "{scenario} · {hours} 小时 · {cells} 个 NK 细胞 · {replicates} 个重复"),
    Entry::new(
        "assay.page.reading",
        "Every NK cell and every target is simulated. Bands are the range of replicates, the error of sampling so many cells; they hold no differences between donors.",
        "每个 NK 细胞与每个目标都逐一模拟。色带为各重复的范围，即细胞数有限所致的抽样误差；不含供者间的差异。",
    ),
    Entry::new("assay.page.figures", "Figures", "图"),
    Entry::new("assay.page.numbers", "Numbers", "数值"),
    Entry::new("assay.page.note", "Small numbers are the lowest and highest replicate; minutes from contact to the lethal hit are of 10 to 90 % of the kills. By the top half: share of all kills by the more active half of the killers. Hits are those of a kill.", "小字为最低与最高的重复；接触至致死打击的分钟数为 10% 至 90% 杀伤的范围。活跃一半占比：较活跃的一半杀伤细胞占全部杀伤之比。打击数为每次杀伤的打击次数。"),
    Entry::new("assay.page.cells", "NK cells", "NK 细胞"),
    Entry::new("assay.head.lysis", "Lysis", "裂解率"),
    Entry::new("assay.head.mean_field", "Mean field", "平均场"),
    Entry::new("assay.head.kills", "Kills per cell", "每细胞杀伤"),
    Entry::new("assay.head.killers", "Killers", "杀伤细胞"),
    Entry::new("assay.head.top", "By the top half", "活跃一半占比"),
    Entry::new("assay.head.hits", "Hits", "打击数"),
    Entry::new("assay.head.minutes", "Contact to hit", "接触至打击"),
    Entry::new("assay.head.store", "Granules", "颗粒"),
    Entry::new("assay.head.cd16", "CD16", "CD16"),
    Entry::new("assay.head.died", "Died", "死亡"),
    Entry::new("assay.head.ifn_gamma", "IFN-gamma", "IFN-γ"),
    Entry::new("assay.head.tnf", "TNF", "TNF"),
    Entry::new("assay.head.gm_csf", "GM-CSF", "GM-CSF"),
    Entry::new("assay.head.exhausted", "Exhausted", "耗竭"),
    Entry::new("assay.page.lives", "The life of the NK cells", "NK 细胞的命运"),
    Entry::new(
        "assay.page.lives.note",
        "At the end: granules left of a full store, cells without enough for a hit, CD16 left, cells that died of their own activation; and molecules that an NK cell secreted on average.",
        "结束时：剩余颗粒、不足以打击一次的细胞、剩余 CD16、因自身激活而死亡的细胞；以及平均每个 NK 细胞分泌的分子数。",
    ),
];
