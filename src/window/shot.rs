//! A picture from the real renderer, drawn off screen: it needs no display, a software driver will do.

use super::{Choice, NoWindow, Opened, Session, WindowOptions, map, menu, session};
use crate::{
    num::{Point, file},
    sim::TICK_S,
};
use bevy::{
    camera::RenderTarget,
    prelude::*,
    render::{
        render_resource::{TextureFormat, TextureUsages},
        view::screenshot::{Screenshot, ScreenshotCaptured},
    },
};
use std::path::Path;

/// Frames drawn before the picture is taken: textures arrive and the layout settles.
const WARM_UP: usize = 12;
/// Frames after which a picture that has not come is given up.
const PATIENCE: usize = 600;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    #[error("{0}")]
    NoRenderer(#[from] NoWindow),
    #[error("the renderer gave no picture: is there a Vulkan driver (mesa-vulkan-drivers)?")]
    NoPicture,
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("cannot encode the picture: {0}")]
    Encode(#[from] png::EncodingError),
}

#[derive(Resource, Default)]
struct Taken(Option<Image>);

/// Draw a drill, or the menu of `choices`, as the window would and save it as a PNG file; `prepare` sets
/// what the picture shows.
///
/// # Errors
/// No renderer, or the file cannot be written.
pub fn take(
    options: &WindowOptions,
    choices: Vec<Choice>,
    opened: Option<Opened>,
    prepare: impl FnOnce(&mut World),
    out: &Path,
) -> Result<(), ShotError> {
    let (mut app, target) = off_screen(options, choices, opened)?;
    prepare(app.world_mut());
    for frame in 0..PATIENCE {
        app.update();
        if frame == WARM_UP / 2
            && let Some(mut view) = app.world_mut().get_resource_mut::<map::camera::View>()
        {
            view.arrive();
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

/// Look at a place of the county from a distance, km, and a side, degrees; 0 is from the south.
pub fn look(world: &mut World, at: Point, distance_km: f32, degrees: f32) {
    if let Some(mut view) = world.get_resource_mut::<map::camera::View>() {
        view.look_at(at, distance_km);
        view.turn(degrees);
        view.arrive();
    }
}

/// Frames per second of the window's picture, and ticks per second of the drill behind it.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub frames_per_s: f64,
    pub ticks_per_s: f64,
}

/// Draw frames off screen one after the other as fast as it goes, with the drill paused and then running.
///
/// # Errors
/// No renderer.
pub fn pace(options: &WindowOptions, opened: Opened, frames: usize) -> Result<[Pace; 2], NoWindow> {
    let (mut app, _) = off_screen(options, Vec::new(), Some(opened))?;
    for _ in 0..WARM_UP {
        app.update();
    }
    Ok([true, false].map(|paused| {
        app.world_mut().resource_mut::<Session>().paused = paused;
        let tick = |app: &App| f64::from(app.world().resource::<Session>().drill.now().0 / TICK_S);
        let (start, from) = (std::time::Instant::now(), tick(&app));
        for _ in 0..frames {
            app.update();
        }
        let seconds = start.elapsed().as_secs_f64();
        Pace { frames_per_s: frames as f64 / seconds, ticks_per_s: (tick(&app) - from) / seconds }
    }))
}

/// An app that draws to a picture instead of a window.
fn off_screen(
    options: &WindowOptions,
    choices: Vec<Choice>,
    opened: Option<Opened>,
) -> Result<(App, Handle<Image>), NoWindow> {
    let mut app = super::app(options, false)?;
    let [width, height] = options.size;
    let mut target = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
    target.texture_descriptor.usage |= TextureUsages::COPY_SRC;
    let target = app.world_mut().resource_mut::<Assets<Image>>().add(target);
    app.world_mut().spawn((map::camera::bundle(), RenderTarget::from(target.clone())));
    app.init_resource::<Taken>();
    app.insert_resource(menu::Menu::new(choices));
    if let Some(opened) = opened {
        session::begin(app.world_mut(), opened);
    }
    app.finish();
    app.cleanup();
    Ok((app, target))
}

fn save(image: &Image, out: &Path) -> Result<(), ShotError> {
    let rgba = image.data.as_ref().ok_or(ShotError::NoPicture)?;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    encoder.write_header()?.write_image_data(&rgb)?;
    file::write_atomic(out, &bytes)
        .map_err(|source| ShotError::Write { path: out.display().to_string(), source })
}
