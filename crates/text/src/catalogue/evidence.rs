//! Texts of `lytic validate` (E08xx, W08xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
