//! What is done to a subject from outside at a known time.

/// One administration. Repeats, lag, bioavailability and body size are worked out before.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// When, in the time unit of the model.
    pub time: f64,
    /// Index of the state that receives it.
    pub state: usize,
    /// What is done.
    pub kind: DoseKind,
    /// Index in [`crate::Settings::stop_conditions`]: if that condition holds at the time of the dose, this dose is
    /// not given, and none of the later ones that name the same condition.
    pub stop: Option<usize>,
}

/// What a dose does to its state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DoseKind {
    /// Adds an amount at once, in the state's unit.
    Bolus(f64),
    /// Adds an amount at a constant rate over a duration (> 0), in the state's unit and the model's time unit.
    Infusion {
        /// The whole amount.
        amount: f64,
        /// Over how long.
        duration: f64,
    },
    /// Multiplies the state (surgery that removes 95 % is 0.05).
    Scale(f64),
}
