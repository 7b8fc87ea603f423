//! Score sheets of drills under different commanders, held against each other.

use super::{play_until, scenarios};
use sandtable::{
    drill::{Drill, commander::Commander},
    num::DrillTime,
    scenario,
    score::{self, Row, Scorecard, Status},
};
use std::{fs, sync::Arc};

/// The sheet of a scenario's first hours with the plan pack of this name.
pub fn card(text: &str, plan: &str, hours: u32, commander: &mut dyn Commander) -> Scorecard {
    let plan = fs::read_to_string(scenarios().join(format!("plans/{plan}.ron"))).unwrap();
    let loaded = scenario::load_text("drill.ron", text, &plan).unwrap();
    let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
    play_until(&mut drill, DrillTime::hours(hours), commander, &mut |_| ());
    score::score(&drill)
}

pub fn credit(card: &Scorecard, id: &str) -> Option<f64> {
    card.rows.iter().find(|row| row.id == id).and_then(Row::credit)
}

fn show(card: &Scorecard) {
    for row in &card.rows {
        if let Status::Scored { credit, measured, arithmetic, evidence, .. } = &row.status {
            println!("{} {credit:.2} {} | {} | {}", row.id, row.title.en, measured.en, arithmetic.en);
            for line in evidence.iter().take(3) {
                println!("    {} {}", line.at, line.text.en);
            }
        }
    }
}

/// Holds rows to the least credit of who keeps the rule and the most of who breaks it.
pub fn told_apart(careful: &Scorecard, careless: &Scorecard, rows: &[(&str, f64, f64)]) {
    for card in [careful, careless] {
        println!("total {:.1}", card.total);
        show(card);
    }
    for (id, least, most) in rows {
        let kept = credit(careful, id).unwrap_or_else(|| panic!("{id} is not exercised by the careful"));
        assert!(kept >= *least, "{id}: the careful have {kept}");
        let broken = credit(careless, id).unwrap_or_else(|| panic!("{id} is not exercised by the careless"));
        assert!(broken <= *most, "{id}: the careless have {broken}");
    }
}
