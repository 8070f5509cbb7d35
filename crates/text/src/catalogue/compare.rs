//! Texts of comparison, scans and observed data (E06xx, W06xx).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
