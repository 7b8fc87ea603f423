//! Character of the land and its waters (`land.ron`).

use super::Id;
use crate::{county::Soil, text::Name};
use serde::Deserialize;

/// Character of the land and names of its waters.
///
/// Terrain is made in a frame of its own, in which the main river runs from the east edge to the west edge, and turned
/// as `main_river.course.flows` says. "Along" is the share of the way up that river, 0 where it leaves the county to 1
/// where it enters; "across" the share of the way over the map square to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandProfile {
    pub terrain: TerrainProfile,
    /// The great lake that the main river runs into; where there is none, the river leaves the county.
    pub lake: Option<LakeProfile>,
    /// Rocks of the hills with the soil each leaves, and their shares.
    pub rocks: Vec<(Soil, f32)>,
    pub main_river: RiverProfile,
    /// Names of tributaries, given from the largest down.
    pub tributaries: Vec<Name>,
    /// Reservoirs, the largest first, built where a valley holds them.
    pub reservoirs: Vec<NamedProfile>,
    /// Low land behind dykes on the lower main river.
    pub polders: Vec<PolderProfile>,
    pub cover: CoverProfile,
    pub expected: Expected,
}

/// Shape of the ground. Heights are those of a county 31 km across; smaller ones are lower.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerrainProfile {
    /// Level of the great lake or of the main river's low water where it leaves the county, m above sea level.
    pub outlet_m: f32,
    pub massif: Massif,
    /// How much the land rises from the river's exit to its entry, of itself, m.
    pub rise_m: f32,
    /// Height of low knolls, and of the mountains: what all have and what their ridges add, m.
    pub knolls_m: f32,
    pub mountains_m: (f32, f32),
    /// Uplift over erodibility, m, of the plain, of low downs, of mountains: times the root of the area drained, the
    /// slope that erosion leaves.
    pub lift_m: (f32, f32, f32),
    /// Erodibility times time step of the stream-power law with A^½ and slope to the first power.
    pub power: f32,
    /// Erodibility of the mountains' rock over that of the plain's.
    pub mountain_erodibility: f32,
    /// How far rock is harder here and softer there: logarithm of its erodibility, e-fold each way. It keeps valleys from
    /// lining up with the raster.
    pub rock_variety: f32,
    /// Area below which brooks do not cut, km²: karst swallows them.
    pub dry_km2: f32,
    /// Steepest hillside that stands, m/m.
    pub steepest: f32,
    /// Unevenness of the ground that erosion leaves out, on the plain and in mountains, m.
    pub grain_m: (f32, f32),
    /// Karst cones: distance apart and height, m.
    pub cones_m: Option<(f32, f32)>,
    /// Slope of the alluvial fans that brooks build where they leave the hills, m/m; 0 for none.
    pub fan_slope: f32,
}

/// Where mountains stand.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub enum Massif {
    /// Towards the river's entry: from this share of the way along up to the full height at that one.
    Upstream { from: f32, to: f32 },
    /// All round a basin, an ellipse of these shares of the map around a place (along, across); full height at `rim`
    /// times its size, and `outlet` of the full height on the side where the river leaves.
    Basin { centre: (f32, f32), radius: (f32, f32), rim: f32, outlet: f32 },
    /// On both sides of the river, from this share of half the map's breadth to that.
    Sides { from: f32, to: f32 },
    /// Parallel ridges, this far apart, at this angle clockwise from north, each as wide as this share of the
    /// distance.
    Folds { apart_m: f32, bearing_deg: f32, share: f32 },
    /// All over.
    Everywhere,
}

/// The great lake along the west edge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LakeProfile {
    pub name: Name,
    /// Level, and level together with which the design flood is reckoned, m above sea level.
    pub level_m: f32,
    pub design_level_m: f32,
}

/// The main river. Pairs are its values where it leaves the county (or flows into the lake) and where it enters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiverProfile {
    pub id: Id,
    pub name: Name,
    /// Area that drains into the river above the county's edge, km².
    pub upstream_km2: f32,
    /// Low flow that comes over the county's edge, m³/s, and low flow per area of every water course in it, m³/s per km².
    pub low_flow_m3s: f32,
    pub base_flow_m3s_per_km2: f32,
    /// Flow that the dykes are built for, m³/s.
    pub design_flow_m3s: f32,
    pub course: CourseProfile,
}

/// Where the main river runs and what its valley is like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseProfile {
    /// The edge of the map that the river flows to.
    pub flows: Heading,
    /// Where it leaves and where it enters: shares of the map's side from and to, of which one is drawn.
    pub leaves: (f32, f32),
    pub enters: (f32, f32),
    /// How far it strays from the straight way, share of the map's side.
    pub sway: f32,
    /// Length of a meander, m, and the largest angle to the general course in mountains and on the plain, rad.
    pub meander_m: f32,
    pub meander_rad: (f32, f32),
    pub width_m: (f32, f32),
    pub bank_depth_m: (f32, f32),
    /// Slope of the channel along its lower half, and at the entry, m/m.
    pub slope: (f32, f32),
    /// Half the width of the valley floor, m, and how much of it mountains take away.
    pub floor_m: (f32, f32),
    pub narrows: f32,
    /// Height of the levee beside the channel above the low ground of the flood plain, m.
    pub levee_m: f32,
    /// Terraces: at which share of the way from the river to the foot of the valley's side one rises, and how high, m.
    pub terraces: Vec<(f32, f32)>,
}

/// An edge of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Heading {
    West,
    East,
    South,
    North,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedProfile {
    pub id: Id,
    pub name: Name,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolderProfile {
    /// Id of the polder and of its dyke.
    pub id: Id,
    pub name: Name,
    /// The bank, which the names of the dyke and its stretches begin with.
    pub dyke: Name,
    /// Whether it lies on the right bank, facing downstream, and how far up the river it reaches, share of the way.
    pub right_bank: bool,
    pub reach: f32,
}

/// Shares of the land that each use takes; what is left over is woodland. Terrain decides where.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverProfile {
    pub paddy: f32,
    pub dry_field: f32,
    pub orchard: f32,
    pub shrub: f32,
    pub grass: f32,
    pub bare: f32,
    /// Weights within the woodland.
    pub masson_pine: f32,
    pub chinese_fir: f32,
    pub broadleaf: f32,
    pub bamboo: f32,
}

/// What kind of terrain it should be: ranges from and to, held against `stats.json` by a test.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Mean slope, degrees, on cells of 60 m.
    pub mean_slope_deg: (f64, f64),
    pub hypsometric_integral: (f64, f64),
    /// Highest less lowest ground, m.
    pub relief_m: (f64, f64),
    /// Woodland, share of all land.
    pub forest: (f64, f64),
}
