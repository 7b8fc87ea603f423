//! Flood water over the ground: a texture that follows the water's depth a few times a second.

use crate::{
    hazard::FloodField,
    num::{DrillTime, GridSpec},
    window::{Session, theme},
};
use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

/// Seconds between two paintings of the water.
const EVERY_S: f32 = 0.25;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, follow.run_if(resource_exists::<Session>.and_then(resource_exists::<Overlay>)));
}

/// Paint the water of the drill when it has moved.
fn follow(
    time: Res<Time<Real>>,
    session: Res<Session>,
    mut overlay: ResMut<Overlay>,
    mut images: ResMut<Assets<Image>>,
) {
    let overlay = overlay.bypass_change_detection();
    overlay.age_s += time.delta_secs();
    let now = session.drill.now();
    if overlay.painted == Some(now) || overlay.painted.is_some() && overlay.age_s < EVERY_S {
        return;
    }
    overlay.painted = Some(now);
    overlay.age_s = 0.0;
    let depth_m = session.drill.world().resource::<FloodField>().0.depth_m();
    overlay.paint(depth_m, &session.drill.land().base_depth_m, &mut images);
}

/// The texture that lies over the ground's picture, one texel per cell.
#[derive(Resource)]
pub struct Overlay {
    pub(super) image: Handle<Image>,
    /// Drill time whose water it shows, and how long ago it was painted, s.
    painted: Option<DrillTime>,
    age_s: f32,
}

impl Overlay {
    /// A dry overlay for a raster.
    pub(super) fn new(spec: GridSpec, images: &mut Assets<Image>) -> Self {
        let size = Extent3d { width: spec.cols as u32, height: spec.rows as u32, depth_or_array_layers: 1 };
        // Kept in both worlds, so that later changes go to the same texture on the graphics card.
        let usage = RenderAssetUsages::MAIN_WORLD | RenderAssetUsages::RENDER_WORLD;
        let dry = [0; 4];
        let mut image =
            Image::new_fill(size, TextureDimension::D2, &dry, TextureFormat::Rgba8UnormSrgb, usage);
        image.sampler = ImageSampler::linear();
        Self { image: images.add(image), painted: None, age_s: 0.0 }
    }

    /// Draw the water that stands above its level before the drill. Depths in m, one per cell.
    fn paint(&self, depth_m: &[f32], base_depth_m: &[f32], images: &mut Assets<Image>) {
        let Some(mut image) = images.get_mut(&self.image) else { return };
        let Some(data) = image.data.as_mut() else { return };
        for ((texel, &depth_m), &base_m) in data.chunks_exact_mut(4).zip(depth_m).zip(base_depth_m) {
            texel.copy_from_slice(&colour(depth_m - base_m));
        }
    }
}

/// Colour and opacity of flood water of a depth in m.
fn colour(depth_m: f32) -> [u8; 4] {
    if depth_m < theme::WATER_SEEN_M {
        // The colour of shallow water, so that the shore does not fade through black.
        let [r, g, b, _] = theme::WATER_SHALLOW;
        return [r, g, b, 0];
    }
    let share = (depth_m / theme::WATER_DEEP_M).min(1.0).sqrt();
    core::array::from_fn(|i| {
        let (shallow, deep) = (f32::from(theme::WATER_SHALLOW[i]), f32::from(theme::WATER_DEEP[i]));
        (shallow + (deep - shallow) * share) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_water_is_darker_and_hides_more() {
        assert_eq!(colour(0.0)[3], 0);
        let [shallow, middle, deep] = [0.1, 1.0, 5.0].map(colour);
        assert!(shallow[1] > middle[1] && middle[1] > deep[1]);
        assert!(shallow[3] < middle[3] && middle[3] < deep[3]);
    }
}
