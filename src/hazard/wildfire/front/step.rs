//! A step in time of all tiles that are awake, and the spreads that they need.

use super::*;
use extend::{Way, ties, way};

/// What a step finds and does in a tile.
pub(super) struct Work {
    tile: usize,
    phi: [f32; PATCH],
    walls: Option<Walls>,
    /// Whether one spread holds everywhere; that of all cells otherwise follows from the movers, when the step is known.
    plain: bool,
    mixed: bool,
    /// Whether all lies far behind the front.
    burnt_out: bool,
    movers: Vec<Mover>,
    spreads: Spreads,
    rates: [f32; TILE],
    allowed_s: f32,
    new: [f32; TILE],
    /// Spreads that were reckoned on the way.
    fresh: Vec<(u32, Known)>,
}

impl Work {
    fn new(tile: usize) -> Work {
        Work {
            tile,
            phi: [0.0; PATCH],
            walls: None,
            plain: false,
            mixed: false,
            burnt_out: false,
            movers: Vec::new(),
            spreads: [[0.0; TILE]; 5],
            rates: [0.0; TILE],
            allowed_s: f32::INFINITY,
            new: [0.0; TILE],
            fresh: Vec::new(),
        }
    }
}

impl Front {
    /// One step of Heun's method, to `end_s` at most.
    pub(super) fn step(
        &mut self,
        end_s: f64,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        works: &mut Vec<Work>,
        reached: &mut Vec<Burnt>,
    ) {
        self.awake.sort_unstable();
        works.truncate(self.awake.len());
        while works.len() < self.awake.len() {
            works.push(Work::new(0));
        }
        works.iter_mut().zip(&self.awake).for_each(|(work, tile)| work.tile = *tile as usize);
        each(works, |work| self.look(work, ellipse));
        for work in &mut *works {
            for (place, known) in work.fresh.drain(..) {
                self.walls[place as usize] = !known.burns();
                self.known[place as usize] = known;
            }
            let state = &mut self.tiles.states[work.tile];
            state.plain = if work.plain { self.weather } else { 0 };
            state.mixed = if work.mixed { self.weather } else { 0 };
        }
        let left_s = end_s - self.time_s;
        let allowed_s = works.iter().fold(f32::INFINITY, |least, work| least.min(work.allowed_s));
        let parts = (left_s / f64::from(allowed_s)).ceil().max(1.0);
        let took_s = left_s / parts;
        each(works, |work| work.begin(took_s as f32));
        works.iter().for_each(|work| self.tiles.set(work.tile, &work.new, false));
        each(works, |work| self.finish(work, took_s as f32));
        for tile in std::mem::take(&mut self.awake) {
            self.tiles.states[tile as usize].awake = false;
        }
        for work in &*works {
            self.settle(work, took_s, reached);
        }
        for work in &*works {
            self.rest(work);
        }
        self.time_s = if parts > 1.0 { self.time_s + took_s } else { end_s };
    }

    /// φ in and around a tile, what moves there, and the longest step that it allows.
    fn look(&self, work: &mut Work, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        let origin = self.tiles.origin(work.tile);
        work.phi = self.tiles.patch(&self.tiles.phi, work.tile);
        let walls = self.tiles.patch(&self.walls, work.tile);
        work.walls = walls.contains(&true).then(|| walls.map(u32::from));
        work.movers.clear();
        work.allowed_s = f32::INFINITY;
        let flat = work.phi.iter().all(|phi| *phi == work.phi[0]);
        let state = self.tiles.states[work.tile];
        (work.plain, work.mixed) = (state.plain == self.weather, state.mixed == self.weather);
        work.burnt_out = !flat && work.phi.iter().all(|phi| *phi < BEHIND);
        if flat || work.burnt_out {
            work.plain = false;
            return;
        }
        if !work.plain && !work.mixed && self.time_s - self.since_s >= LASTING_S {
            work.plain = self.is_plain(origin, ellipse, &mut work.fresh);
            work.mixed = !work.plain;
        }
        if work.plain {
            let ([dx, dy], [xx, xy, yy]) = self.spread(origin, ellipse, &mut work.fresh).parts();
            work.spreads = [dx, dy, xx, xy, yy].map(|part| [part; TILE]);
            let square = rates(&work.phi, None, &work.spreads, &mut work.rates);
            work.allowed_s = CFL / square.sqrt();
            return;
        }
        for at in 0..TILE {
            let found = self.mover(&work.phi, work.walls.as_ref(), origin, at, ellipse, &mut work.fresh);
            if let Some((mover, bound_s)) = found {
                work.movers.push(mover);
                work.allowed_s = work.allowed_s.min(bound_s);
            }
        }
    }

    /// Whether the spread in and around a tile is everywhere the same. This is asked of weather that lasts: it takes the
    /// spread at cells that the edge may never see.
    fn is_plain(
        &self,
        origin: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> bool {
        let own = self.spread(origin, ellipse, fresh);
        let first = origin - REACH * self.tiles.stride - REACH;
        own.burns()
            && (0..ROW).flat_map(|row| (0..ROW).map(move |col| (row, col))).all(|(row, col)| {
                self.spread(first + row * self.tiles.stride + col, ellipse, fresh).parts() == own.parts()
            })
    }

    /// What moves φ at a place of a tile, and the longest step that it allows, s; `None` where nothing does.
    #[inline(always)]
    fn mover(
        &self,
        phi: &[f32; PATCH],
        walls: Option<&Walls>,
        origin: usize,
        at: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
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
            if walls[p] != 0 && !self.spread(here, ellipse, fresh).burns() {
                return None;
            }
            for (value, beside) in around.iter_mut().zip([p - ROW, p - 1, p, p + 1, p + ROW]) {
                *value = if walls[beside] != 0 { phi[p] } else { *value };
            }
        }
        let Some(first) = way(around, [false; 2]) else {
            // The edge has gone; what is left burns out.
            let own = Mover {
                at,
                spreads: [self.spread(here, ellipse, fresh); 3],
                leaves_s: [f32::INFINITY; 2],
                ..Mover::default()
            };
            return (phi[p] <= 0.0).then_some((own, f32::INFINITY));
        };
        let mut found = self.go(first, at, here, ellipse, fresh);
        // Of edges on both sides the first to come counts; behind them, the last to go.
        let [x, y] = ties(around);
        for flip in [[true, false], [false, true], [true, true]] {
            if (flip[0] && !x) || (flip[1] && !y) {
                continue;
            }
            let other = way(around, flip).and_then(|way| self.go(way, at, here, ellipse, fresh));
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
        &self,
        way: Way,
        at: usize,
        here: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> Option<(Mover, f32)> {
        let mut known = |[cols, rows]: [i32; 2]| {
            let off = rows as isize * self.tiles.stride as isize + cols as isize;
            self.spread(here.wrapping_add_signed(off), ellipse, fresh)
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

    /// The second half of a step of a tile: its new φ, as far as what the rates say can be.
    fn finish(&self, work: &mut Work, took_s: f32) {
        if work.burnt_out {
            work.new = [-1.0; TILE];
            return;
        }
        let middle = self.tiles.patch(&self.tiles.middle, work.tile);
        let own = work.new;
        rates(&middle, work.walls.as_ref(), &work.spreads, &mut work.rates);
        let origin = self.tiles.origin(work.tile);
        for (at, half) in own.iter().enumerate() {
            let (row, col) = (at / LANES, at % LANES);
            let p = (row + REACH) * ROW + col + REACH;
            let old = work.phi[p];
            let mut new = (0.5 * (old + half - took_s * work.rates[at])).clamp(-1.0, 1.0);
            if old <= 0.0 {
                // What has burnt does not heal.
                new = if new < ASHES { -1.0 } else { new.min(0.0) };
            } else if new <= 0.0 {
                let beside = [p - ROW, p - 1, p + 1, p + ROW].iter().any(|p| work.phi[*p] <= 0.0);
                let known = &self.known[origin + row * self.tiles.stride + col];
                if !beside || known.weather != self.weather || !known.burns() {
                    new = old.min(SPARED);
                }
            }
            work.new[at] = new;
        }
    }

    /// What burnt in a tile's step; it and those beside which φ has changed are awake from now on.
    fn settle(&mut self, work: &Work, took_s: f64, reached: &mut Vec<Burnt>) {
        let origin = self.tiles.origin(work.tile);
        let mut changed = [0u8; LANES];
        let mut burns = false;
        for (row, changed) in changed.iter_mut().enumerate() {
            let phi = &work.phi[(row + REACH) * ROW + REACH..][..LANES];
            for (col, (old, new)) in phi.iter().zip(&work.new[row * LANES..][..LANES]).enumerate() {
                *changed |= u8::from(old != new) << col;
                burns |= (*old > 0.0) & (*new <= 0.0);
            }
        }
        for at in if burns { 0..TILE } else { 0..0 } {
            let (row, col) = (at / LANES, at % LANES);
            let p = (row + REACH) * ROW + col + REACH;
            let (old, new) = (work.phi[p], work.new[at]);
            let place = origin + row * self.tiles.stride + col;
            if let (true, Some(cell)) = (old > 0.0 && new <= 0.0, self.tiles.cell(place)) {
                let at_s = self.time_s + took_s * f64::from(old / (old - new));
                let parts = self.known[place].parts();
                let to = kernel::direction(&work.phi, p, parts);
                let rate_m_s = rate(to, parts) * self.spec.cell_m;
                reached.push(Burnt { cell: cell as u32, at_s, rate_m_s, to });
                self.burnt += 1;
            }
        }
        self.tiles.set(work.tile, &work.new, true);
        let any = |rows: &[u8]| rows.iter().fold(0, |a, b| a | b);
        let bands = [any(&changed[..BESIDE]), any(&changed), any(&changed[LANES - BESIDE..])];
        let sides = [(1u8 << BESIDE) - 1, u8::MAX, u8::MAX << (LANES - BESIDE)];
        for (k, tile) in self.tiles.around(work.tile).into_iter().enumerate() {
            if bands[k / 3] & sides[k % 3] > 0 {
                self.wake(tile);
            }
        }
    }

    /// A tile where nothing moves any more, but where an edge is, waits for other weather.
    fn rest(&mut self, work: &Work) {
        let state = &mut self.tiles.states[work.tile];
        if !state.awake && !state.stuck && work.phi.iter().any(|phi| *phi != work.phi[0]) {
            state.stuck = true;
            self.stuck.push(work.tile as u32);
        }
    }

    /// The spread at a place under this weather; what had to be reckoned is put down.
    fn spread(
        &self,
        place: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> Known {
        let known = self.known[place];
        if known.weather == self.weather {
            return known;
        }
        if let Some((_, known)) = fresh.iter().find(|(at, _)| *at == place as u32) {
            return *known;
        }
        let known = self.reckoned(place, ellipse);
        fresh.push((place as u32, known));
        known
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
}

/// Do something with each tile, on all threads where it is worth it.
fn each(works: &mut [Work], job: impl Fn(&mut Work) + Sync) {
    if works.len() < 2 * SHARED_TILES {
        works.iter_mut().for_each(&job);
    } else {
        works.par_iter_mut().with_min_len(SHARED_TILES).for_each(&job);
    }
}

impl Work {
    /// The first half of a step: the edge goes through one fuel, then through the next.
    fn begin(&mut self, took_s: f32) {
        if !self.plain {
            self.spreads = [[0.0; TILE]; 5];
            self.movers.iter().for_each(|mover| mover.put(took_s, &mut self.spreads));
            rates(&self.phi, self.walls.as_ref(), &self.spreads, &mut self.rates);
        }
        for at in 0..TILE {
            let phi = self.phi[(at / LANES + REACH) * ROW + at % LANES + REACH];
            self.new[at] = (phi - took_s * self.rates[at]).clamp(-1.0, 1.0);
        }
    }
}

/// Greatest speed of a wavelet that carries an edge, cells/s.
fn fastest(normal: [f32; 2], parts: Parts) -> f32 {
    let (v, size) = wavelet(normal, parts);
    if size > 0.0 { (v[0] * v[0] + v[1] * v[1]).sqrt() / size } else { 0.0 }
}
