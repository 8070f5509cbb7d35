//! Unfolding of modules: definitions by name, instances, ports, and the limits that keep it finite.

use super::draft::{DraftId, Flattener, Given, Instance, Scope, ScopeId};
use super::unify::Winner;
use super::{MAX_INSTANCES, MAX_NESTING, Main};
use crate::ast::{self, ExpressionKind, StatementKind};
use lytic_text::{Diagnostic, Message, Sources, Span, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// A module with the units of its file.
pub(super) struct ModuleEntry<'a> {
    pub module: &'a ast::Module,
    pub file: &'a ast::File,
    /// Every one-part name in its equations: symbols that a parent may set though no statement declares them.
    pub mentioned: BTreeSet<&'a str>,
}

/// What the files define.
pub(crate) struct Definitions<'a> {
    pub(super) modules: BTreeMap<&'a str, ModuleEntry<'a>>,
    pub(super) functions: BTreeMap<&'a str, &'a ast::Function>,
    pub(super) main_file: Option<&'a ast::File>,
}

impl<'a> Definitions<'a> {
    /// Gathers the files' modules and functions. Two of one name must say the same (but for spaces).
    pub(super) fn collect(
        files: &'a [ast::File],
        sources: &Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut modules: BTreeMap<&str, ModuleEntry> = BTreeMap::new();
        let mut functions: BTreeMap<&str, &ast::Function> = BTreeMap::new();
        let mut clash = |key: &'static str, name: &ast::Name, first: &ast::Name, spans: (Span, Span)| {
            if !same_words(sources.slice(spans.0), sources.slice(spans.1)) {
                let message = Message::new(key).with("name", &name.text);
                let diagnostic = Diagnostic::error(message).at(name.span);
                diagnostics.push(diagnostic.label(first.span, Message::new("model.first")));
            }
        };
        for file in files {
            for module in &file.modules {
                if let Some(first) = modules.get(module.name.text.as_str()) {
                    let first = first.module;
                    clash("E0204", &module.name, &first.name, (module.span, first.span));
                    continue;
                }
                let mentioned = mentioned(&module.statements);
                modules.insert(&module.name.text, ModuleEntry { module, file, mentioned });
            }
            for function in &file.functions {
                if let Some(first) = functions.get(function.name.text.as_str()) {
                    clash("E0229", &function.name, &first.name, (function.span, first.span));
                    continue;
                }
                functions.insert(&function.name.text, function);
            }
        }
        let main_file = files.first();
        Definitions { modules, functions, main_file }
    }
}

/// Whether two texts are the same but for white space.
fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Every one-part name that equations of these statements read.
fn mentioned(statements: &[ast::Statement]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for statement in statements {
        for expression in expressions(&statement.kind) {
            let mut stack = vec![expression];
            while let Some(expression) = stack.pop() {
                match &expression.kind {
                    ExpressionKind::Symbol(path) if path.parts.len() == 1 => {
                        names.extend(path.parts.first().map(|part| part.text.as_str()));
                    }
                    ExpressionKind::Unary(_, a) => stack.push(a),
                    ExpressionKind::Binary(_, a, b) => stack.extend([a.as_ref(), b.as_ref()]),
                    ExpressionKind::Call { arguments, .. } => stack.extend(arguments),
                    _ => {}
                }
            }
        }
    }
    names
}

/// The expressions of a statement.
fn expressions(kind: &StatementKind) -> Vec<&ast::Expression> {
    match kind {
        StatementKind::Declaration { items, .. } => {
            items.iter().filter_map(|item| item.value.as_ref().map(|(_, value)| value)).collect()
        }
        StatementKind::Assignment { value, .. } => vec![value],
        StatementKind::Reaction(reaction) => {
            let sides = reaction.reactants.iter().chain(&reaction.products);
            sides.filter_map(|side| side.stoichiometry.as_ref()).chain(&reaction.law).collect()
        }
        StatementKind::Event(event) => {
            let options = [&event.delay, &event.priority].into_iter().flatten();
            options.chain([&event.trigger]).chain(event.assignments.iter().map(|(_, value)| value)).collect()
        }
        StatementKind::Constraint { condition, .. } => vec![condition],
        StatementKind::Algebraic { residual } => vec![residual],
        _ => Vec::new(),
    }
}

impl<'a> Flattener<'a> {
    /// Unfolds the main module.
    pub(super) fn unfold_main(&mut self, main: Main<'a>) {
        let file_units =
            self.definitions.main_file.map(|file| self.units_of(&file.statements, &BTreeMap::new()));
        let units = self.units_of(main.statements, &file_units.unwrap_or_default());
        let scope = self.open(Scope {
            prefix: String::new(),
            module: main.name,
            parent: None,
            nesting: 0,
            instances: instances_of(main.statements),
            units,
            time_conversions: Vec::new(),
            extent_conversions: Vec::new(),
            unnamed_reactions: 0,
            unnamed_events: 0,
            span: None,
        });
        if !main.comment.is_empty() {
            self.about.comment = Some(main.comment.to_owned());
        }
        self.fill(scope, main.ports, main.statements);
    }

    fn open(&mut self, scope: Scope<'a>) -> ScopeId {
        self.scopes.push(scope);
        ScopeId(self.scopes.len() - 1)
    }

    fn fill(&mut self, scope: ScopeId, ports: &'a [ast::Name], statements: &'a [ast::Statement]) {
        for port in ports {
            self.own_symbol(scope, port);
        }
        for statement in statements {
            if self.stopped {
                return;
            }
            self.statement(scope, statement);
        }
    }

    /// The scope of an instance of a module, unfolded now if it has not been.
    pub(super) fn instance(&mut self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        match *self.scope(scope).instances.get(name)? {
            Instance::Unfolded(inner) => Some(inner),
            Instance::Broken => None,
            Instance::Declared(statement) => {
                let (key, _) = self.scope(scope).instances.get_key_value(name)?;
                let key: &'a str = key;
                let inner = self.unfold(scope, statement);
                let state = inner.map_or(Instance::Broken, Instance::Unfolded);
                self.scopes[scope.0].instances.insert(key, state);
                inner
            }
        }
    }

    fn unfold(&mut self, parent: ScopeId, statement: &'a ast::Statement) -> Option<ScopeId> {
        let StatementKind::Instance { name, module, arguments, time_conversion, extent_conversion } =
            &statement.kind
        else {
            return None;
        };
        let definitions = self.definitions;
        let Some(entry) = definitions.modules.get(module.text.as_str()) else {
            let nearest = nearest(&module.text, definitions.modules.keys().copied());
            let message = Message::new("E0206").with("name", &module.text);
            self.report(Diagnostic::error(message).at(module.span).suggest(nearest));
            return None;
        };
        if self.is_inside_itself(parent, module) || self.is_too_large(parent, statement.span) {
            return None;
        }
        let mut conversions = (Vec::new(), Vec::new());
        if let Some(factor) = time_conversion {
            conversions.0.push(Given { scope: parent, expression: factor, span: factor.span });
        }
        if let Some(factor) = extent_conversion {
            conversions.1.push(Given { scope: parent, expression: factor, span: factor.span });
        }
        let file_units = self.units_of(&entry.file.statements, &BTreeMap::new());
        let units = self.units_of(&entry.module.statements, &file_units);
        let outer = self.scope(parent);
        conversions.0.extend(&outer.time_conversions);
        conversions.1.extend(&outer.extent_conversions);
        let scope = Scope {
            prefix: format!("{}{}.", outer.prefix, name.text),
            module: &entry.module.name.text,
            parent: Some(parent),
            nesting: outer.nesting + 1,
            instances: instances_of(&entry.module.statements),
            units,
            time_conversions: conversions.0,
            extent_conversions: conversions.1,
            unnamed_reactions: 0,
            unnamed_events: 0,
            span: Some(statement.span),
        };
        self.check_time_unit(parent, &scope, time_conversion.is_some(), module);
        let scope = self.open(scope);
        self.fill(scope, &entry.module.ports, &entry.module.statements);
        self.connect(parent, scope, entry.module, arguments, statement.span);
        Some(scope)
    }

    fn is_inside_itself(&mut self, parent: ScopeId, module: &ast::Name) -> bool {
        let mut trail = vec![module.text.as_str()];
        let mut at = Some(parent);
        while let Some(scope) = at {
            let scope = self.scope(scope);
            trail.push(scope.module);
            if scope.module == module.text {
                trail.reverse();
                let message =
                    Message::new("E0207").with("name", &module.text).with("cycle", trail.join(" → "));
                self.error(message, module.span);
                return true;
            }
            at = scope.parent;
        }
        false
    }

    fn is_too_large(&mut self, parent: ScopeId, span: Span) -> bool {
        if self.stopped {
            return true;
        }
        let (key, limit) = if self.scopes.len() >= MAX_INSTANCES {
            ("E0208", MAX_INSTANCES)
        } else if self.scope(parent).nesting >= MAX_NESTING {
            ("E0235", MAX_NESTING)
        } else {
            return false;
        };
        self.error(Message::new(key).with("limit", limit), span);
        self.stopped = true;
        true
    }

    /// Gives the ports what the parent gives: a name of the parent, or a number.
    fn connect(
        &mut self,
        parent: ScopeId,
        inner: ScopeId,
        module: &'a ast::Module,
        arguments: &'a [ast::Expression],
        span: Span,
    ) {
        if arguments.len() > module.ports.len() {
            let message = Message::new("E0209")
                .with("module", &module.name.text)
                .with("given", arguments.len())
                .with("ports", module.ports.len());
            let diagnostic = Diagnostic::error(message).at(span);
            self.report(diagnostic.label(module.name.span, Message::new("model.declared")));
        }
        for (port, argument) in module.ports.iter().zip(arguments) {
            let full = format!("{}{}", self.scope(inner).prefix, port.text);
            let Some(port) = self.names.get(&full).copied() else { continue };
            match &argument.kind {
                ExpressionKind::Symbol(path) => {
                    if let Some(outer) = self.target(parent, path) {
                        self.unify(outer, port, Winner::Left, argument.span);
                    }
                }
                _ if is_number(argument) => {
                    let given = Given { scope: parent, expression: argument, span: argument.span };
                    let draft = self.draft(port);
                    draft.rule = None;
                    draft.initial = Some(given);
                }
                _ => self.error(Message::new("E0230"), argument.span),
            }
        }
    }

    /// The symbol that a path names as something to set: made if it is the module's own, else it must be there.
    pub(super) fn target(&mut self, scope: ScopeId, path: &'a ast::Path) -> Option<DraftId> {
        let (last, outer) = path.parts.split_last()?;
        if outer.is_empty() {
            return self.own_symbol(scope, last);
        }
        let inner = self.walk(scope, outer)?;
        let full = format!("{}{}", self.scope(inner).prefix, last.text);
        if let Some(id) = self.names.get(&full).copied() {
            return self.not_deleted(id, path.span);
        }
        let module = self.scope(inner).module;
        if self
            .definitions
            .modules
            .get(module)
            .is_some_and(|entry| entry.mentioned.contains(last.text.as_str()))
            && !is_reserved(&last.text)
        {
            return Some(self.create(inner, &last.text, last.span));
        }
        self.unknown_name(inner, &last.text, last.span);
        None
    }

    /// The scope that the first parts of a path lead to; reports the part that leads nowhere.
    pub(super) fn walk(&mut self, scope: ScopeId, parts: &[ast::Name]) -> Option<ScopeId> {
        let mut at = scope;
        for part in parts {
            if !self.scope(at).instances.contains_key(part.text.as_str()) {
                let names = self.scope(at).instances.keys().copied();
                let nearest = nearest(&part.text, names).map(str::to_owned);
                let message =
                    Message::new("E0236").with("name", &part.text).with("module", self.scope(at).module);
                self.report(Diagnostic::error(message).at(part.span).suggest(nearest));
                return None;
            }
            at = self.instance(at, &part.text)?;
        }
        Some(at)
    }

    /// The module's own symbol of this name, made if need be.
    pub(super) fn own_symbol(&mut self, scope: ScopeId, name: &ast::Name) -> Option<DraftId> {
        if is_reserved(&name.text) {
            self.error(Message::new("E0213").with("name", &name.text), name.span);
            return None;
        }
        if self.scope(scope).instances.contains_key(name.text.as_str()) {
            self.error(Message::new("E0224").with("name", &name.text), name.span);
            return None;
        }
        let full = format!("{}{}", self.scope(scope).prefix, name.text);
        match self.names.get(&full).copied() {
            Some(id) => self.not_deleted(id, name.span),
            None => Some(self.create(scope, &name.text, name.span)),
        }
    }

    fn not_deleted(&mut self, id: DraftId, span: Span) -> Option<DraftId> {
        let draft = self.draft(id);
        let (name, Some(deleted)) = (draft.name.clone(), draft.deleted) else { return Some(id) };
        let diagnostic = Diagnostic::error(Message::new("E0237").with("name", name)).at(span);
        self.report(diagnostic.label(deleted, Message::new("model.deleted")));
        None
    }

    /// Reports a name that a module lacks, with the nearest that it has.
    pub(super) fn unknown_name(&mut self, scope: ScopeId, name: &str, span: Span) {
        let owner = self.scope(scope);
        let prefix = owner.prefix.clone();
        let own = self.names.range(prefix.clone()..).map(|(full, _)| full.as_str());
        let own = own.take_while(|full| full.starts_with(&prefix)).map(|full| &full[prefix.len()..]);
        // A text of a million misspelt names must not take an hour.
        let own =
            own.filter(|rest| !rest.contains('.')).take(if self.unknown.len() > 100 { 0 } else { 100_000 });
        let nearest = nearest(name, own).map(str::to_owned);
        let message = Message::new("E0210").with("name", name).with("module", owner.module);
        self.report(Diagnostic::error(message).at(span).suggest(nearest));
    }
}

fn instances_of(statements: &[ast::Statement]) -> BTreeMap<&str, Instance<'_>> {
    let mut instances = BTreeMap::new();
    for statement in statements {
        if let StatementKind::Instance { name, .. } = &statement.kind {
            instances.entry(name.text.as_str()).or_insert(Instance::Declared(statement));
        }
    }
    instances
}

/// A number, with or without sign and unit.
pub(super) fn is_number(expression: &ast::Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Number { .. } => true,
        ExpressionKind::Unary(ast::UnaryOperator::Minus | ast::UnaryOperator::Plus, inner) => {
            matches!(inner.kind, ExpressionKind::Number { .. })
        }
        _ => false,
    }
}

/// Names that mean something in every equation.
pub(crate) fn is_reserved(name: &str) -> bool {
    constant(name).is_some() || name == "time"
}

/// Value of a named constant. Avogadro's number is SBML's (CODATA 2006), as in libroadrunner.
pub(crate) fn constant(name: &str) -> Option<f64> {
    Some(match name {
        "pi" => std::f64::consts::PI,
        "exponentiale" => std::f64::consts::E,
        "avogadro" => 6.022_141_79e23,
        "infinity" | "inf" | "INF" => f64::INFINITY,
        "nan" | "NaN" | "notanumber" => f64::NAN,
        "true" => 1.0,
        "false" => 0.0,
        _ => return None,
    })
}
