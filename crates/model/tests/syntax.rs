//! The reader of Antimony: golden texts, the way back to text, and inputs that nobody should write.
//!
//! `syntax/*.ant` are inputs, `*.expected` the problems found and the printed tree; `LYTIC_UPDATE=1` writes them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "syntax/support.rs"]
mod support;
#[path = "syntax/trees.rs"]
mod trees;

use lytic_model::{ast, format_file, parse_expression};
use lytic_text::{Lang, SourceId, Sources, Span, has_errors};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::{cases, golden_inputs, is_sound, read, without_places};

/// Reads an input, prints problems and tree, and compares with what is expected.
fn check(input: &Path) {
    let name = input.file_name().unwrap().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&std::fs::read(input).unwrap()).into_owned();
    let mut sources = Sources::new();
    let source = sources.add(name, text.as_str());
    let (file, problems) = read(source, &text);
    let mut found = String::new();
    for problem in &problems {
        let place = problem.span.and_then(|span| sources.line_column(span)).unwrap();
        let written = sources.slice(problem.span.unwrap()).escape_debug().to_string();
        let words = problem.message.text(Lang::En);
        let suggestion = problem.suggestion.as_ref().map_or(String::new(), |name| format!(" (`{name}`?)"));
        let (code, line, column) = (problem.message.key, place.line, place.column);
        found.push_str(&format!("{line}:{column} {code} `{written}`: {words}{suggestion}\n"));
    }
    found.push_str("----\n");
    found.push_str(&format_file(&file));
    let expected = input.with_extension("expected");
    if std::env::var_os("LYTIC_UPDATE").is_some() {
        std::fs::write(&expected, found).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
    assert_eq!(found, wanted, "{}; LYTIC_UPDATE=1 accepts what is found", input.display());
}

#[test]
fn golden_texts() {
    let inputs = golden_inputs();
    assert!(inputs.len() > 20, "the golden inputs are gone");
    inputs.iter().for_each(|input| check(input));
}

#[test]
fn every_code_stands_in_a_golden_text() {
    let shown: String = golden_inputs()
        .iter()
        .map(|input| std::fs::read_to_string(input.with_extension("expected")).unwrap())
        .collect();
    // The last three need a text of megabytes or a thousand problems.
    let too_large = ["E0110", "E0111", "E0119"];
    let only_expression = ["E0120"];
    for entry in
        lytic_text::entries().filter(|entry| entry.key.starts_with("E01") || entry.key.starts_with("W01"))
    {
        let elsewhere = too_large.contains(&entry.key) || only_expression.contains(&entry.key);
        assert!(elsewhere || shown.contains(entry.key), "{} is never reported in a golden text", entry.key);
    }
}

/// The prototype models beside the checkout, if they are there.
fn prototypes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/science/prototype");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no prototype models at {}", folder.display());
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "ant")).collect();
    paths.sort();
    paths
}

/// What is read without problems is printed, read again, and the same.
fn assert_comes_back(text: &str) {
    let (file, problems) = read(SourceId(0), text);
    if has_errors(&problems) {
        return;
    }
    let printed = format_file(&file);
    let (again, problems) = read(SourceId(0), &printed);
    assert!(!has_errors(&problems), "printed text is not read: {problems:#?}\n{printed}\nfrom\n{text}");
    assert_eq!(without_places(&again), without_places(&file), "{printed}\nfrom\n{text}");
}

#[test]
fn prototype_models_come_back_from_their_text() {
    for path in prototypes() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, problems) = read(SourceId(0), &text);
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
        assert_comes_back(&text);
    }
}

proptest! {
    #![proptest_config(cases(1_000, 100_000))]

    #[test]
    fn trees_come_back_from_their_text(file in trees::file()) {
        let printed = format_file(&file);
        let (again, problems) = read(SourceId(0), &printed);
        prop_assert!(!has_errors(&problems), "{problems:#?}\n{printed}");
        prop_assert_eq!(without_places(&again), without_places(&file), "{}", printed);
        prop_assert_eq!(format_file(&again), printed);
    }
}

proptest! {
    #![proptest_config(cases(10_000, 1_000_000))]

    #[test]
    fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        is_sound(&text);
    }

    #[test]
    fn random_words_do_no_harm(words in proptest::collection::vec(0..support::VOCABULARY.len(), 0..60)) {
        let text: String = words.iter().filter_map(|word| support::VOCABULARY.get(*word)).copied().collect();
        is_sound(&text);
        assert_comes_back(&text);
    }

    #[test]
    fn mutated_models_do_no_harm(seed in any::<u64>()) {
        let text = support::mutated(seed);
        is_sound(&text);
        assert_comes_back(&text);
    }
}

fn expression(text: &str) -> Option<ast::Expression> {
    let mut problems = Vec::new();
    let whole = Span::new(SourceId(0), 100, 100 + text.len());
    let found = parse_expression(whole, text, &mut problems);
    assert_eq!(found.is_none(), has_errors(&problems), "{text}: {problems:#?}");
    found
}

/// The expression with all its parentheses.
fn shape(text: &str) -> String {
    support::shape(&expression(text).unwrap_or_else(|| panic!("{text} is not read")))
}

#[test]
fn operators_bind_as_in_libantimony() {
    for (text, wanted) in [
        ("-a^2", "(-(a ^ 2))"),
        ("2^3^2", "(2 ^ (3 ^ 2))"),
        ("a^-b^c", "(a ^ (-(b ^ c)))"),
        ("-a*b", "((-a) * b)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("a % b * c", "((a % b) * c)"),
        ("!a > 1", "((!a) > 1)"),
        ("a || b && c", "((a || b) && c)"),
        ("a && b || c", "((a && b) || c)"),
        ("a < b <= c", "((a < b) && (b <= c))"),
        ("a < b == c", "((a < b) && (b == c))"),
        ("1 < x < y < 2", "(((1 < x) && (x < y)) && (y < 2))"),
        ("a-o + b", "((a - o) + b)"),
        ("f(a, g(), -b)", "f(a, g(), (-b))"),
        ("3 mL * a.b", "(3 mL * a.b)"),
    ] {
        assert_eq!(shape(text), wanted, "{text}");
    }
}

#[test]
fn words_bind_as_people_read_them() {
    for (text, wanted) in [
        ("a or b and c", "(a || (b && c))"),
        ("not a < b and c", "((!(a < b)) && c)"),
        ("not not a", "(!(!a))"),
        ("a < 5 and b > 1e3 or c", "(((a < 5) && (b > 1000)) || c)"),
        ("marrow.blast_percent < 5 \n and il6 > 2 d", "((marrow.blast_percent < 5) && (il6 > 2 d))"),
    ] {
        assert_eq!(shape(text), wanted, "{text}");
    }
}

#[test]
fn wrong_expressions_are_refused() {
    for text in ["", "a +", "(a", "a)", "a = 5", "a b", "a < b < f(c) < d", "{1}", "a ? b", "1e999", "f(a,)"]
    {
        assert!(expression(text).is_none(), "{text} is read");
    }
}

#[test]
fn places_of_an_expression_lie_in_its_source() {
    let found = expression("aa + bb * 2").unwrap();
    assert_eq!((found.span.start, found.span.end), (100, 111));
    let ast::ExpressionKind::Binary(_, left, right) = found.kind else { panic!("no sum") };
    assert_eq!((left.span.start, left.span.end), (100, 102));
    assert_eq!((right.span.start, right.span.end), (105, 111));
}

#[test]
fn nesting_has_a_limit_and_no_stack_overflows() {
    let nested = |levels: usize| format!("x = {}1{}", "(".repeat(levels), ")".repeat(levels));
    assert!(read(SourceId(0), &nested(199)).1.is_empty());
    for text in [
        nested(201),
        nested(100_000),
        format!("x = {}1", "-".repeat(100_000)),
        format!("x = {}1", "2^".repeat(100_000)),
    ] {
        let keys: Vec<&str> = read(SourceId(0), &text).1.iter().map(|problem| problem.message.key).collect();
        assert_eq!(keys, ["E0118"]);
    }
    let sum = |terms: usize| format!("x = 1{}", " + a".repeat(terms));
    assert!(read(SourceId(0), &sum(999)).1.is_empty());
    assert_eq!(read(SourceId(0), &sum(100_000)).1.first().unwrap().message.key, "E0119");
}

#[test]
fn time_is_linear_in_the_text() {
    // Anything quadratic would take minutes.
    for piece in [
        "(",
        "a+",
        "-",
        "a.",
        "a ",
        "\"",
        "```",
        "/*",
        "//",
        "a -> ",
        "a + ",
        "$",
        "at ",
        "model ",
        "end ",
        "x is ",
        "x' = ",
        "a;",
        "a\n",
        ",",
        "1 ",
        "1.",
        "1e",
        "\\\n",
        "&",
        "；",
        "\0",
        "a < ",
        "a || ",
        "f(",
        "species a, ",
        "{",
        "model m()\n",
        "a: ",
        "at a: b = 1,\n",
        "a \"b\", ",
        "if ",
        "x = 1;",
        "\u{feff}",
        "--",
    ] {
        let text = piece.repeat(400_000 / piece.len());
        let start = Instant::now();
        is_sound(&text);
        assert!(start.elapsed() < Duration::from_secs(20), "{piece:?} took {:?}", start.elapsed());
    }
}

#[test]
fn too_long_and_too_wrong_texts_are_refused() {
    let (_, problems) = read(SourceId(0), &" ".repeat(17 << 20));
    assert_eq!(problems.first().unwrap().message.key, "E0110");
    let (_, problems) = read(SourceId(0), &"?;".repeat(5000));
    assert_eq!((problems.len(), problems.last().unwrap().message.key), (1000, "E0111"));
    let (_, problems) = read(SourceId(0), &"a;".repeat(5000));
    assert_eq!((problems.len(), problems.last().unwrap().message.key), (1000, "E0111"));
}

#[test]
fn a_mark_of_byte_order_is_no_content() {
    let (file, problems) = read(SourceId(0), "\u{feff}model m()\r\n  x = 1\r\nend\r\n");
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(format_file(&file), "model m()\n  x = 1;\nend\n");
}
