//! The ground before its waters: drawn from a seed, or given by an elevation model. All the rest of the land is made
//! on it in the same way, see [`Land`](super::land::Land).

use super::{
    CountyError, CountyParams, GivenGround,
    drain::drain,
    erode, fans,
    frame::Frame,
    mainstem::{Mainstem, Valley, largest},
    near::{self, on_edge, smoothstep},
    polders,
    relief::Relief,
};
use crate::{
    county::profile::{Heading, LandProfile},
    num::GridSpec,
};

/// Ground height and the main river's place in it. Grids have one value per cell.
pub struct Terrain {
    pub frame: Frame,
    /// Ground before channels are cut, m above sea level.
    pub ground_m: Vec<f32>,
    pub main: Mainstem,
    pub valley: Valley,
    /// How mountainous each place is, 0 on the plain to 1 in the mountains.
    pub rugged: Vec<f32>,
    /// Cells of the polders to be, in order of the profile's.
    pub polders: Vec<Vec<u32>>,
    /// Level of the great lake, or else of the main river's mouth, m above sea level.
    pub level_m: f32,
    /// Size of features against those of a county 31 km across.
    pub scale: f32,
    /// Area that drains into the main river above the county's edge, m².
    pub upstream_m2: f32,
}

impl Terrain {
    /// The terrain of a seed. Polders that find no room are left out if `lenient`.
    ///
    /// # Errors
    /// No place for the main river or a polder.
    pub fn drawn(seed: u64, params: &CountyParams, lenient: bool) -> Result<Self, CountyError> {
        let CountyParams { rows, cols, cell_m, ref profile, .. } = *params;
        let land = &profile.land;
        let course = &land.main_river.course;
        let frame = Frame::new(course.flows, GridSpec { rows, cols, cell_m });
        let relief = Relief::new(seed, frame, land);
        let spec = relief.spec();
        let lake = relief.lake();
        let main = Mainstem::drawn(seed, course, &relief, &lake);
        if main.cells.len() < spec.cols / 4 {
            return Err(CountyError::NoPlace { what: "the main river" });
        }
        // Only polders ask for it.
        let lake_m = if land.polders.is_empty() { Vec::new() } else { near::distance_m(spec, |c| lake[c]) };
        let valley = main.valley(seed, course, &relief, lake);
        let polders = polders::place(seed, spec, land, &main, &valley, &lake_m, lenient)?;
        let (mut ground_m, brooks) = erode::erode(seed, &relief, &valley);
        fans::build(&relief, &main, &valley, &brooks, &mut ground_m);
        if land.lake.is_some() {
            let shore_m = near::distance_m(spec, |c| !valley.lake[c]);
            for cell in (0..spec.len()).filter(|c| valley.lake[*c]) {
                ground_m[cell] =
                    relief.level_m - 3.2 - 1.6 * smoothstep(0.0, 3_000.0 * relief.scale, shore_m[cell]);
            }
        }
        polders.iter().for_each(|cells| polders::settle(spec, &mut ground_m, cells));
        let rugged = relief.rugged();
        Ok(Self {
            ground_m: frame.turn(ground_m),
            main: main.turned(&frame),
            valley: valley.turned(&frame),
            rugged: frame.turn(rugged),
            polders: polders
                .into_iter()
                .map(|cells| {
                    let mut cells: Vec<u32> = cells.into_iter().map(|c| frame.cell(c)).collect();
                    cells.sort_unstable();
                    cells
                })
                .collect(),
            level_m: relief.level_m,
            scale: relief.scale,
            upstream_m2: land.main_river.upstream_km2 * 1e6,
            frame,
        })
    }

    /// Terrain on given ground.
    ///
    /// # Errors
    /// No river of some length drains the ground.
    pub fn given(spec: GridSpec, given: GivenGround, land: &LandProfile) -> Result<Self, CountyError> {
        let GivenGround { ground_m, lake, lake_level_m, entry } = given;
        let drainage = drain(&spec, &ground_m, 0.001, |c| lake[c] || on_edge(&spec, c));
        let own_m2 = drainage.accumulate(|_| spec.cell_area_m2());
        let cells = largest(&spec, &drainage, &own_m2, entry);
        if cells.len() < 16 {
            return Err(CountyError::NoPlace { what: "the main river" });
        }
        let upstream_m2 = if entry.is_some() { land.main_river.upstream_km2 * 1e6 } else { 0.0 };
        let area_m2: Vec<f32> = cells.iter().map(|c| own_m2[*c as usize] + upstream_m2).collect();
        let main = Mainstem::along(&spec, cells, &drainage.filled_m, &area_m2);
        let valley = main.valley_on(&spec, &ground_m, lake);
        let steep = near::box_mean(
            &spec,
            |c| spec.slope(&ground_m, c),
            (900.0 / spec.cell_m).round().max(1.0) as usize,
        );
        let lowest_m = ground_m.iter().copied().fold(f32::INFINITY, f32::min);
        Ok(Self {
            frame: Frame::new(Heading::West, spec),
            rugged: steep.into_iter().map(|s| smoothstep(0.05, 0.35, s)).collect(),
            main,
            valley,
            polders: Vec::new(),
            level_m: lake_level_m.unwrap_or(lowest_m),
            scale: (spec.width_m().min(spec.height_m()) / 30_720.0).sqrt().clamp(0.3, 1.8),
            upstream_m2,
            ground_m,
        })
    }
}
