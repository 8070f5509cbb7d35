//! What deletions and replacements point at, and what they do to the instances.

use super::{Instance, Place, Unfolding, Way};
use crate::sbml::xml::{Element, Space};
use lytic_text::Message;

/// What a name in a reference is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Unit,
    Meta,
}

impl Unfolding<'_> {
    /// Carries out all deletions and replacements, those of outer instances first.
    pub(super) fn references(&mut self) {
        for number in 0..self.instances.len() {
            self.deletions(number);
        }
        for number in 0..self.instances.len() {
            let mut replacing = Vec::new();
            if let Some(instance) = self.instances.get(number) {
                gather(&instance.element, &mut Vec::new(), &mut replacing);
            }
            for (way, replacement) in replacing {
                self.replacement(number, &way, &replacement);
            }
        }
    }

    fn deletions(&mut self, number: usize) {
        let Some(submodel) = self.instances.get(number).and_then(|instance| instance.around.clone()) else {
            return;
        };
        for deletion in submodel.1.listed(Space::Comp, "listOfDeletions") {
            if let Some(place) = self.resolve(number, deletion) {
                self.remove(&place);
            }
        }
    }

    fn remove(&mut self, place: &Place) {
        let Some(instance) = self.instances.get_mut(place.instance) else { return };
        instance.removed.insert(place.way.clone());
        let inside = at(&instance.element, &place.way)
            .filter(|element| element.is(Space::Comp, "submodel"))
            .and_then(|element| instance.inside.get(element.value("id")?).copied());
        if let Some(inside) = inside {
            self.take_away(inside);
        }
    }

    fn take_away(&mut self, number: usize) {
        let mut waiting = vec![number];
        while let Some(number) = waiting.pop() {
            let Some(instance) = self.instances.get_mut(number) else { continue };
            instance.gone = true;
            waiting.extend(instance.inside.values());
        }
    }

    /// `replacedElement` or `replacedBy` of an element.
    fn replacement(&mut self, number: usize, way: &Way, replacement: &Element) {
        let Some(submodel) = replacement.attribute("submodelRef") else {
            let message = Message::new("E2411").with("attribute", "submodelRef");
            return self.error(message.with("element", &replacement.name), replacement.span);
        };
        let inside = self.instances.get(number).and_then(|instance| instance.inside.get(&submodel.value));
        let Some(inside) = inside.copied() else {
            let message =
                Message::new("E2414").with("attribute", "submodelRef").with("name", &submodel.value);
            return self.error(message, submodel.span);
        };
        // What was deleted needs nothing to stand for it.
        if replacement.attribute("deletion").is_some() {
            return;
        }
        let Some(other) = self.resolve(inside, replacement) else { return };
        let own = Place { instance: number, way: way.clone() };
        let factor = replacement.value("conversionFactor").map(|factor| (number, factor.to_owned()));
        // What an outer model has replaced already is that model's: so is what would have replaced it.
        let is_taken =
            self.instances.get(number).is_some_and(|instance| instance.stands_for.contains_key(way));
        let (gone, stays, factor) = match replacement.name == "replacedBy" && !is_taken {
            true => (own, other, None),
            false => (other, own, factor),
        };
        if replacement.name == "replacedBy"
            && !is_taken
            && let Some(instance) = self.instances.get_mut(stays.instance)
        {
            // Of several the outermost gives its name.
            instance.named_after.entry(stays.way.clone()).or_insert_with(|| gone.clone());
        }
        self.remove(&gone);
        if let Some(instance) = self.instances.get_mut(gone.instance) {
            instance.stands_for.insert(gone.way, (stays, factor));
        }
    }

    /// The element that a reference names in an instance; none if there is none, and that is reported.
    fn resolve(&mut self, number: usize, reference: &Element) -> Option<Place> {
        let mut steps = 0;
        let mut number = number;
        let mut reference = reference.clone();
        loop {
            steps += 1;
            let found = self.named(number, &reference, steps)?;
            let Some(deeper) = reference.child(Space::Comp, "sBaseRef").cloned() else { return Some(found) };
            let instance = self.instances.get(found.instance)?;
            let submodel = at(&instance.element, &found.way).and_then(|element| element.value("id"));
            let Some(inside) = submodel.and_then(|id| instance.inside.get(id)).copied() else {
                let message = Message::new("E2414").with("attribute", "sBaseRef");
                self.error(message.with("name", submodel_name(&reference)), deeper.span);
                return None;
            };
            (number, reference) = (inside, deeper);
        }
    }

    fn named(&mut self, number: usize, reference: &Element, steps: usize) -> Option<Place> {
        let instance = self.instances.get(number)?;
        if let Some(port) = reference.attribute("portRef") {
            let ports = instance.element.listed(Space::Comp, "listOfPorts");
            let found = ports.into_iter().find(|one| one.value("id") == Some(&port.value)).cloned();
            return match found {
                // A port of a port cannot be, but a port may point through sub-models.
                Some(found) if steps < super::MAX_NESTING && found.attribute("portRef").is_none() => {
                    self.resolve(number, &found)
                }
                _ => {
                    let message =
                        Message::new("E2414").with("attribute", "portRef").with("name", &port.value);
                    self.error(message, port.span);
                    None
                }
            };
        }
        for (attribute, kind) in [("idRef", Kind::Id), ("unitRef", Kind::Unit), ("metaIdRef", Kind::Meta)] {
            let Some(named) = reference.attribute(attribute) else { continue };
            let found = find(instance, kind, &named.value);
            if found.is_none() {
                let message = Message::new("E2414").with("attribute", attribute).with("name", &named.value);
                self.error(message, named.span);
            }
            return found.map(|way| Place { instance: number, way });
        }
        let message = Message::new("E2411").with("attribute", "idRef").with("element", &reference.name);
        self.error(message, reference.span);
        None
    }
}

fn submodel_name(reference: &Element) -> &str {
    ["idRef", "portRef", "metaIdRef"].iter().find_map(|name| reference.value(name)).unwrap_or("")
}

/// All replacements of a model's own elements, with the ways to these.
fn gather(element: &Element, way: &mut Way, found: &mut Vec<(Way, Element)>) {
    for (index, child) in element.children.iter().enumerate() {
        match (child.space, child.name.as_str()) {
            (Space::Comp, "listOfReplacedElements") => {
                found.extend(child.children.iter().map(|one| (way.clone(), one.clone())));
            }
            (Space::Comp, "replacedBy") => found.push((way.clone(), child.clone())),
            (Space::Core, "notes" | "annotation") => {}
            _ => {
                way.push(index);
                gather(child, way, found);
                way.pop();
            }
        }
    }
}

/// The element at the end of a way.
pub(super) fn at<'e>(element: &'e Element, way: &[usize]) -> Option<&'e Element> {
    way.iter().try_fold(element, |element, index| element.children.get(*index))
}

fn find(instance: &Instance, kind: Kind, name: &str) -> Option<Way> {
    let mut way = Vec::new();
    seek(&instance.element, kind, name, &mut way).then_some(way)
}

fn seek(element: &Element, kind: Kind, name: &str, way: &mut Way) -> bool {
    for (index, child) in element.children.iter().enumerate() {
        if child.space == Space::Core && matches!(child.name.as_str(), "notes" | "annotation") {
            continue;
        }
        let is_unit = child.is(Space::Core, "unitDefinition");
        // Ports, deletions and the parameters of a reaction's law have names of their own.
        let is_local = child.is(Space::Core, "localParameter")
            || (child.space == Space::Comp && matches!(child.name.as_str(), "port" | "deletion"));
        let matches = match kind {
            Kind::Id => !is_unit && !is_local && child.value("id") == Some(name),
            Kind::Unit => is_unit && child.value("id") == Some(name),
            Kind::Meta => child.attributes.iter().any(|one| one.name == "metaid" && one.value == name),
        };
        way.push(index);
        if matches || seek(child, kind, name, way) {
            return true;
        }
        way.pop();
    }
    false
}
