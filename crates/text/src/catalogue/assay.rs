//! Texts of the life of an NK cell and of killing assays: codes E1301 and on.

use super::Entry;

pub(super) const ENTRIES: &[Entry] =
    &[Entry::new("E1301", "the library has no parameter `{name}`", "库中没有参数 `{name}`").mend(
        "`lytic parameters killer` lists those of a killer cell",
        "`lytic parameters killer` 列出杀伤细胞的参数",
    )];
