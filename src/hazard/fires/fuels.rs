//! What burns where in a county, and how it burns under the weather of the moment.

use crate::{
    county::{County, Cover, GroundTables},
    hazard::{
        Air,
        tables::FireTable,
        wildfire::{
            burn::{Fire, Place, slopes},
            crown::Crowns,
            fuel,
            moisture::{Air as AirAtFuel, sun_on_slope},
            spread::{Bed, Moisture, wind_6m, wind_adjustment},
            wind::{Flow, Reference},
        },
    },
    num::math::{asin, atan2, cos, sin},
};
use std::sync::OnceLock;

/// Classes of ground by which fuel dries: level and facing north, east, south and west, in the open and under trees.
const FACINGS: usize = 5;
const CLASSES: usize = 2 * FACINGS;
/// Ground gentler than this is level for the sun, m per m.
const LEVEL: f32 = 0.1;
const COVERS: usize = Cover::ALL.len();

/// Fuels of a county's cells.
#[derive(Clone, Debug, Default)]
pub struct Fuels {
    /// For each cell its class of drying.
    class: Vec<u8>,
    cover: Vec<Cover>,
    /// Rise of the ground, m per m, to the east and to the south.
    slope: Vec<[f32; 2]>,
    /// For each cover its fuel model, the wind at the flames over that at 6.1 m, and its trees.
    kinds: Vec<Option<Kind>>,
    /// Share of the sun that reaches the ground under trees.
    shade: f64,
    latitude_rad: f64,
}

#[derive(Clone, Debug)]
struct Kind {
    model: &'static fuel::FuelModel,
    wind_share: f64,
    crowns: Option<Crowns>,
}

impl Fuels {
    pub fn new(county: &County, table: &FireTable) -> Fuels {
        let slope = slopes(&county.spec, &county.ground_m);
        let class = |(cover, [east, south]): (&Cover, &[f32; 2])| {
            let facing = match (*east, *south) {
                (e, s) if e * e + s * s < LEVEL * LEVEL => 0,
                // Ground that rises to the south faces north.
                (e, s) if s.abs() >= e.abs() => {
                    if s > 0.0 {
                        1
                    } else {
                        3
                    }
                }
                (e, _) => {
                    if e < 0.0 {
                        2
                    } else {
                        4
                    }
                }
            };
            facing + if cover.is_forest() { FACINGS as u8 } else { 0 }
        };
        let ground = GroundTables::built_in();
        let kind = |cover: &Cover| {
            let number = ground.cover(*cover).fuel;
            let model = fuel::models().iter().find(|m| m.number == number)?;
            let stand = table.trees.get(cover);
            let trees = stand.map(|t| (t.cover, t.height_m, 1.0 - t.base_m / t.height_m.max(0.1)));
            let crowns = stand.filter(|t| t.bulk_kg_m3 > 0.0).map(|t| Crowns {
                base_m: t.base_m,
                height_m: t.height_m,
                bulk_kg_m3: t.bulk_kg_m3,
                cover: t.cover,
                foliar_pct: table.foliar_pct,
            });
            Some(Kind { model, wind_share: wind_adjustment(model.depth_m, trees), crowns })
        };
        Fuels {
            class: county.cover.iter().zip(&slope).map(class).collect(),
            cover: county.cover.clone(),
            slope,
            kinds: Cover::ALL.iter().map(kind).collect(),
            shade: table.shade,
            latitude_rad: table.latitude_deg.to_radians(),
        }
    }

    fn kind(&self, cell: usize) -> Option<(usize, &Kind)> {
        let cover = *self.cover.get(cell)? as usize;
        Some((cover, self.kinds.get(cover)?.as_ref()?))
    }

    /// Whether the fuel of a cell burns under these conditions.
    pub fn burns(&self, cell: usize, now: &Conditions) -> bool {
        self.kind(cell).is_some_and(|(cover, _)| now.bed(cover, self.class[cell]).is_some())
    }

    /// What grew on a cell before the fires.
    pub fn cover(&self, cell: usize) -> Option<Cover> {
        self.cover.get(cell).copied()
    }

    /// The fuel model of a cell, if it has fuel.
    pub fn model(&self, cell: usize) -> Option<&'static fuel::FuelModel> {
        self.kind(cell).map(|(_, kind)| kind.model)
    }

    /// Mean height of the trees at a cell, m.
    pub fn trees_m(&self, cell: usize) -> f64 {
        self.kind(cell).and_then(|(_, k)| k.crowns).map_or(0.0, |c| c.height_m)
    }

    /// Slope of a cell, m per m.
    pub fn steepness(&self, cell: usize) -> f64 {
        let [east, south] = self.slope.get(cell).copied().unwrap_or_default().map(f64::from);
        (east * east + south * south).sqrt()
    }
}

/// Weather and fuel moisture of the moment.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Wind over the county with its gust, and the sun's state.
    pub wind: Reference,
    /// For each cell its wind, once it was asked for.
    winds: Vec<OnceLock<[f32; 2]>>,
    /// By class of drying.
    pub moisture: Vec<Moisture>,
    /// By cover and class.
    beds: Vec<Bed>,
}

impl Default for Conditions {
    fn default() -> Self {
        let wind = Reference { speed_m_s: 0.0, from_deg: 0.0, hour: 12.0, clear: 0.0 };
        Conditions { wind, winds: Vec::new(), moisture: Vec::new(), beds: Vec::new() }
    }
}

impl Conditions {
    /// All fuel as moist as this.
    pub fn new(moisture: Moisture) -> Self {
        Conditions { moisture: vec![moisture; CLASSES], ..Conditions::default() }
    }

    /// Another wind over so many cells.
    pub fn blow(&mut self, wind: Reference, cells: usize) {
        self.wind = wind;
        self.winds.clear();
        self.winds.resize(cells, OnceLock::new());
    }

    fn bed(&self, cover: usize, class: u8) -> Option<&Bed> {
        self.beds.get(cover * CLASSES + usize::from(class)).filter(|bed| bed.burns())
    }

    /// Let the fuel dry or take up water for some seconds, at a solar hour of a day of the year, and reckon anew how it burns.
    pub fn dry(&mut self, fuels: &Fuels, air: &Air, day: u32, hour: f64, seconds: f64) {
        let (height, bearing) = sun(fuels.latitude_rad, day, hour);
        for (class, moisture) in self.moisture.iter_mut().enumerate() {
            // A slope of 20° stands for those that face a side.
            let gradient =
                [[0.0, 0.0], [0.0, 0.36], [-0.36, 0.0], [0.0, -0.36], [0.36, 0.0]][class % FACINGS];
            let shaded = class >= FACINGS;
            let clear = air.clear * if shaded { fuels.shade } else { 1.0 };
            let power = sun_on_slope(height, bearing, gradient, clear);
            // Near the ground, and the more under trees, the wind is a part of that at 10 m.
            let wind_m_s = air.wind_m_s * if shaded { 0.2 } else { 0.5 };
            let at = AirAtFuel { temperature_c: air.temperature_c, humidity: air.humidity, wind_m_s };
            *moisture = moisture.after(&at.at_fuel(power), seconds);
        }
        self.beds.clear();
        self.beds.resize(COVERS * CLASSES, Bed::default());
        for (cover, kind) in fuels.kinds.iter().enumerate() {
            let Some(kind) = kind else { continue };
            for (class, moisture) in self.moisture.iter().enumerate() {
                self.beds[cover * CLASSES + class] = Bed::new(kind.model, moisture);
            }
        }
    }

    /// How it burns at a cell.
    pub fn fire(&self, fuels: &Fuels, county: &County, cell: usize) -> Fire {
        let Some((cover, kind)) = fuels.kind(cell) else { return Fire::default() };
        let class = fuels.class[cell];
        let Some(bed) = self.bed(cover, class) else { return Fire::default() };
        let open = self.wind_at(county, cell);
        let place = Place {
            bed,
            slope: fuels.slope[cell].map(f64::from),
            midflame_m_s: open.map(|w| wind_6m(w) * kind.wind_share),
            wind_10m_s: open,
            crowns: kind.crowns.as_ref(),
            fine: self.fine(fuels, cell),
        };
        place.fire()
    }

    /// Wind at a cell, 10 m over open ground, to where it blows, m/s to the east and to the south.
    pub fn wind_at(&self, county: &County, cell: usize) -> [f64; 2] {
        let at = || Flow::new(&county.spec, &county.ground_m, &self.wind).at(cell);
        self.winds.get(cell).map_or_else(at, |wind| *wind.get_or_init(at)).map(f64::from)
    }

    /// Moisture of fine dead fuel at a cell, a fraction.
    pub fn fine(&self, fuels: &Fuels, cell: usize) -> f64 {
        let class = fuels.class.get(cell).copied().unwrap_or_default();
        self.moisture.get(usize::from(class)).map_or(1.0, |m| m.dead_1h)
    }
}

/// Height of the sun and its bearing from north over east, rad, at a solar hour of a day of the year: declination by Cooper
/// (1969).
pub fn sun(latitude_rad: f64, day: u32, hour: f64) -> (f64, f64) {
    const TAU: f64 = core::f64::consts::TAU;
    let declination = 23.45_f64.to_radians() * sin(TAU * (284.0 + f64::from(day)) / 365.0);
    let turn = (hour - 12.0) / 24.0 * TAU;
    let (sl, cl) = (sin(latitude_rad), cos(latitude_rad));
    let (sd, cd) = (sin(declination), cos(declination));
    let height = asin((sl * sd + cl * cd * cos(turn)).clamp(-1.0, 1.0));
    let bearing = atan2(-cd * sin(turn), sd * cl - cd * sl * cos(turn));
    (height, bearing.rem_euclid(TAU))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sun_stands_where_it_should() {
        let north = 26.0_f64.to_radians();
        // At the equinox, noon: 90° − latitude, in the south; in the morning in the east.
        let (height, bearing) = sun(north, 81, 12.0);
        println!("noon {:.1}°, bearing {:.0}°", height.to_degrees(), bearing.to_degrees());
        assert!((height.to_degrees() - 64.0).abs() < 0.5 && (bearing.to_degrees() - 180.0).abs() < 1.0);
        let (low, east) = sun(north, 81, 6.0);
        assert!(low.abs() < 0.01 && (east.to_degrees() - 90.0).abs() < 1.0);
        assert!(sun(north, 172, 0.0).0 < 0.0, "at midnight it is down");
        assert!(sun(north, 172, 12.0).0 > sun(north, 355, 12.0).0);
    }
}
