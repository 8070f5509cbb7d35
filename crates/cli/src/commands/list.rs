//! `lytic list`: the built-in scenarios, models and targets.

use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::Library;
use lytic_study::{BUILT_IN, BuiltIn, FACTORIES, built_in_assays, built_in_tissues};
use lytic_text::Lang;

/// Prints name and title of each scenario, then the models and the targets of NK cells by name.
pub fn list(console: &Console) -> Exit {
    let assays: Vec<BuiltIn> = built_in_assays().collect();
    let tissues: Vec<BuiltIn> = built_in_tissues().collect();
    let widest = BUILT_IN
        .iter()
        .chain(FACTORIES)
        .chain(&assays)
        .chain(&tissues)
        .map(|scenario| scenario.name.len())
        .max()
        .unwrap_or(0);
    let show = |scenario: &BuiltIn| {
        let (title, title_zh) = scenario.titles();
        let title = if console.lang == Lang::Zh { title_zh } else { title };
        console.line(&format!("  {:widest$}  {title}", scenario.name));
    };
    console.line(&console.words("cli.library_scenarios"));
    BUILT_IN.iter().for_each(show);
    console.line(&format!("\n{}", console.words("cli.library_factories")));
    FACTORIES.iter().for_each(show);
    console.line(&format!("\n{}", console.words("cli.library_assays")));
    assays.iter().for_each(show);
    console.line(&format!("\n{}", console.words("cli.library_tissues")));
    tissues.iter().for_each(show);
    console.line(&format!("\n{}", console.words("cli.library_models")));
    let library = Library::embedded();
    for name in library.model_names() {
        console.line(&format!("  {name}"));
    }
    let widest = library.targets().iter().map(|target| target.key.len()).max().unwrap_or(0);
    console.line(&format!("\n{}", console.words("cli.library_targets")));
    for target in library.targets() {
        console.line(&format!("  {:widest$}  {}", target.key, target.name(console.lang)));
    }
    Exit::Done
}
