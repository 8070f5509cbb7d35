//! SBML: what `sbml/*.xml` become, what is said of texts that are wrong, and that no text is the end of the program.
//!
//! `sbml/name.xml` gives `sbml/name.expected`: its problems, then the model as Antimony.
//! `LYTIC_UPDATE=1 cargo test -p lytic-model --test sbml` writes them anew; look at the difference before committing.
//! `LYTIC_FULL=1` reads a million mutated texts instead of ten thousand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should panic")]

use lytic_model::{
    Loader, Model, NoImports, SymbolKind, check, read_antimony, read_sbml, write_antimony, write_sbml,
};
use lytic_text::{Diagnostic, Lang, Severity, Sources, entry, has_errors};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Texts beside each other.
struct Folder;

impl Loader for Folder {
    fn load(&self, path: &str, _importer: &str) -> Result<(String, String), String> {
        let text = std::fs::read_to_string(home().join(path)).map_err(|_| "no such file".to_owned())?;
        Ok((path.to_owned(), text))
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sbml")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(home().join(name)).unwrap()
}

/// `warning W2402 3:9 ...`.
fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
    let place = diagnostic.span.and_then(|span| sources.line_column(span));
    let place = place.map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
    let mut line =
        format!("{severity} {} {place} {}", diagnostic.message.key, diagnostic.message.text(Lang::En));
    if let Some(suggestion) = &diagnostic.suggestion {
        let _ = write!(line, " -- did you mean `{suggestion}`?");
    }
    line
}

fn read(name: &str, text: &str) -> (Option<Model>, Vec<String>) {
    let mut sources = Sources::new();
    let (model, diagnostics) = read_sbml(name, text, &Folder, &mut sources);
    for diagnostic in &diagnostics {
        assert!(entry(diagnostic.message.key).is_some(), "{} has no text", diagnostic.message.key);
        assert!(diagnostic.span.is_some(), "{} has no place", diagnostic.message.key);
    }
    let lines = diagnostics.iter().map(|diagnostic| line(diagnostic, &sources)).collect();
    (model, lines)
}

#[test]
fn texts_become_models() {
    let mut differs = Vec::new();
    for name in ["whole", "old", "nested", "second"] {
        let (model, lines) = read(&format!("{name}.xml"), &text(&format!("{name}.xml")));
        let model = model.unwrap_or_else(|| panic!("{name}: {lines:?}"));
        let mut out = lines.join("\n");
        let _ = write!(out, "\n\n{}", write_antimony(&model));
        let path = home().join(format!("{name}.expected"));
        if std::env::var_os("LYTIC_UPDATE").is_some() {
            std::fs::write(&path, &out).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != out {
            differs.push(format!("{name}:\n{out}"));
        }
        assert!(model.lower().is_ok(), "{name} cannot be lowered");
        check(&model);
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}

#[test]
fn what_is_written_reads_back_to_the_same() {
    for name in ["whole", "old", "nested", "second"] {
        let (model, _) = read(&format!("{name}.xml"), &text(&format!("{name}.xml")));
        let model = model.unwrap();
        let flat = write_antimony(&model);
        // SBML -> model -> SBML.
        let xml = write_sbml(&model);
        let (again, lines) = read("again.xml", &xml);
        let again = again.unwrap_or_else(|| panic!("{name}: {lines:?}\n{xml}"));
        for one in &model.symbols {
            let other = again.symbol(&one.name.replace('.', "_")).map(|id| &again.symbols[id.0 as usize]);
            let other = other.map(|other| &other.about.annotations);
            assert_eq!(Some(&one.about.annotations), other, "{name}: {}", one.name);
        }
        assert_eq!(model.about.annotations, again.about.annotations, "{name}");
        let rooms = |model: &Model| -> Vec<(String, f64)> {
            let rooms = model.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Compartment);
            rooms.map(|room| (room.name.replace('.', "_"), room.spatial_dimensions())).collect()
        };
        assert_eq!(rooms(&model), rooms(&again), "{name}");
        let second = write_sbml(&again);
        let differs = second.lines().zip(xml.lines()).find(|(one, other)| one != other);
        assert!(second == xml, "{name}: {differs:?}");
        // SBML -> Antimony -> SBML.
        let mut sources = Sources::new();
        let (third, problems) = read_antimony("flat.ant", &flat, &NoImports, &mut sources);
        let problems: Vec<String> = problems.iter().map(|problem| line(problem, &sources)).collect();
        let third = third.unwrap_or_else(|| panic!("{name}: {problems:?}\n{flat}"));
        for (room, dimensions) in rooms(&model) {
            assert!(
                rooms(&third).contains(&(room.clone(), dimensions)),
                "{name}: {room} has other dimensions"
            );
        }
        assert_eq!(model.about.annotations, third.about.annotations, "{name}");
        let (fourth, lines) = read("fourth.xml", &write_sbml(&third));
        let fourth = fourth.unwrap_or_else(|| panic!("{name}: {lines:?}"));
        let dump = |model: &Model| {
            let equations = model.lower().unwrap();
            let names: Vec<String> =
                equations.states.iter().map(|state| state.name.replace('.', "_")).collect();
            let events = equations.events.iter().filter(|event| !event.assignments.is_empty()).count();
            (names, events, equations.algebraic.len(), equations.draws)
        };
        let (first, last) = (dump(&model), dump(&fourth));
        assert_eq!(first.1, last.1, "{name}: events");
        assert_eq!(first.2, last.2, "{name}: algebraic rules");
        assert_eq!(first.3, last.3, "{name}: draws");
        for state in &first.0 {
            assert!(last.0.contains(state), "{name}: {state} is no state any more: {:?}", last.0);
        }
    }
}

/// Tools write `unknownQualifier` where they know none: Antimony has no word for it, and what is written must be read again.
#[test]
fn qualifiers_without_a_word_are_not_written() {
    let reference = |qualifier: &str, address: &str| {
        format!(
            "<bqbiol:{qualifier}><rdf:Bag><rdf:li rdf:resource=\"{address}\"/></rdf:Bag></bqbiol:{qualifier}>"
        )
    };
    let said =
        reference("unknownQualifier", "https://example.org/a") + &reference("is", "https://example.org/b");
    let text = wrap(&format!(
        "<listOfParameters><parameter id=\"k\" metaid=\"m\" value=\"1\" constant=\"true\"><annotation><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:bqbiol=\"http://biomodels.net/biology-qualifiers/\">\
         <rdf:Description rdf:about=\"#m\">{said}</rdf:Description></rdf:RDF></annotation></parameter></listOfParameters>"
    ));
    let (model, lines) = read("unknown.xml", &text);
    let flat = write_antimony(&model.unwrap_or_else(|| panic!("{lines:?}")));
    let (again, problems) = read_antimony("flat.ant", &flat, &NoImports, &mut Sources::new());
    let again = again.unwrap_or_else(|| panic!("{problems:?}\n{flat}"));
    let annotations = &again.symbols[again.symbol("k").unwrap().0 as usize].about.annotations;
    assert_eq!(annotations, &[("identity".to_owned(), "https://example.org/b".to_owned())]);
}

/// XHTML comes back as it was, whatever prefix it had; what runs is left out, and of other vocabularies the text stays.
#[test]
fn notes_keep_their_markup() {
    let round = |notes: &str| {
        let body = format!(
            "<notes>{notes}</notes><listOfParameters><parameter id=\"k\" value=\"1\" constant=\"true\"/></listOfParameters>"
        );
        let written = |model: Option<Model>, lines: &[String]| {
            let model = model.unwrap_or_else(|| panic!("{lines:?}"));
            let text = write_sbml(&model);
            let (_, rest) = text.split_once("<notes>").unwrap();
            (rest.split_once("</notes>").unwrap().0.to_owned(), model.about.notes.clone().unwrap(), text)
        };
        let (model, lines) = read("noted.xml", &wrap(&body));
        let (first, said, text) = written(model, &lines);
        let (model, lines) = read("again.xml", &text);
        let (second, again, _) = written(model, &lines);
        assert_eq!((&first, &said), (&second, &again));
        (first, said)
    };
    const XHTML: &str = "xmlns=\"http://www.w3.org/1999/xhtml\"";
    let list = format!(
        "<body {XHTML}><p>A &lt; <b>B</b>, see <a href=\"x?a=1&amp;b=2\">it</a>.</p><ul><li>one<br/>two</li></ul></body>"
    );
    assert_eq!(round(&list), (list.clone(), "A < B, see it.\none\ntwo".to_owned()));
    let prefixed =
        "<h:p xmlns:h=\"http://www.w3.org/1999/xhtml\" onclick=\"go()\" class=\"c\">one <h:i>two</h:i></h:p>";
    assert_eq!(round(prefixed).0, format!("<p {XHTML} class=\"c\">one <i>two</i></p>"));
    let plain = format!("<p {XHTML}>x</p>");
    for other in ["<script>x</script>", "<svg xmlns=\"http://www.w3.org/2000/svg\">x</svg>"] {
        assert_eq!(round(&format!("<div {XHTML}>{other}</div>")), (plain.clone(), "x".to_owned()), "{other}");
    }
    let long = format!("<div {XHTML}>x{}</div>", "<br/>".repeat(30_000));
    assert_eq!(round(&long).0, plain);
}

fn wrap(model: &str) -> String {
    format!(
        "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" version=\"2\">\n<model id=\"m\">\n{model}\n</model>\n</sbml>"
    )
}

fn math(inside: &str) -> String {
    format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inside}</math>")
}

/// Each line of what is said, without the words.
fn codes(text: &str) -> Vec<String> {
    let (model, lines) = read("wrong.xml", text);
    assert!(model.is_none(), "was read: {text}");
    lines.iter().map(|line| line.split(' ').skip(1).take(2).collect::<Vec<&str>>().join(" ")).collect()
}

#[test]
fn what_is_not_a_model_is_refused_at_its_place() {
    for (text, expected) in [
        ("", "E2407"),
        ("hello", "E2402"),
        ("<sbml>", "E2403"),
        ("<a><b></a></b>", "E2402"),
        ("<a/>", "E2407"),
        ("<sbml xmlns=\"http://www.sbml.org/sbml/level4\" level=\"4\" version=\"1\"/>", "E2420"),
        ("<!DOCTYPE sbml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><sbml/>", "E2405"),
        ("<a>&x;</a>", "E2404"),
        ("<a b=\"&x;\"/>", "E2402"),
        ("<a b=1/>", "E2402"),
        ("<a b=\"1\" b=\"2\"/>", "E2402"),
        ("<q:a/>", "E2409"),
    ] {
        let found = codes(text);
        assert!(found.first().is_some_and(|line| line.starts_with(expected)), "{text}: {found:?}");
    }
    let deep = "<a>".repeat(100_000);
    assert!(codes(&deep)[0].starts_with("E2406"));
}

#[test]
fn packages_without_a_course_in_time_are_refused_by_name() {
    let of = |package: &str, inside: &str| {
        format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\" xmlns:p=\"http://www.sbml.org/sbml/level3/version1/{package}/version1\" p:required=\"true\"><model>{inside}</model></sbml>"
        )
    };
    assert_eq!(codes(&of("fbc", "<p:listOfObjectives/>")), ["E2421 1:92"]);
    assert_eq!(codes(&of("qual", "<p:listOfTransitions/>")), ["E2422 1:92"]);
    assert_eq!(codes(&of("spatial", "")), ["E2410 1:92"]);
}

#[test]
fn all_problems_come_at_once_with_their_places() {
    let loop_of_functions = format!(
        "<listOfFunctionDefinitions>\n<functionDefinition id=\"f\">{}</functionDefinition>\n<functionDefinition id=\"g\">{}</functionDefinition>\n</listOfFunctionDefinitions>",
        math("<lambda><bvar><ci>x</ci></bvar><apply><ci>g</ci><ci>x</ci></apply></lambda>"),
        math("<lambda><bvar><ci>x</ci></bvar><apply><ci>f</ci><ci>x</ci></apply></lambda>"),
    );
    let found = codes(&wrap(&loop_of_functions));
    assert!(found.iter().all(|line| line.starts_with("E0219")) && !found.is_empty(), "{found:?}");

    let text = wrap(&format!(
        "<listOfSpecies>\n<species id=\"S\" compartment=\"gone\" hasOnlySubstanceUnits=\"perhaps\" boundaryCondition=\"false\" constant=\"false\"/>\n<species id=\"S\" initialAmount=\"one\" compartment=\"c\" unknown=\"1\"/>\n</listOfSpecies>\n<listOfParameters><parameter id=\"1x\" value=\"1\" units=\"furlong\" constant=\"true\"/></listOfParameters>\n<listOfRules><assignmentRule variable=\"nothing\">{}</assignmentRule></listOfRules>\n<listOfReaction/>",
        math("<apply><plus/><ci>S</ci><ci>Z</ci><foo/></apply>")
    ));
    let found = codes(&text);
    for (code, line) in [
        ("E2414", "4"),
        ("E2412", "4"),
        ("E2413", "5"),
        ("E2416", "5"),
        ("E2415", "7"),
        ("E2414", "8"),
        ("E2427", "8"),
        ("E2424", "8"),
        ("E2417", "9"),
    ] {
        let is_it = |found: &&String| found.starts_with(&format!("{code} {line}:"));
        assert!(found.iter().any(|found| is_it(&found)), "{code} in line {line}: {found:?}");
    }
}

#[test]
fn rules_in_a_circle_are_told() {
    let rule = |name: &str, reads: &str| {
        format!("<assignmentRule variable=\"{name}\">{}</assignmentRule>", math(&format!("<ci>{reads}</ci>")))
    };
    let text = wrap(&format!(
        "<listOfParameters><parameter id=\"a\" constant=\"false\"/><parameter id=\"b\" constant=\"false\"/></listOfParameters><listOfRules>{}{}</listOfRules>",
        rule("a", "b"),
        rule("b", "a")
    ));
    let (model, _) = read("circle.xml", &text);
    let problems = model.unwrap().lower().unwrap_err();
    assert_eq!(problems[0].message.key, "E0220");
    assert!(problems[0].span.is_some());
    // Also where something else is wrong.
    let other = text.replace(
        "<parameter id=\"a\"",
        "<parameter id=\"c\" units=\"furlong\" constant=\"never\"/><parameter id=\"a\"",
    );
    let found = codes(&other);
    assert!(found.iter().any(|line| line.starts_with("E0220")), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("E2412")), "{found:?}");
}

#[test]
fn a_missing_or_circular_model_inside_is_told() {
    let of = |submodels: &str, definitions: &str| {
        format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" xmlns:comp=\"http://www.sbml.org/sbml/level3/version1/comp/version1\" level=\"3\" version=\"1\" comp:required=\"true\"><model><comp:listOfSubmodels>{submodels}</comp:listOfSubmodels></model>{definitions}</sbml>"
        )
    };
    let sub = "<comp:submodel comp:id=\"s\" comp:modelRef=\"d\"/>";
    assert!(codes(&of(sub, ""))[0].starts_with("E2446"));
    let external = "<comp:listOfExternalModelDefinitions><comp:externalModelDefinition comp:id=\"d\" comp:source=\"gone.xml\"/></comp:listOfExternalModelDefinitions>";
    assert!(codes(&of(sub, external))[0].starts_with("E2447"));
    // Nothing outside of the model's folder is read, not even to say whether it is there.
    for outside in ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "https://example.org/a.xml"] {
        assert!(codes(&of(sub, &external.replace("gone.xml", outside)))[0].starts_with("E2452"), "{outside}");
    }
    let circle = "<comp:listOfModelDefinitions><comp:modelDefinition id=\"d\"><comp:listOfSubmodels><comp:submodel comp:id=\"t\" comp:modelRef=\"d\"/></comp:listOfSubmodels></comp:modelDefinition></comp:listOfModelDefinitions>";
    assert!(codes(&of(sub, circle))[0].starts_with("E2449"));
    // Ten levels of ten: a small text that asks for ten thousand million copies.
    let mut bomb = String::from("<comp:listOfModelDefinitions>");
    for level in 0..10 {
        let _ = write!(bomb, "<comp:modelDefinition id=\"d{level}\"><comp:listOfSubmodels>");
        for copy in 0..10 {
            let _ = write!(bomb, "<comp:submodel comp:id=\"s{copy}\" comp:modelRef=\"d{}\"/>", level + 1);
        }
        bomb.push_str("</comp:listOfSubmodels></comp:modelDefinition>");
    }
    bomb.push_str("<comp:modelDefinition id=\"d10\"/></comp:listOfModelDefinitions>");
    let sub = "<comp:submodel comp:id=\"s\" comp:modelRef=\"d0\"/>";
    assert!(codes(&of(sub, &bomb))[0].starts_with("E2450"));
}

#[test]
fn functions_that_multiply_are_stopped() {
    let mut functions = String::from("<listOfFunctionDefinitions>");
    for level in 0..40 {
        let call = format!("<apply><ci>f{}</ci><ci>x</ci></apply>", level + 1);
        let lambda = format!("<lambda><bvar><ci>x</ci></bvar><apply><plus/>{call}{call}</apply></lambda>");
        let _ =
            write!(functions, "<functionDefinition id=\"f{level}\">{}</functionDefinition>", math(&lambda));
    }
    let _ = write!(
        functions,
        "<functionDefinition id=\"f40\">{}</functionDefinition></listOfFunctionDefinitions>",
        math("<lambda><bvar><ci>x</ci></bvar><ci>x</ci></lambda>")
    );
    assert!(codes(&wrap(&functions))[0].starts_with("E0241"));
}

/// A small generator with a fixed seed, so that a failure repeats.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// One to four changes: a piece cut out, doubled, moved, replaced by one of another place, or odd letters put in.
fn mutated(text: &str, dice: &mut Dice) -> String {
    const ODD: [&str; 14] = [
        "<",
        ">",
        "&",
        "\"",
        "&#0;",
        "&#x1F;",
        "]]>",
        "<!--",
        "细胞",
        "1e999",
        "-",
        "constant=\"false\"",
        "<apply><ci> A </ci></apply>",
        "\u{0}",
    ];
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(4) {
        let (a, b) = (dice.below(letters.len()), dice.below(letters.len()));
        let length = 1 + dice.below(60);
        let piece: Vec<char> = letters.iter().skip(a).take(length).copied().collect();
        match dice.below(6) {
            0 => {
                letters.drain(a..(a + length).min(letters.len()));
            }
            1 => {
                letters.splice(a..a, piece);
            }
            2 => {
                letters.splice(b..b, piece);
            }
            3 => {
                letters.splice(b..(b + length).min(letters.len()), piece);
            }
            4 => {
                letters.splice(a..a, ODD[dice.below(ODD.len())].chars());
            }
            _ => swap_words(&mut letters, a, b),
        }
    }
    letters.into_iter().collect()
}

/// Exchanges what stands between quotes or tags at two places, which keeps the text well-formed.
fn swap_words(letters: &mut Vec<char>, a: usize, b: usize) {
    let word = |letters: &[char], from: usize| {
        let ends = |letter: &char| matches!(letter, '"' | '<' | '>' | ' ');
        let start = letters.iter().skip(from).position(ends)? + from + 1;
        let end = letters.iter().skip(start).position(ends)? + start;
        Some(start..end)
    };
    let (first, second) = (word(letters, a.min(b)), word(letters, a.max(b)));
    if let (Some(first), Some(second)) = (first, second)
        && first.end <= second.start
    {
        let (one, two): (Vec<char>, Vec<char>) =
            (letters[first.clone()].to_vec(), letters[second.clone()].to_vec());
        letters.splice(second, one);
        letters.splice(first, two);
    }
}

#[test]
fn mutated_texts_never_panic() {
    let texts = ["whole.xml", "old.xml", "nested.xml", "second.xml"].map(text);
    // `LYTIC_FULL=1` is a million; any other number is so many.
    let count = match std::env::var("LYTIC_FULL").map(|full| full.parse()) {
        Err(_) => 10_000,
        Ok(Ok(number)) if number > 1 => number,
        Ok(_) => 1_000_000,
    };
    let mut dice = Dice(8);
    let mut read_well = 0;
    for number in 0..count {
        let wrong = mutated(&texts[number % texts.len()], &mut dice);
        let mut sources = Sources::new();
        let (model, diagnostics) = read_sbml("mutated.xml", &wrong, &Folder, &mut sources);
        assert!(model.is_some() || has_errors(&diagnostics), "nothing is said of {wrong}");
        for diagnostic in &diagnostics {
            if let Some(span) = diagnostic.span {
                let source = &sources.get(span.source).unwrap().text;
                assert!(source.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?}");
            }
        }
        if let Some(model) = model {
            read_well += 1;
            let _ = model.lower();
            if number % 7 == 0 {
                check(&model);
                write_sbml(&model);
                write_antimony(&model);
            }
        }
    }
    // The mutations are of all kinds: some texts stay models.
    assert!(read_well > count / 200, "only {read_well} of {count} were read");
}
