//! The after-action review (复盘): one HTML file with everything in it, that opens offline in any browser
//! and prints on A4. Both languages are in the file; a button or the L key changes between them.
//!
//! | File | What it shows |
//! |---|---|
//! | `page` | words in both languages, times, the run that is reviewed |
//! | `head` | what was played, the total, harm in plain numbers |
//! | `timeline` | what was planned, what was done and what happened, on one axis of time |
//! | `incidents` | how long the first team took to each incident |
//! | `orders` | every order in words |
//! | `maps`, `paint`, `labels` | the map at key moments: choice, pixels, names |
//! | `fires` | forest fires: times, burnt ground by township and by cover, grade |
//! | `works` | accidents at works: tanks and halls, reach of the gases, fire water |
//! | `charts`, `plot` | water, rain, people, dykes; the plotting itself |
//! | `reports` | what was reported beside what was known and what was true |
//! | `assumptions` | figures of the models that are judgement or not yet read in their source |
//! | `ledger` | every clause of the plan with its arithmetic, and the costliest as questions |

mod assumptions;
mod charts;
mod fires;
mod head;
mod incidents;
mod labels;
mod ledger;
mod maps;
mod orders;
mod page;
mod paint;
mod plot;
mod reports;
mod timeline;
mod works;

use crate::{drill::Drill, num::file::write_atomic, score::Scorecard};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use page::{Run, say};
use std::{
    io,
    path::{Path, PathBuf},
};

const STYLE: &str = include_str!("../assets/review.css");
const SCRIPT: &str = include_str!("../assets/review.js");

/// The review of a drill as it stands, as one HTML document.
pub fn html(drill: &Drill, card: &Scorecard) -> String {
    let run = Run::new(drill, card);
    let name = &drill.loaded().scenario.name;
    let sections: [(&str, &str, Markup); 8] = [
        ("timeline", "review-timeline", html! { (timeline::section(&run)) (incidents::section(&run)) }),
        ("orders", "review-orders", orders::section(&run)),
        (
            "maps",
            "review-maps",
            html! { (maps::section(&run)) (fires::section(&run)) (works::section(&run)) },
        ),
        ("charts", "review-charts", charts::section(&run)),
        ("reports", "review-reports", reports::section(&run)),
        ("ledger", "review-ledger", ledger::section(&run)),
        ("questions", "review-questions", ledger::questions(&run)),
        ("assumptions", "review-assumptions", assumptions::section(&run)),
    ];
    html! {
        (DOCTYPE)
        html lang="zh-CN" class="show-zh" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name.zh) " · " (name.en) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                nav {
                    @for (id, key, _) in &sections {
                        a href={ "#" (id) } { (say(key)) }
                    }
                    button #language type="button" { span.zh { "English (L)" } span.en lang="zh-CN" { "中文 (L)" } }
                }
                main {
                    (head::section(&run))
                    @for (id, key, body) in &sections {
                        section id=(id) { h2 { (say(key)) } (body) }
                    }
                }
                footer { p { (say("review-footer")) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}

/// Write the review as `review.html` into a folder that exists; returns its path.
///
/// # Errors
/// The folder does not exist or cannot be written.
pub fn write(drill: &Drill, card: &Scorecard, folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join("review.html");
    write_atomic(&path, html(drill, card).as_bytes())?;
    Ok(path)
}
