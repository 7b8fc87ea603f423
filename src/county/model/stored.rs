//! What works store, read from `assets/stored.ron`: more substances are more data.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::sync::LazyLock;

/// A dangerous substance that works store: one of the table's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Substance(u16);

/// What the hazards know of it, by its id in their tables.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
enum Known {
    Substance(String),
    Goods(String),
}

/// How it burns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Burns {
    Surface,
    Leak,
}

/// The fields' units and sources stand at the head of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(default)]
    known: Option<Known>,
    #[serde(default)]
    burns: Option<Burns>,
    #[serde(default)]
    density_t_m3: Option<f32>,
    #[serde(default)]
    threshold_t: Option<f32>,
}

static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    // A broken table of our own is found by the test below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/stored.ron")).unwrap_or_default()
});

impl Substance {
    /// All substances, in the order of the table.
    pub fn all() -> impl Iterator<Item = Substance> {
        (0..TABLE.len()).map(|n| Substance(n as u16))
    }

    /// The substance with an id.
    pub fn named(id: &str) -> Option<Self> {
        TABLE.iter().position(|entry| entry.id == id).map(|n| Substance(n as u16))
    }

    fn entry(self) -> &'static Entry {
        &TABLE[usize::from(self.0)]
    }

    /// Its id.
    pub fn id(self) -> &'static str {
        &self.entry().id
    }

    /// Its id in the hazards' table of substances; nothing for what has no data there.
    pub fn hazard_id(self) -> Option<&'static str> {
        match &self.entry().known {
            Some(Known::Substance(id)) => Some(id),
            _ => None,
        }
    }

    /// Its id in the hazards' table of packed goods; nothing for what is kept in tanks.
    pub fn goods_id(self) -> Option<&'static str> {
        match &self.entry().known {
            Some(Known::Goods(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether it is kept as a liquid without pressure whose surface can burn, and there are data for that.
    pub fn burns_in_tank(self) -> bool {
        self.entry().burns == Some(Burns::Surface)
    }

    /// Whether what runs out of its tank burns well, and there are data for that.
    pub fn burns(self) -> bool {
        self.entry().burns.is_some()
    }

    /// Density, t/m³, of the liquid as it is stored; what does not flow has none.
    pub fn density_t_m3(self) -> Option<f32> {
        self.entry().density_t_m3
    }

    /// Quantity from which a site counts as a major hazard source, t; infinite for what the standard does not name.
    pub fn threshold_t(self) -> f32 {
        self.entry().threshold_t.unwrap_or(f32::INFINITY)
    }
}

impl std::fmt::Debug for Substance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Substance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Substance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Substance::named(&id).ok_or_else(|| {
            let all: Vec<&str> = Substance::all().map(Substance::id).collect();
            D::Error::custom(format!("unknown substance `{id}`, expected one of {}", all.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_and_written_and_an_unknown_one_is_told() {
        assert!(Substance::all().count() >= 16);
        for substance in Substance::all() {
            let text = ron::to_string(&substance).unwrap();
            assert_eq!(ron::from_str::<Substance>(&text).unwrap(), substance);
        }
        let error = ron::from_str::<Substance>("\"chlorin\"").unwrap_err().to_string();
        println!("{error}");
        assert!(error.contains("`chlorin`") && error.contains("chlorine"));
    }
}
