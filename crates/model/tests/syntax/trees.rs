//! Random trees, as a reader could give them.

use lytic_model::ast::*;
use lytic_text::{SourceId, Span};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn nowhere() -> Span {
    Span::new(SourceId(0), 0, 0)
}

fn name() -> impl Strategy<Value = Name> {
    let words = prop_oneof![
        4 => "[a-zA-Z_][a-zA-Z0-9_]{0,4}",
        1 => prop::sample::select(vec!["notes", "t0", "o", "identity", "priority", "e1", "E", "creator1"])
            .prop_map(str::to_owned),
    ];
    words
        .prop_filter("a word of the language", |word| {
            ![
                "in", "is", "at", "has", "end", "var", "DNA", "ext", "gene", "unit", "true", "else", "and",
                "or", "not",
            ]
            .contains(&word.as_str())
        })
        .prop_map(|text| Name { text, span: nowhere() })
}

fn path() -> impl Strategy<Value = Path> {
    vec(name(), 1..3).prop_map(|parts| Path { parts, span: nowhere() })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z \"\\\\:/.é细]{0,12}", "[a-z \"\n\\\\]{0,12}"]
}

fn comment() -> impl Strategy<Value = String> {
    "( ?[a-z0-9/*\"细]{1,5}){0,3}"
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0_u32..2000).prop_map(f64::from),
        (0_u32..2000).prop_map(|count| f64::from(count) / 64.0),
        any::<f64>().prop_map(|value| if value.is_finite() { value.abs() } else { 0.5 }),
    ]
}

fn binary() -> impl Strategy<Value = BinaryOperator> {
    use BinaryOperator::*;
    prop::sample::select(vec![
        Add,
        Subtract,
        Multiply,
        Divide,
        Remainder,
        Power,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Equal,
        NotEqual,
        And,
        Or,
    ])
}

fn unary() -> impl Strategy<Value = UnaryOperator> {
    prop::sample::select(vec![UnaryOperator::Minus, UnaryOperator::Plus, UnaryOperator::Not])
}

fn wrap(kind: ExpressionKind) -> Expression {
    Expression { kind, span: nowhere() }
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        (number(), of(name())).prop_map(|(value, unit)| wrap(ExpressionKind::Number { value, unit })),
        any::<bool>().prop_map(|value| wrap(ExpressionKind::Boolean(value))),
        path().prop_map(|path| wrap(ExpressionKind::Symbol(path))),
    ];
    leaf.prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (unary(), inner.clone())
                .prop_map(|(operator, operand)| wrap(ExpressionKind::Unary(operator, Box::new(operand)))),
            (binary(), inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
                wrap(ExpressionKind::Binary(operator, Box::new(left), Box::new(right)))
            }),
            (name(), vec(inner, 0..3))
                .prop_map(|(function, arguments)| wrap(ExpressionKind::Call { function, arguments })),
        ]
    })
}

fn unit() -> impl Strategy<Value = UnitExpression> {
    let texts = ["pg/mL", "1e-3 mole / litre", "per_day", "second^-1", "/d", "(cell*mL)/d"];
    prop::sample::select(texts.to_vec())
        .prop_map(|text| UnitExpression { text: text.to_owned(), span: nowhere() })
}

fn operator() -> impl Strategy<Value = AssignmentOperator> {
    prop::sample::select(vec![
        AssignmentOperator::Initial,
        AssignmentOperator::Always,
        AssignmentOperator::Rate,
    ])
}

fn item() -> impl Strategy<Value = DeclarationItem> {
    (any::<bool>(), path(), of(path()), of((operator(), expression())), of(unit())).prop_map(
        |(boundary, target, compartment, value, unit)| DeclarationItem {
            boundary,
            target,
            compartment,
            value,
            unit,
        },
    )
}

fn declaration() -> impl Strategy<Value = StatementKind> {
    let kinds = vec![
        DeclaredKind::Species,
        DeclaredKind::Compartment,
        DeclaredKind::Parameter,
        DeclaredKind::Reaction,
        DeclaredKind::Event,
    ];
    (of(any::<bool>()), any::<bool>(), prop::sample::select(kinds), any::<bool>(), vec(item(), 1..4))
        .prop_map(|(constant, substance_only, kind, kind_written, mut items)| {
            let kind = match (substance_only, kind_written) {
                (true, _) => DeclaredKind::Species,
                (false, true) => kind,
                (false, false) => DeclaredKind::Parameter,
            };
            if constant.is_none() && !substance_only && !kind_written {
                // Only `$a` stands without a word.
                items.truncate(1);
                items[0].boundary = true;
            }
            StatementKind::Declaration { constant, substance_only, kind, kind_written, items }
        })
}

fn participant() -> impl Strategy<Value = Participant> {
    let stoichiometry = prop_oneof![
        number().prop_map(|value| wrap(ExpressionKind::Number { value, unit: None })),
        path().prop_map(|path| wrap(ExpressionKind::Symbol(path))),
    ];
    (any::<bool>(), of(stoichiometry), path()).prop_map(|(boundary, stoichiometry, species)| Participant {
        boundary,
        stoichiometry,
        species,
    })
}

fn reaction() -> impl Strategy<Value = StatementKind> {
    let arrows =
        vec![Arrow::Reversible, Arrow::Irreversible, Arrow::Activates, Arrow::Inhibits, Arrow::Influences];
    (
        of(path()),
        vec(participant(), 0..3),
        vec(participant(), 0..3),
        prop::sample::select(arrows),
        of(expression()),
        of(path()),
    )
        .prop_map(|(name, reactants, products, arrow, law, compartment)| {
            StatementKind::Reaction(Reaction { name, reactants, products, arrow, law, compartment })
        })
}

fn event() -> impl Strategy<Value = StatementKind> {
    (
        of(path()),
        of(expression()),
        expression(),
        [of(expression()), of(expression()), of(expression()), of(expression())],
        vec((path(), expression()), 1..4),
    )
        .prop_map(|(name, delay, trigger, options, assignments)| {
            let [priority, persistent, initially_true, from_trigger] = options;
            StatementKind::Event(Event {
                name,
                delay,
                trigger,
                priority,
                persistent,
                initially_true,
                from_trigger,
                assignments,
            })
        })
}

fn annotation() -> impl Strategy<Value = StatementKind> {
    let qualifiers =
        vec!["identity", "hasPart", "isVersionOf", "created", "creator1.givenName", "description"];
    (of(path()), prop::sample::select(qualifiers), vec(text(), 1..3)).prop_map(
        |(target, qualifier, resources)| StatementKind::Annotation {
            target,
            qualifier: qualifier.to_owned(),
            resources,
        },
    )
}

fn kind() -> impl Strategy<Value = StatementKind> {
    // `a.sboTerm = 3` is no assignment; names this long are not drawn.
    prop_oneof![
        declaration(),
        (path(), operator(), expression(), of(path())).prop_map(|(target, operator, value, compartment)| {
            StatementKind::Assignment { target, operator, value, compartment }
        }),
        (path(), path()).prop_map(|(target, compartment)| StatementKind::Place { target, compartment }),
        (path(), path()).prop_map(|(left, right)| StatementKind::Same { left, right }),
        (path(), text()).prop_map(|(target, text)| StatementKind::DisplayName { target, text }),
        (path(), unit()).prop_map(|(target, unit)| StatementKind::HasUnit { target, unit }),
        (name(), unit()).prop_map(|(name, unit)| StatementKind::UnitDefinition { name, unit }),
        reaction(),
        event(),
        (name(), name(), vec(expression(), 0..3), of(expression()), of(expression())).prop_map(
            |(name, module, arguments, time_conversion, extent_conversion)| StatementKind::Instance {
                name,
                module,
                arguments,
                time_conversion,
                extent_conversion
            }
        ),
        vec(path(), 1..3).prop_map(|targets| StatementKind::Delete { targets }),
        (of(path()), text()).prop_map(|(target, text)| StatementKind::Notes { target, text }),
        annotation(),
        (of(path()), any::<u32>()).prop_map(|(target, term)| StatementKind::SboTerm { target, term }),
        (of(name()), expression(), of(text()))
            .prop_map(|(name, condition, message)| StatementKind::Constraint { name, condition, message }),
    ]
}

fn statements() -> impl Strategy<Value = Vec<Statement>> {
    let statement = (kind(), of(comment()), vec(comment(), 0..2))
        .prop_map(|(kind, comment, lead)| Statement { kind, span: nowhere(), comment, lead });
    vec(statement, 0..5)
}

fn module() -> impl Strategy<Value = Module> {
    (name(), any::<bool>(), vec(name(), 0..3), statements(), comment(), vec(comment(), 0..2)).prop_map(
        |(name, is_main, ports, statements, comment, tail)| Module {
            name,
            is_main,
            ports,
            statements,
            span: nowhere(),
            comment,
            tail,
        },
    )
}

fn function() -> impl Strategy<Value = Function> {
    (name(), vec(name(), 0..3), expression(), comment()).prop_map(|(name, arguments, body, comment)| {
        Function { name, arguments, body, span: nowhere(), comment }
    })
}

/// A file with at least one module.
pub fn file() -> impl Strategy<Value = File> {
    let import = text().prop_map(|path| Import { path, span: nowhere() });
    (vec(import, 0..2), vec(module(), 1..3), vec(function(), 0..2), statements()).prop_map(
        |(imports, modules, functions, statements)| File {
            source: SourceId(0),
            imports,
            modules,
            functions,
            statements,
        },
    )
}
