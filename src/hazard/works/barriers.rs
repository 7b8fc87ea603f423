//! Landslide dams in the drill (堰塞湖): where changed ground dams a stream, the lake behind it is watched, crews may
//! dig an emergency channel, and water that runs over the barrier for long enough washes it away.
//!
//! How long a barrier stands overflow follows from its stability index DBI = log₁₀(A·H/V) with the area that drains to
//! it in km², its height in m and its volume in 10⁶ m³ (Ermini and Casagli 2003, [M]): below 2.75 it counts as stable,
//! above 3.08 as unstable. The breach has Froehlich's (2008) width and time of formation. The ground comes down with it
//! and the grid's own flow carries the water, through a gap as wide as the breach is by then (a cell at most).

use super::{
    faces_around,
    laws::DamBreach,
    saddle::{Basin, basin},
};
use crate::{
    county::Face,
    hazard::{
        FloodField, HazardTables, Interventions,
        flood::{Crest, Flood, FloodError, breach::Cause},
        tables::BarrierTable,
    },
    num::{DrillTime, GridSpec, Point, math::log10},
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// Cells that the search of a lake's rim may visit.
const MOST_CELLS: usize = 60_000;
/// A change of ground that belongs to a deposit, m.
const DEPOSIT_M: f32 = 0.3;
/// Smallest lake that counts, m³.
const LEAST_M3: f64 = 2_000.0;

/// A gap in the crest that water passes: an emergency channel or a breach.
#[derive(Clone, Debug)]
struct Gap {
    /// Cells of the barrier along the lowest way over it.
    cells: Vec<u32>,
    /// The face by which the lake's water enters it, and others between the crest's cell and the lake.
    entry: Face,
    others: Vec<Face>,
    /// The crest before anybody dug, m above sea level.
    top_m: f32,
}

/// A lake behind a landslide.
#[derive(Clone, Debug)]
pub struct BarrierLake {
    pub dammed_at: DrillTime,
    /// Lowest place of the barrier's crest.
    pub at: Point,
    /// Level of that place, and of the stream's bed below the barrier before the slide, m above sea level.
    pub crest_m: f32,
    pub bed_m: f32,
    /// Area that drains to it, m², volume of the barrier, m³, and its stability index.
    pub drains_m2: f32,
    pub barrier_m3: f64,
    pub dbi: f64,
    /// Water level, m above sea level, and height of the crest over it, m; negative when it runs over.
    pub level_m: f32,
    pub freeboard_m: f32,
    /// Water in the lake, and what it holds up to the crest, m³.
    pub stored_m3: f64,
    pub capacity_m3: f64,
    pub inflow_m3s: f64,
    pub outflow_m3s: f64,
    /// How long water has run over it, s, and for how long it stands that, s.
    pub over_s: f64,
    pub strength_s: f64,
    /// Depth of the emergency channel, m.
    pub cut_m: f32,
    pub breach: Option<DamBreach>,
    pub breached_at: Option<DrillTime>,
    /// Cells of the lake's bed, sorted.
    pub cells: Vec<u32>,
    /// A cell of the stream right above the barrier.
    seed: usize,
    gap: Option<Gap>,
}

impl BarrierLake {
    /// Time until it runs over at the inflow of now, s; `None` while it does not rise.
    pub fn overtops_in_s(&self) -> Option<f64> {
        let gain = self.inflow_m3s - self.outflow_m3s;
        (gain > 0.0).then(|| (self.capacity_m3 - self.stored_m3).max(0.0) / gain)
    }
}

/// Every landslide dam so far, in the order of their making.
#[derive(Resource, Clone, Debug, Default)]
pub struct BarrierLakes {
    pub lakes: Vec<BarrierLake>,
    /// Cells of streams that can be dammed.
    streams: Vec<u32>,
}

/// A slide dammed a stream.
#[derive(Message, Clone, Copy, Debug)]
pub struct BarrierFormed {
    pub barrier: usize,
}

/// A landslide dam gives way.
#[derive(Message, Clone, Copy, Debug)]
pub struct BarrierBreached {
    pub barrier: usize,
}

/// What happened to a barrier, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Formed(usize),
    Breached(usize),
}

/// The land before any slide.
#[derive(Clone, Copy, Debug)]
pub struct Bed<'a> {
    pub spec: &'a GridSpec,
    pub ground_m: &'a [f32],
    pub drainage_m2: &'a [f32],
}

impl BarrierLakes {
    /// No barrier yet. `still` are cells of lakes and reservoirs, which a slide does not dam.
    pub fn new(bed: &Bed, t: &BarrierTable, still: &[bool]) -> Self {
        let stream = |c: &usize| bed.drainage_m2[*c] >= t.stream_km2 * 1e6 && !still[*c];
        let streams = (0..bed.spec.len()).filter(stream).map(|c| c as u32).collect();
        BarrierLakes { lakes: Vec::new(), streams }
    }

    /// A tick: gaps deepen; each minute new barriers are found and known ones measured. `cuts_m` are depths of
    /// emergency channels by barrier.
    ///
    /// # Errors
    /// The fields do not fit the flood.
    pub fn step(
        &mut self,
        bed: &Bed,
        flood: &mut Flood,
        t: &BarrierTable,
        cuts_m: &BTreeMap<usize, f32>,
        now: DrillTime,
    ) -> Result<Vec<Event>, FloodError> {
        let mut events = Vec::new();
        let each_minute = now.0.is_multiple_of(60);
        if each_minute {
            self.find(bed, flood, t, now, &mut events);
        }
        let now_s = f64::from(now.0);
        for (number, lake) in self.lakes.iter_mut().enumerate() {
            if let Some(breach) = lake.breach {
                // One more minute after it has formed leaves the final shape.
                if now_s <= breach.start_s + breach.formation_s + 60.0 {
                    let width_m = (breach.width_m * breach.done(now_s)).max(if lake.cut_m > 0.0 {
                        t.cut_width_m
                    } else {
                        0.0
                    });
                    lake.lower(bed, flood, breach.sill_m(now_s), width_m)?;
                }
            } else if let Some(&cut_m) = cuts_m.get(&number)
                && cut_m > lake.cut_m
            {
                lake.cut(bed, flood, cut_m, t.cut_width_m)?;
            }
            if each_minute {
                lake.measure(bed, flood);
                if lake.breach.is_none() && lake.endure(t) {
                    lake.open(bed, flood, now);
                    events.push(Event::Breached(number));
                }
            }
        }
        Ok(events)
    }

    /// Look for streams that changed ground has dammed.
    fn find(&mut self, bed: &Bed, flood: &Flood, t: &BarrierTable, now: DrillTime, events: &mut Vec<Event>) {
        let risen = |cell: usize| flood.ground_m()[cell] - bed.ground_m[cell];
        let mut seen: Vec<u32> = Vec::new();
        for &cell in &self.streams {
            if risen(cell as usize) <= t.rise_m || seen.binary_search(&cell).is_ok() {
                continue;
            }
            let cluster = joined(bed.spec, cell as usize, |c| risen(c) > DEPOSIT_M);
            seen.extend(&cluster);
            seen.sort_unstable();
            let known = |lake: &BarrierLake| {
                cluster.binary_search(&(lake.seed as u32)).is_ok()
                    || cluster
                        .iter()
                        .any(|&c| faces_around(bed.spec, c as usize).any(|(_, other)| other == lake.seed))
            };
            if self.lakes.iter().any(known) {
                continue;
            }
            if let Some(lake) = self.lake_behind(bed, flood, &cluster, t, now) {
                events.push(Event::Formed(self.lakes.len()));
                self.lakes.push(lake);
            }
        }
    }

    /// The largest lake that a deposit makes.
    fn lake_behind(
        &self,
        bed: &Bed,
        flood: &Flood,
        cluster: &[u32],
        t: &BarrierTable,
        now: DrillTime,
    ) -> Option<BarrierLake> {
        let buried = cluster.iter().filter(|c| self.streams.binary_search(c).is_ok());
        let bed_m = buried.clone().map(|&c| bed.ground_m[c as usize]).fold(f32::INFINITY, f32::min);
        let drains_m2 = buried.map(|&c| bed.drainage_m2[c as usize]).fold(0.0, f32::max);
        let mut seeds: Vec<usize> = cluster
            .iter()
            .flat_map(|&c| faces_around(bed.spec, c as usize))
            .map(|(_, other)| other)
            .filter(|c| {
                cluster.binary_search(&(*c as u32)).is_err()
                    && self.streams.binary_search(&(*c as u32)).is_ok()
                    && bed.ground_m[*c] > bed_m
            })
            .collect();
        seeds.sort_unstable();
        seeds.dedup();
        let ground = flood.ground_m();
        let lakes = seeds.into_iter().filter_map(|seed| {
            let basin = basin(bed.spec, ground, seed, bed_m, MOST_CELLS)?;
            let volume = flood.capacity_m3(&basin.cells, basin.crest_m);
            Some((seed, volume, basin))
        });
        let (seed, capacity_m3, basin) = lakes
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
            .filter(|(_, v, _)| *v >= LEAST_M3)?;
        let rise = |c: &u32| f64::from(ground[*c as usize] - bed.ground_m[*c as usize]);
        let barrier_m3 = cluster.iter().map(rise).sum::<f64>() * f64::from(bed.spec.cell_area_m2());
        let height = f64::from(basin.crest_m - bed_m);
        let dbi = log10((f64::from(drains_m2) * 1e-6 * height / (barrier_m3 * 1e-6)).max(1e-6));
        Some(BarrierLake {
            dammed_at: now,
            at: bed.spec.centre(basin.path[basin.saddle] as usize),
            crest_m: basin.crest_m,
            bed_m,
            drains_m2,
            barrier_m3,
            dbi,
            level_m: flood.level_m(seed),
            freeboard_m: basin.crest_m - flood.level_m(seed),
            stored_m3: 0.0,
            capacity_m3,
            inflow_m3s: 0.0,
            outflow_m3s: 0.0,
            over_s: 0.0,
            strength_s: strength_s(dbi, t),
            cut_m: 0.0,
            breach: None,
            breached_at: None,
            cells: basin.cells,
            seed,
            gap: None,
        })
    }
}

/// How long a barrier of a stability index stands overflow, s.
fn strength_s(dbi: f64, t: &BarrierTable) -> f64 {
    let share = (dbi - f64::from(t.stable_dbi)) / f64::from(t.unstable_dbi - t.stable_dbi);
    60.0 * (t.stable_min + share.clamp(0.0, 1.0) * (t.unstable_min - t.stable_min))
}

/// Cells joined to a first one (over sides and corners) where `inside` holds, sorted.
fn joined(spec: &GridSpec, first: usize, inside: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut found = std::collections::BTreeSet::from([first as u32]);
    let mut open = vec![first];
    while let Some(cell) = open.pop() {
        let (row, col) = spec.row_col(cell);
        for r in row.saturating_sub(1)..(row + 2).min(spec.rows) {
            for c in col.saturating_sub(1)..(col + 2).min(spec.cols) {
                let other = spec.index(r, c);
                if inside(other) && found.insert(other as u32) {
                    open.push(other);
                }
            }
        }
    }
    found.into_iter().collect()
}

impl BarrierLake {
    fn basin(&self, bed: &Bed, flood: &Flood) -> Option<Basin> {
        basin(bed.spec, flood.ground_m(), self.seed, self.bed_m, MOST_CELLS)
    }

    /// Levels, volumes and flows of now.
    fn measure(&mut self, bed: &Bed, flood: &Flood) {
        self.level_m = flood.level_m(self.seed);
        // Once it gives way its bed stays what it was, and its crest is the breach's.
        if self.breach.is_none()
            && let Some(basin) = self.basin(bed, flood)
        {
            self.crest_m = basin.crest_m;
            self.at = bed.spec.centre(basin.path[basin.saddle] as usize);
            self.capacity_m3 = flood.capacity_m3(&basin.cells, basin.crest_m);
            self.cells = basin.cells;
        }
        self.freeboard_m = self.crest_m - self.level_m;
        let depths = self.cells.iter().map(|&cell| flood.held_m(cell as usize));
        self.stored_m3 = depths.sum::<f64>() * f64::from(bed.spec.cell_area_m2());
        (self.inflow_m3s, self.outflow_m3s) = (0.0, 0.0);
        for &cell in &self.cells {
            for (face, other) in faces_around(bed.spec, cell as usize) {
                if self.cells.binary_search(&(other as u32)).is_ok() {
                    continue;
                }
                let flow = f64::from(flood.face_flow(face));
                let out = if face.cell == cell { flow } else { -flow };
                if out > 0.0 { self.outflow_m3s += out } else { self.inflow_m3s -= out }
            }
        }
    }

    /// A minute of this water; whether the barrier gives way now.
    fn endure(&mut self, t: &BarrierTable) -> bool {
        let over = -self.freeboard_m > t.overtop_depth_m;
        self.over_s = if over { self.over_s + 60.0 } else { 0.0 };
        over && self.over_s >= self.strength_s
    }

    /// The lowest way over the barrier as a gap to be.
    fn gap(&self, bed: &Bed, flood: &Flood) -> Option<Gap> {
        let basin = self.basin(bed, flood)?;
        let risen = |c: &&u32| flood.ground_m()[**c as usize] - bed.ground_m[**c as usize] > 0.05;
        let cells: Vec<u32> = basin.path.iter().filter(risen).copied().collect();
        let saddle = basin.path[basin.saddle];
        let before = basin.path[basin.saddle.checked_sub(1)?];
        let around: Vec<(Face, usize)> = faces_around(bed.spec, saddle as usize).collect();
        let entry = around.iter().find(|(_, other)| *other == before as usize)?.0;
        let others = around
            .iter()
            .filter(|(face, other)| *face != entry && basin.cells.binary_search(&(*other as u32)).is_ok());
        let others = others.map(|(face, _)| *face).collect();
        Some(Gap { cells, entry, others, top_m: basin.crest_m })
    }

    /// Bring the ground along the gap down to a level, not below the old ground, and let water enter over this width.
    fn lower(&mut self, bed: &Bed, flood: &mut Flood, sill_m: f32, width_m: f32) -> Result<(), FloodError> {
        if self.gap.is_none() {
            self.gap = self.gap(bed, flood);
        }
        let Some(gap) = &self.gap else { return Ok(()) };
        let changes: Vec<(u32, f32)> = gap
            .cells
            .iter()
            .map(|&c| (c, sill_m.max(bed.ground_m[c as usize]) - flood.ground_m()[c as usize]))
            .filter(|(_, change)| *change < 0.0)
            .collect();
        flood.change_ground(&changes)?;
        let share = (width_m / bed.spec.cell_m).clamp(0.0, 1.0);
        flood.set_breached_crest(gap.entry, Crest { crest_m: gap.top_m, gap_m: sill_m, gap_share: share })?;
        for &face in &gap.others {
            flood.set_crest(face, gap.top_m)?;
        }
        Ok(())
    }

    /// Dig an emergency channel this deep into the crest.
    fn cut(&mut self, bed: &Bed, flood: &mut Flood, cut_m: f32, width_m: f32) -> Result<(), FloodError> {
        let top_m = self.gap.as_ref().map_or(self.crest_m + self.cut_m, |gap| gap.top_m);
        self.lower(bed, flood, top_m - cut_m, width_m)?;
        self.cut_m = cut_m;
        Ok(())
    }

    /// Begin to give way.
    fn open(&mut self, bed: &Bed, flood: &Flood, now: DrillTime) {
        if self.gap.is_none() {
            self.gap = self.gap(bed, flood);
        }
        let old = self.gap.iter().flat_map(|gap| &gap.cells).map(|&c| bed.ground_m[c as usize]);
        let bottom_m = old.fold(self.bed_m, f32::max).min(self.crest_m - 0.1);
        let start_s = f64::from(now.0);
        self.breach =
            Some(DamBreach::new(Cause::Overtopping, start_s, self.crest_m, bottom_m, self.stored_m3));
        self.breached_at = Some(now);
    }
}

/// Find, watch and wash away barriers.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<HazardTables>,
    interventions: Res<Interventions>,
    mut barriers: ResMut<BarrierLakes>,
    mut water: ResMut<FloodField>,
    mut formed: MessageWriter<BarrierFormed>,
    mut breached: MessageWriter<BarrierBreached>,
) -> Result<(), BevyError> {
    let bed = Bed { spec: &land.spec, ground_m: &land.ground_m, drainage_m2: &land.drainage_m2 };
    let cuts = &interventions.barrier_cut_m;
    for event in barriers.step(&bed, &mut water.0, &tables.barrier, cuts, clock.now())? {
        match event {
            Event::Formed(barrier) => _ = formed.write(BarrierFormed { barrier }),
            Event::Breached(barrier) => _ = breached.write(BarrierBreached { barrier }),
        }
    }
    Ok(())
}
