//! All threads at the tiles of a step.
//!
//! A step is a few tasks of some ten microseconds each: too short to wake a sleeping thread for. So for as long as a front
//! goes on, idle threads of the pool lend a hand: they look again and again whether there is a task. Each begins at its own
//! part of the tiles, which so stay in its core's cache, and then helps with the rest. Nobody waits for a hand that never
//! came. Which thread does a tile changes nothing.

use super::{Burnt, Ellipse, Front, step::Work};
use std::sync::{
    Mutex, PoisonError, RwLock, RwLockWriteGuard, TryLockError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// Tiles that a thread takes at a time.
const CHUNK: usize = 8;
/// Tiles from which on hands are worth calling, and how often they look before they let others go first.
const SHARED: usize = 48;
const LOOKS: usize = 1_000;

/// What is to be done with each tile.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task {
    Look,
    /// The first half of a step of so many seconds.
    Begin(f32),
    /// Its second half.
    Finish(f64),
}

/// Tiles that are done together.
#[derive(Default)]
struct Chunk {
    works: Mutex<Vec<Work>>,
    used: usize,
}

/// The next chunk of a hand's part that nobody has taken; alone in its line of the cache.
#[derive(Default)]
#[repr(align(64))]
struct Part(AtomicUsize);

impl Chunk {
    fn works(&mut self) -> &mut [Work] {
        &mut self.works.get_mut().unwrap_or_else(PoisonError::into_inner)[..self.used]
    }
}

/// The fire and the tiles of its step. Between tasks it belongs to the one who leads.
pub(super) struct Board<'a> {
    pub front: &'a mut Front,
    chunks: Vec<Chunk>,
    used: usize,
    parts: Vec<Part>,
    task: Option<Task>,
    /// Number of the task.
    turn: usize,
}

impl Board<'_> {
    /// Lay the awake tiles out, in order.
    fn lay_out(&mut self) {
        let tiles = &mut self.front.awake;
        tiles.sort_unstable();
        self.used = tiles.len().div_ceil(CHUNK);
        if self.chunks.len() < self.used {
            self.chunks.resize_with(self.used, Chunk::default);
        }
        for (chunk, tiles) in self.chunks.iter_mut().zip(tiles.chunks(CHUNK)) {
            chunk.used = tiles.len();
            let works = chunk.works.get_mut().unwrap_or_else(PoisonError::into_inner);
            works.resize_with(CHUNK, Work::new);
            works.iter_mut().zip(tiles).for_each(|(work, tile)| work.tile = *tile as usize);
        }
    }

    /// The first chunk of a hand's part.
    fn first(&self, hand: usize) -> usize {
        hand * self.used / self.parts.len()
    }

    /// The fire, and what there is to do in each tile, in order.
    pub fn split(&mut self) -> (&mut Front, impl Iterator<Item = &mut Work>) {
        (self.front, self.chunks[..self.used].iter_mut().flat_map(Chunk::works))
    }
}

/// Those who work on a front.
pub(super) struct Crew<'a, E> {
    board: RwLock<Board<'a>>,
    ellipse: &'a E,
    /// Number of the last task that was given out.
    turn: AtomicUsize,
    over: AtomicBool,
}

impl<'a, E: Fn(usize) -> Ellipse + Sync> Crew<'a, E> {
    /// Steps to a time; `reached` takes what the edge comes to.
    pub fn go(front: &'a mut Front, end_s: f64, ellipse: &'a E, reached: &mut Vec<Burnt>) {
        let hands = rayon::current_num_threads().max(1);
        let parts = (0..hands).map(|_| Part::default()).collect();
        let crew = Crew {
            board: RwLock::new(Board { front, chunks: Vec::new(), used: 0, parts, task: None, turn: 0 }),
            ellipse,
            turn: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        };
        let mut called = false;
        rayon::in_place_scope(|scope| {
            // However this ends, hands go home.
            let _over = Over(&crew.over);
            loop {
                let mut board = crew.lead();
                // With nothing awake, nothing that is left can burn: it waits for other weather, a brand or a line that
                // breaks.
                if board.front.time_s >= end_s || board.front.awake.is_empty() {
                    break;
                }
                board.lay_out();
                if !called && board.front.awake.len() >= SHARED {
                    called = true;
                    for hand in 1..hands {
                        let crew = &crew;
                        scope.spawn(move |_| crew.lend(hand));
                    }
                }
                crew.step(board, end_s, reached);
            }
        });
    }

    /// The board, when no hand is at it any more.
    pub fn lead(&self) -> RwLockWriteGuard<'_, Board<'a>> {
        let mut looks = 0;
        let mut board = loop {
            match self.board.try_write() {
                Ok(board) => break board,
                Err(TryLockError::Poisoned(board)) => break board.into_inner(),
                Err(TryLockError::WouldBlock) => pause(&mut looks),
            }
        };
        board.task = None;
        board
    }

    /// Have a task done with every tile; then the board can be led again.
    pub fn all(&self, mut board: RwLockWriteGuard<'_, Board<'a>>, task: Task) {
        board.task = Some(task);
        board.turn += 1;
        for hand in 0..board.parts.len() {
            board.parts[hand].0.store(board.first(hand), Ordering::Relaxed);
        }
        self.turn.store(board.turn, Ordering::Release);
        drop(board);
        self.work(&self.board.read().unwrap_or_else(PoisonError::into_inner), 0);
    }

    /// Do what nobody has taken of the task, from a hand's own part on.
    fn work(&self, board: &Board<'_>, hand: usize) {
        let Some(task) = board.task else { return };
        let hands = board.parts.len();
        for part in (hand..hands).chain(0..hand) {
            let (next, end) = (&board.parts[part].0, board.first(part + 1));
            while next.load(Ordering::Relaxed) < end {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at < end {
                    self.chunk(board, &board.chunks[at], task);
                }
            }
        }
    }

    fn chunk(&self, board: &Board<'_>, chunk: &Chunk, task: Task) {
        let mut works = chunk.works.lock().unwrap_or_else(PoisonError::into_inner);
        for work in &mut works[..chunk.used] {
            match task {
                Task::Look => board.front.look(work, self.ellipse),
                Task::Begin(took_s) => board.front.begin(work, took_s),
                Task::Finish(took_s) => board.front.finish(work, took_s),
            }
        }
    }

    /// Be a hand until the front has gone on.
    fn lend(&self, hand: usize) {
        let (mut turn, mut looks) = (0, 0);
        while !self.over.load(Ordering::Acquire) {
            if self.turn.load(Ordering::Acquire) != turn
                && let Ok(board) = self.board.try_read()
            {
                (turn, looks) = (board.turn, 0);
                self.work(&board, hand);
            } else {
                pause(&mut looks);
            }
        }
    }
}

/// Tells all hands that the work is over.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Wait a moment; whoever waits long lets other threads go first.
fn pause(looks: &mut usize) {
    *looks += 1;
    if *looks < LOOKS { std::hint::spin_loop() } else { std::thread::yield_now() }
}
