//! The block of a patient as a tissue of its own: cells that the blood will bring, products, target, fields, parameters.

use super::Ready;
use crate::assay::CellLine;
use crate::coupling::course::Wanted;
use crate::coupling::scenario::BlockLine;
use crate::coupling::site::Site;
use crate::prepare::Overrides;
use crate::read::days;
use crate::scenario::{Placed, Schedule};
use crate::tissue::{self, TissueDose, TissueScenario, TissueStudy, prepare_tissue};
use lytic_text::{Message, Sources};
use lytic_tissue::Sight;
use lytic_units::{Quantity, Unit};

impl Ready<'_> {
    /// The block as a tissue of its own.
    pub(super) fn block(
        &mut self,
        line: &BlockLine,
        site: &Site,
        (from, to): (f64, f64),
        (blood, antibodies): (&[(Placed<String>, Wanted)], Vec<TissueDose>),
        sources: &Sources,
    ) -> Option<TissueStudy> {
        let scenario = self.scenario;
        let time = |value: f64| Placed::default_of(Quantity { value, unit: days() });
        let word = |text: &str| Placed::default_of(text.to_owned());
        let place = line.geometry.as_ref().map(|geometry| geometry.span);
        let cells = |of: &str, product: &str| TissueDose {
            span: line.span,
            of: word(of),
            product: Some(word(product)),
            amount: Unit::parse("cells").ok().map(|unit| Placed::default_of(Quantity { value: 0.0, unit })),
            at: Some(Schedule::Times(vec![time(0.0)])),
            place: Some(Placed { value: "vessels".to_owned(), span: place }),
        };
        let mut doses =
            vec![cells("nk_cells", "donor"), cells("nk_cells", "host"), cells("cd8_cells", "host")];
        doses.extend(antibodies);
        let host_hla =
            scenario.patient.as_ref().map(|patient| patient.hla.clone()).filter(|hla| !hla.is_empty());
        let product = scenario.products.first();
        let donor = CellLine {
            hla: product.map(|product| product.hla.clone()).filter(|hla| !hla.is_empty()),
            kir: product.and_then(|product| product.kir.clone()),
            fcgr3a: product.and_then(|product| product.fcgr3a.clone()),
            ..CellLine::default()
        };
        let host = CellLine {
            hla: host_hla.clone(),
            fcgr3a: scenario.patient.as_ref().and_then(|patient| patient.fcgr3a.clone()),
            ..CellLine::default()
        };
        let mut fields = line.fields.clone();
        if let Some(fields) = &mut fields {
            // What the blood sets must be there.
            let more = blood
                .iter()
                .map(|(field, _)| field)
                .filter(|field| field.value == "antibody" || field.span.is_some());
            let more: Vec<Placed<String>> =
                more.filter(|field| fields.iter().all(|known| known.value != field.value)).cloned().collect();
            fields.extend(more);
        }
        let target = match (&line.target, site.target) {
            (Some(target), _) => Some(target.clone()),
            (None, "") => {
                self.error(Message::new("E2263").with("site", site.word), Some(line.span));
                return None;
            }
            (None, usual) => Some(word(usual)),
        };
        let tissue = TissueScenario {
            name: scenario.name.clone(),
            source: scenario.source,
            title: scenario.title.clone(),
            title_zh: scenario.title_zh.clone(),
            about: scenario.about.clone(),
            about_zh: scenario.about_zh.clone(),
            duration: Some(time(to - from)),
            target,
            target_hla: line.target_hla.clone().or(host_hla),
            decision: line.decision.clone(),
            seed: line.seed.clone().or(Some(scenario.cohort.seed.clone())),
            geometry: line.geometry.clone(),
            fields,
            outside: line.outside.clone(),
            products: vec![(word("donor"), line.donor.over(&donor)), (word("host"), line.host.over(&host))],
            doses,
            steps: line.steps.clone(),
            every: line.every.clone(),
            save: line.save.clone(),
            parameters: self.parameters(line),
            ..TissueScenario::default()
        };
        let known =
            |set: &&String| set.split_once('=').is_some_and(|(name, _)| self.read_by_tissues(name.trim()));
        let overrides = Overrides {
            set: self.overrides.set.iter().filter(known).cloned().collect(),
            seed: line.seed.is_none().then_some(self.overrides.seed).flatten(),
            save: self.overrides.save.clone(),
            ..Overrides::default()
        };
        let (study, found) = prepare_tissue(tissue, self.library, &overrides, sources);
        self.problems.extend(found);
        study
    }

    /// What each sort sees without antibody and chimeric receptor. What is told of such a block has been told of the block itself, unless
    /// it alone cannot be.
    pub(super) fn natural(
        &mut self,
        line: &BlockLine,
        site: &Site,
        window: (f64, f64),
        blood: &[(Placed<String>, Wanted)],
        sources: &Sources,
    ) -> Option<Vec<Vec<Sight>>> {
        let mut bare = line.clone();
        for cells in [&mut bare.donor, &mut bare.host] {
            (cells.car_antigen, cells.car_receptors) = (None, None);
        }
        let told = self.problems.len();
        let blood: Vec<_> = blood.iter().filter(|(field, _)| field.value != "antibody").cloned().collect();
        let sorts = self.block(&bare, site, window, (&blood, Vec::new()), sources)?.plan.sorts;
        self.problems.truncate(told);
        let sights =
            |sort: lytic_tissue::Sort| sort.eyes.into_iter().next().map_or_else(Vec::new, |eyes| eyes.sights);
        Some(sorts.into_iter().map(sights).collect())
    }

    /// Parameters of single cells that the patient's scenario sets, and those of the block.
    fn parameters(&self, line: &BlockLine) -> Vec<(Placed<String>, Placed<Quantity>)> {
        let own = |name: &str| line.parameters.iter().any(|(known, _)| known.value == name);
        let of_patient = self.scenario.parameters.iter();
        let of_patient =
            of_patient.filter(|given| self.read_by_tissues(&given.name.value) && !own(&given.name.value));
        let of_patient = of_patient.map(|given| (given.name.clone(), given.value.clone()));
        of_patient.chain(line.parameters.iter().cloned()).collect()
    }

    fn read_by_tissues(&self, name: &str) -> bool {
        self.library.parameters().iter().any(|entry| entry.name() == name && tissue::reads(entry))
    }
}
