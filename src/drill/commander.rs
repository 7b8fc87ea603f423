//! Commanders that give orders by themselves. They see what a trainee sees, see `View`.

mod doctrine;

use super::{Order, view::View};
pub use doctrine::Doctrine;

/// Somebody who commands: asked once a minute for orders.
pub trait Commander {
    /// Orders to give now, in order.
    fn orders(&mut self, view: &View<'_>) -> Vec<Order>;
}

/// Gives no order.
pub struct Nobody;

impl Commander for Nobody {
    fn orders(&mut self, _view: &View<'_>) -> Vec<Order> {
        Vec::new()
    }
}
