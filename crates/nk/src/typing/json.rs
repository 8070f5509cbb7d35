//! JSON with places: values keep where they stand, so that a wrong allele is shown in the file.
//!
//! The grammar is that of RFC 8259; nesting deeper than [`DEEPEST`] is refused.

use std::ops::Range;

/// Levels of arrays and objects.
const DEEPEST: usize = 64;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Truth(bool),
    /// A number, as it is written.
    Number(String),
    /// A text; the place is that of the inner letters.
    Text(String),
    List(Vec<Node>),
    /// Members in the order of the text.
    Object(Vec<(String, Range<usize>, Node)>),
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Range<usize>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What should stand there, as JSON writes it.
    pub(super) expected: &'static str,
    pub(super) at: usize,
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { text, at: 0 };
    let node = parser.value(0)?;
    parser.space();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.fault("the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, expected: &'static str) -> Fault {
        Fault { expected, at: self.at }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        if depth > DEEPEST {
            return Err(self.fault("fewer levels"));
        }
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => {
                let (text, place) = self.string()?;
                return Ok(Node { value: Value::Text(text), place });
            }
            Some(b'-' | b'0'..=b'9') => {
                while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
                    self.at += 1;
                }
                Value::Number(self.text.get(start..self.at).unwrap_or("").to_owned())
            }
            Some(_) => {
                let words =
                    [("true", Value::Truth(true)), ("false", Value::Truth(false)), ("null", Value::Null)];
                let rest = self.text.get(self.at..).unwrap_or("");
                let Some((word, value)) = words.into_iter().find(|(word, _)| rest.starts_with(word)) else {
                    return Err(self.fault("a value"));
                };
                self.at += word.len();
                value
            }
            None => return Err(self.fault("a value")),
        };
        Ok(Node { value, place: start..self.at })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key in quotes"));
            }
            let (key, place) = self.string()?;
            self.space();
            if !self.take(b':') {
                return Err(self.fault(":"));
            }
            members.push((key, place, self.value(depth + 1)?));
            self.space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fault(", or }"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.fault(", or ]"));
            }
        }
    }

    fn string(&mut self) -> Result<(String, Range<usize>), Fault> {
        self.at += 1;
        let start = self.at;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let Some(letter) = rest.chars().next() else { return Err(self.fault("\"")) };
            let here = self.at;
            self.at += letter.len_utf8();
            match letter {
                '"' => return Ok((out, start..here)),
                '\\' => out.push(self.escape()?),
                '\n' => return Err(Fault { expected: "\"", at: here }),
                letter => out.push(letter),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let Some(byte) = self.peek() else { return Err(self.fault("\\n")) };
        let letter = match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                self.at += 1;
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or_else(|| self.fault("\\u0041"));
                }
                // Letters beyond the basic plane are written as two halves.
                if !(self.take(b'\\') && self.take(b'u')) {
                    return Err(self.fault("\\u0041"));
                }
                let second = self.hex()?;
                let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400);
                let whole = low.and_then(|low| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + low));
                return whole.ok_or_else(|| self.fault("\\u0041"));
            }
            _ => return Err(self.fault("\\n")),
        };
        self.at += 1;
        Ok(letter)
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        let good = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u32::from_str_radix(digits, 16) {
            Ok(value) if good => {
                self.at += 4;
                Ok(value)
            }
            _ => Err(self.fault("\\u0041")),
        }
    }
}
