//! Texts of `units`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
