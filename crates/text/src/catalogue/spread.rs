//! Texts of patients, ignorance, sampling, twins and unfinished runs.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
