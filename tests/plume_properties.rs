//! What must hold for any release, wind and stability: nothing is negative, no mass is lost, and a dose never falls.

use proptest::prelude::*;
use sandtable::hazard::chemical::{
    plain::{Band, Case, Release, run},
    sigma::{Stability, Terrain},
    substance::by_id,
};

fn bands() -> impl Strategy<Value = Vec<Band>> {
    let band = (0.0f64..12.0, 0.0f64..360.0);
    prop::collection::vec(band, 1..5).prop_map(|bands| {
        let times = (0..).map(|k| 300.0 * f64::from(k));
        let at = |((speed_m_s, from_deg), from_s)| Band { from_s, speed_m_s, from_deg };
        bands.into_iter().zip(times).map(at).collect()
    })
}

fn release() -> impl Strategy<Value = Release> {
    prop_oneof![
        (0.001f64..50.0, 30.0f64..1500.0)
            .prop_map(|(rate_kg_s, duration_s)| Release::Continuous { rate_kg_s, duration_s }),
        (0.1f64..20_000.0).prop_map(|mass_kg| Release::Puff { mass_kg }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn concentrations_are_not_negative_mass_stays_and_doses_only_grow(
        release in release(), wind in bands(), class in 0usize..6, urban: bool, gas in 0usize..3, heavy: bool,
        height_m in 0.0f64..40.0, width_m in 0.0f64..60.0, lid in prop::option::of(200.0f64..1500.0),
    ) {
        use Stability::{A, B, C, D, E, F};
        let places = |k: u32| [f64::from(k % 9) * 150.0 - 600.0, f64::from(k / 9) * 150.0 - 600.0, f64::from(k % 4) * 3.0];
        let case = Case {
            substance: by_id(["chlorine", "ammonia", "propane"][gas]).unwrap(),
            release,
            height_m: if heavy { 0.0 } else { height_m },
            width_m,
            wind,
            stability: [A, B, C, D, E, F][class],
            terrain: if urban { Terrain::Urban } else { Terrain::Rural },
            lid_m: lid,
            air_c: 20.0,
            receptors: (0..81).map(places).collect(),
            times_s: (1..=12).map(|k| 150.0 * f64::from(k)).collect(),
            air_exchange_per_h: 0.5,
            heavy,
        };
        let outcome = run(&case);
        prop_assert!(outcome.released_kg > 0.0);
        let lost = outcome.in_air_kg / outcome.released_kg - 1.0;
        prop_assert!(lost.abs() < 1e-9, "{lost:e} of the mass");
        let mut felt = 0;
        for place in 0..81 {
            let told: Vec<_> = outcome.exposures.iter().map(|at| &at[place]).collect();
            for exposure in &told {
                let e = exposure;
                let values = [e.now, e.peak, e.dose, e.load, e.indoor, e.indoor_peak, e.indoor_load];
                prop_assert!(values.iter().all(|v| v.is_finite() && *v >= 0.0), "{values:?}");
                prop_assert!(exposure.now <= exposure.peak);
            }
            for pair in told.windows(2) {
                prop_assert!(pair[1].dose >= pair[0].dose && pair[1].load >= pair[0].load);
                prop_assert!(pair[1].indoor_load >= pair[0].indoor_load);
                prop_assert!(pair[1].peak >= pair[0].peak && pair[1].indoor_peak >= pair[0].indoor_peak);
            }
            felt += usize::from(told.last().is_some_and(|e| e.dose > 0.0));
        }
        prop_assert!(felt > 0, "nobody felt anything");
    }
}
