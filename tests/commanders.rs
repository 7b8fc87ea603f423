//! The score tells a commander who acts from one who does not, and shows how it was made.

mod common;

use sandtable::{
    drill::{
        Drill,
        commander::{Commander, Doctrine, Nobody},
    },
    score::{self, Scorecard, Status},
};

fn card(commander: &mut dyn Commander) -> Scorecard {
    let mut drill = Drill::new(common::small(), None).unwrap();
    common::play(&mut drill, commander, &mut |_| ());
    score::score(&drill)
}

fn the_sheet_adds_up(card: &Scorecard) {
    let points: f64 = card.rows.iter().map(|row| row.points).sum();
    assert!((points - card.total).abs() < 1e-9, "{points} {}", card.total);
    let possible: f64 = card.rows.iter().map(|row| row.possible).sum();
    assert!((possible - 100.0).abs() < 1e-9, "{possible}");
    for row in &card.rows {
        let id = &row.id;
        match &row.status {
            Status::Scored { credit, measured, threshold, arithmetic, evidence } => {
                assert!((0.0..=1.0).contains(credit), "{id}: {credit}");
                assert!((row.points - row.possible * credit).abs() < 1e-9, "{id}");
                for text in [measured, threshold, arithmetic] {
                    assert!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{id}: {text:?}");
                }
                assert!(evidence.iter().all(|e| !e.text.zh.is_empty() && !e.text.en.is_empty()), "{id}");
            }
            Status::NotExercised(why) | Status::Context(why) => {
                assert!(!why.zh.trim().is_empty() && !why.en.trim().is_empty(), "{id}");
                assert_eq!((row.points, row.possible), (0.0, 0.0), "{id}");
            }
            Status::Dataset { measured, threshold, .. } => {
                assert!(!measured.zh.is_empty() && !threshold.zh.is_empty(), "{id}");
                assert_eq!(row.points, 0.0, "{id}");
            }
        }
    }
}

#[test]
fn acting_by_the_book_scores_more_and_does_no_more_harm() {
    let (nobody, doctrine) = (card(&mut Nobody), card(&mut Doctrine::default()));
    the_sheet_adds_up(&nobody);
    the_sheet_adds_up(&doctrine);
    assert!(nobody.total < 25.0, "who does nothing has {}", nobody.total);
    assert!(doctrine.total > nobody.total + 25.0, "{} {}", doctrine.total, nobody.total);
    // A dyke that is held keeps the water elsewhere: in ninety minutes that may cost what it saves, but no life.
    let lives = |card: &Scorecard| card.harm.deaths + card.harm.rescuer_deaths;
    assert!(lives(&doctrine) <= lives(&nobody), "{:?} {:?}", doctrine.harm, nobody.harm);
    assert!(doctrine.harm.index <= 1.1 * nobody.harm.index, "{:?} {:?}", doctrine.harm, nobody.harm);
    assert!(doctrine.harm.people_safe > nobody.harm.people_safe);
    // The drill is only a test of commanders if doing nothing does harm.
    assert!(nobody.harm.deaths > 0 && nobody.harm.loss_yuan > 0.0, "{:?}", nobody.harm);
    assert_eq!(nobody.harm.people, doctrine.harm.people);
}
