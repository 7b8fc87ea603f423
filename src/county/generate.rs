//! Make a county from a seed: land, water, dykes, people, roads and facilities, in this order.

mod channels;
mod cover;
mod drain;
mod erode;
mod field;
mod graph;
mod mainstem;
mod names;
pub(super) mod near;
mod network;
mod polders;
mod relief;
mod reservoirs;
mod rivers;
mod roads;
mod settle;
mod sites;
mod water;

use super::{County, Gauge, Profile};
use crate::num::GridSpec;
use channels::Wet;
use mainstem::Mainstem;
use names::name;
use relief::Relief;

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
    /// Yueyang County at 512 × 512 cells of 60 m.
    ///
    /// # Errors
    /// The embedded profile does not parse.
    pub fn yueyang(seed: u64) -> Result<Self, CountyError> {
        Ok(Self { seed, rows: 512, cols: 512, cell_m: 60.0, profile: Profile::yueyang()? })
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
    #[error("the profile of the county has no township")]
    NoTownship,
    #[error("this land has no place for {what}; try another seed or a larger county")]
    NoPlace { what: &'static str },
    #[error("no road can reach {0}")]
    NoRoad(String),
}

/// Make a county. The same parameters give the same county, to the bit, everywhere.
///
/// # Errors
/// Parameters out of range, or a seed whose land has no place for what the profile asks for.
pub fn generate(params: &CountyParams) -> Result<County, CountyError> {
    let CountyParams { seed, rows, cols, cell_m, ref profile } = *params;
    if ![rows, cols].iter().all(|n| (64..=2048).contains(n)) {
        return Err(CountyError::Size { rows, cols });
    }
    if !(20.0..=200.0).contains(&cell_m) {
        return Err(CountyError::Cell(cell_m));
    }
    if profile.townships.is_empty() {
        return Err(CountyError::NoTownship);
    }
    let spec = GridSpec { rows, cols, cell_m };
    let relief = Relief::new(seed, &spec, profile.lake.level_m);
    let lake = relief.lake(&spec);
    let mut main = Mainstem::new(seed, &spec, &relief, &lake);
    if main.cells.len() < cols / 4 {
        return Err(CountyError::NoPlace { what: "the main river" });
    }
    let lake_m = near::distance_m(&spec, |c| lake[c]);
    let valley = main.valley(seed, &spec, &relief, lake);
    let polder_cells = polders::place(seed, &spec, &main, &valley, &lake_m)?;
    let mut polder_of = vec![None; spec.len()];
    for (k, cells) in polder_cells.iter().enumerate() {
        cells.iter().for_each(|c| polder_of[*c as usize] = Some(k));
    }

    let mut ground_m = erode::erode(seed, &spec, &relief, &valley);
    let shore_m = near::distance_m(&spec, |c| !valley.lake[c]);
    for cell in (0..spec.len()).filter(|c| valley.lake[*c]) {
        ground_m[cell] =
            relief.level_m - 3.2 - 1.6 * near::smoothstep(0.0, 3_000.0 * relief.scale, shore_m[cell]);
    }
    polder_cells.iter().for_each(|cells| polders::settle(&spec, &mut ground_m, cells));
    let upstream_m2 = profile.main_river.upstream_km2 * 1e6;
    let mut channels =
        channels::carve(seed, &spec, &mut ground_m, &main, &valley, |c| polder_of[c].is_some(), upstream_m2);
    main.set_stages(&spec, profile, &channels, 2.0 * polders::FORELAND_M);
    let (reservoirs, dams) = reservoirs::build(&spec, profile, &relief, &mut ground_m, &mut channels)?;
    let sink = |c: usize| matches!(channels.wet[c], Wet::Lake | Wet::Reservoir) || near::on_edge(&spec, c);
    let drainage = drain::drain(&spec, &ground_m, 0.001, sink);
    ground_m = drainage.filled_m.clone();
    let rim = |c: usize| near::near4(&spec, c).any(|(_, n)| channels.wet[n] == Wet::Reservoir);
    drain::open_corners(&spec, &mut ground_m, &drainage, |cell, corner| {
        dams[corner]
            || polder_of[cell] != polder_of[corner]
            || channels.wet[corner] == Wet::Main
            || rim(corner)
    });

    let rivers = rivers::list(&spec, profile, &main, &channels);
    let pool_level =
        |c: usize| reservoirs.iter().find(|r| r.cells.binary_search(&(c as u32)).is_ok()).map(|r| r.level_m);
    let base_depth_m =
        channels::base_depth_m(&spec, &ground_m, &channels, &valley, &main, profile, pool_level);
    let (mut dykes, mut polders) = (Vec::new(), Vec::new());
    for (side, cells) in polder_cells.into_iter().enumerate() {
        let (dyke, polder) = polders::dyke(&spec, profile, side, cells, &ground_m, &main, &valley);
        dykes.push(dyke);
        polders.push(polder);
    }

    let site = settle::Site {
        spec: &spec,
        ground_m: &ground_m,
        relief: &relief,
        channels: &channels,
        main: &main,
        valley: &valley,
        dams: &dams,
        polder: &polder_of,
    };
    let suitability = site.suitability();
    let seats = settle::seats(&site, profile, &suitability)?;
    let territory = settle::territories(&spec, &seats);
    let (mut townships, mut villages) =
        settle::settle(seed, &site, profile, &polders, &seats, &territory, &suitability);
    for stretch in dykes.iter_mut().flat_map(|d| &mut d.stretches) {
        stretch.township = territory[spec.cell_at(stretch.at)];
    }
    let mut sites = sites::place(seed, &site, profile, &townships, &villages, suitability);
    let roads = network::build(seed, &site, profile, &mut townships, &mut villages, &mut sites, &mut dykes)?;
    let cover = cover::cover(seed, &spec, &ground_m, &relief, &channels, &villages, &lake_m);
    let gauges = gauges(profile, &main);
    let fixed_level = (0..spec.len() as u32).filter(|c| valley.lake[*c as usize]).collect();
    Ok(County {
        name: profile.name.clone(),
        seed,
        spec,
        ground_m,
        cover,
        base_depth_m,
        drainage_m2: channels.area_m2,
        fixed_level,
        rivers,
        reservoirs,
        dykes,
        polders,
        gauges,
        townships,
        villages,
        roads,
        shelters: sites.shelters,
        stores: sites.stores,
        bases: sites.bases,
        hospitals: sites.hospitals,
    })
}

/// Gauges along the main river: where it enters, in the middle, at the polders and near the mouth. The
/// guarantee level is the design flood's; the warning level is bank-full, at most 0.8 m below that.
fn gauges(profile: &Profile, main: &Mainstem) -> Vec<Gauge> {
    let last = main.cells.len() - 1;
    [("upper", 0.06), ("middle", 0.42), ("polder", 0.74), ("lower", 0.93)]
        .into_iter()
        .map(|(id, share)| {
            let i = (last as f32 * share) as usize;
            let guarantee_m = main.design_m[i];
            Gauge {
                id: format!("{}-{id}", profile.main_river.id),
                name: name(&format!("county-gauge-{id}"), &[("river", &profile.main_river.name)]),
                cell: main.cells[i],
                warning_m: main.bank_m[i].min(guarantee_m - 0.8),
                guarantee_m,
            }
        })
        .collect()
}
