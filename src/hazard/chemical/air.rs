//! The gas law: densities, and concentrations by volume and by mass.

/// Molar gas constant, J/(mol·K) (CODATA 2018).
pub const GAS_J_MOL_K: f64 = 8.314_462_618;
/// Standard atmosphere, Pa.
pub const ATM_PA: f64 = 101_325.0;
/// mm of mercury, Pa.
pub const MMHG_PA: f64 = 133.322_387;
/// Molar mass of dry air, kg/mol.
pub const AIR_KG_MOL: f64 = 0.028_964_7;
pub const GRAVITY_M_S2: f64 = 9.806_65;

/// Degrees Celsius as kelvin.
pub fn kelvin(celsius: f64) -> f64 {
    celsius + 273.15
}

/// Density of an ideal gas, kg/m³.
pub fn gas_kg_m3(molar_kg_mol: f64, temperature_c: f64, pressure_pa: f64) -> f64 {
    pressure_pa * molar_kg_mol / (GAS_J_MOL_K * kelvin(temperature_c))
}

/// Density of air at 1 atm, kg/m³.
pub fn air_kg_m3(temperature_c: f64) -> f64 {
    gas_kg_m3(AIR_KG_MOL, temperature_c, ATM_PA)
}

/// kg/m³ of so many ppm of the volume, at 1 atm.
pub fn kg_m3(ppm: f64, molar_kg_mol: f64, temperature_c: f64) -> f64 {
    ppm * 1e-6 * gas_kg_m3(molar_kg_mol, temperature_c, ATM_PA)
}

/// ppm of the volume of so many kg/m³, at 1 atm.
pub fn ppm(kg_m3: f64, molar_kg_mol: f64, temperature_c: f64) -> f64 {
    kg_m3 * 1e6 / gas_kg_m3(molar_kg_mol, temperature_c, ATM_PA)
}

/// Pressure of water vapour, Pa: Tetens' formula times the relative humidity (0 to 1).
pub fn water_vapour_pa(temperature_c: f64, humidity: f64) -> f64 {
    humidity.clamp(0.0, 1.0) * 610.78 * crate::num::math::exp(17.27 * temperature_c / (temperature_c + 237.3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn air_and_its_water_match_tables() {
        let (air, water) = (air_kg_m3(20.0), water_vapour_pa(20.0, 1.0));
        println!("air at 20 °C {air:.4} kg/m³ (1.204); water saturated {water:.0} Pa (2339)");
        assert!((air - 1.2041).abs() < 1e-3 && (water - 2339.0).abs() < 15.0);
    }
}
