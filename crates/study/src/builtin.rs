//! The scenarios that come with Lytic, and the one that `lytic new` writes.

use crate::read::read_text;
use lytic_text::SourceId;

/// A built-in scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is called.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! table {
    ($(#[doc = $doc:literal])* $visible:vis $constant:ident: $($name:literal),* $(,)?) => {
        $(#[doc = $doc])*
        $visible const $constant: &[BuiltIn] =
            &[$(BuiltIn { name: $name, text: include_str!(concat!("../../../scenarios/", $name, ".toml")) }),*];
    };
}

table!(
    /// All built-in scenarios of patients, in the order of `lytic list`. A test compares them with the folder.
    pub BUILT_IN:
    "aml-haploidentical",
    "aml-il2",
    "aml-il2dt",
    "aml-il15-iv",
    "aml-il15-sc",
    "aml-haplo-mismatched",
    "aml-haplo-matched",
    "aml-paediatric",
    "aml-no-lymphodepletion",
    "aml-chemo-only",
    "aml-survival",
    "aml-expanded-lots",
    "aml-niche",
    "all-haploidentical",
    "lymphoma-rituximab-nk",
    "lymphoma-car19-il15",
    "lymphoma-ft596",
    "nsclc-pembrolizumab-nk",
    "nsclc-chemotherapy-nk",
    "nsclc-metastasis",
    "ovarian-intraperitoneal",
    "hcc-hepatic-artery",
    "solid-autologous",
    "renal-autologous",
    "n803-only",
    "aml-il15-sc-treated",
    "nsclc-radiotherapy-nk",
    "hcc-tace-nk",
    "hcc-nodule",
    "nsclc-combinations",
    "hcc-combinations",
    "ovarian-combinations",
    "hiv-acute",
    "hiv-nk-on-therapy",
    "hiv-interruption",
    "hbv-nk",
    "hbv-lamivudine",
    "hcv-interferon",
    "hcv-direct",
    "hcv-nk",
    "cmv-adaptive-nk",
    "bacterium-nk",
    "healthy",
    "transplant-haplo-mismatched",
    "transplant-haplo-matched",
    "transplant-all-mismatched",
    "transplant-cord-replete",
    "kidney-dsa",
    "kidney-dsa-anti-cd38",
    "kidney-nk-infusion",
    "claim-leukaemia",
    "claim-solid-tumour",
    "claim-drug-resistance",
    "claim-wakes-others",
    "claim-hiv",
    "claim-hbv",
    "claim-hcv",
    "claim-graft",
    "claim-safety",
    "claim-safety-il15",
);

table!(
    /// All built-in killing assays.
    pub(crate) ASSAYS:
    "assay-k562-resting",
    "assay-k562-activated",
    "assay-microwell",
    "assay-perforin-null",
    "assay-solid-tumour",
    "assay-adcc-rituximab",
    "assay-car-cd33",
    "assay-missing-self",
    "assay-frozen",
    "claim-unprimed-killing",
);

table!(
    /// All built-in cell factories.
    pub FACTORIES:
    "factory-overnight",
    "factory-mb15",
    "factory-mb21",
    "factory-mb21-frozen",
    "factory-feeder-free",
    "factory-autologous-mb15",
    "factory-autologous-mb21",
    "factory-cord-mb21",
    "factory-cord-feeder-free",
    "factory-ipsc",
    "factory-nk92",
);

table!(
    /// All built-in tissues.
    pub(crate) TISSUES:
    "spheroid-nk",
    "block-nk",
);

/// The scenario of a patient or a factory of this name.
pub fn built_in(name: &str) -> Option<BuiltIn> {
    BUILT_IN.iter().chain(FACTORIES).find(|scenario| scenario.name == name).copied()
}

/// A commented scenario to start from.
pub const TEMPLATE: &str = include_str!("template.toml");

impl BuiltIn {
    /// Title in English and Chinese.
    pub fn titles(&self) -> (String, String) {
        if crate::assay::is_assay(self.text) {
            let (assay, _) = crate::assay::read_assay(self.name, self.text, SourceId(0));
            return assay.map_or_else(Default::default, |assay| (assay.title, assay.title_zh));
        }
        if crate::tissue::is_tissue(self.text) {
            let (tissue, _) = crate::tissue::read_tissue(self.name, self.text, SourceId(0));
            return tissue.map_or_else(Default::default, |tissue| (tissue.title, tissue.title_zh));
        }
        let (scenario, _) = read_text(self.name, self.text, SourceId(0));
        scenario.map_or_else(Default::default, |scenario| (scenario.title, scenario.title_zh))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;
    use crate::keys::{SCENARIO, Section, Shape};
    use toml::de::{DeTable, DeValue};

    #[test]
    fn the_table_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        let mut wanted: Vec<String> = BUILT_IN
            .iter()
            .chain(ASSAYS)
            .chain(FACTORIES)
            .chain(TISSUES)
            .map(|scenario| format!("{}.toml", scenario.name))
            .collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn each_is_read_without_a_word_and_says_what_it_is() {
        for text in BUILT_IN.iter().chain(FACTORIES).map(|scenario| scenario.text).chain([TEMPLATE]) {
            let (scenario, diagnostics) = read_text("built-in", text, SourceId(0));
            assert_eq!(diagnostics, []);
            let scenario = scenario.unwrap();
            assert!(!scenario.title.is_empty() && !scenario.title_zh.is_empty(), "{text}");
            assert!(!scenario.about.is_empty() && !scenario.about_zh.is_empty());
        }
    }

    /// The schema is made from the same table, so keys outside of it would be refused by editors.
    #[test]
    fn all_their_keys_are_in_the_table() {
        fn known(section: &'static Section, table: &DeTable<'_>) {
            for (name, value) in table.iter() {
                let key = section.key(name.get_ref()).unwrap();
                match (key.shape, value.get_ref()) {
                    (Shape::Table(inner), DeValue::Table(table)) => known(inner, table),
                    (Shape::Named(inner), DeValue::Table(tables)) => {
                        tables
                            .iter()
                            .for_each(|(_, table)| known(inner, table.get_ref().as_table().unwrap()));
                    }
                    (Shape::Tables(inner), DeValue::Array(tables)) => {
                        tables.iter().for_each(|table| known(inner, table.get_ref().as_table().unwrap()));
                    }
                    _ => {}
                }
            }
        }
        for text in BUILT_IN.iter().chain(FACTORIES).map(|scenario| scenario.text).chain([TEMPLATE]) {
            known(&SCENARIO, DeTable::parse(text).unwrap().get_ref());
        }
    }
}
