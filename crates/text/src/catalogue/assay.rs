//! Texts of the life of an NK cell and of killing assays: codes E1301 to E1310 and W1301, keys of their scenarios, words of
//! their reports.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E1301", "the library has no parameter `{name}`", "库中没有参数 `{name}`").mend(
        "`lytic parameters killer` lists those of a killer cell",
        "`lytic parameters killer` 列出杀伤细胞的参数",
    ),
    Entry::new("E1302", "unknown target `{name}`", "未知的目标 `{name}`")
        .mend("targets are k562, daudi, kasumi1 and others of docs/assay.md", "目标有 k562、daudi、kasumi1 等，见 docs/assay.zh.md"),
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
    Entry::new("W1301", "no target here carries {antigen}: what binds it does nothing", "此处没有目标带有 {antigen}：与之结合者不起作用")
        .mend("name another antigen or another target", "请换用其他抗原或目标"),
    // Keys of a scenario of the kind `assay`.
    Entry::new("assay.key.duration", "How long cells are together", "细胞共处的时间"),
    Entry::new("assay.key.target", "The target, a name of the library", "目标，库中的名称"),
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
];
