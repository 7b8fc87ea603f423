//! Where people are by day: pupils at school, workers at the seats and at works.

use super::homes::share_out;
use crate::county::{Facility, FacilityKind, Village, profile::PeopleProfile};

/// Share of a village's adults who can be away by day at most.
const AWAY_MOST: f32 = 0.7;
/// Share of commuters who go to their township's seat; the others go to the county's.
const TO_TOWNSHIP: f64 = 0.6;

/// Move people to where they are by day, and fill in pupils of schools and workers who are found. Nobody is lost or
/// made: over the county, as many are there by day as by night.
pub fn fill(data: &PeopleProfile, villages: &mut [Village], facilities: &mut [Facility]) {
    let mut away: Vec<i64> = vec![0; villages.len()];
    let mut free: Vec<u32> = villages.iter().map(|v| (v.ages.adults as f32 * AWAY_MOST) as u32).collect();
    pupils(data, villages, facilities, &mut away);
    workers(villages, facilities, &mut away, &mut free);
    let seat = |t: usize| villages.iter().position(|v| v.township == t).unwrap_or(0);
    for v in 0..villages.len() {
        let own = seat(villages[v].township);
        let leave = ((villages[v].ages.adults as f32 * data.commuter_share) as u32).min(free[v]);
        let parts = share_out(leave, [TO_TOWNSHIP, 1.0 - TO_TOWNSHIP]);
        for (to, count) in [own, seat(0)].into_iter().zip(parts) {
            away[v] -= i64::from(count);
            away[to] += i64::from(count);
        }
    }
    for (village, moved) in villages.iter_mut().zip(away) {
        village.day_people = u32::try_from(i64::from(village.people) + moved).unwrap_or(0);
    }
}

/// Children go to the nearest school of their township.
fn pupils(data: &PeopleProfile, villages: &[Village], facilities: &mut [Facility], away: &mut [i64]) {
    let schools: Vec<(usize, usize)> = (0..facilities.len())
        .filter(|f| facilities[*f].kind == FacilityKind::School)
        .filter_map(|f| Some((f, host(villages, &facilities[f])?)))
        .collect();
    for (v, village) in villages.iter().enumerate() {
        let way = |f: usize| {
            let place = &facilities[f].place;
            place.at.distance_m(village.at) + if place.township == village.township { 0.0 } else { 1e6 }
        };
        let nearest = schools.iter().min_by(|a, b| way(a.0).total_cmp(&way(b.0)));
        let Some(&(school, at)) = nearest else { continue };
        let count = (village.ages.children as f32 * data.school_share).round() as u32;
        facilities[school].day_people += count;
        facilities[school].size += count as f32;
        away[v] -= i64::from(count);
        away[at] += i64::from(count);
    }
}

/// Works take their people from the nearest villages, at most a half of those who can leave.
fn workers(villages: &[Village], facilities: &mut [Facility], away: &mut [i64], free: &mut [u32]) {
    for facility in facilities.iter_mut().filter(|f| f.kind != FacilityKind::School && f.day_people > 0) {
        let Some(at) = host(villages, facility) else { continue };
        let mut order: Vec<usize> = (0..villages.len()).collect();
        let way = |v: usize| villages[v].at.distance_m(facility.place.at);
        order.sort_by(|a, b| way(*a).total_cmp(&way(*b)));
        let mut wanted = facility.day_people;
        for v in order {
            let count = wanted.min(free[v] / 2);
            free[v] -= count;
            away[v] -= i64::from(count);
            away[at] += i64::from(count);
            wanted -= count;
            if wanted == 0 {
                break;
            }
        }
        facility.day_people -= wanted;
    }
}

/// The village that a facility lies in: the nearest of its township.
fn host(villages: &[Village], facility: &Facility) -> Option<usize> {
    let own = (0..villages.len()).filter(|v| villages[*v].township == facility.place.township);
    let way = |v: usize| villages[v].at.distance_m(facility.place.at);
    own.min_by(|a, b| way(*a).total_cmp(&way(*b)))
}
