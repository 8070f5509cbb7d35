//! Texts of `model`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // ---- Reading Antimony: E01xx, W01xx (`crates/model/src/syntax`).
    Entry::new("E0101", "the text holds a zero byte", "文本含有零字节")
        .mend("save the file as plain text in UTF-8", "请以 UTF-8 纯文本保存该文件"),
    Entry::new(
        "E0102",
        "`{found}` means nothing here",
        "此处的 `{found}` 没有意义",
    )
    .mend(
        "names hold letters a-z, digits and _; other scripts may stand in comments and between quotes",
        "名称只含字母 a-z、数字和 _；其他文字可写在注释中或引号之间",
    ),
    Entry::new("E0103", "`{next}` does not fit behind `{found}`", "`{next}` 不能接在 `{found}` 之后"),
    Entry::new("E0104", "a single `{found}`", "单个 `{found}`")
        .mend("write `{found}{found}`", "请写 `{found}{found}`"),
    Entry::new("E0105", "`{found}` is a full-width mark", "`{found}` 是全角标点")
        .mend("write the half-width mark", "请改用半角标点"),
    Entry::new("E0106", "the number `{found}` is too large", "数 `{found}` 太大")
        .mend("numbers go up to 1.79e308; infinity is written `inf`", "数最大为 1.79e308；无穷大写作 `inf`"),
    Entry::new("E0107", "the text in quotes is not closed on its line", "引号中的文本没有在本行结束").mend(
        "add `\"`; text over several lines stands between ``` and ```",
        "请补上 `\"`；多行文本放在 ``` 与 ``` 之间",
    ),
    Entry::new("E0108", "the text that begins with ``` is never closed", "以 ``` 开始的文本没有结束")
        .mend("add ``` behind it", "请在其后补上 ```"),
    Entry::new("E0109", "the comment is never closed", "注释没有结束").mend("add `*/`", "请补上 `*/`"),
    Entry::new("E0110", "the text is longer than 16 MB", "文本超过 16 MB")
        .mend("split the model into files and `import` them", "请把模型拆成多个文件并用 `import` 引入"),
    Entry::new("E0111", "too many problems; the others are not shown", "问题过多，其余不再显示")
        .mend("is this an Antimony model?", "这是 Antimony 模型吗？"),
    Entry::new("E0112", "a name is needed here, not `{found}`", "此处需要名称，而不是 `{found}`"),
    Entry::new("E0113", "a name is missing", "缺少名称"),
    Entry::new("E0114", "`{found}` is a word of the language, not a name", "`{found}` 是语言的保留字，不能作名称")
        .mend("choose another name, such as `{found}_`", "请换一个名称，例如 `{found}_`"),
    Entry::new("E0115", "`{expected}` is needed here, not `{found}`", "此处需要 `{expected}`，而不是 `{found}`"),
    Entry::new("E0116", "`{expected}` is missing", "缺少 `{expected}`").mend(
        "a statement that goes on in the next line needs `\\` at the end of this one",
        "若语句延续到下一行，本行末尾需加 `\\`",
    ),
    Entry::new("E0117", "`{found}` does not belong here", "`{found}` 不应出现在此处").mend(
        "statements end with `;` or with the line; products are written with `*`",
        "语句以 `;` 或换行结束；乘法要写 `*`",
    ),
    Entry::new("E0118", "nested more than {limit} levels deep", "嵌套超过 {limit} 层")
        .mend("give the inner part a name with `:=`", "请用 `:=` 给内层部分取一个名称"),
    Entry::new("E0119", "the expression has a branch of more than {limit} steps", "表达式的一支超过 {limit} 步")
        .mend("split it into parts with `:=`", "请用 `:=` 把它拆成几部分"),
    Entry::new("E0120", "`{found}` does not belong in an expression", "`{found}` 不应出现在表达式中").mend(
        "join conditions with `and` or `or`; products are written with `*`",
        "条件用 `and` 或 `or` 连接；乘法要写 `*`",
    ),
    Entry::new("E0121", "`=` gives a value", "`=` 用于赋值")
        .mend("compare with `==`; end a statement with `;`", "比较请用 `==`；语句以 `;` 结束"),
    Entry::new("E0122", "a comparison of a comparison", "对比较结果再作比较").mend(
        "write `a < b && b < c`, or put the inner comparison into parentheses",
        "请写成 `a < b && b < c`，或把内层比较放进括号",
    ),
    Entry::new("E0123", "a value is needed here, not `{found}`", "此处需要一个值，而不是 `{found}`"),
    Entry::new("E0124", "a value is missing", "缺少值").mend(
        "write a number, a name or an expression; to go on in the next line, end this one with `\\`",
        "请写数、名称或表达式；若要换行继续，请在行末加 `\\`",
    ),
    Entry::new("E0125", "a unit is missing", "缺少单位")
        .mend("write it behind `has`, for example `has pg/mL`", "请写在 `has` 之后，例如 `has pg/mL`"),
    Entry::new("E0126", "the reaction has no `;` behind its products", "反应的产物之后缺少 `;`").mend(
        "write `A -> B; law`; without a law write `A -> B;`",
        "请写 `A -> B; 速率式`；没有速率式时写 `A -> B;`",
    ),
    Entry::new("E0127", "a stoichiometry is written without `*`", "化学计量数不用 `*`")
        .mend("write `2 A` or `n A`", "请写 `2 A` 或 `n A`"),
    Entry::new("E0128", "an event has no option `{found}`", "事件没有选项 `{found}`").mend(
        "its options are priority, persistent, t0 and fromTrigger; `:` comes before its assignments",
        "选项有 priority、persistent、t0 和 fromTrigger；赋值之前写 `:`",
    ),
    Entry::new("E0129", "`{found}` stands twice", "`{found}` 出现两次").mend("remove one", "请去掉一个"),
    Entry::new("E0130", "no annotation is called `{found}`", "没有名为 `{found}` 的注解").mend(
        "such as identity, hasPart, isPartOf, isVersionOf, isDescribedBy, occursIn, hasTaxon, creator1.name, notes",
        "例如 identity、hasPart、isPartOf、isVersionOf、isDescribedBy、occursIn、hasTaxon、creator1.name、notes",
    ),
    Entry::new("E0131", "`{found}` is no SBO term", "`{found}` 不是 SBO 术语")
        .mend("write `a.sboTerm = 236` or `a.sboTerm = SBO:0000236`", "请写 `a.sboTerm = 236` 或 `a.sboTerm = SBO:0000236`"),
    Entry::new("E0132", "`end` without a model", "`end` 没有对应的 model")
        .mend("remove it, or begin the model with `model name()`", "请去掉它，或用 `model name()` 开始模型"),
    Entry::new("E0133", "no statement begins with `{found}`", "没有语句以 `{found}` 开头"),
    Entry::new("E0134", "only species are `substanceOnly`", "只有 species 可以是 `substanceOnly`")
        .mend("write `substanceOnly species a`", "请写 `substanceOnly species a`"),
    Entry::new("E0135", "the sub-model has no name", "子模型没有名称")
        .mend("write `name: module(...)`", "请写 `name: module(...)`"),
    Entry::new("E0136", "`{found}` alone says nothing", "单独的 `{found}` 没有含义").mend(
        "a statement is a declaration (`species a`), a value (`a = 1`), a rule (`a := b`, `a' = b`), a reaction \
         (`A -> B; k*A`) or an event (`at t > 1: a = 2`)",
        "语句可以是声明（`species a`）、赋值（`a = 1`）、规则（`a := b`、`a' = b`）、反应（`A -> B; k*A`）或事件\
         （`at t > 1: a = 2`）",
    ),
    Entry::new("E0137", "no statement follows the label", "标签之后没有语句")
        .mend("a reaction, an event or a sub-model comes behind `name:`", "`name:` 之后应为反应、事件或子模型"),
    Entry::new("E0138", "the name of a sub-model or constraint has no dots", "子模型或约束的名称不能带点")
        .mend("name it in the module where it is", "请在其所在模块中命名"),
    Entry::new("E0139", "a sub-model has no option `{found}`", "子模型没有选项 `{found}`")
        .mend("its options are timeconv and extentconv", "选项有 timeconv 和 extentconv"),
    Entry::new("E0140", "model `{name}` has no `end`", "模型 `{name}` 缺少 `end`")
        .mend("write `end` on a line of its own", "请在单独一行写 `end`"),
    Entry::new("E0141", "`...` belongs to DNA strands, which are not read", "`...` 属于 DNA 链，尚不支持")
        .mend("write the rate in full", "请写出完整的速率式"),
    Entry::new("E0142", "vectors in braces are not read", "不支持花括号中的向量")
        .mend("give every value a name", "请给每个值取一个名称"),
    Entry::new("E0143", "DNA strands, genes and operators on them are not read", "不支持 DNA 链及其上的基因和操纵子")
        .mend("write transcription as a reaction: `-> mRNA; rate`", "请把转录写成反应：`-> mRNA; 速率`"),
    Entry::new("E0144", "flux balance objectives are not read", "不支持通量平衡目标函数")
        .mend("remove the line: Lytic simulates in time", "请删除该行：Lytic 作时间模拟"),
    Entry::new("E0145", "`@` is not read", "不支持 `@`").mend("write `at`", "请写 `at`"),
    Entry::new("E0146", "distributions of a symbol are not read in models", "模型中不支持符号的分布").mend(
        "write the typical value here, and how patients differ in the parameters (`between`)",
        "请在此写典型值，患者间差异写在参数中（`between`）",
    ),
    Entry::new("E0147", "conversion factors behind `is` are not read", "不支持 `is` 之后的换算因子")
        .mend("convert with a rule: `a.x := z / 2`", "请用规则换算：`a.x := z / 2`"),
    Entry::new("E0148", "the text holds no model", "文本中没有模型")
        .mend("begin with `model name()` and close with `end`", "请以 `model name()` 开始，以 `end` 结束"),
    Entry::new("E0149", "a sub-model is not put into a compartment", "子模型不能放入房室")
        .mend("give the compartment to the module as a port", "请把房室作为端口传给模块"),
    Entry::new("E0150", "the event sets nothing here", "事件在此没有赋值")
        .mend("write `at condition: a = 1, b = 2`", "请写 `at 条件: a = 1, b = 2`"),
    Entry::new("E0151", "`import` inside of a model", "`import` 写在模型内部")
        .mend("write it before the model", "请写在模型之前"),
    Entry::new("E0152", "an algebraic rule has zero on its left", "代数规则的左边必须是零")
        .mend("bring everything to the right and write `0 = ...`", "请把各项移到右边，写成 `0 = ...`"),
    Entry::new(
        "W0101",
        "`||` and `&&` bind alike here: `a || b && c` is `(a || b) && c`",
        "此处 `||` 与 `&&` 优先级相同：`a || b && c` 即 `(a || b) && c`",
    )
    .mend("add parentheses", "请加括号"),
    Entry::new(
        "W0102",
        "libAntimony ends the event at the empty line before this assignment",
        "libAntimony 会在此赋值之前的空行处结束事件",
    )
    .mend("remove empty lines and comment lines between the assignments", "请去掉赋值之间的空行和注释行"),
    Entry::new("W0103", "no value stands behind `=`", "`=` 之后没有值")
        .mend("write the value, or remove the line", "请写出值，或删除该行"),
    Entry::new("model.begins", "it begins here", "从这里开始"),
    // ---- Flattening, checking, lowering: E02xx, W02xx.
    // ---- Flattening, checks and lints: E02xx, W02xx (`crates/model/src/{flatten,lower,check,lint}`).
    Entry::new("E0201", "`{path}` cannot be imported: {reason}", "无法导入 `{path}`：{reason}")
        .mend("check the path; it counts from the file that holds the import", "请检查路径；它相对于写有 import 的文件"),
    Entry::new("E0202", "imports run in a circle: {cycle}", "导入形成循环：{cycle}")
        .mend("move what both need into a third file", "请把双方都需要的部分移到第三个文件"),
    Entry::new("E0203", "`{name}` is larger than {limit} MB", "`{name}` 超过 {limit} MB")
        .mend("split it into files that import each other one way", "请拆成单向导入的多个文件"),
    Entry::new("E0204", "module `{name}` is defined twice, and differently", "模块 `{name}` 被定义了两次，且内容不同")
        .mend("give one of the two another name", "请给其中一个改名"),
    Entry::new("E0205", "the text holds no model", "文本中没有模型")
        .mend("write `model *name() ... end`", "请写 `model *名称() ... end`"),
    Entry::new("E0206", "there is no module `{name}`", "没有名为 `{name}` 的模块")
        .mend("import the file that defines it", "请导入定义它的文件"),
    Entry::new("E0207", "module `{name}` contains itself: {cycle}", "模块 `{name}` 包含其自身：{cycle}")
        .mend("a model has finitely many parts: break the circle", "模型的组成部分必须有限：请打破循环"),
    Entry::new("E0208", "the model has more than {limit} sub-models", "模型的子模型超过 {limit} 个")
        .mend("unfold fewer copies", "请减少副本数"),
    Entry::new("E0209", "module `{module}` has {ports} ports, but {given} things are given", "模块 `{module}` 有 {ports} 个端口，却给出了 {given} 项"),
    Entry::new("E0210", "`{name}` is not known in `{module}`", "`{module}` 中没有 `{name}`")
        .mend("give it a value, or declare it: `var {name};`", "请为它赋值，或声明：`var {name};`"),
    Entry::new("E0211", "there is no function `{name}`", "没有函数 `{name}`"),
    Entry::new("E0212", "`{name}` takes {expected} arguments, not {given}", "`{name}` 需要 {expected} 个参数，而不是 {given} 个"),
    Entry::new("E0213", "`{name}` means something in every equation and cannot be a symbol", "`{name}` 在所有方程中已有含义，不能用作符号")
        .mend("choose another name", "请换一个名称"),
    Entry::new("E0214", "`{name}` is set twice in the same way", "`{name}` 以同一方式被设置了两次")
        .mend("keep one of the two", "请只保留其中一个"),
    Entry::new("E0215", "`{name}` is used as {first} and as {second}", "`{name}` 既用作 {first} 又用作 {second}")
        .mend("give one of the two another name", "请给其中一个改名"),
    Entry::new("E0216", "`{name}` has a rule at all times (`:=`) and an initial value (`=`)", "`{name}` 既有始终成立的规则（`:=`）又有初始值（`=`）")
        .mend("keep one of the two; a parent that wants a fixed value gives it through a port", "请只保留其中一个；上层模型若需固定值，可通过端口传入"),
    Entry::new("E0217", "`{name}` has an assignment rule (`:=`) and a rate rule (`'`)", "`{name}` 既有赋值规则（`:=`）又有速率规则（`'`）")
        .mend("keep one of the two", "请只保留其中一个"),
    Entry::new("E0218", "`{name}` is changed by a reaction and by a rule", "`{name}` 同时被反应和规则改变")
        .mend("write `${name}` where reactions should leave it alone", "若反应不应改变它，请写 `${name}`"),
    Entry::new("E0219", "functions call each other in a circle: {cycle}", "函数互相调用形成循环：{cycle}"),
    Entry::new("E0220", "assignment rules depend on each other in a circle: {cycle}", "赋值规则互相依赖形成循环：{cycle}")
        .mend("give one of them an initial value and a rate rule instead", "请将其中一个改为初始值加速率规则"),
    Entry::new("E0221", "initial values depend on each other in a circle: {cycle}", "初始值互相依赖形成循环：{cycle}")
        .mend("give one of them a number", "请给其中一个赋数值"),
    Entry::new("E0222", "the equation is nested deeper than {limit} levels", "方程嵌套超过 {limit} 层")
        .mend("name a part of it with `:=`", "请用 `:=` 为其中一部分命名"),
    Entry::new("E0223", "this must be `true` or `false`", "此处必须是 `true` 或 `false`"),
    Entry::new("E0224", "`{name}` is a sub-model, not a symbol", "`{name}` 是子模型，不是符号")
        .mend("name one of its symbols: `{name}.symbol`", "请指明其中的符号：`{name}.符号`"),
    Entry::new("E0225", "`{unit}` is not a unit", "`{unit}` 不是单位")
        .mend("write a product of names: `1e-12 gram / mL`, `cells_per_uL`", "请写名称之积：`1e-12 gram / mL`、`cells_per_uL`"),
    Entry::new("E0226", "`{left}` ({left_unit}) and `{right}` ({right_unit}) are one symbol with two units", "`{left}`（{left_unit}）与 `{right}`（{right_unit}）是同一符号，却有两个单位")
        .mend("give both the same unit", "请使用相同的单位"),
    Entry::new("E0227", "`{name}` has no value", "`{name}` 没有值")
        .mend("write `{name} = number`, or let a rule set it", "请写 `{name} = 数值`，或用规则设定"),
    Entry::new("E0229", "function `{name}` is defined twice, and differently", "函数 `{name}` 被定义了两次，且内容不同")
        .mend("give one of the two another name", "请给其中一个改名"),
    Entry::new("E0230", "a port takes a name or a number", "端口只接受名称或数值")
        .mend("name the expression first: `x := ...`", "请先为表达式命名：`x := ...`"),
    Entry::new("E0231", "`rateOf` takes the name of a symbol", "`rateOf` 的参数是符号名称"),
    Entry::new("E0232", "`{name}` has no place in these models", "此类模型不支持 `{name}`")
        .mend("delays and random numbers are not part of ordinary differential equations; patients differ through the scenario", "常微分方程不含时滞与随机数；患者差异由场景设定"),
    Entry::new("E0234", "`{name}`: a model imports at most {limit} texts", "`{name}`：一个模型最多导入 {limit} 个文本"),
    Entry::new("E0235", "sub-models are nested deeper than {limit} levels", "子模型嵌套超过 {limit} 层"),
    Entry::new("E0236", "`{module}` has no sub-model `{name}`", "`{module}` 中没有子模型 `{name}`")
        .mend("declare it: `{name}: module()`", "请声明：`{name}: 模块()`"),
    Entry::new("E0237", "`{name}` has been deleted", "`{name}` 已被删除"),
    Entry::new("E0238", "the model unfolds to more than {limit} statements", "模型展开后超过 {limit} 条语句")
        .mend("unfold fewer copies", "请减少副本数"),
    Entry::new("E0239", "unit `{name}` is defined by itself", "单位 `{name}` 由其自身定义"),
    Entry::new("E0240", "the unit `{unit}` is too large or too small for a number", "单位 `{unit}` 过大或过小，无法表示"),
    Entry::new("E0241", "the equations of the model hold more than {limit} parts", "模型的方程超过 {limit} 个部分")
        .mend("name shared parts with `:=` rather than with functions", "请用 `:=` 而不是函数为共用部分命名"),
    Entry::new("E0242", "`{name}` is not an argument of function `{function}`", "`{name}` 不是函数 `{function}` 的参数")
        .mend("functions see only their arguments: add it as one", "函数只能使用其参数：请将其加为参数"),
    Entry::new("E0243", "`{name}` has no value that could be read or set here", "`{name}` 没有可在此读取或设置的值"),
    Entry::new("E0244", "an event cannot set `{name}`: a rule sets it at all times", "事件不能设置 `{name}`：规则始终设定其值"),
    Entry::new("E0245", "`rateOf({name})`: `{name}` has no derivative of its own", "`rateOf({name})`：`{name}` 没有自身的导数")
        .mend("it must be a species of reactions or have a rate rule, and not depend on its own rate", "它须参与反应或有速率规则，且不得依赖自身的速率"),
    Entry::new("E0250", "`{name}` is in {left}, but its equation gives {right}", "`{name}` 的单位是 {left}，而方程给出 {right}")
        .mend("both sides must measure the same: look for a missing factor", "等号两边须为同一量纲：请检查是否缺少因子"),
    Entry::new("E0251", "a sum of {left} and {right}", "{left} 与 {right} 相加")
        .mend("the terms of a sum, and the arguments of min and max, must have the same unit; a number takes a unit behind it: `1e6 cells`", "求和各项以及 min、max 的参数须单位相同；数后可写单位：`1e6 cells`"),
    Entry::new("E0252", "`{function}` takes a plain number, not {unit}", "`{function}` 的参数须为纯数，而不是 {unit}")
        .mend("divide it by a constant in {unit}", "请除以一个单位为 {unit} 的常数"),
    Entry::new("E0253", "an exponent must be a plain number, not {unit}", "指数须为纯数，而不是 {unit}"),
    Entry::new("E0254", "{unit} to a power that is not a fixed number", "{unit} 的幂次不是固定数")
        .mend("divide the base by a constant in {unit} first: `(x/k)^n`", "请先将底数除以单位为 {unit} 的常数：`(x/k)^n`"),
    Entry::new("E0255", "{left} is compared with {right}", "{left} 与 {right} 比较"),
    Entry::new("E0256", "one case gives {left}, another {right}", "一个分支给出 {left}，另一个给出 {right}"),
    Entry::new("E0257", "the rate of `{name}` should be in {left}, but its equation gives {right}", "`{name}` 的速率应为 {left}，而方程给出 {right}")
        .mend("a rate is the symbol's unit per unit of time", "速率是符号单位除以时间单位"),
    Entry::new("E0258", "the law of reaction `{name}` should be in {left}, but it gives {right}", "反应 `{name}` 的速率定律应为 {left}，而其给出 {right}")
        .mend("a law is an amount per time: for a concentration, multiply by the compartment", "速率定律是单位时间的量：若为浓度，请乘以房室体积"),
    Entry::new("E0259", "{left} and {right} measure the same but differ by a factor of {factor}", "{left} 与 {right} 量纲相同，但相差 {factor} 倍")
        .mend("nothing is converted silently: multiply by {factor} in the model, or use one unit", "不会自动换算：请在模型中乘以 {factor}，或统一单位"),
    Entry::new("E0261", "the condition of an event or a case is a number in {unit}", "事件或分支的条件是单位为 {unit} 的数")
        .mend("write a comparison: `x > 0`", "请写成比较：`x > 0`"),
    Entry::new("E0262", "the {option} of event `{name}` should be in {left}, but it gives {right}", "事件 `{name}` 的 {option} 应为 {left}，而其给出 {right}"),
    Entry::new("E0263", "the model has nothing called `{name}` to observe", "模型中没有可观测的 `{name}`")
        .mend("`lytic model show` lists all names", "`lytic model show` 列出所有名称"),
    Entry::new("E0264", "species `{name}` cannot start below zero, at {value}", "物种 `{name}` 的初始值不能小于零（现为 {value}）")
        .mend("what may be negative is a variable: `{name}' = ...` instead of reactions", "可以为负的量请写成变量：用 `{name}' = ...` 代替反应"),
    Entry::new("E0265", "the size of compartment `{name}` must be above zero, and is {value}", "房室 `{name}` 的大小必须大于零（现为 {value}）"),
    Entry::new("W0201", "the equation of `{owner}` is gone, because it used `{deleted}`, which is deleted", "`{owner}` 的方程已丢弃，因为它使用了已删除的 `{deleted}`")
        .mend("give `{owner}` a new equation, or set `{deleted}` rather than delete it", "请为 `{owner}` 写新方程，或设置 `{deleted}` 而不是删除"),
    Entry::new("W0202", "the value of `{name}` is lost: `is` takes that of `{other}`", "`{name}` 的值丢失：`is` 采用 `{other}` 的值")
        .mend("set the value below the line with `is`", "请在 `is` 那一行之后赋值"),
    Entry::new("W0203", "`{first}` and `{second}` are both `{flat}` in other tools", "`{first}` 与 `{second}` 在其他软件中都是 `{flat}`")
        .mend("rename one of them, or the exported model will have `{flat}_2`", "请改名，否则导出的模型中会出现 `{flat}_2`"),
    Entry::new("W0204", "events `{first}` and `{second}` both add to `{name}`: if they fire at one time, one of the two is lost", "事件 `{first}` 与 `{second}` 都向 `{name}` 累加：若同时触发，其中一个会丢失")
        .mend("write `fromTrigger=false` in both", "请在两者中写 `fromTrigger=false`"),
    Entry::new("W0205", "event `{name}` never fires at the start: its condition counts as true before", "事件 `{name}` 在起始时不会触发：其条件在此之前即视为真")
        .mend("write `t0=false` if it should fire at the start", "若应在起始时触发，请写 `t0=false`"),
    Entry::new("W0206", "`{name}` is declared constant, but something changes it", "`{name}` 声明为常量，却有方程改变它")
        .mend("write `var {name}`", "请写 `var {name}`"),
    Entry::new("W0207", "statements outside of modules are ignored: `{module}` is the main module", "模块之外的语句被忽略：主模块是 `{module}`")
        .mend("move them into the module", "请移入该模块"),
    Entry::new("W0208", "module `{module}` counts time in {inner}, the model around it in {outer}", "模块 `{module}` 以 {inner} 计时，外层模型以 {outer} 计时")
        .mend("write `timeconv = factor` behind the instance", "请在实例后写 `timeconv = 因子`"),
    Entry::new("W0210", "no symbol has a unit, so units are not checked", "没有任何符号带单位，因此不检查单位")
        .mend("write `x has unit`", "请写 `x has 单位`"),
    Entry::new("W0211", "the model has no unit of time, so rates are not checked", "模型没有时间单位，因此不检查速率")
        .mend("write `unit time_unit = day`", "请写 `unit time_unit = day`"),
    Entry::new("W0212", "without a unit, and so unchecked: {names}", "没有单位，因而未检查：{names}")
        .mend("write `name has unit`, or `name has dimensionless`", "请写 `名称 has 单位`，或 `名称 has dimensionless`"),
    Entry::new("W0220", "nothing uses `{name}`", "`{name}` 未被使用")
        .mend("remove it, or use it", "请删除或使用它"),
    Entry::new("W0221", "this term is always zero", "该项恒为零"),
    Entry::new("W0222", "reaction `{name}` never changes anything: its law is zero", "反应 `{name}` 不起作用：其速率定律为零"),
    Entry::new("W0223", "this may be 0/0: the denominator is zero when `{names}` are zero", "此处可能为 0/0：当 `{names}` 为零时分母为零")
        .mend("add a positive constant to the denominator", "请在分母中加一个正常数"),
    Entry::new("W0224", "a base that may be negative with an exponent that is not a whole number", "底数可能为负，而指数不是整数")
        .mend("use `max(0, base)`, or a whole exponent", "请用 `max(0, 底数)`，或整数指数"),
    Entry::new("W0225", "reaction `{name}` has no law, so it does nothing", "反应 `{name}` 没有速率定律，因此不起作用")
        .mend("write the law behind the products: `A -> B; k*A`", "请在产物后写速率定律：`A -> B; k*A`"),
    Entry::new("W0226", "no equation changes species `{name}`", "没有方程改变物种 `{name}`")
        .mend("write `const species {name}`, or make it a parameter", "请写 `const species {name}`，或改为参数"),
    Entry::new("W0228", "compartment `{name}` has no size: 1 is taken", "房室 `{name}` 没有大小：取 1")
        .mend("write `{name} = number`", "请写 `{name} = 数值`"),
    Entry::new("model.first", "first here", "首次出现于此"),
    Entry::new("model.second", "and here", "以及此处"),
    Entry::new("model.declared", "declared here", "声明于此"),
    Entry::new("model.deleted", "deleted here", "在此删除"),
    Entry::new("model.unified", "made one here", "在此合并"),
    Entry::new("model.unit", "this unit", "此单位"),
    Entry::new("model.reaction", "changed by this reaction", "由此反应改变"),
    Entry::new("model.this", "this is {unit}", "此处为 {unit}"),
    Entry::new("model.plain_number", "a plain number", "纯数"),
    // ---- End of flattening.
];
