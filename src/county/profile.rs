//! What is known or assumed about a real county, as data: names, counts and quantities.

mod facilities;
mod land;
mod people;

pub use facilities::*;
pub use land::*;
pub use people::*;

use super::Id;

/// The data that make a generated county resemble a real one: the three files of its folder under `assets/counties`.
#[derive(Clone, Debug)]
pub struct Profile {
    pub id: Id,
    pub land: LandProfile,
    pub people: PeopleProfile,
    pub facilities: FacilitiesProfile,
}

/// Ids of the profiles that come with the program, one per plan.
pub const PROFILES: [&str; 5] = ["yueyang", "liangjiang", "pingjiang", "liupanshui", "shicheng"];

impl Profile {
    /// The profile of an id, `None` where there is none.
    ///
    /// # Errors
    /// The embedded data do not parse, with line and column; a test holds them to it.
    pub fn named(id: &str) -> Option<Result<Self, ron::error::SpannedError>> {
        macro_rules! files {
            ($folder:literal) => {
                [
                    include_str!(concat!("../../assets/counties/", $folder, "/land.ron")),
                    include_str!(concat!("../../assets/counties/", $folder, "/people.ron")),
                    include_str!(concat!("../../assets/counties/", $folder, "/facilities.ron")),
                ]
            };
        }
        let texts = match id {
            "yueyang" => files!("yueyang"),
            "liangjiang" => files!("liangjiang"),
            "pingjiang" => files!("pingjiang"),
            "liupanshui" => files!("liupanshui"),
            "shicheng" => files!("shicheng"),
            _ => return None,
        };
        Some(Self::read(id, texts))
    }

    fn read(id: &str, [land, people, facilities]: [&str; 3]) -> Result<Self, ron::error::SpannedError> {
        Ok(Self {
            id: id.to_owned(),
            land: ron::from_str(land)?,
            people: ron::from_str(people)?,
            facilities: ron::from_str(facilities)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_profile_parses_and_its_ids_are_its_own() {
        for id in PROFILES {
            let profile = Profile::named(id).unwrap().unwrap();
            let townships: BTreeSet<_> = profile.people.townships.iter().map(|t| &t.id).collect();
            assert_eq!(townships.len(), profile.people.townships.len(), "{id}");
            let sites: BTreeSet<_> = profile.facilities.sites.iter().map(|s| &s.id).collect();
            assert_eq!(sites.len(), profile.facilities.sites.len(), "{id}");
            let seats = profile.facilities.teams.iter().filter_map(|t| match &t.at {
                TeamPlace::Seats(seats) => Some(seats),
                _ => None,
            });
            let sites = profile.facilities.sites.iter().filter_map(|s| match &s.at {
                SiteAt::Seats(seats) => Some(seats),
                _ => None,
            });
            assert!(seats.chain(sites).flatten().all(|seat| townships.contains(seat)), "{id}");
        }
        assert!(Profile::named("atlantis").is_none());
    }
}
