//! Names on the map: places beside their symbols, waters along their course, none over another.

use super::{
    canvas::{Canvas, Ink},
    lettering::{Hand, Letter, Lettering},
    smooth,
};
use crate::{
    county::{
        County, River,
        generate::near::{distance_m, on_edge},
    },
    num::Point,
    text::{Lang, Name},
};

const PAPER: Ink = Ink { rgb: [0.98, 0.97, 0.92], alpha: 0.85 };
const BLACK: Ink = Ink { rgb: [0.13, 0.12, 0.11], alpha: 1.0 };
const BLUE: Ink = Ink { rgb: [0.10, 0.30, 0.52], alpha: 1.0 };
const BROWN: Ink = Ink { rgb: [0.40, 0.26, 0.14], alpha: 1.0 };
/// Nearest that two letters along a river may stand, of their size, and how far apart they are set: Chinese letters are
/// spread along a course, Latin words are kept together.
const SPACING: [f32; 2] = [1.5, 1.06];

/// A rectangle in pixels: left, top, right, bottom.
type Rect = [f32; 4];

/// Where names can still go.
pub struct Board<'a> {
    lettering: &'a Lettering,
    lang: Lang,
    size: (f32, f32),
    pixel_m: f32,
    taken: Vec<Rect>,
}

/// Write the names of a county on its map. `unit` scales all letters: 1 for a map of 1,536 pixels.
pub fn write(county: &County, canvas: &mut Canvas, lettering: &Lettering, lang: Lang, unit: f32) {
    let mut board = Board {
        lettering,
        lang,
        size: (canvas.width as f32, canvas.height as f32),
        pixel_m: canvas.pixel_m,
        taken: Vec::new(),
    };
    let hand = |size: f32, ink: Ink| Hand { size: size * unit, ink, halo: Some((PAPER, 2.3 * unit)) };
    for (t, township) in county.townships.iter().enumerate() {
        board.block(township.seat, if t == 0 { 8.0 } else { 6.0 } * unit);
    }
    for (t, township) in county.townships.iter().enumerate() {
        let (size, gap) = if t == 0 { (30.0, 10.0) } else { (22.0, 8.0) };
        board.beside(canvas, &township.name, township.seat, gap * unit, hand(size, BLACK));
    }
    let lake: Vec<u32> = county.fixed_level.clone();
    board.over_water(canvas, county, &lake, lake_name(county).as_ref(), hand(30.0, BLUE));
    for river in county.rivers.iter().filter(|r| r.main) {
        let line = smooth(county, &river.cells, 12);
        // A long river carries its name twice.
        let half = line.len() / 2;
        for part in [&line[..half], &line[half..]] {
            board.along(canvas, &river.name, part, hand(23.0, BLUE));
        }
    }
    for reservoir in &county.reservoirs {
        let middle = board.widest(county, &reservoir.cells).unwrap_or(reservoir.dam);
        board.beside(canvas, &reservoir.name, middle, 6.0 * unit, hand(16.0, BLUE));
    }
    for (at, height_m) in peaks(county) {
        let word = format!("{height_m:.0}");
        board.beside(canvas, &Name::new(word.clone(), word), at, 5.0 * unit, hand(13.0, BROWN));
        triangle(canvas, at, 5.0 * unit);
    }
    // Brooks that only have a number stay unnamed on paper.
    let named = |r: &&River| !r.main && !r.name.en.chars().any(|c| c.is_ascii_digit());
    for river in county.rivers.iter().filter(named) {
        board.along(canvas, &river.name, &smooth(county, &river.cells, 12), hand(15.0, BLUE));
    }
    // Larger villages first; those that find no room stay unnamed.
    let mut order: Vec<usize> = (0..county.villages.len()).collect();
    order.sort_by_key(|v| (core::cmp::Reverse(county.villages[*v].people), *v));
    for v in order {
        let village = &county.villages[v];
        if county.townships[village.township].seat != village.at {
            board.beside(canvas, &village.name, village.at, 3.0 * unit, hand(13.0, BLACK));
        }
    }
}

/// The great lake's name: that of the widest water with a fixed level, if the county has one.
fn lake_name(county: &County) -> Option<Name> {
    county.lake_name.clone().filter(|_| !county.fixed_level.is_empty())
}

/// Up to twelve summits, highest first, each the highest for some way around.
fn peaks(county: &County) -> Vec<(Point, f32)> {
    let spec = &county.spec;
    let apart_m = 0.13 * spec.width_m().min(spec.height_m());
    let mut cells: Vec<usize> = (0..spec.len())
        .filter(|c| {
            let (r, k) = spec.row_col(*c);
            let margin = (spec.rows / 40).max(3);
            r >= margin && k >= margin && r + margin < spec.rows && k + margin < spec.cols
        })
        .collect();
    cells.sort_by(|a, b| county.ground_m[*b].total_cmp(&county.ground_m[*a]).then(a.cmp(b)));
    let mut found: Vec<(Point, f32)> = Vec::new();
    for cell in cells {
        let p = spec.centre(cell);
        // Only the upper part of the county has summits worth a number.
        if found.len() == 12 || county.ground_m[cell] < 0.45 * found.first().map_or(0.0, |f| f.1) {
            break;
        }
        if found.iter().all(|(other, _)| other.distance_m(p) > apart_m) {
            found.push((p, county.ground_m[cell]));
        }
    }
    found
}

pub fn triangle(canvas: &mut Canvas, at: Point, half_px: f32) {
    let m = half_px * canvas.pixel_m;
    for k in 0..9 {
        let share = k as f32 / 8.0;
        let y = at.y_m - 0.8 * m + 1.6 * m * share;
        canvas.stroke(
            &[Point { x_m: at.x_m - m * share, y_m: y }, Point { x_m: at.x_m + m * share, y_m: y }],
            0.2 * m,
        );
    }
    canvas.ink(BROWN);
}

impl Board<'_> {
    fn pixel(&self, p: Point) -> (f32, f32) {
        (p.x_m / self.pixel_m, p.y_m / self.pixel_m)
    }

    /// Keep names off a symbol.
    fn block(&mut self, at: Point, half_px: f32) {
        let (x, y) = self.pixel(at);
        self.taken.push([x - half_px, y - half_px, x + half_px, y + half_px]);
    }

    fn free(&self, r: Rect) -> bool {
        r[0] >= 3.0
            && r[1] >= 3.0
            && r[2] <= self.size.0 - 3.0
            && r[3] <= self.size.1 - 3.0
            && self.taken.iter().all(|t| r[0] >= t[2] || r[2] <= t[0] || r[1] >= t[3] || r[3] <= t[1])
    }

    /// Write a name on one of eight sides of its symbol, where there is room.
    fn beside(&mut self, canvas: &mut Canvas, name: &Name, at: Point, gap: f32, hand: Hand) {
        let word = name.get(self.lang);
        let (width, size) = (self.lettering.width(word, hand.size), hand.size);
        let (x, y) = self.pixel(at);
        let (right, left, middle) = (x + gap, x - gap - width, x - 0.5 * width);
        let (level, above, below) = (y + 0.36 * size, y - gap - 0.1 * size, y + gap + 0.85 * size);
        let places = [
            (right, level),
            (left, level),
            (middle, above),
            (middle, below),
            (right, above + 0.3 * size),
            (right, below - 0.3 * size),
            (left, above + 0.3 * size),
            (left, below - 0.3 * size),
        ];
        for (x, y) in places {
            let rect = [x - 1.0, y - 0.92 * size, x + width + 1.0, y + 0.22 * size];
            if self.free(rect) {
                self.taken.push(rect);
                self.lettering.write(canvas, word, x, y, hand);
                return;
            }
        }
    }

    /// Spread a name along a course where it is straightest and there is room.
    fn along(&mut self, canvas: &mut Canvas, name: &Name, line: &[Point], hand: Hand) {
        let word: Vec<char> = name.get(self.lang).chars().collect();
        let spacing = SPACING[usize::from(self.lang == Lang::En)];
        let advances: Vec<f32> = word
            .iter()
            .map(|c| spacing * self.lettering.advance(*c, hand.size).max(0.2 * hand.size))
            .collect();
        let length: f32 = advances.iter().sum();
        let course: Vec<(f32, f32)> = line.iter().map(|p| self.pixel(*p)).collect();
        // Latin words have more letters to turn over the same way.
        let most_bend = if self.lang == Lang::Zh { 1.2 } else { 2.4 };
        let mut best: Option<(f32, Vec<Letter>, Vec<Rect>)> = None;
        for start in (0..course.len()).step_by(3) {
            let Some((letters, bend)) = self.set_along(&word, &advances, length, &course[start..], hand)
            else {
                break;
            };
            let boxes: Vec<Rect> = letters.iter().map(|l| letter_box(l, hand.size)).collect();
            // Towards the middle of the course the name is looked for first.
            let off = (start as f32 / course.len() as f32 - 0.4).abs();
            let cost = bend / most_bend + 0.4 * off;
            if bend < most_bend
                && best.as_ref().is_none_or(|b| cost < b.0)
                && boxes.iter().all(|b| self.free(*b))
            {
                best = Some((cost, letters, boxes));
            }
        }
        if let Some((_, letters, boxes)) = best {
            self.taken.extend(boxes);
            self.lettering.draw(canvas, &letters, hand);
        }
    }

    /// Letters set along a course from its first point on, just beside the line, and how much they turn (radians or so);
    /// `None` where the course is too short.
    fn set_along(
        &self,
        word: &[char],
        advances: &[f32],
        length: f32,
        course: &[(f32, f32)],
        hand: Hand,
    ) -> Option<(Vec<Letter>, f32)> {
        let mut steps = vec![0.0f32];
        for pair in course.windows(2) {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            steps.push(steps[steps.len() - 1] + (dx * dx + dy * dy).sqrt());
            if steps[steps.len() - 1] > length {
                break;
            }
        }
        if *steps.last()? <= length {
            return None;
        }
        let at = |s: f32| {
            let k = steps.partition_point(|v| *v < s).clamp(1, steps.len() - 1);
            let t = (s - steps[k - 1]) / (steps[k] - steps[k - 1]).max(1e-6);
            let (a, b) = (course[k - 1], course[k]);
            (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
        };
        let (first, last) = (at(0.0), at(length));
        // Words run from left to right; Chinese on a steep course from top to bottom.
        let steep = self.lang == Lang::Zh && (last.1 - first.1).abs() > 0.8 * (last.0 - first.0).abs();
        let backwards = if steep { last.1 < first.1 } else { last.0 < first.0 };
        let (mut letters, mut s, mut bend) = (Vec::new(), 0.0f32, 0.0f32);
        let mut previous: Option<(f32, f32)> = None;
        for (letter, advance) in word.iter().zip(advances) {
            let (from, to) =
                if backwards { (at(length - s), at(length - s - advance)) } else { (at(s), at(s + advance)) };
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let run = (dx * dx + dy * dy).sqrt().max(1e-6);
            let along = (dx / run, dy / run);
            if let Some(p) = previous {
                bend +=
                    (p.0 * along.1 - p.1 * along.0).abs() + (1.0 - p.0 * along.0 - p.1 * along.1).max(0.0);
            }
            previous = Some(along);
            let own = self.lettering.advance(*letter, hand.size);
            let middle = (0.5 * (from.0 + to.0), 0.5 * (from.1 + to.1));
            letters.push(if self.lang == Lang::Zh {
                // Chinese letters stand upright on the course.
                Letter {
                    letter: *letter,
                    x: middle.0 - 0.5 * own,
                    y: middle.1 + 0.36 * hand.size,
                    along: (1.0, 0.0),
                }
            } else {
                let off = (0.5 * own, -0.36 * hand.size);
                Letter {
                    letter: *letter,
                    x: middle.0 - off.0 * along.0 + off.1 * along.1,
                    y: middle.1 - off.0 * along.1 - off.1 * along.0,
                    along,
                }
            });
            s += advance;
        }
        Some((letters, bend))
    }

    /// The place of a set of cells that is farthest from its edge.
    fn widest(&self, county: &County, cells: &[u32]) -> Option<Point> {
        let mut inside = vec![false; county.spec.len()];
        cells.iter().for_each(|c| inside[*c as usize] = true);
        let edge_m = distance_m(&county.spec, |c| !inside[c] || on_edge(&county.spec, c));
        let best = cells.iter().max_by(|a, b| edge_m[**a as usize].total_cmp(&edge_m[**b as usize]))?;
        Some(county.spec.centre(*best as usize))
    }

    /// Write a name in the middle of a large water, upright letters from top to bottom where it is taller than wide.
    fn over_water(
        &mut self,
        canvas: &mut Canvas,
        county: &County,
        cells: &[u32],
        name: Option<&Name>,
        hand: Hand,
    ) {
        let (Some(name), Some(middle)) = (name, self.widest(county, cells)) else { return };
        let word = name.get(self.lang);
        let (x, y) = self.pixel(middle);
        let length = 1.7 * self.lettering.width(word, hand.size);
        let m = self.pixel_m;
        let course = |dx: f32, dy: f32| -> Vec<Point> {
            [-0.5f32, 0.0, 0.52]
                .map(|t| Point { x_m: (x + t * dx * length) * m, y_m: (y + t * dy * length) * m })
                .to_vec()
        };
        let column = self.lang == Lang::Zh && y - 0.5 * length > 0.0 && x < length;
        let line = if column { course(0.0, 1.0) } else { course(1.0, 0.0) };
        let before = self.taken.len();
        self.along(canvas, name, &line, hand);
        if self.taken.len() == before {
            self.beside(canvas, name, middle, 4.0, hand);
        }
    }
}

/// The box that a turned letter fills.
fn letter_box(letter: &Letter, size: f32) -> Rect {
    let (cos, sin) = letter.along;
    let corners = [(0.0, 0.15), (0.9, 0.15), (0.0, -0.85), (0.9, -0.85)]
        .map(|(x, y)| (letter.x + size * (x * cos - y * sin), letter.y + size * (x * sin + y * cos)));
    corners.iter().fold([f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY], |r, c| {
        [r[0].min(c.0), r[1].min(c.1), r[2].max(c.0), r[3].max(c.1)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(lettering: &Lettering, lang: Lang) -> Board<'_> {
        Board { lettering, lang, size: (400.0, 300.0), pixel_m: 10.0, taken: Vec::new() }
    }

    fn canvas() -> Canvas {
        Canvas::new(400, 300, 10.0, vec![[0.5; 3]; 400 * 300])
    }

    const HAND: Hand = Hand { size: 16.0, ink: BLACK, halo: None };

    #[test]
    fn a_crowd_of_names_leaves_no_two_over_each_other_and_none_outside() {
        let lettering = Lettering::new();
        let (mut board, mut canvas) = (board(&lettering, Lang::Zh), canvas());
        let name = Name::new("新墙河", "Xinqiang");
        for k in 0..200 {
            let at = Point { x_m: (k * 37 % 400) as f32 * 10.0, y_m: (k * 91 % 300) as f32 * 10.0 };
            board.beside(&mut canvas, &name, at, 4.0, HAND);
        }
        let taken = &board.taken;
        assert!(taken.len() > 30 && taken.len() < 200, "{}", taken.len());
        for (k, a) in taken.iter().enumerate() {
            assert!(a[0] >= 0.0 && a[1] >= 0.0 && a[2] <= 400.0 && a[3] <= 300.0);
            for b in &taken[..k] {
                assert!(a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1]);
            }
        }
        assert!(canvas.rgb.iter().any(|c| c[0] < 0.3), "ink was laid on");
    }

    #[test]
    fn names_along_a_course_read_from_left_to_right_whichever_way_it_flows() {
        let lettering = Lettering::new();
        let board = board(&lettering, Lang::En);
        let east: Vec<(f32, f32)> = (0..40).map(|k| (10.0 + 8.0 * k as f32, 150.0 + k as f32)).collect();
        let west: Vec<(f32, f32)> = east.iter().rev().copied().collect();
        let word: Vec<char> = "River".chars().collect();
        let advances = vec![12.0; word.len()];
        for course in [east, west] {
            let (letters, bend) = board.set_along(&word, &advances, 60.0, &course, HAND).unwrap();
            assert!(letters.windows(2).all(|w| w[0].x < w[1].x));
            assert!(bend < 0.01, "a straight course");
        }
        assert!(board.set_along(&word, &advances, 60.0, &[(0.0, 0.0), (30.0, 0.0)], HAND).is_none());
    }
}
