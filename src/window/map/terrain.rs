//! The ground as a block of a sand table: a height field with cut sides, drawn by a small material.

use super::{MapPart, Relief, water::Overlay};
use crate::{
    county::{County, picture::Picture},
    num::Point,
    sim::Clock,
    window::{Session, theme},
};
use bevy::{
    asset::{RenderAssetUsages, load_internal_asset, uuid_handle},
    camera::visibility::NoFrustumCulling,
    image::ImageSampler,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
    render::render_resource::{AsBindGroup, Extent3d, TextureDimension, TextureFormat},
    shader::ShaderRef,
};

/// The shader is part of the program, which runs from any folder.
const SHADER: Handle<Shader> = uuid_handle!("0d6c1d0e-2f0a-4c5e-9a51-6a7d1f1f6c11");

#[derive(Asset, TypePath, AsBindGroup, Clone, Debug)]
pub(super) struct GroundMaterial {
    #[texture(0)]
    #[sampler(1)]
    ground: Handle<Image>,
    #[texture(2)]
    #[sampler(3)]
    water: Handle<Image>,
    #[texture(4)]
    #[sampler(5)]
    flow: Handle<Image>,
    /// Light of the hour.
    #[uniform(6)]
    light: Vec4,
}

impl Material for GroundMaterial {
    fn fragment_shader() -> ShaderRef {
        SHADER.into()
    }

    fn enable_prepass() -> bool {
        false
    }

    fn enable_shadows() -> bool {
        false
    }
}

pub(super) fn plugin(app: &mut App) {
    load_internal_asset!(app, SHADER, "../../../assets/shaders/terrain.wgsl", Shader::from_wgsl);
    app.add_plugins(MaterialPlugin::<GroundMaterial>::default());
    app.add_systems(Update, daylight.run_if(resource_exists::<Session>));
}

/// Light on the ground at an hour of the day: full by day, warm and falling at dusk and dawn, bluish by night, and never so
/// little that the ground could not be read.
pub(super) fn light(hour: f32) -> Vec4 {
    const DAY: Vec3 = Vec3::ONE;
    const LOW: Vec3 = Vec3::new(0.80, 0.46, 0.29);
    const NIGHT: Vec3 = Vec3::new(0.24, 0.29, 0.41);
    // Hours from the middle of the bright part of the day, which ends at about six.
    let off = (hour - 12.25).abs();
    let mix = |a: Vec3, b: Vec3, from: f32, to: f32| a.lerp(b, ((off - from) / (to - from)).clamp(0.0, 1.0));
    if off < 6.0 { mix(DAY, LOW, 5.0, 6.0) } else { mix(LOW, NIGHT, 6.0, 7.2) }.extend(1.0)
}

/// The ground follows the drill's hour.
fn daylight(session: Res<Session>, mut materials: ResMut<Assets<GroundMaterial>>) {
    let clock = session.drill.world().resource::<Clock>();
    let now = light(clock.time_of_day_s(clock.now()) as f32 / 3600.0);
    let stale: Vec<_> =
        materials.iter().filter(|(_, m)| m.light.distance(now) > 0.01).map(|(id, _)| id).collect();
    for id in stale {
        if let Some(material) = materials.get_mut(id) {
            material.into_inner().light = now;
        }
    }
}

/// Put the block of `county` on the table.
pub(super) fn spawn(
    world: &mut World,
    county: &County,
    picture: &Picture,
    relief: &Relief,
    overlay: &Overlay,
    images: &mut Assets<Image>,
) {
    let ground = images.add(image(picture));
    let mesh = world.resource_mut::<Assets<Mesh>>().add(block(county, relief));
    let material =
        GroundMaterial { ground, water: overlay.image.clone(), flow: overlay.flow.clone(), light: Vec4::ONE };
    let material = world.resource_mut::<Assets<GroundMaterial>>().add(material);
    // One mesh that is always in view; the frustum does not know the camera's shifted centre.
    world.spawn((MapPart, Mesh3d(mesh), MeshMaterial3d(material), NoFrustumCulling));
}

fn image(picture: &Picture) -> Image {
    let rgba = picture.rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], u8::MAX]).collect();
    let size =
        Extent3d { width: picture.width as u32, height: picture.height as u32, depth_or_array_layers: 1 };
    let mut image = Image::new(
        size,
        TextureDimension::D2,
        rgba,
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::linear();
    image
}

/// Vertices of the mesh under construction.
#[derive(Default)]
struct Vertices {
    positions: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    colours: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

impl Vertices {
    fn push(&mut self, position: Vec3, uv: Vec2, colour: [f32; 4]) -> u32 {
        self.positions.push(position.to_array());
        self.uvs.push(uv.to_array());
        self.colours.push(colour);
        self.positions.len() as u32 - 1
    }

    fn quad(&mut self, [a, b, c, d]: [u32; 4]) {
        self.indices.extend([a, b, c, c, b, d]);
    }
}

fn block(county: &County, relief: &Relief) -> Mesh {
    const N: usize = theme::TERRAIN_QUADS;
    let (width_m, height_m) = (county.spec.width_m(), county.spec.height_m());
    let bottom = relief.lowest_km - theme::BLOCK_KM;
    let mut vertices = Vertices::default();

    let place = |row: usize, col: usize| {
        let uv = Vec2::new(col as f32, row as f32) / N as f32;
        (relief.world(Point { x_m: uv.x * width_m, y_m: uv.y * height_m }), uv)
    };
    for row in 0..=N {
        for col in 0..=N {
            let (position, uv) = place(row, col);
            vertices.push(position, uv, [0.0; 4]);
        }
    }
    let at = |row: usize, col: usize| (row * (N + 1) + col) as u32;
    for row in 0..N {
        for col in 0..N {
            vertices.quad([at(row, col), at(row + 1, col), at(row, col + 1), at(row + 1, col + 1)]);
        }
    }

    // Round the edge so that the outside lies to the right: south, east, north, west.
    let edge = (0..N)
        .map(|i| (N, i))
        .chain((0..N).map(|i| (N - i, N)))
        .chain((0..N).map(|i| (0, N - i)))
        .chain((0..=N).map(|i| (i, 0)));
    let earth = theme::EARTH.to_linear();
    let mut last: Option<[u32; 2]> = None;
    for (row, col) in edge {
        let (position, uv) = place(row, col);
        let shade = if row == N || row == 0 { 1.0 } else { 0.75 };
        let colour = [earth.red * shade, earth.green * shade, earth.blue * shade, 1.0];
        let top = vertices.push(position, uv, colour);
        let low = vertices.push(position.with_y(bottom), uv, colour);
        if let Some([last_top, last_low]) = last {
            vertices.quad([last_top, last_low, top, low]);
        }
        last = Some([top, low]);
    }

    let Vertices { positions, uvs, colours, indices } = vertices;
    Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, uvs)
        .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, colours)
        .with_inserted_indices(Indices::U32(indices))
}
