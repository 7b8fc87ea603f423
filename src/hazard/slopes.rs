//! Slopes in the drill: how safe each slope and gully of the risk register is, how it creeps, when it comes down and
//! where to.
//!
//! Slopes that threaten nobody are not followed: the register holds every unstable slope above homes and roads, known to
//! the county or not. Physics: [`slide::trigger`](super::slide::trigger) and [`slide::runout`](super::slide::runout).
//!
//! | File | What it holds |
//! |---|---|
//! | `rain` | the rain that a slope has had |
//! | `run` | the systems of the tick |
//! | `zone` | what a slope threatens |

mod rain;
mod run;
mod zone;

use rain::RainHistory;
pub(super) use run::run;
pub use run::{SlideStopped, SlopeFailed};
pub use zone::Zone;

use super::{
    slide::{
        runout::{Runout, Window},
        trigger::{Slope, Spell},
    },
    tables::SlopeTable,
};
use zone::Below;

use crate::{
    county::{
        County, GroundTables, RiskKind,
        stability::{SOAKED, SoilColumn, gully_sides},
    },
    num::{Draw, DrillTime, draw::Process},
    sim::Seed,
};
use bevy::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How a scenario prepares the slopes.
#[derive(Resource, Clone, Debug, Default)]
pub struct SlopePlan {
    /// Rain before the drill, with negative times.
    pub before: Vec<Spell>,
    /// Share of the soil's depth below the water table before that rain.
    pub groundwater: f64,
    /// Slopes that are weaker than their soil, by index into `County::risks`.
    pub weak: BTreeMap<usize, Weakness>,
    /// Earthquakes: time, s, and peak acceleration as a share of g.
    pub shaking: Vec<(f64, f64)>,
}

/// What differs on a slope from the soil map: an old slide, a cut at the toe.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weakness {
    pub depth_m: Option<f32>,
    pub cohesion_kpa: Option<f32>,
    pub friction_deg: Option<f32>,
}

/// A slope or gully of the risk register.
#[derive(Clone, Debug)]
pub struct Hillside {
    /// Index into `County::risks`.
    pub risk: usize,
    pub gully: bool,
    /// Cells that have not come down yet.
    parts: Vec<Part>,
    /// What lies within its reach.
    pub zone: Zone,
    rain: RainHistory,
    /// Lowest factor of safety of its cells when last looked at.
    pub safety: f64,
    /// How fast it creeps, mm/h, and how far it has, mm.
    pub creep_mm_h: f64,
    pub moved_mm: f64,
}

/// A cell that may come down.
#[derive(Clone, Copy, Debug)]
struct Part {
    cell: u32,
    slope: Slope,
}

/// A slide, on its way or at rest.
#[derive(Clone, Debug)]
pub struct Slide {
    /// Index into [`Slopes::hills`].
    pub hill: usize,
    pub failed_at: DrillTime,
    pub stopped_at: Option<DrillTime>,
    pub released_m3: f64,
    pub window: Window,
    /// Depth now, and the greatest depth, m, and speed, m/s, so far of each cell of the window.
    pub depth_m: Vec<f32>,
    pub max_depth_m: Vec<f32>,
    pub max_speed_m_s: Vec<f32>,
    runout: Option<Box<Runout>>,
}

impl Hillside {
    /// Lowest factor of safety that it would have at a time of some rain, still standing.
    pub fn safety_after(&self, rain: &[Spell], at_s: f64) -> f64 {
        self.parts.iter().map(|p| p.slope.safety_at(rain, at_s)).fold(f64::INFINITY, f64::min)
    }
}

/// Soil of parts, m³, where cells have this area, m².
fn volume_m3(parts: &[Part], cell_area_m2: f64) -> f64 {
    parts.iter().map(|p| f64::from(p.slope.column.depth_m) * cell_area_m2).sum()
}

impl Slide {
    /// Whether it still moves.
    pub fn moves(&self) -> bool {
        self.runout.is_some()
    }

    /// Energy head that a cell of the window has seen, m: depth and v²/2g at their greatest.
    pub fn head_m(&self, cell: usize) -> f32 {
        let v = self.max_speed_m_s[cell];
        self.max_depth_m[cell] + v * v / 19.62
    }
}

/// All slopes that are followed, and all slides so far.
#[derive(Resource, Clone, Debug, Default)]
pub struct Slopes {
    pub hills: Vec<Hillside>,
    pub slides: Vec<Slide>,
}

impl Slopes {
    /// The slopes of a county under a scenario.
    ///
    /// A slope that stands when the drill begins has at least the strength to stand (back analysis): where soil map and
    /// water say that it would not, its cohesion is raised until its factor of safety is what was drawn for it. What the
    /// scenario says of a slope is taken as it is.
    pub fn build(county: &County, plan: &SlopePlan, table: &SlopeTable, seed: Seed) -> Self {
        let spots = county.risks.iter().enumerate().filter(|(_, r)| r.kind.slides());
        let mut taken = BTreeSet::new();
        let below = Below::new(county);
        let hills = spots
            .map(|(risk, spot)| {
                let gully = spot.kind == RiskKind::Gully;
                let cells = if gully {
                    let sides = gully_sides(&county.spec, &spot.cells, &county.base_depth_m);
                    sides.into_iter().map(|c| c as u32).collect()
                } else {
                    spot.cells.clone()
                };
                let weakness = plan.weak.get(&risk).copied().unwrap_or_default();
                let mut parts: Vec<Part> = cells
                    .into_iter()
                    .filter_map(|cell| {
                        let slope = slope_of(county, cell as usize, weakness, plan.groundwater)?;
                        // Beside a gully only what a soaked ground lets go.
                        let can_fall = !gully || slope.column.safety_wet(SOAKED) < 1.0;
                        (can_fall && taken.insert(cell)).then_some(Part { cell, slope })
                    })
                    .collect();
                if !plan.weak.contains_key(&risk) {
                    let draw = Draw::new(seed.0, risk as u64, Process::SlopeStrength);
                    let least = table.stands_mean + draw.range(-1.0, 1.0) * table.stands_spread;
                    parts.iter_mut().for_each(|p| p.slope.strengthen(&plan.before, f64::from(least)));
                }
                Hillside {
                    risk,
                    gully,
                    zone: below.zone(&parts),
                    parts,
                    rain: RainHistory::new(&plan.before),
                    safety: f64::INFINITY,
                    creep_mm_h: 0.0,
                    moved_mm: 0.0,
                }
            })
            .collect();
        Self { hills, slides: Vec::new() }
    }

    /// Hill of a risk spot.
    pub fn of_risk(&self, risk: usize) -> Option<usize> {
        self.hills.iter().position(|h| h.risk == risk)
    }

    /// What lies within the reach of a risk spot.
    pub fn zone(&self, risk: usize) -> Option<&Zone> {
        Some(&self.hills[self.of_risk(risk)?].zone)
    }

    /// Slides from a hill.
    pub fn from_hill(&self, hill: usize) -> impl Iterator<Item = &Slide> {
        self.slides.iter().filter(move |s| s.hill == hill)
    }

    /// Fire took a share of the root cohesion of cells.
    pub fn burn(&mut self, county: &County, lost: &BTreeMap<u32, f32>) {
        let ground = GroundTables::built_in();
        for part in self.hills.iter_mut().flat_map(|h| &mut h.parts) {
            let Some(share) = lost.get(&part.cell) else { continue };
            let roots = ground.cover(county.cover[part.cell as usize]).root_cohesion_kpa;
            let column = &mut part.slope.column;
            column.cohesion_kpa = (column.cohesion_kpa - roots * share.clamp(0.0, 1.0)).max(0.0);
        }
    }

    /// Bits of the state, for the hash of the drill.
    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        for hill in &self.hills {
            for value in [hill.safety, hill.creep_mm_h, hill.moved_mm] {
                put(&value.to_le_bytes());
            }
            put(&(hill.parts.len() as u32).to_le_bytes());
        }
        for slide in &self.slides {
            for depth in slide.depth_m.iter().chain(&slide.max_speed_m_s) {
                put(&depth.to_bits().to_le_bytes());
            }
        }
    }
}

/// The soil of a cell as a slope; `None` on bare rock.
fn slope_of(county: &County, cell: usize, weakness: Weakness, groundwater: f64) -> Option<Slope> {
    let tables = GroundTables::built_in();
    let (soil, cover) = (tables.soil(county.soil[cell]), tables.cover(county.cover[cell]));
    let depth_m = weakness.depth_m.unwrap_or(county.soil_depth_m[cell]);
    let mut column = SoilColumn::new(soil, cover, county.spec.slope(&county.ground_m, cell), depth_m);
    if let Some(cohesion) = weakness.cohesion_kpa {
        column.cohesion_kpa = cohesion;
    }
    if let Some(friction) = weakness.friction_deg {
        column.friction_rad = friction.to_radians();
    }
    (depth_m > 0.1).then(|| Slope {
        column,
        table_m: f64::from(depth_m) * (1.0 - groundwater.clamp(0.0, 1.0)),
        conductivity_m_s: f64::from(soil.ks_mm_h) / 3.6e6,
        diffusivity_m2_s: f64::from(soil.diffusivity_m2_s),
    })
}
