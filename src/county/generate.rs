//! Make a county from a seed: land, water, dykes, people, roads and facilities, in this order.

mod bends;
mod channels;
mod clusters;
pub(super) mod cover;
mod day;
pub(super) mod drain;
mod erode;
mod fans;
mod field;
mod frame;
mod graph;
pub(super) mod homes;
mod land;
mod mainstem;
mod names;
pub(super) mod near;
mod network;
mod polders;
mod relief;
mod reservoirs;
mod risks;
mod rivers;
mod roads;
mod settle;
mod sites;
mod soil;
mod structures;
mod terrain;
mod tunnels;
mod water;

use super::{County, Gauge, Profile};
use crate::num::GridSpec;
use homes::Settling;
use land::Land;
use mainstem::Mainstem;
use names::name;
use sites::{Settled, outdoors, picker::Picker};
use terrain::Terrain;

/// What a county is made from.
#[derive(Clone, Debug)]
pub struct CountyParams {
    pub seed: u64,
    pub rows: usize,
    pub cols: usize,
    /// Edge of a cell, m.
    pub cell_m: f32,
    pub profile: Profile,
}

impl CountyParams {
    /// The county of a profile at 512 × 512 cells of 60 m.
    ///
    /// # Errors
    /// There is no profile of that id.
    pub fn named(seed: u64, profile: &str) -> Result<Self, CountyError> {
        let profile = Profile::named(profile).ok_or_else(|| CountyError::NoProfile(profile.to_owned()))??;
        Ok(Self { seed, rows: 512, cols: 512, cell_m: 60.0, profile })
    }

    /// Yueyang County at 512 × 512 cells of 60 m.
    ///
    /// # Errors
    /// The embedded profile does not parse.
    pub fn yueyang(seed: u64) -> Result<Self, CountyError> {
        Self::named(seed, "yueyang")
    }

    /// The same with another number of rows and columns.
    pub fn sized(self, size: usize) -> Self {
        Self { rows: size, cols: size, ..self }
    }
}

/// Why a county cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CountyError {
    #[error("a county has 64 to 2048 rows and columns, not {rows} × {cols}")]
    Size { rows: usize, cols: usize },
    #[error("a county's cells are 20 to 200 m wide, not {0} m")]
    Cell(f32),
    #[error("the profile of the county: {0}")]
    Profile(#[from] ron::error::SpannedError),
    #[error("there is no county profile `{0}`; there is: {list}", list = super::profile::PROFILES.join(", "))]
    NoProfile(String),
    #[error("the profile of the county has no township")]
    NoTownship,
    #[error("this land has no place for {what}; try another seed or a larger county")]
    NoPlace { what: &'static str },
    #[error("no road can reach {0}")]
    NoRoad(String),
}

/// Ground that an elevation model gives.
#[derive(Clone, Debug)]
pub struct GivenGround {
    /// Height of every cell, m above sea level.
    pub ground_m: Vec<f32>,
    /// Cells of a lake on the edge whose level stays what it is, and that level, m above sea level.
    pub lake: Vec<bool>,
    pub lake_level_m: Option<f32>,
    /// The cell of the edge where the main river enters; without it the river that drains most of the ground is the main
    /// one.
    pub entry: Option<u32>,
}

/// Make a county. The same parameters give the same county, to the bit, everywhere.
///
/// # Errors
/// Parameters out of range, or a land that has no place for what the profile asks for.
pub fn generate(params: &CountyParams) -> Result<County, CountyError> {
    check(params)?;
    people(params, Land::shape(params)?)
}

/// Make a county on given ground: everything that the profile asks for, the ground excepted.
///
/// # Errors
/// As [`generate`], and where no river drains the ground or its size is not that of the parameters.
pub fn generate_on(params: &CountyParams, given: GivenGround) -> Result<County, CountyError> {
    check(params)?;
    let spec = GridSpec { rows: params.rows, cols: params.cols, cell_m: params.cell_m };
    if given.ground_m.len() != spec.len() || given.lake.len() != spec.len() {
        return Err(CountyError::Size { rows: params.rows, cols: params.cols });
    }
    let terrain = Terrain::given(spec, given, &params.profile.land)?;
    people(params, Land::on(params.seed, &params.profile, terrain))
}

fn check(params: &CountyParams) -> Result<(), CountyError> {
    let CountyParams { rows, cols, cell_m, ref profile, .. } = *params;
    if ![rows, cols].iter().all(|n| (64..=2048).contains(n)) {
        return Err(CountyError::Size { rows, cols });
    }
    if !(20.0..=200.0).contains(&cell_m) {
        return Err(CountyError::Cell(cell_m));
    }
    if profile.people.townships.is_empty() {
        return Err(CountyError::NoTownship);
    }
    Ok(())
}

/// Settle the land: people, roads, facilities, and what grows and lies on the ground.
fn people(params: &CountyParams, mut land: Land) -> Result<County, CountyError> {
    let CountyParams { seed, ref profile, .. } = *params;
    let suitability = settle::suitability(&land, profile);
    let seats = settle::seats(&land, profile, &suitability)?;
    let territory = settle::territories(&land.spec, &seats);
    let cells = settle::village_cells(seed, &land, profile, &seats, &territory, &suitability);
    let (mut townships, mut villages) = homes::settle(&Settling {
        seed,
        land: &land,
        profile,
        seats: &seats,
        cells: &cells,
        territory: &territory,
        suitability: &suitability,
    });
    let mut dykes = std::mem::take(&mut land.dykes);
    for stretch in dykes.iter_mut().flat_map(|d| &mut d.stretches) {
        stretch.township = territory[land.spec.cell_at(stretch.at)];
    }
    let mut picker = Picker::new(seed, &land, &villages, suitability);
    let settled = Settled {
        seed,
        land: &land,
        profile,
        townships: &townships,
        villages: &villages,
        territory: &territory,
    };
    let mut sites = sites::place(settled, &mut picker);
    let roads = network::build(settled, &mut picker, &mut sites, &mut dykes)?;
    let cover = cover::cover(seed, &land, &profile.land.cover, &villages);
    let (soil, soil_depth_m) = soil::soil(seed, &land, profile, &cover);
    let ground = risks::Ground { cover: &cover, soil: &soil, soil_depth_m: &soil_depth_m };
    let risks = risks::register(settled, &ground, &roads.net, &dykes, &sites.facilities);
    sites.facilities.extend(outdoors::in_woods(settled, &mut picker, &cover, &risks, &roads.net));
    townships.iter_mut().zip(roads.seat_nodes).for_each(|(township, node)| township.node = node);
    villages.iter_mut().zip(roads.village_nodes).for_each(|(village, node)| village.node = node);
    sites::finish(&mut sites);
    day::fill(&profile.people, &mut villages, &mut sites.facilities);
    let fixed_level = (0..land.spec.len() as u32).filter(|c| land.valley.lake[*c as usize]).collect();
    Ok(County {
        name: profile.people.name.clone(),
        seed,
        profile: profile.id.clone(),
        generated: Vec::new(),
        spec: land.spec,
        ground_m: land.ground_m,
        cover,
        soil,
        soil_depth_m,
        base_depth_m: land.base_depth_m,
        drainage_m2: land.channels.area_m2,
        fixed_level,
        lake_name: profile.land.lake.as_ref().map(|lake| lake.name.clone()),
        rivers: land.rivers,
        reservoirs: land.reservoirs,
        dykes,
        polders: land.polders,
        gauges: land.gauges,
        townships,
        villages,
        roads: roads.net,
        shelters: sites.shelters,
        stores: sites.stores,
        bases: sites.bases,
        hospitals: sites.hospitals,
        facilities: sites.facilities,
        risks,
    })
}

/// Gauges along the main river: where it enters, in the middle, at the polders and near the mouth. The
/// guarantee level is the design flood's; the warning level is bank-full, at least 0.8 m below that.
fn gauges(profile: &Profile, main: &Mainstem) -> Vec<Gauge> {
    let last = main.cells.len() - 1;
    [("upper", 0.06), ("middle", 0.42), ("polder", 0.74), ("lower", 0.93)]
        .into_iter()
        .filter(|(id, _)| *id != "polder" || !profile.land.polders.is_empty())
        .map(|(id, share)| {
            let i = (last as f32 * share) as usize;
            let guarantee_m = main.design_m[i];
            Gauge {
                id: format!("{}-{id}", profile.land.main_river.id),
                name: name(&format!("county-gauge-{id}"), &[("river", &profile.land.main_river.name)]),
                cell: main.cells[i],
                warning_m: main.bank_m[i].min(guarantee_m - 0.8),
                guarantee_m,
            }
        })
        .collect()
}
