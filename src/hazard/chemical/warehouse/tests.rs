use super::*;
use crate::hazard::{chemical::goods::goods, tables::HazardTables};

fn table() -> WarehouseTable {
    HazardTables::built_in().unwrap().plant.store
}

/// Without water to the end: the heat each minute, W, and the minute in which the roof fell.
fn burn(floor_m2: f64, water_l_min: impl Fn(f64) -> f64) -> (Vec<f64>, Option<usize>) {
    let (goods, table) = (goods("pesticides").unwrap(), table());
    let hall = Hall::of(floor_m2, &table);
    let first_kg = goods.stock_kg_m2 * floor_m2;
    let (mut kg, mut fire, mut heat, mut roof) = (first_kg, HallFire::default(), Vec::new(), None);
    for second in 0..24 * 3600 {
        let turn = fire.step(&hall, goods, kg / first_kg, water_l_min(f64::from(second)), &table, 1.0);
        kg -= fire.heat_w / goods.heat_comb_j_kg;
        if turn == Turn::RoofFalls {
            roof = Some(heat.len());
        }
        if second % 60 == 0 {
            heat.push(fire.heat_w);
        }
        if turn == Turn::Out || kg < 0.01 * first_kg {
            break;
        }
    }
    (heat, roof)
}

#[test]
fn it_grows_by_the_square_of_time_then_by_its_air_then_by_its_floor() {
    let (goods, table) = (goods("pesticides").unwrap(), table());
    let hall = Hall::of(1000.0, &table);
    let (heat, roof) = burn(1000.0, |_| 0.0);
    let fell = roof.expect("the roof falls");
    let all_w = 1000.0 * goods.rate_kg_m2_s * goods.heat_comb_j_kg;
    println!(
        "after 2, 4, 8 min {:.2}, {:.2}, {:.2} MW; doors {:.1} MW; roof falls after {fell} min; floor {:.0} MW; {} h",
        1e-6 * heat[2],
        1e-6 * heat[4],
        1e-6 * heat[8],
        1e-6 * hall.air_limit_w(),
        1e-6 * all_w,
        heat.len() / 60
    );
    // α·t² from the first half minute on.
    for minute in [2usize, 4] {
        let t = 60.0 * minute as f64 + 30.0;
        assert!((heat[minute] / (goods.growth_w_s2 * t * t) - 1.0).abs() < 0.02, "{minute}");
    }
    assert!((heat[fell - 1] / hall.air_limit_w() - 1.0).abs() < 1e-9, "its doors limit it");
    let most = heat.iter().copied().fold(0.0, f64::max);
    assert!((most / all_w - 1.0).abs() < 1e-9 && all_w > 5.0 * hall.air_limit_w());
    // 500 kg/m² at 0.025 kg/m²/s are 5.6 h; the last three tenths fall off exponentially to a hundredth.
    let whole_h = goods.stock_kg_m2 / goods.rate_kg_m2_s / 3600.0;
    let told_h = fell as f64 / 60.0 + whole_h * (0.7 + 0.3 * crate::num::math::ln(30.0));
    println!("{told_h:.2} h expected, {:.2} h", heat.len() as f64 / 60.0);
    assert!((heat.len() as f64 / 60.0 / told_h - 1.0).abs() < 0.02);
}

#[test]
fn smoke_as_warm_as_flashover_takes_the_heat_of_mccaffrey() {
    // ΔT = 500 K is where Q = 610·√(k·A_T·A·√h) kW (McCaffrey et al. 1981).
    let hall = Hall { floor_m2: 20.0, high_m: 2.4, door_m2: 1.6, door_high_m: 2.0 };
    let conducts = (0.5f64 / 600.0).sqrt();
    let flashover_kw = 610.0 * (conducts * hall.walls_m2() * 1.6 * 2.0f64.sqrt()).sqrt();
    let warmer = hall.warmer_k(1000.0 * flashover_kw, 600.0, 0.5);
    println!("{flashover_kw:.0} kW: {warmer:.0} K");
    assert!((warmer - 500.0).abs() < 15.0);
}

#[test]
fn smoke_rises_as_briggs_has_it() {
    // Briggs: 8.9 m⁴/s³ for each MW of heat in the smoke.
    let f = buoyancy_m4_s3(1e6);
    println!("1 MW: {f:.2} m⁴/s³");
    assert!((f - 8.9).abs() < 0.1);
    // Both laws of neutral air meet at 55.
    let rise = |f: f64, u: f64, class| rise_m(f, u, class, 15.0);
    let (below, above) = (rise(54.999, 4.0, Stability::D), rise(55.001, 4.0, Stability::D));
    assert!((below / above - 1.0).abs() < 0.01, "{below} {above}");
    assert!((rise(450.0, 3.0, Stability::D) - 504.0).abs() < 5.0);
    assert!(rise(450.0, 2.0, Stability::F) < rise(450.0, 2.0, Stability::E));
    assert!((rise(450.0, 6.0, Stability::D) * 2.0 / rise(450.0, 3.0, Stability::D) - 1.0).abs() < 1e-12);
    assert_eq!(rise(0.0, 3.0, Stability::D), 0.0);
    // No wind gives no end of rise, in stable air or any other.
    assert!(rise(1e4, 0.0, Stability::F).is_finite() && rise(1e4, 0.0, Stability::A).is_finite());
}

#[test]
fn water_in_time_puts_it_out_late_water_cannot_and_brings_the_smoke_down() {
    let flow = 2_000.0;
    let (early, roof) = burn(1000.0, |s| if s >= 240.0 { flow } else { 0.0 });
    let (late, late_roof) = burn(1000.0, |s| if s >= 2400.0 { flow } else { 0.0 });
    println!("2 m³/min after 4 min: out after {} min; after 40 min: {} min", early.len(), late.len());
    assert!(early.len() < 45 && roof.is_none());
    assert!(late.len() > 5 * 60 && late_roof.is_some());
    let table = table();
    let rise = |water| rise_m(buoyancy_m4_s3(smoke_w(100e6, water, &table)), 3.0, Stability::D, 20.0);
    println!("smoke of 100 MW rises {:.0} m, under 5 m³/min {:.0} m", rise(0.0), rise(5_000.0));
    assert!(rise(5_000.0) < 0.5 * rise(0.0) && rise(1e6) == 0.0);
}
