//! What the land of every kind of county must be, over many seeds.

use rayon::prelude::*;
use sandtable::county::{
    County, CountyParams, Cover, GivenGround, Profile, Stats, generate, generate_on, profile::PROFILES,
};
use std::collections::BTreeSet;

fn make(profile: &str, seed: u64, size: usize) -> County {
    let params = CountyParams::named(seed, profile).unwrap().sized(size);
    generate(&params).unwrap_or_else(|error| panic!("{profile} {seed}: {error}"))
}

/// Four counties of each kind, large enough for laws of networks to show.
fn large() -> &'static [(&'static str, County, Stats)] {
    static ALL: std::sync::LazyLock<Vec<(&str, County, Stats)>> = std::sync::LazyLock::new(|| {
        let wanted: Vec<(&str, u64)> =
            PROFILES.iter().flat_map(|p| [1, 2, 3, 4].map(|seed| (*p, seed))).collect();
        let one = |(profile, seed): (&'static str, u64)| {
            let county = make(profile, seed, 256);
            let stats = county.stats();
            (profile, county, stats)
        };
        wanted.into_par_iter().map(one).collect()
    });
    &ALL
}

fn mean(profile: &str, value: impl Fn(&Stats) -> f64) -> f64 {
    let own: Vec<f64> = large().iter().filter(|c| c.0 == profile).map(|c| value(&c.2)).collect();
    own.iter().sum::<f64>() / own.len() as f64
}

fn sides(county: &County, cell: usize) -> impl Iterator<Item = usize> + use<> {
    let (row, col) = county.spec.row_col(cell);
    let spec = county.spec;
    [(-1isize, 0isize), (1, 0), (0, -1), (0, 1)].into_iter().filter_map(move |(dr, dc)| {
        let (r, c) = (row.checked_add_signed(dr)?, col.checked_add_signed(dc)?);
        (r < spec.rows && c < spec.cols).then(|| spec.index(r, c))
    })
}

/// What holds for every seed.
fn sound(profile: &str, county: &County) {
    let who = format!("{profile}, seed {}", county.seed);
    assert_eq!(county.stats().pits_off_lakes, 0, "{who}: water runs off every cell of land");
    assert!(county.ground_m.iter().all(|z| z.is_finite() && (0.0..3_000.0).contains(z)), "{who}");

    let river = county.rivers.iter().find(|r| r.main).unwrap();
    assert!(river.enters, "{who}: the main river comes from outside");
    let distinct: BTreeSet<_> = river.cells.iter().collect();
    assert_eq!(distinct.len(), river.cells.len(), "{who}: the river does not cross itself");
    for pair in river.cells.windows(2) {
        let (a, b) = (pair[0] as usize, pair[1] as usize);
        assert!(sides(county, a).any(|n| n == b), "{who}: cells side by side");
        assert!(county.ground_m[b] <= county.ground_m[a], "{who}: the bed never rises");
    }
    let mut above = f32::INFINITY;
    for (k, cell) in river.cells.iter().enumerate() {
        let depth = county.base_depth_m[*cell as usize];
        assert!(depth > 0.1 && depth < river.bank_depth_m[k], "{who}: low water {depth} m deep in its bed");
        let stage = county.ground_m[*cell as usize] + depth;
        assert!(stage <= above + 1e-3, "{who}: the water's surface never rises downstream");
        above = stage;
    }
    for gauge in &county.gauges {
        let low = county.ground_m[gauge.cell as usize] + county.base_depth_m[gauge.cell as usize];
        assert!(low < gauge.warning_m && gauge.warning_m < gauge.guarantee_m, "{who}: {}", gauge.id);
    }
    assert!(county.base_depth_m.iter().all(|d| d.is_finite() && *d >= 0.0), "{who}");

    for reservoir in &county.reservoirs {
        assert_eq!(county.ground_m[county.spec.cell_at(reservoir.dam)], reservoir.crest_m, "{who}");
        let levels = [reservoir.flood_limit_m, reservoir.normal_m, reservoir.design_m, reservoir.crest_m];
        assert!(levels.is_sorted() && reservoir.level_m <= reservoir.normal_m, "{who}: {levels:?}");
        assert!(reservoir.storage.is_sorted() && reservoir.storage_m3(reservoir.level_m) > 0.0, "{who}");
        let held: f64 = reservoir
            .cells
            .iter()
            .map(|c| f64::from(county.base_depth_m[*c as usize] * county.spec.cell_area_m2()))
            .sum();
        let curve = reservoir.storage_m3(reservoir.level_m);
        assert!((curve / held - 1.0).abs() < 0.01, "{who}: the curve says {curve} m³ of {held}");
        for &cell in &reservoir.cells {
            for n in sides(county, cell as usize) {
                let inside = reservoir.cells.binary_search(&(n as u32)).is_ok();
                assert!(inside || county.ground_m[n] >= reservoir.level_m, "{who}: a gap in the rim");
            }
        }
    }
    for polder in &county.polders {
        assert!(!polder.gates.is_empty() && polder.gates.len() == polder.pumps.len(), "{who}");
        let area_km2 = polder.cells.len() as f32 * county.spec.cell_area_m2() * 1e-6;
        let modulus = polder.pumps.iter().map(|p| p.capacity_m3s).sum::<f32>() / area_km2;
        assert!((0.3..0.5).contains(&modulus), "{who}: {modulus} m³/s per km²");
        let faces: BTreeSet<_> =
            county.dykes[polder.dyke].stretches.iter().flat_map(|s| s.faces.iter().copied()).collect();
        for gate in &polder.gates {
            assert!(faces.contains(&gate.face), "{who}: a gate leads through the dyke");
            assert!(polder.cells.binary_search(&gate.inside).is_ok() && river.cells.contains(&gate.river));
            assert!(gate.sill_m < county.ground_m[gate.inside as usize], "{who}: a gate below the fields");
        }
    }
}

#[test]
fn a_hundred_seeds_of_every_kind_have_sound_waters() {
    let wanted: Vec<(&str, u64)> = PROFILES.iter().flat_map(|p| (1..=100).map(|seed| (*p, seed))).collect();
    let with_polders: usize = wanted
        .into_par_iter()
        .map(|(profile, seed)| {
            let county = make(profile, seed, 64 + 32 * (seed as usize % 10 / 8));
            sound(profile, &county);
            usize::from(!county.polders.is_empty())
        })
        .sum();
    assert_eq!(with_polders, 100, "Yueyang's polders find room on every seed");
}

#[test]
fn large_counties_have_sound_waters_and_their_reservoirs() {
    for (profile, county, _) in large() {
        sound(profile, county);
        assert!(!county.reservoirs.is_empty(), "{profile} {}", county.seed);
    }
}

/// Per seed a little wider than nature's ranges, over the mean of the seeds within them.
#[test]
fn drainage_follows_the_laws_of_hack_and_horton() {
    for (profile, county, stats) in large() {
        let d = &stats.drainage;
        let who = format!("{profile}, seed {}: {d:?}", county.seed);
        assert!((0.47..=0.62).contains(&d.hack_exponent.unwrap()), "{who}");
        assert!((3.0..=5.5).contains(&d.bifurcation_ratio.unwrap()), "{who}");
        assert!(d.streams.len() >= 4, "{who}");
    }
    for profile in PROFILES {
        let hack = mean(profile, |s| s.drainage.hack_exponent.unwrap());
        assert!((0.5..=0.6).contains(&hack), "{profile}: Hack's exponent {hack}");
        let bifurcation = mean(profile, |s| s.drainage.bifurcation_ratio.unwrap());
        assert!((3.0..=5.0).contains(&bifurcation), "{profile}: bifurcation ratio {bifurcation}");
        let length = mean(profile, |s| s.drainage.length_ratio.unwrap());
        assert!((1.5..=3.5).contains(&length), "{profile}: length ratio {length}");
        let area = mean(profile, |s| s.drainage.area_ratio.unwrap());
        assert!((3.0..=6.0).contains(&area), "{profile}: area ratio {area}");
    }
}

/// Ranges of `land.ron`, for the mean of the seeds. Counties of 256 cells are half as wide as the full ones and
/// lower; relief is held against the range of the full size by the same rule that makes them so.
#[test]
fn terrain_is_of_the_named_kind() {
    for profile in PROFILES {
        let expected = Profile::named(profile).unwrap().unwrap().land.expected;
        let within = |what: &str, (low, high): (f64, f64), value: f64| {
            assert!((low..=high).contains(&value), "{profile}: {what} {value} not in {low} to {high}");
        };
        within("mean slope", expected.mean_slope_deg, mean(profile, |s| s.terrain.mean_slope_deg));
        within(
            "hypsometric integral",
            expected.hypsometric_integral,
            mean(profile, |s| s.terrain.hypsometric_integral),
        );
        let relief = mean(profile, |s| f64::from(s.terrain.highest_m - s.terrain.lowest_m));
        within("relief", expected.relief_m, relief * 2f64.sqrt());
        for (_, county, stats) in large().iter().filter(|c| c.0 == profile) {
            within(&format!("seed {}: forest", county.seed), expected.forest, stats.terrain.forest);
        }
    }
}

#[test]
fn kinds_of_county_differ_where_one_expects_it() {
    let share = |profile, cover: Cover| mean(profile, |s| s.terrain.cover[&format!("{cover:?}")]);
    assert!(PROFILES[1..].iter().all(|p| share("yueyang", Cover::Paddy) > share(p, Cover::Paddy)));
    assert!(share("liupanshui", Cover::Shrub) > 2.0 * share("shicheng", Cover::Shrub));
    let integral = |profile| mean(profile, |s| s.terrain.hypsometric_integral);
    assert!(PROFILES.iter().all(|p| *p == "liupanshui" || integral(p) + 0.2 < integral("liupanshui")));
    for (profile, county, _) in large() {
        assert_eq!(county.fixed_level.is_empty(), *profile != "yueyang");
        assert_eq!(county.polders.is_empty(), *profile != "yueyang");
    }
}

#[test]
fn the_river_flows_where_the_profile_says() {
    for (profile, edge) in
        [("yueyang", 3), ("liangjiang", 1), ("pingjiang", 3), ("liupanshui", 2), ("shicheng", 2)]
    {
        for (_, county, _) in large().iter().filter(|c| c.0 == profile) {
            let spec = county.spec;
            let river = county.rivers.iter().find(|r| r.main).unwrap();
            let on = |cell: u32| {
                let (row, col) = spec.row_col(cell as usize);
                [row == 0, col == spec.cols - 1, row == spec.rows - 1, col == 0]
            };
            assert!(on(river.cells[0])[(edge + 2) % 4], "{profile}: it enters on the far side");
            let mouth = *river.cells.last().unwrap();
            let in_lake = sides(county, mouth as usize).any(|n| county.fixed_level.contains(&(n as u32)));
            assert!(on(mouth)[edge] || in_lake, "{profile}: it leaves over its edge or into the lake");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_land_on_any_number_of_threads() {
    let hash = |profile: &str, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| xxhash_rust::xxh3::xxh3_64(format!("{:?}", make(profile, 5, 96)).as_bytes()))
    };
    for profile in PROFILES {
        assert_eq!(hash(profile, 1), hash(profile, 2), "{profile}");
    }
}

#[test]
fn given_ground_gets_waters_and_people_of_its_own() {
    for profile in ["pingjiang", "shicheng"] {
        let drawn = make(profile, 3, 128);
        let entry = drawn.rivers.iter().find(|r| r.main).unwrap().cells[0];
        for entry in [Some(entry), None] {
            let given = GivenGround {
                ground_m: drawn.ground_m.clone(),
                lake: vec![false; drawn.spec.len()],
                lake_level_m: None,
                entry,
            };
            let params = CountyParams::named(3, profile).unwrap().sized(128);
            let county = generate_on(&params, given).unwrap();
            assert_eq!(county.stats().pits_off_lakes, 0);
            let changed = (0..county.spec.len())
                .filter(|c| (county.ground_m[*c] - drawn.ground_m[*c]).abs() > 8.0)
                .count();
            assert!(changed < county.spec.len() / 50, "{profile}: {changed} cells moved by 8 m or more");
            let river = county.rivers.iter().find(|r| r.main).unwrap();
            assert!(
                river
                    .cells
                    .windows(2)
                    .all(|w| { county.ground_m[w[1] as usize] <= county.ground_m[w[0] as usize] + 1e-3 })
            );
            if entry.is_some() {
                assert!(river.enters);
                let old: BTreeSet<u32> =
                    drawn.rivers.iter().filter(|r| r.main).flat_map(|r| r.cells.iter().copied()).collect();
                let near = river.cells.iter().filter(|c| {
                    old.contains(c) || sides(&county, **c as usize).any(|n| old.contains(&(n as u32)))
                });
                assert!(near.count() * 10 > river.cells.len() * 8, "{profile}: the same river again");
            }
        }
    }
}
