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
    Entry::new("E0137", "nothing follows the label", "标签之后没有内容")
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
    Entry::new(
        "W0101",
        "`||` and `&&` bind alike here: `a || b && c` is `(a || b) && c`",
        "此处 `||` 与 `&&` 优先级相同：`a || b && c` 即 `(a || b) && c`",
    )
    .mend("add parentheses", "请加括号"),
    Entry::new("model.begins", "it begins here", "从这里开始"),
    // ---- Flattening, checking, lowering: E02xx, W02xx.
];
