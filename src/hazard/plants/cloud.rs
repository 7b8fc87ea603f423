//! What is in the air: a train of puffs from each tank that lets something out, and a raster of concentrations near the
//! ground around the works, once a minute.

use super::{PlantTank, Plants, Store};
use crate::{
    hazard::{
        Air,
        chemical::{
            heavy::Heavy,
            limits::limits,
            puffs::{self, Cloud, Kind, Raster, Source},
            sigma::{Stability, Terrain, Widths},
            substance::Substance,
            zones::{self, Polygon},
        },
        tables::PlantTable,
    },
    num::Point,
};

/// Steps of a forecast, s, and how often it looks where the cloud is.
const AHEAD_STEP_S: f64 = 30.0;
const AHEAD_LOOK_S: f64 = 300.0;

/// Height at which people breathe, m.
const BREATH_M: f64 = 1.5;

/// Where a cloud comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A tank, or the bund below it: number in [`super::Plants::tanks`].
    Tank(usize),
    /// The smoke of a hall: number in [`super::Plants::stores`], and of the gas in [`Store::smoke`].
    Store(usize, usize),
}

impl Origin {
    fn rate_kg_s(self, tanks: &[PlantTank], stores: &[Store]) -> f64 {
        match self {
            Origin::Tank(n) => tanks.get(n).map_or(0.0, |t| t.release_kg_s),
            Origin::Store(n, gas) => stores
                .get(n)
                .map_or(0.0, |store| store.burns_kg_s * store.smoke.get(gas).map_or(0.0, |s| s.1)),
        }
    }
}

/// What comes out of a tank, or of a hall that burns.
#[derive(Clone, Debug)]
pub struct Toxic {
    pub from: Origin,
    /// Number of its substance in [`Plume::fields`].
    pub field: usize,
    pub cloud: Cloud,
    source: Source,
    /// Open country, or one rough with houses and trees.
    terrain: Terrain,
    /// What has gone out of the raster with the wind, or has burnt, kg.
    pub gone_kg: f64,
}

/// Concentrations of a substance near the ground, kg/m³, by cell of the raster.
#[derive(Clone, Debug)]
pub struct Field {
    pub substance: &'static Substance,
    pub kg_m3: Vec<f64>,
    /// The greatest concentration so far of each cell.
    pub peak_kg_m3: Vec<f64>,
}

/// Concentrations of the guideline levels of a substance, kg/m³: discomfort, lasting harm, death (AEGL-1, -2, -3 for 60 min).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels(pub [f64; 3]);

impl Levels {
    /// At a temperature of the air; nothing for a substance without them.
    pub fn of(substance: &Substance, air_c: f64) -> Option<Self> {
        let (one, two, three) = substance.aegl_ppm?;
        Some(Self([one, two, three].map(|ppm| substance.kg_m3(ppm, air_c))))
    }
}

/// Concentration, kg/m³, from which a zone (0 cold, 1 warm, 2 hot) reaches: nothing lies in a hot zone and not in a warm one.
fn zone_kg_m3(substance: &Substance, air_c: f64, zone: usize) -> Option<f64> {
    let burns = substance.lfl_pct.map(|lfl| substance.kg_m3(1e4 * lfl * limits().hot_share_of_lfl, air_c));
    let toxic = Levels::of(substance, air_c).map(|l| l.0[zone.min(2)]);
    burns.into_iter().chain(toxic).reduce(f64::min)
}

/// A polygon on the county's ground (m east, m south): its rim, then its holes, each closed.
pub type Zone = Vec<Vec<Point>>;

/// Polygons of a raster, which looks north, on the county's ground, which counts to the south.
pub(super) fn to_ground(polygons: Vec<Polygon>) -> Vec<Zone> {
    let point = |[east, north]: [f64; 2]| Point { x_m: east as f32, y_m: -north as f32 };
    let ring = |ring: Vec<[f64; 2]>| ring.into_iter().map(point).collect();
    polygons.into_iter().map(|polygon| polygon.into_iter().map(ring).collect()).collect()
}

/// All that is in the air.
#[derive(Clone, Debug)]
pub struct Plume {
    pub sources: Vec<Toxic>,
    pub fields: Vec<Field>,
    pub raster: Raster,
    stability: Stability,
    air_c: f64,
}

impl Default for Plume {
    fn default() -> Self {
        let raster = Raster { west_m: 0.0, north_m: 0.0, cell_m: 1.0, cols: 0, rows: 0 };
        Self { sources: Vec::new(), fields: Vec::new(), raster, stability: Stability::D, air_c: 20.0 }
    }
}

/// East and north of the county's north-western corner, m: the frame of clouds.
pub(super) fn east_north(at: Point) -> [f64; 2] {
    [f64::from(at.x_m), -f64::from(at.y_m)]
}

impl Toxic {
    /// Of a tank in air of this temperature. Heavy gas lies on the ground, and its puffs are nearer to one another.
    pub(super) fn new(tank: usize, of: &PlantTank, terrain: Terrain, table: &PlantTable, air_c: f64) -> Self {
        let widths = Widths::plume(Stability::D, terrain);
        let gas_c = of.substance.boiling_c.min(air_c);
        let heavy = Heavy::new(of.substance.vapour_kg_m3(gas_c), air_c, terrain);
        let (height_m, puff_m) = match heavy {
            Some(_) => (0.0, 0.5 * table.puff_m),
            None => (table.release_m, table.puff_m),
        };
        Self {
            from: Origin::Tank(tank),
            field: 0,
            cloud: Cloud::new(Kind::Train, widths, None, puff_m)
                .at_once(Widths::puff(Stability::D, terrain))
                .of_gas(heavy),
            source: Source { at: east_north(of.at), width_m: of.diameter_m, tall_m: 0.0, height_m },
            terrain,
            gone_kg: 0.0,
        }
    }

    /// Of a gas in the smoke of a hall, which is as light as the air that it is thinned with.
    pub(super) fn of_smoke(store: usize, gas: usize, terrain: Terrain, table: &PlantTable) -> Self {
        let widths = Widths::plume(Stability::D, terrain);
        Self {
            from: Origin::Store(store, gas),
            field: 0,
            cloud: Cloud::new(Kind::Train, widths, None, table.puff_m),
            source: Source::default(),
            terrain,
            gone_kg: 0.0,
        }
    }

    /// What is let out into it now, kg/s.
    pub fn rate_kg_s(&self, plants: &Plants) -> f64 {
        self.from.rate_kg_s(&plants.tanks, &plants.stores)
    }

    /// The tank that it comes from.
    pub fn tank<'a>(&self, tanks: &'a [PlantTank]) -> Option<&'a PlantTank> {
        match self.from {
            Origin::Tank(n) => tanks.get(n),
            Origin::Store(..) => None,
        }
    }

    /// Whether a cloud that can burn in the open is in the air. Ammonia has limits, but in the open its clouds do not burn.
    pub fn hangs(&self, tanks: &[PlantTank]) -> bool {
        let burns = |s: &Substance| s.lfl_pct.is_some() && s.pool_fire.is_some();
        !self.cloud.puffs.is_empty() && self.tank(tanks).is_some_and(|t| burns(t.substance))
    }
}

impl Plume {
    /// Of these sources; the raster is placed when something happens.
    pub(super) fn new(substances: Vec<(Toxic, &'static Substance)>) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let mut sources = Vec::new();
        for (mut source, substance) in substances {
            source.field = fields.iter().position(|f| f.substance.id == substance.id).unwrap_or_else(|| {
                fields.push(Field { substance, kg_m3: Vec::new(), peak_kg_m3: Vec::new() });
                fields.len() - 1
            });
            sources.push(source);
        }
        Self { sources, fields, ..Self::default() }
    }

    /// Lay the raster around the first place where something happens; it stays there.
    pub(super) fn place(&mut self, middle: Point, table: &PlantTable) {
        if self.is_placed() {
            return;
        }
        let side = (table.raster_m / table.raster_cell_m).round().max(1.0) as usize;
        let [east, north] = east_north(middle);
        let half = 0.5 * side as f64 * table.raster_cell_m;
        self.raster = Raster {
            west_m: east - half,
            north_m: north + half,
            cell_m: table.raster_cell_m,
            cols: side,
            rows: side,
        };
        for field in &mut self.fields {
            field.kg_m3 = vec![0.0; side * side];
            field.peak_kg_m3 = vec![0.0; side * side];
        }
    }

    /// Whether anything has happened yet: before, there is nothing in the air and no raster.
    pub fn is_placed(&self) -> bool {
        self.raster.cols > 0
    }

    /// Whether any of it is still over the raster.
    pub fn in_the_air(&self) -> bool {
        self.sources.iter().any(|s| !s.cloud.puffs.is_empty())
    }

    /// Let out, carry and thin for some seconds what tanks and halls let out now.
    pub(super) fn carry(
        &mut self,
        tanks: &[PlantTank],
        stores: &[Store],
        air: &Air,
        class: Stability,
        seconds: f64,
    ) {
        self.air_c = air.temperature_c;
        if class != self.stability {
            self.stability = class;
            self.sources.iter_mut().for_each(|s| {
                s.cloud.set_widths(Widths::plume(class, s.terrain), Widths::puff(class, s.terrain))
            });
        }
        self.blow(tanks, stores, puffs::wind(air.wind_m_s, air.from_deg), seconds);
    }

    /// Some seconds in a wind (see [`puffs::wind`]).
    fn blow(&mut self, tanks: &[PlantTank], stores: &[Store], wind: [f64; 2], seconds: f64) {
        let (raster, reach) = (self.raster, 2.0);
        for source in &mut self.sources {
            let rate = source.from.rate_kg_s(tanks, stores);
            if let Origin::Store(n, _) = source.from {
                source.source = stores.get(n).map_or(source.source, |s| s.source);
            }
            if rate <= 0.0 && source.cloud.puffs.is_empty() {
                continue;
            }
            source.cloud.advance(seconds, rate, source.source, wind);
            // A puff that is twice as far from the middle as the raster's edge is not felt on it again.
            let half = 0.5 * raster.cell_m * raster.cols as f64;
            let middle = [raster.west_m + half, raster.north_m - half];
            let mut gone = 0.0;
            source.cloud.puffs.retain(|p| {
                let far = (p.at[0] - middle[0]).abs().max((p.at[1] - middle[1]).abs()) > reach * half;
                gone += if far { p.mass_kg } else { 0.0 };
                !far
            });
            source.gone_kg += gone;
        }
    }

    /// A mass goes up from a tank at once.
    pub(super) fn burst(&mut self, tank: usize, mass_kg: f64) {
        if let Some(source) = self.sources.iter_mut().find(|s| s.from == Origin::Tank(tank)) {
            source.cloud.puff(mass_kg, source.source);
        }
    }

    /// The raster anew.
    pub(super) fn draw(&mut self) {
        for (number, field) in self.fields.iter_mut().enumerate() {
            let own: Vec<&Toxic> = self.sources.iter().filter(|s| s.field == number).collect();
            let had = field.kg_m3.iter().any(|c| *c > 0.0);
            if !had && own.iter().all(|s| s.cloud.puffs.is_empty()) {
                continue;
            }
            field.kg_m3.fill(0.0);
            own.iter().for_each(|s| s.cloud.add_to(&self.raster, BREATH_M, &mut field.kg_m3));
            let most = field.substance.vapour_kg_m3(self.air_c);
            for (now, peak) in field.kg_m3.iter_mut().zip(&mut field.peak_kg_m3) {
                *now = now.min(most);
                *peak = peak.max(*now);
            }
        }
    }

    /// Cell of the raster at a place.
    pub fn cell(&self, at: Point) -> Option<usize> {
        let [east, north] = east_north(at);
        let col = (east - self.raster.west_m) / self.raster.cell_m;
        let row = (self.raster.north_m - north) / self.raster.cell_m;
        let inside = col >= 0.0
            && row >= 0.0
            && (col as usize) < self.raster.cols
            && (row as usize) < self.raster.rows;
        inside.then(|| row as usize * self.raster.cols + col as usize)
    }

    /// Whether anything of any field is at a place.
    pub fn reaches(&self, at: Point) -> bool {
        (0..self.fields.len()).any(|field| self.at_kg_m3(field, at) > 0.0)
    }

    /// Concentration of a field at a place, kg/m³.
    pub fn at_kg_m3(&self, field: usize, at: Point) -> f64 {
        self.cell(at).and_then(|c| self.fields.get(field)?.kg_m3.get(c).copied()).unwrap_or(0.0)
    }

    /// Guideline level that the concentration now exceeds at a place, 0 to 3.
    pub fn level(&self, at: Point) -> usize {
        self.level_of(at, |field| &field.kg_m3)
    }

    /// The same of the greatest concentration so far.
    pub fn peak_level(&self, at: Point) -> usize {
        self.level_of(at, |field| &field.peak_kg_m3)
    }

    fn level_of(&self, at: Point, cells: impl Fn(&Field) -> &[f64]) -> usize {
        let Some(cell) = self.cell(at) else { return 0 };
        let of = |f: &Field| {
            let levels = Levels::of(f.substance, self.air_c)?;
            let there = cells(f).get(cell).copied()?;
            Some(levels.0.iter().filter(|l| there >= **l).count())
        };
        self.fields.iter().filter_map(of).max().unwrap_or(0)
    }

    /// How far from a place a field has reached with a concentration, kg/m³, so far, m.
    pub fn peak_reach_m(&self, field: usize, from: Point, kg_m3: f64) -> f64 {
        let Some(field) = self.fields.get(field) else { return 0.0 };
        let [east, north] = east_north(from);
        let over = field.peak_kg_m3.iter().enumerate().filter(|(_, peak)| **peak >= kg_m3);
        let far = over.map(|(cell, _)| {
            let [x, y] = self.raster.centre(cell / self.raster.cols, cell % self.raster.cols);
            (x - east) * (x - east) + (y - north) * (y - north)
        });
        far.fold(0.0, f64::max).sqrt()
    }

    /// Polygons on the county's ground (m east, m south) of the zones now: 0 for AEGL-1, 1 for AEGL-2, 2 for AEGL-3 or the part
    /// of the lower flammable limit that makes a hot zone (reference B4).
    pub fn zones(&self, level: usize) -> Vec<Zone> {
        self.zones_of(level, |field| &field.kg_m3)
    }

    /// The same of where it has been so far.
    pub fn peak_zones(&self, level: usize) -> Vec<Zone> {
        self.zones_of(level, |field| &field.peak_kg_m3)
    }

    fn zones_of(&self, level: usize, cells: impl Fn(&Field) -> &[f64]) -> Vec<Zone> {
        let of = |f: &Field| {
            zone_kg_m3(f.substance, self.air_c, level)
                .map_or(Vec::new(), |l| zones::polygons(&self.raster, cells(f), l))
        };
        to_ground(self.fields.iter().flat_map(of).collect())
    }

    /// The cloud in some time to come, if everything goes on as it does now, in winds that blow one after the other: m/s, the
    /// bearing that each comes from, seconds. The peaks are those of that time.
    pub fn ahead(&self, tanks: &[PlantTank], stores: &[Store], winds: &[(f64, f64, f64)]) -> Self {
        let mut plume = self.clone();
        plume.fields.iter_mut().for_each(|f| f.peak_kg_m3.copy_from_slice(&f.kg_m3));
        let mut looked_s = 0.0;
        for &(wind_m_s, from_deg, seconds) in winds {
            let wind = puffs::wind(wind_m_s, from_deg);
            let steps = (seconds / AHEAD_STEP_S).ceil().max(1.0);
            for _ in 0..steps as usize {
                plume.blow(tanks, stores, wind, seconds / steps);
                looked_s += seconds / steps;
                if looked_s >= AHEAD_LOOK_S {
                    looked_s = 0.0;
                    plume.draw();
                }
            }
        }
        plume.draw();
        plume
    }

    /// Stability of the air as the cloud sees it.
    pub fn stability(&self) -> Stability {
        self.stability
    }

    pub(super) fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        for source in &self.sources {
            put(&source.cloud.released_kg.to_le_bytes());
            for puff in &source.cloud.puffs {
                [puff.mass_kg, puff.at[0], puff.at[1], puff.way[0]]
                    .iter()
                    .for_each(|v| put(&v.to_le_bytes()));
            }
        }
        for field in &self.fields {
            field.peak_kg_m3.iter().for_each(|v| put(&v.to_le_bytes()));
        }
    }
}
