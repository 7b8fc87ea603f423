//! Water courses: where they run, how deep they are cut and how high the water stands at low flow.

use super::{
    drain::{OUTLET, drain_with},
    field::Field,
    mainstem::{Mainstem, Valley},
    near::{lerp, on_edge},
    water::{Section, backwater, normal_depth_m},
};
use crate::{
    county::profile::Profile,
    num::{Draw, GridSpec, draw::Process, math::powf},
};

/// What kind of water or land a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wet {
    Land,
    /// A brook or tributary, at most a cell wide.
    Stream,
    /// The main river.
    Main,
    Lake,
    Reservoir,
}

/// The channels of the county.
pub struct Channels {
    pub wet: Vec<Wet>,
    /// Upstream area, m².
    pub area_m2: Vec<f32>,
    /// For stream cells, the next cell downstream, side by side with it or at a corner.
    pub receiver: Vec<u32>,
    /// Cells in drainage order, each after its receiver.
    pub order: Vec<u32>,
    /// Bank-full depth below the land beside it, m (streams and main river).
    pub bank_depth_m: Vec<f32>,
    /// Stream cells that only fill the corner of a step aslant.
    pub corner: Vec<bool>,
    /// The surface that the water was led over, which says how channels turn corners.
    pub routing_m: Vec<f32>,
}

/// Bank-full width and depth, m, of a channel by the area it drains: hydraulic geometry with exponents 0.4
/// and 0.33 on area, fitted by eye to brooks of a few metres at 2 km² and rivers of 60 m at 300 km².
pub fn hydraulic_geometry(area_m2: f32) -> (f32, f32) {
    let km2 = area_m2 * 1e-6;
    (6.0 * powf(km2, 0.4), (0.65 * powf(km2, 0.28)).min(3.2))
}

/// Smallest area that keeps a stream, m²: 2.5 km², or less in a small county.
pub fn stream_area_m2(spec: &GridSpec) -> f32 {
    (spec.len() as f32 * spec.cell_area_m2() / 120.0).clamp(0.3e6, 2.5e6)
}

/// Lead every cell's water to the main river, the lake or the edge and cut the channels into the ground.
/// Water is led around the cells where `avoid` holds (the polders to be).
pub fn carve(
    seed: u64,
    spec: &GridSpec,
    ground_m: &mut [f32],
    main: &Mainstem,
    valley: &Valley,
    avoid: impl Fn(usize) -> bool,
    upstream_m2: f32,
) -> Channels {
    let in_main = |c: usize| {
        let i = valley.nearest[c] as usize;
        valley.distance_m[c] <= 0.5 * main.width_m[i]
    };
    let mut wet: Vec<Wet> = (0..spec.len())
        .map(|c| match c {
            _ if valley.lake[c] => Wet::Lake,
            _ if in_main(c) => Wet::Main,
            _ => Wet::Land,
        })
        .collect();
    for &cell in &main.cells {
        wet[cell as usize] = Wet::Main;
    }
    let surface: Vec<f32> = (0..spec.len())
        .map(|c| match wet[c] {
            Wet::Main => ground_m[c].min(main.bed_m[valley.nearest[c] as usize]),
            // A shallow trough towards the river keeps brooks from running along it for miles.
            _ => ground_m[c] + if avoid(c) { 8.0 } else { 0.6 * valley.across[c].min(1.0) },
        })
        .collect();
    let outlet = |c: usize| matches!(wet[c], Wet::Main | Wet::Lake) || on_edge(spec, c);
    // On filled ground brooks wind between places that are harder to pass.
    let winding = Field::new(Draw::new(seed, 0, Process::Rivers).part(21), 520.0, 3);
    let mut rise_m = winding.raster(spec);
    for rise_m in &mut rise_m {
        let hard = (0.5 + 0.8 * *rise_m).clamp(0.0, 1.0);
        *rise_m = 0.000_4 + 0.008 * hard * hard;
    }
    let luck = Draw::new(seed, 0, Process::Rivers).part(20);
    let chance = |c: usize, d: usize| luck.part((8 * c + d) as u64).range(0.7, 1.0);
    let drainage = drain_with(spec, &surface, |c| rise_m[c], outlet, chance);
    let mut area_m2 = drainage.accumulate(|_| spec.cell_area_m2());

    // The main river gathers what reaches each of its cells on the way down.
    let mut gathered = vec![0.0f64; main.cells.len()];
    for cell in (0..spec.len()).filter(|c| wet[*c] == Wet::Main) {
        gathered[valley.nearest[cell] as usize] += f64::from(area_m2[cell]);
    }
    let mut sum = f64::from(upstream_m2);
    for (own, &cell) in gathered.iter().zip(&main.cells) {
        sum += own;
        area_m2[cell as usize] = sum as f32;
    }
    for cell in (0..spec.len()).filter(|c| wet[*c] == Wet::Main) {
        area_m2[cell] = area_m2[main.cells[valley.nearest[cell] as usize] as usize];
    }

    let mut bank_depth_m = vec![0.0; spec.len()];
    let mut is_corner = vec![false; spec.len()];
    for cell in 0..spec.len() {
        if wet[cell] == Wet::Main {
            let i = valley.nearest[cell] as usize;
            ground_m[cell] = main.bed_m[i];
            bank_depth_m[cell] = main.bank_m[i] - main.bed_m[i];
        }
    }
    let threshold = stream_area_m2(spec);
    for &cell in &drainage.order {
        let cell = cell as usize;
        let receiver = drainage.receiver[cell] as usize;
        if wet[cell] != Wet::Land || area_m2[cell] < threshold || drainage.receiver[cell] == OUTLET {
            continue;
        }
        wet[cell] = Wet::Stream;
        let depth = hydraulic_geometry(area_m2[cell]).1;
        let below = if wet[receiver] == Wet::Lake { f32::NEG_INFINITY } else { ground_m[receiver] };
        let bank = ground_m[cell].min(drainage.filled_m[cell]);
        bank_depth_m[cell] = depth;
        ground_m[cell] = (bank - depth).max(below + 0.01);
        if let Some(corner) = corner(spec, &drainage.filled_m, cell, receiver)
            && wet[corner] == Wet::Land
            && area_m2[corner] < threshold
        {
            wet[corner] = Wet::Stream;
            is_corner[corner] = true;
            bank_depth_m[corner] = depth;
            area_m2[corner] = area_m2[cell];
            ground_m[corner] = 0.5 * (ground_m[cell] + ground_m[cell].min(below.max(ground_m[cell] - 0.02)));
        }
    }
    Channels {
        wet,
        area_m2,
        receiver: drainage.receiver,
        order: drainage.order,
        bank_depth_m,
        corner: is_corner,
        routing_m: drainage.filled_m,
    }
}

/// Where a step goes over a corner, the lower of the two cells beside it, so that channels are joined by sides.
pub fn corner(spec: &GridSpec, height_m: &[f32], from: usize, to: usize) -> Option<usize> {
    let ((r0, c0), (r1, c1)) = (spec.row_col(from), spec.row_col(to));
    if r0 == r1 || c0 == c1 {
        return None;
    }
    let (a, b) = (spec.index(r0, c1), spec.index(r1, c0));
    Some(if height_m[a] <= height_m[b] { a } else { b })
}

impl Mainstem {
    /// Reckon the stages of the main river: at low flow by what enters and what it drains on the way, and at the design
    /// flood over the channel and the flood plain between the dykes, `foreland_m` wide in all. A great lake holds the
    /// level at the mouth; where there is none, the river leaves the county at its normal depth.
    pub fn set_stages(
        &mut self,
        spec: &GridSpec,
        profile: &Profile,
        channels: &Channels,
        upstream_m2: f32,
        foreland_m: f32,
    ) {
        let river = &profile.land.main_river;
        // The channel that the grid holds: as wide as its cells.
        let across_m = |i: usize| (self.width_m[i] / spec.cell_m).round().max(1.0) * spec.cell_m;
        let section = |i: usize, plain_m: f32| Section {
            bed_m: self.bed_m[i],
            bank_m: self.bank_m[i],
            width_m: across_m(i),
            plain_m,
        };
        let enters_m3s = if upstream_m2 > 0.0 { river.low_flow_m3s } else { 0.0 };
        let low: Vec<f32> = self
            .cells
            .iter()
            .map(|c| {
                let own_m2 = channels.area_m2[*c as usize] - upstream_m2;
                enters_m3s + own_m2 * 1e-6 * river.base_flow_m3s_per_km2
            })
            .collect();
        let last = self.cells.len() - 1;
        let before = last.saturating_sub(40);
        let run_m = (self.along_m[last] - self.along_m[before]).max(spec.cell_m);
        let slope = ((self.bed_m[before] - self.bed_m[last]) / run_m).max(5e-5);
        let narrow: Vec<Section> = (0..self.cells.len()).map(|i| section(i, 0.0)).collect();
        let wide: Vec<Section> = (0..self.cells.len()).map(|i| section(i, foreland_m)).collect();
        let design = vec![river.design_flow_m3s; self.cells.len()];
        let lake = profile.land.lake.as_ref();
        let low_end_m = lake.map_or_else(|| narrow[last].normal_stage_m(low[last], slope), |l| l.level_m);
        let design_end_m =
            lake.map_or_else(|| wide[last].normal_stage_m(design[last], slope), |l| l.design_level_m);
        self.low_m = backwater(&narrow, &self.along_m, &low, low_end_m);
        self.design_m = backwater(&wide, &self.along_m, &design, design_end_m);
    }
}

/// Depth of water at low flow, m.
pub fn base_depth_m(
    spec: &GridSpec,
    ground_m: &[f32],
    channels: &Channels,
    valley: &Valley,
    main: &Mainstem,
    profile: &Profile,
    pool_level_m: impl Fn(usize) -> Option<f32>,
) -> Vec<f32> {
    let mut stage_m = ground_m.to_vec();
    for cell in 0..spec.len() {
        match channels.wet[cell] {
            Wet::Main => stage_m[cell] = main.low_m[valley.nearest[cell] as usize],
            Wet::Lake => stage_m[cell] = profile.land.lake.as_ref().map_or(ground_m[cell], |l| l.level_m),
            Wet::Reservoir => stage_m[cell] = pool_level_m(cell).unwrap_or(ground_m[cell]),
            _ => {}
        }
    }
    for &cell in &channels.order {
        let cell = cell as usize;
        let receiver = channels.receiver[cell];
        if channels.wet[cell] != Wet::Stream || receiver == OUTLET {
            continue;
        }
        let receiver = receiver as usize;
        let area = channels.area_m2[cell];
        let flow = area * 1e-6 * profile.land.main_river.base_flow_m3s_per_km2;
        let slope = ((ground_m[cell] - ground_m[receiver]) / spec.cell_m).max(3e-4);
        let depth = normal_depth_m(flow / spec.cell_m, slope).min(0.7 * channels.bank_depth_m[cell]);
        let below = if channels.wet[receiver] == Wet::Land { f32::NEG_INFINITY } else { stage_m[receiver] };
        let full = ground_m[cell] + 0.8 * channels.bank_depth_m[cell];
        stage_m[cell] = (ground_m[cell] + depth).max(below.min(full));
        if let Some(corner) = corner(spec, &channels.routing_m, cell, receiver)
            && channels.wet[corner] == Wet::Stream
            && stage_m[corner] <= ground_m[corner]
        {
            stage_m[corner] = lerp(stage_m[cell], below.max(ground_m[corner]), 0.5).min(stage_m[cell]);
        }
    }
    (0..spec.len()).map(|c| (stage_m[c] - ground_m[c]).max(0.0)).collect()
}
