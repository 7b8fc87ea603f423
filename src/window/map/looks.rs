//! How things of the drill look on the map: their state as far as the county knows it.

use crate::{
    drill::view::View,
    hazard::works::dams::Seepage,
    response::{
        incidents::IncidentKind,
        shelters::{ShelterState, ShelterStatus},
        slides::signs::Sign,
        teams::{Status, Team},
        travel::Traveller,
    },
};

/// A village.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VillageLook {
    Dry,
    /// Water was reported at the houses.
    Flooded,
    /// Ordered to leave, and not everybody has.
    Leaving,
    /// Everybody who was to leave has left.
    Empty,
}

impl VillageLook {
    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            VillageLook::Dry => "map-village-dry",
            VillageLook::Flooded => "map-village-flooded",
            VillageLook::Leaving => "map-village-leaving",
            VillageLook::Empty => "map-village-empty",
        }
    }

    pub fn of(view: &View<'_>, village: usize) -> Self {
        let report = view.known().villages.get(village).copied().flatten();
        let people = view.land().villages[village].people;
        let leaving = view.leaving(village).filter(|l| l.order.is_some());
        let gone = leaving.is_some_and(|l| l.left + l.helped >= people);
        if gone || leaving.is_some() && report.is_some_and(|r| r.at_home == 0) {
            VillageLook::Empty
        } else if report.is_some_and(|r| r.deepest_m > 0.3) {
            VillageLook::Flooded
        } else if leaving.is_some() {
            VillageLook::Leaving
        } else {
            VillageLook::Dry
        }
    }
}

/// A team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamLook {
    Ready,
    /// Called out, or on its way.
    Moving,
    /// On its way, and no way leads on.
    Stuck,
    Working,
    Returning,
}

impl TeamLook {
    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            TeamLook::Ready => "map-team-ready",
            TeamLook::Moving => "map-team-moving",
            TeamLook::Stuck => "map-team-stuck",
            TeamLook::Working => "map-team-working",
            TeamLook::Returning => "map-team-returning",
        }
    }

    /// Nothing for a team that is not in the county.
    pub fn of(team: &Team, traveller: &Traveller) -> Option<Self> {
        Some(match team.status {
            Status::Absent => return None,
            Status::EnRoute | Status::Returning if traveller.stuck_since.is_some() => TeamLook::Stuck,
            Status::Turnout { .. } | Status::EnRoute => TeamLook::Moving,
            Status::Ready => TeamLook::Ready,
            Status::Working => TeamLook::Working,
            Status::Returning => TeamLook::Returning,
        })
    }
}

/// A shelter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShelterLook {
    Closed,
    Opening,
    /// Share of its places that are taken.
    Open(f32),
    Lost,
}

impl ShelterLook {
    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            ShelterLook::Closed => "map-shelter-closed",
            ShelterLook::Opening => "map-shelter-opening",
            ShelterLook::Open(_) => "map-shelter-open",
            ShelterLook::Lost => "map-shelter-lost",
        }
    }

    pub fn of(shelter: &ShelterState) -> Self {
        match shelter.status {
            ShelterStatus::Lost => ShelterLook::Lost,
            ShelterStatus::Opening { .. } => ShelterLook::Opening,
            ShelterStatus::Closed if shelter.occupants == 0 => ShelterLook::Closed,
            ShelterStatus::Closed | ShelterStatus::Open => {
                ShelterLook::Open(shelter.occupants as f32 / shelter.capacity.max(1) as f32)
            }
        }
    }
}

/// A gauge, against its two levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GaugeLook {
    Normal,
    AboveWarning,
    AboveGuarantee,
}

impl GaugeLook {
    pub fn of(view: &View<'_>, gauge: usize) -> Self {
        let g = &view.land().gauges[gauge];
        match view.known().gauge(gauge) {
            Some((_, level)) if level >= g.guarantee_m => GaugeLook::AboveGuarantee,
            Some((_, level)) if level >= g.warning_m => GaugeLook::AboveWarning,
            _ => GaugeLook::Normal,
        }
    }
}

/// A slope or gully.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeLook {
    Quiet,
    Cracks,
    Moving,
    Fallen,
}

impl SlopeLook {
    pub fn of(view: &View<'_>, risk: usize) -> Self {
        match view.known().slopes.get(risk).copied().flatten().map(|r| r.sign) {
            None | Some(Sign::Quiet) => SlopeLook::Quiet,
            Some(Sign::Cracks) => SlopeLook::Cracks,
            Some(Sign::Moving) => SlopeLook::Moving,
            Some(Sign::Fallen) => SlopeLook::Fallen,
        }
    }
}

/// A dam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamLook {
    Sound,
    Danger,
    Breached,
}

impl DamLook {
    pub fn of(view: &View<'_>, reservoir: usize) -> Self {
        let low_m = view.tables().waterworks.danger_freeboard_m;
        match view.known().dams.get(reservoir).copied().flatten() {
            Some(report) if report.breached => DamLook::Breached,
            Some(r) if r.freeboard_m < low_m || r.seepage > Seepage::Dry => DamLook::Danger,
            _ => DamLook::Sound,
        }
    }
}

/// A dyke stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DykeLook {
    Sound,
    /// Less than the danger limit of freeboard.
    Danger,
    Overtopped,
    Breached,
}

impl DykeLook {
    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            DykeLook::Sound => "map-dyke-sound",
            DykeLook::Danger => "map-dyke-danger",
            DykeLook::Overtopped => "map-dyke-overtopped",
            DykeLook::Breached => "map-dyke-breached",
        }
    }

    /// Every stretch, by number; with whether sandbags are known to stand on it.
    pub fn all(view: &View<'_>) -> Vec<(Self, bool)> {
        let danger_m = view.tables().command.sandbag_danger_freeboard_m;
        let mut looks: Vec<(Self, bool)> = view
            .known()
            .stretches
            .iter()
            .map(|report| {
                let Some(report) = report else { return (DykeLook::Sound, false) };
                let look = match report.freeboard_m {
                    _ if report.breached => DykeLook::Breached,
                    m if m < 0.0 => DykeLook::Overtopped,
                    m if m < danger_m => DykeLook::Danger,
                    _ => DykeLook::Sound,
                };
                (look, report.raised_m > 0.05)
            })
            .collect();
        // A known breach counts even where the last patrol saw the dyke whole.
        for (_, incident) in view.incidents() {
            if let IncidentKind::DykeBreach { stretch } = incident.kind
                && let Some(look) = looks.get_mut(stretch)
            {
                look.0 = DykeLook::Breached;
            }
        }
        looks
    }
}
