//! Random draws keyed by (seed, entity, process).
//!
//! There is no shared stream: each draw is a pure function of its key, so two policies on one seed
//! meet the same fate where they do the same, whatever order the simulation asks in.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a draw decides. Give each use a name of its own; the number is part of the key and must
/// never be reused for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Process {
    Terrain = 1,
    Rivers = 2,
    Cover = 3,
    Settlements = 4,
    Roads = 5,
    Facilities = 6,
    Names = 7,
    Blur = 19,
    Drowning = 20,
    Injury = 21,
    HomeCell = 22,
    ReportDelay = 23,
    ReportError = 24,
    DykeStrength = 25,
    RescuerFate = 26,
    RoadDrowning = 27,
    BurialPlace = 28,
    BurialFate = 29,
    BurialTime = 30,
    SlopeStrength = 31,
    DamStrength = 40,
    Brands = 50,
    ToxicFate = 51,
    TeamToxicFate = 52,
    FireballFate = 53,
    Ignition = 54,
    Explosion = 55,
    BlastFate = 56,
    Embers = 57,
    LineHolds = 60,
    Gusts = 61,
    Rekindling = 62,
    Burning = 64,
    Sighting = 65,
    Entrapment = 66,
    HeatFate = 67,
}

/// A keyed source of draws.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    key: u64,
}

impl Draw {
    /// The draw of `process` for `entity` (a stable index or a hash of an id) under `seed`.
    pub fn new(seed: u64, entity: u64, process: Process) -> Self {
        let key = mix(seed ^ mix(entity ^ mix(process as u64)));
        Self { key }
    }

    /// The same draw for a part of the entity, for example one person of a village.
    pub fn part(self, part: u64) -> Self {
        Self { key: mix(self.key ^ mix(part.wrapping_add(0x9E37_79B9_7F4A_7C15))) }
    }

    /// A 64-bit number.
    pub fn bits(self) -> u64 {
        self.key
    }

    /// Uniform in [0, 1).
    pub fn unit(self) -> f32 {
        (self.key >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Uniform in [low, high).
    pub fn range(self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A generator for work that needs many draws in a fixed order (county generation).
    pub fn rng(self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.key)
    }
}

/// The SplitMix64 finaliser (Steele, Lea and Flood 2014): a bijection with good avalanche.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A stable number for a text id, to key draws with.
pub fn id_key(id: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_every_part_of_the_key_and_on_nothing_else() {
        let base = Draw::new(1, 2, Process::Drowning);
        assert_eq!(base.bits(), Draw::new(1, 2, Process::Drowning).bits());
        assert_ne!(base.bits(), Draw::new(2, 2, Process::Drowning).bits());
        assert_ne!(base.bits(), Draw::new(1, 3, Process::Drowning).bits());
        assert_ne!(base.bits(), Draw::new(1, 2, Process::Injury).bits());
        assert_ne!(base.part(0).bits(), base.part(1).bits());
    }

    #[test]
    fn unit_draws_are_uniform_to_sampling_error() {
        let n = 20_000u32;
        let draw = Draw::new(7, 7, Process::Terrain);
        let mean = (0..n).map(|i| draw.part(i.into()).unit() as f64).sum::<f64>() / n as f64;
        // Standard error of the mean of a uniform variable: 1/√(12 n) = 0.002.
        assert!((mean - 0.5).abs() < 0.01, "mean {mean}");
    }
}
