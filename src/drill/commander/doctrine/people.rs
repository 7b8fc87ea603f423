//! Who leaves home, and where to: shelters on safe ground, opened before anybody sets out.

use super::{CROWD, Doctrine, chemical, send, supply, village_ids};
use crate::{
    county::TeamKind,
    drill::{
        Order,
        order::{Area, TaskOrder},
        view::View,
    },
    response::{
        shelters::ShelterStatus,
        warning::{Channel, Colour},
    },
};

impl Doctrine {
    /// A shelter on safe ground for each village, the nearest with room left; closed ones are opened.
    pub(super) fn assign(&mut self, view: &View<'_>, villages: &[usize], orders: &mut Vec<Order>) {
        let land = view.land();
        let states: Vec<_> = view.shelters().collect();
        let mut room: Vec<u32> = states.iter().map(|s| if s.is_lost() { 0 } else { s.capacity }).collect();
        for &(village, shelter) in &self.moves {
            room[shelter] = room[shelter].saturating_sub(land.villages[village].people);
        }
        let safe: Vec<bool> = land
            .shelters
            .iter()
            .map(|s| {
                let cell = land.spec.cell_at(s.place.at) as u32;
                let under = |r: usize| view.zone(r).is_some_and(|z| z.cells.contains(&cell));
                !land.polders.iter().any(|p| p.cells.contains(&cell))
                    && !view.slopes().any(under)
                    && !chemical::in_path(view, s.place.at)
            })
            .collect();
        for &village in villages {
            let home = &land.villages[village];
            let best =
                (0..land.shelters.len()).filter(|&s| safe[s] && room[s] >= home.people).min_by(|&a, &b| {
                    let d = |s: usize| land.shelters[s].place.at.distance_m(home.at);
                    d(a).total_cmp(&d(b)).then(a.cmp(&b))
                });
            let Some(shelter) = best.filter(|_| !self.moves.iter().any(|m| m.0 == village)) else { continue };
            room[shelter] -= home.people;
            let closed = states[shelter].status == ShelterStatus::Closed;
            if closed && !self.moves.iter().any(|m| m.1 == shelter) {
                orders.push(Order::OpenShelter { shelter: land.shelters[shelter].place.id.clone() });
            }
            self.moves.push((village, shelter));
        }
    }

    /// Villages in danger are warned red on every channel and get a shelter.
    pub(super) fn empty(&mut self, view: &View<'_>, villages: &[usize], orders: &mut Vec<Order>) {
        if !villages.is_empty() {
            orders.push(Order::Warn {
                colour: Colour::Red,
                area: Area::Villages(village_ids(view, villages)),
                channels: Channel::ALL.to_vec(),
            });
            self.assign(view, villages, orders);
        }
    }

    /// Villages leave when their shelter is open; supplies and a medical team follow.
    pub(super) fn evacuate(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let land = view.land();
        let states: Vec<_> = view.shelters().collect();
        let mut taken = Vec::new();
        for &(village, shelter) in &self.moves {
            if !states[shelter].is_open() {
                continue;
            }
            let place = &land.shelters[shelter].place;
            let home = view.known().villages[village].is_none_or(|r| r.at_home > 0);
            if home && view.leaving(village).is_some_and(|l| l.order.is_none()) {
                orders.push(Order::Evacuate {
                    village: land.villages[village].id.clone(),
                    shelter: place.id.clone(),
                    via: Vec::new(),
                });
            }
            let crowd: u32 =
                self.moves.iter().filter(|m| m.1 == shelter).map(|m| land.villages[m.0].people).sum();
            if !self.supplied.contains(&shelter) {
                self.supplied.push(shelter);
                orders.extend(supply(view, shelter, crowd));
            }
            let serve = || TaskOrder::ServeShelter(place.id.clone());
            if crowd >= CROWD
                && !self.served.contains(&shelter)
                && send(view, orders, &mut taken, &[TeamKind::Medical], place.at, serve)
            {
                self.served.push(shelter);
            }
        }
    }
}

impl Doctrine {
    /// What the public is told of how things stand.
    pub(super) fn news(&self, moved: u32) -> String {
        let indoors = self.works.sheltered.len();
        if self.water {
            format!("县防汛抗旱指挥部通报：目前已转移安置群众{moved}人，请低洼地区群众听从安排、及时转移。")
        } else if indoors > 0 {
            format!(
                "县应急指挥部通报：目前{indoors}个村就地避险，已转移安置群众{moved}人。请就地避险的群众继续关闭门窗，等候开窗通风的通知；其他人员不要前往现场。"
            )
        } else if moved > 0 {
            format!(
                "县应急指挥部通报：目前已转移安置群众{moved}人，请受威胁区域群众听从安排、及时转移，其他人员不要前往现场。"
            )
        } else {
            "县应急指挥部通报：现场处置正在进行，请群众以官方发布为准，不要前往现场。".into()
        }
    }
}
