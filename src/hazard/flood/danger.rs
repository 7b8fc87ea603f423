//! What a depth and a speed of water mean for people, vehicles and houses.
//!
//! Sources: hazard rating of DEFRA FD2320/TR2 (2005); drowning by Jonkman (2007), dissertation, TU Delft;
//! vehicles by Australian Rainfall and Runoff (2016), masonry by Clausen (1989) as used by Jonkman. Vehicle,
//! drowning and masonry numbers are quoted from memory and have not been checked against the papers.

use crate::num::math;

/// DEFRA's hazard rating HR = d·(v + 0.5) + DF, with a debris factor DF of 1 deeper than 0.25 m.
/// No water is no hazard.
pub fn hazard_rating(depth_m: f64, speed_m_s: f64) -> f64 {
    if depth_m <= 0.0 {
        return 0.0;
    }
    depth_m * (speed_m_s + 0.5) + if depth_m > 0.25 { 1.0 } else { 0.0 }
}

/// Who is in danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// HR below 0.75: caution.
    Low,
    /// To 1.25: children, the old and the infirm.
    Some,
    /// To 2: most people.
    Most,
    /// Above: all, rescuers too.
    All,
}

/// Class of a hazard rating.
pub fn danger(rating: f64) -> Danger {
    match rating {
        r if r < 0.75 => Danger::Low,
        r if r <= 1.25 => Danger::Some,
        r if r <= 2.0 => Danger::Most,
        _ => Danger::All,
    }
}

/// Share of the people still in the water's way who drown (Jonkman 2007), by zone:
/// breach zone (d·v ≥ 7 m²/s and v ≥ 2 m/s) all; rapid rise (d ≥ 2.1 m and ≥ 0.5 m/h)
/// Φ((ln d − 1.46)/0.28); elsewhere Φ((ln d − 7.60)/2.75).
pub fn drowning_share(depth_m: f64, speed_m_s: f64, rise_m_h: f64) -> f64 {
    if depth_m <= 0.0 {
        0.0
    } else if depth_m * speed_m_s >= 7.0 && speed_m_s >= 2.0 {
        1.0
    } else if depth_m >= 2.1 && rise_m_h >= 0.5 {
        math::normal_cdf((math::ln(depth_m) - 1.46) / 0.28)
    } else {
        math::normal_cdf((math::ln(depth_m) - 7.60) / 2.75)
    }
}

/// What moves through water.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vehicle {
    SmallCar,
    LargeCar,
    FourWheelDrive,
}

/// Limits of a vehicle: d·v in m²/s, depth in still water and at 3 m/s, m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VehicleLimits {
    pub depth_speed_m2_s: f64,
    pub still_depth_m: f64,
    pub fast_depth_m: f64,
}

impl Vehicle {
    /// The limits of Australian Rainfall and Runoff.
    pub const fn limits(self) -> VehicleLimits {
        let (depth_speed_m2_s, still_depth_m, fast_depth_m) = match self {
            Vehicle::SmallCar => (0.3, 0.3, 0.1),
            Vehicle::LargeCar => (0.45, 0.4, 0.15),
            Vehicle::FourWheelDrive => (0.6, 0.5, 0.2),
        };
        VehicleLimits { depth_speed_m2_s, still_depth_m, fast_depth_m }
    }

    /// Whether it stays on the road in this water.
    pub fn passes(self, depth_m: f64, speed_m_s: f64) -> bool {
        let limits = self.limits();
        let deepest = if speed_m_s >= 3.0 { limits.fast_depth_m } else { limits.still_depth_m };
        // A limit met exactly holds, whatever the rounding of the product.
        depth_m <= deepest && depth_m * speed_m_s <= limits.depth_speed_m2_s + 1e-9
    }
}

/// Whether an adult keeps their feet: the class that is dangerous only to the weak, or less.
pub fn wadeable(depth_m: f64, speed_m_s: f64) -> bool {
    danger(hazard_rating(depth_m, speed_m_s)) <= Danger::Some
}

/// Damage to a masonry house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Masonry {
    Stands,
    Partial,
    Collapses,
}

/// Partial collapse from v ≥ 2 m/s and d·v ≥ 3 m²/s, total from d·v ≥ 7 m²/s.
pub fn masonry(depth_m: f64, speed_m_s: f64) -> Masonry {
    let load = depth_m * speed_m_s;
    if speed_m_s < 2.0 || load < 3.0 {
        Masonry::Stands
    } else if load < 7.0 {
        Masonry::Partial
    } else {
        Masonry::Collapses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_and_classes_at_their_limits() {
        for (d, v, rating, class) in [
            (0.2, 1.0, 0.3, Danger::Low),
            (0.3, 0.0, 1.15, Danger::Some),
            (0.5, 1.0, 1.75, Danger::Most),
            (1.0, 1.5, 3.0, Danger::All),
        ] {
            let got = hazard_rating(d, v);
            assert!((got - rating).abs() < 1e-12, "{d} {v}: {got}");
            assert_eq!(danger(got), class);
        }
        assert_eq!(hazard_rating(0.0, 3.0), 0.0);
    }

    #[test]
    fn drowning_by_zone() {
        // By hand: ln 4.3 = 1.4586, so Φ(−0.005) = 0.498; ln 1 = 0, Φ(−2.764) = 0.00286.
        for (d, v, rise, share) in
            [(4.0, 2.0, 0.0, 1.0), (4.306, 0.1, 1.0, 0.5), (1.0, 0.1, 1.0, 0.002_86), (0.0, 0.0, 9.0, 0.0)]
        {
            let got = drowning_share(d, v, rise);
            println!("drowning at {d} m, {v} m/s, {rise} m/h: {got:.5}, expected {share:.5}");
            assert!((got - share).abs() < 1e-3);
        }
    }

    #[test]
    fn vehicles_and_people_by_their_limits() {
        assert!(Vehicle::SmallCar.passes(0.3, 1.0) && !Vehicle::SmallCar.passes(0.3, 1.1));
        assert!(!Vehicle::SmallCar.passes(0.31, 0.0) && Vehicle::FourWheelDrive.passes(0.31, 0.0));
        assert!(!Vehicle::FourWheelDrive.passes(0.21, 3.0) && Vehicle::FourWheelDrive.passes(0.2, 3.0));
        assert!(wadeable(0.24, 1.0) && !wadeable(0.6, 1.0));
        assert_eq!(masonry(2.0, 1.9), Masonry::Stands);
        assert_eq!(masonry(2.0, 2.0), Masonry::Partial);
        assert_eq!(masonry(2.0, 3.5), Masonry::Collapses);
    }
}
