//! Channels narrower than a cell: brooks of some metres on cells of sixty, after Neal, Schumann and Bates (2012), Water
//! Resources Research 48, W11506.
//!
//! * `ground_m` of such a cell is the bed of its channel and `depth_m` the depth over that bed; the land beside the channel
//!   lies the bank-full depth d higher. A cell of side L with a channel of width w holds
//!   V(h) = w·L·h up to h = d, and w·L·d + L²·(h − d) above: the bends of a channel within a cell are not counted.
//! * Between two cells flows what fits through their common section: a rectangle as wide as the narrower channel, over the
//!   higher bed, and above the higher bank the rest of the face. A cell without a channel is one as wide as the face with its
//!   bank at its ground, so that the mouth of a brook in a river is as wide as the brook, and water that stands over the
//!   banks passes the whole face.
//! * The section's flow goes by local inertia as that of any face does, with friction by its conveyance (divided channel
//!   method, Chow 1959): K = Σ A·R^(2/3)/n with R = A/P, where the channel's banks count as wetted.
//! * Only these faces and cells are listed; they correct what the kernel of the whole grid found. While water is moved
//!   between cells, the listed ones carry their volume per area of the cell, V/L², in place of their depth: the balance and
//!   the limit on what a donor gives are then those of all other cells. Soils work on that mean depth too.
//! * Cells of pools and of fixed level have no channels. A window of fast water has its own volumes: there such a cell is
//!   level ground, d·(1 − w/L) above the bed, that holds the same water: at and above bank-full the level is the same, below
//!   it is higher.
//! * The bank keeps its level when the ground changes: a deposit fills the channel, and what is dug out of it opens it again.

mod section;

use super::{Flood, FloodError, Ledger};
use crate::num::GridSpec;
pub(super) use section::{Section, SectionList};

/// A channel in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    pub cell: u32,
    /// Width between the banks, m. One as wide as the cell or wider is the cell itself.
    pub width_m: f32,
    /// Height of the banks over the bed, which is the cell's ground, m.
    pub bank_depth_m: f32,
}

/// Narrowest channel, m: below it the arithmetic of a section could underflow.
pub const LEAST_WIDTH_M: f32 = 0.01;

/// No channel.
const NONE: u32 = u32::MAX;

/// A channel in its cell.
#[derive(Clone, Copy, Debug)]
struct Bed {
    cell: u32,
    width_m: f32,
    /// The channel's share of the cell's area.
    share: f64,
    /// Height of the banks over the ground, m; negative under a deposit.
    bank_m: f32,
    /// Volume per area of the cell before the step that is being made, m.
    held_m: f64,
}

impl Bed {
    /// Bank-full depth, m; 0 where the channel is buried.
    fn depth_m(&self) -> f32 {
        self.bank_m.max(0.0)
    }

    /// Volume per area of the cell, m, at a depth over the bed.
    fn held_m(&self, depth_m: f64) -> f64 {
        let bank = f64::from(self.depth_m());
        self.share * depth_m.min(bank) + (depth_m - bank).max(0.0)
    }

    /// Depth over the bed at a volume per area of the cell, m.
    fn filled_m(&self, held_m: f64) -> f64 {
        let bank = f64::from(self.depth_m());
        let full = self.share * bank;
        if held_m <= full && bank > 0.0 { held_m / self.share } else { bank + (held_m - full) }
    }
}

/// The channels of a grid.
#[derive(Clone, Debug, Default)]
pub(super) struct Channels {
    /// In order of their cells.
    beds: Vec<Bed>,
    /// For each cell of the grid its place in `beds`; nothing where there are none.
    at: Vec<u32>,
    /// Places in `beds` of the cells at the grid's edge.
    at_edge: Vec<u32>,
    /// Faces in order of their place in `qx` and `qy`.
    pub sections_x: SectionList,
    pub sections_y: SectionList,
}

impl Channels {
    fn bed(&self, cell: usize) -> Option<&Bed> {
        self.at.get(cell).and_then(|&at| self.beds.get(at as usize))
    }

    /// Width and height of the banks over the ground that a cell brings to a section, m.
    fn side(&self, cell: usize, cell_m: f32) -> (f32, f32) {
        match self.bed(cell) {
            Some(bed) if bed.bank_m > 0.0 => (bed.width_m, bed.bank_m),
            _ => (cell_m, 0.0),
        }
    }

    /// Memory, bytes.
    pub fn bytes(&self) -> usize {
        self.at.len() * size_of::<u32>()
            + self.beds.len() * size_of::<Bed>()
            + (self.sections_x.len() + self.sections_y.len()) * size_of::<(u32, Section)>()
    }

    /// What a channel makes of its cell, for the state's hash: cell, width and height of its banks over the ground, m.
    pub fn state(&self) -> impl Iterator<Item = (u32, [f32; 2])> {
        self.beds.iter().map(|bed| (bed.cell, [bed.width_m, bed.bank_m]))
    }

    fn set(&mut self, spec: &GridSpec, beds: Vec<Bed>, ground_m: &[f32]) {
        self.at = if beds.is_empty() { Vec::new() } else { vec![NONE; spec.len()] };
        for (place, bed) in beds.iter().enumerate() {
            self.at[bed.cell as usize] = place as u32;
        }
        let at_edge = |bed: &Bed| {
            let (row, col) = spec.row_col(bed.cell as usize);
            row == 0 || col == 0 || row + 1 == spec.rows || col + 1 == spec.cols
        };
        self.at_edge =
            beds.iter().enumerate().filter(|(_, bed)| at_edge(bed)).map(|(k, _)| k as u32).collect();
        self.beds = beds;
        self.find_sections(spec, ground_m);
    }

    /// List the faces that channels make other than rectangles as wide as the cell.
    fn find_sections(&mut self, spec: &GridSpec, ground_m: &[f32]) {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let side = |cell: usize| self.side(cell, spec.cell_m);
        let mut add = |before: usize, behind: usize, south: bool| {
            let dz = ground_m[behind] - ground_m[before];
            let section = Section::between(side(before), side(behind), dz);
            if section.is_compound(spec.cell_m) {
                let (list, place) =
                    if south { (&mut y, behind) } else { (&mut x, behind + behind / spec.cols) };
                list.push((place as u32, section));
            }
        };
        for bed in &self.beds {
            let cell = bed.cell as usize;
            let (row, col) = spec.row_col(cell);
            if row > 0 {
                add(cell - spec.cols, cell, true);
            }
            if col > 0 {
                add(cell - 1, cell, false);
            }
            if col + 1 < spec.cols {
                add(cell, cell + 1, false);
            }
            if row + 1 < spec.rows {
                add(cell, cell + spec.cols, true);
            }
        }
        for list in [&mut x, &mut y] {
            // The face between two channels came from both.
            list.sort_by_key(|&(place, _)| place);
            list.dedup_by_key(|&mut (place, _)| place);
        }
        (self.sections_x, self.sections_y) = (x, y);
    }
}

impl Flood {
    /// Give some cells channels narrower than the cell, in place of those they had. The cells' ground is the channels' bed.
    /// Levels stay, and the ledger begins anew.
    ///
    /// # Errors
    /// A cell is not on the grid or given twice; a width is below [`LEAST_WIDTH_M`], a bank depth negative, or either not
    /// finite. Nothing has changed then.
    pub fn set_channels(&mut self, channels: &[Channel]) -> Result<(), FloodError> {
        for (index, channel) in channels.iter().enumerate() {
            if channel.cell as usize >= self.spec.len() {
                return Err(FloodError::NoSuchCell(channel.cell));
            }
            if !(LEAST_WIDTH_M..1e6).contains(&channel.width_m) {
                return Err(FloodError::NotANumber { what: "width of a channel", index });
            }
            if !(0.0..1e3).contains(&channel.bank_depth_m) {
                return Err(FloodError::NotANumber { what: "bank depth of a channel", index });
            }
        }
        let mut channels = channels.to_vec();
        channels.sort_by_key(|channel| channel.cell);
        if let Some(pair) = channels.windows(2).find(|pair| pair[0].cell == pair[1].cell) {
            return Err(FloodError::Twice(pair[0].cell));
        }
        let cell_m = self.spec.cell_m;
        self.between_windows(|flood| {
            let narrow: Vec<Bed> = channels
                .iter()
                .filter(|c| c.width_m < cell_m && c.bank_depth_m > 0.0)
                // Pools have n = 0.
                .filter(|c| flood.manning[c.cell as usize] > 0.0)
                .map(|c| Bed {
                    cell: c.cell,
                    width_m: c.width_m,
                    share: f64::from(c.width_m) / f64::from(cell_m),
                    bank_m: c.bank_depth_m,
                    held_m: 0.0,
                })
                .collect();
            flood.channels.set(&flood.spec, narrow, &flood.ground_m);
        });
        let volume = self.volume_m3();
        self.ledger = Ledger { initial_m3: volume, stored_m3: volume, ..Ledger::default() };
        Ok(())
    }

    /// A cell's own section across it, where its channel is narrower than the cell.
    pub(super) fn own_section(&self, cell: usize) -> Option<Section> {
        let bed = self.channels.bed(cell).filter(|bed| bed.bank_m > 0.0)?;
        Some(Section { width_m: bed.width_m, over_m: bed.depth_m() })
    }

    /// Cells that have a channel narrower than themselves.
    pub fn channel_cells(&self) -> usize {
        self.channels.beds.len()
    }

    /// Depth of the water over the land of a cell, m: over the banks where it has a channel, else over the ground.
    pub fn land_depth_m(&self, cell: usize) -> f32 {
        (self.depth_m[cell] - self.bank_depth_m(cell)).max(0.0)
    }

    /// Water over the land above what stood there before the drill, `base_m` deep, m. A brook between its banks is no
    /// flood.
    pub fn risen_m(&self, cell: usize, base_m: f32) -> f32 {
        let bank_m = self.bank_depth_m(cell);
        (self.depth_m[cell] - bank_m).max(0.0) - (base_m - bank_m).max(0.0)
    }

    /// Height of the banks over the bed where a cell has a channel, m; else 0.
    pub fn bank_depth_m(&self, cell: usize) -> f32 {
        self.channels.bed(cell).map_or(0.0, Bed::depth_m)
    }

    /// The section between a cell and one beside it, where it is not a rectangle as wide as the face; `dz` is the other's
    /// ground less the cell's, m.
    pub(super) fn section(&self, cell: usize, other: usize, dz: f32) -> Option<Section> {
        let side = |cell: usize| self.channels.side(cell, self.spec.cell_m);
        let section = Section::between(side(cell), side(other), dz);
        section.is_compound(self.spec.cell_m).then_some(section)
    }

    /// Volume of water in a cell over its area, m: the depth, or less where it is in a channel.
    pub fn held_m(&self, cell: usize) -> f64 {
        let depth = f64::from(self.depth_m[cell]) + f64::from(self.rest_m[cell]);
        self.channels.bed(cell).map_or(depth, |bed| bed.held_m(depth))
    }

    /// Volume that some cells hold below a level, m³.
    pub fn capacity_m3(&self, cells: &[u32], level_m: f32) -> f64 {
        cells.iter().map(|&cell| self.held_below_m(cell as usize, level_m)).sum::<f64>() * self.area_m2()
    }

    /// Volume in a cell over its area if the water stood at a level, m.
    pub(super) fn held_below_m(&self, cell: usize, level_m: f32) -> f64 {
        let depth = (f64::from(level_m) - f64::from(self.ground_m[cell])).max(0.0);
        self.channels.bed(cell).map_or(depth, |bed| bed.held_m(depth))
    }

    /// Let a cell hold a volume over its area, m.
    pub(super) fn put_held(&mut self, cell: usize, held_m: f64) {
        let depth = self.channels.bed(cell).map_or(held_m, |bed| bed.filled_m(held_m));
        self.put_depth(cell, depth);
    }

    /// Ground of a cell as a window sees it: one level that holds the same water below bank-full, m above sea level.
    pub(super) fn flat_ground_m(&self, cell: usize) -> f32 {
        let up = self.channels.bed(cell).map_or(0.0, |bed| bed.depth_m() * (1.0 - bed.share as f32));
        self.ground_m[cell] + up
    }

    /// Set the mean depth of every channel's cell in place of its depth over the bed.
    pub(super) fn pack_channels(&mut self) {
        let Flood { channels, depth_m, rest_m, .. } = self;
        for bed in &mut channels.beds {
            let cell = bed.cell as usize;
            let held = bed.held_m(f64::from(depth_m[cell]) + f64::from(rest_m[cell]));
            bed.held_m = held;
            depth_m[cell] = held.max(0.0) as f32;
            rest_m[cell] = (held - f64::from(depth_m[cell])) as f32;
        }
    }

    /// Balance the channels' cells again in f64: a river's flow is large against what its cells hold, and in steady flow the
    /// rounding of f32 would fall the same way in every step.
    pub(super) fn balance_channels(&mut self, dt_dx: f32) {
        let Flood { spec, channels, depth_m, rest_m, qx_next, qy_next, .. } = self;
        for bed in &channels.beds {
            let cell = bed.cell as usize;
            let x = cell + cell / spec.cols;
            let [west, east] = [x, x + 1].map(|x| f64::from(qx_next[x]));
            let [north, south] = [cell, cell + spec.cols].map(|y| f64::from(qy_next[y]));
            let held = bed.held_m + f64::from(dt_dx) * ((west - east) + (north - south));
            depth_m[cell] = held.max(0.0) as f32;
            rest_m[cell] = (held - f64::from(depth_m[cell])) as f32;
        }
    }

    /// Put the depth over the bed back.
    pub(super) fn unpack_channels(&mut self) {
        let Flood { channels, depth_m, rest_m, tiles, .. } = self;
        for bed in &channels.beds {
            let cell = bed.cell as usize;
            let exact = bed.filled_m(f64::from(depth_m[cell]) + f64::from(rest_m[cell]));
            let depth = exact.max(0.0) as f32;
            (depth_m[cell], rest_m[cell]) = (depth, (exact - f64::from(depth)) as f32);
            tiles.raise(cell, depth);
        }
    }

    /// What the cells of channels hold less than their depth says, summed, m.
    pub(super) fn beside_channels_m(&self) -> f64 {
        let less = |bed: &Bed| {
            let depth =
                f64::from(self.depth_m[bed.cell as usize]) + f64::from(self.rest_m[bed.cell as usize]);
            depth - bed.held_m(depth)
        };
        self.channels.beds.iter().map(less).sum()
    }

    /// Raise (or lower) the ground of a cell: its water stays, its bank stays where it was.
    pub(super) fn change_bed(&mut self, cell: usize, change_m: f32) {
        let held = self.held_m(cell);
        self.ground_m[cell] += change_m;
        let at = self.channels.at.get(cell).copied().unwrap_or(NONE);
        if let Some(bed) = self.channels.beds.get_mut(at as usize) {
            bed.bank_m -= change_m;
            self.put_held(cell, held);
        }
    }

    /// Look at the channels' faces again after the ground has changed in some cells.
    pub(super) fn review_sections(&mut self, changed: impl Iterator<Item = usize>) {
        let Flood { spec, channels, ground_m, .. } = self;
        let cols = spec.cols;
        let near = |cell: usize| {
            let around =
                [Some(cell), cell.checked_sub(1), Some(cell + 1), cell.checked_sub(cols), Some(cell + cols)];
            around.into_iter().flatten().any(|c| channels.bed(c).is_some())
        };
        if !channels.beds.is_empty() && { changed }.any(near) {
            channels.find_sections(spec, ground_m);
        }
    }

    /// Cells that become part of a pool have channels no more. Levels stay; what the cells hold more is booked as if it had
    /// been there from the beginning.
    pub(super) fn drop_channels(&mut self, cells: &[u32]) {
        if cells.iter().all(|&cell| self.channels.bed(cell as usize).is_none()) {
            return;
        }
        let before = self.volume_m3();
        let mut beds = core::mem::take(&mut self.channels.beds);
        beds.retain(|bed| !cells.contains(&bed.cell));
        let Flood { spec, channels, ground_m, .. } = self;
        channels.set(spec, beds, ground_m);
        let gain = self.volume_m3() - before;
        self.ledger.initial_m3 += gain;
        self.ledger.stored_m3 += gain;
    }

    /// Correct what leaves over the grid's edge from cells with channels: uniform flow in their section, down the steepest
    /// way from a channel beside it, at most critical.
    pub(super) fn channels_over_edges(&mut self, dry_m: f32) {
        let spec = self.spec;
        for at in 0..self.channels.at_edge.len() {
            let bed = self.channels.beds[self.channels.at_edge[at] as usize];
            let cell = bed.cell as usize;
            let (row, col) = spec.row_col(cell);
            let x = cell + row;
            let edges = [
                (col == 0, true, x, -1.0),
                (col + 1 == spec.cols, true, x + 1, 1.0),
                (row == 0, false, cell, -1.0),
                (row + 1 == spec.rows, false, cell + spec.cols, 1.0),
            ];
            let Some(section) = self.own_section(cell) else { continue };
            let around = [
                (row > 0).then(|| cell - spec.cols),
                (col > 0).then(|| cell - 1),
                (col + 1 < spec.cols).then_some(cell + 1),
                (row + 1 < spec.rows).then_some(cell + spec.cols),
            ];
            let channels_beside = around.into_iter().flatten().filter(|c| self.channels.bed(*c).is_some());
            // A channel's head at the edge falls inwards: nothing leaves there.
            let falls_m = channels_beside.map(|c| {
                let fall = self.ground_m[c] - self.ground_m[cell];
                fall.max(fall + (self.depth_m[c] - self.depth_m[cell]))
            });
            let slope = falls_m.reduce(f32::max).map_or(1e-4, |fall_m| fall_m.max(0.0) / spec.cell_m);
            let out = section.uniform_m2_s(self.depth_m[cell], slope, self.manning[cell], spec.cell_m, dry_m);
            for (_, along_x, place, sign) in edges.into_iter().filter(|edge| edge.0) {
                let q = if along_x { &mut self.qx_next } else { &mut self.qy_next };
                q[place] = sign * out;
            }
        }
    }
}
