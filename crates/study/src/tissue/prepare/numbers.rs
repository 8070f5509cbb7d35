//! Numbers that a user sets in place of the library's: refused where a tissue cannot have them.

use super::Ready;
use lytic_nk::Distribution;
use lytic_text::{Message, Span};
use lytic_units::Quantity;

/// Ends of the names of numbers that something is divided by, or that nothing can be without.
const NEVER_ZERO: [&str; 11] = [
    "_time",
    "_half",
    "volume",
    "_mass",
    "_solubility",
    "persistence",
    "_diffusion",
    "_enhancement",
    "touch",
    "nuclear_solid",
    "_reach",
];
/// The share of a cell that is fluid; the rest is solid, and there is some.
const FLUID_SHARE: (&str, f64) = ("tissue_cell.fluid_share", 0.99);

impl Ready<'_> {
    /// Tells a number that cannot be: a negative one, a share beyond 1, nothing of what is divided by.
    pub(super) fn can_be(&mut self, name: &str, value: &Quantity, place: Option<Span>) {
        let Some(entry) = self.maker.library.parameter(name) else { return };
        let Ok(number) = value.in_unit(&entry.value.unit) else { return };
        let law = entry.uncertainty.as_ref().or(entry.between.as_ref());
        let is_share = matches!(law, Some(Distribution::LogitSd(_))) || name == FLUID_SHARE.0;
        let most = if name == FLUID_SHARE.0 { FLUID_SHARE.1 } else { 1.0 };
        let message = if is_share && !(0.0..=most).contains(&number) {
            Some(Message::new("E0311").with("key", name).with("low", 0).with("high", most))
        } else if matches!(law, Some(Distribution::NormalSd(_))) || number > 0.0 {
            None
        } else if number < 0.0 {
            Some(Message::new("E0317").with("key", name).with("value", value))
        } else if NEVER_ZERO.iter().any(|end| name.ends_with(end)) {
            Some(Message::new("E0316").with("key", name).with("value", value))
        } else {
            None
        };
        if let Some(message) = message {
            self.error(message, place);
        }
    }
}
