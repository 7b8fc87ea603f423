//! One step of the water: new discharges, what donors can give, new depths. Bands of tiles are shared
//! out between threads; sums are taken in order, so the result has the same bits for any number of them.

use super::{
    Edge, Flood, FloodError, Forcing, Inflow, Report,
    channel::SectionList,
    choke::ChokeList,
    crest::CrestList,
    kernel::{FaceRow, Peaks, Step},
    simd,
    tiles::{self, TILE},
    window::FastWindow,
};
use rayon::prelude::*;

/// Below this many cells a step is quicker on one thread.
const SHARED_CELLS: usize = 6_000;

/// How far the speed may outgrow that of the last step, which the time step was taken from, before the
/// step is made again.
const SLACK: f32 = 1.15;

/// Entries of a list of faces that lie in a band: place in the band, place in the grid, and what stands there.
fn in_band<T: Copy>(list: &[(u32, T)], from: usize, len: usize) -> impl Iterator<Item = (usize, u32, T)> {
    let start = list.partition_point(|&(place, _)| (place as usize) < from);
    let end = start + list[start..].partition_point(|&(place, _)| (place as usize) < from + len);
    list[start..end].iter().map(move |&(place, what)| (place as usize - from, place, what))
}

impl Flood {
    /// Let time pass under a steady forcing. Rain and infiltration act once per [`super::FloodParams::dt_max_s`]
    /// at least, the rest in every step.
    ///
    /// # Errors
    /// The duration or the forcing is negative or not finite, or does not fit the grid. Nothing has
    /// changed then.
    pub fn advance(&mut self, duration_s: f64, forcing: &Forcing) -> Result<Report, FloodError> {
        if !(0.0..1e9).contains(&duration_s) {
            return Err(FloodError::Parameter { name: "duration_s", value: duration_s });
        }
        self.check_rain(&forcing.rain)?;
        self.check_inflows(forcing.inflows)?;
        // Inside the pool, so that the short parallel loops of a step start without waking it each time.
        Ok(rayon::scope(|_| self.advance_checked(duration_s, forcing)))
    }

    fn advance_checked(&mut self, duration_s: f64, forcing: &Forcing) -> Report {
        let mut report = Report { min_dt_s: f32::INFINITY, ..Report::default() };
        let parts = (duration_s / f64::from(self.params.dt_max_s)).ceil().max(1.0);
        for _ in 0..parts as u64 {
            let part_s = duration_s / parts;
            self.soak(part_s as f32, &forcing.rain);
            let mut left_s = part_s;
            while left_s > 0.0 {
                let dt_s = self.step(left_s, forcing.inflows, &mut report);
                left_s = if dt_s >= left_s { 0.0 } else { left_s - dt_s };
            }
        }
        if duration_s > 0.0 {
            self.review_windows(duration_s);
        }
        self.ledger.stored_m3 = self.volume_m3();
        report
    }

    fn check_inflows(&self, inflows: &[Inflow]) -> Result<(), FloodError> {
        for (index, inflow) in inflows.iter().enumerate() {
            if !(0.0..1e7).contains(&inflow.flow_m3s) || inflow.cells.is_empty() {
                return Err(FloodError::NotANumber { what: "inflow", index });
            }
            if let Some(&cell) = inflow.cells.iter().find(|&&cell| cell as usize >= self.spec.len()) {
                return Err(FloodError::NoSuchCell(cell));
            }
        }
        Ok(())
    }

    /// Make one step of at most `left_s` and return its length, s.
    fn step(&mut self, left_s: f64, inflows: &[Inflow], report: &mut Report) -> f64 {
        self.tiles.choose(self.params.dry_m);
        let mut dt_s = self.dt_s(left_s);
        let mut peaks = self.flow(dt_s as f32);
        // The last step's speeds gave the time step; if the water has become much faster, do it again.
        for _ in 0..8 {
            let allowed = self.params.cfl * self.spec.cell_m * SLACK;
            self.wave_m_s = peaks.wave_m_s();
            if dt_s as f32 * self.wave_m_s <= allowed || dt_s as f32 <= self.params.dt_min_s {
                break;
            }
            dt_s = self.dt_s(left_s);
            peaks = self.flow(dt_s as f32);
        }
        self.wave_m_s = peaks.wave_m_s();
        self.pack_channels();
        let mut windows = core::mem::take(&mut self.windows);
        for window in &mut windows {
            window.advance(self, dt_s, report);
            window.shut(&self.spec, &mut self.qx_next, &mut self.qy_next);
        }
        let dt_dx = dt_s as f32 / self.spec.cell_m;
        self.limit(dt_dx, &windows);
        self.balance(dt_dx);
        self.balance_channels(dt_dx);
        self.book_edges(dt_s);
        core::mem::swap(&mut self.qx, &mut self.qx_next);
        core::mem::swap(&mut self.qy, &mut self.qy_next);
        for window in &windows {
            window.hand_back(self, dt_s);
        }
        self.windows = windows;
        self.pour(dt_s, inflows);
        self.unpack_channels();
        self.carry(dt_s);
        self.hold_levels();
        self.flatten_pools();
        self.grow_windows();
        report.steps += 1;
        let stable_s = self.params.cfl * self.spec.cell_m / self.wave_m_s;
        report.forced_steps += u64::from(stable_s < self.params.dt_min_s);
        report.cell_updates += self.tiles.cells as u64;
        report.min_dt_s = report.min_dt_s.min(dt_s as f32);
        report.max_speed_m_s = report.max_speed_m_s.max(peaks.speed_m_s());
        dt_s
    }

    /// An even part of what is left that the last speeds allow.
    fn dt_s(&self, left_s: f64) -> f64 {
        let allowed = if self.wave_m_s > 0.0 {
            f64::from((self.params.cfl * self.spec.cell_m / self.wave_m_s).max(self.params.dt_min_s))
        } else {
            f64::INFINITY
        };
        left_s / (left_s / allowed.min(f64::from(self.params.dt_max_s)) - 1e-6).ceil().max(1.0)
    }

    /// Bands that a thread takes at least.
    fn share_bands(&self) -> usize {
        if self.tiles.cells < SHARED_CELLS { self.tiles.rows } else { 1 }
    }

    /// New discharges in `qx_next` and `qy_next`.
    fn flow(&mut self, dt_s: f32) -> Peaks {
        let k = Step {
            dt_s,
            inv_dx: 1.0 / self.spec.cell_m,
            theta: self.params.theta,
            dry_m: self.params.dry_m,
            froude_max: self.params.froude_max,
        };
        let share_bands = self.share_bands();
        let open = self.edge == Edge::Open;
        let Flood {
            spec,
            tiles,
            depth_m: h,
            ground_m: z,
            manning: n,
            qx,
            qy,
            isa,
            qx_next,
            qy_next,
            crests_x,
            crests_y,
            chokes_x,
            chokes_y,
            channels,
            ..
        } = self;
        let (cols, stride) = (spec.cols, spec.cols + 1);
        let (qy_next, _) = qy_next.split_at_mut(spec.len());
        let peaks = qx_next
            .par_chunks_mut(TILE * stride)
            .zip(qy_next.par_chunks_mut(TILE * cols))
            .enumerate()
            .with_min_len(share_bands)
            .map(|(band, (qx_next, qy_next))| {
                let mut peaks = Peaks::default();
                let first = band * TILE;
                for row in tiles.band_rows(band) {
                    for span in &tiles.spans[band] {
                        // Faces at the grid's edge are not between cells.
                        let start = span.start.max(1);
                        let (c, x, y) = (row * cols + start, row * stride + start, row * cols + start);
                        peaks = peaks.join(simd::faces(
                            *isa,
                            FaceRow {
                                out: &mut qx_next[x - first * stride..][..span.end - start],
                                h: [&h[c - 1..], &h[c..]],
                                z: [&z[c - 1..], &z[c..]],
                                n: [&n[c - 1..], &n[c..]],
                                q: [&qx[x..], &qx[x - 1..], &qx[x + 1..]],
                                across: [&qy[y - 1..], &qy[y..], &qy[y + cols - 1..], &qy[y + cols..]],
                            },
                            &k,
                        ));
                        if row == 0 {
                            continue;
                        }
                        let (c, x) = (row * cols + span.start, row * stride + span.start);
                        let (above, x_above) = (c - cols, x - stride);
                        peaks = peaks.join(simd::faces(
                            *isa,
                            FaceRow {
                                out: &mut qy_next[c - first * cols..][..span.len()],
                                h: [&h[above..], &h[c..]],
                                z: [&z[above..], &z[c..]],
                                n: [&n[above..], &n[c..]],
                                q: [&qy[c..], &qy[c - cols..], &qy[c + cols..]],
                                // In the order in which a turned grid would sum them.
                                across: [&qx[x_above..], &qx[x..], &qx[x_above + 1..], &qx[x + 1..]],
                            },
                            &k,
                        ));
                    }
                }
                // Faces of a list in this band, with the cells on both sides.
                let sides = |place: u32, along_x: bool| {
                    // Rows of `qx` are one longer than rows of cells.
                    let cell = place as usize - if along_x { place as usize / stride } else { 0 };
                    [cell - if along_x { 1 } else { cols }, cell]
                };
                let mut narrow = |next: &mut [f32], now: &[f32], sections: &SectionList, along_x: bool| {
                    for (at, place, section) in
                        in_band(sections, first * if along_x { stride } else { cols }, next.len())
                    {
                        let [a, b] = sides(place, along_x);
                        let now = now[place as usize];
                        let passed =
                            section.pass(now, [h[a], h[b]], z[b] - z[a], [n[a], n[b]], &k, spec.cell_m);
                        next[at] = passed.flow_m2_s;
                        peaks = peaks.join(Peaks::new(passed.wave_m_s, passed.speed_m_s));
                    }
                };
                narrow(qx_next, qx, &channels.sections_x, true);
                narrow(qy_next, qy, &channels.sections_y, false);
                let weirs = |q: &mut [f32], crests: &CrestList, along_x: bool| {
                    for (at, place, crest) in
                        in_band(crests, first * if along_x { stride } else { cols }, q.len())
                    {
                        let sides = sides(place, along_x);
                        let ground = sides.map(|cell| z[cell]);
                        if crest.stands(ground) {
                            let depth = sides.map(|cell| h[cell]);
                            q[at] = crest.flow_m2_s(depth, ground, k.dry_m, spec.cell_m / dt_s);
                        }
                    }
                };
                weirs(qx_next, crests_x, true);
                weirs(qy_next, crests_y, false);
                let choked = |q: &mut [f32], chokes: &ChokeList, along_x: bool| {
                    for (at, place, choke) in
                        in_band(chokes, first * if along_x { stride } else { cols }, q.len())
                    {
                        let sides = sides(place, along_x);
                        q[at] = choke.flow_m2_s(q[at], sides.map(|c| h[c]), sides.map(|c| z[c]), spec.cell_m);
                    }
                };
                choked(qx_next, chokes_x, true);
                choked(qy_next, chokes_y, false);
                peaks
            })
            .reduce(Peaks::default, Peaks::join);
        if open {
            self.flow_over_edges();
        }
        peaks
    }

    /// Hold each cell's outflow to what it has.
    fn limit(&mut self, dt_dx: f32, windows: &[FastWindow]) {
        let share_bands = self.share_bands();
        let Flood { spec, tiles, depth_m, qx_next: qx, qy_next: qy, isa, share, limited, .. } = self;
        let (cols, stride) = (spec.cols, spec.cols + 1);
        share
            .par_chunks_mut(TILE * cols)
            .zip(limited.par_chunks_mut(tiles.cols))
            .enumerate()
            .with_min_len(share_bands)
            .for_each(|(band, (share, limited))| {
                limited.fill(false);
                for row in tiles.band_rows(band) {
                    let own = (row - band * TILE) * cols;
                    for span in &tiles.spans[band] {
                        let (c, x) = (row * cols + span.start, row * stride + span.start);
                        let around = [&qx[x..], &qx[x + 1..], &qy[c..], &qy[c + cols..]];
                        let share = &mut share[own + span.start..own + span.end];
                        simd::donors(*isa, share, &depth_m[c..], around, dt_dx);
                        simd::short(*isa, share, &mut limited[span.start / TILE..]);
                    }
                }
            });
        for window in windows {
            window.reserve(tiles, spec, depth_m, [qx, qy], dt_dx, share, limited);
        }
        if !limited.iter().any(|&limited| limited) {
            return;
        }
        let (qy, qy_south) = qy.split_at_mut(spec.len());
        qx.par_chunks_mut(TILE * stride)
            .zip(qy.par_chunks_mut(TILE * cols))
            .enumerate()
            .with_min_len(share_bands)
            .for_each(|(band, (qx, qy))| {
                for tile in 0..tiles.cols {
                    let at = band * tiles.cols + tile;
                    let west = tile > 0 && limited[at - 1];
                    let north = band > 0 && limited[at - tiles.cols];
                    if !(limited[at] || west || north) {
                        continue;
                    }
                    let (start, end) = (tile * TILE, ((tile + 1) * TILE).min(cols));
                    for row in tiles.band_rows(band) {
                        let (c, own) = (row * cols, row - band * TILE);
                        let inner = start.max(1);
                        let qx = &mut qx[own * stride..][..stride];
                        simd::limit(*isa, &mut qx[inner..end], &share[c + inner - 1..], &share[c + inner..]);
                        let edge = &share[c..c + cols];
                        if start == 0 {
                            qx[0] *= edge[0];
                        }
                        if end == cols {
                            qx[cols] *= edge[cols - 1];
                        }
                        let before = &share[c.saturating_sub(cols) + start..];
                        simd::limit(*isa, &mut qy[own * cols..][start..end], before, &share[c + start..]);
                    }
                }
            });
        let last = &share[spec.len() - cols..];
        simd::limit(*isa, qy_south, last, last);
    }

    /// New depths from the discharges.
    fn balance(&mut self, dt_dx: f32) {
        let share_bands = self.share_bands();
        let Flood { spec, tiles, qx_next: qx, qy_next: qy, isa, .. } = self;
        let (cols, stride) = (spec.cols, spec.cols + 1);
        let spans = &tiles.spans;
        self.depth_m
            .par_chunks_mut(TILE * cols)
            .zip(self.rest_m.par_chunks_mut(TILE * cols))
            .zip(tiles.deepest_m.par_chunks_mut(tiles.cols))
            .zip(tiles.rim_m.par_chunks_mut(tiles.cols))
            .enumerate()
            .with_min_len(share_bands)
            .for_each(|(band, (((depth, rest), deepest), rims))| {
                for span in &spans[band] {
                    let deepest = &mut deepest[span.start / TILE..span.end.div_ceil(TILE)];
                    deepest.fill(0.0);
                    for own in 0..depth.len() / cols {
                        let row = band * TILE + own;
                        let (c, x) = (row * cols + span.start, row * stride + span.start);
                        let around = [&qx[x..], &qx[x + 1..], &qy[c..], &qy[c + cols..]];
                        let depth = &mut depth[own * cols..][span.clone()];
                        let rest = &mut rest[own * cols..][span.clone()];
                        simd::balance(*isa, depth, rest, around, dt_dx);
                        simd::deepest(*isa, depth, deepest);
                    }
                    tiles::measure_rims(depth, cols, span, rims);
                }
            });
    }

    /// Add what rivers bring, while the cells of channels carry their mean depth.
    fn pour(&mut self, dt_s: f64, inflows: &[Inflow]) {
        let area = self.area_m2();
        for inflow in inflows {
            let depth = inflow.flow_m3s * dt_s / (area * inflow.cells.len() as f64);
            for &cell in inflow.cells {
                let cell = cell as usize;
                // In f64: a steady flow's rounding would fall the same way in every step.
                self.put_depth(cell, f64::from(self.depth_m[cell]) + f64::from(self.rest_m[cell]) + depth);
            }
            self.ledger.inflow_m3 += depth * area * inflow.cells.len() as f64;
        }
    }

    /// Put fixed levels back.
    fn hold_levels(&mut self) {
        let mut gain = 0.0;
        for &(cell, level) in &self.fixed {
            let cell = cell as usize;
            gain += f64::from(level) - (f64::from(self.depth_m[cell]) + f64::from(self.rest_m[cell]));
            (self.depth_m[cell], self.rest_m[cell]) = (level, 0.0);
            self.tiles.raise(cell, level);
        }
        self.ledger.fixed_level_m3 += gain * self.area_m2();
    }
}
