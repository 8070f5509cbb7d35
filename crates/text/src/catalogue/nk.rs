//! Texts of `nk`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
