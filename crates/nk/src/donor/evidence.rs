//! What speaks for and against each model of a donor's choice: `donors/evidence_models.csv`, in both languages.

use super::table::Table;
use lytic_text::Lang;

const TABLE: &str = include_str!("../../../../donors/evidence_models.csv");

/// A model with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelEvidence {
    /// Its name in programs, such as `ligand_ligand`.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// What it counts.
    pub definition: String,
    /// What must be typed.
    pub needs: String,
    /// Results that speak for it.
    pub result_for: String,
    /// Results that speak against it.
    pub result_against: String,
    /// Where they were published, and what was checked.
    pub provenance: String,
}

/// All models, in the order of the table.
pub fn evidence(lang: Lang) -> Vec<ModelEvidence> {
    let suffix = match lang {
        Lang::En => "",
        Lang::Zh => "_zh",
    };
    Table::read(TABLE)
        .rows()
        .map(|row| {
            let text = |column: &str| row.text(&format!("{column}{suffix}")).to_owned();
            ModelEvidence {
                id: row.text("id").to_owned(),
                name: text("name"),
                definition: text("definition"),
                needs: text("needs"),
                result_for: text("result_for"),
                result_against: text("result_against"),
                provenance: row.text("provenance").to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_has_something_for_and_against_it_in_both_languages() {
        for lang in [Lang::En, Lang::Zh] {
            let all = evidence(lang);
            assert_eq!(all.len(), 10);
            for model in &all {
                let texts = [
                    &model.id,
                    &model.name,
                    &model.definition,
                    &model.needs,
                    &model.result_for,
                    &model.result_against,
                    &model.provenance,
                ];
                assert!(texts.iter().all(|text| !text.is_empty()), "{model:?}");
            }
        }
    }
}
