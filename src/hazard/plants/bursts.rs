//! How far a burst or an explosion reached, kept for the map.

use super::PlantEventKind;
use crate::{
    hazard::chemical::{blast, fireball::Fireball, limits::limits, zones::Polygon},
    num::{DrillTime, Point},
};

/// A circle in which an effect was at least so strong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    pub level: f64,
    pub unit: &'static str,
    pub radius_m: f64,
}

/// An explosion, a fireball or a flash that has been.
#[derive(Clone, Debug)]
pub struct Burst {
    pub kind: PlantEventKind,
    pub when: DrillTime,
    pub at: Point,
    /// Of a fireball its heat, then of what has force its pressure, at the bounds of the hot, warm and cold zones; each from
    /// inside.
    pub rings: Vec<Ring>,
    /// The ground under the flames of a flash, x to the east and y to the north, m.
    pub flames: Vec<Polygon>,
}

impl Burst {
    /// Of an event at a place: kg of fuel of a fireball, kg of TNT with the force of an explosion or of a tank that bursts, in
    /// air with this pressure of water vapour, Pa. Nothing of events of other kinds, nor of a tank that fails without force.
    pub(super) fn of(
        kind: PlantEventKind,
        (fuel_kg, tnt_kg): (f64, f64),
        wet_pa: f64,
        when: DrillTime,
        at: Point,
    ) -> Option<Self> {
        let limits = limits();
        let levels = |(hot, warm, cold): (f64, f64, f64)| [hot, warm, cold];
        let ring = |level: f64, unit: &'static str, radius_m: Option<f64>| {
            Some(Ring { level, unit, radius_m: radius_m.filter(|r| *r > 0.0 && r.is_finite())? })
        };
        let pressure = || {
            let of = |kpa: f64| ring(kpa, "kPa", Some(blast::distance_m(tnt_kg, kpa)));
            levels(limits.blast_kpa).into_iter().filter(|_| tnt_kg > 0.0).filter_map(of)
        };
        let rings = match kind {
            PlantEventKind::Exploded => pressure().collect(),
            PlantEventKind::Failed if tnt_kg > 0.0 => pressure().collect(),
            PlantEventKind::Fireball => {
                let ball = Fireball { wet_pa: Some(wet_pa), ..Fireball::new(fuel_kg) };
                let of = |heat: f64| ring(heat, "kW/m²", ball.distance_m(heat));
                levels(limits.heat_kw_m2).into_iter().filter_map(of).chain(pressure()).collect()
            }
            PlantEventKind::Flashed => Vec::new(),
            _ => return None,
        };
        Some(Self { kind, when, at, rings, flames: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_lie_where_the_effect_is_that_strong() {
        let at = Point { x_m: 100.0, y_m: 50.0 };
        let of = |kind, masses| Burst::of(kind, masses, 1500.0, DrillTime(60), at);
        let pressures = |rings: &[Ring], tnt_kg: f64| {
            assert_eq!(rings.len(), 3);
            for ring in rings {
                assert!((blast::kpa(tnt_kg, ring.radius_m) / ring.level - 1.0).abs() < 1e-6);
            }
            assert!(rings.is_sorted_by(|a, b| a.radius_m < b.radius_m));
        };
        pressures(&of(PlantEventKind::Exploded, (0.0, 500.0)).unwrap().rings, 500.0);
        pressures(&of(PlantEventKind::Failed, (0.0, 80.0)).unwrap().rings, 80.0);
        assert!(of(PlantEventKind::Failed, (0.0, 0.0)).is_none(), "an atmospheric tank");
        let ball = of(PlantEventKind::Fireball, (12_000.0, 120.0)).unwrap();
        let heat = Fireball { wet_pa: Some(1500.0), ..Fireball::new(12_000.0) };
        assert_eq!(ball.rings.len(), 6);
        for ring in &ball.rings[..3] {
            assert!((heat.kw_m2(ring.radius_m) / ring.level - 1.0).abs() < 1e-3, "{ring:?}");
        }
        pressures(&ball.rings[3..], 120.0);
        assert!(of(PlantEventKind::Flashed, (40.0, 0.0)).unwrap().rings.is_empty());
        assert!(of(PlantEventKind::Burns, (40.0, 0.0)).is_none());
    }
}
