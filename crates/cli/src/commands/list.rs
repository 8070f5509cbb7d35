//! `lytic list`: the built-in scenarios and models.

use crate::console::Console;
use crate::exit::Exit;
use lytic_nk::Library;
use lytic_text::Lang;

/// Prints name and title of each scenario, then the models by name.
pub fn list(console: &Console) -> Exit {
    let widest = lytic_study::BUILT_IN.iter().map(|scenario| scenario.name.len()).max().unwrap_or(0);
    console.line(&console.words("cli.library_scenarios"));
    for scenario in lytic_study::BUILT_IN {
        let (title, title_zh) = scenario.titles();
        let title = if console.lang == Lang::Zh { title_zh } else { title };
        console.line(&format!("  {:widest$}  {title}", scenario.name));
    }
    console.line(&format!("\n{}", console.words("cli.library_models")));
    for name in Library::embedded().model_names() {
        console.line(&format!("  {name}"));
    }
    Exit::Done
}
