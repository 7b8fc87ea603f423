//! Water and foam on a fire, and where they go: V = spill + water·time − bund + process + rain.

use super::limits::limits;

/// Where foam is laid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoamOn {
    FloatingRoof,
    FixedRoof,
    /// A pool, by monitors and hoses.
    Open,
}

/// Foam solution that puts a surface out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoamNeed {
    pub l_min: f64,
    pub minutes: f64,
}

impl FoamNeed {
    /// All of it, L.
    pub fn litres(&self) -> f64 {
        self.l_min * self.minutes
    }
}

/// Foam solution for a surface, m²; `assets/chemical.ron` has rates and times.
pub fn foam(on: FoamOn, surface_m2: f64) -> FoamNeed {
    let foam = &limits().foam;
    let (litres, minutes) = match on {
        FoamOn::FloatingRoof => foam.floating_roof,
        FoamOn::FixedRoof => foam.fixed_roof,
        FoamOn::Open => foam.monitors,
    };
    FoamNeed { l_min: litres * surface_m2.max(0.0), minutes }
}

/// Volumes of a fire's liquid, m³.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunOff {
    pub spill_m3: f64,
    pub fire_water_m3: f64,
    pub process_m3: f64,
    pub rain_m3: f64,
    /// What bund and basins hold.
    pub held_m3: f64,
}

impl RunOff {
    /// Everything that comes together.
    pub fn total_m3(&self) -> f64 {
        self.spill_m3 + self.fire_water_m3 + self.process_m3 + self.rain_m3
    }

    /// What runs over into drains and the river, m³.
    pub fn over_m3(&self) -> f64 {
        (self.total_m3() - self.held_m3).max(0.0)
    }

    /// Seconds until it runs over at this flow, m³/s; nothing if it never does.
    pub fn over_after_s(&self, flow_m3_s: f64) -> Option<f64> {
        let room = self.held_m3 - self.total_m3();
        if room <= 0.0 {
            return Some(0.0);
        }
        (flow_m3_s > 0.0).then(|| room / flow_m3_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foam_and_run_off_add_up() {
        // GB 50151-2021: 12.5 L/min·m² for 60 min on 1,000 m².
        let need = foam(FoamOn::FloatingRoof, 1000.0);
        println!("floating roof, 1,000 m²: {:.1} m³, {:.1} L/s", 1e-3 * need.litres(), need.l_min / 60.0);
        assert!((1e-3 * need.litres() - 750.0).abs() < 1e-9 && (need.l_min / 60.0 - 208.333).abs() < 1e-3);
        assert!(foam(FoamOn::FixedRoof, 1000.0).litres() < foam(FoamOn::Open, 1000.0).litres());
        let run = RunOff {
            spill_m3: 200.0,
            fire_water_m3: 900.0,
            process_m3: 20.0,
            rain_m3: 80.0,
            held_m3: 1000.0,
        };
        assert_eq!((run.total_m3(), run.over_m3()), (1200.0, 200.0));
        assert_eq!(run.over_after_s(1.0), Some(0.0));
        let early = RunOff { fire_water_m3: 0.0, ..run };
        assert_eq!(
            (early.over_m3(), early.over_after_s(0.1), early.over_after_s(0.0)),
            (0.0, Some(7000.0), None)
        );
    }
}
