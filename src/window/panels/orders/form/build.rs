//! The orders that a form makes.

use super::{
    super::{Kind, assign},
    Form, Scope, TaskKind, Via,
};
use crate::{
    county::{County, Item},
    drill::{
        Order,
        order::{Area, DestinationOrder, TaskOrder, fire_id, lake_id, line_id, road_id},
        view::View,
    },
    response::{command::ReportKind, shelters::ShelterStatus, stretches, warning::Channel},
};

/// Message key of what is missing.
type Missing = &'static str;

impl Form {
    /// The orders that the form stands for. Whether they can be carried out is for the drill to say.
    ///
    /// # Errors
    /// The message key of what is not filled in.
    pub fn build(&self, view: &View<'_>) -> Result<Vec<Order>, Missing> {
        let land = view.land();
        let report = |kind| Order::Report { kind, figures: self.figures(view) };
        Ok(vec![match self.kind {
            Kind::ReportFirst => report(ReportKind::First),
            Kind::ReportFollowUp => report(ReportKind::FollowUp),
            Kind::ReportFinal => report(ReportKind::Final),
            Kind::AskNextLevel => Order::AskNextLevel,
            Kind::Warn => {
                let channels: Vec<Channel> = Channel::ALL
                    .into_iter()
                    .zip(self.channels)
                    .filter_map(|(c, on)| on.then_some(c))
                    .collect();
                if channels.is_empty() {
                    return Err("desk-need-channel");
                }
                Order::Warn { colour: self.colour, area: self.area(land)?, channels }
            }
            Kind::CancelWarning => Order::CancelWarning { area: self.area(land)? },
            Kind::SetLevel => Order::SetLevel { level: self.level },
            Kind::EndResponse => Order::EndResponse,
            Kind::Headquarters => Order::Headquarters { township: self.township_id(land)? },
            Kind::Commander => {
                let name = self.commander.trim();
                if name.is_empty() {
                    return Err("desk-need-commander");
                }
                let deputy = Some(self.deputy.trim()).filter(|deputy| !deputy.is_empty());
                Order::Commander { name: name.to_owned(), deputy: deputy.map(str::to_owned) }
            }
            Kind::Dispatch => Order::Dispatch { team: self.team_id(view)?, task: self.task(land)? },
            Kind::Recall => Order::Recall { team: self.team_id(view)? },
            Kind::Withdraw => Order::Withdraw { team: self.team_id(view)? },
            Kind::Evacuate => return self.evacuate(view),
            Kind::OpenShelter => Order::OpenShelter { shelter: self.shelter_id(land)? },
            Kind::CloseShelter => Order::CloseShelter { shelter: self.shelter_id(land)? },
            Kind::SendSupplies => self.supplies(land)?,
            Kind::Sandbag => {
                let ids = view.teams().filter(|t| self.teams.contains(&t.index)).map(|t| t.id.clone());
                Order::Sandbag {
                    stretch: self.stretch_id(land)?,
                    height_m: self.height_m,
                    teams: ids.collect(),
                }
            }
            Kind::Outlet => Order::Outlet { reservoir: self.reservoir_id(land)?, open: self.outlet },
            Kind::Gate => {
                let mut gates = land.polders.iter().flat_map(|p| &p.gates);
                let gate = self.gate.and_then(|n| gates.nth(n)).ok_or("desk-need-gate")?;
                Order::Gate { gate: gate.id.clone(), open: self.on }
            }
            Kind::Pump => {
                let mut pumps = land.polders.iter().flat_map(|p| &p.pumps);
                let pump = self.pump.and_then(|n| pumps.nth(n)).ok_or("desk-need-pump")?;
                Order::Pump { pump: pump.id.clone(), on: self.on }
            }
            Kind::Intake => Order::Intake { works: self.works_id(land)?, open: self.on },
            Kind::ShelterInPlace => {
                return self.each_village(land, |village| Order::ShelterInPlace { village });
            }
            Kind::EndShelterInPlace => {
                return self.each_village(land, |village| Order::EndShelterInPlace { village });
            }
            Kind::Cordon => Order::Cordon { site: self.works_id(land)?, radius_m: self.radius_m },
            Kind::EndCordon => Order::EndCordon { site: self.works_id(land)? },
            Kind::FireLine => {
                if self.points.len() < 2 {
                    return Err("desk-need-points");
                }
                Order::FireLine { points: self.points.clone(), width_m: self.width_m }
            }
            Kind::AirDrop => Order::AirDrop { fire: self.fire_id()?, side: self.side },
            Kind::CloseRoad => Order::CloseRoad { road: road_id(self.road.ok_or("desk-need-road")?) },
            Kind::OpenRoad => Order::OpenRoad { road: road_id(self.road.ok_or("desk-need-road")?) },
            Kind::Publish => {
                if self.said.trim().is_empty() {
                    return Err("desk-need-text");
                }
                let figures = self.with_figures.then(|| self.figures(view));
                Order::Publish { text: self.said.trim().to_owned(), figures }
            }
        }])
    }

    /// An order for each of the chosen villages.
    fn each_village(&self, land: &County, order: impl Fn(String) -> Order) -> Result<Vec<Order>, Missing> {
        let ids = self.villages.iter().filter_map(|&v| Some(land.villages.get(v)?.id.clone()));
        let orders: Vec<Order> = ids.map(order).collect();
        if orders.is_empty() { Err("desk-need-villages") } else { Ok(orders) }
    }

    fn works_id(&self, land: &County) -> Result<String, Missing> {
        let works = self.works.and_then(|f| land.facilities.get(f));
        Ok(works.ok_or("desk-need-works")?.place.id.clone())
    }

    fn tank_id(&self, land: &County) -> Result<String, Missing> {
        Ok(self.tank.ok_or("desk-need-tank")?.id(land))
    }

    fn area(&self, land: &County) -> Result<Area, Missing> {
        let townships = || self.townships.iter().filter_map(|&t| Some(land.townships.get(t)?.id.clone()));
        let villages = || self.villages.iter().filter_map(|&v| Some(land.villages.get(v)?.id.clone()));
        match self.scope {
            Scope::County => Ok(Area::County),
            Scope::Townships if self.townships.is_empty() => Err("desk-need-township"),
            Scope::Townships => Ok(Area::Townships(townships().collect())),
            Scope::Villages if self.villages.is_empty() => Err("desk-need-villages"),
            Scope::Villages => Ok(Area::Villages(villages().collect())),
        }
    }

    fn township_id(&self, land: &County) -> Result<String, Missing> {
        let township = self.township.and_then(|t| land.townships.get(t));
        Ok(township.ok_or("desk-need-township")?.id.clone())
    }

    fn team_id(&self, view: &View<'_>) -> Result<String, Missing> {
        let team = self.team.and_then(|t| view.teams().nth(t));
        Ok(team.ok_or("desk-need-team")?.id.clone())
    }

    fn shelter_id(&self, land: &County) -> Result<String, Missing> {
        let shelter = self.shelter.and_then(|s| land.shelters.get(s));
        Ok(shelter.ok_or("desk-need-shelter")?.place.id.clone())
    }

    fn stretch_id(&self, land: &County) -> Result<String, Missing> {
        let stretch = self.stretch.and_then(|s| stretches(land).nth(s));
        Ok(stretch.ok_or("desk-need-stretch")?.id.clone())
    }

    fn village_id(&self, land: &County) -> Result<String, Missing> {
        let village = self.village.and_then(|v| land.villages.get(v));
        Ok(village.ok_or("desk-need-village")?.id.clone())
    }

    fn reservoir_id(&self, land: &County) -> Result<String, Missing> {
        let reservoir = self.reservoir.and_then(|r| land.reservoirs.get(r));
        Ok(reservoir.ok_or("desk-need-reservoir")?.id.clone())
    }

    fn slope_id(&self, land: &County) -> Result<String, Missing> {
        let slope = self.slope.and_then(|r| land.risks.get(r));
        Ok(slope.ok_or("desk-need-slope")?.id.clone())
    }

    fn fire_id(&self) -> Result<String, Missing> {
        Ok(fire_id(self.fire.ok_or("desk-need-fire")?))
    }

    fn line_id(&self) -> Result<String, Missing> {
        Ok(line_id(self.line.ok_or("desk-need-line")?))
    }

    fn task(&self, land: &County) -> Result<TaskOrder, Missing> {
        Ok(match self.task {
            TaskKind::Standby => TaskOrder::Standby(self.township_id(land)?),
            TaskKind::Watch => TaskOrder::Watch(self.stretch_id(land)?),
            TaskKind::Sandbag => TaskOrder::Sandbag(self.stretch_id(land)?),
            TaskKind::Evacuate => TaskOrder::Evacuate(self.village_id(land)?),
            TaskKind::Rescue => TaskOrder::Rescue(self.village_id(land)?),
            TaskKind::TreatVillage => TaskOrder::TreatVillage(self.village_id(land)?),
            TaskKind::ServeShelter => TaskOrder::ServeShelter(self.shelter_id(land)?),
            TaskKind::InspectSlope => TaskOrder::InspectSlope(self.slope_id(land)?),
            TaskKind::Lookout => TaskOrder::Lookout(self.slope_id(land)?),
            TaskKind::InspectDam => TaskOrder::InspectDam(self.reservoir_id(land)?),
            TaskKind::ClearSpillway => TaskOrder::ClearSpillway(self.reservoir_id(land)?),
            TaskKind::LowerSpillway => TaskOrder::LowerSpillway(self.reservoir_id(land)?),
            TaskKind::DigChannel => TaskOrder::DigChannel(lake_id(self.lake.ok_or("desk-need-lake")?)),
            TaskKind::AttackFire => TaskOrder::AttackFire(self.fire_id()?, self.side),
            TaskKind::WaterAttack => TaskOrder::WaterAttack(self.fire_id()?, self.side),
            TaskKind::CutLine => TaskOrder::CutLine(self.line_id()?),
            TaskKind::BurnOut => TaskOrder::BurnOut(self.line_id()?),
            TaskKind::MopUp => TaskOrder::MopUp(self.fire_id()?),
            TaskKind::ScoutFire => TaskOrder::ScoutFire(self.fire_id()?),
            TaskKind::FireLookout => TaskOrder::FireLookout(self.fire_id()?),
            TaskKind::SearchBuried => TaskOrder::SearchBuried(self.village_id(land)?),
            TaskKind::ClearDebris => TaskOrder::ClearDebris(road_id(self.road.ok_or("desk-need-road")?)),
            TaskKind::ShutValve => TaskOrder::ShutValve(self.tank_id(land)?),
            TaskKind::CoolTank => TaskOrder::CoolTank(self.tank_id(land)?),
            TaskKind::FoamTank => TaskOrder::FoamTank(self.tank_id(land)?),
            TaskKind::BlockDrains => TaskOrder::BlockDrains(self.works_id(land)?),
            TaskKind::DrainBunds => TaskOrder::DrainBunds(self.works_id(land)?),
            TaskKind::AssessTanks => TaskOrder::AssessTanks(self.works_id(land)?),
            TaskKind::MonitorAir => TaskOrder::MonitorAir(self.village_id(land)?),
            TaskKind::Decontaminate => TaskOrder::Decontaminate(self.works_id(land)?),
        })
    }

    fn supplies(&self, land: &County) -> Result<Order, Missing> {
        let store = self.store.and_then(|s| land.stores.get(s)).ok_or("desk-need-store")?;
        let to = if self.to_dyke {
            DestinationOrder::Stretch(self.stretch_id(land)?)
        } else {
            DestinationOrder::Shelter(self.shelter_id(land)?)
        };
        let items: Vec<(Item, u32)> =
            Item::ALL.into_iter().zip(self.items).filter(|(_, count)| *count > 0).collect();
        if items.is_empty() {
            return Err("desk-need-items");
        }
        Ok(Order::SendSupplies { store: store.place.id.clone(), to, items })
    }

    /// Where each chosen village would go.
    pub fn destinations(&self, view: &View<'_>) -> Vec<(usize, Option<usize>)> {
        if self.nearest {
            assign::shelters(view, &self.villages, &self.safe, self.open_more)
        } else {
            self.villages.iter().map(|&v| (v, self.shelter)).collect()
        }
    }

    /// Closed shelters are opened first; a village without a shelter is left to the commander.
    fn evacuate(&self, view: &View<'_>) -> Result<Vec<Order>, Missing> {
        let land = view.land();
        if self.villages.is_empty() {
            return Err("desk-need-villages");
        }
        let pairs: Vec<(usize, usize)> =
            self.destinations(view).into_iter().filter_map(|(v, s)| Some((v, s?))).collect();
        if pairs.is_empty() {
            return Err(if self.nearest { "desk-need-room" } else { "desk-need-shelter" });
        }
        let via: Vec<String> = self
            .via
            .iter()
            .filter_map(|via| match *via {
                Via::Township(t) => Some(land.townships.get(t)?.id.clone()),
                Via::Village(v) => Some(land.villages.get(v)?.id.clone()),
            })
            .collect();
        let mut orders = Vec::new();
        if self.open_more {
            let closed = view.shelters().filter(|s| s.status == ShelterStatus::Closed);
            let needed = closed.filter(|s| pairs.iter().any(|(_, to)| *to == s.index));
            orders.extend(
                needed.map(|s| Order::OpenShelter { shelter: land.shelters[s.index].place.id.clone() }),
            );
        }
        orders.extend(pairs.into_iter().filter_map(|(v, s)| {
            Some(Order::Evacuate {
                village: land.villages.get(v)?.id.clone(),
                shelter: land.shelters.get(s)?.place.id.clone(),
                via: via.clone(),
            })
        }));
        Ok(orders)
    }
}
