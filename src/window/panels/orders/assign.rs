//! Shelters for many villages at once: the nearest on safe ground with room, village by village.

use crate::{
    drill::view::View,
    response::shelters::{ShelterState, ShelterStatus},
};

/// Which shelters stand outside the polders.
pub fn on_safe_ground(view: &View<'_>) -> Vec<bool> {
    let land = view.land();
    land.shelters
        .iter()
        .map(|s| {
            let cell = land.spec.cell_at(s.place.at) as u32;
            !land.polders.iter().any(|p| p.cells.contains(&cell))
        })
        .collect()
}

/// People who may still be told to go to each shelter: its capacity less those who are in it or were told
/// to go there.
pub fn free_room(view: &View<'_>) -> Vec<u32> {
    let land = view.land();
    let mut told = vec![0; land.shelters.len()];
    for (v, village) in land.villages.iter().enumerate() {
        if let Some(order) = view.leaving(v).and_then(|l| l.order.as_ref()) {
            told[order.shelter] += village.people;
        }
    }
    let room = |s: &ShelterState| {
        if s.is_lost() { 0 } else { s.capacity.saturating_sub(s.occupants.max(told[s.index])) }
    };
    view.shelters().map(room).collect()
}

/// Whether people told to go there now find it open or opening.
fn ready(state: &ShelterState) -> bool {
    matches!(state.status, ShelterStatus::Open | ShelterStatus::Opening { .. })
}

/// People of a village who may have to be moved, as far as is known.
pub fn people(view: &View<'_>, village: usize) -> u32 {
    let at_home = view.known().villages.get(village).copied().flatten().map(|r| r.at_home);
    at_home.unwrap_or_else(|| view.land().villages.get(village).map_or(0, |v| v.people))
}

/// A shelter for each village, none where no room is left. With `open_more`, closed shelters count too.
pub fn shelters(
    view: &View<'_>,
    villages: &[usize],
    safe: &[bool],
    open_more: bool,
) -> Vec<(usize, Option<usize>)> {
    let land = view.land();
    let states: Vec<&ShelterState> = view.shelters().collect();
    let mut room = free_room(view);
    villages
        .iter()
        .filter_map(|&v| Some((v, land.villages.get(v)?)))
        .map(|(v, home)| {
            let need = people(view, v);
            let shelter = (0..states.len())
                .filter(|&s| safe.get(s) != Some(&false) && !states[s].is_lost())
                .filter(|&s| open_more || ready(states[s]))
                .filter(|&s| room[s] > 0 && room[s] >= need)
                .min_by(|&a, &b| {
                    let d = |s: usize| land.shelters[s].place.at.distance_m(home.at);
                    d(a).total_cmp(&d(b)).then(a.cmp(&b))
                });
            if let Some(shelter) = shelter {
                room[shelter] -= need;
            }
            (v, shelter)
        })
        .collect()
}
