//! Texts of `model`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
