//! Names of HLA alleles: locus, fields, expression suffix, G and P groups.
//!
//! `HLA-B*44:02:01:02S` has a locus, up to four fields and a letter for its expression. Two fields name the protein,
//! so that everything a KIR sees follows from them. `C*07:02:01G` names all alleles with the same exons 2 and 3,
//! `C*07:02P` all with the same protein there. One field (`B*44`, serology `B44`) leaves the protein open.

use std::fmt;

/// A gene of HLA class I that a KIR sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locus {
    /// HLA-A.
    A,
    /// HLA-B.
    B,
    /// HLA-C.
    C,
}

impl Locus {
    /// All three, in order.
    pub const ALL: [Locus; 3] = [Locus::A, Locus::B, Locus::C];

    /// Its letter.
    pub fn letter(self) -> char {
        match self {
            Locus::A => 'A',
            Locus::B => 'B',
            Locus::C => 'C',
        }
    }

    /// The locus of a letter, upper or lower case.
    pub fn from_letter(letter: u8) -> Option<Locus> {
        match letter.to_ascii_uppercase() {
            b'A' => Some(Locus::A),
            b'B' => Some(Locus::B),
            b'C' => Some(Locus::C),
            _ => None,
        }
    }
}

impl fmt::Display for Locus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "HLA-{}", self.letter())
    }
}

/// What the letter at the end of an allele's name says of its expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expression {
    /// No letter: expressed as usual.
    Usual,
    /// `N`: no protein.
    Null,
    /// `L`: low at the surface.
    Low,
    /// `S`: secreted, not at the surface.
    Secreted,
    /// `C`: in the cytoplasm, not at the surface.
    Cytoplasmic,
    /// `A`: aberrant; not known whether there is protein.
    Aberrant,
    /// `Q`: questionable.
    Questionable,
}

impl Expression {
    /// The letter, if there is one.
    pub fn letter(self) -> Option<char> {
        match self {
            Expression::Usual => None,
            Expression::Null => Some('N'),
            Expression::Low => Some('L'),
            Expression::Secreted => Some('S'),
            Expression::Cytoplasmic => Some('C'),
            Expression::Aberrant => Some('A'),
            Expression::Questionable => Some('Q'),
        }
    }

    /// The expression of a letter, upper or lower case.
    pub fn from_letter(letter: u8) -> Option<Expression> {
        match letter.to_ascii_uppercase() {
            b'N' => Some(Expression::Null),
            b'L' => Some(Expression::Low),
            b'S' => Some(Expression::Secreted),
            b'C' => Some(Expression::Cytoplasmic),
            b'A' => Some(Expression::Aberrant),
            b'Q' => Some(Expression::Questionable),
            _ => None,
        }
    }

    /// Whether the protein stands on the cell's surface.
    pub fn at_surface(self) -> Surface {
        match self {
            Expression::Usual => Surface::Yes,
            Expression::Low => Surface::Low,
            Expression::Null | Expression::Secreted | Expression::Cytoplasmic => Surface::No,
            Expression::Aberrant | Expression::Questionable => Surface::Perhaps,
        }
    }
}

/// Whether an allele's protein stands on the cell's surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surface {
    /// As usual.
    Yes,
    /// Less than usual (`L`).
    Low,
    /// Not known (`A`, `Q`).
    Perhaps,
    /// Not at all (`N`, `S`, `C`).
    No,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// One allele, or all alleles that begin with these fields.
    Allele,
    /// A G group: same nucleotides in exons 2 and 3.
    GGroup,
    /// A P group: same protein in exons 2 and 3.
    PGroup,
    /// An antigen named by serology (`B44`).
    Serology,
}

/// The name of an HLA-A, -B or -C allele or group of alleles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Allele {
    /// The gene.
    pub locus: Locus,
    /// First to fourth field; 0 where there is none.
    pub fields: [u16; 4],
    /// The letter at its end.
    pub expression: Expression,
    /// Allele, group, or antigen.
    pub kind: NameKind,
}

impl Allele {
    /// An allele of two fields, expressed as usual.
    pub const fn two_field(locus: Locus, first: u16, second: u16) -> Allele {
        Allele { locus, fields: [first, second, 0, 0], expression: Expression::Usual, kind: NameKind::Allele }
    }

    /// The first field: `44` of `B*44:02`.
    pub fn first(&self) -> u16 {
        self.fields[0]
    }

    /// The second field, if the name has one.
    pub fn second(&self) -> Option<u16> {
        (self.fields[1] != 0).then_some(self.fields[1])
    }

    /// How many fields the name has, 1 to 4.
    pub fn field_count(&self) -> usize {
        self.fields.iter().take_while(|field| **field != 0).count()
    }
}

impl fmt::Display for Allele {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == NameKind::Serology {
            let letter =
                if self.locus == Locus::C { "Cw".to_owned() } else { self.locus.letter().to_string() };
            return write!(out, "{letter}{}", self.fields[0]);
        }
        write!(out, "{}*{:02}", self.locus.letter(), self.fields[0])?;
        for field in self.fields[1..].iter().take_while(|field| **field != 0) {
            write!(out, ":{field:02}")?;
        }
        match self.kind {
            NameKind::GGroup => out.write_str("G")?,
            NameKind::PGroup => out.write_str("P")?,
            NameKind::Allele | NameKind::Serology => {}
        }
        match self.expression.letter() {
            Some(letter) => write!(out, "{letter}"),
            None => Ok(()),
        }
    }
}

impl Allele {
    /// A name in its ordinary form, in capitals: `HLA-B*44:02:01:02S`, `C*07:02:01G`, `A*24`; none for anything else.
    pub fn parse(text: &str) -> Option<Allele> {
        let bytes = text.as_bytes();
        let bare = match bytes.get(..4) {
            Some(b"HLA-") => bytes.get(4..)?,
            _ => bytes,
        };
        match bare {
            [letter @ b'A'..=b'C', b'*', fields @ ..] => {
                Allele::parse_fields(Locus::from_letter(*letter)?, fields)
            }
            _ => None,
        }
    }

    /// Fields and suffix of an allele of a known locus: `44:02:01:02S`.
    pub(super) fn parse_fields(locus: Locus, bytes: &[u8]) -> Option<Allele> {
        let mut fields = [0_u16; 4];
        let mut field = 0;
        let mut digits = 0;
        let mut rest = bytes;
        while let [byte, after @ ..] = rest {
            match byte {
                b'0'..=b'9' => {
                    let slot = fields.get_mut(field)?;
                    *slot = slot.checked_mul(10)?.checked_add(u16::from(byte - b'0'))?;
                    digits += 1;
                }
                b':' if (2..=4).contains(&digits) && (field > 0 || digits == 2) => {
                    field += 1;
                    digits = 0;
                }
                _ => break,
            }
            rest = after;
        }
        if !(2..=4).contains(&digits)
            || (field == 0 && digits != 2)
            || fields.iter().take(field + 1).any(|number| *number == 0)
            || fields[0] > 99
        {
            return None;
        }
        let (expression, kind) = match rest {
            [] => (Expression::Usual, NameKind::Allele),
            [b'G'] if field == 2 => (Expression::Usual, NameKind::GGroup),
            [b'P'] if field == 1 => (Expression::Usual, NameKind::PGroup),
            [letter @ b'A'..=b'Z'] if field >= 1 => (Expression::from_letter(*letter)?, NameKind::Allele),
            _ => return None,
        };
        Some(Allele { locus, fields, expression, kind })
    }
}
