//! A county's brooks in rain.

use sandtable::{
    county::{County, CountyParams, GroundTables, generate},
    hazard::{
        flood::{Edge, Flood, FloodParams, Forcing, Rain},
        set_brooks, soils,
    },
};

/// A hilly county under steady rain for six hours, in channels narrower than a cell or in trenches as wide: cells of channels
/// and their share over the banks; share of the homes' cells with 0.3 m on the land.
fn county_in_rain(county: &County, mm_h: f32, narrow: bool) -> (usize, f64, f64) {
    let tables = GroundTables::built_in();
    let manning = county.cover.iter().map(|c| tables.cover(*c).manning).collect();
    let ground = county.ground_m.clone();
    let mut flood = Flood::new(county.spec, ground, manning, Edge::Open, FloodParams::default()).unwrap();
    flood.set_depth(&county.base_depth_m).unwrap();
    flood.fix_level(&county.fixed_level).unwrap();
    for reservoir in &county.reservoirs {
        flood.level_pool(&reservoir.cells).unwrap();
    }
    if narrow {
        set_brooks(county, &mut flood).unwrap();
    }
    let (class, soils) = soils(county);
    flood.set_soils(&class, &soils).unwrap();
    flood.advance(21_600.0, &Forcing { rain: Rain::Uniform(mm_h * 1e-3 / 3600.0), inflows: &[] }).unwrap();
    let channels: Vec<usize> =
        (0..county.spec.len()).filter(|c| narrow && flood.bank_depth_m(*c) > 0.0).collect();
    let over = channels.iter().filter(|c| flood.land_depth_m(**c) > 0.05).count();
    let homes: Vec<usize> = county.villages.iter().flat_map(|v| &v.cells).map(|c| *c as usize).collect();
    let wet = homes.iter().filter(|c| flood.land_depth_m(**c) > 0.3).count();
    (channels.len(), over as f64 / channels.len().max(1) as f64, wet as f64 / homes.len() as f64)
}

/// Brooks keep a gentle rain and leave their banks in a storm.
#[test]
fn brooks_of_a_county_keep_a_gentle_rain_between_their_banks() {
    let county = generate(&CountyParams::named(2, "pingjiang").unwrap().sized(256)).unwrap();
    let gentle = county_in_rain(&county, 10.0, true);
    let heavy = county_in_rain(&county, 50.0, true);
    let trench = county_in_rain(&county, 10.0, false);
    println!(
        "6 h of 10 mm/h: {:.1} % of {} channel cells over their banks, {:.2} % of homes wet ({:.2} % in trenches)",
        100.0 * gentle.1,
        gentle.0,
        100.0 * gentle.2,
        100.0 * trench.2
    );
    println!("6 h of 50 mm/h: {:.1} % over, {:.2} % of homes wet", 100.0 * heavy.1, 100.0 * heavy.2);
    assert!(gentle.0 > 500);
    assert!(gentle.1 < 0.1 && gentle.2 < 0.02, "a gentle rain floods little");
    assert!(heavy.1 > 2.0 * gentle.1 && heavy.2 > gentle.2, "a storm does more");
}
