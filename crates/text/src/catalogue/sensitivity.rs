//! Texts of `lytic sensitivity` (E09xx, W09xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
