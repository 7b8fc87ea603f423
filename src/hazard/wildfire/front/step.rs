//! A tile's step in time, and the spreads that it needs.

use super::*;
use extend::way;

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
        let (mut movers, mut count, mut allowed_s) = ([Mover::default(); TILE], 0, f32::INFINITY);
        let origin = self.tiles.origin(tile);
        for at in 0..TILE {
            let Some((mover, bound_s)) = self.mover(&patch.phi, origin, at, ellipse) else { continue };
            (movers[count], allowed_s) = (mover, allowed_s.min(bound_s));
            count += 1;
        }
        let movers = &movers[..count];
        if movers.is_empty() {
            self.rest(tile, &patch);
            return;
        }
        let now_s = self.tiles.steps[tile].end_s;
        let left_s = until_s - now_s;
        let parts = (left_s / f64::from(allowed_s)).ceil().max(1.0);
        let (took_s, end_s) = if parts > 1.0 { (left_s / parts, now_s + left_s / parts) } else { (left_s, until_s) };
        let new = advanced(&patch, movers, took_s as f32);
        self.tiles.steps[tile].end_s = end_s;
        self.awake.push(Reverse((end_s.to_bits(), tile as u32)));
        self.put(tile, &patch, &new, ellipse);
    }

    /// What moves φ at a place of a tile, and the longest step that it allows, s; `None` where nothing does.
    #[inline(always)]
    fn mover(
        &mut self,
        phi: &[f32; PATCH],
        origin: usize,
        at: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
    ) -> Option<(Mover, f32)> {
        let (row, col) = (at / LANES, at % LANES);
        let p = (row + REACH) * ROW + col + REACH;
        let way = way(phi[p - ROW], phi[p - 1], phi[p], phi[p + 1], phi[p + ROW])?;
        let here = origin + row * self.tiles.stride + col;
        let mut known = |[cols, rows]: [i32; 2]| {
            let off = rows as isize * self.tiles.stride as isize + cols as isize;
            self.spread(here.wrapping_add_signed(off), ellipse)
        };
        let spread = [known(way.cell), known(way.next)];
        let [first, next] = spread.map(|s| rate(way.normal, s.parts()));
        if first <= 0.0 || (next <= 0.0 && way.left < STOPPED) {
            return None;
        }
        let border_s = way.left / first;
        let bound_s = if phi[p] > BEHIND {
            let [first, next] = spread.map(|s| fastest(way.normal, s.parts()));
            let within = CFL - border_s * first;
            if within <= 0.0 { CFL / first } else { border_s + within / next }
        } else {
            f32::INFINITY
        };
        Some((Mover { at, spread, speed: [first, next], left: way.left, border_s }, bound_s))
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
                self.tiles.to[place] = new;
                *changed |= u8::from(new != old && new.abs() < SLOPE) << col;
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
            self.known[place as usize] = known;
        }
    }
}

/// Greatest speed of a wavelet that carries an edge, cells/s.
fn fastest(normal: [f32; 2], parts: Parts) -> f32 {
    let (v, size) = wavelet(normal, parts);
    if size > 0.0 { (v[0] * v[0] + v[1] * v[1]).sqrt() / size } else { 0.0 }
}

/// φ of a tile after a time: the edge goes through one fuel, then through the next.
fn advanced(patch: &Patch, movers: &[Mover], took_s: f32) -> [f32; TILE] {
    let mut spreads: Spreads = [[0.0; TILE]; 5];
    for mover in movers {
        let mut scale = 1.0;
        let mut spread = mover.spread[0];
        if mover.border_s < took_s {
            let beyond = mover.speed[1] * (took_s - mover.border_s);
            let speed = (mover.left + beyond) / took_s;
            let chosen = usize::from(beyond > mover.left);
            (spread, scale) = (mover.spread[chosen], speed / mover.speed[chosen]);
        }
        let ([dx, dy], [xx, xy, yy]) = spread.parts();
        let square = scale * scale;
        let all = [scale * dx, scale * dy, square * xx, square * xy, square * yy];
        for (part, value) in spreads.iter_mut().zip(all) {
            part[mover.at] = value;
        }
    }
    let mut first = [0.0; TILE];
    rates(&patch.phi, &spreads, &mut first);
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
    rates(&middle, &spreads, &mut new);
    for row in 0..LANES {
        let (phi, middle) = (&patch.phi[inside(row)], &middle[inside(row)]);
        for ((new, phi), middle) in new[row * LANES..].iter_mut().zip(phi).zip(middle) {
            *new = (0.5 * (phi + middle - took_s * *new)).clamp(-1.0, 1.0);
        }
    }
    new
}
