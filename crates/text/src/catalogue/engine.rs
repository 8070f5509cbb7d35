//! Texts of `engine`: codes E0501 to E0509.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry::new("E0501", "the times of output cannot be used", "输出时间无法使用").mend(
        "give at least one time; times ascend and none is before the start",
        "至少给出一个时间；时间须递增，且不得早于起始时间",
    ),
    Entry::new("E0502", "a tolerance cannot be used", "容差无法使用").mend(
        "the relative tolerance lies between 1e-14 and 0.1, absolute ones are greater than zero",
        "相对容差须在 1e-14 与 0.1 之间，绝对容差须大于零",
    ),
    Entry::new(
        "E0503",
        "{found} absolute tolerances are given for {expected} states",
        "给出了 {found} 个绝对容差，而状态变量有 {expected} 个",
    )
    .mend("give one for each state, or none", "每个状态变量各给一个，或全部不给"),
    Entry::new("E0504", "{lanes} is not a number of lanes", "通道数不能为 {lanes}")
        .mend("use 8, 16 or 32", "可用 8、16 或 32"),
    Entry::new("E0505", "this processor has no {name} instructions", "此处理器不支持 {name} 指令").mend(
        "leave the choice to Lytic, or use `plain`, which runs everywhere with the same results",
        "请由 Lytic 自行选择，或使用 `plain`：它可在任何机器上运行，结果相同",
    ),
    Entry::new("E0506", "an output is not part of these equations", "某个输出不属于这组方程"),
    Entry::new(
        "E0507",
        "subject {subject} has {found} parameters, but the model has {expected}",
        "受试者 {subject} 有 {found} 个参数，而模型有 {expected} 个",
    ),
    Entry::new(
        "E0508",
        "dose {dose} of subject {subject}, at time {time}, is out of place",
        "受试者 {subject} 的第 {dose} 次给药（时间 {time}）位置不当",
    )
    .mend(
        "doses ascend in time and lie between the start and the last output",
        "给药须按时间递增，并位于起始时间与最后一个输出时间之间",
    ),
    Entry::new(
        "E0509",
        "dose {dose} of subject {subject} cannot be given",
        "受试者 {subject} 的第 {dose} 次给药无法执行",
    )
    .mend(
        "its state must exist, its amount be finite, and the duration of an infusion greater than zero",
        "其状态变量必须存在，剂量必须有限，输注时长必须大于零",
    ),
];
