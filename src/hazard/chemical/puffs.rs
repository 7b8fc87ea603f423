//! A train of puffs, carried by a wind that turns: Gaussian plumes and clouds on the move.
//!
//! A release is cut into puffs. Each moves with the wind and widens with the way it has travelled; where neighbours
//! overlap so much that they are one, they are made one, so that an hour's release stays a few hundred puffs whose
//! masses add up to what was released.
//!
//! Two ways of widening. A single puff ([`Kind::Single`]) is a symmetric cloud with one width at a time: its integral is
//! its mass. In a train ([`Kind::Train`]) the width at a place is that of the way to the place: in a steady wind the train
//! is then exactly the steady plume, which neglects spread along the wind. The integral of one such puff is its mass only
//! to the square of σy/x (0.2 % for F, 0.6 % for D, 5 % for A). What is let out at once into a train widens as a single puff
//! does and is felt as one; so is heavy gas wide enough to hide where its puffs join.

mod burn;

use super::{
    heavy::{Heavy, Section},
    plume::{LEAST_WIND_M_S, vertical},
    sigma::Widths,
};
use crate::num::math::{cos, exp, expf, sin};
use rayon::prelude::*;

const TAU: f64 = core::f64::consts::TAU;
/// Beyond so many standard deviations a puff is not felt (e^−10 of its middle), along a train beyond fewer: there its
/// neighbours stand in (0.05 % of the train is lost).
const CUT: f64 = 4.5;
const CUT_ALONG: f64 = 3.5;
/// Neighbours nearer than this share of their width become one.
const ONE: f64 = 0.6;
/// Puffs that are apart by less than so many widths add up to a smooth plume.
const SMOOTH: f64 = 1.6;

/// How a cloud widens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Single,
    Train,
}

/// Wind to where it blows, m/s to the east and to the north, of a speed and the bearing it comes from, °. Less than
/// [`LEAST_WIND_M_S`] is taken as that.
pub fn wind(speed_m_s: f64, from_deg: f64) -> [f64; 2] {
    let speed = speed_m_s.max(LEAST_WIND_M_S);
    let from = from_deg.to_radians();
    [-speed * sin(from), -speed * cos(from)]
}

/// A part of the cloud. East and north of the origin, m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Puff {
    pub mass_kg: f64,
    pub at: [f64; 2],
    /// Way by which it has widened across and up, with that before a wide source, m.
    pub way: [f64; 2],
    /// Length of the plume that it stands for, m; zero for what was let out at once.
    pub long_m: f64,
    /// Height of its middle over the ground, m.
    pub height_m: f64,
}

/// Where it comes out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Source {
    pub at: [f64; 2],
    /// Width of an area, and height over which it is mixed there at once, m; zero for a point.
    pub width_m: f64,
    pub tall_m: f64,
    /// Height of its middle over the ground, m: where it comes out, with the rise if there is one.
    pub height_m: f64,
}

/// The cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    pub kind: Kind,
    pub lid_m: Option<f64>,
    pub puffs: Vec<Puff>,
    pub released_kg: f64,
    widths: Widths,
    /// Of what was let out at once.
    at_once: Widths,
    /// New puffs come at most so far apart, m.
    spacing_m: f64,
    wind: [f64; 2],
    /// What makes its gas heavy.
    heavy: Option<Heavy>,
}

/// Places in the order of their easting, which a cloud looks up quickly. East, north, up, m.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    at: Vec<[f64; 3]>,
    /// Where each was in the list given.
    order: Vec<usize>,
}

impl Places {
    pub fn new(at: &[[f64; 3]]) -> Self {
        let mut order: Vec<usize> = (0..at.len()).collect();
        order.sort_by(|a, b| at[*a][0].total_cmp(&at[*b][0]).then(a.cmp(b)));
        Self { at: order.iter().map(|i| at[*i]).collect(), order }
    }
}

/// Rows of cells, the first in the north: its western and northern edge, cell, m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raster {
    pub west_m: f64,
    pub north_m: f64,
    pub cell_m: f64,
    pub cols: usize,
    pub rows: usize,
}

impl Raster {
    /// The middle of a cell, east and north.
    pub fn centre(&self, row: usize, col: usize) -> [f64; 2] {
        [self.west_m + (col as f64 + 0.5) * self.cell_m, self.north_m - (row as f64 + 0.5) * self.cell_m]
    }

    /// Columns whose middles lie between two eastings.
    fn cols_between(&self, low: f64, high: f64) -> core::ops::Range<usize> {
        // A float beyond the range of usize becomes its end.
        let from = ((low - self.west_m) / self.cell_m - 0.5).ceil().max(0.0) as usize;
        let to = (((high - self.west_m) / self.cell_m - 0.5).floor() + 1.0).max(0.0) as usize;
        from.min(self.cols)..to.min(self.cols)
    }
}

impl Cloud {
    /// An empty one. `spacing_m`: how far apart new puffs may be, about σy at the nearest place of interest.
    pub fn new(kind: Kind, widths: Widths, lid_m: Option<f64>, spacing_m: f64) -> Self {
        Self {
            kind,
            lid_m,
            puffs: Vec::new(),
            released_kg: 0.0,
            widths,
            at_once: widths,
            spacing_m: spacing_m.max(0.1),
            wind: [LEAST_WIND_M_S, 0.0],
            heavy: None,
        }
    }

    /// The same, with these widths of what is let out at once.
    pub fn at_once(self, at_once: Widths) -> Self {
        Self { at_once, ..self }
    }

    /// The same of a gas that may be heavy. Heavy gas comes out at the ground: give no height.
    pub fn of_gas(self, heavy: Option<Heavy>) -> Self {
        Self { heavy, ..self }
    }

    /// Other widths from here on, as the air becomes calmer or less so, and those of what is let out at once: each puff goes
    /// on from the width it has.
    pub fn set_widths(&mut self, widths: Widths, at_once: Widths) {
        for puff in &mut self.puffs {
            let (old, new) =
                if puff.long_m > 0.0 { (&self.widths, &widths) } else { (&self.at_once, &at_once) };
            let [across, up] = puff.way;
            puff.way = [new.way_of_across_m(old.across_m(across)), new.way_of_up_m(old.up_m(up))];
        }
        (self.widths, self.at_once) = (widths, at_once);
    }

    /// How a puff of some length widens.
    fn widths_of(&self, long_m: f64) -> &Widths {
        if long_m > 0.0 { &self.widths } else { &self.at_once }
    }

    /// Let out a mass at once.
    pub fn puff(&mut self, mass_kg: f64, source: Source) {
        let way = self.first_way(mass_kg, 0.0, source);
        self.puffs.push(Puff { mass_kg, at: source.at, way, long_m: 0.0, height_m: source.height_m });
        self.released_kg += mass_kg;
    }

    /// Ways whose widths a puff has at its source.
    fn first_way(&self, mass_kg: f64, long_m: f64, source: Source) -> [f64; 2] {
        let widths = self.widths_of(long_m);
        match self.heavy {
            // A wide source, and one mixed over a height (Turner 1970).
            None => [widths.way_of_across_m(source.width_m / 4.3), widths.way_of_up_m(source.tall_m / 2.15)],
            Some(heavy) => {
                let [across, up] = heavy.source_sigma_m(mass_kg, long_m, source.width_m);
                [widths.way_of_across_m(across), widths.way_of_up_m(up)]
            }
        }
    }

    /// Carry a puff with the wind.
    fn carry(&self, puff: &mut Puff, seconds: f64) {
        let [east, north] = self.wind;
        let speed = (east * east + north * north).sqrt();
        puff.at = [puff.at[0] + seconds * east, puff.at[1] + seconds * north];
        puff.way = match self.heavy {
            None => puff.way.map(|way| way + seconds * speed),
            Some(heavy) => {
                let widths = self.widths_of(puff.long_m);
                let [across, up] = heavy.widen(&self.section(puff), widths, speed, seconds);
                [widths.way_of_across_m(across), widths.way_of_up_m(up)]
            }
        };
    }

    fn section(&self, puff: &Puff) -> Section {
        Section { mass_kg: puff.mass_kg, long_m: puff.long_m, sigma_m: self.widths_m(puff) }
    }

    /// Let some seconds pass with a wind (see [`wind`]) and a release, kg/s.
    pub fn advance(&mut self, seconds: f64, rate_kg_s: f64, source: Source, wind: [f64; 2]) {
        self.wind = wind;
        let speed = (wind[0] * wind[0] + wind[1] * wind[1]).sqrt();
        let parts = if rate_kg_s > 0.0 {
            (speed * seconds / self.spacing_m).ceil().clamp(1.0, 10_000.0) as u32
        } else {
            1
        };
        let part = seconds / f64::from(parts);
        let (mass_kg, long_m) = (rate_kg_s * part, speed * part);
        for k in 1..=parts {
            let mut puffs = core::mem::take(&mut self.puffs);
            puffs.iter_mut().for_each(|puff| self.carry(puff, part));
            if rate_kg_s > 0.0 {
                let way = self.first_way(mass_kg, long_m, source);
                let mut puff = Puff { mass_kg, at: source.at, way, long_m, height_m: source.height_m };
                self.carry(&mut puff, 0.5 * part);
                puffs.push(puff);
                self.released_kg += mass_kg;
            }
            self.puffs = puffs;
            // New puffs are a width apart, so that a look now and then keeps their number down.
            if self.kind == Kind::Train && (k % 4 == 0 || k == parts) {
                self.join();
            }
        }
    }

    /// Make one of neighbours in the train that overlap.
    fn join(&mut self) {
        let mut kept = 0;
        let mut k = 0;
        while k < self.puffs.len() {
            let mut puff = self.puffs[k];
            if let Some(next) = self.puffs.get(k + 1).copied() {
                let (dx, dy) = (next.at[0] - puff.at[0], next.at[1] - puff.at[1]);
                let near = ONE * self.widths_of(puff.long_m).across_m(puff.way[0].min(next.way[0]));
                let alike = (puff.long_m > 0.0) == (next.long_m > 0.0);
                if alike && dx * dx + dy * dy < near * near {
                    let mass = puff.mass_kg + next.mass_kg;
                    let share = if mass > 0.0 { next.mass_kg / mass } else { 0.5 };
                    let mix = |a: f64, b: f64| a + share * (b - a);
                    puff = Puff {
                        mass_kg: mass,
                        at: [mix(puff.at[0], next.at[0]), mix(puff.at[1], next.at[1])],
                        way: [mix(puff.way[0], next.way[0]), mix(puff.way[1], next.way[1])],
                        long_m: puff.long_m + next.long_m,
                        height_m: mix(puff.height_m, next.height_m),
                    };
                    k += 1;
                }
            }
            self.puffs[kept] = puff;
            kept += 1;
            k += 1;
        }
        self.puffs.truncate(kept);
    }

    /// Mass in the air, kg.
    pub fn mass_kg(&self) -> f64 {
        self.puffs.iter().map(|p| p.mass_kg).sum()
    }

    /// σy and σz of a puff, m.
    pub fn widths_m(&self, puff: &Puff) -> [f64; 2] {
        let widths = self.widths_of(puff.long_m);
        [widths.across_m(puff.way[0]), widths.up_m(puff.way[1])]
    }

    /// Concentration at places, kg/m³, in the order they were given; at most `most`, the pure vapour's density.
    pub fn at(&self, places: &Places, most: f64, out: &mut [f64]) {
        out.fill(0.0);
        for puff in &self.puffs {
            let felt = self.felt(puff);
            let from = places.at.partition_point(|p| p[0] < puff.at[0] - felt.reach);
            for (at, order) in places.at[from..].iter().zip(&places.order[from..]) {
                if at[0] > puff.at[0] + felt.reach {
                    break;
                }
                // Places and `out` are of one length where they are used as documented.
                if let Some(sum) = out.get_mut(*order) {
                    *sum += felt.at(self, at[0] - puff.at[0], at[1] - puff.at[1], at[2]);
                }
            }
        }
        for value in out {
            *value = value.min(most);
        }
    }

    /// Add the concentration at a height, kg/m³, to the cells of a raster, row by row.
    pub fn add_to(&self, raster: &Raster, z_m: f64, cells: &mut [f64]) {
        let felt: Vec<Felt> = self.puffs.iter().map(|puff| self.felt(puff)).collect();
        cells.par_chunks_mut(raster.cols.max(1)).enumerate().for_each(|(row, cells)| {
            let north = raster.centre(row, 0)[1];
            for puff in felt.iter().filter(|p| (p.middle[1] - north).abs() <= p.reach) {
                for col in raster.cols_between(puff.middle[0] - puff.reach, puff.middle[0] + puff.reach) {
                    let east = raster.centre(row, col)[0];
                    if let Some(sum) = cells.get_mut(col) {
                        *sum += puff.at(self, east - puff.middle[0], north - puff.middle[1], z_m);
                    }
                }
            }
        });
    }

    /// How long a step may be so that no part of the cloud moves by more than a part of its width, s: a while after the last
    /// change of wind or release. Near the source a cloud is narrow, but what was near it has left.
    pub fn step_s(&self, since_s: f64, source: Source, speed_m_s: f64) -> f64 {
        let before = self.widths.way_of_across_m(source.width_m / 4.3);
        match (self.kind, self.puffs.first()) {
            (Kind::Single, Some(puff)) => self.widths_m(puff)[0].max(0.3) / (3.0 * speed_m_s),
            _ => (self.widths.across_m(before + speed_m_s * since_s) / (1.5 * speed_m_s)).max(0.5),
        }
    }

    fn felt(&self, puff: &Puff) -> Felt {
        let [across, up] = self.widths_m(puff);
        let speed = (self.wind[0] * self.wind[0] + self.wind[1] * self.wind[1]).sqrt();
        let along = if speed > 0.0 { self.wind.map(|w| w / speed) } else { [1.0, 0.0] };
        let mut reach = CUT * across;
        let by_way = self.kind == Kind::Train
            && puff.long_m > 0.0
            && (self.heavy.is_none() || puff.long_m > SMOOTH * across);
        if by_way {
            // Ahead it is wider: a/σy(way + a) ≤ CUT.
            reach /= 1.0 - (CUT * across / puff.way[0].max(1e-9)).min(0.75);
        }
        let (middle, mass, height, way) = (puff.at, puff.mass_kg, puff.height_m, puff.way);
        Felt { middle, mass, height, way, across, up, along, reach, by_way }
    }
}

/// A puff ready to be felt at many places.
struct Felt {
    middle: [f64; 2],
    mass: f64,
    height: f64,
    way: [f64; 2],
    across: f64,
    up: f64,
    along: [f64; 2],
    reach: f64,
    /// Whether the width at a place is that of the way to the place.
    by_way: bool,
}

impl Felt {
    /// Concentration so far east and north of its middle and over the ground, kg/m³.
    #[inline]
    fn at(&self, cloud: &Cloud, dx: f64, dy: f64, z: f64) -> f64 {
        let off2 = dx * dx + dy * dy;
        if off2 > self.reach * self.reach {
            return 0.0;
        }
        let (mut across, mut up) = (self.across, self.up);
        if self.by_way {
            let ahead = dx * self.along[0] + dy * self.along[1];
            if self.way[1] + ahead <= 0.0 || self.way[0] + ahead <= 0.0 {
                return 0.0;
            }
            // No width grows faster than the way: most places are known to be too far without their own width.
            let most = self.across * (1.0 + (ahead / self.way[0]).max(0.0));
            if ahead.abs() > CUT_ALONG * most || off2 - ahead * ahead > CUT * CUT * most * most {
                return 0.0;
            }
            across = cloud.widths.across_m(self.way[0] + ahead);
            up = cloud.widths.up_m(self.way[1] + ahead);
        }
        let q = off2 / (across * across);
        if q > 2.0 * CUT * CUT {
            return 0.0;
        }
        let flat = self.mass / (TAU * TAU.sqrt() * across * across * up);
        if self.height == 0.0 && cloud.lid_m.is_none() {
            // At the ground one exponential is enough, and one to seven digits.
            return 2.0 * flat * f64::from(expf((-0.5 * (q + z * z / (up * up))) as f32));
        }
        flat * exp(-0.5 * q) * vertical(z, self.height, up, cloud.lid_m)
    }
}
