//! The land before people: terrain with its waters, dykes and gauges.

use super::{
    CountyError, CountyParams,
    channels::{self, Channels, Wet},
    drain, gauges,
    mainstem::{Mainstem, Valley},
    near,
    polders::{self, FORELAND_M},
    reservoirs, rivers,
    terrain::Terrain,
};
use crate::{
    county::{Dyke, Gauge, Polder, Profile, Reservoir, River},
    num::{Draw, GridSpec, draw::Process},
};

/// How often the land is drawn anew where a seed leaves no place for a polder, before it goes without.
const TRIES: u64 = 6;

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
    /// Level of the great lake, or else of the main river's mouth, m above sea level.
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
    /// Make the land of a seed. A draw that leaves no place for what the profile asks for is drawn anew.
    ///
    /// # Errors
    /// The map is too small for the main river.
    pub fn shape(params: &CountyParams) -> Result<Self, CountyError> {
        let again = Draw::new(params.seed, 0, Process::Terrain).part(99);
        let seed = |k: u64| if k == 0 { params.seed } else { again.part(k).bits() };
        for k in 0..TRIES {
            match Terrain::drawn(seed(k), params, false) {
                Ok(terrain) => return Ok(Self::on(params.seed, &params.profile, terrain)),
                Err(CountyError::NoPlace { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self::on(params.seed, &params.profile, Terrain::drawn(params.seed, params, true)?))
    }

    /// Make the waters of a terrain, drawn or given: channels, reservoirs, dykes and gauges.
    pub fn on(seed: u64, profile: &Profile, terrain: Terrain) -> Self {
        let Terrain { frame, mut ground_m, mut main, valley, rugged, polders, level_m, scale, upstream_m2 } =
            terrain;
        let spec = frame.map;
        let mut polder = vec![None; spec.len()];
        for (k, cells) in polders.iter().enumerate() {
            cells.iter().for_each(|c| polder[*c as usize] = Some(k));
        }
        let avoid = |c: usize| polder[c].is_some();
        let mut channels = channels::carve(seed, &spec, &mut ground_m, &main, &valley, avoid, upstream_m2);
        main.set_stages(&spec, profile, &channels, upstream_m2, 2.0 * FORELAND_M);
        let (reservoirs, dams) = reservoirs::build(&spec, profile, &rugged, &mut ground_m, &mut channels);
        let sink =
            |c: usize| matches!(channels.wet[c], Wet::Lake | Wet::Reservoir) || near::on_edge(&spec, c);
        let mut drainage = drain::drain(&spec, &ground_m, 0.001, sink);
        ground_m = std::mem::take(&mut drainage.filled_m);
        let rim = |c: usize| near::near4(&spec, c).any(|(_, n)| channels.wet[n] == Wet::Reservoir);
        drain::open_corners(&spec, &mut ground_m, &drainage, |cell, corner| {
            dams[corner] || polder[cell] != polder[corner] || channels.wet[corner] == Wet::Main || rim(corner)
        });
        drop(drainage);

        let rivers = rivers::list(&spec, profile, &main, &channels);
        let mut pool_m = std::collections::BTreeMap::new();
        for reservoir in &reservoirs {
            reservoir.cells.iter().for_each(|c| _ = pool_m.insert(*c, reservoir.level_m));
        }
        let pool_level = |c: usize| pool_m.get(&(c as u32)).copied();
        let base_depth_m =
            channels::base_depth_m(&spec, &ground_m, &channels, &valley, &main, profile, pool_level);
        let (dykes, polders) = polders
            .into_iter()
            .enumerate()
            .map(|(k, cells)| polders::dyke(&frame, profile, k, cells, &ground_m, &main, &valley))
            .unzip();
        Self {
            spec,
            lake_m: near::distance_m(&spec, |c| valley.lake[c]),
            rugged,
            level_m,
            scale,
            dams,
            polder,
            base_depth_m,
            rivers,
            reservoirs,
            dykes,
            polders,
            gauges: gauges(profile, &main),
            ground_m,
            channels,
            main,
            valley,
        }
    }
}
