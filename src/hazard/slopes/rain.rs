//! The rain that a slope has had, in spells short enough for its pressure and few enough to sum.

use crate::hazard::slide::trigger::Spell;

/// Length of a fresh spell, s; after [`FRESH`] of them six become one hour.
const SPELL_S: f64 = 600.0;
const FRESH: usize = 18;

/// Rain at one place, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct RainHistory {
    /// Spells from before the drill, and by the hour.
    old: Vec<Spell>,
    fresh: Vec<Spell>,
    /// The spell that goes on: its beginning, s, and what has fallen in it, m.
    since_s: f64,
    fallen_m: f64,
}

impl RainHistory {
    /// A place with rain before the drill.
    pub fn new(before: &[Spell]) -> Self {
        RainHistory { old: before.to_vec(), fresh: Vec::new(), since_s: 0.0, fallen_m: 0.0 }
    }

    /// Rain at a rate, m/s, for a time that ends at `to_s`.
    pub fn add(&mut self, rate_m_s: f64, duration_s: f64, to_s: f64) {
        self.fallen_m += rate_m_s * duration_s;
        let span_s = to_s - self.since_s;
        if span_s < SPELL_S {
            return;
        }
        self.fresh.push(Spell { from_s: self.since_s, to_s, rate_m_s: self.fallen_m / span_s });
        (self.since_s, self.fallen_m) = (to_s, 0.0);
        if self.fresh.len() >= FRESH {
            let hour: Vec<Spell> = self.fresh.drain(..6).collect();
            let (from_s, to_s) = (hour[0].from_s, hour[5].to_s);
            let fallen: f64 = hour.iter().map(|s| s.rate_m_s * (s.to_s - s.from_s)).sum();
            self.old.push(Spell { from_s, to_s, rate_m_s: fallen / (to_s - from_s) });
        }
    }

    /// All whole spells, oldest first.
    pub fn spells(&self) -> Vec<Spell> {
        self.old.iter().chain(&self.fresh).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rain_is_lost_when_spells_become_hours() {
        let before = [Spell { from_s: -7200.0, to_s: 0.0, rate_m_s: 1e-6 }];
        let mut rain = RainHistory::new(&before);
        for tick in 0..4320 {
            let rate = if tick % 700 < 300 { 5e-6 } else { 1e-6 };
            rain.add(rate, 10.0, f64::from(tick + 1) * 10.0);
        }
        let expected: f64 = (0..4320).map(|t| if t % 700 < 300 { 5e-5 } else { 1e-5 }).sum::<f64>() + 7.2e-3;
        let sum: f64 = rain.spells().iter().map(|s| s.rate_m_s * (s.to_s - s.from_s)).sum();
        assert!((sum - expected).abs() < 1e-9, "{sum} {expected}");
        assert!(rain.spells().len() < 40, "{}", rain.spells().len());
        let spells = rain.spells();
        assert!(spells.windows(2).all(|p| p[0].to_s == p[1].from_s));
    }
}
