//! Units of a model's text: definitions (`unit pg_per_mL = 1e-12 gram / mL`) and uses (`k has pg_per_mL`).
//!
//! ```text
//! unit   = factor { ("*" | "/") factor }              left to right
//! factor = [number] (name | "(" unit ")") ["^" exponent] | number
//! ```
//! A number and the name behind it are one factor, so that `1 / 86400 second` is per day. A name is one that the module
//! or its file defines, else one that `lytic-units` knows, in its identifier form (`cells_per_uL`).

use super::draft::{DraftId, Flattener, Scope, ScopeId};
use crate::ast::{self, StatementKind};
use crate::model::{DeclaredUnit, Model, SymbolKind, UnitDefinition};
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use lytic_units::{Base, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Larger exponents cannot be kept (they are counted in sixtieths).
const MAX_EXPONENT: i32 = 546;
/// Brackets in brackets.
const MAX_DEPTH: usize = 30;

/// The name that libAntimony gives to the unit of time of a model.
pub(super) const TIME_UNIT: &str = "time_unit";

/// Names that libAntimony gives to units of the whole model; the first two are of species and compartments without one.
const DEFAULT_UNITS: [&str; 5] = ["substance", "volume", "area", "length", "extent"];

/// Whether two units are the same in dimension and size.
pub(crate) fn equal(a: &Unit, b: &Unit) -> bool {
    a == b
}

impl<'a> Flattener<'a> {
    /// The units that statements define, beside those known already. Definitions may stand in any order.
    pub(super) fn units_of(
        &mut self,
        statements: &'a [ast::Statement],
        known: &BTreeMap<String, Unit>,
    ) -> BTreeMap<String, Unit> {
        let mut units = known.clone();
        let mut open: BTreeMap<&str, (&ast::Name, &ast::UnitExpression)> = BTreeMap::new();
        for statement in statements {
            if let StatementKind::UnitDefinition { name, unit } = &statement.kind {
                open.insert(&name.text, (name, unit));
            }
        }
        // Definitions that wait for a name come after it; what is left when none is free is a ring.
        let own = |name: &str, unit: &'a ast::UnitExpression| -> Vec<&'a str> {
            names(unit).filter(|other| *other != name).collect()
        };
        let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
        let mut followers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut free: Vec<&str> = Vec::new();
        for (name, (_, unit)) in &open {
            let needed: BTreeSet<&str> =
                own(name, unit).into_iter().filter(|other| open.contains_key(other)).collect();
            needed.iter().for_each(|other| followers.entry(*other).or_default().push(*name));
            waiting.insert(*name, needed.len());
            if needed.is_empty() {
                free.push(*name);
            }
        }
        while let Some(name) = free.pop() {
            let Some((_, unit)) = open.get(name) else { continue };
            match read(unit, &units) {
                Ok(unit) => {
                    units.insert(name.to_owned(), as_known(name, unit));
                }
                Err(problem) => {
                    self.report(problem);
                    // One report is enough: what is built on this one is not reported too.
                    units.insert(name.to_owned(), Unit::dimensionless());
                }
            }
            waiting.remove(name);
            for follower in followers.remove(name).unwrap_or_default() {
                if let Some(count) = waiting.get_mut(follower) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(follower);
                    }
                }
            }
        }
        for name in waiting.into_keys() {
            if let Some((name, _)) = open.get(name) {
                self.error(Message::new("E0239").with("name", &name.text), name.span);
            }
        }
        units
    }

    /// `id has unit`.
    pub(super) fn set_unit(&mut self, scope: ScopeId, id: DraftId, unit: &ast::UnitExpression) {
        match read(unit, &self.scope(scope).units) {
            Ok(found) => {
                self.give_unit(id, DeclaredUnit { unit: found, text: unit.text.clone(), span: unit.span })
            }
            Err(diagnostic) => self.report(diagnostic),
        }
    }

    /// The unit behind a number.
    pub(super) fn set_unit_name(&mut self, scope: ScopeId, id: DraftId, name: &ast::Name) {
        if let Some(unit) = self.named_unit(scope, name) {
            self.give_unit(id, DeclaredUnit { unit, text: name.text.clone(), span: name.span });
        }
    }

    /// A unit by its name in a module.
    pub(super) fn named_unit(&mut self, scope: ScopeId, name: &ast::Name) -> Option<Unit> {
        match look_up(&name.text, name.span, &self.scope(scope).units) {
            Ok(unit) => Some(unit),
            Err(diagnostic) => {
                self.report(diagnostic);
                None
            }
        }
    }

    fn give_unit(&mut self, id: DraftId, unit: DeclaredUnit) {
        let draft = self.draft(id);
        if let Some(known) = &draft.unit
            && !equal(&known.unit, &unit.unit)
        {
            let (name, first) = (draft.name.clone(), known.clone());
            let message = Message::new("E0226")
                .with("left", &name)
                .with("left_unit", &first.unit)
                .with("right", &name)
                .with("right_unit", &unit.unit);
            let diagnostic = Diagnostic::error(message).at(unit.span);
            self.report(diagnostic.label(first.span, Message::new("model.first")));
            return;
        }
        draft.unit = Some(unit);
    }

    /// A sub-model that counts time otherwise than its parent, without a conversion, is a mistake.
    pub(super) fn check_time_unit(
        &mut self,
        parent: ScopeId,
        inner: &Scope<'a>,
        converted: bool,
        module: &ast::Name,
    ) {
        let (Some(outer), Some(own)) = (self.scope(parent).units.get(TIME_UNIT), inner.units.get(TIME_UNIT))
        else {
            return;
        };
        if !converted && !equal(outer, own) {
            let message =
                Message::new("W0208").with("module", &module.text).with("inner", own).with("outer", outer);
            let diagnostic = Diagnostic::warning(message).at(module.span);
            self.report(diagnostic);
        }
    }

    /// `unit volume = mL` and `unit substance = pg` of the main module: units of compartments, and amounts of species,
    /// that have none of their own.
    pub(super) fn default_units(&self, model: &mut Model) {
        let Some(main) = self.scopes.first() else { return };
        let [substance, volume, ..] = DEFAULT_UNITS.map(|name| main.units.get(name).cloned());
        for index in 0..model.symbols.len() {
            let Some(symbol) = model.symbols.get(index).filter(|symbol| symbol.unit.is_none()) else {
                continue;
            };
            let unit = match symbol.kind {
                SymbolKind::Compartment => volume.clone(),
                SymbolKind::Species { compartment: Some(room), substance_only: false, .. } => {
                    let room = model.symbols.get(room.0 as usize).and_then(|room| room.unit.as_ref());
                    let room = room.map(|room| room.unit.clone()).or(volume.clone());
                    substance.as_ref().zip(room).map(|(amount, room)| amount.divide(&room))
                }
                SymbolKind::Species { .. } => substance.clone(),
                _ => None,
            };
            if let (Some(unit), Some(symbol)) = (unit, model.symbols.get_mut(index)) {
                symbol.unit = Some(DeclaredUnit { text: unit.to_string(), unit, span: symbol.span });
            }
        }
    }

    /// Unit of time and named units of the whole model: the main module's first, then each sub-model's new ones.
    pub(super) fn all_units(&self) -> (Option<Unit>, Vec<UnitDefinition>) {
        let mut all: BTreeMap<&str, &Unit> = BTreeMap::new();
        let mut time = None;
        for scope in &self.scopes {
            for (name, unit) in &scope.units {
                if name == TIME_UNIT {
                    time = time.or(scope.time_conversions.is_empty().then_some(unit));
                } else if !DEFAULT_UNITS.contains(&name.as_str()) {
                    all.entry(name).or_insert(unit);
                }
            }
        }
        let units =
            all.into_iter().map(|(name, unit)| UnitDefinition { name: name.to_owned(), unit: unit.clone() });
        (time.cloned(), units.collect())
    }
}

/// The unit of a name: defined here, else known to all.
fn look_up(name: &str, span: Span, units: &BTreeMap<String, Unit>) -> Result<Unit, Diagnostic> {
    if let Some(unit) = units.get(name) {
        return Ok(unit.clone());
    }
    Unit::parse_identifier(name).map_err(|error| {
        let own = nearest(name, units.keys().map(String::as_str));
        let suggestion = own.map(str::to_owned).or_else(|| error.suggestion());
        error.diagnostic(span).suggest(suggestion)
    })
}

/// The unit that a definition means. Other tools have neither cells nor IU and write `unit cells = item`: where the
/// name is one that we know, and the definition differs from it in nothing else, it is ours.
fn as_known(name: &str, defined: Unit) -> Unit {
    let Ok(known) = Unit::parse_identifier(name) else { return defined };
    let same = Base::ALL.into_iter().all(|base| match base {
        Base::Cells | Base::Activity => {
            let own = defined.dimension().exponent(base);
            own.0 == 0 || own == known.dimension().exponent(base)
        }
        _ => defined.dimension().exponent(base) == known.dimension().exponent(base),
    });
    let ratio = defined.base_factor() / known.base_factor();
    if same && (ratio - 1.0).abs() < 1e-9 { known } else { defined }
}

/// The unit of a definition that uses only names that all know, if it is one.
pub(crate) fn defined_unit(text: &str) -> Option<Unit> {
    let span = Span::new(SourceId(0), 0, text.len());
    let expression = ast::UnitExpression { text: text.to_owned(), span };
    read(&expression, &BTreeMap::new()).ok()
}

/// Names in a unit expression.
fn names(unit: &ast::UnitExpression) -> impl Iterator<Item = &str> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    unit.text
        .split(move |letter| !is_name(letter))
        .filter(|piece| piece.starts_with(|c: char| !c.is_ascii_digit()))
}

/// Reads a unit expression.
fn read(unit: &ast::UnitExpression, units: &BTreeMap<String, Unit>) -> Result<Unit, Diagnostic> {
    let mut reader = Reader { text: &unit.text, at: 0, span: unit.span, units };
    let result = reader.product(0)?;
    reader.skip_space();
    if reader.at < unit.text.len() {
        return Err(reader.unexpected());
    }
    // As far as a number in a unit may go, so that what is written of it can be read.
    if !(1e-300..=1e300).contains(&result.base_factor()) {
        return Err(Diagnostic::error(Message::new("E0240").with("unit", &unit.text)).at(unit.span));
    }
    Ok(result)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    span: Span,
    units: &'a BTreeMap<String, Unit>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn unexpected(&self) -> Diagnostic {
        let end = self.at + self.rest().chars().next().map_or(0, char::len_utf8);
        let message = Message::new("E0225").with("unit", self.text);
        Diagnostic::error(message).at(self.span.part(self.at, end))
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len_utf8();
        }
        found
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &str {
        let start = self.at;
        let length = self.rest().find(|letter| !accept(letter)).unwrap_or(self.rest().len());
        self.at += length;
        self.text.get(start..self.at).unwrap_or("")
    }

    fn product(&mut self, depth: usize) -> Result<Unit, Diagnostic> {
        if depth > MAX_DEPTH {
            return Err(self.unexpected());
        }
        // A line over nothing: `/day`.
        self.skip_space();
        let mut product =
            if self.rest().starts_with('/') { Unit::dimensionless() } else { self.factor(depth)? };
        loop {
            if self.take('*') || self.take('.') {
                product = product.multiply(&self.factor(depth)?);
            } else if self.take('/') {
                product = product.divide(&self.factor(depth)?);
            } else {
                self.skip_space();
                if !self.rest().starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '(') {
                    return Ok(product);
                }
                product = product.multiply(&self.factor(depth)?);
            }
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Unit, Diagnostic> {
        let number = self.number()?;
        self.skip_space();
        let start = self.at;
        let has_name = self.rest().starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '%');
        let named = if self.take('(') {
            let inner = self.product(depth + 1)?;
            if !self.take(')') {
                return Err(self.unexpected());
            }
            Some(inner)
        } else if has_name {
            let name = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '%').to_owned();
            Some(look_up(&name, self.span.part(start, start + name.len()), self.units)?)
        } else {
            None
        };
        let named = match named {
            Some(unit) => Some(self.powered(unit)?),
            None => None,
        };
        match (number, named) {
            (Some(number), Some(named)) => Ok(number.multiply(&named)),
            (Some(only), None) | (None, Some(only)) => Ok(only),
            (None, None) => Err(self.unexpected()),
        }
    }

    /// A number as a unit without dimension; `10^3` is one too.
    fn number(&mut self) -> Result<Option<Unit>, Diagnostic> {
        self.skip_space();
        let start = self.at;
        self.take_while(|c| c.is_ascii_digit() || c == '.');
        if self.at == start {
            return Ok(None);
        }
        let mantissa_end = self.at;
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            if self.rest().starts_with(['+', '-']) {
                self.at += 1;
            }
            if self.take_while(|c| c.is_ascii_digit()).is_empty() {
                self.at = mantissa_end;
            }
        }
        let digits = self.text.get(start..self.at).unwrap_or("").to_owned();
        let span = self.span.part(start, self.at);
        let number = Unit::parse(&digits).map_err(|error| error.diagnostic(span))?;
        self.powered(number).map(Some)
    }

    fn powered(&mut self, unit: Unit) -> Result<Unit, Diagnostic> {
        if !self.take('^') {
            return Ok(unit);
        }
        let start = self.at;
        let open = self.take('(');
        self.skip_space();
        let sign = if self.take('-') { -1 } else { 1 };
        self.skip_space();
        let numerator: Option<i32> = self.take_while(|c| c.is_ascii_digit()).parse().ok();
        let denominator: Option<i32> = if open && self.take('/') {
            self.take_while(|c| c.is_ascii_digit()).parse().ok()
        } else {
            Some(1)
        };
        if open && !self.take(')') {
            return Err(self.unexpected());
        }
        let power = numerator.zip(denominator).filter(|(n, _)| n.abs() <= MAX_EXPONENT);
        let result = power.and_then(|(n, d)| unit.power(sign * n, d));
        result.ok_or_else(|| {
            let message = Message::new("E0225").with("unit", self.text);
            Diagnostic::error(message).at(self.span.part(start, self.at))
        })
    }
}
