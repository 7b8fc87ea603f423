//! Facilities that wait for roads, woods or the risk register to find their place.

use super::{
    Settled,
    facilities::{Spot, facility, spots},
    picker::{Picker, standing_m},
};
use crate::{
    county::{
        Cover, Facility, FacilityKind, RiskKind, RiskSpot, RoadNet,
        generate::{
            channels::Wet,
            near::{box_mean, near8},
            network::NearestNode,
        },
        profile::{SiteAt, SiteProfile},
    },
    num::{Draw, Point, draw::Process},
};

/// Filling stations and underpasses: on county roads, `on_road`, which is where they are reached.
pub fn along_roads(settled: Settled<'_>, picker: &mut Picker<'_>, on_road: &[bool]) -> Vec<Facility> {
    let land = settled.land;
    let spec = land.spec;
    let mut all = Vec::new();
    for site in &settled.profile.facilities.sites {
        let low = match site.kind {
            FacilityKind::FillingStation => 0.0,
            // Water gathers where a road is lower than all around.
            FacilityKind::Underpass => 1.0,
            _ => continue,
        };
        let dry = |p: &Picker<'_>, c: usize| {
            on_road[c] && p.land.channels.wet[c] == Wet::Land && p.land.polder[c].is_none()
        };
        let score = |p: &Picker<'_>, c: usize| -low * p.standing_m[c] + (p.home_m[c] < 400.0) as u8 as f32;
        if let SiteAt::County(count) = site.at {
            let chance = |c| Draw::new(settled.seed, c as u64, Process::Facilities).part(30).unit();
            let cells = picker.over(count as usize, 2_500.0 * land.scale, |p, c| {
                dry(p, c).then(|| score(p, c) + chance(c))
            });
            all.extend(spread(settled, site, cells));
            continue;
        }
        for spot in spots(settled, site, &[]) {
            let way = |c: usize| spec.centre(c).distance_m(spot.near) / 1_000.0;
            let found = [3_000.0, 9_000.0].into_iter().find_map(|reach_m| {
                picker.near(spot.near, reach_m, |p, c| dry(p, c).then(|| score(p, c) - way(c)))
            });
            let cell = found.unwrap_or_else(|| spec.cell_at(spot.near));
            all.push(facility(settled, site, &spot, cell));
        }
    }
    all
}

/// Lookout towers, fire ponds, fire breaks and temples in the woods, slope gauges on the worst slopes of the register.
pub fn in_woods(
    settled: Settled<'_>,
    picker: &mut Picker<'_>,
    cover: &[Cover],
    risks: &[RiskSpot],
    net: &RoadNet,
) -> Vec<Facility> {
    let land = settled.land;
    let spec = &land.spec;
    let cells = |m: f32| (m / spec.cell_m).round().max(1.0) as usize;
    let wood = box_mean(spec, |c| f32::from(u8::from(cover[c].is_forest())), cells(600.0));
    let prominence_m = standing_m(land, 2_400.0 * land.scale.min(1.0));
    let nearest = NearestNode::new(spec, net);
    let mut all = Vec::new();
    for site in &settled.profile.facilities.sites {
        let SiteAt::County(count) = site.at else { continue };
        let count = count as usize;
        let firm = |p: &Picker<'_>, c: usize| {
            p.land.channels.wet[c] == Wet::Land && !p.land.dams[c] && cover[c] != Cover::BuiltUp
        };
        let chosen = match site.kind {
            // Summits over wide woods.
            FacilityKind::LookoutTower => picker.over(count, 5_000.0 * land.scale, |p, c| {
                (firm(p, c) && prominence_m[c] > 0.0).then(|| prominence_m[c] * (0.3 + wood[c]))
            }),
            // Gentle ground by the woods, not far from people and from water.
            FacilityKind::FirePond => picker.over(count, 1_800.0 * land.scale, |p, c| {
                let gentle = spec.slope(&land.ground_m, c) < 0.25;
                (firm(p, c) && gentle).then(|| wood[c] - (p.home_m[c] - 600.0).abs() / 2_000.0)
            }),
            FacilityKind::FireBreak => picker.over(count, 2_400.0 * land.scale, |p, c| {
                let near = p.home_m[c] < 3_000.0;
                (firm(p, c) && near).then(|| wood[c] + p.standing_m[c].min(40.0) / 40.0)
            }),
            // On a wooded hillside, a walk from the village.
            FacilityKind::Temple => picker.over(count, 4_000.0 * land.scale, |p, c| {
                let slope = spec.slope(&land.ground_m, c);
                let off = (p.home_m[c] - 1_000.0).abs() / 1_000.0 + (slope - 0.2).abs() * 2.0;
                (firm(p, c) && cover[c].is_forest()).then(|| wood[c] - off)
            }),
            FacilityKind::SlopeGauge => {
                let listed = risks.iter().filter(|r| r.kind == RiskKind::Slope && r.listed);
                listed.take(count).map(|r| spec.cell_at(r.at)).collect()
            }
            _ => continue,
        };
        let made = spread(settled, site, chosen);
        all.extend(made.into_iter().map(|mut facility| {
            if site.kind == FacilityKind::FireBreak {
                facility.line = ridge(picker, spec.cell_at(facility.place.at), facility.size);
            }
            facility.place.node = nearest.of(facility.place.at);
            facility
        }));
    }
    all
}

fn spread(settled: Settled<'_>, site: &SiteProfile, cells: Vec<usize>) -> Vec<Facility> {
    let make = |(k, cell): (usize, usize)| {
        let township = settled.territory[cell];
        let spot = Spot {
            township,
            after: settled.bare(township),
            suffix: format!("{:02}", k + 1),
            near: settled.land.spec.centre(cell),
            village: None,
        };
        facility(settled, site, &spot, cell)
    };
    cells.into_iter().enumerate().map(make).collect()
}

/// A line of about `length_m` along the ridge through a cell: from there both ways to the highest neighbour that is not
/// on the line or beside it.
fn ridge(picker: &Picker<'_>, from: usize, length_m: f32) -> Vec<Point> {
    let spec = &picker.land.spec;
    let mut line = vec![from];
    for _ in 0..2 {
        line.reverse();
        for _ in 0..((0.5 * length_m / spec.cell_m) as usize) {
            let Some(&at) = line.last() else { break };
            let before = line.len().checked_sub(2).map(|k| line[k]);
            let next = near8(spec, at)
                .map(|(_, n)| n)
                .filter(|n| !line.contains(n) && picker.land.channels.wet[*n] == Wet::Land)
                // Never back along itself.
                .filter(|n| {
                    before.is_none_or(|b| spec.centre(b).distance_m(spec.centre(*n)) > 1.5 * spec.cell_m)
                })
                .max_by(|a, b| picker.standing_m[*a].total_cmp(&picker.standing_m[*b]));
            match next {
                Some(next) => line.push(next),
                None => break,
            }
        }
    }
    line.into_iter().map(|c| spec.centre(c)).collect()
}
