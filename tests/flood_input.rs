//! The flood under random and unusable input.

use proptest::prelude::*;
use sandtable::{
    county::{Face, Side},
    hazard::flood::{Crest, Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain, Soil},
    num::{Draw, GridSpec, draw::Process},
};
use std::hash::Hasher;

fn flood(spec: GridSpec, ground: Vec<f32>, n: f32, edge: Edge, params: FloodParams) -> Flood {
    Flood::new(spec, ground, vec![n; spec.len()], edge, params).unwrap()
}

fn bits(flood: &Flood) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    flood.hash_into(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_terrain_makes_negative_depth_or_wild_speed(
        seed in 0u64..1_000_000,
        relief in 0.0f32..400.0,
        smooth in 0.0f32..60.0,
        depth in 0.0f32..6.0,
        manning in 0.01f32..0.2,
        cell_m in 5.0f32..90.0,
        rain_mm_h in 0.0f32..300.0,
        flow in 0.0f64..800.0,
        open in any::<bool>(),
    ) {
        let spec = GridSpec { rows: 21, cols: 19, cell_m };
        let draw = |cell: usize, part| Draw::new(seed, cell as u64, Process::Terrain).part(part).unit();
        let ground = (0..spec.len())
            .map(|cell| smooth * (cell / 19) as f32 * 0.05 + relief * draw(cell, 0) * draw(cell / 7, 1))
            .collect();
        let edge = if open { Edge::Open } else { Edge::Closed };
        let mut flood = flood(spec, ground, manning, edge, FloodParams::default());
        let start: Vec<f32> = (0..spec.len())
            .map(|cell| if draw(cell, 2) < 0.3 { depth * draw(cell, 3) } else { 0.0 })
            .collect();
        flood.set_depth(&start).unwrap();
        let inflows = [Inflow { cells: &[9, 10], flow_m3s: flow }];
        let forcing = Forcing { rain: Rain::Uniform(rain_mm_h * 1e-3 / 3600.0), inflows: &inflows };
        for _ in 0..20 {
            let report = flood.advance(10.0, &forcing).unwrap();
            prop_assert!(report.max_speed_m_s.is_finite());
            for cell in 0..spec.len() {
                let (h, v) = (flood.depth_m()[cell], flood.speed_m_s(cell));
                prop_assert!(h >= 0.0 && h.is_finite(), "depth {}", h);
                prop_assert!((0.0..=30.0).contains(&v), "speed {} in {} m", v, h);
            }
        }
        let error = flood.ledger().error_rel();
        prop_assert!(error.abs() <= 1e-6, "mass {}", error);
    }
}

#[test]
fn unusable_input_is_refused() {
    let spec = GridSpec { rows: 4, cols: 5, cell_m: 10.0 };
    let params = FloodParams::default();
    let new = |spec, ground: Vec<f32>, n: Vec<f32>, params| {
        Flood::new(spec, ground, n, Edge::Closed, params).map(|_| ()).unwrap_err()
    };
    let (z, n) = (vec![1.0; 20], vec![0.03; 20]);
    let with = |field: &[f32], index: usize, value: f32| {
        let mut field = field.to_vec();
        field[index] = value;
        field
    };
    assert!(matches!(
        new(GridSpec { rows: 0, cols: 0, ..spec }, vec![], vec![], params),
        FloodError::NoGrid { .. }
    ));
    assert!(matches!(
        new(GridSpec { cell_m: 0.0, ..spec }, z.clone(), n.clone(), params),
        FloodError::NoGrid { .. }
    ));
    assert!(matches!(
        new(GridSpec { rows: usize::MAX, ..spec }, z.clone(), n.clone(), params),
        FloodError::NoGrid { .. }
    ));
    assert_eq!(
        new(spec, vec![1.0; 19], n.clone(), params),
        FloodError::Length { what: "ground", got: 19, expected: 20 }
    );
    for bad in [f32::NAN, f32::INFINITY, -9e9] {
        let index = 7;
        assert_eq!(
            new(spec, with(&z, index, bad), n.clone(), params),
            FloodError::NotANumber { what: "ground", index }
        );
    }
    for bad in [f32::NAN, 0.0, -0.03] {
        let index = 3;
        assert_eq!(
            new(spec, z.clone(), with(&n, index, bad), params),
            FloodError::NotANumber { what: "Manning's n", index }
        );
    }
    for bad in [FloodParams { cfl: f32::NAN, ..params }, FloodParams { theta: 2.0, ..params }] {
        assert!(matches!(new(spec, z.clone(), n.clone(), bad), FloodError::Parameter { .. }));
    }

    let mut flood = flood(spec, z, 0.03, Edge::Closed, params);
    let before = bits(&flood);
    assert!(flood.set_depth(&[0.0; 3]).is_err());
    assert!(flood.set_depth(&[-1.0; 20]).is_err());
    assert!(flood.fix_level(&[20]).is_err());
    let east = |cell| Face { cell, side: Side::East };
    assert_eq!(flood.set_crest(east(4), 3.0), Err(FloodError::NoSuchFace(east(4))));
    assert_eq!(flood.set_crest(east(99), 3.0), Err(FloodError::NoSuchFace(east(99))));
    assert!(flood.set_crest(Face { cell: 15, side: Side::South }, 3.0).is_err());
    assert!(flood.set_crest(east(0), f32::NAN).is_err());
    let share = Crest { crest_m: 3.0, gap_m: 2.0, gap_share: 1.5 };
    assert!(flood.set_breached_crest(east(0), share).is_err());
    assert!(flood.set_soils(&[1; 20], &[Soil::SEALED]).is_err());
    for rain in [Rain::Uniform(-1e-6), Rain::Uniform(f32::NAN), Rain::PerCell(&[0.0; 3])] {
        assert!(flood.advance(10.0, &Forcing { rain, inflows: &[] }).is_err(), "{rain:?}");
    }
    for (cells, flow_m3s) in [(&[0u32][..], -1.0), (&[0], f64::NAN), (&[99], 1.0), (&[], 1.0)] {
        let inflows = [Inflow { cells, flow_m3s }];
        assert!(flood.advance(10.0, &Forcing { rain: Rain::None, inflows: &inflows }).is_err());
    }
    assert!(flood.advance(f64::NAN, &Forcing::NONE).is_err());
    assert!(flood.advance(-1.0, &Forcing::NONE).is_err());
    assert_eq!(bits(&flood), before);
}
