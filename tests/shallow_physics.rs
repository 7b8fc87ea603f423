//! The finite-volume solver against exact solutions, through the code that landslides and dam breaks run on.
//! Tolerances are those of the reference; each test prints measured against expected.

#![allow(clippy::disallowed_methods, reason = "exact solutions are not part of the simulation")]

use sandtable::{
    hazard::shallow::{Edge, Friction, Report, Shallow},
    num::GridSpec,
};

const G: f64 = 9.81;

/// A channel of `cols` cells, three rows wide.
fn channel(
    cols: usize,
    cell_m: f32,
    ground: impl Fn(f64) -> f64,
    depth: impl Fn(f64) -> f64,
    f: Friction,
) -> Shallow {
    let spec = GridSpec { rows: 3, cols, cell_m };
    let along = |value: &dyn Fn(f64) -> f64| -> Vec<f32> {
        (0..spec.len()).map(|i| value(((i % cols) as f64 + 0.5) * f64::from(cell_m)) as f32).collect()
    };
    let mut flow = Shallow::new(spec, &along(&ground), f, Edge::Closed, 1e-6).unwrap();
    flow.set_gravity(G);
    flow.set_depth(&along(&depth)).unwrap();
    flow
}

/// Depth and speed along the middle row.
fn middle(flow: &Shallow) -> Vec<(f64, f64, f64)> {
    let spec = flow.spec();
    (0..spec.cols)
        .map(|c| {
            let i = spec.index(1, c);
            ((c as f64 + 0.5) * f64::from(spec.cell_m), flow.depth_m()[i], flow.velocity_m_s(i).0)
        })
        .collect()
}

#[test]
fn ritter_dam_break_on_dry_ground() {
    let (h0, x0, t) = (10.0, 1_500.0, 40.0);
    let mut flow = channel(600, 5.0, |_| 0.0, |x| if x < x0 { h0 } else { 0.0 }, Friction::None);
    flow.advance(t, &mut Report::default());
    let c = (G * h0).sqrt();
    let exact = |x: f64| {
        let s = (x - x0) / t;
        if s <= -c {
            h0
        } else if s >= 2.0 * c {
            0.0
        } else {
            (2.0 * c - s).powi(2) / (9.0 * G)
        }
    };
    let line = middle(&flow);
    let l1 = line.iter().map(|(x, h, _)| (h - exact(*x)).abs()).sum::<f64>()
        / line.iter().map(|(x, ..)| exact(*x)).sum::<f64>();
    let dam = 0.5 * (line[299].1 + line[300].1);
    println!("Ritter: L1 {:.3} % (pass 0.5 %), depth at the dam {dam:.4} m (exact 4.4444)", 100.0 * l1);
    assert!(l1 <= 0.005);
    assert!((dam - 4.0 / 9.0 * h0).abs() < 0.05);
}

#[test]
fn stoker_dam_break_on_wet_ground() {
    let (x0, t) = (1_500.0, 40.0);
    let mut flow = channel(600, 5.0, |_| 0.0, |x| if x < x0 { 10.0 } else { 1.0 }, Friction::None);
    flow.advance(t, &mut Report::default());
    let (hm, um, shock) = (3.9618, 7.341, 9.819);
    let c = (G * 10.0f64).sqrt();
    let exact = |x: f64| {
        let s = (x - x0) / t;
        if s <= -c {
            10.0
        } else if s <= um - (G * hm).sqrt() {
            (2.0 * c - s).powi(2) / (9.0 * G)
        } else if s <= shock {
            hm
        } else {
            1.0
        }
    };
    let line = middle(&flow);
    let l1 = line.iter().map(|(x, h, _)| (h - exact(*x)).abs()).sum::<f64>()
        / line.iter().map(|(x, ..)| exact(*x)).sum::<f64>();
    let plateau = line.iter().find(|(x, ..)| *x > x0 + 250.0).unwrap();
    let front = line.iter().rev().find(|(_, h, _)| *h > 0.5 * (1.0 + hm)).unwrap().0;
    let expected = x0 + shock * t;
    println!(
        "Stoker: L1 {:.3} % (pass 0.5 %), plateau {:.4} m ({hm}), {:.3} m/s ({um}), shock at {front:.1} m ({expected:.1})",
        100.0 * l1,
        plateau.1,
        plateau.2
    );
    assert!(l1 <= 0.005);
    assert!((plateau.1 - hm).abs() < 0.005 * hm && (plateau.2 - um).abs() < 0.005 * um);
    assert!((front - expected).abs() <= 10.0, "within two cells");
}

#[test]
fn granular_dam_break_on_an_incline() {
    // Mangeney and others (2000). The grid lies along the incline: g' = g·cos φ, bed slope tan φ.
    let (phi, delta, h0, t) = (22f64.to_radians(), 21f64.to_radians(), 1.0, 10.0);
    let c = (G * h0 * phi.cos()).sqrt();
    let m = G * phi.cos() * (phi.tan() - delta.tan());
    println!("Mangeney: m {m:.4} (0.1834), front {:.2} m (69.49)", 0.5 * m * t * t + 2.0 * c * t);
    for (dx, pass) in [(1.0f32, 0.005), (2.0, 0.01), (5.0, 0.02)] {
        let x0 = 100.0;
        let cols = (220.0 / dx) as usize;
        let mut flow = channel(
            cols,
            dx,
            |x| 500.0 - x * phi.tan(),
            |x| if x < x0 { h0 } else { 0.0 },
            Friction::Voellmy { mu: delta.tan(), xi_m_s2: f64::INFINITY },
        );
        flow.set_gravity(G * phi.cos());
        flow.advance(t, &mut Report::default());
        let exact = |x: f64| {
            let x = x - x0;
            let s = x - 0.5 * m * t * t;
            if s < -c * t {
                h0
            } else if s > 2.0 * c * t {
                0.0
            } else {
                (2.0 * c - x / t + 0.5 * m * t).powi(2) / (9.0 * G * phi.cos())
            }
        };
        // The wall at the upper end is no part of the solution: what it disturbs is left out.
        let line: Vec<_> = middle(&flow).into_iter().filter(|(x, ..)| *x > 50.0).collect();
        let l1 = line.iter().map(|(x, h, _)| (h - exact(*x)).abs()).sum::<f64>() / line.len() as f64 / h0;
        println!("Mangeney dx {dx} m: L1/h0 {:.3} % (pass {} %)", 100.0 * l1, 100.0 * pass);
        assert!(l1 <= pass);
    }
}

#[test]
fn a_voellmy_sheet_reaches_its_terminal_speed_as_it_should() {
    let (slope, mu, xi, h) = (25f64.to_radians(), 0.2, 500.0, 5.0);
    let a = G * (slope.sin() - mu * slope.cos());
    let terminal = (a * xi * h / G).sqrt();
    assert!((terminal - 24.564).abs() < 1e-3, "{terminal}");
    let mut flow =
        channel(400, 10.0, |x| 1_000.0 - x * slope.tan(), |_| h, Friction::Voellmy { mu, xi_m_s2: xi });
    flow.set_gravity(G * slope.cos());
    let mut worst = 0.0f64;
    for k in 1..=10 {
        flow.advance(2.0, &mut Report::default());
        // The middle, out of reach of both ends.
        let u = middle(&flow)[200].2;
        let exact = terminal * (a * 2.0 * f64::from(k) / terminal).tanh();
        worst = worst.max((u / exact - 1.0).abs());
    }
    println!("Voellmy sheet: largest error {:.3} % (pass 1 %)", 100.0 * worst);
    assert!(worst <= 0.01);
}

#[test]
fn a_voellmy_sheet_on_the_flat_stops_where_energy_says() {
    let (mu, xi, h, v): (f64, f64, f64, f64) = (0.2, 500.0, 5.0, 24.564);
    let exact = xi * h / (2.0 * G) * (1.0 + v * v / (mu * xi * h)).ln();
    assert!((exact - 100.858).abs() < 0.05, "{exact}");
    let mut flow = channel(400, 10.0, |_| 0.0, |_| h, Friction::Voellmy { mu, xi_m_s2: xi });
    flow.set_velocity(v, 0.0);
    let (mut way, mut last, dt) = (0.0, v, 0.05);
    while last > 0.0 {
        flow.set_dt_max_s(dt);
        flow.advance(dt, &mut Report::default());
        let u = middle(&flow)[200].2;
        way += 0.5 * (last + u) * dt;
        last = u;
    }
    println!("Voellmy point mass: {way:.3} m to a stop (exact {exact:.3}, pass 1 %)");
    assert!((way / exact - 1.0).abs() <= 0.01);
}

#[test]
fn a_slab_on_a_slope_that_friction_holds_does_not_move() {
    let mu = 20f64.to_radians().tan();
    let slab = |x: f64| if (300.0..700.0).contains(&x) { 3.0 } else { 0.0 };
    let mut flow = channel(
        100,
        10.0,
        |x| 500.0 - x * 10f64.to_radians().tan(),
        slab,
        Friction::Voellmy { mu, xi_m_s2: 500.0 },
    );
    let before: Vec<_> = middle(&flow);
    flow.advance(60.0, &mut Report::default());
    let after: Vec<_> = middle(&flow);
    for (b, a) in before.iter().zip(&after).filter(|(b, _)| (340.0..660.0).contains(&b.0)) {
        assert_eq!((a.1, a.2), (b.1, 0.0), "at {} m", b.0);
    }
    assert!(flow.at_rest(), "its ends slump and come to rest");
}

const DEBRIS: Friction = Friction::Voellmy { mu: 0.3, xi_m_s2: 300.0 };

fn pyramid(turned: bool, friction: Friction) -> (Shallow, f64) {
    // A round heap on a plane that falls at 20° to the east, or towards the corner.
    let spec = GridSpec { rows: 121, cols: 121, cell_m: 5.0 };
    let fall = 20f64.to_radians().tan();
    let (dx, dy) = if turned { (0.5f64.sqrt(), 0.5f64.sqrt()) } else { (1.0, 0.0) };
    let at = |i: usize| {
        let (r, c) = spec.row_col(i);
        ((c as f64 - 60.0) * 5.0, (r as f64 - 60.0) * 5.0)
    };
    let along = |i: usize| {
        let (x, y) = at(i);
        x * dx + y * dy
    };
    let ground: Vec<f32> = (0..spec.len()).map(|i| (300.0 - fall * along(i)) as f32).collect();
    let depth: Vec<f32> = (0..spec.len())
        .map(|i| {
            let (x, y) = at(i);
            (8.0 - 0.25 * (x * x + y * y).sqrt()).max(0.0) as f32
        })
        .collect();
    let mut flow = Shallow::new(spec, &ground, friction, Edge::Open, 0.01).unwrap();
    flow.set_depth(&depth).unwrap();
    flow.advance(15.0, &mut Report::default());
    let front =
        (0..spec.len()).filter(|i| flow.depth_m()[*i] > 0.05).map(along).fold(f64::NEG_INFINITY, f64::max);
    (flow, front)
}

#[test]
fn a_heap_runs_as_far_along_the_grid_as_across_it() {
    let ((_, straight), (_, corner)) = (pyramid(false, DEBRIS), pyramid(true, DEBRIS));
    println!("heap: front at {straight:.1} m along rows, {corner:.1} m along the diagonal (pass ± 10 m)");
    assert!((straight - corner).abs() <= 10.0);
    assert!(straight > 60.0, "it runs");
}

#[test]
fn mirrored_and_turned_ground_gives_mirrored_and_turned_flow() {
    let spec = GridSpec { rows: 41, cols: 41, cell_m: 10.0 };
    let n = 40;
    let ground = |r: usize, c: usize| {
        let (x, y) = (c as f64, r as f64);
        (30.0 - 0.7 * x + 1.5 * (0.9 * x + 0.3 * y).sin() + 0.8 * (0.5 * y).cos()) as f32
    };
    let depth = |r: usize, c: usize| if (14..20).contains(&r) && (5..12).contains(&c) { 4.0 } else { 0.0 };
    let run = |place: &dyn Fn(usize, usize) -> (usize, usize)| {
        let grid = |value: &dyn Fn(usize, usize) -> f32| -> Vec<f32> {
            (0..spec.len())
                .map(|i| {
                    let (r, c) = place(i / 41, i % 41);
                    value(r, c)
                })
                .collect()
        };
        let mut flow = Shallow::new(
            spec,
            &grid(&ground),
            Friction::Voellmy { mu: 0.15, xi_m_s2: 400.0 },
            Edge::Open,
            0.01,
        )
        .unwrap();
        flow.set_depth(&grid(&depth)).unwrap();
        flow.advance(20.0, &mut Report::default());
        flow
    };
    let plain = run(&|r, c| (r, c));
    let mirrored = run(&|r, c| (r, n - c));
    let turned = run(&|r, c| (c, n - r));
    let (mut worst, mut most) = (0.0f64, 0.0f64);
    for r in 0..=n {
        for c in 0..=n {
            let h = plain.depth_m()[spec.index(r, c)];
            most = most.max(h);
            worst = worst.max((h - mirrored.depth_m()[spec.index(r, n - c)]).abs());
            // `turned` at (a, b) shows the plain at (b, n - a).
            worst = worst.max((h - turned.depth_m()[spec.index(n - c, r)]).abs());
        }
    }
    println!("symmetry: largest difference {worst:.2e} m of {most:.2} m");
    assert!(most > 0.3 && worst < 1e-9);
}

#[test]
fn a_lake_between_islands_stays_at_rest_and_mass_is_kept() {
    let spec = GridSpec { rows: 60, cols: 70, cell_m: 10.0 };
    let ground: Vec<f32> = (0..spec.len())
        .map(|i| {
            let (r, c) = (i / 70, i % 70);
            (3.0 * ((r as f64) * 0.7).sin() * ((c as f64) * 0.4).cos()
                + if (r * 31 + c * 17) % 23 == 0 { 6.0 } else { 0.0 }) as f32
        })
        .collect();
    let depth: Vec<f32> = ground.iter().map(|z| (1.0 - z).max(0.0)).collect();
    let mut flow = Shallow::new(spec, &ground, Friction::None, Edge::Closed, 1e-3).unwrap();
    flow.set_depth(&depth).unwrap();
    let volume = flow.volume_m3();
    flow.advance(120.0, &mut Report::default());
    let fastest = (0..spec.len()).map(|i| flow.speed_m_s(i)).fold(0.0, f64::max);
    println!("lake at rest: fastest {fastest:.1e} m/s");
    // f32 input leaves levels uneven by 1e-7 m.
    assert!(fastest < 1e-4);
    assert!((flow.volume_m3() / volume - 1.0).abs() < 1e-12);
}

#[test]
fn what_leaves_an_open_edge_is_booked() {
    let (flow, _) = pyramid(true, Friction::Manning(0.05));
    let mut longer = flow.clone();
    let before = longer.volume_m3() + longer.out_m3();
    longer.advance(60.0, &mut Report::default());
    assert!(longer.out_m3() > 0.0, "some left");
    assert!(((longer.volume_m3() + longer.out_m3()) / before - 1.0).abs() < 1e-9);
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    let run = |threads: usize| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
            let spec = GridSpec { rows: 130, cols: 130, cell_m: 10.0 };
            let ground: Vec<f32> =
                (0..spec.len()).map(|i| ((i % 130) as f32 * 0.1).sin() - (i / 130) as f32 * 0.5).collect();
            let mut flow = Shallow::new(spec, &ground, Friction::Manning(0.04), Edge::Open, 1e-3).unwrap();
            flow.set_depth(&vec![1.5; spec.len()]).unwrap();
            flow.advance(10.0, &mut Report::default());
            flow.depth_m().iter().map(|h| h.to_bits()).collect::<Vec<_>>()
        })
    };
    assert_eq!(run(1), run(2));
}

#[test]
fn input_that_makes_no_sense_is_refused() {
    let spec = GridSpec { rows: 5, cols: 5, cell_m: 10.0 };
    let flat = vec![0.0; 25];
    let make = |ground: &[f32], f| Shallow::new(spec, ground, f, Edge::Open, 0.01);
    assert!(make(&flat[..20], Friction::None).is_err());
    let mut holed = flat.clone();
    holed[7] = f32::NAN;
    assert!(make(&holed, Friction::None).unwrap_err().to_string().contains("row 1, column 2"));
    assert!(make(&flat, Friction::Voellmy { mu: -0.1, xi_m_s2: 500.0 }).is_err());
    assert!(make(&flat, Friction::Voellmy { mu: 0.1, xi_m_s2: f64::NAN }).is_err());
    assert!(make(&flat, Friction::Manning(f64::NAN)).is_err());
    let mut flow = make(&flat, Friction::None).unwrap();
    let mut wet = flat.clone();
    wet[3] = -1.0;
    assert!(flow.set_depth(&wet).is_err());
    let tiny = GridSpec { rows: 2, cols: 5, cell_m: 10.0 };
    assert!(Shallow::new(tiny, &flat[..10], Friction::None, Edge::Open, 0.01).is_err());
}
