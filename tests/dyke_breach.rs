//! A dyke breach in the drill: it comes down, then widens as long as the water stands higher on one side.

mod common;

use sandtable::{
    drill::{Drill, commander::Nobody},
    hazard::{Dykes, HazardTables},
    num::DrillTime,
    scenario,
};
use std::{collections::BTreeMap, sync::Arc};

#[test]
fn a_breach_of_the_drill_widens_while_levels_differ_and_never_closes() {
    let text = common::small_text().replace("1h30m", "3h");
    let loaded = Arc::new(scenario::load_text("small.ron", &text, &common::plan_text()).unwrap());
    let mut drill = Drill::new(loaded, None).unwrap();
    let tables = drill.world().resource::<HazardTables>().dyke.clone();
    // Widths by stretch, m, each minute since it broke.
    let mut widths: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    common::play_until(&mut drill, DrillTime::minutes(180), &mut Nobody, &mut |drill| {
        for (number, state) in drill.world().resource::<Dykes>().0.iter().enumerate() {
            if let Some(breach) = &state.breach {
                widths.entry(number).or_default().push(breach.width_m);
            }
        }
    });
    let deepens = tables.deepen_min as usize;
    let long = widths.values().filter(|w| w.len() > deepens + 60).collect::<Vec<_>>();
    println!("{} breaches, {} of them seen for an hour after they came down", widths.len(), long.len());
    assert!(!long.is_empty());
    for widths in &long {
        assert_eq!(widths[0], tables.first_width_m);
        assert_eq!(widths[deepens - 1], tables.first_width_m, "first it only comes down");
        assert!(widths.windows(2).all(|pair| pair[1] >= pair[0]));
    }
    let most = long.iter().map(|w| w[deepens + 60]).fold(0.0, f64::max);
    println!("the widest is {most:.0} m an hour after it came down");
    // Between half a metre and five of a head for an hour, by the published formula: 3.4 and 107 m.
    assert!(most > tables.first_width_m + 3.4 && most < tables.first_width_m + 107.5);
}
