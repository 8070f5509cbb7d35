//! Texts of cells in tissue: codes E2201 to E2249, keys of their scenarios, words of their reports.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E2201", "cell {cell} has no position in numbers", "细胞 {cell} 的位置不是数")
        .mend("give x, y and z of every cell as numbers in um", "请以 um 为单位给出每个细胞的 x、y、z"),
    Entry::new("E2202", "cell {cell} lies at {place} um, outside the domain", "细胞 {cell} 位于 {place} um，在区域之外")
        .mend("move it, or widen the domain with `margin`", "请移动该细胞，或用 `margin` 扩大区域"),
    Entry::new("E2203", "cells {cell} and {other} lie in the same place", "细胞 {cell} 与 {other} 位于同一处")
        .mend("put their middles at least a tenth of a radius apart", "请使两者中心至少相距半径的十分之一"),
    Entry::new(
        "E2204",
        "cell {cell} moves at {speed} um/min at {hours} h: the run has diverged",
        "细胞 {cell} 在 {hours} h 时以 {speed} um/min 移动：运行已发散",
    )
    .mend(
        "take a shorter step of mechanics, or look for cells that lie on top of each other",
        "请缩短力学步长，或检查是否有细胞重叠",
    ),
    Entry::new(
        "E2205",
        "a step of {step} min of mechanics cannot be stable: at most {longest} min for these cells",
        "力学步长 {step} 分钟不可能稳定：对这些细胞至多 {longest} 分钟",
    )
    .mend("shorten `mechanics`, or leave it out and let steps be chosen", "请缩短 `mechanics`，或删去它，由程序选择步长"),
    Entry::new("E2206", "the checkpoint cannot be used: {reason}", "检查点不可用：{reason}")
        .mend("start the run anew with --overwrite", "请用 --overwrite 重新开始"),
    Entry::new("tissue.checkpoint.cut", "it is cut short", "文件不完整"),
    Entry::new("tissue.checkpoint.other", "it is of another version", "属于其他版本"),
    Entry::new("tissue.checkpoint.wrong", "it is not what was written", "内容与写入时不符"),
    Entry::new("E2210", "a tissue has no parameter `{name}`", "组织没有参数 `{name}`").mend(
        "tissues read the parameters of single cells and of tissues: `lytic parameters tissue_cell`, `tissue_immune`, `tissue_field`, `killer`",
        "组织读取单细胞与组织的参数：`lytic parameters tissue_cell`、`tissue_immune`、`tissue_field`、`killer`",
    ),
    Entry::new("E2211", "the tissue needs {size} GB of memory (at most {most})", "该组织需要 {size} GB 内存（至多 {most}）")
        .mend("take fewer cells, a smaller domain or larger voxels", "请减少细胞、缩小区域或增大体素"),
    Entry::new("E2212", "{option} does not apply to a tissue", "{option} 不适用于组织").mend(
        "tissues know --seed, --duration, --every, --save, --set, --threads",
        "组织可用 --seed、--duration、--every、--save、--set、--threads",
    ),
    Entry::new("E2213", "a tissue has no field `{name}`", "组织没有场 `{name}`").mend(
        "fields are oxygen, ifn_gamma, tgf_beta, adenosine, lactate, chemokine, drug, antibody and others of docs/tissue.md",
        "场有 oxygen、ifn_gamma、tgf_beta、adenosine、lactate、chemokine、drug、antibody 等，见 docs/tissue.zh.md",
    ),
    Entry::new("E2214", "`{key}` means nothing for `{shape}`", "`{key}` 对 `{shape}` 没有意义").mend(
        "radius belongs to sphere and monolayer, edge to block, dish and gel, density to gel, vessels to block",
        "radius 用于 sphere 与 monolayer，edge 用于 block、dish 与 gel，density 用于 gel，vessels 用于 block",
    ),
    Entry::new("E2215", "`cells` and the size both say how many cells there are", "`cells` 与尺寸都规定了细胞数")
        .mend("keep one of them", "请只保留其一"),
    Entry::new("E2216", "{count} cells are not between 1 and {most}", "{count} 个细胞不在 1 至 {most} 之间")
        .mend("change the size, the density or the number of cells", "请改变尺寸、密度或细胞数"),
    Entry::new("E2217", "{count} cells do not fit: there is room for {most}", "放不下 {count} 个细胞：只能容纳 {most} 个")
        .mend("take fewer cells or a longer `edge`", "请减少细胞或增大 `edge`"),
    Entry::new("E2218", "there are no vessels for cells to come out of", "没有可供细胞进入的血管")
        .mend("take shape = \"block\" with vessels = \"100 um\", or place = \"around\"", "请用 shape = \"block\" 并给出 vessels = \"100 um\"，或用 place = \"around\""),
    Entry::new("E2219", "a dose of {of} lies before the start or after the end", "{of} 的给药时间在开始之前或结束之后")
        .mend("times run from 0 to the duration", "时间从 0 到 duration"),
    Entry::new("E2220", "nothing called `{name}` can be given to a tissue", "无法给予组织 `{name}`").mend(
        "nk_cells, cd8_cells, macrophages, irradiation, drug, an antibody of the library such as rituximab, monalizumab, nivolumab or pembrolizumab",
        "可给予 nk_cells、cd8_cells、macrophages、irradiation、drug，或库中的抗体，如 rituximab、monalizumab、nivolumab、pembrolizumab",
    ),
    Entry::new("E2221", "unknown product `{name}`", "未知的产品 `{name}`")
        .mend("describe it in [product.NAME]", "请在 [product.NAME] 中描述"),
    Entry::new("E2222", "`{key}` means nothing for {of}", "`{key}` 对 {of} 没有意义").mend("leave it out", "请删去"),
    Entry::new("E2223", "a dose of {of} does not say which product", "{of} 的给药未说明产品")
        .mend("write product = \"NAME\"", "请写 product = \"NAME\""),
    Entry::new("E2224", "two antibodies of one tissue mark different antigens", "同一组织的两种抗体标记不同的抗原")
        .mend("take one of them", "请只取其一"),
    Entry::new(
        "E2227",
        "this rule contradicts an earlier one: signals that increase the behaviour lead it to {up}, those that decrease it to {down}, which is more",
        "该规则与前面的规则矛盾：增加该行为的信号使其趋于 {up}，减少它的信号却使其趋于更大的 {down}",
    )
    .mend("the saturation value of what increases must not be below that of what decreases", "增加者的饱和值不得小于减少者的饱和值"),
    Entry::new("E2228", "cells of the type {kind} have no {behaviour}", "{kind} 类型的细胞没有 {behaviour}").mend(
        "tumour cells enter the cycle and become necrotic; leukocytes migrate; nk and cd8 attack; macrophages engulf; tumour, stroma and macrophage may become one another",
        "tumour 可进入周期与坏死；白细胞可迁移；nk 与 cd8 可攻击；macrophage 可吞噬；tumour、stroma 与 macrophage 可互相转变",
    ),
    Entry::new("W2201", "no dose gives the product `{name}`", "没有给予产品 `{name}`"),
    Entry::new("E2207", "the machine gives no threads: {reason}", "系统不提供线程：{reason}"),
    Entry::new(
        "help.bench.mechanics",
        "Cell-steps per second of cells that push, adhere and crawl",
        "细胞推挤、黏附与爬行的每秒细胞步数",
    ),
    Entry::new(
        "cli.bench_mechanics",
        "{cells} cells, {steps} steps, {threads} thread(s): {rate} million cell-steps per CPU second; {seconds} s",
        "{cells} 个细胞，{steps} 步，{threads} 线程：每 CPU 秒 {rate} 百万细胞步；{seconds} 秒",
    ),
    Entry::new(
        "cli.bench_mechanics_end",
        "two threads are {speed_up} times as fast as one ({least} to {most} in {pairs} pairs in turn); {bytes} bytes a cell with phenotype",
        "双线程为单线程的 {speed_up} 倍（{pairs} 对轮流测量：{least} 至 {most}）；每个细胞连同表型占 {bytes} 字节",
    ),
    Entry::new(
        "cli.bench_mechanics_peers",
        "PhysiCell 1.14, same work on one core: 0.12 million (10,000 cells), 0.03 million (100,000 cells); 4500 bytes a cell",
        "PhysiCell 1.14 在单核上完成同样工作：0.12 百万（1 万个细胞）、0.03 百万（10 万个细胞）；每个细胞 4500 字节",
    ),
    Entry::new(
        "help.bench.tissue",
        "Processor time and memory of whole tissues of 10,000 to a million cells",
        "1 万至 100 万个细胞的完整组织所需的处理器时间与内存",
    ),
    Entry::new(
        "cli.bench_tissue",
        "{cells} cells, five fields, {minutes} min: {seconds} CPU s ({start} more to start), {cost} us a cell and simulated minute, {day} CPU minutes for a day at this pace; {memory} MB",
        "{cells} 个细胞、五个场、{minutes} 分钟：{seconds} CPU 秒（启动另需 {start} 秒），每个细胞每模拟分钟 {cost} 微秒，按此速度一日需 {day} CPU 分钟；{memory} MB",
    ),
    Entry::new(
        "cli.bench_tissue_end",
        "the dearest of these sizes costs {spread} times the cheapest for a cell; {bytes} bytes a cell with phenotype",
        "各规模中每个细胞的成本最高者为最低者的 {spread} 倍；每个细胞连同表型占 {bytes} 字节",
    ),
    Entry::new("tissue.key.duration", "how long", "时长"),
    Entry::new("tissue.key.target", "what the tumour cells carry: a target of the library", "肿瘤细胞携带的分子：库中的目标"),
    Entry::new("tissue.key.draw", "which draw of what is not known: 0 has the typical values", "取未知量的第几次抽样：0 为典型值"),
    Entry::new("tissue.key.geometry", "shape and size of the tissue", "组织的形状与大小"),
    Entry::new("tissue.key.fields", "molecules that diffuse; the usual ones where it is left out", "扩散的分子；省略时取常用者"),
    Entry::new("tissue.key.outside", "concentrations around the tissue and in its vessels", "组织周围及血管中的浓度"),
    Entry::new("tissue.key.product", "lymphocytes that doses give", "给予的淋巴细胞"),
    Entry::new("tissue.key.steps", "how time is cut", "时间步长"),
    Entry::new("tissue.key.observe", "times of the tables, and what is kept", "表格的时间与保存的内容"),
    Entry::new("tissue.geometry.shape", "sphere, block with vessels, monolayer, dish (settled cells) or gel (suspended cells)", "球体、带血管的组织块、单层、培养皿（沉降细胞）或凝胶（悬浮细胞）"),
    Entry::new("tissue.geometry.cells", "tumour cells at the start", "起始肿瘤细胞数"),
    Entry::new("tissue.geometry.radius", "radius of a sphere or monolayer, instead of cells", "球体或单层的半径，代替细胞数"),
    Entry::new("tissue.geometry.edge", "edge of a block, dish or gel", "组织块、培养皿或凝胶的边长"),
    Entry::new("tissue.geometry.density", "tumour cells per volume of a gel, instead of cells", "凝胶中单位体积的肿瘤细胞数，代替细胞数"),
    Entry::new("tissue.geometry.margin", "medium around a sphere or monolayer", "球体或单层周围的介质"),
    Entry::new("tissue.geometry.voxel", "edge of a voxel of the fields", "场的体素边长"),
    Entry::new("tissue.geometry.vessels", "distance between the vessels of a block", "组织块中血管的间距"),
    Entry::new("tissue.geometry.matrix", "share of their speed that matrix takes from cells", "基质使细胞速度降低的份额"),
    Entry::new("tissue.geometry.growth", "whether tumour cells grow, divide and die by themselves", "肿瘤细胞是否自行生长、分裂与死亡"),
    Entry::new("tissue.dose.of", "nk_cells, cd8_cells, macrophages, irradiation, drug, or an antibody", "nk_cells、cd8_cells、macrophages、irradiation、drug 或抗体"),
    Entry::new("tissue.dose.amount", "cells (or a share of the tumour cells), Gy, uM, ug/mL", "细胞数（或占肿瘤细胞的份额）、Gy、uM、ug/mL"),
    Entry::new("tissue.dose.place", "where cells come in", "细胞进入之处"),
    Entry::new("tissue.steps.biology", "step of fields, growth and death", "场、生长与死亡的步长"),
    Entry::new("tissue.steps.contacts", "step of contacts and turns of leukocytes", "白细胞接触与转向的步长"),
    Entry::new("tissue.steps.mechanics", "one length for all steps of mechanics, instead of the tolerance", "力学步长取定值，代替容差"),
    Entry::new("tissue.steps.tolerance", "error of a step of mechanics", "力学步的误差"),
    Entry::new("tissue.observe.every", "time between two rows of the tables", "表格两行之间的时间"),
    Entry::new("tissue.observe.save", "what is kept at those times: cells, fields", "在这些时间保存：cells（细胞）、fields（场）"),
    Entry::new("tissue.kind.tumour", "tumour cells", "肿瘤细胞"),
    Entry::new("tissue.kind.nk", "NK cells", "NK 细胞"),
    Entry::new("tissue.kind.cd8", "CD8 T cells", "CD8 T 细胞"),
    Entry::new("tissue.kind.macrophage", "macrophages", "巨噬细胞"),
    Entry::new("tissue.kind.stroma", "stroma", "间质细胞"),
    Entry::new("tissue.kind.endothelium", "vessel walls", "血管壁"),
    Entry::new("tissue.cause.apoptosis", "apoptosis", "凋亡"),
    Entry::new("tissue.cause.necrosis", "lack of oxygen", "缺氧坏死"),
    Entry::new("tissue.cause.granules", "granules of NK cells", "NK 细胞颗粒"),
    Entry::new("tissue.cause.receptors", "death receptors (NK cells)", "死亡受体（NK 细胞）"),
    Entry::new("tissue.cause.cd8", "CD8 T cells", "CD8 T 细胞"),
    Entry::new("tissue.cause.drug", "the drug", "药物"),
    Entry::new("tissue.cause.radiation", "radiation", "辐射"),
    Entry::new("tissue.cause.activation", "own activation", "自身激活"),
    Entry::new("tissue.figure.counts", "Living cells, of the most there were", "活细胞（占其最多时）"),
    Entry::new("tissue.figure.deaths", "Tumour cells that died, by cause", "死亡的肿瘤细胞（按原因）"),
    Entry::new("tissue.figure.shares", "Who kills, who is tired, who answers", "杀伤者、疲惫者与应答者"),
    Entry::new("tissue.curve.killers", "NK cells that have killed", "已杀伤的 NK 细胞"),
    Entry::new("tissue.curve.exhausted", "NK cells short of granules", "颗粒不足的 NK 细胞"),
    Entry::new("tissue.curve.hypoxic", "hypoxic tumour cells", "缺氧的肿瘤细胞"),
    Entry::new("tissue.curve.answer", "answer of tumour cells to IFN-gamma", "肿瘤细胞对 IFN-gamma 的应答"),
    Entry::new("tissue.heading", "{title}: {cells} cells at the start, {hours} h, seed {seed}", "{title}：起始 {cells} 个细胞，{hours} 小时，种子 {seed}"),
    Entry::new("tissue.says.tumour", "Tumour cells: {first} at the start, {now} now; {born} born, {died} died, {left} left through vessels.", "肿瘤细胞：起始 {first} 个，现有 {now} 个；新生 {born}，死亡 {died}，经血管离开 {left}。"),
    Entry::new("tissue.says.deaths", "They died of: {causes}.", "死亡原因：{causes}。"),
    Entry::new("tissue.says.nk", "NK cells: {arrived} came, {living} live; {kills} kills for each that came; {killers} % of the living have killed, one of them {most} times; {exhausted} % are short of granules.", "NK 细胞：进入 {arrived} 个，存活 {living} 个；平均每个进入者杀伤 {kills} 次；存活者中 {killers}% 曾杀伤，其中一个达 {most} 次；{exhausted}% 颗粒不足。"),
    Entry::new("tissue.says.answer", "Surviving tumour cells answer to IFN-gamma by {answer} % of what they can: they show more HLA and PD-L1.", "存活的肿瘤细胞对 IFN-gamma 的应答达其最大值的 {answer}%：HLA 与 PD-L1 增多。"),
    Entry::new("tissue.says.engulfed", "Macrophages engulfed {count} dead cells.", "巨噬细胞吞噬了 {count} 个死细胞。"),
    Entry::new("tissue.says.adds_up", "Counts add up at every time: came + born - died - left = living.", "各时刻计数吻合：进入 + 新生 - 死亡 - 离开 = 存活。"),
    Entry::new("tissue.says.does_not_add_up", "Counts do not add up: this is a fault of the program.", "计数不吻合：这是程序的错误。"),
    Entry::new("tissue.size", "{cells} cells, {voxels} voxels of {fields} fields: about {memory} MB of memory, {disk} MB on disk", "{cells} 个细胞，{voxels} 个体素，{fields} 个场：约需内存 {memory} MB，磁盘 {disk} MB"),
    Entry::new("tissue.steps", "{count} steps", "{count} 步"),
    Entry::new("help.run.save", "What a tissue keeps at the times of its tables: cells, fields or cells,fields", "组织在各时刻保存的内容：cells、fields 或 cells,fields"),
    Entry::new("cli.library_tissues", "Tissues:", "组织："),
    Entry::new("E2225", "--save applies to tissues alone", "--save 仅适用于组织")
        .mend("leave it out: a run of patients keeps its tables anyway", "请删去：患者的运行总会保存表格"),
    Entry::new("tissue.key.rules", "a table of rules, in the CSV grammar of PhysiCell, beside the scenario", "规则表（PhysiCell 的 CSV 语法），与情景文件放在一起"),
    Entry::new("tissue.geometry.positions", "a table of cells, beside the scenario, instead of a shape", "细胞表，与情景文件放在一起，代替形状"),
    Entry::new("E2226", "{file} is no text in UTF-8", "{file} 不是 UTF-8 文本").mend("save it as UTF-8", "请存为 UTF-8"),
    Entry::new("E2230", "a rule has {count} columns instead of {wanted}", "一条规则有 {count} 列，应为 {wanted} 列").mend(
        "cell type, signal, increases or decreases, behaviour, saturation value, half-maximum, Hill power, applies to dead (0 or 1)",
        "细胞类型、信号、increases 或 decreases、行为、饱和值、半最大值、Hill 指数、是否适用于死细胞（0 或 1）",
    ),
    Entry::new("E2231", "unknown cell type `{name}`", "未知的细胞类型 `{name}`")
        .mend("tumour, nk, cd8, macrophage, stroma, endothelium", "tumour、nk、cd8、macrophage、stroma、endothelium"),
    Entry::new("E2232", "unknown signal `{name}`", "未知的信号 `{name}`").mend(
        "a field of this tissue, its gradient, pressure, volume, damage, time, attacking, dead, apoptotic, necrotic, contact with a cell type or with live, dead, apoptotic or necrotic cell",
        "本组织的场及其 gradient、pressure、volume、damage、time、attacking、dead、apoptotic、necrotic、contact with 细胞类型或 live、dead、apoptotic、necrotic cell",
    ),
    Entry::new("E2233", "`{word}` is no direction", "`{word}` 不是方向").mend("write increases or decreases", "请写 increases 或 decreases"),
    Entry::new("E2234", "unknown behaviour `{name}`", "未知的行为 `{name}`").mend(
        "cycle entry, apoptosis, necrosis, migration speed, migration bias, migration persistence time, cell-cell adhesion, cell-cell repulsion, attack tumour, phagocytose dead cell, transition to a cell type, or secretion, uptake and export of a field of this tissue",
        "cycle entry、apoptosis、necrosis、migration speed、migration bias、migration persistence time、cell-cell adhesion、cell-cell repulsion、attack tumour、phagocytose dead cell、transition to 细胞类型，或本组织某场的 secretion、uptake、export",
    ),
    Entry::new("E2235", "the {what} `{text}` is no number that it can be", "{what} `{text}` 不是可用的数")
        .mend("saturation values are 0 or greater, half-maxima and powers greater than 0", "饱和值不小于 0，半最大值与指数大于 0"),
    Entry::new("E2236", "`{text}` does not say whether the rule applies to the dead", "`{text}` 未说明规则是否适用于死细胞")
        .mend("write 0 or 1", "请写 0 或 1"),
    Entry::new("E2237", "this rule stands twice", "该规则重复").mend("keep one of them", "请只保留其一"),
    Entry::new(
        "E2238",
        "this rule contradicts an earlier one: the same signal both increases and decreases the behaviour",
        "该规则与前面的规则矛盾：同一信号既增加又减少同一行为",
    )
    .mend("keep one of them", "请只保留其一"),
    Entry::new(
        "E2239",
        "an earlier rule gives this behaviour another saturation value in the same direction than {value}",
        "前面的规则在同一方向上给出的饱和值不是 {value}",
    )
    .mend("rules of one direction share their saturation value", "同一方向的规则须有相同的饱和值"),
    Entry::new("E2240", "the table holds no cell", "表中没有细胞")
        .mend("name the columns x,y,z,type,volume in the first line, then a line for each cell", "首行写列名 x,y,z,type,volume，其后每行一个细胞"),
    Entry::new("E2241", "unknown column `{name}`", "未知的列 `{name}`").mend("x, y, z, type, volume", "x、y、z、type、volume"),
    Entry::new("E2242", "the table lacks the column `{name}`", "表中缺少列 `{name}`").mend("add it", "请补上"),
    Entry::new("E2243", "`{text}` is no number of a cell", "`{text}` 不是细胞的数值")
        .mend("positions are finite numbers in um, volumes from 1 to 1e6 um^3", "位置为有限的数（um），体积为 1 至 1e6 um^3"),
    Entry::new("E2244", "a table cannot hold cells of the type `{name}`", "表中不能有类型为 `{name}` 的细胞")
        .mend("tumour, stroma, macrophage, endothelium; lymphocytes come with doses", "tumour、stroma、macrophage、endothelium；淋巴细胞由给药进入"),
    Entry::new("E2245", "the geometry has neither shape nor positions", "几何既无形状也无位置")
        .mend("write shape = \"sphere\" or positions = \"cells.csv\"", "请写 shape = \"sphere\" 或 positions = \"cells.csv\""),
    Entry::new("E2246", "cells lie more than {most} mm apart", "细胞相距超过 {most} mm")
        .mend("give positions in um", "位置请以 um 为单位"),
];
