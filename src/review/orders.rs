//! Every order in words, in the order in which they were given. Evidence links here.

use super::page::{Run, in_both, name, say, seat_name};
use crate::drill::words;
use maud::{Markup, html};

/// Anchor of an order.
pub fn anchor(number: usize) -> String {
    format!("order-{number}")
}

pub fn section(run: &Run<'_>) -> Markup {
    let given = run.drill.given();
    if given.is_empty() {
        return html! { p.none { (say("review-no-orders")) } };
    }
    html! {
        table.list {
            thead { tr {
                th { (say("review-number")) }
                th { (say("review-time")) }
                th { (say("review-order")) }
                th { (say("review-seat")) }
            } }
            tbody {
                @for order in given {
                    tr id=(anchor(order.number)) {
                        td.n { (order.number) }
                        td { (run.time(order.at)) }
                        td {
                            @if let Some(said) = in_both(|lang| Some(words::order(&order.order, run.county(), lang))) {
                                (name(&said))
                            }
                        }
                        td.seat { (name(&seat_name(&order.seat))) }
                    }
                }
            }
        }
    }
}
