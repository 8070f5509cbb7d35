//! From counts to what an assay reports: lysis, kills per cell, share of killers, who killed how and when.

use crate::tally::Tally;

/// A number over the replicates of an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// Of all replicates together.
    pub mean: f64,
    /// Of the replicates; 0 where there is one.
    pub sd: f64,
    /// Lowest replicate.
    pub low: f64,
    /// Highest replicate.
    pub high: f64,
}

/// What came out of an arm.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmResult {
    /// All replicates together.
    pub tally: Tally,
    /// Dead targets at the end, share.
    pub lysis: Band,
    /// Dead targets at the times of the protocol, share.
    pub lysis_by_time: Vec<Band>,
    /// NK cells that have killed by those times, share of the living.
    pub killers_by_time: Vec<f64>,
    /// Kills per living NK cell.
    pub kills_per_cell: Band,
    /// Living NK cells that killed, share.
    pub killers: Band,
    /// Share of all kills by the more active half of the killers; none without kills.
    pub top_half: Option<f64>,
    /// Share of kills by granules, by the number of the kill, as far as there are kills.
    pub granule_share: Vec<f64>,
    /// Most kills of one cell (at most [`crate::MOST_COUNTED`] are told apart).
    pub most_kills: u32,
    /// Mean granule hits of a granule kill; none without.
    pub hits_per_kill: Option<f64>,
    /// Minutes from contact to the lethal hit: 10, 50 and 90 % of kills.
    pub minutes_to_hit: Option<[f64; 3]>,
    /// Minutes from contact to death by granules.
    pub minutes_to_granule_death: Option<[f64; 3]>,
    /// Minutes from contact to death by a death receptor.
    pub minutes_to_receptor_death: Option<[f64; 3]>,
    /// Mean granule store of living cells at the end, 0 to 1.
    pub store: f64,
    /// Living cells whose store does not suffice for a hit, share.
    pub exhausted: f64,
    /// Molecules of IFN-gamma per living NK cell.
    pub ifn_gamma_per_cell: f64,
    /// Molecules of TNF per living NK cell.
    pub tnf_per_cell: f64,
    /// Molecules of GM-CSF per living NK cell.
    pub gm_csf_per_cell: f64,
    /// CD16 that is left at the end, of a cell that shed none.
    pub cd16: f64,
    /// Share of the living that died of their own activation.
    pub died: f64,
}

/// What the replicates of an arm say together.
pub fn outcome(replicates: &[Tally]) -> ArmResult {
    let frames = replicates.first().map_or(0, |tally| tally.frames.len());
    let mut all = Tally::new(frames);
    replicates.iter().for_each(|tally| all.add(tally));
    let dead = |tally: &Tally, frame: usize| tally.frames.get(frame).map_or(0, |frame| frame.dead);
    let lysis_by_time: Vec<Band> =
        (0..frames).map(|frame| band(replicates, &all, |t| (dead(t, frame), t.targets))).collect();
    let killed_at = |frame: usize| all.frames.get(frame).map_or(0, |frame| frame.killers);
    let granule_kills = all.granule_kills.iter().zip(&all.receptor_kills);
    let hits: u64 = (0..).zip(&all.kills_by_hits).map(|(hits, kills): (u64, &u64)| hits * kills).sum();
    ArmResult {
        lysis: lysis_by_time.last().copied().unwrap_or_default(),
        killers_by_time: (0..frames).map(|frame| ratio(killed_at(frame), all.cells)).collect(),
        kills_per_cell: band(replicates, &all, |tally| (tally.kills, tally.cells)),
        killers: band(replicates, &all, |tally| (tally.killers(), tally.cells)),
        top_half: top_half(&all),
        granule_share: granule_kills
            .take_while(|(granule, receptor)| *granule + *receptor > 0)
            .map(|(granule, receptor)| ratio(*granule, granule + receptor))
            .collect(),
        most_kills: (0..)
            .zip(&all.cells_by_kills)
            .filter(|(_, cells)| **cells > 0)
            .map(|(n, _)| n)
            .last()
            .unwrap_or(0),
        hits_per_kill: Some(all.granule_kills.iter().sum::<u64>())
            .filter(|kills| *kills > 0)
            .map(|kills| ratio(hits, kills)),
        minutes_to_hit: quantiles(&all.hit_minutes),
        minutes_to_granule_death: quantiles(&all.granule_death_minutes),
        minutes_to_receptor_death: quantiles(&all.receptor_death_minutes),
        store: ratio(all.stores_millionth, all.cells) * 1e-6,
        exhausted: ratio(all.exhausted, all.cells),
        ifn_gamma_per_cell: ratio(all.ifn_gamma, all.cells),
        tnf_per_cell: ratio(all.tnf, all.cells),
        gm_csf_per_cell: ratio(all.gm_csf, all.cells),
        cd16: ratio(all.cd16_millionth, all.cells) * 1e-6,
        died: ratio(all.died, all.cells),
        lysis_by_time,
        tally: all,
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole > 0 { part as f64 / whole as f64 } else { 0.0 }
}

fn band(replicates: &[Tally], all: &Tally, share: impl Fn(&Tally) -> (u64, u64)) -> Band {
    let of = |tally: &Tally| {
        let (part, whole) = share(tally);
        ratio(part, whole)
    };
    let values: Vec<f64> = replicates.iter().map(of).collect();
    let n = values.len() as f64;
    let centre = values.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = values.iter().map(|value| (value - centre) * (value - centre)).sum();
    Band {
        mean: of(all),
        sd: if n > 1.0 { (squares / (n - 1.0)).sqrt() } else { 0.0 },
        low: values.iter().copied().fold(f64::INFINITY, f64::min).min(of(all)),
        high: values.iter().copied().fold(0.0, f64::max),
    }
}

/// Share of all kills by the more active half of the cells that killed; half a cell counts half.
fn top_half(tally: &Tally) -> Option<f64> {
    let killers = tally.killers();
    let mut left = killers as f64 / 2.0;
    let (mut top, mut all) = (0.0, 0.0);
    for (kills, cells) in tally.cells_by_kills.iter().enumerate().skip(1).rev() {
        let cells = *cells as f64;
        top += kills as f64 * cells.min(left);
        all += kills as f64 * cells;
        left -= cells.min(left);
    }
    (killers > 0).then(|| top / all)
}

/// 10, 50 and 90 % of what was counted minute by minute, to the middle of the minute.
fn quantiles(minutes: &[u64]) -> Option<[f64; 3]> {
    let all: u64 = minutes.iter().sum();
    let at = |share: f64| {
        let mut sum = 0;
        let place = minutes.iter().position(|count| {
            sum += count;
            sum as f64 >= share * all as f64
        });
        place.map_or(0.0, |minute| minute as f64 + 0.5)
    };
    (all > 0).then(|| [0.1, 0.5, 0.9].map(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_active_half() {
        let mut tally = Tally::new(0);
        (tally.cells_by_kills[0], tally.cells_by_kills[1], tally.cells_by_kills[5]) = (10, 3, 1);
        // Four killers: the upper two made 5 + 1 of 8 kills.
        assert_eq!(top_half(&tally), Some(0.75));
        tally.cells_by_kills[1] = 0;
        assert_eq!(top_half(&tally), Some(0.5));
        assert_eq!(top_half(&Tally::new(0)), None);
    }

    #[test]
    fn bands_and_quantiles() {
        let replicate = |dead: u64| {
            let mut tally = Tally::new(1);
            tally.targets = 10;
            tally.frames[0].dead = dead;
            tally
        };
        let found = outcome(&[replicate(2), replicate(4)]);
        assert!((found.lysis.mean - 0.3).abs() < 1e-15 && (found.lysis.sd - 0.02f64.sqrt()).abs() < 1e-15);
        assert_eq!((found.lysis.low, found.lysis.high), (0.2, 0.4));
        let mut minutes = vec![0; 100];
        (10..20).for_each(|minute| minutes[minute] = 1);
        assert_eq!(quantiles(&minutes), Some([10.5, 14.5, 18.5]));
        assert_eq!(quantiles(&[0, 0]), None);
        let nothing = outcome(&[]);
        assert_eq!((nothing.lysis, nothing.most_kills), (Band::default(), 0));
    }
}
