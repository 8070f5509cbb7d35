//! Doses over a panel: one row of marks an agent, packed so that nothing touches.
//!
//! Every agent has a glyph. Doses that stand closer than the glyph is wide become a glyph and thin ticks. The name
//! stands to the right of the last dose, or to the left of the first where the right edge is near. Agents share a row
//! where their marks and names leave room.

use super::axis::Line;
use super::{escape, text_width};
use crate::words;
use lytic_study::DoseMark;
use lytic_text::Lang;
use std::fmt::Write;

/// Height of a row of marks.
pub(crate) const ROW: f64 = 11.0;
/// Rows drawn at most; agents beyond them are counted in a note, and stand in the table of doses all the same.
const MOST_ROWS: usize = 7;
const FONT: f64 = 9.5;
/// Size of a glyph.
pub(crate) const GLYPH: f64 = 6.2;

/// One agent with all its doses: several entries of a scenario may give the same agent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Agent {
    /// Symbol: `fludarabine`.
    pub name: String,
    /// Number of its glyph.
    pub glyph: usize,
    /// When, in days, ascending.
    pub times_days: Vec<f64>,
}

/// Agents in the order of their first dose in the scenario, each with its glyph. Cells have the disc to themselves.
pub(crate) fn agents(doses: &[DoseMark]) -> Vec<Agent> {
    let mut agents: Vec<Agent> = Vec::new();
    for dose in doses {
        let index = agents.iter().position(|agent| agent.name == dose.of).unwrap_or_else(|| {
            let others = agents.iter().filter(|agent| !words::is_cells(&agent.name)).count();
            let glyph = if words::is_cells(&dose.of) { 0 } else { 1 + others % (GLYPHS - 1) };
            agents.push(Agent { name: dose.of.clone(), glyph, times_days: Vec::new() });
            agents.len() - 1
        });
        if let Some(agent) = agents.get_mut(index) {
            agent.times_days.extend(dose.times_days.iter().filter(|time| time.is_finite()));
        }
    }
    for agent in &mut agents {
        agent.times_days.sort_by(f64::total_cmp);
        agent.times_days.dedup();
    }
    agents
}

struct Placed<'a> {
    agent: &'a Agent,
    label: String,
    label_at: f64,
    anchor: &'static str,
}

/// The packed rows of marks.
pub(crate) struct Rows<'a> {
    rows: Vec<Vec<Placed<'a>>>,
    left_out: usize,
}

/// Packs agents into rows over the time axis.
pub(crate) fn pack<'a>(agents: &'a [Agent], time: &Line, lang: Lang) -> Rows<'a> {
    let shown = |day: &f64| (time.low..=time.high).contains(day);
    let mut order: Vec<(&Agent, f64, f64)> = agents
        .iter()
        .filter_map(|agent| {
            let mut shown = agent.times_days.iter().copied().filter(shown);
            let first = shown.next()?;
            Some((agent, time.place(first), time.place(shown.next_back().unwrap_or(first))))
        })
        .collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut rows: Vec<(f64, Vec<Placed<'a>>)> = Vec::new();
    let mut left_out = 0;
    for (agent, first, last) in order {
        let label = words::agent_short(&agent.name, lang);
        let width = text_width(&label, FONT);
        let right = last + GLYPH / 2.0 + 3.0;
        let fits_right = right + width <= time.end;
        let (label_at, anchor) =
            if fits_right { (right, "start") } else { (first - GLYPH / 2.0 - 3.0, "end") };
        let begin = if fits_right { first - GLYPH / 2.0 } else { label_at - width };
        let end = if fits_right { right + width } else { last + GLYPH / 2.0 };
        let placed = Placed { agent, label, label_at, anchor };
        match rows.iter().position(|(taken, _)| *taken + 6.0 <= begin) {
            Some(free) => {
                if let Some((taken, row)) = rows.get_mut(free) {
                    *taken = end;
                    row.push(placed);
                }
            }
            None if rows.len() < MOST_ROWS => rows.push((end, vec![placed])),
            None => left_out += 1,
        }
    }
    Rows { rows: rows.into_iter().map(|(_, row)| row).collect(), left_out }
}

impl Rows<'_> {
    /// Height of all rows, and a little room above the plot where there are none.
    pub(crate) fn height(&self) -> f64 {
        self.rows.len() as f64 * ROW + if self.rows.is_empty() { 6.0 } else { 3.0 }
    }

    /// Agents for which there was no room.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out
    }

    /// Draws the rows from `top` downwards.
    pub(crate) fn draw(&self, out: &mut String, time: &Line, top: f64) {
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + (index as f64 + 0.5) * ROW;
            for placed in row {
                draw_marks(out, placed.agent, time, y);
                let _ = write!(
                    out,
                    "<text class=\"dose-name\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{}\">{}</text>",
                    placed.label_at,
                    y + 3.3,
                    placed.anchor,
                    escape(&placed.label)
                );
            }
        }
    }
}

fn draw_marks(out: &mut String, agent: &Agent, time: &Line, y: f64) {
    let class = if agent.glyph == 0 { "dose cells" } else { "dose" };
    let _ = write!(out, "<g class=\"{class}\">");
    let mut before = f64::NEG_INFINITY;
    let mut drawn = f64::NEG_INFINITY;
    for day in agent.times_days.iter().filter(|day| (time.low..=time.high).contains(*day)) {
        let x = time.place(*day);
        if x - before > GLYPH + 0.8 {
            out.push_str(&glyph(agent.glyph, x, y, GLYPH));
            drawn = x + GLYPH / 4.0;
        } else if x - drawn > 1.7 {
            let _ = write!(out, "<path class=\"tick\" d=\"M{x:.1} {:.1}V{:.1}\"/>", y - 3.0, y + 3.0);
            drawn = x;
        }
        before = x;
    }
    out.push_str("</g>");
}

/// Number of different glyphs.
pub(crate) const GLYPHS: usize = 9;

/// A glyph of `size` around a point: disc, triangles, square, diamond, and hollow ones.
pub(crate) fn glyph(number: usize, x: f64, y: f64, size: f64) -> String {
    let half = size / 2.0;
    let (left, right, up, down) = (x - half, x + half, y - half, y + half);
    match number % GLYPHS {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{half:.1}\"/>"),
        1 => format!("<path d=\"M{left:.1} {up:.1}H{right:.1}L{x:.1} {down:.1}Z\"/>"),
        2 => format!("<path d=\"M{x:.1} {up:.1}L{right:.1} {y:.1}L{x:.1} {down:.1}L{left:.1} {y:.1}Z\"/>"),
        3 => {
            let (side, corner) = (size * 0.84, half * 0.84);
            format!("<path d=\"M{:.1} {:.1}h{side:.1}v{side:.1}h-{side:.1}Z\"/>", x - corner, y - corner)
        }
        4 => format!("<path d=\"M{left:.1} {down:.1}H{right:.1}L{x:.1} {up:.1}Z\"/>"),
        5 => format!("<path class=\"hollow\" d=\"M{x:.1} {up:.1}V{down:.1}M{left:.1} {y:.1}H{right:.1}\"/>"),
        6 => format!("<path class=\"hollow\" d=\"M{left:.1} {up:.1}H{right:.1}L{x:.1} {down:.1}Z\"/>"),
        7 => {
            let (side, corner) = (size * 0.76, half * 0.76);
            format!(
                "<path class=\"hollow\" d=\"M{:.1} {:.1}h{side:.1}v{side:.1}h-{side:.1}Z\"/>",
                x - corner,
                y - corner
            )
        }
        _ => format!(
            "<path class=\"hollow\" d=\"M{left:.1} {up:.1}L{right:.1} {down:.1}M{right:.1} {up:.1}L{left:.1} {down:.1}\"/>"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regimens of many shapes: what is drawn in one row never touches, and nothing leaves the plot.
    #[test]
    fn marks_and_names_never_touch() {
        let time = Line { low: -7.0, high: 90.0, start: 60.0, end: 428.0 };
        for seed in 0..300_u32 {
            let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
            let mut next = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) % below
            };
            let doses: Vec<DoseMark> = (0..1 + next(9))
                .map(|index| {
                    let first = f64::from(next(97)) - 7.0;
                    let step = f64::from(1 + next(7));
                    DoseMark {
                        of: format!("drug_{}", "x".repeat((index + next(9)) as usize)),
                        times_days: (0..1 + next(6)).map(|dose| first + step * f64::from(dose)).collect(),
                        ..DoseMark::default()
                    }
                })
                .collect();
            let agents = agents(&doses);
            let rows = pack(&agents, &time, Lang::En);
            for row in &rows.rows {
                let mut taken = f64::NEG_INFINITY;
                for placed in row {
                    let shown = placed.agent.times_days.iter().filter(|day| **day <= time.high);
                    let marks: Vec<f64> = shown.map(|day| time.place(*day)).collect();
                    let width = text_width(&placed.label, FONT);
                    let (from, to) = match placed.anchor {
                        "start" => (placed.label_at, placed.label_at + width),
                        _ => (placed.label_at - width, placed.label_at),
                    };
                    let left = from.min(marks[0] - GLYPH / 2.0);
                    let right = to.max(marks[marks.len() - 1] + GLYPH / 2.0);
                    assert!(left > taken, "row of seed {seed}: {left} lies on {taken}");
                    assert!(to <= time.end + 0.1 || placed.anchor == "end");
                    taken = right;
                }
            }
        }
    }

    #[test]
    fn one_agent_given_twice_has_one_row_and_cells_have_the_disc() {
        let dose = |of: &str, time| DoseMark { of: of.into(), times_days: vec![time], ..DoseMark::default() };
        let agents =
            agents(&[dose("il2", 3.0), dose("nk_cells", 0.0), dose("il2", 1.0), dose("cytarabine", -5.0)]);
        assert_eq!(agents.len(), 3);
        assert_eq!(agents[0].times_days, [1.0, 3.0]);
        assert_eq!(agents.iter().map(|agent| agent.glyph).collect::<Vec<_>>(), [1, 0, 2]);
    }
}
