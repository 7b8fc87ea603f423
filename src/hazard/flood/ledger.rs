//! Where the water came from and where it went.

/// Volumes since the depth was last set, m³. All but `stored_m3` and `initial_m3` are sums over time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    /// On the grid when the depth was set.
    pub initial_m3: f64,
    /// Fallen as rain, whatever became of it.
    pub rain_m3: f64,
    /// Brought in by rivers.
    pub inflow_m3: f64,
    /// Left over the county's edge.
    pub outflow_m3: f64,
    /// Held by leaves, hollows and bunds; it does not run off.
    pub intercepted_m3: f64,
    /// Gone into the soil.
    pub infiltrated_m3: f64,
    /// Net gain at cells of fixed level; negative where a lake took water in.
    pub fixed_level_m3: f64,
    /// Led from one place of the grid to another by spillways, gates, pumps and the like; it stays in the books.
    pub moved_m3: f64,
    /// On the grid now.
    pub stored_m3: f64,
}

impl Ledger {
    /// What should be on the grid by the entries.
    pub fn expected_m3(&self) -> f64 {
        self.initial_m3 + self.rain_m3 + self.inflow_m3 + self.fixed_level_m3
            - self.outflow_m3
            - self.intercepted_m3
            - self.infiltrated_m3
    }

    /// Water made (positive) or lost by the arithmetic, as a share of all the water that was ever there.
    pub fn error_rel(&self) -> f64 {
        let all = self.initial_m3 + self.rain_m3 + self.inflow_m3 + self.fixed_level_m3.max(0.0);
        if all > 0.0 { (self.stored_m3 - self.expected_m3()) / all } else { self.stored_m3 }
    }
}
