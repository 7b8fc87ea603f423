//! Widths of plumes and puffs by atmospheric stability.
//!
//! Plumes: Briggs (1973), open country and towns, 10 min averages. Puffs: Slade (1968) as given by Crowl and Louvar; D and
//! F are in the reference, A, B, C and E from memory \[M\]. x is the way travelled, m; widths are standard deviations, m.

use crate::num::math::pow;
use serde::{Deserialize, Serialize};

/// Pasquill's classes, from very unstable to stable air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stability {
    A,
    B,
    C,
    D,
    E,
    F,
}

impl Stability {
    pub const ALL: [Stability; 6] =
        [Stability::A, Stability::B, Stability::C, Stability::D, Stability::E, Stability::F];
}

/// Open country or a town.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Terrain {
    #[default]
    Rural,
    Urban,
}

/// How a width grows with the way.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Growth {
    /// k·x
    Line(f64),
    /// k·x/√(1 + b·x)
    Slower(f64, f64),
    /// k·x/(1 + b·x)
    Flat(f64, f64),
    /// k·x·√(1 + b·x)
    Faster(f64, f64),
    /// k·x^p
    Power(f64, f64),
}

impl Growth {
    #[inline]
    fn at(self, x: f64) -> f64 {
        match self {
            Growth::Line(k) => k * x,
            Growth::Slower(k, b) => k * x / (1.0 + b * x).sqrt(),
            Growth::Flat(k, b) => k * x / (1.0 + b * x),
            Growth::Faster(k, b) => k * x * (1.0 + b * x).sqrt(),
            Growth::Power(k, p) => k * pow(x, p),
        }
    }

    /// Where it has a value; at most [`FAR_M`].
    fn way(self, value: f64) -> f64 {
        // Written so that a value that is no number gives zero.
        if value.partial_cmp(&0.0) != Some(core::cmp::Ordering::Greater) {
            return 0.0;
        }
        let way = match self {
            Growth::Line(k) => value / k,
            Growth::Slower(k, b) => {
                let (v2, k2) = (value * value, k * k);
                (v2 * b + value * (v2 * b * b + 4.0 * k2).sqrt()) / (2.0 * k2)
            }
            Growth::Flat(k, b) if value * b < k => value / (k - value * b),
            Growth::Flat(..) => FAR_M,
            Growth::Power(k, p) => pow(value / k, 1.0 / p),
            Growth::Faster(..) => by_halving(|x| self.at(x), value),
        };
        way.min(FAR_M)
    }
}

/// Widths across and up, as functions of the way travelled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Widths {
    across: Growth,
    up: Growth,
}

/// Longest way that is looked at, m.
pub const FAR_M: f64 = 100_000.0;

impl Widths {
    /// Of a plume: Briggs.
    pub fn plume(stability: Stability, terrain: Terrain) -> Self {
        use Growth::{Faster, Flat, Line, Slower};
        use Stability::{A, B, C, D, E, F};
        let k = |values: [f64; 6]| values[stability as usize];
        match terrain {
            Terrain::Rural => Self {
                across: Slower(k([0.22, 0.16, 0.11, 0.08, 0.06, 0.04]), 1e-4),
                up: match stability {
                    A => Line(0.20),
                    B => Line(0.12),
                    C => Slower(0.08, 2e-4),
                    D => Slower(0.06, 1.5e-3),
                    E => Flat(0.03, 3e-4),
                    F => Flat(0.016, 3e-4),
                },
            },
            Terrain::Urban => Self {
                across: Slower(k([0.32, 0.32, 0.22, 0.16, 0.11, 0.11]), 4e-4),
                up: match stability {
                    A | B => Faster(0.24, 1e-3),
                    C => Line(0.20),
                    D => Slower(0.14, 3e-4),
                    E | F => Slower(0.08, 1.5e-3),
                },
            },
        }
    }

    /// Of a single puff in open country; in a town that of less stable air, by a class and by two from F, which towns do not
    /// have: there is one set only, and Briggs' plumes differ by as much.
    pub fn puff(stability: Stability, terrain: Terrain) -> Self {
        use Stability::{A, B, C, D};
        let there = match terrain {
            Terrain::Rural => stability,
            Terrain::Urban => [A, A, B, C, D, D][stability as usize],
        };
        let (ky, py, kz, pz) = match there {
            Stability::A => (0.18, 0.92, 0.60, 0.75),
            Stability::B => (0.14, 0.92, 0.53, 0.73),
            Stability::C => (0.10, 0.92, 0.34, 0.72),
            Stability::D => (0.06, 0.92, 0.15, 0.70),
            Stability::E => (0.04, 0.92, 0.10, 0.65),
            Stability::F => (0.02, 0.89, 0.05, 0.61),
        };
        Self { across: Growth::Power(ky, py), up: Growth::Power(kz, pz) }
    }

    /// σy after a way, m.
    #[inline]
    pub fn across_m(&self, way_m: f64) -> f64 {
        self.across.at(way_m.max(0.0))
    }

    /// σz after a way, m.
    #[inline]
    pub fn up_m(&self, way_m: f64) -> f64 {
        self.up.at(way_m.max(0.0))
    }

    /// The way after which σy has a value, m: the virtual distance of a wide source.
    pub fn way_of_across_m(&self, width_m: f64) -> f64 {
        self.across.way(width_m)
    }

    /// The way after which σz has a value, m.
    pub fn way_of_up_m(&self, width_m: f64) -> f64 {
        self.up.way(width_m)
    }
}

/// Where a growing function has a value, by halving.
fn by_halving(f: impl Fn(f64) -> f64, value: f64) -> f64 {
    let (mut low, mut high) = (0.0, FAR_M);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if f(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_the_way_and_with_unrest_and_more_in_towns() {
        for x in [10.0, 100.0, 1000.0, 10_000.0] {
            for pair in Stability::ALL.windows(2) {
                let (rural, calmer) =
                    (Widths::plume(pair[0], Terrain::Rural), Widths::plume(pair[1], Terrain::Rural));
                assert!(rural.across_m(x) > calmer.across_m(x) && rural.up_m(x) > calmer.up_m(x));
                let (a, b) = (Widths::puff(pair[0], Terrain::Rural), Widths::puff(pair[1], Terrain::Rural));
                assert!(a.across_m(x) > b.across_m(x) && a.up_m(x) > b.up_m(x));
            }
            for s in Stability::ALL {
                let (rural, urban) = (Widths::plume(s, Terrain::Rural), Widths::plume(s, Terrain::Urban));
                println!(
                    "{s:?} {x:>6} m: rural {:7.1} {:7.1}, urban {:7.1} {:7.1}",
                    rural.across_m(x),
                    rural.up_m(x),
                    urban.across_m(x),
                    urban.up_m(x)
                );
                // Briggs' curves cross far out, where the urban ones flatten earlier.
                assert!(
                    x > 5_000.0 || (urban.across_m(x) > rural.across_m(x) && urban.up_m(x) > rural.up_m(x))
                );
                assert!(rural.up_m(1.1 * x) > rural.up_m(x) && urban.across_m(1.1 * x) > urban.across_m(x));
            }
        }
    }

    #[test]
    fn the_virtual_distance_is_the_inverse() {
        for s in Stability::ALL {
            for widths in [
                Widths::plume(s, Terrain::Rural),
                Widths::plume(s, Terrain::Urban),
                Widths::puff(s, Terrain::Rural),
                Widths::puff(s, Terrain::Urban),
            ] {
                for x in [1.0, 250.0, 9_000.0] {
                    assert!((widths.way_of_across_m(widths.across_m(x)) / x - 1.0).abs() < 1e-6);
                    assert!((widths.way_of_up_m(widths.up_m(x)) / x - 1.0).abs() < 1e-6);
                }
                assert_eq!(widths.way_of_up_m(0.0), 0.0);
                assert_eq!(widths.way_of_up_m(f64::NAN), 0.0);
            }
        }
    }
}
