//! Whatever stands in a pack's files, it is read or refused, and nothing breaks.

use super::{example, pack};
use proptest::prelude::*;
use sandtable::{
    county::{export, import},
    data::Faults,
    text::Lang,
};
use std::fs;
use tempfile::TempDir;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes stand in a pack's files, it is read or refused.
    #[test]
    fn no_bytes_break_the_reader(
        file in prop::sample::select(vec!["dem.asc", "landcover.asc", "villages.csv", "roads.csv", "rivers.csv", "shelters.csv", "county.ron"]),
        cut in prop::option::of(0.0..1.0f64),
        changes in prop::collection::vec((0.0..1.0f64, prop::collection::vec(any::<u8>(), 0..6)), 0..4),
        bits in prop::collection::vec((0.0..1.0f64, prop::sample::select(vec!["-1", "1e300", "NaN", "\"", ",,", "\n", "99999999999", "(", "墙"])), 0..4),
    ) {
        let folder = pack(&[]);
        let path = folder.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        for (share, put) in changes.into_iter().chain(bits.into_iter().map(|(s, t)| (s, t.as_bytes().to_vec()))) {
            let at = (share * bytes.len() as f64) as usize;
            let end = (at + put.len()).min(bytes.len());
            bytes.splice(at..end, put);
        }
        if let Some(share) = cut {
            bytes.truncate((share * bytes.len() as f64) as usize);
        }
        fs::write(&path, bytes).unwrap();
        if let Err(Faults(faults)) = import::import(folder.path()) {
            prop_assert!(!faults.is_empty());
        }
    }

    /// The columns that only exports have are no way around the checks.
    #[test]
    fn no_hidden_number_breaks_what_is_made_of_it(table in prop::sample::select(vec!["villages", "roads", "rivers", "stores", "townships"]), row in 0usize..3, value in prop::sample::select(vec!["-1", "4294967295", "[]", "null", "1e39", "[99999999]", "\"x\"", "7"])) {
        static WHOLE: std::sync::LazyLock<TempDir> = std::sync::LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let county = import::import(&example()).unwrap().0;
            export::write(&county, &export::Discretion::default(), folder.path(), Lang::Zh).unwrap();
            folder
        });
        let folder = tempfile::tempdir().unwrap();
        for file in fs::read_dir(WHOLE.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let path = folder.path().join(format!("{table}.csv"));
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let headers = reader.headers().unwrap().clone();
        let mut records: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        let hidden: Vec<usize> = (0..headers.len()).filter(|k| headers[*k].starts_with('_')).collect();
        let row = row % records.len();
        for column in hidden {
            records[row][column] = value.to_owned();
        }
        let mut writer = csv::Writer::from_path(&path).unwrap();
        writer.write_record(&headers).unwrap();
        records.iter().for_each(|r| writer.write_record(r).unwrap());
        drop(writer);
        if let Ok((county, _)) = import::import(folder.path()) {
            prop_assert!(county.villages.iter().all(|v| v.node < county.roads.nodes.len()));
            county.stats();
        }
    }
}
