//! Checks of rules: one function for each variant of [`RuleCheck`]. Limits are in minutes and the
//! trainer's: the plan states none.

mod command;
mod fires;
mod forces;
mod gas;
mod level;
mod moves;
mod people;
mod teams;
mod watch;
mod word;

use super::Finding;
use crate::{drill::Drill, plan::RuleCheck};

/// Make a check.
pub(super) fn check(drill: &Drill, rule: RuleCheck, limit_min: Option<f64>) -> Finding {
    let limit = limit_min.unwrap_or_default();
    match rule {
        RuleCheck::EarlyReport => command::early_report(drill, limit),
        RuleCheck::UnifiedReport => command::unified_report(drill),
        RuleCheck::ExactDamageReports => command::exact_damage_reports(drill, limit),
        RuleCheck::WholeCourseReports => command::whole_course_reports(drill, limit),
        RuleCheck::LevelBeforeDispatch => command::level_before_dispatch(drill),
        RuleCheck::CommanderNamed => command::commander_named(drill, limit),
        RuleCheck::CommanderAndDeputy => command::commander_and_deputy(drill, limit),
        RuleCheck::UnifiedCommand => command::unified_command(drill),
        RuleCheck::OneSceneCommand => command::one_scene_command(drill),
        RuleCheck::CallNextLevel => command::call_next_level(drill),
        RuleCheck::PublicInformation => command::public_information(drill, limit),
        RuleCheck::PromptDispatch => teams::prompt_dispatch(drill, limit),
        RuleCheck::RescuerSafety => teams::rescuer_safety(drill),
        RuleCheck::PrePositioning => teams::pre_positioning(drill),
        RuleCheck::AlternativeRoute => teams::alternative_route(drill, limit),
        RuleCheck::NoDoubleBooking => teams::reserve_kept(drill),
        RuleCheck::ExpertsBeforeRisky => teams::experts_before_risky(drill),
        RuleCheck::DepartTravelResult => teams::depart_travel_result(drill, limit),
        RuleCheck::MedicalToShelters => people::medical_to_shelters(drill, limit),
        RuleCheck::WarnBeforeImpact => people::warn_before_impact(drill, limit),
        RuleCheck::TargetedAndBroad => people::targeted_and_broad(drill),
        RuleCheck::FittingLevel => level::fitting_level(drill, limit),
        RuleCheck::HeadquartersWhenNeeded => level::headquarters_when_needed(drill, limit),
        RuleCheck::GradeDecidesCommand => level::grade_decides_command(drill, limit),
        RuleCheck::TownshipCommandsFirst => level::township_commands_first(drill, limit),
        RuleCheck::ReportAtEachChange => word::report_at_each_change(drill, limit),
        RuleCheck::OneVoice => word::one_voice(drill),
        RuleCheck::AlarmAnswered => word::alarm_answered(drill, limit),
        RuleCheck::PlanStartsAtOnce => word::plan_starts_at_once(drill, limit),
        RuleCheck::FourBoxes => moves::four_boxes(drill),
        RuleCheck::SecondaryPrevented => moves::secondary_prevented(drill, limit),
        RuleCheck::BasicNeedsMet => moves::basic_needs_met(drill),
        RuleCheck::SkillAndLevel => level::skill_and_level(drill, limit),
        RuleCheck::GrassRootsFirst => forces::grass_roots_first(drill, limit),
        RuleCheck::FireReconnaissance => fires::fire_reconnaissance(drill, limit),
        RuleCheck::WaterAttack => fires::water_attack(drill, limit),
        RuleCheck::GasDefenceFirst => gas::gas_defence_first(drill, limit),
        RuleCheck::PreciseWarning => people::precise_warning(drill),
        RuleCheck::MatchingSkill => forces::matching_skill(drill),
        RuleCheck::MilitiaCalled => forces::militia_called(drill, limit),
        RuleCheck::CountyTeamAssists => forces::county_team_assists(drill),
        RuleCheck::SceneWatched => watch::scene_watched(drill),
        RuleCheck::OrdersCompleted => forces::orders_completed(drill, limit),
        RuleCheck::ShelterOpenBeforeMove => people::shelter_open_before_move(drill),
    }
}
