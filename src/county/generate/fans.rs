//! Alluvial fans: what brooks leave where they come out of the hills onto the valley floor.

use super::{
    erode::Brook,
    mainstem::{Mainstem, Valley},
    near::smoothstep,
    relief::Relief,
};

/// Smallest area of a brook that builds a fan, m².
const LEAST_M2: f32 = 1.2e6;

/// Raise the fans of the brooks that reach the valley floor. The river keeps its bank free of them.
///
/// A fan is a cone; its radius grows with the root of the area above (Bull 1964: A_fan ∝ A_basin^0.9, rounded to 1).
pub fn build(relief: &Relief, main: &Mainstem, valley: &Valley, brooks: &[Brook], ground_m: &mut [f32]) {
    let slope = relief.terrain.fan_slope;
    let spec = relief.spec();
    if slope <= 0.0 {
        return;
    }
    for brook in brooks.iter().filter(|b| b.area_m2 > LEAST_M2) {
        let radius_m = (0.32 * brook.area_m2.sqrt()).min(1_500.0);
        let reach = (radius_m / spec.cell_m) as usize + 1;
        let (row, col) = spec.row_col(spec.cell_at(brook.at));
        for r in row.saturating_sub(reach)..=(row + reach).min(spec.rows - 1) {
            for c in col.saturating_sub(reach)..=(col + reach).min(spec.cols - 1) {
                let cell = spec.index(r, c);
                let far_m = spec.centre(cell).distance_m(brook.at);
                if far_m >= radius_m || valley.lake[cell] || valley.across[cell] > 1.2 {
                    continue;
                }
                let off_m = valley.distance_m[cell] - 0.5 * main.width_m[valley.nearest[cell] as usize];
                let free = smoothstep(60.0, 320.0, off_m);
                let fan = valley.floor_m[cell] + free * slope * (radius_m - far_m);
                ground_m[cell] = ground_m[cell].max(fan);
            }
        }
    }
}
