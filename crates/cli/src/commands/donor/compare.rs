//! `lytic donor --patient FILE --donors FILE`: every donor is read, the best are kept and shown.
//!
//! The donors' text is cut into as many parts as there are threads; each part is read and ranked on its own, and the
//! rankings are merged. Only the best are kept, so that memory does not grow with the number of donors but for their
//! text. Neither the number of threads nor the cuts change the result.

use super::bytes_of;
use super::groups::groups;
use crate::arguments::CompareDonors;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{replace, write_new};
use lytic_nk::Library;
use lytic_nk::donor::{Comparison, Facts, Goal, Ranking, Repertoires, TelomericRule, assess};
use lytic_nk::typing::{
    AlleleCodes, Counts, Kir3dl1Table, LigandGroups, PeopleReader, Person, ReadOptions, add_text, read_people,
};
use lytic_report::{DonorEntry, DonorReport, donor_json, donor_page, donor_text};
use lytic_text::{Diagnostic, Message, Severity, SourceId, Sources, has_errors};
use std::io::ErrorKind;
use std::path::Path;

/// Parts of a text are numbered above the rows within them, so that the order is that of the file.
const PART: u64 = 1 << 40;

/// Compares donors for a patient.
pub(super) fn compare(request: &CompareDonors, console: &Console) -> Exit {
    match run(request, console) {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

fn run(request: &CompareDonors, console: &Console) -> Result<(), Exit> {
    let groups = groups(&request.groups, console)?;
    let library = Library::embedded();
    let repertoires = Repertoires::from_library(&library)
        .map_err(|problems| console.problems(&problems, &Sources::new()).unwrap_or(Exit::Failed))?;
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let options = options(request, &mut sources, &mut problems);
    let (patient, patients_read) = patient(request, &options, &groups, &mut sources, &mut problems);
    let donors = add_file(&request.donors, &mut sources, &mut problems);
    let classes = Kir3dl1Table::built_in();
    let unknown = Person {
        id: String::new(),
        hla: Default::default(),
        kir: Default::default(),
        ligands: Default::default(),
        span: None,
    };
    // Donors are read even where the patient could not be: everything that is wrong is told at once.
    let patient_facts = Facts::of(patient.as_ref().unwrap_or(&unknown), &groups, &classes);
    let telomeric =
        if request.telomeric_both { TelomericRule::BothAbsent } else { TelomericRule::EitherAbsent };
    let comparison = Comparison { patient: patient_facts, repertoires: &repertoires, rule: telomeric };
    let goal = Goal::from_name(&request.goal).unwrap_or_default();
    let mut ranking = Ranking::new(goal, usize::try_from(request.top).unwrap_or(usize::MAX));
    let mut donors_read = Counts::default();
    if let Some(donors) = donors {
        let reading = Reading { sources: &sources, source: donors, options: &options, groups: &groups };
        let (found, counts, more) = reading.rank(ranking, &comparison, &classes, request.threads);
        (ranking, donors_read) = (found, counts);
        problems.extend(more.into_iter().map(|problem| softened(problem, request.skip_refused)));
        if donors_read.read == 0 && !has_errors(&problems) {
            let message = Message::new("E1104").with("path", request.donors.display());
            problems.push(Diagnostic::error(message));
        }
    }
    if request.skip_refused && donors_read.refused > 0 {
        problems.push(Diagnostic::warning(Message::new("W1101").with("refused", donors_read.refused)));
    }
    if let Some(exit) = console.problems(&problems, &sources) {
        console.note(&counts(&patients_read, &donors_read).text(console.lang));
        return Err(exit);
    }
    let patient = patient.ok_or(Exit::BadInput)?;
    let report = DonorReport {
        patient: &patient,
        patient_facts: &comparison.patient,
        goal,
        donors: entries(&ranking, &comparison),
        tally: ranking.tally,
        patients_read: &patients_read,
        donors_read: &donors_read,
        groups: &groups,
        telomeric,
        version: env!("CARGO_PKG_VERSION"),
        files: (request.patient.display().to_string(), request.donors.display().to_string()),
        command: command(),
    };
    if let Some(path) = &request.html {
        page(&report, path, request.overwrite, console)?;
    }
    if request.json {
        console.line(&donor_json(&report, console.lang));
    } else {
        console.print(&donor_text(&report, console.lang));
    }
    Ok(())
}

/// The best donors with everything that is said of them. Donors whose typing comes to the same are assessed once.
fn entries<'a>(ranking: &'a Ranking, comparison: &Comparison<'_>) -> Vec<DonorEntry<'a>> {
    let mut found: Vec<DonorEntry<'a>> = Vec::new();
    for (rank, donor) in ranking.ranked() {
        let alike = found.iter().find(|entry| *entry.facts == donor.facts);
        let assessment =
            alike.map_or_else(|| assess(&donor.facts, comparison), |entry| entry.assessment.clone());
        found.push(DonorEntry {
            rank,
            person: &donor.person,
            facts: &donor.facts,
            key: donor.key,
            assessment,
        });
    }
    found
}

/// The command as it was typed, for the page.
fn command() -> String {
    let words = std::env::args()
        .skip(1)
        .map(|word| if word.contains([' ', '*', '\'', '"']) { format!("'{word}'") } else { word });
    std::iter::once("lytic".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// With `--skip-refused` what is wrong with a donor is a warning.
fn softened(problem: Diagnostic, skip: bool) -> Diagnostic {
    if skip { Diagnostic { severity: Severity::Warning, ..problem } } else { problem }
}

fn counts(patients: &Counts, donors: &Counts) -> Message {
    Message::new("donor.counts")
        .with("patients", patients.read)
        .with("patients_refused", patients.refused)
        .with("donors", donors.read)
        .with("donors_refused", donors.refused)
        .with("repeated", donors.repeated)
}

fn options(request: &CompareDonors, sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> ReadOptions {
    let mut codes = None;
    if let Some(path) = &request.codes
        && let Some(source) = add_file(path, sources, problems)
    {
        let text = sources.get(source).map_or("", |source| source.text.as_str());
        let (found, more) = AlleleCodes::read(source, text);
        codes = Some(found);
        problems.extend(more);
    }
    ReadOptions { homozygous: request.homozygous, codes }
}

fn patient(
    request: &CompareDonors,
    options: &ReadOptions,
    groups: &LigandGroups,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> (Option<Person>, Counts) {
    let bytes = match bytes_of(&request.patient) {
        Ok(bytes) => bytes,
        Err(problem) => {
            problems.push(*problem);
            return (None, Counts::default());
        }
    };
    let name = request.patient.to_string_lossy();
    let (mut people, read, more) = read_people(&name, &bytes, options, groups, sources);
    let refused = has_errors(&more);
    problems.extend(more);
    if people.len() != 1 && !refused {
        let message = Message::new("E1100").with("path", &name).with("count", people.len());
        problems.push(Diagnostic::error(message));
        return (None, read);
    }
    (people.pop(), read)
}

fn add_file(path: &Path, sources: &mut Sources, problems: &mut Vec<Diagnostic>) -> Option<SourceId> {
    match bytes_of(path) {
        Ok(bytes) => {
            let (source, letters) = add_text(&path.to_string_lossy(), &bytes, sources);
            // What else is wrong is told too: reading goes on.
            problems.extend(letters);
            Some(source)
        }
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

/// The donors' text and how it is read.
struct Reading<'a> {
    sources: &'a Sources,
    source: SourceId,
    options: &'a ReadOptions,
    groups: &'a LigandGroups,
}

impl Reading<'_> {
    fn rank(
        &self,
        empty: Ranking,
        comparison: &Comparison<'_>,
        classes: &Kir3dl1Table,
        threads: Option<usize>,
    ) -> (Ranking, Counts, Vec<Diagnostic>) {
        let threads =
            threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
        let parts = PeopleReader::open_parts(self.sources, self.source, self.options, self.groups, threads);
        let done: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0u64..)
                .zip(parts)
                .map(|(number, mut part)| {
                    let mut ranking = empty.clone();
                    scope.spawn(move || {
                        for (row, person) in (0u64..).zip(part.by_ref()) {
                            let facts = Facts::of(&person, self.groups, classes);
                            ranking.offer(person, facts, number * PART + row, comparison);
                        }
                        (ranking, part)
                    })
                })
                .collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        let mut all = empty.clone();
        let mut parts = Vec::with_capacity(done.len());
        for (ranking, part) in done {
            all.merge(ranking);
            parts.push(part);
        }
        let (counts, problems) = PeopleReader::finish(parts);
        (all, counts, problems)
    }
}

fn page(report: &DonorReport<'_>, path: &Path, overwrite: bool, console: &Console) -> Result<(), Exit> {
    let html = donor_page(report, console.lang).map_err(|error| {
        let message = Message::new("E0406").with("path", path.display()).with("reason", error);
        console.fail(Diagnostic::error(message))
    })?;
    let written = if overwrite { replace(path, &html) } else { write_new(path, &html) };
    if let Err(error) = written {
        let key = if error.kind() == ErrorKind::AlreadyExists { "E0407" } else { "E0406" };
        let message = Message::new(key).with("path", path.display());
        let message = message.with("reason", lytic_study::system_reason(&error));
        return Err(console.refuse(Diagnostic::error(message)));
    }
    console.note(&Message::new("cli.report_at").with("path", path.display()).text(console.lang));
    Ok(())
}
