//! Names without the outer instances: `nk.blood` for `patient.person.nk.blood`.
//!
//! A patient holds an instance that is made of instances (the person), and users speak of what is in it. So each name below
//! such an instance is also known without it, unless something is called so already or two things could be meant.

use super::draft::Flattener;
use crate::model::{Model, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// Most outer instances that a name may leave out.
const DEEPEST: usize = 2;

impl Flattener<'_> {
    /// Gives the symbols their short names, as aliases.
    pub(super) fn short_names(&self, model: &mut Model) {
        // Instances that are made of instances, with all around them: `patient.`, `patient.person.`
        let outer: BTreeSet<&str> = self
            .scopes
            .iter()
            .filter(|scope| (1..=DEEPEST).contains(&scope.nesting) && !scope.instances.is_empty())
            .map(|scope| scope.prefix.as_str())
            .collect();
        if outer.is_empty() {
            return;
        }
        let names = |symbol: &Symbol| -> Vec<String> {
            std::iter::once(&symbol.name).chain(&symbol.aliases).cloned().collect()
        };
        let taken: BTreeSet<String> = model.symbols.iter().flat_map(names).collect();
        // What each short name could mean: one symbol, or several and so none.
        let mut short: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (index, symbol) in model.symbols.iter().enumerate() {
            for name in names(symbol) {
                for (dot, _) in name.match_indices('.').take(DEEPEST) {
                    let (prefix, rest) = name.split_at(dot + 1);
                    if !outer.contains(prefix) {
                        break;
                    }
                    if !taken.contains(rest) {
                        let meant = short.entry(rest.to_owned()).or_insert(Some(index));
                        *meant = meant.filter(|known| *known == index);
                    }
                }
            }
        }
        for (name, index) in short {
            if let Some(symbol) = index.and_then(|index| model.symbols.get_mut(index)) {
                symbol.aliases.push(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use crate::{NoImports, read_antimony};
    use lytic_text::Sources;

    #[test]
    fn names_in_a_composite_need_not_name_it() {
        let text = "
            model part() x = 1; y = 2; z = 3; end
            model whole() a: part(); b: part(); q = 4; end
            model other() b: part(); end
            model around() inner: whole(); part: part(); end
            model *main() first: whole(); second: other(); a: part(); third: part(); around: around(); end";
        let (model, problems) = read_antimony("test", text, &NoImports, &mut Sources::new());
        let model = model.unwrap();
        assert_eq!(problems, []);
        let full = |name: &str| Some(model.symbols[model.symbol(name)?.0 as usize].name.clone());
        assert_eq!(full("q"), None, "first.q or around.inner.q");
        assert_eq!(full("inner.q").as_deref(), Some("around.inner.q"));
        assert_eq!(full("inner.a.x").as_deref(), Some("around.inner.a.x"));
        assert_eq!(full("part.z").as_deref(), Some("around.part.z"));
        assert_eq!(full("a.x").as_deref(), Some("a.x"), "what stands outside has the name");
        assert_eq!(full("b.x"), None, "first.b.x or second.b.x");
        assert_eq!(full("first.b.x").as_deref(), Some("first.b.x"));
        assert_eq!(full("x"), None, "`third` is no composite");
    }
}
