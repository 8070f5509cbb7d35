//! Texts of reading and writing SBML: E24xx, W24xx (`crates/model/src/sbml`).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("sbml.number", "a number", "数"),
    Entry::new("sbml.truth", "`true` or `false`", "`true` 或 `false`"),
    Entry::new("E2401", "the text is longer than 16 MB", "文本超过 16 MB")
        .mend("split the model with the package `comp`", "请用 `comp` 包把模型拆开"),
    Entry::new("E2402", "not well-formed XML: {reason}", "XML 格式不正确：{reason}"),
    Entry::new("E2403", "`{name}` is never closed", "`{name}` 没有结束标签")
        .mend("add `</{name}>`", "请补上 `</{name}>`"),
    Entry::new("E2404", "`&{name};` is none of XML's own five entities", "`&{name};` 不是 XML 自有的五个实体之一")
        .mend("write the character itself, or its number as in `&#945;`", "请直接写该字符，或写其编号，如 `&#945;`"),
    Entry::new("E2405", "document types are not read, for they can fetch and multiply text", "不读取文档类型声明，因为它能引入并倍增文本")
        .mend("delete the `<!DOCTYPE ...>` part", "请删去 `<!DOCTYPE ...>` 部分"),
    Entry::new("E2406", "elements nested more than {limit} levels deep", "元素嵌套超过 {limit} 层"),
    Entry::new("E2407", "this is not SBML: its outermost element is `{name}`", "这不是 SBML：最外层元素是 `{name}`").mend(
        "it must be `sbml` in the namespace of one of SBML's levels, such as http://www.sbml.org/sbml/level3/version2/core",
        "应为 `sbml`，并处于 SBML 某一级别的命名空间，例如 http://www.sbml.org/sbml/level3/version2/core",
    ),
    Entry::new("E2408", "more than {limit} elements", "元素超过 {limit} 个"),
    Entry::new("E2409", "the prefix `{prefix}` stands for no namespace", "前缀 `{prefix}` 没有对应的命名空间")
        .mend("add `xmlns:{prefix}=\"...\"`", "请加上 `xmlns:{prefix}=\"...\"`"),
    Entry::new(
        "E2410",
        "the model cannot do without the package `{package}`, which is not supported",
        "模型离不开 `{package}` 包，而该包不受支持",
    )
    .mend("supported are `comp` and `distrib`", "受支持的有 `comp` 和 `distrib`"),
    Entry::new("E2411", "`{element}` lacks its attribute `{attribute}`", "`{element}` 缺少属性 `{attribute}`"),
    Entry::new(
        "E2412",
        "`{attribute}=\"{value}\"` is not {expected}",
        "`{attribute}=\"{value}\"` 不是{expected}",
    ),
    Entry::new("E2413", "`{id}` stands for two things", "`{id}` 指两样东西")
        .mend("give one of them another id", "请给其中之一换一个 id"),
    Entry::new("E2414", "`{attribute}` names `{name}`, which does not exist", "`{attribute}` 指向不存在的 `{name}`"),
    Entry::new("E2415", "`{id}` cannot be an id", "`{id}` 不能作为 id")
        .mend("ids hold letters a-z, digits and _, no digit first", "id 只含字母 a-z、数字和 _，且不以数字开头"),
    Entry::new("E2416", "`{element}` has no attribute `{attribute}`", "`{element}` 没有属性 `{attribute}`"),
    Entry::new("E2417", "`{name}` does not belong in `{element}`", "`{name}` 不应出现在 `{element}` 中"),
    Entry::new("E2418", "text `{text}` does not belong in `{element}`", "`{element}` 中不应有文本 `{text}`"),
    Entry::new("E2419", "a second `{name}` in one `{element}`", "一个 `{element}` 中有第二个 `{name}`")
        .mend("remove one", "请去掉一个"),
    Entry::new("E2420", "there is no SBML level {level} version {version}", "没有 SBML 级别 {level} 版本 {version}").mend(
        "level 1 has versions 1 and 2, level 2 has 1 to 5, level 3 has 1 and 2",
        "级别 1 有版本 1 和 2，级别 2 有 1 到 5，级别 3 有 1 和 2",
    ),
    Entry::new(
        "E2421",
        "a flux balance model (package `fbc`) has an optimum, not a course in time: not supported",
        "通量平衡模型（`fbc` 包）求的是最优值而非时间进程：不受支持",
    ),
    Entry::new(
        "E2422",
        "a qualitative model (package `qual`) has levels, not amounts: not supported",
        "定性模型（`qual` 包）只有等级而无数量：不受支持",
    ),
    Entry::new("E2423", "the text holds no `model`", "文本中没有 `model`"),
    Entry::new("E2424", "`{name}` is not known in equations", "方程中不认识 `{name}`"),
    Entry::new(
        "E2425",
        "`{name}` takes {expected} arguments, not {given}",
        "`{name}` 需要 {expected} 个参数，而不是 {given} 个",
    ),
    Entry::new("E2426", "`{text}` cannot be read as a number", "`{text}` 不能读作数"),
    Entry::new("E2427", "`{name}` is unknown", "`{name}` 未知"),
    Entry::new("E2428", "`{name}` has no value that could be read or set here", "`{name}` 在此没有可读取或设定的值"),
    Entry::new("E2429", "the symbol `{url}` is not known", "符号 `{url}` 未知").mend(
        "known are time, delay, avogadro, rateOf and the draws of the package `distrib`",
        "已知的有 time、delay、avogadro、rateOf 以及 `distrib` 包的抽样",
    ),
    Entry::new("E2430", "`{name}` is called, but is not a function", "`{name}` 被调用，但不是函数"),
    Entry::new("E2431", "the function `{name}` is called, but has no mathematics", "函数 `{name}` 被调用，但没有数学内容"),
    Entry::new("E2432", "the function `{name}` is not a `lambda` with one expression", "函数 `{name}` 不是带一个表达式的 `lambda`"),
    Entry::new("E2433", "too many problems; the others are not shown", "问题过多，其余不再显示"),
    Entry::new("E2434", "there is no kind of unit `{name}`", "没有名为 `{name}` 的单位种类"),
    Entry::new(
        "E2435",
        "a factor of the unit `{name}` is not positive, out of range, or has an exponent that is no simple fraction",
        "单位 `{name}` 的一个因子非正、超出范围，或指数不是简单分数",
    ),
    Entry::new("E2436", "the unit `{name}` is not defined", "单位 `{name}` 没有定义")
        .mend("define it with a `unitDefinition`", "请用 `unitDefinition` 定义它"),
    Entry::new("E2437", "`{name}` is not a compartment", "`{name}` 不是区室"),
    Entry::new(
        "E2438",
        "`{name}` has both an initial amount and an initial concentration",
        "`{name}` 既有初始量又有初始浓度",
    )
    .mend("remove one", "请去掉一个"),
    Entry::new("E2439", "`{name}` is set twice", "`{name}` 被设定两次").mend("remove one", "请去掉一个"),
    Entry::new("E2440", "`{name}` is constant, and yet it is set", "`{name}` 是常量，却被设定")
        .mend("write `constant=\"false\"`", "请写 `constant=\"false\"`"),
    Entry::new("E2442", "`{element}` has no mathematics", "`{element}` 没有数学内容"),
    Entry::new("E2443", "`{name}` is not a species", "`{name}` 不是物种"),
    Entry::new("E2444", "the event `{name}` has no trigger", "事件 `{name}` 没有触发条件"),
    Entry::new(
        "E2445",
        "`{name}` draws a number at all times",
        "`{name}` 在所有时刻抽取随机数",
    )
    .mend(
        "draw in an initial assignment or an event, where the number is drawn once",
        "请在初始赋值或事件中抽样，那里只抽取一次",
    ),
    Entry::new("E2446", "there is no model `{name}`", "没有模型 `{name}`"),
    Entry::new("E2447", "`{source}` cannot be read: {reason}", "无法读取 `{source}`：{reason}"),
    Entry::new("E2449", "the model `{name}` holds itself, or nests too deep", "模型 `{name}` 包含自身，或嵌套过深"),
    Entry::new("E2450", "more than {limit} sub-models, or too many elements in them", "子模型超过 {limit} 个，或其中元素过多"),
    Entry::new("E2451", "replacements of `{name}` go round in a circle", "`{name}` 的替换形成循环"),
    Entry::new(
        "E2452",
        "`{source}` is not in the folder of the model: nothing else is read",
        "`{source}` 不在模型所在的文件夹中：不读取其他位置",
    )
    .mend(
        "put the file beside the model or into a folder there, and write its relative path: `source=\"part.xml\"`",
        "请把该文件放在模型旁边或其子文件夹中，并写相对路径：`source=\"part.xml\"`",
    ),
    Entry::new(
        "E2454",
        "the rate law `{name}` is not read: {why}",
        "不读取速率定律 `{name}`：{why}",
    )
    .mend("write the equation itself", "请直接写出方程"),
    Entry::new(
        "sbml.ordbbr",
        "SBML level 1 prints it with a sum of 1 and a concentration",
        "SBML 一级所印的方程把 1 与浓度相加",
    ),
    Entry::new(
        "sbml.usir",
        "SBML level 1 prints it with a plus where the reverse rate is to be subtracted",
        "SBML 一级所印的方程在应减去逆向速率处写成了加号",
    ),
    Entry::new(
        "E2455",
        "the rate law `{name}` has {expected} arguments, not {given}: {names}",
        "速率定律 `{name}` 有 {expected} 个参数，而非 {given} 个：{names}",
    ),
    Entry::new(
        "E2456",
        "in this call of `{name}` nothing says which of the {given} concentrations are reactants",
        "此处调用 `{name}` 时，无法判断 {given} 个浓度中哪些属于反应物",
    )
    .mend(
        "give a concentration for each reactant, then for each product of the reaction, or write the equation itself",
        "请按该反应的每个反应物、再按每个产物各给出一个浓度，或直接写出方程",
    ),
    Entry::new("W2418", "of the rate law `{name}` sources say two things: {taken}", "关于速率定律 `{name}`，两处来源说法不同：{taken}")
        .mend("write the equation itself if another is meant", "如另有所指，请直接写出方程"),
    Entry::new(
        "sbml.ualii",
        "version 1 of SBML level 1 leaves out the factor S/Ks; taken is that of version 2, which has it",
        "SBML 一级第 1 版缺少因子 S/Ks；此处采用含有该因子的第 2 版方程",
    ),
    Entry::new(
        "sbml.usii",
        "SBML level 1 has S^2/Ki, Gepasi and COPASI have (S/Ki)^2; taken is that of SBML",
        "SBML 一级为 S^2/Ki，Gepasi 和 COPASI 为 (S/Ki)^2；此处采用 SBML 的方程",
    ),
    Entry::new("W2401", "degrees Celsius are taken as kelvin", "摄氏度按开尔文处理"),
    Entry::new("W2402", "`{name}` has no value: what reads it is not a number", "`{name}` 没有值：读取它的结果不是数"),
    Entry::new("W2403", "`{element}` has no mathematics and does nothing", "`{element}` 没有数学内容，不起作用"),
    Entry::new("W2404", "the event `{name}` has no trigger and never fires", "事件 `{name}` 没有触发条件，永不发生"),
    Entry::new(
        "W2405",
        "the package `{package}` is not supported; the model says that it can do without",
        "不支持 `{package}` 包；模型声明没有它也可以",
    ),
    Entry::new("W2409", "without a unit, and so unchecked: {names}", "没有单位，因而未检查：{names}").mend(
        "write `units=\"...\"` there (`substanceUnits` for species), or `units=\"dimensionless\"`",
        "请在该处写 `units=\"...\"`（物种用 `substanceUnits`），或 `units=\"dimensionless\"`",
    ),
    Entry::new(
        "W2410",
        "the model has no unit of time, so rates are not checked",
        "模型没有时间单位，因此不检查速率",
    )
    .mend("write `timeUnits=\"...\"` in the element `model`", "请在元素 `model` 中写 `timeUnits=\"...\"`"),
    Entry::new(
        "W2411",
        "reaction `{name}` has no law, so it does nothing",
        "反应 `{name}` 没有速率定律，因此不起作用",
    )
    .mend("give it a `kineticLaw`", "请给它一个 `kineticLaw`"),
    Entry::new("W2412", "no equation changes species `{name}`", "没有方程改变物种 `{name}`")
        .mend("write `constant=\"true\"`, or make it a parameter", "请写 `constant=\"true\"`，或改为参数"),
    Entry::new("W2413", "compartment `{name}` has no size: 1 is taken", "房室 `{name}` 没有大小：取 1")
        .mend("write `size=\"number\"`", "请写 `size=\"数值\"`"),
    Entry::new(
        "W2414",
        "what sets `{name}` is `notanumber`: what reads it has no value",
        "设定 `{name}` 的是 `notanumber`：读取它的量没有值",
    )
    .mend(
        "the file leaves it open: write the formula of the paper, or a number",
        "文件未给出其定义：请写入论文中的公式或数值",
    ),
    Entry::new("W2416", "no symbol has a unit, so units are not checked", "没有任何符号带单位，因此不检查单位")
        .mend("write `units=\"...\"`", "请写 `units=\"...\"`"),
    Entry::new("W2417", "a sum of {left} and {right}", "{left} 与 {right} 相加").mend(
        "the terms of a sum, and the arguments of min and max, must have the same unit; a number takes one by `<cn sbml:units=\"...\">`",
        "求和各项以及 min、max 的参数须单位相同；数的单位写作 `<cn sbml:units=\"...\">`",
    ),
    Entry::new("W2408", "the unit `{name}` is not defined; nothing has it", "单位 `{name}` 没有定义，故无对象使用它")
        .mend("define it with a `unitDefinition`", "请用 `unitDefinition` 定义它"),
    Entry::new(
        "W2406",
        "`{name}` keeps the value that {others} has at the start, though {others} changes",
        "`{name}`始终保持 {others} 在起始时的值，而 {others} 会变化",
    )
    .mend(
        "read {others} itself where its present value is meant",
        "若指其当前值，请直接读取 {others}",
    ),
    Entry::new("W2407", "this product is zero at all times, because {names} is zero", "此乘积始终为零，因为 {names} 为零").mend(
        "give {names} a value, or leave the term out",
        "请给 {names} 赋值，或去掉该项",
    ),
];
