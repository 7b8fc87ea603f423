//! Where tanks and bunds stand: the county knows only the works.
//!
//! Tanks of one substance stand in a row in a bund of their own, whose area is that of its tanks' bunds together; the bunds
//! lie on a ring around the works' place, in the order of the register. Halls of packed goods stand on a ring of their own.

use super::{
    Accident, Basin, Bund, PlantTank, Plants, Plume, Site, Store, TankRef, Toxic, bund::WALL_M, goods_of,
    substance_of,
};
use crate::{
    county::{County, Cover, Facility, FacilityKind, Substance as Stored, Tank},
    hazard::{
        chemical::{sigma::Terrain, water::RunOff},
        tables::PlantTable,
    },
    num::{Point, math},
};

impl Plants {
    /// The works of these accidents, and those with tanks within the table's reach of them; `all` the works of the county,
    /// where something else may reach them.
    pub fn build(
        county: &County,
        accidents: Vec<Accident>,
        all: bool,
        table: &PlantTable,
        air_c: f64,
    ) -> Self {
        let struck = |at: Point| {
            accidents.iter().any(|a| {
                let site = &county.facilities[a.tank.site];
                site.place.at.distance_m(at) <= table.near_m
            })
        };
        let mut plants = Plants::default();
        for (facility, site) in county.facilities.iter().enumerate() {
            let near = struck(site.place.at);
            // A filling station's tanks lie in the ground, where nothing from outside reaches them.
            let own = accidents.iter().any(|a| a.tank.site == facility);
            let open = own || site.kind != FacilityKind::FillingStation;
            if site.tanks.iter().any(|t| followed(t.substance)) && open && (all || near) {
                plants.add(facility, site, near, table, air_c);
            }
        }
        plants.drain(county, &table.river);
        let in_air = |t: &PlantTank| t.substance.aegl_ppm.is_some() || t.substance.lfl_pct.is_some();
        let sources = plants.tanks.iter().enumerate().filter(|(_, t)| in_air(t));
        let of_tanks =
            sources.map(|(k, t)| (Toxic::new(k, t, terrain(county, t.at, table), table, air_c), t.substance));
        let smoke = plants.stores.iter().enumerate().flat_map(|(k, store)| {
            let terrain = terrain(county, store.at, table);
            let gases = store.smoke.iter().enumerate();
            gases.map(move |(gas, s)| (Toxic::of_smoke(k, gas, terrain, table), s.0))
        });
        let sources = of_tanks.chain(smoke).collect();
        plants.plume = Plume::new(sources);
        plants.accidents = accidents;
        plants
    }

    /// Halls stand on a ring of their own around the bunds.
    fn add_stores(&mut self, facility: usize, site: &Facility, number: usize, table: &PlantTable) {
        let goods = |t: &Tank| goods_of(t.substance);
        let stored: Vec<_> =
            site.tanks.iter().enumerate().filter_map(|(k, t)| Some((k, t, goods(t)?))).collect();
        let ring_m = if site.tanks.len() == 1 { 0.0 } else { 2.0 * table.ring_m };
        for (n, (tank, t, goods)) in stored.iter().enumerate() {
            let at = on_ring(site.place.at, ring_m, n, stored.len());
            let id = TankRef { site: facility, tank: *tank };
            self.stores.push(Store::new(id, number, goods, t, at, &table.store));
        }
    }

    fn add(&mut self, facility: usize, site: &Facility, near_accident: bool, table: &PlantTable, air_c: f64) {
        let number = self.sites.len();
        let at = site.place.at;
        let basin = Basin::new(basin_m3(site, table));
        self.sites.push(Site { facility, at, near_accident, over_m3: 0.0, drained_m3: 0.0, basin });
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (k, tank) in site.tanks.iter().enumerate().filter(|(_, t)| substance_of(t.substance).is_some()) {
            match groups.iter_mut().find(|g| site.tanks[g[0]].substance == tank.substance) {
                Some(group) => group.push(k),
                None => groups.push(vec![k]),
            }
        }
        let ring_m = if groups.len() > 1 { table.ring_m } else { 0.0 };
        for (g, group) in groups.iter().enumerate() {
            let middle = on_ring(at, ring_m, g, groups.len());
            let bund_m2: f64 = group.iter().map(|k| f64::from(site.tanks[*k].bund_m2)).sum();
            let Some(substance) = substance_of(site.tanks[group[0]].substance) else { continue };
            let bund = self.bunds.len();
            self.bunds.push(Bund::new(number, middle, substance, bund_m2.max(table.least_bund_m2)));
            for (n, &k) in group.iter().enumerate() {
                let mut tank = PlantTank::new(
                    TankRef { site: facility, tank: k },
                    substance,
                    &site.tanks[k],
                    bund,
                    air_c,
                );
                let step = tank.diameter_m * table.spacing_diameters;
                let off = (n as f64 - 0.5 * (group.len() as f64 - 1.0)) * step;
                tank.at = Point { x_m: middle.x_m + off as f32, y_m: middle.y_m };
                self.tanks.push(tank);
            }
        }
        self.tanks.sort_by_key(|t| (t.id.site, t.id.tank));
        self.add_stores(facility, site, number, table);
    }
}

/// Volume of a works' containment basin (事故应急池), m³: what its largest tank, the fire water of its design and the rain on its
/// bunds bring, less what that tank's bund holds (GB/T 50483: V = (V1 + V2 − V3)max + V4 + V5).
fn basin_m3(site: &Facility, table: &PlantTable) -> f64 {
    let Some(&fire_water_m3) = table.basin.fire_water_m3.get(&site.kind) else { return 0.0 };
    let volume = |t: &Tank| {
        let substance = substance_of(t.substance).filter(|s| !s.is_gas(20.0));
        substance.map_or(0.0, |s| 1000.0 * f64::from(t.capacity_t) / s.liquid_kg_m3)
    };
    let largest = site.tanks.iter().max_by(|a, b| volume(a).total_cmp(&volume(b)));
    let bunds_m2: f64 = site.tanks.iter().map(|t| f64::from(t.bund_m2)).sum();
    let needs = RunOff {
        spill_m3: largest.map_or(0.0, volume),
        fire_water_m3,
        process_m3: 0.0,
        rain_m3: table.basin.rain_m * bunds_m2,
        held_m3: largest.map_or(0.0, |t| WALL_M * f64::from(t.bund_m2)),
    };
    needs.over_m3()
}

/// What the wind blows over around a place: a town's widths hold where houses or trees stand on more than half of the ground
/// (EPA 1999, RMP guidance: many obstacles in the immediate area), open country's elsewhere.
fn terrain(county: &County, at: Point, table: &PlantTable) -> Terrain {
    let spec = &county.spec;
    let (row, col) = spec.row_col(spec.cell_at(at));
    let reach = (table.rough_m / spec.cell_m).ceil() as usize;
    let (mut rough, mut all) = (0u32, 0u32);
    for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
        for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
            let cell = spec.index(r, c);
            if spec.centre(cell).distance_m(at) <= table.rough_m {
                let cover = county.cover[cell];
                rough += u32::from(cover == Cover::BuiltUp || cover.is_forest());
                all += 1;
            }
        }
    }
    if 2 * rough > all { Terrain::Urban } else { Terrain::Rural }
}

/// Whether there are data for what is stored.
fn followed(stored: Stored) -> bool {
    substance_of(stored).is_some() || goods_of(stored).is_some()
}

/// The place of the `n`th of so many on a ring around a place, from the north with the clock.
fn on_ring(at: Point, ring_m: f64, n: usize, of: usize) -> Point {
    let angle = core::f64::consts::TAU * n as f64 / of as f64;
    Point {
        x_m: at.x_m + (ring_m * math::sin(angle)) as f32,
        y_m: at.y_m - (ring_m * math::cos(angle)) as f32,
    }
}
