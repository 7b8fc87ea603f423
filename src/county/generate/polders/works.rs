//! What drains a polder: gates while the river is low, pumps while it is high.

use super::Crack;
use crate::{
    county::{
        Face, Gate, PumpStation, Side,
        generate::{
            mainstem::{Mainstem, Valley},
            names::{name, number},
        },
        profile::PolderProfile,
    },
    num::GridSpec,
};

/// Drainage modulus (排涝模数) that pumps are sized by, m³/s per km²: assumption, of the range 0.3–0.5 usual for
/// paddy polders that drain a day's rain of ten years in three days.
const MODULUS: f32 = 0.4;
/// One gate and one pumping station for each such area, km².
const AREA_KM2: f32 = 5.0;
/// Depth of a gate's sill below the lowest ground inside, m, and of the water kept in the ditches, m.
const SILL_M: f32 = 1.0;
const DITCH_M: f32 = 0.4;

/// Gates and pumps of a polder, each at the lowest place behind the river's dyke in its part of it.
pub fn build(
    spec: &GridSpec,
    polder: &PolderProfile,
    cells: &[u32],
    cracks: &[Crack],
    ground_m: &[f32],
    main: &Mainstem,
    valley: &Valley,
) -> (Vec<Gate>, Vec<PumpStation>) {
    let outside = |crack: &Crack| {
        let a = crack.face.cell as usize;
        let b = a + if crack.face.side == Side::East { 1 } else { spec.cols };
        if a == crack.inside { b } else { a }
    };
    let by_river: Vec<&Crack> =
        cracks.iter().filter(|c| valley.distance_m[outside(c)] < valley.distance_m[c.inside]).collect();
    let area_km2 = cells.len() as f32 * spec.cell_area_m2() * 1e-6;
    let count = ((area_km2 / AREA_KM2).ceil() as usize).clamp(1, by_river.len().max(1));
    let own_km2 = area_km2 / count as f32;
    let capacity_m3s = MODULUS * own_km2;
    let lowest = |k: usize| {
        by_river[k * by_river.len() / count..(k + 1) * by_river.len() / count]
            .iter()
            .min_by(|a, b| ground_m[a.inside].total_cmp(&ground_m[b.inside]).then(a.inside.cmp(&b.inside)))
    };
    (0..count)
        .filter_map(|k| {
            let crack = lowest(k)?;
            let inside = crack.inside as u32;
            let river = main.cells[valley.nearest[crack.inside] as usize];
            let face: Face = crack.face;
            let low_m = ground_m[crack.inside];
            let named = |key: &str| name(key, &[("name", &polder.name), ("number", &number(k + 1))]);
            let gate = Gate {
                id: format!("{}-gate-{}", polder.id, k + 1),
                name: named("county-gate"),
                face,
                inside,
                river,
                sill_m: low_m - SILL_M,
                // Half a metre of head moves the pumps' flow through a gate two metres high: Q = 0.6·A·√(2gΔH).
                width_m: (capacity_m3s / (0.6 * 2.0 * 3.13)).max(1.0),
                height_m: 2.0,
            };
            let pump = PumpStation {
                id: format!("{}-pump-{}", polder.id, k + 1),
                name: named("county-pump"),
                inside,
                river,
                capacity_m3s,
                on_m: low_m + 0.1,
                off_m: low_m - DITCH_M,
            };
            Some((gate, pump))
        })
        .unzip()
}
