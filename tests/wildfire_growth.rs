//! Growth of a forest fire on a grid against what geometry says: the reference's shapes, through the code that
//! `hazard wildfire` and the drills use.

use sandtable::{
    hazard::wildfire::{
        fuel,
        plain::{Band, Case, Outcome, Wind, run},
        spread::{Bed, Moisture, flame_length_m},
    },
    num::GridSpec,
};

const SIDE: usize = 512;
const SPEC: GridSpec = GridSpec { rows: SIDE, cols: SIDE, cell_m: 30.0 };
const DRY: Moisture = Moisture { dead_1h: 0.03, dead_10h: 0.04, dead_100h: 0.05, herb: 0.30, woody: 0.60 };
const MIDDLE: usize = 256 * SIDE + 256;

fn case(bands: Vec<Band>, band_min: f64, minutes: f64) -> Case {
    Case {
        spec: SPEC,
        ground_m: vec![0.0; SPEC.len()],
        fuel: vec![102; SPEC.len()],
        moisture: DRY,
        bands,
        band_s: 60.0 * band_min,
        duration_s: 60.0 * minutes,
        ignition: vec![MIDDLE],
        lines: Vec::new(),
        crowns: None,
        spotting: None,
    }
}

fn wind(m_s: f64, from_deg: f64) -> Band {
    Band { wind: Wind::Midflame(m_s), from_deg }
}

fn area_ha(outcome: &Outcome) -> f64 {
    outcome.burnt_cells as f64 * 0.09
}

/// Furthest burnt cell from the ignition to the east and to the north, m.
fn reach_m(outcome: &Outcome) -> [f64; 2] {
    let burnt = |cell: usize| outcome.arrival_min[cell].is_finite();
    let east = (0..SPEC.len()).filter(|&c| burnt(c)).map(|c| c % SIDE).max().unwrap();
    let north = (0..SPEC.len()).filter(|&c| burnt(c)).map(|c| c / SIDE).min().unwrap();
    [30.0 * (east as f64 - 256.0), 30.0 * (256.0 - north as f64)]
}

#[test]
fn without_wind_the_fire_is_a_circle() {
    let outcome = run(&case(vec![wind(0.0, 0.0)], 60.0, 6_000.0));
    let rate = Bed::new(fuel::by_name("GR2").unwrap(), &DRY).base_m_min;
    let area = area_ha(&outcome);
    println!("area {area:.1} ha, exact 8836.6 ({:+.2} %)", 100.0 * (area / 8836.6 - 1.0));
    assert!((area / 8836.6 - 1.0).abs() < 0.015);
    // Arrival times against distance over rate, from 20 cells on.
    let (mut sum, mut count) = (0.0, 0);
    for cell in 0..SPEC.len() {
        let (row, col) = ((cell / SIDE) as f64 - 256.0, (cell % SIDE) as f64 - 256.0);
        let distance = 30.0 * (row * row + col * col).sqrt();
        if distance > 600.0 && distance < 0.97 * rate * 6_000.0 {
            let exact = distance / rate;
            let got = f64::from(outcome.arrival_min[cell]);
            assert!(got.is_finite());
            sum += (got / exact - 1.0) * (got / exact - 1.0);
            count += 1;
        }
    }
    let rms = (sum / f64::from(count)).sqrt();
    println!("arrival times: rms error {:.2} % over {count} cells", 100.0 * rms);
    assert!(rms < 0.02);
}

#[test]
fn with_wind_it_is_an_ellipse_whose_head_is_where_rothermel_says() {
    // Set alight in the west, so that the head stays on the grid.
    let start = 256 * SIDE + 100;
    let outcome = run(&Case { ignition: vec![start], ..case(vec![wind(1.618, 270.0)], 60.0, 600.0) });
    let bed = Bed::new(fuel::by_name("GR2").unwrap(), &DRY);
    let spread = bed.spread([1.618, 0.0], [0.0, 0.0]);
    let (area, [east, _]) = (area_ha(&outcome), reach_m(&outcome));
    let (head, east) = (spread.head_m_min * 600.0, east + 156.0 * 30.0);
    println!(
        "area {area:.1} ha, exact 5677.6 ({:+.2} %); head at {east:.0} m of {head:.0} m",
        100.0 * (area / 5677.6 - 1.0)
    );
    assert!((area / 5677.6 - 1.0).abs() < 0.015);
    assert!((east / head - 1.0).abs() < 0.01);
    let flame = outcome.flame_m[256 * SIDE + 300];
    let expected = flame_length_m(bed.intensity_kw_m(spread.head_m_min)) as f32;
    println!("flame at the head {flame:.3} m, Byram {expected:.3} m");
    assert!((flame / expected - 1.0).abs() < 0.01);
}

#[test]
fn when_the_wind_turns_the_front_is_the_sum_of_both_ellipses() {
    let outcome = run(&case(vec![wind(3.0, 270.0), wind(3.0, 180.0)], 150.0, 300.0));
    let (area, [east, north]) = (area_ha(&outcome), reach_m(&outcome));
    println!(
        "area {area:.1} ha, exact 5511.2 ({:+.2} %); {east:.0} m east, {north:.0} m north, exact 6389",
        100.0 * (area / 5511.2 - 1.0)
    );
    assert!((area / 5511.2 - 1.0).abs() < 0.015);
    assert!((east / 6389.0 - 1.0).abs() < 0.01 && (north / 6389.0 - 1.0).abs() < 0.01);
}

#[test]
fn a_line_in_time_holds_and_one_too_late_does_not_and_brands_jump_it() {
    let line = |at_min: f64| {
        let cells = (0..SIDE).map(|row| row * SIDE + 300).collect();
        Case { lines: vec![(60.0 * at_min, cells)], ..case(vec![wind(2.0, 270.0)], 60.0, 180.0) }
    };
    let beyond =
        |o: &Outcome| (0..SPEC.len()).filter(|c| c % SIDE > 300 && o.arrival_min[*c].is_finite()).count();
    let (held, late) = (run(&line(10.0)), run(&line(170.0)));
    assert_eq!(beyond(&held), 0);
    assert!(beyond(&late) > 1_000);
    // High grass in a gale throws brands.
    let brands = |seed: Option<u64>| Case {
        fuel: vec![109; SPEC.len()],
        bands: vec![wind(5.0, 270.0)],
        spotting: seed,
        ..line(0.0)
    };
    let (calm, jumped) = (run(&brands(None)), run(&brands(Some(3))));
    println!("{} spot fires, {} cells burnt beyond the line", jumped.spot_fires, beyond(&jumped));
    assert_eq!(beyond(&calm), 0);
    assert!(jumped.spot_fires > 0 && beyond(&jumped) > 0);
    let again = run(&brands(Some(3)));
    assert!(again.arrival_min.iter().map(|t| t.to_bits()).eq(jumped.arrival_min.iter().map(|t| t.to_bits())));
}
