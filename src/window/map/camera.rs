//! The camera: drag with the left or middle button, WASD or the arrows to move; with the right button, or
//! Q and E, to turn; wheel, + and − to zoom; F or Home to see everything.

use super::Relief;
use crate::{
    num::{Point, math},
    window::MapArea,
};
use bevy::{
    camera::SubCameraView,
    core_pipeline::tonemapping::Tonemapping,
    input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll, MouseScrollUnit},
    prelude::*,
};
use bevy_egui::input::EguiWantsInput;

/// Vertical field of view, rad: a long lens, so that far places are not much smaller than near ones.
const FOV: f32 = 0.55;
const PITCH: std::ops::RangeInclusive<f32> = 0.22..=1.5;
/// Distance from which the whole county fits into the window's height, in lengths of its larger edge.
const HOME_DISTANCE: f32 = 1.85;
/// Width of the county's near edge as drawn from there, in lengths of its larger edge.
const HOME_WIDTH: f32 = 1.2;
/// Closest distance to the focus and clearance above the ground, km.
const NEAREST_KM: f32 = 1.5;
const CLEARANCE_KM: f32 = 0.15;
/// Time constant with which the camera follows its goal, s.
const FOLLOW_S: f32 = 0.12;
/// Movement of the pointer up to which a press and release is a click, logical pixels.
const CLICK_SLACK: f32 = 6.0;

/// Where the camera stands.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pose {
    focus: Point,
    distance_km: f32,
    /// Direction of view, rad clockwise from north.
    yaw: f32,
    /// Downward angle, rad.
    pitch: f32,
}

/// The camera's pose and where it is going.
#[derive(Resource)]
pub struct View {
    now: Pose,
    goal: Pose,
    home: Pose,
    /// A drag that began on the map: buttons held, and how far the pointer went.
    drag: Option<f32>,
    /// Set for one frame when the map was clicked.
    pub(super) clicked: bool,
}

impl View {
    pub(super) fn over(relief: &Relief) -> Self {
        // A little south of the middle: the near half is drawn larger.
        let (focus, _) = relief.county(Vec3::Z * relief.extent_km() * 0.03);
        let home = Pose { focus, distance_km: relief.extent_km() * HOME_DISTANCE, yaw: 0.0, pitch: 0.95 };
        Self { now: home, goal: home, home, drag: None, clicked: false }
    }

    /// Distance of the camera from what it looks at, km.
    pub fn distance_km(&self) -> f32 {
        self.now.distance_km
    }

    /// Look at a place from near, at once or smoothly.
    pub fn look_at(&mut self, focus: Point, distance_km: f32) {
        self.goal = Pose { focus, distance_km, ..self.goal };
    }

    /// Look from another side: 0 from the south, 90 from the west.
    pub fn turn(&mut self, degrees: f32) {
        self.goal.yaw = degrees.to_radians();
    }

    /// Stand so far off that the county fits into the free part of the window.
    fn fit(&mut self, relief: &Relief, area: &MapArea) {
        let (free, window) = (area.free.size(), area.window);
        if free.min_element() < 1.0 {
            return;
        }
        let wide = HOME_WIDTH * window.y / (2.0 * math::tanf(FOV / 2.0) * free.x);
        let distance_km = relief.extent_km() * wide.max(HOME_DISTANCE * window.y / free.y).clamp(1.0, 6.0);
        if (distance_km - self.home.distance_km).abs() < 0.1 {
            return;
        }
        let at_home = self.goal == self.home;
        self.home.distance_km = distance_km;
        if at_home {
            self.goal = self.home;
        }
    }

    /// Skip the movement, for a picture.
    pub fn arrive(&mut self) {
        self.now = self.goal;
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (steer_by_keys, steer_by_pointer, follow).chain().run_if(resource_exists::<View>),
    );
}

/// The one camera: it draws the map and carries the panels. `target` is the window or a picture.
pub fn bundle() -> impl Bundle {
    (
        Camera3d::default(),
        Projection::from(PerspectiveProjection { fov: FOV, near: 0.05, ..default() }),
        Tonemapping::None,
        Msaa::Off,
    )
}

fn steer_by_keys(
    keys: Res<ButtonInput<KeyCode>>,
    wants: Res<EguiWantsInput>,
    time: Res<Time<Real>>,
    relief: Res<Relief>,
    mut view: ResMut<View>,
) {
    if wants.wants_keyboard_input() {
        return;
    }
    let axis = |plus: &[KeyCode], minus: &[KeyCode]| {
        f32::from(keys.any_pressed(plus.iter().copied())) - f32::from(keys.any_pressed(minus.iter().copied()))
    };
    use KeyCode::*;
    let east = axis(&[KeyD, ArrowRight], &[KeyA, ArrowLeft]);
    let north = axis(&[KeyW, ArrowUp], &[KeyS, ArrowDown]);
    let turn = axis(&[KeyE], &[KeyQ]);
    let zoom = axis(&[Equal, NumpadAdd], &[Minus, NumpadSubtract]);
    if keys.any_just_pressed([KeyF, Home]) {
        view.goal = view.home;
    }
    if [east, north, turn, zoom] == [0.0; 4] {
        return;
    }
    let dt = time.delta_secs().min(0.1);
    let step = view.goal.distance_km * 0.6 * dt;
    move_focus(&mut view.goal, &relief, Vec2::new(east, north) * step);
    view.goal.yaw += turn * 1.4 * dt;
    zoom_by(&mut view, math::expf(-zoom * 1.5 * dt));
}

fn steer_by_pointer(
    buttons: Res<ButtonInput<MouseButton>>,
    motion: Res<AccumulatedMouseMotion>,
    scroll: Res<AccumulatedMouseScroll>,
    area: Res<MapArea>,
    relief: Res<Relief>,
    mut view: ResMut<View>,
) {
    let view = view.bypass_change_detection();
    view.clicked = false;
    const BUTTONS: [MouseButton; 3] = [MouseButton::Left, MouseButton::Middle, MouseButton::Right];
    // What begins on a panel stays with the panel, wherever the pointer goes.
    if buttons.any_just_pressed(BUTTONS) && view.drag.is_none() && area.pointer_over {
        view.drag = Some(0.0);
    }
    if let Some(way) = view.drag {
        let way = way + motion.delta.length();
        view.drag = Some(way);
        if buttons.pressed(MouseButton::Right) {
            view.goal.yaw += motion.delta.x * 0.005;
            view.goal.pitch = (view.goal.pitch + motion.delta.y * 0.004).clamp(*PITCH.start(), *PITCH.end());
        } else if buttons.any_pressed(BUTTONS) && way > CLICK_SLACK {
            let km_per_pixel = 2.0 * math::tanf(FOV / 2.0) * view.now.distance_km / area.window.y.max(1.0);
            let north = motion.delta.y / math::sinf(view.now.pitch);
            move_focus(&mut view.goal, &relief, Vec2::new(-motion.delta.x, north) * km_per_pixel);
        }
        if !buttons.any_pressed(BUTTONS) {
            view.clicked = way <= CLICK_SLACK && buttons.just_released(MouseButton::Left);
            view.drag = None;
        }
    }
    if area.pointer_over && scroll.delta.y != 0.0 {
        let notches = match scroll.unit {
            MouseScrollUnit::Line => scroll.delta.y,
            MouseScrollUnit::Pixel => scroll.delta.y / 50.0,
        };
        zoom_by(view, math::expf(-0.1 * notches.clamp(-4.0, 4.0)));
    }
}

/// Move the focus by kilometres to the right and ahead, as the camera stands.
fn move_focus(pose: &mut Pose, relief: &Relief, by_km: Vec2) {
    let (sin, cos) = (math::sinf(pose.yaw), math::cosf(pose.yaw));
    let world = relief.world(pose.focus)
        + Vec3::new(by_km.x * cos + by_km.y * sin, 0.0, by_km.x * sin - by_km.y * cos);
    pose.focus = relief.county(world).0;
}

fn zoom_by(view: &mut View, factor: f32) {
    view.goal.distance_km = (view.goal.distance_km * factor).clamp(NEAREST_KM, view.home.distance_km * 1.3);
}

/// Move a part of the way to the goal, and keep the map's middle in the middle of the free area.
fn follow(
    time: Res<Time<Real>>,
    area: Res<MapArea>,
    relief: Res<Relief>,
    mut view: ResMut<View>,
    camera: Single<(&mut Camera, &mut Transform)>,
) {
    let view = view.bypass_change_detection();
    view.fit(&relief, &area);
    let share = 1.0 - math::expf(-time.delta_secs() / FOLLOW_S);
    let goal = view.goal;
    let now = &mut view.now;
    now.focus = now.focus.lerp(goal.focus, share);
    now.distance_km += (goal.distance_km - now.distance_km) * share;
    now.yaw += (goal.yaw - now.yaw) * share;
    now.pitch += (goal.pitch - now.pitch) * share;

    let (mut camera, mut transform) = camera.into_inner();
    let placed = place(*now, &relief);
    if *transform != placed {
        *transform = placed;
    }
    let sub_view = area.sub_view();
    if camera.sub_camera_view != sub_view {
        camera.sub_camera_view = sub_view;
    }
}

fn place(pose: Pose, relief: &Relief) -> Transform {
    let focus = relief.world(pose.focus);
    let (level, up) = (math::cosf(pose.pitch), math::sinf(pose.pitch));
    let back = Vec3::new(-math::sinf(pose.yaw) * level, up, math::cosf(pose.yaw) * level);
    let mut eye = focus + back * pose.distance_km;
    let (below, inside) = relief.county(eye);
    if inside {
        eye.y = eye.y.max(relief.surface_km(below) + CLEARANCE_KM);
    }
    Transform::from_translation(eye).looking_at(focus, Vec3::Y)
}

impl MapArea {
    /// The view whose optical centre is the middle of the free area rather than of the window.
    fn sub_view(&self) -> Option<SubCameraView> {
        let (size, centre) = (self.window, self.free.center());
        if size.min_element() < 1.0 || self.free.is_empty() {
            return None;
        }
        let half = centre.max(size - centre);
        Some(SubCameraView {
            full_size: (half * 2.0).round().as_uvec2(),
            offset: half - centre,
            size: size.round().as_uvec2(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_optical_centre_is_the_middle_of_the_free_area() {
        let free = Rect::new(300.0, 50.0, 900.0, 800.0);
        let mut area = MapArea::default();
        (area.window, area.free) = (Vec2::new(1280.0, 800.0), free);
        let view = area.sub_view().unwrap();
        let middle = view.full_size.as_vec2() / 2.0 - view.offset;
        assert!((middle - free.center()).length() < 1.0, "{middle}");
        assert!(view.offset.min_element() >= 0.0);
        assert!((view.offset + view.size.as_vec2()).cmple(view.full_size.as_vec2() + 1.0).all());
    }
}
