//! Gates and pumps of polders in the drill.

use super::{faces_around, laws::gate_m3s};
use crate::{
    county::{County, Gate, PumpStation},
    hazard::{
        Dykes, FloodField, Interventions,
        flood::{Flood, FloodError, Link},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// One gate.
#[derive(Clone, Copy, Debug)]
pub struct GateState {
    pub open: bool,
    /// Whether a breach of the dyke took it away.
    pub lost: bool,
    /// Mean of the last minute, m³/s; negative when the river comes in.
    pub flow_m3s: f64,
    link: Link,
    moved_m3: f64,
}

/// One pumping station.
#[derive(Clone, Copy, Debug)]
pub struct PumpState {
    pub running: bool,
    /// Whether a breach of the dyke took it away.
    pub lost: bool,
    /// Mean of the last minute, m³/s, and all that it has pumped, m³.
    pub flow_m3s: f64,
    pub pumped_m3: f64,
    link: Link,
}

/// What drains a polder.
#[derive(Clone, Debug, Default)]
pub struct PolderState {
    pub gates: Vec<GateState>,
    pub pumps: Vec<PumpState>,
}

/// Gates and pumps of every polder of the county, in its order.
#[derive(Resource, Clone, Debug, Default)]
pub struct PolderWorks(pub Vec<PolderState>);

/// Gates and pumps, shut and off.
///
/// # Errors
/// A cell of a gate or a pump is not on the grid.
pub fn build_polder_works(county: &County, flood: &mut Flood) -> Result<PolderWorks, FloodError> {
    let mut works = Vec::new();
    for polder in &county.polders {
        let mut state = PolderState::default();
        for gate in &polder.gates {
            let link = flood.connect(&[gate.inside], &[gate.river])?;
            state.gates.push(GateState { open: false, lost: false, flow_m3s: 0.0, link, moved_m3: 0.0 });
        }
        for pump in &polder.pumps {
            let link = flood.connect(&[pump.inside], &[pump.river])?;
            state.pumps.push(PumpState { running: false, lost: false, flow_m3s: 0.0, pumped_m3: 0.0, link });
        }
        works.push(state);
    }
    Ok(PolderWorks(works))
}

/// Work every gate and every pump by its rule or as ordered.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    interventions: Res<Interventions>,
    dykes: Res<Dykes>,
    mut works: ResMut<PolderWorks>,
    mut water: ResMut<FloodField>,
) -> Result<(), BevyError> {
    let each_minute = clock.every_min(1);
    for (p, (polder, state)) in land.polders.iter().zip(&mut works.0).enumerate() {
        for (g, (gate, state)) in polder.gates.iter().zip(&mut state.gates).enumerate() {
            let order = interventions.gate_open.get(&(p, g)).copied();
            // Where the breach is, the river goes its own way.
            state.lost |= each_minute && dykes.gone_at(|face| face == gate.face);
            work_gate(gate, order, state, &mut water.0)?;
            if each_minute {
                let moved = water.0.moved_m3(state.link);
                state.flow_m3s = (moved - state.moved_m3) / 60.0;
                state.moved_m3 = moved;
            }
        }
        for (k, (pump, state)) in polder.pumps.iter().zip(&mut state.pumps).enumerate() {
            let order = interventions.pump_on.get(&(p, k)).copied();
            state.lost |= each_minute
                && dykes
                    .gone_at(|face| faces_around(&land.spec, pump.inside as usize).any(|(f, _)| f == face));
            work_pump(pump, order, state, &mut water.0)?;
            if each_minute {
                let moved = water.0.moved_m3(state.link);
                state.flow_m3s = (moved - state.pumped_m3) / 60.0;
                state.pumped_m3 = moved;
            }
        }
    }
    Ok(())
}

/// By the rule a gate is open while the river stands below the water inside.
fn work_gate(
    gate: &Gate,
    order: Option<bool>,
    state: &mut GateState,
    flood: &mut Flood,
) -> Result<(), FloodError> {
    let (inside, river) = (gate.inside as usize, gate.river as usize);
    let levels = [flood.level_m(inside), flood.level_m(river)];
    state.open = !state.lost && order.unwrap_or(levels[0] > levels[1]);
    let flow = if state.open {
        gate_m3s(gate.width_m, gate.height_m, gate.sill_m, levels[0], levels[1])
    } else {
        0.0
    };
    // No further than to equal levels.
    flood.set_flow(state.link, flow, levels[0].min(levels[1]).max(gate.sill_m))
}

/// By the rule a pump starts and stops at its levels; it stops as well when nothing is left to pump.
fn work_pump(
    pump: &PumpStation,
    order: Option<bool>,
    state: &mut PumpState,
    flood: &mut Flood,
) -> Result<(), FloodError> {
    let inside = pump.inside as usize;
    let level = flood.level_m(inside);
    let wet = flood.depth_m()[inside] > 0.01 && level > pump.off_m;
    let by_rule = level >= pump.on_m || (state.running && wet);
    state.running = wet && !state.lost && order.unwrap_or(by_rule);
    let flow = if state.running { f64::from(pump.capacity_m3s) } else { 0.0 };
    flood.set_flow(state.link, flow, pump.off_m)
}
