//! What moves φ at a cell.

use super::{Known, Spreads};

/// A cell of a tile where φ moves: its place in the tile, and the spread of up to three fuels that the edge goes through,
/// with the edge's speed, cells/s, and when it leaves the first and the second, s from now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mover {
    pub at: usize,
    pub spreads: [Known; 3],
    pub speeds: [f32; 3],
    pub leaves: [f32; 2],
    pub leaves_s: [f32; 2],
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
    pub fn put(&self, took_s: f32, spreads: &mut Spreads) {
        let (spread, scale) = self.course(took_s);
        let ([dx, dy], [xx, xy, yy]) = spread.parts();
        let square = scale * scale;
        let all = [scale * dx, scale * dy, square * xx, square * xy, square * yy];
        for (part, value) in spreads.iter_mut().zip(all) {
            part[self.at] = value;
        }
    }
}
