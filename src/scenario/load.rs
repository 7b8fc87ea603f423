//! Reading of scenarios with their plan.

use super::{Scenario, check};
use crate::{
    data::{self, Fault, Faults, Lint, Msg, SpanIndex},
    plan::{self, Plan},
};
use std::path::{Path, PathBuf};

/// A scenario with its plan, both whole and checked, and their texts for the journal.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub scenario: Scenario,
    pub plan: Plan,
    pub scenario_text: String,
    pub plan_text: String,
    /// Places of the scenario's fields, for faults found once the county is there.
    pub spans: SpanIndex,
    /// Folder of the scenario file, from which a county pack is found.
    pub folder: PathBuf,
}

/// Read a scenario file and the plan that it names.
///
/// # Errors
/// All faults of both files.
pub fn load(path: &Path) -> Result<Loaded, Faults> {
    load_with_plan(path, None)
}

/// Read a scenario file with another plan than the one that it names.
///
/// # Errors
/// All faults of both files.
pub fn load_with_plan(path: &Path, plan: Option<&Path>) -> Result<Loaded, Faults> {
    let text = data::read_text(path)?;
    // Faults of a plan that the scenario does not name are not the scenario's.
    let given = plan.map(plan::load).transpose()?;
    assemble(&path.display().to_string(), text, |named| match given {
        Some(loaded) => Ok(loaded),
        None => plan::load(&path.with_file_name(named)),
    })
}

/// Read a scenario and its plan from their texts, as a journal carries them.
///
/// # Errors
/// All faults of both texts.
pub fn load_text(name: &str, text: &str, plan_text: &str) -> Result<Loaded, Faults> {
    assemble(name, text.to_owned(), |named| {
        Ok((plan::load_text(&format!("{name}#{named}"), plan_text)?, plan_text.to_owned()))
    })
}

fn assemble(
    name: &str,
    text: String,
    load_plan: impl FnOnce(&str) -> Result<(Plan, String), Faults>,
) -> Result<Loaded, Faults> {
    let (scenario, spans, faults) = data::parse::<Scenario>(name, &text);
    let mut lint = Lint::new(&spans, faults);
    let mut plan = None;
    let mut plan_faults = Vec::new();
    if let Some(scenario) = &scenario {
        check::check(scenario, &mut lint);
        if lint.sound("plan") {
            match load_plan(&scenario.plan) {
                Ok(loaded) => {
                    check::check_limits(scenario, &loaded.0, &mut lint);
                    plan = Some(loaded);
                }
                // The file itself, not something in it: the fault is the name's.
                Err(Faults(faults)) if faults.iter().all(|fault: &Fault| fault.line == 0) => {
                    for fault in faults {
                        let message = Msg::new("data-named-file").with("path", &scenario.plan);
                        lint.fault("plan", message.with_msg("why", fault.message));
                    }
                }
                Err(Faults(faults)) => plan_faults = faults,
            }
        }
    }
    let Faults(mut faults) = lint.faults();
    faults.append(&mut plan_faults);
    let (scenario, (plan, plan_text)) = Faults(faults).none_or(scenario.zip(plan))?;
    let folder = Path::new(name).parent().unwrap_or(Path::new("")).to_owned();
    Ok(Loaded { scenario, plan, scenario_text: text, plan_text, spans, folder })
}
