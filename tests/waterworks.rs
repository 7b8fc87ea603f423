//! Reservoirs, landslide dams, gates and pumps: what leaves arrives, and acting in time pays.

mod common;

use sandtable::{
    county::{Face, Reservoir, Side},
    drill::setup,
    hazard::{
        BarrierLakes, Bed, DamFault, Dams, FloodField, HazardTables, Interventions, Seepage, Weather,
        WeatherPlan, build_dams,
        flood::{Edge, Flood, FloodParams, Forcing, Inflow, Rain, breach::Cause},
        forecast::{self, Ahead, Known},
        weather::Series,
        works::{barriers, dams},
    },
    num::{DrillTime, GridSpec, Point},
    sim::{Land, Seed},
    text::Name,
};
use std::collections::BTreeMap;

/// A valley that falls 2 % to the east, with steep sides and a stream in row 10.
const VALLEY: GridSpec = GridSpec { rows: 21, cols: 80, cell_m: 30.0 };
const STREAM: u32 = 10 * 80;
const MINUTE_TICKS: u32 = 6;

fn bed_m(cell: usize) -> f32 {
    let (row, col) = VALLEY.row_col(cell);
    300.0 - 0.6 * col as f32 + 3.0 * (row as f32 - 10.0).abs()
}

fn flood(ground: Vec<f32>, depth: &[f32]) -> Flood {
    let n = vec![0.045; VALLEY.len()];
    let mut flood = Flood::new(VALLEY, ground, n, Edge::Open, FloodParams::default()).unwrap();
    flood.set_depth(depth).unwrap();
    flood
}

/// Discharge down the valley through the east faces of a column, m³/s.
fn flow_m3s(flood: &Flood, col: u32) -> f64 {
    let face = |row: u32| Face { cell: row * 80 + col, side: Side::East };
    (0..21).map(|row| f64::from(flood.face_flow(face(row)))).sum()
}

/// A dam 15 m high across column 30, full to the flood-limit level.
fn reservoir() -> (Reservoir, Flood) {
    let (crest, level) = (297.0, 294.5);
    let mut ground: Vec<f32> = (0..VALLEY.len()).map(bed_m).collect();
    let mut dam_cells: Vec<u32> =
        (0..21).map(|row| row * 80 + 30).filter(|c| ground[*c as usize] < crest).collect();
    dam_cells.sort_by_key(|c| (c / 80).abs_diff(10));
    dam_cells.iter().for_each(|c| ground[*c as usize] = crest);
    let cells: Vec<u32> =
        (0..VALLEY.len() as u32).filter(|c| c % 80 < 30 && ground[*c as usize] < level).collect();
    let reservoir = Reservoir {
        id: "test".into(),
        name: Name::new("试验水库", "Test Reservoir"),
        dam: VALLEY.centre(dam_cells[0] as usize),
        cells,
        dam_cells,
        below: STREAM + 31,
        level_m: level,
        flood_limit_m: level,
        normal_m: 295.0,
        design_m: 296.0,
        crest_m: crest,
        spillway_crest_m: 295.0,
        spillway_width_m: 14.0,
        outlet_m3s: 3.0,
        drains_m2: 20e6,
        storage: Vec::new(),
    };
    let mut depth = vec![0.0; VALLEY.len()];
    dams::fill(&reservoir, &ground, level, &mut depth);
    let mut flood = flood(ground, &depth);
    flood.level_pool(&reservoir.cells).unwrap();
    (reservoir, flood)
}

struct Watched {
    dams: Dams,
    flood: Flood,
    reservoir: Reservoir,
    events: Vec<(u32, dams::Event)>,
    peak_m3s: f64,
    /// First minute of each sign.
    wet_min: Option<u32>,
    turbid_min: Option<u32>,
}

/// Hours of a steady inflow; orders may change each minute.
fn watch(
    fault: Option<DamFault>,
    inflow_m3s: f64,
    hours: u32,
    order: impl Fn(u32, &mut Interventions),
) -> Watched {
    let (reservoir, mut flood) = reservoir();
    let t = HazardTables::built_in().unwrap().dam;
    let faults: BTreeMap<usize, DamFault> = fault.into_iter().map(|f| (0, f)).collect();
    let dams = build_dams(std::slice::from_ref(&reservoir), &t, Seed(1), &faults, &mut flood).unwrap();
    let mut orders = Interventions::default();
    let mut w =
        Watched { dams, flood, reservoir, events: vec![], peak_m3s: 0.0, wet_min: None, turbid_min: None };
    let inflows = [Inflow { cells: &[STREAM + 2], flow_m3s: inflow_m3s }];
    for tick in 1..=hours * 60 * MINUTE_TICKS {
        order(tick / MINUTE_TICKS, &mut orders);
        w.flood.advance(10.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
        let reservoirs = std::slice::from_ref(&w.reservoir);
        let events = w.dams.step(reservoirs, &mut w.flood, &t, &orders, DrillTime(tick * 10)).unwrap();
        w.events.extend(events.into_iter().map(|e| (tick / MINUTE_TICKS, e)));
        w.peak_m3s = w.peak_m3s.max(flow_m3s(&w.flood, 60));
        let seepage = w.dams.0[0].seepage;
        let first = |seen: &mut Option<u32>, now: bool| *seen = seen.or(now.then_some(tick / MINUTE_TICKS));
        first(&mut w.wet_min, seepage >= Seepage::Wet);
        first(&mut w.turbid_min, seepage == Seepage::Turbid);
    }
    w
}

#[test]
fn a_reservoir_passes_on_what_comes_in_over_its_spillway_and_through_its_outlet() {
    let w = watch(None, 20.0, 12, |_, _| {});
    let dam = &w.dams.0[0];
    let level = w.flood.level_m(w.reservoir.cells[0] as usize);
    println!(
        "level {:.3} m, in {:.2}, spillway {:.2}, outlet {:.2}, below {:.2} m³/s, moved {:.0} m³, mass {:.1e}",
        dam.level_m,
        dam.inflow_m3s,
        dam.spillway_m3s,
        dam.outlet_m3s,
        flow_m3s(&w.flood, 60),
        w.flood.ledger().moved_m3,
        w.flood.ledger().error_rel()
    );
    assert!((dam.inflow_m3s / 20.0 - 1.0).abs() < 0.02);
    // 1.7 · 14 · H^1.5 over the spillway's crest, √(head / normal head) of 3 m³/s through the outlet.
    let head = f64::from(dam.level_m - 295.0);
    assert!((dam.spillway_m3s / (1.7 * 14.0 * head * head.sqrt()) - 1.0).abs() < 0.01);
    assert!((3.0..3.3).contains(&dam.outlet_m3s));
    assert!((flow_m3s(&w.flood, 60) / 20.0 - 1.0).abs() < 0.02);
    assert!(w.flood.ledger().error_rel().abs() < 1e-6);
    assert!((dam.level_m - level).abs() < 1e-3);
    assert!(w.events.is_empty() && dam.seepage == Seepage::Dry);
}

#[test]
fn orders_hold_water_back_or_let_it_go() {
    let shut = watch(None, 0.0, 3, |_, o| _ = o.outlet_open.insert(0, 0.0));
    let open = watch(None, 0.0, 3, |_, o| _ = o.outlet_open.insert(0, 1.0));
    let dug = watch(None, 0.0, 3, |_, o| {
        o.outlet_open.insert(0, 1.0);
        o.spillway_lowered_m.insert(0, 2.0);
    });
    let levels = [&shut, &open, &dug].map(|w| w.dams.0[0].level_m);
    println!(
        "after 3 h without inflow: shut {:.2}, open {:.2}, with a channel {:.2} m",
        levels[0], levels[1], levels[2]
    );
    assert!((levels[0] - 294.5).abs() < 1e-3);
    assert!(levels[1] < levels[0] - 0.1 && levels[2] < levels[1] - 0.3);
    assert!(levels[2] > 293.0 - 0.4, "the channel's floor is at 293.0 m; the outlet goes on below it");
}

#[test]
fn a_blocked_spillway_drowns_the_dam_and_a_cleared_one_saves_it() {
    let blocked = Some(DamFault { spillway_open: 0.05, weak: false, level_m: None });
    let lost = watch(blocked, 60.0, 5, |_, _| {});
    let dam = &lost.dams.0[0];
    println!("{:?}", lost.events);
    println!(
        "blocked: breach {:?}, peak below {:.0} m³/s, left {:.0} m³, mass {:.1e}",
        dam.breach.map(|b| (b.width_m, b.formation_s)),
        lost.peak_m3s,
        dam.stored_m3,
        lost.flood.ledger().error_rel()
    );
    let kinds: Vec<dams::Event> = lost.events.iter().map(|e| e.1).collect();
    assert_eq!(kinds, [dams::Event::Overtopped(0), dams::Event::Failed(0, Cause::Overtopping)]);
    assert!(lost.peak_m3s > 150.0, "the lake comes down the valley");
    assert!(dam.level_m < 286.0, "it is empty, but for what flows through: {}", dam.level_m);
    assert!(lost.flood.ledger().error_rel().abs() < 1e-6);
    assert!(lost.flood.ground_m()[lost.reservoir.dam_cells[0] as usize] < 284.0, "the gap is seen");

    let saved = watch(blocked, 60.0, 5, |minute, o| {
        if minute >= 30 {
            o.spillway_open.insert(0, 1.0);
            o.spillway_lowered_m.insert(0, 1.5);
        }
    });
    println!("cleared after 30 min: {:?}, freeboard {:.2} m", saved.events, saved.dams.0[0].freeboard_m);
    assert!(saved.dams.0[0].breach.is_none());
    assert!(saved.peak_m3s < 0.5 * lost.peak_m3s);
}

#[test]
fn a_weak_dam_shows_before_it_breaks_and_drawing_down_saves_it() {
    let weak = Some(DamFault { spillway_open: 0.2, weak: true, level_m: None });
    let lost = watch(weak, 8.0, 9, |_, _| {});
    let failed = lost.events.iter().find(|e| e.1 == dams::Event::Failed(0, Cause::Piping)).map(|e| e.0);
    println!(
        "wet at {:?} min, turbid at {:?}, fails at {failed:?}; {:?}",
        lost.wet_min, lost.turbid_min, lost.events
    );
    let (wet, turbid, failed) = (lost.wet_min.unwrap(), lost.turbid_min.unwrap(), failed.unwrap());
    assert!(wet < turbid && turbid + 170 <= failed);
    assert!(lost.flood.ledger().error_rel().abs() < 1e-6);
    let saved = watch(weak, 8.0, 9, |minute, o| {
        if minute >= turbid + 30 {
            o.spillway_open.insert(0, 1.0);
            o.spillway_lowered_m.insert(0, 1.0);
        }
    });
    println!("drawn down: {:?}, level {:.2} m", saved.events, saved.dams.0[0].level_m);
    assert!(saved.events.is_empty() && saved.dams.0[0].breach.is_none());
}

struct Dammed {
    lakes: BarrierLakes,
    flood: Flood,
    peak_m3s: f64,
    before_m3s: f64,
    events: Vec<(u32, barriers::Event)>,
}

/// A slide 8 m deep comes down across the stream after an hour; crews may cut it.
fn dammed(hours: u32, cut_m: impl Fn(u32) -> Option<f32>) -> Dammed {
    let ground: Vec<f32> = (0..VALLEY.len()).map(bed_m).collect();
    let drainage: Vec<f32> =
        (0..VALLEY.len()).map(|c| if c / 80 == 10 { 150e6 + 1e5 * (c % 80) as f32 } else { 1e4 }).collect();
    let bed = Bed { spec: &VALLEY, ground_m: &ground, drainage_m2: &drainage };
    let t = HazardTables::built_in().unwrap().barrier;
    let mut lakes = BarrierLakes::new(&bed, &t, &vec![false; VALLEY.len()]);
    let mut flood = flood(ground.clone(), &vec![0.0; VALLEY.len()]);
    let inflows = [Inflow { cells: &[STREAM + 3], flow_m3s: 20.0 }];
    let mut cuts = BTreeMap::new();
    let (mut peak_m3s, mut before_m3s, mut events) = (0.0f64, 0.0, vec![]);
    for tick in 1..=hours * 60 * MINUTE_TICKS {
        let minute = tick / MINUTE_TICKS;
        if tick == 60 * MINUTE_TICKS {
            before_m3s = flow_m3s(&flood, 70);
            let slide: Vec<(u32, f32)> = (0..21)
                .flat_map(|row| {
                    (40..45).map(move |col| (row * 80 + col, 8.0 + 0.3 * (row as f32 - 10.0).abs()))
                })
                .collect();
            flood.change_ground(&slide).unwrap();
        }
        if let Some(cut) = cut_m(minute) {
            cuts.insert(0, cut);
        }
        flood.advance(10.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
        let news = lakes.step(&bed, &mut flood, &t, &cuts, DrillTime(tick * 10)).unwrap();
        events.extend(news.into_iter().map(|e| (minute, e)));
        if minute > 70 {
            peak_m3s = peak_m3s.max(flow_m3s(&flood, 70));
        }
    }
    Dammed { lakes, flood, peak_m3s, before_m3s, events }
}

#[test]
fn a_slide_dams_a_stream_and_a_channel_cut_in_time_lets_the_lake_out_gently() {
    let hours = 7;
    let left = dammed(hours, |_| None);
    let lake = &left.lakes.lakes[0];
    println!(
        "{:?}; DBI {:.2}, barrier {:.0} m³, crest {:.1} m, bed {:.1} m",
        left.events, lake.dbi, lake.barrier_m3, lake.crest_m, lake.bed_m
    );
    println!(
        "left alone: {:?}, held {:.0} m³, peak {:.0} m³/s",
        lake.breach, lake.capacity_m3, left.peak_m3s
    );
    assert_eq!(
        left.events.iter().map(|e| e.1).collect::<Vec<_>>(),
        [barriers::Event::Formed(0), barriers::Event::Breached(0)]
    );
    // 21 × 5 cells with 8 m and a little more to the sides.
    let volume: f64 = (0..21).map(|row| 5.0 * 900.0 * (8.0 + 0.3 * (f64::from(row) - 10.0).abs())).sum();
    assert!((lake.barrier_m3 / volume - 1.0).abs() < 1e-3);
    assert!((left.before_m3s / 20.0 - 1.0).abs() < 0.02);
    assert!(left.peak_m3s > 3.0 * left.before_m3s);
    assert!(lake.level_m < lake.bed_m + 6.0, "the lake has gone");
    assert!(left.flood.ledger().error_rel().abs() < 1e-6, "{}", left.flood.ledger().error_rel());

    // Crews dig for an hour and a half, 5 cm a minute.
    let cut = dammed(hours, |minute| (minute > 75).then(|| (0.05 * (minute - 75) as f32).min(4.5)));
    let lake = &cut.lakes.lakes[0];
    println!(
        "cut {:.1} m: {:?}, breach {:?}, peak {:.0} m³/s, level {:.1} m, mass {:.1e}",
        lake.cut_m,
        cut.events,
        lake.breach,
        cut.peak_m3s,
        lake.level_m,
        cut.flood.ledger().error_rel()
    );
    assert!(cut.peak_m3s < 0.7 * left.peak_m3s);
    assert!(cut.flood.ledger().error_rel().abs() < 1e-6);
}

#[test]
fn a_lake_behind_a_slide_is_measured_while_it_fills() {
    let filling = dammed(2, |_| None);
    let lake = &filling.lakes.lakes[0];
    let due_s = lake.overtops_in_s().unwrap();
    println!(
        "after an hour: {:.0} of {:.0} m³, in {:.1}, out {:.2} m³/s, freeboard {:.2} m, full in {:.0} s",
        lake.stored_m3, lake.capacity_m3, lake.inflow_m3s, lake.outflow_m3s, lake.freeboard_m, due_s
    );
    assert!((lake.inflow_m3s / 20.0 - 1.0).abs() < 0.05 && lake.outflow_m3s < 0.5);
    assert!(lake.freeboard_m > 0.0 && lake.stored_m3 > 20.0 * 3000.0);
    let later = dammed(2 + (due_s / 3600.0).ceil() as u32, |_| None);
    let lake = &later.lakes.lakes[0];
    assert!(lake.freeboard_m < 0.0 || lake.breach.is_some(), "full when it was said to be");
}

#[test]
fn made_reservoirs_stand_above_their_streams() {
    let county = setup::county(&common::small()).unwrap();
    assert!(!county.reservoirs.is_empty());
    for r in &county.reservoirs {
        let below = county.ground_m[r.below as usize];
        assert!(!r.dam_cells.is_empty() && !r.cells.contains(&r.below) && !r.dam_cells.contains(&r.below));
        assert!(r.dam_cells.iter().all(|c| county.ground_m[*c as usize] >= r.crest_m - 0.01));
        assert!(below < r.level_m, "{}: the stream below lies at {below} m", r.id);
        let foot: Point = county.spec.centre(r.below as usize);
        assert!(foot.distance_m(r.dam) < 8.0 * county.spec.cell_m);
    }
}

/// At 45 minutes the county looks ahead with the rain and the inflow that will come, half and half more.
#[test]
fn a_forecast_from_the_gauges_comes_near_the_truth_and_knows_its_spread() {
    let mut world = setup::world(&common::small(), 2021).unwrap();
    common::minutes(&mut world, 45);
    let land = world.resource::<Land>().clone();
    let level =
        |world: &bevy::prelude::World, cell: u32| world.resource::<FloodField>().0.level_m(cell as usize);
    let read: Vec<Option<f32>> = land.gauges.iter().map(|g| Some(level(&world, g.cell))).collect();
    let pools: Vec<Option<f32>> = world.resource::<Dams>().0.iter().map(|d| Some(d.level_m)).collect();
    let seats: Vec<Point> = land.townships.iter().map(|t| t.seat).collect();
    let known = Known {
        now_s: 2700.0,
        rain_gauges: &seats,
        rain_mm: &world.resource::<Weather>().seats_mm,
        rain_before: &[],
        gauge_level_m: &read,
        reservoir_level_m: &pools,
        inflows: &world.resource::<WeatherPlan>().inflows,
    };
    let ahead = Ahead {
        rain_mm_h: Series::new(vec![(0.0, 90.0), (5400.0, 60.0)]).unwrap(),
        rain_share: [0.5, 1.0, 1.5],
        inflow_share: [0.8, 1.0, 1.2],
        hours: 0.75,
    };
    let started = std::time::Instant::now();
    let forecast = forecast::forecast(&land, &known, &ahead).unwrap();
    println!("forecast in {:.2} s", started.elapsed().as_secs_f64());
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(
        one.install(|| forecast::forecast(&land, &known, &ahead).unwrap()) == forecast,
        "any thread count"
    );
    common::minutes(&mut world, 45);
    let (mut worst, mut spread) = (0.0_f32, 0.0_f32);
    for (gauge, (curves, read)) in land.gauges.iter().zip(forecast.gauges.iter().zip(&read)) {
        let end = [0, 1, 2].map(|k| curves[k].last().unwrap().1);
        let (now, truth) = (read.unwrap(), level(&world, gauge.cell));
        println!("{}: now {now:.2}, forecast {end:.2?}, came {truth:.2} m", gauge.id);
        worst = worst.max((end[1] - truth).abs());
        spread = spread.max(end[2] - end[0]);
    }
    for (dam, curves) in world.resource::<Dams>().0.iter().zip(&forecast.reservoirs) {
        let end = [0, 1, 2].map(|k| curves[k].last().unwrap().1);
        println!("reservoir: forecast {end:.2?}, came {:.2} m", dam.level_m);
        worst = worst.max((end[1] - dam.level_m).abs());
        spread = spread.max(end[2] - end[0]);
    }
    println!("worst {worst:.2} m, spread {spread:.2} m");
    assert!(spread > 0.1 && worst < 1.5);
}
