//! Figures of a county: what there is of everything, and how true to nature its land is.

mod drainage;
mod terrain;

pub use drainage::DrainageStats;
pub use terrain::TerrainStats;

use super::{County, RoadClass, StructureKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts and measures of a county. Lengths in km, areas in km².
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stats {
    pub name_zh: String,
    pub name_en: String,
    pub seed: u64,
    /// Tables and grids of a real county that were generated on its ground.
    pub generated: Vec<String>,
    pub rows: usize,
    pub cols: usize,
    pub cell_m: f32,
    pub terrain: TerrainStats,
    pub drainage: DrainageStats,
    pub people: u64,
    pub need_help: u64,
    pub townships: usize,
    pub villages: usize,
    pub villages_in_polders: usize,
    pub people_in_polders: u64,
    pub lake_km2: f64,
    pub reservoirs: usize,
    pub reservoirs_km2: f64,
    /// Water held at normal level, million m³.
    pub reservoirs_million_m3: f64,
    pub polders_km2: f64,
    pub dykes_km: f64,
    pub dyke_stretches: usize,
    pub gates: usize,
    pub pump_stations: usize,
    pub pumps_m3s: f64,
    pub rivers: usize,
    pub rivers_km: f64,
    pub county_roads_km: f64,
    pub township_roads_km: f64,
    pub village_roads_km: f64,
    pub road_nodes: usize,
    pub bridges: usize,
    pub shelters: usize,
    pub stores: usize,
    pub bases: usize,
    pub hospitals: usize,
    pub hamlets: usize,
    pub tunnels: usize,
    pub risk_sections_km: f64,
    /// Minutes by road from the county seat to the other seats: the median and the longest.
    pub seat_minutes: [f64; 2],
    /// Facilities by kind.
    pub facilities: BTreeMap<String, usize>,
    /// Risk spots by kind: in the register, and missing from it.
    pub risks: BTreeMap<String, [usize; 2]>,
    /// Land cells off lakes, reservoirs and the edge with no lower neighbour: 0 in a sound county.
    pub pits_off_lakes: usize,
}

impl County {
    /// Counts and measures.
    pub fn stats(&self) -> Stats {
        let km2 = |cells: usize| cells as f64 * f64::from(self.spec.cell_area_m2()) * 1e-6;
        let road_km = |class: RoadClass| {
            let roads = self.roads.roads.iter().filter(|r| r.class == class);
            roads.map(|r| f64::from(r.length_m)).sum::<f64>() * 1e-3
        };
        let in_polders = || self.villages.iter().filter(|v| v.polder.is_some());
        let stretches = || self.dykes.iter().flat_map(|d| &d.stretches);
        Stats {
            name_zh: self.name.zh.clone(),
            name_en: self.name.en.clone(),
            seed: self.seed,
            generated: self.generated.clone(),
            rows: self.spec.rows,
            cols: self.spec.cols,
            cell_m: self.spec.cell_m,
            terrain: terrain::measure(self),
            drainage: drainage::measure(self),
            people: self.people(),
            need_help: self.villages.iter().map(|v| u64::from(v.need_help)).sum(),
            townships: self.townships.len(),
            villages: self.villages.len(),
            villages_in_polders: in_polders().count(),
            people_in_polders: in_polders().map(|v| u64::from(v.people)).sum(),
            lake_km2: km2(self.fixed_level.len()),
            reservoirs: self.reservoirs.len(),
            reservoirs_km2: km2(self.reservoirs.iter().map(|r| r.cells.len()).sum()),
            reservoirs_million_m3: self.reservoirs.iter().map(|r| r.storage_m3(r.normal_m)).sum::<f64>()
                * 1e-6
                + 0.0,
            polders_km2: km2(self.polders.iter().map(|p| p.cells.len()).sum()),
            // An empty sum of floats is −0.
            dykes_km: stretches().map(|s| f64::from(s.length_m)).sum::<f64>() * 1e-3 + 0.0,
            dyke_stretches: stretches().count(),
            gates: self.polders.iter().map(|p| p.gates.len()).sum(),
            pump_stations: self.polders.iter().map(|p| p.pumps.len()).sum(),
            pumps_m3s: self
                .polders
                .iter()
                .flat_map(|p| &p.pumps)
                .map(|p| f64::from(p.capacity_m3s))
                .sum::<f64>()
                + 0.0,
            rivers: self.rivers.len(),
            rivers_km: self.rivers.iter().map(|r| self.river_m(&r.cells)).sum::<f64>() * 1e-3,
            county_roads_km: road_km(RoadClass::County),
            township_roads_km: road_km(RoadClass::Township),
            village_roads_km: road_km(RoadClass::Village),
            road_nodes: self.roads.nodes.len(),
            bridges: self.bridges(),
            shelters: self.shelters.len(),
            stores: self.stores.len(),
            bases: self.bases.len(),
            hospitals: self.hospitals.len(),
            hamlets: self.villages.iter().map(|v| v.hamlets.len()).sum(),
            tunnels: self.roads.structures.iter().filter(|s| s.kind == StructureKind::Tunnel).count(),
            risk_sections_km: self.roads.sections.iter().map(|s| f64::from(s.length_m)).sum::<f64>() * 1e-3
                + 0.0,
            seat_minutes: self.seat_minutes(),
            facilities: self.facilities.iter().fold(BTreeMap::new(), |mut counts, facility| {
                *counts.entry(format!("{:?}", facility.kind)).or_default() += 1;
                counts
            }),
            risks: self.risks.iter().fold(BTreeMap::new(), |mut counts, risk| {
                counts.entry(format!("{:?}", risk.kind)).or_insert([0, 0])[usize::from(!risk.listed)] += 1;
                counts
            }),
            pits_off_lakes: self.pits_off_lakes(),
        }
    }

    fn seat_minutes(&self) -> [f64; 2] {
        let Some(first) = self.townships.first() else { return [0.0; 2] };
        let from = self.roads.travel_min(first.node);
        let mut minutes: Vec<f64> =
            self.townships[1..].iter().filter_map(|t| from[t.node].map(f64::from)).collect();
        minutes.sort_by(f64::total_cmp);
        let at = |k: usize| minutes.get(k).copied().unwrap_or(0.0);
        [at(minutes.len() / 2), at(minutes.len().saturating_sub(1))]
    }

    /// Cells of lakes and reservoirs.
    pub fn open_water(&self) -> Vec<bool> {
        let mut open = vec![false; self.spec.len()];
        let reservoirs = self.reservoirs.iter().flat_map(|r| &r.cells);
        self.fixed_level.iter().chain(reservoirs).for_each(|c| open[*c as usize] = true);
        open
    }

    fn pits_off_lakes(&self) -> usize {
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let open = self.open_water();
        let lowest_around = |r: usize, c: usize| {
            (r - 1..=r + 1)
                .flat_map(|rr| (c - 1..=c + 1).map(move |cc| rr * cols + cc))
                .map(|n| if open[n] { f32::NEG_INFINITY } else { self.ground_m[n] })
                .fold(f32::INFINITY, f32::min)
        };
        (1..rows - 1)
            .flat_map(|r| (1..cols - 1).map(move |c| (r, c)))
            .filter(|(r, c)| {
                let cell = self.spec.index(*r, *c);
                !open[cell] && lowest_around(*r, *c) >= self.ground_m[cell]
            })
            .count()
    }

    /// Length of a line of cells, m; a step over a corner by two sides counts as its diagonal.
    fn river_m(&self, cells: &[u32]) -> f64 {
        let at = |k: usize| self.spec.centre(cells[k] as usize);
        let (mut sum, mut k) = (0.0, 0);
        while k + 1 < cells.len() {
            let next = if k + 2 < cells.len() && at(k).distance_m(at(k + 2)) < 1.9 * self.spec.cell_m {
                2
            } else {
                1
            };
            sum += f64::from(at(k).distance_m(at(k + next)));
            k += next;
        }
        sum
    }

    /// Runs of road cells over channels.
    fn bridges(&self) -> usize {
        let wet = |c: u32| self.base_depth_m[c as usize] > 0.0;
        let runs = |cells: &[u32]| {
            (0..cells.len()).filter(|k| wet(cells[*k]) && (*k == 0 || !wet(cells[k - 1]))).count()
        };
        self.roads.roads.iter().map(|r| runs(&r.cells)).sum()
    }
}

/// Slope of y on x by least squares; `None` with fewer than `least` points or all at one x.
fn least_squares(points: &[(f64, f64)], least: usize) -> Option<f64> {
    if points.len() < least {
        return None;
    }
    let n = points.len() as f64;
    let mean = points.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (top, bottom) = points.iter().fold((0.0, 0.0), |s, p| {
        (s.0 + (p.0 - mean.0) * (p.1 - mean.1), s.1 + (p.0 - mean.0) * (p.0 - mean.0))
    });
    (bottom > 0.0).then_some(top / bottom)
}
