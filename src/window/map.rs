//! The map: the county as a sand table in three dimensions, flood water, symbols and names.
//!
//! One unit of the 3D world is a kilometre: x east, y up (exaggerated), z south, the county's middle at
//! the origin.
//!
//! | File | What it does |
//! |---|---|
//! | [`relief`] | the surface: where a place of the county is in the 3D world, and back |
//! | [`terrain`] | mesh and material of the ground |
//! | [`water`] | the texture of flood water over it |
//! | [`layers`] | which field of the flood is drawn, in which classes |
//! | `bursts` | explosions, fireballs and how far they reached |
//! | `works`, `zones` | works with tanks: what burns; zones of gas and heat, cordons |
//! | `fire` | forest fires: burnt ground, flames, smoke, lines |
//! | [`camera`] | orbit, pan, zoom |
//! | [`marks`] | what stands and moves on the map, and what a click picks |
//! | [`looks`] | in what state the county knows a thing to be |
//! | [`symbols`], [`lines`], [`names`], [`tip`] | how it is drawn |

mod bursts;
pub mod camera;
mod fire;
pub mod layers;
pub mod lines;
pub mod looks;
pub mod marks;
mod names;
pub mod relief;
pub mod symbols;
pub mod terrain;
pub mod tip;
pub mod water;
mod works;
mod zones;

pub use relief::Relief;

use crate::county::{County, picture::Picture};
use bevy::prelude::*;

/// Everything that leaves with the drill's screen.
#[derive(Component)]
pub(super) struct MapPart;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((terrain::plugin, camera::plugin, water::plugin));
}

/// Put a county on the table: ground, overlay and camera.
pub(super) fn lay_out(world: &mut World, county: &County, picture: &Picture) {
    let relief = Relief::new(county);
    world.resource_scope(|world, mut images: Mut<Assets<Image>>| {
        let overlay = water::Overlay::new(county.spec, &mut images);
        terrain::spawn(world, county, picture, &relief, &overlay, &mut images);
        world.insert_resource(overlay);
    });
    world.insert_resource(lines::Lines::new(county));
    world.insert_resource(camera::View::over(&relief));
    world.insert_resource(relief);
}

/// Clear the table.
pub(super) fn clear(world: &mut World) {
    let parts: Vec<Entity> = world.query_filtered::<Entity, With<MapPart>>().iter(world).collect();
    for part in parts {
        world.despawn(part);
    }
    world.remove_resource::<water::Overlay>();
    world.remove_resource::<lines::Lines>();
    world.remove_resource::<camera::View>();
    world.remove_resource::<Relief>();
}
