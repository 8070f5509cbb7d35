//! Texts of `report`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
