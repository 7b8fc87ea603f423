//! A tile's step in time, and the spreads that it needs.

use super::*;
use extend::{Way, ties, way};

impl Front {
    /// One step of Heun's method for a tile, to `until_s` at most.
    pub(super) fn step(
        &mut self,
        tile: usize,
        until_s: f64,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        reached: &mut Vec<Burnt>,
    ) {
        let patch = self.tiles.patch(tile);
        self.settle(tile, &patch, reached);
        let origin = self.tiles.origin(tile);
        let walls = self.walls_around(origin);
        let mut first = [0.0; TILE];
        let plain = self.is_plain(tile, ellipse);
        let mut movers = std::mem::take(&mut self.movers);
        movers.clear();
        let mut spreads: Spreads = [[0.0; TILE]; 5];
        let (mut moves, allowed_s) = if plain {
            let ([dx, dy], [xx, xy, yy]) = self.spread(origin, ellipse).parts();
            spreads = [dx, dy, xx, xy, yy].map(|part| [part; TILE]);
            let fastest = rates(&patch.phi, None, &spreads, &mut first).sqrt();
            (first.iter().any(|rate| *rate > 0.0), CFL / fastest)
        } else {
            let mut allowed_s = f32::INFINITY;
            for at in 0..TILE {
                let Some((mover, bound_s)) = self.mover(&patch.phi, walls.as_ref(), origin, at, ellipse) else {
                    continue;
                };
                movers.push(mover);
                allowed_s = allowed_s.min(bound_s);
            }
            (!movers.is_empty(), allowed_s)
        };
        if moves {
            let step = &mut self.tiles.steps[tile];
            let (now_s, most_s) = (step.end_s, std::mem::replace(&mut step.most_s, f64::INFINITY));
            let until_s = if most_s > now_s { until_s.min(most_s) } else { until_s };
            let left_s = until_s - now_s;
            let parts = (left_s / f64::from(allowed_s)).ceil().max(1.0);
            let (took_s, end_s) =
                if parts > 1.0 { (left_s / parts, now_s + left_s / parts) } else { (left_s, until_s) };
            if !plain {
                movers.iter().for_each(|mover| mover.put(took_s as f32, &mut spreads));
                rates(&patch.phi, walls.as_ref(), &spreads, &mut first);
                moves = first.iter().any(|rate| *rate > 0.0);
            }
            if moves {
                self.tiles.steps[tile].end_s = end_s;
                let new = advanced(&patch, walls.as_ref(), &spreads, &first, took_s as f32);
                self.awake.push(Reverse((end_s.to_bits(), tile as u32)));
                self.put(tile, &patch, &new, ellipse);
            }
        }
        if !moves {
            self.rest(tile, &patch);
        }
        self.movers = movers;
    }

    /// Places around a tile that do not burn; `None` without any.
    fn walls_around(&self, origin: usize) -> Option<[bool; PATCH]> {
        let mut walls = [false; PATCH];
        let first = origin - REACH * self.tiles.stride - REACH;
        for row in 0..ROW {
            let at = first + row * self.tiles.stride;
            walls[row * ROW..][..ROW].copy_from_slice(&self.walls[at..at + ROW]);
        }
        walls.iter().fold(false, |any, wall| any | wall).then_some(walls)
    }

    /// Whether the spread in and around a tile is everywhere the same. This is asked of weather that lasts: it takes the
    /// spread at cells that the edge may never see.
    fn is_plain(&mut self, tile: usize, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> bool {
        let step = self.tiles.steps[tile];
        if step.plain == self.weather || step.mixed == self.weather || step.end_s - self.since_s < LASTING_S {
            return step.plain == self.weather;
        }
        let origin = self.tiles.origin(tile);
        let own = self.spread(origin, ellipse);
        let mut plain = own.burns();
        let first = origin - REACH * self.tiles.stride - REACH;
        for row in 0..ROW {
            for place in first + row * self.tiles.stride..first + row * self.tiles.stride + ROW {
                plain = plain && self.spread(place, ellipse).parts() == own.parts();
            }
        }
        let step = &mut self.tiles.steps[tile];
        (step.plain, step.mixed) = if plain { (self.weather, 0) } else { (0, self.weather) };
        plain
    }

    /// What moves φ at a place of a tile, and the longest step that it allows, s; `None` where nothing does.
    #[inline(always)]
    fn mover(
        &mut self,
        phi: &[f32; PATCH],
        walls: Option<&[bool; PATCH]>,
        origin: usize,
        at: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
    ) -> Option<(Mover, f32)> {
        let (row, col) = (at / LANES, at % LANES);
        let p = (row + REACH) * ROW + col + REACH;
        let here = origin + row * self.tiles.stride + col;
        let mut around = [p - ROW, p - 1, p, p + 1, p + ROW].map(|p| phi[p]);
        if around == [phi[p]; 5] {
            return None;
        }
        if let Some(walls) = walls {
            // A wall may have become none with the weather.
            if walls[p] && !self.spread(here, ellipse).burns() {
                return None;
            }
            for (value, beside) in around.iter_mut().zip([p - ROW, p - 1, p, p + 1, p + ROW]) {
                *value = if walls[beside] { phi[p] } else { *value };
            }
        }
        let Some(first) = way(around, [false; 2]) else {
            // The edge has gone; what is left burns out.
            let own = Mover { at, spreads: [self.spread(here, ellipse); 3], leaves_s: [f32::INFINITY; 2], ..Mover::default() };
            return (phi[p] <= 0.0).then_some((own, f32::INFINITY));
        };
        let mut found = self.go(first, at, here, ellipse);
        // Of edges on both sides the first to come counts; behind them, the last to go.
        let [x, y] = ties(around);
        for flip in [[true, false], [false, true], [true, true]] {
            if (flip[0] && !x) || (flip[1] && !y) {
                continue;
            }
            let other = way(around, flip).and_then(|way| self.go(way, at, here, ellipse));
            let bound_s = |mover: &Option<(Mover, f32)>| mover.map_or(f32::MAX, |(_, bound_s)| bound_s);
            if (bound_s(&other) < bound_s(&found)) == (phi[p] > 0.0) {
                found = other;
            }
        }
        found.map(|(mover, bound_s)| (mover, if phi[p] > BEHIND { bound_s } else { f32::INFINITY }))
    }

    /// How an edge goes its way, and the time in which its wavelets go as far as they may, s.
    #[inline(always)]
    fn go(
        &mut self,
        way: Way,
        at: usize,
        here: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
    ) -> Option<(Mover, f32)> {
        let mut known = |[cols, rows]: [i32; 2]| {
            let off = rows as isize * self.tiles.stride as isize + cols as isize;
            self.spread(here.wrapping_add_signed(off), ellipse)
        };
        let mut spreads = [known(way.cells[0]), known(way.cells[1]), Known::default()];
        let within = way.leaves[1] - way.leaves[0];
        if way.leaves[1] < CFL {
            spreads[2] = known(way.cells[2]);
            if within < CORNER {
                // Past a corner on either side.
                let aside = known(way.aside);
                if rate(way.normal, aside.parts()) > rate(way.normal, spreads[1].parts()) {
                    spreads[1] = aside;
                }
            }
        }
        let speeds = spreads.map(|s| rate(way.normal, s.parts()));
        if speeds[0] <= 0.0 || (speeds[1] <= 0.0 && way.leaves[0] < STOPPED) {
            return None;
        }
        let first_s = way.leaves[0] / speeds[0];
        let leaves_s = [first_s, if speeds[1] > 0.0 { first_s + within / speeds[1] } else { f32::INFINITY }];
        let (mut bound_s, mut left, mut begun_s) = (f32::INFINITY, CFL, 0.0);
        for (k, spread) in spreads.iter().enumerate() {
            let speed = fastest(way.normal, spread.parts());
            let takes_s = leaves_s.get(k).map_or(f32::INFINITY, |leaves| leaves - begun_s);
            if speed * takes_s >= left {
                bound_s = begun_s + left / speed;
                break;
            }
            (left, begun_s) = (left - speed * takes_s, begun_s + takes_s);
        }
        Some((Mover { at, spreads, speeds, leaves: way.leaves, leaves_s }, bound_s))
    }

    /// Nothing moves in a tile until something changes beside it.
    fn rest(&mut self, tile: usize, patch: &Patch) {
        let step = &mut self.tiles.steps[tile];
        if step.stirred_s > step.end_s {
            step.end_s = step.stirred_s;
            self.awake.push(Reverse((step.end_s.to_bits(), tile as u32)));
            return;
        }
        step.awake = false;
        if !step.stuck && patch.phi.iter().any(|phi| *phi != patch.phi[0]) {
            step.stuck = true;
            self.stuck.push(tile as u32);
        }
    }

    /// The new φ of a tile, as far as what it says can be; and its neighbours see it.
    fn put(
        &mut self,
        tile: usize,
        patch: &Patch,
        new: &[f32; TILE],
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
    ) {
        let origin = self.tiles.origin(tile);
        let mut changed = [0u8; LANES];
        for (row, changed) in changed.iter_mut().enumerate() {
            for col in 0..LANES {
                let (p, place) = ((row + REACH) * ROW + col + REACH, origin + row * self.tiles.stride + col);
                let (old, mut new) = (patch.phi[p], new[row * LANES + col]);
                if old <= 0.0 {
                    // What has burnt does not heal.
                    new = new.min(0.0);
                } else if new <= 0.0 {
                    let beside = [p - ROW, p - 1, p + 1, p + ROW].iter().any(|p| patch.phi[*p] <= 0.0);
                    if !beside || !self.spread(place, ellipse).burns() {
                        new = old.min(SPARED);
                    }
                }
                if new < ASHES {
                    new = -1.0;
                }
                self.tiles.to[place] = new;
                *changed |= u8::from(new != old) << col;
            }
        }
        let any = |rows: &[u8]| rows.iter().fold(0, |a, b| a | b);
        let bands = [any(&changed[..BESIDE]), any(&changed), any(&changed[LANES - BESIDE..])];
        let sides = [(1u8 << BESIDE) - 1, u8::MAX, u8::MAX << (LANES - BESIDE)];
        let step = self.tiles.steps[tile];
        for (band, row) in bands.iter().zip(-1..) {
            for (side, col) in sides.iter().zip(-1..) {
                if band & side > 0 && (row, col) != (0, 0) {
                    self.stir(self.tiles.beside(tile, [col, row]), step.end_s, step.end_s - step.start_s);
                }
            }
        }
    }

    /// The spread at a place under this weather.
    fn spread(&mut self, place: usize, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Known {
        if self.known[place].weather != self.weather {
            self.known[place] = self.reckoned(place, ellipse);
            self.walls[place] = !self.known[place].burns();
        }
        self.known[place]
    }

    fn reckoned(&self, place: usize, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Known {
        let weather = self.weather;
        let Some(cell) = self.tiles.cell(place).filter(|_| !self.held[place]) else {
            return Known { weather, ..Known::default() };
        };
        let (d, m) = ellipse(cell).parts();
        let per_cell = 1.0 / self.spec.cell_m;
        Known { d: d.map(|d| d * per_cell), m: m.map(|m| m * per_cell * per_cell), weather }
    }

    /// Reckon the spreads around the edge, on all threads.
    pub(super) fn learn_edge(&mut self, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        let mut places = Vec::new();
        for Reverse((_, tile)) in self.awake.iter() {
            let origin = self.tiles.origin(*tile as usize);
            for row in 0..LANES {
                let row = origin + row * self.tiles.stride;
                places.extend((row..row + LANES).filter(|&p| self.tiles.to[p].abs() < SLOPE).map(|p| p as u32));
            }
        }
        places.sort_unstable();
        places.dedup();
        if places.len() < SHARED_SPREADS {
            return;
        }
        let found: Vec<Known> =
            places.par_iter().with_min_len(64).map(|&p| self.reckoned(p as usize, ellipse)).collect();
        for (place, known) in places.into_iter().zip(found) {
            self.walls[place as usize] = !known.burns();
            self.known[place as usize] = known;
        }
    }
}

/// Greatest speed of a wavelet that carries an edge, cells/s.
fn fastest(normal: [f32; 2], parts: Parts) -> f32 {
    let (v, size) = wavelet(normal, parts);
    if size > 0.0 { (v[0] * v[0] + v[1] * v[1]).sqrt() / size } else { 0.0 }
}

impl Mover {
    /// The spread that moves the edge for most of its way in a time, and by what factor: that of the whole way.
    fn course(&self, took_s: f32) -> (Known, f32) {
        let (speeds, [first_s, second_s]) = (&self.speeds, self.leaves_s);
        if took_s <= first_s {
            return (self.spreads[0], 1.0);
        }
        let within = self.leaves[1] - self.leaves[0];
        let ways = if took_s <= second_s {
            [self.leaves[0], speeds[1] * (took_s - first_s), 0.0]
        } else {
            [self.leaves[0], within, speeds[2] * (took_s - second_s)]
        };
        let most = (1..3).fold(0, |most, k| if ways[k] > ways[most] { k } else { most });
        (self.spreads[most], ways.iter().sum::<f32>() / (took_s * speeds[most]))
    }

    /// Its spread among those of the tile.
    fn put(&self, took_s: f32, spreads: &mut Spreads) {
        let (spread, scale) = self.course(took_s);
        let ([dx, dy], [xx, xy, yy]) = spread.parts();
        let square = scale * scale;
        let all = [scale * dx, scale * dy, square * xx, square * xy, square * yy];
        for (part, value) in spreads.iter_mut().zip(all) {
            part[self.at] = value;
        }
    }
}

/// φ of a tile after a time, by the rates at its begin.
fn advanced(
    patch: &Patch,
    walls: Option<&[bool; PATCH]>,
    spreads: &Spreads,
    first: &[f32; TILE],
    took_s: f32,
) -> [f32; TILE] {
    let mut middle = [0.0f32; PATCH];
    for ((middle, phi), per_s) in middle.iter_mut().zip(&patch.phi).zip(&patch.per_s) {
        *middle = (phi + took_s * per_s).clamp(-1.0, 1.0);
    }
    let inside = |row: usize| (row + REACH) * ROW + REACH..(row + REACH) * ROW + REACH + LANES;
    for row in 0..LANES {
        for (middle, rate) in middle[inside(row)].iter_mut().zip(&first[row * LANES..]) {
            *middle = (*middle - took_s * rate).clamp(-1.0, 1.0);
        }
    }
    let mut new = [0.0; TILE];
    rates(&middle, walls, spreads, &mut new);
    for row in 0..LANES {
        let (phi, middle) = (&patch.phi[inside(row)], &middle[inside(row)]);
        for ((new, phi), middle) in new[row * LANES..].iter_mut().zip(phi).zip(middle) {
            *new = (0.5 * (phi + middle - took_s * *new)).clamp(-1.0, 1.0);
        }
    }
    new
}
