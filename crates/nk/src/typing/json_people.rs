//! People in JSON: `{"people": [{"id": "D1", "hla": [...], "kir": {...}}]}`, a list of them, or one.
//!
//! `hla` is a list of alleles, a GL String, or an object of loci (`{"A": ["02:01", "24:02"]}`); `kir` a list of genes, a
//! text, or an object of genes (`{"2DL1": 1, "3DL1": "001+005"}`). Columns of a table (`A1`, `2DL1`, `gl`) are keys too.

use super::cell::NameReader;
use super::json::{Node, Value, parse};
use super::kir_text::set_cell;
use super::people::{Counts, Person};
use super::{Hla, KirGene, KirGenes, Locus};
use lytic_text::{Message, SourceId, Span, nearest};
use std::ops::Range;

/// Keys of a person.
const KEYS: [&str; 4] = ["id", "hla", "kir", "gl"];

impl NameReader<'_> {
    /// All people of a text.
    pub(super) fn json(
        &mut self,
        text: &str,
        source: SourceId,
        stem: &str,
        counts: &mut Counts,
    ) -> Vec<Person> {
        let mut people = Vec::new();
        let root = match parse(text.trim_start_matches('\u{feff}')) {
            Ok(root) => root,
            Err(fault) => {
                let place = Span::new(source, fault.at, fault.at + 1);
                self.error(Message::new("E1026").with("expected", fault.expected), Some(place), None);
                return people;
            }
        };
        let mut list = Vec::new();
        collect(root, &mut list);
        let single = list.len() == 1;
        for node in list {
            let before = self.findings.error_count();
            let number = counts.read + counts.refused + 1;
            let default = if single { stem.to_owned() } else { number.to_string() };
            let person = self.json_person(node, source, default, before);
            self.admit(before, person, &mut people, counts);
        }
        people
    }

    fn json_person(
        &mut self,
        node: Node,
        source: SourceId,
        default_id: String,
        before: u64,
    ) -> Option<Person> {
        let whole = span(source, &node.place);
        let Value::Object(members) = node.value else {
            self.error(Message::new("E1027"), Some(whole), None);
            return None;
        };
        let mut id = default_id;
        let mut hla = Hla::default();
        let mut kir = KirGenes::unknown();
        let mut list: Vec<(String, Option<Span>)> = Vec::new();
        for (key, key_place, value) in members {
            let bare = key.to_ascii_lowercase();
            match bare.as_str() {
                "id" | "name" | "donor" | "patient" | "sample" => {
                    if let Some(text) = scalar(&value.value) {
                        id = text;
                    }
                }
                "gl" | "glstring" | "gl_string" | "hla" => {
                    self.json_hla(value, source, &mut hla, &mut kir, &mut list)
                }
                "kir" => self.json_kir(value, source, &mut kir),
                _ => {
                    let letters: String = bare.chars().filter(|letter| letter.is_alphanumeric()).collect();
                    let letters = letters.strip_prefix("hla").unwrap_or(&letters);
                    if let Some(gene) = KirGene::from_name(letters) {
                        self.json_gene(gene, &value, source, &mut kir);
                    } else if let [letter @ (b'a' | b'b' | b'c'), rest @ ..] = letters.as_bytes()
                        && matches!(rest, [] | [b'1'] | [b'2'])
                        && let Some(locus) = Locus::from_letter(*letter)
                    {
                        self.json_locus(locus, &value, source, &mut list);
                    } else {
                        let place = Some(span(source, &key_place));
                        self.findings
                            .remark("W1009", &key, place, || Message::new("W1009").with("name", &key));
                        if let Some(near) = nearest(&bare, KEYS).filter(|near| *near != bare) {
                            self.error(Message::new("E1031").with("key", &key), place, Some(near.to_owned()));
                        }
                    }
                }
            }
        }
        if !list.is_empty() {
            let borrowed: Vec<(&str, Option<Span>)> =
                list.iter().map(|(text, place)| (text.as_str(), *place)).collect();
            if let Some(read) = self.hla_list(&borrowed, Some(whole)) {
                for locus in Locus::ALL {
                    let typing = read.locus(locus).clone();
                    if typing.is_typed() {
                        self.enter(locus, typing, Some(whole), &mut hla);
                    }
                }
            }
        }
        self.person(id, hla, kir, Some(whole), before)
    }

    fn json_hla(
        &mut self,
        node: Node,
        source: SourceId,
        hla: &mut Hla,
        kir: &mut KirGenes,
        list: &mut Vec<(String, Option<Span>)>,
    ) {
        let place = Some(span(source, &node.place));
        match node.value {
            Value::Text(text) if text.contains(['+', '^', '|', '~']) => {
                self.gl_string(text.trim(), place, hla, kir);
            }
            Value::Text(text) => {
                if let Some(read) = self.hla_text(&text, place) {
                    *hla = read;
                }
            }
            Value::List(items) => {
                for item in items {
                    let place = Some(span(source, &item.place));
                    match item.value {
                        Value::Text(text) => list.push((text, place)),
                        Value::Null => {}
                        _ => self.error(Message::new("E1027"), place, None),
                    }
                }
            }
            Value::Object(loci) => {
                for (key, key_place, value) in loci {
                    let bare = key.to_ascii_uppercase();
                    let bare = bare.strip_prefix("HLA-").unwrap_or(&bare);
                    match bare.as_bytes() {
                        [letter] | [letter, b'1' | b'2'] if Locus::from_letter(*letter).is_some() => {
                            if let Some(locus) = Locus::from_letter(*letter) {
                                self.json_locus(locus, &value, source, list);
                            }
                        }
                        _ => {
                            let place = Some(span(source, &key_place));
                            self.findings
                                .remark("W1010", "", place, || Message::new("W1010").with("found", &key));
                        }
                    }
                }
            }
            Value::Null => {}
            Value::Truth(_) | Value::Number(_) => self.error(Message::new("E1027"), place, None),
        }
    }

    /// Alleles of one locus: a text or a list of texts, with or without the locus.
    fn json_locus(
        &mut self,
        locus: Locus,
        node: &Node,
        source: SourceId,
        list: &mut Vec<(String, Option<Span>)>,
    ) {
        let mut add = |node: &Node, names: &mut NameReader<'_>| match scalar(&node.value) {
            Some(text) if text.trim().is_empty() => {}
            Some(text) => {
                let full =
                    text.contains('*') || text.starts_with(|letter: char| letter.is_ascii_alphabetic());
                let name = if full { text } else { format!("{}*{text}", locus.letter()) };
                list.push((name, Some(span(source, &node.place))));
            }
            None if node.value == Value::Null => {}
            None => names.error(Message::new("E1027"), Some(span(source, &node.place)), None),
        };
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| add(item, self)),
            _ => add(node, self),
        }
    }

    fn json_kir(&mut self, node: Node, source: SourceId, kir: &mut KirGenes) {
        let place = Some(span(source, &node.place));
        match node.value {
            Value::Text(text) => {
                if let Some(read) = self.kir_text(&text, place) {
                    *kir = read;
                }
            }
            Value::List(items) => {
                let mut words = Vec::new();
                for item in items {
                    match item.value {
                        Value::Text(text) => words.push(text),
                        _ => self.error(Message::new("E1027"), Some(span(source, &item.place)), None),
                    }
                }
                if let Some(read) = self.kir_text(&words.join(" "), place) {
                    *kir = read;
                }
            }
            Value::Object(genes) => {
                for (key, key_place, value) in genes {
                    match KirGene::from_name(&key) {
                        Some(gene) => self.json_gene(gene, &value, source, kir),
                        None => {
                            let names = KirGene::ALL.iter().flat_map(|gene| [gene.name(), gene.short_name()]);
                            let near = nearest(&key, names).map(str::to_owned);
                            let place = Some(span(source, &key_place));
                            self.error(Message::new("E1013").with("found", &key), place, near);
                        }
                    }
                }
            }
            Value::Null => {}
            Value::Truth(_) | Value::Number(_) => self.error(Message::new("E1027"), place, None),
        }
    }

    fn json_gene(&mut self, gene: KirGene, node: &Node, source: SourceId, kir: &mut KirGenes) {
        let place = Some(span(source, &node.place));
        let text = match &node.value {
            Value::Null => return,
            Value::Truth(true) => "1".to_owned(),
            Value::Truth(false) => "0".to_owned(),
            Value::Text(text) | Value::Number(text) => text.clone(),
            Value::List(_) | Value::Object(_) => {
                self.error(Message::new("E1027"), place, None);
                return;
            }
        };
        if let Some(cell) = self.kir_cell(gene, &text, true, place) {
            set_cell(kir, gene, cell);
        }
    }
}

/// People of a list, of an object that holds lists or people, or the one person.
fn collect(node: Node, people: &mut Vec<Node>) {
    match node.value {
        Value::List(items) => people.extend(items),
        Value::Object(members) => {
            let holds_people = |(key, _, _): &(String, Range<usize>, Node)| {
                matches!(key.to_ascii_lowercase().as_str(), "people" | "donors" | "patients" | "samples")
            };
            if members.iter().any(holds_people) {
                for (_, _, node) in members {
                    match node.value {
                        Value::List(items) => people.extend(items),
                        Value::Object(_) => people.push(node),
                        _ => {}
                    }
                }
            } else {
                people.push(Node { value: Value::Object(members), place: node.place });
            }
        }
        _ => people.push(node),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    }
}

fn span(source: SourceId, place: &Range<usize>) -> Span {
    Span::new(source, place.start, place.end)
}
