//! A forest fire on plain grids, without a county or a drill.

use super::{
    burn::{Fire, Place, slopes},
    crown::{CrownFire, Crowns},
    front::{Burnt, Front},
    fuel,
    spot::{Brand, brand},
    spread::{Bed, Moisture, wind_6m, wind_adjustment},
};
use crate::num::{
    Draw, GridSpec,
    draw::Process,
    math::{cos, sin},
};
use rayon::prelude::*;

/// Wind as it is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wind {
    /// At the flames, m/s.
    Midflame(f64),
    /// In the open at 10 m, m/s.
    Open(f64),
}

/// Weather of a span of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub wind: Wind,
    /// Bearing that it comes from, degrees from north over east.
    pub from_deg: f64,
}

/// A fire to be played.
#[derive(Clone, Debug)]
pub struct Case {
    pub spec: GridSpec,
    pub ground_m: Vec<f32>,
    /// Numbers of fuel models; others do not burn.
    pub fuel: Vec<u8>,
    pub moisture: Moisture,
    /// Weather in spans of `band_s`; the last goes on.
    pub bands: Vec<Band>,
    pub band_s: f64,
    pub duration_s: f64,
    pub ignition: Vec<usize>,
    /// Firelines: when they are finished, s, and their cells.
    pub lines: Vec<(f64, Vec<usize>)>,
    pub crowns: Option<Crowns>,
    /// With a seed, brands fly.
    pub spotting: Option<u64>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Minutes until the edge came; not finite where it did not.
    pub arrival_min: Vec<f32>,
    pub flame_m: Vec<f32>,
    pub intensity_kw_m: Vec<f32>,
    pub burnt_cells: usize,
    /// Cells whose crowns burnt, and spot fires that took.
    pub crown_cells: usize,
    pub spot_fires: usize,
}

impl Case {
    fn band(&self, time_s: f64) -> Band {
        let index = (time_s / self.band_s + 1e-9) as usize;
        self.bands[index.min(self.bands.len() - 1)]
    }

    /// First time after this one at which something changes from outside.
    fn next(&self, time_s: f64, brands: &[(f64, usize)]) -> f64 {
        let band = (time_s / self.band_s + 1e-9).floor() as usize + 1;
        let weather = if band < self.bands.len() { band as f64 * self.band_s } else { f64::INFINITY };
        let lines = self.lines.iter().map(|l| l.0).filter(|t| *t > time_s);
        let landings = brands.iter().map(|b| b.0).filter(|t| *t > time_s);
        let least = lines.chain(landings).fold(self.duration_s.min(weather), f64::min);
        // Brands that fly are seen within a minute.
        if self.spotting.is_some() { least.min(time_s + 60.0) } else { least }
    }
}

/// What makes the fire at a place, apart from the weather.
struct Sites<'a> {
    case: &'a Case,
    slopes: &'a [[f32; 2]],
    /// By number of the fuel: the bed, and the wind at its flames over that at 6.1 m.
    beds: &'a [Bed],
    share: &'a [f64],
}

/// What the weather of a band is to each fuel.
#[derive(Default)]
struct Weather {
    /// Wind at the flames and at 10 m, m/s, to where it blows.
    winds: Vec<[[f64; 2]; 2]>,
    /// The fire on level ground.
    level: Vec<Fire>,
}

impl Sites<'_> {
    fn weather(&self, band: &Band) -> Weather {
        let angle = band.from_deg.to_radians();
        // To where it blows: east and south.
        let to = [-sin(angle), cos(angle)];
        let winds = self.share.iter().map(|share| {
            let (midflame, open) = match band.wind {
                Wind::Midflame(speed) => (speed, speed / share.max(0.05) * 1.15),
                Wind::Open(speed) => (wind_6m(speed) * share, speed),
            };
            [midflame, open].map(|speed| to.map(|t| speed * t))
        });
        let winds: Vec<_> = winds.collect();
        let level = (0..winds.len()).map(|fuel| self.place(fuel, [0.0, 0.0], winds[fuel]).fire()).collect();
        Weather { winds, level }
    }

    fn place(&self, fuel: usize, slope: [f32; 2], [midflame_m_s, wind_10m_s]: [[f64; 2]; 2]) -> Place<'_> {
        Place {
            bed: &self.beds[fuel],
            slope: slope.map(f64::from),
            midflame_m_s,
            wind_10m_s,
            crowns: self.case.crowns.as_ref(),
            fine: self.case.moisture.dead_1h,
        }
    }

    fn fire(&self, cell: usize, weather: &Weather) -> Fire {
        let (fuel, slope) = (usize::from(self.case.fuel[cell]), self.slopes[cell]);
        if slope == [0.0, 0.0] || !self.beds[fuel].burns() {
            return weather.level[fuel];
        }
        self.place(fuel, slope, weather.winds[fuel]).fire()
    }
}

/// Play a fire. Ignitions and lines must be on the grid, fields of its length, `bands` not empty.
pub fn run(case: &Case) -> Outcome {
    let (spec, cells) = (case.spec, case.spec.len());
    let slopes = slopes(&spec, &case.ground_m);
    let mut beds = vec![Bed::default(); 256];
    let mut share = vec![0.0; 256];
    let trees = case.crowns.map(|c| (c.cover, c.height_m, 1.0 - c.base_m / c.height_m.max(1e-9)));
    for model in fuel::models() {
        beds[usize::from(model.number)] = Bed::new(model, &case.moisture);
        share[usize::from(model.number)] = wind_adjustment(model.depth_m, trees);
    }
    let mut out = Outcome {
        arrival_min: vec![f32::NAN; cells],
        flame_m: vec![0.0; cells],
        intensity_kw_m: vec![0.0; cells],
        ..Outcome::default()
    };
    let mut front = Front::new(spec);
    let sites = Sites { case, slopes: &slopes, beds: &beds, share: &share };
    for &cell in &case.ignition {
        if beds[usize::from(case.fuel[cell])].burns() && front.ignite(cell) {
            out.arrival_min[cell] = 0.0;
        }
    }
    // Brands in the air: when they kindle, and where.
    let mut brands: Vec<(f64, usize)> = Vec::new();
    let mut lines: Vec<&(f64, Vec<usize>)> = case.lines.iter().collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut lines = lines.into_iter().peekable();
    let (mut time_s, mut before) = (0.0, None);
    let mut weather = Weather::default();
    while time_s < case.duration_s {
        while let Some((_, line)) = lines.next_if(|(at, _)| *at <= time_s) {
            line.iter().for_each(|&cell| front.hold(cell, true));
        }
        let (due, later): (Vec<_>, Vec<_>) = brands.into_iter().partition(|(at, _)| *at <= time_s);
        brands = later;
        for (_, cell) in due {
            if beds[usize::from(case.fuel[cell])].burns() && front.ignite(cell) {
                out.arrival_min[cell] = (time_s / 60.0) as f32;
                out.spot_fires += 1;
            }
        }
        let until_s = case.next(time_s, &brands);
        let band = case.band(time_s);
        let steady = before == Some(band);
        if !steady {
            weather = sites.weather(&band);
        }
        let fire_at = |cell: usize| sites.fire(cell, &weather);
        let (span_s, ellipse) = (until_s - time_s, |cell: usize| fire_at(cell).ellipse);
        let reached = if steady { front.go_on(span_s, &ellipse) } else { front.advance(span_s, &ellipse) };
        before = Some(band);
        let passing = |burnt: &Burnt| {
            let (fire, rate) = (fire_at(burnt.cell as usize), f64::from(burnt.rate_m_s));
            (fire, fire.intensity_kw_m(rate) as f32, fire.flame_m(rate) as f32)
        };
        let passed: Vec<_> = reached.par_iter().with_min_len(256).map(passing).collect();
        for (burnt, (fire, intensity_kw_m, flame_m)) in reached.iter().zip(passed) {
            let (cell, rate) = (burnt.cell as usize, f64::from(burnt.rate_m_s));
            out.arrival_min[cell] = (burnt.at_s / 60.0) as f32;
            out.intensity_kw_m[cell] = intensity_kw_m;
            out.flame_m[cell] = flame_m;
            out.crown_cells += usize::from(fire.crown != CrownFire::None);
            if let Some(seed) = case.spotting {
                brands.extend(throw(
                    case,
                    seed,
                    cell,
                    &fire,
                    rate,
                    &band,
                    burnt.at_s,
                    share[usize::from(case.fuel[cell])],
                ));
            }
        }
        time_s = until_s;
    }
    out.burnt_cells = front.burnt_cells();
    out
}

/// The brand of a cell: when and where it kindles.
fn throw(
    case: &Case,
    seed: u64,
    cell: usize,
    fire: &Fire,
    rate_m_s: f64,
    band: &Band,
    at_s: f64,
    share: f64,
) -> Option<(f64, usize)> {
    let speed = match band.wind {
        Wind::Midflame(speed) => speed / share.max(0.05),
        Wind::Open(speed) => wind_6m(speed),
    };
    let angle = band.from_deg.to_radians();
    let wind = [-speed * sin(angle), speed * cos(angle)];
    let draw = Draw::new(seed, cell as u64, Process::Brands);
    let cover_m = case.crowns.map_or(0.0, |c| c.height_m);
    let (flame, intensity) = (fire.flame_m(rate_m_s), fire.intensity_kw_m(rate_m_s));
    let area = f64::from(case.spec.cell_area_m2());
    let Brand { off_m, after_s } = brand(draw, area, flame, intensity, wind, cover_m, case.moisture.dead_1h)?;
    let (row, col) = case.spec.row_col(cell);
    let step = |off: f64| (off / f64::from(case.spec.cell_m)).round();
    let (row, col) = (row as f64 + step(off_m[1]), col as f64 + step(off_m[0]));
    let inside = |at: f64, count: usize| at >= 0.0 && at < count as f64;
    (inside(row, case.spec.rows) && inside(col, case.spec.cols))
        .then(|| (at_s + after_s, row as usize * case.spec.cols + col as usize))
}
