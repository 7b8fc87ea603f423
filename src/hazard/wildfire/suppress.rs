//! Fighting a forest fire: what crews can do, what holds, what is safe, and how a fire is graded afterwards.
//!
//! Numbers are in `assets/fire.ron` with their sources; \[M\] is from memory, \[A\] judgement.

use super::fuel::FuelModel;
use crate::num::math::exp;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The numbers of `assets/fire.ron`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    line_rates: Vec<LineRate>,
    /// Direct attack, m per person and hour: (least, most), elite and ordinary.
    direct_elite: (f64, f64),
    direct_ordinary: (f64, f64),
    night: f64,
    slope: Vec<(f64, f64)>,
    fatigue: Vec<(f64, f64)>,
    hand_m: f64,
    equipment_m: f64,
    try_m: f64,
    half_holds: f64,
    hold_scale: f64,
    water: Vec<(f64, f64)>,
    mop_up_m: f64,
    safe_flames: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineRate {
    fuels: Vec<String>,
    elite_m_h: f64,
    ordinary_m_h: f64,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // A broken table of our own is found by the tests below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/fire.ron")).unwrap_or_default()
});

/// How well a crew is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crew {
    /// Professional forest fire brigades.
    Elite,
    /// Local semi-professional brigades and the militia.
    Ordinary,
}

/// What slows the work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    pub night: bool,
    /// Slope along which they work, m per m, either way.
    pub slope: f64,
    /// Hours since they were last relieved.
    pub worked_h: f64,
}

/// Line that a crew cuts, m/h, both sides of it together; 0 where there is nothing to cut (the fuel does not burn).
pub fn line_rate_m_h(fuel: &FuelModel, crew: Crew, people: f64, conditions: &Conditions) -> f64 {
    per_20_m_h(fuel, crew).map_or(0.0, |rate| rate * share(people, conditions))
}

/// Line that a crew makes right at the edge, m/h: by the fuel like a line that is cut, within what was measured for direct
/// attack; 0 where the fuel does not burn.
pub fn direct_rate_m_h(fuel: &FuelModel, crew: Crew, people: f64, conditions: &Conditions) -> f64 {
    let (least, most) = match crew {
        Crew::Elite => TABLE.direct_elite,
        Crew::Ordinary => TABLE.direct_ordinary,
    };
    let within = |rate: f64| rate.max(20.0 * least).min(20.0 * most);
    per_20_m_h(fuel, crew).map_or(0.0, |rate| within(rate) * share(people, conditions))
}

/// Line that 20 people cut in a fuel, m/h.
fn per_20_m_h(fuel: &FuelModel, crew: Crew) -> Option<f64> {
    let rate = TABLE.line_rates.iter().find(|rate| rate.fuels.contains(&fuel.code))?;
    Some(match crew {
        Crew::Elite => rate.elite_m_h,
        Crew::Ordinary => rate.ordinary_m_h,
    })
}

/// Share that people make, under these conditions, of what 20 people make.
fn share(people: f64, conditions: &Conditions) -> f64 {
    let night = if conditions.night { TABLE.night } else { 1.0 };
    let slope = between(&TABLE.slope, conditions.slope.abs());
    people.max(0.0) / 20.0 * night * slope * between(&TABLE.fatigue, conditions.worked_h)
}

/// Value of a table of rising places, between them in proportion, beyond them its ends.
fn between(table: &[(f64, f64)], x: f64) -> f64 {
    let (Some(first), Some(last)) = (table.first(), table.last()) else { return 1.0 };
    if x <= first.0 {
        return first.1;
    }
    let pair = table.windows(2).find(|pair| x < pair[1].0);
    pair.map_or(last.1, |pair| {
        pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0)
    })
}

/// What can be done at a fire's edge by its flames (Andrews and Rothermel 1982).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attack {
    /// Hand tools directly at the edge.
    Hand,
    /// Machines, pumps and aircraft directly; hand crews only from the flanks and rear.
    Equipment,
    /// Control of the head is probably in vain: indirect lines, flanks.
    Indirect,
    /// No effort at the head helps; people keep away.
    None,
}

/// What can be done against flames of this length, m.
pub fn attack(flame_m: f64) -> Attack {
    match flame_m {
        f if f < TABLE.hand_m => Attack::Hand,
        f if f < TABLE.equipment_m => Attack::Equipment,
        f if f < TABLE.try_m => Attack::Indirect,
        _ => Attack::None,
    }
}

/// Chance that bare ground of a width, m, stops flames of a length, m, that do not throw brands: a logistic curve of the
/// width in flames \[A\].
pub fn hold_chance(width_m: f64, flame_m: f64) -> f64 {
    if flame_m <= 0.0 {
        return 1.0;
    }
    if width_m <= 0.0 {
        return 0.0;
    }
    1.0 / (1.0 + exp(-(width_m / flame_m - TABLE.half_holds) / TABLE.hold_scale))
}

/// Water to put a burning square metre out, L, by the fuel's dead load \[M\].
pub fn water_l_m2(fuel: &FuelModel) -> f64 {
    between(&TABLE.water, fuel.load[0] + fuel.load[1] + fuel.load[2])
}

/// Distance from flames of a length, m, at which people without shelter are safe, m, on level ground without wind (Butler
/// and Cohen 1998).
pub fn safe_distance_m(flame_m: f64) -> f64 {
    TABLE.safe_flames * flame_m.max(0.0)
}

/// Depth inside the line to which embers must be put out, m \[M\].
pub fn mop_up_m() -> f64 {
    TABLE.mop_up_m
}

/// Grade of a forest fire (森林防火条例 art. 40).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 一般森林火灾
    General,
    /// 较大森林火灾
    Larger,
    /// 重大森林火灾
    Major,
    /// 特别重大森林火灾
    Extra,
}

/// Grade by damaged forest, ha, dead and severely injured: the highest that any of them reaches; nothing where no forest
/// was damaged and nobody hurt.
pub fn grade(area_ha: f64, dead: u32, injured: u32) -> Option<Grade> {
    let of = |value: f64, larger: f64, major: f64, extra: f64| match value {
        v if v <= 0.0 => None,
        v if v < larger => Some(Grade::General),
        v if v < major => Some(Grade::Larger),
        v if v < extra => Some(Grade::Major),
        _ => Some(Grade::Extra),
    };
    let people = |count: u32| f64::from(count);
    of(area_ha, 1.0, 100.0, 1_000.0).max(of(people(dead), 3.0, 10.0, 30.0)).max(of(
        people(injured),
        10.0,
        50.0,
        100.0,
    ))
}

/// Damage rate: damaged forest over all forest, per mille (森林火灾受害率); 0 without forest.
pub fn damage_per_mille(damaged_ha: f64, forest_ha: f64) -> f64 {
    if forest_ha > 0.0 { 1000.0 * damaged_ha / forest_ha } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::wildfire::fuel;

    #[test]
    fn every_fuel_has_one_line_rate_and_the_reference_s() {
        for model in fuel::models() {
            let groups = TABLE.line_rates.iter().filter(|r| r.fuels.contains(&model.code)).count();
            assert_eq!(groups, 1, "{}", model.code);
        }
        let known: usize = TABLE.line_rates.iter().map(|r| r.fuels.len()).sum();
        assert_eq!(known, fuel::models().len());
        let rate = |code: &str, crew| {
            line_rate_m_h(fuel::by_name(code).unwrap(), crew, 20.0, &Conditions::default())
        };
        // Every row of the reference (A5); FM9 of hardwood is the South-China litter of broadleaves.
        let rows: [(&[&str], f64, f64); 10] = [
            (&["FM1"], 604.0, 362.0),
            (&["FM2"], 483.0, 322.0),
            (&["FM3", "FM4", "FM13"], 101.0, 60.0),
            (&["FM5", "FM6", "FM10"], 121.0, 80.0),
            (&["FM7"], 80.0, 40.0),
            (&["FM8"], 141.0, 101.0),
            (&["FM9"], 563.0, 322.0),
            (&["TL6"], 805.0, 483.0),
            (&["FM11"], 302.0, 181.0),
            (&["FM12"], 141.0, 80.0),
        ];
        for (codes, elite, ordinary) in rows {
            for code in codes {
                println!("{code}: {} and {} m/h", rate(code, Crew::Elite), rate(code, Crew::Ordinary));
                assert_eq!(
                    (rate(code, Crew::Elite), rate(code, Crew::Ordinary)),
                    (elite, ordinary),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn night_slopes_and_long_shifts_slow_the_work_and_more_people_speed_it() {
        let fuel = fuel::by_name("TU3").unwrap();
        let rate = |people, night, slope, worked_h| {
            line_rate_m_h(fuel, Crew::Elite, people, &Conditions { night, slope, worked_h })
        };
        let day = rate(20.0, false, 0.0, 0.0);
        assert_eq!(rate(40.0, false, 0.0, 4.0), 2.0 * day);
        assert_eq!(rate(20.0, false, -0.3, 0.0), rate(20.0, false, 0.3, 0.0));
        for slower in [rate(20.0, true, 0.0, 0.0), rate(20.0, false, 0.45, 0.0), rate(20.0, false, 0.0, 12.0)]
        {
            assert!(slower > 0.3 * day && slower < 0.9 * day, "{slower} of {day}");
        }
        assert_eq!(rate(0.0, false, 0.0, 0.0), 0.0);
    }

    #[test]
    fn limits_of_attack_are_those_of_the_intensities() {
        use crate::hazard::wildfire::spread::flame_length_m;
        let kinds = [Attack::Hand, Attack::Equipment, Attack::Indirect, Attack::None];
        for (k, limit) in [346.0, 1730.0, 3460.0].into_iter().enumerate() {
            // The two tables round differently by 4 %.
            let flame = flame_length_m(limit);
            println!("{limit} kW/m: flame {flame:.2} m");
            assert_eq!((attack(0.95 * flame), attack(1.06 * flame)), (kinds[k], kinds[k + 1]));
        }
        assert_eq!(safe_distance_m(5.0), 20.0);
    }

    #[test]
    fn wider_lines_hold_more_often_and_heavy_fuel_takes_more_water() {
        let chances: Vec<f64> = (0..10).map(|k| hold_chance(f64::from(k), 3.0)).collect();
        println!("{chances:.2?}");
        assert!(chances.windows(2).all(|c| c[0] < c[1]));
        assert!(hold_chance(4.5, 3.0) > 0.85 && hold_chance(6.0, 3.0) > 0.97 && hold_chance(1.5, 3.0) < 0.15);
        assert_eq!((hold_chance(0.0, 3.0), hold_chance(1.0, 0.0)), (0.0, 1.0));
        let water = |code: &str| water_l_m2(fuel::by_name(code).unwrap());
        assert!((0.5..=1.0).contains(&water("GR2")) && (2.0..=4.0).contains(&water("SB3")));
    }

    #[test]
    fn grades_are_those_of_the_rules() {
        for (area, dead, injured, grade_is) in [
            (0.0, 0, 0, None),
            (0.5, 0, 0, Some(Grade::General)),
            (1.0, 0, 0, Some(Grade::Larger)),
            (99.9, 2, 9, Some(Grade::Larger)),
            (100.0, 0, 0, Some(Grade::Major)),
            (0.2, 10, 0, Some(Grade::Major)),
            (5.0, 0, 100, Some(Grade::Extra)),
            (1000.0, 0, 0, Some(Grade::Extra)),
            (0.0, 1, 0, Some(Grade::General)),
        ] {
            assert_eq!(grade(area, dead, injured), grade_is, "{area} ha, {dead} dead, {injured} injured");
        }
        assert_eq!(damage_per_mille(45.0, 50_000.0), 0.9);
        assert_eq!(damage_per_mille(45.0, 0.0), 0.0);
    }
}
