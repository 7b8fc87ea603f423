//! Kinds of orders, grouped on pages.

/// A page of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Report,
    Warn,
    Level,
    Evacuate,
    Publish,
    Teams,
    Works,
    Fire,
    Shelters,
    Supplies,
    Roads,
}

/// A kind of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ReportFirst,
    ReportFollowUp,
    ReportFinal,
    AskNextLevel,
    Warn,
    CancelWarning,
    SetLevel,
    Headquarters,
    Commander,
    EndResponse,
    Evacuate,
    Publish,
    Dispatch,
    Recall,
    Withdraw,
    Sandbag,
    OpenShelter,
    CloseShelter,
    SendSupplies,
    CloseRoad,
    OpenRoad,
    Outlet,
    Gate,
    Pump,
    Intake,
    ShelterInPlace,
    EndShelterInPlace,
    Cordon,
    EndCordon,
    FireLine,
    AirDrop,
}

use Kind::*;

impl Page {
    pub const ALL: [Page; 11] = [
        Page::Report,
        Page::Warn,
        Page::Level,
        Page::Evacuate,
        Page::Publish,
        Page::Teams,
        Page::Works,
        Page::Fire,
        Page::Shelters,
        Page::Supplies,
        Page::Roads,
    ];

    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            Page::Report => "desk-page-report",
            Page::Warn => "desk-page-warn",
            Page::Level => "desk-page-level",
            Page::Evacuate => "desk-page-evacuate",
            Page::Publish => "desk-page-publish",
            Page::Teams => "desk-page-teams",
            Page::Works => "desk-page-works",
            Page::Fire => "desk-page-fire",
            Page::Shelters => "desk-page-shelters",
            Page::Supplies => "desk-page-supplies",
            Page::Roads => "desk-page-roads",
        }
    }

    /// Its kinds of orders.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Page::Report => &[ReportFirst, ReportFollowUp, ReportFinal, AskNextLevel],
            Page::Warn => &[Warn, CancelWarning],
            Page::Level => &[SetLevel, Headquarters, Commander, EndResponse],
            Page::Evacuate => &[Evacuate, ShelterInPlace, EndShelterInPlace],
            Page::Publish => &[Publish],
            Page::Teams => &[Dispatch, Recall, Withdraw],
            Page::Works => &[Sandbag, Outlet, Gate, Pump, Intake],
            Page::Fire => &[FireLine, AirDrop],
            Page::Shelters => &[OpenShelter, CloseShelter],
            Page::Supplies => &[SendSupplies],
            Page::Roads => &[CloseRoad, OpenRoad, Cordon, EndCordon],
        }
    }
}

impl Kind {
    /// The page that it is on.
    pub fn page(self) -> Page {
        Page::ALL.into_iter().find(|p| p.kinds().contains(&self)).unwrap_or(Page::Report)
    }

    /// Message key, that of the order.
    pub fn key(self) -> &'static str {
        match self {
            ReportFirst => "order-report-first",
            ReportFollowUp => "order-report-follow-up",
            ReportFinal => "order-report-final",
            AskNextLevel => "order-ask-next-level",
            Warn => "order-warn",
            CancelWarning => "order-cancel-warning",
            SetLevel => "order-set-level",
            Headquarters => "order-headquarters",
            Commander => "order-commander",
            EndResponse => "order-end-response",
            Evacuate => "order-evacuate",
            Publish => "order-publish",
            Dispatch => "order-dispatch",
            Recall => "order-recall",
            Withdraw => "order-withdraw",
            Sandbag => "order-sandbag",
            OpenShelter => "order-open-shelter",
            CloseShelter => "order-close-shelter",
            SendSupplies => "order-send-supplies",
            CloseRoad => "order-close-road",
            OpenRoad => "order-open-road",
            Outlet => "order-outlet",
            Gate => "order-gate",
            Pump => "order-pump",
            Intake => "order-intake",
            ShelterInPlace => "order-shelter-in-place",
            EndShelterInPlace => "order-end-shelter-in-place",
            Cordon => "order-cordon",
            EndCordon => "order-end-cordon",
            FireLine => "order-fire-line",
            AirDrop => "order-air-drop",
        }
    }
}
