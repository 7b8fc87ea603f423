//! Measures of targets: one function for each variant of [`Measure`].
//!
//! A new measure gets a variant in `plan/measure.rs`, a function in one of these files, an arm here and
//! a test.

mod incidents;
mod people;
mod supplies;

use super::{Finding, fire};
use crate::{drill::Drill, plan::Measure};

/// Take a measure. `value` is the plan's number where it gives one, `limit` the trainer's where not.
pub(super) fn measure(drill: &Drill, measure: Measure, value: f64, limit: Option<f64>) -> Finding {
    let limit = limit.unwrap_or_default();
    match measure {
        Measure::TeamOnSceneInTime => incidents::team_on_scene_in_time(drill, value),
        Measure::FirstTeamLocal => incidents::first_team_local(drill),
        Measure::RegionalCentreFirst => incidents::regional_centre_first(drill),
        Measure::NoLargerAccident => incidents::no_larger_accident(drill, limit),
        Measure::SceneLink => incidents::scene_link(drill),
        Measure::SurvivalShare => people::survival_share(drill),
        Measure::RescuerCasualties => people::rescuer_casualties(drill, limit),
        Measure::EvacueesInShelters => people::evacuees_in_shelters(drill),
        Measure::ShelterWalk => people::shelter_walk(drill, limit),
        Measure::WarningChannels => people::warning_channels(drill, value),
        Measure::WarnedInTime => people::warned_in_time(drill, value),
        Measure::ReliefInTime => people::relief_in_time(drill, value),
        Measure::FewCasualties => people::few_casualties(drill, limit),
        Measure::DutyAnswers => incidents::duty_answers(drill, limit),
        Measure::FireOutInTime => fire::out_in_time(drill, value),
        // lead: the two areas of the drill's `Wildfire`, none where it has no fire.
        Measure::ForestDamageRate => fire::damage_rate(drill, value),
        Measure::ShelterOutfit => supplies::shelter_outfit(drill, value),
        Measure::OwnStoreShare => supplies::own_store_share(drill),
        Measure::SupplyTiers => supplies::supply_tiers(drill),
    }
}
