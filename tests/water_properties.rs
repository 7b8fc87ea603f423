//! What must hold for any terrain, rain, roughness and structures, in both kernels and with windows between them.

use proptest::prelude::*;
use sandtable::{
    county::{Face, Side},
    hazard::{
        flood::{Channel, Choke, Crest, Edge, Flood, FloodParams, Forcing, Inflow, Rain, Soil},
        shallow::{self, Friction, Report, Shallow},
    },
    num::{Draw, GridSpec, draw::Process},
};

/// Uniform in [0, 1) by cell and purpose, in steps of 1/1024, so that levels made of such numbers are exact.
fn unit(seed: u64, cell: usize, part: u64) -> f32 {
    let draw = Draw::new(seed, cell as u64, Process::Terrain).part(part);
    (draw.unit() * 1024.0).floor() / 1024.0
}

/// One of the eight ways to look at a square: mirrored, turned.
#[derive(Clone, Copy, Debug)]
struct View {
    side: usize,
    turned: bool,
    flip_row: bool,
    flip_col: bool,
}

impl View {
    fn all(side: usize) -> impl Iterator<Item = View> {
        (0..8).map(move |k| View { side, turned: k & 1 > 0, flip_row: k & 2 > 0, flip_col: k & 4 > 0 })
    }

    /// Where a cell is seen.
    fn cell(&self, cell: usize) -> usize {
        let (mut row, mut col) = (cell / self.side, cell % self.side);
        if self.turned {
            (row, col) = (col, row);
        }
        if self.flip_row {
            row = self.side - 1 - row;
        }
        if self.flip_col {
            col = self.side - 1 - col;
        }
        row * self.side + col
    }

    fn field<T: Copy>(&self, values: &[T]) -> Vec<T> {
        let mut out = values.to_vec();
        for (cell, value) in values.iter().enumerate() {
            out[self.cell(cell)] = *value;
        }
        out
    }

    /// Where the face between a cell and its neighbour is seen.
    fn face(&self, face: Face) -> Face {
        let other = face.cell as usize + if face.side == Side::East { 1 } else { self.side };
        let (a, b) = (self.cell(face.cell as usize), self.cell(other));
        let side = if a.abs_diff(b) == 1 { Side::East } else { Side::South };
        Face { cell: a.min(b) as u32, side }
    }
}

/// A random country with everything on it.
#[derive(Clone, Debug)]
struct Land {
    seed: u64,
    spec: GridSpec,
    relief: f32,
    depth: f32,
    n: f32,
    rain_m_s: f32,
    flow_m3s: f64,
    open: bool,
}

impl Land {
    fn any() -> impl Strategy<Value = Land> {
        let shape = (0u64..1_000_000, 0.0f32..150.0, 0.0f32..8.0, 0.012f32..0.2, 5.0f32..90.0);
        let forcing = (0.0f32..250.0, 0.0f64..600.0, any::<bool>());
        (shape, forcing).prop_map(|((seed, relief, depth, n, cell_m), (mm_h, flow_m3s, open))| Land {
            seed,
            spec: GridSpec { rows: 22, cols: 22, cell_m },
            relief,
            depth,
            n,
            rain_m_s: mm_h * 1e-3 / 3600.0,
            flow_m3s,
            open,
        })
    }

    fn ground(&self) -> Vec<f32> {
        let height = |c: usize| {
            let (row, col) = self.spec.row_col(c);
            let hills = unit(self.seed, row / 5 * 9 + col / 4, 1) * unit(self.seed, c, 2);
            100.0 + self.relief * hills + 0.3 * (row + col) as f32
        };
        (0..self.spec.len()).map(height).collect()
    }

    fn start(&self) -> Vec<f32> {
        let wet = |c: usize| unit(self.seed, c / 3, 3) < 0.3;
        (0..self.spec.len()).map(|c| if wet(c) { self.depth * unit(self.seed, c, 4) } else { 0.0 }).collect()
    }

    /// The flood as seen in a view, with dykes, a breached dyke, bridges, a pool and soils.
    fn flood(&self, view: &View, window: bool) -> Flood {
        let (spec, seed) = (self.spec, self.seed);
        let ground = self.ground();
        let manning: Vec<f32> = (0..spec.len()).map(|c| self.n * (0.5 + unit(seed, c, 5))).collect();
        let edge = if self.open { Edge::Open } else { Edge::Closed };
        let mut flood =
            Flood::new(spec, view.field(&ground), view.field(&manning), edge, FloodParams::default())
                .unwrap();
        flood.set_depth(&view.field(&self.start())).unwrap();
        let channel = |c: usize| Channel {
            cell: view.cell(c) as u32,
            width_m: (0.05 + 0.5 * unit(seed, c, 8)) * spec.cell_m,
            bank_depth_m: 3.0 * unit(seed, c, 9),
        };
        // A channel across the pool, the dyke and the bridges, with bends.
        let course = (1..20).map(|r| r * 22 + 5).chain((5..18).map(|c| 19 * 22 + c).skip(1));
        flood.set_channels(&course.map(channel).collect::<Vec<_>>()).unwrap();
        let pool: Vec<u32> =
            (0..3).flat_map(|r| (0..3).map(move |c| view.cell((12 + r) * 22 + 4 + c) as u32)).collect();
        flood.level_pool(&pool).unwrap();
        let class: Vec<u8> = (0..spec.len()).map(|c| (unit(seed, c, 6) * 2.0) as u8).collect();
        flood.set_soils(&view.field(&class), &[Soil::SEALED, Soil::loam(0.2, 1e-3)]).unwrap();
        for k in 0..20u32 {
            let (dyke, bridge) = (8 * 22 + k, 16 * 22 + k);
            let crest_m = ground[dyke as usize].max(ground[dyke as usize + 22]) + 2.0;
            let gap = if k == 9 { 0.6 } else { 0.0 };
            let crest = Crest { crest_m, gap_m: crest_m - 2.0, gap_share: if window { gap } else { 0.0 } };
            flood.set_breached_crest(view.face(Face { cell: dyke, side: Side::South }), crest).unwrap();
            let bed = ground[bridge as usize].max(ground[bridge as usize + 22]);
            let choke = Choke {
                is_bridge: k % 2 == 0,
                opening_m2: 0.8 * spec.cell_m,
                invert_m: bed,
                soffit_m: bed + 1.0,
                deck_m: bed + 1.5,
                blocked: unit(seed, k as usize, 7),
            };
            flood.set_choke(view.face(Face { cell: bridge, side: Side::South }), choke).unwrap();
        }
        flood
    }

    fn run(&self, flood: &mut Flood, view: &View, ticks: usize) -> Result<f32, TestCaseError> {
        let cells = [view.cell(30) as u32];
        let inflows = [Inflow { cells: &cells, flow_m3s: self.flow_m3s }];
        let forcing = Forcing { rain: Rain::Uniform(self.rain_m_s), inflows: &inflows };
        let mut fastest = 0.0f32;
        for _ in 0..ticks {
            fastest = fastest.max(flood.advance(10.0, &forcing).unwrap().max_speed_m_s);
            for cell in 0..self.spec.len() {
                let (h, v) = (flood.depth_m()[cell], flood.speed_m_s(cell));
                prop_assert!(h >= 0.0 && h.is_finite(), "depth {} at {}", h, cell);
                prop_assert!((0.0..=30.0001).contains(&v), "speed {} in {} m", v, h);
            }
        }
        let error = flood.ledger().error_rel();
        prop_assert!(error.abs() <= 1e-6, "mass {}", error);
        prop_assert!(fastest.is_finite());
        Ok(fastest)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Local inertia, crests, chokes and pools: a lake does not stir by a bit, at any height above the sea.
    #[test]
    fn a_lake_at_rest_on_any_bed_does_not_stir(seed in 0u64..1_000_000, base in 0u32..4_000, relief in 1u32..40) {
        let spec = GridSpec { rows: 25, cols: 31, cell_m: 30.0 };
        let ground: Vec<f32> =
            (0..spec.len()).map(|c| base as f32 + (relief as f32 * unit(seed, c, 1) * 64.0).floor() / 64.0).collect();
        let level = base as f32 + 0.5 * relief as f32;
        let depth: Vec<f32> = ground.iter().map(|z| (level - z).max(0.0)).collect();
        let mut flood =
            Flood::new(spec, ground, vec![0.03; spec.len()], Edge::Closed, FloodParams::default()).unwrap();
        flood.set_depth(&depth).unwrap();
        flood.level_pool(&(0..spec.len() as u32).filter(|c| depth[*c as usize] > 0.4 * relief as f32).collect::<Vec<_>>()).unwrap();
        for col in 0..31 {
            let face = Face { cell: 10 * 31 + col, side: Side::South };
            flood.set_crest(face, level - 0.25).unwrap();
            let choke = Choke { is_bridge: col % 2 == 0, opening_m2: 9.0, invert_m: level - 3.0, soffit_m: level - 1.0, deck_m: level - 0.5, blocked: 0.3 };
            flood.set_choke(Face { cell: 15 * 31 + col, side: Side::South }, choke).unwrap();
        }
        flood.advance(600.0, &Forcing::NONE).unwrap();
        prop_assert_eq!(flood.depth_m(), &depth[..]);
        for cell in 0..spec.len() as u32 {
            for side in [Side::East, Side::South] {
                prop_assert_eq!(flood.face_flow(Face { cell, side }), 0.0);
            }
        }
        // In a window pressures are sums in f64: they leave rounding, no more.
        flood.open_window(12 * 31 + 15).unwrap();
        flood.advance(600.0, &Forcing::NONE).unwrap();
        let off = flood.depth_m().iter().zip(&depth).fold(0.0f32, |most, (a, b)| most.max((a - b).abs()));
        prop_assert!(off < 1e-5, "{}", off);
    }

    /// The same in the finite volumes alone.
    #[test]
    fn a_lake_at_rest_stays_so_in_finite_volumes(seed in 0u64..1_000_000, base in 0u32..4_000, relief in 1u32..40) {
        let spec = GridSpec { rows: 20, cols: 24, cell_m: 30.0 };
        let ground: Vec<f32> =
            (0..spec.len()).map(|c| base as f32 + (relief as f32 * unit(seed, c, 1) * 64.0).floor() / 64.0).collect();
        let level = base as f32 + 0.5 * relief as f32;
        let depth: Vec<f32> = ground.iter().map(|z| (level - z).max(0.0)).collect();
        let mut flow = Shallow::new(spec, &ground, Friction::None, shallow::Edge::Closed, 1e-3).unwrap();
        flow.set_gravity(shallow::GRAVITY_M_S2);
        flow.set_depth(&depth).unwrap();
        flow.advance(120.0, &mut Report::default());
        let fastest = (0..spec.len()).map(|c| flow.speed_m_s(c)).fold(0.0, f64::max);
        prop_assert!(fastest < 1e-8, "{}", fastest);
    }

    /// Mirrored or turned ground gives mirrored or turned water, to the last bit: each sum of the kernel has the same
    /// order in every view.
    #[test]
    fn the_flood_is_the_same_from_all_sides(land in Land::any()) {
        let views: Vec<View> = View::all(22).collect();
        let mut first = land.flood(&views[0], false);
        land.run(&mut first, &views[0], 12)?;
        for view in &views[1..] {
            let mut seen = land.flood(view, false);
            land.run(&mut seen, view, 12)?;
            let due = view.field(first.depth_m());
            for (cell, (a, b)) in seen.depth_m().iter().zip(&due).enumerate() {
                prop_assert_eq!(a.to_bits(), b.to_bits(), "cell {} of {:?}: {} m, {} m", cell, view, a, b);
            }
        }
    }

    /// With a breach and its window: nothing negative, no NaN, nothing faster than 30 m/s, no water lost.
    #[test]
    fn water_stays_sane_on_any_land(land in Land::any()) {
        let view = View::all(22).next().unwrap();
        let mut flood = land.flood(&view, true);
        prop_assert!(flood.window_cells() > 0);
        land.run(&mut flood, &view, 30)?;
    }

    /// The finite volumes alone, and their symmetry: sums of four faces have another order in a turned view, so that views
    /// agree to rounding, which limiters let grow a little.
    #[test]
    fn fast_water_stays_sane_and_symmetric(land in Land::any()) {
        let run = |view: &View| {
            let mut flow = Shallow::new(
                land.spec,
                &view.field(&land.ground()),
                Friction::Manning(f64::from(land.n)),
                if land.open { shallow::Edge::Open } else { shallow::Edge::Closed },
                1e-3,
            )
            .unwrap();
            flow.set_gravity(shallow::GRAVITY_M_S2);
            flow.set_speed_max_m_s(30.0);
            flow.set_depth(&view.field(&land.start())).unwrap();
            flow
        };
        let views: Vec<View> = View::all(22).collect();
        let mut first = run(&views[0]);
        let (mut added, mut fastest) = (first.volume_m3(), 0.0f64);
        for _ in 0..30 {
            added += first.rain(f64::from(land.rain_m_s));
            first.advance(1.0, &mut Report::default());
            for cell in 0..land.spec.len() {
                let (h, v) = (first.depth_m()[cell], first.speed_m_s(cell));
                prop_assert!(h >= 0.0 && h.is_finite(), "depth {}", h);
                prop_assert!((0.0..=30.0001).contains(&v), "speed {} in {} m", v, h);
                fastest = fastest.max(v);
            }
        }
        let error = (first.volume_m3() + first.out_m3() - added) / added.max(1.0);
        prop_assert!(error.abs() < 1e-9, "mass {}", error);
        let mut plain = run(&views[0]);
        plain.advance(10.0, &mut Report::default());
        for view in [&views[3], &views[4], &views[5]] {
            let mut seen = run(view);
            seen.advance(10.0, &mut Report::default());
            let due = view.field(plain.depth_m());
            let off = seen.depth_m().iter().zip(&due).fold(0.0f64, |most, (a, b)| most.max((a - b).abs()));
            prop_assert!(off < 1e-6, "{:?}: {}", view, off);
        }
    }
}
