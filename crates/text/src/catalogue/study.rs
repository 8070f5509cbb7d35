//! Texts of `study`.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
