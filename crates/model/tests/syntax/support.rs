//! What the tests of the reader share.

use lytic_model::{ast, format_file, parse};
use lytic_text::{Diagnostic, SourceId};
use proptest::prelude::ProptestConfig;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Tree and problems.
pub fn read(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let file = parse(source, text, &mut problems);
    (file, problems)
}

/// All golden inputs, by name.
pub fn golden_inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "ant")).collect();
    inputs.sort();
    inputs
}

/// Few cases in every test run, many with `LYTIC_FULL=1`.
pub fn cases(few: u32, many: u32) -> ProptestConfig {
    let full = std::env::var("LYTIC_FULL").is_ok_and(|value| value == "1");
    ProptestConfig {
        cases: if full { many } else { few },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The tree as text, without places.
pub fn without_places(file: &ast::File) -> String {
    let whole = format!("{file:?}");
    let mut pieces = whole.split("Span {");
    let mut kept = pieces.next().unwrap().to_owned();
    for piece in pieces {
        // `Span { source: SourceId(0), start: 1, end: 2 }`
        kept.push_str(piece.split_once('}').unwrap().1);
    }
    kept
}

/// Reads a text and checks what must hold for every text: places lie in it, and the tree can be printed.
pub fn is_sound(text: &str) {
    let (file, problems) = read(SourceId(0), text);
    for problem in &problems {
        if let Some(span) = problem.span {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
        }
    }
    for statement in file.modules.iter().flat_map(|module| &module.statements).chain(&file.statements) {
        let span = statement.span;
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
    }
    format_file(&file);
}

/// Pieces of Antimony, for texts of random words.
pub const VOCABULARY: [&str; 72] = [
    "a",
    "b ",
    " c",
    "x1",
    "o",
    " ",
    "\n",
    ";",
    ",",
    ":",
    ":=",
    "=",
    "' = ",
    "'",
    ".",
    "$",
    "->",
    "=>",
    " -o ",
    "-|",
    " -( ",
    "--",
    "+",
    " - ",
    "*",
    "/",
    "%",
    "^",
    "(",
    ")",
    "{",
    "}",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "!",
    "&&",
    "||",
    "1",
    "2.5",
    " 3e-4 ",
    "1e",
    "\"text\"",
    "\"",
    "```",
    "// note\n",
    "/* note */",
    "\\\n",
    "model *m()\n",
    "end\n",
    "function f(a)\n",
    "species ",
    "const ",
    " var ",
    "compartment ",
    "substanceOnly ",
    " in ",
    " is ",
    " has ",
    " at ",
    " after ",
    "unit ",
    "delete ",
    "constraint ",
    "assert ",
    " else ",
    " identity ",
    "model notes ",
    "é",
];

/// A pseudo-random number below a bound (SplitMix64).
fn draw(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(below.max(1)).unwrap()).unwrap()
}

/// A piece of a real model with a few bytes changed, pieces dropped, doubled, or put in.
pub fn mutated(seed: u64) -> String {
    static MODELS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let models =
        MODELS.get_or_init(|| golden_inputs().iter().map(|input| std::fs::read(input).unwrap()).collect());
    let state = &mut seed.clone();
    let model = &models[draw(state, models.len())];
    let start = draw(state, model.len().saturating_sub(600));
    let mut bytes = model[start..model.len().min(start + 600)].to_vec();
    for _ in 0..=draw(state, 6) {
        let at = draw(state, bytes.len() + 1);
        let end = (at + draw(state, 20)).min(bytes.len());
        match draw(state, 4) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => {
                let word = VOCABULARY[draw(state, VOCABULARY.len())];
                bytes.splice(at..at, word.bytes());
            }
            _ if at < bytes.len() => bytes[at] = u8::try_from(draw(state, 256)).unwrap(),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An expression with all its parentheses.
pub fn shape(expression: &ast::Expression) -> String {
    use ast::{BinaryOperator as B, ExpressionKind as K, UnaryOperator as U};
    match &expression.kind {
        K::Number { value, unit: None } => format!("{value}"),
        K::Number { value, unit: Some(unit) } => format!("{value} {}", unit.text),
        K::Boolean(value) => format!("{value}"),
        K::Symbol(path) => path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("."),
        K::Unary(operator, operand) => {
            let sign = match operator {
                U::Minus => "-",
                U::Plus => "+",
                U::Not => "!",
            };
            format!("({sign}{})", shape(operand))
        }
        K::Binary(operator, left, right) => {
            let sign = match operator {
                B::Add => "+",
                B::Subtract => "-",
                B::Multiply => "*",
                B::Divide => "/",
                B::Remainder => "%",
                B::Power => "^",
                B::Less => "<",
                B::LessEqual => "<=",
                B::Greater => ">",
                B::GreaterEqual => ">=",
                B::Equal => "==",
                B::NotEqual => "!=",
                B::And => "&&",
                B::Or => "||",
            };
            format!("({} {sign} {})", shape(left), shape(right))
        }
        K::Call { function, arguments } => {
            format!("{}({})", function.text, arguments.iter().map(shape).collect::<Vec<_>>().join(", "))
        }
    }
}
