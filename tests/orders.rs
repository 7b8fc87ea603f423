//! Every kind of order does what it says, and every reason to refuse one leaves the world as it was.

mod common;

use bevy::prelude::*;
use sandtable::{
    county::{Facility, FacilityKind, Item, TeamKind},
    drill::{
        Order, OrderError, hash,
        order::{Area, DestinationOrder, TaskOrder, road_id},
        orders, setup,
    },
    hazard::{
        Dams, Dykes, HazardTables, Interventions, PolderWorks, Smoke, TankRef,
        flood::{Breach, breach::Cause},
        works::{dams::Seepage, laws::DamBreach},
    },
    num::DrillTime,
    response::{
        Roster,
        command::{Command, Figures, Level, ReportKind},
        evacuation::{Group, Leaving},
        facts::{Facts, What},
        fires::{
            FireGround, Side,
            watch::{FireReport, Sighting},
        },
        knowledge::{Known, VillageReport},
        people::{Residents, State},
        plants::{exposure::Breath, watch::TankReport},
        shelters::{ShelterState, ShelterStatus},
        stretches,
        supplies::{Shipment, StoreState},
        teams::{Status, Task, Team},
        travel::{Mode, Roads, Traveller},
        warning::{Alert, Channel, Colour},
        waterworks::DamReport,
        works::StretchSite,
    },
    sim::{Clock, Land},
    text::{Lang, has},
};
use std::{collections::BTreeSet, fs, path::Path};

/// The small county at time zero, to be given orders and to be tampered with.
struct Bench(World);

impl Bench {
    fn new() -> Self {
        Self(setup::world(&common::small(), 2021).unwrap())
    }

    fn land(&self) -> Land {
        self.0.resource::<Land>().clone()
    }

    fn give(&mut self, order: Order) {
        orders::apply(&mut self.0, &order).unwrap_or_else(|refusal| panic!("{order:?}: {refusal}"));
    }

    fn command(&self) -> &Command {
        self.0.resource::<Command>()
    }

    fn team_entity(&self, id: &str) -> Entity {
        let teams = &self.0.resource::<Roster>().teams;
        *teams.iter().find(|&&e| self.0.get::<Team>(e).unwrap().id == id).unwrap()
    }

    fn team(&self, kind: TeamKind) -> String {
        let teams = &self.0.resource::<Roster>().teams;
        teams.iter().map(|&e| self.0.get::<Team>(e).unwrap()).find(|t| t.kind == kind).unwrap().id.clone()
    }

    fn team_state(&self, kind: TeamKind) -> &Team {
        self.0.get::<Team>(self.team_entity(&self.team(kind))).unwrap()
    }

    fn village(&self) -> String {
        self.land().villages[0].id.clone()
    }

    /// A shelter that is not at the village's own road node.
    fn shelter_index(&self) -> usize {
        let land = self.land();
        land.shelters.iter().position(|s| s.place.node != land.villages[0].node).unwrap()
    }

    fn shelter(&self) -> String {
        self.land().shelters[self.shelter_index()].place.id.clone()
    }

    fn shelter_mut(&mut self) -> Mut<'_, ShelterState> {
        let entity = self.0.resource::<Roster>().shelters[self.shelter_index()];
        self.0.get_mut(entity).unwrap()
    }

    fn township(&self, index: usize) -> String {
        self.land().townships[index].id.clone()
    }

    fn store(&self) -> String {
        let land = self.land();
        let node = land.shelters[self.shelter_index()].place.node;
        land.stores.iter().find(|s| s.place.node != node).unwrap().place.id.clone()
    }

    fn stretch(&self) -> String {
        stretches(&self.land()).next().unwrap().id.clone()
    }

    fn close_all_roads(&mut self) {
        let all = 0..self.land().roads.roads.len();
        self.0.resource_mut::<Roads>().closed.extend(all);
    }

    fn reservoir(&self) -> String {
        self.land().reservoirs[0].id.clone()
    }

    /// A works with tanks, and its first tank.
    fn works(&self) -> String {
        self.land().facilities.iter().find(|f| !f.tanks.is_empty()).unwrap().place.id.clone()
    }

    fn filling_station(&self) -> String {
        let land = self.land();
        let station = |f: &&Facility| f.kind == FacilityKind::FillingStation && !f.tanks.is_empty();
        land.facilities.iter().find(station).unwrap().place.id.clone()
    }

    fn tank(&self) -> String {
        format!("{}/1", self.works())
    }

    fn hall(&self) -> String {
        let land = self.land();
        let hall = |f: &&Facility| f.tanks.iter().any(|t| t.substance.goods_id().is_some());
        format!("{}/1", land.facilities.iter().find(hall).unwrap().place.id)
    }

    fn breath(&self) -> &Breath {
        self.0.get::<Breath>(self.0.resource::<Roster>().villages[0]).unwrap()
    }

    /// A forest fire is known.
    fn fire(&mut self) {
        let at = self.land().villages[0].at;
        let report = FireReport {
            found_at: DrillTime::ZERO,
            found_by: Sighting::Call,
            seen_at: DrillTime::ZERO,
            by: Sighting::Call,
            at,
            error_m: 100.0,
            area_ha: 1.0,
            forest_ha: 0.0,
            flame_m: 0.0,
            free_m: 0.0,
            edge: Vec::new(),
            held: false,
            out: false,
            villages: Vec::new(),
            ring: None,
            reckoned_at: None,
        };
        self.0.resource_mut::<Known>().fires.push(Some(report));
        let node = self.land().villages[0].node;
        self.0.resource_mut::<Roster>().fires.push((at, node));
    }

    /// And helicopters are there.
    fn helicopters(&mut self) {
        self.fire();
        self.0.resource_mut::<Command>().help_asked = Some(DrillTime::ZERO);
        self.0.resource_mut::<Clock>().tick = 6 * 240;
    }

    /// And so much smoke that nobody sees the fire.
    fn smoke(&mut self) {
        self.helicopters();
        let table = self.0.resource::<HazardTables>().fire.smoke;
        let smoke = Smoke::even(&self.land().spec, &table, 5_000.0);
        self.0.insert_resource(smoke);
    }

    /// The tank is known to be whole.
    fn whole_tank(&mut self) {
        let tank = TankRef::find(&self.land(), &self.tank()).unwrap();
        self.0.resource_mut::<Known>().plants.tanks.insert(tank, TankReport::default());
    }

    fn break_dam(&mut self) {
        let breach = DamBreach::new(Cause::Overtopping, 0.0, 60.0, 40.0, 1e6);
        self.0.resource_mut::<Dams>().0[0].breach = Some(breach);
    }

    fn breach(&mut self) {
        let land = self.land();
        let stretch = stretches(&land).next().unwrap();
        let (face, crest) = ([stretch.faces[0]], [stretch.crest_m[0]]);
        let breach = Breach::new(0, &face, &crest, &[crest[0] - 2.0], land.spec.cell_m, 0.0, 30.0, 600.0);
        self.0.resource_mut::<Dykes>().0[0].breach = Some(breach);
    }
}

fn stay_in(b: &Bench) -> Order {
    Order::ShelterInPlace { village: b.village() }
}

fn come_out(b: &Bench) -> Order {
    Order::EndShelterInPlace { village: b.village() }
}

fn cordon(b: &Bench, radius_m: f32) -> Order {
    Order::Cordon { site: b.works(), radius_m }
}

fn end_cordon(b: &Bench) -> Order {
    Order::EndCordon { site: b.works() }
}

fn intake(b: &Bench, open: bool) -> Order {
    let works =
        b.land().facilities.iter().find(|f| f.kind == FacilityKind::WaterWorks).unwrap().place.id.clone();
    Order::Intake { works, open }
}

fn fire_line(points: &[(f32, f32)], width_m: f32) -> Order {
    Order::FireLine { points: points.to_vec(), width_m }
}

const COURSE: [(f32, f32); 2] = [(1000.0, 1000.0), (1600.0, 1200.0)];

fn air_drop() -> Order {
    Order::AirDrop { fire: "fire-1".into(), side: Side::Head }
}

fn outlet(b: &Bench, open: f32) -> Order {
    Order::Outlet { reservoir: b.reservoir(), open }
}

fn gate(b: &Bench, open: bool) -> Order {
    Order::Gate { gate: b.land().polders[0].gates[0].id.clone(), open }
}

fn pump(b: &Bench, on: bool) -> Order {
    Order::Pump { pump: b.land().polders[0].pumps[0].id.clone(), on }
}

fn lower(b: &Bench, kind: TeamKind) -> Order {
    dispatch(b.team(kind), TaskOrder::LowerSpillway(b.reservoir()))
}

fn report(kind: ReportKind) -> Order {
    Order::Report { kind, figures: Figures::default() }
}

fn level(level: Level) -> Order {
    Order::SetLevel { level }
}

fn commander(name: &str) -> Order {
    Order::Commander { name: name.into(), deputy: None }
}

fn commanders(name: &str, deputy: &str) -> Order {
    Order::Commander { name: name.into(), deputy: Some(deputy.into()) }
}

fn headquarters(b: &Bench) -> Order {
    Order::Headquarters { township: b.township(0) }
}

fn warn(channels: &[Channel]) -> Order {
    Order::Warn { colour: Colour::Red, area: Area::County, channels: channels.to_vec() }
}

fn evacuate(b: &Bench) -> Order {
    Order::Evacuate { village: b.village(), shelter: b.shelter(), via: Vec::new() }
}

fn open(b: &Bench) -> Order {
    Order::OpenShelter { shelter: b.shelter() }
}

fn close(b: &Bench) -> Order {
    Order::CloseShelter { shelter: b.shelter() }
}

fn dispatch(team: String, task: TaskOrder) -> Order {
    Order::Dispatch { team, task }
}

fn standby(b: &Bench, kind: TeamKind, township: usize) -> Order {
    dispatch(b.team(kind), TaskOrder::Standby(b.township(township)))
}

fn sandbag(b: &Bench, height_m: f32, teams: &[TeamKind]) -> Order {
    Order::Sandbag { stretch: b.stretch(), height_m, teams: teams.iter().map(|&kind| b.team(kind)).collect() }
}

fn send(b: &Bench, items: &[(Item, u32)]) -> Order {
    Order::SendSupplies {
        store: b.store(),
        to: DestinationOrder::Shelter(b.shelter()),
        items: items.to_vec(),
    }
}

fn road(index: usize, open: bool) -> Order {
    let road = road_id(index);
    if open { Order::OpenRoad { road } } else { Order::CloseRoad { road } }
}

/// What makes the world refuse, and the order that is then refused.
type Refused = (&'static str, fn(&mut Bench), fn(&Bench) -> Order);

const NOTHING: fn(&mut Bench) = |_| ();

#[rustfmt::skip]
const REFUSED: &[Refused] = &[
    ("refuse-unknown-fire", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::MopUp("fire-1".into()))),
    ("refuse-unknown-fire", NOTHING, |_| air_drop()),
    ("refuse-unknown-line", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::CutLine("line-1".into()))),
    ("refuse-team-not-trained", Bench::fire, |b| dispatch(b.team(TeamKind::Township), TaskOrder::WaterAttack("fire-1".into(), Side::Rear))),
    ("refuse-team-no-labour", Bench::fire, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::AttackFire("fire-1".into(), Side::Rear))),
    ("refuse-line-width", NOTHING, |_| fire_line(&COURSE, 1.0)),
    ("refuse-line-width", NOTHING, |_| fire_line(&COURSE, f32::NAN)),
    ("refuse-line-points", NOTHING, |_| fire_line(&COURSE[..1], 10.0)),
    ("refuse-line-outside", NOTHING, |_| fire_line(&[(-5.0, 0.0), (500.0, 0.0)], 10.0)),
    ("refuse-line-length", NOTHING, |_| fire_line(&[(100.0, 100.0), (101.0, 100.0)], 10.0)),
    ("refuse-air-not-there", Bench::fire, |_| air_drop()),
    ("refuse-air-smoke", Bench::smoke, |_| air_drop()),
    ("refuse-air-same", |b| { b.helicopters(); b.give(air_drop()); }, |_| air_drop()),
    ("refuse-dam-breached", Bench::break_dam, |b| outlet(b, 1.0)),
    ("refuse-dam-breached", Bench::break_dam, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ClearSpillway(b.reservoir()))),
    ("refuse-dam-breached", Bench::break_dam, |b| lower(b, TeamKind::Fire)),
    ("refuse-team-no-machines", NOTHING, |b| lower(b, TeamKind::Medical)),
    ("refuse-spillway-lowered", |b| _ = b.0.resource_mut::<Interventions>().spillway_lowered_m.insert(0, 3.0), |b| lower(b, TeamKind::Fire)),
    ("refuse-unknown-gate", NOTHING, |_| Order::Gate { gate: "nowhere".into(), open: true }),
    ("refuse-unknown-pump", NOTHING, |b| Order::Pump { pump: b.land().polders[0].gates[0].id.clone(), on: true }),
    ("refuse-gate-same", |b| b.give(gate(b, false)), |b| gate(b, false)),
    ("refuse-pump-same", |b| b.give(pump(b, true)), |b| pump(b, true)),
    ("refuse-works-lost", |b| b.0.resource_mut::<PolderWorks>().0[0].gates[0].lost = true, |b| gate(b, true)),
    ("refuse-works-lost", |b| b.0.resource_mut::<PolderWorks>().0[0].pumps[0].lost = true, |b| pump(b, true)),
    ("refuse-outlet-same", |b| b.give(outlet(b, 0.5)), |b| outlet(b, 0.5)),
    ("refuse-unknown-waterworks", NOTHING, |b| Order::Intake { works: b.works(), open: false }),
    ("refuse-intake-same", NOTHING, |b| intake(b, true)),
    ("refuse-intake-same", |b| b.give(intake(b, false)), |b| intake(b, false)),
    ("refuse-outlet-share", NOTHING, |b| outlet(b, 1.5)),
    ("refuse-outlet-share", NOTHING, |b| outlet(b, f32::NAN)),
    ("refuse-road-no-debris", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ClearDebris(road_id(0)))),
    ("refuse-team-no-machines", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::ClearDebris(road_id(0)))),
    ("refuse-spillway-clear", |b| {
        b.0.resource_mut::<Known>().dams[0] = Some(DamReport {
            seen_at: DrillTime::ZERO, level_m: 0.0, freeboard_m: 9.0, spillway_open: 1.0, lowered_m: 0.0, outlet_open: 0.0,
            seepage: Seepage::Dry, breached: false,
        });
    }, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ClearSpillway(b.reservoir()))),
    ("refuse-unknown-lake", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::DigChannel("lake-1".into()))),
    ("refuse-unknown-reservoir", NOTHING, |_| Order::Outlet { reservoir: "nowhere".into(), open: 1.0 }),
    ("refuse-unknown-slope", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::Lookout("slope-9".into()))),
    ("refuse-cancel-no-warning", NOTHING, |_| Order::CancelWarning { area: Area::County }),
    ("refuse-commander-name", NOTHING, |_| commander("  ")),
    ("refuse-commander-name", |b| b.give(headquarters(b)), |_| commander("a\nb")),
    ("refuse-commander-same", |b| { b.give(headquarters(b)); b.give(commander("王")) }, |_| commander(" 王 ")),
    ("refuse-commander-name", |b| b.give(headquarters(b)), |_| commanders("王", " ")),
    ("refuse-commander-same", |b| { b.give(headquarters(b)); b.give(commanders("王", "李")) }, |_| commanders("王", "李 ")),
    ("refuse-deputy-commands", |b| b.give(headquarters(b)), |_| commanders("王", " 王 ")),
    ("refuse-commander-without-headquarters", NOTHING, |_| commander("王")),
    ("refuse-end-stranded", |b| {
        b.give(level(Level::III));
        let report = VillageReport { stranded: 3, ..VillageReport::default() };
        b.0.resource_mut::<Known>().villages[0] = Some(report);
    }, |_| Order::EndResponse),
    ("refuse-end-without-response", NOTHING, |_| Order::EndResponse),
    ("refuse-evacuate-empty", |b| {
        let home = b.0.resource::<Roster>().villages[0];
        let mut residents = b.0.get_mut::<Residents>(home).unwrap();
        residents.people.iter_mut().for_each(|p| p.state = State::Sheltered);
    }, evacuate),
    ("refuse-evacuate-no-way", Bench::close_all_roads, evacuate),
    ("refuse-evacuate-same", |b| b.give(evacuate(b)), evacuate),
    ("refuse-headquarters-there", |b| b.give(headquarters(b)), headquarters),
    ("refuse-help-asked", |b| { b.give(report(ReportKind::First)); b.give(Order::AskNextLevel) }, |_| Order::AskNextLevel),
    ("refuse-help-before-report", NOTHING, |_| Order::AskNextLevel),
    ("refuse-level-same", |b| b.give(level(Level::III)), |_| level(Level::III)),
    ("refuse-publish-length", NOTHING, |_| Order::Publish { text: " \n".into(), figures: None }),
    ("refuse-publish-length", NOTHING, |_| Order::Publish { text: "水".repeat(501), figures: None }),
    ("refuse-report-after-final", |b| { b.give(report(ReportKind::First)); b.give(report(ReportKind::Final)) }, |_| report(ReportKind::FollowUp)),
    ("refuse-report-before-first", NOTHING, |_| report(ReportKind::FollowUp)),
    ("refuse-report-figures", NOTHING, |b| {
        let dead = b.land().people() as u32 + 1;
        Order::Report { kind: ReportKind::First, figures: Figures { dead, ..Figures::default() } }
    }),
    ("refuse-report-final-during-response", |b| { b.give(report(ReportKind::First)); b.give(level(Level::IV)) }, |_| report(ReportKind::Final)),
    ("refuse-report-first-twice", |b| b.give(report(ReportKind::First)), |_| report(ReportKind::First)),
    ("refuse-road-closed", |b| b.give(road(0, false)), |_| road(0, false)),
    ("refuse-road-open", NOTHING, |_| road(0, true)),
    ("refuse-sandbag-height", NOTHING, |b| sandbag(b, 5.0, &[])),
    ("refuse-sandbag-height", NOTHING, |b| sandbag(b, f32::NAN, &[])),
    ("refuse-sandbag-height", NOTHING, |b| sandbag(b, -0.5, &[])),
    ("refuse-sandbag-no-target", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::Sandbag(b.stretch()))),
    ("refuse-sandbag-same", |b| b.give(sandbag(b, 0.5, &[])), |b| sandbag(b, 0.5, &[])),
    ("refuse-shelter-bound", |b| {
        b.give(open(b));
        let group = Group { village: 0, people: vec![0], shelter: b.shelter_index(), left_at: DrillTime::ZERO };
        let entity = b.0.spawn((group, Traveller::at(0, Mode::Foot))).id();
        b.0.resource_mut::<Roster>().groups.push(entity);
    }, close),
    ("refuse-shelter-closed", NOTHING, close),
    ("refuse-shelter-full", |b| { let mut s = b.shelter_mut(); s.occupants = s.capacity }, evacuate),
    ("refuse-shelter-lost", |b| b.shelter_mut().status = ShelterStatus::Lost, evacuate),
    ("refuse-shelter-lost", |b| b.shelter_mut().status = ShelterStatus::Lost, open),
    ("refuse-shelter-lost", |b| b.shelter_mut().status = ShelterStatus::Lost, |b| send(b, &[(Item::Tent, 1)])),
    ("refuse-shelter-occupied", |b| { b.give(open(b)); b.shelter_mut().check_in(5) }, close),
    ("refuse-shelter-open", |b| b.give(open(b)), open),
    ("refuse-stretch-breached", Bench::breach, |b| sandbag(b, 0.5, &[])),
    ("refuse-stretch-breached", |b| { b.give(sandbag(b, 0.5, &[])); b.breach() }, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::Sandbag(b.stretch()))),
    ("refuse-supplies-no-road", Bench::close_all_roads, |b| send(b, &[(Item::Tent, 1)])),
    ("refuse-supplies-nothing", NOTHING, |b| send(b, &[])),
    ("refuse-supplies-nothing", NOTHING, |b| send(b, &[(Item::Tent, 0)])),
    ("refuse-supplies-short", NOTHING, |b| send(b, &[(Item::Tent, 1_000_000)])),
    ("refuse-supplies-short", NOTHING, |b| send(b, &[(Item::Tent, u32::MAX), (Item::Tent, 2)])),
    ("refuse-team-absent", NOTHING, |b| standby(b, TeamKind::CityRescue, 1)),
    ("refuse-team-busy", |b| b.give(standby(b, TeamKind::Fire, 1)), |b| standby(b, TeamKind::Fire, 2)),
    ("refuse-team-lost", |b| {
        let team = b.team_entity(&b.team(TeamKind::Fire));
        b.0.get_mut::<Team>(team).unwrap().size = 0;
    }, |b| standby(b, TeamKind::Fire, 1)),
    ("refuse-team-no-boats", NOTHING, |b| dispatch(b.team(TeamKind::TownshipMilitia), TaskOrder::Rescue(b.village()))),
    ("refuse-team-no-labour", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::Evacuate(b.village()))),
    ("refuse-team-no-labour", NOTHING, |b| sandbag(b, 0.5, &[TeamKind::Medical])),
    ("refuse-team-no-road", Bench::close_all_roads, |b| standby(b, TeamKind::Fire, 1)),
    ("refuse-team-not-medical", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::TreatVillage(b.village()))),
    ("refuse-team-not-medical", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ServeShelter(b.shelter()))),
    ("refuse-team-not-out", NOTHING, |b| Order::Recall { team: b.team(TeamKind::Fire) }),
    ("refuse-team-not-out", NOTHING, |b| Order::Withdraw { team: b.team(TeamKind::Fire) }),
    ("refuse-team-same-task", |b| b.give(standby(b, TeamKind::Fire, 1)), |b| standby(b, TeamKind::Fire, 1)),
    ("refuse-team-twice", NOTHING, |b| sandbag(b, 0.5, &[TeamKind::Fire, TeamKind::Fire])),
    ("refuse-unknown-road", NOTHING, |_| Order::CloseRoad { road: "road-99999".into() }),
    ("refuse-unknown-road", NOTHING, |_| Order::OpenRoad { road: "lane-1".into() }),
    ("refuse-unknown-shelter", NOTHING, |_| Order::OpenShelter { shelter: "atlantis".into() }),
    ("refuse-unknown-store", NOTHING, |b| Order::SendSupplies {
        store: "atlantis".into(), to: DestinationOrder::Shelter(b.shelter()), items: vec![(Item::Tent, 1)],
    }),
    ("refuse-unknown-stretch", NOTHING, |_| Order::Sandbag { stretch: "atlantis".into(), height_m: 0.5, teams: vec![] }),
    ("refuse-unknown-team", NOTHING, |_| Order::Recall { team: "atlantis".into() }),
    ("refuse-unknown-township", NOTHING, |_| Order::Headquarters { township: "atlantis".into() }),
    ("refuse-unknown-village", NOTHING, |b| Order::Evacuate { village: "atlantis".into(), shelter: b.shelter(), via: vec![] }),
    ("refuse-unknown-village", NOTHING, |b| Order::Evacuate { village: b.village(), shelter: b.shelter(), via: vec!["atlantis".into()] }),
    ("refuse-warn-no-channel", NOTHING, |_| warn(&[])),
    ("refuse-warn-nobody", NOTHING, |_| Order::Warn { colour: Colour::Red, area: Area::Villages(vec![]), channels: vec![Channel::Sms] }),
    ("refuse-unknown-tank", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::CoolTank(format!("{}/99", b.works())))),
    ("refuse-unknown-works", NOTHING, |_| Order::Cordon { site: "atlantis".into(), radius_m: 500.0 }),
    ("refuse-unknown-works", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::BlockDrains("atlantis".into()))),
    ("refuse-unknown-works", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::DrainBunds("atlantis".into()))),
    ("refuse-team-no-judges", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::AssessTanks(b.works()))),
    ("refuse-works-no-basin", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::DrainBunds(b.filling_station()))),
    ("refuse-team-no-suits", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::DrainBunds(b.works()))),
    ("refuse-team-no-engines", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::CoolTank(b.tank()))),
    ("refuse-team-no-foam", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::FoamTank(b.tank()))),
    ("refuse-team-no-suits", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::ShutValve(b.tank()))),
    ("refuse-team-no-suits", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::Decontaminate(b.works()))),
    ("refuse-team-no-detectors", NOTHING, |b| dispatch(b.team(TeamKind::Medical), TaskOrder::MonitorAir(b.village()))),
    ("refuse-tank-no-fire", Bench::whole_tank, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::FoamTank(b.tank()))),
    ("refuse-hall-water", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::FoamTank(b.hall()))),
    ("refuse-hall-water", NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ShutValve(b.hall()))),
    ("refuse-tank-no-leak", Bench::whole_tank, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::ShutValve(b.tank()))),
    ("refuse-shelter-in-place-same", |b| b.give(stay_in(b)), stay_in),
    ("refuse-shelter-in-place-none", NOTHING, come_out),
    ("refuse-cordon-radius", NOTHING, |b| cordon(b, 20.0)),
    ("refuse-cordon-radius", NOTHING, |b| cordon(b, f32::NAN)),
    ("refuse-cordon-same", |b| b.give(cordon(b, 500.0)), |b| cordon(b, 500.0)),
    ("refuse-cordon-none", NOTHING, end_cordon),
    ("refuse-unknown-works", NOTHING, |_| Order::EndCordon { site: "atlantis".into() }),
    ("refuse-warn-same", |b| b.give(warn(&[Channel::Sms, Channel::Gong])), |_| warn(&[Channel::Sms])),
];

#[test]
fn a_refused_order_says_why_and_changes_nothing() {
    for (key, prepare, order) in REFUSED {
        let mut bench = Bench::new();
        prepare(&mut bench);
        let order = order(&bench);
        let before = hash::state(&bench.0);
        match orders::apply(&mut bench.0, &order) {
            Ok(()) => panic!("{key}: {order:?} was carried out"),
            Err(refusal) => {
                assert_eq!(refusal.key, *key, "{order:?}: {refusal}");
                for lang in [Lang::Zh, Lang::En] {
                    let text = refusal.text(lang);
                    assert!(!text.contains("{$") && !text.contains("{ $"), "{key}: a place is empty: {text}");
                }
            }
        }
        assert_eq!(before, hash::state(&bench.0), "{key}: {order:?} left a trace");
    }
}

/// Message keys of refusals in the sources under `folder`.
fn keys_in(folder: &str) -> BTreeSet<String> {
    fn walk(folder: &Path, keys: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, keys);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            keys.extend(text.split('"').filter(|part| part.starts_with("refuse-")).map(str::to_owned));
        }
    }
    let mut keys = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut keys);
    keys
}

#[test]
fn every_reason_is_provoked_and_worded_in_both_languages() {
    let provoked: BTreeSet<String> = REFUSED.iter().map(|(key, ..)| (*key).to_owned()).collect();
    assert_eq!(keys_in("src/drill"), provoked);
    for key in keys_in("src") {
        assert!(has(Lang::Zh, &key) && has(Lang::En, &key), "{key}");
    }
}

/// How the world gets ready, the order, and whether it did what it says.
type Accepted = (fn(&mut Bench), fn(&Bench) -> Order, fn(&Bench) -> bool);

#[rustfmt::skip]
const ACCEPTED: &[Accepted] = &[
    (NOTHING, |_| report(ReportKind::First), |b| b.command().reported(ReportKind::First)),
    (|b| b.give(report(ReportKind::First)), |_| report(ReportKind::FollowUp), |b| b.command().reports.len() == 2),
    (NOTHING, |_| warn(&[Channel::Gong]), |b| {
        let alerts = |e: &Entity| b.0.get::<Alert>(*e).unwrap().colour == Some(Colour::Red);
        b.0.resource::<Roster>().villages.iter().all(alerts) && b.command().in_force().count() == 1
    }),
    (|b| b.give(warn(&[Channel::Gong])), |_| Order::CancelWarning { area: Area::County }, |b| {
        let calm = |e: &Entity| b.0.get::<Alert>(*e).unwrap().colour.is_none();
        b.0.resource::<Roster>().villages.iter().all(calm) && b.command().in_force().count() == 0
    }),
    (NOTHING, |_| level(Level::II), |b| b.command().level == Some(Level::II)),
    (|b| b.give(level(Level::II)), |_| Order::EndResponse, |b| b.command().level.is_none() && b.command().levels.len() == 2),
    (NOTHING, headquarters, |b| b.command().headquarters.as_ref().is_some_and(|hq| hq.township == 0 && !hq.ready)),
    (|b| b.give(headquarters(b)), |_| commander(" 王 "), |b| b.command().commanders.last().is_some_and(|c| c.name == "王" && c.deputy.is_none())),
    (|b| { b.give(headquarters(b)); b.give(commander("王")) }, |_| commanders("王", "李"), |b| b.command().commanders.last().is_some_and(|c| c.deputy.as_deref() == Some("李"))),
    (NOTHING, |b| standby(b, TeamKind::Fire, 1), |b| {
        let team = b.team_state(TeamKind::Fire);
        team.task == Some(Task::Standby(1)) && matches!(team.status, Status::Turnout { .. })
    }),
    (|b| b.give(standby(b, TeamKind::Fire, 1)), |b| Order::Recall { team: b.team(TeamKind::Fire) }, |b| {
        let team = b.team_state(TeamKind::Fire);
        team.status == Status::Ready && team.task.is_none()
    }),
    (|b| { b.give(standby(b, TeamKind::Fire, 1)); common::minutes(&mut b.0, 2) }, |b| Order::Withdraw { team: b.team(TeamKind::Fire) }, |b| {
        let facts = &b.0.resource::<Facts>().0;
        b.team_state(TeamKind::Fire).status == Status::Returning
            && facts.iter().any(|f| matches!(f.what, What::TeamWithdrew { by_itself: false, .. }))
    }),
    (NOTHING, evacuate, |b| {
        let home = b.0.resource::<Roster>().villages[0];
        let order = b.0.get::<Leaving>(home).unwrap().order.clone();
        order.is_some_and(|o| o.shelter == b.shelter_index()) && b.0.get::<Alert>(home).unwrap().doors_since.is_some()
    }),
    (NOTHING, open, |b| {
        let shelter = b.0.resource::<Roster>().shelters[b.shelter_index()];
        matches!(b.0.get::<ShelterState>(shelter).unwrap().status, ShelterStatus::Opening { .. })
    }),
    (|b| b.give(open(b)), close, |b| {
        let shelter = b.0.resource::<Roster>().shelters[b.shelter_index()];
        b.0.get::<ShelterState>(shelter).unwrap().status == ShelterStatus::Closed
    }),
    (NOTHING, |b| send(b, &[(Item::Tent, 2), (Item::Tent, 3)]), |b| {
        let (land, roster) = (b.land(), b.0.resource::<Roster>());
        let store = land.store(&b.store()).unwrap();
        let stock = &b.0.get::<StoreState>(roster.stores[store]).unwrap().stock;
        let had = land.stores[store].stock.iter().find(|(i, _)| *i == Item::Tent).unwrap().1;
        let shipment = roster.shipments.first().and_then(|&e| b.0.get::<Shipment>(e));
        stock.get(Item::Tent) == had - 5 && shipment.is_some_and(|s| s.items == [(Item::Tent, 5)])
    }),
    (NOTHING, |b| sandbag(b, 0.5, &[TeamKind::Fire]), |b| {
        let site = b.0.resource::<Roster>().sites[0];
        b.0.get::<StretchSite>(site).unwrap().target_m == 0.5 && b.team_state(TeamKind::Fire).task == Some(Task::Sandbag(0))
    }),
    (NOTHING, |_| fire_line(&COURSE, 10.0), |b| b.0.resource::<FireGround>().lines.len() == 1 && b.0.resource::<Roster>().lines.len() == 1),
    (|b| b.give(fire_line(&COURSE, 10.0)), |b| dispatch(b.team(TeamKind::Fire), TaskOrder::CutLine("line-1".into())), |b| b.team_state(TeamKind::Fire).task == Some(Task::CutLine(0))),
    (Bench::fire, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::WaterAttack("fire-1".into(), Side::Left)), |b| b.team_state(TeamKind::Fire).task == Some(Task::WaterAttack(0, Side::Left))),
    (Bench::helicopters, |_| air_drop(), |b| b.0.resource::<FireGround>().air.is_some_and(|a| a.side == Side::Head)),
    (NOTHING, |b| outlet(b, 0.7), |b| b.0.resource::<Interventions>().outlet_open.get(&0) == Some(&0.7)),
    (NOTHING, |b| gate(b, true), |b| b.0.resource::<Interventions>().gate_open.get(&(0, 0)) == Some(&true)),
    (|b| b.give(gate(b, true)), |b| gate(b, false), |b| b.0.resource::<Interventions>().gate_open.get(&(0, 0)) == Some(&false)),
    (NOTHING, |b| intake(b, false), |b| !b.0.resource::<Interventions>().intakes_shut.is_empty()),
    (|b| b.give(intake(b, false)), |b| intake(b, true), |b| b.0.resource::<Interventions>().intakes_shut.is_empty()),
    (NOTHING, |b| pump(b, false), |b| b.0.resource::<Interventions>().pump_on.get(&(0, 0)) == Some(&false)),
    (NOTHING, |b| lower(b, TeamKind::Fire), |b| b.team_state(TeamKind::Fire).task == Some(Task::LowerSpillway(0))),
    (NOTHING, stay_in, |b| b.breath().shelter_since == Some(DrillTime::ZERO)),
    (|b| b.give(stay_in(b)), come_out, |b| b.breath().shelter_since.is_none()),
    (NOTHING, |b| cordon(b, 1_000.0), |b| !b.0.resource::<Roads>().cordoned.is_empty()),
    (|b| b.give(cordon(b, 1_000.0)), end_cordon, |b| b.0.resource::<Roads>().cordoned.is_empty()),
    (NOTHING, |b| dispatch(b.team(TeamKind::Fire), TaskOrder::CoolTank(b.tank())), |b| {
        matches!(b.team_state(TeamKind::Fire).task, Some(Task::CoolTank(tank)) if tank.id(&b.land()) == b.tank())
    }),
    (NOTHING, |_| road(0, false), |b| b.0.resource::<Roads>().closed.contains(&0)),
    (|b| b.give(road(0, false)), |_| road(0, true), |b| b.0.resource::<Roads>().closed.is_empty()),
    (|b| b.give(report(ReportKind::First)), |_| Order::AskNextLevel, |b| b.command().help_asked.is_some()),
    (NOTHING, |_| Order::Publish { text: "请转移。".into(), figures: None }, |b| b.command().publications.len() == 1),
];

#[test]
fn an_order_that_is_carried_out_has_its_effect() {
    for (number, (prepare, order, effect)) in ACCEPTED.iter().enumerate() {
        let mut bench = Bench::new();
        prepare(&mut bench);
        let order = order(&bench);
        let before = hash::state(&bench.0);
        assert!(!effect(&bench), "case {number}: the effect is there before {order:?}");
        bench.give(order.clone());
        assert!(effect(&bench), "case {number}: {order:?}");
        assert_ne!(before, hash::state(&bench.0), "case {number}: the hash does not see {order:?}");
    }
}

#[test]
fn a_commander_without_a_deputy_reads_as_journals_wrote_it_before_deputies() {
    let read = |text: &str| ron::from_str::<Order>(text).unwrap();
    assert_eq!(read(r#"Commander(name: "王")"#), commander("王"));
    assert_eq!(read(r#"Commander(name: "王", deputy: Some("李"))"#), commanders("王", "李"));
}

#[test]
fn every_kind_of_order_has_an_accepted_case() {
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/drill/order.rs")).unwrap();
    let body = source.split_once("pub enum Order {").unwrap().1.split_once("\n}").unwrap().0;
    let kinds: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase)))
        .map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap())
        .collect();
    let bench = Bench::new();
    let given: Vec<String> = ACCEPTED.iter().map(|(_, order, _)| format!("{:?}", order(&bench))).collect();
    let given: BTreeSet<&str> =
        given.iter().map(|order| order.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect();
    assert_eq!(kinds, given);
}

#[test]
fn a_refused_order_does_not_count_as_given() {
    let mut drill = sandtable::drill::Drill::new(common::small(), None).unwrap();
    let refused = drill.order("command", Order::EndResponse).unwrap_err();
    assert!(matches!(refused, OrderError::Refused(_)), "{refused}");
    assert!(drill.given().is_empty());
    assert_eq!(drill.order("command", level(Level::III)).unwrap(), 1);
}
