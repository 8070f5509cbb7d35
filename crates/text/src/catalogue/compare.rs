//! Texts of comparison, scans and observed data (E06xx, W06xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    // --set on keys of the scenario
    Entry::new("E0601", "`{name}` is set by the option `{option}`", "`{name}` 由选项 `{option}` 设定"),
    Entry::new("E0602", "the scenario has no `{name}` that can be set", "场景中没有可设定的 `{name}`").mend(
        "a parameter as `lytic parameters` lists it, or a key: duration, start, patient.weight, product.NAME.method, dose.AGENT.amount, dose.2.count, event.NAME.removes; this scenario has {doses}",
        "请写 `lytic parameters` 所列的参数，或场景的键：duration、start、patient.weight、product.NAME.method、dose.AGENT.amount、dose.2.count、event.NAME.removes；该场景有 {doses}",
    ),
    Entry::new(
        "E0603",
        "several lines of the scenario give `{which}`, and `{name}` could mean each of them",
        "场景中有多行涉及 `{which}`，`{name}` 指哪一行不明确",
    )
    .mend("set them by their numbers: {numbers}", "请按编号设定：{numbers}"),
    Entry::new(
        "E0604",
        "`{name}` cannot be set: the times of this line are not at equal distances",
        "不能设定 `{name}`：该行的时间间隔不相等",
    )
    .mend(
        "set `at` as a whole: at=[\"0 d\", \"3 d\"] or at={ from = \"0 d\", every = \"1 d\", count = 5 }",
        "请整体设定 `at`：at=[\"0 d\", \"3 d\"] 或 at={ from = \"0 d\", every = \"1 d\", count = 5 }",
    ),
    Entry::new(
        "E0605",
        "`{name}` has no meaning for something that is done once",
        "只进行一次时，`{name}` 没有意义",
    )
    .mend("set `count` as well", "请同时设定 `count`"),
    Entry::new(
        "E0606",
        "`{name}` asks for several times, and nothing says how far apart they are",
        "`{name}` 要求多次，但没有给出间隔",
    )
    .mend("set `every` as well", "请同时设定 `every`"),
];
