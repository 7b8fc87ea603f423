//! The list of named rivers.

use super::{
    channels::{Channels, Wet, corner, hydraulic_geometry},
    drain::OUTLET,
    mainstem::Mainstem,
    names::{name, number},
    near::on_edge,
};
use crate::{
    county::{River, profile::Profile},
    num::GridSpec,
    text::Name,
};

/// The main river and the tributaries, the largest first; those the profile has no name for are numbered.
pub fn list(spec: &GridSpec, profile: &Profile, main: &Mainstem, channels: &Channels) -> Vec<River> {
    let mut rivers = vec![River {
        id: profile.land.main_river.id.clone(),
        name: profile.land.main_river.name.clone(),
        cells: main.cells.clone(),
        width_m: main.width_m.clone(),
        bank_depth_m: main.bank_m.iter().zip(&main.bed_m).map(|(bank, bed)| bank - bed).collect(),
        enters: on_edge(spec, main.cells[0] as usize),
        main: true,
    }];
    let stream =
        |c: u32| c != OUTLET && channels.wet[c as usize] == Wet::Stream && !channels.corner[c as usize];
    // Downstream first: the branch with the larger area carries the name on upwards.
    let mut branch = vec![OUTLET; spec.len()];
    for &cell in &channels.order {
        let receiver = channels.receiver[cell as usize];
        if stream(cell) && receiver != OUTLET {
            let best = &mut branch[receiver as usize];
            let area = |c: u32| channels.area_m2[c as usize];
            if *best == OUTLET || area(cell) > area(*best) {
                *best = cell;
            }
        }
    }
    let mut mouths: Vec<u32> = (0..spec.len() as u32)
        .filter(|c| {
            let receiver = channels.receiver[*c as usize];
            stream(*c)
                && receiver != OUTLET
                && (channels.wet[receiver as usize] != Wet::Stream || branch[receiver as usize] != *c)
        })
        .collect();
    let key = |c: &u32| (core::cmp::Reverse((channels.area_m2[*c as usize]) as u64), *c);
    mouths.sort_by_key(key);
    let shortest = 6;
    for mouth in mouths {
        let mut up = vec![mouth];
        while let Some(&next) = up.last().map(|c| &branch[*c as usize]).filter(|n| stream(**n)) {
            up.push(next);
        }
        if up.len() < shortest {
            continue;
        }
        let mut cells: Vec<u32> = Vec::with_capacity(up.len() * 3 / 2);
        for &cell in up.iter().rev() {
            if let Some(&last) = cells.last()
                && let Some(corner) = corner(spec, &channels.routing_m, last as usize, cell as usize)
            {
                cells.push(corner as u32);
            }
            cells.push(cell);
        }
        let (width_m, bank_depth_m) =
            cells.iter().map(|c| hydraulic_geometry(channels.area_m2[*c as usize])).unzip();
        rivers.push(River {
            id: format!("tributary-{:03}", rivers.len()),
            name: profile
                .land
                .tributaries
                .get(rivers.len() - 1)
                .cloned()
                .unwrap_or_else(|| brook(rivers.len())),
            cells,
            width_m,
            bank_depth_m,
            enters: false,
            main: false,
        });
    }
    rivers
}

fn brook(n: usize) -> Name {
    name("county-brook", &[("number", &number(n))])
}
