//! Texts of diffusing fields in a tissue: codes E2301 to E2305, `lytic bench fields`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "E2301",
        "field `{field}`: {what} cannot be {value}",
        "场 `{field}`：{what} 不能为 {value}",
    )
    .mend(
        "diffusion and half-uptake are greater than zero; decay, concentrations and boundaries are zero or more; all are finite",
        "扩散系数与半摄取浓度须大于零；衰减、浓度与边界值不得为负；所有数值须有限",
    ),
    Entry::new("E2302", "field `{field}` is there twice", "场 `{field}` 出现了两次")
        .mend("give each field once", "每个场只写一次"),
    Entry::new(
        "E2303",
        "field `{field}` is taken to be at rest, but nothing removes it: it has no rest",
        "场 `{field}` 被视为处于稳态，但没有任何途径将其清除，因此不存在稳态",
    )
    .mend(
        "give it a decay, an uptake or a fixed boundary, or let it run in time with `fast = false`",
        "为其设定衰减、摄取或固定边界，或用 `fast = false` 让它随时间演化",
    ),
    Entry::new(
        "E2304",
        "field `{field}` cannot be solved (residual {error}): what cells secrete or take up there is not finite or differs by too many orders of magnitude",
        "场 `{field}` 无法求解（残差 {error}）：细胞在该处的分泌或摄取并非有限数值，或数量级相差过大",
    )
    .mend(
        "look at the secretion and uptake of the cells and at the rules that change them",
        "请检查细胞的分泌、摄取以及改变它们的规则",
    ),
    Entry::new(
        "E2305",
        "the state of the fields belongs to another grid or other fields, or is damaged",
        "场的状态属于另一个网格或另一组场，或已损坏",
    )
    .mend("continue with the scenario that wrote it, or start anew", "请用写出它的场景继续，或重新开始"),
    Entry::new("field.diffusion", "diffusion", "扩散系数"),
    Entry::new("field.decay", "decay", "衰减"),
    Entry::new("field.initial", "initial concentration", "初始浓度"),
    Entry::new("field.half_uptake", "half-uptake", "半摄取浓度"),
    Entry::new("field.boundary", "boundary", "边界值"),
    Entry::new(
        "cli.bench_fields",
        "five fields on 50³ voxels with 100,000 cells, 12 min with a switch at 6 min: {seconds} CPU s on one thread, {rate} million voxel iterations/s; oxygen is {error} % (L2) from a converged reference at the end and {lag} % half a minute after the switch; {steps} steps of the slow fields, {rejected} taken again, {solved} solutions of the fast ones",
        "五个场，50³ 体素，10 万细胞，12 min（6 min 时切换）：单线程 {seconds} CPU 秒，每秒 {rate} 百万次体素迭代；终点时氧与收敛参考解相差 {error} %（L2），切换后半分钟为 {lag} %；慢场 {steps} 步，重做 {rejected} 步，快场求解 {solved} 次",
    ),
    Entry::new(
        "cli.bench_fields_peers",
        "for comparison: PhysiCell 1.14 takes 38 to 42 CPU s for fields of this size, with oxygen 6.5 % (L2) wrong at its default step",
        "对照：PhysiCell 1.14 在同等规模下需 38 至 42 CPU 秒，默认步长下氧的误差为 6.5 %（L2）",
    ),
    Entry::new(
        "help.bench.fields",
        "Diffusing fields of a tissue: CPU seconds and the error of oxygen, on one thread",
        "组织中的扩散场：单线程 CPU 时间与氧的误差",
    ),
    Entry::new("tissue.cells.tumour", "tumour cells", "肿瘤细胞"),
    Entry::new("tissue.cells.nk", "NK cells", "NK 细胞"),
    Entry::new("tissue.cells.cd8", "CD8 T cells", "CD8 T 细胞"),
    Entry::new("tissue.cells.macrophage", "macrophages", "巨噬细胞"),
    Entry::new("tissue.cells.stroma", "stroma", "基质细胞"),
    Entry::new("tissue.cells.endothelium", "vessel wall", "血管内皮"),
    Entry::new("tissue.cells.dead", "dead cells", "死细胞"),
    Entry::new("tissue.field.oxygen", "oxygen", "氧"),
    Entry::new("tissue.field.ifn_gamma", "IFN-gamma", "IFN-γ"),
    Entry::new("tissue.field.tgf_beta", "TGF-beta", "TGF-β"),
    Entry::new("tissue.field.adenosine", "adenosine", "腺苷"),
    Entry::new("tissue.field.lactate", "lactate", "乳酸"),
    Entry::new("tissue.field.chemokine", "chemokine", "趋化因子"),
    Entry::new("tissue.field.drug", "drug", "药物"),
    Entry::new("tissue.field.antibody", "antibody", "抗体"),
    Entry::new("tissue.field.tnf", "TNF", "TNF"),
    Entry::new("tissue.field.il2", "IL-2", "IL-2"),
    Entry::new("tissue.field.il6", "IL-6", "IL-6"),
    Entry::new("tissue.field.il15", "IL-15", "IL-15"),
    Entry::new("tissue.figure.at", "cells at {time}", "{time} 时的细胞"),
    Entry::new("tissue.figure.slice", "Slice through the middle at {time}", "{time} 时的中央切面"),
    Entry::new(
        "tissue.figure.slice.words",
        "At {time} the plane through the middle cuts {tumour} living tumour cells and {nk} NK cells.",
        "{time} 时，中央平面切过 {tumour} 个存活的肿瘤细胞和 {nk} 个 NK 细胞。",
    ),
    Entry::new("tissue.figure.living", "Living tumour cells by depth", "各深度的存活肿瘤细胞"),
    Entry::new(
        "tissue.figure.living.words",
        "Share of the tumour cells that live, by depth below the surface, at the start, in the middle and at the end.",
        "起始、中间与结束时，距表面不同深度处存活肿瘤细胞的比例。",
    ),
    Entry::new("tissue.figure.field", "Depth profile of {field}", "各深度的{field}"),
    Entry::new(
        "tissue.figure.field.words",
        "Mean of {field} by depth below the surface, at the start, in the middle and at the end.",
        "起始、中间与结束时，距表面不同深度处{field}的平均值。",
    ),
    Entry::new("tissue.axis.depth", "depth below the surface, µm (outside: negative)", "距表面深度，µm（外部为负）"),
    Entry::new(
        "tissue.axis.depth_and_hours",
        "hours →; upwards: depth below the surface, µm (line: surface)",
        "小时 →；纵向：距表面深度，µm（横线为表面）",
    ),
    Entry::new(
        "tissue.figure.kymograph.living",
        "Living share of tumour cells by depth over time",
        "各深度存活肿瘤细胞比例随时间的变化",
    ),
    Entry::new(
        "tissue.figure.kymograph.nk",
        "NK cells by depth over time",
        "各深度 NK 细胞随时间的变化",
    ),
    Entry::new(
        "tissue.figure.kymograph.words",
        "{what}: time goes to the right, the surface is the line, the middle of the tumour lies below it.",
        "{what}：时间向右，横线为表面，其下为肿瘤中心。",
    ),
    Entry::new("tissue.figure.kills", "Where {count} cells were killed", "{count} 次杀伤的位置"),
    Entry::new(
        "tissue.figure.kills.words",
        "{count} kills, looked at from above, with the outline of the tumour at the start (dotted) and at the end.",
        "自上方观察的 {count} 次杀伤；虚线为起始时、实线为结束时的肿瘤轮廓。",
    ),
    Entry::new("tissue.figure.tracks", "Paths of {count} NK cells", "{count} 个 NK 细胞的轨迹"),
    Entry::new(
        "tissue.figure.tracks.words",
        "Paths of {count} NK cells, looked at from above; each begins at its dot. The circle is the tumour at the end.",
        "自上方观察的 {count} 个 NK 细胞的轨迹，圆点为起点；圆圈为结束时的肿瘤。",
    ),
    Entry::new("tissue.page.figures", "Pictures and curves", "图像与曲线"),
    Entry::new("tissue.page.numbers", "Numbers", "数值"),
    Entry::new("tissue.page.cells", "Living cells", "存活细胞"),
    Entry::new("tissue.page.rims", "Rims", "活力层与缺氧层"),
    Entry::new(
        "tissue.page.reading",
        "One run of one seed: other seeds give other cells, and what is not known of the parameters is not shown here.",
        "此为单一随机种子的一次运行：换种子则细胞不同；参数的未知性未在此显示。",
    ),
    Entry::new(
        "tissue.page.note",
        "The viable rim goes from the surface to where no more than one in twenty tumour cells lives; its hypoxic part has oxygen below 10 mmHg. The radius is that of a full ball with the same mean square distance of tumour cells from their middle.",
        "活力层自表面起，至存活肿瘤细胞不超过二十分之一处为止；其中氧分压低于 10 mmHg 的部分为缺氧层。半径为肿瘤细胞距中心均方距离相同的实心球的半径。",
    ),
    Entry::new(
        "tissue.page.subtitle",
        "{scenario}: {cells} cells at the start, {hours} h",
        "{scenario}：起始 {cells} 个细胞，{hours} h",
    ),
    Entry::new("tissue.head.hours", "hours", "小时"),
    Entry::new("tissue.head.radius", "radius", "半径"),
    Entry::new("tissue.head.viable", "viable rim", "活力层"),
    Entry::new("tissue.head.hypoxic", "hypoxic rim", "缺氧层"),
];
