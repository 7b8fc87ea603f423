//! What moves φ in a tile, and the longest step that it allows.

use super::{
    extend::{Edge, Way, edge, edges, ties},
    step::{Kind, Work},
    *,
};

impl Front {
    /// φ in and around a tile, what moves there, and the longest step that it allows.
    pub(super) fn look(&self, work: &mut Work, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        self.tiles.around_in(&self.tiles.phi, work.tile, &mut work.phi);
        work.movers.clear();
        work.allowed_s = f32::INFINITY;
        work.found = None;
        work.kind = if !kernel::moves(&work.phi) || self.is_behind(work, ellipse) {
            Kind::Still
        } else if work.phi.iter().fold(true, |behind, phi| behind & (*phi < BEHIND)) {
            Kind::Ashes
        } else {
            let state = self.tiles.states[work.tile];
            if state.plain == self.weather {
                Kind::Plain
            } else {
                if state.mixed != self.weather && self.time_s - self.since_s >= LASTING_S {
                    work.found = Some(self.is_plain(work.tile, ellipse, &mut work.fresh));
                }
                Kind::Mixed
            }
        };
        if matches!(work.kind, Kind::Still | Kind::Ashes) {
            if self.tiles.states[work.tile].behind {
                self.tiles.middle.put(work.tile, &kernel::inner(&work.phi));
            }
            return;
        }
        work.walled = false;
        if self.tiles.states[work.tile].walls > 0 {
            let mut walls = [false; PATCH];
            self.tiles.patch(&self.walls, work.tile, &mut walls);
            work.walled = walls.contains(&true);
            work.walls = walls.map(u32::from);
        }
        if work.kind == Kind::Plain {
            self.spread_evenly(work);
            work.allowed_s = CFL / work.rates::<true>().sqrt();
            return;
        }
        let (walls, mut seen) = (work.walled.then_some(&work.walls), [[0.0; TILE]; 6]);
        edges(&work.phi, walls, &mut seen);
        let corner = self.tiles.corner(work.tile);
        for at in 0..TILE {
            let edge = seen.each_ref().map(|part| part[at]);
            if let Some((mover, bound_s)) =
                self.mover(edge, &work.phi, walls, corner, at, ellipse, &mut work.fresh)
            {
                work.movers.push(mover);
                work.allowed_s = work.allowed_s.min(bound_s);
            }
        }
    }

    /// Whether all in and around a tile has burnt, but for what does not burn, and φ has become level there: the edge no
    /// longer feels it.
    fn is_behind(&self, work: &mut Work, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> bool {
        let ahead = |phi: &[f32]| phi.iter().fold(false, |ahead, phi| ahead | (*phi > 0.0));
        if ahead(&kernel::inner(&work.phi)) && self.tiles.states[work.tile].walls == 0 {
            return false;
        }
        if !kernel::is_floor(&work.phi) {
            return false;
        }
        let [top, left] = self.tiles.corner(work.tile).map(|first| first - REACH);
        for at in (0..PATCH).filter(|at| work.phi[*at] > 0.0) {
            let place = self.tiles.at(top + at / ROW, left + at % ROW);
            if self.spread(place, ellipse, &mut work.fresh, &mut Known::default()).burns() {
                return false;
            }
        }
        true
    }

    /// Whether the spread in and around a tile is everywhere the same, but where nothing burns. This is asked of weather
    /// that lasts: it takes the spread at cells that the edge may never see.
    fn is_plain(
        &self,
        tile: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> bool {
        let [top, left] = self.tiles.corner(tile).map(|first| first - REACH);
        let mut one = None;
        for place in (0..PATCH).map(|at| self.tiles.at(top + at / ROW, left + at % ROW)) {
            let mut known = self.known[place];
            if known.weather != self.weather {
                known = self.reckoned(place, ellipse);
                fresh.push((place as u32, known));
            }
            if known.burns() && known.parts() != *one.get_or_insert(known.parts()) {
                return false;
            }
        }
        true
    }

    /// The spreads of a tile that is plain.
    fn spread_evenly(&self, work: &mut Work) {
        let known = &self.known[work.tile * TILE..][..TILE];
        work.spreads.clear();
        if !work.walled {
            work.spreads.push(known[0].each().map(|part| [part; LANES]));
            return;
        }
        work.spreads.resize(LANES, Spreads::default());
        for (at, known) in known.iter().enumerate() {
            let parts = work.spreads[at / LANES].iter_mut().zip(known.each());
            parts.for_each(|(part, value)| part[at % LANES] = value);
        }
    }

    /// What moves φ at a place of a tile, and the longest step that it allows, s; `None` where nothing does.
    #[inline(always)]
    fn mover(
        &self,
        seen: Edge,
        phi: &[f32; PATCH],
        walls: Option<&Walls>,
        [top, left]: [usize; 2],
        at: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> Option<(Mover, f32)> {
        let (row, col) = (at / LANES, at % LANES);
        let p = (row + REACH) * ROW + col + REACH;
        let [row, col] = [top + row, left + col];
        let here = self.tiles.at(row, col);
        let [mut n, mut w, c, mut e, mut s] = [phi[p - ROW], phi[p - 1], phi[p], phi[p + 1], phi[p + ROW]];
        // Burnt out, or level.
        if (c <= -1.0) | ((n == c) & (w == c) & (e == c) & (s == c)) {
            return None;
        }
        if let Some(walls) = walls {
            // A wall may have become none with the weather.
            if walls[p] != 0 && !self.spread(here, ellipse, fresh, &mut Known::default()).burns() {
                return None;
            }
            let open = |beside: usize, phi: f32| if walls[beside] != 0 { c } else { phi };
            (n, w, e, s) = (open(p - ROW, n), open(p - 1, w), open(p + 1, e), open(p + ROW, s));
        }
        let around = [n, w, c, e, s];
        let Some(way) = Way::of(seen) else {
            // The edge has gone; what is left burns out.
            self.spread(here, ellipse, fresh, &mut Known::default());
            return (c <= 0.0).then_some((Mover::resting(at, here), f32::INFINITY));
        };
        let mut found = self.go(way, at, [row, col], ellipse, fresh);
        // Of edges on both sides the first to come counts; behind them, the last to go.
        let [x, y] = ties(around);
        if x | y {
            for flip in [[true, false], [false, true], [true, true]] {
                if (flip[0] && !x) || (flip[1] && !y) {
                    continue;
                }
                let other =
                    Way::of(edge(around, flip)).and_then(|way| self.go(way, at, [row, col], ellipse, fresh));
                let bound_s = |mover: &Option<(Mover, f32)>| mover.map_or(f32::MAX, |(_, bound_s)| bound_s);
                if (bound_s(&other) < bound_s(&found)) == (c > 0.0) {
                    found = other;
                }
            }
        }
        found.map(|(mover, bound_s)| (mover, if c > BEHIND { bound_s } else { f32::INFINITY }))
    }

    /// How an edge goes its way, and the time in which its wavelets go as far as they may, s.
    #[inline(always)]
    fn go(
        &self,
        way: Way,
        at: usize,
        [row, col]: [usize; 2],
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> Option<(Mover, f32)> {
        let place = |[cols, rows]: [isize; 2]| {
            self.tiles.at(row.wrapping_add_signed(rows), col.wrapping_add_signed(cols))
        };
        let mut places = way.cells.map(place);
        let mut at_speeds = |place: usize| {
            let mut new = Known::default();
            speeds(way.normal, self.spread(place, ellipse, fresh, &mut new).parts())
        };
        let within = way.leaves[1] - way.leaves[0];
        // Of the edge, and what binds the step, in each of the three.
        let mut through = [at_speeds(places[0]), at_speeds(places[1]), (0.0, 0.0)];
        if way.leaves[1] < CFL {
            through[2] = at_speeds(places[2]);
            if within < CORNER {
                // Past a corner on either side.
                let aside = at_speeds(place(way.aside));
                if aside.0 > through[1].0 {
                    (places[1], through[1]) = (place(way.aside), aside);
                }
            }
        }
        let [(first, _), (second, _), _] = through;
        if first <= 0.0 || (second <= 0.0 && way.leaves[0] < STOPPED) {
            return None;
        }
        let first_s = way.leaves[0] / first;
        let leaves_s = [first_s, if second > 0.0 { first_s + within / second } else { f32::INFINITY }];
        let (mut bound_s, mut left, mut begun_s) = (f32::INFINITY, CFL, 0.0);
        for (k, (_, fastest)) in through.into_iter().enumerate() {
            let takes_s = leaves_s.get(k).map_or(f32::INFINITY, |leaves| leaves - begun_s);
            if fastest * takes_s >= left {
                bound_s = begun_s + left / fastest;
                break;
            }
            (left, begun_s) = (left - fastest * takes_s, begun_s + takes_s);
        }
        let speeds = through.map(|(speed, _)| speed);
        let places = places.map(|place| place as u32);
        Some((Mover { at, places, speeds, leaves: way.leaves, leaves_s }, bound_s))
    }

    /// The spread at a place under this weather; what had to be reckoned is put down.
    #[inline(always)]
    fn spread<'a>(
        &'a self,
        place: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
        new: &'a mut Known,
    ) -> &'a Known {
        let known = &self.known[place];
        if known.weather == self.weather {
            return known;
        }
        *new = self.fresh(place, ellipse, fresh);
        new
    }

    #[cold]
    #[inline(never)]
    fn fresh(
        &self,
        place: usize,
        ellipse: &(impl Fn(usize) -> Ellipse + Sync),
        fresh: &mut Vec<(u32, Known)>,
    ) -> Known {
        if let Some((_, known)) = fresh.iter().find(|(at, _)| *at == place as u32) {
            return *known;
        }
        let known = self.reckoned(place, ellipse);
        fresh.push((place as u32, known));
        known
    }

    fn reckoned(&self, place: usize, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Known {
        let mut known = Known { weather: self.weather, ..Known::default() };
        if let Some(cell) = self.tiles.cell(place).filter(|_| !self.held[place]) {
            let (d, m) = ellipse(cell).parts();
            let per_cell = 1.0 / self.spec.cell_m;
            (known.d, known.m) = (d.map(|d| d * per_cell), m.map(|m| m * per_cell * per_cell));
            known.inverse = kernel::inverse(known.m);
        }
        known
    }
}
