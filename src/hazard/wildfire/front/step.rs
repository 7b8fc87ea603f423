//! A step in time of all tiles that are awake.

use super::{
    crew::{Board, Crew, Task},
    *,
};
use std::sync::RwLockWriteGuard;

/// What there is to do in a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Nothing moves, or nothing of it matters to the edge any more.
    Still,
    /// All lies far behind the front and burns out.
    Ashes,
    /// One spread holds everywhere but at walls.
    Plain,
    /// Each place has its mover.
    Mixed,
}

/// What a step finds and does in a tile.
pub(super) struct Work {
    pub tile: usize,
    pub kind: Kind,
    pub phi: [f32; PATCH],
    pub walled: bool,
    pub walls: Walls,
    /// Whether the spreads in and around the tile were found to be one, or not.
    pub found: Option<bool>,
    pub movers: Vec<Mover>,
    /// Spreads of each row, or one for all.
    pub spreads: Vec<Spreads>,
    pub rates: [f32; TILE],
    pub allowed_s: f32,
    /// φ in the middle of the step, then at its end.
    new: [f32; TILE],
    /// Whether φ changes near enough to be seen from the tiles around, by rows and columns of tiles.
    seen: [[bool; 3]; 3],
    reached: Vec<Burnt>,
    /// Spreads that were reckoned on the way.
    pub fresh: Vec<(u32, Known)>,
}

impl Work {
    pub fn new() -> Work {
        Work {
            tile: 0,
            kind: Kind::Still,
            phi: [0.0; PATCH],
            walled: false,
            walls: [0; PATCH],
            found: None,
            movers: Vec::new(),
            spreads: Vec::new(),
            rates: [0.0; TILE],
            allowed_s: f32::INFINITY,
            new: [0.0; TILE],
            seen: [[false; 3]; 3],
            reached: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// The rates by φ as it is; with `SPEED`, the greatest square of a speed that binds the step.
    pub fn rates<const SPEED: bool>(&mut self) -> f32 {
        let walls = self.walled.then_some(&self.walls);
        let field = Field { phi: &self.phi, walls, spreads: &self.spreads };
        rates::<SPEED>(&field, &mut self.rates)
    }

    /// The rates of all cells by their movers: the edge goes through one fuel, then through the next.
    fn moved(&mut self, known: &[Known], took_s: f32) {
        self.spreads.clear();
        self.spreads.resize(LANES, Spreads::default());
        self.movers.iter().for_each(|mover| mover.put(known, took_s, &mut self.spreads));
        self.rates::<false>();
    }

    /// The first half of a step.
    fn begin(&mut self, took_s: f32) {
        let old = inner(&self.phi);
        for ((new, old), rate) in self.new.iter_mut().zip(&old).zip(&self.rates) {
            *new = (old - took_s * rate).clamp(-1.0, 1.0);
        }
    }
}

impl<'a, E: Fn(usize) -> Ellipse + Sync> Crew<'a, E> {
    /// One step of Heun's method, to `end_s` at most, of the tiles that are laid out.
    pub(super) fn step(&self, board: RwLockWriteGuard<'_, Board<'a>>, end_s: f64, reached: &mut Vec<Burnt>) {
        self.all(board, Task::Look);
        let mut board = self.lead();
        let (front, works) = board.split();
        let mut allowed_s = f32::INFINITY;
        for work in works {
            front.learn(work);
            allowed_s = allowed_s.min(work.allowed_s);
        }
        let left_s = end_s - front.time_s;
        let parts = (left_s / f64::from(allowed_s)).ceil().max(1.0);
        let took_s = left_s / parts;
        self.all(board, Task::Begin(took_s as f32));
        self.all(self.lead(), Task::Finish(took_s));
        let mut board = self.lead();
        let (front, works) = board.split();
        let tiles = std::mem::take(&mut front.awake);
        for tile in &tiles {
            front.tiles.states[*tile as usize].awake = false;
        }
        let before = reached.len();
        for work in works.filter(|work| work.kind != Kind::Still) {
            front.settle(work);
            reached.append(&mut work.reached);
        }
        front.burnt += reached.len() - before;
        reached[before..].sort_unstable_by(|a, b| a.at_s.total_cmp(&b.at_s).then(a.cell.cmp(&b.cell)));
        let (front, works) = board.split();
        let rests = |front: &Front, tile: u32| !front.tiles.states[tile as usize].awake;
        for (tile, work) in tiles.into_iter().zip(works) {
            if rests(front, tile) {
                front.rest(work);
            }
        }
        front.time_s = if parts > 1.0 { front.time_s + took_s } else { end_s };
    }
}

impl Front {
    /// What was found out in looking at a tile.
    fn learn(&mut self, work: &mut Work) {
        for (place, known) in work.fresh.drain(..) {
            self.known[place as usize] = known;
            self.wall(place as usize, !known.burns());
        }
        let state = &mut self.tiles.states[work.tile];
        state.behind = false;
        match work.found {
            Some(true) => state.plain = self.weather,
            Some(false) => state.mixed = self.weather,
            None => {}
        }
    }

    /// The first half of a step of a tile.
    pub(super) fn begin(&self, work: &mut Work, took_s: f32) {
        if work.kind == Kind::Mixed {
            work.moved(&self.known, took_s);
        }
        if matches!(work.kind, Kind::Plain | Kind::Mixed) {
            work.begin(took_s);
            self.tiles.middle.put(work.tile, &work.new);
        }
    }

    /// The second half of a step of a tile: its new φ, as far as what the rates say can be.
    pub(super) fn finish(&self, work: &mut Work, took_s: f64) {
        let old = inner(&work.phi);
        match work.kind {
            Kind::Still => return,
            Kind::Ashes => work.new = [-1.0; TILE],
            Kind::Plain | Kind::Mixed => {
                let mut middle = [0.0; PATCH];
                self.tiles.around_in(&self.tiles.middle, work.tile, &mut middle);
                let walls = work.walled.then_some(&work.walls);
                rates::<false>(&Field { phi: &middle, walls, spreads: &work.spreads }, &mut work.rates);
                let mut comes = false;
                for ((new, old), rate) in work.new.iter_mut().zip(&old).zip(&work.rates) {
                    let fallen = (0.5 * (*old + *new - took_s as f32 * rate)).clamp(-1.0, 1.0);
                    // What has burnt does not heal.
                    let burnt = if fallen < ASHES { -1.0 } else { fallen.min(0.0) };
                    *new = if *old <= 0.0 { burnt } else { fallen };
                    comes |= (*old > 0.0) & (*new <= 0.0);
                }
                if comes {
                    self.arrive(work, &old, took_s);
                }
            }
        }
        self.tiles.phi.put(work.tile, &work.new);
        work.seen = seen(&old, &work.new);
    }

    /// What the edge reaches in a tile's step, if it may.
    fn arrive(&self, work: &mut Work, old: &[f32; TILE], took_s: f64) {
        for (at, (old, new)) in old.iter().zip(&mut work.new).enumerate() {
            if *old <= 0.0 || *new > 0.0 {
                continue;
            }
            let (row, col) = (at / LANES, at % LANES);
            let p = (row + REACH) * ROW + col + REACH;
            let place = work.tile * TILE + at;
            let beside = [p - ROW, p - 1, p + 1, p + ROW].iter().any(|p| work.phi[*p] <= 0.0);
            let known = &self.known[place];
            let burns = beside && known.weather == self.weather && known.burns();
            let Some(cell) = self.tiles.cell(place).filter(|_| burns) else {
                *new = old.min(SPARED);
                continue;
            };
            let at_s = self.time_s + took_s * f64::from(old / (old - *new));
            let to = kernel::direction(&work.phi, p, known.parts());
            let rate_m_s = rate(to, known.parts()) * self.spec.cell_m;
            work.reached.push(Burnt { cell: cell as u32, at_s, rate_m_s, to });
        }
    }

    /// The end of a tile's step; it and those beside which φ has changed are awake from now on.
    fn settle(&mut self, work: &Work) {
        self.tiles.states[work.tile].behind = true;
        let seen = work.seen.as_flattened();
        for (tile, seen) in self.tiles.around(work.tile).into_iter().zip(seen) {
            if *seen {
                self.wake(tile);
            }
        }
    }

    /// A tile where nothing moves any more, but where an edge is, waits for other weather.
    fn rest(&mut self, work: &Work) {
        let state = &mut self.tiles.states[work.tile];
        if std::mem::take(&mut state.behind) {
            self.tiles.middle.put(work.tile, &work.new);
        }
        let all_burnt = work.phi.iter().all(|phi| *phi <= 0.0);
        if !state.stuck && !all_burnt && work.phi.iter().any(|phi| *phi != work.phi[0]) {
            state.stuck = true;
            self.stuck.push(work.tile as u32);
        }
    }
}

/// Whether φ changes near enough to be seen from the tiles around, by rows and columns of tiles.
fn seen(old: &[f32; TILE], new: &[f32; TILE]) -> [[bool; 3]; 3] {
    let mut changed = [[0u32; LANES]; 3];
    for (row, (old, new)) in old.chunks_exact(LANES).zip(new.chunks_exact(LANES)).enumerate() {
        let (north, south) = (row < BESIDE, row >= LANES - BESIDE);
        for i in 0..LANES {
            let bits = old[i].to_bits() ^ new[i].to_bits();
            changed[0][i] |= if north { bits } else { 0 };
            changed[1][i] |= bits;
            changed[2][i] |= if south { bits } else { 0 };
        }
    }
    let any = |bits: &[u32]| bits.iter().fold(0, |all, bits| all | bits) != 0;
    changed.map(|bits| [any(&bits[..BESIDE]), any(&bits), any(&bits[LANES - BESIDE..])])
}
