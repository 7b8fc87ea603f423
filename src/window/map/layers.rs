//! What the map shows of the flood: the water of now, or one of its consequences in classes.

use crate::{
    hazard::{Consequences, consequence::ARRIVED_M, flood::Flood},
    window::theme,
};

/// A field of the flood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Layer {
    /// The water as it stands, with its flow.
    #[default]
    Depth,
    Speed,
    /// DEFRA's hazard rating, the greatest so far.
    Danger,
    /// Hours from the start until the water came.
    Arrival,
    Rise,
    /// Greatest depth so far.
    Deepest,
}

/// Five colours from mild to grave, told apart by lightness as well.
const CLASSES: [[u8; 4]; 5] = [
    [0xff, 0xf3, 0xb0, 0xd8],
    [0xfd, 0xc2, 0x5a, 0xdc],
    [0xf0, 0x7f, 0x3c, 0xe0],
    [0xc4, 0x3a, 0x4e, 0xe6],
    [0x6a, 0x17, 0x5e, 0xec],
];

impl Layer {
    pub const ALL: [Layer; 6] =
        [Layer::Depth, Layer::Speed, Layer::Danger, Layer::Rise, Layer::Deepest, Layer::Arrival];

    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            Layer::Depth => "layer-depth",
            Layer::Speed => "layer-speed",
            Layer::Danger => "layer-danger",
            Layer::Arrival => "layer-arrival",
            Layer::Rise => "layer-rise",
            Layer::Deepest => "layer-deepest",
        }
    }

    /// Limits between its classes in the layer's unit, rising. Depths and speeds follow the classes usual on Chinese
    /// flood risk maps, ratings DEFRA's.
    pub fn limits(self) -> &'static [f32] {
        match self {
            Layer::Depth | Layer::Deepest => &[0.5, 1.0, 2.0, 3.0],
            Layer::Speed => &[0.5, 1.0, 2.0, 3.0],
            Layer::Danger => &[0.75, 1.25, 2.0],
            Layer::Arrival => &[1.0, 2.0, 4.0, 8.0],
            Layer::Rise => &[0.2, 0.5, 1.0, 2.0],
        }
    }

    /// Unit that the limits are written with.
    pub fn unit(self) -> &'static str {
        match self {
            Layer::Depth | Layer::Deepest => "m",
            Layer::Speed => "m/s",
            Layer::Danger => "",
            Layer::Arrival => "h",
            Layer::Rise => "m/h",
        }
    }

    /// Colour and opacity of a class.
    pub fn class_colour(self, class: usize) -> [u8; 4] {
        let last = self.limits().len();
        let class = class.min(last);
        match self {
            Layer::Depth => {
                // The middle of the class; the last has no upper end.
                let low = class.checked_sub(1).map_or(0.0, |below| self.limits()[below]);
                let high = if class == last { 2.0 * theme::WATER_DEEP_M } else { self.limits()[class] };
                super::water::water_colour(0.5 * (low + high))
            }
            // What came first is gravest.
            Layer::Arrival => CLASSES[CLASSES.len() - 1 - class],
            Layer::Danger => CLASSES[class + 1],
            _ => CLASSES[class],
        }
    }

    /// Colour of a cell; `over_m` is its depth over the water before the drill.
    pub(super) fn colour(self, cell: usize, over_m: f32, flood: &Flood, seen: &Consequences) -> [u8; 4] {
        let dry = [CLASSES[0][0], CLASSES[0][1], CLASSES[0][2], 0];
        let value = match self {
            Layer::Depth => return super::water::water_colour(over_m),
            Layer::Speed => (over_m >= theme::WATER_SEEN_M).then(|| flood.speed_m_s(cell)),
            Layer::Danger => Some(seen.worst(cell)).filter(|rating| *rating > 0.0),
            Layer::Arrival => seen.arrival_s(cell).map(|s| s as f32 / 3600.0),
            Layer::Rise => {
                let rise = seen.rise_m_h(cell);
                (over_m >= ARRIVED_M && rise > 0.05).then_some(rise)
            }
            Layer::Deepest => Some(seen.deepest_m(cell)).filter(|depth| *depth > 0.0),
        };
        match value {
            Some(value) => {
                self.class_colour(self.limits().iter().take_while(|limit| value >= **limit).count())
            }
            None => dry,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graver_classes_are_darker_in_every_layer() {
        for layer in Layer::ALL {
            let light = |class: usize| -> u32 {
                let [r, g, b, _] = layer.class_colour(class).map(u32::from);
                2126 * r + 7152 * g + 722 * b
            };
            let lights: Vec<u32> = (0..=layer.limits().len()).map(light).collect();
            let sorted =
                lights.windows(2).all(|w| if layer == Layer::Arrival { w[0] < w[1] } else { w[0] > w[1] });
            assert!(sorted, "{layer:?}: {lights:?}");
            assert!(layer.limits().windows(2).all(|w| w[0] < w[1]));
        }
    }
}
