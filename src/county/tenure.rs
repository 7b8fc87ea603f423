//! Whose forest it is: state forest farms, villages in common, households by contract.
//!
//! The state's forest lies in compact blocks of high ground far from villages; the rest is the nearest village's, which
//! has contracted what is nearest to its houses. Reckoned when asked for: nothing of the county is drawn or changed.

use super::County;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Who holds a piece of forest (森林法 2019, art. 14 to 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tenure {
    /// 国有林场
    StateFarm,
    /// 集体统一经营
    Collective,
    /// 集体林家庭承包
    Household,
}

impl Tenure {
    pub const ALL: [Tenure; 3] = [Tenure::StateFarm, Tenure::Collective, Tenure::Household];

    /// Key of its name in the message files.
    pub fn key(self) -> &'static str {
        match self {
            Tenure::StateFarm => "tenure-state-farm",
            Tenure::Collective => "tenure-collective",
            Tenure::Household => "tenure-household",
        }
    }

    /// Its name in machine-readable results.
    pub fn id(self) -> &'static str {
        match self {
            Tenure::StateFarm => "state_farm",
            Tenure::Collective => "collective",
            Tenure::Household => "household",
        }
    }
}

/// The numbers of `assets/tenure.ron`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    state: BTreeMap<String, f64>,
    state_elsewhere: f64,
    household: f64,
    block_m: f32,
    block_forest: f64,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // A broken table of our own is found by the tests in tests/tenure.rs.
    ron::from_str(include_str!("../../assets/tenure.ron")).unwrap_or_default()
});

/// A block that may be the state's.
struct Block {
    /// Mean height, m, and distance to the nearest village, m.
    height_m: f64,
    far_m: f64,
    cells: Vec<usize>,
}

impl County {
    /// Whose the forest of each cell is; nothing where no forest grows.
    pub fn forest_tenure(&self) -> Vec<Option<Tenure>> {
        let table = &*TABLE;
        let is_forest = |cell: usize| self.cover[cell].is_forest();
        let village_m = |cell: usize| {
            let at = self.spec.centre(cell);
            self.villages.iter().map(|v| v.at.distance_m(at)).fold(f32::INFINITY, f32::min)
        };
        let mut out = vec![None; self.spec.len()];
        let forest = (0..self.spec.len()).filter(|c| is_forest(*c)).count() as f64;
        let share = table.state.get(&self.profile).copied().unwrap_or(table.state_elsewhere);
        let mut left = forest * share;
        for block in self.blocks(table, village_m) {
            if left < 0.5 * block.cells.len() as f64 {
                break;
            }
            left -= block.cells.len() as f64;
            block.cells.into_iter().for_each(|c| out[c] = Some(Tenure::StateFarm));
        }
        let mut common: Vec<(f32, usize)> = (0..self.spec.len())
            .filter(|c| is_forest(*c) && out[*c].is_none())
            .map(|c| (village_m(c), c))
            .collect();
        common.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let held = (common.len() as f64 * table.household).round() as usize;
        for (rank, (_, cell)) in common.into_iter().enumerate() {
            out[cell] = Some(if rank < held { Tenure::Household } else { Tenure::Collective });
        }
        out
    }

    /// Forested blocks, the highest and remotest first.
    fn blocks(&self, table: &Table, village_m: impl Fn(usize) -> f32) -> Vec<Block> {
        let side = ((table.block_m / self.spec.cell_m).round() as usize).max(1);
        let mut by_block: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for cell in (0..self.spec.len()).filter(|c| self.cover[*c].is_forest()) {
            let (row, col) = self.spec.row_col(cell);
            by_block.entry((row / side, col / side)).or_default().push(cell);
        }
        let least = table.block_forest * (side * side) as f64;
        let mut blocks: Vec<Block> = by_block
            .into_values()
            .filter(|cells| cells.len() as f64 >= least)
            .map(|cells| Block {
                height_m: cells.iter().map(|c| f64::from(self.ground_m[*c])).sum::<f64>()
                    / cells.len() as f64,
                far_m: cells.get(cells.len() / 2).map_or(0.0, |c| f64::from(village_m(*c))),
                cells,
            })
            .collect();
        let most = |of: fn(&Block) -> f64| blocks.iter().map(of).fold(1.0, f64::max);
        let (high, far) = (most(|b| b.height_m), most(|b| b.far_m));
        let score = |b: &Block| b.height_m / high + b.far_m / far;
        blocks.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cells.cmp(&b.cells)));
        blocks
    }
}
