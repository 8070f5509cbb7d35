//! From `[tissue]` as written to a patient whose courses are recorded and a block that will follow them; all problems at once.
//!
//! ```text
//! scenario of the patient --columns of the site, factors--> study of one patient
//! [tissue]                --tissue scenario--------------> block: cells, fields, sorts of lymphocytes
//! ```

mod as_tissue;

use super::course::{self, Wanted};
use super::factors::{self, Factor};
use super::scenario::BlockLine;
use super::site::Site;
use crate::input::{Files, ModelLoader, model_text};
use crate::prepare::{Also, Overrides, Simulation, Study, prepare};
use crate::read::days;
use crate::scenario::{DoseTarget, Placed, Scenario, Schedule};
use crate::tissue::{self, TissueDose, TissueStudy};
use lytic_model::read_model;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Severity, Sources, Span, has_errors};
use lytic_tissue::{Kind, Sight};
use lytic_units::{Quantity, Unit};

/// Times of a window at which courses are recorded, less one.
const RECORDS: u32 = 96;
/// Times of a window at which the blockade of receptors is brought up to date.
const BLOCKADES: u32 = 8;
/// Fields that follow the blood where the scenario does not say: field, symbol of the patient's model.
const FOLLOWED: [(&str, &str); 4] = [
    ("ifn_gamma", "interferon.concentration"),
    ("tnf", "tumour_necrosis_factor.concentration"),
    ("il15", "interleukin_15.concentration"),
    ("il6", "interleukin_6.concentration"),
];

/// A block of tissue in a patient, made ready.
#[derive(Debug)]
pub struct Coupling {
    /// As it was asked for.
    pub(super) line: BlockLine,
    pub(super) site: Site,
    /// One patient, with the courses of the site and factors on its rates.
    pub(super) study: Study,
    /// The block, without anything that the blood brings.
    pub(super) tissue: TissueStudy,
    /// What each sort of lymphocytes sees without antibody and chimeric receptor.
    pub(super) natural: Vec<Vec<Sight>>,
    /// From and to, days.
    pub(super) window_days: (f64, f64),
    /// Edges of the pieces, days.
    pub(super) edges_days: Vec<f64>,
    /// Field of the block and column of the course that it follows.
    pub(super) followed: Vec<(usize, usize)>,
    /// Whether the cycle follows the growth of the patient's model.
    pub(super) paced: bool,
    /// Whether cells at a vessel leave as fast as the model's release into blood says.
    pub(super) released: bool,
    /// Whether that release is a constant of the model: then its course is without the block's factor.
    pub(super) constant_release: bool,
    /// Tumour cells of the full block, and its volume, uL.
    pub(super) full: (u64, f64),
}

/// Makes the block of a patient's scenario ready; none where the scenario has none. Problems of the patient alone are told by
/// [`prepare`] and not repeated.
pub fn prepare_coupling(
    scenario: &Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: &Overrides,
    sources: &mut Sources,
) -> (Option<Coupling>, Vec<Diagnostic>) {
    let Some(line) = scenario.block.clone() else { return (None, Vec::new()) };
    let mut problems = Vec::new();
    let ready = Ready { scenario, library, files, overrides, problems: &mut problems };
    let coupling = ready.make(line, sources);
    (coupling.filter(|_| !has_errors(&problems)), problems)
}

struct Ready<'a> {
    scenario: &'a Scenario,
    library: &'a Library,
    files: &'a dyn Files,
    overrides: &'a Overrides,
    problems: &'a mut Vec<Diagnostic>,
}

/// A time in days.
fn in_days(time: &Placed<Quantity>) -> f64 {
    time.value.in_unit(&days()).unwrap_or(f64::NAN)
}

impl Ready<'_> {
    fn error(&mut self, message: Message, span: Option<Span>) {
        self.problems.push(Diagnostic { span, ..Diagnostic::error(message) });
    }

    fn make(mut self, line: BlockLine, sources: &mut Sources) -> Option<Coupling> {
        if self.scenario.kind != crate::scenario::Kind::Patient {
            self.error(Message::new("E2260"), Some(line.span));
            return None;
        }
        let site = self.site(&line);
        let constant_release = site.as_ref().is_some_and(|(_, constant)| *constant);
        let site = site.map(|(site, _)| site);
        let window = self.window(&line);
        self.lines(&line);
        let geometry = self.geometry(&line);
        let (site, (from, to), ()) = (site?, window?, geometry?);
        let pieces = if line.read_back { line.pieces } else { 1 };
        let edges_days: Vec<f64> =
            (0..=pieces).map(|edge| from + (to - from) * edge as f64 / pieces as f64).collect();
        let blood = self.blood(&line);
        let blocking = self.blocking();
        let extra: Vec<Wanted> = blood
            .iter()
            .map(|(_, wanted)| wanted)
            .chain(blocking.iter().map(|(_, wanted)| wanted))
            .cloned()
            .collect();
        let study = self.patient(&line, &site, &edges_days, extra, sources)?;
        let (start, end) =
            (study.outputs.times_days.first().copied(), study.outputs.times_days.last().copied());
        let (start, end) = (start.unwrap_or(0.0), end.unwrap_or(0.0));
        if from < start - 1e-9 || to > end + 1e-9 {
            let message = Message::new("E2251").with("from", from).with("to", to).with("start", start);
            self.error(message.with("end", end), line.to.as_ref().and_then(|to| to.span));
            return None;
        }
        let antibodies =
            self.antibodies(&line, (from, to), (&study, site.wanted().len() + blood.len()), &blocking)?;
        let tissue = self.block(&line, &site, (from, to), (&blood, antibodies), sources)?;
        let natural = self.natural(&line, &site, (from, to), &blood, sources)?;
        let followed = self.followed(&site, &blood, &tissue);
        let minutes = tissue.plan.minutes / pieces as f64;
        if minutes < 2.0 * tissue.every_min {
            let message =
                Message::new("E2256").with("hours", minutes / 60.0).with("every", tissue.every_min / 60.0);
            self.error(message, Some(line.span));
            return None;
        }
        let is_set = |parameter: &str| line.parameters.iter().any(|(name, _)| name.value == parameter);
        let paced = !is_set("tissue_cell.g1_time");
        let released = site.flow.is_some() && !is_set("tissue_cell.detachment_rate");
        let tumour = tissue.plan.start.iter().filter(|cell| cell.kind == Kind::Tumour).count() as u64;
        let lengths = tissue.plan.grid.counts.map(|count| count as f64 * tissue.plan.grid.spacing_um);
        let volume_ul = lengths.iter().product::<f64>() * 1e-9;
        Some(Coupling {
            line,
            site,
            study,
            tissue,
            natural,
            window_days: (from, to),
            edges_days,
            followed,
            paced,
            released,
            constant_release,
            full: (tumour, volume_ul),
        })
    }

    /// The site in the patient's model, and whether its release into blood is a constant there.
    fn site(&mut self, line: &BlockLine) -> Option<(Site, bool)> {
        let word = line.site.as_ref()?;
        let name = self.scenario.model.as_ref()?;
        let loader = ModelLoader { library: self.library, files: self.files };
        // What keeps the model from being read is told where the patient is made ready.
        let text = model_text(self.scenario, &name.value, &loader).ok()?;
        let model = read_model(&text.name, &text.text, &loader, &mut Sources::new()).0?;
        let has = |name: &str| model.symbol(name).is_some();
        let site = Site::of(&word.value, has);
        if site.is_none() {
            let known = Site::words(has);
            let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
            let message = Message::new("E2250").with("model", &name.value).with("site", &word.value);
            self.error(message.with("known", known), word.span);
        }
        let rates = |site: &Site| site.flow.map_or(&[][..], |flow| flow.rate);
        site.map(|site| (site, rates(&site).iter().all(|rate| factors::is_constant(&model, rate))))
    }

    fn window(&mut self, line: &BlockLine) -> Option<(f64, f64)> {
        let (from, to) = (line.from.as_ref()?, line.to.as_ref()?);
        let (start, end) = (in_days(from), in_days(to));
        if !(start.is_finite() && end.is_finite() && start < end) {
            let message = Message::new("E2252").with("from", &from.value).with("to", &to.value);
            self.error(message, to.span);
            return None;
        }
        Some((start, end))
    }

    /// What the patient says of NK cells cannot be said again.
    fn lines(&mut self, line: &BlockLine) {
        for cells in [&line.donor, &line.host] {
            if let Some(state) = &cells.state {
                self.error(Message::new("E2254").with("key", "state"), state.span);
            }
        }
        for product in &self.scenario.products {
            let told = line.donor.car_antigen.is_some();
            if let (Some(edit), false) = (product.edits.first(), told) {
                let message = Message::new("W2250").with("product", &product.name.value);
                self.problems.push(Diagnostic { span: edit.span, ..Diagnostic::warning(message) });
            }
        }
    }

    /// Blood comes through vessels, which only blocks have.
    fn geometry(&mut self, line: &BlockLine) -> Option<()> {
        let geometry = line.geometry.as_ref()?;
        if let Some(positions) = &geometry.positions {
            self.error(Message::new("E2262"), positions.name.span);
            return None;
        }
        let shape = geometry.shape.as_ref();
        if shape.is_none_or(|shape| shape.value != "block") || geometry.vessels.is_none() {
            let place = shape.filter(|shape| shape.value != "block").and_then(|shape| shape.span);
            self.error(Message::new("E2253"), place.or(Some(geometry.span)));
            return None;
        }
        Some(())
    }

    /// Fields that follow the blood: as written, else those that the model knows.
    fn blood(&mut self, line: &BlockLine) -> Vec<(Placed<String>, Wanted)> {
        let mut all: Vec<(Placed<String>, Placed<String>)> = line.blood.clone();
        for (field, _) in &line.blood {
            if let Some((name, _)) = line.outside.iter().find(|(name, _)| name.value == field.value) {
                self.error(Message::new("E2259").with("name", &field.value), name.span);
            }
        }
        let said = |name: &str| {
            line.blood.iter().any(|(field, _)| field.value == name)
                || line.outside.iter().any(|(field, _)| field.value == name)
        };
        let has = |name: &str| line.fields.iter().flatten().any(|field| field.value == name);
        let placed = |text: String| Placed::default_of(text);
        for (field, symbol) in FOLLOWED {
            let usual = line.fields.is_none() && field == "ifn_gamma";
            if !said(field) && (has(field) || usual) {
                all.push((placed(field.to_owned()), placed(symbol.to_owned())));
            }
        }
        let antibody = self
            .given()
            .find(|(agent, _)| self.library.agent(agent).is_some_and(|agent| agent.antigen.is_some()));
        if let (Some((agent, _)), false) = (antibody, said("antibody")) {
            all.push((placed("antibody".to_owned()), placed(format!("{agent}.concentration"))));
        }
        let unit = |field: &str| {
            lytic_tissue::FIELDS.iter().find(|(name, _)| *name == field).map_or("1", |(_, unit)| unit)
        };
        let wanted = |(field, expression): (Placed<String>, Placed<String>)| {
            // A unit that does not fit is told at what the user wrote.
            let unit = Placed { value: unit(&field.value).to_owned(), span: expression.span };
            (field, Wanted { expression, unit })
        };
        all.into_iter().map(wanted).collect()
    }

    /// Agents that the patient is given, and from which day on.
    fn given(&self) -> impl Iterator<Item = (&str, f64)> {
        self.scenario.doses.iter().filter_map(|dose| {
            let DoseTarget::Agent(agent) = &dose.target else { return None };
            let first = match dose.at.as_ref()? {
                Schedule::Times(times) => times.iter().map(in_days).fold(f64::INFINITY, f64::min),
                Schedule::Repeated { from, .. } => in_days(from),
            };
            Some((agent.value.as_str(), first))
        })
    }

    /// The study of one patient whose columns are the courses of the site.
    fn patient(
        &mut self,
        line: &BlockLine,
        site: &Site,
        edges_days: &[f64],
        extra: Vec<Wanted>,
        sources: &mut Sources,
    ) -> Option<Study> {
        let mut scenario = self.scenario.clone();
        let wanted = site.wanted().into_iter().chain(extra);
        scenario.observe.columns = wanted.enumerate().map(|(number, wanted)| wanted.column(number)).collect();
        (scenario.criteria, scenario.timed, scenario.plausible) = (Vec::new(), Vec::new(), Vec::new());
        (scenario.additions, scenario.cohort.without) = (Vec::new(), None);
        let (from, to) = (edges_days.first().copied()?, edges_days.last().copied()?);
        let mut times_days: Vec<f64> =
            (0..=RECORDS).map(|record| from + (to - from) * f64::from(record) / f64::from(RECORDS)).collect();
        times_days.extend(edges_days);
        let factor = |name: &'static str, of: &'static [&'static str]| Factor {
            name,
            of,
            edges_days: edges_days.to_vec(),
            hold: line.hold,
        };
        let overrides = Overrides {
            patients: Some(1),
            draws: Some(1),
            no_twin: true,
            outcomes_only: false,
            save: None,
            also: Also { columns: Vec::new(), times_days },
            method: Simulation::Ode,
            threshold: None,
            factors: [factor("kill", site.killing), factor("growth", site.growing)]
                .into_iter()
                .chain(site.flow.map(|flow| factor("release", flow.rate)))
                .collect(),
            ..self.overrides.clone()
        };
        let (study, found) = prepare(scenario, self.library, self.files, overrides, sources);
        // Warnings have been told of the cohort. What the block asks of a patient who cannot be is no mistake of its own.
        let errors: Vec<_> =
            found.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        let written = |problem: &Diagnostic| problem.span.is_some_and(|span| span.source == line.span.source);
        let any_written = errors.iter().any(written);
        self.problems.extend(errors.into_iter().filter(|problem| written(problem) || !any_written));
        study
    }

    /// Antibodies that block receptors, and how much of them lies between cells.
    fn blocking(&self) -> Vec<(String, Wanted)> {
        let mut agents: Vec<&str> = self
            .given()
            .map(|(agent, _)| agent)
            .filter(|agent| tissue::blockers().any(|known| known == *agent))
            .collect();
        agents.sort_unstable();
        agents.dedup();
        let wanted = |agent: &str| {
            let penetration = if agent == "monalizumab" { "monalizumab" } else { "pd1" };
            (
                agent.to_owned(),
                Wanted::new(&format!("{penetration}.penetration*{agent}.concentration"), "ug/mL"),
            )
        };
        agents.into_iter().map(wanted).collect()
    }

    /// Antibodies that mark cells, and those that block receptors with what the patient has of them. A block changes nothing of it, so
    /// that the patient is asked once.
    fn antibodies(
        &mut self,
        line: &BlockLine,
        (from, to): (f64, f64),
        (study, first): (&Study, usize),
        blocking: &[(String, Wanted)],
    ) -> Option<Vec<TissueDose>> {
        let amount =
            |value: f64| Unit::parse("ug/mL").ok().map(|unit| Placed::default_of(Quantity { value, unit }));
        let dose = |agent: &str, value: f64, days_from: f64| TissueDose {
            span: line.span,
            of: Placed::default_of(agent.to_owned()),
            product: None,
            amount: amount(value),
            at: Some(Schedule::Times(vec![Placed::default_of(Quantity { value: days_from, unit: days() })])),
            place: None,
        };
        let marks = |agent: &str| self.library.agent(agent).is_some_and(|agent| agent.antigen.is_some());
        let marking = self.given().filter(|(agent, first)| marks(agent) && *first < to);
        let mut all: Vec<TissueDose> =
            marking.map(|(agent, first)| dose(agent, 0.0, (first - from).max(0.0))).collect();
        if blocking.is_empty() {
            return Some(all);
        }
        let patient = line.patient.as_ref().map(|patient| patient.value);
        let ones = vec![1.0; study.factors.len()];
        match course::run(study, patient, &ones, &|_, _| true) {
            Ok(course) => {
                for (number, (agent, _)) in blocking.iter().enumerate() {
                    all.extend((0..BLOCKADES).map(|record| {
                        let days_from = (to - from) * f64::from(record) / f64::from(BLOCKADES);
                        dose(agent, course.at(first + number, from + days_from).max(0.0), days_from)
                    }));
                }
                Some(all)
            }
            Err(error) => {
                self.error(error.message(), Some(line.span));
                None
            }
        }
    }

    /// Where what follows the blood stands among the fields of the block and the columns of the course.
    fn followed(
        &mut self,
        site: &Site,
        blood: &[(Placed<String>, Wanted)],
        tissue: &TissueStudy,
    ) -> Vec<(usize, usize)> {
        let first = site.wanted().len();
        let mut all = Vec::new();
        for (number, (field, _)) in blood.iter().enumerate() {
            match tissue.plan.laws.iter().position(|law| law.name == field.value) {
                Some(place) => all.push((place, first + number)),
                None => self.error(Message::new("E2255").with("name", &field.value), field.span),
            }
        }
        all
    }
}
