//! Bridges and culverts in flowing water: levels against the formulas that they are made of, in both kernels, and mass.

use sandtable::{
    county::{Face, Side},
    hazard::flood::{Choke, Edge, Flood, FloodParams, Forcing, Inflow, Rain},
    num::GridSpec,
};

const COLS: usize = 60;
/// Four rows of channel between two of wall.
const ROWS: usize = 6;
const DX: f32 = 20.0;

/// A channel of 80 m width that falls 1 in 2,000 with a structure across its middle, under a steady flow for hours.
/// Returns the flow through it, the water's levels over the bed there on both sides, m, and the error of the ledger.
fn channel(choke: Option<Choke>, flow_m3s: f64, window: bool) -> (f32, f32, f32, f64) {
    let spec = GridSpec { rows: ROWS, cols: COLS, cell_m: DX };
    let is_wall = |c: usize| !(COLS..(ROWS - 1) * COLS).contains(&c) || c.is_multiple_of(COLS);
    let fall = |c: usize| 50.0 - (c % COLS) as f32 * DX / 2_000.0;
    let ground: Vec<f32> = (0..spec.len()).map(|c| fall(c) + if is_wall(c) { 100.0 } else { 0.0 }).collect();
    let bed = fall(COLS / 2);
    let mut flood =
        Flood::new(spec, ground, vec![0.03; spec.len()], Edge::Open, FloodParams::default()).unwrap();
    let faces: Vec<Face> =
        (1..ROWS - 1).map(|r| Face { cell: (r * COLS + COLS / 2) as u32, side: Side::East }).collect();
    let choke = choke.map(|c| Choke {
        invert_m: bed + c.invert_m,
        soffit_m: bed + c.soffit_m,
        deck_m: bed + c.deck_m,
        ..c
    });
    for face in faces.iter().filter(|_| choke.is_some()) {
        flood.set_choke(*face, choke.unwrap()).unwrap();
    }
    let depth: Vec<f32> = (0..spec.len()).map(|c| if is_wall(c) { 0.0 } else { 1.0 }).collect();
    flood.set_depth(&depth).unwrap();
    let cells: Vec<u32> = (1..ROWS - 1).map(|r| (r * COLS + 1) as u32).collect();
    let inflows = [Inflow { cells: &cells, flow_m3s }];
    let forcing = Forcing { rain: Rain::None, inflows: &inflows };
    for tick in 0..2_880 {
        if window && tick % 60 == 0 {
            flood.open_window(faces[1].cell).unwrap();
        }
        flood.advance(10.0, &forcing).unwrap();
    }
    let through: f32 = faces.iter().map(|f| flood.face_flow(*f)).sum();
    let level = |cell: u32| flood.level_m(cell as usize) - bed;
    (through, level(faces[1].cell), level(faces[1].cell + 1), flood.ledger().error_rel())
}

/// The part of a structure on each of the four faces.
const BRIDGE: Choke =
    Choke { is_bridge: true, opening_m2: 12.0, invert_m: 0.0, soffit_m: 1.0, deck_m: 6.0, blocked: 0.0 };

#[test]
fn a_low_bridge_backs_water_up_as_an_orifice_does() {
    for window in [false, true] {
        let (_, free, _, _) = channel(None, 120.0, window);
        let (through, upper, lower, error) = channel(Some(BRIDGE), 120.0, window);
        // Steady: Q = 4 · 0.6 · 12 · √(2g·ΔH).
        let due = 4.0 * 0.6 * 12.0 * (2.0 * 9.81 * (upper - lower)).sqrt();
        println!(
            "bridge (window: {window}): level {free:.3} m without, {upper:.3} m before and {lower:.3} m behind it, {through:.2} m³/s (120), formula {due:.2}; mass {error:.1e}"
        );
        assert!((through / 120.0 - 1.0).abs() < 0.01);
        assert!((due / through - 1.0).abs() < 0.02);
        assert!(upper > free + 0.5 && upper < 6.0, "the bridge backs water up, below its deck");
        assert!(error.abs() < 1e-6);
    }
}

#[test]
fn a_high_bridge_does_nothing() {
    let high = Choke { soffit_m: 5.0, ..BRIDGE };
    let (free, over) = (channel(None, 120.0, false), channel(Some(high), 120.0, false));
    assert_eq!((free.0, free.1, free.2), (over.0, over.1, over.2));
}

#[test]
fn driftwood_sends_the_water_over_the_deck() {
    let blocked = Choke { deck_m: 2.0, blocked: 0.9, ..BRIDGE };
    let (through, upper, lower, error) = channel(Some(blocked), 120.0, false);
    // Q = orifice of a tenth + 1.7·80·H^1.5 over the deck.
    let due = 0.4 * 0.6 * 12.0 * (2.0 * 9.81 * (upper - lower)).sqrt()
        + 1.7 * 80.0 * (upper - 2.0) * (upper - 2.0).sqrt();
    println!(
        "driftwood: {upper:.3} m before, {lower:.3} m behind, {through:.2} m³/s (120), formula {due:.2}; mass {error:.1e}"
    );
    assert!(upper > 2.2);
    assert!((through / 120.0 - 1.0).abs() < 0.01 && (due / through - 1.0).abs() < 0.02);
    assert!(error.abs() < 1e-6);
}

#[test]
fn a_culvert_fills_the_road_before_it_like_a_pond() {
    let culvert = Choke { is_bridge: false, opening_m2: 1.5, soffit_m: 1.2, deck_m: 4.0, ..BRIDGE };
    let (through, upper, lower, error) = channel(Some(culvert), 16.0, false);
    let due = 4.0 * culvert.opening_m2 * 0.6 * (2.0 * 9.81 * (upper - lower.max(0.6))).sqrt();
    println!(
        "culvert: {upper:.3} m before, {lower:.3} m behind, {through:.2} m³/s (16), formula {due:.2}; mass {error:.1e}"
    );
    assert!((through / 16.0 - 1.0).abs() < 0.01 && (due / through - 1.0).abs() < 0.02);
    assert!(error.abs() < 1e-6);
}

#[test]
fn unusable_chokes_are_refused() {
    let spec = GridSpec { rows: 3, cols: 3, cell_m: 10.0 };
    let mut flood =
        Flood::new(spec, vec![0.0; 9], vec![0.03; 9], Edge::Closed, FloodParams::default()).unwrap();
    let east = |cell| Face { cell, side: Side::East };
    for bad in [
        Choke { opening_m2: -1.0, ..BRIDGE },
        Choke { blocked: 1.1, ..BRIDGE },
        Choke { soffit_m: -2.0, ..BRIDGE },
        Choke { deck_m: f32::NAN, ..BRIDGE },
    ] {
        assert!(flood.set_choke(east(0), bad).is_err(), "{bad:?}");
    }
    assert!(flood.set_choke(east(2), BRIDGE).is_err());
    assert_eq!(flood.choke(east(0)), None);
    flood.set_choke(east(0), BRIDGE).unwrap();
    assert_eq!(flood.choke(east(0)), Some(BRIDGE));
}
