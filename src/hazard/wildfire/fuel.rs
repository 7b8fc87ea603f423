//! The standard surface fuel models, read from `assets/fuels.ron`.

use serde::Deserialize;
use std::sync::LazyLock;

/// A surface fuel model: a bed of dead and live fuel that burns alike everywhere.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FuelModel {
    /// Number on fuel grids.
    pub number: u8,
    /// `GR2`.
    pub code: String,
    pub name: String,
    /// Depth of the bed, m.
    pub depth_m: f64,
    /// Moisture of extinction of dead fuel, a fraction.
    pub mx: f64,
    /// Oven-dry load, kg/m²: dead 1 h, 10 h, 100 h, live herbaceous, live woody.
    pub load: [f64; 5],
    /// Surface-to-volume ratio, 1/m: dead 1 h, live herbaceous, live woody.
    pub sav: [f64; 3],
    /// Heat content, kJ/kg.
    pub heat_kj_kg: f64,
    /// Whether herbaceous load moves to the dead class as it cures.
    pub dynamic: bool,
}

static MODELS: LazyLock<Vec<FuelModel>> = LazyLock::new(|| {
    // A broken table of our own is found by the test below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/fuels.ron")).unwrap_or_default()
});

/// All models, by number.
pub fn models() -> &'static [FuelModel] {
    &MODELS
}

/// The model with a number; nothing for ground that does not burn.
pub fn model(number: u8) -> Option<&'static FuelModel> {
    MODELS.binary_search_by_key(&number, |m| m.number).ok().map(|i| &MODELS[i])
}

/// Whether a number on a fuel grid is known: a model, or ground that does not burn (0, 91–99).
pub fn is_known(number: u8) -> bool {
    matches!(number, 0 | 91..=93 | 98 | 99) || model(number).is_some()
}

/// The model with a code or a number as text.
pub fn by_name(name: &str) -> Option<&'static FuelModel> {
    let wanted = name.trim().to_uppercase();
    MODELS.iter().find(|m| m.code == wanted || m.number.to_string() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's own table, apart from which the drill's was typed.
    #[test]
    fn every_figure_is_that_of_the_reference() {
        let table = include_str!("../../../tests/data/fuel_models_si.csv");
        let mut rows = 0;
        for line in table.lines().skip(1) {
            let cells: Vec<&str> = line.splitn(15, ',').collect();
            let at = |k: usize| cells[k].parse::<f64>().unwrap();
            let m = model(cells[0].parse().unwrap()).unwrap();
            // (D) and (S), dynamic and static, stand behind the newer models' names.
            let name = cells[14].trim_matches('"').trim_end_matches(" (D)").trim_end_matches(" (S)");
            assert_eq!((m.code.as_str(), m.name.as_str()), (cells[1], name));
            let figures = [
                (m.depth_m, at(2)),
                (100.0 * m.mx, at(3)),
                (m.load[0], at(4)),
                (m.load[1], at(5)),
                (m.load[2], at(6)),
                (m.load[3], at(7)),
                (m.load[4], at(8)),
                (m.sav[0], at(9)),
                (m.sav[1], at(10)),
                (m.sav[2], at(11)),
                (m.heat_kj_kg, at(12)),
                (f64::from(u8::from(m.dynamic)), at(13)),
            ];
            assert!(figures.iter().all(|(a, b)| (a - b).abs() < 1e-9), "{}: {figures:?}", m.code);
            rows += 1;
        }
        assert_eq!(rows, models().len());
    }

    #[test]
    fn all_53_models_are_there_in_order_and_found() {
        assert_eq!(models().len(), 53);
        assert!(models().windows(2).all(|m| m[0].number < m[1].number));
        assert_eq!(model(102).unwrap().code, "GR2");
        assert_eq!(by_name("gr2").unwrap().number, 102);
        assert_eq!(by_name("188").unwrap().code, "TL8");
        assert!(by_name("GR22").is_none());
        assert!(model(98).is_none() && is_known(98) && !is_known(55));
        // Tons per acre of the paper, 1 t/ac = 0.2242 kg/m²: GR4 0.25 dead and 1.90 herbaceous.
        let gr4 = model(104).unwrap();
        assert!((gr4.load[0] / 0.224_17 - 0.25).abs() < 1e-3 && (gr4.load[3] / 0.224_17 - 1.9).abs() < 1e-3);
    }
}
