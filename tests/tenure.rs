//! Whose forest it is: the state's high and remote, the households' near their villages.

use sandtable::county::{CountyParams, Profile, Tenure, generate};

#[test]
fn the_states_forest_is_high_and_remote_and_households_hold_what_is_near() {
    let profile = Profile::named("shicheng").unwrap().unwrap();
    let params = CountyParams { seed: 1, rows: 128, cols: 128, cell_m: 60.0, profile };
    let county = generate(&params).unwrap();
    let tenure = county.forest_tenure();
    assert_eq!(tenure, county.forest_tenure(), "it is the same each time");
    let cells = |t: Tenure| (0..tenure.len()).filter(|c| tenure[*c] == Some(t)).collect::<Vec<_>>();
    let forest = county.cover.iter().filter(|c| c.is_forest()).count();
    let [state, common, held] = Tenure::ALL.map(cells);
    assert_eq!(state.len() + common.len() + held.len(), forest, "all forest has a holder, nothing else has");
    let share = state.len() as f64 / forest as f64;
    println!("state {share:.3} of {forest} cells, common {}, held {}", common.len(), held.len());
    assert!(share > 0.05 && state.len() < held.len(), "the south's forest is mostly the villages'");
    let mean = |cells: &[usize], of: &dyn Fn(usize) -> f32| {
        cells.iter().map(|c| of(*c)).sum::<f32>() / cells.len().max(1) as f32
    };
    let height = |c: usize| county.ground_m[c];
    let village = |c: usize| {
        let at = county.spec.centre(c);
        county.villages.iter().map(|v| v.at.distance_m(at)).fold(f32::INFINITY, f32::min)
    };
    assert!(mean(&state, &height) > mean(&held, &height));
    assert!(mean(&state, &village) > mean(&held, &village));
    assert!(mean(&common, &village) > mean(&held, &village));
}
