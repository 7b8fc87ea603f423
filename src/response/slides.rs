//! What slides do to people, teams, houses and roads, and what people do about it.
//!
//! Who is caught goes by the energy head that the flow reaches where they are, h + v²/2g: nobody below
//! `caught_from_m`, everybody from `caught_full_m` on. Who is caught dies at once with the share p = 1/(1 + e^(−k(H −
//! H½))), fitted to Pollock and Wartman (2020): depths below 0.9 m are usually survived, above 5.9 m rarely. The others
//! lie buried alive, and live for a time that was drawn for each. A person's place inside the house cell and fate are
//! drawn once, keyed by (seed, village, person): where two policies leave the same people, they meet the same slide.
//!
//! | File | What it does | Set |
//! |---|---|---|
//! | `slides` | slides strike homes, roads, groups and teams | Exposure |
//! | `slides/work` | search for the buried, clearing of roads | Response |
//! | `slides/escape` | teams run at a lookout's alarm | Knowledge |
//! | `slides/signs` | what shows before a slope fails, and who sees it | Knowledge |

pub mod escape;
pub mod signs;
pub mod work;

use super::{
    Roster, Tables,
    evacuation::{Group, Leaving},
    facts::{Cause, Facts, What},
    people::{Person, Residents, State, VillageWater},
    tables::SlideTable,
    teams::{Status, Task, Team},
    travel::{Roads, Traveller},
};
use crate::{
    county::County,
    hazard::{SlideStopped, SlopeFailed, Slopes, slopes::Slide},
    num::{Draw, DrillTime, Point, draw::Process, math},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Shares of people who die at once, and who are buried alive, where the flow reaches an energy head, m.
pub fn fate_shares(table: &SlideTable, head_m: f32) -> (f64, f64) {
    let head = f64::from(head_m);
    let caught = ((head - table.caught_from_m) / (table.caught_full_m - table.caught_from_m)).clamp(0.0, 1.0);
    let fatal = 1.0 / (1.0 + math::exp(-table.fatal_per_m * (head - table.fatal_half_m)));
    (caught * fatal, caught * (1.0 - fatal))
}

/// Place of a person's home inside its cell.
fn home_place(county: &County, seed: u64, village: usize, person: usize, cell: u32) -> Point {
    let draw = Draw::new(seed, village as u64, Process::BurialPlace).part(person as u64);
    let centre = county.spec.centre(cell as usize);
    let off = |part| (draw.part(part).unit() - 0.5) * county.spec.cell_m;
    Point { x_m: centre.x_m + off(0), y_m: centre.y_m + off(1) }
}

/// What a slide did to people of a village in a tick.
#[derive(Default)]
struct Toll {
    dead: u32,
    buried: u32,
}

impl Toll {
    /// Let a flow with these shares of fates strike a person with this quantile; returns whether it caught them.
    fn strike(
        &mut self,
        person: &mut Person,
        quantile: f64,
        (fatal, alive): (f64, f64),
        now: DrillTime,
    ) -> bool {
        if quantile < fatal {
            person.state = State::Dead;
            self.dead += 1;
        } else if quantile < fatal + alive {
            person.state = State::Buried;
            person.injured_at = now.0;
            self.buried += 1;
        }
        quantile < fatal + alive
    }

    fn book(self, facts: &mut Facts, now: DrillTime, village: usize, slide: usize) {
        if self.dead > 0 {
            facts.add(now, What::Died { village, people: self.dead, cause: Cause::Buried });
        }
        if self.buried > 0 {
            facts.add(now, What::Buried { village, people: self.buried, slide });
        }
    }
}

/// A slide on its way strikes homes.
pub(super) fn homes(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    slopes: Res<Slopes>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &mut VillageWater, &mut Leaving)>,
) {
    let now = clock.now();
    for (number, slide) in slopes.slides.iter().enumerate().filter(|(_, s)| s.moves()) {
        for &entity in &roster.villages {
            let Ok((mut residents, mut state, mut leaving)) = villages.get_mut(entity) else { continue };
            let village = residents.village;
            let cells = &land.villages[village].cells;
            let mut struck = false;
            for (home, &cell) in state.cells.iter_mut().zip(cells) {
                let share = buried_share(&land, slide, cell);
                struck |= share > 0.0;
                home.buried_share = home.buried_share.max(share);
            }
            if !struck {
                continue;
            }
            // Whoever is left has seen it.
            leaving.visible_since.get_or_insert(now);
            let draw = Draw::new(seed.0, village as u64, Process::BurialFate);
            let mut toll = Toll::default();
            for (i, person) in residents.people.iter_mut().enumerate() {
                let touched = state.cells.get(person.cell as usize).is_some_and(|c| c.buried_share > 0.0);
                if person.state != State::Home || !touched {
                    continue;
                }
                let place = home_place(&land, seed.0, village, i, cells[person.cell as usize]);
                let Some(cell) = slide.window.cell(place) else { continue };
                let shares = fate_shares(&tables.slides, slide.head_m(cell));
                toll.strike(person, f64::from(draw.part(i as u64).unit()), shares, now);
            }
            toll.book(&mut facts, now, village, number);
        }
    }
}

/// Share of a house cell where the flow has reached a head of one metre, by its own 10 m cells.
fn buried_share(county: &County, slide: &Slide, cell: u32) -> f32 {
    let centre = county.spec.centre(cell as usize);
    // Most homes lie far from any slide.
    if !slide.window.near(centre, county.spec.cell_m) {
        return 0.0;
    }
    let fine = slide.window.spec.cell_m;
    let side = (county.spec.cell_m / fine).round().max(1.0) as i32;
    let mut hit = 0;
    for k in 0..side * side {
        let off = |n: i32| (n as f32 + 0.5) * fine - 0.5 * county.spec.cell_m;
        let place = Point { x_m: centre.x_m + off(k % side), y_m: centre.y_m + off(k / side) };
        hit += i32::from(slide.window.cell(place).is_some_and(|c| slide.head_m(c) >= 1.0));
    }
    hit as f32 / (side * side) as f32
}

/// A slide on its way strikes whoever is on the road, and teams at their place of work.
pub(super) fn outdoors(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    slopes: Res<Slopes>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut groups: Query<(&mut Group, &Traveller)>,
    mut teams: Query<(&mut Team, &Traveller), Without<Group>>,
    mut villages: Query<&mut Residents>,
) {
    let now = clock.now();
    for (number, slide) in slopes.slides.iter().enumerate().filter(|(_, s)| s.moves()) {
        // Out of doors, what flows counts, not what has passed.
        let shares = |place: Point| {
            let cell = slide.window.cell(place)?;
            (slide.depth_m[cell] > 0.3).then(|| fate_shares(&tables.slides, slide.head_m(cell)))
        };
        for &entity in &roster.groups {
            let Ok((mut group, traveller)) = groups.get_mut(entity) else { continue };
            let Some(shares) = shares(traveller.position(&land)) else { continue };
            let village = group.village;
            let Some(mut home) = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok()) else {
                continue;
            };
            let draw = Draw::new(seed.0, village as u64, Process::BurialFate);
            let mut toll = Toll::default();
            group.people.retain(|&i| {
                let quantile = f64::from(draw.part(u64::from(i)).unit());
                !toll.strike(&mut home.people[i as usize], quantile, shares, now)
            });
            toll.book(&mut facts, now, village, number);
        }
        for &entity in &roster.teams {
            let Ok((mut team, traveller)) = teams.get_mut(entity) else { continue };
            // A lookout stands where it sees the slope and is not under it.
            if matches!((team.status, team.task), (Status::Working, Some(Task::Lookout(_)))) {
                continue;
            }
            let Some(place) = team.out_of_doors(&land, &roster, traveller) else { continue };
            let Some((fatal, alive)) = shares(place) else { continue };
            let draw = Draw::new(seed.0, team.index as u64, Process::BurialFate);
            let share = fatal + alive;
            let lost = (0..team.size)
                .filter(|i| f64::from(draw.part(u64::from(*i) | 1 << 40).unit()) < share)
                .count() as u32;
            team.lose(lost, now, &mut facts);
        }
    }
}

/// What the slopes announced goes into the facts; debris lies on the roads that it reached.
pub(super) fn roads(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    slopes: Res<Slopes>,
    mut failed: MessageReader<SlopeFailed>,
    mut stopped: MessageReader<SlideStopped>,
    mut roads: ResMut<Roads>,
    mut facts: ResMut<Facts>,
    mut travellers: Query<&mut Traveller>,
    roster: Res<Roster>,
) {
    let now = clock.now();
    for message in failed.read() {
        facts.add(now, What::SlopeFailed { slide: message.slide });
    }
    for message in stopped.read() {
        let slide = &slopes.slides[message.slide];
        facts.add(now, What::SlideStopped { slide: message.slide });
        let table = &tables.slides;
        for (index, road) in land.roads.roads.iter().enumerate() {
            let volume = debris_m3(slide, &road.line, table.road_width_m) * table.slough;
            if volume < table.road_least_m3 {
                continue;
            }
            *roads.debris_m3.entry(index).or_default() += volume;
            facts.add(now, What::RoadBuried { road: index });
            for &entity in roster.teams.iter().chain(&roster.groups).chain(&roster.shipments) {
                if let Ok(mut traveller) = travellers.get_mut(entity)
                    && traveller.on_road(index)
                {
                    traveller.turn_back(&land);
                }
            }
        }
    }
}

/// Debris on a roadway, m³: the depth under each metre of its line times its width.
fn debris_m3(slide: &Slide, line: &[Point], width_m: f64) -> f64 {
    let step_m = slide.window.spec.cell_m / 2.0;
    let mut volume = 0.0;
    for pair in line.windows(2) {
        let length = pair[0].distance_m(pair[1]);
        let steps = (length / step_m).ceil().max(1.0);
        for k in 0..steps as usize {
            let place = pair[0].lerp(pair[1], (k as f32 + 0.5) / steps);
            if let Some(cell) = slide.window.cell(place)
                && slide.depth_m[cell] > 0.1
            {
                volume += f64::from(slide.depth_m[cell] * length / steps) * width_m;
            }
        }
    }
    volume
}

/// Who lies buried dies after a time that was drawn for each, with the half-life of the table.
pub(super) fn buried_die(
    clock: Res<Clock>,
    seed: Res<Seed>,
    tables: Res<Tables>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<&mut Residents>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.villages {
        let Ok(mut residents) = villages.get_mut(entity) else { continue };
        let village = residents.village;
        let draw = Draw::new(seed.0, village as u64, Process::BurialTime);
        let fate = |i: u64| f64::from(draw.part(i).unit());
        let buried = |p: &Person| p.state == State::Buried;
        let died = residents.lapse(buried, fate, tables.slides.buried_half_life_h, now);
        if died > 0 {
            facts.add(now, What::Died { village, people: died, cause: Cause::Buried });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shallow_debris_is_survived_and_deep_debris_is_not() {
        let table = Tables::built_in().unwrap().slides;
        for (head, low, high) in [(0.9, 0.0, 0.1), (3.4, 0.45, 0.55), (5.9, 0.88, 0.92)] {
            let (fatal, alive) = fate_shares(&table, head);
            println!("head {head} m: {fatal:.3} die, {alive:.3} are buried");
            assert!((low..=high).contains(&fatal), "{head}: {fatal}");
            assert!(fatal + alive <= 1.0);
        }
        assert_eq!(fate_shares(&table, 0.3), (0.0, 0.0));
    }
}
