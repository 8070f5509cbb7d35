//! SHA-256 of what went into a run and of what came out.

use sha2::{Digest, Sha256};

/// A hash in the making: the order of what is added counts.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Nothing added yet.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// Adds a text with its length, so that `ab, c` and `a, bc` differ.
    pub fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// Adds the bits of numbers.
    pub fn numbers(&mut self, numbers: &[f64]) {
        for number in numbers {
            // One NaN for all: its payload is no result.
            let bits = if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
            self.0.update(bits.to_le_bytes());
        }
    }

    /// Adds bytes of a known length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash in hexadecimal.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answer_and_borders() {
        // SHA-256 of eight zero bytes, the length of the empty text.
        let mut empty = Hasher::new();
        empty.text("");
        assert_eq!(empty.finish(), "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
        let hash = |texts: &[&str]| {
            let mut hasher = Hasher::new();
            texts.iter().for_each(|text| hasher.text(text));
            hasher.finish()
        };
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
