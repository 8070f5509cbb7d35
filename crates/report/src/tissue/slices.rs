//! Cuts through the middle: cells by shape and colour at the left, the field that says most about them at the right.

use super::drawing::{Drawing, Look, Plane, hours, legend};
use crate::figure::escape;
use crate::words;
use lytic_text::{Lang, Message};
use lytic_tissue::Condition;
use lytic_tissue::watch::{Slice, Watch};
use std::fmt::Write;

/// Width of a plane, and of the gap between two.
const SIDE: f64 = 210.0;
const GAP: f64 = 20.0;
const TOP: f64 = 44.0;

/// A drawing for each slice.
pub(super) fn slices(watch: &Watch, lang: Lang) -> Vec<Drawing> {
    watch.slices.iter().map(|slice| draw(watch, slice, lang)).collect()
}

fn draw(watch: &Watch, slice: &Slice, lang: Lang) -> Drawing {
    let [nx, ny] = slice.counts.map(|count| count as f64 * slice.spacing_um);
    let height = SIDE * (ny / nx.max(1.0)).clamp(0.1, 2.0);
    let [x, y] = slice.origin_um;
    let plane = Plane { left: 0.0, top: TOP, width: SIDE, height, low: [x, y], high: [x + nx, y + ny] };
    let mut body = String::new();
    plane.frame(&mut body);
    let mut looks = Vec::new();
    for look in Look::ALL {
        let mut path = String::new();
        let of_look = slice.discs.iter().filter(|disc| {
            let is = if disc.condition == Condition::Living { Look::Alive(disc.kind) } else { Look::Dead };
            is == look
        });
        for disc in of_look {
            // NK and T cells are small: they stay visible.
            let radius = (f64::from(disc.radius_um) / nx.max(1.0) * SIDE).max(1.2);
            look.shape(&mut path, plane.x(f64::from(disc.x_um)), plane.y(f64::from(disc.y_um)), radius);
        }
        if !path.is_empty() {
            looks.push(look);
            let _ = write!(
                body,
                "<g class=\"k-{}\"><path class=\"{}\" d=\"{path}\"/></g>",
                look.class(),
                look.style()
            );
        }
    }
    plane.scale_bar(&mut body);
    let at = Message::new("tissue.figure.at").with("time", hours(slice.minutes)).text(lang);
    let _ = write!(body, "<text class=\"small\" x=\"0\" y=\"{:.1}\">{}</text>", TOP - 6.0, escape(&at));
    let mut end = plane.top + plane.height;
    if let (Some(values), Some((name, unit))) = (slice.fields.first(), watch.fields.first()) {
        let right = Plane { left: SIDE + GAP, ..plane };
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let high = f64::from(finite().fold(0.0_f32, f32::max));
        let range = (0.0, if high > 0.0 { high } else { 1.0 });
        right.bands(&mut body, values, slice.counts[0].max(1), range);
        right.frame(&mut body);
        let label = field_name(name, lang);
        let _ = write!(
            body,
            "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            right.left,
            TOP - 6.0,
            escape(&label)
        );
        end = end.max(right.key(&mut body, range, &words::unit(unit, lang)));
    }
    let end = legend(&mut body, &looks, (2.0 * SIDE + GAP, end + 6.0), lang);
    let count = |look: Look| {
        slice
            .discs
            .iter()
            .filter(|disc| Look::Alive(disc.kind) == look && disc.condition == Condition::Living)
            .count()
    };
    let time = hours(slice.minutes);
    Drawing {
        name: format!("slice-{}", time.replace(' ', "")),
        title: Message::new("tissue.figure.slice").with("time", &time).text(lang),
        description: Message::new("tissue.figure.slice.words")
            .with("time", &time)
            .with("tumour", count(Look::Alive(lytic_tissue::Kind::Tumour)))
            .with("nk", count(Look::Alive(lytic_tissue::Kind::Nk)))
            .text(lang),
        body,
        height: end,
    }
}

/// A field's name for people; its own where the catalogue has none.
pub(super) fn field_name(name: &str, lang: Lang) -> String {
    let known = match name {
        "oxygen" => "tissue.field.oxygen",
        "ifn_gamma" => "tissue.field.ifn_gamma",
        "tgf_beta" => "tissue.field.tgf_beta",
        "adenosine" => "tissue.field.adenosine",
        "lactate" => "tissue.field.lactate",
        "chemokine" => "tissue.field.chemokine",
        "drug" => "tissue.field.drug",
        "antibody" => "tissue.field.antibody",
        "tnf" => "tissue.field.tnf",
        "il2" => "tissue.field.il2",
        "il6" => "tissue.field.il6",
        "il15" => "tissue.field.il15",
        other => return other.to_owned(),
    };
    Message::new(known).text(lang)
}
