//! What moves φ at a cell.

use super::{Known, LANES, Spreads};

/// A cell of a tile where φ moves: its place in the tile, and up to three places whose fuels the edge goes through, with
/// its speed, cells/s, and when it leaves the first and the second, s from now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mover {
    pub at: usize,
    pub places: [u32; 3],
    pub speeds: [f32; 3],
    pub leaves: [f32; 2],
    pub leaves_s: [f32; 2],
}

impl Mover {
    /// One that stays in its own fuel.
    pub fn resting(at: usize, here: usize) -> Mover {
        let (places, leaves_s) = ([here as u32; 3], [f32::INFINITY; 2]);
        Mover { at, places, speeds: [0.0; 3], leaves: [0.0; 2], leaves_s }
    }

    /// The place whose spread moves the edge for most of its way in a time, and by what factor: that of the whole way.
    fn course(&self, took_s: f32) -> (u32, f32) {
        let (speeds, [first_s, second_s]) = (&self.speeds, self.leaves_s);
        if took_s <= first_s {
            return (self.places[0], 1.0);
        }
        let within = self.leaves[1] - self.leaves[0];
        let ways = if took_s <= second_s {
            [self.leaves[0], speeds[1] * (took_s - first_s), 0.0]
        } else {
            [self.leaves[0], within, speeds[2] * (took_s - second_s)]
        };
        let most = (1..3).fold(0, |most, k| if ways[k] > ways[most] { k } else { most });
        (self.places[most], ways.iter().sum::<f32>() / (took_s * speeds[most]))
    }

    /// Its spread among those of the tile, by what is known of all places.
    pub fn put(&self, known: &[Known], took_s: f32, spreads: &mut [Spreads]) {
        let (place, scale) = self.course(took_s);
        let square = scale * scale;
        let inverse = if square > 0.0 { 1.0 / square } else { 0.0 };
        let factors = [scale, scale, square, square, square, inverse, inverse];
        let all = known[place as usize].each().into_iter().zip(factors).map(|(part, factor)| factor * part);
        for (part, value) in spreads[self.at / LANES].iter_mut().zip(all) {
            part[self.at % LANES] = value;
        }
    }
}
