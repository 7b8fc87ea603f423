//! The drainage network: how sound it is and whether its laws are those of nature's.

use super::least_squares;
use crate::{
    county::{
        County,
        generate::{
            drain::{Drainage, OUTLET, drain},
            near::on_edge,
        },
    },
    num::math::{exp, ln},
};
use serde::Serialize;

/// Area at which a channel begins in these measures, m².
const HEAD_M2: f32 = 0.25e6;

/// Laws of the network of the main river's and the lakes' tributaries.
///
/// Water is led anew over the finished ground, each cell to its steepest neighbour (D8). Lengths along such paths are some
/// per cent long, by the same share at every size, so that exponents and ratios are not touched.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DrainageStats {
    /// Exponent h of Hack's law L ∝ A^h at the ends of all links of the network (nature: 0.5 to 0.6, Hack 1957).
    pub hack_exponent: Option<f64>,
    /// Number of streams of each Strahler order, from the first.
    pub streams: Vec<usize>,
    /// Horton's ratios between streams of neighbouring orders: number (nature: 3 to 5), mean length (1.5 to 3.5) and
    /// mean area (3 to 6).
    pub bifurcation_ratio: Option<f64>,
    pub length_ratio: Option<f64>,
    pub area_ratio: Option<f64>,
    /// Length of channels per area, km/km².
    pub density_km_per_km2: f64,
}

/// Streams of one Strahler order: their number, length in all, m, and area at their lower ends in all, m².
#[derive(Clone, Copy, Default)]
struct Order {
    count: usize,
    length_m: f64,
    area_m2: f64,
}

/// Measure the network of a county.
pub fn measure(county: &County) -> DrainageStats {
    let spec = &county.spec;
    let mut sink = vec![false; spec.len()];
    county.fixed_level.iter().for_each(|c| sink[*c as usize] = true);
    county.rivers.iter().filter(|r| r.main).flat_map(|r| &r.cells).for_each(|c| sink[*c as usize] = true);
    let drainage = drain(spec, &county.ground_m, 0.001, |c| sink[c] || on_edge(spec, c));
    let area_m2 = drainage.accumulate(|_| spec.cell_area_m2());
    let step_m = |cell: usize, to: usize| spec.centre(cell).distance_m(spec.centre(to));

    let head_m2 = HEAD_M2.max(24.0 * spec.cell_area_m2());
    let is_channel = |c: usize| area_m2[c] >= head_m2 && drainage.receiver[c] != OUTLET;
    let Network { order, donors, longest_m } = network(&drainage, is_channel, step_m);
    let mut orders = vec![Order::default(); 12];
    let mut links: Vec<(f64, f64)> = Vec::new();
    let mut channels_m = 0.0;
    for cell in (0..spec.len()).filter(|c| is_channel(*c)) {
        let to = drainage.receiver[cell] as usize;
        let own = &mut orders[order[cell] as usize - 1];
        let length_m = f64::from(step_m(cell, to));
        own.length_m += length_m;
        channels_m += length_m;
        let ends = !is_channel(to);
        if ends || order[to] > order[cell] {
            own.count += 1;
            own.area_m2 += f64::from(area_m2[cell]);
        }
        if ends || donors[to] > 1 {
            links.push((ln(f64::from(area_m2[cell])), ln(f64::from(longest_m[cell]))));
        }
    }
    orders.truncate(orders.iter().rposition(|o| o.count > 0).map_or(0, |k| k + 1));
    // A single stream of the highest order is often cut short by the main river or the edge.
    let whole = match orders.split_last() {
        Some((last, rest)) if last.count == 1 && rest.len() >= 3 => rest,
        _ => &orders[..],
    };
    let ratio = |value: fn(&Order) -> f64| {
        let points: Vec<(f64, f64)> =
            whole.iter().enumerate().map(|(k, o)| (k as f64, ln(value(o)))).collect();
        least_squares(&points, 3).map(exp)
    };
    let land_km2 = area_m2.len() as f64 * f64::from(spec.cell_area_m2()) * 1e-6;
    DrainageStats {
        hack_exponent: least_squares(&links, 12),
        bifurcation_ratio: ratio(|o| o.count as f64).map(|r| 1.0 / r),
        length_ratio: ratio(|o| o.length_m / o.count as f64),
        area_ratio: ratio(|o| o.area_m2 / o.count as f64),
        streams: orders.iter().map(|o| o.count).collect(),
        density_km_per_km2: channels_m * 1e-3 / land_km2,
    }
}

/// Strahler order of each channel cell (0 off channels), number of channels that flow into each cell, and length of the
/// longest path down to each cell, m.
struct Network {
    order: Vec<u8>,
    donors: Vec<u8>,
    longest_m: Vec<f32>,
}

fn network(
    drainage: &Drainage,
    is_channel: impl Fn(usize) -> bool,
    step_m: impl Fn(usize, usize) -> f32,
) -> Network {
    let n = drainage.receiver.len();
    let (mut order, mut twice) = (vec![0u8; n], vec![false; n]);
    let (mut donors, mut longest_m) = (vec![0u8; n], vec![0.0f32; n]);
    for &cell in drainage.order.iter().rev() {
        let cell = cell as usize;
        let channel = is_channel(cell);
        if channel {
            // The largest order that comes in, one more where it comes in twice.
            order[cell] = (order[cell] + u8::from(twice[cell])).max(1);
        }
        if drainage.receiver[cell] == OUTLET {
            continue;
        }
        let to = drainage.receiver[cell] as usize;
        longest_m[to] = longest_m[to].max(longest_m[cell] + step_m(cell, to));
        if channel {
            donors[to] += 1;
            twice[to] = order[to] == order[cell] || (twice[to] && order[to] > order[cell]);
            order[to] = order[to].max(order[cell]);
        }
    }
    Network { order, donors, longest_m }
}
