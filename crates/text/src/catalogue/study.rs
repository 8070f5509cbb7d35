//! Texts of `study`: what can be wrong with a scenario and with running it.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // Reading
    Entry::new("E0301", "not valid TOML: {reason}", "不是有效的 TOML：{reason}"),
    Entry::new("E0302", "{file} is empty", "{file} 是空文件").mend(
        "`lytic new` writes a commented scenario to start from",
        "`lytic new` 会写出一个带注释的示例场景",
    ),
    Entry::new("E0303", "{file} has {size} MB; the limit is 16 MB", "{file} 有 {size} MB，上限为 16 MB")
        .mend(
            "scenarios and models are text; measured data belong in data files",
            "场景和模型是文本；测量数据应放在数据文件中",
        ),
    Entry::new(
        "E0304",
        "{file} is not UTF-8: byte {byte} at offset {offset}, line {line}",
        "{file} 不是 UTF-8 编码：第 {line} 行，偏移 {offset} 处的字节为 {byte}",
    )
    .mend("save the file with the encoding UTF-8", "请以 UTF-8 编码保存该文件"),
    Entry::new("E0305", "cannot read {file}: {reason}", "无法读取 {file}：{reason}").mend(
        "check the path; `lytic list` shows the built-in scenarios and models",
        "请检查路径；`lytic list` 列出内置场景和模型",
    ),
    Entry::new("E0306", "unknown key `{key}` in {section}", "{section} 中有未知的键 `{key}`")
        .mend("`lytic schema` lists all keys", "`lytic schema` 列出所有的键"),
    Entry::new("E0307", "{section} lacks the key `{key}`", "{section} 缺少键 `{key}`")
        .mend("write, for example, {key} = {example}", "例如写成 {key} = {example}"),
    Entry::new("E0308", "wrong kind of value for `{key}`", "`{key}` 的值类型不对")
        .mend("a right value looks like {example}", "正确的写法如 {example}"),
    Entry::new("E0309", "`{key}` is an empty text", "`{key}` 是空文本")
        .mend("a right value looks like {example}", "正确的写法如 {example}"),
    Entry::new("E0310", "`{key}` cannot be `{value}`", "`{key}` 不能是 `{value}`")
        .mend("it can be: {allowed}", "可以是：{allowed}"),
    Entry::new("E0311", "`{key}` must lie between {low} and {high}", "`{key}` 必须在 {low} 与 {high} 之间"),
    Entry::new("E0312", "`{key}` is not a finite number", "`{key}` 不是有限的数"),
    Entry::new("E0315", "scenarios of the kind `{kind}` are not built yet", "`{kind}` 类场景尚未实现")
        .mend("this version runs the kinds `patient`, `factory` and `assay`", "此版本可运行 `patient`、`factory` 与 `assay` 类场景"),
    Entry::new("E0316", "`{key}` must be above zero, and is {value}", "`{key}` 必须大于零，现为 {value}"),
    Entry::new("E0317", "`{key}` must not be negative, and is {value}", "`{key}` 不能为负，现为 {value}"),
    Entry::new("E0318", "`{name}` must be a table: {section}", "`{name}` 必须是一个表：{section}"),
    Entry::new(
        "E0319",
        "a dose needs either `of` or `into`, and not both",
        "每个剂量需要 `of` 或 `into` 之一，且不能同时使用",
    )
    .mend(
        "`of` names an agent of the library, `into` a symbol of the model",
        "`of` 是库中药剂的名称，`into` 是模型中的符号",
    ),
    Entry::new("E0320", "`{key}` has no meaning here", "`{key}` 在此处没有意义")
        .mend("take it out", "请删去"),
    Entry::new("E0321", "the name `{name}` stands twice", "名称 `{name}` 出现了两次"),
    Entry::new(
        "E0322",
        "outcome `{name}` needs either `when` (a condition) or `value` (a number)",
        "结局 `{name}` 需要 `when`（条件）或 `value`（数值）之一",
    ),
    Entry::new(
        "E0323",
        "outcome `{name}` needs one of `at`, `ever`, `always`, `first`, `last`, `maximum`, `minimum`, `time_of_maximum`, `growth` and `decline`",
        "结局 `{name}` 需要 `at`、`ever`、`always`、`first`、`last`、`maximum`、`minimum`、`time_of_maximum`、`growth`、`decline` 之一",
    )
    .mend("write, for example, at = \"28 d\"", "例如写成 at = \"28 d\""),
    Entry::new(
        "E0324",
        "outcome `{name}` is a value, and `{key}` is asked of a condition",
        "结局 `{name}` 是数值，而 `{key}` 用于条件",
    )
    .mend(
        "a value has `at`, `maximum`, `minimum`, `time_of_maximum`, `growth` or `decline`",
        "数值用 `at`、`maximum`、`minimum`、`time_of_maximum`、`growth` 或 `decline`",
    ),
    Entry::new(
        "E0325",
        "outcome `{name}` is a condition, and `{key}` is asked of a value",
        "结局 `{name}` 是条件，而 `{key}` 用于数值",
    )
    .mend(
        "a condition has `at`, `ever`, `always`, `first` or `last`; a value is written with `value`",
        "条件用 `at`、`ever`、`always`、`first` 或 `last`；数值用 `value` 书写",
    ),
    // Meaning
    Entry::new("E0330", "unknown model `{model}`", "未知的模型 `{model}`").mend(
        "`lytic list` shows the models of the library; a file ends in .ant",
        "`lytic list` 列出库中的模型；文件名以 .ant 结尾",
    ),
    Entry::new("E0331", "unknown agent `{agent}`", "未知的药剂 `{agent}`").mend(
        "the library has: {known}; a state of your own model is named with `into`",
        "库中有：{known}；自己模型中的状态变量请用 `into` 指明",
    ),
    Entry::new(
        "E0332",
        "`{agent}` cannot be given by the route `{route}`",
        "`{agent}` 不能经 `{route}` 途径给药",
    )
    .mend("its routes: {known}", "可用途径：{known}"),
    Entry::new("E0333", "`{agent}` needs a route", "`{agent}` 需要给药途径")
        .mend("its routes: {known}", "可用途径：{known}"),
    Entry::new(
        "E0334",
        "the model `{model}` does not take `{agent}`: it has no `{symbol}`",
        "模型 `{model}` 不接受 `{agent}`：没有 `{symbol}`",
    )
    .mend("take the dose out or choose another model", "请删去该剂量或选择其他模型"),
    Entry::new("E0335", "unknown symbol `{name}`", "未知的符号 `{name}`")
        .mend("`lytic model show` lists the symbols of a model", "`lytic model show` 列出模型的符号"),
    Entry::new(
        "E0336",
        "`{name}` is not a state: doses and events act on states",
        "`{name}` 不是状态变量：剂量和事件只作用于状态变量",
    ),
    Entry::new(
        "E0337",
        "a dose of {found} does not fit `{name}`, which holds {wanted}",
        "{found} 的剂量与 `{name}` 不符，后者的量纲是 {wanted}",
    )
    .mend("write it in {wanted}, {wanted}/kg or {wanted}/m2", "请写成 {wanted}、{wanted}/kg 或 {wanted}/m2"),
    Entry::new(
        "E0338",
        "the dose at {time} lies outside of the run, {start} to {end}",
        "{time} 的剂量在模拟时间 {start} 至 {end} 之外",
    ),
    Entry::new(
        "E0339",
        "`{name}` at {time} lies outside of the run, {start} to {end}",
        "`{name}` 的时间 {time} 在模拟时间 {start} 至 {end} 之外",
    ),
    Entry::new("E0340", "unknown parameter `{name}`", "未知的参数 `{name}`").mend(
        "`lytic parameters` lists those of the library, `lytic model show` those of a model",
        "`lytic parameters` 列出库中的参数，`lytic model show` 列出模型的参数",
    ),
    Entry::new(
        "E0341",
        "`{name}` is computed by the model and cannot be set",
        "`{name}` 由模型计算得出，不能设定",
    ),
    Entry::new("E0343", "`{name}` is set twice", "`{name}` 被设定了两次"),
    Entry::new(
        "E0344",
        "the typical value of `{name}` does not fit its spread",
        "`{name}` 的典型值与其分布不符",
    )
    .mend(
        "lognormal needs a value above 0, logit one between 0 and 1, uniform bounds that hold the value",
        "对数正态分布要求值大于 0，logit 要求值在 0 与 1 之间，均匀分布的界限须包含该值",
    ),
    Entry::new("E0345", "unknown product `{name}`", "未知的产品 `{name}`")
        .mend("describe it in [product.{name}]", "请在 [product.{name}] 中描述"),
    Entry::new(
        "E0346",
        "the library knows no `{value}` for products",
        "库中没有名为 `{value}` 的产品来源或方法",
    )
    .mend("it has: {known}", "库中有：{known}"),
    Entry::new(
        "E0360",
        "`{name}` is no constant of the model, so it cannot differ between patients",
        "`{name}` 不是模型的常量，不能在患者间变化",
    )
    .mend("give it a value without `between`", "请只给出数值，不写 `between`"),
    Entry::new(
        "E0347",
        "two products set `{name}` to different values",
        "两个产品给 `{name}` 设定了不同的值",
    )
    .mend("this version carries one product of cells at a time", "此版本一次只能使用一种细胞产品"),
    Entry::new(
        "E0348",
        "[patient] has no effect: the model `{model}` has no `{symbol}`, and no dose goes by body size",
        "[patient] 不起作用：模型 `{model}` 没有 `{symbol}`，也没有按体格计算的剂量",
    )
    .mend("take it out", "请删去"),
    Entry::new(
        "E0349",
        "a dose per kg or m2 needs the patient's weight and height",
        "按体重或体表面积给药需要患者的体重和身高",
    )
    .mend(
        "add [patient] with weight = \"70 kg\" and height = \"172 cm\"",
        "请添加 [patient]，写明 weight = \"70 kg\" 和 height = \"172 cm\"",
    ),
    Entry::new("E0350", "`{agent}` is no product of cells", "`{agent}` 不是细胞产品")
        .mend("take `product` out", "请删去 `product`"),
    Entry::new(
        "E0351",
        "this would record {count} times; the limit is {limit}",
        "这将记录 {count} 个时间点，上限为 {limit}",
    )
    .mend("record less often: raise `every`", "请加大 `every`，减少记录次数"),
    Entry::new(
        "E0352",
        "these are {count} doses for each patient; the limit is {limit}",
        "每位患者有 {count} 次给药，上限为 {limit}",
    ),
    Entry::new(
        "E0354",
        "the model is in {found}, so its time cannot be told in days",
        "模型的时间单位是 {found}，无法换算为天",
    )
    .mend("add `unit time_unit = day` to the model", "请在模型中加上 `unit time_unit = day`"),
    Entry::new("E0355", "`{name}` is a condition, and a number is wanted", "`{name}` 是条件，此处需要数值"),
    Entry::new(
        "E0356",
        "`--set` takes name=value; `{text}` is not",
        "`--set` 的格式是 名称=值；`{text}` 不符合",
    ),
    Entry::new(
        "E0357",
        "the start of the run has no room for a duration: {start} to {end}",
        "模拟时间范围无效：{start} 至 {end}",
    ),
    Entry::new("E0359", "`{agent}` needs a `product`", "`{agent}` 需要 `product`").mend(
        "describe the cells in [product.NAME] and name it here",
        "请在 [product.NAME] 中描述细胞，并在此写明其名称",
    ),
    Entry::new(
        "E0361",
        "`{name}` needs a condition, such as `il6 > 100`",
        "`{name}` 需要条件，例如 `il6 > 100`",
    ),
    Entry::new(
        "E0362",
        "this would record {count} values for each block of patients; the limit is {limit}",
        "每批患者将记录 {count} 个值，上限为 {limit}",
    )
    .mend("record fewer columns, or less often: raise `every`", "请减少记录的列，或加大 `every`"),
    Entry::new(
        "E0363",
        "there are {count} columns and outcomes; the limit is {limit}",
        "列和结局共有 {count} 个，上限为 {limit}",
    ),
    Entry::new(
        "E0364",
        "the window of `{name}` ends before it begins: {start} to {end}",
        "`{name}` 的时间窗在开始之前就结束：{start} 至 {end}",
    ),
    // People
    Entry::new("people.between", "differences between patients", "患者间的差异"),
    Entry::new("people.uncertainty", "what we do not know of typical values", "典型值的不确定性"),
    Entry::new("people.first_here", "first given here", "首次出现于此"),
    Entry::new("people.with_this", "together with this one", "与此处合在一起"),
    Entry::new("E0390", "unknown parameter `{name}` in a correlation", "相关中有未知的参数 `{name}`").mend(
        "name parameters by `module.symbol`; `lytic parameters` lists those of the library",
        "请用 `module.symbol` 指明参数；`lytic parameters` 列出库中的参数",
    ),
    Entry::new(
        "E0391",
        "`{name}` has no spread that could be correlated ({kind})",
        "`{name}` 没有可以相关的分布（{kind}）",
    )
    .mend(
        "give it a spread with `between` in [parameters]; an uncertainty is the library's, and goes when a value is set",
        "请在 [parameters] 中用 `between` 给出患者间的分布；不确定性来自库，设定数值后即不再存在",
    ),
    Entry::new(
        "E0393",
        "the correlation of `{first}` and `{second}` is given twice",
        "`{first}` 与 `{second}` 的相关系数给出了两次",
    )
    .mend("keep one of them", "请保留其中一个"),
    Entry::new(
        "E0394",
        "no people can have these correlations together ({kind})",
        "这些相关系数不可能同时成立（{kind}）",
    )
    .mend(
        "pairs that are not given have none: give the missing pairs too, or take {factor} of each value or less",
        "未给出的参数对视为不相关：请补上缺少的参数对，或将各值乘以 {factor} 或更小的数",
    ),
    Entry::new(
        "E0392",
        "a correlation lies between -1 and 1, and is {value}",
        "相关系数必须在 -1 与 1 之间，现为 {value}",
    )
    .mend(
        "1 and -1 are left out too: two parameters that are one and the same need no correlation",
        "1 与 -1 也不可用：完全相同的两个参数不需要相关",
    ),
    Entry::new(
        "E0395",
        "[plausible.{name}] needs either `when` (a condition) or `value` (a number), and not both",
        "[plausible.{name}] 需要 `when`（条件）或 `value`（数值）之一，且不能同时使用",
    )
    .mend(
        "write, for example, value = \"il6\" with to = \"50 pg/mL\", or when = \"il6 < 50\"",
        "例如写成 value = \"il6\" 和 to = \"50 pg/mL\"，或 when = \"il6 < 50\"",
    ),
    Entry::new(
        "E0396",
        "[plausible.{name}] has no bound: it needs `from`, `to` or both",
        "[plausible.{name}] 没有界限：需要 `from`、`to` 或两者",
    )
    .mend("write, for example, to = \"50 pg/mL\"", "例如写成 to = \"50 pg/mL\""),
    Entry::new(
        "E0397",
        "none of {candidates} candidates is a plausible patient; refused by each bound: {refused}",
        "{candidates} 位候选者中没有一位是合理患者；各界限拒绝的人数：{refused}",
    )
    .mend(
        "widen the bound of [plausible.NAME] that refuses most, or look at its output with `lytic run` without it",
        "请放宽拒绝最多的 [plausible.NAME] 界限，或去掉它后用 `lytic run` 查看其输出",
    ),
    Entry::new(
        "E0398",
        "the bounds of [plausible.{name}] leave nothing: from {from} to {to}",
        "[plausible.{name}] 的界限之间没有值：从 {from} 到 {to}",
    ),
    Entry::new(
        "E0399",
        "[plausible.{name}] needs one of `at`, `ever` and `always`",
        "[plausible.{name}] 需要 `at`、`ever`、`always` 之一",
    )
    .mend("write, for example, at = \"-7 d\"", "例如写成 at = \"-7 d\""),
    // Folders
    Entry::new("E0370", "{folder} holds another run", "{folder} 中是另一次运行的结果").mend(
        "choose another folder with --out, or replace it with --overwrite",
        "用 --out 选择其他文件夹，或用 --overwrite 覆盖",
    ),
    Entry::new("E0371", "cannot write to {folder}: {reason}", "无法写入 {folder}：{reason}")
        .mend("choose another folder with --out", "请用 --out 选择其他文件夹"),
    Entry::new("E0372", "{folder} exists and is no folder of a run", "{folder} 已存在，且不是运行结果文件夹")
        .mend("choose another folder with --out", "请用 --out 选择其他文件夹"),
    Entry::new("E0373", "interrupted", "已中断"),
    Entry::new("E0374", "cannot start threads: {reason}", "无法启动线程：{reason}")
        .mend("ask for fewer with --threads", "请用 --threads 减少线程数"),
    Entry::new("E0375", "cannot write a table: {reason}", "无法写入表格：{reason}"),
    // Reasons of the system and of the reader of TOML
    Entry::new("system.not_found", "no such file or folder", "没有该文件或文件夹"),
    Entry::new("system.no_permission", "no permission", "没有权限"),
    Entry::new("system.is_folder", "it is a folder", "这是文件夹"),
    Entry::new("system.no_folder", "part of the path is no folder", "路径中有一部分不是文件夹"),
    Entry::new("system.full", "no space left", "空间不足"),
    Entry::new("system.read_only", "it cannot be written to (read-only)", "只读，不能写入"),
    Entry::new("system.taken", "something is there already", "该处已有内容"),
    Entry::new("system.bad_name", "the name is not allowed, or too long", "名称无效或过长"),
    Entry::new("system.empty", "it is empty", "文件为空"),
    Entry::new("system.too_large", "it has more than 16 MB", "超过 16 MB"),
    Entry::new("system.no_utf8", "it is not UTF-8", "不是 UTF-8 编码"),
    Entry::new("toml.duplicate_key", "duplicate key", "重复的键"),
    Entry::new("toml.recursion", "recursion limit", "嵌套过深"),
    Entry::new("toml.recurse", "cannot recurse further; max recursion depth met", "嵌套过深"),
    Entry::new("toml.string", "invalid basic string", "字符串不完整或含无效字符"),
    Entry::new("toml.multi_string", "a text of several lines is never closed or has invalid characters", "多行字符串不完整或含无效字符"),
    Entry::new("toml.literal", "invalid literal string", "字面字符串不完整或含无效字符"),
    Entry::new("toml.multi_literal", "a literal text of several lines is never closed or has invalid characters", "多行字面字符串不完整或含无效字符"),
    Entry::new("toml.opening_quote", "missing opening quote", "缺少开始的引号"),
    Entry::new("toml.quoted", "string values must be quoted", "字符串必须加引号"),
    Entry::new("toml.unquoted_key", "invalid unquoted key", "键含有无效字符，请加引号"),
    Entry::new("toml.empty_key", "unquoted keys cannot be empty", "键不能为空"),
    Entry::new("toml.multi_key", "keys cannot be multi-line strings", "键不能是多行字符串"),
    Entry::new("toml.pair", "invalid key-value pair", "无效的键值对"),
    Entry::new("toml.no_value", "key with no value", "键没有值"),
    Entry::new("toml.missing_value", "missing value for key", "键没有值"),
    Entry::new("toml.unclosed_array", "a list is never closed: `]` is missing here", "列表未闭合：此处缺少 `]`"),
    Entry::new("toml.unopened_array", "a list is closed with `]` but never opened with `[`", "有 `]` 但没有对应的 `[`"),
    Entry::new("toml.unclosed_table", "unclosed table", "表头未闭合"),
    Entry::new("toml.unopened_table", "missing table open", "表头缺少 `[`"),
    Entry::new("toml.unclosed_array_table", "unclosed array table", "表数组的表头未闭合"),
    Entry::new("toml.unclosed_inline", "a table is never closed: `}` is missing here", "花括号未闭合：此处缺少 `}`"),
    Entry::new("toml.unopened_inline", "a table is closed with `}` but never opened with `{`", "有 `}` 但没有对应的 `{`"),
    Entry::new("toml.opened_here", "opened here", "在此处打开"),
    Entry::new("toml.inline_element", "invalid inline table element", "花括号中有无效的内容"),
    Entry::new("toml.inline_key", "missing key for inline table element", "花括号中缺少键"),
    Entry::new("toml.unexpected", "unexpected content", "多余的内容"),
    Entry::new("toml.unexpected_key", "unexpected key or value", "多余的键或值"),
    Entry::new("toml.equals_in_array", "unexpected `=` in array", "数组中有多余的 `=`"),
    Entry::new("toml.extra_equals", "extra `=`", "多余的 `=`"),
    Entry::new("toml.equals", "missing `=` between key and value", "键与值之间缺少 `=`"),
    Entry::new("toml.carriage", "carriage return must be followed by newline", "回车符之后必须换行"),
    Entry::new("toml.comma", "missing comma between key-value pairs", "键值对之间缺少逗号"),
    Entry::new("toml.array_comma", "missing comma between array elements", "数组元素之间缺少逗号"),
    Entry::new("toml.extra_comma", "extra comma in array", "数组中有多余的逗号"),
    Entry::new("toml.extra_inline_comma", "extra comma in inline table", "花括号中有多余的逗号"),
    Entry::new("toml.escape", "missing escaped value", "反斜杠后缺少转义字符"),
    Entry::new("toml.unicode", "too few digits of an escaped character", "转义字符的位数不足"),
    Entry::new("toml.number", "invalid floating-point number", "无效的小数"),
    Entry::new("toml.integer", "invalid integer number", "无效的整数"),
    Entry::new("toml.sign", "misplaced sign of a number", "数字的符号位置错误"),
    Entry::new("toml.underscore", "`_` may only go between digits", "`_` 只能位于数字之间"),
    Entry::new("toml.leading_zero", "unexpected leading zero", "数字不能以零开头"),
    Entry::new("toml.value", "invalid value", "无效的值"),
    Entry::new("toml.control", "invalid comment character", "注释中有无效字符"),
    Entry::new("toml.comment", "missing comment start", "注释缺少 `#`"),
    Entry::new("toml.date", "invalid datetime", "无效的日期"),
    Entry::new(
        "E0386",
        "typing of donor and patient belong together: {section} has no `hla`",
        "供者与患者的分型须同时给出：{section} 没有 `hla`",
    )
    .mend(
        "add `hla = [...]` there, or leave typing out: then donors are as unknown ones",
        "请在该处添加 `hla = [...]`，或省略分型：此时供者按未知处理",
    ),
    Entry::new("E0387", "`{file}` is not a fit: {reason}", "`{file}` 不是拟合结果：{reason}")
        .mend("`lytic fit assay` writes such files", "此类文件由 `lytic fit assay` 写出"),
    Entry::new(
        "E0388",
        "the value of `{name}` must be a number, and `low` and `high` a range about it",
        "`{name}` 的值须为数字，`low` 与 `high` 须为包含该值的范围",
    ),
    // Warnings
    Entry::new(
        "W0330",
        "the patient's typing leaves KIR ligands open; they are taken as present",
        "患者的分型未能确定全部 KIR 配体；未定者视为存在",
    )
    .mend("type HLA-A, -B and -C at two fields", "请以两个字段给出 HLA-A、-B、-C 的分型"),
    Entry::new(
        "W0331",
        "the model knows no recognition of leukaemic cells: typing and fit change nothing",
        "该模型不含对白血病细胞的识别：分型与拟合不起作用",
    ),
    Entry::new(
        "W0332",
        "nothing in a patient reads {names}: this part of the fit is not used",
        "患者模型不读取 {names}：拟合的这一部分未被使用",
    ),
    Entry::new("W0301", "no dose uses the product `{name}`", "没有剂量使用产品 `{name}`"),
    Entry::new("W0302", "this dose is zero", "该剂量为零"),
    Entry::new("W0303", "nothing is recorded and nothing judged", "既没有记录也没有判定任何结果").mend(
        "add `columns` to [observe] or an [outcome.NAME]",
        "请在 [observe] 中添加 `columns`，或添加 [outcome.NAME]",
    ),
    Entry::new("W0304", "`{name}` is set to the value that it has anyway", "`{name}` 被设定为其原有的值"),
    Entry::new(
        "W0305",
        "{draws} draws, but no parameter of this model has an uncertainty",
        "有 {draws} 次抽样，但该模型没有带不确定性的参数",
    ),
    Entry::new(
        "W0306",
        "{patients} patients, but no parameter of this model differs between patients",
        "有 {patients} 位患者，但该模型没有在患者间变化的参数",
    )
    .mend(
        "one patient is enough; the library's models and `between` in [parameters] have spreads",
        "一位患者即可；库中的模型以及 [parameters] 的 `between` 带有分布",
    ),
    Entry::new(
        "W0307",
        "`{name}` is negative, {value}; the library's value is not",
        "`{name}` 为负值 {value}；库中的值不是负数",
    ),
    Entry::new(
        "W0308",
        "the infusion at {time} goes on after the end of the run, {end}: only a part is given",
        "{time} 开始的输注会持续到模拟结束 {end} 之后：只给予其中一部分",
    )
    .mend("lengthen `duration` of the run, or shorten the infusion", "请延长模拟的 `duration`，或缩短输注"),
    // Why a patient did not reach the end
    Entry::new(
        "failure.too_many_steps",
        "more steps than allowed, at day {day}",
        "步数超过上限，第 {day} 天",
    ),
    Entry::new("failure.step_too_small", "the step became too small, at day {day}", "步长过小，第 {day} 天"),
    Entry::new(
        "failure.not_finite",
        "a value became infinite or not a number, at day {day}",
        "出现无穷大或非数值，第 {day} 天",
    ),
    Entry::new(
        "failure.endless_events",
        "events followed each other without end, at day {day}",
        "事件无休止地连续触发，第 {day} 天",
    ),
    // The same of a model by itself
    Entry::new(
        "failure.too_many_steps.model",
        "more steps than allowed, at time {time}",
        "步数超过上限，时间 {time}",
    ),
    Entry::new(
        "failure.step_too_small.model",
        "the step became too small, at time {time}",
        "步长过小，时间 {time}",
    ),
    Entry::new(
        "failure.not_finite.model",
        "a value became infinite or not a number, at time {time}",
        "出现无穷大或非数值，时间 {time}",
    ),
    Entry::new(
        "failure.endless_events.model",
        "events followed each other without end, at time {time}",
        "事件无休止地连续触发，时间 {time}",
    ),
];
