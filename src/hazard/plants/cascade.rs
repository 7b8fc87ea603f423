//! What reaches a works from outside, once a minute: a forest fire, a flood, a slide.
//!
//! | From | What it does to a tank |
//! |---|---|
//! | forest fire | the flames' heat, as from a wide wall of fire; embers light what breathes vapour that can burn |
//! | flood | lifts it where the water that it displaces weighs more than it does, and so tears its pipes |
//! | slide | breaks it by the pressure ρ·v² of what strikes it |

use super::{Hole, Leak, PlantEventKind, PlantTank, Plants, TankFire, bund::WALL_M};
use crate::{
    hazard::{
        Air, FloodField, Slopes, Wildfire,
        chemical::{air::ATM_PA, limits::limits},
        tables::PlantTable,
    },
    num::{Draw, DrillTime, Point, draw::Process, math},
    sim::Land,
};
use bevy::{ecs::system::SystemParam, prelude::*};

const WATER_KG_M3: f64 = 1000.0;

/// The other hazards around the works.
#[derive(SystemParam)]
pub struct Around<'w> {
    land: Res<'w, Land>,
    water: Res<'w, FloodField>,
    slopes: Res<'w, Slopes>,
    wildfire: Res<'w, Wildfire>,
}

impl Around<'_> {
    /// What reaches the tanks in this minute.
    pub(super) fn reach(
        &self,
        plants: &mut Plants,
        table: &PlantTable,
        seed: u64,
        now: DrillTime,
        air: &Air,
        happened: &mut Vec<(usize, PlantEventKind)>,
    ) {
        let burning = self.wildfire.is_on();
        for store in &mut plants.stores {
            store.wild_kw_m2 = if burning { self.flames(store.at, now, table).0 } else { 0.0 };
        }
        for n in 0..plants.tanks.len() {
            let tank = &mut plants.tanks[n];
            if tank.failed {
                tank.wild_kw_m2 = 0.0;
                continue;
            }
            if burning {
                let (heat, embers) = self.flames(tank.at, now, table);
                tank.wild_kw_m2 = heat;
                let draw = Draw::new(seed, n as u64, Process::Embers).part(u64::from(now.0));
                let lit = embers && f64::from(draw.unit()) < table.ember_per_min;
                if lit && tank.breathes_fire(air.temperature_c) {
                    tank.fire = Some(TankFire { since: now });
                    happened.push((n, PlantEventKind::Burns));
                }
            }
            let depth_m = f64::from(self.water.0.depth_m()[self.land.spec.cell_at(tank.at)]);
            if tank.leak.is_none() && tank.floats(depth_m, table) {
                tank.leak = Some(torn(table));
                happened.extend([(n, PlantEventKind::Lifted), (n, PlantEventKind::Releases)]);
            }
            let pressure_kpa = self.slides_kpa(tank.at);
            let (atmospheric, pressurised) = limits().domino.blast_kpa;
            if pressure_kpa >= if tank.pressurised { pressurised } else { atmospheric } {
                happened.push((n, PlantEventKind::Struck));
                let kind = plants.fail(n, now);
                happened.push((n, kind));
            }
        }
    }

    /// Heat of the forest fire at a place, kW/m², and whether embers fall there. A wide wall of flame L high at a distance d
    /// gives E·½·sin(atan(L/d)) to what faces it.
    fn flames(&self, at: Point, now: DrillTime, table: &PlantTable) -> (f64, bool) {
        let (spec, fire) = (&self.land.spec, &self.wildfire);
        let (row, col) = spec.row_col(spec.cell_at(at));
        let reach = (table.ember_m / f64::from(spec.cell_m)).ceil() as usize;
        let (mut heat, mut embers) = (0.0f64, false);
        for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
            for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
                let cell = spec.index(r, c);
                if !flaming(fire, cell, now, f64::from(spec.cell_m)) {
                    continue;
                }
                // To the near edge of the burning cell, but not into the works' own ground.
                let far = f64::from(spec.centre(cell).distance_m(at)) - 0.5 * f64::from(spec.cell_m);
                let (far, high) = (far.max(table.cleared_m), f64::from(fire.flame_m[cell]));
                embers |= far <= table.ember_m;
                heat = heat.max(table.flame_kw_m2 * 0.5 * high / (high * high + far * far).sqrt());
            }
        }
        (heat, embers)
    }

    /// The greatest pressure with which a slide has struck a place so far, kPa.
    fn slides_kpa(&self, at: Point) -> f64 {
        let struck = self.slopes.slides.iter().filter_map(|slide| {
            let cell = slide.window.cell(at)?;
            let (depth, speed) = (*slide.max_depth_m.get(cell)?, f64::from(*slide.max_speed_m_s.get(cell)?));
            (depth >= 0.3).then_some(1e-3 * SLIDE_KG_M3 * speed * speed)
        });
        struck.fold(0.0, f64::max)
    }
}

/// Whether the edge crosses a cell now: it takes the cell's width over its rate, a minute at least.
fn flaming(fire: &Wildfire, cell: usize, now: DrillTime, cell_m: f64) -> bool {
    let since = f64::from(now.0) - f64::from(fire.arrival_s.get(cell).copied().unwrap_or(f32::NAN));
    let rate = f64::from(fire.rate_m_s(cell)).max(1e-3);
    // Written so that a cell that never burnt is none.
    since >= 0.0 && since <= (cell_m / rate).max(60.0) && fire.flame_m[cell] > 0.0
}

/// Density of what slides, kg/m³.
const SLIDE_KG_M3: f64 = 1900.0;

/// The pipe of a tank that moved.
fn torn(table: &PlantTable) -> Leak {
    let area_m2 = 0.25 * core::f64::consts::PI * table.pipe_m * table.pipe_m;
    Leak::new(Hole { area_m2, ..Hole::default() }, false, 0.0)
}

impl PlantTank {
    /// Whether it holds a liquid whose vapour, as it leaves the vents of the tank, can burn.
    pub(super) fn breathes_fire(&self, air_c: f64) -> bool {
        let share = self.substance.vapour_pressure_pa(air_c) / ATM_PA;
        let burns = self.substance.lfl_pct.is_some_and(|lfl| 100.0 * share >= lfl);
        burns && !self.pressurised && self.fire.is_none() && self.substance.pool_fire.is_some()
    }

    /// Whether water of a depth on the ground around it lifts it: an upright tank stands dry until the water is over the bund's
    /// wall, a lying one stands on saddles. Anchors are not counted on.
    pub fn floats(&self, depth_m: f64, table: &PlantTable) -> bool {
        let d = self.diameter_m;
        let (displaced_m3, wall_kg_m2) = if self.pressurised {
            let depth = (depth_m - table.saddle_m).clamp(0.0, d);
            // The part of a circle below a level, times the length of three diameters.
            let (r, up) = (0.5 * d, depth - 0.5 * d);
            let angle = math::acos((-up / r).clamp(-1.0, 1.0));
            let area = r * r * angle + up * (r * r - up * up).max(0.0).sqrt();
            (3.0 * d * area, table.wall_kg_m2.1)
        } else {
            let wet = if depth_m > WALL_M { depth_m.min(d) } else { 0.0 };
            (0.25 * core::f64::consts::PI * d * d * wet, table.wall_kg_m2.0)
        };
        displaced_m3 * WATER_KG_M3 > self.mass_kg + wall_kg_m2 * self.wall_m2()
    }
}
