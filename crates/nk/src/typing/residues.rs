//! The rule that turns residues of a mature HLA protein into a ligand group.
//!
//! | locus | rule |
//! |---|---|
//! | HLA-C | 80 Asn: C1; 80 Lys: C2 |
//! | HLA-B, IPD rule | (77, 80) = (N,I): Bw4-80I; (N,T), (D,T), (S,T): Bw4-80T; (G,N), (S,N): Bw6 |
//! | HLA-B, motif rule | 82 Leu, 83 Arg, 80 Ile or Thr: Bw4; 80 Asn, 82 Arg, 83 Gly: Bw6 |
//! | HLA-B | 76 Val and 80 Asn: the C1 epitope |
//! | HLA-A | 82 Leu, 83 Arg, 80 Ile or Thr: Bw4 |
//!
//! Source: the page of KIR ligands of IPD-KIR.

use super::{BwRule, Group, Locus, Residues};

/// The group that residues mean.
pub fn group_of(locus: Locus, residues: Residues, rule: BwRule) -> Group {
    let at = |position| residues.at(position);
    let bw4 = |isoleucine: bool| if isoleucine { Group::Bw4I80 } else { Group::Bw4T80 };
    match locus {
        Locus::C => match at(80) {
            Some('N') => Group::C1,
            Some('K') => Group::C2,
            _ => Group::Unclassified,
        },
        Locus::A => match (at(80), at(82), at(83)) {
            (Some(residue @ ('I' | 'T')), Some('L'), Some('R')) => bw4(residue == 'I'),
            (Some(_), Some(_), Some(_)) => Group::None,
            _ => Group::Unclassified,
        },
        Locus::B => {
            let c1 = at(76) == Some('V') && at(80) == Some('N');
            let serological = match rule {
                BwRule::Ipd => match (at(77), at(80)) {
                    (Some('N'), Some('I')) => Group::Bw4I80,
                    (Some('N' | 'D' | 'S'), Some('T')) => Group::Bw4T80,
                    (Some('G' | 'S'), Some('N')) => Group::Bw6,
                    _ => Group::Unclassified,
                },
                BwRule::Motif => match (at(80), at(82), at(83)) {
                    (Some(residue @ ('I' | 'T')), Some('L'), Some('R')) => bw4(residue == 'I'),
                    (Some('N'), Some('R'), Some('G')) => Group::Bw6,
                    _ => Group::Unclassified,
                },
            };
            match (c1, serological) {
                (true, Group::Bw6) => Group::C1Bw6,
                (true, _) => Group::C1,
                (false, group) => group,
            }
        }
    }
}
