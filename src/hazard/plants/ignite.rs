//! Clouds that burn: what lights them, and whether they flash or explode.
//!
//! A spark of rate ω in gas between its limits lights it within a time t with 1 − e^(−ω·t); fires light it at once. What is lit
//! explodes or burns as a flash, by a share (TNO Purple Book, chapter 4: 0.4 and 0.6). The blast is that of a share of the
//! cloud's heat as TNT in the middle of what can burn.

use super::{Origin, PlantEventKind, Plants, fires};
use crate::{
    hazard::{
        Air,
        chemical::{
            blast,
            puffs::{Cloud, Places, Raster},
            zones::{self, Polygon},
        },
        tables::PlantTable,
    },
    num::{Draw, DrillTime, Point, draw::Process, math, ring::inside},
};

/// Something that may light a cloud, so many times a minute on average.
#[derive(Clone, Copy, Debug)]
pub struct Spark {
    pub at: Point,
    pub per_min: f64,
}

/// The ground under a cloud that burnt: whoever stood there stood in the flames.
#[derive(Clone, Debug)]
pub struct Flash {
    pub(super) zone: Vec<Polygon>,
}

impl Flash {
    /// Whether a place was in the flames.
    pub fn holds(&self, at: Point) -> bool {
        let at = [f64::from(at.x_m), -f64::from(at.y_m)];
        self.zone.iter().any(|p| inside(&p[0], at) && !p[1..].iter().any(|hole| inside(hole, at)))
    }
}

/// A cloud that was lit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lit {
    /// Number of the tank that it came from.
    pub tank: usize,
    /// Exploded or flashed.
    pub kind: PlantEventKind,
    /// kg of TNT, or of what burnt.
    pub mass_kg: f64,
    pub at: Point,
}

/// Clouds that find a spark in this tick. What can burn of them is gone, and what still comes out burns from now on.
pub(super) fn ignite(
    plants: &mut Plants,
    sparks: &[Spark],
    table: &PlantTable,
    air: &Air,
    seed: u64,
    now: DrillTime,
    seconds: f64,
) -> Vec<Lit> {
    let mut lit = Vec::new();
    if !plants.plume.sources.iter().any(|source| source.hangs(&plants.tanks)) {
        return lit;
    }
    let fires: Vec<Point> = fires::sources(plants).iter().map(|fire| fire.at).collect();
    for number in 0..plants.plume.sources.len() {
        let source = &plants.plume.sources[number];
        let Origin::Tank(n) = source.from else { continue };
        if !source.hangs(&plants.tanks) {
            continue;
        }
        let substance = plants.tanks[n].substance;
        let (Some(low), Some(high), Some(heat)) =
            (substance.lfl_pct, substance.ufl_pct, substance.heat_comb_j_kg)
        else {
            continue;
        };
        let [low, high] = [low, high].map(|pct| substance.kg_m3(1e4 * pct, air.temperature_c));
        let (mass_kg, middle) = source.cloud.between(low, high);
        if mass_kg < table.flammable_least_kg {
            continue;
        }
        let places: Vec<Point> = fires.iter().copied().chain(sparks.iter().map(|s| s.at)).collect();
        let there = thickness(&source.cloud, &places);
        let touches = there[..fires.len()].iter().any(|c| *c >= low);
        let felt = sparks.iter().zip(&there[fires.len()..]).filter(|(_, c)| **c >= low);
        let per_min = table.site_sparks_per_min + felt.map(|(s, _)| s.per_min).sum::<f64>();
        let chance = 1.0 - math::exp(-per_min * seconds / 60.0);
        let draw = Draw::new(seed, n as u64, Process::Ignition).part(u64::from(now.0));
        if !touches && f64::from(draw.unit()) >= chance {
            continue;
        }
        let zone = flames(&source.cloud, low);
        let source = &mut plants.plume.sources[number];
        let burnt = source.cloud.burn_off(low);
        source.gone_kg += burnt;
        let draw = Draw::new(seed, n as u64, Process::Explosion).part(u64::from(now.0));
        let (kind, mass_kg) = if f64::from(draw.unit()) < table.explodes {
            (PlantEventKind::Exploded, blast::tnt_kg(mass_kg, heat, table.tnt_share))
        } else {
            (PlantEventKind::Flashed, burnt)
        };
        // Clouds look north, the county south.
        let at = Point { x_m: middle[0] as f32, y_m: -middle[1] as f32 };
        lit.push(Lit { tank: n, kind, mass_kg, at });
        match &mut plants.flash {
            Some(flash) => flash.zone.extend(zone),
            none => *none = Some(Flash { zone }),
        }
        let tank = &mut plants.tanks[n];
        if let Some(leak) = &mut tank.leak {
            leak.lit = true;
        }
        let bund = &mut plants.bunds[tank.bund];
        if bund.pool.mass_kg > 1.0 && bund.substance.pool_fire.is_some() {
            bund.burning.get_or_insert(now);
        }
    }
    lit
}

/// Height at which sparks are made, m.
const SPARK_M: f64 = 1.0;

/// Concentration of a cloud at places, kg/m³.
fn thickness(cloud: &Cloud, places: &[Point]) -> Vec<f64> {
    let at: Vec<[f64; 3]> = places.iter().map(|p| [f64::from(p.x_m), -f64::from(p.y_m), SPARK_M]).collect();
    let mut out = vec![0.0; at.len()];
    cloud.at(&Places::new(&at), f64::INFINITY, &mut out);
    out
}

/// Cells along the longer side of the raster on which the flames are drawn.
const CELLS: f64 = 120.0;

/// The ground where a cloud is thicker than a level, kg/m³.
fn flames(cloud: &Cloud, level: f64) -> Vec<Polygon> {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for puff in cloud.puffs.iter().filter(|p| cloud.thicker(p, level) > 0.0) {
        let pad = 4.0 * cloud.widths_m(puff)[0];
        for axis in 0..2 {
            low[axis] = low[axis].min(puff.at[axis] - pad);
            high[axis] = high[axis].max(puff.at[axis] + pad);
        }
    }
    let long = (high[0] - low[0]).max(high[1] - low[1]);
    if !long.is_finite() || long <= 0.0 {
        return Vec::new();
    }
    let cell_m = (long / CELLS).max(0.5);
    let count = |axis: usize| ((high[axis] - low[axis]) / cell_m).ceil().max(1.0) as usize;
    let raster = Raster { west_m: low[0], north_m: high[1], cell_m, cols: count(0), rows: count(1) };
    let mut cells = vec![0.0; raster.cols * raster.rows];
    cloud.add_to(&raster, SPARK_M, &mut cells);
    zones::polygons(&raster, &cells, level)
}
