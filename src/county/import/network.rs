//! Roads of a pack as a network: lines cut where they meet, joined where they nearly do, and tracks to places that no
//! road reaches.

use super::{report::Report, rows::Read, table::Table, tables::road_net};
use crate::{
    county::{Road, RoadClass, RoadNet, generate::near},
    data::Msg,
    num::{GridSpec, Point},
    text::both,
};
use std::collections::{BTreeMap, BTreeSet};

/// Height of a bridge's deck above low water, and of any other road above the ground, m.
const DECK_M: f32 = 3.0;
const ROAD_M: f32 = 0.3;

/// The ground that roads lie on.
pub struct Bed<'a> {
    pub spec: GridSpec,
    pub ground_m: &'a [f32],
    pub base_depth_m: &'a [f32],
}

/// Lines as a network. Ends within a cell of another line are joined to it; parts that stay apart are joined by
/// tracks, with a warning.
pub fn of_lines(
    reads: Vec<Read<Road>>,
    table: Option<&Table>,
    bed: &Bed<'_>,
    report: &mut Report,
) -> RoadNet {
    let snap = |p: Point| {
        let tick = |v: f32| (v / 5.0).round() as i64;
        (tick(p.x_m), tick(p.y_m))
    };
    let mut lines: Vec<(Road, usize, Vec<Point>)> = Vec::new();
    for read in reads {
        let parts = inside(&bed.spec, &read.shape);
        // A road may leave the county, but not for a place as far again as the county is wide.
        let (width, height) = (bed.spec.width_m(), bed.spec.height_m());
        let far =
            |p: &Point| !(-width..2.0 * width).contains(&p.x_m) || !(-height..2.0 * height).contains(&p.y_m);
        let within = |p: &Point| (0.0..width).contains(&p.x_m) && (0.0..height).contains(&p.y_m);
        let wrong = if parts.is_empty() && !read.shape.iter().any(within) {
            Some("pack-road-outside")
        } else {
            read.shape.iter().any(far).then_some("pack-road-far")
        };
        if let (Some(key), Some(table)) = (wrong, table) {
            report.warn(table.fault(&table.rows[read.row], None, Msg::new(key)));
        }
        for part in parts {
            lines.push((read.item.clone(), read.row, part));
        }
    }
    meet_ends(&mut lines, bed.spec.cell_m);
    // A point of two lines, or an end, is a node.
    let mut uses: BTreeMap<(i64, i64), (u32, Point)> = BTreeMap::new();
    for (_, _, line) in &lines {
        for (k, p) in line.iter().enumerate() {
            let end = k == 0 || k + 1 == line.len();
            uses.entry(snap(*p)).or_insert((0, *p)).0 += if end { 2 } else { 1 };
        }
    }
    let mut net = Net::default();
    let mut node_of = BTreeMap::new();
    let mut first_row = Vec::new();
    for (road, row, line) in &lines {
        let mut start = 0;
        for k in 1..line.len() {
            let (count, _) = uses[&snap(line[k])];
            if count < 2 {
                continue;
            }
            let mut node = |p: Point| {
                *node_of.entry(snap(p)).or_insert_with(|| {
                    net.nodes.push(uses[&snap(p)].1);
                    first_row.push(*row);
                    net.nodes.len() - 1
                })
            };
            let (from, to) = (node(line[start]), node(line[k]));
            if from != to {
                let piece = line[start..=k].to_vec();
                net.roads.push(laid(bed, road, from, to, piece));
            }
            start = k;
        }
    }
    let parts = net.parts();
    for (k, part) in parts.iter().enumerate().skip(1) {
        let node = part[0];
        if let (Some(table), Some(row)) = (table, first_row.get(node).and_then(|row| table?.rows.get(*row))) {
            report.warn(table.fault(row, None, Msg::new("pack-road-apart").with("n", part.len())));
        }
        // Nodes made where tracks meet roads belong to what is joined already.
        let apart: BTreeSet<usize> = parts[k..].iter().flatten().copied().collect();
        let known: BTreeSet<usize> = (0..net.nodes.len()).filter(|n| !apart.contains(n)).collect();
        net.track(bed, net.nodes[node], Some(node), &known);
    }
    net.done()
}

/// Lead a track to each place that is more than two cells from every node.
pub fn reach(roads: RoadNet, places: impl Iterator<Item = Point>, bed: &Bed<'_>) -> RoadNet {
    let mut net = Net { nodes: roads.nodes, roads: roads.roads };
    for place in places {
        let near = place.nearest(net.nodes.iter().copied()).map(|n| net.nodes[n].distance_m(place));
        if near.is_none_or(|m| m > 2.0 * bed.spec.cell_m) {
            let known: BTreeSet<usize> = (0..net.nodes.len()).collect();
            net.track(bed, place, None, &known);
        }
    }
    net.done()
}

/// What a track may lead to.
#[derive(Clone, Copy)]
enum Goal {
    Node(usize),
    Road(usize),
}

#[derive(Default)]
struct Net {
    nodes: Vec<Point>,
    roads: Vec<Road>,
}

impl Net {
    /// Groups of nodes that roads join, the largest first.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut group: Vec<usize> = (0..self.nodes.len()).collect();
        fn root(group: &mut [usize], mut n: usize) -> usize {
            while group[n] != n {
                group[n] = group[group[n]];
                n = group[n];
            }
            n
        }
        for road in &self.roads {
            let (a, b) = (root(&mut group, road.from), root(&mut group, road.to));
            group[a.max(b)] = a.min(b);
        }
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for node in 0..self.nodes.len() {
            parts.entry(root(&mut group, node)).or_default().push(node);
        }
        let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
        parts
    }

    /// A village road from a place over easy ground to the nearest road of the `known` nodes' part, or to one of them.
    fn track(&mut self, bed: &Bed<'_>, place: Point, node: Option<usize>, known: &BTreeSet<usize>) {
        // Cells of roads, by road, and of nodes, which come before roads.
        let mut goal: BTreeMap<usize, Goal> = BTreeMap::new();
        for (k, road) in self.roads.iter().enumerate().filter(|(_, r)| known.contains(&r.from)) {
            for cell in &road.cells {
                goal.entry(*cell as usize).or_insert(Goal::Road(k));
            }
        }
        for n in known {
            goal.insert(bed.spec.cell_at(self.nodes[*n]), Goal::Node(*n));
        }
        if goal.is_empty() {
            self.nodes.extend(node.is_none().then_some(place));
            return;
        }
        let start = bed.spec.cell_at(place);
        let cost = |a: usize, d: usize, b: usize| {
            let run_m = near::step_cells(d) * bed.spec.cell_m;
            let slope = (bed.ground_m[a] - bed.ground_m[b]).abs() / run_m;
            let wet = if bed.base_depth_m[b] > 0.0 { 30.0 } else { 0.0 };
            (10.0 * near::step_cells(d) * (1.0 + (12.0 * slope).min(60.0) + wet)) as u64
        };
        let steps = |cell: &usize| {
            let cell = *cell;
            near::near8(&bed.spec, cell).map(move |(d, n)| (n, cost(cell, d, n))).collect::<Vec<_>>()
        };
        let path = pathfinding::prelude::dijkstra(&start, steps, |cell| goal.contains_key(cell));
        let Some((path, _)) = path else { return };
        let Some((last, end)) = path.last().and_then(|cell| Some((*cell, *goal.get(cell)?))) else { return };
        let to = match end {
            Goal::Node(node) => node,
            Goal::Road(road) => self.cut(bed, road, bed.spec.centre(last)),
        };
        let from = node.unwrap_or_else(|| {
            self.nodes.push(place);
            self.nodes.len() - 1
        });
        let mut line = vec![place];
        line.extend(path.iter().skip(1).take(path.len().saturating_sub(2)).map(|c| bed.spec.centre(*c)));
        line.push(self.nodes[to]);
        let track = Road {
            name: both("pack-track"),
            class: RoadClass::Village,
            from,
            to,
            length_m: 0.0,
            slope: 0.0,
            line: Vec::new(),
            cells: Vec::new(),
            raised_m: Vec::new(),
        };
        self.roads.push(laid(bed, &track, from, to, line));
    }

    /// The node at the point of a road nearest to `p`, where the road is cut in two.
    fn cut(&mut self, bed: &Bed<'_>, road: usize, p: Point) -> usize {
        let old = self.roads[road].clone();
        let feet = (1..old.line.len()).filter_map(|s| {
            let foot = foot(old.line[s - 1], old.line[s], p, 2.0 * bed.spec.cell_m)?;
            Some((foot.distance_m(p), s, foot))
        });
        let Some((_, s, foot)) = feet.min_by(|a, b| a.0.total_cmp(&b.0)) else { return old.from };
        for end in [old.from, old.to] {
            if self.nodes[end].distance_m(foot) < 0.5 * bed.spec.cell_m {
                return end;
            }
        }
        self.nodes.push(foot);
        let node = self.nodes.len() - 1;
        let head = [&old.line[..s], &[foot]].concat();
        let tail = [&[foot], &old.line[s..]].concat();
        self.roads[road] = laid(bed, &old, old.from, node, head);
        self.roads.push(laid(bed, &old, node, old.to, tail));
        node
    }

    fn done(self) -> RoadNet {
        road_net(self.nodes, self.roads)
    }
}

/// A road along a line on the ground.
fn laid(bed: &Bed<'_>, road: &Road, from: usize, to: usize, line: Vec<Point>) -> Road {
    let mut cells: Vec<u32> = Vec::new();
    for pair in line.windows(2) {
        let steps = (pair[0].distance_m(pair[1]) / (0.5 * bed.spec.cell_m)).ceil().max(1.0) as usize;
        for k in 0..=steps {
            let cell = bed.spec.cell_at(pair[0].lerp(pair[1], k as f32 / steps as f32)) as u32;
            if cells.last() != Some(&cell) {
                cells.push(cell);
            }
        }
    }
    let raised_m: Vec<f32> = cells
        .iter()
        .map(|c| bed.base_depth_m[*c as usize])
        .map(|depth_m| if depth_m > 0.0 { depth_m + DECK_M } else { ROAD_M })
        .collect();
    let level = |k: usize| bed.ground_m[cells[k] as usize] + raised_m[k];
    let length_m: f32 = line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
    let climb_m: f32 = (1..cells.len()).map(|k| (level(k) - level(k - 1)).abs()).sum();
    let slope = if length_m > 0.0 { climb_m / length_m } else { 0.0 };
    Road { from, to, length_m, slope, line, cells, raised_m, ..road.clone() }
}

/// The parts of a line inside the county, of two points and more.
fn inside(spec: &GridSpec, line: &[Point]) -> Vec<Vec<Point>> {
    let holds =
        |p: &Point| (0.0..=spec.width_m()).contains(&p.x_m) && (0.0..=spec.height_m()).contains(&p.y_m);
    let mut parts: Vec<Vec<Point>> = line.split(|p| !holds(p)).map(<[Point]>::to_vec).collect();
    parts.retain(|part| part.len() > 1);
    parts
}

/// Put the foot of each loose end into the line that it nearly touches, and the end onto it.
fn meet_ends(lines: &mut [(Road, usize, Vec<Point>)], cell_m: f32) {
    for k in 0..lines.len() {
        for last in [false, true] {
            let end = if last { lines[k].2.last() } else { lines[k].2.first() };
            let Some(end) = end.copied() else { continue };
            let best = (0..lines.len())
                .filter(|other| *other != k)
                .flat_map(|other| (1..lines[other].2.len()).map(move |s| (other, s)))
                .filter_map(|(other, s)| {
                    let foot = foot(lines[other].2[s - 1], lines[other].2[s], end, cell_m)?;
                    Some((foot.distance_m(end), other, s, foot))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            let Some((_, other, s, foot)) = best else { continue };
            let touches = |p: Point| p.distance_m(foot) < 2.5;
            if touches(lines[other].2[s - 1]) || touches(lines[other].2[s]) {
                let corner = if touches(lines[other].2[s]) { s } else { s - 1 };
                let corner = lines[other].2[corner];
                put(&mut lines[k].2, last, corner);
            } else {
                lines[other].2.insert(s, foot);
                put(&mut lines[k].2, last, foot);
            }
        }
    }
}

fn put(line: &mut Vec<Point>, last: bool, p: Point) {
    if last {
        line.push(p);
    } else {
        line.insert(0, p);
    }
}

/// The point of a segment nearest to `p`, if it is within `cell_m`.
fn foot(a: Point, b: Point, p: Point, cell_m: f32) -> Option<Point> {
    let far = |v: f32, x: f32, y: f32| v < x.min(y) - cell_m || v > x.max(y) + cell_m;
    if far(p.x_m, a.x_m, b.x_m) || far(p.y_m, a.y_m, b.y_m) {
        return None;
    }
    let (dx, dy) = (b.x_m - a.x_m, b.y_m - a.y_m);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / square } else { 0.0 };
    let foot = a.lerp(b, t.clamp(0.0, 1.0));
    (foot.distance_m(p) <= cell_m).then_some(foot)
}
