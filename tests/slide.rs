//! A slide from release to deposit, on a made-up valley side.

use sandtable::{
    hazard::{
        shallow::Report,
        slide::runout::{Material, Runout, reach, reach_tangent},
    },
    num::GridSpec,
};

/// A slope of 30° that flattens into a valley floor, then rises again: columns run down the slope.
fn valley() -> (GridSpec, Vec<f32>) {
    let spec = GridSpec { rows: 40, cols: 60, cell_m: 60.0 };
    let ground = (0..spec.len())
        .map(|i| {
            let x = (i % spec.cols) as f32 * 60.0;
            let slope = if x < 1_200.0 {
                600.0 - 0.45 * x
            } else if x < 2_400.0 {
                60.0 - 0.02 * (x - 1_200.0)
            } else {
                36.0 + 0.2 * (x - 2_400.0)
            };
            // A gentle trough leads down the middle.
            let off = (i / spec.cols) as f32 - 20.0;
            slope + 0.15 * off * off
        })
        .collect();
    (spec, ground)
}

/// Nine cells of 3 m: about 10⁵ m³.
fn scar(spec: &GridSpec) -> Vec<(u32, f32)> {
    (19..22).flat_map(|r| (6..9).map(move |c| (r, c))).map(|(r, c)| (spec.index(r, c) as u32, 3.1)).collect()
}

fn run(material: Material) -> (GridSpec, Vec<f32>, Runout) {
    let (spec, ground) = valley();
    let soil = vec![1.0; spec.len()];
    let mut slide = Runout::release(&spec, &ground, &soil, &scar(&spec), material).unwrap();
    let mut report = Report::default();
    for _ in 0..600 {
        slide.advance(1.0, &mut report);
    }
    assert!(slide.has_stopped(), "at {} s", slide.time_s());
    assert!(report.max_speed_m_s < 60.0, "{}", report.max_speed_m_s);
    (spec, ground, slide)
}

#[test]
fn a_slide_runs_down_the_slope_stops_on_the_floor_and_keeps_its_volume() {
    let (spec, ground, slide) = run(Material::HILLSIDE);
    let [released, eroded, now, gone] = slide.volumes_m3();
    assert!((released - 9.0 * 3.1 * 3_600.0).abs() < 0.02 * released, "{released}");
    assert_eq!((eroded, gone), (0.0, 0.0));
    assert!((now / released - 1.0).abs() < 1e-9);
    // The middle of the deposit lies on the floor or at its edge, far below the scar.
    let (mut sum, mut weight) = (0.0, 0.0);
    for cell in 0..slide.window.spec.len() {
        let h = slide.depth_m()[cell];
        sum += h * f64::from(spec.between(&ground, slide.window.at(cell)));
        weight += h;
    }
    let mean = sum / weight;
    println!("deposit at {mean:.0} m, from 400 m, after {:.0} s", slide.time_s());
    assert!(mean < 140.0, "{mean}");
    // Scar and deposit balance on the county's grid too.
    let changes = slide.ground_change(&spec, &ground);
    let net: f64 = changes.iter().map(|c| f64::from(c.1)).sum::<f64>() * 3_600.0;
    let moved: f64 = changes.iter().map(|c| f64::from(c.1.max(0.0))).sum::<f64>() * 3_600.0;
    assert!(moved > 0.5 * released && net.abs() < 0.05 * released, "net {net}, moved {moved}");
    assert!(changes.iter().any(|c| c.1 < -1.0), "a scar");
}

#[test]
fn a_debris_flow_grows_on_its_way_and_goes_farther() {
    let (_, _, slide) = run(Material::HILLSIDE);
    let (_, _, debris) = run(Material::DEBRIS_FLOW);
    let [released, eroded, now, gone] = debris.volumes_m3();
    assert!(eroded > 0.05 * released, "{eroded}");
    assert!(((now + gone) / (released + eroded) - 1.0).abs() < 1e-9);
    let front = |s: &Runout| {
        let wet = (0..s.window.spec.len()).filter(|c| s.max_depth_m()[*c] > 0.2);
        wet.map(|c| s.window.at(c).x_m).fold(0.0, f32::max)
    };
    assert!(front(&debris) > front(&slide) + 50.0, "{} m and {} m", front(&debris), front(&slide));
}

#[test]
fn the_angle_of_reach_is_the_references() {
    for (volume, degrees) in [(1e4, 22.3), (1e6, 15.5)] {
        let angle = f64::from(sandtable::num::math::atan2f(reach_tangent(volume) as f32, 1.0)) * 57.295_78;
        assert!((angle - degrees).abs() < 0.3, "{angle} for {degrees}");
    }
    let (spec, ground) = valley();
    let start = spec.index(20, 7);
    let way = reach(&spec, &ground, start, 0.41);
    let end = *way.last().unwrap();
    assert!(way.len() > 8 && ground[end] < 150.0, "it gets to the foot");
    assert!(end % spec.cols < 40, "and no farther than the angle allows");
}
