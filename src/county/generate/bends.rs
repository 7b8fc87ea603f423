//! Hairpin bends: a road that would be too steep goes to and fro within its strip of ground.

use crate::num::Point;

/// How far a bend goes to the side, in cells, and the most bends between two cells.
const SIDE: f32 = 0.38;
const MOST: usize = 7;

/// A line with bends where it climbs more than `grade` between two points; `level_m` is the roadway's height at each.
/// Points of the line stay where they are. Where even the most bends do not help, the road is steeper.
pub fn climb(line: &[Point], level_m: &[f32], grade: f32, cell_m: f32) -> Vec<Point> {
    let mut out: Vec<Point> = line.first().copied().into_iter().collect();
    for (pair, level) in line.windows(2).zip(level_m.windows(2)) {
        let length_m = pair[0].distance_m(pair[1]);
        let needed_m = (level[1] - level[0]).abs() / grade;
        if needed_m > length_m && length_m > 0.0 {
            let (dx, dy) = ((pair[1].x_m - pair[0].x_m) / length_m, (pair[1].y_m - pair[0].y_m) / length_m);
            let side_m = SIDE * cell_m;
            // Legs from side to side, each a whole width across but the first and last, which are a half.
            let across_m = (needed_m * needed_m - length_m * length_m).sqrt();
            let bends = ((across_m / (2.0 * side_m)).ceil() as usize).clamp(1, MOST);
            let offset_m = (across_m / (2.0 * bends as f32)).min(side_m);
            for k in 0..bends {
                let p = pair[0].lerp(pair[1], (k as f32 + 0.5) / bends as f32);
                let to_side = if k % 2 == 0 { offset_m } else { -offset_m };
                out.push(Point { x_m: p.x_m - dy * to_side, y_m: p.y_m + dx * to_side });
            }
        }
        out.push(pair[1]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length_m(line: &[Point]) -> f32 {
        line.windows(2).map(|w| w[0].distance_m(w[1])).sum()
    }

    #[test]
    fn bends_bring_the_grade_down_and_keep_the_ends() {
        let line = [Point { x_m: 0.0, y_m: 0.0 }, Point { x_m: 60.0, y_m: 0.0 }];
        for rise_m in [6.0, 9.0, 15.0, 20.0] {
            let bent = climb(&line, &[100.0, 100.0 + rise_m], 0.08, 60.0);
            assert_eq!((bent[0], *bent.last().unwrap()), (line[0], line[1]));
            assert!(rise_m / length_m(&bent) < 0.095, "{rise_m} m over {} m", length_m(&bent));
            assert!(bent.iter().all(|p| p.y_m.abs() <= 0.5 * 60.0));
        }
        assert_eq!(climb(&line, &[100.0, 104.0], 0.08, 60.0), line);
    }
}
