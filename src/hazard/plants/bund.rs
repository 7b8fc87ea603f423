//! A bund: the pool in it, its fire, and the fire water that fills it.

use crate::{
    hazard::chemical::{pool::Pool, pool_fire::PoolFire, substance::Substance},
    num::{DrillTime, Point},
};

/// Depth that a bund's walls hold, m; the county's bunds are made so.
pub(super) const WALL_M: f64 = 1.0;

/// The bund of tanks with one substance.
#[derive(Clone, Debug)]
pub struct Bund {
    /// Number of its works in [`super::Plants::sites`].
    pub site: usize,
    /// Its middle.
    pub at: Point,
    pub substance: &'static Substance,
    pub area_m2: f64,
    pub pool: Pool,
    /// Since when the pool has burnt.
    pub burning: Option<DrillTime>,
    /// Seconds of enough foam so far.
    pub foamed_s: f64,
    /// Fire water in it, m³.
    pub water_m3: f64,
}

impl Bund {
    pub(super) fn new(site: usize, at: Point, substance: &'static Substance, area_m2: f64) -> Self {
        let pool = Pool::in_bund(area_m2);
        Self { site, at, substance, area_m2, pool, burning: None, foamed_s: 0.0, water_m3: 0.0 }
    }

    /// The fire of its pool, if it burns.
    pub fn fire(&self) -> Option<PoolFire> {
        self.burning?;
        PoolFire::of(self.substance, (4.0 * self.pool.area_m2 / core::f64::consts::PI).sqrt())
    }

    /// Let what burns burn for some seconds; the pool's own account of what evaporates is not touched. Returns whether it
    /// went out for lack of fuel.
    pub(super) fn burn(&mut self, seconds: f64) -> bool {
        let Some(fire) = self.fire() else { return false };
        let gone = (fire.rate_kg_m2_s() * self.pool.area_m2 * seconds).min(self.pool.mass_kg);
        self.pool.mass_kg -= gone;
        if self.pool.mass_kg <= 1.0 {
            self.burning = None;
            self.pool.mass_kg = 0.0;
            self.pool.area_m2 = 0.0;
            return true;
        }
        false
    }

    /// A mass runs into it all at once and covers its floor.
    pub(super) fn spill(&mut self, mass_kg: f64) {
        self.pool.mass_kg += mass_kg;
        self.pool.spilled_kg += mass_kg;
        self.pool.area_m2 = self.area_m2;
    }

    /// Fire water comes in; what runs over the walls, m³.
    pub(super) fn fill(&mut self, water_m3: f64) -> f64 {
        self.water_m3 += water_m3;
        let room = (self.area_m2 * WALL_M - self.pool.mass_kg / self.substance.liquid_kg_m3).max(0.0);
        let over = (self.water_m3 - room).max(0.0);
        self.water_m3 -= over;
        over
    }
}
