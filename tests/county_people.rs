//! People, roads, facilities and the risk register of generated counties, over all presets and many seeds.

use rayon::prelude::*;
use sandtable::county::{
    Base, County, CountyParams, Cover, Facility, FacilityKind, Grade, GroundTables, Place, Profile, RiskKind,
    RoadClass, StructureKind, TeamKind, Tier, generate,
    profile::PROFILES,
    stability::{SOAKED, SoilColumn},
};
use sandtable::num::math::ln;
use std::{collections::BTreeSet, sync::LazyLock};

fn make(preset: &str, seed: u64, size: usize) -> County {
    let params = CountyParams::named(seed, preset).unwrap().sized(size);
    generate(&params).unwrap_or_else(|e| panic!("{preset} seed {seed} size {size}: {e}"))
}

/// One county of full size for each preset.
fn full() -> &'static [(&'static str, County)] {
    static ALL: LazyLock<Vec<(&'static str, County)>> =
        LazyLock::new(|| PROFILES.iter().map(|preset| (*preset, make(preset, 1, 512))).collect());
    &ALL
}

fn of(preset: &str) -> &'static County {
    &full().iter().find(|(name, _)| *name == preset).unwrap().1
}

fn facilities(county: &County, kind: FacilityKind) -> impl Iterator<Item = &Facility> {
    county.facilities.iter().filter(move |f| f.kind == kind)
}

fn bases(county: &County, kind: TeamKind) -> impl Iterator<Item = &Base> {
    county.bases.iter().filter(move |b| b.kind == kind)
}

/// Places that a road leads to.
fn places(county: &County) -> impl Iterator<Item = &Place> {
    let shelters = county.shelters.iter().map(|s| &s.place);
    let stores = county.stores.iter().map(|s| &s.place);
    let bases = county.bases.iter().map(|b| &b.place);
    let hospitals = county.hospitals.iter().map(|h| &h.place);
    let facilities = county.facilities.iter().filter(|f| f.kind.has_road()).map(|f| &f.place);
    shelters.chain(stores).chain(bases).chain(hospitals).chain(facilities)
}

/// What holds in every county, whatever its seed, size and preset.
fn sound(county: &County) {
    roads_are_one_network(county);
    everyone_is_housed(county);
    everything_is_reached(county);
    risks_are_real(county);
}

fn roads_are_one_network(county: &County) {
    let net = &county.roads;
    assert!(net.travel_min(0).iter().all(Option::is_some), "one network");
    for road in &net.roads {
        assert_eq!((road.line[0], *road.line.last().unwrap()), (net.nodes[road.from], net.nodes[road.to]));
        assert_eq!(road.cells.len(), road.raised_m.len());
        assert!(road.slope.is_finite() && road.length_m > 0.0);
    }
    // Whatever water a road crosses, a structure carries it there.
    let carried: BTreeSet<(usize, u32)> =
        net.structures.iter().flat_map(|s| s.cells.iter().map(|c| (s.road, *c))).collect();
    for (r, road) in net.roads.iter().enumerate() {
        for &cell in &road.cells {
            assert!(county.base_depth_m[cell as usize] == 0.0 || carried.contains(&(r, cell)));
        }
    }
    for structure in &net.structures {
        let tunnel = structure.kind == StructureKind::Tunnel;
        let ground = structure.cells.iter().map(|c| county.ground_m[*c as usize]);
        let (lowest, highest) = (ground.clone().reduce(f32::min), ground.reduce(f32::max));
        assert!(structure.span_m > 0.0 && (structure.opening_m2 > 0.0) != tunnel, "{structure:?}");
        assert_eq!(structure.kind == StructureKind::Culvert, !tunnel && structure.span_m < 5.0);
        if tunnel {
            assert!(highest.unwrap() > structure.deck_m + 15.0, "a tunnel lies in rock");
        } else {
            assert!(lowest.unwrap() <= structure.deck_m, "a deck lies over its water");
        }
    }
}

fn everyone_is_housed(county: &County) {
    let open = county.open_water();
    let mut taken = BTreeSet::new();
    for village in &county.villages {
        assert!(village.people > 0 && !village.hamlets.is_empty(), "{}", village.id);
        assert_eq!(village.hamlets.iter().map(|h| h.people).sum::<u32>(), village.people);
        assert_eq!(village.hamlets.iter().map(|h| h.households).sum::<u32>(), village.households);
        let mut cells: Vec<u32> = village.hamlets.iter().flat_map(|h| &h.cells).copied().collect();
        cells.sort_unstable();
        assert_eq!(cells, village.cells);
        for hamlet in &village.hamlets {
            assert!(hamlet.cells.contains(&(county.spec.cell_at(hamlet.at) as u32)));
            assert!(!hamlet.name.zh.is_empty() && hamlet.id.starts_with(&village.id));
        }
        assert_eq!(village.ages.total(), village.people);
        assert!(village.need_help <= village.ages.elderly);
        assert_eq!(village.houses.by_material.iter().sum::<u32>(), village.households);
        assert_eq!(village.houses.by_storeys.iter().sum::<u32>(), village.households);
        assert!(village.livestock_households <= village.households);
        for &cell in &village.cells {
            assert!(taken.insert(cell), "one village per cell");
            assert!(county.base_depth_m[cell as usize] == 0.0 && !open[cell as usize], "dry ground");
            assert_eq!(county.cover[cell as usize], Cover::BuiltUp);
        }
    }
    let day: u64 = county.villages.iter().map(|v| u64::from(v.day_people)).sum();
    assert_eq!(day, county.people(), "nobody is lost between day and night");
}

fn everything_is_reached(county: &County) {
    let node = |n: usize| county.roads.nodes[n];
    assert!(county.townships.iter().all(|t| node(t.node) == t.seat));
    assert!(county.villages.iter().all(|v| node(v.node) == v.at));
    for place in places(county) {
        assert_eq!(node(place.node), place.at, "{}", place.id);
    }
    let open = county.open_water();
    let mut ids = BTreeSet::new();
    for facility in &county.facilities {
        assert!(ids.insert(&facility.place.id), "{} twice", facility.place.id);
        assert!(!open[county.spec.cell_at(facility.place.at)], "{} in a lake", facility.place.id);
        assert!(!facility.place.name.zh.contains('[') && facility.place.township < county.townships.len());
        assert!(facility.tanks.iter().all(|t| t.held_t > 0.0 && t.held_t < t.capacity_t));
    }
    assert!(county.facilities.is_sorted_by_key(|f| f.kind));
}

fn risks_are_real(county: &County) {
    let tables = GroundTables::built_in();
    let slope = |cell: usize| {
        let (row, col) = county.spec.row_col(cell);
        let last = (county.spec.rows - 1, county.spec.cols - 1);
        let at = |r: usize, c: usize| county.ground_m[county.spec.index(r.min(last.0), c.min(last.1))];
        let (dx, dy) = (
            at(row, col + 1) - at(row, col.saturating_sub(1)),
            at(row + 1, col) - at(row.saturating_sub(1), col),
        );
        (dx * dx + dy * dy).sqrt() / (2.0 * county.spec.cell_m)
    };
    let mut ids = BTreeSet::new();
    for risk in &county.risks {
        assert!(ids.insert(&risk.id) && !risk.cells.is_empty() && risk.node < county.roads.nodes.len());
        assert_eq!(risk.grade, Grade::of(risk.people));
        if risk.kind == RiskKind::Slope {
            for &cell in &risk.cells {
                let c = cell as usize;
                let (soil, cover) = (tables.soil(county.soil[c]), tables.cover(county.cover[c]));
                let column = SoilColumn::new(soil, cover, slope(c), county.soil_depth_m[c]);
                let safety = column.safety_wet(SOAKED);
                // Within what another order of the same sums may round.
                let lowest = risk.safety.unwrap();
                assert!(safety < 1.0 + 1e-4 && lowest < safety + 1e-4 && lowest < 1.0, "{}", risk.id);
            }
        }
    }
    let slopes = || county.risks.iter().filter(|r| r.kind == RiskKind::Slope);
    assert!(slopes().count() < 6 || slopes().any(|r| !r.listed), "every list has gaps");
}

#[test]
fn every_seed_of_every_preset_makes_a_sound_county() {
    let all: Vec<(&str, u64)> = PROFILES.iter().flat_map(|p| (0..100).map(move |s| (*p, s))).collect();
    all.par_iter().for_each(|(preset, seed)| sound(&make(preset, *seed, 64)));
    PROFILES.par_iter().for_each(|preset| sound(&make(preset, 2021, 160)));
}

#[test]
fn counties_of_full_size_are_sound_and_hold_the_people_of_their_profile() {
    for (preset, county) in full() {
        sound(county);
        let data = Profile::named(preset).unwrap().unwrap().people;
        assert_eq!(county.villages.len(), data.villages as usize, "{preset}");
        assert!(county.villages.len() >= 150);
        let people = county.people() as f32 / data.people as f32;
        assert!((0.99..1.01).contains(&people), "{preset}: {people} of the people");
        let hamlets: usize = county.villages.iter().map(|v| v.hamlets.len()).sum();
        assert!(hamlets > 2 * county.villages.len(), "{preset}: {hamlets} hamlets");
        let share = |of: fn(&sandtable::county::Village) -> u32| {
            county.villages.iter().map(of).sum::<u32>() as f32 / county.people() as f32
        };
        assert!((share(|v| v.ages.children) - data.children_share).abs() < 0.02);
        assert!((share(|v| v.ages.elderly) - data.elderly_share).abs() < 0.03);
        assert!((share(|v| v.need_help) - data.need_help_share).abs() < 0.01);
        // By day the seats are fuller, the villages emptier.
        let seat = county.villages.iter().find(|v| v.township == 0).unwrap();
        assert!(seat.day_people > seat.people);
    }
}

#[test]
fn village_sizes_follow_the_rank_size_rule_of_their_profile() {
    for (preset, county) in full() {
        let mut sizes: Vec<f64> = county.villages.iter().map(|v| f64::from(v.people)).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        // The county seat stands above the rule by its primacy.
        let points: Vec<(f64, f64)> =
            sizes.iter().zip(1..).skip(1).map(|(s, r)| (ln(f64::from(r)), ln(*s))).collect();
        let n = points.len() as f64;
        let (mx, my) = points.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
        let (top, bottom) = points
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + (p.0 - mx) * (p.1 - my), s.1 + (p.0 - mx) * (p.0 - mx)));
        let wanted = f64::from(Profile::named(preset).unwrap().unwrap().people.rank_exponent);
        assert!((top / bottom + wanted).abs() < 0.02, "{preset}: {} for {wanted}", -top / bottom);
    }
}

#[test]
fn seats_are_a_plausible_drive_apart() {
    for (preset, county) in full() {
        let mut speeds = Vec::new();
        for (a, from) in county.townships.iter().enumerate() {
            let minutes = county.roads.travel_min(from.node);
            for to in &county.townships[a + 1..] {
                let km = from.seat.distance_m(to.seat) / 1000.0;
                let way = minutes[to.node].unwrap();
                // As the crow flies, no faster than the best road, and at least at a walk where gorges lie between.
                let km_h = km / (way / 60.0);
                assert!((5.0..=45.0).contains(&km_h), "{preset}: {} to {}: {km_h} km/h", from.id, to.id);
                speeds.push(km_h);
                assert!(way < 180.0, "{preset}: {} to {}: {way} min", from.id, to.id);
            }
        }
        let mean = speeds.iter().sum::<f32>() / speeds.len() as f32;
        assert!((12.0..40.0).contains(&mean), "{preset}: {mean} km/h on the mean");
    }
}

#[test]
fn roads_climb_in_bends_and_cross_water_on_bridges() {
    for (preset, county) in full() {
        let count = |kind| county.roads.structures.iter().filter(|s| s.kind == kind).count();
        assert!(count(StructureKind::Bridge) >= 30 && count(StructureKind::Culvert) >= 10, "{preset}");
        let steep = county.roads.roads.iter().filter(|r| r.class == RoadClass::County && r.slope > 0.10);
        let all = county.roads.roads.iter().filter(|r| r.class == RoadClass::County).count();
        assert!(steep.count() * 20 <= all, "{preset}: county roads are steep");
        assert!(county.roads.sections.iter().all(|s| s.cells.len() >= 2 && s.length_m > 0.0));
    }
}

#[test]
fn yueyang_has_what_its_plan_counts() {
    let county = of("yueyang");
    assert_eq!(county.townships.len(), 15);
    assert_eq!(county.townships.iter().filter(|t| t.named_in_plan).count(), 12);
    assert_eq!(county.shelters.len(), 15 + 75);
    assert_eq!(county.shelters.iter().filter(|s| s.place.id.starts_with("shelter-town")).count(), 15);
    let stores = county.stores.iter().filter(|s| s.tier == Tier::Township);
    assert_eq!(stores.filter(|s| s.area_m2 == 800.0).count(), 15);
    assert_eq!(county.stores.iter().map(|s| s.tier).collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(bases(county, TeamKind::MilitiaCompany).map(|b| b.size).collect::<Vec<_>>(), [60]);
    assert_eq!(bases(county, TeamKind::PartTime).map(|b| b.size).collect::<Vec<_>>(), [40]);
    assert_eq!(bases(county, TeamKind::Township).count(), 15);
    assert!(bases(county, TeamKind::TownshipMilitia).all(|b| b.size == 30));
    let camps: BTreeSet<&str> = facilities(county, FacilityKind::Camp)
        .map(|f| county.townships[f.place.township].name.zh.as_str())
        .collect();
    assert_eq!(camps.len(), 8);
    assert!(camps.contains("步仙镇") && camps.contains("大云山乡"));
    let centre = facilities(county, FacilityKind::CommandCentre).next().unwrap();
    assert_eq!(centre.size, 3000.0);
    assert!(county.facilities.iter().any(|f| f.place.name.zh == "科伦药业"));
}

#[test]
fn liangjiang_has_what_its_plan_counts() {
    let county = of("liangjiang");
    assert_eq!(county.townships.iter().filter(|t| t.name.zh.ends_with("街道")).count(), 8);
    assert_eq!(facilities(county, FacilityKind::IndustrialPark).count(), 3);
    assert!((county.people() as i64 - 800_000).abs() < 2_000);
    // Every community its micro fire station; the New Area and every street a team.
    assert_eq!(bases(county, TeamKind::MicroFire).count(), county.villages.len());
    assert_eq!(bases(county, TeamKind::Township).count(), county.townships.len());
    assert_eq!(bases(county, TeamKind::Water).count(), 1);
    let own = county.stores.iter().find(|s| s.tier == Tier::County).unwrap();
    for item in [sandtable::county::Item::Quilt, sandtable::county::Item::Bed] {
        assert!(own.stock.iter().any(|(i, n)| *i == item && *n >= 5_000));
    }
    assert!(facilities(county, FacilityKind::Underpass).count() > 0);
}

#[test]
fn pingjiang_has_what_its_plan_counts() {
    let county = of("pingjiang");
    assert!(bases(county, TeamKind::ForestFire).all(|b| b.size >= 30));
    assert_eq!(bases(county, TeamKind::MilitiaCompany).map(|b| b.size).collect::<Vec<_>>(), [120]);
    assert!((2..=5).contains(&facilities(county, FacilityKind::FireStation).count()));
    assert_eq!(bases(county, TeamKind::MicroFire).count(), county.villages.len());
}

#[test]
fn liupanshui_has_what_its_plan_names() {
    let county = of("liupanshui");
    assert!(facilities(county, FacilityKind::CoalMine).count() > 0);
    assert!(bases(county, TeamKind::Mine).count() > 0);
    assert!(county.townships.iter().any(|t| t.name.zh == "鸡场镇"));
}

#[test]
fn shicheng_has_what_its_plan_counts() {
    let county = of("shicheng");
    assert_eq!(county.villages.len(), 156);
    let (town, others): (Vec<_>, Vec<_>) =
        county.shelters.iter().partition(|s| s.place.id.starts_with("shelter-town"));
    assert_eq!((town.len(), others.len()), (3, 12));
    assert_eq!(others.iter().map(|s| s.area_m2).sum::<f32>(), 100_000.0);
    assert_eq!(bases(county, TeamKind::ForestFire).map(|b| b.size).collect::<Vec<_>>(), [40]);
    assert_eq!(bases(county, TeamKind::SemiForestFire).count(), county.townships.len());
    assert!(bases(county, TeamKind::SemiForestFire).all(|b| b.size >= 30));
    assert_eq!(bases(county, TeamKind::Volunteers).map(|b| b.size).collect::<Vec<_>>(), [20]);
    let villages: Vec<u32> = bases(county, TeamKind::Village).map(|b| b.size).collect();
    assert!(villages.len() == 156 && villages.iter().all(|n| (10..=20).contains(n)));
    let firefighters: u32 = [TeamKind::Fire, TeamKind::ForestFire]
        .into_iter()
        .flat_map(|k| bases(county, k))
        .map(|b| b.size)
        .sum();
    assert!((f64::from(firefighters) / county.people() as f64 - 0.4e-3).abs() < 0.01e-3);
}

#[test]
fn facilities_stand_where_their_kind_belongs() {
    for (preset, county) in full() {
        let home: BTreeSet<u32> = county.villages.iter().flat_map(|v| &v.cells).copied().collect();
        let on_home = |f: &Facility| home.contains(&(county.spec.cell_at(f.place.at) as u32));
        let profile = Profile::named(preset).unwrap().unwrap();
        for site in &profile.facilities.sites {
            let made = county.facilities.iter().filter(|f| f.place.id.starts_with(&format!("{}-", site.id)));
            let needs_slopes = site.kind == FacilityKind::SlopeGauge;
            assert!(needs_slopes || made.count() > 0, "{preset}: no {}", site.id);
        }
        for kind in [FacilityKind::ChemicalWorks, FacilityKind::GasStore, FacilityKind::TailingsPond] {
            assert!(facilities(county, kind).all(|f| !on_home(f)), "{preset}: {kind:?} among homes");
        }
        assert_eq!(facilities(county, FacilityKind::Loudspeaker).count(), county.villages.len());
        // Filling stations stand by the road they serve.
        let mut by_road = vec![false; county.spec.len()];
        for road in county.roads.roads.iter().filter(|r| r.class == RoadClass::County) {
            road.cells.iter().for_each(|c| by_road[*c as usize] = true);
        }
        let stations = || facilities(county, FacilityKind::FillingStation);
        let beside = stations().filter(|f| by_road[county.spec.cell_at(f.place.at)]).count();
        assert!(beside * 10 >= stations().count() * 9, "{preset}");
        let pupils: f32 = facilities(county, FacilityKind::School).map(|f| f.size).sum();
        let children: u32 = county.villages.iter().map(|v| v.ages.children).sum();
        assert!((pupils / children as f32 - profile.people.school_share).abs() < 0.02);
    }
}

#[test]
fn the_register_holds_every_kind_of_danger_that_the_land_has() {
    for (preset, county) in full() {
        let count = |kind| county.risks.iter().filter(|r| r.kind == kind).count();
        assert!(count(RiskKind::MajorHazard) >= 1, "{preset}");
        assert!(count(RiskKind::FireStand) >= 1, "{preset}");
        assert!(count(RiskKind::FlashFlood) >= 1, "{preset}");
        assert_eq!(count(RiskKind::Dyke) > 0, !county.dykes.is_empty(), "{preset}");
        // Slopes that fail above homes and roads belong to the mountains.
        if ["pingjiang", "liupanshui", "shicheng"].contains(preset) {
            assert!(count(RiskKind::Slope) >= 10, "{preset}");
        }
        let unlisted = county.risks.iter().filter(|r| !r.listed).count();
        assert!(unlisted > 0 && unlisted * 4 < county.risks.len(), "{preset}: {unlisted} unlisted");
        for risk in county.risks.iter().filter(|r| r.kind == RiskKind::MajorHazard) {
            let site = county.facilities.iter().find(|f| f.place.at == risk.at).unwrap();
            let sum: f32 = site.tanks.iter().map(|t| t.capacity_t / t.substance.threshold_t()).sum();
            assert!(sum >= 1.0 && risk.listed, "{}", risk.id);
        }
    }
}

#[test]
fn the_same_county_on_one_thread_and_on_two() {
    for preset in PROFILES {
        let hash = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let county = pool.install(|| make(preset, 5, 96));
            xxhash_rust::xxh3::xxh3_64(format!("{county:?}").as_bytes())
        };
        assert_eq!(hash(1), hash(2), "{preset}");
    }
}
