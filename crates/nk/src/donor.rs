//! The choice of a donor: models of alloreactivity, B content, scores, ranking, and how likely a donor is found.
//!
//! ```text
//! Person (typing) ─> Facts: worlds of ligands, known genes ─> assess ─> Assessment (one donor)
//!                                                         └─> Ranking (any number of donors, the best are kept)
//! populations ─> simulate ─> Availability
//! ```
//!
//! For research and teaching, never for the care of a patient. Every model is reported with what speaks for and against
//! it ([`evidence`]); external validations were often null, so that no single number chooses a donor.

mod alloreactivity;
mod assessment;
mod availability;
mod content;
mod evidence;
mod facts;
mod fraction;
mod gaps;
mod genes;
mod linked;
mod population;
mod rank;
mod scores;
mod subtype;
mod table;
#[cfg(test)]
mod tests;
mod worlds;

pub use alloreactivity::{Alloreactivity, COUNTED, RECEPTORS, alloreactivity};
pub use assessment::{Assessment, Direction, LeaderMatch, ReceptorEducation, assess};
pub use availability::{Availability, MOST_DONORS, Party, PartyShares, Plan, Share, exact, simulate};
pub use content::{BContent, ContentClass, Motif, TelomericRule, b_content};
pub use evidence::{ModelEvidence, evidence};
pub use facts::{Facts, HlaBKind};
pub use fraction::{Fraction, Repertoires};
pub use gaps::{Gap, ResultKind, Unknown};
pub use genes::{GeneSet, KnownGenes};
pub use linked::{LINKED_POPULATION, LinkageQuantity, LinkageReference, linkage_reference};
pub use population::{
    HlaPopulation, KirPopulation, LigandHaplotypes, find_name, hla_populations, kir_population_for,
    kir_populations,
};
pub use rank::{CRITERIA, Comparison, Criterion, Goal, Key, Ranked, Ranking, Span, Tally, content_of};
pub use scores::{Hundredths, Krieger, ikir, krieger};
pub use subtype::{favourable, strength};
pub use worlds::{Outcomes, Worlds};
