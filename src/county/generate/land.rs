//! The land before people: what terrain synthesis, or an elevation model brought in, gives the rest of the work.

use super::{
    CountyError, CountyParams,
    channels::{self, Channels, Wet},
    drain, erode, gauges,
    mainstem::{Mainstem, Valley},
    near,
    polders::{self, FORELAND_M},
    relief::Relief,
    reservoirs, rivers,
};
use crate::{
    county::{Dyke, Gauge, Polder, Reservoir, River},
    num::GridSpec,
};

/// Ground, waters and dykes. Grids have one value per cell.
pub struct Land {
    pub spec: GridSpec,
    /// Bed and ground elevation, m above sea level, with channels carved.
    pub ground_m: Vec<f32>,
    pub channels: Channels,
    pub main: Mainstem,
    pub valley: Valley,
    /// How mountainous each place is, 0 on the plain to 1 in the mountains.
    pub rugged: Vec<f32>,
    /// Level of the great lake, or else the lowest ground, m above sea level.
    pub level_m: f32,
    /// Distance to the great lake, m; infinite where there is none.
    pub lake_m: Vec<f32>,
    /// Size of features against those of a county 31 km across.
    pub scale: f32,
    /// Cells of dams.
    pub dams: Vec<bool>,
    /// The polder of each cell, index into `polders`.
    pub polder: Vec<Option<usize>>,
    /// Depth of water at low flow, m.
    pub base_depth_m: Vec<f32>,
    pub rivers: Vec<River>,
    pub reservoirs: Vec<Reservoir>,
    /// Townships and road nodes of their stretches are filled in when people have settled.
    pub dykes: Vec<Dyke>,
    pub polders: Vec<Polder>,
    pub gauges: Vec<Gauge>,
}

impl Land {
    /// Make the land of a seed.
    ///
    /// # Errors
    /// The land has no place for the main river, a polder or the first reservoir.
    pub fn shape(params: &CountyParams) -> Result<Self, CountyError> {
        let CountyParams { seed, rows, cols, cell_m, ref profile } = *params;
        let spec = GridSpec { rows, cols, cell_m };
        let relief = Relief::new(seed, &spec, profile.land.lake.level_m);
        let lake = relief.lake(&spec);
        let mut main = Mainstem::new(seed, &spec, &relief, &lake);
        if main.cells.len() < cols / 4 {
            return Err(CountyError::NoPlace { what: "the main river" });
        }
        let lake_m = near::distance_m(&spec, |c| lake[c]);
        let valley = main.valley(seed, &spec, &relief, lake);
        let polder_cells = polders::place(seed, &spec, &main, &valley, &lake_m)?;
        let mut polder = vec![None; spec.len()];
        for (k, cells) in polder_cells.iter().enumerate() {
            cells.iter().for_each(|c| polder[*c as usize] = Some(k));
        }

        let mut ground_m = erode::erode(seed, &spec, &relief, &valley);
        let shore_m = near::distance_m(&spec, |c| !valley.lake[c]);
        for cell in (0..spec.len()).filter(|c| valley.lake[*c]) {
            ground_m[cell] =
                relief.level_m - 3.2 - 1.6 * near::smoothstep(0.0, 3_000.0 * relief.scale, shore_m[cell]);
        }
        polder_cells.iter().for_each(|cells| polders::settle(&spec, &mut ground_m, cells));
        let upstream_m2 = profile.land.main_river.upstream_km2 * 1e6;
        let mut channels =
            channels::carve(seed, &spec, &mut ground_m, &main, &valley, |c| polder[c].is_some(), upstream_m2);
        main.set_stages(&spec, profile, &channels, 2.0 * FORELAND_M);
        let (reservoirs, dams) = reservoirs::build(&spec, profile, &relief, &mut ground_m, &mut channels)?;
        let sink =
            |c: usize| matches!(channels.wet[c], Wet::Lake | Wet::Reservoir) || near::on_edge(&spec, c);
        let drainage = drain::drain(&spec, &ground_m, 0.001, sink);
        ground_m = drainage.filled_m.clone();
        let rim = |c: usize| near::near4(&spec, c).any(|(_, n)| channels.wet[n] == Wet::Reservoir);
        drain::open_corners(&spec, &mut ground_m, &drainage, |cell, corner| {
            dams[corner] || polder[cell] != polder[corner] || channels.wet[corner] == Wet::Main || rim(corner)
        });

        let rivers = rivers::list(&spec, profile, &main, &channels);
        let pool_level = |c: usize| {
            reservoirs.iter().find(|r| r.cells.binary_search(&(c as u32)).is_ok()).map(|r| r.level_m)
        };
        let base_depth_m =
            channels::base_depth_m(&spec, &ground_m, &channels, &valley, &main, profile, pool_level);
        let (mut dykes, mut rings) = (Vec::new(), Vec::new());
        for (side, cells) in polder_cells.into_iter().enumerate() {
            let (dyke, ring) = polders::dyke(&spec, profile, side, cells, &ground_m, &main, &valley);
            dykes.push(dyke);
            rings.push(ring);
        }
        let rugged = (0..spec.len()).map(|c| relief.ruggedness(spec.centre(c))).collect();
        Ok(Self {
            spec,
            rugged,
            level_m: relief.level_m,
            lake_m,
            scale: relief.scale,
            dams,
            polder,
            base_depth_m,
            rivers,
            reservoirs,
            dykes,
            polders: rings,
            gauges: gauges(profile, &main),
            ground_m,
            channels,
            main,
            valley,
        })
    }
}
