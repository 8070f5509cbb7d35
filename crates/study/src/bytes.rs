//! Numbers as bytes, little end first: how blocks and summaries are kept in files, bit by bit.
//!
//! Reading never trusts a length: what is not there gives none.

/// Bytes in the making.
#[derive(Clone, Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// A whole number.
    pub fn whole(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// A number; one NaN for all.
    pub fn number(&mut self, number: f64) {
        self.0.extend_from_slice(&bits_of(number).to_le_bytes());
    }

    /// Numbers with their count.
    pub fn numbers(&mut self, numbers: &[f64]) {
        self.whole(numbers.len() as u64);
        numbers.iter().for_each(|number| self.number(*number));
    }

    /// Whole numbers with their count.
    pub fn wholes(&mut self, numbers: &[u64]) {
        self.whole(numbers.len() as u64);
        numbers.iter().for_each(|number| self.whole(*number));
    }

    /// Bytes with their count.
    pub fn octets(&mut self, bytes: &[u8]) {
        self.whole(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// Things with their count.
    pub fn each<T>(&mut self, things: &[T], write: impl Fn(&mut Writer, &T)) {
        self.whole(things.len() as u64);
        things.iter().for_each(|thing| write(self, thing));
    }
}

/// Bytes that are read from the front.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    /// A whole number.
    pub fn whole(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// A number.
    pub fn number(&mut self) -> Option<f64> {
        self.whole().map(f64::from_bits)
    }

    /// Numbers with their count.
    pub fn numbers(&mut self) -> Option<Vec<f64>> {
        self.each(Bytes::number)
    }

    /// Whole numbers with their count.
    pub fn wholes(&mut self) -> Option<Vec<u64>> {
        self.each(Bytes::whole)
    }

    /// Bytes with their count.
    pub fn octets(&mut self) -> Option<&'a [u8]> {
        let count = usize::try_from(self.whole()?).ok()?;
        self.take(count)
    }

    /// Things with their count; each takes eight bytes at least.
    pub fn each<T>(&mut self, read: impl Fn(&mut Bytes<'a>) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.whole()?).ok()?;
        if count > self.0.len() / 8 {
            return None;
        }
        (0..count).map(|_| read(self)).collect()
    }
}

/// The bits of a number; one NaN for all: its payload is no result.
pub fn bits_of(number: f64) -> u64 {
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        writer.numbers(&[1.5, -f64::NAN, f64::NEG_INFINITY]);
        writer.wholes(&[7]);
        let mut bytes = Bytes(&writer.0);
        let numbers: Option<Vec<u64>> =
            bytes.numbers().map(|numbers| numbers.into_iter().map(f64::to_bits).collect());
        let wanted = [1.5, f64::NAN, f64::NEG_INFINITY].map(f64::to_bits);
        assert_eq!(numbers.as_deref(), Some(&wanted[..]));
        assert_eq!(bytes.wholes(), Some(vec![7]));
        assert_eq!(bytes.whole(), None);
    }

    #[test]
    fn a_length_that_lies_gives_none() {
        let mut writer = Writer::default();
        writer.whole(u64::MAX);
        writer.number(1.0);
        assert_eq!(Bytes(&writer.0).numbers(), None);
        assert_eq!(Bytes(writer.0.get(..5).unwrap_or_default()).whole(), None);
    }
}
