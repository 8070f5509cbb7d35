//! What the checks of a model find in a folder of published ones, as the table of `docs/published-models.md`.

use crate::course::{Beside, words};
use lytic_model::{check, read_sbml};
use lytic_text::{Lang, Sources};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The findings of the table: values frozen at the start, products that are zero, unused parameters.
const FINDINGS: [&str; 3] = ["W2406", "W2407", "W0220"];
/// Most names in one cell of the table.
const MOST_NAMES: usize = 4;
/// Longest name in full.
const LONGEST_NAME: usize = 32;

/// The table.
pub fn run(directory: &Path, lang: Lang) -> Result<String, String> {
    let read = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut models: Vec<_> = read
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "xml"))
        .collect();
    models.sort();
    let head = match lang {
        Lang::En => "| model | frozen at the start | zero by its parameters | unused parameters |",
        Lang::Zh => "| 模型 | 固定在起始值 | 因参数而为零 | 未使用的参数 |",
    };
    let mut out = format!("{head}\n|---|---|---|---|\n");
    let (mut found_in, mut none) = ([0; 3], 0);
    let mut refused = Vec::new();
    for path in &models {
        let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut sources = Sources::new();
        let beside = Beside(directory.to_path_buf());
        let (model, problems) = read_sbml(&id, &text, &beside, &mut sources);
        let Some(model) = model else {
            refused.push(format!("{id}: {}", words(&problems, &sources)));
            continue;
        };
        let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for problem in check(&model) {
            let Some(finding) = FINDINGS.iter().find(|key| **key == problem.message.key) else { continue };
            let name = problem.message.arguments.first().map(|(_, name)| name.clone()).unwrap_or_default();
            let known = names.entry(finding).or_default();
            if !known.contains(&name) {
                known.push(name);
            }
        }
        if names.is_empty() {
            none += 1;
            continue;
        }
        let cells: Vec<String> = FINDINGS
            .iter()
            .zip(&mut found_in)
            .map(|(finding, count)| match names.get(finding) {
                None => String::new(),
                Some(names) => {
                    *count += 1;
                    let more = names.len().saturating_sub(MOST_NAMES);
                    let shown: Vec<String> =
                        names.iter().take(MOST_NAMES).map(|name| format!("`{}`", shortened(name))).collect();
                    let shown = shown.join(", ");
                    if more > 0 { format!("{shown} +{more}") } else { shown }
                }
            })
            .collect();
        let _ = writeln!(out, "| {id} | {} |", cells.join(" | "));
    }
    let _ = writeln!(
        out,
        "\n{} models: {} frozen, {} zero, {} unused, {none} without findings, {} refused",
        models.len(),
        found_in[0],
        found_in[1],
        found_in[2],
        refused.len()
    );
    for line in refused {
        let _ = writeln!(out, "refused: {line}");
    }
    Ok(out)
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or(name)),
        None => name.to_owned(),
    }
}
