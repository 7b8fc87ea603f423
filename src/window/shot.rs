//! A picture from the real renderer, drawn off screen: it needs no display, a software driver will do.

use super::{Scene, WindowOptions, map, set_out};
use crate::num::file;
use bevy::{
    camera::RenderTarget,
    prelude::*,
    render::{
        render_resource::{TextureFormat, TextureUsages},
        view::screenshot::{Screenshot, ScreenshotCaptured},
    },
};
use std::path::Path;

/// Frames drawn before the picture is taken: pipelines compile and the layout settles.
const WARM_UP: usize = 12;
/// Frames after which a picture that has not come is given up.
const PATIENCE: usize = 600;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    #[error("the renderer gave no picture: is there a Vulkan driver (mesa-vulkan-drivers)?")]
    NoPicture,
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("cannot encode the picture: {0}")]
    Encode(#[from] png::EncodingError),
}

#[derive(Resource, Default)]
struct Taken(Option<Image>);

/// Draw `scene` as the window would and save it as a PNG file.
///
/// # Errors
/// No renderer, or the file cannot be written.
pub fn take(
    options: &WindowOptions,
    scene: Scene,
    prepare: impl FnOnce(&mut World),
    out: &Path,
) -> Result<(), ShotError> {
    let mut app = super::app(options, false);
    let [width, height] = options.size;
    let mut target = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
    target.texture_descriptor.usage |= TextureUsages::COPY_SRC;
    let target = app.world_mut().resource_mut::<Assets<Image>>().add(target);
    app.world_mut().spawn((map::camera::bundle(), RenderTarget::from(target.clone())));
    app.init_resource::<Taken>();
    set_out(app.world_mut(), scene);
    prepare(app.world_mut());
    app.finish();
    app.cleanup();

    for frame in 0..PATIENCE {
        app.update();
        if frame == 2 {
            app.world_mut().resource_mut::<map::camera::View>().arrive();
        }
        if frame == WARM_UP {
            let keep = |shot: On<ScreenshotCaptured>, mut taken: ResMut<Taken>| {
                taken.0 = Some(shot.image.clone());
            };
            app.world_mut().spawn(Screenshot::image(target.clone())).observe(keep);
        }
        if let Some(image) = app.world_mut().resource_mut::<Taken>().0.take() {
            return save(&image, out);
        }
    }
    Err(ShotError::NoPicture)
}

fn save(image: &Image, out: &Path) -> Result<(), ShotError> {
    let rgba = image.data.as_ref().ok_or(ShotError::NoPicture)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    encoder.write_header()?.write_image_data(&rgb)?;
    file::write_atomic(out, &bytes).map_err(|source| ShotError::Write { path: out.display().to_string(), source })
}
