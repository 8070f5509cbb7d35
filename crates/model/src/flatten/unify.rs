//! One symbol in two places: ports and `is`.

use super::draft::{DraftId, Flattener};
use lytic_text::{Diagnostic, Message, Span};

/// Whose value stays where both have one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Winner {
    /// Of a port: what the parent gives.
    Left,
    /// Of `left is right`: as libAntimony does it.
    Right,
}

impl Flattener<'_> {
    /// Makes two symbols one. The shallower name stays; of two equally deep ones the winner's.
    pub(super) fn unify(&mut self, left: DraftId, right: DraftId, winner: Winner, span: Span) {
        let (left, right) = (self.root(left), self.root(right));
        if left == right {
            return;
        }
        let (left_depth, right_depth) = (self.drafts[left.0].depth, self.drafts[right.0].depth);
        let keep_left = match left_depth.cmp(&right_depth) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => winner == Winner::Left,
        };
        let (kept, gone) = if keep_left { (left, right) } else { (right, left) };
        let (first, second) = (self.drafts[kept.0].kind, self.drafts[gone.0].kind);
        if let (Some(first), Some(second)) = (first, second)
            && first.0 != second.0
        {
            let name = self.drafts[kept.0].name.clone();
            self.two_kinds(&name, first, second);
            return;
        }
        self.unify_units(kept, gone, span);
        let strong = if winner == Winner::Left { left } else { right };
        self.choose_values(kept, gone, strong, span);
        let other = &mut self.drafts[gone.0];
        let (kind, constant, compartment) = (other.kind, other.constant, other.compartment);
        let (boundary, substance_only) = (other.boundary, other.substance_only);
        let (origin, declared, depth) = (other.origin.clone(), other.declared, other.owner_depth);
        let about = std::mem::take(&mut other.about);
        let draft = &mut self.drafts[kept.0];
        draft.kind = draft.kind.or(kind);
        draft.constant = draft.constant.or(constant);
        draft.compartment = draft.compartment.or(compartment);
        draft.boundary |= boundary;
        draft.substance_only |= substance_only;
        // A parent that only passes a name on does not own the symbol: the library's value binds by the sub-model's.
        if declared && (!draft.declared || depth < draft.owner_depth) {
            draft.origin = origin;
            draft.declared = true;
            draft.owner_depth = depth;
        }
        draft.about.display_name = draft.about.display_name.take().or(about.display_name);
        if draft.about.notes.is_none() {
            draft.about.markup = about.markup;
        }
        draft.about.notes = draft.about.notes.take().or(about.notes);
        draft.about.comment = draft.about.comment.take().or(about.comment);
        draft.about.sbo_term = draft.about.sbo_term.or(about.sbo_term);
        draft.about.annotations.extend(about.annotations);
        self.same[gone.0] = kept;
    }

    /// Initial value, rule, and what a reaction or event does: the strong side's where it has any.
    fn choose_values(&mut self, kept: DraftId, gone: DraftId, strong: DraftId, span: Span) {
        let weak = if strong == kept { gone } else { kept };
        let has_value = |draft: &super::draft::Draft| draft.initial.is_some() || draft.rule.is_some();
        let from = if has_value(&self.drafts[strong.0]) { strong } else { weak };
        let lost = if from == strong { weak } else { strong };
        // Losing the sub-model's default is the purpose of a port; losing the parent's own value is a trap.
        let shallower = self.drafts[lost.0].depth < self.drafts[from.0].depth;
        let place = self.drafts[lost.0].initial.or(self.drafts[lost.0].rule.map(|(_, given)| given));
        if let (true, Some(given)) = (shallower, place) {
            let message = Message::new("W0202")
                .with("name", &self.drafts[lost.0].name)
                .with("other", &self.drafts[from.0].name);
            let diagnostic = Diagnostic::warning(message).at(given.span);
            self.report(diagnostic.label(span, Message::new("model.unified")));
        }
        let (initial, rule) = (self.drafts[from.0].initial, self.drafts[from.0].rule);
        let (reaction, event) = (self.drafts[from.0].reaction.clone(), self.drafts[from.0].event.clone());
        let reaction = reaction.or_else(|| self.drafts[lost.0].reaction.clone());
        let event = event.or_else(|| self.drafts[lost.0].event.clone());
        let draft = &mut self.drafts[kept.0];
        (draft.initial, draft.rule, draft.reaction, draft.event) = (initial, rule, reaction, event);
    }

    fn unify_units(&mut self, kept: DraftId, gone: DraftId, span: Span) {
        let other = self.drafts[gone.0].unit.clone();
        let Some(unit) = other else { return };
        match &self.drafts[kept.0].unit {
            None => self.drafts[kept.0].unit = Some(unit),
            Some(known) if super::units::equal(&known.unit, &unit.unit) => {}
            Some(known) => {
                let message = Message::new("E0226")
                    .with("left", &self.drafts[kept.0].name)
                    .with("left_unit", &known.unit)
                    .with("right", &self.drafts[gone.0].name)
                    .with("right_unit", &unit.unit);
                let diagnostic =
                    Diagnostic::error(message).at(span).label(known.span, Message::new("model.unit"));
                self.report(diagnostic.label(unit.span, Message::new("model.unit")));
            }
        }
    }
}
