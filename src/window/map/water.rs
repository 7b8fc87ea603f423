//! Flood water and debris over the ground: two textures that follow the drill a few times a second. One holds colour and
//! opacity, the other which way the water flows and how much it foams; the shader lets it run.

use super::layers::Layer;
use crate::{
    county::County,
    hazard::{Consequences, FloodField, Slopes, Wildfire, flood::Flood, slopes::Slide},
    num::{DrillTime, GridSpec},
    window::{Desk, Session, theme},
};
use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

/// Seconds between two paintings.
const EVERY_S: f32 = 0.25;
/// Texels along a cell's edge: slides are finer than cells.
pub(super) const FINE: usize = 2;
/// Speed that fills half of a direction's byte, m/s.
const FAST_M_S: f32 = 4.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, follow.run_if(resource_exists::<Session>.and_then(resource_exists::<Overlay>)));
}

/// Paint the drill when it has moved.
fn follow(
    time: Res<Time<Real>>,
    session: Res<Session>,
    desk: Option<Res<Desk>>,
    mut overlay: ResMut<Overlay>,
    mut images: ResMut<Assets<Image>>,
) {
    let overlay = overlay.bypass_change_detection();
    overlay.age_s += time.delta_secs();
    let layer = desk.as_ref().map_or(Layer::Depth, |d| d.layer);
    let now = (session.drill.now(), layer);
    if overlay.painted == Some(now) || overlay.painted.is_some() && overlay.age_s < EVERY_S {
        return;
    }
    overlay.painted = Some(now);
    overlay.age_s = 0.0;
    let still = desk.is_some_and(|d| d.reduced_motion);
    let world = session.drill.world();
    let (county, flood) = (session.drill.land(), &world.resource::<FloodField>().0);
    if let Some(data) = images.get_mut(&overlay.image).and_then(|i| i.into_inner().data.as_mut()) {
        paint_water(data, county, flood, world.resource::<Consequences>(), layer);
        for slide in &world.resource::<Slopes>().slides {
            paint_slide(data, &county.spec, slide);
        }
        super::fire::paint(
            data,
            county,
            world.resource::<Wildfire>(),
            &world.resource::<crate::response::knowledge::Known>().fires,
        );
    }
    if let Some(data) = images.get_mut(&overlay.flow).and_then(|i| i.into_inner().data.as_mut()) {
        paint_flow(data, county, flood, still || layer != Layer::Depth, layer == Layer::Depth);
    }
}

/// The textures that lie over the ground's picture.
#[derive(Resource)]
pub struct Overlay {
    /// Colour and opacity, `FINE` texels along a cell.
    pub(super) image: Handle<Image>,
    /// Velocity to the east and to the south around 128, and foam; one texel a cell.
    pub(super) flow: Handle<Image>,
    /// Drill time and field that they show, and how long ago they were painted, s.
    painted: Option<(DrillTime, Layer)>,
    age_s: f32,
}

impl Overlay {
    /// A dry overlay for a raster.
    pub(super) fn new(spec: GridSpec, images: &mut Assets<Image>) -> Self {
        let mut make = |fine: usize, texel: [u8; 4], format| {
            let (width, height) = ((spec.cols * fine) as u32, (spec.rows * fine) as u32);
            let size = Extent3d { width, height, depth_or_array_layers: 1 };
            // Kept in both worlds, so that later changes go to the same texture on the graphics card.
            let usage = RenderAssetUsages::MAIN_WORLD | RenderAssetUsages::RENDER_WORLD;
            let mut image = Image::new_fill(size, TextureDimension::D2, &texel, format, usage);
            image.sampler = ImageSampler::linear();
            images.add(image)
        };
        let image = make(FINE, [0; 4], TextureFormat::Rgba8UnormSrgb);
        let flow = make(1, [128, 128, 0, 0], TextureFormat::Rgba8Unorm);
        Self { image, flow, painted: None, age_s: 0.0 }
    }
}

/// Draw the water that stands above its level before the drill, or another field of the flood.
fn paint_water(data: &mut [u8], county: &County, flood: &Flood, seen: &Consequences, layer: Layer) {
    let spec = &county.spec;
    let width = 4 * FINE * spec.cols;
    let bases = county.base_depth_m.chunks(spec.cols);
    for (row, (rows, bases)) in data.chunks_exact_mut(width * FINE).zip(bases).enumerate() {
        let (first, others) = rows.split_at_mut(width);
        let cells = (row * spec.cols..).zip(bases);
        for (texels, (cell, &base_m)) in first.chunks_exact_mut(4 * FINE).zip(cells) {
            let colour = layer.colour(cell, flood.risen_m(cell, base_m), flood, seen);
            texels.chunks_exact_mut(4).for_each(|texel| texel.copy_from_slice(&colour));
        }
        others.chunks_exact_mut(width).for_each(|row| row.copy_from_slice(first));
    }
}

/// Which way the water runs, and foam where it is fast for its depth.
fn paint_flow(data: &mut [u8], county: &County, flood: &Flood, still: bool, foams: bool) {
    let depths = flood.depth_m().iter().zip(&county.base_depth_m);
    for (cell, (texel, (&depth_m, &base_m))) in data.chunks_exact_mut(4).zip(depths).enumerate() {
        if flood.risen_m(cell, base_m) < theme::WATER_SEEN_M {
            texel.copy_from_slice(&[128, 128, 0, 0]);
            continue;
        }
        let (u, v) = flood.velocity_m_s(cell);
        let byte = |w: f32| (128.0 + (w / FAST_M_S * 127.0).clamp(-127.0, 127.0)) as u8;
        let froude = (u * u + v * v).sqrt() / (9.81 * depth_m).sqrt();
        let foam = if foams { ((froude - 0.4) / 0.6).clamp(0.0, 1.0) } else { 0.0 };
        let (u, v) = if still { (0.0, 0.0) } else { (u, v) };
        texel.copy_from_slice(&[byte(u), byte(v), (255.0 * foam) as u8, 0]);
    }
}

/// Draw a slide over what is there: its debris, the deepest of the window's cells under each texel, and its track.
fn paint_slide(data: &mut [u8], spec: &GridSpec, slide: &Slide) {
    let texel_m = spec.cell_m / FINE as f32;
    let (rows, cols) = (spec.rows * FINE, spec.cols * FINE);
    let mut deepest: std::collections::BTreeMap<usize, f32> = std::collections::BTreeMap::new();
    let touched = slide.max_depth_m.iter().enumerate().filter(|(_, d)| **d > 0.3);
    for (cell, depth_m) in touched.map(|(cell, _)| (cell, slide.depth_m[cell])) {
        let at = slide.window.at(cell);
        let (row, col) = ((at.y_m / texel_m) as usize, (at.x_m / texel_m) as usize);
        if row < rows && col < cols {
            let deep = deepest.entry(row * cols + col).or_default();
            *deep = deep.max(depth_m);
        }
    }
    for (texel, depth_m) in deepest {
        let colour = if depth_m > 0.1 { debris_colour(depth_m) } else { theme::SLIDE_TRACK };
        data[4 * texel..4 * texel + 4].copy_from_slice(&colour);
    }
}

/// Colour and opacity of flood water of a depth in m.
pub(super) fn water_colour(depth_m: f32) -> [u8; 4] {
    if depth_m < theme::WATER_SEEN_M {
        // The colour of shallow water, so that the shore does not fade through black.
        let [r, g, b, _] = theme::WATER_SHALLOW;
        return [r, g, b, 0];
    }
    blend(theme::WATER_SHALLOW, theme::WATER_DEEP, (depth_m / theme::WATER_DEEP_M).min(1.0).sqrt())
}

fn debris_colour(depth_m: f32) -> [u8; 4] {
    blend(theme::DEBRIS_THIN, theme::DEBRIS_DEEP, (depth_m / theme::DEBRIS_DEEP_M).min(1.0))
}

fn blend(a: [u8; 4], b: [u8; 4], share: f32) -> [u8; 4] {
    core::array::from_fn(|i| (f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * share) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_water_is_darker_and_hides_more() {
        assert_eq!(water_colour(0.0)[3], 0);
        let [shallow, middle, deep] = [0.1, 1.0, 5.0].map(water_colour);
        assert!(shallow[1] > middle[1] && middle[1] > deep[1]);
        assert!(shallow[3] < middle[3] && middle[3] < deep[3]);
    }

    #[test]
    fn debris_is_brown_and_hides_what_it_covers() {
        let [thin, deep] = [0.2, 9.0].map(debris_colour);
        assert!(thin[0] > thin[2] && deep[0] > deep[2] && deep[3] > thin[3]);
    }
}
