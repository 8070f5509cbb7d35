//! Kymographs (depth over time), the map of kills, and the paths of NK cells.

use super::drawing::{Drawing, Plane, hours};
use crate::figure::{PANEL_WIDTH, escape};
use crate::number::Number;
use lytic_text::{Lang, Message};
use lytic_tissue::watch::{Profile, Shell, Watch};
use std::fmt::Write;

const TOP: f64 = 26.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 14.0;
const HEIGHT: f64 = 170.0;
/// Side of a map in um.
const SIDE: f64 = 300.0;
/// Columns of a kymograph at most: then every other time is left out.
const MOST_COLUMNS: usize = 240;
/// Room around the tumour on a map, um.
const AROUND_UM: f64 = 60.0;

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// Living tumour cells and NK cells by depth and time.
pub(super) fn kymographs(watch: &Watch, lang: Lang) -> Vec<Drawing> {
    let share = |shell: &Shell| {
        let all = shell.tumour + shell.dead;
        if all >= 5 { 100.0 * shell.tumour as f64 / all as f64 } else { f64::NAN }
    };
    // 1 mm^3 is 1e9 um^3.
    let density = |shell: &Shell| {
        if shell.volume_um3 > 0.0 { shell.nk as f64 / shell.volume_um3 * 1e9 } else { f64::NAN }
    };
    let living =
        Quantity { name: "kymograph-living", key: "tissue.figure.kymograph.living", unit: "%", top: 100.0 };
    let nk = Quantity { name: "kymograph-nk", key: "tissue.figure.kymograph.nk", unit: "/mm³", top: 0.0 };
    let mut drawings = Vec::new();
    drawings.extend(kymograph(watch, &living, &share, lang));
    drawings.extend(kymograph(watch, &nk, &density, lang));
    drawings
}

/// What a kymograph shows.
struct Quantity {
    name: &'static str,
    key: &'static str,
    unit: &'static str,
    /// Where its colours end at least.
    top: f64,
}

fn kymograph(watch: &Watch, quantity: &Quantity, of: &dyn Fn(&Shell) -> f64, lang: Lang) -> Option<Drawing> {
    let every = watch.profiles.len().div_ceil(MOST_COLUMNS).max(1);
    let profiles: Vec<&Profile> = watch.profiles.iter().step_by(every).collect();
    let (first, last) = (profiles.first()?, profiles.last()?);
    let rows = profiles.iter().map(|profile| profile.shells.len()).max()?;
    if profiles.len() < 2 || rows == 0 {
        return None;
    }
    // Rows from below: the deepest shell first.
    let mut values = Vec::with_capacity(rows * profiles.len());
    for row in (0..rows).rev() {
        values.extend(profiles.iter().map(|profile| profile.shells.get(row).map_or(f64::NAN, of) as f32));
    }
    let most = values.iter().copied().filter(|value| value.is_finite()).fold(0.0_f32, f32::max);
    let high = f64::from(most).max(quantity.top);
    if high <= 0.0 {
        return None;
    }
    let shells = &profiles.iter().max_by_key(|profile| profile.shells.len())?.shells;
    let (outside, inside) = (shells.first()?.depth_um, shells.last()?.depth_um + 10.0);
    let plane = Plane {
        left: LEFT,
        top: TOP,
        width: PANEL_WIDTH - LEFT - RIGHT,
        height: HEIGHT,
        low: [first.minutes / 60.0, -inside],
        high: [last.minutes / 60.0, -outside],
    };
    let mut body = String::new();
    plane.bands(&mut body, &values, profiles.len(), (0.0, high));
    plane.frame(&mut body);
    // The surface.
    let surface = plane.y(0.0);
    let (from, to) = (plane.left, plane.left + plane.width);
    let _ = write!(body, "<path class=\"zero strong\" d=\"M{from:.1} {surface:.1}H{to:.1}\"/>");
    let mut depth = outside.max(-100.0);
    while depth <= inside {
        let _ = write!(
            body,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 5.0,
            plane.y(-depth) + 3.8,
            Number::rounded(depth, 3).svg()
        );
        depth += if inside - outside > 500.0 { 100.0 } else { 50.0 };
    }
    let across = text("tissue.axis.depth_and_hours", lang);
    let below = plane.top + plane.height;
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = plane.low[0] + share * (plane.high[0] - plane.low[0]);
        let _ = write!(
            body,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            plane.x(at),
            below + 14.0,
            Number::rounded(at, 3).svg()
        );
    }
    let _ = write!(
        body,
        "<text class=\"small\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>",
        below + 28.0,
        escape(&across)
    );
    let key = Plane { top: plane.top + 28.0, width: 200.0, ..plane };
    let end = key.key(&mut body, (0.0, high), quantity.unit);
    let title = text(quantity.key, lang);
    let description = Message::new("tissue.figure.kymograph.words").with("what", &title).text(lang);
    Some(Drawing { name: quantity.name.to_owned(), title, description, body, height: end })
}

/// A square around the tumour, looked at along z.
fn square(profile: &Profile) -> Plane {
    let half = profile.radius_um + AROUND_UM;
    let [x, y, _] = profile.middle_um;
    Plane {
        left: 0.0,
        top: TOP,
        width: SIDE,
        height: SIDE,
        low: [x - half, y - half],
        high: [x + half, y + half],
    }
}

/// The tumour's outline at a moment.
fn outline(out: &mut String, plane: &Plane, profile: &Profile, class: &str) {
    let [x, y, _] = profile.middle_um;
    let radius = profile.radius_um / (plane.high[0] - plane.low[0]).max(1e-9) * plane.width;
    let _ = write!(
        out,
        "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"none\"/>",
        plane.x(x),
        plane.y(y)
    );
}

/// Where cells were killed, looked at along z: a dot each, with the outline of the tumour at the start (dotted) and at the
/// end.
pub(super) fn kill_map(watch: &Watch, lang: Lang) -> Option<Drawing> {
    let (first, last) = (watch.profiles.first()?, watch.profiles.last()?);
    if watch.kills.is_empty() {
        return None;
    }
    let plane = square(if first.radius_um >= last.radius_um { first } else { last });
    let mut body = String::new();
    outline(&mut body, &plane, first, "zero");
    outline(&mut body, &plane, last, "zero strong");
    body.push_str("<g class=\"k-nk\">");
    for kill in &watch.kills {
        let [x, y, _] = kill.position_um.map(f64::from);
        let _ = write!(
            body,
            "<circle class=\"point\" fill-opacity=\"0.55\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"2\"><title>{}</title></circle>",
            plane.x(x),
            plane.y(y),
            hours(kill.minutes)
        );
    }
    body.push_str("</g>");
    plane.scale_bar(&mut body);
    Some(Drawing {
        name: "kill-map".to_owned(),
        title: Message::new("tissue.figure.kills").with("count", watch.kills.len()).text(lang),
        description: Message::new("tissue.figure.kills.words").with("count", watch.kills.len()).text(lang),
        body,
        height: plane.top + plane.height + 8.0,
    })
}

/// Paths of NK cells, looked at along z; a dot where each begins.
pub(super) fn tracks(watch: &Watch, lang: Lang) -> Option<Drawing> {
    let (first, last) = (watch.profiles.first()?, watch.profiles.last()?);
    let tracks: Vec<_> = watch.tracks.iter().filter(|track| track.points.len() > 1).collect();
    if tracks.is_empty() {
        return None;
    }
    let mut plane = square(if first.radius_um >= last.radius_um { first } else { last });
    // NK cells come from farther away than the tumour reaches.
    for (_, [x, y, _]) in tracks.iter().flat_map(|track| &track.points) {
        for ((low, high), at) in plane.low.iter_mut().zip(&mut plane.high).zip([*x, *y]) {
            (*low, *high) = (low.min(f64::from(at)), high.max(f64::from(at)));
        }
    }
    let span = (plane.high[0] - plane.low[0]).max(plane.high[1] - plane.low[1]);
    plane.high = plane.low.map(|low| low + span);
    let mut body = String::new();
    outline(&mut body, &plane, last, "zero strong");
    body.push_str("<g class=\"k-nk\">");
    for track in &tracks {
        let mut path = String::new();
        for (index, (_, [x, y, _])) in track.points.iter().enumerate() {
            let (x, y) = (plane.x(f64::from(*x)), plane.y(f64::from(*y)));
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        let _ = write!(body, "<path class=\"draws\" d=\"{path}\"/>");
        if let Some((_, [x, y, _])) = track.points.first() {
            let (x, y) = (plane.x(f64::from(*x)), plane.y(f64::from(*y)));
            let _ = write!(body, "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.4\"/>");
        }
    }
    body.push_str("</g>");
    plane.scale_bar(&mut body);
    Some(Drawing {
        name: "nk-tracks".to_owned(),
        title: Message::new("tissue.figure.tracks").with("count", tracks.len()).text(lang),
        description: Message::new("tissue.figure.tracks.words").with("count", tracks.len()).text(lang),
        body,
        height: plane.top + plane.height + 8.0,
    })
}
