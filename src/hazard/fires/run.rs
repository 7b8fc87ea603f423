//! The fires' tick: what is set alight, what brands kindle, how far the edge comes.

use super::{Fire, FirePlan, Wildfire, sides};
use crate::{
    county::{County, Cover},
    hazard::{
        Air,
        plugin::Interventions,
        tables::{FireTable, HazardTables},
        wildfire::{
            burn::Fire as Burning,
            front::{Burnt, Front},
            spot::brand,
            spread::wind_6m,
            wind::{Reference, gust},
        },
    },
    num::{Draw, DrillTime, Point, draw::Process},
    sim::{Clock, Land, Seed, TICK_S},
};
use bevy::prelude::*;

/// A fire began.
#[derive(Message, Clone, Copy, Debug)]
pub struct FireStarted {
    pub fire: usize,
}

/// The edge crossed a barrier that held it until then.
#[derive(Message, Clone, Copy, Debug)]
pub struct LineJumped {
    pub fire: usize,
    pub cell: u32,
    /// Crews had made it.
    pub made: bool,
}

/// Fires of a tick.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    seed: Res<Seed>,
    air: Res<Air>,
    plan: Res<FirePlan>,
    tables: Res<HazardTables>,
    orders: Res<Interventions>,
    mut wildfire: ResMut<Wildfire>,
    mut started: MessageWriter<FireStarted>,
    mut jumped: MessageWriter<LineJumped>,
) {
    if !wildfire.is_on() {
        return;
    }
    let fire = &mut *wildfire;
    let now = clock.now();
    let before_s = f64::from(now.0 - TICK_S);
    let minute = clock.tick % 6 == 1;
    if minute {
        fire.weather(&clock, &air, &plan, &tables.fire, seed.0);
    }
    fire.take_orders(&land, &orders, before_s);
    while let Some((at, cell)) = plan.fires.get(fire.planned).copied().filter(|f| f.0 <= before_s) {
        fire.planned += 1;
        if let Some(number) = fire.start(&land, cell, DrillTime(at as u32), before_s) {
            started.write(FireStarted { fire: number });
        }
    }
    fire.kindle(&land, before_s);
    let reached = fire.grow(&land, minute);
    for burnt in reached {
        let burns = fire.conditions.fire(&fire.fuels, &land, burnt.cell as usize);
        let owner = fire.book(&land, &burnt, &burns, before_s);
        fire.throw(&land, seed.0, &burnt, &burns, before_s, owner);
        let cell = burnt.cell as usize;
        let flame_m = fire.flame_m[cell];
        for next in sides(&land.spec, cell) {
            if !fire.has_burnt(next) && fire.barriers.is_jumped(seed.0, next, flame_m) {
                fire.release(next);
                let made = fire.barriers.get(next).is_some_and(|b| b.made);
                jumped.write(LineJumped { fire: owner, cell: next as u32, made });
            }
        }
    }
}

impl Wildfire {
    /// Weather of a minute: gusts, and every ten minutes the fuel's moisture.
    fn weather(&mut self, clock: &Clock, air: &Air, plan: &FirePlan, table: &FireTable, seed: u64) {
        let before = DrillTime(clock.now().0 - TICK_S);
        let hour = f64::from(clock.time_of_day_s(before)) / 3600.0;
        let time_s = f64::from(before.0);
        if before.0.is_multiple_of(table.moisture_min * 60) {
            let seconds = f64::from(table.moisture_min) * 60.0;
            self.conditions.dry(&self.fuels, air, plan.day, hour, seconds);
        }
        let gust = gust(Draw::new(seed, 0, Process::Gusts), time_s);
        let wind =
            Reference { speed_m_s: air.wind_m_s * gust, from_deg: air.from_deg, hour, clear: air.clear };
        self.conditions.blow(wind, self.owner.len());
    }

    /// Lines, burning out and mopping up that crews have done since the last tick.
    fn take_orders(&mut self, county: &County, orders: &Interventions, before_s: f64) {
        let [lines, fires, mopped] = self.seen;
        for (cell, width_m) in orders.fire_lines.iter().skip(lines) {
            self.barriers.widen(*cell, *width_m, true);
            if let Some(front) = &mut self.front {
                front.hold(*cell as usize, true);
            }
        }
        for (cell, fire) in orders.burnt_out.iter().skip(fires) {
            self.set_alight(county, *cell, *fire as u16 + 1, before_s);
        }
        for cell in orders.mopped_up.iter().skip(mopped) {
            if let Some(place) = self.mopped.get_mut(*cell as usize) {
                *place = true;
            }
        }
        self.seen = [orders.fire_lines.len(), orders.burnt_out.len(), orders.mopped_up.len()];
    }

    /// A new fire at a cell, if it burns there.
    fn start(&mut self, county: &County, cell: u32, began: DrillTime, now_s: f64) -> Option<usize> {
        // Where somebody sets a fire in the grass beside a road, the road does not keep it from starting.
        self.release(cell as usize);
        let number = self.fires.len();
        self.fires.push(Fire { began, origin: cell, ..Fire::default() });
        let lit = self.set_alight(county, cell, number as u16 + 1, now_s);
        if !lit {
            self.fires.pop();
        }
        lit.then_some(number)
    }

    /// A cell burns from now on, if its fuel does; its flames are those of a head there, since fire from a point runs with the
    /// wind.
    fn set_alight(&mut self, county: &County, cell: u32, owner: u16, now_s: f64) -> bool {
        let at = cell as usize;
        let Some(spec) = self.spec else { return false };
        if at >= spec.len() || self.has_burnt(at) || !self.fuels.burns(at, &self.conditions) {
            return false;
        }
        let barriers = &self.barriers;
        let front = self.front.get_or_insert_with(|| {
            let mut front = Front::new(spec);
            barriers.iter().filter(|(_, b)| !b.jumped).for_each(|(cell, _)| front.hold(cell as usize, true));
            front
        });
        if !front.ignite(at) {
            return false;
        }
        self.arrival_s[at] = now_s as f32;
        let fire = self.conditions.fire(&self.fuels, county, at);
        self.rate_m_s[at] = fire.ellipse.head();
        self.flame_m[at] = fire.flame_m(fire.ellipse.head().into()) as f32;
        self.count(at, owner);
        true
    }

    /// A burnt cell is a fire's from now on.
    fn count(&mut self, cell: usize, owner: u16) {
        self.owner[cell] = owner;
        let ha = self.spec.map_or(0.0, |s| f64::from(s.cell_area_m2())) * 1e-4;
        let forest_ha = if self.fuels.cover(cell).is_some_and(Cover::is_forest) { ha } else { 0.0 };
        if let Some(fire) = self.fires.get_mut(usize::from(owner) - 1) {
            fire.cells += 1;
            fire.forest_ha += forest_ha;
        }
    }

    /// The fire may enter a cell again.
    pub(super) fn release(&mut self, cell: usize) {
        self.barriers.break_at(cell);
        if let Some(front) = &mut self.front {
            front.hold(cell, false);
        }
    }

    /// Brands that are due.
    fn kindle(&mut self, county: &County, now_s: f64) {
        let (due, later) = std::mem::take(&mut self.brands).into_iter().partition(|b| b.0 <= now_s);
        self.brands = later;
        let due: Vec<(f64, u32, u16)> = due;
        for (_, cell, owner) in due {
            if !self.barriers.holds(cell as usize) {
                self.set_alight(county, cell, owner, now_s);
            }
        }
    }

    /// Let the edge move for a tick.
    fn grow(&mut self, county: &County, minute: bool) -> Vec<Burnt> {
        let Some(front) = &mut self.front else { return Vec::new() };
        let (fuels, conditions) = (&self.fuels, &self.conditions);
        let ellipse = |cell: usize| conditions.fire(fuels, county, cell).ellipse;
        let tick_s = f64::from(TICK_S);
        if minute { front.advance(tick_s, &ellipse) } else { front.go_on(tick_s, &ellipse) }
    }

    /// Write down a cell that the edge has reached; whose fire it is.
    fn book(&mut self, county: &County, burnt: &Burnt, burns: &Burning, before_s: f64) -> usize {
        let cell = burnt.cell as usize;
        let (row, col) = county.spec.row_col(cell);
        let around = (row.saturating_sub(1)..(row + 2).min(county.spec.rows))
            .flat_map(|r| (col.saturating_sub(1)..(col + 2).min(county.spec.cols)).map(move |c| (r, c)));
        let owner = around
            .map(|(r, c)| county.spec.index(r, c))
            .filter(|c| self.owner[*c] > 0)
            .min_by(|a, b| self.arrival_s[*a].total_cmp(&self.arrival_s[*b]).then(a.cmp(b)))
            .map_or(1, |c| self.owner[c]);
        self.count(cell, owner);
        self.arrival_s[cell] = (before_s + f64::from(TICK_S)) as f32;
        self.flame_m[cell] = burns.flame_m(burnt.rate_m_s.into()) as f32;
        self.rate_m_s[cell] = burnt.rate_m_s;
        usize::from(owner) - 1
    }

    /// A burning cell may throw a brand.
    fn throw(
        &mut self,
        county: &County,
        seed: u64,
        burnt: &Burnt,
        burns: &Burning,
        now_s: f64,
        owner: usize,
    ) {
        let cell = burnt.cell as usize;
        let rate = f64::from(burnt.rate_m_s);
        let wind = self.conditions.wind_at(county, cell).map(wind_6m);
        let draw = Draw::new(seed, cell as u64, Process::Brands);
        let area = f64::from(county.spec.cell_area_m2());
        let (cover_m, fine) = (self.fuels.trees_m(cell), self.conditions.fine(&self.fuels, cell));
        let thrown = brand(draw, area, burns.flame_m(rate), burns.intensity_kw_m(rate), wind, cover_m, fine);
        let Some(brand) = thrown else { return };
        let from = county.spec.centre(cell);
        let at = Point { x_m: from.x_m + brand.off_m[0] as f32, y_m: from.y_m + brand.off_m[1] as f32 };
        let inside =
            (0.0..county.spec.width_m()).contains(&at.x_m) && (0.0..county.spec.height_m()).contains(&at.y_m);
        if inside {
            self.brands.push((now_s + brand.after_s, county.spec.cell_at(at) as u32, owner as u16 + 1));
        }
    }
}
