//! Receptors and ligands per cell: bins or events of flow cytometry, and who carries what.
//!
//! | column | meaning |
//! |---|---|
//! | `cell` | NK cells (`NK`, `wild-type NK`, an effector's own name) or targets (named as in the lysis) |
//! | `molecule` | `CAR`, `CAR gen2`, `KIR2DL1`, `LFA-1`; on targets the antigen, `HLA-I`, `ICAM-1` |
//! | `molecules_per_cell` | number |
//! | `fraction_of_cells` or `count` | weight of the bin, or number of events |
//! | `mfi`, `log10_slope`, `log10_offset` | instead of molecules: `log10 N = slope log10 MFI + offset`, MFI at least 0.05 |
//!
//! A distribution of at most [`FEW`] values is used as it is. Of more, classes of equal shares of cells, each with the mean
//! of its cells, so that the mean of all is kept exactly.

use super::lysis::plain;
use super::table::{self, Column, NoNumber, Row, Table};
use lytic_engine::math::{log10, pow};
use lytic_text::{Diagnostic, Message, SourceId};
use std::collections::BTreeMap;

const COLUMNS: &[Column] = &[
    Column { name: "cell", aliases: &["cells", "cell_type"], unit: "", needed: true },
    Column { name: "molecule", aliases: &["receptor", "marker", "antigen"], unit: "", needed: true },
    Column { name: "molecules_per_cell", aliases: &["molecules", "number"], unit: "", needed: false },
    Column { name: "fraction_of_cells", aliases: &["fraction", "share"], unit: "", needed: false },
    Column { name: "count", aliases: &["events"], unit: "", needed: false },
    Column { name: "mfi", aliases: &["fluorescence"], unit: "", needed: false },
    Column { name: "log10_slope", aliases: &["slope"], unit: "", needed: false },
    Column { name: "log10_offset", aliases: &["offset", "intercept"], unit: "", needed: false },
    Column { name: "assay_target", aliases: &[], unit: "", needed: false },
];

/// Values of a distribution that is used as it is.
const FEW: usize = 8;
/// Classes of a longer one.
const CLASSES: usize = 7;
/// Lowest fluorescence that is not background.
const FLOOR_MFI: f64 = 0.05;
/// Distributions of a file at most.
const MOST_DISTRIBUTIONS: usize = 500;
/// Shares may miss 1 by rounding; beyond this it is told.
const ROUNDING: f64 = 0.05;

/// Molecules of one kind on one kind of cell: (molecules per cell, share), rising; shares sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Distribution {
    pub cell: String,
    pub molecule: String,
    values: Vec<(f64, f64)>,
}

impl Distribution {
    /// Mean molecules per cell.
    pub(super) fn mean(&self) -> f64 {
        self.values.iter().map(|(value, share)| value * share).sum()
    }

    /// How many values.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value below which `share` of the cells lie.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let mut below = 0.0;
        for (value, own) in &self.values {
            below += own;
            if below >= share {
                return *value;
            }
        }
        self.values.last().map_or(0.0, |(value, _)| *value)
    }

    /// Share of the cells above a value.
    pub(super) fn above(&self, limit: f64) -> f64 {
        self.values.iter().filter(|(value, _)| *value > limit).map(|(_, share)| share).sum()
    }

    /// A few classes that stand for all cells.
    pub(super) fn classes(&self) -> Vec<(f64, f64)> {
        if self.values.len() <= FEW {
            return self.values.clone();
        }
        // Cells in rising order are cut at equal shares; a value at a cut is divided.
        let mut classes = vec![(0.0, 0.0); CLASSES];
        let mut before = 0.0;
        for (value, share) in &self.values {
            let (mut from, to) = (before, before + share);
            for (index, class) in classes.iter_mut().enumerate() {
                let end = (index + 1) as f64 / CLASSES as f64;
                let part = if index + 1 == CLASSES { to - from } else { to.min(end) - from };
                if part > 0.0 {
                    class.0 += value * part;
                    class.1 += part;
                    from += part;
                }
            }
            before = to;
        }
        let filled = classes.into_iter().filter(|(_, share)| *share > 0.0);
        filled.map(|(sum, share)| (sum / share, share)).collect()
    }
}

/// All distributions of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Molecules {
    pub distributions: Vec<Distribution>,
    /// Rows with something in them.
    pub rows: u64,
    /// Rows that were refused.
    pub refused: u64,
}

/// Reads bins or events.
pub(super) fn read(source: SourceId, text: &str, problems: &mut Vec<Diagnostic>) -> Molecules {
    let Some(table) = table::read(source, text, COLUMNS, problems) else { return Molecules::default() };
    let mut found = Molecules {
        rows: table.rows.len() as u64 + table.ragged,
        refused: table.ragged,
        ..Molecules::default()
    };
    let by_mfi = ["mfi", "log10_slope", "log10_offset"].iter().all(|name| table.has(name));
    let head = table.rows.first().map(|row| row.span);
    if !table.has("molecules_per_cell") && !by_mfi {
        problems.push(Diagnostic { span: head, ..Diagnostic::error(Message::new("E1424")) });
        return found;
    }
    if !table.has("fraction_of_cells") && !table.has("count") {
        problems.push(Diagnostic { span: head, ..Diagnostic::error(Message::new("E1425")) });
        return found;
    }
    let mut sums: Vec<(Distribution, f64)> = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in &table.rows {
        let Some((value, weight)) = entry(&table, row, problems) else {
            found.refused += 1;
            continue;
        };
        let (cell, molecule) = (table.text(row, "cell"), table.text(row, "molecule"));
        let place = *places.entry((cell, molecule)).or_insert(sums.len());
        if place == sums.len() {
            let values = Vec::new();
            sums.push((Distribution { cell: cell.to_owned(), molecule: molecule.to_owned(), values }, 0.0));
        }
        if let Some((distribution, sum)) = sums.get_mut(place) {
            distribution.values.push((value, weight));
            *sum += weight;
        }
    }
    if sums.len() > MOST_DISTRIBUTIONS {
        let message = Message::new("E1431").with("count", sums.len()).with("most", MOST_DISTRIBUTIONS);
        problems.push(Diagnostic { span: head, ..Diagnostic::error(message) });
        return found;
    }
    for (distribution, sum) in &mut sums {
        if *sum <= 0.0 {
            let message = named("E1427", distribution);
            problems.push(Diagnostic { span: head, ..Diagnostic::error(message) });
            continue;
        }
        if table.has("fraction_of_cells") && (*sum - 1.0).abs() > ROUNDING {
            let message = named("W1406", distribution).with("sum", format!("{sum:.2}"));
            problems.push(Diagnostic { span: head, ..Diagnostic::warning(message) });
        }
        distribution.values.iter_mut().for_each(|(_, weight)| *weight /= *sum);
        distribution.values.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    found.distributions = sums.into_iter().filter(|(_, sum)| *sum > 0.0).map(|(found, _)| found).collect();
    found
}

fn named(key: &'static str, distribution: &Distribution) -> Message {
    Message::new(key).with("cell", &distribution.cell).with("molecule", &distribution.molecule)
}

/// Molecules and weight of a row.
fn entry(table: &Table, row: &Row, problems: &mut Vec<Diagnostic>) -> Option<(f64, f64)> {
    let before = problems.len();
    for name in ["cell", "molecule"] {
        if table.text(row, name).is_empty() {
            refuse(Message::new("E1407").with("column", name), name, table, row, problems);
        }
    }
    let weight_name = if table.has("fraction_of_cells") { "fraction_of_cells" } else { "count" };
    let weight = value(table, row, weight_name, problems);
    let molecules = if table.has("molecules_per_cell") {
        value(table, row, "molecules_per_cell", problems)
    } else {
        let slope = value(table, row, "log10_slope", problems);
        let offset = signed(table, row, "log10_offset", problems);
        let mfi = signed(table, row, "mfi", problems);
        mfi.zip(slope).zip(offset).map(|((mfi, slope), offset)| calibrated(mfi, slope, offset))
    };
    (problems.len() == before).then_some(molecules?).zip(weight)
}

/// `N = 10^(slope log10 MFI + offset)`, fluorescence below the background counted as background.
fn calibrated(mfi: f64, slope: f64, offset: f64) -> f64 {
    pow(10.0, slope * log10(mfi.max(FLOOR_MFI)) + offset)
}

fn refuse(message: Message, name: &'static str, table: &Table, row: &Row, problems: &mut Vec<Diagnostic>) {
    let span = table.cell(row, name).map_or(row.span, |cell| cell.span);
    problems.push(Diagnostic::error(message).at(span));
}

fn signed(table: &Table, row: &Row, name: &'static str, problems: &mut Vec<Diagnostic>) -> Option<f64> {
    match table.number(row, name) {
        Ok(number) => Some(number),
        Err(NoNumber::Missing) => {
            refuse(Message::new("E1407").with("column", name), name, table, row, problems);
            None
        }
        Err(NoNumber::Wrong) => {
            let message = Message::new("E1408").with("column", name).with("value", table.text(row, name));
            refuse(message, name, table, row, problems);
            None
        }
    }
}

/// A number that is not negative.
fn value(table: &Table, row: &Row, name: &'static str, problems: &mut Vec<Diagnostic>) -> Option<f64> {
    let number = signed(table, row, name, problems)?;
    if number < 0.0 {
        let message = Message::new("E1426").with("column", name).with("value", number);
        refuse(message, name, table, row, problems);
        return None;
    }
    Some(number)
}

/// The words of a name: `car_cd33_gen2` is car, cd33, gen2.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether an arm's NK cells carry a chimeric receptor, by its name.
pub(super) fn carries_car(effector: &str) -> bool {
    words(effector).iter().any(|word| word.starts_with("car"))
}

/// What a molecule on NK cells or targets does in the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    ChimericReceptor,
    InhibitoryReceptor,
    Antigen,
    InhibitoryLigand,
    /// LFA-1 on NK cells, ICAM-1 on targets.
    Adhesion,
    /// All else: read, not used.
    Unused,
}

fn role_on_nk(molecule: &str) -> Role {
    let name = plain(molecule);
    match () {
        () if name.starts_with("car") => Role::ChimericReceptor,
        () if name.starts_with("kir") || name.starts_with("nkg2a") => Role::InhibitoryReceptor,
        () if name.starts_with("lfa") => Role::Adhesion,
        () => Role::Unused,
    }
}

fn role_on_target(molecule: &str) -> Role {
    let name = plain(molecule);
    match () {
        () if name.starts_with("hla") || name.starts_with("mhc") => Role::InhibitoryLigand,
        () if name.starts_with("icam") => Role::Adhesion,
        () => Role::Antigen,
    }
}

impl Molecules {
    /// Whether any distribution belongs to a target.
    pub(super) fn knows_target(&self, target: &str) -> bool {
        self.distributions.iter().any(|found| plain(&found.cell) == plain(target))
    }

    /// A molecule of a target. The antigen is the one that the arm's name says, else the only one.
    pub(super) fn on_target(&self, target: &str, role: Role, effector: &str) -> Option<&Distribution> {
        let wanted = words(effector);
        let found = self
            .distributions
            .iter()
            .filter(|found| plain(&found.cell) == plain(target) && role_on_target(&found.molecule) == role);
        best(found, |found| wanted.iter().filter(|word| **word == plain(&found.molecule)).count())
    }

    /// A molecule of an arm's NK cells: of the cells that share most words with the arm's name (`CAR-NK` for
    /// `car_cd33_gen2`, `wild-type NK` for `wild_type`); an arm without chimeric receptor takes cells without one.
    pub(super) fn on_effector(
        &self,
        effector: &str,
        targets: &[String],
        role: Role,
    ) -> Option<&Distribution> {
        let wanted = words(effector);
        let is_target = |cell: &str| targets.iter().any(|target| plain(target) == plain(cell));
        let found = self
            .distributions
            .iter()
            .filter(|found| !is_target(&found.cell) && role_on_nk(&found.molecule) == role);
        let shared = |name: &str| words(name).iter().filter(|word| wanted.contains(word)).count();
        best(found, |found| {
            let own = usize::from(plain(&found.cell) == plain(effector));
            let alike = usize::from(carries_car(&found.cell) == carries_car(effector));
            100 * own + 10 * (shared(&found.cell) + shared(&found.molecule)) + alike
        })
    }
}

/// The first of those with the highest score.
fn best<'a>(
    found: impl Iterator<Item = &'a Distribution>,
    score: impl Fn(&Distribution) -> usize,
) -> Option<&'a Distribution> {
    found.reduce(|best, next| if score(next) > score(best) { next } else { best })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;
    use lytic_text::Sources;

    fn reading(text: &str) -> (Molecules, Vec<&'static str>) {
        let mut sources = Sources::new();
        let id = sources.add("m.csv", text);
        let mut problems = Vec::new();
        let found = read(id, text, &mut problems);
        (found, problems.iter().map(|problem| problem.message.key).collect())
    }

    #[test]
    fn bins_are_used_as_they_are_and_events_become_classes() {
        let (bins, problems) = reading(
            "cell,molecule,molecules_per_cell,fraction_of_cells\nNK,CAR,100,0.5\nNK,CAR,300,0.49\nK562,CD33,7,1\n",
        );
        assert!(problems.is_empty(), "{problems:?}");
        let car = &bins.distributions[0];
        assert_eq!(car.classes().len(), 2);
        assert!((car.mean() - (50.0 + 147.0) / 0.99).abs() < 1e-9);
        let mut text = "cell,molecule,molecules_per_cell,count\n".to_owned();
        for value in 1..=1000 {
            text.push_str(&format!("NK,CAR,{},{}\n", value * value, 1 + value % 3));
        }
        let (events, problems) = reading(&text);
        assert!(problems.is_empty());
        let car = &events.distributions[0];
        let classes = car.classes();
        let mean: f64 = classes.iter().map(|(value, share)| value * share).sum();
        assert_eq!(classes.len(), CLASSES);
        assert!(
            (mean / car.mean() - 1.0).abs() < 1e-12
                && classes.iter().all(|(_, share)| (share * 7.0 - 1.0).abs() < 1e-9)
        );
        assert!((car.quantile(0.5) - 250_000.0).abs() < 3000.0 && (car.above(250_000.0) - 0.5).abs() < 0.01);
    }

    #[test]
    fn fluorescence_is_calibrated_and_its_floor_held() {
        let (found, problems) =
            reading("cell,molecule,mfi,log10_slope,log10_offset,count\nNK,CAR,10,1,2,1\nNK,CAR,-3,1,2,1\n");
        assert!(problems.is_empty(), "{problems:?}");
        assert!((found.distributions[0].mean() - 0.5 * (1000.0 + 5.0)).abs() < 1e-9);
    }

    #[test]
    fn wrong_rows_are_told_and_counted() {
        let (found, problems) = reading(
            "cell,molecule,molecules_per_cell,fraction_of_cells\nNK,,5,1\nNK,CAR,x,1\nNK,CAR,-5,0.2\nNK,CAR,5,0.5\nNK,KIR2DL1,1,0\n",
        );
        assert_eq!(problems, ["E1407", "E1408", "E1426", "W1406", "E1427"]);
        assert_eq!((found.refused, found.rows), (3, 5));
        assert_eq!(reading("cell,molecule,mfi,count\nNK,CAR,5,1\n").1, ["E1424"]);
        assert_eq!(reading("cell,molecule,molecules_per_cell\nNK,CAR,5\n").1, ["E1425"]);
    }

    #[test]
    fn arms_find_their_cells() {
        let (found, _) = reading(
            "cell,molecule,molecules_per_cell,fraction_of_cells\nCAR-NK donor A,CAR gen2,1,1\nCAR-NK donor A,CAR gen4,2,1\n\
             CAR-NK donor A,KIR2DL1,3,1\nwild-type NK,KIR2DL1,4,1\nKasumi-1,CD33,5,1\nKasumi-1,ICAM-1,6,1\nKasumi-1,HLA-I,7,1\n",
        );
        let targets = vec!["Kasumi-1".to_owned()];
        let mean = |arm: &str, role| found.on_effector(arm, &targets, role).map(Distribution::mean);
        assert_eq!(mean("car_cd33_gen2", Role::ChimericReceptor), Some(1.0));
        assert_eq!(mean("car_cd33_gen4", Role::ChimericReceptor), Some(2.0));
        assert_eq!(mean("car_cd33_gen4", Role::InhibitoryReceptor), Some(3.0));
        assert_eq!(mean("wild_type", Role::InhibitoryReceptor), Some(4.0));
        assert_eq!(mean("aavs1_control", Role::InhibitoryReceptor), Some(4.0));
        assert_eq!(
            found.on_target("Kasumi1", Role::Antigen, "car_cd33_gen2").map(Distribution::mean),
            Some(5.0)
        );
        assert_eq!(
            found.on_target("kasumi-1", Role::InhibitoryLigand, "x").map(Distribution::mean),
            Some(7.0)
        );
        assert!(carries_car("car_cd33_gen2") && !carries_car("wild_type") && !carries_car("scarce"));
    }
}
