//! Texts of `engine`'s scalar path: codes E2501 to E2509, and which path serves a model.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new(
        "E2501",
        "many subjects at once cannot be simulated with this model: {reason}",
        "此模型无法同时模拟多个受试者：{reason}",
    )
    .mend(
        "run the model by itself with `lytic run MODEL`, or write it without that",
        "请用 `lytic run 模型` 单独运行该模型，或改写模型以避免使用该功能",
    ),
    Entry::new("E2502", "too many steps, at time {time}{place}", "步数过多（时间 {time}）{place}").mend(
        "the solution turns ever faster there, or the run is very long: look at the rates, or shorten the run",
        "解在该处变化越来越快，或运行时间过长：请检查速率，或缩短运行时间",
    ),
    Entry::new(
        "E2503",
        "no step is small enough at time {time}{place}",
        "在时间 {time} 处，步长再小也无法满足精度{place}",
    )
    .mend(
        "the solution has a jump or no continuation there: look at divisions, roots and conditions in that equation",
        "解在该处有跳跃或无法延续：请检查该方程中的除法、开方和条件",
    ),
    Entry::new(
        "E2504",
        "a value is infinite or not a number at time {time}{place}",
        "在时间 {time} 处出现无穷大或非数值{place}",
    )
    .mend(
        "look for a division by zero, a logarithm or root of a negative number, or growth without bound",
        "请检查是否除以零、对负数取对数或开方，或无限增长",
    ),
    Entry::new(
        "E2505",
        "events or conditions follow each other without end at time {time}{place}",
        "在时间 {time} 处，事件或条件无休止地相继发生{place}",
    )
    .mend(
        "an event makes itself or another one fire again at once: give it a delay, or a trigger that its own effect turns \
         off",
        "某个事件会立即再次触发自身或另一事件：请设置延迟，或使用会被其自身作用关闭的触发条件",
    ),
    Entry::new(
        "E2506",
        "there are more algebraic rules than unknowns that they could determine{place}",
        "代数规则多于可由其确定的未知量{place}",
    )
    .mend(
        "remove the rule, or let a symbol in it vary: one that no other rule and no reaction sets",
        "请删除该规则，或让其中某个符号可变（未被其他规则或反应确定）",
    ),
    Entry::new(
        "E2507",
        "an algebraic rule does not hold at time {time}, and nothing in it is free{place}",
        "代数规则在时间 {time} 处不成立，且其中没有可变的未知量{place}",
    )
    .mend("correct the rule or the values at the start", "请更正该规则或初始值"),
    Entry::new(
        "E2508",
        "no values satisfy the equations at time {time}{place}",
        "在时间 {time} 处没有满足方程的取值{place}",
    )
    .mend(
        "the algebraic rule or fast reaction has no solution from these values: correct it, or start nearer to one",
        "代数规则或快速反应从当前取值出发无解：请更正，或从更接近解的初始值开始",
    ),
    Entry::new(
        "E2509",
        "the stoichiometry of a fast reaction changes{place}",
        "快速反应的化学计量数会变化{place}",
    )
    .mend("make it constant, or the reaction not fast", "请将其设为常数，或不要将该反应设为快速反应"),
    Entry::new("engine.path.lanes", "lanes: many subjects at once", "通道：同时计算多个受试者"),
    Entry::new("engine.path.scalar", "the scalar path: one run at a time", "标量路径：每次计算一次运行"),
    Entry::new("engine.path.algebraic", "algebraic rules", "代数规则"),
    Entry::new("engine.path.delay", "`delay()` needs a history", "`delay()` 需要历史记录"),
    Entry::new("engine.path.fast", "fast reactions", "快速反应"),
    Entry::new("engine.path.draws", "random numbers in the model", "模型中含有随机数"),
];
