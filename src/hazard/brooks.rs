//! The county's brooks and rivers as channels of the flood.

use super::{
    flood::{Channel, Flood, FloodError},
    works::faces_around,
};
use crate::county::County;
use std::collections::BTreeMap;

/// The channels narrower than a cell. Where two rivers share a cell, it has the wider one's. The generator lifts beds so that
/// they fall all the way, so a bank is held to the highest land beside its channel.
pub fn narrow_channels(county: &County) -> Vec<Channel> {
    let spec = county.spec;
    let mut rivers: BTreeMap<u32, (f32, f32)> = BTreeMap::new();
    for river in &county.rivers {
        for ((&cell, &width), &depth) in river.cells.iter().zip(&river.width_m).zip(&river.bank_depth_m) {
            let widest = rivers.entry(cell).or_insert((width, depth));
            if width > widest.0 {
                *widest = (width, depth);
            }
        }
    }
    let land_beside = |cell: u32| {
        let beside = faces_around(&spec, cell as usize).map(|(_, other)| other);
        let land = beside.filter(|other| !rivers.contains_key(&(*other as u32)));
        land.map(|other| county.ground_m[other] - county.ground_m[cell as usize]).reduce(f32::max)
    };
    rivers
        .iter()
        .filter(|(_, (width, _))| *width < spec.cell_m)
        .map(|(&cell, &(width_m, depth_m))| {
            let bank_depth_m = land_beside(cell).map_or(depth_m, |land| depth_m.min(land)).max(0.0);
            Channel { cell, width_m, bank_depth_m }
        })
        .collect()
}

/// Give the flood the county's brooks. The ledger begins anew.
///
/// # Errors
/// A river of the county has an unusable cell, width or depth.
pub fn set_brooks(county: &County, flood: &mut Flood) -> Result<(), FloodError> {
    flood.set_channels(&narrow_channels(county))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        county::{CountyParams, generate},
        hazard::flood::{Edge, FloodParams},
    };

    #[test]
    fn brooks_are_narrow_and_no_bank_is_above_all_the_land_beside_it() {
        let county = generate(&CountyParams::yueyang(1).unwrap().sized(128)).unwrap();
        let channels = narrow_channels(&county);
        let mut widths: Vec<f32> = channels.iter().map(|c| c.width_m).collect();
        widths.sort_by(f32::total_cmp);
        let low = channels.iter().filter(|c| c.bank_depth_m < 0.3).count();
        println!(
            "{} cells, {:.1} to {:.1} m wide, {low} with banks below 0.3 m",
            channels.len(),
            widths[0],
            widths[widths.len() - 1]
        );
        assert!(channels.len() > 100 && low * 5 < channels.len());
        for channel in &channels {
            let cell = channel.cell as usize;
            let bank = county.ground_m[cell] + channel.bank_depth_m;
            let is_river = |c: &usize| county.rivers.iter().any(|r| r.cells.contains(&(*c as u32)));
            let beside = faces_around(&county.spec, cell).map(|(_, other)| other).filter(|c| !is_river(c));
            let land = beside.map(|c| county.ground_m[c]).reduce(f32::max);
            assert!(land.is_none_or(|land| bank <= land.max(county.ground_m[cell]) + 1e-3));
        }
        let manning = vec![0.04; county.spec.len()];
        let mut flood =
            Flood::new(county.spec, county.ground_m.clone(), manning, Edge::Open, FloodParams::default())
                .unwrap();
        set_brooks(&county, &mut flood).unwrap();
        assert_eq!(flood.channel_cells(), channels.iter().filter(|c| c.bank_depth_m > 0.0).count());
    }
}
