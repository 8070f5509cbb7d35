//! HLA and KIR typing: what a donor's cells make of the patient's malignant cells.
//!
//! ```text
//! typing of patient and donor -> KIR ligands of both -> subsets of the donor's cells (which inhibitory receptors)
//! gain of a subset  g = (1 + KIR2DS1) responsiveness/(1 + inhibition by the patient's ligands on the target)
//!                   KIR3DL1 by its subtype with the patient's HLA-B, where both are typed (`recognition/subtypes.rs`)
//! alloreactive      subsets that their own host has educated and that see no ligand on the patient's cells
//! signal of a kind  s with  P(s) = mean of P(g) over its subsets, cells of a subset spread as ever, at activation
//! ```
//!
//! Ligands are on the cells of the patient's disease: molecules of the target of the library that names a module of the model
//! (`parameters/targets`, `modules = ["nsclc"]`), leukaemic blasts where none does.
//!
//! The patient model works the subsets out by itself (`models/body/repertoire.ant`, the same equations, with each patient's
//! numbers) from typing as numbers, [`Cells::inputs`]; share and signals of the two kinds are their values for the typical
//! patient, for lists of what changed, and what a scenario may set by hand instead.
//!
//! Signals are relative to a cell of usual education without inhibition, `recognition.alloreactive_signal` of the
//! library, on which the remissions of trials rest; typing changes shares, education and inhibition, not that scale.
//! Where typing leaves a ligand of the patient open, it counts as there, and one of the donor's as not there: the
//! cautious reading of alloreactivity.

use super::Notes;
use crate::scenario::{Placed, Product, Scenario};
use lytic_nk::Library;
use lytic_nk::recognition::{
    Blocks, Decision, DecisionModel, Effectors, Fcgr3a, RecognitionParameters, kir_at_surface, strength_3dl1,
};
use lytic_nk::repertoire::{Activation, Subset, is_alloreactive, repertoire};
use lytic_nk::targets::{Antigen, HlaChange, Molecule, Surface, Target};
use lytic_nk::typing::{
    Kir3dl1Strength, KirGene, KirGenes, Leader, Ligand, LigandGroups, Ligands, Presence, ReadOptions,
    read_alleles, read_hla, read_kir,
};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::{Quantity, Unit};

/// The target of the library that stands for leukaemic blasts.
pub(super) const BLASTS: &str = "aml_blasts";
/// The state of HLA that a target has in the HLA-high clone.
const RAISED: &str = "raised";
/// The scale of all signals.
const SCALE: &str = "recognition.alloreactive_signal";
/// What it is relative to.
const K562: &str = "killer.k562_signal";

/// Parameters that the typing of a product sets, with their values; `target` is what the patient's malignant cells are.
pub(super) fn parameters(
    scenario: &Scenario,
    product: &Product,
    library: &Library,
    target: Option<&Target>,
    numbers: &RecognitionParameters,
    notes: &mut Notes<'_>,
) -> Vec<(&'static str, Placed<Quantity>)> {
    let span =
        product.hla.first().and_then(|first| first.span).or(product.kir.as_ref().and_then(|kir| kir.span));
    let Some(span) = span else { return Vec::new() };
    let patient: &[Placed<String>] = scenario.patient.as_ref().map_or(&[], |patient| &patient.hla);
    if patient.is_empty() || product.hla.is_empty() {
        let lacks = if patient.is_empty() {
            "[patient]".to_owned()
        } else {
            format!("[product.{}]", product.name.value)
        };
        notes.error(Message::new("E0386").with("section", lacks), Some(span));
        return Vec::new();
    }
    let groups = LigandGroups::built_in();
    let (own, host) = (ligands(&product.hla, &groups, notes), ligands(patient, &groups, notes));
    let kir = match &product.kir {
        None => Some(KirGenes::unknown()),
        Some(text) => {
            let (kir, found) = read_kir(&text.value, text.span);
            found.into_iter().for_each(|diagnostic| notes.push(diagnostic));
            kir
        }
    };
    let (Some(own), Some(host), Some(kir)) = (own, host, kir) else { return Vec::new() };
    if host.conceivable() != host.certain {
        notes.warning(Message::new("W0330"), patient.first().and_then(|first| first.span));
    }
    let Some(target) = target else { return Vec::new() };
    let typical = |name| library.parameter(name).map(|entry| entry.value.value);
    let (Some(scale), Some(k562_signal)) = (typical(SCALE), typical(K562)) else { return Vec::new() };
    let high = target.hla_state(RAISED);
    let raised = HlaChange {
        class_i: high.map_or(1.0, |state| state.class_i),
        hla_e: high.map_or(1.0, |state| state.hla_e),
        ..HlaChange::NONE
    };
    let seen = Some((host.conceivable(), numbers.education.leader_supply(host.leader)));
    let surfaces = [target.surface(seen, &HlaChange::NONE), target.surface(seen, &raised)];
    let cells = Cells { own: &own, host: &host, kir: &kir, numbers, k562_signal };
    let (share, signals) = cells.kinds(surfaces, scale);
    let placed = |value: f64| Placed::at(Quantity { value, unit: Unit::dimensionless() }, span);
    let [[alloreactive, alloreactive_high], [other, other_high]] = signals;
    let mut set = vec![
        ("recognition.alloreactive_share", placed(share)),
        ("recognition.alloreactive_signal", placed(alloreactive)),
        ("recognition.alloreactive_signal_to_hla_high", placed(alloreactive_high)),
        ("recognition.other_signal", placed(other)),
        ("recognition.other_signal_to_hla_high", placed(other_high)),
        ("recognition.gain_at_typical", placed(alloreactive / scale)),
    ];
    set.extend(cells.inputs().map(|(name, value)| (name, placed(value))));
    set.extend([
        ("recognition.class_i_when_high", placed(raised.class_i)),
        ("recognition.hla_e_when_high", placed(raised.hla_e)),
    ]);
    let per_cell = Unit::parse("1/cell").unwrap_or_else(|_| Unit::dimensionless());
    set.extend(MOLECULES.map(|(name, molecule)| {
        (name, Placed::at(Quantity { value: target.per_cell(molecule), unit: per_cell.clone() }, span))
    }));
    set
}

/// Whether the equations of the donor's cells are those of its typing, 1 or 0.
pub(super) const TYPED: &str = "recognition.typed";

/// What typing gives and a scenario may give instead: by hand it counts, and the equations of typing do not.
pub(super) fn replaces_typing(name: &str) -> bool {
    [
        "recognition.alloreactive_share",
        SCALE,
        "recognition.alloreactive_signal_to_hla_high",
        "recognition.other_signal",
        "recognition.other_signal_to_hla_high",
    ]
    .contains(&name)
}

/// Whether a number of the library matters for typed donors only (therapies use the others).
pub(super) fn is_for_typed_donors(name: &str) -> bool {
    const THERAPIES: [&str; 5] = [
        "recognition.weight_car",
        "recognition.half_car_antigen",
        "recognition.share_nkg2a",
        "recognition.inhibition_nkg2a",
        "recognition.half_nkg2a",
    ];
    name.starts_with("recognition.")
        && !THERAPIES.contains(&name)
        && RecognitionParameters::parameters().any(|(known, _)| known == name)
}

/// Molecules on the target that the equations of recognition take.
const MOLECULES: [(&str, Molecule); 9] = [
    ("recognition.hla_c", Molecule::HlaC),
    ("recognition.hla_bw4", Molecule::HlaBw4),
    ("recognition.hla_e", Molecule::HlaE),
    ("recognition.hla_class_i", Molecule::HlaClassI),
    ("recognition.pd_l1", Molecule::Antigen(Antigen::PdL1)),
    ("recognition.dnam1_ligands", Molecule::Dnam1Ligands),
    ("recognition.nkg2d_ligands", Molecule::Nkg2dLigands),
    ("recognition.ncr_ligands", Molecule::NcrLigands),
    ("recognition.cd48", Molecule::Cd48),
];

/// KIR ligands of a list of alleles, each with its own place in problems.
pub(crate) fn ligands(
    alleles: &[Placed<String>],
    groups: &LigandGroups,
    notes: &mut Notes<'_>,
) -> Option<Ligands> {
    let options = ReadOptions::default();
    let mut good = true;
    for allele in alleles.iter().filter(|allele| !is_gl_string(&allele.value)) {
        let (answers, found) = read_alleles(&allele.value, allele.span, &options, groups);
        good &= !answers.is_empty();
        found.into_iter().for_each(|diagnostic| notes.push(diagnostic));
    }
    if !good {
        return None;
    }
    let whole =
        alleles.first()?.span.zip(alleles.last()?.span).map(|(first, last): (Span, Span)| first.to(last));
    let text: Vec<&str> = alleles.iter().map(|allele| allele.value.as_str()).collect();
    let (hla, found) = read_hla(&text.join(" "), whole, &options, groups);
    // What the alleles alone said is said already; here it is how they go together.
    for diagnostic in found {
        let diagnostic = Diagnostic { span: whole, ..diagnostic };
        if !notes.diagnostics.iter().any(|known| known.message == diagnostic.message) {
            notes.push(diagnostic);
        }
    }
    hla.map(|hla| hla.ligands(groups))
}

/// A whole genotype in one text.
fn is_gl_string(text: &str) -> bool {
    text.contains(['+', '^', '|', '~'])
}

/// A donor's cells before a patient.
struct Cells<'a> {
    own: &'a Ligands,
    host: &'a Ligands,
    kir: &'a KirGenes,
    numbers: &'a RecognitionParameters,
    k562_signal: f64,
}

impl Cells<'_> {
    /// Typing as numbers, as models/body/recognition.ant takes it.
    fn inputs(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let flag = f64::from;
        let gene = |kir: &KirGenes, gene: KirGene| match kir.presence(gene) {
            Presence::Absent => 0.0,
            Presence::Present => 1.0,
            Presence::Unknown => 2.0,
        };
        let leader = |leader: Leader| match leader {
            Leader::MM => 2.0,
            Leader::MT | Leader::Unknown => 1.0,
            Leader::TT => 0.0,
        };
        let (own, host) = (self.own.certain, self.host.conceivable());
        let seen = kir_at_surface(self.kir);
        let tuned_down = own.contains(Ligand::C2) && !own.contains(Ligand::C1);
        let weak = strength_3dl1(self.kir, &self.host.bw4_80) == Some(Kir3dl1Strength::Weak);
        let has_2ds1 = self.kir.presence(KirGene::KIR2DS1) == Presence::Present && !tuned_down;
        [
            (TYPED, 1.0),
            ("recognition.own_c1", flag(own.contains(Ligand::C1))),
            ("recognition.own_c2", flag(own.contains(Ligand::C2))),
            ("recognition.own_bw4", flag(own.contains(Ligand::Bw4))),
            ("recognition.own_leader", leader(self.own.leader)),
            ("recognition.gene_2dl1", gene(&seen, KirGene::KIR2DL1)),
            ("recognition.gene_2dl2", gene(&seen, KirGene::KIR2DL2)),
            ("recognition.gene_2dl3", gene(&seen, KirGene::KIR2DL3)),
            ("recognition.gene_3dl1", gene(&seen, KirGene::KIR3DL1)),
            ("recognition.gene_2ds1", flag(has_2ds1)),
            ("recognition.weak_pair_3dl1", flag(weak)),
            ("recognition.patient_c1", flag(host.contains(Ligand::C1))),
            ("recognition.patient_c2", flag(host.contains(Ligand::C2))),
            ("recognition.patient_bw4", flag(host.contains(Ligand::Bw4))),
            ("recognition.patient_leader", leader(self.host.leader)),
        ]
        .into_iter()
    }

    /// The alloreactive share, and for alloreactive and other cells the signals on both surfaces.
    fn kinds(&self, surfaces: [Surface; 2], scale: f64) -> (f64, [[f64; 2]; 2]) {
        let subsets = repertoire(&kir_at_surface(self.kir), &self.numbers.repertoire);
        let strength = strength_3dl1(self.kir, &self.host.bw4_80);
        let contact = self.numbers.contact.with_3dl1(strength, &self.numbers.subtypes);
        let decision = Decision::new(DecisionModel::WeightedSignal, &contact);
        let effectors = Effectors {
            repertoire: &subsets,
            own: self.own.certain,
            leader: self.own.leader,
            activation: Activation::Activated,
            fcgr3a: Fcgr3a::default(),
            expression: self.numbers.expression(),
            antibody: None,
            car: None,
            blocks: Blocks::default(),
            soluble_mica_ng_per_ml: 0.0,
        };
        let hla_e = surfaces.first().is_some_and(|surface| surface.hla_e > 0.0);
        let ligands = self.host.conceivable();
        let of_kind = |wanted: bool| -> Vec<(Subset, f64)> {
            let is = |subset| is_alloreactive(subset, self.own.certain, ligands, hla_e) == wanted;
            subsets.iter().copied().filter(|(subset, _)| is(*subset)).collect()
        };
        let (alloreactive, other) = (of_kind(true), of_kind(false));
        let share = alloreactive.iter().fold(0.0, |sum: f64, (_, share)| sum + share).min(1.0);
        let signals = [&alloreactive, &other].map(|kind| {
            surfaces.map(|surface| {
                let gains: Vec<(f64, f64)> = kind
                    .iter()
                    .map(|(subset, share)| {
                        let contact = effectors.contact(*subset, 1.0, self.numbers);
                        let own = self.own.certain;
                        let drive = self.numbers.drive_by_2ds1(self.kir, own, &decision, &contact, &surface);
                        let free = contact.responsiveness / (1.0 + decision.inhibition(&contact, &surface));
                        (drive * free, *share)
                    })
                    .collect();
                scale * self.gain(&decision, &gains, scale)
            })
        });
        (share, signals)
    }

    /// The gain of a kind whose cells respond on average as its subsets do; the scale itself where it has none.
    fn gain(&self, decision: &Decision, gains: &[(f64, f64)], scale: f64) -> f64 {
        let contact = &self.numbers.contact;
        let drive = self.k562_signal * contact.activated * scale;
        let within = contact.spread_within_subset;
        let whole: f64 = gains.iter().map(|(_, share)| share).sum();
        if whole <= 0.0 {
            return 1.0;
        }
        let wanted: f64 = gains
            .iter()
            .map(|(gain, share)| share * decision.mean_response(drive * gain, within))
            .sum::<f64>()
            / whole;
        // Cells of a kind are spread at least as widely as those of a subset, so the median may lie below all of them.
        let mut low = 0.1 * gains.iter().fold(f64::INFINITY, |least, (gain, _)| least.min(*gain));
        let mut high = 2.0 * gains.iter().fold(0.0, |most: f64, (gain, _)| most.max(*gain));
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if decision.mean_response(drive * middle, contact.spread) < wanted {
                low = middle
            } else {
                high = middle
            }
        }
        0.5 * (low + high)
    }
}
