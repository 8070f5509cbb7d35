//! What the report looks like, letter by letter. `LYTIC_UPDATE=1 cargo test -p lytic-report` writes new expectations.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test may stop at the first surprise

mod example;

use lytic_report::{figures, html, overview, summary};
use lytic_study::Results;
use lytic_text::Lang;
use std::path::PathBuf;

fn check(name: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("LYTIC_UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == found, "{name} differs from what is expected; LYTIC_UPDATE=1 accepts the new text");
}

#[test]
fn one_draw_in_both_languages() {
    pages("one-draw", &example::thinned(8));
}

#[test]
fn draws_a_twin_and_bounds_in_both_languages() {
    pages("twin", &example::thin_out(example::full(), 8));
}

fn pages(name: &str, results: &Results) {
    for (lang, tag) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
        let figures = figures(results, lang);
        check(&format!("{name}.{tag}.html"), &html(results, &figures, lang).unwrap());
        check(&format!("{name}.{tag}.txt"), &(summary(results, lang).join("\n") + "\n"));
        check(&format!("{name}.overview.{tag}.svg"), &overview(results, lang));
        check(&format!("{name}.figure.{tag}.svg"), figures[2].standalone());
        if let Some(forest) = figures.iter().find(|figure| figure.is_forest()) {
            check(&format!("{name}.differences.{tag}.svg"), forest.standalone());
        }
    }
}
