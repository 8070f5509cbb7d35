//! What a model that is run by itself counts its time in.
//!
//! A scenario is in days. A bare model keeps the unit of its own: where it says none, its times are plain numbers; where
//! it says hours, they are hours, from the command line to every table. Within a study a time is then a number of these
//! units, wherever a scenario has a number of days.
//!
//! ```text
//! unit of the model      3600 s   1 d   10 s   none
//! times are counted in   h        d     s      the model's unit, without a name
//! ```

use crate::read::days;
use crate::scenario::{Kind, Placed, Scenario};
use lytic_text::{Diagnostic, Message};
use lytic_units::{Dimension, Quantity, Unit, UnitError};

/// In what a model counts its time: the unit of its own, or where that has no name the longest named one within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelTime {
    /// The model does not say: plain numbers. A time that is given in days counts as so many of its units.
    Unsaid,
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Years.
    Year,
}

impl ModelTime {
    /// Of a model with this unit of time, if it is one.
    pub(crate) fn of(unit: Option<&Unit>) -> ModelTime {
        use ModelTime::{Day, Hour, Minute, Second, Unsaid, Week, Year};
        let Some(unit) = unit.filter(|unit| *unit.dimension() == Dimension::TIME) else { return Unsaid };
        let length = |time: ModelTime| time.unit().factor_to(unit).ok();
        let own = [Second, Minute, Hour, Day, Week, Year].into_iter().find(|time| length(*time) == Some(1.0));
        let within = || [Day, Hour, Minute].into_iter().find(|time| length(*time).is_some_and(|l| l <= 1.0));
        own.or_else(within).unwrap_or(Second)
    }

    /// Its name; empty where the model does not say.
    pub fn name(self) -> &'static str {
        match self {
            ModelTime::Unsaid => "",
            ModelTime::Second => "s",
            ModelTime::Minute => "min",
            ModelTime::Hour => "h",
            ModelTime::Day => "d",
            ModelTime::Week => "wk",
            ModelTime::Year => "yr",
        }
    }

    /// The unit; that of a model that does not say is as long as a day.
    pub(crate) fn unit(self) -> Unit {
        Unit::parse(self.name()).ok().filter(|unit| *unit.dimension() == Dimension::TIME).unwrap_or_else(days)
    }
}

impl Kind {
    /// The unit of times in results: days, except of a model by itself.
    pub fn time_unit(self) -> &'static str {
        match self {
            Kind::Model { time } => time.name(),
            Kind::Patient | Kind::Factory => "d",
        }
    }

    /// The unit itself.
    pub(crate) fn unit(self) -> Unit {
        match self {
            Kind::Model { time } => time.unit(),
            Kind::Patient | Kind::Factory => days(),
        }
    }

    /// The name of something in results that says `_days` at its end where it is in days.
    pub fn key(self, in_days: &'static str) -> &'static str {
        match self {
            Kind::Model { .. } => in_days.strip_suffix("_days").unwrap_or(in_days),
            Kind::Patient | Kind::Factory => in_days,
        }
    }

    /// A number in the unit of times, from one of another unit.
    pub(crate) fn counted(self, value: f64, unit: &Unit) -> Result<f64, UnitError> {
        unit.convert(value, &self.unit())
    }

    /// A time in the unit of times, for people.
    pub(crate) fn time_text(self, time: f64) -> String {
        let text = crate::prepare::day_text(time);
        match self {
            Kind::Model { time } => {
                format!("{} {}", text.trim_end_matches(" d"), time.name()).trim_end().into()
            }
            Kind::Patient | Kind::Factory => text,
        }
    }

    /// A time as a definition has it: of a scenario as written.
    pub(crate) fn written(self, time: &Quantity) -> String {
        match self {
            Kind::Model { .. } => self.time_text(time.value),
            Kind::Patient | Kind::Factory => time.to_string(),
        }
    }
}

/// Takes the times of a bare model as its own: a plain number is in the model's unit, any other becomes a number of what
/// the model counts in. From here on they stand in the scenario as days do. `in_days`: days, if the model has a unit.
pub(crate) fn of_its_own(scenario: &mut Scenario, unit: Option<&Unit>, in_days: bool) -> Vec<Diagnostic> {
    let time = match ModelTime::of(unit) {
        ModelTime::Unsaid => ModelTime::Unsaid,
        _ if in_days => ModelTime::Day,
        own => own,
    };
    let kind = Kind::Model { time };
    let own = unit.filter(|_| time != ModelTime::Unsaid).cloned().unwrap_or_else(days);
    let observed = scenario.observe.every.as_mut();
    let mut problems = Vec::new();
    for given in std::iter::once(&mut scenario.start).chain(scenario.duration.as_mut()).chain(observed) {
        let Quantity { value, unit } = &given.value;
        if time == ModelTime::Unsaid && !unit.is_plain() && *unit != days() {
            // An hour of a model that knows no hours.
            problems.push(Diagnostic { span: given.span, ..Diagnostic::error(Message::new("E2512")) });
        }
        let unit = if unit.is_plain() { &own } else { unit };
        let value = kind.counted(*value, unit).unwrap_or(f64::NAN);
        given.value = Quantity { value, unit: days() };
    }
    scenario.kind = kind;
    problems
}

/// Times that lack a unit where they are those of patients.
pub(crate) fn without_unit(scenario: &Scenario) -> Vec<Diagnostic> {
    let missing = |given: &Placed<Quantity>| {
        let error = given.value.expect(&Dimension::TIME).err()?;
        given.span.map(|span| error.diagnostic(span))
    };
    scenario.duration.iter().chain(&scenario.observe.every).filter_map(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_counts_in_its_own_unit_or_the_longest_named_one_within_it() {
        let of = |text: &str| ModelTime::of(Unit::parse(text).ok().as_ref()).name();
        for (unit, name) in
            [("s", "s"), ("min", "min"), ("h", "h"), ("d", "d"), ("week", "wk"), ("yr", "yr"), ("ms", "s")]
        {
            assert_eq!(of(unit), name, "{unit}");
        }
        assert_eq!(ModelTime::of(None).name(), "");
    }

    #[test]
    fn keys_say_days_only_where_days_are_counted() {
        for time in [ModelTime::Unsaid, ModelTime::Hour] {
            assert_eq!(Kind::Model { time }.key("times_days"), "times");
        }
        assert_eq!(Kind::Patient.key("times_days"), "times_days");
        assert_eq!(Kind::Model { time: ModelTime::Hour }.time_text(20.0), "20 h");
        assert_eq!(Kind::Model { time: ModelTime::Unsaid }.time_text(0.5), "0.5");
        assert_eq!(Kind::Factory.time_text(0.5), "0.5 d");
    }
}
