//! Loss of property: greatest depth so far at houses and fields, through depth–damage curves (JRC Asia), houses that slides
//! have gone over, trees that burnt, and what works had in tanks and halls.

use super::{Tables, people::VillageWater, tables::LossTable};
use crate::{
    county::GroundTables,
    hazard::{FloodField, Plants, Wildfire},
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Direct loss so far, yuan.
#[derive(Resource, Clone, Debug, Default)]
pub struct Loss {
    pub buildings_yuan: f64,
    pub fields_yuan: f64,
    /// Trees that burnt.
    pub forest_yuan: f64,
    /// What burnt or ran out of tanks and halls of works, and those themselves.
    pub works_yuan: f64,
    /// Greatest depth beyond low flow on fields, by cell, m.
    deepest_m: Vec<f32>,
}

impl Loss {
    pub fn total_yuan(&self) -> f64 {
        self.buildings_yuan + self.fields_yuan + self.forest_yuan + self.works_yuan
    }
}

/// Every ten minutes; sums in the order of villages and cells.
pub(super) fn count(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    wildfire: Res<Wildfire>,
    plants: Res<Plants>,
    roster: Res<super::Roster>,
    villages: Query<&VillageWater>,
    mut loss: ResMut<Loss>,
) {
    if !clock.every_min(10) {
        return;
    }
    let mut buildings = 0.0;
    for (village, &entity) in land.villages.iter().zip(&roster.villages) {
        let Ok(state) = villages.get(entity) else { continue };
        let per_cell = village.value_yuan / state.cells.len().max(1) as f64;
        for cell in &state.cells {
            // Water below a doorstep does no harm indoors; what a slide goes over, fire burns or a blast takes is gone.
            let water = Tables::damage(&tables.loss.residential, (cell.deepest_m - 0.15).max(0.0));
            let gone = f64::from(cell.buried_share.max(cell.burnt_share).max(cell.blasted_share));
            buildings += per_cell * (gone + (1.0 - gone) * water);
        }
    }
    let depth = water.0.depth_m();
    loss.deepest_m.resize(depth.len(), 0.0);
    let ground = GroundTables::built_in();
    let cell_m2 = f64::from(land.spec.cell_area_m2());
    let mut fields = 0.0;
    for (i, cover) in land.cover.iter().enumerate() {
        if !cover.is_field() {
            continue;
        }
        // Paddies stand in 0.2 m of water without harm (A).
        let over = depth[i] - land.base_depth_m[i] - 0.2;
        if over > loss.deepest_m[i] {
            loss.deepest_m[i] = over;
        }
        if loss.deepest_m[i] > 0.0 {
            let worth = cell_m2 * ground.cover(*cover).value_yuan_m2;
            fields += worth * Tables::damage(&tables.loss.agriculture, loss.deepest_m[i]);
        }
    }
    if !wildfire.fires.is_empty() {
        let burnt = (0..land.spec.len()).filter(|c| wildfire.has_burnt(*c));
        loss.forest_yuan = burnt.map(|c| cell_m2 * ground.cover(land.cover[c]).value_yuan_m2).sum();
    }
    loss.buildings_yuan = buildings;
    loss.fields_yuan = fields;
    loss.works_yuan = works_yuan(&plants, &tables.loss);
}

/// What is gone of tanks and halls that are followed. What fire water spoils is not counted.
fn works_yuan(plants: &Plants, table: &LossTable) -> f64 {
    let tanks = plants.tanks.iter().map(|tank| {
        let gone_kg = (tank.first_kg - tank.mass_kg).max(0.0);
        let gone = if tank.failed { 1.0 } else { gone_kg / tank.first_kg.max(1.0) };
        gone_kg * tank.substance.yuan_kg + gone * tank.volume_m3 * table.tank_yuan_m3
    });
    let halls = plants.stores.iter().map(|store| {
        let gone_kg = (store.first_kg - store.mass_kg).max(0.0);
        let gone = gone_kg / store.first_kg.max(1.0);
        gone_kg * store.goods.yuan_kg + gone * store.hall.floor_m2 * table.hall_yuan_m2
    });
    tanks.chain(halls).sum()
}
