//! Where works drain to, and the intakes of waterworks below.

use super::{Plants, Site};
use crate::{
    county::{County, FacilityKind, Profile},
    hazard::chemical::river::{Course, Load, Piece, Pollutant, RiverTable},
    num::Point,
};

/// Furthest that the river is looked ahead, min.
const AHEAD_MIN: u32 = 24 * 60;

/// The way of a works' fire water, and what is on it.
#[derive(Clone, Debug)]
pub struct Outfall {
    /// Number of the works in [`Plants::sites`].
    pub site: usize,
    pub course: Course,
    pub table: RiverTable,
    pub loads: Vec<(Pollutant, Load)>,
    /// What ran off in this minute, kg, by load.
    pending_kg: Vec<f64>,
}

/// A waterworks that takes its water below an outfall.
#[derive(Clone, Copy, Debug)]
pub struct Intake {
    /// Index into `County::facilities`.
    pub works: usize,
    /// Number of the outfall, and distance below it, m.
    pub outfall: usize,
    pub along_m: f64,
}

/// What comes to an intake; times in seconds from now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ahead {
    /// From when until when it is over the limit.
    pub from_s: f64,
    pub until_s: f64,
    /// The most, in limits.
    pub times: f64,
}

impl Outfall {
    fn add(&mut self, what: Pollutant, mass_kg: f64) {
        let own = self.loads.iter().position(|(s, _)| s.id == what.id).unwrap_or_else(|| {
            self.loads.push((what, Load::default()));
            self.pending_kg.push(0.0);
            self.loads.len() - 1
        });
        self.pending_kg[own] += mass_kg;
    }

    fn run(&mut self, seconds: f64) {
        for ((what, load), pending) in self.loads.iter_mut().zip(&mut self.pending_kg) {
            load.add(std::mem::take(pending), &self.course);
            load.run(&self.course, &self.table, what.half_h, seconds);
        }
    }

    /// How many times over the limit for drinking water the river is at a place: the sum over its substances.
    fn times(&self, along_m: f64) -> f64 {
        // kg/m³ are g/L.
        let one = |(what, load): &(Pollutant, Load)| {
            1000.0 * load.at_kg_m3(&self.course, along_m) / what.limit_mg_l
        };
        self.loads.iter().map(one).sum()
    }
}

impl Plants {
    /// Outfalls of works and the intakes below them; a county without a profile's figures of low flow has none.
    pub(super) fn drain(&mut self, county: &County, table: &RiverTable) {
        let Some(Ok(profile)) = Profile::named(&county.profile) else { return };
        for (number, site) in self.sites.iter().enumerate() {
            let Some(course) = course(county, &profile, site, table) else { continue };
            let outfall = Outfall {
                site: number,
                course: course.0,
                table: *table,
                loads: Vec::new(),
                pending_kg: Vec::new(),
            };
            let takes = county.facilities.iter().enumerate();
            for (works, f) in takes.filter(|(_, f)| f.kind == FacilityKind::WaterWorks) {
                // Its nearest place on the way of the water, whatever brooks lie nearer.
                let far = |c: &u32| county.spec.centre(*c as usize).distance_m(f.place.at);
                let cells = course.1.iter().map(far).enumerate();
                let best = cells.filter(|(_, m)| *m <= table.reach_m).min_by(|a, b| a.1.total_cmp(&b.1));
                if let Some((n, _)) = best {
                    let along_m = outfall.course.pieces[n].from_m;
                    self.intakes.push(Intake { works, outfall: self.outfalls.len(), along_m });
                }
            }
            self.outfalls.push(outfall);
        }
    }

    /// Something runs off from a works.
    pub(super) fn pollute(&mut self, site: usize, what: Option<Pollutant>, mass_kg: f64) {
        if mass_kg > 0.0
            && let Some(what) = what
            && let Some(outfall) = self.outfalls.iter_mut().find(|o| o.site == site)
        {
            outfall.add(what, mass_kg);
        }
    }

    /// Rivers run for some seconds.
    pub(super) fn flow(&mut self, seconds: f64) {
        for outfall in &mut self.outfalls {
            outfall.run(seconds);
        }
    }

    /// Whether something is on its way to a river or in it.
    pub fn pollutes(&self) -> bool {
        self.outfalls.iter().any(|o| o.loads.iter().any(|(_, l)| !l.parcels.is_empty()))
    }

    /// How many times over the limit for drinking water the river is at a waterworks' intake now.
    pub fn at_intake(&self, works: usize) -> f64 {
        let own = self.intakes.iter().filter(|i| i.works == works);
        own.filter_map(|i| Some(self.outfalls.get(i.outfall)?.times(i.along_m))).sum()
    }

    /// What will come to a waterworks' intake of what has run off so far, if it will be over the limit.
    pub fn ahead(&self, works: usize) -> Option<Ahead> {
        let own: Vec<Intake> = self.intakes.iter().filter(|i| i.works == works).copied().collect();
        let mut then: Vec<(f64, Outfall)> =
            own.iter().filter_map(|i| Some((i.along_m, self.outfalls.get(i.outfall)?.clone()))).collect();
        let mut found: Option<Ahead> = None;
        for minute in 0..=AHEAD_MIN {
            let times: f64 = then.iter().map(|(along_m, outfall)| outfall.times(*along_m)).sum();
            let at_s = 60.0 * f64::from(minute);
            if times > 1.0 {
                let ahead = found.get_or_insert(Ahead { from_s: at_s, ..Ahead::default() });
                (ahead.until_s, ahead.times) = (at_s, ahead.times.max(times));
            }
            then.retain(|(_, o)| o.loads.iter().any(|(_, l)| !l.parcels.is_empty()));
            if then.is_empty() {
                break;
            }
            for (_, outfall) in &mut then {
                outfall.run(60.0);
            }
        }
        found
    }
}

/// River and place in its course that are nearest to a point.
fn nearest(county: &County, at: Point, reach_m: f32) -> Option<(usize, usize)> {
    let cells = county.rivers.iter().enumerate().flat_map(|(r, river)| {
        river.cells.iter().enumerate().map(move |(n, cell)| (r, n, county.spec.centre(*cell as usize)))
    });
    let far = cells.map(|(r, n, to)| (to.distance_m(at), r, n)).filter(|(far, _, _)| *far <= reach_m);
    far.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, r, n)| (r, n))
}

/// The way from a works down to where the water leaves the county, with its cells.
fn course(county: &County, profile: &Profile, site: &Site, table: &RiverTable) -> Option<(Course, Vec<u32>)> {
    let (mut river, mut n) = nearest(county, site.at, table.reach_m)?;
    let main = &profile.land.main_river;
    let first = county.spec.centre(county.rivers[river].cells[n] as usize);
    let mut way = Course { drain_m: f64::from(site.at.distance_m(first)), ..Course::default() };
    let (mut cells, mut before) = (Vec::new(), first);
    // A river that ends at another goes on in that; each is passed once.
    for _ in 0..=county.rivers.len() {
        let own = &county.rivers[river];
        for k in n..own.cells.len() {
            let cell = own.cells[k] as usize;
            let here = county.spec.centre(cell);
            way.end_m += f64::from(before.distance_m(here));
            before = here;
            let drains_km2 = 1e-6 * county.drainage_m2[cell];
            let (enters, own_km2) = match own.main && own.enters {
                true => (main.low_flow_m3s, (drains_km2 - main.upstream_km2).max(0.0)),
                false => (0.0, drains_km2),
            };
            let flow = f64::from(enters + own_km2 * main.base_flow_m3s_per_km2).max(0.01);
            way.pieces.push(Piece {
                from_m: way.end_m,
                flow_m3_s: flow,
                width_m: f64::from(own.width_m[k].max(1.0)),
                depth_m: f64::from(county.base_depth_m[cell].max(0.1)),
            });
            cells.push(own.cells[k]);
        }
        // The mouth lies in, or beside, the next river's channel, which is as wide as a few cells.
        let next = county.rivers.iter().enumerate().filter(|(r, _)| *r != river).flat_map(|(r, next)| {
            next.cells.iter().zip(&next.width_m).enumerate().map(move |(k, (cell, wide))| {
                let far = county.spec.centre(*cell as usize).distance_m(before);
                (far - 0.5 * wide - 2.0 * county.spec.cell_m, r, k)
            })
        });
        match next.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(far, _, k)| *far <= 0.0 && *k > 0) {
            Some((_, r, k)) if k + 1 < county.rivers[r].cells.len() => (river, n) = (r, k),
            _ => break,
        }
    }
    Some((way, cells))
}
