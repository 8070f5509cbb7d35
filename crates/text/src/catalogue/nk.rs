//! Texts of `nk`: codes E0701 to E0723, and how values are spread.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E0701", "not valid TOML: {reason}", "不是有效的 TOML：{reason}"),
    Entry::new("E0702", "unknown key `{key}` in `{section}`", "`{section}` 中有未知的键 `{key}`"),
    Entry::new("E0703", "`{section}` lacks the key `{key}`", "`{section}` 缺少键 `{key}`"),
    Entry::new("E0704", "`{key}` must be {expected}", "`{key}` 必须是{expected}"),
    Entry::new("E0705", "`{key}` needs exactly one kind of spread", "`{key}` 必须且只能给出一种离散方式").mend(
        "write one of lognormal_cv, lognormal_sd, normal_sd, logit_sd, uniform",
        "从 lognormal_cv、lognormal_sd、normal_sd、logit_sd、uniform 中选一种",
    ),
    Entry::new("E0706", "`{key}` is out of range", "`{key}` 超出范围").mend(
        "spreads and shares are above zero, shares at most 1, spreads of a logarithm at most 10; uniform goes from the lower to the higher value",
        "离散度与份额必须大于零，份额不超过 1，对数离散度不超过 10；uniform 由小到大书写",
    ),
    Entry::new("E0707", "`{key}` does not fit the typical value {value}", "`{key}` 与典型值 {value} 不相符").mend(
        "log-normal values are above zero, logit-normal ones between 0 and 1, uniform ones between the ends",
        "对数正态值须大于零，logit 正态值须介于 0 与 1 之间，均匀分布的值须在两端之间",
    ),
    Entry::new("E0708", "`{found}` is not a grade", "`{found}` 不是证据等级").mend(
        "A measured in people, B in human cells, C animal, proxy or unchecked, D assumed",
        "A 人体实测，B 人源细胞实测，C 动物、替代或未核实，D 假设",
    ),
    Entry::new("E0709", "`{name}` has no source", "`{name}` 没有来源").mend(
        "write source = \"assumed\", or a table with cite = \"author year journal\"",
        "请写 source = \"assumed\"，或写含 cite = \"作者 年份 期刊\" 的表",
    ),
    Entry::new("E0710", "`{name}` is assumed but graded {grade}", "`{name}` 为假设值，却标为 {grade} 级")
        .mend("an assumed value has grade D", "假设值的等级为 D"),
    Entry::new("E0711", "`{name}` has grade D but is hardly uncertain", "`{name}` 为 D 级，但不确定度过小").mend(
        "an assumed value needs uncertainty = { lognormal_sd = 0.5 } or wider",
        "假设值需要 uncertainty = { lognormal_sd = 0.5 } 或更宽",
    ),
    Entry::new("E0712", "`{found}` is not a source", "`{found}` 不是来源").mend(
        "write source = \"assumed\", or a table with cite = \"author year journal\"",
        "请写 source = \"assumed\"，或写含 cite = \"作者 年份 期刊\" 的表",
    ),
    Entry::new("E0713", "the parameter `{name}` stands twice", "参数 `{name}` 出现了两次"),
    Entry::new(
        "E0714",
        "`{symbol}` of the module `{module}` has no value and the library has no parameter for it",
        "模块 `{module}` 的 `{symbol}` 没有值，库中也没有相应参数",
    )
    .mend(
        "add [{symbol}] with value = \"{example}\" to the parameter file {module}.toml, or a value in the model",
        "请在参数文件 {module}.toml 中加入 [{symbol}]，value = \"{example}\"，或在模型中给出值",
    ),
    Entry::new(
        "E0715",
        "the parameter `{name}` is {value}, but `{symbol}` has the unit {unit}",
        "参数 `{name}` 为 {value}，但 `{symbol}` 的单位是 {unit}",
    ),
    Entry::new(
        "E0716",
        "`{name}` has a parameter in the library but declares no unit",
        "`{name}` 在库中有参数，但模型未声明单位",
    )
    .mend("declare it as, for example, `has per_day`", "请声明单位，例如 `has per_day`"),
    Entry::new("E0717", "`{agent}` has no route `{route}`", "`{agent}` 没有给药途径 `{route}`"),
    Entry::new("E0718", "the shares of a dose sum to {sum}, not to 1", "剂量份额之和为 {sum}，而不是 1"),
    Entry::new("E0719", "`{found}` is not the name of a parameter", "`{found}` 不是参数名称").mend(
        "parameters are called module.symbol, such as nk.death_rate",
        "参数名称的形式为 module.symbol，例如 nk.death_rate",
    ),
    Entry::new(
        "E0720",
        "no module uses the parameter `{name}` ({place})",
        "没有模块使用参数 `{name}`（{place}）",
    )
    .mend(
        "a parameter is used by a symbol of that module without a value of its own; check both names",
        "参数由该模块中没有自带数值的同名符号使用；请核对两个名称",
    ),
    Entry::new(
        "E0721",
        "`{agent}` goes into `{state}`, which no patient model of the library has",
        "`{agent}` 进入 `{state}`，但库中没有患者模型含有它",
    ),
    Entry::new("E0723", "`{found}` is not a kind of cells", "`{found}` 不是细胞种类")
        .mend("write cells = \"nk\", or leave it out", "请写成 cells = \"nk\"，或省略"),
    Entry::new("E0722", "`{by}` names the parameter `{name}`, which does not exist", "`{by}` 提到的参数 `{name}` 不存在"),
    Entry::new("nk.first_here", "the first one stands here", "第一个在此处"),
    Entry::new("nk.kind.table", "a table", "一个表"),
    Entry::new("nk.kind.list", "a list", "一个列表"),
    Entry::new("nk.kind.pair", "a list of two values, the lower one first", "由两个值组成的列表，小值在前"),
    Entry::new("nk.kind.text", "a text in quotation marks", "引号内的文本"),
    Entry::new("nk.kind.number", "a finite number", "一个有限的数"),
    Entry::new("nk.kind.truth", "true or false", "true 或 false"),
    Entry::new(
        "nk.kind.quantity",
        "a number with its unit in quotation marks, such as \"0.1 /d\"",
        "引号内带单位的数值，例如 \"0.1 /d\"",
    ),
    Entry::new("nk.lognormal_cv", "log-normal, CV {cv} %", "对数正态，CV {cv} %"),
    Entry::new("nk.lognormal_sd", "log-normal, sd of ln {sd}", "对数正态，ln 的标准差 {sd}"),
    Entry::new("nk.normal_sd", "normal, sd {sd}", "正态，标准差 {sd}"),
    Entry::new("nk.logit_sd", "logit-normal, sd of logit {sd}", "logit 正态，logit 的标准差 {sd}"),
    Entry::new("nk.uniform", "uniform, {low} to {high}", "均匀分布，{low} 至 {high}"),
    Entry::new("nk.source_assumed", "assumed", "假设"),
    Entry::new("nk.source_cited", "{text}", "{text}"),
];
