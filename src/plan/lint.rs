//! Reading and checking of plan files.

use super::{Measure, Plan, RuleCheck, RuleUse, Use};
use crate::{
    data::{self, Faults, Lint, Msg},
    text::Name,
};
use std::path::Path;

/// Read and check a plan file and hold its phrases against the plan's text beside it. Returns the file's
/// text too.
///
/// # Errors
/// All faults of the file.
pub fn load(path: &Path) -> Result<(Plan, String), Faults> {
    let text = data::read_text(path)?;
    let (plan, spans, faults) = data::parse::<Plan>(&path.display().to_string(), &text);
    let mut lint = Lint::new(&spans, faults);
    if let Some(plan) = &plan {
        check(plan, &mut lint);
        match data::read_text(&path.with_file_name(&plan.source.text)) {
            Ok(source) => check_phrases(plan, &source, &mut lint),
            Err(faults) => {
                let why =
                    faults.0.first().map_or_else(|| Msg::new("data-file-missing"), |f| f.message.clone());
                let message =
                    Msg::new("data-named-file").with("path", &plan.source.text).with_msg("why", why);
                lint.fault("source.text", message);
            }
        }
    }
    lint.faults().none_or(plan).map(|plan| (plan, text))
}

/// Read and check a plan without its source text, as a journal carries it.
///
/// # Errors
/// All faults of the text.
pub fn load_text(name: &str, text: &str) -> Result<Plan, Faults> {
    let (plan, spans, faults) = data::parse::<Plan>(name, text);
    let mut lint = Lint::new(&spans, faults);
    if let Some(plan) = &plan {
        check(plan, &mut lint);
    }
    lint.faults().none_or(plan)
}

/// Check the values of a plan.
pub fn check(plan: &Plan, lint: &mut Lint<'_>) {
    lint.id("id", &plan.id);
    lint.name("name", &plan.name);
    let (first, last) = plan.source.period;
    lint.range("source.period.0", first, 1949..=2100, "");
    lint.range("source.period.1", last, first..=2100, "");

    let targets = plan.targets.iter().enumerate().map(|(i, t)| (format!("targets[{i}].id"), t.id.as_str()));
    let rules = plan.rules.iter().enumerate().map(|(i, r)| (format!("rules[{i}].id"), r.id.as_str()));
    lint.unique(targets.chain(rules));

    let mut weights = 0.0;
    for (i, target) in plan.targets.iter().enumerate() {
        let at = format!("targets[{i}]");
        clause(lint, &at, &target.title, &target.phrases, &target.lines);
        if target.value.is_some() && (target.unit.is_none() || target.operator.is_none()) {
            lint.fault(&format!("{at}.value"), Msg::new("data-value-without-unit"));
        }
        if let (Some(from), Some(to)) = (target.value, target.up_to) {
            lint.range(&format!("{at}.up_to"), to, from..=1e9, "");
        }
        if let Some(coverage) = target.coverage_percent {
            lint.range(&format!("{at}.coverage_percent"), coverage, 0.0..=100.0, "%");
        }
        match &target.usage {
            Use::Drill { measure, weight, limit, .. } => {
                weights += weight;
                measured(lint, &at, *measure, *weight, *limit, target.value);
            }
            Use::NotInThisDrill(reason) | Use::Context(reason) => lint.name(&format!("{at}.usage"), reason),
            Use::Dataset(_) => {}
        }
    }
    for (i, rule) in plan.rules.iter().enumerate() {
        let at = format!("rules[{i}]");
        clause(lint, &at, &rule.title, &rule.phrases, &rule.lines);
        match &rule.usage {
            RuleUse::Drill { rule, weight, limit_min } => {
                weights += weight;
                lint.range(&format!("{at}.usage.weight"), *weight, 0.0..=1000.0, "");
                limit(lint, &format!("{at}.usage"), *rule, *limit_min);
            }
            RuleUse::Measured { measure, weight, limit } => {
                weights += weight;
                measured(lint, &at, *measure, *weight, *limit, None);
            }
            RuleUse::NotInThisDrill(reason) | RuleUse::Context(reason) => {
                lint.name(&format!("{at}.usage"), reason);
            }
            RuleUse::Dataset(_) => {}
        }
    }
    if weights <= 0.0 {
        lint.fault("targets", Msg::new("data-weight-none"));
    }
}

fn clause(lint: &mut Lint<'_>, at: &str, title: &Name, phrases: &[String], lines: &[u32]) {
    lint.name(&format!("{at}.title"), title);
    if phrases.is_empty() || phrases.iter().any(|phrase| phrase.trim().is_empty()) {
        lint.fault(&format!("{at}.phrases"), Msg::new("data-phrase-none"));
    } else if lines.len() != 1 && lines.len() != phrases.len() {
        let message = Msg::new("data-phrase-lines").with("phrases", phrases.len()).with("lines", lines.len());
        lint.fault(&format!("{at}.lines"), message);
    }
}

fn measured(
    lint: &mut Lint<'_>,
    at: &str,
    measure: Measure,
    weight: f64,
    limit: Option<f64>,
    value: Option<f64>,
) {
    lint.range(&format!("{at}.usage.weight"), weight, 0.0..=1000.0, "");
    if let Some(limit) = limit {
        lint.range(&format!("{at}.usage.limit"), limit, 0.0..=1e6, "");
    }
    // What the measure needs is known only if it could be read.
    let read = lint.sound(&format!("{at}.usage"));
    if read && measure.needs_limit() && limit.is_none() {
        lint.fault(&format!("{at}.usage.limit"), Msg::new("data-no-limit"));
    }
    if read && measure.needs_value() && value.is_none() {
        lint.fault(&format!("{at}.value"), Msg::new("data-no-value"));
    }
}

fn limit(lint: &mut Lint<'_>, usage: &str, rule: RuleCheck, limit_min: Option<f64>) {
    let path = &format!("{usage}.limit_min");
    match limit_min {
        Some(minutes) => lint.range(path, minutes, 0.0..=4320.0, "min"),
        None if rule.needs_limit() && lint.sound(usage) => lint.fault(path, Msg::new("data-no-limit")),
        None => {}
    }
}

/// Hold every phrase against the plan's text: it must begin on the line that is stated. White space and
/// line breaks do not count.
pub fn check_phrases(plan: &Plan, source: &str, lint: &mut Lint<'_>) {
    let mut text = String::new();
    // Line of each byte of `text`.
    let mut lines = Vec::new();
    for (line, content) in (1u32..).zip(source.lines()) {
        text.extend(content.chars().filter(|c| !c.is_whitespace()));
        lines.resize(text.len(), line);
    }
    let targets =
        plan.targets.iter().enumerate().map(|(i, t)| (format!("targets[{i}]"), &t.phrases, &t.lines));
    let rules = plan.rules.iter().enumerate().map(|(i, r)| (format!("rules[{i}]"), &r.phrases, &r.lines));
    for (at, phrases, stated) in targets.chain(rules) {
        for (i, phrase) in phrases.iter().enumerate() {
            let Some(line) = stated.get(i).or(stated.first()) else { continue };
            let bare: String = phrase.chars().filter(|c| !c.is_whitespace()).collect();
            if bare.is_empty() {
                continue;
            }
            let mut found = text.match_indices(&bare).map(|(byte, _)| lines[byte]).peekable();
            if found.peek().is_none() {
                lint.fault(
                    &format!("{at}.phrases[{i}]"),
                    Msg::new("data-phrase-not-found").with("phrase", phrase),
                );
            } else if found.all(|begins| begins != *line) {
                let message = Msg::new("data-phrase-line").with("phrase", phrase).with("line", line);
                lint.fault(&format!("{at}.lines"), message);
            }
        }
    }
}
