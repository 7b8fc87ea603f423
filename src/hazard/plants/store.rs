//! A hall of packed goods: its fire, its smoke, the water on it.

use super::{PlantEventKind, TankRef};
use crate::{
    county,
    hazard::chemical::{
        goods::Goods,
        puffs::Source,
        sigma::Stability,
        substance::Substance,
        warehouse::{Hall, HallFire, Turn, WarehouseTable, buoyancy_m4_s3, rise_m, smoke_w},
    },
    num::Point,
};

/// A hall that is followed.
#[derive(Clone, Debug)]
pub struct Store {
    pub id: TankRef,
    /// Number of its works in [`super::Plants::sites`].
    pub site: usize,
    pub goods: &'static Goods,
    pub at: Point,
    pub hall: Hall,
    pub mass_kg: f64,
    /// What was in it at first, kg.
    pub first_kg: f64,
    pub fire: Option<HallFire>,
    /// It has burnt, and is out or burnt down.
    pub over: bool,
    /// Share of the way to catching fire from outside, 0 to 1; the heat there now, and that of a forest fire, kW/m².
    pub heated: f64,
    pub heat_kw_m2: f64,
    pub wild_kw_m2: f64,
    /// Water on it now, L/min, and what stands in it, m³.
    pub water_l_min: f64,
    pub water_m3: f64,
    /// Toxic gases of its smoke, kg for each kg that burns.
    pub smoke: Vec<(&'static Substance, f64)>,
    /// Burns now, and toxic gas that leaves now, kg/s.
    pub burns_kg_s: f64,
    pub release_kg_s: f64,
    /// Where its smoke begins to be carried.
    pub source: Source,
}

/// The air around a hall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub heat_kw_m2: f64,
    pub wind_m_s: f64,
    pub air_c: f64,
    pub stability: Stability,
}

impl Store {
    pub(super) fn new(
        id: TankRef,
        site: usize,
        goods: &'static Goods,
        stored: &county::Tank,
        at: Point,
        table: &WarehouseTable,
    ) -> Self {
        let floor_m2 = (1000.0 * f64::from(stored.capacity_t) / goods.stock_kg_m2).max(1.0);
        let mass_kg = 1000.0 * f64::from(stored.held_t);
        Self {
            id,
            site,
            goods,
            at,
            hall: Hall::of(floor_m2, table),
            mass_kg,
            first_kg: mass_kg.max(1.0),
            fire: None,
            over: false,
            heated: 0.0,
            heat_kw_m2: 0.0,
            wild_kw_m2: 0.0,
            water_l_min: 0.0,
            water_m3: 0.0,
            smoke: goods.smoke(),
            burns_kg_s: 0.0,
            release_kg_s: 0.0,
            source: Source::default(),
        }
    }

    /// Share of its goods that has burnt.
    pub fn burnt(&self) -> f64 {
        1.0 - self.mass_kg / self.first_kg
    }

    /// Whether its roof has fallen.
    pub fn roof_open(&self) -> bool {
        self.fire.is_some_and(|f| f.roof_open)
    }

    /// Water that stops the growth of its fire, L/min; nothing where nothing burns.
    pub fn need_l_min(&self, table: &WarehouseTable) -> f64 {
        self.fire.map_or(0.0, |fire| fire.need_l_min(self.goods, table))
    }

    /// Let some seconds pass.
    pub(super) fn step(
        &mut self,
        around: &Around,
        table: &WarehouseTable,
        seconds: f64,
    ) -> Option<PlantEventKind> {
        self.heat_kw_m2 = around.heat_kw_m2;
        (self.burns_kg_s, self.release_kg_s) = (0.0, 0.0);
        let Some(mut fire) = self.fire else {
            if self.over || around.heat_kw_m2 < table.ignites_kw_m2 || self.water_l_min > 0.0 {
                return None;
            }
            self.heated += seconds / (60.0 * table.ignites_min);
            return (self.heated >= 1.0).then(|| self.light());
        };
        let left = self.mass_kg / self.first_kg;
        let turn = fire.step(&self.hall, self.goods, left, self.water_l_min, table, seconds);
        self.fire = Some(fire);
        self.burns_kg_s = (fire.heat_w / self.goods.heat_comb_j_kg).min(self.mass_kg / seconds);
        self.mass_kg -= self.burns_kg_s * seconds;
        self.release_kg_s = self.burns_kg_s * self.smoke.iter().map(|s| s.1).sum::<f64>();
        self.source = self.smoke_source(&fire, around, table);
        match turn {
            Turn::Burns if self.mass_kg > 0.01 * self.first_kg => None,
            Turn::RoofFalls => Some(PlantEventKind::RoofFell),
            Turn::Out | Turn::Burns => {
                (self.fire, self.over) = (None, true);
                (self.burns_kg_s, self.release_kg_s) = (0.0, 0.0);
                let burnt_down = self.mass_kg <= 0.01 * self.first_kg;
                Some(if burnt_down { PlantEventKind::BurntOut } else { PlantEventKind::PutOut })
            }
        }
    }

    /// It catches fire.
    pub(super) fn light(&mut self) -> PlantEventKind {
        self.fire = Some(HallFire::default());
        PlantEventKind::Burns
    }

    /// Under its roof smoke leaves by the doors and fills the wake of the hall; from an open one it rises, and is as wide and
    /// as tall as its rise makes it (σ = rise/3.5, Pasquill 1976).
    fn smoke_source(&self, fire: &HallFire, around: &Around, table: &WarehouseTable) -> Source {
        let at = super::cloud::east_north(self.at);
        let wide_m = self.hall.floor_m2.sqrt();
        if !fire.roof_open {
            return Source { at, width_m: wide_m, tall_m: self.hall.high_m, height_m: 0.0 };
        }
        let lifts = buoyancy_m4_s3(smoke_w(fire.heat_w, self.water_l_min, table));
        let rise_m = rise_m(lifts, around.wind_m_s, around.stability, around.air_c);
        let sigma_m = rise_m / 3.5;
        Source {
            at,
            width_m: wide_m.max(4.3 * sigma_m),
            tall_m: self.hall.high_m.max(2.15 * sigma_m),
            height_m: rise_m,
        }
    }

    /// Fire water comes in: what runs off, m³, and kg of goods in it. What the fire takes as steam does not run off.
    pub(super) fn pour(&mut self, table: &WarehouseTable, seconds: f64) -> (f64, f64) {
        let steam = if self.fire.is_some() { table.water_share } else { 0.0 };
        self.water_m3 += (1.0 - steam) * self.water_l_min * 1e-3 * seconds / 60.0;
        let over_m3 = (self.water_m3 - table.curb_m * self.hall.floor_m2).max(0.0);
        self.water_m3 -= over_m3;
        let takes = self.goods.water.map_or(0.0, |(kg_m3, _, _)| kg_m3 * over_m3).min(self.mass_kg);
        self.mass_kg -= takes;
        (over_m3, takes)
    }
}
