//! A fire in a warehouse: how it grows, how its air and then its floor limit it, when its roof gives way, how far its
//! smoke rises, and the water that it needs.
//!
//! The fire grows as α·t² (NFPA 92) until nothing more can burn: under its roof it gets the air of its doors, about
//! 0.5·A·√h kg/s (Kawagoe 1958), each kg of which gives 3.0 MJ (Huggett 1980); without a roof the whole floor burns. The smoke
//! layer is warmer than the air by 6.85·(Q²/(A·√h·k·A_T))^⅓ K (McCaffrey, Quintiere and Harkleroad 1981), and a roof on
//! steel falls some minutes after it got as hot as steel that yields. Under the roof the smoke leaves by the doors and is mixed
//! into the wake of the hall; through the open roof it rises as Briggs (1975) has it, the higher the hotter it is: water on
//! the fire brings it down. Water of so much a m² of burning floor stops the growth, more makes the fire smaller.

use super::{goods::Goods, plume::LEAST_WIND_M_S, sigma::Stability};
use crate::num::math::{cbrt, pow};
use serde::Deserialize;

/// Numbers of warehouse fires; `assets/hazard.ron` has their sources.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarehouseTable {
    /// Height of a hall, and of its doors and vents, m; their area as a share of the floor.
    pub high_m: f64,
    pub door_high_m: f64,
    pub door_share: f64,
    /// k·ρ·c of its walls, kW²·s/m⁴/K².
    pub inertia: f64,
    /// The roof falls so long after its smoke became so much warmer than the air, min and K.
    pub falls_k: f64,
    pub falls_min: f64,
    /// The rest of the stock below which a fire burns down, as a share.
    pub burns_down: f64,
    /// Water that stops the growth, L/min/m² of burning floor, and minutes in which twice as much knocks a fire down.
    pub need_l_min_m2: f64,
    pub knock_min: f64,
    /// Heat that a litre of water can take, J, and the share of it that it takes.
    pub water_j_l: f64,
    pub water_share: f64,
    /// Share of the heat that warms the smoke.
    pub convective: f64,
    /// Depth of water that stays in the hall, m.
    pub curb_m: f64,
    /// Heat from outside that lights a hall, kW/m², in so many minutes.
    pub ignites_kw_m2: f64,
    pub ignites_min: f64,
}

/// A hall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hall {
    pub floor_m2: f64,
    pub high_m: f64,
    /// Doors and vents that let air in.
    pub door_m2: f64,
    pub door_high_m: f64,
}

/// Heat of each kg of air that a fire takes, J (13.1 MJ for each kg of oxygen, Huggett 1980).
const AIR_J_KG: f64 = 3.0e6;
/// What a fire has when it is first looked at: half a minute of growth.
const FIRST_S: f64 = 30.0;

impl Hall {
    /// For a floor, square, with the table's height and doors.
    pub fn of(floor_m2: f64, table: &WarehouseTable) -> Self {
        Self {
            floor_m2,
            high_m: table.high_m,
            door_m2: table.door_share * floor_m2,
            door_high_m: table.door_high_m,
        }
    }

    fn vent_m52(&self) -> f64 {
        self.door_m2 * self.door_high_m.sqrt()
    }

    /// Heat for which its doors give air, W.
    pub fn air_limit_w(&self) -> f64 {
        0.5 * self.vent_m52() * AIR_J_KG
    }

    /// Walls, floor and roof, m².
    pub fn walls_m2(&self) -> f64 {
        2.0 * self.floor_m2 + 4.0 * self.floor_m2.sqrt() * self.high_m
    }

    /// How much warmer than the air its smoke is after so many seconds of a heat, K.
    pub fn warmer_k(&self, heat_w: f64, since_s: f64, inertia: f64) -> f64 {
        let (q, conducts) = (1e-3 * heat_w, (inertia / since_s.max(1.0)).sqrt());
        6.85 * cbrt(q * q / (self.vent_m52() * conducts * self.walls_m2()))
    }
}

/// A fire in a hall.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HallFire {
    /// Seconds that it burns.
    pub since_s: f64,
    /// Heat to which it has grown, were there air enough, and what it gives, W.
    pub grown_w: f64,
    pub heat_w: f64,
    /// Seconds that the smoke was hot enough for the roof to yield.
    pub hot_s: f64,
    pub roof_open: bool,
}

/// What a step of a fire brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    Burns,
    RoofFalls,
    Out,
}

impl HallFire {
    /// Floor that burns, m².
    pub fn floor_m2(&self, goods: &Goods) -> f64 {
        self.grown_w / (goods.rate_kg_m2_s * goods.heat_comb_j_kg)
    }

    /// Water that stops its growth, L/min.
    pub fn need_l_min(&self, goods: &Goods, table: &WarehouseTable) -> f64 {
        table.need_l_min_m2 * self.floor_m2(goods)
    }

    /// Let it burn for some seconds with `left` of the stock as a share and so much water, L/min.
    pub fn step(
        &mut self,
        hall: &Hall,
        goods: &Goods,
        left: f64,
        water_l_min: f64,
        table: &WarehouseTable,
        seconds: f64,
    ) -> Turn {
        let first_w = goods.growth_w_s2 * FIRST_S * FIRST_S;
        self.since_s += seconds;
        let all_w = goods.rate_kg_m2_s * goods.heat_comb_j_kg * hall.floor_m2;
        // What is nearly burnt burns down.
        let most_w = all_w * (left / table.burns_down).min(1.0);
        self.grown_w = self.grown_w.max(first_w).min(most_w);
        let water = water_l_min / self.need_l_min(goods, table).max(1e-9);
        // d(α·t²)/dt = 2·√(α·Q).
        let grows = 2.0 * (goods.growth_w_s2 * self.grown_w).sqrt() * (1.0 - water).max(0.0);
        // Down to a twentieth in the time.
        let shrinks = 3.0 * self.grown_w * (water - 1.0).clamp(0.0, 1.0) / (60.0 * table.knock_min);
        self.grown_w = (self.grown_w + (grows - shrinks) * seconds).min(most_w);
        if self.grown_w < first_w && water > 1.0 || left <= 0.0 {
            self.heat_w = 0.0;
            return Turn::Out;
        }
        let air_w = if self.roof_open { f64::INFINITY } else { hall.air_limit_w() };
        self.heat_w = self.grown_w.min(air_w);
        if !self.roof_open && hall.warmer_k(self.heat_w, self.since_s, table.inertia) >= table.falls_k {
            self.hot_s += seconds;
            if self.hot_s >= 60.0 * table.falls_min {
                self.roof_open = true;
                return Turn::RoofFalls;
            }
        }
        Turn::Burns
    }
}

/// Heat that water leaves in the smoke, W.
pub fn smoke_w(heat_w: f64, water_l_min: f64, table: &WarehouseTable) -> f64 {
    (table.convective * heat_w - table.water_share * table.water_j_l * water_l_min / 60.0).max(0.0)
}

/// Buoyancy of smoke, m⁴/s³: g·Q/(π·cp·ρ·T) (Briggs 1975), of the heat in it, W, in air of 1 atm (ρ·T is the same at any
/// temperature).
pub fn buoyancy_m4_s3(smoke_w: f64) -> f64 {
    const CP_RHO_T: f64 = 1005.0 * 353.0;
    9.81 * smoke_w / (core::f64::consts::PI * CP_RHO_T)
}

/// How far smoke rises, m (Briggs 1975, final rise): in stable air to where it is as warm as that, otherwise until it is
/// as turbulent as the air.
pub fn rise_m(buoyancy_m4_s3: f64, wind_m_s: f64, stability: Stability, air_c: f64) -> f64 {
    let (f, u) = (buoyancy_m4_s3.max(0.0), wind_m_s.max(LEAST_WIND_M_S));
    // Of the potential temperature with height, K/m (EPA 1995).
    let gradient = match stability {
        Stability::E => 0.020,
        Stability::F => 0.035,
        _ => {
            return if f < 55.0 { 21.425 * pow(f, 0.75) / u } else { 38.71 * pow(f, 0.6) / u };
        }
    };
    let s = 9.81 * gradient / (air_c + 273.15);
    // Hardly any wind: it goes straight up.
    (2.6 * cbrt(f / (u * s))).min(4.0 * pow(f, 0.25) * pow(s, -0.375))
}

#[cfg(test)]
mod tests;
