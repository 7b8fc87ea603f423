//! A fire's way over borders of fuels, against d₁/r₁ + d₂/r₂.

use sandtable::{
    hazard::wildfire::front::{Ellipse, Front},
    num::GridSpec,
};

const COLS: usize = 80;
const ROWS: usize = 17;
const CELL_M: f32 = 30.0;

/// Fire with a head rate, m/s, to the east: round, or four times as fast as its back.
fn fire(head: f32, wind: bool) -> Ellipse {
    if wind {
        Ellipse { heading: [1.0, 0.0], along: 0.625 * head, across: 0.4 * head, ahead: 0.375 * head }
    } else {
        Ellipse { heading: [1.0, 0.0], along: head, across: head, ahead: 0.0 }
    }
}

/// Arrivals along the middle of a grid whose westmost column is set alight; rates by column. Time passes in spans.
fn arrivals(rate: &(impl Fn(usize) -> f32 + Sync), wind: bool, turned: bool, span_s: f64) -> Vec<f64> {
    let spec = if turned {
        GridSpec { rows: COLS, cols: ROWS, cell_m: CELL_M }
    } else {
        GridSpec { rows: ROWS, cols: COLS, cell_m: CELL_M }
    };
    let col = |cell: usize| if turned { cell / ROWS } else { cell % COLS };
    let ellipse = |cell: usize| {
        let fire = fire(rate(col(cell)), wind);
        if turned { Ellipse { heading: [0.0, 1.0], ..fire } } else { fire }
    };
    let mut front = Front::new(spec);
    (0..spec.len()).filter(|&cell| col(cell) == 0).for_each(|cell| assert!(front.ignite(cell)));
    let mut arrival = vec![f64::NAN; COLS];
    let mut burnt = front.advance(span_s, &ellipse);
    while front.burnt_cells() < spec.len() {
        assert!(front.time_s() < 1e6, "it goes on");
        burnt.extend(front.go_on(span_s, &ellipse));
    }
    for b in burnt {
        let cell = b.cell as usize;
        if (if turned { cell % ROWS } else { cell / COLS }) == ROWS / 2 {
            arrival[col(cell)] = b.at_s;
        }
    }
    arrival
}

/// Time from the middle of a column to that of another.
fn exact_s(rate: &impl Fn(usize) -> f32, from: usize, to: usize) -> f64 {
    let half = |col: usize| f64::from(0.5 * CELL_M / rate(col));
    (from..to).map(|col| half(col) + half(col + 1)).sum()
}

/// Greatest error of the time from column 8 to any further one beyond `after`, over the crossing of the slowest cell.
fn worst(rate: impl Fn(usize) -> f32 + Sync, after: usize, what: &str) -> f64 {
    let slowest = (0..COLS).map(|col| f64::from(CELL_M / rate(col))).fold(0.0, f64::max);
    let mut worst = 0.0f64;
    for (wind, turned) in [(false, false), (true, false), (true, true)] {
        for span_s in [1e5, 60.0] {
            let arrival = arrivals(&rate, wind, turned, span_s);
            for col in after + 1..COLS {
                let error = arrival[col] - arrival[8] - exact_s(&rate, 8, col);
                worst = worst.max(error.abs() / slowest);
                if col == after + 2 || col == COLS - 1 {
                    let exact = exact_s(&rate, 8, col);
                    println!("{what}, wind {wind}, spans {span_s} s: {error:+.1} s of {exact:.1} s at {col}");
                }
            }
        }
    }
    println!("{what}: within {worst:.3} of the slowest cell's crossing");
    worst
}

#[test]
fn a_plane_front_passes_a_border_in_the_time_of_both_fuels() {
    for ratio in [3.0, 20.0] {
        let slow_to_fast = worst(|col| if col < 30 { 0.05 } else { 0.05 * ratio }, 30, "slow to fast");
        let fast_to_slow = worst(|col| if col < 50 { 0.05 * ratio } else { 0.05 }, 50, "fast to slow");
        assert!(slow_to_fast < 0.15 && fast_to_slow < 0.15, "{slow_to_fast} {fast_to_slow}");
    }
}

#[test]
fn a_slow_strip_delays_by_its_width_and_a_fast_one_hastens() {
    for ratio in [3.0, 20.0] {
        for width in [1, 2, 5] {
            let strip = |col: usize| (40..40 + width).contains(&col);
            let slow = worst(|col| if strip(col) { 0.05 } else { 0.05 * ratio }, 40 + width, "slow strip");
            let fast = worst(|col| if strip(col) { 0.05 * ratio } else { 0.05 }, 40 + width, "fast strip");
            // A step may end beyond a strip of one fast cell: half a slow cell of the way of 79.
            let fast_most = if width == 1 { 0.5 } else { 0.25 };
            assert!(slow < 0.1 && fast < fast_most, "ratio {ratio}, width {width}: {slow} {fast}");
        }
    }
}
