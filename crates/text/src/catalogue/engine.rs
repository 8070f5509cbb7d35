//! Texts of `engine`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
