//! Forest fires: when each was seen, held and out, what burnt by township, by cover and by holder, and the grade.

use super::page::{Run, fill, fill_names, in_both, name, say};
use crate::{
    county::{Cover, Tenure},
    drill::{order::fire_id, words},
    hazard::Wildfire,
    num::DrillTime,
    response::{Tables, facts::What, fires::smoke::SmokeHarm},
    score::fire::true_grade,
    text::both,
};
use maud::{Markup, html};

pub fn section(run: &Run<'_>) -> Markup {
    let wildfire = run.drill.world().resource::<Wildfire>();
    if wildfire.fires.is_empty() {
        return html! {};
    }
    let grade = true_grade(run.drill).map_or_else(|| both("review-none"), |g| both(words::grade_key(g)));
    let (burnt, forest) = (wildfire.burnt_forest_ha(), wildfire.forest_ha());
    let rate = format!("{:.2}", 1000.0 * burnt / forest.max(1.0));
    html! {
        h3 { (say("review-fires")) }
        p { (name(&fill_names("review-fires-grade", &[("grade", &grade)]))) }
        p.small { (name(&fill("review-fires-rate", &[("burnt", ha(burnt)), ("forest", ha(forest)), ("rate", rate)]))) }
        p.small { (name(&fill("review-fires-smoke", &smoke(run)))) }
        table.list {
            thead { tr {
                @for key in ["review-fire", "review-fire-began", "review-fire-seen", "review-fire-held", "review-fire-out"] {
                    th { (say(key)) }
                }
                th.n { (say("review-fire-ha")) }
                th.n { (say("review-fire-forest-ha")) }
            } }
            tbody {
                @for (number, fire) in wildfire.fires.iter().enumerate() {
                    tr {
                        td.what { @if let Some(fire) = in_both(|lang| Some(words::fire(&fire_id(number), lang))) { (name(&fire)) } }
                        td { (run.time(fire.began)) }
                        td { (at(run, seen(run, number))) }
                        td { (at(run, fire.held)) }
                        td { (at(run, fire.out)) }
                        td.n { (ha(wildfire.area_ha(number))) }
                        td.n { (ha(fire.forest_ha)) }
                    }
                }
            }
        }
        (grounds(run, wildfire))
    }
}

/// Burnt ground by township, by cover, and by whose forest it was.
fn grounds(run: &Run<'_>, wildfire: &Wildfire) -> Markup {
    let burnt = wildfire.burnt(run.county());
    let townships = run.county().townships.iter().zip(&burnt.townships).filter(|(_, b)| b.0 > 0.0);
    let covers = Cover::ALL.iter().zip(&burnt.covers).filter(|(_, b)| **b > 0.0);
    let tenures = Tenure::ALL.iter().zip(&burnt.tenures).filter(|(_, b)| **b > 0.0);
    html! {
        div.pair {
            table.list {
                thead { tr {
                    th { (say("review-burnt-township")) }
                    th.n { (say("review-fire-ha")) }
                    th.n { (say("review-fire-forest-ha")) }
                } }
                tbody { @for (township, (all, forest)) in townships {
                    tr { td { (name(&township.name)) } td.n { (ha(*all)) } td.n { (ha(*forest)) } }
                } }
            }
            table.list {
                thead { tr { th { (say("review-burnt-cover")) } th.n { (say("review-fire-ha")) } } }
                tbody {
                    @for (cover, area) in covers { tr { td { (say(cover.key())) } td.n { (ha(*area)) } } }
                    tr { td { b { (say("review-burnt-all")) } } td.n { b { (ha(burnt.total_ha())) } } }
                }
            }
            table.list {
                thead { tr { th { (say("review-burnt-tenure")) } th.n { (say("review-fire-ha")) } } }
                tbody { @for (tenure, area) in tenures {
                    tr { td { (say(tenure.key())) } td.n { (ha(*area)) } }
                } }
            }
        }
    }
}

/// Villages in thick smoke and visits to doctors.
fn smoke(run: &Run<'_>) -> [(&'static str, String); 3] {
    let world = run.drill.world();
    let (harm, from) = (world.resource::<SmokeHarm>(), world.resource::<Tables>().fire.smoke_alarm_ug_m3);
    [
        ("villages", harm.thick(from).to_string()),
        ("ug", format!("{from:.0}")),
        ("visits", format!("{:.0}", harm.visits())),
    ]
}

/// When the county got to know of a fire.
fn seen(run: &Run<'_>, number: usize) -> Option<DrillTime> {
    let known = |what: &What| matches!(what, What::FireSeen { fire, .. } if *fire == number);
    run.facts().iter().find(|f| known(&f.what)).map(|f| f.at)
}

fn at(run: &Run<'_>, when: Option<DrillTime>) -> Markup {
    when.map_or_else(|| html! { "–" }, |at| run.time(at))
}

fn ha(area: f64) -> String {
    format!("{area:.1}")
}
