//! Burnt ground by township, by what grew on it, and by whose forest it was.

use super::Wildfire;
use crate::county::{County, Cover, Tenure};

/// Burnt ground of a county, ha.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Burnt {
    /// For each township: burnt ground, and the forest in it.
    pub townships: Vec<(f64, f64)>,
    /// For each cover, in the order of [`Cover::ALL`].
    pub covers: Vec<f64>,
    /// Burnt forest of each kind of holder, in the order of [`Tenure::ALL`].
    pub tenures: Vec<f64>,
}

impl Burnt {
    /// All of it.
    pub fn total_ha(&self) -> f64 {
        self.covers.iter().sum()
    }
}

impl Wildfire {
    /// What has burnt so far. Land belongs to the township of the nearest village: the county has no boundaries.
    pub fn burnt(&self, county: &County) -> Burnt {
        let ha = f64::from(county.spec.cell_area_m2()) * 1e-4;
        let mut burnt = Burnt {
            townships: vec![(0.0, 0.0); county.townships.len()],
            covers: vec![0.0; Cover::ALL.len()],
            tenures: vec![0.0; Tenure::ALL.len()],
        };
        if self.fires.is_empty() {
            return burnt;
        }
        let tenure = county.forest_tenure();
        for cell in (0..county.spec.len()).filter(|c| self.has_burnt(*c)) {
            let at = county.spec.centre(cell);
            let village = at.nearest(county.villages.iter().map(|v| v.at));
            let township =
                village.map_or_else(|| county.nearest_township(at), |v| county.villages[v].township);
            let cover = county.cover[cell];
            burnt.covers[cover as usize] += ha;
            if let Some(holder) = tenure[cell] {
                burnt.tenures[holder as usize] += ha;
            }
            if let Some((all, forest)) = burnt.townships.get_mut(township) {
                *all += ha;
                *forest += if cover.is_forest() { ha } else { 0.0 };
            }
        }
        burnt
    }
}
