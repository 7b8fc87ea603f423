//! Once a minute: where each fire can still spread, what smoulders, and whether it is held all round or out.

use super::{Wildfire, sides};
use crate::{
    county::County,
    hazard::{
        plugin::Interventions,
        tables::{FireTable, HazardTables},
        wildfire::growth::Growth,
    },
    num::{Draw, DrillTime, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// A fire's state changed.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FireChanged {
    /// Held all round (合围).
    Held { fire: usize },
    /// It has got away from where it was held.
    Escaped { fire: usize },
    /// Nothing smoulders any more (扑灭).
    Out { fire: usize },
}

/// The state of each fire.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    seed: Res<Seed>,
    tables: Res<HazardTables>,
    orders: Res<Interventions>,
    mut wildfire: ResMut<Wildfire>,
    mut changed: MessageWriter<FireChanged>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let (now, table) = (clock.now(), &tables.fire);
    wildfire.look(now, table);
    wildfire.embers_cross(&land, seed.0, now, table, &orders.fire_watch);
    for number in 0..wildfire.fires.len() {
        let coming = wildfire.brands.iter().any(|b| usize::from(b.2) == number + 1);
        let fire = &mut wildfire.fires[number];
        let free = !fire.free_edge.is_empty() || coming;
        match (free, fire.held) {
            (false, None) => {
                fire.held = Some(now);
                changed.write(FireChanged::Held { fire: number });
            }
            (true, Some(_)) => {
                (fire.held, fire.out) = (None, None);
                changed.write(FireChanged::Escaped { fire: number });
            }
            _ => {}
        }
        if fire.held.is_some() && fire.out.is_none() && fire.embers.is_empty() {
            fire.out = Some(now);
            changed.write(FireChanged::Out { fire: number });
        }
    }
}

impl Wildfire {
    /// How a fire grows now: its fastest edge, and the ellipse of the place where that is.
    pub fn growth(&self, county: &County, fire: usize) -> Option<Growth> {
        let edge = self.fires.get(fire)?.free_edge.iter().map(|c| *c as usize);
        let ellipses = edge.map(|cell| self.conditions.fire(&self.fuels, county, cell).ellipse);
        let head = ellipses.max_by(|a, b| a.head().total_cmp(&b.head()))?;
        let (along, across) = (f64::from(head.along), f64::from(head.across));
        (across > 0.0)
            .then(|| Growth { head_m_h: 3600.0 * f64::from(head.head()), length_to_width: along / across })
    }

    /// Find each fire's edges anew.
    fn look(&mut self, now: DrillTime, table: &FireTable) {
        let Some(spec) = self.spec else { return };
        let now_s = now.0 as f32;
        let smoulders_s = (table.smoulder_h * 3600.0) as f32;
        let mut edges: Vec<(Vec<u32>, Vec<u32>)> = vec![Default::default(); self.fires.len()];
        let mut recent: Vec<(f32, f32)> = vec![(0.0, 0.0); self.fires.len()];
        for cell in 0..spec.len() {
            let Some(fire) = self.owner(cell).filter(|f| *f < self.fires.len()) else { continue };
            let age_s = now_s - self.arrival_s[cell];
            if age_s <= 600.0 {
                let (flame, rate) = &mut recent[fire];
                *flame = flame.max(self.flame_m[cell]);
                *rate = rate.max(self.rate_m_s[cell] * 60.0);
            }
            let open = sides(&spec, cell).any(|c| !self.has_burnt(c));
            if !open {
                continue;
            }
            // A cell can spread as long as it burns: fuels of this kind burn out within hours.
            if age_s <= smoulders_s && self.ahead_of(cell).next().is_some() {
                edges[fire].0.push(cell as u32);
            }
            if age_s <= smoulders_s && !self.mopped[cell] {
                edges[fire].1.push(cell as u32);
            }
        }
        for ((fire, (free, embers)), (flame_m, head)) in self.fires.iter_mut().zip(edges).zip(recent) {
            (fire.free_edge, fire.embers) = (free, embers);
            (fire.flame_m, fire.head_m_min) = (flame_m, head);
        }
    }

    /// Embers at an edge that is held may get across a line that crews made, the sooner the drier and windier it is, unless
    /// somebody watches there.
    fn embers_cross(&mut self, county: &Land, seed: u64, now: DrillTime, table: &FireTable, watch: &[u32]) {
        let spec = county.spec;
        let km = f64::from(spec.cell_m) * 1e-3;
        let wind = self.conditions.wind.speed_m_s / table.rekindle_wind_m_s;
        let mut crossed = Vec::new();
        for fire in &self.fires {
            for &cell in &fire.embers {
                let dry = (1.0 - self.conditions.fine(&self.fuels, cell as usize) / 0.25).max(0.0);
                let at = spec.centre(cell as usize);
                let seen = watch.iter().any(|w| spec.centre(*w as usize).distance_m(at) <= table.watch_m);
                let slips = if seen { 1.0 - table.watch_share } else { 1.0 };
                let chance = slips * table.rekindle_per_km_h * km * wind * dry / 60.0;
                let draw = Draw::new(seed, cell.into(), Process::Rekindling).part(u64::from(now.0 / 60));
                if f64::from(draw.unit()) < chance {
                    crossed.extend(sides(&spec, cell as usize).find(|c| {
                        !self.has_burnt(*c)
                            && self.barriers.holds(*c)
                            && self.fuels.burns(*c, &self.conditions)
                    }));
                }
            }
        }
        crossed.into_iter().for_each(|cell| self.release(cell));
    }
}
