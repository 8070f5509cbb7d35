//! The library reads, binds and tells what is wrong; the built-in one has no faults.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

use lytic_model::{Loader, Model, read_antimony};
use lytic_nk::{Distribution, Grade, Library, Provenance, Source};
use lytic_text::{Diagnostic, Lang, Sources};
use lytic_units::Unit;
use proptest::prelude::*;

/// Problems as people read them: `file:line:column code words`.
fn shown(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.span.and_then(|span| {
                let at = sources.line_column(span)?;
                Some(format!("{}:{}:{} ", sources.get(span.source)?.name, at.line, at.column))
            });
            let text = diagnostic.message.text(Lang::En);
            let suggestion =
                diagnostic.suggestion.as_ref().map(|name| format!(" -> {name}")).unwrap_or_default();
            format!("{}{} {text}{suggestion}", place.unwrap_or_default(), diagnostic.message.key)
        })
        .collect()
}

#[test]
fn the_built_in_library_has_no_faults() {
    let library = Library::embedded();
    let mut problems = shown(library.problems(), library.sources());
    let mut sources = Sources::new();
    problems.extend(shown(&library.check(&mut sources), &sources));
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_built_in_parameter_has_a_source_and_every_assumption_is_wide() {
    let library = Library::embedded();
    for entry in library.parameters() {
        match &entry.source {
            Source::Assumed => {
                assert_eq!(entry.grade, Grade::D, "{}", entry.name());
                assert!(
                    entry.uncertainty.is_some_and(|spread| spread.is_wide(entry.value.value)),
                    "{}",
                    entry.name()
                );
            }
            Source::Cited { cite, .. } => assert!(cite.len() > 3, "{}", entry.name()),
        }
    }
}

#[test]
fn agents_and_products_must_name_what_exists() {
    let agents = "[x]\nname = \"x\"\nroutes.iv = { into = \"first.amont\", fraction = \"drug.uptake\" }\n";
    let products =
        "[source.y]\nname = \"y\"\nsets = { \"drug.volum\" = \"1 L\", \"drug.clearance\" = \"1 L\" }\n";
    let files = [("body/drug.toml", VALUES), ("agents.toml", agents), ("products.toml", products)];
    let library = Library::read(&[("body/drug.ant", CLEARANCE), ("patient/pair.ant", PARENT)], &files);
    let mut sources = Sources::new();
    assert_eq!(
        shown(&library.check(&mut sources), &sources),
        [
            "E0721 `x` goes into `first.amont`, which no patient model of the library has -> first.amount",
            "E0722 `x` names the parameter `drug.uptake`, which does not exist",
            "E0722 `y` names the parameter `drug.volum`, which does not exist -> drug.volume",
            "E0007 `L` measures volume, but a rate (per time) is needed",
        ]
    );
}

const CLEARANCE: &str = "\
// a drug that is cleared
model drug(input)
  const clearance has per_day;
  const volume has mL;
  const reference = 2 has pg_per_mL;
  species amount has pg;
  amount = reference*volume;
  var input has per_day;
  clear: amount => ; (clearance + input)*amount;
end
";

const PARENT: &str = "\
import \"../body/drug.ant\"
model *pair()
  unit time_unit = day;
  first: drug(); second: drug();
  first.input := 0; second.input := 1;
end
";

const VALUES: &str = "\
[clearance]
value = \"0.5 /h\"
between = { lognormal_cv = 0.3 }
uncertainty = { uniform = [\"6 /d\", \"1 /h\"] }
grade = \"C\"
source = { cite = \"Somebody 2020 J 1:1\", doi = \"10.1/x\", says = \"clearance\" }
note = \"unchecked\"
note_zh = \"未核实\"
[volume]
value = \"3 L\"
uncertainty = { normal_sd = \"200 mL\" }
grade = \"A\"
source = { cite = \"Somebody 2021 J 2:2\" }
";

fn small() -> Library {
    Library::read(
        &[("body/drug.ant", CLEARANCE), ("patient/pair.ant", PARENT)],
        &[("body/drug.toml", VALUES)],
    )
}

fn read(library: &Library, name: &str, sources: &mut Sources) -> Model {
    let text = library.model_text(name).unwrap();
    let (model, problems) = read_antimony(&Library::model_source_name(name), text, library, sources);
    assert!(!problems.iter().any(Diagnostic::is_error), "{:?}", shown(&problems, sources));
    model.unwrap()
}

#[test]
fn values_go_to_every_instance_in_the_unit_of_the_symbol() {
    let library = small();
    assert!(library.problems().is_empty(), "{:?}", shown(library.problems(), library.sources()));
    let mut sources = Sources::new();
    let mut model = read(&library, "patient/pair", &mut sources);
    let mut problems = Vec::new();
    let bindings = library.bind(&mut model, &mut problems);
    assert!(problems.is_empty(), "{:?}", shown(&problems, &sources));
    let values: Vec<(&str, f64)> = bindings
        .iter()
        .map(|binding| (model.symbols[binding.symbol.0 as usize].name.as_str(), binding.value))
        .collect();
    let expected = [
        ("first.clearance", 12.0),
        ("first.volume", 3000.0),
        ("second.clearance", 12.0),
        ("second.volume", 3000.0),
    ];
    assert_eq!(values, expected);

    let from =
        |name: &str| library.binding_report(&model).into_iter().find(|line| line.name == name).unwrap();
    assert!(
        matches!(from("first.clearance").from, Provenance::Library(entry) if entry.name() == "drug.clearance")
    );
    assert_eq!(from("first.clearance").unit.as_deref(), Some("per_day"));
    assert_eq!(from("first.reference").from, Provenance::Number);
    assert_eq!(from("first.amount").from, Provenance::Formula);
    assert_eq!(from("first.input").from, Provenance::Rule);
    let clearance = model.symbol("second.clearance").unwrap();
    model.set_initial(clearance, 1.0);
    let report = library.binding_report(&model);
    assert!(
        report
            .iter()
            .any(|line| line.name == "second.clearance" && matches!(line.from, Provenance::Changed(_)))
    );
}

#[test]
fn spreads_follow_the_unit() {
    let library = small();
    let entry = library.parameter("drug.clearance").unwrap();
    let per_day = entry.in_unit(&Unit::parse("/d").unwrap()).unwrap();
    assert_eq!(per_day.value, 12.0);
    assert_eq!(per_day.between, Some(Distribution::LogNormalCv(0.3)));
    assert_eq!(per_day.uncertainty, Some(Distribution::Uniform(6.0, 24.0)));
    let volume = library.parameter("drug.volume").unwrap().in_unit(&Unit::parse("mL").unwrap()).unwrap();
    assert_eq!((volume.value, volume.uncertainty), (3000.0, Some(Distribution::NormalSd(200.0))));
}

#[test]
fn users_models_keep_their_numbers() {
    let library = small();
    let text = "model *mine()\n  clearance = 7; clearance has per_day;\n  x' = -clearance*x; x = 1;\nend\n";
    let mut sources = Sources::new();
    let (model, _) = read_antimony("mine.ant", text, &library, &mut sources);
    let (mut model, mut problems) = (model.unwrap(), Vec::new());
    assert!(library.bind(&mut model, &mut problems).is_empty() && problems.is_empty());
    assert_eq!(library.binding_report(&model)[0].from, Provenance::Number);
}

/// Problems of a library of one module and one parameter file.
fn problems_of(model: &str, values: &str) -> Vec<String> {
    let library = Library::read(&[("body/drug.ant", model)], &[("body/drug.toml", values)]);
    let mut all = shown(library.problems(), library.sources());
    let mut sources = Sources::new();
    all.extend(shown(&library.check(&mut sources), &sources));
    all
}

#[test]
fn a_symbol_without_a_parameter_fails() {
    let without = VALUES.replace("[volume]", "[size]");
    assert_eq!(
        problems_of(CLEARANCE, &without),
        [
            "library:body/drug.ant:4:9 E0714 `volume` of the module `drug` has no value and the library has no \
             parameter for it",
            "E0720 no module uses the parameter `drug.size` (parameters/body/drug.toml:9)",
        ]
    );
}

#[test]
fn a_parameter_of_the_wrong_dimension_fails() {
    let wrong = VALUES.replace("3 L", "3 L/kg").replace("200 mL", "200 mL/kg");
    assert_eq!(
        problems_of(CLEARANCE, &wrong),
        [
            "library:body/drug.ant:4:9 E0715 the parameter `drug.volume` is 3 L/kg, but `volume` has the unit mL"
        ]
    );
}

#[test]
fn every_fault_of_a_parameter_file_is_told_at_its_place() {
    let faults = "\
[a]
value = \"0.5 /dd\"
grade = \"E\"
source = \"asumed\"
[b]
value = 3
betwen = { lognormal_cv = 0.3 }
between = { lognormal_cv = -0.3 }
uncertainty = { lognormal_cv = 0.3, normal_sd = \"1 d\" }
grade = \"A\"
[c]
value = \"2 d\"
between = { normal_sd = \"1 L\" }
uncertainty = { logit_sd = 0.5 }
grade = \"B\"
source = \"assumed\"
[d]
value = \"2 d\"
uncertainty = { lognormal_sd = 0.2 }
grade = \"D\"
source = { cite = \"\", pages = 3 }
[e]
value = \"0.3\"
uncertainty = { uniform = [\"0.5\", \"0.1\"] }
grade = \"D\"
source = \"assumed\"
[f]
grade = \"A\"
source = { says = \"x\" }
[e]
";
    let told: Vec<String> = problems_of("model nothing()\nend\n", faults)
        .into_iter()
        .filter(|line| line.starts_with("library:parameters"))
        .map(|line| line.replace("library:parameters/body/drug.toml:", ""))
        .collect();
    assert_eq!(
        told,
        [
            "2:15 E0004 `dd` is not a unit -> d",
            "3:9 E0708 `E` is not a grade",
            "4:10 E0712 `asumed` is not a source -> assumed",
            "5:2 E0709 `b` has no source",
            "6:9 E0704 `value` must be a number with its unit in quotation marks, such as \"0.1 /d\"",
            "7:1 E0702 unknown key `betwen` in `b` -> between",
            "8:28 E0706 `lognormal_cv` is out of range",
            "9:15 E0705 `uncertainty` needs exactly one kind of spread",
            "13:26 E0007 `L` measures volume, but time is needed",
            "14:28 E0707 `logit_sd` does not fit the typical value 2 d",
            "15:9 E0710 `c` is assumed but graded B",
            "21:19 E0704 `cite` must be a text in quotation marks",
            "21:23 E0702 unknown key `pages` in `source`",
            "24:27 E0706 `uniform` is out of range",
            "27:2 E0703 `f` lacks the key `value`",
            "29:10 E0703 `source` lacks the key `cite`",
            "30:2 E0701 not valid TOML: duplicate key",
        ]
    );
    let narrow =
        "[d]\nvalue = \"2 d\"\nuncertainty = { lognormal_sd = 0.2 }\ngrade = \"D\"\nsource = \"assumed\"\n";
    let told = problems_of("model nothing()\nend\n", narrow);
    assert_eq!(
        told[0],
        "library:parameters/body/drug.toml:3:15 E0711 `d` has grade D but is hardly uncertain"
    );
    let none = narrow.replace("uncertainty = { lognormal_sd = 0.2 }\n", "");
    assert!(problems_of("model nothing()\nend\n", &none)[0].contains(":1:2 E0711"));
}

#[test]
fn agents_and_products_read() {
    let agents = "\
[fludarabine]
name = \"fludarabine\"
name_zh = \"氟达拉滨\"
routes.iv = { into = \"fludarabine.amount\", default_duration = \"30 min\" }
[il2]
name = \"interleukin-2\"
routes.iv = { into = \"il2.amount\" }
routes.sc = { into = \"il2.depot\", fraction = \"il2.bioavailability\" }
default_route = \"sc\"
[nk_cells]
name = \"NK cells\"
routes.iv = { into = [{ state = \"nk.lung\", share = 0.6 }, { state = \"nk.blood\", share = 0.4 }], needs_product = true }
";
    let products = "\
[source.haploidentical]
name = \"haploidentical donor\"
name_zh = \"半相合供者\"
sets = { \"rejection.alloantigen\" = \"1\" }
[method.overnight-il2]
name = \"overnight with IL-2\"
sets = { \"nk.product_activity\" = \"0.6\" }
";
    let library = Library::read(&[], &[("agents.toml", agents), ("products.toml", products)]);
    assert!(library.problems().is_empty(), "{:?}", shown(library.problems(), library.sources()));
    let il2 = library.agent("il2").unwrap();
    assert_eq!(il2.route(None).unwrap().key, "sc");
    assert_eq!(il2.route(None).unwrap().fraction.as_deref(), Some("il2.bioavailability"));
    assert!(il2.route(Some("oral")).is_none());
    let cells = library.agent("nk_cells").unwrap().route(None).unwrap();
    assert!(cells.needs_product && cells.into.len() == 2 && cells.into[1].state == "nk.blood");
    let fludarabine = library.agent("fludarabine").unwrap();
    assert_eq!(fludarabine.name(Lang::Zh), "氟达拉滨");
    assert_eq!(fludarabine.routes[0].default_duration.as_ref().unwrap().to_string(), "30 min");
    assert_eq!(library.nearest_agent("fludarabin"), Some("fludarabine"));
    let source = library.products().source("haploidentical").unwrap();
    assert_eq!((source.sets[0].0.as_str(), source.sets[0].1.value), ("rejection.alloantigen", 1.0));
    assert!(library.products().method("overnight-il2").is_some() && library.products().method("x").is_none());

    let faults = "\
[a]
name = \"a\"
routes.iv = { into = [{ state = \"x.y\", share = 0.6 }], fraction = \"bioavailability\", default_duration = \"2 L\" }
default_route = \"sc\"
";
    let library = Library::read(&[], &[("agents.toml", faults), ("products.toml", "[sources.x]\n")]);
    assert_eq!(
        shown(library.problems(), library.sources()),
        [
            "library:parameters/agents.toml:3:22 E0718 the shares of a dose sum to 0.6, not to 1",
            "library:parameters/agents.toml:3:67 E0719 `bioavailability` is not the name of a parameter",
            "library:parameters/agents.toml:3:106 E0007 `L` measures volume, but time is needed",
            "library:parameters/agents.toml:4:17 E0717 `a` has no route `sc`",
            "library:parameters/products.toml:1:2 E0702 unknown key `sources` in `products.toml` -> source",
        ]
    );
}

#[test]
fn imports_are_found_beside_the_importer_and_below_the_root() {
    let library = small();
    let drug = ("library:body/drug.ant".to_owned(), CLEARANCE.to_owned());
    for (path, importer) in [
        ("../body/drug.ant", "library:patient/pair.ant"),
        ("body/drug.ant", "library:patient/pair.ant"),
        ("drug.ant", "library:body/other.ant"),
        ("body/drug.ant", "my/own.ant"),
        ("library:body/drug.ant", "my/own.ant"),
        ("./body/drug", "my/own.ant"),
    ] {
        assert_eq!(library.load(path, importer), Ok(drug.clone()), "{path} from {importer}");
    }
    assert_eq!(
        library.load("body/drgu.ant", "x.ant"),
        Err("the library has no body/drgu.ant; did you mean body/drug.ant?".to_owned())
    );
    assert!(library.load("../../../etc/passwd", "library:body/drug.ant").is_err());
    assert_eq!(library.model_names().collect::<Vec<_>>(), ["body/drug", "patient/pair"]);
    assert_eq!(library.nearest_model("patient/pear"), Some("patient/pair"));
}

#[test]
fn rows_for_a_name_a_module_a_group_or_all() {
    let library = small();
    for (name, count) in
        [(None, 2), (Some("body"), 2), (Some("drug"), 2), (Some("body/drug"), 2), (Some("drug.volume"), 1)]
    {
        assert_eq!(library.rows(name, Lang::En).unwrap().len(), count, "{name:?}");
    }
    let row = library.rows(Some("drug.clearance"), Lang::Zh).unwrap().remove(0);
    assert_eq!((row.value.as_str(), row.unit.as_str(), row.note.as_deref()), ("0.5", "/h", Some("未核实")));
    assert_eq!(row.between.unwrap().text(Lang::En), "log-normal, CV 30 %");
    assert_eq!(row.uncertainty.unwrap().text(Lang::En), "uniform, 0.25 /h to 1 /h");
    assert_eq!(row.source.text(Lang::En), "Somebody 2020 J 1:1, doi:10.1/x (clearance)");
    assert_eq!(row.place, "parameters/body/drug.toml:1");
    assert_eq!(library.rows(Some("drug.volum"), Lang::En), Err(Some("drug.volume".to_owned())));
}

/// Ten thousand; a million in `./test --full`.
fn inputs() -> u32 {
    if std::env::var_os("LYTIC_FULL").is_some() { 1_000_000 } else { 10_000 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs()))]

    #[test]
    fn no_parameter_file_makes_it_panic(
        cut in 0..VALUES.len(), insert in "[\\[\\]{}=\"a-z0-9.\n#é-]{0,12}", remove in 0usize..8, which in 0usize..3
    ) {
        let cut = VALUES.floor_char_boundary(cut);
        let end = VALUES.floor_char_boundary((cut + remove).min(VALUES.len()));
        let text = format!("{}{insert}{}", &VALUES[..cut], &VALUES[end..]);
        let path = ["body/drug.toml", "agents.toml", "products.toml"][which];
        let library = Library::read(&[], &[(path, &text)]);
        for problem in library.problems() {
            let place = problem.span.unwrap();
            prop_assert!(library.sources().line_column(place).is_some());
            prop_assert!(problem.message.text(Lang::Zh) != problem.message.key);
        }
    }
}
