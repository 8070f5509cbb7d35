//! `lytic donor`: a patient and donors, one allele, availability, the import of protein files.

use super::words::{Words, count, file, path, text};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use std::path::PathBuf;

/// `lytic donor`, as typed by the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Donor {
    /// `lytic donor --patient FILE --donors FILE`
    Compare(Box<CompareDonors>),
    /// `lytic donor allele`
    Allele {
        /// Names of alleles.
        names: Vec<String>,
        /// Where groups come from.
        groups: GroupChoice,
        /// JSON instead of words.
        json: bool,
    },
    /// `lytic donor availability`
    Availability(Box<AskAvailability>),
    /// `lytic donor import-ipd`
    ImportIpd(ImportIpd),
}

/// Where ligand groups come from, and by which rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupChoice {
    /// A file of `import-ipd`; `none` for the built-in groups; not given: the user's data folder.
    pub ipd: Option<PathBuf>,
    /// Rule for HLA-A: `foley`, `stern`, `none`.
    pub hla_a_bw4: Option<String>,
    /// Whether HLA-B goes by the motif rule.
    pub motif: bool,
}

/// A patient and donors.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareDonors {
    /// File of the patient.
    pub patient: PathBuf,
    /// File of the donors; `-` is standard input.
    pub donors: PathBuf,
    /// `haplo`, `unrelated` or `nk-infusion`.
    pub goal: String,
    /// Donors to show.
    pub top: u64,
    /// Page to write.
    pub html: Option<PathBuf>,
    /// Replace the page.
    pub overwrite: bool,
    /// A locus given once means two copies.
    pub homozygous: bool,
    /// File of allele codes.
    pub codes: Option<PathBuf>,
    /// Where groups come from.
    pub groups: GroupChoice,
    /// Whether telomeric B/B needs both genes absent.
    pub telomeric_both: bool,
    /// Rank the others where some are refused.
    pub skip_refused: bool,
    /// Threads; none: all cores.
    pub threads: Option<usize>,
    /// JSON instead of words.
    pub json: bool,
}

/// What is to be simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct AskAvailability {
    /// HLA population.
    pub population: Option<String>,
    /// KIR population.
    pub kir_population: Option<String>,
    /// File of haplotype frequencies.
    pub haplotypes: Option<PathBuf>,
    /// Unrelated donors a patient.
    pub donors: u32,
    /// Siblings a patient.
    pub siblings: u32,
    /// Simulated patients.
    pub patients: u64,
    /// Seed.
    pub seed: u64,
    /// Where groups come from.
    pub groups: GroupChoice,
    /// Whether telomeric B/B needs both genes absent.
    pub telomeric_both: bool,
    /// List the populations instead.
    pub list: bool,
    /// JSON instead of words.
    pub json: bool,
}

/// Protein files to read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportIpd {
    /// Protein files.
    pub files: Vec<PathBuf>,
    /// Where to write; none: the user's data folder.
    pub out: Option<PathBuf>,
    /// Replace the file.
    pub overwrite: bool,
    /// Release of the files.
    pub release: Option<String>,
}

impl Donor {
    pub(super) fn command(words: Words) -> Command {
        let allele = words
            .command("allele", "help.donor.allele")
            .arg(words.positional("name", "ALLELE", "help.donor.allele.name").num_args(1..))
            .args(groups(words))
            .arg(words.json());
        let number = || value_parser!(u32).range(1..=i64::from(lytic_nk::donor::MOST_DONORS));
        let availability = words
            .command("availability", "help.donor.availability")
            .arg(words.option("population", "NAME", "help.donor.population"))
            .arg(words.option("kir-population", "NAME", "help.donor.kir_population"))
            .arg(words.option("haplotypes", "FILE", "help.donor.haplotypes").value_parser(file()))
            .arg(words.option("donors", "N", "help.donor.unrelated").value_parser(number()))
            .arg(
                words
                    .option("siblings", "N", "help.donor.siblings")
                    .value_parser(value_parser!(u32).range(0..=20)),
            )
            .arg(words.option("patients", "N", "help.donor.patients").value_parser(count()))
            .arg(words.option("seed", "SEED", "help.run.seed").value_parser(value_parser!(u64)))
            .arg(telomeric(words))
            .args(groups(words))
            .arg(words.flag("list", "help.donor.list"))
            .arg(words.json());
        let import = words
            .command("import-ipd", "help.donor.import")
            .arg(
                words
                    .positional("files", "FASTA", "help.donor.import.files")
                    .num_args(1..)
                    .value_parser(file()),
            )
            .arg(words.option("out", "FILE", "help.donor.import.out").value_parser(file()))
            .arg(words.option("release", "RELEASE", "help.donor.import.release"))
            .arg(words.flag("overwrite", "help.donor.overwrite"));
        let goals = lytic_nk::donor::Goal::ALL.map(lytic_nk::donor::Goal::name);
        words
            .command("donor", "help.donor")
            .args_conflicts_with_subcommands(true)
            .subcommand_negates_reqs(true)
            .arg(words.option("patient", "FILE", "help.donor.patient").value_parser(file()).required(true))
            .arg(words.option("donors", "FILE", "help.donor.donors").value_parser(file()).required(true))
            .arg(chosen(words.option("goal", "GOAL", "help.donor.goal"), &goals))
            .arg(words.option("top", "N", "help.donor.top").value_parser(value_parser!(u64).range(1..=1_000)))
            .arg(words.option("html", "FILE", "help.donor.html").value_parser(file()))
            .arg(words.flag("overwrite", "help.donor.overwrite"))
            .arg(words.flag("homozygous", "help.donor.homozygous"))
            .arg(words.option("codes", "FILE", "help.donor.codes").value_parser(file()))
            .args(groups(words))
            .arg(telomeric(words))
            .arg(words.flag("skip-refused", "help.donor.skip"))
            .arg(
                words
                    .option("threads", "N", "help.run.threads")
                    .value_parser(value_parser!(u64).range(1..=1024)),
            )
            .arg(words.json())
            .subcommand(allele)
            .subcommand(availability)
            .subcommand(import)
    }

    pub(super) fn read(matches: &ArgMatches) -> Option<Donor> {
        let both = |matches: &ArgMatches| text(matches, "telomeric-bb").as_deref() == Some("both");
        Some(match matches.subcommand() {
            Some(("allele", matches)) => Donor::Allele {
                names: matches.get_many::<String>("name")?.cloned().collect(),
                groups: GroupChoice::read(matches),
                json: matches.get_flag("json"),
            },
            Some(("availability", matches)) => Donor::Availability(Box::new(AskAvailability {
                population: text(matches, "population"),
                kir_population: text(matches, "kir-population"),
                haplotypes: path(matches, "haplotypes"),
                donors: matches.get_one("donors").copied().unwrap_or(10),
                siblings: matches.get_one("siblings").copied().unwrap_or(2),
                patients: matches.get_one("patients").copied().unwrap_or(100_000),
                seed: matches.get_one("seed").copied().unwrap_or(1),
                groups: GroupChoice::read(matches),
                telomeric_both: both(matches),
                list: matches.get_flag("list"),
                json: matches.get_flag("json"),
            })),
            Some((_, matches)) => Donor::ImportIpd(ImportIpd {
                files: matches.get_many::<PathBuf>("files")?.cloned().collect(),
                out: path(matches, "out"),
                overwrite: matches.get_flag("overwrite"),
                release: text(matches, "release"),
            }),
            None => Donor::Compare(Box::new(CompareDonors {
                patient: path(matches, "patient")?,
                donors: path(matches, "donors")?,
                goal: text(matches, "goal").unwrap_or_else(|| "haplo".to_owned()),
                top: matches.get_one("top").copied().unwrap_or(20),
                html: path(matches, "html"),
                overwrite: matches.get_flag("overwrite"),
                homozygous: matches.get_flag("homozygous"),
                codes: path(matches, "codes"),
                groups: GroupChoice::read(matches),
                telomeric_both: both(matches),
                skip_refused: matches.get_flag("skip-refused"),
                threads: matches.get_one::<u64>("threads").and_then(|count| usize::try_from(*count).ok()),
                json: matches.get_flag("json"),
            })),
        })
    }
}

impl GroupChoice {
    fn read(matches: &ArgMatches) -> GroupChoice {
        GroupChoice {
            ipd: path(matches, "ipd"),
            hla_a_bw4: text(matches, "hla-a-bw4"),
            motif: text(matches, "bw-rule").as_deref() == Some("motif"),
        }
    }
}

fn groups(words: Words) -> [Arg; 3] {
    [
        words.option("ipd", "FILE", "help.donor.ipd").value_parser(file()),
        chosen(words.option("hla-a-bw4", "RULE", "help.donor.hla_a_bw4"), &["foley", "stern", "none"]),
        chosen(words.option("bw-rule", "RULE", "help.donor.bw_rule"), &["ipd", "motif"]),
    ]
}

fn telomeric(words: Words) -> Arg {
    chosen(words.option("telomeric-bb", "RULE", "help.donor.telomeric"), &["either", "both"])
}

/// One of these words; the help text names them, in the user's language.
fn chosen(arg: Arg, words: &[&'static str]) -> Arg {
    arg.value_parser(PossibleValuesParser::new(words.iter().copied())).hide_possible_values(true)
}
