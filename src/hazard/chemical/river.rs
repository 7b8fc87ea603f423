//! What runs into a river goes down it: carried with the stream, spread along it, mixed across it, and broken down.
//!
//! The river is one-dimensional. Each minute's load is a parcel that moves with the mean speed of the stream. Along the stream
//! it spreads by Fischer's K = 0.011·u²·w²/(h·u*), where w is the width that it has mixed over so far; across the stream it
//! spreads from the bank by E = 0.6·h·u*, so that at that bank it is as thick as if it were mixed over √(π·E·t), at most the
//! whole width (Fischer et al., Mixing in Inland and Coastal Waters, 1979). The shear speed u* = u·n·√g/h^(1/6) follows from
//! Manning's n. Intakes are taken to stand on the bank of the outfall, which is the worse case.

use crate::num::math::{exp, pow};
use core::f64::consts::{PI, TAU};
use serde::Deserialize;

/// Numbers of rivers and outfalls; `assets/hazard.ron` has their sources.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiverTable {
    /// Speed in the drains on the way to the river, m/s.
    pub drain_m_s: f64,
    /// Manning's n of the bed, s/m^(1/3).
    pub manning: f64,
    /// Fischer's factors along and across the stream.
    pub along: f64,
    pub across: f64,
    /// Works and intakes further than this from a river have nothing to do with it, m.
    pub reach_m: f32,
    /// What fire water takes of a burning tank without a spill, kg/m³.
    pub splash_kg_m3: f64,
}

/// What runs off, as a river carries it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pollutant {
    pub id: &'static str,
    /// Limit for sources of drinking water, mg/L.
    pub limit_mg_l: f64,
    /// Half-life in a river, h.
    pub half_h: f64,
}

/// A piece of the stream at low flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Where it begins, m below the outfall.
    pub from_m: f64,
    pub flow_m3_s: f64,
    pub width_m: f64,
    pub depth_m: f64,
}

impl Piece {
    /// Mean speed, m/s; not quite still and never a torrent, where the bed is known badly.
    pub fn speed_m_s(&self) -> f64 {
        (self.flow_m3_s / (self.width_m * self.depth_m)).clamp(0.05, 3.0)
    }

    /// Spreading along over a width of `mixed_m`, and mixing across, m²/s.
    pub fn mixing_m2_s(&self, mixed_m: f64, table: &RiverTable) -> (f64, f64) {
        let speed = self.speed_m_s();
        let shear = speed * table.manning * 9.81_f64.sqrt() / pow(self.depth_m, 1.0 / 6.0);
        let wide = mixed_m.min(self.width_m);
        (
            table.along * speed * speed * wide * wide / (self.depth_m * shear),
            table.across * self.depth_m * shear,
        )
    }
}

/// The way of what runs off: through drains, then down the stream.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Length of the drains, m.
    pub drain_m: f64,
    /// In the order of the stream; without any there is no river.
    pub pieces: Vec<Piece>,
    /// Where the stream leaves the county, m below the outfall.
    pub end_m: f64,
}

impl Course {
    /// The piece at a place below the outfall.
    fn at(&self, along_m: f64) -> Option<&Piece> {
        let next = self.pieces.partition_point(|p| p.from_m <= along_m);
        self.pieces.get(next.saturating_sub(1))
    }

    /// Seconds from the works to a place below the outfall.
    pub fn travel_s(&self, to_m: f64, table: &RiverTable) -> f64 {
        let ends = self.pieces.iter().skip(1).map(|p| p.from_m).chain([self.end_m]);
        let stream: f64 = self
            .pieces
            .iter()
            .zip(ends)
            .map(|(p, end)| (end.min(to_m) - p.from_m).max(0.0) / p.speed_m_s())
            .sum();
        self.drain_m / table.drain_m_s + stream
    }
}

/// What ran off within a minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parcel {
    pub mass_kg: f64,
    /// Its middle, m below the outfall; less than nothing in the drains.
    pub along_m: f64,
    /// Variance along the stream, m², and square of the width that it has mixed over, m².
    pub spread_m2: f64,
    pub mixed_m2: f64,
}

/// One substance on its way down.
#[derive(Clone, Debug, Default)]
pub struct Load {
    pub parcels: Vec<Parcel>,
    /// What came in, what broke down, and what left the county, kg.
    pub in_kg: f64,
    pub broken_kg: f64,
    pub gone_kg: f64,
}

impl Load {
    /// A mass runs off at the works.
    pub fn add(&mut self, mass_kg: f64, course: &Course) {
        if mass_kg > 0.0 && !course.pieces.is_empty() {
            self.in_kg += mass_kg;
            let parcel = Parcel { mass_kg, along_m: -course.drain_m, spread_m2: 0.0, mixed_m2: 0.0 };
            self.parcels.push(parcel);
        }
    }

    /// Mass in drains and river, kg.
    pub fn mass_kg(&self) -> f64 {
        self.parcels.iter().map(|p| p.mass_kg).sum()
    }

    /// Goes down for some seconds; half of it breaks down in `half_h`.
    pub fn run(&mut self, course: &Course, table: &RiverTable, half_h: f64, seconds: f64) {
        let left = exp(-core::f64::consts::LN_2 * seconds / (3600.0 * half_h));
        for parcel in &mut self.parcels {
            self.broken_kg += parcel.mass_kg * (1.0 - left);
            parcel.mass_kg *= left;
            let mut seconds = seconds;
            if parcel.along_m < 0.0 {
                let way = (seconds * table.drain_m_s).min(-parcel.along_m);
                parcel.along_m += way;
                seconds -= way / table.drain_m_s;
            }
            let Some(piece) = course.at(parcel.along_m).filter(|_| seconds > 0.0) else { continue };
            if parcel.spread_m2 <= 0.0 {
                // Half the way of a minute, so that the parcels of a steady flow make one band; at first as wide as deep.
                let half = 30.0 * piece.speed_m_s();
                (parcel.spread_m2, parcel.mixed_m2) = (half * half, piece.depth_m * piece.depth_m);
            }
            let (along, across) = piece.mixing_m2_s(parcel.mixed_m2.sqrt(), table);
            parcel.spread_m2 += 2.0 * along * seconds;
            parcel.mixed_m2 += PI * across * seconds;
            parcel.along_m += piece.speed_m_s() * seconds;
        }
        let gone = &mut self.gone_kg;
        self.parcels.retain(|p| {
            let stays = p.along_m - 3.0 * p.spread_m2.sqrt() < course.end_m;
            if !stays {
                *gone += p.mass_kg;
            }
            stays
        });
    }

    /// Concentration at the bank at a place below the outfall, kg/m³.
    pub fn at_kg_m3(&self, course: &Course, along_m: f64) -> f64 {
        let Some(piece) = course.at(along_m) else { return 0.0 };
        let in_stream = self.parcels.iter().filter(|p| p.spread_m2 > 0.0);
        in_stream
            .map(|p| {
                let off = along_m - p.along_m;
                let area = piece.depth_m * p.mixed_m2.sqrt().min(piece.width_m);
                p.mass_kg / (area * (TAU * p.spread_m2).sqrt()) * exp(-off * off / (2.0 * p.spread_m2))
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: RiverTable = RiverTable {
        drain_m_s: 1.0,
        manning: 0.03,
        along: 0.011,
        across: 0.6,
        reach_m: 3000.0,
        splash_kg_m3: 0.03,
    };

    /// A brook 10 m wide and 1 m deep at 0.5 m/s, 12 km of it, with 300 m of drains.
    fn brook() -> Course {
        let piece =
            |n: u32| Piece { from_m: 60.0 * f64::from(n), flow_m3_s: 5.0, width_m: 10.0, depth_m: 1.0 };
        Course { drain_m: 300.0, pieces: (0..200).map(piece).collect(), end_m: 12_000.0 }
    }

    #[test]
    fn a_slug_comes_when_the_stream_does_and_nothing_is_lost() {
        let course = brook();
        assert!((course.travel_s(6000.0, &TABLE) - (300.0 + 12_000.0)).abs() < 1e-6);
        let (mut load, mut peak) = (Load::default(), (0.0, 0.0));
        load.add(100.0, &course);
        for minute in 1..=600 {
            load.run(&course, &TABLE, 24.0, 60.0);
            let sum = load.mass_kg() + load.broken_kg + load.gone_kg;
            assert!((sum - 100.0).abs() < 1e-9, "{sum} kg");
            let here = load.at_kg_m3(&course, 6000.0);
            if here > peak.0 {
                peak = (here, 60.0 * f64::from(minute));
            }
        }
        // Fischer's spreading of a slug, fully mixed: m/(A·√(4πKt)) with K of the whole width.
        let (k, _) = course.pieces[0].mixing_m2_s(10.0, &TABLE);
        let left = exp(-core::f64::consts::LN_2 * 12_300.0 / 86_400.0);
        let reference = 100.0 * left / (10.0 * (4.0 * PI * k * 12_000.0).sqrt());
        println!("K {k:.2} m²/s, peak {:.3e} after {} s, {reference:.3e}", peak.0, peak.1);
        assert!((peak.1 - 12_300.0).abs() < 600.0);
        assert!((peak.0 / reference - 1.0).abs() < 0.1);
        assert!(load.parcels.is_empty() && load.gone_kg > 50.0);
    }

    #[test]
    fn a_steady_load_is_as_thin_as_the_flow_is_great() {
        let course = brook();
        let mut load = Load::default();
        for _ in 0..400 {
            load.add(6.0, &course);
            load.run(&course, &TABLE, 1e9, 60.0);
        }
        // 0.1 kg/s in 5 m³/s, far down where it is mixed; near the outfall the bank has more.
        let (near, far) = (load.at_kg_m3(&course, 200.0), load.at_kg_m3(&course, 6000.0));
        println!("{near:.4} and {far:.4} kg/m³");
        assert!((far / 0.02 - 1.0).abs() < 0.03);
        assert!(near > 1.2 * far);
    }

    #[test]
    fn a_great_river_mixes_only_along_its_bank() {
        let wide = Piece { from_m: 0.0, flow_m3_s: 6000.0, width_m: 800.0, depth_m: 9.0 };
        let course = Course { drain_m: 0.0, pieces: vec![wide], end_m: 30_000.0 };
        let mut load = Load::default();
        for _ in 0..600 {
            load.add(60.0, &course);
            load.run(&course, &TABLE, 1e9, 60.0);
        }
        let far = 8000.0;
        let (_, across) = wide.mixing_m2_s(800.0, &TABLE);
        let mixed_m = (PI * across * far / wide.speed_m_s()).sqrt();
        let reference = 1.0 / (6000.0 * mixed_m / 800.0);
        let here = load.at_kg_m3(&course, far);
        println!("mixed over {mixed_m:.0} m: {here:.3e}, {reference:.3e} kg/m³");
        assert!(mixed_m < 800.0 && (here / reference - 1.0).abs() < 0.1);
    }
}
