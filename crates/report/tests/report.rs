//! The report keeps its promises: what users wrote stays text, nothing is loaded, every SVG is well-formed, no input
//! makes it fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at the first surprise

mod example;

use base64::Engine;
use lytic_report::{
    Layers, MOST_LINES, Observed, Other, Point, figures, figures_with, html, html_with, json, overview,
    overview_with, summary,
};
use lytic_study::*;
use lytic_text::Lang;
use sha2::{Digest, Sha256};

const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];
const ATTACK: &str = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onload='x";

/// A run in which everything that users name is an attack.
fn hostile() -> Results {
    let mut results = example::thin_out(example::full(), 16);
    results.about.title = ATTACK.into();
    results.about.title_zh = ATTACK.into();
    results.about.about = ATTACK.into();
    results.about.scenario = ATTACK.into();
    results.about.model = ATTACK.into();
    results.about.command = ATTACK.into();
    results.about.hashes = vec![(ATTACK.into(), ATTACK.into())];
    results.work.method = ATTACK.into();
    for column in &mut results.columns {
        (column.name, column.label, column.unit) = (ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for outcome in &mut results.outcomes {
        (outcome.name, outcome.label, outcome.definition) = (ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for value in &mut results.values {
        (value.name, value.label, value.definition, value.unit) =
            (ATTACK.into(), ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for dose in &mut results.doses {
        (dose.of, dose.route, dose.amount) = (ATTACK.into(), ATTACK.into(), format!("1e7 {ATTACK}"));
    }
    for change in &mut results.changes {
        (change.name, change.unit, change.place) = (ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for failure in &mut results.failures {
        failure.reason = ATTACK.into();
    }
    let twin = results.twin.as_mut().unwrap();
    twin.without = vec![ATTACK.into(), ATTACK.into()];
    for outcome in &mut twin.outcomes {
        (outcome.name, outcome.label, outcome.definition) = (ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for value in &mut twin.values {
        (value.name, value.label, value.unit) = (ATTACK.into(), ATTACK.into(), ATTACK.into());
    }
    for column in &mut twin.columns {
        column.name = ATTACK.into();
    }
    for bound in &mut results.acceptance.as_mut().unwrap().bounds {
        (bound.name, bound.definition) = (ATTACK.into(), ATTACK.into());
    }
    results
}

#[test]
fn what_users_wrote_stays_text() {
    let results = hostile();
    for lang in BOTH {
        let figures = figures(&results, lang);
        let page = html(&results, &figures, lang).unwrap();
        assert!(!page.contains("<script>alert"), "a script of the user's got in");
        assert!(!page.contains("<img"), "an element of the user's got in");
        // In the values under the pointer a quote is harmless: there only `<` could end the element.
        let shown = page.split("<script type=\"application/json\"").next().unwrap();
        assert!(!shown.contains("onload='x"), "an attribute of the user's got in");
        assert_eq!(page.matches("<script").count(), 2, "the values and our own script");
        for figure in &figures {
            assert_well_formed(figure.standalone());
            assert_well_formed(figure.inline());
        }
        assert_well_formed(&overview(&results, lang));
    }
}

#[test]
fn only_our_own_style_and_script_may_run() {
    let results = example::thinned(16);
    let page = html(&results, &figures(&results, Lang::En), Lang::En).unwrap();
    let between = |open: &str, close: &str| page.split(open).nth(1).unwrap().split(close).next().unwrap();
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    // The template escapes `+`, `/` and `=` of a hash no more than a browser needs; compare what a browser reads.
    let policy =
        between("Content-Security-Policy\" content=\"", "\"").replace("&#x27;", "'").replace("&#x2f;", "/");
    assert!(policy.contains("default-src 'none'"));
    assert!(
        policy.contains(&format!("style-src 'sha256-{}'", hash(between("<style>", "</style>")))),
        "{policy}"
    );
    assert!(
        policy.contains(&format!("script-src 'sha256-{}'", hash(between("<script>", "</script>")))),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"));
    assert!(!page.contains(" style=\""), "a style attribute would not be allowed");
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let results = example::thinned(16);
    for lang in BOTH {
        let page = html(&results, &figures(&results, lang), lang).unwrap();
        for link in ["http:", "https:", "src=", "@import", "url(", "<link"] {
            assert!(!page.contains(link), "the page has {link}");
        }
    }
}

#[test]
fn texts_come_from_the_catalogue_in_the_language_asked_for() {
    let results = example::thinned(16);
    let page = html(&results, &figures(&results, Lang::Zh), Lang::Zh).unwrap();
    assert!(page.contains("<html lang=\"zh-CN\">"));
    for lang in BOTH {
        let page = html(&results, &figures(&results, lang), lang).unwrap();
        for key in ["report.", "summary.", "agent.", "route.", "outcome."] {
            let leaked = page.match_indices(key).find(|(at, _)| page[..*at].ends_with(['>', ' ', '"']));
            assert!(
                leaked.is_none(),
                "the key {:?} stands in the page",
                leaked.map(|(at, _)| &page[at..at + 40])
            );
        }
    }
}

#[test]
fn odd_runs_have_reports_too() {
    let mut runs = vec![Results::default(), hostile()];
    let mut nothing_finite = example::thinned(32);
    for column in &mut nothing_finite.columns {
        column.quantiles.iter_mut().for_each(|(_, values)| values.fill(f64::NAN));
    }
    runs.push(nothing_finite);
    let mut gaps = example::thinned(4);
    for column in &mut gaps.columns {
        column.quantiles.iter_mut().for_each(|(_, values)| values[7] = f64::INFINITY);
        column.quantiles.truncate(3);
    }
    gaps.times_days[3] = f64::NAN;
    runs.push(gaps);
    let mut short = example::thinned(4);
    short.columns[0].quantiles[2].1.truncate(2);
    short.outcomes[0].n = 0;
    short.times_days.truncate(1);
    runs.push(short);
    let mut many = example::thinned(64);
    let dose = many.doses[0].clone();
    many.doses =
        (0..40).map(|index| DoseMark { of: format!("drug number {index}"), ..dose.clone() }).collect();
    many.doses.push(DoseMark { times_days: vec![f64::NAN, 1e9], ..dose });
    many.about.title = "A very long title ".repeat(40);
    many.columns[0].label = "a very long label of a column ".repeat(10);
    runs.push(many);
    for results in &runs {
        for lang in BOTH {
            let figures = figures(results, lang);
            let page = html(results, &figures, lang).unwrap();
            assert!(!page.contains("NaN"), "a reader should never meet NaN");
            assert!(page.ends_with("</html>") || page.ends_with("</html>\n"));
            figures.iter().for_each(|figure| assert_well_formed(figure.standalone()));
            assert_well_formed(&overview(results, lang));
            let lines = summary(results, lang);
            assert!(
                lines.len() <= MOST_LINES && lines.iter().all(|line| !line.contains(['{', '\n'])),
                "{lines:#?}"
            );
        }
        serde_json::from_str::<serde_json::Value>(&json(results)).unwrap();
    }
}

#[test]
fn both_ranges_are_shown_apart_where_there_are_draws() {
    let mut results = example::thinned(16);
    results.about.draws = 5;
    results.outcomes[0].ignorance = Some((0.08, 0.41));
    let median = results.columns[0].quantiles[2].1.clone();
    let scaled = |factor: f64| median.iter().map(|value| value * factor).collect();
    results.columns[0].ignorance = Some((scaled(0.5), scaled(2.0)));
    let text = summary(&results, Lang::En).join("\n");
    assert!(text.contains("ignorance 8.0–41.0 % over 5 draws of what we do not know"), "{text}");
    let figures = figures(&results, Lang::En);
    assert_eq!(figures.iter().filter(|figure| figure.inline().contains("class=\"ignorance\"")).count(), 1);
    let page = html(&results, &figures, Lang::En).unwrap();
    assert!(page.contains("Ignorance") && page.contains("8.0 – 41.0 %"));
}

#[test]
fn the_object_for_programs_has_the_promised_shape() {
    let results = example::thinned(16);
    let text = json(&results);
    let order =
        ["lytic", "scenario", "seed", "patients", "draws", "hashes", "outcomes", "values", "observables"];
    let places: Vec<usize> = order.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted());
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["outcomes"][0]["successes"], 47);
    assert_eq!(object["outcomes"][0]["share"], 0.235);
    assert_eq!(object["outcomes"][0]["patients_interval"], serde_json::json!([0.178, 0.3]));
    assert!(object["outcomes"][0]["ignorance_range"].is_null());
    let blasts = &object["observables"]["marrow.blast_percent"];
    assert_eq!(blasts["unit"], "percent");
    assert_eq!(blasts["times_days"][0], -7.0);
    assert_eq!(blasts["quantiles"]["0.05"].as_array().unwrap().len(), results.times_days.len());
    assert!(object.get("paired").is_none());
}

#[test]
fn the_object_holds_three_kinds_of_spread_and_the_pairs() {
    let results = example::thin_out(example::full(), 16);
    let object: serde_json::Value = serde_json::from_str(&json(&results)).unwrap();
    let times = results.times_days.len();
    let outcome = &object["outcomes"][0];
    assert_eq!(outcome["spread"]["patients"]["share"], 0.235);
    assert_eq!(outcome["spread"]["sampling"], outcome["patients_interval"]);
    assert_eq!(outcome["spread"]["ignorance"], outcome["ignorance_range"]);
    assert_eq!(outcome["by_draw"].as_array().unwrap().len(), 20);
    assert_eq!(outcome["candidates"]["n"], 261);
    assert_eq!(object["values"][0]["spread"]["patients"]["median"], 57.9);
    assert_eq!(object["values"][0]["spread"]["sampling"], serde_json::json!([52.1, 63.0]));
    let il6 = &object["observables"]["il6"]["spread"];
    for part in [&il6["patients"]["middle90"], &il6["ignorance"], &il6["sampling"]] {
        assert_eq!(part[0].as_array().unwrap().len(), times);
        assert_eq!(part[1].as_array().unwrap().len(), times);
    }
    let pair = &object["paired"]["outcomes"][0];
    assert_eq!(object["paired"]["without"], serde_json::json!(["nk_cells"]));
    assert_eq!(
        (pair["with"]["successes"].clone(), pair["without"]["successes"].clone()),
        (47.into(), 31.into())
    );
    assert_eq!(pair["attribution"], "sign_open");
    assert_eq!(pair["difference"], 0.08);
    assert_eq!(pair["spread"]["ignorance"], serde_json::json!([-0.012, 0.151]));
    assert_eq!(object["paired"]["values"][0]["attribution"], "fixed");
    let without = &object["paired"]["observables"]["il6"]["without"]["0.5"];
    assert_eq!(without.as_array().unwrap().len(), times);
    assert_eq!(object["acceptance"]["accepted"], 200);
    assert_eq!(object["acceptance"]["bounds"][0]["refused"], 40);
}

/// One, two and twenty draws; with and without a twin; one patient; nobody judged; nothing a number.
#[test]
fn every_kind_of_run_says_what_it_knows() {
    let full = || example::thin_out(example::full(), 16);
    let mut one_draw = full();
    one_draw.about.draws = 1;
    let twin = one_draw.twin.as_mut().unwrap();
    for outcome in &mut one_draw.outcomes {
        (outcome.ignorance, outcome.by_draw) = (None, vec![0.235]);
    }
    for outcome in &mut twin.outcomes {
        (outcome.ignorance, outcome.attribution) = (None, Attribution::NotAsked);
    }
    for value in &mut twin.values {
        (value.ignorance, value.attribution) = (None, Attribution::NotAsked);
    }
    let text = summary(&one_draw, Lang::En).join("\n");
    assert!(text.contains("--draws 20") && text.contains("8.0 more in every 100"), "{text}");
    assert!(!text.contains("What is known"), "{text}");
    let page = html(&one_draw, &figures(&one_draw, Lang::En), Lang::En).unwrap();
    assert!(page.contains("not asked") && page.contains("--draws 20"));

    let mut two_draws = full();
    two_draws.about.draws = 2;
    let page = html(&two_draws, &figures(&two_draws, Lang::En), Lang::En).unwrap();
    assert!(page.contains("over only 2 draws: a rough idea"));

    let mut alone = full();
    alone.about.patients = 1;
    for outcome in &mut alone.outcomes {
        (outcome.successes, outcome.n) = (1, 1);
    }
    for outcome in &mut alone.twin.as_mut().unwrap().outcomes {
        (outcome.n, outcome.first, outcome.second) = (1, 0, 1);
        (outcome.only_first, outcome.only_second, outcome.difference) = (0, 1, 1.0);
    }
    for text in
        [summary(&alone, Lang::En).join("\n"), html(&alone, &figures(&alone, Lang::En), Lang::En).unwrap()]
    {
        assert!(text.contains("1 of 1 virtual patient") && !text.contains("1 virtual patients"), "{text}");
    }

    let mut nobody = full();
    for outcome in &mut nobody.outcomes {
        (outcome.successes, outcome.n, outcome.interval) = (0, 0, (f64::NAN, f64::NAN));
    }
    let unjudged = PairedOutcome {
        name: "complete_remission".into(),
        difference: f64::NAN,
        sampling: (f64::NAN, f64::NAN),
        ignorance: Some((f64::NAN, f64::NAN)),
        by_draw: vec![f64::NAN; 20],
        ..PairedOutcome::default()
    };
    nobody.twin.as_mut().unwrap().outcomes = vec![unjudged];
    nobody.acceptance.as_mut().unwrap().candidates = 0;
    nobody.values[0].n = 0;
    nobody.values[0].quantiles.iter_mut().for_each(|(_, value)| *value = f64::NAN);
    nobody.values[0].sampling = (f64::NAN, f64::NAN);
    for column in &mut nobody.columns {
        column.sampling.0.fill(f64::NAN);
        column.ignorance.as_mut().unwrap().1.fill(f64::NAN);
    }
    let text = summary(&nobody, Lang::En).join("\n");
    assert!(text.contains("no patient could be judged in both"), "{text}");
    for results in [&one_draw, &two_draws, &alone, &nobody] {
        for lang in BOTH {
            let figures = figures(results, lang);
            let page = html(results, &figures, lang).unwrap();
            assert!(!page.contains("NaN"));
            figures.iter().for_each(|figure| assert_well_formed(figure.standalone()));
            assert_well_formed(&overview(results, lang));
            assert!(summary(results, lang).len() <= MOST_LINES);
        }
        serde_json::from_str::<serde_json::Value>(&json(results)).unwrap();
    }
}

#[test]
fn the_words_say_what_is_known_of_the_share_due_to_the_cells() {
    let mut results = example::thin_out(example::full(), 16);
    let mut says = |attribution, ignorance| {
        let outcome = &mut results.twin.as_mut().unwrap().outcomes[0];
        (outcome.attribution, outcome.ignorance) = (attribution, Some(ignorance));
        summary(&results, Lang::En).join("\n")
    };
    let open = says(Attribution::SizeOpen, (0.01, 0.15));
    assert!(open.contains("does not fix the share due to NK cells: from 1.0 to 15.0 in every 100"), "{open}");
    let fixed = says(Attribution::Fixed, (0.06, 0.11));
    assert!(fixed.contains("fixes the share due to NK cells within a factor of three"), "{fixed}");
    let sign = says(Attribution::SignOpen, (-0.02, 0.11));
    assert!(sign.contains("not even whether it is more or fewer: from −2.0 to 11.0"), "{sign}");
    let any = says(Attribution::SignOpen, (0.0, 0.11));
    assert!(any.contains("not even whether there is any: from 0.0 to 11.0"), "{any}");
    let none = says(Attribution::SignOpen, (0.0, 0.0));
    assert!(none.contains("In no draw of what we do not know does it differ with NK cells"), "{none}");
    assert!(none.contains("A remission after chemotherapy is not a remission by NK cells"), "{none}");
}

#[test]
fn other_curves_and_measured_points_are_laid_over_panels() {
    let (results, other) = (example::thinned(16), example::thinned(8));
    let point = |time_days, value, id: &str| Point { time_days, value, id: id.into() };
    let points = vec![
        point(1.0, 12.0, "7"),
        point(14.0, 300.0, "7"),
        point(7.0, 40.0, ATTACK),
        point(f64::NAN, 1.0, "8"),
        point(400.0, 1.0, "9"),
    ];
    let layers = Layers {
        name: "A".into(),
        others: vec![Other { name: ATTACK.into(), times_days: &other.times_days, columns: &other.columns }],
        observed: vec![Observed { column: "blood.donor_nk_per_ul".into(), points }],
    };
    let figures = figures_with(&results, &layers, Lang::En);
    let donor = figures.iter().find(|figure| figure.name == "blood.donor_nk_per_ul").unwrap();
    assert_eq!(donor.inline().matches("class=\"seen\"").count(), 3, "those in the window");
    assert_eq!(donor.inline().matches("class=\"follow\"").count(), 1);
    assert!(figures.iter().all(|figure| figure.inline().contains("class=\"other o0\"")));
    let page = html_with(&results, &figures, &layers, Lang::En).unwrap();
    assert!(!page.contains("<script>alert") && page.contains("A: median of 200 virtual patients"));
    figures.iter().for_each(|figure| assert_well_formed(figure.standalone()));
    assert_well_formed(&overview_with(&results, &layers, Lang::En));
}

#[test]
fn the_summary_claims_no_cause() {
    for lang in BOTH {
        let text = summary(&example::results(), lang).join("\n");
        for word in ["because", "caused", "thanks to", "led to", "导致", "因为", "由于"] {
            assert!(!text.contains(word), "{text}");
        }
    }
    let text = summary(&example::results(), Lang::En).join("\n");
    assert!(
        text.contains("47 of 200 virtual patients (23.5 %; 95 % sampling interval 17.8–30.0 %)"),
        "{text}"
    );
}

#[test]
fn an_untyped_donor_is_told_in_summary_page_and_object() {
    let donor = |hla, kir| DonorTyping { name: "haplo".into(), hla, kir, alloreactive_share: Some(0.3) };
    let with = |hla, kir| Results { donors: vec![donor(hla, kir)], ..example::results() };
    let (unknown, no_kir, typed) = (with(false, false), with(true, false), with(true, true));
    for (lang, words, kir) in
        [(Lang::En, "taken as unknown: 30", "KIR genes"), (Lang::Zh, "按未知处理", "KIR 基因")]
    {
        for (results, told) in [(&unknown, words), (&no_kir, kir)] {
            assert!(summary(results, lang).join("\n").contains(told), "{told}");
            assert!(html(results, &figures(results, lang), lang).unwrap().contains(told), "{told}");
        }
        let silent = summary(&typed, lang).join("\n");
        assert!(!silent.contains(words) && !silent.contains(kir), "{silent}");
    }
    let object: serde_json::Value = serde_json::from_str(&json(&unknown)).unwrap();
    assert_eq!(object["donors"][0]["hla_typed"], false);
    assert_eq!(object["donors"][0]["alloreactive_share"], 0.3);
}

fn assert_well_formed(svg: &str) {
    let mut reader = quick_xml::Reader::from_str(svg);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                for attribute in tag.attributes() {
                    attribute.unwrap_or_else(|error| panic!("{error} in {tag:?}"));
                }
            }
            Ok(_) => {}
            Err(error) => panic!("{error} in {}", &svg[..300.min(svg.len())]),
        }
    }
}
