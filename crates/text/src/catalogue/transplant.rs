//! Transplants: areas under ROC curves in the evidence.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[Entry::new(
    "E1901",
    "an area under the ROC curve (`statistic = \"auc\"`) needs `positive`, the outcome that says who has what the value is to tell; other statistics have none",
    "ROC 曲线下面积（`statistic = \"auc\"`）需要 `positive`，即说明谁具有该数值所要辨别之事的结局；其他统计量没有此项",
)];
