//! The ready-made rate laws that formulas of SBML level 1 may call.
//!
//! Names, order of arguments and equations are those of the tables in appendix C of "SBML Level 1 Version 2" (Hucka,
//! Finney, Sauro, Bolouri, 28 August 2003), which corrects the tables of version 1. The tables were taken from the help
//! of Gepasi, of which COPASI is the successor: each equation below was compared with COPASI's of the same law. Where a
//! factor can be cancelled it is (`K/A` of activators, `P/(S K)` of the reversible Hill laws), so that nothing is divided
//! by a concentration of zero.
//!
//! ```text
//! mass, massi(S1, S2, ..., k)                k S1 S2 ...
//! massr(S1, ..., P1, ..., k1, k2)            k1 S1 ... - k2 P1 ...
//! ```
//!
//! These three take any number of arguments; in `massr` the reaction itself says how many of them are reactants.

use super::mathml::Side;

/// A law of so many arguments.
pub(super) struct RateLaw {
    pub name: &'static str,
    /// Names of the arguments, in their order.
    pub arguments: &'static str,
    /// The equation, as a formula of level 1.
    pub equation: &'static str,
}

/// Laws that are not read: what is printed cannot be what is meant. Name, and the text that says why.
pub(super) const REFUSED: &[(&str, &str)] = &[("ordbbr", "sbml.ordbbr"), ("usir", "sbml.usir")];

/// Laws of which two sources say two things. Name, the last version of level 1 in which they do, and what is taken.
pub(super) const DOUBTFUL: &[(&str, u32, &str)] = &[("ualii", 1, "sbml.ualii"), ("usii", 2, "sbml.usii")];

/// What the numerator of all reversible laws of one substrate and one product is.
macro_rules! net {
    ($rest:literal) => {
        concat!("(Vf*S/KmS - Vr*P/KmP)", $rest)
    };
}

/// What the two Hill laws with modifiers begin with.
macro_rules! hill {
    ($rest:literal) => {
        concat!("Vf/S05*(S - P/Keq)*pow(S/S05 + P/P05, h - 1)/(pow(S/S05 + P/P05, h) + ", $rest, ")")
    };
}

const LAWS: &[RateLaw] = &[
    law("hilli", "S V S05 h", "V*pow(S, h)/(pow(S05, h) + pow(S, h))"),
    law(
        "hillmmr",
        "S P M S05 P05 M05 Ma Ma05 Mb Mb05 Vf Keq h a b x1 x2 x12",
        hill!(
            "(1 + pow(Ma/Ma05, h) + pow(Mb/Mb05, h))/(1 + x1*pow(Ma/Ma05, h) + x2*pow(Mb/Mb05, h) \
               + x1*x2*x12*pow(Ma/Ma05, h)*pow(Mb/Mb05, h))"
        ),
    ),
    law("hillmr", "S P M S05 P05 M05 Vf Keq h x", hill!("(1 + pow(M/M05, h))/(1 + x*pow(M/M05, h))")),
    law("hillr", "S P Vf S05 P05 h Keq", hill!("1")),
    law("isouur", "S P Vf KmS KmP Kii Keq", "Vf*(S - P/Keq)/(S*(1 + P/Kii) + KmS*(1 + P/KmP))"),
    law(
        "ordbur",
        "A B P Vf Vr KmA KmB KmP KiA Keq",
        "Vf*(A*B - P/Keq)/(A*B + KmA*B + KmB*A + Vf/(Vr*Keq)*(KmP + P*(1 + A/KiA)))",
    ),
    law(
        "ordubr",
        "A P Q Vf Vr KmA KmQ KmP KiP Keq",
        "Vf*(A - P*Q/Keq)/(KmA + A*(1 + P/KiP) + Vf/(Vr*Keq)*(KmQ*P + KmP*Q + P*Q))",
    ),
    law(
        "ppbr",
        "A B P Q Vf Vr KmA KmB KmP KmQ KiA KiQ Keq",
        "Vf*(A*B - P*Q/Keq)/(A*B + KmB*A + KmA*B*(1 + Q/KiQ) \
         + Vf/(Vr*Keq)*(KmQ*P*(1 + A/KiA) + Q*(KmP + P)))",
    ),
    law("uai", "S V Ksa Ksc", "V*sqr(S/Ksa)/(1 + S/Ksc + sqr(S/Ksa) + S/Ksa)"),
    law("uaii", "S Ac V Km Ka", "V*S/Km*Ac/(Ac*(1 + S/Km) + Ka)"),
    law(
        "ualii",
        "S I V Ks Kii n L",
        "V*(S/Ks)*pow(1 + S/Ks, n - 1)/(L*pow(1 + I/Kii, n) + pow(1 + S/Ks, n))",
    ),
    law("uar", "S P Ac Vf Vr KmS KmP Ka", net!("*Ac/(Ac*(1 + S/KmS + P/KmP) + Ka)")),
    law("ucii", "S I V Km Ki", "V*S/Km/(1 + S/Km + I/Ki)"),
    law("ucir", "S P I Vf Vr KmS KmP Ki", net!("/(1 + S/KmS + P/KmP + I/Ki)")),
    law("ucti", "S Ac V Km Ka", "V*S/Km*Ac/((Ac + Ka)*(1 + S/Km))"),
    law("uctr", "S P Ac Vf Vr KmS KmP Ka", net!("*Ac/((Ac + Ka)*(1 + S/KmS + P/KmP))")),
    law("uhmi", "S M V Km Kd a b", "V*S/Km*(1 + b*M/(a*Kd))/(1 + M/Kd + S/Km*(1 + M/(a*Kd)))"),
    law(
        "uhmr",
        "S P M Vf Vr KmS KmP Kd a b",
        net!("*(1 + b*M/(a*Kd))/(1 + M/Kd + (S/KmS + P/KmP)*(1 + M/(a*Kd)))"),
    ),
    law("umai", "S Ac V Km Kas Kac", "V*S/Km*Ac/(Ac + Kas + S/Km*(Ac + Kac))"),
    law("umar", "S P Ac Vf Vr KmS KmP Kas Kac", net!("*Ac/(Ac + Kas + (S/KmS + P/KmP)*(Ac + Kac))")),
    law("umi", "S I V Km Kis Kic", "V*S/Km/(1 + I/Kis + S/Km*(1 + I/Kic))"),
    law("umr", "S P I Vf Vr KmS KmP Kis Kic", net!("/(1 + I/Kis + (S/KmS + P/KmP)*(1 + I/Kic))")),
    law("unii", "S I V Km Ki", "V*S/Km/(1 + I/Ki + S/Km*(1 + I/Ki))"),
    law("unir", "S P I Vf Vr KmS KmP Ki", net!("/(1 + I/Ki + (S/KmS + P/KmP)*(1 + I/Ki))")),
    law("usii", "S V Km Ki", "V*(S/Km)/(1 + S/Km + sqr(S)/Ki)"),
    law("uuci", "S I V Km Ki", "V*S/Km/(1 + S/Km*(1 + I/Ki))"),
    law("uucr", "S P I Vf Vr KmS KmP Ki", net!("/(1 + (S/KmS + P/KmP)*(1 + I/Ki))")),
    law("uuhr", "S P Vf Km1 Km2 Keq", "Vf/Km1*(S - P/Keq)/(1 + S/Km1 + P/Km2)"),
    law("uui", "S Vm Km", "Vm*S/(Km + S)"),
    law("uur", "S P Vf Vr KmS KmP", net!("/(1 + S/KmS + P/KmP)")),
];

const fn law(name: &'static str, arguments: &'static str, equation: &'static str) -> RateLaw {
    RateLaw { name, arguments, equation }
}

/// The law of a name. In version 1 two laws are called `uai`: the one of five arguments is version 2's `uaii`.
pub(super) fn rate_law(name: &str, arguments: usize, version: u32) -> Option<&'static RateLaw> {
    let name = if (name, arguments, version) == ("uai", 5, 1) { "uaii" } else { name };
    LAWS.iter().find(|law| law.name == name)
}

/// All names, for "did you mean".
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LAWS.iter().map(|law| law.name).chain(["mass", "massi", "massr"])
}

/// How many of the concentrations in a call of `massr` are reactants: the reaction has so many species, or molecules.
pub(super) fn reactants_among(concentrations: usize, [reactants, products]: [Side; 2]) -> Option<usize> {
    if reactants.references + products.references == concentrations {
        return Some(reactants.references);
    }
    let (molecules, others) = reactants.molecules.zip(products.molecules)?;
    (molecules.checked_add(others) == Some(concentrations)).then_some(molecules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_argument_of_a_law_has_a_name_of_its_own() {
        for law in LAWS {
            let names: Vec<&str> = law.arguments.split(' ').collect();
            for (place, name) in names.iter().enumerate() {
                assert!(!names[..place].contains(name), "{}: {name} twice", law.name);
            }
        }
        assert!(LAWS.windows(2).all(|pair| pair[0].name < pair[1].name), "in alphabetical order");
        assert_eq!(LAWS.len(), 30);
    }

    #[test]
    fn the_reaction_says_which_arguments_are_reactants() {
        let side = |references, molecules| Side { references, molecules };
        assert_eq!(reactants_among(3, [side(2, Some(2)), side(1, Some(1))]), Some(2));
        // 2 A -> B with both molecules of A written out.
        assert_eq!(reactants_among(3, [side(1, Some(2)), side(1, Some(1))]), Some(2));
        assert_eq!(reactants_among(4, [side(1, Some(2)), side(1, Some(1))]), None);
        assert_eq!(reactants_among(3, [side(1, None), side(1, Some(1))]), None);
    }
}
